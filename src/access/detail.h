/* detail.h - what is known of somebody, by category, and at how much detail it is shown.
 *
 *     category        from the roles of columns (src/linkage/role.h)     besides full, yes_no, none
 *     name            title, given, middle, family and full name
 *     former_name     a name that was somebody's before
 *     birth_date      date, year, month and day of birth                   year, age_band
 *     sex
 *     address         address, premise, street, town, postcode             ward, outward_postcode
 *     uprn            the property's number (BS 7666)
 *     phone, email
 *     nhs_number, national_insurance
 *     organisation    name of an organisation, or of a thing
 *     dates           since when, until when                               year
 *     reference       the source's own number of the record
 *     attribute       any other column that linking reads
 *     other           columns that are kept and not mapped
 *
 * Levels of one category go from nothing over less to all of it; none is the default. */
#ifndef CANTREF_ACCESS_DETAIL_H
#define CANTREF_ACCESS_DETAIL_H

#include "memory.h"

enum field_category {
    CATEGORY_NAME,
    CATEGORY_FORMER_NAME,
    CATEGORY_BIRTH_DATE,
    CATEGORY_SEX,
    CATEGORY_ADDRESS,
    CATEGORY_UPRN,
    CATEGORY_PHONE,
    CATEGORY_EMAIL,
    CATEGORY_NHS_NUMBER,
    CATEGORY_NATIONAL_INSURANCE,
    CATEGORY_ORGANISATION,
    CATEGORY_DATES,
    CATEGORY_REFERENCE,
    CATEGORY_ATTRIBUTE,
    CATEGORY_OTHER,
    FIELD_CATEGORIES
};

enum detail_level {
    DETAIL_NONE, /* not shown, not told whether there is one */
    DETAIL_YES_NO,
    DETAIL_AGE_BAND,
    DETAIL_YEAR,
    DETAIL_WARD,
    DETAIL_OUTWARD_POSTCODE,
    DETAIL_FULL,
    DETAIL_LEVELS
};

enum access_language { ACCESS_ENGLISH, ACCESS_WELSH, ACCESS_LANGUAGES };

/* struct bilingual - a text for people in both languages. */
struct bilingual {
    struct str text[ACCESS_LANGUAGES];
};

/* field_category_names, detail_level_names - as in the files; NULL ends them. */
extern const char *const field_category_names[FIELD_CATEGORIES + 1];
extern const char *const detail_level_names[DETAIL_LEVELS + 1];

/* field_category_title, detail_level_title - for people: "date of birth", "age band". */
const char *field_category_title(enum field_category category, enum access_language language);
const char *detail_level_title(enum detail_level level, enum access_language language);

/* detail_fits - has that category that level? */
bool detail_fits(enum field_category category, enum detail_level level);

struct detail_value {
    struct str text; /* of a date: as date_text writes it (date.h); "" for none */
    struct str ward; /* of an address: the ward that it is in, if known; else "" */
};

enum { DETAIL_TEXT_MAX = 64 };

/* detail_of - what is shown of a value at a level.
 * In:     today: days since 1 January 1970, for ages.
 * Out:    the text: value.text itself, or made in made[], or a literal. "" for level none and for a
 *         level that the category has not; "" too where the value is too coarse or not understood,
 *         such as the outward postcode of an address without one: never more than the level
 *         says.
 *         yes_no: "yes" or "no". age_band: "0-4", "5-15", "16-17", "18-24", "25-34", "35-44",
 *         "45-54", "55-64", "65-74", "75-84", "85+"; "" where a birth date without its day leaves
 *         two bands open, or lies ahead. year: "1994".
 * Pure. */
struct str detail_of(enum field_category category, enum detail_level level,
                     struct detail_value value, int32_t today, enum access_language language,
                     char made[DETAIL_TEXT_MAX]);

#endif

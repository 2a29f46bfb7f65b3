/* detail.c - a value at a level of detail. */
#include "detail.h"

#include "date.h"
#include "postcode.h"

#include <stdio.h>

const char *const field_category_names[FIELD_CATEGORIES + 1] = {
    [CATEGORY_NAME] = "name",
    [CATEGORY_FORMER_NAME] = "former_name",
    [CATEGORY_BIRTH_DATE] = "birth_date",
    [CATEGORY_SEX] = "sex",
    [CATEGORY_ADDRESS] = "address",
    [CATEGORY_UPRN] = "uprn",
    [CATEGORY_PHONE] = "phone",
    [CATEGORY_EMAIL] = "email",
    [CATEGORY_NHS_NUMBER] = "nhs_number",
    [CATEGORY_NATIONAL_INSURANCE] = "national_insurance",
    [CATEGORY_ORGANISATION] = "organisation",
    [CATEGORY_DATES] = "dates",
    [CATEGORY_REFERENCE] = "reference",
    [CATEGORY_ATTRIBUTE] = "attribute",
    [CATEGORY_OTHER] = "other",
    [FIELD_CATEGORIES] = NULL,
};

const char *const detail_level_names[DETAIL_LEVELS + 1] = {
    [DETAIL_NONE] = "none",         [DETAIL_YES_NO] = "yes_no",
    [DETAIL_AGE_BAND] = "age_band", [DETAIL_YEAR] = "year",
    [DETAIL_WARD] = "ward",         [DETAIL_OUTWARD_POSTCODE] = "outward_postcode",
    [DETAIL_FULL] = "full",         [DETAIL_LEVELS] = NULL,
};

/* The Welsh is to be checked by a translator. */
static const char *const category_titles[FIELD_CATEGORIES][ACCESS_LANGUAGES] = {
    [CATEGORY_NAME] = {"name", "enw"},
    [CATEGORY_FORMER_NAME] = {"former name", "enw blaenorol"},
    [CATEGORY_BIRTH_DATE] = {"date of birth", "dyddiad geni"},
    [CATEGORY_SEX] = {"sex", "rhyw"},
    [CATEGORY_ADDRESS] = {"address", "cyfeiriad"},
    [CATEGORY_UPRN] = {"property number (UPRN)", "rhif eiddo (UPRN)"},
    [CATEGORY_PHONE] = {"telephone", "ffôn"},
    [CATEGORY_EMAIL] = {"e-mail", "e-bost"},
    [CATEGORY_NHS_NUMBER] = {"NHS number", "rhif GIG"},
    [CATEGORY_NATIONAL_INSURANCE] = {"National Insurance number", "rhif Yswiriant Gwladol"},
    [CATEGORY_ORGANISATION] = {"organisation", "sefydliad"},
    [CATEGORY_DATES] = {"since and until when", "ers pryd a than bryd"},
    [CATEGORY_REFERENCE] = {"reference", "cyfeirnod"},
    [CATEGORY_ATTRIBUTE] = {"other details", "manylion eraill"},
    [CATEGORY_OTHER] = {"whatever else the record holds", "beth bynnag arall sydd yn y cofnod"},
};

static const char *const level_titles[DETAIL_LEVELS][ACCESS_LANGUAGES] = {
    [DETAIL_NONE] = {"not shown", "heb ei ddangos"},
    [DETAIL_YES_NO] = {"whether there is one", "a oes un"},
    [DETAIL_AGE_BAND] = {"age band", "band oedran"},
    [DETAIL_YEAR] = {"year", "blwyddyn"},
    [DETAIL_WARD] = {"ward", "ward"},
    [DETAIL_OUTWARD_POSTCODE] = {"first half of the postcode", "hanner cyntaf y cod post"},
    [DETAIL_FULL] = {"in full", "yn llawn"},
};

const char *field_category_title(enum field_category category, enum access_language language)
{
    return category_titles[category][language];
}

const char *detail_level_title(enum detail_level level, enum access_language language)
{
    return level_titles[level][language];
}

bool detail_fits(enum field_category category, enum detail_level level)
{
    switch (level) {
    case DETAIL_NONE:
    case DETAIL_YES_NO:
    case DETAIL_FULL:
        return true;
    case DETAIL_AGE_BAND:
        return category == CATEGORY_BIRTH_DATE;
    case DETAIL_YEAR:
        return category == CATEGORY_BIRTH_DATE || category == CATEGORY_DATES;
    case DETAIL_WARD:
    case DETAIL_OUTWARD_POSTCODE:
        return category == CATEGORY_ADDRESS;
    default:
        return false;
    }
}

static struct str yes_no(bool yes, enum access_language language)
{
    if (language == ACCESS_WELSH) {
        return yes ? STR("oes") : STR("nac oes");
    }
    return yes ? STR("yes") : STR("no");
}

/* age_at - whole years from a birth date to a day; negative when it lies ahead. Who was born on 29
 * February is a year older on 1 March of other years, as English law has it. */
static int age_at(struct date born, int32_t today)
{
    int age = -1;
    while (age < 200 && date_days((struct date){(int16_t)(born.year + age + 1), born.month,
                                                born.day}) <= today) {
        age++;
    }
    return age;
}

static int band_of(int age)
{
    static const int starts[] = {0, 5, 16, 18, 25, 35, 45, 55, 65, 75, 85};
    int band = -1;
    for (int i = 0; i < (int)(sizeof starts / sizeof starts[0]) && age >= starts[i]; i++) {
        band = i;
    }
    return band;
}

static struct str age_band(struct date born, int32_t today)
{
    static const char *const bands[] = {"0-4",   "5-15",  "16-17", "18-24", "25-34", "35-44",
                                        "45-54", "55-64", "65-74", "75-84", "85+"};
    struct date first = born, last = born; /* the days on which the birthday may be */
    if (born.year == 0) {
        return STR("");
    }
    if (born.month == 0) {
        first.month = 1;
        last.month = 12;
    }
    if (born.month == 0 || born.day == 0) {
        first.day = 1;
        last.day = 31;
    }
    int oldest = band_of(age_at(first, today)), youngest = band_of(age_at(last, today));
    return oldest >= 0 && oldest == youngest ? str_of(bands[oldest]) : STR("");
}

static struct str outward_postcode(struct str address, char made[DETAIL_TEXT_MAX])
{
    char normal[POSTCODE_MAX];
    struct str found = postcode_find(address);
    if (found.len == 0 || !postcode_parse(found, normal) || !postcode_is_british(str_of(normal))) {
        return STR("");
    }
    struct str outward = postcode_district(str_of(normal));
    snprintf(made, DETAIL_TEXT_MAX, "%.*s", PRI(outward));
    return str_of(made);
}

struct str detail_of(enum field_category category, enum detail_level level,
                     struct detail_value value, int32_t today, enum access_language language,
                     char made[DETAIL_TEXT_MAX])
{
    struct date date;
    if (level == DETAIL_NONE || !detail_fits(category, level)) {
        return STR("");
    }
    if (level == DETAIL_YES_NO) {
        return yes_no(value.text.len > 0, language);
    }
    if (level == DETAIL_FULL) {
        return value.text;
    }
    if (level == DETAIL_WARD) {
        return value.ward;
    }
    if (level == DETAIL_OUTWARD_POSTCODE) {
        return outward_postcode(value.text, made);
    }
    if (!date_from_text(value.text, &date)) {
        return STR("");
    }
    if (level == DETAIL_AGE_BAND) {
        return age_band(date, today);
    }
    if (date.year == 0) {
        return STR("");
    }
    snprintf(made, DETAIL_TEXT_MAX, "%d", date.year);
    return str_of(made);
}

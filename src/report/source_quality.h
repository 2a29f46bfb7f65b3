/* source_quality.h - how good the data of each system is, counted in rows: what is filled, what
 * only seems to be, what can't be linked and why. */
#ifndef CANTREF_REPORT_SOURCE_QUALITY_H
#define CANTREF_REPORT_SOURCE_QUALITY_H

#include "report.h"

enum quality_field {
    QUALITY_NAME,
    QUALITY_BIRTH_DATE,
    QUALITY_SEX,
    QUALITY_ADDRESS,
    QUALITY_POSTCODE,
    QUALITY_UPRN,
    QUALITY_PHONE,
    QUALITY_EMAIL,
    QUALITY_NHS_NUMBER,
    QUALITY_NATIONAL_INSURANCE,
    QUALITY_FIELDS
};

/* struct field_quality - rows of a system by what its columns of a field hold. filled, empty,
 * placeholder, impossible and unread add up to rows. */
struct field_quality {
    bool has_column;
    uint64_t rows; /* that could have it: for what is a person's, those that speak of a person */
    uint64_t filled;
    uint64_t empty;
    uint64_t placeholder; /* "unknown", 01/01/1900, THE OCCUPIER, no fixed abode */
    uint64_t
        impossible;  /* of dates: none in the calendar, in years to come, of somebody over 120 */
    uint64_t unread; /* something else that was not understood */
};

/* struct source_quality - the last five are why a row can't be linked, or only with luck. */
struct source_quality {
    struct field_quality fields[QUALITY_FIELDS];
    uint64_t rows;          /* that gave mentions: all that were not rejected */
    uint64_t property_only; /* an address and nobody */
    uint64_t nobody;        /* THE OCCUPIER */
    uint64_t nameless;   /* somebody or something without a name or any other field of a person */
    uint64_t name_only;  /* of its first person nothing is said but the name, and the sex */
    uint64_t same_apart; /* of several rows that say the same, too little to make them one; 0
                            without a run (report_begin_rows) */
};

/* source_quality_count - of the first mention of the main subject of each row.
 * Out: ret[report->in->table_count], zeroed before. Cost: O(mentions × fields); what is not
 *      understood is looked at again. */
void source_quality_count(const struct report *report, struct source_quality *ret);

/* quality_field_label - in English; pages say() it. */
const char *quality_field_label(int field);

#endif

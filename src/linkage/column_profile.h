/* column_profile.h - what the values of one column look like, measured on a sample of its distinct
 * values.
 *
 * The sample is chosen by the values' hashes and weighed by their counts, so that nothing depends
 * on the order of rows: common values all, of the rest about SAMPLE_VALUES. Sums are of whole
 * numbers, for the same reason. */
#ifndef CANTREF_LINKAGE_COLUMN_PROFILE_H
#define CANTREF_LINKAGE_COLUMN_PROFILE_H

#include "role.h"
#include "table.h"

enum { SAMPLE_VALUES = 1000, SKETCH_VALUES = 1024 };

struct column_profile {
    size_t rows;
    size_t filled;         /* rows with a value that is no placeholder */
    size_t distinct;       /* such values */
    double share[ROLES];   /* of the filled rows, that pass the role's test */
    double known_given;    /* … whose first word is a well-known given name */
    double known_at_end;   /* … that have one as first or last word, or Mr, Mrs … anywhere */
    double letters;        /* … without a digit */
    double codes;          /* … that are codes (role_is_code) */
    double numbers;        /* … of digits only */
    double decimals;       /* … like 12.50 */
    double streets;        /* … with a street word */
    double leading_number; /* … of more than one word that begin with a digit */
    double full_dates;     /* … that are dates with day, month and year */
    double british;        /* … that are British postcodes */
    double dialled;        /* … that are telephone numbers beginning with 0 or + */
    double words_mean, length_mean;
    double one_length;                    /* … of the commonest length, in characters */
    double bits;                          /* entropy of the filled values */
    int day_first, month_first;           /* sampled values that only one order reads */
    int given_first, family_first;        /* votes for the order of names */
    int year_low, year_middle, year_high; /* percentiles 5, 50, 95 of dates' years; 0: none */
    int year_latest; /* latest four-digit year that at least one date in 500 reaches; 0: none */
    uint64_t number_low, number_high; /* of all-digit values */
    size_t largest;                   /* rows that have the commonest value */
};

/* profile_measure - Cost: O(rows) to count, and at most a few thousand readings. Returns 0 or
 * ERR_MEMORY. */
int profile_measure(const struct column *column, size_t rows, struct column_profile *ret)
    __attribute__((warn_unused_result));

/* struct value_sketch - the smallest hashes of a column's distinct values (case and
 * spaces aside). */
struct value_sketch {
    size_t count;
    bool complete;                /* there were no more */
    uint64_t hash[SKETCH_VALUES]; /* ascending, distinct */
};

/* sketch_make - Cost: O(distinct). sketch_overlap - the share of the smaller set's values that the
 * other has, estimated. */
void sketch_make(const struct column *column, struct value_sketch *ret);
double sketch_overlap(const struct value_sketch *a, const struct value_sketch *b);

/* cell_key - hash of a cell, ASCII case and everything but letters and digits aside; 0 for an empty
 * one. */
uint64_t cell_key(struct str cell);

#endif

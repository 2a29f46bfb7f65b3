/* error_tables.h - the errors of one linking, counted: by cause, by comparison pattern, by pair of
 * sources, by hard kind; and predicted probability beside truth. */
#ifndef CANTREF_BENCH_ERROR_TABLES_H
#define CANTREF_BENCH_ERROR_TABLES_H

#include "labelled.h"
#include "oracle.h"
#include "pair_cause.h"

enum { CALIBRATION_BINS = 10, HARD_KINDS_MAX = 64, HARD_KIND_NAME_MAX = 40 };

/* struct pattern_errors - pairs of one comparison pattern. */
struct pattern_errors {
    const uint8_t *levels;
    bool met;                                      /* the pattern of a candidate */
    int32_t weight;                                /* of the pattern alone, 1/1024 bits */
    struct pair_counts candidates;                 /* with this pattern, whatever became of them */
    uint64_t by_cause[PAIR_CAUSES];                /* errors */
    uint64_t missed, merged;                       /* their sums */
    int64_t missed_rarity, merged_rarity;          /* sums, 1/64 bits */
    uint32_t missed_example[2], merged_example[2]; /* mentions */
};

/* struct hard_kind - of the labelled pairs of cases.csv. */
struct hard_kind {
    char name[HARD_KIND_NAME_MAX];
    bool same; /* are they truly one? */
    uint64_t pairs, right;
    uint64_t right_by_oracle[ORACLES]; /* 0 where it was not asked */
    uint64_t by_cause[PAIR_CAUSES];
};

struct source_errors {
    uint64_t true_pairs, missed, merged;
    uint64_t by_cause[PAIR_CAUSES];
};

struct calibration_bin {
    uint64_t pairs, same;
    double predicted; /* sum of probabilities */
};

struct error_tables {
    uint64_t true_pairs, missed, merged;
    uint64_t by_cause[PAIR_CAUSES];
    size_t pattern_count;
    struct pattern_errors *patterns;
    struct dictionary levels; /* of patterns, as bytes: id - 1 is the place in patterns[] */
    size_t hard_kind_count;
    struct hard_kind hard_kinds[HARD_KINDS_MAX];
    size_t source_count;
    struct source_errors *sources; /* [a * source_count + b], a ≤ b */
    struct calibration_bin calibration[CALIBRATION_BINS];
    /* blocking: of all true pairs, those that are candidates, and those that candidates lead to */
    size_t unmet_count;
    uint32_t (*unmet)[2]; /* missed pairs that never met: mentions */
    uint64_t candidate_pairs, met_true_pairs, path_true_pairs;
};

/* error_tables_make - all but the hard kinds. Free it with error_tables_free. Memory is had by
 * mem_must_*.
 * Errors: ERR_MEMORY, ERR_LIMIT. Cost: O(pairs + sum over entities of size²). */
int error_tables_make(const struct labelled *in, const struct pair_causes *causes,
                      struct error_tables *ret);

/* error_tables_add_hard - count the pairs of a table with the columns of cases.csv.
 * oracles: those asked, or all zero.
 * Errors: ERR_INPUT when a column is missing, ERR_LIMIT too many kinds. */
int error_tables_add_hard(const struct labelled *in, const struct pair_causes *causes,
                          const struct report *report, const struct table *cases,
                          const struct oracle_outcome oracles[ORACLES], struct error_tables *tables,
                          struct err *err);
void error_tables_free(struct error_tables *tables);

#endif

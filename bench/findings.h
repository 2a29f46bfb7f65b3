/* findings.h - all that was found out about the errors of one linking, and its two writers. */
#ifndef CANTREF_BENCH_FINDINGS_H
#define CANTREF_BENCH_FINDINGS_H

#include "error_tables.h"
#include "level_truth.h"
#include "missed_keys.h"
#include "oracle.h"

#include <stdio.h>

struct findings {
    struct labelled in;
    struct error_tables tables;
    struct missed_keys keys;
    size_t level_count;
    struct level_truth *levels; /* the most harm first */
    bool oracles_asked;
    struct oracle_outcome oracles[ORACLES];
};

/* findings_write_text - for a person at a terminal; of patterns the `top` with most misses and with
 * most false pairs, each with an example. Examples are values: for the example council and labelled
 * data, never for a council's own. */
void findings_write_text(const struct findings *findings, size_t top, FILE *out);

/* findings_write_json - one object with counts and patterns, no values. */
void findings_write_json(const struct findings *findings, size_t top, FILE *out);

/* findings_rank - the patterns with most missed (or merged) pairs first. Out: ret[0 … returned), to
 * be freed with mem_free. */
size_t findings_rank(const struct findings *findings, bool merged,
                     const struct pattern_errors ***ret);

/* findings_level_text - feature_level_text, but levels of the source feature name the source.
 * Returns ret. */
const char *findings_level_text(const struct findings *findings, const struct feature *feature,
                                int level, char ret[FEATURE_TEXT_MAX]);

/* findings_unmet_over_cut - missed pairs that never met, and whose comparison would have been over
 * the cut. */
uint64_t findings_unmet_over_cut(const struct findings *findings);

#endif

/* decision_sample.h - the samples of one input of a decision table, for decision_check.h: each
 * constant with which its tests compare it, and a value from between each two, below and above. */
#ifndef CANTREF_FEEL_DECISION_SAMPLE_H
#define CANTREF_FEEL_DECISION_SAMPLE_H

#include "decision_table.h"

struct decision_samples {
    bool opaque; /* some test depends on more than its input: the samples are its tests' texts */
    size_t count;
    struct feel_value *values; /* opaque: strings, as the tests are written */
    bool **holds;              /* [rule][sample] */
};

/* decision_samples_of - the samples of input number `column`, and for which of them the test of
 * each rule holds. At least one sample, unless nothing passes the values of the input.
 * Returns how many; with rules × samples over cells_max, `holds` is not made. */
size_t decision_samples_of(struct feel_evaluation *evaluation, const struct decision_table *table,
                           size_t column, size_t cells_max, struct decision_samples *ret);

#endif

/* dmn_value.h - the values of test files as values of FEEL, and whether a result is the expected
 * one, as the suite's own runners compare: numbers may differ by less than 10^-8. */
#ifndef CANTREF_BENCH_DMN_VALUE_H
#define CANTREF_BENCH_DMN_VALUE_H

#include "dmn_cases.h"
#include "feel.h"

/* dmn_value_of - what is written, made in arena.
 * In: type: what the model declares: it says what a scalar is where the file does not. */
struct feel_value dmn_value_of(struct arena *arena, struct feel_zones zones,
                               const struct dmn_written *written, const struct feel_type *type);

/* dmn_value_same - is the result as expected? Contexts in any order, lists in theirs. */
bool dmn_value_same(struct arena *arena, const struct feel_value *expected,
                    const struct feel_value *actual);

#endif

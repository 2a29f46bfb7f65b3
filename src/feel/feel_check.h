/* feel_check.h - what a pack's expression must keep to beyond the standard: names that are there,
 * types that fit, one reading. The standard turns all of these into null, and null into "no". */
#ifndef CANTREF_FEEL_FEEL_CHECK_H
#define CANTREF_FEEL_FEEL_CHECK_H

#include "feel.h"

/* feel_check - refuse what can't be meant.
 * Errors: ERR_INPUT with the place: a name that is not in scope, an operand, argument or
 *         comparison whose declared types do not fit, a date written as a string, a condition that
 *         is none. */
int feel_check(struct arena *arena, const struct feel_node *node,
               const struct feel_parse_options *options, struct err *err);

/* feel_check_reading - the two readings of `left` followed by an operator of that kind, or NULL
 * when nobody would mistake it. */
const char *feel_check_reading(const struct feel_node *left, enum feel_node_kind next);

#endif

/* feel_convert.h - text to values, as literals and built-in functions want it. Pure. */
#ifndef CANTREF_FEEL_FEEL_CONVERT_H
#define CANTREF_FEEL_FEEL_CONVERT_H

#include "feel_value.h"

/* feel_temporal_of_text - what stands in @"…": a date, a date and time, a time or a duration.
 * Returns false when it is none, *ret untouched. */
bool feel_temporal_of_text(const struct feel_zones *zones, struct str text, struct feel_value *ret);

/* feel_duration_of_text - either duration; false when it is none. */
bool feel_duration_of_text(struct str text, struct feel_value *ret);

#endif

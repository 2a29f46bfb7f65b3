/* errors_text.h - the tables of errors for a person at a terminal. They show values: for examples
 * and labelled data, never for a council's own. */
#ifndef CANTREF_BENCH_ERRORS_TEXT_H
#define CANTREF_BENCH_ERRORS_TEXT_H

#include "error_tables.h"
#include "oracle.h"

#include <stdio.h>

/* errors_text_write - all tables; of patterns the `top` with most misses and with most false
 * pairs. oracles[ORACLES]; NULL: not asked. */
void errors_text_write(const struct labelled *in, const struct error_tables *tables,
                       const struct oracle_outcome *oracles, size_t top, FILE *out);

#endif

/* pair_rows.h - two mentions beside each other, field by field: what reviewers compare.
 *
 *     Name            Sian Evans     same       Sian Evans
 *     Date of birth   03/02/1980     differs    03/02/1981
 *     Phone           01632 960001   one alone
 */
#ifndef CANTREF_REPORT_PAIR_ROWS_H
#define CANTREF_REPORT_PAIR_ROWS_H

#include "report.h"

/* Of what they say once standardised. */
enum pair_sign { PAIR_SAME, PAIR_DIFFERS, PAIR_ONE_ALONE };

/* pair_rows_each - called with every field that one of the two has; texts are good during the call.
 * pair_place - where a mention stands: "housing:17", "housing:17 (2)" of a second person of the
 * row; added to ret. */
typedef void pair_row_visit(void *context, struct str label, struct str left, struct str right,
                            enum pair_sign sign);
void pair_rows_each(const struct report *report, uint32_t left, uint32_t right,
                    pair_row_visit *visit, void *context);
void pair_place(const struct report *report, uint32_t mention, struct buf *ret);

#endif

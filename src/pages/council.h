/* council.h - pages for those who lead: how the council did in a month, and of nobody.
 *
 *     /council?month=2026-10            figures, charts, what was saved
 *     /council/csv/{table}?month=…      one table for a spreadsheet
 *     /council/behind?…                 which cases lie behind a figure: for what, first
 *     /purpose/{purpose}/behind?…       under a purpose that may see them
 */
#ifndef CANTREF_PAGES_COUNCIL_H
#define CANTREF_PAGES_COUNCIL_H

#include "case_measures.h"
#include "measure_csv.h"
#include "page_component.h"
#include "web.h"

/* council_show - a month's figures. council_csv - one of its tables. council_behind - for which
 * purposes the cases behind a figure may be asked for. council_cases - these, asked for under one.
 * Handlers, as route.h has them.
 * Errors: ERR_INPUT no month; ERR_NOTFOUND it isn't told, there is no such table or figure;
 *         ERR_DENIED who asks may not; those of the store. */
int council_show(struct request *r, struct err *err);
int council_csv(struct request *r, struct err *err);
int council_behind(struct request *r, struct err *err);
int council_cases(struct request *r, struct err *err);

/* council_month - the month that the request's field names, or else the last one that is told.
 * Errors: ERR_INPUT no month; ERR_NOTFOUND it is not told. */
int council_month(struct request *r, struct measure_month *ret, struct err *err);

/* council_read - its figures, told to the log. Errors: ERR_DENIED who asks may not; those of
 * case_measures_read. */
int council_read(struct request *r, const struct measure_month *month, struct json_node **ret,
                 struct err *err);

#endif

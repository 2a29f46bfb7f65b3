/* summary.h - the end of a run on a terminal: what an officer wants to know, and what to open next.
 */
#ifndef CANTREF_REPORT_SUMMARY_H
#define CANTREF_REPORT_SUMMARY_H

#include "overview.h"

/* summary_write - at most 25 lines in the language of the report, added to
 * out. */
void summary_write(const struct report *report, const struct overview *overview, struct buf *out);

/* sureness_write - one or two sentences on how far the links can be trusted, as estimated, or why
 * that can't be told. For the summary and the page. Added to out. */
void sureness_write(const struct report *report, struct buf *out);

/* reviews_write - a sentence on how many pairs are worth asking a person about. Added to out. */
void reviews_write(const struct report *report, const struct overview *overview, struct buf *out);

#endif

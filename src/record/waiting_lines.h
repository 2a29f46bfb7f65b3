/* waiting_lines.h - the records that wait for another model (live_waiting.h), as a file:
 *
 *   source,row,key,since
 *   housing,204,family name,2026-11-28T03:21:16Z
 *
 * key: of the blocking plan, in words, whose block is full. */
#ifndef CANTREF_RECORD_WAITING_LINES_H
#define CANTREF_RECORD_WAITING_LINES_H

#include "picture.h"

/* waiting_lines_write - all of them of the sources that may be known of, by source and row, added
 * to out, with the header; nothing when there are none. Not of those who are sealed. *ret_count:
 * how many. Errors: those of the store. */
/* waiting_each - called with each of them, in the same order, at most max; *ret_count: how many
 * there are. Texts are good during the call, when a row stands open: visit must have no job done
 * (writer.h). waiting_mentions - the numbers of the mentions of one, added to ret. Errors: those of
 * the store. */
typedef void waiting_visit(void *context, struct str source, int64_t row, struct str key,
                           int64_t since, int64_t record);
int waiting_mentions(const struct picture *picture, int64_t record, struct whole_list *ret,
                     struct err *err);
int waiting_each(const struct picture *picture, size_t max, waiting_visit *visit, void *context,
                 size_t *ret_count, struct err *err);

int waiting_lines_write(const struct picture *picture, struct buf *out, size_t *ret_count,
                        struct err *err);

#endif

/* decision_file.h - what people decided, as a file: decisions.csv, which cantref export and cantref
 * link write and cantref link --decisions reads.
 *
 *   decision,answer,source,row,mention,other_source,other_row,other_mention
 *   3,same,housing,17,1,schools,204,2
 *   4,different,housing,18,1,,,                       the other one's record is not there now
 *
 * Of two decisions the one with the higher number is the newer, and outranks the other. Rows and
 * mentions are those of entities.csv. A source that is not linked, and a mention that its row does
 * not have, is not there; such decisions are kept, since a mention that somebody decided about is
 * told apart from others that say the same (mention_decide.h). */
#ifndef CANTREF_RECORD_DECISION_FILE_H
#define CANTREF_RECORD_DECISION_FILE_H

#include "memory.h"
#include "mention.h"
#include "table.h"

/* decision_file_read - the decisions into a table of mentions that has none yet.
 * Errors: those of source_file_read; ERR_INPUT, with the line: a column is missing, a number twice,
 *         an answer that is neither, a row that its source does not have, a mention and itself, two
 *         of one row decided to be the same. */
int decision_file_read(const char *path, const struct table *tables, size_t count,
                       struct mention_table *mentions, struct err *err);

/* decision_file_write - those of a table, added to out. */
void decision_file_write(const struct table *tables, const struct mention_table *mentions,
                         struct buf *out);

#endif

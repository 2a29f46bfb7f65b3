/* mention_original.h - what a source itself wrote behind a mention: for people to read. */
#ifndef CANTREF_LINKAGE_MENTION_ORIGINAL_H
#define CANTREF_LINKAGE_MENTION_ORIGINAL_H

#include "mapping.h"
#include "mention.h"

/* mention_original_column - the one column that holds a field of such mentions by itself, or
 * SIZE_MAX: for those who ask of many rows. Cost: O(columns). */
size_t mention_original_column(const struct mapping *mapping, const struct mention_table *mentions,
                               int subject, int kind, int field);

/* mention_original - what the source wrote behind a field of a mention: the cell, where exactly one
 * column of its subject holds the field by itself and is filled; else the standardised text. Added
 * to ret (aborts like all of struct buf). */
void mention_original(const struct table *tables, const struct mapping *mappings,
                      const struct mention_table *mentions, size_t mention, int field,
                      struct buf *ret);

/* mention_record_id - the source's own number of the mention's row; "" when it has none. */
struct str mention_record_id(const struct table *tables, const struct mapping *mappings,
                             const struct mention_place *place);

#endif

/* mention_values.h - one mention by itself: its standardised texts, packed to be kept, and a table
 * made of mentions that were kept.
 *
 *   mention table ── mention_pack ──► bytes ── mention_unpack ──► struct mention_values
 *                 ◄─────────────────── mention_table_of ◄─────────
 *
 *   bytes (pack.h): kind · subject · carries_property · number ·  field + 1 · text  · field + 1 · …
 *
 * A table of any mentions of a larger one, in any order, gives the linkage the same values: nothing
 * there depends on what else a table holds.
 */
#ifndef CANTREF_LINKAGE_MENTION_VALUES_H
#define CANTREF_LINKAGE_MENTION_VALUES_H

#include "memory.h"
#include "mention.h"

/* struct mention_values - texts are slices of what they were unpacked from. */
struct mention_values {
    struct mention_place place; /* row and source are the caller's to fill */
    struct str text[FIELDS_MAX];
};

/* mention_pack - a mention of the table, added to out; attributes from attribute_count on, which
 * the model doesn't know, are left out. Errors: ERR_LIMIT at out's maximum. */
int mention_pack(const struct mention_table *table, size_t mention, size_t attribute_count,
                 struct buf *out);

/* mention_unpack - what mention_pack wrote. Errors: ERR_INPUT for other bytes; ret is undefined
 * then. Pure. */
int mention_unpack(struct str packed, struct mention_values *ret);

/* mention_table_of - a table of count mentions, in their order.
 * In:     values[i].place.source is an index into sources[source_count]; attributes as a model has
 *         them (mention_arrange.h).
 * Out:    ret, to be freed with mention_table_free; it refers to nothing of the caller's.
 * Errors: ERR_MEMORY, ERR_LIMIT; ret is empty then. Cost: O(texts). */
int mention_table_of(const struct mention_values *values, size_t count, const struct str *sources,
                     size_t source_count, const struct str *attributes, size_t attribute_count,
                     struct mention_table *ret);

#endif

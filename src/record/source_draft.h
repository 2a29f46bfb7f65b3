/* source_draft.h - a first definition of a source, from one file of it: its mapping as inferred,
 * and the column that tells its records apart. */
#ifndef CANTREF_RECORD_SOURCE_DRAFT_H
#define CANTREF_RECORD_SOURCE_DRAFT_H

#include "source_definition.h"

/* What the person who adds the source has said of it. */
struct source_wish {
    struct str name;
    struct str path;               /* as the definition is to name the file */
    struct str key;                /* header of a column; "": choose one */
    enum source_category category; /* SOURCE_CATEGORIES: not said */
    struct str agreement;
    enum source_delivery delivery;
    double reject_max;
};

/* source_draft - a definition with a file connector.
 * In:     table: of the file. mapping: of the table; moved into the definition.
 * Out:    *ret, to be freed with source_definition_free; key_count 0 when no column is filled and
 *         different in every row. Untouched, and mapping as it was, on failure. ret_why: why
 *         this key, or none, is added.
 * Errors: ERR_INPUT the key wished for isn't in the table, is empty somewhere, or (in a snapshot)
 *         the same in two rows; or changes have no key. Cost: O(rows) a column that may be the
 *         key. */
int source_draft(const struct table *table, struct mapping *mapping, const struct source_wish *wish,
                 struct source_definition *ret, struct buf *ret_why, struct err *err);

#endif

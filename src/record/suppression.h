/* suppression.h - what was erased and must not be taken in again, as keyed hashes.
 *
 *   token = hash of source name · identity of the record · what
 *
 *   what "row"            the whole row is left out
 *        "part"           some of its cells are made empty, namely all but
 *        "keep", HEADER   those of these columns; and of these too
 *        "name", NAME     those of a subject that names one who was erased
 *
 * A row of several people keeps the columns that were the others'. Columns are listed by what is
 * kept, so that a renamed or new one brings nothing back; names are listed too, so that people who
 * change places in the row don't. Somebody new in the erased person's columns of that row is not
 * taken in either.
 *
 * The list is in the database and in values.db; it is the union of both. A hash tells nothing
 * without the home's keys. */
#ifndef CANTREF_RECORD_SUPPRESSION_H
#define CANTREF_RECORD_SUPPRESSION_H

#include "mapping.h"
#include "record_store.h"

struct suppression {
    struct dictionary tokens; /* the empty one apart, TOKEN_BYTES each */
    struct seal *seal;
};

enum suppressed { SUPPRESSED_NOT, SUPPRESSED_PART, SUPPRESSED_ROW };

/* suppression_load - read both lists and add to each what it lacks. db: no transaction begun.
 * Out:    *ret, to be freed with suppression_free; *ret_differed: one of them lacked some, so that
 *         one is of another day than the other.
 * Errors: those of the store. */
int suppression_load(struct db *db, struct seal *seal, struct suppression *ret, bool *ret_differed,
                     struct err *err);
void suppression_free(struct suppression *suppression);

/* column_is_everybodys - a row's place and its times: kept when one whom the row names is erased
 * and others are not. */
static inline bool column_is_everybodys(const struct mapping_column *column)
{
    return (role_table[column->role].flags & ROLE_SHARED) != 0 && column->subject.len == 0;
}

/* suppression_of - what is to be left out of a record. Pure. Cost: 0.6 µs; none while the list is
 * empty. */
enum suppressed suppression_of(const struct suppression *suppression, struct str source,
                               struct str identity);

/* suppression_blank - empty the cells of a row that are not to be taken in (SUPPRESSED_PART). */
void suppression_blank(const struct suppression *suppression, struct str source,
                       struct str identity, struct table *table, const struct mapping *mapping,
                       size_t row);

/* suppression_add - tokens to list, added to tokens: of a whole row; of a part, which keeps the
 * columns of keep[] and not the subjects of names[] (indexes of mapping_subjects). In a job of the
 * writer, suppression_put writes them, and the list knows them from then on. */
void suppression_add_row(const struct suppression *suppression, struct str source,
                         struct str identity, struct buf *tokens);
void suppression_add_part(const struct suppression *suppression, struct str source,
                          struct str identity, const struct table *table,
                          const struct mapping *mapping, const bool *keep, const bool *erased,
                          struct buf *tokens);
int suppression_put(struct suppression *suppression, struct db *db, struct str tokens,
                    struct err *err);

#endif

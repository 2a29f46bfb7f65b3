/* search_bulk.h - the words of many mentions, written at once in the order of the table `search`:
 *
 *   mention 0: tokens …     sorted by token (stable)     rows of postings, source by source,
 *   mention 1: tokens …  ─►                           ─► in slices
 *
 * What search_edits_apply would have come to, had they arrived one by one. */
#ifndef CANTREF_RECORD_SEARCH_BULK_H
#define CANTREF_RECORD_SEARCH_BULK_H

#include "search_store.h"
#include "search_words.h"

/* struct search_bulk - start from zero; end with search_bulk_free. 12 bytes a word, 24 while they
 * are sorted. */
struct search_bulk {
    uint64_t *token;
    uint32_t *word; /* mention * 2 + address */
    size_t count, capacity, word_capacity;
    size_t written;
    bool sorted;
};

/* struct search_place - where a mention is. Mentions are numbered so that those of one source come
 * in the order of record and number. */
struct search_place {
    int64_t record, source;
    int number;
};
typedef struct search_place search_place_of(const void *context, uint32_t mention);

/* search_bulk_add - a mention's tokens; mentions ascending, below 2^31. Aborts when out of memory.
 */
void search_bulk_add(struct search_bulk *bulk, uint32_t mention, const struct search_token *tokens,
                     size_t count);

/* search_bulk_write - the next slice of rows, within a transaction; all are written when
 * bulk->written is bulk->count. Nothing is added from the first on. The model has no rows in the
 * table to begin with. Errors: ERR_MEMORY, those of the store. Cost: 3 µs a row. */
int search_bulk_write(struct search_bulk *bulk, struct db *db, int64_t model,
                      search_place_of *place, const void *context, struct err *err);

void search_bulk_free(struct search_bulk *bulk);

#endif

/* search_store.h - the table `search` (0009_search.sql): for each word, the mentions that have it.
 *
 *   model · token · source · first ─► postings of up to some 500 bytes, ascending:
 *
 *     number (pack.h): (record - the record before) · 8 + which · 2 + address
 *       which: 0, 1, 2  mention 1, 2, 3 of the record;  3: its number follows
 *       the first record is `first`, the one before it too
 *
 * A record's postings lie in one row, and rows are read in the order of their records. Sources are
 * apart in the key, so that a purpose's search reads no row of a source that it may not use.
 *
 * All are for the thread that has the connection, within a transaction. */
#ifndef CANTREF_RECORD_SEARCH_STORE_H
#define CANTREF_RECORD_SEARCH_STORE_H

#include "db.h"
#include "memory.h"
#include "source_set.h"

/* A posting in memory is one number that orders by record, mention, and name before address. */
static inline uint64_t posting_of(int64_t record, int number, bool address)
{
    return (uint64_t)record << 17 | (uint64_t)(uint16_t)number << 1 | address;
}

static inline int64_t posting_record(uint64_t posting)
{
    return (int64_t)(posting >> 17);
}

static inline int posting_number(uint64_t posting)
{
    return (int)(posting >> 1 & UINT16_MAX);
}

static inline bool posting_is_address(uint64_t posting)
{
    return (posting & 1) != 0;
}

/* struct posting_list - start from zero; end with posting_list_free. */
struct posting_list {
    uint64_t *at;
    size_t count, capacity;
};
static inline void posting_list_reserve(struct posting_list *list, size_t more)
{
    if (list->capacity - list->count < more) {
        void *at = list->at;
        mem_must_grow(&at, &list->capacity, list->count + more, sizeof *list->at);
        list->at = (uint64_t *)at;
    }
}

static inline void posting_list_add(struct posting_list *list, uint64_t posting)
{
    posting_list_reserve(list, 1);
    list->at[list->count++] = posting;
}

void posting_list_free(struct posting_list *list);

/* postings_pack - count > 0 postings, ascending and distinct, added to out, as a row whose `first`
 * is the record of the first. postings_unpack - added to ret. Errors: ERR_DB for other bytes. */
void postings_pack(const uint64_t *postings, size_t count, struct buf *out);
int postings_unpack(int64_t first, struct str packed, struct posting_list *ret, struct err *err);

/* postings_cut - how many of postings[count], from the first on, are one row, when rows are filled
 * one after another. */
size_t postings_cut(const uint64_t *postings, size_t count);

/* postings_each - of a word in some sources: visit is called for each source that has it, in the
 * order of their numbers, with its postings, ascending, in room. Rows of other sources are passed
 * over unread. A row stands open while visit is called: it must have no job done (writer.h).
 * Errors: those of the store. Cost: one look-up; 1 µs a row, 2 ns a posting. */
typedef void postings_visit(void *context, const struct posting_list *postings);
int postings_each(struct db *db, int64_t model, int64_t token, const struct source_set *sources,
                  struct posting_list *room, postings_visit *visit, void *context, struct err *err);

/* postings_put - a new row of them. */
int postings_put(struct db *db, int64_t model, int64_t token, int64_t source,
                 const uint64_t *postings, size_t count, struct err *err);

/* struct search_edits - what mentions come to say, and say no longer. Start from zero. */
struct search_edit {
    int64_t token, source;
    uint64_t posting;
    bool gone;
};
struct search_edits {
    struct search_edit *at;
    size_t count, capacity;
};
void search_edit_add(struct search_edits *edits, int64_t token, int64_t source, uint64_t posting,
                     bool gone);
void search_edits_free(struct search_edits *edits);

/* search_edits_apply - all of them; a posting that goes and comes, in whatever order, is there.
 * One that comes and was there, or goes and wasn't, changes nothing. edits is put in order.
 * Cost: some 8 µs for each word and source; those that go and come cost nothing. */
int search_edits_apply(struct db *db, int64_t model, struct search_edits *edits, struct err *err);

/* search_sweep - what is left of some records goes, under all models, whatever words they had.
 * has: is it one of them? A row stands open while it is asked: it must have no job done (writer.h).
 * Cost: reads and unpacks the whole table. */
typedef bool search_record_has(const void *context, int64_t record);
int search_sweep(struct db *db, search_record_has *has, const void *context, struct err *err);

#endif

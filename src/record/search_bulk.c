/* search_bulk.c - see search_bulk.h. */
#include "search_bulk.h"

#include "radix.h"

#include <assert.h>

enum { SLICE_WORDS = 8000 };

void search_bulk_add(struct search_bulk *bulk, uint32_t mention, const struct search_token *tokens,
                     size_t count)
{
    void *token = bulk->token;
    void *word = bulk->word;
    assert(mention < UINT32_MAX / 2 && !bulk->sorted);
    mem_must_grow(&token, &bulk->capacity, bulk->count + count, sizeof *bulk->token);
    mem_must_grow(&word, &bulk->word_capacity, bulk->count + count, sizeof *bulk->word);
    bulk->token = token;
    bulk->word = word;
    for (size_t i = 0; i < count; i++) {
        bulk->token[bulk->count] = (uint64_t)tokens[i].token;
        bulk->word[bulk->count++] = mention << 1 | (uint32_t)tokens[i].address;
    }
}

static int sort(struct search_bulk *bulk, struct err *err)
{
    uint64_t *tokens = mem_try_array(bulk->count, sizeof *tokens);
    uint32_t *words = mem_try_array(bulk->count, sizeof *words);
    int code = 0;
    if (tokens == NULL || words == NULL) {
        code = err_set(err, ERR_MEMORY, "out of memory while indexing words");
    } else if (bulk->count > 0) {
        radix_sort_pairs(bulk->token, bulk->word, tokens, words, bulk->count);
    }
    mem_free(tokens);
    mem_free(words);
    bulk->sorted = code == 0;
    return code;
}

static int put_rows(struct db *db, int64_t model, int64_t token, int64_t source,
                    const struct posting_list *list, struct err *err)
{
    int code = 0;
    for (size_t from = 0; code == 0 && from < list->count;) {
        size_t count = postings_cut(list->at + from, list->count - from);
        code = postings_put(db, model, token, source, list->at + from, count, err);
        from += count;
    }
    return code;
}

/* Words [from, to) of one token: source by source, the lowest first. */
static int write_token(const struct search_bulk *bulk, size_t from, size_t to, struct db *db,
                       int64_t model, search_place_of *place, const void *context, struct err *err)
{
    struct posting_list list = {0};
    int64_t source = 0;
    int code = 0;
    while (code == 0 && source != INT64_MAX) {
        int64_t next = INT64_MAX;
        list.count = 0;
        for (size_t i = from; i < to; i++) {
            struct search_place at = place(context, bulk->word[i] >> 1);
            if (at.source == source) {
                posting_list_add(&list, posting_of(at.record, at.number, bulk->word[i] & 1));
                assert(list.count < 2 || list.at[list.count - 2] < list.at[list.count - 1]);
            } else if (at.source > source && at.source < next) {
                next = at.source;
            }
        }
        code = put_rows(db, model, (int64_t)bulk->token[from], source, &list, err);
        source = next;
    }
    posting_list_free(&list);
    return code;
}

int search_bulk_write(struct search_bulk *bulk, struct db *db, int64_t model,
                      search_place_of *place, const void *context, struct err *err)
{
    int code = bulk->sorted ? 0 : sort(bulk, err);
    size_t end =
        bulk->count - bulk->written < SLICE_WORDS ? bulk->count : bulk->written + SLICE_WORDS;
    size_t at = bulk->written;
    while (code == 0 && at < end) {
        size_t to = at + 1;
        while (to < bulk->count && bulk->token[to] == bulk->token[at]) {
            to++;
        }
        code = write_token(bulk, at, to, db, model, place, context, err);
        at = to;
    }
    bulk->written = code == 0 ? at : bulk->written;
    return code;
}

void search_bulk_free(struct search_bulk *bulk)
{
    mem_free(bulk->token);
    mem_free(bulk->word);
    *bulk = (struct search_bulk){0};
}

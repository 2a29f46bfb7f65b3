/* search_build.c - see search_build.h. */
#include "search_build.h"

#include "node_store.h"
#include "progress.h"
#include "search_bulk.h"

int search_is_whole(struct db *db, bool *ret, struct err *err)
{
    struct buf text = {0};
    bool there = false;
    int code = about_get(db, "search", &text, &there, err);
    if (code == 0) {
        *ret = there && str_eq(buf_str(&text), STR(SEARCH_VERSION));
    }
    buf_free(&text);
    return code;
}

int search_set_whole(struct db *db, bool whole, struct err *err)
{
    return whole ? about_put(db, "search", STR(SEARCH_VERSION), err)
                 : db_do_with(db, "DELETE FROM about WHERE name = 'search'", NULL, 0, err);
}

/* ---- building ---- */

struct building {
    struct picture *picture;
    struct search_cache *cache;
    struct search_bulk bulk;
    struct search_place *places; /* by mention */
    size_t count, capacity;
};

static struct search_place place_of(const void *context, uint32_t mention)
{
    const struct building *b = context;
    return b->places[mention];
}

static int clear(struct db *db, void *context, struct err *err)
{
    (void)context;
    int code = search_set_whole(db, false, err);
    return code ? code : db_run(db, "DELETE FROM search", err);
}

static void add_mention(struct building *b, struct search_place place,
                        const struct mention_values *values)
{
    struct search_token tokens[SEARCH_TOKENS_MAX];
    void *places = b->places;
    mem_must_grow(&places, &b->capacity, b->count + 1, sizeof *b->places);
    b->places = places;
    b->places[b->count] = place;
    size_t count =
        search_tokens(b->picture->seal, b->cache, values->place.kind, values->text, tokens);
    search_bulk_add(&b->bulk, (uint32_t)b->count++, tokens, count);
}

static int read_mentions(struct db *db, void *context, struct err *err)
{
    struct building *b = context;
    struct buf packed = {0};
    struct mention_values values;
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db,
                             "SELECT m.record, m.number, r.source, m.value_key, m.sealed FROM "
                             "mention m JOIN record r ON r.record = m.record WHERE m.model = $1 "
                             "ORDER BY m.record, m.number",
                             WHOLES(b->picture->model), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        struct search_place place = {db_whole(q, 0), db_whole(q, 2), (int)db_whole(q, 1)};
        packed.len = 0;
        code = unseal_value(b->picture->seal, db_whole(q, 3), "mention", place.record,
                            db_bytes(q, 4), &packed, err);
        if (code == 0 && mention_unpack(buf_str(&packed), &values) == 0) {
            add_mention(b, place, &values);
        }
        code = code == ERR_NOTFOUND ? 0 : code;
        if (code != 0) {
            db_reset(q);
        }
    }
    buf_free(&packed);
    return code;
}

static int write_slice(struct db *db, void *context, struct err *err)
{
    struct building *b = context;
    int code = search_bulk_write(&b->bulk, db, b->picture->model, place_of, b, err);
    return code == 0 && b->bulk.written == b->bulk.count ? search_set_whole(db, true, err) : code;
}

static int in_one(struct building *b, writer_job *job, struct err *err)
{
    struct db *db = b->picture->db;
    int code = db_begin(db, err);
    code = code ? code : job(db, b, err);
    if (code == 0) {
        return db_commit(db, err);
    }
    db_rollback(db);
    return code;
}

/* All at once, so that nobody writes in between. */
static int build_in_a_job(struct db *db, void *context, struct err *err)
{
    struct building *b = context;
    int code = clear(db, b, err);
    code = code ? code : read_mentions(db, b, err);
    do {
        code = code ? code : write_slice(db, b, err);
    } while (code == 0 && b->bulk.written < b->bulk.count);
    return code;
}

static int build(struct building *b, struct err *err)
{
    if (b->picture->writer != NULL) {
        return picture_do(b->picture, build_in_a_job, b, err);
    }
    struct progress progress = progress_begin();
    progress_step(&progress, "Indexing names and addresses");
    int code = in_one(b, clear, err);
    code = code ? code : in_one(b, read_mentions, err);
    do {
        code = code ? code : in_one(b, write_slice, err);
        progress_update(&progress, b->bulk.written, b->bulk.count, "words");
    } while (code == 0 && b->bulk.written < b->bulk.count);
    progress_end(&progress);
    return code;
}

int search_make_whole(struct picture *picture, int64_t *ret_mentions, struct err *err)
{
    bool whole = false;
    int code = search_is_whole(picture->db, &whole, err);
    *ret_mentions = 0;
    if (code != 0 || whole) {
        return code;
    }
    struct building b = {.picture = picture, .cache = search_cache_make()};
    code = build(&b, err);
    *ret_mentions = code == 0 ? (int64_t)b.count : 0;
    search_bulk_free(&b.bulk);
    search_cache_free(b.cache);
    mem_free(b.places);
    return code;
}

/* ---- one record ---- */

int search_record_gone(struct db *db, struct seal *seal, int64_t model, int64_t record,
                       struct err *err)
{
    struct arena arena = {0};
    struct buf packed = {0};
    struct search_edits edits = {0};
    struct stored_mention *mentions;
    size_t count = 0;
    int64_t source = 0;
    int code = db_number_with(db, "SELECT source FROM record WHERE record = $1", WHOLES(record),
                              &source, err);
    code = code ? code : mentions_of_record(db, model, record, &arena, &mentions, &count, err);
    for (size_t m = 0; code == 0 && m < count; m++) {
        struct search_token tokens[SEARCH_TOKENS_MAX];
        struct mention_values values;
        bool there = false;
        code = mention_load(db, seal, model, record, mentions[m].number, &packed, &values, &there,
                            err);
        size_t words = code == 0 && there
                           ? search_tokens(seal, NULL, values.place.kind, values.text, tokens)
                           : 0;
        for (size_t t = 0; t < words; t++) {
            search_edit_add(&edits, tokens[t].token, source,
                            posting_of(record, mentions[m].number, tokens[t].address), true);
        }
    }
    code = code ? code : search_edits_apply(db, model, &edits, err);
    search_edits_free(&edits);
    buf_free(&packed);
    arena_free(&arena);
    return code;
}

/* search_store.c - postings packed, and kept in step. */
#include "search_store.h"

#include "pack.h"

#include <assert.h>
#include <stdlib.h>

enum { ROW_BYTES = 500, WHICH_FOLLOWS = 3 };

void posting_list_free(struct posting_list *list)
{
    mem_free(list->at);
    *list = (struct posting_list){0};
}

/* ---- packed ---- */

static uint64_t packed_number(uint64_t before, uint64_t posting)
{
    int number = posting_number(posting);
    uint64_t which = number >= 1 && number <= WHICH_FOLLOWS ? (uint64_t)number - 1 : WHICH_FOLLOWS;
    uint64_t step = (uint64_t)(posting_record(posting) - posting_record(before));
    return step << 3 | which << 1 | posting_is_address(posting);
}

void postings_pack(const uint64_t *postings, size_t count, struct buf *out)
{
    uint64_t before = postings[0];
    for (size_t i = 0; i < count; i++) {
        uint64_t number = packed_number(before, postings[i]);
        pack_number(out, number);
        if ((number >> 1 & 3) == WHICH_FOLLOWS) {
            pack_number(out, (uint64_t)posting_number(postings[i]));
        }
        before = postings[i];
    }
}

int postings_unpack(int64_t first, struct str packed, struct posting_list *ret, struct err *err)
{
    int64_t record = first;
    const uint8_t *at = (const uint8_t *)packed.ptr;
    const uint8_t *end = at + packed.len;
    posting_list_reserve(ret, packed.len); /* none takes less than a byte */
    uint64_t *to = ret->at + ret->count;
    while (at < end) {
        uint64_t step, number;
        if (*at < 0x80) { /* a step of up to 15 */
            step = *at++;
        } else if (end - at > 1 && at[1] < 0x80) { /* up to 2047 */
            step = (uint64_t)(at[0] & 0x7f) | (uint64_t)at[1] << 7;
            at += 2;
        } else {
            struct str rest = str_make((const char *)at, (size_t)(end - at));
            if (!unpack_number(&rest, UINT64_MAX >> 14, &step)) {
                break;
            }
            at = (const uint8_t *)rest.ptr;
        }
        number = (step >> 1 & 3) + 1;
        if (number > WHICH_FOLLOWS) {
            struct str rest = str_make((const char *)at, (size_t)(end - at));
            if (!unpack_number(&rest, UINT16_MAX, &number)) {
                break;
            }
            at = (const uint8_t *)rest.ptr;
        }
        record += (int64_t)(step >> 3);
        *to++ = posting_of(record, (int)number, step & 1);
    }
    ret->count = (size_t)(to - ret->at);
    return at == end ? 0
                     : err_set(err, ERR_DB,
                               "the index of words can't be read: restore the database from a "
                               "backup");
}

/* Bytes that a posting takes behind another one. */
static size_t packed_bytes(uint64_t before, uint64_t posting)
{
    uint64_t number = packed_number(before, posting);
    size_t bytes = (number >> 1 & 3) == WHICH_FOLLOWS ? 3 : 0;
    do {
        bytes++;
        number >>= 7;
    } while (number != 0);
    return bytes;
}

static size_t packed_length(const uint64_t *postings, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        bytes += packed_bytes(i > 0 ? postings[i - 1] : postings[i], postings[i]);
    }
    return bytes;
}

/* Rows end between records. */
static size_t cut_at(const uint64_t *postings, size_t count, size_t most)
{
    size_t bytes = 0;
    size_t end = 0;
    for (size_t i = 0; i < count; i++) {
        bool begins = i == 0 || posting_record(postings[i]) != posting_record(postings[i - 1]);
        bytes += packed_bytes(i > 0 ? postings[i - 1] : postings[i], postings[i]);
        if (begins && bytes > most && end > 0) {
            return end;
        }
        bool ends =
            i + 1 == count || posting_record(postings[i + 1]) != posting_record(postings[i]);
        end = ends ? i + 1 : end;
    }
    return count;
}

size_t postings_cut(const uint64_t *postings, size_t count)
{
    return cut_at(postings, count, ROW_BYTES);
}

/* ---- rows ---- */

int postings_each(struct db *db, int64_t model, int64_t token, const struct source_set *sources,
                  struct posting_list *room, postings_visit *visit, void *context, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int64_t of = 0;
    room->count = 0;
    int code = db_query_with(db,
                             "SELECT source, first, postings FROM search WHERE model = $1 AND "
                             "token = $2 ORDER BY source, first",
                             WHOLES(model, token), &q, err);
    if (code != 0) {
        return code;
    }
    while ((code = db_step(q, &row, err)) == 0 && row) {
        int64_t source = db_whole(q, 0);
        if (source != of && room->count > 0) {
            visit(context, room);
            room->count = 0;
        }
        of = source;
        code = source_set_has(sources, source)
                   ? postings_unpack(db_whole(q, 1), db_bytes(q, 2), room, err)
                   : 0;
        if (code != 0) {
            break;
        }
    }
    if (code == 0 && room->count > 0) {
        visit(context, room);
    }
    db_reset(q);
    return code;
}

static int put_row(struct db *db, const char *sql, int64_t model, int64_t token, int64_t source,
                   const uint64_t *postings, size_t count, struct err *err)
{
    struct db_query *q;
    struct buf packed = {0};
    const int64_t key[] = {model, token, source, posting_record(postings[0])};
    postings_pack(postings, count, &packed);
    int code = db_query_with(db, sql, key, 4, &q, err);
    if (code == 0) {
        db_bind_bytes(q, 5, buf_str(&packed));
        code = db_do(q, err);
    }
    buf_free(&packed);
    return code;
}

int postings_put(struct db *db, int64_t model, int64_t token, int64_t source,
                 const uint64_t *postings, size_t count, struct err *err)
{
    return put_row(db,
                   "INSERT INTO search (model, token, source, first, postings) "
                   "VALUES ($1, $2, $3, $4, $5)",
                   model, token, source, postings, count, err);
}

/* The row that begins with the same record says this from now on. */
static int change_row(struct db *db, int64_t model, int64_t token, int64_t source,
                      const uint64_t *postings, size_t count, struct err *err)
{
    return put_row(db,
                   "UPDATE search SET postings = $5 WHERE model = $1 AND token = $2 AND "
                   "source = $3 AND first = $4",
                   model, token, source, postings, count, err);
}

static int drop_row(struct db *db, int64_t model, int64_t token, int64_t source, int64_t first,
                    struct err *err)
{
    return db_do_with(db,
                      "DELETE FROM search WHERE model = $1 AND token = $2 AND source = $3 AND "
                      "first = $4",
                      WHOLES(model, token, source, first), err);
}

/* In place of a row that was there (first; 0: none was). One that has become too long is cut: where
 * postings came at its end, as new records do, into full rows; else evenly, to leave room. */
static int replace_row(struct db *db, int64_t model, const struct search_edit *of, int64_t first,
                       const struct posting_list *list, bool at_end, struct err *err)
{
    int code = 0;
    bool stays = first != 0 && list->count > 0 && posting_record(list->at[0]) == first;
    if (first != 0 && !stays) {
        code = drop_row(db, model, of->token, of->source, first, err);
    }
    size_t length = packed_length(list->at, list->count);
    size_t rows = (length + ROW_BYTES - 1) / ROW_BYTES;
    size_t most = at_end || rows < 2 ? ROW_BYTES : length / rows + 1;
    for (size_t from = 0; code == 0 && from < list->count;) {
        size_t count = cut_at(list->at + from, list->count - from, most);
        code = (stays && from == 0 ? change_row : postings_put)(db, model, of->token, of->source,
                                                                list->at + from, count, err);
        from += count;
    }
    return code;
}

/* ---- edits ---- */

void search_edit_add(struct search_edits *edits, int64_t token, int64_t source, uint64_t posting,
                     bool gone)
{
    void *at = edits->at;
    mem_must_grow(&at, &edits->capacity, edits->count + 1, sizeof *edits->at);
    edits->at = at;
    edits->at[edits->count++] = (struct search_edit){token, source, posting, gone};
}

void search_edits_free(struct search_edits *edits)
{
    mem_free(edits->at);
    *edits = (struct search_edits){0};
}

static int by_word(const struct search_edit *x, const struct search_edit *y)
{
    if (x->token != y->token) {
        return x->token < y->token ? -1 : 1;
    }
    return (x->source > y->source) - (x->source < y->source);
}

/* What goes comes before what comes. */
static int by_posting(const void *a, const void *b)
{
    const struct search_edit *x = a;
    const struct search_edit *y = b;
    int order = by_word(x, y);
    if (order == 0 && x->posting != y->posting) {
        order = x->posting < y->posting ? -1 : 1;
    }
    return order != 0 ? order : y->gone - x->gone;
}

/* Each posting once. One that goes and comes again was there and is: nothing is to be done. */
static size_t settle_edits(struct search_edit *edits, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        while (end < count && by_word(&edits[end], &edits[i]) == 0 &&
               edits[end].posting == edits[i].posting) {
            end++;
        }
        if (edits[i].gone == edits[end - 1].gone) {
            edits[kept++] = edits[i];
        }
        i = end;
    }
    return kept;
}

/* The row that a posting of this record is in, or is to be in: the last that begins with it or
 * before it, else the first one. *ret_first 0: there is none. */
static int find_row(struct db *db, int64_t model, const struct search_edit *of, int64_t *ret_first,
                    struct posting_list *ret, struct err *err)
{
    static const char *const sqls[] = {
        "SELECT first, postings FROM search WHERE model = $1 AND token = $2 AND source = $3 AND "
        "first <= $4 ORDER BY first DESC LIMIT 1",
        "SELECT first, postings FROM search WHERE model = $1 AND token = $2 AND source = $3 AND "
        "first > $4 ORDER BY first LIMIT 1"};
    const int64_t key[] = {model, of->token, of->source, posting_record(of->posting)};
    bool row = false;
    int code = 0;
    *ret_first = 0;
    for (int i = 0; i < 2 && code == 0 && !row; i++) {
        struct db_query *q;
        code = db_query_with(db, sqls[i], key, 4, &q, err);
        code = code ? code : db_step(q, &row, err);
        if (code == 0 && row) {
            *ret_first = db_whole(q, 0);
            code = postings_unpack(*ret_first, db_bytes(q, 1), ret, err);
        }
        if (code == 0) {
            db_reset(q);
        }
    }
    return code;
}

/* Where the next row begins; INT64_MAX: there is none. */
static int find_next(struct db *db, int64_t model, const struct search_edit *of, int64_t first,
                     int64_t *ret, struct err *err)
{
    int64_t next = 0;
    int code = db_number_with(db,
                              "SELECT first FROM search WHERE model = $1 AND token = $2 AND "
                              "source = $3 AND first > $4 ORDER BY first LIMIT 1",
                              WHOLES(model, of->token, of->source, first), &next, err);
    *ret = next != 0 ? next : INT64_MAX;
    return code;
}

/* before with edits, all of one row; ret is empty. */
static void merge(const struct posting_list *before, const struct search_edit *edits, size_t count,
                  struct posting_list *ret)
{
    size_t b = 0;
    for (size_t e = 0; e < count; e++) {
        for (; b < before->count && before->at[b] < edits[e].posting; b++) {
            posting_list_add(ret, before->at[b]);
        }
        b += b < before->count && before->at[b] == edits[e].posting ? 1 : 0;
        if (!edits[e].gone) {
            posting_list_add(ret, edits[e].posting);
        }
    }
    for (; b < before->count; b++) {
        posting_list_add(ret, before->at[b]);
    }
}

/* Edits of one word and source, row by row. */
static int apply_word(struct db *db, int64_t model, const struct search_edit *edits, size_t count,
                      struct posting_list *before, struct posting_list *after, struct err *err)
{
    int code = 0;
    for (size_t from = 0, to; code == 0 && from < count; from = to) {
        int64_t first = 0;
        int64_t next = INT64_MAX;
        before->count = after->count = 0;
        to = from + 1;
        code = find_row(db, model, &edits[from], &first, before, err);
        if (code == 0 && first != 0 && count - from > 1) {
            code = find_next(db, model, &edits[from], first, &next, err);
        }
        while (to < count && posting_record(edits[to].posting) < next) {
            to++;
        }
        merge(before, edits + from, to - from, after);
        bool at_end = before->count == 0 || edits[from].posting > before->at[before->count - 1];
        code = code ? code : replace_row(db, model, &edits[from], first, after, at_end, err);
    }
    return code;
}

int search_edits_apply(struct db *db, int64_t model, struct search_edits *edits, struct err *err)
{
    struct posting_list before = {0};
    struct posting_list after = {0};
    int code = 0;
    if (edits->count > 1) {
        qsort(edits->at, edits->count, sizeof *edits->at, by_posting);
    }
    edits->count = settle_edits(edits->at, edits->count);
    for (size_t from = 0, to; code == 0 && from < edits->count; from = to) {
        for (to = from + 1; to < edits->count && by_word(&edits->at[to], &edits->at[from]) == 0;) {
            to++;
        }
        code = apply_word(db, model, edits->at + from, to - from, &before, &after, err);
    }
    posting_list_free(&before);
    posting_list_free(&after);
    return code;
}

/* ---- sweeping ---- */

/* Postings of one row that are to go, as edits. */
static void sweep_row(int64_t token, int64_t source, const struct posting_list *list,
                      search_record_has *has, const void *context, struct search_edits *ret)
{
    for (size_t i = 0; i < list->count; i++) {
        if (has(context, posting_record(list->at[i]))) {
            search_edit_add(ret, token, source, list->at[i], true);
        }
    }
}

static int sweep_model(struct db *db, int64_t model, search_record_has *has, const void *context,
                       struct err *err)
{
    struct search_edits edits = {0};
    struct posting_list list = {0};
    struct db_query *q;
    bool row = false;
    int code =
        db_query_with(db, "SELECT token, source, first, postings FROM search WHERE model = $1",
                      WHOLES(model), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        list.count = 0;
        code = postings_unpack(db_whole(q, 2), db_bytes(q, 3), &list, err);
        if (code != 0) {
            db_reset(q);
            break;
        }
        sweep_row(db_whole(q, 0), db_whole(q, 1), &list, has, context, &edits);
    }
    code = code ? code : search_edits_apply(db, model, &edits, err);
    posting_list_free(&list);
    search_edits_free(&edits);
    return code;
}

int search_sweep(struct db *db, search_record_has *has, const void *context, struct err *err)
{
    struct whole_list models = {0};
    int code = db_list_with(db, "SELECT DISTINCT model FROM search", NULL, 0, &models, err);
    for (size_t i = 0; code == 0 && i < models.count; i++) {
        code = sweep_model(db, models.at[i], has, context, err);
    }
    whole_list_free(&models);
    return code;
}

/* action_content.c - a delivery as bytes (pack.h):
 *
 *     version of this layout; way, language, large print, time: numbers
 *     key, name, title, body, to, party, type, subject, data: texts
 *     how many lines its address has, then each */
#include "action_content.h"

#include "pack.h"

#include <assert.h>

#define PLACE "action_content"
enum { LAYOUT = 1 };

void action_key(const struct seal *seal, const struct action_row *row, char ret[ACTION_KEY_BYTES])
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567"; /* RFC 4648 */
    uint8_t token[16];
    struct buf text = {0};
    unsigned bits = 0, held = 0;
    size_t at = 4;
    buf_printf(&text, "%lld/%u/%u/%s", (long long)row->process, row->place, row->round,
               process_action_names[row->kind]);
    seal_token_wide(seal, "delivery", buf_str(&text), token);
    buf_free(&text);
    memcpy(ret, "msg_", 4);
    for (size_t i = 0; i < sizeof token; i++) {
        bits = bits << 8 | token[i];
        for (held += 8; held >= 5; held -= 5) {
            ret[at++] = digits[bits >> (held - 5) & 31];
        }
    }
    ret[at++] = digits[bits << (5 - held) & 31];
    ret[at] = '\0';
    assert(at == ACTION_KEY_BYTES - 1);
}

/* ---- bytes ---- */

enum { TEXTS = 9 };
static void texts_of(struct delivery *d, struct str *ret[TEXTS])
{
    struct str *const texts[TEXTS] = {&d->key,   &d->name, &d->title,   &d->body, &d->to,
                                      &d->party, &d->type, &d->subject, &d->data};
    memcpy(ret, texts, sizeof texts);
}

static int pack_delivery(struct buf *out, const struct delivery *delivery)
{
    struct delivery d = *delivery;
    struct str *texts[TEXTS];
    const uint64_t head[] = {LAYOUT, d.way, d.language, d.large_print, (uint64_t)d.time};
    int code = 0;
    texts_of(&d, texts);
    for (size_t i = 0; code == 0 && i < sizeof head / sizeof head[0]; i++) {
        code = pack_number(out, head[i]);
    }
    for (size_t i = 0; code == 0 && i < TEXTS; i++) {
        code = pack_text(out, *texts[i]);
    }
    code = code ? code : pack_number(out, d.address_count);
    for (size_t i = 0; code == 0 && i < d.address_count; i++) {
        code = pack_text(out, d.address[i]);
    }
    return code;
}

static bool unpack_delivery(struct str rest, struct arena *arena, struct delivery *ret)
{
    struct delivery d = {0};
    struct str *texts[TEXTS];
    uint64_t layout, way, language, large, time, count = 0;
    bool right = unpack_number(&rest, LAYOUT, &layout) && layout == LAYOUT &&
                 unpack_number(&rest, DELIVERY_WAYS - 1, &way) &&
                 unpack_number(&rest, ACCESS_LANGUAGES - 1, &language) &&
                 unpack_number(&rest, 1, &large) && unpack_number(&rest, INT64_MAX, &time);
    texts_of(&d, texts);
    for (size_t i = 0; right && i < TEXTS; i++) {
        right = unpack_text(&rest, texts[i]);
        *texts[i] = right ? arena_str(arena, *texts[i]) : STR("");
    }
    right = right && unpack_number(&rest, DELIVERY_ADDRESS_LINES_MAX, &count);
    for (size_t i = 0; right && i < count; i++) {
        right = unpack_text(&rest, &d.address[i]);
        d.address[i] = right ? arena_str(arena, d.address[i]) : STR("");
    }
    if (right && rest.len == 0) {
        d.way = (enum delivery_way)way;
        d.language = (enum access_language)language;
        d.large_print = large != 0;
        d.time = (int64_t)time;
        d.address_count = (size_t)count;
        *ret = d;
    }
    return right && rest.len == 0;
}

/* ---- statements ---- */

static int list_key(struct db *db, int64_t action, struct err *err)
{
    return db_do_with(db,
                      "INSERT INTO retention_key (value_key) SELECT content_key FROM "
                      "action_content WHERE action = $1 ON CONFLICT (value_key) DO NOTHING",
                      WHOLES(action), err);
}

int action_content_put(struct db *db, struct seal *seal, int64_t action,
                       const struct delivery *delivery, struct err *err)
{
    struct buf text = {0}, sealed = {0};
    struct db_query *q;
    int64_t key = 0;
    int code = list_key(db, action, err);
    if (code == 0 && pack_delivery(&text, delivery) != 0) {
        code = err_set(err, ERR_LIMIT, "what is to leave is too long");
    }
    code = code ? code : seal_key_new(seal, &key, err);
    code = code ? code : seal_value(seal, key, PLACE, action, buf_str(&text), &sealed, err);
    code = code ? code
                : db_query(db,
                           "INSERT INTO action_content (action, made, content_key, content) "
                           "VALUES ($1, $2, $3, $4) ON CONFLICT (action) DO UPDATE SET made = "
                           "excluded.made, content_key = excluded.content_key, content = "
                           "excluded.content",
                           &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, action);
        db_bind_whole(q, 2, delivery->time);
        db_bind_whole(q, 3, key);
        db_bind_bytes(q, 4, buf_str(&sealed));
        code = db_do(q, err);
    }
    buf_free(&text);
    buf_free(&sealed);
    return code;
}

int action_content_get(struct db *db, struct seal *seal, int64_t action, struct arena *arena,
                       struct delivery *ret, bool *ret_there, struct err *err)
{
    struct db_query *q;
    struct buf text = {0};
    bool row = false;
    int code =
        db_query_with(db, "SELECT content_key, content FROM action_content WHERE action = $1",
                      WHOLES(action), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        code = unseal_value(seal, db_whole(q, 0), PLACE, action, db_bytes(q, 1), &text, err);
        db_reset(q);
        if (code == 0 && !unpack_delivery(buf_str(&text), arena, ret)) {
            code = err_set(err, ERR_DB, "what is kept of a delivery is damaged");
        }
    }
    bool erased = code == ERR_NOTFOUND;
    if (code == 0 || erased) {
        *ret_there = row && !erased;
    }
    buf_free(&text);
    return erased ? 0 : code;
}

#define LEFT_LONG_AGO                                                                              \
    "action IN (SELECT c.action FROM action_content c JOIN action a ON a.action = c.action WHERE " \
    "a.ended < $1)"

int action_content_forget(struct db *db, int64_t before, int64_t *ret, struct err *err)
{
    int code =
        db_do_with(db,
                   "INSERT INTO retention_key (value_key) SELECT content_key FROM "
                   "action_content WHERE " LEFT_LONG_AGO " ON CONFLICT (value_key) DO NOTHING",
                   WHOLES(before), err);
    code = code ? code
                : db_do_with(db, "DELETE FROM action_content WHERE " LEFT_LONG_AGO, WHOLES(before),
                             err);
    if (code == 0) {
        *ret = db_changed(db);
    }
    return code;
}

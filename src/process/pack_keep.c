/* pack_keep.c - files of packs, packed. */
#include "pack_keep.h"

#include "overlay.h"
#include "pack.h"

#include <sodium.h>
#include <stdio.h>

static int put_folder(struct buf *out, const struct pack_folder *folder)
{
    int code = pack_number(out, folder->count);
    for (size_t i = 0; code == 0 && i < folder->count; i++) {
        code = pack_text(out, folder->files[i].path);
        code = code ? code : pack_text(out, folder->files[i].text);
    }
    return code;
}

static int put_files(struct buf *out, const struct event_pack *pack)
{
    int code = put_folder(out, &pack->folder);
    return code ? code : put_folder(out, &pack->overlay_folder);
}

static bool take_folder(struct str *rest, const char *where, struct pack_folder *ret)
{
    uint64_t count = 0;
    struct err err;
    bool right = unpack_number(rest, PACK_FILES_MAX, &count);
    ret->where = arena_str(&ret->arena, str_of(where)).ptr;
    for (uint64_t i = 0; right && i < count; i++) {
        struct str path, text;
        right = unpack_text(rest, &path) && unpack_text(rest, &text) &&
                pack_folder_add(ret, path, text, &err) == 0;
    }
    pack_folder_sort(ret);
    return right;
}

static void hash_files(struct str files, uint8_t ret[CONTENT_HASH_BYTES])
{
    crypto_generichash(ret, CONTENT_HASH_BYTES, (const uint8_t *)files.ptr, files.len, NULL, 0);
}

void pack_content(const struct event_pack *pack, uint8_t ret[CONTENT_HASH_BYTES])
{
    struct buf files = {0};
    put_files(&files, pack);
    hash_files(buf_str(&files), ret);
    buf_free(&files);
}

static int find_content(struct db *db, struct str content, int64_t *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(db, "SELECT kept FROM pack_kept WHERE content = $1", &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, content);
        code = db_take_number(q, ret, err);
    }
    return code;
}

int pack_kept_find(struct db *db, const struct event_pack *pack, int64_t *ret, struct err *err)
{
    uint8_t content[CONTENT_HASH_BYTES];
    pack_content(pack, content);
    return find_content(db, str_make((const char *)content, sizeof content), ret, err);
}

int pack_keep(struct db *db, const struct event_pack *pack, int64_t now, int64_t *ret,
              struct err *err)
{
    uint8_t content[CONTENT_HASH_BYTES];
    struct buf files = {0};
    struct db_query *q;
    int64_t kept = 0;
    put_files(&files, pack);
    hash_files(buf_str(&files), content);
    struct str hash = str_make((const char *)content, sizeof content);
    int code = find_content(db, hash, &kept, err);
    if (code == 0 && kept == 0) {
        code = db_query(db,
                        "INSERT INTO pack_kept (pack, version, content, files, since) "
                        "VALUES ($1, $2, $3, $4, $5)",
                        &q, err);
        if (code == 0) {
            db_bind_text(q, 1, pack->id);
            db_bind_whole(q, 2, pack->version);
            db_bind_bytes(q, 3, hash);
            db_bind_bytes(q, 4, buf_str(&files));
            db_bind_whole(q, 5, now);
            code = db_add(q, &kept, err);
        }
    }
    *ret = code == 0 ? kept : *ret;
    buf_free(&files);
    return code;
}

/* load - the pack of the bytes that are kept. */
static int load(struct str files, struct str name, int64_t version, struct event_pack *ret,
                struct err *err)
{
    struct pack_folder folder = {0}, overlay = {0};
    struct err_list errors = {0};
    struct event_pack pack = {0};
    char where[DEFINITION_NAME_MAX + 40];
    int code = 0;
    snprintf(where, sizeof where, "packs/%.*s (kept version %lld)", PRI(name), (long long)version);
    bool right = take_folder(&files, where, &folder);
    snprintf(where, sizeof where, "overlays/%.*s (kept)", PRI(name));
    right = right && take_folder(&files, where, &overlay) && files.len == 0;
    if (!right) {
        code = err_set(err, ERR_DB, "a pack that is kept is damaged");
    }
    code = code ? code : event_pack_load(&folder, &pack, &errors);
    if (code == 0 && overlay.count > 0) {
        code = overlay_apply(&overlay, &pack, &errors);
    }
    if (errors.count > 0) {
        code = err_list_first(&errors, err);
    }
    if (code == 0) {
        *ret = pack;
    } else {
        event_pack_free(&pack);
    }
    err_list_free(&errors);
    pack_folder_free(&folder);
    pack_folder_free(&overlay);
    return code;
}

int pack_kept_load(struct db *db, int64_t kept, struct event_pack *ret, struct err *err)
{
    struct db_query *q;
    struct arena arena = {0};
    bool row = false;
    int64_t version = 0;
    struct str name = STR(""), files = STR("");
    int code = db_query_with(db, "SELECT pack, version, files FROM pack_kept WHERE kept = $1",
                             WHOLES(kept), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        name = arena_str(&arena, db_text(q, 0));
        version = db_whole(q, 1);
        files = arena_str(&arena, db_bytes(q, 2));
    }
    if (code == 0) {
        db_reset(q);
        code = row ? load(files, name, version, ret, err)
                   : err_set(err, ERR_NOTFOUND, "no pack is kept under that number");
    }
    arena_free(&arena);
    return code;
}

int pack_of_event(struct db *db, int64_t event, int64_t *ret, struct err *err)
{
    return db_number_with(db, "SELECT kept FROM event_pack WHERE event = $1", WHOLES(event), ret,
                          err);
}

int pack_of_event_put(struct db *db, int64_t event, int64_t kept, struct str who, int64_t now,
                      struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO event_pack (event, kept, since, who) VALUES ($1, $2, $3, $4) "
                        "ON CONFLICT (event) DO UPDATE SET kept = $2, since = $3, who = $4",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, event);
        db_bind_whole(q, 2, kept);
        db_bind_whole(q, 3, now);
        db_bind_text(q, 4, who);
        code = db_do(q, err);
    }
    return code;
}

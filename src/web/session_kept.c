/* session_kept.c - what sessions keep: table web_kept, each text under a key of its own that goes
 * with it, so that no backup holds what a visitor never sent. */
#include "session_parts.h"

#include "sealed_text.h"

/* struct keeping - one text. */
struct keeping {
    struct seal *seal;
    int64_t session;
    struct str name, text;
    int64_t gone; /* key of the text that is no more; 0: none */
};

static int find_kept(struct db *db, struct keeping *k, int64_t *ret_kept, int64_t *ret_key,
                     struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(db, "SELECT kept, text_key FROM web_kept WHERE session = $1 AND name = $2",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, k->session);
    db_bind_text(q, 2, k->name);
    code = db_step(q, &row, err);
    if (code == 0 && row) {
        *ret_kept = db_whole(q, 0);
        *ret_key = db_whole(q, 1);
        db_reset(q);
    }
    return code;
}

static int keep(struct db *db, void *context, struct err *err)
{
    struct keeping *k = context;
    struct db_query *q;
    int64_t kept = 0;
    int code = find_kept(db, k, &kept, &k->gone, err);
    if (code == 0 && kept != 0) {
        code = db_do_with(db, "DELETE FROM web_kept WHERE kept = $1", WHOLES(kept), err);
    }
    if (code != 0 || k->text.len == 0) {
        return code;
    }
    code = db_query(db, "INSERT INTO web_kept (session, name) VALUES ($1, $2)", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, k->session);
        db_bind_text(q, 2, k->name);
        code = db_add(q, &kept, err);
    }
    return code ? code
                : sealed_text_put(db, k->seal,
                                  "UPDATE web_kept SET text_key = $2, text = $3 WHERE kept = $1",
                                  "web_kept", kept, k->text, err);
}

/* Keys that can't be used again are gone, though another program reads values.db just now. */
static int forget(struct seal *seal, const int64_t *keys, size_t count, struct err *err)
{
    struct err inner = {0};
    int code = count == 0 ? 0 : seal_forget(seal, keys, count, &inner);
    return code == 0 || code == ERR_CONFLICT ? 0 : err_set(err, code, "%s", inner.message);
}

int session_keep(struct session_store *store, const struct session *session, struct str name,
                 struct str text, struct err *err)
{
    struct keeping k = {store->picture->seal, session->number, name, text, 0};
    if (text.len > SESSION_KEPT_BYTES_MAX || name.len > SESSION_KEPT_NAME_MAX) {
        return err_set(err, ERR_LIMIT, "that is more than a session keeps");
    }
    int code = session_entry_save(store, session->number, err);
    code = code ? code : picture_do(store->picture, keep, &k, err);
    return code ? code : forget(store->picture->seal, &k.gone, k.gone != 0, err);
}

static int open_reader(struct session_store *store, struct err *err)
{
    struct arena arena = {0};
    int code = 0;
    if (store->reader == NULL) {
        const char *path = home_file(&store->picture->home, &arena, "data/cantref.db").ptr;
        code = db_open(path, DB_READ, &store->reader, err);
    }
    arena_free(&arena);
    return code;
}

static int read_kept(struct session_store *store, int64_t session, struct str name, struct buf *ret,
                     bool *ret_there, struct err *err)
{
    struct buf text = {0};
    struct db_query *q;
    bool row = false;
    int code = db_query(
        store->reader, "SELECT kept, text_key, text FROM web_kept WHERE session = $1 AND name = $2",
        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, session);
        db_bind_text(q, 2, name);
        code = db_step(q, &row, err);
    }
    if (code == 0 && row) {
        code = sealed_text_take(q, store->picture->seal, "web_kept", 1, &text, err);
        db_reset(q);
        code = code ? code
               : buf_add(ret, buf_str(&text)) == 0
                   ? 0
                   : err_set(err, ERR_LIMIT, "what the session keeps is too long");
    }
    if (code == 0) {
        *ret_there = text.len > 0;
    }
    buf_free(&text);
    return code;
}

int session_kept(struct session_store *store, const struct session *session, struct str name,
                 struct buf *ret, bool *ret_there, struct err *err)
{
    if (session->number == 0) {
        *ret_there = false;
        return 0;
    }
    pthread_mutex_lock(&store->reader_lock);
    int code = open_reader(store, err);
    code = code ? code : read_kept(store, session->number, name, ret, ret_there, err);
    pthread_mutex_unlock(&store->reader_lock);
    return code;
}

/* struct forgetting - the keys of what some sessions kept, whose rows go. */
struct forgetting {
    const struct whole_list *sessions;
    struct whole_list keys;
};

static int drop_rows(struct db *db, void *context, struct err *err)
{
    struct forgetting *f = context;
    int code = 0;
    f->keys.count = 0;
    for (size_t i = 0; code == 0 && i < f->sessions->count; i++) {
        code = db_list_with(
            db, "SELECT text_key FROM web_kept WHERE session = $1 AND text_key IS NOT NULL",
            WHOLES(f->sessions->at[i]), &f->keys, err);
        code = code ? code
                    : db_do_with(db, "DELETE FROM web_kept WHERE session = $1",
                                 WHOLES(f->sessions->at[i]), err);
    }
    return code;
}

int session_kept_forget(struct session_store *store, const struct whole_list *numbers,
                        struct err *err)
{
    struct forgetting f = {.sessions = numbers};
    int code = picture_do(store->picture, drop_rows, &f, err);
    code = code ? code : forget(store->picture->seal, f.keys.at, f.keys.count, err);
    whole_list_free(&f.keys);
    return code;
}

/* picture.c - opening what belongs together, and closing it in turn. */
#include "picture.h"

#include "erasure.h"
#include "home_mark.h"
#include "mend.h"
#include "migration.h"
#include "retention.h"
#include "search_build.h"
#include "whole_file.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

int about_get(struct db *db, const char *name, struct buf *ret, bool *ret_there, struct err *err)
{
    struct db_query *q;
    int code = db_query(db, "SELECT value FROM about WHERE name = $1", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, str_of(name));
    code = db_step(q, ret_there, err);
    if (code == 0 && *ret_there) {
        buf_add(ret, db_bytes(q, 0));
    }
    db_reset(q);
    return code;
}

int about_put(struct db *db, const char *name, struct str value, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO about (name, value) VALUES ($1, $2) "
                        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                        &q, err);
    if (code == 0) {
        db_bind_text(q, 1, str_of(name));
        db_bind_bytes(q, 2, value);
        code = db_do(q, err);
    }
    return code;
}

static void paths(const struct home *home, struct arena *arena, const char **ret_keys,
                  const char **ret_database)
{
    *ret_keys = home_file(home, arena, "keys").ptr;
    *ret_database = home_file(home, arena, "data/cantref.db").ptr;
}

static int make_database(const char *path, struct seal *seal, struct err *err)
{
    struct db *db = NULL;
    struct buf check = {0};
    int code = db_open(path, DB_WRITE, &db, err);
    code = code ? code : migrate(db, err);
    code = code ? code : seal_check_text(seal, &check, err);
    code = code ? code : db_begin(db, err);
    code = code ? code : about_put(db, "keys", buf_str(&check), err);
    code = code ? code : db_commit(db, err);
    buf_free(&check);
    db_close(db);
    return code;
}

/* A database that was being made when the program ended. */
static int remove_unfinished(const char *database, struct err *err)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    struct buf path = {0};
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof ends / sizeof ends[0]; i++) {
        path.len = 0;
        buf_printf(&path, "%s%s", database, ends[i]);
        if (unlink(path.ptr) != 0 && errno != ENOENT) {
            code = file_write_error(err, ERR_IO, path.ptr, errno);
        }
    }
    buf_free(&path);
    return code;
}

/* Keys and database, whole or not at all: while the mark is set there is nothing in them. */
static int picture_make(const struct home *home, struct err *err)
{
    struct arena arena = {0};
    struct seal *seal = NULL;
    const char *keys, *database;
    paths(home, &arena, &keys, &database);
    int code = home_mark_set(home, HOME_MARK_MAKING, err);
    code = code ? code : seal_keys_make(keys, err);
    code = code == ERR_CONFLICT ? 0 : code; /* made before; seal_open finishes them */
    code = code ? code : seal_open(keys, &seal, err);
    code = code ? code : remove_unfinished(database, err);
    code = code ? code : make_database(database, seal, err);
    seal_close(seal);
    code = code ? code : home_mark_clear(home, HOME_MARK_MAKING, err);
    arena_free(&arena);
    return code;
}

/* A new home, or a clone of one's text, has neither keys nor database: both are made. One without
 * the other is a loss, which only a backup mends. */
static int make_missing(const struct home *home, struct arena *arena, struct err *err)
{
    struct stat about;
    const char *key = home_file(home, arena, "keys/council.key").ptr;
    const char *database = home_file(home, arena, "data/cantref.db").ptr;
    bool has_key = stat(key, &about) == 0;
    bool has_database = stat(database, &about) == 0;
    if (home_mark_is_set(home, HOME_MARK_MAKING) || (!has_key && !has_database)) {
        return picture_make(home, err);
    }
    if (has_key && has_database) {
        return about.st_size > 0 ? 0
                                 : err_at(err, ERR_INPUT, database, 0, 0,
                                          "is empty: move it away and put a backup back with "
                                          "\"cantref restore\"");
    }
    return err_at(err, ERR_NOTFOUND, has_key ? database : key, 0, 0,
                  "is missing, though %s is there: restore it from a backup",
                  has_key ? "its key" : "the database that it opens");
}

int picture_check_made(struct db *db, const char *database, struct err *err)
{
    int version = 0;
    int code = migration_version(db, &version, err);
    return code != 0 || version > 0
               ? code
               : err_at(err, ERR_INPUT, database, 0, 0,
                        "this is not a home's database: move it away and put a backup back with "
                        "\"cantref restore\"");
}

/* Keys and database are of one home. */
static int check_keys(struct picture *p, struct err *err)
{
    struct buf check = {0};
    bool there = false;
    int code = about_get(p->db, "keys", &check, &there, err);
    if (code == 0 && !there) {
        code = err_set(err, ERR_INPUT, "the database was never finished: make the home anew");
    }
    code = code ? code : seal_check(p->seal, buf_str(&check), err);
    buf_free(&check);
    return code;
}

int picture_model_text(struct picture *p, struct db *db, int64_t model, struct buf *ret,
                       struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(db, "SELECT sealed FROM model WHERE model = $1", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, model);
    code = db_step(q, &row, err);
    if (code == 0 && !row) {
        return err_set(err, ERR_INPUT, "model %lld, which is in use, isn't in the database",
                       (long long)model);
    }
    code = code ? code : unseal_council_value(p->seal, "model", db_bytes(q, 0), ret, err);
    db_reset(q);
    return code;
}

int picture_use_model(struct picture *p, struct db *db, int64_t model, struct err *err)
{
    struct buf text = {0};
    struct live *live = NULL;
    int code = model != 0 ? picture_model_text(p, db, model, &text, err) : 0;
    code = code ? code : live_open(buf_str(&text), model, p->seal, &live, err);
    buf_free(&text);
    if (code == 0) {
        pthread_mutex_lock(&p->live_lock);
        live_close(p->live);
        p->live = live;
        p->model = model;
        pthread_mutex_unlock(&p->live_lock);
        atomic_fetch_add(&p->uses, 1);
    }
    return code;
}

/* Which model is in use, by the database. */
static int read_model(struct db *db, int64_t *ret, struct err *err)
{
    struct buf text = {0};
    bool there = false;
    uint64_t model = 0;
    int code = about_get(db, "model", &text, &there, err);
    if (code == 0 && there && !str_to_uint(buf_str(&text), INT64_MAX, &model)) {
        code = err_set(err, ERR_INPUT, "the database doesn't say which model is in use");
    }
    buf_free(&text);
    if (code == 0) {
        *ret = (int64_t)model;
    }
    return code;
}

static int find_model(struct picture *p, struct err *err)
{
    int64_t model = 0;
    int code = read_model(p->db, &model, err);
    return code ? code : picture_use_model(p, p->db, model, err);
}

/* The model that the snapshot has: mostly it is the one that is in use beside. */
static int take_model(struct picture *p, int64_t model, struct err *err)
{
    struct live *live = NULL;
    pthread_mutex_lock(&p->of->live_lock);
    if (p->of->model == model) {
        live_open_beside(p->of->live, &live);
    }
    pthread_mutex_unlock(&p->of->live_lock);
    if (live == NULL) {
        return picture_use_model(p, p->db, model, err);
    }
    live_close(p->live);
    p->live = live;
    p->model = model;
    return 0;
}

/* Beside another: what was written since the last time may be another model, or that somebody was
 * erased, of whom nothing may be kept. */
static int follow(struct picture *p, struct err *err)
{
    uint64_t uses = atomic_load(&p->of->uses);
    uint64_t version = db_version(p->db);
    int64_t model = p->model;
    int code = 0;
    if (p->live == NULL || version != p->seen_version) {
        code = read_model(p->db, &model, err);
    }
    if (code == 0 && (p->live == NULL || model != p->model || uses != p->seen_uses)) {
        code = take_model(p, model, err);
    }
    if (code == 0) {
        p->seen_version = version;
        p->seen_uses = uses;
    }
    return code;
}

int picture_begin(struct picture *p, uint64_t *ret_version, struct err *err)
{
    int code = db_begin(p->db, err);
    if (code != 0) {
        return code;
    }
    seal_begin(p->seal);
    code = p->of != NULL ? follow(p, err) : 0;
    if (code != 0) {
        picture_end(p);
        return code;
    }
    *ret_version = db_version(p->db);
    return 0;
}

void picture_end(struct picture *p)
{
    db_rollback(p->db);
    seal_end(p->seal);
}

/* What a crash or an older backup has left to do: erasures that were begun, keys
 * of what was kept long enough; what was erased, or has
 * lost its keys, and is there again;
 * who is sealed, and is not any more. */
static int finish_undone(struct picture *p, struct err *err)
{
    bool differed = false;
    int64_t keys = 0;
    int code = suppression_load(p->db, p->seal, &p->suppressed, &differed, err);
    code = code ? code : erasures_finish(p->db, p->seal, err);
    code = code ? code : retention_finish(p->db, p->seal, &keys, err);
    code = code == 0 && (differed || home_mark_is_set(&p->home, HOME_MARK_RESTORED)) ? mend(p, err)
                                                                                     : code;
    code = code ? code : kept_seals_load(p->seal, &p->kept, err);
    return code ? code : kept_seals_restore(p, err);
}

int picture_open(const char *start, struct picture *p, struct err *err)
{
    struct arena arena = {0};
    const char *keys, *database;
    p->home.lock_fd = -1;
    pthread_mutex_init(&p->live_lock, NULL);
    int code = home_open(start, HOME_WRITE, &p->home, err);
    if (code != 0) {
        return code;
    }
    paths(&p->home, &arena, &keys, &database);
    code = make_missing(&p->home, &arena, err);
    code = code ? code : seal_open(keys, &p->seal, err);
    code = code ? code : db_open(database, DB_WRITE, &p->db, err);
    code = code ? code : picture_check_made(p->db, database, err);
    code = code ? code : migrate(p->db, err);
    code = code ? code : check_keys(p, err);
    code = code ? code : find_model(p, err);
    code = code ? code : finish_undone(p, err);
    if (code == 0 && p->model != 0) {
        code = search_make_whole(p, &p->indexed, err);
    }
    code = code ? code : writer_start(p->db, &p->writer, err);
    arena_free(&arena);
    return code;
}

int picture_open_beside(struct picture *of, struct picture *ret, struct err *err)
{
    struct arena arena = {0};
    const char *database = home_file(&of->home, &arena, "data/cantref.db").ptr;
    *ret = (struct picture){.home = of->home, .seal = of->seal, .of = of};
    pthread_mutex_init(&ret->live_lock, NULL);
    int code = db_open(database, DB_READ, &ret->db, err);
    arena_free(&arena);
    return code;
}

static int check_version(struct db *db, struct err *err)
{
    int version = 0;
    int code = migration_version(db, &version, err);
    if (code == 0 && version == 0) {
        return picture_check_made(db, "data/cantref.db", err);
    }
    if (code == 0 && version != migration_count) {
        code = err_set(err, ERR_CONFLICT,
                       "the database has schema version %d and this program knows %d: %s", version,
                       migration_count,
                       version > migration_count ? "use the newer program that made it"
                                                 : "cantref model list brings it up to date");
    }
    return code;
}

int picture_open_read(const char *start, struct picture *p, struct err *err)
{
    struct arena arena = {0};
    struct stat about;
    p->home.lock_fd = -1;
    int code = home_open(start, HOME_READ, &p->home, err);
    if (code != 0) {
        return code;
    }
    const char *database = home_file(&p->home, &arena, "data/cantref.db").ptr;
    if (stat(database, &about) == 0) {
        code = db_open(database, DB_READ, &p->db, err);
        code = code ? code : check_version(p->db, err);
    }
    arena_free(&arena);
    return code;
}

void picture_close(struct picture *p)
{
    if (p->writer != NULL) {
        writer_stop(p->writer);
    }
    live_close(p->live);
    suppression_free(&p->suppressed);
    kept_seals_free(&p->kept);
    db_close(p->db);
    if (p->of == NULL) {
        seal_close(p->seal);
        home_close(&p->home);
    }
    *p = (struct picture){.home.lock_fd = -1};
}

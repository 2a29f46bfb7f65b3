/* figures.c - counting. */
#include "figures.h"

#include <sys/stat.h>

/* Records of which nobody is to be known of are in no count: of the source, those that stand, or
 * came with its last extract. */
#define HIDDEN(where)                                                                              \
    "(SELECT COUNT(*) FROM hidden_record h JOIN record r ON r.record = h.record "                  \
    "JOIN record_version v ON v.record = h.record WHERE r.source = s.source AND " where ")"

static int read_sources(struct db *db, struct figures *f, struct err *err)
{
    struct db_query *q;
    bool row;
    void *sources = NULL;
    size_t capacity = 0;
    int code = db_query(db,
                        "SELECT s.name, e.begun, e.ended, "
                        "e.row_count - " HIDDEN("v.known_to IS NULL") ", "
                        "e.added - " HIDDEN("v.extract = e.extract AND v.version = 1") ", "
                        "e.changed - " HIDDEN("v.extract = e.extract AND v.version > 1") ", "
                        "e.withdrawn, e.rejected FROM source s JOIN extract e ON e.extract = "
                        "(SELECT MAX(extract) FROM extract WHERE source = s.source) "
                        "ORDER BY s.name",
                        &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        mem_must_grow(&sources, &capacity, f->source_count + 1, sizeof *f->sources);
        ((struct source_figures *)sources)[f->source_count++] = (struct source_figures){
            .name = arena_str(&f->arena, db_text(q, 0)),
            .begun = db_whole(q, 1),
            .ended = db_whole(q, 2),
            .last = {db_whole(q, 3), db_whole(q, 4), db_whole(q, 5), db_whole(q, 6),
                     db_whole(q, 7)},
        };
    }
    f->sources = sources;
    return code;
}

/* A version was received with an extract, which is of a source. Cost: an index of those that stand
 * (0030); their rows, which are most of the store, are not read. */
static int count_records(struct db *db, struct figures *f, struct err *err)
{
    struct db_query *q;
    bool row;
    int code = db_query(db,
                        "SELECT s.name, SUM(c.standing) - " HIDDEN("v.known_to IS NULL") " FROM "
                        "(SELECT extract, COUNT(*) AS standing FROM record_version "
                        "WHERE known_to IS NULL GROUP BY extract) c "
                        "JOIN extract e ON e.extract = c.extract "
                        "JOIN source s ON s.source = e.source GROUP BY s.name",
                        &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        for (size_t i = 0; i < f->source_count; i++) {
            if (str_eq(f->sources[i].name, db_text(q, 0))) {
                f->sources[i].records = db_whole(q, 1);
                f->records += db_whole(q, 1);
            }
        }
    }
    return code;
}

static int count_entities(struct db *db, struct figures *f, struct err *err)
{
    struct db_query *q;
    bool row;
    int code = db_query(db,
                        "SELECT e.kind, COUNT(*) FROM entity e WHERE EXISTS "
                        "(SELECT 1 FROM membership m WHERE m.entity = e.entity) GROUP BY e.kind",
                        &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        int64_t kind = db_whole(q, 0);
        if (kind >= 0 && kind < MENTION_KINDS) {
            f->entities[kind] = db_whole(q, 1);
        }
    }
    code = code ? code : db_query(db, "SELECT COUNT(*) FROM change", &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0) {
        f->changes = row ? db_whole(q, 0) : 0;
        db_reset(q);
    }
    return code;
}

static int count_waiting(struct db *db, struct figures *f, struct err *err)
{
    struct db_query *q;
    bool row;
    void *waiting = NULL;
    size_t capacity = 0;
    int code = db_query(db,
                        "SELECT key, COUNT(*) FROM waiting "
                        "WHERE record NOT IN (SELECT record FROM hidden_record) "
                        "GROUP BY key ORDER BY key",
                        &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        mem_must_grow(&waiting, &capacity, f->waiting_count + 1, sizeof *f->waiting);
        ((struct waiting_figures *)waiting)[f->waiting_count++] =
            (struct waiting_figures){arena_str(&f->arena, db_text(q, 0)), db_whole(q, 1)};
    }
    f->waiting = waiting;
    return code;
}

static int find_model(struct db *db, struct figures *f, struct err *err)
{
    struct model_version *list = NULL;
    size_t count = 0;
    int code = model_list(db, &list, &count, err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        if (list[i].in_use) {
            f->has_model = true;
            f->model = list[i];
        }
    }
    mem_free(list);
    return code;
}

static uint64_t file_bytes(const struct home *home, const char *name)
{
    struct arena arena = {0};
    struct stat status;
    struct str path = home_file(home, &arena, "data/%s", name);
    uint64_t bytes = stat(path.ptr, &status) == 0 ? (uint64_t)status.st_size : 0;
    arena_free(&arena);
    return bytes;
}

int figures_read(struct picture *picture, struct figures *ret, struct err *err)
{
    struct db *db = picture->db;
    int code = db_begin(db, err);
    if (code != 0) {
        return code;
    }
    code = read_sources(db, ret, err);
    code = code ? code : count_records(db, ret, err);
    code = code ? code : count_entities(db, ret, err);
    code = code ? code : count_waiting(db, ret, err);
    code = code ? code : find_model(db, ret, err);
    db_rollback(db);
    ret->bytes =
        file_bytes(&picture->home, "cantref.db") + file_bytes(&picture->home, "cantref.db-wal");
    return code;
}

void figures_free(struct figures *figures)
{
    mem_free(figures->sources);
    mem_free(figures->waiting);
    arena_free(&figures->arena);
    *figures = (struct figures){0};
}

const struct source_figures *figures_of(const struct figures *figures, struct str name)
{
    for (size_t i = 0; i < figures->source_count; i++) {
        if (str_eq(figures->sources[i].name, name)) {
            return &figures->sources[i];
        }
    }
    return NULL;
}

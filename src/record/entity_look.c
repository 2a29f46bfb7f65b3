/* entity_look.c - finding an entity, what bears on it, its past. */
#include "entity_look.h"

#include "entity_shown.h"
#include "explanation.h"
#include "node_store.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- finding ---- */

#define ABOUT_COLUMNS "SELECT entity, id, kind, made, merged_into FROM entity "

static int about_of(struct db_query *q, struct entity_about *ret, bool *ret_there, struct err *err)
{
    int code = db_step(q, ret_there, err);
    if (code == 0 && *ret_there) {
        *ret = (struct entity_about){.entity = db_whole(q, 0),
                                     .kind = (int)db_whole(q, 2),
                                     .made = db_whole(q, 3),
                                     .merged_into = db_whole(q, 4)};
        snprintf(ret->id, sizeof ret->id, "%.*s", PRI(db_text(q, 1)));
        db_reset(q);
    }
    return code;
}

int entity_by_number(struct db *db, int64_t entity, struct entity_about *ret, struct err *err)
{
    struct db_query *q;
    bool there = false;
    int code = db_query(db, ABOUT_COLUMNS "WHERE entity = $1", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, entity);
        code = about_of(q, ret, &there, err);
    }
    return code == 0 && !there
               ? err_set(err, ERR_DB, "entity %lld isn't in the database", (long long)entity)
               : code;
}

int entity_follow(struct db *db, struct entity_about *about, struct err *err)
{
    int code = 0;
    while (code == 0 && about->merged_into != 0) {
        code = entity_by_number(db, about->merged_into, about, err);
    }
    return code;
}

static int find_by_id(struct db *db, uint64_t number, int kind, struct entity_about *ret,
                      struct err *err)
{
    struct db_query *q;
    bool there = false;
    char id[ENTITY_ID_TEXT_MAX];
    int code = db_query(db, ABOUT_COLUMNS "WHERE id = $1", &q, err);
    if (code == 0) {
        db_bind_text(q, 1, str_of(entity_id_text(number, kind, id)));
        code = about_of(q, ret, &there, err);
    }
    return code == 0 && !there ? err_set(err, ERR_NOTFOUND, "no entity has the id %s", id) : code;
}

/* The standing record of a row; of several with one number, the one that came last. */
static int find_row(const struct picture *picture, struct str source, uint64_t row_number,
                    int64_t *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(
        picture->db,
        "SELECT v.record, r.source FROM record_version v JOIN record r ON r.record = v.record "
        "JOIN source s ON s.source = r.source WHERE s.name = $1 AND "
        "v.row_number = $2 AND v.known_to IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM hidden_record h WHERE h.record = r.record) "
        "ORDER BY v.extract DESC, v.record DESC LIMIT 1",
        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, source);
    db_bind_whole(q, 2, (int64_t)row_number);
    code = db_step(q, &row, err);
    if (code == 0 &&
        (!row || (picture->shown != NULL && !source_set_has(picture->shown, db_whole(q, 1))))) {
        db_reset(q);
        return err_set(err, ERR_NOTFOUND,
                       "source %.*s has no record that stands in row %llu of its newest extract",
                       PRI(source), /* not personal: a source */
                       (unsigned long long)row_number);
    }
    if (code == 0) {
        *ret = db_whole(q, 0);
        db_reset(q);
    }
    return code;
}

/* The mention as entities.csv numbers it, and the entity that it is in. */
static int find_mention(struct picture *picture, int64_t record, struct str name, int64_t *ret,
                        int *ret_number, struct err *err)
{
    struct standing_run *run = mem_must_array(1, sizeof *run);
    uint32_t mention;
    int code = standing_run_make(picture, &record, 1, 1, NULL, run, err);
    if (code == 0) {
        struct report_input input = {.tables = run->standing.tables,
                                     .mappings = run->standing.mappings,
                                     .table_count = run->standing.count,
                                     .mentions = &run->mentions,
                                     .run = &run->run};
        struct report report;
        report_begin(&input, &report);
        code = mention_find(&report, name, &mention, err);
        report_free(&report);
    }
    if (code == 0 && run->entity[mention] == 0) {
        code = err_set(err, ERR_NOTFOUND, "that row names nobody, only a property");
    }
    if (code == 0) {
        *ret = run->entity[mention];
        *ret_number = run->mentions.places[mention].number;
    }
    standing_run_free(run);
    mem_free(run);
    return code;
}

static int find_by_row(struct picture *picture, struct str name, int64_t *ret_entity,
                       int64_t *ret_record, int *ret_number, struct err *err)
{
    struct str rest = name;
    struct str source, number;
    uint64_t row;
    if (!str_next_token(&rest, ':', &source) || !str_next_token(&rest, ':', &number) ||
        !str_to_uint(number, UINT32_MAX, &row)) {
        return err_set(err, ERR_USAGE,
                       "\"%.*s\" is neither an id, as P7K3Q9M2XH4TD, nor SOURCE:ROW, as housing:17",
                       (int)(name.len < 60 ? name.len : 60), name.ptr);
    }
    int code = find_row(picture, source, row, ret_record, err);
    return code ? code : find_mention(picture, *ret_record, name, ret_entity, ret_number, err);
}

static int find_shown(struct picture *picture, struct str name, struct entity_about *ret,
                      struct err *err)
{
    struct permitted *view = NULL;
    bool is_id = false;
    int64_t entity = 0;
    int64_t record = 0;
    int number = 0;
    uint64_t stored;
    int kind;
    if (entity_id_read(name, &stored, &kind)) {
        return err_set(err, ERR_NOTFOUND, ENTITY_SHOWN_NOBODY); /* an id of all sources' */
    }
    int code = entity_shown_find(picture, name, &record, &number, &is_id, err);
    if (code == 0 && !is_id) {
        code = find_by_row(picture, name, &entity, &record, &number, err);
    }
    code = code ? code : permitted_open(picture->live, picture->db, picture->shown, &view, err);
    code = code ? code : entity_shown_about(picture, picture->db, view, record, number, ret, err);
    permitted_close(view);
    return code;
}

int entity_find(struct picture *picture, struct str name, struct entity_about *ret, struct err *err)
{
    uint64_t id;
    int64_t record;
    int64_t entity = 0;
    int kind, number;
    if (picture->shown != NULL) {
        return find_shown(picture, name, ret, err);
    }
    if (entity_id_read(name, &id, &kind)) {
        return find_by_id(picture->db, id, kind, ret, err);
    }
    int code = find_by_row(picture, name, &entity, &record, &number, err);
    return code ? code : entity_by_number(picture->db, entity, ret, err);
}

/* ---- what bears on it ---- */

/* For each key, as $1: with the model as $2 where it isn't 0. */
static int list_read_each(struct db *db, const char *sql, const struct whole_list *keys,
                          int64_t model, struct whole_list *ret, struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < keys->count; i++) {
        const int64_t values[] = {keys->at[i], model};
        code = db_list_with(db, sql, values, model != 0 ? 2 : 1, ret, err);
    }
    whole_list_unique(ret);
    return code;
}

static const char members_sql[] = "SELECT DISTINCT record FROM membership WHERE entity = $1";
static const char nodes_sql[] =
    "SELECT node FROM mention WHERE record = $1 AND model = $2 AND node <> 0";
static const char address_sql[] =
    "SELECT address FROM mention WHERE record = $1 AND model = $2 AND address IS NOT NULL";
static const char at_address_sql[] =
    "SELECT record FROM mention WHERE address = $1 AND model = $2 LIMIT 500";
static const char node_records_sql[] = "SELECT record FROM mention WHERE node = $1";

static int visit_put(void *context, int64_t node)
{
    whole_list_add(context, node);
    return 0;
}

/* Whole components of nodes, in their place. */
static int complete(struct db *db, struct whole_list *nodes, struct err *err)
{
    struct whole_list components = {0};
    int code = 0;
    for (size_t i = 0; code == 0 && i < nodes->count; i++) {
        int64_t component = 0;
        code = component_of(db, nodes->at[i], &component, err);
        if (code == 0 && component != 0) {
            whole_list_add(&components, component);
        }
    }
    whole_list_unique(&components);
    for (size_t i = 0; code == 0 && i < components.count; i++) {
        code = component_nodes(db, components.at[i], visit_put, nodes, err);
    }
    whole_list_unique(nodes);
    mem_free(components.at);
    return code;
}

/* Records of the entities and of those at their addresses, by whole components. */
static int gather(struct picture *p, const struct entity_about *const *entities, size_t count,
                  struct whole_list *ret, struct err *err)
{
    struct whole_list own = {0}, nodes = {0}, addresses = {0};
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = db_list_with(p->db, members_sql, WHOLES(entities[i]->entity), &own, err);
    }
    whole_list_unique(&own);
    code = code ? code : list_read_each(p->db, address_sql, &own, p->model, &addresses, err);
    for (size_t i = 0; i < own.count; i++) {
        whole_list_add(ret, own.at[i]);
    }
    code = code ? code : list_read_each(p->db, at_address_sql, &addresses, p->model, ret, err);
    code = code ? code : list_read_each(p->db, nodes_sql, ret, p->model, &nodes, err);
    code = code ? code : complete(p->db, &nodes, err);
    code = code ? code : list_read_each(p->db, node_records_sql, &nodes, 0, ret, err);
    mem_free(own.at);
    mem_free(nodes.at);
    mem_free(addresses.at);
    return code;
}

/* Mentions of a record that may be known of. */
static int list_mentions(struct picture *p, int64_t record, struct permitted_list *ret,
                         struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(p->db,
                             "SELECT b.record, b.number, r.source FROM membership b "
                             "JOIN record r ON r.record = b.record WHERE b.record = $1 "
                             "ORDER BY b.number",
                             WHOLES(record), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        if (source_set_has(p->shown, db_whole(q, 2))) {
            void *at = ret->at;
            mem_must_grow(&at, &ret->capacity, ret->count + 1, sizeof *ret->at);
            ret->at = at;
            ret->at[ret->count++] =
                (struct permitted_mention){.record = db_whole(q, 0), .number = (int)db_whole(q, 1)};
        }
    }
    return code;
}

/* The records of everybody whom these records name, whole components. */
static int add_components(struct picture *p, struct permitted *view, const struct whole_list *of,
                          struct whole_list *ret, struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < of->count; i++) {
        struct permitted_list mentions = {0};
        code = list_mentions(p, of->at[i], &mentions, err);
        for (size_t m = 0; code == 0 && m < mentions.count; m++) {
            code =
                permitted_component(view, mentions.at[m].record, mentions.at[m].number, ret, err);
        }
        permitted_list_free(&mentions);
    }
    whole_list_unique(ret);
    return code;
}

/* Records at addresses, of each source that may be known of: those of others take no room. */
static int list_near_shown(struct picture *p, const struct whole_list *addresses,
                           struct whole_list *ret, struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < addresses->count; i++) {
        for (int64_t source = 1; code == 0 && source < SOURCES_MAX; source++) {
            code = source_set_has(p->shown, source)
                       ? db_list_with(p->db,
                                      "SELECT m.record FROM mention m JOIN record r "
                                      "ON r.record = m.record WHERE m.address = $1 AND "
                                      "m.model = $2 AND r.source = $3 "
                                      "ORDER BY r.identity LIMIT 500",
                                      WHOLES(addresses->at[i], p->model, source), ret, err)
                       : 0;
        }
    }
    whole_list_unique(ret);
    return code;
}

/* gather, of those sources alone that may be known of. */
static int gather_shown(struct picture *p, const struct entity_about *const *entities, size_t count,
                        struct whole_list *ret, struct err *err)
{
    struct whole_list own = {0}, addresses = {0}, near = {0};
    struct permitted *view = NULL;
    int code = permitted_open(p->live, p->db, p->shown, &view, err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        struct permitted_list cluster = {0};
        code = permitted_cluster(view, entities[i]->record, entities[i]->mention, &cluster, err);
        for (size_t m = 0; m < cluster.count; m++) {
            whole_list_add(&own, cluster.at[m].record);
        }
        permitted_list_free(&cluster);
    }
    whole_list_unique(&own);
    code = code ? code : list_read_each(p->db, address_sql, &own, p->model, &addresses, err);
    code = code ? code : list_near_shown(p, &addresses, &near, err);
    for (size_t i = 0; i < own.count; i++) {
        whole_list_add(&near, own.at[i]);
    }
    whole_list_unique(&near);
    code = code ? code : add_components(p, view, &near, ret, err);
    permitted_close(view);
    whole_list_free(&own);
    whole_list_free(&addresses);
    whole_list_free(&near);
    return code;
}

/* The mention of the run that is the first of an entity; its group is that entity. */
static int know_shown(const struct entity_about *about, struct standing_run *run,
                      uint32_t *ret_mention, struct err *err)
{
    const struct partition *p = &run->run.partition;
    uint32_t at = 0;
    while (at < run->mentions.count &&
           (standing_record(&run->standing, &run->mentions, at) != about->record ||
            run->mentions.places[at].number != about->mention)) {
        at++;
    }
    if (at == run->mentions.count) {
        return err_set(err, ERR_CONFLICT,
                       "the record waits, unlinked, for another model, so there is nothing to "
                       "explain yet: cantref status tells why");
    }
    for (size_t m = 0; m < run->mentions.count; m++) {
        if (p->entity[m] == p->entity[at] && run->entity[m] != 0) {
            run->entity[m] = about->entity;
        }
    }
    *ret_mention = at;
    return 0;
}

static int read_and_call(struct picture *p, const struct whole_list *records,
                         const struct entity_about *const *entities, size_t count, int threads,
                         struct progress *progress, struct standing_run *ret,
                         uint32_t *ret_mentions, struct err *err)
{
    int code = standing_run_make(p, records != NULL ? records->at : NULL,
                                 records != NULL ? records->count : 0, threads, progress, ret, err);
    code = code ? code : standing_run_call(ret, p, err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = know_shown(entities[i], ret, &ret_mentions[i], err);
    }
    return code;
}

static int read_and_name(struct picture *p, const struct whole_list *records,
                         const struct entity_about *const *entities, size_t count, int threads,
                         struct progress *progress, struct standing_run *ret,
                         uint32_t *ret_mentions, struct err *err)
{
    int code = standing_run_make(p, records != NULL ? records->at : NULL,
                                 records != NULL ? records->count : 0, threads, progress, ret, err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = standing_run_name_one(ret, p->db, entities[i]->entity, &ret_mentions[i], err);
    }
    return code;
}

int entity_read(struct picture *p, const struct entity_about *const *entities, size_t count,
                bool whole, int threads, struct progress *progress, struct standing_run *ret,
                uint32_t *ret_mentions, struct err *err)
{
    struct whole_list records = {0};
    if (p->shown != NULL) {
        int code = gather_shown(p, entities, count, &records, err);
        code = code ? code
                    : read_and_call(p, whole ? NULL : &records, entities, count, threads, progress,
                                    ret, ret_mentions, err);
        whole_list_free(&records);
        return code;
    }
    int code = gather(p, entities, count, &records, err);
    if (code == 0 && records.count == 0) {
        code = err_set(err, ERR_NOTFOUND,
                       "nobody is left of %s: cantref entity history says what became of it",
                       entities[0]->id);
    }
    code = code ? code
                : read_and_name(p, whole ? NULL : &records, entities, count, threads, progress, ret,
                                ret_mentions, err);
    if (code == ERR_CONFLICT && !whole) { /* others, who aren't among these, have a say in it */
        standing_run_free(ret);
        *ret = (struct standing_run){0};
        code = read_and_name(p, NULL, entities, count, threads, progress, ret, ret_mentions, err);
    }
    mem_free(records.at);
    return code;
}

/* ---- its past ---- */

struct telling {
    struct db *db;
    const struct entity_about *about;
    struct arena *arena;
    struct entity_moment *moments;
    size_t count, capacity;
    struct err *err;
};

static struct entity_moment *add_moment(struct telling *t, int64_t at, enum entity_happening what)
{
    void *moments = t->moments;
    mem_must_grow(&moments, &t->capacity, t->count + 1, sizeof *t->moments);
    t->moments = moments;
    t->moments[t->count] = (struct entity_moment){.at = at, .what = what, .source = STR("")};
    return &t->moments[t->count++];
}

static int tell_changes(struct telling *t)
{
    static const struct {
        const char *what;
        bool own; /* the entry is this entity's own, not the other's */
        enum entity_happening happening;
    } words[] = {{"merged", true, ENTITY_MERGED},
                 {"merged", false, ENTITY_TOOK_IN},
                 {"split", true, ENTITY_PARTED_FROM},
                 {"split", false, ENTITY_LOST_PART},
                 {"withdrawn", true, ENTITY_NOBODY_LEFT}};
    struct db_query *q;
    bool row;
    int code = db_query(t->db,
                        "SELECT c.at, c.what, c.number, e.id FROM change c "
                        "LEFT JOIN entity e ON e.entity = "
                        "CASE WHEN c.number = $1 THEN c.other ELSE c.number END "
                        "WHERE c.subject = 'entity' AND (c.number = $1 OR c.other = $1) "
                        "ORDER BY c.change",
                        &q, t->err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, t->about->entity);
    while ((code = db_step(q, &row, t->err)) == 0 && row) {
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            bool own = db_whole(q, 2) == t->about->entity;
            if (own == words[i].own && str_eq(db_text(q, 1), str_of(words[i].what))) {
                struct entity_moment *m = add_moment(t, db_whole(q, 0), words[i].happening);
                snprintf(m->other, sizeof m->other, "%.*s", PRI(db_text(q, 3)));
            }
        }
    }
    return code;
}

static int tell_rows(struct telling *t, const char *sql)
{
    struct db_query *q;
    bool row;
    int code = db_query(t->db, sql, &q, t->err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, t->about->entity);
    while ((code = db_step(q, &row, t->err)) == 0 && row) {
        struct str source = arena_str(t->arena, db_text(q, 2));
        for (int ended = 0; ended < (db_is_null(q, 1) ? 1 : 2); ended++) {
            struct entity_moment *m =
                add_moment(t, db_whole(q, ended), ended ? ENTITY_ROW_LEFT : ENTITY_ROW_JOINED);
            m->source = source;
            m->row = db_whole(q, 3);
        }
    }
    return code;
}

static int compare_moments(const void *a, const void *b)
{
    const struct entity_moment *x = a;
    const struct entity_moment *y = b;
    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    if (x->what != y->what) {
        return x->what < y->what ? -1 : 1;
    }
    int order = str_cmp(x->source, y->source);
    return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

/* The row is the one that the record's last version was in. */
#define ROW_TABLES                                                                                 \
    "JOIN record r ON r.record = m.record JOIN source s ON s.source = r.source "                   \
    "JOIN record_version v ON v.record = m.record AND v.version = "                                \
    "(SELECT MAX(version) FROM record_version WHERE record = m.record) WHERE m.entity = $1"

int entity_history(const struct picture *picture, const struct entity_about *about,
                   struct arena *arena, struct entity_moment **ret, size_t *ret_count,
                   struct err *err)
{
    struct telling t = {.db = picture->db, .about = about, .arena = arena, .err = err};
    if (picture->shown != NULL) {
        return entity_shown_history(picture, about, arena, ret, ret_count, err);
    }
    add_moment(&t, about->made, ENTITY_MADE);
    int code = tell_changes(&t);
    code =
        code ? code
             : tell_rows(
                   &t, "SELECT m.began, NULL, s.name, v.row_number FROM membership m " ROW_TABLES);
    code = code ? code
                : tell_rows(&t,
                            "SELECT m.began, m.ended, s.name, v.row_number "
                            "FROM membership_past m " ROW_TABLES);
    if (code != 0) {
        mem_free(t.moments);
        return code;
    }
    qsort(t.moments, t.count, sizeof *t.moments, compare_moments);
    *ret = t.moments;
    *ret_count = t.count;
    return 0;
}

/* standing_run.c - records to a finished run; its groups beside the store's. */
#include "standing_run.h"

#include "decision_store.h"
#include "entity_shown.h"
#include "entity_store.h"
#include "mention_build.h"
#include "model_store.h"
#include "radix.h"

#include <string.h>

static void keep_texts(struct standing *s)
{
    for (size_t t = 0; t < s->count; t++) {
        for (size_t c = 0; c < s->tables[t].column_count; c++) {
            dictionary_keep_texts(&s->tables[t].columns[c].values);
        }
    }
}

/* The entity of each mention, as the store has it. */
static int know_entities(struct standing_run *r, struct db *db, struct err *err)
{
    int code = 0;
    r->entity = mem_must_array(r->mentions.count, sizeof *r->entity);
    for (size_t m = 0; code == 0 && m < r->mentions.count; m++) {
        const struct mention_place *p = &r->mentions.places[m];
        code = entity_of(db, r->standing.records[p->source][p->row], p->number, &r->entity[m], err);
    }
    return code;
}

static int know_decisions(struct standing_run *r, const struct picture *picture, struct err *err)
{
    int64_t *records = mem_must_array(r->mentions.count, sizeof *records);
    for (size_t m = 0; m < r->mentions.count; m++) {
        const struct mention_place *p = &r->mentions.places[m];
        records[m] = r->standing.records[p->source][p->row];
    }
    int code = decide_all(picture->db, records, picture->shown, &r->mentions, err);
    mem_free(records);
    return code;
}

int standing_run_make(struct picture *picture, const int64_t *records, size_t count, int threads,
                      struct progress *progress, struct standing_run *ret, struct err *err)
{
    struct db *db = picture->db;
    struct standing *s = &ret->standing;
    struct model_file *file = NULL;
    int code = model_check_adopted(db, err);
    if (code == 0 && picture->model == 0) {
        code =
            err_set(err, ERR_NOTFOUND,
                    "no model is in use, so each row stands by itself: cantref model train, then "
                    "cantref model adopt");
    }
    code = code ? code : picture_model_text(picture, db, picture->model, &ret->model, err);
    code = code ? code : model_file_parse(buf_str(&ret->model), "the model", &file, err);
    if (code == 0) {
        code = records == NULL ? standing_read(picture, db, STANDING_LINKED, progress, s, err)
                               : standing_read_some(picture, db, records, count, s, err);
    }
    if (code == 0) {
        standing_order(s);
        code = standing_map(picture, picture->live, s, err);
    }
    if (code == 0) {
        keep_texts(s);
        progress_step(progress, "Standardising");
        code = standing_mentions(db, picture->seal, s, threads, &ret->mentions, err);
    }
    code = code ? code : know_decisions(ret, picture, err);
    code = code ? code : know_entities(ret, db, err);
    code = code ? code : model_bind(file, &ret->mentions, &ret->run, err);
    code = code ? code : run_link(&ret->mentions, threads, progress, &ret->run, err);
    model_file_free(file);
    return code;
}

void standing_run_free(struct standing_run *r)
{
    run_free(&r->run);
    mention_table_free(&r->mentions);
    standing_free(&r->standing);
    buf_free(&r->model);
    mem_free(r->entity);
    mem_free(r->names);
    r->entity = NULL;
    r->names = NULL;
}

/* ---- beside the store ---- */

static bool is_somebodys(const struct standing_run *r, size_t mention)
{
    return r->mentions.places[mention].kind != MENTION_PROPERTY;
}

/* What the store calls an entity: its id, put in the place of the one made from content. */
static int take_id(struct standing_run *r, struct db *db, int64_t entity, uint32_t group,
                   struct err *err)
{
    struct partition *p = &r->run.partition;
    struct db_query *q;
    char id[ENTITY_ID_TEXT_MAX];
    uint64_t number = 0;
    int kind;
    bool row = false;
    int code = db_query(db, "SELECT id FROM entity WHERE entity = $1", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, entity);
    code = db_step(q, &row, err);
    if (code == 0) {
        bool good =
            row && entity_id_read(db_text(q, 0), &number, &kind) &&
            str_eq(db_text(q, 0), str_of(entity_id_text(number, p->entity_kind[group], id)));
        code = good
                   ? 0
                   : err_set(err, ERR_CONFLICT,
                             "entity %lld of the store has an id of another kind than its mentions",
                             (long long)entity);
        p->entity_id[group] = number;
    }
    db_reset(q);
    return code;
}

static int count_members(struct db *db, size_t *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(
        db, "SELECT COUNT(*) FROM membership WHERE record NOT IN (SELECT record FROM waiting)", &q,
        err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0) {
        *ret = row ? (size_t)db_whole(q, 0) : 0;
        db_reset(q);
    }
    return code;
}

/* How many mentions stand elsewhere: groups and entities of the store are the same when the first
 * mention of a group has an entity that no other group's first has, and the others have it, too. */
static size_t count_differences(const struct standing_run *r, int64_t *ret_entity)
{
    const struct partition *p = &r->run.partition;
    uint64_t *order = mem_must_array(p->entity_count, sizeof *order);
    uint64_t *scratch = mem_must_array(p->entity_count, sizeof *scratch);
    size_t differences = 0;
    size_t count = 0;
    for (size_t m = 0; m < r->mentions.count; m++) {
        uint32_t group = p->entity[m];
        if (is_somebodys(r, m)) {
            ret_entity[group] = ret_entity[group] != 0 ? ret_entity[group] : r->entity[m];
            differences += r->entity[m] == 0 || ret_entity[group] != r->entity[m];
        }
    }
    for (size_t g = 0; g < p->entity_count; g++) {
        if (ret_entity[g] != 0) {
            order[count++] = (uint64_t)ret_entity[g];
        }
    }
    radix_sort(order, scratch, count, 0, 64);
    for (size_t i = 1; i < count; i++) {
        differences += order[i] == order[i - 1];
    }
    mem_free(order);
    mem_free(scratch);
    return differences;
}

int standing_run_name(struct standing_run *r, struct db *db, struct err *err)
{
    size_t groups = r->run.partition.entity_count;
    int64_t *entity = mem_must_array(groups, sizeof *entity); /* by group */
    size_t differences = count_differences(r, entity);
    size_t kept = 0;
    size_t expected = 0;
    int code = count_members(db, &kept, err);
    for (size_t m = 0; m < r->mentions.count; m++) {
        expected += is_somebodys(r, m);
    }
    if (code == 0 && (differences > 0 || kept != expected)) {
        code = err_set(err, ERR_CONFLICT,
                       "the store's picture is not what its model gives: %zu of %zu mentions stand "
                       "elsewhere, and it has %zu; cantref model adopt links all anew",
                       differences, expected, kept);
    }
    for (size_t g = 0; code == 0 && g < groups; g++) {
        code = entity[g] != 0 ? take_id(r, db, entity[g], (uint32_t)g, err) : 0;
    }
    mem_free(entity);
    return code;
}

/* An entity that no mention of the run has. */
static int tell_missing(struct db *db, int64_t entity, struct err *err)
{
    int64_t waiting = 0;
    int code = db_number_with(db,
                              "SELECT count(*) FROM membership m JOIN waiting w "
                              "ON w.record = m.record WHERE m.entity = $1",
                              WHOLES(entity), &waiting, err);
    if (code != 0) {
        return code;
    }
    return waiting > 0 ? err_set(err, ERR_CONFLICT,
                                 "the record waits, unlinked, for another model, so there is "
                                 "nothing to explain yet: cantref status tells why")
                       : err_set(err, ERR_NOTFOUND,
                                 "nobody is left of that entity: cantref entity history");
}

static uint32_t first_of(const struct standing_run *r, int64_t entity)
{
    for (uint32_t m = 0; m < r->mentions.count; m++) {
        if (r->entity[m] == entity) {
            return m;
        }
    }
    return UINT32_MAX;
}

/* The least of a group's mentions by identity and number, as permitted_cluster has it first. */
struct first_mention {
    uint8_t identity[TOKEN_BYTES];
    int number;
    bool there;
};

static void take_first(struct first_mention *first, struct str identity, int number)
{
    int order = first->there ? memcmp(identity.ptr, first->identity, TOKEN_BYTES) : -1;
    if (order < 0 || (order == 0 && number < first->number)) {
        memcpy(first->identity, identity.ptr, TOKEN_BYTES);
        first->number = number;
        first->there = true;
    }
}

static int find_firsts(const struct standing_run *r, struct db *db, struct first_mention *ret,
                       struct err *err)
{
    struct db_query *q;
    int code = db_query(db, "SELECT identity FROM record WHERE record = $1", &q, err);
    for (size_t m = 0; code == 0 && m < r->mentions.count; m++) {
        bool row = false;
        db_bind_whole(q, 1, standing_record(&r->standing, &r->mentions, m));
        code = is_somebodys(r, m) ? db_step(q, &row, err) : 0;
        if (code == 0 && row) {
            take_first(&ret[r->run.partition.entity[m]], db_bytes(q, 0),
                       r->mentions.places[m].number);
        }
        db_reset(q);
    }
    return code;
}

int standing_run_call(struct standing_run *r, const struct picture *picture, struct err *err)
{
    const struct partition *p = &r->run.partition;
    struct first_mention *firsts = mem_must_array(p->entity_count, sizeof *firsts);
    int code = find_firsts(r, picture->db, firsts, err);
    r->names = mem_must_array(p->entity_count, sizeof *r->names);
    for (size_t g = 0; code == 0 && g < p->entity_count; g++) {
        if (firsts[g].there) {
            entity_shown_id(picture, firsts[g].identity, firsts[g].number, r->names[g]);
        } else {
            entity_id_text(p->entity_id[g], p->entity_kind[g], r->names[g]);
        }
    }
    for (size_t m = 0; code == 0 && m < r->mentions.count; m++) {
        r->entity[m] = is_somebodys(r, m) ? standing_run_group(p->entity[m]) : 0;
    }
    mem_free(firsts);
    return code;
}

int standing_run_name_one(struct standing_run *r, struct db *db, int64_t entity,
                          uint32_t *ret_mention, struct err *err)
{
    const struct partition *p = &r->run.partition;
    uint32_t first = first_of(r, entity);
    size_t differences = 0;
    if (first == UINT32_MAX) {
        return tell_missing(db, entity, err);
    }
    for (size_t m = 0; m < r->mentions.count; m++) {
        bool here = is_somebodys(r, m) && p->entity[m] == p->entity[first];
        differences += here != (r->entity[m] == entity);
    }
    if (differences > 0) {
        return err_set(err, ERR_CONFLICT,
                       "the store's picture is not what its model gives: %zu mentions of this "
                       "entity stand elsewhere; cantref model adopt links all anew",
                       differences);
    }
    int code = take_id(r, db, entity, p->entity[first], err);
    if (code == 0) {
        *ret_mention = first;
    }
    return code;
}

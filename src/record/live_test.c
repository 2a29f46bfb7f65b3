/* live_test.c - live = batch: whatever order records arrive, change and go in, and people decide
 * and undo their decisions, and seal people and lift their seals, the picture is the one that
 * linking the final records, without the sealed, with the same model and the decisions that stand
 * gives.
 *
 * CANTREF_RUNS: how many random histories (default 200); CANTREF_SEED replays one. */
#include "live.h"

#include "entity_store.h"
#include "hash.h"
#include "infer.h"
#include "live_world.h"
#include "mark_store.h"
#include "mention_arrange.h"
#include "mention_build.h"
#include "mention_decide.h"
#include "migration.h"
#include "permitted.h"
#include "search_test.h"
#include "table_test.h"

#include <unistd.h>

enum {
    DECISIONS_MAX = 400,
    SLOTS_MAX = 250,
    SLICE_MAX = 20,
    NUMBERS_MAX = 6, /* mentions of a record */
    NAME_MAX = 120,
    VIEWS = 3 /* of some sources, that each history is held to */
};

/* ---- one history ---- */

/* struct history - what each record says now, and will in the end: a row of the pool, or NONE. */
enum { NONE = -1 };
struct history {
    const struct world *world;
    struct random random;
    struct db *db;
    struct seal *seal;
    struct live *live;
    struct mapping mappings[SOURCES];
    size_t slots;
    int now[SOURCES][SLOTS_MAX];
    int last[SOURCES][SLOTS_MAX];
    int64_t clock;
    bool decides; /* some histories are without decisions */
    int block_max;
    bool waits[SOURCES][SLOTS_MAX];                    /* in the end */
    bool seals;                                        /* some histories are without */
    int64_t seal_act[SOURCES][SLOTS_MAX][NUMBERS_MAX]; /* by number; 0: none */
    char beside[SOURCES][SLOTS_MAX][NUMBERS_MAX][NAME_MAX];
    bool hidden[SOURCES][SLOTS_MAX]; /* in the end: nobody is left of the record */
    size_t sealed;                   /* in the end */
};

static int64_t record_of(int source, size_t slot)
{
    return (int64_t)source * 1000 + (int64_t)slot + 1;
}

static void must(int code, const struct err *err)
{
    if (code != 0) {
        fail_msg("%s", err->message);
    }
}

static int random_row(struct history *h)
{
    return random_below(&h->random, 4) == 0 ? NONE : (int)random_below(&h->random, POOL);
}

/* A slice of records of one source says something else from now on. */
static void apply(struct history *h, int source, const size_t *slots, const int *rows, size_t count)
{
    struct table table = table_begin(source_names[source], headers[source], widths[source]);
    int64_t records[SLICE_MAX];
    int64_t withdrawn[SLICE_MAX];
    size_t there = 0;
    size_t gone = 0;
    struct err err = {0};
    for (size_t i = 0; i < count; i++) {
        if (rows[i] != NONE) {
            add_row(&table, h->world->text[source][rows[i]], widths[source]);
            records[there++] = record_of(source, slots[i]);
        } else {
            withdrawn[gone++] = record_of(source, slots[i]);
        }
        h->now[source][slots[i]] = rows[i];
    }
    struct live_change change = {.source = source + 1,
                                 .rows = there > 0 ? &table : NULL,
                                 .mapping = &h->mappings[source],
                                 .records = records,
                                 .withdrawn = withdrawn,
                                 .withdrawn_count = gone,
                                 .now = h->clock++};
    must(db_begin(h->db, &err), &err);
    must(live_apply(h->live, h->db, &change, &err), &err);
    must(db_commit(h->db, &err), &err);
    table_end(&table);
}

static void change_some(struct history *h, bool to_last)
{
    int source = (int)random_below(&h->random, SOURCES);
    size_t wanted = 1 + random_below(&h->random, random_below(&h->random, 3) == 0 ? SLICE_MAX : 2);
    size_t slots[SLICE_MAX];
    int rows[SLICE_MAX];
    size_t count = 0;
    size_t from = random_below(&h->random, h->slots);
    for (size_t i = 0; i < h->slots && count < wanted; i++) {
        size_t slot = (from + i) % h->slots;
        if (!to_last || h->now[source][slot] != h->last[source][slot]) {
            slots[count] = slot;
            rows[count++] = to_last ? h->last[source][slot] : random_row(h);
        }
    }
    if (count > 0) {
        apply(h, source, slots, rows, count);
    }
}

/* ---- seals ---- */

static bool is_sealed_record(const struct history *h, int source, size_t slot)
{
    for (int n = 0; n < NUMBERS_MAX; n++) {
        if (h->seal_act[source][slot][n] != 0) {
            return true;
        }
    }
    return false;
}

static void name_of(const struct mention_table *t, size_t m, char ret[NAME_MAX])
{
    snprintf(ret, NAME_MAX, "%d %.*s|%.*s|%.*s|%.*s|%.*s|%.*s", t->places[m].kind,
             PRI(mention_text(t, m, FIELD_GIVEN)), PRI(mention_text(t, m, FIELD_MIDDLE)),
             PRI(mention_text(t, m, FIELD_FAMILY)), PRI(mention_text(t, m, FIELD_NAME)),
             PRI(mention_text(t, m, FIELD_BIRTH_DATE)), PRI(mention_text(t, m, FIELD_SEX)));
}

/* Is a mention of a table sealed, by what the history knows of seals? */
static bool is_sealed(const struct history *h, const struct mention_table *t, size_t m, size_t slot)
{
    int source = t->places[m].source;
    char name[NAME_MAX];
    if (!is_sealed_record(h, source, slot)) {
        return false;
    }
    name_of(t, m, name);
    bool beside = false;
    for (int n = 0; n < NUMBERS_MAX; n++) {
        beside = beside || strcmp(h->beside[source][slot][n], name) == 0;
    }
    return h->seal_act[source][slot][t->places[m].number] != 0 || !beside;
}

/* The mentions of a record as it is now. */
static void now_says(struct history *h, int source, size_t slot, struct mention_table *ret)
{
    struct table table = table_begin(source_names[source], headers[source], widths[source]);
    struct err err = {0};
    add_row(&table, h->world->text[source][h->now[source][slot]], widths[source]);
    must(mention_table_build(&table, &h->mappings[source], 1, 1, ret, &err), &err);
    table_end(&table);
}

static void note_beside(struct history *h, int source, size_t slot)
{
    struct mention_table t = {0};
    struct err err = {0};
    int count = 0;
    memset(h->beside[source][slot], 0, sizeof h->beside[source][slot]);
    if (!is_sealed_record(h, source, slot)) {
        must(seal_names_forget(h->db, record_of(source, slot), &err), &err);
        return;
    }
    now_says(h, source, slot, &t);
    must(seal_names_beside(h->db, h->seal, record_of(source, slot), &t, &err), &err);
    for (size_t m = 0; m < t.count; m++) {
        if (h->seal_act[source][slot][t.places[m].number] == 0) {
            name_of(&t, m, h->beside[source][slot][count++]);
        }
    }
    mention_table_free(&t);
}

/* Somebody is sealed, or a seal is lifted: the record comes again as it is. */
static void seal_some(struct history *h)
{
    int source = (int)random_below(&h->random, SOURCES);
    size_t slot = random_below(&h->random, h->slots);
    int number = 1 + (random_below(&h->random, 3) == 0);
    int64_t *act = &h->seal_act[source][slot][number];
    int64_t entity = 0;
    size_t count = 0;
    struct err err = {0};
    int row = h->now[source][slot];
    if (row == NONE) {
        return;
    }
    must(entity_of(h->db, record_of(source, slot), number, &entity, &err), &err);
    if (*act == 0 && entity == 0) { /* there is no such mention */
        return;
    }
    must(db_begin(h->db, &err), &err);
    if (*act != 0) {
        must(mark_lift(h->db, *act, STR("a"), h->clock, &count, &err), &err);
        assert_int_equal(count, 1);
        *act = 0;
    } else {
        struct mark mark = {.what = MARK_SEALED,
                            .entity = entity,
                            .mention = {record_of(source, slot), number},
                            .team = STR("refuge"),
                            .ground = STR("refuge"),
                            .who = STR("a"),
                            .why = STR("asked"),
                            .at = h->clock};
        must(mark_add(h->db, h->seal, &mark, act, &err), &err);
    }
    note_beside(h, source, slot);
    must(db_commit(h->db, &err), &err);
    apply(h, source, &slot, &row, 1);
}

static struct decided_mention random_mention(struct history *h)
{
    int source = (int)random_below(&h->random, SOURCES);
    size_t slot = random_below(&h->random, h->slots);
    for (size_t i = 0; i < h->slots && h->now[source][slot] == NONE; i++) {
        slot = random_below(&h->random, h->slots);
    }
    int second = source == 0 && random_below(&h->random, 4) == 0; /* Mr and Mrs */
    return (struct decided_mention){record_of(source, slot), 1 + second};
}

static int64_t count_decisions(struct history *h)
{
    struct db_query *q;
    struct err err = {0};
    bool row;
    must(db_query(h->db, "SELECT count(*) FROM decision", &q, &err), &err);
    must(db_step(q, &row, &err), &err);
    int64_t count = db_whole(q, 0);
    db_reset(q);
    return count;
}

static int note_ends(void *context, const struct decision *d, struct err *err)
{
    struct decided_mention *ends = context;
    (void)err;
    ends[0] = d->left;
    ends[1] = d->right;
    return 0;
}

/* Somebody decides, or thinks better of it. */
static void decide_some(struct history *h)
{
    struct decided_mention ends[2] = {random_mention(h), random_mention(h)};
    struct live_change change = {.decided = ends, .decided_count = 2, .now = h->clock++};
    struct err err = {0};
    int64_t count = count_decisions(h);
    int code;
    must(db_begin(h->db, &err), &err);
    if (count > 0 && random_below(&h->random, 3) == 0) {
        int64_t number = 1 + (int64_t)random_below(&h->random, (uint64_t)count);
        code = decision_undo(h->db, number, STR("a"), h->clock, &err);
        code = code ? code : decision_one(h->db, h->seal, number, note_ends, ends, &err);
    } else {
        struct decision d = {.left = ends[0],
                             .right = ends[1],
                             .same = random_below(&h->random, 2) == 0,
                             .who = STR("a"),
                             .why = STR("as they say")};
        code = decision_add(h->db, h->seal, &d, &count, &err);
    }
    if (code == ERR_INPUT || code == ERR_CONFLICT) { /* of one row; undone before */
        db_rollback(h->db);
        return;
    }
    must(code, &err);
    code = live_apply(h->live, h->db, &change, &err);
    if (code == ERR_LIMIT && h->block_max < 20) { /* no room for a node by itself */
        db_rollback(h->db);
        return;
    }
    must(code, &err);
    must(db_commit(h->db, &err), &err);
}

static bool is_at_its_end(const struct history *h)
{
    for (int s = 0; s < SOURCES; s++) {
        if (memcmp(h->now[s], h->last[s], h->slots * sizeof h->now[s][0]) != 0) {
            return false;
        }
    }
    return true;
}

static void begin_history(struct history *h, const char *path)
{
    struct err err = {0};
    must(db_open(path, DB_WRITE, &h->db, &err), &err);
    must(migrate(h->db, &err), &err);
    for (int s = 0; s < SOURCES; s++) {
        char sql[200];
        snprintf(sql, sizeof sql, "INSERT INTO source (source, name) VALUES (%d, '%s')", s + 1,
                 source_names[s]);
        must(db_run(h->db, sql, &err), &err);
        for (size_t slot = 0; slot < h->slots; slot++) {
            snprintf(sql, sizeof sql,
                     "INSERT INTO record (record, source, identity) VALUES (%lld, %d, x'%06zx')",
                     (long long)record_of(s, slot), s + 1, slot);
            must(db_run(h->db, sql, &err), &err);
            h->now[s][slot] = NONE;
            h->last[s][slot] = random_row(h);
        }
    }
}

/* ---- what batch linking says of the final records */

/* Which records have nobody left, by the history's own account: they are left out of the batch as
 * if they had never come. */
static void find_hidden(struct history *h)
{
    for (int s = 0; s < SOURCES; s++) {
        for (size_t slot = 0; slot < h->slots; slot++) {
            struct mention_table t = {0};
            if (h->now[s][slot] == NONE || !is_sealed_record(h, s, slot)) {
                continue;
            }
            now_says(h, s, slot, &t);
            h->hidden[s][slot] = true;
            for (size_t m = 0; m < t.count; m++) {
                t.places[m].source = (uint16_t)s;
                bool sealed = is_sealed(h, &t, m, slot);
                h->hidden[s][slot] = h->hidden[s][slot] && sealed;
                h->sealed += sealed;
            }
            mention_table_free(&t);
        }
    }
}

/* The sealed of rows that others are left of. */
static void leave_sealed_out(const struct history *h, size_t **slot_of, struct mention_table *t)
{
    bool *out = mem_must_array(t->count + 1, sizeof *out);
    for (size_t m = 0; m < t->count; m++) {
        out[m] = is_sealed(h, t, m, slot_of[t->places[m].source][t->places[m].row]);
    }
    mention_table_leave_out(t, out);
    mem_free(out);
}

/* struct deciding - decisions of the store as those of a table. */
struct deciding {
    const struct mention_table *mentions;
    const struct source_set *sources; /* NULL: all */
    size_t **slot_of;
    struct mention_decision decisions[DECISIONS_MAX];
    size_t count;
};

static int64_t source_of(int64_t record)
{
    return (record - 1) / 1000 + 1;
}

static uint32_t find_mention(const struct deciding *d, struct decided_mention m)
{
    for (size_t i = 0; i < d->mentions->count; i++) {
        const struct mention_place *place = &d->mentions->places[i];
        if (place->number == m.number &&
            record_of(place->source, d->slot_of[place->source][place->row]) == m.record) {
            return (uint32_t)i;
        }
    }
    return NO_MENTION;
}

static int take_decision(void *context, const struct decision *d, struct err *err)
{
    struct deciding *to = context;
    (void)err;
    bool known = to->sources == NULL || (source_set_has(to->sources, source_of(d->left.record)) &&
                                         source_set_has(to->sources, source_of(d->right.record)));
    if (d->undone == 0 && known) {
        assert_true(to->count < DECISIONS_MAX);
        to->decisions[to->count++] = (struct mention_decision){d->number, find_mention(to, d->left),
                                                               find_mention(to, d->right), d->same};
    }
    return 0;
}

static void decide_batch(struct history *h, const struct source_set *sources, size_t **slot_of,
                         struct mention_table *mentions)
{
    struct deciding *d = mem_must_array(1, sizeof *d);
    struct err err = {0};
    size_t wrong;
    d->mentions = mentions;
    d->sources = sources;
    d->slot_of = slot_of;
    must(decisions_all(h->db, h->seal, take_decision, d, &err), &err);
    assert_int_equal(mention_table_decide(mentions, d->decisions, d->count, &wrong), 0);
    mem_free(d);
}

static int compare_whole(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Households as the feed has told of them are those of the batch: as many, of the same persons. */
static void check_households(struct history *h, const struct run *run,
                             const struct mention_table *mentions, size_t **slot_of)
{
    const struct partition *p = &run->partition;
    int64_t *persons = mem_must_array(mentions->count, sizeof *persons);
    int64_t *households = mem_must_array(p->property_count, sizeof *households);
    size_t found = 0;
    struct err err = {0};
    struct db_query *q;
    bool row;
    for (size_t property = 0; property < p->property_count; property++) {
        size_t count = 0;
        uint64_t who = 0;
        for (size_t m = 0; m < mentions->count; m++) {
            const struct mention_place *place = &mentions->places[m];
            if (p->property[m] == property && place->kind == MENTION_PERSON) {
                must(entity_of(h->db, record_of(place->source, slot_of[place->source][place->row]),
                               place->number, &persons[count++], &err),
                     &err);
            }
        }
        if (count > 0) {
            qsort(persons, count, sizeof *persons, compare_whole);
            for (size_t i = 0; i < count; i++) {
                who = i > 0 && persons[i] == persons[i - 1] ? who
                                                            : hash_join(who, (uint64_t)persons[i]);
            }
            households[found++] = (int64_t)(who >> 1);
        }
    }
    if (found > 0) {
        qsort(households, found, sizeof *households, compare_whole);
    }
    must(db_query(h->db, "SELECT who FROM property WHERE persons > 0 ORDER BY who", &q, &err),
         &err);
    size_t at = 0;
    while (db_step(q, &row, &err) == 0 && row) {
        assert_true(at < found && households[at] == db_whole(q, 0));
        at++;
    }
    assert_int_equal(at, found);
    mem_free(persons);
    mem_free(households);
}

/* Whom a mention is one with: in the store; or, of a view, the first of its cluster. 0: nobody. */
static int64_t entity_there(struct history *h, struct permitted *view, int64_t record, int number)
{
    struct err err = {0};
    struct permitted_list cluster = {0};
    int64_t entity = 0;
    if (view == NULL) {
        must(entity_of(h->db, record, number, &entity, &err), &err);
        return entity;
    }
    must(permitted_cluster(view, record, number, &cluster, &err), &err);
    entity = cluster.at[0].record * 100 + cluster.at[0].number;
    permitted_list_free(&cluster);
    return entity;
}

/* sources NULL: what the store says is what batch linking says of all records; else what the view
 * of these sources says is what it says of their records, the others never heard of. */
static void check_against_batch(struct history *h, const struct source_set *sources, bool whole)
{
    struct table tables[SOURCES];
    struct mapping mappings[SOURCES];
    struct mention_table mentions = {0};
    struct run *run = mem_must_array(1, sizeof *run);
    struct model_file *file = NULL;
    size_t *slot_of[SOURCES];
    size_t known;
    struct err err = {0};
    struct permitted *view = NULL;
    if (sources != NULL) {
        must(permitted_open(h->live, h->db, sources, &view, &err), &err);
    }
    for (int s = 0; s < SOURCES; s++) {
        bool is_known = sources == NULL || source_set_has(sources, s + 1);
        tables[s] = table_begin(source_names[s], headers[s], widths[s]);
        slot_of[s] = mem_must_array(h->slots, sizeof *slot_of[s]);
        for (size_t slot = 0; slot < h->slots; slot++) {
            if (is_known && h->last[s][slot] != NONE && !h->waits[s][slot] && !h->hidden[s][slot]) {
                slot_of[s][tables[s].row_count] = slot;
                add_row(&tables[s], h->world->text[s][h->last[s][slot]], widths[s]);
            }
        }
    }
    must(model_file_parse(buf_str(&h->world->model), "model", &file, &err), &err);
    must(model_file_mappings(file, tables, SOURCES, mappings, &known, &err), &err);
    assert_int_equal(known, SOURCES);
    must(mention_table_build(tables, mappings, SOURCES, 1, &mentions, &err), &err);
    leave_sealed_out(h, slot_of, &mentions);
    decide_batch(h, sources, slot_of, &mentions);
    must(model_bind(file, &mentions, run, &err), &err);
    must(run_link(&mentions, 1, NULL, run, &err), &err);
    int64_t *live_of = mem_must_array(mentions.count, sizeof *live_of); /* by entity of the batch */
    struct dictionary batch_of = {0}; /* live entity → batch's */
    for (size_t m = 0; m < mentions.count; m++) {
        const struct mention_place *place = &mentions.places[m];
        uint32_t id;
        if (place->kind == MENTION_PROPERTY) {
            continue;
        }
        int64_t record = record_of(place->source, slot_of[place->source][place->row]);
        int64_t entity = entity_there(h, view, record, place->number);
        int64_t *expected = &live_of[run->partition.entity[m]];
        bool first = *expected == 0;
        *expected = first ? entity : *expected;
        if (entity == 0 || entity != *expected) {
            fail_msg("record %lld, mention %d: not with those that batch linking joins it to (%s)",
                     (long long)record, place->number, view != NULL ? "a view" : "all");
        }
        uint32_t before = batch_of.count;
        assert_int_equal(
            dictionary_add(&batch_of, str_make((const char *)&entity, sizeof entity), &id), 0);
        if (first && batch_of.count == before) {
            fail_msg(
                "record %lld, mention %d: with those that batch linking keeps apart (%s; entity %lld, "
                "%zu slots)",
                (long long)record, place->number, view != NULL ? "a view" : "all",
                (long long)entity, h->slots);
        }
    }
    if (whole) {
        check_households(h, run, &mentions, slot_of);
    }
    permitted_close(view);
    dictionary_free(&batch_of);
    mem_free(live_of);
    run_free(run);
    mem_free(run);
    model_file_free(file);
    mention_table_free(&mentions);
    for (int s = 0; s < SOURCES; s++) {
        mapping_free(&mappings[s]);
        table_end(&tables[s]);
        mem_free(slot_of[s]);
    }
}

static int64_t ask(struct db *db, const char *sql)
{
    struct db_query *q;
    struct err err = {0};
    bool row;
    must(db_query(db, sql, &q, &err), &err);
    must(db_step(q, &row, &err), &err);
    int64_t number = db_whole(q, 0);
    db_reset(q);
    return number;
}

/* Who waits is there, stands alone and in no block; nobody else does, and no block is too large.
 * */
static int64_t find_waiting(struct history *h)
{
    static const char *const none[] = {
        "SELECT count(*) FROM waiting w WHERE NOT EXISTS (SELECT 1 FROM mention m WHERE "
        "m.record = w.record)",
        "SELECT count(*) FROM waiting w JOIN mention m ON m.record = w.record WHERE m.node <> 0",
        "SELECT count(*) FROM waiting w JOIN membership a ON a.record = w.record JOIN membership b "
        "ON b.entity = a.entity WHERE b.record <> a.record OR b.number <> a.number",
        "SELECT count(*) FROM mention m JOIN membership b ON b.record = m.record AND b.number = "
        "m.number JOIN entity e ON e.entity = b.entity WHERE m.node = 0 AND e.kind = 0 AND "
        "m.record NOT IN (SELECT record FROM waiting)"};
    struct err err = {0};
    struct db_query *q;
    bool row;
    int64_t count = 0;
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        if (ask(h->db, none[i]) != 0) {
            fail_msg("%lld rows: %s", (long long)ask(h->db, none[i]), none[i]);
        }
    }
    assert_true(ask(h->db,
                    "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM block "
                    "GROUP BY model, token)") <= h->block_max * 16);
    must(db_query(h->db, "SELECT record FROM waiting", &q, &err), &err);
    while (db_step(q, &row, &err) == 0 && row) {
        int64_t record = db_whole(q, 0) - 1;
        assert_true(h->last[record / 1000][record % 1000] != NONE);
        h->waits[record / 1000][record % 1000] = true;
        count++;
    }
    return count;
}

static void check_counts(struct db *db)
{
    static const char *const checks[] = {
        "SELECT count(*) FROM membership m WHERE NOT EXISTS (SELECT 1 FROM mention k WHERE "
        "k.record = m.record AND k.number = m.number)",
        "SELECT count(*) FROM node n WHERE NOT EXISTS (SELECT 1 FROM mention m WHERE m.node = "
        "n.node)",
        "SELECT count(*) FROM edge e WHERE NOT EXISTS (SELECT 1 FROM edge b WHERE b.node = e.other "
        "AND b.other = e.node AND b.score = e.score)",
        "SELECT count(*) FROM edge e WHERE NOT EXISTS (SELECT 1 FROM node n WHERE n.node = e.node)",
        "SELECT count(*) FROM block b WHERE NOT EXISTS (SELECT 1 FROM node n WHERE n.node = "
        "b.node)",
        "SELECT count(*) FROM membership m JOIN entity e ON e.entity = m.entity WHERE "
        "e.merged_into IS NOT NULL",
        "SELECT count(*) FROM (SELECT number, SUM(CASE what WHEN 'added' THEN 1 WHEN 'withdrawn' "
        "THEN -1 ELSE 0 END) AS told FROM change WHERE subject = 'property' GROUP BY number) f "
        "LEFT JOIN property p ON p.property = f.number WHERE f.told <> "
        "CASE WHEN p.property IS NULL THEN 0 ELSE 1 END",
        "SELECT count(*) FROM (SELECT number, SUM(CASE what WHEN 'added' THEN 1 WHEN 'withdrawn' "
        "THEN -1 ELSE 0 END) AS told FROM change WHERE subject = 'household' GROUP BY number) f "
        "LEFT JOIN property p ON p.property = f.number WHERE f.told <> "
        "CASE WHEN p.persons > 0 THEN 1 ELSE 0 END",
        "SELECT count(*) FROM property p WHERE NOT EXISTS (SELECT 1 FROM change c WHERE "
        "c.subject = 'property' AND c.number = p.property)",
    };
    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        int64_t found = ask(db, checks[i]);
        if (found != 0) {
            fail_msg("%lld rows: %s", (long long)found, checks[i]);
        }
    }
}

/* A source that is barred isn't there: its mentions are nobody, and nobody's answer says that it
 * is (non-interference). With all sources a view is the store's picture. */
static void check_views(struct history *h)
{
    struct source_set sources = {0};
    struct permitted_list none = {0};
    struct permitted *view = NULL;
    struct err err = {0};
    uint64_t chosen = random_below(&h->random, 1u << SOURCES);
    for (int s = 0; s < SOURCES; s++) {
        if ((chosen >> s & 1) != 0) {
            source_set_add(&sources, s + 1);
        }
    }
    check_against_batch(h, &sources, false);
    must(permitted_open(h->live, h->db, &sources, &view, &err), &err);
    for (int s = 0; s < SOURCES; s++) {
        if ((chosen >> s & 1) == 0) {
            assert_int_equal(permitted_cluster(view, record_of(s, 0), 1, &none, &err),
                             ERR_NOTFOUND);
            assert_int_equal(none.count, 0);
        }
    }
    permitted_close(view);
}

/* A sealed mention is nobody anywhere: no mention, no entity, no member of any view, no count. */
static void check_sealed(struct history *h)
{
    static const char *const none[] = {
        "SELECT count(*) FROM mention m JOIN mark k ON k.record = m.record AND k.number = m.number "
        "WHERE k.lifted IS NULL",
        "SELECT count(*) FROM membership m JOIN mark k ON k.record = m.record AND "
        "k.number = m.number WHERE k.lifted IS NULL",
        "SELECT count(*) FROM hidden_record h JOIN mention m ON m.record = h.record",
        "SELECT count(*) FROM hidden_record h JOIN membership m ON m.record = h.record",
    };
    struct source_set all = {0};
    struct permitted *view = NULL;
    struct permitted_list nobody = {0};
    struct err err = {0};
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        if (ask(h->db, none[i]) != 0) {
            fail_msg("%lld rows: %s", (long long)ask(h->db, none[i]), none[i]);
        }
    }
    for (int s = 0; s < SOURCES; s++) {
        source_set_add(&all, s + 1);
    }
    must(permitted_open(h->live, h->db, &all, &view, &err), &err);
    for (int s = 0; s < SOURCES; s++) {
        for (size_t slot = 0; slot < h->slots; slot++) {
            bool is = false;
            must(record_is_hidden(h->db, record_of(s, slot), &is, &err), &err);
            assert_true(h->now[s][slot] == NONE || is == h->hidden[s][slot]);
            for (int n = 1; h->hidden[s][slot] && n < NUMBERS_MAX; n++) {
                assert_int_equal(permitted_cluster(view, record_of(s, slot), n, &nobody, &err),
                                 ERR_NOTFOUND);
            }
        }
    }
    permitted_close(view);
}

/* Returns how many records wait in the end. */
static int64_t run_history(const struct world *world, const char *folder, struct seal *seal,
                           int block_max, uint64_t seed, size_t *ret_sealed)
{
    struct history *h = mem_must_array(1, sizeof *h);
    char path[200];
    struct err err = {0};
    h->world = world;
    h->random = random_seed(seed);
    h->slots = 2 + random_below(&h->random, random_below(&h->random, 12) == 0 ? SLOTS_MAX - 2 : 40);
    if (block_max < 20) { /* a crowd */
        h->slots = 60 + random_below(&h->random, 100);
    }
    h->clock = 1000;
    h->block_max = block_max;
    h->seal = seal;
    h->decides = random_below(&h->random, 3) > 0;
    h->seals = random_below(&h->random, 2) > 0;
    snprintf(path, sizeof path, "%s/cantref.db", folder);
    begin_history(h, path);
    must(live_open(buf_str(&world->model), 1, seal, &h->live, &err), &err);
    for (int s = 0; s < SOURCES; s++) {
        bool known;
        struct table table = table_begin(source_names[s], headers[s], widths[s]);
        must(live_mapping(h->live, &table, &h->mappings[s], &known, &err), &err);
        assert_true(known);
        table_end(&table);
    }
    size_t steps = random_below(&h->random, h->slots);
    for (size_t i = 0; i < steps; i++) {
        change_some(h, false);
        if (h->decides && random_below(&h->random, 3) == 0) {
            decide_some(h);
        }
        if (h->seals && random_below(&h->random, 3) == 0) {
            seal_some(h);
        }
        if (random_below(&h->random, 20) == 0) { /* a program that starts anew */
            live_close(h->live);
            must(live_open(buf_str(&world->model), 1, seal, &h->live, &err), &err);
        }
    }
    while (!is_at_its_end(h)) {
        change_some(h, true);
        if (h->decides && random_below(&h->random, 6) == 0) {
            decide_some(h);
        }
        if (h->seals && random_below(&h->random, 4) == 0) {
            seal_some(h);
        }
    }
    int64_t waiting = find_waiting(h);
    find_hidden(h);
    check_sealed(h);
    *ret_sealed += h->sealed;
    check_against_batch(h, NULL, waiting == 0);
    for (int i = 0; i < VIEWS && waiting == 0; i++) {
        check_views(h);
    }
    check_counts(h->db);
    search_test_check(h->db, h->seal, 1);
    for (int s = 0; s < SOURCES; s++) {
        mapping_free(&h->mappings[s]);
    }
    live_close(h->live);
    db_close(h->db);
    unlink(path);
    mem_free(h);
    return waiting;
}

static void test_live_is_batch(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    const char *runs_text = getenv("CANTREF_RUNS");
    uint64_t runs = 200;
    struct random random = random_seed(seed);
    struct world *world = mem_must_array(1, sizeof *world);
    char folder[] = "/tmp/cantref-live-XXXXXX";
    char keys[64];
    struct seal *seal;
    struct err err = {0};
    if (runs_text != NULL) {
        assert_true(str_to_uint(str_of(runs_text), 1000000, &runs));
    }
    assert_non_null(mkdtemp(folder));
    snprintf(keys, sizeof keys, "%s/keys", folder);
    must(seal_keys_make(keys, &err), &err);
    must(seal_open(keys, &seal, &err), &err);
    static const struct {
        size_t persons;
        int best_edges;
        int block_max;
        size_t learnt; /* rows: few, and they become common later */
    } worlds[] = {
        {5, 16, 20, POOL}, {5, 2, 20, POOL}, {20, 3, 20, POOL}, {80, 16, 20, POOL}, {5, 16, 1, 60}};
    for (size_t i = 0; i < COUNT_OF(worlds); i++) {
        make_pool(&random, worlds[i].persons, world);
        learn(world, worlds[i].learnt);
        set_best_edges(world, worlds[i].best_edges);
        set_block_max(world, worlds[i].block_max);
        int64_t waiting = 0;
        size_t sealed = 0;
        for (uint64_t run = i; run < runs; run += COUNT_OF(worlds)) {
            waiting += run_history(world, folder, seal, worlds[i].block_max, random_next(&random),
                                   &sealed);
        }
        printf(
            "# %zu persons, blocks of %d: %lld records wait and %zu mentions are sealed in the "
            "end\n",
            worlds[i].persons, worlds[i].block_max * 16, (long long)waiting, sealed);
        assert_true(sealed > 0 || runs < 50);
        assert_true(worlds[i].block_max == 20 ? waiting == 0 : waiting > 0 || runs < 50);
        buf_free(&world->model);
    }
    seal_close(seal);
    mem_free(world);
    char command[100];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    assert_int_equal(system(command), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_live_is_batch)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

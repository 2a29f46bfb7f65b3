/* home_fault_test.c - the work of a home on a disk that fails, fills up or loses its power.
 *
 *     state 0 ─► step 1 ─► state 1 ─► step 2 ─► … ─► state n      once, undisturbed
 *         └─ copy ─► step, cut at a write or sync ─► opened again ─► the step again      each cycle
 *
 * A step is what a command does: an extract taken in and linked, a decision, a split, an undoing,
 * an answer in a review, an erasure, a model trained and adopted, retention, backups, a restoring.
 * After the cut: what was acknowledged is there; what was not is there as a whole or not at all,
 * and of work in slices whole records; nobody stands twice; the database is whole (db_check); and
 * the picture is the one that linking all anew gives. Done again, the step leaves what one
 * undisturbed run leaves.
 *
 * Only SQLite's files are under the layer that fails (fault_vfs.h). Others, as keys and backups
 * are, lose what was not synced in tests/kill.py.
 *
 * CANTREF_CYCLES=N runs as many cycles (160); CANTREF_SEED=N CANTREF_CYCLES=1 replays one. */
#include "decide.h"
#include "erasure.h"
#include "fault_vfs.h"
#include "home_backup.h"
#include "picture_test.h"
#include "random.h"
#include "retention.h"
#include "review.h"
#include "test_seed.h"

#include <errno.h>
#include <sys/stat.h>
#include <time.h>

enum { CYCLES = 160, PEOPLE = 40, START = 1000000000, DAY = 86400 };

/* The build puts this before the real one: a clock that stands still within a step. */
time_t __real_time(time_t *ret);
time_t __wrap_time(time_t *ret);
static time_t now; /* 0: the real one */

time_t __wrap_time(time_t *ret)
{
    if (now == 0) {
        return __real_time(ret);
    }
    if (ret != NULL) {
        *ret = now;
    }
    return now;
}

/* ── what a home holds, in a form that does not tell how it came about ───────────────────────── */

/* struct holding - versions: a hash of each version of a record, sorted: of its source, number,
 * cells and whether it stands. The others are hashes of all, in any order. */
struct holding {
    struct whole_list versions;
    uint64_t partition, decisions, rest;
    bool is_settled; /* no adoption is unfinished */
};

static void must(int code, const struct err *err)
{
    if (code != 0) {
        fail_msg("code %d: %s %s", code, err->file, err->message);
    }
}

static void hold_versions(struct picture *p, struct holding *ret)
{
    struct db_query *q = NULL;
    struct err err = {0};
    bool row = false;
    must(db_query(p->db,
                  "SELECT s.name, v.record, v.version, v.known_to IS NULL, v.value_key, v.cells "
                  "FROM record_version v JOIN record r ON r.record = v.record "
                  "JOIN source s ON s.source = r.source",
                  &q, &err),
         &err);
    while (db_step(q, &row, &err) == 0 && row) {
        struct buf cells = {0};
        if (!db_is_null(q, 4)) {
            must(unseal_value(p->seal, db_whole(q, 4), "cells", db_whole(q, 1), db_bytes(q, 5),
                              &cells, &err),
                 &err);
        }
        uint64_t hash = hash_join(hash_bytes(db_text(q, 0)), hash_bytes(buf_str(&cells)));
        hash = hash_join(hash_join(hash, (uint64_t)db_whole(q, 2)), (uint64_t)db_whole(q, 3));
        whole_list_add(&ret->versions, (int64_t)hash);
        buf_free(&cells);
    }
    whole_list_sort(&ret->versions);
}

/* A record by what it says, so that its number does not matter; 0: it stands no longer. */
static uint64_t record_hash(struct picture *p, int64_t record)
{
    struct buf cells = {0};
    struct err err = {0};
    int64_t header, row;
    int code = record_cells(p->db, p->seal, record, &header, &row, &cells, &err);
    assert_true(code == 0 || code == ERR_NOTFOUND);
    uint64_t hash = code == 0 ? hash_bytes(buf_str(&cells)) : 0;
    buf_free(&cells);
    return hash;
}

/* hold_numbers - the sum of hashes of the rows of a statement, so that their order does not matter;
 * has_record: the first column is a record. */
static uint64_t hold_numbers(struct picture *p, const char *sql, int columns, bool has_record)
{
    struct db_query *q = NULL;
    struct err err = {0};
    bool row = false;
    uint64_t sum = 0;
    must(db_query(p->db, sql, &q, &err), &err);
    while (db_step(q, &row, &err) == 0 && row) {
        uint64_t hash = has_record ? record_hash(p, db_whole(q, 0)) : 1;
        for (int c = has_record; c < columns; c++) {
            hash = hash_join(hash, hash_bytes(db_text(q, c)));
        }
        sum += hash_mix(hash);
    }
    return sum;
}

static uint64_t hold_partition(struct picture *p)
{
    struct db_query *q = NULL;
    struct err err = {0};
    bool row = false;
    uint64_t sum = 0, group = 0;
    int64_t entity = 0;
    must(db_query(p->db, "SELECT record, number, entity FROM membership ORDER BY entity", &q, &err),
         &err);
    while (db_step(q, &row, &err) == 0 && row) {
        if (db_whole(q, 2) != entity) {
            sum += hash_mix(group);
            group = 0;
            entity = db_whole(q, 2);
        }
        group += hash_join(record_hash(p, db_whole(q, 0)), (uint64_t)db_whole(q, 1));
    }
    return sum + hash_mix(group);
}

static struct holding hold(struct picture *p)
{
    struct holding ret = {.is_settled = model_check_adopted(p->db, NULL) == 0};
    hold_versions(p, &ret);
    ret.partition = hold_partition(p);
    ret.decisions =
        hold_numbers(p,
                     "SELECT left_record, left_number, right_number, same, undone IS NULL, who "
                     "FROM decision",
                     6, true) +
        hold_numbers(p, "SELECT right_record, left_number, right_number, same FROM decision", 4,
                     true);
    ret.rest = hold_numbers(p, "SELECT name, adopted IS NULL FROM model", 2, false) +
               hold_numbers(p, "SELECT value FROM about WHERE name = 'model'", 1, false) +
               hold_numbers(p, "SELECT ended IS NULL FROM erasure", 1, false) +
               hold_numbers(p, "SELECT count(*) FROM suppression", 1, false) +
               hold_numbers(p, "SELECT count(*) FROM erasure_key", 1, false) +
               hold_numbers(p, "SELECT count(*) FROM retention_key", 1, false);
    return ret;
}

static bool is_same(const struct holding *a, const struct holding *b)
{
    return a->versions.count == b->versions.count &&
           memcmp(a->versions.at, b->versions.at, a->versions.count * sizeof *a->versions.at) ==
               0 &&
           a->partition == b->partition && a->decisions == b->decisions && a->rest == b->rest;
}

static size_t count_of(const struct holding *h, int64_t version)
{
    size_t count = 0;
    for (size_t i = 0; i < h->versions.count; i++) {
        count += h->versions.at[i] == version;
    }
    return count;
}

/* Each version is there as often as before or as after, or between: nothing lost or doubled. */
static bool is_between(const struct holding *h, const struct holding *a, const struct holding *b)
{
    const struct holding *all[] = {h, a, b};
    for (int i = 0; i < 3; i++) {
        for (size_t v = 0; v < all[i]->versions.count; v++) {
            int64_t version = all[i]->versions.at[v];
            size_t is = count_of(h, version), was = count_of(a, version),
                   will = count_of(b, version);
            if (is < (was < will ? was : will) || is > (was > will ? was : will)) {
                return false;
            }
        }
    }
    return true;
}

/* ── the work, step by step ──────────────────────────────────────────────────────────────────── */

/* struct work - a folder with what one cycle has: home/, and the home that backups are put back
 * into, fresh/. */
struct work {
    char root[64], home[64];
    struct test_picture t;
};

static char *in_root(const struct work *w, const char *name)
{
    static char path[4][200];
    static size_t turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof path[turn], "%s/%s", w->root, name);
    return path[turn];
}

/* people - as two systems have them; those from `changed` on have moved, `gone` are away. */
static void people(int changed, int gone, struct buf *rents, struct buf *schools)
{
    static const char *const given[] = {"Sian", "Megan", "William", "John",  "Rhys",
                                        "Owen", "Carys", "Robert",  "Meinir"};
    static const char *const family[] = {"Evans", "Pritchard", "Okafor", "Llewellyn", "Rees"};
    struct random random = random_seed(11);
    buf_printf(rents, "Ref,Tenant,Born,Address,Postcode\n");
    buf_printf(schools, "Ref,Forename,Surname,DOB,Postcode\n");
    for (int i = 0; i < PEOPLE; i++) {
        const char *g = given[random_below(&random, 9)], *f = family[random_below(&random, 5)];
        int day = 1 + (int)random_below(&random, 28), month = 1 + (int)random_below(&random, 12);
        int year = 1950 + (int)random_below(&random, 50);
        int house = 1 + (int)random_below(&random, 60) + (i < changed ? 100 : 0);
        bool slip = random_below(&random, 5) == 0, couple = random_below(&random, 5) == 0;
        if (i >= gone) {
            buf_printf(rents, "r%d,%s%s %s%s,%02d/%02d/%d,%d Mill Street,SA%d 1AA\n", i,
                       couple ? "Mr " : "", g, couple ? "& Mrs Ann " : "", f, day, month, year,
                       house, house % 9 + 1);
        }
        if (i < PEOPLE - gone) {
            buf_printf(schools, "s%d,%s,%s,%d-%02d-%02d,SA%d 1AA\n", i, g, slip ? "Jones" : f, year,
                       month, day, house % 9 + 1);
        }
    }
    buf_add_char(rents, '\0');
    buf_add_char(schools, '\0');
}

static int take(struct work *w, const char *name, int changed, int gone)
{
    struct buf rents = {0}, schools = {0};
    people(changed, gone, &rents, &schools);
    int code = test_picture_take(&w->t, name, name[0] == 'r' ? rents.ptr : schools.ptr, 1);
    buf_free(&rents);
    buf_free(&schools);
    return code;
}

static int first_rents(struct work *w)
{
    return take(w, "rents", 0, 0);
}

static int first_schools(struct work *w)
{
    return take(w, "schools", 0, 0);
}

static int next_rents(struct work *w)
{
    return take(w, "rents", 12, 4);
}

static int next_schools(struct work *w)
{
    return take(w, "schools", 12, 4);
}

/* adopt_one - the nth model, trained if there are not so many. */
static int adopt_one(struct work *w, int64_t wanted)
{
    struct model_training training;
    int code = 0;
    if (test_picture_ask(&w->t, "SELECT count(*) FROM model") < wanted) {
        code = model_train(&w->t.picture, 1, NULL, &training, &w->t.err);
    }
    return code ? code : model_adopt(&w->t.picture, NULL, 1, NULL, NULL, &w->t.err);
}

static int first_model(struct work *w)
{
    return adopt_one(w, 1);
}

static int second_model(struct work *w)
{
    test_picture_source(&w->t, "rents", "key: Ref\n",
                        "Ref: record_id\nTenant: full_name\nBorn: ignore\nAddress: address\n"
                        "Postcode: postcode\n");
    return adopt_one(w, 2);
}

/* entity_named_by - the entity whose number the statement gives. */
static struct entity_about entity_named_by(struct work *w, const char *sql)
{
    struct db_query *q = NULL;
    bool row = false;
    must(db_query(w->t.picture.db, sql, &q, &w->t.err), &w->t.err);
    must(db_step(q, &row, &w->t.err), &w->t.err);
    assert_true(row);
    struct entity_about about = {.entity = db_whole(q, 0)};
    db_reset(q);
    return about;
}

static const struct decider ann = {STR_INIT("ann"), STR_INIT("they say so")};

static int merge(struct work *w)
{
    struct decided decided;
    struct entity_about left =
        entity_named_by(w,
                        "SELECT e.entity FROM entity e JOIN membership m ON m.entity = e.entity "
                        "WHERE e.kind = 0 GROUP BY e.entity HAVING count(*) = 1 ORDER BY e.entity");
    struct entity_about right =
        entity_named_by(w,
                        "SELECT e.entity FROM entity e JOIN membership m ON m.entity = e.entity "
                        "WHERE e.kind = 0 GROUP BY e.entity HAVING count(*) = 2 ORDER BY e.entity");
    return decide_merge(&w->t.picture, &left, &right, &ann, &decided, &w->t.err);
}

static int split(struct work *w)
{
    struct decided decided;
    int64_t row = test_picture_ask(
        &w->t,
        "SELECT v.row_number FROM membership m JOIN record r ON r.record = m.record "
        "JOIN source s ON s.source = r.source AND s.name = 'schools' "
        "JOIN record_version v ON v.record = r.record AND v.known_to IS NULL "
        "WHERE (SELECT count(*) FROM membership o WHERE o.entity = m.entity) = 2 "
        "ORDER BY m.entity DESC LIMIT 1");
    struct decided_row rows = {STR("schools"), (uint64_t)row};
    struct entity_about entity =
        entity_named_by(w,
                        "SELECT m.entity FROM membership m JOIN record r ON r.record = m.record "
                        "JOIN source s ON s.source = r.source AND s.name = 'schools' "
                        "WHERE (SELECT count(*) FROM membership o WHERE o.entity = m.entity) = 2 "
                        "ORDER BY m.entity DESC LIMIT 1");
    return decide_split(&w->t.picture, &entity, &rows, 1, &ann, &decided, &w->t.err);
}

static int undo(struct work *w)
{
    struct decided decided;
    return decide_undo(&w->t.picture, 1, STR("bob"), &decided, &w->t.err);
}

static int review(struct work *w)
{
    struct review *r = mem_must_array(1, sizeof *r);
    struct review_answer answer;
    int code = review_begin(&w->t.picture, STR("cai"), 1, NULL, r, &w->t.err);
    if (code == 0 && r->count == 0) {
        fail_msg("there is nothing to ask");
    }
    code = code ? code : review_keep(r, &r->questions[0], true, &answer, &w->t.err);
    review_end(r);
    mem_free(r);
    return code;
}

static int erase(struct work *w)
{
    struct erasure_summary summary;
    struct entity_about entity = entity_named_by(
        w,
        "SELECT e.entity FROM entity e JOIN membership m ON m.entity = e.entity "
        "WHERE e.kind = 0 GROUP BY e.entity HAVING count(*) > 1 ORDER BY e.entity DESC");
    must(entity_by_number(w->t.picture.db, entity.entity, &entity, &w->t.err), &w->t.err);
    return entity_erase(&w->t.picture, str_of(entity.id), &summary, &w->t.err);
}

static int retain(struct work *w)
{
    struct retention retention = {0};
    int code = retention_apply(&w->t.picture, false, &retention, &w->t.err);
    retention_free(&retention);
    return code;
}

static bool is_there(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0;
}

/* A backup that is there is whole: it only gets its name then. */
static int backup(struct work *w)
{
    uint64_t bytes;
    int code = 0;
    if (!is_there(in_root(w, "db.backup"))) {
        code = home_backup(w->home, in_root(w, "db.backup"), false, &bytes, &w->t.err);
    }
    if (code == 0 && !is_there(in_root(w, "keys.backup"))) {
        code = home_backup(w->home, in_root(w, "keys.backup"), true, &bytes, &w->t.err);
    }
    return code;
}

/* Into a home as git has it, with council.key from paper. Of a run that was stopped some parts are
 * there already: the others are put back. */
static int restore(struct work *w)
{
    int64_t lost = 0;
    bool has_database = is_there(in_root(w, "fresh/data/cantref.db"));
    bool has_values = is_there(in_root(w, "fresh/keys/values.db"));
    if (has_database && has_values) {
        struct picture p = {.home = {.lock_fd = -1}};
        int code = picture_open(in_root(w, "fresh"), &p, &w->t.err);
        picture_close(&p);
        return code;
    }
    int code = home_restore(in_root(w, "fresh"), has_database ? NULL : in_root(w, "db.backup"),
                            has_values ? NULL : in_root(w, "keys.backup"), &lost, &w->t.err);
    assert_true(code != 0 || lost == 0);
    return code;
}

/* struct work_step - is_alone: with the home closed; is_once: to be done once only, so looked for
 * first; is_whole: all of it or nothing. */
static const struct work_step {
    const char *name;
    int (*run)(struct work *work);
    bool is_alone, is_once, is_whole;
    int days; /* that have passed before it */
} steps[] = {
    {"first rents", first_rents, false, false, false, 0},
    {"first schools", first_schools, false, false, false, 0},
    {"first model", first_model, false, false, false, 1},
    {"next rents", next_rents, false, false, false, 1},
    {"next schools", next_schools, false, false, false, 1},
    {"merge", merge, false, true, true, 1},
    {"split", split, false, true, true, 1},
    {"undo", undo, false, true, true, 1},
    {"review", review, false, true, true, 1},
    {"second model", second_model, false, false, false, 1},
    {"erase", erase, false, true, true, 1},
    {"retention", retain, false, false, false, 60},
    {"backup", backup, true, false, false, 1},
    {"restore", restore, true, false, false, 1},
};
enum { STEPS = sizeof steps / sizeof steps[0] };

static void copy_tree(const char *from, const char *to)
{
    char command[300];
    snprintf(command, sizeof command, "rm -rf %s && cp -r %s %s", to, from, to);
    assert_int_equal(system(command), 0);
}

/* run_step - as the command would: the home opened, the work done, the home closed. 0: it was
 * acknowledged. */
static int run_step(struct work *w, const struct work_step *step)
{
    w->t.err = (struct err){0};
    if (step->is_alone) {
        return step->run(w);
    }
    w->t.picture = (struct picture){.home = {.lock_fd = -1}};
    int code = picture_open(w->home, &w->t.picture, &w->t.err);
    code = code ? code : step->run(w);
    picture_close(&w->t.picture);
    return code;
}

static const struct fault_plan no_fault = {.kind = FAULT_NONE, .no_sync = true};

/* look - open a home without a fault, and see what it holds. Whatever holds of all is checked. */
static struct holding look(struct work *w, const char *home)
{
    struct test_picture t = w->t;
    assert_true(strlen(home) < sizeof t.folder);
    memcpy(t.folder, home, strlen(home) + 1);
    fault_vfs_install(&no_fault);
    test_picture_open(&t);
    must(db_check(t.picture.db, &t.err), &t.err);
    struct holding h = hold(&t.picture);
    assert_int_equal(t.picture.lost, 0);
    if (h.is_settled && t.picture.model != 0) {
        char name[MODEL_NAME_MAX];
        struct db_query *q = NULL;
        bool row = false;
        must(db_query_with(t.picture.db, "SELECT name FROM model WHERE model = $1",
                           WHOLES(t.picture.model), &q, &t.err),
             &t.err);
        must(db_step(q, &row, &t.err), &t.err);
        snprintf(name, sizeof name, "%.*s", PRI(db_text(q, 0)));
        db_reset(q);
        test_picture_settled(&t, name);
    }
    picture_close(&t.picture);
    fault_vfs_remove();
    return h;
}

static void holding_free(struct holding *h)
{
    whole_list_free(&h->versions);
}

/* ── undisturbed, once ───────────────────────────────────────────────────────────────────────── */

static char place[40];
static struct holding after[STEPS + 1]; /* [s]: before step s */
static uint64_t writes[STEPS];          /* and syncs of each */

static void work_begin(struct work *w)
{
    *w = (struct work){0};
    snprintf(w->root, sizeof w->root, "%s/now", place);
    snprintf(w->home, sizeof w->home, "%s/now/home", place);
    snprintf(w->t.folder, sizeof w->t.folder, "%s/now/home", place);
}

static void state_path(int step, char ret[64])
{
    snprintf(ret, 64, "%s/state%d", place, step);
}

/* A home of two sources, without keys or database, and its clone. */
static void make_first(struct work *w)
{
    static const struct council council = {
        .name = STR_INIT("X"), .language_count = 1, .retention_days = 30};
    assert_int_equal(mkdir(w->root, 0700), 0);
    must(home_make(w->home, &council, &w->t.err), &w->t.err);
    test_picture_source(&w->t, "rents", "key: Ref\n",
                        "Ref: record_id\nTenant: full_name\nBorn: birth_date\nAddress: address\n"
                        "Postcode: postcode\n");
    test_picture_source(&w->t, "schools", "key: Ref\n",
                        "Ref: record_id\nForename: given_name\nSurname: family_name\n"
                        "DOB: birth_date\nPostcode: postcode\n");
}

static void make_clone(struct work *w)
{
    char command[400];
    snprintf(command, sizeof command,
             "cp -r %s %s && cd %s && rm -rf data keys/values.db* run/* extract.csv", w->home,
             in_root(w, "fresh"), in_root(w, "fresh"));
    assert_int_equal(system(command), 0);
}

static int set_up(void **state)
{
    (void)state;
    struct work w;
    char path[64];
    snprintf(place, sizeof place, "/tmp/home_fault_test_XXXXXX");
    assert_non_null(mkdtemp(place));
    work_begin(&w);
    make_first(&w);
    now = START;
    for (int s = 0; s < STEPS; s++) {
        if (steps[s].run == restore) {
            make_clone(&w);
        }
        state_path(s, path);
        copy_tree(w.root, path);
        now += steps[s].days * DAY;
        fault_vfs_install(&no_fault);
        must(run_step(&w, &steps[s]), &w.t.err);
        writes[s] = fault_vfs_count();
        fault_vfs_remove();
        after[s + 1] = look(&w, w.home);
        printf("# %-13s %4llu writes and syncs\n", steps[s].name, (unsigned long long)writes[s]);
        assert_true(s == 0 || steps[s].is_alone || !is_same(&after[s], &after[s + 1]));
    }
    struct holding restored = look(&w, in_root(&w, "fresh"));
    assert_true(is_same(&restored, &after[STEPS]));
    holding_free(&restored);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (int s = 0; s <= STEPS; s++) {
        holding_free(&after[s]);
    }
    test_remove_tree(place);
    return 0;
}

/* ── a cycle ─────────────────────────────────────────────────────────────────────────────────── */

struct cycle {
    uint64_t seed;
    int step;
    struct fault_plan plan;
    struct work work;
    bool has_struck, is_acknowledged;
};

#define EXPECT(cycle, condition)                                                                   \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fail_msg(                                                                              \
                "%s: %s: replay with CANTREF_SEED=%llu CANTREF_CYCLES=1 (fault %d at %llu%s)",     \
                steps[(cycle)->step].name, #condition, (unsigned long long)(cycle)->seed,          \
                (int)(cycle)->plan.kind, (unsigned long long)(cycle)->plan.at,                     \
                (cycle)->is_acknowledged ? ", acknowledged" : "");                                 \
        }                                                                                          \
    } while (0)

static void set_clock(int step)
{
    now = START;
    for (int s = 0; s <= step; s++) {
        now += steps[s].days * DAY;
    }
}

static void begin_cycle(struct cycle *c, uint64_t seed)
{
    struct random random = random_seed(seed);
    char path[64];
    *c = (struct cycle){.seed = seed, .step = (int)random_below(&random, STEPS)};
    uint64_t kind = random_below(&random, 6);
    c->plan.kind = kind == 0 ? FAULT_ONCE : kind == 1 ? FAULT_FULL : FAULT_POWER;
    c->plan.at = 1 + random_below(&random, writes[c->step]);
    c->plan.seed = random_next(&random);
    c->plan.no_sync = true;
    work_begin(&c->work);
    state_path(c->step, path);
    copy_tree(path, c->work.root);
    set_clock(c->step);
}

/* What the cut has left, before the step is done again. */
static void check_left(struct cycle *c, const struct holding *h)
{
    const struct work_step *step = &steps[c->step];
    const struct holding *was = &after[c->step], *will = &after[c->step + 1];
    EXPECT(c, is_between(h, was, will));
    EXPECT(c, !c->is_acknowledged || is_same(h, will));
    EXPECT(c, !step->is_whole || is_same(h, was) || is_same(h, will));
    EXPECT(c, c->has_struck || c->is_acknowledged);
}

static void run_cycle(struct cycle *c)
{
    const struct work_step *step = &steps[c->step];
    struct work *w = &c->work;
    fault_vfs_install(&c->plan);
    c->is_acknowledged = run_step(w, step) == 0;
    c->has_struck = fault_vfs_struck();
    fault_vfs_settle();
    fault_vfs_remove();
    struct holding left = look(w, w->home);
    check_left(c, &left);
    if (!step->is_once || !is_same(&left, &after[c->step + 1])) {
        fault_vfs_install(&no_fault);
        EXPECT(c, run_step(w, step) == 0);
        fault_vfs_remove();
    }
    struct holding end = look(w, w->home);
    EXPECT(c, is_same(&end, &after[c->step + 1]));
    if (step->run == restore) {
        struct holding restored = look(w, in_root(w, "fresh"));
        EXPECT(c, is_same(&restored, &end));
        holding_free(&restored);
    }
    holding_free(&left);
    holding_free(&end);
}

static uint64_t cycles_wanted(void)
{
    const char *given = getenv("CANTREF_CYCLES");
    uint64_t cycles = CYCLES;
    if (given != NULL && !str_to_uint(str_of(given), UINT32_MAX, &cycles)) {
        printf("# CANTREF_CYCLES is not a whole number; not used\n");
    }
    return cycles;
}

static void test_cycles(void **state)
{
    (void)state;
    now = 0;
    uint64_t seed = test_seed(), cycles = cycles_wanted();
    unsigned long long struck = 0, acknowledged = 0;
    for (uint64_t i = 0; i < cycles; i++) {
        struct cycle cycle;
        begin_cycle(&cycle, seed + i);
        run_cycle(&cycle);
        struck += cycle.has_struck;
        acknowledged += cycle.is_acknowledged;
    }
    printf(
        "# %llu cycles, in %llu the fault came, %llu acknowledged all the same: lost 0, "
        "doubled 0\n",
        (unsigned long long)cycles, struck, acknowledged);
    assert_true(struck * 10 >= cycles * 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cycles, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

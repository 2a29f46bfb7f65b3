/* property_store_test.c - properties and households follow mentions that come, go and change hands,
 * with UPRNs and without; adding up the feed gives what is there. */
#include "property_store.h"

#include "migration.h"
#include "random.h"
#include "store_test.h"
#include "test_seed.h"

#include <stdio.h>
#include <unistd.h>

enum { MENTIONS = 24, ADDRESSES = 5, UPRNS = 4, ENTITIES = 8, STEPS = 400, HISTORIES = 40 };
enum { FIRST_ADDRESS = 100, FIRST_UPRN = 200, TOKENS_END = 300 };

struct place {
    bool there;
    int address, uprn; /* 0: none */
    int entity;        /* 0: of a property; even ones are persons */
};

struct world {
    struct db *db;
    struct place mentions[MENTIONS];
    struct err err;
};

static void must(struct world *w, int code)
{
    if (code != 0) {
        fail_msg("%s", w->err.message);
    }
}

static struct db_query *ask(struct world *w, const char *sql, const int64_t *values, int count)
{
    struct db_query *q;
    must(w, db_query(w->db, sql, &q, &w->err));
    for (int i = 0; i < count; i++) {
        db_bind_whole(q, i + 1, values[i]);
    }
    return q;
}

static void run(struct world *w, const char *sql, const int64_t *values, int count)
{
    must(w, db_do(ask(w, sql, values, count), &w->err));
}

static int64_t number_of(struct world *w, const char *sql, int64_t value)
{
    struct db_query *q = ask(w, sql, &value, 1);
    bool row = false;
    must(w, db_step(q, &row, &w->err));
    assert_true(row);
    int64_t number = db_whole(q, 0);
    db_reset(q);
    return number;
}

/* What the definition says of a place: the one that a mention is at. */
static int property_of(const struct world *w, const struct place *m)
{
    int only = 0;
    for (int i = 0; i < MENTIONS && m->uprn == 0; i++) {
        const struct place *o = &w->mentions[i];
        if (o->there && o->uprn != 0 && o->address == m->address && m->address != 0) {
            only = only == 0 || only == o->uprn ? o->uprn : -1;
        }
    }
    return m->uprn != 0 ? m->uprn : only > 0 ? only : m->address;
}

static void put(struct world *w, int64_t record, const struct place *m)
{
    const int64_t mention[] = {record, m->address, m->uprn};
    const int64_t membership[] = {record, m->entity};
    run(w, "DELETE FROM mention WHERE record = $1", mention, 1);
    run(w, "DELETE FROM membership WHERE record = $1", mention, 1);
    if (m->there) {
        run(w,
            "INSERT INTO mention (model, record, number, node, address, uprn, value_key, sealed) "
            "VALUES (1, $1, 1, 0, nullif($2, 0), nullif($3, 0), 1, x'00')",
            mention, 3);
    }
    if (m->entity != 0) {
        run(w, "INSERT INTO membership (record, number, entity, began) VALUES ($1, 1, $2, 1)",
            membership, 2);
    }
}

static void change_one(struct world *w, struct random *random)
{
    int at = (int)random_below(random, MENTIONS);
    struct place *m = &w->mentions[at];
    struct node_list places = {0};
    must(w, places_of_record(w->db, 1, at + 1, &places, &w->err));
    *m = (struct place){.there = random_below(random, 3) > 0};
    if (m->there) {
        bool address = random_below(random, 5) > 0;
        bool uprn = random_below(random, 3) == 0;
        m->address = address ? FIRST_ADDRESS + (int)random_below(random, ADDRESSES) : 0;
        m->uprn = uprn ? FIRST_UPRN + (int)random_below(random, UPRNS) : 0;
        m->entity = (int)random_below(random, ENTITIES + 1);
    }
    put(w, at + 1, m);
    must(w, places_of_record(w->db, 1, at + 1, &places, &w->err));
    must(w, properties_settle(w->db, 1, 1, &places, &w->err));
    list_free(&places);
}

/* -1: there is no such property. */
static int64_t persons_at(const struct world *w, int token)
{
    bool seen[ENTITIES + 1] = {false};
    int64_t count = -1;
    for (int i = 0; i < MENTIONS; i++) {
        const struct place *m = &w->mentions[i];
        if (m->there && property_of(w, m) == token) {
            count = count < 0 ? 0 : count;
            count += m->entity % 2 == 0 && m->entity > 0 && !seen[m->entity];
            seen[m->entity] = true;
        }
    }
    return count;
}

#define TOLD                                                                                       \
    "SELECT coalesce(sum(CASE what WHEN 'added' THEN 1 WHEN 'withdrawn' THEN -1 ELSE 0 END), 0) "  \
    "FROM change WHERE number = $1 AND subject = "

static void check(struct world *w)
{
    for (int token = FIRST_ADDRESS; token < TOKENS_END; token++) {
        int64_t persons = persons_at(w, token);
        assert_int_equal(
            number_of(w, "SELECT coalesce((SELECT persons FROM property WHERE property = $1), -1)",
                      token),
            persons);
        assert_int_equal(number_of(w, TOLD "'property'", token), persons >= 0);
        assert_int_equal(number_of(w, TOLD "'household'", token), persons > 0);
    }
}

static void begin(struct world *w, const char *path)
{
    *w = (struct world){0};
    must(w, db_open(path, DB_WRITE, &w->db, &w->err));
    must(w, migrate(w->db, &w->err));
    run(w, "INSERT INTO source (source, name) VALUES (1, 'x')", NULL, 0);
    for (int64_t i = 1; i <= MENTIONS; i++) {
        run(w, "INSERT INTO record (record, source, identity) VALUES ($1, 1, $1)", &i, 1);
    }
    for (int64_t i = 1; i <= ENTITIES; i++) {
        const int64_t values[] = {i, i % 2 == 0 ? MENTION_PERSON : MENTION_ORGANISATION};
        run(w, "INSERT INTO entity (entity, id, kind, made) VALUES ($1, 'P' || $1, $2, 1)", values,
            2);
    }
}

static void test_follows(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    char folder[] = "/tmp/property_store_test-XXXXXX";
    char path[100];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/cantref.db", folder);
    for (int history = 0; history < HISTORIES; history++) {
        struct world w;
        begin(&w, path);
        must(&w, db_begin(w.db, &w.err));
        for (int step = 0; step < STEPS; step++) {
            change_one(&w, &random);
            if (step % 20 == 0) {
                check(&w);
            }
        }
        check(&w);
        int64_t told = test_ask(w.db, "SELECT count(*) FROM change");
        struct node_list all = {0}; /* what is told already isn't told again */
        must(&w, places_all(w.db, 1, &all, &w.err));
        must(&w, properties_settle(w.db, 1, 1, &all, &w.err));
        list_free(&all);
        assert_int_equal(test_ask(w.db, "SELECT count(*) FROM change"), told);
        db_rollback(w.db);
        db_close(w.db);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_follows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

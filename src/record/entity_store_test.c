/* entity_store_test.c - ids through merges, splits, departures and returns; in tables, and in
 * random histories, after each step of which the laws below hold.
 *
 * CANTREF_RUNS: how many random histories (default 120); CANTREF_SEED replays them. */
#include "entity_store.h"

#include "memory.h"
#include "migration.h"
#include "random.h"
#include "store_test.h"
#include "test_seed.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { MENTIONS = 14, PERSON = 0, ORGANISATION = 1, GONE = -1 };

struct world {
    struct test_folder folder;
    struct db *db;
    int64_t clock;
    int now[MENTIONS]; /* group of each mention; GONE: it doesn't stand */
    int kind[MENTIONS];
};

static void must(int code, const struct err *err)
{
    if (code != 0) {
        fail_msg("%s", err->message);
    }
}

static void world_begin(struct world *w)
{
    struct err err = {0};
    *w = (struct world){.folder = test_folder_make(), .clock = 100};
    w->db = test_open(w->folder.database, DB_WRITE);
    must(migrate(w->db, &err), &err);
    for (int i = 0; i < MENTIONS; i++) {
        w->now[i] = GONE;
    }
}

static void world_end(struct world *w)
{
    db_close(w->db);
    test_folder_remove(&w->folder);
}

static int64_t entity_at(struct world *w, int mention)
{
    struct err err = {0};
    int64_t entity = 0;
    must(entity_of(w->db, mention + 1, 1, &entity, &err), &err);
    return entity;
}

/* settle - mentions stand as `groups` says. Told of are those that the change can concern: whoever
 * is, or was, with one that is no longer with the same; and with `all` everybody. */
static void settle(struct world *w, const int groups[MENTIONS], const int kinds[MENTIONS], bool all)
{
    struct entity_member members[MENTIONS], gone[MENTIONS];
    size_t count = 0;
    size_t gone_count = 0;
    bool told[MENTIONS] = {false};
    struct err err = {0};
    for (bool more = true; more;) {
        more = false;
        for (int i = 0; i < MENTIONS; i++) {
            bool tell = all || groups[i] != w->now[i] || kinds[i] != w->kind[i];
            for (int k = 0; k < MENTIONS && !tell; k++) {
                tell = told[k] && ((groups[i] != GONE && groups[i] == groups[k]) ||
                                   (w->now[i] != GONE && w->now[i] == w->now[k]));
            }
            more = more || (tell && !told[i]);
            told[i] = told[i] || tell;
        }
    }
    for (int i = 0; i < MENTIONS; i++) {
        struct entity_member m = {i + 1, 1, kinds[i], groups[i] == GONE ? 0 : (uint32_t)groups[i]};
        if (told[i] && groups[i] != GONE) {
            members[count++] = m;
        } else if (told[i] && w->now[i] != GONE) {
            gone[gone_count++] = m;
        }
    }
    must(db_begin(w->db, &err), &err);
    must(entities_settle(w->db, w->clock++, members, count, gone, gone_count, &err), &err);
    must(db_commit(w->db, &err), &err);
    memcpy(w->now, groups, sizeof w->now);
    memcpy(w->kind, kinds, sizeof w->kind);
}

/* ---- laws ---- */

/* The feed read from its beginning: who is there by it. Nobody comes twice or goes twice. */
static void check_feed(struct world *w)
{
    struct db_query *q;
    struct err err = {0};
    bool row;
    bool there[1000] = {false};
    int64_t last = 0;
    int64_t standing = 0;
    int64_t changed_at[1000] = {0};
    must(db_query(w->db, "SELECT change, what, number, at, other FROM change ORDER BY change", &q,
                  &err),
         &err);
    while (db_step(q, &row, &err) == 0 && row) {
        struct str what = db_text(q, 1);
        int64_t entity = db_whole(q, 2);
        bool comes = str_eq(what, STR("added")) || str_eq(what, STR("split"));
        bool goes = str_eq(what, STR("merged")) || str_eq(what, STR("withdrawn"));
        assert_int_equal(db_whole(q, 0), ++last);
        assert_in_range(entity, 1, 999);
        if (comes == there[entity]) {
            fail_msg("entity %lld: %.*s, and it was %s", (long long)entity, PRI(what),
                     there[entity] ? "there" : "not there");
        }
        if (!comes && !goes) {
            assert_true(str_eq(what, STR("changed")));
            assert_true(changed_at[entity] != db_whole(q, 3)); /* once a step */
            changed_at[entity] = db_whole(q, 3);
        }
        there[entity] = !goes;
        standing += comes - goes;
    }
    for (int i = 0; i < MENTIONS; i++) {
        assert_true(w->now[i] == GONE || there[entity_at(w, i)]);
    }
    assert_int_equal(standing, test_ask(w->db, "SELECT count(DISTINCT entity) FROM membership"));
}

static void check_laws(struct world *w)
{
    int standing = 0;
    for (int i = 0; i < MENTIONS; i++) {
        int64_t entity = entity_at(w, i);
        standing += w->now[i] != GONE;
        assert_int_equal(entity != 0, w->now[i] != GONE); /* everyone has one, the gone none */
        for (int k = 0; k < i && entity != 0; k++) {
            if (w->now[k] != GONE && (w->now[i] == w->now[k]) != (entity == entity_at(w, k))) {
                fail_msg("mentions %d and %d", k, i);
            }
        }
    }
    assert_int_equal(test_ask(w->db, "SELECT count(*) FROM membership"), standing);
    static const char *const none[] = {
        "SELECT count(*) FROM membership m JOIN entity e ON e.entity = m.entity WHERE e.merged_into "
        "IS NOT NULL",
        "SELECT count(*) FROM entity WHERE merged_into = entity",
        "SELECT count(*) - count(DISTINCT id) FROM entity",
    };
    for (size_t i = 0; i < COUNT(none); i++) {
        assert_int_equal(test_ask(w->db, none[i]), 0);
    }
    for (int i = 0; i < MENTIONS; i++) {
        char sql[100];
        snprintf(sql, sizeof sql, "SELECT kind FROM entity WHERE entity = %lld",
                 (long long)entity_at(w, i));
        assert_true(w->now[i] == GONE || test_ask(w->db, sql) == w->kind[i]);
    }
    check_feed(w);
}

/* ---- tables ---- */

/* A step is one letter a mention, its group; a point: it doesn't stand; capitals are organisations.
 * What is expected is one letter a mention: A the id that was given first. */
struct story {
    const char *what;
    const char *steps[6][2];
};

static const struct story stories[] = {
    {"a merge keeps the oldest id, and undone gives both back", /* the younger is the larger */
     {{"ab", "AB"},
      {"abb", "ABB"},
      {"aaa", "AAA"},
      {"abb", "ABB"},
      {"aaa", "AAA"},
      {"abb", "ABB"}}},
    {"the older one has the higher record",
     {{".a", ".A"}, {"ba", "BA"}, {"aa", "AA"}, {"ba", "BA"}}},
    {"a split: the larger part keeps the id", {{"aaa", "AAA"}, {"abb", "BAA"}, {"aaa", "AAA"}}},
    {"parts alike: the first keeps it", {{"aabb", "AABB"}, {"aaaa", "AAAA"}, {"abab", "ABAB"}}},
    {"withdrawn and back", {{"ab", "AB"}, {".b", ".B"}, {"ab", "AB"}, {"..", ".."}, {"ab", "AB"}}},
    {"withdrawn, and back among others", {{"ab", "AB"}, {".b", ".B"}, {"aa", "BB"}, {"ab", "AB"}}},
    {"away while merged, and back: undone all the same",
     {{"ab", "AB"}, {"aa", "AA"}, {".a", ".A"}, {"aa", "AA"}, {"ab", "AB"}}},
    {"three merged, one leaves", {{"abc", "ABC"}, {"aaa", "AAA"}, {"aab", "AAC"}, {"abc", "ABC"}}},
    {"members change places", {{"aabb", "AABB"}, {"abab", "ABAB"}, {"aabb", "AABB"}}},
    {"one moves over", {{"aaabb", "AAABB"}, {"aabbb", "AABBB"}, {"aaabb", "AAABB"}}},
    {"somebody becomes an organisation", {{"aab", "AAB"}, {"Aab", "CAB"}, {"aab", "AAB"}}},
    {"all of it becomes an organisation", {{"aa", "AA"}, {"AA", "BB"}, {"aa", "AA"}}},
    {"its last mention becomes an organisation and a former one comes back",
     {{"aa", "AA"}, {"a.", "A."}, {"Aa", "BA"}}},
    {"merged and gone at once", {{"abb", "ABB"}, {"aa.", "AA."}, {"abb", "ABB"}}},
};

static void read_step(const char *text, int groups[MENTIONS], int kinds[MENTIONS])
{
    size_t len = strlen(text);
    for (size_t i = 0; i < MENTIONS; i++) {
        char c = i < len ? text[i] : '.';
        kinds[i] = c >= 'A' && c <= 'Z' ? ORGANISATION : PERSON;
        groups[i] = c == '.' ? GONE : c >= 'a' ? c - 'a' : 26 + c - 'A';
    }
}

static void test_stories(void **state)
{
    (void)state;
    for (size_t s = 0; s < COUNT(stories); s++) {
        struct world w;
        world_begin(&w);
        for (size_t i = 0; i < COUNT(stories[s].steps) && stories[s].steps[i][0] != NULL; i++) {
            int groups[MENTIONS], kinds[MENTIONS];
            char found[MENTIONS + 1] = "";
            read_step(stories[s].steps[i][0], groups, kinds);
            settle(&w, groups, kinds, false);
            check_laws(&w);
            for (size_t m = 0; stories[s].steps[i][0][m] != '\0'; m++) {
                int64_t entity = entity_at(&w, (int)m);
                found[m] = entity == 0 ? '.' : (char)('A' + entity - 1);
            }
            if (strcmp(found, stories[s].steps[i][1]) != 0) {
                fail_msg("%s: step %zu, %s: %s", stories[s].what, i + 1, stories[s].steps[i][0],
                         found);
            }
        }
        world_end(&w);
    }
}

/* ---- random histories ---- */

static void any_groups(struct random *random, const struct world *w, int groups[MENTIONS],
                       int kinds[MENTIONS])
{
    uint64_t way = random_below(random, 4);
    memcpy(groups, w->now, sizeof w->now);
    memcpy(kinds, w->kind, sizeof w->kind);
    for (int i = 0; i < MENTIONS; i++) {
        if (way != 0 && random_below(random, way == 1 ? 2 : 6) != 0) {
            continue;
        }
        kinds[i] = random_below(random, 8) == 0 ? ORGANISATION : PERSON;
        groups[i] = random_below(random, 5) == 0
                        ? GONE
                        : (int)random_below(random, 7) + (kinds[i] == PERSON ? 0 : 100);
    }
}

/* Some groups become one, and part again: everyone has the id of before. */
static void check_undone(struct world *w, struct random *random, bool all)
{
    int before[MENTIONS], kinds[MENTIONS], groups[MENTIONS];
    int64_t ids[MENTIONS];
    int into[200];
    memcpy(before, w->now, sizeof before);
    memcpy(kinds, w->kind, sizeof kinds);
    for (int g = 0; g < 200; g++) {
        into[g] = random_below(random, 2) == 0 ? (g >= 100 ? 100 : 0) : g;
    }
    for (int i = 0; i < MENTIONS; i++) {
        ids[i] = entity_at(w, i);
        groups[i] = before[i] == GONE ? GONE : into[before[i]];
    }
    settle(w, groups, kinds, all);
    check_laws(w);
    for (int i = 0; i < MENTIONS; i++) { /* the oldest id of those that were merged */
        int64_t oldest = ids[i];
        for (int k = 0; k < MENTIONS; k++) {
            oldest =
                groups[k] != GONE && groups[k] == groups[i] && ids[k] < oldest ? ids[k] : oldest;
        }
        assert_int_equal(entity_at(w, i), oldest);
    }
    settle(w, before, kinds, all);
    check_laws(w);
    for (int i = 0; i < MENTIONS; i++) {
        if (entity_at(w, i) != ids[i]) {
            fail_msg("mention %d has id %lld, and had %lld before a merge that was undone", i,
                     (long long)entity_at(w, i), (long long)ids[i]);
        }
    }
}

static void test_random_histories(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    const char *text = getenv("CANTREF_RUNS");
    uint64_t runs = 120;
    assert_true(text == NULL || str_to_uint(str_of(text), 1000000, &runs));
    struct world w;
    for (uint64_t run = 0; run < runs; run++) {
        if (run % 10 == 0) {
            world_begin(&w);
        }
        for (int step = 0; step < 6; step++) {
            int groups[MENTIONS], kinds[MENTIONS];
            any_groups(&random, &w, groups, kinds);
            bool all = random_below(&random, 3) == 0;
            settle(&w, groups, kinds, all);
            check_laws(&w);
            int64_t changes = test_ask(w.db, "SELECT count(*) FROM change");
            settle(&w, groups, kinds, true); /* again: nothing */
            assert_int_equal(test_ask(w.db, "SELECT count(*) FROM change"), changes);
            check_undone(&w, &random, all);
        }
        if (run % 10 == 9 || run + 1 == runs) {
            world_end(&w);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stories),
        cmocka_unit_test(test_random_histories),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* search_test.c - people are found by what is typed; and non-interference: with some sources
 * barred, the answer is the one of a council that never had them.
 *
 * CANTREF_RUNS: how many random councils (default 60); CANTREF_SEED replays one. */
#include "search.h"

#include "migration.h"
#include "random.h"
#include "search_build.h"
#include "search_store.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])
#define PICK(random, array) ((array)[random_below(random, COUNT_OF(array))])

enum { MODEL = 1, PEOPLE_MAX = 1500, SOURCES = 4 };

static const struct search_fields every_field = {true, true, true, true, true, true, true};

static void must(int code, const struct err *err)
{
    if (code != 0) {
        fail_msg("%s", err->message);
    }
}

/* struct person - what a mention says; name, given family, written together. */
struct person {
    const char *given, *family, *premise, *street, *town, *postcode, *born, *phone;
    int source; /* from 0 */
    int number;
};

/* struct town_hall - a store with the people of some sources. */
struct town_hall {
    char path[64];
    struct db *db;
    struct seal *seal;
    struct source_set all;
    struct search_edits edits;
};

static void begin_council(struct town_hall *c, struct seal *seal)
{
    struct err err = {0};
    *c = (struct town_hall){.seal = seal};
    snprintf(c->path, sizeof c->path, "/tmp/cantref-search-XXXXXX");
    int file = mkstemp(c->path);
    assert_true(file >= 0);
    close(file);
    must(db_open(c->path, DB_WRITE, &c->db, &err), &err);
    must(migrate(c->db, &err), &err);
    must(db_begin(c->db, &err), &err);
    must(search_set_whole(c->db, true, &err), &err);
}

static void add_source(struct town_hall *c, int64_t number, int source)
{
    char sql[120];
    struct err err = {0};
    snprintf(sql, sizeof sql, "INSERT INTO source (source, name) VALUES (%lld, 'source %d')",
             (long long)number, source);
    must(db_run(c->db, sql, &err), &err);
}

/* identity: 16 hexadecimal digits. */
static void add_person(struct town_hall *c, int64_t source, int64_t record, const char *identity,
                       const struct person *p)
{
    struct search_token tokens[SEARCH_TOKENS_MAX];
    struct str text[FIELD_ATTRIBUTE] = {0};
    char sql[160];
    struct err err = {0};
    text[FIELD_GIVEN] = str_of(p->given);
    text[FIELD_FAMILY] = str_of(p->family);
    text[FIELD_PREMISE] = str_of(p->premise);
    text[FIELD_STREET] = str_of(p->street);
    text[FIELD_TOWN] = str_of(p->town);
    text[FIELD_POSTCODE] = str_of(p->postcode);
    text[FIELD_BIRTH_DATE] = str_of(p->born);
    text[FIELD_PHONE] = str_of(p->phone);
    snprintf(sql, sizeof sql,
             "INSERT INTO record (record, source, identity) VALUES (%lld, %lld, x'%s') "
             "ON CONFLICT (record) DO NOTHING",
             (long long)record, (long long)source, identity);
    must(db_run(c->db, sql, &err), &err);
    size_t count = search_tokens(c->seal, NULL, MENTION_PERSON, text, tokens);
    for (size_t t = 0; t < count; t++) {
        search_edit_add(&c->edits, tokens[t].token, source,
                        posting_of(record, p->number, tokens[t].address), false);
    }
}

static void settle_council(struct town_hall *c)
{
    struct err err = {0};
    must(search_edits_apply(c->db, MODEL, &c->edits, &err), &err);
    search_edits_free(&c->edits);
    must(db_commit(c->db, &err), &err);
}

static void end_council(struct town_hall *c)
{
    db_close(c->db);
    unlink(c->path);
}

static struct seal *make_seal(char folder[64])
{
    struct seal *seal = NULL;
    struct err err = {0};
    char keys[80];
    snprintf(folder, 64, "/tmp/cantref-search-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(keys, sizeof keys, "%s/keys", folder);
    must(seal_keys_make(keys, &err), &err);
    must(seal_open(keys, &seal, &err), &err);
    return seal;
}

static void end_seal(struct seal *seal, const char *folder)
{
    char command[100];
    seal_close(seal);
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    assert_int_equal(system(command), 0);
}

/* ---- who is found ---- */

static const struct person people[] = {
    {"sian", "pritchard", "12", "mill street", "llanelli", "SA15 1AA", "1994-03-14",
     "+447700900123", 0, 1},
    {"sian", "evans", "14", "mill street", "llanelli", "SA15 1AA", "1960-01-02", "", 0, 1},
    {"dafydd", "jones", "3", "heol fach", "neath", "SA11 2BB", "1980-12-01", "", 0, 1},
    {"j", "okafor", "flat 2 12", "station road", "llanelli", "SA15 3CC", "", "", 0, 1},
    {"william", "mcdonald", "7", "the parade", "abertawe", "SA1 1AA", "1950", "", 0, 1},
    {"mary ann", "llewellyn jones", "rose cottage", "", "llangennech", "SA14 8YY", "", "", 0, 1},
    {"park", "david", "1", "high street", "llanelli", "SA15 9ZZ", "", "", 0, 1},
    {"alan", "smith", "2", "park road", "llanelli", "SA15 9ZY", "", "", 0, 1},
    {"sian", "pritchard", "99", "ash lane", "bala", "LL23 7AA", "2001-05-06", "", 0, 1},
};

static void test_found(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        int who; /* first of all; -1: nobody */
        int count;
        bool full;
    } cases[] = {
        {"Siân Pritchard 12", 0, 1, true},
        {"pritchard sian llanelli", 0, 1, true},
        {"sian pritchrad llanelli", 0, 1, true}, /* exchanged */
        {"sian prichard mill", 0, 1, true},      /* one less */
        {"jane pritchard mill street", 0, 1, true},
        {"s pritchard mill", 0, 1, true},
        {"sian 14/03/1994", 0, 1, true},
        {"pritchard 14.3.94", 0, 1, true},
        {"pritchard 15/03/1994", 0, 1, true}, /* a day off */
        {"sian 1994", 0, 1, true},
        {"07700 900123", 0, 1, true},
        {"pritchard SA15", 0, 1, true},
        {"pritchard sa15 1", 0, 1, true},
        {"pritchard sa151ab", 0, 1, true}, /* another letter */
        {"evans sa15 1aa", 1, 1, true},
        {"david jones neath", 2, 1, true},
        {"david jones castell nedd", 2, 1, true},
        {"jones heol fach", 2, 1, true},
        {"jones fach stryd", 2, 1, true}, /* the kind of street tells little */
        {"james okafor", 3, 1, true},     /* an initial */
        {"okafor station rd", 3, 1, true},
        {"bill mc donald", 4, 1, true},
        {"mcdonald swansea", 4, 1, true},
        {"7 the parade", 4, 1, true},
        {"the parade", 4, 1, true},
        {"llewelyn rose cottage", 5, 1, true},
        {"park david", 6, 1, true}, /* a name before an address */
        {"smith park", 7, 1, true},
        {"pritchard xyzzy mill", 0, 1, false}, /* most of the words */
        {"zzzz", -1, 0, false},
        {"mr", -1, 0, false},
    };
    char folder[64];
    struct seal *seal = make_seal(folder);
    struct town_hall c;
    begin_council(&c, seal);
    add_source(&c, 1, 0);
    for (size_t i = 0; i < COUNT_OF(people); i++) {
        char identity[17];
        snprintf(identity, sizeof identity, "%016zx", i);
        add_person(&c, 1, 10 + (int64_t)i, identity, &people[i]);
    }
    settle_council(&c);
    source_set_add(&c.all, 1);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct search_answer answer = {0};
        struct err err = {0};
        must(search_text(c.db, seal, MODEL, &c.all, &every_field, str_of(cases[i].typed), 5,
                         &answer, &err),
             &err);
        int who = answer.hit_count > 0 ? (int)answer.hits[0].record - 10 : -1;
        if (who != cases[i].who || answer.count != cases[i].count || answer.full != cases[i].full) {
            fail_msg("%s: person %d first of %lld, full %d", cases[i].typed, who,
                     (long long)answer.count, answer.full);
        }
        search_answer_free(&answer);
    }
    end_council(&c);
    end_seal(seal, folder);
}

static void test_too_many(void **state)
{
    (void)state;
    char folder[64];
    struct seal *seal = make_seal(folder);
    struct town_hall c;
    struct source_set none = {0};
    begin_council(&c, seal);
    add_source(&c, 1, 0);
    for (int64_t i = 0; i < 20; i++) {
        char identity[17];
        struct person p = {"sian", "evans", "1", i < 6 ? "mill" : "ash", "bala", "", "", "", 0, 1};
        snprintf(identity, sizeof identity, "%016llx", (long long)(20 - i));
        add_person(&c, 1, 1 + i, identity, &p);
    }
    settle_council(&c);
    source_set_add(&c.all, 1);
    static const struct {
        const char *typed;
        size_t limit, hits;
        int64_t count;
        bool too_many;
    } cases[] = {{"sian evans", 5, 0, 20, true},        {"sian evans", 20, 20, 20, false},
                 {"sian evans mill", 5, 0, 6, true},    {"sian evans mill", 6, 6, 6, false},
                 {"sian evans mill", 10, 10, 6, false}, {"nobody", 5, 0, 0, false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct search_answer answer = {0};
        struct err err = {0};
        must(search_text(c.db, seal, MODEL, &c.all, &every_field, str_of(cases[i].typed),
                         cases[i].limit, &answer, &err),
             &err);
        assert_int_equal(answer.hit_count, cases[i].hits);
        assert_int_equal(answer.count, cases[i].count);
        assert_int_equal(answer.too_many, cases[i].too_many);
        for (size_t h = 1; h < answer.hit_count; h++) { /* by identity, not by number */
            assert_true(answer.hits[h - 1].score > answer.hits[h].score ||
                        answer.hits[h - 1].record > answer.hits[h].record);
        }
        search_answer_free(&answer);
        must(search_text(c.db, seal, MODEL, &none, &every_field, str_of(cases[i].typed), 5, &answer,
                         &err),
             &err);
        assert_int_equal(answer.hit_count + (size_t)answer.count, 0);
        search_answer_free(&answer);
    }
    struct search_answer answer = {0};
    struct err err = {0};
    must(search_set_whole(c.db, false, &err), &err);
    assert_int_equal(
        search_text(c.db, seal, MODEL, &c.all, &every_field, STR("evans"), 5, &answer, &err),
        ERR_CONFLICT);
    search_answer_free(&answer);
    end_council(&c);
    end_seal(seal, folder);
}

/* ---- non-interference ---- */

static const char *const givens[] = {"sian", "jane", "dafydd", "david", "s",   "j",
                                     "mary", "mair", "evan",   "ieuan", "ann", "wilhelmina"};
static const char *const families[] = {"evans",    "evens", "jones",    "jonse", "pritchard",
                                       "prichard", "park",  "mcdonald", "okafor"};
static const char *const streets[] = {"mill street", "high street", "park road", "heol fach",
                                      "the parade"};
static const char *const towns[] = {"neath", "castell nedd", "llanelli", "bala"};
static const char *const postcodes[] = {"SA15 1AA", "SA15 1AB", "SA11 2BB", ""};
static const char *const dates[] = {"1994-03-14", "1994-03-15", "1960-01-02", "1950", ""};
static const char *const premises[] = {"1", "2", "12", "flat 2 14", "rose cottage"};

static struct person random_person(struct random *random, size_t words)
{
    return (struct person){.given = givens[random_below(random, words < 6 ? 6 : COUNT_OF(givens))],
                           .family = PICK(random, families),
                           .premise = PICK(random, premises),
                           .street = PICK(random, streets),
                           .town = PICK(random, towns),
                           .postcode = PICK(random, postcodes),
                           .born = PICK(random, dates),
                           .phone = "",
                           .source = (int)random_below(random, SOURCES),
                           .number = 1 + (int)random_below(random, 2)};
}

static void random_text(struct random *random, char ret[SEARCH_TEXT_MAX])
{
    static const char *const typed[] = {"street",   "14/03/1994", "03.14.1994", "1994",      "sa15",
                                        "sa15 1aa", "sa11 2bc",   "swansea",    "mc donald", "mrs"};
    size_t len = 0;
    size_t words = 1 + random_below(random, 5);
    for (size_t w = 0; w < words; w++) {
        const char *word;
        switch (random_below(random, 6)) {
        case 0:
            word = PICK(random, givens);
            break;
        case 1:
            word = PICK(random, families);
            break;
        case 2:
            word = PICK(random, streets);
            break;
        case 3:
            word = PICK(random, towns);
            break;
        case 4:
            word = PICK(random, premises);
            break;
        default:
            word = PICK(random, typed);
        }
        size_t from = len;
        len += (size_t)snprintf(ret + len, SEARCH_TEXT_MAX - len, "%s%s", w > 0 ? " " : "", word);
        if (len > from + 3 && random_below(random, 4) == 0) { /* mistyped */
            ret[from + 2] = (char)('a' + random_below(random, 26));
        }
    }
}

static void identity_of(struct town_hall *c, int64_t record, char ret[17])
{
    struct db_query *q;
    struct err err = {0};
    bool row = false;
    must(db_query_with(c->db, "SELECT hex(identity) FROM record WHERE record = $1", WHOLES(record),
                       &q, &err),
         &err);
    must(db_step(q, &row, &err), &err);
    assert_true(row);
    snprintf(ret, 17, "%.*s", PRI(db_text(q, 0)));
    db_reset(q);
}

static void check_same(struct town_hall *full, struct town_hall *part,
                       const struct source_set *sources, const char *text, size_t limit)
{
    struct search_answer a = {0}, b = {0};
    struct err err = {0};
    int code = search_text(full->db, full->seal, MODEL, sources, &every_field, str_of(text), limit,
                           &a, &err);
    assert_int_equal(search_text(part->db, part->seal, MODEL, &part->all, &every_field,
                                 str_of(text), limit, &b, &err),
                     code);
    if (a.hit_count != b.hit_count || a.count != b.count || a.full != b.full ||
        a.too_many != b.too_many) {
        fail_msg("\"%s\": %zu hits of %lld, or %zu of %lld", text, a.hit_count, (long long)a.count,
                 b.hit_count, (long long)b.count);
    }
    for (size_t h = 0; h < a.hit_count; h++) {
        char of_a[17], of_b[17];
        identity_of(full, a.hits[h].record, of_a);
        identity_of(part, b.hits[h].record, of_b);
        if (strcmp(of_a, of_b) != 0 || a.hits[h].number != b.hits[h].number ||
            a.hits[h].score != b.hits[h].score ||
            memcmp(a.hits[h].how, b.hits[h].how, sizeof a.hits[h].how) != 0) {
            fail_msg("\"%s\": hit %zu differs", text, h);
        }
    }
    search_answer_free(&a);
    search_answer_free(&b);
}

/* Record numbers: in the full council, all in the order of arrival; in the other one, those of
 * permitted sources alone, and sources have other numbers. */
static void run_council(struct random *random, struct seal *seal)
{
    struct town_hall full, part;
    struct source_set sources = {0};
    uint64_t chosen = random_below(random, 1u << SOURCES);
    size_t count = 1 + random_below(random, random_below(random, 3) == 0 ? PEOPLE_MAX : 40);
    int64_t records = 0, part_sources = 0;
    int64_t part_of[SOURCES] = {0};
    begin_council(&full, seal);
    begin_council(&part, seal);
    for (int s = 0; s < SOURCES; s++) {
        add_source(&full, s + 1, s);
        if ((chosen >> s & 1) != 0) {
            source_set_add(&sources, s + 1);
            part_of[s] = ++part_sources;
            add_source(&part, part_sources, s);
            source_set_add(&part.all, part_sources);
        }
    }
    for (size_t i = 0; i < count; i++) {
        struct person p = random_person(random, random_below(random, 8));
        char identity[17];
        snprintf(identity, sizeof identity, "%016llx", (unsigned long long)random_next(random));
        add_person(&full, p.source + 1, (int64_t)i + 1, identity, &p);
        if ((chosen >> p.source & 1) != 0) {
            add_person(&part, part_of[p.source], ++records, identity, &p);
        }
    }
    settle_council(&full);
    settle_council(&part);
    for (int i = 0; i < 60; i++) {
        char text[SEARCH_TEXT_MAX];
        random_text(random, text);
        check_same(&full, &part, &sources, text, 1 + random_below(random, SEARCH_HITS_MAX));
    }
    end_council(&full);
    end_council(&part);
}

static void test_non_interference(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    const char *runs_text = getenv("CANTREF_RUNS");
    uint64_t runs = 60;
    char folder[64];
    struct seal *seal = make_seal(folder);
    if (runs_text != NULL) {
        assert_true(str_to_uint(str_of(runs_text), 1000000, &runs));
    }
    for (uint64_t run = 0; run < runs; run++) {
        run_council(&random, seal);
    }
    end_seal(seal, folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_found),
                                       cmocka_unit_test(test_too_many),
                                       cmocka_unit_test(test_non_interference)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

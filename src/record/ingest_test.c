/* ingest_test.c - extracts taken in one after another: what is counted, what stands afterwards,
 * what is refused; the same extract again changes nothing. */
#include "picture_test.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { DELIVERIES_MAX = 5 };

/* struct delivery - one extract and what it should do. code != 0: it is refused, saying `says`, and
 * nothing changes. */
struct delivery {
    const char *extract;
    int64_t added, changed, withdrawn, same, rejected;
    int64_t standing; /* records, afterwards */
    int code;
    const char *says;
    double shrink_max; /* 0: the source's */
};

struct ingest_case {
    const char *what, *rules;
    struct delivery steps[DELIVERIES_MAX];
};

#define KEYED "key: Ref\n"
static const char changes[] =
    "key: Ref\ndelivery: changes\ndeletion:\n  column: Action\n  value: D\n";
#define LOOSE "reject_max: 0.5\n"
#define HEAD "Ref,Name,Born\n"
#define HEAD_ACTION "Ref,Name,Born,Action\n"
static const char columns[] = "Ref: record_id\nName: full_name\nBorn: birth_date\n";

#define ANN "1,Ann Evans,1980-02-03\n"
#define BOB "2,Bob Rees,1971-11-30\n"
#define CAT "3,Cat Jones,1969-05-06\n"
#define TWENTY                                                                                     \
    "1,A B,\n2,A B,\n3,A B,\n4,A B,\n5,A B,\n6,A B,\n7,A B,\n8,A B,\n9,A B,\n10,A B,\n"            \
    "11,A B,\n12,A B,\n13,A B,\n14,A B,\n15,A B,\n"
#define FIVE "16,A B,\n17,A B,\n18,A B,\n19,A B,\n20,A B,\n"

static const struct ingest_case cases[] = {
    {"new, changed, gone, the same",
     KEYED,
     {{HEAD ANN BOB CAT, .added = 3, .standing = 3},
      {HEAD ANN "2,Robert Rees,1971-11-30\n", .changed = 1, .withdrawn = 1, .same = 1,
       .standing = 2},
      {HEAD "4,Dai Hughes,1990-01-01\n" ANN, .added = 1, .withdrawn = 1, .same = 1, .standing = 2},
      {HEAD, .withdrawn = 2, .standing = 0},
      {HEAD ANN, .added = 1, .standing = 1}}},
    {"rows that change places",
     KEYED,
     {{HEAD ANN BOB CAT, .added = 3, .standing = 3},
      {HEAD CAT ANN BOB, .same = 3, .standing = 3},
      {HEAD BOB ANN "3,Cat Pugh,1969-05-06\n", .same = 2, .changed = 1, .standing = 3}}},
    {"withdrawn, and back: as it was, then otherwise",
     KEYED,
     {{HEAD ANN BOB, .added = 2, .standing = 2},
      {HEAD BOB, .withdrawn = 1, .same = 1, .standing = 1},
      {HEAD ANN BOB, .added = 1, .same = 1, .standing = 2},
      {HEAD ANN, .withdrawn = 1, .same = 1, .standing = 1},
      {HEAD ANN "2,Bob Prys,\n", .added = 1, .same = 1, .standing = 2}}},
    {"a key that is empty, or there twice",
     KEYED LOOSE,
     {{HEAD ANN BOB ",Nobody,\n1,Ann Again,\n", .added = 2, .rejected = 2, .standing = 2},
      {HEAD ANN BOB "1,Ann Again,\n", .same = 2, .rejected = 1, .standing = 2},
      {HEAD "1,Ann Again,\n" ANN BOB, .same = 1, .changed = 1, .rejected = 1, .standing = 2},
      {HEAD ",Ann,\n,Bob,\n2,B R,\n", .code = ERR_INPUT, .says = "2 of 3 rows"}}},
    {"too many rejected",
     KEYED,
     {{HEAD ANN BOB, .added = 2, .standing = 2},
      {HEAD ANN BOB "1,Ann Again,\n", .code = ERR_INPUT, .says = "1 of 3 rows can't be used"}}},
    {"no column of that key",
     KEYED,
     {{"Reference,Name,Born\n1,Ann,\n", .code = ERR_INPUT, .says = "no column \"Ref\""},
      {HEAD ANN, .added = 1, .standing = 1},
      {"Reference,Name,Born\n1,Ann,\n", .code = ERR_INPUT, .says = "no column \"Ref\""}}},
    {"a mapped column is gone",
     KEYED,
     {{HEAD ANN, .added = 1, .standing = 1},
      {"Ref,Name\n1,Ann Evans\n", .code = ERR_INPUT, .says = "Born"}}},
    {"a key of two columns",
     "key: [Ref, Born]\n",
     {{HEAD ANN "1,Ann Evans,1980-02-04\n", .added = 2, .standing = 2},
      {HEAD ANN "1,Anna Evans,1980-02-04\n", .same = 1, .changed = 1, .standing = 2},
      {HEAD "1,Anna Evans,1980-02-04\n", .same = 1, .withdrawn = 1, .standing = 1}}},
    {"two columns whose values would run together",
     "key: [Ref, Born]\n",
     {{HEAD "12,A,3\n1,A,23\n", .added = 2, .standing = 2}}},
    {"no key: rows that say the same are counted",
     "",
     {{HEAD ANN ANN ANN BOB, .added = 4, .standing = 4},
      {HEAD ANN BOB ANN, .withdrawn = 1, .same = 3, .standing = 3},
      {HEAD BOB BOB ANN ANN ANN, .added = 2, .same = 3, .standing = 5},
      {HEAD "1,Ann Evans,1980-02-04\n" BOB, .added = 1, .same = 1, .withdrawn = 4, .standing = 2}}},
    {"a snapshot that shrank",
     KEYED,
     {{HEAD TWENTY FIVE, .added = 20, .standing = 20},
      {HEAD TWENTY, .code = ERR_INPUT, .says = "--shrink-max 0.25"},
      {HEAD TWENTY, .withdrawn = 5, .same = 15, .standing = 15, .shrink_max = 0.255},
      {HEAD ANN, .withdrawn = 14, .changed = 1, .standing = 1},
      {HEAD TWENTY FIVE, .added = 19, .changed = 1, .standing = 20}}},
    {"a snapshot that may lose nothing",
     KEYED "shrink_max: 0\n",
     {{HEAD TWENTY FIVE, .added = 20, .standing = 20},
      {HEAD TWENTY "16,A B,\n17,A B,\n18,A B,\n19,A B,\n", .code = ERR_INPUT, .says = "1 of 20"},
      {HEAD FIVE TWENTY, .same = 20, .standing = 20}}},
    {"changes, with deletions",
     changes,
     {{HEAD_ACTION "1,Ann Evans,,A\n2,Bob Rees,,A\n", .added = 2, .standing = 2},
      {HEAD_ACTION "3,Cat Jones,,A\n", .added = 1, .standing = 3},
      {HEAD_ACTION "1,Anna Evans,,C\n2,,,D\n", .changed = 1, .withdrawn = 1, .standing = 2},
      {HEAD_ACTION "2,,,D\n9,,,D\n1,Anna Evans,,A\n", .same = 3, .standing = 2},
      {HEAD_ACTION "2,Bob Rees,,A\n", .added = 1, .standing = 3}}},
    {"changes whose deletions can't be told",
     changes,
     {{HEAD ANN, .code = ERR_INPUT, .says = "no column \"Action\""}}},
    {"columns in another order, a new one that is empty, then filled",
     KEYED,
     {{HEAD ANN BOB, .added = 2, .standing = 2},
      {"Born,Ref,Name\n1980-02-03,1,Ann Evans\n1971-11-30,2,Bob Rees\n", .same = 2, .standing = 2},
      {"Born,Band,Ref,Name\n1980-02-03,,1,Ann Evans\n1971-11-30,,2,Bob Rees\n", .same = 2,
       .standing = 2},
      {"Born,Band,Ref,Name\n1980-02-03,C,1,Ann Evans\n1971-11-30,,2,Bob Rees\n", .same = 1,
       .changed = 1, .standing = 2},
      {HEAD ANN BOB, .same = 1, .changed = 1, .standing = 2}}},
    {"a header that looks like a row",
     "key: Ref\n",
     {{"Ref,Name,Born,Year 1\n7,Year 1,,Year 1\n", .added = 1, .standing = 1},
      {"Ref,Name,Born,1980\n8,A,,1981\n7,Year 1,,1982\n", .added = 1, .changed = 1,
       .standing = 2}}},
    {"names that move to other columns",
     KEYED,
     {{"Ref,Name,Note,Born\n1,Ann Evans,Bob Rees,\n", .added = 1, .standing = 1},
      {"Ref,Note,Name,Born\n1,Ann Evans,Bob Rees,\n", .changed = 1, .standing = 1},
      {"Ref,Note,Name,Born\n1,Ann Evans,Bob Rees,\n", .same = 1, .standing = 1}}},
};

/* What holds after every step, whatever it was: each gives 0. */
static const char *const laws[] = {
    /* versions are numbered from 1 without a gap, at most the last stands, none is overwritten */
    "SELECT count(*) FROM record r WHERE (SELECT count(*) FROM record_version v WHERE v.record = "
    "r.record) <> (SELECT max(version) FROM record_version v WHERE v.record = r.record)",
    "SELECT count(*) FROM record_version v WHERE known_to IS NULL AND EXISTS (SELECT 1 FROM "
    "record_version w WHERE w.record = v.record AND w.version > v.version)",
    /* mentions are those of standing records, and each that is somebody's is so once */
    "SELECT count(*) FROM mention m WHERE NOT EXISTS (SELECT 1 FROM record_version v WHERE "
    "v.record = m.record AND v.known_to IS NULL)",
    "SELECT count(*) FROM record_version v WHERE known_to IS NULL AND NOT EXISTS (SELECT 1 FROM "
    "mention m WHERE m.record = v.record)",
    "SELECT count(*) FROM mention m WHERE m.node <> 0 AND NOT EXISTS (SELECT 1 FROM membership b "
    "WHERE b.record = m.record AND b.number = m.number)",
    "SELECT count(*) FROM membership b WHERE NOT EXISTS (SELECT 1 FROM mention m WHERE m.record = "
    "b.record AND m.number = b.number)",
    "SELECT count(*) FROM membership b JOIN entity e ON e.entity = b.entity WHERE e.merged_into IS "
    "NOT NULL",
    /* the feed: without a gap; one entry a version; those that came less those that went stand */
    "SELECT max(change) - count(*) FROM change",
    "SELECT (SELECT count(*) FROM change WHERE subject = 'record' AND what IN ('added', "
    "'changed')) - (SELECT count(*) FROM record_version)",
    "SELECT (SELECT count(*) FROM change WHERE subject = 'record' AND what = 'added') - (SELECT "
    "count(*) FROM change WHERE subject = 'record' AND what = 'withdrawn') - (SELECT count(*) FROM "
    "record_version WHERE known_to IS NULL)",
    "SELECT (SELECT count(*) FROM change WHERE subject = 'entity' AND what IN ('added', 'split')) "
    "- (SELECT count(*) FROM change WHERE subject = 'entity' AND what IN ('merged', 'withdrawn')) "
    "- (SELECT count(DISTINCT entity) FROM membership)",
    "SELECT (SELECT count(*) FROM change WHERE subject = 'mention' AND what = 'added') - (SELECT "
    "count(*) FROM change WHERE subject = 'mention' AND what = 'withdrawn') - (SELECT count(*) "
    "FROM mention)",
};

static void check_laws(struct test_picture *t, const char *what)
{
    for (size_t i = 0; i < COUNT(laws); i++) {
        int64_t broken = test_picture_ask(t, laws[i]);
        if (broken != 0) {
            fail_msg("%s: %lld: %s", what, (long long)broken, laws[i]);
        }
    }
}

static const char STANDING[] = "SELECT count(*) FROM record_version WHERE known_to IS NULL";

static void check_counts(const struct test_picture *t, const char *what,
                         const struct delivery *step)
{
    const struct extract_counts *c = &t->summary.counts;
    if (c->added != step->added || c->changed != step->changed || c->withdrawn != step->withdrawn ||
        t->summary.same != step->same || c->rejected != step->rejected) {
        fail_msg("%s: %lld new, %lld changed, %lld gone, %lld the same, %lld rejected", what,
                 (long long)c->added, (long long)c->changed, (long long)c->withdrawn,
                 (long long)t->summary.same, (long long)c->rejected);
    }
}

static void check_again(struct test_picture *t, const char *what, const struct delivery *step)
{
    uint64_t before = test_picture_dump(t);
    int64_t deliveries = test_picture_ask(t, "SELECT count(*) FROM extract");
    if (test_picture_take(t, "s", step->extract, 1) != 0) {
        fail_msg("%s, again: %s", what, t->err.message);
    }
    const struct delivery nothing = {.same = step->added + step->changed + step->same,
                                     .rejected = step->rejected};
    if (strcmp(step->extract, HEAD) != 0 && strstr(step->extract, "D\n") == NULL) {
        check_counts(t, what, &nothing);
    }
    if (test_picture_dump(t) != before) {
        fail_msg("%s: the same extract again changed something", what);
    }
    assert_int_equal(test_picture_ask(t, "SELECT count(*) FROM extract"), deliveries + 1);
}

static void run_case(const struct ingest_case *c)
{
    struct test_picture t;
    char what[200];
    test_picture_begin(&t);
    snprintf(what, sizeof what, "%s%s", columns, c->rules == changes ? "Action: ignore\n" : "");
    test_picture_source(&t, "s", c->rules, what);
    for (size_t i = 0; i < DELIVERIES_MAX && c->steps[i].extract != NULL; i++) {
        const struct delivery *step = &c->steps[i];
        snprintf(what, sizeof what, "%s, step %zu", c->what, i + 1);
        uint64_t before = test_picture_dump(&t);
        int code =
            test_picture_take(&t, "s", step->extract, step->shrink_max > 0 ? step->shrink_max : -1);
        if (code != step->code) {
            fail_msg("%s: code %d: %s", what, code, t.err.message);
        }
        if (code != 0) {
            if (strstr(t.err.message, step->says) == NULL) {
                fail_msg("%s: says: %s", what, t.err.message);
            }
            /* a first extract that is refused may leave the source's name behind */
            assert_true(i == 0 || test_picture_dump(&t) == before);
            continue;
        }
        check_counts(&t, what, step);
        if (test_picture_ask(&t, STANDING) != step->standing) {
            fail_msg("%s: %lld stand", what, (long long)test_picture_ask(&t, STANDING));
        }
        check_laws(&t, what);
        check_again(&t, what, step);
        test_picture_again(&t);
    }
    test_picture_end(&t);
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        run_case(&cases[i]);
    }
}

/* The row of the file in which a record is found goes with the newest extract. */
static void test_row_numbers(void **state)
{
    (void)state;
    struct test_picture t;
    test_picture_begin(&t);
    test_picture_source(&t, "s", KEYED, columns);
    assert_int_equal(test_picture_take(&t, "s", HEAD ANN BOB CAT, -1), 0);
    assert_int_equal(test_picture_take(&t, "s", HEAD BOB CAT ANN, -1), 0);
    assert_int_equal(test_picture_ask(&t, "SELECT row_number FROM record_version WHERE record = 1"),
                     3);
    assert_int_equal(test_picture_ask(&t, "SELECT row_number FROM record_version WHERE record = 2"),
                     1);
    assert_int_equal(test_picture_ask(&t, "SELECT count(*) FROM record_version"), 3);
    test_picture_end(&t);
}

/* Ids of one kind that mentions of another have: the first letter tells. */
static const char KINDS_OF_IDS[] =
    "SELECT count(*) FROM membership b JOIN entity e ON e.entity = b.entity JOIN mention m ON "
    "m.record = b.record AND m.number = b.number LEFT JOIN node n ON n.node = m.node WHERE "
    "n.kind <> e.kind";

/* What a row speaks of may change its kind: somebody, two, nobody, an organisation, a property. */
static void test_kinds_change(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t members;
    } rows[] = {
        {"1,Mr A Evans,1 High Street,SA1 1AA\n", 1},
        {"1,Mr A Evans & Mrs B Evans,1 High Street,SA1 1AA\n", 2},
        {"1,THE OCCUPIER,1 High Street,SA1 1AA\n", 1},
        {"1,Evans Builders Ltd,1 High Street,SA1 1AA\n", 1},
        {"1,,1 High Street,SA1 1AA\n", 0},
        {"1,Executors of A Evans,1 High Street,SA1 1AA\n", 1},
    };
    struct test_picture t;
    char text[300];
    test_picture_begin(&t);
    test_picture_source(&t, "s", KEYED,
                        "Ref: record_id\nName: full_name\nAddress: address\nPostcode: postcode\n");
    for (size_t i = 0; i < COUNT(rows) * COUNT(rows) * 2; i++) {
        size_t at = i % 2 == 0 ? i / 2 / COUNT(rows) : i / 2 % COUNT(rows);
        snprintf(text, sizeof text, "Ref,Name,Address,Postcode\n%s", rows[at].row);
        assert_int_equal(test_picture_take(&t, "s", text, -1), 0);
        check_laws(&t, text);
        int64_t members = test_picture_ask(&t, "SELECT count(*) FROM membership");
        if (members != rows[at].members) {
            fail_msg("%s: %lld members", text, (long long)members);
        }
        assert_int_equal(test_picture_ask(&t, KINDS_OF_IDS), 0);
    }
    test_picture_end(&t);
}

/* While an adoption is unfinished nothing else writes. */
static void test_adoption_unfinished(void **state)
{
    (void)state;
    struct test_picture t;
    test_picture_begin(&t);
    test_picture_source(&t, "s", KEYED, columns);
    assert_int_equal(test_picture_take(&t, "s", HEAD ANN, -1), 0);
    uint64_t before = test_picture_dump(&t);
    test_run(t.picture.db, "INSERT INTO about (name, value) VALUES ('adopting', '7')");
    assert_int_equal(test_picture_take(&t, "s", HEAD ANN BOB, -1), ERR_CONFLICT);
    assert_non_null(strstr(t.err.message, "cantref model adopt"));
    assert_int_equal(test_picture_dump(&t), before);
    test_run(t.picture.db, "UPDATE about SET value = '0' WHERE name = 'adopting'");
    assert_int_equal(test_picture_take(&t, "s", HEAD ANN BOB, -1), 0);
    test_picture_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_row_numbers),
        cmocka_unit_test(test_kinds_change),
        cmocka_unit_test(test_adoption_unfinished),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

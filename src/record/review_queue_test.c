/* review_queue_test.c - pairs asked on pages: of whom, in which order, what answers do, that a
 * second person is asked without a sign of it, and who settles what two disagree about. */
#include "review_queue.h"

#include "decide.h"
#include "picture_test.h"
#include "random.h"
#include "review.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define PICK(random, list) ((list)[random_below((random), COUNT(list))])

static const struct str ann = STR_INIT("ann"), ben = STR_INIT("ben"), cai = STR_INIT("cai");

/* The same people in two sources, many of them with slips, so that there are pairs in doubt. */
static void begin(struct test_picture *t)
{
    static const char *const given[] = {"Sian", "Megan", "William", "John", "Rhys", "Owen"};
    static const char *const family[] = {"Evans", "Pritchard", "Okafor", "Rees", "Kowalski"};
    struct random random = random_seed(11);
    struct buf rents = {0};
    struct buf schools = {0};
    struct model_training training;
    test_picture_begin(t);
    test_picture_source(
        t, "rents", "key: Ref\n",
        "Ref: record_id\nTenant: full_name\nBorn: birth_date\nPostcode: postcode\n");
    test_picture_source(t, "schools", "key: Ref\n",
                        "Ref: record_id\nName: full_name\nDOB: birth_date\nPostcode: postcode\n");
    buf_printf(&rents, "Ref,Tenant,Born,Postcode\n");
    buf_printf(&schools, "Ref,Name,DOB,Postcode\n");
    for (int i = 0; i < 160; i++) {
        const char *g = PICK(&random, given);
        const char *f = PICK(&random, family);
        int day = 1 + (int)random_below(&random, 28);
        int month = 1 + (int)random_below(&random, 12);
        int year = 1950 + (int)random_below(&random, 40);
        int place = 1 + (int)random_below(&random, 9);
        int slip = random_below(&random, 2) == 0 ? 1 : 0;
        const char *other = PICK(&random, family);
        buf_printf(&rents, "r%d,%s %s,%02d/%02d/%d,SA%d 1AA\n", i, g, f, day, month, year, place);
        buf_printf(&schools, "s%d,%s %s,%02d/%02d/%d,SA%d 1AA\n", i, g, slip ? other : f,
                   slip ? 1 + (int)random_below(&random, 28) : day, month, year, place);
    }
    buf_add_char(&rents, '\0');
    buf_add_char(&schools, '\0');
    assert_int_equal(test_picture_take(t, "rents", rents.ptr, -1), 0);
    assert_int_equal(test_picture_take(t, "schools", schools.ptr, -1), 0);
    buf_free(&rents);
    buf_free(&schools);
    assert_int_equal(model_train(&t->picture, 1, NULL, &training, &t->err), 0);
    assert_int_equal(model_adopt(&t->picture, NULL, 1, NULL, NULL, &t->err), 0);
}

static void must(struct test_picture *t, int code)
{
    if (code != 0) {
        fail_msg("%s", t->err.message);
    }
}

static size_t make(struct test_picture *t)
{
    size_t count = 0;
    must(t, review_queue_make(&t->picture, 1, NULL, &count, &t->err));
    return count;
}

static bool next(struct test_picture *t, struct str who, struct review_pair *ret)
{
    bool there = false;
    must(t, review_queue_next(t->picture.db, who, 0, ret, &there, &t->err));
    return there;
}

static struct review_pair pair(struct test_picture *t, int64_t number)
{
    struct review_pair p;
    must(t, review_queue_pair(t->picture.db, number, &p, &t->err));
    return p;
}

static void answer(struct test_picture *t, int64_t number, struct str who, enum review_word word,
                   bool marked)
{
    struct review_pair p = pair(t, number);
    must(t, review_queue_answer(&t->picture, &p, who, word, marked, &t->err));
}

static int note(void *context, const struct review_pair *p, struct err *err)
{
    (void)err;
    *(int64_t *)context = p->pair;
    return 0;
}

static int64_t unsettled(struct test_picture *t)
{
    int64_t found = 0;
    must(t, review_queue_unsettled(t->picture.db, 10, note, &found, &t->err));
    return found;
}

/* Each pair is asked of one until it is decided, in the order of the list; once made anew, the list
 * has those alone that nobody decided. */
static void test_firsts(void **state)
{
    struct test_picture t;
    struct review_pair p = {0};
    struct review_counts counts;
    (void)state;
    begin(&t);
    size_t count = make(&t);
    assert_true(count > 12);
    for (int i = 0; i < 9; i++) {
        assert_true(next(&t, ann, &p));
        assert_int_equal(p.decision, 0);
        answer(&t, p.pair, ann, i % 2 == 0 ? REVIEW_DIFFERENT : REVIEW_UNSURE, false);
        if (i % 2 == 0) {
            p = pair(&t, p.pair);
            assert_true(p.decision != 0 && !p.decided_same);
            assert_string_equal(p.decided_by, "ann");
        }
    }
    must(&t, review_queue_counts(&t.picture, ann, &counts, &t.err));
    assert_int_equal(counts.said, 9);
    assert_int_equal(counts.firsts, count - 9);
    must(&t, review_queue_counts(&t.picture, ben, &counts, &t.err));
    assert_int_equal(counts.firsts, count - 5);
    assert_true(counts.is_made && !counts.is_stale);
    assert_int_equal(make(&t), count - 5);
    test_picture_end(&t);
}

/* Whoever is asked second gets no sign of it, and their answer decides nothing. */
static void test_second(void **state)
{
    struct test_picture t;
    struct review_pair p = {0};
    struct review_agreement agreement;
    (void)state;
    begin(&t);
    make(&t);
    assert_true(next(&t, ann, &p));
    answer(&t, p.pair, ann, REVIEW_DIFFERENT, true);
    int64_t marked = p.pair;
    int seen = 0;
    for (int i = 0; i < REVIEW_SECOND_EVERY; i++) {
        assert_true(next(&t, ben, &p));
        seen += p.pair == marked;
        answer(&t, p.pair, ben, p.pair == marked ? REVIEW_SAME : REVIEW_DIFFERENT, false);
    }
    assert_int_equal(seen, 1);
    p = pair(&t, marked);
    assert_true(!p.decided_same && p.opinion != 0 && p.opinion_same);
    assert_int_equal(unsettled(&t), marked);
    must(&t, review_agreement(t.picture.db, &agreement, &t.err));
    assert_int_equal(agreement.beyond_chance.count, 1);
    assert_int_equal(agreement.second_same, 1);
    test_picture_end(&t);
}

/* Who decided a pair is not asked again, and neither of the two settles it; a third does. */
static void test_settled(void **state)
{
    struct test_picture t;
    struct review_pair p = {0};
    (void)state;
    begin(&t);
    make(&t);
    assert_true(next(&t, ann, &p));
    answer(&t, p.pair, ann, REVIEW_DIFFERENT, true);
    p = pair(&t, p.pair);
    assert_int_equal(review_queue_answer(&t.picture, &p, ann, REVIEW_SAME, false, &t.err),
                     ERR_CONFLICT);
    assert_int_equal(review_queue_settle(&t.picture, &p, cai, true, STR("x"), &t.err),
                     ERR_CONFLICT);
    answer(&t, p.pair, ben, REVIEW_SAME, false);
    p = pair(&t, p.pair);
    assert_int_equal(review_queue_settle(&t.picture, &p, ann, true, STR("x"), &t.err), ERR_DENIED);
    assert_int_equal(review_queue_settle(&t.picture, &p, ben, true, STR("x"), &t.err), ERR_DENIED);
    assert_int_equal(review_queue_settle(&t.picture, &p, cai, true, STR(""), &t.err), ERR_INPUT);
    must(&t, review_queue_settle(&t.picture, &p, cai, true, STR("one birth date"), &t.err));
    int64_t before = p.decision;
    p = pair(&t, p.pair);
    assert_true(p.decided_same && p.decision > before);
    assert_string_equal(p.decided_by, "cai");
    assert_int_equal(unsettled(&t), 0);
    assert_int_equal(test_picture_ask(&t, "SELECT count(*) FROM decision WHERE undone IS NULL"), 1);
    test_picture_end(&t);
}

/* Two who are unsure ask a third; nobody is asked after them. */
static void test_unsure(void **state)
{
    struct test_picture t;
    struct review_pair p = {0};
    struct review_pair other = {0};
    (void)state;
    begin(&t);
    make(&t);
    assert_true(next(&t, ann, &p));
    answer(&t, p.pair, ann, REVIEW_UNSURE, false);
    assert_int_equal(unsettled(&t), 0);
    assert_true(next(&t, ben, &other));
    assert_int_equal(other.pair, p.pair);
    answer(&t, p.pair, ben, REVIEW_UNSURE, false);
    assert_true(next(&t, cai, &other));
    assert_true(other.pair != p.pair);
    assert_int_equal(unsettled(&t), p.pair);
    p = pair(&t, p.pair);
    must(&t, review_queue_settle(&t.picture, &p, cai, false, STR("a cousin"), &t.err));
    assert_int_equal(unsettled(&t), 0);
    test_picture_end(&t);
}

/* What is taken back is as if it had not been said: of each kind of answer. */
static void test_undo(void **state)
{
    struct test_picture t;
    struct review_pair p = {0};
    int64_t undone = 0;
    (void)state;
    begin(&t);
    make(&t);
    must(&t, review_queue_undo(&t.picture, ann, &undone, &t.err));
    assert_int_equal(undone, 0);
    assert_true(next(&t, ann, &p));
    uint64_t before =
        (uint64_t)test_picture_ask(&t, "SELECT count(DISTINCT entity) FROM membership");
    answer(&t, p.pair, ann, REVIEW_SAME, true);
    answer(&t, p.pair, ben, REVIEW_DIFFERENT, false);
    must(&t, review_queue_undo(&t.picture, ben, &undone, &t.err));
    assert_int_equal(undone, p.pair);
    assert_int_equal(test_picture_ask(&t, "SELECT count(*) FROM opinion"), 0);
    answer(&t, p.pair, ben, REVIEW_UNSURE, false);
    must(&t, review_queue_undo(&t.picture, ben, &undone, &t.err));
    must(&t, review_queue_undo(&t.picture, ann, &undone, &t.err));
    p = pair(&t, p.pair);
    assert_true(p.decision == 0 && p.unsure == 0);
    assert_int_equal(test_picture_ask(&t, "SELECT count(DISTINCT entity) FROM membership"), before);
    assert_int_equal(test_picture_ask(&t, "SELECT count(*) FROM review_said"), 0);
    assert_true(next(&t, ann, &p));
    test_picture_end(&t);
}

/* A decision that was made elsewhere counts; a record that goes takes its pairs along. */
static void test_elsewhere(void **state)
{
    struct test_picture t;
    struct review_pair p = {0};
    struct review_pair after = {0};
    struct decided decided;
    (void)state;
    begin(&t);
    make(&t);
    assert_true(next(&t, ann, &p));
    const struct decision d = {.left = p.right, .right = p.left, .who = cai, .why = STR("")};
    must(&t, decide_pair(&t.picture, &d, &decided, &t.err));
    assert_true(next(&t, ann, &after));
    assert_true(after.pair != p.pair);
    assert_int_equal(pair(&t, p.pair).decision, decided.number);
    must(&t, db_begin(t.picture.db, &t.err));
    must(&t, review_queue_forget(t.picture.db, p.left.record, &t.err));
    must(&t, db_commit(t.picture.db, &t.err));
    assert_int_equal(review_queue_pair(t.picture.db, p.pair, &after, &t.err), ERR_NOTFOUND);
    test_picture_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_firsts),  cmocka_unit_test(test_second),
        cmocka_unit_test(test_settled), cmocka_unit_test(test_unsure),
        cmocka_unit_test(test_undo),    cmocka_unit_test(test_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* model_store_test.c - models in a home: trained, adopted, adopted again, left again; ids survive;
 * an adoption that was stopped anywhere is finished by the next. */
#include "model_store.h"

#include "entity_look.h"
#include "model_history.h"
#include "picture_test.h"
#include "random.h"
#include "test_seed.h"

#include <time.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define PICK(random, list) ((list)[random_below((random), COUNT(list))])

/* ---- the build puts these before the real ones: a clock that steps, and jobs that fail ---- */

int __real_writer_do(struct writer *writer, writer_job *job, void *context, struct err *err);
int __wrap_writer_do(struct writer *writer, writer_job *job, void *context, struct err *err);
time_t __wrap_time(time_t *ret);

static time_t now = 1000000000;
static int jobs_left = -1; /* until those that fail; -1: none does */
static int jobs;

time_t __wrap_time(time_t *ret)
{
    now++;
    if (ret != NULL) {
        *ret = now;
    }
    return now;
}

int __wrap_writer_do(struct writer *writer, writer_job *job, void *context, struct err *err)
{
    jobs++;
    if (jobs_left == 0) {
        return err_set(err, ERR_IO, "stopped");
    }
    jobs_left -= jobs_left > 0;
    return __real_writer_do(writer, job, context, err);
}

/* ---- a home of two sources ---- */

static const char rents_columns[] =
    "Ref: record_id\nTenant: full_name\nBorn: birth_date\nAddress: address\nPostcode: postcode\n";
static const char schools_columns[] =
    "Ref: record_id\nForename: given_name\nSurname: family_name\n"
    "DOB: birth_date\nPostcode: postcode\n";

enum { PEOPLE = 160 };

/* The same people in both, with slips; `age`: how many of the rents' rows are others by now. */
static void take_in(struct test_picture *t, size_t changed)
{
    static const char *const given[] = {"Sian", "Megan", "William", "John",  "Rhys",
                                        "Owen", "Carys", "Robert",  "Meinir"};
    static const char *const family[] = {"Evans", "Pritchard", "Okafor",  "Llewellyn",
                                         "Smith", "Rees",      "Kowalski"};
    struct random random = random_seed(7);
    struct buf rents = {0};
    struct buf schools = {0};
    buf_printf(&rents, "Ref,Tenant,Born,Address,Postcode\n");
    buf_printf(&schools, "Ref,Forename,Surname,DOB,Postcode\n");
    for (int i = 0; i < PEOPLE; i++) {
        const char *g = PICK(&random, given);
        const char *f = PICK(&random, family);
        int day = 1 + (int)random_below(&random, 28);
        int month = 1 + (int)random_below(&random, 12);
        int year = 1940 + (int)random_below(&random, 70);
        int house = 1 + (int)random_below(&random, 60) + ((size_t)i < changed ? 100 : 0);
        bool couple = random_below(&random, 4) == 0;
        bool slip = random_below(&random, 5) == 0;
        buf_printf(&rents, "r%d,%s%s %s%s,%02d/%02d/%d,%d Mill Street,SA%d 1AA\n", i,
                   couple ? "Mr " : "", g, couple ? "& Mrs Ann " : "", f, day, month, year, house,
                   house % 9 + 1);
        buf_printf(&schools, "s%d,%s,%s,%d-%02d-%02d,SA%d 1AA\n", i, g, slip ? "Jones" : f, year,
                   month, day, house % 9 + 1);
    }
    buf_add_char(&rents, '\0');
    buf_add_char(&schools, '\0');
    if (test_picture_take(t, "rents", rents.ptr, -1) != 0 ||
        test_picture_take(t, "schools", schools.ptr, -1) != 0) {
        fail_msg("%s", t->err.message);
    }
    buf_free(&rents);
    buf_free(&schools);
}

static void begin(struct test_picture *t)
{
    test_picture_begin(t);
    test_picture_source(t, "rents", "key: Ref\n", rents_columns);
    test_picture_source(t, "schools", "key: Ref\n", schools_columns);
    take_in(t, 0);
}

static void must(struct test_picture *t, int code)
{
    if (code != 0) {
        fail_msg("%s", t->err.message);
    }
}

static struct model_version train(struct test_picture *t)
{
    struct model_training training;
    must(t, model_train(&t->picture, 1, NULL, &training, &t->err));
    return training.version;
}

static void adopt(struct test_picture *t, const char *name)
{
    must(t, model_adopt(&t->picture, name, 1, NULL, NULL, &t->err));
}

/* Who has which id. */
static int64_t ids(struct test_picture *t)
{
    return test_picture_ask(t,
                            "SELECT sum((record * 31 + number) * entity * 7 % 1000003) "
                            "FROM membership");
}

/* ---- tests ---- */

static void test_none_yet(void **state)
{
    (void)state;
    struct test_picture t;
    struct model_training training;
    struct model_version version;
    struct model_comparison comparison;
    test_picture_begin(&t);
    assert_int_equal(model_train(&t.picture, 1, NULL, &training, &t.err), ERR_INPUT);
    assert_int_equal(model_find(t.picture.db, NULL, &version, &t.err), ERR_NOTFOUND);
    assert_int_equal(model_find(t.picture.db, "x", &version, &t.err), ERR_NOTFOUND);
    assert_int_equal(model_compare(&t.picture, NULL, 1, NULL, &comparison, &t.err), ERR_NOTFOUND);
    assert_int_equal(model_adopt(&t.picture, "x", 1, NULL, NULL, &t.err), ERR_NOTFOUND);
    must(&t, model_check_adopted(t.picture.db, &t.err)); /* and nothing was begun */
    test_picture_end(&t);
}

/* Without the dates of birth the second model joins and parts others: going back undoes it. */
static void test_there_and_back(void **state)
{
    (void)state;
    struct test_picture t;
    begin(&t);
    struct model_version first = train(&t);
    struct model_comparison c;
    must(&t, model_compare(&t.picture, NULL, 1, NULL, &c, &t.err));
    assert_true(c.merges > 50);
    adopt(&t, NULL);
    test_picture_settled(&t, first.name);
    int64_t named = ids(&t);
    adopt(&t, first.name); /* again */
    test_picture_settled(&t, first.name);
    assert_int_equal(ids(&t), named);

    test_picture_source(&t, "rents", "key: Ref\n",
                        "Ref: record_id\nTenant: full_name\nBorn: ignore\nAddress: address\n"
                        "Postcode: postcode\n");
    struct model_version second = train(&t);
    assert_true(strcmp(first.name, second.name) != 0);
    must(&t, model_compare(&t.picture, second.name, 1, NULL, &c, &t.err));
    assert_true(c.merges + c.splits > 0);
    assert_int_equal(ids(&t), named);
    must(&t, db_run(t.picture.db, "INSERT INTO waiting (record, key, since) VALUES (1, 'x', 1)",
                    &t.err));
    adopt(&t, second.name);
    test_picture_settled(&t, second.name);
    assert_true(ids(&t) != named);
    assert_int_equal(test_picture_ask(&t, "SELECT count(*) FROM waiting"), 0);
    test_picture_again(&t);
    adopt(&t, first.name);
    test_picture_settled(&t, first.name);
    assert_int_equal(ids(&t), named);
    take_in(&t, 40);
    test_picture_settled(&t, first.name);
    test_picture_end(&t);
}

/* A model whose mapping reads fewer people out of a row: the others stand nowhere. */
static void test_fewer_mentions(void **state)
{
    (void)state;
    struct test_picture t;
    begin(&t);
    struct model_version first = train(&t);
    adopt(&t, first.name);
    int64_t members = test_picture_ask(&t, "SELECT count(*) FROM membership");
    test_picture_source(&t, "rents", "key: Ref\n",
                        "Ref: record_id\nTenant: ignore\nBorn: ignore\nAddress: address\n"
                        "Postcode: postcode\n");
    struct model_version second = train(&t);
    adopt(&t, second.name);
    test_picture_settled(&t, second.name);
    assert_true(test_picture_ask(&t, "SELECT count(*) FROM membership") < members);
    take_in(&t, 10);
    test_picture_settled(&t, second.name);
    adopt(&t, first.name);
    test_picture_settled(&t, first.name);
    take_in(&t, 0);
    test_picture_settled(&t, first.name);
    assert_int_equal(test_picture_ask(&t, "SELECT count(*) FROM membership"), members);
    test_picture_end(&t);
}

/* Stopped before each of its jobs in turn: ingest waits, and the next adoption, of this version or
 * of another, leaves nothing of it. */
static void test_stopped(void **state)
{
    (void)state;
    struct test_picture t;
    begin(&t);
    struct model_version first = train(&t);
    adopt(&t, first.name);
    test_picture_source(&t, "rents", "key: Ref\n",
                        "Ref: record_id\nTenant: full_name\nBorn: ignore\nAddress: address\n"
                        "Postcode: postcode\n");
    struct model_version second = train(&t);
    const char *names[] = {second.name, first.name};
    jobs = 0;
    adopt(&t, second.name);
    int all = jobs;
    assert_true(all > 10);
    printf("# an adoption has %d jobs\n", all);
    adopt(&t, first.name);
    for (int stop = 0; stop < all; stop++) {
        const char *name = names[stop % 2];
        const char *other = names[(stop + 1) % 2];
        jobs_left = stop;
        int code = model_adopt(&t.picture, name, 1, NULL, NULL, &t.err);
        jobs_left = -1;
        if (code == 0) {
            continue; /* this way round there are fewer */
        }
        assert_int_equal(code, ERR_IO);
        test_picture_again(&t);
        if (stop > 0) {
            assert_int_equal(test_picture_take(&t, "schools", "Ref,Forename\n", -1), ERR_INPUT);
            assert_int_equal(
                test_picture_take(&t, "rents", "Ref,Tenant,Born,Address,Postcode\n", 1),
                ERR_CONFLICT);
            assert_non_null(strstr(t.err.message, name));
        }
        if (stop % 3 == 0) { /* given up for the other one */
            adopt(&t, other);
            test_picture_settled(&t, other);
        }
        adopt(&t, stop % 3 == 1 && stop > 0 ? NULL : name);
        test_picture_settled(&t, name);
    }
    test_picture_end(&t);
}

/* Of some sources, what would change is as if there were no others: the model in use changes
 * nothing, and whom another would join or part is called as the purpose calls them. */
static void test_shown(void **state)
{
    (void)state;
    struct test_picture t;
    struct model_comparison c;
    struct source_set rents = {0};
    int64_t number = 0;
    begin(&t);
    struct model_version first = train(&t);
    must(&t, db_number_with(t.picture.db, "SELECT source FROM source WHERE name = 'rents'", NULL, 0,
                            &number, &t.err));
    source_set_add(&rents, number);
    t.picture.shown = &rents;
    t.picture.shown_by = STR("data_quality_review");
    must(&t, model_compare(&t.picture, first.name, 1, NULL, &c, &t.err)); /* none is in use yet */
    assert_int_equal(c.entities_before, c.mentions);
    t.picture.shown = NULL;
    adopt(&t, first.name);
    t.picture.shown = &rents;
    must(&t, model_compare(&t.picture, first.name, 1, NULL, &c, &t.err));
    assert_int_equal(c.merges + c.splits + c.moved, 0);
    assert_int_equal(c.mentions, test_picture_ask(&t,
                                                  "SELECT count(*) FROM membership m JOIN "
                                                  "record r ON r.record = m.record JOIN source "
                                                  "s ON s.source = r.source WHERE s.name = "
                                                  "'rents'"));
    t.picture.shown = NULL;
    test_picture_source(&t, "rents", "key: Ref\n",
                        "Ref: record_id\nTenant: full_name\nBorn: ignore\nAddress: ignore\n"
                        "Postcode: postcode\n");
    struct model_version second = train(&t);
    t.picture.shown = &rents;
    must(&t, model_compare(&t.picture, second.name, 1, NULL, &c, &t.err));
    assert_true(c.entities_before > 0);
    for (size_t i = 0; i < c.example_count; i++) {
        struct entity_about about;
        must(&t, entity_find(&t.picture, str_of(c.examples[i].ids[0]), &about, &t.err));
    }
    t.picture.shown = NULL;
    test_picture_end(&t);
}

static void note_adoption(void *context, int64_t model, struct str who, int64_t at,
                          struct str reason)
{
    struct buf *told = context;
    buf_printf(told, "%lld %.*s %.*s;", (long long)model, PRI(who), PRI(reason));
    assert_true(at > 0);
}

/* How good a model was said to be stays with it; why it was adopted is kept, never in clear. */
static void test_history(void **state)
{
    (void)state;
    struct test_picture t;
    struct model_quality quality;
    struct buf told = {0};
    struct buf bytes = {0};
    char path[200];
    begin(&t);
    struct model_version first = train(&t);
    must(&t, model_quality_of(t.picture.db, first.number, &quality, &t.err));
    assert_true(quality.is_there && quality.records == 2 * PEOPLE && quality.entities > 0);
    must(&t, model_quality_of(t.picture.db, 99, &quality, &t.err));
    assert_false(quality.is_there);
    assert_int_equal(model_adoption_add(&t.picture, first.number, STR("ann"), STR(""), &t.err),
                     ERR_INPUT);
    must(&t,
         model_adoption_add(&t.picture, first.number, STR("ann"), STR("zqcanary moved"), &t.err));
    test_picture_again(&t);
    must(&t, model_adoptions(&t.picture, note_adoption, &told, &t.err));
    assert_true(str_eq(buf_str(&told), STR("1 ann zqcanary moved;")));
    static const char *const files[] = {"cantref.db", "cantref.db-wal"};
    for (size_t i = 0; i < COUNT(files); i++) {
        snprintf(path, sizeof path, "%s/data/%s", t.folder, files[i]);
        bytes.len = 0;
        if (access(path, R_OK) == 0) {
            must(&t, file_read_whole(path, "database", SIZE_MAX, &bytes, &t.err));
            assert_true(str_find(buf_str(&bytes), STR("zqcanary")) < 0);
        }
    }
    buf_free(&told);
    buf_free(&bytes);
    test_picture_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none_yet),       cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_fewer_mentions), cmocka_unit_test(test_stopped),
        cmocka_unit_test(test_shown),          cmocka_unit_test(test_history),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

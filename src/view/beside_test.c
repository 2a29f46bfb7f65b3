/* beside_test.c - many threads view, from a few pictures, while one thread ingests: each view is of
 * one moment, no thread is shown an older one after a newer, and every leaf is in the log. The
 * thread sanitizer watches the build's other run of it. */
#include "inquiry.h"

#include "ingest.h"
#include "model_store.h"
#include "whole_file.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { PEOPLE = 24, CALLERS = 16, PICTURES = 3, GENERATIONS = 12, FIRST_YEAR = 1960 };

static char place[64];

static void must(int code, const struct err *err)
{
    if (code != 0) {
        fail_msg("code %d: %s %s", code, err->file, err->message);
    }
}

static void put(const char *path, struct str text)
{
    struct err err = {0};
    must(file_replace(path, text, 0600, &err), &err);
}

static const char rents[] =
    "source: rents\n"
    "category: council_tax\n"
    "connector:\n  kind: file\n  path: extracts/rents.csv\n"
    "key: Ref\n"
    "delivery: snapshot\n"
    "mapping:\n  kind: people\n  latest_year: 2027\n  columns:\n"
    "    - column: Ref\n      role: record_id\n"
    "    - column: Name\n      role: full_name\n"
    "    - column: Born\n      role: birth_date\n"
    "    - column: Address\n      role: address\n"
    "    - column: Postcode\n      role: postcode\n";
static const char schools[] =
    "source: schools\n"
    "category: schools\n"
    "connector:\n  kind: file\n  path: extracts/schools.csv\n"
    "key: Ref\n"
    "delivery: snapshot\n"
    "mapping:\n  kind: people\n  latest_year: 2027\n  columns:\n"
    "    - column: Ref\n      role: record_id\n"
    "    - column: Name\n      role: full_name\n"
    "    - column: Postcode\n      role: postcode\n";

/* Two at each address. All are born in the year of the generation, so that whoever sees two years
 * sees two moments; an extract is few enough rows to be one transaction. */
static void write_extracts(int generation)
{
    static const char *const given[] = {"Sian", "Rhys", "Megan", "Owen", "Carys", "John"};
    static const char *const family[] = {"Evans", "Prys", "Okafor", "Rees"};
    struct buf text = {0};
    buf_add(&text, STR("Ref,Name,Born,Address,Postcode\n"));
    for (int i = 0; i < PEOPLE; i++) {
        buf_printf(&text, "R%d,%s %s,0%d/02/%d,\"%d Mill Street, Pentre\",SA15 1AA\n", i,
                   given[i % 6], family[i / 6], i % 9 + 1, FIRST_YEAR + generation, i / 2 + 1);
    }
    put("home/extracts/rents.csv", buf_str(&text));
    text.len = 0;
    buf_add(&text, STR("Ref,Name,Postcode\n"));
    for (int i = 0; i < PEOPLE; i++) {
        buf_printf(&text, "S%d,%s %s,SA15 1AA\n", i, given[i % 6], family[i / 6]);
    }
    put("home/extracts/schools.csv", buf_str(&text));
    buf_free(&text);
}

static void take(struct picture *p, const char *name)
{
    struct err err = {0};
    struct source_definition definition;
    struct err_list errors = {0};
    struct ingest_summary summary;
    struct progress progress = {0};
    const struct ingest_options options = {1, &progress};
    char path[100];
    snprintf(path, sizeof path, "home/extracts/%s.csv", name);
    if (home_source(&p->home, str_of(name), &definition, &errors) != 0) {
        err_list_first(&errors, &err);
        fail_msg("%s", err.message);
    }
    must(ingest(p, &definition, path, &options, &summary, &err), &err);
    source_definition_free(&definition);
    err_list_free(&errors);
}

static int enter(void **state)
{
    (void)state;
    const struct council council = {
        .name = STR_INIT("X"), .nation = NATION_WALES, .language_count = 1, .retention_days = 30};
    struct err err = {0};
    struct arena arena = {0};
    struct shipped_person asker = {.example = true};
    struct model_training training;
    snprintf(place, sizeof place, "/tmp/beside_test-XXXXXX");
    if (mkdtemp(place) == NULL || chdir(place) != 0) {
        return 1;
    }
    must(staff_asker(&arena, &asker.login, &err), &err);
    must(home_make("home", &council, &err), &err);
    assert_int_equal(mkdir("home/extracts", 0700), 0);
    put("home/sources/rents.yaml", str_of(rents));
    put("home/sources/schools.yaml", str_of(schools));
    write_extracts(0);
    struct picture p = {.home = {.lock_fd = -1}};
    must(picture_open("home", &p, &err), &err);
    must(home_access_make(&p.home, p.seal, &asker, &err), &err);
    take(&p, "rents");
    take(&p, "schools");
    must(model_train(&p, 1, NULL, &training, &err), &err);
    must(model_adopt(&p, NULL, 1, NULL, NULL, &err), &err);
    picture_close(&p);
    arena_free(&arena);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", place);
    return chdir("/") != 0 || system(command) != 0;
}

/* struct work - what all callers share. */
struct work {
    struct inquiry *home;
    struct picture_pool *pool;
    const struct inquiry_options *options;
    char (*ids)[PURPOSE_ID_TEXT_MAX];
    atomic_int begun; /* callers that have looked once, or can't */
    atomic_bool done;
};

struct caller {
    struct work *work;
    pthread_t thread;
    uint64_t views, related, later; /* later: of another moment than the first */
    int newest;
    const char *wrong; /* NULL: nothing */
    int code;
    struct err err;
};

/* The generations that the rents say of a person are one, *ret; -1: none yet. False: not so. */
static bool read_generation(const struct view_person *person, int *ret)
{
    for (size_t f = 0; f < person->field_count; f++) {
        const struct view_field *field = &person->fields[f];
        for (size_t v = 0; field->category == CATEGORY_BIRTH_DATE && v < field->count; v++) {
            struct str text = field->values[v].text;
            uint64_t year = 0;
            struct str digits = str_slice(text, 0, 4); /* 1960-02-01, or 1 February 1960 */
            if (!str_to_uint(digits, 9999, &year)) {
                digits = str_slice(text, text.len - 4, text.len);
            }
            if (!str_to_uint(digits, 9999, &year)) {
                return false;
            }
            int generation = (int)year - FIRST_YEAR;
            if (*ret >= 0 && *ret != generation) {
                return false;
            }
            *ret = generation;
        }
    }
    return true;
}

static const char *check(struct caller *c, const struct view *view)
{
    int generation = -1;
    bool same = read_generation(&view->self, &generation);
    for (size_t i = 0; i < view->related_count; i++) {
        same = same && read_generation(&view->related[i], &generation);
    }
    c->views++;
    c->related += view->related_count;
    c->later += generation > 0;
    if (!same || generation < 0) {
        return "a view of two moments";
    }
    if (generation < c->newest) {
        return "an older moment after a newer";
    }
    c->newest = generation;
    return NULL;
}

static int look(struct caller *c, struct inquiry *inquiry, const char *id)
{
    struct view view = {0};
    int code = inquiry_ask(inquiry, c->work->options->purpose, &c->err);
    code = code ? code : view_read(&inquiry->viewing, str_of(id), &view, &c->err);
    code = code ? code : inquiry_tell_view(inquiry, &view, &c->err);
    c->wrong = code == 0 ? check(c, &view) : NULL;
    view_free(&view);
    return code;
}

static void *call(void *context)
{
    struct caller *c = context;
    struct inquiry inquiry = {0};
    c->code =
        inquiry_open_beside(c->work->home, c->work->pool, c->work->options, &inquiry, &c->err);
    if (c->code != 0) {
        atomic_fetch_add(&c->work->begun, 1);
    }
    for (size_t i = 0; c->code == 0 && c->wrong == NULL; i++) {
        bool last = atomic_load(&c->work->done); /* then one more, of the last generation */
        c->code = look(c, &inquiry, c->work->ids[(i * 7 + (size_t)c->newest) % PEOPLE]);
        if (i == 0) {
            atomic_fetch_add(&c->work->begun, 1);
        }
        if (last) {
            break;
        }
    }
    inquiry_close(&inquiry, NULL);
    return NULL;
}

/* Each has seen the first moment; one that could not look at all is told of when it is joined. */
static void wait_for_first_looks(struct work *work)
{
    static const struct timespec millisecond = {.tv_nsec = 1000000};
    while (atomic_load(&work->begun) < CALLERS) {
        nanosleep(&millisecond, NULL);
    }
}

static void test_many_view_while_one_writes(void **state)
{
    (void)state;
    static const struct inquiry_options options = {.start = "home",
                                                   .system = "test",
                                                   .purpose = INQUIRY_DATA_QUALITY,
                                                   .case_reference = "C1",
                                                   .break_glass = "",
                                                   .day = 20000};
    static struct caller callers[CALLERS];
    char ids[PEOPLE][PURPOSE_ID_TEXT_MAX];
    struct inquiry inquiry = {0};
    struct work work = {.home = &inquiry, .options = &options, .ids = ids};
    struct err err = {0};
    must(inquiry_open(&options, &inquiry, &err), &err);
    for (int i = 0; i < PEOPLE; i++) {
        struct view view = {0};
        char row[32];
        snprintf(row, sizeof row, "rents:%d", i + 1);
        must(view_read(&inquiry.viewing, str_of(row), &view, &err), &err);
        snprintf(ids[i], sizeof ids[i], "%s", view.self.id);
        view_free(&view);
    }
    uint64_t leaves = audit_size(inquiry.audit);
    must(picture_pool_open(&inquiry.picture, PICTURES, &work.pool, &err), &err);
    for (int i = 0; i < CALLERS; i++) {
        callers[i] = (struct caller){.work = &work};
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call, &callers[i]), 0);
    }
    wait_for_first_looks(&work);
    for (int generation = 1; generation < GENERATIONS; generation++) {
        write_extracts(generation);
        take(&inquiry.picture, "rents");
    }
    atomic_store(&work.done, true);
    uint64_t views = 0, related = 0, later = 0;
    for (int i = 0; i < CALLERS; i++) {
        assert_int_equal(pthread_join(callers[i].thread, NULL), 0);
        must(callers[i].code, &callers[i].err);
        assert_null(callers[i].wrong);
        assert_int_equal(callers[i].newest, GENERATIONS - 1);
        views += callers[i].views;
        related += callers[i].related;
        later += callers[i].later;
    }
    printf("# %llu views, %llu of later moments, with %llu related\n", (unsigned long long)views,
           (unsigned long long)later, (unsigned long long)related);
    assert_true(related > 0 && later > 0 && later < views);
    assert_int_equal(audit_size(inquiry.audit), leaves + views);
    picture_pool_close(work.pool);
    must(inquiry_close(&inquiry, &err), &err);
}

/* Another model is taken into use: pictures beside follow with their next look, and no sooner. */
static void test_model_is_followed(void **state)
{
    (void)state;
    struct picture p = {.home = {.lock_fd = -1}};
    struct picture beside;
    struct model_training training;
    struct err err = {0};
    uint64_t version = 0, after = 0;
    must(picture_open("home", &p, &err), &err);
    must(picture_open_beside(&p, &beside, &err), &err);
    must(picture_begin(&beside, &version, &err), &err);
    int64_t before = beside.model;
    assert_int_equal(before, p.model);
    must(model_train(&p, 1, NULL, &training, &err), &err);
    must(model_adopt(&p, NULL, 1, NULL, NULL, &err), &err);
    assert_int_not_equal(p.model, before);
    assert_int_equal(beside.model, before);
    picture_end(&beside);
    must(picture_begin(&beside, &after, &err), &err);
    assert_int_not_equal(after, version);
    assert_int_equal(beside.model, p.model);
    picture_end(&beside);
    must(picture_begin(&beside, &version, &err), &err);
    assert_int_equal(after, version);
    picture_end(&beside);
    picture_close(&beside);
    picture_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_view_while_one_writes),
        cmocka_unit_test(test_model_is_followed),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}

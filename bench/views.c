/* views.c - how long views of people take, in a home: each a question of its own, for a purpose,
 * assembled from the purpose's sources alone, and written into the audit log, or not. Prints JSON.
 *
 *   views HOME PURPOSE SOURCE COUNT CALLERS plain|audited
 *
 * COUNT people, drawn at random from rows of SOURCE, by CALLERS threads; audited: each view's leaf
 * is on disk before its caller asks the next question. */
#include "clock.h"
#include "inquiry.h"
#include "parallel.h"
#include "random.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COUNT_MAX = 1000000, CALLERS_MAX = 64, SEED = 1 };

/* struct work - what all callers share. */
struct work {
    struct inquiry *home;
    const struct inquiry_options *options;
    struct whole_list records; /* drawn */
    size_t set;
    struct picture_pool *pool;
    bool audited;
    atomic_size_t next;
    pthread_barrier_t ready;
};

struct caller {
    struct work *work;
    pthread_t thread;
    struct inquiry inquiry;
    double *ms;
    size_t count;
    uint64_t values, related;
    size_t largest; /* mentions of one person */
    int code;
    struct err err;
};

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static int one(struct caller *c, int64_t record)
{
    struct view view = {0};
    struct inquiry *inquiry = &c->inquiry;
    double begun = clock_monotonic_s();
    int code = inquiry_ask(inquiry, c->work->options->purpose, &c->err);
    code = code
               ? code
               : view_of_mention(&inquiry->viewing, c->work->set, record, 1, false, &view, &c->err);
    code = code == 0 && c->work->audited ? inquiry_tell_view(inquiry, &view, &c->err) : code;
    if (code == 0) {
        c->ms[c->count++] = (clock_monotonic_s() - begun) * 1000;
        c->related += view.related_count;
        c->largest = view.self.records > c->largest ? view.self.records : c->largest;
        for (size_t f = 0; f < view.self.field_count; f++) {
            c->values += view.self.fields[f].count;
        }
    }
    view_free(&view);
    return code == ERR_NOTFOUND ? 0 : code; /* a row that names nobody */
}

static void *call(void *context)
{
    struct caller *c = context;
    struct work *work = c->work;
    pthread_barrier_wait(&work->ready);
    while (c->code == 0) {
        size_t at = atomic_fetch_add(&work->next, 1);
        if (at >= work->records.count) {
            break;
        }
        c->code = one(c, work->records.at[at]);
    }
    inquiry_close(&c->inquiry, NULL);
    return NULL;
}

static int draw(struct work *work, const char *source, size_t count, struct err *err)
{
    const struct viewing *viewing = &work->home->viewing;
    struct whole_list records = {0};
    struct random random = random_seed(SEED);
    uint16_t place = access_source_find(viewing->access, str_of(source));
    if (place == ACCESS_NONE || viewing->set_of[place] == 0) {
        return err_set(err, ERR_USAGE, "the purpose does not use that source");
    }
    work->set = viewing->set_of[place];
    int code = records_standing(work->home->picture.db, viewing->number_of[place], &records, err);
    for (size_t i = 0; code == 0 && records.count > 0 && i < count; i++) {
        whole_list_add(&work->records, records.at[random_below(&random, records.count)]);
    }
    whole_list_free(&records);
    return code;
}

static double cpu_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void print(const struct caller *callers, size_t caller_count, double *ms, double wall_s,
                  double used_s)
{
    struct caller all = {0};
    for (size_t i = 0; i < caller_count; i++) {
        memcpy(ms + all.count, callers[i].ms, callers[i].count * sizeof *ms);
        all.count += callers[i].count;
        all.values += callers[i].values;
        all.related += callers[i].related;
        all.largest = callers[i].largest > all.largest ? callers[i].largest : all.largest;
    }
    if (all.count == 0) {
        return;
    }
    qsort(ms, all.count, sizeof *ms, compare_times);
    fprintf(stdout,
            "{\"views\": %zu, \"callers\": %zu, \"seconds\": %.3f, \"cpu_s\": %.3f, "
            "\"p50_ms\": %.3f, \"p99_ms\": %.3f, \"most_ms\": %.3f, \"values\": %.1f, "
            "\"related\": %.1f, \"largest\": %zu}\n",
            all.count, caller_count, wall_s, used_s, ms[all.count / 2], ms[all.count * 99 / 100],
            ms[all.count - 1], (double)all.values / (double)all.count,
            (double)all.related / (double)all.count, all.largest);
}

/* Callers are opened first: what is measured is their questions. */
static int measure(struct work *work, size_t caller_count, struct err *err)
{
    struct caller *callers = mem_must_array(caller_count, sizeof *callers);
    double *ms = mem_must_array(work->records.count, sizeof *ms);
    int code = picture_pool_open(&work->home->picture, (size_t)parallel_cores(), &work->pool, err);
    pthread_barrier_init(&work->ready, NULL, (unsigned)caller_count + 1);
    for (size_t i = 0; i < caller_count; i++) {
        callers[i].work = work;
        callers[i].ms = mem_must_array(work->records.count, sizeof *callers[i].ms);
        code = code ? code
                    : inquiry_open_beside(work->home, work->pool, work->options,
                                          &callers[i].inquiry, err);
        callers[i].code = code;
        if (pthread_create(&callers[i].thread, NULL, call, &callers[i]) != 0) {
            mem_exhausted();
        }
    }
    double begun = clock_monotonic_s();
    double used = cpu_s();
    pthread_barrier_wait(&work->ready);
    for (size_t i = 0; i < caller_count; i++) {
        pthread_join(callers[i].thread, NULL);
        if (code == 0 && callers[i].code != 0) {
            code = err_set(err, callers[i].code, "%s", callers[i].err.message);
        }
    }
    if (code == 0) {
        print(callers, caller_count, ms, clock_monotonic_s() - begun, cpu_s() - used);
    }
    for (size_t i = 0; i < caller_count; i++) {
        mem_free(callers[i].ms);
    }
    picture_pool_close(work->pool);
    pthread_barrier_destroy(&work->ready);
    mem_free(callers);
    mem_free(ms);
    return code;
}

int main(int argc, char **argv)
{
    uint64_t count, callers;
    struct inquiry inquiry = {0};
    struct err err = {0};
    mem_begin();
    if (argc != 7 || !str_to_uint(str_of(argv[4]), COUNT_MAX, &count) || count == 0 ||
        !str_to_uint(str_of(argv[5]), CALLERS_MAX, &callers) || callers == 0) {
        fputs("views HOME PURPOSE SOURCE COUNT CALLERS plain|audited\n", stderr);
        return 64;
    }
    const struct inquiry_options options = {.start = argv[1],
                                            .system = "bench",
                                            .purpose = argv[2],
                                            .case_reference = "BENCH",
                                            .break_glass = "",
                                            .day = calendar_today()};
    struct work work = {
        .home = &inquiry, .options = &options, .audited = strcmp(argv[6], "audited") == 0};
    int code = inquiry_open(&options, &inquiry, &err);
    code = code ? code : draw(&work, argv[3], count, &err);
    code = code ? code : measure(&work, callers, &err);
    int closed = inquiry_close(&inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    whole_list_free(&work.records);
    if (code != 0) {
        err_print("views", &err);
    }
    return err_exit_status(code);
}

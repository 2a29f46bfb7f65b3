/* views.c - how long views of people take, in a home: each assembled for a purpose from its sources
 * alone, and written into the audit log, or not. Prints JSON.
 *
 *   views HOME PURPOSE SOURCE COUNT plain|audited
 *
 * COUNT people, drawn at random from rows of SOURCE; audited: each view's leaf on disk. */
#include "clock.h"
#include "inquiry.h"
#include "random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { COUNT_MAX = 1000000, SEED = 1 };

struct found {
    double *ms;
    size_t count;
    uint64_t values, related;
    size_t largest; /* mentions of one person */
};

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static int one(struct inquiry *inquiry, size_t set, int64_t record, bool audited,
               struct found *found, struct err *err)
{
    struct view view = {0};
    double begun = clock_monotonic_s();
    int code = view_of_mention(&inquiry->viewing, set, record, 1, false, &view, err);
    code = code == 0 && audited ? inquiry_tell_view(inquiry, &view, err) : code;
    if (code == 0) {
        found->ms[found->count++] = (clock_monotonic_s() - begun) * 1000;
        found->related += view.related_count;
        found->largest = view.self.records > found->largest ? view.self.records : found->largest;
        for (size_t f = 0; f < view.self.field_count; f++) {
            found->values += view.self.fields[f].count;
        }
    }
    view_free(&view);
    return code == ERR_NOTFOUND ? 0 : code; /* a row that names nobody */
}

static int measure(struct inquiry *inquiry, const char *source, size_t count, bool audited,
                   struct found *found, struct err *err)
{
    struct viewing *viewing = &inquiry->viewing;
    struct whole_list records = {0};
    struct random random = random_seed(SEED);
    uint16_t place = access_source_find(viewing->access, str_of(source));
    if (place == ACCESS_NONE || viewing->set_of[place] == 0) {
        return err_set(err, ERR_USAGE, "the purpose does not use that source");
    }
    int code = records_standing(inquiry->picture.db, viewing->number_of[place], &records, err);
    for (size_t i = 0; code == 0 && records.count > 0 && i < count; i++) {
        int64_t record = records.at[random_below(&random, records.count)];
        code = one(inquiry, viewing->set_of[place], record, audited, found, err);
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

static void print(struct found *found, double wall_s, double used_s)
{
    qsort(found->ms, found->count, sizeof *found->ms, compare_times);
    fprintf(stdout,
            "{\"views\": %zu, \"seconds\": %.3f, \"cpu_s\": %.3f, \"p50_ms\": %.3f, "
            "\"p99_ms\": %.3f, \"most_ms\": %.3f, \"values\": %.1f, \"related\": %.1f, "
            "\"largest\": %zu}\n",
            found->count, wall_s, used_s, found->ms[found->count / 2],
            found->ms[found->count * 99 / 100], found->ms[found->count - 1],
            (double)found->values / (double)found->count,
            (double)found->related / (double)found->count, found->largest);
}

int main(int argc, char **argv)
{
    uint64_t count;
    struct found found = {0};
    struct inquiry inquiry = {0};
    struct err err = {0};
    mem_begin();
    if (argc != 6 || !str_to_uint(str_of(argv[4]), COUNT_MAX, &count) || count == 0) {
        fputs("views HOME PURPOSE SOURCE COUNT plain|audited\n", stderr);
        return 64;
    }
    const struct inquiry_options options = {.start = argv[1],
                                            .system = "bench",
                                            .purpose = argv[2],
                                            .case_reference = "BENCH",
                                            .break_glass = "",
                                            .day = calendar_today()};
    found.ms = mem_must_array(count, sizeof *found.ms);
    int code = inquiry_open(&options, &inquiry, &err);
    if (code == 0) {
        double begun = clock_monotonic_s();
        double used = cpu_s();
        code = measure(&inquiry, argv[3], count, strcmp(argv[5], "audited") == 0, &found, &err);
        if (code == 0 && found.count > 0) {
            print(&found, clock_monotonic_s() - begun, cpu_s() - used);
        }
    }
    int closed = inquiry_close(&inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    if (code != 0) {
        err_print("views", &err);
    }
    mem_free(found.ms);
    return err_exit_status(code);
}

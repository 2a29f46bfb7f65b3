/* views.c - how long views of people take, in a home: each assembled for a purpose from its sources
 * alone, and written into the audit log before it counts. Prints JSON.
 *
 *   views HOME PURPOSE SOURCE COUNT      COUNT people, drawn at random from rows of SOURCE */
#include "clock.h"
#include "random.h"
#include "view.h"

#include <stdio.h>
#include <stdlib.h>
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

static int one(struct viewing *viewing, size_t set, int64_t record, struct found *found,
               struct err *err)
{
    struct view view = {0};
    double begun = clock_monotonic_s();
    int code = view_of_mention(viewing, set, record, 1, false, &view, err);
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

static int measure(struct picture *picture, const struct access *access, char **argv, size_t count,
                   struct found *found, struct err *err)
{
    struct viewing viewing = {0};
    struct whole_list records = {0};
    struct arena arena = {0};
    struct random random = random_seed(SEED);
    enum access_rule rule;
    struct viewing_options options = {.purpose = str_of(argv[2]),
                                      .case_reference = STR("BENCH"),
                                      .day = calendar_today(),
                                      .language = ACCESS_ENGLISH};
    uint16_t source = access_source_find(access, str_of(argv[3]));
    int code = staff_asker(&arena, &options.who, err);
    code = code ? code : viewing_open(picture, access, &options, &viewing, &rule, err);
    if (code == 0 && (source == ACCESS_NONE || viewing.set_of[source] == 0)) {
        code = err_set(err, ERR_USAGE, "the purpose does not use that source");
    }
    code = code ? code : records_standing(picture->db, viewing.number_of[source], &records, err);
    for (size_t i = 0; code == 0 && records.count > 0 && i < count; i++) {
        int64_t record = records.at[random_below(&random, records.count)];
        code = one(&viewing, viewing.set_of[source], record, found, err);
    }
    whole_list_free(&records);
    viewing_close(&viewing);
    arena_free(&arena);
    return code;
}

int main(int argc, char **argv)
{
    uint64_t count;
    struct picture picture = {.home = {.lock_fd = -1}};
    struct home_access access = {0};
    struct err_list errors = {0};
    struct found found = {0};
    struct err err = {0};
    mem_begin();
    if (argc != 5 || !str_to_uint(str_of(argv[4]), COUNT_MAX, &count) || count == 0) {
        fputs("views HOME PURPOSE SOURCE COUNT\n", stderr);
        return 64;
    }
    found.ms = mem_must_array(count, sizeof *found.ms);
    int code = picture_open(argv[1], &picture, &err);
    if (code == 0 && home_access_open(&picture.home, picture.seal, &access, &errors) != 0) {
        code = err_list_first(&errors, &err);
    } else if (code == 0) {
        double begun = clock_monotonic_s();
        code = measure(&picture, &access.access, argv, count, &found, &err);
        double seconds = clock_monotonic_s() - begun;
        home_access_close(&access);
        if (code == 0 && found.count > 0) {
            qsort(found.ms, found.count, sizeof *found.ms, compare_times);
            fprintf(stdout,
                    "{\"views\": %zu, \"seconds\": %.3f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, "
                    "\"most_ms\": %.3f, \"values\": %.1f, \"related\": %.1f, \"largest\": %zu}\n",
                    found.count, seconds, found.ms[found.count / 2],
                    found.ms[found.count * 99 / 100], found.ms[found.count - 1],
                    (double)found.values / (double)found.count,
                    (double)found.related / (double)found.count, found.largest);
        }
    }
    if (code != 0) {
        err_print("views", &err);
    }
    err_list_free(&errors);
    picture_close(&picture);
    mem_free(found.ms);
    return err_exit_status(code);
}

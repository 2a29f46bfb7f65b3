/* one_by_one.c - rows of a CSV file into a home, one at a time, each a file of its own: read,
 * compared with what stands, linked and on disk before the next. Prints how long they took as
 * JSON.
 *
 *   one_by_one HOME SOURCE FILE COUNT     the first COUNT rows */
#include "clock.h"
#include "ingest.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 1 << 16, ROWS_MAX = 1000000 };

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static int write_row(const char *path, const char *header, const char *line)
{
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        return -1;
    }
    int failed = fputs(header, file) == EOF || fputs(line, file) == EOF;
    return fclose(file) != 0 || failed ? -1 : 0;
}

static int measure(struct picture *picture, const struct source_definition *definition, FILE *rows,
                   size_t count, double *times, size_t *ret_done, struct err *err)
{
    char *header = mem_must_array(LINE_MAX_BYTES, 1);
    char *line = mem_must_array(LINE_MAX_BYTES, 1);
    char path[] = "/tmp/cantref_live_XXXXXX";
    int fd = mkstemp(path);
    const struct ingest_options options = {.shrink_max = -1};
    int code = fd < 0 || fgets(header, LINE_MAX_BYTES, rows) == NULL
                   ? err_set(err, ERR_IO, "can't read the rows")
                   : 0;
    while (code == 0 && *ret_done < count && fgets(line, LINE_MAX_BYTES, rows) != NULL) {
        struct ingest_summary summary;
        if (write_row(path, header, line) != 0) {
            code = err_set(err, ERR_IO, "can't write %s", path);
            break;
        }
        double begun = clock_monotonic_s();
        code = ingest(picture, definition, path, &options, &summary, err);
        times[(*ret_done)++] = (clock_monotonic_s() - begun) * 1000;
    }
    if (fd >= 0) {
        close(fd);
        unlink(path);
    }
    mem_free(header);
    mem_free(line);
    return code;
}

int main(int argc, char **argv)
{
    uint64_t count;
    struct picture picture = {.home = {.lock_fd = -1}};
    struct source_definition definition;
    struct err_list errors = {0};
    struct err err = {0};
    size_t done = 0;
    mem_begin();
    if (argc != 5 || !str_to_uint(str_of(argv[4]), ROWS_MAX, &count) || count == 0) {
        fputs("one_by_one HOME SOURCE FILE COUNT\n", stderr);
        return 64;
    }
    double *times = mem_must_array(count, sizeof *times);
    FILE *rows = fopen(argv[3], "re");
    int code = rows == NULL ? err_set(&err, ERR_NOTFOUND, "can't open %s", argv[3])
                            : picture_open(argv[1], &picture, &err);
    if (code == 0) {
        home_source(&picture.home, str_of(argv[2]), &definition, &errors);
        code = err_list_first(&errors, &err);
        if (code == 0) {
            code = measure(&picture, &definition, rows, count, times, &done, &err);
            source_definition_free(&definition);
        }
    }
    if (code != 0) {
        err_print("one_by_one", &err);
    } else if (done > 0) {
        qsort(times, done, sizeof *times, compare_times);
        fprintf(stdout,
                "{\"rows\": %zu, \"p50_ms\": %.3f, \"p90_ms\": %.3f, \"p99_ms\": %.3f, "
                "\"most_ms\": %.3f}\n",
                done, times[done / 2], times[done * 9 / 10], times[done * 99 / 100],
                times[done - 1]);
    }
    if (rows != NULL) {
        fclose(rows);
    }
    picture_close(&picture);
    err_list_free(&errors);
    mem_free(times);
    return err_exit_status(code);
}

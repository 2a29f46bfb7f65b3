/* inputs.c - reading sources side by side, putting them in order, mapping them. */
#include "inputs.h"

#include "infer.h"
#include "parallel.h"

#include <stdlib.h>
#include <sys/stat.h>

struct reading {
    char *const *specs;
    struct source_options options;
    struct progress *progress;
    size_t largest; /* the source whose reading is shown: it takes longest */
    struct source_file *files;
    int *codes;
    struct err *errors;
};

static int read_body(void *context, size_t from, size_t to, int thread)
{
    struct reading *reading = context;
    (void)thread;
    for (size_t i = from; i < to; i++) {
        struct source_options options = reading->options;
        options.progress = i == reading->largest ? reading->progress : NULL;
        reading->codes[i] = source_file_read(str_of(reading->specs[i]), &options,
                                             &reading->files[i], &reading->errors[i]);
    }
    return 0; /* the first failure in the order of the command line is told, not the first in time */
}

static size_t largest_source(char *const *specs, size_t count)
{
    size_t largest = 0;
    off_t most = -1;
    for (size_t i = 0; i < count; i++) {
        struct str path;
        struct stat status;
        source_file_name(str_of(specs[i]), &path); /* the end of the spec, so it ends in a zero */
        if (stat(path.ptr, &status) == 0 && status.st_size > most) {
            most = status.st_size;
            largest = i;
        }
    }
    return largest;
}

static int compare_names(const void *a, const void *b)
{
    return str_cmp(((const struct source_file *)a)->table.name,
                   ((const struct source_file *)b)->table.name);
}

/* Names are known before a byte is read. */
static int check_names(char *const *specs, size_t count, struct err *err)
{
    bool standard_input = false;
    for (size_t i = 0; i < count; i++) {
        struct str path;
        struct str name = source_file_name(str_of(specs[i]), &path);
        if (str_eq(path, STR("-")) && standard_input) {
            return err_set(err, ERR_USAGE, "standard input can be read only once");
        }
        standard_input = standard_input || str_eq(path, STR("-"));
        for (size_t j = 0; j < i; j++) {
            if (str_eq(name, source_file_name(str_of(specs[j]), &path))) {
                return err_set(err, ERR_USAGE,
                               "two sources are called \"%.*s\": name one of them NAME=FILE",
                               PRI(name)); /* not personal: a source */
            }
        }
    }
    return 0;
}

int inputs_read(char *const *specs, size_t count, double reject_max, int threads,
                struct progress *progress, struct inputs *ret, struct err *err)
{
    int code = check_names(specs, count, err);
    if (code != 0) {
        return code;
    }
    struct reading reading = {.specs = specs,
                              .options = {.reject_max = reject_max},
                              .progress = progress,
                              .largest = largest_source(specs, count),
                              .files = mem_must_array(count, sizeof *reading.files),
                              .codes = mem_must_array(count, sizeof *reading.codes),
                              .errors = mem_must_array(count, sizeof *reading.errors)};
    parallel_for(threads, count, 1, read_body, &reading);
    size_t read = 0;
    for (size_t i = 0; i < count; i++) {
        if (reading.codes[i] == 0) {
            reading.files[read++] = reading.files[i];
        } else if (code == 0) {
            code = reading.codes[i];
            *err = reading.errors[i];
        }
    }
    qsort(reading.files, read, sizeof *reading.files, compare_names);
    ret->files = reading.files;
    ret->count = read;
    ret->tables = mem_must_array(count, sizeof *ret->tables);
    ret->mappings = mem_must_array(count, sizeof *ret->mappings);
    for (size_t i = 0; i < read; i++) {
        ret->tables[i] = ret->files[i].table;
    }
    mem_free(reading.codes);
    mem_free(reading.errors);
    return code;
}

int inputs_map(struct inputs *inputs, const char *path, struct err *err)
{
    int code = path != NULL
                   ? mapping_file_read(path, inputs->tables, inputs->count, inputs->mappings, err)
                   : infer_mappings(inputs->tables, inputs->count, inputs->mappings, err);
    inputs->mapped = code == 0;
    return code;
}

void inputs_keep_texts(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++) {
        for (size_t c = 0; c < inputs->tables[i].column_count; c++) {
            struct column *column = &inputs->tables[i].columns[c];
            if (inputs->mappings[i].columns[c].role == ROLE_IGNORE) {
                dictionary_free(&column->values);
                mem_free(column->ids);
                column->ids = NULL;
            } else {
                dictionary_keep_texts(&column->values);
            }
        }
    }
}

void inputs_free(struct inputs *inputs)
{
    mention_table_free(&inputs->mentions);
    for (size_t i = 0; i < inputs->count; i++) {
        if (inputs->mapped) {
            mapping_free(&inputs->mappings[i]);
        }
        source_file_free(&inputs->files[i]);
    }
    mem_free(inputs->mappings);
    mem_free(inputs->tables);
    mem_free(inputs->files);
    *inputs = (struct inputs){0};
}

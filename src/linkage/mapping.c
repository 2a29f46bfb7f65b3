/* mapping.c - making, reading and freeing mappings. */
#include "mapping.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const kind_names[MAPPING_KINDS] = {"people", "organisations", "properties",
                                                      "things"};

struct str mapping_text(struct mapping *mapping, const char *format, ...)
{
    char text[1000];
    va_list args;
    va_start(args, format);
    int printed = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size_t len = printed < 0 ? 0 : (size_t)printed;
    len = len < sizeof text ? len : sizeof text - 1;
    char *copy = len > 0 ? arena_try(&mapping->arena, len + 1) : NULL;
    if (copy == NULL) {
        mapping->exhausted = mapping->exhausted || len > 0;
        return STR("");
    }
    memcpy(copy, text, len);
    return (struct str){copy, len};
}

int mapping_begin(const struct table *table, struct mapping *ret)
{
    *ret = (struct mapping){.latest_year = LATEST_YEAR_DEFAULT};
    ret->columns = mem_try_array(table->column_count, sizeof *ret->columns);
    if (ret->columns == NULL) {
        return ERR_MEMORY;
    }
    ret->column_count = table->column_count;
    ret->source = mapping_text(ret, "%.*s", PRI(table->name));
    for (size_t c = 0; c < table->column_count; c++) {
        struct mapping_column *column = &ret->columns[c];
        column->header = mapping_text(ret, "%.*s", PRI(table->columns[c].header));
        column->subject = column->attribute = column->evidence = STR("");
    }
    return ret->exhausted ? ERR_MEMORY : 0;
}

void mapping_free(struct mapping *mapping)
{
    mem_free(mapping->columns);
    arena_free(&mapping->arena);
    *mapping = (struct mapping){0};
}

const char *mapping_kind_name(enum mapping_kind kind)
{
    return kind_names[kind];
}

enum mapping_kind mapping_kind_find(struct str name)
{
    int kind = 0;
    while (kind < MAPPING_KINDS && !str_eq(name, str_of(kind_names[kind]))) {
        kind++;
    }
    return (enum mapping_kind)kind;
}

int mapping_subjects(const struct mapping *mapping, struct str ret[SUBJECTS_MAX])
{
    int count = 1;
    ret[0] = STR("");
    for (size_t c = 0; c < mapping->column_count; c++) {
        struct str subject = mapping->columns[c].subject;
        int at = 0;
        if (mapping->columns[c].role == ROLE_IGNORE) {
            continue;
        }
        while (at < count && str_cmp(ret[at], subject) < 0) {
            at++;
        }
        if ((at < count && str_eq(ret[at], subject)) || (at == SUBJECTS_MAX)) {
            continue;
        }
        int last = count < SUBJECTS_MAX ? count++ : SUBJECTS_MAX - 1;
        for (int i = last; i > at; i--) {
            ret[i] = ret[i - 1];
        }
        ret[at] = subject;
    }
    return count;
}

int mapping_columns(const struct mapping *mapping, struct str subject, enum role role, int max,
                    size_t *ret)
{
    int count = 0;
    for (size_t c = 0; c < mapping->column_count; c++) {
        const struct mapping_column *column = &mapping->columns[c];
        if (column->role != role || !str_eq(column->subject, subject) || count == max) {
            continue;
        }
        int at = count++;
        while (at > 0 && mapping->columns[ret[at - 1]].line > column->line) {
            ret[at] = ret[at - 1];
            at--;
        }
        ret[at] = c;
    }
    return count;
}

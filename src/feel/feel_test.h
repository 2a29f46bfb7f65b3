/* feel_test.h - what the tests of the language share: an expression's value as text. For tests
 * only. */
#ifndef CANTREF_FEEL_FEEL_TEST_H
#define CANTREF_FEEL_FEEL_TEST_H

#include "feel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

struct feel_bench {
    struct arena arena;
    struct feel_scope *scope;
    struct feel_value values[16];
    struct time_zones *zones;
};

static inline void bench_begin(struct feel_bench *bench)
{
    *bench = (struct feel_bench){.zones = time_zones_open(NULL)};
    bench->scope = feel_scope_new(&bench->arena, NULL, FEEL_SCOPE_DECLARED);
}

static inline void bench_end(struct feel_bench *bench)
{
    time_zones_close(bench->zones);
    arena_free(&bench->arena);
}

static inline void bench_declare(struct feel_bench *bench, const char *name,
                                 const struct feel_type *type, struct feel_value value)
{
    bench->values[feel_scope_add(bench->scope, str_of(name), type)] = value;
}

/* The value of a text; false, and the message in *err: it does not parse. */
static inline bool bench_value(struct feel_bench *bench, const char *text, bool checked,
                               struct feel_value *ret, struct err *err)
{
    struct feel_parse_options options = {.zones = feel_zones_of(bench->zones), .checked = checked};
    struct feel_evaluation evaluation = {
        .arena = &bench->arena, .limits = feel_limits, .zones = options.zones};
    const struct feel_node *node = NULL;
    struct err ignored;
    if (feel_date_time_from_instant(1764288000, 0, &evaluation.now.date_time) == FEEL_FAULT_NONE) {
        evaluation.now.kind = FEEL_DATE_TIME; /* 2025-11-28T00:00:00Z */
    }
    if (feel_parse(&bench->arena, str_of(text), bench->scope, &options, &node, err) != 0) {
        return false;
    }
    (void)feel_evaluate(&evaluation, node, bench->values, ret, &ignored);
    return true;
}

struct feel_row {
    const char *text, *value;
};

/* Every row's text has that value; "?…": it does not parse, and the message has this in it. */
static inline void bench_rows(struct feel_bench *bench, const struct feel_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct feel_value value;
        struct err err = {.message = ""};
        bool parses = bench_value(bench, rows[i].text, false, &value, &err);
        const char *got = parses ? feel_value_text(&bench->arena, &value).ptr : err.message;
        bool same = rows[i].value[0] == '?'
                        ? !parses && strstr(err.message, rows[i].value + 1) != NULL
                        : parses && strcmp(got, rows[i].value) == 0;
        if (!same) {
            fail_msg("%s\n  gives  %s\n  not    %s", rows[i].text, got, rows[i].value);
        }
    }
}

#define ROWS(bench, rows) bench_rows(bench, rows, sizeof(rows) / sizeof(rows)[0])

#endif

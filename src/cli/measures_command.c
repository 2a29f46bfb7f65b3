/* measures_command.c - cantref measures: how the council did in a month, in figures in which nobody
 * can be found. */
#include "command.h"

#include "case_job.h"
#include "case_measures.h"
#include "date_words.h"
#include "measure_csv.h"

#include <stdio.h>

enum { TITLE_WIDTH = 46, CELL_WIDTH = 10 };

struct measures_job {
    struct case_job job;
    const char *month, *table; /* "": the one before; all */
    struct measure_month of;
};

static bool is_welsh(const struct measures_job *m)
{
    return m->job.language == ACCESS_WELSH;
}

static enum access_language language_of(const struct measures_job *m)
{
    return (enum access_language)m->job.language;
}

/* ---- for people ---- */

/* print_padded - as wide as that, by characters. */
static void print_padded(struct str text, int width)
{
    int columns = 0;
    for (size_t i = 0; i < text.len; i++) {
        columns += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    }
    printf("%.*s%*s", PRI(text), columns < width ? width - columns : 1, "");
}

/* print_figure - a dot where it isn't shown; 20+: at least 20. */
static void print_figure(const struct json_node *node, const struct json_node *at_least)
{
    bool shown = node != NULL && node->kind == JSON_NODE_NUMBER;
    struct str text = shown ? node->text : at_least != NULL ? at_least->text : STR("");
    int width = text.len > 0 ? (int)text.len + !shown : 1;
    printf("  %*s", width < CELL_WIDTH ? CELL_WIDTH - width : 0, "");
    if (text.len == 0) {
        printf("·");
    } else {
        printf("%.*s%s", PRI(text), shown ? "" : "+");
    }
}

static void print_row(const struct measures_job *m, const struct json_node *columns,
                      struct str title, const struct json_node *row)
{
    const struct json_node *days = measure_member(row, "days");
    print_padded(title, TITLE_WIDTH);
    const struct json_node *column = columns->first;
    for (const struct json_node *c = measure_member(row, "cells")->first; c != NULL; c = c->next) {
        print_figure(c, measure_floor(row, column));
        column = column->next;
    }
    print_figure(measure_member(row, "all"), NULL);
    if (days->kind == JSON_NODE_NUMBER) {
        printf(is_welsh(m) ? "  canolrif dyddiau: %.*s" : "  median days: %.*s", PRI(days->text));
    }
    printf("\n");
}

static void print_table(const struct measures_job *m, const struct json_node *table)
{
    struct str within = measure_text(table, "within", ACCESS_ENGLISH);
    struct str id = measure_text(table, "id", ACCESS_ENGLISH);
    printf("\n%.*s%s%.*s\n", PRI(id), within.len > 0 ? " " : "", PRI(within));
    printf("%*s", TITLE_WIDTH, "");
    for (const struct json_node *c = measure_member(table, "columns")->first; c != NULL;
         c = c->next) {
        struct str title = measure_text(c, "title", language_of(m));
        printf("  ");
        print_padded(title, CELL_WIDTH);
    }
    printf("  %s\n", is_welsh(m) ? "oll" : "all");
    for (const struct json_node *r = measure_member(table, "rows")->first; r != NULL; r = r->next) {
        print_row(m, measure_member(table, "columns"), measure_text(r, "title", language_of(m)), r);
    }
    print_row(m, measure_member(table, "columns"), is_welsh(m) ? STR("oll") : STR("all"),
              measure_member(table, "all"));
}

static void print_measures(const struct measures_job *m, const struct json_node *month)
{
    printf(is_welsh(m) ? "\nmesurau’r pecynnau\n" : "\nthe packs’ measures\n");
    for (const struct json_node *n = measure_member(month, "measures")->first; n != NULL;
         n = n->next) {
        const struct json_node *value = measure_member(n, "value");
        print_padded(measure_text(n, "pack", ACCESS_ENGLISH), CELL_WIDTH + 4);
        print_padded(measure_text(n, "title", language_of(m)), TITLE_WIDTH + CELL_WIDTH);
        if (measure_member(n, "at_least")->truth) {
            printf(is_welsh(m) ? " o leiaf" : " at least");
        }
        printf(" %.*s\n", PRI(value->kind == JSON_NODE_NUMBER ? value->text : STR("·")));
    }
}

static void print_savings(const struct measures_job *m, const struct json_node *month)
{
    printf(is_welsh(m) ? "\narbedion\n" : "\nsavings\n");
    for (const struct json_node *n = measure_member(month, "savings")->first; n != NULL;
         n = n->next) {
        const struct json_node *saved = measure_member(n, "saved");
        const struct json_node *cases = measure_member(n, "cases");
        print_padded(measure_text(n, "title", language_of(m)), TITLE_WIDTH);
        printf("  %.*s %.*s (%.*s × %.*s)\n",
               PRI(saved->kind == JSON_NODE_NUMBER ? saved->text : STR("·")),
               PRI(measure_text(n, "unit", ACCESS_ENGLISH)),
               PRI(cases->kind == JSON_NODE_NUMBER ? cases->text : STR("·")),
               PRI(measure_member(n, "each")->text));
        printf("    %.*s\n", PRI(measure_text(n, "basis", language_of(m))));
    }
    for (const struct json_node *n = measure_member(month, "savings_not_given")->first; n != NULL;
         n = n->next) {
        print_padded(measure_text(n, "title", language_of(m)), TITLE_WIDTH);
        printf("  %s\n", is_welsh(m) ? "heb ei roi: savings.yaml" : "not given: savings.yaml");
    }
}

static void print_reach(const struct measures_job *m, const struct json_node *month)
{
    const struct json_node *reach = measure_member(month, "reach");
    const struct json_node *places = measure_member(reach, "places");
    if (places->count == 0) {
        return;
    }
    printf(is_welsh(m) ? "\nna all pobl, neu na fynnant, ei ddefnyddio, i lawr i’r pump agosaf\n"
                       : "\nwhat people can't, or won't, use, down to the nearest five\n");
    printf("%*s", TITLE_WIDTH, "");
    for (const struct json_node *p = places->first; p != NULL; p = p->next) {
        printf("  ");
        print_padded(measure_text(p, "title", language_of(m)), CELL_WIDTH);
    }
    printf("\n");
    for (const struct json_node *r = measure_member(reach, "rows")->first; r != NULL; r = r->next) {
        bool cannot = str_eq(measure_text(r, "said", ACCESS_ENGLISH), STR("cannot"));
        struct str title = arena_printf((struct arena *)&m->job.arena, "%.*s: %s",
                                        PRI(measure_text(r, "title", language_of(m))),
                                        is_welsh(m) ? (cannot ? "ni allant" : "ni fynnant")
                                                    : (cannot ? "can't" : "won't"));
        print_padded(title, TITLE_WIDTH);
        for (const struct json_node *c = measure_member(r, "cells")->first; c != NULL;
             c = c->next) {
            print_figure(c, NULL);
        }
        printf("\n");
    }
}

static void print_month(const struct measures_job *m, const struct json_node *month)
{
    printf("%s %d\n", date_month_name(m->of.month, is_welsh(m)), m->of.year);
    if (measure_member(month, "running")->truth) {
        printf(is_welsh(m) ? "Mae’r mis heb ddod i ben: fe’i dangosir gan mai cyngor enghreifftiol "
                             "yw hwn.\n"
                           : "The month is not over: it is shown since this is the example "
                             "council.\n");
    }
    for (const struct json_node *t = measure_member(month, "tables")->first; t != NULL;
         t = t->next) {
        print_table(m, t);
    }
    print_measures(m, month);
    print_savings(m, month);
    print_reach(m, month);
    printf(is_welsh(m)
               ? "\n· : llai na %d, neu i’w gadw rhag ei gyfrifo; +: o leiaf cynifer\n"
               : "\n·: fewer than %d, or kept from being worked out; +: that many at least\n",
           DISCLOSURE_THRESHOLD);
}

/* ---- the command ---- */

static int print_csv(const struct measures_job *m, const struct json_node *month, struct err *err)
{
    struct str within = str_of(m->table);
    struct str id = STR("");
    struct buf text = {0};
    const struct json_node *table = NULL;
    str_next_token(&within, '/', &id);
    table = measure_table_of(month, id, within);
    if (table == NULL) {
        return err_set(err, ERR_NOTFOUND,
                       "the month has no such table: cantref measures --json has their ids");
    }
    int code = measure_csv(table, language_of(m), &text);
    printf("%.*s", PRI(buf_str(&text)));
    buf_free(&text);
    return code ? err_set(err, code, "the table is too long") : 0;
}

static void print_json(const struct json_node *month)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_tree_write(month, &json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

static int choose_month(struct measures_job *m, struct err *err)
{
    struct measure_month now = measure_month_at(m->job.asked.day);
    if (m->month[0] == '\0') {
        m->of = measure_month_near(&now, -1);
        return 0;
    }
    return measure_month_of(str_of(m->month), &m->of)
               ? 0
               : err_set(err, ERR_USAGE, "--month takes a month, as 2026-10");
}

static int run(struct measures_job *m, struct err *err)
{
    struct json_node *month = NULL;
    struct inquiry *q = &m->job.inquiry;
    int code = case_job_open(&m->job, false, err);
    code = code ? code : choose_month(m, err);
    code = code ? code : inquiry_act(q, m->job.asked.purpose, ACT_MEASURES, err);
    code = code ? code : inquiry_tell_everybody(q, 0, err);
    code = code ? code : case_measures_read(&m->job.arena, &m->job.cases, &m->of, &month, err);
    if (code != 0) {
        return code;
    }
    if (m->table[0] != '\0') {
        return print_csv(m, month, err);
    }
    if (m->job.json) {
        print_json(month);
    } else {
        print_month(m, month);
    }
    return 0;
}

int measures_command(const struct command *self, int argc, char **argv)
{
    struct measures_job m = {.job = case_job_begin("cantref measures"), .month = "", .table = ""};
    const struct option_row rows[] = {
        OPTION_HOME(m.job.asked.start),
        OPTION_PURPOSE(m.job.asked.purpose),
        {"month", 0, OPTION_TEXT, "MONTH", "as 2026-10 (default: the last that is over)",
         .text = &m.month},
        {"csv", 0, OPTION_TEXT, "TABLE", "one table as CSV, by its id in --json", .text = &m.table},
        OPTION_DAY(m.job.day),
        OPTION_LANGUAGE(m.job),
        OPTION_JSON(m.job),
    };
    struct options options = {.rows = rows, .count = sizeof rows / sizeof rows[0]};
    struct err err = {0};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    int code = run(&m, &err);
    return case_job_close(&m.job, code, &err);
}

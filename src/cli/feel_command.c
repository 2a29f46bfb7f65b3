/* feel_command.c - cantref feel explain | eval | check: a condition tried out by itself. */
#include "command.h"

#include "clock.h"
#include "feel_explain.h"
#include "feel_input.h"
#include "json_writer.h"
#include "options.h"
#include "whole_file.h"

#include <stdio.h>
#include <time.h>

struct feel_job {
    const char *expression;
    const char *input, *labels, *at; /* NULL: none */
    enum language language;
    bool json;
    /* made of these: */
    struct arena arena;
    struct time_zones *zone_set;
    struct feel_zones zones;
    struct feel_inputs inputs;
    struct feel_explain_options options;
    struct feel_evaluation evaluation;
};

static int read_tree(struct feel_job *job, const char *path, const char *what,
                     struct yaml_node **ret, struct err *err)
{
    struct buf text = {.max = YAML_BYTES_MAX};
    int code = file_read_whole(path, what, YAML_BYTES_MAX, &text, err);
    if (code == 0) {
        code = yaml_tree_parse(&job->arena, buf_str(&text), path, ret, err);
    }
    buf_free(&text);
    return code;
}

/* set_now - what now() and today() give: --at, or this moment. */
static int set_now(struct feel_job *job, struct err *err)
{
    struct feel_value *now = &job->evaluation.now;
    enum feel_fault fault =
        job->at != NULL ? feel_date_time_parse(&job->zones, str_of(job->at), &now->date_time)
                        : feel_date_time_from_instant((int64_t)time(NULL), 0, &now->date_time);
    now->kind = FEEL_DATE_TIME;
    return fault == FEEL_FAULT_NONE
               ? 0
               : err_set(err, ERR_USAGE, "--at \"%.40s\" is no date and time: 2026-04-01T09:00:00Z",
                         job->at);
}

static int prepare(struct feel_job *job, struct err *err)
{
    struct yaml_node *input = NULL, *labels = NULL;
    job->zone_set = time_zones_open(NULL);
    job->zones = feel_zones_of(job->zone_set);
    job->evaluation =
        (struct feel_evaluation){.arena = &job->arena, .limits = feel_limits, .zones = job->zones};
    job->options.language = job->language;
    int code = set_now(job, err);
    if (code == 0 && job->input != NULL) {
        code = read_tree(job, job->input, "the inputs", &input, err);
    }
    if (code == 0) {
        code = feel_inputs_read(&job->arena, input, job->input, &job->zones, &job->inputs, err);
    }
    if (code == 0 && job->labels != NULL) {
        code = read_tree(job, job->labels, "the labels", &labels, err);
    }
    if (code == 0 && labels != NULL) {
        code = feel_labels_read(&job->arena, labels, job->labels, &job->options.labels,
                                &job->options.label_count, err);
    }
    return code;
}

static int parse(struct feel_job *job, bool checked, const struct feel_node **ret, struct err *err)
{
    struct feel_parse_options options = {
        .file = "expression", .zones = job->zones, .checked = checked};
    return feel_parse(&job->arena, str_of(job->expression), job->inputs.scope, &options, ret, err);
}

/* --- output --- */

static const char *const verdict_names[] = {[FEEL_HOLDS] = "holds",
                                            [FEEL_DOES_NOT_HOLD] = "does not hold",
                                            [FEEL_CANT_TELL] = "can't tell"};

static void print_json(struct buf *text)
{
    fwrite(text->ptr, 1, text->len, stdout);
    putchar('\n');
    buf_free(text);
}

static void put_value(struct json_writer *json, struct feel_job *job,
                      const struct feel_value *value)
{
    json_put_text(json, "kind", str_of(feel_kind_name((enum feel_kind)value->kind)));
    json_put_text(json, "value", feel_value_text(&job->arena, value));
    if (value->cause != NULL) {
        json_put_text(json, "cause", feel_cause_text(&job->arena, value->cause));
    }
}

static void print_explanation_json(struct feel_job *job, const struct feel_explanation *e)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_put_text(&json, "verdict", str_of(verdict_names[e->verdict]));
    json_put_text(&json, "sentence", e->sentence);
    put_value(&json, job, &e->value);
    json_write_key(&json, STR("parts"));
    json_write_array(&json);
    for (size_t i = 0; i < e->part_count; i++) {
        const struct feel_part *part = &e->parts[i];
        json_write_object(&json);
        json_put_text(&json, "verdict", str_of(verdict_names[part->verdict]));
        json_put_bool(&json, "decided", part->decided);
        json_put_text(&json, "words", part->words);
        json_put_text(&json, "expression", part->expression);
        json_put_whole(&json, "line", part->line);
        json_put_whole(&json, "column", part->column);
        json_put_whole(&json, "depth", part->depth);
        json_write_close(&json);
    }
    json_write_close(&json);
    json_put_bool(&json, "cut", e->cut);
    json_write_close(&json);
    print_json(&text);
}

/* print_explanation - the sentence; the parts, where there is more than one: yes, no or ?. */
static void print_explanation(const struct feel_explanation *e)
{
    printf("%.*s\n", PRI(e->sentence));
    for (size_t i = 0; i < e->part_count && e->part_count > 1; i++) {
        static const char *const marks[] = {
            [FEEL_HOLDS] = "✓", [FEEL_DOES_NOT_HOLD] = "✗", [FEEL_CANT_TELL] = "?"};
        const struct feel_part *part = &e->parts[i];
        printf("%s  %*s%s %.*s\n", i == 0 ? "\n" : "", (int)part->depth * 2, "",
               marks[part->verdict], PRI(part->words));
    }
    if (e->cut) {
        printf("  …\n");
    }
}

/* --- actions --- */

static int explain(struct feel_job *job, struct err *err)
{
    const struct feel_node *node;
    struct feel_explanation explanation;
    int code = parse(job, false, &node, err);
    if (code == 0) {
        code = feel_explain(&job->evaluation, node, job->inputs.values, &job->options, &explanation,
                            err);
    }
    if (code == 0 && job->json) {
        print_explanation_json(job, &explanation);
    } else if (code == 0) {
        print_explanation(&explanation);
    }
    return code;
}

static int eval(struct feel_job *job, struct err *err)
{
    const struct feel_node *node;
    struct feel_value value;
    int code = parse(job, false, &node, err);
    if (code == 0) {
        code = feel_evaluate(&job->evaluation, node, job->inputs.values, &value, err);
    }
    if (code != 0) {
        return code;
    }
    if (job->json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        json_write_object(&json);
        put_value(&json, job, &value);
        json_write_close(&json);
        print_json(&text);
        return 0;
    }
    printf("%.*s\n", PRI(feel_value_text(&job->arena, &value)));
    if (value.cause != NULL) { /* on standard error: what is asked for is the value */
        fprintf(stderr, "cantref feel: %.*s\n", /* not personal: names and the expression */
                PRI(feel_cause_text(&job->arena, value.cause)));
    }
    return 0;
}

static int check(struct feel_job *job, struct err *err)
{
    const struct feel_node *node;
    int code = parse(job, true, &node, err);
    if (code != 0) {
        return code;
    }
    struct str type = feel_type_text(&job->arena, node->type);
    if (job->json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        json_write_object(&json);
        json_put_text(&json, "type", type);
        json_write_close(&json);
        print_json(&text);
    } else {
        printf("%.*s\n", PRI(type));
    }
    return 0;
}

static const struct {
    const char *word;
    int (*run)(struct feel_job *job, struct err *err);
} actions[] = {{"explain", explain}, {"eval", eval}, {"check", check}};

int feel_command(const struct command *self, int argc, char **argv)
{
    struct feel_job job = {.input = NULL};
    uint64_t language = LANGUAGE_ENGLISH;
    const struct option_row rows[] = {
        {"input", 'i', OPTION_TEXT, "FILE", "values of the names in it, JSON or YAML",
         .text = &job.input},
        {"labels", 0, OPTION_TEXT, "FILE", "explain: what the names are called, in en and cy",
         .text = &job.labels},
        {"at", 0, OPTION_TEXT, "TIME", "what now() is (default: now)", .text = &job.at},
        {"language", 0, OPTION_CHOICE, "LANGUAGE", "explain: en or cy (default: en)",
         .number = &language, .choices = language_codes},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &job.json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 2,
                              .operands_max = 2,
                              .operand_name = "ACTION and EXPRESSION"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    int code = ERR_USAGE;
    bool found = false;
    job.language = (enum language)language;
    job.expression = options.operands[1];
    for (size_t i = 0; i < sizeof actions / sizeof actions[0] && !found; i++) {
        found = strcmp(actions[i].word, options.operands[0]) == 0;
        if (found) {
            code = prepare(&job, &err);
            code = code == 0 ? actions[i].run(&job, &err) : code;
        }
    }
    if (!found) {
        code = err_set(&err, ERR_USAGE, "explain, eval or check EXPRESSION, not \"%.40s\"",
                       options.operands[0]);
    }
    if (code != 0) {
        err_print("cantref feel", &err);
    }
    time_zones_close(job.zone_set);
    arena_free(&job.arena);
    return err_exit_status(code);
}

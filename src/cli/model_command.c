/* model_command.c - cantref model train | compare | adopt | list. */
#include "command.h"

#include "clock.h"
#include "json_writer.h"
#include "model_store.h"
#include "options.h"
#include "parallel.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct model_job {
    const char *start, *name; /* NULL: the newest */
    bool json;
    int threads;
    struct picture picture;
    struct progress progress;
};

typedef int model_action(struct model_job *job, struct err *err);

static void version_json(struct json_writer *json, const struct model_version *v)
{
    char at[CLOCK_TEXT_MAX];
    json_write_key(json, STR("model"));
    json_write_text(json, str_of(v->name));
    json_write_key(json, STR("trained"));
    json_write_text(json, str_of(clock_text(v->trained, at)));
    json_write_key(json, STR("adopted"));
    if (v->adopted != 0) {
        json_write_text(json, str_of(clock_text(v->adopted, at)));
    } else {
        json_write_nothing(json);
    }
    json_write_key(json, STR("in_use"));
    json_write_bool(json, v->in_use);
}

static void print_json(const struct buf *text)
{
    printf("%.*s\n", PRI(buf_str(text)));
}

static int train(struct model_job *job, struct err *err)
{
    struct model_training t;
    int code = model_train(&job->picture, job->threads, &job->progress, &t, err);
    progress_end(&job->progress);
    if (code != 0) {
        return code;
    }
    bool told = !isnan(t.precision) && !isnan(t.recall);
    if (job->json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        json_write_object(&json);
        version_json(&json, &t.version);
        json_put_whole(&json, "records", t.records);
        json_put_whole(&json, "mentions", t.mentions);
        json_put_whole(&json, "entities", t.entities);
        json_write_key(&json, STR("precision"));
        told ? json_write_decimal(&json, t.precision, 4) : json_write_nothing(&json);
        json_write_key(&json, STR("recall"));
        told ? json_write_decimal(&json, t.recall, 4) : json_write_nothing(&json);
        json_write_close(&json);
        print_json(&text);
        buf_free(&text);
        return 0;
    }
    printf("Trained model %s on %zu records.\n", t.version.name, t.records);
    printf("  They speak of %zu persons, organisations and others, %zu times.\n", t.entities,
           t.mentions);
    if (told) {
        printf("  Of its links some %.1f in 100 should be right, and some %.1f in 100 found.\n",
               100 * t.precision, 100 * t.recall);
    } else {
        printf("  How good its links are can't be told: %s.\n", t.cannot_tell);
    }
    printf(
        "\nNext:\n  cantref model compare   what it would change\n"
        "  cantref model adopt     link with it from now on\n");
    return 0;
}

static int compare(struct model_job *job, struct err *err)
{
    struct model_comparison c;
    int code = model_compare(&job->picture, job->name, job->threads, &job->progress, &c, err);
    progress_end(&job->progress);
    if (code != 0) {
        return code;
    }
    if (job->json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        json_write_object(&json);
        version_json(&json, &c.version);
        json_put_whole(&json, "mentions", c.mentions);
        json_put_whole(&json, "entities_before", c.entities_before);
        json_put_whole(&json, "entities_after", c.entities_after);
        json_put_whole(&json, "unchanged", c.unchanged);
        json_put_whole(&json, "merges", c.merges);
        json_put_whole(&json, "splits", c.splits);
        json_put_whole(&json, "mentions_moved", c.moved);
        json_write_key(&json, STR("examples"));
        json_write_array(&json);
        for (size_t i = 0; i < c.example_count; i++) {
            json_write_object(&json);
            json_write_key(&json, STR("change"));
            json_write_text(&json, c.examples[i].joined ? STR("merge") : STR("split"));
            json_put_whole(&json, "count", c.examples[i].count);
            json_write_key(&json, STR("entities"));
            json_write_array(&json);
            for (size_t e = 0; e < 4 && c.examples[i].ids[e][0] != '\0'; e++) {
                json_write_text(&json, str_of(c.examples[i].ids[e]));
            }
            json_write_close(&json);
            json_write_close(&json);
        }
        json_write_close(&json);
        json_write_close(&json);
        print_json(&text);
        buf_free(&text);
        return 0;
    }
    printf("Model %s beside the picture as it is:\n", c.version.name);
    printf("  %zu entities now, %zu with it; %zu stay as they are\n", c.entities_before,
           c.entities_after, c.unchanged);
    printf("  %zu would be made of several, %zu would be parted; %zu mentions would move\n",
           c.merges, c.splits, c.moved);
    for (size_t i = 0; i < c.example_count; i++) {
        const struct model_change *e = &c.examples[i];
        printf(e->joined ? "  joined" : "  parted");
        for (size_t n = 0; n < 4 && e->ids[n][0] != '\0'; n++) {
            printf(" %s", e->ids[n]);
        }
        if (e->joined && e->count > 4) {
            printf(" and %zu more", e->count - 4);
        } else if (!e->joined) {
            printf(" in %zu", e->count);
        }
        printf("\n");
    }
    printf("\nNothing was changed. Next:\n  cantref model adopt %s\n", c.version.name);
    return 0;
}

static int adopt(struct model_job *job, struct err *err)
{
    struct model_version v;
    int64_t before = job->picture.model;
    struct model_version *list = NULL;
    size_t count = 0;
    char former[MODEL_NAME_MAX] = "";
    int code = model_list(job->picture.db, &list, &count, err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        if (list[i].number == before) {
            snprintf(former, sizeof former, "%s", list[i].name);
        }
    }
    mem_free(list);
    code =
        code ? code : model_adopt(&job->picture, job->name, job->threads, &job->progress, &v, err);
    progress_end(&job->progress);
    if (code == 0 && job->json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        json_write_object(&json);
        version_json(&json, &v);
        json_write_close(&json);
        print_json(&text);
        buf_free(&text);
    } else if (code == 0) {
        printf("Model %s is in use: records are linked with it as they come.\n", v.name);
        if (former[0] != '\0' && strcmp(former, v.name) != 0) {
            printf("To go back: cantref model adopt %s\n", former);
        }
    }
    return code;
}

static int list(struct model_job *job, struct err *err)
{
    struct model_version *versions = NULL;
    size_t count = 0;
    char at[CLOCK_TEXT_MAX];
    int code = model_list(job->picture.db, &versions, &count, err);
    if (code != 0) {
        return code;
    }
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("models"));
    json_write_array(&json);
    for (size_t i = 0; i < count; i++) {
        json_write_object(&json);
        version_json(&json, &versions[i]);
        json_write_close(&json);
        if (!job->json) {
            printf("%s %-14s trained %s", versions[i].in_use ? "*" : " ", versions[i].name,
                   clock_text(versions[i].trained, at));
            printf(versions[i].adopted != 0 ? ", adopted %s\n" : "\n",
                   clock_text(versions[i].adopted, at));
        }
    }
    json_write_close(&json);
    json_write_close(&json);
    if (job->json) {
        print_json(&text);
    } else if (count == 0) {
        printf("No model yet. Next: cantref model train\n");
    } else {
        printf("* in use\n");
    }
    buf_free(&text);
    mem_free(versions);
    return 0;
}

static const struct {
    const char *name;
    model_action *act;
    bool takes_name;
} actions[] = {{"train", train, false},
               {"compare", compare, true},
               {"adopt", adopt, true},
               {"list", list, false}};

int model_command(const struct command *self, int argc, char **argv)
{
    struct model_job job = {.start = ".", .picture = {.home = {.lock_fd = -1}}};
    uint64_t threads = (uint64_t)parallel_cores();
    const struct option_row rows[] = {
        OPTION_HOME(job.start),
        {"threads", 0, OPTION_WHOLE, "N", "threads (default: one a core)", .number = &threads,
         .min = 1, .max = THREADS_MAX},
        {"json", 0, OPTION_FLAG, "", "print one JSON object on standard output", .flag = &job.json},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 2,
                              .operand_name = "ACTION"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    model_action *act = NULL;
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (strcmp(actions[i].name, options.operands[0]) == 0 &&
            (actions[i].takes_name || options.operand_count == 1)) {
            act = actions[i].act;
        }
    }
    int code = act == NULL ? err_set(&err, ERR_USAGE,
                                     "train, compare [NAME], adopt [NAME] or list, not \"%.40s\"",
                                     options.operands[options.operand_count - 1])
                           : 0;
    job.name = options.operand_count > 1 ? options.operands[1] : NULL;
    job.threads = (int)threads;
    job.progress = progress_begin();
    code = code ? code : picture_open(job.start, &job.picture, &err);
    code = code ? code : act(&job, &err);
    progress_end(&job.progress);
    if (code != 0) {
        err_print("cantref model", &err);
    }
    picture_close(&job.picture);
    return err_exit_status(code);
}

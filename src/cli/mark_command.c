/* mark_command.c - cantref restrict, object, hold: what is marked of a person, and lifted. */
#include "command.h"

#include "rights_job.h"
#include "rights_mark.h"

#include <stdio.h>

/* struct mark_kind - what the three differ in. */
struct mark_kind {
    enum mark_what what;
    const char *command;
    const char *done, *lifted; /* for people */
};

static const struct mark_kind restriction = {
    MARK_RESTRICTED, "cantref restrict",
    "Processing is restricted: purposes see nothing but those that may all the same (Article 18(2)).",
    "Processing is restricted no longer. The person must have been told before (Article 18(3))."};
static const struct mark_kind objection = {
    MARK_OBJECTED, "cantref object",
    "Objected: purposes that rest on a public task see nothing, but those with overriding grounds "
    "(Article 21(1)).",
    "The objection stands no longer."};
static const struct mark_kind holding = {
    MARK_HELD, "cantref hold",
    "Held: neither erased nor deleted by retention until that day has passed.", "Held no longer."};

static void print_marked(const struct rights_job *job, const struct mark_kind *kind, const char *id,
                         bool lift, const struct marked *m, int64_t request)
{
    if (!job->json) {
        printf("%s: %zu mention%s. %s\n", id, m->mentions, m->mentions == 1 ? "" : "s",
               lift ? kind->lifted : kind->done);
        if (request != 0) {
            printf("Request %lld is closed.\n", (long long)request);
        }
        return;
    }
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_put_text(&json, "entity", str_of(id));
    json_put_text(&json, "mark", str_of(mark_names[kind->what]));
    json_put_bool(&json, "lifted", lift);
    json_put_whole(&json, "mentions", (int64_t)m->mentions);
    json_put_whole(&json, "request_closed", request);
    json_write_close(&json);
    rights_print_json(&text);
    buf_free(&text);
}

static int run(const struct command *self, const struct mark_kind *kind, int argc, char **argv)
{
    struct rights_job job = RIGHTS_JOB(kind->command);
    const char *until_text = "";
    bool lift = false;
    const struct option_row rows[] = {
        {"lift", 0, OPTION_FLAG, "", "it stands no longer", .flag = &lift},
        {"why", 0, OPTION_TEXT, "TEXT", "why; kept sealed", .text = &job.why},
        RIGHTS_OPTIONS(job),
        {"until", 0, OPTION_TEXT, "DATE", "the last day of the hold, as 2027-03-31",
         .text = &until_text},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0] - (kind != &holding),
                              .operands_min = 1,
                              .operands_max = 1,
                              .operand_name = "ENTITY"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    struct marked marked = {0};
    int64_t request = 0;
    int32_t until = 0;
    int code = rights_day(until_text, 0, &until, &err);
    if (code == 0 && kind == &holding && !lift && (until == 0 || job.why[0] == '\0')) {
        code = err_set(&err, ERR_USAGE, "until when, and why? --until DATE --why TEXT");
    }
    const char *name = options.operands[0];
    code = code ? code : rights_begin(&job, ACT_RIGHTS, &err);
    const struct rights_marking marking = {
        .what = kind->what, .lift = lift, .until = until, .why = str_of(job.why)};
    code = code ? code : rights_mark(&job.act, name, &marking, &marked, &request, &err);
    if (code == 0) {
        print_marked(&job, kind, name, lift, &marked, request);
    }
    return rights_finish(&job, code, &err);
}

int restrict_command(const struct command *self, int argc, char **argv)
{
    return run(self, &restriction, argc, argv);
}

int object_command(const struct command *self, int argc, char **argv)
{
    return run(self, &objection, argc, argv);
}

int hold_command(const struct command *self, int argc, char **argv)
{
    return run(self, &holding, argc, argv);
}

/* inbox_command.c - cantref inbox: what came from other systems under a purpose, and what became of
 * it. */
#include "command.h"

#include "clock.h"
#include "inbound_store.h"
#include "inquiry.h"
#include "json_writer.h"
#include "language.h"
#include "options.h"

#include <stdio.h>
#include <string.h>

enum { LIST_MAX = 100000 };

struct inbox_job {
    struct inquiry inquiry;
    struct inquiry_options asked;
    uint64_t language, limit;
    bool json, whole; /* whole: show */
    struct buf out;
    struct json_writer writer;
    uint64_t count;
};

/* ---- words ---- */

static const char *kind_title(enum inbound_kind kind, bool welsh)
{
    static const char *const titles[INBOUND_KINDS][2] = {
        [INBOUND_EVENT] = {"life event", "digwyddiad bywyd"},
        [INBOUND_CONFIRMATION] = {"confirmation", "cadarnhad"},
        [INBOUND_RECORDS] = {"records", "cofnodion"},
        [INBOUND_OTHER] = {"not known", "anhysbys"}};
    return titles[kind][welsh];
}

static const char *outcome_title(const struct inbound *i, bool welsh)
{
    if (i->outcome == INBOUND_REFUSED) {
        return welsh ? "gwrthodwyd" : "refused";
    }
    if (i->outcome == INBOUND_BEGUN) {
        return welsh ? "ar ei hanner" : "under way";
    }
    if (i->kind != INBOUND_CONFIRMATION) {
        return welsh ? "derbyniwyd" : "taken";
    }
    if (i->done) {
        return welsh ? "mae wedi’i wneud" : "it is done";
    }
    return welsh ? "ni chaiff ei wneud" : "it won't be done";
}

/* ---- printed, once it is in the log ---- */

static void write_json(struct json_writer *json, const struct inbound *i, bool whole)
{
    char text[CLOCK_TEXT_MAX];
    json_write_object(json);
    json_put_whole(json, "number", i->number);
    json_put_text(json, "at", str_of(clock_text(i->at, text)));
    json_put_text(json, "partner", i->partner);
    json_put_text(json, "kind", str_of(inbound_kind_names[i->kind]));
    json_put_text(json, "type", i->type);
    json_put_text(json, "outcome", str_of(inbound_outcome_names[i->outcome]));
    json_put_text(json, "reason", i->reason);
    json_put_text(json, "about", i->about);
    if (i->kind == INBOUND_CONFIRMATION && i->outcome == INBOUND_TAKEN) {
        json_put_bool(json, "done", i->done);
        json_put_bool(json, "taken_up", i->taken != 0);
    }
    json_put_whole(json, "again", i->again);
    if (whole) {
        json_put_text(json, "said", i->outcome != INBOUND_BEGUN ? i->detail : STR(""));
    }
    json_write_close(json);
}

static void write_line(struct buf *out, const struct inbound *i, bool welsh)
{
    char text[CLOCK_TEXT_MAX];
    clock_text(i->at, text);
    buf_printf(out, "%-6lld %.10s %.5s  %-20.*s %s: %s", (long long)i->number, text, text + 11,
               PRI(i->partner), kind_title(i->kind, welsh), outcome_title(i, welsh));
    if (i->about.len > 0) {
        buf_printf(out, ", %.*s", PRI(i->about));
    }
    if (i->reason.len > 0) {
        buf_printf(out, ": %.*s", PRI(i->reason));
    }
    buf_add(out, STR("\n"));
}

static void write_whole(struct buf *out, const struct inbound *i, bool welsh)
{
    write_line(out, i, welsh);
    if (i->type.len > 0) {
        buf_printf(out, "  %.*s\n", PRI(i->type));
    }
    if (i->again > 0) {
        buf_printf(out, welsh ? "  daeth eto: %lld\n" : "  it came once more: %lld\n",
                   (long long)i->again);
    }
    if (i->kind == INBOUND_CONFIRMATION && i->outcome == INBOUND_TAKEN && i->taken == 0) {
        buf_add(out, welsh ? STR("  nid oes neb wedi’i gymryd i fyny eto\n")
                           : STR("  nobody has taken it up yet\n"));
    }
    if (i->outcome != INBOUND_BEGUN && i->detail.len > 0) {
        buf_printf(out, "  %.*s\n", PRI(i->detail));
    }
}

static int take(void *context, const struct inbound *inbound, struct err *err)
{
    struct inbox_job *job = context;
    bool welsh = job->language == ACCESS_WELSH;
    (void)err;
    job->count++;
    if (job->json) {
        write_json(&job->writer, inbound, job->whole);
    } else if (job->whole) {
        write_whole(&job->out, inbound, welsh);
    } else {
        write_line(&job->out, inbound, welsh);
    }
    return 0;
}

/* ---- the command ---- */

static int list(struct inbox_job *job, struct err *err)
{
    struct str purpose = viewing_purpose(&job->inquiry.viewing)->id;
    if (job->json) {
        json_write_object(&job->writer);
        json_write_key(&job->writer, STR("inbox"));
        json_write_array(&job->writer);
    }
    int code =
        inbound_of_purpose(job->inquiry.picture.db, purpose, (int64_t)job->limit, take, job, err);
    if (job->json) {
        json_write_close(&job->writer);
        json_write_close(&job->writer);
    }
    return code ? code : inquiry_tell(&job->inquiry, NULL, 0, job->count, err);
}

static int show(struct inbox_job *job, const char *given, struct err *err)
{
    struct picture *picture = &job->inquiry.picture;
    struct str purpose = viewing_purpose(&job->inquiry.viewing)->id;
    struct err failed = {0};
    uint64_t number = 0;
    char name[40];
    if (!str_to_uint(str_of(given), INT64_MAX, &number)) {
        return err_set(err, ERR_USAGE, "show takes the number that cantref inbox list gives");
    }
    job->whole = true;
    int code = inbound_read(picture->db, picture->seal, (int64_t)number, purpose, take, job, err);
    if (code == ERR_NOTFOUND && inquiry_tell(&job->inquiry, NULL, 0, 0, &failed) != 0) {
        return err_set(err, failed.code, "%s", failed.message);
    }
    snprintf(name, sizeof name, "inbound %llu", (unsigned long long)number);
    return code ? code : inquiry_tell_mentions(&job->inquiry, str_of(name), NULL, 0, err);
}

static int act(struct inbox_job *job, char *const *operands, size_t count, struct err *err)
{
    bool lists = count == 1 && strcmp(operands[0], "list") == 0;
    bool shows = count == 2 && strcmp(operands[0], "show") == 0;
    if (!lists && !shows) {
        return err_set(err, ERR_USAGE, "list, or show NUMBER, is wanted");
    }
    int code = inquiry_open(&job->asked, &job->inquiry, err);
    if (code != 0) {
        return code;
    }
    return lists ? list(job, err) : show(job, operands[1], err);
}

int inbox_command(const struct command *self, int argc, char **argv)
{
    struct inbox_job job = {.asked = {.start = ".",
                                      .system = "cantref inbox",
                                      .purpose = "",
                                      .case_reference = "",
                                      .break_glass = "",
                                      .day = calendar_today()},
                            .limit = 100};
    const struct option_row rows[] = {
        OPTION_HOME(job.asked.start),
        OPTION_PURPOSE(job.asked.purpose),
        OPTION_CASE(job.asked.case_reference),
        {"limit", 0, OPTION_WHOLE, "N", "list: at most so many, the newest first (default: 100)",
         .number = &job.limit, .min = 1, .max = LIST_MAX},
        {"language", 0, OPTION_CHOICE, "LANGUAGE", "en or cy (default: en)",
         .number = &job.language, .choices = language_codes},
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
    job.asked.language = (enum access_language)job.language;
    job.inquiry.picture.home.lock_fd = -1;
    job.writer = (struct json_writer){.out = &job.out, .indent = 2};
    int code = act(&job, options.operands, options.operand_count, &err);
    int closed = inquiry_close(&job.inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    if (code != 0) {
        err_print("cantref inbox", &err);
    } else {
        printf("%.*s%s", PRI(buf_str(&job.out)), job.json ? "\n" : "");
    }
    buf_free(&job.out);
    return err_exit_status(code);
}

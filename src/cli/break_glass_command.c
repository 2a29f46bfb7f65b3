/* break_glass_command.c - cantref break-glass list | review: purposes that were used for once
 * without role, team or case. */
#include "command.h"

#include "clock.h"
#include "request_store.h"
#include "rights_job.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

struct break_job {
    struct rights_job rights;
    bool all, justified, unjustified;
    const char *finding;
    uint64_t notice;
};

struct listing {
    struct rights *rights;
    struct json_writer *json; /* NULL: for people */
    struct buf said;          /* for people */
    size_t count;
    struct rights_people people;
};

static void notice_json(struct json_writer *json, const struct break_glass *n, bool may_name,
                        const char *at)
{
    json_write_object(json);
    json_put_whole(json, "notice", n->number);
    json_put_text(json, "at", str_of(at));
    json_put_text(json, "who", n->who);
    json_put_text(json, "purpose", n->purpose);
    json_put_text(json, "owner", n->owner);
    json_put_text(json, "case", n->case_reference);
    if (may_name) {
        json_put_text(json, "person", n->person);
    } else {
        json_write_key(json, STR("person"));
        json_write_nothing(json);
    }
    json_put_text(json, "reason", n->reason);
    json_put_bool(json, "reviewed", n->reviewed != 0);
    if (n->reviewed != 0) {
        json_put_text(json, "reviewed_by", n->reviewed_by);
        json_put_bool(json, "justified", n->justified);
        json_put_text(json, "finding", n->finding);
    }
    json_write_close(json);
}

static int take(void *context, const struct break_glass *n, struct err *err)
{
    struct listing *l = context;
    char at[CLOCK_TEXT_MAX];
    bool may_name = n->person.len == 0; /* somebody was looked for */
    int code = may_name ? 0 : rights_may_name(l->rights, n->person, &may_name, err);
    if (code != 0) {
        return code;
    }
    struct str person = may_name ? n->person : STR("(nobody who may be known of)");
    l->count++;
    rights_people_add(&l->people, may_name ? n->person : STR(""));
    clock_text(n->at, at);
    if (l->json != NULL) {
        notice_json(l->json, n, may_name, at);
        return 0;
    }
    buf_printf(&l->said, "%lld  %s  %.*s  %.*s  %.*s\n    %.*s\n    to %.*s; %s",
               (long long)n->number, at, PRI(n->who), PRI(n->purpose), PRI(person), PRI(n->reason),
               PRI(n->owner), n->reviewed == 0 ? "waits for review\n" : "");
    if (n->reviewed != 0) {
        buf_printf(&l->said, "%s, said %.*s: %.*s\n", n->justified ? "justified" : "not justified",
                   PRI(n->reviewed_by), PRI(n->finding));
    }
    return 0;
}

static int list(struct break_job *job, struct err *err)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    struct listing l = {.rights = &job->rights.act, .json = job->rights.json ? &json : NULL};
    if (l.json != NULL) {
        json_write_object(&json);
        json_write_key(&json, STR("notices"));
        json_write_array(&json);
    }
    int code = break_glass_all(job->rights.inquiry.picture.db, job->rights.inquiry.picture.seal,
                               !job->all, take, &l, err);
    code = code ? code : rights_tell_people(&job->rights.act, &l.people.names, l.count, err);
    if (code == 0 && l.json != NULL) {
        json_write_close(&json);
        json_write_close(&json);
        rights_print_json(&text);
    } else if (code == 0 && l.count > 0) {
        printf("%.*s", PRI(buf_str(&l.said)));
    } else if (code == 0) {
        printf(job->all ? "Nobody has used break-glass.\n" : "Nothing waits for review.\n");
    }
    buf_free(&l.said);
    buf_free(&text);
    rights_people_free(&l.people);
    return code;
}

static int put_review(struct db *db, void *context, struct err *err)
{
    struct break_job *job = context;
    return break_glass_review(db, job->rights.inquiry.picture.seal, (int64_t)job->notice,
                              job->rights.act.who, job->justified, str_of(job->finding),
                              (int64_t)time(NULL), err);
}

static int review(struct break_job *job, struct err *err)
{
    if (job->justified == job->unjustified || job->finding[0] == '\0') {
        return err_set(err, ERR_USAGE,
                       "was it right? --justified or --unjustified, and --finding TEXT");
    }
    int code = rights_tell_number(&job->rights.act, "break-glass", job->notice, err);
    code = code ? code : picture_do(&job->rights.inquiry.picture, put_review, job, err);
    if (code == 0 && job->rights.json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        json_write_object(&json);
        json_put_whole(&json, "notice", (int64_t)job->notice);
        json_put_bool(&json, "justified", job->justified);
        json_write_close(&json);
        rights_print_json(&text);
        buf_free(&text);
    } else if (code == 0) {
        printf("Notice %llu is reviewed.\n", (unsigned long long)job->notice);
    }
    return code;
}

/* Reasons and ids are for who answers for purposes: administrators, information governance. */
static int act(struct break_job *job, char *const *operands, size_t count, struct err *err)
{
    bool is_review = count > 0 && strcmp(operands[0], "review") == 0;
    if (!rights_may_approve(&job->rights.act)) {
        return err_set(err, ERR_DENIED,
                       "administrators of departments review it, and who has the role "
                       "information_governance: staff.yaml gives you neither");
    }
    if (is_review && (count != 2 || !str_to_uint(str_of(operands[1]), INT64_MAX, &job->notice))) {
        return err_set(err, ERR_USAGE, "name a notice by its number: review NOTICE");
    }
    if (!is_review && (count != 1 || strcmp(operands[0], "list") != 0)) {
        return err_set(err, ERR_USAGE, "list, or review NOTICE");
    }
    return is_review ? review(job, err) : list(job, err);
}

int break_glass_command(const struct command *self, int argc, char **argv)
{
    struct break_job job = {.rights = RIGHTS_JOB("cantref break-glass"), .finding = ""};
    const struct option_row rows[] = {
        {"all", 0, OPTION_FLAG, "", "list those that were reviewed, too", .flag = &job.all},
        {"justified", 0, OPTION_FLAG, "", "it was right", .flag = &job.justified},
        {"unjustified", 0, OPTION_FLAG, "", "it was not", .flag = &job.unjustified},
        {"finding", 0, OPTION_TEXT, "TEXT", "what the review found; kept sealed",
         .text = &job.finding},
        RIGHTS_OPTIONS(job.rights),
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
    if (job.rights.case_reference[0] == '\0') { /* the notices are the case */
        job.rights.case_reference = "break-glass";
    }
    int code = rights_begin(&job.rights, ACT_AUDIT, &err);
    code = code ? code : act(&job, options.operands, options.operand_count, &err);
    return rights_finish(&job.rights, code, &err);
}

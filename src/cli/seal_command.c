/* seal_command.c - cantref seal: a person sealed, let go, the seal opened to one more by two. */
#include "command.h"

#include "clock.h"
#include "entity_store.h"
#include "rights_job.h"
#include "rights_mark.h"

#include <stdio.h>
#include <time.h>

struct seal_job {
    struct rights_job rights;
    const char *ground, *team, *to, *until;
    bool lift, list;
    uint64_t approve;
};

static int do_ask(struct seal_job *job, const char *name, int64_t *ret, struct err *err)
{
    int32_t until = 0;
    int code = rights_day(job->until, 0, &until, err);
    return code ? code
                : rights_ask_opening(&job->rights.act, name, str_of(job->to), until,
                                     str_of(job->rights.why), ret, err);
}

/* ---- the list ---- */

struct listing {
    struct seal_job *job;
    struct json_writer *json; /* NULL: for people */
    struct buf said;          /* for people */
    size_t seals;
    int64_t last;
    struct rights_people people;
};

static int list_seal(void *context, const struct mark *m, struct err *err)
{
    struct listing *l = context;
    struct rights_job *r = &l->job->rights;
    struct buf id = {0};
    char at[CLOCK_TEXT_MAX];
    if (m->act == l->last || !rights_is_of_team(&r->act, m->team)) {
        return 0;
    }
    int code = entity_id_of(r->inquiry.picture.db, m->entity, &id, err);
    l->last = m->act;
    l->seals++;
    rights_people_add(&l->people, buf_str(&id));
    if (code == 0 && l->json != NULL) {
        json_write_object(l->json);
        json_put_text(l->json, "entity", buf_str(&id));
        json_put_text(l->json, "ground", m->ground);
        json_put_text(l->json, "team", m->team);
        json_put_text(l->json, "since", str_of(clock_text(m->at, at)));
        json_put_text(l->json, "who", m->who);
        json_write_close(l->json);
    } else if (code == 0) {
        buf_printf(&l->said, "%.*s  %.*s  %.*s  %s  %.*s\n", PRI(buf_str(&id)), PRI(m->ground),
                   PRI(m->team), clock_text(m->at, at), PRI(m->who));
    }
    buf_free(&id);
    return code;
}

static int list_opening(void *context, const struct seal_opening *o, struct err *err)
{
    struct listing *l = context;
    char until[CALENDAR_TEXT_MAX];
    (void)err;
    if (!rights_may_approve(&l->job->rights.act) || o->approved_by.len > 0) {
        return 0;
    }
    calendar_text((int32_t)o->until, until);
    if (l->json != NULL) {
        json_write_object(l->json);
        json_put_whole(l->json, "opening", o->number);
        json_put_text(l->json, "to", o->login);
        json_put_text(l->json, "until", str_of(until));
        json_put_text(l->json, "asked_by", o->asked_by);
        json_put_text(l->json, "why", o->why);
        json_write_close(l->json);
    } else {
        buf_printf(&l->said,
                   "opening %lld waits for approval: to %.*s until %s, asked by %.*s: %.*s\n",
                   (long long)o->number, PRI(o->login), until, PRI(o->asked_by), PRI(o->why));
    }
    return 0;
}

static int do_list(struct seal_job *job, struct err *err)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    struct listing l = {.job = job, .json = job->rights.json ? &json : NULL};
    struct db *db = job->rights.inquiry.picture.db;
    if (l.json != NULL) {
        json_write_object(l.json);
        json_write_key(l.json, STR("seals"));
        json_write_array(l.json);
    }
    int code =
        marks_all(db, job->rights.inquiry.picture.seal, MARK_SEALED, false, list_seal, &l, err);
    if (l.json != NULL) {
        json_write_close(l.json);
        json_write_key(l.json, STR("openings"));
        json_write_array(l.json);
    } else if (code == 0 && l.seals == 0) {
        buf_printf(&l.said, "Nobody is sealed for a team of yours.\n");
    }
    code = code ? code : openings_all(db, job->rights.inquiry.picture.seal, list_opening, &l, err);
    code = code ? code : rights_tell_people(&job->rights.act, &l.people.names, l.seals, err);
    if (l.json != NULL && code == 0) {
        json_write_close(l.json);
        json_write_close(l.json);
        rights_print_json(&text);
    } else if (code == 0) {
        printf("%.*s", PRI(buf_str(&l.said)));
    }
    buf_free(&l.said);
    buf_free(&text);
    rights_people_free(&l.people);
    return code;
}

/* ---- the command ---- */

static void print_outcome(const struct seal_job *job, const char *id, const struct marked *m,
                          int64_t opening)
{
    const char *what = job->approve != 0 ? "opening_approved"
                       : opening != 0    ? "opening_asked"
                       : job->lift       ? "lifted"
                                         : "sealed";
    if (job->rights.json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        json_write_object(&json);
        json_put_text(&json, "done", str_of(what));
        json_put_whole(&json, "mentions", (int64_t)m->mentions);
        json_put_whole(&json, "records_hidden", (int64_t)m->hidden);
        json_put_whole(&json, "opening", job->approve != 0 ? (int64_t)job->approve : opening);
        json_write_close(&json);
        rights_print_json(&text);
        buf_free(&text);
    } else if (job->approve != 0) {
        printf("Approved: the seal is open to that person until that day.\n");
    } else if (opening != 0) {
        printf(
            "Asked for: it opens once another person has approved it:\n"
            "cantref seal --approve %lld\n",
            (long long)opening);
    } else if (job->lift) {
        printf("%s is sealed no longer: %zu mention%s linked as any other.\n", id, m->mentions,
               m->mentions == 1 ? "" : "s");
    } else {
        printf(
            "%s is sealed for the team %s: %zu mention%s, and %zu record%s of nobody else.\n"
            "In a source without a key a corrected row is a new record, and not sealed.\n",
            id, job->team, m->mentions, m->mentions == 1 ? "" : "s", m->hidden,
            m->hidden == 1 ? "" : "s");
    }
}

static int act(struct seal_job *job, const char *id, struct err *err)
{
    struct marked marked = {0};
    int64_t opening = 0;
    int code = 0;
    if (job->list) {
        return do_list(job, err);
    }
    if (job->approve != 0) {
        code = rights_approve_opening(&job->rights.act, job->approve, err);
    } else if (id == NULL) {
        code = err_set(err, ERR_USAGE, "whom? An ENTITY, --list or --approve OPENING");
    } else if (job->to[0] != '\0') {
        code = do_ask(job, id, &opening, err);
    } else {
        code = job->lift ? rights_unseal(&job->rights.act, id, &marked, err)
                         : rights_seal(&job->rights.act, id, str_of(job->ground), str_of(job->team),
                                       str_of(job->rights.why), &marked, err);
    }
    if (code == 0) {
        print_outcome(job, id, &marked, opening);
    }
    return code;
}

int seal_command(const struct command *self, int argc, char **argv)
{
    struct seal_job job = {
        .rights = RIGHTS_JOB("cantref seal"), .ground = "", .team = "", .to = "", .until = ""};
    const struct option_row rows[] = {
        {"ground", 0, OPTION_TEXT, "GROUND",
         "refuge, adoption, gender_recognition, protected_witness or own_staff",
         .text = &job.ground},
        {"team", 0, OPTION_TEXT, "TEAM", "who sees the person still (staff.yaml)",
         .text = &job.team},
        {"why", 0, OPTION_TEXT, "TEXT", "why; kept sealed", .text = &job.rights.why},
        {"lift", 0, OPTION_FLAG, "", "the seal stands no longer", .flag = &job.lift},
        {"open", 0, OPTION_TEXT, "LOGIN", "ask that one person more may see them", .text = &job.to},
        {"until", 0, OPTION_TEXT, "DATE", "the last day that it is open, as 2027-03-31",
         .text = &job.until},
        {"approve", 0, OPTION_WHOLE, "OPENING", "approve an opening that another has asked for",
         .number = &job.approve, .min = 1, .max = INT64_MAX},
        {"list", 0, OPTION_FLAG, "", "who is sealed for your teams; openings that wait",
         .flag = &job.list},
        RIGHTS_OPTIONS(job.rights),
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 0,
                              .operands_max = 1,
                              .operand_name = "ENTITY"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    const char *name = options.operand_count > 0 ? options.operands[0] : NULL;
    int code = rights_begin(&job.rights, ACT_SEAL, &err);
    code = code ? code : act(&job, name, &err);
    return rights_finish(&job.rights, code, &err);
}

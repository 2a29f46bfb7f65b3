/* rights_job.c - see rights_job.h. */
#include "rights_job.h"

#include "date.h"
#include "entity_shown.h"
#include "entity_store.h"
#include "marking.h"

#include <stdio.h>
#include <time.h>

int rights_begin(struct rights_job *job, enum purpose_act act, struct err *err)
{
    job->today = calendar_today();
    const struct inquiry_options options = {.start = job->start,
                                            .system = job->system,
                                            .purpose = job->purpose,
                                            .case_reference = job->case_reference,
                                            .break_glass = "",
                                            .day = job->today,
                                            .language = (enum access_language)job->language};
    int code = inquiry_open_act(&options, act, &job->inquiry, err);
    job->who = job->inquiry.viewing.options.who;
    if (code == 0) {
        job->asker = staff_find(&job->inquiry.access.access.staff, job->who);
    }
    return code;
}

int rights_end(struct rights_job *job, int code, struct err *err)
{
    int closed = inquiry_close(&job->inquiry, code == 0 ? err : NULL);
    code = code ? code : closed;
    if (code != 0) {
        err_print(job->system, err);
    }
    return err_exit_status(code);
}

bool rights_is_of_team(const struct rights_job *job, struct str team)
{
    return names_have(&job->asker->teams, team);
}

bool rights_has_role(const struct rights_job *job, const char *role)
{
    return names_have(&job->asker->roles, str_of(role));
}

bool rights_may_approve(const struct rights_job *job)
{
    return staff_may_approve(&job->inquiry.access.access.staff, job->asker);
}

int rights_name(struct rights_job *job, const char **name, struct err *err)
{
    char *whole = arena_alloc(&job->inquiry.arena, ENTITY_ID_TEXT_MAX);
    int code = entity_whole_id(&job->inquiry.picture, &job->inquiry.access.access, str_of(*name),
                               whole, err);
    if (code == 0) {
        job->named = *name;
        *name = whole;
    }
    return code;
}

int rights_nobody(const struct rights_job *job, struct err *err)
{
    return people_nobody(str_of(job->named), err);
}

int rights_entity(struct rights_job *job, const char *id, int64_t *ret, int64_t *ret_seal,
                  struct err *err)
{
    struct buf team = {0};
    int64_t entity = 0;
    int code = people_mark_team(&job->inquiry.picture, str_of(id), &team, ret_seal, err);
    code = code ? code : entity_named(job->inquiry.picture.db, str_of(id), &entity, err);
    if (code == 0 && (entity == 0 || (*ret_seal != 0 && !rights_is_of_team(job, buf_str(&team))))) {
        code = rights_nobody(job, err);
    }
    buf_free(&team);
    if (code == 0) {
        *ret = entity;
    }
    return code;
}

int rights_tell_number(struct rights_job *job, const char *what, uint64_t number, struct err *err)
{
    char name[64];
    snprintf(name, sizeof name, "%s %llu", what, (unsigned long long)number);
    return inquiry_tell_change(&job->inquiry, str_of(name), err);
}

/* struct closing - a request that what was done answers. */
struct closing {
    struct rights_job *job;
    enum request_kind kind;
    int64_t entity, request;
};

static int take_request(void *context, const struct rights_request *r, struct err *err)
{
    (void)err;
    ((struct closing *)context)->request = r->number;
    return 0;
}

static int close_request(struct db *db, void *context, struct err *err)
{
    struct closing *c = context;
    struct seal *seal = c->job->inquiry.picture.seal;
    int code = requests_of(db, seal, c->kind, c->entity, take_request, c, err);
    return code != 0 || c->request == 0 ? code
                                        : request_close(db, seal, c->request, c->job->who,
                                                        STR("done"), (int64_t)time(NULL), err);
}

int rights_close_request(struct rights_job *job, enum request_kind kind, int64_t entity,
                         int64_t *ret, struct err *err)
{
    struct closing closing = {.job = job, .kind = kind, .entity = entity};
    int code = picture_do(&job->inquiry.picture, close_request, &closing, err);
    if (code == 0) {
        *ret = closing.request;
    }
    return code;
}

int rights_day(const char *text, int32_t otherwise, int32_t *ret, struct err *err)
{
    struct date date;
    if (text[0] == '\0') {
        *ret = otherwise;
        return 0;
    }
    if (!date_from_text(str_of(text), &date) || !date_is_valid(date)) {
        return err_set(err, ERR_USAGE, "a day is written as 2026-11-28, not \"%.20s\"", text);
    }
    *ret = date_days(date);
    return 0;
}

void rights_print_json(const struct buf *text)
{
    printf("%.*s\n", PRI(buf_str(text)));
}

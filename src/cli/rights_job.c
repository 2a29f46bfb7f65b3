/* rights_job.c - see rights_job.h. */
#include "rights_job.h"

#include "date.h"
#include "entity_shown.h"
#include "entity_store.h"
#include "marking.h"

#include <stdio.h>

int rights_begin(struct rights_job *job, struct err *err)
{
    job->today = calendar_today();
    const struct inquiry_options options = {.start = job->start,
                                            .system = job->system,
                                            .purpose = job->purpose,
                                            .case_reference = job->case_reference,
                                            .break_glass = "",
                                            .day = job->today,
                                            .language = (enum access_language)job->language};
    int code = inquiry_open_home(&options, &job->inquiry, err);
    if (code != 0) {
        return code;
    }
    job->who = job->inquiry.viewing.options.who;
    job->asker = staff_find(&job->inquiry.access.access.staff, job->who);
    if (job->asker == NULL || !staff_is_here(job->asker, job->today)) {
        const struct access_rule_info *info =
            &access_rules[job->asker == NULL ? RULE_NOT_STAFF : RULE_NOT_IN_POST];
        return err_set(err, ERR_DENIED, "%s (%s)", info->sentence[job->language], info->name);
    }
    return 0;
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

int rights_purpose(struct rights_job *job, struct err *err)
{
    const char *otherwise =
        job->case_reference[0] != '\0' ? "information_governance_audit" : INQUIRY_DATA_QUALITY;
    return inquiry_ask(&job->inquiry, job->purpose[0] != '\0' ? job->purpose : otherwise, err);
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

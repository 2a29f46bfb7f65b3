/* rights_job.c - see rights_job.h. */
#include "rights_job.h"

#include "date.h"
#include "entity_store.h"
#include "marking.h"

#include <stdio.h>

int rights_begin(struct rights_job *job, struct err *err)
{
    struct err_list errors = {0};
    job->today = calendar_today();
    int code = staff_asker(&job->arena, &job->who, err);
    code = code ? code : picture_open(job->start, &job->picture, err);
    if (code == 0) {
        job->has_access = home_access_open(&job->picture.home, job->picture.seal, &job->access,
                                           &errors) == 0;
        code = job->has_access ? 0 : err_list_first(&errors, err);
    }
    err_list_free(&errors);
    if (code != 0) {
        return code;
    }
    job->asker = staff_find(&job->access.access.staff, job->who);
    if (job->asker == NULL || !staff_is_here(job->asker, job->today)) {
        const struct access_rule_info *info =
            &access_rules[job->asker == NULL ? RULE_NOT_STAFF : RULE_NOT_IN_POST];
        return err_set(err, ERR_DENIED, "%s (%s)", info->sentence[job->language], info->name);
    }
    return 0;
}

void rights_end(struct rights_job *job)
{
    viewing_close(&job->viewing);
    if (job->has_access) {
        home_access_close(&job->access);
    }
    picture_close(&job->picture);
    arena_free(&job->arena);
}

int rights_purpose(struct rights_job *job, struct err *err)
{
    const char *const defaults[] = {"information_governance_audit", "data_quality_review"};
    const char *const stated[] = {job->purpose};
    const char *const *tried = job->purpose[0] != '\0' ? stated : defaults;
    int count = job->purpose[0] != '\0' ? 1 : 2;
    int code = ERR_DENIED;
    for (int i = 0; code == ERR_DENIED && i < count; i++) {
        enum access_rule rule;
        const struct viewing_options options = {.who = job->who,
                                                .purpose = str_of(tried[i]),
                                                .case_reference = str_of(job->case_reference),
                                                .day = job->today,
                                                .language = (enum access_language)job->language};
        viewing_close(&job->viewing);
        code = viewing_open(&job->picture, &job->access.access, &options, &job->viewing, &rule,
                            err);
    }
    return code;
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
    return staff_may_approve(&job->access.access.staff, job->asker);
}

int rights_entity(struct rights_job *job, const char *id, int64_t *ret, int64_t *ret_seal,
                  struct err *err)
{
    struct buf team = {0};
    int64_t entity = 0;
    int code = people_mark_team(&job->picture, str_of(id), &team, ret_seal, err);
    code = code ? code : entity_named(job->picture.db, str_of(id), &entity, err);
    if (code == 0 &&
        (entity == 0 || (*ret_seal != 0 && !rights_is_of_team(job, buf_str(&team))))) {
        code = people_nobody(str_of(id), err);
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

/* rights.c - see rights.h. */
#include "rights.h"

#include "entity_shown.h"
#include "entity_store.h"
#include "marking.h"

#include <stdio.h>

struct rights rights_of(struct inquiry *inquiry, int64_t now)
{
    struct rights rights = {.inquiry = inquiry,
                            .who = inquiry->viewing.options.who,
                            .named = "",
                            .today = inquiry->viewing.options.day,
                            .now = now};
    rights.asker = staff_find(&inquiry->access.access.staff, rights.who);
    return rights;
}

bool rights_is_of_team(const struct rights *r, struct str team)
{
    return names_have(&r->asker->teams, team);
}

bool rights_has_role(const struct rights *r, const char *role)
{
    return names_have(&r->asker->roles, str_of(role));
}

bool rights_may_approve(const struct rights *r)
{
    return staff_may_approve(&r->inquiry->access.access.staff, r->asker);
}

int rights_name(struct rights *r, const char **name, struct err *err)
{
    char *whole = arena_alloc(&r->inquiry->arena, ENTITY_ID_TEXT_MAX);
    int code = entity_whole_id(&r->inquiry->picture, &r->inquiry->access.access, str_of(*name),
                               whole, err);
    if (code == 0) {
        r->named = *name;
        *name = whole;
    }
    return code;
}

int rights_nobody(const struct rights *r, struct err *err)
{
    return people_nobody(str_of(r->named), err);
}

int rights_entity(struct rights *r, const char *id, int64_t *ret, int64_t *ret_seal,
                  struct err *err)
{
    struct buf team = {0};
    int64_t entity = 0;
    int64_t seal = 0;
    int code = people_mark_team(&r->inquiry->picture, str_of(id), &team, &seal, err);
    code = code ? code : entity_named(r->inquiry->picture.db, str_of(id), &entity, err);
    if (code == 0 && (entity == 0 || (seal != 0 && !rights_is_of_team(r, buf_str(&team))))) {
        code = rights_nobody(r, err);
    }
    buf_free(&team);
    if (code == 0) {
        *ret = entity;
        *ret_seal = seal;
    }
    return code;
}

int rights_may_name(struct rights *r, struct str name, bool *ret, struct err *err)
{
    char whole[ENTITY_ID_TEXT_MAX];
    int64_t entity = 0;
    int64_t seal = 0;
    int code = entity_whole_id(&r->inquiry->picture, &r->inquiry->access.access, name, whole, err);
    code = code ? code : rights_entity(r, whole, &entity, &seal, err);
    if (code == 0 || code == ERR_NOTFOUND) {
        *ret = code == 0;
        code = 0;
    }
    return code;
}

int rights_tell_number(struct rights *r, const char *what, uint64_t number, struct err *err)
{
    char name[64];
    snprintf(name, sizeof name, "%s %llu", what, (unsigned long long)number);
    return inquiry_tell_change(r->inquiry, str_of(name), err);
}

/* ---- told ---- */

static int add_member(void *subjects, int64_t record, int number)
{
    whole_list_add(subjects, disclosure_subject(record, number));
    return 0;
}

static int add_marked(void *subjects, const struct mark *m, struct err *err)
{
    (void)err;
    return add_member(subjects, m->mention.record, m->mention.number);
}

/* mentions_of - of whoever is called that; one who is sealed has them by the seal alone. */
static int mentions_of(struct rights *r, struct str name, struct whole_list *ret, struct err *err)
{
    struct picture *p = &r->inquiry->picture;
    char whole[ENTITY_ID_TEXT_MAX];
    int64_t entity = 0;
    int code = entity_whole_id(p, &r->inquiry->access.access, name, whole, err);
    code = code ? code : entity_named(p->db, str_of(whole), &entity, err);
    if (code != 0 || entity == 0) {
        return code == ERR_NOTFOUND ? 0 : code;
    }
    code = entity_members(p->db, entity, add_member, ret, err);
    code = code ? code : marks_of_entity(p->db, p->seal, MARK_SEALED, entity, add_marked, ret, err);
    whole_list_unique(ret);
    return code;
}

int rights_tell_people(struct rights *r, const struct name_list *names, uint64_t found,
                       struct err *err)
{
    size_t count = 0;
    int code = 0;
    struct whole_list *mentions = mem_must_array(names->count + 1, sizeof *mentions);
    struct audit_subject *subjects = mem_must_array(names->count + 1, sizeof *subjects);
    for (size_t i = 0; code == 0 && i < names->count; i++) {
        struct whole_list *of = &mentions[count];
        code = mentions_of(r, names->at[i], of, err);
        if (code == 0 && of->count > 0) {
            subjects[count++] = (struct audit_subject){.entity = names->at[i],
                                                       .mentions = of->at,
                                                       .mention_count = of->count,
                                                       .fields = &inquiry_rights_field,
                                                       .field_count = 1};
        }
    }
    code = code ? code : inquiry_tell_leaves(r->inquiry, subjects, count, found, err);
    for (size_t i = 0; i < names->count + 1; i++) {
        whole_list_free(&mentions[i]);
    }
    mem_free(mentions);
    mem_free(subjects);
    return code;
}

void rights_people_add(struct rights_people *people, struct str name)
{
    if (name.len == 0 || names_have(&people->names, name)) {
        return;
    }
    void *at = people->names.at;
    mem_must_grow(&at, &people->capacity, people->names.count + 1, sizeof *people->names.at);
    people->names.at = at;
    people->names.at[people->names.count++] = arena_str(&people->arena, name);
}

void rights_people_free(struct rights_people *people)
{
    mem_free(people->names.at);
    arena_free(&people->arena);
    *people = (struct rights_people){0};
}

/* ---- requests ---- */

/* struct request_job - a change of one request, in the writer's transaction. */
struct request_job {
    struct rights *rights;
    struct rights_request request;
    enum request_kind kind;
    int64_t entity, number;
    int32_t due;
    struct str outcome;
};

static int put_request(struct db *db, void *context, struct err *err)
{
    struct request_job *job = context;
    return request_add(db, job->rights->inquiry->picture.seal, &job->request, &job->request, err);
}

int rights_enter(struct rights *r, enum request_kind kind, const char *name, int32_t received,
                 struct str detail, struct rights_request *ret, struct err *err)
{
    struct request_job job = {
        .rights = r,
        .request = {
            .kind = kind, .received = received, .who = r->who, .at = r->now, .detail = detail}};
    int64_t seal = 0;
    if (received > r->today) {
        return err_set(err, ERR_USAGE, "--received is a day that has been");
    }
    int code = rights_name(r, &name, err);
    code = code ? code : rights_entity(r, name, &job.request.entity, &seal, err);
    code = code ? code : inquiry_tell_change(r->inquiry, str_of(name), err);
    code = code ? code : picture_do(&r->inquiry->picture, put_request, &job, err);
    if (code == 0) {
        *ret = job.request;
    }
    return code;
}

static int put_extension(struct db *db, void *context, struct err *err)
{
    struct request_job *job = context;
    return request_extend(db, job->number, &job->due, err);
}

int rights_extend(struct rights *r, int64_t request, int32_t *ret_due, struct err *err)
{
    struct request_job job = {.rights = r, .number = request};
    int code = rights_tell_number(r, "request", (uint64_t)request, err);
    code = code ? code : picture_do(&r->inquiry->picture, put_extension, &job, err);
    if (code == 0) {
        *ret_due = job.due;
    }
    return code;
}

static int put_end(struct db *db, void *context, struct err *err)
{
    struct request_job *job = context;
    return request_close(db, job->rights->inquiry->picture.seal, job->number, job->rights->who,
                         job->outcome, job->rights->now, err);
}

int rights_end(struct rights *r, int64_t request, struct str outcome, struct err *err)
{
    struct request_job job = {.rights = r, .number = request, .outcome = outcome};
    int code = rights_tell_number(r, "request", (uint64_t)request, err);
    return code ? code : picture_do(&r->inquiry->picture, put_end, &job, err);
}

static int take_number(void *context, const struct rights_request *request, struct err *err)
{
    (void)err;
    ((struct request_job *)context)->number = request->number;
    return 0;
}

static int close_answered(struct db *db, void *context, struct err *err)
{
    struct request_job *job = context;
    struct seal *seal = job->rights->inquiry->picture.seal;
    int code = requests_of(db, seal, job->kind, job->entity, take_number, job, err);
    return code != 0 || job->number == 0 ? code : put_end(db, job, err);
}

int rights_close_request(struct rights *r, enum request_kind kind, int64_t entity, int64_t *ret,
                         struct err *err)
{
    struct request_job job = {.rights = r, .kind = kind, .entity = entity, .outcome = STR("done")};
    int code = picture_do(&r->inquiry->picture, close_answered, &job, err);
    if (code == 0) {
        *ret = job.number;
    }
    return code;
}

/* struct each - a list that is gone through. */
struct each {
    struct rights *rights;
    rights_visit *visit;
    void *context;
};

static int visit_known(void *context, const struct rights_request *request, struct err *err)
{
    struct each *each = context;
    struct buf id = {0};
    int64_t entity = 0;
    int64_t seal = 0;
    int code = entity_id_of(each->rights->inquiry->picture.db, request->entity, &id, err);
    buf_add(&id, str_make("", 1));
    code = code ? code : rights_entity(each->rights, id.ptr, &entity, &seal, err);
    if (code == 0) {
        code = each->visit(each->context, request, id.ptr, err);
    } else if (code == ERR_NOTFOUND) { /* sealed, and not for the asker */
        code = 0;
    }
    buf_free(&id);
    return code;
}

int rights_each(struct rights *r, int32_t until, rights_visit *visit, void *context,
                struct err *err)
{
    struct each each = {.rights = r, .visit = visit, .context = context};
    return requests_open(r->inquiry->picture.db, r->inquiry->picture.seal, until, visit_known,
                         &each, err);
}

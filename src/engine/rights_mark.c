/* rights_mark.c - see rights_mark.h. */
#include "rights_mark.h"

#include "entity_store.h"

/* answers - the kind of request that a mark answers; REQUEST_KINDS: none. */
static enum request_kind answers(enum mark_what what)
{
    return what == MARK_RESTRICTED ? REQUEST_RESTRICTION
           : what == MARK_OBJECTED ? REQUEST_OBJECTION
                                   : REQUEST_KINDS;
}

int rights_mark(struct rights *r, const char *name, const struct rights_marking *m,
                struct marked *ret, int64_t *ret_request, struct err *err)
{
    const struct mark_order order = {
        .what = m->what, .until = m->until, .who = r->who, .why = m->why};
    enum request_kind kind = answers(m->what);
    int64_t entity = 0;
    int64_t seal = 0;
    if (m->what == MARK_HELD && !m->lift && (m->until == 0 || m->why.len == 0)) {
        return err_set(err, ERR_USAGE, "until when, and why? --until DATE --why TEXT");
    }
    int code = rights_name(r, &name, err);
    code = code ? code : rights_entity(r, name, &entity, &seal, err);
    code = code ? code : inquiry_tell_change(r->inquiry, str_of(name), err);
    if (code != 0) {
        return code;
    }
    code = m->lift ? people_unmark(&r->inquiry->picture, str_of(name), m->what, r->who, ret, err)
                   : people_mark(&r->inquiry->picture, str_of(name), &order, ret, err);
    if (code == 0 && !m->lift && kind != REQUEST_KINDS) {
        code = rights_close_request(r, kind, entity, ret_request, err);
    }
    return code;
}

int rights_erase(struct rights *r, const char *name, struct erasure_summary *ret,
                 int64_t *ret_request, struct err *err)
{
    int64_t entity = 0;
    int64_t request = 0;
    struct erasure_summary summary;
    int code = rights_name(r, &name, err);
    code = code ? code : inquiry_tell_change(r->inquiry, str_of(name), err);
    code = code ? code : entity_named(r->inquiry->picture.db, str_of(name), &entity, err);
    code = code ? code : entity_erase(&r->inquiry->picture, str_of(name), &summary, err);
    code = code ? code : rights_close_request(r, REQUEST_ERASURE, entity, &request, err);
    if (code == 0) {
        *ret = summary;
        *ret_request = request;
    }
    return code;
}

/* ---- seals ---- */

static int check_ground(struct str ground, struct err *err)
{
    for (size_t i = 0; mark_grounds[i] != NULL; i++) {
        if (str_eq(ground, str_of(mark_grounds[i]))) {
            return 0;
        }
    }
    return err_set(err, ERR_USAGE,
                   "--ground is refuge, adoption, gender_recognition, protected_witness or "
                   "own_staff");
}

int rights_seal(struct rights *r, const char *name, struct str ground, struct str team,
                struct str why, struct marked *ret, struct err *err)
{
    const struct mark_order order = {
        .what = MARK_SEALED, .team = team, .ground = ground, .who = r->who, .why = why};
    int64_t entity = 0;
    int64_t act = 0;
    int code = check_ground(ground, err);
    if (code == 0 && access_team_place(&r->inquiry->access.access.staff, team) == ACCESS_NONE) {
        return err_set(err, ERR_NOTFOUND,
                       "staff.yaml has no team \"%.*s\"", /* not personal: a team */
                       PRI(team));
    }
    if (code == 0 && !rights_is_of_team(r, team) && !rights_has_role(r, "information_governance")) {
        return err_set(err, ERR_DENIED,
                       "only the team itself, or information governance, may seal a person for it");
    }
    code = code ? code : rights_name(r, &name, err);
    code = code ? code : rights_entity(r, name, &entity, &act, err);
    code = code ? code : inquiry_tell_change(r->inquiry, str_of(name), err);
    return code ? code : people_mark(&r->inquiry->picture, str_of(name), &order, ret, err);
}

int rights_unseal(struct rights *r, const char *name, struct marked *ret, struct err *err)
{
    int64_t entity = 0;
    int64_t act = 0;
    int code = rights_name(r, &name, err);
    code = code ? code : rights_entity(r, name, &entity, &act, err);
    if (code == 0 && act == 0) {
        return rights_nobody(r, err);
    }
    code = code ? code : inquiry_tell_change(r->inquiry, str_of(name), err);
    return code ? code
                : people_unmark(&r->inquiry->picture, str_of(name), MARK_SEALED, r->who, ret, err);
}

/* ---- opened to one more ---- */

struct opening_job {
    struct rights *rights;
    struct seal_opening opening;
    int64_t number;
};

static int put_opening(struct db *db, void *context, struct err *err)
{
    struct opening_job *o = context;
    return opening_ask(db, o->rights->inquiry->picture.seal, &o->opening, &o->number, err);
}

static int put_approval(struct db *db, void *context, struct err *err)
{
    struct opening_job *o = context;
    return opening_approve(db, o->number, o->rights->who, o->rights->now, err);
}

static int check_approver(const struct rights *r, struct err *err)
{
    return rights_may_approve(r)
               ? 0
               : err_set(err, ERR_DENIED,
                         "administrators of departments open a seal, two of them, and who has the "
                         "role information_governance");
}

static int check_opening(const struct rights *r, const struct seal_opening *o, struct err *err)
{
    int code = check_approver(r, err);
    if (code != 0) {
        return code;
    }
    if (o->until < r->today || o->why.len == 0) {
        return err_set(err, ERR_USAGE, "until when, and why? --until DATE --why TEXT");
    }
    if (str_eq(r->who, o->login)) {
        return err_set(err, ERR_DENIED, "nobody asks for a seal to be opened to themselves");
    }
    return staff_find(&r->inquiry->access.access.staff, o->login) != NULL
               ? 0
               : err_set(err, ERR_NOTFOUND, "staff.yaml has nobody of the login \"%.*s\"",
                         PRI(o->login)); /* not personal: as it was typed */
}

int rights_ask_opening(struct rights *r, const char *name, struct str login, int32_t until,
                       struct str why, int64_t *ret, struct err *err)
{
    struct buf team = {0};
    struct opening_job o = {
        .rights = r,
        .opening = {
            .login = login, .asked_by = r->who, .why = why, .asked = r->now, .until = until}};
    int code = check_opening(r, &o.opening, err);
    code = code ? code : rights_name(r, &name, err);
    code = code ? code
                : people_mark_team(&r->inquiry->picture, str_of(name), &team, &o.opening.act, err);
    buf_free(&team);
    if (code == 0 && o.opening.act == 0) {
        return rights_nobody(r, err);
    }
    code = code ? code : inquiry_tell_change(r->inquiry, str_of(name), err);
    code = code ? code : picture_do(&r->inquiry->picture, put_opening, &o, err);
    if (code == 0) {
        *ret = o.number;
    }
    return code;
}

int rights_approve_opening(struct rights *r, uint64_t opening, struct err *err)
{
    struct opening_job o = {.rights = r, .number = (int64_t)opening};
    int code = check_approver(r, err);
    code = code ? code : rights_tell_number(r, "opening of a seal", opening, err);
    return code ? code : picture_do(&r->inquiry->picture, put_approval, &o, err);
}

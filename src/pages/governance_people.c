/* governance_people.c - who is protected, and what is kept: seals and their opening by two people,
 * holds, emergencies reviewed, what retention would delete, what was erased. */
#include "contact_retention.h"
#include "entity_store.h"
#include "event_retention.h"
#include "governance.h"
#include "retention.h"
#include "rights_mark.h"
#include "web.h"

#include <stdio.h>

enum { ERASURES_SHOWN = 100 };

/* ---- seals ---- */

static const char *ground_text(struct request *r, struct str ground)
{
    return str_eq(ground, STR("refuge"))               ? translate(r, "Refuge")
           : str_eq(ground, STR("adoption"))           ? translate(r, "Adoption")
           : str_eq(ground, STR("gender_recognition")) ? translate(r, "Gender recognition")
           : str_eq(ground, STR("protected_witness"))  ? translate(r, "Protected witness")
           : str_eq(ground, STR("own_staff"))          ? translate(r, "Own staff")
                                                       : governance_text(r, ground);
}

struct listing {
    struct request *r;
    struct rights *rights;
    struct json_node *table;
    int64_t last; /* act: several marks of one person are one */
    struct governance_list list;
};

/* struct openings - that wait; they name nobody but staff. */
struct openings {
    struct request *r;
    struct rights *rights;
    struct json_node *list;
    size_t count;
};

/* Those of the asker's own teams alone: of others nothing is told, nor counted. */
static int list_seal(void *context, const struct mark *m, struct err *err)
{
    struct listing *l = context;
    struct request *r = l->r;
    struct buf id = {0};
    if (m->act == l->last || !rights_is_of_team(l->rights, m->team)) {
        return 0;
    }
    l->last = m->act;
    if (!governance_next(r, &l->list)) {
        return 0;
    }
    int code = entity_id_of(r->inquiry->picture.db, m->entity, &id, err);
    struct json_node *row = component_table_row(r, l->table);
    const char *name = governance_text(r, buf_str(&id));
    governance_shows(&l->list, str_of(name));
    component_cell(r, row, name);
    component_cell(r, row, ground_text(r, m->ground));
    component_cell(r, row, governance_team(r, m->team));
    component_cell(r, row, governance_time(r, m->at));
    component_cell(r, row, governance_text(r, m->who));
    buf_free(&id);
    return code;
}

static int list_opening(void *context, const struct seal_opening *o, struct err *err)
{
    struct openings *l = context;
    struct request *r = l->r;
    (void)err;
    if (!rights_may_approve(l->rights) || o->approved_by.len > 0 || o->until < r->today ||
        l->count++ >= GOVERNANCE_PAGE_ROWS) {
        return 0;
    }
    struct json_node *one = json_tree_object(&r->arena);
    bool own = str_eq(o->asked_by, l->rights->who) || str_eq(o->login, l->rights->who);
    request_put_format(r, one, "number", "%lld", (long long)o->number);
    request_put(r, one, "to", governance_text(r, o->login));
    request_put_day(r, one, "until", (int32_t)o->until);
    request_put(r, one, "asked_by", governance_text(r, o->asked_by));
    request_put(r, one, "why", governance_text(r, o->why));
    json_tree_put_bool(&r->arena, one, STR("may_approve"), !own);
    request_put(r, one, "approve",
                request_href(r, "/governance/seals/openings/%lld/approve", (long long)o->number));
    json_tree_append(l->list, one);
    return 0;
}

static size_t team_choices(struct request *r, const struct staff *staff,
                           struct component_choice *ret)
{
    size_t count = 0;
    for (size_t d = 0; d < staff->department_count; d++) {
        const struct name_list *teams = &staff->departments[d].teams;
        for (size_t t = 0; t < teams->count && count < STAFF_TEAMS_MAX; t++) {
            struct buf title = {0};
            staff_title(staff, teams->at[t], r->language, &title);
            ret[count++] = (struct component_choice){governance_text(r, teams->at[t]),
                                                     governance_text(r, buf_str(&title)), NULL};
            buf_free(&title);
        }
    }
    return count;
}

static struct json_node *whom(struct request *r, const char *name)
{
    return component_input(
        r, name, translate(r, "Whom?"),
        translate(r,
                  "The person’s id under any purpose, or the source and row, such "
                  "as council_tax:12"),
        NULL);
}

static void put_seal_forms(struct request *r, struct json_node *model, const struct staff *staff)
{
    struct component_choice *teams = arena_alloc(&r->arena, STAFF_TEAMS_MAX * sizeof *teams);
    struct component_choice grounds[8];
    struct json_node *seal = json_tree_list(&r->arena), *lift = json_tree_list(&r->arena);
    struct json_node *ask = json_tree_list(&r->arena);
    size_t team_count = team_choices(r, staff, teams), ground_count = 0;
    for (size_t i = 0; mark_grounds[i] != NULL && ground_count < 8; i++) {
        grounds[ground_count++] = (struct component_choice){
            mark_grounds[i], ground_text(r, str_of(mark_grounds[i])), NULL};
    }
    json_tree_append(seal, whom(r, "person"));
    json_tree_append(seal, component_radios(r, "ground", translate(r, "Ground"), NULL, grounds,
                                            ground_count, NULL));
    json_tree_append(seal, component_select(r, "team", translate(r, "Team that sees them still"),
                                            NULL, teams, team_count, NULL));
    json_tree_append(seal,
                     component_textarea(r, "why", translate(r, "Why (kept sealed)"), NULL, NULL));
    json_tree_append(lift, whom(r, "lift"));
    json_tree_append(ask, whom(r, "opened"));
    json_tree_append(ask, component_input(r, "login", translate(r, "To which member of staff?"),
                                          translate(r, "Their login"), NULL));
    json_tree_append(ask,
                     component_date(r, "until", translate(r, "Until which day?"), NULL, INT32_MIN));
    json_tree_append(
        ask, component_textarea(r, "reason", translate(r, "Why (kept sealed)"), NULL, NULL));
    json_tree_put(model, STR("seal_fields"), seal);
    json_tree_put(model, STR("lift_fields"), lift);
    json_tree_put(model, STR("ask_fields"), ask);
    request_put(r, model, "seal", request_href(r, "/governance/seals/seal"));
    request_put(r, model, "lift", request_href(r, "/governance/seals/lift"));
    request_put(r, model, "ask", request_href(r, "/governance/seals/ask"));
}

int governance_seals(struct request *r, struct err *err)
{
    struct rights rights;
    struct listing l = {.r = r,
                        .rights = &rights,
                        .table = component_table(r, translate(r, "Sealed for your teams"))};
    struct openings openings = {r, &rights, json_tree_list(&r->arena), 0};
    struct picture *p = &r->inquiry->picture;
    int code = governance_act(r, ACT_SEAL, "", &rights, err);
    component_table_head(r, l.table, translate(r, "Person"), false);
    component_table_head(r, l.table, translate(r, "Ground"), false);
    component_table_head(r, l.table, translate(r, "Team"), false);
    component_table_head(r, l.table, translate(r, "Since"), false);
    component_table_head(r, l.table, translate(r, "Done by"), false);
    code = code ? code : marks_all(p->db, p->seal, MARK_SEALED, false, list_seal, &l, err);
    code = code ? code : openings_all(p->db, p->seal, list_opening, &openings, err);
    code = code ? code : rights_tell_people(&rights, &l.list.people, l.list.count, err);
    if (code != 0) {
        return code;
    }
    struct json_node *model = governance_model(r, translate(r, "Seals"), "/governance");
    governance_put_table(model, "table", r, l.table);
    json_tree_put_bool(&r->arena, model, STR("has_openings"), openings.list->count > 0);
    json_tree_put(model, STR("openings"), openings.list);
    json_tree_put_bool(&r->arena, model, STR("openings_capped"),
                       openings.count > GOVERNANCE_PAGE_ROWS);
    governance_put_pages(r, model, &l.list, "/governance/seals");
    put_seal_forms(r, model, &r->inquiry->access.access.staff);
    return reply_page(r, "governance/seals", model);
}

/* after - of what was done: on to the list, or back to the page with what to mend. */
static int after(struct request *r, int code, const struct err *failed, const char *field,
                 const char *done, struct err *err)
{
    if (code == 0) {
        return governance_done(r, "/governance/seals", done);
    }
    code = governance_mend(r, field, code, failed, err);
    return code ? code : governance_seals(r, err);
}

int governance_seal(struct request *r, struct err *err)
{
    struct rights rights;
    struct marked marked = {0};
    struct err failed = {0};
    if (r->form.error_count > 0) {
        return governance_seals(r, err);
    }
    int code = governance_act(r, ACT_SEAL, "", &rights, &failed);
    code = code ? code
                : rights_seal(&rights, governance_text(r, form_text(&r->form, "person")),
                              form_text(&r->form, "ground"), form_text(&r->form, "team"),
                              form_text(&r->form, "why"), &marked, &failed);
    return after(r, code, &failed, "person", "sealed", err);
}

int governance_seal_lift(struct request *r, struct err *err)
{
    struct rights rights;
    struct marked marked = {0};
    struct err failed = {0};
    if (r->form.error_count > 0) {
        return governance_seals(r, err);
    }
    int code = governance_act(r, ACT_SEAL, "", &rights, &failed);
    code = code ? code
                : rights_unseal(&rights, governance_text(r, form_text(&r->form, "lift")), &marked,
                                &failed);
    return after(r, code, &failed, "lift", "lifted", err);
}

int governance_seal_ask(struct request *r, struct err *err)
{
    struct rights rights;
    struct err failed = {0};
    int64_t opening = 0;
    if (r->form.error_count == 0 && form_day(&r->form, "until") < r->today) {
        form_error(&r->form, "until", translate(r, "The day must be to come"));
    }
    if (r->form.error_count > 0) {
        return governance_seals(r, err);
    }
    int code = governance_act(r, ACT_SEAL, "", &rights, &failed);
    code = code ? code
                : rights_ask_opening(&rights, governance_text(r, form_text(&r->form, "opened")),
                                     form_text(&r->form, "login"), form_day(&r->form, "until"),
                                     form_text(&r->form, "reason"), &opening, &failed);
    return after(r, code, &failed, "opened", "asked", err);
}

int governance_seal_approve(struct request *r, struct err *err)
{
    struct rights rights;
    uint64_t opening = 0;
    if (!str_to_uint(str_of(request_parameter(r, 0)), INT64_MAX, &opening)) {
        return err_say(err, ERR_NOTFOUND, "%s", translate(r, "Nothing of that number waits."));
    }
    int code = governance_act(r, ACT_SEAL, "", &rights, err);
    code = code ? code : rights_approve_opening(&rights, opening, err);
    return code ? code : governance_done(r, "/governance/seals", "approved");
}

/* ---- holds ---- */

static int list_hold(void *context, const struct mark *m, struct err *err)
{
    struct listing *l = context;
    struct request *r = l->r;
    struct buf id = {0};
    int64_t entity = 0, seal = 0;
    if (m->act == l->last) {
        return 0;
    }
    l->last = m->act;
    int code = entity_id_of(r->inquiry->picture.db, m->entity, &id, err);
    const char *name = governance_text(r, buf_str(&id));
    buf_free(&id);
    code = code ? code : rights_entity(l->rights, name, &entity, &seal, err);
    if (code == ERR_NOTFOUND) { /* sealed, and not for the asker; or gone */
        return 0;
    }
    if (code == 0 && governance_next(r, &l->list)) {
        struct json_node *row = component_table_row(r, l->table);
        governance_shows(&l->list, str_of(name));
        component_cell(r, row, name);
        component_cell(r, row, governance_day(r, (int32_t)m->until));
        component_cell(r, row, governance_text(r, m->why));
        component_cell(r, row, governance_text(r, m->who));
    }
    return code;
}

int governance_holds(struct request *r, struct err *err)
{
    struct rights rights;
    struct picture *p = &r->inquiry->picture;
    struct listing l = {
        .r = r, .rights = &rights, .table = component_table(r, translate(r, "Held"))};
    struct json_node *fields = json_tree_list(&r->arena), *lift = json_tree_list(&r->arena);
    int code = governance_act(r, ACT_RIGHTS, "", &rights, err);
    component_table_head(r, l.table, translate(r, "Person"), false);
    component_table_head(r, l.table, translate(r, "Until"), false);
    component_table_head(r, l.table, translate(r, "Why"), false);
    component_table_head(r, l.table, translate(r, "Done by"), false);
    code = code ? code : marks_all(p->db, p->seal, MARK_HELD, false, list_hold, &l, err);
    code = code ? code : rights_tell_people(&rights, &l.list.people, l.list.count, err);
    if (code != 0) {
        return code;
    }
    struct json_node *model = governance_model(r, translate(r, "Holds"), "/governance");
    json_tree_append(fields, whom(r, "person"));
    json_tree_append(fields,
                     component_date(r, "until", translate(r, "Until which day?"), NULL, INT32_MIN));
    json_tree_append(
        fields, component_textarea(r, "why", translate(r, "Which claim is it for?"), NULL, NULL));
    json_tree_append(lift, whom(r, "lift"));
    governance_put_table(model, "table", r, l.table);
    governance_put_pages(r, model, &l.list, "/governance/holds");
    json_tree_put(model, STR("fields"), fields);
    json_tree_put(model, STR("lift_fields"), lift);
    request_put(r, model, "hold", request_href(r, "/governance/holds"));
    request_put(r, model, "lift", request_href(r, "/governance/holds/lift"));
    return reply_page(r, "governance/holds", model);
}

static int mark_held_of(struct request *r, const char *field, bool lift, struct err *err)
{
    struct rights rights;
    struct marked marked = {0};
    struct err failed = {0};
    int64_t request = 0;
    const struct rights_marking marking = {.what = MARK_HELD,
                                           .lift = lift,
                                           .until = lift ? 0 : form_day(&r->form, "until"),
                                           .why = form_text(&r->form, "why")};
    if (r->form.error_count == 0 && !lift && marking.until < r->today) {
        form_error(&r->form, "until", translate(r, "The day must be to come"));
    }
    if (r->form.error_count > 0) {
        return governance_holds(r, err);
    }
    int code = governance_act(r, ACT_RIGHTS, "", &rights, &failed);
    code = code ? code
                : rights_mark(&rights, governance_text(r, form_text(&r->form, field)), &marking,
                              &marked, &request, &failed);
    if (code == 0) {
        return governance_done(r, "/governance/holds", lift ? "lifted" : "marked");
    }
    code = governance_mend(r, field, code, &failed, err);
    return code ? code : governance_holds(r, err);
}

int governance_hold(struct request *r, struct err *err)
{
    return mark_held_of(r, "person", false, err);
}

int governance_hold_lift(struct request *r, struct err *err)
{
    return mark_held_of(r, "lift", true, err);
}

/* ---- emergencies ---- */

struct notices {
    struct request *r;
    struct rights *rights;
    struct json_node *list;
    struct str who;
    int64_t first; /* that may be reviewed; 0: none */
    struct governance_list pages;
};

/* notice_person - whom it was about, unless nobody may know of them now; "": somebody was looked
 * for. They are shown by it, if they are. */
static int notice_person(struct notices *l, const struct break_glass *n, const char **ret,
                         struct err *err)
{
    bool may = n->person.len == 0;
    int code = may ? 0 : rights_may_name(l->rights, n->person, &may, err);
    if (code == 0 && may) {
        *ret = governance_text(l->r, n->person);
        governance_shows(&l->pages, str_of(*ret));
    } else if (code == 0) {
        *ret = translate(l->r, "Not shown: it leads to nobody now whom you may know of");
    }
    return code;
}

static int list_notice(void *context, const struct break_glass *n, struct err *err)
{
    struct notices *l = context;
    struct request *r = l->r;
    const char *person = "";
    struct json_node *one = json_tree_object(&r->arena), *rows = json_tree_list(&r->arena);
    if (!governance_next(r, &l->pages)) {
        return 0;
    }
    int code = notice_person(l, n, &person, err);
    governance_row(r, rows, translate(r, "When"), governance_time(r, n->at));
    governance_row(r, rows, translate(r, "Who"), governance_text(r, n->who));
    governance_row(r, rows, translate(r, "Purpose"), governance_text(r, n->purpose));
    governance_row(r, rows, translate(r, "Owner of the purpose"), governance_text(r, n->owner));
    governance_row(r, rows, translate(r, "Case"), governance_text(r, n->case_reference));
    governance_row(r, rows, translate(r, "Person"), person);
    governance_row(r, rows, translate(r, "Reason"), governance_text(r, n->reason));
    if (n->reviewed != 0) {
        governance_row(r, rows, translate(r, "Reviewed by"), governance_text(r, n->reviewed_by));
        governance_row(r, rows, translate(r, "Was it right?"),
                       n->justified ? translate(r, "Yes") : translate(r, "No"));
        governance_row(r, rows, translate(r, "What the review found"),
                       governance_text(r, n->finding));
    }
    if (l->first == 0 && n->reviewed == 0 && !str_eq(n->who, l->who)) {
        l->first = n->number;
    }
    request_put_format(r, one, "number", "%lld", (long long)n->number);
    json_tree_put(one, STR("rows"), rows);
    json_tree_put_bool(&r->arena, one, STR("waits"), n->reviewed == 0);
    json_tree_put_bool(&r->arena, one, STR("may_review"),
                       n->reviewed == 0 && !str_eq(n->who, l->who));
    json_tree_append(l->list, one);
    return code;
}

static void put_review(struct request *r, struct json_node *model, int64_t first)
{
    const struct component_choice choices[] = {{"yes", translate(r, "Yes, it was justified"), NULL},
                                               {"no", translate(r, "No, it was not"), NULL}};
    struct json_node *fields = json_tree_list(&r->arena);
    json_tree_append(
        fields,
        component_input(r, "notice", translate(r, "Number of the emergency"), NULL,
                        first == 0 ? NULL : arena_printf(&r->arena, "%lld", (long long)first).ptr));
    json_tree_append(fields, component_radios(r, "justified", translate(r, "Was it right?"), NULL,
                                              choices, 2, NULL));
    json_tree_append(fields, component_textarea(r, "finding", translate(r, "What the review found"),
                                                translate(r, "It is kept sealed."), NULL));
    json_tree_put(model, STR("fields"), fields);
    request_put(r, model, "review", request_href(r, "/governance/emergencies"));
}

int governance_emergencies(struct request *r, struct err *err)
{
    struct rights rights;
    struct picture *p = &r->inquiry->picture;
    bool all = form_flag(&r->form, "all");
    struct notices l = {.r = r, .rights = &rights, .list = json_tree_list(&r->arena)};
    int code = governance_act(r, ACT_AUDIT, "break-glass", &rights, err);
    if (code != 0) {
        return code;
    }
    l.who = rights.who;
    code = break_glass_all(p->db, p->seal, !all, list_notice, &l, err);
    code = code ? code : rights_tell_people(&rights, &l.pages.people, l.pages.count, err);
    if (code != 0) {
        return code;
    }
    struct json_node *model = governance_model(r, translate(r, "Emergencies"), "/governance");
    json_tree_put_bool(&r->arena, model, STR("has_notices"), l.list->count > 0);
    governance_put_pages(r, model, &l.pages,
                         all ? "/governance/emergencies?all=yes" : "/governance/emergencies");
    json_tree_put_bool(&r->arena, model, STR("shows_all"), all);
    json_tree_put(model, STR("notices"), l.list);
    request_put(r, model, "all", request_href(r, "/governance/emergencies?all=yes"));
    put_review(r, model, l.first);
    return reply_page(r, "governance/emergencies", model);
}

struct reviewing {
    struct request *r;
    struct str who;
    int64_t notice;
};

static int put_reviewed(struct db *db, void *context, struct err *err)
{
    struct reviewing *v = context;
    struct request *r = v->r;
    return break_glass_review(db, r->inquiry->picture.seal, v->notice, v->who,
                              str_eq(form_text(&r->form, "justified"), STR("yes")),
                              form_text(&r->form, "finding"), r->now, err);
}

int governance_emergency_review(struct request *r, struct err *err)
{
    struct rights rights;
    struct err failed = {0};
    struct reviewing v = {.r = r, .notice = form_number(&r->form, "notice", 0)};
    if (r->form.error_count > 0) {
        return governance_emergencies(r, err);
    }
    int code = governance_act(r, ACT_AUDIT, "break-glass", &rights, err);
    if (code != 0) {
        return code;
    }
    v.who = rights.who;
    code = rights_tell_number(&rights, "break-glass", (uint64_t)v.notice, err);
    if (code != 0) {
        return code;
    }
    code = picture_do(&r->inquiry->picture, put_reviewed, &v, &failed);
    if (code == 0) {
        return governance_done(r, "/governance/emergencies", "reviewed");
    }
    code = governance_mend(r, "notice", code, &failed, err);
    return code ? code : governance_emergencies(r, err);
}

/* ---- retention, erasures ---- */

static struct json_node *retention_table(struct request *r, const struct retention *retention)
{
    struct json_node *table =
        component_table(r, translate(r, "What would be deleted today, by source"));
    component_table_head(r, table, translate(r, "Source"), false);
    component_table_head(r, table, translate(r, "Kept after its end, days"), true);
    component_table_head(r, table, translate(r, "Whose rule"), false);
    component_table_head(r, table, translate(r, "Records"), true);
    component_table_head(r, table, translate(r, "Versions"), true);
    for (size_t i = 0; i < retention->count; i++) {
        const struct retention_source *s = &retention->sources[i];
        struct json_node *row = component_table_row(r, table);
        component_cell(r, row, governance_text(r, str_of(s->name)));
        component_cell_number(r, row, s->days);
        component_cell(r, row,
                       s->own ? translate(r, "the source’s own") : translate(r, "the council’s"));
        component_cell_number(r, row, s->records);
        component_cell_number(r, row, s->versions);
    }
    return table;
}

struct erased {
    struct request *r;
    struct json_node *table;
    size_t count;
};

static int list_erasure(void *context, int64_t begun, int64_t ended, struct err *err)
{
    struct erased *e = context;
    (void)err;
    e->count++;
    struct json_node *row = component_table_row(e->r, e->table);
    component_cell(e->r, row, governance_time(e->r, begun));
    component_cell(e->r, row,
                   ended != 0 ? governance_time(e->r, ended)
                              : translate(e->r, "its keys are yet to be forgotten"));
    return 0;
}

int governance_retention(struct request *r, struct err *err)
{
    struct rights rights;
    struct picture *p = &r->inquiry->picture;
    const struct access *a = &r->inquiry->access.access;
    struct retention retention = {0};
    int64_t events = 0, contacts = 0;
    struct erased erased = {.r = r, .table = component_table(r, translate(r, "Erasures"))};
    component_table_head(r, erased.table, translate(r, "Erased"), false);
    component_table_head(r, erased.table, translate(r, "Keys forgotten"), false);
    int code = governance_act(r, ACT_RIGHTS, "", &rights, err);
    code = code ? code : retention_apply(p, true, &retention, err);
    code = code ? code : events_retire(p, a, r->now, true, &events, err);
    code = code ? code : contacts_retire(p, a, r->now, true, &contacts, err);
    code = code ? code : erasures_all(p->db, ERASURES_SHOWN, list_erasure, &erased, err);
    if (code == 0) {
        struct json_node *model =
            governance_model(r, translate(r, "Retention and erasure"), "/governance");
        governance_put_table(model, "table", r, retention_table(r, &retention));
        json_tree_put_whole(&r->arena, model, STR("events"), events);
        json_tree_put_whole(&r->arena, model, STR("contacts"), contacts);
        governance_put_table(model, "erasures", r, erased.table);
        json_tree_put_bool(&r->arena, model, STR("is_capped"), erased.count == ERASURES_SHOWN);
        code = reply_page(r, "governance/retention", model);
    }
    retention_free(&retention);
    return code;
}

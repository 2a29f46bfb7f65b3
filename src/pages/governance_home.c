/* governance_home.c - what waits for information governance: approvals, findings, requests near
 * their clock, purposes near their review, seals, emergencies. */
#include "governance.h"
#include "mark_store.h"
#include "watch.h"
#include "web.h"

#include <stdio.h>

enum { DUE_SOON_DAYS = 7, WATCHED_DAYS = 90, LEAVES_MAX = 50000 };

struct waiting {
    struct request *r;
    struct rights *rights;
    size_t late, soon, open, seals, emergencies;
};

static int count_request(void *context, const struct rights_request *q, const char *id,
                         struct err *err)
{
    struct waiting *w = context;
    (void)id;
    (void)err;
    w->open++;
    w->late += q->due < w->r->today;
    w->soon += q->due >= w->r->today && q->due - w->r->today <= DUE_SOON_DAYS;
    return 0;
}

static int count_opening(void *context, const struct seal_opening *o, struct err *err)
{
    struct waiting *w = context;
    (void)err;
    w->seals += rights_may_approve(w->rights) && o->approved_by.len == 0 && o->until >= w->r->today;
    return 0;
}

static int count_notice(void *context, const struct break_glass *n, struct err *err)
{
    struct waiting *w = context;
    (void)n;
    (void)err;
    w->emergencies++;
    return 0;
}

static void add(struct request *r, struct json_node *items, const char *title, const char *hint,
                const char *path, const char *state, const char *colour)
{
    component_task(r, items, title, hint, request_href(r, "%s", path), state, colour);
}

/* counted - "To be reviewed: 3". */
static const char *counted(struct request *r, const char *what, size_t count)
{
    return arena_printf(&r->arena, "%s: %zu", what, count).ptr;
}

static void put_tasks(struct request *r, struct json_node *model, const char *key,
                      struct json_node *items)
{
    struct json_node *tasks = json_tree_object(&r->arena);
    for (struct json_node *item = items->first; item != NULL; item = item->next) {
        for (struct json_node *m = item->first; m != NULL; m = m->next) {
            if (str_eq(m->key, STR("id"))) { /* unique on a page with several lists */
                m->text = arena_printf(&r->arena, "%s-%.*s", key, PRI(m->text));
            }
        }
    }
    json_tree_put(tasks, STR("items"), items);
    json_tree_put(model, str_of(key), tasks);
}

/* ---- purposes ---- */

static void add_approvals(struct request *r, struct json_node *items, const struct access *a)
{
    size_t purposes = 0, gateways = 0, sources = 0, near = 0;
    for (size_t i = 0; i < a->purpose_count; i++) {
        purposes += !a->purpose_approved[i];
        near += a->purposes[i].review - r->today <= REVIEW_WARNING_DAYS;
    }
    for (size_t i = 0; i < a->gateways.count; i++) {
        gateways += !a->gateway_approved[i];
    }
    for (size_t i = 0; i < a->options.source_count; i++) {
        sources += !a->sources[i].approved;
    }
    const char *wait = translate(r, "Not approved");
    const char *none = translate(r, "Nothing waits");
    add(r, items, translate(r, "Purposes"), NULL, "/governance/purposes",
        purposes > 0 ? counted(r, wait, purposes)
        : near > 0   ? counted(r, translate(r, "Near their review"), near)
                     : none,
        purposes > 0 ? "red"
        : near > 0   ? "yellow"
                     : NULL);
    add(r, items, translate(r, "Gateways"), NULL, "/governance/gateways",
        gateways > 0 ? counted(r, wait, gateways) : none, gateways > 0 ? "red" : NULL);
    add(r, items, translate(r, "Sources"), NULL, "/governance/sources",
        sources > 0 ? counted(r, wait, sources) : none, sources > 0 ? "red" : NULL);
    add(r, items, translate(r, "Staff, roles and teams"), NULL, "/governance/staff",
        a->staff_approved ? none : translate(r, "Not approved as it is"),
        a->staff_approved ? NULL : "red");
}

/* ---- findings ---- */

/* add_findings - counted where the log is short: a long one is read on the findings' own page. */
static int add_findings(struct request *r, struct json_node *items, struct err *err)
{
    struct watch watch = {0};
    size_t open = 0;
    bool is_short = audit_size(r->inquiry->audit) <= LEAVES_MAX;
    int code = is_short ? watch_read(r->inquiry, (int64_t)(r->today - WATCHED_DAYS) * 86400000,
                                     &watch, err)
                        : 0;
    for (size_t i = 0; code == 0 && i < watch.findings.count; i++) {
        open += watch_is_open(&watch, i);
    }
    watch_free(&watch);
    if (code == 0) {
        add(r, items, translate(r, "Findings of the watch"),
            translate(r, "Uses of data that are out of the ordinary"), "/governance/findings",
            !is_short  ? translate(r, "Not counted: the log is long")
            : open > 0 ? counted(r, translate(r, "To be looked into"), open)
                       : translate(r, "Nothing waits"),
            open > 0 ? "red" : NULL);
    }
    return code;
}

/* ---- rights ---- */

static int add_rights(struct request *r, struct json_node *items, struct err *err)
{
    struct rights rights;
    struct picture *p = &r->inquiry->picture;
    struct waiting w = {.r = r, .rights = &rights};
    const char *none = translate(r, "Nothing waits");
    int code = governance_act(r, ACT_RIGHTS, "", &rights, err);
    code = code ? code : rights_each(&rights, INT32_MAX, count_request, &w, err);
    code = code ? code : openings_all(p->db, p->seal, count_opening, &w, err);
    code = code ? code : break_glass_all(p->db, p->seal, true, count_notice, &w, err);
    if (code != 0) {
        return code;
    }
    add(r, items, translate(r, "What residents ask for"),
        translate(r, "A copy of their data, correction, erasure, restriction, objection"),
        "/governance/requests",
        w.late > 0   ? counted(r, translate(r, "Late"), w.late)
        : w.soon > 0 ? counted(r, translate(r, "Due within a week"), w.soon)
        : w.open > 0 ? counted(r, translate(r, "Open"), w.open)
                     : none,
        w.late > 0   ? "red"
        : w.soon > 0 ? "yellow"
        : w.open > 0 ? "blue"
                     : NULL);
    add(r, items, translate(r, "Seals"), translate(r, "People of whom others must not know"),
        "/governance/seals",
        w.seals > 0 ? counted(r, translate(r, "To be opened, waiting for approval"), w.seals)
                    : none,
        w.seals > 0 ? "yellow" : NULL);
    add(r, items, translate(r, "Emergencies"),
        translate(r, "Purposes that were used for once without role, team or case"),
        "/governance/emergencies",
        w.emergencies > 0 ? counted(r, translate(r, "To be reviewed"), w.emergencies) : none,
        w.emergencies > 0 ? "red" : NULL);
    return 0;
}

/* Who has no right to an act is shown no count of it, but the page all the same. */
int governance_home(struct request *r, struct err *err)
{
    struct home_access access;
    struct rights rights;
    struct err refused = {0};
    struct json_node *approvals = json_tree_list(&r->arena), *people = json_tree_list(&r->arena);
    struct json_node *uses = json_tree_list(&r->arena);
    int code = governance_access(r, &access, err);
    if (code != 0) {
        return code;
    }
    add_approvals(r, approvals, &access.access);
    home_access_close(&access);
    bool governs = governance_act(r, ACT_AUDIT, "watch", &rights, &refused) == 0;
    code = governs ? inquiry_tell_leaves(r->inquiry, NULL, 0, 0, err) : 0;
    code = code == 0 && governs ? add_findings(r, uses, err) : code;
    code = code == 0 && governs ? add_rights(r, people, err) : code;
    code = code == 0 && governs ? inquiry_tell(r->inquiry, NULL, 0, people->count, err) : code;
    if (code != 0) {
        return code;
    }
    struct json_node *model = governance_model(r, translate(r, "Information governance"), "/");
    put_tasks(r, model, "tasks_of_approvals", approvals);
    put_tasks(r, model, "tasks_of_people", people);
    put_tasks(r, model, "tasks_of_uses", uses);
    json_tree_put_bool(&r->arena, model, STR("governs"), governs);
    const char *const paths[][2] = {
        {"audit", "/governance/audit"}, {"triggers", "/governance/triggers"},
        {"packs", "/governance/packs"}, {"duties", "/governance/duties"},
        {"holds", "/governance/holds"}, {"retention", "/governance/retention"},
        {"algorithms", "/algorithms"}};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        request_put(r, model, paths[i][0], request_href(r, "%s", paths[i][1]));
    }
    return reply_page(r, "governance/home", model);
}

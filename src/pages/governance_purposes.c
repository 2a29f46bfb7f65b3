/* governance_purposes.c - purposes, gateways, sources and staff: what is in force, what refuses and
 * why, what changed since two people approved it, and the approval of a second person. */
#include "approved_text.h"
#include "governance.h"
#include "web.h"

#include "clock.h"
#include "date.h"
#include "role_words.h"

#include <stdio.h>

enum { UNUSED_NOT_APPROVED = 1, UNUSED_OVERDUE, UNUSED_NO_POWER };

/* unused_why - why a purpose refuses today; 0: it doesn't. */
static int unused_why(const struct access *a, size_t place, int32_t today)
{
    const struct purpose *p = &a->purposes[place];
    return !a->purpose_approved[place]                          ? UNUSED_NOT_APPROVED
           : today > p->review                                  ? UNUSED_OVERDUE
           : !power_holds(&p->powers, a->options.nation, today) ? UNUSED_NO_POWER
                                                                : 0;
}

static const char *state_text(struct request *r, int why)
{
    return why == UNUSED_NOT_APPROVED ? translate(r, "Refuses: not approved by two people")
           : why == UNUSED_OVERDUE    ? translate(r, "Refuses: its review is overdue")
           : why == UNUSED_NO_POWER   ? translate(r, "Refuses: no power in force here")
                                      : translate(r, "In use");
}

/* ---- approvals ---- */

struct approved {
    enum approval_of of;
    struct str id;
    const uint8_t *content;
    bool is_approved;
    size_t count;
};

/* put_approvals - who approved it as it is now, and whether this person may be the next. */
static void put_approvals(struct request *r, struct json_node *model, const struct access *a,
                          const struct approved *what, const char *path)
{
    struct json_node *list = json_tree_list(&r->arena);
    struct str who = r->inquiry->viewing.options.who;
    const struct staff_member *asker = staff_find(&a->staff, who);
    bool has = false;
    for (size_t i = 0; i < a->approvals.count; i++) {
        const struct approval *p = &a->approvals.at[i];
        if (p->genuine && p->of == what->of && str_eq(p->id, what->id) &&
            memcmp(p->content, what->content, CONTENT_HASH_BYTES) == 0) {
            struct json_node *row = json_tree_object(&r->arena);
            const struct staff_member *person = staff_find(&a->staff, p->who);
            bool makers = str_eq(p->who, STR(APPROVER_SHIPPED));
            request_put(r, row, "who",
                        makers           ? translate(r, "the makers of Cantref")
                        : person != NULL ? governance_text(r, person->name)
                                         : governance_text(r, p->who));
            struct date day;
            bool dated = date_from_text(str_slice(p->when, 0, 10), &day) && date_is_valid(day);
            request_put(r, row, "when",
                        dated ? governance_day(r, (int32_t)date_days(day))
                              : governance_text(r, p->when));
            json_tree_append(list, row);
            has = has || str_eq(p->who, who);
        }
    }
    json_tree_put(model, STR("approvals"), list);
    json_tree_put_bool(&r->arena, model, STR("has_approvals"), list->count > 0);
    json_tree_put_bool(&r->arena, model, STR("is_approved"), what->is_approved);
    json_tree_put_bool(&r->arena, model, STR("approved_by_asker"), has && !what->is_approved);
    json_tree_put_bool(&r->arena, model, STR("may_approve"),
                       !has && !what->is_approved && asker != NULL &&
                           staff_may_approve(&a->staff, asker));
    request_put(r, model, "approve", request_href(r, "%s/approve", path));
}

static int put_changes(struct request *r, struct json_node *model, const struct access *a,
                       enum approval_of of, struct str id, struct err *err)
{
    struct definition_changes changes;
    int code = approved_text_changes(a, of, id, &r->arena, &changes, err);
    if (code != 0) {
        return code;
    }
    struct json_node *table =
        component_table(r, translate(r, "What changed since it was approved"));
    component_table_head(r, table, translate(r, "Part"), false);
    component_table_head(r, table, translate(r, "As it was approved"), false);
    component_table_head(r, table, translate(r, "As it is now"), false);
    for (size_t i = 0; i < changes.count && i < GOVERNANCE_ROWS_MAX; i++) {
        const struct definition_change *c = &changes.at[i];
        struct json_node *row = component_table_row(r, table);
        component_cell(r, row, governance_text(r, c->clause));
        component_cell(
            r, row, c->before.len > 0 ? governance_text(r, c->before) : translate(r, "(nothing)"));
        component_cell(r, row,
                       c->after.len > 0 ? governance_text(r, c->after) : translate(r, "(nothing)"));
    }
    governance_put_table(model, "changes", r, table);
    json_tree_put_bool(&r->arena, model, STR("changes_unknown"), !changes.is_known);
    json_tree_put_bool(&r->arena, model, STR("changes_capped"),
                       changes.count > GOVERNANCE_ROWS_MAX);
    return 0;
}

/* approve - by whoever asks, as the file is now; told to the log before, in force from then on. It
 * shows nobody's data, so that administrators of departments need no purpose for it. */
static int approve(struct request *r, enum approval_of of, struct str id, const char *path,
                   struct err *err)
{
    struct home_access access;
    char when[CLOCK_TEXT_MAX];
    size_t count = 0;
    struct str rule = arena_printf(&r->arena, "approve_%s", approval_of_names[of]);
    int code = governance_access(r, &access, err);
    if (code != 0) {
        return code;
    }
    code = inquiry_log_change(r->inquiry, rule, id, STR(""), 0, err);
    code = code ? code
                : access_approve(&access.access, of, id, r->inquiry->viewing.options.who, r->today,
                                 str_of(clock_text(r->now, when)), &count, err);
    home_access_close(&access);
    if (code != 0) {
        return code;
    }
    r->changes_access = true;
    return governance_done(r, path, "approved");
}

/* ---- law ---- */

static struct json_node *powers_table(struct request *r, const struct access *a,
                                      const struct power_list *powers)
{
    struct json_node *table = component_table(r, translate(r, "Power in law"));
    component_table_head(r, table, translate(r, "Statute"), false);
    component_table_head(r, table, translate(r, "Where"), false);
    component_table_head(r, table, translate(r, "In force"), false);
    component_table_head(r, table, translate(r, "Checked"), false);
    for (size_t i = 0; i < powers->count; i++) {
        const struct power *p = &powers->at[i];
        const struct power_list alone = {(struct power *)p, 1};
        bool holds = power_holds(&alone, a->options.nation, r->today);
        struct json_node *row = component_table_row(r, table);
        component_cell(r, row,
                       arena_printf(&r->arena, "%.*s, %.*s (%.*s)", PRI(p->statute),
                                    PRI(p->section), PRI(p->citation))
                           .ptr);
        component_cell(r, row,
                       p->nation == NATION_ENGLAND ? translate(r, "England")
                       : p->nation == NATION_WALES ? translate(r, "Wales")
                                                   : translate(r, "England and Wales"));
        component_cell(r, row,
                       arena_printf(&r->arena, "%s – %s%s%s",
                                    p->from == DAY_MIN ? "" : governance_day(r, p->from),
                                    p->until == DAY_MAX ? "" : governance_day(r, p->until),
                                    holds ? "" : "; ",
                                    holds ? "" : translate(r, "not in force here now"))
                           .ptr);
        component_cell(r, row,
                       p->unverified
                           ? translate(r, "Unverified: nobody has yet read it in the statute book")
                           : translate(r, "Read in the statute book"));
    }
    return table;
}

static const char *reference_text(struct request *r, const struct source_reference *reference)
{
    return reference->category == SOURCE_CATEGORIES
               ? governance_text(r, reference->name)
               : source_category_title(reference->category, r->language);
}

static const char *references_text(struct request *r, const struct reference_list *list)
{
    struct buf text = {0};
    for (size_t i = 0; i < list->count; i++) {
        buf_printf(&text, "%s%s", i > 0 ? ", " : "", reference_text(r, &list->at[i]));
    }
    const char *kept = governance_text(r, buf_str(&text));
    buf_free(&text);
    return kept;
}

/* ---- purposes ---- */

static int put_purposes(struct request *r, struct json_node *model, const struct access *a)
{
    struct json_node *table = component_table(r, translate(r, "Purposes"));
    component_table_head(r, table, translate(r, "Purpose"), false);
    component_table_head(r, table, translate(r, "State"), false);
    component_table_head(r, table, translate(r, "May be used until"), false);
    component_table_head(r, table, translate(r, "Approvals"), true);
    for (size_t i = 0; i < a->purpose_count && i < GOVERNANCE_ROWS_MAX; i++) {
        const struct purpose *p = &a->purposes[i];
        struct json_node *row = component_table_row(r, table);
        component_cell_link(r, row, governance_text(r, p->title.text[r->language]),
                            request_href(r, "/governance/purposes/%.*s", PRI(p->id)));
        component_cell(r, row, state_text(r, unused_why(a, i, r->today)));
        component_cell(r, row, governance_day(r, p->review));
        component_cell_number(
            r, row, (int64_t)approval_count(&a->approvals, APPROVAL_PURPOSE, p->id, p->content));
    }
    governance_put_table(model, "table", r, table);
    return 0;
}

int governance_purposes(struct request *r, struct err *err)
{
    struct home_access access;
    int code = governance_access(r, &access, err);
    if (code != 0) {
        return code;
    }
    struct json_node *model = governance_model(r, translate(r, "Purposes"), "/governance");
    put_purposes(r, model, &access.access);
    home_access_close(&access);
    return reply_page(r, "governance/purposes", model);
}

static const char *basis_text(struct request *r, const struct purpose *p)
{
    struct buf text = {0};
    buf_printf(&text, "UK GDPR 6(1)(%c)", p->article_6);
    if (p->article_9 != 0) {
        buf_printf(&text, ", 9(2)(%c)", p->article_9);
    }
    if (p->schedule_1.len > 0) {
        buf_printf(&text, ", ");
        buf_printf(&text, translate(r, "Data Protection Act 2018 Schedule 1, %.*s"),
                   PRI(p->schedule_1));
    }
    if (p->basis_unverified) {
        buf_printf(&text, "; %s", translate(r, "unverified"));
    }
    const char *kept = governance_text(r, buf_str(&text));
    buf_free(&text);
    return kept;
}

static const char *kinds_text(struct request *r, const struct purpose *p)
{
    const char *const titles[ENTITY_KINDS] = {
        [KIND_PERSON] = translate(r, "people"),
        [KIND_HOUSEHOLD] = translate(r, "households"),
        [KIND_PROPERTY] = translate(r, "properties"),
        [KIND_ORGANISATION] = translate(r, "organisations"),
    };
    struct buf text = {0};
    for (int k = 0; k < ENTITY_KINDS; k++) {
        if (p->kinds[k]) {
            buf_printf(&text, "%s%s", text.len > 0 ? ", " : "", titles[k]);
        }
    }
    const char *kept = governance_text(r, buf_str(&text));
    buf_free(&text);
    return kept;
}

static const char *sets_text(struct request *r, const struct access *a, uint16_t place)
{
    uint16_t set[ACCESS_SOURCES_MAX];
    struct buf text = {0};
    size_t sets = access_sets(a, place, r->today, set);
    for (size_t s = 1; s <= sets; s++) {
        bool first = true;
        for (size_t i = 0; i < a->options.source_count; i++) {
            if (set[i] == s) {
                buf_printf(&text, "%s%.*s",
                           !first  ? " + "
                           : s > 1 ? "; "
                                   : "",
                           PRI(a->options.sources[i].name));
                first = false;
            }
        }
    }
    const char *kept = governance_text(r, buf_str(&text));
    buf_free(&text);
    return kept;
}

static const char *acts_text(struct request *r, const struct purpose *p)
{
    struct buf text = {0};
    for (int act = 0; act < PURPOSE_ACTS; act++) {
        if (p->acts[act]) {
            buf_printf(&text, "%s%s", text.len > 0 ? ", " : "",
                       purpose_act_title((enum purpose_act)act, r->language));
        }
    }
    const char *kept = governance_text(r, buf_str(&text));
    buf_free(&text);
    return kept;
}

static struct json_node *purpose_rows(struct request *r, const struct access *a, uint16_t place)
{
    const struct purpose *p = &a->purposes[place];
    const struct department *department = NULL;
    const struct purpose_users *users = staff_users(&a->staff, p->id, &department);
    struct json_node *rows = json_tree_list(&r->arena);
    enum access_language language = r->language;
    governance_row(r, rows, translate(r, "What for"),
                   governance_text(r, p->what_for.text[language]));
    governance_row(r, rows, translate(r, "Decision it serves"),
                   governance_text(r, p->serves.text[language]));
    governance_row(r, rows, translate(r, "Legal basis"), basis_text(r, p));
    governance_row(r, rows, translate(r, "Who may use it: roles"),
                   governance_names(r, a, &p->roles));
    governance_row(r, rows, translate(r, "Who may use it: teams"),
                   governance_names(r, a, users != NULL ? &users->teams : NULL));
    governance_row(r, rows, translate(r, "Department that answers for it"),
                   department != NULL ? governance_text(r, department->title.text[language]) : "");
    governance_row(r, rows, translate(r, "About"), kinds_text(r, p));
    governance_row(r, rows, translate(r, "From"), references_text(r, &p->sources));
    governance_row(r, rows, translate(r, "Sources of this home that are joined under it today"),
                   sets_text(r, a, place));
    governance_row(
        r, rows, translate(r, "Kept for"),
        arena_printf(&r->arena, translate(r, "%lld days"), (long long)p->retention_days).ptr);
    governance_row(r, rows, translate(r, "Shared with"),
                   governance_text(r, p->sharing.text[language]));
    governance_row(r, rows, translate(r, "Impact assessment"), governance_text(r, p->dpia));
    governance_row(r, rows, translate(r, "What is done under it"), acts_text(r, p));
    governance_row(r, rows, translate(r, "Owner"), governance_text(r, p->owner.text[language]));
    governance_row(r, rows, translate(r, "May be used until"), governance_day(r, p->review));
    governance_row(r, rows, translate(r, "A case must be named"),
                   p->case_required ? translate(r, "Yes") : translate(r, "No"));
    governance_row(r, rows, translate(r, "May be opened in an emergency"),
                   p->break_glass ? translate(r, "Yes") : translate(r, "No"));
    return rows;
}

static struct json_node *fields_table(struct request *r, const struct purpose *p)
{
    struct json_node *table = component_table(r, translate(r, "What is shown, at which detail"));
    component_table_head(r, table, translate(r, "Field"), false);
    component_table_head(r, table, translate(r, "Of the person"), false);
    component_table_head(r, table, translate(r, "Of those at the same address"), false);
    component_table_head(r, table, translate(r, "Of those whom the records name"), false);
    for (int c = 0; c < FIELD_CATEGORIES; c++) {
        bool any = false;
        for (int k = 0; k < RELATIONS; k++) {
            any = any || p->level[k][c] != DETAIL_NONE;
        }
        if (any) {
            struct json_node *row = component_table_row(r, table);
            component_cell(r, row, field_category_title((enum field_category)c, r->language));
            for (int k = 0; k < RELATIONS; k++) {
                component_cell(r, row,
                               p->level[k][c] == DETAIL_NONE
                                   ? translate(r, "not shown")
                                   : detail_level_title(p->level[k][c], r->language));
            }
        }
    }
    return table;
}

/* purpose_place - of the path's purpose. */
static int purpose_place(struct request *r, const struct access *a, uint16_t *ret, struct err *err)
{
    uint16_t place = access_purpose_find(a, str_of(request_parameter(r, 0)));
    if (place == ACCESS_NONE) {
        return err_say(err, ERR_NOTFOUND, "%s", translate(r, "There is no such purpose."));
    }
    *ret = place;
    return 0;
}

int governance_purpose(struct request *r, struct err *err)
{
    struct home_access access;
    uint16_t place = 0;
    int code = governance_access(r, &access, err);
    if (code != 0) {
        return code;
    }
    const struct access *a = &access.access;
    code = purpose_place(r, a, &place, err);
    if (code == 0) {
        const struct purpose *p = &a->purposes[place];
        const struct approved what = {.of = APPROVAL_PURPOSE,
                                      .id = p->id,
                                      .content = p->content,
                                      .is_approved = a->purpose_approved[place]};
        struct json_node *model = governance_model(
            r, governance_text(r, p->title.text[r->language]), "/governance/purposes");
        int why = unused_why(a, place, r->today);
        json_tree_put(model, STR("state"),
                      component_tag(r, state_text(r, why), why == 0 ? "green" : "red"));
        json_tree_put(model, STR("rows"), purpose_rows(r, a, place));
        governance_put_table(model, "powers", r, powers_table(r, a, &p->powers));
        governance_put_table(model, "fields", r, fields_table(r, p));
        put_approvals(r, model, a, &what,
                      arena_printf(&r->arena, "/governance/purposes/%.*s", PRI(p->id)).ptr);
        code = put_changes(r, model, a, APPROVAL_PURPOSE, p->id, err);
        code = code ? code : reply_page(r, "governance/purpose", model);
    }
    home_access_close(&access);
    return code;
}

int governance_purpose_approve(struct request *r, struct err *err)
{
    const char *id = request_parameter(r, 0);
    return approve(r, APPROVAL_PURPOSE, str_of(id),
                   arena_printf(&r->arena, "/governance/purposes/%s", id).ptr, err);
}

/* ---- gateways ---- */

int governance_gateways(struct request *r, struct err *err)
{
    struct home_access access;
    int code = governance_access(r, &access, err);
    if (code != 0) {
        return code;
    }
    const struct access *a = &access.access;
    struct json_node *model = governance_model(r, translate(r, "Gateways"), "/governance");
    struct json_node *table = component_table(r, translate(r, "Gateways"));
    component_table_head(r, table, translate(r, "Gateway"), false);
    component_table_head(r, table, translate(r, "Between"), false);
    component_table_head(r, table, translate(r, "State"), false);
    for (size_t i = 0; i < a->gateways.count && i < GOVERNANCE_ROWS_MAX; i++) {
        const struct gateway *g = &a->gateways.at[i];
        bool holds = power_holds(&g->powers, a->options.nation, r->today);
        struct json_node *row = component_table_row(r, table);
        component_cell_link(r, row, governance_text(r, g->id),
                            request_href(r, "/governance/gateways/%.*s", PRI(g->id)));
        component_cell(r, row, references_text(r, &g->between));
        component_cell(r, row,
                       state_text(r, !a->gateway_approved[i] ? UNUSED_NOT_APPROVED
                                     : !holds                ? UNUSED_NO_POWER
                                                             : 0));
    }
    governance_put_table(model, "table", r, table);
    home_access_close(&access);
    return reply_page(r, "governance/gateways", model);
}

static const char *purposes_text(struct request *r, const struct access *a,
                                 const struct name_list *names)
{
    struct buf text = {0};
    for (size_t i = 0; i < names->count; i++) {
        uint16_t place = access_purpose_find(a, names->at[i]);
        buf_printf(
            &text, "%s%.*s", i > 0 ? "; " : "",
            PRI(place == ACCESS_NONE ? names->at[i] : a->purposes[place].title.text[r->language]));
    }
    const char *kept = governance_text(r, buf_str(&text));
    buf_free(&text);
    return kept;
}

static int show_gateway(struct request *r, const struct access *a, size_t place, struct err *err)
{
    const struct gateway *g = &a->gateways.at[place];
    const struct approved what = {.of = APPROVAL_GATEWAY,
                                  .id = g->id,
                                  .content = g->content,
                                  .is_approved = a->gateway_approved[place]};
    struct json_node *model =
        governance_model(r, governance_text(r, g->id), "/governance/gateways");
    struct json_node *rows = json_tree_list(&r->arena);
    bool holds = power_holds(&g->powers, a->options.nation, r->today);
    int why = !what.is_approved ? UNUSED_NOT_APPROVED : !holds ? UNUSED_NO_POWER : 0;
    json_tree_put(model, STR("state"),
                  component_tag(r, state_text(r, why), why == 0 ? "green" : "red"));
    governance_row(r, rows, translate(r, "Between"), references_text(r, &g->between));
    governance_row(r, rows, translate(r, "For"), purposes_text(r, a, &g->purposes));
    json_tree_put(model, STR("rows"), rows);
    governance_put_table(model, "powers", r, powers_table(r, a, &g->powers));
    json_tree_put(model, STR("fields"), json_tree_nothing(&r->arena));
    put_approvals(r, model, a, &what,
                  arena_printf(&r->arena, "/governance/gateways/%.*s", PRI(g->id)).ptr);
    int code = put_changes(r, model, a, APPROVAL_GATEWAY, g->id, err);
    return code ? code : reply_page(r, "governance/purpose", model);
}

int governance_gateway(struct request *r, struct err *err)
{
    struct home_access access;
    int code = governance_access(r, &access, err);
    if (code != 0) {
        return code;
    }
    code = err_say(err, ERR_NOTFOUND, "%s", translate(r, "There is no such gateway."));
    for (size_t i = 0; i < access.access.gateways.count; i++) {
        if (str_eq(access.access.gateways.at[i].id, str_of(request_parameter(r, 0)))) {
            code = show_gateway(r, &access.access, i, err);
        }
    }
    home_access_close(&access);
    return code;
}

int governance_gateway_approve(struct request *r, struct err *err)
{
    const char *id = request_parameter(r, 0);
    return approve(r, APPROVAL_GATEWAY, str_of(id),
                   arena_printf(&r->arena, "/governance/gateways/%s", id).ptr, err);
}

/* ---- sources ---- */

int governance_sources(struct request *r, struct err *err)
{
    struct home_access access;
    int code = governance_access(r, &access, err);
    if (code != 0) {
        return code;
    }
    const struct access *a = &access.access;
    struct json_node *model =
        governance_model(r, translate(r, "Sources and their approval"), "/governance");
    struct json_node *table = component_table(r, translate(r, "Sources"));
    component_table_head(r, table, translate(r, "Source"), false);
    component_table_head(r, table, translate(r, "Service"), false);
    component_table_head(r, table, translate(r, "State"), false);
    for (size_t i = 0; i < a->options.source_count && i < GOVERNANCE_ROWS_MAX; i++) {
        const struct access_source *s = &a->sources[i];
        struct json_node *row = component_table_row(r, table);
        component_cell_link(r, row, governance_text(r, s->name),
                            request_href(r, "/governance/sources/%.*s", PRI(s->name)));
        component_cell(r, row,
                       s->category == SOURCE_CATEGORIES
                           ? translate(r, "none is given")
                           : source_category_title(s->category, r->language));
        component_cell(r, row, state_text(r, s->approved ? 0 : UNUSED_NOT_APPROVED));
    }
    governance_put_table(model, "table", r, table);
    home_access_close(&access);
    return reply_page(r, "governance/sources", model);
}

/* source_rows - what two people approve: category, where it comes from, what its columns mean. */
static int source_rows(struct request *r, struct str name, struct json_node *model, struct err *err)
{
    struct source_definition s;
    struct err_list errors = {0};
    enum language language = r->language == ACCESS_WELSH ? LANGUAGE_WELSH : LANGUAGE_ENGLISH;
    struct json_node *rows = json_tree_list(&r->arena);
    struct json_node *table = component_table(r, translate(r, "What its columns mean"));
    int code = home_source(&r->inquiry->picture.home, name, &s, &errors);
    if (code != 0) {
        code = err_list_first(&errors, err);
        err_list_free(&errors);
        return code;
    }
    err_list_free(&errors);
    governance_row(r, rows, translate(r, "Service"),
                   s.category == SOURCE_CATEGORIES
                       ? translate(r, "none is given")
                       : source_category_title(s.category, r->language));
    governance_row(r, rows, translate(r, "Data sharing agreement"),
                   governance_text(r, s.agreement));
    governance_row(r, rows, translate(r, "Comes from"),
                   governance_text(r, s.connector.path.len > 0  ? s.connector.path
                                      : s.connector.url.len > 0 ? s.connector.url
                                                                : s.connector.query));
    component_table_head(r, table, translate(r, "Column"), false);
    component_table_head(r, table, translate(r, "Meaning"), false);
    for (size_t i = 0; i < s.mapping.column_count && i < GOVERNANCE_ROWS_MAX; i++) {
        struct json_node *row = component_table_row(r, table);
        component_cell(r, row, governance_text(r, s.mapping.columns[i].header));
        component_cell(r, row, role_title(language, s.mapping.columns[i].role));
    }
    json_tree_put(model, STR("rows"), rows);
    governance_put_table(model, "fields", r, table);
    source_definition_free(&s);
    return 0;
}

static int show_source(struct request *r, const struct access *a, size_t place, struct err *err)
{
    const struct access_source *s = &a->sources[place];
    const struct approved what = {
        .of = APPROVAL_SOURCE, .id = s->name, .content = s->content, .is_approved = s->approved};
    struct json_node *model =
        governance_model(r, governance_text(r, s->name), "/governance/sources");
    json_tree_put(model, STR("state"),
                  component_tag(r, state_text(r, s->approved ? 0 : UNUSED_NOT_APPROVED),
                                s->approved ? "green" : "red"));
    json_tree_put(model, STR("powers"), json_tree_nothing(&r->arena));
    json_tree_put(model, STR("changes"), json_tree_nothing(&r->arena));
    json_tree_put_bool(&r->arena, model, STR("changes_unknown"), false);
    json_tree_put_bool(&r->arena, model, STR("changes_capped"), false);
    put_approvals(r, model, a, &what,
                  arena_printf(&r->arena, "/governance/sources/%.*s", PRI(s->name)).ptr);
    int code = source_rows(r, s->name, model, err);
    return code ? code : reply_page(r, "governance/purpose", model);
}

int governance_source(struct request *r, struct err *err)
{
    struct home_access access;
    int code = governance_access(r, &access, err);
    if (code != 0) {
        return code;
    }
    code = err_say(err, ERR_NOTFOUND, "%s", translate(r, "There is no such source."));
    for (size_t i = 0; i < access.access.options.source_count; i++) {
        if (str_eq(access.access.sources[i].name, str_of(request_parameter(r, 0)))) {
            code = show_source(r, &access.access, i, err);
        }
    }
    home_access_close(&access);
    return code;
}

int governance_source_approve(struct request *r, struct err *err)
{
    const char *id = request_parameter(r, 0);
    return approve(r, APPROVAL_SOURCE, str_of(id),
                   arena_printf(&r->arena, "/governance/sources/%s", id).ptr, err);
}

/* ---- staff ---- */

/* administered - the departments that somebody administers, as the file says; what of it is not in
 * force is marked. */
static const char *administered(struct request *r, const struct access *a, struct str login)
{
    const struct staff *said = access_staff_said(a);
    struct buf text = {0};
    for (size_t d = 0; d < said->department_count; d++) {
        const struct department *department = &said->departments[d];
        bool is_in_force = d < a->staff.department_count &&
                           names_have(&a->staff.departments[d].administrators, login);
        if (names_have(&department->administrators, login)) {
            buf_printf(&text, "%s%.*s%s%s%s", text.len > 0 ? ", " : "",
                       PRI(department->title.text[r->language]), is_in_force ? "" : " (",
                       is_in_force ? "" : translate(r, "not approved"), is_in_force ? "" : ")");
        }
    }
    const char *kept = governance_text(r, buf_str(&text));
    buf_free(&text);
    return kept;
}

/* put_person - what the file gives somebody, and what of it is not in force. */
static void put_person(struct request *r, struct json_node *table, const struct access *a,
                       const struct staff_member *said)
{
    static const struct name_list none = {0};
    const struct staff_member *now = staff_find(&a->staff, said->login);
    struct name_list more = {
        arena_alloc(&r->arena, (said->roles.count + said->teams.count + 1) * sizeof(struct str)),
        0};
    for (size_t i = 0; i < said->roles.count; i++) {
        if (!names_have(now != NULL ? &now->roles : &none, said->roles.at[i])) {
            more.at[more.count++] = said->roles.at[i];
        }
    }
    for (size_t i = 0; i < said->teams.count; i++) {
        if (!names_have(now != NULL ? &now->teams : &none, said->teams.at[i])) {
            more.at[more.count++] = said->teams.at[i];
        }
    }
    struct json_node *row = component_table_row(r, table);
    component_cell(r, row, governance_text(r, said->name));
    component_cell(r, row, governance_names(r, a, now != NULL ? &now->roles : &none));
    component_cell(r, row, governance_names(r, a, now != NULL ? &now->teams : &none));
    component_cell(r, row, governance_names(r, a, &more));
    component_cell(r, row, administered(r, a, said->login));
}

int governance_staff(struct request *r, struct err *err)
{
    struct home_access access;
    int code = governance_access(r, &access, err);
    if (code != 0) {
        return code;
    }
    const struct access *a = &access.access;
    const struct staff *said = access_staff_said(a);
    const struct approved what = {.of = APPROVAL_STAFF,
                                  .id = STR(STAFF_ID),
                                  .content = said->content,
                                  .is_approved = a->staff_approved};
    struct json_node *model =
        governance_model(r, translate(r, "Staff, roles and teams"), "/governance");
    struct json_node *table = component_table(r, translate(r, "Staff"));
    component_table_head(r, table, translate(r, "Name"), false);
    component_table_head(r, table, translate(r, "Roles in force"), false);
    component_table_head(r, table, translate(r, "Teams in force"), false);
    component_table_head(r, table, translate(r, "Waits for approval"), false);
    component_table_head(r, table, translate(r, "Administers"), false);
    for (size_t i = 0; i < said->count && i < GOVERNANCE_ROWS_MAX; i++) {
        put_person(r, table, a, &said->people[i]);
    }
    governance_put_table(model, "table", r, table);
    json_tree_put_bool(&r->arena, model, STR("is_capped"), said->count > GOVERNANCE_ROWS_MAX);
    put_approvals(r, model, a, &what, "/governance/staff");
    home_access_close(&access);
    return reply_page(r, "governance/staff", model);
}

int governance_staff_approve(struct request *r, struct err *err)
{
    return approve(r, APPROVAL_STAFF, STR(STAFF_ID), "/governance/staff", err);
}

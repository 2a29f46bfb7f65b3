/* governance_packs.c - packs of life events: versions, the council's overlays, duties with their
 * law, what changed since running cases began; and the duty ledger in counts, without names. */
#include "duty_ledger.h"
#include "event_look.h"
#include "governance.h"
#include "home_pack.h"
#include "overlay.h"
#include "pack_diff.h"
#include "pack_keep.h"
#include "web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEPT_MAX = 5, LEDGER_MAX = 20000, SOON_DAYS = 28 };

/* open_pack - by name, with its overlay. */
static int open_pack(struct request *r, struct str name, struct event_pack *ret, struct err *err)
{
    struct err_list errors = {0};
    int code = home_pack_open(&r->inquiry->picture.home, name, ret, &errors);
    if (code != 0) {
        code = err_list_first(&errors, err);
    }
    err_list_free(&errors);
    return code;
}

const char *governance_pack_title(struct request *r, struct str id)
{
    struct event_pack pack;
    struct err ignored;
    if (open_pack(r, id, &pack, &ignored) != 0) {
        return governance_text(r, id);
    }
    const char *title = governance_text(r, pack.title.text[r->language]);
    event_pack_free(&pack);
    return title;
}

/* running - cases of a pack that have not ended, under all its purposes; and, where kept is there,
 * the pack under which each goes. */
static int running(struct request *r, const struct event_pack *pack, struct whole_list *kept,
                   size_t *ret, struct err *err)
{
    struct db *db = r->inquiry->picture.db;
    struct whole_list events = {0};
    int code = 0;
    for (size_t p = 0; code == 0 && p < pack->purposes.count; p++) {
        code = event_numbers(db, pack->id, pack->purposes.at[p], true, &events, err);
    }
    for (size_t i = 0; code == 0 && kept != NULL && i < events.count; i++) {
        int64_t number = 0;
        code = pack_of_event(db, events.at[i], &number, err);
        if (code == 0 && number != 0) {
            whole_list_add(kept, number);
        }
    }
    *ret = events.count;
    whole_list_free(&events);
    return code;
}

/* ---- the list ---- */

static int add_pack(struct request *r, struct str name, struct json_node *table, struct err *err)
{
    struct event_pack pack;
    struct err failed = {0};
    size_t cases = 0;
    struct json_node *row = component_table_row(r, table);
    if (open_pack(r, name, &pack, &failed) != 0) {
        component_cell(r, row, governance_text(r, name));
        component_cell(r, row, "");
        component_cell(r, row, translate(r, "can’t be read: run cantref check"));
        component_cell_number(r, row, 0);
        return 0;
    }
    int code = running(r, &pack, NULL, &cases, err);
    component_cell_link(r, row, governance_text(r, pack.title.text[r->language]),
                        request_href(r, "/governance/packs/%.*s", PRI(pack.id)));
    component_cell(r, row, arena_printf(&r->arena, "%lld", (long long)pack.version).ptr);
    bool is_own = home_pack_whose(&r->inquiry->picture.home, name).is_own;
    component_cell(r, row,
                   pack.has_overlay ? translate(r, "with the council’s overlay")
                   : is_own         ? translate(r, "the council’s own")
                                    : translate(r, "as it is shipped"));
    component_cell_number(r, row, (int64_t)cases);
    event_pack_free(&pack);
    return code;
}

int governance_packs(struct request *r, struct err *err)
{
    struct name_list names;
    int code = 0;
    home_pack_names(&r->inquiry->picture.home, &r->arena, &names);
    struct json_node *model = governance_model(r, translate(r, "Packs"), "/governance");
    struct json_node *table = component_table(r, translate(r, "Packs"));
    component_table_head(r, table, translate(r, "Life event"), false);
    component_table_head(r, table, translate(r, "Version"), false);
    component_table_head(r, table, translate(r, "State"), false);
    component_table_head(r, table, translate(r, "Cases under way"), true);
    for (size_t i = 0; code == 0 && i < names.count && i < GOVERNANCE_ROWS_MAX; i++) {
        code = add_pack(r, names.at[i], table, err);
    }
    governance_put_table(model, "table", r, table);
    return code ? code : reply_page(r, "governance/packs", model);
}

/* ---- what differs ---- */

static struct json_node *diff_table(struct request *r, const struct pack_diff *diff)
{
    const char *const kinds[] = {[DIFF_ADDED] = translate(r, "added"),
                                 [DIFF_REMOVED] = translate(r, "removed"),
                                 [DIFF_CHANGED] = translate(r, "changed")};
    struct json_node *table = component_table(r, NULL);
    size_t shown = 0;
    component_table_head(r, table, translate(r, "What it reaches"), false);
    component_table_head(r, table, translate(r, "Where"), false);
    component_table_head(r, table, translate(r, "Before"), false);
    component_table_head(r, table, translate(r, "Now"), false);
    for (int reach = DIFF_REACHES - 1; reach >= 0; reach--) {
        for (size_t i = 0; i < diff->count; i++) {
            const struct diff_line *line = &diff->lines[i];
            if ((int)line->reach == reach && shown++ < GOVERNANCE_ROWS_MAX) {
                struct json_node *row = component_table_row(r, table);
                component_cell(r, row, diff_reach_title(line->reach, r->language));
                component_cell(r, row,
                               arena_printf(&r->arena, "%s: %.*s %.*s %.*s", kinds[line->kind],
                                            PRI(line->file), PRI(line->entry), PRI(line->clause))
                                   .ptr);
                component_cell(r, row, governance_text(r, line->before));
                component_cell(r, row, governance_text(r, line->after));
            }
        }
    }
    return table;
}

/* ---- one pack ---- */

static const char *nation_text(struct request *r, enum nation nation)
{
    return nation == NATION_ENGLAND ? translate(r, "England")
           : nation == NATION_WALES ? translate(r, "Wales")
                                    : translate(r, "England and Wales");
}

static struct json_node *duty_node(struct request *r, const struct duty *d)
{
    struct json_node *duty = json_tree_object(&r->arena), *law = json_tree_list(&r->arena);
    struct json_node *rows = json_tree_list(&r->arena);
    for (size_t i = 0; i < d->law.count; i++) {
        struct json_node *one = json_tree_object(&r->arena);
        request_put(r, one, "citation", governance_text(r, d->law.at[i].citation));
        if (str_starts(d->law.at[i].link, STR("https://"))) {
            request_put(r, one, "link", governance_text(r, d->law.at[i].link));
        } else {
            json_tree_put(one, STR("link"), json_tree_nothing(&r->arena));
        }
        json_tree_append(law, one);
    }
    governance_row(r, rows, translate(r, "Owed within"), governance_clock(r, d));
    governance_row(r, rows, translate(r, "In force"), governance_in_force(r, d));
    governance_row(r, rows, translate(r, "Where"), nation_text(r, d->nation));
    governance_row(r, rows, translate(r, "Owed when"), governance_text(r, d->applies_when.text));
    governance_row(r, rows, translate(r, "Team"), governance_team(r, d->owner));
    governance_row(r, rows, translate(r, "Unverified"), governance_text(r, d->unverified));
    governance_row(r, rows, translate(r, "Tightened by the council at"),
                   governance_text(r, d->tightened));
    request_put(r, duty, "title", governance_text(r, d->title.text[r->language]));
    request_put(r, duty, "text", governance_text(r, d->text.text[r->language]));
    json_tree_put_bool(&r->arena, duty, STR("is_local"), d->local);
    json_tree_put_bool(&r->arena, duty, STR("is_unverified"), d->unverified.len > 0);
    json_tree_put(duty, STR("law"), law);
    json_tree_put(duty, STR("rows"), rows);
    return duty;
}

static struct json_node *steps_table(struct request *r, const struct event_pack *pack)
{
    struct json_node *table = component_table(r, translate(r, "Steps"));
    component_table_head(r, table, translate(r, "Step"), false);
    component_table_head(r, table, translate(r, "Kind"), false);
    component_table_head(r, table, translate(r, "Team"), false);
    component_table_head(r, table, translate(r, "Done when"), false);
    component_table_head(r, table, translate(r, "Whose"), false);
    for (size_t i = 0; i < pack->steps.count; i++) {
        const struct pack_step *s = &pack->steps.at[i];
        struct json_node *row = component_table_row(r, table);
        component_cell(r, row, governance_text(r, s->title.text[r->language]));
        component_cell(r, row, step_kind_title(s->kind, r->language));
        component_cell(r, row, governance_team(r, s->team));
        component_cell(r, row, step_proof_title(s->proof, r->language));
        component_cell(r, row,
                       s->local ? translate(r, "the council’s own") : translate(r, "the pack’s"));
    }
    return table;
}

int governance_pack(struct request *r, struct err *err)
{
    struct event_pack pack;
    size_t cases = 0;
    int code = open_pack(r, str_of(request_parameter(r, 0)), &pack, err);
    if (code != 0) {
        return code;
    }
    struct json_node *model =
        governance_model(r, governance_text(r, pack.title.text[r->language]), "/governance/packs");
    struct json_node *rows = json_tree_list(&r->arena), *duties = json_tree_list(&r->arena);
    code = running(r, &pack, NULL, &cases, err);
    governance_row(r, rows, translate(r, "What it is"),
                   governance_text(r, pack.about.text[r->language]));
    governance_row(r, rows, translate(r, "Version"),
                   arena_printf(&r->arena, "%lld", (long long)pack.version).ptr);
    governance_row(r, rows, translate(r, "Where"), nation_text(r, pack.nation));
    governance_row(r, rows, translate(r, "Cases under way"),
                   arena_printf(&r->arena, "%zu", cases).ptr);
    for (size_t i = 0; i < pack.duties.count; i++) {
        json_tree_append(duties, duty_node(r, &pack.duties.at[i]));
    }
    json_tree_put(model, STR("rows"), rows);
    json_tree_put(model, STR("duties"), duties);
    governance_put_table(model, "steps", r, steps_table(r, &pack));
    governance_put_overlay(r, model, &pack);
    request_put(r, model, "changes",
                request_href(r, "/governance/packs/%.*s/changes", PRI(pack.id)));
    event_pack_free(&pack);
    return code ? code : reply_page(r, "governance/pack", model);
}

/* ---- from the versions under which cases go ---- */

/* add_version - one that cases still go under, held against the one of now. */
static int add_version(struct request *r, const struct event_pack *now, int64_t kept, size_t cases,
                       struct json_node *list, struct err *err)
{
    struct event_pack before;
    struct pack_diff diff = {0};
    int code = pack_kept_load(r->inquiry->picture.db, kept, &before, err);
    if (code != 0) {
        return code;
    }
    pack_diff(&before, now, &diff);
    struct json_node *version = json_tree_object(&r->arena);
    request_put_format(r, version, "title", translate(r, "From version %lld to version %lld"),
                       (long long)before.version, (long long)now->version);
    request_put_format(r, version, "cases", translate(r, "Cases that go under it: %zu"), cases);
    governance_put_table(version, "table", r, diff_table(r, &diff));
    json_tree_put_bool(&r->arena, version, STR("is_capped"), diff.count > GOVERNANCE_ROWS_MAX);
    json_tree_append(list, version);
    pack_diff_free(&diff);
    event_pack_free(&before);
    return 0;
}

static int add_versions(struct request *r, const struct event_pack *now, struct whole_list *kept,
                        struct json_node *list, struct err *err)
{
    int64_t current = 0;
    size_t versions = 0;
    int code = pack_kept_find(r->inquiry->picture.db, now, &current, err);
    whole_list_sort(kept);
    for (size_t i = 0, next; code == 0 && i < kept->count; i = next) {
        for (next = i; next < kept->count && kept->at[next] == kept->at[i]; next++) {
        }
        if (kept->at[i] != current && versions++ < KEPT_MAX) {
            code = add_version(r, now, kept->at[i], next - i, list, err);
        }
    }
    return code;
}

int governance_pack_changes(struct request *r, struct err *err)
{
    struct event_pack pack;
    struct whole_list kept = {0};
    size_t cases = 0;
    const char *name = request_parameter(r, 0);
    int code = open_pack(r, str_of(name), &pack, err);
    if (code != 0) {
        return code;
    }
    struct json_node *model =
        governance_model(r, translate(r, "What changed since cases began"),
                         arena_printf(&r->arena, "/governance/packs/%s", name).ptr);
    struct json_node *list = json_tree_list(&r->arena);
    request_put(r, model, "pack", governance_text(r, pack.title.text[r->language]));
    code = running(r, &pack, &kept, &cases, err);
    code = code ? code : add_versions(r, &pack, &kept, list, err);
    json_tree_put_bool(&r->arena, model, STR("has_versions"), list->count > 0);
    json_tree_put(model, STR("versions"), list);
    whole_list_free(&kept);
    event_pack_free(&pack);
    return code ? code : reply_page(r, "governance/pack_changes", model);
}

/* ---- duties owed, in counts ---- */

/* struct owed - of one duty and team. */
struct owed {
    struct str type, duty, owner;
    size_t late, soon, later, unknown, without;
};

struct counting {
    struct owed *at;
    size_t count, capacity, late, left_out;
};

static struct owed *owed_of(struct counting *c, struct str type, const struct ledger_entry *e)
{
    for (size_t i = 0; i < c->count; i++) {
        if (str_eq(c->at[i].type, type) && str_eq(c->at[i].duty, e->duty) &&
            str_eq(c->at[i].owner, e->owner)) {
            return &c->at[i];
        }
    }
    void *at = c->at;
    mem_must_grow(&at, &c->capacity, c->count + 1, sizeof *c->at);
    c->at = at;
    c->at[c->count] = (struct owed){.type = type, .duty = e->duty, .owner = e->owner};
    return &c->at[c->count++];
}

static int compare_late(const void *a, const void *b)
{
    const struct owed *x = a;
    const struct owed *y = b;
    size_t p = x->late * 1000000 + x->soon, q = y->late * 1000000 + y->soon;
    return p != q ? (p < q) - (p > q) : str_cmp(x->duty, y->duty);
}

static int compare_event(const void *a, const void *b)
{
    const struct ledger_entry *x = a;
    const struct ledger_entry *y = b;
    return (x->event > y->event) - (x->event < y->event);
}

/* count_one - of whoever is sealed nothing is counted: their absence must not show. */
static int count_all(struct request *r, const struct ledger_list *list, struct counting *c,
                     struct err *err)
{
    const struct picture *p = &r->inquiry->picture;
    struct str type = STR("");
    int64_t last = 0;
    bool hidden = false;
    int code = 0;
    for (size_t i = 0; code == 0 && i < list->count && i < LEDGER_MAX; i++) {
        const struct ledger_entry *e = &list->at[i];
        if (e->event != last) {
            struct event event = {0};
            code = event_read(p->db, p->seal, e->event, &event, err);
            hidden = code == 0 && event_is_hidden(&r->inquiry->viewing, &event);
            type = code == 0 ? arena_str(&r->arena, event.made.type) : STR("");
            last = e->event;
            event_free(&event);
        }
        if (code == 0 && !hidden && !e->erased) {
            struct owed *o = owed_of(c, type, e);
            bool known = e->deadline_state == DEADLINE_KNOWN;
            o->late += known && e->deadline < r->today;
            o->soon += known && e->deadline >= r->today && e->deadline <= r->today + SOON_DAYS;
            o->later += known && e->deadline > r->today + SOON_DAYS;
            o->unknown += e->deadline_state == DEADLINE_CANNOT_TELL;
            o->without += !known && e->deadline_state != DEADLINE_CANNOT_TELL;
        }
    }
    return code;
}

/* duty_title - as the pack of now calls it; its name where that has none such. */
static const char *duty_title(struct request *r, struct duty_packs *packs, const struct owed *o)
{
    const struct event_pack *pack = NULL;
    struct err ignored = {0};
    const struct duty *duty = duty_pack_now(r->inquiry, packs, o->type, &pack, &ignored) == 0
                                  ? duty_find(&pack->duties, o->duty)
                                  : NULL;
    return governance_text(r, duty != NULL ? duty->title.text[r->language] : o->duty);
}

static struct json_node *owed_table(struct request *r, const struct counting *c)
{
    struct duty_packs packs = {0};
    struct json_node *table = component_table(r, translate(r, "Duties that are owed"));
    component_table_head(r, table, translate(r, "Duty"), false);
    component_table_head(r, table, translate(r, "Team"), false);
    component_table_head(r, table, translate(r, "Late"), true);
    component_table_head(r, table, translate(r, "Due in 28 days"), true);
    component_table_head(r, table, translate(r, "Due later"), true);
    component_table_head(r, table, translate(r, "Day can’t be told"), true);
    component_table_head(r, table, translate(r, "Without a day"), true);
    for (size_t i = 0; i < c->count && i < GOVERNANCE_ROWS_MAX; i++) {
        const struct owed *o = &c->at[i];
        struct json_node *row = component_table_row(r, table);
        component_cell(r, row, duty_title(r, &packs, o));
        component_cell(r, row, governance_team(r, o->owner));
        component_cell_number(r, row, (int64_t)o->late);
        component_cell_number(r, row, (int64_t)o->soon);
        component_cell_number(r, row, (int64_t)o->later);
        component_cell_number(r, row, (int64_t)o->unknown);
        component_cell_number(r, row, (int64_t)o->without);
    }
    duty_packs_free(&packs);
    return table;
}

int governance_duties(struct request *r, struct err *err)
{
    const struct picture *p = &r->inquiry->picture;
    struct ledger_list list = {0};
    struct counting c = {0};
    struct rights rights;
    int code = governance_act(r, ACT_AUDIT, "duties", &rights, err);
    code = code ? code : ledger_started(p->db, p->seal, &r->arena, &list, err);
    if (code == 0 && list.count > 1) {
        qsort(list.at, list.count, sizeof *list.at, compare_event);
    }
    code = code ? code : count_all(r, &list, &c, err);
    code = code ? code : inquiry_tell(r->inquiry, NULL, 0, c.count, err);
    if (code == 0) {
        if (c.count > 1) {
            qsort(c.at, c.count, sizeof *c.at, compare_late);
        }
        for (size_t i = 0; i < c.count; i++) {
            c.late += c.at[i].late;
        }
        struct json_node *model = governance_model(r, translate(r, "Duties owed"), "/governance");
        governance_put_table(model, "table", r, owed_table(r, &c));
        json_tree_put_whole(&r->arena, model, STR("late"), (int64_t)c.late);
        request_put(r, model, "work", request_href(r, "/work"));
        json_tree_put_bool(&r->arena, model, STR("is_capped"),
                           list.count > LEDGER_MAX || c.count > GOVERNANCE_ROWS_MAX);
        code = reply_page(r, "governance/duties", model);
    }
    mem_free(c.at);
    return code;
}

/* governance_overlay.c - what a council's overlay makes of a pack, as a page shows it: what it
 * adds, and what is otherwise than in the pack, beside how the pack has it. */
#include "governance.h"
#include "home_pack.h"
#include "overlay.h"
#include "web.h"

#include <string.h>

/* struct comparing - a pack without its overlay, and with it; what differs goes into the table. */
struct comparing {
    struct request *r;
    struct json_node *table;
    const struct event_pack *bare, *pack;
};

static void add_change(const struct comparing *c, const char *what, const char *before,
                       const char *now)
{
    struct json_node *row = component_table_row(c->r, c->table);
    component_cell(c->r, row, what);
    component_cell(c->r, row, before);
    component_cell(c->r, row, now);
}

/* add_part - of a duty or step, called so, if it is otherwise now. */
static void add_part(const struct comparing *c, const char *title, const char *part,
                     const char *before, const char *now)
{
    if (strcmp(before, now) != 0) {
        add_change(c, arena_printf(&c->r->arena, "%s: %s", title, part).ptr, before, now);
    }
}

/* team_text - as the pack calls a team of its own; "": there is none. */
static const char *team_text(const struct comparing *c, struct str id)
{
    const struct pack_party *team = pack_party_find(c->pack->teams, c->pack->team_count, id);
    return governance_text(c->r, team != NULL ? team->title.text[c->r->language] : id);
}

/* ---- duties ---- */

/* title_of - one id may have several, each for its time. */
static const char *title_of(const struct comparing *c, const struct duty *duty)
{
    struct request *r = c->r;
    const char *title = governance_text(r, duty->title.text[r->language]);
    size_t count = 0;
    for (size_t i = 0; i < c->pack->duties.count; i++) {
        count += str_eq(c->pack->duties.at[i].id, duty->id);
    }
    return count < 2 ? title
                     : arena_printf(&r->arena, "%s (%s)", title, governance_in_force(r, duty)).ptr;
}

/* The pack's stand first with an overlay, too, in their order. */
static void add_duties(const struct comparing *c)
{
    struct request *r = c->r;
    for (size_t i = 0; i < c->bare->duties.count && i < c->pack->duties.count; i++) {
        const struct duty *before = &c->bare->duties.at[i];
        const struct duty *now = &c->pack->duties.at[i];
        const char *title = title_of(c, now);
        add_part(c, title, translate(r, "by when"), governance_clock(r, before),
                 governance_clock(r, now));
        add_part(c, title, translate(r, "who sees to it"), team_text(c, before->owner),
                 team_text(c, now->owner));
        add_part(c, title, translate(r, "who finds out"), team_text(c, before->finds_out),
                 team_text(c, now->finds_out));
    }
}

/* ---- steps ---- */

static const char *length_words(struct request *r, struct length length)
{
    char text[LENGTH_TEXT_MAX];
    return governance_text(r, str_of(length_text(length, r->language == ACCESS_WELSH, text)));
}

static const char *due_text(struct request *r, const struct pack_step *step)
{
    return step->due.count > 0 ? length_words(r, step->due) : translate(r, "No day of its own");
}

static const char *late_text(const struct comparing *c, const struct pack_step *step)
{
    struct request *r = c->r;
    return step->escalate_to.len == 0 ? translate(r, "Nobody")
                                      : arena_printf(&r->arena, translate(r, "%s, after %s"),
                                                     team_text(c, step->escalate_to),
                                                     length_words(r, step->escalate_after))
                                            .ptr;
}

static void add_steps(const struct comparing *c)
{
    struct request *r = c->r;
    for (size_t i = 0; i < c->bare->steps.count; i++) {
        const struct pack_step *before = &c->bare->steps.at[i];
        const struct pack_step *now = step_find(&c->pack->steps, before->id);
        const char *title = governance_text(r, before->title.text[r->language]);
        if (now == NULL) {
            add_change(c, title, title, translate(r, "It is left out"));
            continue;
        }
        add_part(c, title, translate(r, "what it is called"), title,
                 governance_text(r, now->title.text[r->language]));
        add_part(c, title, translate(r, "who does it"), team_text(c, before->team),
                 team_text(c, now->team));
        add_part(c, title, translate(r, "by when"), due_text(r, before), due_text(r, now));
        add_part(c, title, translate(r, "who is told when it is late"), late_text(c, before),
                 late_text(c, now));
    }
}

/* ---- letters and guidance ---- */

/* shortened - a text as a cell holds it; the files have all of it. */
static const char *shortened(struct request *r, struct str text)
{
    enum { CELL_BYTES_MAX = 600 };
    size_t at = text.len < CELL_BYTES_MAX ? text.len : CELL_BYTES_MAX;
    while (at > 0 && at < text.len && ((unsigned char)text.ptr[at] & 0xc0) == 0x80) {
        at--; /* not within a character */
    }
    return arena_printf(&r->arena, "%.*s%s", PRI(str_slice(text, 0, at)), at < text.len ? "…" : "")
        .ptr;
}

static void add_words(const struct comparing *c)
{
    struct request *r = c->r;
    const struct event_pack *pack = c->pack;
    for (size_t i = 0; i < pack->texts.count; i++) {
        const struct pack_text *now = &pack->texts.at[i];
        const struct pack_text *before =
            pack_text_find(&c->bare->texts, now->name, now->letter, now->language);
        bool same =
            before != NULL && str_eq(before->title, now->title) && str_eq(before->body, now->body);
        if (!same) {
            add_change(c, governance_text(r, now->title),
                       before != NULL ? shortened(r, before->body) : "", shortened(r, now->body));
        }
    }
}

/* ---- the whole ---- */

/* put_differences - null where nothing is otherwise, or the pack alone can't be read. */
static void put_differences(struct request *r, struct json_node *model,
                            const struct event_pack *pack)
{
    struct event_pack bare;
    struct err_list errors = {0};
    struct json_node *table = component_table(r, translate(r, "What it changes"));
    component_table_head(r, table, translate(r, "What"), false);
    component_table_head(r, table, translate(r, "In the pack"), false);
    component_table_head(r, table, translate(r, "Here"), false);
    if (pack->has_overlay &&
        home_pack_open_bare(&r->inquiry->picture.home, pack->id, &bare, &errors) == 0) {
        const struct comparing c = {.r = r, .table = table, .bare = &bare, .pack = pack};
        add_duties(&c);
        add_steps(&c);
        add_words(&c);
        event_pack_free(&bare);
    }
    governance_put_table(model, "overlay_diff", r, table);
    err_list_free(&errors);
}

void governance_put_overlay(struct request *r, struct json_node *model,
                            const struct event_pack *pack)
{
    struct json_node *list = json_tree_list(&r->arena);
    for (size_t i = 0; i < pack->duties.count; i++) {
        const struct duty *d = &pack->duties.at[i];
        if (d->local || d->tightened.len > 0) {
            json_tree_append(
                list, json_tree_text(
                          &r->arena,
                          arena_printf(&r->arena,
                                       d->local ? translate(r, "Adds the duty: %.*s")
                                                : translate(r, "Makes a duty due earlier: %.*s"),
                                       PRI(d->title.text[r->language]))));
        }
    }
    for (size_t i = 0; i < pack->steps.count; i++) {
        const struct pack_step *s = &pack->steps.at[i];
        if (s->local) {
            json_tree_append(
                list, json_tree_text(&r->arena,
                                     arena_printf(&r->arena, translate(r, "Adds the step: %.*s"),
                                                  PRI(s->title.text[r->language]))));
        }
    }
    for (size_t i = 0; i < pack->team_count; i++) {
        const struct pack_party *t = &pack->teams[i];
        if (t->here.len > 0 && !str_eq(t->here, t->id)) {
            json_tree_append(
                list,
                json_tree_text(&r->arena,
                               arena_printf(&r->arena, translate(r, "Calls the team %.*s: %.*s"),
                                            PRI(t->title.text[r->language]), PRI(t->here))));
        }
    }
    put_differences(r, model, pack);
    json_tree_put_bool(&r->arena, model, STR("has_overlay"), pack->has_overlay);
    json_tree_put_bool(&r->arena, model, STR("has_overlay_changes"), list->count > 0);
    json_tree_put(model, STR("overlay"), list);
}

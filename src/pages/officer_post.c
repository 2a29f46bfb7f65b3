/* officer_post.c - what could not leave, and what becomes of it; letters that wait for print, and
 * batches of them. Nobody is named by these pages. */
#include "officer_pages.h"

#include "case_outbox.h"
#include "case_work.h"
#include "letter_post.h"
#include "officer_place.h"
#include "page_component.h"

/* ---- what could not leave ---- */

static struct json_node *parked_node(struct request *r, const struct parked *p)
{
    struct json_node *node = json_tree_object(&r->arena);
    json_tree_put_whole(&r->arena, node, STR("delivery"), p->row.action);
    officer_put(r, node, "title", p->title.text[r->language]);
    officer_put(r, node, "event", p->event);
    request_put(r, node, "team", officer_team(r, p->team));
    json_tree_put_whole(&r->arena, node, STR("tries"), p->row.tries);
    officer_put(r, node, "reason",
                p->has_note ? p->note.reason
                            : str_of(translate(r, "it was tried for long enough")));
    request_put(r, node, "action", request_href(r, "/parked/%lld", (long long)p->row.action));
    return node;
}

static int show_parked(struct request *r, struct err *err)
{
    enum { SHOWN_MAX = 200 };
    struct parked_list parked = {0};
    int code = case_parked(&r->arena, r->cases, &parked, err);
    if (code != 0) {
        return code;
    }
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *list = json_tree_list(&r->arena);
    for (size_t i = 0; i < parked.count && i < SHOWN_MAX; i++) {
        json_tree_append(list, parked_node(r, &parked.at[i]));
    }
    request_put(r, model, "title", translate(r, "What could not leave"));
    officer_put_list(r, model, "parked", list);
    json_tree_put_bool(&r->arena, model, STR("more"), parked.count > SHOWN_MAX);
    request_put(r, model, "work", request_href(r, "/work"));
    return reply_page(r, "officer/parked", model);
}

int officer_parked(struct request *r, struct err *err)
{
    return show_parked(r, err);
}

int officer_parked_act(struct request *r, struct err *err)
{
    struct str act = form_text(&r->form, "act");
    struct str because = form_text(&r->form, "because");
    uint64_t number = 0;
    enum case_act what = str_eq(act, STR("again"))  ? CASE_AGAIN
                         : str_eq(act, STR("left")) ? CASE_LEFT
                                                    : CASE_STOPPED;
    if (!str_to_uint(r->parameters[0], INT64_MAX, &number)) {
        return err_say(err, ERR_NOTFOUND, "%s",
                       translate(r, "Nothing of that number is to leave for your teams."));
    }
    if (what != CASE_AGAIN && because.len == 0) {
        form_error(&r->form, arena_printf(&r->arena, "because-%s", request_parameter(r, 0)).ptr,
                   translate(r, "Enter the reason"));
    }
    if (r->form.error_count > 0) {
        return show_parked(r, err);
    }
    int code = case_outbox_do(r->cases, (int64_t)number, what, because, err);
    return code ? code : reply_redirect(r, "/parked");
}

/* ---- letters ---- */

static const char *batch_state(const struct request *r, enum batch_state state)
{
    switch (state) {
    case BATCH_HANDING:
        return translate(r, "cut off: was it printed?");
    case BATCH_HANDED:
        return translate(r, "handed to print");
    default:
        return translate(r, "posted");
    }
}

static struct json_node *batch_node(struct request *r, const struct posted_batch *b)
{
    struct json_node *node = json_tree_object(&r->arena);
    json_tree_put_whole(&r->arena, node, STR("batch"), b->batch);
    officer_put(r, node, "folder", b->id);
    request_put(r, node, "state", batch_state(r, b->state));
    json_tree_put_whole(&r->arena, node, STR("letters"), (int64_t)b->letters);
    request_put_time(r, node, "made", b->made);
    json_tree_put_bool(&r->arena, node, STR("handed"), b->state == BATCH_HANDED);
    json_tree_put_bool(&r->arena, node, STR("cut_off"), b->state == BATCH_HANDING);
    return node;
}

static struct json_node *letter_node(struct request *r, const struct posted_letter *p)
{
    struct json_node *node = json_tree_object(&r->arena);
    officer_put(r, node, "reference", p->reference);
    officer_put(r, node, "language", officer_language(r, p->language));
    json_tree_put_whole(&r->arena, node, STR("pages"), (int64_t)p->pages);
    json_tree_put_bool(&r->arena, node, STR("large"), p->large_print);
    json_tree_put_bool(&r->arena, node, STR("stopped"), !p->wanted);
    return node;
}

static int show_post(struct request *r, struct err *err)
{
    enum { SHOWN_MAX = 200 };
    struct posted_letters waiting = {0};
    struct posted_batches batches = {0};
    struct db *db = r->inquiry->picture.db;
    int code = letters_of(db, &r->arena, 0, &waiting, err);
    code = code ? code : letters_see_wanted(db, &waiting, err);
    code = code ? code : letter_batches(db, &r->arena, false, &batches, err);
    if (code != 0) {
        return code;
    }
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *letters = json_tree_list(&r->arena);
    struct json_node *list = json_tree_list(&r->arena);
    for (size_t i = 0; i < waiting.count && i < SHOWN_MAX; i++) {
        json_tree_append(letters, letter_node(r, &waiting.at[i]));
    }
    for (size_t i = 0; i < batches.count && i < SHOWN_MAX; i++) {
        json_tree_append(list, batch_node(r, &batches.at[i]));
    }
    request_put(r, model, "title", translate(r, "Letters for print"));
    officer_put_list(r, model, "waiting", letters);
    officer_put_list(r, model, "batches", list);
    json_tree_put_whole(&r->arena, model, STR("count"), (int64_t)waiting.count);
    json_tree_put_bool(&r->arena, model, STR("more"), waiting.count > SHOWN_MAX);
    request_put(r, model, "action", request_href(r, "/post"));
    request_put(r, model, "work", request_href(r, "/work"));
    return reply_page(r, "officer/post", model);
}

int officer_post(struct request *r, struct err *err)
{
    return show_post(r, err);
}

/* make_batch - events and looks come first, so that nothing is printed that is wanted no more. */
static int make_batch(struct request *r, struct err *err)
{
    const struct case_work_options options = {.workers = 1, .settle_only = true};
    struct case_work_figures figures;
    int64_t batch = 0;
    size_t letters = 0, stopped = 0;
    int code = case_work(r->cases, &options, &figures, err);
    return code ? code
                : letter_batch_make(r->cases, r->inquiry->viewing.options.who, &batch, &letters,
                                    &stopped, err);
}

int officer_post_act(struct request *r, struct err *err)
{
    struct str act = form_text(&r->form, "act");
    int64_t batch = form_number(&r->form, "batch", 0);
    int code = str_eq(act, STR("make")) ? make_batch(r, err)
               : str_eq(act, STR("posted"))
                   ? letter_batch_posted(r->cases, batch, err)
                   : letter_batch_settle(r->cases, batch, str_eq(act, STR("printed")), err);
    return code ? code : reply_redirect(r, "/post");
}

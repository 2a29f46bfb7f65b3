/* resident_check.c - before it is sent: what applies to you, all answers with where to change them;
 * and sent. */
#include "resident.h"

#include "case_feed.h"
#include "trigger_store.h"

/* open_whole - an application of which all was answered. *ret_gone: it is not, and the answer leads
 * to what is asked next. */
static int open_whole(struct request *r, struct telling_page *t, bool *ret_gone, struct err *err)
{
    int code = telling_open(r, request_parameter(r, 0), t, err);
    const char *event = request_parameter(r, 0);
    *ret_gone = false;
    if (code == 0 && !t->there) {
        *ret_gone = true;
        return reply_redirect(r, "/tell/%s", event);
    }
    const char *next = code == 0 ? telling_next(r, t) : "applies";
    if (strcmp(next, "applies") != 0) {
        *ret_gone = true;
        return reply_redirect(r, "/tell/%s/%s", event, next);
    }
    return code;
}

/* ---- what applies ---- */

static const char *last_part(struct request *r, const struct telling_page *t)
{
    const char *last = telling_before(r, t, "");
    return last;
}

static int show_applies(struct request *r, struct telling_page *t)
{
    struct json_node *model = json_tree_object(&r->arena);
    const char *event = request_parameter(r, 0);
    application_assess(&t->look);
    request_put(r, model, "title", translate(r, "What applies to you"));
    request_put(r, model, "caption", resident_text(r, &t->pack->type.title));
    request_put(r, model, "back", request_href(r, "/tell/%s/%s", event, last_part(r, t)));
    request_put(r, model, "on", request_href(r, "/tell/%s/check", event));
    request_put(r, model, "save", request_href(r, "/tell/%s/save", event));
    resident_put_exit(r, model, t->pack);
    resident_put_duties(r, model, t->pack, &t->look.duties, true);
    return reply_page(r, "resident/applies", model);
}

int resident_applies(struct request *r, struct err *err)
{
    struct telling_page t = {0};
    bool gone;
    int code = open_whole(r, &t, &gone, err);
    code = code || gone ? code : show_applies(r, &t);
    telling_free(&t);
    return code;
}

/* ---- all answers ---- */

static void put_answers(struct request *r, const struct telling_page *t, struct json_node *rows)
{
    const char *event = request_parameter(r, 0);
    for (int i = 0; i < TELL_ITEMS; i++) {
        enum tell_item item = (enum tell_item)i;
        for (size_t q = 0; item == TELL_OF_PACK && q < t->look.count; q++) {
            const struct question *question = t->look.questions[q];
            json_tree_append(
                rows, component_summary_row(
                          r, resident_text(r, &question->text),
                          telling_answer_words(r, t, question, t->look.texts[q]),
                          request_href(r, "/tell/%s/answer/%.*s", event, PRI(question->name))));
        }
        if (telling_asks(r, t, item)) {
            json_tree_append(
                rows, component_summary_row(
                          r, telling_item_title(r, t, item), telling_item_words(r, t, item),
                          request_href(r, "/tell/%s/answer/%s", event, tell_item_part(item))));
        }
    }
}

static int show_check(struct request *r, const struct telling_page *t)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *rows = json_tree_list(&r->arena);
    const char *event = request_parameter(r, 0);
    put_answers(r, t, rows);
    request_put(r, model, "title", translate(r, "Check your answers"));
    request_put(r, model, "caption", resident_text(r, &t->pack->type.title));
    request_put(r, model, "back", request_href(r, "/tell/%s/applies", event));
    request_put(r, model, "action", request_href(r, "/tell/%s/send", event));
    request_put(r, model, "save", request_href(r, "/tell/%s/save", event));
    resident_put_exit(r, model, t->pack);
    json_tree_put(model, STR("rows"), rows);
    return reply_page(r, "resident/check", model);
}

int resident_check(struct request *r, struct err *err)
{
    struct telling_page t = {0};
    bool gone;
    int code = open_whole(r, &t, &gone, err);
    code = code || gone ? code : telling_tell_names(r, &t, false, err);
    code = code || gone ? code : show_check(r, &t);
    telling_free(&t);
    return code;
}

/* ---- sent ---- */

/* find_subject - who is signed in and tells of themselves, or for whom they may speak; else nobody
 * is looked for. */
static int find_subject(struct request *r, const struct telling_page *t, struct str *ret,
                        struct err *err)
{
    struct resident_self self = {0};
    const struct authority *authority = telling_authority(t);
    bool of_self = str_eq(application_text(&t->application, APPLICATION_TELLER), STR("self"));
    *ret = STR("");
    if (!t->is_own || (!of_self && authority == NULL)) {
        return 0;
    }
    int code = of_self ? resident_self_open(r, &self, err)
                       : kept_person(&r->inquiry->viewing, &authority_table, authority->number,
                                     &self.view, &self.there, err);
    code = code == ERR_DENIED ? inquiry_refuse(r->inquiry, &self.view.self, code, err) : code;
    if (code == 0 && self.there) {
        *ret = arena_str(&r->arena, str_of(self.view.self.id));
    }
    resident_self_free(&self);
    return code;
}

static int send(struct request *r, struct telling_page *t, struct told *ret, struct err *err)
{
    struct telling telling = {.type = &t->pack->type,
                              .pack_version =
                                  arena_printf(&r->arena, "%lld", (long long)t->pack->version),
                              .answers = t->look.given,
                              .answer_count = t->look.given_count,
                              .channel = CHANNEL_WEB,
                              .known = r->today,
                              .now = r->now,
                              .then = case_feed_then(r->cases)};
    int code = find_subject(r, t, &telling.subject, err);
    code = code ? code : application_send(r->inquiry, &t->application, &telling, ret, err);
    if (telling.subject.len > 0 && (code == ERR_INPUT || code == ERR_NOTFOUND)) {
        telling.subject = STR(""); /* somebody sees to whom it is about */
        code = application_send(r->inquiry, &t->application, &telling, ret, err);
    }
    return code;
}

/* keep_duties - what is owed by it; what was sent stands, whatever comes of that. */
static void keep_duties(struct request *r, const char *event)
{
    struct err ignored = {0};
    (void)duty_look_after(r->inquiry, str_of(event), &ignored); /* a worker looks again */
}

int resident_send(struct request *r, struct err *err)
{
    struct telling_page t = {0};
    struct told told = {0};
    bool gone;
    int code = open_whole(r, &t, &gone, err);
    if (code == 0 && !gone) {
        const char *purpose = arena_str(&r->arena, t.pack->purposes.at[0]).ptr;
        const char *reference = arena_printf(&r->arena, "application:%s", t.application.id).ptr;
        code = request_ask(r, purpose, reference, err);
        code = code ? code : send(r, &t, &told, err);
        if (code == 0) {
            keep_duties(r, told.id);
            code = reply_redirect(r, "/sent/%s%s", told.id, told.again ? "?again=yes" : "");
        }
    }
    telling_free(&t);
    return code;
}

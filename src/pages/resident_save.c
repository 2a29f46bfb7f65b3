/* resident_save.c - an application saved, to go on later, elsewhere, or with somebody's help; and
 * taken up again. */
#include "resident.h"

/* ---- saved ---- */

/* check_item - which answer is asked for with the code; NULL: one must be given for it. */
static const char *check_item(const struct telling_page *t)
{
    static const char *const items[] = {APPLICATION_CHECK, APPLICATION_BIRTH_DATE};
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        if (application_text(&t->application, items[i]).len > 0) {
            return items[i];
        }
    }
    return NULL;
}

static int show_save(struct request *r, const struct telling_page *t)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *fields = json_tree_list(&r->arena);
    const char *event = request_parameter(r, 0);
    request_put(r, model, "title", translate(r, "Save and go on later"));
    request_put(r, model, "caption", resident_text(r, &t->pack->type.title));
    request_put(r, model, "back", request_href(r, "/tell/%s/%s", event, telling_next(r, t)));
    request_put(r, model, "action", request_href(r, "/tell/%s/save", event));
    json_tree_put_bool(&r->arena, model, STR("had_code"), t->application.saved);
    resident_put_exit(r, model, t->pack);
    if (check_item(t) == NULL) {
        json_tree_append(
            fields, component_input(r, "check", translate(r, "A postcode that you will remember"),
                                    translate(r,
                                              "We ask for it when you come back, with a code that "
                                              "you get now."),
                                    NULL));
    }
    json_tree_put(model, STR("fields"), fields);
    return reply_page(r, "resident/save", model);
}

int resident_save_page(struct request *r, struct err *err)
{
    struct telling_page t = {0};
    int code = telling_open(r, request_parameter(r, 0), &t, err);
    if (code == 0) {
        code = t.there ? show_save(r, &t) : reply_redirect(r, "/tell/%s", request_parameter(r, 0));
    }
    telling_free(&t);
    return code;
}

struct saving {
    struct request *r;
    const struct application *application;
    const char *item;
    char code[APPLICATION_CODE_TEXT_MAX];
};

static int save(struct db *db, void *context, struct err *err)
{
    struct saving *s = context;
    return application_save(db, s->r->inquiry->picture.seal, s->application->number, s->item,
                            s->code, err);
}

static int show_code(struct request *r, const struct telling_page *t, const struct saving *s)
{
    struct json_node *model = json_tree_object(&r->arena);
    const char *event = request_parameter(r, 0);
    int64_t until = t->application.changed / 86400 + APPLICATION_DAYS;
    request_put(r, model, "title", translate(r, "Your answers are saved"));
    request_put(r, model, "caption", resident_text(r, &t->pack->type.title));
    request_put(r, model, "code", s->code);
    json_tree_put_bool(&r->arena, model, STR("by_birth_date"),
                       strcmp(s->item, APPLICATION_BIRTH_DATE) == 0);
    json_tree_put_bool(&r->arena, model, STR("by_own_birth_date"),
                       strcmp(s->item, APPLICATION_CHECK) == 0 && t->application.record != 0);
    json_tree_put_bool(&r->arena, model, STR("by_postcode"),
                       strcmp(s->item, APPLICATION_CHECK) == 0 && t->application.record == 0);
    request_put_day(r, model, "until", (int32_t)until);
    request_put(r, model, "return", request_href(r, "/return"));
    request_put(r, model, "go_on", request_href(r, "/tell/%s/%s", event, telling_next(r, t)));
    resident_put_exit(r, model, t->pack);
    return reply_page(r, "resident/saved", model);
}

int resident_save(struct request *r, struct err *err)
{
    struct telling_page t = {0};
    struct saving s = {.r = r, .application = &t.application};
    struct str check = form_text(&r->form, "check");
    int code = telling_open(r, request_parameter(r, 0), &t, err);
    if (code == 0 && !t.there) {
        telling_free(&t);
        return reply_redirect(r, "/tell/%s", request_parameter(r, 0));
    }
    s.item = code == 0 ? check_item(&t) : NULL;
    if (code == 0 && s.item == NULL && check.len == 0) {
        form_error(&r->form, "check", translate(r, "Enter a postcode"));
    }
    if (code == 0 && r->form.error_count > 0) {
        code = show_save(r, &t);
        telling_free(&t);
        return code;
    }
    if (code == 0 && s.item == NULL) {
        s.item = APPLICATION_CHECK;
        code = telling_put(r, t.application.number, s.item, check, err);
    }
    code = code ? code : picture_do(&r->inquiry->picture, save, &s, err);
    code = code ? code : show_code(r, &t, &s);
    telling_free(&t);
    return code;
}

/* ---- taken up again ---- */

static int show_return(struct request *r)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *fields = json_tree_list(&r->arena);
    request_put(r, model, "title", translate(r, "Go on with what you saved"));
    request_put(r, model, "back", request_href(r, "/tell"));
    request_put(r, model, "action", request_href(r, "/return"));
    struct json_node *code = component_input(r, "code", translate(r, "Your code"),
                                             translate(r,
                                                       "12 letters and digits, such as "
                                                       "K7MP-2RTX-9HVD"),
                                             NULL);
    component_option(r, code, "classes", "govuk-input--width-20");
    component_option(r, code, "spellcheck", "false");
    json_tree_append(fields, code);
    json_tree_append(fields,
                     component_input(r, "postcode", translate(r, "The postcode that you gave"),
                                     translate(r, "If you gave a date of birth, leave this empty."),
                                     NULL));
    json_tree_append(fields,
                     component_date(r, "birth", translate(r, "Or the date of birth that you gave"),
                                    translate(r, "For example, 27 3 1961"), INT32_MIN));
    json_tree_put(model, STR("fields"), fields);
    return reply_page(r, "resident/return", model);
}

int resident_return_page(struct request *r, struct err *err)
{
    (void)err;
    return show_return(r);
}

struct resuming {
    struct request *r;
    struct str code, answer;
    uint8_t holder[APPLICATION_HOLDER_BYTES];
    enum application_resumed result;
    int64_t number;
};

/* Wrong answers are counted, and so are kept, too. */
static int resume(struct db *db, void *context, struct err *err)
{
    struct resuming *s = context;
    struct request *r = s->r;
    int code = application_resume(db, r->inquiry->picture.seal, s->code, s->answer, r->now,
                                  &s->result, &s->number, err);
    return code == 0 && s->number != 0 ? application_hold(db, s->number, s->holder, r->now, err)
                                       : code;
}

static int go_to(struct request *r, int64_t number, struct err *err)
{
    struct application a = {0};
    struct picture *picture = &r->inquiry->picture;
    int code = application_read(picture->db, picture->seal, number, r->now, &a, err);
    code = code ? code : reply_redirect(r, "/tell/%.*s", PRI(a.type));
    application_free(&a);
    return code;
}

int resident_return(struct request *r, struct err *err)
{
    struct resuming s = {.r = r, .code = form_text(&r->form, "code")};
    char day[CALENDAR_TEXT_MAX];
    bool there = false;
    int32_t birth = form_day(&r->form, "birth");
    s.answer =
        birth != INT32_MIN ? str_of(calendar_text(birth, day)) : form_text(&r->form, "postcode");
    if (s.code.len == 0) {
        form_error(&r->form, "code", translate(r, "Enter your code"));
    }
    if (s.answer.len == 0 && r->form.error_count == 0) {
        form_error(&r->form, "postcode",
                   translate(r, "Enter the postcode or the date of birth that you gave"));
    }
    if (r->form.error_count > 0) {
        return show_return(r);
    }
    int code = resident_holder(r, true, s.holder, &there, err);
    code = code ? code : picture_do(&r->inquiry->picture, resume, &s, err);
    if (code != 0 || s.result == RESUME_FOUND) {
        return code ? code : go_to(r, s.number, err);
    }
    form_error(&r->form, "code",
               s.result == RESUME_DEAD
                   ? translate(r,
                               "This code was tried too often with a wrong answer. Call us or "
                               "come to a desk: your answers are still there")
                   : translate(r,
                               "Check the code and the answer: we have nothing saved under "
                               "them. What nobody goes on with for 28 days is deleted"));
    return show_return(r);
}

/* sign_issue.c - an officer gives a person in view a one-time code, by which they sign in, under a
 * purpose that is for that (purpose.h, acts). That it was given is in the log, and so in the
 * person's own.
 *
 *     form ─► code, kept sealed in the officer's session ─► page that shows it, for SHOWN_S
 *
 * So a form that was sent twice makes one code, and leads to the same page. */
#include "sign_parts.h"

#include "session_store.h"
#include "sign_code_give.h"

#include <sodium.h>

#define KEPT "one_time_code"

enum { SHOWN_S = 10 * 60 };

/* name_of - what the person is called, for the officer to see whom the code is for. */
static struct str name_of(const struct view_person *person)
{
    for (size_t i = 0; i < person->field_count; i++) {
        if (person->fields[i].category == CATEGORY_NAME && person->fields[i].count > 0) {
            return person->fields[i].values[0].text;
        }
    }
    return STR("");
}

/* open_person - whom the path names, under the purpose that was asked for, with a leaf. */
static int open_person(struct request *r, struct view *ret, struct err *err)
{
    const struct view_person *people[] = {&ret->self};
    int code = view_read(&r->inquiry->viewing, str_of(request_parameter(r, 1)), ret, err);
    if (code == ERR_NOTFOUND) {
        int told = inquiry_tell(r->inquiry, NULL, 0, 0, err);
        return told ? told : err_set(err, ERR_NOTFOUND, "%s", "");
    }
    code = code == ERR_DENIED ? inquiry_refuse(r->inquiry, &ret->self, code, err) : code;
    return code ? code : inquiry_tell(r->inquiry, people, 1, 1, err);
}

static const char *path_of(struct request *r, const char *after)
{
    return arena_printf(&r->arena, "/purpose/%s/people/%s%s%s%.*s", request_parameter(r, 0),
                        request_parameter(r, 1), after, r->case_reference.len > 0 ? "?case=" : "",
                        PRI(r->case_reference))
        .ptr;
}

static int show(struct request *r, const struct view *view, struct str code)
{
    struct json_node *model = json_tree_object(&r->arena);
    request_put(r, model, "title", translate(r, "Give a one-time code"));
    json_tree_put_text(&r->arena, model, STR("name"), name_of(&view->self));
    request_put(r, model, "person", request_href(r, "%s", path_of(r, "")));
    request_put(r, model, "action", request_href(r, "%s", path_of(r, "/code")));
    json_tree_put(model, STR("code"),
                  code.len > 0 ? json_tree_text(&r->arena, code) : json_tree_nothing(&r->arena));
    json_tree_put_whole(&r->arena, model, STR("days"), SIGN_CODE_DAYS);
    json_tree_put_whole(&r->arena, model, STR("minutes"), SHOWN_S / 60);
    return reply_page(r, "sign/issue", model);
}

/* ---- the code, until it was read out ---- */

/* Kept sealed in the officer's session: purpose, id, when, code, a line each. */
static int keep(struct request *r, const char *code_text, struct err *err)
{
    const struct str text = arena_printf(&r->arena, "%s\n%s\n%lld\n%s", request_parameter(r, 0),
                                         request_parameter(r, 1), (long long)r->now, code_text);
    int code = session_keep(r->web->sessions, &r->session, STR(KEPT), text, err);
    sodium_memzero((char *)text.ptr, text.len);
    return code;
}

/* The code that was given to this person from this session a moment ago; "": there is none. */
static int read_kept(struct request *r, struct str *ret, struct err *err)
{
    struct buf text = {0};
    struct str purpose, id, since, given = STR("");
    uint64_t at = 0;
    bool there = false;
    int code = session_kept(r->web->sessions, &r->session, STR(KEPT), &text, &there, err);
    struct str rest = arena_str(&r->arena, buf_str(&text));
    there = code == 0 && there && str_next_token(&rest, '\n', &purpose) &&
            str_next_token(&rest, '\n', &id) && str_next_token(&rest, '\n', &since) &&
            str_next_token(&rest, '\n', &given) && str_eq(purpose, r->parameters[0]) &&
            str_eq(id, r->parameters[1]) && str_to_uint(since, INT64_MAX, &at) &&
            sign_lasts((int64_t)at, r->now, SHOWN_S);
    *ret = there ? given : STR("");
    buf_free(&text);
    return code;
}

/* ---- the pages ---- */

int sign_code_show(struct request *r, struct err *err)
{
    struct view view = {0};
    int code = inquiry_act(r->inquiry, request_parameter(r, 0), ACT_CODE, err);
    code = code ? code : open_person(r, &view, err);
    code = code ? code : show(r, &view, STR(""));
    view_free(&view);
    return code;
}

int sign_code_give(struct request *r, struct err *err)
{
    struct view view = {0};
    char text[SIGN_CODE_TEXT_MAX];
    int code = inquiry_act(r->inquiry, request_parameter(r, 0), ACT_CODE, err);
    code = code ? code : open_person(r, &view, err);
    code = code ? code : sign_code_issue_to(r->inquiry, &view.self, r->now, text, err);
    code = code ? code : keep(r, text, err);
    sodium_memzero(text, sizeof text);
    view_free(&view);
    return code ? code : reply_redirect(r, "%s", path_of(r, "/code/given"));
}

int sign_code_given(struct request *r, struct err *err)
{
    struct view view = {0};
    struct str given = STR("");
    int code = inquiry_act(r->inquiry, request_parameter(r, 0), ACT_CODE, err);
    code = code ? code : read_kept(r, &given, err);
    if (code != 0 || given.len == 0) {
        return code ? code : reply_redirect(r, "%s", path_of(r, "/code"));
    }
    code = open_person(r, &view, err);
    code = code ? code : show(r, &view, given);
    view_free(&view);
    return code;
}

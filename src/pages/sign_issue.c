/* sign_issue.c - an officer gives a person in view a one-time code, by which they sign in. It is
 * shown once; that it was given is in the log, and so in the person's own. */
#include "sign_parts.h"

#include "sign_code_give.h"

/* first_name - what the person is called, for the officer to see whom the code is for. */
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

static int show(struct request *r, const struct view *view, const char *code)
{
    struct json_node *model = json_tree_object(&r->arena);
    const char *person =
        request_href(r, "/purpose/%s/people/%s", request_parameter(r, 0), request_parameter(r, 1));
    const char *query = r->case_reference.len > 0
                            ? arena_printf(&r->arena, "?case=%.*s", PRI(r->case_reference)).ptr
                            : "";
    request_put(r, model, "title", translate(r, "Give a one-time code"));
    json_tree_put_text(&r->arena, model, STR("name"), name_of(&view->self));
    request_put_format(r, model, "person", "%s%s", person, query);
    request_put_format(r, model, "action", "%s/code%s", person, query);
    json_tree_put(model, STR("code"),
                  code != NULL ? json_tree_text(&r->arena, str_of(code))
                               : json_tree_nothing(&r->arena));
    json_tree_put_whole(&r->arena, model, STR("days"), SIGN_CODE_DAYS);
    return reply_page(r, "sign/issue", model);
}

int sign_code_show(struct request *r, struct err *err)
{
    struct view view = {0};
    int code = open_person(r, &view, err);
    code = code ? code : show(r, &view, NULL);
    view_free(&view);
    return code;
}

int sign_code_give(struct request *r, struct err *err)
{
    struct view view = {0};
    char text[SIGN_CODE_TEXT_MAX];
    int code = open_person(r, &view, err);
    code = code ? code : sign_code_issue_to(r->inquiry, &view.self, r->now, text, err);
    code = code ? code : show(r, &view, text);
    view_free(&view);
    return code;
}

/* officer_place.c - see officer_place.h. */
#include "officer_place.h"

#include "markdown_page.h"
#include "page_component.h"
#include "process.h"
#include "value_words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *officer_case(const struct request *r)
{
    struct str text = r->case_reference.len > 0 ? r->case_reference : r->form.case_reference;
    return text.len > 0 ? text.ptr : "";
}

/* path_of - without a language. Cases are letters, digits and - _ . : / alone, which stand in a
 * query as they are. */
static const char *path_of(struct request *r, const char *case_reference, const char *format,
                           va_list arguments) __attribute__((format(printf, 3, 0)));

static const char *path_of(struct request *r, const char *case_reference, const char *format,
                           va_list arguments)
{
    char page[512];
    int len = vsnprintf(page, sizeof page, format, arguments);
    if (len < 0 || (size_t)len >= sizeof page) {
        page[0] = '\0'; /* longer than any path that a route has: the purpose itself */
    }
    bool asks = strchr(page, '?') != NULL;
    return arena_printf(&r->arena, "/purpose/%s/%s%s%s", request_parameter(r, 0), page,
                        case_reference[0] == '\0' ? ""
                        : asks                    ? "&case="
                                                  : "?case=",
                        case_reference)
        .ptr;
}

const char *officer_path(struct request *r, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *path = path_of(r, officer_case(r), format, arguments);
    va_end(arguments);
    return path;
}

const char *officer_path_for(struct request *r, const char *case_reference, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *path = path_of(r, case_reference, format, arguments);
    va_end(arguments);
    return path;
}

const char *officer_href(struct request *r, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *path = path_of(r, officer_case(r), format, arguments);
    va_end(arguments);
    return request_href(r, "%s", path);
}

static const struct access *access_of(const struct request *r)
{
    return &r->inquiry->access.access;
}

const struct purpose *officer_purpose(const struct request *r)
{
    const struct access *access = access_of(r);
    uint16_t place = access_purpose_find(access, r->parameters[0]);
    return place != ACCESS_NONE ? &access->purposes[place] : NULL;
}

int officer_here(const struct request *r, struct err *err)
{
    return officer_purpose(r) != NULL
               ? 0
               : err_say(err, ERR_NOTFOUND, "%s", translate(r, "There is no such purpose."));
}

void officer_put(struct request *r, struct json_node *object, const char *key, struct str text)
{
    json_tree_put_text(&r->arena, object, str_of(key), text);
}

void officer_put_nothing(struct request *r, struct json_node *object, const char *key)
{
    json_tree_put(object, str_of(key), json_tree_nothing(&r->arena));
}

void officer_put_list(struct request *r, struct json_node *object, const char *key,
                      struct json_node *list)
{
    json_tree_put(object, str_of(key), list);
    json_tree_put_bool(&r->arena, object, arena_printf(&r->arena, "has_%s", key), list->count > 0);
}

struct json_node *officer_model(struct request *r, const char *title)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *place = json_tree_object(&r->arena);
    const struct purpose *purpose = officer_purpose(r);
    request_put(r, model, "title", title);
    officer_put(r, place, "id", purpose->id);
    officer_put(r, place, "purpose", purpose->title.text[r->language]);
    officer_put(r, place, "what_for", purpose->what_for.text[r->language]);
    request_put(r, place, "case", officer_case(r));
    request_put(r, place, "work", request_href(r, "/work"));
    request_put(r, place, "find", officer_href(r, "find"));
    request_put(r, place, "tasks", officer_href(r, "tasks"));
    request_put(r, place, "events", officer_href(r, "events"));
    request_put(r, place, "applications", officer_href(r, "applications"));
    json_tree_put(model, STR("place"), place);
    return model;
}

/* spaced - a name with spaces for _, the first letter a capital. */
static const char *spaced(struct request *r, struct str name)
{
    struct str text = arena_str(&r->arena, name);
    char *bytes = arena_alloc(&r->arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        bytes[i] = text.ptr[i] == '_' ? ' ' : text.ptr[i];
    }
    bytes[0] = ascii_upper(bytes[0]);
    return bytes;
}

const char *officer_source(struct request *r, struct str name)
{
    const struct access *access = access_of(r);
    uint16_t place = access_source_find(access, name);
    enum source_category category =
        place != ACCESS_NONE ? access->sources[place].category : SOURCE_CATEGORIES;
    if (category == SOURCE_CATEGORIES) {
        return spaced(r, name);
    }
    const char *first = value_capital(r, source_category_title(category, r->language));
    bool same = str_eq(name, str_of(source_category_names[category]));
    return same ? first : arena_printf(&r->arena, "%s (%s)", first, spaced(r, name)).ptr;
}

const char *officer_team(struct request *r, struct str name)
{
    struct buf text = {0};
    staff_title(&access_of(r)->staff, name, r->language, &text);
    struct str kept = arena_str(&r->arena, buf_str(&text));
    buf_free(&text);
    return kept.len > 0 ? kept.ptr : "";
}

void officer_put_markdown(struct request *r, struct json_node *object, const char *key,
                          struct str text)
{
    struct buf html = {0};
    struct err ignored;
    if (text.len == 0 || markdown_page(&r->arena, text, 3, &html, &ignored) != 0) {
        officer_put_nothing(r, object, key);
    } else {
        officer_put(r, object, key, buf_str(&html));
    }
    buf_free(&html);
}

void officer_put_due(struct request *r, struct json_node *object, int32_t day)
{
    enum { SOON_DAYS = 7 };
    struct json_node *due = json_tree_object(&r->arena);
    if (day == PROCESS_DAY_NONE || day == INT32_MIN) {
        officer_put_nothing(r, object, "due");
        return;
    }
    bool late = day < r->today, today = day == r->today, soon = day <= r->today + SOON_DAYS;
    const char *state = late    ? translate(r, "Late")
                        : today ? translate(r, "Today")
                        : soon  ? translate(r, "This week")
                                : translate(r, "Later");
    request_put_day(r, due, "day", day);
    request_put(r, due, "state", late ? "late" : today ? "today" : soon ? "soon" : "later");
    json_tree_put(due, STR("tag"),
                  component_tag(r, state,
                                late    ? "red"
                                : today ? "orange"
                                : soon  ? "yellow"
                                        : "grey"));
    json_tree_put(object, STR("due"), due);
}

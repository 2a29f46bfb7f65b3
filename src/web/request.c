/* request.c - see request.h. */
#include "request.h"

#include "calendar.h"
#include "catalogue.h"
#include "client_network.h"
#include "date_words.h"
#include "front.h"
#include "web.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *translate(const struct request *r, const char *english)
{
    const char *welsh = r->language == ACCESS_WELSH && r->web->welsh != NULL
                            ? catalogue_find(r->web->welsh, str_of(english))
                            : NULL;
    return welsh != NULL ? welsh : english;
}

void request_put(struct request *r, struct json_node *object, const char *key, const char *text)
{
    json_tree_put_text(&r->arena, object, str_of(key), str_of(text));
}

static struct str format_text(struct request *r, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

static struct str format_text(struct request *r, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    assert(len >= 0);
    char *text = arena_alloc(&r->arena, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, format, arguments);
    return str_make(text, (size_t)len);
}

void request_put_format(struct request *r, struct json_node *object, const char *key,
                        const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    json_tree_put_text(&r->arena, object, str_of(key), format_text(r, format, arguments));
    va_end(arguments);
}

void request_put_day(struct request *r, struct json_node *object, const char *key, int32_t day)
{
    char text[DATE_WORDS_MAX];
    if (day == INT32_MIN || day == PROCESS_DAY_NONE) {
        json_tree_put(object, str_of(key), json_tree_nothing(&r->arena));
        return;
    }
    request_put(r, object, key, date_written(day, r->language == ACCESS_WELSH, text));
}

void request_put_time(struct request *r, struct json_node *object, const char *key, int64_t seconds)
{
    char text[DATE_WORDS_MAX];
    int64_t local = calendar_london(seconds);
    int64_t day = calendar_floor(local, CALENDAR_DAY_SECONDS);
    int minute = (int)(local - day * CALENDAR_DAY_SECONDS) / 60;
    date_written(day, r->language == ACCESS_WELSH, text);
    request_put_format(r, object, key, "%s, %d:%02d", text, minute / 60, minute % 60);
}

const char *request_href(struct request *r, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct str path = format_text(r, format, arguments);
    va_end(arguments);
    return arena_printf(&r->arena, "/%s%s", r->language == ACCESS_WELSH ? "cy" : "en", path.ptr)
        .ptr;
}

const char *request_parameter(struct request *r, size_t place)
{
    assert(place < ROUTE_PARAMETERS_MAX);
    return r->parameters[place].ptr != NULL ? r->parameters[place].ptr : "";
}

int request_ask(struct request *r, const char *purpose, const char *case_reference, struct err *err)
{
    assert(r->inquiry != NULL);
    r->inquiry->viewing.options.case_reference = arena_str(&r->arena, str_of(case_reference));
    return inquiry_ask(r->inquiry, arena_str(&r->arena, str_of(purpose)).ptr, err);
}

const char *request_network(struct request *r)
{
    const struct str address = r->reader->values[FRONT_REMOTE_ADDRESS];
    char *network = arena_alloc(&r->arena, CLIENT_NETWORK_TEXT);
    client_network(address.ptr != NULL ? address : STR(""), network);
    return network;
}

bool request_has_role(const struct request *r, const char *roles)
{
    const struct staff_member *member =
        r->session.kind == SESSION_STAFF
            ? staff_find(&r->web->home.access.access.staff, str_of(r->session.login))
            : NULL;
    struct str rest = str_of(roles);
    for (struct str role; member != NULL && str_next_token(&rest, '|', &role);) {
        bool has = str_eq(role, STR("approver"))
                       ? session_may_approve(&r->session, &r->web->home.access.access.staff, member)
                       : names_have(&member->roles, role) && session_has_role(&r->session, role);
        if (has) {
            return true;
        }
    }
    return false;
}

/* ---- answers ---- */

int reply_status(struct request *r, int status, const char *template_name, struct json_node *model)
{
    assert(r->reply.status == 0);
    r->reply.status = status;
    r->reply.template_name = template_name;
    r->reply.model = model;
    return 0;
}

int reply_page(struct request *r, const char *template_name, struct json_node *model)
{
    return reply_status(r, r->form.error_count > 0 ? 422 : 200, template_name, model);
}

int reply_redirect(struct request *r, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    struct str path = format_text(r, format, arguments);
    va_end(arguments);
    assert(r->reply.status == 0 && path.len > 0 && path.ptr[0] == '/');
    r->reply.status = 303;
    r->reply.location = path;
    return 0;
}

int reply_redirect_bare(struct request *r, const char *location)
{
    r->reply.status = 303;
    r->reply.location = arena_str(&r->arena, str_of(location));
    r->reply.is_bare_location = true;
    return 0;
}

int reply_file(struct request *r, const char *media_type, const char *file_name, struct str bytes)
{
    assert(r->reply.status == 0);
    r->reply.status = 200;
    r->reply.media_type = media_type;
    r->reply.file_name = file_name;
    r->reply.body = arena_str(&r->arena, bytes);
    return 0;
}

/* notify_answer.c - see notify_answer.h. */
#include "notify_answer.h"

#include "json_slice.h"

#include <stdio.h>

enum { DEPTH_MAX = 16, NAME_BYTES_MAX = 40 };

static const struct {
    const char *name;
    enum notify_status status;
} statuses[] = {
    {"created", NOTIFY_UNDER_WAY},
    {"sending", NOTIFY_UNDER_WAY},
    {"pending", NOTIFY_UNDER_WAY},
    {"accepted", NOTIFY_UNDER_WAY},
    {"delivered", NOTIFY_DELIVERED},
    {"sent", NOTIFY_DELIVERED},
    {"received", NOTIFY_DELIVERED},
    {"permanent-failure", NOTIFY_PERMANENT_FAILURE},
    {"temporary-failure", NOTIFY_TEMPORARY_FAILURE},
    {"technical-failure", NOTIFY_TECHNICAL_FAILURE},
};

/* text_member - "" when there is no such text. */
static struct str text_member(struct arena *arena, struct str object, struct str name)
{
    struct str value = json_member(arena, object, name);
    return value.ptr != NULL && json_slice_kind(value) == JSON_SLICE_TEXT
               ? json_slice_text(arena, value)
               : STR("");
}

static bool is_id(struct str text)
{
    bool fits = text.len == NOTIFY_ID_BYTES;
    for (size_t i = 0; i < text.len && fits; i++) {
        fits = ascii_is_digit(text.ptr[i]) || ascii_is_alpha(text.ptr[i]) || text.ptr[i] == '-';
    }
    return fits;
}

static int read_object(struct arena *arena, struct str object, struct notify_message *ret,
                       struct err *err)
{
    struct str id = text_member(arena, object, STR("id"));
    struct str status = text_member(arena, object, STR("status"));
    struct notify_message message = {0};
    if (!is_id(id)) {
        return err_set(err, ERR_INPUT, "the answer of GOV.UK Notify has no id");
    }
    memcpy(message.id, id.ptr, id.len);
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        message.status =
            str_eq(status, str_of(statuses[i].name)) ? statuses[i].status : message.status;
    }
    *ret = message;
    return 0;
}

int notify_read_message(struct str json, struct notify_message *ret, struct err *err)
{
    struct arena arena = {0};
    int code = json_slice_check(json, DEPTH_MAX, err);
    code = code ? code : read_object(&arena, json, ret, err);
    arena_free(&arena);
    return code;
}

int notify_read_list(struct str json, struct str reference, struct notify_message *ret,
                     bool *ret_found, struct err *err)
{
    struct arena arena = {0};
    struct str list = {0}, item;
    bool found = false;
    int code = json_slice_check(json, DEPTH_MAX, err);
    if (code == 0) {
        list = json_member(&arena, json, STR("notifications"));
        code = list.ptr != NULL && json_slice_kind(list) == JSON_SLICE_ARRAY
                   ? 0
                   : err_set(err, ERR_INPUT, "the answer of GOV.UK Notify has no list");
    }
    while (code == 0 && !found && json_next_item(&list, &item)) {
        if (str_eq(text_member(&arena, item, STR("reference")), reference)) {
            code = read_object(&arena, item, ret, err);
            found = code == 0;
        }
    }
    if (code == 0) {
        *ret_found = found;
    }
    arena_free(&arena);
    return code;
}

/* part_of - which part of a request the message begins with. */
static const char *part_of(struct str message)
{
    static const char *const parts[] = {"phone_number",    "email_address", "template_id",
                                        "personalisation", "reference",     NULL};
    int at = 0;
    while (parts[at] != NULL && !str_starts(message, str_of(parts[at]))) {
        at++;
    }
    return parts[at];
}

void notify_read_error(struct str json, char ret[NOTIFY_ERROR_BYTES_MAX])
{
    struct arena arena = {0};
    struct err err;
    struct str errors = {0}, first = {0};
    snprintf(ret, NOTIFY_ERROR_BYTES_MAX, "an error");
    if (json_slice_check(json, DEPTH_MAX, &err) == 0) {
        errors = json_member(&arena, json, STR("errors"));
    }
    if (errors.ptr != NULL && json_slice_kind(errors) == JSON_SLICE_ARRAY &&
        json_next_item(&errors, &first)) {
        struct str name = text_member(&arena, first, STR("error"));
        const char *part = part_of(text_member(&arena, first, STR("message")));
        bool fits = name.len > 0 && name.len <= NAME_BYTES_MAX;
        for (size_t i = 0; i < name.len; i++) {
            fits = fits && ascii_is_alpha(name.ptr[i]);
        }
        if (fits) {
            snprintf(ret, NOTIFY_ERROR_BYTES_MAX, "%.*s%s%s", PRI(name), part != NULL ? ", " : "",
                     part != NULL ? part : "");
        }
    }
    arena_free(&arena);
}

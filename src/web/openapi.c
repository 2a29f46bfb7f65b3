/* openapi.c - see openapi.h. */
#include "openapi.h"

#include "cookie.h"
#include "front.h"

#include <stdio.h>
#include <string.h>

#define OPENAPI_VERSION "3.1.0"
#define JSON_SCHEMA "https://json-schema.org/draft/2020-12/schema"

static bool is_get(const struct route *route)
{
    return strcmp(route->method, "GET") == 0;
}

void openapi_path(const struct route *route, struct buf *out)
{
    buf_printf(out, "%s%s", route->is_bare ? "" : "/{language}", route->path);
}

static void put(struct json_writer *json, const char *key, const char *text)
{
    json_put_text(json, key, str_of(text));
}

static void open(struct json_writer *json, const char *key)
{
    json_write_key(json, str_of(key));
    json_write_object(json);
}

/* ---- schemas ---- */

static void put_enum(struct json_writer *json, const char *const *choices)
{
    json_write_key(json, STR("enum"));
    json_write_array(json);
    for (size_t i = 0; choices[i] != NULL; i++) {
        json_write_text(json, str_of(choices[i]));
    }
    json_write_close(json);
}

/* The members of one value's schema. */
static void put_schema(struct json_writer *json, const struct form_field *field)
{
    bool is_long = field->kind == FORM_LONG_TEXT || field->kind == FORM_OPEN;
    size_t max = field->length_max > 0 ? field->length_max
                 : is_long             ? (size_t)FORM_LONG_MAX
                                       : (size_t)FORM_TEXT_MAX;
    put(json, "type", "string");
    switch (field->kind) {
    case FORM_CODE:
        put(json, "pattern", "^[A-Za-z0-9_.:/-]*$");
        json_put_whole(json, "maxLength", (int64_t)max);
        break;
    case FORM_NUMBER:
        put(json, "pattern", "^[0-9]*$");
        break;
    case FORM_CHOICE:
    case FORM_CHOICES:
        if (field->choices != NULL) {
            put_enum(json, field->choices);
        }
        break;
    case FORM_FLAG:
        put(json, "const", "yes");
        break;
    default:
        json_put_whole(json, "maxLength", (int64_t)max);
    }
}

/* A field has one name, but for a date, of three, and an open one, of any that begins so. */
static void put_property(struct json_writer *json, const struct form_field *field)
{
    static const char *const ends[] = {"-day", "-month", "-year"};
    char name[128];
    for (size_t i = 0; field->kind == FORM_DATE && i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", field->name, ends[i]);
        open(json, name);
        put(json, "type", "string");
        json_write_close(json);
    }
    if (field->kind == FORM_DATE || field->kind == FORM_OPEN) {
        return;
    }
    open(json, field->name);
    if (field->kind == FORM_CHOICES) {
        put(json, "type", "array");
        open(json, "items");
        put_schema(json, field);
        json_write_close(json);
    } else {
        put_schema(json, field);
    }
    json_write_close(json);
}

static void put_open_fields(struct json_writer *json, const struct route *route)
{
    for (size_t i = 0; i < route->field_count; i++) {
        const struct form_field *field = &route->fields[i];
        if (field->kind == FORM_OPEN) {
            char pattern[128];
            snprintf(pattern, sizeof pattern, "^%s\\.", field->name);
            open(json, "patternProperties");
            open(json, pattern);
            put_schema(json, field);
            json_write_close(json);
            json_write_close(json);
            return;
        }
    }
}

static void put_required(struct json_writer *json, const struct route *route)
{
    json_write_key(json, STR("required"));
    json_write_array(json);
    json_write_text(json, STR("csrf"));
    if (!route->changes_nothing) {
        json_write_text(json, STR("idempotency_key"));
    }
    for (size_t i = 0; i < route->field_count; i++) {
        if (route->fields[i].is_required && route->fields[i].kind != FORM_DATE) {
            json_write_text(json, str_of(route->fields[i].name));
        }
    }
    json_write_close(json);
}

static void put_body(struct json_writer *json, const struct route *route)
{
    bool is_partner = route->who == ROUTE_PARTNER;
    open(json, "requestBody");
    json_put_bool(json, "required", true);
    open(json, "content");
    open(json, is_partner ? "application/json" : "application/x-www-form-urlencoded");
    open(json, "schema");
    put(json, "type", "object");
    if (!is_partner) {
        open(json, "properties");
        for (size_t i = 0; i < 2; i++) {
            open(json, i == 0 ? "csrf" : "idempotency_key");
            put(json, "type", "string");
            json_write_close(json);
        }
        for (size_t i = 0; i < route->field_count; i++) {
            put_property(json, &route->fields[i]);
        }
        json_write_close(json);
        put_open_fields(json, route);
        put_required(json, route);
    }
    for (int i = 0; i < 4; i++) {
        json_write_close(json);
    }
}

/* ---- operations ---- */

static void put_parameter(struct json_writer *json, const char *in, struct str name, bool required)
{
    json_write_object(json);
    put(json, "in", in);
    json_put_text(json, "name", name);
    json_put_bool(json, "required", required);
}

static void put_path_parameters(struct json_writer *json, const struct route *route)
{
    struct str rest = str_of(route->path);
    struct str segment;
    while (str_next_token(&rest, '/', &segment)) {
        if (segment.ptr[0] != '{') {
            continue;
        }
        put_parameter(json, "path", str_slice(segment, 1, segment.len - 1), true);
        open(json, "schema");
        put(json, "type", "string");
        put(json, "pattern", "^[A-Za-z0-9_.:-]{1,128}$");
        json_write_close(json);
        json_write_close(json);
    }
}

static void put_query_parameters(struct json_writer *json, const struct route *route)
{
    for (size_t i = 0; is_get(route) && i < route->field_count; i++) {
        const struct form_field *field = &route->fields[i];
        put_parameter(json, "query", str_of(field->name), field->is_required);
        open(json, "schema");
        put_schema(json, field);
        json_write_close(json);
        json_write_close(json);
    }
    if (route->purpose != NULL && route->purpose[0] == '{') {
        put_parameter(json, "query", STR("case"), false);
        open(json, "schema");
        put(json, "type", "string");
        json_write_close(json);
        json_write_close(json);
    }
}

static void put_parameters(struct json_writer *json, const struct route *route)
{
    json_write_key(json, STR("parameters"));
    json_write_array(json);
    if (!route->is_bare) {
        put_parameter(json, "path", STR("language"), true);
        open(json, "schema");
        put(json, "type", "string");
        put_enum(json, (const char *const[]){"en", "cy", NULL});
        json_write_close(json);
        json_write_close(json);
    }
    put_path_parameters(json, route);
    put_query_parameters(json, route);
    json_write_close(json);
}

static void put_response(struct json_writer *json, const char *status, const char *what,
                         const char *media_type)
{
    open(json, status);
    put(json, "description", what);
    if (media_type != NULL) {
        open(json, "content");
        open(json, media_type);
        open(json, "schema");
        put(json, "type", "object");
        for (int i = 0; i < 3; i++) {
            json_write_close(json);
        }
    }
    json_write_close(json);
}

static void put_responses(struct json_writer *json, const struct route *route)
{
    static const char problem[] = "application/problem+json";
    open(json, "responses");
    if (is_get(route) || route->changes_nothing) {
        put_response(json, "200", "The page's model", "application/json");
    } else if (route->who == ROUTE_PARTNER) {
        put_response(json, "202", "Taken, now or before", NULL);
    } else {
        put_response(json, "303", "Done; where it can be seen", NULL);
        put_response(json, "422", "The form has errors; the page's model, with them",
                     "application/json");
    }
    put_response(json, "400", "It can't be read", problem);
    if (route->who == ROUTE_STAFF || route->who == ROUTE_RESIDENT || route->who == ROUTE_PARTNER) {
        put_response(json, "401", "Not signed in", problem);
        put_response(json, "403", "Not allowed: the rule that decided", problem);
    }
    put_response(json, "404", "Not there, or not for whoever asks", problem);
    put_response(json, "503", "Too many ask at once; Retry-After says when", NULL);
    json_write_close(json);
}

static void put_security(struct json_writer *json, const struct route *route)
{
    json_write_key(json, STR("security"));
    json_write_array(json);
    if (route->who == ROUTE_STAFF || route->who == ROUTE_RESIDENT) {
        json_write_object(json);
        json_write_key(json, STR("session"));
        json_write_array(json);
        json_write_close(json);
        json_write_close(json);
    } else if (route->who == ROUTE_PARTNER) {
        json_write_object(json);
        json_write_key(json, STR("signature"));
        json_write_array(json);
        json_write_close(json);
        json_write_close(json);
    }
    json_write_close(json);
}

static void put_operation(struct json_writer *json, const struct route *route)
{
    static const char *const who[] = {"anybody", "resident", "staff", "machine", "partner"};
    open(json, is_get(route) ? "get" : "post");
    put(json, "operationId", route->name);
    put(json, "summary", route->summary);
    put(json, "x-who", who[route->who]);
    if (route->role != NULL) {
        put(json, "x-role", route->role);
    }
    if (route->purpose != NULL) {
        put(json, "x-purpose", route->purpose);
    }
    put_parameters(json, route);
    if (!is_get(route)) {
        put_body(json, route);
    }
    put_responses(json, route);
    put_security(json, route);
    json_write_close(json);
}

/* ---- the whole ---- */

/* Rows of one path are told together, where the first of them stands. */
static bool is_first(const struct route_table *const *tables, size_t table, size_t row)
{
    const struct route *route = &tables[table]->at[row];
    for (size_t t = 0; t <= table; t++) {
        size_t count = t == table ? row : tables[t]->count;
        for (size_t i = 0; i < count; i++) {
            const struct route *earlier = &tables[t]->at[i];
            if (earlier->is_bare == route->is_bare && strcmp(earlier->path, route->path) == 0) {
                return false;
            }
        }
    }
    return true;
}

static void put_path(struct json_writer *json, const struct route_table *const *tables,
                     size_t table_count, const struct route *first)
{
    struct buf path = {0};
    openapi_path(first, &path);
    json_write_key(json, buf_str(&path));
    buf_free(&path);
    json_write_object(json);
    for (size_t t = 0; t < table_count; t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            const struct route *route = &tables[t]->at[i];
            if (route->is_bare == first->is_bare && strcmp(route->path, first->path) == 0) {
                put_operation(json, route);
            }
        }
    }
    json_write_close(json);
}

static void put_schemes(struct json_writer *json)
{
    open(json, "components");
    open(json, "securitySchemes");
    open(json, "session");
    put(json, "type", "apiKey");
    put(json, "in", "cookie");
    put(json, "name", COOKIE_SESSION);
    json_write_close(json);
    open(json, "signature");
    put(json, "type", "apiKey");
    put(json, "in", "header");
    put(json, "name", "webhook-signature");
    for (int i = 0; i < 3; i++) {
        json_write_close(json);
    }
}

void openapi_write(const struct route_table *const *tables, size_t table_count, struct str title,
                   struct json_writer *json)
{
    json_write_object(json);
    put(json, "openapi", OPENAPI_VERSION);
    put(json, "jsonSchemaDialect", JSON_SCHEMA);
    open(json, "info");
    json_put_text(json, "title", title);
    put(json, "version", CANTREF_VERSION);
    json_write_close(json);
    open(json, "paths");
    for (size_t t = 0; t < table_count; t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            if (is_first(tables, t, i)) {
                put_path(json, tables, table_count, &tables[t]->at[i]);
            }
        }
    }
    json_write_close(json);
    put_schemes(json);
    json_write_close(json);
}

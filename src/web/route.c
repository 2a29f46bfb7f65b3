/* route.c - see route.h. */
#include "route.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { SEGMENT_BYTES_MAX = 128 };

static bool is_parameter_byte(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || (c != '\0' && strchr("-_.:", c) != NULL);
}

static bool is_parameter(struct str segment)
{
    for (size_t i = 0; i < segment.len; i++) {
        if (!is_parameter_byte(segment.ptr[i])) {
            return false;
        }
    }
    return segment.len > 0 && segment.len <= SEGMENT_BYTES_MAX;
}

/* fits - does the path have the shape of the pattern? Both begin with a slash. */
static bool fits(struct str pattern, struct str path, struct str *ret_parameters)
{
    struct str wanted;
    struct str segment;
    size_t count = 0;
    while (str_next_token(&pattern, '/', &wanted)) {
        if (!str_next_token(&path, '/', &segment)) {
            return false;
        }
        if (wanted.len > 0 && wanted.ptr[0] == '{') {
            assert(count < ROUTE_PARAMETERS_MAX);
            if (!is_parameter(segment)) {
                return false;
            }
            ret_parameters[count++] = segment;
        } else if (!str_eq(wanted, segment)) {
            return false;
        }
    }
    return !str_next_token(&path, '/', &segment);
}

/* A page that stands as it is written goes before one with a part in braces. */
static bool is_nearer(const struct route *route, const struct route *than)
{
    return than == NULL || (strchr(route->path, '{') == NULL && strchr(than->path, '{') != NULL);
}

static void allow(const char *method, char ret_allow[32])
{
    size_t len = strlen(ret_allow);
    const char *words = strcmp(method, "GET") == 0 ? "GET, HEAD" : method;
    if (strstr(ret_allow, words) == NULL) {
        snprintf(ret_allow + len, 32 - len, "%s%s", len > 0 ? ", " : "", words);
    }
}

const struct route *route_find(const struct route_table *const *tables, size_t table_count,
                               struct str method, struct str path, bool is_bare,
                               struct str *ret_parameters, char ret_allow[32])
{
    const struct route *found = NULL;
    struct str wanted = str_eq(method, STR("HEAD")) ? STR("GET") : method;
    ret_allow[0] = '\0';
    for (size_t t = 0; t < table_count; t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            const struct route *route = &tables[t]->at[i];
            struct str parameters[ROUTE_PARAMETERS_MAX] = {0};
            if (route->is_bare != is_bare || !fits(str_of(route->path), path, parameters)) {
                continue;
            }
            allow(route->method, ret_allow);
            if (str_eq(str_of(route->method), wanted) && is_nearer(route, found)) {
                found = route;
                memcpy(ret_parameters, parameters, sizeof parameters);
            }
        }
    }
    return found;
}

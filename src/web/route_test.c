/* route_test.c - which row a path leads to, and what is said of those that lead to none. */
#include "route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct route first_rows[] = {
    {.name = "start", .method = "GET", .path = "/"},
    {.name = "tell", .method = "GET", .path = "/tell"},
    {.name = "tell_one", .method = "GET", .path = "/tell/{event}"},
    {.name = "tell_post", .method = "POST", .path = "/tell/{event}"},
    {.name = "health", .method = "GET", .path = "/health", .is_bare = true},
};
static const struct route second_rows[] = {
    {.name = "tell_search", .method = "GET", .path = "/tell/search"},
    {.name = "person", .method = "GET", .path = "/purpose/{purpose}/people/{id}"},
};
static const struct route_table first = {first_rows, sizeof first_rows / sizeof first_rows[0]};
static const struct route_table second = {second_rows, sizeof second_rows / sizeof second_rows[0]};
static const struct route_table *const tables[] = {&first, &second};

static const struct {
    const char *method, *path;
    bool is_bare;
    const char *name; /* NULL: none */
    const char *allow;
    const char *parameters[2];
} cases[] = {
    {"GET", "/", false, "start", "GET, HEAD", {NULL}},
    {"HEAD", "/tell", false, "tell", "GET, HEAD", {NULL}},
    {"GET", "/tell/bereavement", false, "tell_one", "GET, HEAD, POST", {"bereavement"}},
    {"POST", "/tell/bereavement", false, "tell_post", "GET, HEAD, POST", {"bereavement"}},
    {"GET", "/tell/search", false, "tell_search", "GET, HEAD, POST", {NULL}},
    {"POST", "/tell/search", false, "tell_post", "GET, HEAD, POST", {"search"}},
    {"GET",
     "/purpose/a_b/people/lusab-babad:1.2",
     false,
     "person",
     "GET, HEAD",
     {"a_b", "lusab-babad:1.2"}},
    {"GET", "/health", true, "health", "GET, HEAD", {NULL}},
    {"GET", "/health", false, NULL, "", {NULL}},
    {"GET", "/tell", true, NULL, "", {NULL}},
    {"DELETE", "/tell", false, NULL, "GET, HEAD", {NULL}},
    {"get", "/tell", false, NULL, "GET, HEAD", {NULL}},
    {"GET", "/tell/a/b", false, NULL, "", {NULL}},
    {"GET", "/tell/a%20b", false, NULL, "", {NULL}},
    {"GET", "/tell/a~b", false, NULL, "", {NULL}},
    {"GET", "/Tell", false, NULL, "", {NULL}},
    {"GET", "/purpose/x/people", false, NULL, "", {NULL}},
    {"GET", "/nothing", false, NULL, "", {NULL}},
};

static void paths_lead_to_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str parameters[ROUTE_PARAMETERS_MAX] = {0};
        char allow[32];
        const struct route *route =
            route_find(tables, 2, str_of(cases[i].method), str_of(cases[i].path), cases[i].is_bare,
                       parameters, allow);
        if (cases[i].name == NULL) {
            assert_null(route);
        } else {
            assert_non_null(route);
            assert_string_equal(route->name, cases[i].name);
        }
        assert_string_equal(allow, cases[i].allow);
        for (size_t p = 0; p < 2 && cases[i].parameters[p] != NULL; p++) {
            assert_true(str_eq(parameters[p], str_of(cases[i].parameters[p])));
        }
    }
}

static void a_parameter_has_an_end(void **state)
{
    (void)state;
    struct str parameters[ROUTE_PARAMETERS_MAX];
    char path[200] = "/tell/";
    char allow[32];
    memset(path + 6, 'a', 128);
    assert_non_null(
        route_find(tables, 2, STR("GET"), str_make(path, 6 + 128), false, parameters, allow));
    path[6 + 128] = 'a';
    assert_null(
        route_find(tables, 2, STR("GET"), str_make(path, 6 + 129), false, parameters, allow));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_lead_to_rows),
        cmocka_unit_test(a_parameter_has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* sign_routes.c - signing in and out. */
#include "sign_parts.h"

#include "pages.h"

#define COUNT(array) sizeof(array) / sizeof(array)[0]

static const struct form_field next_fields[] = {{.name = "next", .kind = FORM_TEXT}};
static const struct form_field example_fields[] = {
    {.name = "login", .kind = FORM_TEXT, .length_max = SESSION_LOGIN_MAX, .is_required = true},
    {.name = "next", .kind = FORM_TEXT},
};

static const struct route rows[] = {
    {.name = "sign_staff_show",
     .method = "GET",
     .path = "/sign-in/staff",
     .who = ROUTE_ANYBODY,
     .home = ROUTE_NO_HOME,
     .fields = next_fields,
     .field_count = COUNT(next_fields),
     .has_form = true,
     .summary = "Where staff sign in",
     .handle = sign_staff_show},
    {.name = "sign_example",
     .method = "POST",
     .path = "/sign-in/example",
     .who = ROUTE_ANYBODY,
     .home = ROUTE_NO_HOME,
     .fields = example_fields,
     .field_count = COUNT(example_fields),
     .summary = "Sign in as one of the example council's made-up staff; there alone",
     .handle = sign_example},
    {.name = "sign_out_staff_show",
     .method = "GET",
     .path = "/sign-out/staff",
     .who = ROUTE_STAFF,
     .home = ROUTE_NO_HOME,
     .summary = "Who of the staff is signed in here, and how to sign out",
     .navigation = "Sign out",
     .handle = sign_out_show},
    {.name = "sign_out_show",
     .method = "GET",
     .path = "/sign-out",
     .who = ROUTE_RESIDENT,
     .home = ROUTE_NO_HOME,
     .summary = "How a resident signs out",
     .navigation = "Sign out",
     .handle = sign_out_show},
    {.name = "sign_out",
     .method = "POST",
     .path = "/sign-out",
     .who = ROUTE_ANYBODY,
     .home = ROUTE_NO_HOME,
     .changes_nothing = true,
     .summary = "Sign out: the session is over",
     .handle = sign_out},
    {.name = "sign_out_everywhere",
     .method = "POST",
     .path = "/sign-out/everywhere",
     .who = ROUTE_ANYBODY,
     .home = ROUTE_NO_HOME,
     .changes_nothing = true,
     .summary = "Sign out everywhere: all sessions of whoever is signed in are over",
     .handle = sign_out_everywhere},
};

const struct route_table sign_routes = {rows, COUNT(rows)};

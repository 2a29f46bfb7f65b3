/* council_routes.c - what those who lead may ask for. */
#include "council.h"
#include "pages.h"

#define LEADERS "chief_executive|council_member|service_lead"

static const struct form_field month_fields[] = {
    {.name = "month", .kind = FORM_CODE, .length_max = 7},
};
static const struct form_field table_fields[] = {
    {.name = "month", .kind = FORM_CODE, .length_max = 7},
    {.name = "of", .kind = FORM_CODE},
};
static const char *const behind_kinds[] = {"event", "duty", "ended", "step", NULL};
static const struct form_field behind_fields[] = {
    {.name = "month", .kind = FORM_CODE, .length_max = 7, .is_required = true},
    {.name = "pack", .kind = FORM_CODE, .is_required = true},
    {.name = "of", .kind = FORM_CHOICE, .choices = behind_kinds, .is_required = true},
    {.name = "name", .kind = FORM_CODE, .is_required = true},
    {.name = "case", .kind = FORM_CODE},
};

#define FIELDS(of) .fields = (of), .field_count = sizeof(of) / sizeof(of)[0]

static const struct route rows[] = {
    {.name = "council_show",
     .method = "GET",
     .path = "/council",
     .who = ROUTE_STAFF,
     .role = LEADERS,
     .home = ROUTE_WHOLE,
     FIELDS(month_fields),
     .summary = "How the council did in a month: counts in which nobody can be found",
     .navigation = "How we are doing",
     .handle = council_show},
    {.name = "council_csv",
     .method = "GET",
     .path = "/council/csv/{table}",
     .who = ROUTE_STAFF,
     .role = LEADERS,
     .home = ROUTE_WHOLE,
     FIELDS(table_fields),
     .summary = "One table of a month as CSV",
     .handle = council_csv},
    {.name = "council_behind",
     .method = "GET",
     .path = "/council/behind",
     .who = ROUTE_STAFF,
     .home = ROUTE_WHOLE,
     FIELDS(behind_fields),
     .summary = "Which purposes may see the cases behind a figure",
     .handle = council_behind},
    {.name = "council_cases",
     .method = "GET",
     .path = "/purpose/{purpose}/behind",
     .who = ROUTE_STAFF,
     .home = ROUTE_WHOLE,
     .purpose = "{purpose}",
     FIELDS(behind_fields),
     .summary = "The cases behind a figure, under a purpose",
     .handle = council_cases},
};

const struct route_table council_routes = {rows, sizeof rows / sizeof rows[0]};

/* pages.c - see pages.h. */
#include "pages.h"

#include "machine.h"

const struct route_table *const page_tables[] = {
    &machine_routes, &about_routes,   &governance_routes, &council_routes,  &data_routes,
    &officer_routes, &partner_routes, &sign_routes,       &resident_routes,
};
const size_t page_table_count = sizeof page_tables / sizeof page_tables[0];

/* pages.h - all that can be asked for: the route tables of the areas, a table an area.
 *
 *     about        start, accessibility, privacy        for anybody
 *     sign         signing in and out                   for anybody
 *     resident     tell us, my data, how to reach me    for anybody and residents
 *     officer      find, person, work queue             for staff
 *     data         sources, review, model               for the data team
 *     governance   purposes, audit, requests, packs     for information governance
 *     council      what changed, for whom, at what cost for those who lead
 *     partner      messages from other systems          for partners
 *
 * Each is src/pages/AREA_routes.c with its handlers beside it; templates are in templates/AREA/. */
#ifndef CANTREF_PAGES_PAGES_H
#define CANTREF_PAGES_PAGES_H

#include "route.h"

extern const struct route_table *const page_tables[];
extern const size_t page_table_count;

/* The areas. */
extern const struct route_table council_routes;
extern const struct route_table about_routes;
extern const struct route_table governance_routes;
extern const struct route_table data_routes;
extern const struct route_table officer_routes;
extern const struct route_table partner_routes;
extern const struct route_table sign_routes;
extern const struct route_table resident_routes;

#endif

/* json_page.h - the pages that a service answers with: their items as JSON Lines, and the cursor
 * that asks for the next one.
 *
 *   {"people": [{…}, {…}], "next": "b7"}      items "people", cursor "next"
 *        │                     └─► cursor, empty after the last page
 *        └─► sink: {…} \n {…} \n          numbers as text, so that they keep their digits */
#ifndef CANTREF_CONNECT_JSON_PAGE_H
#define CANTREF_CONNECT_JSON_PAGE_H

#include "row_sink.h"

/* struct json_pages - the first four are the caller's; end with json_pages_free. */
struct json_pages {
    struct str items, cursor_path; /* where they stand, names with dots; "": the whole; none */
    struct str columns; /* that the first item is to have, empty if need be; packed (pack.h) */
    struct row_sink *sink;
    struct buf cursor; /* that asks for the next page; empty: there is none, or the first */
    struct buf quoted;
};

/* json_page_read - the next page, whole. Out: *ret_items, how many there were.
 * Errors: ERR_INPUT for what is no JSON, has no list where items says, an item that is no object, a
 *         cursor that is none or asks for the same page; those of row_sink_add. Messages hold
 *         nothing of the page. Cost: linear; the page is in memory three times. */
int json_page_read(struct json_pages *pages, struct str text, size_t *ret_items, struct err *err);
void json_pages_free(struct json_pages *pages);

#endif

/* openapi.h - the route table as OpenAPI 3.1: each path, its parameters, its form, who may ask and
 * what it answers. Made from the rows themselves, so it can't say anything else than what is so.
 * Source: OpenAPI Specification 3.1.0; JSON Schema 2020-12; RFC 9457. */
#ifndef CANTREF_WEB_OPENAPI_H
#define CANTREF_WEB_OPENAPI_H

#include "json_writer.h"
#include "route.h"

/* openapi_write - one JSON object. In: title: of the service. Pure. Cost: O(routes squared). */
void openapi_write(const struct route_table *const *tables, size_t table_count, struct str title,
                   struct json_writer *json);

/* openapi_path - of a row, as it is asked for: "/{language}/find", or, of a bare one, its own. */
void openapi_path(const struct route *route, struct buf *out);

#endif

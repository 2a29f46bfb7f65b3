/* route.h - what can be asked of the program over HTTP: one row a method and path in one table.
 *
 *     request ─► route ─► session ─► who may ─► form ─► purpose ─► handle ─► model ─► HTML or JSON
 *                404,405  cookie     302, 403   422      403, and a leaf in the log
 *
 * All that stands before `handle` is done by the row, so that no page can forget it. From the same
 * rows come OpenAPI (openapi.h), the test of every route with every role, and what metrics call it.
 *
 * To add a page:
 *  1. its row in the table of its area, src/pages/AREA_routes.c;
 *  2. its handler, which builds one model (request.h) and names no HTML;
 *  3. its template, templates/AREA/NAME.mustache, texts as [[English]], and these in
 *     locale/cy/AREA.po;
 *  4. a state or journey of it in tests/web/.
 *
 * Paths are as they stand after the language: "/tell/{event}" is asked for as /en/tell/bereavement
 * and /cy/tell/bereavement. A part in braces takes one segment: letters, digits and - _ . : */
#ifndef CANTREF_WEB_ROUTE_H
#define CANTREF_WEB_ROUTE_H

#include "err.h"
#include "form.h"

enum { ROUTE_PARAMETERS_MAX = 4, ROUTE_BODY_MAX = 64 << 10 };

struct request;

/* Who may ask at all. */
enum route_who {
    ROUTE_ANYBODY,  /* also without a session; a visitor's session begins with the first form */
    ROUTE_RESIDENT, /* signed in by a one-time code or a sign-on for residents */
    ROUTE_STAFF,    /* signed in, in post today, with `role` if one is named */
    ROUTE_MACHINE,  /* health, metrics: on the core's socket alone, never through the front */
    ROUTE_PARTNER   /* a partner's system, whose signature the handler checks */
};

/* What of the home it needs. */
enum route_home {
    ROUTE_NO_HOME, /* nothing: what is in the program, or in web.h */
    ROUTE_BESIDE,  /* to read people, beside others who do: request->inquiry */
    ROUTE_WHOLE    /* all of it, in turn, one at a time: request->inquiry, request->cases */
};

struct route {
    const char *name;   /* stable: in OpenAPI, metrics and logs; "officer_find" */
    const char *method; /* GET or POST; HEAD goes with GET */
    const char *path;
    bool is_bare; /* its path has no language before it: "/health", "/partners/{partner}" */
    enum route_who who;
    const char *role; /* of staff.yaml, or several of which one will do: "leader|member"; NULL: any
                         member of staff. "approver": staff_may_approve */
    enum route_home home;
    const char *purpose; /* under which it is asked before `handle`: "{purpose}" that of the path,
                            with the field `case`; or the id of one; NULL: the handler asks for
                            itself, or shows nobody's data */
    const struct form_field *fields; /* of the query (GET) or the form (POST); others are refused */
    size_t field_count;
    size_t body_max;        /* 0: ROUTE_BODY_MAX */
    bool has_form;          /* GET: it shows a form to whoever has no session yet, which begins */
    bool changes_nothing;   /* POST: a search, whose words are nobody's but the asker's; may be sent
                             again */
    bool takes_long;        /* as linking the home, or as reading all of it: whoever asks is told
                               after some seconds where the answer will be (long_work.h) */
    bool signs_in;          /* POST: it may make the session somebody's; sent again, it leads in */
    const char *summary;    /* one line, English, for OpenAPI */
    const char *navigation; /* what it is called, English, in the list of links that all pages have
                               for those who may ask it; it is translated. NULL: not in it */
    /* handle - answer into request->reply (request.h).
     * Errors: become the page of their status: ERR_INPUT 400, ERR_DENIED 403, ERR_NOTFOUND 404,
     *         ERR_CONFLICT 409, ERR_LIMIT 429, others 500 without their message. */
    int (*handle)(struct request *request, struct err *err);
};

struct route_table {
    const struct route *at;
    size_t count;
};

/* route_find - the row for a method and a path without its language, and the path's parameters. A
 * path that stands as it is written goes before one with a part in braces.
 * In:     is_bare: the path had no language before it.
 * Out:    *ret_parameters[ROUTE_PARAMETERS_MAX], slices of path. *ret_allow: where the path is
 *         known and not by this method, the methods that are, as an Allow header has them; or "".
 * Returns NULL when there is none. Cost: O(routes). */
const struct route *route_find(const struct route_table *const *tables, size_t table_count,
                               struct str method, struct str path, bool is_bare,
                               struct str *ret_parameters, char ret_allow[32]);

#endif

/* request.h - one request, from its first byte to its answer; what every handler works with.
 *
 *     int officer_find(struct request *r, struct err *err)
 *     {
 *         struct json_node *model = json_tree_object(&r->arena);
 *         request_put(r, model, "title", translate(r, "Find a person"));
 *         …
 *         return reply_page(r, "officer/find", model);
 *     }
 *
 * A handler builds one model. Who asked for JSON gets it as it is; others the template that is
 * named, in which `page` stands for what all pages have (page_layout.h). It never writes to the
 * socket: the leaf in the audit log is on disk before anything leaves (inquiry_tell, in the
 * handler).
 *
 * Everything of a request is in its arena and ends with it. One thread. */
#ifndef CANTREF_WEB_REQUEST_H
#define CANTREF_WEB_REQUEST_H

#include "caseload.h"
#include "form.h"
#include "json_tree.h"
#include "route.h"
#include "scgi.h"
#include "session.h"

struct web;

enum { REPLY_HEADERS_MAX = 8 };

struct reply {
    int status;                /* 0: nothing was answered yet */
    const char *template_name; /* of a page */
    struct json_node *model;
    struct str location;    /* of a redirect, without the language's part: "/sent/…" */
    struct str as_it_is;    /* all of an answer, made before (long_work.h): it goes out as it is */
    const char *media_type; /* of a body as it is */
    struct str body;
    const char *file_name; /* to be kept under; NULL: to be shown */
    bool is_bare_location; /* of a redirect: as it stands, without a language */
    int retry_after_s;     /* 0: none */
    bool is_public;        /* may be kept by browsers: nothing personal in it */
};

struct request {
    struct web *web;
    const struct route *route;
    struct arena arena;
    enum access_language language;
    bool wants_json;
    const struct scgi_reader *reader; /* what came: headers by front.h */
    struct str method, path, query;   /* path: after the language: "/find" */
    struct str case_reference;        /* `case` of the query; "" for none */
    char allow[32];                   /* methods that the path has */
    struct str parameters[ROUTE_PARAMETERS_MAX];
    struct str body; /* as it came */
    struct form form;
    struct str submission; /* what a form is not done twice by; of POSTs that do something */
    struct session session;
    struct inquiry *inquiry; /* of ROUTE_BESIDE and ROUTE_WHOLE: who asks is the session's login; of
                                a resident or nobody, whoever runs the server, resident_asks */
    struct caseload *cases;  /* of ROUTE_WHOLE */
    int64_t now;             /* seconds since 1970 */
    int32_t today;           /* in London */
    bool changes_access;     /* set by a handler that changed purposes, staff or approvals */
    struct reply reply;
};

/* translate - a text of the page in its language, from locale/cy; English as it stands. Missing
 * Welsh fails the build, since every literal here is looked for. May be a format: what is in it is
 * checked against the English. */
const char *translate(const struct request *request, const char *english)
    __attribute__((format_arg(2)));

/* request_put - a text into a model, copied; request_put_format - made by a format;
 * request_put_day - a day as people write it, "3 December 2026"; INT32_MIN: null.
 * request_put_time - a time likewise, London. */
void request_put(struct request *request, struct json_node *object, const char *key,
                 const char *text);
void request_put_format(struct request *request, struct json_node *object, const char *key,
                        const char *format, ...) __attribute__((format(printf, 4, 5)));
void request_put_day(struct request *request, struct json_node *object, const char *key,
                     int32_t day);
void request_put_time(struct request *request, struct json_node *object, const char *key,
                      int64_t seconds);

/* request_href - a path of this program in the page's language: "/en/find"; in the arena. */
const char *request_href(struct request *request, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* request_parameter - of the path, by its place. "": there is none. With a NUL after its end. */
const char *request_parameter(struct request *request, size_t place);

/* request_ask - inquiry_ask, with the case that is named: of routes that choose a purpose by
 * themselves. Errors: its own; ERR_DENIED is in the log. */
int request_ask(struct request *request, const char *purpose, const char *case_reference,
                struct err *err);

/* request_network - from where it is asked, as far as it is counted by (client_network.h). In the
 * arena. */
const char *request_network(struct request *request);

/* request_take_turn - web_take_turn, with an end to the waiting. False: it was not to be had, and
 * the page that says so is the reply. */
bool request_take_turn(struct request *request);

/* request_has_role - has the member of staff who sits there one of these roles, "leader|member", as
 * staff.yaml and the session give it; "approver": whoever may approve (staff_may_approve)? */
bool request_has_role(const struct request *request, const char *roles);

/* reply_page - 200, or 422 when the form has errors. The model must have "title"; it gets "page"
 * and "errors". reply_status - the same with a status. reply_redirect - 303 to a path of this
 * program, after something was done. reply_file - bytes to keep, copied. Each returns 0. */
int reply_page(struct request *request, const char *template_name, struct json_node *model);
int reply_status(struct request *request, int status, const char *template_name,
                 struct json_node *model);
int reply_redirect(struct request *request, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
int reply_redirect_bare(struct request *request, const char *location); /* "/partners", or https: */
int reply_file(struct request *request, const char *media_type, const char *file_name,
               struct str bytes);

#endif

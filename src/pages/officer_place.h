/* officer_place.h - where an officer is: the purpose in the path and the case beside it, and what
 * all pages there have in common.
 *
 *     /purpose/council_tax_billing/people/k7m…?case=CT-1017
 *              └ purpose            └ page           └ case: in every link and form of the page */
#ifndef CANTREF_PAGES_OFFICER_PLACE_H
#define CANTREF_PAGES_OFFICER_PLACE_H

#include "request.h"

/* The case that a look at a team's own tasks is for, where none is named. */
#define OFFICER_QUEUE_CASE "queue"

/* officer_case - of the query or the form; "" for none. With a NUL after its end. */
const char *officer_case(const struct request *r);

/* officer_path - "/purpose/{purpose}/" and a path by a format, with the case; officer_path_for -
 * with another case. Without a language: for reply_redirect. officer_href - with it, for links.
 * In the request's arena. */
const char *officer_path(struct request *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const char *officer_path_for(struct request *r, const char *case_reference, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
const char *officer_href(struct request *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* officer_model - of a page under the purpose of the path: "title", which is copied, and "place":
 * what the purpose is for, the case, and where else one can go. The purpose must be one of the
 * home's. */
struct json_node *officer_model(struct request *r, const char *title);

/* officer_purpose - that of the path; NULL: the home has none of that name. */
const struct purpose *officer_purpose(const struct request *r);

/* officer_here - may the purpose of the path be gone to at all? Errors: ERR_NOTFOUND there is
 * none. */
int officer_here(const struct request *r, struct err *err);

/* officer_source - what a source is called for people: "Council Tax", or, where its name says more
 * than its category, "Libraries (mobile library)". officer_team - a team likewise. In the arena. */
const char *officer_source(struct request *r, struct str name);
const char *officer_team(struct request *r, struct str name);

/* officer_put - a slice into a model; officer_put_nothing - null. */
void officer_put(struct request *r, struct json_node *object, const char *key, struct str text);
void officer_put_nothing(struct request *r, struct json_node *object, const char *key);

/* officer_put_list - a list, and "has_" with its key: is there anything in it? */
void officer_put_list(struct request *r, struct json_node *object, const char *key,
                      struct json_node *list);

/* officer_put_markdown - the HTML of a pack's wording, safe whatever it holds; "" becomes null. */
void officer_put_markdown(struct request *r, struct json_node *object, const char *key,
                          struct str text);

/* officer_put_due - "due" of a task or duty: null without a day, or its day, and "state": late,
 * today, soon or later, with its tag. */
void officer_put_due(struct request *r, struct json_node *object, int32_t day);

#endif

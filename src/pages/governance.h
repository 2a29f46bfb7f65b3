/* governance.h - the pages of information governance: what they have in common, and their handlers,
 * which governance_routes.c lists. Staff who may approve see them (staff_may_approve); what shows
 * anybody's data, or the log, is besides asked for as an act (inquiry_act), with a case.
 *
 *     governance_home.c       what waits
 *     governance_purposes.c   purposes, gateways, sources, staff: what is in force, two people
 *     governance_triggers.c   triggers, tried and switched; the register of algorithms
 *     governance_audit.c      the log searched; findings
 *     governance_packs.c      packs, changes; duties owed
 *     governance_overlay.c    what an overlay makes of a pack
 *     governance_requests.c   what residents ask for
 *     governance_people.c     seals, holds, emergencies, retention, erasures */
#ifndef CANTREF_PAGES_GOVERNANCE_H
#define CANTREF_PAGES_GOVERNANCE_H

#include "event_pack.h"
#include "page_component.h"
#include "request.h"
#include "rights.h"

enum { GOVERNANCE_ROWS_MAX = 200, GOVERNANCE_PAGE_ROWS = 50 };

/* governance_model - a page's model: title, and where its back link goes (a path without language).
 */
struct json_node *governance_model(struct request *r, const char *title, const char *back);

/* governance_act - may the person do that? Under the case that the form or the query names, or else
 * this one. *ret: to do it by. Errors: those of inquiry_act. */
int governance_act(struct request *r, enum purpose_act act, const char *otherwise,
                   struct rights *ret, struct err *err);

/* governance_case - the case that the form or the query names; "": none. */
struct str governance_case(const struct request *r);

/* governance_access - purposes, gateways, sources, staff and approvals as their files are now;
 * home_access_close. Errors: the first of home_access_open's. */
int governance_access(struct request *r, struct home_access *ret, struct err *err);

/* Texts: governance_text - a copy with a NUL after its end. governance_day - "28 November 2026".
 * governance_time - with its hour. governance_names - by their titles, with commas.
 * governance_team - a team, or a role, by its title. */
const char *governance_text(struct request *r, struct str text);
const char *governance_day(struct request *r, int32_t day);
const char *governance_time(struct request *r, int64_t seconds);
const char *governance_names(struct request *r, const struct access *access,
                             const struct name_list *names);

const char *governance_team(struct request *r, struct str team);

/* governance_clock - by when a duty is owed: the length of its clock, or why it has none.
 * governance_in_force - its first and last day: "from 9 September 2024". */
const char *governance_clock(struct request *r, const struct duty *duty);
const char *governance_in_force(struct request *r, const struct duty *duty);

/* governance_pack_title - what a pack's life event is called; its id where it can't be read. Cost:
 * that of reading a pack, some milliseconds. */
const char *governance_pack_title(struct request *r, struct str id);

/* governance_put_overlay - of a pack that was read with its overlay: "has_overlay", "overlay",
 * "overlay_diff". */
void governance_put_overlay(struct request *r, struct json_node *model,
                            const struct event_pack *pack);

/* governance_row - one more row of a summary list, unless the text is "". governance_put_table - a
 * table under that key, or null where it has no rows. */
void governance_row(struct request *r, struct json_node *rows, const char *key, const char *text);
void governance_put_table(struct json_node *model, const char *key, struct request *r,
                          struct json_node *table);

/* struct governance_list - a list that is gone through, of which a page is shown: the field `page`,
 * from 1. people: those on it, whom the leaf of the answer names.
 * governance_next - one more: is it on the page? governance_shows - that this person is, by the
 * name that is shown. governance_put_pages - "pagination" of a list that is to be found at that
 * path (its query too, or without): null where one page holds it. */
struct governance_list {
    size_t count;
    struct name_list people;
    struct str names[GOVERNANCE_PAGE_ROWS];
};
bool governance_next(const struct request *r, struct governance_list *list);
void governance_shows(struct governance_list *list, struct str name);
void governance_put_pages(struct request *r, struct json_node *model,
                          const struct governance_list *list, const char *path);

/* governance_done - after something was done: the page from which it was, with what to say.
 * `done` names a sentence of governance_say. */
int governance_done(struct request *r, const char *path, const char *done);
void governance_say(struct request *r, struct json_node *model);

/* governance_mend - an error of a kind that the person can mend, beside a field; others are
 * returned. */
int governance_mend(struct request *r, const char *field, int code, const struct err *failed,
                    struct err *err);

typedef int governance_page(struct request *r, struct err *err);
governance_page governance_home, governance_purposes, governance_purpose,
    governance_purpose_approve, governance_gateways, governance_gateway, governance_gateway_approve,
    governance_sources, governance_source, governance_source_approve, governance_staff,
    governance_staff_approve;
governance_page governance_triggers, governance_trigger, governance_trigger_try,
    governance_trigger_switch, algorithms, algorithm, algorithm_linkage;
governance_page governance_audit, governance_audit_search, governance_audit_leaf,
    governance_audit_proof, governance_findings, governance_finding, governance_finding_decide;
governance_page governance_packs, governance_pack, governance_pack_changes, governance_duties;
governance_page governance_requests, governance_request_new, governance_request_enter,
    governance_request, governance_request_assemble, governance_request_file,
    governance_request_extend, governance_request_grant, governance_request_close;
governance_page governance_seals, governance_seal, governance_seal_lift, governance_seal_ask,
    governance_seal_approve, governance_holds, governance_hold, governance_hold_lift,
    governance_emergencies, governance_emergency_review, governance_retention;

#endif

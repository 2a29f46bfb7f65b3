/* officer_event_parts.h - a life event as officers' pages show it: opened under the purpose, with
 * its pack, its findings and its process. */
#ifndef CANTREF_PAGES_OFFICER_EVENT_PARTS_H
#define CANTREF_PAGES_OFFICER_EVENT_PARTS_H

#include "case_discharge.h"
#include "request.h"

/* struct shown_event - all that is of an event. */
struct shown_event {
    struct event event;
    const struct event_pack *pack; /* NULL: its pack can't be read, and names stand for texts */
    struct duty_look look;
    bool looked;
    struct case_row *row; /* its process; NULL: nothing has begun */
};

/* officer_open_event - of the path, with what is owed by it. The caller tells the log. *ret: closed
 * with officer_close_event in any case; start from zero.
 * Errors: those of event_open and duty_look_at; nobody and refusals are in the log. */
int officer_open_event(struct request *r, struct shown_event *ret, struct err *err);
void officer_close_event(struct shown_event *shown);

/* officer_tell_event - to the log: that it is shown, or, where change, that it is changed. */
int officer_tell_event(struct request *r, const struct shown_event *shown, bool change,
                       struct err *err);

/* officer_put_duties - "duties": what is owed, with why and by when, and "not_owed".
 * officer_put_steps - "steps": what was begun or is done; "steps_later": what waits; "leaving":
 * what leaves or has left. */
void officer_put_duties(struct request *r, struct json_node *model,
                        const struct shown_event *shown);
int officer_put_steps(struct request *r, struct json_node *model, const struct shown_event *shown,
                      struct err *err);

#endif

/* resident_event.h - an event before whoever told it, or whom it is about.
 *
 *     told here, or by who is signed in ─┐
 *     about who is signed in ────────────┴─► their page; of all others there is none of that name
 *
 * Whom it is about sees all that follows. Whoever told of somebody else sees what follows from what
 * they said, and the state of that: never what hangs on what only the council's records know.
 * What several told of one event is nobody's to read but as far as it decides: no answers, no
 * reasons. */
#ifndef CANTREF_PAGES_RESIDENT_EVENT_H
#define CANTREF_PAGES_RESIDENT_EVENT_H

#include "resident.h"
#include "trigger.h"

struct resident_event {
    struct event event;
    const struct event_pack *pack;
    struct duty_look look;
    struct case_row *row; /* of its process; NULL: none began */
    bool told_it, is_subject;
    bool explains; /* whoever asks may read the answers from which all of it follows */
    struct arena arena;
};

/* resident_event_open - of an id; told to the log. Out: *ret, to be freed with resident_event_free
 * in any case; start from zero. Errors: ERR_NOTFOUND there is none for whoever asks; ERR_DENIED. */
int resident_event_open(struct request *r, const char *id, struct resident_event *ret,
                        struct err *err);
void resident_event_free(struct resident_event *event);

/* resident_event_may - who is signed in, or this browser: did they tell it (*ret_told), or may it
 * be shown to them as whom it is about (*ret_shown)? What others told of somebody, of a kind that
 * is sensitive, is not for them to read here, nor what is looked at under an investigation: a
 * person weighs that when they ask for their data. self: under residents_own_view; NULL: nobody. */
int resident_event_may(struct request *r, const struct event *event, const struct event_pack *pack,
                       const struct resident_self *self, bool *ret_told, bool *ret_shown,
                       struct err *err);

/* resident_event_was_told - by anybody; else it was only detected. resident_event_offer - nobody
 * told it, and it is offered to the resident: by which trigger; *ret: to be freed with
 * trigger_free. */
bool resident_event_was_told(const struct event *event);
bool resident_event_offer(const struct event_pack *pack, const struct event *event,
                          struct trigger *ret);

/* resident_event_ask - the purpose under which an event is held is asked for, with its case.
 * resident_events_of_self - those that name who is signed in, or that they told, ascending, added
 * to ret; resident_event_may says which are for them. */
int resident_event_ask(struct request *r, const struct event *event, struct err *err);
int resident_events_of_self(struct request *r, struct resident_self *self, struct whole_list *ret,
                            struct err *err);

/* resident_put_telephone - "telephone": whom to call; "" where the council has said none. */
void resident_put_telephone(struct request *r, struct json_node *model);

#endif

/* watch_parts.h - what watch.c and watch_gather.c share. */
#ifndef CANTREF_VIEW_WATCH_PARTS_H
#define CANTREF_VIEW_WATCH_PARTS_H

#include "dictionary.h"
#include "watch.h"

/* struct watch_gathering - the table under way. */
struct watch_gathering {
    struct inquiry *inquiry;
    struct watch *watch;
    struct watch_event *events;
    size_t event_capacity;
    struct whole_list named; /* mentions of events, one after another */
    size_t *named_from;      /* by event; one more at the end */
    size_t from_capacity;
    struct whole_list all; /* every mention once, ascending */
    uint32_t *person_of;   /* by place in all */
    struct dictionary logins, roles;
    struct watch_person *persons;
    struct watch_staff *staff;
    struct whole_list *own; /* by staff: their own records */
    struct watch_decision *decisions;
    size_t decision_count, decision_capacity;
    struct err *err;
};

/* watch_gather - look-ups, persons and staff into watch->table, decisions into the gathering. */
int watch_gather(struct watch_gathering *gathering, int64_t since_ms);

/* watch_gather_alike - what is alike of persons and staff. */
int watch_gather_alike(struct watch_gathering *gathering);

/* watch_person_of - the person of a mention; WATCH_NOBODY: nobody looked. */
uint32_t watch_person_of(const struct watch_gathering *gathering, int64_t mention);

void watch_gathering_free(struct watch_gathering *gathering);

#endif

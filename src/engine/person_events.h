/* person_events.h - the life events of one person under a purpose, and what is open after each: for
 * the page of that person, beside whoever else reads. */
#ifndef CANTREF_ENGINE_PERSON_EVENTS_H
#define CANTREF_ENGINE_PERSON_EVENTS_H

#include "case_queue.h"

enum { PERSON_EVENTS_MAX = 100 };

/* struct person_event - texts in the arena it was read with. */
struct person_event {
    char id[EVENT_ID_TEXT_MAX];
    struct bilingual title; /* of its pack; its type where that is not known yet */
    enum event_status status;
    int32_t happened, known; /* days; INT32_MIN */
    bool detected;           /* and nobody told of it */
    bool shadow;
    struct case_task *tasks; /* open ones for the asker, by their days */
    size_t task_count;
};

struct person_events {
    struct person_event *at; /* the newest first */
    size_t count;
    bool more; /* there are more than PERSON_EVENTS_MAX */
};

/* person_events - of the person of a view; the caller tells the log (inquiry_tell_events), which
 * lets the picture go.
 * In:     home: whose packs are asked for. day: today, for who is of which team.
 * Errors: those of the store and of pack_kept_load. */
int person_events(struct arena *arena, struct inquiry *inquiry, struct engine_home *home,
                  int32_t day, const struct view_person *person, struct person_events *ret,
                  struct err *err);

#endif

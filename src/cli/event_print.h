/* event_print.h - life events for people on a terminal, and as JSON. */
#ifndef CANTREF_CLI_EVENT_PRINT_H
#define CANTREF_CLI_EVENT_PRINT_H

#include "event_pack.h"
#include "intake.h"
#include "json_writer.h"

/* struct event_shown - an event with what is shown beside it. */
struct event_shown {
    const struct event *event;
    const struct event_type *type; /* NULL: its pack is not here; names stand for texts */
    const struct event_pack *pack; /* likewise; says what comes of a detection */
    const char *subject;           /* the id under the purpose; "": nobody is known */
    struct db *db;                 /* for its history and recalls */
    struct seal *seal;
    enum access_language language;
};

/* event_print_line - one line of a list. event_print - all of it.
 * event_json - the same as an object, within one that is begun. Errors: those of the store. */
void event_print_line(const struct event_shown *shown);
int event_print(const struct event_shown *shown, struct err *err);
int event_json(struct json_writer *json, const struct event_shown *shown, struct err *err);

#endif

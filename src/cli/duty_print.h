/* duty_print.h - the duty ledger and what is due, for people on a terminal and as JSON. */
#ifndef CANTREF_CLI_DUTY_PRINT_H
#define CANTREF_CLI_DUTY_PRINT_H

#include "duty_look.h"
#include "json_writer.h"

/* struct ledger_shown - an event's ledger with what is shown beside it. */
struct ledger_shown {
    const struct event *event;
    const struct event_pack *pack;
    const struct duty_look *look;
    const struct ledger_list *past; /* earlier entries too; NULL: not asked for */
    const char *subject;            /* the id under the purpose; "": nobody is known */
    bool replayed;                  /* under another day's law: nothing of it is kept */
    enum access_language language;
};

/* duty_print_ledger - all of it, by state: what is owed first. */
void duty_print_ledger(const struct ledger_shown *shown, bool json);

/* struct due_line - a duty that is owed by a day. */
struct due_line {
    struct str event, type, duty, owner;
    int32_t deadline;
    bool paused;
    enum event_status status;
};

/* duty_print_due - in the order given. left_out: how many more are owed about people whose data may
 * not be used for this now: their clocks run on, and that is said. day_unknown: how many more are
 * owed by a day that can't be told. not_looked_at: of how many open events nobody has looked.
 * duty_print_looked - what a look at all events came to. */
struct due_shown {
    const struct due_line *lines;
    size_t count, left_out, day_unknown, not_looked_at;
    int32_t today;
    enum access_language language;
};
void duty_print_due(const struct due_shown *shown, bool json);
void duty_print_looked(size_t looked, size_t changed, size_t left_out,
                       enum access_language language, bool json);

/* struct duty_moves - what it would change for each case that goes under an earlier pack to go
 * under the one of now. duty_moves_begin; duty_moves_add - one case; duty_moves_end - printed where
 * all went well, and freed. */
struct duty_moves {
    struct buf out;
    struct json_writer json;
    bool as_json;
    enum access_language language;
    size_t count;
};
void duty_moves_begin(struct duty_moves *moves, enum access_language language, bool json);
void duty_moves_add(struct duty_moves *moves, const struct event *event,
                    const struct event_pack *began, const struct event_pack *now,
                    const struct assessment *before, const struct assessment *after);
void duty_moves_end(struct duty_moves *moves, bool applied, bool show);

#endif

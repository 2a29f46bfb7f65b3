/* duty_ledger.h - what became of each duty of an event, as the store keeps it (0014_duty.sql): one
 * entry for each finding, which stands until another finding takes its place.
 *
 *     event 7   bill       started       by 25 December          ◄─ stands
 *               discount   can't tell    answers.student
 *               discount   refused       "A student …"           ◄─ stands
 *
 * An event of which nobody has looked has no entries. All are for the thread that has the
 * connection; what writes, within a transaction. */
#ifndef CANTREF_PROCESS_DUTY_LEDGER_H
#define CANTREF_PROCESS_DUTY_LEDGER_H

#include "assess.h"
#include "db.h"
#include "seal.h"

/* struct ledger_entry - its texts live in the arena that it was read with. */
struct ledger_entry {
    int64_t number, event, event_version, pack_version;
    struct str duty, owner, finds_out, who;
    int32_t law_day, looked;
    enum duty_state state;
    int64_t at, ended; /* ended 0: it stands */
    bool erased;       /* what follows is not known any more */
    enum deadline_state deadline_state;
    int32_t starts, deadline;
    bool from_known, paused;
    struct bilingual because;
    struct fact_names missing;
};

/* struct ledger_look - who looked at which event, when. */
struct ledger_look {
    int64_t event, event_version;
    struct str who;
    int64_t now;
};

/* ledger_keep - the findings of an event: each that is another than the one that stands takes its
 * place. A deadline that a pause moves day by day is not another.
 * Out:    *ret_changed: how many are new.
 * Errors: those of the store. */
int ledger_keep(struct db *db, struct seal *seal, const struct ledger_look *look,
                const struct event_pack *pack, const struct case_facts *given,
                const struct assessment *assessment, size_t *ret_changed, struct err *err);

/* ledger_discharge - the entry of a duty that stands is discharged from now on; where not
 * discharged, it is not any more, and stands as started. What it rests on stays as it was found.
 * Nothing happens where none stands, or it is so already.
 * today: the day that it counts from. Errors: those of the store. */
int ledger_discharge(struct db *db, struct seal *seal, const struct ledger_look *by,
                     struct str duty, int32_t today, bool discharged, struct err *err);

/* ledger_team - of the entry of a duty that stands, the team that owns it, or, where finds_out,
 * that finds out what is missing, if anything is; "": none stands. In arena. */
int ledger_team(struct db *db, struct arena *arena, int64_t event, struct str duty, bool finds_out,
                struct str *ret, struct err *err);

/* ledger_end - no entry of the event stands any more: it was withdrawn. */
int ledger_end(struct db *db, int64_t event, int64_t now, struct err *err);

/* ledger_read - of an event the entries that stand, or, where past, all that there were, the
 * oldest first; *ret in arena. ledger_started - of all events, those that stand as started.
 * Errors: those of the store. */
struct ledger_list {
    struct ledger_entry *at;
    size_t count;
};
int ledger_read(struct db *db, struct seal *seal, struct arena *arena, int64_t event, bool past,
                struct ledger_list *ret, struct err *err);
int ledger_started(struct db *db, struct seal *seal, struct arena *arena, struct ledger_list *ret,
                   struct err *err);

/* ledger_each - for counting, entries of all events, as of a time `to`:
 *     LEDGER_FOUND       of each duty the first that says that it is owed, refused or can't be
 *                        told, made from a time to before another; nothing is unsealed for it
 *     LEDGER_DISCHARGED  those made then that stood as discharged at `to`
 *     LEDGER_OPEN        those that stood as started at `to`
 * An entry is good during the call, when a row stands open: visit must have no job done (writer.h).
 * Errors: those of the store, of visit. Cost: a scan of the ledger, and some 5 µs an entry that is
 * unsealed. */
enum ledger_scan { LEDGER_FOUND, LEDGER_DISCHARGED, LEDGER_OPEN };
typedef int ledger_visit(void *context, const struct ledger_entry *entry, struct err *err);
int ledger_each(struct db *db, struct seal *seal, enum ledger_scan scan, int64_t from, int64_t to,
                ledger_visit *visit, void *context, struct err *err);

/* ledger_looked - was an event looked at, ever?
 * ledger_open - how many of its duties stand as started or can't be told.
 * Errors: those of the store. */
int ledger_looked(struct db *db, int64_t event, bool *ret, struct err *err);
int ledger_open(struct db *db, int64_t event, size_t *ret, struct err *err);

#endif

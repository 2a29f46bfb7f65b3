/* watch.h - watching over the log: its leaves as a table of look-ups, what the rules find in it
 * (watch_rule.h), and what was decided of findings.
 *
 *     leaves ─► look-ups ─► rules ─► findings ◄─ closed, seen: leaves, nothing overwritten
 *     records of persons and of staff: what is alike, as keyed hashes
 *
 * Each source is looked at by itself (information_governance_audit has no gateway): that two
 * records are one person's is taken from the leaves alone, which named them together. No value is
 * read out: addresses and family names become keyed hashes within disclosure.c. */
#ifndef CANTREF_VIEW_WATCH_H
#define CANTREF_VIEW_WATCH_H

#include "inquiry.h"
#include "watch_rule.h"

enum { WATCH_ID_TEXT_MAX = 12 };

/* struct watch_decision - what somebody decided of a finding; the newest of each counts. */
struct watch_decision {
    char id[WATCH_ID_TEXT_MAX];
    bool closed;   /* else: seen */
    uint64_t leaf; /* it is this leaf */
    uint64_t upto; /* of leaves below this one: later ones open it again */
    int64_t time_ms;
    struct str who, why;
};

struct watch {
    struct watch_settings settings;
    struct watch_table table;
    struct watch_findings findings;
    char (*ids)[WATCH_ID_TEXT_MAX]; /* by finding: the same whenever rule, staff and person are */
    const struct watch_decision **decided; /* by finding; NULL: nothing */
    struct str *logins;                    /* by staff of the table */
    struct str *roles;                     /* by peers of the events */
    size_t role_count;
    int64_t *mentions;  /* by person: one of theirs, the least */
    uint64_t leaves;    /* that were looked through */
    uint64_t destroyed; /* of them, whose details are kept no more */
    size_t staff_with_records;
    bool has_settings;
    struct watch_gathering *gathering; /* watch_gather.c's */
    struct arena arena;
};

/* watch_read - all findings in the leaves from a time on.
 * In:     inquiry: opened under the purpose by which the log is looked at. since_ms: UTC.
 * Out:    *ret, to be freed with watch_free in any case; start from zero.
 * Errors: those of watch_settings_read, audit_each, viewing_resolve and the store.
 * Cost: each leaf opened, 10 µs; each record of whom is looked up unsealed, 10 µs, if any staff
 *         have records in staff.yaml. */
int watch_read(struct inquiry *inquiry, int64_t since_ms, struct watch *ret, struct err *err);
void watch_free(struct watch *watch);

/* watch_is_open - was the finding not closed, or has it gone on since? */
bool watch_is_open(const struct watch *watch, size_t finding);

/* watch_person_id - what a person of the table is called under the inquiry's purpose; "" for one
 * whose records are gone. Errors: those of the store. */
int watch_person_id(struct inquiry *inquiry, const struct watch *watch, uint32_t person,
                    char ret[PURPOSE_ID_TEXT_MAX], struct err *err);

/* watch_tell - that these findings are about to be shown, with the ids of whom they are about, on
 * disk in the log: those that are open, or, with closed_too, all; or the one at `only` (SIZE_MAX:
 * not one alone). ids: for each person of the table, filled for those who are in them.
 * Errors: those of watch_person_id, inquiry_tell_leaves. Nothing may be shown then. */
int watch_tell(struct inquiry *inquiry, const struct watch *watch, bool closed_too, size_t only,
               char (*ids)[PURPOSE_ID_TEXT_MAX], struct err *err);

/* watch_decide - into the log: a finding was seen, or is closed, and why.
 * Errors: ERR_DENIED when it is about the asker; those of inquiry_log_change. */
int watch_decide(struct inquiry *inquiry, const struct watch *watch, size_t finding, bool closed,
                 struct str why, struct err *err);

#endif

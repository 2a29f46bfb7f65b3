/* case_measures.h - how the council did in a month: counted over its events, its duty ledger and
 * its processes, told in tables in which nobody can be found (measure_figures.h).
 *
 *     events, ledger, processes ─► facts of the month ─► tables ─┬─► kept, once the month is over
 *     areas.csv ─► where each was ───────────────────────────────┤
 *     measures.yaml of packs, savings.yaml of the council ───────┘
 *
 * A month is told when it is over, as it was at its end, and what was told of it is kept and told
 * again (table measure_month): so that nobody learns of one case by asking twice. In the example
 * council, in which nobody lives, the month that runs is told too, and none is kept.
 *
 * What is counted is one entry of a scan each:
 *
 *     events   that were entered in the month; told by somebody by its end, or detected alone
 *     found    duties of which a look in the month said first that they are owed, are refused, or
 *              can't be told
 *     ended    duties that were discharged in the month, in time or late; and those whose last day
 *              was in it, that stood undone at its end. One without a clock is in time.
 *     steps    that were done in the month
 *
 * Events in shadow are in none of it, and duties and steps of events that were withdrawn
 * neither. */
#ifndef CANTREF_ENGINE_CASE_MEASURES_H
#define CANTREF_ENGINE_CASE_MEASURES_H

#include "area_place.h"
#include "caseload.h"
#include "contact_preference.h"
#include "event_count.h"
#include "json_tree.h"
#include "measure_figures.h"

/* struct measure_month - of London's calendar. from, to: its first second and the first after it;
 * first, last: its days. */
struct measure_month {
    int year, month;
    int64_t from, to;
    int32_t first, last;
};
enum { MEASURE_MONTH_TEXT = 8 };

/* measure_month_of - "2026-10". measure_month_at - the one that a day is in. measure_month_near -
 * so many months before (-) or after. measure_month_text - "2026-10", into ret, which it returns.
 * measure_month_of returns false for what is no month. Pure. */
bool measure_month_of(struct str text, struct measure_month *ret);
struct measure_month measure_month_at(int32_t day);
struct measure_month measure_month_near(const struct measure_month *month, int by);
const char *measure_month_text(const struct measure_month *month, char ret[MEASURE_MONTH_TEXT]);

/* case_facts_read - what happened in a month, line by line. The caller has told the log.
 * Out:    *ret, to be freed in any case; start from zero.
 * Errors: those of the store, of packs that were kept, of areas.csv. Cost: one scan of what
 *         happened in the month, of the ledger's open duties and the processes that run; some 15 µs
 *         an event, 10 a duty, 10 a process. */
int case_facts_read(struct caseload *cases, const struct measure_month *month,
                    struct measure_facts *ret, struct err *err);

/* case_measures_read - what is told of a month, as a tree: docs/measures.md has its members.
 * In:     who asks may (inquiry_act, ACT_MEASURES), and the log has been told.
 * Out:    *ret, in the arena.
 * Errors: ERR_NOTFOUND the month is not over; those of case_facts_read; ERR_INPUT areas.csv,
 *         savings.yaml, or a pack can't be read. Cost: of one that is kept, reading it. */
int case_measures_read(struct arena *arena, struct caseload *cases,
                       const struct measure_month *month, struct json_node **ret, struct err *err);

/* case_measures_told - is the month over, or does the council let it be told? Pure. */
bool case_measures_told(const struct caseload *cases, const struct measure_month *month);

/* struct measure_reach - people who can't, or won't, be reached by a channel, by place, as it
 * stands: figures of DISCLOSURE_THRESHOLD and more, rounded down to a multiple of it, without
 * sums. cells: by channel, can't then won't, then place; 0: fewer, or none. A difference of two
 * months is no figure of people then. */
struct measure_reach {
    struct str *places;
    size_t count;
    uint64_t *cells[STEP_CHANNELS][2];
};

/* measure_reach_read - what everybody said. Errors: those of the store. Cost: some 50 µs a
 * statement.
 */
int measure_reach_read(struct arena *arena, struct caseload *cases, const struct area_file *areas,
                       struct measure_reach *ret, struct err *err);

/* struct measure_behind - which facts a figure counts: all that lie on the lines which are named;
 * "": any. */
struct measure_behind {
    enum measure_family family;
    struct str type, name, outcome, source;
};

/* case_measures_behind - the events behind a figure, each once, in the order of their numbers, that
 * are held for the inquiry's purpose; at most max. *ret_more: there are more. The caller has asked
 * under the purpose, and looks at each as any event (event_open) before it is shown.
 * Errors: those of case_facts_read. */
int case_measures_behind(struct caseload *cases, const struct measure_month *month,
                         const struct measure_behind *behind, size_t max, struct whole_list *ret,
                         bool *ret_more, struct err *err);

#endif

/* watch_rule.h - what in the use of data is worth a question: pure functions over a table of
 * look-ups.
 *
 *     look-ups (who, whom, when, what for) ─┐
 *     what is alike of staff and persons   ─┼─► rules ─► findings, with the look-ups they rest on
 *     watch.yaml                           ─┘
 *
 *   neighbours   people at one's own postcode
 *   family       people of one's household, whom one's own record names, namesakes at the postcode
 *   colleagues   people whose records staff.yaml names as staff's
 *   famous       one who is listed; or one whom far more staff look at than at others
 *   no_case      without a case, where the purpose needs none, far more often than one's peers
 *   bulk         many people in a short time, far more than one's peers ever
 *
 * A finding says that something is out of the ordinary and on what that rests, not that it is
 * wrong: who works for a small town looks at neighbours. So neighbours, colleagues and how many
 * look at one person are held against chance: from how often everybody else looks at such a
 * person, how many would be expected, and how likely as many as there are (a Poisson tail); less
 * than one in watch_settings.one_in, or it is none. Somebody looked at again in a case, or twice in
 * a day, counts once. Of all persons together less than one in ten may come out by chance as looked
 * at by so many. Outside office hours is said besides, and never a finding by itself.
 */
#ifndef CANTREF_VIEW_WATCH_RULE_H
#define CANTREF_VIEW_WATCH_RULE_H

#include "watch_file.h"

enum watch_rule {
    WATCH_NEIGHBOURS,
    WATCH_FAMILY,
    WATCH_COLLEAGUES,
    WATCH_FAMOUS,
    WATCH_NO_CASE,
    WATCH_BULK,
    WATCH_RULES
};
extern const char *const watch_rule_names[WATCH_RULES];

#define WATCH_NOBODY UINT32_MAX

/* What is known of a look-up. */
enum watch_flag {
    WATCH_LISTED = 1,      /* one of several whom a search found: nobody chose them */
    WATCH_REFUSED = 2,     /* it was tried */
    WATCH_WITHOUT_CASE = 4 /* the purpose needs none, and none was named */
};

/* struct watch_event - one person in one response. */
struct watch_event {
    uint64_t leaf;
    int64_t time_ms; /* since 1970, UTC */
    uint32_t staff, person;
    uint32_t peers; /* whoever has the same role: any number */
    uint8_t flags;  /* enum watch_flag */
};

/* struct watch_tokens - what somebody's records say, as keyed hashes: equal is alike. Ascending. */
struct watch_tokens {
    const int64_t *at;
    size_t count;
};

struct watch_person {
    struct watch_tokens postcodes, homes; /* homes: whole addresses */
    struct watch_tokens families;         /* family name and postcode, as one */
    uint32_t record_of;                   /* the staff whose own record names them; WATCH_NOBODY */
    bool famous;
};

struct watch_staff {
    struct watch_tokens postcodes, homes, families; /* of their own records */
};

struct watch_table {
    const struct watch_event *events; /* in the order of time */
    size_t event_count;
    const struct watch_person *persons;
    size_t person_count;
    const struct watch_staff *staff;
    size_t staff_count;
};

struct watch_finding {
    enum watch_rule rule;
    uint32_t staff;  /* WATCH_NOBODY: several */
    uint32_t person; /* WATCH_NOBODY: several */
    size_t *events;  /* that it rests on: places in the table, ascending */
    size_t count;
    size_t people, staff_count; /* different ones among them */
    size_t most;                /* of people, or of look-ups or staff, in one window */
    size_t after_hours, without_case, refused;
    double expected; /* by chance or by what peers do, in one window; below 0: not reckoned */
};

struct watch_findings {
    struct watch_finding *at;
    size_t count, capacity;
};

/* watch_find - all findings, by rule, then staff, then person; each rule, member of staff and, for
 * the famous, person has at most one. To be freed with watch_findings_free. Pure.
 * Cost: O(events × log(events)), and a little for each token of whom is looked up. */
void watch_find(const struct watch_table *table, const struct watch_settings *settings,
                struct watch_findings *ret);
void watch_findings_free(struct watch_findings *findings);

/* watch_relation - is the person the staff's neighbour, family or colleague (a rule's bit, 1 <<
 * rule), so far as records tell? watch_is_after_hours - by London's clock. watch_tail - how likely
 * `count` or more are when `expected` are. Pure. */
unsigned watch_relation(const struct watch_table *table, uint32_t staff, uint32_t person);
bool watch_is_after_hours(const struct watch_settings *settings, int64_t time_ms);
double watch_tail(size_t count, double expected);

#endif

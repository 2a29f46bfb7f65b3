/* duty.h - duties.yaml: what the law, guidance or the council's own charter owes after an event
 * (docs/packs.md says each field). A duty's id may stand more than once, for other nations or other
 * times; each is a struct duty.
 *
 * Everything lives in the arena that it was read with; the YAML stays with it, so that overlays and
 * comparisons can say the clause and its line. */
#ifndef CANTREF_PROCESS_DUTY_H
#define CANTREF_PROCESS_DUTY_H

#include "condition_parts.h"
#include "duty_clock.h"

enum { DUTIES_MAX = 512, LAWS_MAX = 16, REFUSALS_MAX = 16 };

enum duty_ower { OWED_BY_COUNCIL, OWED_BY_RESIDENT, OWED_BY_OTHER, DUTY_OWERS };
enum duty_basis { BASIS_LAW, BASIS_GUIDANCE, BASIS_CHARTER, DUTY_BASES };
extern const char *const duty_ower_names[DUTY_OWERS + 1];
extern const char *const duty_basis_names[DUTY_BASES + 1];

struct law {
    struct str citation, link; /* link "": none */
};

struct law_list {
    struct law *at;
    size_t count;
};

struct duty_refusal {
    struct condition when;
    struct bilingual reason;
    struct law_list law; /* none: the duty's */
};

struct duty_pause {
    struct str id;
    struct bilingual title;
    struct condition begins, ends;
    struct law_list law;
};

struct duty_clock {
    struct condition starts;
    struct clock_rule rule;
    bool from_known; /* where the start is not known: from the day the council knew */
    struct duty_pause pauses[CLOCK_PAUSES_MAX];
    size_t pause_count;
};

struct duty {
    struct str id;
    struct bilingual title, text;
    enum duty_ower owed_by;
    enum duty_basis basis;
    enum nation nation;
    struct law_list law;
    int32_t from, until;   /* days in force, both included; DAY_MIN, DAY_MAX: not limited */
    struct str unverified; /* what is to be checked; "": it was read */
    struct str owner, finds_out;
    struct condition applies_when;
    struct duty_refusal refusals[REFUSALS_MAX];
    size_t refusal_count;
    bool has_clock;
    struct duty_clock clock;
    struct bilingual no_clock;
    struct name_list discharged_by;
    bool local;                   /* of a council's overlay */
    const char *file;             /* where it stands, */
    const struct yaml_node *node; /* its map there */
    struct str tightened;         /* a clock tightened by an overlay: "overlays/…:4"; "": not */
};

struct duty_list {
    struct duty *at;
    size_t count;
};

/* duty_list_read - the duties under `duties` of a parsed file, in its order.
 * In:     scope: of the facts that conditions may name.
 * Out:    *ret in settings->arena.
 * Errors: each mistake into settings->errors; duties with mistakes are left out. Names of steps and
 *         teams are not looked up here; that entries of one id don't overlap is. */
void duty_list_read(struct settings *settings, const struct yaml_node *root,
                    const struct feel_scope *scope, struct duty_list *ret);

/* duty_read - one of them. Returns false when there were mistakes. */
bool duty_read(struct settings *settings, const struct yaml_node *node,
               const struct feel_scope *scope, struct duty *ret);

/* duty_in_force - is it owed in that nation on that day? */
bool duty_in_force(const struct duty *duty, enum nation nation, int32_t day);

/* duty_find - the first entry of that id, or NULL. */
const struct duty *duty_find(const struct duty_list *duties, struct str id);

#endif

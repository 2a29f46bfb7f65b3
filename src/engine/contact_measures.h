/* contact_measures.h - by place: how many people can't, and won't, be reached by each channel and
 * why, and how many were offered help and took it. Nobody can be told from it
 * (disclosure_control.h).
 *
 * A place is the outward postcode of the address that the purpose sees, or the ward where it sees
 * no more. */
#ifndef CANTREF_ENGINE_CONTACT_MEASURES_H
#define CANTREF_ENGINE_CONTACT_MEASURES_H

#include "help_offer.h"

enum contact_measure { MEASURE_CANNOT, MEASURE_WILL_NOT, MEASURE_HELP };

/* struct contact_figures - people, by place, of one kind. */
struct contact_figures {
    enum contact_measure measure;
    enum step_channel channel; /* of cannot, will_not */
    enum reach_reason reason;  /* of cannot */
    enum help_kind help;       /* of help */
    enum help_state state;     /* of help */
    uint64_t *cells;           /* by place; where shown[] is false they are 0 */
    bool *shown;
    uint64_t total; /* 0 where it is not shown */
    bool total_shown;
};

/* struct contact_measures - rows of which something is shown. Places of which nothing is shown are
 * not among them. All in the arena. */
struct contact_measures {
    struct str *places;
    size_t place_count;
    struct contact_figures *at;
    size_t count;
};

/* contact_measures_read - of everybody whom the purpose may read. The caller tells the log.
 * Errors: those of contact_each. Cost: a view a statement and offer. */
int contact_measures_read(struct arena *arena, struct inquiry *inquiry,
                          struct contact_measures *ret, struct err *err);

#endif

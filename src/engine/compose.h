/* compose.h - what a step sends, made once: whom it is for, by which channel, in which language,
 * and the pack's wording with its fields filled in.
 *
 *     step, event ─► addressee ─► channel ─► phone, desk, visit: a team does it
 *                                    └─► text, fields filled ─► delivery, kept sealed
 *     notice, referral, update ─► the facts that the step names, and nothing else ─► delivery
 *
 * Data is looked at under the step's purpose, and told to the log before anything is made of it.
 * The delivery is kept (action_content.h), so that each try has the same bytes. A field without a
 * value is never left as a hole: the step is stuck, and a team is told which it is. A text that
 * says what happened never goes by e-mail or SMS, unless its pack says why that is safe. Nothing
 * is addressed to somebody who died (deceased.h): this is looked at each time, also of what was
 * made before. */
#ifndef CANTREF_ENGINE_COMPOSE_H
#define CANTREF_ENGINE_COMPOSE_H

#include "caseload.h"
#include "deliver.h"
#include "work.h"

/* struct composer - of one worker. composer_begin, composer_end. */
struct composer {
    struct caseload *c;
    const struct delivery_setup *setup;
    struct action_row row;  /* that was composed last */
    struct arena arena;     /* of its delivery */
    struct case_row *at;    /* its process */
    struct duty_look *look; /* its facts */
};
void composer_begin(struct caseload *caseload, const struct delivery_setup *setup,
                    struct composer *ret);
void composer_end(struct composer *composer);

/* compose - as work_ports has it; the texts of *ret are good until the next call.
 * Errors: ERR_DENIED whoever runs this may not use the step's purpose; those of the store and of
 *         the log. */
int compose(struct composer *composer, const struct action_row *row, struct composition *ret,
            struct err *err);

#endif

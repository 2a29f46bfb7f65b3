/* partner_confirmation.h - what a partner says of a step that was sent to it ("EVENT/STEP"), taken
 * up by its process in the transaction that keeps what came (inward.h). */
#ifndef CANTREF_ENGINE_PARTNER_CONFIRMATION_H
#define CANTREF_ENGINE_PARTNER_CONFIRMATION_H

#include "engine_store.h"
#include "inward.h"

/* partner_confirmed - done: the step is. Refused: its team is told, and the step stays as it is.
 * Said once more of a step that is done, it changes nothing.
 * In:     within a transaction of home's picture, in the writer's thread.
 * Errors: ERR_NOTFOUND no such step went, or is about to go, to that partner; those of the store
 *         and of engine_take. */
int partner_confirmed(struct engine_home *home, struct db *db,
                      const struct inward_confirmation *confirmation, const struct engine_now *now,
                      struct err *err);

#endif

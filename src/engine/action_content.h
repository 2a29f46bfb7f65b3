/* action_content.h - what is to leave, as it was composed: kept sealed until some days after it
 * left, so that every try has the same bytes. All are for the thread that has the connection; what
 * writes, within a transaction. */
#ifndef CANTREF_ENGINE_ACTION_CONTENT_H
#define CANTREF_ENGINE_ACTION_CONTENT_H

#include "delivery.h"
#include "engine.h"
#include "seal.h"

/* action_key - what a delivery is called in every try: "msg_" and 26 letters and digits, which
 * tell nothing. ret: at least ACTION_KEY_BYTES, NUL-terminated. Pure. */
enum { ACTION_KEY_BYTES = 4 + 26 + 1 };
void action_key(const struct seal *seal, const struct action_row *row, char ret[ACTION_KEY_BYTES]);

/* action_content_put - keep it, in place of what there was.
 * action_content_get - as it was kept; texts in arena. *ret_there false: nothing is kept.
 * action_content_forget - of actions that ended before a time (ACTION_CONTENT_DAYS ago); their
 *     keys are listed to be forgotten (retention.h). *ret: how many.
 * Errors: those of the store; ERR_LIMIT; ERR_DB it is damaged. */
enum { ACTION_CONTENT_DAYS = 30 };
int action_content_put(struct db *db, struct seal *seal, int64_t action,
                       const struct delivery *delivery, struct err *err);
int action_content_get(struct db *db, struct seal *seal, int64_t action, struct arena *arena,
                       struct delivery *ret, bool *ret_there, struct err *err);
int action_content_forget(struct db *db, int64_t before, int64_t *ret, struct err *err);

#endif

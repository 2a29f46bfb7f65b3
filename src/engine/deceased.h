/* deceased.h - who has died, as confirmed events say: so that nothing is addressed to them, on any
 * channel, whatever it is about (design/events.md, No distress).
 *
 *     confirmed event ─► the mentions that are the person   ◄─ whoever a step is addressed to
 *                    └─► their names, as keyed hashes       ◄─ somebody named in free text
 *
 * Somebody named in free text counts as dead when the name is and nothing tells them apart: where
 * both have a postcode, the postcode must be the same. Rather one letter too few, with a team that
 * is told, than one to the dead. All are for the thread that has the connection; what writes,
 * within a transaction. */
#ifndef CANTREF_ENGINE_DECEASED_H
#define CANTREF_ENGINE_DECEASED_H

#include "db.h"
#include "permitted.h"
#include "seal.h"

/* struct deceased_name - as a record has it; postcode: "" not known. */
struct deceased_name {
    struct str name, postcode;
};

/* deceased_put - more mentions and names of whom the event says to have died.
 * deceased_undo - the event says so no more. Errors: those of the store. */
int deceased_put(struct db *db, struct seal *seal, int64_t event,
                 const struct permitted_list *mentions, const struct deceased_name *names,
                 size_t count, struct err *err);
int deceased_undo(struct db *db, int64_t event, struct err *err);

/* deceased_has - is any of these mentions one of them? deceased_has_name - is somebody of that
 * name?
 * Errors: those of the store. */
int deceased_has(struct db *db, const struct permitted_list *mentions, bool *ret, struct err *err);
int deceased_has_name(struct db *db, struct seal *seal, const struct deceased_name *name, bool *ret,
                      struct err *err);

#endif

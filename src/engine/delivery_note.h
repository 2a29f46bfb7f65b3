/* delivery_note.h - what became of the last try to deliver something (0020_letter.sql), for
 * whoever looks at what is parked. Nothing personal is in it (delivery.h). For the thread that has
 * the connection. */
#ifndef CANTREF_ENGINE_DELIVERY_NOTE_H
#define CANTREF_ENGINE_DELIVERY_NOTE_H

#include "db.h"
#include "delivery.h"
#include "memory.h"

/* delivery_note_put - in place of the one of the try before; within a transaction.
 * delivery_note_get - texts in arena; *ret_there false: it was never tried. */
struct delivery_note {
    int64_t at;
    struct str outcome, reason, reference;
};
int delivery_note_put(struct db *db, int64_t action, const struct delivery_answer *answer,
                      int64_t at, struct err *err);
int delivery_note_get(struct db *db, struct arena *arena, int64_t action, struct delivery_note *ret,
                      bool *ret_there, struct err *err);

#endif

/* inbound_store.h - what came from other systems, as the store keeps it (0019_inbound.sql).
 *
 *     message ─► its events, each known by (partner, source, id) ─► a row with what became of it
 *
 * What was said is kept sealed, and only while somebody needs it: of a telling of nobody who was
 * found, until it is known of whom; of a confirmation, until it was taken up; of rows, until they
 * are in. All are for the thread that has the connection; what writes, within a transaction. */
#ifndef CANTREF_DELIVER_INBOUND_STORE_H
#define CANTREF_DELIVER_INBOUND_STORE_H

#include "db.h"
#include "memory.h"
#include "seal.h"

enum {
    INBOUND_KEY_BYTES = 16,
    INBOUND_DETAIL_DAYS = 30, /* that what was said is kept, at most, once it was answered */
    INBOUND_KEPT_DAYS = 400   /* that it is known what came */
};

enum inbound_kind {
    INBOUND_EVENT,
    INBOUND_CONFIRMATION,
    INBOUND_RECORDS,
    INBOUND_OTHER,
    INBOUND_KINDS
};
extern const char *const inbound_kind_names[INBOUND_KINDS + 1];

enum inbound_outcome { INBOUND_BEGUN, INBOUND_TAKEN, INBOUND_REFUSED, INBOUND_OUTCOMES };
extern const char *const inbound_outcome_names[INBOUND_OUTCOMES + 1];

struct inbound {
    int64_t number;
    struct str partner, purpose;
    uint8_t event_key[INBOUND_KEY_BYTES], message_key[INBOUND_KEY_BYTES];
    uint8_t message_content[INBOUND_KEY_BYTES], content[INBOUND_KEY_BYTES];
    enum inbound_kind kind;
    struct str type;
    enum inbound_outcome outcome;
    struct str reason, about;
    bool done; /* of a confirmation */
    int64_t at, sent, again, taken;
    struct str detail; /* "": nothing is kept */
};

/* inbound_put - a new one, or, of one that was refused before, what became of it now; *ret: its
 * number. What is not needed any more goes with it (inbound_retire).
 * inbound_end - of one that was begun: its outcome and reason; its detail goes.
 * inbound_again - it came once more.
 * Errors: ERR_CONFLICT it is there already, not refused; those of the store and the keys. */
int inbound_put(struct db *db, struct seal *seal, const struct inbound *inbound, int64_t *ret,
                struct err *err);
int inbound_end(struct db *db, int64_t number, enum inbound_outcome outcome, struct str reason,
                struct err *err);
int inbound_again(struct db *db, int64_t number, struct err *err);

/* inbound_find - by its event_key, without detail; number 0: there is none. Texts in the arena.
 * inbound_message_differs - did the same message come before, saying something else? */
int inbound_find(struct db *db, struct arena *arena, const uint8_t event_key[INBOUND_KEY_BYTES],
                 struct inbound *ret, struct err *err);
int inbound_message_differs(struct db *db, const struct inbound *inbound, bool *ret,
                            struct err *err);

/* inbound_visit - called with each; texts are good during the call, when a row stands open: it must
 * have no job done (writer.h). inbound_of_purpose - under a purpose, the newest first, at most
 * limit. inbound_read - one, with its detail: ERR_NOTFOUND when there is none of that number under
 * the purpose.
 * inbound_begun - those whose effect is under way, the oldest first, with their detail.
 * inbound_confirmations - those that nobody has taken up, the oldest first, with their detail.
 * inbound_take - one is taken up. Errors: ERR_NOTFOUND none of that number waits. */
typedef int inbound_visit(void *context, const struct inbound *inbound, struct err *err);
int inbound_of_purpose(struct db *db, struct str purpose, int64_t limit, inbound_visit *visit,
                       void *context, struct err *err);
int inbound_read(struct db *db, struct seal *seal, int64_t number, struct str purpose,
                 inbound_visit *visit, void *context, struct err *err);
int inbound_begun(struct db *db, struct seal *seal, inbound_visit *visit, void *context,
                  struct err *err);
int inbound_confirmations(struct db *db, struct seal *seal, inbound_visit *visit, void *context,
                          struct err *err);
int inbound_take(struct db *db, int64_t number, int64_t now, struct err *err);

/* inbound_retire - what nobody needs any more at that time goes; keys are listed to be forgotten
 * (retention.h). Errors: those of the store. */
int inbound_retire(struct db *db, int64_t now, struct err *err);

/* inbound_row_is_newer - is that mark later than the one of the row, or has it none?
 * inbound_row_put - it is the row's from now on, if it is later. */
enum { INBOUND_MARK_BYTES = 12 + INBOUND_KEY_BYTES };
int inbound_row_is_newer(struct db *db, const uint8_t row_key[INBOUND_KEY_BYTES],
                         const uint8_t mark[INBOUND_MARK_BYTES], bool *ret, struct err *err);
int inbound_row_put(struct db *db, const uint8_t row_key[INBOUND_KEY_BYTES],
                    const uint8_t mark[INBOUND_MARK_BYTES], int64_t now, struct err *err);

#endif

/* request_store.h - what residents ask for, with its clock, and purposes that were used as
 * break-glass, with their review, as the store keeps them (0011_request.sql).
 *
 * All are for the thread that has the connection, within a transaction. */
#ifndef CANTREF_RECORD_REQUEST_STORE_H
#define CANTREF_RECORD_REQUEST_STORE_H

#include "db.h"
#include "memory.h"
#include "seal.h"

enum { REQUEST_TEXT_BYTES_MAX = 4000 };

enum request_kind {
    REQUEST_ACCESS,        /* UK GDPR Article 15 */
    REQUEST_RECTIFICATION, /* Article 16 */
    REQUEST_ERASURE,       /* Article 17 */
    REQUEST_RESTRICTION,   /* Article 18 */
    REQUEST_OBJECTION,     /* Article 21 */
    REQUEST_KINDS
};
extern const char *const request_kind_names[REQUEST_KINDS + 1];

struct rights_request {
    int64_t number;
    enum request_kind kind;
    int64_t entity;
    int32_t received, due; /* days since 1970 */
    bool extended;
    struct str who;
    int64_t at;
    struct str detail;
    int64_t closed; /* 0: it is open */
    struct str closed_by, outcome;
};

/* request_add - one more, open; its due day is worked out here. Errors: ERR_INPUT for texts that
 * are too long or no UTF-8; those of the store.
 * request_extend - by two months. request_close - with what became of it.
 * Errors of both: ERR_NOTFOUND; ERR_CONFLICT when it is closed, or extended, already. */
int request_add(struct db *db, struct seal *seal, const struct rights_request *request,
                struct rights_request *ret, struct err *err);
int request_extend(struct db *db, int64_t number, int32_t *ret_due, struct err *err);
int request_close(struct db *db, struct seal *seal, int64_t number, struct str who,
                  struct str outcome, int64_t now, struct err *err);

/* request_visit - called with each, by due day; texts are good during the call, when a row stands
 * open: it must have no job done (writer.h). requests_open - due on that day or before.
 * requests_of - those of one kind that are open, of an entity. */
typedef int request_visit(void *context, const struct rights_request *request, struct err *err);
int requests_open(struct db *db, struct seal *seal, int32_t until, request_visit *visit,
                  void *context, struct err *err);
int requests_of(struct db *db, struct seal *seal, enum request_kind kind, int64_t entity,
                request_visit *visit, void *context, struct err *err);

/* ---- break-glass ---- */

struct break_glass {
    int64_t number;
    int64_t at;
    struct str who, purpose, owner, case_reference, person, reason;
    int64_t reviewed; /* 0: it waits */
    struct str reviewed_by, finding;
    bool justified;
};

/* break_glass_add - written before anything is shown. break_glass_review - by another than who did
 * it: ERR_CONFLICT when it is the same, or it was reviewed before; ERR_NOTFOUND.
 * break_glass_all - each, the oldest first; waiting: those alone that nobody has reviewed. A row
 * stands open while visit is called: it must have no job done (writer.h). */
int break_glass_add(struct db *db, struct seal *seal, const struct break_glass *notice,
                    int64_t *ret, struct err *err);
int break_glass_review(struct db *db, struct seal *seal, int64_t number, struct str who,
                       bool justified, struct str finding, int64_t now, struct err *err);
typedef int break_glass_visit(void *context, const struct break_glass *notice, struct err *err);
int break_glass_all(struct db *db, struct seal *seal, bool waiting, break_glass_visit *visit,
                    void *context, struct err *err);

#endif

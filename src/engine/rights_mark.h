/* rights_mark.h - what is marked of a person at their wish, or for their protection, and lifted:
 * restricted, objected, held, sealed; a seal opened to one person more by two; erased. */
#ifndef CANTREF_ENGINE_RIGHTS_MARK_H
#define CANTREF_ENGINE_RIGHTS_MARK_H

#include "erasure.h"
#include "marking.h"
#include "rights.h"

/* rights_mark - restricted, objected or held; with lift no longer so. name: as the officer has it.
 * until: of a hold, its last day. *ret_request: the request that it answers, which is closed; 0:
 * there was none. Told to the log first.
 * Errors: ERR_USAGE a hold without day or reason; those of rights_entity, people_mark. */
struct rights_marking {
    enum mark_what what;
    bool lift;
    int32_t until;
    struct str why;
};
int rights_mark(struct rights *rights, const char *name, const struct rights_marking *marking,
                struct marked *ret, int64_t *ret_request, struct err *err);

/* rights_erase - a person erased, for good. *ret_request: as rights_mark. The leaf names whom it
 * was about while the records still say so. Errors: those of entity_erase. */
int rights_erase(struct rights *rights, const char *name, struct erasure_summary *ret,
                 int64_t *ret_request, struct err *err);

/* rights_seal - a person sealed for a team, by one of it or of information governance.
 * rights_unseal - let go again, by one of the team.
 * Errors: ERR_USAGE no such ground; ERR_NOTFOUND no such team, no such person; ERR_DENIED. */
int rights_seal(struct rights *rights, const char *name, struct str ground, struct str team,
                struct str why, struct marked *ret, struct err *err);
int rights_unseal(struct rights *rights, const char *name, struct marked *ret, struct err *err);

/* rights_ask_opening - that a seal be opened to one person more until a day. An approver knows of
 * the seal; nobody else is told that there is one. rights_approve_opening - by another approver.
 * Errors: ERR_DENIED; ERR_USAGE no day, or one that has been, no reason; ERR_NOTFOUND; those of
 *         opening_ask, opening_approve. */
int rights_ask_opening(struct rights *rights, const char *name, struct str login, int32_t until,
                       struct str why, int64_t *ret, struct err *err);
int rights_approve_opening(struct rights *rights, uint64_t opening, struct err *err);

#endif

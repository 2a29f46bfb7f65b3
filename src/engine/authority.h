/* authority.h - who may speak for whom (0028_authority.sql): declared by the person themselves, or
 * by evidence that an officer has seen; from a day, until another, in all matters or in some.
 *
 *     the person: "my daughter, in all matters, until May" ─► a code, given to her by the person
 *     her, signed in as herself: the code                  ─► she may tell what concerns them
 *
 * Whoever it is for is whoever the first of its mentions is, under the purpose that asks
 * (kept_mention.h). It lets somebody tell and ask; what they are shown is another question.
 *
 * All are for the thread that has the connection; what writes, within a transaction. */
#ifndef CANTREF_ENGINE_AUTHORITY_H
#define CANTREF_ENGINE_AUTHORITY_H

#include "inquiry.h"
#include "kept_mention.h"
#include "resume_code.h"

enum { AUTHORITY_TEXT_MAX = 400, AUTHORITY_KEPT_DAYS = 400 /* after it has ended */ };

enum authority_basis { AUTHORITY_DECLARED, AUTHORITY_EVIDENCE, AUTHORITY_BASES };
extern const char *const authority_basis_names[AUTHORITY_BASES + 1];

struct authority {
    int64_t number;
    enum authority_basis basis;
    struct str matters;  /* packs, a comma between; "": all */
    int32_t from, until; /* days; until INT32_MAX: until it is ended */
    struct str purpose;  /* under which it was entered */
    int64_t record;      /* of whoever acts; 0: nobody took it up yet */
    int mention;
    struct str made_by;                    /* login; "": the person */
    int64_t made, ended;                   /* seconds; ended 0: it stands */
    struct str actor, principal, evidence; /* sealed */
};

/* authority_add - one more, for the person of these mentions, the first counting most. ret_code: by
 * which whoever acts takes it up; kept nowhere. What has ended long ago goes with it.
 * Errors: ERR_INPUT a text that is too long or no UTF-8, an evidence that nobody has seen, days the
 *         wrong way round; those of the store. */
int authority_add(struct db *db, struct seal *seal, const struct authority *authority,
                  const struct permitted_list *mentions, int64_t record, int mention, int64_t *ret,
                  char ret_code[RESUME_CODE_TEXT_MAX], struct err *err);

/* authority_take - whoever has the code, and is signed in as that mention, acts from now on. The
 * code is used up. *ret: its number; 0: there is no such code. Nobody acts for themselves.
 * One for somebody who is sealed, or whose records are gone, is none.
 * authority_end - it is over. Errors: ERR_NOTFOUND; ERR_CONFLICT it is over already. */
int authority_take(struct db *db, const struct seal *seal, struct str code, int64_t record,
                   int mention, int64_t *ret, struct err *err);
int authority_end(struct db *db, int64_t number, struct str who, int64_t now, struct err *err);

/* authorities_retire - those that ended AUTHORITY_KEPT_DAYS ago go, keys are listed to be forgotten
 * (retention.h). dry_run: only count. *ret: how many. Errors: those of the store. */
int authorities_retire(struct db *db, int64_t now, bool dry_run, int64_t *ret, struct err *err);

/* authorities_for - all of the person of a view, the newest first; authorities_of - those that
 * stand on a day, and that this mention took up. Texts in arena. authorities_held - of a person
 * by all their mentions (disclosure_subject) in all sources: those that they have given, and those
 * that they took up, whether they stand or not. authority_is_for - does it hold in
 * that matter, on that day? Pure. authority_table - whose they are.
 *
 * Who speaks for somebody must not learn that they were sealed. So those for whom nobody stands who
 * may be known of, sealed or gone, are left out of what was taken up, by authorities_of and by
 * authorities_held: the two can't be told apart, nor used. A seal that is lifted brings them back.
 */
struct authorities {
    struct authority *at;
    size_t count;
};
int authorities_for(struct arena *arena, struct viewing *viewing, struct seal *seal,
                    const struct view *view, struct authorities *ret, struct err *err);
int authorities_of(struct arena *arena, struct db *db, struct seal *seal, int64_t record,
                   int mention, int32_t today, struct authorities *ret, struct err *err);
int authorities_held(struct arena *arena, struct db *db, struct seal *seal,
                     const struct whole_list *subjects, struct authorities *ret_given,
                     struct authorities *ret_taken, struct err *err);
bool authority_is_for(const struct authority *authority, struct str matter, int32_t day);
extern const struct kept_table authority_table;

/* authorities_tell - that whoever speaks for these people is about to be shown their names: a leaf
 * that names each by their mentions. A purpose was asked for. Errors: those of the store and of
 * audit_append: no name may be shown then. */
int authorities_tell(struct inquiry *inquiry, const struct authorities *list, struct err *err);

#endif

/* sign_code.h - one-time codes that let a resident in, as one person of the picture.
 *
 *     K7QM-4XHT-9B2C     twelve characters of Crockford's base32 (no I, L, O, U)
 *     ────               the reference: found by it; 5 tries, then it is dead
 *          ──── ───      35 bits that nobody can guess in 5 tries; a keyed hash of all is kept
 *                  ─     a check, so that a slip of the pen costs no try (Luhn mod 32)
 *
 * A code is given by an officer to a person in view, face to face, by phone or letter, and is one
 * factor; the other, which the person knows, is asked for beside it (sign_resident.c). It is good
 * for SIGN_CODE_DAYS, once. A new one for the same mention ends the one before.
 * Source: Crockford, Base 32. */
#ifndef CANTREF_WEB_SIGN_CODE_H
#define CANTREF_WEB_SIGN_CODE_H

#include "picture.h"

enum {
    SIGN_CODE_CHARACTERS = 12,
    SIGN_CODE_REFERENCE = 4,
    SIGN_CODE_TEXT_MAX = SIGN_CODE_CHARACTERS + 3,
    SIGN_CODE_DAYS = 7,
    SIGN_CODE_TRIES_MAX = 5
};

/* sign_code_read - a code as people type it: in small letters, with blanks and hyphens, O for 0, I
 * or L for 1. false: it is none, by its length, its characters or its check. Pure. */
bool sign_code_read(struct str typed, char ret[SIGN_CODE_CHARACTERS + 1]);

/* sign_code_make - one at random, as it is shown. */
void sign_code_make(char ret[SIGN_CODE_TEXT_MAX]);

/* sign_code_issue - a code for a mention. who: the login of who issues it.
 * Out:    ret: to be shown once, and kept nowhere. On disk.
 * Errors: those of the store. Needs the turn, as all that follow do. */
int sign_code_issue(struct picture *picture, int64_t record, int mention, struct str who,
                    int64_t now, char ret[SIGN_CODE_TEXT_MAX], struct err *err);

/* struct sign_code - one that was found, and not used yet. */
struct sign_code {
    int64_t number;
    int64_t record;
    int mention;
};

/* sign_code_find - whom does a code let in? A wrong one costs a try of those with its reference.
 * *ret_there false: nobody, for whatever reason.
 * sign_code_failed - the other factor was wrong: a try is spent.
 * sign_code_use - it lets them in, now and never again: *ret_fresh false when it was used
 * meanwhile. Errors: those of the store. */
int sign_code_find(struct picture *picture, const char code[SIGN_CODE_CHARACTERS + 1], int64_t now,
                   struct sign_code *ret, bool *ret_there, struct err *err);
int sign_code_failed(struct picture *picture, const struct sign_code *code, struct err *err);
int sign_code_use(struct picture *picture, const struct sign_code *code, int64_t now,
                  bool *ret_fresh, struct err *err);

#endif

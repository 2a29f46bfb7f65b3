/* resume_code.h - codes that people write down and type again: "K7MP-2RTX-9HVD". 58 random bits, in
 * letters and digits none of which looks like another; of a code a keyed hash is kept. */
#ifndef CANTREF_EVENT_RESUME_CODE_H
#define CANTREF_EVENT_RESUME_CODE_H

#include "seal.h"

enum {
    RESUME_CODE_LENGTH = 12,
    RESUME_CODE_TEXT_MAX = RESUME_CODE_LENGTH + 3, /* two hyphens, NUL */
    RESUME_CODE_HASH_BYTES = 16,
    RESUME_PLAIN_MAX = 128
};

/* resume_code_make - one at random. resume_plain - letters and digits alone, in capitals: what of
 * something typed counts. resume_code_hash - of a code as somebody types it, for a use
 * (seal_token). */
void resume_code_make(char ret[RESUME_CODE_TEXT_MAX]);
struct str resume_plain(struct str text, char ret[RESUME_PLAIN_MAX]);
void resume_code_hash(const struct seal *seal, const char *use, struct str code,
                      uint8_t ret[RESUME_CODE_HASH_BYTES]);

#endif

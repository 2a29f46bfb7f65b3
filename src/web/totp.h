/* totp.h - one-time passwords by time, as authenticator apps make them: six digits, a new one each
 * 30 seconds, HMAC-SHA-1. Pure, but for totp_secret_make.
 * Sources: RFC 6238 (TOTP), RFC 4226 (HOTP), RFC 4648 §6 (base32). */
#ifndef CANTREF_WEB_TOTP_H
#define CANTREF_WEB_TOTP_H

#include "memory.h"

enum {
    TOTP_SECRET_BYTES = 20, /* RFC 4226 §4, R6: 160 bits */
    TOTP_SECRET_TEXT_MAX = 33,
    TOTP_STEP_S = 30,
    TOTP_DIGITS = 6,
    TOTP_STEPS_BESIDE = 1 /* a clock may be a step off, either way: RFC 6238 §5.2 */
};

/* totp_secret_make - at random. totp_secret_text - in base32, without padding. */
void totp_secret_make(uint8_t ret[TOTP_SECRET_BYTES]);
void totp_secret_text(const uint8_t secret[TOTP_SECRET_BYTES], char ret[TOTP_SECRET_TEXT_MAX]);

/* totp_code - the password of a step, with a NUL. */
void totp_code(const uint8_t *secret, size_t secret_len, int64_t step, char ret[TOTP_DIGITS + 1]);

/* totp_check - the step, after `last`, whose password was typed, blanks apart; -1: none. In
 * constant time for each step. A step that was used before is not good again. */
int64_t totp_check(const uint8_t secret[TOTP_SECRET_BYTES], struct str typed, int64_t now,
                   int64_t last);

/* totp_uri - "otpauth://totp/ISSUER:LOGIN?secret=…", which apps open, in the arena. */
struct str totp_uri(struct arena *arena, const uint8_t secret[TOTP_SECRET_BYTES], struct str issuer,
                    struct str login);

#endif

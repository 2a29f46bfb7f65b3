/* webhook_signature.h - messages between systems, signed as Standard Webhooks says.
 *
 *     webhook-id: msg_…            the same in every try: receivers tell by it what they had
 *     webhook-timestamp: 1614265330    of this try, seconds since 1970
 *     webhook-signature: v1,BASE64 v1,BASE64    one for each secret: while one is being changed
 *
 *     BASE64 = HMAC-SHA256(secret, id "." timestamp "." body)
 *
 * A secret is "whsec_" and the base64 of 24 to 64 bytes. What can't be checked here (v1a, of
 * another kind of key) is passed over. Source: Standard Webhooks 1.0.0, "Signature scheme". */
#ifndef CANTREF_DELIVER_WEBHOOK_SIGNATURE_H
#define CANTREF_DELIVER_WEBHOOK_SIGNATURE_H

#include "memory.h"

enum {
    WEBHOOK_SECRET_BYTES_MIN = 24,
    WEBHOOK_SECRET_BYTES_MAX = 64,
    WEBHOOK_SECRETS_MAX = 2, /* the one in use, and the one before or after it */
    WEBHOOK_SIGNATURE_BYTES = 32,
    WEBHOOK_ID_BYTES_MAX = 255,
    WEBHOOK_SIGNATURES_MAX = 16, /* looked at in one message */
    WEBHOOK_TOLERANCE_S = 300
};

struct webhook_secret {
    uint8_t bytes[WEBHOOK_SECRET_BYTES_MAX];
    size_t len;
};

/* webhook_secret_read - white space around it is no part of it. Whoever holds *ret wipes it
 * (webhook_secret_wipe).
 * Errors: ERR_INPUT: no "whsec_", no base64, too short or too long. Never quotes it. */
int webhook_secret_read(struct str text, struct webhook_secret *ret, struct err *err);
void webhook_secret_wipe(struct webhook_secret *secret);

/* webhook_sign - the value of webhook-signature, one for each secret, added to out.
 * In:     id: 1 to WEBHOOK_ID_BYTES_MAX printable characters, no "." and no space.
 * Errors: ERR_INPUT for such an id; ERR_LIMIT at out's maximum. */
int webhook_sign(const struct webhook_secret *secrets, size_t count, struct str id,
                 int64_t timestamp, struct str body, struct buf *out, struct err *err);

/* webhook_verify - was it signed with one of the secrets, and just now? id, timestamp, signatures:
 * values of the headers, as they came. Compares in constant time.
 * Out:    *ret_timestamp: its time.
 * Errors: ERR_INPUT one of them is missing or malformed; ERR_DENIED no signature is of any secret;
 *         ERR_LIMIT it is signed, but older or later than tolerance_s from now. */
int webhook_verify(const struct webhook_secret *secrets, size_t count, struct str id,
                   struct str timestamp, struct str signatures, struct str body, int64_t now,
                   int64_t tolerance_s, int64_t *ret_timestamp, struct err *err);

#endif

/* sign_on_store.h - which resident somebody is who comes by a sign-on for residents: bound once, by
 * a one-time code (table web_sign_on, 0024_web.sql). Of issuer and subject a keyed hash is kept.
 * Need the turn. Errors: those of the store. */
#ifndef CANTREF_WEB_SIGN_ON_STORE_H
#define CANTREF_WEB_SIGN_ON_STORE_H

#include "picture.h"

enum { SIGN_ON_SUBJECT_BYTES = 16 };

/* sign_on_subject - what is kept of an issuer and a subject. Pure. */
void sign_on_subject(const struct seal *seal, struct str issuer, struct str subject,
                     uint8_t ret[SIGN_ON_SUBJECT_BYTES]);

/* sign_on_bind - from now on they are that mention; whoever they were before. sign_on_bound - who
 * they are: *ret_record 0: nobody yet. */
int sign_on_bind(struct picture *picture, const uint8_t subject[SIGN_ON_SUBJECT_BYTES],
                 int64_t record, int mention, int64_t now, struct err *err);
int sign_on_bound(struct picture *picture, const uint8_t subject[SIGN_ON_SUBJECT_BYTES],
                  int64_t *ret_record, int *ret_mention, struct err *err);

#endif

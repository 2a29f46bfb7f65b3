/* json_web_token.h - a token that says who asks, signed with a secret that both sides have. */
#ifndef CANTREF_DELIVER_JSON_WEB_TOKEN_H
#define CANTREF_DELIVER_JSON_WEB_TOKEN_H

#include "memory.h"

/* json_web_token_add - header "." claims "." HMAC-SHA256, each in base64url, added to out. header,
 * claims: JSON, as it is to be signed. Errors: ERR_LIMIT at out's maximum.
 * Source: RFC 7515 §3.1, §7.1; RFC 7519; RFC 7518 §3.2 (HS256). */
int json_web_token_add(struct buf *out, struct str header, struct str claims, struct str secret);

#endif

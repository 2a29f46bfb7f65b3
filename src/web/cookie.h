/* cookie.h - the Cookie header: which session is meant, strictly.
 *
 *     Cookie: lang=cy; __Host-cantref=rTq…43 characters of base64url…        RFC 6265 §4.2.1
 *
 * Another program of the same host may have set others: they are passed over. Ours twice, or not
 * of 43 characters of base64url, is none. */
#ifndef CANTREF_WEB_COOKIE_H
#define CANTREF_WEB_COOKIE_H

#include "session.h"

#define COOKIE_SESSION "__Host-cantref"
enum { COOKIE_HEADER_MAX = 8192, COOKIE_TEXT_MAX = 256 };

/* cookie_find - the value of the one cookie of that name in a Cookie header; a slice of it.
 * false: it isn't there, or twice, or the header is longer than COOKIE_HEADER_MAX. */
bool cookie_find(struct str header, struct str name, struct str *ret);

/* cookie_session - the session's token in a Cookie header; "": none. */
struct str cookie_session(struct str header);

/* cookie_set_text - the Set-Cookie header's value for a session: its set_cookie, or, where it ends,
 * one that takes the cookie back; "": it stays as it is. Written into text, which it returns.
 * Browsers take Secure cookies of loopback without TLS, too (Secure Contexts §3.1). */
const char *cookie_set_text(const struct session *session, char text[COOKIE_TEXT_MAX]);

#endif

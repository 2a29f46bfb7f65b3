/* same_origin.h - was this form sent from a page of ours? Pure; beside the token that each form
 * has. Sources: Fetch Metadata §2.1 (Sec-Fetch-Site); RFC 6454 §7 (Origin); OWASP CSRF
 * Prevention. */
#ifndef CANTREF_WEB_SAME_ORIGIN_H
#define CANTREF_WEB_SAME_ORIGIN_H

#include "session.h"

/* What a request says of where it comes from; "": it says nothing. */
struct request_origin {
    struct str origin;     /* Origin: "https://council.example"; "null" */
    struct str fetch_site; /* Sec-Fetch-Site */
    struct str referer;    /* used when there is no Origin, by browsers of ten years ago */
};

/* request_is_same_origin - for methods that change something.
 * In:     own: the origin that the front serves, "https://council.example" or
 *         "http://127.0.0.1:8080".
 * Says no to Sec-Fetch-Site other than same-origin or none; to an Origin that is not ours byte for
 * byte, but for "null" beside Sec-Fetch-Site: same-origin, which pages send that let no referrer
 * out (Fetch §3.2.2); to a Referer of another origin where there is no Origin. Yes when nothing is
 * said at all: the token decides then. */
bool request_is_same_origin(const struct request_origin *from, struct str own);

/* csrf_matches - the token that a form brought against the session's, in constant time. */
bool csrf_matches(const struct session *session, struct str token);

#endif

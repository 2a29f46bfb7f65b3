/* rfc3339_time.h - times as systems write them to each other: 2026-11-28T09:36:10.5+01:00. */
#ifndef CANTREF_DELIVER_RFC3339_TIME_H
#define CANTREF_DELIVER_RFC3339_TIME_H

#include "str.h"

/* rfc3339_parse - the whole of text, as seconds since 1970, fractions cut; a leap second counts as
 * the second after. rfc3339_parse_exact - with the fraction, to nine digits. Return false, *ret
 * untouched, for anything else. Pure.
 * Source: RFC 3339 §5.6, §5.7. */
bool rfc3339_parse(struct str text, int64_t *ret);
bool rfc3339_parse_exact(struct str text, int64_t *ret, uint32_t *ret_nanosecond);

#endif

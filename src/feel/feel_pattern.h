/* feel_pattern.h - the regular expressions of FEEL: those of XPath (XQuery and XPath Functions 3.1
 * §5.6, XML Schema Datatypes 1.1 appendix G), written anew for PCRE2 and matched by it under
 * limits. */
#ifndef CANTREF_FEEL_FEEL_PATTERN_H
#define CANTREF_FEEL_FEEL_PATTERN_H

#include "str.h"

struct feel_pattern;

/* feel_pattern_new - a pattern with the flags of XPath, any of s m i x q. NULL: it is none, or one
 * that is too large. The caller frees it with feel_pattern_free. */
struct feel_pattern *feel_pattern_new(struct str pattern, struct str flags);
void feel_pattern_free(struct feel_pattern *pattern);

/* feel_pattern_match - the first match at or after byte `from`. Returns 1, 0: none, -1: it took
 * more than the limits allow, or text is no UTF-8. Then feel_pattern_group - the bytes of a group
 * of that match, 0 the whole; from == to: it took no part, or is empty. */
int feel_pattern_match(struct feel_pattern *pattern, struct str text, size_t from);
void feel_pattern_group(const struct feel_pattern *pattern, size_t group, size_t *ret_from,
                        size_t *ret_to);
size_t feel_pattern_groups(const struct feel_pattern *pattern);

#endif

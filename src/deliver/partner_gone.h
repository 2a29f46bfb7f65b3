/* partner_gone.h - a partner that answered 410 Gone: nothing more is sent to it until somebody says
 * so. Kept in data/partners/NAME.gone, since delivery.yaml is for people to write. */
#ifndef CANTREF_DELIVER_PARTNER_GONE_H
#define CANTREF_DELIVER_PARTNER_GONE_H

#include "home.h"

enum { PARTNER_GONE_SINCE_MAX = 24 };

/* partner_gone_since - when it said so ("2026-11-28T09:36:10Z"), into ret; false: it hasn't. */
bool partner_gone_since(const struct home *home, struct str partner,
                        char ret[PARTNER_GONE_SINCE_MAX]);

/* partner_gone_mark - it says so now. partner_gone_clear - it may be tried again. Errors:
 * ERR_CREATE, ERR_IO; ERR_NOTFOUND it was not marked. */
int partner_gone_mark(const struct home *home, struct str partner, struct err *err);
int partner_gone_clear(const struct home *home, struct str partner, struct err *err);

#endif

/* mail_mark.h - an e-mail that is being handed to the mail server: data/mail/KEY, there from before
 * the first byte until its end is known. Who finds one that stands doesn't know whether the message
 * left: whoever was sending it was killed. Mail servers don't look at keys, so it isn't sent again
 * without a person. */
#ifndef CANTREF_DELIVER_MAIL_MARK_H
#define CANTREF_DELIVER_MAIL_MARK_H

#include "home.h"

/* mail_mark_set - *ret_stood: there was one; then it is gone now, so that whoever sends the same
 * once more has decided to. Otherwise there is one, on the disk.
 * Errors: ERR_CREATE, ERR_IO. Threads, processes: any; of two of one key one finds the other's. */
int mail_mark_set(const struct home *home, struct str key, bool *ret_stood, struct err *err);

/* mail_mark_clear - its end is known. */
void mail_mark_clear(const struct home *home, struct str key);

#endif

/* home_mark.h - empty files in data/ that say what was begun on a home and must be ended before
 * anything else is done. They outlast a crash. */
#ifndef CANTREF_RECORD_HOME_MARK_H
#define CANTREF_RECORD_HOME_MARK_H

#include "home.h"

/* Keys and database are being made: there is nothing in them yet. */
#define HOME_MARK_MAKING "making"
/* A backup was put back: mend.h. */
#define HOME_MARK_RESTORED "restored"

/* home_mark_set, home_mark_clear - home: open to write; on disk when they return. One that is set,
 * or not set, already is no error. Errors: ERR_CREATE, ERR_IO. home_mark_is_set - is it? */
int home_mark_set(const struct home *home, const char *mark, struct err *err);
int home_mark_clear(const struct home *home, const char *mark, struct err *err);
bool home_mark_is_set(const struct home *home, const char *mark);

#endif

/* keys.h - single keys from a terminal, without Enter; or bytes of standard input where that is
 * none, so that tests and scripts can press them too.
 *
 * While keys are read the terminal doesn't wait for lines and doesn't echo. It is put back as it
 * was by keys_end, when the process exits, and when a signal ends or stops it; after `fg` it is as
 * keys need it again. One terminal a process. */
#ifndef CANTREF_CLI_KEYS_H
#define CANTREF_CLI_KEYS_H

#include "err.h"

enum { KEYS_ENDED = -1 };

/* keys_begin, keys_end - from here to there. Errors: ERR_IO when the terminal can't be set. */
int keys_begin(struct err *err);
void keys_end(void);

/* keys_read - the next one, a byte; a terminal's arrows and the like are left out. KEYS_ENDED at
 * the end of input, and on Ctrl-D. Blanks and line ends of what is no terminal are left out. */
int keys_read(void);

#endif

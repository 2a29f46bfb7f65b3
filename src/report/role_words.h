/* role_words.h - what a column of a source is taken for, as people call it; files and commands call
 * it by its name in role.h. */
#ifndef CANTREF_REPORT_ROLE_WORDS_H
#define CANTREF_REPORT_ROLE_WORDS_H

#include "language.h"
#include "role.h"

/* role_title - "Family name". Pure. */
const char *role_title(enum language language, enum role role);

#endif

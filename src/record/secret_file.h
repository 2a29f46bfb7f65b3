/* secret_file.h - passwords, tokens and keys of other systems: each on one line of a file that git
 * does not see and that nobody else can read. Files that git keeps name it, and never hold it. */
#ifndef CANTREF_RECORD_SECRET_FILE_H
#define CANTREF_RECORD_SECRET_FILE_H

#include "home.h"

enum { SECRET_FILE_BYTES_MAX = 4096 };

/* secret_file_check - NULL, or what is wrong with the name of such a file, as a setting has it, and
 * what to do: within the home it must be in keys/. Pure. */
const char *secret_file_check(struct str name);

/* secret_file_read - what the file holds, without line ends after it, added to ret, which the
 * caller wipes (buf_wipe).
 * In:     what: for messages: "password", "token".
 * Errors: ERR_DENIED others can read it; ERR_NOTFOUND; ERR_INPUT there is nothing in it; ERR_LIMIT;
 *         ERR_IO. Messages never hold what it holds. */
int secret_file_read(const struct home *home, struct str name, const char *what, struct buf *ret,
                     struct err *err);

/* buf_wipe - overwrite what a buffer holds, and free it. */
void buf_wipe(struct buf *buf);

/* text_names_secret - is there NAME= with a NAME that ends with one of these words, which NULL
 * ends? Pure. */
bool text_names_secret(struct str text, const char *const *words);

#endif

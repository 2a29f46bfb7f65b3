/* pack_new.h - a first pack to write on: small, whole, right, so that each next line can be checked
 * against it. */
#ifndef CANTREF_PROCESS_PACK_NEW_H
#define CANTREF_PROCESS_PACK_NEW_H

#include "err.h"
#include "str.h"

/* pack_new - the files of a first pack into a folder that is made; it is called as the folder.
 * Errors: ERR_USAGE the folder's name is no name of a pack; ERR_CONFLICT it is there already;
 *         ERR_CREATE, ERR_IO. */
int pack_new(const char *path, struct err *err);

#endif

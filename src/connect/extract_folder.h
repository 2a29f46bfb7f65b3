/* extract_folder.h - which file of a folder is a source's newest extract. */
#ifndef CANTREF_CONNECT_EXTRACT_FOLDER_H
#define CANTREF_CONNECT_EXTRACT_FOLDER_H

#include "memory.h"

/* pattern_fits - is name as the pattern says: * stands for any bytes, ? for one, all else for
 * itself? "" fits every name. A name that begins with a point fits only a pattern that does.
 * Cost: length of the name by that of the pattern, at worst. */
bool pattern_fits(struct str pattern, struct str name);

/* extract_folder_newest - the file in folder that fits the pattern and was changed last; of several
 * changed at one moment, the last by name.
 * Out:    *ret, the folder and the name, in the arena; untouched on failure.
 * Errors: ERR_NOTFOUND no such folder, or no such file in it; ERR_IO. err->file is the folder. */
int extract_folder_newest(const char *folder, struct str pattern, struct arena *arena,
                          const char **ret, struct err *err);

#endif

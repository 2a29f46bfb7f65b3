/* pack_shadow.h - cantref pack shadow on | off: a whole pack computed and shown beside what the
 * services do by hand, while nothing leaves; switched by a recorded decision. */
#ifndef CANTREF_CLI_PACK_SHADOW_H
#define CANTREF_CLI_PACK_SHADOW_H

#include "err.h"

#include <stdbool.h>

/* pack_shadow - start: the folder from which the home is looked for; why: the reason. Off is kept
 * with the figures of the shadow: events that were told and detected in it. Prints a line.
 * Errors: ERR_USAGE no reason; ERR_NOTFOUND no such pack; ERR_DENIED the asker may not use the
 *         pack's first purpose; those of the store and the log. */
int pack_shadow(const char *start, const char *pack, bool on, const char *why, struct err *err);

#endif

/* pack_print.h - packs, what is left open in them, and what changes between two, to standard
 * output: for people, in English or Welsh, or as one JSON object. */
#ifndef CANTREF_CLI_PACK_PRINT_H
#define CANTREF_CLI_PACK_PRINT_H

#include "home_pack.h"
#include "pack_check.h"
#include "pack_diff.h"

/* pack_print_list - the names of the packs that a home has; NULL: that the program carries.
 * pack_print_show - all that a pack says. pack_print_report - what its tests leave open.
 * pack_print_diff - what changes from one version to another, the most far-reaching first. */
void pack_print_list(const struct home *home, bool json);
void pack_print_show(const struct event_pack *pack, enum access_language language, bool json);
void pack_print_report(const struct event_pack *pack, const struct pack_report *report, bool json);
void pack_print_diff(const struct event_pack *before, const struct event_pack *after,
                     const struct pack_diff *diff, bool json);

#endif

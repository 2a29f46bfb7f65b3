/* pack_print.h - packs, what is left open in them, and what changes between two, to standard
 * output: for people, in English or Welsh, or as one JSON object. */
#ifndef CANTREF_CLI_PACK_PRINT_H
#define CANTREF_CLI_PACK_PRINT_H

#include "pack_check.h"
#include "pack_diff.h"

void pack_print_list(bool json);
void pack_print_show(const struct event_pack *pack, enum access_language language, bool json);
void pack_print_report(const struct event_pack *pack, const struct pack_report *report, bool json);
void pack_print_diff(const struct event_pack *before, const struct event_pack *after,
                     const struct pack_diff *diff, bool json);

#endif

/* pack_purpose.h - which facts of a pack can be known under a purpose at all: what the purpose may
 * not see is not known, and every duty that hangs on it can't be told. */
#ifndef CANTREF_PROCESS_PACK_PURPOSE_H
#define CANTREF_PROCESS_PACK_PURPOSE_H

#include "event_pack.h"

/* fact_is_within - may the purpose's sources and levels of detail let the fact be known? A purpose
 * that names single sources (source:NAME) may have any category. Facts of the event and the council
 * are within every purpose. */
bool fact_is_within(struct str fact, const struct purpose *purpose);

/* pack_facts_beyond - the pack's facts that are not within the purpose, added to ret. */
void pack_facts_beyond(const struct event_pack *pack, const struct purpose *purpose,
                       struct fact_names *ret);

#endif

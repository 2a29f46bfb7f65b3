/* partition_pairs.h - what the scored pairs say of entities that are there: how sure each mention's
 * place is, what holds entities together, what to ask a person. */
#ifndef CANTREF_LINKAGE_PARTITION_PAIRS_H
#define CANTREF_LINKAGE_PARTITION_PAIRS_H

#include "partition.h"

/* probability_of - of a weight in 1/1024 bits, as posterior odds. */
double probability_of(int32_t weight);

/* partition_read_pairs - from the resolved kinds of a run: the confidence of their mentions
 * (run->partition.confidence is there, 1 for all), links, reviews and zones. The same for any
 * number of threads. Errors: ERR_MEMORY. Cost: O(pairs). */
int partition_read_pairs(struct run *run, int threads);

#endif

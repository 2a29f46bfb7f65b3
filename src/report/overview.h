/* overview.h - the figures that every reader asks for first: how many, of what, shared by whom. */
#ifndef CANTREF_REPORT_OVERVIEW_H
#define CANTREF_REPORT_OVERVIEW_H

#include "report.h"

/* Entity sizes, and people at a property, counted one by one; the last counts all that are larger,
 * too. Of no more systems than COMBINED_MAX is it counted who is known to which of them. */
enum { SIZES_SHOWN = 10, RESIDENTS_SHOWN = 7, COMBINED_MAX = 12 };

struct overview {
    uint64_t rows, rejected;
    uint64_t mentions[MENTION_KINDS]; /* lines of entities.csv; NOBODY apart from UNKNOWN */
    uint64_t entities[MENTION_KINDS];
    /* of the main kind: */
    uint64_t in_several_sources;
    uint64_t twice_in_a_source;      /* entities that some one source has more than once */
    uint64_t spare_mentions;         /* mentions beyond the first of an entity in a source */
    uint64_t sizes[SIZES_SHOWN + 1]; /* entities by their number of mentions */
    uint64_t largest;
    size_t source_count;
    /* shared[a * source_count + b]: entities that both have; a = b: entities that it has */
    uint64_t *shared;
    uint64_t *only;  /* by source: entities that no other source has */
    uint64_t *twice; /* by source: entities that it has more than once */
    uint64_t *spare; /* by source: mentions beyond the first of an entity */
    /* combined[sets]: entities that exactly those of the first COMBINED_MAX sources have, one bit
     * each; [0]: only others have them */
    uint64_t *combined;
    /* of properties: */
    uint64_t households;                     /* properties with at least one person */
    uint64_t residents[RESIDENTS_SHOWN + 1]; /* properties by how many people rows put there */
    uint64_t in_one_source, in_several;      /* properties by how many systems know them */
    uint64_t links, reviews;
};

/* overview_make - count. overview_free it. Cost: O(mentions + sources²). */
void overview_make(const struct report *report, struct overview *ret);
void overview_free(struct overview *overview);

#endif

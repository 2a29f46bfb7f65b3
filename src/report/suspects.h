/* suspects.h - where a household may have been taken for one person, and one person for a
 * household.
 *
 *   merged   one entity, whose mentions at one address show two given names, or dates of birth that
 *            can't be one person's
 *   split    two entities at one address with one name, or one date of birth and names that go
 *            together, and nothing that tells them apart
 *
 * These are rules of thumb, apart from what linking weighed, so that they can find what it got
 * wrong. */
#ifndef CANTREF_REPORT_SUSPECTS_H
#define CANTREF_REPORT_SUSPECTS_H

#include "report.h"

enum { SUSPECTS_SHOWN = 5 };

struct suspect {
    uint32_t left, right; /* the two mentions that show it */
    uint32_t entity;      /* of left */
    int points;           /* how suspicious */
};

struct suspects {
    uint64_t merged, split; /* entities; pairs of entities */
    size_t merged_shown, split_shown;
    struct suspect merged_worst[SUSPECTS_SHOWN], split_worst[SUSPECTS_SHOWN]; /* most suspicious
                                                                                 first */
};

/* suspects_find - among people. Properties with very many mentions are no households, and are
 * passed over. Ties go by entity id. Cost: O(mentions), for the usual sizes of households. */
void suspects_find(const struct report *report, struct suspects *ret);

#endif

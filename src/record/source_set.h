/* source_set.h - some of a home's sources. */
#ifndef CANTREF_RECORD_SOURCE_SET_H
#define CANTREF_RECORD_SOURCE_SET_H

#include "table.h"

/* struct source_set - sources by their number in the store. Start from zero: none. */
struct source_set {
    uint64_t bits[(SOURCES_MAX + 63) / 64];
};

static inline void source_set_add(struct source_set *set, int64_t source)
{
    if (source > 0 && source < SOURCES_MAX) {
        set->bits[source / 64] |= UINT64_C(1) << (source % 64);
    }
}

static inline bool source_set_has(const struct source_set *set, int64_t source)
{
    return source > 0 && source < SOURCES_MAX && (set->bits[source / 64] >> (source % 64) & 1) != 0;
}

#endif

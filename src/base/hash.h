/* hash.h - 64-bit hashes of content. XXH3 of the bytes, and a mixer to combine hashes.
 * These values are frozen: model files and entity ids hold them (Collet, xxHash 0.8
 * specification). */
#ifndef CANTREF_BASE_HASH_H
#define CANTREF_BASE_HASH_H

#include "str.h"

/* hash_bytes - XXH3_64bits with seed 0 of the bytes of s. */
uint64_t hash_bytes(struct str s);

/* hash_mix - the bijective finaliser of splitmix64 (Steele, Lea, Flood 2014). */
static inline uint64_t hash_mix(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/* hash_join - hash of a sequence: fold with join(join(seed, a), b). Order matters. */
static inline uint64_t hash_join(uint64_t seed, uint64_t next)
{
    return hash_mix(seed * 0x9e3779b97f4a7c15u + next + 0x2545f4914f6cdd1du);
}

#endif

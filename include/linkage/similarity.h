/* similarity.h - how alike two short strings are. Public part of liblinkage.
 * Strings are compared byte by byte: give them folded (std/text.h), so that a letter is a byte in
 * most languages of Britain. All functions are pure, allocate nothing and may be called from any
 * thread. Integer arithmetic only: the same everywhere. */
#ifndef LINKAGE_SIMILARITY_H
#define LINKAGE_SIMILARITY_H

#include <stdbool.h>
#include <stddef.h>

/* similarity_jaro_winkler - 0 (nothing alike) … 1000 (equal), rounded down.
 * Jaro with Winkler's prefix bonus (up to 4 bytes, scale 0.1, whatever the Jaro value). Two empty
 * strings: 0. Only the first 64 bytes count. Cost: some 30 ns for names. Source: Winkler 1990. */
int similarity_jaro_winkler(const char *a, size_t a_len, const char *b, size_t b_len);

/* similarity_one_edit - is one insertion, deletion, replacement or swap of neighbours, or nothing,
 * all that tells the two apart (a Damerau-Levenshtein distance of 1 at most)? Only the first 64
 * bytes count. Cost: a few ns. Source: Damerau 1964. */
bool similarity_one_edit(const char *a, size_t a_len, const char *b, size_t b_len);

#endif

/* wordlist.h - sorted tables of words that the standardisers know, and cutting folded text into
 * words. Pure. */
#ifndef CANTREF_STD_WORDLIST_H
#define CANTREF_STD_WORDLIST_H

#include "str.h"

enum { WORD_ROW_MAX = 28 };

/* struct word_row - a folded word and what it means to the table's owner. Rows stand in byte order
 * of the word; the bytes behind a word are zero, so that eight can be compared at once. */
struct word_row {
    char word[WORD_ROW_MAX];
    uint32_t meaning;
};

/* wordlist_find - the first row of the word, NULL if none. Rows never change: what was found is
 * remembered. Cost: log2(count) comparisons, or one for a word met lately. */
const struct word_row *wordlist_find(const struct word_row *rows, size_t count, struct str word);

/* wordlist_meaning - its meaning, 0 if none. */
uint32_t wordlist_meaning(const struct word_row *rows, size_t count, struct str word);

/* wordlist_is_sorted - for tests: every word after the one before (equal ones only if `repeats`).
 */
bool wordlist_is_sorted(const struct word_row *rows, size_t count, bool repeats);

/* words_split - the words of folded text, up to max of them; returns how many. */
size_t words_split(struct str folded, struct str *ret, size_t max);

/* words_sorted_distinct - write the words in byte order, each once, with one space between,
 * NUL-terminated and cut to fit between words. words is reordered. Returns the length. */
size_t words_sorted_distinct(struct str *words, size_t count, char *ret, size_t size);

/* word_append - add a word to NUL-terminated text, after a space unless the text is empty. Returns
 * false, and adds nothing, where it would not fit. */
bool word_append(char *text, size_t size, struct str word);

#endif

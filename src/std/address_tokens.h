/* address_tokens.h - an address cut into words and numbers, abbreviations written out. For
 * address.c. Pure. */
#ifndef CANTREF_STD_ADDRESS_TOKENS_H
#define CANTREF_STD_ADDRESS_TOKENS_H

#include "address_words.h"
#include "text.h"

enum { ADDRESS_TOKENS_MAX = 64, ADDRESS_BYTES_MAX = 1024 };

/* struct address_token - a word with its abbreviation written out, or a number: "12", "12-14",
 * "12a". */
struct address_token {
    struct str word;
    struct str raw;   /* as it was written */
    uint32_t meaning; /* bits of enum address_word */
    bool number;
    bool opens; /* the first behind a comma, a bracket or a line's beginning */
};

/* Tokens point into `bytes` or at constant text: the struct must not be copied. */
struct address_tokens {
    size_t count;
    size_t length;
    struct address_token at[ADDRESS_TOKENS_MAX];
    char bytes[ADDRESS_BYTES_MAX];
};

void address_tokens_clear(struct address_tokens *ret);

/* address_tokens_add - read one more line (or piece of one). What does not fit is left out. */
void address_tokens_add(struct str raw, struct address_tokens *tokens);

/* address_tokens_settle - after the last line: decide what places decide ("st", "dr"), join numbers
 * to the lines they belong to. */
void address_tokens_settle(struct address_tokens *tokens);

void address_tokens_cut(struct address_tokens *tokens, size_t from, size_t to);

/* address_tokens_segment_end - index behind the last token of i's segment; _start: of its first. */
size_t address_tokens_segment_end(const struct address_tokens *tokens, size_t i);
size_t address_tokens_segment_start(const struct address_tokens *tokens, size_t i);

#endif

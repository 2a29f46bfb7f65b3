/* name_tokens.h - a name cut into words and marks, and the questions that are asked of the whole
 * cell before people are sought in it. For name.c. Pure; tokens point into the text that they were
 * read from. */
#ifndef CANTREF_STD_NAME_TOKENS_H
#define CANTREF_STD_NAME_TOKENS_H

#include "name_words.h"
#include "text.h"

enum { NAME_TOKENS_MAX = 48 };

/* struct name_token - a word, or one mark of punctuation. */
struct name_token {
    struct str word;  /* empty for a mark */
    uint32_t meaning; /* bits of enum name_word */
    char mark;        /* ',' '&' '/' ';' '(' ')'; 0 for a word */
    bool hyphen;      /* joined to the next word by a hyphen */
};

struct name_tokens {
    size_t count;
    uint32_t meanings; /* bits of all words together */
    struct name_token at[NAME_TOKENS_MAX];
};

/* name_tokens_read - cut raw into tokens. `text` holds the folded bytes and must live as long.
 * Words beyond NAME_TOKENS_MAX are left out. "and" reads as '&', "+" too; numbers that are no
 * ordinals are left out. */
void name_tokens_read(struct str raw, struct text *text, struct name_tokens *ret);

/* name_tokens_cut - take tokens [from, to) out. */
void name_tokens_cut(struct name_tokens *tokens, size_t from, size_t to);

size_t name_tokens_words(const struct name_tokens *tokens);

/* name_tokens_cut_asides - leave out what follows "c/o", "t/a", "trading as", and the words that
 * only say that somebody died. */
void name_tokens_cut_asides(struct name_tokens *tokens);

/* name_tokens_cut_estate - take out "exors of", "pr of the late", …; true if there was any. */
bool name_tokens_cut_estate(struct name_tokens *tokens);

/* name_tokens_are_nobody - "the occupier", "y deiliad". */
bool name_tokens_are_nobody(const struct name_tokens *tokens);

/* name_tokens_are_organisation - by the words for kinds of organisations; a family name that is
 * such a word stays a person's. */
bool name_tokens_are_organisation(const struct name_tokens *tokens);

/* name_token_is_initial - one letter, or two or three consonants run together ("jr evans"). */
bool name_token_is_initial(const struct name_token *token);

/* name_word_is_ordinal - 1st, 2nd, 7fed. */
bool name_word_is_ordinal(struct str word);

#endif

/* search_words.h - the words by which a mention is found, and the tokens that stand for them in the
 * store.
 *
 *   given=sian family=evans jones          word sian · evans · jones (of a name), initial s
 *   premise=flat 2 12 street=mill street   word 2 · 12 · mill · llanelli (of an address), town 0
 *   town=llanelli postcode=SA15 1AA        postcode SA15 1AA · SA15 1 · SA15
 *   birth_date=1994-03-14                  date 1994-03-14, year 1994
 *   phone, e-mail, identifiers             code +447700900123 …
 *
 * A token is a keyed hash (seal_token) of the class and the word: nothing readable is kept. Words
 * of one name and of one address are in one class, so that a word that may be either costs one
 * look-up; a posting says which it was. */
#ifndef CANTREF_RECORD_SEARCH_WORDS_H
#define CANTREF_RECORD_SEARCH_WORDS_H

#include "mention_values.h"
#include "seal.h"

enum search_class {
    SEARCH_WORD = 'w',
    SEARCH_INITIAL = 'i',  /* of a given or middle name: one letter */
    SEARCH_POSTCODE = 'p', /* "SA15 1AA", "SA15 1", "SA15" */
    SEARCH_DATE = 'd',     /* "1994-03-14" */
    SEARCH_YEAR = 'y',     /* "1994", of birth */
    SEARCH_TOWN = 't',     /* its number (town.h): the same by its English and its Welsh name */
    SEARCH_CODE = 'c'      /* telephone, e-mail, identifier, each whole, as mention.h has it */
};

/* What an index of these words is called: raise it whenever any mention's words, or the form in
 * which they are kept, become others. An index of another version is built anew (search_build.h).
 */
#define SEARCH_VERSION "1"

enum { SEARCH_TOKENS_MAX = 96 }; /* of one mention; more are left out */

struct search_token {
    int64_t token;
    bool address; /* the word stands in the address; else in the name, or it is no such word */
};

/* struct search_cache - tokens of words met lately. In memory alone, wiped when it goes. For one
 * thread. */
struct search_cache;
struct search_cache *search_cache_make(void);
void search_cache_free(struct search_cache *cache);

/* search_token - of a word; cache may be NULL. Pure. */
int64_t search_token(const struct seal *seal, struct search_cache *cache, enum search_class of,
                     struct str word);

/* search_tokens - those of a mention, ascending and each once; returns how many.
 * In:     kind (enum mention_kind); text[field] for the fields before FIELD_ATTRIBUTE.
 *         Of kinds that are not to be found (properties by themselves, nobody): none.
 * Cost: some 2 µs where words are met again, else 0.3 µs a word more. */
size_t search_tokens(const struct seal *seal, struct search_cache *cache, int kind,
                     const struct str text[FIELD_ATTRIBUTE],
                     struct search_token ret[SEARCH_TOKENS_MAX]);

/* search_tokens_of - the same of a mention of a table. */
size_t search_tokens_of(const struct seal *seal, struct search_cache *cache,
                        const struct mention_table *table, size_t mention,
                        struct search_token ret[SEARCH_TOKENS_MAX]);

/* search_word_says_little - a word of an address that is much the same in all: "street", "heol",
 * "flat", "the". Where a street has others it is not found by these. */
bool search_word_says_little(struct str folded_word);

/* search_next_word - cut the next word off folded text that may hold punctuation ("12-14"); false
 * at its end. */
bool search_next_word(struct str *rest, struct str *ret);

#endif

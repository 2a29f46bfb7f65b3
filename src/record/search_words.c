/* search_words.c - see search_words.h. */
#include "search_words.h"

#include "address_words.h"
#include "hash.h"
#include "postcode.h"
#include "town.h"
#include "wordlist.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- tokens ---- */

enum { CACHE_BITS = 14, CACHED_BYTES = 23, TOKEN_TEXT_MAX = 256 };

struct cached_word {
    char text[CACHED_BYTES + 1]; /* class, then word; zeros behind it */
    int64_t token;               /* 0: none */
};

struct search_cache {
    struct cached_word words[1 << CACHE_BITS];
};

struct search_cache *search_cache_make(void)
{
    return mem_must_array(1, sizeof(struct search_cache));
}

void search_cache_free(struct search_cache *cache)
{
    if (cache != NULL) {
        sodium_memzero(cache, sizeof *cache);
        mem_free(cache);
    }
}

int64_t search_token(const struct seal *seal, struct search_cache *cache, enum search_class of,
                     struct str word)
{
    char text[TOKEN_TEXT_MAX] = {0};
    size_t len = word.len < sizeof text - 1 ? word.len : sizeof text - 1;
    text[0] = (char)of;
    if (len > 0) {
        memcpy(text + 1, word.ptr, len);
    }
    if (cache == NULL || len + 1 > CACHED_BYTES) {
        return seal_token(seal, "search", str_make(text, len + 1));
    }
    uint64_t hash = hash_bytes(str_make(text, len + 1));
    struct cached_word *known = &cache->words[hash >> (64 - CACHE_BITS)];
    if (known->token == 0 || memcmp(known->text, text, CACHED_BYTES) != 0) {
        memcpy(known->text, text, CACHED_BYTES);
        known->token = seal_token(seal, "search", str_make(text, len + 1));
    }
    return known->token;
}

/* ---- words ---- */

static bool is_of_word(char c)
{
    return ascii_is_digit(c) || ascii_is_alpha(c) || (unsigned char)c >= 0x80;
}

bool search_next_word(struct str *rest, struct str *ret)
{
    size_t from = 0;
    while (from < rest->len && !is_of_word(rest->ptr[from])) {
        from++;
    }
    size_t to = from;
    while (to < rest->len && is_of_word(rest->ptr[to])) {
        to++;
    }
    *ret = str_slice(*rest, from, to);
    *rest = str_slice(*rest, to, rest->len);
    return ret->len > 0;
}

bool search_word_says_little(struct str folded_word)
{
    struct str written_out;
    uint32_t meaning = address_word_meaning(folded_word, &written_out);
    return (meaning & (TYPE | FRONT | LABEL | ARTICLE | FLAT | FLOOR)) != 0;
}

/* struct finding - a mention's tokens as they are found. */
struct finding {
    const struct seal *seal;
    struct search_cache *cache;
    struct search_token *ret;
    size_t count;
};

static void add(struct finding *f, enum search_class of, struct str word, bool address)
{
    if (word.len > 0 && f->count < SEARCH_TOKENS_MAX) {
        f->ret[f->count++] =
            (struct search_token){search_token(f->seal, f->cache, of, word), address};
    }
}

static void add_name(struct finding *f, struct str text)
{
    struct str word;
    while (search_next_word(&text, &word)) {
        add(f, SEARCH_WORD, word, false);
    }
}

static void add_initials(struct finding *f, struct str text)
{
    struct str word;
    while (search_next_word(&text, &word)) {
        if (ascii_is_alpha(word.ptr[0])) {
            add(f, SEARCH_INITIAL, str_slice(word, 0, 1), false);
        }
    }
}

/* What says little is left out, unless the field has nothing else. */
static void add_address(struct finding *f, struct str text)
{
    struct str rest = text;
    struct str word;
    size_t before = f->count;
    while (search_next_word(&rest, &word)) {
        if (!search_word_says_little(word)) {
            add(f, SEARCH_WORD, word, true);
        }
    }
    bool has_others = f->count > before;
    while (!has_others && search_next_word(&text, &word)) {
        add(f, SEARCH_WORD, word, true);
    }
}

/* Towns with two names that the text holds, the longest names first. */
static void add_towns(struct finding *f, struct str text)
{
    struct str words[16];
    size_t count = words_split(text, words, sizeof words / sizeof words[0]);
    for (size_t from = 0; from < count;) {
        size_t to = from + TOWN_WORDS_MAX < count ? from + TOWN_WORDS_MAX : count;
        int town = 0;
        for (; to > from && town == 0; to--) {
            const char *end = words[to - 1].ptr + words[to - 1].len;
            town = town_number(str_make(words[from].ptr, (size_t)(end - words[from].ptr)));
        }
        if (town > 0) {
            char number[12];
            snprintf(number, sizeof number, "%d", town);
            add(f, SEARCH_TOWN, str_of(number), true);
        }
        from = town > 0 ? to + 1 : from + 1;
    }
}

static void add_postcode(struct finding *f, struct str text)
{
    add(f, SEARCH_POSTCODE, text, true);
    if (postcode_is_british(text)) {
        add(f, SEARCH_POSTCODE, postcode_sector(text), true);
        add(f, SEARCH_POSTCODE, postcode_district(text), true);
    }
}

static void add_birth_date(struct finding *f, struct str text)
{
    if (text.len == 10) {
        add(f, SEARCH_DATE, text, false);
    }
    if (text.len >= 4 && text.ptr[0] != '-') {
        add(f, SEARCH_YEAR, str_slice(text, 0, 4), false);
    }
}

static int by_token(const void *a, const void *b)
{
    const struct search_token *x = a;
    const struct search_token *y = b;
    return x->token != y->token ? (x->token < y->token ? -1 : 1) : x->address - y->address;
}

static size_t sort_distinct(struct search_token *tokens, size_t count)
{
    size_t kept = 0;
    if (count > 0) {
        qsort(tokens, count, sizeof *tokens, by_token);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || by_token(&tokens[kept - 1], &tokens[i]) != 0) {
            tokens[kept++] = tokens[i];
        }
    }
    return kept;
}

size_t search_tokens(const struct seal *seal, struct search_cache *cache, int kind,
                     const struct str text[FIELD_ATTRIBUTE],
                     struct search_token ret[SEARCH_TOKENS_MAX])
{
    static const int names[] = {FIELD_GIVEN, FIELD_FAMILY, FIELD_MIDDLE, FIELD_FORMER_FAMILY,
                                FIELD_NAME};
    static const int codes[] = {FIELD_PHONE, FIELD_EMAIL, FIELD_NHS_NUMBER,
                                FIELD_NATIONAL_INSURANCE, FIELD_UPRN};
    struct finding f = {seal, cache, ret, 0};
    if (kind == MENTION_PROPERTY || kind == MENTION_NOBODY) {
        return 0;
    }
    add_birth_date(&f, text[FIELD_BIRTH_DATE]);
    add_postcode(&f, text[FIELD_POSTCODE]);
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        add(&f, SEARCH_CODE, text[codes[i]], false);
    }
    add_initials(&f, text[FIELD_GIVEN]);
    add_initials(&f, text[FIELD_MIDDLE]);
    add_address(&f, text[FIELD_PREMISE]);
    add_address(&f, text[FIELD_STREET]);
    add_address(&f, text[FIELD_TOWN]);
    add_towns(&f, text[FIELD_TOWN]);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        add_name(&f, text[names[i]]);
    }
    return sort_distinct(ret, f.count);
}

size_t search_tokens_of(const struct seal *seal, struct search_cache *cache,
                        const struct mention_table *table, size_t mention,
                        struct search_token ret[SEARCH_TOKENS_MAX])
{
    struct str text[FIELD_ATTRIBUTE];
    for (int f = 0; f < FIELD_ATTRIBUTE; f++) {
        text[f] = mention_text(table, mention, f);
    }
    return search_tokens(seal, cache, table->places[mention].kind, text, ret);
}

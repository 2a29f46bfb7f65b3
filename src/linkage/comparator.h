/* comparator.h - what the comparators share: private to feature.c and the
 * comparators' files. */
#ifndef CANTREF_LINKAGE_COMPARATOR_H
#define CANTREF_LINKAGE_COMPARATOR_H

#include "feature.h"
#include "linkage/similarity.h"

/* struct comparison - two mentions side by side. */
struct comparison {
    const struct lexicon *lexicon;
    const struct mention_table *table;
    size_t left, right;
    const uint32_t *a, *b; /* their rows */
    const uint8_t *source_level;
};

typedef int comparator(const struct comparison *c, int field);
typedef bool part_rule(int part, int level);
typedef void level_texts(int level, char *ret);

/* left_value, right_value - the ids of their values of a field. */
static inline uint32_t left_value(const struct comparison *c, int field)
{
    return row_value(c->table, c->a, field);
}

static inline uint32_t right_value(const struct comparison *c, int field)
{
    return row_value(c->table, c->b, field);
}

static inline struct str value_text(const struct comparison *c, int field, uint32_t id)
{
    return dictionary_text(&c->table->dictionaries[field], id);
}

static inline int jaro_winkler(struct str a, struct str b)
{
    return similarity_jaro_winkler(a.ptr, a.len, b.ptr, b.len);
}

/* How many bits are set, without asking the processor for it. */
static inline int bits_set(uint32_t x)
{
    x -= x >> 1 & 0x55555555u;
    x = (x & 0x33333333u) + (x >> 2 & 0x33333333u);
    return (int)(((x + (x >> 4)) & 0x0f0f0f0fu) * 0x01010101u >> 24);
}

/* Can Jaro-Winkler reach `alike` (0 … 1000)? Letters that one has and the other lacks pair off with
 * nothing, which bounds Jaro; the prefix adds at most 0.4 of what is missing to 1. Far cheaper than
 * the measure, and most pairs stop here. */
static inline bool may_be_alike(struct letters x, struct letters y, int alike)
{
    int x_len = (int)x.length;
    int y_len = (int)y.length;
    int x_most = x_len - bits_set(x.set & ~y.set);
    int y_most = y_len - bits_set(y.set & ~x.set);
    int most = x_most < y_most ? x_most : y_most;
    int jaro = (alike - 400) * 10 / 6; /* that it takes at least, with the longest prefix */
    int64_t product = (int64_t)x_len * y_len;
    return most > 0 &&
           (int64_t)most * 1000 * (x_len + y_len) + 2 * product >= (3 * jaro - 1000) * product;
}

/* Can one be part of the other? */
static inline bool may_contain(struct letters x, struct letters y)
{
    return (x.set & ~y.set) == 0 || (y.set & ~x.set) == 0;
}

/* Is `part` one of the words of `whole`? */
static inline bool has_word(struct str whole, struct str part)
{
    for (size_t from = 0, to; from < whole.len; from = to + 1) {
        for (to = from; to < whole.len && whole.ptr[to] != ' '; to++) {
        }
        if (to - from == part.len && to > from &&
            memcmp(whole.ptr + from, part.ptr, part.len) == 0) {
            return true;
        }
    }
    return false;
}

/* Names that are only words: organisations, things. */
enum {
    TITLE_MISSING,
    TITLE_DIFFERENT,
    TITLE_SOME,
    TITLE_HALF,
    TITLE_MOST,
    TITLE_SAME,
    TITLE_LEVELS
};

/* name_level - the joint level of words, given and family name. */
int name_level(int words, int given, int family);

/* stay_is_past - had one left its place before the other came to its own, or does the other not say
 * when? Then two places are no contradiction. */
bool stay_is_past(const struct comparison *c);

/* Rows of the table in feature.c: compare, what a shared part allows, the level in words. */
comparator compare_name, compare_title, compare_stay, compare_companion;
part_rule name_allows, title_allows, stay_allows, companion_allows;
level_texts name_text, title_text, stay_text, companion_text;

#endif

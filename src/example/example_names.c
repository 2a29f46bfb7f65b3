/* example_names.c - weights for the lists of example_name_lists.c. */
#include "example_names.h"

#include <string.h>

/* Weight of the word of rank r (from 0): 10^6 / (r + shift). A small shift makes a steep list.
 * Zipf-like; the shifts are assumptions. */
static struct skew skew_make(struct arena *arena, const struct word_list *list, uint32_t shift)
{
    struct skew skew = {.words = list->words, .count = (uint32_t)list->count};
    uint32_t sum = 0;
    skew.running = arena_alloc(arena, (list->count + 1) * sizeof *skew.running);
    for (uint32_t r = 0; r < skew.count; r++) {
        sum += 1000000 / (r + shift);
        skew.running[r] = sum;
    }
    return skew;
}

static const char *skew_draw(const struct skew *skew, struct random *random)
{
    uint32_t at = (uint32_t)random_below(random, skew->running[skew->count - 1]);
    uint32_t low = 0, high = skew->count - 1;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (skew->running[middle] > at) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return skew->words[low];
}

/* Ashworth, Bradley …: every stem with every ending, in an order that mixes them. */
static struct skew place_surnames_make(struct arena *arena)
{
    size_t count = surname_stems.count * surname_endings.count;
    const char **words = arena_alloc(arena, count * sizeof *words);
    for (size_t i = 0; i < count; i++) {
        /* 1009 is prime and divides neither count. */
        size_t pair = i * 1009 % count;
        const char *stem = surname_stems.words[pair / surname_endings.count];
        const char *ending = surname_endings.words[pair % surname_endings.count];
        words[i] = arena_printf(arena, "%s%s", stem, ending).ptr;
    }
    struct word_list list = {words, count};
    return skew_make(arena, &list, 60);
}

static struct skew prefixed_make(struct arena *arena, const struct word_list *list,
                                 const char *const prefixes[2], uint32_t shift)
{
    const char **words = arena_alloc(arena, 2 * list->count * sizeof *words);
    for (size_t i = 0; i < list->count; i++) {
        words[2 * i] = arena_printf(arena, "%s%s", prefixes[0], list->words[i]).ptr;
        words[2 * i + 1] = arena_printf(arena, "%s%s", prefixes[1], list->words[i]).ptr;
    }
    struct word_list both = {words, 2 * list->count};
    return skew_make(arena, &both, shift);
}

static struct skew shares_make(struct arena *arena)
{
    size_t count = surname_shares.count;
    const char **words = arena_alloc(arena, count * sizeof *words);
    struct skew skew = {.words = words, .count = (uint32_t)count};
    skew.running = arena_alloc(arena, count * sizeof *skew.running);
    uint32_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        words[i] = surname_shares.shares[i].name;
        sum += surname_shares.shares[i].per_10000;
        skew.running[i] = sum;
    }
    return skew;
}

void names_make(struct names *names, struct arena *arena)
{
    static const char *const macs[] = {"Mc", "Mac"};
    static const char *const os[] = {"O'", "O'"};
    names->shares = shares_make(arena);
    names->common = skew_make(arena, &surname_common, 30);
    names->place_surnames = place_surnames_make(arena);
    names->rare = skew_make(arena, &surname_rare, 200);
    names->mac = prefixed_make(arena, &surname_mac, macs, 8);
    names->o_names = prefixed_make(arena, &surname_o, os, 8);
    for (int t = 1; t < TRADITION_COUNT; t++) {
        names->surnames[t] = skew_make(arena, &surname_by_tradition[t], 6);
        names->given_tradition[0][t] = skew_make(arena, &given_female_by_tradition[t], 8);
        names->given_tradition[1][t] = skew_make(arena, &given_male_by_tradition[t], 8);
    }
    for (int c = 0; c < COHORT_COUNT; c++) {
        names->given[0][c] = skew_make(arena, &given_female[c], 10);
        names->given[1][c] = skew_make(arena, &given_male[c], 8);
    }
    names->given_rare[0] = skew_make(arena, &given_female_rare, 300);
    names->given_rare[1] = skew_make(arena, &given_male_rare, 300);
}

enum tradition names_tradition(struct random *random)
{
    /* In a thousand families. Of the size of Wales's minorities in the 2021 census: unverified. */
    static const int per_1000[TRADITION_COUNT] = {
        [TRADITION_MUSLIM] = 20, [TRADITION_INDIAN] = 12,  [TRADITION_POLISH] = 16,
        [TRADITION_CHINESE] = 6, [TRADITION_AFRICAN] = 10, [TRADITION_IBERIAN] = 8,
    };
    int at = (int)random_below(random, 1000);
    for (int t = 1; t < TRADITION_COUNT; t++) {
        at -= per_1000[t];
        if (at < 0) {
            return (enum tradition)t;
        }
    }
    return TRADITION_BRITISH;
}

const char *names_family(const struct names *names, struct random *random, enum tradition tradition)
{
    if (tradition != TRADITION_BRITISH) {
        return skew_draw(&names->surnames[tradition], random);
    }
    uint32_t at = (uint32_t)random_below(random, 10000);
    if (at < names->shares.running[names->shares.count - 1]) {
        return skew_draw(&names->shares, random);
    }
    /* The rest: the common names three parts in five, the long tail two. Assumption. */
    uint32_t part = (uint32_t)random_below(random, 100);
    if (part < 60) {
        return skew_draw(&names->common, random);
    }
    if (part < 80) {
        return skew_draw(&names->place_surnames, random);
    }
    if (part < 94) {
        return skew_draw(&names->rare, random);
    }
    return skew_draw(part < 98 ? &names->mac : &names->o_names, random);
}

const char *names_given(const struct names *names, struct random *random, char sex, int born_year,
                        enum tradition tradition)
{
    static const int from_year[COHORT_COUNT] = {0, 1940, 1960, 1980, 1995, 2010};
    int cohort = COHORT_COUNT - 1;
    /* Names come into fashion and go out of it slowly. */
    int year = born_year - 6 + (int)random_below(random, 13);
    while (year < from_year[cohort]) {
        cohort--;
    }
    int s = sex == 'm';
    uint32_t at = (uint32_t)random_below(random, 100);
    if (tradition != TRADITION_BRITISH) {
        /* A sixth of the children have a name of the country. Assumption. */
        return at < 83 ? skew_draw(&names->given_tradition[s][tradition], random)
                       : skew_draw(&names->given[s][cohort], random);
    }
    return at < 84 ? skew_draw(&names->given[s][cohort], random)
                   : skew_draw(&names->given_rare[s], random);
}

const char *names_other(const struct name_pair_list *pairs, struct random *random, const char *name,
                        bool back)
{
    const char *found[16];
    size_t count = 0;
    for (size_t i = 0; i < pairs->count && count < 16; i++) {
        if (strcmp(pairs->pairs[i].english, name) == 0) {
            found[count++] = pairs->pairs[i].welsh;
        } else if (back && strcmp(pairs->pairs[i].welsh, name) == 0) {
            found[count++] = pairs->pairs[i].english;
        }
    }
    return count ? found[random_below(random, count)] : NULL;
}

/* example_names.h - draws names as often as they occur: a few family names for half the people, and
 * a tail of thousands for the rest; given names by sex, age and tradition. */
#ifndef CANTREF_EXAMPLE_NAMES_H
#define CANTREF_EXAMPLE_NAMES_H

#include "example_name_lists.h"
#include "memory.h"
#include "random.h"

/* struct skew - a list with running sums of its weights, to draw from. */
struct skew {
    const char *const *words;
    uint32_t count;
    uint32_t *running;
};

/* struct names - every list ready to draw from. Read-only once made; its memory is the arena's. */
struct names {
    struct skew shares, common, place_surnames, rare, mac, o_names;
    struct skew surnames[TRADITION_COUNT];
    struct skew given[2][COHORT_COUNT]; /* 0 female, 1 male */
    struct skew given_rare[2];
    struct skew given_tradition[2][TRADITION_COUNT];
};

void names_make(struct names *names, struct arena *arena);

/* names_tradition - which lists a family draws from. */
enum tradition names_tradition(struct random *random);

/* names_family - a family name. */
const char *names_family(const struct names *names, struct random *random,
                         enum tradition tradition);

/* names_given - a given name. sex: 'f' or 'm'. born_year decides the cohort. */
const char *names_given(const struct names *names, struct random *random, char sex, int born_year,
                        enum tradition tradition);

/* names_other - a form of name that stands beside it in pairs: the second of a pair for its first,
 * and, if `back`, the first for its second; drawn when there are several. NULL when there is none.
 * */
const char *names_other(const struct name_pair_list *pairs, struct random *random, const char *name,
                        bool back);

#endif

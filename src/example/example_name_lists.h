/* example_name_lists.h - the raw material of the example council's names: words only, commonest
 * first where that is said. How often each is drawn is decided in example_names.c. */
#ifndef CANTREF_EXAMPLE_NAME_LISTS_H
#define CANTREF_EXAMPLE_NAME_LISTS_H

#include <stddef.h>
#include <stdint.h>

struct word_list {
    const char *const *words;
    size_t count;
};

/* A family name and its share of people in Wales, in units of one in ten thousand. */
struct surname_share {
    const char *name;
    uint16_t per_10000;
};

struct surname_share_list {
    const struct surname_share *shares;
    size_t count;
};

/* Two forms of one name: as a system kept in English has it, and as its bearer may write it. */
struct name_pair {
    const char *english, *welsh;
};

struct name_pair_list {
    const struct name_pair *pairs;
    size_t count;
};

/* Naming traditions: who draws from which lists. */
enum tradition {
    TRADITION_BRITISH,
    TRADITION_MUSLIM,
    TRADITION_INDIAN,
    TRADITION_POLISH,
    TRADITION_CHINESE,
    TRADITION_AFRICAN,
    TRADITION_IBERIAN,
    TRADITION_COUNT
};

/* Birth cohorts, oldest first: before 1940, to 1959, to 1979, to 1994, to 2009, since. */
enum { COHORT_COUNT = 6 };

extern const struct surname_share_list surname_shares; /* the commonest in Wales */
extern const struct word_list surname_common;          /* the next few hundred, commonest first */
extern const struct word_list surname_stems;           /* first halves of place surnames: "Ash" */
extern const struct word_list surname_endings;         /* second halves: "worth" */
extern const struct word_list surname_rare;            /* names of no pattern */
extern const struct word_list surname_mac;             /* after Mc, Mac */
extern const struct word_list surname_o;               /* after O' */
extern const struct word_list surname_by_tradition[TRADITION_COUNT]; /* british: empty */

extern const struct word_list given_female[COHORT_COUNT], given_male[COHORT_COUNT];
extern const struct word_list given_female_rare, given_male_rare;
extern const struct word_list given_female_by_tradition[TRADITION_COUNT];
extern const struct word_list given_male_by_tradition[TRADITION_COUNT];

extern const struct name_pair_list given_welsh;   /* {"David", "Dafydd"} */
extern const struct name_pair_list surname_welsh; /* {"Price", "Prys"} */
extern const struct name_pair_list given_pet;     /* {"Robert", "Bob"}; several rows a name */
/* Names that go together: {"Ellie", "Ella"}. */
extern const struct name_pair_list given_twins_female, given_twins_male;

#endif

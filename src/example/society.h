/* society.h - one block of the made council: some 8,000 people, the households they live in, and
 * what happened to them: births, marriages, partings, moves, deaths. Blocks know nothing of one
 * another, so that a council of any size is made in the memory of one.
 *
 *   person ──► household ──► dwelling (index into dwellings)
 *          ──► partner, mother, father, twin (index into people)
 *          ──► former dwelling, the day of the move, the day of the marriage and the name before it
 *
 * One draw of a random number an expression, here and in the exports: C leaves the order of
 * evaluation within an expression to the compiler, and the same seed must give the same bytes
 * whatever the compiler.
 *
 * The truth is here; what the five systems make of it is in export_*.c. */
#ifndef CANTREF_EXAMPLE_SOCIETY_H
#define CANTREF_EXAMPLE_SOCIETY_H

#include "example_names.h"
#include "places.h"
#include "safe_identifiers.h"

enum {
    BLOCK_PEOPLE = 8192,
    BLOCK_LOCALITIES = 4,
    EXAMPLE_BLOCKS_MAX = LOCALITIES_MAX / BLOCK_LOCALITIES,
    BLOCK_DWELLINGS_MAX = 2 * BLOCK_PEOPLE,
    BLOCK_LANDLORDS = 8,
    NONE = -1,
    DAY_NEVER = INT32_MIN,
};

/* Days count from 1970-01-01. The exports are all of this day: 1 October 2026. */
enum { TODAY = 20727, TODAY_YEAR = 2026 };

struct person {
    uint64_t serial;                       /* of the council */
    const char *given, *middle, *middle_2; /* "" where none */
    const char *family, *birth_family;
    const char *pet;         /* what friends say; "" if nothing else */
    const char *given_welsh; /* the name in the other language, for those who use both; or "" */
    const char *family_welsh;
    int32_t born, died, married; /* days; DAY_NEVER */
    int32_t moved;               /* here since; DAY_NEVER: for as long as systems remember */
    int32_t household;
    int32_t former_dwelling; /* NONE: came from elsewhere, or never moved */
    int32_t partner, mother, father, twin;
    char sex; /* 'f', 'm' */
    uint8_t tradition;
    bool by_second_name; /* known by the second given name */
    bool student, lodger;
    bool parted; /* his children live with their mother */
    bool mobile_tried;
    char mobile[SAFE_TEXT_MAX];
    char nhs[SAFE_TEXT_MAX];
    char insurance[SAFE_TEXT_MAX];
};

enum household_kind {
    HOUSEHOLD_SINGLE,
    HOUSEHOLD_COUPLE, /* with or without children, young or grown-up */
    HOUSEHOLD_PARENT, /* one parent */
    HOUSEHOLD_SHARED, /* lodgers, sharers, houses in multiple occupation */
    HOUSEHOLD_STUDENTS,
    HOUSEHOLD_CARE_HOME,
    HOUSEHOLD_KINDS
};

struct household {
    uint64_t serial;
    enum household_kind kind;
    int32_t first, count; /* people[first … first + count) */
    int32_t dwelling;
    int32_t landlord;        /* of BLOCK_LANDLORDS, NONE: owned, or rented from the council */
    int32_t landlord_person; /* a person who lets this house; NONE */
    bool tenancy;            /* rents from the council */
    bool landline_tried;
    char landline[SAFE_TEXT_MAX];
};

struct society {
    struct arena arena;
    const struct names *names;
    struct county county;
    struct random random;
    struct safe_share safe;
    uint64_t block;
    struct person *people;
    int32_t person_count;
    struct household *households;
    int32_t household_count;
    struct dwelling *dwellings;
    int32_t dwelling_count;
    int32_t *empty; /* dwellings that nobody lives in */
    int32_t empty_count;
};

/* society_open - room for one block. society_make - block number `block` with exactly people_count
 * people (1 … BLOCK_PEOPLE), over whatever was there. Same arguments, same people. */
void society_open(struct society *society, const struct names *names, struct county county,
                  uint64_t block_count);
void society_make(struct society *society, uint64_t block, int32_t people_count);
void society_free(struct society *society);

/* day_make, day_parts - between a calendar date and its day number (proleptic Gregorian). */
int32_t day_make(int year, int month, int day);
void day_parts(int32_t day, int *ret_year, int *ret_month, int *ret_day);
/* age_on - full years on that day. */
int age_on(const struct person *person, int32_t day);

static inline bool person_is_alive(const struct person *person)
{
    return person->died == DAY_NEVER;
}

/* society_mobile etc. - the person's number, given out when first asked for; "" for those who have
 * none. */
const char *society_mobile(struct society *society, struct person *person);
const char *society_landline(struct society *society, struct household *household);
const char *society_nhs(struct society *society, struct person *person);
const char *society_insurance(struct society *society, struct person *person);

#endif

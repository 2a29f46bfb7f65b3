/* society.c - who lives with whom. What happened to them since is in society_lives.c.
 *
 * Households by size and children: StatsWales, "Households by Type and Year", Wales 2020 (1,378,226
 * households). Who the adults are to one another is an assumption, as are the ages. */
#include "society.h"

#include "date.h"
#include "hash.h"
#include "society_lives.h"

#include <stdlib.h>

struct household_type {
    int adults, children; /* the least; households of 5 and more draw theirs */
    uint32_t count;
};

static const struct household_type household_types[] = {
    {1, 0, 445268}, {2, 0, 430239}, {1, 1, 55587}, {3, 0, 92310}, {2, 1, 85855}, {1, 2, 25368},
    {4, 0, 33958},  {2, 2, 120429}, {1, 3, 9275},  {5, 0, 11525}, {2, 3, 64851}, {1, 4, 3559},
};

int32_t day_make(int year, int month, int day)
{
    return date_days((struct date){(int16_t)year, (int8_t)month, (int8_t)day});
}

void day_parts(int32_t day, int *ret_year, int *ret_month, int *ret_day)
{
    int32_t z = day + 719468;
    int32_t era = z / 146097;
    int32_t doe = z - era * 146097;
    int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int32_t mp = (5 * doy + 2) / 153;
    *ret_day = doy - (153 * mp + 2) / 5 + 1;
    *ret_month = mp < 10 ? mp + 3 : mp - 9;
    *ret_year = yoe + era * 400 + (*ret_month <= 2);
}

int age_on(const struct person *person, int32_t day)
{
    int year, month, d, born_year, born_month, born_day;
    day_parts(day, &year, &month, &d);
    day_parts(person->born, &born_year, &born_month, &born_day);
    return year - born_year - (month < born_month || (month == born_month && d < born_day));
}

static int between(struct random *random, int low, int high)
{
    return low + (int)random_below(random, (uint64_t)(high - low + 1));
}

static bool one_in(struct random *random, uint64_t n)
{
    return random_below(random, n) == 0;
}

static bool percent(struct random *random, uint64_t chance)
{
    return random_below(random, 100) < chance;
}

/* A person of that age in the household being filled. Family names come from the caller. */
static int32_t person_add(struct society *s, char sex, int age, const char *family,
                          enum tradition tradition)
{
    int32_t index = s->person_count++;
    struct person *p = &s->people[index];
    *p = (struct person){.serial = s->block * BLOCK_PEOPLE + (uint64_t)index,
                         .middle = "",
                         .middle_2 = "",
                         .family = family,
                         .birth_family = family,
                         .pet = "",
                         .given_welsh = "",
                         .family_welsh = "",
                         .born = TODAY - age * 365 - age / 4 - (int)random_below(&s->random, 365),
                         .died = DAY_NEVER,
                         .married = DAY_NEVER,
                         .moved = DAY_NEVER,
                         .household = s->household_count,
                         .former_dwelling = NONE,
                         .partner = NONE,
                         .mother = NONE,
                         .father = NONE,
                         .twin = NONE,
                         .sex = sex,
                         .tradition = (uint8_t)tradition};
    int year, month, day;
    day_parts(p->born, &year, &month, &day);
    p->given = names_given(s->names, &s->random, sex, year, tradition);
    /* Three in four have a second given name, often one of their grandparents' time; assumption. */
    if (percent(&s->random, 75)) {
        p->middle =
            names_given(s->names, &s->random, sex, year - between(&s->random, 0, 50), tradition);
        if (percent(&s->random, 14)) {
            p->middle_2 = names_given(s->names, &s->random, sex, year - 50, tradition);
        }
    }
    if (p->middle == p->given) {
        p->middle = "";
    }
    return index;
}

static char any_sex(struct random *random)
{
    return one_in(random, 2) ? 'f' : 'm';
}

static const char *family_new(struct society *s, enum tradition tradition)
{
    return names_family(s->names, &s->random, tradition);
}

static const char *name_doubled(struct society *s, const char *first, const char *second)
{
    if (strchr(first, '-') || strchr(second, '-') || strcmp(first, second) == 0) {
        return second;
    }
    return arena_printf(&s->arena, "%s-%s", first, second).ptr;
}

/* Two grown-ups who live together as a couple, married three in four (ONS, Living arrangements,
 * Census 2021: 75.7%). Of those who change their name at marriage 6.6% double it (UK Deed Poll
 * Office, name change statistics). */
static int32_t couple_add(struct society *s, int age)
{
    enum tradition tradition = names_tradition(&s->random);
    enum tradition other = percent(&s->random, 85) ? tradition : names_tradition(&s->random);
    bool same_sex = percent(&s->random, 1);
    char first_sex = same_sex ? any_sex(&s->random) : 'm';
    int32_t a = person_add(s, first_sex, age, family_new(s, tradition), tradition);
    int difference = between(&s->random, 0, 5) - 6; /* one draw an expression: see society.h */
    difference += between(&s->random, 0, 4);
    int age_b = age + difference < 18 ? 18 : age + difference;
    int32_t b = person_add(s, same_sex ? first_sex : 'f', age_b, family_new(s, other), other);
    struct person *man = &s->people[a], *woman = &s->people[b];
    man->partner = b;
    woman->partner = a;
    int young = age < age_b ? age : age_b;
    if (young < 21 || !percent(&s->random, young < 30 ? 40 : 78)) {
        return a;
    }
    int years = young - 20 - between(&s->random, 0, 12);
    years = years < 1 ? 1 : years;
    man->married = woman->married = TODAY - between(&s->random, 30, years * 365);
    int keeps = same_sex ? 70 : young > 60 ? 3 : 12;
    int at = between(&s->random, 0, 999);
    if (at < keeps * 10 || tradition == TRADITION_MUSLIM || tradition == TRADITION_CHINESE) {
        return a;
    }
    bool doubles = (young > 60 ? 20 : 66) > between(&s->random, 0, 999);
    woman->family = doubles ? name_doubled(s, woman->birth_family, man->family) : man->family;
    return a;
}

/* A child of the couple or lone parent; family names as the parents gave them. */
static int32_t child_add(struct society *s, int32_t father, int32_t mother, const char *family,
                         int age)
{
    const struct person *parent = &s->people[father != NONE ? father : mother];
    int32_t c = person_add(s, any_sex(&s->random), age, family, parent->tradition);
    struct person *child = &s->people[c];
    child->father = father;
    child->mother = mother;
    /* A first son with his father's name, one family in sixteen; assumption. */
    if (father != NONE && child->sex == 'm' && one_in(&s->random, 16) &&
        s->people[father].sex == 'm') {
        child->given = s->people[father].given;
    }
    return c;
}

/* Twins: same birthday, other names, now and then names that go together. 1 birth in 70, as an
 * assumption near the multiple maternity rate that ONS reports (unverified). */
static void twin_make(struct society *s, int32_t of, int32_t twin)
{
    struct person *a = &s->people[of], *b = &s->people[twin];
    b->born = a->born;
    a->twin = twin;
    b->twin = of;
    b->sex = percent(&s->random, 50) ? a->sex : b->sex;
    const struct name_pair_list *list = a->sex == 'f' ? &given_twins_female : &given_twins_male;
    if (a->sex == b->sex && a->tradition == TRADITION_BRITISH && percent(&s->random, 30)) {
        const struct name_pair *pair = &list->pairs[random_below(&s->random, list->count)];
        a->given = pair->english;
        b->given = pair->welsh;
        return;
    }
    int tries = 0;
    do {
        b->given = names_given(s->names, &s->random, b->sex, TODAY_YEAR - 10,
                               (enum tradition)b->tradition);
    } while (strcmp(b->given, a->given) == 0 && tries++ < 20);
}

static void children_add(struct society *s, int32_t father, int32_t mother, const char *family,
                         int count, int oldest, bool grown)
{
    int age = oldest;
    int32_t before = NONE;
    for (int i = 0; i < count; i++) {
        int32_t child = child_add(s, father, mother, family, age);
        bool twins = before != NONE && s->people[before].twin == NONE && one_in(&s->random, 35);
        if (twins) {
            twin_make(s, before, child);
        } else {
            age -= between(&s->random, 1, 4);
            age = !grown && age < 0 ? 0 : grown && age < 18 ? 18 : age;
        }
        before = child;
    }
}

/* What the children of a couple are called. */
static const char *family_of_children(struct society *s, int32_t father, int32_t mother)
{
    const struct person *m = &s->people[mother], *f = &s->people[father];
    if (strcmp(m->family, f->family) != 0 && percent(&s->random, 12)) {
        return name_doubled(s, m->birth_family, f->family);
    }
    return strcmp(m->family, f->family) != 0 && percent(&s->random, 12) ? m->family : f->family;
}

static void household_couple(struct society *s, int adults, int children)
{
    s->households[s->household_count].kind = HOUSEHOLD_COUPLE;
    int grown = adults - 2;
    if (children == 0 && grown == 0) {
        couple_add(s, percent(&s->random, 45) ? between(&s->random, 62, 88)
                                              : between(&s->random, 20, 61));
        return;
    }
    int oldest = children ? between(&s->random, children - 1, 17) : 0;
    int oldest_grown = between(&s->random, 18, 33);
    int age = (grown ? oldest_grown : oldest) + between(&s->random, 20, 38);
    int32_t father = couple_add(s, age);
    const char *family = family_of_children(s, father, father + 1);
    children_add(s, father, father + 1, family, grown, oldest_grown, true);
    children_add(s, father, father + 1, family, children, oldest, false);
}

static void household_parent(struct society *s, int adults, int children)
{
    s->households[s->household_count].kind = HOUSEHOLD_PARENT;
    enum tradition tradition = names_tradition(&s->random);
    int oldest = children ? between(&s->random, children - 1, 17) : 0;
    int oldest_grown = between(&s->random, 18, 45);
    int age = (adults > 1 ? oldest_grown : oldest) + between(&s->random, 18, 36);
    bool mother = percent(&s->random, 87);
    int32_t parent = person_add(s, mother ? 'f' : 'm', age, family_new(s, tradition), tradition);
    struct person *p = &s->people[parent];
    const char *family = mother ? family_new(s, tradition) : p->family;
    if (mother && age > 24 && percent(&s->random, 45)) {
        /* Was married, keeps the name that the children have. */
        p->family = family;
        p->married = TODAY - between(&s->random, 2 * 365, (age - 20) * 365);
    } else if (mother && percent(&s->random, 45)) {
        family = p->family;
    }
    int32_t as_father = mother ? NONE : parent, as_mother = mother ? parent : NONE;
    children_add(s, as_father, as_mother, family, adults - 1, oldest_grown, true);
    children_add(s, as_father, as_mother, family, children, oldest, false);
}

static void household_shared(struct society *s, int count, bool students)
{
    struct household *h = &s->households[s->household_count];
    h->kind = students ? HOUSEHOLD_STUDENTS : HOUSEHOLD_SHARED;
    bool lodger = !students && count == 2 && percent(&s->random, 50);
    for (int i = 0; i < count; i++) {
        enum tradition tradition = names_tradition(&s->random);
        int age = students           ? between(&s->random, 18, 23)
                  : lodger && i == 0 ? between(&s->random, 40, 75)
                                     : between(&s->random, 19, 45);
        const char *family = family_new(s, tradition);
        int32_t p = person_add(s, any_sex(&s->random), age, family, tradition);
        s->people[p].student = students;
        s->people[p].lodger = !students && (!lodger || i > 0);
    }
    if (!lodger) {
        h->landlord = (int32_t)random_below(&s->random, BLOCK_LANDLORDS);
    }
}

static void household_single(struct society *s)
{
    s->households[s->household_count].kind = HOUSEHOLD_SINGLE;
    bool old = percent(&s->random, 46);
    char sex = old ? (percent(&s->random, 66) ? 'f' : 'm') : (percent(&s->random, 42) ? 'f' : 'm');
    int age = old ? between(&s->random, 65, 96) : between(&s->random, 19, 64);
    enum tradition tradition = names_tradition(&s->random);
    int32_t index = person_add(s, sex, age, family_new(s, tradition), tradition);
    struct person *p = &s->people[index];
    if (sex == 'f' && percent(&s->random, age > 60 ? 85 : age > 35 ? 40 : 3)) {
        p->family = family_new(s, tradition); /* widowed or divorced */
        p->married = TODAY - between(&s->random, 5 * 365, (age - 19) * 365);
    }
}

static void household_care_home(struct society *s, int count)
{
    struct household *h = &s->households[s->household_count];
    h->kind = HOUSEHOLD_CARE_HOME;
    h->landlord = (int32_t)random_below(&s->random, BLOCK_LANDLORDS);
    for (int i = 0; i < count; i++) {
        char sex = percent(&s->random, 68) ? 'f' : 'm';
        int age = between(&s->random, 72, 99);
        int32_t index =
            person_add(s, sex, age, family_new(s, TRADITION_BRITISH), TRADITION_BRITISH);
        struct person *p = &s->people[index];
        if (sex == 'f' && percent(&s->random, 85)) {
            p->family = family_new(s, TRADITION_BRITISH);
            p->married = TODAY - between(&s->random, 30 * 365, (age - 19) * 365);
        }
    }
}

/* Two adults without young children: who are they to one another? */
static void household_two(struct society *s)
{
    uint64_t at = random_below(&s->random, 100);
    if (at < 80) {
        household_couple(s, 2, 0);
    } else if (at < 91) {
        household_parent(s, 2, 0);
    } else {
        household_shared(s, 2, false);
    }
}

static void household_of_type(struct society *s, const struct household_type *type, int room)
{
    int adults = type->adults, children = type->children;
    bool large = adults + children >= 5;
    if (large && children == 0) {
        adults += between(&s->random, 0, 3);
    } else if (large) {
        children += between(&s->random, 0, 3) / 2;
    }
    if (adults + children > room) {
        household_single(s);
    } else if (adults == 1 && children == 0) {
        household_single(s);
    } else if (adults == 1) {
        household_parent(s, 1, children);
    } else if (adults == 2 && children == 0) {
        household_two(s);
    } else if (adults >= 5) {
        household_shared(s, adults, percent(&s->random, 60));
    } else if (adults >= 3 && children == 0 && percent(&s->random, adults == 3 ? 18 : 40)) {
        household_shared(s, adults, percent(&s->random, 35));
    } else if (adults == 3 && children == 0 && percent(&s->random, 22)) {
        household_parent(s, adults, 0);
    } else if (children > 1 && percent(&s->random, 12)) {
        household_couple(s, 3, children - 1);
    } else {
        household_couple(s, adults, children);
    }
}

static void household_next(struct society *s, int room)
{
    uint32_t total = 0;
    size_t count = sizeof household_types / sizeof household_types[0];
    for (size_t i = 0; i < count; i++) {
        total += household_types[i].count;
    }
    struct household *h = &s->households[s->household_count];
    *h = (struct household){.first = s->person_count,
                            .landlord = NONE,
                            .landlord_person = NONE,
                            .serial = s->block * BLOCK_PEOPLE + (uint64_t)s->household_count};
    /* A care home for some 1,700 households: about 7 in a thousand people live in one; assumption.
     * */
    if (s->household_count % 1700 == 850 && room > 40) {
        household_care_home(s, between(&s->random, 18, 36));
    } else {
        uint32_t at = (uint32_t)random_below(&s->random, total);
        size_t type = 0;
        while (at >= household_types[type].count) {
            at -= household_types[type++].count;
        }
        household_of_type(s, &household_types[type], room);
    }
    h->count = s->person_count - h->first;
    s->household_count++;
}

/* Households move into dwellings of four localities in an order that has nothing to do with their
 * own. */
static void dwellings_fill(struct society *s)
{
    int32_t count = s->household_count + s->household_count / 25 + 1;
    int32_t laid = 0;
    for (int l = 0; l < BLOCK_LOCALITIES; l++) {
        int32_t share = (count - laid) / (BLOCK_LOCALITIES - l);
        dwellings_lay(&s->county, (uint32_t)(s->block * BLOCK_LOCALITIES + (uint64_t)l), &s->random,
                      s->block * BLOCK_DWELLINGS_MAX + (uint64_t)laid, s->dwellings + laid,
                      (uint32_t)share);
        laid += share;
    }
    s->dwelling_count = count;
    int32_t *order = arena_alloc(&s->arena, (size_t)count * sizeof *order);
    for (int32_t i = 0; i < count; i++) {
        int32_t j = (int32_t)random_below(&s->random, (uint64_t)i + 1);
        order[i] = order[j];
        order[j] = i;
    }
    for (int32_t i = 0; i < s->household_count; i++) {
        s->households[i].dwelling = order[i];
    }
    s->empty = order + s->household_count;
    s->empty_count = count - s->household_count;
}

void society_open(struct society *society, const struct names *names, struct county county,
                  uint64_t block_count)
{
    *society = (struct society){.names = names, .county = county};
    society->safe = (struct safe_share){.seed = county.seed, .block_count = block_count};
    society->people = mem_must_array(BLOCK_PEOPLE, sizeof *society->people);
    society->households = mem_must_array(BLOCK_PEOPLE, sizeof *society->households);
    society->dwellings = mem_must_array(BLOCK_DWELLINGS_MAX, sizeof *society->dwellings);
}

void society_make(struct society *society, uint64_t block, int32_t people_count)
{
    arena_reset(&society->arena);
    society->block = block;
    society->random = random_seed(hash_join(hash_mix(society->county.seed), block));
    society->person_count = society->household_count = 0;
    society->safe.block = block;
    memset(society->safe.used, 0, sizeof society->safe.used);
    while (society->person_count < people_count) {
        household_next(society, people_count - society->person_count);
    }
    dwellings_fill(society);
    society_live(society);
}

void society_free(struct society *society)
{
    arena_free(&society->arena);
    mem_free(society->people);
    mem_free(society->households);
    mem_free(society->dwellings);
}

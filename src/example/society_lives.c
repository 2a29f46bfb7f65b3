/* society_lives.c - the last fifteen years. Rates are assumptions unless said otherwise. */
#include "society_lives.h"

#include "hash.h"

enum { YEARS_REMEMBERED = 15 };

static bool percent(struct random *random, uint64_t chance)
{
    return random_below(random, 100) < chance;
}

/* Somebody's home since when: the latest of those who live there. */
static int32_t household_moved(const struct society *s, int32_t household)
{
    const struct household *h = &s->households[household];
    return s->people[h->first].moved;
}

/* A dwelling that could have been left on `day`: those who live there now came later. NONE after a
 * few tries: then they came from another county. */
static int32_t dwelling_left(struct society *s, int32_t household, int32_t day)
{
    for (int tries = 0; tries < 6; tries++) {
        int32_t other = (int32_t)random_below(&s->random, (uint64_t)s->household_count);
        const struct household *h = &s->households[other];
        if (other != household && h->kind != HOUSEHOLD_CARE_HOME &&
            household_moved(s, other) >= day) {
            return h->dwelling;
        }
    }
    return NONE;
}

static int32_t day_in_the_past(struct random *random)
{
    /* More have moved lately than long ago, as the same people move again. */
    double u = random_unit(random);
    return TODAY - 20 - (int32_t)(u * u * YEARS_REMEMBERED * 365);
}

/* When each household came. People of one household came together, but for couples who met here. */
static void moves_date(struct society *s)
{
    for (int32_t i = 0; i < s->household_count; i++) {
        const struct household *h = &s->households[i];
        const struct person *first = &s->people[h->first];
        uint64_t share = h->kind == HOUSEHOLD_STUDENTS || h->kind == HOUSEHOLD_SHARED ? 95
                         : age_on(first, TODAY) > 65                                  ? 35
                                                                                      : 75;
        int32_t day = percent(&s->random, share) ? day_in_the_past(&s->random) : DAY_NEVER;
        if (h->kind == HOUSEHOLD_STUDENTS) {
            day = TODAY - 20 - (int32_t)random_below(&s->random, 700);
        }
        bool wed_lately = first->married > TODAY - YEARS_REMEMBERED * 365;
        if (wed_lately && percent(&s->random, 60)) {
            day = first->married - 300 + (int32_t)random_below(&s->random, 500);
            day = day > TODAY - 20 ? TODAY - 20 : day;
        }
        for (int32_t p = h->first; p < h->first + h->count; p++) {
            int32_t own = h->kind == HOUSEHOLD_SHARED || h->kind == HOUSEHOLD_CARE_HOME
                              ? TODAY - 20 - (int32_t)random_below(&s->random, 1500)
                              : day;
            s->people[p].moved = own < s->people[p].born ? DAY_NEVER : own;
        }
    }
}

/* Where they lived before: together, or, for a couple that met then, each elsewhere. */
static void moves_place(struct society *s)
{
    for (int32_t i = 0; i < s->household_count; i++) {
        const struct household *h = &s->households[i];
        bool apart = h->kind == HOUSEHOLD_SHARED || h->kind == HOUSEHOLD_STUDENTS ||
                     h->kind == HOUSEHOLD_CARE_HOME;
        int32_t together = NONE;
        for (int32_t p = h->first; p < h->first + h->count; p++) {
            struct person *person = &s->people[p];
            if (person->moved == DAY_NEVER || person->former_dwelling != NONE ||
                (h->kind == HOUSEHOLD_STUDENTS && percent(&s->random, 85))) {
                continue;
            }
            bool second = person->partner != NONE && person->partner < p;
            bool met_here =
                second && person->married != DAY_NEVER && person->moved > person->married - 365;
            if (apart || p == h->first || (met_here && percent(&s->random, 80))) {
                int32_t found = percent(&s->random, 70) ? dwelling_left(s, i, person->moved) : NONE;
                together = p == h->first ? found : together;
                person->former_dwelling = found;
            } else {
                person->former_dwelling = together;
            }
        }
    }
}

/* The young who live by themselves left a home of the block: their parents are found, and theirs is
 * the name. */
static void nests_left(struct society *s)
{
    for (int32_t p = 0; p < s->person_count; p++) {
        struct person *child = &s->people[p];
        int age = age_on(child, TODAY);
        if (age < 19 || age > 34 || child->father != NONE || child->mother != NONE ||
            child->moved == DAY_NEVER || !percent(&s->random, 40)) {
            continue;
        }
        for (int tries = 0; tries < 12; tries++) {
            const struct household *h =
                &s->households[random_below(&s->random, (uint64_t)s->household_count)];
            struct person *father = &s->people[h->first];
            int gap = (child->born - father->born) / 365;
            if (h->kind != HOUSEHOLD_COUPLE || father->sex != 'm' || father->partner == NONE ||
                s->people[father->partner].sex != 'f' || gap < 20 || gap > 40 ||
                father->tradition != child->tradition || father->moved > child->moved) {
                continue;
            }
            bool own = strcmp(child->family, child->birth_family) == 0;
            child->father = h->first;
            child->mother = father->partner;
            /* Those who took a partner's name, or gave theirs to children, keep it. */
            bool shared = child->partner != NONE || s->households[child->household].count > 1;
            if (child->sex == 'f' || !shared) {
                child->family = own ? father->family : child->family;
                child->birth_family = father->family;
            }
            child->former_dwelling = h->dwelling;
            break;
        }
    }
}

/* Mothers who are by themselves: for most the father lives near, with the children's name. */
static void partings(struct society *s)
{
    for (int32_t i = 0; i < s->household_count; i++) {
        const struct household *h = &s->households[i];
        const struct person *mother = &s->people[h->first];
        if (h->kind != HOUSEHOLD_PARENT || mother->sex != 'f' || h->count < 2 ||
            age_on(&s->people[h->first + 1], TODAY) > 17 || !percent(&s->random, 70)) {
            continue;
        }
        for (int tries = 0; tries < 40; tries++) {
            const struct household *other =
                &s->households[random_below(&s->random, (uint64_t)s->household_count)];
            struct person *father = &s->people[other->first];
            int gap = (mother->born - father->born) / 365;
            if (other->kind != HOUSEHOLD_SINGLE || father->sex != 'm' || gap < -8 || gap > 12 ||
                father->tradition != mother->tradition || father->mother != NONE ||
                father->parted) {
                continue;
            }
            /* The mother's own name, if she never took his, tells nothing of his. */
            const char *family = s->people[h->first + 1].family;
            bool hers = strcmp(family, mother->birth_family) == 0;
            father->parted = true;
            father->family = father->birth_family = hers ? father->family : family;
            for (int32_t p = h->first + 1; p < h->first + h->count; p++) {
                s->people[p].father = other->first;
            }
            int32_t left = day_in_the_past(&s->random);
            father->moved = left > mother->moved ? left : father->moved;
            father->former_dwelling = left > mother->moved ? h->dwelling : father->former_dwelling;
            break;
        }
    }
}

/* Names that friends, family or another system use. */
static void names_beside(struct society *s)
{
    for (int32_t i = 0; i < s->person_count; i++) {
        struct person *p = &s->people[i];
        const char *pet = names_other(&given_pet, &s->random, p->given, false);
        if (pet != NULL && percent(&s->random, 55)) {
            p->pet = pet;
        }
        const char *given = names_other(&given_welsh, &s->random, p->given, true);
        if (given != NULL && p->tradition == TRADITION_BRITISH && percent(&s->random, 14)) {
            p->given_welsh = given;
        }
        const char *family = names_other(&surname_welsh, &s->random, p->family, false);
        if (family != NULL && percent(&s->random, p->given_welsh[0] ? 20 : 2)) {
            p->family_welsh = family;
        }
        p->by_second_name = p->middle[0] && percent(&s->random, 6);
    }
}

/* The dead of the last two years: their homes, records and debts outlive them. */
static void deaths(struct society *s)
{
    for (int32_t i = 0; i < s->person_count; i++) {
        struct person *p = &s->people[i];
        int age = age_on(p, TODAY);
        /* In a thousand over two years, as life tables go: unverified. */
        uint64_t per_1000 = age > 85 ? 250 : age > 75 ? 80 : age > 65 ? 30 : age > 45 ? 8 : 1;
        if (random_below(&s->random, 1000) < per_1000 && age > 18) {
            p->died = TODAY - 10 - (int32_t)random_below(&s->random, 720);
        }
    }
}

static void tenures(struct society *s)
{
    for (int32_t i = 0; i < s->household_count; i++) {
        struct household *h = &s->households[i];
        bool plain = h->kind != HOUSEHOLD_CARE_HOME && h->landlord == NONE;
        h->tenancy = plain && percent(&s->random, 22);
        if (h->landlord != NONE && h->kind == HOUSEHOLD_SHARED && percent(&s->random, 35)) {
            /* Let by a person of the county. */
            const struct household *owner =
                &s->households[random_below(&s->random, (uint64_t)s->household_count)];
            if (owner->kind == HOUSEHOLD_COUPLE && age_on(&s->people[owner->first], TODAY) > 35) {
                h->landlord_person = owner->first;
                h->landlord = NONE;
            }
        }
    }
}

void society_live(struct society *society)
{
    moves_date(society);
    nests_left(society);
    partings(society);
    moves_place(society);
    names_beside(society);
    deaths(society);
    tenures(society);
}

const char *society_mobile(struct society *society, struct person *person)
{
    if (!person->mobile_tried) {
        person->mobile_tried = true;
        int age = age_on(person, TODAY);
        if (age >= 16 && percent(&society->random, age > 78 ? 45 : 92)) {
            safe_take(&society->safe, SAFE_MOBILE, person->mobile);
        }
    }
    return person->mobile;
}

const char *society_landline(struct society *society, struct household *household)
{
    if (!household->landline_tried) {
        household->landline_tried = true;
        int age = age_on(&society->people[household->first], TODAY);
        if (percent(&society->random, age > 55 ? 75 : 25)) {
            safe_take(&society->safe, SAFE_LANDLINE, household->landline);
        }
    }
    return household->landline;
}

const char *society_nhs(struct society *society, struct person *person)
{
    if (person->nhs[0] == '\0') {
        safe_take(&society->safe, SAFE_NHS_NUMBER, person->nhs);
    }
    return person->nhs;
}

const char *society_insurance(struct society *society, struct person *person)
{
    if (person->insurance[0] == '\0' && age_on(person, TODAY) >= 16) {
        safe_take(&society->safe, SAFE_NATIONAL_INSURANCE, person->insurance);
    }
    return person->insurance;
}

/* example_cases.c - one pass over the people of a block, with the mentions of each at hand. */
#define _GNU_SOURCE /* qsort_r */
#include "example_cases.h"

#include <stdlib.h>

const char *const case_names[CASE_KINDS] = {
    [CASE_TWINS] = "twins",
    [CASE_FATHER_AND_SON] = "father_and_son",
    [CASE_COUPLE] = "couple",
    [CASE_SIBLINGS] = "siblings",
    [CASE_LODGERS] = "lodgers",
    [CASE_CARE_HOME] = "care_home",
    [CASE_NAMESAKES] = "namesakes",
    [CASE_ESTATE] = "estate",
    [CASE_MOVED] = "moved",
    [CASE_MARRIED] = "married",
    [CASE_MOVED_AND_MARRIED] = "moved_and_married",
    [CASE_NICKNAME] = "nickname",
    [CASE_WELSH_FORM] = "welsh_form",
    [CASE_SECOND_NAME] = "second_name",
    [CASE_JOINT_ACCOUNT] = "joint_account",
    [CASE_DUPLICATE] = "duplicate",
};

bool case_same(enum case_kind kind)
{
    return kind >= CASE_MOVED;
}

struct place {
    const struct made *made;
    enum system system;
};

struct finder {
    const struct export *exports;
    const struct society *society;
    struct random *random;
    uint64_t *counts;
    FILE *out;
    struct place *places; /* person i has places[from[i] … from[i + 1]) */
    size_t *from;
};

static void case_found(struct finder *f, enum case_kind kind, const struct place *a,
                       const struct place *b)
{
    if (f->counts[kind]++ >= CASES_WRITTEN_MAX) {
        return;
    }
    const struct place *sides[2] = {a, b};
    fputs(case_names[kind], f->out);
    for (int i = 0; i < 2; i++) {
        const struct export *x = &f->exports[sides[i]->system];
        fprintf(f->out, ",%s,%llu,%u", x->style->name,
                (unsigned long long)x->rows.rows[sides[i]->made->row].number,
                sides[i]->made->number);
    }
    fprintf(f->out, ",%d\n", case_same(kind));
}

static size_t mentions_of(const struct finder *f, int32_t person)
{
    return f->from[person + 1] - f->from[person];
}

/* One mention of each of two people, by chance. */
static void case_different(struct finder *f, enum case_kind kind, int32_t a, int32_t b)
{
    size_t na = mentions_of(f, a), nb = mentions_of(f, b);
    if (na > 0 && nb > 0) {
        const struct place *of_a = &f->places[f->from[a] + random_below(f->random, na)];
        const struct place *of_b = &f->places[f->from[b] + random_below(f->random, nb)];
        case_found(f, kind, of_a, of_b);
    }
}

/* The first mention of the person with all flags of `with` and none of `without`; NULL if none. */
static const struct place *place_find(const struct finder *f, int32_t person, unsigned with,
                                      unsigned without)
{
    for (size_t i = f->from[person]; i < f->from[person + 1]; i++) {
        unsigned flags = f->places[i].made->flags;
        if ((flags & with) == with && (flags & without) == 0) {
            return &f->places[i];
        }
    }
    return NULL;
}

static void cases_of_one(struct finder *f, int32_t person)
{
    static const struct {
        enum case_kind kind;
        unsigned with, without_with, without;
    } rules[] = {
        {CASE_MOVED, MADE_OLD_ADDRESS, MADE_OLD_NAME, MADE_OLD_ADDRESS | MADE_OLD_NAME},
        {CASE_MARRIED, MADE_OLD_NAME, MADE_OLD_ADDRESS, MADE_OLD_ADDRESS | MADE_OLD_NAME},
        {CASE_MOVED_AND_MARRIED, MADE_OLD_NAME | MADE_OLD_ADDRESS, 0,
         MADE_OLD_ADDRESS | MADE_OLD_NAME},
        {CASE_NICKNAME, MADE_PET, 0, MADE_PET | MADE_INITIAL},
        {CASE_WELSH_FORM, MADE_WELSH, 0, MADE_WELSH | MADE_INITIAL},
        {CASE_SECOND_NAME, MADE_SECOND_NAME, 0, MADE_SECOND_NAME | MADE_INITIAL},
        {CASE_JOINT_ACCOUNT, MADE_JOINT, 0, MADE_JOINT},
    };
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        const struct place *a = place_find(f, person, rules[i].with, rules[i].without_with);
        const struct place *b = place_find(f, person, 0, rules[i].without);
        if (a != NULL && b != NULL) {
            case_found(f, rules[i].kind, a, b);
        }
    }
    const struct place *first = place_find(f, person, MADE_REPEATED, 0);
    for (size_t i = f->from[person]; first != NULL && i < f->from[person + 1]; i++) {
        const struct place *other = &f->places[i];
        if (other->system == first->system && !(other->made->flags & MADE_REPEATED)) {
            case_found(f, CASE_DUPLICATE, first, other);
            break;
        }
    }
}

static bool same_name(const struct person *a, const struct person *b)
{
    return strcmp(a->given, b->given) == 0 && strcmp(a->family, b->family) == 0;
}

static void cases_of_family(struct finder *f, int32_t i)
{
    const struct person *people = f->society->people, *p = &people[i];
    const struct household *h = &f->society->households[p->household];
    if (p->twin > i) {
        case_different(f, CASE_TWINS, i, p->twin);
    }
    if (p->partner > i && strcmp(people[p->partner].family, p->family) == 0) {
        case_different(f, CASE_COUPLE, i, p->partner);
    }
    if (p->father != NONE && people[p->father].household == p->household &&
        same_name(p, &people[p->father])) {
        case_different(f, CASE_FATHER_AND_SON, p->father, i);
    }
    if (i + 1 >= h->first + h->count) {
        return;
    }
    if (p->mother != NONE && people[i + 1].mother == p->mother && p->twin != i + 1) {
        case_different(f, CASE_SIBLINGS, i, i + 1);
    } else if (h->kind == HOUSEHOLD_SHARED || h->kind == HOUSEHOLD_STUDENTS) {
        case_different(f, CASE_LODGERS, i, i + 1);
    } else if (h->kind == HOUSEHOLD_CARE_HOME) {
        case_different(f, CASE_CARE_HOME, i, i + 1);
    }
}

static int by_name(const void *a, const void *b, void *context)
{
    const struct person *people = context;
    int32_t ia = *(const int32_t *)a, ib = *(const int32_t *)b;
    int order = strcmp(people[ia].family, people[ib].family);
    order = order ? order : strcmp(people[ia].given, people[ib].given);
    return order ? order : (ia > ib) - (ia < ib);
}

static void cases_of_namesakes(struct finder *f)
{
    const struct society *s = f->society;
    int32_t *order = mem_must_array((size_t)s->person_count, sizeof *order);
    for (int32_t i = 0; i < s->person_count; i++) {
        order[i] = i;
    }
    qsort_r(order, (size_t)s->person_count, sizeof *order, by_name, s->people);
    for (int32_t i = 0; i + 1 < s->person_count; i++) {
        const struct person *a = &s->people[order[i]], *b = &s->people[order[i + 1]];
        if (same_name(a, b) && a->household != b->household) {
            case_different(f, CASE_NAMESAKES, order[i], order[i + 1]);
        }
    }
    mem_free(order);
}

static void cases_of_estates(struct finder *f)
{
    const struct export *x = &f->exports[SYSTEM_COUNCIL_TAX];
    for (size_t i = 0; i < x->rows.made_count; i++) {
        const struct made *made = &x->rows.made[i];
        if (made->kind == MADE_ESTATE && mentions_of(f, made->person) > 0) {
            struct place estate = {made, SYSTEM_COUNCIL_TAX};
            case_found(f, CASE_ESTATE, &estate, &f->places[f->from[made->person]]);
        }
    }
}

/* Sort the mentions of people by person: count, then place. */
static void places_gather(struct finder *f)
{
    size_t people = (size_t)f->society->person_count, total = 0;
    f->from = mem_must_array(people + 2, sizeof *f->from);
    for (int pass = 0; pass < 2; pass++) {
        for (int system = 0; system < SYSTEM_COUNT; system++) {
            const struct rows *rows = &f->exports[system].rows;
            for (size_t i = 0; i < rows->made_count; i++) {
                const struct made *made = &rows->made[i];
                if (made->kind != MADE_PERSON) {
                    continue;
                }
                size_t *at = &f->from[made->person + 1];
                if (pass == 1) {
                    f->places[*at] = (struct place){made, (enum system)system};
                }
                ++*(pass == 0 ? at + 1 : at);
                total += pass == 0;
            }
        }
        for (size_t i = 1; pass == 0 && i < people + 2; i++) {
            f->from[i] += f->from[i - 1];
        }
        if (pass == 0) {
            f->places = mem_must_array(total, sizeof *f->places);
        }
    }
}

void cases_write(const struct export exports[SYSTEM_COUNT], struct random *random,
                 uint64_t counts[CASE_KINDS], FILE *out)
{
    struct finder f = {.exports = exports,
                       .society = exports[0].society,
                       .random = random,
                       .counts = counts,
                       .out = out};
    places_gather(&f);
    for (int32_t i = 0; i < f.society->person_count; i++) {
        cases_of_one(&f, i);
        cases_of_family(&f, i);
    }
    cases_of_namesakes(&f);
    cases_of_estates(&f);
    mem_free(f.places);
    mem_free(f.from);
}

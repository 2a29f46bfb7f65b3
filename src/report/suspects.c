/* suspects.c - looking through each property for two people in one entity, and one person in two.
 */
#include "suspects.h"

#include "date.h"
#include "linkage/similarity.h"
#include "nickname.h"

enum {
    RESIDENTS_MAX = 48, /* mentions of people at a property; with more it is no household */
    NAMES_ALIKE = 800,  /* Jaro-Winkler, of 1000 */
    POINTS_MERGED = 2,  /* from which on an entity is suspicious */
    POINTS_SPLIT = 3
};

static uint32_t value(const struct report *r, uint32_t m, int field)
{
    return mention_value(r->in->mentions, m, field);
}

static struct str text(const struct report *r, uint32_t m, int field)
{
    return mention_text(r->in->mentions, m, field);
}

static bool has_name(struct str names, struct str name)
{
    struct str word;
    while (str_next_token(&names, ' ', &word)) {
        if (str_eq(word, name)) {
            return true;
        }
    }
    return false;
}

/* Two given names that nobody has both of: spelt otherwise, no nickname, no middle name. */
static bool given_names_differ(const struct report *r, uint32_t a, uint32_t b)
{
    struct str x = text(r, a, FIELD_GIVEN);
    struct str y = text(r, b, FIELD_GIVEN);
    if (value(r, a, FIELD_GIVEN) == value(r, b, FIELD_GIVEN) || x.len < 2 || y.len < 2) {
        return false;
    }
    return !str_starts(x, y) && !str_starts(y, x) && !has_name(text(r, a, FIELD_MIDDLE), y) &&
           !has_name(text(r, b, FIELD_MIDDLE), x) &&
           similarity_jaro_winkler(x.ptr, x.len, y.ptr, y.len) < NAMES_ALIKE &&
           !nickname_same(x, y);
}

/* Two parts of three differ, and day and month were not swapped. */
static bool birth_dates_differ(const struct report *r, uint32_t a, uint32_t b)
{
    struct date x = {0};
    struct date y = {0};
    if (value(r, a, FIELD_BIRTH_DATE) == value(r, b, FIELD_BIRTH_DATE) ||
        !date_from_text(text(r, a, FIELD_BIRTH_DATE), &x) ||
        !date_from_text(text(r, b, FIELD_BIRTH_DATE), &y)) {
        return false;
    }
    int differ = (x.year != 0 && y.year != 0 && x.year != y.year) +
                 (x.month != 0 && y.month != 0 && x.month != y.month) +
                 (x.day != 0 && y.day != 0 && x.day != y.day);
    bool swapped = x.year == y.year && x.month == y.day && x.day == y.month;
    return differ >= 2 && !swapped;
}

static bool both(const struct report *r, uint32_t a, uint32_t b, int field, bool same)
{
    uint32_t x = value(r, a, field);
    uint32_t y = value(r, b, field);
    return x != 0 && y != 0 && (x == y) == same;
}

static int points_merged(const struct report *r, uint32_t a, uint32_t b)
{
    return 3 * birth_dates_differ(r, a, b) + 2 * given_names_differ(r, a, b) +
           both(r, a, b, FIELD_SEX, false);
}

/* What two mentions share; below zero where something tells them apart. */
static int points_split(const struct report *r, uint32_t a, uint32_t b)
{
    static const int own[] = {FIELD_NHS_NUMBER, FIELD_NATIONAL_INSURANCE, FIELD_SEX};
    const struct mention_place *x = &r->in->mentions->places[a];
    const struct mention_place *y = &r->in->mentions->places[b];
    bool apart = birth_dates_differ(r, a, b) || given_names_differ(r, a, b) ||
                 (x->row == y->row && x->source == y->source);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        apart = apart || both(r, a, b, own[i], false);
    }
    if (apart) {
        return -1;
    }
    bool given = both(r, a, b, FIELD_GIVEN, true) && text(r, a, FIELD_GIVEN).len > 1;
    bool family = both(r, a, b, FIELD_FAMILY, true);
    bool birth = both(r, a, b, FIELD_BIRTH_DATE, true);
    if (!(given && family) && !(birth && (given || family))) {
        return 0;
    }
    return 2 * given + family + 3 * birth + 2 * both(r, a, b, FIELD_PHONE, true) +
           2 * both(r, a, b, FIELD_EMAIL, true) + 3 * both(r, a, b, FIELD_NHS_NUMBER, true);
}

static bool is_worse(const struct report *r, const struct suspect *a, const struct suspect *b)
{
    const struct partition *p = &r->in->run->partition;
    if (a->points != b->points) {
        return a->points > b->points;
    }
    uint64_t x = p->entity_id[a->entity];
    uint64_t y = p->entity_id[b->entity];
    return x != y ? x < y : p->entity_id[p->entity[a->right]] < p->entity_id[p->entity[b->right]];
}

static void keep(const struct report *r, const struct suspect *found, struct suspect *worst,
                 size_t *shown)
{
    size_t at = *shown < SUSPECTS_SHOWN ? (*shown)++ : SUSPECTS_SHOWN - 1;
    if (at == SUSPECTS_SHOWN - 1 && *shown == SUSPECTS_SHOWN && worst[at].points > 0 &&
        !is_worse(r, found, &worst[at])) {
        return;
    }
    for (; at > 0 && is_worse(r, found, &worst[at - 1]); at--) {
        worst[at] = worst[at - 1];
    }
    worst[at] = *found;
}

/* ---- one property at a time */

/* What is asked of every resident, read once: most of the cost is waiting for memory. */
struct resident {
    uint32_t mention, entity, given, family, birth;
};

struct looking {
    const struct report *report;
    uint8_t *counted; /* by entity, a bit: among the merged already */
    struct suspects *found;
};

/* One entity's mentions at the property. */
static void look_at_one(const struct looking *l, const struct resident *of, size_t count)
{
    uint32_t entity = of[0].entity;
    struct suspect worst = {.points = 0};
    for (size_t i = 0; i < count; i++) {
        for (size_t k = i + 1; k < count; k++) {
            bool may = (of[i].birth != of[k].birth && of[i].birth != 0 && of[k].birth != 0) ||
                       (of[i].given != of[k].given && of[i].given != 0 && of[k].given != 0);
            int points = may ? points_merged(l->report, of[i].mention, of[k].mention) : 0;
            if (points > worst.points) {
                worst = (struct suspect){of[i].mention, of[k].mention, entity, points};
            }
        }
    }
    if (worst.points >= POINTS_MERGED && !(l->counted[entity / 8] >> entity % 8 & 1)) {
        l->counted[entity / 8] |= (uint8_t)(1 << entity % 8);
        l->found->merged++;
        keep(l->report, &worst, l->found->merged_worst, &l->found->merged_shown);
    }
}

/* By ids alone: do two mentions share what one person in two places would? */
static bool may_be_split(const struct resident *a, const struct resident *b)
{
    bool given = a->given == b->given && a->given != 0;
    bool family = a->family == b->family && a->family != 0;
    bool birth = a->birth == b->birth && a->birth != 0;
    return (given && family) || ((given || family) && birth);
}

/* Two entities' mentions at the property. Hardly any two are alike, and the rest costs more. */
static void look_at_two(const struct looking *l, const struct resident *const of[2],
                        const size_t count[2])
{
    struct suspect worst = {.points = 0};
    bool may = false;
    for (size_t i = 0; i < count[0] && !may; i++) {
        for (size_t k = 0; k < count[1] && !may; k++) {
            may = may_be_split(&of[0][i], &of[1][k]);
        }
    }
    for (size_t i = 0; may && i < count[0]; i++) {
        for (size_t k = 0; k < count[1]; k++) {
            int points = points_split(l->report, of[0][i].mention, of[1][k].mention);
            if (points < 0) {
                return;
            }
            if (points > worst.points) {
                worst =
                    (struct suspect){of[0][i].mention, of[1][k].mention, of[0][i].entity, points};
            }
        }
    }
    if (worst.points >= POINTS_SPLIT) {
        l->found->split++;
        keep(l->report, &worst, l->found->split_worst, &l->found->split_shown);
    }
}

/* The people at a property by entity; their number, 0 when they are too many for a household. */
static size_t residents_of(const struct report *r, size_t property,
                           struct resident ret[RESIDENTS_MAX])
{
    size_t count = 0;
    for (uint32_t i = r->properties.offset[property]; i < r->properties.offset[property + 1]; i++) {
        uint32_t m = r->properties.member[i];
        if (r->in->mentions->places[m].kind != MENTION_PERSON) {
            continue;
        }
        if (count == RESIDENTS_MAX) {
            return 0;
        }
        struct resident new = {m, r->in->run->partition.entity[m], value(r, m, FIELD_GIVEN),
                               value(r, m, FIELD_FAMILY), value(r, m, FIELD_BIRTH_DATE)};
        size_t at = count++;
        for (; at > 0 && ret[at - 1].entity > new.entity; at--) {
            ret[at] = ret[at - 1];
        }
        ret[at] = new;
    }
    return count;
}

static void look_at_property(const struct looking *l, size_t property)
{
    struct resident people[RESIDENTS_MAX];
    size_t start[RESIDENTS_MAX + 1];
    size_t entities = 0;
    size_t count = residents_of(l->report, property, people);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || people[i - 1].entity != people[i].entity) {
            start[entities++] = i;
        }
    }
    start[entities] = count;
    for (size_t a = 0; a < entities; a++) {
        look_at_one(l, people + start[a], start[a + 1] - start[a]);
        for (size_t b = a + 1; b < entities; b++) {
            const struct resident *of[2] = {people + start[a], people + start[b]};
            size_t counts[2] = {start[a + 1] - start[a], start[b + 1] - start[b]};
            look_at_two(l, of, counts);
        }
    }
}

/* Ask for what the looking will need: the waits overlap. */
static void fetch_property(const struct report *r, size_t property)
{
    for (uint32_t i = r->properties.offset[property]; i < r->properties.offset[property + 1]; i++) {
        uint32_t m = r->properties.member[i];
        __builtin_prefetch(&r->in->mentions->places[m]);
        __builtin_prefetch(&r->in->run->partition.entity[m]);
        mention_prefetch(r->in->mentions, m);
    }
}

void suspects_find(const struct report *r, struct suspects *ret)
{
    enum { AHEAD = 6 };
    size_t entities = r->in->run->partition.entity_count;
    *ret = (struct suspects){.merged = 0};
    struct looking l = {r, mem_must_array(entities / 8 + 1, 1), ret};
    for (size_t property = 0; property < r->properties.count; property++) {
        if (property + AHEAD < r->properties.count) {
            fetch_property(r, property + AHEAD);
        }
        look_at_property(&l, property);
    }
    mem_free(l.counted);
}

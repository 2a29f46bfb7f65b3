/* relation_comparator.c - how two mentions stand to their places and to others: from when to when,
 * and beside whom. Who ends a tenancy on the day on which a namesake begins another has moved; who
 * stands in both rows beside the same spouse is seldom a namesake. */
#include "comparator.h"

#include <stdio.h>
#include <stdlib.h>

/* Dates of one move as two offices enter them. */
enum { DAYS_EXACT = 1, DAYS_NEAR = 31 };

static int32_t days_between(int32_t a, int32_t b)
{
    return a == DAY_UNKNOWN || b == DAY_UNKNOWN ? INT32_MAX : abs(a - b);
}

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static bool is_place_same(const struct comparison *c)
{
    bool uprn =
        left_value(c, FIELD_UPRN) != 0 && left_value(c, FIELD_UPRN) == right_value(c, FIELD_UPRN);
    return uprn || (left_value(c, FIELD_POSTCODE) != 0 &&
                    left_value(c, FIELD_POSTCODE) == right_value(c, FIELD_POSTCODE) &&
                    left_value(c, FIELD_PREMISE) == right_value(c, FIELD_PREMISE));
}

/* Days on which both hold; an open end goes on. */
static bool is_together(struct stay x, struct stay y)
{
    int32_t from = x.since > y.since ? x.since : y.since;
    int32_t to = x.until == DAY_UNKNOWN   ? y.until
                 : y.until == DAY_UNKNOWN ? x.until
                                          : least(x.until, y.until);
    return from != DAY_UNKNOWN && (to == DAY_UNKNOWN || to - from > DAYS_NEAR);
}

static bool is_past(struct stay x, struct stay y)
{
    return x.until != DAY_UNKNOWN && (y.since == DAY_UNKNOWN || y.since - x.until >= -DAYS_NEAR);
}

bool stay_is_past(const struct comparison *c)
{
    struct stay x = c->lexicon->stays[left_value(c, FIELD_STAY)];
    struct stay y = c->lexicon->stays[right_value(c, FIELD_STAY)];
    return is_past(x, y) || is_past(y, x);
}

int compare_stay(const struct comparison *c, int field)
{
    uint32_t a = left_value(c, field);
    uint32_t b = right_value(c, field);
    if (a == 0 || b == 0) {
        return STAY_MISSING;
    }
    struct stay x = c->lexicon->stays[a];
    struct stay y = c->lexicon->stays[b];
    int32_t change = least(days_between(x.until, y.since), days_between(y.until, x.since));
    int32_t start = days_between(x.since, y.since);
    if (change <= DAYS_NEAR && is_place_same(c)) {
        return STAY_REPLACED;
    }
    if (start <= DAYS_EXACT) {
        return STAY_START_SAME;
    }
    if (change <= DAYS_NEAR) {
        return change <= DAYS_EXACT ? STAY_MOVED : STAY_MOVED_NEAR;
    }
    if (start <= DAYS_NEAR) {
        return STAY_START_NEAR;
    }
    return !is_place_same(c) && is_together(x, y) ? STAY_TOGETHER : STAY_APART;
}

bool stay_allows(int part, int level)
{
    return part != PART_STAY_DAY || level == STAY_REPLACED || level == STAY_START_SAME ||
           level == STAY_MOVED;
}

void stay_text(int level, char *ret)
{
    static const char *const text[] = {"missing",
                                       "at two places at one time",
                                       "one comes as the other leaves the same place",
                                       "at other times",
                                       "began in the same month",
                                       "began on the same day",
                                       "one ends within a month of the other's beginning elsewhere",
                                       "one ends as the other begins elsewhere"};
    snprintf(ret, FEATURE_TEXT_MAX, "%s", text[level]);
}

/* Do any two have the same initial and family name? Hashes settle most pairs without their texts.
 */
static bool may_fit(const struct comparison *c, int field)
{
    const uint32_t *x, *y;
    int x_count = lexicon_part(c->lexicon, c->a, PART_COMPANION, field, &x);
    int y_count = lexicon_part(c->lexicon, c->b, PART_COMPANION, field, &y);
    for (int i = 0; i < x_count; i++) {
        for (int j = 0; j < y_count; j++) {
            if (x[i] == y[j]) {
                return true;
            }
        }
    }
    return false;
}

int compare_companion(const struct comparison *c, int field)
{
    uint32_t a = left_value(c, field);
    uint32_t b = right_value(c, field);
    if (a == 0 || b == 0) {
        return PLAIN_MISSING;
    }
    if (a == b) {
        return PLAIN_SAME;
    }
    if (!may_fit(c, field)) {
        return PLAIN_DIFFERENT;
    }
    struct str x, y;
    int level = PLAIN_DIFFERENT;
    for (struct str left = value_text(c, field, a); str_next_token(&left, ';', &x);) {
        for (struct str right = value_text(c, field, b); str_next_token(&right, ';', &y);) {
            bool whole;
            int fits = !companion_fits(x, y, &whole) ? PLAIN_DIFFERENT
                       : whole                       ? PLAIN_SAME
                                                     : PLAIN_NEAR;
            level = fits > level ? fits : level;
        }
    }
    return level;
}

bool companion_allows(int part, int level)
{
    return part != PART_COMPANION || level >= PLAIN_NEAR;
}

void companion_text(int level, char *ret)
{
    static const char *const text[] = {"missing", "others", "perhaps the same", "the same"};
    snprintf(ret, FEATURE_TEXT_MAX, "%s", text[level]);
}

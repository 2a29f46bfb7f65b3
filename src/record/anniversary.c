/* anniversary.c - see anniversary.h. */
#include "anniversary.h"

#include "date.h"
#include "mention_build.h"
#include "standing.h"

#include <stdlib.h>

/* struct reached - one whose date has its day. */
struct reached {
    int64_t record;
    int number;
    int32_t day;
};

struct reaching {
    const struct anniversary *what;
    struct reached *at;
    size_t count, capacity;
};

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of(int year, int month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Who was born on 29 February comes of age on 1 March in other years, as English law has it: years
 * count so; months otherwise end with a shorter month. */
bool anniversary_day(struct str text, int64_t months, int64_t days, int32_t *ret)
{
    struct date date;
    if (!date_from_text(text, &date) || !date_is_valid(date)) {
        return false;
    }
    int64_t month = (int64_t)date.year * 12 + date.month - 1 + months;
    if (month / 12 < 1000 || month / 12 > 2999) {
        return false;
    }
    struct date later = {(int16_t)(month / 12), (int8_t)(month % 12 + 1), date.day};
    int last = days_of(later.year, later.month);
    if (date.day > last && months % 12 != 0) {
        later.day = (int8_t)last;
    }
    int64_t day = date_days(later) + days; /* a day that the month lacks counts on into the next */
    *ret = (int32_t)day;
    return day > INT32_MIN && day < INT32_MAX;
}

/* The text of the date that is looked at; "" where there is none. */
static struct str date_of(const struct mention_table *t, size_t mention, enum anniversary_of of)
{
    if (of == ANNIVERSARY_BIRTH) {
        return mention_text(t, mention, FIELD_BIRTH_DATE);
    }
    struct str stay = mention_text(t, mention, FIELD_STAY);
    ptrdiff_t middle = str_find(stay, STR("/"));
    if (middle < 0) {
        return STR("");
    }
    return of == ANNIVERSARY_SINCE ? str_slice(stay, 0, (size_t)middle)
                                   : str_slice(stay, (size_t)middle + 1, stay.len);
}

static void gather(struct reaching *r, const struct standing *s, const struct mention_table *t)
{
    for (size_t m = 0; m < t->count; m++) {
        int32_t day;
        if (t->places[m].kind != MENTION_PERSON ||
            !anniversary_day(date_of(t, m, r->what->of), r->what->months, r->what->days, &day) ||
            day < r->what->from || day > r->what->to) {
            continue;
        }
        void *at = r->at;
        mem_must_grow(&at, &r->capacity, r->count + 1, sizeof *r->at);
        r->at = at;
        r->at[r->count++] = (struct reached){standing_record(s, t, m), t->places[m].number, day};
    }
}

static int compare(const void *a, const void *b)
{
    const struct reached *x = a;
    const struct reached *y = b;
    if (x->day != y->day) {
        return x->day < y->day ? -1 : 1;
    }
    if (x->record != y->record) {
        return x->record < y->record ? -1 : 1;
    }
    return x->number - y->number;
}

static int read_all(struct picture *picture, struct reaching *r, struct err *err)
{
    struct standing standing = {0};
    struct mention_table mentions = {0};
    const struct source_set *shown = picture->shown;
    picture->shown = r->what->sources;
    int code = standing_read(picture, picture->db, STANDING_ALL, NULL, &standing, err);
    picture->shown = shown;
    code = code ? code : standing_map(picture, picture->live, &standing, err);
    code =
        code ? code : standing_mentions(picture->db, picture->seal, &standing, 1, &mentions, err);
    if (code == 0) {
        gather(r, &standing, &mentions);
        mention_table_free(&mentions);
    }
    standing_free(&standing);
    return code;
}

int anniversaries(struct picture *picture, const struct anniversary *what, anniversary_visit *visit,
                  void *context, struct err *err)
{
    struct reaching r = {.what = what};
    int code = read_all(picture, &r, err);
    if (r.count > 1) {
        qsort(r.at, r.count, sizeof *r.at, compare);
    }
    for (size_t i = 0; code == 0 && i < r.count; i++) {
        code = visit(context, r.at[i].record, r.at[i].number, r.at[i].day, err);
    }
    mem_free(r.at);
    return code;
}

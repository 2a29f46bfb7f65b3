/* household.c - see household.h. */
#include "household.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int compare_whole(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static size_t count_different(int64_t *numbers, size_t count)
{
    size_t different = 0;
    if (count > 0) {
        qsort(numbers, count, sizeof *numbers, compare_whole);
    }
    for (size_t i = 0; i < count; i++) {
        different += i == 0 || numbers[i - 1] != numbers[i];
    }
    return different;
}

static void take_earlier(struct household *h, struct str day, bool by_row)
{
    if (day.len == SINCE_TEXT - 1 &&
        (h->since[0] == '\0' || memcmp(day.ptr, h->since, day.len) < 0)) {
        snprintf(h->since, sizeof h->since, "%.*s", PRI(day));
        h->since_row = by_row;
    }
}

static void day_text(int64_t seconds, char ret[SINCE_TEXT])
{
    struct tm utc;
    time_t at = (time_t)seconds;
    if (gmtime_r(&at, &utc) == NULL || strftime(ret, SINCE_TEXT, "%Y-%m-%d", &utc) == 0) {
        ret[0] = '\0';
    }
}

/* The version that stands says so; those before it may have said something else. */
static int known_since(struct db *db, int64_t record, struct household *h, struct err *err)
{
    struct db_query *q;
    bool row = false;
    char day[SINCE_TEXT];
    int code =
        db_query(db, "SELECT known_from FROM record_version WHERE record = $1 AND known_to IS NULL",
                 &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, record);
    code = db_step(q, &row, err);
    if (code == 0 && row) {
        day_text(db_whole(q, 0), day);
        take_earlier(h, str_of(day), false);
        db_reset(q);
    }
    return code;
}

/* From when to when the row says that it holds: "2014-11-12/2020-10-04"; "": it doesn't say. */
static void read_stay(const struct mention_table *t, uint32_t mention, struct str *ret_begin,
                      struct str *ret_end)
{
    struct str stay =
        dictionary_text(&t->dictionaries[FIELD_STAY], mention_value(t, mention, FIELD_STAY));
    ptrdiff_t slash = str_find(stay, STR("/"));
    *ret_begin = slash > 0 ? str_slice(stay, 0, (size_t)slash) : STR("");
    *ret_end = slash >= 0 ? str_slice(stay, (size_t)slash + 1, stay.len) : STR("");
}

int household_at(const struct standing_run *run, struct db *db, const uint32_t *members,
                 size_t count, int64_t entity, struct household *ret, struct err *err)
{
    const struct mention_table *t = &run->mentions;
    int64_t *persons = mem_must_array(count, sizeof *persons);
    int64_t *names = mem_must_array(count, sizeof *names);
    size_t person_count = 0;
    size_t name_count = 0;
    bool left = true;
    char today[SINCE_TEXT];
    int code = 0;
    *ret = (struct household){0};
    day_text((int64_t)time(NULL), today);
    for (size_t i = 0; code == 0 && i < count; i++) {
        uint32_t m = members[i];
        if (t->places[m].kind != MENTION_PERSON || run->entity[m] == 0) {
            continue;
        }
        uint32_t name = mention_value(t, m, FIELD_FAMILY);
        struct str from, to;
        read_stay(t, m, &from, &to);
        bool ended = to.len > 0 && str_cmp(to, str_of(today)) < 0;
        if (!ended) {
            persons[person_count++] = run->entity[m];
        }
        if (!ended && name != 0) {
            names[name_count++] = name;
        }
        if (run->entity[m] == entity) {
            left = left && ended;
            if (ended && str_cmp(to, str_of(ret->until)) > 0) {
                snprintf(ret->until, sizeof ret->until, "%.*s", PRI(to));
            }
            take_earlier(ret, from, true);
            code = known_since(db, run->standing.records[t->places[m].source][t->places[m].row],
                               ret, err);
        }
    }
    if (!left) {
        ret->until[0] = '\0';
    }
    ret->persons = count_different(persons, person_count);
    ret->family_names = count_different(names, name_count);
    ret->shared = ret->persons >= SHARED_PERSONS && ret->family_names >= SHARED_FAMILY_NAMES;
    mem_free(persons);
    mem_free(names);
    return code;
}

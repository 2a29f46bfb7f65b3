/* mention_relations.c - what a row says of how its people stand to one another and to its place:
 * from when to when, and who else is there. */
#include "mention_parts.h"

#include "hash.h"
#include "unzeroed.h"

/* An end may lie ahead: two-digit years of these dates fall in the hundred years that end so many
 * years after the latest date known. */
enum { YEARS_AHEAD = 20 };

enum { DAY_NONE = 0 };

/* A cell's day as year, month and day in one number, found once for each distinct cell; DAY_NONE
 * where it has none. */
static uint32_t cell_day(const struct table_plan *plan, size_t column, size_t row)
{
    uint32_t raw = plan->table->columns[column].ids[row];
    uint32_t *days = plan->days[column];
    if (raw == 0) {
        return DAY_NONE;
    }
    if (days[raw] == UNREAD) {
        struct str cell = dictionary_text(&plan->table->columns[column].values, raw);
        struct date date;
        bool whole = date_parse(cell, plan->mapping->columns[column].date_order,
                                plan->mapping->latest_year + YEARS_AHEAD, &date) &&
                     date.year && date.month && date.day;
        days[raw] = whole
                        ? (uint32_t)date.year << 9 | (uint32_t)date.month << 5 | (uint32_t)date.day
                        : DAY_NONE;
    }
    return days[raw];
}

static uint32_t read_day(const struct table_plan *plan, const struct subject_plan *from,
                         enum role role, size_t row)
{
    uint32_t day = DAY_NONE;
    for (int p = 0; p < from->parts[role].count && day == DAY_NONE; p++) {
        day = cell_day(plan, from->parts[role].column[p], row);
    }
    return day;
}

static size_t day_text(uint32_t day, char ret[DATE_TEXT_MAX])
{
    struct date date = {0};
    date.year = (int16_t)(day >> 9);
    date.month = (int8_t)(day >> 5 & 15);
    date.day = (int8_t)(day & 31);
    ret[0] = '\0';
    return day == DAY_NONE ? 0 : date_text(date, ret);
}

int stay_read(struct builder *builder, const struct table_plan *plan, size_t row, uint32_t *ret)
{
    const struct subject_plan *from = &plan->subjects[0];
    *ret = 0;
    if (from->parts[ROLE_SINCE].count + from->parts[ROLE_UNTIL].count == 0) {
        return 0;
    }
    uint32_t since = read_day(plan, from, ROLE_SINCE, row);
    uint32_t until = read_day(plan, from, ROLE_UNTIL, row);
    if (since == DAY_NONE && until == DAY_NONE) {
        return 0;
    }
    uint64_t days = (uint64_t)since << 32 | until;
    struct stay_entry *entry = &builder->stays[hash_mix(days) >> (64 - STAY_BITS)];
    if (entry->days != days) {
        char text[2 * DATE_TEXT_MAX];
        size_t len = day_text(since, text);
        text[len++] = '/';
        len += day_text(until, text + len);
        int code = dictionary_add(&builder->out->dictionaries[FIELD_STAY], str_make(text, len),
                                  &entry->id);
        entry->days = code == 0 ? days : 0;
        if (code != 0) {
            return code;
        }
    }
    *ret = entry->id;
    return 0;
}

/* "given family", cut to what COMPANION_BYTES hold. */
static struct str companion_name(struct str given, struct str family, char ret[COMPANION_BYTES])
{
    size_t len = given.len < COMPANION_BYTES - 1 ? given.len : COMPANION_BYTES - 1;
    memcpy(ret, given.ptr, len);
    if (len < COMPANION_BYTES - 1) {
        ret[len++] = ' ';
    }
    family = str_slice(family, 0, COMPANION_BYTES - 1 - len);
    if (family.len > 0) {
        memcpy(ret + len, family.ptr, family.len);
    }
    return str_make(ret, len + family.len);
}

int companions_add(struct builder *builder, const struct companion *people, int count, int which,
                   uint32_t *ret)
{
    const struct dictionary *given = &builder->out->dictionaries[FIELD_GIVEN];
    const struct dictionary *family = &builder->out->dictionaries[FIELD_FAMILY];
    UNZEROED char bytes[COMPANIONS_MAX][COMPANION_BYTES];
    UNZEROED struct str names[COMPANIONS_MAX];
    UNZEROED char text[COMPANIONS_MAX * COMPANION_BYTES];
    int others = 0;
    size_t len = 0;
    *ret = 0;
    for (int i = 0; i < count && others < COMPANIONS_MAX; i++) {
        if (i == which || people[i].given == 0 || people[i].family == 0) {
            continue;
        }
        struct str name = companion_name(dictionary_text(given, people[i].given),
                                         dictionary_text(family, people[i].family), bytes[others]);
        int at = others++;
        for (; at > 0 && str_cmp(names[at - 1], name) > 0; at--) {
            names[at] = names[at - 1];
        }
        names[at] = name;
    }
    for (int i = 0; i < others; i++) {
        if (i > 0) {
            text[len++] = ';';
        }
        memcpy(text + len, names[i].ptr, names[i].len);
        len += names[i].len;
    }
    return others == 0 ? 0
                       : dictionary_add(&builder->out->dictionaries[FIELD_COMPANION],
                                        str_make(text, len), ret);
}

/* mention_relations.c - what a row says of how its people stand to one another and to its place:
 * from when to when, and who else is there. */
#include "mention_parts.h"

#include <stdio.h>

/* An end may lie ahead: two-digit years of these dates fall in the hundred years that end so many
 * years after the latest date known. */
enum { YEARS_AHEAD = 20 };

static size_t read_day(const struct table_plan *plan, const struct subject_plan *from,
                       enum role role, size_t row, char ret[DATE_TEXT_MAX])
{
    struct date date;
    size_t len = 0;
    for (int p = 0; p < from->parts[role].count && len == 0; p++) {
        size_t column = from->parts[role].column[p];
        struct str cell = table_cell(plan->table, row, column);
        if (cell.len > 0 &&
            date_parse(cell, plan->mapping->columns[column].date_order,
                       plan->mapping->latest_year + YEARS_AHEAD, &date) &&
            date.year && date.month && date.day) {
            len = date_text(date, ret);
        }
    }
    ret[len] = '\0';
    return len;
}

int stay_read(struct builder *builder, const struct table_plan *plan, size_t row, uint32_t *ret)
{
    const struct subject_plan *from = &plan->subjects[0];
    char since[DATE_TEXT_MAX], until[DATE_TEXT_MAX], text[2 * DATE_TEXT_MAX];
    *ret = 0;
    if (from->parts[ROLE_SINCE].count + from->parts[ROLE_UNTIL].count == 0) {
        return 0;
    }
    size_t len = read_day(plan, from, ROLE_SINCE, row, since);
    if (read_day(plan, from, ROLE_UNTIL, row, until) + len == 0) {
        return 0;
    }
    snprintf(text, sizeof text, "%s/%s", since, until);
    return dictionary_add(&builder->out->dictionaries[FIELD_STAY], str_of(text), ret);
}

int companions_add(struct builder *builder, const struct companion *people, int count, int which,
                   uint32_t *ret)
{
    const struct dictionary *given = &builder->out->dictionaries[FIELD_GIVEN];
    const struct dictionary *family = &builder->out->dictionaries[FIELD_FAMILY];
    char names[COMPANIONS_MAX][COMPANION_BYTES];
    char text[COMPANIONS_MAX * COMPANION_BYTES];
    int others = 0;
    size_t len = 0;
    *ret = 0;
    for (int i = 0; i < count && others < COMPANIONS_MAX; i++) {
        char name[COMPANION_BYTES];
        if (i == which || people[i].given == 0 || people[i].family == 0) {
            continue;
        }
        snprintf(name, sizeof name, "%.*s %.*s", PRI(dictionary_text(given, people[i].given)),
                 PRI(dictionary_text(family, people[i].family)));
        int at = others++;
        for (; at > 0 && strcmp(names[at - 1], name) > 0; at--) {
            memcpy(names[at], names[at - 1], sizeof name);
        }
        memcpy(names[at], name, sizeof name);
    }
    for (int i = 0; i < others; i++) {
        len += (size_t)snprintf(text + len, sizeof text - len, "%s%s", i > 0 ? ";" : "", names[i]);
    }
    return others == 0 ? 0
                       : dictionary_add(&builder->out->dictionaries[FIELD_COMPANION],
                                        str_make(text, len), ret);
}

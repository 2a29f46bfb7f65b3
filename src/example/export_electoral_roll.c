/* export_electoral_roll.c - a row an elector, headings in both languages, the address in five lines
 * as the canvass form has them. */
#include "export.h"

#include <stdio.h>

static void elector_row(struct export *x, int32_t index, struct held held)
{
    struct society *s = x->society;
    const struct person *p = &s->people[index];
    struct shown shown;
    struct address_parts parts;
    char text[CELL_MAX], day[16];
    int32_t dwelling = held_dwelling(x, p, held);
    uint32_t locality = s->dwellings[dwelling].locality;
    row_begin(x);
    /* Polling district, then the number in it. */
    uint64_t number =
        scatter(s->county.seed + s->block, (uint64_t)index * 2 + held.repeated, 2 * BLOCK_PEOPLE);
    snprintf(text, sizeof text, "%c%c%u-%u", 'A' + (int)(locality / 26 % 26),
             'A' + (int)(locality % 26), locality / 676 + 1, (unsigned)number + 1);
    row_cell(x, text);
    show_person(x, p, held, &shown);
    row_cell(x, shown.family);
    snprintf(text, sizeof text, "%s%s%s", shown.given, shown.middle[0] ? " " : "", shown.middle);
    row_cell(x, text);
    /* Only those who come of age while the register is in force have a date. */
    int age = age_on(p, TODAY);
    int year, month, d;
    day_parts(p->born, &year, &month, &d);
    show_day(age == 17 ? day_make(year + 18, month, d > 28 ? 28 : d) : DAY_NEVER, DAY_SLASHES, day);
    row_cell(x, day);
    row_cell(x, p->tradition == TRADITION_POLISH && pick(x, 4) ? "G" : age < 18 ? "W" : "");
    bool shown_address = show_address(x, dwelling, &parts);
    bool flat_alone = parts.flat[0] || (parts.building[0] && parts.number[0]);
    if (flat_alone) {
        snprintf(text, sizeof text, "%s%s%s", parts.flat,
                 parts.flat[0] && parts.building[0] ? ", " : "", parts.building);
        row_cell(x, text);
        parts.flat[0] = parts.building[0] = '\0';
    }
    address_first_line(&parts, ", ", text);
    row_cell(x, text);
    int cells = flat_alone ? 2 : 1;
    const char *rest[] = {parts.locality, parts.town};
    for (int i = 0; i < 2; i++) {
        if (rest[i][0]) {
            row_cell(x, rest[i]);
            cells++;
        }
    }
    while (cells++ < 5) {
        row_cell(x, "");
    }
    row_cell(x, parts.postcode);
    row_end(x);
    row_mention(x, MADE_PERSON, index, shown_address ? dwelling : NONE, shown.flags);
    if (shown_address) {
        row_mention(x, MADE_PROPERTY, NONE, dwelling, 0);
    }
}

void export_electoral_roll(struct export *x)
{
    struct society *s = x->society;
    for (int32_t i = 0; i < s->person_count; i++) {
        const struct person *p = &s->people[i];
        int age = age_on(p, TODAY);
        bool held_here = coverage_happens(&x->random, COVERAGE_ELECTOR);
        /* The dead leave the roll with the next canvass; the young and movers join it late. */
        bool lately_dead = !person_is_alive(p) && p->died > TODAY - 200;
        bool late = (age < 25 || p->moved > TODAY - 365) && pick(x, 4) == 0;
        if (age < 16 || !held_here || late || (!person_is_alive(p) && !lately_dead)) {
            continue;
        }
        struct held held[2];
        int records = held_draw(x, p, held);
        /* Former homes are found at a canvass: what is older than four years was put right. */
        bool lately = p->moved > TODAY - 4 * 365;
        if (!lately) {
            records = 1;
            held[0].old_address = held[0].repeated = false;
        }
        for (int r = 0; r < records; r++) {
            elector_row(x, i, held[r]);
        }
    }
}

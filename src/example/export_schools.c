/* export_schools.c - a row a pupil, with two parents as the school office knows them. Separated by
 * semicolons, dates as ISO 8601; the address in one cell, now and then over several lines. */
#include "export.h"

#include <stdio.h>

/* Year of the academic year in which a child of that birthday turns five: Reception began then. */
static int reception_year(const struct person *p)
{
    int year, month, day;
    day_parts(p->born, &year, &month, &day);
    return month >= 9 ? year + 5 : year + 4;
}

static void parent_cells(struct export *x, int32_t index, bool email, uint8_t *ret_flags)
{
    struct society *s = x->society;
    struct shown shown;
    struct held held[2];
    char text[CELL_MAX], phone[32];
    *ret_flags = 0;
    if (index == NONE) {
        row_cell(x, "");
        row_cell(x, "");
        if (email) {
            row_cell(x, "");
        }
        return;
    }
    struct person *p = &s->people[index];
    held_draw(x, p, held);
    held[0].old_address = held[0].repeated = false;
    show_person(x, p, held[0], &shown);
    show_whole(&shown, true, false, text);
    row_cell(x, text);
    show_phone(x, society_mobile(s, p), phone);
    row_cell(x, phone);
    if (email) {
        show_email(x, p, text);
        row_cell(x, text);
    }
    *ret_flags = shown.flags;
}

static bool address_cells(struct export *x, int32_t dwelling)
{
    struct address_parts parts;
    char line[CELL_MAX], text[CELL_MAX];
    bool shown = show_address(x, dwelling, &parts);
    const char *between = pick(x, 40) == 0 ? "\n" : ", ";
    address_first_line(&parts, ", ", line);
    snprintf(text, sizeof text, "%.200s%s%s%s%s", line, parts.locality[0] ? between : "",
             parts.locality, parts.town[0] ? between : "", parts.town);
    row_cell(x, text);
    row_cell(x, parts.postcode);
    return shown;
}

static void year_group(int years, char ret[16])
{
    if (years < 1) {
        snprintf(ret, 16, "%s", years < 0 ? "N" : "R");
    } else {
        snprintf(ret, 16, "%d", years % 100);
    }
}

static void pupil_row(struct export *x, int32_t index, struct held held, unsigned serial)
{
    struct society *s = x->society;
    struct person *p = &s->people[index];
    struct shown shown;
    char text[CELL_MAX];
    uint8_t flags[2];
    int entry = reception_year(p), years = TODAY_YEAR - entry;
    unsigned primary = 2000 + (unsigned)s->block * 2 + (unsigned)(p->household % 2);
    int32_t dwelling = held_dwelling(x, p, held);
    row_begin(x);
    safe_pupil_number(primary, (unsigned)entry, serial, text);
    row_cell(x, text);
    show_person(x, p, held, &shown);
    row_cell(x, shown.family);
    row_cell(x, shown.given);
    row_cell(x, shown.middle);
    show_birth(x, p, DAY_ISO, text);
    row_cell(x, text);
    bool no_sex = happens(x, ERROR_SEX_MISSING), wrong_sex = happens(x, ERROR_SEX_WRONG);
    row_cell(x, no_sex ? "" : (p->sex == 'f') != wrong_sex ? "F" : "M");
    char group[16];
    year_group(years, group);
    row_cell(x, group);
    row_cell_number(x, years > 6 ? 4000 + s->block : primary, 4);
    bool one_parent = pick(x, 12) == 0;
    bool father_first = p->mother == NONE || (p->father != NONE && pick(x, 6) == 0);
    int32_t parents[2] = {father_first ? p->father : p->mother,
                          father_first ? p->mother : p->father};
    /* A parent who died, or whom the school was never told of. */
    parents[1] = parents[1] != NONE && (one_parent || !person_is_alive(&s->people[parents[1]]))
                     ? NONE
                     : parents[1];
    parent_cells(x, parents[0], true, &flags[0]);
    parent_cells(x, parents[1], false, &flags[1]);
    bool address = address_cells(x, dwelling);
    row_cell(x, p->given_welsh[0] || pick(x, 6) == 0 ? "Welsh/Cymraeg"
                : p->tradition                       ? "Other"
                                                     : "English");
    row_end(x);
    row_mention(x, MADE_PERSON, index, address ? dwelling : NONE, shown.flags);
    for (int i = 0; i < 2; i++) {
        if (parents[i] != NONE) {
            bool here = s->people[parents[i]].household == p->household;
            row_mention(x, MADE_PERSON, parents[i], here && address ? dwelling : NONE, flags[i]);
        }
    }
    if (address) {
        row_mention(x, MADE_PROPERTY, NONE, dwelling, 0);
    }
}

void export_schools(struct export *x)
{
    struct society *s = x->society;
    unsigned serials[2][32] = {{0}}; /* given out, by school and year of entry */
    for (int32_t i = 0; i < s->person_count; i++) {
        const struct person *p = &s->people[i];
        int years = TODAY_YEAR - reception_year(p);
        bool held_here = coverage_happens(&x->random, COVERAGE_PUPIL);
        /* Nursery to Year 11; half stay for the sixth form. */
        bool of_age = years >= -1 && (years <= 11 || (years <= 13 && pick(x, 2)));
        if (!of_age || !held_here || p->student || (p->mother == NONE && p->father == NONE)) {
            continue;
        }
        struct held held[2];
        int records = held_draw(x, p, held);
        for (int r = 0; r < records; r++) {
            unsigned *serial = &serials[p->household % 2][years + 1];
            pupil_row(x, i, held[r],
                      (unsigned)scatter(s->county.seed + s->block, (*serial)++, 1000));
        }
    }
}

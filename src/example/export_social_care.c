/* export_social_care.c - a row a client, opened over twelve years by many hands: Windows-1252, an
 * address in five columns, names that people are called by, and much left out. */
#include "export.h"

#include "slips.h"

#include <stdio.h>

/* What "Also Known As" holds: the everyday name where the form has the other, or the name before.
 * */
static void also_known_as(struct export *x, const struct person *p, const struct shown *shown,
                          char ret[CELL_MAX])
{
    int way = pick(x, 10);
    bool renamed = strcmp(p->family, p->birth_family) != 0 && !(shown->flags & MADE_OLD_NAME);
    ret[0] = '\0';
    if (p->pet[0] && !(shown->flags & MADE_PET) && way < 4) {
        snprintf(ret, CELL_MAX, "%s", p->pet);
    } else if (p->by_second_name && !(shown->flags & MADE_SECOND_NAME) && way < 7) {
        snprintf(ret, CELL_MAX, "%s", p->middle);
    } else if (renamed && way >= 8) {
        snprintf(ret, CELL_MAX, "%s%s", way == 8 ? "née " : "formerly ", p->birth_family);
    }
}

static void nhs_cell(struct export *x, struct person *p)
{
    bool missing = happens(x, ERROR_NHS_MISSING), placeholder = happens(x, ERROR_NHS_PLACEHOLDER);
    bool wrong = happens(x, ERROR_NHS_WRONG);
    char digits[SAFE_TEXT_MAX], text[32] = "";
    if (placeholder) {
        snprintf(text, sizeof text, "%s", pick(x, 2) ? "999 999 9999" : "000 000 0000");
    } else if (!missing) {
        snprintf(digits, sizeof digits, "%s", society_nhs(x->society, p));
        if (wrong) {
            slip_digit(&x->random, digits, 6); /* 999 stays */
        }
        if (digits[0]) {
            snprintf(text, sizeof text, "%.3s %.3s %.4s", digits, digits + 3, digits + 6);
        }
    }
    row_cell(x, text);
}

static void address_cells(struct export *x, int32_t household, int32_t dwelling, bool *ret_shown)
{
    struct society *s = x->society;
    struct address_parts parts;
    char name[2 * PLACE_TEXT_MAX + 2];
    *ret_shown = show_address(x, dwelling, &parts);
    if (*ret_shown && s->households[household].kind == HOUSEHOLD_CARE_HOME &&
        s->households[household].dwelling == dwelling) {
        care_home_name(&s->county, s->dwellings[dwelling].locality, parts.building);
    }
    snprintf(name, sizeof name, "%s%s%s", parts.flat, parts.flat[0] && parts.building[0] ? " " : "",
             parts.building);
    row_cell_cut(x, name, 30);
    row_cell(x, parts.number);
    row_cell_cut(x, parts.street, 30);
    row_cell_cut(x, parts.locality, 20);
    row_cell_cut(x, parts.town, 20);
    row_cell(x, parts.postcode);
}

static void client_row(struct export *x, int32_t index, struct held held)
{
    static const char *const types[] = {
        "Older Person",        "Blue Badge",    "Carer",         "Learning Disability",
        "Physical Disability", "Mental Health", "Child in Need", "Disabled Child"};
    struct society *s = x->society;
    struct person *p = &s->people[index];
    struct shown shown;
    char text[CELL_MAX], phone[32], day[16];
    int32_t dwelling = held_dwelling(x, p, held);
    int age = age_on(p, TODAY);
    bool shown_address;
    row_begin(x);
    row_cell_number(x, scatter(s->county.seed + 9, p->serial * 2 + held.repeated, 100000000), 8);
    show_person(x, p, held, &shown);
    row_cell(x, shown.title);
    row_cell_cut(x, shown.given, 15);
    row_cell_cut(x, shown.family, 20);
    also_known_as(x, p, &shown, text);
    row_cell(x, text);
    show_birth(x, p, DAY_SLASHES, text);
    row_cell(x, text);
    nhs_cell(x, p);
    bool no_sex = happens(x, ERROR_SEX_MISSING), wrong_sex = happens(x, ERROR_SEX_WRONG);
    row_cell(x, no_sex ? "Not Known" : (p->sex == 'f') != wrong_sex ? "Female" : "Male");
    address_cells(x, p->household, dwelling, &shown_address);
    const char *mobile = society_mobile(s, p);
    const char *line = society_landline(s, &s->households[p->household]);
    show_phone(x, age < 16 || (line[0] && pick(x, 2)) ? line : mobile, phone);
    row_cell(x, phone);
    row_cell(x, age < 18   ? types[6 + pick(x, 2)]
                : age > 64 ? types[pick(x, 3)]
                           : types[1 + pick(x, 5)]);
    show_day(TODAY - 30 - pick(x, age < 12 ? age * 365 + 1 : 12 * 365), DAY_SLASHES, day);
    row_cell(x, day);
    row_end(x);
    row_mention(x, MADE_PERSON, index, shown_address ? dwelling : NONE, shown.flags);
    if (shown_address) {
        row_mention(x, MADE_PROPERTY, NONE, dwelling, 0);
    }
}

void export_social_care(struct export *x)
{
    struct society *s = x->society;
    for (int32_t i = 0; i < s->person_count; i++) {
        const struct person *p = &s->people[i];
        int age = age_on(p, TODAY);
        bool care_home = s->households[p->household].kind == HOUSEHOLD_CARE_HOME;
        enum coverage coverage = care_home  ? COVERAGE_CARE_HOME
                                 : age < 18 ? COVERAGE_CARE_CHILD
                                 : age < 65 ? COVERAGE_CARE_ADULT
                                            : COVERAGE_CARE_OLD;
        if (!coverage_happens(&x->random, coverage)) {
            continue;
        }
        struct held held[2];
        int records = held_draw(x, p, held);
        for (int r = 0; r < records; r++) {
            client_row(x, i, held[r]);
        }
    }
}

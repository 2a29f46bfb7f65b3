/* export_housing.c - a row a tenancy of the council's homes: main tenant in columns, the birth date
 * in three of them, the joint tenant in one; former tenancies too. */
#include "export.h"

#include "slips.h"

#include <stdio.h>
#include <stdlib.h>

static void birth_cells(struct export *x, const struct person *p)
{
    char text[16], part[8];
    show_birth(x, p, DAY_SLASHES, text);
    const int from[3] = {0, 3, 6};
    for (int i = 0; i < 3; i++) {
        snprintf(part, sizeof part, "%.*s", i == 2 ? 4 : 2, text[0] ? text + from[i] : "");
        /* Numbers lose their leading noughts. */
        row_cell(x, part[0] == '0' ? part + 1 : part);
    }
}

static void insurance_cell(struct export *x, struct person *p)
{
    char text[SAFE_TEXT_MAX + 4] = "";
    bool missing = happens(x, ERROR_NI_MISSING), wrong = happens(x, ERROR_NI_WRONG);
    bool spaced = pick(x, 3) == 0;
    const char *number = missing ? "" : society_insurance(x->society, p);
    if (number[0]) {
        char code[SAFE_TEXT_MAX];
        snprintf(code, sizeof code, "%s", number);
        if (wrong) {
            slip_digit(&x->random, code, 6);
        }
        snprintf(text, sizeof text, spaced ? "%.2s %.2s %.2s %.2s %.1s" : "%.2s%.2s%.2s%.2s%.1s",
                 code, code + 2, code + 4, code + 6, code + 8);
    }
    row_cell(x, text);
}

/* The second person of the tenancy, or NONE. */
static int32_t joint_tenant(struct export *x, const struct household *h)
{
    const struct society *s = x->society;
    int32_t partner = s->people[h->first].partner;
    bool joint = pick(x, 100) < 55;
    return partner != NONE && joint && person_is_alive(&s->people[partner]) ? partner : NONE;
}

static void joint_cells(struct export *x, int32_t joint, struct shown *shown)
{
    char text[CELL_MAX], day[16];
    if (joint == NONE) {
        row_cell(x, "");
        row_cell(x, "");
        return;
    }
    struct held held[2];
    const struct person *p = &x->society->people[joint];
    held_draw(x, p, held);
    show_person(x, p, (struct held){.old_name = held[0].old_name}, shown);
    show_whole(shown, pick(x, 2), false, text);
    row_cell(x, text);
    show_birth(x, p, DAY_WORD, day);
    row_cell(x, day);
}

static bool address_cells(struct export *x, int32_t dwelling)
{
    struct address_parts parts;
    char text[2 * PLACE_TEXT_MAX + 4];
    bool shown = show_address(x, dwelling, &parts);
    snprintf(text, sizeof text, "%s%s%s", parts.flat,
             parts.flat[0] && parts.building[0] ? ", " : "", parts.building);
    row_cell(x, text);
    row_cell(x, parts.number);
    row_cell(x, parts.street);
    snprintf(text, sizeof text, "%s%s%s", parts.locality,
             parts.locality[0] && parts.town[0] ? ", " : "", parts.town);
    row_cell(x, text);
    row_cell(x, parts.postcode);
    return shown;
}

static void tenancy_row(struct export *x, int32_t household, bool former)
{
    struct society *s = x->society;
    struct household *h = &s->households[household];
    struct person *main_tenant = &s->people[h->first];
    struct shown shown, joint_shown = {0};
    struct held held[2];
    char text[CELL_MAX], phone[32], day[16];
    int32_t dwelling = former ? main_tenant->former_dwelling : h->dwelling;
    int32_t joint = former ? NONE : joint_tenant(x, h);
    row_begin(x);
    unsigned reference = (unsigned)scatter(s->county.seed + 3, h->serial * 2 + former, 90000000);
    snprintf(text, sizeof text, "T%08u/%d", reference, 1 + pick(x, 3));
    row_cell(x, text);
    held_draw(x, main_tenant, held);
    held[0].old_address = held[0].repeated = former;
    held[0].old_name = former ? main_tenant->married > main_tenant->moved &&
                                    strcmp(main_tenant->family, main_tenant->birth_family) != 0
                              : held[0].old_name;
    show_person(x, main_tenant, held[0], &shown);
    row_cell(x, shown.title);
    snprintf(text, sizeof text, "%s%s%s", shown.given, shown.middle[0] ? " " : "", shown.middle);
    row_cell(x, text);
    row_cell(x, shown.family);
    birth_cells(x, main_tenant);
    insurance_cell(x, main_tenant);
    joint_cells(x, joint, &joint_shown);
    bool address = address_cells(x, dwelling);
    const char *mobile = society_mobile(s, main_tenant);
    show_phone(x, mobile[0] ? mobile : society_landline(s, h), phone);
    row_cell(x, phone);
    show_email(x, main_tenant, text);
    row_cell(x, text);
    int32_t start = former ? main_tenant->moved - 300 - pick(x, 3000) : main_tenant->moved;
    start = start == DAY_NEVER ? TODAY - 16 * 365 - pick(x, 5000) : start;
    int32_t of_age = main_tenant->born + 18 * 366;
    show_move(x, start < of_age ? of_age + pick(x, 200) : start, DAY_WORD, day);
    row_cell(x, day);
    show_move(x, former ? main_tenant->moved : DAY_NEVER, DAY_WORD, day);
    row_cell(x, day);
    row_end(x);
    row_mention(x, MADE_PERSON, h->first, address ? dwelling : NONE, shown.flags);
    if (joint != NONE) {
        row_mention(x, MADE_PERSON, joint, address ? dwelling : NONE, (uint8_t)(joint_shown.flags));
    }
    if (address) {
        row_mention(x, MADE_PROPERTY, NONE, dwelling, 0);
    }
}

void export_housing(struct export *x)
{
    struct society *s = x->society;
    for (int32_t i = 0; i < s->household_count; i++) {
        const struct household *h = &s->households[i];
        const struct person *p = &s->people[h->first];
        bool moved = p->former_dwelling != NONE && age_on(p, p->moved) >= 19 && p->mother == NONE;
        bool former = moved && h->kind != HOUSEHOLD_CARE_HOME &&
                      (h->tenancy ? happens(x, ERROR_SECOND_RECORD) : pick(x, 100) < 6);
        if (former) {
            tenancy_row(x, i, true);
        }
        if (h->tenancy && (person_is_alive(p) || pick(x, 3))) {
            tenancy_row(x, i, false);
        }
    }
}

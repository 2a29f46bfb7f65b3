/* export_council_tax.c - a row an account: capitals, everybody liable in one column, the address in
 * another. Who is liable: owners and tenants who live there, jointly if a couple; the landlord of a
 * house let by the room; the estate of somebody who died; nobody known. Accounts of former homes
 * are kept, closed. */
#include "export.h"

#include "organisations.h"
#include "slips.h"

#include <assert.h>
#include <stdio.h>

struct liable {
    char text[CELL_MAX];
    const char *exemption;
};

static void person_style(struct export *x, const struct shown *s, char ret[CELL_MAX])
{
    int way = pick(x, 20);
    if (way == 0 && s->given[0]) {
        snprintf(ret, CELL_MAX, "%s, %s%s%s", s->family, s->given, s->title[0] ? " " : "",
                 s->title);
    } else if (way == 1 && s->title[0] && s->given[0]) {
        snprintf(ret, CELL_MAX, "%s, %s %s", s->family, s->title, s->given);
    } else {
        show_whole(s, true, true, ret);
    }
}

/* Two who are liable together. The same family name is often written once. */
static void pair_style(struct export *x, struct shown *a, struct shown *b, char ret[CELL_MAX])
{
    const char *and = pick(x, 4) ? "&" : "AND";
    char whole[2][CELL_MAX];
    if ((a->title[0] == '\0') != (b->title[0] == '\0') && pick(x, 10)) {
        a->title[0] = b->title[0] = '\0'; /* both titles or none */
    }
    bool titles = a->title[0] && b->title[0];
    bool one_name = strcmp(a->family, b->family) == 0 && pick(x, 10) < 7;
    bool given = a->given[0] && b->given[0];
    if (one_name && titles && !given) {
        snprintf(ret, CELL_MAX, "%s & %s %s", a->title, b->title, a->family);
    } else if (one_name && given) {
        char first[CELL_MAX];
        struct shown half = *a;
        half.family[0] = '\0';
        show_whole(&half, titles, true, first);
        show_whole(b, titles, true, whole[1]);
        snprintf(ret, CELL_MAX, "%.180s %s %.200s", first, and, whole[1]);
    } else {
        show_whole(a, true, true, whole[0]);
        show_whole(b, true, true, whole[1]);
        snprintf(ret, CELL_MAX, "%.180s %s %.200s", whole[0], and, whole[1]);
    }
}

static void estate_style(struct export *x, const struct shown *s, char ret[CELL_MAX])
{
    static const char *const before[] = {"EXORS OF",          "EXORS OF",     "EXECUTORS OF",
                                         "EXORS OF THE LATE", "PERS REPS OF", "THE EXECUTORS OF"};
    static const char *const after[] = {" (DECD)", " DECD", " (DECEASED)", "", " DECEASED", ""};
    char whole[CELL_MAX];
    int way = pick(x, 6);
    show_whole(s, pick(x, 2), true, whole);
    snprintf(ret, CELL_MAX, "%s %.300s%s", before[way], whole, after[way]);
}

/* The address in one cell. */
static void address_style(struct export *x, int32_t dwelling, const char *building,
                          char ret[CELL_MAX], char postcode[16])
{
    struct address_parts parts;
    show_address(x, dwelling, &parts);
    if (building != NULL) {
        snprintf(parts.building, sizeof parts.building, "%s", building);
    }
    const char *between = pick(x, 2) ? " " : ", ";
    char line[CELL_MAX];
    address_first_line(&parts, between, line);
    snprintf(ret, CELL_MAX, "%.200s%s%s%s%s", line, parts.locality[0] ? between : "",
             parts.locality, parts.town[0] ? between : "", parts.town);
    snprintf(postcode, 16, "%s", parts.postcode);
}

/* Everything after the liable party, and the property's mention. `unknown`: nobody is named. */
static void account_finish(struct export *x, int32_t dwelling, const char *building, int32_t from,
                           int32_t to, const char *exemption)
{
    const struct society *s = x->society;
    char address[CELL_MAX], postcode[16], day[16], uprn[SAFE_TEXT_MAX], band[2];
    const struct dwelling *d = &s->dwellings[dwelling];
    address_style(x, dwelling, building, address, postcode);
    row_cell(x, address);
    row_cell(x, postcode);
    safe_uprn(s->county.seed, d->serial, uprn);
    row_cell(x, happens(x, ERROR_UPRN_MISSING) ? "" : uprn);
    snprintf(band, sizeof band, "%c", d->band);
    row_cell(x, band);
    show_move(x, from, DAY_SLASHES, day);
    row_cell(x, day);
    show_move(x, to, DAY_SLASHES, day);
    row_cell(x, day);
    row_cell(x, exemption);
    row_end(x);
    row_mention(x, MADE_PROPERTY, NONE, dwelling, 0);
}

/* The number of an account tells nothing of the property. leaver: whose closed account, or NONE. */
static void account_begin(struct export *x, int32_t dwelling, int32_t leaver)
{
    const struct society *s = x->society;
    uint64_t serial =
        leaver == NONE ? s->dwellings[dwelling].serial : 20000000 + s->people[leaver].serial;
    static_assert((uint64_t)EXAMPLE_BLOCKS_MAX * BLOCK_DWELLINGS_MAX <= 20000000,
                  "accounts run out");
    row_begin(x);
    row_cell_number(x, 60000000 + scatter(s->county.seed + 77, serial, 40000000), 8);
}

static int32_t account_start(struct export *x, int32_t moved)
{
    /* Council tax began on 1 April 1993. */
    return moved != DAY_NEVER ? moved : day_make(1993 + pick(x, 17), 4, 1);
}

/* The account of one or two people: now, or (closed) of their former home. */
static void account_of_people(struct export *x, int32_t first, int32_t second, int32_t dwelling,
                              int32_t from, int32_t to, const char *exemption)
{
    struct society *s = x->society;
    struct held held[2];
    struct shown shown[2] = {0};
    char text[CELL_MAX];
    const int32_t people[2] = {first, second};
    bool closed = to != DAY_NEVER;
    int count = second == NONE ? 1 : 2;
    account_begin(x, dwelling, closed ? first : NONE);
    for (int i = 0; i < count; i++) {
        const struct person *p = &s->people[people[i]];
        held_draw(x, p, held);
        held[0].old_address = held[0].repeated = closed;
        held[0].old_name =
            closed ? p->married > to && strcmp(p->family, p->birth_family) != 0 : held[0].old_name;
        show_person(x, p, held[0], &shown[i]);
    }
    if (count == 2 && (shown[0].flags & MADE_INITIAL) != (shown[1].flags & MADE_INITIAL)) {
        /* One clerk, one habit: both by initials. */
        for (int i = 0; i < 2; i++) {
            shown[i].given[(unsigned char)shown[i].given[0] >= 0xc0 ? 2
                           : shown[i].given[0]                      ? 1
                                                                    : 0] = '\0';
            shown[i].middle[0] = '\0';
            shown[i].flags |= MADE_INITIAL;
        }
    }
    int lead = count == 2 && pick(x, 6) == 0; /* now and then the woman is named first */
    if (count == 2) {
        pair_style(x, &shown[lead], &shown[!lead], text);
    } else {
        person_style(x, &shown[0], text);
    }
    row_cell_cut(x, text, 60);
    for (int i = 0; i < count; i++) {
        int k = i ^ lead;
        row_mention(x, MADE_PERSON, people[k], dwelling,
                    (uint8_t)(shown[k].flags | (count == 2 ? MADE_JOINT : 0)));
    }
    account_finish(x, dwelling, NULL, from, to, exemption);
}

static void account_of_organisation(struct export *x, uint32_t organisation, int32_t dwelling,
                                    const char *building, const char *exemption)
{
    char name[CELL_MAX];
    account_begin(x, dwelling, NONE);
    organisation_show(x, organisation, name);
    row_cell_cut(x, name, 60);
    row_mention(x, MADE_ORGANISATION, NONE, dwelling, 0)->organisation = organisation;
    account_finish(x, dwelling, building, TODAY - 100 - pick(x, 4000), DAY_NEVER, exemption);
}

static void account_of_estate(struct export *x, int32_t person, int32_t dwelling)
{
    struct shown shown;
    char text[CELL_MAX];
    const struct person *p = &x->society->people[person];
    show_person(x, p, (struct held){0}, &shown);
    account_begin(x, dwelling, NONE);
    estate_style(x, &shown, text);
    row_cell_cut(x, text, 60);
    row_mention(x, MADE_ESTATE, person, dwelling, shown.flags);
    account_finish(x, dwelling, NULL, p->died, DAY_NEVER, "EXEMPT CLASS F");
}

static void account_of_nobody(struct export *x, int32_t dwelling)
{
    static const char *const names[] = {"THE OCCUPIER", "THE OCCUPIER", "THE OWNER/OCCUPIER",
                                        "OCCUPIER", "THE OWNER"};
    account_begin(x, dwelling, NONE);
    row_cell(x, names[pick(x, 5)]);
    account_finish(x, dwelling, NULL, TODAY - 10 - pick(x, 900), DAY_NEVER, "EMPTY");
    row_mention(x, MADE_UNKNOWN, NONE, dwelling, 0);
}

/* Who of a household is named: its first adult, with partner, or with a grown-up to share the bill.
 * */
static void account_of_household(struct export *x, int32_t index)
{
    const struct society *s = x->society;
    const struct household *h = &s->households[index];
    const struct person *first = &s->people[h->first];
    int32_t second = first->partner;
    int32_t start = account_start(x, first->moved);
    if (second != NONE && pick(x, 100) < 14) {
        second = NONE; /* only one of the two told the council */
    }
    if (second != NONE && !person_is_alive(&s->people[second])) {
        second = NONE;
    }
    if (!person_is_alive(first)) {
        if (first->partner == NONE) {
            account_of_estate(x, h->first, h->dwelling);
        } else {
            account_of_people(x, first->partner, NONE, h->dwelling, start, DAY_NEVER, "SPD 25%");
        }
        return;
    }
    int adults = 0;
    for (int32_t p = h->first; p < h->first + h->count; p++) {
        adults += age_on(&s->people[p], TODAY) >= 18;
    }
    account_of_people(x, h->first, second, h->dwelling, start, DAY_NEVER,
                      adults == 1 ? "SPD 25%" : "");
}

/* The closed account of the home that the household left in the last six years. */
static void account_closed(struct export *x, int32_t index)
{
    const struct society *s = x->society;
    const struct household *h = &s->households[index];
    const struct person *first = &s->people[h->first];
    bool kept = coverage_happens(&x->random, COVERAGE_CLOSED_ACCOUNT);
    if (!kept || first->former_dwelling == NONE || first->moved < TODAY - 6 * 365 ||
        age_on(first, first->moved) < 21 || first->student || first->mother != NONE) {
        return;
    }
    int32_t second = first->partner;
    bool together = second != NONE && s->people[second].former_dwelling == first->former_dwelling;
    int32_t from = first->moved - 200 - pick(x, 3000);
    account_of_people(x, h->first, together ? second : NONE, first->former_dwelling, from,
                      first->moved, "");
}

void export_council_tax(struct export *x)
{
    struct society *s = x->society;
    for (int32_t i = 0; i < s->household_count; i++) {
        const struct household *h = &s->households[i];
        char building[PLACE_TEXT_MAX];
        if (h->kind == HOUSEHOLD_CARE_HOME) {
            care_home_name(&s->county, s->dwellings[h->dwelling].locality, building);
            account_of_organisation(x, organisation_care(s), h->dwelling, building, "");
        } else if (h->kind == HOUSEHOLD_STUDENTS) {
            int32_t second = h->count > 1 && pick(x, 2) ? h->first + 1 : NONE;
            account_of_people(x, h->first, second, h->dwelling,
                              account_start(x, s->people[h->first].moved), DAY_NEVER,
                              "EXEMPT CLASS N");
        } else if (h->landlord_person != NONE) {
            account_of_people(x, h->landlord_person, NONE, h->dwelling, TODAY - 100 - pick(x, 3000),
                              DAY_NEVER, "HMO");
        } else if (h->landlord != NONE && h->count > 2) {
            account_of_organisation(x, organisation_landlord(s, h->landlord), h->dwelling, NULL,
                                    "HMO");
        } else {
            account_of_household(x, i);
            account_closed(x, i);
        }
    }
    for (int32_t i = 0; i < s->empty_count; i++) {
        if (pick(x, 2)) {
            account_of_nobody(x, s->empty[i]);
        } else {
            account_of_organisation(x, organisation_any(x), s->empty[i], NULL, "EMPTY");
        }
    }
}

/* export_values.c - names, dates, addresses and contacts as a clerk enters them. */
#include "export.h"

#include "hash.h"
#include "slips.h"

#include <stdio.h>

int held_draw(struct export *x, const struct person *person, struct held ret[2])
{
    /* The record was opened some time in the last twelve years, not before the person was born. */
    int32_t opened = TODAY - 30 - (int32_t)random_below(&x->random, 12 * 365);
    opened = opened < person->born ? person->born : opened;
    bool moved = person->former_dwelling != NONE && person->moved > opened;
    bool renamed = person->married != DAY_NEVER && person->married > opened &&
                   strcmp(person->family, person->birth_family) != 0;
    bool twice = happens(x, ERROR_SECOND_RECORD) && (moved || renamed);
    bool old_address = happens(x, ERROR_ADDRESS_OLD) && moved;
    bool old_name = happens(x, ERROR_NAME_OLD) && renamed;
    if (twice) {
        ret[0] = (struct held){.old_address = moved, .old_name = renamed, .repeated = true};
        ret[1] = (struct held){0};
        return 2;
    }
    ret[0] = (struct held){.old_address = old_address, .old_name = old_name};
    return 1;
}

int32_t held_dwelling(const struct export *x, const struct person *person, struct held held)
{
    return held.old_address ? person->former_dwelling
                            : x->society->households[person->household].dwelling;
}

const char *show_title(const struct person *person, bool old_name)
{
    uint64_t taste = hash_mix(person->serial) % 100;
    int age = age_on(person, TODAY);
    if (taste == 7 && age > 25) {
        return "Dr";
    }
    if (age < 16) {
        return taste < 60 ? "" : person->sex == 'f' ? "Miss" : age < 13 ? "Master" : "Mr";
    }
    if (person->sex == 'm') {
        return "Mr";
    }
    bool married = person->married != DAY_NEVER && !old_name;
    return married ? (taste < 84 ? "Mrs" : "Ms") : (taste < 70 ? "Miss" : "Ms");
}

static void copy(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text);
}

/* The given names that this system has, before any slip. */
static void given_choose(struct export *x, const struct person *p, struct shown *ret)
{
    copy(ret->given, sizeof ret->given, p->given);
    snprintf(ret->middle, sizeof ret->middle, "%s%s%s", p->middle, p->middle_2[0] ? " " : "",
             p->middle_2);
    bool second = happens(x, ERROR_GIVEN_SECOND), welsh = happens(x, ERROR_GIVEN_WELSH);
    bool pet = happens(x, ERROR_GIVEN_PET);
    if (p->by_second_name && second) {
        copy(ret->given, sizeof ret->given, p->middle);
        copy(ret->middle, sizeof ret->middle, p->middle_2);
        ret->flags |= MADE_SECOND_NAME;
    } else if (p->given_welsh[0] && welsh) {
        copy(ret->given, sizeof ret->given, p->given_welsh);
        ret->flags |= MADE_WELSH;
    } else if (p->pet[0] && pet) {
        copy(ret->given, sizeof ret->given, p->pet);
        ret->flags |= MADE_PET;
    }
    bool none = happens(x, ERROR_MIDDLE_MISSING), initial = happens(x, ERROR_MIDDLE_INITIAL);
    if (none) {
        ret->middle[0] = '\0';
    } else if (initial && ret->middle[0]) {
        ret->middle[(unsigned char)ret->middle[0] >= 0xc0 ? 2 : 1] = '\0';
    }
}

static void family_choose(struct export *x, const struct person *p, bool old_name,
                          struct shown *ret)
{
    copy(ret->family, sizeof ret->family, old_name ? p->birth_family : p->family);
    ret->flags |= old_name ? MADE_OLD_NAME : 0;
    bool half = happens(x, ERROR_FAMILY_HALF), space = happens(x, ERROR_FAMILY_UNHYPHENED);
    bool welsh = happens(x, ERROR_FAMILY_WELSH);
    char *hyphen = strchr(ret->family, '-');
    if (hyphen != NULL && half) {
        if (pick(x, 2)) {
            memmove(ret->family, hyphen + 1, strlen(hyphen));
        } else {
            *hyphen = '\0';
        }
    } else if (hyphen != NULL && space) {
        *hyphen = ' ';
    } else if (p->family_welsh[0] && !old_name && welsh) {
        copy(ret->family, sizeof ret->family, p->family_welsh);
        ret->flags |= MADE_WELSH;
    }
}

static void name_slips(struct export *x, struct shown *ret)
{
    if (happens(x, ERROR_GIVEN_TYPING)) {
        slip_typing(&x->random, ret->given, sizeof ret->given);
    }
    if (happens(x, ERROR_FAMILY_TYPING)) {
        slip_typing(&x->random, ret->family, sizeof ret->family);
    }
    if (happens(x, ERROR_NAME_SOUND)) {
        bool given = pick(x, 2);
        slip_sound(&x->random, given ? ret->given : ret->family,
                   given ? sizeof ret->given : sizeof ret->family);
    }
    if (happens(x, ERROR_NAME_SCAN)) {
        bool given = pick(x, 2);
        slip_scan(&x->random, given ? ret->given : ret->family,
                  given ? sizeof ret->given : sizeof ret->family);
    }
}

void show_person(struct export *x, const struct person *person, struct held held, struct shown *ret)
{
    *ret = (struct shown){.flags = (uint8_t)((held.old_address ? MADE_OLD_ADDRESS : 0) |
                                             (held.repeated ? MADE_REPEATED : 0))};
    copy(ret->title, sizeof ret->title,
         happens(x, ERROR_TITLE_MISSING) ? "" : show_title(person, held.old_name));
    given_choose(x, person, ret);
    family_choose(x, person, held.old_name, ret);
    name_slips(x, ret);
    if (happens(x, ERROR_GIVEN_MISSING)) {
        static const char *const instead[] = {"", "", "UNKNOWN", "TBC", "N/K"};
        int way = pick(x, 5);
        copy(ret->given, sizeof ret->given, x->system == SYSTEM_COUNCIL_TAX ? "" : instead[way]);
        ret->middle[0] = '\0';
    } else if (happens(x, ERROR_GIVEN_INITIAL)) {
        ret->given[(unsigned char)ret->given[0] >= 0xc0 ? 2 : 1] = '\0';
        ret->middle[(unsigned char)ret->middle[0] >= 0xc0 ? 2 : ret->middle[0] ? 1 : 0] = '\0';
        ret->flags |= MADE_INITIAL;
    }
    if (happens(x, ERROR_NAMES_SWAPPED) && ret->given[0] &&
        strlen(ret->family) < sizeof ret->given) {
        char given[sizeof ret->given];
        copy(given, sizeof given, ret->given);
        copy(ret->given, sizeof ret->given, ret->family);
        copy(ret->family, sizeof ret->family, given);
    }
}

void show_whole(const struct shown *shown, bool with_title, bool with_middle, char ret[CELL_MAX])
{
    const char *parts[] = {with_title ? shown->title : "", shown->given,
                           with_middle ? shown->middle : "", shown->family};
    size_t len = 0;
    ret[0] = '\0';
    for (size_t i = 0; i < 4; i++) {
        if (parts[i][0]) {
            len += (size_t)snprintf(ret + len, CELL_MAX - len, "%s%s", len ? " " : "", parts[i]);
        }
    }
}

bool show_address(struct export *x, int32_t dwelling, struct address_parts *ret)
{
    bool missing = happens(x, ERROR_ADDRESS_MISSING);
    *ret = (struct address_parts){0};
    if (missing || dwelling == NONE) {
        static const char *const instead[] = {"NO FIXED ABODE",        "",    "TBC",
                                              "Address withheld",      "N/K", "No Fixed Abode",
                                              "Dim cyfeiriad sefydlog"};
        copy(ret->street, sizeof ret->street, instead[pick(x, 7)]);
        return false;
    }
    const struct society *s = x->society;
    bool street_other = happens(x, ERROR_STREET_WELSH), town_other = happens(x, ERROR_TOWN_WELSH);
    dwelling_address(&s->county, &s->dwellings[dwelling], street_other, town_other, ret);
    if (happens(x, ERROR_STREET_SHORT)) {
        street_shorten(ret->street);
    }
    if (happens(x, ERROR_STREET_TYPING)) {
        slip_typing(&x->random, ret->street, sizeof ret->street);
    }
    /* A house with a name only keeps its village: without it nobody would find it. */
    if (happens(x, ERROR_LOCALITY_MISSING) && ret->number[0]) {
        ret->locality[0] = '\0';
    }
    if (happens(x, ERROR_TOWN_MISSING)) {
        ret->town[0] = '\0';
    }
    if (happens(x, ERROR_POSTCODE_WRONG)) {
        postcode_damage(&x->random, ret->postcode);
    }
    if (happens(x, ERROR_POSTCODE_MISSING)) {
        ret->postcode[0] = '\0';
    } else if (happens(x, ERROR_POSTCODE_UNSPACED)) {
        char *space = strchr(ret->postcode, ' ');
        if (space != NULL) {
            memmove(space, space + 1, strlen(space));
        }
    }
    return true;
}

void address_first_line(const struct address_parts *parts, const char *between, char ret[CELL_MAX])
{
    snprintf(ret, CELL_MAX, "%s%s%s%s%s%s%s", parts->flat, parts->flat[0] ? between : "",
             parts->building, parts->building[0] ? between : "", parts->number,
             parts->number[0] ? " " : "", parts->street);
}

void show_day(int32_t day, enum day_style style, char ret[16])
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int y, m, d;
    ret[0] = '\0';
    if (day == DAY_NEVER) {
        return;
    }
    day_parts(day, &y, &m, &d);
    if (style == DAY_SLASHES) {
        snprintf(ret, 16, "%02u/%02u/%04u", (unsigned)d % 100, (unsigned)m % 100,
                 (unsigned)y % 10000);
    } else if (style == DAY_ISO) {
        snprintf(ret, 16, "%04u-%02u-%02u", (unsigned)y % 10000, (unsigned)m % 100,
                 (unsigned)d % 100);
    } else {
        snprintf(ret, 16, "%u-%.3s-%04u", (unsigned)d % 100, months + 3 * (m - 1),
                 (unsigned)y % 10000);
    }
}

void show_birth(struct export *x, const struct person *person, enum day_style style, char ret[16])
{
    int y, m, d;
    day_parts(person->born, &y, &m, &d);
    if (happens(x, ERROR_BIRTH_SWAPPED) && d <= 12) {
        int swap = d;
        d = m;
        m = swap;
    }
    if (happens(x, ERROR_BIRTH_DIGIT)) {
        d = pick(x, 2) ? (d + 9) % 28 + 1 : d > 18 ? d - 10 : d + 10;
    }
    if (happens(x, ERROR_BIRTH_YEAR)) {
        static const int off[] = {-10, -1, -1, 1, 1, 10};
        y += off[pick(x, 6)];
    }
    bool placeholder = happens(x, ERROR_BIRTH_PLACEHOLDER);
    bool missing = happens(x, ERROR_BIRTH_MISSING);
    if (missing) {
        ret[0] = '\0';
    } else {
        show_day(placeholder ? day_make(1900, 1, 1) : day_make(y, m, d), style, ret);
    }
}

void show_move(struct export *x, int32_t day, enum day_style style, char ret[16])
{
    bool off = happens(x, ERROR_MOVE_DAY);
    int days = pick(x, 57) - 28;
    show_day(off && day != DAY_NEVER ? day + days : day, style, ret);
}

void show_phone(struct export *x, const char *number, char ret[32])
{
    static const char *const instead[] = {"REFUSED", "000000", "N/K", "07000000000",
                                          "ex-directory"};
    bool missing = happens(x, ERROR_PHONE_MISSING),
         placeholder = happens(x, ERROR_PHONE_PLACEHOLDER);
    bool wrong = happens(x, ERROR_PHONE_WRONG);
    int way = pick(x, 10);
    snprintf(ret, 32, "%s", placeholder ? instead[pick(x, 5)] : missing ? "" : number);
    if (placeholder || missing || number[0] == '\0') {
        return;
    }
    char digits[SAFE_TEXT_MAX];
    snprintf(digits, sizeof digits, "%s", number);
    if (wrong) {
        slip_digit(&x->random, digits, 3); /* no further up: the range must hold */
    }
    bool cardiff = strncmp(digits, "029", 3) == 0;
    int code = cardiff ? 3 : 5;
    if (way < 4) {
        snprintf(ret, 32, "%s", digits);
    } else if (way < 8) {
        snprintf(ret, 32, "%.*s %s", code, digits, digits + code);
    } else if (way < 9) {
        snprintf(ret, 32, "+44 %.*s %s", code - 1, digits + 1, digits + code);
    } else {
        snprintf(ret, 32, "(%.*s) %s", code, digits, digits + code);
    }
}

/* The letters of a name, small and plain. */
static void letters_only(const char *name, char *out, size_t size)
{
    char plain[PLACE_TEXT_MAX];
    size_t len = 0;
    snprintf(plain, sizeof plain, "%s", name);
    text_plain(plain);
    for (const char *c = plain; *c && len + 1 < size; c++) {
        if (ascii_is_alpha(*c)) {
            out[len++] = ascii_lower(*c);
        }
    }
    out[len] = '\0';
}

void show_email(struct export *x, const struct person *person, char ret[CELL_MAX])
{
    static const char *const domains[] = {"example.com", "example.org", "example.net"};
    char given[32], family[40];
    uint64_t h = hash_mix(person->serial + x->society->county.seed);
    uint64_t numbers = 1000;
    while (numbers <
           (uint64_t)x->society->county.locality_count * BLOCK_PEOPLE / BLOCK_LOCALITIES) {
        numbers *= 10;
    }
    unsigned number = (unsigned)scatter(x->society->county.seed, person->serial, numbers);
    letters_only(person->pet[0] && h % 3 == 0 ? person->pet : person->given, given, sizeof given);
    letters_only(h % 5 == 0 ? person->birth_family : person->family, family, sizeof family);
    const char *domain = domains[h / 16 % 3];
    bool missing = happens(x, ERROR_EMAIL_MISSING),
         placeholder = happens(x, ERROR_EMAIL_PLACEHOLDER);
    bool wrong = happens(x, ERROR_EMAIL_WRONG);
    ret[0] = '\0';
    if (placeholder) {
        snprintf(ret, CELL_MAX, "%s", pick(x, 2) ? "noemail@example.com" : "none");
    } else if (!missing && h % 10 < 8) {
        char local[160];
        switch (h / 64 % 4) {
        case 0:
            snprintf(local, sizeof local, "%s.%s%u", given, family, number);
            break;
        case 1:
            snprintf(local, sizeof local, "%.1s%s%u", given, family, number);
            break;
        case 2:
            snprintf(local, sizeof local, "%s_%s%u", given, family, number);
            break;
        default:
            snprintf(local, sizeof local, "%s%.1s%u", given, family, number);
        }
        if (wrong) {
            slip_typing(&x->random, local, sizeof local);
        }
        snprintf(ret, CELL_MAX, "%s@%s", local, domain);
    }
}

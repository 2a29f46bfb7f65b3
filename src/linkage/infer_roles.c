/* infer_roles.c - which role each column has, and whose. */
#include "infer_steps.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* A header this plain is believed when enough values fit. */
static const double PLAIN = .7;
/* Less than this and the header says nothing. */
static const double FAINT = .25;

/* Which parts of a name a subject's columns give. */
enum { NAMING_GIVEN = 1, NAMING_FAMILY = 2, NAMING_FULL = 4, NAMING_BIRTH = 8, NAMING_SEX = 16 };

static double least(double a, double b)
{
    return a < b ? a : b;
}

/* How far the values by themselves look like a role, 0 … 1. */
static double value_score(const struct column_profile *p, enum role role)
{
    double span = (double)(p->year_high - p->year_low);
    switch (role) {
    case ROLE_GIVEN_NAME:
        return p->words_mean < 1.7 ? least(p->known_given * 1.5, p->letters) : 0;
    case ROLE_FULL_NAME:
        return p->words_mean >= 1.6 && p->words_mean <= 7 && p->streets < .3
                   ? least(p->known_at_end * 1.5, p->letters)
                   : 0;
    case ROLE_FAMILY_NAME:
        return p->words_mean < 1.7 && p->streets < .2 && p->length_mean >= 3 ? p->letters * .6 : 0;
    case ROLE_BIRTH_DATE:
        return p->year_middle > 0 && span >= 10 ? p->full_dates * (.6 + least(span, 60) / 150) : 0;
    case ROLE_SEX:
        return p->distinct <= 8 && p->letters > .9 ? p->share[ROLE_SEX] : 0;
    case ROLE_POSTCODE:
        return p->british;
    case ROLE_PHONE:
        return p->dialled * (1 - p->full_dates);
    case ROLE_TITLE:
        return p->letters > .9 && p->distinct <= 60 ? p->share[ROLE_TITLE] : 0;
    case ROLE_ADDRESS:
        return p->words_mean >= 3 ? least(p->streets * 1.2, p->leading_number * 1.5) : 0;
    case ROLE_STREET:
        return p->leading_number < .2 && p->letters > .8 ? p->streets : 0;
    case ROLE_UPRN:
        return p->length_mean >= 11 && p->length_mean <= 12 && p->number_high < 210000000000 &&
                       p->number_low >= 10000000000
                   ? p->numbers * p->share[ROLE_UPRN]
                   : 0;
    default:
        return p->share[role];
    }
}

/* What values must reach when there is no header at all; 2: never. */
static double alone_at_least(enum role role)
{
    switch (role) {
    case ROLE_GIVEN_NAME:
    case ROLE_FULL_NAME:
        return .55;
    case ROLE_BIRTH_DATE:
    case ROLE_ADDRESS:
        return .5;
    case ROLE_STREET:
        return .6;
    case ROLE_UPRN:
        return .95;
    default:
        return role_table[role].share_alone;
    }
}

/* says_otherwise - does the header plainly name another role? */
static bool says_otherwise(const struct column_header *h, enum role role)
{
    for (int other = ROLE_TITLE; other < ROLE_ATTRIBUTE; other++) {
        if (other != (int)role && h->strength[other] >= .9) {
            return true;
        }
    }
    return false;
}

/* proposal - the score of giving a column a role; 0: nothing speaks for it. */
static double proposal(const struct infer_table *t, const struct infer_column *column,
                       enum role role)
{
    const struct column_header *h = &column->header;
    const struct column_profile *p = &column->profile;
    double strength = h->strength[role];
    double values = value_score(p, role);
    bool no_rows = t->table->row_count == 0;
    if (no_rows) {
        return strength >= PLAIN ? strength * 2 : 0;
    }
    bool fits = p->share[role] >= role_table[role].share_with_header;
    bool name = (role_table[role].flags & ROLE_NAMES) != 0;
    if (strength >= PLAIN && fits) {
        return strength * 2 + values * .5;
    }
    if (strength >= FAINT && fits && (values >= .3 || !name)) {
        return strength * 2 * (name ? values : 1) + values * .5;
    }
    bool spoken_for = h->strength[ROLE_ATTRIBUTE] >= PLAIN || h->strength[ROLE_IGNORE] >= .5 ||
                      (!h->meaningless && role == ROLE_BIRTH_DATE &&
                       (!t->people || p->year_high - p->year_low < 40)) ||
                      (!h->meaningless && t->things && name) ||
                      (says_otherwise(h, role) && role != ROLE_EMAIL && role != ROLE_NHS_NUMBER &&
                       role != ROLE_NATIONAL_INSURANCE);
    if (!spoken_for && values >= alone_at_least(role)) {
        return values * .8;
    }
    return 0;
}

bool infer_is_about_people(const struct infer_table *t)
{
    static const enum role telling[] = {
        ROLE_GIVEN_NAME, ROLE_FAMILY_NAME, ROLE_BIRTH_DATE,         ROLE_TITLE,
        ROLE_SEX,        ROLE_NHS_NUMBER,  ROLE_NATIONAL_INSURANCE, ROLE_FORMER_NAME};
    for (size_t c = 0; c < t->table->column_count; c++) {
        const struct infer_column *column = &t->columns[c];
        for (size_t i = 0; i < sizeof telling / sizeof *telling; i++) {
            bool elsewhere = column->header.owner == OWNER_THING;
            bool said = column->profile.filled == 0 && column->header.strength[telling[i]] >= .9 &&
                        telling[i] != ROLE_TITLE;
            if (!elsewhere && (said || proposal(t, column, telling[i]) >= .55)) {
                return true;
            }
        }
        /* "Tenant", "liable party": a word for a person at the head of a column of names. */
        if (column->header.strength[ROLE_FULL_NAME] > 0 && column->header.subject[0] != '\0' &&
            proposal(t, column, ROLE_FULL_NAME) > .5) {
            return true;
        }
    }
    return false;
}

void infer_settle_ambiguous(struct infer_table *t)
{
    bool streets = false;
    for (size_t c = 0; c < t->table->column_count; c++) {
        const struct infer_column *column = &t->columns[c];
        streets = streets || (fmax(column->header.strength[ROLE_STREET],
                                   column->header.strength[ROLE_ADDRESS]) >= PLAIN &&
                              column->profile.leading_number < .3);
    }
    for (size_t c = 0; c < t->table->column_count; c++) {
        struct column_header *h = &t->columns[c].header;
        const struct column_profile *p = &t->columns[c].profile;
        bool names =
            t->people || p->known_at_end >= .35 || t->table->row_count == 0 ||
            (t->people_in_run && p->letters >= .9 && p->words_mean >= 1.6 && p->words_mean <= 4);
        if (h->strength[ROLE_THING_NAME] > 0 && h->strength[ROLE_FULL_NAME] > 0) {
            h->strength[names ? ROLE_THING_NAME : ROLE_FULL_NAME] = 0;
        }
        if (t->people) {
            h->strength[ROLE_THING_NAME] = 0;
        }
        t->things = t->things || h->strength[ROLE_THING_NAME] >= PLAIN;
        if (h->strength[ROLE_PREMISE] > 0 &&
            h->strength[ROLE_RECORD_ID] == h->strength[ROLE_PREMISE]) {
            /* "Number" alone, beside a street that has none, is the house's. */
            h->strength[streets && h->unknown_words == 0 ? ROLE_RECORD_ID : ROLE_PREMISE] = 0;
        }
    }
}

/* ---- whose a column is ---- */

static int naming_of(const struct infer_table *t, const struct infer_column *column)
{
    static const struct {
        enum role role;
        int bit;
    } parts[] = {{ROLE_GIVEN_NAME, NAMING_GIVEN}, {ROLE_FAMILY_NAME, NAMING_FAMILY},
                 {ROLE_FULL_NAME, NAMING_FULL},   {ROLE_ORGANISATION, NAMING_FULL},
                 {ROLE_BIRTH_DATE, NAMING_BIRTH}, {ROLE_SEX, NAMING_SEX}};
    int best = 0;
    double score = .5;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        double proposed = column->header.meaningless ? 0 : proposal(t, column, parts[i].role);
        if (proposed > score) {
            score = proposed;
            best = parts[i].bit;
        }
    }
    return best;
}

static int naming_of_subject(const struct infer_table *t, const char *subject)
{
    int naming = 0;
    for (size_t c = 0; c < t->table->column_count; c++) {
        const struct infer_column *column = &t->columns[c];
        if (!column->kept_aside && strcmp(column->header.subject, subject) == 0) {
            naming |= naming_of(t, column);
        }
    }
    return naming;
}

static bool conflict(int a, int b)
{
    const int names = NAMING_GIVEN | NAMING_FAMILY | NAMING_FULL;
    bool both_full = ((a & NAMING_FULL) && (b & names)) || ((b & NAMING_FULL) && (a & names));
    return (a & b) != 0 || both_full;
}

/* before - is a's subject likelier to be the row's main person than b's? */
static bool before(const struct column_header *a, const struct column_header *b)
{
    if (a->owner_rank != b->owner_rank) {
        return a->owner_rank < b->owner_rank;
    }
    return strcmp(a->subject, b->subject) < 0;
}

static void rename_subject(struct infer_table *t, const char *from, enum header_owner owner)
{
    char old[SUBJECT_BYTES];
    snprintf(old, sizeof old, "%s", from);
    for (size_t c = 0; c < t->table->column_count; c++) {
        struct column_header *h = &t->columns[c].header;
        if (strcmp(h->subject, old) == 0) {
            h->subject[0] = '\0';
            h->owner = owner;
        }
    }
}

/* next_subject - the likeliest main subject of a kind that comes after `after` (NULL: the first).
 * */
static const struct column_header *next_subject(const struct infer_table *t,
                                                enum header_owner owner,
                                                const struct column_header *after)
{
    const struct column_header *best = NULL;
    for (size_t c = 0; c < t->table->column_count; c++) {
        const struct column_header *h = &t->columns[c].header;
        bool later = after == NULL || before(after, h);
        if (h->owner == owner && h->subject[0] != '\0' && later &&
            (best == NULL || before(h, best))) {
            best = h;
        }
    }
    return best;
}

/* filled_together - the share of rows with either column filled that have both. */
static double filled_together(const struct infer_table *t, size_t a, size_t b)
{
    size_t either = 0, both = 0;
    const struct column *columns = t->table->columns;
    for (size_t r = 0; r < t->table->row_count; r++) {
        bool in_a = columns[a].ids[r] != 0;
        bool in_b = columns[b].ids[r] != 0;
        either += in_a || in_b;
        both += in_a && in_b;
    }
    return either > 0 ? (double)both / (double)either : 0;
}

/* Does number k of a subject name a person of its own? "name 2" does; "forename 2" is a middle name
 * unless a "surname 2" is filled along with it. */
static bool is_numbered_person(const struct infer_table *t, const char *subject, int number)
{
    ptrdiff_t given = -1, family = -1;
    bool told = false;
    for (size_t c = 0; c < t->table->column_count; c++) {
        const struct infer_column *column = &t->columns[c];
        if (column->header.number != number || strcmp(column->header.subject, subject) != 0) {
            continue;
        }
        int naming = naming_of(t, column);
        given = naming == NAMING_GIVEN ? (ptrdiff_t)c : given;
        family = naming == NAMING_FAMILY ? (ptrdiff_t)c : family;
        told = told || naming == NAMING_FULL || naming == NAMING_BIRTH;
    }
    return told ||
           (given >= 0 && family >= 0 && filled_together(t, (size_t)given, (size_t)family) >= .5);
}

/* "surname 1", "surname 2", "dob 2": the second person of the row. */
static void find_numbered_people(struct infer_table *t)
{
    for (size_t c = 0; c < t->table->column_count; c++) {
        char subject[SUBJECT_BYTES];
        int number = t->columns[c].header.number;
        snprintf(subject, sizeof subject, "%s", t->columns[c].header.subject);
        if (number < 2 || t->columns[c].kept_aside || !is_numbered_person(t, subject, number)) {
            continue;
        }
        for (size_t d = 0; d < t->table->column_count; d++) {
            struct column_header *h = &t->columns[d].header;
            bool personal = h->strength[ROLE_TITLE] >= PLAIN;
            for (int role = ROLE_GIVEN_NAME; role <= ROLE_SEX; role++) {
                personal = personal || h->strength[role] >= PLAIN;
            }
            personal = personal || h->strength[ROLE_NHS_NUMBER] >= PLAIN ||
                       h->strength[ROLE_NATIONAL_INSURANCE] >= PLAIN;
            if (h->number == number && personal && strcmp(h->subject, subject) == 0) {
                snprintf(h->subject, sizeof h->subject, "%.40s %d",
                         subject[0] != '\0' ? subject : "person", number);
                h->number = 0;
                h->owner = OWNER_OTHER;
            }
        }
    }
}

/* Words for the row's own person ("pupil", "customer") fall together unless two of them are named
 * apart;
 * with nobody else there the likeliest other ("parent 1") is the main person. */
static void find_main_subject(struct infer_table *t)
{
    struct column_header seen;
    const struct column_header *at = NULL;
    while ((at = next_subject(t, OWNER_MAIN, at == NULL ? NULL : &seen)) != NULL) {
        seen = *at;
        if (!conflict(naming_of_subject(t, ""), naming_of_subject(t, seen.subject))) {
            rename_subject(t, seen.subject, OWNER_NONE);
        }
    }
    const int names = NAMING_GIVEN | NAMING_FAMILY | NAMING_FULL;
    at = NULL;
    while (!(naming_of_subject(t, "") & names) &&
           (at = next_subject(t, OWNER_OTHER, at == NULL ? NULL : &seen)) != NULL) {
        seen = *at;
        if (naming_of_subject(t, seen.subject) & names) {
            rename_subject(t, seen.subject, OWNER_NONE);
        }
    }
    for (size_t c = 0; c < t->table->column_count; c++) {
        struct infer_column *column = &t->columns[c];
        if (column->header.subject[0] != '\0' &&
            !(naming_of_subject(t, column->header.subject) & names)) {
            column->kept_aside = column->header.owner == OWNER_OTHER;
            column->header.subject[0] = '\0';
        }
    }
}

/* A "parent 2 phone" and no name of a parent 2, but beside it names under no header: theirs. */
static void names_by_neighbour(struct infer_table *t)
{
    const int names = NAMING_GIVEN | NAMING_FAMILY | NAMING_FULL;
    for (size_t c = 0; c < t->table->column_count; c++) {
        struct infer_column *column = &t->columns[c];
        bool lacking = column->header.meaningless && !column->settled &&
                       value_score(&column->profile, ROLE_FULL_NAME) >= .5;
        for (size_t n = c > 0 ? c - 1 : c + 1; lacking && n <= c + 1 && n < t->table->column_count;
             n += 2) {
            const struct column_header *beside = &t->columns[n].header;
            if (beside->owner == OWNER_OTHER && beside->subject[0] != '\0' &&
                !(naming_of_subject(t, beside->subject) & names)) {
                snprintf(column->header.subject, sizeof column->header.subject, "%s",
                         beside->subject);
                column->header.owner = beside->owner;
                column->header.owner_rank = beside->owner_rank;
                column->header.strength[ROLE_FULL_NAME] = PLAIN;
                column->header.meaningless = false;
                lacking = false;
            }
        }
    }
}

/* Columns of things (school name) and of other addresses (previous postcode) say nothing of who
 * lives here. */
static void set_aside(struct infer_table *t)
{
    static const enum role places[] = {ROLE_ADDRESS, ROLE_POSTCODE, ROLE_STREET, ROLE_TOWN,
                                       ROLE_PREMISE};
    bool home = false;
    for (size_t c = 0; c < t->table->column_count; c++) {
        const struct infer_column *column = &t->columns[c];
        for (size_t i = 0; i < 3 && column->header.owner == OWNER_NONE; i++) {
            home = home || column->header.strength[places[i]] >= PLAIN;
        }
    }
    for (size_t c = 0; c < t->table->column_count; c++) {
        struct infer_column *column = &t->columns[c];
        column->kept_aside = column->header.owner == OWNER_THING && t->people;
        if (column->header.owner != OWNER_ELSEWHERE) {
            continue;
        }
        bool place = false;
        for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
            place = place || column->header.strength[places[i]] >= .5;
        }
        bool name = column->header.strength[ROLE_GIVEN_NAME] >= .5 ||
                    column->header.strength[ROLE_FULL_NAME] >= .5;
        if ((place && home) || (name && t->people)) {
            infer_settle(t, c, ROLE_IGNORE, STR(""),
                         place ? "an address elsewhere (previous, correspondence …)"
                               : "a name no longer used");
        }
        column->header.owner = OWNER_NONE;
    }
}

/* ---- assigning ---- */

struct candidate {
    double score;
    size_t column;
    enum role role;
    const char *words;
};

static int by_score(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;
    if (a->score != b->score) {
        return a->score < b->score ? 1 : -1;
    }
    if (a->role != b->role) {
        return a->role < b->role ? -1 : 1;
    }
    int words = strcmp(a->words, b->words);
    return words != 0 ? words : (a->column > b->column) - (a->column < b->column);
}

ptrdiff_t infer_has(const struct infer_table *t, struct str subject, enum role role)
{
    for (size_t c = 0; c < t->table->column_count; c++) {
        if (t->columns[c].settled && t->mapping->columns[c].role == role &&
            str_eq(t->mapping->columns[c].subject, subject)) {
            return (ptrdiff_t)c;
        }
    }
    return -1;
}

/* free_for - may one more column of this subject have the role? */
static bool free_for(const struct infer_table *t, size_t column, struct str subject, enum role role)
{
    unsigned flags = role_table[role].flags;
    bool part = role == ROLE_BIRTH_YEAR || role == ROLE_BIRTH_MONTH || role == ROLE_BIRTH_DAY;
    if (part && infer_has(t, subject, ROLE_BIRTH_DATE) >= 0) {
        return false;
    }
    if (role == ROLE_BIRTH_DATE && infer_has(t, subject, ROLE_BIRTH_YEAR) >= 0) {
        return false;
    }
    if ((flags & ROLE_MANY) && !(flags & ROLE_NUMBERED)) {
        return true;
    }
    for (size_t c = 0; c < t->table->column_count; c++) {
        bool taken = t->columns[c].settled && t->mapping->columns[c].role == role &&
                     str_eq(t->mapping->columns[c].subject, subject);
        bool counted = (flags & ROLE_NUMBERED) && t->columns[c].header.unknown_words == 0 &&
                       t->columns[c].header.number != t->columns[column].header.number;
        bool two_families = role == ROLE_FAMILY_NAME && !t->columns[c].header.meaningless &&
                            t->columns[column].header.strength[role] >= .9 &&
                            str_find(str_of(t->columns[column].header.words), STR("apellido")) >= 0;
        if (taken && !counted && !two_families) {
            return false;
        }
    }
    return true;
}

void infer_settle(struct infer_table *t, size_t column, enum role role, struct str subject,
                  const char *why)
{
    struct mapping_column *to = &t->mapping->columns[column];
    const struct column_profile *p = &t->columns[column].profile;
    t->columns[column].settled = true;
    to->role = role;
    to->subject = subject.len == 0 ? STR("") : mapping_text(t->mapping, "%.*s", PRI(subject));
    to->understood = role_table[role].test != NULL ? p->share[role] : p->filled > 0;
    if (p->filled == 0) {
        to->evidence = mapping_text(t->mapping, "%s; no values", why);
    } else if (role_table[role].test != NULL && role != ROLE_RECORD_ID) {
        to->evidence = mapping_text(t->mapping, "%s; %.1f%% of %zu values read as that", why,
                                    100 * to->understood, p->filled);
    } else {
        to->evidence = mapping_text(t->mapping, "%s; %zu values, %zu of them distinct", why,
                                    p->filled, p->distinct);
    }
}

static int assign(struct infer_table *t)
{
    size_t columns = t->table->column_count;
    struct candidate *candidates = mem_try_array(columns * ROLES, sizeof *candidates);
    if (candidates == NULL) {
        return ERR_MEMORY;
    }
    size_t count = 0;
    for (size_t c = 0; c < columns; c++) {
        const struct infer_column *column = &t->columns[c];
        bool empty = column->profile.filled == 0 && t->table->row_count > 0;
        for (int role = ROLE_TITLE; role < ROLE_ATTRIBUTE; role++) {
            bool open = !column->settled && !column->kept_aside && !empty;
            double score = open ? proposal(t, column, (enum role)role) : 0;
            if (score > 0) {
                candidates[count++] =
                    (struct candidate){score, c, (enum role)role, column->header.words};
            }
        }
        double other =
            fmax(column->header.strength[ROLE_ATTRIBUTE], column->header.strength[ROLE_IGNORE]);
        if (!column->settled && fmax(other, column->header.strength[ROLE_RECORD_ID]) >= FAINT) {
            /* A longer phrase for something else keeps shorter ones from claiming the column. */
            candidates[count++] =
                (struct candidate){fmax(other, column->header.strength[ROLE_RECORD_ID]) * 2 + .25,
                                   c, ROLE_ATTRIBUTE, column->header.words};
        }
    }
    qsort(candidates, count, sizeof *candidates, by_score);
    for (size_t i = 0; i < count; i++) {
        struct infer_column *column = &t->columns[candidates[i].column];
        enum role role = candidates[i].role;
        struct str subject = str_of(column->header.subject);
        if (column->settled || column->score < 0) {
            continue;
        }
        if (role == ROLE_ATTRIBUTE) {
            column->score = -1; /* for infer_rest */
        } else if (free_for(t, candidates[i].column, subject, role)) {
            column->score = candidates[i].score;
            bool named = column->header.strength[role] >= FAINT;
            char why[80];
            snprintf(why, sizeof why, "%s %s", named ? "the header says" : "the values look like",
                     role_table[role].name);
            infer_settle(t, candidates[i].column, role, subject, why);
        }
    }
    mem_free(candidates);
    return 0;
}

/* ---- what the neighbours tell ---- */

static bool unclaimed(const struct infer_table *t, ptrdiff_t c)
{
    if (c < 0 || c >= (ptrdiff_t)t->table->column_count) {
        return false;
    }
    const struct infer_column *column = &t->columns[c];
    return !column->settled && !column->kept_aside && column->profile.filled > 0 &&
           column->header.strength[ROLE_ATTRIBUTE] < .5 &&
           column->header.strength[ROLE_IGNORE] < .5 &&
           column->header.strength[ROLE_RECORD_ID] < .5;
}

/* The family name stands beside the given name. */
static void family_by_neighbour(struct infer_table *t)
{
    ptrdiff_t given = infer_has(t, STR(""), ROLE_GIVEN_NAME);
    if (given < 0 || infer_has(t, STR(""), ROLE_FAMILY_NAME) >= 0) {
        return;
    }
    static const int steps[] = {1, -1, 2, -2};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        ptrdiff_t c = given + steps[i];
        if (!unclaimed(t, c)) {
            continue;
        }
        const struct column_profile *p = &t->columns[c].profile;
        bool varied = p->distinct >= 10 ? p->distinct * 50 >= p->filled || p->bits > 5
                                        : p->distinct * 2 >= p->filled;
        if (value_score(p, ROLE_FAMILY_NAME) >= .5 && p->words_mean < 1.5 && varied) {
            infer_settle(t, (size_t)c, ROLE_FAMILY_NAME, STR(""), "stands beside the given name");
            return;
        }
    }
}

/* Two columns of given names side by side: one is the family name (many family names are given
 * names too). */
static void split_two_given(struct infer_table *t)
{
    ptrdiff_t given = infer_has(t, STR(""), ROLE_GIVEN_NAME);
    if (given < 0 || infer_has(t, STR(""), ROLE_FAMILY_NAME) >= 0 ||
        t->columns[given].header.strength[ROLE_GIVEN_NAME] >= FAINT) {
        return;
    }
    for (ptrdiff_t c = given - 1; c <= given + 1; c += 2) {
        if (unclaimed(t, c) && value_score(&t->columns[c].profile, ROLE_GIVEN_NAME) >= .4) {
            bool weaker =
                t->columns[c].profile.known_given <= t->columns[given].profile.known_given;
            infer_settle(t, (size_t)(weaker ? c : given), ROLE_FAMILY_NAME, STR(""),
                         "stands beside the given name");
            if (!weaker) {
                infer_settle(t, (size_t)c, ROLE_GIVEN_NAME, STR(""),
                             "the values look like given_name");
            }
            return;
        }
    }
}

/* Year, month and day of birth in three columns side by side, either way round. */
static void birth_parts_by_neighbour(struct infer_table *t)
{
    if (infer_has(t, STR(""), ROLE_BIRTH_DATE) >= 0 ||
        infer_has(t, STR(""), ROLE_BIRTH_YEAR) >= 0 || !t->people) {
        return;
    }
    for (ptrdiff_t c = 0; c + 2 < (ptrdiff_t)t->table->column_count; c++) {
        for (int way = 0; way < 2 && unclaimed(t, c) && unclaimed(t, c + 1) && unclaimed(t, c + 2);
             way++) {
            size_t year = (size_t)(way == 0 ? c : c + 2);
            size_t day = (size_t)(way == 0 ? c + 2 : c);
            const struct column_profile *y = &t->columns[year].profile;
            const struct column_profile *m = &t->columns[c + 1].profile;
            const struct column_profile *d = &t->columns[day].profile;
            bool years = y->numbers > .9 && y->number_low >= 1000 && y->number_high <= 2100 &&
                         y->distinct >= 5;
            bool months = m->share[ROLE_BIRTH_MONTH] > .97;
            bool days = d->share[ROLE_BIRTH_DAY] > .97 && d->number_high > 12;
            if (years && months && days) {
                infer_settle(t, year, ROLE_BIRTH_YEAR, STR(""),
                             "year, month and day stand side by side");
                infer_settle(t, (size_t)c + 1, ROLE_BIRTH_MONTH, STR(""),
                             "beside a year and a day");
                infer_settle(t, day, ROLE_BIRTH_DAY, STR(""), "beside a year and a month");
                return;
            }
        }
    }
}

/* "Area" and "district" in a table with streets and no plainer town are part of the address. */
static void areas_by_neighbour(struct infer_table *t)
{
    if (infer_has(t, STR(""), ROLE_STREET) < 0) {
        return;
    }
    for (size_t c = 0; c < t->table->column_count; c++) {
        const char *words = t->columns[c].header.words;
        bool area = strcmp(words, "area") == 0 || strcmp(words, "district") == 0 ||
                    strcmp(words, "neighbourhood") == 0 || strcmp(words, "ardal") == 0;
        if (area && !t->columns[c].settled && t->columns[c].profile.letters > .9 &&
            t->columns[c].profile.length_mean > 3) {
            infer_settle(t, c, ROLE_TOWN, STR(""), "an area, in a table that has streets");
        }
    }
}

/* "Property 2" beside a "Property 1" that holds addresses is its next line. */
static void lines_by_neighbour(struct infer_table *t)
{
    for (size_t c = 0; c < t->table->column_count; c++) {
        const char *words = t->columns[c].header.words;
        size_t stem = strcspn(words, "0123456789");
        for (size_t d = 0;
             d < t->table->column_count && unclaimed(t, (ptrdiff_t)c) && words[stem] != '\0'; d++) {
            bool line = t->columns[d].settled && t->mapping->columns[d].role == ROLE_ADDRESS;
            if (line && stem > 1 && strncmp(words, t->columns[d].header.words, stem) == 0 &&
                t->columns[d].header.words[strcspn(t->columns[d].header.words, "0123456789")] !=
                    '\0' &&
                t->columns[c].profile.share[ROLE_ADDRESS] > .5) {
                infer_settle(t, c, ROLE_ADDRESS, t->mapping->columns[d].subject,
                             "a further line of an address");
            }
        }
    }
}

/* Numbers of one length beside the town, met again and again. */
static void postcode_by_neighbour(struct infer_table *t, ptrdiff_t town)
{
    for (ptrdiff_t c = town + 1; c >= town - 1 && infer_has(t, STR(""), ROLE_POSTCODE) < 0;
         c -= 2) {
        const struct column_profile *p = unclaimed(t, c) ? &t->columns[c].profile : NULL;
        if (p != NULL && p->numbers > .9 && p->one_length > .8 && p->length_mean > 3.5 &&
            p->length_mean < 6.5 && p->distinct * 5 < p->filled * 4 &&
            t->columns[c].header.meaningless) {
            infer_settle(t, (size_t)c, ROLE_POSTCODE, STR(""),
                         "numbers of one length beside the town");
        }
    }
}

/* House numbers stand before the street; towns between street and postcode. */
static void places_by_neighbour(struct infer_table *t)
{
    ptrdiff_t street = infer_has(t, STR(""), ROLE_STREET);
    if (street >= 0 && infer_has(t, STR(""), ROLE_PREMISE) < 0 && unclaimed(t, street - 1)) {
        const struct column_profile *p = &t->columns[street - 1].profile;
        if (p->codes > .7 && p->length_mean < 5 && t->columns[street - 1].header.meaningless) {
            infer_settle(t, (size_t)street - 1, ROLE_PREMISE, STR(""), "numbers beside the street");
        }
    }
    ptrdiff_t from = street >= 0 ? street : infer_has(t, STR(""), ROLE_ADDRESS);
    if (from < 0 || infer_has(t, STR(""), ROLE_TOWN) >= 0) {
        return;
    }
    for (ptrdiff_t c = from + 3; c > from; c--) {
        const struct column_profile *p = unclaimed(t, c) ? &t->columns[c].profile : NULL;
        if (p != NULL && p->letters > .95 && p->length_mean > 4 && p->distinct >= 5 &&
            p->distinct * 5 < p->filled * 4 && t->columns[c].header.meaningless) {
            infer_settle(t, (size_t)c, ROLE_TOWN, STR(""), "words between street and postcode");
            postcode_by_neighbour(t, c);
            return;
        }
    }
}

int infer_roles(struct infer_table *t)
{
    infer_settle_ambiguous(t);
    set_aside(t);
    find_numbered_people(t);
    names_by_neighbour(t);
    find_main_subject(t);
    int code = assign(t);
    if (code != 0) {
        return code;
    }
    split_two_given(t);
    family_by_neighbour(t);
    birth_parts_by_neighbour(t);
    lines_by_neighbour(t);
    areas_by_neighbour(t);
    places_by_neighbour(t);
    return 0;
}

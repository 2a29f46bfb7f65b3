/* feature.c - the comparators, and the one table of them. */
#include "comparator.h"

#include <stdio.h>
#include <stdlib.h>

struct feature_kind {
    const char *name;
    int field; /* the field that must have values; -1: decided by the code */
    int levels;
    comparator *compare;
    part_rule *allows;
    level_texts *text;
};

/* ---- plain values */

/* Digits and codes: one key pressed wrongly. */
static int compare_code(const struct comparison *c, int field)
{
    uint32_t a = left_value(c, field);
    uint32_t b = right_value(c, field);
    if (a == 0 || b == 0) {
        return PLAIN_MISSING;
    }
    if (a == b) {
        return PLAIN_SAME;
    }
    struct str x = value_text(c, field, a);
    struct str y = value_text(c, field, b);
    return similarity_one_edit(x.ptr, x.len, y.ptr, y.len) ? PLAIN_NEAR : PLAIN_DIFFERENT;
}

static int compare_text(const struct comparison *c, int field)
{
    uint32_t a = left_value(c, field);
    uint32_t b = right_value(c, field);
    if (a == 0 || b == 0) {
        return PLAIN_MISSING;
    }
    if (a == b) {
        return PLAIN_SAME;
    }
    struct letters left = c->lexicon->letters[field][a];
    struct letters right = c->lexicon->letters[field][b];
    bool may_hold = left.length >= 3 && right.length >= 3 && may_contain(left, right);
    bool may_near = may_be_alike(left, right, 900);
    if (!may_hold && !may_near) {
        return PLAIN_DIFFERENT;
    }
    struct str x = value_text(c, field, a);
    struct str y = value_text(c, field, b);
    bool contained = may_hold && (str_find(x, y) >= 0 || str_find(y, x) >= 0);
    return contained || (may_near && jaro_winkler(x, y) >= 900) ? PLAIN_NEAR : PLAIN_DIFFERENT;
}

static struct str email_user(struct str email)
{
    ptrdiff_t at = str_find(email, STR("@"));
    return str_slice(email, 0, at < 0 ? 0 : (size_t)at);
}

/* What stands before the @ is the person's own choice; the rest is a provider's. */
static int compare_email(const struct comparison *c, int field)
{
    int level = compare_text(c, field);
    if (level != PLAIN_DIFFERENT) {
        return level;
    }
    struct str user = email_user(value_text(c, field, left_value(c, field)));
    bool same =
        user.len >= 3 && str_eq(user, email_user(value_text(c, field, right_value(c, field))));
    return same ? PLAIN_NEAR : PLAIN_DIFFERENT;
}

static bool is_full_given(const struct comparison *c, uint32_t given)
{
    return c->lexicon->letters[FIELD_GIVEN][given].length > 1;
}

static int compare_sex(const struct comparison *c, int field)
{
    uint32_t a = left_value(c, field);
    uint32_t b = right_value(c, field);
    if (a != 0 && b != 0) {
        return a == b ? SEX_SAME : SEX_DIFFERENT;
    }
    /* Two names in full say more of each other than the sexes that they imply. */
    const uint32_t *implied = c->lexicon->given_sex;
    uint32_t left = left_value(c, FIELD_GIVEN);
    uint32_t right = right_value(c, FIELD_GIVEN);
    if (implied == NULL || (a == 0 && b == 0) ||
        (is_full_given(c, left) && is_full_given(c, right))) {
        return SEX_MISSING;
    }
    a = a != 0 ? a : implied[left];
    b = b != 0 ? b : implied[right];
    return a == 0 || b == 0 ? SEX_MISSING : a == b ? SEX_IMPLIED_SAME : SEX_IMPLIED_DIFFERENT;
}

static bool plain_allows(int part, int level)
{
    return part == PART_EMAIL_USER ? level >= PLAIN_NEAR : level == PLAIN_SAME;
}

static bool sex_allows(int part, int level)
{
    (void)part;
    return level == SEX_SAME;
}

static void plain_text(int level, char *ret)
{
    static const char *const text[] = {"missing", "different", "near", "same"};
    snprintf(ret, FEATURE_TEXT_MAX, "%s", text[level]);
}

static void sex_text(int level, char *ret)
{
    static const char *const text[] = {"missing", "different", "not what the given name implies",
                                       "what the given name implies", "same"};
    snprintf(ret, FEATURE_TEXT_MAX, "%s", text[level]);
}

/* ---- dates */

/* How many of eight digits, four bits each, differ? */
static int digits_apart(uint32_t x, uint32_t y)
{
    uint32_t differ = x ^ y;
    differ |= differ >> 2;
    differ |= differ >> 1;
    return __builtin_popcount(differ & 0x11111111u);
}

/* 1 January is what is written where only the year is known. */
static bool is_birthday_same(struct date x, struct date y)
{
    return x.month && x.month == y.month && x.day == y.day && !(x.month == 1 && x.day == 1);
}

/* One of them lacks a part: what both have decides. */
static int compare_partial(struct date x, struct date y)
{
    if (x.year && y.year) {
        if (x.year != y.year) {
            return DATE_DIFFERENT;
        }
        return x.month && x.month == y.month ? DATE_SWAPPED : DATE_YEAR_SAME;
    }
    return is_birthday_same(x, y) ? DATE_BIRTHDAY_SAME : DATE_DIFFERENT;
}

static int compare_date(const struct comparison *c, int field)
{
    uint32_t a = left_value(c, field);
    uint32_t b = right_value(c, field);
    if (a == 0 || b == 0) {
        return DATE_MISSING;
    }
    if (a == b) {
        return DATE_SAME;
    }
    struct date x = c->lexicon->birth_dates[a];
    struct date y = c->lexicon->birth_dates[b];
    if (!x.day || !y.day || !x.year || !y.year) {
        return compare_partial(x, y);
    }
    int apart = digits_apart(c->lexicon->birth_digits[a], c->lexicon->birth_digits[b]);
    if (apart == 1) {
        return DATE_ONE_DIGIT;
    }
    if (x.year == y.year && ((x.month == y.day && x.day == y.month) || x.month == y.month)) {
        return DATE_SWAPPED;
    }
    if (x.year == y.year) {
        return DATE_YEAR_SAME;
    }
    if (apart == 2) {
        return DATE_TWO_DIGITS;
    }
    return is_birthday_same(x, y) ? DATE_BIRTHDAY_SAME : DATE_DIFFERENT;
}

static bool date_allows(int part, int level)
{
    switch (part) {
    case PART_BIRTH_DATE:
        return level == DATE_SAME;
    case PART_BIRTH_YEAR:
        return level >= DATE_YEAR_SAME;
    case PART_BIRTH_YEAR_MONTH:
        return level >= DATE_SWAPPED;
    case PART_BIRTH_MONTH_DAY:
        return level == DATE_BIRTHDAY_SAME || level == DATE_TWO_DIGITS || level >= DATE_ONE_DIGIT;
    default:
        return true;
    }
}

static void date_text_of(int level, char *ret)
{
    static const char *const text[] = {
        "missing",           "different", "same day and month, another year",
        "two digits differ", "same year", "day and month swapped, or same month of the year",
        "one digit differs", "same"};
    snprintf(ret, FEATURE_TEXT_MAX, "%s", text[level]);
}

/* ---- addresses */

static int compare_place(const struct comparison *c)
{
    uint32_t a = left_value(c, FIELD_POSTCODE);
    uint32_t b = right_value(c, FIELD_POSTCODE);
    if (a == 0 || b == 0) {
        return compare_text(c,
                            FIELD_TOWN); /* PLACE_MISSING … PLACE_TOWN_SAME are the plain levels */
    }
    if (a == b) {
        return PLACE_POSTCODE_SAME;
    }
    struct postcode_places wide_x = c->lexicon->postcodes[a];
    struct postcode_places wide_y = c->lexicon->postcodes[b];
    bool british = wide_x.british && wide_y.british;
    if (british && wide_x.sector == wide_y.sector) {
        return PLACE_POSTCODE_NEAR;
    }
    struct str x = value_text(c, FIELD_POSTCODE, a);
    struct str y = value_text(c, FIELD_POSTCODE, b);
    if (similarity_one_edit(x.ptr, x.len, y.ptr, y.len)) {
        return PLACE_POSTCODE_NEAR;
    }
    if (wide_x.district == wide_y.district) {
        return PLACE_DISTRICT_SAME;
    }
    bool area = british && wide_x.area == wide_y.area;
    return area || compare_text(c, FIELD_TOWN) >= PLAIN_NEAR ? PLACE_POSTCODE_DIFFERENT_TOWN_SAME
                                                             : PLACE_POSTCODE_DIFFERENT;
}

/* Of how many words; how many of x's are among y's. */
struct words_shared {
    int x, y, common;
};

static struct words_shared count_words(struct str x, struct str y)
{
    struct words_shared w = {0};
    struct str word;
    for (struct str rest = x; str_next_token(&rest, ' ', &word); w.x++) {
        w.common += has_word(y, word);
    }
    for (struct str rest = y; str_next_token(&rest, ' ', &word);) {
        w.y++;
    }
    return w;
}

static struct words_shared count_hashes(const struct premise_words *x,
                                        const struct premise_words *y)
{
    struct words_shared w = {x->count, y->count, 0};
    for (int i = 0; i < x->count; i++) {
        bool found = false;
        for (int j = 0; j < y->count; j++) {
            found = found || x->word[i] == y->word[j];
        }
        w.common += found;
    }
    return w;
}

/* Numbers and words of a premise in any order: "flat 2 12" and "12 flat 2" are the same; one inside
 * the other is near. */
static int compare_premise(const struct comparison *c)
{
    uint32_t a = left_value(c, FIELD_PREMISE);
    uint32_t b = right_value(c, FIELD_PREMISE);
    if (a == 0 || b == 0) {
        return PLAIN_MISSING;
    }
    if (a == b) {
        return PLAIN_SAME;
    }
    const struct premise_words *x = &c->lexicon->premises[a];
    const struct premise_words *y = &c->lexicon->premises[b];
    struct words_shared words =
        x->count > 0 && y->count > 0
            ? count_hashes(x, y)
            : count_words(value_text(c, FIELD_PREMISE, a), value_text(c, FIELD_PREMISE, b));
    if (words.common == words.x && words.common == words.y) {
        return PLAIN_SAME;
    }
    if (words.common > 0 && (words.common == words.x || words.common == words.y)) {
        return PLAIN_NEAR;
    }
    bool spelt = !x->begins_with_digit && jaro_winkler(value_text(c, FIELD_PREMISE, a),
                                                       value_text(c, FIELD_PREMISE, b)) >= 900;
    return spelt ? PLAIN_NEAR : PLAIN_DIFFERENT;
}

static int address_level(int place, int street, int premise)
{
    return (place * PLAIN_LEVELS + street) * PLAIN_LEVELS + premise;
}

static int compare_address(const struct comparison *c, int field)
{
    (void)field;
    uint32_t a = left_value(c, FIELD_UPRN);
    uint32_t b = right_value(c, FIELD_UPRN);
    if (a != 0 && a == b) {
        return address_level(PLACE_POSTCODE_SAME, PLAIN_SAME, PLAIN_SAME);
    }
    int place = compare_place(c);
    int premise = compare_premise(c);
    bool same = place == PLACE_POSTCODE_SAME && premise == PLAIN_SAME;
    return !same && stay_is_past(c) ? 0
                                    : address_level(place, compare_text(c, FIELD_STREET), premise);
}

static bool address_allows(int part, int level)
{
    int premise = level % PLAIN_LEVELS;
    int street = level / PLAIN_LEVELS % PLAIN_LEVELS;
    int place = level / PLAIN_LEVELS / PLAIN_LEVELS;
    switch (part) {
    case PART_UPRN:
        return level == address_level(PLACE_POSTCODE_SAME, PLAIN_SAME, PLAIN_SAME);
    case PART_PREMISE:
        return premise == PLAIN_SAME;
    case PART_STREET:
        return street == PLAIN_SAME;
    case PART_TOWN:
        return place == PLACE_TOWN_SAME || place >= PLACE_POSTCODE_DIFFERENT_TOWN_SAME;
    case PART_POSTCODE:
        return place == PLACE_POSTCODE_SAME;
    case PART_POSTCODE_SECTOR:
        return place >= PLACE_POSTCODE_NEAR;
    case PART_POSTCODE_DISTRICT:
        return place >= PLACE_DISTRICT_SAME;
    default:
        return true;
    }
}

static void address_text(int level, char *ret)
{
    static const char *const place[] = {"",
                                        "town different",
                                        "town near",
                                        "town same",
                                        "postcode different",
                                        "postcode different, town or area same",
                                        "postcode district same",
                                        "postcode near",
                                        "postcode same"};
    static const char *const street[] = {"", ", street different", ", street near",
                                         ", street same"};
    static const char *const premise[] = {"", ", premise different", ", premise near",
                                          ", premise same"};
    snprintf(ret, FEATURE_TEXT_MAX, "%s%s%s", place[level / PLAIN_LEVELS / PLAIN_LEVELS],
             street[level / PLAIN_LEVELS % PLAIN_LEVELS], premise[level % PLAIN_LEVELS]);
    if (level == 0) {
        snprintf(ret, FEATURE_TEXT_MAX, "missing");
    } else if (ret[0] == ',') {
        memmove(ret, ret + 2, strlen(ret + 2) + 1);
    }
}

/* ---- sources: how seldom one source holds a person twice is learnt as any other level; one row
 * never names a person twice */

static int compare_source(const struct comparison *c, int field)
{
    (void)field;
    const struct mention_place *a = &c->table->places[c->left];
    const struct mention_place *b = &c->table->places[c->right];
    if (a->source != b->source) {
        return SOURCE_ACROSS;
    }
    if (a->row == b->row && c->left != c->right) {
        return SOURCE_ROW_SAME;
    }
    int level = a->source < SOURCES_MAX ? c->source_level[a->source] : 0;
    return level == 0 ? 0 : level + (a->subject != 0 || b->subject != 0);
}

static bool always_allows(int part, int level)
{
    (void)part;
    (void)level;
    return true;
}

static void source_text(int level, char *ret)
{
    snprintf(ret, FEATURE_TEXT_MAX, "%s",
             level == 0                 ? "a source that the model has not met"
             : level == SOURCE_ACROSS   ? "two sources"
             : level == SOURCE_ROW_SAME ? "two people of one row"
                                        : "the same source twice");
}

/* One row a comparator. To add one: a row here; the fields it looks at in feature_of_part. */
enum {
    KIND_NAME,
    KIND_TITLE,
    KIND_ADDRESS,
    KIND_DATE,
    KIND_SEX,
    KIND_FIRST_PLAIN,
    KIND_ATTRIBUTE = 11,
    KIND_SOURCE
};
static const struct feature_kind feature_kinds[] = {
    [KIND_NAME] = {"name", -1, WORDS_LEVELS *GIVEN_LEVELS *FAMILY_LEVELS, compare_name, name_allows,
                   name_text},
    [KIND_TITLE] = {"name", -1, TITLE_LEVELS, compare_title, title_allows, title_text},
    [KIND_ADDRESS] = {"address", -1, PLACE_LEVELS *PLAIN_LEVELS *PLAIN_LEVELS, compare_address,
                      address_allows, address_text},
    [KIND_DATE] = {"birth date", FIELD_BIRTH_DATE, DATE_LEVELS, compare_date, date_allows,
                   date_text_of},
    [KIND_SEX] = {"sex", FIELD_SEX, SEX_LEVELS, compare_sex, sex_allows, sex_text},
    [KIND_FIRST_PLAIN] = {"phone", FIELD_PHONE, PLAIN_LEVELS, compare_code, plain_allows,
                          plain_text},
    {"e-mail", FIELD_EMAIL, PLAIN_LEVELS, compare_email, plain_allows, plain_text},
    {"NHS number", FIELD_NHS_NUMBER, PLAIN_LEVELS, compare_code, plain_allows, plain_text},
    {"National Insurance number", FIELD_NATIONAL_INSURANCE, PLAIN_LEVELS, compare_code,
     plain_allows, plain_text},
    {"dates", FIELD_STAY, STAY_LEVELS, compare_stay, stay_allows, stay_text},
    {"others in the row", FIELD_COMPANION, PLAIN_LEVELS, compare_companion, companion_allows,
     companion_text},
    [KIND_ATTRIBUTE] = {"attribute", FIELD_ATTRIBUTE, PLAIN_LEVELS, compare_text, plain_allows,
                        plain_text},
    [KIND_SOURCE] = {"source", -1, SOURCE_LEVELS_MAX, compare_source, always_allows, source_text},
};

static void describe_levels(struct feature *f)
{
    for (int level = 0; level < f->levels; level++) {
        if (f->kind == &feature_kinds[KIND_NAME]) {
            int family = level % FAMILY_LEVELS;
            int given = level / FAMILY_LEVELS % GIVEN_LEVELS;
            int words = level / FAMILY_LEVELS / GIVEN_LEVELS;
            f->group[level] = (uint8_t)((family == 0) + 2 * (given == 0) + 4 * (words == 0));
            f->goodness[level] =
                (float)(words + given + family) / (WORDS_LEVELS + GIVEN_LEVELS + FAMILY_LEVELS - 3);
        } else if (f->kind == &feature_kinds[KIND_ADDRESS]) {
            int premise = level % PLAIN_LEVELS;
            int street = level / PLAIN_LEVELS % PLAIN_LEVELS;
            int place = level / PLAIN_LEVELS / PLAIN_LEVELS;
            int kind = place == PLACE_MISSING ? 0 : place <= PLACE_TOWN_SAME ? 1 : 2;
            f->group[level] = (uint8_t)((premise == 0) + 2 * (street == 0) + 4 * kind);
            float place_good = kind == 1 ? (float)place / 3 : (float)place / (PLACE_LEVELS - 1);
            f->goodness[level] = (place_good * 2 + (float)street / 3 + (float)premise / 3) / 4;
        } else if (f->kind == &feature_kinds[KIND_SOURCE]) {
            f->group[level] = level == 0;
            f->goodness[level] = 0;
            f->never[level] = level == SOURCE_ROW_SAME;
        } else {
            f->group[level] = level == 0;
            f->goodness[level] = (float)level / (float)(f->levels - 1);
        }
    }
}

static void feature_add(struct feature_set *set, int kind, int field, int levels)
{
    struct feature *f = &set->features[set->count++];
    *f = (struct feature){.kind = &feature_kinds[kind], .field = field, .levels = levels};
    describe_levels(f);
}

/* By the source's name, not by its place among the files: their order counts for nothing. */
static void number_sources(const struct mention_table *table, struct feature_set *set)
{
    size_t count = table->source_count < SOURCES_MAX ? table->source_count : SOURCES_MAX;
    for (size_t s = 0; s < count; s++) {
        int level = SOURCE_WITHIN;
        for (size_t other = 0; other < count && level < SOURCE_LEVELS_MAX - 3; other++) {
            level += 2 * (str_cmp(table->source_names[other], table->source_names[s]) < 0);
        }
        set->source_level[s] = (uint8_t)level;
    }
}

/* An attribute that few mentions have is seldom on both sides of a pair: under a fiftieth of them
 * at this share. */
static const double ATTRIBUTE_FILLED_MIN = 0.15;

static bool same_row(const struct mention_table *table, size_t a, size_t b)
{
    return table->places[a].source == table->places[b].source &&
           table->places[a].row == table->places[b].row;
}

/* A pattern is one 64-bit code (pairs.h), and the sources have to go in too. */
static bool pattern_has_room(const struct feature_set *set, int levels)
{
    uint64_t codes = (uint64_t)levels * SOURCE_LEVELS_MAX;
    bool full = false;
    for (int f = 0; f < set->count; f++) {
        full = full || __builtin_mul_overflow(codes, (uint64_t)set->features[f].levels, &codes);
    }
    return !full;
}

void feature_set_choose(const struct mention_table *table, const uint32_t *mentions, size_t count,
                        struct feature_set *ret)
{
    size_t filled[FIELDS_MAX] = {0};
    bool source_used[SOURCE_LEVELS_MAX] = {false};
    int sources = 0;
    bool rows_shared = false;
    for (size_t i = 0; i < count; i++) {
        const uint32_t *row = mention_row(table, mentions[i]);
        for (size_t field = 0; field < table->field_count; field++) {
            filled[field] += row_value(table, row, (int)field) != 0;
        }
        uint16_t source = table->places[mentions[i]].source;
        rows_shared = rows_shared || (i > 0 && same_row(table, mentions[i - 1], mentions[i]));
        source = source < SOURCE_LEVELS_MAX ? source : SOURCE_LEVELS_MAX - 1;
        sources += !source_used[source];
        source_used[source] = true;
    }
    *ret = (struct feature_set){0};
    if (count > 0 && mention_is_organisation(table, mentions[0])) {
        feature_add(ret, KIND_TITLE, FIELD_NAME, feature_kinds[KIND_TITLE].levels);
        number_sources(table, ret);
        return;
    }
    bool person_name = filled[FIELD_GIVEN] + filled[FIELD_FAMILY] > 0;
    if (person_name || filled[FIELD_NAME]) {
        int kind = person_name ? KIND_NAME : KIND_TITLE;
        feature_add(ret, kind, FIELD_NAME, feature_kinds[kind].levels);
    }
    if (filled[FIELD_PREMISE] + filled[FIELD_STREET] + filled[FIELD_TOWN] + filled[FIELD_POSTCODE] +
        filled[FIELD_UPRN]) {
        feature_add(ret, KIND_ADDRESS, FIELD_POSTCODE, feature_kinds[KIND_ADDRESS].levels);
    }
    for (int kind = KIND_DATE; kind < KIND_ATTRIBUTE; kind++) {
        if (filled[feature_kinds[kind].field]) {
            feature_add(ret, kind, feature_kinds[kind].field, feature_kinds[kind].levels);
        }
    }
    for (size_t field = FIELD_ATTRIBUTE; field < table->field_count; field++) {
        if ((double)filled[field] >= ATTRIBUTE_FILLED_MIN * (double)count &&
            pattern_has_room(ret, PLAIN_LEVELS)) {
            feature_add(ret, KIND_ATTRIBUTE, (int)field, PLAIN_LEVELS);
        }
    }
    if (sources > 1 || rows_shared) {
        int levels = SOURCE_WITHIN + 2 * (int)table->source_count;
        feature_add(ret, KIND_SOURCE, -1, levels < SOURCE_LEVELS_MAX ? levels : SOURCE_LEVELS_MAX);
    }
    number_sources(table, ret);
}

const char *feature_kind_name(const struct feature *feature)
{
    return feature->kind->name;
}

bool feature_is_attribute(const struct feature *feature)
{
    return feature->kind == &feature_kinds[KIND_ATTRIBUTE];
}

bool feature_is_source(const struct feature *feature)
{
    return feature->kind == &feature_kinds[KIND_SOURCE];
}

bool feature_is_name(const struct feature *feature)
{
    return feature->kind == &feature_kinds[KIND_NAME];
}

bool feature_restore(struct feature_set *set, struct str kind_name, int field, int levels)
{
    for (int kind = 0; kind <= KIND_SOURCE && set->count < FEATURES_MAX; kind++) {
        const struct feature_kind *k = &feature_kinds[kind];
        bool fits = kind == KIND_SOURCE ? levels > SOURCE_WITHIN && levels <= SOURCE_LEVELS_MAX
                                        : levels == k->levels;
        if (!fits || !str_eq(kind_name, str_of(k->name))) {
            continue;
        }
        int own = kind == KIND_ATTRIBUTE ? field
                  : kind <= KIND_TITLE   ? FIELD_NAME
                  : kind == KIND_ADDRESS ? FIELD_POSTCODE
                                         : k->field;
        for (int f = 0; f < set->count; f++) {
            if (set->features[f].field == own) {
                return false;
            }
        }
        if (!pattern_has_room(set, kind == KIND_SOURCE ? 1 : levels)) {
            return false;
        }
        feature_add(set, kind, own, levels);
        return true;
    }
    return false;
}

/* What comparators will look up of values that are seldom the same lies all over memory. */
static void ask_ahead(const struct comparison *c, const uint32_t *right, size_t count)
{
    const struct lexicon *l = c->lexicon;
    const struct mention_table *t = c->table;
    for (size_t i = 0; i < count; i++) {
        const uint32_t *b = mention_row(t, right[i]);
        __builtin_prefetch(&l->word_offset[row_value(t, b, FIELD_NAME)]);
        __builtin_prefetch(&l->stays[row_value(t, b, FIELD_STAY)]);
        __builtin_prefetch(&l->letters[FIELD_FAMILY][row_value(t, b, FIELD_FAMILY)]);
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t name = mention_value(t, right[i], FIELD_NAME);
        __builtin_prefetch(&l->word_ids[l->word_offset[name]]);
    }
}

void feature_compare(const struct feature_set *set, const struct lexicon *lexicon, size_t left,
                     const uint32_t *right, size_t count, uint8_t levels[][FEATURES_MAX])
{
    const struct mention_table *table = lexicon->mentions;
    struct comparison c = {.lexicon = lexicon,
                           .table = table,
                           .left = left,
                           .source_level = set->source_level,
                           .a = mention_row(table, left)};
    ask_ahead(&c, right, count);
    for (int f = 0; f < set->count; f++) {
        comparator *compare = set->features[f].kind->compare;
        int field = set->features[f].field;
        for (size_t i = 0; i < count; i++) {
            c.right = right[i];
            c.b = mention_row(table, right[i]);
            levels[i][f] = (uint8_t)compare(&c, field);
        }
    }
}

uint64_t pattern_code(const struct feature_set *set, const uint8_t *levels)
{
    uint64_t code = 0;
    for (int f = 0; f < set->count; f++) {
        code = code * (uint64_t)set->features[f].levels + levels[f];
    }
    return code;
}

void pattern_levels(const struct feature_set *set, uint64_t code, uint8_t *ret_levels)
{
    for (int f = set->count; f-- > 0;) {
        ret_levels[f] = (uint8_t)(code % (uint64_t)set->features[f].levels);
        code /= (uint64_t)set->features[f].levels;
    }
}

int feature_of_part(const struct feature_set *set, int part)
{
    int field = part_field(part);
    bool name = field <= FIELD_NAME;
    bool address = field >= FIELD_UPRN && field <= FIELD_POSTCODE;
    for (int f = 0; f < set->count; f++) {
        int kind = (int)(set->features[f].kind - feature_kinds);
        if ((name && kind <= KIND_TITLE) || (address && kind == KIND_ADDRESS) ||
            (!name && !address && set->features[f].field == field)) {
            return f;
        }
    }
    return -1;
}

bool feature_part_allows(const struct feature *feature, int part, int level)
{
    return feature->kind->allows(part, level);
}

struct str feature_name(const struct feature *feature, const struct mention_table *table)
{
    if (feature->kind == &feature_kinds[KIND_ATTRIBUTE]) {
        struct str name = table->attribute_name[feature->field - FIELD_ATTRIBUTE];
        return name.len ? name : str_of(feature->kind->name);
    }
    return str_of(feature->kind->name);
}

const char *feature_level_text(const struct feature *feature, int level, char ret[FEATURE_TEXT_MAX])
{
    feature->kind->text(level, ret);
    return ret;
}

int feature_best_level(const struct feature *feature)
{
    return feature->kind == &feature_kinds[KIND_SOURCE] ? SOURCE_ACROSS : feature->levels - 1;
}

int feature_worst_level(const struct feature *feature)
{
    if (feature->kind == &feature_kinds[KIND_NAME]) {
        return name_level(WORDS_NONE, GIVEN_DIFFERENT, FAMILY_DIFFERENT);
    }
    if (feature->kind == &feature_kinds[KIND_ADDRESS]) {
        return address_level(PLACE_POSTCODE_DIFFERENT, PLAIN_DIFFERENT, PLAIN_DIFFERENT);
    }
    return PLAIN_DIFFERENT;
}

const char *feature_value_text(const struct feature *feature, const struct mention_table *table,
                               size_t mention, char *ret, size_t ret_size)
{
    static const int name_fields[] = {FIELD_GIVEN, FIELD_MIDDLE, FIELD_FAMILY, FIELD_FORMER_FAMILY,
                                      -1};
    static const int title_fields[] = {FIELD_NAME, -1};
    static const int address_fields[] = {FIELD_PREMISE,  FIELD_STREET, FIELD_TOWN,
                                         FIELD_POSTCODE, FIELD_UPRN,   -1};
    const int own_fields[] = {feature->field, -1};
    const int *fields = feature->kind == &feature_kinds[KIND_NAME]      ? name_fields
                        : feature->kind == &feature_kinds[KIND_TITLE]   ? title_fields
                        : feature->kind == &feature_kinds[KIND_ADDRESS] ? address_fields
                                                                        : own_fields;
    size_t len = 0;
    ret[0] = '\0';
    if (feature->kind == &feature_kinds[KIND_SOURCE]) {
        struct str name = table->source_names[table->places[mention].source];
        snprintf(ret, ret_size, "%.*s", PRI(name));
        return ret;
    }
    for (int i = 0; fields[i] >= 0 && len < ret_size; i++) {
        struct str text = mention_text(table, mention, fields[i]);
        if (text.len > 0) {
            int more = snprintf(ret + len, ret_size - len, "%s%.*s", len ? " " : "", PRI(text));
            len += more > 0 ? (size_t)more : 0;
        }
    }
    return ret;
}

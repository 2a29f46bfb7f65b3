/* name_comparator.c - names of people, and names that are only words. */
#include "comparator.h"

#include "name_words.h"

#include <stdio.h>

static int compare_words(const struct comparison *c)
{
    uint32_t a = left_value(c, FIELD_NAME);
    uint32_t b = right_value(c, FIELD_NAME);
    if (a == 0 || b == 0) {
        return WORDS_MISSING;
    }
    if (a == b) {
        return WORDS_SAME;
    }
    const uint32_t *i = c->lexicon->word_ids + c->lexicon->word_offset[a];
    const uint32_t *i_end = c->lexicon->word_ids + c->lexicon->word_offset[a + 1];
    const uint32_t *j = c->lexicon->word_ids + c->lexicon->word_offset[b];
    const uint32_t *j_end = c->lexicon->word_ids + c->lexicon->word_offset[b + 1];
    int common = 0;
    while (i < i_end && j < j_end) {
        if (*i == *j) {
            common++;
            i++;
            j++;
        } else if (*i < *j) {
            i++;
        } else {
            j++;
        }
    }
    return common >= 2 ? WORDS_SOME : common == 1 ? WORDS_ONE : WORDS_NONE;
}

static bool given_groups_meet(const struct lexicon *l, uint32_t a, uint32_t b)
{
    const uint16_t *x = l->given_groups[a].group;
    const uint16_t *y = l->given_groups[b].group;
    for (int i = 0; i < GIVEN_GROUPS_MAX && x[i]; i++) {
        for (int j = 0; j < GIVEN_GROUPS_MAX && y[j]; j++) {
            if (x[i] == y[j]) {
                return true;
            }
        }
    }
    return false;
}

static int compare_given(const struct comparison *c)
{
    uint32_t a = left_value(c, FIELD_GIVEN);
    uint32_t b = right_value(c, FIELD_GIVEN);
    if (a == 0 || b == 0) {
        return GIVEN_MISSING;
    }
    if (a == b) {
        return GIVEN_SAME;
    }
    struct letters left = c->lexicon->letters[FIELD_GIVEN][a];
    struct letters right = c->lexicon->letters[FIELD_GIVEN][b];
    struct str x = value_text(c, FIELD_GIVEN, a);
    struct str y = value_text(c, FIELD_GIVEN, b);
    if (left.length == 1 || right.length == 1) {
        return x.ptr[0] == y.ptr[0] ? GIVEN_INITIAL : GIVEN_DIFFERENT;
    }
    if (given_groups_meet(c->lexicon, a, b)) {
        return GIVEN_CLOSE;
    }
    if ((right_value(c, FIELD_MIDDLE) &&
         has_word(value_text(c, FIELD_MIDDLE, right_value(c, FIELD_MIDDLE)), x)) ||
        (left_value(c, FIELD_MIDDLE) &&
         has_word(value_text(c, FIELD_MIDDLE, left_value(c, FIELD_MIDDLE)), y))) {
        return GIVEN_INITIAL;
    }
    if (!may_be_alike(left, right, 750)) {
        return GIVEN_DIFFERENT;
    }
    int alike = jaro_winkler(x, y);
    return alike >= 900 ? GIVEN_CLOSE : alike >= 750 ? GIVEN_SOMEWHAT : GIVEN_DIFFERENT;
}

static int compare_family(const struct comparison *c)
{
    uint32_t a = left_value(c, FIELD_FAMILY);
    uint32_t b = right_value(c, FIELD_FAMILY);
    if (a == 0 || b == 0) {
        return FAMILY_MISSING;
    }
    if (a == b) {
        return FAMILY_SAME;
    }
    struct letters left = c->lexicon->letters[FIELD_FAMILY][a];
    struct letters right = c->lexicon->letters[FIELD_FAMILY][b];
    bool may_hold = may_contain(left, right);
    bool may_near = may_be_alike(left, right, 800);
    if (!may_hold && !may_near && !left_value(c, FIELD_FORMER_FAMILY) &&
        !right_value(c, FIELD_FORMER_FAMILY)) {
        return FAMILY_DIFFERENT;
    }
    struct str x = value_text(c, FIELD_FAMILY, a);
    struct str y = value_text(c, FIELD_FAMILY, b);
    if ((may_hold && (has_word(x, y) || has_word(y, x))) ||
        (right_value(c, FIELD_FORMER_FAMILY) &&
         str_eq(x, value_text(c, FIELD_FORMER_FAMILY, right_value(c, FIELD_FORMER_FAMILY)))) ||
        (left_value(c, FIELD_FORMER_FAMILY) &&
         str_eq(y, value_text(c, FIELD_FORMER_FAMILY, left_value(c, FIELD_FORMER_FAMILY))))) {
        return FAMILY_FORMER;
    }
    if (!may_near) {
        return FAMILY_DIFFERENT;
    }
    int alike = jaro_winkler(x, y);
    return alike >= 920 ? FAMILY_CLOSE : alike >= 800 ? FAMILY_SOMEWHAT : FAMILY_DIFFERENT;
}

int name_level(int words, int given, int family)
{
    return (words * GIVEN_LEVELS + given) * FAMILY_LEVELS + family;
}

int compare_name(const struct comparison *c, int field)
{
    (void)field;
    return name_level(compare_words(c), compare_given(c), compare_family(c));
}

bool name_allows(int part, int level)
{
    int family = level % FAMILY_LEVELS;
    int given = level / FAMILY_LEVELS % GIVEN_LEVELS;
    int words = level / FAMILY_LEVELS / GIVEN_LEVELS;
    switch (part) {
    case PART_GIVEN:
        return given == GIVEN_SAME;
    case PART_GIVEN_INITIAL: /* but for jack and jill */
    case PART_GIVEN_START:   /* but for christopher and chrysanthemum */
        return given >= GIVEN_SOMEWHAT;
    case PART_FAMILY:
        return family == FAMILY_SAME;
    case PART_FAMILY_START: /* but for willis and willoughby */
    case PART_FAMILY_SOUND: /* but for smith and schmidt */
    case PART_FAMILY_DELETION:
        return family >= FAMILY_SOMEWHAT;
    case PART_NAME:
        return words == WORDS_SAME;
    case PART_NAME_WORD_PAIR:
        return words >= WORDS_SOME;
    case PART_NAME_WORD:
        return words >= WORDS_ONE;
    default:
        return true;
    }
}

void name_text(int level, char *ret)
{
    static const char *const words[] = {"", "no word in common", "a word in common",
                                        "several words in common", "all words the same"};
    static const char *const given[] = {"given name missing",        "given name different",
                                        "given name somewhat alike", "initial or middle name",
                                        "given name close",          "given name same"};
    static const char *const family[] = {"family name missing",           "family name different",
                                         "family name somewhat alike",    "family name close",
                                         "former or part of family name", "family name same"};
    snprintf(ret, FEATURE_TEXT_MAX, "%s, %s, %s", given[level / FAMILY_LEVELS % GIVEN_LEVELS],
             family[level % FAMILY_LEVELS], words[level / FAMILY_LEVELS / GIVEN_LEVELS]);
}

/* Does `whole` add to the words of `part`, two at least, only such as say what kind of organisation
 * it is? "Cartrefi Helyg" and "Cartrefi Helyg Housing Association". */
static bool adds_only_kind(struct str part, struct str whole)
{
    struct str word;
    int words = 0;
    for (struct str rest = part; str_next_token(&rest, ' ', &word); words++) {
        if (!has_word(whole, word)) {
            return false;
        }
    }
    while (words >= 2 && str_next_token(&whole, ' ', &word)) {
        if (!has_word(part, word) && !(name_word_meaning(word) & ORGANISATION)) {
            return false;
        }
    }
    return words >= 2;
}

int compare_title(const struct comparison *c, int field)
{
    (void)field;
    int common = compare_words(c);
    if (common == WORDS_MISSING || common == WORDS_SAME) {
        return common == WORDS_SAME ? TITLE_SAME : TITLE_MISSING;
    }
    struct str a = value_text(c, FIELD_NAME, left_value(c, FIELD_NAME));
    struct str b = value_text(c, FIELD_NAME, right_value(c, FIELD_NAME));
    int weight_a = 0;
    int weight_b = 0;
    int weight_common = 0;
    struct str word;
    for (struct str rest = a; str_next_token(&rest, ' ', &word);) {
        weight_a += (int)word.len;
        weight_common += has_word(b, word) ? (int)word.len : 0;
    }
    for (struct str rest = b; str_next_token(&rest, ' ', &word);) {
        weight_b += (int)word.len;
    }
    int share = 100 * 2 * weight_common / (weight_a + weight_b + 1);
    if (share >= 80 || jaro_winkler(a, b) >= 940 || adds_only_kind(a, b) || adds_only_kind(b, a)) {
        return TITLE_MOST;
    }
    return share >= 50 ? TITLE_HALF : weight_common > 0 ? TITLE_SOME : TITLE_DIFFERENT;
}

bool title_allows(int part, int level)
{
    return part == PART_NAME             ? level == TITLE_SAME
           : part == PART_NAME_WORD_PAIR ? level >= TITLE_SOME
           : part == PART_NAME_WORD      ? level >= TITLE_SOME
                                         : true;
}

void title_text(int level, char *ret)
{
    static const char *const text[] = {
        "missing",       "no word in common", "a few words in common",
        "half the same", "nearly the same",   "same"};
    snprintf(ret, FEATURE_TEXT_MAX, "%s", text[level]);
}

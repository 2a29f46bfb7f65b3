/* feature.h - comparing two mentions: one ordered level for each thing that can be compared.
 *
 * A feature looks at one or several fields that hang together. The whole name is one feature and
 * the whole address another: given name, family name and full name are not independent witnesses,
 * and "same street" says nothing more once the postcode is the same. Their levels are combinations
 * of the levels of their components:
 *
 *   name     words (5) × given (6) × family (6)            = 180 levels
 *   address  place (9) × street (4) × premise (4)          = 144 levels
 *   all else missing · different · near … · same           = 3 to 8 levels
 *
 * A level in which a component is missing on either side tells nothing of that component: levels
 * with the same components missing form a group, and probabilities are taken within the group.
 */
#ifndef CANTREF_LINKAGE_FEATURE_H
#define CANTREF_LINKAGE_FEATURE_H

#include "lexicon.h"
#include "table.h"

enum { FEATURES_MAX = 14 + ATTRIBUTES_MAX, FEATURE_LEVELS_MAX = 180, FEATURE_TEXT_MAX = 160 };

enum name_words { WORDS_MISSING, WORDS_NONE, WORDS_ONE, WORDS_SOME, WORDS_SAME, WORDS_LEVELS };
enum given_level {
    GIVEN_MISSING,
    GIVEN_DIFFERENT,
    GIVEN_SOMEWHAT,
    GIVEN_INITIAL, /* one is the other's initial, or its further given name */
    GIVEN_CLOSE,   /* spelt nearly alike, or a nickname */
    GIVEN_SAME,
    GIVEN_LEVELS
};
enum family_level {
    FAMILY_MISSING,
    FAMILY_DIFFERENT,
    FAMILY_SOMEWHAT,
    FAMILY_CLOSE,
    FAMILY_FORMER, /* a former name, or part of a double one */
    FAMILY_SAME,
    FAMILY_LEVELS
};
enum place_level {
    PLACE_MISSING,
    PLACE_TOWN_DIFFERENT, /* no postcode on one side */
    PLACE_TOWN_NEAR,
    PLACE_TOWN_SAME,
    PLACE_POSTCODE_DIFFERENT,
    PLACE_POSTCODE_DIFFERENT_TOWN_SAME,
    PLACE_DISTRICT_SAME,
    PLACE_POSTCODE_NEAR, /* same sector, or one letter wrong */
    PLACE_POSTCODE_SAME,
    PLACE_LEVELS
};
enum plain_level { PLAIN_MISSING, PLAIN_DIFFERENT, PLAIN_NEAR, PLAIN_SAME, PLAIN_LEVELS };
enum date_level {
    DATE_MISSING,
    DATE_DIFFERENT,
    DATE_BIRTHDAY_SAME, /* day and month, not 1 January */
    DATE_TWO_DIGITS,
    DATE_YEAR_SAME,
    DATE_SWAPPED, /* day for month, or year and month agree */
    DATE_ONE_DIGIT,
    DATE_SAME,
    DATE_LEVELS
};

/* IMPLIED: one of the two has no sex but a given name that implies one, and the other no given name
 * to compare it with but an initial. */
enum sex_level {
    SEX_MISSING,
    SEX_DIFFERENT,
    SEX_IMPLIED_DIFFERENT,
    SEX_IMPLIED_SAME,
    SEX_SAME,
    SEX_LEVELS
};

/* Two stays (from when to when each row holds), least like one person's first. */
enum stay_level {
    STAY_MISSING,
    STAY_TOGETHER, /* at two places at one time */
    STAY_REPLACED, /* one comes to the place as the other leaves it */
    STAY_APART,
    STAY_START_NEAR,
    STAY_START_SAME,
    STAY_MOVED_NEAR, /* one ends within a month of the other's beginning elsewhere */
    STAY_MOVED,      /* the same day */
    STAY_LEVELS
};

struct feature_kind;

/* struct feature - one comparison in use: its kind, and the field for those kinds that serve
 * several. */
struct feature {
    const struct feature_kind *kind;
    int field;
    int levels;
    uint8_t group
        [FEATURE_LEVELS_MAX]; /* which components are missing, as bits: levels of one group are compared with one another */
    bool never
        [FEATURE_LEVELS_MAX]; /* at this level two mentions can't be the same, whatever else agrees */
    float goodness
        [FEATURE_LEVELS_MAX]; /* 0 … 1: how much it looks like a match, for the start of the estimate */
};

struct feature_set {
    int count;
    struct feature features[FEATURES_MAX];
    uint8_t source_level
        [SOURCES_MAX]; /* of the source feature, for two rows of one source, by its index in the mention table; 0: says nothing */
};

/* Levels of the source feature: 0 says nothing, then these, then two for each source of the data
 * learnt from (the last are shared by all that are left over): a source that holds each pupil once
 * names the pupil's parents again for every child, so people whom its rows are about come first and
 * people whom they also name second. */
enum { SOURCE_ACROSS = 1, SOURCE_ROW_SAME = 2, SOURCE_WITHIN = 3, SOURCE_LEVELS_MAX = 64 };

/* feature_set_choose - the features for mentions[count] of one kind, by which fields they have.
 * Out: *ret. Cost: O(count × fields). */
void feature_set_choose(const struct mention_table *table, const uint32_t *mentions, size_t count,
                        struct feature_set *ret);

/* feature_kind_name, feature_restore - a feature in a file and back. feature_restore adds to the
 * set the feature of that kind and number of levels; field matters to attributes alone. False, and
 * nothing added: there is no such feature, the set has it already, or a pattern would no longer fit
 * its code. */
const char *feature_kind_name(const struct feature *feature);
bool feature_restore(struct feature_set *set, struct str kind_name, int field, int levels);
bool feature_is_attribute(const struct feature *feature);
bool feature_is_source(const struct feature *feature);
bool feature_is_name(const struct feature *feature);

/* feature_compare - levels[i][set->count] of one mention and each of right[count] (indexes into the
 * lexicon's table). Feature after feature, so that what one pair waits for from memory overlaps
 * with the next. Symmetric in left and right. Pure; any number of threads. Cost: some 200 ns a
 * pair. */
void feature_compare(const struct feature_set *set, const struct lexicon *lexicon, size_t left,
                     const uint32_t *right, size_t count, uint8_t levels[][FEATURES_MAX]);

/* pattern_code, pattern_levels - the levels of all features as one number, and back. Patterns are
 * kept in the order of their codes. */
uint64_t pattern_code(const struct feature_set *set, const uint8_t *levels);
void pattern_levels(const struct feature_set *set, uint64_t code, uint8_t *ret_levels);

/* feature_of_part - which feature of the set looks at a part's field, or -1. */
int feature_of_part(const struct feature_set *set, int part);

/* feature_part_allows - is this a level of that feature at which two mentions that share this part
 * are found? Exact where the part is a whole value or a part of a date, postcode or e-mail address;
 * of the beginnings and the sound of a name it tells what is usual. */
bool feature_part_allows(const struct feature *feature, int part, int level);

/* feature_name, feature_level_text - for people and for files. The name is the table's or static;
 * the text is written into ret and returned. */
struct str feature_name(const struct feature *feature, const struct mention_table *table);
const char *feature_level_text(const struct feature *feature, int level,
                               char ret[FEATURE_TEXT_MAX]);

/* feature_best_level, feature_worst_level - all of it the same; all of it different. */
int feature_best_level(const struct feature *feature);
int feature_worst_level(const struct feature *feature);

/* feature_value_text - the standardised values of one mention that a feature looks at, joined by
 * spaces, cut to ret_size with its terminator. For the source feature: the source's name. Returns
 * ret. */
const char *feature_value_text(const struct feature *feature, const struct mention_table *table,
                               size_t mention, char *ret, size_t ret_size);

#endif

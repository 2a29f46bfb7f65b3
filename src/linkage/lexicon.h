/* lexicon.h - what blocking and comparing need to know of each distinct value, worked out once a
 * value, not once a pair.
 *
 *   value id ──► parts: hashes of what two values may share (all, first letters, sound, year …)
 *            ──► the birth date as numbers, the words of a name as ids
 *
 * A part is what a blocking key is made of. Most parts give a value one hash or none; the last ones
 * several (each pair of words of a name; a family name with any one letter left out, which finds
 * typing errors: Bocek et al. 2007, Norvig).
 */
#ifndef CANTREF_LINKAGE_LEXICON_H
#define CANTREF_LINKAGE_LEXICON_H

#include "date.h"
#include "mention.h"

enum part {
    PART_GIVEN,
    PART_GIVEN_INITIAL,
    PART_GIVEN_START, /* three letters */
    PART_FAMILY,
    PART_FAMILY_START, /* four letters */
    PART_FAMILY_SOUND,
    PART_NAME,
    PART_BIRTH_DATE,
    PART_BIRTH_YEAR,
    PART_BIRTH_YEAR_MONTH,
    PART_BIRTH_MONTH_DAY,
    PART_SEX,
    PART_UPRN,
    PART_PREMISE,
    PART_STREET,
    PART_TOWN,
    PART_POSTCODE,
    PART_POSTCODE_SECTOR,
    PART_POSTCODE_DISTRICT,
    PART_PHONE,
    PART_EMAIL,
    PART_EMAIL_USER,
    PART_NHS_NUMBER,
    PART_NATIONAL_INSURANCE,
    PART_STAY_DAY,        /* several: the day it began and the day it ended */
    PART_COMPANION,       /* several: initial and family name of each */
    PART_NAME_WORD_PAIR,  /* several */
    PART_NAME_WORD,       /* several */
    PART_FAMILY_DELETION, /* several */
    PART_ATTRIBUTE,       /* from here on: the whole value of each attribute */
    PARTS_MAX = PART_ATTRIBUTE + ATTRIBUTES_MAX
};

enum { PART_HASHES_MAX = 36 }; /* of one value for one part */

struct part_values {
    uint32_t *
        offset; /* NULL: one hash a value; else hashes of value v are hash[offset[v] … offset[v+1]) */
    uint32_t *hash; /* 0: the value has no such part */
};

/* Nickname groups of a given name (nickname.h), 0 where there are fewer. */
enum { GIVEN_GROUPS_MAX = 4 };
struct given_groups {
    uint16_t group[GIVEN_GROUPS_MAX];
};

/* What tells most values apart without their texts: which letters one has, a bit each (digits share
 * one, all else another), and how many bytes. */
struct letters {
    uint32_t set, length;
};

/* The words of a premise as hashes; count 0: too many for this. */
enum { PREMISE_WORDS_MAX = 5 };
struct premise_words {
    uint32_t word[PREMISE_WORDS_MAX];
    uint8_t count;
    bool begins_with_digit;
};

/* From when to when, in days since 1 January 1970; DAY_UNKNOWN where it isn't told. */
struct stay {
    int32_t since, until;
};
enum { DAY_UNKNOWN = INT32_MIN };

/* A postcode's wider places as hashes: equal ones are the same place. */
struct postcode_places {
    uint32_t sector, district, area;
    bool british;
};

struct lexicon {
    int threads; /* that building may use; 0: one */
    const struct mention_table *mentions;
    struct part_values parts[PARTS_MAX]; /* hash NULL where nothing has the part */
    struct letters *letters[FIELDS_MAX]; /* by value id; NULL: a field that isn't spelt alike */
    struct date *birth_dates;            /* by value id of FIELD_BIRTH_DATE */
    uint32_t *birth_digits; /* by value id of FIELD_BIRTH_DATE: 0x19081209; only of whole dates */
    struct postcode_places *postcodes; /* by value id of FIELD_POSTCODE */
    struct premise_words *premises;    /* by value id of FIELD_PREMISE */
    struct stay *stays;                /* by value id of FIELD_STAY */
    struct given_groups *given_groups; /* by value id of FIELD_GIVEN */
    uint32_t *
        given_sex; /* by value id of FIELD_GIVEN: the sex that the name implies, as given_sexes_apply tells it; NULL: none does */
    struct dictionary words; /* of names */
    uint32_t *
        word_offset; /* words of NAME value v: word_ids[word_offset[v] … word_offset[v+1]), ascending */
    uint32_t *word_ids;
};

/* lexicon_build - for every value that the table's dictionaries hold. ret starts zeroed but for
 * threads, on which nothing depends; free it in any case.
 * given_sex is left to the caller, who has the model; lexicon_free frees it.
 * Errors: ERR_MEMORY. Keeps a pointer to mentions. Cost: O(text). */
int lexicon_build(const struct mention_table *mentions, struct lexicon *ret);
void lexicon_free(struct lexicon *lexicon);

/* part_field - the field whose value has this part; part_name - for people: "birth year". */
int part_field(int part);
const char *part_name(int part);

/* companion_fits - can these be one person: the same family name, and the same given name or the
 * initial of it? Names as FIELD_COMPANION has them, "shazia iqbal" and "s iqbal". ret_whole: the
 * given name is the same in full. */
bool companion_fits(struct str a, struct str b, bool *ret_whole);

/* lexicon_part - hashes of one mention's part, whose row this is: their number (≤ PART_HASHES_MAX)
 * and *ret_hashes, owned by the lexicon. */
static inline int lexicon_part(const struct lexicon *l, const uint32_t *row, int part, int field,
                               const uint32_t **ret_hashes)
{
    const struct part_values *p = &l->parts[part];
    uint32_t id = row_value(l->mentions, row, field);
    if (p->hash == NULL || id == 0) {
        return 0;
    }
    if (p->offset == NULL) {
        *ret_hashes = &p->hash[id];
        return p->hash[id] != 0;
    }
    *ret_hashes = &p->hash[p->offset[id]];
    return (int)(p->offset[id + 1] - p->offset[id]);
}

#endif

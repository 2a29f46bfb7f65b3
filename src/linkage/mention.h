/* mention.h - what a row says of one person, organisation, estate or property, standardised.
 *
 *   row 17 of "tenancy"   MR J & MRS S EVANS, 12 MILL ST …
 *        ├── mention 1  person   given=j  family=evans  sex=m  premise=12 street=mill street …
 *        ├── mention 2  person   given=s  family=evans  sex=f  premise=12 …
 *        └── mention 3  property premise=12 street=mill street …
 *                       (implied: carries_property on the mention that has the address)
 *
 * Values are ids into one dictionary a field, shared by all sources: equal ids, equal standardised
 * values. A mention's row has a place for each field that any mention fills, and before these a 0
 * that stands for all others, so that comparing two mentions touches two short runs of memory.
 */
#ifndef CANTREF_LINKAGE_MENTION_H
#define CANTREF_LINKAGE_MENTION_H

#include "dictionary.h"
#include "err.h"

enum mention_kind {
    MENTION_PERSON,
    MENTION_ORGANISATION,
    MENTION_ESTATE,   /* of a person who died; linked with estates only */
    MENTION_PROPERTY, /* a row that has an address and nobody */
    MENTION_UNKNOWN,  /* a row of no recognised kind, linked as it is */
    MENTION_NOBODY,   /* THE OCCUPIER: printed as unknown, linked with nothing */
    MENTION_KINDS
};

/* The standardised text of each field:
 * GIVEN         first given name, folded: "sian"; an initial is one letter: "s"
 * MIDDLE        further given names: "mair l"
 * FAMILY        family name with its particle, hyphens as spaces: "ap gwilym", "van der berg",
 *               "evans jones"
 * FORMER_FAMILY née, previous or alias family name
 * NAME          all words of the name, distinct, in byte order: "clifford of thomas"; an
 *               organisation's or unknown's whole name
 * BIRTH_DATE    "1908-12-09"; unknown parts absent: "1908-12", "1908", "--12-09"
 * SEX           "f", "m", "x"
 * UPRN          digits
 * PREMISE       flat, house name, number: "12", "12-14", "flat 2 rose court", "flat 2 12"
 * STREET        with common abbreviations written out: "mill street"
 * TOWN          locality and town: "llanelli"
 * POSTCODE      "SA15 1AA" where it is British; else folded: "4011"
 * PHONE         E.164: "+441632960123", else digits
 * EMAIL         lower case
 * NHS_NUMBER, NATIONAL_INSURANCE  without spaces
 * STAY          from when to when the row holds: "2014-11-12/2020-10-04", "2020-10-04/" (ISO 8601
 *               interval, an unknown or open end empty)
 * COMPANION     who else the row names, in byte order: "shazia iqbal; t iqbal"
 * ATTRIBUTE     from here on: any further informative column, folded; see attribute_name */
enum field {
    FIELD_GIVEN,
    FIELD_MIDDLE,
    FIELD_FAMILY,
    FIELD_FORMER_FAMILY,
    FIELD_NAME,
    FIELD_BIRTH_DATE,
    FIELD_SEX,
    FIELD_UPRN,
    FIELD_PREMISE,
    FIELD_STREET,
    FIELD_TOWN,
    FIELD_POSTCODE,
    FIELD_PHONE,
    FIELD_EMAIL,
    FIELD_NHS_NUMBER,
    FIELD_NATIONAL_INSURANCE,
    FIELD_STAY,
    FIELD_COMPANION,
    FIELD_ATTRIBUTE,
    ATTRIBUTES_MAX = 16,
    FIELDS_MAX = FIELD_ATTRIBUTE + ATTRIBUTES_MAX
};

enum { COMPANIONS_MAX = 6 }; /* of one mention, that FIELD_COMPANION holds */

struct mention_place {
    uint32_t row;    /* index into the table's rows, from 0 */
    uint16_t source; /* index into the run's tables */
    uint16_t number; /* from 1 within the row, in the order of enum mention_kind */
    uint8_t kind;    /* enum mention_kind */
    uint8_t subject; /* whom in the row: index of mapping_subjects, 0 its main person */
    bool
        carries_property; /* the row's property mention is written after its last mention; it has this mention's address */
};

/* struct mention_table - mentions in the order of sources and rows. */
struct mention_table {
    size_t count;
    size_t field_count; /* FIELD_ATTRIBUTE + attribute_count */
    size_t attribute_count;
    struct str attribute_name
        [ATTRIBUTES_MAX]; /* as first met in a header; never part of a mention's content */
    struct mention_place *places;
    size_t row_width;          /* values in a row, the leading 0 among them */
    uint8_t place[FIELDS_MAX]; /* of each field in a row; 0: no mention fills it */
    uint32_t *rows;            /* [count][row_width] */
    struct dictionary dictionaries[FIELDS_MAX];
    size_t source_count;
    struct str *source_names;
    /* What people decided (mention_decide.h), the oldest first; none for most tables. */
    struct mention_decision *decisions;
    size_t decision_count;
    uint64_t *decided; /* by mention: tells one that a decision names apart from all that say the
                          same; 0: none does. NULL without decisions */
};

static inline uint32_t *mention_row(const struct mention_table *t, size_t mention)
{
    return &t->rows[mention * t->row_width];
}

static inline uint32_t row_value(const struct mention_table *t, const uint32_t *row, int field)
{
    return row[t->place[field]];
}

static inline uint32_t mention_value(const struct mention_table *t, size_t mention, int field)
{
    return row_value(t, mention_row(t, mention), field);
}

/* mention_prefetch - ask memory for a mention's row, ahead of its use. */
static inline void mention_prefetch(const struct mention_table *t, size_t mention)
{
    const uint32_t *row = mention_row(t, mention);
    __builtin_prefetch(row);
    __builtin_prefetch(row + t->row_width - 1);
}

/* mention_table_lay_out - rows with a place for every field of which `filled` (by field) holds; the
 * table has no rows yet. */
static inline void mention_table_lay_out(struct mention_table *t, const bool filled[FIELDS_MAX])
{
    t->row_width = 1;
    for (size_t f = 0; f < t->field_count; f++) {
        t->place[f] = filled[f] ? (uint8_t)t->row_width++ : 0;
    }
}

/* An organisation is known by its name alone: the address of a row is that of what it owns or
 * rents, not its own. */
static inline bool mention_is_organisation(const struct mention_table *t, size_t mention)
{
    return t->places[mention].kind == MENTION_ORGANISATION;
}

static inline struct str mention_text(const struct mention_table *t, size_t mention, int field)
{
    return dictionary_text(&t->dictionaries[field], mention_value(t, mention, field));
}

#endif

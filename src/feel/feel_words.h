/* feel_words.h - values, and what a rule asks of them, in plain English and Welsh.
 *
 * Everything that is said is a phrase of one table with places for texts; in Welsh the places
 * stand where a text causes no mutation. Private to feel_explain. */
#ifndef CANTREF_FEEL_WORDS_H
#define CANTREF_FEEL_WORDS_H

#include "feel_syntax.h"
#include "language.h"

enum feel_phrase {
    PHRASE_APPLIES,
    PHRASE_NOT_APPLICABLE,
    PHRASE_CANT_TELL,
    PHRASE_SUBJECT,     /* label, value */
    PHRASE_SUBJECT_YES, /* label, yes or no; known or not */
    PHRASE_ANSWER,      /* a question, the answer */
    PHRASE_ASKED,       /* one of these, what the rule asks for */
    PHRASE_AMONG,       /* … in a list */
    PHRASE_NOT_AMONG,
    PHRASE_NO_ANSWER,  /* a question */
    PHRASE_IS,         /* expression, value */
    PHRASE_IS_WITH,    /* expression, value, inputs */
    PHRASE_NO_TRUTH,   /* expression, value */
    PHRASE_INPUT,      /* label, value: one of these */
    PHRASE_OTHER,      /* label, value: on the right of a comparison */
    PHRASE_WORKED_OUT, /* value, expression: likewise */
    PHRASE_EMPTY,      /* list */
    PHRASE_ONE_COUNTS, /* list, number, why */
    PHRASE_ONE_DOES_NOT,
    PHRASE_ONE_UNKNOWN,
    PHRASE_ALL_COUNT, /* list, how many */
    PHRASE_NONE_COUNTS,
    PHRASE_BECAUSE,
    PHRASE_AND_MORE, /* how many */
    PHRASE_YES,
    PHRASE_NO,
    PHRASE_NOTHING,
    PHRASE_KNOWN,
    PHRASE_NOT_KNOWN,
    PHRASE_KNOWN_AMISS,     /* where what is not known is asked for */
    PHRASE_NOT_KNOWN_AMISS, /* likewise, the other way */
    PHRASE_AND, /* between what all hold, in a list of them; PHRASE_OR between alternatives */
    PHRASE_OR,
    PHRASE_BUT, /* anything but */
    PHRASE_FROM_TO,
    PHRASE_AT_LEAST, /* number or duration; AFTER … of dates, LATER of times */
    PHRASE_MORE,
    PHRASE_AT_MOST,
    PHRASE_LESS,
    PHRASE_DAY_AT_LEAST,
    PHRASE_DAY_MORE,
    PHRASE_DAY_AT_MOST,
    PHRASE_DAY_LESS,
    PHRASE_TIME_MORE,
    PHRASE_TIME_LESS,
    PHRASES
};

/* feel_phrase_fill - the phrase with its places filled; those that it hasn't are not looked at. */
struct str feel_phrase_fill(struct arena *arena, enum language language, enum feel_phrase phrase,
                            struct str a, struct str b, struct str c);

/* feel_value_words - a value for a person: 1 April 2026; 2 years and 3 months; “A”; yes. Long
 * lists are cut. Made in arena. */
struct str feel_value_words(struct arena *arena, enum language language,
                            const struct feel_value *value);

/* feel_compared_words - what a comparison asks for: "65 or more". comparison: FEEL_NODE_EQUAL …
 * FEEL_NODE_GREATER_OR_EQUAL; words: those of the value, which is of that kind. */
struct str feel_compared_words(struct arena *arena, enum language language, uint8_t comparison,
                               enum feel_kind kind, struct str words);

/* feel_range_words - what being in a range asks for. */
struct str feel_range_words(struct arena *arena, enum language language,
                            const struct feel_range *range);

/* feel_reason_words - why something is null or in doubt: "… is not known". label: of the name that
 * it is about; expression: where it happened. */
struct str feel_reason_words(struct arena *arena, enum language language, enum feel_cause_code code,
                             struct str label, struct str expression);

/* feel_joined_words - "a, b and c"; between the last two: PHRASE_AND or PHRASE_OR. */
struct str feel_joined_words(struct arena *arena, enum language language, enum feel_phrase last,
                             const struct str *words, size_t count);

#endif

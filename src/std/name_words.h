/* name_words.h - what words in names mean. For name.c and its tests. Pure. */
#ifndef CANTREF_STD_NAME_WORDS_H
#define CANTREF_STD_NAME_WORDS_H

#include "str.h"

/* Bits of a word's meaning; a word may have several, and its place decides between them. */
enum name_word {
    TITLE = 1 << 0,      /* mr, dr, parch: wherever it stands */
    OPENING = 1 << 1,    /* lord, sister: a title before other words, else a name */
    MALE = 1 << 2,       /* with TITLE or OPENING */
    FEMALE = 1 << 3,     /* likewise */
    NOBLE = 1 << 4,      /* baron, earl: begins a description ("1st baron clifford of chudleigh") */
    SUFFIX = 1 << 5,     /* jr, obe */
    PARTICLE = 1 << 6,   /* ap, van: the family name begins here */
    PREFIX = 1 << 7,     /* mc: one word with the next */
    FORMER = 1 << 8,     /* née: a former family name follows */
    ESTATE = 1 << 9,     /* exors: a dead person's estate */
    ESTATE_OF = 1 << 10, /* the same before "of": pr of, estate of */
    ESTATE_LINK = 1 << 11,          /* of, the, late, personal: part of such a phrase */
    LATE = 1 << 12,                 /* an estate when it opens the name: the late Mary Jones */
    DECEASED = 1 << 13,             /* decd: says nothing about the name */
    NOBODY = 1 << 14,               /* occupier */
    NOBODY_LINK = 1 << 15,          /* the, or, current */
    PLACEHOLDER = 1 << 16,          /* unknown, test: instead of a name */
    INFANT = 1 << 17,               /* baby: instead of a given name */
    INFANT_LINK = 1 << 18,          /* boy, of: after it */
    ORGANISATION = 1 << 19,         /* ltd, council */
    ORGANISATION_OR_NAME = 1 << 20, /* church, bank: also family names */
    AFTER_AND = 1 << 21,            /* son, co: an organisation after "and" */
};

/* name_word_meaning - bits of enum name_word, 0 for any other word. */
uint32_t name_word_meaning(struct str folded_word);

/* For tests: the tables can be searched. */
bool name_words_are_sorted(void);
bool given_names_are_sorted(void);

#endif

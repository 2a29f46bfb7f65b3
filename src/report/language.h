/* language.h - what people read, in the language they asked for.
 *
 * English stands where it is used and is its own key; src/report/welsh.c holds the Welsh of it. To
 * add a sentence: write it in say(), and its row in welsh.c. tests/check.py holds every text that
 * is said to have a row whose figures and names fit in the same places.
 *
 * Welsh follows a figure either with a singular noun or with "o" and a plural ("61,204 o bobl").
 * The second is right for any number but one and changes no consonant with the number, so the
 * table uses it throughout: two forms, as in English, are enough. */
#ifndef CANTREF_REPORT_LANGUAGE_H
#define CANTREF_REPORT_LANGUAGE_H

#include "memory.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct report;

enum language { LANGUAGE_ENGLISH, LANGUAGE_WELSH };

/* struct welsh - a row of the table. Where Welsh puts what is filled in elsewhere, all of its
 * places are numbered: "%2$s o %1$s". */
struct welsh {
    const char *english;
    const char *welsh;
    bool needs_translator; /* a translator has yet to check it; docs/welsh.md lists these */
};

extern const struct welsh welsh_table[]; /* by English, in the order of strcmp */
extern const size_t welsh_count;

/* TO_SAY - marks a text that stands in a table and reaches say() later, so that tests/check.py
 * looks for its Welsh. */
#define TO_SAY(english) english

/* say - the text, or the printf format, in the language of the report; the English itself where
 * there is no Welsh, so that data which passes through stays what it is. Cost: O(log(texts)). */
const char *say(const struct report *report, const char *english) __attribute__((format_arg(2)));

/* say_count - the same for a text with a count in it: `one` is that for 1. */
const char *say_count(const struct report *report, uint64_t count, const char *one,
                      const char *several) __attribute__((format_arg(3), format_arg(4)));

/* say_made - a text that another layer made in English ("given name same, family name close"; "the
 * header says postcode; 99% of 776 values read as that"), added to ret in the language of the
 * report. It is known as a whole, as what fills a format of the table, or by its pieces between
 * semicolons and commas; whatever is not known stays English. Cost: O(texts) a piece. */
void say_made(const struct report *report, struct str made, struct buf *ret);

/* language_say - say() where there is no report yet. */
const char *language_say(enum language language, const char *english)
    __attribute__((format_arg(2)));

/* language_codes - "en" and "cy", as they are asked for, by enum language; NULL ends them. */
extern const char *const language_codes[];

/* language_tag - for a lang attribute: "en-GB", "cy". */
const char *language_tag(enum language language);

#endif

/* event_id.h - what an event is called: "lusab-babad".
 *
 * 32 random bits as two words of five letters that can be said on the telephone, each 16 bits as
 * consonant, vowel, consonant, vowel, consonant. It tells nothing of whom, of what or when: who
 * guesses one of a hundred thousand events finds it once in 43,000 tries, and is in the log each
 * time.
 *
 * Source: D. S. Wilkerson, A Proposal for Proquints: Identifiers that are Readable, Spellable, and
 * Pronounceable, 2009. */
#ifndef CANTREF_EVENT_EVENT_ID_H
#define CANTREF_EVENT_EVENT_ID_H

#include "str.h"

enum { EVENT_ID_LENGTH = 11, EVENT_ID_TEXT_MAX = 12 };

/* event_id_text - of 32 bits, into ret, which it returns.
 * event_id_read - is the text one? *ret_text: as event_id_text writes it. Capitals, and a space or
 * nothing in place of the hyphen, don't matter. Both pure. */
const char *event_id_text(uint32_t bits, char ret[EVENT_ID_TEXT_MAX]);
bool event_id_read(struct str text, char ret[EVENT_ID_TEXT_MAX]);

#endif

/* letter_setup.h - where a home's letters come from. */
#ifndef CANTREF_DELIVER_LETTER_SETUP_H
#define CANTREF_DELIVER_LETTER_SETUP_H

#include "deliver.h"
#include "letter.h"

/* letter_setup_of - what a home's delivery.yaml and council.yaml say, for letters in a language.
 * Its texts are the setup's. Where delivery.yaml says nothing of letters sender_count is 0, and
 * letter_typeset refuses. */
struct letter_setup letter_setup_of(const struct delivery_setup *setup,
                                    enum access_language language);

#endif

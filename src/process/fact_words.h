/* fact_words.h - what facts are called when people are told what was looked at, and what is
 * missing: "the person's age", "oed y person"; of an answer the question itself. */
#ifndef CANTREF_PROCESS_FACT_WORDS_H
#define CANTREF_PROCESS_FACT_WORDS_H

#include "event_type.h"
#include "feel_explain.h"

/* struct fact_labels - of every fact of the table and every question of a type. */
struct fact_labels {
    const struct feel_label *at;
    size_t count;
};

/* fact_labels_of - made in arena. */
struct fact_labels fact_labels_of(struct arena *arena, const struct event_type *type);

/* fact_words - what a fact is called, by its name as conditions have it; the name itself when there
 * is no such fact. */
struct str fact_words(const struct fact_labels *labels, struct str name,
                      enum access_language language);

#endif

/* event_words.h - what of a life event is called for people: its status, what was done to it, its
 * questions and the answers to them. */
#ifndef CANTREF_EVENT_EVENT_WORDS_H
#define CANTREF_EVENT_EVENT_WORDS_H

#include "event_store.h"
#include "event_type.h"

/* event_status_title - "proposed". event_act_title - "corrected". */
const char *event_status_title(enum event_status status, enum access_language language);
const char *event_act_title(enum event_act act, enum access_language language);

/* event_question_words - the question of that name as it is asked; event_answer_words - a kept
 * answer to it as people read it, several options apart by commas. Days and numbers stand as they
 * are kept. The name, or the answer as it is kept, where the type has no such question.
 * In: type NULL: its pack is not here. Out: a slice of the type or of what was given, or, of
 *     several options, in arena. Pure. */
struct str event_question_words(const struct event_type *type, struct str name,
                                enum access_language language);
struct str event_answer_words(struct arena *arena, const struct event_type *type, struct str name,
                              struct str value, enum access_language language);

#endif

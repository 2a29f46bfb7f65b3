/* officer_questions.h - a pack's questions as fields of a form, and what was typed in them as
 * answers. On officers' pages several stand on one page; a field is called "answer." and the
 * question's name, of several options each "answer.NAME.OPTION". */
#ifndef CANTREF_PAGES_OFFICER_QUESTIONS_H
#define CANTREF_PAGES_OFFICER_QUESTIONS_H

#include "intake.h"
#include "request.h"

/* What routes declare for them. */
#define OFFICER_ANSWERS                                                                            \
    {                                                                                              \
        .name = "answer", .kind = FORM_OPEN, .length_max = 1000                                    \
    }

/* officer_question_field - a question as a field of its kind, with what was typed, or else
 * `value`, as answers are kept. */
struct json_node *officer_question_field(struct request *r, const struct question *question,
                                         struct str value);

/* officer_answer - what was typed as the answer to a question, as answers_put takes it; "":
 * nothing. A day may be written as people do, 27/3/2026. In the arena. */
struct str officer_answer(struct request *r, const struct question *question);

/* officer_has_answer - was the question on the form at all? One that was not stays as it is. */
bool officer_has_answer(struct request *r, const struct question *question);

/* officer_check_answer - held against its question: what it takes becomes an error beside the
 * field. Returns whether it is right. */
bool officer_check_answer(struct request *r, const struct event_type *type,
                          const struct question *question, struct str text);

#endif

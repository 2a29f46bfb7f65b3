/* application_look.h - an application in progress, looked at: which of the pack's questions are
 * asked of whoever tells, in which order, what was answered, which comes next; and what would be
 * owed, by that alone, or by a purpose's view of whom it is about, too.
 *
 *     .teller, .happened, answers in their order ─► facts ─► the next question
 *     the view of whom it is about, if any ───────►       ─► assess: duties, with what is missing
 *
 * An answer to a question that is not asked any more, since an earlier one was changed, counts as
 * none: it is kept, and not sent. */
#ifndef CANTREF_ENGINE_APPLICATION_LOOK_H
#define CANTREF_ENGINE_APPLICATION_LOOK_H

#include "application.h"
#include "event_pack.h"

#include "assess.h"

/* struct application_look - start from zero; application_look_free. */
struct application_look {
    const struct event_pack *pack;
    const struct application *application;
    size_t count;                      /* questions that are asked and were, in their order */
    const struct question **questions; /* of the pack */
    struct str *texts;                 /* "": nothing was said */
    const struct question *next;       /* NULL: all were asked */
    bool passes_over;
    struct given_answer *given; /* for struct telling */
    size_t given_count;
    struct answers answers;
    struct facts facts;
    struct feel_value values[FACT_SLOTS];
    struct case_facts case_facts;
    struct assessment duties; /* application_assess */
    struct arena arena;
};

/* application_look - In: channel: through which it is told. today: days since 1970. view, set: of
 *         whom it is about, under the inquiry's purpose, for the caller to tell the log of; NULL:
 *         what was answered is all that is known.
 *         pack and application outlive *ret.
 * Errors: those of home_council and of the store. */
struct application_looking {
    enum channel channel;
    int32_t today;
    const struct view *view;
    size_t set;
    bool passes_over;
};
int application_look(struct inquiry *inquiry, const struct event_pack *pack,
                     const struct application *application,
                     const struct application_looking *looking, struct application_look *ret,
                     struct err *err);
void application_look_free(struct application_look *look);

/* application_fits - may that be an answer to the question, as far as can be told now?
 * *ret_bound: of FITS_EARLY and FITS_LATE, the first or last day that may be. Pure. */
enum application_fit { FITS, FITS_NOT, FITS_EARLY, FITS_LATE };
enum application_fit application_fits(struct application_look *look,
                                      const struct question *question, struct str text,
                                      int32_t *ret_bound);

/* application_assess - every duty of the pack, by what is known. Pure. */
void application_assess(struct application_look *look);

#endif

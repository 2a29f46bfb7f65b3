/* review_queue.h - the review on pages: pairs in doubt, kept as a list, asked of whoever reviews.
 *
 *   review_queue_make   the list: all records linked once, pairs in doubt, nearest to even first
 *   review_queue_next   one pair for one person:
 *                         first    nobody has decided it yet
 *                         second   somebody else has, and it is of the share (every tenth) or was
 *                                  marked; asked just as a first one is, so that nobody can tell
 *   review_queue_answer     same, different: of a first one a decision, which the picture follows;
 *                           of a second one an opinion, which decides nothing
 *                           unsure: nothing is decided, and another is asked
 *   review_queue_unsettled  two disagree, or two are unsure: a third settles it, by a decision of
 *                           their own with a reason
 *
 * A pair is known by its mentions' records, as decisions are; whether it is decided is looked up
 * among these, so that decisions from elsewhere count, too. Answers of one person to one pair are
 * kept once. review.h is the same for a sitting at a terminal, without a list. */
#ifndef CANTREF_RECORD_REVIEW_QUEUE_H
#define CANTREF_RECORD_REVIEW_QUEUE_H

#include "decision_store.h"
#include "picture.h"
#include "progress.h"

enum review_word { REVIEW_SAME, REVIEW_DIFFERENT, REVIEW_UNSURE, REVIEW_WORDS };

/* review_words - "same", "different", "unsure"; NULL ends them. */
extern const char *const review_words[REVIEW_WORDS + 1];

/* So many who are unsure, and nobody more is asked: a third settles it. */
enum { REVIEW_UNSURE_MAX = 2 };

struct review_pair {
    int64_t pair;
    struct decided_mention left, right;
    int32_t weight; /* 1/1024 bits, of the model that the list was made under */
    int64_t model;
    bool in_list, is_second_wanted, is_marked;
    int64_t decision; /* the newest that stands of the two; 0: none */
    bool decided_same;
    char decided_by[WHO_BYTES_MAX + 1];
    int64_t opinion; /* another's, of that decision; 0: none */
    bool opinion_same;
    char opinion_by[WHO_BYTES_MAX + 1];
    int unsure; /* people who are */
};

/* review_queue_make - the list anew, from the picture as it is and the sources that are shown;
 * answers stay. Every decision of one pair gets its place among those a second person may be asked.
 * In:     nobody else writes meanwhile. progress may be NULL. *ret_count: pairs to ask.
 * Errors: those of review_begin and the store. Cost: that of linking all records. */
int review_queue_make(struct picture *picture, int threads, struct progress *progress,
                      size_t *ret_count, struct err *err);

/* struct review_counts - for one person. stale: the list is of another model than is in use; made:
 * there is a list at all. */
struct review_counts {
    int64_t firsts, seconds, said, unsettled;
    bool is_made, is_stale;
};
int review_queue_counts(struct picture *picture, struct str who, struct review_counts *ret,
                        struct err *err);

/* review_queue_next - what this person is to be asked. after: the one before it, which is passed
 * over; 0: none. *ret_there: there is one.
 * review_queue_pair - a pair by its number. Errors: ERR_NOTFOUND; those of the store.
 * review_queue_said - what somebody said of it; REVIEW_WORDS: nothing.
 * review_queue_last - the newest pair of which somebody said something, and what; *ret_pair 0:
 * none. */
int review_queue_next(struct db *db, struct str who, int64_t after, struct review_pair *ret,
                      bool *ret_there, struct err *err);
int review_queue_pair(struct db *db, int64_t pair, struct review_pair *ret, struct err *err);
int review_queue_said(struct db *db, int64_t pair, struct str who, enum review_word *ret,
                      struct err *err);
int review_queue_last(struct db *db, struct str who, int64_t *ret_pair, enum review_word *ret,
                      struct err *err);

/* review_queue_answer - pair: as review_queue_pair gave it. marked: a second person is to be asked,
 * too.
 * Errors: ERR_CONFLICT this person answered it before, or decided it elsewhere; those of
 *         decide_pair. */
int review_queue_answer(struct picture *picture, const struct review_pair *pair, struct str who,
                        enum review_word answer, bool marked, struct err *err);

/* review_queue_undo - this person's newest answer, as if it had not been given; *ret_pair: of
 * which; 0: there was none. Errors: those of decide_undo. */
int review_queue_undo(struct picture *picture, struct str who, int64_t *ret_pair, struct err *err);

/* review_queue_mark - a second person is to be asked about it, too. Errors: those of the store. */
int review_queue_mark(struct picture *picture, int64_t pair, struct str who, struct err *err);

/* review_queue_drop - the list has it no longer: one of the two isn't there. */
int review_queue_drop(struct picture *picture, int64_t pair, struct err *err);

/* review_queue_unsettled - called with each, the longest waiting first, at most max; visit may have
 * jobs done. */
typedef int review_pair_visit(void *context, const struct review_pair *pair, struct err *err);
int review_queue_unsettled(struct db *db, size_t max, review_pair_visit *visit, void *context,
                           struct err *err);

/* review_is_unsettled, review_may_settle - is it to be settled, and may this person, who must be
 * neither of the two? Pure, but for a look-up. review_queue_settle - why: not "".
 * Errors: ERR_CONFLICT there is nothing to settle; ERR_DENIED who is one of the two; ERR_INPUT no
 *         reason; those of decide_pair, decide_undo. */
bool review_is_unsettled(const struct review_pair *pair);
int review_may_settle(struct db *db, const struct review_pair *pair, struct str who, bool *ret,
                      struct err *err);
int review_queue_settle(struct picture *picture, const struct review_pair *pair, struct str who,
                        bool same, struct str why, struct err *err);

/* review_queue_forget - whatever is of a record, which goes; before its decisions. */
int review_queue_forget(struct db *db, int64_t record, struct err *err);

#endif

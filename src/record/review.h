/* review.h - pairs to ask people about, their answers, and what these tell.
 *
 *   standing records, linked ─► the pairs most worth asking (partition.reviews: nearest to even
 *                               first), without those decided before
 *   decisions of others ──────► every tenth question, a second opinion, without saying so
 *
 *   an answer: a decision (decide.h), or an opinion, which decides nothing
 *   answers of two people of one pair ─► agreement;  answers and weights ─► calibration */
#ifndef CANTREF_RECORD_REVIEW_H
#define CANTREF_RECORD_REVIEW_H

#include "agreement.h"
#include "decision_store.h"
#include "standing_run.h"

enum { REVIEW_SECOND_EVERY = 10, CALIBRATION_BINS = 10 };

struct review_question {
    uint32_t left, right; /* mentions of the run */
    int32_t weight;       /* 1/1024 bits, of the pair by itself */
    int64_t second;       /* the decision that a second opinion is asked of; 0: it is a first one */
};

/* struct review - megabytes: too large for a stack. */
struct review {
    struct picture *picture;
    struct standing_run run;
    struct str who;
    struct review_question *questions; /* in the order in which they are asked */
    size_t count;
    size_t firsts; /* those that nobody has decided */
};

/* struct review_answer - as it was kept, to be taken back. */
struct review_answer {
    int64_t decision; /* 0: none */
    int64_t opinion;  /* 0: none */
};

/* review_begin - the questions for one person. In: nobody else writes until review_end. who must
 * outlive it. Errors: those of standing_run_make. ret starts zeroed; review_end it in any case.
 * Cost: that of linking all records. */
int review_begin(struct picture *picture, struct str who, int threads, struct progress *progress,
                 struct review *ret, struct err *err);
void review_end(struct review *review);

/* review_keep - an answer; the picture follows a first one. review_take_back - as if it had not
 * been given; the decision stays in the store as one that was undone. Errors: those of decide_pair,
 * decide_undo. */
int review_keep(struct review *review, const struct review_question *question, bool same,
                struct review_answer *ret, struct err *err);
int review_take_back(struct review *review, const struct review_answer *answer, struct err *err);

/* struct review_agreement - of pairs that two people answered. */
struct review_agreement {
    size_t both_same, both_different, first_same, second_same;
    struct agreement beyond_chance;
};
int review_agreement(struct db *db, struct review_agreement *ret, struct err *err);

/* struct review_bin - decided pairs whose predicted probability is in a tenth. */
struct review_bin {
    size_t count, same;
    double predicted; /* the sum of probabilities */
};
int review_calibration(struct db *db, struct seal *seal, struct review_bin ret[CALIBRATION_BINS],
                       struct err *err);

#endif

/* review.c - questions, answers, agreement, calibration. */
#include "review.h"

#include "decide.h"
#include "explain.h"
#include "mention_decide.h"
#include "partition_pairs.h"

#include <time.h>

/* ---- questions ---- */

static uint64_t pair_key(uint32_t a, uint32_t b)
{
    return a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
}

static uint32_t pair_place(struct dictionary *pairs, uint32_t a, uint32_t b)
{
    uint64_t key = pair_key(a, b);
    uint32_t place;
    if (dictionary_add(pairs, str_make((const char *)&key, sizeof key), &place) != 0) {
        mem_exhausted();
    }
    return place;
}

/* struct gathering - questions on their way into their order. */
struct gathering {
    struct review *review;
    struct review_question *firsts, *seconds;
    size_t first_count, second_count, second_capacity;
    struct err *err;
};

/* The pairs that the run would ask, less those that somebody has decided. */
static void gather_firsts(struct gathering *g)
{
    const struct partition *p = &g->review->run.run.partition;
    const struct mention_table *t = &g->review->run.mentions;
    struct dictionary decided = {0};
    for (size_t d = 0; d < t->decision_count; d++) {
        pair_place(&decided, t->decisions[d].left, t->decisions[d].right);
    }
    g->firsts = mem_must_array(p->review_count, sizeof *g->firsts);
    for (size_t i = 0; i < p->review_count; i++) {
        const struct scored_pair *pair = &p->reviews[i];
        uint64_t key = pair_key(pair->left, pair->right);
        bool known = decided.count > 0 &&
                     dictionary_find(&decided, str_make((const char *)&key, sizeof key)) != 0;
        bool one_row = t->places[pair->left].source == t->places[pair->right].source &&
                       t->places[pair->left].row == t->places[pair->right].row;
        if (!known && !one_row) {
            g->firsts[g->first_count++] =
                (struct review_question){pair->left, pair->right, pair->weight, 0};
        }
    }
    dictionary_free(&decided);
}

/* Where a decision's mentions are in the run; they are those of its table, by number. */
static bool find_decision(const struct mention_table *t, int64_t number, uint32_t *left,
                          uint32_t *right)
{
    size_t low = 0;
    size_t high = t->decision_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        bool before = t->decisions[middle].number < number;
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    if (low == t->decision_count || t->decisions[low].number != number) {
        return false;
    }
    *left = t->decisions[low].left;
    *right = t->decisions[low].right;
    return *left != NO_MENTION && *right != NO_MENTION;
}

static int take_second(void *context, const struct decision *d, struct err *err)
{
    struct gathering *g = context;
    struct review *r = g->review;
    struct review_question q = {.second = d->number};
    if (d->undone != 0 || !d->weighed || str_eq(d->who, r->who) ||
        !find_decision(&r->run.mentions, d->number, &q.left, &q.right)) {
        return 0;
    }
    struct explanation *told = mem_must_array(1, sizeof *told);
    int code = explain_pair(&r->run.run, q.left, q.right, told);
    q.weight = told->total;
    bool comparable = told->comparable;
    mem_free(told);
    if (code != 0 || !comparable) {
        return code ? err_set(err, code, "out of memory while weighing") : 0;
    }
    void *at = g->seconds;
    mem_must_grow(&at, &g->second_capacity, g->second_count + 1, sizeof *g->seconds);
    g->seconds = at;
    g->seconds[g->second_count++] = q;
    return 0;
}

/* Those that this person was asked before are left out, here rather than while decisions are read.
 */
static int drop_answered(struct gathering *g, struct err *err)
{
    size_t kept = 0;
    int code = 0;
    for (size_t i = 0; code == 0 && i < g->second_count; i++) {
        bool given = false;
        code = opinion_given(g->review->picture->db, g->seconds[i].second, g->review->who, &given,
                             err);
        if (!given) {
            g->seconds[kept++] = g->seconds[i];
        }
    }
    g->second_count = kept;
    return code;
}

/* Every tenth question is a second one, as long as there are any; those left over come last. */
static void order_questions(struct gathering *g)
{
    struct review *r = g->review;
    size_t first = 0;
    size_t second = 0;
    r->firsts = g->first_count;
    r->questions = mem_must_array(g->first_count + g->second_count, sizeof *r->questions);
    while (first < g->first_count || second < g->second_count) {
        bool due = r->count % REVIEW_SECOND_EVERY == REVIEW_SECOND_EVERY - 1;
        bool take = second < g->second_count && (due || first == g->first_count);
        r->questions[r->count++] = take ? g->seconds[second++] : g->firsts[first++];
    }
}

int review_begin(struct picture *picture, struct str who, int threads, struct progress *progress,
                 struct review *ret, struct err *err)
{
    struct gathering g = {.review = ret};
    ret->picture = picture;
    ret->who = who;
    int code = standing_run_make(picture, NULL, 0, threads, progress, &ret->run, err);
    if (code == 0) {
        gather_firsts(&g);
        code = decisions_all(picture->db, picture->seal, take_second, &g, err);
    }
    code = code ? code : drop_answered(&g, err);
    if (code == 0) {
        order_questions(&g);
    }
    mem_free(g.firsts);
    mem_free(g.seconds);
    return code;
}

void review_end(struct review *review)
{
    standing_run_free(&review->run);
    mem_free(review->questions);
    review->questions = NULL;
}

/* ---- answers ---- */

static struct decided_mention mention_of(const struct review *r, uint32_t mention)
{
    const struct mention_place *p = &r->run.mentions.places[mention];
    return (struct decided_mention){r->run.standing.records[p->source][p->row], p->number};
}

struct opinion_job {
    int64_t decision;
    bool same;
    struct str who;
    int64_t opinion;
};

static int put_opinion(struct db *db, void *context, struct err *err)
{
    struct opinion_job *j = context;
    return opinion_add(db, j->decision, j->same, j->who, (int64_t)time(NULL), &j->opinion, err);
}

static int drop_opinion(struct db *db, void *context, struct err *err)
{
    struct opinion_job *j = context;
    return opinion_drop(db, j->opinion, err);
}

int review_keep(struct review *r, const struct review_question *q, bool same,
                struct review_answer *ret, struct err *err)
{
    if (q->second != 0) {
        struct opinion_job job = {.decision = q->second, .same = same, .who = r->who};
        int code = picture_do(r->picture, put_opinion, &job, err);
        if (code == 0) {
            *ret = (struct review_answer){.opinion = job.opinion};
        }
        return code;
    }
    struct decision d = {.left = mention_of(r, q->left),
                         .right = mention_of(r, q->right),
                         .same = same,
                         .who = r->who,
                         .weighed = true,
                         .weight = q->weight};
    struct decided decided;
    int code = decide_pair(r->picture, &d, &decided, err);
    if (code == 0) {
        *ret = (struct review_answer){.decision = decided.number};
    }
    return code;
}

int review_take_back(struct review *r, const struct review_answer *answer, struct err *err)
{
    struct opinion_job job = {.opinion = answer->opinion};
    return answer->opinion != 0 ? picture_do(r->picture, drop_opinion, &job, err)
                                : decide_undo(r->picture, answer->decision, r->who, NULL, err);
}

/* ---- what they tell ---- */

static void count_opinion(void *context, bool first, bool second)
{
    struct review_agreement *a = context;
    a->both_same += first && second;
    a->both_different += !first && !second;
    a->first_same += first && !second;
    a->second_same += !first && second;
}

int review_agreement(struct db *db, struct review_agreement *ret, struct err *err)
{
    struct review_agreement a = {0};
    int code = opinions_all(db, count_opinion, &a, err);
    if (code == 0) {
        const size_t counts[] = {a.both_same, a.first_same, a.second_same, a.both_different};
        a.beyond_chance = agreement_of(counts, 2);
        *ret = a;
    }
    return code;
}

static int count_decision(void *context, const struct decision *d, struct err *err)
{
    struct review_bin *bins = context;
    (void)err;
    if (d->undone == 0 && d->weighed) {
        double predicted = probability_of(d->weight);
        int bin = (int)(predicted * CALIBRATION_BINS);
        bin = bin < CALIBRATION_BINS ? bin : CALIBRATION_BINS - 1;
        bins[bin].count++;
        bins[bin].same += d->same;
        bins[bin].predicted += predicted;
    }
    return 0;
}

int review_calibration(struct db *db, struct seal *seal, struct review_bin ret[CALIBRATION_BINS],
                       struct err *err)
{
    for (int i = 0; i < CALIBRATION_BINS; i++) {
        ret[i] = (struct review_bin){0};
    }
    return decisions_all(db, seal, count_decision, ret, err);
}

/* review_queue.c - tables review_pair and review_said. */
#include "review_queue.h"

#include "decide.h"
#include "review.h"

#include <stdio.h>
#include <time.h>

const char *const review_words[REVIEW_WORDS + 1] = {"same", "different", "unsure", NULL};

/* The decisions that stand of a pair p, in either order. */
#define DECISIONS_OF(columns)                                                                      \
    "SELECT " columns                                                                              \
    " FROM decision d WHERE d.undone IS NULL AND "                                                 \
    "((d.left_record = p.left_record AND d.left_number = p.left_number AND "                       \
    "d.right_record = p.right_record AND d.right_number = p.right_number) OR "                     \
    "(d.left_record = p.right_record AND d.left_number = p.right_number AND "                      \
    "d.right_record = p.left_record AND d.right_number = p.left_number))"

#define UNSURE_OF                                                                                  \
    "(SELECT count(*) FROM review_said u WHERE u.pair = p.pair AND u.answer = 'unsure')"

#define PAIR_COLUMNS                                                                               \
    "SELECT p.pair, p.left_record, p.left_number, p.right_record, p.right_number, p.weight, "      \
    "p.model, p.place, p.second, (" DECISIONS_OF("max(d.decision)") "), " UNSURE_OF                \
                                                                    " FROM review_pair p "

/* Nobody has decided it, $1 has said nothing of it, and it is worth asking one more. */
#define FIRST_FOR                                                                                  \
    "p.place > 0 AND NOT EXISTS (SELECT 1 FROM review_said s WHERE s.pair = p.pair AND "           \
    "s.who = $1) AND " UNSURE_OF " < 2 AND NOT EXISTS (" DECISIONS_OF("1") ")"

/* Somebody else has decided it, and nobody has given a second opinion yet. */
#define SECOND_FOR                                                                                 \
    "p.second <> '' AND NOT EXISTS (SELECT 1 FROM review_said s WHERE s.pair = p.pair AND "        \
    "s.who = $1) AND EXISTS (" DECISIONS_OF("1") " AND d.who <> $1 AND NOT EXISTS "                \
    "(SELECT 1 FROM opinion o WHERE o.decision = d.decision) AND d.decision = "                    \
    "(" DECISIONS_OF("max(d.decision)") "))"

/* Two are unsure and nobody decided; or the newest decision has an opinion against it. */
#define UNSETTLED                                                                                  \
    "((" UNSURE_OF " >= 2 AND NOT EXISTS (" DECISIONS_OF("1") ")) OR EXISTS (" DECISIONS_OF("1")   \
    " AND d.decision = (" DECISIONS_OF("max(d.decision)") ") AND EXISTS (SELECT 1 FROM opinion o " \
    "WHERE o.decision = d.decision AND o.same <> d.same)))"

/* ---- a pair ---- */

static void copy_text(char *ret, size_t bytes, struct str text)
{
    snprintf(ret, bytes, "%.*s", PRI(text));
}

static int read_decision(struct db *db, struct review_pair *p, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = p->decision == 0
                   ? 0
                   : db_query_with(db,
                                   "SELECT d.same, d.who, o.opinion, o.same, o.who FROM decision d "
                                   "LEFT JOIN opinion o ON o.decision = d.decision "
                                   "WHERE d.decision = $1 ORDER BY o.opinion DESC LIMIT 1",
                                   WHOLES(p->decision), &q, err);
    if (code != 0 || p->decision == 0) {
        return code;
    }
    code = db_step(q, &row, err);
    if (code == 0 && row) {
        p->decided_same = db_whole(q, 0) != 0;
        copy_text(p->decided_by, sizeof p->decided_by, db_text(q, 1));
        p->opinion = db_is_null(q, 2) ? 0 : db_whole(q, 2);
        p->opinion_same = p->opinion != 0 && db_whole(q, 3) != 0;
        copy_text(p->opinion_by, sizeof p->opinion_by, p->opinion != 0 ? db_text(q, 4) : STR(""));
        db_reset(q);
    }
    return code;
}

/* A row of PAIR_COLUMNS. */
static struct review_pair pair_of(struct db_query *q)
{
    return (struct review_pair){.pair = db_whole(q, 0),
                                .left = {db_whole(q, 1), (int)db_whole(q, 2)},
                                .right = {db_whole(q, 3), (int)db_whole(q, 4)},
                                .weight = (int32_t)db_whole(q, 5),
                                .model = db_whole(q, 6),
                                .in_list = db_whole(q, 7) > 0,
                                .is_second_wanted = db_text(q, 8).len > 0,
                                .is_marked = str_eq(db_text(q, 8), STR("marked")),
                                .decision = db_is_null(q, 9) ? 0 : db_whole(q, 9),
                                .unsure = (int)db_whole(q, 10)};
}

/* The first row of a statement of PAIR_COLUMNS. */
static int take_pair(struct db *db, struct db_query *q, struct review_pair *ret, bool *ret_there,
                     struct err *err)
{
    struct review_pair p = {0};
    bool row = false;
    int code = db_step(q, &row, err);
    if (code == 0 && row) {
        p = pair_of(q);
        db_reset(q);
        code = read_decision(db, &p, err);
    }
    if (code == 0) {
        *ret = p;
        *ret_there = row;
    }
    return code;
}

int review_queue_pair(struct db *db, int64_t pair, struct review_pair *ret, struct err *err)
{
    struct db_query *q;
    bool there = false;
    int code = db_query_with(db, PAIR_COLUMNS "WHERE p.pair = $1", WHOLES(pair), &q, err);
    code = code ? code : take_pair(db, q, ret, &there, err);
    return code == 0 && !there ? err_set(err, ERR_NOTFOUND, "there is no such pair") : code;
}

/* ---- whom to ask what ---- */

static int count_for(struct db *db, const char *sql, struct str who, int64_t *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(db, sql, &q, err);
    if (code == 0) {
        db_bind_text(q, 1, who);
        code = db_take_number(q, ret, err);
    }
    return code;
}

static int find_for(struct db *db, const char *sql, struct str who, int64_t after,
                    struct review_pair *ret, bool *ret_there, struct err *err)
{
    struct db_query *q;
    int code = db_query(db, sql, &q, err);
    if (code == 0) {
        db_bind_text(q, 1, who);
        db_bind_whole(q, 2, after);
        code = take_pair(db, q, ret, ret_there, err);
    }
    return code;
}

int review_queue_next(struct db *db, struct str who, int64_t after, struct review_pair *ret,
                      bool *ret_there, struct err *err)
{
    static const char *const sqls[] = {
        PAIR_COLUMNS "WHERE p.pair <> $2 AND " FIRST_FOR " ORDER BY p.place LIMIT 1", PAIR_COLUMNS
        "WHERE p.pair <> $2 AND " SECOND_FOR " ORDER BY p.second = 'share', p.pair LIMIT 1"};
    int64_t said = 0;
    bool there = false;
    int code = count_for(db, "SELECT count(*) FROM review_said WHERE who = $1", who, &said, err);
    int turn = said % REVIEW_SECOND_EVERY == REVIEW_SECOND_EVERY - 1 ? 1 : 0;
    code = code ? code : find_for(db, sqls[turn], who, after, ret, &there, err);
    code = code || there ? code : find_for(db, sqls[1 - turn], who, after, ret, &there, err);
    if (code == 0) {
        *ret_there = there;
    }
    return code;
}

static enum review_word word_of(struct str text)
{
    int word = 0;
    while (word < REVIEW_WORDS && !str_eq(text, str_of(review_words[word]))) {
        word++;
    }
    return (enum review_word)word;
}

int review_queue_said(struct db *db, int64_t pair, struct str who, enum review_word *ret,
                      struct err *err)
{
    struct db_query *q;
    bool row = false;
    enum review_word word = REVIEW_WORDS;
    int code = db_query(db, "SELECT answer FROM review_said WHERE who = $1 AND pair = $2", &q, err);
    if (code == 0) {
        db_bind_text(q, 1, who);
        db_bind_whole(q, 2, pair);
        code = db_step(q, &row, err);
    }
    if (code == 0 && row) {
        word = word_of(db_text(q, 0));
        db_reset(q);
    }
    if (code == 0) {
        *ret = word;
    }
    return code;
}

/* struct last_said - somebody's newest answer; said 0: none. */
struct last_said {
    int64_t said, pair, decision, opinion;
    enum review_word word;
};

static int find_last(struct db *db, struct str who, struct last_said *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(db,
                        "SELECT said, pair, decision, opinion, answer FROM review_said "
                        "WHERE who = $1 ORDER BY said DESC LIMIT 1",
                        &q, err);
    *ret = (struct last_said){.word = REVIEW_WORDS};
    if (code == 0) {
        db_bind_text(q, 1, who);
        code = db_step(q, &row, err);
    }
    if (code == 0 && row) {
        *ret = (struct last_said){db_whole(q, 0), db_whole(q, 1),
                                  db_is_null(q, 2) ? 0 : db_whole(q, 2),
                                  db_is_null(q, 3) ? 0 : db_whole(q, 3), word_of(db_text(q, 4))};
        db_reset(q);
    }
    return code;
}

int review_queue_last(struct db *db, struct str who, int64_t *ret_pair, enum review_word *ret,
                      struct err *err)
{
    struct last_said last;
    int code = find_last(db, who, &last, err);
    if (code == 0) {
        *ret_pair = last.pair;
        *ret = last.word;
    }
    return code;
}

/* ---- the list ---- */

struct making {
    struct review *review;
    int64_t model;
};

static struct decided_mention mention_of(const struct review *r, uint32_t mention)
{
    const struct mention_place *p = &r->run.mentions.places[mention];
    return (struct decided_mention){r->run.standing.records[p->source][p->row], p->number};
}

/* One order for the two of a pair. */
static bool comes_first(struct decided_mention a, struct decided_mention b)
{
    return a.record != b.record ? a.record < b.record : a.number < b.number;
}

static int put_pair(struct db *db, const struct making *m, const struct review_question *q,
                    int64_t place, struct err *err)
{
    struct decided_mention a = mention_of(m->review, q->left);
    struct decided_mention b = mention_of(m->review, q->right);
    bool turned = !comes_first(a, b);
    struct decided_mention left = turned ? b : a;
    struct decided_mention right = turned ? a : b;
    bool share = place % REVIEW_SECOND_EVERY == 0;
    return db_do_with(db,
                      "INSERT INTO review_pair (left_record, left_number, right_record, "
                      "right_number, place, model, weight, second) VALUES ($1, $2, $3, $4, $5, $6, "
                      "$7, CASE WHEN $8 = 1 THEN 'share' ELSE '' END) "
                      "ON CONFLICT (left_record, left_number, right_record, right_number) "
                      "DO UPDATE SET place = excluded.place, model = excluded.model, "
                      "weight = excluded.weight",
                      WHOLES(left.record, left.number, right.record, right.number, place, m->model,
                             q->weight, share),
                      err);
}

/* Decisions of one pair, made at a terminal or before there was a list, may be asked again, too. */
static int put_decided(struct db *db, int64_t model, struct err *err)
{
    return db_do_with(
        db,
        "INSERT INTO review_pair (left_record, left_number, right_record, right_number, place, "
        "model, weight, second) SELECT left_record, left_number, right_record, right_number, 0, "
        "$1, weight, CASE WHEN decision % 10 = 0 THEN 'share' ELSE '' END FROM decision d "
        "WHERE undone IS NULL AND weight IS NOT NULL AND NOT EXISTS (SELECT 1 FROM review_pair p "
        "WHERE (p.left_record = d.left_record AND p.left_number = d.left_number AND "
        "p.right_record = d.right_record AND p.right_number = d.right_number) OR "
        "(p.left_record = d.right_record AND p.left_number = d.right_number AND "
        "p.right_record = d.left_record AND p.right_number = d.left_number)) "
        "ON CONFLICT (left_record, left_number, right_record, right_number) DO NOTHING",
        WHOLES(model), err);
}

static int put_list(struct db *db, void *context, struct err *err)
{
    const struct making *m = context;
    int64_t place = 0;
    int code = db_do_with(db, "UPDATE review_pair SET place = 0 WHERE place > 0", NULL, 0, err);
    for (size_t i = 0; code == 0 && i < m->review->count; i++) {
        if (m->review->questions[i].second == 0) {
            code = put_pair(db, m, &m->review->questions[i], ++place, err);
        }
    }
    return code ? code : put_decided(db, m->model, err);
}

int review_queue_make(struct picture *picture, int threads, struct progress *progress,
                      size_t *ret_count, struct err *err)
{
    struct review *review = mem_must_array(1, sizeof *review); /* megabytes */
    struct making making = {review, picture->model};
    int code = review_begin(picture, STR(""), threads, progress, review, err);
    code = code ? code : picture_do(picture, put_list, &making, err);
    if (code == 0) {
        *ret_count = review->firsts;
    }
    review_end(review);
    mem_free(review);
    return code;
}

int review_queue_counts(struct picture *picture, struct str who, struct review_counts *ret,
                        struct err *err)
{
    struct db *db = picture->db;
    struct review_counts counts = {0};
    int64_t model = 0;
    int64_t listed = 0;
    int code = count_for(db, "SELECT count(*) FROM review_pair p WHERE " FIRST_FOR, who,
                         &counts.firsts, err);
    code = code ? code
                : count_for(db, "SELECT count(*) FROM review_pair p WHERE " SECOND_FOR, who,
                            &counts.seconds, err);
    code = code ? code
                : count_for(db, "SELECT count(*) FROM review_said WHERE who = $1", who,
                            &counts.said, err);
    code = code ? code
                : db_number_with(db, "SELECT max(model) FROM review_pair WHERE place > 0", NULL, 0,
                                 &model, err);
    code =
        code ? code : db_number_with(db, "SELECT count(*) FROM review_pair", NULL, 0, &listed, err);
    code = code ? code
                : db_number_with(db, "SELECT count(*) FROM review_pair p WHERE " UNSETTLED, NULL, 0,
                                 &counts.unsettled, err);
    counts.is_made = listed > 0;
    counts.is_stale = model != 0 && model != picture->model;
    if (code == 0) {
        *ret = counts;
    }
    return code;
}

/* ---- answers ---- */

struct answering {
    const struct review_pair *pair;
    struct str who;
    enum review_word answer;
    bool marked;
    int64_t decision; /* that was made */
    struct last_said last;
};

static int put_mark(struct db *db, void *context, struct err *err)
{
    const struct answering *a = context;
    struct db_query *q;
    int code = db_query(
        db, "UPDATE review_pair SET second = 'marked', marked_by = $2 WHERE pair = $1", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, a->pair->pair);
        db_bind_text(q, 2, a->who);
        code = db_do(q, err);
    }
    return code;
}

int review_queue_mark(struct picture *picture, int64_t pair, struct str who, struct err *err)
{
    const struct review_pair marked = {.pair = pair};
    struct answering a = {.pair = &marked, .who = who};
    return picture_do(picture, put_mark, &a, err);
}

static int put_said(struct db *db, void *context, struct err *err)
{
    const struct answering *a = context;
    struct db_query *q;
    int64_t opinion = 0;
    int64_t said = 0;
    int64_t now = (int64_t)time(NULL);
    bool gives = a->pair->decision != 0 && a->answer != REVIEW_UNSURE;
    int code = gives ? opinion_add(db, a->pair->decision, a->answer == REVIEW_SAME, a->who, now,
                                   &opinion, err)
                     : 0;
    code = code ? code
                : db_query(db,
                           "INSERT INTO review_said (pair, who, answer, at, decision, opinion) "
                           "VALUES ($1, $2, $3, $4, $5, $6)",
                           &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, a->pair->pair);
        db_bind_text(q, 2, a->who);
        db_bind_text(q, 3, str_of(review_words[a->answer]));
        db_bind_whole(q, 4, now);
        a->decision != 0 ? db_bind_whole(q, 5, a->decision) : db_bind_null(q, 5);
        opinion != 0 ? db_bind_whole(q, 6, opinion) : db_bind_null(q, 6);
        code = db_add(q, &said, err);
    }
    return code || !a->marked ? code : put_mark(db, context, err);
}

static struct decision decision_of(const struct review_pair *pair, struct str who, bool same,
                                   struct str why)
{
    return (struct decision){.left = pair->left,
                             .right = pair->right,
                             .same = same,
                             .who = who,
                             .why = why,
                             .weighed = true,
                             .weight = pair->weight};
}

int review_queue_answer(struct picture *picture, const struct review_pair *pair, struct str who,
                        enum review_word answer, bool marked, struct err *err)
{
    struct answering a = {pair, who, answer, marked, 0, {0}};
    enum review_word before = REVIEW_WORDS;
    struct decided decided = {0};
    int code = review_queue_said(picture->db, pair->pair, who, &before, err);
    bool own = pair->decision != 0 && str_eq(str_of(pair->decided_by), who);
    if (code == 0 && (before != REVIEW_WORDS || own)) {
        code = err_set(err, ERR_CONFLICT, "you have answered this pair before");
    }
    if (code == 0 && pair->decision == 0 && answer != REVIEW_UNSURE) {
        struct decision d = decision_of(pair, who, answer == REVIEW_SAME, STR(""));
        code = decide_pair(picture, &d, &decided, err);
        a.decision = decided.number;
    }
    return code ? code : picture_do(picture, put_said, &a, err);
}

static int drop_said(struct db *db, void *context, struct err *err)
{
    const struct answering *a = context;
    int code = a->last.opinion != 0 ? opinion_drop(db, a->last.opinion, err) : 0;
    return code ? code
                : db_do_with(db, "DELETE FROM review_said WHERE said = $1", WHOLES(a->last.said),
                             err);
}

/* A decision that somebody undid elsewhere, or that went with a record, is no hindrance. */
static int undo_decision(struct picture *picture, int64_t decision, struct str who, struct err *err)
{
    int64_t stands = 0;
    int code = db_number_with(
        picture->db, "SELECT count(*) FROM decision WHERE decision = $1 AND undone IS NULL",
        WHOLES(decision), &stands, err);
    return code == 0 && stands > 0 ? decide_undo(picture, decision, who, NULL, err) : code;
}

int review_queue_undo(struct picture *picture, struct str who, int64_t *ret_pair, struct err *err)
{
    struct answering a = {.who = who};
    int code = find_last(picture->db, who, &a.last, err);
    if (code == 0 && a.last.decision != 0) {
        code = undo_decision(picture, a.last.decision, who, err);
    }
    code = code == 0 && a.last.said != 0 ? picture_do(picture, drop_said, &a, err) : code;
    if (code == 0) {
        *ret_pair = a.last.pair;
    }
    return code;
}

static int drop_pair(struct db *db, void *context, struct err *err)
{
    const int64_t *pair = context;
    return db_do_with(db, "UPDATE review_pair SET place = 0, second = '' WHERE pair = $1",
                      WHOLES(*pair), err);
}

int review_queue_drop(struct picture *picture, int64_t pair, struct err *err)
{
    return picture_do(picture, drop_pair, &pair, err);
}

/* ---- settling ---- */

bool review_is_unsettled(const struct review_pair *p)
{
    return p->decision != 0 ? p->opinion != 0 && p->opinion_same != p->decided_same
                            : p->unsure >= REVIEW_UNSURE_MAX;
}

int review_may_settle(struct db *db, const struct review_pair *pair, struct str who, bool *ret,
                      struct err *err)
{
    enum review_word said = REVIEW_WORDS;
    int code = review_queue_said(db, pair->pair, who, &said, err);
    bool is_one = str_eq(str_of(pair->decided_by), who) || str_eq(str_of(pair->opinion_by), who);
    if (code == 0) {
        *ret = said == REVIEW_WORDS && !is_one;
    }
    return code;
}

int review_queue_unsettled(struct db *db, size_t max, review_pair_visit *visit, void *context,
                           struct err *err)
{
    struct db_query *q;
    struct whole_list pairs = {0};
    size_t count = 0;
    int code = db_query(db, "SELECT p.pair FROM review_pair p WHERE " UNSETTLED " ORDER BY p.pair",
                        &q, err);
    bool row = false;
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        whole_list_add(&pairs, db_whole(q, 0));
    }
    for (size_t i = 0; code == 0 && i < pairs.count && count < max; i++) {
        struct review_pair p;
        code = review_queue_pair(db, pairs.at[i], &p, err);
        if (code == 0 && review_is_unsettled(&p)) {
            code = visit(context, &p, err);
            count++;
        }
    }
    whole_list_free(&pairs);
    return code;
}

int review_queue_settle(struct picture *picture, const struct review_pair *pair, struct str who,
                        bool same, struct str why, struct err *err)
{
    bool may = false;
    struct decision d = decision_of(pair, who, same, why);
    struct answering a = {pair, who, same ? REVIEW_SAME : REVIEW_DIFFERENT, false, 0, {0}};
    struct decided decided = {0};
    int code = review_is_unsettled(pair)
                   ? review_may_settle(picture->db, pair, who, &may, err)
                   : err_set(err, ERR_CONFLICT, "that pair is settled already");
    if (code == 0 && !may) {
        code = err_set(err, ERR_DENIED, "somebody settles it who was not asked about it");
    } else if (code == 0 && why.len == 0) {
        code = err_set(err, ERR_INPUT, "say why");
    }
    code = code ? code : decide_pair(picture, &d, &decided, err);
    /* The newer holds by now, so that the picture stays as it is when the older goes. */
    if (code == 0 && pair->decision != 0 && pair->decided_same != same) {
        code = undo_decision(picture, pair->decision, who, err);
    }
    struct review_pair settled = *pair;
    settled.decision = 0; /* no opinion is given */
    a.pair = &settled;
    a.decision = decided.number;
    return code ? code : picture_do(picture, put_said, &a, err);
}

/* ---- what goes ---- */

int review_queue_forget(struct db *db, int64_t record, struct err *err)
{
    int code = db_do_with(db,
                          "DELETE FROM review_said WHERE pair IN (SELECT pair FROM review_pair "
                          "WHERE left_record = $1 OR right_record = $1)",
                          WHOLES(record), err);
    return code ? code
                : db_do_with(db,
                             "DELETE FROM review_pair WHERE left_record = $1 OR right_record = $1",
                             WHOLES(record), err);
}

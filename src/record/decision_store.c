/* decision_store.c - statements on decisions, and decisions put beside mentions. */
#include "decision_store.h"

#include "dictionary.h"
#include "encoding.h"
#include "mention_decide.h"
#include "pack.h"
#include "sealed_text.h"
#include "source_set.h"

#include <assert.h>
#include <stdlib.h>

/* ---- written ---- */

static int check(const struct decision *d, struct err *err)
{
    if (d->left.record == d->right.record && d->left.number == d->right.number) {
        return err_set(err, ERR_INPUT, "a decision is of two mentions, not of one and itself");
    }
    if (d->same && d->left.record == d->right.record) {
        return err_set(err, ERR_INPUT,
                       "two that one row names can't be decided to be the same: if the row names "
                       "somebody twice, correct it in its source");
    }
    if (d->who.len == 0 || d->who.len > WHO_BYTES_MAX || d->why.len > WHY_BYTES_MAX ||
        !utf8_valid(d->who) || !utf8_valid(d->why)) {
        return err_set(err, ERR_INPUT,
                       "who decides is a name of 1 to %d bytes, and why a text of at most %d, both "
                       "in UTF-8",
                       WHO_BYTES_MAX, WHY_BYTES_MAX);
    }
    return 0;
}

/* The row without its reason, whose place in the seal is the row's number. */
static int add_row(struct db *db, const struct decision *d, int64_t *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(
        db,
        "INSERT INTO decision (same, left_record, left_number, right_record, right_number, "
        "left_content, right_content, who, at, weight, act) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, d->same);
    db_bind_whole(q, 2, d->left.record);
    db_bind_whole(q, 3, d->left.number);
    db_bind_whole(q, 4, d->right.record);
    db_bind_whole(q, 5, d->right.number);
    if (d->left_said != 0) {
        db_bind_whole(q, 6, d->left_said);
    }
    if (d->right_said != 0) {
        db_bind_whole(q, 7, d->right_said);
    }
    db_bind_text(q, 8, d->who);
    db_bind_whole(q, 9, d->at);
    if (d->weighed) {
        db_bind_whole(q, 10, d->weight);
    }
    db_bind_whole(q, 11, d->act);
    return db_add(q, ret, err);
}

int decision_add(struct db *db, struct seal *seal, const struct decision *d, int64_t *ret,
                 struct err *err)
{
    int64_t number = 0;
    int code = check(d, err);
    code = code ? code : add_row(db, d, &number, err);
    if (code == 0 && d->act == 0) {
        code = db_do_with(db, "UPDATE decision SET act = decision WHERE decision = $1",
                          WHOLES(number), err);
    }
    code = code == 0 && d->why.len > 0
               ? sealed_text_put(db, seal,
                                 "UPDATE decision SET why_key = $2, why = $3 WHERE decision = $1",
                                 "decision", number, d->why, err)
               : code;
    if (code == 0) {
        *ret = number;
    }
    return code;
}

int decision_missing(int64_t number, struct err *err)
{
    return err_set(err, ERR_NOTFOUND, "there is no decision %lld: cantref entity decisions",
                   (long long)number);
}

int decision_undo(struct db *db, int64_t number, struct str who, int64_t now, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(db, "SELECT undone FROM decision WHERE decision = $1", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, number);
    code = db_step(q, &row, err);
    bool undone = code == 0 && row && !db_is_null(q, 0);
    db_reset(q);
    if (code == 0 && !row) {
        return decision_missing(number, err);
    }
    if (code == 0 && undone) {
        return err_set(err, ERR_CONFLICT, "decision %lld has been undone before",
                       (long long)number);
    }
    code = code ? code
                : db_query(db,
                           "UPDATE decision SET undone = CASE WHEN at > $2 THEN at ELSE $2 END, "
                           "undone_by = $3 WHERE decision = $1",
                           &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, number);
        db_bind_whole(q, 2, now);
        db_bind_text(q, 3, who);
        code = db_do(q, err);
    }
    return code;
}

int64_t decision_said(const struct seal *seal, const struct mention_values *values)
{
    struct buf text = {0};
    pack_number(&text, values->place.kind);
    for (size_t f = 0; f < FIELD_ATTRIBUTE; f++) {
        pack_text(&text, values->text[f]);
    }
    int64_t token = seal_token(seal, "decided", buf_str(&text));
    buf_free(&text);
    return token;
}

int opinion_add(struct db *db, int64_t decision, bool same, struct str who, int64_t now,
                int64_t *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(db, "INSERT INTO opinion (decision, same, who, at) VALUES ($1, $2, $3, $4)",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, decision);
        db_bind_whole(q, 2, same);
        db_bind_text(q, 3, who);
        db_bind_whole(q, 4, now);
        code = db_add(q, ret, err);
    }
    return code;
}

int opinion_drop(struct db *db, int64_t opinion, struct err *err)
{
    return db_do_with(db, "DELETE FROM opinion WHERE opinion = $1", WHOLES(opinion), err);
}

int opinion_given(struct db *db, int64_t decision, struct str who, bool *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(db, "SELECT 1 FROM opinion WHERE decision = $1 AND who = $2", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, decision);
        db_bind_text(q, 2, who);
        code = db_step(q, ret, err);
        db_reset(q);
    }
    return code;
}

int opinions_all(struct db *db, opinion_visit *visit, void *context, struct err *err)
{
    struct db_query *q;
    bool row;
    int code = db_query(db,
                        "SELECT d.same, o.same FROM opinion o JOIN decision d "
                        "ON d.decision = o.decision ORDER BY o.opinion",
                        &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        visit(context, db_whole(q, 0) != 0, db_whole(q, 1) != 0);
    }
    return code;
}

/* ---- read ---- */

#define DECISION_COLUMNS                                                                           \
    "SELECT decision, same, left_record, left_number, right_record, right_number, who, at, act, "  \
    "weight, undone, left_content, right_content, why_key, why FROM decision "

static int visit_rows(struct db_query *q, struct seal *seal, decision_visit *visit, void *context,
                      size_t *ret_count, struct err *err)
{
    struct buf why = {0};
    bool row;
    int code;
    while ((code = db_step(q, &row, err)) == 0 && row) {
        code = sealed_text_take(q, seal, "decision", 13, &why, err);
        struct decision d = {.number = db_whole(q, 0),
                             .same = db_whole(q, 1) != 0,
                             .left = {db_whole(q, 2), (int)db_whole(q, 3)},
                             .right = {db_whole(q, 4), (int)db_whole(q, 5)},
                             .who = db_text(q, 6),
                             .why = buf_str(&why),
                             .at = db_whole(q, 7),
                             .act = db_whole(q, 8),
                             .weighed = !db_is_null(q, 9),
                             .weight = (int32_t)db_whole(q, 9),
                             .undone = db_whole(q, 10),
                             .left_said = db_whole(q, 11),
                             .right_said = db_whole(q, 12)};
        code = code ? code : visit(context, &d, err);
        if (code != 0) {
            break;
        }
        (*ret_count)++;
    }
    db_reset(q);
    buf_free(&why);
    return code;
}

int decisions_all(struct db *db, struct seal *seal, decision_visit *visit, void *context,
                  struct err *err)
{
    struct db_query *q;
    size_t count = 0;
    int code = db_query(db, DECISION_COLUMNS "ORDER BY decision", &q, err);
    return code ? code : visit_rows(q, seal, visit, context, &count, err);
}

int decisions_of_act(struct db *db, struct seal *seal, int64_t act, decision_visit *visit,
                     void *context, struct err *err)
{
    struct db_query *q;
    size_t count = 0;
    int code = db_query(db, DECISION_COLUMNS "WHERE act = $1 AND undone IS NULL ORDER BY decision",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, act);
        code = visit_rows(q, seal, visit, context, &count, err);
    }
    return code;
}

int decision_one(struct db *db, struct seal *seal, int64_t number, decision_visit *visit,
                 void *context, struct err *err)
{
    struct db_query *q;
    size_t count = 0;
    int code = db_query(db, DECISION_COLUMNS "WHERE decision = $1", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, number);
        code = visit_rows(q, seal, visit, context, &count, err);
    }
    if (code == 0 && count == 0) {
        code = decision_missing(number, err);
    }
    return code;
}

int decisions_in_use(struct db *db, bool *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code =
        db_query(db, "SELECT left_record FROM decision WHERE undone IS NULL LIMIT 1", &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0) {
        db_reset(q);
        *ret = row;
    }
    return code;
}

int decided_same(struct db *db, int64_t model, int kind, int64_t node,
                 int (*visit)(void *context, int64_t node), void *context, struct err *err)
{
    struct db_query *q;
    int code = db_query_with(
        db,
        "SELECT o.node FROM mention m JOIN decision d ON d.left_record = m.record "
        "AND d.left_number = m.number AND d.undone IS NULL JOIN mention o "
        "ON o.record = d.right_record AND o.number = d.right_number AND o.model = $2 "
        "JOIN node n ON n.node = o.node AND n.kind = $3 WHERE m.node = $1 AND d.same = 1 "
        "UNION SELECT o.node FROM mention m JOIN decision d ON d.right_record = m.record "
        "AND d.right_number = m.number AND d.undone IS NULL JOIN mention o "
        "ON o.record = d.left_record AND o.number = d.left_number AND o.model = $2 "
        "JOIN node n ON n.node = o.node AND n.kind = $3 WHERE m.node = $1 AND d.same = 1 "
        "ORDER BY 1",
        WHOLES(node, model, kind), &q, err);
    return code ? code : db_each_number(q, visit, context, err);
}

/* ---- beside mentions ---- */

struct decided_pair {
    int64_t number;
    struct decided_mention left, right;
    bool same;
};

struct decided_pairs {
    struct decided_pair *at;
    size_t count, capacity;
};

static int take_pairs(struct db_query *q, struct decided_pairs *ret, struct err *err)
{
    bool row;
    int code;
    while ((code = db_step(q, &row, err)) == 0 && row) {
        void *at = ret->at;
        mem_must_grow(&at, &ret->capacity, ret->count + 1, sizeof *ret->at);
        ret->at = at;
        ret->at[ret->count++] = (struct decided_pair){db_whole(q, 0),
                                                      {db_whole(q, 2), (int)db_whole(q, 3)},
                                                      {db_whole(q, 4), (int)db_whole(q, 5)},
                                                      db_whole(q, 1) != 0};
    }
    db_reset(q);
    return code;
}

static int pairs_of_mention(struct db *db, int64_t record, int number, struct decided_pairs *ret,
                            struct err *err)
{
    struct db_query *q;
    int code = db_query(
        db,
        "SELECT decision, same, left_record, left_number, right_record, right_number FROM decision "
        "WHERE left_record = $1 AND left_number = $2 AND undone IS NULL UNION ALL "
        "SELECT decision, same, left_record, left_number, right_record, right_number FROM decision "
        "WHERE right_record = $1 AND right_number = $2 AND undone IS NULL",
        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, record);
        db_bind_whole(q, 2, number);
        code = take_pairs(q, ret, err);
    }
    return code;
}

static int by_number(const void *a, const void *b)
{
    const struct decided_pair *x = a;
    const struct decided_pair *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

/* Those that were met at both ends, once. */
static void sort_pairs(struct decided_pairs *pairs)
{
    size_t kept = 0;
    if (pairs->count > 0) {
        qsort(pairs->at, pairs->count, sizeof *pairs->at, by_number);
    }
    for (size_t i = 0; i < pairs->count; i++) {
        if (i == 0 || pairs->at[i].number != pairs->at[i - 1].number) {
            pairs->at[kept++] = pairs->at[i];
        }
    }
    pairs->count = kept;
}

static struct str place_text(int64_t record, int number, int64_t key[2])
{
    key[0] = record;
    key[1] = number;
    return str_make((const char *)key, 2 * sizeof *key);
}

static uint32_t place_add(struct dictionary *places, const struct decided_mention *m)
{
    int64_t key[2];
    uint32_t id;
    if (dictionary_add(places, place_text(m->record, m->number, key), &id) != 0) {
        mem_exhausted();
    }
    return id;
}

/* Records and numbers → mentions of the table. */
static int put_pairs(const struct decided_pairs *pairs, const int64_t *records,
                     struct mention_table *table, struct err *err)
{
    struct dictionary places = {0};
    struct mention_decision *decisions = mem_must_array(pairs->count, sizeof *decisions);
    size_t wrong;
    for (size_t i = 0; i < pairs->count; i++) {
        decisions[i] =
            (struct mention_decision){pairs->at[i].number, place_add(&places, &pairs->at[i].left),
                                      place_add(&places, &pairs->at[i].right), pairs->at[i].same};
    }
    uint32_t *mention = mem_must_array(places.count + 1, sizeof *mention);
    memset(mention, 0xff, (places.count + 1) * sizeof *mention);
    for (size_t m = 0; pairs->count > 0 && m < table->count; m++) {
        int64_t key[2];
        uint32_t id =
            dictionary_find(&places, place_text(records[m], table->places[m].number, key));
        if (id != 0) {
            mention[id] = (uint32_t)m;
        }
    }
    for (size_t i = 0; i < pairs->count; i++) {
        decisions[i].left = mention[decisions[i].left];
        decisions[i].right = mention[decisions[i].right];
    }
    int code = mention_table_decide(table, decisions, pairs->count, &wrong);
    mem_free(mention);
    mem_free(decisions);
    dictionary_free(&places);
    return code == 0           ? 0
           : code == ERR_INPUT ? err_set(err, ERR_DB,
                                         "the decisions in the database contradict "
                                         "what can be decided: restore it from a backup")
                               : err_set(err, code, "out of memory while linking");
}

static int is_of(struct db *db, const struct source_set *sources, int64_t record, bool *ret,
                 struct err *err)
{
    int64_t source = 0;
    int code = db_number_with(db, "SELECT source FROM record WHERE record = $1", WHOLES(record),
                              &source, err);
    *ret = source_set_has(sources, source);
    return code;
}

static int leave_others_out(struct db *db, const struct source_set *sources,
                            struct decided_pairs *pairs, struct err *err)
{
    size_t kept = 0;
    int code = 0;
    for (size_t i = 0; code == 0 && i < pairs->count; i++) {
        bool left = false;
        bool right = false;
        code = is_of(db, sources, pairs->at[i].left.record, &left, err);
        code = code ? code : is_of(db, sources, pairs->at[i].right.record, &right, err);
        if (left && right) {
            pairs->at[kept++] = pairs->at[i];
        }
    }
    pairs->count = kept;
    return code;
}

int decide_mentions(struct db *db, const int64_t *records, const struct source_set *sources,
                    struct mention_table *table, struct err *err)
{
    struct decided_pairs pairs = {0};
    bool any = false;
    int code = decisions_in_use(db, &any, err);
    for (size_t m = 0; code == 0 && any && m < table->count; m++) {
        code = pairs_of_mention(db, records[m], table->places[m].number, &pairs, err);
    }
    sort_pairs(&pairs);
    code = code == 0 && sources != NULL ? leave_others_out(db, sources, &pairs, err) : code;
    code = code ? code : put_pairs(&pairs, records, table, err);
    mem_free(pairs.at);
    return code;
}

int decide_all(struct db *db, const int64_t *records, const struct source_set *sources,
               struct mention_table *table, struct err *err)
{
    struct decided_pairs pairs = {0};
    struct db_query *q;
    int code = db_query(db,
                        "SELECT decision, same, left_record, left_number, right_record, "
                        "right_number FROM decision WHERE undone IS NULL ORDER BY decision",
                        &q, err);
    code = code ? code : take_pairs(q, &pairs, err);
    code = code == 0 && sources != NULL ? leave_others_out(db, sources, &pairs, err) : code;
    code = code ? code : put_pairs(&pairs, records, table, err);
    mem_free(pairs.at);
    return code;
}

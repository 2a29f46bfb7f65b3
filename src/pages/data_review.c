/* data_review.c - the review: two records side by side, one answer, the next; second opinions; what
 * two disagree about, settled by a third; how far reviewers agree.
 *
 *     GET  /data/review             the next pair, without what the model says of it, nor whether
 *                                   anybody was asked before; under it what became of the last one
 *     POST /data/review             same, different, unsure, and on to the next
 *     POST /data/review/undo        the last answer is taken back, and asked again
 *     GET  /data/review/settle      what a third has to settle; /{pair}: one of them
 *     GET  /data/review/agreement   Cohen's kappa; what people say beside what the model says */
#include "data_pages.h"

#include "data_look.h"
#include "page_component.h"
#include "parallel.h"
#include "review.h"
#include "review_queue.h"

#include <math.h>

enum { UNSETTLED_SHOWN = 50 };

static struct str asker(const struct request *r)
{
    return str_of(r->session.login);
}

static struct db *database(const struct request *r)
{
    return r->inquiry->picture.db;
}

/* ---- what is shown goes into the log ---- */

static int tell_pairs(struct request *r, const struct decided_mention *mentions, size_t count,
                      struct err *err)
{
    int64_t subjects[DATA_LOOK_MENTIONS_MAX];
    for (size_t i = 0; i < count; i++) {
        subjects[i] = disclosure_subject(mentions[i].record, mentions[i].number);
    }
    return inquiry_tell_mentions(r->inquiry, STR("pair"), subjects, count, err);
}

/* ---- the pair that is asked ---- */

static const char *word_text(const struct request *r, enum review_word word)
{
    return word == REVIEW_SAME        ? translate(r, "the same")
           : word == REVIEW_DIFFERENT ? translate(r, "different")
                                      : translate(r, "you can’t tell");
}

static void put_counts(struct request *r, struct json_node *model, const struct review_counts *c)
{
    json_tree_put_bool(&r->arena, model, STR("is_made"), c->is_made);
    json_tree_put_bool(&r->arena, model, STR("is_stale"), c->is_stale);
    json_tree_put_whole(&r->arena, model, STR("left"), c->firsts + c->seconds);
    json_tree_put_whole(&r->arena, model, STR("said"), c->said);
}

/* The two as they are, from these two records alone; NULL: one is not there any more. */
static int show_pair(struct request *r, const struct review_pair *pair, struct json_node **ret,
                     struct err *err)
{
    const int64_t records[] = {pair->left.record, pair->right.record};
    struct data_look look = {0};
    int code = data_look_rows(r, records, 2, &look, err);
    if (code == 0) {
        uint32_t left = data_look_find(&look, pair->left);
        uint32_t right = data_look_find(&look, pair->right);
        bool there = left != UINT32_MAX && right != UINT32_MAX;
        *ret = there ? data_pair(r, &look, left, right) : NULL;
    }
    data_look_close(&look);
    return code;
}

/* The two with what the model says of them, from all that bears on them. ERR_NOTFOUND: one is not
 * there any more. */
static int explain(struct request *r, const struct review_pair *pair, struct json_node *model,
                   struct err *err)
{
    const struct decided_mention mentions[] = {pair->left, pair->right};
    struct data_look look = {0};
    int code = data_look_mentions(r, mentions, 2, &look, err);
    uint32_t left = code == 0 ? data_look_find(&look, pair->left) : UINT32_MAX;
    uint32_t right = code == 0 ? data_look_find(&look, pair->right) : UINT32_MAX;
    struct json_node *told =
        left != UINT32_MAX && right != UINT32_MAX ? data_explanation(r, &look, left, right) : NULL;
    if (told != NULL) {
        json_tree_put(model, STR("pair"), data_pair(r, &look, left, right));
    }
    json_tree_put(model, STR("explanation"), told != NULL ? told : json_tree_nothing(&r->arena));
    data_look_close(&look);
    return code == 0 && told == NULL
               ? err_say(err, ERR_NOTFOUND, "%s",
                         translate(r, "One of the two is not there any more."))
               : code;
}

/* What this person said last, what the model says of it. Nothing, when it can't be told. */
static int show_last(struct request *r, struct json_node *model, struct review_pair *ret,
                     struct err *err)
{
    struct json_node *last = json_tree_object(&r->arena);
    enum review_word word = REVIEW_WORDS;
    int64_t number = 0;
    int code = review_queue_last(database(r), asker(r), &number, &word, err);
    code = code || number == 0 ? code : review_queue_pair(database(r), number, ret, err);
    code = code || number == 0 ? code : explain(r, ret, last, err);
    if (code == 0 && number != 0) {
        request_put(r, last, "said", word_text(r, word));
        json_tree_put_whole(&r->arena, last, STR("number"), number);
        json_tree_put_bool(&r->arena, last, STR("can_be_marked"),
                           !ret->is_marked && word != REVIEW_UNSURE && ret->opinion == 0);
        json_tree_put_bool(&r->arena, last, STR("is_marked"), ret->is_marked);
        json_tree_put(model, STR("last"), last);
        return 0;
    }
    json_tree_put(model, STR("last"), json_tree_nothing(&r->arena));
    ret->pair = 0;
    return code == ERR_NOTFOUND ? 0 : code;
}

/* The pair of a number that came back from an undo, if it is this person's to answer; else the next
 * that there is. */
static int find_pair(struct request *r, struct review_pair *ret, bool *ret_there, struct err *err)
{
    int64_t wanted = form_number(&r->form, "pair", 0);
    enum review_word said = REVIEW_WORDS;
    int code = wanted == 0 ? 0 : review_queue_pair(database(r), wanted, ret, err);
    code =
        code || wanted == 0 ? code : review_queue_said(database(r), wanted, asker(r), &said, err);
    *ret_there = code == 0 && wanted != 0 && said == REVIEW_WORDS;
    return code || *ret_there ? code
                              : review_queue_next(database(r), asker(r), 0, ret, ret_there, err);
}

int data_review(struct request *r, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *shown = NULL;
    struct review_counts counts;
    struct review_pair pair = {0};
    struct review_pair last = {0};
    struct decided_mention told[4];
    size_t told_count = 0;
    bool there = false;
    int code = data_joined(r, err);
    code = code ? code : review_queue_counts(&r->inquiry->picture, asker(r), &counts, err);
    code = code ? code : find_pair(r, &pair, &there, err);
    code = code || !there ? code : show_pair(r, &pair, &shown, err);
    if (code == 0 && form_flag(&r->form, "answered")) {
        code = show_last(r, model, &last, err);
    } else {
        json_tree_put(model, STR("last"), json_tree_nothing(&r->arena));
    }
    if (shown != NULL) {
        told[told_count++] = pair.left;
        told[told_count++] = pair.right;
    }
    if (last.pair != 0) {
        told[told_count++] = last.left;
        told[told_count++] = last.right;
    }
    code = code || told_count == 0 ? code : tell_pairs(r, told, told_count, err);
    if (code != 0) {
        return code;
    }
    request_put(r, model, "title",
                there && shown != NULL ? translate(r, "Are these two the same?")
                                       : translate(r, "Review"));
    put_counts(r, model, &counts);
    json_tree_put_whole(&r->arena, model, STR("number"), there ? pair.pair : 0);
    json_tree_put_bool(&r->arena, model, STR("is_gone"), there && shown == NULL);
    json_tree_put_bool(&r->arena, model, STR("was_undone"), form_flag(&r->form, "undone"));
    json_tree_put(model, STR("pair"), shown != NULL ? shown : json_tree_nothing(&r->arena));
    json_tree_put_whole(&r->arena, model, STR("unsettled"), counts.unsettled);
    return reply_page(r, "data/review", model);
}

/* ---- answers ---- */

static int drop_if_gone(struct request *r, const struct review_pair *pair, struct err *err)
{
    struct json_node *shown = NULL;
    int code = show_pair(r, pair, &shown, err);
    return code || shown != NULL ? code : review_queue_drop(&r->inquiry->picture, pair->pair, err);
}

static int keep(struct request *r, const struct review_pair *pair, enum review_word word,
                struct err *err)
{
    const int64_t subjects[] = {disclosure_subject(pair->left.record, pair->left.number),
                                disclosure_subject(pair->right.record, pair->right.number)};
    int code = inquiry_tell_change_of(r->inquiry, STR("pair"), subjects, 2, err);
    return code ? code
                : review_queue_answer(&r->inquiry->picture, pair, asker(r), word,
                                      form_flag(&r->form, "second"), err);
}

int data_review_answer(struct request *r, struct err *err)
{
    struct review_pair pair;
    struct str said = form_text(&r->form, "said");
    enum review_word before = REVIEW_WORDS;
    int word = 0;
    if (r->form.error_count > 0) {
        return err_say(err, ERR_INPUT, "%s",
                       translate(r,
                                 "Say whether the two are the same, different, or that you "
                                 "can’t tell."));
    }
    while (word < REVIEW_WORDS && !str_eq(said, str_of(review_words[word]))) {
        word++;
    }
    int code = data_joined(r, err);
    code =
        code ? code : review_queue_pair(database(r), form_number(&r->form, "pair", 0), &pair, err);
    if (code == 0 && word == REVIEW_WORDS) {
        code = drop_if_gone(r, &pair, err);
        return code ? code : reply_redirect(r, "/data/review");
    }
    code = code ? code : review_queue_said(database(r), pair.pair, asker(r), &before, err);
    if (code == 0 && before == REVIEW_WORDS) {
        code = keep(r, &pair, (enum review_word)word, err);
    }
    return code ? code : reply_redirect(r, "/data/review?answered=yes");
}

int data_review_undo(struct request *r, struct err *err)
{
    int64_t pair = 0;
    int code = data_joined(r, err);
    code = code ? code : inquiry_tell_change(r->inquiry, STR("review undo"), err);
    code = code ? code : review_queue_undo(&r->inquiry->picture, asker(r), &pair, err);
    if (code != 0) {
        return code;
    }
    return pair != 0 ? reply_redirect(r, "/data/review?pair=%lld&undone=yes", (long long)pair)
                     : reply_redirect(r, "/data/review");
}

/* A second person is to be asked about what was answered already. */
int data_review_mark(struct request *r, struct err *err)
{
    int64_t pair = form_number(&r->form, "pair", 0);
    int code = inquiry_tell_change(r->inquiry, STR("second opinion"), err);
    code = code ? code : review_queue_mark(&r->inquiry->picture, pair, asker(r), err);
    return code ? code : reply_redirect(r, "/data/review?answered=yes");
}

int data_review_make(struct request *r, struct err *err)
{
    size_t count = 0;
    int code = data_joined(r, err);
    code = code ? code : inquiry_tell_everybody(r->inquiry, 0, err);
    code =
        code ? code : review_queue_make(&r->inquiry->picture, parallel_cores(), NULL, &count, err);
    return code ? code : reply_redirect(r, "/data/review");
}

/* ---- what a third settles ---- */

struct unsettled {
    struct request *r;
    struct json_node *rows;
};

static int add_unsettled(void *context, const struct review_pair *p, struct err *err)
{
    const struct unsettled *u = context;
    struct request *r = u->r;
    struct json_node *row = json_tree_object(&r->arena);
    bool may = false;
    int code = review_may_settle(database(r), p, asker(r), &may, err);
    json_tree_put_whole(&r->arena, row, STR("number"), p->pair);
    request_put(r, row, "href", request_href(r, "/data/review/settle/%lld", (long long)p->pair));
    request_put(r, row, "why",
                p->decision != 0 ? translate(r, "Two reviewers disagree")
                                 : translate(r, "Two reviewers can’t tell"));
    json_tree_put_bool(&r->arena, row, STR("is_yours"), may);
    json_tree_append(u->rows, row);
    return code;
}

int data_settle_list(struct request *r, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct unsettled u = {r, json_tree_list(&r->arena)};
    int code = review_queue_unsettled(database(r), UNSETTLED_SHOWN + 1, add_unsettled, &u, err);
    if (code != 0) {
        return code;
    }
    request_put(r, model, "title", translate(r, "Pairs for a third person"));
    json_tree_put_bool(&r->arena, model, STR("has_rows"), u.rows->count > 0);
    json_tree_put_bool(&r->arena, model, STR("has_more"), u.rows->count > UNSETTLED_SHOWN);
    json_tree_put(model, STR("rows"), u.rows);
    return reply_page(r, "data/settle_list", model);
}

static int find_settle(struct request *r, struct review_pair *ret, bool *ret_may, struct err *err)
{
    uint64_t number = 0;
    int code = str_to_uint(str_of(request_parameter(r, 0)), INT64_MAX, &number)
                   ? data_joined(r, err)
                   : err_say(err, ERR_NOTFOUND, "%s", translate(r, "There is no such pair."));
    code = code ? code : review_queue_pair(database(r), (int64_t)number, ret, err);
    return code ? code : review_may_settle(database(r), ret, asker(r), ret_may, err);
}

/* Who said what of it. */
static struct json_node *opinions(struct request *r, const struct review_pair *p)
{
    struct json_node *list = json_tree_list(&r->arena);
    if (p->decision != 0) {
        struct json_node *first = component_summary_row(
            r, p->decided_by,
            p->decided_same ? translate(r, "The same") : translate(r, "Different"), NULL);
        json_tree_append(list, first);
    }
    if (p->opinion != 0) {
        json_tree_append(list, component_summary_row(r, p->opinion_by,
                                                     p->opinion_same ? translate(r, "The same")
                                                                     : translate(r, "Different"),
                                                     NULL));
    }
    return list;
}

static int show_settle(struct request *r, const struct review_pair *pair, bool may, struct err *err)
{
    const struct decided_mention told[] = {pair->left, pair->right};
    struct json_node *model = json_tree_object(&r->arena);
    int code = explain(r, pair, model, err);
    code = code ? code : tell_pairs(r, told, 2, err);
    if (code != 0) {
        return code;
    }
    request_put(r, model, "title", translate(r, "Settle what two reviewers left open"));
    json_tree_put_whole(&r->arena, model, STR("number"), pair->pair);
    request_put_format(r, model, "unsure", translate(r, "Reviewers who can’t tell: %d"),
                       pair->unsure);
    json_tree_put(model, STR("opinions"), opinions(r, pair));
    json_tree_put_bool(&r->arena, model, STR("is_settled"), !review_is_unsettled(pair));
    json_tree_put_bool(&r->arena, model, STR("may_settle"), may && review_is_unsettled(pair));
    json_tree_put(model, STR("why"),
                  component_textarea(r, "why", translate(r, "Why do you decide so?"),
                                     translate(r, "The two reviewers read this to learn from it."),
                                     NULL));
    request_put(r, model, "action",
                request_href(r, "/data/review/settle/%lld", (long long)pair->pair));
    return reply_page(r, "data/settle", model);
}

int data_settle(struct request *r, struct err *err)
{
    struct review_pair pair;
    bool may = false;
    int code = find_settle(r, &pair, &may, err);
    return code ? code : show_settle(r, &pair, may, err);
}

int data_settle_answer(struct request *r, struct err *err)
{
    struct review_pair pair;
    bool may = false;
    int code = find_settle(r, &pair, &may, err);
    if (code != 0 || r->form.error_count > 0) {
        return code ? code : show_settle(r, &pair, may, err);
    }
    const int64_t subjects[] = {disclosure_subject(pair.left.record, pair.left.number),
                                disclosure_subject(pair.right.record, pair.right.number)};
    bool same = str_eq(form_text(&r->form, "said"), STR("same"));
    code = inquiry_tell_change_of(r->inquiry, STR("pair"), subjects, 2, err);
    code = code ? code
                : review_queue_settle(&r->inquiry->picture, &pair, asker(r), same,
                                      form_text(&r->form, "why"), err);
    return code ? code : reply_redirect(r, "/data/review/settle");
}

/* ---- agreement ---- */

static void put_agreement(struct request *r, struct json_node *model,
                          const struct review_agreement *a)
{
    const struct agreement *k = &a->beyond_chance;
    json_tree_put_whole(&r->arena, model, STR("count"), (int64_t)k->count);
    json_tree_put_whole(&r->arena, model, STR("agreed"), (int64_t)k->agreed);
    json_tree_put_whole(&r->arena, model, STR("both_same"), (int64_t)a->both_same);
    json_tree_put_whole(&r->arena, model, STR("both_different"), (int64_t)a->both_different);
    json_tree_put_whole(&r->arena, model, STR("first_same"), (int64_t)a->first_same);
    json_tree_put_whole(&r->arena, model, STR("second_same"), (int64_t)a->second_same);
    json_tree_put_bool(&r->arena, model, STR("has_any"), k->count > 0);
    json_tree_put_bool(&r->arena, model, STR("has_kappa"), !isnan(k->kappa));
    json_tree_put_bool(&r->arena, model, STR("has_interval"), !isnan(k->low));
    data_decimal(r, model, "kappa", k->kappa, 2);
    data_decimal(r, model, "low", k->low, 2);
    data_decimal(r, model, "high", k->high, 2);
}

static struct json_node *calibration(struct request *r, const struct review_bin *bins)
{
    struct json_node *rows = json_tree_list(&r->arena);
    for (int i = 0; i < CALIBRATION_BINS; i++) {
        const struct review_bin *b = &bins[i];
        struct json_node *row = json_tree_object(&r->arena);
        double count = (double)b->count;
        request_put_format(r, row, "range", translate(r, "%d to %d in 100"),
                           100 * i / CALIBRATION_BINS, 100 * (i + 1) / CALIBRATION_BINS);
        json_tree_put_whole(&r->arena, row, STR("count"), (int64_t)b->count);
        data_decimal(r, row, "predicted", b->count > 0 ? 100 * b->predicted / count : NAN, 1);
        data_decimal(r, row, "same", b->count > 0 ? 100 * (double)b->same / count : NAN, 1);
        json_tree_append(rows, row);
    }
    return rows;
}

int data_agreement(struct request *r, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct review_bin bins[CALIBRATION_BINS];
    struct review_agreement agreement;
    int code = review_calibration(database(r), r->inquiry->picture.seal, bins, err);
    code = code ? code : review_agreement(database(r), &agreement, err);
    if (code != 0) {
        return code;
    }
    request_put(r, model, "title", translate(r, "How far reviewers agree"));
    put_agreement(r, model, &agreement);
    json_tree_put(model, STR("bins"), calibration(r, bins));
    return reply_page(r, "data/agreement", model);
}

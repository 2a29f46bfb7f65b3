/* search_test.h - for tests: the index of words is the one that standing mentions give. */
#ifndef CANTREF_RECORD_SEARCH_TEST_H
#define CANTREF_RECORD_SEARCH_TEST_H

#include "node_store.h"
#include "search_store.h"
#include "search_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static inline int search_test_compare(const void *a, const void *b)
{
    const struct search_edit *x = a;
    const struct search_edit *y = b;
    if (x->token != y->token) {
        return x->token < y->token ? -1 : 1;
    }
    if (x->source != y->source) {
        return x->source < y->source ? -1 : 1;
    }
    return (x->posting > y->posting) - (x->posting < y->posting);
}

/* What standing mentions of a model say; sorted. */
static inline void search_test_expected(struct db *db, struct seal *seal, int64_t model,
                                        struct search_edits *ret)
{
    struct db_query *q;
    struct buf packed = {0};
    struct mention_values values;
    struct err err = {0};
    bool row;
    assert_int_equal(db_query_with(db,
                                   "SELECT m.record, m.number, r.source, m.value_key, m.sealed "
                                   "FROM mention m JOIN record r ON r.record = m.record WHERE "
                                   "m.model = $1",
                                   WHOLES(model), &q, &err),
                     0);
    while (db_step(q, &row, &err) == 0 && row) {
        struct search_token tokens[SEARCH_TOKENS_MAX];
        packed.len = 0;
        assert_int_equal(unseal_value(seal, db_whole(q, 3), "mention", db_whole(q, 0),
                                      db_bytes(q, 4), &packed, &err),
                         0);
        assert_int_equal(mention_unpack(buf_str(&packed), &values), 0);
        size_t count = search_tokens(seal, NULL, values.place.kind, values.text, tokens);
        for (size_t t = 0; t < count; t++) {
            search_edit_add(ret, tokens[t].token, db_whole(q, 2),
                            posting_of(db_whole(q, 0), (int)db_whole(q, 1), tokens[t].address),
                            false);
        }
    }
    buf_free(&packed);
    if (ret->count > 0) {
        qsort(ret->at, ret->count, sizeof *ret->at, search_test_compare);
    }
}

/* What the table holds, of a model, in its order; its rows are well made. */
static inline void search_test_found(struct db *db, int64_t model, struct search_edits *ret)
{
    struct posting_list list = {0};
    struct db_query *q;
    struct err err = {0};
    bool row;
    assert_int_equal(db_query_with(db,
                                   "SELECT token, source, first, postings FROM search WHERE "
                                   "model = $1 ORDER BY token, source, first",
                                   WHOLES(model), &q, &err),
                     0);
    while (db_step(q, &row, &err) == 0 && row) {
        list.count = 0;
        assert_true(db_bytes(q, 3).len > 0 && db_bytes(q, 3).len < 600);
        assert_int_equal(postings_unpack(db_whole(q, 2), db_bytes(q, 3), &list, &err), 0);
        assert_int_equal(posting_record(list.at[0]), db_whole(q, 2));
        for (size_t i = 0; i < list.count; i++) {
            search_edit_add(ret, db_whole(q, 0), db_whole(q, 1), list.at[i], false);
        }
    }
    posting_list_free(&list);
}

static inline void search_test_check(struct db *db, struct seal *seal, int64_t model)
{
    struct search_edits expected = {0};
    struct search_edits found = {0};
    search_test_expected(db, seal, model, &expected);
    search_test_found(db, model, &found);
    for (size_t i = 0; i < expected.count || i < found.count; i++) {
        if (i >= expected.count || i >= found.count ||
            search_test_compare(&expected.at[i], &found.at[i]) != 0) {
            fail_msg(
                "the index of words differs from what mentions say: %zu postings, %zu "
                "expected, the first that differs %zu",
                found.count, expected.count, i);
        }
    }
    search_edits_free(&expected);
    search_edits_free(&found);
}

#endif

/* audit_test.h - a log in a folder of its own, for tests; its clock is told. For tests only. */
#ifndef CANTREF_AUDIT_AUDIT_TEST_H
#define CANTREF_AUDIT_AUDIT_TEST_H

#include "audit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <ftw.h>

struct test_log {
    char root[64], log[96], work[96], keys[96];
    int64_t now_ms;
    size_t publish_leaves;
    struct audit *audit;
};

static inline int64_t test_now(void *context)
{
    const struct test_log *test = context;
    return test->now_ms;
}

static inline void test_log_make(struct test_log *test)
{
    *test = (struct test_log){.now_ms = 1795836627123, .publish_leaves = 1000000};
    snprintf(test->root, sizeof test->root, "/tmp/cantref_audit_XXXXXX");
    assert_non_null(mkdtemp(test->root));
    snprintf(test->log, sizeof test->log, "%s/log", test->root);
    snprintf(test->work, sizeof test->work, "%s/work", test->root);
    snprintf(test->keys, sizeof test->keys, "%s/keys", test->root);
}

static inline int test_remove_one(const char *path, const struct stat *status, int flag,
                                  struct FTW *place)
{
    (void)status;
    (void)flag;
    (void)place;
    return remove(path);
}

static inline void test_log_remove(struct test_log *test)
{
    assert_int_equal(nftw(test->root, test_remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static inline int test_log_try(struct test_log *test, struct err *err)
{
    struct audit_place place = {.log_folder = test->log,
                                .work_folder = test->work,
                                .keys_folder = test->keys,
                                .name = "cantref/test",
                                .now_ms = test_now,
                                .context = test,
                                .publish_leaves = test->publish_leaves,
                                .publish_ms = 3600000};
    return audit_open(&place, &test->audit, err);
}

static inline void test_log_open(struct test_log *test)
{
    struct err err = {0};
    if (test_log_try(test, &err) != 0) {
        fail_msg("%s", err.message);
    }
}

static inline void test_log_close(struct test_log *test)
{
    struct err err = {0};
    if (audit_close(test->audit, &err) != 0) {
        fail_msg("%s", err.message);
    }
    test->audit = NULL;
}

/* test_append - an answer about one mention. */
static inline int test_append(struct test_log *test, int64_t mention, uint64_t *ret_leaf,
                              struct err *err)
{
    static const struct str fields[] = {STR_INIT("name")};
    struct audit_subject subject = {STR("P1"), &mention, 1, fields, 1};
    struct audit_response response = {.kind = AUDIT_ANSWER,
                                      .who = STR("ann"),
                                      .purpose = STR("test"),
                                      .subjects = &subject,
                                      .subject_count = 1};
    return audit_append(test->audit, &response, ret_leaf, err);
}

static inline uint64_t test_must_append(struct test_log *test, int64_t mention)
{
    struct err err = {0};
    uint64_t leaf = 0;
    if (test_append(test, mention, &leaf, &err) != 0) {
        fail_msg("%s", err.message);
    }
    return leaf;
}

/* test_mention_of - the mention that a leaf names; -1: none. Its proof must hold. */
static inline int64_t test_mention_of(struct test_log *test, uint64_t leaf)
{
    struct arena arena = {0};
    struct audit_entry entry;
    struct audit_proof proof;
    struct err err = {0};
    if (audit_read(test->audit, leaf, &arena, &entry, &err) != 0 ||
        audit_prove(test->audit, leaf, &proof, &err) != 0) {
        fail_msg("%s", err.message);
    }
    assert_int_equal(entry.number, leaf);
    assert_true(audit_proof_holds(&proof, entry.bytes, audit_public_key(test->audit)));
    int64_t mention = -1;
    if (entry.has_detail && entry.detail.response.subject_count > 0) {
        mention = entry.detail.response.subjects[0].mentions[0];
    }
    arena_free(&arena);
    return mention;
}

#endif

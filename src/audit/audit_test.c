/* audit_test.c - the log from opening to closing: many callers, reading, proofs, the index by
 * subject, months whose key is destroyed, what must not be opened. tests/verify.py has the kills,
 * and the verifier's view of the files. */
#define _GNU_SOURCE
#include "audit_test.h"

#include "audit_keys.h"
#include "random.h"
#include "test_seed.h"
#include "whole_file.h"

#include <pthread.h>

enum { CALLERS = 8, EACH = 150 };

static struct test_log test;

static int set_up(void **state)
{
    (void)state;
    test_log_make(&test);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    test_log_remove(&test);
    return 0;
}

/* ── appended, read again ────────────────────────────────────────────────────────────────────── */

static void test_open_again(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    int64_t next = 0;
    for (int round = 0; round < 25; round++) {
        test.publish_leaves = 1 + (size_t)random_below(&random, 300);
        test_log_open(&test);
        assert_int_equal(audit_size(test.audit), next);
        for (uint64_t more = random_below(&random, 120); more > 0; more--) {
            assert_int_equal(test_must_append(&test, 1000 + next), next);
            next++;
        }
        if (random_below(&random, 4) == 0) {
            struct err err = {0};
            assert_int_equal(audit_publish(test.audit, &err), 0);
        }
        for (int i = 0; i < 5 && next > 0; i++) {
            uint64_t leaf = random_below(&random, (uint64_t)next);
            assert_int_equal(test_mention_of(&test, leaf), 1000 + (int64_t)leaf);
        }
        test_log_close(&test);
    }
    assert_true(next > 300);
}

struct caller {
    pthread_t thread;
    int number;
    uint64_t leaves[EACH];
    bool has_failed;
};

static void *call(void *context)
{
    struct caller *caller = context;
    for (int i = 0; i < EACH; i++) {
        struct err err = {0};
        caller->has_failed |=
            test_append(&test, 1 + caller->number * EACH + i, &caller->leaves[i], &err) != 0;
    }
    return NULL;
}

static void test_many_callers(void **state)
{
    (void)state;
    static struct caller callers[CALLERS];
    static bool is_seen[CALLERS * EACH];
    test.publish_leaves = 100;
    test_log_open(&test);
    for (int i = 0; i < CALLERS; i++) {
        callers[i].number = i;
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call, &callers[i]), 0);
    }
    for (int i = 0; i < CALLERS; i++) {
        pthread_join(callers[i].thread, NULL);
        assert_false(callers[i].has_failed);
    }
    assert_int_equal(audit_size(test.audit), CALLERS * EACH);
    for (int i = 0; i < CALLERS * EACH; i++) {
        const struct caller *caller = &callers[i / EACH];
        uint64_t leaf = caller->leaves[i % EACH];
        assert_true(leaf < CALLERS * EACH && !is_seen[leaf]);
        is_seen[leaf] = true;
        assert_true(i % EACH == 0 || leaf > caller->leaves[i % EACH - 1]);
        assert_int_equal(test_mention_of(&test, leaf), 1 + i);
    }
    test_log_close(&test);
}

static int count_parts(void *context, const struct audit_entry *entry, struct err *err)
{
    size_t *subjects = context;
    (void)err;
    assert_true(entry->has_detail);
    assert_int_equal(entry->leaf.part, entry->number + 1);
    *subjects += entry->detail.response.subject_count;
    return 0;
}

static void test_many_subjects(void **state)
{
    (void)state;
    enum { SUBJECTS = 5000 };
    static struct audit_subject subjects[SUBJECTS];
    static int64_t mentions[SUBJECTS];
    struct err err = {0};
    uint64_t leaf = 99;
    size_t found = 0;
    for (int i = 0; i < SUBJECTS; i++) {
        mentions[i] = 1 + i;
        subjects[i] = (struct audit_subject){STR("P123456789"), &mentions[i], 1, NULL, 0};
    }
    struct audit_response response = {
        .kind = AUDIT_ANSWER, .who = STR("ann"), .subjects = subjects, .subject_count = SUBJECTS};
    test_log_open(&test);
    assert_int_equal(audit_append(test.audit, &response, &leaf, &err), 0);
    assert_int_equal(leaf, 0);
    assert_true(audit_size(test.audit) > 4);
    assert_int_equal(audit_each(test.audit, 0, audit_size(test.audit), count_parts, &found, &err),
                     0);
    assert_int_equal(found, SUBJECTS);
    response.reason = str_make((const char *)mentions, AUDIT_TEXT_BYTES_MAX + 1);
    uint64_t size = audit_size(test.audit);
    assert_int_equal(audit_append(test.audit, &response, &leaf, &err), ERR_LIMIT);
    assert_int_equal(audit_size(test.audit), size);
    test_log_close(&test);
}

/* ── by subject ──────────────────────────────────────────────────────────────────────────────── */

static void expect_leaves(const int64_t *mentions, size_t count, const int64_t *leaves,
                          size_t leaf_count)
{
    struct whole_list found = {0};
    struct err err = {0};
    assert_int_equal(audit_find_subject(test.audit, mentions, count, &found, &err), 0);
    assert_int_equal(found.count, leaf_count);
    for (size_t i = 0; i < leaf_count; i++) {
        assert_int_equal(found.at[i], leaves[i]);
    }
    whole_list_free(&found);
}

static void find_all(void)
{
    expect_leaves((const int64_t[]){7}, 1, (const int64_t[]){0, 3}, 2);
    expect_leaves((const int64_t[]){9, 7, 7}, 3, (const int64_t[]){0, 1, 3}, 3);
    expect_leaves((const int64_t[]){10}, 1, NULL, 0);
    expect_leaves(NULL, 0, NULL, 0);
}

static void test_subjects(void **state)
{
    (void)state;
    struct err err = {0};
    char index[128];
    test_log_open(&test);
    test_must_append(&test, 7);
    test_must_append(&test, 9);
    test_must_append(&test, 8);
    expect_leaves((const int64_t[]){7}, 1, (const int64_t[]){0}, 1);
    test_must_append(&test, 7);
    find_all();
    test_log_close(&test);
    test_log_open(&test);
    find_all();
    test_log_close(&test);
    /* Lost or damaged, it is made anew. */
    snprintf(index, sizeof index, "%s/subjects.db", test.work);
    assert_int_equal(
        file_replace(index, STR("this is no database, and it is long enough"), 0600, &err), 0);
    test_log_open(&test);
    find_all();
    test_log_close(&test);
    assert_int_equal(unlink(index), 0);
    test_log_open(&test);
    find_all();
    test_log_close(&test);
}

static void test_months(void **state)
{
    (void)state;
    struct err err = {0};
    int first = audit_month(test.now_ms);
    test_log_open(&test);
    test_must_append(&test, 7);
    test.now_ms += (int64_t)40 * 86400 * 1000;
    test_must_append(&test, 7);
    expect_leaves((const int64_t[]){7}, 1, (const int64_t[]){0, 1}, 2);
    assert_int_equal(audit_forget_month(test.audit, first, &err), 0);
    assert_int_equal(audit_forget_month(test.audit, first, &err), 0);
    expect_leaves((const int64_t[]){7}, 1, (const int64_t[]){1}, 1);
    assert_int_equal(test_mention_of(&test, 0), -1); /* which proves it all the same */
    assert_int_equal(test_mention_of(&test, 1), 7);
    /* No other key can be made for that month. */
    test.now_ms -= (int64_t)40 * 86400 * 1000;
    assert_int_equal(test_append(&test, 7, NULL, &err), ERR_DENIED);
    test.now_ms = -1;
    assert_int_equal(test_append(&test, 7, NULL, &err), ERR_DENIED);
    test.now_ms = 1795836627123 + (int64_t)40 * 86400 * 1000;
    test_log_close(&test);
    test_log_open(&test);
    assert_int_equal(test_mention_of(&test, 0), -1);
    assert_int_equal(test_mention_of(&test, 1), 7);
    test_log_close(&test);
}

static void test_times(void **state)
{
    (void)state;
    int64_t began = test.now_ms;
    struct err err = {0};
    uint64_t leaf = 99;
    test_log_open(&test);
    assert_int_equal(audit_find_time(test.audit, began, &leaf, &err), 0);
    assert_int_equal(leaf, 0);
    for (int i = 0; i < 10; i++) {
        test_must_append(&test, 1 + i);
        test.now_ms += 1000 * (i % 3); /* two at one time now and then */
    }
    static const int64_t times[] = {0, 0, 1, 3, 3, 4, 6, 6, 7, 9};
    for (int64_t second = 0; second <= 10; second++) {
        uint64_t expected = 0;
        while (expected < 10 && times[expected] < second) {
            expected++;
        }
        assert_int_equal(audit_find_time(test.audit, began + 1000 * second, &leaf, &err), 0);
        assert_int_equal(leaf, expected);
    }
    test_log_close(&test);
}

/* ── what must not be opened ─────────────────────────────────────────────────────────────────── */

static void change_byte(const char *name, long at)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", test.log, name);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, at < 0 ? SEEK_END : SEEK_SET), 0);
    int c = fgetc(file);
    assert_int_equal(fseek(file, at, at < 0 ? SEEK_END : SEEK_SET), 0);
    fputc(c ^ 1, file);
    assert_int_equal(fclose(file), 0);
}

static void expect_refusal(int code)
{
    struct err err = {0};
    assert_int_equal(test_log_try(&test, &err), code);
    assert_true(err.message[0] != '\0');
}

static void move(const char *folder, const char *from, const char *to)
{
    char old_path[160], new_path[160];
    snprintf(old_path, sizeof old_path, "%s/%s", folder, from);
    snprintf(new_path, sizeof new_path, "%s/%s", folder, to);
    assert_int_equal(rename(old_path, new_path), 0);
}

static void test_damage(void **state)
{
    (void)state;
    static const char *const files[] = {"checkpoint", "tile/0/000.p/3", "tile/entries/000.p/3"};
    test_log_open(&test);
    expect_refusal(ERR_CONFLICT); /* somebody has it: us */
    for (int i = 0; i < 3; i++) {
        test_must_append(&test, 1 + i);
    }
    test_log_close(&test);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        change_byte(files[i], 20);
        expect_refusal(ERR_INPUT);
        change_byte(files[i], 20);
        test_log_open(&test);
        test_log_close(&test);
    }
    /* The log without its key, the key without its log. */
    move(test.keys, "log.key", "elsewhere");
    expect_refusal(ERR_NOTFOUND);
    move(test.keys, "elsewhere", "log.key");
    move(test.log, "checkpoint", "elsewhere");
    expect_refusal(ERR_INPUT);
    move(test.log, "elsewhere", "checkpoint");
    char key[160];
    snprintf(key, sizeof key, "%s/log.key", test.keys);
    assert_int_equal(chmod(key, 0644), 0);
    expect_refusal(ERR_DENIED);
    assert_int_equal(chmod(key, 0600), 0);
    test_log_open(&test);
    assert_int_equal(test_mention_of(&test, 2), 3);
    test_log_close(&test);
}

/* A batch that is damaged is not taken for one that a crash left, unless it is the last; then what
 * is cut off is kept and told. */
static void test_damaged_journal(void **state)
{
    (void)state;
    struct err err = {0};
    struct arena arena = {0};
    struct audit_entry entry;
    struct buf journal = {0};
    char path[160], kept[160];
    test_log_open(&test);
    for (int i = 0; i < 3; i++) {
        test_must_append(&test, 1 + i);
    }
    snprintf(path, sizeof path, "%s/journal/0", test.log);
    snprintf(kept, sizeof kept, "%s/cut-2", test.work);
    assert_int_equal(file_read_whole(path, "journal", 1 << 20, &journal, &err), 0);
    test_log_close(&test);
    /* As it was before it was closed: nothing in tiles yet. */
    struct audit_checkpoint none = {0, audit_empty_hash()};
    struct audit_keys *keys = NULL;
    struct buf note = {0};
    char checkpoint[160];
    snprintf(checkpoint, sizeof checkpoint, "%s/checkpoint", test.log);
    assert_int_equal(audit_keys_open(test.keys, "cantref/test", true, &keys, &err), 0);
    audit_keys_sign(keys, &none, &note);
    audit_keys_close(keys);
    assert_int_equal(file_replace(checkpoint, buf_str(&note), 0600, &err), 0);
    move(test.log, "journal/3", "elsewhere");
    for (size_t at = 0; at < journal.len; at += 7) {
        bool is_last = at >= journal.len / 3 * 2 + 10;
        journal.ptr[at] ^= 1;
        assert_int_equal(file_replace(path, buf_str(&journal), 0600, &err), 0);
        journal.ptr[at] ^= 1;
        if (!is_last && at < journal.len / 3 * 2 - 10) {
            expect_refusal(ERR_INPUT);
        }
    }
    journal.ptr[journal.len - 300] ^= 1;
    assert_int_equal(file_replace(path, buf_str(&journal), 0600, &err), 0);
    test_log_open(&test);
    assert_int_equal(audit_size(test.audit), 3);
    assert_int_equal(test_mention_of(&test, 1), 2);
    assert_int_equal(audit_read(test.audit, 2, &arena, &entry, &err), 0);
    assert_int_equal(entry.leaf.kind, AUDIT_RECOVERY);
    assert_int_equal(entry.detail.response.found, journal.len / 3);
    assert_int_equal(access(kept, F_OK), 0);
    test_log_close(&test);
    arena_free(&arena);
    buf_free(&journal);
    buf_free(&note);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_open_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many_callers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many_subjects, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_subjects, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_months, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_times, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_damage, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_damaged_journal, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

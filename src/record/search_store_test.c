/* search_store_test.c - postings packed and unpacked; edits in any order come to what a plain list
 * of postings comes to; written in bulk likewise; swept.
 *
 * CANTREF_SEED replays what is drawn at random. */
#include "migration.h"
#include "random.h"
#include "search_bulk.h"
#include "search_test.h"
#include "test_seed.h"

#include <stdio.h>
#include <unistd.h>

enum { MODEL = 3, WORDS = 6, SOURCES = 3, RECORDS = 4000, NUMBERS = 5, ROUNDS = 120 };

static void must(int code, const struct err *err)
{
    if (code != 0) {
        fail_msg("%s", err->message);
    }
}

static struct db *open_store(char path[64])
{
    struct db *db = NULL;
    struct err err = {0};
    snprintf(path, 64, "/tmp/cantref-search-XXXXXX");
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    must(db_open(path, DB_WRITE, &db, &err), &err);
    must(migrate(db, &err), &err);
    return db;
}

static void close_store(struct db *db, const char *path)
{
    db_close(db);
    unlink(path);
}

static void test_packed(void **state)
{
    (void)state;
    const uint64_t postings[] = {posting_of(7, 1, false),
                                 posting_of(7, 1, true),
                                 posting_of(7, 2, false),
                                 posting_of(7, 65535, true),
                                 posting_of(8, 3, false),
                                 posting_of(8, 4, false),
                                 posting_of(INT64_C(1) << 40, 0, true)};
    size_t count = sizeof postings / sizeof postings[0];
    struct buf packed = {0};
    struct posting_list list = {0};
    struct err err = {0};
    postings_pack(postings, count, &packed);
    must(postings_unpack(7, buf_str(&packed), &list, &err), &err);
    assert_int_equal(list.count, count);
    assert_memory_equal(list.at, postings, sizeof postings);
    assert_int_equal(posting_record(postings[6]), INT64_C(1) << 40);
    assert_int_equal(posting_number(postings[3]), 65535);
    assert_true(posting_is_address(postings[3]));
    for (size_t len = 0; len < packed.len; len++) { /* cut short: other postings, or refused */
        list.count = 0;
        if (postings_unpack(7, str_make(packed.ptr, len), &list, &err) != 0) {
            assert_int_equal(err.code, ERR_DB);
        }
        assert_true(list.count < count);
    }
    assert_int_equal(
        postings_unpack(7, STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), &list, &err),
        ERR_DB);
    buf_free(&packed);
    posting_list_free(&list);
}

/* struct plain - the same, as simply as can be. */
struct plain {
    bool there[WORDS][SOURCES][RECORDS][NUMBERS][2];
};

static void compare(struct db *db, const struct plain *plain)
{
    struct search_edits found = {0};
    size_t at = 0;
    search_test_found(db, MODEL, &found);
    for (int w = 0; w < WORDS; w++) {
        for (int s = 0; s < SOURCES; s++) {
            for (int r = 0; r < RECORDS; r++) {
                for (int n = 0; n < NUMBERS * 2; n++) {
                    if (plain->there[w][s][r][n / 2][n % 2]) {
                        assert_true(at < found.count);
                        assert_int_equal(found.at[at].token, w + 1);
                        assert_int_equal(found.at[at].source, s + 1);
                        assert_int_equal(found.at[at].posting,
                                         posting_of(r + 1, n / 2 + 1, n % 2 != 0));
                        at++;
                    }
                }
            }
        }
    }
    assert_int_equal(at, found.count);
    search_edits_free(&found);
}

/* A slice of edits, each of another posting; some go and come again at once. */
static void draw_edits(struct random *random, int round, struct plain *plain,
                       struct search_edits *ret)
{
    uint64_t wanted = 1 + random_below(random, random_below(random, 2) == 0 ? 3 : 1500);
    struct plain *drawn = mem_must_array(1, sizeof *drawn);
    for (uint64_t i = 0; i < wanted; i++) {
        int w = (int)random_below(random, 1 + random_below(random, WORDS));
        int s = (int)random_below(random, SOURCES);
        int r = (int)random_below(random, RECORDS);
        int n = (int)random_below(random, random_below(random, 3) == 0 ? NUMBERS : 1);
        int a = (int)random_below(random, 2);
        bool gone = (int)random_below(random, ROUNDS) < round;
        bool *there = &plain->there[w][s][r][n][a];
        uint64_t posting = posting_of(r + 1, n + 1, a != 0);
        if (drawn->there[w][s][r][n][a]) {
            continue;
        }
        drawn->there[w][s][r][n][a] = true;
        bool back = *there && random_below(random, 10) == 0;
        search_edit_add(ret, w + 1, s + 1, posting, gone);
        if (back) {
            search_edit_add(ret, w + 1, s + 1, posting, !gone);
        }
        *there = back || !gone;
    }
    mem_free(drawn);
}

/* Mostly additions at first, mostly removals in the end. */
static void test_edits(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    struct plain *plain = mem_must_array(1, sizeof *plain);
    struct err err = {0};
    char path[64];
    struct db *db = open_store(path);
    for (int round = 0; round < ROUNDS; round++) {
        struct search_edits edits = {0};
        draw_edits(&random, round, plain, &edits);
        must(db_begin(db, &err), &err);
        must(search_edits_apply(db, MODEL, &edits, &err), &err);
        must(db_commit(db, &err), &err);
        search_edits_free(&edits);
        if (round % 10 == 9) {
            compare(db, plain);
        }
    }
    close_store(db, path);
    mem_free(plain);
}

static struct search_place place_of(const void *context, uint32_t mention)
{
    (void)context; /* by source, record, number */
    return (struct search_place){1 + mention / NUMBERS % RECORDS, 1 + mention / NUMBERS / RECORDS,
                                 1 + (int)(mention % NUMBERS)};
}

static bool is_swept(const void *context, int64_t record)
{
    (void)context;
    return record % 3 == 0;
}

/* Written at once, then swept. */
static void test_bulk(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    struct plain *plain = mem_must_array(1, sizeof *plain);
    struct search_bulk bulk = {0};
    struct err err = {0};
    char path[64];
    struct db *db = open_store(path);
    for (uint32_t m = 0; m < SOURCES * RECORDS * NUMBERS; m++) {
        struct search_place at = place_of(NULL, m);
        struct search_token tokens[WORDS];
        size_t count = 0;
        for (int w = 0; w < WORDS; w++) {
            if (random_below(&random, (uint64_t)(w * w) + 1) == 0) {
                bool address = random_below(&random, 2) == 0;
                tokens[count++] = (struct search_token){w + 1, address};
                plain->there[w][at.source - 1][at.record - 1][at.number - 1][address] = true;
            }
        }
        search_bulk_add(&bulk, m, tokens, count);
    }
    must(db_begin(db, &err), &err);
    while (bulk.written < bulk.count) {
        must(search_bulk_write(&bulk, db, MODEL, place_of, NULL, &err), &err);
    }
    compare(db, plain);
    must(search_sweep(db, is_swept, NULL, &err), &err);
    for (int r = 2; r < RECORDS; r += 3) {
        for (int w = 0; w < WORDS; w++) {
            for (int s = 0; s < SOURCES; s++) {
                memset(plain->there[w][s][r], 0, sizeof plain->there[w][s][r]);
            }
        }
    }
    compare(db, plain);
    must(db_commit(db, &err), &err);
    search_bulk_free(&bulk);
    close_store(db, path);
    mem_free(plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_packed), cmocka_unit_test(test_edits),
                                       cmocka_unit_test(test_bulk)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

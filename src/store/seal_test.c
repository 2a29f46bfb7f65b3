/* seal_test.c - values sealed, moved, tampered with, forgotten; keys given out once; tokens; all of
 * it from several threads. CANTREF_SEAL_BENCH=1 prints what each costs. */
#define _GNU_SOURCE /* memmem */
#include "seal_test.h"

#include "random.h"
#include "test_seed.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

/* ── values ──────────────────────────────────────────────────────────────────────────────────── */

static void test_round_trip(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 15, 16, 17, 63, 64, 65, 1000, 70000};
    struct seal *seal;
    struct test_home home = home_make(&seal);
    struct err err = {0};
    int64_t key = 0;
    must(seal_key_new(seal, &key, &err), &err);
    assert_true(key > 0);
    char *text = mem_must_array(70000, 1);
    memset(text, 'x', 70000);
    for (size_t i = 0; i < COUNT(lengths); i++) {
        struct buf sealed = {0}, again = {0}, out = {0};
        struct str value = str_make(text, lengths[i]);
        buf_add(&sealed, STR("before"));
        buf_add(&out, STR("before"));
        must(seal_value(seal, key, "cells", 7, value, &sealed, &err), &err);
        must(seal_value(seal, key, "cells", 7, value, &again, &err), &err);
        assert_int_equal(sealed.len, 6 + lengths[i] + SEAL_OVERHEAD);
        struct str alone = str_slice(buf_str(&sealed), 6, sealed.len);
        assert_false(str_eq(alone, buf_str(&again))); /* equal values don't look so */
        assert_false(lengths[i] >= 15 && holds(alone, str_make(text, 15)));
        must(unseal_value(seal, key, "cells", 7, alone, &out, &err), &err);
        assert_true(str_eq(str_slice(buf_str(&out), 0, 6), STR("before")));
        assert_true(str_eq(str_slice(buf_str(&out), 6, out.len), value));
        buf_free(&sealed);
        buf_free(&again);
        buf_free(&out);
    }
    mem_free(text);
    seal_close(seal);
    home_end(&home);
}

static void test_every_byte_flipped_or_cut(void **state)
{
    (void)state;
    struct seal *seal;
    struct test_home home = home_make(&seal);
    struct err err = {0};
    int64_t key = 0;
    must(seal_key_new(seal, &key, &err), &err);
    struct buf sealed = sealed_text(seal, key);
    for (size_t at = 0; at < sealed.len; at++) {
        for (int bit = 0; bit < 8; bit++) {
            sealed.ptr[at] = (char)(sealed.ptr[at] ^ (1 << bit));
            assert_int_equal(unseals(seal, key, &sealed), ERR_INPUT);
            sealed.ptr[at] = (char)(sealed.ptr[at] ^ (1 << bit));
        }
        struct buf cut = {.ptr = sealed.ptr, .len = at};
        assert_int_equal(unseals(seal, key, &cut), ERR_INPUT);
        cut = (struct buf){.ptr = sealed.ptr + at + 1, .len = sealed.len - at - 1};
        assert_int_equal(unseals(seal, key, &cut), ERR_INPUT);
    }
    assert_int_equal(unseals(seal, key, &sealed), 0);
    buf_add_char(&sealed, 0);
    assert_int_equal(unseals(seal, key, &sealed), ERR_INPUT);
    buf_free(&sealed);
    seal_close(seal);
    home_end(&home);
}

/* What was sealed as key 1, "cells", row 5 is refused as anything else. */
static const struct {
    int64_t key, row;
    const char *place;
    int code;
} moves[] = {
    {1, 5, "cells", 0},
    {2, 5, "cells", ERR_INPUT},
    {1, 6, "cells", ERR_INPUT},
    {1, -5, "cells", ERR_INPUT},
    {1, 5 + (1LL << 32), "cells", ERR_INPUT},
    {1, 5, "cell", ERR_INPUT},
    {1, 5, "cellss", ERR_INPUT},
    {1, 5, "Cells", ERR_INPUT},
    {1, 5, "cells\x05", ERR_INPUT},
    {0, 5, "cells", ERR_NOTFOUND},
    {-1, 5, "cells", ERR_NOTFOUND},
    {INT64_MAX, 5, "cells", ERR_NOTFOUND},
    {1 + 65536, 5, "cells", ERR_NOTFOUND}, /* same place in the cache */
};

static void test_moved_values_are_refused(void **state)
{
    (void)state;
    struct seal *seal, *other;
    struct test_home home = home_make(&seal), other_home = home_make(&other);
    struct err err = {0};
    struct buf sealed = {0}, out = {0}, small = {.max = SEAL_OVERHEAD + 3};
    int64_t first = 0;
    must(seal_key_new_many(seal, 2, &first, &err), &err);
    must(seal_key_new_many(other, 2, &first, &err), &err);
    assert_int_equal(first, 1);
    must(seal_value(seal, 1, "cells", 5, STR("Siân"), &sealed, &err), &err);
    for (size_t i = 0; i < COUNT(moves); i++) {
        out.len = 0;
        int code = unseal_value(seal, moves[i].key, moves[i].place, moves[i].row, buf_str(&sealed),
                                &out, &err);
        if (code != moves[i].code || (code != 0 && out.len != 0)) {
            fail_msg("case %zu: code %d, %zu bytes", i, code, out.len);
        }
    }
    out.len = 0;
    assert_int_equal(unseal_value(other, 1, "cells", 5, buf_str(&sealed), &out, &err), ERR_INPUT);
    assert_int_equal(unseal_council_value(seal, "cells", buf_str(&sealed), &out, &err), ERR_INPUT);
    assert_null(strstr(err.message, "Si"));
    /* A buffer that may not grow so far is left as it was. */
    assert_int_equal(seal_value(seal, 1, "cells", 5, STR("Siân"), &small, &err), ERR_LIMIT);
    small.max = 4;
    assert_int_equal(unseal_value(seal, 1, "cells", 5, buf_str(&sealed), &small, &err), ERR_LIMIT);
    assert_int_equal(small.len, 0);
    buf_free(&sealed);
    buf_free(&out);
    buf_free(&small);
    seal_close(seal);
    seal_close(other);
    home_end(&home);
    home_end(&other_home);
}

static void test_council_values_and_check(void **state)
{
    (void)state;
    struct seal *seal, *other;
    struct test_home home = home_make(&seal), other_home = home_make(&other);
    struct err err = {0};
    struct buf sealed = {0}, out = {0}, check = {0};
    must(seal_council_value(seal, "model", STR("m and u"), &sealed, &err), &err);
    must(seal_check_text(seal, &check, &err), &err);
    assert_int_equal(unseal_council_value(seal, "mode", buf_str(&sealed), &out, &err), ERR_INPUT);
    assert_int_equal(unseal_council_value(other, "model", buf_str(&sealed), &out, &err), ERR_INPUT);
    assert_int_equal(seal_check(other, buf_str(&check), &err), ERR_INPUT);
    assert_int_equal(seal_check(seal, STR(""), &err), ERR_INPUT);
    seal_close(seal);
    seal = home_open(&home);
    must(unseal_council_value(seal, "model", buf_str(&sealed), &out, &err), &err);
    assert_true(str_eq(buf_str(&out), STR("m and u")));
    must(seal_check(seal, buf_str(&check), &err), &err);
    check.ptr[check.len - 1] ^= 1;
    assert_int_equal(seal_check(seal, buf_str(&check), &err), ERR_INPUT);
    buf_free(&sealed);
    buf_free(&out);
    buf_free(&check);
    seal_close(seal);
    seal_close(other);
    home_end(&home);
    home_end(&other_home);
}

/* ── numbers ─────────────────────────────────────────────────────────────────────────────────── */

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Two that have the same keys open, closed and opened again at random: no number comes twice, many
 * are consecutive, each is on disk, and few are wasted. */
static void test_numbers_come_once(void **state)
{
    (void)state;
    enum { NUMBERS = 30000 };
    struct seal *seals[2];
    struct err err = {0};
    struct random random = random_seed(test_seed());
    struct test_home home = home_make(&seals[0]);
    seals[1] = home_open(&home);
    int64_t *numbers = mem_must_array(NUMBERS, sizeof *numbers);
    size_t count = 0, openings = 2;
    while (count < NUMBERS) {
        struct seal **seal = &seals[random_below(&random, 2)];
        size_t many = 1 + random_below(&random, random_below(&random, 40) == 0 ? 6000 : 3);
        many = many > NUMBERS - count ? NUMBERS - count : many;
        int64_t first = 0;
        must(many == 1 ? seal_key_new(*seal, &first, &err)
                       : seal_key_new_many(*seal, many, &first, &err),
             &err);
        for (size_t i = 0; i < many; i++) {
            numbers[count++] = first + (int64_t)i;
        }
        if (random_below(&random, 300) == 0) {
            seal_close(*seal);
            *seal = home_open(&home);
            openings++;
        }
    }
    qsort(numbers, count, sizeof *numbers, by_number);
    for (size_t i = 0; i < count; i++) {
        assert_true(numbers[i] > 0 && (i == 0 || numbers[i] != numbers[i - 1]));
        struct buf sealed = sealed_text(seals[0], numbers[i]);
        assert_int_equal(unseals(seals[1], numbers[i], &sealed), 0);
        buf_free(&sealed);
    }
    printf("# %zu numbers up to %lld, opened %zu times\n", count, (long long)numbers[count - 1],
           openings);
    /* A pool is dropped for a larger one, too, once for each time that many are asked for. */
    assert_true(numbers[count - 1] <= (int64_t)(3 * count + openings * SEAL_POOL_KEYS_MIN));
    mem_free(numbers);
    seal_close(seals[0]);
    seal_close(seals[1]);
    home_end(&home);
}

static void test_limits_of_numbers(void **state)
{
    (void)state;
    struct seal *seal;
    struct err err = {0};
    struct test_home home = home_make(&seal);
    int64_t first = 0, next = 0;
    assert_int_equal(seal_key_new_many(seal, SEAL_KEYS_AT_ONCE_MAX + 1, &first, &err), ERR_LIMIT);
    assert_int_equal(first, 0);
    must(seal_key_new_many(seal, 70000, &first, &err), &err); /* more than the cache holds */
    struct buf a = sealed_text(seal, first), b = sealed_text(seal, first + 65536);
    for (int i = 0; i < 3; i++) { /* they take each other's place */
        assert_int_equal(unseals(seal, first, &a), 0);
        assert_int_equal(unseals(seal, first + 65536, &b), 0);
        assert_int_equal(unseals(seal, first + 65536, &a), ERR_INPUT);
    }
    must(seal_key_new(seal, &next, &err), &err);
    assert_true(next >= first + 70000);
    buf_free(&a);
    buf_free(&b);
    seal_close(seal);
    home_end(&home);
}

/* A process is killed at any moment: every number that it had been given is there afterwards. */
static void test_numbers_survive_a_kill(void **state)
{
    (void)state;
    struct seal *seal;
    struct random random = random_seed(test_seed());
    struct test_home home = home_make(&seal);
    seal_close(seal);
    int64_t last = 0, given = 0;
    for (int round = 0; round < 12; round++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) {
            struct err err = {0};
            int64_t number;
            close(ends[0]);
            bool good = seal_open(home.folder, &seal, &err) == 0;
            while (good && seal_key_new(seal, &number, &err) == 0 &&
                   write(ends[1], &number, sizeof number) == sizeof number) {
            }
            _exit(1);
        }
        close(ends[1]);
        /* The pipe holds few, so that it is read while the child runs. */
        uint64_t wanted = 1 + random_below(&random, 9000);
        int64_t number = 0, first = 0, seen = 0;
        while ((uint64_t)seen < wanted && read(ends[0], &number, sizeof number) == sizeof number) {
            first = seen++ == 0 ? number : first;
        }
        kill(child, SIGKILL);
        while (read(ends[0], &number, sizeof number) == sizeof number) {
            seen++;
        }
        waitpid(child, NULL, 0);
        close(ends[0]);
        assert_true((uint64_t)seen >= wanted && first > last && number >= first);
        seal = home_open(&home);
        for (int64_t n = first; n <= number; n += 1 + (number - first) / 50) {
            struct buf sealed = sealed_text(seal, n);
            buf_free(&sealed);
        }
        struct buf sealed = sealed_text(seal, number);
        buf_free(&sealed);
        seal_close(seal);
        last = number;
        given += seen;
    }
    printf("# %lld numbers given out over 12 kills\n", (long long)given);
    home_end(&home);
}

/* ── forgetting ──────────────────────────────────────────────────────────────────────────────── */

static void test_forgotten_for_good(void **state)
{
    (void)state;
    struct seal *seal;
    struct err err = {0};
    struct test_home home = home_make(&seal);
    int64_t first = 0, next = 0;
    must(seal_key_new_many(seal, 300, &first, &err), &err);
    struct buf gone = sealed_text(seal, first + 7), kept = sealed_text(seal, first + 8);
    struct buf wrapped = wrapped_key(&home, first + 7), other = wrapped_key(&home, first + 8);
    assert_int_equal(wrapped.len, SEAL_OVERHEAD + 32);
    assert_true(files_holding(home.folder, buf_str(&wrapped)) > 0); /* the search can find */
    assert_int_equal(unseals(seal, first + 7, &gone), 0);           /* it is in the cache */
    int64_t keys[] = {first + 7, first + 100, first + 7, 999999999};
    must(seal_forget(seal, keys, COUNT(keys), &err), &err);
    assert_int_equal(files_holding(home.folder, buf_str(&wrapped)), 0);
    /* Nor any half of it: neither the nonce nor the key is left in a page's unused room. */
    assert_int_equal(files_holding(home.folder, str_slice(buf_str(&wrapped), 0, 24)), 0);
    assert_int_equal(files_holding(home.folder, str_slice(buf_str(&wrapped), 40, 72)), 0);
    assert_int_equal(files_holding(home.folder, buf_str(&other)), 1);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(unseals(seal, first + 7, &gone), ERR_NOTFOUND);
        assert_int_equal(unseals(seal, first + 8, &kept), 0);
        must(seal_forget(seal, keys, COUNT(keys), &err), &err);
        must(seal_forget(seal, keys, 0, &err), &err);
        seal_close(seal);
        seal = home_open(&home);
    }
    /* The highest numbers are forgotten: still they don't come again. */
    must(seal_key_new(seal, &next, &err), &err);
    for (int64_t n = 1; n < next + 200; n++) {
        must(seal_forget(seal, &n, 1, &err), &err);
    }
    seal_close(seal);
    seal = home_open(&home);
    int64_t after = 0;
    must(seal_key_new(seal, &after, &err), &err);
    assert_true(after > next);
    buf_free(&gone);
    buf_free(&kept);
    buf_free(&wrapped);
    buf_free(&other);
    seal_close(seal);
    home_end(&home);
}

/* ── tokens ──────────────────────────────────────────────────────────────────────────────────── */

static int64_t token_of(const struct seal *seal, const char *use, uint64_t value)
{
    return seal_token(seal, use, str_make((const char *)&value, sizeof value));
}

static void test_tokens(void **state)
{
    (void)state;
    enum { TOKENS = 100000 };
    struct seal *seal, *other;
    struct test_home home = home_make(&seal), other_home = home_make(&other);
    struct str name = STR("EVANS");
    int64_t token = seal_token(seal, "block", name);
    uint8_t wide[16], again[16];
    static const char *const uses[] = {"record",      "bloc",
                                       "block ",      "blockblock",
                                       "Block",       "block-of-a-use-beyond-16-bytes",
                                       "b",           "block-of-a-use-beyond-16-byteS",
                                       "suppression", "12345678901234567890123456789012"};
    for (size_t i = 0; i < COUNT(uses); i++) {
        assert_true(seal_token(seal, uses[i], name) != token);
        for (size_t j = 0; j < i; j++) {
            assert_true(seal_token(seal, uses[i], name) != seal_token(seal, uses[j], name));
        }
    }
    assert_true(seal_token(other, "block", name) != token);
    assert_true(seal_token(seal, "block", STR("EVAN")) != token);
    assert_true(seal_token(seal, "block", STR("")) == seal_token(seal, "block", (struct str){0}));
    seal_token_wide(seal, "block", name, wide);
    seal_close(seal);
    seal = home_open(&home);
    assert_true(seal_token(seal, "block", name) == token);
    seal_token_wide(seal, "block", name, again);
    assert_memory_equal(wide, again, sizeof wide);
    seal_token_wide(seal, "block", STR("EVANZ"), again);
    assert_memory_not_equal(wide, again, sizeof wide);
    int64_t *tokens = mem_must_array(TOKENS, sizeof *tokens);
    size_t ones = 0;
    for (size_t i = 0; i < TOKENS; i++) {
        tokens[i] = token_of(seal, "block", i);
        assert_true(tokens[i] > 0);
        ones += (size_t)__builtin_popcountll((uint64_t)tokens[i]);
    }
    qsort(tokens, TOKENS, sizeof *tokens, by_number);
    for (size_t i = 1; i < TOKENS; i++) {
        assert_true(tokens[i] != tokens[i - 1]);
    }
    /* 63 bits each half the time; 10 standard deviations. */
    double off = (double)ones - 63.0 * TOKENS / 2;
    assert_true(off * off < 100 * 63.0 * TOKENS / 4);
    mem_free(tokens);
    seal_close(seal);
    seal_close(other);
    home_end(&home);
    home_end(&other_home);
}

/* ── threads ─────────────────────────────────────────────────────────────────────────────────── */

enum { WORKERS = 6, ROUNDS = 400 };

struct worker {
    struct seal *seal;
    struct random random;
    int64_t shared; /* a key that all use */
    size_t failed;
};

/* work - new keys, values to and fro, keys forgotten; failures are counted, since cmocka's
 * assertions belong to the main thread. */
static void *work(void *context)
{
    struct worker *worker = context;
    struct buf sealed = {0}, text = {0}, common = {0};
    for (int i = 0; i < ROUNDS; i++) {
        int64_t key = 0, row = (int64_t)random_below(&worker->random, 1000);
        sealed.len = text.len = common.len = 0;
        bool good =
            seal_key_new(worker->seal, &key, NULL) == 0 &&
            seal_value(worker->seal, key, "cells", row, STR("own"), &sealed, NULL) == 0 &&
            seal_value(worker->seal, worker->shared, "cells", row, STR("common"), &common, NULL) ==
                0 &&
            unseal_value(worker->seal, key, "cells", row, buf_str(&sealed), &text, NULL) == 0 &&
            unseal_value(worker->seal, worker->shared, "cells", row, buf_str(&common), &text,
                         NULL) == 0 &&
            str_eq(buf_str(&text), STR("owncommon")) &&
            token_of(worker->seal, "block", 7) == token_of(worker->seal, "block", 7);
        if (good && i % 40 == 39) {
            good = seal_forget(worker->seal, &key, 1, NULL) == 0 &&
                   unseal_value(worker->seal, key, "cells", row, buf_str(&sealed), &text, NULL) ==
                       ERR_NOTFOUND;
        }
        worker->failed += !good;
    }
    buf_free(&sealed);
    buf_free(&text);
    buf_free(&common);
    return NULL;
}

static void test_from_threads_while_the_key_changes(void **state)
{
    (void)state;
    struct seal *seal;
    struct err err = {0};
    struct random random = random_seed(test_seed());
    struct test_home home = home_make(&seal);
    pthread_t threads[WORKERS];
    struct worker workers[WORKERS] = {0};
    int64_t shared = 0;
    must(seal_key_new(seal, &shared, &err), &err);
    for (int i = 0; i < WORKERS; i++) {
        workers[i] = (struct worker){
            .seal = seal, .shared = shared, .random = random_seed(random_next(&random))};
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < 5; i++) {
        must(seal_rotate(seal, &err), &err);
        usleep(20000);
    }
    for (int i = 0; i < WORKERS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(workers[i].failed, 0);
    }
    seal_close(seal);
    seal = home_open(&home);
    struct buf sealed = sealed_text(seal, shared);
    buf_free(&sealed);
    seal_close(seal);
    home_end(&home);
}

/* ── cost ────────────────────────────────────────────────────────────────────────────────────── */

static double now_ns(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static void test_cost(void **state)
{
    (void)state;
    enum { KEYS = 200000 };
    if (getenv("CANTREF_SEAL_BENCH") == NULL) {
        return;
    }
    struct seal *seal;
    struct err err = {0};
    struct test_home home = home_make(&seal);
    struct buf sealed = {0}, text = {0};
    int64_t first = 0, sum = 0, key = 0;
    char value[120];
    memset(value, 'v', sizeof value);
    double start = now_ns();
    must(seal_key_new_many(seal, KEYS, &first, &err), &err);
    printf("# %d keys at once: %.0f ns each\n", KEYS, (now_ns() - start) / KEYS);
    start = now_ns();
    for (int i = 0; i < KEYS; i++) {
        must(seal_key_new(seal, &key, &err), &err);
    }
    printf("# keys one by one: %.0f ns each\n", (now_ns() - start) / KEYS);
    for (int warm = 0; warm < 2; warm++) {
        double spent[2] = {0};
        for (int i = 0; i < KEYS; i++) {
            key = warm ? first : first + i;
            sealed.len = text.len = 0;
            double a = now_ns();
            must(seal_value(seal, key, "cells", i, str_make(value, sizeof value), &sealed, &err),
                 &err);
            double b = now_ns();
            must(unseal_value(seal, key, "cells", i, buf_str(&sealed), &text, &err), &err);
            spent[0] += b - a;
            spent[1] += now_ns() - b;
        }
        printf("# 120 bytes, key %s: seal %.0f ns, unseal (key cached) %.0f ns\n",
               warm ? "cached" : "looked up", spent[0] / KEYS, spent[1] / KEYS);
    }
    start = now_ns();
    for (uint64_t i = 0; i < KEYS; i++) {
        sum ^= token_of(seal, "block", i);
    }
    printf("# token: %.0f ns (%d)\n", (now_ns() - start) / KEYS, sum != 0);
    start = now_ns();
    must(seal_rotate(seal, &err), &err);
    printf("# change of the council's key over %d keys: %.2f s\n", 2 * KEYS,
           (now_ns() - start) / 1e9);
    start = now_ns();
    must(seal_forget(seal, &first, 1, &err), &err);
    printf("# forgetting one: %.2f ms\n", (now_ns() - start) / 1e6);
    buf_free(&sealed);
    buf_free(&text);
    seal_close(seal);
    home_end(&home);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_every_byte_flipped_or_cut),
        cmocka_unit_test(test_moved_values_are_refused),
        cmocka_unit_test(test_council_values_and_check),
        cmocka_unit_test(test_numbers_come_once),
        cmocka_unit_test(test_limits_of_numbers),
        cmocka_unit_test(test_numbers_survive_a_kill),
        cmocka_unit_test(test_forgotten_for_good),
        cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_from_threads_while_the_key_changes),
        cmocka_unit_test(test_cost),
    };
    return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}

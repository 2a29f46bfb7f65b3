/* egress_test.c - a request as bytes, and back. What the child does: tests/deliver.py. */
#include "egress.h"

#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct egress_request sample = {.kind = EGRESS_MAIL,
                                             .url = STR_INIT("smtp://a:25/b"),
                                             .headers = STR_INIT("h"),
                                             .body = STR_INIT("body\0with zeroes"),
                                             .addresses = STR_INIT("\x09"
                                                                   "127.0.0.1"),
                                             .resolve = STR_INIT("127.0.0.1"),
                                             .proxy = STR_INIT("http://p"),
                                             .authorities = STR_INIT("/ca"),
                                             .user = STR_INIT("u"),
                                             .password = STR_INIT("pass"),
                                             .from = STR_INIT("a@b"),
                                             .to = STR_INIT("c@d"),
                                             .starttls = true,
                                             .time_max_s = 20,
                                             .answer_max = EGRESS_ANSWER_BYTES_MAX,
                                             .parent = 4711};

static void test_again(void **state)
{
    (void)state;
    struct buf text = {0};
    struct egress_request again;
    egress_request_pack(&text, &sample);
    assert_true(egress_request_unpack(buf_str(&text), &again));
    assert_int_equal(again.kind, EGRESS_MAIL);
    assert_true(str_eq(again.body, sample.body) && str_eq(again.to, sample.to) &&
                str_eq(again.url, sample.url) && str_eq(again.from, sample.from) &&
                str_eq(again.password, sample.password) && str_eq(again.user, sample.user) &&
                str_eq(again.addresses, sample.addresses) && str_eq(again.proxy, sample.proxy) &&
                str_eq(again.resolve, sample.resolve) && str_eq(again.headers, sample.headers) &&
                str_eq(again.authorities, sample.authorities));
    assert_true(again.starttls && again.time_max_s == 20 && again.parent == 4711 &&
                again.answer_max == EGRESS_ANSWER_BYTES_MAX);
    for (size_t len = 0; len < text.len; len++) {
        assert_false(egress_request_unpack(str_make(text.ptr, len), &again));
    }
    buf_add_char(&text, 'x');
    assert_false(egress_request_unpack(buf_str(&text), &again));
    buf_free(&text);
}

static void test_damaged(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (int round = 0; round < 5000; round++) {
        struct buf text = {0};
        struct egress_request again;
        egress_request_pack(&text, &sample);
        for (int i = 0; i < 3; i++) {
            text.ptr[random_below(&random, text.len)] = (char)random_below(&random, 256);
        }
        if (egress_request_unpack(buf_str(&text), &again)) {
            assert_true(again.kind < EGRESS_KINDS && again.answer_max <= EGRESS_ANSWER_BYTES_MAX);
            assert_true(again.to.ptr >= text.ptr &&
                        again.to.ptr + again.to.len <= text.ptr + text.len);
        }
        buf_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_again),
                                       cmocka_unit_test(test_damaged)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

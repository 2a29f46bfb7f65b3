/* mail_message_test.c - headers, quoted-printable, and messages from random bytes that stay one
 * message. What mail readers make of them: tests/deliver.py. */
#include "mail_message.h"

#include "email_address.h"
#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void test_headers(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"", "Subject: \r\n"},
        {"Your account", "Subject: Your account\r\n"},
        {"Tŷ", "Subject: =?utf-8?B?VMW3?=\r\n"},
        {" a", "Subject: =?utf-8?B?IGE=?=\r\n"},
        {"a\r\nBcc: x", "Subject: =?utf-8?B?YSAgQmNjOiB4?=\r\n"},
        {"=?utf-8?Q?a?=", "Subject: =?utf-8?B?PT91dGYtOD9RP2E/PQ==?=\r\n"},
        {"0123456789012345678901234567890123456789012345678901234567890",
         "Subject: =?utf-8?B?MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAx?=\r\n"
         " =?utf-8?B?MjM0NTY3ODkwMTIzNDU2Nzg5MA==?=\r\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = {0};
        mail_add_header(&out, "Subject", str_of(cases[i].text));
        buf_add_char(&out, '\0');
        assert_string_equal(out.ptr, cases[i].expected);
        buf_free(&out);
    }
}

static void test_quoted(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"", "\r\n"},
        {"a=b", "a=3Db\r\n"},
        {"Ŵ", "=C5=B4\r\n"},
        {"a \nb\t\nc", "a=20\r\nb=09\r\nc\r\n"},
        {"a\r\nb\rc", "a\r\nb=0Dc\r\n"},
        {"a b", "a b\r\n"},
        {"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhX",
         "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhh=\r\nX\r\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = {0};
        mail_add_quoted(&out, str_of(cases[i].text));
        buf_add_char(&out, '\0');
        assert_string_equal(out.ptr, cases[i].expected);
        buf_free(&out);
    }
}

static void test_dates(void **state)
{
    (void)state;
    static const struct {
        int64_t time;
        const char *expected;
    } cases[] = {
        {0, "Thu, 1 Jan 1970 00:00:00 +0000"},
        {1795858570, "Sat, 28 Nov 2026 09:36:10 +0000"},
        {1709164799, "Wed, 28 Feb 2024 23:59:59 +0000"},
        {1709164800, "Thu, 29 Feb 2024 00:00:00 +0000"},
        {2147483648, "Tue, 19 Jan 2038 03:14:08 +0000"},
        {-1, "Wed, 31 Dec 1969 23:59:59 +0000"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = {0};
        mail_add_date(&out, cases[i].time);
        buf_add_char(&out, '\0');
        assert_string_equal(out.ptr, cases[i].expected);
        buf_free(&out);
    }
}

static void test_addresses(void **state)
{
    (void)state;
    static const char *const good[] = {"a@b", "a.b@c.example", "o'hara+x@mail-1.example",
                                       "a@xn--tl8h.example"};
    static const char *const bad[] = {"",
                                      "a",
                                      "@",
                                      "a@",
                                      "@b",
                                      "a@b@c",
                                      "a b@c",
                                      "a@b c",
                                      ".a@b",
                                      "a.@b",
                                      "a..b@c",
                                      "a@b.",
                                      "a@.b",
                                      "a@b..c",
                                      "a@-b",
                                      "a@b-",
                                      "a@b-.c",
                                      "a@b.-c",
                                      "<a@b>",
                                      "a@b>",
                                      "a@b\r\nX",
                                      "\"a\"@b",
                                      "a@[127.0.0.1]",
                                      "a,b@c",
                                      "a@b,c@d",
                                      "a;b@c",
                                      "a:b@c",
                                      "a\\b@c",
                                      "Ŵ@b",
                                      "a@Ŵ.example",
                                      "a(b)@c",
                                      "a@b_c",
                                      "a@b/c",
                                      "a\t@b"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(email_address_fits(str_of(good[i])));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (email_address_fits(str_of(bad[i]))) {
            fail_msg("\"%s\" is taken for an address", bad[i]);
        }
    }
    assert_false(email_address_fits(str_make("a\0@b", 4)));
}

/* Whatever the texts: printable lines of at most 78, one end of headers, parts in their places. */
static void check_message(struct str text)
{
    size_t line = 0, empty = 0, parts = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '\r') {
            assert_true(i + 1 < text.len && text.ptr[i + 1] == '\n');
            empty += line == 0;
            line = 0;
            i++;
            continue;
        }
        assert_true((c >= ' ' && c < 127) || c == '\t');
        parts += line == 0 && str_starts(str_slice(text, i, text.len), STR("--=_key"));
        assert_true(++line <= 78);
    }
    assert_int_equal(parts, 3);
    ptrdiff_t end = str_find(text, STR("\r\n\r\n"));
    struct str head = str_slice(text, 0, (size_t)end);
    assert_true(end > 0 && str_find(head, STR("\r\nBcc")) < 0);
    assert_true(str_find(head, STR("\r\nMessage-ID: <key@c.example>\r\n")) > 0);
    assert_true(str_ends(text, STR("\r\n--=_key--\r\n")));
}

static void test_any_texts(void **state)
{
    (void)state;
    static const char *const pieces[] = {"\r\n", "\n",   "\r",      "\r\nBcc: x@y\r\n", "--=_key--",
                                         "Ŵ",    "\xff", "=?",      "\r\n\r\n",         ".\r\n",
                                         "=",    " ",    "letters "};
    struct random random = random_seed(test_seed());
    const struct mail_sender sender = {STR("a@c.example"), STR("Cyngor \"Ŵ\"\r\nBcc: x@y"),
                                       STR("b@c.example")};
    for (int round = 0; round < 2000; round++) {
        struct buf texts[2] = {{0}, {0}}, out = {0}, again = {0};
        struct err err;
        for (int t = 0; t < 2; t++) {
            for (uint64_t n = random_below(&random, 40); n > 0; n--) {
                buf_add(&texts[t], str_of(pieces[random_below(&random, 13)]));
            }
        }
        const struct delivery delivery = {.way = DELIVERY_EMAIL,
                                          .key = STR("key"),
                                          .to = STR("x@d.example"),
                                          .title = buf_str(&texts[0]),
                                          .body = buf_str(&texts[1]),
                                          .time = 1795858570};
        assert_int_equal(mail_message_write(&sender, &delivery, &out, &err), 0);
        assert_int_equal(mail_message_write(&sender, &delivery, &again, &err), 0);
        assert_true(str_eq(buf_str(&out), buf_str(&again)));
        check_message(buf_str(&out));
        buf_free(&texts[0]);
        buf_free(&texts[1]);
        buf_free(&out);
        buf_free(&again);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers),   cmocka_unit_test(test_quoted),
        cmocka_unit_test(test_dates),     cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_any_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

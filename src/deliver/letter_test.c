/* letter_test.c - letters typeset by a child, which is this program anew; what they lack; and
 * children that crash, hang, flood and lie. How letters look is tests/letters.py's. */
#include "letter.h"

#include "child_process.h"
#include "letter_draw.h"
#include "typeset_work.h"
#include "whole_file.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

static const struct letter_setup council = {
    .council = {{STR_INIT("Example Council"), STR_INIT("Cyngor Enghraifft")}},
    .sender = {STR_INIT("Town Hall"), STR_INIT("1 Example Square"), STR_INIT("EX1 1AA")},
    .sender_count = 3};

static struct delivery sample(void)
{
    return (struct delivery){.way = DELIVERY_POST,
                             .key = STR("msg_0001"),
                             .language = ACCESS_ENGLISH,
                             .name = STR("Mair Trevelyan"),
                             .title = STR("What happens next"),
                             .body = STR("Dear Mair,\n\nWe are *sorry*.\n\n- one\n- two\n"),
                             .address = {STR("3 Quarry Row"), STR("Llanfedwen"), STR("CY5 5QQ")},
                             .address_count = 3,
                             .time = 1795860000};
}

/* assert_typeset - how a letter fares. part: of the message, or "". */
static size_t assert_typeset(const struct letter_setup *setup, const struct delivery *delivery,
                             int wanted, const char *part)
{
    struct buf pdf = {0};
    struct err err = {0};
    size_t pages = 0;
    int code = letter_typeset(setup, delivery, &pdf, &pages, &err);
    if (code != wanted || (code != 0 && strstr(err.message, part) == NULL)) {
        fail_msg("wanted %d \"%s\", got %d \"%s\"", wanted, part, code, err.message);
    }
    assert_true((code == 0) == (pdf.len > 0) && (code == 0) == (pages > 0));
    buf_free(&pdf);
    return pages;
}

/* ---- letters ---- */

static void test_typeset(void **state)
{
    (void)state;
    struct delivery delivery = sample();
    struct buf pdf = {0}, again = {0}, welsh = {0};
    struct err err = {0};
    size_t pages = 0;
    if (letter_typeset(&council, &delivery, &pdf, &pages, &err) != 0) {
        fail_msg("%s", err.message);
    }
    assert_int_equal(pages, 1);
    assert_true(str_starts(buf_str(&pdf), STR("%PDF-1.4")));
    assert_true(str_find(buf_str(&pdf), STR("/Lang (en-GB)")) > 0);
    assert_int_equal(letter_typeset(&council, &delivery, &again, &pages, &err), 0);
    assert_true(str_eq(buf_str(&pdf), buf_str(&again)));
    delivery.language = ACCESS_WELSH;
    assert_int_equal(letter_typeset(&council, &delivery, &welsh, &pages, &err), 0);
    assert_true(str_find(buf_str(&welsh), STR("/Lang (cy-GB)")) > 0);
    buf_free(&pdf);
    buf_free(&again);
    buf_free(&welsh);
}

static void *typeset_some(void *ret)
{
    struct delivery delivery = sample();
    struct err err;
    for (int i = 0; i < 3; i++) {
        struct buf *pdf = ret;
        size_t pages;
        buf_free(pdf);
        if (letter_typeset(&council, &delivery, pdf, &pages, &err) != 0) {
            return NULL;
        }
    }
    return ret;
}

static void test_threads(void **state)
{
    (void)state;
    enum { THREADS = 6 };
    pthread_t threads[THREADS];
    struct buf pdfs[THREADS] = {0};
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, typeset_some, &pdfs[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *done = NULL;
        assert_int_equal(pthread_join(threads[i], &done), 0);
        assert_non_null(done);
        assert_true(str_eq(buf_str(&pdfs[0]), buf_str(&pdfs[i])));
    }
    for (int i = 0; i < THREADS; i++) {
        buf_free(&pdfs[i]);
    }
}

static void test_lacks(void **state)
{
    (void)state;
    struct letter_setup setup = council;
    struct delivery delivery = sample();
    delivery.name = STR(" ");
    assert_typeset(&setup, &delivery, ERR_INPUT, "lacks the name of whom it is for");
    delivery = sample();
    delivery.address_count = 0;
    assert_typeset(&setup, &delivery, ERR_INPUT, "lacks an address");
    delivery = sample();
    delivery.address[0] = delivery.address[1] = delivery.address[2] = STR("  ");
    assert_typeset(&setup, &delivery, ERR_INPUT, "lacks an address");
    delivery = sample();
    delivery.title = STR("");
    assert_typeset(&setup, &delivery, ERR_INPUT, "lacks a title");
    delivery = sample();
    delivery.body = STR("\n\n");
    assert_typeset(&setup, &delivery, ERR_INPUT, "lacks a text");
    delivery = sample();
    delivery.key = STR("");
    assert_typeset(&setup, &delivery, ERR_INPUT, "lacks a key");
    delivery = sample();
    setup.council = (struct bilingual){{STR(""), STR("Cyngor")}};
    assert_typeset(&setup, &delivery, ERR_INPUT, "council's name");
    setup = council;
    setup.sender_count = 0;
    assert_typeset(&setup, &delivery, ERR_INPUT, "council's address");
    delivery.address_count = DELIVERY_ADDRESS_LINES_MAX + 1;
    assert_typeset(&council, &delivery, ERR_INPUT, "more than 7 lines");
    delivery = sample();
    delivery.time = -1;
    assert_typeset(&council, &delivery, ERR_INPUT, "calendar");
    delivery.time = INT64_MAX;
    assert_typeset(&council, &delivery, ERR_INPUT, "calendar");
}

/* What is there, and yet is no letter; and what isn't there, and yet is one. */
static void test_odd(void **state)
{
    (void)state;
    struct delivery delivery = sample();
    struct letter_setup setup = council;
    char longest[LETTER_TEXT_BYTES_MAX + 1];
    memset(longest, 'W', sizeof longest);
    delivery.address_count = 2; /* no postcode */
    assert_typeset(&council, &delivery, 0, "");
    setup.council.text[ACCESS_WELSH] = STR(""); /* no name in Welsh */
    delivery.language = ACCESS_WELSH;
    assert_typeset(&setup, &delivery, 0, "");
    delivery.name = str_make(longest, sizeof longest);
    assert_typeset(&council, &delivery, ERR_INPUT, "of 401 bytes");
    delivery.name = str_make(longest, sizeof longest - 1);
    assert_typeset(&council, &delivery, ERR_INPUT, "window of an envelope");
    delivery = sample();
    delivery.name = STR("\xff\xfe\x01 \xe2\x80\xae Mair");
    assert_typeset(&council, &delivery, 0, "");
    delivery.name = STR("Mair \xf3\xb0\x80\x80"); /* of private use: no font has it */
    assert_typeset(&council, &delivery, ERR_INPUT, "every character of the name");
    delivery = sample();
    delivery.body = STR("\xf3\xb0\x80\x80");
    assert_typeset(&council, &delivery, ERR_INPUT, "every character of the text");
}

static void test_long(void **state)
{
    (void)state;
    struct delivery delivery = sample();
    struct buf body = {0};
    while (body.len < 20000) {
        buf_add(&body, STR("A paragraph that says something, and goes on over a line.\n\n"));
    }
    delivery.body = buf_str(&body);
    size_t pages = assert_typeset(&council, &delivery, 0, "");
    assert_true(pages > 5 && pages < 20);
    delivery.large_print = true;
    assert_true(assert_typeset(&council, &delivery, 0, "") > pages);
    while (body.len < DELIVERY_BODY_BYTES_MAX - 100) {
        buf_add(&body, STR("A paragraph that says something, and goes on over a line.\n\n"));
    }
    delivery.body = buf_str(&body);
    assert_typeset(&council, &delivery, ERR_LIMIT, "more than 40 pages");
    body.len = 0;
    for (int i = 0; i < 40; i++) {
        buf_add(&body, STR("> "));
    }
    buf_add(&body, STR("deep"));
    delivery.body = buf_str(&body);
    assert_typeset(&council, &delivery, ERR_LIMIT, "deep");
    buf_free(&body);
}

static void test_reference(void **state)
{
    (void)state;
    char reference[LETTER_REFERENCE_MAX], other[LETTER_REFERENCE_MAX];
    letter_reference(STR("msg_0001"), reference);
    assert_string_equal(reference, "5XRS-FZ64-S7ZK"); /* on paper for years: it must not change */
    letter_reference(STR("msg_0002"), other);
    assert_string_not_equal(reference, other);
    static const char *const right[] = {"5XRS-FZ64-S7ZK", "5xrsfz64s7zk", " 5xrs fz64 s7zk "};
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        assert_true(letter_reference_read(str_of(right[i]), other));
        assert_string_equal(reference, other);
    }
    assert_true(letter_reference_read(STR("OIL0-0000-000l"), other));
    assert_string_equal(other, "0110-0000-0001");
    static const char *const wrong[] = {"", "5XRS-FZ64-S7Z", "5XRS-FZ64-S7ZKK", "5XRS-FZ64-S7ZU",
                                        "5XRS_FZ64-S7ZK"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(letter_reference_read(str_of(wrong[i]), other));
    }
}

static void test_job(void **state)
{
    (void)state;
    struct delivery delivery = sample();
    struct letter_job job, back;
    struct buf packed = {0};
    struct err err = {0};
    assert_int_equal(letter_job_make(&council, &delivery, &job, &err), 0);
    job.parent = 4711;
    letter_job_pack(&packed, &job);
    assert_true(letter_job_unpack(buf_str(&packed), &back));
    assert_true(str_eq(back.body, delivery.body) && str_eq(back.address[2], STR("CY5 5QQ")) &&
                back.time == delivery.time && back.parent == 4711 && back.sender_count == 3);
    for (size_t len = 0; len < packed.len; len++) {
        assert_false(letter_job_unpack(str_make(packed.ptr, len), &back));
    }
    buf_add_char(&packed, 'x');
    assert_false(letter_job_unpack(buf_str(&packed), &back));
    buf_free(&packed);
}

/* ---- children that misbehave: what one does is in its letter's title ---- */

static void lie(int32_t code, uint32_t pages, uint64_t bytes)
{
    struct typeset_report report = {.code = code, .pages = pages, .bytes = bytes};
    memset(report.message, 'x', sizeof report.message);
    child_report(&report, sizeof report);
    pause();
}

static void flood(void)
{
    static char zeros[1 << 16];
    child_settle();
    child_bound(0, LETTER_PDF_BYTES_MAX);
    while (file_write_all(CHILD_ANSWER_FD, str_make(zeros, sizeof zeros)) == 0) {
    }
    lie(0, 1, LETTER_PDF_BYTES_MAX);
}

static void exhaust(void)
{
    child_bound(TYPESET_MEMORY_MAX, 0);
    for (;;) {
        char *piece = mem_must_array(1 << 24, 1);
        piece[0] = 1;
    }
}

static int misbehave(void)
{
    static char text[LETTER_JOB_BYTES_MAX];
    ssize_t len = pread(CHILD_JOB_FD, text, sizeof text, 0);
    struct str job = str_make(text, len > 0 ? (size_t)len : 0);
    if (str_find(job, STR("crash")) >= 0) {
        abort();
    } else if (str_find(job, STR("hang")) >= 0) {
        for (;;) {
            pause();
        }
    } else if (str_find(job, STR("leave")) >= 0) {
        _exit(7);
    } else if (str_find(job, STR("flood")) >= 0) {
        flood();
    } else if (str_find(job, STR("exhaust")) >= 0) {
        exhaust();
    } else if (str_find(job, STR("lie of length")) >= 0) {
        lie(0, 1, 1000);
    } else if (str_find(job, STR("lie of pages")) >= 0) {
        lie(0, 0, 0);
    } else if (str_find(job, STR("lie of code")) >= 0) {
        lie(5, 1, 0);
    } else if (str_find(job, STR("no PDF")) >= 0) {
        assert_int_equal(file_write_all(CHILD_ANSWER_FD, STR("12345678")), 0);
        lie(0, 1, 8);
    } else if (str_find(job, STR("half a report")) >= 0) {
        child_report("half", 4);
    }
    return typeset_work();
}

static void test_misbehaving(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        int code;
        const char *message;
    } cases[] = {
        {"crash", ERR_IO, "crashed (signal 6)"},
        {"hang", ERR_LIMIT, "took longer than 1 s"},
        {"leave", ERR_IO, "exit status 7"},
        {"flood", ERR_IO, "is none"},
        {"exhaust", ERR_LIMIT, "1024 MiB of memory"},
        {"lie of length", ERR_IO, "is none"},
        {"lie of pages", ERR_IO, "is none"},
        {"lie of code", ERR_IO, "is none"},
        {"no PDF", ERR_IO, "is none"},
        {"half a report", ERR_IO, "typesetting the letter"},
    };
    struct letter_setup setup = council;
    struct delivery delivery = sample();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        if (strcmp(cases[i].what, "exhaust") == 0) {
            continue; /* its memory isn't bounded then */
        }
#endif
        setup.time_max_s = strcmp(cases[i].what, "hang") == 0 ? 1 : 0;
        delivery.title = str_of(cases[i].what);
        assert_typeset(&setup, &delivery, cases[i].code, cases[i].message);
    }
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], TYPESET_CHILD) == 0) {
        _exit(misbehave());
    }
    if (argc == 1) {
        const struct CMUnitTest tests[] = {
            cmocka_unit_test(test_typeset), cmocka_unit_test(test_threads),
            cmocka_unit_test(test_lacks),   cmocka_unit_test(test_odd),
            cmocka_unit_test(test_long),    cmocka_unit_test(test_reference),
            cmocka_unit_test(test_job),     cmocka_unit_test(test_misbehaving)};
        return cmocka_run_group_tests(tests, NULL, NULL);
    }
    return EX_USAGE;
}

/* letter_test.c - letters typeset by a child, which is this program anew; what they lack; and
 * children that crash, hang, flood and lie. How letters look is tests/letters.py's. */
#include "letter.h"

#include "child_process.h"
#include "letter_draw.h"
#include "typeset_work.h"

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

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], TYPESET_CHILD) == 0) {
        _exit(typeset_work());
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_typeset)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

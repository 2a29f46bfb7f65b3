/* pack_test.c - what was packed comes back; what is cut short or too large doesn't. */
#include "pack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_numbers_come_back(void **state)
{
    static const uint64_t numbers[] = {0, 1, 127, 128, 16383, 16384, UINT32_MAX, INT64_MAX};
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct buf packed = {0};
        uint64_t number;
        assert_int_equal(pack_number(&packed, numbers[i]), 0);
        struct str rest = buf_str(&packed);
        assert_true(unpack_number(&rest, UINT64_MAX, &number));
        assert_true(number == numbers[i] && rest.len == 0);
        rest = str_slice(buf_str(&packed), 0, packed.len - 1);
        assert_false(unpack_number(&rest, UINT64_MAX, &number));
        rest = buf_str(&packed);
        assert_true(numbers[i] == 0 || !unpack_number(&rest, numbers[i] - 1, &number));
        buf_free(&packed);
    }
}

static void test_texts_come_back(void **state)
{
    struct buf packed = {0};
    struct str first, second;
    (void)state;
    pack_text(&packed, STR("Siân"));
    pack_text(&packed, STR(""));
    struct str rest = buf_str(&packed);
    assert_true(unpack_text(&rest, &first) && str_eq(first, STR("Siân")));
    assert_true(unpack_text(&rest, &second) && second.len == 0 && rest.len == 0);
    for (size_t len = 0; len + 1 < packed.len; len++) {
        rest = str_slice(buf_str(&packed), 0, len);
        assert_false(unpack_text(&rest, &first));
    }
    rest = STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
    assert_false(unpack_text(&rest, &first));
    buf_free(&packed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_come_back),
        cmocka_unit_test(test_texts_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

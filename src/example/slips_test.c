/* slips_test.c - errors stay errors of text: valid UTF-8, never empty, near the original; and case
 * and accents. */
#include "slips.h"

#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <utf8proc.h>

static bool utf8_valid(const char *text)
{
    utf8proc_int32_t c;
    for (size_t at = 0, len = strlen(text); at < len;) {
        utf8proc_ssize_t n =
            utf8proc_iterate((const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(len - at), &c);
        if (n <= 0) {
            return false;
        }
        at += (size_t)n;
    }
    return true;
}

static void test_slips_keep_text_whole(void **state)
{
    (void)state;
    static const char *const names[] = {"Siân",      "Jones", "Llywelyn", "O'Brien", "Wójcik",
                                        "ap Gwilym", "Dŵr",   "Li",       "A",       ""};
    static void (*const slips[])(struct random *, char *, size_t) = {slip_typing, slip_sound,
                                                                     slip_scan};
    for (uint64_t seed = 0; seed < 400; seed++) {
        struct random random = random_seed(seed);
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            for (size_t k = 0; k < 3; k++) {
                char text[12];
                snprintf(text, sizeof text, "%s", names[i]);
                size_t before = strlen(text);
                slips[k](&random, text, sizeof text);
                size_t after = strlen(text);
                if (!utf8_valid(text) || (before > 0 && after == 0) || after > before + 2 ||
                    after + 3 < before) {
                    fail_msg("seed %llu: \"%s\" became \"%s\"", (unsigned long long)seed, names[i],
                             text);
                }
            }
        }
    }
}

static void test_a_digit_changes_only_among_the_last(void **state)
{
    (void)state;
    struct random random = random_seed(1);
    for (int i = 0; i < 1000; i++) {
        char text[] = "01632 960 123";
        slip_digit(&random, text, 3);
        assert_memory_equal(text, "01632 960 ", 10);
        assert_string_not_equal(text, "01632 960 123");
    }
}

static void test_case_and_accents(void **state)
{
    (void)state;
    static const struct {
        const char *text, *upper, *plain, *windows;
    } cases[] = {
        {"Siân Môn", "SIÂN MÔN", "Sian Mon", "Si\xe2n M\xf4n"},
        {"Dŵr ŷd", "DŴR ŶD", "Dwr yd", "Dwr yd"},
        {"Łukasz Wójcik", "ŁUKASZ WÓJCIK", "Lukasz Wojcik", "Lukasz W\xf3jcik"},
        {"née Évans", "NÉE ÉVANS", "nee Evans",
         "n\xe9"
         "e \xc9vans"},
        {"", "", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[3][64];
        for (int k = 0; k < 3; k++) {
            snprintf(text[k], sizeof text[k], "%s", cases[i].text);
        }
        text_upper(text[0]);
        text_plain(text[1]);
        text_windows_1252(text[2]);
        assert_string_equal(text[0], cases[i].upper);
        assert_string_equal(text[1], cases[i].plain);
        assert_string_equal(text[2], cases[i].windows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slips_keep_text_whole),
        cmocka_unit_test(test_a_digit_changes_only_among_the_last),
        cmocka_unit_test(test_case_and_accents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

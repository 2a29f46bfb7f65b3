/* similarity_test.c - published values, and both measures against plain definitions. */
#include "linkage/similarity.h"

#include "processor.h"
#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void jaro_winkler_published(void **state)
{
    static const struct {
        const char *a, *b;
        int expected;
    } table[] = {
        {"martha", "marhta", 961},
        {"dwayne", "duane", 840},
        {"dixon", "dicksonx", 813},
        {"jones", "johnson", 832},
        {"abc", "abc", 1000},
        {"abc", "xyz", 0},
        {"", "", 0},
        {"a", "", 0},
        {"a", "a", 1000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        int got =
            similarity_jaro_winkler(table[i].a, strlen(table[i].a), table[i].b, strlen(table[i].b));
        assert_int_equal(got, table[i].expected);
    }
}

/* The plain recurrence over whole tables. */
static int plain_edits(const char *a, int a_len, const char *b, int b_len)
{
    int d[65][65];
    for (int i = 0; i <= a_len; i++) {
        for (int j = 0; j <= b_len; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            int best = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            best = d[i - 1][j] + 1 < best ? d[i - 1][j] + 1 : best;
            best = d[i][j - 1] + 1 < best ? d[i][j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                d[i - 2][j - 2] + 1 < best) {
                best = d[i - 2][j - 2] + 1;
            }
            d[i][j] = best;
        }
    }
    return d[a_len][b_len];
}

static void one_edit_matches_plain(void **state)
{
    (void)state;
    struct random random = random_seed(20261122);
    printf("# seed 20261122\n");
    for (int round = 0; round < 20000; round++) {
        char text[2][16];
        int len[2];
        for (int s = 0; s < 2; s++) {
            len[s] = (int)random_below(&random, 13);
            for (int i = 0; i < len[s]; i++) {
                text[s][i] = (char)('a' + random_below(&random, 3));
            }
        }
        int plain = plain_edits(text[0], len[0], text[1], len[1]);
        assert_int_equal(similarity_one_edit(text[0], (size_t)len[0], text[1], (size_t)len[1]),
                         plain <= 1);
        int forward = similarity_jaro_winkler(text[0], (size_t)len[0], text[1], (size_t)len[1]);
        assert_in_range(forward, 0, 1000);
        assert_true((forward == 1000) == (len[0] > 0 && plain == 0));
    }
}

/* The definition: each byte of a with the first free one of b within the window. */
static int plain_jaro_winkler(const char *a, int a_len, const char *b, int b_len)
{
    bool taken[64] = {false};
    char left[64], right[64];
    int longer = a_len > b_len ? a_len : b_len;
    int window = longer / 2 - 1 < 0 ? 0 : longer / 2 - 1;
    int m = 0, n = 0, half = 0, prefix = 0;
    for (int i = 0; i < a_len; i++) {
        for (int j = i - window < 0 ? 0 : i - window; j < b_len && j <= i + window; j++) {
            if (b[j] == a[i] && !taken[j]) {
                taken[j] = true;
                left[m++] = a[i];
                break;
            }
        }
    }
    for (int j = 0; j < b_len; j++) {
        if (taken[j]) {
            right[n++] = b[j];
        }
    }
    for (int i = 0; i < m; i++) {
        half += left[i] != right[i];
    }
    while (prefix < 4 && prefix < a_len && prefix < b_len && a[prefix] == b[prefix]) {
        prefix++;
    }
    int64_t unit = (int64_t)6 * a_len * b_len * m;
    int64_t jaro = (int64_t)2 * m * m * (a_len + b_len) + (int64_t)a_len * b_len * (2 * m - half);
    return m == 0 ? 0 : (int)((10 * jaro + prefix * (unit - jaro)) * 100 / unit);
}

/* Texts of every length up to 64 and beyond, of few letters or of any bytes, zeros and bytes above
 * 127 among them; one often a slip of the other. */
static void both_ways_agree(void **state)
{
    struct random random = random_seed(test_seed());
    (void)state;
    for (int round = 0; round < 30000; round++) {
        char text[2][80];
        size_t len[2];
        uint64_t letters = random_below(&random, 2) ? 3 : 256;
        for (int s = 0; s < 2; s++) {
            len[s] = (size_t)random_below(&random, random_below(&random, 3) ? 20 : sizeof text[s]);
            for (size_t i = 0; i < len[s]; i++) {
                text[s][i] = (char)(random_below(&random, letters) + (letters == 3 ? 'a' : 0));
            }
        }
        if (random_below(&random, 2) && len[0] > 1) {
            len[1] = len[0];
            memcpy(text[1], text[0], len[0]);
            text[1][random_below(&random, len[0])] = text[1][0];
        }
        int winkler[2];
        for (int way = 0; way < 2; way++) {
            processor_pretend(way == 0 ? PROCESSOR_PORTABLE : PROCESSOR_AVX2);
            winkler[way] = similarity_jaro_winkler(text[0], len[0], text[1], len[1]);
        }
        processor_pretend(PROCESSOR_UNKNOWN);
        int a_len = (int)(len[0] > 64 ? 64 : len[0]);
        int b_len = (int)(len[1] > 64 ? 64 : len[1]);
        int plain = plain_edits(text[0], a_len, text[1], b_len);
        assert_int_equal(winkler[0], plain_jaro_winkler(text[0], a_len, text[1], b_len));
        assert_int_equal(winkler[1], winkler[0]);
        assert_int_equal(similarity_one_edit(text[0], len[0], text[1], len[1]), plain <= 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jaro_winkler_published),
        cmocka_unit_test(one_edit_matches_plain),
        cmocka_unit_test(both_ways_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

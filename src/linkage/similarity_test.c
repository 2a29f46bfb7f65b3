/* similarity_test.c - published values, and the banded distance against a plain one. */
#include "linkage/similarity.h"
#include "random.h"

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
    int d[17][17];
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

static void edits_match_plain(void **state)
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
        for (int max = 0; max <= 8; max++) {
            int got = similarity_edits(text[0], (size_t)len[0], text[1], (size_t)len[1], max);
            assert_int_equal(got, plain > max ? max + 1 : plain);
        }
        assert_int_equal(similarity_one_edit(text[0], (size_t)len[0], text[1], (size_t)len[1]),
                         plain <= 1);
        int forward = similarity_jaro_winkler(text[0], (size_t)len[0], text[1], (size_t)len[1]);
        assert_in_range(forward, 0, 1000);
        assert_true((forward == 1000) == (len[0] > 0 && plain == 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jaro_winkler_published),
        cmocka_unit_test(edits_match_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

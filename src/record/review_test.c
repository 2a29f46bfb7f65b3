/* review_test.c - how far reviewers agree beyond chance. */
#include "review.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_kappa(void **state)
{
    static const struct {
        size_t both_same, both_different, first_same, second_same;
        double kappa; /* NAN: can't be told */
    } cases[] = {
        {0, 0, 0, 0, NAN},   {7, 0, 0, 0, NAN},
        {0, 7, 0, 0, NAN},   {20, 15, 5, 10, 0.4}, /* a textbook's: 0.7 agreed, 0.5 by chance */
        {5, 5, 0, 0, 1},     {0, 0, 5, 5, -1},
        {25, 25, 25, 25, 0}, {2, 0, 0, 2, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double kappa = agreement_kappa(cases[i].both_same, cases[i].both_different,
                                       cases[i].first_same, cases[i].second_same);
        if (isnan(cases[i].kappa) ? !isnan(kappa) : !(fabs(kappa - cases[i].kappa) < 1e-9)) {
            fail_msg("case %zu: %f", i, kappa);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_kappa)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* agreement_test.c - Cohen's kappa and its interval, on published tables. */
#include "agreement.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct table {
    size_t kinds;
    size_t counts[9];
    double kappa, low, high; /* NAN: can't be told */
};

static void test_known(void **state)
{
    static const struct table tables[] = {
        /* Fleiss, Cohen, Everitt 1969: kappa .429, variance .002885 */
        {3, {106, 10, 4, 22, 28, 10, 2, 12, 6}, 0.428571, 0.323300, 0.533844},
        /* Cohen 1968: kappa .492 */
        {3, {88, 14, 18, 10, 40, 10, 2, 6, 12}, 0.491525, 0.391564, 0.591487},
        /* the example of R's statpsych::ci.kappa: from 0.5317210 to 0.8196303 */
        {2, {31, 12, 4, 58}, 0.675676, 0.531721, 0.819630},
        /* a textbook's: 0.7 agreed, 0.5 by chance */
        {2, {20, 5, 10, 15}, 0.4, 0.151092, 0.648908},
        {2, {5, 0, 0, 5}, 1, NAN, NAN},
        {2, {0, 5, 5, 0}, -1, NAN, NAN},
        {2, {2, 0, 1, 0}, 0, NAN, NAN},
        {2, {7, 0, 0, 0}, NAN, NAN, NAN},
        {2, {0, 0, 0, 7}, NAN, NAN, NAN},
        {2, {0, 0, 0, 0}, NAN, NAN, NAN},
        {1, {3}, NAN, NAN, NAN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        const struct table *t = &tables[i];
        struct agreement a = agreement_of(t->counts, t->kinds);
        const double got[] = {a.kappa, a.low, a.high};
        const double wanted[] = {t->kappa, t->low, t->high};
        for (int n = 0; n < 3; n++) {
            if (isnan(wanted[n]) ? !isnan(got[n]) : !(fabs(wanted[n] - got[n]) < 1e-6)) {
                fail_msg("table %zu, figure %d: %f, not %f", i, n, got[n], wanted[n]);
            }
        }
    }
}

static void test_counts(void **state)
{
    const size_t counts[] = {106, 10, 4, 22, 28, 10, 2, 12, 6};
    (void)state;
    struct agreement a = agreement_of(counts, 3);
    assert_int_equal(a.count, 200);
    assert_int_equal(a.agreed, 140);
}

/* Who is called the first makes no difference; more of the same answers make it surer. */
static void test_turned(void **state)
{
    const size_t counts[] = {31, 12, 4, 58};
    const size_t turned[] = {31, 4, 12, 58};
    const size_t more[] = {310, 120, 40, 580};
    (void)state;
    struct agreement a = agreement_of(counts, 2);
    struct agreement b = agreement_of(turned, 2);
    struct agreement c = agreement_of(more, 2);
    assert_true(fabs(a.kappa - b.kappa) < 1e-12 && fabs(a.low - b.low) < 1e-12);
    assert_true(fabs(a.kappa - c.kappa) < 1e-12);
    assert_true(fabs((a.high - a.low) / (c.high - c.low) - sqrt(10)) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_turned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* feel_decimal_test.c - decimals: tables, and random ones held against integers of any length
 * (GMP), worked out slowly and rounded once. Roots and the like: against Python's decimals. */
#include "feel_decimal.h"

#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <gmp.h>

enum { ROUNDS = 20000 };

static struct feel_decimal number(const char *text)
{
    struct feel_decimal ret;
    if (feel_decimal_parse(str_of(text), &ret) != FEEL_FAULT_NONE) {
        fail_msg("%s is no number", text);
    }
    return ret;
}

static bool same_bytes(struct feel_decimal a, struct feel_decimal b)
{
    return a.low == b.low && a.packed == b.packed;
}

static const char *text_of(struct feel_decimal a)
{
    static char texts[4][FEEL_DECIMAL_TEXT_MAX];
    static unsigned next;
    char *text = texts[next++ % 4];
    feel_decimal_format(a, text);
    return text;
}

/* --- tables --- */

static const struct {
    const char *text, *printed; /* NULL: no number */
} texts[] = {
    {"0", "0"},
    {"-0", "0"},
    {"007", "7"},
    {"1.10", "1.10"},
    {"-12.050", "-12.050"},
    {".5", "0.5"},
    {"-.5", "-0.5"},
    {"0.00", "0.00"},
    {"1e3", "1000"},
    {"0e3", "0"},
    {"1.23E+4", "12300"},
    {"1.23e-4", "0.000123"},
    {"1E-10", "0.0000000001"},
    {"1234567890123456789012345678901234", "1234567890123456789012345678901234"},
    {"12345678901234567890123456789012345", "12345678901234567890123456789012340"},
    {"12345678901234567890123456789012355", "12345678901234567890123456789012360"},
    {"123456789012345678901234567890123450000000001",
     "123456789012345678901234567890123500000000000"},
    {"9999999999999999999999999999999999.5", "10000000000000000000000000000000000"},
    {"0000000000000000000000000000000000000000000000000000000000000001", "1"},
    {"1e-9999", NULL}, /* 0, and as long as it may be: see below */
    {"1e99999999999999999999999", NULL},
    {"", NULL},
    {"-", NULL},
    {".", NULL},
    {"1.", NULL},
    {"+1", NULL},
    {"--1", NULL},
    {" 1", NULL},
    {"1 ", NULL},
    {"1e", NULL},
    {"1e+", NULL},
    {"1e1.5", NULL},
    {"1,000", NULL},
    {"0x10", NULL},
    {"NaN", NULL},
    {"Infinity", NULL},
    {"1e6145", NULL},
    {"1_000", NULL},
};

static void test_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct feel_decimal a;
        enum feel_fault fault = feel_decimal_parse(str_of(texts[i].text), &a);
        if (texts[i].printed != NULL) {
            assert_int_equal(fault, FEEL_FAULT_NONE);
            assert_string_equal(text_of(a), texts[i].printed);
        } else if (fault == FEEL_FAULT_NONE && !feel_decimal_is_zero(a)) {
            fail_msg("\"%s\" was taken for %s", texts[i].text, text_of(a));
        }
    }
    char text[FEEL_DECIMAL_TEXT_MAX];
    assert_int_equal(
        feel_decimal_format(number("-1.234567890123456789012345678901234e-6143"), text),
        FEEL_DECIMAL_TEXT_MAX - 1);
    assert_int_equal(feel_decimal_format(number("-9e6144"), text), 6146);
}

struct binary {
    const char *a, *b, *result; /* NULL: none */
};

typedef enum feel_fault binary_operation(struct feel_decimal a, struct feel_decimal b,
                                         struct feel_decimal *ret);
typedef enum feel_fault unary_operation(struct feel_decimal a, struct feel_decimal *ret);

/* check_binary - result and its scale. */
static void check_binary(binary_operation *operation, const struct binary *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct feel_decimal result = feel_decimal_of(42);
        enum feel_fault fault = operation(number(rows[i].a), number(rows[i].b), &result);
        if (rows[i].result == NULL) {
            assert_int_not_equal(fault, FEEL_FAULT_NONE);
            assert_int_equal(result.low, 42);
        } else if (fault != FEEL_FAULT_NONE || !same_bytes(result, number(rows[i].result))) {
            fail_msg("%s, %s: fault %d, %s; not %s", rows[i].a, rows[i].b, fault, text_of(result),
                     rows[i].result);
        }
    }
}

static void test_sums(void **state)
{
    (void)state;
    static const struct binary rows[] = {
        {"0.1", "0.2", "0.3"},
        {"1.10", "2.2", "3.30"},
        {"12.50", "-12.50", "0.00"},
        {"1e34", "1", "1000000000000000000000000000000000e1"},
        {"9999999999999999999999999999999999", "1", "1000000000000000000000000000000000e1"},
        {"9999999999999999999999999999999999", "0.5", "1000000000000000000000000000000000e1"},
        {"9999999999999999999999999999999999", "0.4", "9999999999999999999999999999999999"},
        {"1e40", "-1e-40", "1000000000000000000000000000000000e7"},
        {"1e34", "-1e-40", "1000000000000000000000000000000000e1"},
        {"1000000000000000000000000000000000", "-1e-40", "1000000000000000000000000000000000"},
        {"1e6111", "1e-6176", "1000000000000000000000000000000000e6078"},
        {"0e10", "1", "1"},
        {"0e-10", "1", "1.0000000000"},
        {"9999999999999999999999999999999999e6111", "5e6110", NULL},
        {"9999999999999999999999999999999999e6111", "4e6110",
         "9999999999999999999999999999999999e6111"},
    };
    check_binary(feel_decimal_add, rows, sizeof(rows) / sizeof(rows[0]));
}

static void test_products(void **state)
{
    (void)state;
    static const struct binary products[] = {
        {"1.10", "2", "2.20"},
        {"-0.5", "0", "0.0"},
        {"9999999999999999999999999999999999", "9999999999999999999999999999999999",
         "9999999999999999999999999999999998e34"},
        {"1e-6000", "1e-200", "0e-6176"},
        {"5e-3088", "1e-3089", "0e-6176"},
        {"6e-3088", "1e-3089", "1e-6176"},
        {"1e6000", "1e144", "1000000000000000000000000000000000e6111"},
        {"1e6000", "1e145", NULL},
        {"0e6111", "1e6111", "0e6111"},
    };
    static const struct binary quotients[] = {
        {"6", "2", "3"},
        {"1", "3", "0.3333333333333333333333333333333333"},
        {"2", "3", "0.6666666666666666666666666666666667"},
        {"1", "4", "0.25"},
        {"10", "4", "2.5"},
        {"2.40", "2", "1.20"},
        {"1000", "100", "10"},
        {"0", "7", "0"},
        {"1", "0", NULL},
        {"0", "0.0", NULL},
        {"1e6144", "1e-6000", NULL},
        {"1", "9999999999999999999999999999999999", "1.000000000000000000000000000000000e-34"},
    };
    static const struct binary rests[] = {
        {"12", "5", "2"},
        {"-12", "5", "3"},
        {"12", "-5", "-3"},
        {"-12", "-5", "-2"},
        {"10.1", "4.5", "1.1"},
        {"-10.1", "4.5", "3.4"},
        {"10.1", "-4.5", "-3.4"},
        {"-10.1", "-4.5", "-1.1"},
        {"10", "0", NULL},
        {"0", "4", "0"},
        {"1e6111", "7", "6"},
        {"1", "1e40", "1"},
        {"-1", "1e40", "1000000000000000000000000000000000e7"},
    };
    check_binary(feel_decimal_multiply, products, sizeof(products) / sizeof(products[0]));
    check_binary(feel_decimal_divide, quotients, sizeof(quotients) / sizeof(quotients[0]));
    check_binary(feel_decimal_modulo, rests, sizeof(rests) / sizeof(rests[0]));
}

/* Correctly rounded to 34 digits; made with Python 3's decimal, prec=34, Emax=6144, Emin=-6143. */
static const struct {
    unary_operation *operation;
    const char *a, *result;
} functions[] = {
    {feel_decimal_exp, "1", "2.718281828459045235360287471352662"},
    {feel_decimal_exp, "-1", "0.3678794411714423215955237701614609"},
    {feel_decimal_exp, "4", "54.59815003314423907811026120286088"},
    {feel_decimal_exp, "0.5", "1.648721270700128146848650787814164"},
    {feel_decimal_exp, "10", "22026.46579480671651695790064528424"},
    {feel_decimal_exp, "-0.001", "0.999000499833374991668055357167656"},
    {feel_decimal_exp, "1E-30", "1.000000000000000000000000000001"},
    {feel_decimal_exp, "100", "2.688117141816135448412625551580014E43"},
    {feel_decimal_exp, "-100", "3.720075976020835962959695803863118E-44"},
    {feel_decimal_exp, "14149.38539644841072829055748903541",
     "9.999999999999999999999999999919443E6144"},
    {feel_decimal_exp, "-14149", "1.4701970632091545494842391036824E-6145"},
    {feel_decimal_exp, "-14220", "2E-6176"},
    {feel_decimal_exp, "0.6931471805599453094172321214581766", "2"},
    {feel_decimal_exp, "123.456", "4.132944352778093449576854412273431E53"},
    {feel_decimal_exp, "-7.89e-5", "0.9999211031125231401031928344175613"},
    {feel_decimal_exp, "2.302585092994045684017991454684364",
     "9.999999999999999999999999999999998"},
    {feel_decimal_log, "2", "0.6931471805599453094172321214581766"},
    {feel_decimal_log, "10", "2.302585092994045684017991454684364"},
    {feel_decimal_log, "0.5", "-0.6931471805599453094172321214581766"},
    {feel_decimal_log, "1.000000000000000000000000000000001",
     "9.999999999999999999999999999999995E-34"},
    {feel_decimal_log, "0.9999999999999999999999999999999999", "-1E-34"},
    {feel_decimal_log, "9.999999999999999999999999999999999E6144",
     "14149.38539644841072829055748903542"},
    {feel_decimal_log, "1E-6176", "-14220.76553433122614449511522413063"},
    {feel_decimal_log, "2.718281828459045235360287471352662",
     "0.9999999999999999999999999999999998"},
    {feel_decimal_log, "3", "1.098612288668109691395245236922526"},
    {feel_decimal_log, "123456789.987654321", "18.63140177416801807409393359881987"},
    {feel_decimal_log, "1E6111", "14071.09750328661317503394577957615"},
    {feel_decimal_log, "7E-5", "-9.567015315914915114984604529978641"},
    {feel_decimal_sqrt, "2", "1.414213562373095048801688724209698"},
    {feel_decimal_sqrt, "3", "1.732050807568877293527446341505872"},
    {feel_decimal_sqrt, "0.2", "0.4472135954999579392818347337462552"},
    {feel_decimal_sqrt, "4", "2"},
    {feel_decimal_sqrt, "1E-3", "0.03162277660168379331998893544432719"},
    {feel_decimal_sqrt, "1E-6176", "1E-3088"},
    {feel_decimal_sqrt, "9.999999999999999999999999999999999E6144",
     "3.162277660168379331998893544432718E3072"},
    {feel_decimal_sqrt, "144", "12"},
    {feel_decimal_sqrt, "1.44", "1.2"},
    {feel_decimal_sqrt, "0.0001", "0.01"},
    {feel_decimal_sqrt, "123456789012345678901234567890", "351364182882014.4253111222381698126"},
    {feel_decimal_sqrt, "5E-7", "0.000707106781186547524400844362104849"},
    {feel_decimal_sqrt, "1E6111", "3.162277660168379331998893544432719E3055"},
};

/* Made likewise, with prec=90 and then rounded. */
static const struct binary powers[] = {
    {"2", "0.5", "1.414213562373095048801688724209698"},
    {"4", "0.5", "2"},
    {"0.04", "0.5", "0.2"},
    {"1.05", "30", "4.321942375150662009157288198886473"},
    {"1.0025", "360", "2.456842211495727545375418984349966"},
    {"2", "-1", "0.5"},
    {"5", "-3", "0.008"},
    {"3", "-2", "0.1111111111111111111111111111111111"},
    {"2", "112", "5192296858534827628530496329220096"},
    {"2", "113", "1.038459371706965525706099265844019E34"},
    {"5", "50", "8.881784197001252323389053344726562E34"},
    {"-2", "3", "-8"},
    {"-2", "4", "16"},
    {"10", "6144", "1.000000000000000000000000000000000E6144"},
    {"10", "-6176", "1E-6176"},
    {"1.1", "2", "1.21"},
    {"8", "0.3333333333333333333333333333333333", "2"},
    {"0.3", "7.7", "0.00009415289134866061480757895934615692"},
    {"1.0000000001", "999999999", "1.105170917959604678425751325466085"},
    {"9", "-0.5", "0.3333333333333333333333333333333333"},
    {"123.456", "-12.5", "7.179554220120001316588797707803529E-27"},
    {"2", "20000", "3.980276840337966592354307206191202E6020"},
    {"7", "-7000", "2.059301331033032891947171636801481E-5916"},
    {"0", "0", "1"},
    {"0", "2", "0"},
    {"0", "-1", NULL},
    {"-8", "0.5", NULL},
    {"10", "6145", NULL},
    {"10", "-7000", "0"},
    {"2", "1000000000", NULL},
    {"-2", "-999999999", "0"},
};

static void test_functions(void **state)
{
    (void)state;
    struct feel_decimal result;
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        assert_int_equal(functions[i].operation(number(functions[i].a), &result), FEEL_FAULT_NONE);
        if (!feel_decimal_equal(result, number(functions[i].result))) {
            fail_msg("row %zu, %s: %s, not %s", i, functions[i].a, text_of(result),
                     functions[i].result);
        }
    }
    for (size_t i = 0; i < sizeof(powers) / sizeof(powers[0]); i++) {
        enum feel_fault fault =
            feel_decimal_power(number(powers[i].a), number(powers[i].b), &result);
        if ((fault == FEEL_FAULT_NONE) != (powers[i].result != NULL) ||
            (fault == FEEL_FAULT_NONE && !feel_decimal_equal(result, number(powers[i].result)))) {
            fail_msg("%s ** %s: fault %d, %s", powers[i].a, powers[i].b, fault, text_of(result));
        }
    }
    assert_int_equal(feel_decimal_sqrt(number("-1"), &result), FEEL_FAULT_NOT_REAL);
    assert_int_equal(feel_decimal_log(number("0"), &result), FEEL_FAULT_NOT_REAL);
    assert_int_equal(feel_decimal_log(number("-1"), &result), FEEL_FAULT_NOT_REAL);
    assert_int_equal(feel_decimal_exp(number("14150"), &result), FEEL_FAULT_RANGE);
    assert_int_equal(feel_decimal_exp(number("1e6000"), &result), FEEL_FAULT_RANGE);
    assert_int_equal(feel_decimal_exp(number("-1e6000"), &result), FEEL_FAULT_NONE);
    assert_true(feel_decimal_is_zero(result));
}

static void test_round(void **state)
{
    (void)state;
    /* By enum feel_rounding. */
    static const struct {
        const char *a;
        int scale;
        const char *results[7];
    } rows[] = {
        {"5.5", 0, {"6", "5", "6", "6", "5", "6", "5"}},
        {"-5.5", 0, {"-6", "-6", "-5", "-6", "-5", "-6", "-5"}},
        {"2.5", 0, {"2", "2", "3", "3", "2", "3", "2"}},
        {"1.121", 2, {"1.12", "1.12", "1.13", "1.13", "1.12", "1.12", "1.12"}},
        {"-1.126", 2, {"-1.13", "-1.13", "-1.12", "-1.13", "-1.12", "-1.13", "-1.13"}},
        {"0.3333", 0, {"0", "0", "1", "1", "0", "0", "0"}},
        {"-0.3", 0, {"0", "-1", "0", "-1", "0", "0", "0"}},
        {"1250", -2, {"12e2", "12e2", "13e2", "13e2", "12e2", "13e2", "12e2"}},
        {"7", -3, {"0e3", "0e3", "1e3", "1e3", "0e3", "0e3", "0e3"}},
        {"5.5", 6176, {"5.5", "5.5", "5.5", "5.5", "5.5", "5.5", "5.5"}},
        {"9999999999999999999999999999999999",
         -1,
         {"1000000000000000000000000000000000e1", "999999999999999999999999999999999e1",
          "1000000000000000000000000000000000e1", "1000000000000000000000000000000000e1",
          "999999999999999999999999999999999e1", "1000000000000000000000000000000000e1",
          "1000000000000000000000000000000000e1"}},
    };
    struct feel_decimal result;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (int how = FEEL_ROUND_HALF_EVEN; how <= FEEL_ROUND_HALF_DOWN; how++) {
            assert_int_equal(feel_decimal_round(number(rows[i].a), rows[i].scale,
                                                (enum feel_rounding)how, &result),
                             FEEL_FAULT_NONE);
            if (!same_bytes(result, number(rows[i].results[how]))) {
                fail_msg("%s to %d, way %d: %s", rows[i].a, rows[i].scale, how, text_of(result));
            }
        }
    }
    assert_int_equal(feel_decimal_round(number("5.5"), -6112, FEEL_ROUND_UP, &result),
                     FEEL_FAULT_RANGE);
    assert_int_equal(feel_decimal_round(number("5.5"), 6177, FEEL_ROUND_UP, &result),
                     FEEL_FAULT_RANGE);
}

static void test_whole(void **state)
{
    (void)state;
    static const struct {
        const char *a;
        bool whole, odd, fits;
        int64_t value;
    } rows[] = {
        {"0", true, false, true, 0},
        {"-3", true, true, true, -3},
        {"2.00", true, false, true, 2},
        {"3.0", true, true, true, 3},
        {"2.5", false, false, false, 0},
        {"1e3", true, false, true, 1000},
        {"1e40", true, false, false, 0},
        {"9223372036854775807", true, true, true, INT64_MAX},
        {"9223372036854775808", true, false, false, 0},
        {"-9223372036854775808", true, false, true, INT64_MIN},
        {"-9223372036854775809", true, true, false, 0},
        {"0.000", true, false, true, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct feel_decimal a = number(rows[i].a);
        int64_t value = 0;
        assert_int_equal(feel_decimal_is_whole(a), rows[i].whole);
        assert_int_equal(feel_decimal_is_odd(a), rows[i].odd);
        assert_int_equal(feel_decimal_to_int64(a, &value), rows[i].fits);
        assert_true(value == rows[i].value);
    }
    assert_true(same_bytes(feel_decimal_of(INT64_MIN), number("-9223372036854775808")));
}

/* --- against integers of any length --- */

/* A number that is nobody's decimal yet: ± n / d × 10^exponent. */
struct exact {
    mpz_t n, d;
    long exponent;
};

static void exact_init(struct exact *exact)
{
    mpz_init(exact->n);
    mpz_init_set_ui(exact->d, 1);
    exact->exponent = 0;
}

static void exact_clear(struct exact *exact)
{
    mpz_clear(exact->n);
    mpz_clear(exact->d);
}

static void exact_set(struct exact *exact, struct feel_decimal a)
{
    mpz_set_ui(exact->n, feel_decimal_high(a));
    mpz_mul_2exp(exact->n, exact->n, 64);
    mpz_add_ui(exact->n, exact->n, a.low);
    if (feel_decimal_negative(a)) {
        mpz_neg(exact->n, exact->n);
    }
    mpz_set_ui(exact->d, 1);
    exact->exponent = feel_decimal_exponent(a);
}

static void times_ten(mpz_t number, long power)
{
    mpz_t factor;
    mpz_init(factor);
    mpz_ui_pow_ui(factor, 10, (unsigned long)power);
    mpz_mul(number, number, factor);
    mpz_clear(factor);
}

/* align - both to the lesser exponent. */
static void align(struct exact *a, struct exact *b)
{
    long least = a->exponent < b->exponent ? a->exponent : b->exponent;
    times_ten(a->n, a->exponent - least);
    times_ten(b->n, b->exponent - least);
    a->exponent = b->exponent = least;
}

static size_t digits_of(const mpz_t number)
{
    char *text = mpz_get_str(NULL, 10, number);
    size_t digits = strlen(text) - (text[0] == '-');
    free(text);
    return digits;
}

/* cut_at - |exact| ÷ 10^at, to whole. Says how the rest compares with a half: -2 nothing is left,
 * -1 less, 0 the same, 1 more. */
static int cut_at(const struct exact *exact, long at, mpz_t ret)
{
    mpz_t n, d, rest;
    mpz_init(n);
    mpz_init(rest);
    mpz_init_set(d, exact->d);
    mpz_abs(n, exact->n);
    times_ten(exact->exponent >= at ? n : d, labs(exact->exponent - at));
    mpz_tdiv_qr(ret, rest, n, d);
    mpz_mul_2exp(n, rest, 1);
    int sign = mpz_sgn(rest) == 0 ? -2 : mpz_cmp(n, d);
    mpz_clears(n, d, rest, NULL);
    return sign == -2 ? -2 : (sign > 0) - (sign < 0);
}

/* exact_round - to 34 digits, or to the least exponent, once. Negative: out of range. */
static int exact_round(const struct exact *exact, struct feel_decimal *ret)
{
    mpz_t word;
    mpz_init(word);
    *ret = feel_decimal_of(0);
    long at = (long)digits_of(exact->n) - (long)digits_of(exact->d) + exact->exponent - 36;
    at = at < FEEL_DECIMAL_EXPONENT_MIN ? FEEL_DECIMAL_EXPONENT_MIN : at;
    int half = cut_at(exact, at, word);
    while (digits_of(word) > FEEL_DECIMAL_DIGITS) {
        half = cut_at(exact, ++at, word);
    }
    if (half > 0 || (half == 0 && mpz_odd_p(word))) {
        mpz_add_ui(word, word, 1);
    }
    char *text = mpz_get_str(NULL, 10, word), whole[80];
    snprintf(whole, sizeof(whole), "%s%se%ld", mpz_sgn(exact->n) < 0 ? "-" : "", text, at);
    free(text);
    mpz_clear(word);
    return feel_decimal_parse(str_of(whole), ret) == FEEL_FAULT_NONE ? 0 : -1;
}

static struct feel_decimal draw(struct random *random)
{
    static const int lengths[] = {1, 2, 3, 5, 9, 17, 18, 19, 20, 33, 34};
    static const int edges[] = {-6176, -6170, -6143, -3088, 3055, 6100, 6111};
    char text[80];
    int length = lengths[random_below(random, sizeof(lengths) / sizeof(lengths[0]))], at = 0;
    uint64_t kind = random_below(random, 10);
    if (random_below(random, 2) == 0) {
        text[at++] = '-';
    }
    for (int i = 0; i < length; i++) {
        text[at++] = (char)(kind == 0                      ? '9'
                            : kind == 1 && i > 0           ? '0'
                            : kind == 2 && i == length - 1 ? '5'
                                                           : '0' + (int)random_below(random, 10));
    }
    uint64_t where = random_below(random, 20);
    int exponent = where < 10   ? (int)random_below(random, 9) - 6
                   : where < 17 ? (int)random_below(random, 140) - 70
                   : where < 19 ? (int)random_below(random, 1400) - 700
                                : edges[random_below(random, sizeof(edges) / sizeof(edges[0]))];
    snprintf(text + at, sizeof(text) - (size_t)at, "e%d", exponent);
    struct feel_decimal ret;
    return feel_decimal_parse(str_of(text), &ret) == FEEL_FAULT_NONE ? ret : feel_decimal_of(1);
}

enum operation { ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, OPERATIONS };

/* work_out - a operation b, exactly, into a. */
static void work_out(enum operation operation, struct exact *a, struct exact *b)
{
    switch (operation) {
    case ADD:
        align(a, b);
        mpz_add(a->n, a->n, b->n);
        break;
    case SUBTRACT:
        align(a, b);
        mpz_sub(a->n, a->n, b->n);
        break;
    case MULTIPLY:
        mpz_mul(a->n, a->n, b->n);
        a->exponent += b->exponent;
        break;
    case DIVIDE:
        a->exponent -= b->exponent;
        mpz_abs(a->d, b->n);
        if (mpz_sgn(b->n) < 0) {
            mpz_neg(a->n, a->n);
        }
        break;
    default:
        align(a, b);
        mpz_fdiv_r(a->n, a->n, b->n);
    }
}

static void test_against_integers(void **state)
{
    (void)state;
    static binary_operation *const operations[OPERATIONS] = {
        feel_decimal_add, feel_decimal_subtract, feel_decimal_multiply, feel_decimal_divide,
        feel_decimal_modulo};
    struct random random = random_seed(test_seed());
    struct exact x, y;
    exact_init(&x);
    exact_init(&y);
    for (int i = 0; i < ROUNDS; i++) {
        enum operation operation = (enum operation)random_below(&random, OPERATIONS);
        struct feel_decimal a = draw(&random), b = draw(&random), got, want;
        if (random_below(&random, 8) == 0) {
            b = feel_decimal_negate(a);
        }
        exact_set(&x, a);
        exact_set(&y, b);
        enum feel_fault fault = operations[operation](a, b, &got);
        if (operation >= DIVIDE && feel_decimal_is_zero(b)) {
            assert_int_equal(fault, FEEL_FAULT_ZERO_DIVISOR);
            continue;
        }
        work_out(operation, &x, &y);
        bool fits = exact_round(&x, &want) == 0;
        if (fits != (fault == FEEL_FAULT_NONE) ||
            (fits && !same_bytes(feel_decimal_reduce(got), feel_decimal_reduce(want)))) {
            fail_msg("operation %d of %s and %s: fault %d, %s, not %s", operation, text_of(a),
                     text_of(b), fault, text_of(got), text_of(want));
        }
    }
    exact_clear(&x);
    exact_clear(&y);
}

static void test_order_against_integers(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    struct exact x, y;
    exact_init(&x);
    exact_init(&y);
    for (int i = 0; i < ROUNDS; i++) {
        struct feel_decimal a = draw(&random), b = draw(&random), c;
        if (random_below(&random, 4) == 0) {
            b = feel_decimal_reduce(a);
        }
        exact_set(&x, a);
        exact_set(&y, b);
        align(&x, &y);
        int want = mpz_cmp(x.n, y.n), got = feel_decimal_compare(a, b);
        if ((want > 0) - (want < 0) != (got > 0) - (got < 0)) {
            fail_msg("%s and %s: %d", text_of(a), text_of(b), got);
        }
        assert_int_equal(want == 0, same_bytes(feel_decimal_reduce(a), feel_decimal_reduce(b)));
        assert_int_equal(feel_decimal_parse(str_of(text_of(a)), &c), FEEL_FAULT_NONE);
        assert_true(feel_decimal_exponent(a) > 0 ? feel_decimal_equal(a, c) : same_bytes(a, c));
    }
    exact_clear(&x);
    exact_clear(&y);
}

/* The root is the nearest: squared, half a digit less is below, half a digit more is above. */
static void test_sqrt_is_nearest(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    struct exact x, root;
    exact_init(&x);
    exact_init(&root);
    for (int i = 0; i < ROUNDS / 4; i++) {
        struct feel_decimal a = feel_decimal_absolute(draw(&random)), r;
        assert_int_equal(feel_decimal_sqrt(a, &r), FEEL_FAULT_NONE);
        exact_set(&x, a);
        exact_set(&root, r);
        size_t digits = digits_of(root.n);
        times_ten(root.n, (long)(FEEL_DECIMAL_DIGITS - digits) + 1);
        root.exponent -= (long)(FEEL_DECIMAL_DIGITS - digits) + 1;
        mpz_t below, above;
        mpz_init(below);
        mpz_init(above);
        mpz_sub_ui(below, root.n, 5);
        mpz_add_ui(above, root.n, 5);
        mpz_mul(below, below, below);
        mpz_mul(above, above, above);
        root.exponent *= 2;
        times_ten(x.n, x.exponent > root.exponent ? x.exponent - root.exponent : 0);
        if (x.exponent < root.exponent) {
            times_ten(below, root.exponent - x.exponent);
            times_ten(above, root.exponent - x.exponent);
        }
        if (mpz_sgn(x.n) != 0 && (mpz_cmp(below, x.n) > 0 || mpz_cmp(above, x.n) < 0)) {
            fail_msg("the root of %s is not %s", text_of(a), text_of(r));
        }
        mpz_clears(below, above, NULL);
    }
    exact_clear(&x);
    exact_clear(&root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_sums),
        cmocka_unit_test(test_products),
        cmocka_unit_test(test_functions),
        cmocka_unit_test(test_round),
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_against_integers),
        cmocka_unit_test(test_order_against_integers),
        cmocka_unit_test(test_sqrt_is_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* feel_decimal_math.c - feel_decimal.h: roots, powers, exponentials and logarithms.
 *
 * A result that is no decimal is worked out between two bounds in binary (MPFR, rounded down and
 * up). Once both have the same first 36 digits those are the true ones, cut; else the bounds are
 * drawn closer. What is exactly a decimal never gets there: it is found before, with whole
 * numbers. */
#include "feel_decimal_parts.h"

#include <gmp.h>
#include <math.h>
#include <mpfr.h>
#include <stdlib.h>

enum {
    BITS_START = 256,
    BITS_MAX = 2048,
    CUT_DIGITS = 36, /* two more than are kept, and a word holds them */
    POWER_MAX = 999999999,
};

/* How a function is bounded at some precision: low ≤ f ≤ high. */
typedef void bound_function(struct feel_decimal a, struct feel_decimal b, mpfr_ptr low,
                            mpfr_ptr high);

/* set_word - exactly. */
static void set_word(mpz_ptr ret, decimal_word word)
{
    uint64_t limbs[2] = {(uint64_t)word, (uint64_t)(word >> 64)};
    mpz_import(ret, 2, -1, sizeof(limbs[0]), 0, 0, limbs);
}

static decimal_word get_word(mpz_srcptr from)
{
    uint64_t limbs[2] = {0, 0};
    mpz_export(limbs, NULL, -1, sizeof(limbs[0]), 0, 0, from);
    return (decimal_word)limbs[1] << 64 | limbs[0];
}

/* set_decimal - the value, rounded down or up. */
static void set_decimal(mpfr_ptr ret, struct feel_decimal a, mpfr_rnd_t how)
{
    mpz_t integer;
    mpfr_t power;
    int exponent = feel_decimal_exponent(a);
    mpz_init(integer);
    mpfr_init2(power, mpfr_get_prec(ret));
    set_word(integer, decimal_coefficient(a));
    if (feel_decimal_negative(a)) {
        mpz_neg(integer, integer);
    }
    mpfr_set_z(ret, integer, how);
    /* A power that is too great makes a negative product less, and a positive quotient less. */
    bool up = (how == MPFR_RNDU) == (feel_decimal_negative(a) == (exponent < 0));
    mpfr_ui_pow_ui(power, 10, (unsigned long)abs(exponent), up ? MPFR_RNDU : MPFR_RNDD);
    if (exponent < 0) {
        mpfr_div(ret, ret, power, how);
    } else {
        mpfr_mul(ret, ret, power, how);
    }
    mpfr_clear(power);
    mpz_clear(integer);
}

/* cut_digits - |from| as its first 36 digits × 10^*ret_exponent, the rest cut off or rounded. */
static decimal_word cut_digits(mpfr_srcptr from, mpfr_rnd_t how, int64_t *ret_exponent)
{
    char text[CUT_DIGITS + 2];
    mpfr_exp_t exponent;
    decimal_word word = 0;
    mpfr_get_str(text, &exponent, 10, CUT_DIGITS, from, how);
    for (const char *at = text + (text[0] == '-'); *at != '\0'; at++) {
        word = word * 10 + (unsigned)(*at - '0');
    }
    *ret_exponent = exponent - CUT_DIGITS;
    return word;
}

/* read_bounds - the digits that both bounds begin with, and whether anything follows. False: they
 * are too far apart to tell. */
static bool read_bounds(mpfr_srcptr low, mpfr_srcptr high, struct decimal_wide *ret,
                        int64_t *ret_exponent)
{
    int64_t from, to;
    decimal_word word = cut_digits(low, MPFR_RNDZ, &from);
    if (mpfr_sgn(low) != mpfr_sgn(high) || cut_digits(high, MPFR_RNDZ, &to) != word || from != to) {
        return false;
    }
    bool exact = mpfr_equal_p(low, high) && cut_digits(low, MPFR_RNDA, &to) == word && from == to;
    if (exact) {
        decimal_strip(&word, &from, 0);
    }
    *ret = decimal_wide_of(word, exact ? TAIL_ZERO : TAIL_BELOW_HALF);
    *ret_exponent = from;
    return true;
}

/* evaluate - the function at (a, b), correctly rounded. Where even the closest bounds differ in 36
 * digits the value is taken for the decimal between them: a root such as 0.04 to the power 0.5. */
static enum feel_fault evaluate(bound_function *bound, struct feel_decimal a, struct feel_decimal b,
                                struct feel_decimal *ret)
{
    struct decimal_wide wide;
    int64_t exponent;
    bool negative = false, told = false;
    for (mpfr_prec_t bits = BITS_START; !told; bits *= 2) {
        mpfr_t low, high;
        mpfr_inits2(bits, low, high, (mpfr_ptr)NULL);
        bound(a, b, low, high);
        negative = mpfr_sgn(low) < 0;
        told = read_bounds(low, high, &wide, &exponent);
        if (!told && bits >= BITS_MAX) {
            decimal_word word = cut_digits(low, MPFR_RNDN, &exponent);
            decimal_strip(&word, &exponent, 0);
            wide = decimal_wide_of(word, TAIL_ZERO);
            told = true;
        }
        mpfr_clears(low, high, (mpfr_ptr)NULL);
    }
    mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE);
    return decimal_finish(negative, wide, exponent, ret);
}

/* --- exp, log --- */

static void bound_exp(struct feel_decimal a, struct feel_decimal b, mpfr_ptr low, mpfr_ptr high)
{
    (void)b;
    set_decimal(low, a, MPFR_RNDD);
    set_decimal(high, a, MPFR_RNDU);
    mpfr_exp(low, low, MPFR_RNDD);
    mpfr_exp(high, high, MPFR_RNDU);
}

static void bound_log(struct feel_decimal a, struct feel_decimal b, mpfr_ptr low, mpfr_ptr high)
{
    (void)b;
    set_decimal(low, a, MPFR_RNDD);
    set_decimal(high, a, MPFR_RNDU);
    mpfr_log(low, low, MPFR_RNDD);
    mpfr_log(high, high, MPFR_RNDU);
}

enum feel_fault feel_decimal_exp(struct feel_decimal a, struct feel_decimal *ret)
{
    if (feel_decimal_is_zero(a)) {
        *ret = feel_decimal_of(1);
        return FEEL_FAULT_NONE;
    }
    if (feel_decimal_compare(a, feel_decimal_of(15000)) > 0) { /* 10^6144 is e^14147 */
        return FEEL_FAULT_RANGE;
    }
    if (feel_decimal_compare(a, feel_decimal_of(-15000)) < 0) { /* 10^-6176 is e^-14221 */
        *ret = decimal_make(0, FEEL_DECIMAL_EXPONENT_MIN, false);
        return FEEL_FAULT_NONE;
    }
    return evaluate(bound_exp, a, a, ret);
}

enum feel_fault feel_decimal_log(struct feel_decimal a, struct feel_decimal *ret)
{
    if (feel_decimal_sign(a) <= 0) {
        return FEEL_FAULT_NOT_REAL;
    }
    if (feel_decimal_equal(a, feel_decimal_of(1))) {
        *ret = feel_decimal_of(0);
        return FEEL_FAULT_NONE;
    }
    return evaluate(bound_log, a, a, ret);
}

/* --- sqrt --- */

enum feel_fault feel_decimal_sqrt(struct feel_decimal a, struct feel_decimal *ret)
{
    decimal_word coefficient = decimal_coefficient(a);
    int exponent = feel_decimal_exponent(a);
    int64_t wanted = (exponent - (exponent & 1)) / 2;
    if (feel_decimal_sign(a) < 0) {
        return FEEL_FAULT_NOT_REAL;
    }
    if (coefficient == 0) {
        *ret = decimal_make(0, (int)wanted, false);
        return FEEL_FAULT_NONE;
    }
    /* At least 71 digits, so that the root has at least 36; what is left tells if it is exact. */
    int zeros = 2 * CUT_DIGITS - decimal_digits(coefficient);
    zeros += (exponent - zeros) & 1;
    mpz_t square, root, power;
    mpz_inits(square, root, power, NULL);
    set_word(square, coefficient);
    mpz_ui_pow_ui(power, 10, (unsigned long)zeros);
    mpz_mul(square, square, power);
    mpz_sqrtrem(root, square, square);
    decimal_word word = get_word(root);
    bool exact = mpz_sgn(square) == 0;
    mpz_clears(square, root, power, NULL);
    int64_t at = (exponent - zeros) / 2;
    if (exact) {
        decimal_strip(&word, &at, wanted);
    }
    return decimal_finish(false, decimal_wide_of(word, exact ? TAIL_ZERO : TAIL_BELOW_HALF), at,
                          ret);
}

/* --- power --- */

static void bound_power(struct feel_decimal a, struct feel_decimal b, mpfr_ptr low, mpfr_ptr high)
{
    mpfr_t least, most, times[2];
    mpfr_prec_t bits = mpfr_get_prec(low);
    mpfr_inits2(bits, least, most, times[0], times[1], (mpfr_ptr)NULL);
    set_decimal(least, feel_decimal_absolute(a), MPFR_RNDD);
    set_decimal(most, feel_decimal_absolute(a), MPFR_RNDU);
    set_decimal(times[0], b, MPFR_RNDD);
    set_decimal(times[1], b, MPFR_RNDU);
    for (int i = 0; i < 2; i++) { /* which corner is the least depends on signs: all four */
        mpfr_t corner;
        mpfr_init2(corner, bits);
        for (int j = 0; j < 2; j++) {
            mpfr_pow(corner, j == 0 ? least : most, times[i], MPFR_RNDD);
            i + j == 0 ? mpfr_set(low, corner, MPFR_RNDD) : mpfr_min(low, low, corner, MPFR_RNDD);
            mpfr_pow(corner, j == 0 ? least : most, times[i], MPFR_RNDU);
            i + j == 0 ? mpfr_set(high, corner, MPFR_RNDU)
                       : mpfr_max(high, high, corner, MPFR_RNDU);
        }
        mpfr_clear(corner);
    }
    mpfr_clears(least, most, times[0], times[1], (mpfr_ptr)NULL);
}

/* power_exact - word^times, while it fits a word. */
static bool power_exact(decimal_word word, int64_t times, decimal_word *ret)
{
    decimal_word product = 1;
    for (; word > 1 && times > 0; times--) {
        if (decimal_digits(product) + decimal_digits(word) > DECIMAL_WORD_DIGITS) {
            return false;
        }
        product *= word;
    }
    *ret = word == 0 ? 0 : product;
    return true;
}

/* inverse_base - 1 ÷ word as *ret × 10^-*ret_digits, when that ends: word is a power of 2 or 5. */
static bool inverse_base(decimal_word word, decimal_word *ret, int *ret_digits)
{
    decimal_word inverse = 1;
    int digits = 0;
    unsigned prime = (word & 1) == 0 ? 2 : 5;
    for (; word % prime == 0; digits++) {
        word /= prime;
        if (decimal_digits(inverse) >= DECIMAL_WORD_DIGITS) {
            return false;
        }
        inverse *= 10 / prime;
    }
    *ret = inverse;
    *ret_digits = digits;
    return word == 1;
}

/* power_whole - a to a whole power when that is a decimal of no more than 37 digits: whenever it
 * is exact, or half-way between two that are. False: it is neither. */
static bool power_whole(struct feel_decimal a, int64_t times, bool negative,
                        struct feel_decimal *ret, enum feel_fault *ret_fault)
{
    decimal_word word = decimal_coefficient(a), product;
    int64_t exponent = feel_decimal_exponent(a);
    if (times < 0 || !power_exact(word, times, &product)) {
        struct feel_decimal reduced = feel_decimal_reduce(a);
        word = decimal_coefficient(reduced);
        exponent = feel_decimal_exponent(reduced);
        int digits;
        if (times < 0) {
            if (!inverse_base(word, &word, &digits)) {
                return false;
            }
            exponent = -exponent - digits;
            times = -times;
        }
        if (!power_exact(word, times, &product)) {
            return false;
        }
    }
    *ret_fault =
        decimal_finish(negative, decimal_wide_of(product, TAIL_ZERO), exponent * times, ret);
    return true;
}

/* power_log10 - about the logarithm to base 10 of a^b, a > 0: enough to tell what is far out of
 * range. */
static double power_log10(struct feel_decimal a, double times)
{
    double coefficient = (double)decimal_coefficient(a);
    return times * (log10(coefficient) + feel_decimal_exponent(a));
}

static double to_double(struct feel_decimal a)
{
    char text[FEEL_DECIMAL_TEXT_MAX];
    feel_decimal_format(a, text);
    return strtod(text, NULL);
}

enum feel_fault feel_decimal_power(struct feel_decimal a, struct feel_decimal b,
                                   struct feel_decimal *ret)
{
    int64_t times = 0;
    bool whole = feel_decimal_is_whole(b);
    if (feel_decimal_compare(feel_decimal_absolute(b), feel_decimal_of(POWER_MAX)) > 0) {
        return FEEL_FAULT_RANGE;
    }
    if (feel_decimal_is_zero(b)) {
        *ret = feel_decimal_of(1);
        return FEEL_FAULT_NONE;
    }
    if (feel_decimal_is_zero(a)) {
        if (feel_decimal_sign(b) > 0) {
            *ret = feel_decimal_of(0);
            return FEEL_FAULT_NONE;
        }
        return FEEL_FAULT_NOT_REAL;
    }
    if (feel_decimal_negative(a) && !whole) {
        return FEEL_FAULT_NOT_REAL;
    }
    bool negative = feel_decimal_negative(a) && feel_decimal_is_odd(b);
    enum feel_fault fault;
    if (whole && feel_decimal_to_int64(b, &times) && power_whole(a, times, negative, ret, &fault)) {
        return fault;
    }
    double size = power_log10(a, to_double(b));
    if (size > FEEL_DECIMAL_EXPONENT_MAX + 2 * FEEL_DECIMAL_DIGITS) {
        return FEEL_FAULT_RANGE;
    }
    if (size < FEEL_DECIMAL_EXPONENT_MIN - 2) {
        *ret = decimal_make(0, FEEL_DECIMAL_EXPONENT_MIN, false);
        return FEEL_FAULT_NONE;
    }
    struct feel_decimal result;
    fault = evaluate(bound_power, a, b, &result);
    if (fault == FEEL_FAULT_NONE) {
        *ret = negative ? feel_decimal_negate(result) : result;
    }
    return fault;
}

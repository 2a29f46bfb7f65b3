/* feel_decimal.h - FEEL's numbers: 34 significant decimal digits, exact where decimals are, else
 * rounded to the nearest, ties to even. Pure; no allocation.
 *
 * IEEE 754-2008 decimal128 without infinities, NaN and negative zero: value = ±coefficient ×
 * 10^exponent, coefficient < 10^34, exponent -6176 … 6111. 1.10 and 1.1 are equal but print as
 * they were written; results have the exponent that the standard prefers, so that sums of pounds
 * keep their pence. Packed into 16 bytes:
 *
 *     low      64 bits of the coefficient
 *     packed   sign 1 │ exponent 14, two's complement │ the coefficient's other 49
 *
 * All zero bits are 0. Where an operation has no value it says why and leaves *ret alone.
 * Source: IEEE 754-2008 §5, §7.4; OMG DMN 1.5 §10.3.2.3.1, tables 57 to 60, 76; the General
 * Decimal Arithmetic Specification 1.70 (Cowlishaw) for preferred exponents. */
#ifndef CANTREF_FEEL_DECIMAL_H
#define CANTREF_FEEL_DECIMAL_H

#include "feel_fault.h"
#include "str.h"

enum {
    FEEL_DECIMAL_DIGITS = 34,
    FEEL_DECIMAL_EXPONENT_MIN = -6176,
    FEEL_DECIMAL_EXPONENT_MAX = 6111,
    FEEL_DECIMAL_SCALE_MIN = -6111,
    FEEL_DECIMAL_SCALE_MAX = 6176,
    FEEL_DECIMAL_TEXT_MAX = 6180, /* "-0.", 6,176 digits, NUL */
};

struct feel_decimal {
    uint64_t low;
    uint64_t packed;
};

enum feel_rounding {
    FEEL_ROUND_HALF_EVEN,
    FEEL_ROUND_FLOOR,
    FEEL_ROUND_CEILING,
    FEEL_ROUND_UP,        /* away from zero */
    FEEL_ROUND_DOWN,      /* towards zero */
    FEEL_ROUND_HALF_UP,   /* ties away from zero */
    FEEL_ROUND_HALF_DOWN, /* ties towards zero */
};

enum { FEEL_DECIMAL_HIGH_BITS = 49, FEEL_DECIMAL_EXPONENT_BITS = 14 };

/* feel_decimal_high, _exponent, _negative - the parts of what is packed. */
static inline uint64_t feel_decimal_high(struct feel_decimal a)
{
    return a.packed & ((UINT64_C(1) << FEEL_DECIMAL_HIGH_BITS) - 1);
}

static inline int feel_decimal_exponent(struct feel_decimal a)
{
    return (int)((int64_t)(a.packed << 1) >> (FEEL_DECIMAL_HIGH_BITS + 1));
}

static inline bool feel_decimal_negative(struct feel_decimal a)
{
    return a.packed >> 63;
}

/* feel_decimal_pack - from its parts: those of a value that is within its limits, and not -0. */
static inline struct feel_decimal feel_decimal_pack(uint64_t high, uint64_t low, int exponent,
                                                    bool negative)
{
    uint64_t field = (uint64_t)exponent & ((UINT64_C(1) << FEEL_DECIMAL_EXPONENT_BITS) - 1);
    return (struct feel_decimal){low,
                                 high | field << FEEL_DECIMAL_HIGH_BITS | (uint64_t)negative << 63};
}

/* feel_decimal_scaled - value × 10^exponent: (1234, -2) is 12.34. exponent within its range. */
static inline struct feel_decimal feel_decimal_scaled(int64_t value, int exponent)
{
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    return feel_decimal_pack(0, magnitude, exponent, value < 0);
}

/* feel_decimal_of - a whole number. */
static inline struct feel_decimal feel_decimal_of(int64_t value)
{
    return feel_decimal_scaled(value, 0);
}

static inline bool feel_decimal_is_zero(struct feel_decimal a)
{
    return a.low == 0 && feel_decimal_high(a) == 0;
}

/* feel_decimal_sign - -1, 0, 1. */
static inline int feel_decimal_sign(struct feel_decimal a)
{
    return feel_decimal_is_zero(a) ? 0 : feel_decimal_negative(a) ? -1 : 1;
}

static inline struct feel_decimal feel_decimal_negate(struct feel_decimal a)
{
    a.packed ^= feel_decimal_is_zero(a) ? 0 : UINT64_C(1) << 63;
    return a;
}

static inline struct feel_decimal feel_decimal_absolute(struct feel_decimal a)
{
    a.packed &= ~(UINT64_C(1) << 63);
    return a;
}

/* feel_decimal_parse - the whole of text as FEEL writes numbers: [-] digits [. digits], or
 * [-] . digits, and an exponent after e or E ("1.2e-3"). Rounded to 34 digits.
 * Faults: SYNTAX, RANGE. Cost: linear. */
enum feel_fault feel_decimal_parse(struct str text, struct feel_decimal *ret)
    __attribute__((warn_unused_result));

/* feel_decimal_format - as FEEL's string() writes it, without an exponent: "-0.00012", "1200";
 * trailing zeros after the point are kept. NUL-terminated; the length without it. */
size_t feel_decimal_format(struct feel_decimal a, char ret[FEEL_DECIMAL_TEXT_MAX]);

/* feel_decimal_compare - <0, 0, >0 by value: 1.10 and 1.1 are equal. Next to nothing when
 * they have the same scale and sign and fit 64 bits. */
int feel_decimal_compare_any(struct feel_decimal a, struct feel_decimal b);
static inline int feel_decimal_compare(struct feel_decimal a, struct feel_decimal b)
{
    if (a.packed == b.packed) {
        int magnitude = (a.low > b.low) - (a.low < b.low);
        return feel_decimal_negative(a) ? -magnitude : magnitude;
    }
    return feel_decimal_compare_any(a, b);
}

static inline bool feel_decimal_equal(struct feel_decimal a, struct feel_decimal b)
{
    return feel_decimal_compare(a, b) == 0;
}

/* feel_decimal_reduce - the same value without trailing zeros: 1.10 as 1.1, 1200 as 12e2; 0 as 0.
 * Equal values reduce to equal bytes, by which they may be hashed. */
struct feel_decimal feel_decimal_reduce(struct feel_decimal a);

/* feel_decimal_add, _subtract, _multiply, _divide - a + b, a - b, a × b, a ÷ b.
 * Faults: RANGE beyond ±9.99…e6144; ZERO_DIVISOR. What is nearer to zero than the smallest is
 * rounded to it, or to 0. */
enum feel_fault feel_decimal_add(struct feel_decimal a, struct feel_decimal b,
                                 struct feel_decimal *ret) __attribute__((warn_unused_result));
enum feel_fault feel_decimal_subtract(struct feel_decimal a, struct feel_decimal b,
                                      struct feel_decimal *ret) __attribute__((warn_unused_result));
enum feel_fault feel_decimal_multiply(struct feel_decimal a, struct feel_decimal b,
                                      struct feel_decimal *ret) __attribute__((warn_unused_result));
enum feel_fault feel_decimal_divide(struct feel_decimal a, struct feel_decimal b,
                                    struct feel_decimal *ret) __attribute__((warn_unused_result));

/* feel_decimal_modulo - a - b × floor(a ÷ b): has the sign of b. Exact, then rounded.
 * Faults: ZERO_DIVISOR. */
enum feel_fault feel_decimal_modulo(struct feel_decimal a, struct feel_decimal b,
                                    struct feel_decimal *ret) __attribute__((warn_unused_result));

/* feel_decimal_power - a to the power of b, b within ±999,999,999, correctly rounded.
 * Faults: RANGE; NOT_REAL for 0 to a negative power, or a negative number to one that is not
 * whole. 0 to the power of 0 is 1. */
enum feel_fault feel_decimal_power(struct feel_decimal a, struct feel_decimal b,
                                   struct feel_decimal *ret) __attribute__((warn_unused_result));

/* feel_decimal_sqrt, _exp, _log - correctly rounded to 34 digits; what is exact has no more digits
 * than it needs. Faults: NOT_REAL, RANGE. */
enum feel_fault feel_decimal_sqrt(struct feel_decimal a, struct feel_decimal *ret)
    __attribute__((warn_unused_result));
enum feel_fault feel_decimal_exp(struct feel_decimal a, struct feel_decimal *ret)
    __attribute__((warn_unused_result));
enum feel_fault feel_decimal_log(struct feel_decimal a, struct feel_decimal *ret)
    __attribute__((warn_unused_result));

/* feel_decimal_round - to `scale` digits after the point; below 0: to tens, hundreds … A number
 * that has no more digits than that is as it was.
 * Faults: RANGE for a scale outside of -6111 … 6176. */
enum feel_fault feel_decimal_round(struct feel_decimal a, int64_t scale, enum feel_rounding how,
                                   struct feel_decimal *ret) __attribute__((warn_unused_result));

/* feel_decimal_is_whole - has it no part after the point? 2.0 has none. */
bool feel_decimal_is_whole(struct feel_decimal a);

/* feel_decimal_is_odd - whole and not divisible by 2. */
bool feel_decimal_is_odd(struct feel_decimal a);

/* feel_decimal_to_int64 - the value when it is whole and fits; else false, *ret untouched. */
bool feel_decimal_to_int64(struct feel_decimal a, int64_t *ret);

#endif

/* feel_decimal.c - feel_decimal.h: everything that needs no more than whole numbers. */
#include "feel_decimal_parts.h"

#include <limits.h>
#include <stdio.h>

#define TEN_19 UINT64_C(10000000000000000000)
#define TEN_17 UINT64_C(100000000000000000)

static const uint64_t powers[20] = {1,
                                    10,
                                    100,
                                    1000,
                                    10000,
                                    100000,
                                    1000000,
                                    10000000,
                                    100000000,
                                    1000000000,
                                    10000000000,
                                    100000000000,
                                    1000000000000,
                                    10000000000000,
                                    100000000000000,
                                    1000000000000000,
                                    10000000000000000,
                                    100000000000000000,
                                    1000000000000000000,
                                    TEN_19};

decimal_word decimal_power(int digits)
{
    return digits < 20 ? powers[digits] : (decimal_word)powers[digits - 19] * TEN_19;
}

int decimal_digits(decimal_word word)
{
    uint64_t high = (uint64_t)(word >> 64);
    int bits = high != 0             ? 128 - __builtin_clzll(high)
               : (uint64_t)word != 0 ? 64 - __builtin_clzll((uint64_t)word)
                                     : 0;
    int digits = bits * 1233 >> 12; /* log10(2), from below */
    return digits + (digits <= DECIMAL_WORD_DIGITS && word >= decimal_power(digits));
}

struct decimal_wide decimal_wide_of(decimal_word word, enum decimal_tail tail)
{
    decimal_word base = decimal_power(FEEL_DECIMAL_DIGITS);
    if (word < base) {
        return (struct decimal_wide){0, word, tail};
    }
    return (struct decimal_wide){word / base, word % base, tail};
}

/* tail_of - a remainder below 10^digits, and what was below that. */
static enum decimal_tail tail_of(decimal_word remainder, int digits, enum decimal_tail below)
{
    if (digits == 0) {
        return below;
    }
    decimal_word half = 5 * decimal_power(digits - 1);
    if (remainder == half) {
        return below == TAIL_ZERO ? TAIL_HALF : TAIL_ABOVE_HALF;
    }
    if (remainder > half) {
        return TAIL_ABOVE_HALF;
    }
    return remainder == 0 && below == TAIL_ZERO ? TAIL_ZERO : TAIL_BELOW_HALF;
}

/* wide_cut - without its last digits; *ret_tail tells what they were. What is left fits a word. */
static decimal_word wide_cut(struct decimal_wide wide, int64_t digits, enum decimal_tail *ret_tail)
{
    int word = FEEL_DECIMAL_DIGITS;
    if (digits <= word) {
        decimal_word power = decimal_power((int)digits);
        *ret_tail = tail_of(wide.low % power, (int)digits, wide.tail);
        return (wide.high == 0 ? 0 : wide.high * decimal_power(word - (int)digits)) +
               wide.low / power;
    }
    enum decimal_tail below = tail_of(wide.low, word, wide.tail);
    if (digits > word + DECIMAL_WORD_DIGITS) {
        *ret_tail = wide.high == 0 && below == TAIL_ZERO ? TAIL_ZERO : TAIL_BELOW_HALF;
        return 0;
    }
    decimal_word power = decimal_power((int)digits - word);
    *ret_tail = tail_of(wide.high % power, (int)digits - word, below);
    return wide.high / power;
}

static bool rounds_away(enum feel_rounding how, bool negative, bool odd, enum decimal_tail tail)
{
    switch (how) {
    case FEEL_ROUND_HALF_EVEN:
        return tail == TAIL_ABOVE_HALF || (tail == TAIL_HALF && odd);
    case FEEL_ROUND_FLOOR:
        return negative && tail != TAIL_ZERO;
    case FEEL_ROUND_CEILING:
        return !negative && tail != TAIL_ZERO;
    case FEEL_ROUND_UP:
        return tail != TAIL_ZERO;
    case FEEL_ROUND_DOWN:
        return false;
    case FEEL_ROUND_HALF_UP:
        return tail >= TAIL_HALF;
    case FEEL_ROUND_HALF_DOWN:
        return tail == TAIL_ABOVE_HALF;
    }
    return false;
}

/* fit - a coefficient ≤ 10^34 with an exponent that may be too large. */
static enum feel_fault fit(bool negative, decimal_word coefficient, int64_t exponent,
                           struct feel_decimal *ret)
{
    if (coefficient == decimal_power(FEEL_DECIMAL_DIGITS)) {
        coefficient /= 10;
        exponent++;
    }
    int64_t over = exponent - FEEL_DECIMAL_EXPONENT_MAX;
    if (over > 0 && coefficient != 0) {
        if (over > FEEL_DECIMAL_DIGITS - decimal_digits(coefficient)) {
            return FEEL_FAULT_RANGE;
        }
        coefficient *= decimal_power((int)over);
    }
    *ret =
        decimal_make(coefficient, (int)(over > 0 ? FEEL_DECIMAL_EXPONENT_MAX : exponent), negative);
    return FEEL_FAULT_NONE;
}

enum feel_fault decimal_finish(bool negative, struct decimal_wide wide, int64_t exponent,
                               struct feel_decimal *ret)
{
    int64_t cut = decimal_digits(wide.high);
    if (cut < FEEL_DECIMAL_EXPONENT_MIN - exponent) {
        cut = FEEL_DECIMAL_EXPONENT_MIN - exponent;
    }
    enum decimal_tail tail;
    decimal_word coefficient = wide_cut(wide, cut, &tail);
    coefficient += rounds_away(FEEL_ROUND_HALF_EVEN, negative, coefficient & 1, tail);
    return fit(negative, coefficient, exponent + cut, ret);
}

void decimal_strip(decimal_word *word, int64_t *exponent, int64_t to)
{
    for (int digits = 32; digits > 0 && *word != 0; digits /= 2) {
        decimal_word power = decimal_power(digits);
        while (*exponent + digits <= to && *word % power == 0) {
            *word /= power;
            *exponent += digits;
        }
    }
}

struct feel_decimal feel_decimal_reduce(struct feel_decimal a)
{
    decimal_word coefficient = decimal_coefficient(a);
    int64_t exponent = feel_decimal_exponent(a);
    if (coefficient == 0) {
        return (struct feel_decimal){0};
    }
    decimal_strip(&coefficient, &exponent, FEEL_DECIMAL_EXPONENT_MAX);
    return decimal_make(coefficient, (int)exponent, feel_decimal_negative(a));
}

/* --- text --- */

/* read_exponent - after the e: [+-] digits, the whole of text. Far out of range stays so. */
static bool read_exponent(struct str text, int64_t *ret)
{
    bool negative = text.len > 0 && text.ptr[0] == '-';
    size_t at = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+');
    int64_t value = 0;
    if (at == text.len) {
        return false;
    }
    for (; at < text.len; at++) {
        if (!ascii_is_digit(text.ptr[at])) {
            return false;
        }
        value = value < INT_MAX ? value * 10 + (text.ptr[at] - '0') : value;
    }
    *ret = negative ? -value : value;
    return true;
}

/* struct digits - digits read so far: the first 37 that count, and what came after them. */
struct digits {
    decimal_word word;
    int64_t count, cut; /* in word; after it */
    bool more;          /* one of those was not 0 */
};

static void take_digit(struct digits *digits, char digit)
{
    if (digits->count == DECIMAL_WORD_DIGITS - 1) {
        digits->cut++;
        digits->more = digits->more || digit != '0';
        return;
    }
    digits->word = digits->word * 10 + (unsigned)(digit - '0');
    digits->count += digits->word != 0;
}

enum feel_fault feel_decimal_parse(struct str text, struct feel_decimal *ret)
{
    struct digits digits = {0};
    bool negative = text.len > 0 && text.ptr[0] == '-';
    size_t at = negative, start = at;
    while (at < text.len && ascii_is_digit(text.ptr[at])) {
        take_digit(&digits, text.ptr[at++]);
    }
    size_t whole = at - start, fraction = 0;
    if (at < text.len && text.ptr[at] == '.') {
        for (at++; at < text.len && ascii_is_digit(text.ptr[at]); fraction++) {
            take_digit(&digits, text.ptr[at++]);
        }
        if (fraction == 0) {
            return FEEL_FAULT_SYNTAX;
        }
    }
    int64_t exponent = 0;
    if (whole + fraction == 0 ||
        (at < text.len && ((text.ptr[at] != 'e' && text.ptr[at] != 'E') ||
                           !read_exponent(str_slice(text, at + 1, text.len), &exponent)))) {
        return FEEL_FAULT_SYNTAX;
    }
    exponent += digits.cut - (int64_t)fraction;
    return decimal_finish(negative,
                          decimal_wide_of(digits.word, digits.more ? TAIL_BELOW_HALF : TAIL_ZERO),
                          exponent, ret);
}

size_t feel_decimal_format(struct feel_decimal a, char ret[FEEL_DECIMAL_TEXT_MAX])
{
    char digits[48];
    decimal_word coefficient = decimal_coefficient(a);
    int exponent = feel_decimal_exponent(a);
    uint64_t high = (uint64_t)(coefficient / TEN_19), low = (uint64_t)(coefficient % TEN_19);
    int count = high != 0 ? snprintf(digits, sizeof(digits), "%llu%019llu",
                                     (unsigned long long)high, (unsigned long long)low)
                          : snprintf(digits, sizeof(digits), "%llu", (unsigned long long)low);
    size_t at = 0;
    if (feel_decimal_negative(a)) {
        ret[at++] = '-';
    }
    int whole = count + exponent; /* digits before the point */
    for (int i = 0; i < whole && (i < count || coefficient != 0); i++) {
        ret[at++] = i < count ? digits[i] : '0';
    }
    if (whole <= 0) {
        ret[at++] = '0';
    }
    if (exponent < 0) {
        ret[at++] = '.';
        for (int i = whole; i < count; i++) {
            ret[at++] = i >= 0 ? digits[i] : '0';
        }
    }
    ret[at] = '\0';
    return at;
}

/* --- order --- */

/* compare_magnitude - of two that are not 0. */
static int compare_magnitude(struct feel_decimal a, struct feel_decimal b)
{
    decimal_word x = decimal_coefficient(a), y = decimal_coefficient(b);
    int ea = feel_decimal_exponent(a), eb = feel_decimal_exponent(b);
    int tops = decimal_digits(x) + ea - decimal_digits(y) - eb;
    if (tops != 0) {
        return tops;
    }
    if (ea > eb) { /* by less than 34: as many digits as the other lacks */
        x *= decimal_power(ea - eb);
    } else {
        y *= decimal_power(eb - ea);
    }
    return (x > y) - (x < y);
}

int feel_decimal_compare_any(struct feel_decimal a, struct feel_decimal b)
{
    int sa = feel_decimal_sign(a), sb = feel_decimal_sign(b);
    if (sa != sb || sa == 0) {
        return sa - sb;
    }
    return sa * compare_magnitude(a, b);
}

/* --- sums --- */

/* wide_scaled - word × 10^digits, which has no more than 68 digits. */
static struct decimal_wide wide_scaled(decimal_word word, int digits)
{
    int word_digits = FEEL_DECIMAL_DIGITS;
    if (digits >= word_digits) {
        return (struct decimal_wide){word * decimal_power(digits - word_digits), 0, TAIL_ZERO};
    }
    decimal_word power = decimal_power(word_digits - digits);
    return (struct decimal_wide){word / power, word % power * decimal_power(digits), TAIL_ZERO};
}

static struct decimal_wide wide_add(struct decimal_wide a, decimal_word b)
{
    a.low += b;
    if (a.low >= decimal_power(FEEL_DECIMAL_DIGITS)) {
        a.low -= decimal_power(FEEL_DECIMAL_DIGITS);
        a.high++;
    }
    return a;
}

/* wide_subtract - |a - b|; *negative changes when b was the greater. */
static struct decimal_wide wide_subtract(struct decimal_wide a, decimal_word b, bool *negative)
{
    if (a.high == 0 && a.low < b) {
        *negative = !*negative;
        a.low = b - a.low;
    } else if (a.low < b) {
        a.high--;
        a.low += decimal_power(FEEL_DECIMAL_DIGITS) - b;
    } else {
        a.low -= b;
    }
    return a;
}

/* add_aligned - a + b, neither 0, a with the greater exponent. Where they are too far apart to be
 * added exactly, a gets as many zeros as there is room for, 68 digits in all; what of b is below
 * those is less than the digit after the last that counts, and only a tail. */
static enum feel_fault add_aligned(struct feel_decimal a, struct feel_decimal b,
                                   struct feel_decimal *ret)
{
    decimal_word x = decimal_coefficient(a), y = decimal_coefficient(b);
    int apart = feel_decimal_exponent(a) - feel_decimal_exponent(b);
    int room = 2 * FEEL_DECIMAL_DIGITS - decimal_digits(x);
    int shift = apart < room ? apart : room, cut = apart - shift;
    bool same = feel_decimal_negative(a) == feel_decimal_negative(b);
    bool negative = feel_decimal_negative(a);
    bool tail = false;
    if (cut > 0) {
        decimal_word power = cut > FEEL_DECIMAL_DIGITS ? 0 : decimal_power(cut);
        tail = power == 0 || y % power != 0;
        /* a - (y + tail) is a - (y + 1), and some */
        y = (power == 0 ? 0 : y / power) + (tail && !same);
    }
    struct decimal_wide wide = wide_scaled(x, shift);
    wide = same ? wide_add(wide, y) : wide_subtract(wide, y, &negative);
    wide.tail = tail ? TAIL_BELOW_HALF : TAIL_ZERO;
    return decimal_finish(negative, wide, feel_decimal_exponent(a) - shift, ret);
}

/* pad - a + 0 × 10^exponent, exponent ≤ that of a: with as many zeros as there is room for. */
static struct feel_decimal pad(struct feel_decimal a, int exponent)
{
    decimal_word coefficient = decimal_coefficient(a);
    int apart = feel_decimal_exponent(a) - exponent;
    int room = FEEL_DECIMAL_DIGITS - decimal_digits(coefficient);
    int shift = apart < room || coefficient == 0 ? apart : room;
    return decimal_make(coefficient == 0 ? 0 : coefficient * decimal_power(shift),
                        feel_decimal_exponent(a) - shift, feel_decimal_negative(a));
}

enum feel_fault feel_decimal_add(struct feel_decimal a, struct feel_decimal b,
                                 struct feel_decimal *ret)
{
    if (feel_decimal_exponent(a) < feel_decimal_exponent(b)) {
        struct feel_decimal other = a;
        a = b;
        b = other;
    }
    int apart = feel_decimal_exponent(a) - feel_decimal_exponent(b);
    if (apart <= 14 && (feel_decimal_high(a) | feel_decimal_high(b)) == 0) { /* < 10^34 */
        decimal_word x = (decimal_word)a.low * powers[apart], y = b.low;
        bool negative = feel_decimal_negative(a);
        if (negative == feel_decimal_negative(b)) {
            x += y;
        } else if (x >= y) {
            x -= y;
        } else {
            x = y - x;
            negative = !negative;
        }
        *ret = decimal_make(x, feel_decimal_exponent(b), negative);
        return FEEL_FAULT_NONE;
    }
    if (feel_decimal_is_zero(b)) {
        *ret = pad(a, feel_decimal_exponent(b));
        return FEEL_FAULT_NONE;
    }
    if (feel_decimal_is_zero(a)) {
        *ret = b;
        return FEEL_FAULT_NONE;
    }
    return add_aligned(a, b, ret);
}

enum feel_fault feel_decimal_subtract(struct feel_decimal a, struct feel_decimal b,
                                      struct feel_decimal *ret)
{
    return feel_decimal_add(a, feel_decimal_negate(b), ret);
}

/* --- products --- */

/* wide_product - of two words < 10^34, by halves of 17 digits. */
static struct decimal_wide wide_product(decimal_word a, decimal_word b)
{
    decimal_word a1 = a / TEN_17, a0 = a % TEN_17, b1 = b / TEN_17, b0 = b % TEN_17;
    decimal_word middle = a1 * b0 + a0 * b1; /* < 2 × 10^34 */
    struct decimal_wide ret = {a1 * b1 + middle / TEN_17, a0 * b0, TAIL_ZERO};
    return wide_add(ret, middle % TEN_17 * TEN_17);
}

enum feel_fault feel_decimal_multiply(struct feel_decimal a, struct feel_decimal b,
                                      struct feel_decimal *ret)
{
    bool negative = feel_decimal_negative(a) != feel_decimal_negative(b);
    int exponent = feel_decimal_exponent(a) + feel_decimal_exponent(b);
    if ((feel_decimal_high(a) | feel_decimal_high(b)) == 0) {
        decimal_word product = (decimal_word)a.low * b.low;
        if (product < decimal_power(FEEL_DECIMAL_DIGITS) && exponent >= FEEL_DECIMAL_EXPONENT_MIN &&
            exponent <= FEEL_DECIMAL_EXPONENT_MAX) {
            *ret = decimal_make(product, exponent, negative);
            return FEEL_FAULT_NONE;
        }
    }
    return decimal_finish(negative, wide_product(decimal_coefficient(a), decimal_coefficient(b)),
                          exponent, ret);
}

enum feel_fault feel_decimal_divide(struct feel_decimal a, struct feel_decimal b,
                                    struct feel_decimal *ret)
{
    if (feel_decimal_is_zero(b)) {
        return FEEL_FAULT_ZERO_DIVISOR;
    }
    decimal_word x = decimal_coefficient(a), y = decimal_coefficient(b);
    decimal_word quotient = x / y, rest = x - quotient * y;
    int64_t wanted = feel_decimal_exponent(a) - feel_decimal_exponent(b), exponent = wanted;
    int chunk = DECIMAL_WORD_DIGITS - decimal_digits(y); /* rest × 10^chunk fits a word */
    int lacking = FEEL_DECIMAL_DIGITS - decimal_digits(quotient);
    while (rest != 0 && lacking > 0) {
        int step = chunk < lacking ? chunk : lacking;
        rest *= decimal_power(step);
        decimal_word digits = rest / y;
        quotient = quotient * decimal_power(step) + digits;
        rest -= digits * y; /* dearer to divide twice */
        exponent -= step;
        lacking = FEEL_DECIMAL_DIGITS - decimal_digits(quotient);
    }
    if (rest == 0) {
        decimal_strip(&quotient, &exponent, wanted);
    }
    enum decimal_tail tail = rest == 0       ? TAIL_ZERO
                             : rest * 2 < y  ? TAIL_BELOW_HALF
                             : rest * 2 == y ? TAIL_HALF
                                             : TAIL_ABOVE_HALF;
    return decimal_finish(feel_decimal_negative(a) != feel_decimal_negative(b),
                          (struct decimal_wide){0, quotient, tail}, exponent, ret);
}

/* rest_scaled - x × 10^digits mod y, y < 10^34. */
static decimal_word rest_scaled(decimal_word x, int digits, decimal_word y)
{
    int chunk = DECIMAL_WORD_DIGITS - decimal_digits(y);
    for (x %= y; digits > 0 && x != 0; digits -= chunk) {
        x = x * decimal_power(digits < chunk ? digits : chunk) % y;
    }
    return x;
}

enum feel_fault feel_decimal_modulo(struct feel_decimal a, struct feel_decimal b,
                                    struct feel_decimal *ret)
{
    if (feel_decimal_is_zero(b)) {
        return FEEL_FAULT_ZERO_DIVISOR;
    }
    decimal_word x = decimal_coefficient(a), y = decimal_coefficient(b);
    bool same = feel_decimal_negative(a) == feel_decimal_negative(b);
    int ea = feel_decimal_exponent(a), eb = feel_decimal_exponent(b);
    if (ea < eb) {
        if (decimal_digits(y) + eb - ea > DECIMAL_WORD_DIGITS) { /* |a| < |b| */
            return same || x == 0 ? feel_decimal_add(a, (struct feel_decimal){0}, ret)
                                  : feel_decimal_add(a, b, ret);
        }
        y *= decimal_power(eb - ea);
        x %= y;
    } else {
        x = rest_scaled(x, ea - eb, y);
    }
    x = same || x == 0 ? x : y - x;
    return decimal_finish(feel_decimal_negative(b), decimal_wide_of(x, TAIL_ZERO),
                          ea < eb ? ea : eb, ret);
}

/* --- to whole numbers --- */

enum feel_fault feel_decimal_round(struct feel_decimal a, int64_t scale, enum feel_rounding how,
                                   struct feel_decimal *ret)
{
    if (scale < FEEL_DECIMAL_SCALE_MIN || scale > FEEL_DECIMAL_SCALE_MAX) {
        return FEEL_FAULT_RANGE;
    }
    int64_t cut = -scale - feel_decimal_exponent(a);
    if (cut <= 0) {
        *ret = a;
        return FEEL_FAULT_NONE;
    }
    enum decimal_tail tail;
    decimal_word coefficient =
        wide_cut((struct decimal_wide){0, decimal_coefficient(a), TAIL_ZERO}, cut, &tail);
    coefficient += rounds_away(how, feel_decimal_negative(a), coefficient & 1, tail);
    return fit(feel_decimal_negative(a), coefficient, -scale, ret);
}

/* whole - the coefficient at exponent 0, mod 10^38; false: it has a part after the point. */
static bool whole(struct feel_decimal a, decimal_word *ret, bool *ret_large)
{
    decimal_word coefficient = decimal_coefficient(a);
    int64_t exponent = feel_decimal_exponent(a);
    *ret_large = false;
    if (exponent < 0) {
        decimal_strip(&coefficient, &exponent, 0);
    }
    if (coefficient != 0 && exponent < 0) {
        return false;
    }
    if (coefficient != 0 && exponent > 0) {
        *ret_large = decimal_digits(coefficient) + exponent > DECIMAL_WORD_DIGITS;
        coefficient = *ret_large ? 0 : coefficient * decimal_power((int)exponent);
    }
    *ret = coefficient;
    return true;
}

bool feel_decimal_is_whole(struct feel_decimal a)
{
    decimal_word word;
    bool large;
    return feel_decimal_exponent(a) >= 0 || whole(a, &word, &large);
}

bool feel_decimal_is_odd(struct feel_decimal a)
{
    decimal_word word;
    bool large;
    return whole(a, &word, &large) && (word & 1) != 0;
}

bool feel_decimal_to_int64(struct feel_decimal a, int64_t *ret)
{
    decimal_word word;
    bool large;
    if (!whole(a, &word, &large) || large ||
        word > (decimal_word)INT64_MAX + feel_decimal_negative(a)) {
        return false;
    }
    *ret = feel_decimal_negative(a) ? -(int64_t)(word - (word != 0)) - (word != 0) : (int64_t)word;
    return true;
}

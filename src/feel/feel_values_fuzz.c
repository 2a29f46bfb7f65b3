/* feel_values_fuzz.c - numbers, dates, times and durations of any bytes: what is read is printed
 * and read back the same; whatever is worked out with two of them is itself such a value. */
#include "feel_decimal.h"
#include "feel_temporal.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef enum feel_fault operation(struct feel_decimal a, struct feel_decimal b,
                                  struct feel_decimal *ret);

static bool read_number(struct str text, struct feel_decimal *ret)
{
    if (feel_decimal_parse(text, ret) != FEEL_FAULT_NONE) {
        return false;
    }
    char printed[FEEL_DECIMAL_TEXT_MAX];
    struct feel_decimal back;
    size_t length = feel_decimal_format(*ret, printed);
    assert(length < FEEL_DECIMAL_TEXT_MAX && printed[length] == '\0');
    assert(feel_decimal_parse(str_of(printed), &back) == FEEL_FAULT_NONE);
    assert(feel_decimal_equal(*ret, back));
    return true;
}

static void check_numbers(struct feel_decimal a, struct feel_decimal b)
{
    static operation *const operations[] = {feel_decimal_add,      feel_decimal_subtract,
                                            feel_decimal_multiply, feel_decimal_divide,
                                            feel_decimal_modulo,   feel_decimal_power};
    struct feel_decimal result, other;
    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
        if (operations[i](a, b, &result) == FEEL_FAULT_NONE) {
            other = feel_decimal_reduce(result);
            assert(feel_decimal_equal(result, other) && feel_decimal_equal(other, result));
        }
    }
    if (feel_decimal_modulo(a, b, &result) == FEEL_FAULT_NONE && !feel_decimal_is_zero(result)) {
        assert(feel_decimal_sign(result) == feel_decimal_sign(b));
        assert(feel_decimal_compare(feel_decimal_absolute(result), feel_decimal_absolute(b)) <= 0);
    }
    if (feel_decimal_sqrt(a, &result) == FEEL_FAULT_NONE &&
        feel_decimal_multiply(result, result, &other) == FEEL_FAULT_NONE) {
        assert(feel_decimal_sign(other) == feel_decimal_sign(a));
    }
    for (int how = FEEL_ROUND_HALF_EVEN; how <= FEEL_ROUND_HALF_DOWN; how++) {
        if (feel_decimal_round(a, 2, (enum feel_rounding)how, &result) == FEEL_FAULT_NONE) {
            assert(feel_decimal_exponent(result) >= -2);
        }
    }
    assert((feel_decimal_compare(a, b) > 0) == (feel_decimal_compare(b, a) < 0));
}

static void check_when(const struct feel_zones *zones, struct feel_date_time a,
                       struct feel_days_duration d, struct feel_months_duration m)
{
    char text[FEEL_TEMPORAL_TEXT_MAX];
    struct feel_date_time back, sum;
    struct feel_days_duration difference;
    assert(feel_date_time_format(a, text) < FEEL_TEMPORAL_TEXT_MAX);
    assert(feel_date_time_parse(zones, str_of(text), &back) == FEEL_FAULT_NONE);
    assert(feel_date_time_is(a, back) && feel_date_time_compare(a, back) == 0);
    if (feel_date_time_add_months(a, m, &sum) == FEEL_FAULT_NONE) {
        assert(feel_date_make(sum.date.year, sum.date.month, sum.date.day, &sum.date) ==
               FEEL_FAULT_NONE);
    }
    if (feel_date_time_add_days(a, d, &sum) == FEEL_FAULT_NONE) {
        assert(feel_date_time_subtract(sum, a, &difference) == FEEL_FAULT_NONE);
        assert(a.time.zone == FEEL_ZONE_NAMED || feel_days_duration_equal(difference, d));
    }
    int week = feel_date_week_of_year(a.date);
    assert(week >= 1 && week <= 53);
}

static void check_durations(struct feel_days_duration d, struct feel_months_duration m,
                            struct feel_decimal n)
{
    char text[FEEL_TEMPORAL_TEXT_MAX];
    struct feel_days_duration d_back;
    struct feel_months_duration m_back;
    feel_days_duration_format(d, text);
    assert(feel_days_duration_parse(str_of(text), &d_back) == FEEL_FAULT_NONE);
    assert(feel_days_duration_equal(d, d_back));
    feel_months_duration_format(m, text);
    assert(feel_months_duration_parse(str_of(text), &m_back) == FEEL_FAULT_NONE);
    assert(feel_months_duration_equal(m, m_back));
    if (feel_days_duration_multiply(d, n, &d_back) == FEEL_FAULT_NONE) {
        assert(d_back.nanosecond < 1000000000);
    }
    if (feel_months_duration_divide(m, n, &m_back) == FEEL_FAULT_NONE) {
        assert(m_back.months != INT64_MIN);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct time_zones *set;
    if (set == NULL) {
        set = time_zones_open(NULL);
    }
    struct feel_zones zones = feel_zones_of(set);
    struct str text = {(const char *)data, size};
    ptrdiff_t gap = str_find(text, STR(" "));
    struct str first = str_slice(text, 0, gap < 0 ? size : (size_t)gap);
    struct str second = str_slice(text, gap < 0 ? size : (size_t)gap + 1, size);
    struct feel_decimal a = {0}, b = {0};
    struct feel_days_duration d = {0};
    struct feel_months_duration m = {0};
    struct feel_date_time when;
    struct feel_time clock;
    if (read_number(first, &a) && read_number(second, &b)) {
        check_numbers(a, b);
    }
    if (feel_days_duration_parse(second, &d) == FEEL_FAULT_NONE ||
        feel_months_duration_parse(second, &m) == FEEL_FAULT_NONE) {
        check_durations(d, m, a);
    }
    if (feel_date_time_parse(&zones, first, &when) == FEEL_FAULT_NONE) {
        check_when(&zones, when, d, m);
    }
    if (feel_time_parse(&zones, first, &clock) == FEEL_FAULT_NONE) {
        clock = feel_time_add_days(clock, d);
        assert(clock.hour < 24 && clock.nanosecond < 1000000000);
    }
    return 0;
}

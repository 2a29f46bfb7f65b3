/* rfc3339_time.c - the grammar of RFC 3339 §5.6, from left to right. */
#include "rfc3339_time.h"

#include "calendar.h"

enum { HOUR_S = 3600, MINUTE_S = 60 };

static bool take(struct str *rest, char c)
{
    if (rest->len == 0 || ascii_lower(rest->ptr[0]) != c) {
        return false;
    }
    *rest = str_slice(*rest, 1, rest->len);
    return true;
}

static bool take_number(struct str *rest, size_t digits, int max, int *ret)
{
    uint64_t value = 0;
    if (rest->len < digits || !str_to_uint(str_slice(*rest, 0, digits), (uint64_t)max, &value)) {
        return false;
    }
    *rest = str_slice(*rest, digits, rest->len);
    *ret = (int)value;
    return true;
}

static bool take_day(struct str *rest, int64_t *ret)
{
    int year = 0;
    int month = 0;
    int day = 0;
    if (!take_number(rest, 4, 9999, &year) || !take(rest, '-') ||
        !take_number(rest, 2, 12, &month) || !take(rest, '-') || !take_number(rest, 2, 31, &day) ||
        month == 0 || day == 0 || day > calendar_month_days(year, month)) {
        return false;
    }
    *ret = calendar_day_number(year, month, day);
    return true;
}

static bool take_fraction(struct str *rest, uint32_t *ret_nanosecond)
{
    enum { NANOSECOND_DIGITS = 9 };
    size_t digits = 0;
    if (!take(rest, '.')) {
        return true;
    }
    while (digits < rest->len && ascii_is_digit(rest->ptr[digits])) {
        digits++;
    }
    for (size_t i = 0; i < NANOSECOND_DIGITS; i++) {
        uint32_t digit = i < digits ? (uint32_t)(rest->ptr[i] - '0') : 0;
        *ret_nanosecond = *ret_nanosecond * 10 + digit;
    }
    *rest = str_slice(*rest, digits, rest->len);
    return digits > 0;
}

static bool take_offset(struct str *rest, int *ret_s)
{
    int hour = 0;
    int minute = 0;
    if (take(rest, 'z')) {
        *ret_s = 0;
        return true;
    }
    bool west = take(rest, '-');
    if ((!west && !take(rest, '+')) || !take_number(rest, 2, 23, &hour) || !take(rest, ':') ||
        !take_number(rest, 2, 59, &minute)) {
        return false;
    }
    *ret_s = (hour * HOUR_S + minute * MINUTE_S) * (west ? -1 : 1);
    return true;
}

bool rfc3339_parse(struct str text, int64_t *ret)
{
    uint32_t nanosecond;
    return rfc3339_parse_exact(text, ret, &nanosecond);
}

bool rfc3339_parse_exact(struct str text, int64_t *ret, uint32_t *ret_nanosecond)
{
    uint32_t nanosecond = 0;
    int64_t day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int offset_s = 0;
    if (!take_day(&text, &day) || !take(&text, 't') || !take_number(&text, 2, 23, &hour) ||
        !take(&text, ':') || !take_number(&text, 2, 59, &minute) || !take(&text, ':') ||
        !take_number(&text, 2, 60, &second) || !take_fraction(&text, &nanosecond) ||
        !take_offset(&text, &offset_s) || text.len > 0) {
        return false;
    }
    int64_t time =
        day * CALENDAR_DAY_SECONDS + hour * HOUR_S + minute * MINUTE_S + second - offset_s;
    /* Leap seconds are put in before midnight in UTC alone. */
    if (second == 60 && time % CALENDAR_DAY_SECONDS != 0) {
        return false;
    }
    *ret = time;
    *ret_nanosecond = nanosecond;
    return true;
}

/* feel_temporal_text.c - feel_temporal.h: reading and printing. */
#include "feel_temporal.h"

#include "calendar.h"

#include <stdarg.h>
#include <stdio.h>

enum { NANOSECOND_DIGITS = 9, YEAR_DIGITS_MAX = 9 };

/* --- reading --- */

static bool take(struct str *rest, char c)
{
    if (rest->len == 0 || rest->ptr[0] != c) {
        return false;
    }
    *rest = str_slice(*rest, 1, rest->len);
    return true;
}

/* take_digits - the run of digits that rest begins with. */
static struct str take_digits(struct str *rest)
{
    size_t length = 0;
    while (length < rest->len && ascii_is_digit(rest->ptr[length])) {
        length++;
    }
    struct str digits = str_slice(*rest, 0, length);
    *rest = str_slice(*rest, length, rest->len);
    return digits;
}

/* take_two - exactly two digits. */
static bool take_two(struct str *rest, int *ret)
{
    struct str digits = take_digits(rest);
    if (digits.len != 2) {
        return false;
    }
    *ret = (digits.ptr[0] - '0') * 10 + digits.ptr[1] - '0';
    return true;
}

/* take_fraction - after the point: up to nine digits as nanoseconds, the rest cut. */
static uint32_t take_fraction(struct str *rest)
{
    struct str digits = take_digits(rest);
    uint32_t value = 0;
    for (size_t i = 0; i < NANOSECOND_DIGITS; i++) {
        value = value * 10 + (i < digits.len ? (uint32_t)(digits.ptr[i] - '0') : 0);
    }
    return value;
}

/* take_date - what a date begins with; no zone. */
static enum feel_fault take_date(struct str *rest, struct feel_date *ret)
{
    bool negative = take(rest, '-');
    struct str year_digits = take_digits(rest);
    int month, day;
    uint64_t year;
    if (year_digits.len < 4 || (year_digits.len > 4 && year_digits.ptr[0] == '0') ||
        !take(rest, '-') || !take_two(rest, &month) || !take(rest, '-') || !take_two(rest, &day)) {
        return FEEL_FAULT_SYNTAX;
    }
    if (year_digits.len > YEAR_DIGITS_MAX || !str_to_uint(year_digits, FEEL_YEAR_MAX, &year)) {
        return FEEL_FAULT_RANGE;
    }
    return feel_date_make(negative ? -(int64_t)year : (int64_t)year, month, day, ret);
}

/* take_offset - after its sign: hh:mm[:ss], no more than 14 hours. */
static enum feel_fault take_offset(struct str *rest, bool negative, struct feel_time *time)
{
    int hours, minutes, seconds = 0;
    if (!take_two(rest, &hours) || !take(rest, ':') || !take_two(rest, &minutes) ||
        (take(rest, ':') && !take_two(rest, &seconds))) {
        return FEEL_FAULT_SYNTAX;
    }
    int64_t offset = hours * 3600 + minutes * 60 + seconds;
    if (minutes > 59 || seconds > 59 || offset > FEEL_OFFSET_MAX_S) {
        return FEEL_FAULT_RANGE;
    }
    time->zone = FEEL_ZONE_OFFSET;
    time->at.offset_s = negative ? -offset : offset;
    return FEEL_FAULT_NONE;
}

/* take_zone - what follows hh:mm:ss, up to the end. */
static enum feel_fault take_zone(const struct feel_zones *zones, struct str *rest,
                                 struct feel_time *time)
{
    time->zone = FEEL_ZONE_NONE;
    time->at.offset_s = 0;
    if (take(rest, 'Z') || take(rest, 'z')) {
        time->zone = FEEL_ZONE_OFFSET;
        return FEEL_FAULT_NONE;
    }
    if (take(rest, '@')) {
        time->zone = FEEL_ZONE_NAMED;
        time->at.named = zones->find == NULL ? NULL : zones->find(zones->context, *rest);
        *rest = str_slice(*rest, rest->len, rest->len);
        return time->at.named == NULL ? FEEL_FAULT_UNKNOWN_ZONE : FEEL_FAULT_NONE;
    }
    bool negative = take(rest, '-');
    return negative || take(rest, '+') ? take_offset(rest, negative, time) : FEEL_FAULT_NONE;
}

/* take_time - a time up to the end of rest. *ret_next_day: it is 24:00:00, midnight at the end of
 * a day. */
static enum feel_fault take_time(const struct feel_zones *zones, struct str rest,
                                 struct feel_time *ret, bool *ret_next_day)
{
    int hour, minute, second;
    uint32_t nanosecond = 0;
    if (!take_two(&rest, &hour) || !take(&rest, ':') || !take_two(&rest, &minute) ||
        !take(&rest, ':') || !take_two(&rest, &second)) {
        return FEEL_FAULT_SYNTAX;
    }
    if (take(&rest, '.')) {
        if (rest.len == 0 || !ascii_is_digit(rest.ptr[0])) {
            return FEEL_FAULT_SYNTAX;
        }
        nanosecond = take_fraction(&rest);
    }
    *ret_next_day = hour == 24 && minute == 0 && second == 0 && nanosecond == 0;
    hour = *ret_next_day ? 0 : hour;
    if (hour > 23 || minute > 59 || second > 59) {
        return FEEL_FAULT_RANGE;
    }
    struct feel_time time = {.hour = (uint8_t)hour,
                             .minute = (uint8_t)minute,
                             .second = (uint8_t)second,
                             .nanosecond = nanosecond};
    enum feel_fault fault = take_zone(zones, &rest, &time);
    if (fault == FEEL_FAULT_NONE && rest.len != 0) {
        fault = FEEL_FAULT_SYNTAX;
    }
    if (fault == FEEL_FAULT_NONE) {
        *ret = time;
    }
    return fault;
}

enum feel_fault feel_date_parse(struct str text, struct feel_date *ret)
{
    struct feel_date date;
    enum feel_fault fault = take_date(&text, &date);
    if (text.len != 0) {
        return FEEL_FAULT_SYNTAX;
    }
    if (fault == FEEL_FAULT_NONE) {
        *ret = date;
    }
    return fault;
}

enum feel_fault feel_time_parse(const struct feel_zones *zones, struct str text,
                                struct feel_time *ret)
{
    bool next_day;
    return take_time(zones, text, ret, &next_day);
}

enum feel_fault feel_date_time_parse(const struct feel_zones *zones, struct str text,
                                     struct feel_date_time *ret)
{
    struct feel_date_time when = {0};
    bool next_day = false;
    enum feel_fault fault = take_date(&text, &when.date);
    if (fault == FEEL_FAULT_NONE && text.len != 0) {
        fault =
            take(&text, 'T') ? take_time(zones, text, &when.time, &next_day) : FEEL_FAULT_SYNTAX;
    }
    if (fault == FEEL_FAULT_NONE && next_day) {
        fault = feel_date_from_day_number(feel_date_day_number(when.date) + 1, &when.date);
    }
    if (fault == FEEL_FAULT_NONE) {
        *ret = when;
    }
    return fault;
}

/* take_count - digits before the letter, if they are there: adds them × unit to *total. Nothing is
 * taken when another letter follows. */
static enum feel_fault take_count(struct str *rest, char letter, int64_t unit, int64_t *total,
                                  bool *any)
{
    struct str after = *rest;
    struct str digits = take_digits(&after);
    uint64_t count;
    int64_t product;
    if (digits.len == 0 || !take(&after, letter)) {
        return FEEL_FAULT_NONE;
    }
    *rest = after;
    *any = true;
    if (!str_to_uint(digits, INT64_MAX, &count) ||
        __builtin_mul_overflow((int64_t)count, unit, &product) ||
        __builtin_add_overflow(*total, product, total)) {
        return FEEL_FAULT_RANGE;
    }
    return FEEL_FAULT_NONE;
}

/* take_seconds - n[.n]S, if it is there. "0.S" counts: the TCK has it. */
static enum feel_fault take_seconds(struct str *rest, int64_t *total, uint32_t *ret_nanosecond,
                                    bool *any)
{
    struct str after = *rest;
    struct str digits = take_digits(&after);
    uint64_t count;
    uint32_t nanosecond = take(&after, '.') ? take_fraction(&after) : 0;
    if (digits.len == 0 || !take(&after, 'S')) {
        return FEEL_FAULT_NONE;
    }
    *rest = after;
    *any = true;
    *ret_nanosecond = nanosecond;
    if (!str_to_uint(digits, INT64_MAX, &count) ||
        __builtin_add_overflow(*total, (int64_t)count, total)) {
        return FEEL_FAULT_RANGE;
    }
    return FEEL_FAULT_NONE;
}

enum feel_fault feel_days_duration_parse(struct str text, struct feel_days_duration *ret)
{
    struct feel_days_duration duration = {0};
    bool negative = take(&text, '-'), any = false, any_time = false;
    if (!take(&text, 'P')) {
        return FEEL_FAULT_SYNTAX;
    }
    enum feel_fault faults[4] = {
        take_count(&text, 'D', CALENDAR_DAY_SECONDS, &duration.seconds, &any)};
    if (take(&text, 'T')) {
        faults[1] = take_count(&text, 'H', 3600, &duration.seconds, &any_time);
        faults[2] = take_count(&text, 'M', 60, &duration.seconds, &any_time);
        faults[3] = take_seconds(&text, &duration.seconds, &duration.nanosecond, &any_time);
        any = any_time;
    }
    if (!any || text.len != 0) {
        return FEEL_FAULT_SYNTAX;
    }
    for (size_t i = 0; i < 4; i++) {
        if (faults[i] != FEEL_FAULT_NONE) {
            return faults[i];
        }
    }
    *ret = negative ? feel_days_duration_negate(duration) : duration;
    return FEEL_FAULT_NONE;
}

enum feel_fault feel_months_duration_parse(struct str text, struct feel_months_duration *ret)
{
    int64_t months = 0;
    bool negative = take(&text, '-'), any = false;
    if (!take(&text, 'P')) {
        return FEEL_FAULT_SYNTAX;
    }
    enum feel_fault years = take_count(&text, 'Y', 12, &months, &any);
    enum feel_fault rest = take_count(&text, 'M', 1, &months, &any);
    if (!any || text.len != 0) {
        return FEEL_FAULT_SYNTAX;
    }
    if (years == FEEL_FAULT_NONE && rest == FEEL_FAULT_NONE) {
        ret->months = negative ? -months : months;
        return FEEL_FAULT_NONE;
    }
    return years != FEEL_FAULT_NONE ? years : rest;
}

/* --- printing --- */

/* print - at the end of ret, whose first `at` bytes are text; what the text is long then. */
static size_t __attribute__((format(printf, 3, 4)))
print(char ret[FEEL_TEMPORAL_TEXT_MAX], size_t at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(ret + at, FEEL_TEMPORAL_TEXT_MAX - at, format, arguments);
    va_end(arguments);
    size_t end = at + (length < 0 ? 0 : (size_t)length);
    return end < FEEL_TEMPORAL_TEXT_MAX ? end : FEEL_TEMPORAL_TEXT_MAX - 1;
}

/* print_fraction - ".5" of 500,000,000 nanoseconds; nothing of 0. */
static size_t print_fraction(char ret[FEEL_TEMPORAL_TEXT_MAX], size_t at, uint32_t nanosecond)
{
    int digits = NANOSECOND_DIGITS;
    if (nanosecond == 0) {
        return at;
    }
    for (; nanosecond % 10 == 0; nanosecond /= 10) {
        digits--;
    }
    return print(ret, at, ".%0*u", digits, nanosecond);
}

static size_t print_date(char ret[FEEL_TEMPORAL_TEXT_MAX], size_t at, struct feel_date date)
{
    return print(ret, at, "%s%04d-%02d-%02d", date.year < 0 ? "-" : "",
                 date.year < 0 ? -date.year : date.year, date.month, date.day);
}

static size_t print_time(char ret[FEEL_TEMPORAL_TEXT_MAX], size_t at, struct feel_time time)
{
    at = print(ret, at, "%02d:%02d:%02d", time.hour, time.minute, time.second);
    at = print_fraction(ret, at, time.nanosecond);
    if (time.zone == FEEL_ZONE_NAMED) {
        return print(ret, at, "@%.*s", PRI(time_zone_name(time.at.named)));
    }
    if (time.zone == FEEL_ZONE_NONE) {
        return at;
    }
    int offset = (int)time.at.offset_s, size = offset < 0 ? -offset : offset;
    if (offset == 0) {
        return print(ret, at, "Z");
    }
    at = print(ret, at, "%c%02d:%02d", offset < 0 ? '-' : '+', size / 3600, size / 60 % 60);
    return size % 60 == 0 ? at : print(ret, at, ":%02d", size % 60);
}

size_t feel_date_format(struct feel_date date, char ret[FEEL_TEMPORAL_TEXT_MAX])
{
    return print_date(ret, 0, date);
}

size_t feel_time_format(struct feel_time time, char ret[FEEL_TEMPORAL_TEXT_MAX])
{
    return print_time(ret, 0, time);
}

size_t feel_date_time_format(struct feel_date_time when, char ret[FEEL_TEMPORAL_TEXT_MAX])
{
    return print_time(ret, print(ret, print_date(ret, 0, when.date), "T"), when.time);
}

size_t feel_days_duration_format(struct feel_days_duration duration,
                                 char ret[FEEL_TEMPORAL_TEXT_MAX])
{
    bool negative = duration.seconds < 0;
    struct feel_days_parts parts = feel_days_duration_parts(duration);
    size_t at = print(ret, 0, negative ? "-P" : "P");
    int sign = negative ? -1 : 1;
    if (parts.days != 0) {
        at = print(ret, at, "%lldD", (long long)(parts.days * sign));
    }
    if (parts.hours == 0 && parts.minutes == 0 && parts.seconds == 0 && parts.nanoseconds == 0) {
        return parts.days != 0 ? at : print(ret, at, "T0S");
    }
    at = print(ret, at, "T");
    if (parts.hours != 0) {
        at = print(ret, at, "%dH", parts.hours * sign);
    }
    if (parts.minutes != 0) {
        at = print(ret, at, "%dM", parts.minutes * sign);
    }
    if (parts.seconds == 0 && parts.nanoseconds == 0) {
        return at;
    }
    at = print(ret, at, "%d", parts.seconds * sign);
    return print(ret, print_fraction(ret, at, (uint32_t)(parts.nanoseconds * sign)), "S");
}

size_t feel_months_duration_format(struct feel_months_duration duration,
                                   char ret[FEEL_TEMPORAL_TEXT_MAX])
{
    int64_t years = duration.months / 12, months = duration.months % 12;
    int sign = duration.months < 0 ? -1 : 1;
    size_t at = print(ret, 0, sign < 0 ? "-P" : "P");
    if (years != 0) {
        at = print(ret, at, "%lldY", (long long)(years * sign));
    }
    return months != 0 || years == 0 ? print(ret, at, "%lldM", (long long)(months * sign)) : at;
}

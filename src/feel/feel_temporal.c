/* feel_temporal.c - feel_temporal.h: arithmetic, order and properties.
 *
 * Everything is worked out in nanoseconds, in 128 bits: since midnight, since 1970-01-01T00:00:00
 * where the clocks are (local), or since the same at UTC (instant). */
#include "feel_temporal.h"

#include "calendar.h"
#include "feel_decimal_parts.h"

#define SECOND INT64_C(1000000000)

__extension__ typedef __int128 exact_integer; /* nanoseconds, where nothing else is said */

static const struct time_zone *find_zone(void *context, struct str name)
{
    return time_zones_find(context, name);
}

struct feel_zones feel_zones_of(struct time_zones *set)
{
    return (struct feel_zones){find_zone, set};
}

/* --- dates --- */

static struct feel_date make(int64_t year, int month, int day)
{
    return (struct feel_date){(int32_t)year, (uint8_t)month, (uint8_t)day};
}

enum feel_fault feel_date_make(int64_t year, int64_t month, int64_t day, struct feel_date *ret)
{
    if (year < -FEEL_YEAR_MAX || year > FEEL_YEAR_MAX || month < 1 || month > 12 || day < 1 ||
        day > calendar_month_days(year, (int)month)) {
        return FEEL_FAULT_RANGE;
    }
    *ret = make(year, (int)month, (int)day);
    return FEEL_FAULT_NONE;
}

int64_t feel_date_day_number(struct feel_date date)
{
    return calendar_day_number(date.year, date.month, date.day);
}

enum feel_fault feel_date_from_day_number(int64_t day, struct feel_date *ret)
{
    int64_t year;
    int month, day_of_month;
    if (day < calendar_day_number(-FEEL_YEAR_MAX, 1, 1) ||
        day > calendar_day_number(FEEL_YEAR_MAX, 12, 31)) {
        return FEEL_FAULT_RANGE;
    }
    calendar_date(day, &year, &month, &day_of_month);
    *ret = make(year, month, day_of_month);
    return FEEL_FAULT_NONE;
}

int feel_date_compare(struct feel_date a, struct feel_date b)
{
    return a.year != b.year     ? (a.year > b.year) - (a.year < b.year)
           : a.month != b.month ? a.month - b.month
                                : a.day - b.day;
}

bool feel_date_equal(struct feel_date a, struct feel_date b)
{
    return feel_date_compare(a, b) == 0;
}

int feel_date_weekday(struct feel_date date)
{
    return calendar_weekday(feel_date_day_number(date));
}

int feel_date_day_of_year(struct feel_date date)
{
    return (int)(feel_date_day_number(date) - calendar_day_number(date.year, 1, 1)) + 1;
}

int feel_date_week_of_year(struct feel_date date)
{
    /* A week is of the year that its Thursday is of. */
    int64_t thursday = feel_date_day_number(date) + 4 - feel_date_weekday(date), year;
    int month, day;
    calendar_date(thursday, &year, &month, &day);
    return (int)(thursday - calendar_day_number(year, 1, 1)) / 7 + 1;
}

const char *feel_date_day_name(struct feel_date date)
{
    static const char *const names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
    return names[feel_date_weekday(date) - 1];
}

const char *feel_date_month_name(struct feel_date date)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    return names[date.month - 1];
}

enum feel_fault feel_date_add_months(struct feel_date date, struct feel_months_duration duration,
                                     struct feel_date *ret)
{
    int64_t months;
    if (__builtin_add_overflow((int64_t)date.year * 12 + date.month - 1, duration.months,
                               &months)) {
        return FEEL_FAULT_RANGE;
    }
    int64_t year = calendar_floor(months, 12);
    int month = (int)(months - year * 12) + 1;
    int last = calendar_month_days(year, month);
    return feel_date_make(year, month, date.day < last ? date.day : last, ret);
}

struct feel_months_duration feel_months_between(struct feel_date from, struct feel_date to)
{
    int64_t months = ((int64_t)to.year - from.year) * 12 + to.month - from.month;
    int cut = months > 0 && to.day < from.day ? -1 : months < 0 && to.day > from.day ? 1 : 0;
    return (struct feel_months_duration){months + cut};
}

/* --- durations --- */

static exact_integer of_duration(struct feel_days_duration duration)
{
    return (exact_integer)duration.seconds * SECOND + duration.nanosecond;
}

static enum feel_fault to_duration(exact_integer value, struct feel_days_duration *ret)
{
    exact_integer rest = value % SECOND, seconds = value / SECOND;
    if (rest < 0) {
        rest += SECOND;
        seconds--;
    }
    if (seconds < -INT64_MAX || seconds > INT64_MAX) { /* so that all can be negated */
        return FEEL_FAULT_RANGE;
    }
    *ret = (struct feel_days_duration){(int64_t)seconds, (uint32_t)rest};
    return FEEL_FAULT_NONE;
}

struct feel_days_duration feel_days_duration_negate(struct feel_days_duration duration)
{
    if (duration.nanosecond == 0) {
        return (struct feel_days_duration){-duration.seconds, 0};
    }
    return (struct feel_days_duration){-duration.seconds - 1,
                                       (uint32_t)SECOND - duration.nanosecond};
}

struct feel_months_duration feel_months_duration_negate(struct feel_months_duration duration)
{
    return (struct feel_months_duration){-duration.months};
}

bool feel_days_duration_equal(struct feel_days_duration a, struct feel_days_duration b)
{
    return a.seconds == b.seconds && a.nanosecond == b.nanosecond;
}

bool feel_months_duration_equal(struct feel_months_duration a, struct feel_months_duration b)
{
    return a.months == b.months;
}

int feel_days_duration_compare(struct feel_days_duration a, struct feel_days_duration b)
{
    return a.seconds != b.seconds ? (a.seconds > b.seconds) - (a.seconds < b.seconds)
                                  : (a.nanosecond > b.nanosecond) - (a.nanosecond < b.nanosecond);
}

int feel_months_duration_compare(struct feel_months_duration a, struct feel_months_duration b)
{
    return (a.months > b.months) - (a.months < b.months);
}

enum feel_fault feel_days_duration_add(struct feel_days_duration a, struct feel_days_duration b,
                                       struct feel_days_duration *ret)
{
    return to_duration(of_duration(a) + of_duration(b), ret);
}

/* to_months - so that all can be negated. */
static enum feel_fault to_months(exact_integer value, struct feel_months_duration *ret)
{
    if (value < -INT64_MAX || value > INT64_MAX) {
        return FEEL_FAULT_RANGE;
    }
    ret->months = (int64_t)value;
    return FEEL_FAULT_NONE;
}

enum feel_fault feel_months_duration_add(struct feel_months_duration a,
                                         struct feel_months_duration b,
                                         struct feel_months_duration *ret)
{
    return to_months((exact_integer)a.months + b.months, ret);
}

/* decimal_of - a whole number below 10^34. */
static struct feel_decimal decimal_of(exact_integer value)
{
    return decimal_make((decimal_word)(value < 0 ? -value : value), 0, value < 0);
}

/* whole_part - cut towards zero, when it is below 10^34. */
static enum feel_fault whole_part(struct feel_decimal from, exact_integer *ret)
{
    struct feel_decimal cut;
    if (feel_decimal_round(from, 0, FEEL_ROUND_DOWN, &cut) != FEEL_FAULT_NONE) {
        return FEEL_FAULT_RANGE;
    }
    decimal_word word = decimal_coefficient(cut);
    int exponent = feel_decimal_exponent(cut);
    if (word != 0 && exponent + decimal_digits(word) > FEEL_DECIMAL_DIGITS) {
        return FEEL_FAULT_RANGE;
    }
    word = word == 0 ? 0 : word * decimal_power(exponent);
    *ret = feel_decimal_negative(cut) ? -(exact_integer)word : (exact_integer)word;
    return FEEL_FAULT_NONE;
}

typedef enum feel_fault decimal_operation(struct feel_decimal a, struct feel_decimal b,
                                          struct feel_decimal *ret);

/* scale - a whole number, multiplied or divided, cut towards zero. */
static enum feel_fault scale(exact_integer a, struct feel_decimal b, decimal_operation *operation,
                             exact_integer *ret)
{
    struct feel_decimal result;
    enum feel_fault fault = operation(decimal_of(a), b, &result);
    return fault != FEEL_FAULT_NONE ? fault : whole_part(result, ret);
}

static enum feel_fault scale_days(struct feel_days_duration a, struct feel_decimal b,
                                  decimal_operation *operation, struct feel_days_duration *ret)
{
    exact_integer value;
    enum feel_fault fault = scale(of_duration(a), b, operation, &value);
    return fault != FEEL_FAULT_NONE ? fault : to_duration(value, ret);
}

static enum feel_fault scale_months(struct feel_months_duration a, struct feel_decimal b,
                                    decimal_operation *operation, struct feel_months_duration *ret)
{
    exact_integer value;
    enum feel_fault fault = scale(a.months, b, operation, &value);
    return fault != FEEL_FAULT_NONE ? fault : to_months(value, ret);
}

enum feel_fault feel_days_duration_multiply(struct feel_days_duration a, struct feel_decimal b,
                                            struct feel_days_duration *ret)
{
    return scale_days(a, b, feel_decimal_multiply, ret);
}

enum feel_fault feel_days_duration_divide(struct feel_days_duration a, struct feel_decimal b,
                                          struct feel_days_duration *ret)
{
    return scale_days(a, b, feel_decimal_divide, ret);
}

enum feel_fault feel_months_duration_multiply(struct feel_months_duration a, struct feel_decimal b,
                                              struct feel_months_duration *ret)
{
    return scale_months(a, b, feel_decimal_multiply, ret);
}

enum feel_fault feel_months_duration_divide(struct feel_months_duration a, struct feel_decimal b,
                                            struct feel_months_duration *ret)
{
    return scale_months(a, b, feel_decimal_divide, ret);
}

enum feel_fault feel_days_duration_ratio(struct feel_days_duration a, struct feel_days_duration b,
                                         struct feel_decimal *ret)
{
    return feel_decimal_divide(decimal_of(of_duration(a)), decimal_of(of_duration(b)), ret);
}

enum feel_fault feel_months_duration_ratio(struct feel_months_duration a,
                                           struct feel_months_duration b, struct feel_decimal *ret)
{
    return feel_decimal_divide(feel_decimal_of(a.months), feel_decimal_of(b.months), ret);
}

struct feel_days_parts feel_days_duration_parts(struct feel_days_duration duration)
{
    bool negative = duration.seconds < 0;
    struct feel_days_duration size = negative ? feel_days_duration_negate(duration) : duration;
    int sign = negative ? -1 : 1;
    return (struct feel_days_parts){
        .days = size.seconds / CALENDAR_DAY_SECONDS * sign,
        .hours = (int32_t)(size.seconds / 3600 % 24) * sign,
        .minutes = (int32_t)(size.seconds / 60 % 60) * sign,
        .seconds = (int32_t)(size.seconds % 60) * sign,
        .nanoseconds = (int32_t)size.nanosecond * sign,
    };
}

/* seconds_of - seconds with their fraction: 1.5 and not 1.500000000. */
static struct feel_decimal seconds_of(int64_t seconds, int64_t nanosecond)
{
    struct feel_decimal value = feel_decimal_scaled(seconds * SECOND + nanosecond, -9);
    decimal_word word = decimal_coefficient(value);
    int64_t exponent = -9;
    decimal_strip(&word, &exponent, 0);
    return decimal_make(word, word == 0 ? 0 : (int)exponent, feel_decimal_negative(value));
}

struct feel_decimal feel_days_duration_second(struct feel_days_duration duration)
{
    struct feel_days_parts parts = feel_days_duration_parts(duration);
    return seconds_of(parts.seconds, parts.nanoseconds);
}

/* --- times of day --- */

static int64_t time_seconds(struct feel_time time)
{
    return time.hour * 3600 + time.minute * 60 + time.second;
}

static exact_integer since_midnight(struct feel_time time)
{
    return (exact_integer)time_seconds(time) * SECOND + time.nanosecond;
}

/* set_clock - the hour and what is below, from nanoseconds since midnight. */
static void set_clock(struct feel_time *time, int64_t value)
{
    int64_t seconds = value / SECOND;
    time->hour = (uint8_t)(seconds / 3600);
    time->minute = (uint8_t)(seconds / 60 % 60);
    time->second = (uint8_t)(seconds % 60);
    time->nanosecond = (uint32_t)(value % SECOND);
}

enum feel_fault feel_time_make(int64_t hour, int64_t minute, struct feel_decimal second,
                               struct feel_time *ret)
{
    exact_integer value;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || feel_decimal_sign(second) < 0 ||
        feel_decimal_compare(second, feel_decimal_of(60)) >= 0 ||
        feel_decimal_multiply(second, feel_decimal_of(SECOND), &second) != FEEL_FAULT_NONE ||
        whole_part(second, &value) != FEEL_FAULT_NONE) {
        return FEEL_FAULT_RANGE;
    }
    struct feel_time time = {0};
    set_clock(&time, (hour * 3600 + minute * 60) * SECOND + (int64_t)value);
    *ret = time;
    return FEEL_FAULT_NONE;
}

enum feel_fault feel_time_set_offset(struct feel_time *time, struct feel_days_duration offset)
{
    if (offset.nanosecond != 0 || offset.seconds < -FEEL_OFFSET_MAX_S ||
        offset.seconds > FEEL_OFFSET_MAX_S) {
        return FEEL_FAULT_RANGE;
    }
    time->zone = FEEL_ZONE_OFFSET;
    time->at.offset_s = offset.seconds;
    return FEEL_FAULT_NONE;
}

struct feel_decimal feel_time_second(struct feel_time time)
{
    return seconds_of(time.second, time.nanosecond);
}

struct str feel_time_zone(struct feel_time time)
{
    return time.zone == FEEL_ZONE_NAMED ? time_zone_name(time.at.named) : STR("");
}

/* time_offset - that of a time which is not local; of a named zone, when it is always the same. */
static bool time_offset(struct feel_time time, int64_t *ret)
{
    if (time.zone == FEEL_ZONE_NAMED && !time_zone_is_fixed(time.at.named)) {
        return false;
    }
    *ret = time.zone == FEEL_ZONE_NAMED ? time_zone_offset(time.at.named, 0) : time.at.offset_s;
    return true;
}

bool feel_time_offset(struct feel_time time, struct feel_days_duration *ret)
{
    int64_t offset;
    if (time.zone == FEEL_ZONE_NONE || !time_offset(time, &offset)) {
        return false;
    }
    *ret = (struct feel_days_duration){offset, 0};
    return true;
}

static bool same_zone(struct feel_time a, struct feel_time b)
{
    return a.zone == b.zone && (a.zone == FEEL_ZONE_NONE     ? true
                                : a.zone == FEEL_ZONE_OFFSET ? a.at.offset_s == b.at.offset_s
                                                             : str_eq(time_zone_name(a.at.named),
                                                                      time_zone_name(b.at.named)));
}

/* between_times - a - b, neither or both of them local, or of one zone. */
static enum feel_fault between_times(struct feel_time a, struct feel_time b, exact_integer *ret)
{
    int64_t offset_a = 0, offset_b = 0;
    if (!same_zone(a, b) && (!time_offset(a, &offset_a) || !time_offset(b, &offset_b))) {
        return FEEL_FAULT_ZONE_NO_DATE;
    }
    *ret = since_midnight(a) - since_midnight(b) - (exact_integer)(offset_a - offset_b) * SECOND;
    return FEEL_FAULT_NONE;
}

static bool one_is_local(struct feel_time a, struct feel_time b)
{
    return (a.zone == FEEL_ZONE_NONE) != (b.zone == FEEL_ZONE_NONE);
}

static struct feel_time without_fraction(struct feel_time time)
{
    time.nanosecond = 0;
    return time;
}

enum feel_fault feel_time_equal(struct feel_time a, struct feel_time b, bool *ret)
{
    exact_integer apart = 1;
    enum feel_fault fault = FEEL_FAULT_NONE;
    if (!one_is_local(a, b)) {
        fault = between_times(without_fraction(a), without_fraction(b), &apart);
    }
    if (fault == FEEL_FAULT_NONE) {
        *ret = apart == 0;
    }
    return fault;
}

enum feel_fault feel_time_compare(struct feel_time a, struct feel_time b, int *ret)
{
    exact_integer apart = since_midnight(a) - since_midnight(b);
    enum feel_fault fault = one_is_local(a, b) ? FEEL_FAULT_NONE : between_times(a, b, &apart);
    if (fault == FEEL_FAULT_NONE) {
        *ret = (apart > 0) - (apart < 0);
    }
    return fault;
}

enum feel_fault feel_time_subtract(struct feel_time a, struct feel_time b,
                                   struct feel_days_duration *ret)
{
    exact_integer apart;
    enum feel_fault fault =
        one_is_local(a, b) ? FEEL_FAULT_ONE_ZONE_ONLY : between_times(a, b, &apart);
    return fault != FEEL_FAULT_NONE ? fault : to_duration(apart, ret);
}

bool feel_time_is(struct feel_time a, struct feel_time b)
{
    return same_zone(a, b) && since_midnight(a) == since_midnight(b);
}

struct feel_time feel_time_add_days(struct feel_time time, struct feel_days_duration duration)
{
    const int64_t day = CALENDAR_DAY_SECONDS * SECOND;
    int64_t rest = (int64_t)((since_midnight(time) + of_duration(duration)) % day);
    set_clock(&time, rest < 0 ? rest + day : rest);
    return time;
}

/* --- dates with times --- */

static int64_t local_seconds(struct feel_date_time when)
{
    return feel_date_day_number(when.date) * CALENDAR_DAY_SECONDS + time_seconds(when.time);
}

static int64_t offset_of(struct feel_date_time when)
{
    return when.time.zone == FEEL_ZONE_NAMED
               ? time_zone_offset_local(when.time.at.named, local_seconds(when))
           : when.time.zone == FEEL_ZONE_OFFSET ? when.time.at.offset_s
                                                : 0;
}

static exact_integer local_of(struct feel_date_time when)
{
    return (exact_integer)local_seconds(when) * SECOND + when.time.nanosecond;
}

static exact_integer instant_of(struct feel_date_time when)
{
    return local_of(when) - (exact_integer)offset_of(when) * SECOND;
}

/* set_local - date and clock from nanoseconds local; the zone stays. */
static enum feel_fault set_local(struct feel_date_time *when, exact_integer local)
{
    const int64_t day = CALENDAR_DAY_SECONDS * SECOND;
    exact_integer number = local / day, rest = local % day;
    if (rest < 0) {
        number--;
        rest += day;
    }
    if (number < INT64_MIN || number > INT64_MAX) {
        return FEEL_FAULT_RANGE;
    }
    enum feel_fault fault = feel_date_from_day_number((int64_t)number, &when->date);
    if (fault == FEEL_FAULT_NONE) {
        set_clock(&when->time, (int64_t)rest);
    }
    return fault;
}

struct feel_date_time feel_date_time_of_date(struct feel_date date)
{
    return (struct feel_date_time){.date = date, .time = {.zone = FEEL_ZONE_OFFSET}};
}

enum feel_fault feel_date_time_from_instant(int64_t seconds, uint32_t nanosecond,
                                            struct feel_date_time *ret)
{
    struct feel_date_time when = {.time = {.zone = FEEL_ZONE_OFFSET}};
    enum feel_fault fault = set_local(&when, (exact_integer)seconds * SECOND + nanosecond);
    if (fault == FEEL_FAULT_NONE) {
        *ret = when;
    }
    return fault;
}

bool feel_date_time_offset(struct feel_date_time when, struct feel_days_duration *ret)
{
    if (when.time.zone == FEEL_ZONE_NONE) {
        return false;
    }
    *ret = (struct feel_days_duration){offset_of(when), 0};
    return true;
}

bool feel_date_time_equal(struct feel_date_time a, struct feel_date_time b)
{
    a.time = without_fraction(a.time);
    b.time = without_fraction(b.time);
    return !one_is_local(a.time, b.time) && instant_of(a) == instant_of(b);
}

bool feel_date_time_is(struct feel_date_time a, struct feel_date_time b)
{
    return feel_date_equal(a.date, b.date) && feel_time_is(a.time, b.time);
}

int feel_date_time_compare(struct feel_date_time a, struct feel_date_time b)
{
    bool local = one_is_local(a.time, b.time);
    exact_integer x = local ? local_of(a) : instant_of(a), y = local ? local_of(b) : instant_of(b);
    return (x > y) - (x < y);
}

enum feel_fault feel_date_add_days(struct feel_date date, struct feel_days_duration duration,
                                   struct feel_date *ret)
{
    struct feel_date_time when = feel_date_time_of_date(date);
    enum feel_fault fault = set_local(&when, local_of(when) + of_duration(duration));
    if (fault == FEEL_FAULT_NONE) {
        *ret = when.date;
    }
    return fault;
}

enum feel_fault feel_date_time_add_days(struct feel_date_time when,
                                        struct feel_days_duration duration,
                                        struct feel_date_time *ret)
{
    exact_integer instant = instant_of(when) + of_duration(duration);
    int64_t offset = offset_of(when);
    if (when.time.zone == FEEL_ZONE_NAMED) {
        struct feel_date_time at_utc = {.time = {.zone = FEEL_ZONE_OFFSET}};
        if (set_local(&at_utc, instant) != FEEL_FAULT_NONE) {
            return FEEL_FAULT_RANGE;
        }
        offset = time_zone_offset(when.time.at.named, local_seconds(at_utc));
    }
    enum feel_fault fault = set_local(&when, instant + (exact_integer)offset * SECOND);
    if (fault == FEEL_FAULT_NONE) {
        *ret = when;
    }
    return fault;
}

enum feel_fault feel_date_time_add_months(struct feel_date_time when,
                                          struct feel_months_duration duration,
                                          struct feel_date_time *ret)
{
    enum feel_fault fault = feel_date_add_months(when.date, duration, &when.date);
    if (fault == FEEL_FAULT_NONE) {
        *ret = when;
    }
    return fault;
}

enum feel_fault feel_date_subtract(struct feel_date a, struct feel_date b,
                                   struct feel_days_duration *ret)
{
    int64_t days = feel_date_day_number(a) - feel_date_day_number(b);
    *ret = (struct feel_days_duration){days * CALENDAR_DAY_SECONDS, 0};
    return FEEL_FAULT_NONE;
}

enum feel_fault feel_date_time_subtract(struct feel_date_time a, struct feel_date_time b,
                                        struct feel_days_duration *ret)
{
    if (one_is_local(a.time, b.time)) {
        return FEEL_FAULT_ONE_ZONE_ONLY;
    }
    return to_duration(instant_of(a) - instant_of(b), ret);
}

/* feel_temporal.h - FEEL's dates, times, dates with times, and both durations. Pure: time zones
 * come through a look-up that is passed in; nothing asks what time it is.
 *
 *     date                       2024-02-29            proleptic Gregorian, years ±999,999,999
 *     time                       10:30:00.5            local: of no place in particular
 *                                10:30:00+01:00        at an offset from UTC, "Z" for 0
 *                                10:30:00@Europe/London in a named zone
 *     date and time              2024-02-29T10:30:00, and likewise
 *     days and time duration     P1DT2H3M4.5S          an exact number of nanoseconds
 *     years and months duration  P1Y2M                 a whole number of months
 *
 * Where an operation has no value it says why and leaves *ret alone.
 * Source: OMG DMN 1.5 §10.3.2.3.4 to .8, tables 53, 54, 57, 59, 65, 66, 72, 77, 79; ISO 8601; XML
 * Schema Part 2: Datatypes 1.1, §3.3; where these leave a choice, the DMN TCK. */
#ifndef CANTREF_FEEL_TEMPORAL_H
#define CANTREF_FEEL_TEMPORAL_H

#include "feel_decimal.h"
#include "feel_fault.h"
#include "time_zone.h"

enum {
    FEEL_YEAR_MAX = 999999999, /* and -FEEL_YEAR_MAX */
    FEEL_OFFSET_MAX_S = 14 * 3600,
    FEEL_TEMPORAL_TEXT_MAX = 128,
};

/* struct feel_zones - where named time zones come from: find gives that of a name, or NULL. What
 * it gives must outlive the values that are made with it. {0}: no name is known. */
struct feel_zones {
    const struct time_zone *(*find)(void *context, struct str name);
    void *context;
};

/* feel_zones_of - those of a set that has been opened (time_zone.h). */
struct feel_zones feel_zones_of(struct time_zones *set);

struct feel_date {
    int32_t year;
    uint8_t month, day; /* from 1 */
};

enum feel_zone_kind {
    FEEL_ZONE_NONE,   /* local: not said where */
    FEEL_ZONE_OFFSET, /* at an offset from UTC */
    FEEL_ZONE_NAMED,
};

struct feel_time {
    uint8_t hour, minute, second;
    uint8_t zone; /* enum feel_zone_kind */
    uint32_t nanosecond;
    union {
        int64_t offset_s;
        const struct time_zone *named;
    } at;
};

struct feel_date_time {
    struct feel_date date;
    struct feel_time time;
};

/* A days and time duration is seconds + nanosecond / 10^9: -0.5 s is {-1, 500000000}. */
struct feel_days_duration {
    int64_t seconds;
    uint32_t nanosecond; /* < 10^9 */
};

struct feel_months_duration {
    int64_t months;
};

/* A days and time duration taken apart, all of them ≤ 0 or all ≥ 0; hours -23 … 23. */
struct feel_days_parts {
    int64_t days;
    int32_t hours, minutes, seconds, nanoseconds;
};

/* Parsing. The whole of text, as date(), time(), date and time() and duration() take it; nothing
 * before or after. Faults: SYNTAX; RANGE for a date or time that no calendar or clock has;
 * UNKNOWN_ZONE. */

/* feel_date_parse - [-]YYYY-MM-DD; more digits in the year when the first is not 0. */
enum feel_fault feel_date_parse(struct str text, struct feel_date *ret)
    __attribute__((warn_unused_result));
/* feel_time_parse - hh:mm:ss[.digits][Z | ±hh:mm[:ss] | @Zone]; digits after the ninth are cut. */
enum feel_fault feel_time_parse(const struct feel_zones *zones, struct str text,
                                struct feel_time *ret) __attribute__((warn_unused_result));
/* feel_date_time_parse - a date, T, a time; or a date alone, at midnight. */
enum feel_fault feel_date_time_parse(const struct feel_zones *zones, struct str text,
                                     struct feel_date_time *ret)
    __attribute__((warn_unused_result));
/* feel_days_duration_parse - [-]P[nD][T[nH][nM][n[.n]S]], at least one of them. */
enum feel_fault feel_days_duration_parse(struct str text, struct feel_days_duration *ret)
    __attribute__((warn_unused_result));
/* feel_months_duration_parse - [-]P[nY][nM], at least one of them. */
enum feel_fault feel_months_duration_parse(struct str text, struct feel_months_duration *ret)
    __attribute__((warn_unused_result));

/* Printing, as FEEL's string() does: what parsing reads back. NUL-terminated; the length. */
size_t feel_date_format(struct feel_date date, char ret[FEEL_TEMPORAL_TEXT_MAX]);
size_t feel_time_format(struct feel_time time, char ret[FEEL_TEMPORAL_TEXT_MAX]);
size_t feel_date_time_format(struct feel_date_time when, char ret[FEEL_TEMPORAL_TEXT_MAX]);
size_t feel_days_duration_format(struct feel_days_duration duration,
                                 char ret[FEEL_TEMPORAL_TEXT_MAX]);
size_t feel_months_duration_format(struct feel_months_duration duration,
                                   char ret[FEEL_TEMPORAL_TEXT_MAX]);

/* Making. Faults: RANGE. */
enum feel_fault feel_date_make(int64_t year, int64_t month, int64_t day, struct feel_date *ret)
    __attribute__((warn_unused_result));
/* feel_time_make - local; second may have a fraction. feel_time_set_offset puts it at an offset:
 * whole seconds within ±14 hours. */
enum feel_fault feel_time_make(int64_t hour, int64_t minute, struct feel_decimal second,
                               struct feel_time *ret) __attribute__((warn_unused_result));
enum feel_fault feel_time_set_offset(struct feel_time *time, struct feel_days_duration offset)
    __attribute__((warn_unused_result));
/* feel_date_time_of_date - midnight UTC of that day, as FEEL takes a date for a date and time. */
struct feel_date_time feel_date_time_of_date(struct feel_date date);
/* feel_date_time_from_instant - seconds since 1970-01-01T00:00:00Z, at UTC: for now() and today().
 * Faults: RANGE. */
enum feel_fault feel_date_time_from_instant(int64_t seconds, uint32_t nanosecond,
                                            struct feel_date_time *ret)
    __attribute__((warn_unused_result));

/* Equality as the operator = has it: dates, durations and instants by value; of times of day the
 * fraction of the second is not considered. One local and one not: not equal. *ret is the answer.
 * Faults: ZONE_NO_DATE for times of day alone. */
bool feel_date_equal(struct feel_date a, struct feel_date b);
enum feel_fault feel_time_equal(struct feel_time a, struct feel_time b, bool *ret)
    __attribute__((warn_unused_result));
bool feel_date_time_equal(struct feel_date_time a, struct feel_date_time b);
bool feel_days_duration_equal(struct feel_days_duration a, struct feel_days_duration b);
bool feel_months_duration_equal(struct feel_months_duration a, struct feel_months_duration b);

/* Identity as is() has it: the same in every part, zone and fraction included. */
bool feel_time_is(struct feel_time a, struct feel_time b);
bool feel_date_time_is(struct feel_date_time a, struct feel_date_time b);

/* Order, for < and the like: <0, 0, >0. One local and one not: the local one is taken at the
 * offset, or in the zone, of the other (table 54). */
int feel_date_compare(struct feel_date a, struct feel_date b);
enum feel_fault feel_time_compare(struct feel_time a, struct feel_time b, int *ret)
    __attribute__((warn_unused_result));
int feel_date_time_compare(struct feel_date_time a, struct feel_date_time b);
int feel_days_duration_compare(struct feel_days_duration a, struct feel_days_duration b);
int feel_months_duration_compare(struct feel_months_duration a, struct feel_months_duration b);

/* Sums. To subtract a duration, negate it first. A month that has no such day: its last day.
 * Faults: RANGE past the calendar; ONE_ZONE_ONLY. */
struct feel_days_duration feel_days_duration_negate(struct feel_days_duration duration);
struct feel_months_duration feel_months_duration_negate(struct feel_months_duration duration);
enum feel_fault feel_date_add_days(struct feel_date date, struct feel_days_duration duration,
                                   struct feel_date *ret) __attribute__((warn_unused_result));
enum feel_fault feel_date_add_months(struct feel_date date, struct feel_months_duration duration,
                                     struct feel_date *ret) __attribute__((warn_unused_result));
enum feel_fault feel_date_time_add_days(struct feel_date_time when,
                                        struct feel_days_duration duration,
                                        struct feel_date_time *ret)
    __attribute__((warn_unused_result));
enum feel_fault feel_date_time_add_months(struct feel_date_time when,
                                          struct feel_months_duration duration,
                                          struct feel_date_time *ret)
    __attribute__((warn_unused_result));
struct feel_time feel_time_add_days(struct feel_time time, struct feel_days_duration duration);
enum feel_fault feel_date_subtract(struct feel_date a, struct feel_date b,
                                   struct feel_days_duration *ret)
    __attribute__((warn_unused_result));
enum feel_fault feel_date_time_subtract(struct feel_date_time a, struct feel_date_time b,
                                        struct feel_days_duration *ret)
    __attribute__((warn_unused_result));
enum feel_fault feel_time_subtract(struct feel_time a, struct feel_time b,
                                   struct feel_days_duration *ret)
    __attribute__((warn_unused_result));
enum feel_fault feel_days_duration_add(struct feel_days_duration a, struct feel_days_duration b,
                                       struct feel_days_duration *ret)
    __attribute__((warn_unused_result));
enum feel_fault feel_months_duration_add(struct feel_months_duration a,
                                         struct feel_months_duration b,
                                         struct feel_months_duration *ret)
    __attribute__((warn_unused_result));

/* Products with numbers. Part of a nanosecond, part of a month: cut towards zero. duration ÷
 * duration is a number. Faults: RANGE, ZERO_DIVISOR. */
enum feel_fault feel_days_duration_multiply(struct feel_days_duration a, struct feel_decimal b,
                                            struct feel_days_duration *ret)
    __attribute__((warn_unused_result));
enum feel_fault feel_days_duration_divide(struct feel_days_duration a, struct feel_decimal b,
                                          struct feel_days_duration *ret)
    __attribute__((warn_unused_result));
enum feel_fault feel_days_duration_ratio(struct feel_days_duration a, struct feel_days_duration b,
                                         struct feel_decimal *ret)
    __attribute__((warn_unused_result));
enum feel_fault feel_months_duration_multiply(struct feel_months_duration a, struct feel_decimal b,
                                              struct feel_months_duration *ret)
    __attribute__((warn_unused_result));
enum feel_fault feel_months_duration_divide(struct feel_months_duration a, struct feel_decimal b,
                                            struct feel_months_duration *ret)
    __attribute__((warn_unused_result));
enum feel_fault feel_months_duration_ratio(struct feel_months_duration a,
                                           struct feel_months_duration b, struct feel_decimal *ret)
    __attribute__((warn_unused_result));

/* Properties and functions of the calendar. */
int feel_date_weekday(struct feel_date date);                /* Monday 1 … Sunday 7 */
int feel_date_day_of_year(struct feel_date date);            /* from 1 */
int feel_date_week_of_year(struct feel_date date);           /* ISO 8601: 1 … 53 */
const char *feel_date_day_name(struct feel_date date);       /* "Tuesday": day of week() */
const char *feel_date_month_name(struct feel_date date);     /* "September": month of year() */
struct feel_decimal feel_time_second(struct feel_time time); /* with its fraction: 1.5 */
/* feel_time_offset - `time offset`; false: none, or unknown without a date. */
bool feel_time_offset(struct feel_time time, struct feel_days_duration *ret);
bool feel_date_time_offset(struct feel_date_time when, struct feel_days_duration *ret);
/* feel_time_zone - `timezone`; "": it has no name. */
struct str feel_time_zone(struct feel_time time);
struct feel_days_parts feel_days_duration_parts(struct feel_days_duration duration);
struct feel_decimal feel_days_duration_second(struct feel_days_duration duration);
/* feel_months_between - `years and months duration`(from, to): whole months, cut towards zero. The
 * time of day does not count. */
struct feel_months_duration feel_months_between(struct feel_date from, struct feel_date to);
/* feel_date_day_number - days since 1970-01-01; from it, the inverse, within the calendar. */
int64_t feel_date_day_number(struct feel_date date);
enum feel_fault feel_date_from_day_number(int64_t day, struct feel_date *ret)
    __attribute__((warn_unused_result));

#endif

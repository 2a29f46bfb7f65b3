/* calendar.h - days counted from 1 January 1970 and back, by the Gregorian calendar, for years of
 * either sign. Pure. Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
#ifndef CANTREF_BASE_CALENDAR_H
#define CANTREF_BASE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

enum { CALENDAR_ERA_YEARS = 400, CALENDAR_ERA_DAYS = 146097, CALENDAR_DAY_SECONDS = 86400 };

/* calendar_floor - a ÷ b towards minus infinity, b > 0. */
static inline int64_t calendar_floor(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static inline bool calendar_is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* calendar_month_days - how many days month 1 … 12 has in that year. */
static inline int calendar_month_days(int64_t year, int month)
{
    return month == 2 ? 28 + calendar_is_leap(year) : 30 + ((month + month / 8) & 1);
}

/* calendar_day_number - month 1 … 12; a day that the month lacks counts on into the next. Years
 * within ±10^15. */
static inline int64_t calendar_day_number(int64_t year, int month, int day)
{
    int64_t shifted = year - (month <= 2); /* years that begin in March */
    int64_t era = calendar_floor(shifted, CALENDAR_ERA_YEARS);
    int64_t year_of_era = shifted - era * CALENDAR_ERA_YEARS;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * CALENDAR_ERA_DAYS + day_of_era - 719468;
}

/* calendar_date - the date of a day number within ±10^17. */
static inline void calendar_date(int64_t number, int64_t *ret_year, int *ret_month, int *ret_day)
{
    number += 719468;
    int64_t era = calendar_floor(number, CALENDAR_ERA_DAYS);
    int64_t day_of_era = number - era * CALENDAR_ERA_DAYS;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month = (int)((5 * day_of_year + 2) / 153); /* from March */
    *ret_day = (int)(day_of_year - (153 * month + 2) / 5) + 1;
    *ret_month = month < 10 ? month + 3 : month - 9;
    *ret_year = year_of_era + era * CALENDAR_ERA_YEARS + (*ret_month <= 2);
}

/* calendar_weekday - Monday 1 … Sunday 7. */
static inline int calendar_weekday(int64_t number)
{
    return (int)(number + 3 - calendar_floor(number + 3, 7) * 7) + 1;
}

#endif

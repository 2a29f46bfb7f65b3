/* working_day.c - bank holidays by rule, and counting without them. */
#include "working_day.h"

#include <stddef.h>

enum { MONDAY = 0, SATURDAY = 5, WEEK = 7 };

static int32_t day_of(int year, int month, int day)
{
    return date_days((struct date){(int16_t)year, (int8_t)month, (int8_t)day});
}

int working_day_weekday(int32_t day)
{
    /* 1 January 1970 was a Thursday. */
    return (int)(((int64_t)day + 3) % WEEK + WEEK) % WEEK;
}

static bool is_weekend(int32_t day)
{
    return working_day_weekday(day) >= SATURDAY;
}

int32_t working_day_easter(int year)
{
    /* Meeus, Jones and Butcher. */
    int a = year % 19, b = year / 100, c = year % 100;
    int d = b / 4, e = b % 4, g = (8 * b + 13) / 25;
    int h = (19 * a + b - d - g + 15) % 30;
    int i = c / 4, k = c % 4;
    int l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 19 * l) / 433;
    int month = (h + l - 7 * m + 90) / 25;
    int day = (h + l - 7 * m + 33 * month + 19) % 32;
    return day_of(year, month, day);
}

static bool is_first_monday(struct date date, int month)
{
    return date.month == month && date.day <= WEEK;
}

static bool is_last_monday_of_31(struct date date, int month)
{
    return date.month == month && date.day > 31 - WEEK;
}

/* What was given or moved once, by proclamation under section 1(2) or 1(3) of the Act. Where: bits
 * of calendars. Those before 2012 are from public lists and not read in the Gazette: unverified. */
enum {
    ENGLAND_AND_WALES = 1 << HOLIDAYS_ENGLAND_AND_WALES,
    SCOTLAND = 1 << HOLIDAYS_SCOTLAND,
    NORTHERN_IRELAND = 1 << HOLIDAYS_NORTHERN_IRELAND,
    EVERYWHERE = ENGLAND_AND_WALES | SCOTLAND | NORTHERN_IRELAND
};

static const struct once {
    int16_t year;
    int8_t month, day;
    bool holiday; /* false: it would have been one, and was moved */
    uint8_t where;
} once[] = {
    {1973, 11, 14, true, EVERYWHERE}, /* wedding of Princess Anne */
    {1977, 5, 30, false, EVERYWHERE}, /* Silver Jubilee */
    {1977, 6, 6, true, EVERYWHERE},   {1977, 6, 7, true, EVERYWHERE},
    {1981, 7, 29, true, EVERYWHERE}, /* wedding of the Prince of Wales */
    {1995, 5, 1, false, EVERYWHERE}, /* fifty years since the end of the war in Europe */
    {1995, 5, 8, true, EVERYWHERE},   {1999, 12, 31, true, EVERYWHERE}, /* Millennium */
    {2002, 5, 27, false, EVERYWHERE},                                   /* Golden Jubilee */
    {2002, 6, 3, true, EVERYWHERE},   {2002, 6, 4, true, EVERYWHERE},
    {2011, 4, 29, true, EVERYWHERE},  /* wedding of Prince William */
    {2012, 5, 28, false, EVERYWHERE}, /* Diamond Jubilee */
    {2012, 6, 4, true, EVERYWHERE},   {2012, 6, 5, true, EVERYWHERE},
    {2020, 5, 4, false, EVERYWHERE}, /* seventy-five years since the end of the war in Europe */
    {2020, 5, 8, true, EVERYWHERE},   {2022, 5, 30, false, EVERYWHERE}, /* Platinum Jubilee */
    {2022, 6, 2, true, EVERYWHERE},   {2022, 6, 3, true, EVERYWHERE},
    {2022, 9, 19, true, EVERYWHERE}, /* funeral of Queen Elizabeth II */
    {2023, 5, 8, true, EVERYWHERE},  /* coronation of King Charles III */
    {2026, 6, 15, true, SCOTLAND},   /* football World Cup; proclaimed on 4 February 2026 */
};

/* by_exception - is that day one of the table? Then *ret_holiday says which way. */
static bool by_exception(enum holiday_calendar calendar, struct date date, bool *ret_holiday)
{
    for (size_t i = 0; i < sizeof once / sizeof once[0]; i++) {
        if (once[i].year == date.year && once[i].month == date.month && once[i].day == date.day &&
            (once[i].where & 1 << calendar) != 0) {
            *ret_holiday = once[i].holiday;
            return true;
        }
    }
    return false;
}

/* is_fixed - a holiday by its number in the month, on whatever day of the week. */
static bool is_fixed(enum holiday_calendar calendar, struct date date)
{
    bool scotland = calendar == HOLIDAYS_SCOTLAND;
    bool northern = calendar == HOLIDAYS_NORTHERN_IRELAND;
    switch (date.month * 100 + date.day) {
    case 101:
        return scotland || date.year >= 1974;
    case 102:
        return scotland;
    case 317:
    case 712:
        return northern;
    case 1130:
        return scotland && date.year >= 2007;
    case 1225:
        return true;
    case 1226:
        return !scotland || date.year >= 1974;
    default:
        return false;
    }
}

/* is_moving - a holiday by its weekday or by Easter: never on a weekend. */
static bool is_moving(enum holiday_calendar calendar, int32_t day, struct date date)
{
    bool scotland = calendar == HOLIDAYS_SCOTLAND;
    int32_t easter = working_day_easter(date.year);
    if (day == easter - 2 || (day == easter + 1 && !scotland)) {
        return true;
    }
    if (working_day_weekday(day) != MONDAY) {
        return false;
    }
    return (is_first_monday(date, 5) && (scotland || date.year >= 1978)) ||
           (is_last_monday_of_31(date, 5) && (!scotland || date.year >= 1978)) ||
           (scotland ? is_first_monday(date, 8) : is_last_monday_of_31(date, 8));
}

/* is_substitute - given for a fixed day on a weekend. Such days come one or two together, so a day
 * is one when, going back over weekend and fixed days, more of these lay on the weekend than
 * weekdays have been given for them since. */
static bool is_substitute(enum holiday_calendar calendar, int32_t day, struct date date)
{
    int weekday = working_day_weekday(day);
    int owed = 0;
    if (weekday > MONDAY + 1 || is_fixed(calendar, date)) {
        return false;
    }
    for (int32_t d = day - weekday - 2; d < day; d++) {
        bool fixed = is_fixed(calendar, date_of_days(d));
        if (is_weekend(d)) {
            owed += fixed;
        } else {
            owed -= !fixed; /* Monday, before this Tuesday, was given for one */
        }
    }
    return owed > 0;
}

bool working_day_is_holiday(enum holiday_calendar calendar, int32_t day)
{
    struct date date = date_of_days(day);
    bool holiday = false;
    if (by_exception(calendar, date, &holiday)) {
        return holiday;
    }
    return is_fixed(calendar, date) || is_moving(calendar, day, date) ||
           is_substitute(calendar, day, date);
}

bool working_day_is(enum holiday_calendar calendar, int32_t day)
{
    return !is_weekend(day) && !working_day_is_holiday(calendar, day);
}

int32_t working_day_from(enum holiday_calendar calendar, int32_t day)
{
    while (!working_day_is(calendar, day)) {
        day++;
    }
    return day;
}

int32_t working_day_until(enum holiday_calendar calendar, int32_t day)
{
    while (!working_day_is(calendar, day)) {
        day--;
    }
    return day;
}

int32_t working_day_add(enum holiday_calendar calendar, int32_t day, int32_t count)
{
    for (int32_t left = count; left > 0; left--) {
        day = working_day_from(calendar, day + 1);
    }
    return day;
}

int32_t working_day_count(enum holiday_calendar calendar, int32_t from, int32_t to)
{
    int32_t count = 0;
    for (int32_t day = from; day < to; day++) {
        count += working_day_is(calendar, day);
    }
    return count;
}

int32_t calendar_months_add(int32_t day, int32_t months)
{
    struct date date = date_of_days(day);
    int32_t of_all = date.year * 12 + date.month - 1 + months;
    int year = of_all / 12, month = of_all % 12 + 1;
    int32_t last = (month == 12 ? day_of(year + 1, 1, 1) : day_of(year, month + 1, 1)) - 1;
    int32_t due = day_of(year, month, date.day);
    return due < last ? due : last;
}

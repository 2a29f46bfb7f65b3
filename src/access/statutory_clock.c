/* statutory_clock.c - months, weekends, public holidays. */
#include "statutory_clock.h"

#include "date.h"

#include <stddef.h>

enum { MONDAY = 0, FRIDAY = 4, SATURDAY = 5 };

static int32_t day_of(int year, int month, int day)
{
    return date_days((struct date){(int16_t)year, (int8_t)month, (int8_t)day});
}

/* From Monday, 0: 1 January 1970 was a Thursday. */
static int weekday(int32_t day)
{
    return (int)(((int64_t)day + 3) % 7 + 7) % 7;
}

/* civil_from_days (Hinnant). */
static struct date date_of(int32_t day)
{
    int64_t z = (int64_t)day + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t of_era = z - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    return (struct date){(int16_t)(year + era * 400 + (month >= 10)),
                         (int8_t)(month < 10 ? month + 3 : month - 9),
                         (int8_t)(of_year - (153 * month + 2) / 5 + 1)};
}

/* Easter Sunday, Gregorian (Meeus, Jones and Butcher). */
static int32_t easter(int year)
{
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

static int32_t first_monday(int year, int month)
{
    int32_t first = day_of(year, month, 1);
    return first + (7 - weekday(first)) % 7;
}

static int32_t last_monday(int year, int month)
{
    int32_t last = day_of(year, month, 31);
    return last - weekday(last);
}

/* Days that were holidays once, by royal proclamation, and days that these stood for. */
static const struct once {
    int16_t year;
    int8_t month, day;
    bool holiday;
} once[] = {
    {2020, 5, 4, false}, {2020, 5, 8, true},  {2022, 5, 30, false}, {2022, 6, 2, true},
    {2022, 6, 3, true},  {2022, 9, 19, true}, {2023, 5, 8, true},
};

static bool is_holiday(int32_t day)
{
    struct date date = date_of(day);
    int year = date.year;
    for (size_t i = 0; i < sizeof once / sizeof once[0]; i++) {
        if (day == day_of(once[i].year, once[i].month, once[i].day)) {
            return once[i].holiday;
        }
    }
    /* New Year's Day, or the Monday after; Christmas and Boxing Day, or the Monday and Tuesday. */
    int32_t new_year = day_of(year, 1, 1);
    int32_t christmas = day_of(year, 12, 25);
    int new_year_on = weekday(new_year);
    int christmas_on = weekday(christmas);
    int32_t sunday = easter(year);
    return day == new_year || (new_year_on >= SATURDAY && day == new_year + 7 - new_year_on) ||
           day == sunday - 2 || day == sunday + 1 || day == first_monday(year, 5) ||
           day == last_monday(year, 5) || day == last_monday(year, 8) || day == christmas ||
           day == christmas + 1 || (christmas_on == FRIDAY && day == christmas + 3) ||
           (christmas_on >= SATURDAY && day == christmas + 2) ||
           (christmas_on == SATURDAY && day == christmas + 3);
}

bool statutory_is_working_day(int32_t day)
{
    return weekday(day) < SATURDAY && !is_holiday(day);
}

int32_t statutory_due(int32_t received, int months)
{
    struct date date = date_of(received);
    int month = date.month - 1 + months;
    int year = date.year + month / 12;
    month = month % 12 + 1;
    int32_t first_of_next = month == 12 ? day_of(year + 1, 1, 1) : day_of(year, month + 1, 1);
    int32_t due = day_of(year, month, date.day);
    due = due < first_of_next ? due : first_of_next - 1;
    while (!statutory_is_working_day(due)) {
        due++;
    }
    return due;
}

/* working_day.h - on which days offices are closed: Saturdays, Sundays and the bank and public
 * holidays of each part of the United Kingdom, by rule for every year; and counting days without
 * them. Pure. Days are whole numbers since 1 January 1970.
 *
 *                                        England, Wales   Scotland        Northern Ireland
 *     1 January                          from 1974        always          from 1974
 *     2 January                                           always
 *     17 March                                                            always
 *     Good Friday                        common law       always          common law
 *     Easter Monday                      always                           always
 *     first Monday of May                from 1978        always          from 1978
 *     last Monday of May                 always           from 1978       always
 *     12 July                                                             always
 *     Monday of August                   the last         the first       the last
 *     30 November                                         from 2007
 *     25 December                        common law       always          common law
 *     26 December                        always           from 1974       always
 *
 * A fixed day that falls on a Saturday or Sunday is given on the next day that is neither weekend
 * nor holiday already. "Always" is since the Act of 1971: earlier years are counted by the same
 * rules, which were others then. What was moved or given once is a table in the .c.
 *
 * Sources: Banking and Financial Dealings Act 1971 (c. 80), section 1 and Schedule 1, with the St
 * Andrew's Day Bank Holiday (Scotland) Act 2007 (asp 2); yearly proclamations under section 1(3);
 * gov.uk/bank-holidays, against whose lists of 2012 to 2026 the tests hold the rules. The years
 * from which Scotland has the last Monday of May and 26 December are unverified. */
#ifndef CANTREF_STD_WORKING_DAY_H
#define CANTREF_STD_WORKING_DAY_H

#include "date.h"

enum holiday_calendar {
    HOLIDAYS_ENGLAND_AND_WALES,
    HOLIDAYS_SCOTLAND,
    HOLIDAYS_NORTHERN_IRELAND,
    HOLIDAY_CALENDARS
};

/* The last year of which it is known what was proclaimed for it. */
enum { WORKING_DAY_YEAR_KNOWN = 2026 };

/* working_day_weekday - Monday 0 … Sunday 6. */
int working_day_weekday(int32_t day);

/* working_day_easter - Easter Sunday of a year, Gregorian. */
int32_t working_day_easter(int year);

/* working_day_is_holiday - a bank or public holiday, on whatever day of the week. */
bool working_day_is_holiday(enum holiday_calendar calendar, int32_t day);

/* working_day_is - neither weekend nor holiday. */
bool working_day_is(enum holiday_calendar calendar, int32_t day);

/* working_day_from, working_day_until - the day itself when it is a working day, else the next, or
 * the last before it. */
int32_t working_day_from(enum holiday_calendar calendar, int32_t day);
int32_t working_day_until(enum holiday_calendar calendar, int32_t day);

/* working_day_add - the count-th working day after a day, which itself does not count; the day
 * itself for 0. Cost: O(count). */
int32_t working_day_add(enum holiday_calendar calendar, int32_t day, int32_t count);

/* working_day_count - how many working days there are from `from` to the day before `to`; 0 when
 * there is none. Cost: O(days). */
int32_t working_day_count(enum holiday_calendar calendar, int32_t from, int32_t to);

/* calendar_months_add - the day of the same number so many months on (or back, below 0), or the
 * last of a month that is shorter. */
int32_t calendar_months_add(int32_t day, int32_t months);

#endif

/* date.h - dates in the layouts that exports use. Pure. */
#ifndef CANTREF_STD_DATE_H
#define CANTREF_STD_DATE_H

#include "str.h"

/* 0 where a part is not known. year 1000 … 2999. The calendar is not enforced on day (31 in any
 * month): a wrong day is still evidence. */
struct date {
    int16_t year;
    int8_t month;
    int8_t day;
};

/* How a column writes 06/11/2020. */
enum date_order { DATE_DAY_FIRST, DATE_MONTH_FIRST };

enum { DATE_TEXT_MAX = 12 };

/* date_parse - 06/11/2020, 6.11.20, 2020-11-06, 2020/11/06, 20201106, 06112020, 6-Nov-2020, 6
 * November 2020, Nov 6, 2020, 6 Tachwedd 2020, 2020-11, 11/2020, 2020, with or without a time or
 * zone behind ("2020-11-06T00:00:00Z", "06/11/2020 00:00"). Two-digit years fall in the hundred
 * years that end with `latest_year`. A month over 12 whose day would do as a month is taken as
 * swapped; otherwise what is possible is kept (the year alone if need be). Returns false for no
 * date and for placeholders (1900-01-01, 1753-01-01, 9999-12-31, 0001-01-01, 1111-11-11,
 * 0000-00-00). */
bool date_parse(struct str text, enum date_order order, int latest_year, struct date *ret);

/* date_from_parts - three columns; month as number or word. Same rules. */
bool date_from_parts(struct str year, struct str month, struct str day, int latest_year,
                     struct date *ret);

/* date_order_evidence - > 0: only day-first reads this cell; < 0: only month-first; 0: both or
 * neither. */
int date_order_evidence(struct str text);

/* date_text - "2020-11-06", "2020-11", "2020", "--11-06" into ret; its length. */
size_t date_text(struct date date, char ret[DATE_TEXT_MAX]);

/* date_from_text - the inverse of date_text; false when text is not of its form. */
bool date_from_text(struct str text, struct date *ret);

/* date_days - days since 1 January 1970 of a whole date, by the Gregorian calendar; a day that the
 * month lacks counts on into the next. */
int32_t date_days(struct date date);

/* date_of_days - the inverse of date_days, for the years 1000 … 2999. */
struct date date_of_days(int32_t days);

/* date_is_valid - complete and in the Gregorian calendar. */
bool date_is_valid(struct date date);

#endif

/* date_words.c - the names of months. */
#include "date_words.h"

#include "calendar.h"

#include <assert.h>
#include <stdio.h>

static const char *const months[12][2] = {
    {"January", "Ionawr"},  {"February", "Chwefror"}, {"March", "Mawrth"},
    {"April", "Ebrill"},    {"May", "Mai"},           {"June", "Mehefin"},
    {"July", "Gorffennaf"}, {"August", "Awst"},       {"September", "Medi"},
    {"October", "Hydref"},  {"November", "Tachwedd"}, {"December", "Rhagfyr"},
};

const char *date_month_name(int month, bool welsh)
{
    assert(month >= 1 && month <= 12);
    return months[month - 1][welsh];
}

const char *date_written(int64_t day, bool welsh, char ret[DATE_WORDS_MAX])
{
    int64_t year;
    int month, of_month;
    calendar_date(day, &year, &month, &of_month);
    snprintf(ret, DATE_WORDS_MAX, "%d %s %lld", of_month, date_month_name(month, welsh),
             (long long)year);
    return ret;
}

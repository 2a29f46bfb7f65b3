/* statutory_clock.c - months that end on a working day. */
#include "statutory_clock.h"

#include "working_day.h"

bool statutory_is_working_day(int32_t day)
{
    return working_day_is(HOLIDAYS_ENGLAND_AND_WALES, day);
}

int32_t statutory_due(int32_t received, int months)
{
    return working_day_from(HOLIDAYS_ENGLAND_AND_WALES, calendar_months_add(received, months));
}

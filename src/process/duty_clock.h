/* duty_clock.h - by when a duty must be kept: lengths in days, working days, weeks and months, what
 * pauses them, on what day they may end. Pure; days are whole numbers since 1970.
 *
 *     clock:                                        28 days from 1 December, paused 10 to 14:
 *       starts: event.known
 *       within: 28 days                             first day 2 December, 5 days paused,
 *       first_day: next                             last day 3 January
 *       last_day: stays
 *
 * Counting is by days that count: calendar or working days from the first day on, without those
 * that are paused. Months are first made the days that they have from that start. Where the last
 * day is a Saturday, a Sunday or a holiday, it stays, or moves to a working day beside it. */
#ifndef CANTREF_PROCESS_DUTY_CLOCK_H
#define CANTREF_PROCESS_DUTY_CLOCK_H

#include "settings.h"
#include "working_day.h"

enum length_unit { UNIT_DAYS, UNIT_WORKING_DAYS, UNIT_WEEKS, UNIT_MONTHS, LENGTH_UNITS };
enum { LENGTH_MAX = 9999 };

struct length {
    int32_t count; /* 1 … LENGTH_MAX; 0: none is given */
    enum length_unit unit;
};

enum last_day { LAST_DAY_STAYS, LAST_DAY_NEXT, LAST_DAY_PREVIOUS };

struct clock_rule {
    struct length within;
    bool start_counts; /* the day of the start is day 1 */
    enum last_day last_day;
};

/* struct clock_pause - days that don't count: from begins to the day before ends; ends ≤ begins:
 * none is paused. */
struct clock_pause {
    int32_t begins, ends;
};

enum { CLOCK_PAUSES_MAX = 16 };

/* length_parse - "28 days", "1 month", "10 working days". Returns false for anything else, and for
 * "1 days". length_read - the same as setting_read has it. */
bool length_parse(struct str text, struct length *ret);
int length_read(struct settings *settings, const struct yaml_node *node, struct length *ret,
                struct err *err);

/* length_text - "28 days", or in Welsh "28 diwrnod"; into ret, which it returns. */
enum { LENGTH_TEXT_MAX = 40 };
const char *length_text(struct length length, bool welsh, char ret[LENGTH_TEXT_MAX]);

/* clock_deadline - the last day on which the duty is kept in time.
 * In:     pauses: in any order, overlapping or not; at most CLOCK_PAUSES_MAX. One that has not
 *         ended ends, for now, on the day on which it is asked.
 * Cost:   O(days). */
int32_t clock_deadline(const struct clock_rule *rule, enum holiday_calendar calendar, int32_t start,
                       const struct clock_pause *pauses, size_t count);

/* clock_never_later - does one rule, from whatever day it starts, end no later than another? Where
 * that does not follow from the rules themselves, every start of 2000 to 2027 is tried, which are
 * all kinds of years but for Easter; rules too long for that are not known to be. paused: the same
 * pauses may put both off, whichever they are. */
bool clock_never_later(const struct clock_rule *rule, const struct clock_rule *than,
                       enum holiday_calendar calendar, bool paused);

#endif

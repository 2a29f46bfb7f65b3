/* statutory_clock.h - by when a resident's request must be answered. Pure.
 *
 * One month from the day of receipt, whether it is a working day or not, to the same day of the
 * next month; where that month is shorter, to its last day; where that day is a Saturday, a Sunday
 * or a public holiday, to the next working day. May be extended by two further months when the
 * request is complex or there are many, and the resident is told so within the first month.
 *
 * Sources: UK GDPR Article 12(3); the Information Commissioner's guidance on the right of access,
 * "How long do we have to comply?" (from the day of receipt since August 2019). Public holidays:
 * src/std/working_day.h, for England and Wales. Not here: stopping the clock while the council
 * waits for what identifies the person or says what is wanted (Data (Use and Access) Act 2025;
 * unverified).
 */
#ifndef CANTREF_ACCESS_STATUTORY_CLOCK_H
#define CANTREF_ACCESS_STATUTORY_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { STATUTORY_MONTHS = 1, STATUTORY_MONTHS_EXTENDED = 3 };

/* statutory_due - the last day to answer what came on a day, in months. Days since 1970. */
int32_t statutory_due(int32_t received, int months);

/* statutory_is_working_day - neither weekend nor public holiday in England and Wales. */
bool statutory_is_working_day(int32_t day);

#endif

/* clock.h - time, for measuring and for showing. */
#ifndef CANTREF_BASE_CLOCK_H
#define CANTREF_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

/* clock_monotonic_s - seconds since some start, never going back. */
double clock_monotonic_s(void);
/* clock_monotonic_in - the time so many milliseconds from now by the same clock, as who waits for
 * something says how long (pthread_cond_clockwait, sem_clockwait: CLOCK_MONOTONIC). */
struct timespec clock_monotonic_in(int milliseconds);
/* clock_processor_s - processor time of all threads of this process so far. */
double clock_processor_s(void);
/* clock_peak_memory_bytes - the most memory this process has held (VmHWM). */
uint64_t clock_peak_memory_bytes(void);
/* clock_text - seconds since 1970 as "2026-11-22T13:05:09Z" (UTC) into ret, which it returns; ""
 * for a time that no calendar has. clock_utc_text - the same of now. */
enum { CLOCK_TEXT_MAX = 24 };
const char *clock_text(int64_t seconds, char ret[CLOCK_TEXT_MAX]);
void clock_utc_text(char text[CLOCK_TEXT_MAX]);

#endif

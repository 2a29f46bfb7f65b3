/* set_clock.c - loaded before a program (LD_PRELOAD) by tests, tells it another time of day:
 *
 * CLOCK_AT=N      seconds since 1970, standing still
 * CLOCK_AHEAD=N   the system's, and so many seconds more, or fewer
 *
 * Time that is only measured (CLOCK_MONOTONIC) goes on as it does. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static time_t told(time_t now)
{
    const char *at = getenv("CLOCK_AT"), *ahead = getenv("CLOCK_AHEAD");
    return at != NULL ? (time_t)strtoll(at, NULL, 10)
                      : now + (ahead != NULL ? (time_t)strtoll(ahead, NULL, 10) : 0);
}

int clock_gettime(clockid_t clock, struct timespec *ret)
{
    int code = ((__typeof__(&clock_gettime))dlsym(RTLD_NEXT, "clock_gettime"))(clock, ret);
    if (code == 0 && clock == CLOCK_REALTIME) {
        ret->tv_sec = told(ret->tv_sec);
    }
    return code;
}

time_t time(time_t *ret)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_REALTIME, &now);
    if (ret != NULL) {
        *ret = now.tv_sec;
    }
    return now.tv_sec;
}

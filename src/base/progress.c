/* progress.c - the progress line. */
#include "progress.h"

#include "clock.h"

#include <stdio.h>
#include <unistd.h>

struct progress progress_begin(void)
{
    return (struct progress){.shown = isatty(STDERR_FILENO) == 1, .what = ""};
}

void progress_step(struct progress *progress, const char *what)
{
    progress->what = what;
    progress->started_s = clock_monotonic_s();
    progress->drawn_s = 0;
    if (progress->shown) {
        fprintf(stderr, "\r\033[K%s …", what);
        fflush(stderr);
    }
}

void progress_update(struct progress *progress, uint64_t done, uint64_t total, const char *unit)
{
    if (!progress->shown) {
        return;
    }
    double now = clock_monotonic_s();
    if (now - progress->drawn_s < 0.1) {
        return;
    }
    progress->drawn_s = now;
    double seconds = now - progress->started_s;
    double rate = seconds > 0 ? (double)done / seconds : 0;
    fprintf(stderr, "\r\033[K%s: %llu %s, %.0f/s", progress->what, (unsigned long long)done, unit,
            rate);
    if (total > done && rate > 0) {
        fprintf(stderr, ", %.0f s left", (double)(total - done) / rate);
    }
    fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->shown) {
        fprintf(stderr, "\r\033[K");
        fflush(stderr);
    }
}

/* progress.c - the progress line. */
#include "progress.h"

#include "clock.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct progress progress_begin(void)
{
    return (struct progress){.shown = isatty(STDERR_FILENO) == 1, .what = ""};
}

/* What has passed since the step under way began is added to it. */
static void step_close(struct progress *progress)
{
    if (progress->step > 0) {
        struct step *step = &progress->steps[progress->step - 1];
        step->seconds += clock_monotonic_s() - progress->started_s;
        step->processor_s += clock_processor_s() - progress->processor_started_s;
        progress->step = 0;
    }
}

/* The place + 1 of a step by its name; 0: there are too many. */
static size_t step_find(struct progress *progress, const char *what)
{
    for (size_t i = 0; i < progress->step_count; i++) {
        if (strcmp(progress->steps[i].what, what) == 0) {
            return i + 1;
        }
    }
    if (progress->step_count == STEPS_MAX) {
        return 0;
    }
    progress->steps[progress->step_count++] = (struct step){.what = what, .unit = ""};
    return progress->step_count;
}

void progress_step(struct progress *progress, const char *what)
{
    if (progress == NULL) {
        return;
    }
    step_close(progress);
    progress->step = step_find(progress, what);
    progress->what = what;
    progress->started_s = clock_monotonic_s();
    progress->processor_started_s = clock_processor_s();
    progress->drawn_s = 0;
    if (progress->shown) {
        fprintf(stderr, "\r\033[K%s …", what);
        fflush(stderr);
    }
}

void progress_work(struct progress *progress, uint64_t count, const char *unit, uint64_t bytes)
{
    if (progress != NULL && progress->step > 0) {
        struct step *step = &progress->steps[progress->step - 1];
        step->count += count;
        step->unit = unit;
        step->bytes += bytes;
    }
}

void progress_update(struct progress *progress, uint64_t done, uint64_t total, const char *unit)
{
    if (progress == NULL || !progress->shown) {
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
    step_close(progress);
    if (progress->shown) {
        fprintf(stderr, "\r\033[K");
        fflush(stderr);
    }
}

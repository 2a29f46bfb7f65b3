/* bandwidth.c - how many bytes a second this machine's memory moves, for `./do bench performance`.
 *
 * The triad of STREAM (McCalpin 1995), a[i] = b[i] + k × c[i], over three arrays of 256 MiB: larger
 * than the caches of common machines. Each core takes parts of its own. Two reads and one write
 * are counted for each number, as STREAM does. The best of several rounds is printed as one JSON
 * object: what a program could move that did nothing else. */
#include "clock.h"
#include "memory.h"
#include "parallel.h"

#include <stdio.h>

enum { NUMBERS = 32 << 20, GRAIN = 1 << 18, ROUNDS = 10 };

struct triad {
    double *a, *b, *c;
};

static int fill(void *context, size_t from, size_t to, int thread)
{
    (void)thread;
    struct triad *t = context;
    for (size_t i = from; i < to; i++) {
        t->a[i] = 0;
        t->b[i] = (double)i;
        t->c[i] = 1;
    }
    return 0;
}

static int add(void *context, size_t from, size_t to, int thread)
{
    (void)thread;
    struct triad *t = context;
    double *restrict a = t->a;
    const double *restrict b = t->b, *restrict c = t->c;
    for (size_t i = from; i < to; i++) {
        a[i] = b[i] + 3 * c[i];
    }
    return 0;
}

int main(void)
{
    int cores = parallel_cores();
    struct triad t = {mem_must_array(NUMBERS, sizeof *t.a), mem_must_array(NUMBERS, sizeof *t.b),
                      mem_must_array(NUMBERS, sizeof *t.c)};
    int failed = parallel_for(cores, NUMBERS, GRAIN, fill, &t);
    double best = 0, bytes = 3.0 * NUMBERS * sizeof *t.a;
    for (int round = 0; round < ROUNDS && failed == 0; round++) {
        double began = clock_monotonic_s();
        failed = parallel_for(cores, NUMBERS, GRAIN, add, &t);
        double rate = bytes / (clock_monotonic_s() - began);
        best = rate > best ? rate : best;
    }
    /* What was added is looked at, so that adding can't be left out. */
    failed |= t.a[NUMBERS - 1] != (double)(NUMBERS - 1) + 3;
    if (failed == 0) {
        fprintf(stdout, "{\"threads\": %d, \"bytes_per_second\": %.0f}\n", cores, best);
    }
    mem_free(t.a);
    mem_free(t.b);
    mem_free(t.c);
    return failed != 0;
}

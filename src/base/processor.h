/* processor.h - which of two ways an inner loop takes: one for processors that have AVX2, chosen at
 * run time, or the portable one. Both give the same; tests hold them to it.
 * CANTREF_PROCESSOR=portable in the environment keeps the whole program to the portable ones. */
#ifndef CANTREF_BASE_PROCESSOR_H
#define CANTREF_BASE_PROCESSOR_H

enum processor { PROCESSOR_UNKNOWN, PROCESSOR_PORTABLE, PROCESSOR_AVX2 };

#if defined(__x86_64__)
#define HAVE_AVX2_CODE 1
#else
#define HAVE_AVX2_CODE 0
#endif

/* processor_kind - PROCESSOR_PORTABLE or PROCESSOR_AVX2. Looked up once; from any thread. */
enum processor processor_kind(void);

/* processor_pretend - for tests: take the way of `kind` from now on, where the processor can;
 * PROCESSOR_UNKNOWN: look it up again. Returns the way that is taken. */
enum processor processor_pretend(enum processor kind);

#endif

/* unzeroed.h - large locals that are written before they are read.
 * The compiler is told to begin every local with zeros, so that a slip shows no old data. Where a
 * function runs millions of times that can be most of its work: UNZEROED leaves a local as it is.
 * For buffers whose length is kept, beside code that can be seen at a glance to write first. */
#ifndef CANTREF_BASE_UNZEROED_H
#define CANTREF_BASE_UNZEROED_H

#if defined(__has_attribute)
#if __has_attribute(uninitialized)
#define UNZEROED __attribute__((uninitialized))
#endif
#endif
#ifndef UNZEROED
#define UNZEROED
#endif

#endif

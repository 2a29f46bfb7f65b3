/* standardiser.h - the version of everything that turns a cell into a comparable value.
 *
 * A model holds hashes of standardised values and shares of levels. It serves only code that
 * standardises and compares as the code did that made it: raise this number with every change, in
 * std/ or in linkage/, that gives any value another standardised text, part or level. */
#ifndef CANTREF_STD_STANDARDISER_H
#define CANTREF_STD_STANDARDISER_H

enum { STANDARDISER_VERSION = 2 };

#endif

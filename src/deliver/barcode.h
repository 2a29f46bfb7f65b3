/* barcode.h - Code 128: text as bars and spaces, told by their widths.
 *
 *     space │ start B │ a symbol a character │ check │ stop │ space
 *
 * Each symbol is 11 modules wide, in three bars and three spaces; stop is 13, with a bar more.
 *
 * Source: ISO/IEC 15417 as widely published: symbols by value, check = (104 + Σ place × value) mod
 * 103. Only code set B is used: printable ASCII. */
#ifndef CANTREF_DELIVER_BARCODE_H
#define CANTREF_DELIVER_BARCODE_H

#include "str.h"

enum {
    BARCODE_CHARACTERS_MAX = 64,
    BARCODE_WIDTHS_MAX = (BARCODE_CHARACTERS_MAX + 2) * 6 + 7,
    BARCODE_QUIET_MODULES = 10 /* of nothing, on both sides */
};

/* barcode_widths - of the text, in modules: bar, space, bar … bar.
 * Out:    ret, *ret_modules: their sum, without the quiet zones.
 * Returns how many widths; 0 when the text can't be coded: empty, too long, or not printable
 * ASCII. Pure. */
size_t barcode_widths(struct str text, uint8_t ret[BARCODE_WIDTHS_MAX], size_t *ret_modules);

#endif

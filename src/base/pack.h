/* pack.h - numbers and texts one after another in bytes, to be kept and read again.
 *
 *   number: seven bits a byte, the lowest first; the eighth says that there is more
 *   text:   its length as a number, then its bytes */
#ifndef CANTREF_BASE_PACK_H
#define CANTREF_BASE_PACK_H

#include "memory.h"

/* pack_number, pack_text - add to out. Errors: ERR_LIMIT at its maximum. */
int pack_number(struct buf *out, uint64_t value);
int pack_text(struct buf *out, struct str text);

/* unpack_number, unpack_text - cut off the front of *rest; false when it doesn't begin so, or when
 * the number or the length is over max. Texts are slices of *rest. */
bool unpack_number(struct str *rest, uint64_t max, uint64_t *ret);
bool unpack_text(struct str *rest, struct str *ret);

#endif

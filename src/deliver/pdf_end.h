/* pdf_end.h - a PDF as cairo writes it, read from its end: where its objects are. What isn't so is
 * refused. Nothing is copied; all is a slice of the PDF. */
#ifndef CANTREF_DELIVER_PDF_END_H
#define CANTREF_DELIVER_PDF_END_H

#include "str.h"

struct pdf_end {
    struct str whole;
    uint64_t table;      /* where the cross-reference table begins */
    uint64_t first;      /* where its first entry is */
    uint64_t size;       /* objects, numbered from 0 */
    uint64_t root, info; /* their numbers */
};

/* pdf_end_read - Returns false when it isn't as cairo writes it. */
bool pdf_end_read(struct str pdf, struct pdf_end *ret);

/* pdf_dictionary - what is between << and >> of an object that is a dictionary and no more. Returns
 * false: it is none. */
bool pdf_dictionary(const struct pdf_end *end, uint64_t number, struct str *ret);

/* pdf_stream - the compressed bytes of an object that is a stream compressed by zlib. */
bool pdf_stream(const struct pdf_end *end, uint64_t number, struct str *ret);

/* pdf_reference - the number of the object that a dictionary names after a key, "/Contents ". */
bool pdf_reference(struct str dictionary, struct str key, uint64_t *ret);

#endif

/* pdf_update.h - what cairo can't say of a PDF, said in an incremental update: bytes after its end,
 * in which objects are given anew and which say where the older ones are.
 *
 *     %PDF-1.4 … objects … xref trailer startxref %%EOF      as cairo wrote it, untouched
 *     28 0 obj  dates with "D:" before them                  as ISO 32000-1, 7.9.4 wants them
 *     29 0 obj  catalogue + /Lang + /ViewerPreferences       14.9.2, 12.2
 *     6 0 obj … what each page paints, with its artifacts    14.8.2.2; pdf_artifact.h
 *     xref of them, trailer with /Prev, startxref, %%EOF     7.5.6
 *
 * Only what cairo writes is understood: one cross-reference table, dictionaries that end where
 * their object does, and content compressed by zlib. */
#ifndef CANTREF_DELIVER_PDF_UPDATE_H
#define CANTREF_DELIVER_PDF_UPDATE_H

#include "memory.h"

struct pdf_catalogue {
    struct str language; /* of the text, as BCP 47 has it: "cy-GB"; letters, digits and "-" */
};

/* pdf_update - add to pdf that it is in a language, that its title is to be shown, and what on its
 * pages is an artifact.
 * Errors: ERR_IO it isn't as cairo writes one; ERR_LIMIT at pdf's maximum. pdf is as it was then,
 *         but for its capacity. Cost: linear. */
int pdf_update(struct buf *pdf, const struct pdf_catalogue *catalogue, struct err *err);

#endif

/* pdf_artifact.h - what is drawn on a page and belongs to no text, such as its number, marked as an
 * artifact (ISO 32000-1, 14.8.2.2), so that nobody's reader takes it for text without a tag. cairo
 * marks text alone:
 *
 *     q                             q
 *                                   /Artifact BMC      added
 *     68 794 m 70 794 l … f         68 794 m 70 794 l … f
 *                                   EMC                added
 *     /Span << /MCID 0 >> BDC       /Span << /MCID 0 >> BDC
 *     BT … ET                       BT … ET
 *     EMC                           EMC
 *     Q                             Q */
#ifndef CANTREF_DELIVER_PDF_ARTIFACT_H
#define CANTREF_DELIVER_PDF_ARTIFACT_H

#include "memory.h"

/* pdf_mark_artifacts - a page's content, as cairo writes it, with all that it paints outside of
 * tags marked; added to out.
 * Errors: ERR_INPUT tags that don't end, or end that never began, or a last line without end;
 *          ERR_LIMIT at out's maximum. out is
 *         then partly written. Pure. Cost: linear. */
int pdf_mark_artifacts(struct str content, struct buf *out);

#endif

/* markdown_text.h - Markdown as e-mail needs it: as plain text for people, and as HTML that can do
 * nothing (markdown.h lets neither HTML nor pictures through).
 *
 *     ## What happens next            What happens next
 *                                     -----------------
 *     Ring us on **01632 960000**     Ring us on 01632 960000 or
 *     or [read](https://x.gov.uk)     read (https://x.gov.uk)
 */
#ifndef CANTREF_DELIVER_MARKDOWN_TEXT_H
#define CANTREF_DELIVER_MARKDOWN_TEXT_H

#include "markdown.h"

/* markdown_text - blocks with an empty line between, lines as long as they are; added to out.
 * markdown_html - elements for the body of a page, added to out.
 * Errors: ERR_LIMIT at out's maximum. Cost: linear. */
int markdown_text(const struct markdown_block *document, struct buf *out);
int markdown_html(const struct markdown_block *document, struct buf *out);

#endif

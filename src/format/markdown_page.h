/* markdown_page.h - Markdown as HTML for a page: headings, paragraphs, lists, quotes, emphasis and
 * links, with the classes of the GOV.UK Design System. What markdown.h leaves out is not there, and
 * all text is escaped, so that nothing a pack's author writes becomes a tag. */
#ifndef CANTREF_FORMAT_MARKDOWN_PAGE_H
#define CANTREF_FORMAT_MARKDOWN_PAGE_H

#include "memory.h"

/* markdown_page - the HTML of a text, added to out.
 * In:     heading: the level that a heading of level 1 has, 1 … 6; deeper ones follow, to 6.
 * Errors: those of markdown_parse; ERR_LIMIT at out's maximum. Cost: linear. */
int markdown_page(struct arena *arena, struct str text, int heading, struct buf *out,
                  struct err *err);

#endif

/* html.h - text made safe inside HTML and SVG. */
#ifndef CANTREF_FORMAT_HTML_H
#define CANTREF_FORMAT_HTML_H

#include "memory.h"

/* html_escape - add text to out so that it reads as itself in an element and in a quoted attribute:
 * & < > " ' are replaced. Control characters other than tab and newlines, and bytes that are not
 * UTF-8, become U+FFFD.
 * Errors: ERR_LIMIT when out->max would be passed (part of the text may have been added). */
int html_escape(struct buf *out, struct str text);

#endif

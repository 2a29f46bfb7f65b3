/* markdown.h - CommonMark read into a tree that is small enough to lay out: blocks within blocks,
 * and in those that hold text, text with spans of emphasis and links.
 *
 *     ## What next                  heading 2   "What next"
 *     Call **us**:                  paragraph   "Call us:"  bold 5 … 7
 *     - at [work](tel:123)          list
 *     - later                         item      paragraph "at work"  link 3 … 7
 *                                     item      paragraph "later"
 *
 * HTML, in blocks and within text, is left out: nothing here could show it. Images are their text.
 * Code is text like any other, its lines kept. Links to anything but https:, http:, mailto: and
 * tel: are text alone. */
#ifndef CANTREF_FORMAT_MARKDOWN_H
#define CANTREF_FORMAT_MARKDOWN_H

#include "memory.h"

enum { MARKDOWN_BYTES_MAX = 1 << 20, MARKDOWN_DEPTH_MAX = 16, MARKDOWN_BLOCKS_MAX = 20000 };

enum markdown_kind {
    MARKDOWN_DOCUMENT,  /* of blocks */
    MARKDOWN_QUOTE,     /* of blocks */
    MARKDOWN_LIST,      /* of items */
    MARKDOWN_ITEM,      /* of blocks */
    MARKDOWN_PARAGRAPH, /* of text */
    MARKDOWN_HEADING,   /* of text */
    MARKDOWN_CODE,      /* of text */
    MARKDOWN_BREAK      /* of nothing: a line across */
};

/* struct markdown_span - bytes [from, to) of a text. Several may hold for a byte. */
struct markdown_span {
    size_t from, to;
    enum markdown_style { MARKDOWN_EMPHASIS, MARKDOWN_STRONG, MARKDOWN_LINK } style;
    struct str url; /* of a link */
};

struct markdown_block {
    enum markdown_kind kind;
    int level;       /* of a heading: 1 … 6 */
    bool ordered;    /* of a list */
    int number;      /* of an item of an ordered list */
    struct str text; /* UTF-8; a forced line end is "\n" */
    struct markdown_span *spans;
    size_t span_count;
    struct markdown_block *first, *next; /* block within it, block after it; or NULL */
};

/* markdown_parse - the tree of a text, in arena.
 * Errors: ERR_LIMIT longer than MARKDOWN_BYTES_MAX, deeper than MARKDOWN_DEPTH_MAX, or of more than
 *         MARKDOWN_BLOCKS_MAX blocks. What is no UTF-8 becomes U+FFFD. Cost: linear. */
int markdown_parse(struct arena *arena, struct str text, struct markdown_block **ret,
                   struct err *err);

/* markdown_add_plain - add text to Markdown so that it is read as that text, whatever is in it: a
 * name, an address, what somebody wrote. Line ends become spaces: it is a part of a line.
 * Errors: ERR_LIMIT at out's maximum. */
int markdown_add_plain(struct buf *out, struct str text);

#endif

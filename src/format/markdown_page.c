/* markdown_page.c - see markdown_page.h. */
#include "markdown_page.h"

#include "html.h"
#include "markdown.h"

#include <stdio.h>

enum { HEADING_MAX = 6 };

/* struct writing - HTML under way; code: the first error. */
struct writing {
    struct buf *out;
    int heading;
    int code;
};

static void raw(struct writing *w, const char *text)
{
    w->code = w->code ? w->code : buf_add(w->out, str_of(text));
}

static void escaped(struct writing *w, struct str text)
{
    w->code = w->code ? w->code : html_escape(w->out, text);
}

/* ---- text and its spans ---- */

static void open_span(struct writing *w, const struct markdown_span *span)
{
    if (span->style == MARKDOWN_LINK) {
        raw(w, "<a class=\"govuk-link\" href=\"");
        escaped(w, span->url);
        raw(w, "\">");
    } else {
        raw(w, span->style == MARKDOWN_STRONG ? "<strong>" : "<em>");
    }
}

static void close_span(struct writing *w, const struct markdown_span *span)
{
    raw(w, span->style == MARKDOWN_LINK     ? "</a>"
           : span->style == MARKDOWN_STRONG ? "</strong>"
                                            : "</em>");
}

/* plain - text with its line ends as breaks. */
static void plain(struct writing *w, struct str text)
{
    size_t from = 0;
    for (size_t i = 0; i <= text.len; i++) {
        if (i == text.len || text.ptr[i] == '\n') {
            escaped(w, str_slice(text, from, i));
            raw(w, i < text.len ? "<br>" : "");
            from = i + 1;
        }
    }
}

/* widest - of the spans that begin at `at` and end by `to`, and come after the one that was opened
 * last there, the one that ends last; NULL: none. Of two alike the first is the outer one. */
static const struct markdown_span *widest(const struct markdown_block *block, size_t at, size_t to,
                                          const struct markdown_span *outer)
{
    const struct markdown_span *found = NULL;
    for (size_t i = 0; i < block->span_count; i++) {
        const struct markdown_span *s = &block->spans[i];
        bool inside = outer == NULL || outer->from != s->from || s->to < outer->to ||
                      (s->to == outer->to && s > outer);
        if (s->from == at && s->to > at && s->to <= to && inside &&
            (found == NULL || s->to > found->to)) {
            found = s;
        }
    }
    return found;
}

/* inline_text - bytes [from, to) of a block's text, with the spans that lie within them. */
static void inline_text(struct writing *w, const struct markdown_block *block, size_t from,
                        size_t to, const struct markdown_span *outer, int depth)
{
    size_t at = from, said = from;
    while (at < to) {
        const struct markdown_span *span =
            depth < MARKDOWN_DEPTH_MAX ? widest(block, at, to, outer) : NULL;
        if (span == NULL) {
            at++;
            continue;
        }
        plain(w, str_slice(block->text, said, at));
        open_span(w, span);
        inline_text(w, block, span->from, span->to, span, depth + 1);
        close_span(w, span);
        said = at = span->to;
    }
    plain(w, str_slice(block->text, said, to));
}

static void text_of(struct writing *w, const struct markdown_block *block)
{
    inline_text(w, block, 0, block->text.len, NULL, 0);
}

/* ---- blocks ---- */

static void blocks(struct writing *w, const struct markdown_block *first, bool tight);

static void heading(struct writing *w, const struct markdown_block *block)
{
    int level = w->heading + block->level - 1;
    char tag[48];
    level = level > HEADING_MAX ? HEADING_MAX : level;
    snprintf(tag, sizeof tag, "<h%d class=\"govuk-heading-%s\">", level, level <= 2 ? "m" : "s");
    raw(w, tag);
    text_of(w, block);
    snprintf(tag, sizeof tag, "</h%d>\n", level);
    raw(w, tag);
}

static void list(struct writing *w, const struct markdown_block *block)
{
    raw(w, block->ordered ? "<ol class=\"govuk-list govuk-list--number\">\n"
                          : "<ul class=\"govuk-list govuk-list--bullet\">\n");
    for (const struct markdown_block *item = block->first; item != NULL; item = item->next) {
        raw(w, "<li>");
        blocks(w, item->first, true);
        raw(w, "</li>\n");
    }
    raw(w, block->ordered ? "</ol>\n" : "</ul>\n");
}

/* block - tight: a paragraph that stands alone in an item needs no element of its own. */
static void block_html(struct writing *w, const struct markdown_block *block, bool tight)
{
    switch (block->kind) {
    case MARKDOWN_DOCUMENT:
    case MARKDOWN_ITEM:
        blocks(w, block->first, false);
        return;
    case MARKDOWN_QUOTE:
        raw(w, "<blockquote class=\"govuk-inset-text\">\n");
        blocks(w, block->first, false);
        raw(w, "</blockquote>\n");
        return;
    case MARKDOWN_LIST:
        list(w, block);
        return;
    case MARKDOWN_HEADING:
        heading(w, block);
        return;
    case MARKDOWN_BREAK:
        raw(w,
            "<hr class=\"govuk-section-break govuk-section-break--m "
            "govuk-section-break--visible\">\n");
        return;
    case MARKDOWN_CODE:
    case MARKDOWN_PARAGRAPH:
        raw(w, tight ? "" : "<p class=\"govuk-body\">");
        text_of(w, block);
        raw(w, tight ? "" : "</p>\n");
        return;
    }
}

static void blocks(struct writing *w, const struct markdown_block *first, bool tight)
{
    for (const struct markdown_block *b = first; b != NULL; b = b->next) {
        block_html(w, b, tight && b == first);
    }
}

int markdown_page(struct arena *arena, struct str text, int heading_level, struct buf *out,
                  struct err *err)
{
    struct writing w = {.out = out, .heading = heading_level};
    struct markdown_block *document = NULL;
    int code = markdown_parse(arena, text, &document, err);
    if (code != 0) {
        return code;
    }
    block_html(&w, document, false);
    return w.code == 0 ? 0 : err_set(err, ERR_LIMIT, "the text is too long for a page");
}

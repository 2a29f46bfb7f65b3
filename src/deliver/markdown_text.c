/* markdown_text.c - two walks over the tree of markdown.h. */
#include "markdown_text.h"

#include "html.h"

#include <stdio.h>

enum { UNDERLINE_MAX = 72 };

/* ---- plain text ---- */

/* struct indent - what lines of a block begin with; the first of an item has its mark instead. */
struct indent {
    struct str mark; /* "- ", "12. "; "" once it is written */
    size_t spaces;   /* those under the mark included */
};

static void begin_line(struct buf *out, struct indent *indent)
{
    for (size_t i = indent->mark.len; i < indent->spaces; i++) {
        buf_add_char(out, ' ');
    }
    buf_add(out, indent->mark);
    indent->mark = STR("");
}

/* add_links - the addresses of links that end at a byte, unless the text says them. */
static void add_links(struct buf *out, const struct markdown_block *block, size_t at)
{
    for (size_t s = 0; s < block->span_count; s++) {
        const struct markdown_span *span = &block->spans[s];
        struct str text = str_slice(block->text, span->from, span->to);
        if (span->style == MARKDOWN_LINK && span->to == at && !str_ends(span->url, text)) {
            buf_printf(out, " (%.*s)", PRI(span->url));
        }
    }
}

static void add_lines(struct buf *out, const struct markdown_block *block, struct indent *indent)
{
    begin_line(out, indent);
    for (size_t i = 0; i < block->text.len; i++) {
        add_links(out, block, i);
        buf_add_char(out, block->text.ptr[i]);
        if (block->text.ptr[i] == '\n' && i + 1 < block->text.len) {
            begin_line(out, indent);
        }
    }
    add_links(out, block, block->text.len);
    if (!str_ends(block->text, STR("\n"))) {
        buf_add_char(out, '\n');
    }
}

static void underline(struct buf *out, struct str text, struct indent *indent)
{
    size_t letters = 0;
    begin_line(out, indent);
    for (size_t i = 0; i < text.len && letters < UNDERLINE_MAX; i++) {
        letters += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    }
    for (size_t i = 0; i < letters; i++) {
        buf_add_char(out, '-');
    }
    buf_add_char(out, '\n');
}

static void add_block(struct buf *out, const struct markdown_block *block, struct indent indent);

static void add_inner(struct buf *out, const struct markdown_block *block, struct indent indent)
{
    for (const struct markdown_block *inner = block->first; inner != NULL; inner = inner->next) {
        if (inner != block->first && block->kind != MARKDOWN_LIST) {
            buf_add_char(out, '\n');
        }
        add_block(out, inner, indent);
        indent.mark = STR("");
    }
}

static void add_item(struct buf *out, const struct markdown_block *list, struct indent indent)
{
    char mark[24];
    for (const struct markdown_block *item = list->first; item != NULL; item = item->next) {
        snprintf(mark, sizeof mark, list->ordered ? "%d. " : "- ", item->number);
        struct indent inner = {str_of(mark), indent.spaces + strlen(mark)};
        add_inner(out, item, inner);
    }
}

static void add_block(struct buf *out, const struct markdown_block *block, struct indent indent)
{
    switch (block->kind) {
    case MARKDOWN_DOCUMENT:
        add_inner(out, block, indent);
        break;
    case MARKDOWN_QUOTE:
    case MARKDOWN_ITEM:
        indent.spaces += 4;
        add_inner(out, block, indent);
        break;
    case MARKDOWN_LIST:
        add_item(out, block, indent);
        break;
    case MARKDOWN_PARAGRAPH:
    case MARKDOWN_CODE:
        add_lines(out, block, &indent);
        break;
    case MARKDOWN_HEADING:
        add_lines(out, block, &indent);
        underline(out, block->text, &indent);
        break;
    case MARKDOWN_BREAK:
        begin_line(out, &indent);
        buf_add(out, STR("----\n"));
        break;
    }
}

int markdown_text(const struct markdown_block *document, struct buf *out)
{
    struct buf text = {0};
    add_block(&text, document, (struct indent){STR(""), 0});
    int code = buf_add(out, buf_str(&text));
    buf_free(&text);
    return code;
}

/* ---- HTML ---- */

static const char *const style_tags[] = {
    [MARKDOWN_EMPHASIS] = "em", [MARKDOWN_STRONG] = "strong", [MARKDOWN_LINK] = "a"};

static void open_span(struct buf *out, const struct markdown_span *span)
{
    if (span->style != MARKDOWN_LINK) {
        buf_printf(out, "<%s>", style_tags[span->style]);
        return;
    }
    buf_add(out, STR("<a href=\""));
    html_escape(out, span->url);
    buf_add(out, STR("\">"));
}

/* add_spans - text with its spans, which are as Markdown nests them: an inner one begins no earlier
 * and ends no later than the one around it. Those that begin at a byte are in their order. */
static void add_spans(struct buf *out, const struct markdown_block *block)
{
    size_t from = 0;
    for (size_t at = 0; at <= block->text.len; at++) {
        bool edge = at == block->text.len;
        for (size_t s = 0; s < block->span_count && !edge; s++) {
            edge = block->spans[s].from == at || block->spans[s].to == at;
        }
        if (!edge) {
            continue;
        }
        html_escape(out, str_slice(block->text, from, at));
        from = at;
        for (size_t s = block->span_count; s-- > 0;) { /* the inner ones first */
            if (block->spans[s].to == at && block->spans[s].from < at) {
                buf_printf(out, "</%s>", style_tags[block->spans[s].style]);
            }
        }
        for (size_t s = 0; s < block->span_count; s++) {
            if (block->spans[s].from == at && block->spans[s].to > at) {
                open_span(out, &block->spans[s]);
            }
        }
    }
}

static void add_element(struct buf *out, const struct markdown_block *block)
{
    static const char *const tags[] = {
        [MARKDOWN_DOCUMENT] = "div", [MARKDOWN_QUOTE] = "blockquote", [MARKDOWN_LIST] = "ul",
        [MARKDOWN_ITEM] = "li",      [MARKDOWN_PARAGRAPH] = "p",      [MARKDOWN_HEADING] = "h1",
        [MARKDOWN_CODE] = "pre",     [MARKDOWN_BREAK] = "hr"};
    char tag[16];
    snprintf(tag, sizeof tag, "%s", tags[block->kind]);
    if (block->kind == MARKDOWN_HEADING) {
        snprintf(tag, sizeof tag, "h%d", block->level);
    } else if (block->kind == MARKDOWN_LIST && block->ordered) {
        snprintf(tag, sizeof tag, "ol");
    }
    buf_printf(out, "<%s>", tag);
    if (block->kind == MARKDOWN_BREAK) {
        buf_add_char(out, '\n');
        return;
    }
    add_spans(out, block);
    for (const struct markdown_block *inner = block->first; inner != NULL; inner = inner->next) {
        add_element(out, inner);
    }
    buf_printf(out, "</%s>\n", tag);
}

int markdown_html(const struct markdown_block *document, struct buf *out)
{
    struct buf html = {0};
    add_element(&html, document);
    int code = buf_add(out, buf_str(&html));
    buf_free(&html);
    return code;
}

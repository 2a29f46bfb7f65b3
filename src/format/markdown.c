/* markdown.c - the parser's tree, made smaller. */
#include "markdown.h"

#include <cmark.h>
#include <limits.h>

/* struct reading - of one text. */
struct reading {
    struct arena *arena;
    struct buf text; /* of the block being read */
    struct markdown_span *spans;
    size_t span_count, span_capacity, block_count;
    struct err *err;
};

/* ---- text ---- */

/* safe_url - may it stand behind a text? Only of schemes that lead to a page, a mailbox or a
 * telephone, and only of printable ASCII. */
static bool safe_url(struct str url)
{
    static const char *const schemes[] = {"https://", "http://", "mailto:", "tel:"};
    bool safe = false;
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        struct str scheme = str_of(schemes[i]);
        safe =
            safe || (url.len > scheme.len && str_eq_nocase(str_slice(url, 0, scheme.len), scheme));
    }
    for (size_t i = 0; i < url.len; i++) {
        safe = safe && url.ptr[i] > ' ' && url.ptr[i] < 127;
    }
    return safe;
}

/* open_span - when a node of emphasis begins. Which span it is stays with the node. */
static void open_span(struct reading *r, cmark_node *node)
{
    cmark_node_type type = cmark_node_get_type(node);
    struct markdown_span span = {.from = r->text.len, .to = r->text.len};
    span.style = type == CMARK_NODE_EMPH     ? MARKDOWN_EMPHASIS
                 : type == CMARK_NODE_STRONG ? MARKDOWN_STRONG
                                             : MARKDOWN_LINK;
    if (type == CMARK_NODE_LINK) {
        struct str url = str_of(cmark_node_get_url(node));
        if (!safe_url(url)) {
            return;
        }
        span.url = arena_str(r->arena, url);
    }
    mem_must_grow((void **)&r->spans, &r->span_capacity, r->span_count + 1, sizeof *r->spans);
    r->spans[r->span_count++] = span;
    cmark_node_set_user_data(node, (void *)(uintptr_t)r->span_count);
}

static void read_inline(struct reading *r, cmark_node *node, bool entering)
{
    size_t open = (size_t)(uintptr_t)cmark_node_get_user_data(node);
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
    case CMARK_NODE_CODE:
        buf_add(&r->text, str_of(cmark_node_get_literal(node)));
        break;
    case CMARK_NODE_SOFTBREAK:
        buf_add_char(&r->text, ' ');
        break;
    case CMARK_NODE_LINEBREAK:
        buf_add_char(&r->text, '\n');
        break;
    case CMARK_NODE_EMPH:
    case CMARK_NODE_STRONG:
    case CMARK_NODE_LINK:
        if (entering) {
            open_span(r, node);
        } else if (open > 0) {
            r->spans[open - 1].to = r->text.len;
        }
        break;
    default:
        break;
    }
}

/* take_text - what was read of a block becomes the block's. Spans of nothing are left out. */
static void take_text(struct reading *r, struct markdown_block *block)
{
    block->text = arena_str(r->arena, buf_str(&r->text));
    block->spans = arena_alloc(r->arena, (r->span_count + 1) * sizeof *block->spans);
    for (size_t i = 0; i < r->span_count; i++) {
        if (r->spans[i].from < r->spans[i].to) {
            block->spans[block->span_count++] = r->spans[i];
        }
    }
}

static void read_text(struct reading *r, cmark_node *node, struct markdown_block *block)
{
    cmark_iter *walk = cmark_iter_new(node);
    cmark_event_type event;
    r->text.len = 0;
    r->span_count = 0;
    while ((event = cmark_iter_next(walk)) != CMARK_EVENT_DONE) {
        read_inline(r, cmark_iter_get_node(walk), event == CMARK_EVENT_ENTER);
    }
    cmark_iter_free(walk);
    take_text(r, block);
}

static void read_code(struct reading *r, cmark_node *node, struct markdown_block *block)
{
    struct str text = str_of(cmark_node_get_literal(node));
    block->text =
        arena_str(r->arena, str_ends(text, STR("\n")) ? str_slice(text, 0, text.len - 1) : text);
}

/* ---- blocks ---- */

/* kind_of - false: nothing that can be shown. */
static bool kind_of(cmark_node *node, enum markdown_kind *ret)
{
    static const struct {
        cmark_node_type type;
        enum markdown_kind kind;
    } kinds[] = {
        {CMARK_NODE_BLOCK_QUOTE, MARKDOWN_QUOTE},   {CMARK_NODE_LIST, MARKDOWN_LIST},
        {CMARK_NODE_ITEM, MARKDOWN_ITEM},           {CMARK_NODE_PARAGRAPH, MARKDOWN_PARAGRAPH},
        {CMARK_NODE_HEADING, MARKDOWN_HEADING},     {CMARK_NODE_CODE_BLOCK, MARKDOWN_CODE},
        {CMARK_NODE_THEMATIC_BREAK, MARKDOWN_BREAK}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].type == cmark_node_get_type(node)) {
            *ret = kinds[i].kind;
            return true;
        }
    }
    return false;
}

static struct markdown_block *new_block(struct reading *r, cmark_node *node,
                                        enum markdown_kind kind)
{
    struct markdown_block *block = arena_alloc(r->arena, sizeof *block);
    block->kind = kind;
    block->text = STR("");
    if (kind == MARKDOWN_HEADING) {
        block->level = cmark_node_get_heading_level(node);
    } else if (kind == MARKDOWN_LIST) {
        block->ordered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
        block->number = cmark_node_get_list_start(node);
    }
    if (kind == MARKDOWN_PARAGRAPH || kind == MARKDOWN_HEADING) {
        read_text(r, node, block);
    } else if (kind == MARKDOWN_CODE) {
        read_code(r, node, block);
    }
    return block;
}

/* read_blocks - what is within a node becomes what is within a block. */
static int read_blocks(struct reading *r, cmark_node *parent, struct markdown_block *into,
                       int depth)
{
    struct markdown_block **end = &into->first;
    int number = into->number, code = 0;
    if (depth > MARKDOWN_DEPTH_MAX) {
        return err_set(r->err, ERR_LIMIT, "lists or quotations in one another more than %d deep",
                       MARKDOWN_DEPTH_MAX);
    }
    for (cmark_node *node = cmark_node_first_child(parent); node != NULL && code == 0;
         node = cmark_node_next(node)) {
        enum markdown_kind kind;
        if (!kind_of(node, &kind)) {
            continue;
        }
        if (++r->block_count > MARKDOWN_BLOCKS_MAX) {
            return err_set(r->err, ERR_LIMIT, "more than %d paragraphs", MARKDOWN_BLOCKS_MAX);
        }
        struct markdown_block *block = new_block(r, node, kind);
        *end = block;
        end = &block->next;
        if (kind == MARKDOWN_ITEM) {
            block->number = number < INT_MAX ? number++ : number;
        }
        if (kind == MARKDOWN_QUOTE || kind == MARKDOWN_LIST || kind == MARKDOWN_ITEM) {
            code = read_blocks(r, node, block, depth + 1);
        }
    }
    return code;
}

int markdown_parse(struct arena *arena, struct str text, struct markdown_block **ret,
                   struct err *err)
{
    struct reading reading = {.arena = arena, .err = err};
    struct markdown_block *document = arena_alloc(arena, sizeof *document);
    if (text.len > MARKDOWN_BYTES_MAX) {
        return err_set(err, ERR_LIMIT, "a text of more than %d bytes", MARKDOWN_BYTES_MAX);
    }
    cmark_node *root = cmark_parse_document(text.ptr, text.len, CMARK_OPT_VALIDATE_UTF8);
    if (root == NULL) {
        mem_exhausted();
    }
    document->text = STR("");
    int code = read_blocks(&reading, root, document, 0);
    cmark_node_free(root);
    buf_free(&reading.text);
    mem_free(reading.spans);
    if (code == 0) {
        *ret = document;
    }
    return code;
}

int markdown_add_plain(struct buf *out, struct str text)
{
    int code = 0;
    bool space = false;
    for (size_t i = 0; i < text.len && code == 0; i++) {
        char c = text.ptr[i];
        if (c >= 0 && (c <= ' ' || c == 127)) {
            code = space ? 0 : buf_add_char(out, ' ');
            space = true;
            continue;
        }
        space = false;
        if (c > ' ' && c < 127 && !ascii_is_alpha(c) && !ascii_is_digit(c)) {
            code = buf_add_char(out, '\\');
        }
        code = code ? code : buf_add_char(out, c);
    }
    return code;
}

/* markdown_fuzz.c - any bytes: the tree is within its limits, its spans within their texts, and the
 * bytes as a value stay one paragraph at most. */
#include "markdown.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t look(const struct markdown_block *block, int depth)
{
    size_t count = 1;
    assert(depth <= MARKDOWN_DEPTH_MAX + 1);
    for (size_t i = 0; i < block->span_count; i++) {
        assert(block->spans[i].from < block->spans[i].to && block->spans[i].to <= block->text.len);
    }
    for (const struct markdown_block *at = block->first; at != NULL; at = at->next) {
        count += look(at, depth + 1);
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = str_make((const char *)data, size);
    struct arena arena = {0};
    struct buf plain = {0};
    struct markdown_block *document;
    if (markdown_parse(&arena, text, &document, NULL) == 0) {
        assert(look(document, 0) <= MARKDOWN_BLOCKS_MAX + 1);
    }
    markdown_add_plain(&plain, text);
    if (markdown_parse(&arena, buf_str(&plain), &document, NULL) == 0) {
        assert(document->first == NULL ||
               (document->first->kind == MARKDOWN_PARAGRAPH && document->first->next == NULL &&
                document->first->span_count == 0));
    }
    buf_free(&plain);
    arena_free(&arena);
    return 0;
}

/* mustache_fuzz.c - any template, partial and model: parsing and rendering end, what a strict
 * rendering gives a lenient one gives too, and a failed one leaves its output as it was.
 *
 *   page NUL partial "b" NUL model as JSON */
#include "mustache.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* cut - what stands before the next NUL. */
static struct str cut(struct str *rest)
{
    ptrdiff_t end = str_find(*rest, str_make("", 1));
    struct str piece = end < 0 ? *rest : str_slice(*rest, 0, (size_t)end);
    *rest = end < 0 ? STR("") : str_slice(*rest, (size_t)end + 1, rest->len);
    return piece;
}

static int render(struct str page, struct str partial, const struct json_node *model,
                  enum mustache_mode mode, struct buf *out)
{
    struct mustache *set = mustache_new();
    struct err err = {0};
    int code = mustache_add(set, STR("page"), page, "page", &err);
    code = code ? code : mustache_add(set, STR("b"), partial, "b", &err);
    code = code ? code : mustache_link(set, mode, &err);
    if (code == 0) {
        buf_add(out, STR("kept"));
        code = mustache_render(set, STR("page"), model, mode, out, &err);
        assert(code == 0 || out->len == 4);
    }
    assert(code == 0 || (err.code == code && err.message[0] != 0));
    mustache_free(set);
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = str_make((const char *)data, size);
    struct str page = cut(&rest), partial = cut(&rest);
    struct arena arena = {0};
    struct buf strict = {.max = 1 << 16}, lenient = {.max = 1 << 16};
    struct json_node *model;
    if (json_tree_read(&arena, rest, "model", &model, NULL) != 0) {
        model = json_tree_object(&arena);
        json_tree_put_text(&arena, model, STR("a"), rest);
        json_tree_put(model, STR("b"), json_tree_list(&arena));
    }
    int code = render(page, partial, model, MUSTACHE_LENIENT, &lenient);
    if (render(page, partial, model, MUSTACHE_STRICT, &strict) == 0) {
        assert(code == 0 && str_eq(buf_str(&strict), buf_str(&lenient)));
    }
    buf_free(&strict);
    buf_free(&lenient);
    arena_free(&arena);
    return 0;
}

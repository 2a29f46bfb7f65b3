/* yaml_tree_fuzz.c - any bytes: a tree within its limits or an error with a place; any text written
 * as a scalar is read back. */
#include "yaml_tree.h"

#include "encoding.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct yaml_node *node, int depth)
{
    size_t count = 0;
    assert(depth <= YAML_DEPTH_MAX + 1 && node->line > 0 && node->column > 0);
    for (const struct yaml_node *member = node->first; member != NULL; member = member->next) {
        assert(node->kind != YAML_TEXT);
        if (node->kind == YAML_MAP && node->count < 50) {
            assert(yaml_map_get(node, member->key) == member);
        }
        check(member, depth + 1);
        count++;
    }
    assert(count == node->count);
}

static void check_written(struct str text)
{
    struct arena arena = {0};
    struct buf yaml = {0};
    struct yaml_node *root = NULL;
    buf_add(&yaml, STR("- "));
    (void)yaml_write_scalar(&yaml, text);
    int code = yaml_tree_parse(&arena, buf_str(&yaml), "written", &root, NULL);
    assert(code == 0 && root->kind == YAML_LIST && root->first->kind == YAML_TEXT);
    assert(!utf8_valid(text) || str_eq(root->first->text, text));
    buf_free(&yaml);
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str input = str_make((const char *)data, size);
    struct arena arena = {0};
    struct yaml_node *root = NULL;
    struct err err = {0};
    int code = yaml_tree_parse(&arena, input, "fuzz", &root, &err);
    if (code == 0) {
        check(root, 1);
    } else {
        assert(root == NULL && err.code == code && err.message[0] != 0 && err.line > 0);
    }
    arena_free(&arena);
    check_written(input);
    return 0;
}

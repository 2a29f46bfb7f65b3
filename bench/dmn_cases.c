/* dmn_cases.c - see dmn_cases.h. */
#include "dmn_cases.h"
#include "whole_file.h"
#include "xml_tree.h"

enum { FILE_BYTES_MAX = 64 << 20 };

static const char schema_instance[] = "http://www.w3.org/2001/XMLSchema-instance";

static size_t count(const struct xml_element *element, const char *name)
{
    size_t found = 0;
    for (element = xml_child(element, name); element; element = xml_next(element, name)) {
        found++;
    }
    return found;
}

static bool is_nil(const struct xml_element *element)
{
    return str_eq(xml_attribute_of(element, schema_instance, "nil"), STR("true"));
}

static struct str type_of(const struct xml_element *value)
{
    struct str type = xml_attribute_of(value, schema_instance, "type");
    ptrdiff_t colon = str_find(type, STR(":"));
    return colon < 0 ? type : str_slice(type, (size_t)colon + 1, type.len);
}

/* written - what stands in an inputNode, expected, item or component. Their depth is that of the
 * document, which xml_parse bounds. */
static struct dmn_written written(struct arena *arena, const struct xml_element *element)
{
    struct dmn_written result = {.name = xml_attribute(element, "name")};
    const struct xml_element *value = xml_child(element, "value");
    const struct xml_element *list = xml_child(element, "list");
    const char *part = list ? "item" : "component";
    const struct xml_element *whole = list ? list : element;
    if (value && !is_nil(value)) {
        result.form = DMN_WRITTEN_SCALAR;
        result.type = type_of(value);
        result.text = value->text;
    } else if (!value && !is_nil(whole) && (list || xml_child(element, part))) {
        result.form = list ? DMN_WRITTEN_LIST : DMN_WRITTEN_CONTEXT;
        result.parts = arena_alloc(arena, count(whole, part) * sizeof(*result.parts));
        const struct xml_element *child = xml_child(whole, part);
        for (; child; child = xml_next(child, part)) {
            result.parts[result.nparts++] = written(arena, child);
        }
    }
    return result;
}

static struct dmn_case read_case(struct arena *arena, const struct xml_element *element)
{
    struct dmn_case result = {.id = xml_attribute(element, "id"),
                              .invocable = xml_attribute(element, "invocableName")};
    result.inputs = arena_alloc(arena, count(element, "inputNode") * sizeof(*result.inputs));
    const struct xml_element *node = xml_child(element, "inputNode");
    for (; node; node = xml_next(node, "inputNode")) {
        result.inputs[result.ninputs++] = written(arena, node);
    }
    result.results = arena_alloc(arena, count(element, "resultNode") * sizeof(*result.results));
    node = xml_child(element, "resultNode");
    for (; node; node = xml_next(node, "resultNode")) {
        struct dmn_result_node *found = &result.results[result.nresults++];
        const struct xml_element *expected = xml_child(node, "expected");
        found->name = xml_attribute(node, "name");
        found->error = str_eq(xml_attribute(node, "errorResult"), STR("true"));
        if (expected) {
            found->expected = written(arena, expected);
        }
    }
    return result;
}

int dmn_cases_read(struct arena *arena, const char *path, struct dmn_case_file *ret,
                   struct err *err)
{
    struct buf text = {0};
    struct xml_element *root = NULL;
    int result = file_read_whole(path, "the test file", FILE_BYTES_MAX, &text, err);
    if (result == 0) {
        result = xml_parse(arena, buf_str(&text), path, &root, err);
    }
    buf_free(&text);
    if (result != 0) {
        return result;
    }
    if (!str_eq(root->name, STR("testCases"))) {
        return err_at(err, ERR_INPUT, path, root->line, 0,
                      "is not a test file: its root is not testCases");
    }
    struct dmn_case_file file = {.model = xml_child_text(root, "modelName")};
    file.cases = arena_alloc(arena, count(root, "testCase") * sizeof(*file.cases));
    const struct xml_element *element = xml_child(root, "testCase");
    for (; element; element = xml_next(element, "testCase")) {
        file.cases[file.ncases++] = read_case(arena, element);
    }
    *ret = file;
    return 0;
}

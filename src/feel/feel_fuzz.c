/* feel_fuzz.c - expressions of any bytes: whatever parses evaluates within its limits, its value
 * can be printed, compared with itself and judged; what does not parse is told where. Checked or
 * not, as an expression, as unary tests and as a type. */
#include "feel.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct feel_limits small = {20000, 400, (size_t)4 * 1024 * 1024};

static void evaluate(struct arena *arena, const struct feel_node *node,
                     const struct feel_value *values)
{
    struct feel_evaluation evaluation = {.arena = arena, .limits = small};
    struct feel_value value, again;
    struct err err;
    (void)feel_evaluate(&evaluation, node, values, &value, &err);
    (void)feel_verdict(&value);
    if (value.cause != NULL) {
        assert(feel_cause_text(arena, value.cause).len > 0);
    }
    assert(value.kind == FEEL_NULL || feel_equal(&value, &value) != 0);
    if (feel_value_text(arena, &value).len > 0 && !evaluation.stopped) {
        int code = feel_evaluate(&evaluation, node, values, &again, &err);
        assert(code != 0 || again.kind == value.kind);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct str text = {(const char *)data + (size > 0), size > 0 ? size - 1 : 0};
    struct feel_parse_options options = {.checked = size > 0 && (data[0] & 1) != 0};
    struct feel_scope *scope = feel_scope_new(&arena, NULL, FEEL_SCOPE_DECLARED);
    struct feel_value values[4] = {feel_integer(3), feel_string(STR("A")), feel_null(NULL),
                                   feel_null(NULL)};
    const struct feel_node *node = NULL;
    const struct feel_type *type = NULL;
    struct err err = {.message = ""};
    values[3] = feel_list_of(&arena, values, 3);
    feel_scope_add(scope, STR("age"), feel_type_simple(FEEL_NUMBER));
    feel_scope_add(scope, STR("band-x y"), feel_type_simple(FEEL_STRING));
    feel_scope_add(scope, STR("income"), feel_type_simple(FEEL_NUMBER));
    feel_scope_add(scope, STR("list"), feel_type_simple(FEEL_ANY));
    if (feel_parse(&arena, text, scope, &options, &node, &err) == 0) {
        evaluate(&arena, node, values);
    } else {
        assert(err.message[0] != '\0' && err.line > 0 && err.column > 0);
    }
    const struct feel_scope *input =
        feel_scope_of_input(&arena, NULL, feel_type_simple(FEEL_NUMBER));
    if (feel_parse_unary_tests(&arena, text, input, &options, &node, &err) == 0) {
        evaluate(&arena, node, values);
    }
    if (feel_parse_type(&arena, text, scope, &type, &err) == 0) {
        (void)feel_type_text(&arena, type);
        (void)feel_value_is(&values[3], type);
    }
    arena_free(&arena);
    return 0;
}

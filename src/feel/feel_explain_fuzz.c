/* feel_explain_fuzz.c - conditions of any text over some inputs, explained: whatever is said, its
 * verdict is that of the value, a part decided it, and it is UTF-8 as long as the condition is. */
#include "feel_explain.h"

#include "feel_input.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char inputs_text[] =
    "{a: 61, b: null, c: B, d: 2026-04-01, e: P2Y3M, f: PT36H, g: false, h: [1, 2, null, 9],\n"
    " i: {x: 1, y: null, z: [{w: 1}, {w: 5}]}, j: [], k: 09:30:00}\n";

static const struct feel_label labels[] = {{STR_INIT("a"), STR_INIT("the age"), STR_INIT("yr oed")},
                                           {STR_INIT("i.z[].w"), STR_INIT("the w"), {NULL, 0}}};

static void check(const struct feel_explanation *e)
{
    bool decided = false;
    assert(e->verdict == feel_verdict(&e->value));
    assert(e->part_count > 0 && e->part_count <= FEEL_PARTS_MAX);
    for (size_t i = 0; i < e->part_count; i++) {
        assert(e->parts[i].words.len > 0);
        decided = decided || e->parts[i].decided;
    }
    assert(decided || e->cut);
    assert(e->sentence.len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct yaml_node *root;
    struct feel_inputs inputs;
    struct feel_zones zones = {0};
    struct err err;
    const struct feel_node *node;
    int code = yaml_tree_parse(&arena, str_of(inputs_text), "inputs", &root, &err);
    assert(code == 0);
    code = feel_inputs_read(&arena, root, "inputs", &zones, &inputs, &err);
    assert(code == 0);
    if (feel_parse(&arena, str_make((const char *)data, size), inputs.scope, NULL, &node, &err) ==
        0) {
        for (int language = LANGUAGE_ENGLISH; language <= LANGUAGE_WELSH; language++) {
            struct feel_evaluation evaluation = {
                .arena = &arena,
                .limits = {.steps_max = 20000, .depth_max = 500, .memory_max = 8 << 20}};
            struct feel_explain_options options = {(enum language)language, labels, 2};
            struct feel_explanation explanation;
            if (feel_explain(&evaluation, node, inputs.values, &options, &explanation, &err) == 0) {
                check(&explanation);
            }
        }
    }
    arena_free(&arena);
    return 0;
}

/* feel_speed.c - how many conditions a second one core evaluates, for `./do bench feel-speed`.
 *
 *   feel_speed SECONDS
 *
 * Two conditions, each parsed and checked once and evaluated over and over on inputs drawn at
 * random: one of three comparisons, all of which are made (a number, a date, a text); and one that
 * asks of a list whether some item satisfies a comparison. Each evaluation is whole: the inputs of
 * its own, the value, the verdict that a duty would take from it, and its memory given back.
 * Counted in seconds of the processor, which others may be using too. Prints one JSON object. */
#include "clock.h"
#include "feel.h"
#include "random.h"

#include <stdio.h>
#include <stdlib.h>

enum { CASES = 1 << 12, INPUTS = 4, CHILDREN = 3 };

static const char comparisons[] = "age >= 18 and moved < date(\"2026-04-01\") and band = \"C\"";
static const char some[] = "some c in children satisfies c.age < 5";

struct speed {
    struct arena arena, scratch;
    struct feel_scope *scope;
    struct feel_value *values; /* CASES × INPUTS */
};

static const struct str child_names[] = {STR_INIT("name"), STR_INIT("age")};

static void declare(struct speed *speed)
{
    const struct feel_field fields[] = {{child_names[0], feel_type_simple(FEEL_STRING)},
                                        {child_names[1], feel_type_simple(FEEL_NUMBER)}};
    struct feel_type *child = feel_type_context(&speed->arena, fields, 2);
    speed->scope = feel_scope_new(&speed->arena, NULL, FEEL_SCOPE_DECLARED);
    feel_scope_add(speed->scope, STR("age"), feel_type_simple(FEEL_NUMBER));
    feel_scope_add(speed->scope, STR("moved"), feel_type_simple(FEEL_DATE));
    feel_scope_add(speed->scope, STR("band"), feel_type_simple(FEEL_STRING));
    feel_scope_add(speed->scope, STR("children"), feel_type_list(&speed->arena, child));
}

static void draw(struct speed *speed, struct random *random)
{
    static const char *const bands[] = {"A", "B", "C", "D"};
    speed->values = mem_must_array(CASES * INPUTS, sizeof *speed->values);
    for (size_t i = 0; i < CASES; i++) {
        struct feel_value *inputs = &speed->values[i * INPUTS], children[CHILDREN];
        struct feel_date moved = {2000 + (int32_t)random_below(random, 26),
                                  (uint8_t)(1 + random_below(random, 12)), 15};
        inputs[0] = feel_integer(18 + (int64_t)random_below(random, 80));
        inputs[1] = (struct feel_value){.kind = FEEL_DATE, .date = moved};
        inputs[2] = feel_string(str_of(bands[random_below(random, 4)]));
        for (size_t j = 0; j < CHILDREN; j++) {
            const struct feel_value child[] = {feel_string(STR("Non")),
                                               feel_integer((int64_t)random_below(random, 20))};
            children[j] = feel_context_of(&speed->arena, child_names, child, 2);
        }
        inputs[3] = feel_list_of(&speed->arena, children, CHILDREN);
    }
}

/* measure - evaluations a second of a condition; *ret_held: of how many it held. */
static int measure(struct speed *speed, const char *text, double seconds, double *ret_rate,
                   double *ret_held, struct err *err)
{
    struct feel_evaluation evaluation = {.arena = &speed->scratch, .limits = feel_limits};
    struct feel_parse_options options = {.checked = true};
    const struct feel_node *node;
    struct feel_value value;
    uint64_t done = 0, held = 0;
    int code = feel_parse(&speed->arena, str_of(text), speed->scope, &options, &node, err);
    double start = clock_processor_s(), now;
    do {
        for (size_t i = 0; i < CASES && code == 0; i++) {
            code = feel_evaluate(&evaluation, node, &speed->values[i * INPUTS], &value, err);
            held += feel_verdict(&value) == FEEL_HOLDS;
            arena_reset(&speed->scratch);
        }
        done += CASES;
        now = clock_processor_s();
    } while (code == 0 && now < start + seconds);
    *ret_held = (double)held / (double)done;
    *ret_rate = (double)done / (now - start);
    return code;
}

int main(int argc, char **argv)
{
    uint64_t seconds = 1;
    struct speed speed = {.values = NULL};
    struct random random = random_seed(1);
    double first, second, held_comparisons, held_some;
    struct err err = {0};
    if (argc > 1 && !str_to_uint(str_of(argv[1]), 1000, &seconds)) {
        fprintf(stderr, "feel_speed SECONDS\n");
        return EXIT_FAILURE;
    }
    declare(&speed);
    draw(&speed, &random);
    if (measure(&speed, comparisons, (double)seconds, &first, &held_comparisons, &err) != 0 ||
        measure(&speed, some, (double)seconds, &second, &held_some, &err) != 0) {
        err_print("feel_speed", &err);
        return EXIT_FAILURE;
    }
    fprintf(stdout,
            "{\"comparisons\": %.0f, \"comparisons_held\": %.4f, \"some\": %.0f, \"some_held\": "
            "%.4f}\n",
            first, held_comparisons, second, held_some);
    mem_free(speed.values);
    arena_free(&speed.arena);
    arena_free(&speed.scratch);
    return EXIT_SUCCESS;
}

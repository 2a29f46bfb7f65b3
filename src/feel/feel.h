/* feel.h - FEEL, the expression language of DMN 1.5 (chapter 10), all of it.
 *
 *     scope    = feel_scope_new(arena, NULL, FEEL_SCOPE_DECLARED);
 *     age      = feel_scope_add(scope, STR("age"), feel_type_simple(FEEL_NUMBER));
 *     feel_parse(arena, STR("age >= 65"), scope, &options, &node, &err);      once
 *
 *     struct feel_evaluation evaluation = {.arena = scratch, .limits = feel_limits};
 *     values[age] = feel_integer(61);
 *     feel_evaluate(&evaluation, node, values, &value, &err);                 often
 *     feel_verdict(&value) == FEEL_DOES_NOT_HOLD
 *     arena_reset(scratch);
 *
 * Pure: no clock, file or environment; now and today are what the caller says. Zones are looked up
 * by feel_temporal.h. Nothing recurses deeper than the limits, whatever the input. */
#ifndef CANTREF_FEEL_FEEL_H
#define CANTREF_FEEL_FEEL_H

#include "err_list.h"
#include "feel_syntax.h"

struct feel_parse_options {
    const char *file;               /* as errors name it; NULL: "" */
    size_t line;                    /* of the text's first line in the file; 0: 1 */
    size_t column;                  /* of its first character there; 0: 1 */
    struct feel_zones zones;        /* for literals with a named zone; {0}: none is known */
    const struct feel_type *wanted; /* checked: what the whole must give; NULL: anything */
    bool checked; /* as feel_check, for packs; false: as the standard and its test suite want */
};

/* feel_parse - one expression.
 * In:     text: UTF-8, copied; scope: the names that are there, longest match first; NULL: none
 *         but the built-in functions. options: NULL: {0}.
 * Out:    *ret in arena; untouched on failure.
 * Errors: ERR_INPUT with file, line and column: what was found, what is wanted. With
 *         options->checked also names that are not in scope (with the nearest one that is), forms
 *         with two readings (both are told), types that do not fit, dates written as strings.
 *         ERR_LIMIT: deeper than FEEL_DEPTH_MAX, longer than FEEL_TEXT_MAX bytes.
 * Threads: safe with one arena each, and scopes that nobody is adding to. */
enum { FEEL_TEXT_MAX = 1024 * 1024 };
int feel_parse(struct arena *arena, struct str text, const struct feel_scope *scope,
               const struct feel_parse_options *options, const struct feel_node **ret,
               struct err *err);

/* feel_parse_unary_tests - what stands in an input entry of a decision table: `-`, `"A","B"`,
 * `< 5, [10..20]`, `not(1)`, or an expression on `?`.
 * In: scope: from feel_scope_of_input. The node gives true, false or null for slot 0, `?`. */
int feel_parse_unary_tests(struct arena *arena, struct str text, const struct feel_scope *scope,
                           const struct feel_parse_options *options, const struct feel_node **ret,
                           struct err *err);

/* feel_parse_type - a type as FEEL writes it: `list<number>`, `context<a: string>`, a name in
 * scope. */
int feel_parse_type(struct arena *arena, struct str text, const struct feel_scope *scope,
                    const struct feel_type **ret, struct err *err);

/* ---- evaluating ---- */

struct feel_limits {
    uint64_t steps_max; /* nodes evaluated, items visited */
    uint32_t depth_max; /* nested evaluations, function calls included; 0: 2000 */
    size_t memory_max;  /* bytes taken from the arena; 0: 64 MiB */
};
/* A million steps, 1,500 deep, 16 MiB: what a condition of a pack may use. 2,000 deep takes less
 * than 4 MiB of stack. */
extern const struct feel_limits feel_limits;

/* One evaluation at a time. Start from {.arena, .limits, .now}. */
struct feel_evaluation {
    struct arena *arena; /* results; the caller resets it when done with them */
    struct feel_limits limits;
    struct feel_value now;   /* date and time; null: now() and today() are not known */
    struct feel_value today; /* date; null: that of now */
    struct feel_zones zones; /* {0}: no name of a zone is known */
    /* within: */
    uint64_t steps;
    uint32_t depth;
    size_t memory_begin;
    bool stopped; /* a limit was passed: everything is null from here on */
};

/* Values of the names of one scope, by slot, and those around it. One that a function defined in
 * it may keep (*scope->captured) must live as long as the results do. */
struct feel_frame {
    const struct feel_frame *outer;
    const struct feel_value *slots;
};

/* feel_evaluate - the value of a tree.
 * In:     values: of the slots of the scope in which it was parsed, NULL where that has none. A
 *         null without cause there is taken for not known. Kinds must be those of the declared
 *         types, or null: feel_conform sees to it.
 * Out:    *ret: lives as long as the arena, values and the tree.
 * Errors: ERR_LIMIT: a limit was passed; *ret is null with FEEL_CAUSE_LIMIT.
 * Threads: safe with one evaluation each. */
int feel_evaluate(struct feel_evaluation *evaluation, const struct feel_node *node,
                  const struct feel_value *values, struct feel_value *ret, struct err *err);

/* feel_evaluate_node - within an evaluation, in that frame. */
void feel_evaluate_node(struct feel_evaluation *evaluation, const struct feel_node *node,
                        const struct feel_frame *frame, struct feel_value *ret);

/* feel_call - call a function value within an evaluation, arguments by position. */
void feel_call(struct feel_evaluation *evaluation, const struct feel_value *function,
               const struct feel_value *arguments, size_t count, struct feel_value *ret);

/* feel_conform - the value as one of the type: itself, the one item of a list, a list of the one
 * value, a date at midnight; else null with FEEL_CAUSE_CONFORMANCE (§10.3.2.9.4). Allowed values
 * are held to. */
void feel_conform(struct feel_evaluation *evaluation, const struct feel_value *value,
                  const struct feel_type *type, struct feel_value *ret);

/* feel_fail - null with a cause at that node (NULL: none). because: the operand that brought it,
 * when it has a cause itself. */
void feel_fail(struct feel_evaluation *evaluation, const struct feel_node *at,
               enum feel_cause_code code, struct str about, const struct feel_cause *because,
               struct feel_value *ret);

#endif

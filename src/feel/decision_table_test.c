/* decision_table_test.c - every hit policy, its errors and doubts; what the check of a table
 * finds. Tables are written as text: cells with | between them, and => before the outputs. */
#include "decision_check.h"
#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { CELLS_MAX = 8, RULES_MAX = 64 };

static const struct {
    const char *name;
    enum feel_kind kind;
} names[] = {
    {"age", FEEL_NUMBER}, {"band", FEEL_STRING}, {"day", FEEL_DATE}, {"owns", FEEL_BOOLEAN}};
enum { NAMES = sizeof(names) / sizeof(*names) };

/* A table as written. Left out: as for {0}. */
struct written {
    enum hit_policy policy;
    enum collect_operator collect;
    const char *inputs;    /* expressions */
    const char *allowed;   /* unary tests, one an input; "" any */
    const char *outputs;   /* names; NULL: one without */
    const char *values;    /* unary tests, one an output */
    const char *otherwise; /* expressions, one an output */
    const char *rules[RULES_MAX];
};

struct made {
    struct arena arena;
    struct decision_table table;
    const struct feel_node *node;
    struct err err;
};

/* cells - split at |, trimmed. */
static size_t cells(struct str text, struct str *ret)
{
    size_t count = 0;
    for (;;) {
        ptrdiff_t bar = str_find(text, STR("|"));
        ret[count++] = str_trim(bar < 0 ? text : str_slice(text, 0, (size_t)bar));
        if (bar < 0) {
            return count;
        }
        assert_true(count < CELLS_MAX);
        text = str_slice(text, (size_t)bar + 1, text.len);
    }
}

static const struct feel_node *expression(struct arena *arena, const struct feel_scope *scope,
                                          struct str text)
{
    const struct feel_node *node = NULL;
    struct err err = {0};
    if (text.len > 0 && feel_parse(arena, text, scope, NULL, &node, &err) != 0) {
        fail_msg("%.*s: %s", PRI(text), err.message);
    }
    return node;
}

static const struct feel_node *tests(struct arena *arena, const struct feel_scope *scope,
                                     struct str text)
{
    const struct feel_node *node = NULL;
    struct err err = {0};
    struct feel_scope *inner = feel_scope_of_input(arena, scope, feel_type_simple(FEEL_ANY));
    if (text.len > 0 && !str_eq(text, STR("-")) &&
        feel_parse_unary_tests(arena, text, inner, NULL, &node, &err) != 0) {
        fail_msg("%.*s: %s", PRI(text), err.message);
    }
    return node;
}

static void make_rules(struct made *made, const struct written *written,
                       const struct feel_scope *scope)
{
    struct arena *arena = &made->arena;
    struct decision_rule *rules = arena_alloc(arena, RULES_MAX * sizeof(*rules));
    struct str cell[CELLS_MAX];
    for (size_t at = 0; at < RULES_MAX && written->rules[at]; at++) {
        struct str text = str_of(written->rules[at]);
        ptrdiff_t arrow = str_find(text, STR("=>"));
        assert_true(arrow >= 0);
        const struct feel_node **inputs = arena_alloc(arena, CELLS_MAX * sizeof(*inputs));
        const struct feel_node **outputs = arena_alloc(arena, CELLS_MAX * sizeof(*outputs));
        size_t count = cells(str_slice(text, 0, (size_t)arrow), cell);
        for (size_t column = 0; column < count; column++) {
            inputs[column] = tests(arena, scope, cell[column]);
        }
        count = cells(str_slice(text, (size_t)arrow + 2, text.len), cell);
        for (size_t column = 0; column < count; column++) {
            outputs[column] = expression(arena, scope, cell[column]);
        }
        rules[at] = (struct decision_rule){inputs, outputs, at + 1};
        made->table.nrules++;
    }
    made->table.rules = rules;
}

static void make_clauses(struct made *made, const struct written *written,
                         const struct feel_scope *scope)
{
    struct arena *arena = &made->arena;
    struct decision_input *inputs = arena_alloc(arena, CELLS_MAX * sizeof(*inputs));
    struct decision_output *outputs = arena_alloc(arena, CELLS_MAX * sizeof(*outputs));
    struct str cell[CELLS_MAX], other[CELLS_MAX] = {{0}}, third[CELLS_MAX] = {{0}};
    made->table.ninputs = cells(str_of(written->inputs), cell);
    cells(str_of(written->allowed ? written->allowed : ""), other);
    for (size_t at = 0; at < made->table.ninputs; at++) {
        inputs[at].name = cell[at];
        inputs[at].expression = expression(arena, scope, cell[at]);
        inputs[at].values = tests(arena, scope, other[at]);
    }
    memset(other, 0, sizeof(other));
    made->table.noutputs = cells(str_of(written->outputs ? written->outputs : ""), cell);
    cells(str_of(written->values ? written->values : ""), other);
    cells(str_of(written->otherwise ? written->otherwise : ""), third);
    for (size_t at = 0; at < made->table.noutputs; at++) {
        outputs[at].name = cell[at];
        outputs[at].values = tests(arena, scope, other[at]);
        outputs[at].otherwise = expression(arena, scope, third[at]);
    }
    made->table.inputs = inputs;
    made->table.outputs = outputs;
}

/* make - the table and its node; made must be freed. Returns what decision_table_node does. */
static int make(struct made *made, const struct written *written)
{
    struct feel_scope *scope = feel_scope_new(&made->arena, NULL, FEEL_SCOPE_DECLARED);
    for (size_t at = 0; at < NAMES; at++) {
        feel_scope_add(scope, str_of(names[at].name), feel_type_simple(names[at].kind));
    }
    made->table.hit_policy = written->policy;
    made->table.collect = written->collect;
    make_clauses(made, written, scope);
    make_rules(made, written, scope);
    return decision_table_node(&made->arena, &made->table, &made->node, &made->err);
}

/* give - what the table gives for values written as expressions, "?" for one that is not known. */
static struct feel_value give(struct made *made, const char *given)
{
    struct str cell[CELLS_MAX] = {{0}};
    struct feel_value values[NAMES] = {{0}};
    size_t count = cells(str_of(given), cell);
    struct feel_evaluation evaluation = {.arena = &made->arena, .limits = feel_limits};
    for (size_t at = 0; at < NAMES; at++) {
        values[at] = feel_not_known(&made->arena, str_of(names[at].name));
        if (at < count && !str_eq(cell[at], STR("?"))) {
            struct err err = {0};
            const struct feel_node *node = expression(&made->arena, NULL, cell[at]);
            assert_int_equal(feel_evaluate(&evaluation, node, NULL, &values[at], &err), 0);
        }
    }
    struct feel_value value = {0};
    struct err err = {0};
    assert_int_equal(feel_evaluate(&evaluation, made->node, values, &value, &err), 0);
    return value;
}

#define BANDS                                                                                      \
    .inputs = "age|band",                                                                          \
    .rules = {"< 18 | -         => \"child\"", ">= 65 | -        => \"pensioner\"",                \
              "[18..65) | \"A\" => \"low\"", "[18..65) | not(\"A\") => \"adult\""}
#define OVERLAPPING .inputs = "age", .rules = {"> 10 => 1", "> 20 => 3", "> 30 => 2", "> 40 => 3"}
#define TWO_OUTPUTS                                                                                \
    .outputs = "status|rate", .inputs = "age",                                                     \
    .rules = {"> 10 => \"Declined\" | \"Standard\"", "> 20 => \"Approved\" | \"Standard\"",        \
              "> 30 => \"Approved\" | \"Best\""}
#define ORDERED TWO_OUTPUTS, .values = "\"Approved\",\"Declined\" | \"Best\",\"Standard\""

/* doubt: whether a cause is wanted; of a null there is always one. */
static const struct {
    const char *name;
    struct written table;
    const char *given, *wanted;
    bool doubt;
} cases[] = {
    {"unique", {BANDS}, "17 | \"A\"", "\"child\"", false},
    {"unique, last rule", {BANDS}, "40 | \"B\"", "\"adult\"", false},
    {"unique, what is not known does not matter", {BANDS}, "70 | ?", "\"pensioner\"", false},
    {"unique, what is not known matters", {BANDS}, "40 | ?", "\"adult\"", true},
    {"unique, two rules", {OVERLAPPING}, "25", "null", true},
    {"unique, no rule", {OVERLAPPING}, "5", "null", true},
    {"unique, otherwise", {OVERLAPPING, .otherwise = "9"}, "5", "9", false},
    {"unique, a doubt besides",
     {.inputs = "age|band", .rules = {"> 10 | - => 1", "- | \"A\" => 2"}},
     "20|?",
     "1",
     true},
    {"any, agreeing",
     {.policy = HIT_ANY, .inputs = "age", .rules = {"> 10 => 1.0", "> 20 => 1"}},
     "25",
     "1.0",
     false},
    {"any, not agreeing", {.policy = HIT_ANY, OVERLAPPING}, "25", "null", true},
    {"first", {.policy = HIT_FIRST, OVERLAPPING}, "35", "1", false},
    {"first, a doubt before",
     {.policy = HIT_FIRST, .inputs = "age|band", .rules = {"- | \"A\" => 1", "> 10 | - => 2"}},
     "20|?",
     "2",
     true},
    {"first, a doubt behind",
     {.policy = HIT_FIRST, .inputs = "age|band", .rules = {"> 10 | - => 2", "- | \"A\" => 1"}},
     "20|?",
     "2",
     false},
    {"priority", {.policy = HIT_PRIORITY, OVERLAPPING, .values = "3, 2, 1"}, "35", "3", false},
    {"priority, by value",
     {.policy = HIT_PRIORITY, OVERLAPPING, .values = "1, 2, 3"},
     "35",
     "1",
     false},
    {"priority, two outputs",
     {.policy = HIT_PRIORITY, ORDERED},
     "35",
     "{status: \"Approved\", rate: \"Best\"}",
     false},
    {"output order",
     {.policy = HIT_OUTPUT_ORDER, OVERLAPPING, .values = "3, 2, 1"},
     "45",
     "[3, 3, 2, 1]",
     false},
    {"output order, two outputs",
     {.policy = HIT_OUTPUT_ORDER, ORDERED},
     "35",
     "[{status: \"Approved\", rate: \"Best\"}, {status: \"Approved\", rate: \"Standard\"}, "
     "{status: \"Declined\", rate: \"Standard\"}]",
     false},
    {"rule order", {.policy = HIT_RULE_ORDER, OVERLAPPING}, "45", "[1, 3, 2, 3]", false},
    {"rule order, no rule", {.policy = HIT_RULE_ORDER, OVERLAPPING}, "1", "null", true},
    {"rule order, otherwise",
     {.policy = HIT_RULE_ORDER, OVERLAPPING, .otherwise = "9"},
     "1",
     "[9]",
     false},
    {"collect", {.policy = HIT_COLLECT, OVERLAPPING}, "25", "[1, 3]", false},
    {"collect, one", {.policy = HIT_COLLECT, OVERLAPPING}, "15", "[1]", false},
    {"collect, two outputs",
     {.policy = HIT_COLLECT, TWO_OUTPUTS},
     "15",
     "[{status: \"Declined\", rate: \"Standard\"}]",
     false},
    {"sum", {.policy = HIT_COLLECT, .collect = COLLECT_SUM, OVERLAPPING}, "45", "9", false},
    {"sum of text",
     {.policy = HIT_COLLECT, .collect = COLLECT_SUM, .inputs = "age", .rules = {"- => \"a\""}},
     "45",
     "null",
     true},
    {"least", {.policy = HIT_COLLECT, .collect = COLLECT_MIN, OVERLAPPING}, "45", "1", false},
    {"greatest", {.policy = HIT_COLLECT, .collect = COLLECT_MAX, OVERLAPPING}, "35", "3", false},
    {"greatest date",
     {.policy = HIT_COLLECT,
      .collect = COLLECT_MAX,
      .inputs = "age",
      .rules = {"- => date(\"2026-01-02\")", "- => date(\"2026-03-01\")"}},
     "1",
     "2026-03-01",
     false},
    {"greatest of what has no order",
     {.policy = HIT_COLLECT,
      .collect = COLLECT_MAX,
      .inputs = "age",
      .rules = {"- => 1", "- => \"a\""}},
     "1",
     "null",
     true},
    {"count", {.policy = HIT_COLLECT, .collect = COLLECT_COUNT, OVERLAPPING}, "45", "4", false},
    {"count of none",
     {.policy = HIT_COLLECT, .collect = COLLECT_COUNT, OVERLAPPING},
     "1",
     "0",
     false},
    {"count in doubt",
     {.policy = HIT_COLLECT, .collect = COLLECT_COUNT, OVERLAPPING},
     "?",
     "0",
     true},
    {"an input that is no allowed value",
     {BANDS, .allowed = "[0..120] | \"A\",\"B\""},
     "40 | \"C\"",
     "null",
     true},
    {"an output that is no allowed value",
     {.inputs = "age", .values = "1, 2", .rules = {"- => age"}},
     "3",
     "null",
     true},
    {"a list of allowed values",
     {.inputs = "[band, \"B\"]", .allowed = "\"A\",\"B\"", .rules = {"- => 1"}},
     "1|\"A\"",
     "1",
     false},
    {"a list with a value that is not allowed",
     {.inputs = "[band, \"C\"]", .allowed = "\"A\",\"B\"", .rules = {"- => 1"}},
     "1|\"A\"",
     "null",
     true},
    {"no output written", {.inputs = "age", .rules = {"- => "}}, "3", "null", false},
    {"outputs are worked out", {.inputs = "age", .rules = {"- => age * 2"}}, "3", "6", false},
    {"tests see the other inputs",
     {.inputs = "age|day", .rules = {"? > 2 and owns | - => band"}},
     "3 | ? | ? | true",
     "null",
     true},
};

static void test_policies(void **state)
{
    (void)state;
    for (size_t at = 0; at < sizeof(cases) / sizeof(*cases); at++) {
        struct made made = {0};
        if (make(&made, &cases[at].table) != 0) {
            fail_msg("%s: %s", cases[at].name, made.err.message);
        }
        struct feel_value value = give(&made, cases[at].given);
        struct str text = feel_value_text(&made.arena, &value);
        if (value.kind == FEEL_STRING) {
            text = arena_printf(&made.arena, "\"%.*s\"", PRI(text));
        }
        if (!str_eq(text, str_of(cases[at].wanted)) || (value.cause != NULL) != cases[at].doubt) {
            fail_msg("%s: %.*s%s instead of %s%s", cases[at].name, PRI(text),
                     value.cause ? " in doubt" : "", cases[at].wanted,
                     cases[at].doubt ? " in doubt" : "");
        }
        arena_free(&made.arena);
    }
}

/* What a policy makes of the values of the rules that match, in their order: read off the page of
 * the standard, for whole numbers of which the smaller is the foremost. */
static struct str plain_reading(struct arena *arena, enum hit_policy policy,
                                enum collect_operator collect, const int *values, size_t count)
{
    int sorted[RULES_MAX], sum = 0;
    struct buf list = {0};
    for (size_t at = 0; at < count; at++) {
        size_t to = at;
        for (; to > 0 && sorted[to - 1] > values[at]; to--) {
            sorted[to] = sorted[to - 1];
        }
        sorted[to] = values[at];
        sum += values[at];
    }
    if (policy == HIT_COLLECT && collect == COLLECT_COUNT) {
        return arena_printf(arena, "%zu", count);
    }
    bool agree = count > 0 && sorted[0] == sorted[count - 1];
    if (count == 0 || (policy == HIT_UNIQUE && count > 1) || (policy == HIT_ANY && !agree)) {
        return STR("null");
    }
    bool whole = policy == HIT_OUTPUT_ORDER || policy == HIT_RULE_ORDER ||
                 (policy == HIT_COLLECT && collect == COLLECT_LIST);
    if (!whole) {
        int one = policy == HIT_PRIORITY || collect == COLLECT_MIN ? sorted[0]
                  : collect == COLLECT_SUM                         ? sum
                  : collect == COLLECT_MAX                         ? sorted[count - 1]
                                                                   : values[0];
        return arena_printf(arena, "%d", one);
    }
    for (size_t at = 0; at < count; at++) {
        buf_printf(&list, "%s%d", at > 0 ? ", " : "[",
                   policy == HIT_OUTPUT_ORDER ? sorted[at] : values[at]);
    }
    buf_printf(&list, "]");
    struct str text = arena_str(arena, buf_str(&list));
    buf_free(&list);
    return text;
}

static void test_policies_against_plain_reading(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (size_t round = 0; round < 300; round++) {
        struct made made = {0};
        struct written written = {.inputs = "age", .values = "0, 1, 2, 3"};
        int low[8], high[8], value[8], matching[8];
        size_t nrules = random_below(&random, 8), count = 0;
        written.policy = (enum hit_policy)random_below(&random, HIT_POLICIES);
        if (written.policy == HIT_COLLECT) {
            written.collect = (enum collect_operator)random_below(&random, COLLECT_OPERATORS);
        }
        int age = (int)random_below(&random, 10);
        for (size_t at = 0; at < nrules; at++) {
            low[at] = (int)random_below(&random, 10);
            high[at] = low[at] + (int)random_below(&random, 6);
            value[at] = (int)random_below(&random, 4);
            written.rules[at] =
                arena_printf(&made.arena, "[%d..%d] => %d", low[at], high[at], value[at]).ptr;
            if (age >= low[at] && age <= high[at]) {
                matching[count++] = value[at];
            }
        }
        assert_int_equal(make(&made, &written), 0);
        char given[16];
        snprintf(given, sizeof(given), "%d", age);
        struct feel_value found = give(&made, given);
        struct str text = feel_value_text(&made.arena, &found);
        struct str wanted =
            plain_reading(&made.arena, written.policy, written.collect, matching, count);
        if (!str_eq(text, wanted)) {
            fail_msg("round %zu, %s, %zu rules match: %.*s instead of %.*s", round,
                     hit_policy_names[written.policy], count, PRI(text), PRI(wanted));
        }
        arena_free(&made.arena);
    }
}

/* A function that an output gives keeps what it needs of the frame in which it was made. */
static void test_functions(void **state)
{
    (void)state;
    struct made made = {0};
    struct written written = {.inputs = "age", .rules = {"- => function(x) x + age"}};
    assert_int_equal(make(&made, &written), 0);
    struct feel_value function = give(&made, "40"), result = {0}, argument = feel_integer(2);
    assert_int_equal(function.kind, FEEL_FUNCTION);
    struct feel_evaluation evaluation = {.arena = &made.arena, .limits = feel_limits};
    evaluation.memory_begin = made.arena.total;
    feel_call(&evaluation, &function, &argument, 1, &result);
    struct str text = feel_value_text(&made.arena, &result);
    assert_true(str_eq(text, STR("42")));
    arena_free(&made.arena);
}

static const struct {
    struct written table;
    const char *said;
} mistakes[] = {
    {{.outputs = "a|", .inputs = "age", .rules = {"- => 1 | 2"}}, "output 2 needs a name"},
    {{.outputs = "a|a", .inputs = "age", .rules = {"- => 1 | 2"}}, "two outputs are called \"a\""},
    {{.policy = HIT_FIRST, .collect = COLLECT_SUM, OVERLAPPING}, "takes an operator"},
    {{.policy = HIT_COLLECT, .collect = COLLECT_SUM, TWO_OUTPUTS}, "collects one output"},
    {{.policy = HIT_PRIORITY, OVERLAPPING}, "\"priority\" needs the values"},
    {{.policy = HIT_OUTPUT_ORDER, TWO_OUTPUTS}, "\"output order\" needs the values"},
};

static void test_mistakes(void **state)
{
    (void)state;
    for (size_t at = 0; at < sizeof(mistakes) / sizeof(*mistakes); at++) {
        struct made made = {0};
        assert_int_equal(make(&made, &mistakes[at].table), ERR_INPUT);
        if (!strstr(made.err.message, mistakes[at].said)) {
            fail_msg("\"%s\" does not say \"%s\"", made.err.message, mistakes[at].said);
        }
        arena_free(&made.arena);
    }
}

/* The findings, one a line. */
static const struct {
    const char *name;
    struct written table;
    const char *found;
} checks[] = {
    {"nothing", {BANDS}, ""},
    {"overlap, and a gap",
     {.inputs = "age", .rules = {"< 18 => 1", "[18..65] => 2", ">= 65 => 3"}},
     "rules 2 and 3 both match when age is 65\n"},
    {"gap between",
     {.inputs = "age", .rules = {"< 18 => 1", "> 18 => 2"}},
     "no rule matches when age is 18\n"},
    {"gap at both ends",
     {.inputs = "age", .rules = {"[18..65] => 1"}},
     "no rule matches when age is 17\nno rule matches when age is 66\n"},
    {"gap outside of the allowed values is none",
     {.inputs = "age", .allowed = "[18..65]", .rules = {"[18..65] => 1"}},
     ""},
    {"gap of two inputs",
     {.inputs = "age|band", .rules = {"< 18 | \"A\" => 1", ">= 18 | - => 2"}},
     "no rule matches when age is 17 and band is \"not A\"\n"},
    {"no gap with a default", {.inputs = "age", .otherwise = "0", .rules = {"< 18 => 1"}}, ""},
    {"booleans",
     {.inputs = "owns", .rules = {"true => 1"}},
     "no rule matches when owns is false\n"},
    {"dates",
     {.inputs = "day", .rules = {"< date(\"2026-04-01\") => 1", "> date(\"2026-04-01\") => 2"}},
     "no rule matches when day is 2026-04-01\n"},
    {"unreachable behind others",
     {.policy = HIT_FIRST, .inputs = "age", .rules = {"< 18 => 1", ">= 18 => 2", "20 => 3"}},
     "rule 3 never decides: wherever it matches, others go before it\n"},
    {"covered by two together",
     {.policy = HIT_FIRST,
      .inputs = "age|band",
      .rules = {"< 18 | - => 1", ">= 18 | - => 2", "[10..20] | \"A\" => 3"}},
     "rule 3 never decides: wherever it matches, others go before it\n"},
    {"lower priority",
     {.policy = HIT_PRIORITY, .inputs = "age", .values = "1, 2", .rules = {"> 5 => 2", "- => 1"}},
     "rule 1 never decides: wherever it matches, others go before it\n"},
    {"never matches",
     {.inputs = "age", .rules = {"[5..3] => 1", "- => 2"}},
     "rule 1 never matches: no age passes [5..3]\n"},
    {"never matches what is allowed",
     {.inputs = "band", .allowed = "\"A\",\"B\"", .rules = {"\"C\" => 1", "- => 2"}},
     "rule 1 never matches: no band passes \"C\"\n"},
    {"any, disagreeing",
     {.policy = HIT_ANY, .inputs = "age", .rules = {"> 1 => 1", "- => 1", "> 2 => 2"}},
     "rules 1 and 3 both match, with different outputs, when age is 3\n"
     "rules 2 and 3 both match, with different outputs, when age is 3\n"},
    {"what is known only later: alike",
     {.inputs = "age", .rules = {"> age - 1 => 1", "> age - 1 => 2", "> age - 2 => 3"}},
     "rules 1 and 2 both match when age passes > age - 1\n"
     "cases that no rule covers can't be looked for: tests of age depend on more than that\n"},
    {"what is known only later: against any",
     {.inputs = "age", .otherwise = "0", .rules = {"> age - 1 => 1", "- => 2"}},
     "rules 1 and 2 both match when age passes > age - 1\n"},
    {"null", {.inputs = "age", .rules = {"null => 1", "not(null) => 2"}}, ""},
};

static void test_check(void **state)
{
    (void)state;
    for (size_t at = 0; at < sizeof(checks) / sizeof(*checks); at++) {
        struct made made = {0};
        struct buf found = {0};
        assert_int_equal(make(&made, &checks[at].table), 0);
        const struct decision_finding *findings = NULL;
        size_t count =
            decision_table_check(&made.arena, &made.table, (struct feel_zones){0}, &findings);
        for (size_t finding = 0; finding < count; finding++) {
            buf_printf(&found, "%.*s\n", PRI(findings[finding].text));
        }
        if (!str_eq(buf_str(&found), str_of(checks[at].found))) {
            fail_msg("%s: found\n%.*sinstead of\n%s", checks[at].name, PRI(buf_str(&found)),
                     checks[at].found);
        }
        buf_free(&found);
        arena_free(&made.arena);
    }
}

/* check_many - the findings of a table of many rules, [0..1), [1..2) … of age; of the first,
 * whether it is that there are too many. */
static size_t check_many(size_t nrules, enum hit_policy policy, bool *ret_unchecked)
{
    struct made made = {0};
    struct written written = {.inputs = "age|band", .otherwise = "0"};
    struct feel_scope *scope = feel_scope_new(&made.arena, NULL, FEEL_SCOPE_DECLARED);
    feel_scope_add(scope, STR("age"), feel_type_simple(FEEL_NUMBER));
    feel_scope_add(scope, STR("band"), feel_type_simple(FEEL_STRING));
    make_clauses(&made, &written, scope);
    struct decision_rule *rules = arena_alloc(&made.arena, nrules * sizeof(*rules));
    for (size_t at = 0; at < nrules; at++) {
        const struct feel_node **cells = arena_alloc(&made.arena, 3 * sizeof(*cells));
        cells[0] = tests(&made.arena, scope, arena_printf(&made.arena, "[%zu..%zu)", at, at + 1));
        cells[2] = expression(&made.arena, scope, STR("1"));
        rules[at] = (struct decision_rule){cells, &cells[2], at + 1};
    }
    made.table.hit_policy = policy;
    made.table.rules = rules;
    made.table.nrules = nrules;
    const struct decision_finding *findings = NULL;
    size_t count =
        decision_table_check(&made.arena, &made.table, (struct feel_zones){0}, &findings);
    *ret_unchecked = count > 0 && findings[0].kind == DECISION_UNCHECKED;
    arena_free(&made.arena);
    return count;
}

static void test_check_of_many(void **state)
{
    bool unchecked = false;
    (void)state;
    assert_int_equal(check_many(600, HIT_UNIQUE, &unchecked), 0);
    assert_int_equal(check_many(600, HIT_FIRST, &unchecked), 0);
    assert_int_equal(check_many(3000, HIT_UNIQUE, &unchecked), 1);
    assert_true(unchecked);
}

/* draw_test - one of the forms of tests on small whole numbers. */
static struct str draw_test(struct arena *arena, struct random *random)
{
    unsigned low = (unsigned)random_below(random, 6);
    unsigned high = low + (unsigned)random_below(random, 4);
    switch (random_below(random, 6)) {
    case 0:
        return arena_printf(arena, "[%u..%u)", low, high);
    case 1:
        return arena_printf(arena, "(%u..%u]", low, high);
    case 2:
        return arena_printf(arena, "< %u", low);
    case 3:
        return arena_printf(arena, ">= %u", low);
    case 4:
        return arena_printf(arena, "%u, %u", low, high);
    default:
        return STR("-");
    }
}

/* count_matching - how many rules match for those values of the two inputs. */
static size_t count_matching(struct made *made, const struct feel_value inputs[2])
{
    struct feel_evaluation evaluation = {.arena = &made->arena, .limits = feel_limits};
    size_t matching = 0;
    for (size_t rule = 0; rule < made->table.nrules; rule++) {
        bool all = true;
        for (size_t column = 0; column < 2 && all; column++) {
            const struct feel_node *test = made->table.rules[rule].tests[column];
            struct feel_value answer = feel_boolean(true);
            struct feel_frame frame = {.slots = &inputs[column]};
            if (test) {
                feel_evaluate_node(&evaluation, test, &frame, &answer);
            }
            all = answer.kind == FEEL_BOOLEAN && answer.boolean;
        }
        matching += all;
    }
    return matching;
}

/* Any table of comparisons with whole numbers: the check finds an overlap exactly when some
 * values, whole or between, make two rules match, and a gap exactly when some make none. */
static void test_check_against_values(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (size_t round = 0; round < 200; round++) {
        struct made made = {0};
        struct written written = {.inputs = "age|age"};
        size_t nrules = 1 + random_below(&random, 4);
        for (size_t rule = 0; rule < nrules; rule++) {
            struct str first = draw_test(&made.arena, &random);
            struct str second = draw_test(&made.arena, &random);
            written.rules[rule] =
                arena_printf(&made.arena, "%.*s | %.*s => 1", PRI(first), PRI(second)).ptr;
        }
        assert_int_equal(make(&made, &written), 0);
        const struct decision_finding *findings = NULL;
        size_t count =
            decision_table_check(&made.arena, &made.table, (struct feel_zones){0}, &findings);
        bool overlap = false, gap = false, found_overlap = false, found_gap = false;
        for (size_t at = 0; at < count; at++) {
            found_overlap |= findings[at].kind == DECISION_OVERLAP;
            found_gap |= findings[at].kind == DECISION_GAP;
        }
        for (int first = -3; first <= 20; first++) {
            for (int second = -3; second <= 20; second++) {
                size_t matching = count_matching(
                    &made, (struct feel_value[]){feel_number(feel_decimal_scaled(5 * first, -1)),
                                                 feel_number(feel_decimal_scaled(5 * second, -1))});
                overlap |= matching > 1;
                gap |= matching == 0;
            }
        }
        if (overlap != found_overlap || gap != found_gap) {
            fail_msg("round %zu: overlap %d, found %d; gap %d, found %d", round, overlap,
                     found_overlap, gap, found_gap);
        }
        arena_free(&made.arena);
    }
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(test_policies),
        cmocka_unit_test(test_policies_against_plain_reading),
        cmocka_unit_test(test_functions),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_check),
        cmocka_unit_test(test_check_of_many),
        cmocka_unit_test(test_check_against_values),
    };
    return cmocka_run_group_tests(all, NULL, NULL);
}

/* feel_cause_test.c - why something is null, or in doubt; and that what is not in doubt is so
 * whatever the unknown turns out to be. */
#include "feel_test.h"

#include "random.h"
#include "test_seed.h"

static struct feel_bench bench;

static int begin(void **state)
{
    (void)state;
    static const struct str names[2] = {STR_INIT("name"), STR_INIT("born")};
    struct feel_field fields[2] = {{names[0], feel_type_simple(FEEL_STRING)},
                                   {names[1], feel_type_simple(FEEL_DATE)}};
    struct feel_value entries[2] = {feel_string(STR("Ann")), feel_null(NULL)};
    struct feel_value person;
    bench_begin(&bench);
    person = feel_context_of(&bench.arena, names, entries, 2);
    bench_declare(&bench, "age", feel_type_simple(FEEL_NUMBER), feel_integer(61));
    bench_declare(&bench, "income", feel_type_simple(FEEL_NUMBER), feel_null(NULL));
    bench_declare(&bench, "band", feel_type_simple(FEEL_STRING),
                  feel_not_known(&bench.arena, STR("band")));
    bench_declare(&bench, "person", feel_type_context(&bench.arena, fields, 2), person);
    return 0;
}

static int end(void **state)
{
    (void)state;
    bench_end(&bench);
    return 0;
}

static void test_causes(void **state)
{
    static const struct {
        const char *text;
        enum feel_cause_code code;
        const char *said;
    } rows[] = {
        {"age + income", FEEL_CAUSE_NOT_KNOWN, "line 1, column 7: \"income\" is not known"},
        {"income", FEEL_CAUSE_NOT_KNOWN, "line 1, column 1: \"income\" is not known"},
        {"band", FEEL_CAUSE_NOT_KNOWN, "\"band\" is not known"},
        {"person.born.year", FEEL_CAUSE_NOT_KNOWN, "line 1, column 1: \"born\" is not known"},
        {"person.died", FEEL_CAUSE_MISSING_NAME, "line 1, column 1: \"died\" is not there"},
        {"nobody", FEEL_CAUSE_MISSING_NAME, "line 1, column 1: \"nobody\" is not there"},
        {"nothing(1)", FEEL_CAUSE_MISSING_NAME, "line 1, column 1: \"nothing\" is not there"},
        {"1 + age / 0", FEEL_CAUSE_DIVISION, "line 1, column 5: \"age / 0\" divides by zero"},
        {"age + \"x\"", FEEL_CAUSE_WRONG_TYPE, NULL},
        {"age < \"x\"", FEEL_CAUSE_NOT_COMPARABLE, NULL},
        {"date(\"x\")", FEEL_CAUSE_CONVERSION, NULL},
        {"date(2023, 2, 29)", FEEL_CAUSE_OUT_OF_RANGE, NULL},
        {"sqrt(-1)", FEEL_CAUSE_DOMAIN, NULL},
        {"[1][2]", FEEL_CAUSE_OUT_OF_RANGE, NULL},
        {"matches(\"a\", \"(\")", FEEL_CAUSE_PATTERN, NULL},
        {"string length(1, 2)", FEEL_CAUSE_ARGUMENTS, NULL},
        {"string length(1)", FEEL_CAUSE_WRONG_TYPE, NULL},
        {"sum([1, income])", FEEL_CAUSE_NOT_KNOWN, NULL},
        {"(function(x: number) x)(\"a\")", FEEL_CAUSE_CONFORMANCE, NULL},
        {"if income > 3 then 1 else null + 1", FEEL_CAUSE_WRONG_TYPE, NULL},
        {"true and income > 3", FEEL_CAUSE_NOT_KNOWN, NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct feel_value value;
        struct err err;
        assert_true(bench_value(&bench, rows[i].text, false, &value, &err));
        if (value.kind != FEEL_NULL || value.cause == NULL || value.cause->code != rows[i].code) {
            fail_msg("%s: not null because of %d", rows[i].text, (int)rows[i].code);
        }
        if (rows[i].said != NULL) {
            assert_string_equal(feel_cause_text(&bench.arena, value.cause).ptr, rows[i].said);
        }
    }
}

static void test_verdicts(void **state)
{
    static const struct {
        const char *text;
        enum feel_verdict verdict;
    } rows[] = {
        {"age >= 65", FEEL_DOES_NOT_HOLD},
        {"age < 65", FEEL_HOLDS},
        {"age >= 65 and income < 16000", FEEL_DOES_NOT_HOLD},
        {"income < 16000 and age >= 65", FEEL_DOES_NOT_HOLD},
        {"age < 65 and income < 16000", FEEL_CANT_TELL},
        {"age < 65 or income < 16000", FEEL_HOLDS},
        {"income < 16000 or age < 65", FEEL_HOLDS},
        {"age >= 65 or income < 16000", FEEL_CANT_TELL},
        {"band = \"A\"", FEEL_CANT_TELL}, /* false by the standard */
        {"band != \"A\"", FEEL_CANT_TELL},
        {"not(band = \"A\")", FEEL_CANT_TELL},
        {"band in (\"A\", \"B\")", FEEL_CANT_TELL},
        {"band = null", FEEL_HOLDS}, /* whether it is known is what is asked */
        {"band != null", FEEL_DOES_NOT_HOLD},
        {"income = null or income < 16000", FEEL_HOLDS},
        {"age = null", FEEL_DOES_NOT_HOLD},
        {"person.born = null", FEEL_HOLDS},
        {"if band = \"A\" then true else false", FEEL_CANT_TELL},
        {"(if income > 3 then 1 else 2) = 2", FEEL_CANT_TELL},
        {"some x in [1, income] satisfies x > 0", FEEL_HOLDS},
        {"some x in [1, income] satisfies x > 1", FEEL_CANT_TELL},
        {"every x in [1, income] satisfies x > 1", FEEL_DOES_NOT_HOLD},
        {"count([1, 2, 3][item > income]) = 0", FEEL_CANT_TELL},
        {"list contains([1, income], 1)", FEEL_HOLDS},
        {"list contains([1, income], 2)", FEEL_CANT_TELL},
        {"any([true, income])", FEEL_HOLDS},
        {"max([1, income]) > 0", FEEL_CANT_TELL},
        {"string join([\"a\", band]) = \"a\"", FEEL_CANT_TELL},
        {"[1, income] = [1, 2]", FEEL_CANT_TELL},
        {"{a: income} = {a: 1}", FEEL_CANT_TELL},
        {"income instance of number", FEEL_CANT_TELL},
        {"1", FEEL_CANT_TELL},
        {"null", FEEL_CANT_TELL},
        {"nobody = 1 and age > 100", FEEL_DOES_NOT_HOLD},
        {"nobody = 1", FEEL_CANT_TELL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct feel_value value;
        struct err err;
        assert_true(bench_value(&bench, rows[i].text, false, &value, &err));
        if (feel_verdict(&value) != rows[i].verdict) {
            fail_msg("%s: the verdict is %d, not %d", rows[i].text, (int)feel_verdict(&value),
                     (int)rows[i].verdict);
        }
    }
}

/* ---- what is certain is certain ---- */

enum { VARIABLES = 3, VALUES = 4, ROUNDS = 4000 };

static void add_number(struct random *random, struct buf *out)
{
    static const char *const numbers[] = {
        "p",
        "q",
        "r",
        "0",
        "1",
        "2",
        "3",
        "count([p, q])",
        "(if p > q then 1 else r)",
        "sum([1, q])",
        "p + 1",
        "[r, 2][1]",
        "max(p, r)",
        "{k: q}.k",
        "abs(p)",
        "count([p, q, 1][item > r])",
        "sum(for x in [p, 1] return x + q)",
        "(function(x) x * 2)(q)",
        "count([p, q, 1][item = q])",
        "{a: p, b: a + 1}.b",
        "median([p, q, r])",
        "floor(p / 2)",
        "(if p in [1..2] then [q] else [1, 2])[1]",
        "count(distinct values([p, q, 1]))",
        "count(index of([1, 2, 2], p))",
        "[{k: p}, {k: 2}][k = 2][1].k",
        "count(concatenate([p], [q, r]))",
        "string length(string(p))",
        "sort([p, q, 2], function(x, y) x < y)[1]",
        "(for x in [1, 2, 3] return if x = p then 0 else x)[2]",
        "number(string(q), null, null)",
        "sum([1, 2, 3][item in [p, q]])",
        "get value({a: q}, \"a\")",
        "min(list replace([1, p, 3], 2, q))",
        "[p, q, r][p]",
        "(if some x in [p, q] satisfies x = 2 then 1 else r)",
        "count(flatten([p, [q, r]]))",
        "count(union([p, 1], [q]))",
        "mode([p, q, 1])[1]",
        "count((for x in [1, 2, 3][item > p] return x)[item > q])"};
    (void)buf_add(out, str_of(numbers[random_below(random, sizeof numbers / sizeof numbers[0])]));
}

static void add_condition(struct random *random, struct buf *out, unsigned depth)
{
    static const char *const signs[] = {" = ", " != ", " < ", " <= ", " > ", " >= "};
    uint64_t which = random_below(random, depth > 0 ? 12 : 6);
    if (which < 3) {
        add_number(random, out);
        (void)buf_add(out, str_of(signs[random_below(random, 6)]));
        add_number(random, out);
    } else if (which == 3) {
        add_number(random, out);
        (void)buf_add(out, STR(" in (1, [2..3])"));
    } else if (which == 4) {
        add_number(random, out);
        (void)buf_add(out, STR(" between 1 and "));
        add_number(random, out);
    } else if (which == 5) {
        (void)buf_add(out, STR("list contains([1, p, 3], "));
        add_number(random, out);
        (void)buf_add(out, STR(")"));
    } else if (which < 10) {
        (void)buf_add(out, STR("("));
        add_condition(random, out, depth - 1);
        (void)buf_add(out, which % 2 == 0 ? STR(") and (") : STR(") or ("));
        add_condition(random, out, depth - 1);
        (void)buf_add(out, STR(")"));
    } else if (which == 10) {
        (void)buf_add(out, STR("not("));
        add_condition(random, out, depth - 1);
        (void)buf_add(out, STR(")"));
    } else {
        (void)buf_add(out, random_below(random, 2) ? STR("(some x in [p, 1, q] satisfies x > ")
                                                   : STR("(every x in [p, 1, q] satisfies x > "));
        add_number(random, out);
        (void)buf_add(out, STR(")"));
    }
}

/* Every completion of the values that are not known gives that verdict. */
static bool all_give(const struct feel_node *node, struct arena *arena, struct feel_value *values,
                     const bool *unknown, enum feel_verdict verdict)
{
    for (unsigned all = 0; all < VALUES * VALUES * VALUES; all++) {
        struct feel_evaluation evaluation = {.arena = arena, .limits = feel_limits};
        struct feel_value value;
        struct err err;
        unsigned rest = all;
        for (size_t i = 0; i < VARIABLES; i++, rest /= VALUES) {
            if (unknown[i]) {
                values[i] = feel_integer(rest % VALUES);
            }
        }
        if (feel_evaluate(&evaluation, node, values, &value, &err) != 0 ||
            feel_verdict(&value) != verdict) {
            return false;
        }
    }
    return true;
}

static void test_certainty(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    size_t certain = 0;
    for (size_t round = 0; round < ROUNDS; round++) {
        struct arena arena = {0};
        struct buf text = {0};
        struct feel_scope *scope = feel_scope_new(&arena, NULL, FEEL_SCOPE_DECLARED);
        struct feel_value values[VARIABLES], value;
        bool unknown[VARIABLES];
        const struct feel_node *node = NULL;
        struct err err;
        for (size_t i = 0; i < VARIABLES; i++) {
            static const struct str names[] = {STR_INIT("p"), STR_INIT("q"), STR_INIT("r")};
            feel_scope_add(scope, names[i], feel_type_simple(FEEL_NUMBER));
            unknown[i] = random_below(&random, 2) == 0;
            values[i] =
                unknown[i] ? feel_null(NULL) : feel_integer((int64_t)random_below(&random, VALUES));
        }
        add_condition(&random, &text, 3);
        assert_int_equal(feel_parse(&arena, buf_str(&text), scope, NULL, &node, &err), 0);
        struct feel_evaluation evaluation = {.arena = &arena, .limits = feel_limits};
        assert_int_equal(feel_evaluate(&evaluation, node, values, &value, &err), 0);
        enum feel_verdict verdict = feel_verdict(&value);
        if (verdict != FEEL_CANT_TELL) {
            certain++;
            if (!all_give(node, &arena, values, unknown, verdict)) {
                fail_msg("%.*s: certain, and yet it depends", PRI(buf_str(&text)));
            }
        }
        buf_free(&text);
        arena_free(&arena);
    }
    assert_true(certain > ROUNDS / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_causes),
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_certainty),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

/* feel_explain_test.c - conditions in words, in English and Welsh: every kind of part, which parts
 * decide, what is not known. */
#include "feel_explain.h"

#include "feel_input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char inputs_text[] =
    "age: 61\n"
    "birth date: null\n"
    "band: B\n"
    "rent: 480.50\n"
    "limit: 500\n"
    "tenant: false\n"
    "moved: 2026-04-01\n"
    "opens: 09:30:00\n"
    "stay: P2Y3M\n"
    "notice: P14D\n"
    "postcode: SA1 3SN\n"
    "person: {age: 70, income: null, lives alone: true, moves: out, "
    "carer: null}\n"
    "children: [{name: Siân, age: 4}, {name: Huw, age: 9}]\n"
    "nobody: []\n"
    "numbers: [1, 2, 3, 4, 5, 6, 7, 8]\n";

static const char labels_text[] =
    "age: {en: the person's age, cy: oed y person}\n"
    "birth date: {en: the person's birth date, cy: dyddiad geni’r person}\n"
    "person.age: {en: the partner's age, cy: oed y partner}\n"
    "person.income: {en: the partner's income, cy: incwm y partner}\n"
    "children: {en: the children, cy: y plant}\n"
    "children[].age: {en: the child's age, cy: oed y plentyn}\n"
    "tenant: {en: a tenant, cy: yn denant}\n"
    "limit: the rent limit\n"
    "person.carer: {en: Is somebody caring for the person?}\n"
    "person.moves: {en: Where do they move?}\n";

struct fixture {
    struct arena arena, scratch;
    struct feel_inputs inputs;
    struct feel_explain_options options;
};

static struct yaml_node *tree(struct arena *arena, const char *text)
{
    struct yaml_node *root;
    struct err err = {0};
    if (yaml_tree_parse(arena, str_of(text), "inputs.yaml", &root, &err) != 0) {
        fail_msg("%zu:%zu: %s", err.line, err.column, err.message);
    }
    return root;
}

static struct fixture begin(const char *inputs)
{
    struct fixture f = {.options = {.language = LANGUAGE_ENGLISH}};
    struct feel_zones zones = {0};
    struct err err = {0};
    assert_int_equal(
        feel_inputs_read(&f.arena, tree(&f.arena, inputs), "inputs.yaml", &zones, &f.inputs, &err),
        0);
    assert_int_equal(feel_labels_read(&f.arena, tree(&f.arena, labels_text), "labels.yaml",
                                      &f.options.labels, &f.options.label_count, &err),
                     0);
    return f;
}

static void end(struct fixture *f)
{
    arena_free(&f->arena);
    arena_free(&f->scratch);
}

static struct feel_explanation explain(struct fixture *f, const char *expression)
{
    struct feel_evaluation evaluation = {.arena = &f->scratch, .limits = feel_limits};
    struct feel_explanation explanation;
    const struct feel_node *node;
    struct err err = {0};
    if (feel_parse(&f->arena, str_of(expression), f->inputs.scope, NULL, &node, &err) != 0 ||
        feel_explain(&evaluation, node, f->inputs.values, &f->options, &explanation, &err) != 0) {
        fail_msg("%s: %s", expression, err.message);
    }
    return explanation;
}

#define APPLIES "applies, because: "
#define NOT_APPLICABLE "not applicable, because: "
#define CANT_TELL "can't tell, because: "

static const struct {
    const char *expression, *english;
} cases[] = {
    {"age >= 65", NOT_APPLICABLE "the person's age is 61, and the rule asks for 65 or more"},
    {"65 <= age", NOT_APPLICABLE "the person's age is 61, and the rule asks for 65 or more"},
    {"age < 65", APPLIES "the person's age is 61, and the rule asks for less than 65"},
    {"not(age >= 65)", APPLIES "the person's age is 61, and the rule asks for less than 65"},
    {"birth date < date(\"2000-01-01\")", CANT_TELL "the person's birth date is not known"},
    {"band = \"A\"", NOT_APPLICABLE "“band” is “B”, and the rule asks for “A”"},
    {"band != \"A\"", APPLIES "“band” is “B”, and the rule asks for anything but “A”"},
    {"rent > limit",
     NOT_APPLICABLE "“rent” is 480.50, and the rule asks for more than the rent limit (500)"},
    {"rent + 100 > limit",
     APPLIES "“rent + 100” is 580.50, and the rule asks for more than the rent limit (500)"},
    {"tenant", NOT_APPLICABLE "a tenant: no, and the rule asks for yes"},
    {"not(tenant)", APPLIES "a tenant: no, and the rule asks for no"},
    {"moved > date(\"2026-04-01\")",
     NOT_APPLICABLE "“moved” is 1 April 2026, and the rule asks for a day after 1 April 2026"},
    {"moved >= @\"2026-04-01\"",
     APPLIES "“moved” is 1 April 2026, and the rule asks for 1 April 2026 or later"},
    {"opens < time(\"09:00:00\")",
     NOT_APPLICABLE "“opens” is 09:30, and the rule asks for a time before 09:00"},
    {"stay >= duration(\"P3Y\")",
     NOT_APPLICABLE "“stay” is 2 years and 3 months, and the rule asks for 3 years or more"},
    {"notice > duration(\"P13DT12H\")",
     APPLIES "“notice” is 14 days, and the rule asks for more than 13 days and 12 hours"},
    {"age between 18 and 60",
     NOT_APPLICABLE "the person's age is 61, and the rule asks for 18 to 60"},
    {"band in (\"A\", \"C\")", NOT_APPLICABLE "“band” is “B”, and the rule asks for “A” or “C”"},
    {"band in [\"A\", \"B\", \"C\"]",
     APPLIES "“band” is “B”, and the rule asks for “A”, “B” or “C”"},
    {"age in [18..25)",
     NOT_APPLICABLE "the person's age is 61, and the rule asks for 18 or more and less than 25"},
    {"age in (< 18, >= 65)",
     NOT_APPLICABLE "the person's age is 61, and the rule asks for less than 18 or 65 or more"},
    {"person.age >= 66 and age >= 66",
     NOT_APPLICABLE "the person's age is 61, and the rule asks for 66 or more"},
    {"person.age >= 66 and age >= 60", APPLIES
     "the partner's age is 70, and the rule asks for 66 or more; the person's age is 61, and the "
     "rule asks for 60 or more"},
    {"person.age < 66 or age >= 66", NOT_APPLICABLE
     "the partner's age is 70, and the rule asks for less than 66; the person's age is 61, and the "
     "rule asks for 66 or more"},
    {"tenant or age > 60", APPLIES "the person's age is 61, and the rule asks for more than 60"},
    {"not(tenant or age > 60)",
     NOT_APPLICABLE "the person's age is 61, and the rule asks for 60 or less"},
    {"person.income < 100 and age > 60", CANT_TELL "the partner's income is not known"},
    {"person.income < 100 and age > 65",
     NOT_APPLICABLE "the person's age is 61, and the rule asks for more than 65"},
    {"person.income < 100 or age > 60",
     APPLIES "the person's age is 61, and the rule asks for more than 60"},
    {"age / 0 > 3", CANT_TELL "“age / 0” divides by zero"},
    {"person.lives alone", APPLIES "“person.lives alone”: yes, and the rule asks for yes"},
    {"starts with(postcode, \"CF\")",
     NOT_APPLICABLE "“starts with(postcode, \"CF\")” is no, where “postcode” is “SA1 3SN”"},
    {"if tenant then rent > 500 else age > 60", APPLIES
     "the person's age is 61, and the rule asks for more than 60 (because a tenant: no, and the "
     "rule asks for yes)"},
    {"if birth date = @\"2000-01-01\" then tenant else age > 60",
     CANT_TELL "the person's birth date is not known"},
    {"some c in children satisfies c.age < 5", APPLIES
     "the children: number 1 counts: the child's age is 4, and the rule asks for less than 5"},
    {"some c in children satisfies c.age > 10", NOT_APPLICABLE
     "the children: none of them counts, 2 in number: the child's age is 4, and the rule asks for "
     "more than 10; the child's age is 9, and the rule asks for more than 10"},
    {"every c in children satisfies c.age > 5", NOT_APPLICABLE
     "the children: number 1 does not count: the child's age is 4, and the rule asks for more than "
     "5"},
    {"every c in children satisfies c.age > 3 and c.name != \"Non\"", APPLIES
     "the children: all of them count, 2 in number: the child's age is 4, and the rule asks for more "
     "than 3; “c.name” is “Siân”, and the rule asks for anything but “Non”; the child's age is 9, and "
     "the rule asks for more than 3; “c.name” is “Huw”, and the rule asks for anything but “Non”"},
    {"some c in children satisfies c.age > age - birth date", CANT_TELL
     "the children: whether number 1 counts can't be told: the person's birth date is not known"},
    {"some c in birth date satisfies c > 1", CANT_TELL "the person's birth date is not known"},
    {"some c in children[age > birth date] satisfies c.age < 5",
     CANT_TELL "the person's birth date is not known"},
    {"every c in children satisfies 5", CANT_TELL
     "the children: whether number 1 counts can't be told: “5” is 5, which is neither yes nor no"},
    {"some n in nobody satisfies n > 1", NOT_APPLICABLE "“nobody”: there are none"},
    {"not(some c in children satisfies c.age < 5)", NOT_APPLICABLE
     "the children: number 1 counts: the child's age is 4, and the rule asks for less than 5"},
    {"every n in numbers satisfies n > 0", APPLIES
     "“numbers”: all of them count, 8 in number: “n” is 1, and the rule asks for more than 0; “n” is "
     "2, and the rule asks for more than 0; “n” is 3, and the rule asks for more than 0; “n” is 4, and "
     "the rule asks for more than 0; “n” is 5, and the rule asks for more than 0; and 3 more"},
    {"person.moves != \"out\"",
     NOT_APPLICABLE "Where do they move? – “out”, and the rule asks for anything but “out”"},
    {"not(person.carer)", CANT_TELL "Is somebody caring for the person? – not known"},
    {"list contains(numbers, 9)",
     NOT_APPLICABLE "“numbers” is 1, 2, 3, 4, 5, 6, 7 and 8, and the rule asks for 9 among them"},
    {"not(list contains(numbers, limit))", APPLIES
     "“numbers” is 1, 2, 3, 4, 5, 6, 7 and 8, and the rule asks that the rent limit (500) is not among "
     "them"},
    {"moved >= date(\"2025-03-01\") + @\"P2Y\"", NOT_APPLICABLE
     "“moved” is 1 April 2026, and the rule asks for 1 March 2027 (“date(\"2025-03-01\") + @\"P2Y\"”) "
     "or later"},
    {"age > -1", APPLIES "the person's age is 61, and the rule asks for more than -1"},
    {"list contains(birth date, 1)", CANT_TELL "the person's birth date is not known"},
    {"count(children) >= 3",
     NOT_APPLICABLE "“count(children)” is 2, and the rule asks for 3 or more"},
    {"birth date = null", APPLIES "the person's birth date is not known"},
    {"null != age", APPLIES "the person's age is known"},
    {"age = null", NOT_APPLICABLE "the person's age is known, and the rule is for when it is not"},
    {"birth date != null",
     NOT_APPLICABLE "the person's birth date is not known, and the rule is for when it is"},
    {"age", CANT_TELL "“age” is 61, which is neither yes nor no"},
    {"true", APPLIES "“true” is yes"},
};

static void test_english(void **state)
{
    (void)state;
    struct fixture f = begin(inputs_text);
    int wrong = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct feel_explanation explanation = explain(&f, cases[i].expression);
        if (!str_eq(explanation.sentence, str_of(cases[i].english))) {
            printf("# %s\n#   says  %.*s\n#   wants %s\n", cases[i].expression,
                   PRI(explanation.sentence), cases[i].english);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
    end(&f);
}

static const struct {
    const char *expression, *welsh;
} welsh_cases[] = {
    {"age >= 65",
     "ddim yn berthnasol, oherwydd: oed y person yw 61, a gofyniad y rheol yw: 65 neu fwy"},
    {"birth date < moved", "ni ellir dweud, oherwydd: nid yw dyddiad geni’r person yn hysbys"},
    {"moved > @\"2026-03-01\"",
     "yn berthnasol, oherwydd: “moved” yw 1 Ebrill 2026, a gofyniad y rheol yw: "
     "diwrnod ar ôl 1 Mawrth 2026"},
    {"stay < @\"P1Y\"",
     "ddim yn berthnasol, oherwydd: “stay” yw 2 o flynyddoedd a(c) 3 o fisoedd, a "
     "gofyniad y rheol yw: llai na 1 flwyddyn"},
    {"rent < limit",
     "yn berthnasol, oherwydd: “rent” yw 480.50, a gofyniad y rheol yw: llai na the "
     "rent limit (500)"},
};

static void test_welsh(void **state)
{
    (void)state;
    struct fixture f = begin(inputs_text);
    f.options.language = LANGUAGE_WELSH;
    for (size_t i = 0; i < sizeof welsh_cases / sizeof welsh_cases[0]; i++) {
        struct str sentence = explain(&f, welsh_cases[i].expression).sentence;
        assert_string_equal(sentence.ptr, welsh_cases[i].welsh);
    }
    end(&f);
}

/* Every part is there, with what it came to; those that decided are marked. */
static void test_parts(void **state)
{
    (void)state;
    struct fixture f = begin(inputs_text);
    struct feel_explanation e =
        explain(&f, "age > 60 and (tenant or band = \"A\") and\n  not(rent > limit)");
    static const struct {
        const char *expression;
        enum feel_verdict verdict;
        bool decided;
        unsigned line, column;
    } parts[] = {{"age > 60", FEEL_HOLDS, false, 1, 1},
                 {"tenant", FEEL_DOES_NOT_HOLD, true, 1, 15},
                 {"band = \"A\"", FEEL_DOES_NOT_HOLD, true, 1, 25},
                 {"rent > limit", FEEL_HOLDS, false, 2, 7}};
    assert_int_equal(e.verdict, FEEL_DOES_NOT_HOLD);
    assert_int_equal(e.part_count, sizeof parts / sizeof parts[0]);
    for (size_t i = 0; i < e.part_count; i++) {
        assert_true(str_eq(e.parts[i].expression, str_of(parts[i].expression)));
        assert_int_equal(e.parts[i].verdict, parts[i].verdict);
        assert_int_equal(e.parts[i].decided, parts[i].decided);
        assert_int_equal(e.parts[i].line, parts[i].line);
        assert_int_equal(e.parts[i].column, parts[i].column);
    }
    assert_false(e.cut);
    end(&f);
}

/* The verdict is that of the value, whatever the words; and each word is of a part that decided.
 * */
static void test_verdicts(void **state)
{
    (void)state;
    struct fixture f = begin(inputs_text);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct feel_explanation e = explain(&f, cases[i].expression);
        assert_int_equal(e.verdict, feel_verdict(&e.value));
        bool some = false;
        for (size_t j = 0; j < e.part_count; j++) {
            some = some || e.parts[j].decided;
            assert_true(e.parts[j].words.len > 0);
        }
        assert_true(some);
    }
    end(&f);
}

/* A great many items, in each other: explaining stops where evaluating would. */
static void test_limits(void **state)
{
    (void)state;
    struct buf list = {0};
    assert_int_equal(buf_add(&list, STR("many: [1")), 0);
    for (int i = 2; i <= 3000; i++) {
        assert_int_equal(buf_printf(&list, ", %d", i), 0);
    }
    assert_int_equal(buf_add(&list, STR("]\n\0")), 0);
    list.ptr[list.len - 1] = '\0';
    struct fixture f = begin(list.ptr);
    struct feel_evaluation evaluation = {.arena = &f.scratch, .limits = {.steps_max = 200000}};
    struct feel_explanation explanation = {.part_count = 77};
    const struct feel_node *node;
    struct err err = {0};
    const char *text =
        "some a in many satisfies a > 2999 and "
        "(every b in many satisfies b > 0) and b = 7";
    assert_int_equal(feel_parse(&f.arena, str_of(text), f.inputs.scope, NULL, &node, &err), 0);
    int code = feel_explain(&evaluation, node, f.inputs.values, &f.options, &explanation, &err);
    assert_true(code == 0 || (code == ERR_LIMIT && explanation.part_count == 77));
    text = "some a in many satisfies some b in many satisfies a + b < 0";
    assert_int_equal(feel_parse(&f.arena, str_of(text), f.inputs.scope, NULL, &node, &err), 0);
    explanation.part_count = 77;
    assert_int_equal(
        feel_explain(&evaluation, node, f.inputs.values, &f.options, &explanation, &err),
        ERR_LIMIT);
    assert_int_equal(explanation.part_count, 77);
    buf_free(&list);
    end(&f);
}

/* As many parts as are kept, and no more. */
static void test_many_parts(void **state)
{
    (void)state;
    struct fixture f = begin(inputs_text);
    struct buf text = {0};
    for (int i = 0; i < FEEL_PARTS_MAX + 50; i++) {
        assert_int_equal(buf_printf(&text, "%sage > %d", i > 0 ? " and " : "", i % 50), 0);
    }
    assert_int_equal(buf_add(&text, str_make("", 1)), 0);
    struct feel_explanation e = explain(&f, text.ptr);
    assert_int_equal(e.part_count, FEEL_PARTS_MAX);
    assert_true(e.cut);
    buf_free(&text);
    end(&f);
}

/* A range of a range of a range: each is told once. */
static void test_nested_ranges(void **state)
{
    (void)state;
    struct fixture f = begin(inputs_text);
    char text[22];
    memset(text, '=', sizeof text);
    memcpy(text + sizeof text - 4, "age", 4);
    struct feel_explanation e = explain(&f, text);
    assert_int_equal(e.verdict, FEEL_CANT_TELL);
    assert_true(str_find(e.sentence, STR(" is 61, which")) > 0);
    assert_true(f.scratch.total < 1 << 20);
    end(&f);
}

static void test_inputs(void **state)
{
    (void)state;
    static const struct {
        const char *yaml, *text; /* NULL: refused */
    } rows[] = {
        {"x: 1.10", "1.10"},
        {"x: \"1.10\"", "1.10"},
        {"x: true", "true"},
        {"x: \"true\"", "true"},
        {"x: null", "null"},
        {"x:", "null"},
        {"x: 2026-04-01", "2026-04-01"},
        {"{\"x\": \"2026-04-01T10:00:00Z\"}", "2026-04-01T10:00:00Z"},
        {"{\"x\": \"P1Y2M\"}", "P1Y2M"},
        {"{\"x\": [1, \"a\", {\"b\": false}]}", "[1, \"a\", {b: false}]"},
        {"x: 2026-02-30", "2026-02-30"}, /* no date: text */
        {"x: 12345678901234567890123456789012345", NULL},
        {"x: 1234567890123456789012345678901234000", "1234567890123456789012345678901234000"},
        {"- 1", NULL},
        {"5", NULL},
    };
    static const enum feel_kind kinds[] = {FEEL_NUMBER, FEEL_STRING,    FEEL_BOOLEAN,
                                           FEEL_STRING, FEEL_NULL,      FEEL_NULL,
                                           FEEL_DATE,   FEEL_DATE_TIME, FEEL_MONTHS_DURATION,
                                           FEEL_LIST,   FEEL_STRING,    FEEL_NULL,
                                           FEEL_NUMBER, FEEL_NULL,      FEEL_NULL};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena arena = {0};
        struct feel_inputs inputs;
        struct feel_zones zones = {0};
        struct err err = {0};
        int code =
            feel_inputs_read(&arena, tree(&arena, rows[i].yaml), "x.yaml", &zones, &inputs, &err);
        assert_int_equal(code, rows[i].text != NULL ? 0 : ERR_INPUT);
        if (code == 0) {
            assert_int_equal(inputs.count, 1);
            assert_int_equal(inputs.values[0].kind, kinds[i]);
            assert_true(str_eq(feel_value_text(&arena, &inputs.values[0]), str_of(rows[i].text)));
        }
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_english),       cmocka_unit_test(test_welsh),
        cmocka_unit_test(test_parts),         cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_limits),        cmocka_unit_test(test_many_parts),
        cmocka_unit_test(test_nested_ranges), cmocka_unit_test(test_inputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* feel_language_test.c - what expressions give, by area of the standard; and what does not parse.
 * */
#include "feel_test.h"

#include "random.h"
#include "test_seed.h"

static struct feel_bench bench;

static int begin(void **state)
{
    (void)state;
    bench_begin(&bench);
    bench_declare(&bench, "a", feel_type_simple(FEEL_NUMBER), feel_integer(2));
    bench_declare(&bench, "b", feel_type_simple(FEEL_NUMBER), feel_integer(3));
    bench_declare(&bench, "a+b", feel_type_simple(FEEL_NUMBER), feel_integer(100));
    bench_declare(
        &bench, "days in weekend", feel_type_simple(FEEL_ANY),
        feel_list_of(&bench.arena,
                     (struct feel_value[]){feel_string(STR("sat")), feel_string(STR("sun"))}, 2));
    bench_declare(&bench, "Teacher's Evaluation", feel_type_simple(FEEL_STRING),
                  feel_string(STR("good")));
    return 0;
}

static int end(void **state)
{
    (void)state;
    bench_end(&bench);
    return 0;
}

static void test_literals(void **state)
{
    static const struct feel_row rows[] = {
        {"null", "null"},
        {"true", "true"},
        {"1.50", "1.50"},
        {".5", "0.5"},
        {"1.2e3", "1200"},
        {"1e-2", "0.01"},
        {"-3", "-3"},
        {"--3", "3"},
        {"\"a\\\"b\\\\c\\n\"", "a\"b\\c\n"},
        {"\"\\u0041\\U01F40E\\uD83D\\uDC0E\"", "A\xF0\x9F\x90\x8E\xF0\x9F\x90\x8E"},
        {"\"\\d\"", "\\d"},
        {"string length(\"\\uD83D\\uDC0E\")", "1"},
        {"@\"2024-02-29\"", "2024-02-29"},
        {"@\"2024-02-29T10:00:00@Europe/London\"", "2024-02-29T10:00:00@Europe/London"},
        {"@\"10:00:00Z\"", "10:00:00Z"},
        {"@\"P1DT2H\"", "P1DT2H"},
        {"@\"P14M\"", "P1Y2M"},
        {"@\"nothing\"", "null"},
        {"// a comment\n1 /* and another */ + 2", "3"},
        {"[]", "[]"},
        {"[1, \"x\", [null]]", "[1, \"x\", [null]]"},
        {"{a: 1, \"b c\": 2}", "{a: 1, b c: 2}"},
        {"\"open", "?this string has no end"},
        {"1 +", "?the expression ends where a value is wanted"},
        {"(1", "?an operator or \")\""},
        {"1 2", "?\"2\" stands where an operator or the end is wanted"},
        {"{a 1}", "?the name of an entry"},
        {"{a: 1, a: 2}", "?twice"},
        {"", "?the expression ends"},
        {"#", "?\"#\" stands"},
        {"1 /* no end", "?\"/\" stands where"},
    };
    (void)state;
    ROWS(&bench, rows);
}

static void test_names(void **state)
{
    static const struct feel_row rows[] = {
        {"a + b", "100"}, /* the longer name */
        {"a+b", "100"},
        {"(a) + b", "5"},
        {"a - b", "-1"},
        {"days in weekend", "[\"sat\", \"sun\"]"},
        {"days  in\tweekend[1]", "sat"},
        {"for day in days in weekend return day", "[\"sat\", \"sun\"]"},
        {"\"sat\" in days in weekend", "true"},
        {"Teacher's Evaluation + \"!\"", "good!"},
        {"{first name: \"Ann\"}.first name", "Ann"},
        {"{a-b: 1, x: a-b + 1}.x", "2"},
        {"[{first name: \"Ann\"}, {first name: \"Bob\"}][first name = \"Bob\"]",
         "[{first name: \"Bob\"}]"},
        {"nobody", "null"},
        {"{if x: 1}.if x", "1"},
        {"{item: 3}.item", "3"},
        {"[{item: 3}][item.item = 3].item", "[3]"},
        {"[{x: 1, y: 5}, {x: 2}][x > 1]", "[{x: 2}]"},
        {"[{a: 9}, {c: 1}][a = 9]", "[{a: 9}]"},
        {"[1, 2, 3][item = a]", "[2]"},
    };
    (void)state;
    ROWS(&bench, rows);
}

static void test_arithmetic(void **state)
{
    static const struct feel_row rows[] = {
        {"1 + 2 * 3", "7"},
        {"(1 + 2) * 3", "9"},
        {"2 ** 3 ** 2", "64"}, /* from the left */
        {"-2 ** 2", "4"},
        {"10 - 2 - 3", "5"},
        {"0.1 + 0.2 = 0.3", "true"},
        {"1 / 3", "0.3333333333333333333333333333333333"},
        {"1 / 0", "null"},
        {"1 + null", "null"},
        {"1 + \"2\"", "null"},
        {"\"a\" + \"b\"", "ab"},
        {"\"a\" - \"b\"", "null"},
        {"@\"2024-01-31\" + @\"P1M\"", "2024-02-29"},
        {"@\"2024-03-01\" - @\"2024-02-01\"", "P29D"},
        {"@\"2024-03-01\" - @\"P1D\"", "2024-02-29"},
        {"@\"P1D\" * 2", "P2D"},
        {"2 * @\"P1M\"", "P2M"},
        {"@\"P2D\" / @\"PT12H\"", "4"},
        {"@\"P1Y\" / 2", "P6M"},
        {"@\"P1Y\" + @\"P1D\"", "null"},
        {"@\"23:00:00\" + @\"PT2H\"", "01:00:00"},
        {"-@\"P1D\"", "-P1D"},
        {"-@\"2024-03-01\"", "null"},
        {"@\"2024-03-01T00:00:00Z\" - @\"2024-03-01\"", "PT0S"},
    };
    (void)state;
    ROWS(&bench, rows);
}

static void test_logic(void **state)
{
    static const struct feel_row rows[] = {
        {"true and null", "null"},   {"false and null", "false"},
        {"null or true", "true"},    {"null or false", "null"},
        {"true and 1", "null"},      {"false or \"x\"", "null"},
        {"not(true)", "false"},      {"not(null)", "null"},
        {"not(1)", "null"},          {"true or false and false", "true"},
        {"1 = 1 and 2 > 1", "true"}, {"false and true and null", "false"},
    };
    (void)state;
    ROWS(&bench, rows);
}

static void test_comparisons(void **state)
{
    static const struct feel_row rows[] = {
        {"1 = 1.00", "true"},
        {"1 = \"1\"", "null"},
        {"1 = null", "false"},
        {"null = null", "true"},
        {"1 < \"2\"", "null"},
        {"null < 1", "null"},
        {"[1, [2]] = [1, [2]]", "true"},
        {"{a: 1, b: 2} = {b: 2, a: 1}", "true"},
        {"[1..3] = [1..3]", "true"},
        {"(< 3) = (null..3)", "false"},
        {"2 between 1 and 3", "true"},
        {"2 between 3 and 1", "false"},
        {"2 between null and 3", "null"},
        {"2 in [1..3]", "true"},
        {"3 in [1..3)", "false"},
        {"3 in [1..3[", "false"},
        {"1 in ]1..3]", "false"},
        {"2 in (< 3, > 10)", "true"},
        {"2 in < 3", "true"},
        {"2 in (1, 2)", "true"},
        {"2 in (1 + 1) * 1", "true"},
        {"2 in [1, 2]", "true"},
        {"2 in [[1..1], [2..4]]", "true"},
        {"[1] in [[1], [2]]", "true"},
        {"2 in != 3", "true"},
        {"2 in (>= 2)", "true"},
        {"\"b\" in [\"a\"..\"c\"]", "true"},
        {"null in [1..3]", "null"},
        {"5 in [1..null]", "null"},
        {"5 in [10..1]", "false"},
        {"[1..\"a\"]", "null"},
        {"1 instance of number", "true"},
        {"[1] instance of list", "null"},
        {"null instance of Any", "false"},
        {"[1, \"a\"] instance of list<number>", "false"},
        {"{a: 1, b: 2} instance of context<a: number>", "true"},
        {"(function(x: number) x) instance of function<number>->Any", "true"},
        {"[1..2] instance of range<number>", "true"},
        {"@\"P1D\" instance of days and time duration", "true"},
        {"1 instance of nothing known", "?the name of a type"},
    };
    (void)state;
    ROWS(&bench, rows);
}

static void test_forms(void **state)
{
    static const struct feel_row rows[] = {
        {"if 1 < 2 then \"y\" else \"n\"", "y"},
        {"if null then 1 else 2", "2"},
        {"1 + if true then 1 else 2", "2"},
        {"for x in [1, 2], y in [x, 10] return x * y", "[1, 10, 4, 20]"},
        {"for x in 1..3 return x", "[1, 2, 3]"},
        {"for x in 3..1 return x", "[3, 2, 1]"},
        {"for x in [1..3) return x", "[1, 2]"},
        {"for x in (0..3) return x", "[1, 2]"},
        {"for x in [3..1] return x", "null"},
        {"for x in [\"a\"..\"c\"] return x", "null"},
        {"for x in 5 return x", "[5]"},
        {"for x in 0..4 return if x = 0 then 1 else x * partial[-1]", "[1, 1, 2, 6, 24]"},
        {"for d in @\"2024-02-28\"..@\"2024-03-01\" return d.day", "[28, 29, 1]"},
        {"some x in [1, 2, 3] satisfies x > 2", "true"},
        {"some x in [] satisfies x > 2", "false"},
        {"every x in [] satisfies x > 2", "true"},
        {"every x in [1, 2], y in [3, 4] satisfies x < y", "true"},
        {"some x in [null, 3] satisfies x > 2", "true"},
        {"every x in [null, 3] satisfies x > 2", "null"},
        {"[1, 2, 3][2]", "2"},
        {"[1, 2, 3][-1]", "3"},
        {"[1, 2, 3][4]", "null"},
        {"[1, 2, 3][0]", "null"},
        {"[1, 2, 3][item >= 2]", "[2, 3]"},
        {"[1, 2, 3][a]", "2"},
        {"[][1]", "null"},
        {"[][item > 1]", "[]"},
        {"[1, 2, 3][\"a\"]", "null"},
        {"[1, 2][if item = 1 then true else \"no truth\"]", "null"},
        {"[1, null, 3][item > 1]", "[3]"},
        {"7[1]", "7"},
        {"7[item > 8]", "[]"},
        {"[{n: 1}, {n: 2}].n", "[1, 2]"},
        {"{p: {q: 1}}.p.q", "1"},
        {"{p: 1}.q", "null"},
        {"@\"2024-02-29\".weekday", "4"},
        {"[1..5).end included", "false"},
        {"(> 5).start", "5"},
        {"{x: 1, y: x + 1, z: function(n) n + y}.z(10)", "12"},
        {"{f: function(g, n) g(g(n))}.f(function(n) n * 3, 2)", "18"},
        {"{s: function(n) if n = 0 then 0 else n + s(n - 1), r: s(4)}.r", "10"},
        {"{s: function(n) s(n + 1), r: s(1)}.r", "null"},
        {"{abs: function(n) abs(n) + 1, r: abs(-1)}.r", "2"},
        {"(function(x, y) x - y)(y: 1, x: 5)", "4"},
        {"(function(x, y) x - y)(y: 1, z: 5)", "null"},
        {"(function(x, y) y)(x: 5)", "null"},
        {"(function(x, y) x)(x: 5)", "5"},
        {"(function(x, y) x)(x: 5, z: 6)", "null"},
        {"(function(x, y) x)(5)", "null"},
        {"if \"x\" then 1 else 2", "2"},
        {"(function(x) x)(1, 2)", "null"},
        {"(function(x: number) x)(\"a\")", "null"},
        {"(function(x: number) x)([1])", "1"},
        {"(function(x: list<number>) count(x))(1)", "1"},
        {"(function(x) function(y) x + y)(1)(2)", "3"},
        {"for f in (for i in 1..3 return function() i) return f()", "[1, 2, 3]"},
        {"{f: abs}.f(-1)", "1"},
        {"{f: abs}.f(n: -1)", "1"},
        {"{f: sum}.f(1, 2)", "3"},
        {"{abs: -3, x: abs(abs)}.x", "3"},
        {"(function(f, n) if n = 0 then 0 else n + f(f, n - 1))(function(f, n) if n = 0 then 0 "
         "else n + f(f, n - 1), 5)",
         "15"},
        {"if true then 1", "?\"else\""},
        {"for x [1] return x", "?wanted"},
        {"some x in [1] return x", "?\"satisfies\""},
        {"f(x: 1, 2)", "?named"},
    };
    (void)state;
    ROWS(&bench, rows);
}

static void test_strings(void **state)
{
    static const struct feel_row rows[] = {
        {"substring(\"foobar\", 3)", "obar"},
        {"substring(\"foobar\", -2, 1)", "a"},
        {"substring(\"foobar\", 0)", "null"},
        {"substring(\"foobar\", 5, 3)", "ar"},
        {"substring(\"foobar\", -2, 9)", "ar"},
        {"substring(\"foobar\", 7, 1)", "null"},
        {"substring(\"foobar\", 1, 0)", "null"},
        {"substring(\"\\U01F40Eab\", 2)", "ab"},
        {"upper case(\"\xC5\xB5y\")", "\xC5\xB4Y"},
        {"substring after(\"foobar\", \"o\")", "obar"},
        {"substring after(\"foobar\", \"x\")", ""},
        {"substring before(\"foobar\", \"bar\")", "foo"},
        {"contains(\"foobar\", \"ob\")", "true"},
        {"starts with(\"foobar\", \"fo\")", "true"},
        {"ends with(\"foobar\", \"ar\")", "true"},
        {"split(\"John Doe\", \"\\\\s\")", "[\"John\", \"Doe\"]"},
        {"split(\"abc\", \"x*\")", "null"},
        {"split(\"a;b;;c;;\", \";\")", "[\"a\", \"b\", \"\", \"c\", \"\", \"\"]"},
        {"string join([\"a\", null, \"b\"], \"-\")", "a-b"},
        {"string join([1], \"-\")", "null"},
        {"matches(\"foobar\", \"^fo*b\")", "true"},
        {"matches(\"FOO\", \"foo\", \"i\")", "true"},
        {"matches(\"b\", \"[a-z-[aeiou]]\")", "true"},
        {"matches(\"a\", \"[a-z-[aeiou]]\")", "false"},
        {"matches(\"a\", \"(?=a)\")", "null"},
        {"matches(\"a\", \"a++\")", "null"},
        {"matches(\"a\", \"[\")", "null"},
        {"matches(\"a\", \"\\\\p{IsBasicLatin}\")", "true"},
        {"matches(\"aa\", \"(a)\\\\1\")", "true"},
        {"matches(\"aa\", \"(a\\\\1)\")", "null"},
        {"matches(\"a.b\", \"a.b\", \"q\")", "true"},
        {"matches(\"axb\", \"a.b\", \"q\")", "false"},
        {"replace(\"abracadabra\", \"a(.)\", \"a$1$1\")", "abbraccaddabbra"},
        {"replace(\"abc\", \"b\", \"\\\\$\")", "a$c"},
        {"replace(\"abc\", \"b\", \"$\")", "null"},
        {"replace(\"abc\", \"x*\", \"-\")", "null"},
        {"string(1.50)", "1.50"},
        {"string([1, \"a\"])", "[1, \"a\"]"},
        {"string(null)", "null"},
        {"number(\"1.000,5\", \".\", \",\")", "1000.5"},
        {"number(\"1 000\", \" \", null)", "1000"},
        {"number(\"abc\", null, null)", "null"},
    };
    (void)state;
    ROWS(&bench, rows);
}

static void test_lists(void **state)
{
    static const struct feel_row rows[] = {
        {"list contains([1, null], null)", "true"},
        {"list contains(list: [1, null])", "true"},
        {"list contains(element: 1)", "null"},
        {"count([1, null])", "2"},
        {"min(3, 1, 2)", "1"},
        {"max([\"a\", \"c\", \"b\"])", "c"},
        {"min([1, \"a\"])", "null"},
        {"min([])", "null"},
        {"sum([1, 2.5])", "3.5"},
        {"sum([])", "null"},
        {"mean(1, 2)", "1.5"},
        {"all([])", "true"},
        {"all([true, null])", "null"},
        {"any([false, true, null])", "true"},
        {"sublist([1, 2, 3], 2)", "[2, 3]"},
        {"sublist([1, 2, 3], -2, 1)", "[2]"},
        {"append([1], 2, [3])", "[1, 2, [3]]"},
        {"concatenate([1], [2, 3], 4)", "[1, 2, 3, 4]"},
        {"insert before([1, 3], 2, 2)", "[1, 2, 3]"},
        {"insert before([1, 3], 5, 2)", "null"},
        {"remove([1, 2, 3], -1)", "[1, 2]"},
        {"reverse([1, 2, 3])", "[3, 2, 1]"},
        {"index of([1, 2, 1], 1)", "[1, 3]"},
        {"union([1, 2], [2, 3])", "[1, 2, 3]"},
        {"distinct values([1, 1.0, 2])", "[1, 2]"},
        {"flatten([1, [2, [3]]])", "[1, 2, 3]"},
        {"product(2, 3, 4)", "24"},
        {"median(8, 2, 5, 3)", "4"},
        {"stddev(2, 4, 7, 5)", "2.081665999466132735282297706979931"},
        {"stddev([1])", "null"},
        {"mode([6, 3, 9, 6, 6])", "[6]"},
        {"mode([6, 1, 9, 6, 1])", "[1, 6]"},
        {"list replace([1, 2, 3], 2, 9)", "[1, 9, 3]"},
        {"list replace([2, 4, 7], function(item, newItem) item < newItem, 5)", "[5, 5, 7]"},
        {"sort([3, 1, 2], function(x, y) x < y)", "[1, 2, 3]"},
        {"sort([3, 1, 2], function(x, y) 1)", "null"},
        {"sort(list: [3, 1], precedes: function(x, y) x > y)", "[3, 1]"},
    };
    (void)state;
    ROWS(&bench, rows);
}

static void test_numbers_and_dates(void **state)
{
    static const struct feel_row rows[] = {
        {"decimal(1/3, 2)", "0.33"},
        {"floor(-1.56, 1)", "-1.6"},
        {"ceiling(1.2)", "2"},
        {"round half up(2.5, 0)", "3"},
        {"round half down(2.5, 0)", "2"},
        {"round up(1.1, 0)", "2"},
        {"abs(-@\"P1D\")", "P1D"},
        {"modulo(-12, 5)", "3"},
        {"sqrt(16)", "4"},
        {"sqrt(-1)", "null"},
        {"log(0)", "null"},
        {"odd(3)", "true"},
        {"even(2.5)", "false"},
        {"date(2024, 2, 29)", "2024-02-29"},
        {"date(2023, 2, 29)", "null"},
        {"date(\"2024-02-29\")", "2024-02-29"},
        {"date(@\"2024-02-29T10:00:00\")", "2024-02-29"},
        {"date and time(@\"2024-02-29\", @\"10:00:00\")", "2024-02-29T10:00:00"},
        {"time(10, 30, 1.5, @\"PT1H\")", "10:30:01.5+01:00"},
        {"duration(\"P1Y\")", "P1Y"},
        {"years and months duration(@\"2011-12-22\", @\"2013-08-24\")", "P1Y8M"},
        {"day of year(@\"2019-09-17\")", "260"},
        {"day of week(@\"2019-09-17\")", "Tuesday"},
        {"month of year(@\"2019-09-17\")", "September"},
        {"week of year(@\"2005-01-01\")", "53"},
        {"today()", "2025-11-28"},
        {"now()", "2025-11-28T00:00:00Z"},
        {"is(@\"10:00:00Z\", @\"10:00:00\")", "false"},
        {"number(from: \"1\", grouping separator: \",\", decimal separator: \".\")", "1"},
    };
    (void)state;
    ROWS(&bench, rows);
}

static void test_ranges_and_contexts(void **state)
{
    static const struct feel_row rows[] = {
        {"before(1, 10)", "true"},
        {"before([1..5), [5..8])", "true"},
        {"after(10, [1..10))", "true"},
        {"meets([1..5], [5..10])", "true"},
        {"meets([1..5), [5..10])", "false"},
        {"met by([5..10], [1..5])", "true"},
        {"overlaps([1..5], [3..8])", "true"},
        {"overlaps before([1..5], [3..8])", "true"},
        {"overlaps after([3..8], [1..5])", "true"},
        {"finishes(10, [1..10])", "true"},
        {"finished by([1..10], [5..10])", "true"},
        {"includes([1..10], 5)", "true"},
        {"during(5, (1..10))", "true"},
        {"starts([1..5], [1..10])", "true"},
        {"started by([1..10], 1)", "true"},
        {"coincides(5, 5)", "true"},
        {"before(1, \"a\")", "null"},
        {"includes((> 5), 7)", "true"},
        {"range(\"[1..3]\")", "[1..3]"},
        {"range(\"[3..1]\")", "null"},
        {"range(\"[x..1]\")", "null"},
        {"get value({k: 1}, \"k\")", "1"},
        {"get value({k: 1}, \"x\")", "null"},
        {"get entries({k: 1})[1].key", "k"},
        {"context([{key: \"a\", value: 1}])", "{a: 1}"},
        {"context([{key: \"a\", value: 1}, {key: \"a\", value: 2}])", "null"},
        {"context put({x: 1}, \"y\", 2)", "{x: 1, y: 2}"},
        {"context put({x: {y: 1}}, [\"x\", \"y\"], 2)", "{x: {y: 2}}"},
        {"context merge([{x: 1}, {x: 2, y: 3}])", "{x: 2, y: 3}"},
    };
    (void)state;
    ROWS(&bench, rows);
}

/* Unary tests on an input, as in a decision table. */
static void test_unary_tests(void **state)
{
    static const struct {
        const char *text;
        int input; /* -1: null */
        const char *value;
    } rows[] = {
        {"-", 5, "true"},
        {"5", 5, "true"},
        {"4, 5", 5, "true"},
        {"4, 6", 5, "false"},
        {"< 5, [10..20]", 12, "true"},
        {"not(5)", 5, "false"},
        {"not(< 3, > 7)", 5, "true"},
        {"not(? > 3)", 5, "false"},
        {"? > 3 and ? < 6", 5, "true"},
        {"modulo(?, 5) = 0", 5, "true"},
        {"not(? = 1) or ? = 2", 5, "true"},
        {"null", -1, "true"},
        {"< 5", -1, "null"},
        {"[1, 5]", 5, "true"},
        {"< 5,", 5, NULL},
        {"", 5, NULL},
    };
    (void)state;
    struct arena arena = {0};
    const struct feel_scope *scope =
        feel_scope_of_input(&arena, NULL, feel_type_simple(FEEL_NUMBER));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct feel_node *node = NULL;
        struct err err;
        int code = feel_parse_unary_tests(&arena, str_of(rows[i].text), scope, NULL, &node, &err);
        assert_int_equal(code == 0, rows[i].value != NULL);
        if (code == 0) {
            struct feel_value input =
                                  rows[i].input < 0 ? feel_null(NULL) : feel_integer(rows[i].input),
                              value;
            struct feel_evaluation evaluation = {.arena = &arena, .limits = feel_limits};
            assert_int_equal(feel_evaluate(&evaluation, node, &input, &value, &err), 0);
            assert_string_equal(feel_value_text(&arena, &value).ptr, rows[i].value);
        }
    }
    arena_free(&arena);
}

static struct str random_text(struct random *random)
{
    static const char *const parts[] = {"a",  "B", " ", "  ", "\"", "\\",       "u0041",
                                        "\n", "{", ":", ",",  "}",  "\xC5\xB4", "\xF0\x9F\x90\x8E",
                                        "-",  ".", "'", "if", "3",  "//",       "\xC2\xA0"};
    struct buf text = {0};
    for (uint64_t i = random_below(random, 6); i > 0; i--) {
        (void)buf_add(&text, str_of(parts[random_below(random, sizeof parts / sizeof parts[0])]));
    }
    struct str ret = arena_str(&bench.arena, buf_str(&text));
    buf_free(&text);
    return ret;
}

static struct feel_value random_value(struct random *random, unsigned depth)
{
    struct feel_value items[3];
    struct str names[3];
    uint64_t kind = random_below(random, depth > 0 ? 6 : 4), count = random_below(random, 4);
    if (kind == 0) {
        return feel_null(NULL);
    }
    if (kind == 1) {
        return feel_boolean(random_below(random, 2) == 0);
    }
    if (kind == 2) {
        int64_t digits = (int64_t)random_next(random) / 3;
        return feel_number(feel_decimal_scaled(digits, (int)random_below(random, 30) - 20));
    }
    if (kind == 3) {
        return feel_string(random_text(random));
    }
    for (size_t i = 0; i < count; i++) {
        items[i] = random_value(random, depth - 1);
        names[i] = arena_printf(&bench.arena, "%.*s%zu", PRI(random_text(random)), i);
    }
    return kind == 4 ? feel_list_of(&bench.arena, items, count)
                     : feel_context_of(&bench.arena, names, items, count);
}

/* What a list prints as parses to a list that equals it. */
static void test_printed_and_parsed(void **state)
{
    (void)state;
    enum { ROUNDS = 2000 };
    struct random random = random_seed(test_seed());
    for (size_t i = 0; i < ROUNDS; i++) {
        struct feel_value inner = random_value(&random, 3), back;
        struct feel_value value = feel_list_of(&bench.arena, &inner, 1);
        struct str text = feel_value_text(&bench.arena, &value);
        struct err err = {.message = ""};
        if (!bench_value(&bench, text.ptr, false, &back, &err) || feel_equal(&value, &back) != 1) {
            fail_msg("%.*s: %s", PRI(text), err.message);
        }
    }
}

/* Whatever the text, it ends within the limits, and says which. */
static void test_limits(void **state)
{
    static const char *const texts[] = {
        "(function(f) f(f))(function(f) f(f))",
        "(function(f) for x in [1] return f(f))(function(f) for x in [1] return f(f))",
        "(function(f) sort([1, 2], function(a, b) f(f)))(function(f) sort([1, 2], function(a, b) "
        "f(f)))",
        "(function(f) some x in [1], y in [2], z in [3], w in [4] satisfies f(f))(function(f) some "
        "x in [1], y in [2], z in [3], w in [4] satisfies f(f))",
        "for x in 1..100000000 return x",
        "count(for x in 1..3000, y in 1..3000 return x)",
        "for x in 1..100000 return [partial[-1]]",
        "for x in 1..100 return [partial, partial]",
        "(function(f, s) f(f, s + s))(function(f, s) f(f, s + s), \"ab\")",
        "some x in 1..100000000 satisfies false",
        "string(for x in 1..25 return [partial[-1], partial[-1]])",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct feel_value value;
        struct err err;
        assert_true(bench_value(&bench, texts[i], false, &value, &err));
        if (value.kind != FEEL_NULL || value.cause == NULL ||
            value.cause->code != FEEL_CAUSE_LIMIT) {
            fail_msg("%s passes no limit", texts[i]);
        }
    }
}

static void test_nesting(void **state)
{
    (void)state;
    enum { DEEP = 100000 };
    static const char *const parts[] = {"(",      "[",   "-",           "{a:", "not(",
                                        "if ",    "1+(", "x[",          "f(",  "for x in ",
                                        "1 in (", "]",   "function(a) "};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        struct buf text = {0};
        struct arena arena = {0};
        const struct feel_node *node = NULL;
        struct err err;
        for (size_t k = 0; k < DEEP; k++) {
            (void)buf_add(&text, str_of(parts[i]));
        }
        assert_int_not_equal(feel_parse(&arena, buf_str(&text), NULL, NULL, &node, &err), 0);
        buf_free(&text);
        arena_free(&arena);
    }
    struct buf text = {0};
    struct arena arena = {0};
    const struct feel_node *node = NULL;
    struct err err;
    for (size_t k = 0; k < DEEP; k++) {
        (void)buf_add(&text, STR("1 - "));
    }
    (void)buf_add(&text, STR("1"));
    assert_int_equal(feel_parse(&arena, buf_str(&text), NULL, NULL, &node, &err), ERR_LIMIT);
    buf_free(&text);
    arena_free(&arena);
}

static void test_places(void **state)
{
    (void)state;
    struct arena arena = {0};
    const struct feel_node *node = NULL;
    struct err err;
    struct feel_parse_options options = {.file = "duties.yaml", .line = 10, .column = 20};
    assert_int_equal(feel_parse(&arena, STR("1 +\n  ?? )"), NULL, &options, &node, &err),
                     ERR_INPUT);
    assert_string_equal(err.file, "duties.yaml");
    assert_int_equal(err.line, 11);
    assert_int_equal(err.column, 6);
    assert_int_equal(feel_parse(&arena, STR("1 2"), NULL, &options, &node, &err), ERR_INPUT);
    assert_int_equal(err.line, 10);
    assert_int_equal(err.column, 22);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_literals),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_arithmetic),
        cmocka_unit_test(test_logic),
        cmocka_unit_test(test_comparisons),
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_numbers_and_dates),
        cmocka_unit_test(test_ranges_and_contexts),
        cmocka_unit_test(test_unary_tests),
        cmocka_unit_test(test_printed_and_parsed),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_nesting),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

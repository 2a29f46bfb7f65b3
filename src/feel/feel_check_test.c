/* feel_check_test.c - what a pack's expression is refused for, and where; what it isn't. */
#include "feel_test.h"

static struct feel_bench bench;

static struct feel_type *band_type(void)
{
    struct feel_type *type =
        feel_type_list(&bench.arena, NULL); /* a type of its own, in the arena */
    const struct feel_node *allowed = NULL;
    struct err err;
    *type = (struct feel_type){.kind = FEEL_STRING, .name = STR("band")};
    const struct feel_scope *scope = feel_scope_of_input(&bench.arena, NULL, type);
    assert_int_equal(feel_parse_unary_tests(&bench.arena, STR("\"A\", \"B\", \"C\""), scope, NULL,
                                            &allowed, &err),
                     0);
    type->allowed = allowed;
    return type;
}

static int begin(void **state)
{
    (void)state;
    bench_begin(&bench);
    struct feel_field fields[2] = {{STR("first name"), feel_type_simple(FEEL_STRING)},
                                   {STR("born"), feel_type_simple(FEEL_DATE)}};
    const struct feel_type *person = feel_type_context(&bench.arena, fields, 2);
    struct feel_value none = feel_null(NULL);
    bench_declare(&bench, "age", feel_type_simple(FEEL_NUMBER), none);
    bench_declare(&bench, "income", feel_type_simple(FEEL_NUMBER), none);
    bench_declare(&bench, "band", band_type(), none);
    bench_declare(&bench, "rent", feel_type_simple(FEEL_NUMBER), none);
    bench_declare(&bench, "moved in", feel_type_simple(FEEL_DATE), none);
    bench_declare(&bench, "person", person, none);
    bench_declare(&bench, "household", feel_type_list(&bench.arena, person), none);
    bench_declare(&bench, "renting", feel_type_simple(FEEL_BOOLEAN), none);
    bench_declare(&bench, "rent-age", feel_type_simple(FEEL_NUMBER), none);
    bench_declare(&bench, "anything", feel_type_simple(FEEL_ANY), none);
    return 0;
}

static int end(void **state)
{
    (void)state;
    bench_end(&bench);
    return 0;
}

static void test_accepted(void **state)
{
    static const char *const texts[] = {
        "age >= 65 and band in (\"A\", \"B\") and income < 16000",
        "(band in [\"A\", \"C\"]) and rent > 500",
        "moved in < @\"2026-01-01\"",
        "moved in + @\"P28D\" < today()",
        "person.first name = \"Ann\" or person.born.year < 1960",
        "some p in household satisfies p.born > @\"2008-01-01\"",
        "count(household[born > @\"2008-01-01\"]) >= 2",
        "household[first name = \"Ann\"][1].born",
        "if renting then rent * 12 else 0",
        "income = null or income < 16000",
        "age between 18 and 25",
        "(-age) ** 2 > 1",
        "anything = 1 and anything.x = \"y\"",
        "not(renting)",
        "max(age, income) > 3",
        "(function(x: number) x + 1)(age) > 3",
        "matches(person.first name, \"^[A-Z]\")",
        "band = \"A\" or band != \"B\"",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct feel_value value;
        struct err err;
        if (!bench_value(&bench, texts[i], true, &value, &err)) {
            fail_msg("%s: refused: %s", texts[i], err.message);
        }
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *text;
        size_t column;
        const char *said;
    } rows[] = {
        {"agee >= 65", 1, "there is no name \"agee\"; did you mean \"age\"?"},
        {"household[frist name = \"x\"]", 11, "did you mean \"first name\"?"},
        {"person.frist name = \"x\"", 1, "there is no entry \"frist name\"; did you mean \"first"},
        {"household.bron", 1, "did you mean \"born\"?"},
        {"xyzzyplugh", 1, "there is no name \"xyzzyplugh\""},
        {"strin length(band) > 1", 1, "did you mean \"string length\"?"},
        {"age.years > 3", 1, "a number has no entries"},
        {"moved in.yaer = 3", 1, "did you mean \"year\"?"},
        {"band in [\"A\", \"C\"] and rent > 500", 1,
         "two ways: as (band in [\"A\", \"C\"]) and …, or as one test after \"in\""},
        {"age in [1..3] = true", 1, "two ways"},
        {"1 < age < 3", 1, "a comparison of three values at once"},
        {"-age ** 2 > 1", 1, "the negative of a power"},
        {"rent-age > 3", 1, "as the name \"rent-age\", or as an operation on two other names"},
        {"age = \"65\"", 1, "a number can't be compared with a string"},
        {"moved in > \"2026-01-01\"", 12, "can't be compared with a string; write @\"2026-01-01\""},
        {"\"2026-01-01\" = moved in", 1, "write @\"2026-01-01\""},
        {"moved in between \"2026-01-01\" and @\"2026-02-01\"", 18, "write @"},
        {"moved in in (\"2026-01-01\", @\"2026-02-01\")", 14, "write @"},
        {"age in (\"A\", 3)", 9, "can't be compared"},
        {"age in [65..18]", 8, "ends before it begins"},
        {"age in [18..\"65\"]", 8, "a range from a number to a string"},
        {"age instance of list", 1, "say of what: list<…>"},
        {"renting > true", 1, "a boolean is neither less nor more than anything"},
        {"band = \"D\"", 8, "\"D\" is none of the values that \"band\" may have"},
        {"band in (\"A\", \"D\")", 15, "none of the values"},
        {"age and renting", 1, "a condition is wanted here, and this is a number"},
        {"if age then 1 else 2", 4, "a condition is wanted"},
        {"age + band", 1, "can't be added"},
        {"age * moved in", 1, "can't be multiplied by"},
        {"-band", 1, "has no negative"},
        {"some x in age satisfies x > 1", 11, "a list is wanted here, and this is a number"},
        {"some x in household satisfies x", 31, "a condition is wanted"},
        {"household[\"x\"]", 11, "a condition or a position is wanted"},
        {"string length(age) > 1", 15, "does not take a number as its string"},
        {"string length(band, 1) > 1", 1, "write string length(string)"},
        {"substring(strin: band, start position: 1) = \"\"", 1, "write substring("},
        {"age(3)", 1, "a number is no function"},
        {"(function(x) x)(1, 2)", 1, "has 1 parameters, and is given 2"},
        {"(function(x: number) x)(band)", 25, "a number is wanted here, and this is a band"},
        {"date(\"2026-02-30\") < moved in", 1, "this gives nothing"},
        {"@\"2026-02-30\" < moved in", 1, "this is no date"},
        {"matches(band, \"(\")", 15, "no regular expression"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct feel_value value;
        struct err err = {.message = ""};
        bool parses = bench_value(&bench, rows[i].text, true, &value, &err);
        if (parses || strstr(err.message, rows[i].said) == NULL || err.column != rows[i].column) {
            fail_msg("%s\n  gives  %zu: %s\n  not    %zu: %s", rows[i].text, err.column,
                     err.message, rows[i].column, rows[i].said);
        }
        /* The suite's way takes what is only mistaken. */
        if (strchr(rows[i].said, '@') == NULL && strstr(rows[i].said, "no date") == NULL) {
            assert_true(bench_value(&bench, rows[i].text, false, &value, &err));
        }
    }
}

static void test_wanted(void **state)
{
    (void)state;
    struct feel_parse_options options = {.wanted = feel_type_simple(FEEL_BOOLEAN), .checked = true};
    const struct feel_node *node = NULL;
    struct err err;
    assert_int_equal(feel_parse(&bench.arena, STR("age + 1"), bench.scope, &options, &node, &err),
                     ERR_INPUT);
    assert_non_null(strstr(err.message, "a boolean is wanted, and this gives a number"));
    assert_int_equal(feel_parse(&bench.arena, STR("age > 1"), bench.scope, &options, &node, &err),
                     0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_wanted),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

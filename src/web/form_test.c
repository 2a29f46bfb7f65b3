/* form_test.c - what people type, and what only programs send. */
#include "form.h"

#include "calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const colours[] = {"red", "green", NULL};
static const struct form_field fields[] = {
    {.name = "name",
     .kind = FORM_TEXT,
     .length_max = 10,
     .is_required = true,
     .missing = "Enter your name"},
    {.name = "story", .kind = FORM_LONG_TEXT},
    {.name = "ref", .kind = FORM_CODE},
    {.name = "count", .kind = FORM_NUMBER},
    {.name = "born", .kind = FORM_DATE},
    {.name = "colour", .kind = FORM_CHOICE, .choices = colours},
    {.name = "colours", .kind = FORM_CHOICES, .choices = colours},
    {.name = "any", .kind = FORM_CHOICES},
    {.name = "agreed", .kind = FORM_FLAG},
    {.name = "answer", .kind = FORM_OPEN, .length_max = 5},
};

static const char *as_it_is(void *context, const char *english)
{
    (void)context;
    return english;
}

static int read_text(struct arena *arena, const char *text, struct form *form, struct err *err)
{
    return form_read(arena, str_of(text), fields, sizeof fields / sizeof fields[0], as_it_is, NULL,
                     form, err);
}

/* ---- what is taken ---- */

static void values_are_read(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct form form;
    struct err err = {0};
    assert_int_equal(
        read_text(
            &arena,
            "name=+Si%C3%A2n+&story=one%0D%0Atwo&ref=B-17%2Fx&count=12&born-day=29"
            "&born-month=2&born-year=2024&colour=red&colours=red&colours=green&any=x&any=y&agreed=yes"
            "&answer.where=home&csrf=t&idempotency_key=k&case=B-17",
            &form, &err),
        0);
    assert_int_equal(form.error_count, 0);
    assert_true(str_eq(form_text(&form, "name"), STR("Siân")));
    assert_true(str_eq(form_text(&form, "story"), STR("one\ntwo")));
    assert_true(str_eq(form_text(&form, "ref"), STR("B-17/x")));
    assert_int_equal(form_number(&form, "count", -1), 12);
    assert_int_equal(form_day(&form, "born"), calendar_day_number(2024, 2, 29));
    assert_true(str_eq(form_text(&form, "colour"), STR("red")));
    assert_true(form_flag(&form, "agreed"));
    assert_true(str_eq(form_text(&form, "answer.where"), STR("home")));
    assert_true(str_eq(form.csrf, STR("t")) && str_eq(form.idempotency_key, STR("k")) &&
                str_eq(form.case_reference, STR("B-17")));
    size_t chosen = 0;
    for (size_t i = 0; i < form.count; i++) {
        chosen += str_eq(form.values[i].name, STR("colours"));
    }
    assert_int_equal(chosen, 2);
    arena_free(&arena);
}

/* What a form had not is not what it had empty. */
static void an_absent_field_is_no_empty_one(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct form form;
    struct err err = {0};
    assert_int_equal(read_text(&arena, "name=&born-day=&answer.where=", &form, &err), 0);
    assert_true(form_sent(&form, "name") && !form_has(&form, "name"));
    assert_true(form_sent(&form, "born"));
    assert_true(form_sent(&form, "answer.where"));
    assert_false(form_sent(&form, "story"));
    assert_false(form_sent(&form, "answer.who"));
    form_error(&form, "answer.who", "Say who");
    assert_false(form_sent(&form, "answer.who"));
    arena_free(&arena);
}

static void an_empty_form_lacks_what_is_required(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct form form;
    struct err err = {0};
    assert_int_equal(read_text(&arena, "", &form, &err), 0);
    assert_int_equal(form.error_count, 1);
    assert_true(str_eq(form_value(&form, "name")->error, STR("Enter your name")));
    assert_int_equal(form_day(&form, "born"), INT32_MIN);
    assert_int_equal(form_number(&form, "count", 7), 7);
    assert_false(form_flag(&form, "agreed"));
    arena_free(&arena);
}

/* ---- what a person can mend: kept as it was typed, with what to do ---- */

static const struct {
    const char *text, *field;
} mendable[] = {
    {"name=elevenletters", "name"},
    {"name=two%0Alines", "name"},
    {"name=A&ref=no+blanks", "ref"},
    {"name=A&ref=%3Cb%3E", "ref"},
    {"name=A&count=-1", "count"},
    {"name=A&count=1.5", "count"},
    {"name=A&count=99999999999999999999", "count"},
    {"name=A&born-day=29&born-month=2&born-year=2023", "born"},
    {"name=A&born-day=31&born-month=4&born-year=2023", "born"},
    {"name=A&born-day=1&born-month=1", "born"},
    {"name=A&born-day=1&born-month=13&born-year=2000", "born"},
    {"name=A&born-day=x&born-month=1&born-year=2000", "born"},
    {"name=A&born-day=1&born-month=1&born-year=26", "born"},
    {"name=A&born-day=1&born-month=Juvember&born-year=2000", "born"},
    {"name=A&answer.x=sixsix", "answer.x"},
};

static void errors_stand_beside_their_field(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mendable / sizeof mendable[0]; i++) {
        struct arena arena = {0};
        struct form form;
        struct err err = {0};
        assert_int_equal(read_text(&arena, mendable[i].text, &form, &err), 0);
        assert_int_equal(form.error_count, 1);
        const struct form_value *value = form_value(&form, mendable[i].field);
        assert_non_null(value);
        assert_true(value->error.len > 0 && value->text.len > 0);
        arena_free(&arena);
    }
}

static void months_have_names(void **state)
{
    static const struct {
        const char *text;
        int month;
    } cases[] = {{"March", 3}, {"mar", 3}, {"Mawrth", 3}, {"rhag", 12}, {"12", 12}, {"03", 3}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena arena = {0};
        struct form form;
        struct err err = {0};
        struct str text =
            arena_printf(&arena, "name=A&born-day=4&born-month=%s&born-year=1950", cases[i].text);
        assert_int_equal(read_text(&arena, text.ptr, &form, &err), 0);
        assert_int_equal(form_day(&form, "born"), calendar_day_number(1950, cases[i].month, 4));
        arena_free(&arena);
    }
}

/* ---- what no browser sends from our pages ---- */

static const struct {
    const char *text;
    int code;
} refused[] = {
    {"name=A&name=B", ERR_INPUT},
    {"name=A&unknown=1", ERR_INPUT},
    {"name=A&colour=blue", ERR_INPUT},
    {"name=A&colours=red&colours=blue", ERR_INPUT},
    {"name=A&any=red&any=no+code", ERR_INPUT},
    {"name=A&agreed=on", ERR_INPUT},
    {"name=%", ERR_INPUT},
    {"name=%4", ERR_INPUT},
    {"name=%zz", ERR_INPUT},
    {"name=%00", ERR_INPUT},
    {"name=%1b", ERR_INPUT},
    {"name=%7f", ERR_INPUT},
    {"name=%ff", ERR_INPUT},
    {"name=%c0%80", ERR_INPUT},
    {"name=%ed%a0%80", ERR_INPUT},
    {"=A", ERR_INPUT},
    {"name=A&answer.x=1&answer.x=2", ERR_INPUT},
    {"name=A&csrf=1&csrf=2", ERR_INPUT},
    {"name=A&case=a+b", ERR_INPUT},
};

static void what_no_page_asks_for_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct arena arena = {0};
        struct form form;
        struct err err = {0};
        assert_int_equal(read_text(&arena, refused[i].text, &form, &err), refused[i].code);
        arena_free(&arena);
    }
}

static void too_much_is_refused(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct form form;
    struct err err = {0};
    struct buf many = {0};
    struct buf longer = {0};
    for (int i = 0; i < 300; i++) {
        buf_printf(&many, "answer.%d=1&", i);
    }
    for (int i = 0; i <= FORM_BYTES_MAX; i++) {
        buf_add_char(&longer, 'a');
    }
    assert_int_equal(form_read(&arena, buf_str(&many), fields, sizeof fields / sizeof fields[0],
                               as_it_is, NULL, &form, &err),
                     ERR_LIMIT);
    assert_int_equal(form_read(&arena, buf_str(&longer), fields, sizeof fields / sizeof fields[0],
                               as_it_is, NULL, &form, &err),
                     ERR_LIMIT);
    buf_free(&many);
    buf_free(&longer);
    arena_free(&arena);
}

static void errors_can_be_added(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct form form;
    struct err err = {0};
    assert_int_equal(read_text(&arena, "name=A", &form, &err), 0);
    form_error(&form, "name", "Nobody is called that");
    form_error(&form, "name", "Nobody at all");
    form_error(&form, "subject", "Say who");
    assert_int_equal(form.error_count, 2);
    assert_true(str_eq(form_value(&form, "name")->error, STR("Nobody at all")));
    assert_true(str_eq(form_value(&form, "subject")->error, STR("Say who")));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_read),
        cmocka_unit_test(an_absent_field_is_no_empty_one),
        cmocka_unit_test(an_empty_form_lacks_what_is_required),
        cmocka_unit_test(errors_stand_beside_their_field),
        cmocka_unit_test(months_have_names),
        cmocka_unit_test(what_no_page_asks_for_is_refused),
        cmocka_unit_test(too_much_is_refused),
        cmocka_unit_test(errors_can_be_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

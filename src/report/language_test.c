/* language_test.c - what is said in each language, and what is not known passing through. */
#include "report_test.h"

static void test_say(void **state)
{
    (void)state;
    static const struct {
        const char *english, *welsh;
    } cases[] = {
        {"Date of birth", "Dyddiad geni"},
        {"Postcode", "Cod post"},
        {"date of birth", "date of birth"},
        {"Sian Evans", "Sian Evans"},
        {"", ""},
        {"\xff", "\xff"},
    };
    struct report_input in = {0};
    const struct report report = {.in = &in};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        in.language = LANGUAGE_WELSH;
        assert_string_equal(say(&report, cases[i].english), cases[i].welsh);
        in.language = LANGUAGE_ENGLISH;
        assert_ptr_equal(say(&report, cases[i].english), cases[i].english);
    }
}

static void test_counts(void **state)
{
    (void)state;
    static const struct {
        enum language language;
        uint64_t count;
        const char *text;
    } cases[] = {
        {LANGUAGE_ENGLISH, 0, "0 people"}, {LANGUAGE_ENGLISH, 1, "1 person"},
        {LANGUAGE_ENGLISH, 2, "2 people"}, {LANGUAGE_ENGLISH, 61204, "61,204 people"},
        {LANGUAGE_WELSH, 0, "0 o bobl"},   {LANGUAGE_WELSH, 1, "1 person"},
        {LANGUAGE_WELSH, 2, "2 o bobl"},   {LANGUAGE_WELSH, 61204, "61,204 o bobl"},
    };
    struct report_input in = {0};
    const struct report report = {.in = &in};
    struct buf out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        in.language = cases[i].language;
        out.len = 0;
        report_kind_count(&report, cases[i].count, MENTION_PERSON, &out);
        buf_add_char(&out, '\0');
        assert_string_equal(out.ptr, cases[i].text);
    }
    buf_free(&out);
}

/* Texts of other layers, whole, in pieces and filled in; what is not known stays as it is. */
static void test_made(void **state)
{
    (void)state;
    static const struct {
        const char *english, *welsh;
    } cases[] = {
        {"", ""},
        {"same", "yr un fath"},
        {"given name same, family name close", "yr un enw cyntaf, cyfenw tebyg iawn"},
        {"town same, street near, premise same", "yr un dref, stryd debyg, yr un tŷ"},
        {"postcode + birth date", "cod post + dyddiad geni"},
        {"fewer than 1000 records: too few to tell without labels",
         "llai na 1000 o gofnodion: rhy ychydig i farnu heb atebion hysbys"},
        {"If the birth date differed, this pair by itself would not be linked.",
         "Pe bai’r dyddiad geni yn wahanol, ni fyddai’r pâr hwn yn cael ei gysylltu ar ei ben ei "
         "hun."},
        {"If the  differed, this pair by itself would not be linked",
         "If the  differed, this pair by itself would not be linked"},
        {"100% Sian, %s; %d", "100% Sian, %s; %d"},
        {"Evans, Jones", "Evans, Jones"},
    };
    struct report_input in = {0};
    const struct report report = {.in = &in};
    struct buf out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (int language = LANGUAGE_ENGLISH; language <= LANGUAGE_WELSH; language++) {
            in.language = (enum language)language;
            out.len = 0;
            say_made(&report, str_of(cases[i].english), &out);
            buf_add_char(&out, '\0');
            assert_string_equal(out.ptr,
                                language == LANGUAGE_WELSH ? cases[i].welsh : cases[i].english);
        }
    }
    buf_free(&out);
}

/* Every row is found: they stand in the order in which they are looked up. */
static void test_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < welsh_count; i++) {
        const struct welsh *row = &welsh_table[i];
        assert_ptr_equal(language_say(LANGUAGE_WELSH, row->english), row->welsh);
        assert_true(row->english[0] != '\0' && row->welsh[0] != '\0');
    }
}

static void test_codes(void **state)
{
    (void)state;
    assert_string_equal(language_codes[LANGUAGE_ENGLISH], "en");
    assert_string_equal(language_codes[LANGUAGE_WELSH], "cy");
    assert_null(language_codes[LANGUAGE_WELSH + 1]);
    assert_string_equal(language_tag(LANGUAGE_ENGLISH), "en-GB");
    assert_string_equal(language_tag(LANGUAGE_WELSH), "cy");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_say),   cmocka_unit_test(test_counts), cmocka_unit_test(test_made),
        cmocka_unit_test(test_table), cmocka_unit_test(test_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* step_text_test.c - fields filled in, values in words; whom something is addressed to. */
#include "step_text.h"

#include "recipient.h"

#include "pack_test.h"

static void test_fill(void **state)
{
    (void)state;
    static const struct field_value values[] = {
        {STR_INIT("recipient.name"), STR_INIT("Siân [O'Neill] <b>*x*</b>")},
        {STR_INIT("event.date"), STR_INIT("5 December 2026")},
        {STR_INIT("step.due"), STR_INIT("")},
    };
    static const struct {
        const char *body, *plain, *missing;
    } cases[] = {
        {"Dear {{recipient.name}},\n\nsince {{ event.date }}.",
         "Dear Siân [O'Neill] <b>*x*</b>,\n\nsince 5 December 2026.", NULL},
        {"", "", NULL},
        {"{{event.date}}{{event.date}}", "5 December 20265 December 2026", NULL},
        {"before {{step.due}}", NULL, "{{step.due}} has no value"},
        {"{{event.date}} {{team.phone}}", NULL, "{{team.phone}} has no value"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pack_text text = {.body = str_of(cases[i].body)};
        struct buf out = {0};
        struct err err = {0};
        buf_add(&out, STR("kept "));
        int code = step_text_fill(&text, values, 3, true, &out, &err);
        if (cases[i].missing != NULL) {
            assert_int_equal(code, ERR_NOTFOUND);
            assert_string_equal(err.message, cases[i].missing);
            assert_int_equal(out.len, 5);
        } else {
            assert_int_equal(code, 0);
            assert_true(str_eq(str_slice(buf_str(&out), 5, out.len), str_of(cases[i].plain)));
        }
        buf_free(&out);
    }
    /* in Markdown nothing of a value is markup */
    struct pack_text text = {.body = STR("{{recipient.name}}")};
    struct buf out = {0};
    struct err err = {0};
    assert_int_equal(step_text_fill(&text, values, 3, false, &out, &err), 0);
    assert_true(str_find(buf_str(&out), STR("<b>")) < 0);
    assert_true(str_find(buf_str(&out), STR(" [O")) < 0);
    buf_free(&out);
}

static void test_words(void **state)
{
    (void)state;
    struct event_pack pack;
    struct arena arena = {0};
    test_pack(NULL, &pack);
    struct feel_value owned = feel_string(STR("owned")), other = feel_string(STR("moored"));
    struct feel_value nothing = feel_not_known(&arena, STR("x")), yes = feel_boolean(true);
    struct feel_value list = feel_list_of(&arena, (struct feel_value[]){owned, other}, 2);
    struct feel_value day = {.kind = FEEL_DATE, .date = {2028, 2, 29}};
    const struct {
        const char *name;
        const struct feel_value *value;
        const char *en, *cy;
    } cases[] = {
        {"answers.tenure", &owned, "owned", "yn eiddo"},
        {"answers.tenure", &other, "moored", "moored"},
        {"answers.tenure", &list, "owned, moored", "yn eiddo, moored"},
        {"answers.alone", &yes, "yes", "ie"},
        {"event.date", &day, "29 February 2028", "29 Chwefror 2028"},
        {"answers.tenure", &nothing, "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int l = 0; l < ACCESS_LANGUAGES; l++) {
            struct str words = field_words(&arena, &pack.type, str_of(cases[i].name),
                                           cases[i].value, (enum access_language)l);
            assert_true(str_eq(words, str_of(l == ACCESS_WELSH ? cases[i].cy : cases[i].en)));
        }
    }
    arena_free(&arena);
    event_pack_free(&pack);
}

static void test_recipient(void **state)
{
    (void)state;
    static const struct {
        const char *text, *name, *address, *email, *phone; /* address: lines apart by | */
    } cases[] = {
        {"Gwen Davies (daughter), 3 Heol Fawr, Caernarfon LL55 1AA, 01632 960 142", "Gwen Davies",
         "3 Heol Fawr|Caernarfon LL55 1AA", "", "+441632960142"},
        {"gwen@example.org; Gwen Davies", "Gwen Davies", "", "gwen@example.org", ""},
        {"Gwen Davies", "Gwen Davies", "", "", ""},
        {"Gwen Davies, the daughter", "Gwen Davies", "", "", ""}, /* no address without a digit */
        {"Mr J. Smith, Flat 2, 12-14 Mill Street, Llanelli, SA15 1AA", "Mr J. Smith",
         "Flat 2|12-14 Mill Street|Llanelli|SA15 1AA", "", ""},
        {"3 Heol Fawr, LL55 1AA", "", "3 Heol Fawr|LL55 1AA", "", ""},
        {"Siân, ffôn 01632 960 142", "Siân", "", "", "+441632960142"},
        {"  ,, ;\n ", "", "", "", ""},
        {"", "", "", "", ""},
        {"A, 1, 2, 3, 4, 5, 6, 7, 8", "A", "1|2|3|4|5|6|7, 8", "", ""},
        {"Müller, Hauptstraße 5, 10115 Berlin, Deutschland", "Müller",
         "Hauptstraße 5|10115 Berlin|Deutschland", "", ""},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct recipient r;
        struct str lines = STR("");
        recipient_read(&arena, str_of(cases[i].text), &r);
        for (size_t k = 0; k < r.address_count; k++) {
            lines =
                arena_printf(&arena, "%.*s%s%.*s", PRI(lines), k > 0 ? "|" : "", PRI(r.address[k]));
        }
        assert_true(str_eq(r.name, str_of(cases[i].name)));
        assert_true(str_eq(lines, str_of(cases[i].address)));
        assert_string_equal(r.email, cases[i].email);
        assert_string_equal(r.phone, cases[i].phone);
    }
    struct str lines[RECIPIENT_LINES_MAX];
    assert_int_equal(recipient_address(&arena, STR("3 Heol Fawr, , LL55 1AA"), lines), 2);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fill),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_recipient),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

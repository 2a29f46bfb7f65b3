/* explanation_test.c - naming a mention, and explanations that fit the terminal. */
#include "explanation.h"

#include "report_test.h"
#include "wording.h"

#include <jansson.h>

static const char *const tax_lines[] = {"Liable|House|Post", "MR J & MRS S EVANS|12|SA15 1AA",
                                        "THE OCCUPIER|14|SA15 1AA",
                                        "Siân\x1b[31m Evans|12|SA15 1AA"};
static const enum role tax_roles[] = {ROLE_FULL_NAME, ROLE_PREMISE, ROLE_POSTCODE};
static const char *const school_lines[] = {"Forename|Surname|DOB", "Sian|Evans|2010-02-03",
                                           "Sian|Evans|2010-02-03"};
static const enum role school_roles[] = {ROLE_GIVEN_NAME, ROLE_FAMILY_NAME, ROLE_BIRTH_DATE};
static const struct fixture_source sources[] = {{"tax", LINES(tax_lines), tax_roles},
                                                {"a:b", LINES(school_lines), school_roles}};

static void begin(struct fixture *f)
{
    fixture_begin(f, sources, 2);
    f->tables[0].row_number[2] = 5; /* rows 3 and 4 were rejected */
    fixture_learn(f);
}

static void test_find(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int code;
        uint32_t mention;
    } cases[] = {
        {"tax:1", 0, 0},
        {"tax:1:2", 0, 1},
        {"tax:5", 0, 3},
        {"tax:2:2", 0, 2},
        {"a:b:1", 0, 4},
        {"a:b:2:1", 0, 5},
        {"tax:1:3", ERR_NOTFOUND, 0},
        {"tax:1:4", ERR_NOTFOUND, 0},
        {"tax:3", ERR_NOTFOUND, 0},
        {"tax:99", ERR_NOTFOUND, 0},
        {"nobody:1", ERR_NOTFOUND, 0},
        {"tax", ERR_USAGE, 0},
        {"tax:0", ERR_USAGE, 0},
        {"tax:", ERR_USAGE, 0},
        {":1", ERR_USAGE, 0},
        {"", ERR_USAGE, 0},
        {"tax:1:0", ERR_USAGE, 0},
        {"tax:-1", ERR_USAGE, 0},
        {"tax:99999999999999999999", ERR_USAGE, 0},
    };
    struct fixture f;
    begin(&f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = {0};
        uint32_t mention = 77;
        int code = mention_find(&f.report, str_of(cases[i].name), &mention, &err);
        if (code != cases[i].code || mention != (code == 0 ? cases[i].mention : 77)) {
            fail_msg("%s: %d, mention %u", cases[i].name, code, mention);
        }
        assert_true(code == 0 || err.message[0] != '\0');
    }
    fixture_end(&f);
}

/* No line is wider than the terminal, and nothing in it commands the terminal. */
static void check_lines(struct str text, size_t width, bool colour)
{
    struct str rest = text;
    struct str line;
    assert_true(colour || memchr(text.ptr, 27, text.len) == NULL);
    while (!colour && str_next_token(&rest, '\n', &line)) {
        /* the sentences at the end may be wrapped by the terminal itself */
        if (words_width(line) > width && str_find(line, STR(". ")) < 0 &&
            line.ptr[line.len - 1] != '.' && str_find(line, STR("cantref explain")) < 0 &&
            str_find(line, STR("to be the same")) < 0) {
            fail_msg("%zu columns: %.*s", width, PRI(line));
        }
    }
}

static void test_text(void **state)
{
    (void)state;
    static const struct explanation_style styles[] = {{10, false, false},
                                                      {40, false, true},
                                                      {80, false, false},
                                                      {200, false, false},
                                                      {80, true, false}};
    static const uint32_t pairs[][2] = {{1, 4}, {4, 1}, {0, 3}, {4, 5}, {0, 2}, {2, 2}, {3, 3}};
    struct fixture f;
    struct explanation *e = mem_must_array(1, sizeof *e);
    struct buf out = {0};
    begin(&f);
    for (size_t s = 0; s < sizeof styles / sizeof *styles; s++) {
        size_t width =
            styles[s].width < EXPLANATION_WIDTH_MIN ? EXPLANATION_WIDTH_MIN : styles[s].width;
        for (size_t p = 0; p < sizeof pairs / sizeof *pairs; p++) {
            out.len = 0;
            assert_int_equal(explain_pair(f.run, pairs[p][0], pairs[p][1], e), 0);
            explanation_write(&f.report, pairs[p][0], pairs[p][1], e, &styles[s], &out);
            check_lines(buf_str(&out), width, styles[s].colour);
            bool judged = str_find(buf_str(&out), STR("Verdict: ")) >= 0;
            assert_true(judged == (pairs[p][0] != pairs[p][1]));
        }
        for (uint32_t m = 0; m < f.mentions.count; m++) {
            out.len = 0;
            entity_explanation_write(&f.report, m, &styles[s], &out);
            check_lines(buf_str(&out), width, styles[s].colour);
        }
    }
    buf_free(&out);
    mem_free(e);
    fixture_end(&f);
}

static json_t *parsed(const struct buf *out)
{
    json_error_t error;
    json_t *json = json_loadb(out->ptr, out->len, JSON_REJECT_DUPLICATES, &error);
    if (json == NULL) {
        fail_msg("line %d: %s", error.line, error.text);
    }
    return json;
}

static void test_json(void **state)
{
    (void)state;
    struct fixture f;
    struct explanation *e = mem_must_array(1, sizeof *e);
    struct buf out = {0};
    begin(&f);
    assert_int_equal(explain_pair(f.run, 3, 4, e), 0);
    explanation_json_write(&f.report, 3, 4, e, &out);
    json_t *json = parsed(&out);
    const json_t *left = json_object_get(json, "left");
    assert_int_equal(json_integer_value(json_object_get(left, "row")), 5);
    double total = json_real_value(json_object_get(json, "start"));
    const json_t *evidence = json_object_get(json, "evidence");
    assert_true(json_array_size(evidence) > 0);
    for (size_t i = 0; i < json_array_size(evidence); i++) {
        total += json_real_value(json_object_get(json_array_get(evidence, i), "weight"));
    }
    assert_true(fabs(total - json_real_value(json_object_get(json, "weight"))) < .01);
    json_decref(json);
    out.len = 0;
    entity_explanation_json_write(&f.report, 4, &out);
    json = parsed(&out);
    assert_true(json_array_size(json_object_get(json, "mentions")) >= 1);
    json_decref(json);
    buf_free(&out);
    mem_free(e);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* summary_test.c - figures in words, the terminal summary, manifest.json and --json. */
#include "summary.h"

#include "report_json.h"
#include "report_test.h"
#include "truth.h"
#include "wording.h"

#include <jansson.h>

static const char *const a_lines[] = {"Forename|Surname|House|Post", "Ann|Rees|1|SA15 1AA",
                                      "Ann|Rees|1|SA15 1AA", "Huw|Lloyd|2|SA15 1AA"};
static const char *const b_lines[] = {"Forename|Surname|House|Post", "Ann|Rees|1|SA15 1AA"};
static const enum role roles[] = {ROLE_GIVEN_NAME, ROLE_FAMILY_NAME, ROLE_PREMISE, ROLE_POSTCODE};
static const struct fixture_source sources[] = {{"a", LINES(a_lines), roles},
                                                {"b", LINES(b_lines), roles}};
static const uint32_t entities[] = {0, 0, 1, 0};

static void test_overview(void **state)
{
    (void)state;
    struct fixture f;
    fixture_begin(&f, sources, 2);
    fixture_link(&f, entities, 4);
    const struct overview *o = &f.overview;
    assert_int_equal(o->rows, 4);
    assert_int_equal(o->mentions[MENTION_PERSON], 4);
    assert_int_equal(o->mentions[MENTION_PROPERTY], 4);
    assert_int_equal(o->entities[MENTION_PERSON], 2);
    assert_int_equal(o->entities[MENTION_PROPERTY], 2);
    assert_int_equal(o->in_several_sources, 1);
    assert_int_equal(o->twice_in_a_source, 1);
    assert_int_equal(o->spare_mentions, 1);
    assert_int_equal(o->households, 2);
    assert_int_equal(o->sizes[1], 1);
    assert_int_equal(o->sizes[3], 1);
    assert_int_equal(o->largest, 3);
    assert_int_equal(o->shared[0], 2); /* a knows two */
    assert_int_equal(o->shared[1], 1); /* one of them b knows, too */
    assert_int_equal(o->shared[3], 1);
    assert_int_equal(o->only[0], 1);
    assert_int_equal(o->only[1], 0);
    fixture_end(&f);
}

static void test_summary(void **state)
{
    (void)state;
    struct fixture f;
    struct buf out = {0};
    fixture_begin(&f, sources, 2);
    fixture_link(&f, entities, 4);
    summary_write(&f.report, &f.overview, &out);
    struct str text = buf_str(&out);
    assert_true(str_find(text, STR("Read 4 rows from 2 systems: a 3, b 1\n")) == 0);
    assert_true(
        str_find(text, STR("  2 people\n    1 known to more than one system\n    1 held more "
                           "than once inside one system\n")) > 0);
    assert_true(str_find(text, STR("2 properties, with 2 households\n")) > 0);
    assert_true(str_find(text, STR("can't be told: too few rows.\n")) > 0);
    assert_true(str_find(text, STR("cantref explain linked a:1\n")) > 0);
    out.len = 0;
    f.run->precision = .9876;
    f.run->recall = .9;
    struct truth_scores scores = {
        .precision = 1, .recall = .5, .f1 = 2.0 / 3, .b3_f1 = .8, .exact = .25};
    f.in.truth = &scores;
    f.overview.rejected = 1;
    f.overview.reviews = REVIEWS_MAX;
    f.overview.entities[MENTION_ORGANISATION] = f.overview.entities[MENTION_ESTATE] = 1;
    summary_write(&f.report, &f.overview, &out);
    text = buf_str(&out);
    assert_true(str_find(text, STR("An estimated 98.8% of the links are right, and 90.0%")) > 0);
    assert_true(str_find(text, STR("100% of the links are right, 50.0% of the true ones")) > 0);
    assert_true(str_find(text, STR("\n1 row was rejected")) > 0);
    out.len = 0;
    f.run->wanted_precision = .99995;
    summary_write(&f.report, &f.overview, &out);
    assert_true(str_find(buf_str(&out), STR("At least 99.995% were asked to be right: no line")) >
                0);
    out.len = 0;
    f.run->wanted_precision = .98;
    summary_write(&f.report, &f.overview, &out);
    assert_true(str_find(buf_str(&out), STR("At least 98% were asked to be right: the line")) > 0);
    f.run->wanted_precision = 0;
    out.len = 0;
    summary_write(&f.report, &f.overview, &out);
    text = buf_str(&out);
    assert_true(str_find(text, STR("At least 1,000 pairs are worth")) > 0);
    size_t lines = 0;
    for (size_t i = 0; i < text.len; i++) {
        lines += text.ptr[i] == '\n';
    }
    assert_true(lines <= 25);
    buf_free(&out);
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

static json_int_t whole(const json_t *json, const char *key)
{
    return json_integer_value(json_object_get(json, key));
}

static void test_json(void **state)
{
    (void)state;
    static const struct report_source read[] = {{"ab12", 99, 2, "CSV", "UTF-8", "", ','},
                                                {"cd34", 5, 0, "CSV", "UTF-8", "", '\t'}};
    static const struct report_setting settings[] = {{"threads", SETTING_NUMBER, NULL, 2},
                                                     {"reject_max", SETTING_NUMBER, NULL, .015},
                                                     {"model", SETTING_TEXT, "a \"b\"\n", 0},
                                                     {"header", SETTING_FLAG, NULL, 1}};
    static const struct step steps[] = {{.what = "read", .seconds = .25, .unit = ""}};
    static const struct report_version versions[] = {{"zlib", "1.2"}};
    struct fixture f;
    struct buf out = {0};
    fixture_begin(&f, sources, 2);
    f.in.sources = read;
    f.in.settings = settings;
    f.in.setting_count = 4;
    f.in.steps = steps;
    f.in.step_count = 1;
    f.in.versions = versions;
    f.in.version_count = 1;
    fixture_link(&f, entities, 4);
    manifest_write(&f.report, &f.overview, &out);
    json_t *json = parsed(&out);
    assert_string_equal(json_string_value(json_object_get(json, "program")), "cantref");
    const json_t *input = json_array_get(json_object_get(json, "inputs"), 0);
    assert_string_equal(json_string_value(json_object_get(input, "sha256")), "ab12");
    assert_int_equal(whole(input, "rejected"), 2);
    const json_t *set = json_object_get(json, "settings");
    assert_string_equal(json_string_value(json_object_get(set, "model")), "a \"b\"\n");
    assert_int_equal(whole(set, "threads"), 2);
    assert_true(fabs(json_real_value(json_object_get(set, "reject_max")) - .015) < 1e-9);
    assert_int_equal(whole(json_object_get(json, "counts"), "rejected"), 2);
    json_decref(json);
    out.len = 0;
    summary_json_write(&f.report, &f.overview, &out);
    json = parsed(&out);
    const json_t *estimated = json_object_get(json, "estimated");
    assert_true(json_is_null(json_object_get(estimated, "precision")));
    assert_true(json_is_null(json_object_get(estimated, "recall")));
    assert_string_equal(json_string_value(json_object_get(estimated, "why")), "too few rows");
    assert_int_equal(whole(json_object_get(json, "entities"), "person"), 2);
    assert_int_equal(whole(json, "in_several_sources"), 1);
    assert_null(json_object_get(json, "truth"));
    json_decref(json);
    buf_free(&out);
    fixture_end(&f);
}

/* With a run that the engine made: keys, pairs, and the truth. */
static void test_json_of_a_run(void **state)
{
    (void)state;
    struct truth_scores scores = {.f1 = .5, .exact = .25, .b3_f1 = NAN};
    struct fixture f;
    struct buf out = {0};
    fixture_begin(&f, sources, 2);
    fixture_learn(&f);
    f.in.truth = &scores;
    summary_json_write(&f.report, &f.overview, &out);
    json_t *json = parsed(&out);
    const json_t *model = json_array_get(json_object_get(json, "models"), 0);
    assert_string_equal(json_string_value(json_object_get(model, "kind")), "person");
    assert_true(json_is_array(json_object_get(model, "keys")));
    const json_t *truth = json_object_get(json, "truth");
    assert_true(fabs(json_real_value(json_object_get(truth, "f1")) - .5) < 1e-9);
    assert_true(json_is_null(json_object_get(truth, "b3_f1")));
    json_decref(json);
    buf_free(&out);
    fixture_end(&f);
}

static void test_wording(void **state)
{
    (void)state;
    char text[FIGURE_TEXT_MAX];
    assert_string_equal(figure_text(0, text), "0");
    assert_string_equal(figure_text(999, text), "999");
    assert_string_equal(figure_text(1000, text), "1,000");
    assert_string_equal(figure_text(UINT64_MAX, text), "18,446,744,073,709,551,615");
    assert_string_equal(percent_text(1, text), "100%");
    assert_string_equal(percent_text(.99999, text), "99.9%");
    assert_string_equal(percent_text(.00001, text), "0.1%");
    assert_string_equal(percent_text(0, text), "0%");
    assert_string_equal(bits_text(12595, text), "+12.3");
    assert_string_equal(bits_text(-10, text), "0.0");
    assert_string_equal(odds_text(.5, text), "about even");
    assert_string_equal(odds_text(0, text), "less than 1 in 100");
    assert_string_equal(odds_text(1, text), "more than 99 in 100");
    static const struct {
        const char *text;
        size_t width;
        const char *wanted;
    } cases[] = {{"Siân", 10, "Siân      "},
                 {"Siân", 4, "Siân"},
                 {"Siân", 3, "Si…"},
                 {"a\x1b[31mb", 8, "a?[31mb "},
                 {"\xff\n", 3, "?? "},
                 {"\xc2\x9b", 2, "? "},
                 {"abc", 1, "…"},
                 {"abc", 0, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = {0};
        words_padded(&out, str_of(cases[i].text), cases[i].width);
        buf_add_char(&out, '\0');
        assert_string_equal(out.ptr, cases[i].wanted);
        buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_overview), cmocka_unit_test(test_summary),
        cmocka_unit_test(test_json),     cmocka_unit_test(test_json_of_a_run),
        cmocka_unit_test(test_wording),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

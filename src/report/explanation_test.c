/* explanation_test.c - naming a mention, and explanations that fit the terminal. */
#include "explanation.h"

#include "report_test.h"
#include "story.h"
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

/* In Welsh nothing is left of the English of a text that has one of its own. */
static void check_welsh(struct str text)
{
    static const char *const english[] = {"missing",  "bits",     "born",  "Verdict",
                                          "Joined",   "For:",     "given", "kept",
                                          "postcode", "doubtful", "about"};
    for (size_t i = 0; i < sizeof english / sizeof *english; i++) {
        if (str_find(text, str_of(english[i])) >= 0) {
            fail_msg("\"%s\" in: %.*s", english[i], PRI(text));
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
    for (size_t s = 0; s < 2 * sizeof styles / sizeof *styles; s++) {
        const struct explanation_style *style = &styles[s / 2];
        bool welsh = s % 2 == 1;
        f.in.language = welsh ? LANGUAGE_WELSH : LANGUAGE_ENGLISH;
        size_t width = style->width < EXPLANATION_WIDTH_MIN ? EXPLANATION_WIDTH_MIN : style->width;
        for (size_t p = 0; p < sizeof pairs / sizeof *pairs; p++) {
            out.len = 0;
            assert_int_equal(explain_pair(f.run, pairs[p][0], pairs[p][1], e), 0);
            explanation_write(&f.report, pairs[p][0], pairs[p][1], e, style, &out);
            check_lines(buf_str(&out), width, style->colour);
            struct str verdict = str_of(say(&f.report, "Verdict: NOT LINKED."));
            bool judged = str_find(buf_str(&out), str_slice(verdict, 0, 8)) >= 0;
            assert_true(judged == (pairs[p][0] != pairs[p][1]));
        }
        for (uint32_t m = 0; m < f.mentions.count; m++) {
            out.len = 0;
            entity_explanation_write(&f.report, m, style, &out);
            check_lines(buf_str(&out), width, style->colour);
            welsh ? check_welsh(buf_str(&out)) : (void)0;
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
    size_t mentions = json_array_size(json_object_get(json, "mentions"));
    const json_t *story = json_object_get(json, "story");
    assert_true(mentions >= 2);
    assert_int_equal(json_array_size(story), mentions);
    assert_null(json_object_get(json_array_get(story, 0), "joins"));
    assert_non_null(json_object_get(json_array_get(story, 1), "joins"));
    assert_true(json_is_array(json_object_get(json, "doubts")));
    json_decref(json);
    buf_free(&out);
    mem_free(e);
    fixture_end(&f);
}

/* Every mention once, each after the one that it joins; doubts are of this entity. */
static void test_story(void **state)
{
    (void)state;
    struct fixture f;
    begin(&f);
    const struct partition *p = &f.run->partition;
    for (uint32_t m = 0; m < f.mentions.count; m++) {
        struct story story;
        bool joined[16] = {false};
        story_make(&f.report, m, &story);
        assert_int_equal(story.entity, p->entity[m]);
        assert_int_equal(story.step_count, grouping_size(&f.report.entities, story.entity));
        for (size_t i = 0; i < story.step_count; i++) {
            const struct story_step *step = &story.steps[i];
            assert_int_equal(p->entity[step->mention], story.entity);
            assert_false(joined[step->mention]);
            assert_true(step->with == NO_MENTION ? i == 0 : joined[step->with]);
            joined[step->mention] = true;
            for (int k = 1; k < step->evidence_count; k++) {
                assert_true(step->evidence[k].weight <= step->evidence[k - 1].weight);
            }
        }
        for (size_t i = 0; i < story.doubt_count; i++) {
            const struct story_doubt *doubt = &story.doubts[i];
            assert_int_equal(p->entity[doubt->mention], story.entity);
            assert_int_equal(p->entity[doubt->other] == story.entity,
                             doubt->kind != DOUBT_KEPT_APART);
            assert_true(i == 0 || doubt->kind >= story.doubts[i - 1].kind);
        }
        story_free(&story);
    }
    fixture_end(&f);
}

/* One picture a pair and an entity, in both languages, that names what it is of. */
static void test_picture(void **state)
{
    (void)state;
    struct fixture f;
    struct explanation *e = mem_must_array(1, sizeof *e);
    struct buf out = {0};
    begin(&f);
    for (uint32_t m = 1; m < f.mentions.count; m++) {
        f.in.language = m % 2 ? LANGUAGE_WELSH : LANGUAGE_ENGLISH;
        out.len = 0;
        assert_int_equal(explain_pair(f.run, 0, m, e), 0);
        explanation_svg_write(&f.report, 0, m, e, &out);
        assert_true(str_starts(buf_str(&out), STR("<svg ")));
        assert_true(str_ends(buf_str(&out), STR("</svg>\n")));
        assert_true(str_find(buf_str(&out), STR("tax:1")) > 0);
        assert_int_equal(str_find(buf_str(&out), STR("lang=\"cy\"")) > 0, m % 2 == 1);
        assert_int_equal(str_find(buf_str(&out), STR("<text font-weight=\"700\"")) > 0,
                         e->comparable);
        out.len = 0;
        entity_explanation_svg_write(&f.report, m, &out);
        char id[ENTITY_ID_TEXT_MAX];
        const char *named = report_entity_id(&f.report, f.run->partition.entity[m], id);
        assert_true(str_find(buf_str(&out), str_of(named)) > 0);
    }
    buf_free(&out);
    mem_free(e);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),  cmocka_unit_test(test_text),    cmocka_unit_test(test_json),
        cmocka_unit_test(test_story), cmocka_unit_test(test_picture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

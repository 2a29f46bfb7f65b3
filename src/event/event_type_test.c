/* event_type_test.c - event.yaml is read strictly; answers are held against its questions; facts of
 * a test of a pack are what conditions see, and what is not said is never a no. */
#include "event_type.h"

#include "event_answers.h"
#include "facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define HEAD                                                                                       \
    "event: move\ntitle: {en: A, cy: B}\nsubject: person\ntold_by: [self, family]\n"               \
    "sensitivity: ordinary\nlanguages: [en]\n"
#define TEXT "text: {en: Q, cy: C}, "
#define SAME "same_when: {within_days: 30}\n"
#define QUESTIONS                                                                                  \
    "questions:\n"                                                                                 \
    "  - {question: help, " TEXT                                                                   \
    "type: yes_no, required: true}\n"                                                              \
    "  - {question: which, " TEXT                                                                  \
    "type: choices, options: {tax: {en: T, cy: T}, bins: {en: B, "                                 \
    "cy: B}}, ask_when: answers.help}\n"                                                           \
    "  - {question: home, " TEXT                                                                   \
    "type: choice, options: {owned: {en: O, cy: O}, let: {en: L, "                                 \
    "cy: L}}}\n"                                                                                   \
    "  - {question: left_on, " TEXT                                                                \
    "type: date, not_after: today, not_before: event.known - "                                     \
    "duration(\"P1Y\")}\n"                                                                         \
    "  - {question: people, " TEXT                                                                 \
    "type: number, min: 1, max: 20}\n"                                                             \
    "  - {question: rent, " TEXT                                                                   \
    "type: money, min: 0}\n"                                                                       \
    "  - {question: note, " TEXT "type: text, asked_of: team}\n"

static void read_type(const char *text, struct event_type *ret)
{
    struct err_list errors = {0};
    if (event_type_parse(str_of(text), "event.yaml", STR("move"), ret, &errors) != 0) {
        fail_msg("%zu:%zu: %s", errors.errors[0].line, errors.errors[0].column,
                 errors.errors[0].message);
    }
    err_list_free(&errors);
}

static void test_read(void **state)
{
    struct event_type type = {0};
    (void)state;
    read_type(HEAD QUESTIONS
              "ends_life: true\n"
              "same_when: {within_days: 30, answers: [home]}\n",
              &type);
    assert_int_equal(type.question_count, 7);
    assert_int_equal(type.tellers, 1U << TELLER_SELF | 1U << TELLER_FAMILY);
    assert_true(type.ends_life && type.languages[ACCESS_ENGLISH] && !type.languages[ACCESS_WELSH]);
    assert_int_equal(type.within_days, 30);
    assert_int_equal(type.same_answers.count, 1);
    const struct question *which = event_question(&type, STR("which"));
    assert_true(which->type == QUESTION_CHOICES && which->option_count == 2 &&
                which->ask_when.tree != NULL);
    assert_non_null(question_option_of(which, STR("bins")));
    assert_null(event_question(&type, STR("whom")));
    assert_true(event_question(&type, STR("note"))->of_team);
    event_type_free(&type);
}

static void test_refused(void **state)
{
    static const struct {
        const char *text, *message;
        size_t line;
    } rows[] = {
        {"event: other\n" SAME, "the pack is called move", 1},
        {HEAD, "\"same_when\" is missing", 1},
        {HEAD SAME "told: x\n", "told", 8},
        {HEAD "questions:\n  - {question: a, " TEXT "type: guess}\n" SAME, "guess", 8},
        {HEAD "questions:\n  - {question: a, " TEXT "type: choice}\n" SAME, "options", 8},
        {HEAD "questions:\n  - {question: a, " TEXT "type: text, min: 1}\n" SAME, "bounds", 8},
        {HEAD "questions:\n  - {question: a, " TEXT "type: number, min: 3, max: 2}\n" SAME,
         "less than the least", 8},
        {HEAD "questions:\n  - {question: a, " TEXT "type: text, not_after: today}\n" SAME,
         "only a date", 8},
        {HEAD "questions:\n  - {question: a, " TEXT
              "type: text, asked_of: team, required: true}\n" SAME,
         "can't be required", 8},
        {HEAD "questions:\n  - {question: happened, " TEXT "type: date}\n" SAME,
         "asked of every event", 8},
        {HEAD "questions:\n  - {question: a, " TEXT "type: text}\n  - {question: a, " TEXT
              "type: text}\n" SAME,
         "before", 9},
        /* conditions: of what comes later, of no truth value, of nothing that there is */
        {HEAD "questions:\n  - {question: a, " TEXT "type: yes_no, ask_when: answers.b}\n"
              "  - {question: b, " TEXT "type: yes_no}\n" SAME,
         "b", 8},
        {HEAD "questions:\n  - {question: a, " TEXT "type: yes_no, ask_when: today}\n" SAME,
         "boolean is wanted", 8},
        {HEAD "questions:\n  - {question: a, " TEXT
              "type: date, not_after: persn.birth_date}\n" SAME,
         "persn", 8},
        {HEAD "same_when: {within_days: 30, answers: [home]}\n", "no question", 7},
        {HEAD "same_when: {within_days: -1}\n", "", 7},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct event_type type = {0};
        struct err_list errors = {0};
        if (event_type_parse(str_of(rows[i].text), "event.yaml", STR("move"), &type, &errors) !=
            ERR_INPUT) {
            fail_msg("row %zu was taken", i);
        }
        bool found = false;
        for (size_t e = 0; e < errors.kept; e++) {
            found = found || (strstr(errors.errors[e].message, rows[i].message) != NULL &&
                              errors.errors[e].line == rows[i].line);
        }
        if (!found) {
            fail_msg("row %zu: %zu: %s", i, errors.errors[0].line, errors.errors[0].message);
        }
        err_list_free(&errors);
    }
}

/* ---- answers ---- */

static void test_answers(void **state)
{
    static const struct {
        const char *name, *text, *kept; /* kept NULL: refused */
    } rows[] = {
        {"help", "yes", "yes"},
        {"help", " no ", "no"},
        {"help", "true", NULL},
        {"help", "", NULL},
        {"which", "bins,tax", "tax,bins"},
        {"which", "tax", "tax"},
        {"which", "gas", NULL},
        {"home", "let", "let"},
        {"home", "lets", NULL},
        {"left_on", "2026-02-28", "2026-02-28"},
        {"left_on", "2026-02-30", NULL},
        {"left_on", "28/02/2026", NULL},
        {"people", "12", "12"},
        {"people", "0", NULL},
        {"people", "21", NULL},
        {"people", "2.5", NULL},
        {"people", "many", NULL},
        {"rent", "500", "500.00"},
        {"rent", "12.5", "12.50"},
        {"rent", "12.345", NULL},
        {"rent", "-1", NULL},
        {"rent", ".", NULL},
        {"note", "Siân", "Siân"},
        {"note", "\xff", NULL},
        {"whom", "x", NULL},
    };
    struct event_type type = {0};
    struct arena arena = {0};
    (void)state;
    read_type(HEAD QUESTIONS SAME, &type);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct answers answers;
        struct err err = {0};
        answers_begin(&arena, &type, &answers);
        int code = answers_put(&arena, &answers, str_of(rows[i].name), str_of(rows[i].text), &err);
        if ((code == 0) != (rows[i].kept != NULL)) {
            fail_msg("%s = %s: code %d", rows[i].name, rows[i].text, code);
        }
        if (code == 0) {
            const struct question *q = event_question(&type, str_of(rows[i].name));
            assert_true(str_eq(answers.text[q - type.questions], str_of(rows[i].kept)));
        }
    }
    arena_free(&arena);
    event_type_free(&type);
}

struct given {
    const char *name, *text;
};

static int check_given(struct event_type *type, const struct given *given, bool whole,
                       struct err *err)
{
    struct arena arena = {0};
    struct answers answers;
    struct facts facts;
    struct feel_value values[FACT_SLOTS];
    answers_begin(&arena, type, &answers);
    for (; given->name != NULL; given++) {
        assert_int_equal(
            answers_put(&arena, &answers, str_of(given->name), str_of(given->text), err), 0);
    }
    facts_begin(&arena, 20000, &facts); /* 2024-10-04 */
    facts_put(&facts, "event.known", fact_day(20000));
    facts.answers = answers_value(&arena, &answers);
    facts_values(&facts, values);
    int code = answers_check(&arena, &answers, values, whole, err);
    arena_free(&arena);
    return code;
}

static void test_checked(void **state)
{
    static const struct {
        struct given given[3];
        bool whole;
        const char *message; /* NULL: right */
    } rows[] = {
        {{{"help", "yes"}, {"which", "tax"}}, true, NULL},
        {{{"help", "no"}}, true, NULL},
        {{{"home", "let"}}, false, NULL}, /* a correction needs no more than it says */
        {{{"home", "let"}}, true, "help"},
        {{{"help", "no"}, {"which", "tax"}}, true, "which"},
        {{{"help", "no"}, {"left_on", "2024-10-04"}}, true, NULL},
        {{{"help", "no"}, {"left_on", "2024-10-05"}}, true, "after the latest day"},
        {{{"help", "no"}, {"left_on", "2023-10-03"}}, true, "before the earliest day"},
    };
    struct event_type type = {0};
    (void)state;
    read_type(HEAD QUESTIONS SAME, &type);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err err = {0};
        int code = check_given(&type, rows[i].given, rows[i].whole, &err);
        if ((code == 0) != (rows[i].message == NULL) ||
            (code != 0 && strstr(err.message, rows[i].message) == NULL)) {
            fail_msg("row %zu: code %d, %s", i, code, err.message);
        }
    }
    event_type_free(&type);
}

/* ---- facts ---- */

/* A condition over the facts of a case: what comes of it. */
static enum feel_verdict judge(struct event_type *type, const char *yaml, const char *condition,
                               struct err *err)
{
    struct arena arena = {0};
    struct yaml_node *root = NULL;
    struct answers answers;
    struct facts facts;
    struct feel_value values[FACT_SLOTS];
    struct feel_value value = {0};
    struct condition c = {.text = str_of(condition), .line = 1, .column = 1};
    if (yaml_tree_parse(&arena, str_of(yaml), "test.yaml", &root, err) != 0) {
        fail_msg("%s", err->message);
    }
    const struct fact_case of = {.event = yaml_map_get(root, STR("event")),
                                 .person = yaml_map_get(root, STR("person")),
                                 .household = yaml_map_get(root, STR("household")),
                                 .property = yaml_map_get(root, STR("property")),
                                 .answers = yaml_map_get(root, STR("answers")),
                                 .nation = NATION_WALES,
                                 .today = 20000};
    facts_begin(&arena, 20000, &facts);
    int code = facts_of_case(&of, "test.yaml", type, &facts, &answers, err);
    const struct feel_scope *scope =
        fact_scope(&arena, type->questions, type->question_count, NULL);
    code = code ? code : condition_check(&arena, &c, "test.yaml", scope, FEEL_BOOLEAN, err);
    enum feel_verdict verdict = FEEL_CANT_TELL;
    if (code == 0) {
        struct feel_evaluation evaluation = {
            .arena = &arena, .limits = feel_limits, .today = facts.today};
        facts_values(&facts, values);
        assert_int_equal(feel_evaluate(&evaluation, c.tree, values, &value, err), 0);
        verdict = feel_verdict(&value);
    }
    arena_free(&arena);
    return code != 0 ? (enum feel_verdict)code : verdict;
}

static void test_facts(void **state)
{
    static const struct {
        const char *facts, *condition;
        int verdict;
    } rows[] = {
        {"person: {birth_date: 1941-02-03}", "person.age >= 65", FEEL_HOLDS},
        {"person: {age: 61}", "person.age >= 65", FEEL_DOES_NOT_HOLD},
        {"person: {}", "person.age >= 65", FEEL_CANT_TELL},
        {"person: {age_band: \"65-74\"}", "person.age_band = \"65-74\"", FEEL_HOLDS},
        {"answers: {help: yes}", "answers.help", FEEL_HOLDS},
        {"answers: {help: no}", "answers.help", FEEL_DOES_NOT_HOLD},
        {"answers: {}", "answers.help", FEEL_CANT_TELL},
        {"answers: {}", "not(answers.help)", FEEL_CANT_TELL},
        /* what is certain without the missing fact is decided */
        {"answers: {help: no}", "answers.help and person.age > 17", FEEL_DOES_NOT_HOLD},
        {"answers: {help: yes}", "answers.help and person.age > 17", FEEL_CANT_TELL},
        {"answers: {help: yes}", "answers.help or person.age > 17", FEEL_HOLDS},
        {"answers: {which: [bins, tax]}", "list contains(answers.which, \"tax\")", FEEL_HOLDS},
        {"answers: {rent: \"12.50\"}", "answers.rent = 12.5", FEEL_HOLDS},
        {"answers: {left_on: 2024-10-01}", "today - answers.left_on = duration(\"P3D\")",
         FEEL_HOLDS},
        {"person: {known: {council_tax: true}}", "person.known.council_tax", FEEL_HOLDS},
        {"person: {known: {council_tax: true}}", "person.known.housing", FEEL_CANT_TELL},
        {"household: {size: 2}", "household.size = 2 and council.nation = \"wales\"", FEEL_HOLDS},
        {"event: {told_by: family, channel: phone}",
         "event.told_by = \"family\" and not(event.detected)", FEEL_HOLDS},
        {"{}", "event.told_by = \"family\"", FEEL_CANT_TELL},
        /* refused */
        {"person: {shoe_size: 9}", "true", ERR_INPUT},
        {"person: {age: old}", "true", ERR_INPUT},
        {"person: {known: {golf_club: true}}", "true", ERR_INPUT},
        {"answers: {help: perhaps}", "true", ERR_INPUT},
        {"answers: {whom: x}", "true", ERR_INPUT},
        {"{}", "person.shoe_size > 9", ERR_INPUT},
        {"{}", "answers.whom", ERR_INPUT},
        {"{}", "person.age", ERR_INPUT},
    };
    struct event_type type = {0};
    (void)state;
    read_type(HEAD QUESTIONS SAME, &type);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err err = {0};
        int found = (int)judge(&type, rows[i].facts, rows[i].condition, &err);
        if (found != rows[i].verdict) {
            fail_msg("%s: %s: %d, not %d: %s", rows[i].facts, rows[i].condition, found,
                     rows[i].verdict, err.message);
        }
    }
    event_type_free(&type);
}

/* A fact on which sources disagree is null, and says so. */
static void test_disagree(void **state)
{
    struct arena arena = {0};
    struct facts facts;
    struct feel_value values[FACT_SLOTS];
    (void)state;
    facts_begin(&arena, 20000, &facts);
    facts_disagree(&facts, "person.birth_date");
    facts_values(&facts, values);
    const struct feel_value *born =
        feel_context_get(values[FACT_PERSON].context, STR("birth_date"));
    const struct feel_value *sex = feel_context_get(values[FACT_PERSON].context, STR("sex"));
    assert_true(born->kind == FEEL_NULL && str_eq(born->cause->text, STR(FACT_DISAGREE)));
    assert_true(str_eq(born->cause->about, STR("person.birth_date")));
    assert_true(sex->kind == FEEL_NULL && sex->cause->code == FEEL_CAUSE_NOT_KNOWN);
    arena_free(&arena);
}

static void test_names(void **state)
{
    char name[FACT_NAME_MAX];
    (void)state;
    for (size_t i = 0; i < facts_count; i++) {
        assert_int_equal(fact_find(str_of(fact_name(i, name))), i);
    }
    for (int c = 0; c < SOURCE_CATEGORIES; c++) { /* each category has its fact */
        snprintf(name, sizeof name, "person.known.%s", source_category_names[c]);
        assert_true(fact_find(str_of(name)) < facts_count);
    }
    assert_true(fact_find(STR("person.known")) == SIZE_MAX);
    assert_true(fact_find(STR("")) == SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),    cmocka_unit_test(test_refused),
        cmocka_unit_test(test_answers), cmocka_unit_test(test_checked),
        cmocka_unit_test(test_facts),   cmocka_unit_test(test_disagree),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* pack_check_test.c - tests of packs come out, or fail at their place; what they leave open is
 * told; two versions are compared clause by clause. */
#include "pack_check.h"

#include "pack_diff.h"
#include "pack_test.h"

#define HEAD                                                                                       \
    "tests:\n"                                                                                     \
    "  - test: \"one\"\n"                                                                          \
    "    nation: wales\n"                                                                          \
    "    today: 2026-11-28\n"

/* One test; what fails, at its line: NULL is that it passes. A wrong test is an error, not a
 * failure. */
static const struct {
    const char *text;
    size_t line;
    const char *says;
    bool wrong;
} tests_tried[] = {
    {HEAD "    event: {known: 2026-11-27, told_by: self}\n    answers: {tenure: owned}\n"
          "    expect: {duties: {bill: {state: started, deadline: 2026-12-25}}}\n",
     0, NULL, false},
    {HEAD "    event: {known: 2026-11-27, told_by: self}\n    answers: {tenure: owned}\n"
          "    expect: {duties: {bill: {state: started, deadline: 2026-12-24}}}\n",
     7, "the deadline of \"bill\" is 2026-12-25", false},
    {HEAD "    event: {known: 2026-11-27}\n    expect: {duties: {bill: started}}\n", 6,
     "\"bill\" is cannot_tell: missing answers.tenure", false},
    {HEAD "    event: {known: 2026-11-27}\n"
          "    expect:\n      duties:\n"
          "        bill: {state: cannot_tell, missing: [answers.tenure], finds_out: council_tax}\n",
     0, NULL, false},
    {HEAD "    event: {known: 2026-11-27}\n"
          "    expect: {duties: {bill: {state: cannot_tell, missing: [answers.alone]}}}\n",
     6, "\"answers.alone\" is not missing", false},
    {HEAD "    event: {known: 2026-11-27}\n"
          "    expect: {duties: {bill: {state: cannot_tell, finds_out: electoral}}}\n",
     6, "for council_tax to find out", false},
    {HEAD "    event: {known: 2026-11-27}\n"
          "    answers: {alone: yes}\n"
          "    expect: {duties: {discount: {missing: [person.known.council_tax]}}}\n",
     0, NULL, false},
    {HEAD "    event: {known: 2026-11-27}\n    expect: {steps: [send_bill]}\n", 6,
     "can begin at once, too", false},
    {HEAD "    event: {known: 2026-11-27}\n    expect: {steps: [look_again]}\n", 6,
     "\"look_again\" can't begin at once", false},
    {HEAD "    event: {known: 2026-11-27}\n    expect: {due: {ask_student: 2026-12-03}}\n", 0, NULL,
     false},
    {HEAD "    event: {known: 2026-11-27}\n    expect: {due: {ask_student: 2026-12-04}}\n", 6,
     "\"ask_student\" is due: 2026-12-03", false},
    {HEAD "    event: {known: 2026-11-27, told_by: staff}\n    expect: {refused: event.told_by}\n",
     0, NULL, false},
    {HEAD "    event: {known: 2026-11-27, told_by: self}\n    expect: {refused: answers.tenure}\n",
     0, NULL, false},
    {HEAD "    event: {known: 2026-11-27, told_by: self}\n    expect: {duties: {bill: started}}\n",
     2, "the telling is refused for \"answers.tenure\"", false},
    {HEAD "    event: {known: 2026-11-27, told_by: self}\n    answers: {tenure: owned}\n"
          "    expect: {refused: answers.tenure}\n",
     7, "the telling is taken", false},
    {HEAD "    event: {known: 2026-11-27, told_by: self}\n    answers: {tenure: castle}\n"
          "    expect: {refused: answers.tenure}\n",
     0, NULL, false},
    {HEAD "    event: {known: 2026-11-27}\n    law_of: 2026-12-01\n"
          "    expect: {duties: {register: {deadline: 2027-05-27}}}\n",
     0, NULL, false},
    {HEAD "    event: {date: 9999-12-31, known: 2026-11-27}\n"
          "    answers: {alone: yes, student: no}\n    person: {known: {council_tax: true}}\n"
          "    expect: {duties: {discount: {state: started, deadline: cannot_tell}}}\n",
     0, NULL, false},
    {HEAD "    event: {known: 2026-11-27}\n    answers: {tenure: castle}\n"
          "    expect: {duties: {bill: started}}\n",
     6, "tenure", true},
    {HEAD "    event: {known: 2026-11-27}\n    expect: {duties: {dragon: started}}\n", 6,
     "no duty \"dragon\"", true},
    {HEAD "    event: {known: 2026-11-27}\n    expect: {duties: {bill: slain}}\n", 6,
     "a state is wanted", true},
    {HEAD "    event: {known: 2026-11-27}\n    expect: {duties: {bill: {sate: started}}}\n", 6,
     "sate", true},
    {HEAD "    event: {known: 2026-11-27}\n    expect: {steps: [dragon]}\n", 6,
     "no step \"dragon\"", true},
    {HEAD "    event: {known: 2026-11-27}\n    person: {dragons: 3}\n    expect: {steps: []}\n", 6,
     "dragons", true},
    {HEAD "    event: {known: 2026-11-27}\n", 2, "\"expect\" is missing", true},
    {"tests: {}\n", 1, "", true},
    {"test: []\n", 1, "test", true},
};

static void test_tests(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof tests_tried / sizeof tests_tried[0]; i++) {
        const struct test_file files[] = {{"tests/t.yaml", tests_tried[i].text}, {NULL, NULL}};
        struct event_pack pack;
        struct pack_tests tests = {0};
        struct err_list errors = {0};
        test_pack(files, &pack);
        int code = pack_tests_run(&pack, &tests, &errors);
        const struct err_list *list = tests_tried[i].wrong ? &errors : &tests.failures;
        bool told = tests_tried[i].says == NULL;
        for (size_t e = 0; e < list->kept && !told; e++) {
            told = list->errors[e].line == tests_tried[i].line &&
                   strstr(list->errors[e].message, tests_tried[i].says) != NULL;
        }
        if ((code != 0) != tests_tried[i].wrong || !told ||
            (!tests_tried[i].wrong && (tests.failed > 0) != (tests_tried[i].says != NULL))) {
            const struct err *first = errors.kept > 0           ? &errors.errors[0]
                                      : tests.failures.kept > 0 ? &tests.failures.errors[0]
                                                                : NULL;
            fail_msg("test %zu: %s\n%zu: %s", i, tests_tried[i].text, first ? first->line : 0,
                     first ? first->message : "passed");
        }
        pack_tests_free(&tests);
        err_list_free(&errors);
        event_pack_free(&pack);
    }
}

/* ---- what is left open ---- */

static bool noted(const struct pack_report *report, enum pack_note_kind kind, const char *text)
{
    for (size_t i = 0; i < report->count; i++) {
        if (report->notes[i].kind == kind && str_find(report->notes[i].text, str_of(text)) >= 0) {
            return true;
        }
    }
    return false;
}

static void test_left_open(void **state)
{
    (void)state;
    static const struct test_file files[] = {
        {"tests/t.yaml", HEAD "    event: {known: 2026-11-27, date: 2026-11-20, told_by: self}\n"
                              "    person: {known: {council_tax: true}}\n"
                              "    answers: {tenure: owned, alone: yes, student: no}\n"
                              "    expect: {duties: {bill: started, discount: started}}\n"},
        {"letters/idle.en.md", "---\ntitle: Idle\n---\nx\n"},
        {"letters/idle.cy.md", "---\ntitle: Segur\n---\nx\n"},
        {NULL, NULL},
    };
    struct event_pack pack;
    struct pack_report report = {0};
    struct err_list errors = {0};
    test_pack(files, &pack);
    assert_int_equal(pack_check(&pack, &report, &errors), 0);
    assert_int_equal(report.tests.count, 1);
    assert_int_equal(report.tests.failed, 0);
    assert_true(noted(&report, NOTE_UNVERIFIED, "\"discount\": the share"));
    assert_false(noted(&report, NOTE_UNVERIFIED, "\"bill\""));
    assert_false(noted(&report, NOTE_UNTESTED, "\"bill\": no test starts it"));
    assert_true(noted(&report, NOTE_UNTESTED, "\"bill\": no test finds it not applicable"));
    assert_true(noted(&report, NOTE_UNTESTED, "\"discount\": no test refuses it"));
    assert_true(
        noted(&report, NOTE_UNTESTED, "\"discount\": no test finds \"answers.alone\" false"));
    assert_true(noted(&report, NOTE_UNTESTED,
                      "\"bill\": no test finds \"answers.tenure = \"rented\"\" true"));
    assert_true(noted(&report, NOTE_UNTESTED, "\"welcome\": no test starts it"));
    assert_true(noted(&report, NOTE_UNUSED, "no step uses the letter \"idle\""));
    assert_false(noted(&report, NOTE_UNUSED, "\"event.date\""));
    assert_true(noted(&report, NOTE_NO_DUE, "\"undo_bill\""));
    assert_false(noted(&report, NOTE_NO_DUE, "\"send_bill\""));
    pack_report_free(&report);
    err_list_free(&errors);
    event_pack_free(&pack);
}

/* ---- two versions ---- */

static const struct {
    const char *path, *old, *new;
    enum diff_kind kind;
    enum diff_reach reach;
    const char *entry, *clause, *before, *after;
} changes[] = {
    {"duties.yaml", "within: 28 days", "within: 21 days", DIFF_CHANGED, REACHES_CLOCK, "duty bill",
     "clock.within", "28 days", "21 days"},
    {"duties.yaml", "answers.alone and person.known.council_tax", "answers.alone", DIFF_CHANGED,
     REACHES_DUTY, "duty discount", "applies_when", "answers.alone and person.known.council_tax",
     "answers.alone"},
    {"duties.yaml", "from: 1993-04-01", "from: 1993-04-02", DIFF_CHANGED, REACHES_DUTY, "duty bill",
     "from", "1993-04-01", "1993-04-02"},
    {"duties.yaml", "    from: 1993-04-01\n", "", DIFF_REMOVED, REACHES_DUTY, "duty bill", "from",
     "1993-04-01", ""},
    {"duties.yaml", "    unverified: \"the share\"\n", "", DIFF_REMOVED, REACHES_NOTHING,
     "duty discount", "unverified", "the share", ""},
    {"duties.yaml", "en: \"A bill\"", "en: \"The bill\"", DIFF_CHANGED, REACHES_NOTHING,
     "duty bill", "title.en", "A bill", "The bill"},
    {"duties.yaml", "discharged_by: [give_discount, tell_resident]",
     "discharged_by: [give_discount]", DIFF_CHANGED, REACHES_STEPS, "duty discount",
     "discharged_by", "[give_discount, tell_resident]", "[give_discount]"},
    {"process.yaml", "due: 5 days", "due: 4 days", DIFF_CHANGED, REACHES_STEPS, "step ask_student",
     "due", "5 days", "4 days"},
    {"process.yaml", "    due: 1 month\n", "    due: 1 month\n    purpose: council_tax_billing\n",
     DIFF_ADDED, REACHES_STEPS, "step tell_old_council", "purpose", "", "council_tax_billing"},
    {"pack.yaml", "version: 3", "version: 4", DIFF_CHANGED, REACHES_NOTHING, "", "version", "3",
     "4"},
    {"pack.yaml", ", household.size]", ", household.size, person.age]", DIFF_CHANGED,
     REACHES_PURPOSE, "", "facts",
     "[event.date, event.known, person.known.council_tax, household.size]",
     "[event.date, event.known, person.known.council_tax, household.size, person.age]"},
    {"event.yaml", "within_days: 60", "within_days: 61", DIFF_CHANGED, REACHES_QUESTIONS, "",
     "same_when.within_days", "60", "61"},
    {"event.yaml", "en: \"Alone?\"", "en: \"By yourself?\"", DIFF_CHANGED, REACHES_QUESTIONS,
     "question alone", "text.en", "Alone?", "By yourself?"},
    {"letters/welcome.en.md", "Dear", "Hello", DIFF_CHANGED, REACHES_WORDING, "", "", "", ""},
};

static const char *text_of(const char *path)
{
    for (int i = 0; i < TEST_PACK_FILES; i++) {
        if (strcmp(test_pack_files[i].path, path) == 0) {
            return test_pack_files[i].text;
        }
    }
    return "";
}

static void test_changes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        char *made = test_replaced(text_of(changes[i].path), changes[i].old, changes[i].new);
        const struct test_file files[] = {{changes[i].path, made}, {NULL, NULL}};
        struct event_pack before, after;
        struct pack_diff diff = {0};
        test_pack(NULL, &before);
        test_pack(files, &after);
        pack_diff(&before, &after, &diff);
        const struct diff_line *line = &diff.lines[0];
        if (diff.count != 1 || line->kind != changes[i].kind || line->reach != changes[i].reach ||
            !str_eq(line->file, str_of(changes[i].path)) ||
            !str_eq(line->entry, str_of(changes[i].entry)) ||
            !str_eq(line->clause, str_of(changes[i].clause)) ||
            !str_eq(line->before, str_of(changes[i].before)) ||
            !str_eq(line->after, str_of(changes[i].after))) {
            fail_msg("change %zu: %zu lines; %.*s %.*s: %.*s → %.*s", i, diff.count,
                     PRI(line->entry), PRI(line->clause), PRI(line->before), PRI(line->after));
        }
        pack_diff_free(&diff);
        event_pack_free(&before);
        event_pack_free(&after);
        mem_free(made);
    }
}

/* What does not count: comments, order of keys, layout. */
static void test_no_change(void **state)
{
    (void)state;
    char *comment = test_replaced(text_of("duties.yaml"), "duties:\n", "# a comment\nduties:\n");
    char *order = test_replaced(comment, "    basis: law\n    nation: both\n",
                                "    nation: both\n    basis: law\n");
    const struct test_file files[] = {{"duties.yaml", order}, {NULL, NULL}};
    struct event_pack before, after;
    struct pack_diff diff = {0};
    test_pack(NULL, &before);
    test_pack(files, &after);
    pack_diff(&before, &after, &diff);
    assert_int_equal(diff.count, 0);
    pack_diff_free(&diff);
    event_pack_free(&before);
    event_pack_free(&after);
    mem_free(comment);
    mem_free(order);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tests),
        cmocka_unit_test(test_left_open),
        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_no_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

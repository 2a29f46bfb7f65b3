/* event_pack_test.c - packs loaded: the small one whole, and one mistake at a time, each told at
 * its place. */
#include "pack_test.h"

static const char *text_of(const char *path)
{
    for (int i = 0; i < TEST_PACK_FILES; i++) {
        if (strcmp(test_pack_files[i].path, path) == 0) {
            return test_pack_files[i].text;
        }
    }
    return NULL;
}

static void test_whole(void **state)
{
    (void)state;
    struct event_pack pack;
    test_pack(NULL, &pack);
    assert_true(str_eq(pack.id, STR("moving")));
    assert_int_equal(pack.version, 3);
    assert_int_equal(pack.duties.count, 5);
    assert_int_equal(pack.steps.count, 9);
    assert_int_equal(pack.type.question_count, 5);
    assert_int_equal(pack.texts.count, 4);
    assert_true(step_find(&pack.steps, STR("undo_bill"))->undoes);
    assert_false(step_find(&pack.steps, STR("send_bill"))->undoes);
    const struct duty *discount = duty_find(&pack.duties, STR("discount"));
    assert_true(str_eq(discount->finds_out, STR("electoral")));
    assert_int_equal(discount->clock.pause_count, 1);
    assert_int_equal(discount->clock.rule.within.count, 10);
    event_pack_free(&pack);
}

/* In that file, this instead of that: told there. old NULL: new is the whole file; new NULL too:
 * the file is missing. */
static const struct mistake {
    const char *path, *old, *new;
    const char *file; /* NULL: path */
    size_t line;      /* 0: any */
    const char *says;
} mistakes[] = {
    {"pack.yaml", NULL, NULL, "", 0, "has no pack.yaml"},
    {"duties.yaml", NULL, NULL, "", 0, "has no duties.yaml"},
    {"event.yaml", NULL, NULL, "", 0, "has no event.yaml"},
    {"process.yaml", NULL, NULL, "", 0, "has no process.yaml"},
    {"pack.yaml", "pack: moving", "pack: 'a b'", NULL, 1, "can't be a name"},
    {"pack.yaml", "version: 3", "version: 3.1", NULL, 2, "number"},
    {"pack.yaml", "version: 3", "version: 0", NULL, 2, "1"},
    {"pack.yaml", "version: 3\n", "", NULL, 1, "\"version\" is missing"},
    {"pack.yaml", "version: 3", "version: 3\nversion: 4", NULL, 3, "twice"},
    {"pack.yaml", "nation: both", "nation: scotland", NULL, 5, "\"scotland\" is not known"},
    {"pack.yaml", "household.size]", "household.income]", NULL, 7, "no such fact"},
    {"pack.yaml", "household.size]", "event.date]", NULL, 7, "twice"},
    {"pack.yaml", "  electoral: {", "  'e l': {", NULL, 10, "can't be a name"},
    {"pack.yaml", "{en: \"A move\", cy: \"Symud\"}", "{en: \"A move\"}", NULL, 3,
     "\"cy\" is missing"},
    {"pack.yaml", NULL, "- list\n", NULL, 1, ""},
    {"pack.yaml", NULL, "pack: {\n", NULL, 2, "is not YAML"},
    {"event.yaml", "event: moving", "event: other", NULL, 1, ""},
    {"event.yaml", "type: yes_no", "type: perhaps", NULL, 10, "\"perhaps\" is not known"},
    {"duties.yaml", NULL, "duties: []\n", NULL, 1, "1 to 512 duties"},
    {"duties.yaml", NULL, "duty: []\n", NULL, 1, "duty"},
    {"duties.yaml", "basis: law", "basis: habit", NULL, 5, "\"habit\" is not known"},
    {"duties.yaml", "owner: council_tax\n", "owner: nobody\n", NULL, 9, "\"nobody\" is no team"},
    {"duties.yaml", "finds_out: electoral", "finds_out: nobody", NULL, 21, "\"nobody\" is no team"},
    {"duties.yaml",
     "    law: [{citation: \"An Act 1992, section 11\"}]\n    unverified: \"the share\"\n", "",
     NULL, 13, "\"law\" is missing"},
    {"duties.yaml", "link: https://www", "link: http://www", NULL, 7, "begins with https://"},
    {"duties.yaml", "from: 1993-04-01", "from: 1993-02-29", NULL, 8, "a day of the calendar"},
    {"duties.yaml", "from: 1993-04-01", "from: 1993-04-01\n    until: 1990-01-01", NULL, 9,
     "before \"from\""},
    {"duties.yaml", "from: 2026-12-01", "from: 2026-11-30", NULL, 46, "holds already"},
    {"duties.yaml", "within: 28 days", "within: 28", NULL, 11, "a length is wanted"},
    {"duties.yaml", "within: 28 days", "within: 28 days, no: 1", NULL, 11, "no"},
    {"duties.yaml", "within: 28 days}\n", "within: 28 days}\n    no_clock: {en: a, cy: b}\n", NULL,
     2, "both"},
    {"duties.yaml", "    clock: {starts: event.known, within: 28 days}\n", "", NULL, 2,
     "\"clock\" is missing"},
    {"duties.yaml", "starts: event.known, within: 28", "starts: answers.alone, within: 28", NULL,
     11, "date"},
    {"duties.yaml", "discharged_by: [send_bill]", "discharged_by: [nothing]", NULL, 12,
     "no step \"nothing\""},
    {"duties.yaml", "discharged_by: [send_bill]", "discharged_by: [undo_bill]", NULL, 12,
     "undo another"},
    {"duties.yaml", "discharged_by: [send_bill]", "discharged_by: [give_discount]", NULL, 12,
     "for other duties only"},
    {"duties.yaml", "    discharged_by: [send_bill]\n", "", NULL, 2,
     "\"discharged_by\" is missing"},
    {"duties.yaml", "answers.alone and", "answers.alne and", NULL, 22, "alne"},
    {"duties.yaml", "answers.alone and", "answers.alone ann", NULL, 22, ""},
    {"duties.yaml", "applies_when: answers.alone and person.known.council_tax",
     "applies_when: person.known.housing_benefit", NULL, 22, "housing_benefit"},
    {"duties.yaml", "applies_when: household.size > 1", "applies_when: household.size + 1", NULL,
     63, "boolean"},
    {"duties.yaml", "applies_when: household.size > 1", "applies_when: household.size > \"1\"",
     NULL, 63, ""},
    {"duties.yaml", "when: answers.student", "when: answers.tenure", NULL, 24, "boolean"},
    {"duties.yaml", "begins: answers.asked_on", "begins: answers.alone", NULL, 32, "date"},
    {"process.yaml", NULL, "steps: {}\n", NULL, 1, ""},
    {"process.yaml", "kind: update", "kind: magic", NULL, 3, "\"magic\" is not known"},
    {"process.yaml", "step: look_again", "step: invite", NULL, 64, "stands already on line 44"},
    {"process.yaml", "team: electoral\n    asks", "team: nobody\n    asks", NULL, 21, "no team"},
    {"process.yaml", "asks: [student]", "asks: [dragon]", NULL, 22, "no question \"dragon\""},
    {"process.yaml", "to: electoral}", "to: nobody}", NULL, 11, "no team"},
    {"process.yaml", "undo: undo_bill", "undo: nobody", NULL, 8, "no step \"nobody\""},
    {"process.yaml", "undo: undo_bill", "undo: send_bill", NULL, 8, "can't undo"},
    {"process.yaml", "after: [ask_student]", "after: [nobody]", NULL, 31, "no step"},
    {"process.yaml", "after: [ask_student]", "after: [give_discount]", NULL, 31, "for itself"},
    {"process.yaml", "asks: [student]\n", "asks: [student]\n    after: [give_discount]\n", NULL, 23,
     "for itself"},
    {"process.yaml", "for_duty: discount", "for_duty: nobody", "duties.yaml", 34,
     "for other duties only"},
    {"process.yaml", "done_when: source_shows\n    due", "done_when: posted\n    due", NULL, 9,
     "\"posted\" is not known"},
    {"process.yaml", "    sending_suffices: true\n", "", "duties.yaml", 34, "shows no duty done"},
    {"process.yaml", "to: teller", "to: nobody", NULL, 39, "is nobody"},
    {"process.yaml", "to: teller", "to: alone", NULL, 39, "is nobody"},
    {"process.yaml", "letter: welcome", "letter: nothing", NULL, 38, "no letters/nothing"},
    {"process.yaml", "guidance: register", "guidance: nothing", NULL, 51, "no guidance/nothing"},
    {"process.yaml", "guidance: register", "guidance: register\n    then: {maybe: goes_on}", NULL,
     52, "no option \"maybe\""},
    {"process.yaml", "guidance: register",
     "guidance: register\n    after: [send_bill]\n    then: {no_add: confirms}", NULL, 53,
     "nothing begins before"},
    {"process.yaml", "guidance: register", "guidance: register\n    then: {no_add: stops}", NULL,
     52, "\"stops\" is not known"},
    {"process.yaml", "guidance: register", "guidance: register\n    then: withdraws", NULL, 52,
     "what follows an option"},
    {"process.yaml", "purpose: electoral_registration", "purpose: curiosity", NULL, 48,
     "no purpose of pack.yaml"},
    {"process.yaml", "to: old_council", "to: newspaper", NULL, 58, "no partner"},
    {"process.yaml", "fields: [event.date, ", "fields: [person.birth_date, ", NULL, 59, "no fact"},
    {"process.yaml", "for: 2 months", "for: 2 months\n    until: event.date", NULL, 64,
     "a wait needs one of"},
    {"process.yaml", "    for: 2 months\n", "", NULL, 64, "a wait needs one of"},
    {"process.yaml", "until_answered", NULL, NULL, 0, NULL}, /* the end of the replacing ones */
};

static const struct mistake texts[] = {
    {"letters/welcome.cy.md", NULL, NULL, "letters/welcome.en.md", 0, "has no twin in Welsh"},
    {"letters/welcome.en.md", NULL, NULL, "letters/welcome.cy.md", 0, "has no twin in English"},
    {"letters/welcome.en.md", "{{event.date}}", "then", "letters/welcome.cy.md", 4,
     "{{event.date}} is not in the text in English"},
    {"letters/welcome.en.md", "{{event.date}}", "{{event.dat}}", NULL, 4, "is no field here"},
    {"letters/welcome.en.md", "{{event.date}}", "{{duty.nothing.deadline}}", NULL, 4,
     "is no field"},
    {"letters/welcome.en.md", "{{event.date}}", "{{event.date", NULL, 4, "a field is written"},
    {"letters/welcome.en.md", "Dear", "<b>Dear</b>", NULL, 4, "HTML"},
    {"letters/welcome.en.md", "title: Welcome\n", "says_what_happened: true\n", NULL, 2,
     "\"title\" is missing"},
    {"letters/welcome.en.md", "title: Welcome\n", "title: Welcome\nsays_what_happened: yes\n", NULL,
     3, "true"},
    {"letters/welcome.en.md", NULL, "no head\n", NULL, 1, "begins with a head"},
    {"measures.yaml", NULL, "measures: [{measure: a}]\n", NULL, 1, "is missing"},
    {"measures.yaml", NULL,
     "measures: [{measure: a, title: {en: a, cy: b}, of: {duty: none}, counts: count}]\n", NULL, 1,
     "no duty \"none\""},
    {"measures.yaml", NULL,
     "measures: [{measure: a, title: {en: a, cy: b}, of: {duty: bill}, counts: count, target: 1}]\n",
     NULL, 1, "only a share has a target"},
    {"triggers/a.yaml", NULL, "trigger: b\n", NULL, 0, ""},
};

static bool has_error(const struct err_list *errors, const struct mistake *m, const char *path)
{
    char file[200];
    snprintf(file, sizeof file, "pack%s%s", *path != '\0' ? "/" : "", path);
    for (size_t i = 0; i < errors->kept; i++) {
        const struct err *err = &errors->errors[i];
        if (strcmp(err->file, file) == 0 && (m->line == 0 || err->line == m->line) &&
            strstr(err->message, m->says) != NULL) {
            return true;
        }
    }
    return false;
}

/* try_mistake - returns 1 when it isn't told as it should. */
static int try_mistake(const struct mistake *m)
{
    int wrong = 0;
    char *made = m->old != NULL ? test_replaced(text_of(m->path), m->old, m->new) : NULL;
    const struct test_file files[] = {{m->path, m->old != NULL ? made : m->new}, {NULL, NULL}};
    struct pack_folder folder;
    struct event_pack pack;
    struct err_list errors = {0};
    test_folder("pack", files, &folder);
    int code = event_pack_load(&folder, &pack, &errors);
    if (code == 0 || !has_error(&errors, m, m->file != NULL ? m->file : m->path)) {
        wrong = 1;
        print_error("%s: %s → %s\nwanted line %zu: %s\nfound %s:%zu:%zu: %s", m->path,
                    m->old ? m->old : "", m->new ? m->new : "", m->line, m->says,
                    code ? errors.errors[0].file : "nothing", code ? errors.errors[0].line : 0,
                    code ? errors.errors[0].column : 0, code ? errors.errors[0].message : "");
    }
    err_list_free(&errors);
    pack_folder_free(&folder);
    mem_free(made);
    return wrong;
}

static void test_mistakes(void **state)
{
    int wrong = 0;
    (void)state;
    for (size_t i = 0; mistakes[i].says != NULL; i++) {
        wrong += try_mistake(&mistakes[i]);
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        wrong += try_mistake(&texts[i]);
    }
    assert_int_equal(wrong, 0);
}

/* A death: nothing to whoever has died; a message that others may read says nothing of it. */
static void test_no_distress(void **state)
{
    (void)state;
    char *event = test_replaced(text_of("event.yaml"), "sensitivity: ordinary\n",
                                "sensitivity: special\nends_life: true\n");
    char *to_dead = test_replaced(text_of("process.yaml"), "to: teller", "to: subject");
    char *message = test_replaced(text_of("process.yaml"), "kind: letter", "kind: message");
    char *sent = test_replaced(message, "done_when: posted", "done_when: delivered");
    static const char says[] =
        "---\ntitle: Hello\nsays_what_happened: true\n---\n"
        "{{recipient.name}} {{event.date}}\n";
    static const char safe[] =
        "---\ntitle: Hello\nsays_what_happened: true\n"
        "safe_because: a sealed inbox\n---\n{{recipient.name}} "
        "{{event.date}}\n";
    const struct {
        struct test_file files[5];
        const char *says; /* NULL: it is right */
    } cases[] = {
        {{{"event.yaml", event}, {"process.yaml", to_dead}, {NULL, NULL}},
         "nothing is addressed to who has died"},
        {{{"process.yaml", to_dead}, {NULL, NULL}}, NULL},
        {{{"process.yaml", sent}, {NULL, NULL}}, NULL},
        {{{"process.yaml", sent},
          {"letters/welcome.en.md", says},
          {"letters/welcome.cy.md", says},
          {NULL, NULL}},
         "others may read a message"},
        {{{"process.yaml", sent},
          {"letters/welcome.en.md", safe},
          {"letters/welcome.cy.md", safe},
          {NULL, NULL}},
         NULL},
        {{{"letters/welcome.en.md", says}, {NULL, NULL}}, "says_what_happened is another"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pack_folder folder;
        struct event_pack pack = {0};
        struct err_list errors = {0};
        test_folder("pack", cases[i].files, &folder);
        int code = event_pack_load(&folder, &pack, &errors);
        bool told = false;
        for (size_t e = 0; e < errors.kept && cases[i].says != NULL; e++) {
            told = told || strstr(errors.errors[e].message, cases[i].says) != NULL;
        }
        if ((code == 0) != (cases[i].says == NULL) || (code != 0 && !told)) {
            fail_msg("case %zu: %s", i, code != 0 ? errors.errors[0].message : "taken");
        }
        err_list_free(&errors);
        pack_folder_free(&folder);
        event_pack_free(&pack);
    }
    mem_free(event);
    mem_free(to_dead);
    mem_free(message);
    mem_free(sent);
}

static void test_folders(void **state)
{
    (void)state;
    static const char *const wrong[] = {"pack.yml",       "x.yaml",
                                        "letters/a.md",   "letters/a.fr.md",
                                        "letters/.en.md", "tests/a b.yaml",
                                        "../pack.yaml",   "letters/../pack.yaml",
                                        "triggers/.yaml", "",
                                        "letters/"};
    static const char *const right[] = {"pack.yaml",    "letters/a.en.md", "guidance/B_1.cy.md",
                                        "tests/x.yaml", "triggers/y.yaml", "README.md"};
    struct pack_folder folder = {0};
    struct err err;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(pack_folder_add(&folder, str_of(wrong[i]), STR(""), &err), ERR_INPUT);
    }
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        assert_int_equal(pack_folder_add(&folder, str_of(right[i]), STR("x"), &err), 0);
    }
    pack_folder_sort(&folder);
    assert_int_equal(pack_folder_add(&folder, STR("tests/x.yaml"), STR("y"), &err), ERR_INPUT);
    assert_non_null(pack_folder_find(&folder, "tests/x.yaml"));
    assert_null(pack_folder_find(&folder, "tests/z.yaml"));
    char *large = mem_must_array(PACK_FILE_BYTES_MAX + 1, 1);
    assert_int_equal(
        pack_folder_add(&folder, STR("event.yaml"), str_make(large, PACK_FILE_BYTES_MAX + 1), &err),
        ERR_LIMIT);
    mem_free(large);
    pack_folder_free(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_no_distress),
        cmocka_unit_test(test_folders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* event_words_test.c - answers are read as people read them, and what is not known stands as it is.
 */
#include "event_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static const char text[] =
    "event: move\ntitle: {en: A, cy: B}\nsubject: person\ntold_by: [self]\n"
    "sensitivity: ordinary\nlanguages: [en]\nquestions:\n"
    "  - {question: help, text: {en: Help?, cy: Cymorth?}, type: yes_no}\n"
    "  - {question: which, text: {en: Q, cy: C}, type: choices,\n"
    "     options: {tax: {en: Council Tax, cy: Treth Gyngor}, bins: {en: Bins, cy: Biniau}}}\n"
    "  - {question: home, text: {en: Q, cy: C}, type: choice,\n"
    "     options: {owned: {en: Owned, cy: Piau}, let: {en: Let, cy: Gosod}}}\n"
    "  - {question: note, text: {en: Q, cy: C}, type: text}\n"
    "same_when: {within_days: 30}\n";

static void test_answers(void **state)
{
    static const struct {
        const char *name, *value, *english, *welsh;
    } cases[] = {{"help", "yes", "yes", "ie"},
                 {"help", "no", "no", "nage"},
                 {"which", "tax,bins", "Council Tax, Bins", "Treth Gyngor, Biniau"},
                 {"which", "bins", "Bins", "Biniau"},
                 {"which", "tax,gone", "Council Tax, gone", "Treth Gyngor, gone"},
                 {"home", "owned", "Owned", "Piau"},
                 {"home", "gone", "gone", "gone"},
                 {"note", "as it was said", "as it was said", "as it was said"},
                 {"no_such", "x", "x", "x"}};
    struct event_type type = {0};
    struct err_list errors = {0};
    struct arena arena = {0};
    (void)state;
    if (event_type_parse(str_of(text), "event.yaml", STR("move"), &type, &errors) != 0) {
        fail_msg("%zu: %s", errors.errors[0].line, errors.errors[0].message);
    }
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *const wanted[] = {cases[i].english, cases[i].welsh};
        for (int l = 0; l < ACCESS_LANGUAGES; l++) {
            struct str got = event_answer_words(&arena, &type, str_of(cases[i].name),
                                                str_of(cases[i].value), (enum access_language)l);
            assert_true(str_eq(got, str_of(wanted[l])));
        }
    }
    assert_true(str_eq(event_question_words(&type, STR("help"), ACCESS_WELSH), STR("Cymorth?")));
    assert_true(str_eq(event_question_words(NULL, STR("help"), ACCESS_WELSH), STR("help")));
    assert_true(
        str_eq(event_answer_words(&arena, NULL, STR("help"), STR("no"), ACCESS_WELSH), STR("no")));
    arena_free(&arena);
    event_type_free(&type);
    err_list_free(&errors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_answers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

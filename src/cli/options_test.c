/* options_test.c - what is taken, what is refused, and what the refusal says. */
#include "options.h"

#include "str.h"

#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { WORDS_MAX = 12 };

struct outcome {
    uint64_t threads, language;
    const char *folder;
    double share;
    bool json, help;
    const char *operands; /* joined with one space */
};

/* Split a command line at spaces and read it; '~' stands for an empty word. */
static int read_line(const char *line, struct outcome *got, struct err *err)
{
    static char copy[256], joined[256];
    char *argv[WORDS_MAX + 1] = {NULL};
    int argc = 0;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *at = copy; at != NULL && argc < WORDS_MAX;) {
        argv[argc++] = at;
        at = strchr(at, ' ');
        if (at != NULL) {
            *at++ = '\0';
        }
        char *last = argv[argc - 1];
        char *hole = strchr(last, '~');
        if (hole != NULL) {
            *hole = '\0';
        }
    }
    *got = (struct outcome){.threads = 1, .folder = "linked", .share = 0.01};
    static const char *const languages[] = {"en", "cy", NULL};
    const struct option_row rows[] = {
        {"threads", 0, OPTION_WHOLE, "N", "threads", .number = &got->threads, .min = 1, .max = 64},
        {"output", 'o', OPTION_TEXT, "DIR", "folder", .text = &got->folder},
        {"json", 0, OPTION_FLAG, "", "JSON", .flag = &got->json},
        {"reject-max", 0, OPTION_SHARE, "SHARE", "share", .share = &got->share},
        {"language", 0, OPTION_CHOICE, "en|cy", "language", .number = &got->language,
         .choices = languages},
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 3,
                              .operand_name = "FILE"};
    int code = options_read(&options, argc, argv, &got->help, err);
    size_t len = 0;
    joined[0] = '\0';
    for (size_t i = 0; i < options.operand_count; i++) {
        len += (size_t)snprintf(joined + len, sizeof joined - len, "%s%s", i ? " " : "",
                                options.operands[i]);
    }
    got->operands = joined;
    return code;
}

static void test_what_is_taken(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        uint64_t threads;
        const char *folder;
        double share;
        bool json;
        const char *operands;
    } cases[] = {
        {"link a.csv", 1, "linked", 0.01, false, "a.csv"},
        {"link --threads 4 a", 4, "linked", 0.01, false, "a"},
        {"link --threads=64 a", 64, "linked", 0.01, false, "a"},
        {"link a -o out b", 1, "out", 0.01, false, "a b"},
        {"link a -oout b", 1, "out", 0.01, false, "a b"},
        {"link a --output=out=1 --json", 1, "out=1", 0.01, true, "a"},
        {"link --threads 2 --threads 3 a", 3, "linked", 0.01, false, "a"},
        {"link - --json", 1, "linked", 0.01, true, "-"},
        {"link -- --json -o", 1, "linked", 0.01, false, "--json -o"},
        {"link a -- -- b", 1, "linked", 0.01, false, "a -- b"},
        {"link a --reject-max 5%", 1, "linked", 0.05, false, "a"},
        {"link a --reject-max 0.5", 1, "linked", 0.5, false, "a"},
        {"link a --reject-max .5", 1, "linked", 0.5, false, "a"},
        {"link a --reject-max 0", 1, "linked", 0, false, "a"},
        {"link a --reject-max 100%", 1, "linked", 1, false, "a"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outcome got;
        struct err err = {0};
        int code = read_line(cases[i].line, &got, &err);
        assert_string_equal(err.message, "");
        assert_int_equal(code, 0);
        assert_int_equal(got.threads, cases[i].threads);
        assert_string_equal(got.folder, cases[i].folder);
        assert_true(got.share == cases[i].share);
        assert_int_equal(got.json, cases[i].json);
        assert_string_equal(got.operands, cases[i].operands);
        assert_false(got.help);
    }
}

static void test_what_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        const char *message; /* part of it */
    } cases[] = {
        {"link", "FILE is missing"},
        {"link a b c d", "\"d\" is one word too many: at most 3 FILE"},
        {"link --thread 4 a", "no option \"--thread\"; there are: --threads, -o, --output, --json"},
        {"link --threads4 a", "no option \"--threads4\""},
        {"link -x a", "no option \"-x\""},
        {"link a --threads", "--threads needs a value: --threads N"},
        {"link a -o", "-o needs a value: -o DIR"},
        {"link a --output=", "--output needs a value"},
        {"link a -o ~", "-o needs a value"},
        {"link a --json=yes", "--json takes no value"},
        {"link a --threads 0", "from 1 to 64, not \"0\""},
        {"link a --threads 65", "from 1 to 64"},
        {"link a --threads 4x", "not \"4x\""},
        {"link a --threads -4", "not \"-4\""},
        {"link a --threads=", "not \"\""},
        {"link a --threads 99999999999999999999", "from 1 to 64"},
        {"link a --reject-max 2", "from 0 to 1"},
        {"link a --reject-max 101%", "from 0 to 1"},
        {"link a --reject-max -0", "from 0 to 1"},
        {"link a --reject-max nan", "from 0 to 1"},
        {"link a --reject-max 0x1", "from 0 to 1"},
        {"link a --reject-max 1e-2", "from 0 to 1"},
        {"link a --reject-max 1.2.3", "from 0 to 1"},
        {"link a --reject-max .", "from 0 to 1"},
        {"link a --reject-max %", "from 0 to 1"},
        {"link a --reject-max 1%%", "from 0 to 1"},
        {"link a --reject-max=", "from 0 to 1"},
        {"link a --language fr", "--language takes en or cy, not \"fr\""},
        {"link a --language EN", "takes en or cy"},
        {"link a --language=", "takes en or cy"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outcome got;
        struct err err = {0};
        assert_int_equal(read_line(cases[i].line, &got, &err), ERR_USAGE);
        if (strstr(err.message, cases[i].message) == NULL) {
            fail_msg("%s: \"%s\" lacks \"%s\"", cases[i].line, err.message, cases[i].message);
        }
    }
}

/* However many words there are, the last can be chosen. */
static void test_many_choices(void **state)
{
    (void)state;
    static const char *const many[] = {"a_rather_long_word_1",
                                       "a_rather_long_word_2",
                                       "a_rather_long_word_3",
                                       "a_rather_long_word_4",
                                       "a_rather_long_word_5",
                                       "a_rather_long_word_6",
                                       "a_rather_long_word_7",
                                       "a_rather_long_word_8",
                                       "a_rather_long_word_9",
                                       "a_rather_long_word_a",
                                       "a_rather_long_word_b",
                                       "a_rather_long_word_c",
                                       "a_rather_long_word_d",
                                       "a_rather_long_word_e",
                                       "a_rather_long_word_f",
                                       "a_rather_long_word_g",
                                       "a_rather_long_word_h",
                                       "last",
                                       NULL};
    uint64_t chosen = 0;
    const struct option_row rows[] = {
        {"word", 0, OPTION_CHOICE, "WORD", "a word", .number = &chosen, .choices = many}};
    struct options options = {.rows = rows, .count = 1};
    char program[] = "x", option[] = "--word", last[] = "last", other[] = "other";
    char *good[] = {program, option, last, NULL}, *bad[] = {program, option, other, NULL};
    struct err err = {0};
    bool help = false;
    assert_int_equal(options_read(&options, 3, good, &help, &err), 0);
    assert_int_equal(chosen, 17);
    assert_int_equal(options_read(&options, 3, bad, &help, &err), ERR_USAGE);
    assert_non_null(strstr(err.message, "a_rather_long_word_9"));
}

static void test_choice(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        uint64_t language;
    } cases[] = {{"link a", 0},
                 {"link --language en a", 0},
                 {"link --language=cy a", 1},
                 {"link --language cy a --language en", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outcome got;
        struct err err = {0};
        assert_int_equal(read_line(cases[i].line, &got, &err), 0);
        assert_int_equal(got.language, cases[i].language);
    }
}

static void test_help_wins_over_what_follows(void **state)
{
    (void)state;
    static const char *const lines[] = {"link --help", "link -h", "link a --help --nonsense",
                                        "link --threads 2 --help"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct outcome got;
        struct err err = {0};
        assert_int_equal(read_line(lines[i], &got, &err), 0);
        assert_true(got.help);
    }
    struct outcome got;
    struct err err = {0};
    assert_int_equal(read_line("link -- --help", &got, &err), 0);
    assert_false(got.help);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_taken),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_choice),
        cmocka_unit_test(test_many_choices),
        cmocka_unit_test(test_help_wins_over_what_follows),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}

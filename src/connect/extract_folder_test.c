/* extract_folder_test.c - patterns, and which of several files is the newest. */
#include "extract_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void test_patterns(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *name;
        bool fits;
    } cases[] = {
        {"", "a.csv", true},
        {"", ".a.csv", false},
        {"*", "a.csv", true},
        {"*", ".hidden", false},
        {".*", ".hidden", true},
        {"*.csv", "a.csv", true},
        {"*.csv", ".csv", false},
        {"*.csv", "a.csv.gz", false},
        {"a?.csv", "a1.csv", true},
        {"a?.csv", "a.csv", false},
        {"*a*b*", "xxaxxbxx", true},
        {"*a*b*", "xxbxxaxx", false},
        {"a[1].csv", "a1.csv", false},
        {"a[1].csv", "a[1].csv", true},
        {"*ab", "aab", true},
        {"ab", "abc", false},
        {"abc", "ab", false},
        {"a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (pattern_fits(str_of(cases[i].pattern), str_of(cases[i].name)) != cases[i].fits) {
            fail_msg("%s for %s", cases[i].pattern, cases[i].name);
        }
    }
}

static void put(const char *folder, const char *name, time_t changed)
{
    char path[200];
    const struct timespec times[2] = {{.tv_sec = changed}, {.tv_sec = changed}};
    snprintf(path, sizeof path, "%s/%s", folder, name);
    int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    close(fd);
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void test_newest(void **state)
{
    (void)state;
    char folder[] = "/tmp/extract_folder_XXXXXX", path[200];
    static const struct {
        const char *name;
        time_t changed;
    } files[] = {{"a_1.csv", 100}, {"a_2.csv", 300}, {"a_3.csv", 300},
                 {"a_4.csv", 200}, {"b_1.txt", 900}, {".a_9.csv", 900}};
    static const struct {
        const char *pattern, *name;
    } cases[] = {{"a_*.csv", "a_3.csv"}, {"a_1*", "a_1.csv"}, {"", "b_1.txt"}, {"*.xml", NULL}};
    struct arena arena = {0};
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        put(folder, files[i].name, files[i].changed);
    }
    snprintf(path, sizeof path, "%s/a_folder.csv", folder); /* newer than any, and no file */
    assert_int_equal(mkdir(path, 0700), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err;
        const char *got = NULL;
        int code = extract_folder_newest(folder, str_of(cases[i].pattern), &arena, &got, &err);
        assert_int_equal(code, cases[i].name ? 0 : ERR_NOTFOUND);
        if (cases[i].name != NULL) {
            snprintf(path, sizeof path, "%s/%s", folder, cases[i].name);
            assert_string_equal(got, path);
        } else {
            assert_null(got);
            assert_string_equal(err.file, folder);
        }
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/a_folder.csv", folder);
    rmdir(path);
    rmdir(folder);
    struct err err;
    const char *got = NULL;
    assert_int_equal(extract_folder_newest(folder, STR(""), &arena, &got, &err), ERR_NOTFOUND);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_newest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

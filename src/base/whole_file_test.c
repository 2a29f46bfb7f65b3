/* whole_file_test.c - a small file is the old one or the new one, and nothing else is left. */
#include "whole_file.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char place[64];

static int enter(void **state)
{
    (void)state;
    snprintf(place, sizeof place, "/tmp/whole_file_test-XXXXXX");
    return mkdtemp(place) == NULL || chdir(place) != 0;
}

static int leave(void **state)
{
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", place);
    return chdir("/") != 0 || system(command) != 0;
}

static int entries(void)
{
    DIR *folder = opendir(".");
    int count = -2;
    assert_non_null(folder);
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

static void assert_holds(const char *path, struct str text)
{
    struct buf got = {0};
    struct err err;
    assert_int_equal(file_read_whole(path, "the file", 1 << 20, &got, &err), 0);
    assert_true(str_eq(buf_str(&got), text));
    buf_free(&got);
}

static void test_written_and_replaced(void **state)
{
    (void)state;
    struct err err = {0};
    struct stat status;
    umask(022);
    assert_int_equal(file_replace("a.yaml", STR("one\n"), 0666, &err), 0);
    assert_holds("a.yaml", STR("one\n"));
    assert_int_equal(file_replace("./a.yaml", STR(""), 0600, &err), 0);
    assert_holds("a.yaml", STR(""));
    assert_int_equal(stat("a.yaml", &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(symlink("elsewhere", "b.yaml"), 0);
    assert_int_equal(file_replace("b.yaml", STR("two"), 0666, &err), 0);
    assert_int_equal(lstat("b.yaml", &status), 0);
    assert_true(S_ISREG(status.st_mode));
    assert_int_equal(entries(), 2);
}

/* A partial file of a killed process with our number is in nobody's way. */
static void test_left_over(void **state)
{
    (void)state;
    struct err err = {0};
    char partial[64];
    snprintf(partial, sizeof partial, ".a.yaml.partial-%ld", (long)getpid());
    assert_int_equal(file_replace(partial, STR("half"), 0600, &err), 0);
    assert_int_equal(file_replace("a.yaml", STR("whole"), 0600, &err), 0);
    assert_holds("a.yaml", STR("whole"));
    assert_int_equal(entries(), 1);
}

static void test_refused(void **state)
{
    (void)state;
    struct err err = {0};
    struct buf text = {0};
    assert_int_equal(file_replace("none/a.yaml", STR("x"), 0600, &err), ERR_CREATE);
    assert_int_equal(file_read_whole("a.yaml", "the mapping file", 9, &text, &err), ERR_NOTFOUND);
    assert_string_equal(err.file, "a.yaml");
    assert_non_null(strstr(err.message, "can't open the mapping file"));
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_int_equal(file_read_whole("folder", "it", 9, &text, &err), ERR_IO);
    assert_int_equal(file_replace("folder", STR("x"), 0600, &err), ERR_CREATE);
    assert_int_equal(file_replace("ten", STR("0123456789"), 0600, &err), 0);
    assert_int_equal(file_read_whole("ten", "it", 9, &text, &err), ERR_LIMIT);
    assert_int_equal(entries(), 2);
    buf_free(&text);
}

/* A write that fails half way leaves the old file. */
static void test_full(void **state)
{
    (void)state;
    struct err err = {0};
    struct buf large = {0};
    struct rlimit before, limit;
    assert_int_equal(file_replace("a.yaml", STR("old"), 0600, &err), 0);
    for (int i = 0; i < 10000; i++) {
        buf_add(&large, STR("0123456789"));
    }
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = before;
    limit.rlim_cur = 5000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    int code = file_replace("a.yaml", buf_str(&large), 0600, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(code, ERR_CREATE);
    assert_holds("a.yaml", STR("old"));
    assert_int_equal(entries(), 1);
    buf_free(&large);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_written_and_replaced, enter, leave),
        cmocka_unit_test_setup_teardown(test_left_over, enter, leave),
        cmocka_unit_test_setup_teardown(test_refused, enter, leave),
        cmocka_unit_test_setup_teardown(test_full, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

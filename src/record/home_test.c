/* home_test.c - a home is made, found, locked, and its sources read; nothing private can get into
 * git. */
#include "home.h"

#include "whole_file.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char place[64];

static int enter(void **state)
{
    (void)state;
    umask(022);
    snprintf(place, sizeof place, "/tmp/home_test-XXXXXX");
    return mkdtemp(place) == NULL || chdir(place) != 0;
}

static int leave(void **state)
{
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", place);
    return chdir("/") != 0 || system(command) != 0;
}

static const struct council council = {
    .name = STR_INIT("X"), .language_count = 1, .retention_days = 30};

static void make(const char *path)
{
    struct err err = {0};
    if (home_make(path, &council, &err) != 0) {
        fail_msg("%s", err.message);
    }
}

static void put(const char *path, const char *text)
{
    struct err err;
    assert_int_equal(file_replace(path, str_of(text), 0666, &err), 0);
}

static unsigned mode_of(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 ? status.st_mode & 0777 : 0;
}

static void assert_has(const char *path, const char *text)
{
    struct buf got = {0};
    struct err err;
    assert_int_equal(file_read_whole(path, "it", 1 << 20, &got, &err), 0);
    if (str_find(buf_str(&got), str_of(text)) < 0) {
        fail_msg("%s has not: %s", path, text);
    }
    buf_free(&got);
}

static void test_made(void **state)
{
    (void)state;
    struct err err = {0};
    struct err_list errors = {0};
    struct home home;
    make("h");
    assert_int_equal(mode_of("h/data"), 0700);
    assert_int_equal(mode_of("h/keys"), 0700);
    assert_int_equal(mode_of("h/run"), 0700);
    assert_int_equal(mode_of("h/sources"), 0755);
    assert_has("h/.gitignore", "/data/\n/keys/\n/run/\n/extracts/\n");
    assert_has("h/council.yaml", "name: X\n");
    assert_int_equal(home_make("h", &council, &err), ERR_CONFLICT);
    assert_int_equal(home_make("none/h", &council, &err), ERR_CREATE);
    put("file", "");
    assert_int_equal(home_make("file", &council, &err), ERR_CREATE);
    assert_int_equal(home_open("h", HOME_READ, &home, &err), 0);
    home_check_folders(&home, &errors);
    assert_int_equal(errors.count, 0);
    home_close(&home);
    err_list_free(&errors);
}

/* A folder with something in it: what is there stays, what is missing is added, and what could be
 * somebody's data or keys is not taken over. */
static void test_made_around_others(void **state)
{
    (void)state;
    struct err err = {0};
    assert_int_equal(mkdir("h", 0755), 0);
    put("h/.gitignore", "*.swp\nkeys\n/run"); /* no line end */
    put("h/notes.txt", "mine");
    assert_int_equal(mkdir("h/data", 0777), 0);
    put("h/data/old.db", "");
    assert_int_equal(home_make("h", &council, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.message, "h/data is not empty"));
    assert_int_equal(unlink("h/data/old.db"), 0);
    make("h"); /* the same as going on where a killed run stopped */
    assert_int_equal(mode_of("h/data"), 0700);
    assert_has("h/.gitignore", "*.swp\nkeys\n/run\n/data/\n/extracts/\n");
    assert_has("h/notes.txt", "mine");
}

static void test_private_paths(void **state)
{
    (void)state;
    assert_true(home_path_is_private(STR("/mnt/rents.csv")));
    assert_true(home_path_is_private(STR("../rents.csv")));
    assert_true(home_path_is_private(STR("extracts/a/rents.csv")));
    assert_true(home_path_is_private(STR("data/rents.csv")));
    assert_false(home_path_is_private(STR("rents.csv")));
    assert_false(home_path_is_private(STR("extracts.csv")));
    assert_false(home_path_is_private(STR("extracts")));
    assert_false(home_path_is_private(STR("sources/rents.csv")));
}

static void test_found(void **state)
{
    (void)state;
    struct err err = {0};
    struct home home;
    static const struct {
        const char *start, *path;
    } cases[] = {
        {"h", "h"}, {"h/sources", "h/sources/.."}, {"h/a/b", "h/a/b/../.."}, {"link", "link/.."}};
    make("h");
    assert_int_equal(mkdir("h/a", 0755) + mkdir("h/a/b", 0755), 0);
    assert_int_equal(symlink("h/sources", "link"), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(home_open(cases[i].start, HOME_READ, &home, &err), 0);
        assert_string_equal(home.path, cases[i].path);
        home_close(&home);
    }
    assert_int_equal(home_open(".", HOME_READ, &home, &err), ERR_NOTFOUND);
    assert_non_null(strstr(err.message, "cantref init DIR"));
    assert_int_equal(home_open("none", HOME_READ, &home, &err), ERR_NOTFOUND);
    assert_int_equal(home_open("h/council.yaml", HOME_READ, &home, &err), ERR_NOTFOUND);
    assert_int_equal(chdir("h/a/b"), 0);
    struct arena arena = {0};
    assert_int_equal(home_open(".", HOME_READ, &home, &err), 0);
    assert_string_equal(home.path, "../..");
    assert_string_equal(home_file(&home, &arena, "data/%s", "x").ptr, "../../data/x");
    assert_string_equal(home_file(&home, &arena, "/data").ptr, "/data");
    assert_int_equal(chdir("../.."), 0);
    assert_int_equal(home_open(".", HOME_READ, &home, &err), 0);
    assert_string_equal(home_file(&home, &arena, "data/x").ptr, "data/x");
    arena_free(&arena);
}

/* Two programs never write to one home; the lock ends with its process, however it ends. */
static void test_locked(void **state)
{
    (void)state;
    struct err err = {0};
    struct home home, other = {.lock_fd = -77};
    int told[2];
    char byte;
    make("h");
    assert_int_equal(home_open("h", HOME_WRITE, &home, &err), 0);
    assert_int_equal(home_open("h", HOME_WRITE, &other, &err), ERR_CONFLICT);
    assert_int_equal(other.lock_fd, -77);
    char number[40];
    snprintf(number, sizeof number, "process %ld:", (long)getpid());
    assert_non_null(strstr(err.message, number));
    assert_int_equal(home_open("h/sources", HOME_READ, &other, &err), 0);
    home_close(&other);
    home_close(&home);
    assert_int_equal(home_open("h", HOME_WRITE, &home, &err), 0);
    home_close(&home);
    assert_int_equal(pipe(told), 0);
    pid_t child = fork();
    if (child == 0) {
        int code = home_open("h", HOME_WRITE, &home, &err);
        (void)!write(told[1], code == 0 ? "y" : "n", 1);
        pause();
        _exit(0);
    }
    assert_int_equal(read(told[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    assert_int_equal(home_open("h", HOME_WRITE, &other, &err), ERR_CONFLICT);
    snprintf(number, sizeof number, "process %ld:", (long)child);
    assert_non_null(strstr(err.message, number));
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(home_open("h", HOME_WRITE, &other, &err), 0);
    home_close(&other);
    close(told[0]);
    close(told[1]);
}

/* git keeps no empty folders and nothing private: a clone is made whole when it is first written
 * to. */
static void test_cloned(void **state)
{
    (void)state;
    struct err err = {0};
    struct err_list errors = {0};
    struct arena arena = {0};
    struct home home;
    struct str *names;
    size_t count = 7;
    make("h");
    assert_int_equal(system("rm -r h/data h/keys h/run h/sources h/.gitignore"), 0);
    assert_int_equal(home_open("h", HOME_READ, &home, &err), 0);
    assert_int_equal(home_source_names(&home, &arena, &names, &count, &errors), 0);
    assert_int_equal(count, 0);
    home_check_folders(&home, &errors);
    assert_int_equal(errors.count, 3); /* .gitignore names none of the three */
    home_close(&home);
    assert_int_equal(home_open("h", HOME_WRITE, &home, &err), 0);
    assert_int_equal(mode_of("h/keys"), 0700);
    assert_has("h/.gitignore", "/keys/");
    home_close(&home);
    assert_int_equal(chmod("h/keys", 0750), 0);
    err_list_free(&errors);
    home_check_folders(&home, &errors);
    assert_int_equal(errors.count, 1);
    assert_non_null(strstr(errors.errors[0].message, "chmod 700 h/keys"));
    err_list_free(&errors);
    arena_free(&arena);
}

#define DEFINITION(name)                                                                           \
    "source: " name                                                                                \
    "\nconnector: {kind: file, path: a.csv}\ndelivery: snapshot\n"                                 \
    "mapping: {columns: [{column: A, role: ignore}]}\n"

static void test_sources(void **state)
{
    (void)state;
    struct err err = {0};
    struct err_list errors = {0};
    struct arena arena = {0};
    struct home home;
    struct str *names;
    struct source_definition *definitions, one;
    size_t count;
    make("h");
    put("h/sources/rents.yaml", DEFINITION("rents"));
    put("h/sources/Tax.yaml", DEFINITION("Tax"));
    put("h/sources/.rents.yaml.swp", "");
    put("h/sources/rents.yaml~", "");
    put("h/sources/README", "");
    assert_int_equal(home_open("h", HOME_WRITE, &home, &err), 0);
    assert_int_equal(home_sources(&home, &definitions, &count, &err), 0);
    assert_int_equal(count, 2);
    assert_true(str_eq(definitions[0].name, STR("Tax")));
    assert_true(str_eq(definitions[1].name, STR("rents")));
    assert_int_equal(home_source_add(&home, &definitions[0], &err), ERR_CONFLICT);
    assert_int_equal(unlink("h/sources/Tax.yaml"), 0);
    assert_int_equal(home_source_add(&home, &definitions[0], &err), 0);
    assert_int_equal(home_source(&home, STR("Tax"), &one, &errors), 0);
    source_definition_free(&one);
    assert_int_equal(home_source(&home, STR("../council"), &one, &errors), ERR_NOTFOUND);
    assert_int_equal(home_source(&home, STR("none"), &one, &errors), ERR_NOTFOUND);
    definitions[0].name = STR("other");
    definitions[0].key[0] = STR("not\na column");
    definitions[0].key_count = 1;
    assert_int_equal(home_source_add(&home, &definitions[0], &err), ERR_INPUT);
    assert_int_equal(mode_of("h/sources/other.yaml"), 0);
    home_sources_free(definitions, count);
    err_list_free(&errors);

    put("h/sources/a b.yaml", DEFINITION("a"));
    put("h/sources/c.yml", DEFINITION("c"));
    put("h/sources/d.yaml", DEFINITION("e"));
    assert_int_equal(home_source_names(&home, &arena, &names, &count, &errors), ERR_INPUT);
    assert_int_equal(count, 3);
    assert_int_equal(errors.count, 2);
    err_list_free(&errors);
    assert_int_equal(home_source(&home, STR("d"), &one, &errors), ERR_INPUT);
    assert_string_equal(errors.errors[0].file, "h/sources/d.yaml");
    assert_int_equal(home_sources(&home, &definitions, &count, &err), ERR_INPUT);
    err_list_free(&errors);
    arena_free(&arena);
    home_close(&home);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_made, enter, leave),
        cmocka_unit_test_setup_teardown(test_made_around_others, enter, leave),
        cmocka_unit_test(test_private_paths),
        cmocka_unit_test_setup_teardown(test_found, enter, leave),
        cmocka_unit_test_setup_teardown(test_locked, enter, leave),
        cmocka_unit_test_setup_teardown(test_cloned, enter, leave),
        cmocka_unit_test_setup_teardown(test_sources, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

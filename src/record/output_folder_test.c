/* output_folder_test.c - the folder is there whole or not at all, and nothing else is left. */
#define _GNU_SOURCE /* RLIMIT_FSIZE with SIGXFSZ */
#include "output_folder.h"

#include "str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char place[64]; /* a temporary folder for each test, the working directory */

static int enter(void **state)
{
    (void)state;
    snprintf(place, sizeof place, "/tmp/output_folder_test-XXXXXX");
    return mkdtemp(place) == NULL || chdir(place) != 0;
}

/* entries - how many things stand in a folder. */
static int entries(const char *path)
{
    DIR *folder = opendir(path);
    int count = -2;
    assert_non_null(folder);
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

static int leave(void **state)
{
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", place);
    return chdir("/") != 0 || system(command) != 0;
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* run - one whole run that writes manifest.json and a file. */
static int run(const char *path, const char *text, struct err *err)
{
    struct output_folder folder;
    FILE *stream;
    int code = output_folder_begin(&folder, path, err);
    if (code != 0) {
        return code;
    }
    assert_int_equal(output_folder_open(&folder, "manifest.json", &stream, err), 0);
    fputs("{\"program\": \"cantref\"}", stream);
    assert_int_equal(output_folder_close(&folder, stream, err), 0);
    assert_int_equal(output_folder_open(&folder, "entities.csv", &stream, err), 0);
    fputs(text, stream);
    return output_folder_commit(&folder, err);
}

static void assert_holds(const char *path, const char *text)
{
    char got[100] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t len = fread(got, 1, sizeof got - 1, file);
    fclose(file);
    assert_true(str_eq(str_make(got, len), str_of(text)));
}

static void test_new(void **state)
{
    (void)state;
    struct stat status;
    assert_int_equal(run("out", "one", NULL), 0);
    assert_int_equal(entries("."), 1);
    assert_int_equal(entries("out"), 2);
    assert_holds("out/entities.csv", "one");
    assert_int_equal(stat("out", &status), 0);
    assert_int_equal(status.st_mode & 07777, 0700);
    assert_int_equal(stat("out/entities.csv", &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
}

static void test_replaced(void **state)
{
    (void)state;
    assert_int_equal(run("out/", "one", NULL), 0);
    assert_int_equal(mkdir("out/sub", 0700), 0);
    put("out/sub/old", "x");
    assert_int_equal(symlink("/etc", "out/sub/link"), 0);
    assert_int_equal(run("out//", "two", NULL), 0);
    assert_int_equal(entries("."), 1);
    assert_int_equal(entries("out"), 2);
    assert_holds("out/entities.csv", "two");
    assert_int_equal(access("/etc", F_OK), 0);
    /* an empty folder, and through a link */
    assert_int_equal(mkdir("empty", 0755), 0);
    assert_int_equal(run("empty", "three", NULL), 0);
    assert_int_equal(symlink("out", "link"), 0);
    assert_int_equal(run("link", "four", NULL), 0);
    assert_holds("out/entities.csv", "four");
    assert_int_equal(entries("."), 3);
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const manifests[] = {NULL,
                                            "",
                                            "[]",
                                            "{\"program\": \"other\"}",
                                            "{\"program\": 1}",
                                            "{\"program\": \"cantref\""};
    struct err err = {0};
    put("file", "x");
    assert_int_equal(run("file", "x", &err), ERR_CONFLICT);
    assert_int_equal(err_exit_status(err.code), 73);
    assert_int_equal(run("nowhere/out", "x", &err), ERR_CREATE);
    assert_int_equal(err_exit_status(err.code), 73);
    assert_int_equal(run("", "x", &err), ERR_CREATE);
    assert_int_equal(run("/", "x", &err), ERR_CONFLICT);
    for (size_t i = 0; i < sizeof manifests / sizeof manifests[0]; i++) {
        mkdir("mine", 0755);
        put("mine/notes", "x");
        if (manifests[i] != NULL) {
            put("mine/manifest.json", manifests[i]);
        }
        assert_int_equal(run("mine", "x", &err), ERR_CONFLICT);
        assert_holds("mine/notes", "x");
    }
    assert_int_equal(entries("."), 2);
}

static void test_abandoned(void **state)
{
    (void)state;
    struct output_folder folder = {0};
    FILE *stream;
    output_folder_abandon(&folder); /* nothing was begun */
    assert_int_equal(run("out", "one", NULL), 0);
    assert_int_equal(output_folder_begin(&folder, "out", NULL), 0);
    assert_int_equal(output_folder_open(&folder, "a.csv", &stream, NULL), 0);
    assert_int_equal(output_folder_open(&folder, "a.csv", &stream, NULL), ERR_CONFLICT);
    fputs("half", stream);
    assert_int_equal(entries("."), 2);
    output_folder_abandon(&folder);
    output_folder_abandon(&folder);
    assert_int_equal(entries("."), 1);
    assert_holds("out/entities.csv", "one");
}

/* From a signal handler: a child is told to stop while it writes. */
static struct output_folder *interrupted;

static void on_signal(int number)
{
    (void)number;
    output_folder_abandon_at_once(interrupted);
    _exit(75);
}

static void test_interrupted(void **state)
{
    (void)state;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        static struct output_folder folder;
        FILE *stream;
        interrupted = &folder;
        signal(SIGTERM, on_signal);
        if (output_folder_begin(&folder, "out", NULL) != 0 ||
            output_folder_open(&folder, "a.csv", &stream, NULL) != 0) {
            _exit(1);
        }
        fputs("half", stream);
        fflush(stream);
        raise(SIGTERM);
        _exit(2);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 75);
    assert_int_equal(entries("."), 0);
}

/* No room: a write past the limit on the size of files fails, at whichever write it comes. */
static void test_no_room(void **state)
{
    (void)state;
    for (size_t size = 100; size < 400000; size = size * 3 + 7) {
        assert_int_equal(run("out", "one", NULL), 0);
        fflush(NULL);
        pid_t child = fork();
        if (child == 0) {
            struct output_folder folder;
            struct err err = {0};
            FILE *stream;
            signal(SIGXFSZ, SIG_IGN);
            int code = output_folder_begin(&folder, "out", &err);
            code = code ? code : output_folder_open(&folder, "a.csv", &stream, &err);
            struct rlimit limit = {.rlim_cur = 64, .rlim_max = RLIM_INFINITY};
            setrlimit(RLIMIT_FSIZE, &limit);
            for (size_t i = 0; i < size && code == 0; i++) {
                fputc('x', stream);
            }
            code = code ? code : output_folder_commit(&folder, &err);
            _exit(code == ERR_IO && strstr(err.message, "a.csv") != NULL ? 0 : 1);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
        assert_int_equal(entries("."), 1);
        assert_holds("out/entities.csv", "one");
    }
}

/* A process of our number that was killed left its partial folder: it is cleared away. */
static void test_leftover(void **state)
{
    (void)state;
    char partial[100];
    snprintf(partial, sizeof partial, ".out.partial-%ld", (long)getpid());
    assert_int_equal(mkdir(partial, 0700), 0);
    char file[120];
    snprintf(file, sizeof file, "%s/x", partial);
    put(file, "x");
    assert_int_equal(run("out", "one", NULL), 0);
    assert_int_equal(entries("."), 1);
    assert_int_equal(entries("out"), 2);
}

/* Something came to stand in the place while the run went on. */
static void test_taken_meanwhile(void **state)
{
    (void)state;
    struct output_folder folder;
    struct err err = {0};
    assert_int_equal(output_folder_begin(&folder, "out", NULL), 0);
    assert_int_equal(mkdir("out", 0700), 0);
    put("out/notes", "x");
    assert_int_equal(output_folder_commit(&folder, &err), ERR_CONFLICT);
    assert_int_equal(entries("."), 1);
    assert_holds("out/notes", "x");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_new),       TEST(test_replaced),        TEST(test_refused),
        TEST(test_abandoned), TEST(test_interrupted),     TEST(test_no_room),
        TEST(test_leftover),  TEST(test_taken_meanwhile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

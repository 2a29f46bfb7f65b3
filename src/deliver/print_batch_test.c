/* print_batch_test.c - a batch is there whole or not at all, once, and shows when it was changed.
 */
#define _GNU_SOURCE /* mkdtemp */
#include "print_batch.h"

#include "random.h"
#include "test_seed.h"
#include "whole_file.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/print_batch_test.XXXXXX";
static char print[sizeof folder + 8];

static int set_up(void **state)
{
    (void)state;
    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    assert_non_null(mkdtemp(folder));
    snprintf(print, sizeof print, "%s/print", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static const struct print_letter two[] = {
    {STR_INIT("msg_1"), STR_INIT("%PDF-1.4 one"), 1, ACCESS_ENGLISH, false},
    {STR_INIT("msg_2"), STR_INIT("%PDF-1.4 two"), 3, ACCESS_WELSH, true},
};

static const char *in_batch(const char *name, char ret[200])
{
    snprintf(ret, 200, "%s/b_1/%s", print, name);
    return ret;
}

static void assert_verifies(int wanted)
{
    size_t letters = 0, pages = 0;
    struct err err = {0};
    int code = print_batch_verify(print, STR("b_1"), &letters, &pages, &err);
    if (code != wanted) {
        fail_msg("verify gave %d, not %d: %s", code, wanted, err.message);
    }
    assert_int_equal(letters, code == 0 ? 2 : 0);
    assert_int_equal(pages, code == 0 ? 4 : 0);
}

static void test_written(void **state)
{
    (void)state;
    enum print_batch_outcome outcome = PRINT_BATCH_SAME;
    struct err err = {0};
    struct buf manifest = {0};
    char path[200];
    struct stat about;
    assert_verifies(ERR_NOTFOUND);
    assert_int_equal(print_batch_write(print, STR("b_1"), two, 2, &outcome, &err), 0);
    assert_int_equal(outcome, PRINT_BATCH_WRITTEN);
    assert_verifies(0);
    assert_int_equal(stat(in_batch("", path), &about), 0);
    assert_int_equal(about.st_mode & 0777, 0700);
    assert_int_equal(
        file_read_whole(in_batch("manifest.json", path), "it", 1 << 20, &manifest, &err), 0);
    assert_true(str_find(buf_str(&manifest), STR("\"key\": \"msg_2\"")) > 0);
    assert_true(str_find(buf_str(&manifest), STR("\"page_count\": 4")) > 0);
    buf_free(&manifest);
    /* Again the same, and others under the same name. */
    assert_int_equal(print_batch_write(print, STR("b_1"), two, 2, &outcome, &err), 0);
    assert_int_equal(outcome, PRINT_BATCH_SAME);
    assert_int_equal(print_batch_write(print, STR("b_1"), two, 1, &outcome, &err), ERR_CONFLICT);
    assert_int_equal(print_batch_write(print, STR("b_2"), two + 1, 1, &outcome, &err), 0);
    assert_int_equal(outcome, PRINT_BATCH_WRITTEN);
    assert_verifies(0);
    /* Posted: the letters go, and the manifest stays; once more is no mistake, nor is none. */
    for (int i = 0; i < 2; i++) {
        assert_int_equal(print_batch_clear(print, STR("b_1"), &err), 0);
        assert_int_equal(stat(in_batch("0001.pdf", path), &about), -1);
        assert_int_equal(stat(in_batch("0002.pdf", path), &about), -1);
        assert_int_equal(stat(in_batch("manifest.json", path), &about), 0);
    }
    assert_int_equal(print_batch_clear(print, STR("none"), &err), 0);
}

static void test_changed(void **state)
{
    (void)state;
    static const struct {
        const char *file, *text; /* NULL: the file goes */
    } changes[] = {
        {"0001.pdf", "%PDF-1.4 onf"}, {"0002.pdf", NULL},      {"0003.pdf", "%PDF-1.4 more"},
        {"manifest.json", NULL},      {"manifest.json", "{}"}, {"manifest.json", "["},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        enum print_batch_outcome outcome;
        struct err err = {0};
        char path[200];
        assert_int_equal(print_batch_write(print, STR("b_1"), two, 2, &outcome, &err), 0);
        in_batch(changes[i].file, path);
        if (changes[i].text == NULL) {
            assert_int_equal(unlink(path), 0);
        } else {
            assert_int_equal(file_replace(path, str_of(changes[i].text), 0600, &err), 0);
        }
        assert_verifies(ERR_INPUT);
        assert_int_equal(print_batch_write(print, STR("b_1"), two, 2, &outcome, &err),
                         ERR_CONFLICT);
        tear_down(state);
        set_up(state);
    }
}

/* What a writer that was killed has left is neither a batch nor in the way. */
static void test_left_over(void **state)
{
    (void)state;
    enum print_batch_outcome outcome;
    struct err err = {0};
    char partial[200], path[240];
    assert_int_equal(mkdir(print, 0700), 0);
    snprintf(partial, sizeof partial, "%s/.b_1.partial", print);
    assert_int_equal(mkdir(partial, 0700), 0);
    snprintf(path, sizeof path, "%s/0001.pdf", partial);
    assert_int_equal(file_replace(path, STR("%PDF-1.4 o"), 0600, &err), 0);
    assert_verifies(ERR_NOTFOUND);
    assert_int_equal(print_batch_write(print, STR("b_1"), two, 2, &outcome, &err), 0);
    assert_int_equal(outcome, PRINT_BATCH_WRITTEN);
    assert_verifies(0);
    assert_int_not_equal(access(partial, F_OK), 0);
}

/* A disk that is full: nothing is left, and the next try writes it. */
static void test_disk_full(void **state)
{
    (void)state;
    enum print_batch_outcome outcome;
    struct err err = {0};
    struct rlimit before, small;
    char partial[200];
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_IGN);
    int code = ERR_IO, failed = 0;
    for (rlim_t bytes = 0; code != 0; bytes += 40) { /* in a letter's file, then the manifest's */
        small = (struct rlimit){bytes, before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        code = print_batch_write(print, STR("b_1"), two, 2, &outcome, &err);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_true(code == 0 || code == ERR_IO);
        assert_verifies(code == 0 ? 0 : ERR_NOTFOUND);
        snprintf(partial, sizeof partial, "%s/.b_1.partial", print);
        assert_int_not_equal(access(partial, F_OK), 0);
        failed += code != 0;
    }
    assert_int_equal(outcome, PRINT_BATCH_WRITTEN);
    assert_true(failed > 5);
}

/* Killed at any moment: the batch is there whole, or not at all, and the next try puts that right.
 */
static void test_killed(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    int written = 0, lost = 0;
    for (int run = 0; run < 60; run++) {
        enum print_batch_outcome outcome;
        struct err err = {0};
        size_t letters = 0, pages = 0;
        pid_t pid = fork();
        if (pid == 0) {
            _exit(print_batch_write(print, STR("b_1"), two, 2, &outcome, &err) != 0);
        }
        usleep((useconds_t)random_below(&random, 20000));
        kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, NULL, 0), pid);
        int code = print_batch_verify(print, STR("b_1"), &letters, &pages, &err);
        assert_true(code == 0 || code == ERR_NOTFOUND);
        written += code == 0;
        lost += code != 0;
        assert_int_equal(print_batch_write(print, STR("b_1"), two, 2, &outcome, &err), 0);
        assert_int_equal(outcome, code == 0 ? PRINT_BATCH_SAME : PRINT_BATCH_WRITTEN);
        assert_verifies(0);
        tear_down(state);
        set_up(state);
    }
    printf("# killed: %d times it was there, %d times not\n", written, lost);
}

static void test_refused(void **state)
{
    (void)state;
    enum print_batch_outcome outcome;
    struct err err = {0};
    const struct print_letter alike[] = {two[0], two[0]};
    struct print_letter bad = two[0];
    assert_int_equal(print_batch_write(print, STR(""), two, 2, &outcome, &err), ERR_INPUT);
    assert_int_equal(print_batch_write(print, STR("../b"), two, 2, &outcome, &err), ERR_INPUT);
    assert_int_equal(print_batch_write(print, STR("b"), two, 0, &outcome, &err), ERR_LIMIT);
    assert_int_equal(print_batch_write(print, STR("b"), alike, 2, &outcome, &err), ERR_INPUT);
    bad.pdf = STR("PDF");
    assert_int_equal(print_batch_write(print, STR("b"), &bad, 1, &outcome, &err), ERR_INPUT);
    bad = two[0];
    bad.key = STR("a b");
    assert_int_equal(print_batch_write(print, STR("b"), &bad, 1, &outcome, &err), ERR_INPUT);
    assert_int_not_equal(access(print, F_OK), 0);
    assert_int_equal(print_batch_write("/proc/none/print", STR("b"), two, 2, &outcome, &err),
                     ERR_CREATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_changed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_left_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_disk_full, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_killed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

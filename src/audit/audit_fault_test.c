/* audit_fault_test.c - a disk that is full or fails under the log, at any of its writes and syncs:
 * what was acknowledged is there afterwards, what was refused was shown to nobody, and after a sync
 * that failed nothing more is acknowledged. The calls are wrapped by the linker. */
#define _GNU_SOURCE
#include "audit_test.h"

#include "random.h"
#include "test_seed.h"

#include <errno.h>
#include <pthread.h>

enum { CALLERS = 3, EACH = 12, CYCLES = 120 };

enum fault { FULL, HALF, SYNC };

static struct test_log test;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static enum fault fault;
static long calls_left; /* until the fault; 0: none comes */
static bool has_struck;

ssize_t __real_pwrite64(int fd, const void *bytes, size_t size, off_t at);
ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t size, off_t at);
ssize_t __real_pwrite(int fd, const void *bytes, size_t size, off_t at);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t size, off_t at);
ssize_t __real_write(int fd, const void *bytes, size_t size);
ssize_t __wrap_write(int fd, const void *bytes, size_t size);
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);

/* is_now - does the fault come at this call? A full disk stays full. */
static bool is_now(bool is_sync)
{
    pthread_mutex_lock(&lock);
    bool now = false;
    if (calls_left > 0 && is_sync == (fault == SYNC) && --calls_left == 0) {
        now = has_struck = true;
        calls_left = fault == SYNC ? 0 : 1;
    }
    pthread_mutex_unlock(&lock);
    return now;
}

ssize_t __wrap_pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    if (is_now(false)) {
        if (fault == HALF) { /* half of it, then no more */
            return size > 1 ? __real_pwrite(fd, bytes, size / 2, at) : (errno = ENOSPC, -1);
        }
        errno = ENOSPC;
        return -1;
    }
    return __real_pwrite(fd, bytes, size, at);
}

ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t size, off_t at)
{
    return __wrap_pwrite(fd, bytes, size, at);
}

ssize_t __wrap_write(int fd, const void *bytes, size_t size)
{
    if (fd > 2 && is_now(false)) {
        errno = ENOSPC;
        return -1;
    }
    return __real_write(fd, bytes, size);
}

int __wrap_fsync(int fd)
{
    return is_now(true) ? (errno = EIO, -1) : __real_fsync(fd);
}

int __wrap_fdatasync(int fd)
{
    return is_now(true) ? (errno = EIO, -1) : __real_fdatasync(fd);
}

struct caller {
    pthread_t thread;
    int number, count, after_failure;
    uint64_t leaves[EACH];
    int64_t mentions[EACH];
};

static void *call(void *context)
{
    struct caller *caller = context;
    bool has_failed = false;
    for (int i = 0; i < EACH; i++) {
        struct err err = {0};
        uint64_t leaf;
        int64_t mention = 1 + caller->number * EACH + i;
        if (test_append(&test, mention, &leaf, &err) == 0) {
            caller->leaves[caller->count] = leaf;
            caller->mentions[caller->count++] = mention;
            caller->after_failure += has_failed;
        } else {
            has_failed = true;
        }
    }
    return NULL;
}

static void run_callers(struct caller *callers)
{
    for (int i = 0; i < CALLERS; i++) {
        callers[i] = (struct caller){.number = i};
        assert_int_equal(pthread_create(&callers[i].thread, NULL, call, &callers[i]), 0);
    }
    for (int i = 0; i < CALLERS; i++) {
        pthread_join(callers[i].thread, NULL);
    }
}

static void expect_acknowledged(const struct caller *callers)
{
    for (int i = 0; i < CALLERS; i++) {
        for (int j = 0; j < callers[i].count; j++) {
            assert_int_equal(test_mention_of(&test, callers[i].leaves[j]), callers[i].mentions[j]);
        }
    }
}

static void cycle(struct random *random, int *struck)
{
    static struct caller callers[CALLERS];
    struct err err = {0};
    test_log_make(&test);
    test.publish_leaves = 5 + (size_t)random_below(random, 40);
    test_log_open(&test);
    test_must_append(&test, 4711);
    pthread_mutex_lock(&lock);
    fault = (enum fault)random_below(random, 3);
    calls_left = 1 + (long)random_below(random, 25);
    has_struck = false;
    pthread_mutex_unlock(&lock);
    run_callers(callers);
    pthread_mutex_lock(&lock);
    bool was_struck = has_struck;
    calls_left = 0; /* there is room again; a sync that failed stays so */
    pthread_mutex_unlock(&lock);
    *struck += was_struck;
    if (was_struck && fault == SYNC) {
        if (test_append(&test, 4712, NULL, &err) == 0) { /* it was a sync of the index's */
            test_must_append(&test, 4713);
        } else {
            assert_int_equal(err.code, ERR_IO);
            assert_int_equal(test_append(&test, 4714, NULL, &err), ERR_IO);
        }
    } else {
        test_must_append(&test, 4712);
        expect_acknowledged(callers);
    }
    (void)audit_close(test.audit, &err); /* may fail, and has let go */
    test_log_open(&test);
    assert_int_equal(test_mention_of(&test, 0), 4711);
    expect_acknowledged(callers);
    test_must_append(&test, 4715);
    test_log_close(&test);
    test_log_remove(&test);
}

static void test_faults(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    const char *told = getenv("CANTREF_CYCLES");
    uint64_t cycles = CYCLES;
    int struck = 0;
    if (told != NULL) {
        (void)str_to_uint(str_of(told), 1000000, &cycles);
    }
    for (uint64_t i = 0; i < cycles; i++) {
        cycle(&random, &struck);
    }
    printf("# %llu cycles, in %d the fault came\n", (unsigned long long)cycles, struck);
    assert_true((uint64_t)struck * 3 > cycles);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_faults)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

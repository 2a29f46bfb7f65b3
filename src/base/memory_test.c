/* memory_test.c - zeroed, aligned, bounded; out of memory ends the program in one line. */
#include "memory.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool all_zero(const void *ptr, size_t size)
{
    const unsigned char *bytes = ptr;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static void test_array_overflow_is_no_memory(void **state)
{
    (void)state;
    assert_null(mem_try_array(SIZE_MAX / 2, 3));
    void *nothing = mem_try_array(0, 8);
    assert_non_null(nothing);
    mem_free(nothing);
    mem_free(NULL);
}

static void test_grow_zeroes_and_keeps(void **state)
{
    (void)state;
    void *ptr = NULL;
    size_t capacity = 0;
    assert_int_equal(mem_try_grow(&ptr, &capacity, 1, sizeof(uint32_t)), 0);
    assert_true(capacity >= 1 && all_zero(ptr, capacity * sizeof(uint32_t)));
    ((uint32_t *)ptr)[0] = 7;
    size_t before = capacity;
    assert_int_equal(mem_try_grow(&ptr, &capacity, before + 1, sizeof(uint32_t)), 0);
    assert_true(capacity > before);
    assert_int_equal(((uint32_t *)ptr)[0], 7);
    assert_true(all_zero((uint32_t *)ptr + 1, (capacity - 1) * sizeof(uint32_t)));
    void *same = ptr;
    before = capacity;
    assert_int_equal(mem_try_grow(&ptr, &capacity, SIZE_MAX / 2, sizeof(uint32_t)), ERR_MEMORY);
    assert_ptr_equal(ptr, same);
    assert_int_equal(capacity, before);
    mem_free(ptr);
}

static void test_arena_is_aligned_zeroed_and_reusable(void **state)
{
    (void)state;
    struct arena arena = {0};
    static const size_t sizes[] = {1, 15, 16, 17, 0, 70000, 3, 65536, 1 << 20, 8};
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            char *ptr = arena_alloc(&arena, sizes[i]);
            assert_int_equal((uintptr_t)ptr % 16, 0);
            assert_true(all_zero(ptr, sizes[i]));
            memset(ptr, 0xee, sizes[i]);
        }
        arena_reset(&arena);
    }
    assert_null(arena_try(&arena, SIZE_MAX - 3));
    assert_null(arena_try(&arena, SIZE_MAX / 2));
    arena_free(&arena);
    arena_free(&arena);
    arena_reset(&arena);
}

static void test_arena_text(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct str copy = arena_str(&arena, str_make("a\0b", 3));
    assert_int_equal(copy.len, 3);
    assert_memory_equal(copy.ptr, "a\0b", 4); /* a terminator after it */
    struct str text = arena_printf(&arena, "%s-%04d", "row", 17);
    assert_true(str_eq(text, STR("row-0017")));
    assert_int_equal(arena_str(&arena, STR("")).len, 0);
    arena_free(&arena);
}

static void test_buf_stops_at_its_maximum(void **state)
{
    (void)state;
    struct buf buf = {.max = 5};
    assert_int_equal(buf_str(&buf).len, 0);
    assert_int_equal(buf_add(&buf, STR("abc")), 0);
    assert_int_equal(buf_add(&buf, STR("def")), ERR_LIMIT);
    assert_true(str_eq(buf_str(&buf), STR("abc")));
    assert_int_equal(buf_printf(&buf, "%d", 123), ERR_LIMIT);
    assert_int_equal(buf_printf(&buf, "%d", 12), 0);
    assert_int_equal(buf_add_char(&buf, '!'), ERR_LIMIT);
    assert_true(str_eq(buf_str(&buf), STR("abc12")));
    buf_free(&buf);
    assert_int_equal(buf.max, 5);
    assert_int_equal(buf_add(&buf, STR("again")), 0);
    buf_free(&buf);
}

/* Whether it moves on the way or not. */
static void test_buf_takes_bytes_of_its_own(void **state)
{
    (void)state;
    struct buf buf = {0};
    struct buf expected = {0};
    buf_add(&buf, STR("abc"));
    buf_add(&expected, STR("abc"));
    for (int i = 0; i < 200; i++) {
        buf_add(&buf, str_make(buf.ptr + 1, 2));
        buf_add(&expected, STR("bc"));
    }
    assert_true(str_eq(buf_str(&buf), buf_str(&expected)));
    buf_free(&buf);
    buf_free(&expected);
}

static void hook_says(void)
{
    ssize_t ignored = write(STDOUT_FILENO, "hook", 4);
    (void)ignored;
}

static void test_exhausted_runs_the_hook_says_one_line_and_exits_71(void **state)
{
    (void)state;
    int out[2], err[2];
    assert_int_equal(pipe(out), 0);
    assert_int_equal(pipe(err), 0);
    fflush(stdout);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(out[1], STDOUT_FILENO);
        dup2(err[1], STDERR_FILENO);
        mem_on_exhausted(hook_says);
        void *never = mem_must_array(SIZE_MAX / 2, 16);
        mem_free(never);
        _exit(0);
    }
    close(out[1]);
    close(err[1]);
    char said[1000] = "", line[1000] = "";
    assert_int_equal(read(out[0], said, sizeof said - 1), 4);
    ssize_t len = read(err[0], line, sizeof line - 1);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == EX_OSERR);
    assert_string_equal(said, "hook");
    assert_true(len > 0 && strchr(line, '\n') == line + len - 1);
    close(out[0]);
    close(err[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_array_overflow_is_no_memory),
        cmocka_unit_test(test_grow_zeroes_and_keeps),
        cmocka_unit_test(test_arena_is_aligned_zeroed_and_reusable),
        cmocka_unit_test(test_arena_text),
        cmocka_unit_test(test_buf_stops_at_its_maximum),
        cmocka_unit_test(test_buf_takes_bytes_of_its_own),
        cmocka_unit_test(test_exhausted_runs_the_hook_says_one_line_and_exits_71),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}

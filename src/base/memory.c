/* memory.c - allocation, arenas, growing buffers. */
#include "memory.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define POISON(ptr, size) ASAN_POISON_MEMORY_REGION(ptr, size)
#define UNPOISON(ptr, size) ASAN_UNPOISON_MEMORY_REGION(ptr, size)
#else
#define POISON(ptr, size) ((void)(ptr), (void)(size))
#define UNPOISON(ptr, size) ((void)(ptr), (void)(size))
#endif

enum { LARGE_BYTES = 512 << 10 };

static void (*exhausted_hook)(void);

void mem_begin(void)
{
#ifdef M_MMAP_THRESHOLD
    (void)mallopt(M_MMAP_THRESHOLD, LARGE_BYTES);
#endif
}

void mem_on_exhausted(void (*hook)(void))
{
    exhausted_hook = hook;
}

_Noreturn void mem_exhausted(void)
{
    static const char message[] =
        "cantref: out of memory; nothing was written. Close other programs "
        "or use a machine with more memory.\n";
    void (*hook)(void) = exhausted_hook;
    exhausted_hook = NULL;
    if (hook != NULL) {
        hook();
    }
    ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);
    (void)ignored;
    _exit(EX_OSERR);
}

void *mem_try_array(size_t count, size_t size)
{
    if (count == 0 || size == 0) {
        count = size = 1;
    }
    return calloc(count, size);
}

int mem_try_grow(void **array, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity) {
        return 0;
    }
    size_t grown = *capacity < 16 ? 16 : *capacity + *capacity / 2;
    grown = grown < needed ? needed : grown;
    size_t bytes;
    if (__builtin_mul_overflow(grown, size, &bytes)) {
        return ERR_MEMORY;
    }
    char *bigger = realloc(*array, bytes);
    if (bigger == NULL) {
        return ERR_MEMORY;
    }
    memset(bigger + *capacity * size, 0, bytes - *capacity * size);
    *array = bigger;
    *capacity = grown;
    return 0;
}

void *mem_must_array(size_t count, size_t size)
{
    void *ptr = mem_try_array(count, size);
    if (ptr == NULL) {
        mem_exhausted();
    }
    return ptr;
}

void mem_must_grow(void **array, size_t *capacity, size_t needed, size_t size)
{
    if (mem_try_grow(array, capacity, needed, size) != 0) {
        mem_exhausted();
    }
}

void *mem_trim(void *ptr, size_t bytes)
{
    void *trimmed = realloc(ptr, bytes > 0 ? bytes : 1);
    if (trimmed == NULL) {
        return ptr;
    }
    return trimmed;
}

void mem_free(void *ptr)
{
    free(ptr);
}

enum { ARENA_BLOCK_SIZE = 1 << 16, ARENA_ALIGN = 16 };

struct arena_block {
    struct arena_block *next;
    size_t size; /* bytes of data[] */
    _Alignas(ARENA_ALIGN) char data[];
};

void *arena_try(struct arena *arena, size_t size)
{
    if (__builtin_add_overflow(size, ARENA_ALIGN - 1, &size)) {
        return NULL;
    }
    size &= ~(size_t)(ARENA_ALIGN - 1);
    if (arena->head == NULL || arena->head->size - arena->used < size) {
        size_t data = size > ARENA_BLOCK_SIZE ? size : ARENA_BLOCK_SIZE;
        size_t bytes;
        if (__builtin_add_overflow(data, sizeof(struct arena_block), &bytes)) {
            return NULL;
        }
        struct arena_block *block = calloc(1, bytes);
        if (block == NULL) {
            return NULL;
        }
        POISON(block->data, data);
        block->size = data;
        block->next = arena->head;
        arena->head = block;
        arena->used = 0;
        arena->total += data;
    }
    char *ptr = arena->head->data + arena->used;
    arena->used += size;
    UNPOISON(ptr, size);
    return ptr;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    void *ptr = arena_try(arena, size);
    if (ptr == NULL) {
        mem_exhausted();
    }
    return ptr;
}

struct str arena_str(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, s.len + 1);
    if (s.len > 0) {
        memcpy(copy, s.ptr, s.len);
    }
    return str_make(copy, s.len);
}

struct str arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (len < 0) {
        return STR("");
    }
    char *text = arena_alloc(arena, (size_t)len + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)len + 1, format, arguments);
    va_end(arguments);
    return str_make(text, (size_t)len);
}

void arena_reset(struct arena *arena)
{
    struct arena_block *kept = arena->head;
    if (kept == NULL) {
        return;
    }
    struct arena rest = {.head = kept->next};
    arena_free(&rest);
    kept->next = NULL;
    UNPOISON(kept->data, kept->size);
    memset(kept->data, 0, arena->used);
    POISON(kept->data, kept->size);
    arena->used = 0;
    arena->total = kept->size;
}

void arena_free(struct arena *arena)
{
    for (struct arena_block *block = arena->head; block != NULL;) {
        struct arena_block *next = block->next;
        UNPOISON(block->data, block->size);
        free(block);
        block = next;
    }
    *arena = (struct arena){0};
}

static int buf_reserve(struct buf *buf, size_t more)
{
    size_t max = buf->max ? buf->max : SIZE_MAX / 2;
    size_t needed;
    if (__builtin_add_overflow(buf->len, more, &needed) || needed > max) {
        return ERR_LIMIT;
    }
    /* One byte over, so that vsnprintf's terminator always fits. */
    void *ptr = buf->ptr;
    mem_must_grow(&ptr, &buf->capacity, needed + 1, 1);
    buf->ptr = ptr;
    return 0;
}

int buf_add_growing(struct buf *buf, struct str s)
{
    size_t own = (size_t)((uintptr_t)s.ptr - (uintptr_t)buf->ptr);
    bool is_own = s.len > 0 && buf->ptr != NULL && own < buf->len;
    int code = buf_reserve(buf, s.len);
    if (code == 0 && s.len > 0) {
        memcpy(buf->ptr + buf->len, is_own ? buf->ptr + own : s.ptr, s.len);
        buf->len += s.len;
    }
    return code;
}

int buf_printf(struct buf *buf, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    int code = len < 0 ? ERR_INPUT : buf_reserve(buf, (size_t)len);
    if (code == 0) {
        va_start(arguments, format);
        vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, arguments);
        va_end(arguments);
        buf->len += (size_t)len;
    }
    return code;
}

void buf_free(struct buf *buf)
{
    free(buf->ptr);
    *buf = (struct buf){.max = buf->max};
}

/* memory.h - allocation in two manners.
 * Programs bound their input first and use mem_must_*: out of memory then ends the program with one
 * line and exit status 71, after the hook (which removes half-made output) has run. The linkage
 * library uses mem_try_* and returns
 * ERR_MEMORY instead. All memory comes zeroed. Arenas free everything at once.
 * Thread-safe, except that one arena or buffer belongs to one thread at a time. */
#ifndef CANTREF_BASE_MEMORY_H
#define CANTREF_BASE_MEMORY_H

#include "err.h"
#include "str.h"

/* mem_try_array - count * size zeroed bytes, or NULL when that overflows or there is no memory.
 * A count or size of 0 gives a valid pointer to free. */
void *mem_try_array(size_t count, size_t size) __attribute__((warn_unused_result, malloc));

/* mem_try_grow - resize *array from *capacity to at least `needed` elements (doubling); new
 * elements are zeroed. Returns 0, or ERR_MEMORY with *array and *capacity untouched. */
int mem_try_grow(void **array, size_t *capacity, size_t needed, size_t size)
    __attribute__((warn_unused_result));

/* mem_must_array, mem_must_grow - as mem_try_*, but the program ends when there is no memory. */
void *mem_must_array(size_t count, size_t size)
    __attribute__((warn_unused_result, malloc, returns_nonnull));
void mem_must_grow(void **array, size_t *capacity, size_t needed, size_t size);

/* mem_trim - give back what an array has over `bytes`; returns the array, moved or not. Never
 * fails. */
void *mem_trim(void *ptr, size_t bytes) __attribute__((warn_unused_result));

/* mem_free - free what mem_* gave; NULL is nothing. */
void mem_free(void *ptr);

/* mem_begin - for programs, once, before anything else: large arrays go back to the system as soon
 * as they are freed, so that a program's peak is what it uses at once. Else the C library keeps
 * those of many megabytes for later, in a heap for each thread. */
void mem_begin(void);

/* mem_on_exhausted - the program's hook, called once before the exit by mem_must_*. It must not
 * allocate. */
void mem_on_exhausted(void (*hook)(void));

/* mem_exhausted - one line, the hook, exit status 71. */
_Noreturn void mem_exhausted(void);

/* struct arena - many small allocations with one lifetime. Start from {0}. Memory is aligned to 16
 * bytes, zeroed. arena_alloc aborts as mem_must_* does; arena_try returns NULL. */
struct arena_block;
struct arena {
    struct arena_block *head;
    size_t used;  /* bytes handed out in head */
    size_t total; /* bytes reserved in all */
};

void *arena_alloc(struct arena *arena, size_t size)
    __attribute__((warn_unused_result, returns_nonnull));
void *arena_try(struct arena *arena, size_t size) __attribute__((warn_unused_result));
/* arena_str - a copy of s; arena_printf - text made by a format. Both with a NUL after the end. */
struct str arena_str(struct arena *arena, struct str s);
struct str arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* arena_reset - forget everything but keep one block for reuse. */
void arena_reset(struct arena *arena);
void arena_free(struct arena *arena);

/* struct buf - bytes that grow up to max (0: SIZE_MAX/2). Start from {0} or {.max = n}. Aborts as
 * mem_must_* when out of memory. buf_add returns ERR_LIMIT, adding nothing, when max would be
 * passed. */
struct buf {
    char *ptr;
    size_t len;
    size_t capacity;
    size_t max;
};

/* buf_add, buf_add_char, buf_printf - put bytes (of the buffer itself, if need be), one byte,
 * formatted text at the end. Return 0 or ERR_LIMIT. */
int buf_add_growing(struct buf *buf, struct str s); /* buf_add, when there may be no room yet */
static inline int buf_add(struct buf *buf, struct str s)
{
    if (s.len == 0 || s.len >= buf->capacity - buf->len || buf->max != 0) {
        return buf_add_growing(buf, s);
    }
    memcpy(buf->ptr + buf->len, s.ptr, s.len);
    buf->len += s.len;
    return 0;
}
static inline int buf_add_char(struct buf *buf, char c)
{
    return buf_add(buf, (struct str){&c, 1});
}
int buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
static inline struct str buf_str(const struct buf *buf)
{
    return (struct str){buf->ptr ? buf->ptr : "", buf->len};
}
void buf_free(struct buf *buf);

#endif

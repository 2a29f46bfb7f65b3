/* str.h - a slice of bytes that somebody else owns: pointer and length, passed by value.
 * Not NUL-terminated. Everything here is pure and safe to call from any thread. */
#ifndef CANTREF_BASE_STR_H
#define CANTREF_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *ptr;
    size_t len;
};

/* STR - a slice of a string literal. */
#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})

/* STR_INIT - the same as the initialiser of an object with static storage. */
#define STR_INIT(literal)                                                                          \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

/* PRI - for printf: printf("%.*s", PRI(s)). */
#define PRI(s) (int)(s).len, (s).ptr

static inline struct str str_of(const char *nul_terminated)
{
    return (struct str){nul_terminated, strlen(nul_terminated)};
}

static inline struct str str_make(const char *ptr, size_t len)
{
    return (struct str){ptr, len};
}

/* str_slice - bytes [from, to) of s; both are clamped to its length. */
static inline struct str str_slice(struct str s, size_t from, size_t to)
{
    to = to > s.len ? s.len : to;
    from = from > to ? to : from;
    return (struct str){s.len ? s.ptr + from : s.ptr, to - from};
}

/* The length of b decides how many bytes are compared, so that a literal there costs no call. */
static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (b.len == 0 || memcmp(a.ptr, b.ptr, b.len) == 0);
}

/* str_cmp - bytewise order, a shorter prefix first: <0, 0, >0. */
int str_cmp(struct str a, struct str b);

/* str_trim - without ASCII white space at either end. */
struct str str_trim(struct str s);

/* str_starts, str_ends - does s begin, or end, with those bytes? The empty slice is at either
 * end. */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* str_eq_nocase - equal when ASCII letters are compared without case. */
bool str_eq_nocase(struct str a, struct str b);

/* str_find - offset of the first needle in s, or -1. */
ptrdiff_t str_find(struct str s, struct str needle);

/* str_to_uint - the whole of s as a decimal number of digits only.
 * Returns true and sets *ret when 0 <= value <= max; otherwise false, *ret untouched. */
bool str_to_uint(struct str s, uint64_t max, uint64_t *ret);

/* str_next_token - cut the next run of bytes without `separator` off *rest.
 * Returns false when *rest is used up. Runs of separators count as one. */
bool str_next_token(struct str *rest, char separator, struct str *ret_token);

static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ascii_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool ascii_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline char ascii_upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

#endif

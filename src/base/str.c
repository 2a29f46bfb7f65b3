/* str.c - slices of bytes. */
#include "str.h"

int str_cmp(struct str a, struct str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    if (order != 0) {
        return order;
    }
    return a.len < b.len ? -1 : a.len > b.len;
}

struct str str_trim(struct str s)
{
    size_t from = 0;
    size_t to = s.len;
    while (from < to && ascii_is_space(s.ptr[from])) {
        from++;
    }
    while (to > from && ascii_is_space(s.ptr[to - 1])) {
        to--;
    }
    return str_slice(s, from, to);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq(str_slice(s, 0, prefix.len), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len && str_eq(str_slice(s, s.len - suffix.len, s.len), suffix);
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (ascii_lower(a.ptr[i]) != ascii_lower(b.ptr[i])) {
            return false;
        }
    }
    return true;
}

ptrdiff_t str_find(struct str s, struct str needle)
{
    if (needle.len == 0) {
        return 0;
    }
    for (size_t at = 0; at + needle.len <= s.len; at++) {
        const char *found = memchr(s.ptr + at, needle.ptr[0], s.len - needle.len - at + 1);
        if (found == NULL) {
            return -1;
        }
        at = (size_t)(found - s.ptr);
        if (memcmp(found + 1, needle.ptr + 1, needle.len - 1) == 0) {
            return (ptrdiff_t)at;
        }
    }
    return -1;
}

bool str_to_uint(struct str s, uint64_t max, uint64_t *ret)
{
    uint64_t value = 0;
    if (s.len == 0) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (!ascii_is_digit(s.ptr[i])) {
            return false;
        }
        uint64_t digit = (uint64_t)(s.ptr[i] - '0');
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, digit, &value) || value > max) {
            return false;
        }
    }
    *ret = value;
    return true;
}

bool str_next_token(struct str *rest, char separator, struct str *ret_token)
{
    if (rest->len == 0) {
        return false;
    }
    const char *from = rest->ptr;
    const char *end = from + rest->len;
    while (from < end && *from == separator) {
        from++;
    }
    const char *to = from;
    while (to < end && *to != separator) {
        to++;
    }
    *rest = str_make(to, (size_t)(end - to));
    if (from == to) {
        return false;
    }
    *ret_token = str_make(from, (size_t)(to - from));
    return true;
}

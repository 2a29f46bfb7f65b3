/* secret_file.c - see secret_file.h. */
#include "secret_file.h"

#include "whole_file.h"

#include <sys/stat.h>

bool text_names_secret(struct str text, const char *const *words)
{
    for (size_t i = 0; i < text.len; i++) {
        struct str before = str_trim(str_slice(text, 0, text.ptr[i] == '=' ? i : 0));
        for (size_t w = 0; words[w] != NULL; w++) {
            size_t len = strlen(words[w]);
            struct str end = str_slice(before, before.len - len, before.len);
            if (before.len >= len && str_eq_nocase(end, str_of(words[w]))) {
                return true;
            }
        }
    }
    return false;
}

/* A secret within the home must be where git does not look. */
const char *secret_file_check(struct str name)
{
    bool outside = str_starts(name, STR("/"));
    bool upward = str_find(name, STR("..")) >= 0;
    return !upward && (outside || str_starts(name, STR("keys/")))
               ? NULL
               : "this file would be kept in git: put it into keys/, or give its full path";
}

int secret_file_read(const struct home *home, struct str name, const char *what, struct buf *ret,
                     struct err *err)
{
    struct arena arena = {0};
    struct stat about;
    const char *path = home_file(home, &arena, "%.*s", PRI(name)).ptr;
    const char *named = arena_printf(&arena, "the %s", what).ptr;
    int code = 0;
    if (stat(path, &about) == 0 && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        code = err_at(err, ERR_DENIED, path, 0, 0,
                      "others can read this %s: chmod 600, and change the %s", what, what);
    }
    code = code ? code : file_read_whole(path, named, SECRET_FILE_BYTES_MAX, ret, err);
    while (code == 0 && ret->len > 0 &&
           (ret->ptr[ret->len - 1] == '\n' || ret->ptr[ret->len - 1] == '\r')) {
        ret->len--;
    }
    if (code == 0 && (ret->len == 0 || memchr(ret->ptr, '\0', ret->len) != NULL)) {
        code = err_at(err, ERR_INPUT, path, 0, 0, "a %s on one line is wanted here", what);
    }
    arena_free(&arena);
    return code;
}

void buf_wipe(struct buf *buf)
{
    if (buf->ptr != NULL) {
        explicit_bzero(buf->ptr, buf->capacity);
    }
    buf_free(buf);
}

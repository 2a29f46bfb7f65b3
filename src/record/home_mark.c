/* home_mark.c - see home_mark.h. */
#include "home_mark.h"

#include "council_key.h"
#include "whole_file.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

int home_mark_set(const struct home *home, const char *mark, struct err *err)
{
    struct arena arena = {0};
    int code = file_replace(home_file(home, &arena, "data/%s", mark).ptr, STR(""), 0600, err);
    arena_free(&arena);
    return code;
}

bool home_mark_is_set(const struct home *home, const char *mark)
{
    struct arena arena = {0};
    struct stat about;
    bool set = lstat(home_file(home, &arena, "data/%s", mark).ptr, &about) == 0;
    arena_free(&arena);
    return set;
}

int home_mark_clear(const struct home *home, const char *mark, struct err *err)
{
    struct arena arena = {0};
    const char *path = home_file(home, &arena, "data/%s", mark).ptr;
    int code = 0;
    if (unlink(path) == 0) {
        code = folder_sync(home_file(home, &arena, "data").ptr, err);
    } else if (errno != ENOENT) {
        code = file_write_error(err, ERR_IO, path, errno);
    }
    arena_free(&arena);
    return code;
}

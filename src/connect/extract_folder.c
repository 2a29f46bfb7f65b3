/* extract_folder.c - looking through a folder of extracts. */
#include "extract_folder.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

bool pattern_fits(struct str pattern, struct str name)
{
    size_t p = 0, n = 0, star = SIZE_MAX, star_n = 0;
    bool hidden = name.len > 0 && name.ptr[0] == '.';
    if (hidden && (pattern.len == 0 || pattern.ptr[0] != '.')) {
        return false;
    }
    if (pattern.len == 0) {
        return true;
    }
    while (n < name.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = p++;
            star_n = n;
        } else if (p < pattern.len && (pattern.ptr[p] == '?' || pattern.ptr[p] == name.ptr[n])) {
            p++;
            n++;
        } else if (star != SIZE_MAX) { /* the last * takes one byte more */
            p = star + 1;
            n = ++star_n;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*') {
        p++;
    }
    return p == pattern.len;
}

struct newest {
    struct timespec changed;
    struct buf name;
};

/* is_newer - than what was found before? */
static bool is_newer(const struct newest *before, struct timespec changed, struct str name)
{
    if (before->name.len == 0 || changed.tv_sec != before->changed.tv_sec) {
        return before->name.len == 0 || changed.tv_sec > before->changed.tv_sec;
    }
    if (changed.tv_nsec != before->changed.tv_nsec) {
        return changed.tv_nsec > before->changed.tv_nsec;
    }
    return str_cmp(name, buf_str(&before->name)) > 0;
}

static int look_through(DIR *folder, struct str pattern, struct newest *newest)
{
    struct dirent *entry;
    while (errno = 0, (entry = readdir(folder)) != NULL) {
        struct str name = str_of(entry->d_name);
        struct stat about;
        if (pattern_fits(pattern, name) && fstatat(dirfd(folder), entry->d_name, &about, 0) == 0 &&
            S_ISREG(about.st_mode) && is_newer(newest, about.st_mtim, name)) {
            newest->changed = about.st_mtim;
            newest->name.len = 0;
            buf_add(&newest->name, name);
        }
    }
    return errno;
}

int extract_folder_newest(const char *folder, struct str pattern, struct arena *arena,
                          const char **ret, struct err *err)
{
    struct newest newest = {0};
    int code = 0;
    DIR *opened = opendir(folder);
    if (opened == NULL) {
        return err_at(err, ERR_NOTFOUND, folder, 0, 0, "this folder of extracts can't be read: %s",
                      strerror(errno));
    }
    int number = look_through(opened, pattern, &newest);
    closedir(opened);
    if (number != 0) {
        code = err_at(err, ERR_IO, folder, 0, 0, "can't be read to its end: %s", strerror(number));
    } else if (newest.name.len == 0) {
        code = err_at(err, ERR_NOTFOUND, folder, 0, 0, "no file here fits the pattern \"%.*s\"",
                      PRI(pattern)); /* not personal: of the home's files */
    } else {
        *ret = arena_printf(arena, "%s/%.*s", folder, PRI(buf_str(&newest.name))).ptr;
    }
    buf_free(&newest.name);
    return code;
}

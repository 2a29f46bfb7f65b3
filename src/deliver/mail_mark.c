/* mail_mark.c - see mail_mark.h. */
#include "mail_mark.h"

#include "whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* make - the mark and its folder, synced. Returns 0 or errno: EEXIST it is there. */
static int make(const char *folder, const char *path)
{
    if (mkdir(folder, S_IRWXU) != 0 && errno != EEXIST) {
        return errno;
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    int number = fd < 0 ? errno : 0;
    if (fd >= 0) {
        close(fd);
        int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        number = folder_fd < 0 || fsync(folder_fd) != 0 ? errno : 0;
        if (folder_fd >= 0) {
            close(folder_fd);
        }
    }
    return number;
}

int mail_mark_set(const struct home *home, struct str key, bool *ret_stood, struct err *err)
{
    struct arena arena = {0};
    const char *folder = home_file(home, &arena, "data/mail").ptr;
    const char *path = arena_printf(&arena, "%s/%.*s", folder, PRI(key)).ptr;
    int number = make(folder, path);
    int code = 0;
    if (number == 0 || (number == EEXIST && unlink(path) == 0)) {
        *ret_stood = number == EEXIST;
    } else {
        code = file_write_error(err, ERR_CREATE, path, number);
    }
    arena_free(&arena);
    return code;
}

void mail_mark_clear(const struct home *home, struct str key)
{
    struct arena arena = {0};
    unlink(home_file(home, &arena, "data/mail/%.*s", PRI(key)).ptr);
    arena_free(&arena);
}

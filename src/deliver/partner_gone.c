/* partner_gone.c - see partner_gone.h. */
#include "partner_gone.h"

#include "clock.h"
#include "whole_file.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *path_of(const struct home *home, struct arena *arena, struct str partner)
{
    return home_file(home, arena, "data/partners/%.*s.gone", PRI(partner)).ptr;
}

bool partner_gone_since(const struct home *home, struct str partner,
                        char ret[PARTNER_GONE_SINCE_MAX])
{
    struct arena arena = {0};
    struct buf text = {0};
    struct err err;
    int code = file_read_whole(path_of(home, &arena, partner), "the mark", PARTNER_GONE_SINCE_MAX,
                               &text, &err);
    struct str since = str_trim(buf_str(&text));
    bool gone = code != ERR_NOTFOUND; /* a mark that can't be read is one */
    if (gone) {
        snprintf(ret, PARTNER_GONE_SINCE_MAX, "%.*s", PRI(since));
    }
    buf_free(&text);
    arena_free(&arena);
    return gone;
}

int partner_gone_mark(const struct home *home, struct str partner, struct err *err)
{
    struct arena arena = {0};
    char now[CLOCK_TEXT_MAX];
    clock_utc_text(now);
    const char *folder = home_file(home, &arena, "data/partners").ptr;
    int code = 0;
    if (mkdir(folder, S_IRWXU) != 0 && errno != EEXIST) {
        code = file_write_error(err, ERR_CREATE, folder, errno);
    }
    code = code ? code : file_replace(path_of(home, &arena, partner), str_of(now), 0600, err);
    arena_free(&arena);
    return code;
}

int partner_gone_clear(const struct home *home, struct str partner, struct err *err)
{
    struct arena arena = {0};
    const char *path = path_of(home, &arena, partner);
    int code = 0;
    if (unlink(path) != 0) {
        code = errno == ENOENT ? err_set(err, ERR_NOTFOUND, "the partner is not marked as gone")
                               : file_write_error(err, ERR_IO, path, errno);
    }
    arena_free(&arena);
    return code;
}

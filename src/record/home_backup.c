/* home_backup.c - which files, in which order. */
#include "home_backup.h"

#include "backup.h"
#include "home_mark.h"
#include "picture.h"
#include "whole_file.h"

#include <sys/stat.h>
#include <unistd.h>

/* Keys and database are of one home: a backup of two halves would open nowhere. */
static int check_together(struct db *db, struct seal *seal, struct err *err)
{
    struct buf check = {0};
    bool there = false;
    int code = about_get(db, "keys", &check, &there, err);
    if (code == 0 && !there) {
        code = err_set(err, ERR_INPUT, "the database was never finished: make the home anew");
    }
    code = code ? code : seal_check(seal, buf_str(&check), err);
    buf_free(&check);
    return code;
}

static int backup_database(const struct home *home, struct arena *arena, struct seal *seal,
                           const char *path, struct err *err)
{
    struct db *db = NULL;
    const char *database = home_file(home, arena, "data/cantref.db").ptr;
    int code = db_open(database, DB_READ, &db, err);
    code = code ? code : picture_check_made(db, database, err);
    code = code ? code : check_together(db, seal, err);
    code = code ? code : backup_write(db, seal, path, err);
    db_close(db);
    return code;
}

int home_backup(const char *start, const char *path, bool keys, uint64_t *ret_bytes,
                struct err *err)
{
    struct home home = {.lock_fd = -1};
    struct arena arena = {0};
    struct seal *seal = NULL;
    struct stat about;
    int code = home_open(start, HOME_READ, &home, err);
    if (code != 0) {
        return code;
    }
    if (stat(home_file(&home, &arena, "data/cantref.db").ptr, &about) != 0) {
        code = err_set(err, ERR_NOTFOUND, "nothing was taken in yet: there is nothing to back up");
    }
    code = code ? code : seal_open(home_file(&home, &arena, "keys").ptr, &seal, err);
    if (code == 0) {
        code = keys ? backup_keys_write(seal, path, err)
                    : backup_database(&home, &arena, seal, path, err);
    }
    if (code == 0 && stat(path, &about) == 0) {
        *ret_bytes = (uint64_t)about.st_size;
    }
    seal_close(seal);
    arena_free(&arena);
    home_close(&home);
    return code;
}

/* ---- putting back ---- */

static bool is_there(const char *path)
{
    struct stat about;
    return lstat(path, &about) == 0;
}

/* What is told before anything is written. */
static int check_restore(const struct home *home, struct arena *arena, const char *database,
                         const char *keys, struct err *err)
{
    const char *key = home_file(home, arena, "keys/council.key").ptr;
    const char *values = home_file(home, arena, "keys/values.db").ptr;
    const char *target = home_file(home, arena, "data/cantref.db").ptr;
    if (database != NULL && is_there(target)) {
        return err_at(err, ERR_CONFLICT, target, 0, 0,
                      "is there already: a backup is put back into a home that has no database");
    }
    if (keys != NULL && is_there(values)) {
        return err_at(err, ERR_CONFLICT, values, 0, 0,
                      "is there already: keys are put back where there are none; without --keys "
                      "these are used");
    }
    if (!is_there(key)) {
        return err_at(err, ERR_NOTFOUND, key, 0, 0,
                      "is missing: type it in again from paper, five lines as printed, and chmod "
                      "600 it");
    }
    if (keys == NULL && !is_there(values)) {
        return err_at(err, ERR_NOTFOUND, values, 0, 0,
                      "is missing: name the backup of the keys with --keys");
    }
    return 0;
}

static int put_back(const struct home *home, struct arena *arena, const char *database,
                    const char *keys, struct err *err)
{
    struct seal *seal = NULL;
    const char *folder = home_file(home, arena, "keys").ptr;
    int code = check_restore(home, arena, database, keys, err);
    /* From here on, whatever ends us: the next opening looks at every key before it uses one. */
    code = code ? code : home_mark_set(home, HOME_MARK_RESTORED, err);
    code = code ? code : home_mark_clear(home, HOME_MARK_MAKING, err);
    code = code == 0 && keys != NULL ? backup_keys_restore(folder, keys, err) : code;
    code = code ? code : seal_open(folder, &seal, err);
    if (code == 0 && database != NULL) {
        code = backup_restore(seal, database, home_file(home, arena, "data/cantref.db").ptr, err);
    }
    seal_close(seal);
    return code;
}

int home_restore(const char *start, const char *database, const char *keys, int64_t *ret_lost,
                 struct err *err)
{
    struct home home = {.lock_fd = -1};
    struct arena arena = {0};
    struct picture picture = {.home = {.lock_fd = -1}};
    int code = home_open(start, HOME_WRITE, &home, err);
    if (code == ERR_NOTFOUND) {
        return err_set(err, ERR_NOTFOUND,
                       "%s is no council's home: put council.yaml and sources/ there first, from "
                       "git, or make a new one with cantref init",
                       start);
    }
    code = code ? code : put_back(&home, &arena, database, keys, err);
    arena_free(&arena);
    home_close(&home);
    code = code ? code : picture_open(start, &picture, err);
    if (code == 0) {
        *ret_lost = picture.lost;
    }
    picture_close(&picture);
    return code;
}

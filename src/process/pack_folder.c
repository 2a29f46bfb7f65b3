/* pack_folder.c - reading a pack's files. */
#include "pack_folder.h"

#include "definition.h"
#include "whole_file.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *const root_files[] = {
    "pack.yaml",     "event.yaml",   "duties.yaml", "process.yaml",
    "measures.yaml", "overlay.yaml", "README.md",   NULL};
static const struct {
    const char *name, *ending, *other_ending;
} folders[] = {
    {"triggers/", ".yaml", ".yaml"},
    {"tests/", ".yaml", ".yaml"},
    {"letters/", ".en.md", ".cy.md"},
    {"guidance/", ".en.md", ".cy.md"},
};
enum { FOLDERS = sizeof folders / sizeof folders[0] };

/* belongs - is there such a file in a pack? */
static bool belongs(struct str path)
{
    for (int i = 0; root_files[i] != NULL; i++) {
        if (str_eq(path, str_of(root_files[i]))) {
            return true;
        }
    }
    for (int i = 0; i < FOLDERS; i++) {
        struct str folder = str_of(folders[i].name);
        struct str ending = str_of(folders[i].ending);
        struct str other = str_of(folders[i].other_ending);
        if (str_starts(path, folder) && (str_ends(path, ending) || str_ends(path, other)) &&
            path.len > folder.len + ending.len) {
            return definition_name_fits(str_slice(path, folder.len, path.len - ending.len));
        }
    }
    return false;
}

/* check_place - may a file of so many bytes be there? */
static int check_place(const struct pack_folder *folder, struct str path, size_t bytes,
                       struct err *err)
{
    const char *where = folder->where != NULL ? folder->where : "";
    char shown[PACK_PATH_MAX + 4];
    snprintf(shown, sizeof shown, "%.*s",
             (int)(path.len < PACK_PATH_MAX ? path.len : PACK_PATH_MAX), path.ptr);
    if (!belongs(path)) {
        return err_at(err, ERR_INPUT, where, 0, 0,
                      "%s belongs to no pack: take it out, or call it as docs/packs.md says",
                      shown);
    }
    for (size_t i = 0; i < folder->count; i++) {
        if (str_eq(folder->files[i].path, path)) {
            return err_at(err, ERR_INPUT, where, 0, 0, "%s is there twice", shown);
        }
    }
    if (folder->count == PACK_FILES_MAX || bytes > PACK_FILE_BYTES_MAX ||
        folder->bytes + bytes > PACK_BYTES_MAX) {
        return err_at(err, ERR_LIMIT, where, 0, 0,
                      "%s is over what a pack may hold: %d files, %d bytes in one, %d in all",
                      shown, PACK_FILES_MAX, PACK_FILE_BYTES_MAX, PACK_BYTES_MAX);
    }
    return 0;
}

int pack_folder_add(struct pack_folder *folder, struct str path, struct str text, struct err *err)
{
    int code = check_place(folder, path, text.len, err);
    const char *where = folder->where != NULL ? folder->where : "";
    if (code != 0) {
        return code;
    }
    if (folder->files == NULL) {
        folder->files = arena_alloc(&folder->arena, PACK_FILES_MAX * sizeof *folder->files);
    }
    struct pack_file *file = &folder->files[folder->count++];
    file->path = arena_str(&folder->arena, path);
    file->where =
        arena_printf(&folder->arena, "%s%s%.*s", where, *where != '\0' ? "/" : "", PRI(path)).ptr;
    file->text = arena_str(&folder->arena, text);
    folder->bytes += text.len;
    return 0;
}

static int compare_files(const void *a, const void *b)
{
    return str_cmp(((const struct pack_file *)a)->path, ((const struct pack_file *)b)->path);
}

void pack_folder_sort(struct pack_folder *folder)
{
    if (folder->count > 1) {
        qsort(folder->files, folder->count, sizeof *folder->files, compare_files);
    }
}

const struct pack_file *pack_folder_find(const struct pack_folder *folder, const char *path)
{
    for (size_t i = 0; i < folder->count; i++) {
        if (str_eq(folder->files[i].path, str_of(path))) {
            return &folder->files[i];
        }
    }
    return NULL;
}

/* ---- from disk ---- */

static void read_file(struct pack_folder *folder, const char *path, struct str in_folder,
                      struct err_list *errors)
{
    struct buf text = {0};
    struct err err;
    int code = check_place(folder, in_folder, 0, &err); /* what is none of its files stays unread */
    code =
        code ? code : file_read_whole(path, "a file of the pack", PACK_FILE_BYTES_MAX, &text, &err);
    code = code ? code : pack_folder_add(folder, in_folder, buf_str(&text), &err);
    if (code != 0) {
        err_list_add(errors, &err);
    }
    buf_free(&text);
}

static bool is_folder(struct str in_folder)
{
    for (int i = 0; i < FOLDERS; i++) {
        struct str name = str_of(folders[i].name);
        if (str_eq(in_folder, str_slice(name, 0, name.len - 1))) {
            return true;
        }
    }
    return false;
}

static void read_level(struct pack_folder *folder, const char *path, const char *within,
                       struct err_list *errors);

/* read_entry - one of a folder: a file, or, in the pack's own folder, one of its folders. */
static void read_entry(struct pack_folder *folder, const char *path, const char *within,
                       const char *name, struct err_list *errors)
{
    char in_folder[PACK_PATH_MAX + 1], full[PATH_MAX];
    struct stat about;
    struct err err;
    int length = snprintf(in_folder, sizeof in_folder, "%s%s", within, name);
    int full_length = snprintf(full, sizeof full, "%s/%s%s", path, within, name);
    bool fits = length <= PACK_PATH_MAX && full_length < (int)sizeof full;
    if (!fits || lstat(full, &about) != 0) {
        err_at(&err, ERR_INPUT, folder->where, 0, 0,
               "a file's name is too long, or it can't be read");
        err_list_add(errors, &err);
    } else if (S_ISDIR(about.st_mode) && *within == '\0' && is_folder(str_of(in_folder))) {
        char next[PACK_PATH_MAX + 2];
        snprintf(next, sizeof next, "%s/", in_folder);
        read_level(folder, path, next, errors);
    } else if (!S_ISREG(about.st_mode)) {
        err_at(&err, ERR_INPUT, folder->where, 0, 0, "%s is no plain file: take it out", in_folder);
        err_list_add(errors, &err);
    } else {
        read_file(folder, full, str_of(in_folder), errors);
    }
}

/* read_level - the files of the folder, or of one of its folders ("letters/"), in byte order. */
static void read_level(struct pack_folder *folder, const char *path, const char *within,
                       struct err_list *errors)
{
    char full[PATH_MAX];
    struct dirent **entries = NULL;
    snprintf(full, sizeof full, "%s/%s", path, within);
    int count = scandir(full, &entries, NULL, alphasort);
    if (count < 0) {
        struct err err;
        err_at(&err, ERR_NOTFOUND, folder->where, 0, 0, "can't be read: %s", strerror(errno));
        err_list_add(errors, &err);
    }
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.') {
            read_entry(folder, path, within, entries[i]->d_name, errors);
        }
        free(entries[i]);
    }
    free(entries);
}

/* check_folder - is there a pack, or an overlay, in it at all? */
static int check_folder(const char *path, struct err *err)
{
    static const char *const heads[] = {"pack.yaml", "overlay.yaml"};
    char full[PATH_MAX];
    struct stat about;
    if (stat(path, &about) != 0) {
        return err_at(err, ERR_NOTFOUND, path, 0, 0, "can't be read: %s", strerror(errno));
    }
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        snprintf(full, sizeof full, "%s/%s", path, heads[i]);
        if (lstat(full, &about) == 0) {
            return 0;
        }
    }
    return err_at(err, ERR_NOTFOUND, path, 0, 0,
                  "is no folder with a pack (pack.yaml) or an overlay (overlay.yaml)");
}

/* base_name - what a folder is called, wherever it is: "." too. */
static struct str base_name(struct arena *arena, const char *path)
{
    char *real = realpath(path, NULL);
    const char *slash = real != NULL ? strrchr(real, '/') : NULL;
    struct str name = arena_str(arena, str_of(slash != NULL ? slash + 1 : ""));
    free(real);
    return name;
}

int pack_folder_read(const char *path, struct pack_folder *ret, struct err_list *errors)
{
    struct pack_folder folder = {0};
    struct err err;
    size_t before = errors->count;
    struct str where = str_of(path);
    while (where.len > 1 && where.ptr[where.len - 1] == '/') {
        where.len--;
    }
    if (where.len == 0 || where.len > PATH_MAX / 2) {
        err_set(&err, ERR_USAGE, "the folder's name is empty, or too long");
        return err_list_add(errors, &err);
    }
    folder.where = arena_str(&folder.arena, where).ptr;
    if (check_folder(folder.where, &err) != 0) {
        pack_folder_free(&folder);
        return err_list_add(errors, &err);
    }
    folder.name = base_name(&folder.arena, folder.where);
    read_level(&folder, folder.where, "", errors);
    if (errors->count > before) {
        pack_folder_free(&folder);
        return errors->kept > before ? errors->errors[before].code : ERR_INPUT;
    }
    pack_folder_sort(&folder);
    *ret = folder;
    return 0;
}

/* ---- carried by the program ---- */

static struct str pack_of(const char *path)
{
    const char *slash = strchr(path, '/');
    return str_make(path, slash != NULL ? (size_t)(slash - path) : strlen(path));
}

int pack_folder_shipped(struct str name, struct pack_folder *ret, struct err *err)
{
    struct pack_folder folder = {0};
    int code = 0;
    folder.name = arena_str(&folder.arena, name);
    folder.where = arena_printf(&folder.arena, "packs/%.*s", PRI(name)).ptr;
    for (int i = 0; i < pack_shipped_file_count && code == 0; i++) {
        const struct pack_shipped_file *file = &pack_shipped_files[i];
        if (str_eq(pack_of(file->path), name)) {
            code = pack_folder_add(&folder, str_of(file->path + name.len + 1), str_of(file->text),
                                   err);
        }
    }
    if (code == 0 && folder.count == 0) {
        code = err_set(err, ERR_NOTFOUND,
                       "there is no pack of that name: cantref pack list names them");
    }
    if (code != 0) {
        pack_folder_free(&folder);
        return code;
    }
    pack_folder_sort(&folder);
    *ret = folder;
    return 0;
}

struct str pack_shipped_name(size_t number)
{
    for (int i = 0; i < pack_shipped_file_count; i++) {
        const char *path = pack_shipped_files[i].path;
        if (str_ends(str_of(path), STR("/pack.yaml")) && number-- == 0) {
            return pack_of(path);
        }
    }
    return STR("");
}

void pack_folder_free(struct pack_folder *folder)
{
    arena_free(&folder->arena);
    *folder = (struct pack_folder){0};
}

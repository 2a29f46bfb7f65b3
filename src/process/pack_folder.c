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

int pack_folder_add(struct pack_folder *folder, struct str path, struct str text, struct err *err)
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
    if (folder->count == PACK_FILES_MAX || text.len > PACK_FILE_BYTES_MAX ||
        folder->bytes + text.len > PACK_BYTES_MAX) {
        return err_at(err, ERR_LIMIT, where, 0, 0,
                      "%s is over what a pack may hold: %d files, %d bytes in one, %d in all",
                      shown, PACK_FILES_MAX, PACK_FILE_BYTES_MAX, PACK_BYTES_MAX);
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
    int code = file_read_whole(path, "a file of the pack", PACK_FILE_BYTES_MAX, &text, &err);
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

/* read_level - the files of the folder, or of one of its folders ("letters/"). */
static void read_level(struct pack_folder *folder, const char *path, const char *within,
                       struct err_list *errors)
{
    struct err err;
    char full[PATH_MAX], entry_path[PATH_MAX];
    snprintf(full, sizeof full, "%s/%s", path, within);
    DIR *stream = opendir(full);
    if (stream == NULL) {
        err_at(&err, ERR_NOTFOUND, full, 0, 0, "can't be read: %s", strerror(errno));
        err_list_add(errors, &err);
        return;
    }
    for (struct dirent *entry; (entry = readdir(stream)) != NULL;) {
        char in_folder[PACK_PATH_MAX + 1];
        struct stat about;
        int length = snprintf(in_folder, sizeof in_folder, "%s%s", within, entry->d_name);
        int full_length =
            snprintf(entry_path, sizeof entry_path, "%s/%s%s", path, within, entry->d_name);
        bool fits = length <= PACK_PATH_MAX && full_length < (int)sizeof entry_path;
        if (entry->d_name[0] == '.') {
            continue;
        }
        if (!fits || lstat(entry_path, &about) != 0) {
            err_at(&err, ERR_INPUT, full, 0, 0, "a file's name is too long, or it can't be read");
            err_list_add(errors, &err);
        } else if (S_ISDIR(about.st_mode) && *within == '\0' && is_folder(str_of(in_folder))) {
            char next[PACK_PATH_MAX + 2];
            snprintf(next, sizeof next, "%s/", in_folder);
            read_level(folder, path, next, errors);
        } else if (!S_ISREG(about.st_mode)) {
            err_at(&err, ERR_INPUT, full, 0, 0, "%s is no plain file: take it out", in_folder);
            err_list_add(errors, &err);
        } else {
            read_file(folder, entry_path, str_of(in_folder), errors);
        }
    }
    closedir(stream);
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
    size_t before = errors->count;
    struct str where = str_of(path);
    while (where.len > 1 && where.ptr[where.len - 1] == '/') {
        where.len--;
    }
    if (where.len > PATH_MAX / 2) {
        struct err err;
        err_set(&err, ERR_LIMIT, "the folder's name is too long");
        return err_list_add(errors, &err);
    }
    folder.where = arena_str(&folder.arena, where).ptr;
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

/* verify_folder.c - which files lie in a log's folder. Only these may:
 *
 *   checkpoint
 *   journal/512
 *   tile/0/x001/234          a full tile      tile/entries/x001/234          a full bundle
 *   tile/0/x001/234.p/17     a partial one    tile/entries/x001/234.p/17     a partial one */
#include "verify.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

enum { DEPTH_MAX = 9 };

void *must_grow(void *array, size_t *capacity, size_t count, size_t size)
{
    if (count <= *capacity && array != NULL) {
        return array;
    }
    size_t more = *capacity < 16 ? 16 : *capacity * 2;
    more = more < count ? count : more;
    void *grown = more > SIZE_MAX / size ? NULL : realloc(array, more * size);
    if (grown == NULL) {
        fputs("cantref-verify: out of memory\n", stderr);
        exit(EX_OSERR);
    }
    *capacity = more;
    return grown;
}

/* ── one file ────────────────────────────────────────────────────────────────────────────────── */

/* read_open - all of it. NULL, or why not. */
static const char *read_open(int fd, size_t bytes_max, struct bytes *ret)
{
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        return "it is not a plain file";
    }
    if (status.st_size < 0 || (uint64_t)status.st_size > bytes_max) {
        return "it is too long";
    }
    size_t size = (size_t)status.st_size, capacity = 0;
    struct bytes bytes = {must_grow(NULL, &capacity, size + 1, 1), 0};
    while (bytes.len <= size) {
        ssize_t got = read(fd, bytes.at + bytes.len, size + 1 - bytes.len);
        if (got < 0 && errno != EINTR) {
            free(bytes.at);
            return "it can't be read";
        }
        if (got == 0) {
            break;
        }
        bytes.len += got > 0 ? (size_t)got : 0;
    }
    if (bytes.len != size) {
        free(bytes.at);
        return "it changes while it is read: check a copy, or when the program does not run";
    }
    *ret = bytes;
    return NULL;
}

bool read_file(const char *folder, const char *path, size_t bytes_max, struct bytes *ret,
               const char **ret_why)
{
    char full[PATH_MAX];
    if ((size_t)snprintf(full, sizeof full, "%s%s%s", folder, folder[0] ? "/" : "", path) >=
        sizeof full) {
        *ret_why = "its name is too long";
        return false;
    }
    int fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        *ret_why = errno == ENOENT ? "it is missing" : "it can't be read";
        return false;
    }
    *ret_why = read_open(fd, bytes_max, ret);
    close(fd);
    return *ret_why == NULL;
}

/* ── names of tiles ──────────────────────────────────────────────────────────────────────────── */

const char *tile_path(int level, uint64_t number, unsigned width, char ret[PATH_BYTES_MAX])
{
    char groups[64] = "", head[24] = "tile/entries", tail[16] = "";
    snprintf(groups, sizeof groups, "%03u", (unsigned)(number % 1000));
    for (uint64_t rest = number / 1000; rest > 0; rest /= 1000) {
        char longer[64];
        snprintf(longer, sizeof longer, "x%03u/%.50s", (unsigned)(rest % 1000), groups);
        memcpy(groups, longer, sizeof groups);
    }
    if (level != ENTRIES) {
        snprintf(head, sizeof head, "tile/%d", level);
    }
    if (width < TILE_WIDTH) {
        snprintf(tail, sizeof tail, ".p/%u", width);
    }
    snprintf(ret, PATH_BYTES_MAX, "%s/%s%s", head, groups, tail);
    return ret;
}

/* digits - three of them at *at; *at moves on. */
static bool digits(const char **at, uint64_t *number)
{
    for (int i = 0; i < 3; i++, (*at)++) {
        if (**at < '0' || **at > '9') {
            return false;
        }
        *number = *number * 10 + (uint64_t)(**at - '0');
    }
    return true;
}

bool tile_parse(const char *path, struct tile_file *ret)
{
    struct tile_file tile = {.width = TILE_WIDTH};
    char again[PATH_BYTES_MAX];
    const char *at = path;
    if (strncmp(at, "tile/entries/", 13) == 0) {
        tile.level = ENTRIES;
        at += 13;
    } else if (strncmp(at, "tile/", 5) == 0 && at[5] >= '0' && at[5] < '0' + LEVELS &&
               at[6] == '/') {
        tile.level = at[5] - '0';
        at += 7;
    } else {
        return false;
    }
    for (int groups = 0; *at == 'x'; groups++) {
        at++;
        if (groups >= 5 || !digits(&at, &tile.number) || *at++ != '/') {
            return false;
        }
    }
    if (!digits(&at, &tile.number)) {
        return false;
    }
    if (strncmp(at, ".p/", 3) == 0) {
        uint64_t width;
        if (!number_parse(at + 3, strlen(at + 3), &width) || width < 1 || width >= TILE_WIDTH) {
            return false;
        }
        tile.width = (unsigned)width;
    } else if (*at != '\0') {
        return false;
    }
    /* Only the one way of writing it. */
    if (strcmp(tile_path(tile.level, tile.number, tile.width, again), path) != 0) {
        return false;
    }
    *ret = tile;
    return true;
}

/* ── the folder ──────────────────────────────────────────────────────────────────────────────── */

static void add_file(struct folder *folder, const char *path, struct findings *findings)
{
    struct tile_file tile;
    uint64_t first;
    if (strcmp(path, "checkpoint") == 0) {
        return;
    }
    if (tile_parse(path, &tile)) {
        folder->tiles = must_grow(folder->tiles, &folder->tile_capacity, folder->tile_count + 1,
                                  sizeof *folder->tiles);
        folder->tiles[folder->tile_count++] = tile;
    } else if (strncmp(path, "journal/", 8) == 0 &&
               number_parse(path + 8, strlen(path + 8), &first)) {
        folder->journals = must_grow(folder->journals, &folder->journal_capacity,
                                     folder->journal_count + 1, sizeof *folder->journals);
        folder->journals[folder->journal_count++] = first;
    } else {
        find(findings, path, NO_LEAF, "no log has a file of this name");
    }
}

/* may_be_folder - is a folder of a log called so, as far as its name's letters go? */
static bool may_be_folder(const char *path)
{
    size_t len = strlen(path);
    char probe[PATH_BYTES_MAX * 2];
    struct tile_file tile;
    if (strcmp(path, "tile") == 0 || strcmp(path, "journal") == 0 ||
        strcmp(path, "tile/entries") == 0 ||
        (strncmp(path, "tile/", 5) == 0 && len == 6 && path[5] >= '0' && path[5] < '0' + LEVELS)) {
        return true;
    }
    snprintf(probe, sizeof probe, len > 2 && strcmp(path + len - 2, ".p") == 0 ? "%s/1" : "%s/000",
             path);
    return tile_parse(probe, &tile);
}

static bool list_folder(struct folder *folder, const char *path, int depth,
                        struct findings *findings);

/* add_thing - a file, or all in a folder. */
static void add_thing(struct folder *folder, const char *path, int depth, struct findings *findings)
{
    char full[PATH_MAX];
    struct stat status;
    snprintf(full, sizeof full, "%s/%s", folder->path, path);
    if (lstat(full, &status) != 0) {
        find(findings, path, NO_LEAF, "it can't be looked at");
    } else if (S_ISREG(status.st_mode)) {
        add_file(folder, path, findings);
    } else if (!S_ISDIR(status.st_mode)) {
        find(findings, path, NO_LEAF, "it is neither a plain file nor a folder");
    } else if (depth >= DEPTH_MAX || !may_be_folder(path)) {
        find(findings, path, NO_LEAF, "no log has a folder of this name");
    } else if (!list_folder(folder, path, depth + 1, findings)) {
        find(findings, path, NO_LEAF, "this folder can't be read");
    }
}

static bool list_folder(struct folder *folder, const char *path, int depth,
                        struct findings *findings)
{
    char full[PATH_MAX];
    snprintf(full, sizeof full, "%s/%s", folder->path, path);
    DIR *things = opendir(full);
    if (things == NULL) {
        return false;
    }
    for (struct dirent *thing; (thing = readdir(things)) != NULL;) {
        char name[PATH_BYTES_MAX * 2];
        if (strcmp(thing->d_name, ".") == 0 || strcmp(thing->d_name, "..") == 0) {
            continue;
        }
        if ((size_t)snprintf(name, sizeof name, "%s%s%s", path, path[0] ? "/" : "",
                             thing->d_name) >= sizeof name) {
            find(findings, name, NO_LEAF, "no log has a file of such a long name");
        } else {
            add_thing(folder, name, depth, findings);
        }
    }
    closedir(things);
    return true;
}

static int compare_tiles(const void *a, const void *b)
{
    const struct tile_file *left = a, *right = b;
    if (left->level != right->level) {
        return left->level < right->level ? -1 : 1;
    }
    if (left->number != right->number) {
        return left->number < right->number ? -1 : 1;
    }
    return (left->width > right->width) - (left->width < right->width);
}

static int compare_numbers(const void *a, const void *b)
{
    const uint64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

bool folder_list(const char *path, struct folder *ret, struct findings *findings)
{
    *ret = (struct folder){.path = path};
    if (!list_folder(ret, "", 0, findings)) {
        return false;
    }
    if (ret->tile_count > 0) {
        qsort(ret->tiles, ret->tile_count, sizeof *ret->tiles, compare_tiles);
    }
    if (ret->journal_count > 0) {
        qsort(ret->journals, ret->journal_count, sizeof *ret->journals, compare_numbers);
    }
    return true;
}

void folder_free(struct folder *folder)
{
    free(folder->tiles);
    free(folder->journals);
}

size_t folder_tile_first(const struct folder *folder, int level, uint64_t number)
{
    struct tile_file sought = {level, number, 0, false};
    size_t from = 0, to = folder->tile_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (compare_tiles(&folder->tiles[middle], &sought) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

struct tile_file *folder_tile(const struct folder *folder, int level, uint64_t number,
                              unsigned width)
{
    for (size_t i = folder_tile_first(folder, level, number); i < folder->tile_count; i++) {
        struct tile_file *tile = &folder->tiles[i];
        if (tile->level != level || tile->number != number) {
            break;
        }
        if (tile->width == width) {
            return tile;
        }
    }
    return NULL;
}

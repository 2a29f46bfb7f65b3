/* audit_recover.c - a log as its files have it: the published tree's edge from its last tiles, then
 * the journal's batches, each held against the checkpoint that it ends with. */
#include "audit_parts.h"

#include "whole_file.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const size_t journal_bytes_max = (size_t)1 << 34;

static int not_whole(struct audit *log, const char *path, const char *what, struct err *err)
{
    return err_at(err, ERR_INPUT, audit_in_log(&log->files, path).text, 0, 0,
                  "%s; nothing was changed. cantref-verify says what is wrong with the log", what);
}

/* ── what is published ───────────────────────────────────────────────────────────────────────── */

static int load_level(struct audit *log, int level, uint64_t size, struct audit_hash *ret,
                      struct err *err)
{
    char path[AUDIT_PATH_MAX];
    uint64_t count = size >> (level * AUDIT_TILE_BITS);
    size_t width = (size_t)(count % AUDIT_TILE_WIDTH);
    if (width == 0) {
        return 0;
    }
    return audit_file_read_at(&log->files,
                              audit_tile_path(level, count / AUDIT_TILE_WIDTH, width, path), 0,
                              width * AUDIT_HASH_BYTES, (char *)ret, err);
}

/* load_tail - the leaves of the last, partial bundle; they are those of the tile. */
static int load_tail(struct audit *log, uint64_t size, struct err *err)
{
    char path[AUDIT_PATH_MAX];
    struct buf bytes = {0};
    struct str entries, leaf;
    size_t width = (size_t)(size % AUDIT_TILE_WIDTH);
    int code = 0;
    log->tail.first = size - width;
    if (width == 0) {
        return 0;
    }
    audit_tile_path(AUDIT_ENTRIES_LEVEL, size / AUDIT_TILE_WIDTH, width, path);
    code = audit_file_read(&log->files, path, (size_t)1 << 25, &bytes, err);
    entries = buf_str(&bytes);
    for (size_t i = 0; code == 0 && i < width; i++) {
        struct audit_hash hash;
        bool is_there = audit_entry_next(&entries, &leaf);
        if (is_there) {
            hash = audit_leaf_hash(leaf);
        }
        if (!is_there || !audit_hash_eq(&hash, &log->edge.levels[0].at[i])) {
            code = not_whole(log, path, "a leaf is not the one that was logged", err);
        } else {
            tail_add(&log->tail, leaf);
        }
    }
    buf_free(&bytes);
    return code;
}

static int load_published(struct audit *log, struct err *err)
{
    struct audit_checkpoint checkpoint;
    struct audit_hash(*hashes)[AUDIT_TILE_WIDTH] = mem_must_array(AUDIT_LEVELS, sizeof *hashes);
    const struct audit_hash *rows[AUDIT_LEVELS];
    int code = audit_file_read(&log->files, "checkpoint", AUDIT_CHECKPOINT_BYTES_MAX,
                               &log->checkpoint, err);
    if (code == 0 &&
        !audit_checkpoint_parse(buf_str(&log->checkpoint), audit_public_key(log), &checkpoint)) {
        code = not_whole(log, "checkpoint", "this is no checkpoint that the log's key signed", err);
    }
    for (int level = 0; code == 0 && level < AUDIT_LEVELS; level++) {
        rows[level] = hashes[level];
        code = load_level(log, level, checkpoint.size, hashes[level], err);
    }
    if (code == 0) {
        audit_edge_load(&log->edge, checkpoint.size, rows);
        log->size = log->published = checkpoint.size;
        struct audit_hash root = audit_edge_root(&log->edge);
        if (!audit_hash_eq(&root, &checkpoint.root)) {
            code = not_whole(log, "tile", "the last tiles are not those of the checkpoint", err);
        }
    }
    mem_free(hashes);
    return code ? code : load_tail(log, log->size, err);
}

/* ── the journal ─────────────────────────────────────────────────────────────────────────────── */

static int compare_whole(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* list_journals - the first leaves of its files, in order. Others are the verifier's matter. */
static int list_journals(struct audit *log, struct whole_list *ret, struct err *err)
{
    struct audit_path path = audit_in_log(&log->files, "journal");
    DIR *folder = opendir(path.text);
    if (folder == NULL) {
        return err_set(err, ERR_IO, "%s can't be read: %s", path.text, strerror(errno));
    }
    for (struct dirent *file; (file = readdir(folder)) != NULL;) {
        uint64_t first;
        char name[AUDIT_PATH_MAX];
        if (str_to_uint(str_of(file->d_name), ((uint64_t)1 << AUDIT_SIZE_BITS) - 1, &first) &&
            strcmp(audit_journal_path(first, name) + strlen("journal/"), file->d_name) == 0) {
            whole_list_add(ret, (int64_t)first);
        }
    }
    closedir(folder);
    if (ret->count > 0) {
        qsort(ret->at, ret->count, sizeof *ret->at, compare_whole);
    }
    return 0;
}

/* add_batch - to the tree, when it is the next and stands under its checkpoint. */
static bool add_batch(struct audit *log, const struct audit_batch *batch)
{
    struct audit_checkpoint checkpoint;
    struct audit_hash perfect[AUDIT_SIZE_BITS];
    struct str entries = batch->entries, leaf;
    if (!audit_checkpoint_parse(batch->checkpoint, audit_public_key(log), &checkpoint) ||
        checkpoint.size != batch->first + batch->count) {
        return false;
    }
    if (checkpoint.size <= log->published) {
        return true; /* in tiles already */
    }
    if (batch->first != log->size) {
        return false;
    }
    memcpy(perfect, log->edge.perfect, sizeof perfect);
    while (audit_entry_next(&entries, &leaf)) {
        struct audit_hash hash = audit_leaf_hash(leaf);
        audit_edge_add(&log->edge, &hash);
        tail_add(&log->tail, leaf);
    }
    struct audit_hash root = audit_edge_root(&log->edge);
    if (!audit_hash_eq(&root, &checkpoint.root)) {
        audit_edge_cut(&log->edge, log->size, perfect);
        tail_cut(&log->tail, log->size);
        return false;
    }
    log->size = checkpoint.size;
    log->checkpoint.len = 0;
    buf_add(&log->checkpoint, batch->checkpoint);
    return true;
}

/* cut_journal - what a crash left unfinished, kept beside the log. */
static int cut_journal(struct audit *log, const char *path, uint64_t at, struct str rest,
                       struct err *err)
{
    char name[AUDIT_PATH_MAX];
    snprintf(name, sizeof name, "cut-%llu", (unsigned long long)log->size);
    struct audit_path kept = audit_in_work(&log->files, name);
    struct audit_path full = audit_in_log(&log->files, path);
    int code = file_replace(kept.text, rest, 0600, err);
    if (code != 0) {
        return code;
    }
    int fd = open(full.text, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || ftruncate(fd, (off_t)at) != 0 || fsync(fd) != 0) {
        code = file_write_error(err, ERR_IO, full.text, errno);
    }
    if (fd >= 0) {
        close(fd);
    }
    return code;
}

/* load_journal - one file. *ret_bytes: how much of it stands. */
static int load_journal(struct audit *log, uint64_t first, bool is_last, uint64_t *ret_bytes,
                        uint64_t *ret_cut, struct err *err)
{
    char path[AUDIT_PATH_MAX];
    struct buf bytes = {0};
    struct audit_batch batch;
    uint64_t next = first;
    audit_journal_path(first, path);
    int code = audit_file_read(&log->files, path, journal_bytes_max, &bytes, err);
    struct str rest = buf_str(&bytes), before = rest;
    if (code == 0 && first > log->size) {
        code = not_whole(log, path, "leaves between the tiles and this file are missing", err);
    }
    while (code == 0 && rest.len > 0) {
        before = rest;
        if (!audit_batch_parse(&rest, &batch) || batch.first != next || !add_batch(log, &batch)) {
            rest = before;
            break;
        }
        next = batch.first + batch.count;
    }
    *ret_bytes = bytes.len - rest.len;
    rest = audit_without_room(rest);
    if (code == 0 && rest.len > 0) {
        if (!is_last || !audit_rest_is_unfinished(rest, audit_public_key(log))) {
            code = not_whole(log, path, "a batch of the journal is damaged", err);
        } else {
            code = cut_journal(log, path, *ret_bytes, rest, err);
            *ret_cut = rest.len;
        }
    }
    buf_free(&bytes);
    return code;
}

static int open_journal(struct audit *log, uint64_t first, uint64_t bytes, struct err *err)
{
    char path[AUDIT_PATH_MAX];
    struct audit_path full = audit_in_log(&log->files, audit_journal_path(first, path));
    log->journal_fd = open(full.text, O_RDWR | O_CLOEXEC);
    if (log->journal_fd < 0) {
        return file_write_error(err, ERR_CREATE, full.text, errno);
    }
    log->journal_first = first;
    log->journal_bytes = log->journal_room = bytes;
    return ftruncate(log->journal_fd, (off_t)bytes) == 0
               ? 0
               : file_write_error(err, ERR_IO, full.text, errno);
}

static int load_journals(struct audit *log, uint64_t *ret_cut, struct err *err)
{
    struct whole_list firsts = {0};
    int code = list_journals(log, &firsts, err);
    uint64_t bytes = 0;
    for (size_t i = 0; code == 0 && i < firsts.count; i++) {
        bool is_last = i + 1 == firsts.count;
        code = load_journal(log, (uint64_t)firsts.at[i], is_last, &bytes, ret_cut, err);
        if (code == 0 && !is_last) {
            whole_list_add(&log->journals, firsts.at[i]);
        }
    }
    if (code == 0 && firsts.count > 0) {
        code = open_journal(log, (uint64_t)firsts.at[firsts.count - 1], bytes, err);
    } else if (code == 0) {
        code = audit_journal_begin(log, log->size, err);
    }
    whole_list_free(&firsts);
    return code;
}

/* ── all of it ───────────────────────────────────────────────────────────────────────────────── */

static int begin_log(struct audit *log, struct err *err)
{
    struct audit_checkpoint none = {0, audit_empty_hash()};
    audit_keys_sign(log->keys, &none, &log->checkpoint);
    int code = audit_file_put(&log->files, "checkpoint", buf_str(&log->checkpoint), err);
    code = code ? code : audit_files_sync(&log->files, err);
    log->checkpoint.len = 0;
    return code;
}

int audit_recover(struct audit *log, const struct audit_place *place, uint64_t *ret_cut,
                  struct err *err)
{
    struct audit_path checkpoint = audit_in_log(&log->files, "checkpoint");
    struct whole_list firsts = {0};
    bool has_checkpoint = faccessat(AT_FDCWD, checkpoint.text, F_OK, AT_EACCESS) == 0;
    int code = list_journals(log, &firsts, err);
    bool has_journal = firsts.count > 0;
    whole_list_free(&firsts);
    if (code == 0 && !has_checkpoint && (has_journal || audit_keys_exist(place->keys_folder))) {
        code = err_set(err, ERR_INPUT,
                       "the log %s is gone or not whole, and its key is there: put the log back "
                       "from its copy",
                       log->files.log);
    }
    code = code ? code
                : audit_keys_open(place->keys_folder, place->name, has_journal, &log->keys, err);
    if (code == 0 && !audit_keys_exist(place->keys_folder)) { /* a new log, or one hardly begun */
        code = begin_log(log, err);
        code = code ? code : audit_keys_settle(log->keys, err);
    } else if (code == 0) {
        code = audit_keys_settle(log->keys, err);
    }
    code = code ? code : load_published(log, err);
    return code ? code : load_journals(log, ret_cut, err);
}

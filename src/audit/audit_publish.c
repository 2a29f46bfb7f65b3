/* audit_publish.c - what the journal holds, as tiles, bundles and a checkpoint.
 *
 *   1  the journal turns: what follows goes into a new file of it
 *   2  tiles and bundles up to there, each whole and synced; their folders
 *   3  the checkpoint; its folder
 *   4  partial tiles that are superseded, and the old files of the journal, are removed
 *
 * After a crash between any two of them the files of the journal say all that is missing. */
#include "audit_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* ── the journal turns ───────────────────────────────────────────────────────────────────────── */

int audit_journal_begin(struct audit *log, uint64_t size, struct err *err)
{
    char name[AUDIT_PATH_MAX];
    struct audit_path path = audit_in_log(&log->files, audit_journal_path(size, name));
    struct audit_path folder = audit_in_log(&log->files, "journal");
    int fd = open(path.text, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return err_set(err, ERR_CREATE, "%s can't be made: %s", path.text, strerror(errno));
    }
    int folder_fd = open(folder.text, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = folder_fd >= 0 && fsync(folder_fd) == 0;
    if (folder_fd >= 0) {
        close(folder_fd);
    }
    if (!is_synced) {
        close(fd);
        pthread_mutex_lock(&log->state_lock);
        log->is_broken = true;
        pthread_mutex_unlock(&log->state_lock);
        return audit_broken(err);
    }
    if (log->journal_fd >= 0) {
        close(log->journal_fd);
        pthread_mutex_lock(&log->state_lock);
        whole_list_add(&log->journals, (int64_t)log->journal_first);
        pthread_mutex_unlock(&log->state_lock);
    }
    log->journal_fd = fd;
    log->journal_first = size;
    log->journal_bytes = log->journal_room = 0;
    log->journal_batches = 0;
    return 0;
}

/* ── tiles ───────────────────────────────────────────────────────────────────────────────────── */

/* struct round - one publishing, from a size to another. */
struct round {
    uint64_t from, to;
    char *bytes; /* a copy of what goes into the tiles of one level */
    size_t len;
    uint64_t first;       /* the number of its first hash or leaf */
    const size_t *starts; /* of leaves */
};

static uint64_t count_at(uint64_t size, int level)
{
    return level <= 0 ? size : size >> (level * AUDIT_TILE_BITS);
}

/* put_tiles - of one level: full ones, and the partial one that is new. */
static int put_tiles(struct audit *log, int level, const struct round *round, struct err *err)
{
    uint64_t count = count_at(round->to, level);
    int code = 0;
    if (count == count_at(round->from, level)) {
        return 0;
    }
    for (uint64_t at = round->first; code == 0 && at < count; at += AUDIT_TILE_WIDTH) {
        size_t width =
            count - at < AUDIT_TILE_WIDTH ? (size_t)(count - at) : (size_t)AUDIT_TILE_WIDTH;
        size_t from = (size_t)(at - round->first), to = from + width;
        from = level == AUDIT_ENTRIES_LEVEL ? round->starts[from] : from * AUDIT_HASH_BYTES;
        to = level == AUDIT_ENTRIES_LEVEL ? round->starts[to] : to * AUDIT_HASH_BYTES;
        char path[AUDIT_PATH_MAX];
        code =
            audit_file_put(&log->files, audit_tile_path(level, at / AUDIT_TILE_WIDTH, width, path),
                           str_make(round->bytes + from, to - from), err);
    }
    return code;
}

/* put_level - with a copy, so that appending goes on meanwhile. */
static int put_level(struct audit *log, int level, struct round *round, struct err *err)
{
    size_t *starts = NULL;
    pthread_mutex_lock(&log->state_lock);
    if (level == AUDIT_ENTRIES_LEVEL) {
        size_t leaves = (size_t)(round->to - log->tail.first);
        round->first = log->tail.first;
        starts = mem_must_array(leaves + 1, sizeof *starts);
        if (leaves > 0) {
            memcpy(starts, log->tail.starts, (leaves + 1) * sizeof *starts);
        }
        round->len = starts[leaves];
        round->bytes = mem_must_array(round->len, 1);
        if (round->len > 0) {
            memcpy(round->bytes, log->tail.bytes.ptr, round->len);
        }
    } else {
        const struct audit_level *hashes = &log->edge.levels[level];
        round->first = hashes->first;
        round->len = (size_t)(count_at(round->to, level) - hashes->first) * AUDIT_HASH_BYTES;
        round->bytes = mem_must_array(round->len, 1);
        if (round->len > 0) {
            memcpy(round->bytes, hashes->at, round->len);
        }
    }
    pthread_mutex_unlock(&log->state_lock);
    round->starts = starts;
    int code = put_tiles(log, level, round, err);
    mem_free(starts);
    mem_free(round->bytes);
    return code;
}

/* remove_partials - of a tree of size `from`, those that a tree of size `to` has no use for. */
static void remove_partials(struct audit *log, uint64_t from, uint64_t to)
{
    for (int level = AUDIT_ENTRIES_LEVEL; level < AUDIT_LEVELS; level++) {
        uint64_t count = count_at(from, level);
        size_t width = (size_t)(count % AUDIT_TILE_WIDTH);
        if (width > 0 && count != count_at(to, level)) {
            char path[AUDIT_PATH_MAX];
            audit_file_remove(&log->files,
                              audit_tile_path(level, count / AUDIT_TILE_WIDTH, width, path));
        }
    }
}

/* tidy - what is in tiles now, and what they supersede. */
static void tidy(struct audit *log, uint64_t from, uint64_t to)
{
    struct whole_list old = {0};
    pthread_mutex_lock(&log->state_lock);
    for (size_t i = 0; i < log->journals.count; i++) {
        whole_list_add(&old, log->journals.at[i]);
    }
    log->journals.count = 0;
    pthread_mutex_unlock(&log->state_lock);
    remove_partials(log, from, to);
    for (size_t i = 0; i < old.count;
         i++) { /* each began at a size that was, or was to be, published */
        remove_partials(log, (uint64_t)old.at[i], to);
    }
    for (size_t i = 0; i < old.count; i++) {
        char path[AUDIT_PATH_MAX];
        audit_file_remove(&log->files, audit_journal_path((uint64_t)old.at[i], path));
    }
    whole_list_free(&old);
}

static int publish_round(struct audit *log, struct round *round, struct str checkpoint,
                         struct err *err)
{
    int code = 0;
    for (int level = AUDIT_ENTRIES_LEVEL; code == 0 && level < AUDIT_LEVELS; level++) {
        code = put_level(log, level, round, err);
    }
    code = code ? code : audit_files_sync(&log->files, err);
    code = code ? code : audit_file_put(&log->files, "checkpoint", checkpoint, err);
    code = code ? code : audit_files_sync(&log->files, err);
    if (code != 0 && log->files.is_sync_failed) {
        pthread_mutex_lock(&log->state_lock);
        log->is_broken = true;
        pthread_mutex_unlock(&log->state_lock);
        audit_broken(err);
    }
    return code;
}

/* publish - with publish_lock. */
static int publish(struct audit *log, struct err *err)
{
    struct buf checkpoint = {0};
    struct audit_request request = {.rotates = true, .checkpoint = &checkpoint};
    struct round round = {.from = log->published};
    int code = audit_wait(log, &request, err);
    round.to = request.first;
    if (code == 0 && round.to > round.from) {
        code = publish_round(log, &round, buf_str(&checkpoint), err);
    }
    buf_free(&checkpoint);
    if (code != 0) {
        return code;
    }
    pthread_mutex_lock(&log->state_lock);
    log->published = round.to;
    audit_edge_drop(&log->edge, round.to);
    tail_drop(&log->tail, round.to);
    pthread_mutex_unlock(&log->state_lock);
    tidy(log, round.from, round.to);
    return 0;
}

int audit_publish(struct audit *log, struct err *err)
{
    int code = 0;
    pthread_mutex_lock(&log->publish_lock);
    pthread_mutex_lock(&log->state_lock);
    bool is_wanted = log->size > log->published || log->journals.count > 0;
    pthread_mutex_unlock(&log->state_lock);
    if (is_wanted) {
        code = publish(log, err);
    }
    pthread_mutex_lock(&log->state_lock);
    log->is_unpublished = code != 0;
    pthread_cond_broadcast(&log->changed);
    pthread_mutex_unlock(&log->state_lock);
    pthread_mutex_unlock(&log->publish_lock);
    return code;
}

/* ── the thread ──────────────────────────────────────────────────────────────────────────────── */

/* wait_until - enough waits, or it is time; with state_lock. False: to stop. */
static bool wait_until_due(struct audit *log)
{
    struct timespec due = {0};
    bool has_due = false;
    while (!log->is_stopping) {
        uint64_t waits = log->size - log->published;
        if (log->is_broken || (waits == 0 && log->journals.count == 0)) {
            has_due = false;
            pthread_cond_wait(&log->changed, &log->state_lock);
            continue;
        }
        if (waits >= log->publish_leaves && !log->is_unpublished) {
            return true;
        }
        if (!has_due) {
            clock_gettime(CLOCK_MONOTONIC, &due);
            due.tv_sec += log->publish_ms / 1000;
            due.tv_nsec += (long)(log->publish_ms % 1000) * 1000000;
            due.tv_sec += due.tv_nsec / 1000000000;
            due.tv_nsec %= 1000000000;
            has_due = true;
        }
        if (pthread_cond_timedwait(&log->changed, &log->state_lock, &due) == ETIMEDOUT) {
            return true;
        }
    }
    return false;
}

static void *publisher_run(void *context)
{
    struct audit *log = context;
    pthread_mutex_lock(&log->state_lock);
    while (wait_until_due(log)) {
        bool is_quiet = log->size - log->published < log->publish_leaves;
        pthread_mutex_unlock(&log->state_lock);
        /* What fails is tried again when it is due again; callers are told once they must wait. */
        if (audit_publish(log, NULL) == 0 && is_quiet) {
            audit_index_follow(log, NULL);
        }
        pthread_mutex_lock(&log->state_lock);
    }
    pthread_mutex_unlock(&log->state_lock);
    return NULL;
}

int audit_publish_start(struct audit *log, struct err *err)
{
    int number = pthread_create(&log->publisher, NULL, publisher_run, log);
    log->has_publisher = number == 0;
    return number == 0
               ? 0
               : err_set(err, ERR_IO, "the thread that publishes the log can't be started: %s",
                         strerror(number));
}

void audit_publish_stop(struct audit *log)
{
    if (!log->has_publisher) {
        return;
    }
    pthread_mutex_lock(&log->state_lock);
    log->is_stopping = true;
    pthread_cond_broadcast(&log->changed);
    pthread_mutex_unlock(&log->state_lock);
    pthread_join(log->publisher, NULL);
    log->has_publisher = false;
}

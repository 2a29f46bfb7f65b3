/* audit.c - the log opened and closed, and leaves made durable, many at once.
 *
 *   caller                    the one that leads
 *   leaf made and hashed      takes all that wait, adds them to the tree, signs, writes, syncs
 *   into the queue ─────────► hands the lead to the next that waits, wakes the others
 *   sem_wait ◄──────────────
 *
 * Who comes while nobody leads, leads: a caller alone waits for no other thread. Who leads waits
 * for as many as were together last time, for a small part of what a sync takes: those who were
 * answered together come back together, and share the next sync too. */
#include "audit_parts.h"

#include "clock.h"
#include "whole_file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sodium.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum {
    REQUEST_BYTES_MAX = 1 << 23,
    TAKEN_BYTES_MAX = 1 << 24,
    TAIL_BYTES_MAX = 1 << 28, /* more, and callers wait for the publisher */
    ROOM_BATCHES = 8,         /* in the journal's file, before room is made in it */
    ROOM_BYTES_MIN = 1 << 12, /* doubling up to */
    ROOM_BYTES_MAX = 1 << 20
};
static const double gather_s = 100e-6;

int audit_broken(struct err *err)
{
    return err_set(err, ERR_IO,
                   "the log could not be brought to disk: nothing more is shown until the program "
                   "is started anew");
}

/* ── leaves in memory ────────────────────────────────────────────────────────────────────────── */

void tail_add(struct audit_tail *tail, struct str leaf)
{
    void *starts = tail->starts;
    mem_must_grow(&starts, &tail->capacity, tail->count + 2, sizeof *tail->starts);
    tail->starts = starts;
    tail->starts[tail->count++] = tail->bytes.len;
    audit_entry_write(leaf, &tail->bytes);
    tail->starts[tail->count] = tail->bytes.len;
}

void tail_cut(struct audit_tail *tail, uint64_t size)
{
    size_t count = (size_t)(size - tail->first);
    assert(size >= tail->first && count <= tail->count);
    if (count < tail->count) {
        tail->count = count;
        tail->bytes.len = tail->starts[count];
    }
}

void tail_drop(struct audit_tail *tail, uint64_t size)
{
    uint64_t first = size & ~(uint64_t)(AUDIT_TILE_WIDTH - 1);
    size_t gone = (size_t)(first - tail->first);
    assert(first >= tail->first && gone <= tail->count);
    if (gone == 0) {
        return;
    }
    size_t bytes = tail->starts[gone];
    memmove(tail->bytes.ptr, tail->bytes.ptr + bytes, tail->bytes.len - bytes);
    tail->bytes.len -= bytes;
    tail->count -= gone;
    for (size_t i = 0; i <= tail->count; i++) {
        tail->starts[i] = tail->starts[i + gone] - bytes;
    }
    tail->first = first;
}

/* ── a batch ─────────────────────────────────────────────────────────────────────────────────── */

/* grow - the tree by the leaves of the requests; the checkpoint over all. */
static struct audit_checkpoint grow(struct audit *log, const struct audit_request *list)
{
    struct str entries, leaf;
    pthread_mutex_lock(&log->state_lock);
    for (const struct audit_request *request = list; request != NULL; request = request->next) {
        entries = request->entries;
        for (size_t i = 0; i < request->count; i++) {
            bool is_there = audit_entry_next(&entries, &leaf);
            assert(is_there);
            (void)is_there;
            audit_edge_add(&log->edge, &request->hashes[i]);
            tail_add(&log->tail, leaf);
        }
    }
    struct audit_checkpoint checkpoint = {log->edge.size, audit_edge_root(&log->edge)};
    pthread_mutex_unlock(&log->state_lock);
    return checkpoint;
}

static void shrink(struct audit *log, uint64_t size,
                   const struct audit_hash perfect[AUDIT_SIZE_BITS])
{
    pthread_mutex_lock(&log->state_lock);
    audit_edge_cut(&log->edge, size, perfect);
    tail_cut(&log->tail, size);
    pthread_mutex_unlock(&log->state_lock);
}

static int break_log(struct audit *log, struct err *err)
{
    pthread_mutex_lock(&log->state_lock);
    log->is_broken = true;
    pthread_cond_broadcast(&log->changed);
    pthread_mutex_unlock(&log->state_lock);
    return audit_broken(err);
}

static bool is_broken(struct audit *log)
{
    pthread_mutex_lock(&log->state_lock);
    bool broken = log->is_broken;
    pthread_mutex_unlock(&log->state_lock);
    return broken;
}

/* write_at - all of bytes into the journal. Returns 0, or errno. */
static int write_at(struct audit *log, struct str bytes, uint64_t at)
{
    while (bytes.len > 0) {
        ssize_t wrote = pwrite(log->journal_fd, bytes.ptr, bytes.len, (off_t)at);
        if (wrote < 0 && errno != EINTR) {
            return errno;
        }
        bytes = str_slice(bytes, wrote > 0 ? (size_t)wrote : 0, bytes.len);
        at += wrote > 0 ? (size_t)wrote : 0;
    }
    return 0;
}

/* cut_back - the journal as it was after its last batch, without room. False: it can't be. */
static bool cut_back(struct audit *log)
{
    log->journal_room = log->journal_bytes;
    return ftruncate(log->journal_fd, (off_t)log->journal_bytes) == 0;
}

/* make_room - zeros behind a batch that the file has no room for, once there were some in it: most
 * syncs then find a file that has not grown. False: the journal can't be put as it was. */
static bool make_room(struct audit *log, size_t bytes)
{
    static const char zeros[ROOM_BYTES_MAX];
    uint64_t end = log->journal_bytes + bytes;
    if (log->journal_batches < ROOM_BATCHES || end <= log->journal_room) {
        return true;
    }
    size_t more = log->journal_bytes < ROOM_BYTES_MIN   ? ROOM_BYTES_MIN
                  : log->journal_bytes < ROOM_BYTES_MAX ? (size_t)log->journal_bytes
                                                        : ROOM_BYTES_MAX;
    if (write_at(log, str_make(zeros, more), end) != 0) {
        return cut_back(log); /* the batch itself may fit */
    }
    log->journal_room = end + more;
    return true;
}

/* write_batch - log->batch at the journal's end, and sync. After a write that failed the journal is
 * as it was. */
static int write_batch(struct audit *log, struct err *err)
{
    struct str batch = buf_str(&log->batch);
    if (!make_room(log, batch.len)) {
        return break_log(log, err);
    }
    int number = write_at(log, batch, log->journal_bytes);
    if (number != 0) {
        char path[AUDIT_PATH_MAX];
        if (!cut_back(log)) {
            return break_log(log, err);
        }
        audit_journal_path(log->journal_first, path);
        return file_write_error(err, ERR_IO, audit_in_log(&log->files, path).text, number);
    }
    if (fdatasync(log->journal_fd) != 0) {
        return break_log(log, err);
    }
    log->journal_bytes += batch.len;
    log->journal_batches++;
    return 0;
}

/* make_batch - the bytes to write: all leaves of the requests, and the checkpoint. */
static void make_batch(struct audit *log, const struct audit_request *list, size_t count,
                       const struct audit_checkpoint *checkpoint)
{
    struct buf entries = {0};
    for (const struct audit_request *request = list; request != NULL; request = request->next) {
        buf_add(&entries, request->entries);
    }
    log->next_checkpoint.len = log->batch.len = 0;
    audit_keys_sign(log->keys, checkpoint, &log->next_checkpoint);
    struct audit_batch batch = {checkpoint->size - count, count, buf_str(&entries),
                                buf_str(&log->next_checkpoint)};
    audit_batch_write(&batch, &log->batch);
    buf_free(&entries);
}

/* commit_leaves - of all requests, on disk or as if they had never been. */
static int commit_leaves(struct audit *log, struct audit_request *list, size_t count,
                         struct err *err)
{
    struct audit_hash perfect[AUDIT_SIZE_BITS];
    uint64_t before = log->size; /* only the leader changes it */
    if (is_broken(log)) {
        return audit_broken(err);
    }
    memcpy(perfect, log->edge.perfect, sizeof perfect);
    struct audit_checkpoint checkpoint = grow(log, list);
    make_batch(log, list, count, &checkpoint);
    int code = write_batch(log, err);
    if (code != 0) {
        shrink(log, before, perfect);
        return code;
    }
    uint64_t first = before;
    for (struct audit_request *request = list; request != NULL; request = request->next) {
        request->first = first;
        first += request->count;
    }
    pthread_mutex_lock(&log->state_lock);
    log->size = checkpoint.size;
    struct buf older = log->checkpoint;
    log->checkpoint = log->next_checkpoint;
    log->next_checkpoint = older;
    if (before == log->published || log->size - log->published >= log->publish_leaves) {
        pthread_cond_broadcast(&log->changed);
    }
    pthread_mutex_unlock(&log->state_lock);
    return 0;
}

/* rotate - the journal, unless its file is empty. */
static void rotate(struct audit *log, struct audit_request *request)
{
    request->first = log->size;
    buf_add(request->checkpoint, buf_str(&log->checkpoint));
    if (is_broken(log)) {
        request->code = audit_broken(&request->err);
    } else if (log->journal_first != log->size) {
        request->code = audit_journal_begin(log, log->size, &request->err);
    }
}

/* commit - what a list of requests asks. */
static void commit(struct audit *log, struct audit_request *list)
{
    struct err err = {0};
    size_t count = 0, together = 0;
    int code = 0;
    for (struct audit_request *request = list; request != NULL; request = request->next) {
        count += request->count;
        together += request->count > 0;
    }
    if (count > 0) {
        code = commit_leaves(log, list, count, &err);
        log->last_together = together;
    }
    for (struct audit_request *request = list; request != NULL; request = request->next) {
        if (request->rotates) {
            rotate(log, request);
        } else if (code != 0) {
            request->code = code;
            request->err = err;
        }
    }
}

/* ── the queue ───────────────────────────────────────────────────────────────────────────────── */

/* gather - wait a little for as many as were together last time. */
static void gather(struct audit *log)
{
    if (log->last_together < 2) {
        return;
    }
    double end = clock_monotonic_s() + gather_s;
    do {
        pthread_mutex_lock(&log->queue_lock);
        bool is_enough = log->waiting >= log->last_together;
        pthread_mutex_unlock(&log->queue_lock);
        if (is_enough) {
            return;
        }
        sched_yield();
    } while (clock_monotonic_s() < end);
}

/* take - the head of the queue, as much as one batch may hold; never nothing. */
static struct audit_request *take(struct audit *log)
{
    pthread_mutex_lock(&log->queue_lock);
    struct audit_request *list = log->head, *last = list;
    size_t bytes = list->entries.len;
    log->waiting--;
    while (last->next != NULL && bytes + last->next->entries.len <= TAKEN_BYTES_MAX) {
        last = last->next;
        bytes += last->entries.len;
        log->waiting--;
    }
    log->head = last->next;
    last->next = NULL;
    pthread_mutex_unlock(&log->queue_lock);
    return list;
}

/* lead - one batch, `own` in it; then whoever waits first leads. */
static void lead(struct audit *log, struct audit_request *own)
{
    gather(log);
    struct audit_request *list = take(log), *next;
    commit(log, list);
    pthread_mutex_lock(&log->queue_lock);
    next = log->head;
    log->is_led = next != NULL;
    pthread_mutex_unlock(&log->queue_lock);
    if (next != NULL) {
        sem_post(&next->woken);
    }
    for (struct audit_request *request = list; request != NULL; request = next) {
        next = request->next; /* it is its caller's from sem_post on */
        if (request != own) {
            request->is_done = true;
            sem_post(&request->woken);
        }
    }
}

int audit_wait(struct audit *log, struct audit_request *request, struct err *err)
{
    bool leads = false;
    sem_init(&request->woken, 0, 0);
    pthread_mutex_lock(&log->queue_lock);
    if (log->head == NULL) {
        log->head = request;
    } else {
        log->last->next = request;
    }
    log->last = request;
    log->waiting++;
    if (!log->is_led) {
        log->is_led = leads = true;
    }
    pthread_mutex_unlock(&log->queue_lock);
    while (!leads && sem_wait(&request->woken) != 0) {
        assert(errno == EINTR);
    }
    if (leads || !request->is_done) {
        lead(log, request);
    }
    sem_destroy(&request->woken);
    if (request->code != 0 && err != NULL) {
        *err = request->err;
    }
    return request->code;
}

/* ── appending ───────────────────────────────────────────────────────────────────────────────── */

/* struct writing - leaves on their way into the queue. */
struct writing {
    struct audit *log;
    struct buf entries, leaf;
    struct audit_hash *hashes;
    size_t count, capacity;
    uint64_t first; /* of the first that went, when has_first */
    bool has_first;
    int64_t time_ms;
    uint8_t key[AUDIT_DETAIL_KEY_BYTES];
};

static int flush(struct writing *writing, struct err *err)
{
    if (writing->count == 0) {
        return 0;
    }
    struct audit_request request = {
        .entries = buf_str(&writing->entries), .hashes = writing->hashes, .count = writing->count};
    int code = audit_wait(writing->log, &request, err);
    if (code == 0 && !writing->has_first) {
        writing->first = request.first;
        writing->has_first = true;
    }
    writing->entries.len = 0;
    writing->count = 0;
    return code;
}

static void add_leaf(struct writing *writing, const struct audit_response *response,
                     const struct audit_leaf_place *place)
{
    void *hashes = writing->hashes;
    mem_must_grow(&hashes, &writing->capacity, writing->count + 1, sizeof *writing->hashes);
    writing->hashes = hashes;
    writing->leaf.len = 0;
    audit_leaf_write(response, place, writing->key, &writing->leaf);
    writing->hashes[writing->count++] = audit_leaf_hash(buf_str(&writing->leaf));
    audit_entry_write(buf_str(&writing->leaf), &writing->entries);
}

/* count_parts - how many leaves a response takes. */
static int count_parts(const struct audit_response *response, uint32_t *ret, struct err *err)
{
    size_t first = 0, count = 0;
    uint32_t parts = 0;
    int code = 0;
    do {
        code = audit_leaf_split(response, first, &count, err);
        first += count;
        parts++;
    } while (code == 0 && first < response->subject_count);
    *ret = parts;
    return code;
}

static int add_response(struct writing *writing, const struct audit_response *response,
                        struct err *err)
{
    uint8_t id[AUDIT_ID_BYTES];
    struct audit_leaf_place place = {.time_ms = writing->time_ms, .response_id = id};
    int code = count_parts(response, &place.parts, err);
    randombytes_buf(id, sizeof id);
    for (place.part = 1; code == 0 && place.part <= place.parts; place.part++) {
        code = audit_leaf_split(response, place.subject_first, &place.subject_count, err);
        if (code == 0) {
            add_leaf(writing, response, &place);
            place.subject_first += place.subject_count;
        }
        if (code == 0 && writing->entries.len >= REQUEST_BYTES_MAX) {
            code = flush(writing, err);
        }
    }
    return code;
}

/* wait_for_room - while the publisher is too far behind. */
static int wait_for_room(struct audit *log, struct err *err)
{
    int code = 0;
    pthread_mutex_lock(&log->state_lock);
    while (log->tail.bytes.len > TAIL_BYTES_MAX && !log->is_broken && !log->is_unpublished) {
        pthread_cond_wait(&log->changed, &log->state_lock);
    }
    if (log->is_broken) {
        code = audit_broken(err);
    } else if (log->tail.bytes.len > TAIL_BYTES_MAX) {
        code = err_set(err, ERR_IO, "tiles of the log can't be written: is the disk full?");
    }
    pthread_mutex_unlock(&log->state_lock);
    return code;
}

int audit_append_many(struct audit *log, const struct audit_response *responses, size_t count,
                      uint64_t *ret_leaf, struct err *err)
{
    assert(count > 0);
    struct writing writing = {.log = log, .time_ms = log->now_ms(log->context)};
    if (writing.time_ms < 0) {
        return err_set(err, ERR_DENIED, "the clock says a time before 1970: set the clock");
    }
    int code = wait_for_room(log, err);
    code = code ? code
                : audit_keys_month(log->keys, audit_month(writing.time_ms), true, writing.key, err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = add_response(&writing, &responses[i], err);
    }
    code = code ? code : flush(&writing, err);
    if (code == 0 && ret_leaf != NULL) {
        *ret_leaf = writing.first;
    }
    sodium_memzero(writing.key, sizeof writing.key);
    buf_free(&writing.entries);
    buf_free(&writing.leaf);
    mem_free(writing.hashes);
    return code;
}

int audit_append(struct audit *log, const struct audit_response *response, uint64_t *ret_leaf,
                 struct err *err)
{
    return audit_append_many(log, response, 1, ret_leaf, err);
}

uint64_t audit_size(struct audit *log)
{
    pthread_mutex_lock(&log->state_lock);
    uint64_t size = log->size;
    pthread_mutex_unlock(&log->state_lock);
    return size;
}

const struct audit_public *audit_public_key(const struct audit *log)
{
    return audit_keys_public(log->keys);
}

/* ── opening and closing ─────────────────────────────────────────────────────────────────────── */

static int64_t system_now_ms(void *context)
{
    (void)context;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void free_log(struct audit *log)
{
    if (log->journal_fd >= 0) {
        close(log->journal_fd);
    }
    audit_index_close(log->index);
    audit_keys_close(log->keys);
    audit_files_close(&log->files);
    audit_edge_free(&log->edge);
    buf_free(&log->tail.bytes);
    mem_free(log->tail.starts);
    buf_free(&log->batch);
    buf_free(&log->checkpoint);
    buf_free(&log->next_checkpoint);
    whole_list_free(&log->journals);
    pthread_mutex_destroy(&log->queue_lock);
    pthread_mutex_destroy(&log->state_lock);
    pthread_mutex_destroy(&log->publish_lock);
    pthread_mutex_destroy(&log->index_lock);
    pthread_cond_destroy(&log->changed);
    mem_free(log);
}

static struct audit *new_log(const struct audit_place *place)
{
    struct audit *log = mem_must_array(1, sizeof *log);
    log->journal_fd = -1;
    log->files.lock_fd = -1;
    log->now_ms = place->now_ms != NULL ? place->now_ms : system_now_ms;
    log->context = place->context;
    log->publish_leaves = place->publish_leaves ? place->publish_leaves : AUDIT_PUBLISH_LEAVES;
    log->publish_ms = place->publish_ms ? place->publish_ms : AUDIT_PUBLISH_MS;
    pthread_mutex_init(&log->queue_lock, NULL);
    pthread_mutex_init(&log->state_lock, NULL);
    pthread_mutex_init(&log->publish_lock, NULL);
    pthread_mutex_init(&log->index_lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&log->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return log;
}

/* tell_recovery - that an unfinished end was cut off. */
static int tell_recovery(struct audit *log, uint64_t cut, struct err *err)
{
    struct audit_response response = {.kind = AUDIT_RECOVERY,
                                      .system = STR("cantref"),
                                      .rule = STR("an unfinished batch was cut off the journal"),
                                      .found = cut};
    return audit_append(log, &response, NULL, err);
}

int audit_open(const struct audit_place *place, struct audit **ret, struct err *err)
{
    struct audit *log = new_log(place);
    struct buf mark = {0};
    uint64_t cut = 0;
    int code = audit_files_open(&log->files, place->log_folder, place->work_folder, err);
    code = code ? code : audit_recover(log, place, &cut, err);
    if (code == 0) {
        audit_public_write(audit_public_key(log), &mark);
        code = audit_index_open(audit_in_work(&log->files, "subjects.db").text, buf_str(&mark),
                                log->size, &log->index, err);
        buf_free(&mark);
    }
    code = code ? code : audit_publish_start(log, err);
    if (code == 0 && cut > 0) {
        code = tell_recovery(log, cut, err);
        if (code != 0) {
            audit_publish_stop(log);
        }
    }
    if (code != 0) {
        free_log(log);
        return code;
    }
    *ret = log;
    return 0;
}

int audit_close(struct audit *log, struct err *err)
{
    if (log == NULL) {
        return 0;
    }
    audit_publish_stop(log);
    int code = audit_publish(log, err);
    if (code == 0 && log->size - audit_index_upto(log->index) >= AUDIT_INDEX_BEHIND_MAX) {
        code = audit_index_follow(log, err);
    }
    free_log(log);
    return code;
}

/* audit_read.c - leaves read again, found by subject, proved. */
#include "audit_parts.h"

#include <sodium.h>
#include <stdlib.h>

enum {
    BUNDLE_BYTES_MAX = AUDIT_TILE_WIDTH * (2 + AUDIT_LEAF_BYTES_MAX),
    ROWS_AT_ONCE = 1 << 20 /* of the index: sorted, many fall on one page */
};

/* ── leaves ──────────────────────────────────────────────────────────────────────────────────── */

/* struct bundle - the full one that was read last. */
struct bundle {
    struct buf bytes;
    uint64_t number;
    bool is_read;
};

/* from_tail - a leaf that is in memory, copied. False when it is in a full bundle. */
static bool from_tail(struct audit *log, uint64_t number, struct arena *arena, struct str *ret)
{
    pthread_mutex_lock(&log->state_lock);
    bool is_there = number >= log->tail.first;
    if (is_there) {
        size_t at = (size_t)(number - log->tail.first);
        size_t start = log->tail.starts[at] + 2, end = log->tail.starts[at + 1];
        *ret = arena_str(arena, str_make(log->tail.bytes.ptr + start, end - start));
    }
    pthread_mutex_unlock(&log->state_lock);
    return is_there;
}

static int read_bundle(struct audit *log, uint64_t number, struct bundle *bundle, struct err *err)
{
    char path[AUDIT_PATH_MAX];
    if (bundle->is_read && bundle->number == number) {
        return 0;
    }
    bundle->bytes.len = 0;
    bundle->number = number;
    audit_tile_path(AUDIT_ENTRIES_LEVEL, number, AUDIT_TILE_WIDTH, path);
    int code = audit_file_read(&log->files, path, BUNDLE_BYTES_MAX, &bundle->bytes, err);
    bundle->is_read = code == 0;
    return code;
}

static int leaf_bytes(struct audit *log, uint64_t number, struct bundle *bundle,
                      struct arena *arena, struct str *ret, struct err *err)
{
    struct str entries, leaf = {0};
    if (number >= audit_size(log)) {
        return err_set(err, ERR_NOTFOUND, "the log has no leaf %llu", (unsigned long long)number);
    }
    if (from_tail(log, number, arena, ret)) {
        return 0;
    }
    int code = read_bundle(log, number / AUDIT_TILE_WIDTH, bundle, err);
    entries = buf_str(&bundle->bytes);
    for (uint64_t i = 0; code == 0 && i <= number % AUDIT_TILE_WIDTH; i++) {
        if (!audit_entry_next(&entries, &leaf)) {
            code = err_set(err, ERR_INPUT,
                           "leaf %llu of the log is missing; cantref-verify says what is wrong",
                           (unsigned long long)number);
        }
    }
    if (code == 0) {
        *ret = arena_str(arena, leaf);
    }
    return code;
}

/* open_leaf - its parts, and its detail when the key of its month is there. */
static int open_leaf(struct audit *log, struct arena *arena, struct audit_entry *entry,
                     struct err *err)
{
    uint8_t key[AUDIT_DETAIL_KEY_BYTES];
    int code = audit_leaf_parse(entry->bytes, &entry->leaf, err);
    if (code != 0) {
        return code;
    }
    code = audit_keys_month(log->keys, audit_month(entry->leaf.time_ms), false, key, err);
    if (code == 0) {
        code = audit_leaf_open(&entry->leaf, key, arena, &entry->detail, err);
        entry->has_detail = code == 0;
    } else if (code == ERR_NOTFOUND) {
        code = 0;
    }
    sodium_memzero(key, sizeof key);
    return code;
}

static int read_entry(struct audit *log, uint64_t number, struct bundle *bundle,
                      struct arena *arena, struct audit_entry *ret, struct err *err)
{
    struct audit_entry entry = {.number = number};
    int code = leaf_bytes(log, number, bundle, arena, &entry.bytes, err);
    code = code ? code : open_leaf(log, arena, &entry, err);
    if (code == 0) {
        *ret = entry;
    }
    return code;
}

int audit_read(struct audit *log, uint64_t number, struct arena *arena, struct audit_entry *ret,
               struct err *err)
{
    struct bundle bundle = {0};
    int code = read_entry(log, number, &bundle, arena, ret, err);
    buf_free(&bundle.bytes);
    return code;
}

int audit_each(struct audit *log, uint64_t from, uint64_t to, audit_visit *visit, void *context,
               struct err *err)
{
    struct bundle bundle = {0};
    struct arena arena = {0};
    int code = 0;
    for (uint64_t number = from; code == 0 && number < to; number++) {
        struct audit_entry entry;
        arena_reset(&arena);
        code = read_entry(log, number, &bundle, &arena, &entry, err);
        code = code ? code : visit(context, &entry, err);
    }
    arena_free(&arena);
    buf_free(&bundle.bytes);
    return code;
}

int audit_find_time(struct audit *log, int64_t time_ms, uint64_t *ret_leaf, struct err *err)
{
    uint64_t from = 0, to = audit_size(log);
    struct arena arena = {0};
    int code = 0;
    while (code == 0 && from < to) {
        uint64_t middle = from + (to - from) / 2;
        struct audit_entry entry;
        arena_reset(&arena);
        code = audit_read(log, middle, &arena, &entry, err);
        if (code == 0 && entry.leaf.time_ms < time_ms) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    arena_free(&arena);
    if (code == 0) {
        *ret_leaf = from;
    }
    return code;
}

/* ── by subject ──────────────────────────────────────────────────────────────────────────────── */

/* struct gathering - rows for the index. */
struct gathering {
    struct audit *log;
    struct audit_index_row *rows;
    size_t count, capacity;
};

static int compare_rows(const void *a, const void *b)
{
    const struct audit_index_row *left = a, *right = b;
    if (left->token != right->token) {
        return left->token < right->token ? -1 : 1;
    }
    return (left->leaf > right->leaf) - (left->leaf < right->leaf);
}

static int add_rows(struct gathering *gathering, uint64_t upto, struct err *err)
{
    if (gathering->count > 0) {
        qsort(gathering->rows, gathering->count, sizeof *gathering->rows, compare_rows);
    }
    int code = audit_index_add(gathering->log->index, gathering->rows, gathering->count, upto, err);
    gathering->count = 0;
    return code;
}

static int gather_rows(void *context, const struct audit_entry *entry, struct err *err)
{
    struct gathering *gathering = context;
    const struct audit_response *response = &entry->detail.response;
    for (size_t i = 0; entry->has_detail && i < response->subject_count; i++) {
        const struct audit_subject *subject = &response->subjects[i];
        for (size_t j = 0; j < subject->mention_count; j++) {
            void *rows = gathering->rows;
            mem_must_grow(&rows, &gathering->capacity, gathering->count + 1,
                          sizeof *gathering->rows);
            gathering->rows = rows;
            gathering->rows[gathering->count++] = (struct audit_index_row){
                .token = audit_keys_token(gathering->log->keys, subject->mentions[j]),
                .leaf = (int64_t)entry->number,
                .month = audit_month(entry->leaf.time_ms)};
        }
    }
    return gathering->count >= ROWS_AT_ONCE ? add_rows(gathering, entry->number + 1, err) : 0;
}

/* follow - with index_lock. */
static int follow(struct audit *log, struct err *err)
{
    struct gathering gathering = {.log = log};
    uint64_t from = audit_index_upto(log->index), to = audit_size(log);
    if (from == to) {
        return 0;
    }
    int code = audit_each(log, from, to, gather_rows, &gathering, err);
    code = code ? code : add_rows(&gathering, to, err);
    mem_free(gathering.rows);
    return code;
}

int audit_index_follow(struct audit *log, struct err *err)
{
    pthread_mutex_lock(&log->index_lock);
    int code = follow(log, err);
    pthread_mutex_unlock(&log->index_lock);
    return code;
}

static int compare_whole(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

int audit_find_subject(struct audit *log, const int64_t *mentions, size_t count,
                       struct whole_list *ret, struct err *err)
{
    struct whole_list found = {0};
    pthread_mutex_lock(&log->index_lock);
    int code = follow(log, err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = audit_index_find(log->index, audit_keys_token(log->keys, mentions[i]), &found, err);
    }
    pthread_mutex_unlock(&log->index_lock);
    if (code == 0 && found.count > 0) {
        qsort(found.at, found.count, sizeof *found.at, compare_whole);
        for (size_t i = 0; i < found.count; i++) {
            if (i == 0 || found.at[i] != found.at[i - 1]) {
                whole_list_add(ret, found.at[i]);
            }
        }
    }
    whole_list_free(&found);
    return code;
}

int audit_forget_month(struct audit *log, int month, struct err *err)
{
    pthread_mutex_lock(&log->index_lock);
    int code = audit_keys_forget(log->keys, month, err);
    code = code ? code : audit_index_forget(log->index, month, err);
    pthread_mutex_unlock(&log->index_lock);
    return code;
}

/* ── proofs ──────────────────────────────────────────────────────────────────────────────────── */

/* read_hashes - from memory, or from a full tile. */
static int read_hashes(void *context, int level, uint64_t number, size_t count,
                       struct audit_hash *ret, struct err *err)
{
    struct audit *log = context;
    char path[AUDIT_PATH_MAX];
    pthread_mutex_lock(&log->state_lock);
    const struct audit_level *edge = &log->edge.levels[level];
    bool is_there = number >= edge->first;
    if (is_there) {
        memcpy(ret, edge->at + (number - edge->first), count * sizeof *ret);
    }
    pthread_mutex_unlock(&log->state_lock);
    if (is_there) {
        return 0;
    }
    audit_tile_path(level, number / AUDIT_TILE_WIDTH, AUDIT_TILE_WIDTH, path);
    return audit_file_read_at(&log->files, path, number % AUDIT_TILE_WIDTH * AUDIT_HASH_BYTES,
                              count * AUDIT_HASH_BYTES, (char *)ret, err);
}

int audit_prove(struct audit *log, uint64_t number, struct audit_proof *ret, struct err *err)
{
    struct audit_proof proof = {.leaf = number};
    pthread_mutex_lock(&log->state_lock);
    proof.size = log->size;
    memcpy(proof.checkpoint, log->checkpoint.ptr, log->checkpoint.len);
    pthread_mutex_unlock(&log->state_lock);
    int code =
        audit_tree_prove(number, proof.size, read_hashes, log, proof.path, &proof.count, err);
    if (code == 0) {
        *ret = proof;
    }
    return code;
}

bool audit_proof_holds(const struct audit_proof *proof, struct str leaf,
                       const struct audit_public *key)
{
    struct audit_checkpoint checkpoint;
    struct audit_hash hash = audit_leaf_hash(leaf);
    return audit_checkpoint_parse(str_of(proof->checkpoint), key, &checkpoint) &&
           checkpoint.size == proof->size &&
           audit_proof_check(proof->leaf, proof->size, &hash, proof->path, proof->count,
                             &checkpoint.root);
}

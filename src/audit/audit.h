/* audit.h - the audit log: what was answered to whom is on disk before it is shown.
 *
 *   callers ──► queue of leaves ──► one of them: a batch · signed checkpoint · one sync ──► callers
 *                                                 │
 *                       publisher: tiles and checkpoint from the journal, now and then
 *
 *   data/log/                       what `cantref-verify` and others read
 *     checkpoint                    a signed note: how many leaves, and the root over them
 *     tile/0/x001/234               256 hashes of leaves; tile/1/… of tiles; 000.p/17 partial ones
 *     tile/entries/x001/234         256 leaves, each with its length before it
 *     journal/512                   batches from leaf 512 on that aren't in tiles yet
 *   data/log-work/                  the index by subject; files before they are whole
 *   keys/log.pub, log.key, log/     audit_keys.h
 *
 * A leaf is a response. The tree over them is RFC 9162's, the files C2SP tlog-tiles and
 * tlog-checkpoint, so that Go's sumdb packages and the tools of certificate transparency read
 * them. All files of data/log are final: what is written under another name first is elsewhere.
 *
 * What a leaf says of whom is sealed under a key of its month (audit_leaf.h): erasing a resident
 * leaves the evidence that somebody misused the record, and destroying a month's key ends what can
 * be read of that month while every proof holds.
 *
 * A write that fails fails its callers, and nothing is shown. A sync that fails is the end of the
 * log for this process: what the disk holds is known again when the program is started anew.
 *
 * All functions but audit_open and audit_close are safe from any thread.
 *
 * Sources: RFC 9162; C2SP tlog-tiles, tlog-checkpoint, signed-note. */
#ifndef CANTREF_AUDIT_AUDIT_H
#define CANTREF_AUDIT_AUDIT_H

#include "audit_leaf.h"
#include "audit_note.h"
#include "audit_tree.h"
#include "whole_list.h"

struct audit;

/* struct audit_place - where a log lives. */
struct audit_place {
    const char *log_folder;  /* data/log */
    const char *work_folder; /* data/log-work, on the same file system */
    const char *keys_folder; /* keys */
    const char *name;        /* when its key is made: audit_name_make */
    /* Milliseconds since 1970, UTC; NULL: the system's clock. */
    int64_t (*now_ms)(void *context);
    void *context;
    /* Publish when this many leaves wait, or so long after the first; 0: AUDIT_PUBLISH_… */
    size_t publish_leaves;
    unsigned publish_ms;
};

enum { AUDIT_PUBLISH_LEAVES = 8192, AUDIT_PUBLISH_MS = 10000 };

/* audit_open - the log there, made when there is none; what a crash left is put right: a batch that
 * was never acknowledged is cut off the journal's end, kept in the work folder, and told in a leaf.
 * Errors: ERR_CONFLICT another program has it; ERR_INPUT it is not whole, or not of this key:
 *         nothing is changed then, `cantref-verify` says what is wrong; ERR_NOTFOUND its key is
 *         missing; ERR_DENIED, ERR_CREATE, ERR_IO, ERR_DB.
 * Cost: some tiles and the journal, however long the log. */
int audit_open(const struct audit_place *place, struct audit **ret, struct err *err);

/* audit_close - publish what waits, and let go. Nobody may append any more. NULL is nothing.
 * Errors: those of publishing; every leaf that was acknowledged is in the journal all the same. */
int audit_close(struct audit *log, struct err *err);

/* audit_append - a response into the log; returns when it is on disk. *ret_leaf: its first leaf's
 * number, from 0; may be NULL. One with more subjects than a leaf holds is several, side by side.
 * Errors: ERR_IO the disk is full or failed; ERR_LIMIT, ERR_INPUT what audit_leaf_split refuses;
 *         ERR_DENIED the clock is wrong; ERR_CREATE a new month's key. Nothing may be shown then.
 * Cost: one sync, shared with all that wait at that time. */
int audit_append(struct audit *log, const struct audit_response *response, uint64_t *ret_leaf,
                 struct err *err);

/* audit_append_many - responses side by side, in one go: for bulk. */
int audit_append_many(struct audit *log, const struct audit_response *responses, size_t count,
                      uint64_t *ret_leaf, struct err *err);

/* audit_size - leaves that are on disk. */
uint64_t audit_size(struct audit *log);

/* audit_publish - tiles and checkpoint of all leaves that are on disk now.
 * Errors: ERR_IO, ERR_CREATE; the log goes on, unless a sync failed. */
int audit_publish(struct audit *log, struct err *err);

/* struct audit_entry - a leaf as it is read. detail is filled when has_detail: the key of the
 * leaf's month is there. */
struct audit_entry {
    uint64_t number;
    struct str bytes;
    struct audit_leaf leaf; /* slices of bytes */
    bool has_detail;
    struct audit_detail detail;
};

/* audit_read - leaf `number`, in the arena.
 * Errors: ERR_NOTFOUND there is none; ERR_INPUT it is damaged; ERR_IO. Cost: reads 256 leaves. */
int audit_read(struct audit *log, uint64_t number, struct arena *arena, struct audit_entry *ret,
               struct err *err);

/* audit_each - visit leaves from … to - 1 in order, until visit returns other than 0, which is
 * returned. An entry is good until visit returns. Errors: those of audit_read. */
typedef int audit_visit(void *context, const struct audit_entry *entry, struct err *err);
int audit_each(struct audit *log, uint64_t from, uint64_t to, audit_visit *visit, void *context,
               struct err *err);

/* audit_find_time - the first leaf that is not older than a time, as far as the clock went forward;
 * the log's size when all are older. Errors: those of audit_read. Cost: some 24 of it. */
int audit_find_time(struct audit *log, int64_t time_ms, uint64_t *ret_leaf, struct err *err);

/* audit_find_subject - the leaves that name any of these mentions, in order and each once, added to
 * ret; the index catches up with the log first. Leaves whose month's key is destroyed are not
 * found. Errors: ERR_IO, ERR_DB, ERR_INPUT.
 * Cost: a look-up a mention; catching up 5 µs a subject. */
int audit_find_subject(struct audit *log, const int64_t *mentions, size_t count,
                       struct whole_list *ret, struct err *err);

/* struct audit_proof - that a leaf is in the log: the leaf, its path, and a signed checkpoint. */
struct audit_proof {
    uint64_t leaf, size;
    size_t count;
    struct audit_hash path[AUDIT_PROOF_HASHES_MAX];
    char checkpoint[AUDIT_CHECKPOINT_BYTES_MAX]; /* NUL-terminated */
};

/* audit_prove - of leaf `number`, in the log as it is on disk now.
 * Errors: ERR_NOTFOUND there is none; ERR_IO. Cost: reads a piece of a tile a level. */
int audit_prove(struct audit *log, uint64_t number, struct audit_proof *ret, struct err *err);

/* audit_proof_holds - do these bytes stand at that place in the log that `key` signs? Pure. */
bool audit_proof_holds(const struct audit_proof *proof, struct str leaf,
                       const struct audit_public *key);

/* audit_public_key - the key that signs the log; good until audit_close. */
const struct audit_public *audit_public_key(const struct audit *log);

/* audit_forget_month - destroy the key of a month (audit_month) for good, and its rows in the
 * index: retention. The leaves stay, and whatever is proved by them.
 * Errors: ERR_CREATE, ERR_IO, ERR_DB. It can be run again. */
int audit_forget_month(struct audit *log, int month, struct err *err);

#endif

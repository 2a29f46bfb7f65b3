/* audit_parts.h - what audit.c (appending), audit_recover.c (opening), audit_publish.c (tiles) and
 * audit_read.c (reading, proofs) share. Not for others.
 *
 * Who may touch what:
 *   queue_lock   the queue of requests, and whether somebody leads
 *   the leader   the journal's file; there is one at a time, by the queue
 *   state_lock   edge, entries, size, published, the checkpoint's text. Taken last. */
#ifndef CANTREF_AUDIT_AUDIT_PARTS_H
#define CANTREF_AUDIT_AUDIT_PARTS_H

#include "audit.h"
#include "audit_files.h"
#include "audit_index.h"
#include "audit_journal.h"
#include "audit_keys.h"

#include <pthread.h>
#include <semaphore.h>

/* struct audit_request - what a caller, on whose stack it lives, waits for: leaves to be on disk,
 * or a new file of the journal. */
struct audit_request {
    struct str entries;
    const struct audit_hash *hashes;
    size_t count;
    bool rotates;
    struct buf *checkpoint; /* when it rotates: that of the size is added here */
    uint64_t first; /* the number of its first leaf, or the size at which the journal turned */
    int code;
    struct err err;
    bool is_done; /* else, when it is woken: it leads */
    sem_t woken;
    struct audit_request *next;
};

/* struct audit_tail - the leaves that aren't in full bundles on disk, from `first` (a multiple of
 * 256) on, each with its length before it. */
struct audit_tail {
    uint64_t first;
    struct buf bytes;
    size_t *starts; /* of each in bytes, and of what follows the last */
    size_t count, capacity;
};

struct audit {
    struct audit_files files;
    struct audit_keys *keys;
    struct audit_index *index;
    int64_t (*now_ms)(void *context);
    void *context;
    size_t publish_leaves;
    unsigned publish_ms;

    pthread_mutex_t queue_lock;
    struct audit_request *head, *last;
    size_t waiting; /* requests in the queue */
    bool is_led;

    /* the leader's */
    int journal_fd;
    uint64_t journal_first, journal_bytes;
    uint64_t journal_room; /* how long the file is; zeros behind journal_bytes */
    size_t journal_batches;
    size_t last_together;              /* requests in the last batch */
    struct buf batch, next_checkpoint; /* that are being written */

    pthread_mutex_t state_lock;
    pthread_cond_t changed; /* something to publish, published, or time to stop */
    uint64_t size, published;
    struct audit_edge edge;
    struct audit_tail tail;
    struct buf checkpoint; /* of size, signed */
    bool is_broken;        /* a sync failed */
    bool is_unpublished;   /* the last try to publish failed */
    bool is_stopping;
    bool has_publisher;
    pthread_t publisher;
    struct whole_list journals;   /* first leaves of older files of the journal; the leader adds */
    pthread_mutex_t publish_lock; /* one publishes at a time; taken first */
    pthread_mutex_t index_lock;   /* the index; taken before state_lock */
};

/* tail_add, tail_cut, tail_drop - a leaf more; back to a size; forget full bundles up to a size. */
void tail_add(struct audit_tail *tail, struct str leaf);
void tail_cut(struct audit_tail *tail, uint64_t size);
void tail_drop(struct audit_tail *tail, uint64_t size);

/* audit_recover - keys, edge, tail and journal as the files have them; see audit_open. *ret_cut:
 * bytes cut off the journal. */
int audit_recover(struct audit *log, const struct audit_place *place, uint64_t *ret_cut,
                  struct err *err);

/* audit_journal_begin - a new file of the journal from this size on, empty and on disk; the leader
 * writes to it from now on. */
int audit_journal_begin(struct audit *log, uint64_t size, struct err *err);

/* audit_wait - put a request into the queue, and lead or wait until it is done. Returns its code.
 */
int audit_wait(struct audit *log, struct audit_request *request, struct err *err);

/* audit_publish_start, audit_publish_stop - the thread that publishes. */
int audit_publish_start(struct audit *log, struct err *err);
void audit_publish_stop(struct audit *log);

/* audit_index_follow - the index catches up with the log. */
enum { AUDIT_INDEX_BEHIND_MAX = 8192 }; /* more is not left for the next look-up */
int audit_index_follow(struct audit *log, struct err *err);

/* audit_broken - the error that stands since a sync failed. */
int audit_broken(struct err *err);

#endif

/* session_parts.h - what the files of the session store share. */
#ifndef CANTREF_WEB_SESSION_PARTS_H
#define CANTREF_WEB_SESSION_PARTS_H

#include "session_store.h"

enum { SESSION_HASH_BYTES = 16, SESSION_BUCKETS = 1 << 14 };

/* struct session_entry - a session in memory. */
struct session_entry {
    uint8_t cookie[SESSION_HASH_BYTES];
    int64_t number;
    enum session_kind kind;
    struct str login, roles; /* in text */
    int64_t record;
    int mention;
    int64_t begun, signed_in, used, used_saved;
    bool is_saved, is_queued;
    struct session_entry *next_by_cookie, *next_by_number;
    struct session_entry *older, *newer; /* of those that aren't saved, by when they began */
    char text[];
};

struct session_store {
    struct picture *picture;
    struct session_limits limits;
    pthread_mutex_t lock; /* of what follows */
    struct session_entry *by_cookie[SESSION_BUCKETS], *by_number[SESSION_BUCKETS];
    struct session_entry *oldest, *newest; /* the queue of those that may give way */
    size_t count;
    int64_t next; /* number */

    int64_t swept;            /* of whoever has the turn */
    struct whole_list ending; /* likewise: numbers that are over, and on disk still */

    pthread_mutex_t reader_lock; /* of the connection that session_kept reads by */
    struct db *reader;           /* NULL until then */
};

/* session_entry_find - by its number; NULL: it is over. Under lock. */
struct session_entry *session_entry_find(struct session_store *store, int64_t number);

/* session_entry_save - a session has done something: it is on disk when this returns.
 * Errors: ERR_INPUT it is over; those of the store. Needs the turn. */
int session_entry_save(struct session_store *store, int64_t number, struct err *err);

/* session_kept_forget - what these sessions kept goes, with its keys. Needs the turn. */
int session_kept_forget(struct session_store *store, const struct whole_list *numbers,
                        struct err *err);

#endif

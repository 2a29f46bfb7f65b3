/* session_parts.h - what the files of the session store share. */
#ifndef CANTREF_WEB_SESSION_PARTS_H
#define CANTREF_WEB_SESSION_PARTS_H

#include "session_store.h"

enum { SESSION_HASH_BYTES = 16, SESSION_BUCKETS = 1 << 14, SESSION_PLACE_BUCKETS = 1 << 12 };

/* struct session_place - the visitors of one network, in the order in which they came. */
struct session_place {
    uint64_t key; /* keyed hash of the network; 0: not known, of those from before a restart */
    size_t count;
    struct session_entry *oldest, *newest;
    struct session_place *next; /* of its bucket */
};

/* struct session_entry - a session in memory. */
struct session_entry {
    uint8_t cookie[SESSION_HASH_BYTES];
    int64_t number;
    enum session_kind kind;
    struct str login, roles; /* in text */
    int64_t record;
    int mention;
    int64_t begun, signed_in, used, used_saved;
    bool is_saved, is_pinned; /* pinned: it is being written, and doesn't give way meanwhile */
    struct session_entry *next_by_cookie, *next_by_number;
    struct session_place *place;         /* of a visitor; NULL: of whoever is signed in */
    struct session_entry *older, *newer; /* of its place */
    char text[];
};

/* struct session_entrance - a form by which somebody signed in a moment ago. All zero: none. */
struct session_entrance {
    uint8_t before[SESSION_HASH_BYTES], after[SESSION_HASH_BYTES]; /* cookies */
    char form[SUBMISSION_KEY_MAX + 1];
    char location[SUBMISSION_LOCATION_MAX + 1];
    char token[SESSION_TOKEN_TEXT];
    int64_t until;
};

struct session_store {
    struct picture *picture;
    struct session_limits limits;
    pthread_mutex_t lock; /* of what follows */
    struct session_entry *by_cookie[SESSION_BUCKETS], *by_number[SESSION_BUCKETS];
    struct session_place *places[SESSION_PLACE_BUCKETS];
    struct whole_list gave_way; /* numbers that are no more, and on disk still */
    size_t count;
    int64_t next; /* number */
    struct session_entrance entrances[SESSION_ENTRANCES];
    size_t next_entrance;

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

/* session_forget_entrances - those that are past. From any thread. */
void session_forget_entrances(struct session_store *store, int64_t now);

/* session_kept_forget - what these sessions kept goes, with its keys. Needs the turn. */
int session_kept_forget(struct session_store *store, const struct whole_list *numbers,
                        struct err *err);

#endif

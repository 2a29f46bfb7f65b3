/* picture.h - a council's home with its store open: database, keys, the thread that writes, the
 * model in use. What commands and, later, the server work on.
 *
 *     data/cantref.db   the database (src/store/sql)       keys/   seal.h */
#ifndef CANTREF_RECORD_PICTURE_H
#define CANTREF_RECORD_PICTURE_H

#include "home.h"
#include "kept_seal.h"
#include "live.h"
#include "seal.h"
#include "source_set.h"
#include "suppression.h"
#include "writer.h"

#include <pthread.h>
#include <stdatomic.h>

struct picture {
    struct home home;
    struct seal *seal;
    struct db *db; /* the writer's: to be read by others than its jobs only while nobody writes */
    struct writer *writer;
    struct live *live;         /* the model in use; for jobs of the writer */
    int64_t model;             /* its number; 0: none yet */
    pthread_mutex_t live_lock; /* of live and model, while others are beside */
    atomic_uint_fast64_t uses; /* how often a model was taken into use */
    struct picture *of; /* picture_open_beside: whose home and keys these are; NULL: its own */
    uint64_t seen_version, seen_uses; /* by picture_begin, of one that is beside another */
    struct suppression suppressed;
    struct kept_seals kept;
    int64_t indexed; /* mentions whose words were indexed on opening (search_build.h) */
    int64_t lost;    /* records that were dropped on opening, since their keys are gone (mend.h) */
    const struct source_set *shown; /* sources that whoever asks may know of: standing records are
                                       read from these alone, and linked as if there were no others;
                                       NULL: all. The caller's */
    struct str shown_by;            /* the purpose whose ids people have then; the caller's */
    int64_t shown_at; /* seconds since 1970: standing_read_some reads what records said then, as far
                         as the home knew; 0: what they say now */
};

/* picture_open - the home that `start` is in, locked for this program alone. Keys and database are
 * made where there are neither. What a crash left undone is done.
 * Out:    *ret, to be closed with picture_close in any case; start from zero.
 * Errors: those of home_open, seal_open, db_open, migrate; ERR_INPUT when keys and database are not
 *         of one home, ERR_NOTFOUND when one of the two is missing. */
int picture_open(const char *start, struct picture *ret, struct err *err);
void picture_close(struct picture *picture);

/* picture_open_read - to look at the database only, while others may write: no lock, no keys, no
 * model; ret->db is this caller's own connection (DB_READ). A home that has no database yet has
 * none here: ret->db is NULL.
 * Errors: those of home_open, db_open; ERR_CONFLICT for a database of another version. */
int picture_open_read(const char *start, struct picture *ret, struct err *err);

/* picture_open_beside - the same home for one more thread, to read while others read and `of`
 * writes: home and keys are those of `of`, which must outlive it; the connection (DB_READ) and what
 * is kept of nodes are its own, what the model has learnt is shared. It has no writer.
 * Out:    *ret, to be closed with picture_close in any case.
 * Errors: those of db_open. Cost: some 5 MB. From any thread. */
int picture_open_beside(struct picture *of, struct picture *ret, struct err *err);

/* picture_begin - until picture_end its thread sees the home as it is now, whatever is written
 * meanwhile, with the model that is in use then. What was kept of people who were erased since the
 * last time goes. *ret_version: while it is the same, nothing was written (db_version).
 * Errors: those of db_begin, of the store; nothing is begun then. */
int picture_begin(struct picture *picture, uint64_t *ret_version, struct err *err);
void picture_end(struct picture *picture);

/* picture_check_made - the database at that path is a home's: it was made whole before the home was
 * used, so that one without a schema is none. Errors: ERR_INPUT; those of the store. */
int picture_check_made(struct db *db, const char *database, struct err *err);

/* picture_do - writer_do. */
static inline int picture_do(struct picture *picture, writer_job *job, void *context,
                             struct err *err)
{
    return writer_do(picture->writer, job, context, err);
}

/* picture_do_plain - writer_do_plain. */
static inline int picture_do_plain(struct picture *picture, writer_job *job, void *context,
                                   struct err *err)
{
    return writer_do_plain(picture->writer, job, context, err);
}

/* about_get - what the table `about` says; *ret_there false when nothing. about_put - set it. */
int about_get(struct db *db, const char *name, struct buf *ret, bool *ret_there, struct err *err);
int about_put(struct db *db, const char *name, struct str value, struct err *err);

/* picture_model_text - a version's model.json, added to ret. */
int picture_model_text(struct picture *picture, struct db *db, int64_t model, struct buf *ret,
                       struct err *err);

/* picture_use_model - from now on link with this version (0: none). In a job of the writer, or
 * before others use the picture. */
int picture_use_model(struct picture *picture, struct db *db, int64_t model, struct err *err);

#endif

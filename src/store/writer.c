/* writer.c - the queue, the thread and the group commit.
 *
 *   caller                              writer thread
 *   put job at the tail   ── lock ──►   take from the head, run behind a savepoint, put in batch
 *   sem_wait(&job.done)   ◄─────────    commit, then sem_post for each of the batch
 *
 * A job lives on its caller's stack: it is the writer's from put to sem_post, and is not touched
 * after that. */
#include "writer.h"

#include "clock.h"
#include "memory.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>

struct job {
    writer_job *run;
    void *context;
    bool is_plain; /* when it fails it has written nothing */
    int code;
    struct err err; /* why, when code isn't 0 */
    sem_t done;
    struct job *next;
};

struct queue {
    struct job *head, *tail;
};

struct writer {
    struct db *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t filled; /* a job has come, or it is time to stop */
    struct queue waiting;  /* under lock */
    bool is_stopping;      /* under lock */
};

static void put(struct queue *queue, struct job *job)
{
    job->next = NULL;
    if (queue->head == NULL) {
        queue->head = job;
    } else {
        queue->tail->next = job;
    }
    queue->tail = job;
}

static struct job *take(struct queue *queue)
{
    struct job *job = queue->head;
    if (job != NULL) {
        queue->head = job->next;
    }
    return job;
}

static struct job *take_waiting(struct writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    struct job *job = take(&writer->waiting);
    pthread_mutex_unlock(&writer->lock);
    return job;
}

/* wait_for_job - false: none is left, and none will come. */
static bool wait_for_job(struct writer *writer)
{
    pthread_mutex_lock(&writer->lock);
    while (writer->waiting.head == NULL && !writer->is_stopping) {
        pthread_cond_wait(&writer->filled, &writer->lock);
    }
    bool has_job = writer->waiting.head != NULL;
    pthread_mutex_unlock(&writer->lock);
    return has_job;
}

/* run_job - behind a savepoint, so that a failure undoes this job and no other. For a savepoint
 * SQLite copies each page that is written: the first job of a batch has none, and when it fails the
 * batch is over, with nothing done; nor has a plain one. Returns whether the transaction holds
 * something of a job that failed. */
static bool run_job(struct db *db, struct job *job, bool is_first)
{
    if (is_first || job->is_plain) {
        int64_t written = db_written(db);
        job->code = job->run(db, job->context, &job->err);
        if (job->code != 0) {
            db_let_go(db);
        }
        return job->code != 0 && db_written(db) != written;
    }
    job->code = db_mark(db, &job->err);
    if (job->code != 0) {
        return false;
    }
    job->code = job->run(db, job->context, &job->err);
    if (job->code == 0) {
        job->code = db_release(db, &job->err);
    } else {
        db_return(db);
    }
    return false;
}

/* answer - all of the batch; where a job has no failure of its own it has the commit's. */
static void answer(struct queue *batch, int code, const struct err *err)
{
    for (struct job *job = take(batch); job != NULL; job = take(batch)) {
        if (job->code == 0 && code != 0) {
            job->code = code;
            job->err = *err;
        }
        sem_post(&job->done);
    }
}

/* run_batch - one transaction of the jobs that wait, until none does or it has had its time. */
static void run_batch(struct writer *writer)
{
    struct queue batch = {0};
    struct err err = {0};
    struct job *job;
    bool is_wanted = false; /* some job succeeded, and none left what must not stay */
    double end = clock_monotonic_s() + WRITER_MS_MAX / 1e3;
    int code = db_begin(writer->db, &err);
    if (code != 0) { /* whoever waits is told, and not one after another after a wait for a lock */
        while ((job = take_waiting(writer)) != NULL) {
            put(&batch, job);
        }
        answer(&batch, code, &err);
        return;
    }
    for (int count = 0;
         code == 0 && count < WRITER_JOBS_MAX && db_is_begun(writer->db) &&
         (count == 0 || clock_monotonic_s() < end) && (job = take_waiting(writer)) != NULL;
         count++) {
        if (run_job(writer->db, job, count == 0)) {
            code = job->code;
            err = job->err;
        }
        put(&batch, job);
        is_wanted |= job->code == 0;
    }
    is_wanted = is_wanted && code == 0;
    if (is_wanted) {
        code = db_commit(writer->db, &err);
    } else {
        db_rollback(writer->db);
    }
    answer(&batch, code, &err);
}

static void *writer_run(void *context)
{
    struct writer *writer = context;
    while (wait_for_job(writer)) {
        run_batch(writer);
    }
    return NULL;
}

int writer_start(struct db *db, struct writer **ret, struct err *err)
{
    struct writer *writer = mem_must_array(1, sizeof *writer);
    writer->db = db;
    pthread_mutex_init(&writer->lock, NULL);
    pthread_cond_init(&writer->filled, NULL);
    int number = pthread_create(&writer->thread, NULL, writer_run, writer);
    if (number != 0) {
        mem_free(writer);
        return err_set(err, ERR_IO, "the thread that writes the database can't be started: %s",
                       strerror(number));
    }
    *ret = writer;
    return 0;
}

void writer_stop(struct writer *writer)
{
    if (writer == NULL) {
        return;
    }
    pthread_mutex_lock(&writer->lock);
    writer->is_stopping = true;
    pthread_cond_signal(&writer->filled);
    pthread_mutex_unlock(&writer->lock);
    pthread_join(writer->thread, NULL);
    assert(writer->waiting.head == NULL);
    pthread_cond_destroy(&writer->filled);
    pthread_mutex_destroy(&writer->lock);
    mem_free(writer);
}

bool writer_is_here(const struct writer *writer)
{
    return pthread_equal(pthread_self(), writer->thread);
}

static int hand_over(struct writer *writer, struct job job, struct err *err)
{
    struct job own = job;
    assert(!writer_is_here(writer)); /* it would wait for itself */
    sem_init(&own.done, 0, 0);
    pthread_mutex_lock(&writer->lock);
    assert(!writer->is_stopping);
    bool was_empty = writer->waiting.head == NULL;
    put(&writer->waiting, &own);
    if (was_empty) {
        pthread_cond_signal(&writer->filled);
    }
    pthread_mutex_unlock(&writer->lock);
    while (sem_wait(&own.done) != 0) {
        assert(errno == EINTR);
    }
    sem_destroy(&own.done);
    if (own.code != 0 && err != NULL) {
        *err = own.err;
    }
    return own.code;
}

int writer_do(struct writer *writer, writer_job *job, void *context, struct err *err)
{
    return hand_over(writer, (struct job){.run = job, .context = context}, err);
}

int writer_do_plain(struct writer *writer, writer_job *job, void *context, struct err *err)
{
    return hand_over(writer, (struct job){.run = job, .context = context, .is_plain = true}, err);
}

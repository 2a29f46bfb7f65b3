/* store.c - how many durable commits a second the store makes, for `./do bench store`.
 *
 *   store FOLDER CALLERS SECONDS DELAY_US
 *
 * Each of CALLERS threads hands the writer one insert after another and waits until it is on disk;
 * 0 callers: a plain loop of begin, insert, commit on one connection, without a writer. DELAY_US is
 * added to each sync. Prints one JSON object: how many inserts were acknowledged in how long. */
#include "clock.h"
#include "fault_vfs.h"
#include "str.h"
#include "writer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

enum { CALLERS_MAX = 256, VALUE_BYTES = 100 };

struct load {
    struct db *db;
    struct writer *writer; /* NULL: the plain loop */
    double end;            /* by clock_monotonic_s */
    atomic_llong acknowledged;
    atomic_bool has_failed;
};

static int insert(struct db *db, void *context, struct err *err)
{
    (void)context;
    static const char value[VALUE_BYTES] = "a value of a hundred bytes";
    struct db_query *query = NULL;
    int code = db_query(db, "INSERT INTO thing (value) VALUES ($1)", &query, err);
    if (code == 0) {
        db_bind_bytes(query, 1, str_make(value, sizeof value));
        code = db_do(query, err);
    }
    return code;
}

static int insert_alone(struct db *db, struct err *err)
{
    int code = db_begin(db, err);
    if (code != 0) {
        return code;
    }
    code = insert(db, NULL, err);
    if (code != 0) {
        db_rollback(db);
        return code;
    }
    return db_commit(db, err);
}

static void *call(void *context)
{
    struct load *load = context;
    while (clock_monotonic_s() < load->end) {
        struct err err = {0};
        int code = load->writer != NULL ? writer_do(load->writer, insert, NULL, &err)
                                        : insert_alone(load->db, &err);
        if (code != 0) {
            err_print("store", &err);
            atomic_store(&load->has_failed, true);
            return NULL;
        }
        atomic_fetch_add(&load->acknowledged, 1);
    }
    return NULL;
}

/* run - all callers until the time is over; the seconds that it took. */
static double run(struct load *load, int callers, double seconds)
{
    pthread_t threads[CALLERS_MAX];
    int started = 0;
    double began = clock_monotonic_s();
    load->end = began + seconds;
    if (load->writer == NULL) {
        call(load);
    }
    while (started < callers && pthread_create(&threads[started], NULL, call, load) == 0) {
        started++;
    }
    for (int i = 0; i < started; i++) {
        pthread_join(threads[i], NULL);
    }
    if (started < callers) {
        atomic_store(&load->has_failed, true);
    }
    return clock_monotonic_s() - began;
}

static int measure(const char *path, int callers, double seconds)
{
    struct load load = {0};
    struct err err = {0};
    int code = db_open(path, DB_WRITE, &load.db, &err);
    if (code == 0) {
        code = db_run(load.db, "CREATE TABLE thing (id INTEGER PRIMARY KEY, value BLOB)", &err);
    }
    if (code == 0 && callers > 0) {
        code = writer_start(load.db, &load.writer, &err);
    }
    if (code != 0) {
        err_print("store", &err);
        db_close(load.db);
        return 1;
    }
    double took = run(&load, callers, seconds);
    writer_stop(load.writer);
    db_close(load.db);
    fprintf(stdout, "{\"commits\": %lld, \"seconds\": %.6f}\n",
            (long long)atomic_load(&load.acknowledged), took);
    return atomic_load(&load.has_failed);
}

int main(int argc, char **argv)
{
    uint64_t callers, seconds, delay_us;
    char path[4096];
    if (argc != 5 || !str_to_uint(str_of(argv[2]), CALLERS_MAX, &callers) ||
        !str_to_uint(str_of(argv[3]), 3600, &seconds) ||
        !str_to_uint(str_of(argv[4]), 1000000, &delay_us)) {
        fputs("store FOLDER CALLERS SECONDS DELAY_US\n", stderr);
        return 64;
    }
    snprintf(path, sizeof path, "%s/store.db", argv[1]);
    struct fault_plan plan = {.sync_delay_us = (unsigned)delay_us};
    if (delay_us > 0) { /* else nothing stands between SQLite and the disk */
        fault_vfs_install(&plan);
    }
    int status = measure(path, (int)callers, (double)seconds);
    if (delay_us > 0) {
        fault_vfs_remove();
    }
    unlink(path);
    return status;
}

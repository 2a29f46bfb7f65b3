/* audit_load.c - what the audit log bears, for `./do bench audit`.
 *
 *   audit_load FOLDER plain SECONDS DELAY_US             one write and one sync a leaf
 *   audit_load FOLDER callers CALLERS SECONDS DELAY_US   each appends one response after another
 *   audit_load FOLDER proofs LEAVES                      a resident's leaf is proved in so many
 *
 * DELAY_US is added to each sync of the journal. FOLDER is to be empty, and is the caller's to
 * remove. Prints one JSON object. */
#define _GNU_SOURCE
#include "audit.h"
#include "clock.h"
#include "random.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    CALLERS_MAX = 256,
    TIMES_MAX = 1 << 20, /* kept of each caller */
    AT_ONCE = 4096,
    RESIDENTS = 300000,
    ASKED = 200
};

static const struct str fields[] = {STR_INIT("name"), STR_INIT("address"),
                                    STR_INIT("date_of_birth")};

/* struct looked_up - a response about one resident, with what it points to. */
struct looked_up {
    struct audit_response response;
    struct audit_subject subject;
    int64_t mentions[3];
};

static void look_up(struct looked_up *ret, int64_t resident)
{
    for (int i = 0; i < 3; i++) {
        ret->mentions[i] = 3 * resident + i + 1;
    }
    ret->subject = (struct audit_subject){STR("P7XK2M9QRT"), ret->mentions, 3, fields, 3};
    ret->response = (struct audit_response){.kind = AUDIT_ANSWER,
                                            .who = STR("ann.officer"),
                                            .role = STR("benefits assessor"),
                                            .purpose = STR("council_tax_billing"),
                                            .purpose_version = STR("3"),
                                            .legal_basis = STR("UK GDPR Article 6(1)(e)"),
                                            .case_reference = STR("CT/2026/004711"),
                                            .system = STR("cantref view"),
                                            .rule = STR("purpose.role"),
                                            .found = 1,
                                            .subjects = &ret->subject,
                                            .subject_count = 1};
}

/* ── slower disks ────────────────────────────────────────────────────────────────────────────── */

int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd); /* by the linker */

static useconds_t delay_us;

int __wrap_fdatasync(int fd)
{
    int code = __real_fdatasync(fd);
    if (delay_us > 0) {
        usleep(delay_us);
    }
    return code;
}

/* ── the log ─────────────────────────────────────────────────────────────────────────────────── */

struct places {
    char log[4096], work[4096], keys[4096];
};

/* open_log - NULL when it can't be, which is said. */
static struct audit *open_log(const char *folder)
{
    static struct places places;
    struct audit *log = NULL;
    struct err err = {0};
    snprintf(places.log, sizeof places.log, "%s/log", folder);
    snprintf(places.work, sizeof places.work, "%s/log-work", folder);
    snprintf(places.keys, sizeof places.keys, "%s/keys", folder);
    struct audit_place place = {.log_folder = places.log,
                                .work_folder = places.work,
                                .keys_folder = places.keys,
                                .name = "cantref/bench"};
    if (audit_open(&place, &log, &err) != 0) {
        err_print("audit_load", &err);
        return NULL;
    }
    return log;
}

static bool close_log(struct audit *log)
{
    struct err err = {0};
    if (audit_close(log, &err) != 0) {
        err_print("audit_load", &err);
        return false;
    }
    return true;
}

static int compare_times(const void *a, const void *b)
{
    const float *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* ── callers ─────────────────────────────────────────────────────────────────────────────────── */

struct caller {
    pthread_t thread;
    struct audit *log; /* NULL: the plain loop, into fd */
    int fd;
    int number;
    double end;
    float *times_ms;
    size_t count;
    bool has_failed;
};

/* append_plain - as many bytes as a leaf of the log has, and a sync. */
static int append_plain(int fd)
{
    static const char bytes[430] = "a leaf";
    return write(fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes && fdatasync(fd) == 0 ? 0
                                                                                         : ERR_IO;
}

static void *call(void *context)
{
    struct caller *caller = context;
    struct random random = random_seed((uint64_t)caller->number);
    double began = clock_monotonic_s();
    while (began < caller->end && caller->count < TIMES_MAX && !caller->has_failed) {
        struct err err = {0};
        struct looked_up one;
        look_up(&one, (int64_t)random_below(&random, RESIDENTS));
        int code = caller->log != NULL ? audit_append(caller->log, &one.response, NULL, &err)
                                       : append_plain(caller->fd);
        double now = clock_monotonic_s();
        caller->has_failed = code != 0;
        caller->times_ms[caller->count++] = (float)((now - began) * 1e3);
        began = now;
    }
    return NULL;
}

static int report(struct caller *callers, int count, double seconds)
{
    size_t total = 0, done = 0;
    bool has_failed = false;
    for (int i = 0; i < count; i++) {
        total += callers[i].count;
        has_failed |= callers[i].has_failed;
    }
    float *times = mem_must_array(total + 1, sizeof *times);
    for (int i = 0; i < count; i++) {
        memcpy(times + done, callers[i].times_ms, callers[i].count * sizeof *times);
        done += callers[i].count;
    }
    qsort(times, total, sizeof *times, compare_times);
    fprintf(stdout,
            "{\"leaves\": %zu, \"seconds\": %.6f, \"cpu_s\": %.6f, \"p50_ms\": %.4f, "
            "\"p99_ms\": %.4f}\n",
            total, seconds, clock_processor_s(), (double)times[total / 2],
            (double)times[total - total / 100 - 1]);
    mem_free(times);
    return has_failed || total == 0;
}

static int measure_callers(const char *folder, int count, double seconds, bool is_plain)
{
    static struct caller callers[CALLERS_MAX];
    char path[4200];
    snprintf(path, sizeof path, "%s/plain", folder);
    struct audit *log = is_plain ? NULL : open_log(folder);
    if (!is_plain && log == NULL) {
        return 1;
    }
    int fd = is_plain ? open(path, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
    double began = clock_monotonic_s();
    for (int i = 0; i < count; i++) {
        callers[i] = (struct caller){.log = log,
                                     .fd = fd,
                                     .number = i,
                                     .end = began + seconds,
                                     .times_ms = mem_must_array(TIMES_MAX, sizeof(float))};
        if (pthread_create(&callers[i].thread, NULL, call, &callers[i]) != 0) {
            return 1;
        }
    }
    for (int i = 0; i < count; i++) {
        pthread_join(callers[i].thread, NULL);
    }
    int status = report(callers, count, clock_monotonic_s() - began);
    if (log != NULL && !close_log(log)) {
        status = 1;
    }
    return status;
}

/* ── proofs ──────────────────────────────────────────────────────────────────────────────────── */

/* make_leaves - RESIDENTS in turn, many at once. */
static bool make_leaves(struct audit *log, uint64_t leaves)
{
    static struct looked_up some[AT_ONCE];
    static struct audit_response responses[AT_ONCE];
    struct random random = random_seed(1);
    for (uint64_t done = 0; done < leaves;) {
        size_t count = leaves - done < AT_ONCE ? (size_t)(leaves - done) : AT_ONCE;
        struct err err = {0};
        for (size_t i = 0; i < count; i++) {
            look_up(&some[i], (int64_t)random_below(&random, RESIDENTS));
            responses[i] = some[i].response;
        }
        if (audit_append_many(log, responses, count, NULL, &err) != 0) {
            err_print("audit_load", &err);
            return false;
        }
        done += count;
    }
    return true;
}

/* prove_one - a resident's latest leaf: found, read, proved and checked. Milliseconds; below 0 when
 * that failed, which is said. */
static double prove_one(struct audit *log, int64_t resident, size_t *ret_leaves)
{
    struct looked_up one;
    struct whole_list found = {0};
    struct arena arena = {0};
    struct audit_entry entry;
    struct audit_proof proof;
    struct err err = {0};
    look_up(&one, resident);
    double began = clock_monotonic_s();
    int code = audit_find_subject(log, one.mentions, 3, &found, &err);
    if (code == 0 && found.count > 0) {
        uint64_t leaf = (uint64_t)found.at[found.count - 1];
        code = audit_read(log, leaf, &arena, &entry, &err);
        code = code ? code : audit_prove(log, leaf, &proof, &err);
        if (code == 0 && !audit_proof_holds(&proof, entry.bytes, audit_public_key(log))) {
            code = err_set(&err, ERR_INPUT, "the proof does not hold");
        }
    }
    double took = (clock_monotonic_s() - began) * 1e3;
    if (code != 0) {
        err_print("audit_load", &err);
        took = -1;
    }
    *ret_leaves += found.count;
    whole_list_free(&found);
    arena_free(&arena);
    return took;
}

/* tell_all - all of a resident's leaves, found and read, as cantref my does. Milliseconds; below 0
 * when that failed. */
static double tell_all(struct audit *log, int64_t resident)
{
    struct looked_up one;
    struct whole_list found = {0};
    struct arena arena = {0};
    struct err err = {0};
    look_up(&one, resident);
    double began = clock_monotonic_s();
    int code = audit_find_subject(log, one.mentions, 3, &found, &err);
    for (size_t i = 0; code == 0 && i < found.count; i++) {
        struct audit_entry entry;
        arena_reset(&arena);
        code = audit_read(log, (uint64_t)found.at[i], &arena, &entry, &err);
    }
    double took = (clock_monotonic_s() - began) * 1e3;
    whole_list_free(&found);
    arena_free(&arena);
    if (code != 0) {
        err_print("audit_load", &err);
        return -1;
    }
    return took;
}

static bool tell(struct audit *log, float times[ASKED])
{
    struct random random = random_seed(3);
    for (int i = 0; i < ASKED; i++) {
        times[i] = (float)tell_all(log, (int64_t)random_below(&random, RESIDENTS));
        if (times[i] < 0) {
            return false;
        }
    }
    qsort(times, ASKED, sizeof *times, compare_times);
    return true;
}

/* ask - for so many residents' proofs, their times in order. False when one failed. */
static bool ask(struct audit *log, float times[ASKED], size_t *ret_found)
{
    struct random random = random_seed(2);
    for (int i = 0; i < ASKED; i++) {
        times[i] = (float)prove_one(log, (int64_t)random_below(&random, RESIDENTS), ret_found);
        if (times[i] < 0) {
            return false;
        }
    }
    qsort(times, ASKED, sizeof *times, compare_times);
    return true;
}

static int measure_proofs(const char *folder, uint64_t leaves)
{
    float times[ASKED], told[ASKED];
    size_t found = 0, ignored = 0;
    double began = clock_monotonic_s();
    struct audit *log = open_log(folder);
    if (log == NULL || !make_leaves(log, leaves)) {
        return 1;
    }
    double made = clock_monotonic_s() - began;
    began = clock_monotonic_s();
    bool is_indexed = prove_one(log, 0, &ignored) >= 0; /* the index catches up */
    double indexed = clock_monotonic_s() - began;
    if (!close_log(log) || !is_indexed) {
        return 1;
    }
    began = clock_monotonic_s();
    log = open_log(folder);
    double opened = (clock_monotonic_s() - began) * 1e3;
    if (log == NULL || !ask(log, times, &found) || !tell(log, told) || !close_log(log)) {
        return 1;
    }
    fprintf(stdout,
            "{\"leaves\": %llu, \"made_s\": %.3f, \"indexed_s\": %.3f, \"open_ms\": %.3f, "
            "\"asked\": %d, \"found\": %zu, \"p50_ms\": %.4f, \"p99_ms\": %.4f, "
            "\"max_ms\": %.4f, \"told_p50_ms\": %.4f, \"told_max_ms\": %.4f}\n",
            (unsigned long long)leaves, made, indexed, opened, ASKED, found,
            (double)times[ASKED / 2], (double)times[ASKED - 1 - ASKED / 100],
            (double)times[ASKED - 1], (double)told[ASKED / 2], (double)told[ASKED - 1]);
    return 0;
}

int main(int argc, char **argv)
{
    uint64_t count = 1, seconds = 0, delay = 0;
    bool is_plain = argc == 5 && strcmp(argv[2], "plain") == 0;
    bool is_proofs = argc == 4 && strcmp(argv[2], "proofs") == 0;
    bool is_callers = argc == 6 && strcmp(argv[2], "callers") == 0 &&
                      str_to_uint(str_of(argv[3]), CALLERS_MAX, &count) && count > 0;
    if (is_proofs && str_to_uint(str_of(argv[3]), 1000000000, &count)) {
        return measure_proofs(argv[1], count);
    }
    if ((is_plain || is_callers) && str_to_uint(str_of(argv[argc - 2]), 3600, &seconds) &&
        str_to_uint(str_of(argv[argc - 1]), 999999, &delay)) {
        delay_us = (useconds_t)delay;
        return measure_callers(argv[1], (int)count, (double)seconds, is_plain);
    }
    fputs(
        "audit_load FOLDER plain SECONDS DELAY_US | callers CALLERS SECONDS DELAY_US | "
        "proofs LEAVES\n",
        stderr);
    return 64;
}

/* write_log.c - for tests/verify.py: appends to an access log, and says what was acknowledged.
 *
 *   write_log FOLDER LEAVES CALLERS PUBLISH (close | leave) [LONG]
 *
 * LEAVES of each caller go into FOLDER/log, keys in FOLDER/keys. The number of each leaf is written
 * to standard output when it is on disk. Tiles are made when PUBLISH leaves wait. "leave" ends
 * without closing, as a kill does. Each leaf names LONG subjects (1). */
#include "audit.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { CALLERS_MAX = 64 };

struct caller {
    pthread_t thread;
    struct audit *log;
    int number, has_failed;
    uint64_t leaves, subjects;
};

static void *call(void *context)
{
    static const struct str fields[] = {STR_INIT("name")};
    struct caller *caller = context;
    int64_t mentions[] = {1 + caller->number};
    struct audit_subject subject = {STR("P1"), mentions, 1, fields, 1};
    struct audit_subject *subjects = mem_must_array(caller->subjects, sizeof *subjects);
    for (uint64_t i = 0; i < caller->subjects; i++) {
        subjects[i] = subject;
    }
    for (uint64_t i = 0; i < caller->leaves && !caller->has_failed; i++) {
        struct audit_response response = {.kind = i % 5 == 4 ? AUDIT_REFUSAL : AUDIT_ANSWER,
                                          .is_sealed = i % 7 == 6,
                                          .who = STR("ann"),
                                          .purpose = STR("test"),
                                          .subjects = subjects,
                                          .subject_count = caller->subjects};
        struct err err = {0};
        uint64_t leaf;
        char line[32];
        if (audit_append(caller->log, &response, &leaf, &err) != 0) {
            err_print("write_log", &err);
            caller->has_failed = 1;
        } else {
            int len = snprintf(line, sizeof line, "%llu\n", (unsigned long long)leaf);
            caller->has_failed = write(STDOUT_FILENO, line, (size_t)len) != len;
        }
    }
    mem_free(subjects);
    return NULL;
}

static struct audit *open_log(const char *folder, uint64_t publish)
{
    char log_folder[4096], work_folder[4096], keys_folder[4096];
    struct audit *log = NULL;
    struct err err = {0};
    snprintf(log_folder, sizeof log_folder, "%s/log", folder);
    snprintf(work_folder, sizeof work_folder, "%s/log-work", folder);
    snprintf(keys_folder, sizeof keys_folder, "%s/keys", folder);
    struct audit_place place = {.log_folder = log_folder,
                                .work_folder = work_folder,
                                .keys_folder = keys_folder,
                                .name = "cantref/test",
                                .publish_leaves = publish,
                                .publish_ms = 3600000};
    int code = audit_open(&place, &log, &err);
    if (code != 0) {
        err_print("write_log", &err);
        exit(err_exit_status(code));
    }
    return log;
}

int main(int argc, char **argv)
{
    static struct caller callers[CALLERS_MAX];
    uint64_t leaves, count, publish, subjects = 1;
    if (argc < 6 || argc > 7 || !str_to_uint(str_of(argv[2]), 1000000, &leaves) ||
        !str_to_uint(str_of(argv[3]), CALLERS_MAX, &count) ||
        !str_to_uint(str_of(argv[4]), 1000000, &publish) ||
        (argc == 7 && !str_to_uint(str_of(argv[6]), 1000000, &subjects))) {
        fputs("write_log FOLDER LEAVES CALLERS PUBLISH (close | leave) [LONG]\n", stderr);
        return 64;
    }
    struct audit *log = open_log(argv[1], publish);
    int status = 0;
    for (size_t i = 0; i < count; i++) {
        callers[i] =
            (struct caller){.log = log, .number = (int)i, .leaves = leaves, .subjects = subjects};
        status |= pthread_create(&callers[i].thread, NULL, call, &callers[i]);
    }
    for (size_t i = 0; i < count; i++) {
        pthread_join(callers[i].thread, NULL);
        status |= callers[i].has_failed;
    }
    if (strcmp(argv[5], "leave") == 0) {
        _exit(status != 0);
    }
    struct err err = {0};
    if (audit_close(log, &err) != 0) {
        err_print("write_log", &err);
        status = 1;
    }
    return status != 0;
}

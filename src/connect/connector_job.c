/* connector_job.c - a job as bytes. */
#include "connector_job.h"

#include "pack.h"

enum { TEXTS = 9, NUMBERS = 4 };

/* The texts that a child needs. */
static void texts_of(struct connector_job *job, struct str *ret[TEXTS])
{
    struct connector *c = &job->connector;
    struct str *all[TEXTS] = {&c->dsn,    &c->connection, &c->query,
                              &c->url,    &c->items,      &c->cursor_parameter,
                              &c->cursor, &job->secret,   &job->columns};
    memcpy(ret, all, sizeof all);
}

void connector_job_pack(struct buf *out, const struct connector_job *job)
{
    struct connector_job copy = *job;
    struct str *texts[TEXTS];
    const uint64_t numbers[NUMBERS] = {job->connector.kind, job->parent, job->bytes_max,
                                       job->memory_max};
    texts_of(&copy, texts);
    for (size_t i = 0; i < NUMBERS; i++) {
        pack_number(out, numbers[i]);
    }
    for (size_t i = 0; i < TEXTS; i++) {
        pack_text(out, *texts[i]);
    }
}

bool connector_job_unpack(struct str text, struct connector_job *ret)
{
    struct connector_job job = {0};
    struct str *texts[TEXTS];
    uint64_t kind = 0;
    uint64_t *numbers[NUMBERS] = {&kind, &job.parent, &job.bytes_max, &job.memory_max};
    bool good = true;
    texts_of(&job, texts);
    for (size_t i = 0; i < NUMBERS; i++) {
        good = good && unpack_number(&text, i == 0 ? CONNECTOR_KINDS - 1 : INT64_MAX, numbers[i]);
    }
    for (size_t i = 0; i < TEXTS; i++) {
        good = good && unpack_text(&text, texts[i]);
    }
    good = good && text.len == 0;
    if (good) {
        job.connector.kind = (enum connector_kind)kind;
        *ret = job;
    }
    return good;
}

/* case_work.h - a home's workers: whatever is to be done by the engine itself, until nothing is.
 *
 *     events and the picture (case_feed.h) ─► looks (case_look.h) ─► days that have come
 *          ▲                                        deliveries: composed, gone, answered ─┐
 *          └──────────────────────────────────────────────────────────────────────────────┘
 *
 * Events and looks come before anything leaves, so that nothing leaves which is wanted no more.
 * Deliveries are tried by so many threads at once, which take turns in all but the waiting for
 * whoever receives. One that is killed at any time has lost nothing, and nothing is done twice in
 * effect (engine.h). */
#ifndef CANTREF_ENGINE_CASE_WORK_H
#define CANTREF_ENGINE_CASE_WORK_H

#include "caseload.h"
#include "deliver.h"
#include "turn.h"
#include "work.h"

#include <stdatomic.h>

enum { CASE_WORKERS_MAX = 64 };

struct case_work_options {
    size_t workers;   /* 1 … CASE_WORKERS_MAX */
    bool once;        /* one round; else until nothing is left to be done now */
    bool settle_only; /* events, looks and days alone: nothing is delivered */
    const atomic_bool *stop;
    const struct turn_port *turn; /* at the caseload; NULL: the caller has it to itself */
    void (*told)(void *context, uint64_t done); /* NULL: nobody; after each thing that was done */
    void *told_context;
};

/* struct case_work_figures - of a run; left: tries to deliver something that were made. */
struct case_work_figures {
    uint64_t looks, deliveries, rounds, failures;
    size_t held_up; /* events whose pack can't be read */
};

/* case_work - what cannot be done, since a pack can't be read or whoever runs this may not use its
 * purpose, is left, and all else is done.
 * Out: *ret in any case. Errors: the first. */
int case_work(struct caseload *caseload, const struct case_work_options *options,
              struct case_work_figures *ret, struct err *err);

/* case_work_wanted - may there be anything to do? For whoever waits, with any connection. Cost:
 * five look-ups. */
int case_work_wanted(struct db *db, const struct engine_now *now, bool *ret, struct err *err);

#endif

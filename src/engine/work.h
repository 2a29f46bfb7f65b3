/* work.h - a worker: takes what is to be done by the engine itself, one thing at a time.
 *
 *     looks that are wanted ─► days that have come ─► outbox: lease, compose, go, deliver, answer
 *
 * work_next does one thing, a transaction or a delivery, and returns: so that many workers run side
 * by side, that one may be killed between any two, and that the simulator can do it to each. */
#ifndef CANTREF_ENGINE_WORK_H
#define CANTREF_ENGINE_WORK_H

#include "engine.h"

/* What becomes of an action that is composed. */
enum composed {
    COMPOSED_DELIVERY, /* it can go */
    COMPOSED_CHANNEL,  /* it goes on another channel (channel): phone, desk, visit */
    COMPOSED_NOT       /* it can't be made (reason): a person must see to it */
};
struct composition {
    enum composed what;
    enum step_channel
        channel; /* on which it goes; of DELIVERY, PREFERRED where there is no choice */
    struct delivery delivery;
    char reason[DELIVERY_REASON_BYTES_MAX];
};

/* struct work_ports - what a worker needs from outside. All may take long, none is within a
 * transaction.
 *   look: findings of a process as it is today, taken as an input (INPUT_FOUND, or INPUT_AMENDED)
 *         through the engine: after it the process wants no look, unless something changed since.
 *   compose: the delivery of a SEND or REMIND, the same bytes each time that it is asked for one
 *         action; *ret is good until the next call. It must not be made for somebody who died.
 *   deliver: try it. */
struct work_ports {
    void *context;
    int (*look)(void *context, int64_t process, struct err *err);
    int (*compose)(void *context, const struct action_row *row, struct composition *ret,
                   struct err *err);
    int (*deliver)(void *context, const struct delivery *delivery, struct delivery_answer *ret,
                   struct err *err);
};

enum work_stage { WORK_IDLE, WORK_LEASED, WORK_COMPOSED, WORK_GOING, WORK_ANSWERED };

/* struct worker - start from zero but for engine and ports. */
struct worker {
    const struct engine *engine;
    const struct work_ports *ports;
    enum work_stage stage;
    struct action_row row;
    struct composition composition;
    struct delivery_answer answer;
};

/* work_next - do the next thing. *ret_did: false when there was nothing to do.
 * Errors: those of the store, the ports' look and compose; the worker is idle again then, and what
 * it had leased is taken up when the lease is over. Ports' deliver never fails the worker: an error
 * of it is DELIVERY_LATER. */
int work_next(struct worker *worker, const struct engine_now *now, bool *ret_did, struct err *err);

#endif

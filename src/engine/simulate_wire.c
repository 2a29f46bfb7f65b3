/* simulate_wire.c - what a worker asks of outside: the facts of a case, the delivery of an action,
 * and receivers that are down, lose what they answered, refuse, are slow. */
#include "simulate_parts.h"

#include "hash.h"

#include <stdio.h>

static int look(void *context, int64_t process, struct err *err)
{
    struct simulation *s = context;
    if (!s->kind && s->fault_in > 0 && one_in(s, 4ULL * s->fault_in)) {
        return err_set(err, ERR_DB, "the facts can't be read");
    }
    return simulate_find(s, (size_t)process - 1, s->processes[process - 1].amended);
}

/* content_of - what would be in it; its place is another after its process was moved. */
static uint64_t content_of(const struct action_row *row)
{
    return hash_join(hash_join((uint64_t)row->process, (uint64_t)row->kind), row->round);
}

static void compose_once(struct simulation *s, const struct action_row *row,
                         struct composed_once *ret)
{
    const struct store_process *kept = &s->store.processes[row->process - 1];
    const struct process_plan *plan = simulate_plan_of(s, (size_t)row->process - 1);
    bool has_channel = row->place < plan->step_count && kept->process.step_count > 0 &&
                       (plan->steps[row->place].kind == STEP_LETTER ||
                        plan->steps[row->place].kind == STEP_MESSAGE);
    ret->made = true;
    ret->what = COMPOSED_DELIVERY;
    ret->channel = STEP_CHANNEL_PREFERRED;
    ret->content = content_of(row);
    snprintf(ret->key, sizeof ret->key, "msg_%lld", (long long)row->action);
    if (has_channel) {
        ret->channel = (enum step_channel)chance(s, STEP_CHANNEL_PHONE);
        if (row->kind == ACTION_SEND && one_in(s, 12)) {
            ret->what = COMPOSED_CHANNEL;
            ret->channel = (enum step_channel)(STEP_CHANNEL_PHONE + chance(s, 3));
        }
    }
    if (!s->kind && one_in(s, 40)) {
        ret->what = COMPOSED_NOT;
    }
}

static int compose(void *context, const struct action_row *row, struct composition *ret,
                   struct err *err)
{
    struct simulation *s = context;
    struct composed_once *once = &s->composed[row->action - 1];
    if (!s->kind && s->fault_in > 0 && one_in(s, 4ULL * s->fault_in)) {
        return err_set(err, ERR_DB, "it can't be composed now");
    }
    if (!once->made || (s->kind && once->what == COMPOSED_NOT)) {
        compose_once(s, row, once);
    }
    ret->what = once->what;
    ret->channel = once->channel;
    ret->reason[0] = '\0';
    ret->delivery.key = str_of(once->key);
    if (once->content != content_of(row)) {
        simulate_violate(s, INVARIANT_NOTHING_TWICE, row->process, row->place,
                         "another content is asked for under its key");
    }
    return 0;
}

/* take_in - at the receiver, which knows the key of what it has already. */
static void take_in(struct simulation *s, const struct action_row *went)
{
    uint64_t content = content_of(went);
    struct action_row now = *went, *row = &now;
    bool comes_again = false;
    const struct action_row *kept = &s->store.actions[went->action - 1];
    now.place = kept->place;
    for (size_t i = 0; i < s->effect_count; i++) {
        const struct effect *e = &s->effects[i];
        if (e->action == row->action) {
            if (e->content != content) {
                simulate_violate(s, INVARIANT_NOTHING_TWICE, row->process, row->place,
                                 "two contents came under one key");
            }
            simulate_say(s, "the receiver has it already, and takes it in no more");
            return;
        }
        comes_again |= e->process == row->process && e->kind == row->kind &&
                       row->place != ENGINE_ANY_PLACE && e->place == row->place &&
                       e->round == row->round && row->kind == ACTION_SEND;
    }
    if (comes_again) {
        simulate_violate(s, INVARIANT_NOTHING_TWICE, row->process, row->place,
                         "the same came twice, under two keys");
    }
    simulate_say(s, "the receiver takes it in");
    s->effects[s->effect_count++] =
        (struct effect){.action = row->action,
                        .process = row->process,
                        .place = row->place,
                        .kind = (uint8_t)row->kind,
                        .round = row->round,
                        .must_tell = row->kind == ACTION_SEND && row->place == ENGINE_ANY_PLACE &&
                                     kept->state == ROW_GOING,
                        .content = content};
}

bool simulate_arrived(const struct simulation *s, int64_t process, uint16_t place, uint8_t round)
{
    for (size_t i = s->effect_count; i-- > 0;) {
        const struct effect *e = &s->effects[i];
        if (e->process == process && e->place == place && e->kind == ACTION_SEND &&
            e->round == round) {
            return true;
        }
    }
    return false;
}

static int deliver(void *context, const struct delivery *delivery, struct delivery_answer *ret,
                   struct err *err)
{
    struct simulation *s = context;
    const struct action_row *row = &s->acting->row; /* as it went */
    struct receiver *receiver = &s->receivers[(size_t)row->place % SIMULATED_RECEIVERS];
    enum receiver_mood mood = receiver->until > s->at && !s->kind ? receiver->mood : RECEIVER_WELL;
    bool takes = mood == RECEIVER_WELL || mood == RECEIVER_LOSES ||
                 (mood == RECEIVER_UNCERTAIN && one_in(s, 2));
    char key[24];
    snprintf(key, sizeof key, "msg_%lld", (long long)row->action);
    if (!str_eq(delivery->key, str_of(key))) {
        simulate_violate(s, INVARIANT_NOTHING_TWICE, row->process, row->place,
                         "it goes under another key than it was composed with");
    }
    if (takes) {
        take_in(s, row);
    }
    s->kill_acting = !s->kind && s->fault_in > 0 && one_in(s, 2ULL * s->fault_in);
    switch (mood) {
    case RECEIVER_WELL:
        ret->outcome = DELIVERY_LEFT;
        return 0;
    case RECEIVER_REFUSES:
        ret->outcome = DELIVERY_REFUSED;
        return 0;
    case RECEIVER_UNCERTAIN:
        ret->outcome = DELIVERY_UNCERTAIN;
        return 0;
    case RECEIVER_FAILS:
        return err_set(err, ERR_IO, "the way to it failed");
    default:
        ret->outcome = DELIVERY_LATER;
        ret->never_left = mood == RECEIVER_DOWN && one_in(s, 2);
        ret->wait_s = one_in(s, 4) ? (int64_t)chance(s, 200000) : 0;
        return 0;
    }
}

void simulate_wire(struct simulation *s)
{
    s->ports = (struct work_ports){s, look, compose, deliver};
}

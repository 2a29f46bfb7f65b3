/* simulate_store.c - rows in arrays, and a journal that undoes them. */
#include "simulate_store.h"

#include <assert.h>

/* ROOM - one place more at the end of an array of the journal. */
#define ROOM(journal, array, count, room)                                                          \
    do {                                                                                           \
        if ((journal)->count == (journal)->room) {                                                 \
            void *at_ = (journal)->array;                                                          \
            mem_must_grow(&at_, &(journal)->room, (journal)->count + 1, sizeof *(journal)->array); \
            (journal)->array = at_;                                                                \
        }                                                                                          \
    } while (false)

void process_copy(struct process *to, const struct process *from)
{
    memcpy(to, from, offsetof(struct process, steps));
    memcpy(to->steps, from->steps, from->step_count * sizeof from->steps[0]);
    memcpy(to->lines, from->lines, from->line_count * sizeof from->lines[0]);
}

static int not_found(struct err *err)
{
    return err_set(err, ERR_NOTFOUND, "there is no such row");
}

/* ---- processes ---- */

static int process_get(void *context, int64_t process, struct process_row *ret_row,
                       struct process *ret, struct err *err)
{
    const struct simulate_store *s = context;
    if (process < 1 || (size_t)process > s->process_count) {
        return not_found(err);
    }
    const struct store_process *kept = &s->processes[process - 1];
    *ret_row = kept->row;
    process_copy(ret, &kept->process);
    return 0;
}

static void note_process(struct simulate_store *s, size_t index, bool added)
{
    struct store_journal *j = &s->journal;
    ROOM(j, before, process_count, before_room);
    ROOM(j, processes, process_count, process_room);
    ROOM(j, added, process_count, added_room);
    if (!added) {
        j->before[j->process_count].row = s->processes[index].row;
        process_copy(&j->before[j->process_count].process, &s->processes[index].process);
    }
    j->processes[j->process_count] = index;
    j->added[j->process_count++] = added;
}

static int process_put(void *context, struct process_row *row, const struct process *process,
                       struct err *err)
{
    struct simulate_store *s = context;
    bool added = row->process == 0;
    if (added && s->process_count == STORE_PROCESSES_MAX) {
        s->full = true;
        return err_set(err, ERR_LIMIT, "no room for another process");
    }
    size_t index = added ? s->process_count++ : (size_t)row->process - 1;
    note_process(s, index, added);
    struct store_process *kept = &s->processes[index];
    if (added) {
        row->process = (int64_t)index + 1;
        kept->closed = kept->confirmed = kept->withdrawn = false;
        memset(kept->discharged, 0, sizeof kept->discharged);
    }
    kept->row = *row;
    process_copy(&kept->process, process);
    return 0;
}

static int processes_due(void *context, int32_t day, size_t limit, struct whole_list *ret,
                         struct err *err)
{
    const struct simulate_store *s = context;
    (void)err;
    for (size_t i = 0, count = 0; i < s->process_count && count < limit; i++) {
        const struct process *p = &s->processes[i].process;
        if (p->status != PROCESS_ENDED && p->wake <= day) {
            whole_list_add(ret, (int64_t)i + 1);
            count++;
        }
    }
    return 0;
}

static int processes_to_look(void *context, size_t limit, struct whole_list *ret, struct err *err)
{
    const struct simulate_store *s = context;
    (void)err;
    for (size_t i = 0, count = 0; i < s->process_count && count < limit; i++) {
        if (s->processes[i].row.wants_look) {
            whole_list_add(ret, (int64_t)i + 1);
            count++;
        }
    }
    return 0;
}

/* ---- actions ---- */

static void put_action(struct simulate_store *s, size_t index, const struct action_row *row)
{
    s->actions[index] = *row;
    s->tags[index] = (struct store_tag){.process = (uint16_t)row->process,
                                        .place = row->place,
                                        .state = (uint8_t)row->state,
                                        .kind = (uint8_t)row->kind,
                                        .round = row->round};
}

static void note_action(struct simulate_store *s, size_t index, bool added)
{
    struct store_journal *j = &s->journal;
    ROOM(j, actions, action_count, action_room);
    struct action_change *change = &j->actions[j->action_count++];
    change->index = index;
    change->added = added;
    if (!added) {
        change->before = s->actions[index];
    }
}

static int action_add(void *context, struct action_row *row, struct err *err)
{
    struct simulate_store *s = context;
    if (s->action_count == STORE_ACTIONS_MAX) {
        s->full = true;
        return err_set(err, ERR_LIMIT, "no room for another action");
    }
    row->action = (int64_t)s->action_count + 1;
    note_action(s, s->action_count, true);
    put_action(s, s->action_count++, row);
    return 0;
}

static int action_get(void *context, int64_t action, struct action_row *ret, struct err *err)
{
    const struct simulate_store *s = context;
    if (action < 1 || (size_t)action > s->action_count) {
        return not_found(err);
    }
    *ret = s->actions[action - 1];
    return 0;
}

static int action_put(void *context, const struct action_row *row, struct err *err)
{
    struct simulate_store *s = context;
    (void)err;
    assert(row->action >= 1 && (size_t)row->action <= s->action_count);
    size_t index = (size_t)row->action - 1;
    note_action(s, index, false);
    put_action(s, index, row);
    if (action_is_live(row->state) && index < s->first_live) {
        s->first_live = index;
    }
    return 0;
}

static int actions_of(void *context, int64_t process, uint16_t place, struct action_list *ret,
                      struct err *err)
{
    const struct simulate_store *s = context;
    (void)err;
    for (size_t i = s->first_live; i < s->action_count; i++) {
        const struct store_tag *tag = &s->tags[i];
        if (tag->process == process && action_is_live(tag->state) &&
            (place == ENGINE_ANY_PLACE || tag->place == place)) {
            action_list_add(ret, &s->actions[i]);
        }
    }
    return 0;
}

/* waits_since - since when it may be taken; false: it can't be. */
static bool waits_since(const struct action_row *row, int64_t *ret)
{
    *ret = row->state == ROW_READY ? row->next_try : row->lease_until;
    return row->state == ROW_READY || row->state == ROW_LEASED || row->state == ROW_GOING;
}

static int actions_ready(void *context, int64_t at, size_t limit, struct whole_list *ret,
                         struct err *err)
{
    const struct simulate_store *s = context;
    int64_t since[ENGINE_BATCH], one = 0;
    size_t count = 0;
    (void)err;
    limit = limit < ENGINE_BATCH ? limit : ENGINE_BATCH;
    for (size_t i = s->first_live; i < s->action_count; i++) {
        unsigned state = s->tags[i].state;
        if ((state != ROW_READY && state != ROW_LEASED && state != ROW_GOING) ||
            !waits_since(&s->actions[i], &one) || one > at) {
            continue;
        }
        size_t place = count;
        while (place > 0 && since[place - 1] > one) {
            place--;
        }
        if (place == limit) {
            continue;
        }
        if (count < limit) {
            whole_list_add(ret, 0);
            count++;
        }
        for (size_t k = count - 1; k > place; k--) {
            since[k] = since[k - 1];
            ret->at[k] = ret->at[k - 1];
        }
        since[place] = one;
        ret->at[place] = (int64_t)i + 1;
    }
    return 0;
}

/* ---- audit, ledger, event ---- */

static int happened(void *context, const struct engine_happened *leaf, struct err *err)
{
    struct store_journal *j = &((struct simulate_store *)context)->journal;
    (void)err;
    ROOM(j, leaves, leaf_count, leaf_room);
    j->leaves[j->leaf_count++] = *leaf;
    return 0;
}

static int line_changed(void *context, const struct process_row *row, uint16_t line,
                        bool discharged, int32_t day, struct err *err)
{
    struct simulate_store *s = context;
    struct store_journal *j = &s->journal;
    size_t process = (size_t)row->process - 1;
    (void)err;
    (void)day;
    ROOM(j, lines, line_count, line_room);
    j->lines[j->line_count++] =
        (struct line_change){process, line, s->processes[process].discharged[line], discharged};
    s->processes[process].discharged[line] = discharged;
    return 0;
}

static bool *event_flag(struct store_process *kept, enum process_action_kind kind)
{
    return kind == ACTION_CONFIRM    ? &kept->confirmed
           : kind == ACTION_WITHDRAW ? &kept->withdrawn
                                     : &kept->closed;
}

static int event_changed(void *context, const struct process_row *row,
                         enum process_action_kind kind, struct err *err)
{
    struct simulate_store *s = context;
    struct store_journal *j = &s->journal;
    size_t process = (size_t)row->process - 1;
    bool *flag = event_flag(&s->processes[process], kind);
    (void)err;
    ROOM(j, events, event_count, event_room);
    j->events[j->event_count++] = (struct event_change){process, kind, *flag};
    *flag = true;
    return 0;
}

/* ---- transactions ---- */

static void begin(struct simulate_store *s)
{
    struct store_journal *j = &s->journal;
    j->action_count = j->process_count = j->leaf_count = j->line_count = j->event_count = 0;
}

static void undo(struct simulate_store *s)
{
    struct store_journal *j = &s->journal;
    for (size_t i = j->event_count; i-- > 0;) {
        const struct event_change *change = &j->events[i];
        *event_flag(&s->processes[change->process], change->kind) = change->before;
    }
    for (size_t i = j->line_count; i-- > 0;) {
        s->processes[j->lines[i].process].discharged[j->lines[i].line] = j->lines[i].before;
    }
    for (size_t i = j->action_count; i-- > 0;) {
        const struct action_change *change = &j->actions[i];
        if (change->added) {
            s->action_count--;
        } else {
            put_action(s, change->index, &change->before);
        }
    }
    for (size_t i = j->process_count; i-- > 0;) {
        struct store_process *kept = &s->processes[j->processes[i]];
        if (j->added[i]) {
            s->process_count--;
        } else {
            kept->row = j->before[i].row;
            process_copy(&kept->process, &j->before[i].process);
        }
    }
    begin(s);
}

static int failed(struct err *err)
{
    return err_set(err, ERR_DB, "the database failed");
}

static int transact(void *context, engine_job *job, void *job_context, struct err *err)
{
    struct simulate_store *s = context;
    begin(s);
    if (s->dead) {
        return failed(err);
    }
    int code = job(&s->rows, job_context, err);
    if (code != 0) {
        undo(s);
        return code;
    }
    const struct store_journal *j = &s->journal;
    if (j->action_count + j->process_count + j->leaf_count + j->line_count + j->event_count == 0) {
        return 0;
    }
    enum store_fault fault = s->fault(s->context);
    s->dead = fault == STORE_DIES_BEFORE || fault == STORE_DIES_AFTER;
    if (fault == STORE_FAILS || fault == STORE_DIES_BEFORE) {
        undo(s);
        return failed(err);
    }
    while (s->first_live < s->action_count && !action_is_live(s->tags[s->first_live].state)) {
        s->first_live++;
    }
    s->committed(s->context);
    return fault == STORE_KEEPS ? 0 : failed(err);
}

void simulate_store_make(struct simulate_store *ret)
{
    *ret = (struct simulate_store){
        .processes = mem_must_array(STORE_PROCESSES_MAX, sizeof *ret->processes),
        .actions = mem_must_array(STORE_ACTIONS_MAX, sizeof *ret->actions),
        .tags = mem_must_array(STORE_ACTIONS_MAX, sizeof *ret->tags)};
    ret->engine = (struct engine_store){ret, transact};
    ret->rows = (struct engine_rows){.context = ret,
                                     .process_get = process_get,
                                     .process_put = process_put,
                                     .processes_due = processes_due,
                                     .processes_to_look = processes_to_look,
                                     .action_add = action_add,
                                     .action_get = action_get,
                                     .action_put = action_put,
                                     .actions_of = actions_of,
                                     .actions_ready = actions_ready,
                                     .happened = happened,
                                     .line_changed = line_changed,
                                     .event_changed = event_changed};
}

void simulate_store_clear(struct simulate_store *store)
{
    begin(store);
    store->process_count = store->action_count = store->first_live = 0;
    store->dead = store->full = false;
}

void simulate_store_free(struct simulate_store *store)
{
    struct store_journal *j = &store->journal;
    mem_free(j->actions);
    mem_free(j->before);
    mem_free(j->processes);
    mem_free(j->added);
    mem_free(j->leaves);
    mem_free(j->lines);
    mem_free(j->events);
    mem_free(store->processes);
    mem_free(store->actions);
    mem_free(store->tags);
    *store = (struct simulate_store){0};
}

/* engine_store.h - the engine's rows in a home's database (0016_process.sql), and all that the
 * engine needs of a home: its packs as processes go under them, its ledger, its events.
 *
 *     engine_store_open ─► engine_store_engine ─► engine_begin, engine_input, engine_lease …
 *                                              each a job of the writer, durable when it returns
 *     a worker          ─► engine_store_wait   until something may be there to be done
 *     process_log.h     ─► leaves into the audit log
 *
 * One for a picture that is open to be written. Reading for people (queues, what is parked) needs
 * a connection and no more, so that it goes on beside the writer. */
#ifndef CANTREF_ENGINE_ENGINE_STORE_H
#define CANTREF_ENGINE_ENGINE_STORE_H

#include "delivery.h"
#include "engine.h"
#include "event_pack.h"
#include "picture.h"

/* Named otherwise than struct engine_store of engine.h, which it gives. */
struct engine_home;

/* struct engine_home_options - nation: whose holidays clocks leave out. now: seconds since 1970;
 * NULL: the system's clock. */
struct engine_home_options {
    enum nation nation;
    int64_t (*now)(void *context);
    void *context;
};

/* engine_home_open - Errors: those of the store. The picture must outlive it.
 * engine_home_close - nobody may use it any more. NULL is nothing. */
int engine_home_open(struct picture *picture, const struct engine_home_options *options,
                     struct engine_home **ret, struct err *err);
void engine_home_close(struct engine_home *home);

/* engine_home_engine - whose functions are safe from any thread but the writer's. engine_home_rows
 * - the rows for jobs of the caller's own (picture_do): in the writer's thread, during the job. */
const struct engine *engine_home_engine(const struct engine_home *home);
struct engine_rows engine_home_rows(struct engine_home *home);
struct picture *engine_home_picture(const struct engine_home *home);

/* struct kept_plan - a pack that processes go under, as it was kept (pack_keep.h), and its plan.
 * */
struct kept_plan {
    int64_t kept;
    struct event_pack pack;
    struct process_plan plan;
    struct arena arena;
};

/* engine_home_plan - of a kept number, read once; good until engine_home_close. From any thread.
 * engine_home_plan_by - the same through a connection of the caller's own, beside whoever has the
 * home's. Errors: those of pack_kept_load. */
int engine_home_plan(struct engine_home *home, int64_t kept, const struct kept_plan **ret,
                     struct err *err);
int engine_home_plan_by(struct engine_home *home, struct db *db, int64_t kept,
                        const struct kept_plan **ret, struct err *err);

/* ---- woken ---- */

/* engine_home_turn - a number that rises whenever a worker may have something to do.
 * engine_home_wait - until it is another than that one, or so many milliseconds have passed.
 * engine_home_wake - after a job of one's own. */
uint64_t engine_home_turn(struct engine_home *home);
void engine_home_wait(struct engine_home *home, uint64_t turn, unsigned ms_max);
void engine_home_wake(struct engine_home *home);

/* ---- read, by anybody with a connection ---- */

/* process_read - as engine_rows has it. Errors: ERR_NOTFOUND there is none, or it was erased.
 * processes_of_event - numbers, the oldest first, added to ret.
 * action_read, actions_of_process - all of a process, those that have ended too, the oldest first.
 * processes_each - for counting: those that have not ended, and those of which something ended at
 *     or after a time; one that was erased is passed over. visit may have jobs done.
 * actions_of_team - OPEN ones that a team has to do (not messages, which wait for print), those
 *     escalated to it too, by their due days, the earliest first, those without one last; of *all*
 *     teams where team is "". At most limit, from the one at place `from`.
 * actions_parked - the oldest first. action_team - whose it is; "" unknown; in arena. */
int process_read(struct db *db, struct seal *seal, int64_t process, struct process_row *ret_row,
                 struct process *ret, struct err *err);
int processes_of_event(struct db *db, int64_t event, struct whole_list *ret, struct err *err);
typedef int process_visit(void *context, const struct process_row *row,
                          const struct process *process, struct err *err);
int processes_each(struct db *db, struct seal *seal, int64_t since, process_visit *visit,
                   void *context, struct err *err);
int action_read(struct db *db, int64_t action, struct action_row *ret, struct err *err);
int actions_of_process(struct db *db, int64_t process, struct action_list *ret, struct err *err);
int actions_of_team(struct db *db, struct str team, size_t from, size_t limit,
                    struct action_list *ret, struct err *err);
int actions_parked(struct db *db, size_t limit, struct action_list *ret, struct err *err);
int action_team(struct db *db, struct arena *arena, int64_t action, struct str *ret,
                struct err *err);

#endif

/* caseload.h - the processes of a home, and what they need of it: the day, the packs of now, and
 * under which purpose somebody's data is looked at.
 *
 *     inquiry (home, purposes, log) ─► caseload ─► case_feed.h   events and the picture ─► inputs
 *                                               ─► case_look.h   facts ─► findings ─► input
 *                                               ─► compose.h     step ─► delivery
 *                                               ─► letter_post.h letters that wait for print
 *
 * Data is looked at in the name of whoever runs the program, under the purpose of the event or the
 * step, and the case "event:lusab-babad": so each look is in the log, and none goes further than
 * that person's own rights. For one thread at a time. */
#ifndef CANTREF_ENGINE_CASELOAD_H
#define CANTREF_ENGINE_CASELOAD_H

#include "council_file.h"
#include "duty_look.h"
#include "engine_store.h"
#include "process_log.h"

struct caseload {
    struct inquiry *inquiry;
    struct council council;
    struct engine_home *home;
    const struct engine *engine;
    struct engine_now now;
    struct duty_packs packs; /* of now */
    struct arena arena;      /* of what is asked under */
};

/* caseload_open - of a home that an inquiry has open, which must outlive it. The day is the
 * inquiry's.
 * In:     at: seconds since 1970.
 * Out:    *ret, to be closed with caseload_close in any case; start from zero. It must not be
 * moved.
 * Errors: those of home_council, engine_home_open.
 * caseload_close - Errors: those of caseload_log. */
int caseload_open(struct inquiry *inquiry, int64_t at, struct caseload *ret, struct err *err);
int caseload_close(struct caseload *caseload, struct err *err);

/* caseload_log - what processes did goes into the audit log, and is there when this returns. Not
 * beside anybody who reads of the home: its thread has the connection meanwhile.
 * Errors: those of process_log_open, process_log_close: nothing may leave then. */
int caseload_log(struct caseload *caseload, struct err *err);

/* caseload_ask - from now on data is looked at under that purpose, for that event.
 * Errors: those of inquiry_ask; ERR_DENIED is in the log. */
int caseload_ask(struct caseload *caseload, struct str purpose, const char *event, struct err *err);

/* struct case_row - a process with its pack, plan and event. */
struct case_row {
    struct process_row row;
    struct process process;
    const struct event_pack *pack;
    const struct process_plan *plan;
    struct event event;
};

/* case_read - of a process. Within the transaction that db has, or while nobody writes.
 * Out:    *ret, to be freed with case_free in any case; start from zero. It is large: 30 KB.
 * Errors: ERR_NOTFOUND; those of engine_home_plan, of the store. */
int case_read(struct caseload *caseload, struct db *db, int64_t process, struct case_row *ret,
              struct err *err);
void case_free(struct case_row *row);

/* case_step_purpose - under which purpose a step looks at data: its own, or the event's.
 * case_line_duty - the entry of duties.yaml that a line stands for. case_team - whose a row is, as
 * the council calls that team; of a line that nobody need find out, its owner; "" of a step that
 * the pack has no more. All pure. */
struct str case_step_purpose(const struct case_row *row, uint16_t place);
const struct duty *case_line_duty(const struct case_row *row, uint16_t line);
struct str case_team(const struct case_row *row, const struct action_row *action);

#endif

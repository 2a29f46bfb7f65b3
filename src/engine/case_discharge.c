/* case_discharge.c - see case_discharge.h. */
#include "case_discharge.h"

int case_of_event(struct caseload *caseload, const struct event *event, struct case_row *ret,
                  struct err *err)
{
    struct whole_list list = {0};
    struct db *db = caseload->inquiry->picture.db;
    bool found = false;
    int code = processes_of_event(db, event->made.number, &list, err);
    for (size_t i = list.count; code == 0 && !found && i > 0; i--) {
        case_free(ret);
        *ret = (struct case_row){0};
        code = case_read(caseload, db, list.at[i - 1], ret, err);
        found = code == 0 && !ret->process.withdrawn;
    }
    whole_list_free(&list);
    return code != 0 || found ? code : err_set(err, ERR_NOTFOUND, "nothing has begun from it");
}

/* line_named - the line of a duty in a process. */
static int line_named(const struct case_row *row, struct str duty, uint16_t *ret, struct err *err)
{
    for (size_t i = 0; i < row->plan->duty_count; i++) {
        if (str_eq(row->pack->duties.at[i].id, duty)) {
            *ret = row->plan->duties[i].line;
            return 0;
        }
    }
    return err_set(err, ERR_NOTFOUND, "the pack has no such duty: cantref duty ledger says which");
}

/* tell - that the duty of whom the event is about is about to be discharged. */
static int tell(struct inquiry *q, const struct event *event, struct err *err)
{
    struct view view = {0};
    const struct view_person *people[] = {&view.self};
    size_t set;
    bool there = false;
    int code = event_person(&q->viewing, event, STR(EVENT_SUBJECT), true, &view, &set, &there, err);
    code = code == ERR_DENIED ? inquiry_refuse(q, &view.self, code, err) : code;
    code = code ? code : inquiry_tell_events(q, people, view.self.mentions.count > 0, 1, true, err);
    view_free(&view);
    return code;
}

int case_discharge(struct caseload *caseload, const struct event *event, struct str duty,
                   struct str because, struct err *err)
{
    struct inquiry *q = caseload->inquiry;
    struct case_row *row = mem_must_array(1, sizeof *row);
    struct process_input input = {.kind = INPUT_DISCHARGED};
    struct case_reason reason = {.act = CASE_DISCHARGED, .text = because};
    int code = because.len > 0 ? 0 : err_set(err, ERR_USAGE, "say why: --because TEXT");
    code = code ? code : case_of_event(caseload, event, row, err);
    code = code ? code : line_named(row, duty, &input.place, err);
    code = code ? code : tell(q, event, err);
    reason.process = row->row.process;
    reason.place = input.place;
    reason.who = q->viewing.options.who;
    reason.at = caseload->now.at;
    code = code ? code : case_do(caseload, &reason, &input, err);
    case_free(row);
    mem_free(row);
    return code;
}

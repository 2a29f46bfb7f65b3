/* caseload.c - see caseload.h. */
#include "caseload.h"

static int64_t now_of(void *context)
{
    const struct caseload *c = context;
    return c->now.at;
}

int caseload_open(struct inquiry *inquiry, int64_t at, struct caseload *ret, struct err *err)
{
    struct caseload *c = ret;
    struct err_list errors = {0};
    const struct engine_home_options options = {
        .nation = inquiry->access.access.options.nation, .now = now_of, .context = c};
    *c = (struct caseload){.inquiry = inquiry,
                           .now = {.at = at, .day = inquiry->viewing.options.day}};
    int code = home_council(&inquiry->picture.home, &c->council, &errors);
    code = code ? err_list_first(&errors, err) : 0;
    err_list_free(&errors);
    code = code ? code : engine_home_open(&inquiry->picture, &options, &c->home, err);
    c->engine = code == 0 ? engine_home_engine(c->home) : NULL;
    return code;
}

int caseload_log(struct caseload *c, struct err *err)
{
    struct process_log *log = NULL;
    struct inquiry *q = c->inquiry;
    int code = process_log_open(c->home, q->audit, &q->access.access, &log, err);
    return code ? code : process_log_close(log, err);
}

int caseload_close(struct caseload *c, struct err *err)
{
    int code = c->home != NULL ? caseload_log(c, err) : 0;
    engine_home_close(c->home);
    council_free(&c->council);
    duty_packs_free(&c->packs);
    arena_free(&c->arena);
    *c = (struct caseload){0};
    return code;
}

int caseload_ask(struct caseload *c, struct str purpose, const char *event, struct err *err)
{
    struct inquiry *q = c->inquiry;
    arena_reset(&c->arena);
    struct str kept =
        arena_str(&c->arena, purpose); /* ends with a NUL, and outlives the question */
    q->viewing.options.case_reference = arena_printf(&c->arena, "event:%s", event);
    q->viewing.options.day = c->now.day;
    struct err failed = {0};
    int code = inquiry_ask(q, kept.ptr, &failed);
    return code == 0 ? 0
                     : err_set(err, code, "event %s, purpose %s: %s", event, kept.ptr,
                               failed.message); /* not personal: an id that tells nothing, a name */
}

int case_read(struct caseload *c, struct db *db, int64_t process, struct case_row *ret,
              struct err *err)
{
    struct seal *seal = c->inquiry->picture.seal;
    const struct kept_plan *kept = NULL;
    int code = process_read(db, seal, process, &ret->row, &ret->process, err);
    code = code ? code : engine_home_plan(c->home, ret->row.plan, &kept, err);
    if (code == 0) {
        ret->pack = &kept->pack;
        ret->plan = &kept->plan;
        code = event_read(db, seal, ret->row.event, &ret->event, err);
    }
    return code;
}

void case_free(struct case_row *row)
{
    event_free(&row->event);
}

struct str case_step_purpose(const struct case_row *row, uint16_t place)
{
    struct str own = row->pack->steps.at[place].purpose;
    return own.len > 0 ? own : row->event.made.purpose;
}

const struct duty *case_line_duty(const struct case_row *row, uint16_t line)
{
    const struct process_line *l = &row->process.lines[line];
    if (l->entry < row->plan->duty_count && row->plan->duties[l->entry].line == line) {
        return &row->pack->duties.at[l->entry];
    }
    size_t first = 0; /* nobody has looked yet */
    while (row->plan->duties[first].line != line) {
        first++;
    }
    return &row->pack->duties.at[first];
}

struct str case_team(const struct case_row *row, const struct action_row *action)
{
    if (action->place == ENGINE_ANY_PLACE) {
        return STR("");
    }
    bool finds_out = action->kind == ACTION_ASK || action->reason == TELL_STILL_ASKED;
    if (action_is_of_line(action)) {
        const struct duty *duty = case_line_duty(row, action->place);
        struct str team = finds_out && duty->finds_out.len > 0 ? duty->finds_out : duty->owner;
        return pack_team_here(row->pack, team);
    }
    const struct pack_step *step = &row->pack->steps.at[action->place];
    bool escalated = action->to_escalated && step->escalate_to.len > 0;
    return pack_team_here(row->pack, escalated ? step->escalate_to : step->team);
}

/* case_outbox.c - see case_outbox.h. */
#include "case_outbox.h"

#include "case_task.h"
#include "event_look.h"

/* open_marks - who is sealed: there is no purpose here by which that would be known. */
static int open_marks(struct caseload *c, struct viewing *ret, struct err *err)
{
    struct inquiry *q = c->inquiry;
    return viewing_open_marks(&q->picture, &q->access.access, &q->viewing.options, ret, err);
}

/* read_one - *ret_may: it is the asker's to see. Of one who is sealed nobody but the seal's team is
 * to know that anything is to leave. */
static int read_one(struct arena *arena, struct caseload *c, const struct viewing *marks,
                    const struct action_row *row, struct parked *ret, bool *ret_may,
                    struct err *err)
{
    struct case_row *at = mem_must_array(1, sizeof *at);
    struct db *db = c->inquiry->picture.db;
    int code = case_read(c, db, row->process, at, err);
    code = code ? code : action_team(db, arena, row->action, &ret->team, err);
    *ret_may =
        code == 0 && case_may_see(c, ret->team, STR("")) && !event_is_hidden(marks, &at->event);
    if (*ret_may) {
        bool gone = row->place == ENGINE_ANY_PLACE;
        const struct pack_step *step = gone ? NULL : &at->pack->steps.at[row->place];
        ret->row = *row;
        ret->event = arena_str(arena, str_of(at->event.made.id));
        ret->type = arena_str(arena, at->event.made.type);
        ret->step = gone ? STR("") : arena_str(arena, step->id);
        for (int l = 0; !gone && l < ACCESS_LANGUAGES; l++) {
            ret->title.text[l] = arena_str(arena, step->title.text[l]);
        }
        code = delivery_note_get(db, arena, row->action, &ret->note, &ret->has_note, err);
    }
    case_free(at);
    mem_free(at);
    return code;
}

int case_parked(struct arena *arena, struct caseload *c, struct parked_list *ret, struct err *err)
{
    struct action_list list = {0};
    struct parked_list found = {0};
    struct viewing marks = {0};
    int code = open_marks(c, &marks, err);
    code = code ? code : actions_parked(c->inquiry->picture.db, CASE_OUTBOX_MAX, &list, err);
    found.at = arena_alloc(arena, (list.count + 1) * sizeof *found.at);
    for (size_t i = 0; code == 0 && i < list.count; i++) {
        bool may = false;
        code = read_one(arena, c, &marks, &list.at[i], &found.at[found.count], &may, err);
        found.count += may;
    }
    action_list_free(&list);
    viewing_close(&marks);
    if (code == 0) {
        *ret = found;
    }
    return code;
}

/* struct settling - one that a person settles. */
struct settling {
    struct caseload *c;
    int64_t action;
    struct case_reason reason;
};

static int end_row(const struct settling *s, const struct engine_rows *rows, struct action_row *row,
                   enum action_state state, struct err *err)
{
    row->state = state;
    row->ended = s->c->now.at;
    row->token++; /* whoever is about to send it finds it taken */
    return rows->action_put(rows->context, row, err);
}

static int settle(struct settling *s, const struct engine_rows *rows, struct action_row *row,
                  struct err *err)
{
    bool left = s->reason.act == CASE_LEFT;
    const struct process_input input = {
        .kind = left ? INPUT_LEFT : INPUT_DONE, .place = row->place, .round = row->round};
    int code = left || row->kind == ACTION_REMIND
                   ? end_row(s, rows, row, left ? ROW_ENDED : ROW_STOPPED, err)
                   : 0;
    return code != 0 || row->kind == ACTION_REMIND
               ? code
               : engine_take(s->c->engine, rows, row->process, &input, &s->c->now, s->reason.who,
                             err);
}

static int settle_job(struct db *db, void *context, struct err *err)
{
    struct settling *s = context;
    const struct engine_rows rows = engine_home_rows(s->c->home);
    struct action_row row;
    int code = rows.action_get(rows.context, s->action, &row, err);
    bool parked = row.state == ROW_PARKED;
    bool waits = row.state == ROW_READY || row.state == ROW_OPEN || row.state == ROW_LEASED;
    if (code == 0 && !parked && !(s->reason.act == CASE_STOPPED && waits)) {
        return err_set(err, ERR_CONFLICT, "it is not parked: it is %s",
                       action_state_names[row.state]);
    }
    code = code ? code : settle(s, &rows, &row, err);
    return code ? code : case_reason_put(db, s->c->inquiry->picture.seal, &s->reason, err);
}

static int note_job(struct db *db, void *context, struct err *err)
{
    const struct settling *s = context;
    return case_reason_put(db, s->c->inquiry->picture.seal, &s->reason, err);
}

int case_outbox_do(struct caseload *c, int64_t action, enum case_act act, struct str because,
                   struct err *err)
{
    struct action_row row;
    struct arena arena = {0};
    struct parked at = {0};
    struct viewing marks = {0};
    bool may = false;
    int code = open_marks(c, &marks, err);
    code = code ? code : action_read(c->inquiry->picture.db, action, &row, err);
    bool leaves = code == 0 && (row.kind == ACTION_SEND || row.kind == ACTION_REMIND);
    code = code == 0 && leaves ? read_one(&arena, c, &marks, &row, &at, &may, err) : code;
    arena_free(&arena);
    viewing_close(&marks);
    if (code == ERR_NOTFOUND || (code == 0 && !may)) {
        return err_set(err, ERR_NOTFOUND, "nothing of that number is to leave for your teams");
    }
    if (code == 0 && act != CASE_AGAIN && because.len == 0) {
        return err_set(err, ERR_USAGE, "say why: --because TEXT");
    }
    struct settling s = {.c = c,
                         .action = action,
                         .reason = {.process = row.process,
                                    .act = act,
                                    .place = row.place,
                                    .who = c->inquiry->viewing.options.who,
                                    .at = c->now.at,
                                    .text = because}};
    if (code == 0 && act == CASE_AGAIN) {
        code = engine_again(c->engine, &c->now, action, s.reason.who, err);
        return code ? code : picture_do(&c->inquiry->picture, note_job, &s, err);
    }
    return code ? code : picture_do(&c->inquiry->picture, settle_job, &s, err);
}

/* engine_rows.c - statements on processes and actions, and reading them. */
#include "engine_store_parts.h"

#include "duty_ledger.h"
#include "intake.h"

#include <assert.h>

#define PLACE "process"

static const char *const status_names[] = {[PROCESS_RUNNING] = "running",
                                           [PROCESS_TAKING_BACK] = "taking_back",
                                           [PROCESS_ENDED] = "ended"};

/* ---- processes ---- */

#define PROCESS_COLUMNS "event, kept, wants_look, state_key, state"

/* take_process - the row that a statement with PROCESS_COLUMNS is at; *text is room. */
static int take_process(struct db_query *q, struct seal *seal, int64_t process, struct buf *text,
                        struct current_process *ret_current, struct process_row *ret_row,
                        struct process *ret, struct err *err)
{
    *ret_row = (struct process_row){process, db_whole(q, 0), db_whole(q, 1), db_whole(q, 2) != 0};
    *ret_current = (struct current_process){process, ret_row->event, ret_row->plan, db_whole(q, 3)};
    if (db_is_null(q, 3)) {
        return err_set(err, ERR_NOTFOUND, "what was done after the event was erased");
    }
    text->len = 0;
    int code =
        unseal_value(seal, ret_current->state_key, PLACE, process, db_bytes(q, 4), text, err);
    return code ? code : process_unpack(buf_str(text), ret, err);
}

static int read_process(struct db *db, struct seal *seal, int64_t process, struct buf *text,
                        struct current_process *ret_current, struct process_row *ret_row,
                        struct process *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db, "SELECT " PROCESS_COLUMNS " FROM process WHERE process = $1",
                             WHOLES(process), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && !row) {
        return err_set(err, ERR_NOTFOUND, "there is no such process");
    }
    if (code == 0) {
        code = take_process(q, seal, process, text, ret_current, ret_row, ret, err);
        db_reset(q);
    }
    return code;
}

int process_read(struct db *db, struct seal *seal, int64_t process, struct process_row *ret_row,
                 struct process *ret, struct err *err)
{
    struct buf text = {0};
    struct current_process current;
    int code = read_process(db, seal, process, &text, &current, ret_row, ret, err);
    buf_free(&text);
    return code;
}

/* Who visits may read plans, which is a job of the writer: so no row of these stands open then. */
static int find_processes(struct db *db, int64_t since, struct whole_list *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db,
                             "SELECT process FROM process p WHERE state_key IS NOT NULL AND "
                             "(status <> 'ended' OR EXISTS (SELECT 1 FROM action a "
                             "WHERE a.process = p.process AND a.ended >= $1)) ORDER BY process",
                             WHOLES(since), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        whole_list_add(ret, db_whole(q, 0));
    }
    return code;
}

int processes_each(struct db *db, struct seal *seal, int64_t since, process_visit *visit,
                   void *context, struct err *err)
{
    struct process *process = mem_must_array(1, sizeof *process);
    struct whole_list numbers = {0};
    struct current_process current;
    struct process_row found;
    struct buf text = {0};
    int code = find_processes(db, since, &numbers, err);
    for (size_t i = 0; code == 0 && i < numbers.count; i++) {
        code = read_process(db, seal, numbers.at[i], &text, &current, &found, process, err);
        code = code ? code : visit(context, &found, process, err);
    }
    whole_list_free(&numbers);
    buf_free(&text);
    mem_free(process);
    return code;
}

static int process_get(void *context, int64_t process, struct process_row *ret_row,
                       struct process *ret, struct err *err)
{
    struct engine_home *home = context;
    return read_process(home->picture->db, home->picture->seal, process, &home->text,
                        &home->current, ret_row, ret, err);
}

/* find_current - what is kept of a process that the job has not read. */
static int find_current(struct engine_home *home, int64_t process, struct err *err)
{
    struct db_query *q;
    bool row = false;
    if (home->current.process == process) {
        return 0;
    }
    int code = db_query_with(home->picture->db,
                             "SELECT event, kept, state_key FROM process WHERE process = $1",
                             WHOLES(process), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && !row) {
        return err_set(err, ERR_NOTFOUND, "there is no such process");
    }
    if (code == 0) {
        home->current =
            (struct current_process){process, db_whole(q, 0), db_whole(q, 1), db_whole(q, 2)};
        db_reset(q);
    }
    return code;
}

/* name_process - the number and the key of a new one. */
static int name_process(struct engine_home *home, struct process_row *row, struct err *err)
{
    int64_t last = 0, key = 0;
    int code =
        db_number_with(home->picture->db, "SELECT max(process) FROM process", NULL, 0, &last, err);
    code = code ? code : seal_key_new(home->picture->seal, &key, err);
    if (code == 0) {
        home->current = (struct current_process){last + 1, row->event, row->plan, key};
    }
    return code;
}

static int seal_process(struct engine_home *home, const struct process *process, struct err *err)
{
    home->text.len = 0;
    home->sealed.len = 0;
    int code = process_pack(process, &home->text, err);
    return code ? code
                : seal_value(home->picture->seal, home->current.state_key, PLACE,
                             home->current.process, buf_str(&home->text), &home->sealed, err);
}

static int bind_process(struct engine_home *home, const char *sql, const struct process_row *row,
                        const struct process *process, struct db_query **ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(home->picture->db, sql, &q, err);
    if (code != 0) {
        return code;
    }
    *ret = q;
    db_bind_whole(q, 1, home->current.process);
    db_bind_whole(q, 2, row->plan);
    db_bind_text(q, 3, str_of(status_names[process->status]));
    if (process->wake != PROCESS_DAY_NONE && process->status != PROCESS_ENDED) {
        db_bind_whole(q, 4, process->wake);
    }
    db_bind_whole(q, 5, row->wants_look);
    db_bind_bytes(q, 6, buf_str(&home->sealed));
    return 0;
}

static int process_put(void *context, struct process_row *row, const struct process *process,
                       struct err *err)
{
    struct engine_home *home = context;
    static const char add[] =
        "INSERT INTO process (process, kept, status, wake, wants_look, state, event, state_key) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    static const char change[] =
        "UPDATE process SET kept = $2, status = $3, wake = $4, "
        "wants_look = $5, state = $6 WHERE process = $1";
    bool is_new = row->process == 0;
    int code = is_new ? name_process(home, row, err) : find_current(home, row->process, err);
    code = code ? code : seal_process(home, process, err);
    struct db_query *q;
    code = code ? code : bind_process(home, is_new ? add : change, row, process, &q, err);
    if (code == 0 && is_new) {
        db_bind_whole(q, 7, row->event);
        db_bind_whole(q, 8, home->current.state_key);
    }
    code = code ? code : db_do(q, err);
    if (code == 0) {
        home->woke |= row->wants_look;
        home->current.kept = row->plan;
        row->process = home->current.process;
    }
    return code;
}

static int processes_due(void *context, int32_t day, size_t limit, struct whole_list *ret,
                         struct err *err)
{
    const struct engine_home *home = context;
    return db_list_with(home->picture->db,
                        "SELECT process FROM process WHERE wake IS NOT NULL AND wake <= $1 "
                        "ORDER BY wake, process LIMIT $2",
                        WHOLES(day, (int64_t)limit), ret, err);
}

static int processes_to_look(void *context, size_t limit, struct whole_list *ret, struct err *err)
{
    const struct engine_home *home = context;
    return db_list_with(home->picture->db,
                        "SELECT process FROM process WHERE wants_look = 1 ORDER BY process "
                        "LIMIT $1",
                        WHOLES((int64_t)limit), ret, err);
}

int processes_of_event(struct db *db, int64_t event, struct whole_list *ret, struct err *err)
{
    return db_list_with(db, "SELECT process FROM process WHERE event = $1 ORDER BY process",
                        WHOLES(event), ret, err);
}

/* ---- whose an action is ---- */

static int team_number(struct db *db, struct str name, int64_t *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(db, "SELECT team FROM team WHERE name = $1", &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_text(q, 1, name);
    code = db_take_number(q, ret, err);
    if (code == 0 && *ret == 0) {
        code = db_query(db, "INSERT INTO team (name) VALUES ($1)", &q, err);
        if (code == 0) {
            db_bind_text(q, 1, name);
            code = db_add(q, ret, err);
        }
    }
    return code;
}

/* duty_of_line - the first entry of a line. */
static const struct duty *duty_of_line(const struct kept_plan *plan, uint16_t line)
{
    size_t entry = 0;
    while (plan->plan.duties[entry].line != line) {
        entry++;
        assert(entry < plan->plan.duty_count);
    }
    return &plan->pack.duties.at[entry];
}

/* team_of_line - as was found, or, where nothing stands, as the pack says. */
static int team_of_line(struct engine_home *home, const struct kept_plan *plan,
                        const struct action_row *row, struct arena *arena, struct str *ret,
                        struct err *err)
{
    const struct duty *duty = duty_of_line(plan, row->place);
    bool finds_out = row->kind == ACTION_ASK;
    int code =
        ledger_team(home->picture->db, arena, home->current.event, duty->id, finds_out, ret, err);
    if (code == 0 && ret->len == 0) {
        *ret = pack_team_here(&plan->pack, finds_out ? duty->finds_out : duty->owner);
    }
    return code;
}

/* team_of_gone - of a step or duty that the pack has no more: whoever had something of it last, or
 * else of the process. */
static int team_of_gone(struct engine_home *home, int64_t process, int64_t *ret, struct err *err)
{
    return db_number_with(home->picture->db,
                          "SELECT team FROM action WHERE process = $1 "
                          "ORDER BY place = $2 DESC, action DESC LIMIT 1",
                          WHOLES(process, ENGINE_ANY_PLACE), ret, err);
}

/* find_teams - *ret_also 0: it is not escalated. */
static int find_teams(struct engine_home *home, const struct action_row *row, int64_t *ret_team,
                      int64_t *ret_also, struct err *err)
{
    *ret_also = 0;
    if (row->place == ENGINE_ANY_PLACE) {
        int code = team_of_gone(home, row->process, ret_team, err);
        return code || *ret_team != 0 ? code
                                      : team_number(home->picture->db, STR(""), ret_team, err);
    }
    const struct process_action action = {.kind = row->kind, .reason = row->reason};
    const struct kept_plan *plan = NULL;
    struct arena arena = {0};
    struct str team = STR(""), also = STR("");
    int code = find_current(home, row->process, err);
    code = code ? code : engine_home_plan(home, home->current.kept, &plan, err);
    if (code == 0 && (row->kind == ACTION_ASK || tell_is_of_line(&action))) {
        code = team_of_line(home, plan, row, &arena, &team, err);
    } else if (code == 0) {
        const struct pack_step *step = &plan->pack.steps.at[row->place];
        team = pack_team_here(&plan->pack, step->team);
        also = row->to_escalated ? pack_team_here(&plan->pack, step->escalate_to) : also;
    }
    code = code ? code : team_number(home->picture->db, team, ret_team, err);
    code = code == 0 && also.len > 0 ? team_number(home->picture->db, also, ret_also, err) : code;
    arena_free(&arena);
    return code;
}

/* ---- actions ---- */

/* wakes - when a worker may take it; -1: never. */
static int64_t wakes(const struct action_row *row)
{
    return row->state == ROW_READY                               ? row->next_try
           : row->state == ROW_LEASED || row->state == ROW_GOING ? row->lease_until
                                                                 : -1;
}

static void bind_changing(struct db_query *q, const struct action_row *row)
{
    db_bind_whole(q, 1, row->action);
    db_bind_text(q, 2, str_of(action_state_names[row->state]));
    db_bind_whole(q, 3, row->stop_wanted);
    db_bind_whole(q, 19, row->may_have_left);
    db_bind_whole(q, 4, row->token);
    db_bind_whole(q, 5, row->tries);
    db_bind_whole(q, 6, row->next_try);
    db_bind_whole(q, 7, row->lease_until);
    if (wakes(row) >= 0) {
        db_bind_whole(q, 8, wakes(row));
    }
    if (row->state == ROW_ENDED || row->state == ROW_STOPPED) {
        db_bind_whole(q, 9, row->ended);
    }
}

static int action_add(void *context, struct action_row *row, struct err *err)
{
    struct engine_home *home = context;
    struct db *db = home->picture->db;
    struct db_query *q;
    int64_t team = 0, also = 0;
    int code = find_teams(home, row, &team, &also, err);
    code = code ? code
                : db_query(db,
                           "INSERT INTO action (action, state, stop_wanted, token, tries, "
                           "next_try, lease_until, wakes, ended, process, kind, reason, place, "
                           "round, team, also, due, made, may_have_left) VALUES ($1, $2, $3, $4, "
                           "$5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
                           &q, err);
    if (code != 0) {
        return code;
    }
    row->action = ++home->last_action;
    bind_changing(q, row);
    db_bind_whole(q, 10, row->process);
    db_bind_text(q, 11, str_of(process_action_names[row->kind]));
    if (row->reason != TELL_NOTHING) {
        db_bind_text(q, 12, str_of(tell_reason_names[row->reason]));
    }
    db_bind_whole(q, 13, row->place);
    db_bind_whole(q, 14, row->round);
    db_bind_whole(q, 15, team);
    if (also != 0) {
        db_bind_whole(q, 16, also);
    }
    if (row->due != PROCESS_DAY_NONE) {
        db_bind_whole(q, 17, row->due);
    }
    db_bind_whole(q, 18, row->made);
    home->woke = true;
    return db_do(q, err);
}

static int action_put(void *context, const struct action_row *row, struct err *err)
{
    struct engine_home *home = context;
    struct db_query *q;
    int code = db_query(home->picture->db,
                        "UPDATE action SET state = $2, stop_wanted = $3, token = $4, tries = $5, "
                        "next_try = $6, lease_until = $7, wakes = $8, ended = $9, place = $10, "
                        "may_have_left = $19 WHERE action = $1",
                        &q, err);
    if (code == 0) {
        bind_changing(q, row);
        db_bind_whole(q, 10, row->place);
        home->woke |= row->state == ROW_READY;
        code = db_do(q, err);
    }
    return code;
}

#define ACTION_COLUMNS                                                                             \
    "action, process, kind, reason, state, place, round, also, stop_wanted, due, token, tries, "   \
    "next_try, lease_until, made, ended, may_have_left"

static int named(const char *const *names, int count, struct str name)
{
    int place = 0;
    while (place < count - 1 && (names[place] == NULL || !str_eq(name, str_of(names[place])))) {
        place++;
    }
    return place;
}

static struct action_row take_action(struct db_query *q)
{
    return (struct action_row){
        .action = db_whole(q, 0),
        .process = db_whole(q, 1),
        .kind = (enum process_action_kind)named(process_action_names, PROCESS_ACTION_KINDS,
                                                db_text(q, 2)),
        .reason = db_is_null(q, 3)
                      ? TELL_NOTHING
                      : (enum tell_reason)named(tell_reason_names, TELL_REASONS, db_text(q, 3)),
        .state = (enum action_state)named(action_state_names, ACTION_STATES, db_text(q, 4)),
        .place = (uint16_t)db_whole(q, 5),
        .round = (uint8_t)db_whole(q, 6),
        .to_escalated = !db_is_null(q, 7),
        .stop_wanted = db_whole(q, 8) != 0,
        .due = db_is_null(q, 9) ? PROCESS_DAY_NONE : (int32_t)db_whole(q, 9),
        .token = (uint32_t)db_whole(q, 10),
        .tries = (uint32_t)db_whole(q, 11),
        .next_try = db_whole(q, 12),
        .lease_until = db_whole(q, 13),
        .made = db_whole(q, 14),
        .ended = db_is_null(q, 15) ? 0 : db_whole(q, 15),
        .may_have_left = db_whole(q, 16) != 0};
}

static int list_actions(struct db_query *q, struct action_list *ret, struct err *err)
{
    bool row = false;
    int code = 0;
    while ((code = db_step(q, &row, err)) == 0 && row) {
        const struct action_row action = take_action(q);
        action_list_add(ret, &action);
    }
    return code;
}

int action_read(struct db *db, int64_t action, struct action_row *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db, "SELECT " ACTION_COLUMNS " FROM action WHERE action = $1",
                             WHOLES(action), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && !row) {
        return err_set(err, ERR_NOTFOUND, "there is nothing of that number to be done");
    }
    if (code == 0) {
        *ret = take_action(q);
        db_reset(q);
    }
    return code;
}

static int action_get(void *context, int64_t action, struct action_row *ret, struct err *err)
{
    const struct engine_home *home = context;
    return action_read(home->picture->db, action, ret, err);
}

static int actions_of(void *context, int64_t process, uint16_t place, struct action_list *ret,
                      struct err *err)
{
    static const char of_place[] = "SELECT " ACTION_COLUMNS
                                   " FROM action WHERE process = $1 AND "
                                   "place = $2 AND ended IS NULL ORDER BY action";
    static const char of_any[] = "SELECT " ACTION_COLUMNS
                                 " FROM action WHERE process = $1 AND "
                                 "ended IS NULL ORDER BY action";
    const struct engine_home *home = context;
    const int64_t values[] = {process, place};
    bool any = place == ENGINE_ANY_PLACE;
    struct db_query *q;
    int code =
        db_query_with(home->picture->db, any ? of_any : of_place, values, any ? 1 : 2, &q, err);
    return code ? code : list_actions(q, ret, err);
}

static int actions_ready(void *context, int64_t at, size_t limit, struct whole_list *ret,
                         struct err *err)
{
    const struct engine_home *home = context;
    return db_list_with(home->picture->db,
                        "SELECT action FROM action WHERE wakes IS NOT NULL AND wakes <= $1 "
                        "ORDER BY wakes, action LIMIT $2",
                        WHOLES(at, (int64_t)limit), ret, err);
}

/* ---- read by anybody ---- */

int actions_of_process(struct db *db, int64_t process, struct action_list *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query_with(
        db, "SELECT " ACTION_COLUMNS " FROM action WHERE process = $1 ORDER BY action",
        WHOLES(process), &q, err);
    return code ? code : list_actions(q, ret, err);
}

int actions_of_team(struct db *db, struct str team, size_t from, size_t limit,
                    struct action_list *ret, struct err *err)
{
#define TO_DO "state = 'open' AND kind NOT IN ('send', 'remind') "
    static const char of_all[] = "SELECT " ACTION_COLUMNS " FROM action WHERE " TO_DO
                                 "ORDER BY due IS NULL, due, action LIMIT $1 OFFSET $2";
    static const char of_one[] = "SELECT " ACTION_COLUMNS " FROM action WHERE " TO_DO
                                 "AND (team = $3 OR also = $3) "
                                 "ORDER BY due IS NULL, due, action LIMIT $1 OFFSET $2";
    struct db_query *q;
    int64_t number = 0;
    int code = 0;
    if (team.len > 0) {
        code = db_query(db, "SELECT team FROM team WHERE name = $1", &q, err);
        if (code == 0) {
            db_bind_text(q, 1, team);
            code = db_take_number(q, &number, err);
        }
    }
    const int64_t values[] = {(int64_t)limit, (int64_t)from, number};
    code = code ? code
                : db_query_with(db, team.len > 0 ? of_one : of_all, values, team.len > 0 ? 3 : 2,
                                &q, err);
    return code ? code : list_actions(q, ret, err);
}

int actions_parked(struct db *db, size_t limit, struct action_list *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query_with(db,
                             "SELECT " ACTION_COLUMNS
                             " FROM action WHERE state = 'parked' "
                             "ORDER BY action LIMIT $1",
                             WHOLES((int64_t)limit), &q, err);
    return code ? code : list_actions(q, ret, err);
}

int action_team(struct db *db, struct arena *arena, int64_t action, struct str *ret,
                struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db,
                             "SELECT t.name FROM action a JOIN team t ON t.team = a.team WHERE "
                             "a.action = $1",
                             WHOLES(action), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0) {
        *ret = row ? arena_str(arena, db_text(q, 0)) : STR("");
        db_reset(q);
    }
    return code;
}

/* ---- what happened ---- */

static int happened(void *context, const struct engine_happened *h, struct err *err)
{
    struct engine_home *home = context;
    struct db_query *q;
    int code = db_query(home->picture->db,
                        "INSERT INTO process_leaf (leaf, process, who, kind, place, inputs) "
                        "VALUES ($1, $2, $3, $4, $5, $6)",
                        &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, atomic_fetch_add(&home->last_leaf, 1) + 1);
        db_bind_whole(q, 2, h->process);
        db_bind_text(q, 3, h->who);
        db_bind_text(q, 4,
                     h->kind == HAPPENED_BEGAN   ? STR("begun")
                     : h->kind == HAPPENED_MOVED ? STR("moved")
                                                 : str_of(process_input_names[h->kind]));
        db_bind_whole(q, 5, h->place);
        db_bind_whole(q, 6, (int64_t)h->inputs);
        code = db_do(q, err);
    }
    return code;
}

int engine_rows_last_leaf(struct db *db, int64_t *ret, struct err *err)
{
    struct process_log_place place = {0};
    int64_t last = 0;
    int code = db_number_with(db, "SELECT max(leaf) FROM process_leaf", NULL, 0, &last, err);
    code = code ? code : process_log_place_get(db, &place, err);
    if (code == 0) {
        *ret = place.leaf > last ? place.leaf : last;
    }
    return code;
}

/* ---- the ledger and the event ---- */

static int line_changed(void *context, const struct process_row *row, uint16_t line,
                        bool discharged, int32_t day, struct err *err)
{
    struct engine_home *home = context;
    const struct ledger_look by = {
        .event = row->event, .who = STR(ENGINE_WHO), .now = engine_home_now(home)};
    const struct kept_plan *plan = NULL;
    int code = engine_home_plan(home, row->plan, &plan, err);
    return code ? code
                : ledger_discharge(home->picture->db, home->picture->seal, &by,
                                   duty_of_line(plan, line)->id, day, discharged, err);
}

static int event_changed(void *context, const struct process_row *row,
                         enum process_action_kind kind, struct err *err)
{
    struct engine_home *home = context;
    struct db *db = home->picture->db;
    int64_t now = engine_home_now(home);
    enum event_act act = kind == ACTION_CONFIRM    ? EVENT_ACT_CONFIRMED
                         : kind == ACTION_WITHDRAW ? EVENT_ACT_WITHDRAWN
                                                   : EVENT_ACT_CLOSED;
    if (kind == ACTION_END && row->withdrawn) {
        return 0; /* the event was none, or is of somebody else and goes on with them */
    }
    int code = intake_become(db, home->picture->seal, row->event, act, STR(ENGINE_WHO), now, err);
    return code == 0 && kind == ACTION_WITHDRAW ? ledger_end(db, row->event, now, err) : code;
}

/* ---- a job's ---- */

void engine_rows_begin(struct engine_home *home)
{
    home->current = (struct current_process){0};
    home->woke = false;
}

struct engine_rows engine_rows_of(struct engine_home *home)
{
    return (struct engine_rows){.context = home,
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

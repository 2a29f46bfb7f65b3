/* case_queue.c - see case_queue.h. */
#include "case_queue.h"

#include <stdlib.h>

/* ---- whose it is ---- */

static const struct staff_member *asker_of(const struct caseload *c)
{
    const struct inquiry *q = c->inquiry;
    return staff_find(&q->access.access.staff, q->viewing.options.who);
}

bool case_may_see(const struct caseload *c, struct str team, struct str also)
{
    const struct staff_member *asker = asker_of(c);
    return asker != NULL && (staff_governs(asker, c->now.day) || names_have(&asker->teams, team) ||
                             (also.len > 0 && names_have(&asker->teams, also)));
}

/* is_of_gone - of a step that the pack, as the process goes under it now, has no more. */
static bool is_of_gone(const struct action_row *row)
{
    return row->place == ENGINE_ANY_PLACE;
}

static struct str purpose_of(const struct case_row *row, const struct action_row *action)
{
    return is_of_gone(action) || action_is_of_line(action) ? row->event.made.purpose
                                                           : case_step_purpose(row, action->place);
}

/* own_team - of the step itself, also of a row that was escalated. */
static struct str own_team(const struct case_row *row, const struct action_row *action)
{
    struct action_row plain = *action;
    plain.to_escalated = false;
    return case_team(row, &plain);
}

bool case_is_for_asker(const struct caseload *c, const struct case_row *row,
                       const struct action_row *action, struct str team)
{
    bool gone = is_of_gone(action);
    return str_eq(purpose_of(row, action), viewing_purpose(&c->inquiry->viewing)->id) &&
           case_may_see(c, gone ? team : own_team(row, action),
                        gone ? team : case_team(row, action)) &&
           !event_is_hidden(&c->inquiry->viewing, &row->event);
}

static struct bilingual keep_bilingual(struct arena *arena, const struct bilingual *text)
{
    return (struct bilingual){
        {arena_str(arena, text->text[ACCESS_ENGLISH]), arena_str(arena, text->text[ACCESS_WELSH])}};
}

void case_task_describe(struct arena *arena, const struct case_row *row,
                        const struct action_row *action, struct str team, struct case_task *ret)
{
    static const struct bilingual gone = {{STR_INIT("A step that the pack has no more"),
                                           STR_INIT("Cam nad yw’r pecyn yn ei gynnwys mwyach")}};
    if (is_of_gone(action)) {
        *ret = (struct case_task){.row = *action,
                                  .event = arena_str(arena, str_of(row->event.made.id)),
                                  .type = arena_str(arena, row->event.made.type),
                                  .status = row->event.version.status,
                                  .step = STR(""),
                                  .team = arena_str(arena, team),
                                  .title = gone,
                                  .event_title = {{arena_str(arena, row->event.made.type),
                                                   arena_str(arena, row->event.made.type)}},
                                  .about = STR(""),
                                  .kind = STEP_KINDS};
        return;
    }
    bool of_line = action_is_of_line(action);
    const struct duty *duty = of_line ? case_line_duty(row, action->place) : NULL;
    const struct pack_step *step = of_line ? NULL : &row->pack->steps.at[action->place];
    *ret = (struct case_task){.row = *action,
                              .event = arena_str(arena, str_of(row->event.made.id)),
                              .type = arena_str(arena, row->event.made.type),
                              .status = row->event.version.status,
                              .step = arena_str(arena, of_line ? duty->id : step->id),
                              .team = arena_str(arena, case_team(row, action)),
                              .title = keep_bilingual(arena, of_line ? &duty->title : &step->title),
                              .event_title = keep_bilingual(arena, &row->pack->type.title),
                              .about = STR(""),
                              .kind = of_line ? STEP_KINDS : step->kind};
}

/* ---- which there are ---- */

/* struct queued - a row for the asker, with whose it is. */
struct queued {
    struct action_row row;
    struct str team;
};

/* struct queueing - first all rows, of which only what decides is read; then those shown, with whom
 * they are about. */
struct queueing {
    struct arena *arena;
    struct caseload *c;
    const struct case_queue_options *options;
    struct queued *at;
    size_t count;
    bool capped;
    struct view *views;
    const struct view_person **people;
    size_t view_count, person_count;
    struct case_row *row; /* of the process that was read last */
    int64_t read;         /* 0: none */
};

static int read_case(struct queueing *k, int64_t process, struct err *err)
{
    if (k->read == process) {
        return 0;
    }
    case_free(k->row);
    *k->row = (struct case_row){0};
    k->read = 0;
    int code = case_read(k->c, k->c->inquiry->picture.db, process, k->row, err);
    k->read = code == 0 ? process : 0;
    return code;
}

static int compare_places(const void *a, const void *b)
{
    const struct action_row *left = a, *right = b;
    int order = (left->process > right->process) - (left->process < right->process);
    return order != 0 ? order : (left->action > right->action) - (left->action < right->action);
}

static int compare_due(const void *a, const void *b)
{
    const struct action_row *left = &((const struct queued *)a)->row;
    const struct action_row *right = &((const struct queued *)b)->row;
    int order = (left->due > right->due) - (left->due < right->due);
    order = order != 0 ? order : (int)right->to_escalated - (int)left->to_escalated;
    return order != 0 ? order : (left->action > right->action) - (left->action < right->action);
}

/* read_team - all that a team has to do, under whatever purpose: which are for the asker is not the
 * database's to say. */
static int read_team(struct queueing *k, struct str team, struct action_list *ret, struct err *err)
{
    size_t from = 0, count = CASE_TASKS_MAX;
    int code = 0;
    while (code == 0 && count == CASE_TASKS_MAX && !k->capped) {
        size_t before = ret->count;
        code = actions_of_team(k->c->inquiry->picture.db, team, from, CASE_TASKS_MAX, ret, err);
        count = ret->count - before;
        from += count;
        k->capped = ret->count >= CASE_ROWS_MAX;
    }
    return code;
}

/* read_rows - of the team that is named, or of all of the asker's; one of two teams is there twice.
 */
static int read_rows(struct queueing *k, struct action_list *ret, struct err *err)
{
    struct str team = k->options->team;
    const struct staff_member *asker = asker_of(k->c);
    int code = 0;
    if (team.len > 0 && !case_may_see(k->c, team, STR(""))) {
        return err_set(err, ERR_DENIED,
                       "you are not of that team: staff.yaml says who is, and an administrator of "
                       "its department can add you");
    }
    if (team.len > 0 || (asker != NULL && staff_governs(asker, k->c->now.day))) {
        return read_team(k, team, ret, err);
    }
    for (size_t i = 0; code == 0 && asker != NULL && i < asker->teams.count; i++) {
        code = read_team(k, asker->teams.at[i], ret, err);
    }
    return code;
}

/* add_row - unless it is not for the asker. */
static int add_row(struct queueing *k, const struct action_row *action, struct err *err)
{
    struct str team = STR("");
    if (k->options->until != INT32_MAX && action->due > k->options->until) {
        return 0;
    }
    int code = read_case(k, action->process, err);
    code =
        code ? code : action_team(k->c->inquiry->picture.db, k->arena, action->action, &team, err);
    if (code == 0 && case_is_for_asker(k->c, k->row, action, team)) {
        struct str whose = is_of_gone(action) ? team : case_team(k->row, action);
        k->at[k->count++] = (struct queued){*action, arena_str(k->arena, whose)};
    }
    return code;
}

/* add_rows - those for the asker, by their days: the first CASE_TASKS_MAX of them. */
static int add_rows(struct queueing *k, struct err *err)
{
    struct action_list list = {0};
    int code = read_rows(k, &list, err);
    if (list.count > 0) {
        qsort(list.at, list.count, sizeof *list.at, compare_places);
    }
    k->at = mem_must_array(list.count + 1, sizeof *k->at);
    for (size_t i = 0; code == 0 && i < list.count; i++) {
        bool again = i > 0 && list.at[i].action == list.at[i - 1].action;
        code = again ? 0 : add_row(k, &list.at[i], err);
    }
    if (k->count > 0) {
        qsort(k->at, k->count, sizeof *k->at, compare_due);
    }
    k->capped = k->capped || k->count > CASE_TASKS_MAX;
    k->count = k->count > CASE_TASKS_MAX ? CASE_TASKS_MAX : k->count;
    action_list_free(&list);
    return code;
}

/* ---- how many of each team ---- */

static struct case_team_count *count_of(struct case_queue *queue, struct str team)
{
    size_t i = 0;
    while (i < queue->team_count && !str_eq(queue->teams[i].team, team)) {
        i++;
    }
    if (i == queue->team_count && i < CASE_TEAMS_MAX) {
        queue->teams[queue->team_count++] = (struct case_team_count){.team = team};
    }
    return &queue->teams[i < CASE_TEAMS_MAX ? i : CASE_TEAMS_MAX - 1];
}

static void count_teams(const struct queueing *k, struct case_queue *queue)
{
    enum { WEEK_DAYS = 7 };
    int32_t today = k->c->now.day;
    queue->teams = arena_alloc(k->arena, CASE_TEAMS_MAX * sizeof *queue->teams);
    for (size_t i = 0; i < k->count; i++) {
        int32_t due = k->at[i].row.due;
        struct case_team_count *count = count_of(queue, k->at[i].team);
        bool dated = due != PROCESS_DAY_NONE;
        count->late += dated && due < today;
        count->today += dated && due == today;
        count->week += dated && due > today && due <= today + WEEK_DAYS;
        count->later += !dated || due > today + WEEK_DAYS;
    }
}

/* ---- those shown ---- */

static int show_row(struct queueing *k, const struct queued *queued, struct case_queue *queue,
                    struct err *err)
{
    size_t set;
    bool there = false;
    struct view *view = &k->views[k->view_count++];
    struct case_task *task = &queue->at[queue->count];
    int code = read_case(k, queued->row.process, err);
    code = code ? code
                : event_person(&k->c->inquiry->viewing, &k->row->event, STR(EVENT_SUBJECT), true,
                               view, &set, &there, err);
    if (code == ERR_DENIED) {
        queue->left_out++;
        return 0;
    }
    if (code == 0) {
        case_task_describe(k->arena, k->row, &queued->row, queued->team, task);
        memcpy(task->subject, there ? view->self.id : "", there ? sizeof task->subject : 1);
        task->about = there ? arena_str(k->arena, view_name(&view->self)) : STR("");
        queue->count++;
        if (view->self.mentions.count > 0) {
            k->people[k->person_count++] = &view->self;
        }
    }
    return code;
}

static int show_rows(struct queueing *k, struct case_queue *queue, struct err *err)
{
    const struct case_queue_options *o = k->options;
    size_t from = o->from < k->count ? o->from : k->count;
    size_t to = o->limit < k->count - from ? from + o->limit : k->count;
    int code = 0;
    queue->at = arena_alloc(k->arena, (to - from + 1) * sizeof *queue->at);
    k->views = mem_must_array(to - from + 1, sizeof *k->views);
    k->people = mem_must_array(to - from + 1, sizeof(void *));
    for (size_t i = from; code == 0 && i < to; i++) {
        code = show_row(k, &k->at[i], queue, err);
    }
    return code == 0 && o->limit > 0
               ? inquiry_tell_events(k->c->inquiry, k->people, k->person_count, queue->count, false,
                                     err)
               : code;
}

int case_queue(struct arena *arena, struct caseload *c, const struct case_queue_options *options,
               struct case_queue *ret, struct err *err)
{
    struct queueing k = {
        .arena = arena, .c = c, .options = options, .row = mem_must_array(1, sizeof *k.row)};
    struct case_queue queue = {0};
    int code = add_rows(&k, err);
    if (code == 0) {
        queue.whole = k.count;
        queue.capped = k.capped;
        count_teams(&k, &queue);
        code = show_rows(&k, &queue, err);
    }
    if (code == 0) {
        *ret = queue;
    }
    for (size_t i = 0; i < k.view_count; i++) {
        view_free(&k.views[i]);
    }
    case_free(k.row);
    mem_free(k.row);
    mem_free(k.people);
    mem_free(k.views);
    mem_free(k.at);
    return code;
}

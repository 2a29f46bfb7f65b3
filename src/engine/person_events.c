/* person_events.c - see person_events.h. */
#include "person_events.h"

#include "pack_keep.h"

#include <stdlib.h>

/* struct going - through the events of a person. */
struct going {
    struct arena *arena;
    struct inquiry *inquiry;
    struct db *db;
    struct seal *seal;
    struct engine_home *home;
    const struct view_person *person;
    struct caseload c;    /* who asks, and the day, for case_is_for_asker */
    struct case_row *row; /* of the process at hand */
};

static int numbers_of(struct going *g, struct whole_list *ret, struct err *err)
{
    const struct permitted_list *mentions = &g->person->mentions;
    int code = 0;
    for (size_t i = 0; code == 0 && i < mentions->count; i++) {
        code = events_of_mention(g->db, mentions->at[i].record, mentions->at[i].number, ret, err);
    }
    whole_list_unique(ret);
    return code;
}

/* ---- what is open ---- */

static int compare_tasks(const void *a, const void *b)
{
    const struct action_row *x = &((const struct case_task *)a)->row;
    const struct action_row *y = &((const struct case_task *)b)->row;
    int order = (x->due > y->due) - (x->due < y->due);
    return order != 0 ? order : (x->action > y->action) - (x->action < y->action);
}

static int add_tasks_of(struct going *g, int64_t process, struct person_event *ret, struct err *err)
{
    struct action_list list = {0};
    int code = actions_of_process(g->db, process, &list, err);
    struct case_task *tasks =
        arena_alloc(g->arena, (ret->task_count + list.count + 1) * sizeof *tasks);
    memcpy(tasks, ret->tasks, ret->task_count * sizeof *tasks);
    ret->tasks = tasks;
    for (size_t i = 0; code == 0 && i < list.count; i++) {
        const struct action_row *action = &list.at[i];
        struct str team = STR("");
        if (action->state != ROW_OPEN || action->kind == ACTION_SEND ||
            action->kind == ACTION_REMIND) {
            continue;
        }
        code = action_team(g->db, g->arena, action->action, &team, err);
        if (code == 0 && case_is_for_asker(&g->c, g->row, action, team)) {
            case_task_describe(g->arena, g->row, action, team, &ret->tasks[ret->task_count++]);
        }
    }
    action_list_free(&list);
    return code;
}

static int add_tasks(struct going *g, const struct event *event, struct person_event *ret,
                     struct err *err)
{
    struct whole_list processes = {0};
    int code = processes_of_event(g->db, event->made.number, &processes, err);
    ret->tasks = arena_alloc(g->arena, sizeof *ret->tasks);
    for (size_t i = 0; code == 0 && i < processes.count; i++) {
        const struct kept_plan *kept = NULL;
        *g->row = (struct case_row){.event = *event}; /* the arena stays the event's */
        code = process_read(g->db, g->seal, processes.at[i], &g->row->row, &g->row->process, err);
        code = code ? code : engine_home_plan_by(g->home, g->db, g->row->row.plan, &kept, err);
        if (code == 0) {
            g->row->pack = &kept->pack;
            g->row->plan = &kept->plan;
            code = add_tasks_of(g, processes.at[i], ret, err);
        }
    }
    if (ret->task_count > 0) {
        qsort(ret->tasks, ret->task_count, sizeof *ret->tasks, compare_tasks);
    }
    whole_list_free(&processes);
    return code;
}

/* ---- the events ---- */

static int read_title(struct going *g, const struct event *event, struct bilingual *ret,
                      struct err *err)
{
    const struct kept_plan *kept = NULL;
    int64_t number = 0;
    struct str type = arena_str(g->arena, event->made.type);
    *ret = (struct bilingual){{type, type}};
    int code = pack_of_event(g->db, event->made.number, &number, err);
    code =
        code == 0 && number != 0 ? engine_home_plan_by(g->home, g->db, number, &kept, err) : code;
    if (code == 0 && kept != NULL) {
        for (int l = 0; l < ACCESS_LANGUAGES; l++) {
            ret->text[l] = arena_str(g->arena, kept->pack.type.title.text[l]);
        }
    }
    return code;
}

static bool was_told(const struct event *event)
{
    for (size_t i = 0; i < event->telling_count; i++) {
        if (!event->tellings[i].detected) {
            return true;
        }
    }
    return false;
}

/* add_event - unless it is of another purpose, about somebody else now, or hidden. */
static int add_event(struct going *g, const struct event *event, struct person_events *ret,
                     struct err *err)
{
    struct viewing *v = &g->inquiry->viewing;
    bool about = false;
    if (!str_eq(event->made.purpose, viewing_purpose(v)->id) || event_is_hidden(v, event)) {
        return 0;
    }
    int code = event_is_about(v, event, STR(EVENT_SUBJECT), &g->person->mentions, &about, err);
    if (code != 0 || !about) {
        return code;
    }
    struct person_event *e = &ret->at[ret->count];
    *e = (struct person_event){.status = event->version.status,
                               .happened = event_happened(event),
                               .known = event->version.known,
                               .detected = !was_told(event),
                               .shadow = event->made.shadow};
    memcpy(e->id, event->made.id, sizeof e->id);
    code = read_title(g, event, &e->title, err);
    code = code ? code : add_tasks(g, event, e, err);
    ret->count += code == 0;
    return code;
}

int person_events(struct arena *arena, struct inquiry *inquiry, struct engine_home *home,
                  int32_t day, const struct view_person *person, struct person_events *ret,
                  struct err *err)
{
    struct picture *picture = inquiry->viewing.picture;
    struct going g = {.arena = arena,
                      .inquiry = inquiry,
                      .db = picture->db,
                      .seal = picture->seal,
                      .home = home,
                      .person = person,
                      .c = {.inquiry = inquiry, .now = {.day = day}},
                      .row = mem_must_array(1, sizeof *g.row)};
    struct whole_list numbers = {0};
    struct person_events events = {.at = arena_alloc(arena, PERSON_EVENTS_MAX * sizeof *events.at)};
    int code = numbers_of(&g, &numbers, err);
    for (size_t i = numbers.count; code == 0 && i > 0; i--) {
        struct event event = {0};
        if (events.count == PERSON_EVENTS_MAX) {
            events.more = true;
            break;
        }
        code = event_read(g.db, g.seal, numbers.at[i - 1], &event, err);
        code = code ? code : add_event(&g, &event, &events, err);
        event_free(&event);
    }
    if (code == 0) {
        *ret = events;
    }
    whole_list_free(&numbers);
    mem_free(g.row);
    return code;
}

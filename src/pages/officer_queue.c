/* officer_queue.c - what the teams of an officer have to do under a purpose: by the law's days, the
 * earliest first, a page at a time; and, for whoever leads them, how much is late, due today and
 * due this week in each. */
#include "officer_pages.h"

#include "case_queue.h"
#include "officer_place.h"
#include "page_component.h"

enum { PAGE_TASKS = 50 };

const char *officer_event_case(struct request *r, const char *event)
{
    return arena_printf(&r->arena, "event:%s", event).ptr;
}

static const char *kind_title(const struct request *r, const struct case_task *task)
{
    return task->row.kind == ACTION_TELL  ? tell_reason_title(task->row.reason, r->language)
           : task->row.kind == ACTION_ASK ? translate(r, "find out")
                                          : step_kind_title(task->kind, r->language);
}

struct json_node *officer_task_line(struct request *r, const struct case_task *task)
{
    struct json_node *line = json_tree_object(&r->arena);
    const char *event = arena_str(&r->arena, task->event).ptr;
    json_tree_put_whole(&r->arena, line, STR("task"), task->row.action);
    request_put(r, line, "what", process_action_names[task->row.kind]);
    request_put(r, line, "kind", kind_title(r, task));
    officer_put(r, line, "title", task->title.text[r->language]);
    request_put(r, line, "team", officer_team(r, task->team));
    officer_put(r, line, "event", task->event);
    officer_put(r, line, "type", task->type);
    officer_put(r, line, "event_title", task->event_title.text[r->language]);
    officer_put(r, line, "about", task->about);
    request_put(r, line, "subject", task->subject);
    officer_put_due(r, line, task->row.due);
    json_tree_put_bool(&r->arena, line, STR("escalated"), task->row.to_escalated);
    request_put(r, line, "href",
                request_href(r, "%s",
                             officer_path_for(r, officer_event_case(r, event), "tasks/%lld",
                                              (long long)task->row.action)));
    return line;
}

/* ---- the queue ---- */

static const char *page_href(struct request *r, size_t page)
{
    struct str team = form_text(&r->form, "team");
    return officer_href(r, "tasks?page=%zu%s%.*s", page, team.len > 0 ? "&team=" : "", PRI(team));
}

static struct json_node *team_node(struct request *r, const struct case_team_count *count)
{
    struct json_node *node = json_tree_object(&r->arena);
    request_put(r, node, "team", officer_team(r, count->team));
    request_put(r, node, "href", officer_href(r, "tasks?team=%.*s", PRI(count->team)));
    json_tree_put_whole(&r->arena, node, STR("late"), (int64_t)count->late);
    json_tree_put_whole(&r->arena, node, STR("today"), (int64_t)count->today);
    json_tree_put_whole(&r->arena, node, STR("week"), (int64_t)count->week);
    json_tree_put_whole(&r->arena, node, STR("later"), (int64_t)count->later);
    return node;
}

static void put_queue(struct request *r, struct json_node *model, const struct case_queue *queue,
                      size_t page)
{
    struct json_node *tasks = json_tree_list(&r->arena);
    struct json_node *teams = json_tree_list(&r->arena);
    size_t pages = (queue->whole + PAGE_TASKS - 1) / PAGE_TASKS;
    for (size_t i = 0; i < queue->count; i++) {
        json_tree_append(tasks, officer_task_line(r, &queue->at[i]));
    }
    for (size_t i = 0; i < queue->team_count; i++) {
        json_tree_append(teams, team_node(r, &queue->teams[i]));
    }
    officer_put_list(r, model, "tasks", tasks);
    json_tree_put(model, STR("teams"), teams);
    request_put_format(r, model, "shown", translate(r, "Page %zu of %zu. Tasks in all: %zu"), page,
                       pages > 0 ? pages : 1, queue->whole);
    json_tree_put_bool(&r->arena, model, STR("is_empty"), queue->whole == 0);
    json_tree_put_bool(&r->arena, model, STR("capped"), queue->capped);
    if (queue->left_out > 0) {
        request_put_format(r, model, "left_out",
                           translate(r,
                                     "Not shown, since the people’s data may not be used for "
                                     "this now: %zu"),
                           queue->left_out);
    } else {
        officer_put_nothing(r, model, "left_out");
    }
    json_tree_put(model, STR("pagination"),
                  pages > 1 ? component_pagination(r, page > 1 ? page_href(r, page - 1) : NULL,
                                                   page < pages ? page_href(r, page + 1) : NULL)
                            : json_tree_nothing(&r->arena));
}

int officer_tasks(struct request *r, struct err *err)
{
    struct case_queue queue = {0};
    struct str team = form_text(&r->form, "team");
    int64_t page = form_number(&r->form, "page", 1);
    page = page < 1 || page > CASE_TASKS_MAX ? 1 : page;
    const struct case_queue_options options = {.team = team,
                                               .until = INT32_MAX,
                                               .from = (size_t)(page - 1) * PAGE_TASKS,
                                               .limit = PAGE_TASKS};
    int code = case_queue(&r->arena, r->cases, &options, &queue, err);
    if (code != 0) {
        return code;
    }
    struct json_node *model = officer_model(r, translate(r, "Tasks"));
    put_queue(r, model, &queue, (size_t)page);
    request_put(r, model, "team", team.len > 0 ? officer_team(r, team) : "");
    request_put(r, model, "all", officer_href(r, "tasks"));
    return reply_page(r, "officer/tasks", model);
}

int officer_put_next(struct request *r, struct json_node *model, struct err *err)
{
    struct case_queue queue = {0};
    const struct case_queue_options options = {.team = STR(""), .until = INT32_MAX, .limit = 1};
    int code = case_queue(&r->arena, r->cases, &options, &queue, err);
    if (code == 0) {
        json_tree_put(model, STR("next"),
                      queue.count > 0 ? officer_task_line(r, &queue.at[0])
                                      : json_tree_nothing(&r->arena));
    }
    return code;
}

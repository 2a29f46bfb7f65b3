/* officer_event_parts.c - see officer_event_parts.h. */
#include "officer_event_parts.h"

#include "channel_rule.h"
#include "officer_place.h"
#include "page_component.h"

/* ---- opened ---- */

/* read_pack - the one that its process goes under, or else that of now. */
static int read_pack(struct request *r, struct shown_event *s, struct err *err)
{
    struct err failed = {0};
    s->row = mem_must_array(1, sizeof *s->row);
    int code = case_of_event(r->cases, &s->event, s->row, err);
    if (code == ERR_NOTFOUND) {
        case_free(s->row);
        mem_free(s->row);
        s->row = NULL;
        code = duty_pack_of(r->inquiry, &r->cases->packs, &s->event, &s->pack, &failed);
        return code == ERR_NOTFOUND || code == ERR_INPUT ? 0 : code; /* names stand for texts */
    }
    s->pack = code == 0 ? s->row->pack : NULL;
    return code;
}

/* read_findings - of a closed one as they were kept; else those of now, and what was discharged. */
static int read_findings(struct request *r, struct shown_event *s, struct err *err)
{
    struct inquiry *q = r->inquiry;
    int code = duty_look_at(q, &s->event, s->pack, INT32_MIN, &s->look, err);
    code = code == ERR_DENIED ? inquiry_refuse(q, &s->look.view.self, code, err) : code;
    s->looked = code == 0;
    if (code != 0) {
        return code;
    }
    return s->event.version.status == EVENT_CLOSED
               ? duty_look_kept(q, &s->event, &s->look, err)
               : duty_look_discharged(q, &s->event, &s->look, err);
}

/* read_person - where there is no pack to look by. */
static int read_person(struct request *r, struct shown_event *s, struct err *err)
{
    struct inquiry *q = r->inquiry;
    int code = event_person(&q->viewing, &s->event, STR(EVENT_SUBJECT), true, &s->look.view,
                            &s->look.set, &s->look.there, err);
    return code == ERR_DENIED ? inquiry_refuse(q, &s->look.view.self, code, err) : code;
}

int officer_open_event(struct request *r, struct shown_event *ret, struct err *err)
{
    struct inquiry *q = r->inquiry;
    struct err failed = {0};
    int code = event_open(q, r->parameters[1], &ret->event, err);
    if (code == ERR_NOTFOUND && inquiry_tell(q, NULL, 0, 0, &failed) != 0) {
        code = err_set(err, failed.code, "%s", failed.message);
    }
    code = code ? code : read_pack(r, ret, err);
    if (code != 0) {
        return code;
    }
    return ret->pack != NULL ? read_findings(r, ret, err) : read_person(r, ret, err);
}

void officer_close_event(struct shown_event *s)
{
    if (s->row != NULL) {
        case_free(s->row);
        mem_free(s->row);
    }
    duty_look_free(&s->look);
    event_free(&s->event);
}

int officer_tell_event(struct request *r, const struct shown_event *s, bool change, struct err *err)
{
    const struct view_person *people[] = {&s->look.view.self};
    return inquiry_tell_events(r->inquiry, people, s->look.view.self.mentions.count > 0, 1, change,
                               err);
}

/* ---- what is owed ---- */

static const char *duty_colour(enum duty_state state)
{
    static const char *const colours[DUTY_STATES] = {
        [DUTY_NOT_IN_FORCE] = "grey", [DUTY_NOT_APPLICABLE] = "grey", [DUTY_CANNOT_TELL] = "yellow",
        [DUTY_REFUSED] = "grey",      [DUTY_STARTED] = "blue",        [DUTY_DISCHARGED] = "green"};
    return colours[state];
}

static struct json_node *law_node(struct request *r, const struct duty_finding *f)
{
    const struct law_list *law =
        f->refusal != NULL && f->refusal->law.count > 0 ? &f->refusal->law : &f->duty->law;
    struct json_node *list = json_tree_list(&r->arena);
    for (size_t i = 0; i < law->count; i++) {
        struct json_node *node = json_tree_object(&r->arena);
        officer_put(r, node, "citation", law->at[i].citation);
        officer_put(r, node, "link", law->at[i].link);
        json_tree_append(list, node);
    }
    return list;
}

static struct json_node *missing_node(struct request *r, const struct shown_event *s,
                                      const struct fact_names *missing)
{
    struct json_node *list = json_tree_list(&r->arena);
    for (size_t i = 0; i < missing->count; i++) {
        struct str words = fact_words(&s->pack->labels, missing->at[i], r->language);
        json_tree_append(list, json_tree_text(&r->arena, words));
    }
    return list;
}

/* team_title - as the pack calls it. */
static struct str team_title(struct request *r, const struct shown_event *s, struct str team)
{
    const struct pack_party *party = pack_party_find(s->pack->teams, s->pack->team_count, team);
    return party != NULL ? party->title.text[r->language] : team;
}

static struct json_node *duty_node(struct request *r, const struct shown_event *s,
                                   const struct duty_finding *f)
{
    struct json_node *node = json_tree_object(&r->arena);
    const struct duty *duty = f->duty;
    bool dated = f->state == DUTY_STARTED && f->deadline_state == DEADLINE_KNOWN;
    officer_put(r, node, "id", duty->id);
    officer_put(r, node, "title", duty->title.text[r->language]);
    officer_put(r, node, "text", duty->text.text[r->language]);
    json_tree_put(node, STR("tag"),
                  component_tag(r, duty_state_title(f->state, r->language), duty_colour(f->state)));
    request_put(r, node, "state", duty_state_names[f->state]);
    officer_put(r, node, "because", f->because.text[r->language]);
    officer_put(r, node, "owner", team_title(r, s, duty->owner));
    officer_put_due(r, node, dated ? f->deadline : PROCESS_DAY_NONE);
    json_tree_put_bool(&r->arena, node, STR("day_unknown"),
                       f->state == DUTY_STARTED && f->deadline_state == DEADLINE_CANNOT_TELL);
    json_tree_put_bool(&r->arena, node, STR("paused"), f->paused);
    json_tree_put_bool(&r->arena, node, STR("from_known"), dated && f->from_known);
    json_tree_put(node, STR("missing"), missing_node(r, s, &f->missing));
    officer_put(r, node, "finds_out",
                f->finds_out.len > 0 ? team_title(r, s, f->finds_out) : STR(""));
    json_tree_put(node, STR("law"), law_node(r, f));
    json_tree_put_bool(&r->arena, node, STR("unverified"), duty->unverified.len > 0);
    json_tree_put_bool(&r->arena, node, STR("resident"), duty->owed_by == OWED_BY_RESIDENT);
    json_tree_put_bool(&r->arena, node, STR("other"), duty->owed_by == OWED_BY_OTHER);
    return node;
}

void officer_put_duties(struct request *r, struct json_node *model, const struct shown_event *s)
{
    struct json_node *owed = json_tree_list(&r->arena);
    struct json_node *not_owed = json_tree_list(&r->arena);
    for (size_t i = 0; s->looked && i < s->look.duties.count; i++) {
        const struct duty_finding *f = &s->look.duties.at[i];
        bool is_owed = f->state != DUTY_NOT_APPLICABLE && f->state != DUTY_NOT_IN_FORCE;
        json_tree_append(is_owed ? owed : not_owed, duty_node(r, s, f));
    }
    officer_put_list(r, model, "duties", owed);
    officer_put_list(r, model, "not_owed", not_owed);
}

/* ---- what is done ---- */

static bool is_over(enum step_stage stage)
{
    return stage == STAGE_DONE || stage == STAGE_STOPPED;
}

static const char *stage_colour(enum step_stage stage)
{
    static const char *const colours[STEP_STAGES] = {
        [STAGE_WAITING] = "grey", [STAGE_OPEN] = "blue", [STAGE_QUEUED] = "blue",
        [STAGE_LEFT] = "blue",    [STAGE_STUCK] = "red", [STAGE_DONE] = "green",
        [STAGE_STOPPED] = "grey"};
    return colours[stage];
}

/* waits_for - the titles of steps that must be done before one that has not begun. */
static struct str waits_for(struct request *r, const struct case_row *row, size_t place)
{
    const struct plan_places *after = &row->plan->steps[place].after;
    struct str all = STR("");
    for (size_t i = 0; i < after->count; i++) {
        struct str title = row->pack->steps.at[after->at[i]].title.text[r->language];
        if (!is_over(row->process.steps[after->at[i]].stage)) {
            all =
                all.len == 0 ? title : arena_printf(&r->arena, "%.*s; %.*s", PRI(all), PRI(title));
        }
    }
    return all;
}

static struct json_node *step_node(struct request *r, const struct case_row *row, size_t place)
{
    const struct process_step *step = &row->process.steps[place];
    const struct pack_step *planned = &row->pack->steps.at[place];
    struct json_node *node = json_tree_object(&r->arena);
    bool waits = step->stage == STAGE_WAITING;
    officer_put(r, node, "title", planned->title.text[r->language]);
    request_put(r, node, "kind", step_kind_title(planned->kind, r->language));
    request_put(r, node, "team", officer_team(r, pack_team_here(row->pack, planned->team)));
    json_tree_put(
        node, STR("tag"),
        component_tag(r, step_stage_title(step->stage, r->language), stage_colour(step->stage)));
    request_put(r, node, "channel",
                step->channel == STEP_CHANNEL_PREFERRED
                    ? ""
                    : reach_channel_title(step->channel, r->language));
    request_put_day(r, node, "done", step->stage == STAGE_DONE ? step->done : INT32_MIN);
    request_put_day(r, node, "begun", !waits && !is_over(step->stage) ? step->begun : INT32_MIN);
    officer_put_due(r, node, is_over(step->stage) || waits ? PROCESS_DAY_NONE : step->due);
    officer_put(r, node, "after", waits ? waits_for(r, row, place) : STR(""));
    json_tree_put_bool(&r->arena, node, STR("unclear"), waits && step->holds == HOLDS_CANNOT_TELL);
    return node;
}

static const char *row_state(struct request *r, const struct action_row *row)
{
    switch (row->state) {
    case ROW_READY:
        return row->tries > 0 ? translate(r, "waits to be tried again")
                              : translate(r, "waits to leave");
    case ROW_LEASED:
    case ROW_GOING:
        return translate(r, "leaving now");
    case ROW_PARKED:
        return translate(r, "could not leave: waits for a person");
    case ROW_OPEN:
        return translate(r, "waits for print");
    case ROW_STOPPED:
        return translate(r, "stopped");
    default:
        return translate(r, "left");
    }
}

/* leaving_node - what goes, or has gone, through the outbox. */
static int put_leaving(struct request *r, struct json_node *list, const struct case_row *row,
                       struct err *err)
{
    struct action_list actions = {0};
    int code = actions_of_process(r->inquiry->picture.db, row->row.process, &actions, err);
    for (size_t i = 0; code == 0 && i < actions.count; i++) {
        const struct action_row *action = &actions.at[i];
        struct json_node *node = json_tree_object(&r->arena);
        if (action->kind != ACTION_SEND || action->place == ENGINE_ANY_PLACE) {
            continue;
        }
        const struct pack_step *step = &row->pack->steps.at[action->place];
        officer_put(r, node, "title", step->title.text[r->language]);
        request_put(r, node, "kind", step_kind_title(step->kind, r->language));
        request_put(r, node, "state", row_state(r, action));
        json_tree_put_bool(&r->arena, node, STR("parked"), action->state == ROW_PARKED);
        if (action->ended > 0) {
            request_put_time(r, node, "ended", action->ended);
        } else {
            officer_put_nothing(r, node, "ended");
        }
        json_tree_append(list, node);
    }
    action_list_free(&actions);
    return code;
}

static bool is_shown(const struct process_step *step)
{
    return step->stage != STAGE_WAITING || step->holds != HOLDS_NO;
}

int officer_put_steps(struct request *r, struct json_node *model, const struct shown_event *s,
                      struct err *err)
{
    struct json_node *steps = json_tree_list(&r->arena);
    struct json_node *later = json_tree_list(&r->arena);
    struct json_node *leaving = json_tree_list(&r->arena);
    int code = 0;
    for (size_t i = 0; s->row != NULL && i < s->row->process.step_count; i++) {
        if (is_shown(&s->row->process.steps[i])) {
            bool waits = s->row->process.steps[i].stage == STAGE_WAITING;
            json_tree_append(waits ? later : steps, step_node(r, s->row, i));
        }
    }
    code = s->row != NULL ? put_leaving(r, leaving, s->row, err) : 0;
    officer_put_list(r, model, "steps", steps);
    officer_put_list(r, model, "steps_later", later);
    officer_put_list(r, model, "leaving", leaving);
    json_tree_put_bool(&r->arena, model, STR("held"), s->row != NULL && s->row->process.held);
    return code;
}

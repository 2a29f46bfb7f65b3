/* process_command.c - cantref process: how far what follows life events is, and under which
 * version of their packs. Its Welsh is to be checked by a translator. */
#include "command.h"

#include "case_job.h"
#include "case_task.h"
#include "channel_rule.h"
#include "date_words.h"
#include "duty_print.h"
#include "home_pack.h"
#include "json_writer.h"
#include "options.h"
#include "pack_keep.h"

#include <stdio.h>

/* struct process_job - one command. */
struct process_job {
    struct case_job job;
    bool all, apply;
};

static bool is_welsh(const struct process_job *p)
{
    return p->job.language == ACCESS_WELSH;
}

/* ---- one process ---- */

/* struct shown - a process with its event. */
struct shown {
    const struct process_job *job;
    const struct case_row *row;
    struct json_writer *json;
};

static bool is_over(enum step_stage stage)
{
    return stage == STAGE_DONE || stage == STAGE_STOPPED;
}

/* waits_for - the steps that must be done before one that has not begun, added to out. */
static void waits_for(const struct case_row *row, size_t place, struct buf *out)
{
    const struct plan_places *after = &row->plan->steps[place].after;
    for (size_t i = 0; i < after->count; i++) {
        if (!is_over(row->process.steps[after->at[i]].stage)) {
            buf_printf(out, "%s%.*s", out->len > 0 ? ", " : "",
                       PRI(row->pack->steps.at[after->at[i]].id));
        }
    }
}

static void print_day(const struct process_job *p, const char *title, int32_t day)
{
    char text[DATE_WORDS_MAX];
    if (day != PROCESS_DAY_NONE) {
        printf(" · %s %s", title, date_written(day, is_welsh(p), text));
    }
}

static void print_step(const struct shown *s, size_t place)
{
    enum access_language language = (enum access_language)s->job->job.language;
    const struct process_step *step = &s->row->process.steps[place];
    const struct pack_step *planned = &s->row->pack->steps.at[place];
    struct buf waits = {0};
    if (step->stage == STAGE_WAITING && step->holds == HOLDS_NO) {
        return; /* it is not to be taken */
    }
    printf("  %.*s (%.*s): %s", PRI(planned->title.text[language]), PRI(planned->id),
           step_stage_title(step->stage, language));
    if (step->stage == STAGE_DONE) {
        print_day(s->job, is_welsh(s->job) ? "ar" : "on", step->done);
    } else {
        print_day(s->job, is_welsh(s->job) ? "ers" : "since", step->begun);
    }
    if (step->channel != STEP_CHANNEL_PREFERRED) {
        printf(" · %s", reach_channel_title(step->channel, language));
    }
    if (!is_over(step->stage)) {
        print_day(s->job, is_welsh(s->job) ? "erbyn" : "by", step->due);
    }
    waits_for(s->row, place, &waits);
    if (step->stage == STAGE_WAITING && waits.len > 0) {
        printf(" · %s %.*s", is_welsh(s->job) ? "ar ôl" : "after", PRI(buf_str(&waits)));
    } else if (step->stage == STAGE_WAITING && step->holds == HOLDS_CANNOT_TELL) {
        printf(" · %s", is_welsh(s->job) ? "ni ellir dweud a yw’n cael ei gymryd"
                                         : "whether it is taken can't be told");
    }
    printf("\n");
    buf_free(&waits);
}

static void print_line(const struct shown *s, size_t line)
{
    const struct process_line *l = &s->row->process.lines[line];
    const struct duty *duty = case_line_duty(s->row, (uint16_t)line);
    enum access_language language = (enum access_language)s->job->job.language;
    if (l->state == DUTY_NOT_APPLICABLE || l->state == DUTY_NOT_IN_FORCE) {
        return;
    }
    printf("  %.*s (%.*s): %s", PRI(duty->title.text[language]), PRI(duty->id),
           duty_state_title(l->state, language));
    if (l->has_deadline && l->state == DUTY_STARTED) {
        print_day(s->job, is_welsh(s->job) ? "erbyn" : "by", l->deadline);
    }
    print_day(s->job, is_welsh(s->job) ? "ar" : "on", l->discharged);
    printf("\n");
}

static const char *status_title(const struct process_job *p, const struct process *process)
{
    static const char *const titles[][ACCESS_LANGUAGES] = {
        {"running", "yn mynd rhagddo"},
        {"being taken back", "yn cael ei dynnu’n ôl"},
        {"ended", "wedi gorffen"}};
    return process->held && process->status == PROCESS_RUNNING
               ? (is_welsh(p) ? "yn aros am gadarnhad" : "waiting to be confirmed")
               : titles[process->status][p->job.language];
}

static void print_process(const struct shown *s)
{
    printf("%lld · %s\n", (long long)s->row->row.process, status_title(s->job, &s->row->process));
    for (size_t i = 0; i < s->row->process.step_count; i++) {
        print_step(s, i);
    }
    for (size_t i = 0; i < s->row->process.line_count; i++) {
        print_line(s, i);
    }
}

static void put_day(struct json_writer *json, const char *name, int32_t day)
{
    char text[CALENDAR_TEXT_MAX];
    json_put_text(json, name, day != PROCESS_DAY_NONE ? str_of(calendar_text(day, text)) : STR(""));
}

static void process_json(const struct shown *s)
{
    static const char *const statuses[] = {"running", "taking_back", "ended"};
    const struct process *p = &s->row->process;
    json_write_object(s->json);
    json_put_whole(s->json, "process", s->row->row.process);
    json_put_text(s->json, "status", str_of(statuses[p->status]));
    json_put_bool(s->json, "held", p->held);
    json_put_bool(s->json, "withdrawn", p->withdrawn);
    json_put_whole(s->json, "pack", s->row->row.plan);
    put_day(s->json, "wakes", p->wake);
    json_write_key(s->json, STR("steps"));
    json_write_array(s->json);
    for (size_t i = 0; i < p->step_count; i++) {
        json_write_object(s->json);
        json_put_text(s->json, "step", s->row->pack->steps.at[i].id);
        json_put_text(s->json, "stage", str_of(step_stage_names[p->steps[i].stage]));
        json_put_text(s->json, "channel", str_of(step_channel_names[p->steps[i].channel]));
        put_day(s->json, "begun", p->steps[i].begun);
        put_day(s->json, "due", p->steps[i].due);
        put_day(s->json, "done", p->steps[i].done);
        json_write_close(s->json);
    }
    json_write_close(s->json);
    json_write_key(s->json, STR("duties"));
    json_write_array(s->json);
    for (size_t i = 0; i < p->line_count; i++) {
        json_write_object(s->json);
        json_put_text(s->json, "duty", case_line_duty(s->row, (uint16_t)i)->id);
        json_put_text(s->json, "state", str_of(duty_state_names[p->lines[i].state]));
        put_day(s->json, "deadline",
                p->lines[i].has_deadline ? p->lines[i].deadline : PROCESS_DAY_NONE);
        put_day(s->json, "discharged", p->lines[i].discharged);
        json_write_close(s->json);
    }
    json_write_close(s->json);
    json_write_close(s->json);
}

/* show_processes - all of an event. */
static int show_processes(struct process_job *p, const struct event *event,
                          struct json_writer *json, struct err *err)
{
    struct whole_list list = {0};
    struct db *db = p->job.inquiry.picture.db;
    int code = processes_of_event(db, event->made.number, &list, err);
    for (size_t i = 0; code == 0 && i < list.count; i++) {
        struct case_row *row = mem_must_array(1, sizeof *row);
        const struct shown shown = {p, row, json};
        code = case_read(&p->job.cases, db, list.at[i], row, err);
        if (code == 0 && json != NULL) {
            process_json(&shown);
        } else if (code == 0) {
            print_process(&shown);
        }
        case_free(row);
        mem_free(row);
    }
    if (code == 0 && json == NULL && list.count == 0) {
        printf("%s\n", is_welsh(p) ? "nid oes dim wedi dechrau" : "nothing has begun");
    }
    whole_list_free(&list);
    return code;
}

static int show(struct process_job *p, struct err *err)
{
    struct inquiry *q = &p->job.inquiry;
    struct event event = {0};
    struct view view = {0};
    const struct view_person *people[] = {&view.self};
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    size_t set;
    bool there = false;
    int code = event_open(q, str_of(p->job.operands[1]), &event, err);
    code = code ? code
                : event_person(&q->viewing, &event, STR(EVENT_SUBJECT), true, &view, &set, &there,
                               err);
    code = code == ERR_DENIED ? inquiry_refuse(q, &view.self, code, err) : code;
    code =
        code ? code : inquiry_tell_events(q, people, view.self.mentions.count > 0, 1, false, err);
    if (code == 0 && p->job.json) {
        json_write_object(&json);
        json_put_text(&json, "event", str_of(event.made.id));
        json_write_key(&json, STR("processes"));
        json_write_array(&json);
    }
    code = code ? code : show_processes(p, &event, p->job.json ? &json : NULL, err);
    if (code == 0 && p->job.json) {
        json_write_close(&json);
        json_write_close(&json);
        printf("%.*s\n", PRI(buf_str(&text)));
    }
    buf_free(&text);
    view_free(&view);
    event_free(&event);
    return code;
}

/* ---- through the events of a purpose ---- */

/* struct going - events that the asker may see, each told to the log before anything is printed.
 * */
struct going {
    struct process_job *p;
    struct view *views;
    const struct view_person **people;
    size_t person_count, left_out;
};

static void going_begin(struct process_job *p, size_t count, struct going *ret)
{
    *ret = (struct going){.p = p,
                          .views = mem_must_array(count + 1, sizeof *ret->views),
                          .people = mem_must_array(count + 1, sizeof(void *))};
}

static void going_end(struct going *g, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        view_free(&g->views[i]);
    }
    mem_free(g->views);
    mem_free(g->people);
}

/* see - may the asker? *ret. */
static int see(struct going *g, const struct event *event, size_t place, bool *ret, struct err *err)
{
    struct viewing *viewing = &g->p->job.inquiry.viewing;
    size_t set;
    bool there = false;
    *ret = !event_is_hidden(viewing, event) && !event->made.shadow;
    if (!*ret) {
        return 0;
    }
    int code =
        event_person(viewing, event, STR(EVENT_SUBJECT), true, &g->views[place], &set, &there, err);
    if (code == ERR_DENIED) {
        *ret = false;
        g->left_out++;
        return 0;
    }
    if (code == 0 && g->views[place].self.mentions.count > 0) {
        g->people[g->person_count++] = &g->views[place].self;
    }
    return code;
}

/* struct line - of the list. */
struct line {
    struct str event, type;
    int64_t process;
    enum process_status status;
    bool held;
    size_t open;
    int32_t wake;
};

static int read_line(struct process_job *p, const struct event *event, int64_t process,
                     struct line *ret, struct err *err)
{
    struct process_row row;
    struct process at;
    int code = process_read(p->job.inquiry.picture.db, p->job.inquiry.picture.seal, process, &row,
                            &at, err);
    if (code == 0) {
        *ret = (struct line){.event = arena_str(&p->job.arena, str_of(event->made.id)),
                             .type = arena_str(&p->job.arena, event->made.type),
                             .process = process,
                             .status = at.status,
                             .held = at.held,
                             .wake = at.wake};
        for (size_t i = 0; i < at.step_count; i++) {
            enum step_stage stage = at.steps[i].stage;
            ret->open += stage != STAGE_WAITING && !is_over(stage);
        }
    }
    return code;
}

static void print_lines(const struct process_job *p, const struct line *lines, size_t count)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("processes"));
    json_write_array(&json);
    for (size_t i = 0; i < count; i++) {
        const struct line *l = &lines[i];
        const struct process at = {.status = l->status, .held = l->held};
        if (!p->job.json) {
            printf("%.*s  %.*s · %s · %zu %s", PRI(l->event), PRI(l->type), status_title(p, &at),
                   l->open,
                   is_welsh(p)    ? "cam ar agor"
                   : l->open == 1 ? "step open"
                                  : "steps open");
            print_day(p, is_welsh(p) ? "nesaf" : "next", l->wake);
            printf("\n");
            continue;
        }
        json_write_object(&json);
        json_put_text(&json, "event", l->event);
        json_put_text(&json, "type", l->type);
        json_put_whole(&json, "process", l->process);
        json_put_text(&json, "status",
                      str_of(l->status == PROCESS_RUNNING       ? "running"
                             : l->status == PROCESS_TAKING_BACK ? "taking_back"
                                                                : "ended"));
        json_put_bool(&json, "held", l->held);
        json_put_whole(&json, "open", (int64_t)l->open);
        json_write_close(&json);
    }
    json_write_close(&json);
    json_write_close(&json);
    if (p->job.json) {
        printf("%.*s\n", PRI(buf_str(&text)));
    } else if (count == 0) {
        printf("%s\n", is_welsh(p) ? "nid oes dim yn mynd rhagddo" : "nothing is under way");
    }
    buf_free(&text);
}

static int list_events(struct process_job *p, const struct whole_list *numbers, struct err *err)
{
    struct going g;
    struct line *lines = NULL;
    size_t count = 0, capacity = 0;
    int code = 0;
    going_begin(p, numbers->count, &g);
    for (size_t i = 0; code == 0 && i < numbers->count; i++) {
        struct event event = {0};
        struct whole_list list = {0};
        bool seen = false;
        code = event_read(p->job.inquiry.picture.db, p->job.inquiry.picture.seal, numbers->at[i],
                          &event, err);
        code = code ? code : see(&g, &event, i, &seen, err);
        code = code == 0 && seen
                   ? processes_of_event(p->job.inquiry.picture.db, numbers->at[i], &list, err)
                   : code;
        for (size_t n = 0; code == 0 && n < list.count; n++) {
            void *at = lines;
            mem_must_grow(&at, &capacity, count + 1, sizeof *lines);
            lines = at;
            code = read_line(p, &event, list.at[n], &lines[count], err);
            count += code == 0 && (p->all || lines[count].status != PROCESS_ENDED);
        }
        whole_list_free(&list);
        event_free(&event);
    }
    code = code ? code
                : inquiry_tell_events(&p->job.inquiry, g.people, g.person_count, count, false, err);
    if (code == 0) {
        print_lines(p, lines, count);
    }
    going_end(&g, numbers->count);
    mem_free(lines);
    return code;
}

static int list(struct process_job *p, struct err *err)
{
    struct whole_list numbers = {0};
    int code = event_numbers(p->job.inquiry.picture.db, STR(""),
                             viewing_purpose(&p->job.inquiry.viewing)->id, !p->all, &numbers, err);
    code = code ? code : list_events(p, &numbers, err);
    whole_list_free(&numbers);
    return code;
}

/* ---- under another version ---- */

/* struct moving - one case to the pack of now. */
struct moving {
    struct process_job *p;
    const struct event *event;
    const struct event_pack *began, *now;
    int64_t kept;
};

/* move_job - the case, and its processes that have not ended. */
static int move_job(struct db *db, void *context, struct err *err)
{
    const struct moving *m = context;
    struct caseload *c = &m->p->job.cases;
    const struct engine_rows rows = engine_home_rows(c->home);
    struct str who = c->inquiry->viewing.options.who;
    struct whole_list list = {0};
    struct arena arena = {0};
    struct plan_mapping mapping;
    int64_t kept = 0;
    plan_mapping_make(&arena, m->began, m->now, &mapping);
    int code = pack_keep(db, m->now, c->now.at, &kept, err);
    code = code ? code : pack_of_event_put(db, m->event->made.number, kept, who, c->now.at, err);
    code = code ? code : processes_of_event(db, m->event->made.number, &list, err);
    for (size_t i = 0; code == 0 && i < list.count; i++) {
        struct process_row row;
        struct process process;
        code = rows.process_get(rows.context, list.at[i], &row, &process, err);
        if (code == 0 && process.status == PROCESS_RUNNING && row.plan == m->kept) {
            code = engine_move(c->engine, &rows, list.at[i], kept, &mapping, &c->now, who, err);
        }
    }
    whole_list_free(&list);
    arena_free(&arena);
    return code;
}

/* move_seen - what it would change, told to the log first; moved where that is wanted. */
static int move_seen(struct going *g, const struct moving *m, struct duty_moves *moves,
                     struct err *err)
{
    struct inquiry *q = &g->p->job.inquiry;
    struct duty_look before = {0}, after = {0};
    size_t changed = 0;
    int code = duty_look_at(q, m->event, m->began, INT32_MIN, &before, err);
    code = code ? code : duty_look_at(q, m->event, m->now, INT32_MIN, &after, err);
    code = code ? code : inquiry_tell_events(q, g->people, g->person_count, 1, g->p->apply, err);
    if (code == 0) {
        duty_moves_add(moves, m->event, m->began, m->now, &before.duties, &after.duties);
    }
    if (code == 0 && g->p->apply) {
        struct moving job = *m;
        code = picture_do(&q->picture, move_job, &job, err);
        code = code ? code : duty_look_keep(q, m->event, m->now, &after, true, &changed, err);
    }
    duty_look_free(&before);
    duty_look_free(&after);
    return code;
}

static int move_one(struct going *g, int64_t number, size_t place, struct duty_moves *moves,
                    struct err *err)
{
    struct process_job *p = g->p;
    struct inquiry *q = &p->job.inquiry;
    struct event event = {0};
    struct moving m = {.p = p, .event = &event};
    int64_t current = 0;
    bool seen = false;
    int code = event_read(q->picture.db, q->picture.seal, number, &event, err);
    g->person_count = 0;
    code = code ? code : pack_of_event(q->picture.db, number, &m.kept, err);
    code = code ? code : duty_pack_now(q, &p->job.cases.packs, event.made.type, &m.now, err);
    code = code ? code : pack_kept_find(q->picture.db, m.now, &current, err);
    if (code == 0 && m.kept != 0 && m.kept != current) {
        code = see(g, &event, place, &seen, err);
    }
    if (code == 0 && seen) {
        code = duty_pack_of(q, &p->job.cases.packs, &event, &m.began, err);
        code = code ? code : move_seen(g, &m, moves, err);
    }
    event_free(&event);
    return code;
}

/* check_pack - is there a pack of that name? */
static int check_pack(struct process_job *p, struct str pack, struct err *err)
{
    struct name_list names;
    home_pack_names(&p->job.inquiry.picture.home, &p->job.arena, &names);
    return pack.len == 0 || names_have(&names, pack)
               ? 0
               : err_set(err, ERR_NOTFOUND, "there is no pack of that name: cantref pack list");
}

static int migrate(struct process_job *p, struct err *err)
{
    struct whole_list numbers = {0};
    struct duty_moves moves;
    struct going g;
    int first = 0;
    struct str pack = p->job.count > 1 ? str_of(p->job.operands[1]) : STR("");
    int code = check_pack(p, pack, err);
    code = code ? code
                : event_numbers(p->job.inquiry.picture.db, pack,
                                viewing_purpose(&p->job.inquiry.viewing)->id, true, &numbers, err);
    going_begin(p, numbers.count, &g);
    duty_moves_begin(&moves, (enum access_language)p->job.language, p->job.json);
    for (size_t i = 0; code == 0 && i < numbers.count; i++) {
        struct err failed = {0};
        int moved = move_one(&g, numbers.at[i], i, &moves, &failed);
        bool of_pack = moved == ERR_NOTFOUND || moved == ERR_INPUT; /* the others go on */
        if (moved != 0 && first == 0) {
            first = moved;
            *err = failed;
        }
        code = of_pack ? 0 : moved;
    }
    duty_moves_end(&moves, p->apply, code == 0);
    going_end(&g, numbers.count);
    whole_list_free(&numbers);
    return code ? code : first;
}

/* ---- the command ---- */

static const struct verb {
    const char *name;
    int (*run)(struct process_job *job, struct err *err);
    size_t least, most; /* operands, the verb itself included */
} verbs[] = {{"list", list, 1, 1}, {"show", show, 2, 2}, {"migrate", migrate, 1, 2}};

static int run(struct process_job *p, struct err *err)
{
    const struct verb *verb = NULL;
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        verb = str_eq(str_of(p->job.operands[0]), str_of(verbs[i].name)) ? &verbs[i] : verb;
    }
    if (verb == NULL || p->job.count < verb->least || p->job.count > verb->most) {
        return err_set(err, ERR_USAGE, "list, show EVENT or migrate [PACK] is wanted");
    }
    int code = case_job_open(&p->job, true, err);
    return code ? code : verb->run(p, err);
}

int process_command(const struct command *self, int argc, char **argv)
{
    struct process_job p = {.job = case_job_begin("cantref process")};
    const struct option_row rows[] = {
        OPTION_HOME(p.job.asked.start),
        OPTION_PURPOSE(p.job.asked.purpose),
        OPTION_CASE(p.job.asked.case_reference),
        {"all", 0, OPTION_FLAG, "", "list: those that have ended, too", .flag = &p.all},
        {"apply", 0, OPTION_FLAG, "", "migrate: do it", .flag = &p.apply},
        OPTION_DAY(p.job.day),
        OPTION_LANGUAGE(p.job),
        OPTION_JSON(p.job),
    };
    struct err err = {0};
    int status;
    if (!case_job_parse(&p.job, self, rows, sizeof rows / sizeof rows[0], 2, argc, argv, &status)) {
        return status;
    }
    int code = run(&p, &err);
    return case_job_close(&p.job, code, &err);
}

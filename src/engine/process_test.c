/* process_test.c - what inputs make of a process, as scripts: what comes in, on which day, and the
 * actions that must come out, in order. The pack is pack_test.h's. */
#include "process.h"

#include "calendar.h"
#include "random.h"

#include "pack_test.h"
#include "test_seed.h"

enum {
    UNDO_BILL = 1
}; /* the places of the pack's steps are looked up by name; this one is known */

static struct event_pack pack;
static struct process_plan plan;

static size_t step_named(const char *name)
{
    const struct pack_step *step = step_find(&pack.steps, str_of(name));
    if (step == NULL) {
        fail_msg("no step \"%s\"", name);
    }
    return (size_t)(step - pack.steps.at);
}

/* line_named - the line of a duty: entries of one id share one. */
static size_t line_named(const char *name)
{
    for (size_t i = 0; i < pack.duties.count; i++) {
        if (str_eq(pack.duties.at[i].id, str_of(name))) {
            return plan.duties[i].line;
        }
    }
    fail_msg("no duty \"%s\"", name);
    return 0;
}

static struct str line_name(size_t line)
{
    size_t i = 0;
    while (plan.duties[i].line != line) {
        i++;
    }
    return pack.duties.at[i].id;
}

/* ---- a script ---- */

/* struct world - what a look would find, and the process. */
struct world {
    struct process process;
    struct process_actions actions;
    struct found_line lines[PROCESS_LINES_MAX];
    struct found_step steps[PROCESS_STEPS_MAX];
    int32_t today;
    char out[2000];
};

static int32_t day_of(int year, int month, int day)
{
    return (int32_t)calendar_day_number(year, month, day);
}

/* begin - all duties owed, by their first entries, no deadline, every condition holds. */
static void begin(struct world *w, int32_t today, bool held)
{
    *w = (struct world){.today = today};
    process_begin(&plan, today, held, &w->process);
    for (size_t i = 0; i < plan.line_count; i++) {
        w->lines[i] = (struct found_line){.state = DUTY_STARTED, .deadline = PROCESS_DAY_NONE};
    }
    for (size_t i = plan.duty_count; i > 0; i--) {
        w->lines[plan.duties[i - 1].line].entry = (uint16_t)(i - 1);
    }
    for (size_t i = 0; i < plan.step_count; i++) {
        w->steps[i] = (struct found_step){.holds = HOLDS_YES, .until = PROCESS_DAY_NONE};
    }
}

static void say_action(struct world *w, const struct process_action *a)
{
    size_t at = strlen(w->out);
    bool of_line = a->kind == ACTION_ASK || a->kind == ACTION_FOUND_OUT ||
                   a->kind == ACTION_DISCHARGED || a->kind == ACTION_REOPENED ||
                   (a->kind == ACTION_TELL && tell_is_of_line(a));
    bool of_none = a->kind >= ACTION_LOOK;
    struct str name = of_none   ? STR("")
                      : of_line ? line_name(a->place)
                                : pack.steps.at[a->place].id;
    snprintf(w->out + at, sizeof w->out - at, "%s%s%s%s%s%.*s", at > 0 ? ", " : "",
             process_action_names[a->kind], a->reason != TELL_NOTHING ? " " : "",
             a->reason != TELL_NOTHING ? tell_reason_names[a->reason] : "", of_none ? "" : " ",
             PRI(name));
}

/* apply - an input, and what comes of it as text in w->out; its bytes must read back the same. */
static int apply(struct world *w, struct process_input input)
{
    struct err err = {0};
    struct buf bytes = {0}, again = {0};
    struct process back;
    input.lines = w->lines;
    input.steps = w->steps;
    w->out[0] = '\0';
    int code = process_apply(&plan, &input, w->today, &w->process, &w->actions, &err);
    for (size_t i = 0; code == 0 && i < w->actions.count; i++) {
        say_action(w, &w->actions.at[i]);
    }
    const char *wrong = process_check(&plan, &w->process);
    if (wrong != NULL) {
        fail_msg("%s", wrong);
    }
    assert_int_equal(process_pack(&w->process, &bytes, &err), 0);
    assert_int_equal(process_unpack(buf_str(&bytes), &back, &err), 0);
    assert_int_equal(process_pack(&back, &again, &err), 0);
    assert_true(str_eq(buf_str(&bytes), buf_str(&again)));
    buf_free(&bytes);
    buf_free(&again);
    return code;
}

static void expect(struct world *w, struct process_input input, const char *out)
{
    assert_int_equal(apply(w, input), 0);
    assert_string_equal(w->out, out);
}

static void expect_refused(struct world *w, struct process_input input)
{
    struct process before = w->process;
    assert_int_equal(apply(w, input), ERR_CONFLICT);
    assert_memory_equal(&before, &w->process, sizeof before);
}

#define FOUND ((struct process_input){.kind = INPUT_FOUND})
#define AMENDED ((struct process_input){.kind = INPUT_AMENDED})
#define TIME ((struct process_input){.kind = INPUT_TIME})

static struct process_input of_step(enum process_input_kind kind, const char *name)
{
    return (struct process_input){.kind = kind, .place = (uint16_t)step_named(name)};
}

static struct process_step *step_of(struct world *w, const char *name)
{
    return &w->process.steps[step_named(name)];
}

/* without - of these duties nothing is owed, and their steps are not to be taken. */
static void without(struct world *w, const char *duty, const char *step)
{
    w->lines[line_named(duty)].state = DUTY_NOT_APPLICABLE;
    w->steps[step_named(step)].holds = HOLDS_NO;
}

/* only - of all steps these alone are taken, and of all duties the one named is owed. */
static void only(struct world *w, const char *duty, const char *const *names, size_t count)
{
    for (size_t i = 0; i < plan.step_count; i++) {
        w->steps[i].holds = HOLDS_NO;
    }
    for (size_t i = 0; i < plan.line_count; i++) {
        w->lines[i].state = DUTY_NOT_APPLICABLE;
    }
    for (size_t i = 0; i < count; i++) {
        w->steps[step_named(names[i])].holds = HOLDS_YES;
    }
    if (duty != NULL) {
        w->lines[line_named(duty)].state = DUTY_STARTED;
    }
}
#define ONLY(w, duty, ...)                                                                         \
    only(w, duty, (const char *const[]){__VA_ARGS__},                                              \
         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* ---- tests ---- */

/* Steps begin as what is before them is done; a duty is discharged by what was confirmed, not by
 * what was sent, unless sending suffices. */
static void test_to_the_end(void **state)
{
    (void)state;
    struct world w;
    begin(&w, day_of(2026, 11, 30), false);
    expect(&w, FOUND,
           "send send_bill, task ask_student, send tell_resident, task invite, "
           "send tell_old_council, task note_evidence");
    expect(&w, of_step(INPUT_LEFT, "tell_resident"), "discharged welcome");
    expect(&w, of_step(INPUT_LEFT, "send_bill"), "task send_bill");
    expect(&w, of_step(INPUT_DONE, "send_bill"), "stop send_bill, look, discharged bill");
    expect(&w, of_step(INPUT_DONE, "ask_student"), "stop ask_student, look, task give_discount");
    expect(&w, of_step(INPUT_DONE, "give_discount"),
           "stop give_discount, look, discharged discount");
    expect_refused(&w, of_step(INPUT_DONE, "give_discount"));
    expect_refused(&w, of_step(INPUT_DONE, "invite"));
    struct process_input decide = of_step(INPUT_DECIDED, "invite");
    expect_refused(&w, decide);
    decide.option = 2;
    expect(&w, decide, "stop invite, look, discharged register");
    expect(&w, of_step(INPUT_LEFT, "tell_old_council"), "");
    expect(&w, of_step(INPUT_DONE, "note_evidence"), "stop note_evidence, look");
    expect(&w, of_step(INPUT_DONE, "tell_old_council"), "stop tell_old_council, look");
    assert_int_equal(step_of(&w, "look_again")->until, day_of(2027, 1, 30));
    assert_int_equal(w.process.wake, day_of(2027, 1, 31));
    w.today = day_of(2027, 1, 30);
    expect(&w, TIME, "");
    w.today = day_of(2027, 1, 31);
    expect(&w, TIME, "stop look_again, look, end");
    assert_int_equal(w.process.status, PROCESS_ENDED);
    expect_refused(&w, of_step(INPUT_DONE, "ask_student"));
}

/* What was left out by its condition holds nobody up; what comes after it alone is left out, too,
 * unless a duty that is owed needs it. */
static void test_left_out(void **state)
{
    (void)state;
    struct world w;
    begin(&w, day_of(2026, 11, 30), false);
    ONLY(&w, "discount", "give_discount", "tell_resident");
    expect(&w, FOUND, "task give_discount, send tell_resident");
    begin(&w, day_of(2026, 11, 30), false);
    ONLY(&w, NULL, "look_again");
    expect(&w, FOUND, "end");
}

/* Nobody confirms a notice: reminded twice, then a person is told, once. */
static void test_unconfirmed(void **state)
{
    (void)state;
    struct world w;
    begin(&w, day_of(2026, 11, 30), false);
    ONLY(&w, NULL, "tell_old_council");
    expect(&w, FOUND, "send tell_old_council");
    assert_int_equal(step_of(&w, "tell_old_council")->due, day_of(2026, 12, 30));
    expect(&w, of_step(INPUT_LEFT, "tell_old_council"), "");
    assert_int_equal(w.process.wake, day_of(2026, 12, 31));
    w.today = w.process.wake;
    expect(&w, TIME, "remind tell_old_council");
    w.today = w.process.wake;
    expect(&w, TIME, "remind tell_old_council");
    w.today = w.process.wake;
    expect(&w, TIME, "tell unconfirmed tell_old_council");
    assert_int_equal(w.process.wake, PROCESS_DAY_NONE);
    w.today += 1000;
    expect(&w, TIME, "");
    expect(&w, of_step(INPUT_DONE, "tell_old_council"), "stop tell_old_council, look, end");
}

/* A year passes at once: all that was due is told, each once. */
static void test_late(void **state)
{
    (void)state;
    struct world w;
    begin(&w, day_of(2026, 11, 30), false);
    ONLY(&w, "discount", "ask_student", "give_discount", "tell_resident");
    w.lines[line_named("discount")].has_deadline = true;
    w.lines[line_named("discount")].deadline = day_of(2026, 12, 14);
    expect(&w, FOUND, "task ask_student, send tell_resident");
    assert_int_equal(step_of(&w, "ask_student")->due, day_of(2026, 12, 5));
    w.today = day_of(2027, 11, 30);
    expect(&w, TIME, "tell late ask_student, tell late tell_resident, tell duty_late discount");
    expect(&w, TIME, "");
}

/* The day of the last step is a holiday that was proclaimed; a leap day; past 2038; a clock that
 * was set back. */
static void test_days(void **state)
{
    (void)state;
    static const struct {
        int from[3], due[3]; /* send_bill: 10 working days */
    } cases[] = {
        {{2022, 9, 9}, {2022, 9, 26}},   /* 19 September 2022 */
        {{2023, 4, 28}, {2023, 5, 16}},  /* 1 and 8 May 2023 */
        {{2028, 2, 21}, {2028, 3, 6}},   /* 29 February 2028 counts */
        {{2027, 2, 22}, {2027, 3, 8}},   /* and there is none in 2027 */
        {{2027, 3, 22}, {2027, 4, 7}},   /* the clocks go forward, and Easter */
        {{2026, 10, 19}, {2026, 11, 2}}, /* and back */
        {{2038, 1, 18}, {2038, 2, 1}},   /* 2^31 seconds are over */
        {{2026, 12, 18}, {2027, 1, 6}},  /* Christmas, Boxing Day given on Monday, New Year */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct world w;
        begin(&w, day_of(cases[i].from[0], cases[i].from[1], cases[i].from[2]), false);
        ONLY(&w, "bill", "send_bill");
        expect(&w, FOUND, "send send_bill");
        assert_int_equal(step_of(&w, "send_bill")->due,
                         day_of(cases[i].due[0], cases[i].due[1], cases[i].due[2]));
    }
    struct world w;
    begin(&w, day_of(2026, 12, 2), false);
    ONLY(&w, NULL, "ask_student");
    expect(&w, FOUND, "task ask_student");
    w.today = day_of(2026, 12, 8); /* due on the 7th */
    expect(&w, TIME, "tell late ask_student");
    w.today = day_of(2026, 12, 7);
    expect(&w, TIME, "");
    assert_int_equal(w.process.day, day_of(2026, 12, 8));
    expect(&w, of_step(INPUT_DONE, "ask_student"), "stop ask_student, look, end");
    assert_int_equal(step_of(&w, "ask_student")->done, day_of(2026, 12, 8));
}

/* The event was none: what is queued or open is stopped, what was done or left is put right. */
static void test_withdrawn(void **state)
{
    (void)state;
    struct world w;
    begin(&w, day_of(2026, 11, 30), false);
    without(&w, "discount", "ask_student");
    without(&w, "register", "invite");
    w.steps[step_named("note_evidence")].holds = HOLDS_NO;
    w.steps[step_named("give_discount")].holds = HOLDS_NO;
    expect(&w, FOUND, "send send_bill, send tell_resident, send tell_old_council");
    expect(&w, of_step(INPUT_LEFT, "send_bill"), "task send_bill");
    expect(&w, of_step(INPUT_LEFT, "tell_old_council"), "");
    struct process_input withdrawn = {.kind = INPUT_WITHDRAWN};
    expect(&w, withdrawn,
           "stop send_bill, tell taken_back send_bill, stop tell_resident, "
           "stop tell_old_council, tell taken_back tell_old_council, task undo_bill");
    assert_int_equal(w.process.status, PROCESS_TAKING_BACK);
    expect(&w, FOUND, ""); /* nothing begins any more */
    expect(&w, of_step(INPUT_LEFT, "tell_resident"), "tell taken_back tell_resident");
    expect(&w, of_step(INPUT_LEFT, "tell_resident"), "");
    expect(&w, of_step(INPUT_DONE, "undo_bill"), "stop undo_bill, look, end");
    expect(&w, FOUND, "");
    assert_int_equal(w.process.status, PROCESS_ENDED);
}

/* A correction: what no longer holds is taken back, the duty is owed again. */
static void test_amended(void **state)
{
    (void)state;
    struct world w;
    begin(&w, day_of(2026, 11, 30), false);
    ONLY(&w, "bill", "send_bill", "ask_student");
    expect(&w, FOUND, "send send_bill, task ask_student");
    expect(&w, of_step(INPUT_LEFT, "send_bill"), "task send_bill");
    expect(&w, of_step(INPUT_DONE, "send_bill"), "stop send_bill, look, discharged bill");
    /* facts that have moved on alone take nothing back that was done */
    w.steps[step_named("send_bill")].holds = HOLDS_NO;
    w.steps[step_named("ask_student")].holds = HOLDS_NO;
    expect(&w, FOUND, "stop ask_student, end");
    w.steps[step_named("send_bill")].holds = HOLDS_YES;
    w.steps[step_named("ask_student")].holds = HOLDS_YES;
    expect(&w, FOUND, "task ask_student");
    w.steps[step_named("send_bill")].holds = HOLDS_NO;
    w.lines[line_named("bill")].state = DUTY_NOT_APPLICABLE;
    expect(&w, AMENDED, "reopened bill, tell taken_back send_bill, task undo_bill");
    assert_int_equal(w.process.lines[line_named("bill")].state, DUTY_NOT_APPLICABLE);
}

/* Nothing leaves for somebody who died. */
static void test_died(void **state)
{
    (void)state;
    struct world w;
    begin(&w, day_of(2026, 11, 30), false);
    ONLY(&w, "welcome", "tell_resident");
    expect(&w, FOUND, "send tell_resident");
    struct process_input died = {.kind = INPUT_DIED, .died = ADDRESSED_TO_TELLER};
    expect(&w, died, "stop tell_resident, task tell_resident, tell died tell_resident");
    assert_int_equal(step_of(&w, "tell_resident")->stage, STAGE_OPEN);
    expect(&w, of_step(INPUT_DONE, "tell_resident"),
           "stop tell_resident, look, discharged welcome, end");
    begin(&w, day_of(2026, 11, 30), false);
    ONLY(&w, "welcome", "tell_resident");
    expect(&w, died, "");
    expect(&w, FOUND, "task tell_resident, tell died tell_resident");
    begin(&w, day_of(2026, 11, 30), false);
    ONLY(&w, "welcome", "tell_resident");
    expect(&w, FOUND, "send tell_resident");
    expect(&w, of_step(INPUT_STUCK, "tell_resident"), "tell stuck tell_resident");
    expect(&w, died, "");
    expect(&w, of_step(INPUT_AGAIN, "tell_resident"),
           "stop tell_resident, task tell_resident, tell died tell_resident");
}

/* What can't be told is asked, and asked again; of a step that serves no duty a team is told. */
static void test_cannot_tell(void **state)
{
    (void)state;
    struct world w;
    begin(&w, day_of(2026, 11, 30), false);
    ONLY(&w, "bill", "note_evidence");
    w.lines[line_named("bill")].state = DUTY_CANNOT_TELL;
    w.steps[step_named("send_bill")].holds = HOLDS_CANNOT_TELL;
    w.steps[step_named("ask_student")].holds = HOLDS_CANNOT_TELL;
    expect(&w, FOUND, "task note_evidence, tell unclear ask_student, ask bill");
    w.today = day_of(2026, 12, 8);
    expect(&w, TIME, "tell late note_evidence, tell still_asked bill");
    w.lines[line_named("bill")].state = DUTY_STARTED;
    w.steps[step_named("send_bill")].holds = HOLDS_YES;
    w.steps[step_named("ask_student")].holds = HOLDS_NO;
    expect(&w, FOUND, "found_out bill, stop ask_student, send send_bill");
    /* of a step of which nobody can tell, a team may say that it was seen to */
    begin(&w, day_of(2026, 11, 30), false);
    ONLY(&w, "bill", "note_evidence");
    expect_refused(&w, of_step(INPUT_DONE, "ask_student"));
    w.steps[step_named("ask_student")].holds = HOLDS_CANNOT_TELL;
    expect(&w, FOUND, "task note_evidence, tell no_step bill, tell unclear ask_student");
    expect(&w, of_step(INPUT_DONE, "ask_student"), "stop ask_student, look");
    assert_int_equal(w.process.steps[step_named("ask_student")].stage, STAGE_DONE);
    /* a person may say that a step is not to be taken, until it has begun */
    begin(&w, day_of(2026, 11, 30), false);
    ONLY(&w, NULL, "ask_student");
    w.steps[step_named("ask_student")].holds = HOLDS_CANNOT_TELL;
    expect(&w, FOUND, "tell unclear ask_student");
    expect_refused(&w, of_step(INPUT_LEFT_OUT, "undo_bill"));
    expect(&w, of_step(INPUT_LEFT_OUT, "ask_student"), "end");
    /* no step is left for it: a person is told, and may say that it is discharged */
    begin(&w, day_of(2026, 11, 30), false);
    ONLY(&w, "bill", "note_evidence");
    expect(&w, FOUND, "task note_evidence, tell no_step bill");
    struct process_input said = {.kind = INPUT_DISCHARGED, .place = (uint16_t)line_named("bill")};
    expect(&w, said, "discharged bill");
    expect_refused(&w, said);
    /* and then what was to be done for it, and can't be told, holds nobody up */
    begin(&w, day_of(2026, 11, 30), false);
    ONLY(&w, "bill", "note_evidence");
    w.lines[line_named("bill")].state = DUTY_CANNOT_TELL;
    w.steps[step_named("send_bill")].holds = HOLDS_CANNOT_TELL;
    expect(&w, FOUND, "task note_evidence, ask bill");
    expect(&w, said, "found_out bill, discharged bill");
    expect(&w, of_step(INPUT_DONE, "note_evidence"), "stop note_evidence, look, end");
}

/* Detected: nothing begins, until somebody has confirmed it. */
static void test_held(void **state)
{
    (void)state;
    struct world w;
    begin(&w, day_of(2026, 11, 30), true);
    ONLY(&w, NULL, "ask_student");
    expect(&w, FOUND, "");
    assert_int_equal(w.process.status, PROCESS_RUNNING);
    struct process_input confirmed = {.kind = INPUT_CONFIRMED};
    expect(&w, confirmed, "task ask_student");
}

/* What can't be used on the way: by hand, on a channel that the person can use. */
static void test_channel(void **state)
{
    (void)state;
    struct world w;
    begin(&w, day_of(2026, 11, 30), false);
    ONLY(&w, "welcome", "tell_resident");
    expect(&w, FOUND, "send tell_resident");
    struct process_input by = of_step(INPUT_CHANNEL, "tell_resident");
    by.channel = STEP_CHANNEL_POST;
    expect(&w, by, "");
    by.channel = STEP_CHANNEL_PHONE;
    expect(&w, by, "task tell_resident");
    by.channel = STEP_CHANNEL_POST;
    expect_refused(&w, by);
    assert_int_equal(step_of(&w, "tell_resident")->channel, STEP_CHANNEL_PHONE);
}

/* with_then - the pack, but for what follows the options of `invite`. */
static void with_then(const char *then, struct event_pack *ret, struct process_plan *ret_plan)
{
    char with[200];
    snprintf(with, sizeof with, "    guidance: register\n    then: %s\n", then);
    char *text = test_replaced(test_pack_files[3].text, "    guidance: register\n", with);
    const struct test_file changed[] = {{"process.yaml", text}, {NULL, NULL}};
    test_pack(changed, ret);
    process_plan_make(&ret->arena, ret, NATION_WALES, ret_plan);
    mem_free(text);
}

/* Where a decision confirms the event nothing else begins before it, and nobody is asked. */
static void test_confirms(void **state)
{
    (void)state;
    struct event_pack kept = pack, other;
    struct process_plan kept_plan = plan;
    struct world w;
    with_then("{yes_add: confirms, no_add: withdraws}", &other, &plan);
    pack = other;
    begin(&w, day_of(2026, 11, 30), false);
    ONLY(&w, "register", "invite", "ask_student");
    w.lines[line_named("bill")].state = DUTY_CANNOT_TELL;
    expect(&w, FOUND, "task invite");
    struct process_input decide = of_step(INPUT_DECIDED, "invite");
    decide.option = 1;
    expect(&w, decide,
           "confirm, stop invite, look, task ask_student, discharged register, ask bill");
    pack = kept;
    plan = kept_plan;
    event_pack_free(&other);
}

/* The options of a decision. */
static void test_decisions(void **state)
{
    (void)state;
    struct event_pack kept = pack, other;
    struct process_plan kept_plan = plan;
    struct world w;
    with_then("{yes_add: stays_open, no_add: withdraws}", &other, &plan);
    pack = other;
    begin(&w, day_of(2026, 11, 30), false);
    ONLY(&w, "register", "invite", "ask_student");
    expect(&w, FOUND, "task ask_student, task invite");
    struct process_input decide = of_step(INPUT_DECIDED, "invite");
    decide.option = 1;
    expect(&w, decide, "");
    assert_int_equal(step_of(&w, "invite")->stage, STAGE_OPEN);
    decide.option = 2;
    expect(&w, decide, "stop invite, withdraw, stop ask_student, end");
    pack = kept;
    plan = kept_plan;
    event_pack_free(&other);
}

/* A process goes on under another version. */
static void test_move(void **state)
{
    (void)state;
    char *text = test_replaced(test_pack_files[3].text, "  - step: ask_student\n",
                               "  - step: ask_more\n"
                               "    kind: task\n"
                               "    title: {en: \"Ask\", cy: \"Gofyn\"}\n"
                               "    team: electoral\n"
                               "    undo: nothing\n"
                               "    done_when: team_confirms\n"
                               "  - step: ask_student_then\n");
    char *renamed = test_replaced(text, "after: [ask_student]", "after: [ask_student_then]");
    const struct test_file changed[] = {{"process.yaml", renamed}, {NULL, NULL}};
    struct event_pack other;
    struct process_plan other_plan, kept_plan = plan;
    struct plan_mapping mapping;
    struct world w;
    test_pack(changed, &other);
    process_plan_make(&other.arena, &other, NATION_WALES, &other_plan);
    plan_mapping_make(&other.arena, &pack, &other, &mapping);
    begin(&w, day_of(2026, 11, 30), false);
    expect(&w, FOUND,
           "send send_bill, task ask_student, send tell_resident, task invite, "
           "send tell_old_council, task note_evidence");
    expect(&w, of_step(INPUT_LEFT, "tell_resident"), "discharged welcome");
    process_move(&plan, &other_plan, &mapping, w.today, &w.process, &w.actions);
    w.out[0] = '\0';
    for (size_t i = 0; i < w.actions.count; i++) {
        say_action(&w, &w.actions.at[i]);
    }
    assert_string_equal(w.out, "stop ask_student, look");
    struct event_pack kept = pack;
    pack = other;
    plan = other_plan;
    assert_int_equal(step_of(&w, "tell_resident")->stage, STAGE_DONE);
    assert_int_equal(step_of(&w, "send_bill")->stage, STAGE_QUEUED);
    assert_int_equal(w.process.lines[line_named("welcome")].state, DUTY_DISCHARGED);
    struct world fresh;
    begin(&fresh, w.today, false);
    memcpy(w.lines, fresh.lines, sizeof w.lines);
    memcpy(w.steps, fresh.steps, sizeof w.steps);
    expect(&w, FOUND, "task ask_more, task ask_student_then");
    pack = kept;
    plan = kept_plan;
    event_pack_free(&other);
    mem_free(text);
    mem_free(renamed);
}

/* What is kept reads back; what is damaged is found, or reads as a process that can be packed. */
static void test_damaged_bytes(void **state)
{
    (void)state;
    struct world w;
    struct buf bytes = {0};
    struct err err = {0};
    uint64_t seed = test_seed();
    struct random random = random_seed(seed);
    begin(&w, day_of(2026, 11, 30), false);
    apply(&w, FOUND);
    assert_int_equal(process_pack(&w.process, &bytes, &err), 0);
    assert_true(bytes.len < 200);
    for (int i = 0; i < 20000; i++) {
        uint8_t copy[256];
        struct process back;
        size_t len = random_below(&random, bytes.len + 1);
        memcpy(copy, bytes.ptr, bytes.len);
        copy[random_below(&random, bytes.len)] = (uint8_t)random_next(&random);
        process_unpack((struct str){(const char *)copy, random_below(&random, 2) ? len : bytes.len},
                       &back, &err);
    }
    buf_free(&bytes);
}

static int set_up(void **state)
{
    (void)state;
    test_pack(NULL, &pack);
    process_plan_make(&pack.arena, &pack, NATION_WALES, &plan);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    event_pack_free(&pack);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_to_the_end),    cmocka_unit_test(test_left_out),
        cmocka_unit_test(test_unconfirmed),   cmocka_unit_test(test_late),
        cmocka_unit_test(test_days),          cmocka_unit_test(test_withdrawn),
        cmocka_unit_test(test_amended),       cmocka_unit_test(test_died),
        cmocka_unit_test(test_cannot_tell),   cmocka_unit_test(test_held),
        cmocka_unit_test(test_channel),       cmocka_unit_test(test_confirms),
        cmocka_unit_test(test_decisions),     cmocka_unit_test(test_move),
        cmocka_unit_test(test_damaged_bytes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

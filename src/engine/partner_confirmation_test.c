/* partner_confirmation_test.c - what a partner says of a step: done, refused, said twice, said by
 * another partner, of a step that never went. */
#include "partner_confirmation.h"

#include "engine_home_test.h"
#include "pack_test.h"

#include <unistd.h>

#define PARTNER STR("old_council")

struct bench {
    char folder[48];
    struct engine_case c;
    const struct kept_plan *plan;
    int64_t event, process;
    char about[64];
    uint16_t place;
};

static void input(struct bench *b, const struct process_input *in)
{
    struct err err = {0};
    case_must(engine_input(b->c.engine, b->process, in, &case_now, STR("somebody"), &err), &err);
}

static int enter(void **state)
{
    static struct bench b;
    struct event_pack pack = {0};
    struct event event = {0};
    struct err err = {0};
    b = (struct bench){.folder = "/tmp/cantref_confirmation_XXXXXX"};
    assert_non_null(mkdtemp(b.folder));
    case_make_home(b.folder);
    case_open(&b.c, b.folder);
    test_pack(NULL, &pack);
    case_keep_pack(&b.c, &pack);
    event_pack_free(&pack);
    case_must(engine_home_plan(b.c.home, b.c.kept, &b.plan, &err), &err);
    b.event = case_events(&b.c, STR("moving"), 1);
    case_must(engine_begin(b.c.engine, b.event, b.c.kept, false, &case_now, STR("somebody"),
                           &b.process, &err),
              &err);
    const struct pack_step *step = step_find(&b.plan->pack.steps, STR("tell_old_council"));
    assert_non_null(step);
    b.place = (uint16_t)(step - b.plan->pack.steps.at);
    case_must(event_read(b.c.db, b.c.picture.seal, b.event, &event, &err), &err);
    snprintf(b.about, sizeof b.about, "%s/tell_old_council", event.made.id);
    event_free(&event);
    *state = &b;
    return 0;
}

static int leave(void **state)
{
    struct bench *b = *state;
    char command[80];
    case_close(&b->c);
    snprintf(command, sizeof command, "rm -r %s", b->folder);
    return system(command);
}

static void find(struct bench *b)
{
    struct arena arena = {0};
    const struct process_input in = case_found(&arena, &b->plan->plan, CASE_DAY);
    input(b, &in);
    arena_free(&arena);
}

struct saying {
    struct bench *b;
    struct inward_confirmation confirmation;
};

static int say_job(struct db *db, void *context, struct err *err)
{
    struct saying *s = context;
    return partner_confirmed(s->b->c.home, db, &s->confirmation, &case_now, err);
}

static int says(struct bench *b, struct str partner, const char *about, bool done)
{
    struct err err = {0};
    struct saying s = {
        b, {.partner = partner, .about = str_of(about), .done = done, .reason = STR("")}};
    return picture_do(&b->c.picture, say_job, &s, &err);
}

static enum step_stage stage(struct bench *b)
{
    struct process state;
    struct process_row row;
    struct err err = {0};
    case_must(process_read(b->c.db, b->c.picture.seal, b->process, &row, &state, &err), &err);
    assert_null(process_check(&b->plan->plan, &state));
    return state.steps[b->place].stage;
}

static size_t told(struct bench *b)
{
    struct action_list list = {0};
    struct err err = {0};
    size_t count = 0;
    case_must(actions_of_team(b->c.db, STR("electoral"), 0, 1000, &list, &err), &err);
    for (size_t i = 0; i < list.count; i++) {
        count += list.at[i].kind == ACTION_TELL && list.at[i].reason == TELL_REFUSED &&
                 list.at[i].place == b->place;
    }
    action_list_free(&list);
    return count;
}

static void nothing_that_went(void **state)
{
    struct bench *b = *state;
    assert_int_equal(says(b, PARTNER, b->about, true), ERR_NOTFOUND); /* it has not begun */
    find(b);
    assert_int_equal(stage(b), STAGE_QUEUED);
    assert_int_equal(says(b, STR("health_board"), b->about, true), ERR_NOTFOUND);
    assert_int_equal(says(b, PARTNER, "lusab-babad/tell_old_council", true), ERR_NOTFOUND);
    assert_int_equal(says(b, PARTNER, "", true), ERR_NOTFOUND);
    assert_int_equal(says(b, PARTNER, "/", true), ERR_NOTFOUND);
    b->about[strlen(b->about) - 1] = '\0';
    assert_int_equal(says(b, PARTNER, b->about, true), ERR_NOTFOUND);
    assert_int_equal(stage(b), STAGE_QUEUED);
}

static void done(void **state)
{
    struct bench *b = *state;
    find(b);
    const struct process_input left = {.kind = INPUT_LEFT, .place = b->place, .round = 1};
    input(b, &left);
    assert_int_equal(stage(b), STAGE_LEFT);
    assert_int_equal(says(b, PARTNER, b->about, true), 0);
    assert_int_equal(stage(b), STAGE_DONE);
    assert_int_equal(says(b, PARTNER, b->about, true), 0);
    assert_int_equal(says(b, PARTNER, b->about, false), 0); /* too late: it was done */
    assert_int_equal(stage(b), STAGE_DONE);
    assert_int_equal(told(b), 0);
}

/* A partner may be quicker than the answer to the message that it got. */
static void done_before_it_is_known_to_have_left(void **state)
{
    struct bench *b = *state;
    find(b);
    assert_int_equal(says(b, PARTNER, b->about, true), 0);
    assert_int_equal(stage(b), STAGE_DONE);
}

static void refused(void **state)
{
    struct bench *b = *state;
    find(b);
    const struct process_input left = {.kind = INPUT_LEFT, .place = b->place, .round = 1};
    input(b, &left);
    assert_int_equal(says(b, PARTNER, b->about, false), 0);
    assert_int_equal(stage(b), STAGE_LEFT);
    assert_int_equal(told(b), 1);
    assert_int_equal(says(b, PARTNER, b->about, true), 0); /* then it does it after all */
    assert_int_equal(stage(b), STAGE_DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_that_went, enter, leave),
        cmocka_unit_test_setup_teardown(done, enter, leave),
        cmocka_unit_test_setup_teardown(done_before_it_is_known_to_have_left, enter, leave),
        cmocka_unit_test_setup_teardown(refused, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

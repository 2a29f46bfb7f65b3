/* channel_rule_test.c - by which channel a person is reached: a table of cases, and what holds of
 * any. */
#include "channel_rule.h"

#include "random.h"
#include "test_seed.h"

#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { TODAY = 20000, ROUNDS = 20000 };
#define NEVER INT32_MAX

#define PREFERRED STEP_CHANNEL_PREFERRED
#define POST STEP_CHANNEL_POST
#define EMAIL STEP_CHANNEL_EMAIL
#define SMS STEP_CHANNEL_SMS
#define PHONE STEP_CHANNEL_PHONE
#define DESK STEP_CHANNEL_DESK
#define VISIT STEP_CHANNEL_VISIT
#define NOBODY STEP_CHANNELS

/* struct barred - a channel that can't, or won't, be used. */
struct barred {
    enum step_channel channel;
    enum reach_state state;
    enum reach_reason reason;
    int32_t review;
};

struct rule_case {
    const char *name;
    enum step_channel preferred;
    const char *values; /* p: an address, e: an e-mail address, n: a number */
    struct barred barred[STEP_CHANNELS];
    enum step_channel first;
    enum step_channel cannot[STEP_CANNOT_MAX];
    size_t count;
    enum step_channel expected; /* NOBODY: a person must see to it */
    enum help_kind help;        /* HELP_NONE: no offer at all */
    enum step_channel ask_again;
    const char *why;
};

static const struct rule_case cases[] = {
    {"as they wish",
     EMAIL,
     "pen",
     {{0}},
     PREFERRED,
     {PHONE},
     1,
     EMAIL,
     HELP_NONE,
     PREFERRED,
     "by e-mail: as they wish"},
    {"nothing said, an address known",
     PREFERRED,
     "pen",
     {{0}},
     PREFERRED,
     {PHONE},
     1,
     POST,
     HELP_NONE,
     PREFERRED,
     "by post: they have not said what they wish"},
    {"nothing said, no address: the step's next",
     PREFERRED,
     "n",
     {{0}},
     PREFERRED,
     {PHONE},
     1,
     PHONE,
     HELP_NONE,
     PREFERRED,
     "by phone: no address is known"},
    {"nothing known at all",
     PREFERRED,
     "",
     {{0}},
     PREFERRED,
     {PHONE, POST},
     2,
     NOBODY,
     HELP_NONE,
     PREFERRED,
     "a person must see to it: no address is known; no phone number is known"},
    {"the step's own first",
     EMAIL,
     "pen",
     {{0}},
     POST,
     {PHONE},
     1,
     POST,
     HELP_NONE,
     PREFERRED,
     "by post: as the step says"},
    {"can't: the next, and help",
     PREFERRED,
     "pen",
     {{EMAIL, REACH_CANNOT, REASON_NO_CONNECTION, NEVER}},
     EMAIL,
     {PHONE, POST},
     2,
     PHONE,
     HELP_CONNECTION,
     PREFERRED,
     "by phone: they can't use e-mail (no connection)"},
    {"won't: the next, and no help",
     PREFERRED,
     "pen",
     {{EMAIL, REACH_WILL_NOT, 0, NEVER}},
     EMAIL,
     {PHONE, POST},
     2,
     PHONE,
     HELP_NONE,
     PREFERRED,
     "by phone: they don't want e-mail"},
    {"can't and won't",
     PREFERRED,
     "pen",
     {{EMAIL, REACH_CANNOT, REASON_NO_DEVICE, NEVER}, {PHONE, REACH_WILL_NOT, 0, NEVER}},
     EMAIL,
     {PHONE, POST},
     2,
     POST,
     HELP_DEVICE,
     PREFERRED,
     "by post: they can't use e-mail (no device); they don't want calls"},
    {"a review that has passed still counts",
     PREFERRED,
     "pen",
     {{EMAIL, REACH_CANNOT, REASON_NO_SKILL, TODAY - 1}},
     EMAIL,
     {POST},
     1,
     POST,
     HELP_SKILLS,
     EMAIL,
     "by post: they can't use e-mail (has not learnt how)"},
    {"a review that is due today",
     PREFERRED,
     "pen",
     {{EMAIL, REACH_CANNOT, REASON_NO_SKILL, TODAY}},
     EMAIL,
     {POST},
     1,
     POST,
     HELP_SKILLS,
     EMAIL,
     "by post: they can't use e-mail (has not learnt how)"},
    {"a review to come",
     PREFERRED,
     "pen",
     {{EMAIL, REACH_CANNOT, REASON_NO_SKILL, TODAY + 1}},
     EMAIL,
     {POST},
     1,
     POST,
     HELP_SKILLS,
     PREFERRED,
     "by post: they can't use e-mail (has not learnt how)"},
    {"a wish outlives its review date",
     PREFERRED,
     "pen",
     {{EMAIL, REACH_WILL_NOT, 0, TODAY - 1000}},
     EMAIL,
     {POST},
     1,
     POST,
     HELP_NONE,
     PREFERRED,
     "by post: they don't want e-mail"},
    {"what they prefer and will not have",
     EMAIL,
     "pen",
     {{EMAIL, REACH_WILL_NOT, 0, NEVER}},
     PREFERRED,
     {POST},
     1,
     POST,
     HELP_NONE,
     PREFERRED,
     "by post: they don't want e-mail"},
    {"never the rest of the channels",
     PREFERRED,
     "pen",
     {{EMAIL, REACH_WILL_NOT, 0, NEVER}},
     EMAIL,
     {0},
     0,
     NOBODY,
     HELP_NONE,
     PREFERRED,
     "a person must see to it: they don't want e-mail"},
    {"the list in its order",
     PREFERRED,
     "pen",
     {{0}},
     SMS,
     {PHONE},
     1,
     SMS,
     HELP_NONE,
     PREFERRED,
     "by text message: as the step says"},
    {"texts need a number",
     PREFERRED,
     "pe",
     {{0}},
     SMS,
     {DESK},
     1,
     DESK,
     HELP_NONE,
     PREFERRED,
     "at the desk: no number for texts is known"},
    {"a visit needs an address",
     PREFERRED,
     "ne",
     {{0}},
     VISIT,
     {PHONE},
     1,
     PHONE,
     HELP_NONE,
     PREFERRED,
     "by phone: no address to visit is known"},
    {"no post does not bar a visit",
     PREFERRED,
     "p",
     {{POST, REACH_CANNOT, REASON_READING, NEVER}},
     POST,
     {VISIT},
     1,
     VISIT,
     HELP_READING,
     PREFERRED,
     "by a visit: they can't use post (reading)"},
    {"a desk that can't be reached",
     PREFERRED,
     "",
     {{DESK, REACH_CANNOT, REASON_MOBILITY, NEVER}},
     DESK,
     {0},
     0,
     NOBODY,
     HELP_NONE,
     PREFERRED,
     "a person must see to it: they can't come to the desk (getting about)"},
    {"each once",
     PREFERRED,
     "",
     {{0}},
     POST,
     {POST, PREFERRED, POST},
     3,
     NOBODY,
     HELP_NONE,
     PREFERRED,
     "a person must see to it: no address is known"},
    {"as they wish, further down",
     PHONE,
     "n",
     {{0}},
     POST,
     {PREFERRED},
     1,
     PHONE,
     HELP_NONE,
     PREFERRED,
     "by phone: no address is known"},
};

static void make_reach(const struct rule_case *c, struct reach *ret)
{
    *ret = (struct reach){.preferred = c->preferred};
    for (const char *v = c->values; *v != '\0'; v++) {
        enum step_channel at = *v == 'p' ? POST : *v == 'e' ? EMAIL : PHONE;
        ret->channels[at].value = STR("somewhere");
        if (at == PHONE) {
            ret->channels[SMS].value = STR("somewhere");
        }
    }
    for (int b = 0; b < STEP_CHANNELS && c->barred[b].state != REACH_CAN; b++) {
        struct reach_channel *at = &ret->channels[c->barred[b].channel];
        at->state = c->barred[b].state;
        at->reason = c->barred[b].reason;
        at->has_review = c->barred[b].review != NEVER;
        at->review = c->barred[b].review;
    }
}

static void assert_case(const struct rule_case *c)
{
    struct arena arena = {0};
    struct reach reach;
    struct channel_choice choice;
    make_reach(c, &reach);
    channel_choose(&arena, &reach, c->first, c->cannot, c->count, TODAY, &choice);
    if (!str_eq(choice.why.text[ACCESS_ENGLISH], str_of(c->why))) {
        fail_msg("%s: \"%.*s\"", c->name, PRI(choice.why.text[ACCESS_ENGLISH]));
    }
    assert_true(choice.why.text[ACCESS_WELSH].len > 0);
    assert_int_equal(choice.chosen, c->expected != NOBODY);
    assert_true(!choice.chosen || choice.channel == c->expected);
    for (int h = 0; h < HELP_KINDS; h++) {
        assert_int_equal(choice.offer[h], h == (int)c->help);
    }
    for (int s = 1; s < STEP_CHANNELS; s++) {
        assert_int_equal(choice.ask_again[s], s == (int)c->ask_again);
    }
    arena_free(&arena);
}

static void channels_by_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_case(&cases[i]);
    }
}

/* Whatever somebody said and a step says. */
static void make_any(struct random *random, struct reach *reach, enum step_channel *first,
                     enum step_channel cannot[STEP_CANNOT_MAX], size_t *count)
{
    *reach = (struct reach){.preferred = (enum step_channel)random_below(random, STEP_CHANNELS)};
    for (int s = 1; s < STEP_CHANNELS; s++) {
        struct reach_channel *at = &reach->channels[s];
        at->state = (enum reach_state)random_below(random, REACH_STATES);
        at->reason = (enum reach_reason)random_below(random, REACH_REASONS);
        at->has_review = random_below(random, 2) == 0;
        at->review = TODAY - 2 + (int32_t)random_below(random, 5);
        at->value = random_below(random, 2) == 0 ? STR("somewhere") : STR("");
    }
    *first = (enum step_channel)random_below(random, STEP_CHANNELS);
    *count = random_below(random, STEP_CANNOT_MAX + 1);
    for (size_t i = 0; i < *count; i++) {
        cannot[i] = (enum step_channel)random_below(random, STEP_CHANNELS);
    }
}

static bool is_named(enum step_channel channel, const struct reach *reach, enum step_channel named)
{
    enum step_channel wish = reach->preferred == PREFERRED ? POST : reach->preferred;
    return channel == (named == PREFERRED ? wish : named);
}

/* What they won't have or can't use is never chosen, nor a channel that nobody named, nor one that
 * leads nowhere; who is not reached is not so in silence, and only when nothing was left. */
static void what_always_holds(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (int round = 0; round < ROUNDS; round++) {
        struct arena arena = {0};
        struct reach reach;
        enum step_channel first;
        enum step_channel cannot[STEP_CANNOT_MAX];
        size_t count;
        struct channel_choice choice;
        make_any(&random, &reach, &first, cannot, &count);
        channel_choose(&arena, &reach, first, cannot, count, TODAY, &choice);
        assert_true(choice.why.text[ACCESS_ENGLISH].len > 0);
        assert_true(choice.why.text[ACCESS_WELSH].len > 0);
        for (int s = 1; s < STEP_CHANNELS; s++) {
            enum step_channel channel = (enum step_channel)s;
            enum step_channel where = channel == VISIT ? POST : channel;
            bool named = is_named(channel, &reach, first);
            for (size_t i = 0; i < count; i++) {
                named = named || is_named(channel, &reach, cannot[i]);
            }
            bool usable = named && reach.channels[s].state == REACH_CAN &&
                          (channel == DESK || reach.channels[where].value.len > 0);
            assert_true(!choice.chosen || choice.channel != channel || usable);
            assert_true(choice.chosen || !usable);
            assert_true(!choice.ask_again[s] || reach.channels[s].state == REACH_CANNOT);
        }
        arena_free(&arena);
    }
}

static void language_of_letters(void **state)
{
    (void)state;
    assert_int_equal(reach_language(&(struct reach){.written = STR("cy")}, ACCESS_ENGLISH),
                     ACCESS_WELSH);
    assert_int_equal(reach_language(&(struct reach){.written = STR("en")}, ACCESS_WELSH),
                     ACCESS_ENGLISH);
    assert_int_equal(reach_language(&(struct reach){.written = STR("pl")}, ACCESS_WELSH),
                     ACCESS_WELSH);
    assert_int_equal(reach_language(&(struct reach){0}, ACCESS_ENGLISH), ACCESS_ENGLISH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(channels_by_case),
        cmocka_unit_test(what_always_holds),
        cmocka_unit_test(language_of_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

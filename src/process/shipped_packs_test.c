/* shipped_packs_test.c - the packs that the program carries, over cases made by chance: each duty
 * has a finding, whatever is known; and what was settled while something was not known stays as it
 * is when that becomes known, but for conditions that ask whether it is (`= null`). */
#include "assess.h"
#include "facts.h"
#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { CASES = 600 };

/* struct made_case - a whole case, and how much of it is known. */
struct made_case {
    struct random *random;
    const struct event_pack *pack;
    struct arena *arena;
    int32_t today;
    struct feel_value facts[512];
    struct str answers[EVENT_QUESTIONS_MAX];
    bool fact_known[512], answer_known[EVENT_QUESTIONS_MAX];
    enum nation nation;
};

static int64_t upto(struct made_case *c, int64_t most)
{
    return (int64_t)(random_next(c->random) % (uint64_t)(most + 1));
}

static int32_t some_day(struct made_case *c)
{
    return c->today - (int32_t)upto(c, 900) + 100;
}

static struct feel_value some_fact(struct made_case *c, enum feel_kind kind)
{
    switch (kind) {
    case FEEL_BOOLEAN:
        return feel_boolean(upto(c, 1) == 1);
    case FEEL_NUMBER:
        return feel_integer(upto(c, 95));
    case FEEL_DATE:
        return fact_day(some_day(c));
    default:
        return feel_string(upto(c, 1) == 1 ? STR("en") : STR("other"));
    }
}

static struct str some_answer(struct made_case *c, const struct question *q)
{
    char day[CALENDAR_TEXT_MAX];
    switch (q->type) {
    case QUESTION_YES_NO:
        return upto(c, 1) == 1 ? STR("yes") : STR("no");
    case QUESTION_DATE:
        return arena_str(c->arena, str_of(calendar_text(some_day(c), day)));
    case QUESTION_NUMBER:
    case QUESTION_MONEY:
        return arena_printf(c->arena, "%d", (int)upto(c, 3));
    case QUESTION_CHOICE:
    case QUESTION_CHOICES:
        return q->options[upto(c, (int64_t)q->option_count - 1)].name;
    default:
        return STR("somebody");
    }
}

static void make_case(struct made_case *c)
{
    for (size_t i = 0; i < facts_count; i++) {
        c->facts[i] = some_fact(c, facts_table[i].kind);
        c->fact_known[i] = upto(c, 2) > 0;
    }
    for (size_t i = 0; i < c->pack->type.question_count; i++) {
        c->answers[i] = some_answer(c, &c->pack->type.questions[i]);
        c->answer_known[i] = upto(c, 2) > 0;
    }
    c->nation = upto(c, 1) == 1 ? NATION_WALES : NATION_ENGLAND;
}

/* look - what is owed by what is known of the case, or by all of it. */
static void look(struct made_case *c, bool all, struct assessment *ret)
{
    struct facts facts;
    struct answers answers;
    struct feel_value *values = arena_alloc(c->arena, FACT_SLOTS * sizeof *values);
    struct err err = {0};
    facts_begin(c->arena, c->today, &facts);
    answers_begin(c->arena, &c->pack->type, &answers);
    for (size_t i = 0; i < facts_count; i++) {
        char name[FACT_NAME_MAX];
        if (all || c->fact_known[i]) {
            facts_put(&facts, fact_name(i, name), c->facts[i]);
        }
    }
    for (size_t i = 0; i < c->pack->type.question_count; i++) {
        if (all || c->answer_known[i]) {
            (void)answers_put(c->arena, &answers, c->pack->type.questions[i].name, c->answers[i],
                              &err); /* what it does not take is not known */
        }
    }
    facts.answers = answers_value(c->arena, &answers);
    facts_put(&facts, "council.nation",
              feel_string(c->nation == NATION_WALES ? STR("wales") : STR("england")));
    facts_put(&facts, "event.known", fact_day(c->today - 3));
    facts_values(&facts, values);
    struct case_facts given = {.facts = {values, c->today},
                               .nation = c->nation,
                               .law_day = c->today - 3,
                               .explained = all,
                               .has_known = true,
                               .known = c->today - 3};
    assess(c->arena, c->pack, &given, ret);
}

/* asks_for_null - does the duty ask whether something is known? */
static bool asks_for_null(const struct duty *duty)
{
    bool asks = str_find(duty->applies_when.text, STR("null")) >= 0;
    for (size_t i = 0; i < duty->refusal_count; i++) {
        asks = asks || str_find(duty->refusals[i].when.text, STR("null")) >= 0;
    }
    return asks;
}

static void hold_case(struct made_case *c)
{
    struct assessment some, all;
    look(c, false, &some);
    look(c, true, &all);
    assert_int_equal(some.count, all.count);
    for (size_t i = 0; i < some.count; i++) {
        const struct duty_finding *before = &some.at[i], *after = &all.at[i];
        assert_ptr_equal(before->duty, after->duty);
        assert_true(before->state < DUTY_DISCHARGED && after->state < DUTY_DISCHARGED);
        if (before->state == DUTY_CANNOT_TELL) {
            assert_true(before->finds_out.len > 0 && before->missing.count > 0);
        } else if (before->state != after->state && !asks_for_null(before->duty)) {
            fail_msg("%.*s, %.*s: %s while something is not known, then %s", PRI(c->pack->id),
                     PRI(before->duty->id), duty_state_names[before->state],
                     duty_state_names[after->state]);
        }
        if (after->state == DUTY_NOT_APPLICABLE) {
            assert_true(after->because.text[ACCESS_ENGLISH].len > 0);
            assert_true(after->because.text[ACCESS_WELSH].len > 0);
        }
    }
}

static void test_by_chance(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (size_t p = 0; pack_shipped_name(p).len > 0; p++) {
        struct pack_folder folder = {0};
        struct event_pack pack;
        struct err_list errors = {0};
        struct err err;
        assert_int_equal(pack_folder_shipped(pack_shipped_name(p), &folder, &err), 0);
        assert_int_equal(event_pack_load(&folder, &pack, &errors), 0);
        for (int i = 0; i < CASES; i++) {
            struct arena arena = {0};
            struct made_case *c = mem_must_array(1, sizeof *c);
            *c = (struct made_case){
                .random = &random, .pack = &pack, .arena = &arena, .today = 20785};
            assert_true(facts_count <= sizeof c->facts / sizeof c->facts[0]);
            make_case(c);
            hold_case(c);
            mem_free(c);
            arena_free(&arena);
        }
        event_pack_free(&pack);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_by_chance)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

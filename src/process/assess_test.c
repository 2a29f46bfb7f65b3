/* assess_test.c - what is owed of the small pack, by facts, nations and days; that nothing which is
 * not known ever counts as a no. */
#include "pack_test.h"

#include "facts.h"
#include "pack_case.h"

static int32_t day(const char *text)
{
    struct date date;
    assert_true(date_from_text(str_of(text), &date));
    return date_days(date);
}

/* struct test_case - a case: NULL is what nobody knows. */
struct test_case {
    const char *date, *known, *today;
    const char *alone, *student, *tenure, *asked_on, *came_on;
    int council_tax; /* 1: known there, -1: not, 0: nobody knows */
    int size;        /* 0: nobody knows */
    enum nation nation;
    const char *law_day; /* NULL: the day the council knew */
};

static void put_answer(struct arena *arena, struct answers *answers, const char *name,
                       const char *text)
{
    struct err err;
    if (text != NULL) {
        assert_int_equal(answers_put(arena, answers, str_of(name), str_of(text), &err), 0);
    }
}

static void look(struct arena *arena, const struct event_pack *pack, const struct test_case *c,
                 struct feel_value values[FACT_SLOTS], struct case_facts *ret)
{
    struct facts facts;
    struct answers answers;
    facts_begin(arena, day(c->today), &facts);
    answers_begin(arena, &pack->type, &answers);
    put_answer(arena, &answers, "alone", c->alone);
    put_answer(arena, &answers, "student", c->student);
    put_answer(arena, &answers, "tenure", c->tenure);
    put_answer(arena, &answers, "asked_on", c->asked_on);
    put_answer(arena, &answers, "came_on", c->came_on);
    facts.answers = answers_value(arena, &answers);
    if (c->date != NULL) {
        facts_put(&facts, "event.date", fact_day(day(c->date)));
    }
    facts_put(&facts, "event.known", fact_day(day(c->known)));
    if (c->council_tax != 0) {
        facts_put(&facts, "person.known.council_tax", feel_boolean(c->council_tax > 0));
    }
    if (c->size > 0) {
        facts_put(&facts, "household.size", feel_integer(c->size));
    }
    facts_values(&facts, values);
    *ret = (struct case_facts){.facts = {values, day(c->today)},
                               .nation = c->nation,
                               .law_day = day(c->law_day != NULL ? c->law_day : c->known),
                               .explained = true,
                               .has_known = true,
                               .known = day(c->known)};
}

static const struct {
    const char *what;
    struct test_case given;
    const char *duty, *state, *deadline; /* deadline NULL: none; "?": can't be told */
    const char *missing;                 /* NULL: nothing */
    const char *finds_out;
} cases[] = {
    {"owned",
     {"2026-11-20", "2026-11-27", "2026-11-28", .tenure = "owned", .nation = NATION_WALES},
     "bill",
     "started",
     "2026-12-25",
     NULL,
     NULL},
    {"nobody knows the tenure",
     {"2026-11-20", "2026-11-27", "2026-11-28", .nation = NATION_WALES},
     "bill",
     "cannot_tell",
     NULL,
     "answers.tenure",
     "council_tax"},
    {"alone, known, no student",
     {"2026-11-20", "2026-11-27", "2026-11-28", "yes", "no", .council_tax = 1,
      .nation = NATION_ENGLAND},
     "discount",
     "started",
     "2026-12-04",
     NULL,
     NULL},
    {"not alone decides, whatever else is unknown",
     {"2026-11-20", "2026-11-27", "2026-11-28", "no", .nation = NATION_ENGLAND},
     "discount",
     "not_applicable",
     NULL,
     NULL,
     NULL},
    {"not in council tax decides",
     {"2026-11-20", "2026-11-27", "2026-11-28", .council_tax = -1, .nation = NATION_ENGLAND},
     "discount",
     "not_applicable",
     NULL,
     NULL,
     NULL},
    {"alone, council tax not known",
     {"2026-11-20", "2026-11-27", "2026-11-28", "yes", "no", .nation = NATION_ENGLAND},
     "discount",
     "cannot_tell",
     NULL,
     "person.known.council_tax",
     "electoral"},
    {"a student",
     {"2026-11-20", "2026-11-27", "2026-11-28", "yes", "yes", .council_tax = 1,
      .nation = NATION_ENGLAND},
     "discount",
     "refused",
     NULL,
     NULL,
     NULL},
    {"whether a student is not known: never silently started",
     {"2026-11-20", "2026-11-27", "2026-11-28", "yes", .council_tax = 1, .nation = NATION_ENGLAND},
     "discount",
     "cannot_tell",
     NULL,
     "answers.student",
     "electoral"},
    {"the day of the move is not known",
     {NULL, "2026-11-27", "2026-11-28", "yes", "no", .council_tax = 1, .nation = NATION_ENGLAND},
     "discount",
     "started",
     "?",
     "event.date",
     "electoral"},
    {"paused from Monday to Wednesday: three working days more",
     {"2026-11-20", "2026-11-27", "2026-12-28", "yes", "no", .asked_on = "2026-11-23",
      .came_on = "2026-11-26", .council_tax = 1, .nation = NATION_ENGLAND},
     "discount",
     "started",
     "2026-12-09",
     NULL,
     NULL},
    {"paused and not resumed: the deadline moves with today",
     {"2026-11-20", "2026-11-27", "2026-11-25", "yes", "no", .asked_on = "2026-11-23",
      .council_tax = 1, .nation = NATION_ENGLAND},
     "discount",
     "started",
     "2026-12-09",
     NULL,
     NULL},
    {"the old law",
     {NULL, "2026-11-30", "2026-11-30", .nation = NATION_WALES},
     "register",
     "started",
     "2027-01-25",
     NULL,
     NULL},
    {"the new law, a day later",
     {NULL, "2026-12-01", "2026-12-01", .nation = NATION_WALES},
     "register",
     "started",
     "2027-06-01",
     NULL,
     NULL},
    {"a new case replayed under the old law",
     {NULL, "2026-12-01", "2026-12-01", .nation = NATION_WALES, .law_day = "2026-11-30"},
     "register",
     "started",
     "2027-01-26",
     NULL,
     NULL},
    {"not owed in England",
     {NULL, "2026-12-01", "2026-12-01", .nation = NATION_ENGLAND},
     "register",
     "not_in_force",
     NULL,
     NULL,
     NULL},
    {"whose nation nobody said",
     {NULL, "2026-12-01", "2026-12-01", .nation = NATION_UNSAID},
     "register",
     "cannot_tell",
     NULL,
     "council.nation",
     "electoral"},
    {"before the law",
     {NULL, "1993-03-31", "1993-03-31", .tenure = "owned", .nation = NATION_WALES},
     "bill",
     "not_in_force",
     NULL,
     NULL,
     NULL},
    {"the first day of the law",
     {NULL, "1993-04-01", "1993-04-01", .tenure = "owned", .nation = NATION_WALES},
     "bill",
     "started",
     "1993-04-29",
     NULL,
     NULL},
    {"two of them",
     {NULL, "2026-12-01", "2026-12-01", .size = 2, .nation = NATION_WALES},
     "welcome",
     "started",
     NULL,
     NULL,
     NULL},
    {"one",
     {NULL, "2026-12-01", "2026-12-01", .size = 1, .nation = NATION_WALES},
     "welcome",
     "not_applicable",
     NULL,
     NULL,
     NULL},
    {"nobody counted",
     {NULL, "2026-12-01", "2026-12-01", .nation = NATION_WALES},
     "welcome",
     "cannot_tell",
     NULL,
     "household.size",
     "council_tax"},
};

static void test_duties(void **state)
{
    struct event_pack pack;
    struct arena arena = {0};
    (void)state;
    test_pack(NULL, &pack);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct feel_value values[FACT_SLOTS];
        struct case_facts given;
        struct assessment made;
        char is[CALENDAR_TEXT_MAX] = "";
        look(&arena, &pack, &cases[i].given, values, &given);
        assess(&arena, &pack, &given, &made);
        assert_int_equal(made.count, 4); /* never silence: one for each id */
        const struct duty_finding *found = assessment_find(&made, str_of(cases[i].duty));
        if (found->state == DUTY_STARTED && found->deadline_state == DEADLINE_KNOWN) {
            calendar_text(found->deadline, is);
        } else if (found->state == DUTY_STARTED && found->deadline_state == DEADLINE_CANNOT_TELL) {
            snprintf(is, sizeof is, "?");
        }
        struct str missing = found->missing.count > 0 ? found->missing.at[0] : STR("");
        if (strcmp(duty_state_names[found->state], cases[i].state) != 0 ||
            strcmp(is, cases[i].deadline != NULL ? cases[i].deadline : "") != 0 ||
            !str_eq(missing, str_of(cases[i].missing != NULL ? cases[i].missing : "")) ||
            found->missing.count > 1 ||
            !str_eq(found->finds_out,
                    str_of(cases[i].finds_out != NULL ? cases[i].finds_out : ""))) {
            fail_msg("%s: %s %s, missing %.*s, for %.*s", cases[i].what,
                     duty_state_names[found->state], is, PRI(missing), PRI(found->finds_out));
        }
        arena_reset(&arena);
    }
    arena_free(&arena);
    event_pack_free(&pack);
}

/* Every way in which the five facts may be known or not: a duty is refused to nobody because
 * something is not known, and is settled only as it would be with whatever the unknown turns out to
 * be. */
enum { ALONE, STUDENT, TAX, FACTS };

static enum duty_state state_of(struct arena *arena, const struct event_pack *pack,
                                const int known[FACTS])
{
    static const char *const words[] = {"no", NULL, "yes"};
    struct test_case given = {"2026-11-20",
                              "2026-11-27",
                              "2026-11-28",
                              words[known[ALONE] + 1],
                              words[known[STUDENT] + 1],
                              .council_tax = known[TAX],
                              .nation = NATION_ENGLAND};
    struct feel_value values[FACT_SLOTS];
    struct case_facts facts;
    struct assessment made;
    look(arena, pack, &given, values, &facts);
    assess(arena, pack, &facts, &made);
    return assessment_find(&made, STR("discount"))->state;
}

static void test_unknown_is_never_no(void **state)
{
    struct event_pack pack;
    struct arena arena = {0};
    (void)state;
    test_pack(NULL, &pack);
    for (int code = 0; code < 27; code++) {
        int known[FACTS] = {code % 3 - 1, code / 3 % 3 - 1, code / 9 - 1};
        enum duty_state found = state_of(&arena, &pack, known);
        unsigned could = 0;
        for (int bits = 0; bits < 8; bits++) {
            int filled[FACTS];
            for (int f = 0; f < FACTS; f++) {
                filled[f] = known[f] != 0 ? known[f] : (bits >> f & 1) != 0 ? 1 : -1;
            }
            could |= 1U << state_of(&arena, &pack, filled);
        }
        assert_true((could & 1U << DUTY_CANNOT_TELL) == 0);
        if (found != DUTY_CANNOT_TELL) {
            assert_int_equal(could, 1U << found);
        } else {
            assert_true((could & (could - 1)) != 0); /* it could be more than one */
        }
        arena_reset(&arena);
    }
    arena_free(&arena);
    event_pack_free(&pack);
}

static void test_steps(void **state)
{
    struct event_pack pack;
    struct arena arena = {0};
    struct feel_value values[FACT_SLOTS];
    struct case_facts given;
    struct assessment duties;
    struct step_assessment steps;
    (void)state;
    test_pack(NULL, &pack);
    struct test_case one = {"2026-11-20", "2026-11-27", "2026-11-28",     "yes",
                            "no",         "owned",      .council_tax = 1, .nation = NATION_WALES};
    look(&arena, &pack, &one, values, &given);
    assess(&arena, &pack, &given, &duties);
    assess_steps(&arena, &pack, &given, &duties, &steps);
    static const enum step_state wanted[] = {STEP_CAN_BEGIN, STEP_UNDOES,    STEP_CAN_BEGIN,
                                             STEP_LATER,     STEP_CAN_BEGIN, STEP_CAN_BEGIN,
                                             STEP_CAN_BEGIN, STEP_LATER};
    assert_int_equal(steps.count, 9);
    for (size_t i = 0; i < 8; i++) {
        assert_int_equal(steps.at[i].state, wanted[i]);
    }
    assert_int_equal(steps.at[0].due,
                     day("2026-12-11")); /* 10 working days, before the duty's 28 */
    assert_int_equal(steps.at[2].due, day("2026-12-03"));
    assert_int_equal(steps.at[4].due, day("2026-12-04")); /* the discount's deadline */
    assert_int_equal(steps.at[6].due, day("2026-12-28"));

    struct test_case other = {"2026-11-20", "2026-11-27", "2026-11-28", "no",
                              .nation = NATION_ENGLAND};
    look(&arena, &pack, &other, values, &given);
    assess(&arena, &pack, &given, &duties);
    assess_steps(&arena, &pack, &given, &duties, &steps);
    assert_int_equal(steps.at[3].state, STEP_NOT_TAKEN); /* there is no discount */
    assert_int_equal(steps.at[6].state, STEP_CANNOT_SAY);
    assert_true(str_eq(steps.at[6].missing.at[0], STR("answers.tenure")));
    arena_free(&arena);
    event_pack_free(&pack);
}

static void test_words(void **state)
{
    struct event_pack pack;
    struct arena arena = {0};
    struct feel_value values[FACT_SLOTS];
    struct case_facts given;
    struct assessment made;
    (void)state;
    test_pack(NULL, &pack);
    static const struct {
        struct test_case given;
        const char *duty, *en;
    } words[] = {
        {{NULL, "1993-03-31", "1993-03-31", .nation = NATION_WALES},
         "bill",
         "this law is in force from 1993-04-01 on"},
        {{NULL, "2026-12-01", "2026-12-01", .nation = NATION_ENGLAND},
         "register",
         "it is owed in Wales only"},
        {{NULL, "2026-12-01", "2026-12-01", "yes", "yes", .council_tax = 1,
          .nation = NATION_ENGLAND},
         "discount",
         "A student is disregarded."},
        {{NULL, "2026-12-01", "2026-12-01", .size = 2, .nation = NATION_ENGLAND},
         "welcome",
         "When there is time."},
        {{NULL, "2026-12-01", "2026-12-01", .size = 1, .nation = NATION_ENGLAND},
         "welcome",
         "the number of people at the address is 1, and the rule asks for more than 1"},
        {{NULL, "2026-12-01", "2026-12-01", .nation = NATION_ENGLAND},
         "welcome",
         "the number of people at the address is not known"},
        {{NULL, "2026-12-01", "2026-12-01", "no", .nation = NATION_ENGLAND},
         "discount",
         "the answer to “Alone?”: no, and the rule asks for yes"},
        {{NULL, "2026-12-01", "2026-12-01", "yes", "no", .nation = NATION_ENGLAND},
         "discount",
         "a record of the person in council tax is not known"},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        look(&arena, &pack, &words[i].given, values, &given);
        assess(&arena, &pack, &given, &made);
        const struct duty_finding *found = assessment_find(&made, str_of(words[i].duty));
        struct str en = found->because.text[ACCESS_ENGLISH];
        if (!str_eq(en, str_of(words[i].en))) {
            fail_msg("%s, not %.*s", words[i].en, PRI(en));
        }
        assert_true(found->because.text[ACCESS_WELSH].len > 0);
    }
    arena_free(&arena);
    event_pack_free(&pack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_duties),
        cmocka_unit_test(test_unknown_is_never_no),
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

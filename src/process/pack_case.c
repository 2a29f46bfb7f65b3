/* pack_case.c - tests of a pack, run. */
#include "pack_case.h"

#include "staff.h"

#include <stdarg.h>
#include <stdio.h>

/* struct pack_case - one test, read. Its expectations stay YAML, so that each is told at its place.
 * */
struct pack_case {
    const char *file;
    struct str title;
    struct fact_case given;
    int32_t law_day;
    bool has_law_day;
    const struct yaml_node *expect;
    struct case_facts facts;
};

/* struct running - the tests of a pack while they run. */
struct running {
    const struct event_pack *pack;
    struct pack_tests *tests;
    struct err_list *errors; /* mistakes in the tests themselves */
    struct pack_case test;
    struct arena arena; /* of one test */
    size_t failures;    /* of it */
};

static void fail(struct running *run, const struct yaml_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void fail(struct running *run, const struct yaml_node *node, const char *format, ...)
{
    char message[300];
    struct err err;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    err_at(&err, ERR_INPUT, run->test.file, node->line, node->column, "test \"%.*s\": %s",
           (int)(run->test.title.len < 100 ? run->test.title.len : 100), run->test.title.ptr,
           message);
    err_list_add(&run->tests->failures, &err);
    run->failures++;
}

/* wrong - a mistake in the test itself. */
static void wrong(struct running *run, const struct yaml_node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void wrong(struct running *run, const struct yaml_node *node, const char *format, ...)
{
    char message[300];
    struct err err;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    err_at(&err, ERR_INPUT, run->test.file, node->line, node->column, "%s", message);
    err_list_add(run->errors, &err);
}

/* ---- reading ---- */

static int read_title(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return setting_text(settings, node, &((struct pack_case *)into)->title, err);
}

static int read_nation(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    static const char *const names[] = {"england", "wales", NULL};
    int place = 0;
    int code = setting_choice(settings, node, names, &place, err);
    ((struct pack_case *)into)->given.nation = (enum nation)(place + 1);
    return code;
}

static int read_today(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return definition_read_day(settings, node, &((struct pack_case *)into)->given.today, err);
}

static int read_law_of(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    struct pack_case *test = into;
    test->has_law_day = true;
    return definition_read_day(settings, node, &test->law_day, err);
}

static int read_event(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    (void)settings, (void)err;
    ((struct pack_case *)into)->given.event = node;
    return 0;
}

static int read_person(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    (void)settings, (void)err;
    ((struct pack_case *)into)->given.person = node;
    return 0;
}

static int read_household(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    (void)settings, (void)err;
    ((struct pack_case *)into)->given.household = node;
    return 0;
}

static int read_property(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    (void)settings, (void)err;
    ((struct pack_case *)into)->given.property = node;
    return 0;
}

static int read_answers(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    (void)settings, (void)err;
    ((struct pack_case *)into)->given.answers = node;
    return 0;
}

static int read_expect(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    static const struct str keys[] = {STR_INIT("duties"), STR_INIT("steps"), STR_INIT("due"),
                                      STR_INIT("refused")};
    ((struct pack_case *)into)->expect = node;
    return yaml_map_check(node, settings->file, keys, sizeof keys / sizeof keys[0], err);
}

static const struct setting rows[] = {
    {STR_INIT("test"), SETTING_NEEDED, read_title},
    {STR_INIT("nation"), SETTING_NEEDED, read_nation},
    {STR_INIT("today"), SETTING_NEEDED, read_today},
    {STR_INIT("law_of"), 0, read_law_of},
    {STR_INIT("event"), SETTING_NEEDED, read_event},
    {STR_INIT("person"), 0, read_person},
    {STR_INIT("household"), 0, read_household},
    {STR_INIT("property"), 0, read_property},
    {STR_INIT("answers"), 0, read_answers},
    {STR_INIT("expect"), SETTING_NEEDED, read_expect},
};

/* ---- is the telling refused? ---- */

static const struct feel_value *fact_value(const struct facts *facts, const char *name)
{
    return &facts->at[fact_find(str_of(name))];
}

/* refused_event - "event.told_by" when that may not tell it, "event.date" for a day that can't be;
 * else "". As intake has it (intake.c). */
static struct str refused_event(const struct running *run, const struct facts *facts)
{
    const struct event_type *type = &run->pack->type;
    const struct feel_value *told_by = fact_value(facts, "event.told_by");
    const struct feel_value *date = fact_value(facts, "event.date");
    const struct feel_value *known = fact_value(facts, "event.known");
    const struct feel_value *born = fact_value(facts, "person.birth_date");
    bool may = told_by->kind != FEEL_STRING;
    for (int i = 0; i < TELLERS && !may; i++) {
        may = (type->tellers >> i & 1) != 0 && str_eq(told_by->string, str_of(teller_names[i]));
    }
    if (!may) {
        return STR("event.told_by");
    }
    bool too_late = type->ends_life && date->kind == FEEL_DATE && known->kind == FEEL_DATE &&
                    feel_date_compare(date->date, known->date) > 0;
    bool too_early = date->kind == FEEL_DATE && born->kind == FEEL_DATE &&
                     feel_date_compare(date->date, born->date) < 0;
    return too_late || too_early ? STR("event.date") : STR("");
}

/* refused_answer - "answers.NAME" of a message "NAME: …". */
static struct str refused_answer(struct running *run, const struct err *err)
{
    struct str message = str_of(err->message);
    ptrdiff_t colon = str_find(message, STR(":"));
    struct str name = str_slice(message, 0, colon < 0 ? 0 : (size_t)colon);
    return arena_printf(&run->arena, "answers.%.*s", PRI(name));
}

/* refused_by - what of the telling is refused; "": nothing. *facts and values are filled. Returns
 * false when the test itself is wrong. */
static bool refused_by(struct running *run, struct facts *facts,
                       struct feel_value values[FACT_SLOTS], struct str *ret)
{
    struct answers answers;
    struct err err = {0};
    const struct pack_case *test = &run->test;
    facts_begin(&run->arena, test->given.today, facts);
    int code = facts_of_case(&test->given, test->file, &run->pack->type, facts, &answers, &err);
    if (code != 0) {
        *ret = refused_answer(run, &err);
        bool expected = yaml_map_get(test->expect, STR("refused")) != NULL;
        if (!expected || ret->len <= strlen("answers.")) {
            err_list_add(run->errors, &err);
            return false;
        }
        return true;
    }
    facts_values(facts, values);
    *ret = refused_event(run, facts);
    bool told = fact_value(facts, "event.told_by")->kind == FEEL_STRING;
    if (ret->len == 0 && answers_check(&run->arena, &answers, values, told, &err) != 0) {
        *ret = refused_answer(run, &err);
    }
    return true;
}

/* ---- expectations ---- */

static void expect_missing(struct running *run, const struct yaml_node *node,
                           const struct duty_finding *found)
{
    const struct yaml_node *item = NULL;
    struct err err;
    size_t count = 0;
    if (yaml_get_list(node, run->test.file, &item, &err) != 0) {
        err_list_add(run->errors, &err);
        return;
    }
    for (; item != NULL; item = item->next, count++) {
        bool there = false;
        for (size_t i = 0; i < found->missing.count; i++) {
            there = there || str_eq(found->missing.at[i], item->text);
        }
        if (!there) {
            fail(run, item, "\"%.*s\" is not missing", PRI(item->text));
        }
    }
    for (size_t i = 0; i < found->missing.count && count < found->missing.count; i++) {
        bool said = false;
        for (const struct yaml_node *n = node->first; n != NULL; n = n->next) {
            said = said || str_eq(found->missing.at[i], n->text);
        }
        if (!said) {
            fail(run, node, "\"%.*s\" is missing as well", PRI(found->missing.at[i]));
        }
    }
}

/* is_tighter - under an overlay, which may make a day earlier than the pack's tests ask. */
static bool is_tighter(const struct running *run, const struct yaml_node *node, const char *day)
{
    return run->pack->has_overlay && node->text.len == strlen(day) && day[0] <= '9' &&
           str_cmp(str_of(day), node->text) < 0;
}

static void expect_deadline(struct running *run, const struct yaml_node *node,
                            const struct duty_finding *found)
{
    char day[CALENDAR_TEXT_MAX];
    const char *is = found->state != DUTY_STARTED             ? "not there"
                     : found->deadline_state == DEADLINE_NONE ? "none"
                     : found->deadline_state == DEADLINE_CANNOT_TELL
                         ? "cannot_tell"
                         : calendar_text(found->deadline, day);
    if (!str_eq(node->text, str_of(is)) && !is_tighter(run, node, is)) {
        fail(run, node, "the deadline of \"%.*s\" is %s", PRI(found->duty->id), is);
    }
}

static void expect_state(struct running *run, const struct yaml_node *node,
                         const struct duty_finding *found)
{
    struct buf missing = {0};
    bool known = false;
    for (int i = 0; i < DUTY_STATES; i++) {
        known = known || str_eq(node->text, str_of(duty_state_names[i]));
    }
    if (!known || node->kind != YAML_TEXT) {
        wrong(
            run, node,
            "a state is wanted here: not_in_force, not_applicable, cannot_tell, refused or started");
        return;
    }
    for (size_t i = 0; i < found->missing.count && i < 5; i++) {
        buf_printf(&missing, "%s%.*s", i == 0 ? ": missing " : ", ", PRI(found->missing.at[i]));
    }
    if (!str_eq(node->text, str_of(duty_state_names[found->state]))) {
        fail(run, node, "\"%.*s\" is %s%.*s", PRI(found->duty->id), duty_state_names[found->state],
             (int)(missing.len < 150 ? missing.len : 150), buf_str(&missing).ptr);
    }
    buf_free(&missing);
}

static void expect_duty(struct running *run, const struct yaml_node *node,
                        const struct assessment *assessment)
{
    static const struct str keys[] = {STR_INIT("state"), STR_INIT("deadline"), STR_INIT("missing"),
                                      STR_INIT("finds_out")};
    const struct duty_finding *found = assessment_find(assessment, node->key);
    struct err err;
    if (found == NULL) {
        wrong(run, node, "there is no duty \"%.*s\"", PRI(node->key));
    } else if (node->kind == YAML_TEXT) {
        expect_state(run, node, found);
    } else if (yaml_map_check(node, run->test.file, keys, sizeof keys / sizeof keys[0], &err) !=
               0) {
        err_list_add(run->errors, &err);
    } else {
        for (const struct yaml_node *n = node->first; n != NULL; n = n->next) {
            if (str_eq(n->key, keys[0])) {
                expect_state(run, n, found);
            } else if (str_eq(n->key, keys[1])) {
                expect_deadline(run, n, found);
            } else if (str_eq(n->key, keys[2])) {
                expect_missing(run, n, found);
            } else if (!str_eq(n->text, found->finds_out) &&
                       !(run->pack->has_overlay && found->finds_out.len > 0)) {
                fail(run, n, "\"%.*s\" is for %.*s to find out", PRI(node->key),
                     found->finds_out.len > 0 ? (int)found->finds_out.len : 6,
                     found->finds_out.len > 0 ? found->finds_out.ptr : "nobody");
            }
        }
    }
}

static bool listed(const struct yaml_node *list, struct str name)
{
    for (const struct yaml_node *n = list->first; n != NULL; n = n->next) {
        if (str_eq(n->text, name)) {
            return true;
        }
    }
    return false;
}

/* What an overlay dropped is not looked for, and what it added not expected. */
static void expect_steps(struct running *run, const struct yaml_node *node,
                         const struct step_assessment *steps)
{
    const struct yaml_node *item = NULL;
    struct err err;
    if (yaml_get_list(node, run->test.file, &item, &err) != 0) {
        err_list_add(run->errors, &err);
        return;
    }
    for (; item != NULL; item = item->next) {
        bool begins = false, there = false;
        for (size_t i = 0; i < steps->count; i++) {
            bool same = str_eq(steps->at[i].step->id, item->text);
            there = there || same;
            begins = begins || (same && steps->at[i].state == STEP_CAN_BEGIN);
        }
        if (!there && run->pack->has_overlay) {
            continue;
        } else if (!there) {
            wrong(run, item, "there is no step \"%.*s\"", PRI(item->text));
        } else if (!begins) {
            fail(run, item, "\"%.*s\" can't begin at once", PRI(item->text));
        }
    }
    for (size_t i = 0; i < steps->count; i++) {
        if (steps->at[i].state == STEP_CAN_BEGIN && !steps->at[i].step->local &&
            !listed(node, steps->at[i].step->id)) {
            fail(run, node, "\"%.*s\" can begin at once, too", PRI(steps->at[i].step->id));
        }
    }
}

static void expect_due(struct running *run, const struct yaml_node *map,
                       const struct step_assessment *steps)
{
    for (const struct yaml_node *n = map->kind == YAML_MAP ? map->first : NULL; n != NULL;
         n = n->next) {
        char day[CALENDAR_TEXT_MAX] = "none";
        const struct step_finding *found = NULL;
        for (size_t i = 0; i < steps->count; i++) {
            found = str_eq(steps->at[i].step->id, n->key) ? &steps->at[i] : found;
        }
        if (found == NULL && run->pack->has_overlay) {
            continue;
        } else if (found == NULL) {
            wrong(run, n, "there is no step \"%.*s\"", PRI(n->key));
            continue;
        }
        if (found->has_due) {
            calendar_text(found->due, day);
        }
        if (!str_eq(n->text, str_of(day)) && !is_tighter(run, n, day)) {
            fail(run, n, "\"%.*s\" is due: %s", PRI(n->key), day);
        }
    }
}

/* ---- coverage ---- */

struct part_noting {
    struct running *run;
    uint8_t *parts;
};

static void note_part(void *context, size_t number, const struct feel_node *part)
{
    struct part_noting *noting = context;
    const struct condition_facts *facts = &noting->run->test.facts.facts;
    noting->parts[number] |=
        (uint8_t)(1 << condition_node_verdict(&noting->run->arena, part, facts));
}

static void note_coverage(struct running *run, const struct assessment *assessment,
                          const struct step_assessment *steps)
{
    struct pack_coverage *coverage = &run->tests->coverage;
    for (size_t i = 0; i < assessment->count; i++) {
        const struct duty_finding *found = &assessment->at[i];
        struct duty_coverage *duty = &coverage->duties[found->duty - run->pack->duties.at];
        struct part_noting noting = {run, duty->parts};
        duty->states |= 1U << found->state;
        if (found->state != DUTY_NOT_IN_FORCE) {
            condition_parts(&found->duty->applies_when, note_part, &noting);
        }
        if (found->refusal != NULL) {
            duty->refused[found->refusal - found->duty->refusals] = true;
        }
    }
    for (size_t i = 0; i < steps->count; i++) {
        enum step_state state = steps->at[i].state;
        coverage->steps[i] = coverage->steps[i] || state == STEP_CAN_BEGIN || state == STEP_LATER;
    }
}

static void begin_coverage(const struct event_pack *pack, struct pack_tests *tests)
{
    struct pack_coverage *coverage = &tests->coverage;
    coverage->duties =
        arena_alloc(&tests->arena, (pack->duties.count + 1) * sizeof *coverage->duties);
    coverage->steps = arena_alloc(&tests->arena, pack->steps.count + 1);
    for (size_t i = 0; i < pack->duties.count; i++) {
        struct duty_coverage *duty = &coverage->duties[i];
        duty->part_count = condition_parts(&pack->duties.at[i].applies_when, NULL, NULL);
        duty->parts = arena_alloc(&tests->arena, duty->part_count + 1);
    }
}

/* ---- one test ---- */

static void expect_all(struct running *run)
{
    struct assessment assessment;
    struct step_assessment steps;
    const struct yaml_node *expect = run->test.expect;
    assess(&run->arena, run->pack, &run->test.facts, &assessment);
    assess_steps(&run->arena, run->pack, &run->test.facts, &assessment, &steps);
    note_coverage(run, &assessment, &steps);
    const struct yaml_node *duties = yaml_map_get(expect, STR("duties"));
    for (const struct yaml_node *n = duties != NULL && duties->kind == YAML_MAP ? duties->first
                                                                                : NULL;
         n != NULL; n = n->next) {
        expect_duty(run, n, &assessment);
    }
    const struct yaml_node *begin = yaml_map_get(expect, STR("steps"));
    if (begin != NULL) {
        expect_steps(run, begin, &steps);
    }
    const struct yaml_node *due = yaml_map_get(expect, STR("due"));
    if (due != NULL) {
        expect_due(run, due, &steps);
    }
}

static void run_test(struct running *run, const struct yaml_node *node)
{
    struct settings settings = {
        .file = run->test.file, .arena = &run->arena, .errors = run->errors};
    size_t before = run->errors->count;
    struct facts facts;
    struct feel_value values[FACT_SLOTS];
    struct str refused = STR("");
    run->test = (struct pack_case){.file = run->test.file};
    run->failures = 0;
    settings_read(&settings, node, rows, sizeof rows / sizeof rows[0], &run->test);
    if (run->errors->count > before || !refused_by(run, &facts, values, &refused)) {
        return;
    }
    run->tests->count++;
    const struct yaml_node *wanted = yaml_map_get(run->test.expect, STR("refused"));
    const struct feel_value *known = fact_value(&facts, "event.known");
    if (wanted != NULL || refused.len > 0) {
        if (wanted == NULL || !str_eq(wanted->text, refused)) {
            fail(run, wanted != NULL ? wanted : node,
                 refused.len > 0 ? "the telling is refused for \"%.*s\""
                                 : "the telling is taken%.*s",
                 PRI(refused));
        }
    } else {
        run->test.facts = (struct case_facts){.facts = {values, run->test.given.today},
                                              .nation = run->test.given.nation,
                                              .law_day = run->test.given.today};
        if (known->kind == FEEL_DATE) {
            run->test.facts.has_known = true;
            run->test.facts.known = (int32_t)feel_date_day_number(known->date);
            run->test.facts.law_day = run->test.facts.known;
        }
        if (run->test.has_law_day) {
            run->test.facts.law_day = run->test.law_day;
        }
        expect_all(run);
    }
    run->tests->failed += run->failures > 0;
}

static void run_file(struct running *run, const struct pack_file *file)
{
    static const struct str keys[] = {STR_INIT("tests")};
    struct arena arena = {0};
    struct yaml_node *root = NULL;
    const struct yaml_node *item = NULL;
    struct err err;
    int code = yaml_tree_parse(&arena, file->text, file->where, &root, &err);
    code = code ? code : yaml_map_check(root, file->where, keys, 1, &err);
    const struct yaml_node *tests = code == 0 ? yaml_map_get(root, keys[0]) : NULL;
    if (code == 0 && tests == NULL) {
        code = err_at(&err, ERR_INPUT, file->where, 1, 1, "\"tests\" is missing: add it");
    }
    code = code ? code : yaml_get_list(tests, file->where, &item, &err);
    if (code == 0 && run->tests->count + tests->count > PACK_TESTS_MAX) {
        code = err_at(&err, ERR_LIMIT, file->where, 1, 1, "more than %d tests", PACK_TESTS_MAX);
    }
    if (code != 0) {
        err_list_add(run->errors, &err);
        item = NULL;
    }
    for (; item != NULL; item = item->next) {
        run->test.file = file->where;
        run_test(run, item);
        arena_reset(&run->arena);
    }
    arena_free(&arena);
}

int pack_tests_run(const struct event_pack *pack, struct pack_tests *ret, struct err_list *errors)
{
    struct running run = {.pack = pack, .tests = ret, .errors = errors};
    size_t before = errors->count;
    begin_coverage(pack, ret);
    for (size_t i = 0; i < pack->folder.count; i++) {
        if (str_starts(pack->folder.files[i].path, STR("tests/"))) {
            run_file(&run, &pack->folder.files[i]);
        }
    }
    arena_free(&run.arena);
    return errors->count == before ? 0 : ERR_INPUT;
}

void pack_tests_free(struct pack_tests *tests)
{
    err_list_free(&tests->failures);
    arena_free(&tests->arena);
    *tests = (struct pack_tests){0};
}

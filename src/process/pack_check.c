/* pack_check.c - what is left to do in a pack. */
#include "pack_check.h"

#include "staff.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *const pack_note_names[NOTE_KINDS + 1] = {"unverified", "untested",      "unused",
                                                     "no_due",     "unknown_is_no", NULL};

/* struct checking - a pack being looked at. */
struct checking {
    const struct event_pack *pack;
    struct pack_report *report;
};

static void note(struct checking *at, enum pack_note_kind kind, const char *file, size_t line,
                 const char *format, ...) __attribute__((format(printf, 5, 6)));

static void note(struct checking *at, enum pack_note_kind kind, const char *file, size_t line,
                 const char *format, ...)
{
    struct pack_report *report = at->report;
    char text[1400];
    void *notes = report->notes;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    mem_must_grow(&notes, &report->capacity, report->count + 1, sizeof *report->notes);
    report->notes = notes;
    report->notes[report->count++] =
        (struct pack_note){kind, arena_str(&report->arena, str_of(text)), file, line};
}

/* ---- law ---- */

static void note_unverified(struct checking *at)
{
    for (size_t i = 0; i < at->pack->duties.count; i++) {
        const struct duty *duty = &at->pack->duties.at[i];
        if (duty->unverified.len > 0) {
            note(at, NOTE_UNVERIFIED, duty->file, duty->node->line, "\"%.*s\": %.*s", PRI(duty->id),
                 PRI(duty->unverified));
        }
    }
}

/* ---- tests ---- */

/* only_waits - "answers.day <= today": true once the day is known, since no answer lies after
 * today, and never false. */
static bool only_waits(const struct feel_node *part)
{
    return part->kind == FEEL_NODE_LESS_OR_EQUAL && part->right->kind == FEEL_NODE_NAME &&
           str_eq(part->right->name, STR("today"));
}

struct part_telling {
    struct checking *at;
    const struct duty *duty;
    const struct duty_coverage *coverage;
};

/* tell_part - a part of a condition that no test found true, or none false. A part that is alone
 * says the same as the duty. */
static void tell_part(void *context, size_t number, const struct feel_node *part)
{
    struct part_telling *telling = context;
    unsigned seen = telling->coverage->parts[number];
    bool holds = (seen >> FEEL_HOLDS & 1) != 0;
    bool fails = (seen >> FEEL_DOES_NOT_HOLD & 1) != 0 || only_waits(part);
    if (telling->coverage->part_count < 2 || (holds && fails) || part->kind == FEEL_NODE_CONSTANT) {
        return;
    }
    const struct duty *duty = telling->duty;
    note(telling->at, NOTE_UNTESTED, duty->file, duty->applies_when.line,
         "\"%.*s\": no test finds \"%.*s\" %s", PRI(duty->id),
         (int)(part->text.len < 200 ? part->text.len : 200), part->text.ptr,
         !holds && !fails ? "true or false"
         : !holds         ? "true"
                          : "false");
}

static void count_name(void *context, struct str name, const struct feel_node *node)
{
    (void)name, (void)node;
    ++*(size_t *)context;
}

static bool asks_something(struct checking *at, const struct condition *condition)
{
    size_t count = 0;
    condition_names(&at->report->arena, condition, count_name, &count);
    return count > 0;
}

/* unasked - what the condition comes to where nothing is known at all. */
static enum feel_verdict unasked(struct checking *at, const struct condition *condition)
{
    struct facts facts;
    struct feel_value values[FACT_SLOTS], value;
    facts_begin(&at->report->arena, 0, &facts);
    facts_values(&facts, values);
    return condition_value(&at->report->arena, condition, &(struct condition_facts){values, 0},
                           &value);
}

/* note_unknown_is_no - `answers.day != null`: nobody has asked, and the duty is not applicable. A
 * council's own promises are its own to word. */
static void note_unknown_is_no(struct checking *at, const struct duty *duty)
{
    if (duty->basis != BASIS_CHARTER && asks_something(at, &duty->applies_when) &&
        unasked(at, &duty->applies_when) == FEEL_DOES_NOT_HOLD) {
        note(at, NOTE_UNKNOWN_IS_NO, duty->file, duty->applies_when.line,
             "\"%.*s\": where nothing is known, it is not applicable; of a day write "
             "answers.NAME <= today in place of != null",
             PRI(duty->id));
    }
}

static void note_duty(struct checking *at, const struct duty *duty,
                      const struct duty_coverage *coverage)
{
    static const struct {
        enum duty_state state;
        const char *lack;
    } lacks[] = {
        {DUTY_STARTED, "starts it"},
        {DUTY_NOT_APPLICABLE, "finds it not applicable"},
        {DUTY_CANNOT_TELL, "leaves it at can't tell"},
    };
    struct part_telling telling = {at, duty, coverage};
    bool asks = asks_something(at, &duty->applies_when);
    bool waits = duty->applies_when.tree != NULL && only_waits(duty->applies_when.tree);
    /* What `= null` or a constant decides is never left open. */
    bool open = unasked(at, &duty->applies_when) == FEEL_CANT_TELL;
    for (size_t i = 0; i < sizeof lacks / sizeof lacks[0]; i++) {
        bool possible = lacks[i].state == DUTY_CANNOT_TELL ? open
                        : lacks[i].state == DUTY_STARTED   ? true
                                                           : asks && !waits;
        if ((coverage->states >> lacks[i].state & 1) == 0 && possible) {
            note(at, NOTE_UNTESTED, duty->file, duty->node->line, "\"%.*s\": no test %s",
                 PRI(duty->id), lacks[i].lack);
        }
    }
    for (size_t i = 0; i < duty->refusal_count; i++) {
        if (!coverage->refused[i]) {
            note(at, NOTE_UNTESTED, duty->file, duty->refusals[i].when.line,
                 "\"%.*s\": no test refuses it for this", PRI(duty->id));
        }
    }
    condition_parts(&duty->applies_when, tell_part, &telling);
    note_unknown_is_no(at, duty);
}

static void note_untested(struct checking *at)
{
    const struct event_pack *pack = at->pack;
    const struct pack_coverage *coverage = &at->report->tests.coverage;
    for (size_t i = 0; i < pack->duties.count; i++) {
        note_duty(at, &pack->duties.at[i], &coverage->duties[i]);
    }
    for (size_t i = 0; i < pack->steps.count; i++) {
        const struct pack_step *step = &pack->steps.at[i];
        if (!coverage->steps[i] && !step->undoes) {
            note(at, NOTE_UNTESTED, step->file, step->node->line,
                 "\"%.*s\": no test takes the step", PRI(step->id));
        }
    }
}

/* ---- what is named nowhere ---- */

/* struct used - names that conditions, steps and texts mention. */
struct used {
    struct arena *arena;
    struct str *names;
    size_t count, capacity;
};

static void use(struct used *used, struct str name)
{
    void *names = used->names;
    mem_must_grow(&names, &used->capacity, used->count + 1, sizeof *used->names);
    used->names = names;
    used->names[used->count++] = name;
}

static void use_name(void *context, struct str name, const struct feel_node *node)
{
    (void)node;
    use(context, name);
}

static void use_condition(struct used *used, const struct condition *condition)
{
    if (condition->tree != NULL) {
        condition_names(used->arena, condition, use_name, used);
    }
}

static bool is_used(const struct used *used, struct str name)
{
    for (size_t i = 0; i < used->count; i++) {
        if (str_eq(used->names[i], name)) {
            return true;
        }
    }
    return false;
}

static void use_question(struct used *used, struct str question)
{
    use(used, arena_printf(used->arena, "answers.%.*s", PRI(question)));
}

static void use_duty(struct used *used, const struct duty *duty)
{
    use_condition(used, &duty->applies_when);
    for (size_t i = 0; i < duty->refusal_count; i++) {
        use_condition(used, &duty->refusals[i].when);
    }
    use_condition(used, &duty->clock.starts);
    for (size_t i = 0; i < duty->clock.pause_count; i++) {
        use_condition(used, &duty->clock.pauses[i].begins);
        use_condition(used, &duty->clock.pauses[i].ends);
    }
}

static void use_step(struct used *used, const struct pack_step *step)
{
    use_condition(used, &step->when);
    use_condition(used, &step->wait_until);
    use_question(used, step->until_answered);
    use_question(used, step->to);
    for (size_t i = 0; i < step->asks.count; i++) {
        use_question(used, step->asks.at[i]);
    }
    for (size_t i = 0; i < step->fields.count; i++) {
        use(used, step->fields.at[i]);
    }
}

static void note_unused_texts(struct checking *at)
{
    const struct event_pack *pack = at->pack;
    for (size_t i = 0; i < pack->texts.count; i++) {
        const struct pack_text *text = &pack->texts.at[i];
        bool named = text->language == ACCESS_WELSH || /* told of once */
                     (text->letter && names_have(&pack->offers, text->name));
        for (size_t s = 0; s < pack->steps.count; s++) {
            const struct pack_step *step = &pack->steps.at[s];
            named = named || str_eq(text->letter ? step->letter : step->guidance, text->name);
        }
        if (!named) {
            note(at, NOTE_UNUSED, text->file, 1, "no step uses the %s \"%.*s\"",
                 text->letter ? "letter" : "guidance", PRI(text->name));
        }
    }
}

static void note_unused_teams(struct checking *at)
{
    const struct event_pack *pack = at->pack;
    for (size_t i = 0; i < pack->team_count; i++) {
        struct str team = pack->teams[i].id;
        bool named = false;
        for (size_t s = 0; s < pack->steps.count; s++) {
            const struct pack_step *step = &pack->steps.at[s];
            named = named || str_eq(step->team, team) || str_eq(step->escalate_to, team);
        }
        for (size_t d = 0; d < pack->duties.count; d++) {
            const struct duty *duty = &pack->duties.at[d];
            named = named || str_eq(duty->owner, team) || str_eq(duty->finds_out, team);
        }
        if (!named) {
            note(at, NOTE_UNUSED, pack->file, yaml_map_get(pack->node, STR("teams"))->line,
                 "the team \"%.*s\" has nothing to do", PRI(team));
        }
    }
}

static void note_unused(struct checking *at)
{
    const struct event_pack *pack = at->pack;
    struct used used = {.arena = &at->report->arena};
    for (size_t i = 0; i < pack->duties.count; i++) {
        use_duty(&used, &pack->duties.at[i]);
    }
    for (size_t i = 0; i < pack->steps.count; i++) {
        use_step(&used, &pack->steps.at[i]);
    }
    for (size_t i = 0; i < pack->texts.count; i++) {
        for (size_t f = 0; f < pack->texts.at[i].field_count; f++) {
            use(&used, pack->texts.at[i].fields[f].name);
        }
    }
    for (size_t i = 0; i < pack->type.question_count; i++) {
        const struct question *question = &pack->type.questions[i];
        use_condition(&used, &question->ask_when);
        use_condition(&used, &question->not_before);
        use_condition(&used, &question->not_after);
    }
    for (size_t i = 0; i < pack->type.same_answers.count; i++) {
        use_question(&used, pack->type.same_answers.at[i]);
    }
    for (size_t i = 0; i < pack->facts.count; i++) {
        if (!is_used(&used, pack->facts.at[i])) {
            note(at, NOTE_UNUSED, pack->file, yaml_map_get(pack->node, STR("facts"))->line,
                 "the fact \"%.*s\" is named nowhere: the pack need not look at it",
                 PRI(pack->facts.at[i]));
        }
    }
    for (size_t i = 0; i < pack->type.question_count; i++) {
        struct str name = pack->type.questions[i].name;
        if (!is_used(&used, arena_printf(used.arena, "answers.%.*s", PRI(name)))) {
            note(at, NOTE_UNUSED, pack->type.file.ptr, 0, "nothing hangs on the answer to \"%.*s\"",
                 PRI(name));
        }
    }
    mem_free(used.names);
    note_unused_texts(at);
    note_unused_teams(at);
}

/* ---- steps without an end ---- */

static void note_no_due(struct checking *at)
{
    const struct event_pack *pack = at->pack;
    for (size_t i = 0; i < pack->steps.count; i++) {
        const struct pack_step *step = &pack->steps.at[i];
        bool clocked = step->due.count > 0 || step->kind == STEP_WAIT;
        for (size_t d = 0; d < pack->duties.count && !clocked; d++) {
            const struct duty *duty = &pack->duties.at[d];
            clocked = duty->has_clock && (names_have(&duty->discharged_by, step->id) ||
                                          names_have(&step->for_duty, duty->id));
        }
        if (!clocked) {
            note(at, NOTE_NO_DUE, step->file, step->node->line,
                 "\"%.*s\": neither due nor a duty with a clock says by when", PRI(step->id));
        }
    }
}

int pack_check(const struct event_pack *pack, struct pack_report *ret, struct err_list *errors)
{
    struct checking checking = {pack, ret};
    int code = pack_tests_run(pack, &ret->tests, errors);
    note_unverified(&checking);
    note_untested(&checking);
    note_unused(&checking);
    note_no_due(&checking);
    return code;
}

void pack_report_free(struct pack_report *report)
{
    pack_tests_free(&report->tests);
    mem_free(report->notes);
    arena_free(&report->arena);
    *report = (struct pack_report){0};
}

/* pack_names.c - event_pack_check_names: what a pack's files name of each other is there, and may
 * be named so. */
#include "event_pack.h"

#include "staff.h"

#include <stdarg.h>
#include <stdio.h>

/* struct names - where a mistake is told: at the key of a map, or at the map. */
struct names {
    const struct event_pack *pack;
    struct err_list *errors;
    const char *file;
    const struct yaml_node *node;
};

static void tell(const struct names *names, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void tell(const struct names *names, const char *key, const char *format, ...)
{
    char message[400];
    struct err err;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    const struct yaml_node *value = yaml_map_get(names->node, str_of(key));
    const struct yaml_node *at = value != NULL ? value : names->node;
    err_at(&err, ERR_INPUT, names->file, at->line, at->column, "%s", message);
    err_list_add(names->errors, &err);
}

static void check_team(const struct names *names, const char *key, struct str team)
{
    const struct event_pack *pack = names->pack;
    if (pack_party_find(pack->teams, pack->team_count, team) == NULL) {
        tell(names, key, "\"%.*s\" is no team of pack.yaml: add it there, or name one of these",
             PRI(team));
    }
}

/* ---- duties ---- */

static void check_discharge(const struct names *names, const struct duty *duty)
{
    for (size_t i = 0; i < duty->discharged_by.count; i++) {
        struct str name = duty->discharged_by.at[i];
        const struct pack_step *step = step_find(&names->pack->steps, name);
        if (step == NULL) {
            tell(names, "discharged_by", "there is no step \"%.*s\" in process.yaml", PRI(name));
        } else if (step->undoes) {
            tell(names, "discharged_by", "\"%.*s\" is taken to undo another step only", PRI(name));
        } else if ((step->proof == PROOF_POSTED || step->proof == PROOF_DELIVERED) &&
                   !step->sending_suffices) {
            tell(names, "discharged_by",
                 "\"%.*s\" is done when it was sent, which shows no duty done: let somebody "
                 "confirm it, or say sending_suffices there",
                 PRI(name));
        } else if (step->for_duty.count > 0 && !names_have(&step->for_duty, duty->id)) {
            tell(names, "discharged_by",
                 "\"%.*s\" is for other duties only, by its for_duty: name this one there, too",
                 PRI(name));
        }
    }
}

static void check_duty(struct names *names, const struct duty *duty)
{
    names->file = duty->file;
    names->node = duty->node;
    check_team(names, "owner", duty->owner);
    if (!str_eq(duty->owner, duty->finds_out)) {
        check_team(names, "finds_out", duty->finds_out);
    }
    if ((duty->nation & ~names->pack->nation) != 0) {
        tell(names, "nation", "the pack is not for this nation: pack.yaml says which it is for");
    }
    check_discharge(names, duty);
}

/* ---- steps ---- */

static void check_question(const struct names *names, const char *key, struct str name)
{
    if (event_question(&names->pack->type, name) == NULL) {
        tell(names, key, "there is no question \"%.*s\" in event.yaml", PRI(name));
    }
}

static bool is_fact(const struct event_pack *pack, struct str name)
{
    static const struct str answers = STR_INIT("answers.");
    if (str_starts(name, answers)) {
        return event_question(&pack->type, str_slice(name, answers.len, name.len)) != NULL;
    }
    return str_eq(name, STR("today")) || names_have(&pack->facts, name);
}

static void check_fields(const struct names *names, const struct pack_step *step)
{
    for (size_t i = 0; i < step->fields.count; i++) {
        if (!is_fact(names->pack, step->fields.at[i])) {
            tell(names, "fields", "\"%.*s\" is no fact of pack.yaml and no answer",
                 PRI(step->fields.at[i]));
        }
    }
}

/* check_recipient - to whom a letter, message or call goes. Nothing is addressed to who has died.
 * */
static void check_recipient(const struct names *names, const struct pack_step *step)
{
    const struct event_pack *pack = names->pack;
    if (str_eq(step->to, STR("subject"))) {
        if (pack->type.ends_life) {
            tell(names, "to", "the event is a death: nothing is addressed to who has died");
        }
        return;
    }
    if (str_eq(step->to, STR("teller"))) {
        return;
    }
    const struct question *question = event_question(&pack->type, step->to);
    if (question == NULL || question->type != QUESTION_PERSON) {
        tell(names, "to", "\"%.*s\" is nobody: write teller, subject, or a question of type person",
             PRI(step->to));
    }
}

static void check_wording(const struct names *names, const struct pack_step *step)
{
    const struct pack_text_list *texts = &names->pack->texts;
    if (step->guidance.len > 0 &&
        pack_text_find(texts, step->guidance, false, ACCESS_ENGLISH) == NULL) {
        tell(names, "guidance", "there is no guidance/%.*s.en.md", PRI(step->guidance));
    }
    if (step->letter.len == 0) {
        return;
    }
    const struct pack_text *letter = pack_text_find(texts, step->letter, true, ACCESS_ENGLISH);
    if (letter == NULL) {
        tell(names, "letter", "there is no letters/%.*s.en.md", PRI(step->letter));
    } else if (step->kind == STEP_MESSAGE && letter->says_what_happened &&
               letter->safe_because.len == 0) {
        tell(names, "letter",
             "\"%.*s\" says what happened, and others may read a message: word it so that it does "
             "not, or say safe_because there",
             PRI(step->letter));
    }
}

static void check_undo(const struct names *names, const struct pack_step *step)
{
    if (step->undo == UNDO_STEP) {
        const struct pack_step *undoing = step_find(&names->pack->steps, step->undo_step);
        if (undoing == NULL) {
            tell(names, "undo", "there is no step \"%.*s\"; or write nothing or tell_team",
                 PRI(step->undo_step));
        } else if (undoing == step || undoing->after.count > 0 || undoing->undo == UNDO_STEP) {
            tell(names, "undo",
                 "\"%.*s\" can't undo: it would be another step, after none, that is not undone by "
                 "a third",
                 PRI(step->undo_step));
        }
    }
}

static void check_step(struct names *names, const struct pack_step *step)
{
    const struct event_pack *pack = names->pack;
    names->file = step->file;
    names->node = step->node;
    check_team(names, "team", step->team);
    if (step->escalate_to.len > 0) {
        check_team(names, "escalate", step->escalate_to);
    }
    if (step->purpose.len > 0 && !names_have(&pack->purposes, step->purpose)) {
        tell(names, "purpose", "\"%.*s\" is no purpose of pack.yaml", PRI(step->purpose));
    }
    for (size_t i = 0; i < step->after.count; i++) {
        const struct pack_step *before = step_find(&pack->steps, step->after.at[i]);
        if (before == NULL || before->undoes) {
            tell(names, "after",
                 before == NULL ? "there is no step \"%.*s\""
                                : "\"%.*s\" is taken to undo another step only",
                 PRI(step->after.at[i]));
        }
    }
    for (size_t i = 0; i < step->for_duty.count; i++) {
        if (duty_find(&pack->duties, step->for_duty.at[i]) == NULL) {
            tell(names, "for_duty", "there is no duty \"%.*s\"", PRI(step->for_duty.at[i]));
        }
    }
    for (size_t i = 0; i < step->asks.count; i++) {
        check_question(names, "asks", step->asks.at[i]);
    }
    if (step->until_answered.len > 0) {
        check_question(names, "until_answered", step->until_answered);
    }
    if (step->kind == STEP_NOTICE || step->kind == STEP_REFERRAL) {
        if (pack_party_find(pack->partners, pack->partner_count, step->to) == NULL) {
            tell(names, "to", "\"%.*s\" is no partner of pack.yaml", PRI(step->to));
        }
    } else if (step->to.len > 0) {
        check_recipient(names, step);
    }
    for (size_t i = 0; i < step->option_count; i++) {
        if (step->options[i].then == THEN_CONFIRMS &&
            (step->after.count > 0 || step->when.text.len > 0 || step->for_duty.count > 0)) {
            tell(names, "then",
                 "nothing begins before the event is confirmed: the decision that confirms it has "
                 "no after, when or for_duty");
        }
    }
    check_fields(names, step);
    check_wording(names, step);
    check_undo(names, step);
}

/* waits - for each step, which others it waits for. */
typedef bool off_list[PACK_STEPS_MAX];
typedef size_t after_table[PACK_STEPS_MAX][STEP_AFTER_MAX];

static void after_of(const struct step_list *steps, after_table after)
{
    for (size_t i = 0; i < steps->count; i++) {
        for (size_t a = 0; a < steps->at[i].after.count; a++) {
            const struct pack_step *before = step_find(steps, steps->at[i].after.at[a]);
            after[i][a] = before != NULL ? (size_t)(before - steps->at) : i;
        }
    }
}

/* check_circles - no step waits for itself. Steps that wait for none come off, until none do. */
static void check_circles(struct names *names)
{
    const struct step_list *steps = &names->pack->steps;
    after_table *after = mem_must_array(1, sizeof *after);
    off_list off = {false};
    bool changed = true;
    after_of(steps, *after);
    while (changed) {
        changed = false;
        for (size_t i = 0; i < steps->count; i++) {
            bool waits = off[i];
            for (size_t a = 0; a < steps->at[i].after.count && !waits; a++) {
                waits = !off[(*after)[i][a]];
            }
            changed = changed || !waits;
            off[i] = off[i] || !waits;
        }
    }
    for (size_t i = 0; i < steps->count; i++) {
        if (!off[i]) {
            names->file = steps->at[i].file;
            names->node = steps->at[i].node;
            tell(names, "after", "the step waits, through others, for itself");
        }
    }
    mem_free(after);
}

/* ---- texts, measures ---- */

static bool is_field(const struct event_pack *pack, struct str name)
{
    static const char *const made[] = {"recipient.name",
                                       "subject.name",
                                       "council.name",
                                       "step.due",
                                       "team.name",
                                       "team.phone",
                                       NULL};
    static const struct str duty = STR_INIT("duty."), deadline = STR_INIT(".deadline");
    for (int i = 0; made[i] != NULL; i++) {
        if (str_eq(name, str_of(made[i]))) {
            return true;
        }
    }
    if (str_starts(name, duty) && str_ends(name, deadline) && name.len > duty.len + deadline.len) {
        return duty_find(&pack->duties, str_slice(name, duty.len, name.len - deadline.len)) != NULL;
    }
    return is_fact(pack, name);
}

static void check_texts(const struct event_pack *pack, struct err_list *errors)
{
    struct err err;
    for (size_t i = 0; i < pack->texts.count; i++) {
        const struct pack_text *text = &pack->texts.at[i];
        for (size_t f = 0; f < text->field_count; f++) {
            const struct text_field *field = &text->fields[f];
            if (!is_field(pack, field->name)) {
                err_at(&err, ERR_INPUT, text->file, field->line, field->column,
                       "{{%.*s}} is no field here: a fact of pack.yaml, an answer, or what "
                       "docs/packs.md lists",
                       PRI(field->name)); /* not personal: a name */
                err_list_add(errors, &err);
            }
        }
    }
    pack_text_twins(&pack->texts, errors);
}

static void check_measures(struct names *names)
{
    const struct event_pack *pack = names->pack;
    const struct pack_file *file = pack_folder_find(&pack->folder, "measures.yaml");
    names->file = file != NULL ? file->where : "";
    for (size_t i = 0; i < pack->measures.count; i++) {
        const struct measure *measure = &pack->measures.at[i];
        names->node = measure->node;
        if (measure->of == MEASURE_OF_DUTY && duty_find(&pack->duties, measure->name) == NULL) {
            tell(names, "of", "there is no duty \"%.*s\"", PRI(measure->name));
        }
        if (measure->of == MEASURE_OF_STEP && step_find(&pack->steps, measure->name) == NULL) {
            tell(names, "of", "there is no step \"%.*s\"", PRI(measure->name));
        }
    }
}

void event_pack_check_names(const struct event_pack *pack, struct err_list *errors)
{
    struct names names = {.pack = pack, .errors = errors};
    for (size_t i = 0; i < pack->steps.count; i++) {
        struct pack_step *undoing = step_find(&pack->steps, pack->steps.at[i].undo_step);
        if (pack->steps.at[i].undo == UNDO_STEP && undoing != NULL) {
            undoing->undoes = true;
        }
    }
    for (size_t i = 0; i < pack->duties.count; i++) {
        check_duty(&names, &pack->duties.at[i]);
    }
    for (size_t i = 0; i < pack->steps.count; i++) {
        check_step(&names, &pack->steps.at[i]);
    }
    check_circles(&names);
    check_texts(pack, errors);
    check_measures(&names);
}

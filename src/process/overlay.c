/* overlay.c - what an overlay may do, and nothing else. */
#include "overlay.h"

#include "staff.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* struct laying - an overlay being put on a pack. */
struct laying {
    struct event_pack *pack;
    struct pack_folder *folder; /* the overlay's */
    struct err_list *errors;
    struct settings settings; /* of the file at hand */
};

/* ---- refusing ---- */

static void refuse(struct laying *at, size_t line, size_t column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void refuse(struct laying *at, size_t line, size_t column, const char *format, ...)
{
    char message[440];
    struct err err;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    err_at(&err, ERR_INPUT, at->settings.file, line, column, "%s", message);
    err_list_add(at->errors, &err);
}

/* key_line - of a key in a map of the pack; of the map where it has none. */
static size_t key_line(const struct yaml_node *map, struct str key)
{
    const struct yaml_node *value = yaml_map_get(map, key);
    return value != NULL ? value->key_line : map->line;
}

/* refuse_clause - a clause of the overlay that the pack alone may say. */
static void refuse_clause(struct laying *at, const struct yaml_node *clause, const char *what,
                          const char *file, const struct yaml_node *map, const char *allowed)
{
    refuse(at, clause->key_line, clause->key_column,
           "an overlay may not say \"%.*s\" of %s: that is the pack's, %s:%zu; only %s",
           (int)(clause->key.len < 60 ? clause->key.len : 60), clause->key.ptr, what, file,
           key_line(map, clause->key), allowed);
}

/* ---- overlay.yaml ---- */

static int read_overlay_id(struct settings *settings, const struct yaml_node *node, void *into,
                           struct err *err)
{
    struct laying *at = into;
    struct str id = STR("");
    int code = definition_read_name(settings, node, &id, err);
    if (code == 0 && !str_eq(id, at->pack->id)) {
        return setting_refuse(settings, node, err, "this is for another pack than \"%.*s\"",
                              PRI(at->pack->id));
    }
    return code;
}

static int read_overlay_version(struct settings *settings, const struct yaml_node *node, void *into,
                                struct err *err)
{
    struct laying *at = into;
    return yaml_get_whole(node, settings->file, 1, PACK_VERSION_MAX, &at->pack->overlay_version,
                          err);
}

static int read_overlay_teams(struct settings *settings, const struct yaml_node *node, void *into,
                              struct err *err)
{
    struct event_pack *pack = ((struct laying *)into)->pack;
    if (node->kind != YAML_MAP) {
        return setting_refuse(settings, node, err,
                              "a map is wanted, {team of the pack: your team}");
    }
    for (const struct yaml_node *m = node->first; m != NULL; m = m->next) {
        struct pack_party *team = NULL;
        for (size_t i = 0; i < pack->team_count; i++) {
            team = str_eq(pack->teams[i].id, m->key) ? &pack->teams[i] : team;
        }
        if (team == NULL) {
            return err_at(err, ERR_INPUT, settings->file, m->key_line, m->key_column,
                          "\"%.*s\" is no team of the pack, %s:%zu",
                          (int)(m->key.len < 60 ? m->key.len : 60), m->key.ptr, pack->file,
                          key_line(pack->node, STR("teams")));
        }
        int code = definition_read_name(settings, m, &team->here, err);
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

static const struct setting overlay_rows[] = {
    {STR_INIT("overlay"), SETTING_NEEDED, read_overlay_id},
    {STR_INIT("pack_version"), SETTING_NEEDED, read_overlay_version},
    {STR_INIT("teams"), 0, read_overlay_teams},
};

static struct yaml_node *parse(struct laying *at, const struct pack_file *file)
{
    struct yaml_node *root = NULL;
    struct err err;
    at->settings =
        (struct settings){.file = file->where, .arena = &at->pack->arena, .errors = at->errors};
    if (yaml_tree_parse(&at->pack->arena, file->text, file->where, &root, &err) != 0) {
        err_list_add(at->errors, &err);
        return NULL;
    }
    return root;
}

static void lay_head(struct laying *at)
{
    static const char *const packs[] = {"pack",  "version",  "title",    "about", "nation",
                                        "facts", "purposes", "partners", NULL};
    const struct pack_file *file = pack_folder_find(at->folder, "overlay.yaml");
    struct err err;
    if (file == NULL) {
        err_at(&err, ERR_INPUT, at->folder->where != NULL ? at->folder->where : "", 0, 0,
               "has no overlay.yaml: it says which pack this is for");
        err_list_add(at->errors, &err);
        return;
    }
    struct yaml_node *root = parse(at, file);
    size_t before = at->errors->count;
    for (int i = 0; root != NULL && packs[i] != NULL; i++) {
        const struct yaml_node *clause = yaml_map_get(root, str_of(packs[i]));
        if (clause != NULL) {
            refuse_clause(at, clause, "the pack", at->pack->file, at->pack->node,
                          "overlay, pack_version and teams stand here");
        }
    }
    if (root != NULL && at->errors->count == before) {
        settings_read(&at->settings, root, overlay_rows,
                      sizeof overlay_rows / sizeof overlay_rows[0], at);
    }
}

/* ---- lists of entries ---- */

/* entries - the list under a key of a file, checked to be one; *ret_first its items. */
static bool entries(struct laying *at, const struct yaml_node *root, struct str key, size_t room,
                    const struct yaml_node **ret_first)
{
    struct err err;
    const struct yaml_node *list = yaml_map_get(root, key);
    int code = yaml_map_check(root, at->settings.file, &key, 1, &err);
    if (code == 0 && list == NULL) {
        code = setting_refuse(&at->settings, root, &err, "\"%.*s\" is missing: add it", PRI(key));
    }
    code = code ? code : yaml_get_list(list, at->settings.file, ret_first, &err);
    if (code == 0 && list->count > room) {
        code = setting_refuse(&at->settings, list, &err, "there is room for %zu more", room);
    }
    if (code != 0) {
        err_list_add(at->errors, &err);
    }
    return code == 0;
}

/* id_of - the name that an entry gives itself; "" and told when it gives none. */
static struct str id_of(struct laying *at, const struct yaml_node *item, struct str key)
{
    struct err err;
    struct str id = STR("");
    const struct yaml_node *value = yaml_map_get(item, key);
    int code = 0;
    if (value == NULL) {
        code = setting_refuse(&at->settings, item, &err, "\"%.*s\" is missing: add it", PRI(key));
    } else {
        code = definition_read_name(&at->settings, value, &id, &err);
    }
    if (code != 0) {
        err_list_add(at->errors, &err);
        return STR("");
    }
    return id;
}

/* stood_before - did an entry of that name stand in the list before this one? Then it is told. */
static bool stood_before(struct laying *at, const struct yaml_node *first,
                         const struct yaml_node *item, struct str key, struct str id)
{
    for (const struct yaml_node *n = first; n != item; n = n->next) {
        const struct yaml_node *value = yaml_map_get(n, key);
        if (value != NULL && str_eq(value->text, id)) {
            refuse(at, item->line, item->column, "\"%.*s\" stands already on line %zu", PRI(id),
                   n->line);
            return true;
        }
    }
    return false;
}

/* ---- duties ---- */

static void tighten(struct laying *at, const struct yaml_node *clause, struct duty *duty)
{
    struct err err;
    struct length within = {0};
    if (length_read(&at->settings, clause, &within, &err) != 0) {
        err_list_add(at->errors, &err);
        return;
    }
    const struct yaml_node *clock = yaml_map_get(duty->node, STR("clock"));
    if (!duty->has_clock) {
        refuse(at, clause->key_line, clause->key_column,
               "\"within\": the duty \"%.*s\" has no clock, %s:%zu: promise one in a duty of your "
               "own, basis: charter",
               PRI(duty->id), duty->file, key_line(duty->node, STR("no_clock")));
        return;
    }
    struct clock_rule rule = duty->clock.rule;
    char before[LENGTH_TEXT_MAX], after[LENGTH_TEXT_MAX];
    rule.within = within;
    if (!clock_never_later(&rule, &duty->clock.rule, HOLIDAYS_ENGLAND_AND_WALES,
                           duty->clock.pause_count > 0)) {
        refuse(at, clause->line, clause->column,
               "\"within\" of the duty \"%.*s\": %s may end later than %s, %s:%zu: a council's "
               "clock may be tighter, never longer",
               PRI(duty->id), length_text(within, false, after),
               length_text(duty->clock.rule.within, false, before), duty->file,
               key_line(clock, STR("within")));
        return;
    }
    duty->clock.rule = rule;
    duty->tightened = arena_printf(&at->pack->arena, "%s:%zu", at->settings.file, clause->line);
}

/* lay_on_duty - a clause that may stand in an entry whose id is the pack's, on one of the pack's
 * entries. */
static void lay_on_duty(struct laying *at, const struct yaml_node *clause, struct duty *duty)
{
    struct err err;
    int code = 0;
    if (str_eq(clause->key, STR("within"))) {
        tighten(at, clause, duty);
    } else if (str_eq(clause->key, STR("owner"))) {
        code = definition_read_name(&at->settings, clause, &duty->owner, &err);
    } else if (str_eq(clause->key, STR("finds_out"))) {
        code = definition_read_name(&at->settings, clause, &duty->finds_out, &err);
    }
    if (code != 0) {
        err_list_add(at->errors, &err);
    }
}

static void check_party(struct laying *at, const struct yaml_node *item, const char *key,
                        struct str team)
{
    const struct event_pack *pack = at->pack;
    const struct yaml_node *clause = yaml_map_get(item, str_of(key));
    if (clause != NULL && pack_party_find(pack->teams, pack->team_count, team) == NULL) {
        refuse(at, clause->line, clause->column,
               "\"%s\": \"%.*s\" is no team of the pack, %s:%zu; overlay.yaml says which of yours "
               "its teams are",
               key, PRI(team), pack->file, key_line(pack->node, STR("teams")));
    }
}

/* lay_entry_on_duty - an entry whose id is the pack's, on each of the pack's entries of that id; a
 * tighter clock on those that have one. */
static void lay_entry_on_duty(struct laying *at, const struct yaml_node *item,
                              const struct duty_list *of_pack, struct str id)
{
    static const char *const may[] = {"duty", "within", "owner", "finds_out"};
    const struct duty *first = duty_find(of_pack, id);
    char what[DEFINITION_NAME_MAX + 16];
    bool clock = false;
    snprintf(what, sizeof what, "the duty \"%.*s\"", PRI(id));
    for (size_t i = 0; i < of_pack->count; i++) {
        clock = clock || (of_pack->at[i].has_clock && str_eq(of_pack->at[i].id, id));
    }
    for (const struct yaml_node *n = item->first; n != NULL; n = n->next) {
        bool allowed = false;
        for (size_t m = 0; m < sizeof may / sizeof may[0]; m++) {
            allowed = allowed || str_eq(n->key, str_of(may[m]));
        }
        if (!allowed) {
            refuse_clause(at, n, what, first->file, first->node,
                          "within, owner and finds_out may stand here");
        }
        for (size_t i = 0; i < of_pack->count && allowed; i++) {
            struct duty *duty = &of_pack->at[i];
            bool passed = str_eq(n->key, STR("within")) && clock && !duty->has_clock;
            if (str_eq(duty->id, id) && !passed) {
                lay_on_duty(at, n, duty);
            }
        }
    }
    check_party(at, item, "owner", first->owner);
    check_party(at, item, "finds_out", first->finds_out);
}

static void add_duty(struct laying *at, const struct yaml_node *item)
{
    struct event_pack *pack = at->pack;
    struct duty *duty = &pack->duties.at[pack->duties.count];
    if (!duty_read(&at->settings, item, pack->scope, duty)) {
        return;
    }
    duty->local = true;
    if (duty->basis != BASIS_CHARTER) {
        const struct yaml_node *clause = yaml_map_get(item, STR("basis"));
        refuse(at, clause->line, clause->column,
               "\"basis\" of \"%.*s\": what the law owes is the pack's to say, %s:%zu; a council "
               "adds promises of its own, basis: charter",
               PRI(duty->id), pack->duties.at[0].file, pack->duties.at[0].node->line);
        return;
    }
    check_party(at, item, "owner", duty->owner);
    check_party(at, item, "finds_out", duty->finds_out);
    pack->duties.count++;
}

static void lay_duties(struct laying *at)
{
    const struct pack_file *file = pack_folder_find(at->folder, "duties.yaml");
    const struct yaml_node *root = file != NULL ? parse(at, file) : NULL;
    const struct yaml_node *first = NULL;
    struct duty_list *duties = &at->pack->duties;
    size_t pack_count = duties->count;
    if (root == NULL || !entries(at, root, STR("duties"), DUTIES_MAX - pack_count, &first)) {
        return;
    }
    struct duty *grown = arena_alloc(&at->pack->arena, DUTIES_MAX * sizeof *grown);
    memcpy(grown, duties->at, pack_count * sizeof *grown);
    duties->at = grown;
    const struct duty_list of_pack = {grown, pack_count};
    for (const struct yaml_node *item = first; item != NULL; item = item->next) {
        struct str id = id_of(at, item, STR("duty"));
        if (id.len == 0 || stood_before(at, first, item, STR("duty"), id)) {
            continue;
        }
        if (duty_find(&of_pack, id) != NULL) {
            lay_entry_on_duty(at, item, &of_pack, id);
        } else {
            add_duty(at, item);
        }
    }
}

/* ---- steps ---- */

/* kept_by - the duty that the step discharges, or NULL. */
static const struct duty *kept_by(const struct event_pack *pack, struct str step)
{
    for (size_t i = 0; i < pack->duties.count; i++) {
        if (names_have(&pack->duties.at[i].discharged_by, step)) {
            return &pack->duties.at[i];
        }
    }
    return NULL;
}

struct needing {
    struct str name; /* "answers.NAME" */
    bool found;
};

static void needs_answer(void *context, struct str name, const struct feel_node *node)
{
    struct needing *needing = context;
    (void)node;
    needing->found = needing->found || str_eq(name, needing->name);
}

/* hangs_on - whether, until when, or by what the duty is kept needs that answer. */
static bool hangs_on(struct laying *at, const struct duty *duty, struct str answer)
{
    struct arena *arena = &at->pack->arena;
    struct needing needing = {arena_printf(arena, "answers.%.*s", PRI(answer)), false};
    condition_names(arena, &duty->applies_when, needs_answer, &needing);
    for (size_t r = 0; r < duty->refusal_count; r++) {
        condition_names(arena, &duty->refusals[r].when, needs_answer, &needing);
    }
    if (duty->has_clock) {
        condition_names(arena, &duty->clock.starts, needs_answer, &needing);
    }
    for (size_t p = 0; duty->has_clock && p < duty->clock.pause_count; p++) {
        condition_names(arena, &duty->clock.pauses[p].begins, needs_answer, &needing);
        condition_names(arena, &duty->clock.pauses[p].ends, needs_answer, &needing);
    }
    for (size_t s = 0; s < at->pack->steps.count; s++) {
        const struct pack_step *step = &at->pack->steps.at[s];
        if (names_have(&duty->discharged_by, step->id)) {
            condition_names(arena, &step->when, needs_answer, &needing);
            needing.found = needing.found || str_eq(step->until_answered, answer);
        }
    }
    return needing.found;
}

/* asked_for - a duty of the pack that hangs on an answer which the step asks for, or NULL. */
static const struct duty *asked_for(struct laying *at, const struct pack_step *step)
{
    for (size_t a = 0; a < step->asks.count; a++) {
        for (size_t i = 0; i < at->pack->duties.count; i++) {
            if (hangs_on(at, &at->pack->duties.at[i], step->asks.at[a])) {
                return &at->pack->duties.at[i];
            }
        }
    }
    return NULL;
}

/* check_drop - is nothing lost with the step? What is, is told. */
static void check_drop(struct laying *at, const struct yaml_node *clause,
                       const struct pack_step *step)
{
    const struct event_pack *pack = at->pack;
    const struct duty *duty = kept_by(pack, step->id);
    if (duty != NULL) {
        refuse(at, clause->key_line, clause->key_column,
               "\"drop\": the step \"%.*s\" discharges the duty \"%.*s\", %s:%zu: it stays",
               PRI(step->id), PRI(duty->id), duty->file,
               key_line(duty->node, STR("discharged_by")));
        return;
    }
    duty = asked_for(at, step);
    if (duty != NULL) {
        refuse(at, clause->key_line, clause->key_column,
               "\"drop\": the step \"%.*s\" asks what the duty \"%.*s\" hangs on, %s:%zu: it stays",
               PRI(step->id), PRI(duty->id), duty->file, key_line(duty->node, STR("applies_when")));
        return;
    }
    for (size_t i = 0; i < pack->steps.count; i++) {
        const struct pack_step *other = &pack->steps.at[i];
        bool after = names_have(&other->after, step->id);
        if (other->dropped) {
            continue;
        }
        if (after || (other->undo == UNDO_STEP && str_eq(other->undo_step, step->id))) {
            refuse(at, clause->key_line, clause->key_column,
                   "\"drop\": the step \"%.*s\" %s \"%.*s\", %s:%zu: it stays", PRI(step->id),
                   after ? "comes before" : "undoes", PRI(other->id), other->file,
                   key_line(other->node, after ? STR("after") : STR("undo")));
            return;
        }
    }
}

static void check_due(struct laying *at, const struct yaml_node *clause,
                      const struct pack_step *step, struct length before, struct length after)
{
    const struct clock_rule old = {.within = before}, new = {.within = after};
    char was[LENGTH_TEXT_MAX], is[LENGTH_TEXT_MAX];
    if (before.count > 0 && after.count > 0 &&
        !clock_never_later(&new, &old, HOLIDAYS_ENGLAND_AND_WALES, false)) {
        refuse(
            at, clause->line, clause->column,
            "\"%.*s\" of the step \"%.*s\": %s may end later than %s, %s:%zu: it may be tighter, "
            "never longer",
            PRI(clause->key), PRI(step->id), length_text(after, false, is),
            length_text(before, false, was), step->file, key_line(step->node, clause->key));
    }
}

/* lay_on_step - a clause of an entry whose id is the pack's. */
static void lay_on_step(struct laying *at, const struct yaml_node *clause, struct pack_step *step)
{
    struct step_reading reading = {step, at->pack->scope};
    struct err err;
    int code = 0;
    char what[DEFINITION_NAME_MAX + 16];
    const struct pack_step before = *step;
    struct str key = clause->key;
    snprintf(what, sizeof what, "the step \"%.*s\"", PRI(step->id));
    if (str_eq(key, STR("title"))) {
        code = definition_read_bilingual(&at->settings, clause, &step->title, &err);
    } else if (str_eq(key, STR("team"))) {
        code = definition_read_name(&at->settings, clause, &step->team, &err);
    } else if (str_eq(key, STR("due"))) {
        code = step_read_due(&at->settings, clause, &reading, &err);
        check_due(at, clause, step, before.due, step->due);
    } else if (str_eq(key, STR("escalate"))) {
        code = step_read_escalate(&at->settings, clause, &reading, &err);
        check_due(at, clause, step, before.escalate_after, step->escalate_after);
    } else if (str_eq(key, STR("channel")) && yaml_map_get(step->node, key) != NULL) {
        code = step_read_channel(&at->settings, clause, &reading, &err);
    } else if (str_eq(key, STR("letter")) && step->letter.len > 0) {
        code = definition_read_name(&at->settings, clause, &step->letter, &err);
    } else if (str_eq(key, STR("guidance")) && yaml_map_get(step->node, key) != NULL) {
        code = definition_read_name(&at->settings, clause, &step->guidance, &err);
    } else if (!str_eq(key, STR("step")) && !str_eq(key, STR("drop"))) {
        refuse_clause(at, clause, what, step->file, step->node,
                      "title, team, due, escalate, channel, letter, guidance and drop may stand "
                      "here, where the step has them");
    }
    if (code != 0) {
        err_list_add(at->errors, &err);
    }
}

/* check_letter - another letter than the pack's: it has the same fields, and says no more. */
static void check_letter(struct laying *at, const struct yaml_node *item, struct str pack_letter,
                         const struct pack_step *step)
{
    const struct pack_text_list *texts = &at->pack->texts;
    const struct yaml_node *clause = yaml_map_get(item, STR("letter"));
    const struct pack_text *before = pack_text_find(texts, pack_letter, true, ACCESS_ENGLISH);
    const struct pack_text *after = pack_text_find(texts, step->letter, true, ACCESS_ENGLISH);
    if (clause == NULL || before == NULL || after == NULL) {
        return; /* what is not there is told by event_pack_check_names */
    }
    if (after->says_what_happened && !before->says_what_happened) {
        refuse(at, clause->line, clause->column,
               "\"letter\": \"%.*s\" says what happened, and the pack's, %s:%zu, does not",
               PRI(step->letter), step->file, key_line(step->node, STR("letter")));
    }
    for (size_t f = 0; f < before->field_count; f++) {
        bool there = false;
        for (size_t g = 0; g < after->field_count; g++) {
            there = there || str_eq(before->fields[f].name, after->fields[g].name);
        }
        if (!there) {
            refuse(at, clause->line, clause->column,
                   "\"letter\": \"%.*s\" leaves out {{%.*s}}, %s:%zu", PRI(step->letter),
                   PRI(before->fields[f].name), before->file, before->fields[f].line);
        }
    }
}

/* check_wording - the letter or guidance that the overlay names is there, here or in the pack. */
static void check_wording(struct laying *at, const struct yaml_node *item, const char *key,
                          struct str name, bool letter)
{
    const struct yaml_node *clause = yaml_map_get(item, str_of(key));
    if (clause != NULL && pack_text_find(&at->pack->texts, name, letter, ACCESS_ENGLISH) == NULL) {
        refuse(at, clause->line, clause->column,
               "\"%s\": there is no %s/%.*s.en.md, neither here nor in the pack, %s:1", key,
               letter ? "letters" : "guidance", PRI(name), at->pack->file);
    }
}

static void lay_entry_on_step(struct laying *at, const struct yaml_node *item,
                              struct pack_step *step)
{
    const struct yaml_node *drop = yaml_map_get(item, STR("drop"));
    struct str letter = step->letter;
    struct err err;
    bool dropped = false;
    for (const struct yaml_node *n = item->first; n != NULL; n = n->next) {
        lay_on_step(at, n, step);
    }
    check_party(at, item, "team", step->team);
    check_party(at, item, "escalate", step->escalate_to);
    check_wording(at, item, "letter", step->letter, true);
    check_wording(at, item, "guidance", step->guidance, false);
    check_letter(at, item, letter, step);
    if (drop != NULL && yaml_get_bool(drop, at->settings.file, &dropped, &err) != 0) {
        err_list_add(at->errors, &err);
    }
    step->dropped = dropped;
}

/* add_step - one of the council's own. It must stay within the pack's purposes and facts, and undo
 * nothing of the pack's. */
static void add_step(struct laying *at, const struct yaml_node *item, size_t pack_count)
{
    struct event_pack *pack = at->pack;
    struct pack_step *step = &pack->steps.at[pack->steps.count];
    size_t before = at->errors->count;
    if (!step_read(&at->settings, item, pack->scope, step)) {
        return;
    }
    step->local = true;
    if (step->purpose.len > 0 && !names_have(&pack->purposes, step->purpose)) {
        const struct yaml_node *clause = yaml_map_get(item, STR("purpose"));
        refuse(at, clause->line, clause->column,
               "\"purpose\": \"%.*s\" is no purpose of the pack, %s:%zu: an overlay can't widen it",
               PRI(step->purpose), pack->file, key_line(pack->node, STR("purposes")));
    }
    for (size_t i = 0; i < step->fields.count; i++) {
        struct str name = step->fields.at[i];
        if (!str_starts(name, STR("answers.")) && !str_eq(name, STR("today")) &&
            !names_have(&pack->facts, name)) {
            const struct yaml_node *clause = yaml_map_get(item, STR("fields"));
            refuse(at, clause->line, clause->column,
                   "\"fields\": \"%.*s\" is no fact of the pack, %s:%zu: an overlay can't look at "
                   "more of people",
                   (int)(name.len < 60 ? name.len : 60), name.ptr, pack->file,
                   key_line(pack->node, STR("facts")));
        }
    }
    const struct step_list of_pack = {pack->steps.at, pack_count};
    const struct pack_step *undoing =
        step->undo == UNDO_STEP ? step_find(&of_pack, step->undo_step) : NULL;
    if (undoing != NULL && !undoing->undoes) {
        const struct yaml_node *clause = yaml_map_get(item, STR("undo"));
        refuse(at, clause->line, clause->column,
               "\"undo\": \"%.*s\" is a step of the pack, %s:%zu, that would then be taken only to "
               "undo yours",
               PRI(step->undo_step), undoing->file, undoing->node->line);
    }
    check_party(at, item, "team", step->team);
    pack->steps.count += at->errors->count == before;
}

/* check_all_drops - those that may go, when all that go are known. */
static void check_all_drops(struct laying *at, const struct yaml_node *first,
                            const struct step_list *of_pack)
{
    for (const struct yaml_node *item = first; item != NULL; item = item->next) {
        const struct yaml_node *id = yaml_map_get(item, STR("step"));
        const struct yaml_node *drop = yaml_map_get(item, STR("drop"));
        const struct pack_step *step = id != NULL ? step_find(of_pack, id->text) : NULL;
        if (step != NULL && drop != NULL && step->dropped) {
            check_drop(at, drop, step);
        }
    }
}

static void take_out_dropped(struct step_list *steps)
{
    size_t kept = 0;
    for (size_t i = 0; i < steps->count; i++) {
        if (!steps->at[i].dropped) {
            steps->at[kept++] = steps->at[i];
        }
    }
    steps->count = kept;
}

static void lay_steps(struct laying *at)
{
    const struct pack_file *file = pack_folder_find(at->folder, "process.yaml");
    const struct yaml_node *root = file != NULL ? parse(at, file) : NULL;
    const struct yaml_node *first = NULL;
    struct step_list *steps = &at->pack->steps;
    size_t pack_count = steps->count;
    if (root == NULL || !entries(at, root, STR("steps"), PACK_STEPS_MAX - pack_count, &first)) {
        return;
    }
    struct pack_step *grown = arena_alloc(&at->pack->arena, PACK_STEPS_MAX * sizeof *grown);
    memcpy(grown, steps->at, pack_count * sizeof *grown);
    steps->at = grown;
    const struct step_list of_pack = {grown, pack_count};
    for (const struct yaml_node *item = first; item != NULL; item = item->next) {
        struct str id = id_of(at, item, STR("step"));
        if (id.len == 0 || stood_before(at, first, item, STR("step"), id)) {
            continue;
        }
        struct pack_step *step = step_find(&of_pack, id);
        if (step != NULL) {
            lay_entry_on_step(at, item, step);
        } else {
            add_step(at, item, pack_count);
        }
    }
    check_all_drops(at, first, &of_pack);
    take_out_dropped(steps);
}

/* ---- texts ---- */

static bool same_fields(const struct pack_text *a, const struct pack_text *b, struct str *ret)
{
    for (size_t i = 0; i < a->field_count; i++) {
        bool there = false;
        for (size_t j = 0; j < b->field_count; j++) {
            there = there || str_eq(a->fields[i].name, b->fields[j].name);
        }
        if (!there) {
            *ret = a->fields[i].name;
            return false;
        }
    }
    return true;
}

/* check_rewording - a text in place of the pack's says what it said, and no more. */
static void check_rewording(struct laying *at, const struct pack_text *before,
                            const struct pack_text *after)
{
    struct str field = STR("");
    if (after->says_what_happened && !before->says_what_happened) {
        refuse(at, 1, 1, "\"says_what_happened\": the pack's text, %s:1, does not", before->file);
    }
    if (!after->says_what_happened && before->says_what_happened && before->safe_because.len == 0) {
        refuse(at, 1, 1,
               "\"says_what_happened\": the pack's text, %s:1, does: a wording of your own is a "
               "letter under another name",
               before->file);
    }
    if (after->safe_because.len > 0 && before->safe_because.len == 0) {
        refuse(at, 1, 1,
               "\"safe_because\": the pack's text, %s:1, is not safe to be read by others",
               before->file);
    }
    if (!same_fields(before, after, &field)) {
        refuse(at, 1, 1, "{{%.*s}} of the pack's text, %s:1, is left out", PRI(field),
               before->file);
    }
    if (!same_fields(after, before, &field)) {
        refuse(at, 1, 1, "{{%.*s}} is not in the pack's text, %s:1", PRI(field), before->file);
    }
}

static void lay_texts(struct laying *at)
{
    struct pack_text_list *texts = &at->pack->texts;
    size_t room = texts->count + at->folder->count;
    struct pack_text *grown = arena_alloc(&at->pack->arena, (room + 1) * sizeof *grown);
    memcpy(grown, texts->at, texts->count * sizeof *grown);
    texts->at = grown;
    for (size_t i = 0; i < at->folder->count; i++) {
        const struct pack_file *file = &at->folder->files[i];
        struct pack_text text;
        bool is_text =
            str_starts(file->path, STR("letters/")) || str_starts(file->path, STR("guidance/"));
        at->settings = (struct settings){.file = file->where};
        if (!is_text || !pack_text_read(&at->pack->arena, file, &text, at->errors)) {
            continue;
        }
        struct pack_text *before = NULL;
        for (size_t t = 0; t < texts->count; t++) {
            struct pack_text *other = &texts->at[t];
            bool same = other->letter == text.letter && other->language == text.language &&
                        str_eq(other->name, text.name);
            before = same ? other : before;
        }
        if (before != NULL) {
            check_rewording(at, before, &text);
            *before = text;
        } else {
            texts->at[texts->count++] = text;
        }
    }
}

/* ---- the whole ---- */

/* check_files - an overlay has no event, triggers, measures, tests or pack.yaml of its own. */
static void check_files(struct laying *at)
{
    static const char *const may[] = {"overlay.yaml", "duties.yaml", "process.yaml",
                                      "letters/",     "guidance/",   "README.md"};
    for (size_t i = 0; i < at->folder->count; i++) {
        const struct pack_file *file = &at->folder->files[i];
        bool allowed = false;
        for (size_t m = 0; m < sizeof may / sizeof may[0]; m++) {
            allowed = allowed || str_starts(file->path, str_of(may[m]));
        }
        if (!allowed) {
            const struct pack_file *of_pack = pack_folder_find(&at->pack->folder, file->path.ptr);
            at->settings.file = file->where;
            refuse(at, 1, 1,
                   "an overlay has no \"%.*s\": that is the pack's, %s:1; only overlay.yaml, "
                   "duties.yaml, process.yaml, letters/ and guidance/",
                   PRI(file->path), of_pack != NULL ? of_pack->where : at->pack->file);
        }
    }
}

int overlay_apply(struct pack_folder *folder, struct event_pack *pack, struct err_list *errors)
{
    size_t before = errors->count;
    pack->overlay_folder = *folder;
    *folder = (struct pack_folder){0};
    struct laying laying = {.pack = pack, .folder = &pack->overlay_folder, .errors = errors};
    pack->has_overlay = true;
    check_files(&laying);
    lay_head(&laying);
    lay_texts(&laying);
    lay_duties(&laying);
    lay_steps(&laying);
    if (errors->count == before) {
        event_pack_check_names(pack, errors);
    }
    return errors->count == before ? 0
           : errors->kept > before ? errors->errors[before].code
                                   : ERR_INPUT;
}

int overlay_open(const char *pack_name, const char *overlay, struct event_pack *ret,
                 struct err_list *errors)
{
    struct event_pack pack = {0};
    struct pack_folder folder = {0};
    int code = event_pack_open(pack_name, &pack, errors);
    code = code ? code : pack_folder_read(overlay, &folder, errors);
    code = code ? code : overlay_apply(&folder, &pack, errors);
    if (code != 0) {
        event_pack_free(&pack);
        return code;
    }
    *ret = pack;
    return 0;
}

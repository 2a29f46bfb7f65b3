/* duty.c - duties.yaml, read. */
#include "duty.h"

#include <string.h>

const char *const duty_ower_names[DUTY_OWERS + 1] = {"council", "resident", "other", NULL};
const char *const duty_basis_names[DUTY_BASES + 1] = {"law", "guidance", "charter", NULL};

/* What a duty's readers fill, and the scope that its conditions are read in. */
struct reading {
    struct duty *duty;
    const struct feel_scope *scope;
};

static struct duty *duty_of(void *into)
{
    return ((struct reading *)into)->duty;
}

/* ---- single values ---- */

static int read_id(struct settings *settings, const struct yaml_node *node, void *into,
                   struct err *err)
{
    return definition_read_name(settings, node, &duty_of(into)->id, err);
}

static int read_title(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return definition_read_bilingual(settings, node, &duty_of(into)->title, err);
}

static int read_text(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return definition_read_bilingual(settings, node, &duty_of(into)->text, err);
}

static int read_owed_by(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    int place = 0;
    int code = setting_choice(settings, node, duty_ower_names, &place, err);
    duty_of(into)->owed_by = (enum duty_ower)place;
    return code;
}

static int read_basis(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    int place = 0;
    int code = setting_choice(settings, node, duty_basis_names, &place, err);
    duty_of(into)->basis = (enum duty_basis)place;
    return code;
}

static int read_nation(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    static const char *const names[] = {"england", "wales", "both", NULL};
    int place = 0;
    int code = setting_choice(settings, node, names, &place, err);
    duty_of(into)->nation = (enum nation)(place + 1);
    return code;
}

static int read_from(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return definition_read_day(settings, node, &duty_of(into)->from, err);
}

static int read_until(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    struct duty *duty = duty_of(into);
    int code = definition_read_day(settings, node, &duty->until, err);
    if (code == 0 && duty->until < duty->from) {
        return setting_refuse(settings, node, err, "this is before \"from\": mend one of the two");
    }
    return code;
}

static int read_unverified(struct settings *settings, const struct yaml_node *node, void *into,
                           struct err *err)
{
    return setting_text(settings, node, &duty_of(into)->unverified, err);
}

static int read_owner(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return definition_read_name(settings, node, &duty_of(into)->owner, err);
}

static int read_finds_out(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    return definition_read_name(settings, node, &duty_of(into)->finds_out, err);
}

static int read_applies_when(struct settings *settings, const struct yaml_node *node, void *into,
                             struct err *err)
{
    struct reading *reading = into;
    return condition_read_checked(settings, node, reading->scope, FEEL_BOOLEAN,
                                  &reading->duty->applies_when, err);
}

static int read_no_clock(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    return definition_read_bilingual(settings, node, &duty_of(into)->no_clock, err);
}

static int read_discharged_by(struct settings *settings, const struct yaml_node *node, void *into,
                              struct err *err)
{
    return definition_read_names(settings, node, &duty_of(into)->discharged_by, err);
}

/* ---- law ---- */

static int read_citation(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    return setting_text(settings, node, &((struct law *)into)->citation, err);
}

static int read_link(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    struct law *law = into;
    int code = setting_text(settings, node, &law->link, err);
    if (code == 0 && !str_starts(law->link, STR("https://"))) {
        return setting_refuse(settings, node, err, "a link begins with https://");
    }
    return code;
}

static int read_laws(struct settings *settings, const struct yaml_node *node, struct law_list *ret,
                     struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("citation"), SETTING_NEEDED, read_citation},
        {STR_INIT("link"), 0, read_link},
    };
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && (node->count == 0 || node->count > LAWS_MAX)) {
        return setting_refuse(settings, node, err, "1 to %d are wanted here", LAWS_MAX);
    }
    if (code != 0) {
        return code;
    }
    ret->at = arena_alloc(settings->arena, node->count * sizeof *ret->at);
    for (; item != NULL; item = item->next) {
        settings_read(settings, item, rows, sizeof rows / sizeof rows[0], &ret->at[ret->count++]);
    }
    return 0;
}

static int read_law(struct settings *settings, const struct yaml_node *node, void *into,
                    struct err *err)
{
    return read_laws(settings, node, &duty_of(into)->law, err);
}

/* ---- refusals ---- */

struct refusal_reading {
    struct duty_refusal *refusal;
    const struct feel_scope *scope;
};

static int read_when(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    struct refusal_reading *reading = into;
    return condition_read_checked(settings, node, reading->scope, FEEL_BOOLEAN,
                                  &reading->refusal->when, err);
}

static int read_reason(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    struct refusal_reading *reading = into;
    return definition_read_bilingual(settings, node, &reading->refusal->reason, err);
}

static int read_refusal_law(struct settings *settings, const struct yaml_node *node, void *into,
                            struct err *err)
{
    struct refusal_reading *reading = into;
    return read_laws(settings, node, &reading->refusal->law, err);
}

static int read_refuse_when(struct settings *settings, const struct yaml_node *node, void *into,
                            struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("when"), SETTING_NEEDED, read_when},
        {STR_INIT("reason"), SETTING_NEEDED, read_reason},
        {STR_INIT("law"), 0, read_refusal_law},
    };
    struct duty *duty = duty_of(into);
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && (node->count == 0 || node->count > REFUSALS_MAX)) {
        return setting_refuse(settings, node, err, "1 to %d are wanted here", REFUSALS_MAX);
    }
    for (; code == 0 && item != NULL; item = item->next) {
        struct refusal_reading reading = {&duty->refusals[duty->refusal_count++],
                                          ((struct reading *)into)->scope};
        settings_read(settings, item, rows, sizeof rows / sizeof rows[0], &reading);
    }
    return code;
}

/* ---- the clock ---- */

struct pause_reading {
    struct duty_pause *pause;
    const struct feel_scope *scope;
};

static int read_pause_id(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    return definition_read_name(settings, node, &((struct pause_reading *)into)->pause->id, err);
}

static int read_pause_title(struct settings *settings, const struct yaml_node *node, void *into,
                            struct err *err)
{
    struct pause_reading *reading = into;
    return definition_read_bilingual(settings, node, &reading->pause->title, err);
}

static int read_begins(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    struct pause_reading *reading = into;
    return condition_read_checked(settings, node, reading->scope, FEEL_DATE,
                                  &reading->pause->begins, err);
}

static int read_ends(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    struct pause_reading *reading = into;
    return condition_read_checked(settings, node, reading->scope, FEEL_DATE, &reading->pause->ends,
                                  err);
}

static int read_pause_law(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    return read_laws(settings, node, &((struct pause_reading *)into)->pause->law, err);
}

static int read_pauses(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("pause"), SETTING_NEEDED, read_pause_id},
        {STR_INIT("title"), SETTING_NEEDED, read_pause_title},
        {STR_INIT("begins"), SETTING_NEEDED, read_begins},
        {STR_INIT("ends"), SETTING_NEEDED, read_ends},
        {STR_INIT("law"), 0, read_pause_law},
    };
    struct duty_clock *clock = &duty_of(into)->clock;
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && (node->count == 0 || node->count > CLOCK_PAUSES_MAX)) {
        return setting_refuse(settings, node, err, "1 to %d are wanted here", CLOCK_PAUSES_MAX);
    }
    for (; code == 0 && item != NULL; item = item->next) {
        struct pause_reading reading = {&clock->pauses[clock->pause_count++],
                                        ((struct reading *)into)->scope};
        settings_read(settings, item, rows, sizeof rows / sizeof rows[0], &reading);
    }
    return code;
}

static int read_starts(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    struct reading *reading = into;
    return condition_read_checked(settings, node, reading->scope, FEEL_DATE,
                                  &reading->duty->clock.starts, err);
}

static int read_within(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    return length_read(settings, node, &duty_of(into)->clock.rule.within, err);
}

static int read_first_day(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    static const char *const names[] = {"next", "same", NULL};
    int place = 0;
    int code = setting_choice(settings, node, names, &place, err);
    duty_of(into)->clock.rule.start_counts = place == 1;
    return code;
}

static int read_last_day(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    static const char *const names[] = {"stays", "next_working_day", "previous_working_day", NULL};
    int place = 0;
    int code = setting_choice(settings, node, names, &place, err);
    duty_of(into)->clock.rule.last_day = (enum last_day)place;
    return code;
}

static int read_start_unknown(struct settings *settings, const struct yaml_node *node, void *into,
                              struct err *err)
{
    static const char *const names[] = {"find_out", "event_known", NULL};
    int place = 0;
    int code = setting_choice(settings, node, names, &place, err);
    duty_of(into)->clock.from_known = place == 1;
    return code;
}

static int read_clock(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("starts"), SETTING_NEEDED, read_starts},
        {STR_INIT("within"), SETTING_NEEDED, read_within},
        {STR_INIT("first_day"), 0, read_first_day},
        {STR_INIT("last_day"), 0, read_last_day},
        {STR_INIT("start_unknown"), 0, read_start_unknown},
        {STR_INIT("pauses"), 0, read_pauses},
    };
    (void)err; /* it keeps its own */
    duty_of(into)->has_clock = true;
    settings_read(settings, node, rows, sizeof rows / sizeof rows[0], into);
    return 0;
}

/* ---- the whole ---- */

static const struct setting rows[] = {
    {STR_INIT("duty"), SETTING_NEEDED, read_id},
    {STR_INIT("title"), SETTING_NEEDED, read_title},
    {STR_INIT("text"), SETTING_NEEDED, read_text},
    {STR_INIT("owed_by"), 0, read_owed_by},
    {STR_INIT("basis"), SETTING_NEEDED, read_basis},
    {STR_INIT("nation"), SETTING_NEEDED, read_nation},
    {STR_INIT("law"), 0, read_law},
    {STR_INIT("from"), 0, read_from},
    {STR_INIT("until"), 0, read_until},
    {STR_INIT("unverified"), 0, read_unverified},
    {STR_INIT("owner"), SETTING_NEEDED, read_owner},
    {STR_INIT("finds_out"), 0, read_finds_out},
    {STR_INIT("applies_when"), SETTING_NEEDED, read_applies_when},
    {STR_INIT("refuse_when"), 0, read_refuse_when},
    {STR_INIT("clock"), 0, read_clock},
    {STR_INIT("no_clock"), 0, read_no_clock},
    {STR_INIT("discharged_by"), 0, read_discharged_by},
};

static void refuse(struct settings *settings, const struct yaml_node *node, const char *message)
{
    struct err err;
    setting_refuse(settings, node, &err, "%s", message);
    err_list_add(settings->errors, &err);
}

/* check_whole - what its fields must be together. */
static void check_whole(struct settings *settings, const struct yaml_node *node,
                        const struct duty *duty)
{
    bool no_clock = yaml_map_get(node, STR("no_clock")) != NULL;
    if (duty->has_clock == no_clock) {
        refuse(settings, node,
               duty->has_clock ? "\"clock\" and \"no_clock\" both: take one out"
                               : "\"clock\" is missing: add it, or \"no_clock\" to say why there "
                                 "is none");
    }
    if (duty->basis != BASIS_CHARTER && duty->law.count == 0 && duty->unverified.len == 0) {
        refuse(settings, node,
               "\"law\" is missing: cite it, or say in \"unverified\" what is to be looked up");
    }
    if (duty->owed_by == OWED_BY_COUNCIL && duty->discharged_by.count == 0) {
        refuse(settings, node, "\"discharged_by\" is missing: name the steps that keep the duty");
    }
}

bool duty_read(struct settings *settings, const struct yaml_node *node,
               const struct feel_scope *scope, struct duty *ret)
{
    size_t before = settings->errors->count;
    struct reading reading = {ret, scope};
    *ret = (struct duty){.from = DAY_MIN, .until = DAY_MAX, .node = node, .file = settings->file};
    settings_read(settings, node, rows, sizeof rows / sizeof rows[0], &reading);
    if (settings->errors->count == before) {
        check_whole(settings, node, ret);
    }
    if (ret->finds_out.len == 0) {
        ret->finds_out = ret->owner;
    }
    return settings->errors->count == before;
}

static bool overlap(const struct duty *a, const struct duty *b)
{
    return str_eq(a->id, b->id) && (a->nation & b->nation) != 0 && a->from <= b->until &&
           b->from <= a->until;
}

void duty_list_read(struct settings *settings, const struct yaml_node *root,
                    const struct feel_scope *scope, struct duty_list *ret)
{
    static const struct str keys[] = {STR_INIT("duties")};
    struct duty_list list = {0};
    const struct yaml_node *item = NULL;
    const struct yaml_node *duties = yaml_map_get(root, keys[0]);
    struct err err;
    int code = yaml_map_check(root, settings->file, keys, 1, &err);
    if (code == 0 && duties == NULL) {
        code = setting_refuse(settings, root, &err, "\"duties\" is missing: add it");
    }
    code = code ? code : yaml_get_list(duties, settings->file, &item, &err);
    if (code == 0 && (duties->count == 0 || duties->count > DUTIES_MAX)) {
        code = setting_refuse(settings, duties, &err, "1 to %d duties are wanted here", DUTIES_MAX);
    }
    if (code != 0) {
        err_list_add(settings->errors, &err);
        return;
    }
    list.at = arena_alloc(settings->arena, duties->count * sizeof *list.at);
    for (; item != NULL; item = item->next) {
        struct duty *duty = &list.at[list.count];
        if (!duty_read(settings, item, scope, duty)) {
            continue;
        }
        for (size_t i = 0; i < list.count; i++) {
            if (overlap(&list.at[i], duty)) {
                setting_refuse(settings, item, &err,
                               "\"%.*s\" holds already on some of these days there, by line %zu: "
                               "mend nation, from or until",
                               PRI(duty->id), list.at[i].node->line);
                err_list_add(settings->errors, &err);
                break;
            }
        }
        list.count++;
    }
    *ret = list;
}

bool duty_in_force(const struct duty *duty, enum nation nation, int32_t day)
{
    return (duty->nation & nation) != 0 && duty->from <= day && day <= duty->until;
}

const struct duty *duty_find(const struct duty_list *duties, struct str id)
{
    for (size_t i = 0; i < duties->count; i++) {
        if (str_eq(duties->at[i].id, id)) {
            return &duties->at[i];
        }
    }
    return NULL;
}

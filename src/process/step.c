/* step.c - process.yaml, read. */
#include "step.h"

#include <assert.h>
#include <string.h>

const char *const step_kind_names[STEP_KINDS + 1] = {
    "task", "letter", "message", "call", "notice", "referral", "update", "decision", "wait", NULL};
const char *const step_proof_names[STEP_PROOFS + 1] = {"team_confirms", "recipient_confirms",
                                                       "source_shows",  "decided",
                                                       "time_passes",   "posted",
                                                       "delivered",     NULL};
const char *const step_channel_names[STEP_CHANNELS + 1] = {"preferred", "post", "email", "sms",
                                                           "phone",     "desk", "visit", NULL};

const char *const option_then_names[OPTION_THENS + 1] = {"goes_on",   "confirms",  "stays_open",
                                                         "ends_here", "withdraws", NULL};

const char *step_kind_title(enum step_kind kind, enum access_language language)
{
    static const char *const titles[STEP_KINDS][ACCESS_LANGUAGES] = {
        [STEP_TASK] = {"task", "tasg"},
        [STEP_LETTER] = {"letter", "llythyr"},
        [STEP_MESSAGE] = {"message", "neges"},
        [STEP_CALL] = {"call", "galwad"},
        [STEP_NOTICE] = {"notice to a partner", "hysbysiad i bartner"},
        [STEP_REFERRAL] = {"referral", "atgyfeiriad"},
        [STEP_UPDATE] = {"change in a system", "newid mewn system"},
        [STEP_DECISION] = {"decision", "penderfyniad"},
        [STEP_WAIT] = {"wait", "aros"},
    };
    return titles[kind][language];
}

const char *step_proof_title(enum step_proof proof, enum access_language language)
{
    static const char *const titles[STEP_PROOFS][ACCESS_LANGUAGES] = {
        [PROOF_TEAM_CONFIRMS] = {"the team confirms", "mae’r tîm yn cadarnhau"},
        [PROOF_RECIPIENT_CONFIRMS] = {"whoever gets it confirms", "mae’r derbynnydd yn cadarnhau"},
        [PROOF_SOURCE_SHOWS] = {"the system shows it", "mae’r system yn ei ddangos"},
        [PROOF_DECIDED] = {"it is decided", "mae wedi’i benderfynu"},
        [PROOF_TIME_PASSES] = {"the time has passed", "mae’r amser wedi mynd heibio"},
        [PROOF_POSTED] = {"it was posted", "mae wedi’i bostio"},
        [PROOF_DELIVERED] = {"it was delivered", "mae wedi’i ddosbarthu"},
    };
    return titles[proof][language];
}

/* ---- of every kind ---- */

static struct pack_step *step_of(void *into)
{
    return ((struct step_reading *)into)->step;
}

static int read_id(struct settings *settings, const struct yaml_node *node, void *into,
                   struct err *err)
{
    return definition_read_name(settings, node, &step_of(into)->id, err);
}

static int read_kind(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    int place = 0;
    int code = setting_choice(settings, node, step_kind_names, &place, err);
    step_of(into)->kind = (enum step_kind)place;
    return code;
}

static int read_title(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return definition_read_bilingual(settings, node, &step_of(into)->title, err);
}

static int read_team(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return definition_read_name(settings, node, &step_of(into)->team, err);
}

static int read_purpose(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    return definition_read_name(settings, node, &step_of(into)->purpose, err);
}

static int read_after(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    if (node->kind == YAML_LIST && node->count > STEP_AFTER_MAX) {
        return setting_refuse(settings, node, err, "at most %d steps", STEP_AFTER_MAX);
    }
    return definition_read_names(settings, node, &step_of(into)->after, err);
}

static int read_when(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    struct step_reading *reading = into;
    return condition_read_checked(settings, node, reading->scope, FEEL_BOOLEAN,
                                  &reading->step->when, err);
}

static int read_for_duty(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    struct name_list *duties = &step_of(into)->for_duty;
    if (node->kind == YAML_LIST) {
        return definition_read_names(settings, node, duties, err);
    }
    duties->at = arena_alloc(settings->arena, sizeof *duties->at);
    duties->count = 1;
    return definition_read_name(settings, node, duties->at, err);
}

int step_read_due(struct settings *settings, const struct yaml_node *node, void *into,
                  struct err *err)
{
    return length_read(settings, node, &step_of(into)->due, err);
}

static int read_escalate_after(struct settings *settings, const struct yaml_node *node, void *into,
                               struct err *err)
{
    return length_read(settings, node, &step_of(into)->escalate_after, err);
}

static int read_escalate_to(struct settings *settings, const struct yaml_node *node, void *into,
                            struct err *err)
{
    return definition_read_name(settings, node, &step_of(into)->escalate_to, err);
}

int step_read_escalate(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("after"), SETTING_NEEDED, read_escalate_after},
        {STR_INIT("to"), SETTING_NEEDED, read_escalate_to},
    };
    (void)err; /* it keeps its own */
    settings_read(settings, node, rows, sizeof rows / sizeof rows[0], into);
    return 0;
}

static int read_undo(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    struct pack_step *step = step_of(into);
    struct str text = STR("");
    int code = definition_read_name(settings, node, &text, err);
    step->undo = str_eq(text, STR("nothing"))     ? UNDO_NOTHING
                 : str_eq(text, STR("tell_team")) ? UNDO_TELL_TEAM
                                                  : UNDO_STEP;
    step->undo_step = step->undo == UNDO_STEP ? text : STR("");
    return code;
}

static int read_confirmation(struct settings *settings, const struct yaml_node *node, void *into,
                             struct err *err)
{
    return definition_read_bilingual(settings, node, &step_of(into)->confirmation, err);
}

static int read_sending_suffices(struct settings *settings, const struct yaml_node *node,
                                 void *into, struct err *err)
{
    return yaml_get_bool(node, settings->file, &step_of(into)->sending_suffices, err);
}

/* The proofs that each kind may have, as bits. */
#define BIT(proof) (1U << (proof))
static const unsigned proofs_of[STEP_KINDS] = {
    [STEP_TASK] = BIT(PROOF_TEAM_CONFIRMS) | BIT(PROOF_SOURCE_SHOWS),
    [STEP_LETTER] = BIT(PROOF_POSTED) | BIT(PROOF_RECIPIENT_CONFIRMS) | BIT(PROOF_TEAM_CONFIRMS),
    [STEP_MESSAGE] =
        BIT(PROOF_DELIVERED) | BIT(PROOF_RECIPIENT_CONFIRMS) | BIT(PROOF_TEAM_CONFIRMS),
    [STEP_CALL] = BIT(PROOF_TEAM_CONFIRMS),
    [STEP_NOTICE] = BIT(PROOF_RECIPIENT_CONFIRMS),
    [STEP_REFERRAL] = BIT(PROOF_RECIPIENT_CONFIRMS),
    [STEP_UPDATE] = BIT(PROOF_SOURCE_SHOWS) | BIT(PROOF_TEAM_CONFIRMS),
    [STEP_DECISION] = BIT(PROOF_DECIDED),
    [STEP_WAIT] = BIT(PROOF_TIME_PASSES),
};

static int read_done_when(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    const char *choices[STEP_PROOFS + 1] = {NULL};
    enum step_proof proofs[STEP_PROOFS] = {PROOF_TEAM_CONFIRMS};
    size_t count = 0;
    int place = 0;
    for (int i = 0; i < STEP_PROOFS; i++) {
        if ((proofs_of[step_of(into)->kind] & BIT(i)) != 0) {
            proofs[count] = (enum step_proof)i;
            choices[count++] = step_proof_names[i];
        }
    }
    int code = setting_choice(settings, node, choices, &place, err);
    step_of(into)->proof = proofs[place];
    return code;
}

/* ---- of some kinds ---- */

static int read_asks(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return definition_read_names(settings, node, &step_of(into)->asks, err);
}

static int read_guidance(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    return definition_read_name(settings, node, &step_of(into)->guidance, err);
}

static int read_letter(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    return definition_read_name(settings, node, &step_of(into)->letter, err);
}

static int read_evidence(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    return definition_read_bilingual(settings, node, &step_of(into)->evidence, err);
}

static int read_service(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    return definition_read_bilingual(settings, node, &step_of(into)->service, err);
}

static int read_change(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    return definition_read_bilingual(settings, node, &step_of(into)->change, err);
}

static int read_appeal(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    return definition_read_bilingual(settings, node, &step_of(into)->appeal, err);
}

static int read_to(struct settings *settings, const struct yaml_node *node, void *into,
                   struct err *err)
{
    return definition_read_name(settings, node, &step_of(into)->to, err);
}

static int read_source(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    int place = 0;
    int code = setting_choice(settings, node, source_category_names, &place, err);
    step_of(into)->source = (enum source_category)place;
    return code;
}

static int read_first(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    int place = 0;
    int code = setting_choice(settings, node, step_channel_names, &place, err);
    step_of(into)->first = (enum step_channel)place;
    return code;
}

static int read_cannot(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    struct pack_step *step = step_of(into);
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && node->count > STEP_CANNOT_MAX) {
        return setting_refuse(settings, node, err, "at most %d are wanted here", STEP_CANNOT_MAX);
    }
    step->cannot_count = 0;
    for (; code == 0 && item != NULL; item = item->next) {
        int place = 0;
        code = setting_choice(settings, item, step_channel_names + 1, &place, err);
        step->cannot[step->cannot_count++] = (enum step_channel)(place + 1);
    }
    return code;
}

int step_read_channel(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("first"), SETTING_NEEDED, read_first},
        {STR_INIT("cannot"), 0, read_cannot},
    };
    (void)err; /* it keeps its own */
    settings_read(settings, node, rows, sizeof rows / sizeof rows[0], into);
    return 0;
}

/* read_fields - names of facts, "person.birth_date"; whether the pack has them is looked up later.
 * */
static int read_fields(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    struct name_list *fields = &step_of(into)->fields;
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && (node->count == 0 || node->count > DEFINITION_LIST_MAX)) {
        return setting_refuse(settings, node, err, "1 to %d are wanted here", DEFINITION_LIST_MAX);
    }
    if (code == 0) {
        fields->at = arena_alloc(settings->arena, node->count * sizeof *fields->at);
    }
    for (; code == 0 && item != NULL; item = item->next) {
        code = setting_text(settings, item, &fields->at[fields->count], err);
        fields->count += code == 0;
    }
    return code;
}

static int read_options(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    struct pack_step *step = step_of(into);
    if (node->kind != YAML_MAP || node->count == 0 || node->count > STEP_OPTIONS_MAX) {
        return setting_refuse(settings, node, err,
                              "1 to %d options are wanted here, each NAME: {en: …, cy: …}",
                              STEP_OPTIONS_MAX);
    }
    for (const struct yaml_node *m = node->first; m != NULL; m = m->next) {
        struct step_option *option = &step->options[step->option_count++];
        if (!definition_name_fits(m->key)) {
            return setting_refuse(settings, m, err, "this option's name is no name here");
        }
        option->id = arena_str(settings->arena, m->key);
        int code = definition_read_bilingual(settings, m, &option->title, err);
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

/* read_then - what follows each option, by its name; options are read before (settings_read goes by
 * the rows' order). */
static int read_then(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    struct pack_step *step = step_of(into);
    if (node->kind != YAML_MAP) {
        return setting_refuse(settings, node, err,
                              "what follows an option is wanted here: {NAME: goes_on}");
    }
    for (const struct yaml_node *m = node->first; m != NULL; m = m->next) {
        size_t place = 0;
        int then = 0;
        while (place < step->option_count && !str_eq(step->options[place].id, m->key)) {
            place++;
        }
        if (place == step->option_count) {
            return setting_refuse(settings, m, err, "there is no option \"%.*s\" in this step",
                                  PRI(m->key));
        }
        int code = setting_choice(settings, m, option_then_names, &then, err);
        if (code != 0) {
            return code;
        }
        step->options[place].then = (enum option_then)then;
    }
    return 0;
}

static int read_for(struct settings *settings, const struct yaml_node *node, void *into,
                    struct err *err)
{
    return length_read(settings, node, &step_of(into)->wait_for, err);
}

static int read_until(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    struct step_reading *reading = into;
    return condition_read_checked(settings, node, reading->scope, FEEL_DATE,
                                  &reading->step->wait_until, err);
}

static int read_until_answered(struct settings *settings, const struct yaml_node *node, void *into,
                               struct err *err)
{
    return definition_read_name(settings, node, &step_of(into)->until_answered, err);
}

/* ---- the whole ---- */

static const struct setting common[] = {
    {STR_INIT("step"), SETTING_NEEDED, read_id},
    {STR_INIT("kind"), SETTING_NEEDED, read_kind},
    {STR_INIT("title"), SETTING_NEEDED, read_title},
    {STR_INIT("team"), SETTING_NEEDED, read_team},
    {STR_INIT("purpose"), 0, read_purpose},
    {STR_INIT("after"), 0, read_after},
    {STR_INIT("when"), 0, read_when},
    {STR_INIT("for_duty"), 0, read_for_duty},
    {STR_INIT("due"), 0, step_read_due},
    {STR_INIT("escalate"), 0, step_read_escalate},
    {STR_INIT("undo"), SETTING_NEEDED, read_undo},
    {STR_INIT("done_when"), SETTING_NEEDED, read_done_when},
    {STR_INIT("confirmation"), 0, read_confirmation},
};

static const struct setting of_task[] = {
    {STR_INIT("asks"), 0, read_asks},
    {STR_INIT("guidance"), 0, read_guidance},
    {STR_INIT("evidence"), 0, read_evidence},
};
static const struct setting of_letter[] = {
    /* and message */
    {STR_INIT("letter"), SETTING_NEEDED, read_letter},
    {STR_INIT("to"), SETTING_NEEDED, read_to},
    {STR_INIT("channel"), SETTING_NEEDED, step_read_channel},
    {STR_INIT("sending_suffices"), 0, read_sending_suffices},
};
static const struct setting of_call[] = {
    {STR_INIT("guidance"), SETTING_NEEDED, read_guidance},
    {STR_INIT("to"), SETTING_NEEDED, read_to},
    {STR_INIT("channel"), SETTING_NEEDED, step_read_channel},
    {STR_INIT("asks"), 0, read_asks},
};
static const struct setting of_notice[] = {
    {STR_INIT("to"), SETTING_NEEDED, read_to},
    {STR_INIT("fields"), SETTING_NEEDED, read_fields},
};
static const struct setting of_referral[] = {
    {STR_INIT("to"), SETTING_NEEDED, read_to},
    {STR_INIT("service"), SETTING_NEEDED, read_service},
    {STR_INIT("fields"), SETTING_NEEDED, read_fields},
};
static const struct setting of_update[] = {
    {STR_INIT("source"), SETTING_NEEDED, read_source},
    {STR_INIT("change"), SETTING_NEEDED, read_change},
    {STR_INIT("fields"), 0, read_fields},
};
static const struct setting of_decision[] = {
    {STR_INIT("options"), SETTING_NEEDED, read_options},
    {STR_INIT("then"), 0, read_then},
    {STR_INIT("appeal"), SETTING_NEEDED, read_appeal},
    {STR_INIT("asks"), 0, read_asks},
    {STR_INIT("guidance"), 0, read_guidance},
};
static const struct setting of_wait[] = {
    {STR_INIT("for"), 0, read_for},
    {STR_INIT("until"), 0, read_until},
    {STR_INIT("until_answered"), 0, read_until_answered},
};

#define ROWS(table)                                                                                \
    {                                                                                              \
        table, sizeof table / sizeof table[0]                                                      \
    }
static const struct {
    const struct setting *rows;
    size_t count;
} rows_of[STEP_KINDS] = {
    [STEP_TASK] = ROWS(of_task),      [STEP_LETTER] = ROWS(of_letter),
    [STEP_MESSAGE] = ROWS(of_letter), [STEP_CALL] = ROWS(of_call),
    [STEP_NOTICE] = ROWS(of_notice),  [STEP_REFERRAL] = ROWS(of_referral),
    [STEP_UPDATE] = ROWS(of_update),  [STEP_DECISION] = ROWS(of_decision),
    [STEP_WAIT] = ROWS(of_wait),
};

/* kind_of - of the step, to know which other keys it may have. Wrong ones count as task: the reader
 * of the key itself tells. */
static enum step_kind kind_of(struct settings *settings, const struct yaml_node *node)
{
    const struct yaml_node *kind = yaml_map_get(node, STR("kind"));
    int place = 0;
    struct err err;
    if (kind != NULL && setting_choice(settings, kind, step_kind_names, &place, &err) != 0) {
        place = STEP_TASK;
    }
    return (enum step_kind)place;
}

bool step_read(struct settings *settings, const struct yaml_node *node,
               const struct feel_scope *scope, struct pack_step *ret)
{
    enum { COMMON = sizeof common / sizeof common[0] };
    struct setting rows[SETTINGS_MAX];
    struct step_reading reading = {ret, scope};
    size_t before = settings->errors->count;
    enum step_kind kind = kind_of(settings, node);
    assert(COMMON + rows_of[kind].count <= SETTINGS_MAX);
    memcpy(rows, common, sizeof common);
    memcpy(rows + COMMON, rows_of[kind].rows, rows_of[kind].count * sizeof rows[0]);
    *ret = (struct pack_step){.kind = kind, .node = node, .file = settings->file};
    settings_read(settings, node, rows, COMMON + rows_of[kind].count, &reading);
    int waits =
        (ret->wait_for.count > 0) + (ret->wait_until.text.len > 0) + (ret->until_answered.len > 0);
    if (settings->errors->count == before && kind == STEP_WAIT && waits != 1) {
        struct err err;
        setting_refuse(settings, node, &err,
                       "a wait needs one of \"for\", \"until\" and \"until_answered\"");
        err_list_add(settings->errors, &err);
    }
    return settings->errors->count == before;
}

void step_list_read(struct settings *settings, const struct yaml_node *root,
                    const struct feel_scope *scope, struct step_list *ret)
{
    static const struct str keys[] = {STR_INIT("steps")};
    struct step_list list = {0};
    const struct yaml_node *item = NULL;
    const struct yaml_node *steps = yaml_map_get(root, keys[0]);
    struct err err;
    int code = yaml_map_check(root, settings->file, keys, 1, &err);
    if (code == 0 && steps == NULL) {
        code = setting_refuse(settings, root, &err, "\"steps\" is missing: add it");
    }
    code = code ? code : yaml_get_list(steps, settings->file, &item, &err);
    if (code == 0 && (steps->count == 0 || steps->count > PACK_STEPS_MAX)) {
        code =
            setting_refuse(settings, steps, &err, "1 to %d steps are wanted here", PACK_STEPS_MAX);
    }
    if (code != 0) {
        err_list_add(settings->errors, &err);
        return;
    }
    list.at = arena_alloc(settings->arena, steps->count * sizeof *list.at);
    for (; item != NULL; item = item->next) {
        struct pack_step *step = &list.at[list.count];
        if (!step_read(settings, item, scope, step)) {
            continue;
        }
        const struct pack_step *same = step_find(&list, step->id);
        if (same != NULL) {
            setting_refuse(settings, item, &err, "\"%.*s\" stands already on line %zu: rename one",
                           PRI(step->id), same->node->line);
            err_list_add(settings->errors, &err);
        }
        list.count++;
    }
    *ret = list;
}

struct pack_step *step_find(const struct step_list *steps, struct str id)
{
    for (size_t i = 0; i < steps->count; i++) {
        if (str_eq(steps->at[i].id, id)) {
            return &steps->at[i];
        }
    }
    return NULL;
}

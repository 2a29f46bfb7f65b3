/* event_type.c - event.yaml read. */
#include "event_type.h"

#include "fact_scope.h"

const char *const teller_names[TELLERS + 1] = {
    "self",     "partner",      "family",        "friend", "executor",
    "landlord", "professional", "other_council", "staff",  NULL};
const char *const channel_names[CHANNELS + 1] = {"phone", "web",   "post",   "desk",
                                                 "email", "visit", "system", NULL};
const char *const sensitivity_names[4] = {"ordinary", "sensitive", "special", NULL};
const char *const question_type_names[QUESTION_TYPES + 1] = {
    "yes_no", "date",   "number",  "money", "choice", "choices",
    "text",   "person", "address", "phone", "email",  NULL};

/* The Welsh is to be checked by a translator. */
static const char *const teller_titles[TELLERS][ACCESS_LANGUAGES] = {
    [TELLER_SELF] = {"the person themselves", "y person ei hun"},
    [TELLER_PARTNER] = {"husband, wife or partner", "gŵr, gwraig neu bartner"},
    [TELLER_FAMILY] = {"family", "teulu"},
    [TELLER_FRIEND] = {"a friend or neighbour", "ffrind neu gymydog"},
    [TELLER_EXECUTOR] = {"executor or administrator", "ysgutor neu weinyddwr"},
    [TELLER_LANDLORD] = {"landlord", "landlord"},
    [TELLER_PROFESSIONAL] = {"a professional", "gweithiwr proffesiynol"},
    [TELLER_OTHER_COUNCIL] = {"another council", "cyngor arall"},
    [TELLER_STAFF] = {"a member of staff", "aelod o staff"},
};
static const char *const channel_titles[CHANNELS][ACCESS_LANGUAGES] = {
    [CHANNEL_PHONE] = {"by telephone", "dros y ffôn"},
    [CHANNEL_WEB] = {"on the web", "ar y we"},
    [CHANNEL_POST] = {"by post", "drwy’r post"},
    [CHANNEL_DESK] = {"at the desk", "wrth y ddesg"},
    [CHANNEL_EMAIL] = {"by e-mail", "drwy e-bost"},
    [CHANNEL_VISIT] = {"at a visit", "yn ystod ymweliad"},
    [CHANNEL_SYSTEM] = {"from another system", "o system arall"},
};

const char *teller_title(enum teller teller, enum access_language language)
{
    return teller_titles[teller][language];
}

const char *channel_title(enum channel channel, enum access_language language)
{
    return channel_titles[channel][language];
}

/* ---- conditions ---- */

int condition_read(struct settings *settings, const struct yaml_node *node, struct condition *ret,
                   struct err *err)
{
    struct str text;
    int code = yaml_get_text(node, settings->file, &text, err);
    if (code == 0 && (str_trim(text).len == 0 || text.len > SETTING_QUERY_MAX)) {
        return setting_refuse(settings, node, err,
                              "a FEEL expression of at most %d bytes is wanted here",
                              SETTING_QUERY_MAX);
    }
    if (code == 0) {
        *ret = (struct condition){.text = arena_str(settings->arena, text),
                                  .line = node->line,
                                  .column = node->column + (node->quoted ? 1 : 0)};
    }
    return code;
}

int condition_check(struct arena *arena, struct condition *c, const char *file,
                    const struct feel_scope *scope, enum feel_kind kind, struct err *err)
{
    const struct feel_parse_options options = {
        .file = file, .line = c->line, .column = c->column, .checked = true};
    const struct feel_node *tree = NULL;
    if (c->text.len == 0) {
        return 0;
    }
    int code = feel_parse(arena, c->text, scope, &options, &tree, err);
    /* Of what FEEL itself can't say the type, such as a duration added, it is seen when it is
     * asked: another than is wanted can't tell then. */
    if (code == 0 && kind != FEEL_ANY && tree->type->kind != FEEL_ANY &&
        !feel_type_conforms(tree->type, feel_type_simple(kind))) {
        struct str found = feel_type_text(arena, tree->type);
        return err_at(err, ERR_INPUT, file, c->line, c->column,
                      "this gives %.*s, and %s is wanted here",
                      PRI(found), /* not personal: a type */
                      feel_kind_name(kind));
    }
    c->tree = code == 0 ? tree : c->tree;
    return code;
}

/* ---- questions ---- */

static int read_name(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return definition_read_name(settings, node, &((struct question *)into)->name, err);
}

static int read_text(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return definition_read_bilingual(settings, node, &((struct question *)into)->text, err);
}

static int read_help(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return definition_read_bilingual(settings, node, &((struct question *)into)->help, err);
}

static int read_type(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    int type = 0;
    int code = setting_choice(settings, node, question_type_names, &type, err);
    ((struct question *)into)->type = (enum question_type)type;
    return code;
}

static int read_asked_of(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    static const char *const words[] = {"teller", "team", NULL};
    int place = 0;
    int code = setting_choice(settings, node, words, &place, err);
    ((struct question *)into)->of_team = place == 1;
    return code;
}

static int read_required(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    struct question *q = into;
    int code = yaml_get_bool(node, settings->file, &q->required, err);
    return code == 0 && q->required && q->of_team
               ? setting_refuse(settings, node, err,
                                "what a team finds out later can't be required when it is told")
               : code;
}

static int read_ask_when(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    return condition_read(settings, node, &((struct question *)into)->ask_when, err);
}

static bool is_number(const struct question *q)
{
    return q->type == QUESTION_NUMBER || q->type == QUESTION_MONEY;
}

static int read_bound(struct settings *settings, const struct yaml_node *node,
                      const struct question *q, int64_t *ret, bool *ret_there, struct err *err)
{
    if (!is_number(q)) {
        return setting_refuse(settings, node, err, "only a number or money has bounds");
    }
    int code = yaml_get_whole(node, settings->file, -1000000000, 1000000000, ret, err);
    *ret_there = code == 0;
    return code;
}

static int read_min(struct settings *settings, const struct yaml_node *node, void *into,
                    struct err *err)
{
    struct question *q = into;
    return read_bound(settings, node, q, &q->min, &q->bounded_below, err);
}

static int read_max(struct settings *settings, const struct yaml_node *node, void *into,
                    struct err *err)
{
    struct question *q = into;
    int code = read_bound(settings, node, q, &q->max, &q->bounded_above, err);
    return code == 0 && q->bounded_below && q->max < q->min
               ? setting_refuse(settings, node, err, "the greatest is less than the least")
               : code;
}

static int read_day_bound(struct settings *settings, const struct yaml_node *node,
                          const struct question *q, struct condition *ret, struct err *err)
{
    return q->type != QUESTION_DATE
               ? setting_refuse(settings, node, err, "only a date has days before and after it")
               : condition_read(settings, node, ret, err);
}

static int read_not_before(struct settings *settings, const struct yaml_node *node, void *into,
                           struct err *err)
{
    struct question *q = into;
    return read_day_bound(settings, node, q, &q->not_before, err);
}

static int read_not_after(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    struct question *q = into;
    return read_day_bound(settings, node, q, &q->not_after, err);
}

static int read_options(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    struct question *q = into;
    int code = 0;
    if (q->type != QUESTION_CHOICE && q->type != QUESTION_CHOICES) {
        return setting_refuse(settings, node, err, "only choice and choices have options");
    }
    if (node->kind != YAML_MAP || node->count < 2 || node->count > EVENT_OPTIONS_MAX) {
        return setting_refuse(settings, node, err, "2 to %d options are wanted here",
                              EVENT_OPTIONS_MAX);
    }
    q->options = arena_alloc(settings->arena, node->count * sizeof *q->options);
    for (const struct yaml_node *n = node->first; code == 0 && n != NULL; n = n->next) {
        struct question_option *option = &q->options[q->option_count++];
        if (!definition_name_fits(n->key)) {
            return err_at(err, ERR_INPUT, settings->file, n->key_line, n->key_column,
                          "an option's name is letters, digits and _ only, at most %d",
                          DEFINITION_NAME_MAX);
        }
        option->name = arena_str(settings->arena, n->key);
        code = definition_read_bilingual(settings, n, &option->text, err);
    }
    return code;
}

static int check_question(struct settings *settings, const struct yaml_node *node,
                          const struct event_type *type, const struct question *q, struct err *err)
{
    bool chooses = q->type == QUESTION_CHOICE || q->type == QUESTION_CHOICES;
    if (chooses && q->option_count == 0) {
        return setting_refuse(settings, node, err, "a choice needs \"options\": add them");
    }
    if (str_eq(q->name, STR("happened"))) {
        return setting_refuse(
            settings, node, err,
            "the day it happened is asked of every event: call it something else");
    }
    for (size_t i = 0; i < type->question_count; i++) {
        if (str_eq(type->questions[i].name, q->name)) {
            return setting_refuse(settings, node, err, "there is a question of this name before");
        }
    }
    return 0;
}

static int read_questions(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    /* In this order: options and bounds are held against the type. */
    static const struct setting rows[] = {
        {STR_INIT("question"), SETTING_NEEDED, read_name},
        {STR_INIT("text"), SETTING_NEEDED, read_text},
        {STR_INIT("help"), 0, read_help},
        {STR_INIT("type"), SETTING_NEEDED, read_type},
        {STR_INIT("options"), 0, read_options},
        {STR_INIT("asked_of"), 0, read_asked_of},
        {STR_INIT("required"), 0, read_required},
        {STR_INIT("ask_when"), 0, read_ask_when},
        {STR_INIT("min"), 0, read_min},
        {STR_INIT("max"), 0, read_max},
        {STR_INIT("not_before"), 0, read_not_before},
        {STR_INIT("not_after"), 0, read_not_after},
    };
    struct event_type *type = into;
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && node->count > EVENT_QUESTIONS_MAX) {
        return setting_refuse(settings, node, err, "at most %d questions", EVENT_QUESTIONS_MAX);
    }
    if (code == 0) {
        type->questions = arena_alloc(settings->arena, (node->count + 1) * sizeof *type->questions);
    }
    for (; code == 0 && item != NULL; item = item->next) {
        struct question *q = &type->questions[type->question_count];
        size_t before = settings->errors->count;
        struct err found = {0};
        settings_read(settings, item, rows, sizeof rows / sizeof rows[0], q);
        if (settings->errors->count == before &&
            check_question(settings, item, type, q, &found) != 0) {
            err_list_add(settings->errors, &found);
        }
        type->question_count++;
    }
    return code;
}

/* ---- the event ---- */

static int read_event(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    struct event_type *type = into; /* its id is what the pack is called */
    struct str text = STR("");
    int code = setting_text(settings, node, &text, err);
    return code == 0 && !str_eq(text, type->id)
               ? setting_refuse(settings, node, err, "the pack is called %.*s: write that here",
                                PRI(type->id))
               : code;
}

static int read_title(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return definition_read_bilingual(settings, node, &((struct event_type *)into)->title, err);
}

static int read_subject(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    int kind = 0;
    int code = setting_choice(settings, node, entity_kind_names, &kind, err);
    ((struct event_type *)into)->subject = (enum entity_kind)kind;
    return code;
}

/* Some of the words choices[], as bits. */
static int read_bits(struct settings *settings, const struct yaml_node *node,
                     const char *const *choices, unsigned *ret, struct err *err)
{
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && item == NULL) {
        return setting_refuse(settings, node, err, "one at least is wanted here");
    }
    for (; code == 0 && item != NULL; item = item->next) {
        int place = 0;
        code = setting_choice(settings, item, choices, &place, err);
        *ret |= code == 0 ? 1U << place : 0;
    }
    return code;
}

static int read_told_by(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    return read_bits(settings, node, teller_names, &((struct event_type *)into)->tellers, err);
}

static int read_sensitivity(struct settings *settings, const struct yaml_node *node, void *into,
                            struct err *err)
{
    int place = 0;
    int code = setting_choice(settings, node, sensitivity_names, &place, err);
    ((struct event_type *)into)->sensitivity = (enum sensitivity)place;
    return code;
}

static int read_ends_life(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    return yaml_get_bool(node, settings->file, &((struct event_type *)into)->ends_life, err);
}

static int read_languages(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    static const char *const codes[] = {"en", "cy", NULL};
    struct event_type *type = into;
    unsigned bits = 0;
    int code = read_bits(settings, node, codes, &bits, err);
    type->languages[ACCESS_ENGLISH] = (bits & 1) != 0;
    type->languages[ACCESS_WELSH] = (bits & 2) != 0;
    return code;
}

static int read_within_days(struct settings *settings, const struct yaml_node *node, void *into,
                            struct err *err)
{
    return yaml_get_whole(node, settings->file, 0, EVENT_WITHIN_DAYS_MAX,
                          &((struct event_type *)into)->within_days, err);
}

static int read_same_answers(struct settings *settings, const struct yaml_node *node, void *into,
                             struct err *err)
{
    struct event_type *type = into;
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && item != NULL) {
        code = definition_read_names(settings, node, &type->same_answers, err);
    }
    for (; code == 0 && item != NULL; item = item->next) {
        if (event_question(type, item->text) == NULL) {
            return setting_refuse(settings, item, err, "no question is called so");
        }
    }
    return code;
}

static int read_same_when(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("within_days"), SETTING_NEEDED, read_within_days},
        {STR_INIT("answers"), 0, read_same_answers},
    };
    (void)err; /* it keeps its own */
    ((struct event_type *)into)->same_line = node->line;
    settings_read(settings, node, rows, sizeof rows / sizeof rows[0], into);
    return 0;
}

static const struct setting rows[] = {
    {STR_INIT("event"), SETTING_NEEDED, read_event},
    {STR_INIT("title"), SETTING_NEEDED, read_title},
    {STR_INIT("subject"), SETTING_NEEDED, read_subject},
    {STR_INIT("told_by"), SETTING_NEEDED, read_told_by},
    {STR_INIT("sensitivity"), SETTING_NEEDED, read_sensitivity},
    {STR_INIT("ends_life"), 0, read_ends_life},
    {STR_INIT("languages"), SETTING_NEEDED, read_languages},
    {STR_INIT("questions"), 0, read_questions},
    {STR_INIT("same_when"), SETTING_NEEDED, read_same_when},
};

static void keep(struct err_list *errors, int code, const struct err *err)
{
    if (code != 0) {
        err_list_add(errors, err);
    }
}

/* Each condition sees the answers to the questions before it. */
static void check_conditions(struct event_type *type, const char *file, struct err_list *errors)
{
    for (size_t i = 0; i < type->question_count; i++) {
        struct question *q = &type->questions[i];
        const struct feel_scope *scope = fact_scope(&type->arena, type->questions, i, NULL);
        struct err err = {0};
        keep(errors, condition_check(&type->arena, &q->ask_when, file, scope, FEEL_BOOLEAN, &err),
             &err);
        keep(errors, condition_check(&type->arena, &q->not_before, file, scope, FEEL_DATE, &err),
             &err);
        keep(errors, condition_check(&type->arena, &q->not_after, file, scope, FEEL_DATE, &err),
             &err);
    }
}

int event_type_parse(struct str text, const char *file, struct str id, struct event_type *ret,
                     struct err_list *errors)
{
    struct event_type type = {0};
    struct settings settings = {.file = file, .arena = &type.arena, .errors = errors};
    struct arena arena = {0};
    struct yaml_node *root = NULL;
    struct err err = {0};
    size_t before = errors->count;
    type.id = arena_str(&type.arena, id);
    type.file = arena_str(&type.arena, str_of(file));
    int code = yaml_tree_parse(&arena, text, file, &root, &err);
    if (code != 0) {
        err_list_add(errors, &err);
    } else {
        settings_read(&settings, root, rows, sizeof rows / sizeof rows[0], &type);
    }
    if (errors->count == before) {
        check_conditions(&type, file, errors);
    }
    arena_free(&arena);
    if (errors->count > before) {
        err_list_sort(errors, before);
        event_type_free(&type);
        return code ? code : ERR_INPUT;
    }
    *ret = type;
    return 0;
}

void event_type_free(struct event_type *type)
{
    arena_free(&type->arena);
    *type = (struct event_type){0};
}

const struct question *event_question(const struct event_type *type, struct str name)
{
    for (size_t i = 0; i < type->question_count; i++) {
        if (str_eq(type->questions[i].name, name)) {
            return &type->questions[i];
        }
    }
    return NULL;
}

const struct question_option *question_option_of(const struct question *q, struct str name)
{
    for (size_t i = 0; i < q->option_count; i++) {
        if (str_eq(q->options[i].name, name)) {
            return &q->options[i];
        }
    }
    return NULL;
}

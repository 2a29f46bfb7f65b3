/* trigger.c - triggers/NAME.yaml read. */
#include "trigger.h"

const char *const trigger_on_names[4] = {"record", "entity", "day", NULL};

enum { PLUS_MAX = 9999 };

/* ---- the record ---- */

static const enum field_category texts[] = {CATEGORY_NAME,         CATEGORY_FORMER_NAME,
                                            CATEGORY_SEX,          CATEGORY_ADDRESS,
                                            CATEGORY_UPRN,         CATEGORY_PHONE,
                                            CATEGORY_EMAIL,        CATEGORY_NHS_NUMBER,
                                            CATEGORY_REFERENCE,    CATEGORY_NATIONAL_INSURANCE,
                                            CATEGORY_ORGANISATION, CATEGORY_ATTRIBUTE,
                                            CATEGORY_OTHER};
enum { TEXT_COUNT = sizeof texts / sizeof texts[0] };

enum field_category record_field_category(size_t field)
{
    switch (field) {
    case RECORD_BIRTH_DATE:
        return CATEGORY_BIRTH_DATE;
    case RECORD_SINCE:
    case RECORD_UNTIL:
        return CATEGORY_DATES;
    default:
        return field >= RECORD_CATEGORIES && field - RECORD_CATEGORIES < TEXT_COUNT
                   ? texts[field - RECORD_CATEGORIES]
                   : FIELD_CATEGORIES;
    }
}

const char *record_field_name(size_t field)
{
    static const char *const names[] = {"source", "change", "birth_date", "since", "until"};
    if (field < RECORD_CATEGORIES) {
        return names[field];
    }
    return field - RECORD_CATEGORIES < TEXT_COUNT
               ? field_category_names[texts[field - RECORD_CATEGORIES]]
               : NULL;
}

enum feel_kind record_field_kind(size_t field, const struct purpose *purpose)
{
    bool is_date = field == RECORD_BIRTH_DATE || field == RECORD_SINCE || field == RECORD_UNTIL;
    return is_date && (purpose == NULL ||
                       purpose->level[RELATION_SELF][record_field_category(field)] == DETAIL_FULL)
               ? FEEL_DATE
               : FEEL_STRING;
}

/* Fields that the purpose has, at all. */
static const struct feel_type *record_type(struct arena *arena, const struct purpose *purpose)
{
    struct feel_field fields[RECORD_FIELDS_MAX];
    uint32_t count = 0;
    for (size_t f = 0; record_field_name(f) != NULL; f++) {
        enum field_category category = record_field_category(f);
        if (category == FIELD_CATEGORIES || purpose == NULL ||
            purpose->level[RELATION_SELF][category] != DETAIL_NONE) {
            fields[count++] = (struct feel_field){str_of(record_field_name(f)),
                                                  feel_type_simple(record_field_kind(f, purpose))};
        }
    }
    return fact_context(arena, fields, count);
}

/* The facts but answers and the event, which there is none of yet; then the record. */
static const struct feel_scope *trigger_scope(struct arena *arena, enum trigger_on on,
                                              const struct purpose *purpose)
{
    struct name_list allowed = {.at = arena_alloc(arena, facts_count * sizeof *allowed.at)};
    char name[FACT_NAME_MAX];
    for (size_t i = 0; i < facts_count; i++) {
        if (facts_table[i].slot != FACT_EVENT) {
            allowed.at[allowed.count++] = arena_str(arena, str_of(fact_name(i, name)));
        }
    }
    struct feel_scope *scope = fact_scope(arena, NULL, 0, &allowed);
    const struct feel_type *record =
        on == TRIGGER_ENTITY ? fact_context(arena, NULL, 0) : record_type(arena, purpose);
    feel_scope_add(scope, STR("record"), record);
    feel_scope_add(scope, STR("before"), record);
    return scope;
}

/* ---- reading ---- */

static int read_id(struct settings *settings, const struct yaml_node *node, void *into,
                   struct err *err)
{
    struct trigger *t = into;
    struct str text = STR("");
    int code = setting_text(settings, node, &text, err);
    return code == 0 && !str_eq(text, t->id)
               ? setting_refuse(settings, node, err,
                                "the file is called %.*s.yaml: write %.*s here, or rename the file",
                                PRI(t->id), PRI(t->id))
               : code;
}

static int read_title(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return definition_read_bilingual(settings, node, &((struct trigger *)into)->title, err);
}

static int read_event(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    struct trigger *t = into;
    struct str text = STR("");
    int code = setting_text(settings, node, &text, err);
    return code == 0 && !str_eq(text, t->pack)
               ? setting_refuse(settings, node, err, "the pack is called %.*s: write that here",
                                PRI(t->pack))
               : code;
}

static int read_purpose(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    ((struct trigger *)into)->purpose_line = node->line;
    return definition_read_name(settings, node, &((struct trigger *)into)->purpose, err);
}

static int read_on(struct settings *settings, const struct yaml_node *node, void *into,
                   struct err *err)
{
    int on = 0;
    int code = setting_choice(settings, node, trigger_on_names, &on, err);
    ((struct trigger *)into)->on = (enum trigger_on)on;
    ((struct trigger *)into)->on_line = node->line;
    return code;
}

static int read_sources(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    return definition_read_references(settings, node, &((struct trigger *)into)->sources, err);
}

static int read_date_of(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    static const char *const words[] = {"birth_date", "since", "until", NULL};
    int place = 0;
    int code = setting_choice(settings, node, words, &place, err);
    ((struct trigger *)into)->date_of = (enum trigger_date)place;
    return code;
}

static int read_plus(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    static const struct {
        const char *one, *many;
        int months, days;
    } units[] = {{"day", "days", 0, 1},
                 {"week", "weeks", 0, 7},
                 {"month", "months", 1, 0},
                 {"year", "years", 12, 0}};
    struct trigger *t = into;
    struct str text = STR("");
    struct str number;
    uint64_t count = 0;
    int code = yaml_get_text(node, settings->file, &text, err);
    if (code == 0 && str_next_token(&text, ' ', &number) && str_to_uint(number, PLUS_MAX, &count)) {
        struct str unit = str_trim(text);
        for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
            if (str_eq(unit, str_of(count == 1 ? units[i].one : units[i].many))) {
                t->plus_months = (int64_t)count * units[i].months;
                t->plus_days = (int64_t)count * units[i].days;
                return 0;
            }
        }
    }
    return code ? code
                : setting_refuse(settings, node, err,
                                 "a length is wanted here, as 18 years, 6 months or 28 days");
}

static int read_day(struct settings *settings, const struct yaml_node *node, void *into,
                    struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("of"), SETTING_NEEDED, read_date_of},
        {STR_INIT("plus"), SETTING_NEEDED, read_plus},
    };
    (void)err; /* it keeps its own */
    settings_read(settings, node, rows, sizeof rows / sizeof rows[0], into);
    return 0;
}

static int read_condition(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    return condition_read(settings, node, &((struct trigger *)into)->condition, err);
}

static int read_date(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return condition_read(settings, node, &((struct trigger *)into)->date, err);
}

static int read_confidence(struct settings *settings, const struct yaml_node *node, void *into,
                           struct err *err)
{
    double share = 0;
    int code = yaml_get_share(node, settings->file, &share, err);
    ((struct trigger *)into)->confidence = (int)(share * 1000 + 0.5);
    return code;
}

static int read_reason(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    return definition_read_bilingual(settings, node, &((struct trigger *)into)->reason, err);
}

static int read_task(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return definition_read_name(settings, node, &((struct trigger *)into)->then, err);
}

static int read_offer(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    ((struct trigger *)into)->offers = true;
    return definition_read_name(settings, node, &((struct trigger *)into)->then, err);
}

static int read_then(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("task"), 0, read_task},
        {STR_INIT("offer"), 0, read_offer},
    };
    settings_read(settings, node, rows, sizeof rows / sizeof rows[0], into);
    return node->kind == YAML_MAP && node->count != 1
               ? setting_refuse(settings, node, err,
                                "it opens a task for a team, or offers something: {task: TEAM} or "
                                "{offer: TEXT}")
               : 0;
}

#define REGISTER_READER(name, member)                                                              \
    static int name(struct settings *settings, const struct yaml_node *node, void *into,           \
                    struct err *err)                                                               \
    {                                                                                              \
        return setting_text(settings, node, &((struct trigger *)into)->about.member, err);         \
    }
REGISTER_READER(read_description, description)
REGISTER_READER(read_owner, owner)
REGISTER_READER(read_alternatives, alternatives)
REGISTER_READER(read_human_oversight, human_oversight)
REGISTER_READER(read_risks, risks)
REGISTER_READER(read_impact_assessment, impact_assessment)

static int read_register(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("description"), SETTING_NEEDED, read_description},
        {STR_INIT("owner"), SETTING_NEEDED, read_owner},
        {STR_INIT("alternatives"), SETTING_NEEDED, read_alternatives},
        {STR_INIT("human_oversight"), SETTING_NEEDED, read_human_oversight},
        {STR_INIT("risks"), SETTING_NEEDED, read_risks},
        {STR_INIT("impact_assessment"), SETTING_NEEDED, read_impact_assessment},
    };
    (void)err; /* it keeps its own */
    settings_read(settings, node, rows, sizeof rows / sizeof rows[0], into);
    return 0;
}

static const struct setting rows[] = {
    {STR_INIT("trigger"), SETTING_NEEDED, read_id},
    {STR_INIT("title"), SETTING_NEEDED, read_title},
    {STR_INIT("event"), SETTING_NEEDED, read_event},
    {STR_INIT("purpose"), SETTING_NEEDED, read_purpose},
    {STR_INIT("on"), SETTING_NEEDED, read_on},
    {STR_INIT("sources"), 0, read_sources},
    {STR_INIT("day"), 0, read_day},
    {STR_INIT("condition"), SETTING_NEEDED, read_condition},
    {STR_INIT("date"), 0, read_date},
    {STR_INIT("confidence"), SETTING_NEEDED, read_confidence},
    {STR_INIT("reason"), SETTING_NEEDED, read_reason},
    {STR_INIT("then"), SETTING_NEEDED, read_then},
    {STR_INIT("register"), SETTING_NEEDED, read_register},
};

/* ---- the whole ---- */

static void refuse_line(struct err_list *errors, const char *file, size_t line, const char *text)
{
    struct err err = {0};
    err_at(&err, ERR_INPUT, file, line, 1, "%s", text);
    err_list_add(errors, &err);
}

static void check_whole(struct trigger *t, const char *file, const struct yaml_node *root,
                        const struct purpose *purpose, struct err_list *errors)
{
    const struct feel_scope *scope = trigger_scope(&t->arena, t->on, purpose);
    enum field_category dated =
        t->date_of == TRIGGER_BIRTH_DATE ? CATEGORY_BIRTH_DATE : CATEGORY_DATES;
    struct err err = {0};
    if ((t->on == TRIGGER_DAY) != (yaml_map_get(root, STR("day")) != NULL)) {
        refuse_line(errors, file, t->on_line,
                    t->on == TRIGGER_DAY
                        ? "which date has its day? Add day: {of: birth_date, plus: "
                          "18 years}"
                        : "\"day\" goes with on: day alone");
    }
    if (purpose != NULL && !str_eq(purpose->id, t->purpose)) {
        refuse_line(errors, file, t->purpose_line, "there is no such purpose here");
    } else if (t->on == TRIGGER_DAY && purpose != NULL &&
               purpose->level[RELATION_SELF][dated] != DETAIL_FULL) {
        refuse_line(errors, file, t->on_line, "the purpose does not give that date in full");
    }
    if (condition_check(&t->arena, &t->condition, file, scope, FEEL_BOOLEAN, &err) != 0) {
        err_list_add(errors, &err);
    }
    if (condition_check(&t->arena, &t->date, file, scope, FEEL_DATE, &err) != 0) {
        err_list_add(errors, &err);
    }
}

int trigger_parse(struct str text, const char *file, struct str id, struct str pack,
                  const struct purpose *purpose, struct trigger *ret, struct err_list *errors)
{
    struct trigger trigger = {0};
    struct settings settings = {.file = file, .arena = &trigger.arena, .errors = errors};
    struct arena arena = {0};
    struct yaml_node *root = NULL;
    struct err err = {0};
    size_t before = errors->count;
    trigger.id = arena_str(&trigger.arena, id);
    trigger.pack = arena_str(&trigger.arena, pack);
    trigger.file = arena_str(&trigger.arena, str_of(file));
    int code = yaml_tree_parse(&arena, text, file, &root, &err);
    if (code != 0) {
        err_list_add(errors, &err);
    } else {
        settings_read(&settings, root, rows, sizeof rows / sizeof rows[0], &trigger);
    }
    if (errors->count == before) {
        check_whole(&trigger, file, root, purpose, errors);
    }
    if (errors->count == before) {
        definition_hash(root, trigger.content);
    }
    arena_free(&arena);
    if (errors->count > before) {
        err_list_sort(errors, before);
        trigger_free(&trigger);
        return code ? code : ERR_INPUT;
    }
    *ret = trigger;
    return 0;
}

void trigger_free(struct trigger *trigger)
{
    arena_free(&trigger->arena);
    *trigger = (struct trigger){0};
}

struct str trigger_purpose_of(struct arena *arena, struct str text, const char *file)
{
    struct arena scratch = {0};
    struct yaml_node *root = NULL;
    struct err err = {0};
    struct str purpose = STR("");
    if (yaml_tree_parse(&scratch, text, file, &root, &err) == 0) {
        const struct yaml_node *node = yaml_map_get(root, STR("purpose"));
        purpose = node != NULL && node->kind == YAML_TEXT ? arena_str(arena, node->text) : purpose;
    }
    arena_free(&scratch);
    return purpose;
}

/* purpose.c - a purpose from YAML. */
#include "purpose.h"

const char *const entity_kind_names[ENTITY_KINDS + 1] = {"person", "household", "property",
                                                         "organisation", NULL};
const char *const relation_names[RELATIONS + 1] = {"self", "household", "named", NULL};

enum { RETENTION_DAYS_LONGEST = 36525 };

static int read_id(struct settings *settings, const struct yaml_node *node, void *into,
                   struct err *err)
{
    struct purpose *p = into; /* its id is what the file's name says */
    struct str text;
    int code = setting_text(settings, node, &text, err);
    if (code == 0 && !str_eq(text, p->id)) {
        return setting_refuse(settings, node, err,
                              "the file is called %.*s.yaml: write %.*s here, or rename the file",
                              PRI(p->id), PRI(p->id));
    }
    return code;
}

/* Readers that only say into which member. */
#define TEXT_READER(name, member)                                                                  \
    static int name(struct settings *settings, const struct yaml_node *node, void *into,           \
                    struct err *err)                                                               \
    {                                                                                              \
        return definition_read_bilingual(settings, node, &((struct purpose *)into)->member, err);  \
    }
TEXT_READER(read_title, title)
TEXT_READER(read_what_for, what_for)
TEXT_READER(read_serves, serves)
TEXT_READER(read_sharing, sharing)
TEXT_READER(read_owner, owner)

#define TRUTH_READER(name, member)                                                                 \
    static int name(struct settings *settings, const struct yaml_node *node, void *into,           \
                    struct err *err)                                                               \
    {                                                                                              \
        return yaml_get_bool(node, settings->file, &((struct purpose *)into)->member, err);        \
    }
TRUTH_READER(read_case_required, case_required)
TRUTH_READER(read_own_record, own_record)
TRUTH_READER(read_break_glass, break_glass)
TRUTH_READER(read_despite_restriction, despite_restriction)
TRUTH_READER(read_despite_objection, despite_objection)
TRUTH_READER(read_investigation, investigation)
TRUTH_READER(read_basis_unverified, basis_unverified)

/* ---- legal basis ---- */

static int read_letter(struct settings *settings, const struct yaml_node *node, char last,
                       char *ret, struct err *err)
{
    struct str text;
    int code = yaml_get_text(node, settings->file, &text, err);
    if (code == 0 && (text.len != 1 || text.ptr[0] < 'a' || text.ptr[0] > last)) {
        return setting_refuse(settings, node, err, "a letter from a to %c is wanted here", last);
    }
    *ret = code == 0 ? text.ptr[0] : *ret;
    return code;
}

static int read_article_6(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    return read_letter(settings, node, 'f', &((struct purpose *)into)->article_6, err);
}

static int read_article_9(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    return read_letter(settings, node, 'j', &((struct purpose *)into)->article_9, err);
}

static int read_schedule_1(struct settings *settings, const struct yaml_node *node, void *into,
                           struct err *err)
{
    struct purpose *p = into;
    int code = setting_text(settings, node, &p->schedule_1, err);
    if (code == 0 && p->article_9 == 0) {
        return setting_refuse(settings, node, err,
                              "Schedule 1 goes with Article 9: add \"article_9\"");
    }
    return code;
}

static int read_legal_basis(struct settings *settings, const struct yaml_node *node, void *into,
                            struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("article_6"), SETTING_NEEDED, read_article_6},
        {STR_INIT("article_9"), 0, read_article_9},
        {STR_INIT("schedule_1"), 0, read_schedule_1},
        {STR_INIT("unverified"), 0, read_basis_unverified},
    };
    (void)err; /* it keeps its own */
    settings_read(settings, node, rows, sizeof rows / sizeof rows[0], into);
    return 0;
}

static int read_powers(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    return definition_read_powers(settings, node, &((struct purpose *)into)->powers, err);
}

/* ---- who, what, how much ---- */

static int read_roles(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return definition_read_names(settings, node, &((struct purpose *)into)->roles, err);
}

static int read_kinds(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && item == NULL) {
        return setting_refuse(settings, node, err, "name a kind at least, such as person");
    }
    for (; item != NULL && code == 0; item = item->next) {
        int kind = 0;
        code = setting_choice(settings, item, entity_kind_names, &kind, err);
        ((struct purpose *)into)->kinds[kind] |= code == 0;
    }
    return code;
}

static int read_level(struct settings *settings, const struct yaml_node *node,
                      enum field_category category, enum detail_level *ret, struct err *err)
{
    int level = 0;
    int code = setting_choice(settings, node, detail_level_names, &level, err);
    if (code == 0 && !detail_fits(category, (enum detail_level)level)) {
        return setting_refuse(settings, node, err,
                              "%s can't be shown as %s: see src/access/detail.h",
                              field_category_names[category], detail_level_names[level]);
    }
    *ret = code == 0 ? (enum detail_level)level : *ret;
    return code;
}

static int read_levels(struct settings *settings, const struct yaml_node *node,
                       enum detail_level ret[FIELD_CATEGORIES], struct err *err)
{
    struct str keys[FIELD_CATEGORIES];
    for (int i = 0; i < FIELD_CATEGORIES; i++) {
        keys[i] = str_of(field_category_names[i]);
    }
    int code = yaml_map_check(node, settings->file, keys, FIELD_CATEGORIES, err);
    for (int i = 0; i < FIELD_CATEGORIES && code == 0; i++) {
        const struct yaml_node *level = yaml_map_get(node, keys[i]);
        code =
            level != NULL ? read_level(settings, level, (enum field_category)i, &ret[i], err) : 0;
    }
    return code;
}

static int read_fields(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    enum detail_level *levels = ((struct purpose *)into)->level[RELATION_SELF];
    int code = read_levels(settings, node, levels, err);
    for (int i = 0; i < FIELD_CATEGORIES && code == 0; i++) {
        if (levels[i] != DETAIL_NONE) {
            return 0;
        }
    }
    return code ? code
                : setting_refuse(settings, node, err, "name a field at least, such as name: full");
}

static int read_household(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    return read_levels(settings, node, ((struct purpose *)into)->level[RELATION_HOUSEHOLD], err);
}

static int read_named(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return read_levels(settings, node, ((struct purpose *)into)->level[RELATION_NAMED], err);
}

static int read_related(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("household"), 0, read_household},
        {STR_INIT("named"), 0, read_named},
    };
    (void)err; /* it keeps its own */
    settings_read(settings, node, rows, sizeof rows / sizeof rows[0], into);
    return 0;
}

static int read_sources(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    return definition_read_references(settings, node, &((struct purpose *)into)->sources, err);
}

/* ---- how long, how ---- */

static int read_retention_days(struct settings *settings, const struct yaml_node *node, void *into,
                               struct err *err)
{
    return yaml_get_whole(node, settings->file, 1, RETENTION_DAYS_LONGEST,
                          &((struct purpose *)into)->retention_days, err);
}

static int read_dpia(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return setting_text(settings, node, &((struct purpose *)into)->dpia, err);
}

static int read_review(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    ((struct purpose *)into)->line = node->line;
    return definition_read_day(settings, node, &((struct purpose *)into)->review, err);
}

/* The Welsh is to be checked by a translator. */
const char *const purpose_act_names[PURPOSE_ACTS + 1] = {
    [ACT_AUDIT] = "audit",       [ACT_RIGHTS] = "rights", [ACT_SEAL] = "seal",
    [ACT_MEASURES] = "measures", [ACT_CODE] = "code",     [PURPOSE_ACTS] = NULL};

const char *purpose_act_title(enum purpose_act act, enum access_language language)
{
    static const char *const titles[PURPOSE_ACTS][ACCESS_LANGUAGES] = {
        [ACT_AUDIT] = {"reading the audit log", "darllen y log archwilio"},
        [ACT_RIGHTS] = {"granting what residents ask for",
                        "caniatáu’r hyn y mae preswylwyr yn "
                        "gofyn amdano"},
        [ACT_SEAL] = {"sealing people who are in danger", "selio pobl sydd mewn perygl"},
        [ACT_MEASURES] = {"counting how the council does", "cyfrif sut mae’r cyngor yn gwneud"},
        [ACT_CODE] = {"giving people one-time codes to sign in by",
                      "rhoi codau untro i bobl fewngofnodi â nhw"},
    };
    return titles[act][language];
}

static int read_acts(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    struct purpose *purpose = into;
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    for (; item != NULL && code == 0; item = item->next) {
        int act = 0;
        code = setting_choice(settings, item, purpose_act_names, &act, err);
        purpose->acts[act] = purpose->acts[act] || code == 0;
    }
    return code;
}

static const struct setting rows[] = {
    {STR_INIT("purpose"), SETTING_NEEDED, read_id},
    {STR_INIT("title"), SETTING_NEEDED, read_title},
    {STR_INIT("what_for"), SETTING_NEEDED, read_what_for},
    {STR_INIT("serves"), SETTING_NEEDED, read_serves},
    {STR_INIT("legal_basis"), SETTING_NEEDED, read_legal_basis},
    {STR_INIT("powers"), SETTING_NEEDED, read_powers},
    {STR_INIT("roles"), SETTING_NEEDED, read_roles},
    {STR_INIT("kinds"), SETTING_NEEDED, read_kinds},
    {STR_INIT("fields"), SETTING_NEEDED, read_fields},
    {STR_INIT("related"), 0, read_related},
    {STR_INIT("sources"), SETTING_NEEDED, read_sources},
    {STR_INIT("retention_days"), SETTING_NEEDED, read_retention_days},
    {STR_INIT("sharing"), SETTING_NEEDED, read_sharing},
    {STR_INIT("dpia"), SETTING_NEEDED, read_dpia},
    {STR_INIT("owner"), SETTING_NEEDED, read_owner},
    {STR_INIT("review"), SETTING_NEEDED, read_review},
    {STR_INIT("case_required"), SETTING_NEEDED, read_case_required},
    {STR_INIT("own_record"), 0, read_own_record},
    {STR_INIT("break_glass"), 0, read_break_glass},
    {STR_INIT("despite_restriction"), 0, read_despite_restriction},
    {STR_INIT("despite_objection"), 0, read_despite_objection},
    {STR_INIT("investigation"), 0, read_investigation},
    {STR_INIT("acts"), 0, read_acts},
};

static void hash_content(struct settings *settings, const struct yaml_node *root, void *into)
{
    (void)settings;
    definition_hash(root, ((struct purpose *)into)->content);
}

int purpose_parse(struct str text, const char *file, struct str id, struct purpose *ret,
                  struct err_list *errors)
{
    struct purpose purpose = {0};
    struct settings settings = {.file = file, .arena = &purpose.arena, .errors = errors};
    purpose.id = arena_str(&purpose.arena, id);
    purpose.file = arena_str(&purpose.arena, str_of(file));
    int code =
        settings_parse(&settings, text, rows, sizeof rows / sizeof rows[0], hash_content, &purpose);
    if (code != 0) {
        purpose_free(&purpose);
        return code;
    }
    *ret = purpose;
    return 0;
}

void purpose_free(struct purpose *purpose)
{
    arena_free(&purpose->arena);
    *purpose = (struct purpose){0};
}

void purpose_basis(const struct purpose *purpose, enum nation nation, int32_t day, struct buf *out)
{
    enum { BYTES = 512 };
    buf_printf(out, "UK GDPR Article 6(1)(%c)", purpose->article_6);
    if (purpose->article_9 != 0) {
        buf_printf(out, ", 9(2)(%c)", purpose->article_9);
    }
    for (size_t i = 0; i < purpose->powers.count && out->len < BYTES; i++) {
        const struct power *p = &purpose->powers.at[i];
        if ((p->nation & nation) != 0 && day >= p->from && day <= p->until) {
            buf_printf(out, "; %.*s, %.*s", PRI(p->statute), PRI(p->section));
        }
    }
}

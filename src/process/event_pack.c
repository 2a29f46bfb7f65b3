/* event_pack.c - a pack's files read one after another, in the order in which they need each other.
 * */
#include "event_pack.h"

#include "staff.h"
#include "trigger.h"

#include <string.h>
#include <sys/stat.h>

/* ---- pack.yaml ---- */

static int read_id(struct settings *settings, const struct yaml_node *node, void *into,
                   struct err *err)
{
    struct event_pack *pack = into;
    int code = definition_read_name(settings, node, &pack->id, err);
    if (code == 0 && pack->folder.name.len > 0 && !str_eq(pack->id, pack->folder.name)) {
        return setting_refuse(settings, node, err,
                              "the folder is called \"%.*s\": call the pack as its folder",
                              PRI(pack->folder.name));
    }
    return code;
}

static int read_version(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    return yaml_get_whole(node, settings->file, 1, PACK_VERSION_MAX,
                          &((struct event_pack *)into)->version, err);
}

static int read_title(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return definition_read_bilingual(settings, node, &((struct event_pack *)into)->title, err);
}

static int read_about(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return definition_read_bilingual(settings, node, &((struct event_pack *)into)->about, err);
}

static int read_nation(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    static const char *const names[] = {"england", "wales", "both", NULL};
    int place = 0;
    int code = setting_choice(settings, node, names, &place, err);
    ((struct event_pack *)into)->nation = (enum nation)(place + 1);
    return code;
}

static int read_purposes(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    return definition_read_names(settings, node, &((struct event_pack *)into)->purposes, err);
}

static int read_facts(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    struct name_list *facts = &((struct event_pack *)into)->facts;
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && node->count > DEFINITION_LIST_MAX) {
        return setting_refuse(settings, node, err, "at most %d facts", DEFINITION_LIST_MAX);
    }
    if (code == 0) {
        facts->at = arena_alloc(settings->arena, (node->count + 1) * sizeof *facts->at);
    }
    for (; code == 0 && item != NULL; item = item->next) {
        struct str name = STR("");
        code = setting_text(settings, item, &name, err);
        if (code == 0 && fact_find(name) == SIZE_MAX) {
            return setting_refuse(settings, item, err,
                                  "there is no such fact: docs/packs.md lists them; what else "
                                  "must be known is a question of event.yaml");
        }
        if (code == 0 && names_have(facts, name)) {
            return setting_refuse(settings, item, err, "this stands here twice: take one out");
        }
        facts->at[facts->count++] = name;
    }
    return code;
}

static int read_parties(struct settings *settings, const struct yaml_node *node,
                        struct pack_party **ret, size_t *ret_count, struct err *err)
{
    if (node->kind != YAML_MAP || node->count == 0 || node->count > PACK_PARTIES_MAX) {
        return setting_refuse(settings, node, err,
                              "1 to %d are wanted here, each NAME: {en: …, cy: …}",
                              PACK_PARTIES_MAX);
    }
    *ret = arena_alloc(settings->arena, node->count * sizeof **ret);
    for (const struct yaml_node *m = node->first; m != NULL; m = m->next) {
        struct pack_party *party = &(*ret)[(*ret_count)++];
        if (!definition_name_fits(m->key)) {
            return setting_refuse(settings, m, err,
                                  "\"%.*s\" can't be a name here: letters, digits and _ only",
                                  (int)(m->key.len < 40 ? m->key.len : 40), m->key.ptr);
        }
        party->id = arena_str(settings->arena, m->key);
        int code = definition_read_bilingual(settings, m, &party->title, err);
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

static int read_teams(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    struct event_pack *pack = into;
    return read_parties(settings, node, &pack->teams, &pack->team_count, err);
}

static int read_partners(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    struct event_pack *pack = into;
    return read_parties(settings, node, &pack->partners, &pack->partner_count, err);
}

static const struct setting rows[] = {
    {STR_INIT("pack"), SETTING_NEEDED, read_id},
    {STR_INIT("version"), SETTING_NEEDED, read_version},
    {STR_INIT("title"), SETTING_NEEDED, read_title},
    {STR_INIT("about"), SETTING_NEEDED, read_about},
    {STR_INIT("nation"), SETTING_NEEDED, read_nation},
    {STR_INIT("purposes"), SETTING_NEEDED, read_purposes},
    {STR_INIT("facts"), SETTING_NEEDED, read_facts},
    {STR_INIT("teams"), SETTING_NEEDED, read_teams},
    {STR_INIT("partners"), 0, read_partners},
};

/* ---- its files ---- */

/* parse - the tree of a file that is needed. Returns NULL and tells when it isn't there or is no
 * YAML. */
static const struct yaml_node *parse(struct event_pack *pack, const char *path, bool needed,
                                     struct settings *settings)
{
    const struct pack_file *file = pack_folder_find(&pack->folder, path);
    struct yaml_node *root = NULL;
    struct err err;
    int code = 0;
    if (file == NULL && needed) {
        code = err_at(&err, ERR_INPUT, pack->folder.where != NULL ? pack->folder.where : "", 0, 0,
                      "has no %s: write it, as docs/packs.md says", path);
    } else if (file != NULL) {
        settings->file = file->where;
        code = yaml_tree_parse(&pack->arena, file->text, file->where, &root, &err);
    }
    if (code != 0) {
        err_list_add(settings->errors, &err);
    }
    return root;
}

static void read_texts(struct event_pack *pack, struct err_list *errors)
{
    struct pack_text_list *texts = &pack->texts;
    texts->at = arena_alloc(&pack->arena, (pack->folder.count + 1) * sizeof *texts->at);
    for (size_t i = 0; i < pack->folder.count; i++) {
        const struct pack_file *file = &pack->folder.files[i];
        if (str_starts(file->path, STR("letters/")) || str_starts(file->path, STR("guidance/"))) {
            texts->count += pack_text_read(&pack->arena, file, &texts->at[texts->count], errors);
        }
    }
}

/* read_triggers - each is read and held against the pack; running them is another layer's. */
static void read_triggers(struct event_pack *pack, struct err_list *errors)
{
    static const struct str folder = STR_INIT("triggers/"), ending = STR_INIT(".yaml");
    pack->offers.at = arena_alloc(&pack->arena, (pack->folder.count + 1) * sizeof *pack->offers.at);
    for (size_t i = 0; i < pack->folder.count; i++) {
        const struct pack_file *file = &pack->folder.files[i];
        struct trigger trigger;
        struct err err;
        if (!str_starts(file->path, folder)) {
            continue;
        }
        pack->trigger_count++;
        struct str id = str_slice(file->path, folder.len, file->path.len - ending.len);
        if (trigger_parse(file->text, file->where, id, pack->id, NULL, &trigger, errors) != 0) {
            continue;
        }
        if (!names_have(&pack->purposes, trigger.purpose)) {
            err_at(&err, ERR_INPUT, file->where, trigger.purpose_line, 0,
                   "\"%.*s\" is no purpose of pack.yaml: add it there, or name one of these",
                   PRI(trigger.purpose)); /* not personal: a name */
            err_list_add(errors, &err);
        }
        if (!trigger.offers &&
            pack_party_find(pack->teams, pack->team_count, trigger.then) == NULL) {
            err_at(&err, ERR_INPUT, file->where, trigger.on_line, 0,
                   "\"%.*s\" is no team of pack.yaml",
                   PRI(trigger.then)); /* not personal: a name */
            err_list_add(errors, &err);
        }
        if (trigger.offers) {
            pack->offers.at[pack->offers.count++] = arena_str(&pack->arena, trigger.then);
        }
        trigger_free(&trigger);
    }
}

static void read_all(struct event_pack *pack, struct err_list *errors)
{
    struct settings settings = {.arena = &pack->arena, .errors = errors};
    size_t before = errors->count;
    pack->node = parse(pack, "pack.yaml", true, &settings);
    pack->file = settings.file;
    if (pack->node != NULL) {
        settings_read(&settings, pack->node, rows, sizeof rows / sizeof rows[0], pack);
        err_list_sort(errors, before);
    }
    const struct pack_file *event = pack_folder_find(&pack->folder, "event.yaml");
    if (event == NULL) {
        parse(pack, "event.yaml", true, &settings);
    } else if (pack->id.len > 0) {
        event_type_parse(event->text, event->where, pack->id, &pack->type, errors);
    }
    if (errors->count > before) {
        return; /* without facts and questions nothing else can be told right from wrong */
    }
    pack->scope =
        fact_scope(&pack->arena, pack->type.questions, pack->type.question_count, &pack->facts);
    pack->labels = fact_labels_of(&pack->arena, &pack->type);
    const struct yaml_node *duties = parse(pack, "duties.yaml", true, &settings);
    size_t from = errors->count;
    if (duties != NULL) {
        duty_list_read(&settings, duties, pack->scope, &pack->duties);
        err_list_sort(errors, from);
    }
    const struct yaml_node *steps = parse(pack, "process.yaml", true, &settings);
    from = errors->count;
    if (steps != NULL) {
        step_list_read(&settings, steps, pack->scope, &pack->steps);
        err_list_sort(errors, from);
    }
    const struct yaml_node *measures = parse(pack, "measures.yaml", false, &settings);
    if (measures != NULL) {
        measure_list_read(&settings, measures, &pack->measures);
    }
    read_texts(pack, errors);
    read_triggers(pack, errors);
    if (errors->count == before) {
        event_pack_check_names(pack, errors);
    }
}

int event_pack_load(struct pack_folder *folder, struct event_pack *ret, struct err_list *errors)
{
    struct event_pack pack = {.folder = *folder};
    size_t before = errors->count;
    read_all(&pack, errors);
    if (errors->count > before) {
        pack.folder = (struct pack_folder){0}; /* stays the caller's */
        event_pack_free(&pack);
        return errors->kept > before ? errors->errors[before].code : ERR_INPUT;
    }
    *folder = (struct pack_folder){0};
    *ret = pack;
    return 0;
}

int event_pack_open(const char *path_or_name, struct event_pack *ret, struct err_list *errors)
{
    struct pack_folder folder = {0};
    struct stat about;
    struct err err;
    int code = 0;
    bool is_path = strchr(path_or_name, '/') != NULL || stat(path_or_name, &about) == 0;
    if (!is_path && definition_name_fits(str_of(path_or_name))) {
        code = pack_folder_shipped(str_of(path_or_name), &folder, &err);
        code = code ? err_list_add(errors, &err) : 0;
    } else {
        code = pack_folder_read(path_or_name, &folder, errors);
    }
    code = code ? code : event_pack_load(&folder, ret, errors);
    pack_folder_free(&folder);
    return code;
}

const struct pack_party *pack_party_find(const struct pack_party *parties, size_t count,
                                         struct str id)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(parties[i].id, id)) {
            return &parties[i];
        }
    }
    return NULL;
}

struct str pack_team_here(const struct event_pack *pack, struct str id)
{
    const struct pack_party *team = pack_party_find(pack->teams, pack->team_count, id);
    return team != NULL && team->here.len > 0 ? team->here : id;
}

void event_pack_free(struct event_pack *pack)
{
    event_type_free(&pack->type);
    pack_folder_free(&pack->folder);
    pack_folder_free(&pack->overlay_folder);
    arena_free(&pack->arena);
    *pack = (struct event_pack){0};
}

/* measure.c - measures.yaml, read. */
#include "measure.h"

static int read_id(struct settings *settings, const struct yaml_node *node, void *into,
                   struct err *err)
{
    return definition_read_name(settings, node, &((struct measure *)into)->id, err);
}

static int read_title(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return definition_read_bilingual(settings, node, &((struct measure *)into)->title, err);
}

int measure_read_of(struct settings *settings, const struct yaml_node *node, void *into,
                    struct err *err)
{
    static const struct str kinds[] = {STR_INIT("duty"), STR_INIT("step"), STR_INIT("event")};
    struct measure *measure = into;
    int code = yaml_map_check(node, settings->file, kinds, 3, err);
    if (code == 0 && node->count != 1) {
        return setting_refuse(settings, node, err,
                              "one of {duty: NAME}, {step: NAME} and {event: told} is wanted here");
    }
    if (code != 0) {
        return code;
    }
    for (int i = 0; i < 3; i++) {
        measure->of = str_eq(node->first->key, kinds[i]) ? (enum measure_of)i : measure->of;
    }
    code = definition_read_name(settings, node->first, &measure->name, err);
    if (code == 0 && measure->of == MEASURE_OF_EVENT && !str_eq(measure->name, STR("told"))) {
        return setting_refuse(settings, node->first, err, "of events, those that were told: told");
    }
    return code;
}

static int read_counts(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    static const char *const names[] = {"count", "share_in_time", "days_to_done",
                                        "share_cannot_tell", NULL};
    int place = 0;
    int code = setting_choice(settings, node, names, &place, err);
    ((struct measure *)into)->counts = (enum measure_counts)place;
    return code;
}

static int read_target(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    struct measure *measure = into;
    measure->has_target = true;
    if (measure->counts != COUNTS_SHARE_IN_TIME && measure->counts != COUNTS_CANNOT_TELL) {
        return setting_refuse(settings, node, err, "only a share has a target: take it out");
    }
    return yaml_get_share(node, settings->file, &measure->target, err);
}

void measure_list_read(struct settings *settings, const struct yaml_node *root,
                       struct measure_list *ret)
{
    static const struct setting rows[] = {
        {STR_INIT("measure"), SETTING_NEEDED, read_id},
        {STR_INIT("title"), SETTING_NEEDED, read_title},
        {STR_INIT("of"), SETTING_NEEDED, measure_read_of},
        {STR_INIT("counts"), SETTING_NEEDED, read_counts},
        {STR_INIT("target"), 0, read_target},
    };
    static const struct str keys[] = {STR_INIT("measures")};
    const struct yaml_node *item = NULL;
    const struct yaml_node *measures = yaml_map_get(root, keys[0]);
    struct err err;
    int code = yaml_map_check(root, settings->file, keys, 1, &err);
    if (code == 0 && measures == NULL) {
        code = setting_refuse(settings, root, &err, "\"measures\" is missing: add it");
    }
    code = code ? code : yaml_get_list(measures, settings->file, &item, &err);
    if (code == 0 && measures->count > MEASURES_MAX) {
        code = setting_refuse(settings, measures, &err, "at most %d measures", MEASURES_MAX);
    }
    if (code != 0) {
        err_list_add(settings->errors, &err);
        return;
    }
    ret->at = arena_alloc(settings->arena, (measures->count + 1) * sizeof *ret->at);
    for (; item != NULL; item = item->next) {
        struct measure *measure = &ret->at[ret->count++];
        measure->node = item;
        settings_read(settings, item, rows, sizeof rows / sizeof rows[0], measure);
    }
}

/* saving.c - savings.yaml, read. */
#include "saving.h"

static int read_id(struct settings *settings, const struct yaml_node *node, void *into,
                   struct err *err)
{
    ((struct saving *)into)->line = node->line;
    return definition_read_name(settings, node, &((struct saving *)into)->id, err);
}

static int read_pack(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return definition_read_name(settings, node, &((struct saving *)into)->pack, err);
}

static int read_title(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return definition_read_bilingual(settings, node, &((struct saving *)into)->title, err);
}

static int read_basis(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    return definition_read_bilingual(settings, node, &((struct saving *)into)->basis, err);
}

static int read_of(struct settings *settings, const struct yaml_node *node, void *into,
                   struct err *err)
{
    return measure_read_of(settings, node, &((struct saving *)into)->counted, err);
}

/* read_amount - "3.5": digits, and two after a point at the most. */
static int read_amount(struct settings *settings, const struct yaml_node *node, double *ret,
                       struct err *err)
{
    struct str text;
    size_t point, hundredths = 100;
    uint64_t whole = 0, part = 0;
    int code = yaml_get_text(node, settings->file, &text, err);
    if (code != 0) {
        return code;
    }
    for (point = 0; point < text.len && text.ptr[point] != '.'; point++) {
    }
    struct str after = point < text.len ? str_slice(text, point + 1, text.len) : STR("0");
    if (!str_to_uint(str_slice(text, 0, point), SAVING_EACH_MAX, &whole) || after.len > 2 ||
        !str_to_uint(after, 99, &part) || whole + part == 0) {
        return setting_refuse(settings, node, err,
                              "an amount is wanted, more than nothing, such as 3.5 or 42.00");
    }
    hundredths = after.len == 2 ? 100 : 10;
    *ret = (double)whole + (double)part / (double)hundredths;
    return 0;
}

static int read_hours(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    struct saving *saving = into;
    saving->has_hours = true;
    saving->unit = SAVING_HOURS;
    return read_amount(settings, node, &saving->each, err);
}

static int read_pounds(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    struct saving *saving = into;
    saving->has_pounds = true;
    saving->unit = SAVING_POUNDS;
    return read_amount(settings, node, &saving->each, err);
}

/* check_saving - one amount, and no other saving of that name. */
static void check_saving(struct settings *settings, const struct yaml_node *node,
                         const struct saving_list *list, const struct saving *saving)
{
    struct err err;
    if (saving->has_hours == saving->has_pounds) {
        setting_refuse(settings, node, &err, "one of hours_each and pounds_each is wanted here");
        err_list_add(settings->errors, &err);
    }
    for (const struct saving *s = list->at; s < saving; s++) {
        if (s->id.len > 0 && str_eq(s->id, saving->id)) {
            setting_refuse(settings, node, &err, "a saving above has that name");
            err_list_add(settings->errors, &err);
        }
    }
}

static int read_savings(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("saving"), SETTING_NEEDED, read_id},
        {STR_INIT("title"), SETTING_NEEDED, read_title},
        {STR_INIT("pack"), SETTING_NEEDED, read_pack},
        {STR_INIT("of"), SETTING_NEEDED, read_of},
        {STR_INIT("hours_each"), 0, read_hours},
        {STR_INIT("pounds_each"), 0, read_pounds},
        {STR_INIT("basis"), SETTING_NEEDED, read_basis},
    };
    struct saving_list *list = into;
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && node->count > SAVINGS_MAX) {
        return setting_refuse(settings, node, err, "at most %d savings", SAVINGS_MAX);
    }
    if (code != 0) {
        return code;
    }
    list->at = arena_alloc(&list->arena, (node->count + 1) * sizeof *list->at);
    for (; item != NULL; item = item->next) {
        struct saving *saving = &list->at[list->count++];
        settings_read(settings, item, rows, sizeof rows / sizeof rows[0], saving);
        check_saving(settings, item, list, saving);
    }
    return 0;
}

int saving_list_parse(struct str text, const char *file, struct saving_list *ret,
                      struct err_list *errors)
{
    static const struct setting rows[] = {{STR_INIT("savings"), SETTING_NEEDED, read_savings}};
    struct settings settings = {.file = file, .arena = &ret->arena, .errors = errors};
    return settings_parse(&settings, text, rows, 1, NULL, ret);
}

void saving_list_free(struct saving_list *savings)
{
    arena_free(&savings->arena);
    *savings = (struct saving_list){0};
}

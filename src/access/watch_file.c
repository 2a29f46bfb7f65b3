/* watch_file.c - see watch_file.h. */
#include "watch_file.h"

#include "whole_file.h"

enum { COUNT_MAX = 1000000, DAYS_MAX = 366, MINUTES_MAX = 1440, HOURS = 24 };

/* Readers that only say into which member, and within what. */
#define WHOLE_READER(member, min, max)                                                             \
    static int read_##member(struct settings *settings, const struct yaml_node *node, void *into,  \
                             struct err *err)                                                      \
    {                                                                                              \
        return yaml_get_whole(node, settings->file, min, max,                                      \
                              &((struct watch_settings *)into)->member, err);                      \
    }
WHOLE_READER(window_days, 1, DAYS_MAX)
WHOLE_READER(neighbour_lookups, 1, COUNT_MAX)
WHOLE_READER(family_lookups, 1, COUNT_MAX)
WHOLE_READER(colleague_lookups, 1, COUNT_MAX)
WHOLE_READER(famous_lookups, 1, COUNT_MAX)
WHOLE_READER(famous_staff, 2, COUNT_MAX)
WHOLE_READER(no_case_lookups, 1, COUNT_MAX)
WHOLE_READER(no_case_times, 1, COUNT_MAX)
WHOLE_READER(bulk_minutes, 1, MINUTES_MAX)
WHOLE_READER(bulk_people, 2, COUNT_MAX)
WHOLE_READER(bulk_times, 1, COUNT_MAX)
WHOLE_READER(one_in, 2, COUNT_MAX)
WHOLE_READER(day_begins, 0, HOURS)
WHOLE_READER(day_ends, 0, HOURS)

static int read_one_famous(struct settings *settings, const struct yaml_node *node,
                           struct watch_famous *ret, struct err *err)
{
    struct str text;
    int code = setting_text(settings, node, &text, err);
    const char *colon = code == 0 ? memchr(text.ptr, ':', text.len) : NULL;
    size_t at = colon != NULL ? (size_t)(colon - text.ptr) : 0;
    if (code == 0 && colon != NULL && (at == 0 || at + 1 == text.len)) {
        return setting_refuse(settings, node, err,
                              "a record is named by its source and its key there: "
                              "council_tax:CT1017");
    }
    if (code == 0) {
        ret->source = str_slice(text, 0, at);
        ret->key = colon != NULL ? str_slice(text, at + 1, text.len) : text;
    }
    return code;
}

static int read_famous(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    struct watch_settings *w = into;
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && node->count > WATCH_FAMOUS_MAX) {
        return setting_refuse(settings, node, err, "more than %d of the famous", WATCH_FAMOUS_MAX);
    }
    if (code == 0) {
        w->famous = arena_alloc(settings->arena, (node->count + 1) * sizeof *w->famous);
    }
    for (; item != NULL && code == 0; item = item->next) {
        code = read_one_famous(settings, item, &w->famous[w->famous_count], err);
        w->famous_count += code == 0;
    }
    return code;
}

static void check_hours(struct settings *settings, const struct yaml_node *root,
                        const struct watch_settings *w)
{
    struct err err;
    if (w->day_ends <= w->day_begins) {
        const struct yaml_node *ends = yaml_map_get(root, STR("day_ends"));
        setting_refuse(settings, ends != NULL ? ends : yaml_map_get(root, STR("day_begins")), &err,
                       "the day ends before it begins: mend day_begins or day_ends");
        err_list_add(settings->errors, &err);
    }
}

void watch_settings_default(struct watch_settings *ret)
{
    *ret = (struct watch_settings){.window_days = 30,
                                   .neighbour_lookups = 2,
                                   .family_lookups = 1,
                                   .colleague_lookups = 2,
                                   .famous_lookups = 1,
                                   .famous_staff = 6,
                                   .no_case_lookups = 10,
                                   .no_case_times = 3,
                                   .bulk_minutes = 60,
                                   .bulk_people = 40,
                                   .bulk_times = 3,
                                   .one_in = 1000,
                                   .day_begins = 7,
                                   .day_ends = 20};
}

#define WHOLE_ROW(member)                                                                          \
    {                                                                                              \
        STR_INIT(#member), 0, read_##member                                                        \
    }

int watch_settings_parse(struct str text, const char *file, struct watch_settings *ret,
                         struct err_list *errors)
{
    static const struct setting rows[] = {
        WHOLE_ROW(window_days),    WHOLE_ROW(neighbour_lookups),
        WHOLE_ROW(family_lookups), WHOLE_ROW(colleague_lookups),
        WHOLE_ROW(famous_lookups), {STR_INIT("famous"), 0, read_famous},
        WHOLE_ROW(famous_staff),   WHOLE_ROW(no_case_lookups),
        WHOLE_ROW(no_case_times),  WHOLE_ROW(bulk_minutes),
        WHOLE_ROW(bulk_people),    WHOLE_ROW(bulk_times),
        WHOLE_ROW(one_in),         WHOLE_ROW(day_begins),
        WHOLE_ROW(day_ends),
    };
    struct watch_settings watch;
    struct settings settings = {.file = file, .arena = &watch.arena, .errors = errors};
    struct arena arena = {0};
    struct yaml_node *root = NULL;
    struct err err = {0};
    size_t before = errors->count;
    watch_settings_default(&watch);
    int code = yaml_tree_parse(&arena, text, file, &root, &err);
    if (code != 0) {
        err_list_add(errors, &err);
    } else {
        settings_read(&settings, root, rows, sizeof rows / sizeof rows[0], &watch);
    }
    if (errors->count == before) {
        check_hours(&settings, root, &watch);
    }
    arena_free(&arena);
    if (errors->count > before) {
        err_list_sort(errors, before);
        watch_settings_free(&watch);
        return code ? code : ERR_INPUT;
    }
    *ret = watch;
    return 0;
}

void watch_settings_free(struct watch_settings *settings)
{
    arena_free(&settings->arena);
    *settings = (struct watch_settings){0};
}

int watch_settings_read(const char *home, struct watch_settings *ret, struct err_list *errors)
{
    struct arena arena = {0};
    struct buf text = {0};
    struct err err;
    struct str path =
        strcmp(home, ".") == 0 ? STR("watch.yaml") : arena_printf(&arena, "%s/watch.yaml", home);
    int code =
        file_read_whole(path.ptr, "the rules of watching", WATCH_FILE_BYTES_MAX, &text, &err);
    if (code == 0) {
        code = watch_settings_parse(buf_str(&text), path.ptr, ret, errors);
    } else if (code == ERR_NOTFOUND) {
        watch_settings_default(ret);
        code = 0;
    } else {
        err_list_add(errors, &err);
    }
    buf_free(&text);
    arena_free(&arena);
    return code;
}

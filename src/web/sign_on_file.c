/* sign_on_file.c - see sign_on_file.h. */
#include "sign_on_file.h"

#include "json_slice.h"
#include "secret_file.h"
#include "service_url.h"
#include "whole_file.h"

#include <stdio.h>

enum { FILE_BYTES_MAX = 256 << 10 };

const char *const sign_on_names[SIGN_ON_PROVIDERS + 1] = {"staff", "residents", NULL};

#define TEXT_READER(member)                                                                        \
    static int read_##member(struct settings *settings, const struct yaml_node *node, void *into,  \
                             struct err *err)                                                      \
    {                                                                                              \
        return setting_text(settings, node, &((struct sign_on_provider *)into)->member, err);      \
    }
TEXT_READER(client_id)
TEXT_READER(login_claim)
TEXT_READER(groups_claim)

/* An address without a path: https, or http of this machine. */
static int check_origin(struct settings *settings, const struct yaml_node *node, struct str text,
                        bool may_have_path, struct err *err)
{
    const ptrdiff_t scheme = str_find(text, STR("://"));
    if (service_url_check(text) != SERVICE_URL_GOOD || str_find(text, STR("?")) >= 0) {
        return setting_refuse(settings, node, err,
                              "must be an https address, without a password or a query");
    }
    if (str_ends(text, STR("/")) && !may_have_path) {
        return setting_refuse(settings, node, err, "must end without a /");
    }
    return !may_have_path && str_find(str_slice(text, (size_t)scheme + 3, text.len), STR("/")) >= 0
               ? setting_refuse(settings, node, err, "must have no path, only a host")
               : 0;
}

static int read_origin(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    struct sign_on_file *file = into;
    int code = setting_text(settings, node, &file->origin, err);
    return code ? code : check_origin(settings, node, file->origin, false, err);
}

static int read_issuer(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    struct sign_on_provider *provider = into;
    int code = setting_text(settings, node, &provider->issuer, err);
    return code ? code : check_origin(settings, node, provider->issuer, true, err);
}

static int read_secret_file(struct settings *settings, const struct yaml_node *node, void *into,
                            struct err *err)
{
    struct sign_on_provider *provider = into;
    int code = setting_text(settings, node, &provider->secret_file, err);
    const char *fault = code == 0 ? secret_file_check(provider->secret_file) : NULL;
    return fault != NULL ? setting_refuse(settings, node, err, "%s", fault) : code;
}

static int read_addresses(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    struct sign_on_provider *provider = into;
    const struct yaml_node *item = NULL;
    int code = yaml_get_list(node, settings->file, &item, err);
    if (code == 0 && node->count > SIGN_ON_ADDRESSES_MAX) {
        return setting_refuse(settings, node, err, "more than %d addresses", SIGN_ON_ADDRESSES_MAX);
    }
    for (; item != NULL && code == 0; item = item->next) {
        code = setting_text(settings, item, &provider->addresses[provider->address_count++], err);
    }
    return code;
}

static int read_groups(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    struct sign_on_provider *provider = into;
    if (node->kind != YAML_MAP || node->count > SIGN_ON_GROUPS_MAX) {
        return setting_refuse(settings, node, err,
                              "must be groups, at most %d, each with its roles",
                              SIGN_ON_GROUPS_MAX);
    }
    provider->groups = arena_alloc(settings->arena, (node->count + 1) * sizeof *provider->groups);
    int code = 0;
    for (const struct yaml_node *item = node->first; item != NULL && code == 0; item = item->next) {
        struct sign_on_group *group = &provider->groups[provider->group_count++];
        group->name = arena_str(settings->arena, item->key);
        code = definition_read_names(settings, item, &group->roles, err);
    }
    return code;
}

static int read_provider(struct settings *settings, const struct yaml_node *node,
                         struct sign_on_provider *provider, bool is_staff)
{
    static const struct setting rows[] = {
        {STR_INIT("issuer"), SETTING_NEEDED, read_issuer},
        {STR_INIT("client_id"), SETTING_NEEDED, read_client_id},
        {STR_INIT("secret_file"), SETTING_NEEDED, read_secret_file},
        {STR_INIT("addresses"), 0, read_addresses},
        {STR_INIT("login_claim"), SETTING_NEEDED, read_login_claim},
        {STR_INIT("groups_claim"), 0, read_groups_claim},
        {STR_INIT("groups"), 0, read_groups},
    };
    const size_t before = settings->errors->count;
    provider->is_there = true;
    settings_read(settings, node, rows, is_staff ? 7 : 4, provider);
    if (settings->errors->count == before &&
        (provider->groups_claim.len > 0) != (provider->group_count > 0)) {
        struct err err;
        setting_refuse(settings, node, &err, "groups_claim and groups go together");
        err_list_add(settings->errors, &err);
    }
    return 0;
}

static int read_staff(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    (void)err;
    return read_provider(settings, node, &((struct sign_on_file *)into)->providers[SIGN_ON_STAFF],
                         true);
}

static int read_residents(struct settings *settings, const struct yaml_node *node, void *into,
                          struct err *err)
{
    (void)err;
    return read_provider(settings, node,
                         &((struct sign_on_file *)into)->providers[SIGN_ON_RESIDENTS], false);
}

int sign_on_file_parse(struct str text, const char *file, struct sign_on_file *ret,
                       struct err_list *errors)
{
    static const struct setting rows[] = {
        {STR_INIT("origin"), SETTING_NEEDED, read_origin},
        {STR_INIT("staff"), 0, read_staff},
        {STR_INIT("residents"), 0, read_residents},
    };
    struct sign_on_file read = {0};
    struct settings settings = {.file = file, .arena = &read.arena, .errors = errors};
    int code = settings_parse(&settings, text, rows, sizeof rows / sizeof rows[0], NULL, &read);
    if (code != 0) {
        sign_on_file_free(&read);
        return code;
    }
    *ret = read;
    return 0;
}

void sign_on_file_free(struct sign_on_file *file)
{
    arena_free(&file->arena);
    *file = (struct sign_on_file){0};
}

int sign_on_file_read(const struct home *home, struct sign_on_file *ret, struct err *err)
{
    struct arena arena = {0};
    struct buf text = {0};
    struct err_list errors = {0};
    struct err inner = {0};
    const struct str path = home_file(home, &arena, "sign_on.yaml");
    int code = file_read_whole(path.ptr, "the sign-on", FILE_BYTES_MAX, &text, &inner);
    if (code == 0 && sign_on_file_parse(buf_str(&text), path.ptr, ret, &errors) != 0) {
        code = err_list_first(&errors, err);
    } else if (code == ERR_NOTFOUND) {
        *ret = (struct sign_on_file){0};
        code = 0;
    } else if (code != 0) {
        *err = inner;
    }
    err_list_free(&errors);
    buf_free(&text);
    arena_free(&arena);
    return code;
}

static bool is_in_groups(struct arena *arena, struct str groups, struct str name)
{
    struct str item;
    if (groups.ptr != NULL && json_slice_kind(groups) == JSON_SLICE_TEXT) {
        return str_eq(json_slice_text(arena, groups), name);
    }
    while (groups.ptr != NULL && json_next_item(&groups, &item)) {
        if (json_slice_kind(item) == JSON_SLICE_TEXT &&
            str_eq(json_slice_text(arena, item), name)) {
            return true;
        }
    }
    return false;
}

static bool gives(struct arena *arena, const struct sign_on_provider *provider, struct str groups,
                  struct str role)
{
    for (size_t i = 0; i < provider->group_count; i++) {
        for (size_t k = 0; k < provider->groups[i].roles.count; k++) {
            if (str_eq(provider->groups[i].roles.at[k], role) &&
                is_in_groups(arena, groups, provider->groups[i].name)) {
                return true;
            }
        }
    }
    return false;
}

struct str sign_on_roles(struct arena *arena, const struct sign_on_provider *provider,
                         struct str claims, const struct name_list *roles)
{
    const struct str groups = json_member(arena, claims, provider->groups_claim);
    struct buf text = {0};
    for (size_t i = 0; i < roles->count; i++) {
        if (gives(arena, provider, groups, roles->at[i])) {
            buf_printf(&text, "%s%.*s", text.len > 0 ? " " : "", PRI(roles->at[i]));
        }
    }
    const struct str kept = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return kept;
}

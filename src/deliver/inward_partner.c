/* inward_partner.c - see inward_partner.h. */
#include "inward_partner.h"

#include "settings.h"
#include "whole_file.h"

#include <stdio.h>
#include <sys/stat.h>

enum { DELIVERY_BYTES_MAX = 1 << 20, SECRET_BYTES_MAX = 4096 };

/* ---- settings ---- */

/* What git keeps holds no secret: within the home it is in keys/. */
static int read_secret_name(struct settings *settings, const struct yaml_node *node,
                            struct str *ret, struct err *err)
{
    int code = setting_text(settings, node, ret, err);
    return code == 0 && !home_path_is_private(*ret)
               ? setting_refuse(settings, node, err,
                                "git would keep a secret here: name a file in keys/")
               : code;
}

static int read_secret_file(struct settings *settings, const struct yaml_node *node, void *into,
                            struct err *err)
{
    return read_secret_name(settings, node, &((struct inward_partner *)into)->secret_file, err);
}

static int read_old_secret_file(struct settings *settings, const struct yaml_node *node, void *into,
                                struct err *err)
{
    return read_secret_name(settings, node, &((struct inward_partner *)into)->old_secret_file, err);
}

static int read_purpose(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    return definition_read_name(settings, node, &((struct inward_partner *)into)->purpose, err);
}

static int read_on_behalf_of(struct settings *settings, const struct yaml_node *node, void *into,
                             struct err *err)
{
    return setting_text(settings, node, &((struct inward_partner *)into)->on_behalf_of, err);
}

static int read_told_by(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    return setting_choice(settings, node, teller_names, &((struct inward_partner *)into)->told_by,
                          err);
}

static int read_sources(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    return definition_read_names(settings, node, &((struct inward_partner *)into)->sources, err);
}

int inward_partners_setting(struct settings *settings, const struct yaml_node *node, void *into,
                            struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("secret_file"), SETTING_NEEDED, read_secret_file},
        {STR_INIT("old_secret_file"), 0, read_old_secret_file},
        {STR_INIT("purpose"), SETTING_NEEDED, read_purpose},
        {STR_INIT("on_behalf_of"), SETTING_NEEDED, read_on_behalf_of},
        {STR_INIT("told_by"), 0, read_told_by},
        {STR_INIT("sources"), 0, read_sources},
    };
    struct inward_partners *partners = into;
    if (node->kind != YAML_MAP || node->count > INWARD_PARTNERS_MAX) {
        return setting_refuse(settings, node, err,
                              "a map of partners by name is wanted here, at most %d",
                              INWARD_PARTNERS_MAX);
    }
    partners->at = arena_alloc(settings->arena, (node->count + 1) * sizeof *partners->at);
    for (const struct yaml_node *member = node->first; member != NULL; member = member->next) {
        struct inward_partner *partner = &partners->at[partners->count++];
        *partner = (struct inward_partner){.name = member->key, .told_by = TELLER_PROFESSIONAL};
        if (!definition_name_fits(member->key)) {
            return setting_refuse(settings, member, err,
                                  "a partner is called by letters, digits and _");
        }
        settings_read(settings, member, rows, sizeof rows / sizeof rows[0], partner);
    }
    return 0;
}

int inward_partner_read(const struct home *home, struct arena *arena, struct str name,
                        struct inward_partner *ret, struct err *err)
{
    struct err_list errors = {0};
    struct buf text = {0};
    struct yaml_node *root = NULL;
    struct inward_partners partners = {0};
    const struct inward_partner *found = NULL;
    const char *path = home_file(home, arena, "delivery.yaml").ptr;
    struct settings settings = {.file = path, .arena = arena, .errors = &errors};
    int code = file_read_whole(path, "the settings for delivery", DELIVERY_BYTES_MAX, &text, err);
    code = code ? code : yaml_tree_parse(arena, buf_str(&text), path, &root, err);
    const struct yaml_node *node = code == 0 ? yaml_map_get(root, STR("inward")) : NULL;
    if (node != NULL) {
        code = inward_partners_setting(&settings, node, &partners, err);
        code = code ? code : err_list_first(&errors, err);
    }
    for (size_t i = 0; code == 0 && i < partners.count; i++) {
        found = str_eq(partners.at[i].name, name) ? &partners.at[i] : found;
    }
    if (code == 0 && found == NULL) {
        code = err_at(err, ERR_NOTFOUND, path, 0, 0,
                      "no partner of that name may send anything: see \"inward\"");
    }
    if (code == 0) {
        *ret = *found;
    }
    err_list_free(&errors);
    buf_free(&text);
    return code;
}

/* ---- secrets ---- */

static int read_secret(const struct home *home, struct str name, struct webhook_secret *ret,
                       struct err *err)
{
    struct arena arena = {0};
    struct buf text = {0};
    struct stat about;
    const char *path = home_file(home, &arena, "%.*s", PRI(name)).ptr;
    int code = 0;
    if (stat(path, &about) == 0 && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        code = err_at(err, ERR_DENIED, path, 0, 0,
                      "others can read this secret: chmod 600, and change the secret");
    }
    code = code ? code : file_read_whole(path, "the secret", SECRET_BYTES_MAX, &text, err);
    code = code ? code : webhook_secret_read(buf_str(&text), ret, err);
    if (code != 0 && err != NULL && err->file[0] == '\0') {
        snprintf(err->file, sizeof err->file, "%s", path);
    }
    if (text.ptr != NULL) {
        explicit_bzero(text.ptr, text.len);
    }
    buf_free(&text);
    arena_free(&arena);
    return code;
}

int inward_partner_secrets(const struct home *home, const struct inward_partner *partner,
                           struct webhook_secret ret[WEBHOOK_SECRETS_MAX], size_t *ret_count,
                           struct err *err)
{
    size_t count = 1;
    int code = read_secret(home, partner->secret_file, &ret[0], err);
    if (code == 0 && partner->old_secret_file.len > 0) {
        code = read_secret(home, partner->old_secret_file, &ret[1], err);
        count += code == 0;
    }
    if (code == 0) {
        *ret_count = count;
    } else {
        webhook_secret_wipe(&ret[0]);
    }
    return code;
}

/* inward_partner.c - see inward_partner.h. */
#include "inward_partner.h"

#include "delivery_file.h"
#include "secret_file.h"
#include "settings.h"

#include <stdio.h>

/* ---- settings ---- */

static int read_secret_name(struct settings *settings, const struct yaml_node *node,
                            struct str *ret, struct err *err)
{
    struct str name;
    int code = setting_text(settings, node, &name, err);
    const char *wrong = code == 0 ? secret_file_check(name) : NULL;
    if (wrong != NULL) {
        return setting_refuse(settings, node, err, "%s", wrong);
    }
    if (code == 0) {
        *ret = name;
    }
    return code;
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
        *partner = (struct inward_partner){.name = arena_str(settings->arena, member->key),
                                           .told_by = TELLER_PROFESSIONAL};
        if (!definition_name_fits(member->key)) {
            return setting_refuse(settings, member, err,
                                  "a partner is called by letters, digits and _");
        }
        settings_read(settings, member, rows, sizeof rows / sizeof rows[0], partner);
    }
    return 0;
}

/* copy - into the caller's arena, since the file's is freed. */
static void copy(struct arena *arena, const struct inward_partner *from, struct inward_partner *to)
{
    struct str *at = arena_alloc(arena, (from->sources.count + 1) * sizeof *at);
    for (size_t i = 0; i < from->sources.count; i++) {
        at[i] = arena_str(arena, from->sources.at[i]);
    }
    *to = (struct inward_partner){.name = arena_str(arena, from->name),
                                  .secret_file = arena_str(arena, from->secret_file),
                                  .old_secret_file = arena_str(arena, from->old_secret_file),
                                  .purpose = arena_str(arena, from->purpose),
                                  .on_behalf_of = arena_str(arena, from->on_behalf_of),
                                  .told_by = from->told_by,
                                  .sources = {at, from->sources.count}};
}

int inward_partner_read(const struct home *home, struct arena *arena, struct str name,
                        struct inward_partner *ret, struct err *err)
{
    struct err_list errors = {0};
    struct delivery_file file = {0};
    const struct inward_partner *found = NULL;
    int code = delivery_file_read(home, &file, &errors);
    code = code ? err_list_first(&errors, err) : 0;
    for (size_t i = 0; code == 0 && i < file.inward.count; i++) {
        found = str_eq(file.inward.at[i].name, name) ? &file.inward.at[i] : found;
    }
    if (code == 0 && found == NULL) {
        code =
            err_set(err, ERR_NOTFOUND,
                    "no partner of that name may send anything: see \"inward\" in delivery.yaml");
    }
    if (code == 0) {
        copy(arena, found, ret);
    }
    delivery_file_free(&file);
    err_list_free(&errors);
    return code;
}

/* ---- secrets ---- */

static int read_secret(const struct home *home, struct str name, struct webhook_secret *ret,
                       struct err *err)
{
    struct buf text = {0};
    int code = secret_file_read(home, name, "secret", &text, err);
    if (code == 0) {
        code = webhook_secret_read(buf_str(&text), ret, err);
        if (code != 0) {
            snprintf(err->file, sizeof err->file, "%.*s", PRI(name));
        }
    }
    buf_wipe(&text);
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

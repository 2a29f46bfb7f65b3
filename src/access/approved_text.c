/* approved_text.c - see approved_text.h. Depth is bounded by YAML_DEPTH_MAX. */
#include "approved_text.h"

#include "whole_file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

enum { CHANGES_MAX = 1000, VALUE_MAX = 2000 };

/* ---- files ---- */

static int in_home(const struct access *a, const char *name, char ret[PATH_MAX], struct err *err)
{
    int len = snprintf(ret, PATH_MAX, "%s/%s", a->options.home, name);
    return len < 0 || len >= PATH_MAX
               ? err_set(err, ERR_CREATE, "the name of the folder is too long")
               : 0;
}

static int path_now(const struct access *a, enum approval_of of, struct str id, char ret[PATH_MAX],
                    struct err *err)
{
    char name[DEFINITION_NAME_MAX + 32];
    snprintf(name, sizeof name, "purposes/%.*s.yaml", PRI(id));
    return in_home(a, of == APPROVAL_PURPOSE ? name : "gateways.yaml", ret, err);
}

static int path_kept(const struct access *a, enum approval_of of, struct str id, char ret[PATH_MAX],
                     struct err *err)
{
    char name[DEFINITION_NAME_MAX + 32];
    snprintf(name, sizeof name, "approved/%s/%.*s.yaml",
             of == APPROVAL_PURPOSE ? "purposes" : "gateways", PRI(id));
    return in_home(a, name, ret, err);
}

static int make_folder(const struct access *a, const char *name, struct err *err)
{
    char path[PATH_MAX];
    int code = in_home(a, name, path, err);
    if (code == 0 && mkdir(path, 0777) != 0 && errno != EEXIST) {
        code = err_set(err, ERR_CREATE, "can't make the folder %s/", name);
    }
    return code;
}

int approved_text_keep(const struct access *a, enum approval_of of, struct str id, struct err *err)
{
    char now[PATH_MAX], kept[PATH_MAX];
    struct buf text = {0};
    if ((of != APPROVAL_PURPOSE && of != APPROVAL_GATEWAY) || !definition_name_fits(id)) {
        return 0;
    }
    int code = path_now(a, of, id, now, err);
    code = code ? code : path_kept(a, of, id, kept, err);
    code = code ? code : make_folder(a, "approved", err);
    code = code ? code
                : make_folder(a, of == APPROVAL_PURPOSE ? "approved/purposes" : "approved/gateways",
                              err);
    code = code ? code : file_read_whole(now, "the definition", ACCESS_FILE_BYTES_MAX, &text, err);
    code = code ? code : file_replace(kept, buf_str(&text), 0666, err);
    buf_free(&text);
    return code;
}

/* read_definition - of a file, the purpose, or the gateway of that id. */
static int read_definition(struct arena *arena, const char *path, enum approval_of of,
                           struct str id, const struct yaml_node **ret, struct err *err)
{
    struct buf text = {0};
    struct yaml_node *root = NULL;
    int code = file_read_whole(path, "the definition", ACCESS_FILE_BYTES_MAX, &text, err);
    struct str kept = arena_str(arena, buf_str(&text));
    buf_free(&text);
    code = code ? code : yaml_tree_parse(arena, kept, path, &root, err);
    if (code != 0 || of == APPROVAL_PURPOSE) {
        *ret = root;
        return code;
    }
    const struct yaml_node *list = yaml_map_get(root, STR("gateways"));
    for (const struct yaml_node *g = list != NULL ? list->first : NULL; g != NULL; g = g->next) {
        const struct yaml_node *name = yaml_map_get(g, STR("gateway"));
        if (name != NULL && str_eq(name->text, id)) {
            *ret = g;
            return 0;
        }
    }
    return err_set(err, ERR_NOTFOUND, "there is no gateway of that name");
}

/* ---- compared ---- */

struct comparing {
    struct arena *arena;
    struct definition_changes *changes;
    struct buf clause;
};

static void write_value(struct buf *out, const struct yaml_node *node)
{
    if (node->kind == YAML_TEXT || out->len > VALUE_MAX) {
        buf_add(out, node->kind == YAML_TEXT ? node->text : STR("…"));
        return;
    }
    for (const struct yaml_node *m = node->first; m != NULL; m = m->next) {
        if (m != node->first) {
            buf_add(out, STR(", "));
        }
        if (node->kind == YAML_MAP) {
            buf_printf(out, "%.*s: ", PRI(m->key));
        }
        write_value(out, m);
    }
}

static struct str value_of(struct arena *arena, const struct yaml_node *node)
{
    struct buf text = {0};
    if (node != NULL) {
        write_value(&text, node);
    }
    struct str kept = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return kept;
}

static void add_change(struct comparing *c, const struct yaml_node *before,
                       const struct yaml_node *after)
{
    uint8_t hashes[2][CONTENT_HASH_BYTES] = {{0}};
    if (before != NULL && after != NULL) {
        definition_hash(before, hashes[0]);
        definition_hash(after, hashes[1]);
        if (memcmp(hashes[0], hashes[1], CONTENT_HASH_BYTES) == 0) {
            return;
        }
    }
    if (c->changes->count < CHANGES_MAX) {
        c->changes->at[c->changes->count++] =
            (struct definition_change){.clause = arena_str(c->arena, buf_str(&c->clause)),
                                       .before = value_of(c->arena, before),
                                       .after = value_of(c->arena, after)};
    }
}

/* compare - maps member by member, whatever else as a whole. */
static void compare(struct comparing *c, const struct yaml_node *before,
                    const struct yaml_node *after)
{
    size_t len = c->clause.len;
    if (before == NULL || after == NULL || before->kind != YAML_MAP || after->kind != YAML_MAP) {
        add_change(c, before, after);
        return;
    }
    for (const struct yaml_node *m = after->first; m != NULL; m = m->next) {
        buf_printf(&c->clause, "%s%.*s", len > 0 ? "." : "", PRI(m->key));
        compare(c, yaml_map_get(before, m->key), m);
        c->clause.len = len;
    }
    for (const struct yaml_node *m = before->first; m != NULL; m = m->next) {
        if (yaml_map_get(after, m->key) == NULL) {
            buf_printf(&c->clause, "%s%.*s", len > 0 ? "." : "", PRI(m->key));
            add_change(c, m, NULL);
            c->clause.len = len;
        }
    }
}

int approved_text_changes(const struct access *a, enum approval_of of, struct str id,
                          struct arena *arena, struct definition_changes *ret, struct err *err)
{
    char now[PATH_MAX], kept[PATH_MAX];
    const struct yaml_node *before = NULL, *after = NULL;
    uint8_t content[CONTENT_HASH_BYTES];
    struct definition_changes changes = {.at =
                                             arena_alloc(arena, CHANGES_MAX * sizeof *changes.at)};
    struct comparing c = {.arena = arena, .changes = &changes};
    if (!definition_name_fits(id)) {
        return err_set(err, ERR_NOTFOUND, "there is none of that name");
    }
    int code = path_now(a, of, id, now, err);
    code = code ? code : path_kept(a, of, id, kept, err);
    code = code ? code : read_definition(arena, now, of, id, &after, err);
    if (code == 0 && read_definition(arena, kept, of, id, &before, err) == 0) {
        definition_hash(before, content);
        changes.is_known = approval_count(&a->approvals, of, id, content) >= APPROVERS_NEEDED;
    }
    if (code == 0 && changes.is_known) {
        compare(&c, before, after);
    }
    buf_free(&c.clause);
    if (code == 0) {
        *ret = changes;
    }
    return code;
}

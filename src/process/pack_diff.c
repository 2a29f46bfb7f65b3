/* pack_diff.c - two packs' files, compared as trees. Depth is bounded by YAML_DEPTH_MAX. */
#include "pack_diff.h"

#include <stdio.h>
#include <string.h>

enum { CLAUSE_MAX = 240, VALUE_MAX = 400 };

const char *const diff_reach_names[DIFF_REACHES + 1] = {
    "nothing", "wording", "steps", "questions", "clock", "duty", "purpose", NULL};

const char *diff_reach_title(enum diff_reach reach, enum access_language language)
{
    static const char *const titles[DIFF_REACHES][ACCESS_LANGUAGES] = {
        [REACHES_NOTHING] = {"running cases stay as they are",
                             "mae achosion sydd ar waith yn aros"},
        [REACHES_WORDING] = {"letters and guidance still to come",
                             "llythyrau a chanllawiau i ddod"},
        [REACHES_STEPS] = {"what is done, by whom, when", "yr hyn a wneir, gan bwy, pryd"},
        [REACHES_QUESTIONS] = {"what is asked", "yr hyn a ofynnir"},
        [REACHES_CLOCK] = {"by when a duty is owed", "erbyn pryd mae dyletswydd yn ddyledus"},
        [REACHES_DUTY] = {"whether a duty is owed", "a yw dyletswydd yn ddyledus"},
        [REACHES_PURPOSE] = {"what is looked at, and what for",
                             "yr hyn yr edrychir arno, ac at ba ddiben"},
    };
    return titles[reach][language];
}

/* struct comparing - one file of both packs. */
struct comparing {
    struct pack_diff *diff;
    struct str file, entry;
};

/* ---- what a change reaches ---- */

static bool begins(struct str clause, const char *with)
{
    struct str start = str_of(with);
    return str_starts(clause, start) && (clause.len == start.len || clause.ptr[start.len] == '.' ||
                                         clause.ptr[start.len] == '[');
}

static enum diff_reach reach_of(struct str file, struct str clause)
{
    static const char *const of_duty[] = {"title", "text",      "unverified",
                                          "owner", "finds_out", NULL};
    if (str_starts(file, STR("letters/")) || str_starts(file, STR("guidance/"))) {
        return REACHES_WORDING;
    }
    if (str_eq(file, STR("pack.yaml"))) {
        return begins(clause, "purposes") || begins(clause, "facts") || begins(clause, "nation")
                   ? REACHES_PURPOSE
               : begins(clause, "teams") || begins(clause, "partners") ? REACHES_STEPS
                                                                       : REACHES_NOTHING;
    }
    if (str_eq(file, STR("event.yaml"))) {
        return REACHES_QUESTIONS;
    }
    if (str_eq(file, STR("process.yaml"))) {
        return begins(clause, "title") ? REACHES_NOTHING : REACHES_STEPS;
    }
    if (str_eq(file, STR("duties.yaml"))) {
        if (begins(clause, "clock") || begins(clause, "no_clock")) {
            return REACHES_CLOCK;
        }
        for (int i = 0; of_duty[i] != NULL; i++) {
            if (begins(clause, of_duty[i])) {
                return i >= 3 ? REACHES_STEPS : REACHES_NOTHING;
            }
        }
        return begins(clause, "discharged_by") ? REACHES_STEPS : REACHES_DUTY;
    }
    return REACHES_NOTHING;
}

/* ---- trees ---- */

static bool same(const struct yaml_node *a, const struct yaml_node *b)
{
    if (a->kind != b->kind) {
        return false;
    }
    if (a->kind == YAML_TEXT) {
        return str_eq(a->text, b->text);
    }
    if (a->count != b->count) {
        return false;
    }
    if (a->kind == YAML_MAP) {
        for (const struct yaml_node *m = a->first; m != NULL; m = m->next) {
            const struct yaml_node *other = yaml_map_get(b, m->key);
            if (other == NULL || !same(m, other)) {
                return false;
            }
        }
        return true;
    }
    const struct yaml_node *n = b->first;
    for (const struct yaml_node *m = a->first; m != NULL; m = m->next, n = n->next) {
        if (!same(m, n)) {
            return false;
        }
    }
    return true;
}

static void write_value(struct buf *out, const struct yaml_node *node)
{
    if (out->len > VALUE_MAX) {
        return;
    }
    if (node->kind == YAML_TEXT) {
        buf_add(out, node->text);
        return;
    }
    buf_add(out, node->kind == YAML_MAP ? STR("{") : STR("["));
    for (const struct yaml_node *m = node->first; m != NULL; m = m->next) {
        if (m != node->first) {
            buf_add(out, STR(", "));
        }
        if (node->kind == YAML_MAP) {
            buf_printf(out, "%.*s: ", PRI(m->key));
        }
        write_value(out, m);
    }
    buf_add(out, node->kind == YAML_MAP ? STR("}") : STR("]"));
}

static struct str value_of(struct arena *arena, const struct yaml_node *node)
{
    struct buf text = {0};
    if (node == NULL) {
        return STR("");
    }
    write_value(&text, node);
    struct str all = buf_str(&text);
    for (size_t i = 0; i < text.len; i++) {
        text.ptr[i] = text.ptr[i] == '\n' ? ' ' : text.ptr[i];
    }
    size_t cut = all.len <= VALUE_MAX ? all.len : VALUE_MAX;
    while (cut > 0 && cut < all.len && ((unsigned char)all.ptr[cut] & 0xc0) == 0x80) {
        cut--;
    }
    struct str kept = arena_printf(arena, "%.*s%s", (int)cut, all.ptr, cut < all.len ? " …" : "");
    buf_free(&text);
    return kept;
}

static void add(struct comparing *at, enum diff_kind kind, struct str clause,
                const struct yaml_node *before, const struct yaml_node *after)
{
    struct pack_diff *diff = at->diff;
    void *lines = diff->lines;
    bool whole = clause.len == 0 && at->entry.len > 0; /* its name says enough */
    mem_must_grow(&lines, &diff->capacity, diff->count + 1, sizeof *diff->lines);
    diff->lines = lines;
    diff->lines[diff->count++] = (struct diff_line){
        .kind = kind,
        .reach = reach_of(at->file, clause),
        .file = at->file,
        .entry = at->entry,
        .clause = arena_str(&diff->arena, clause),
        .before = whole ? STR("") : value_of(&diff->arena, before),
        .after = whole ? STR("") : value_of(&diff->arena, after),
        .line_before = before != NULL ? before->line : 0,
        .line_after = after != NULL ? after->line : 0,
    };
}

static struct str within(struct arena *arena, struct str clause, struct str key)
{
    return clause.len == 0 ? key : arena_printf(arena, "%.*s.%.*s", PRI(clause), PRI(key));
}

static void compare(struct comparing *at, struct str clause, const struct yaml_node *before,
                    const struct yaml_node *after)
{
    struct arena *arena = &at->diff->arena;
    if (same(before, after)) {
        return;
    }
    if (before->kind != YAML_MAP || after->kind != YAML_MAP || clause.len > CLAUSE_MAX) {
        add(at, DIFF_CHANGED, clause, before, after);
        return;
    }
    for (const struct yaml_node *m = before->first; m != NULL; m = m->next) {
        const struct yaml_node *other = yaml_map_get(after, m->key);
        struct str key = within(arena, clause, m->key);
        if (other == NULL) {
            add(at, DIFF_REMOVED, key, m, NULL);
        } else {
            compare(at, key, m, other);
        }
    }
    for (const struct yaml_node *m = after->first; m != NULL; m = m->next) {
        if (yaml_map_get(before, m->key) == NULL) {
            add(at, DIFF_ADDED, within(arena, clause, m->key), NULL, m);
        }
    }
}

/* ---- lists of entries with names ---- */

/* nth - the n-th entry of that name, from 0, or NULL. */
static const struct yaml_node *nth(const struct yaml_node *list, struct str key, struct str name,
                                   size_t n)
{
    for (const struct yaml_node *item = list->first; item != NULL; item = item->next) {
        const struct yaml_node *value = yaml_map_get(item, key);
        if (value != NULL && str_eq(value->text, name) && n-- == 0) {
            return item;
        }
    }
    return NULL;
}

/* before_it - how many entries of the same name stand before it: duties may have several. */
static size_t before_it(const struct yaml_node *list, struct str key, const struct yaml_node *item,
                        struct str name)
{
    size_t count = 0;
    for (const struct yaml_node *n = list->first; n != item; n = n->next) {
        const struct yaml_node *value = yaml_map_get(n, key);
        count += value != NULL && str_eq(value->text, name);
    }
    return count;
}

static void compare_entries(struct comparing *at, struct str key, const struct yaml_node *before,
                            const struct yaml_node *after)
{
    struct arena *arena = &at->diff->arena;
    for (const struct yaml_node *item = before->first; item != NULL; item = item->next) {
        const struct yaml_node *name = yaml_map_get(item, key);
        if (name != NULL) {
            const struct yaml_node *other =
                nth(after, key, name->text, before_it(before, key, item, name->text));
            at->entry = arena_printf(arena, "%.*s %.*s", PRI(key), PRI(name->text));
            if (other == NULL) {
                add(at, DIFF_REMOVED, STR(""), item, NULL);
            } else {
                compare(at, STR(""), item, other);
            }
        }
    }
    for (const struct yaml_node *item = after->first; item != NULL; item = item->next) {
        const struct yaml_node *name = yaml_map_get(item, key);
        if (name != NULL &&
            nth(before, key, name->text, before_it(after, key, item, name->text)) == NULL) {
            at->entry = arena_printf(arena, "%.*s %.*s", PRI(key), PRI(name->text));
            add(at, DIFF_ADDED, STR(""), NULL, item);
        }
    }
    at->entry = STR("");
}

/* ---- files ---- */

/* The lists whose entries have names, by file. */
static const struct {
    const char *file, *list, *key;
} named[] = {
    {"event.yaml", "questions", "question"},
    {"duties.yaml", "duties", "duty"},
    {"process.yaml", "steps", "step"},
    {"measures.yaml", "measures", "measure"},
};

static void compare_trees(struct comparing *at, const struct yaml_node *before,
                          const struct yaml_node *after)
{
    for (const struct yaml_node *m = before->first; m != NULL; m = m->next) {
        const struct yaml_node *other = yaml_map_get(after, m->key);
        struct str key = STR("");
        for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
            if (str_eq(at->file, str_of(named[i].file)) && str_eq(m->key, str_of(named[i].list))) {
                key = str_of(named[i].key);
            }
        }
        if (other == NULL) {
            add(at, DIFF_REMOVED, m->key, m, NULL);
        } else if (key.len > 0 && m->kind == YAML_LIST && other->kind == YAML_LIST) {
            compare_entries(at, key, m, other);
        } else {
            compare(at, m->key, m, other);
        }
    }
    for (const struct yaml_node *m = after->first; m != NULL; m = m->next) {
        if (yaml_map_get(before, m->key) == NULL) {
            add(at, DIFF_ADDED, m->key, NULL, m);
        }
    }
}

static void compare_files(struct pack_diff *diff, const struct pack_file *before,
                          const struct pack_file *after)
{
    struct comparing comparing = {.diff = diff, .file = arena_str(&diff->arena, before->path)};
    struct yaml_node *old = NULL, *new = NULL;
    struct err err;
    if (str_eq(before->text, after->text)) {
        return;
    }
    bool yaml = str_ends(before->path, STR(".yaml")) &&
                yaml_tree_parse(&diff->arena, before->text, before->where, &old, &err) == 0 &&
                yaml_tree_parse(&diff->arena, after->text, after->where, &new, &err) == 0;
    if (yaml && old->kind == YAML_MAP && new->kind == YAML_MAP) {
        compare_trees(&comparing, old, new);
    } else {
        add(&comparing, DIFF_CHANGED, STR(""), NULL, NULL);
    }
}

void pack_diff(const struct event_pack *before, const struct event_pack *after,
               struct pack_diff *ret)
{
    for (size_t i = 0; i < before->folder.count; i++) {
        const struct pack_file *file = &before->folder.files[i];
        const struct pack_file *other = pack_folder_find(&after->folder, file->path.ptr);
        struct comparing comparing = {.diff = ret, .file = arena_str(&ret->arena, file->path)};
        if (other == NULL) {
            add(&comparing, DIFF_REMOVED, STR(""), NULL, NULL);
        } else {
            compare_files(ret, file, other);
        }
    }
    for (size_t i = 0; i < after->folder.count; i++) {
        const struct pack_file *file = &after->folder.files[i];
        struct comparing comparing = {.diff = ret, .file = arena_str(&ret->arena, file->path)};
        if (pack_folder_find(&before->folder, file->path.ptr) == NULL) {
            add(&comparing, DIFF_ADDED, STR(""), NULL, NULL);
        }
    }
}

void pack_diff_free(struct pack_diff *diff)
{
    mem_free(diff->lines);
    arena_free(&diff->arena);
    *diff = (struct pack_diff){0};
}

/* home_pack.c - see home_pack.h. */
#include "home_pack.h"

#include "overlay.h"
#include "pack_folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static bool is_folder(struct str path)
{
    struct stat about;
    return stat(path.ptr, &about) == 0 && S_ISDIR(about.st_mode);
}

/* is_shipped - does the program carry a pack of that name? */
static bool is_shipped(struct str name)
{
    bool shipped = false;
    for (size_t i = 0; !shipped && pack_shipped_name(i).len > 0; i++) {
        shipped = str_eq(pack_shipped_name(i), name);
    }
    return shipped;
}

struct home_pack_whose home_pack_whose(const struct home *home, struct str name)
{
    struct arena arena = {0};
    struct str pack = arena_printf(&arena, "%s/packs/%.*s", home->path, PRI(name));
    struct str overlay = arena_printf(&arena, "%s/overlays/%.*s", home->path, PRI(name));
    bool fits = definition_name_fits(name);
    const struct home_pack_whose whose = {.is_own = fits && is_folder(pack),
                                          .has_overlay = fits && is_folder(overlay)};
    arena_free(&arena);
    return whose;
}

static int open_pack(const struct home *home, struct str name, bool bare, struct event_pack *ret,
                     struct err_list *errors)
{
    struct arena arena = {0};
    struct err err = {0};
    int code = 0;
    if (!definition_name_fits(name)) {
        err_set(&err, ERR_NOTFOUND, "a pack is called by letters, digits and _ alone");
        return err_list_add(errors, &err);
    }
    struct str pack = arena_printf(&arena, "%s/packs/%.*s", home->path, PRI(name));
    struct str overlay = arena_printf(&arena, "%s/overlays/%.*s", home->path, PRI(name));
    if (is_folder(pack) && is_shipped(name)) {
        err_at(&err, ERR_INPUT, pack.ptr, 0, 0,
               "the program carries a pack of that name, and no other may stand in its place: put "
               "what the council adds into overlays/%.*s, or call the pack something else",
               PRI(name)); /* not personal: a pack */
        arena_free(&arena);
        return err_list_add(errors, &err);
    }
    struct str which = is_folder(pack) ? pack : arena_str(&arena, name);
    code = !bare && is_folder(overlay) ? overlay_open(which.ptr, overlay.ptr, ret, errors)
                                       : event_pack_open(which.ptr, ret, errors);
    arena_free(&arena);
    return code;
}

int home_pack_open(const struct home *home, struct str name, struct event_pack *ret,
                   struct err_list *errors)
{
    return open_pack(home, name, false, ret, errors);
}

int home_pack_open_bare(const struct home *home, struct str name, struct event_pack *ret,
                        struct err_list *errors)
{
    return open_pack(home, name, true, ret, errors);
}

static int compare_names(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void add_name(struct arena *arena, struct name_list *list, struct str name)
{
    if (list->count < DEFINITION_LIST_MAX && definition_name_fits(name) &&
        !names_have(list, name)) {
        list->at[list->count++] = arena_str(arena, name);
    }
}

void home_pack_names(const struct home *home, struct arena *arena, struct name_list *ret)
{
    struct str path = arena_printf(arena, "%s/packs", home->path);
    DIR *folder = opendir(path.ptr);
    *ret = (struct name_list){.at = arena_alloc(arena, DEFINITION_LIST_MAX * sizeof *ret->at)};
    for (size_t i = 0; pack_shipped_name(i).len > 0; i++) {
        add_name(arena, ret, pack_shipped_name(i));
    }
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        add_name(arena, ret, str_of(entry->d_name));
    }
    if (folder != NULL) {
        closedir(folder);
    }
    qsort(ret->at, ret->count, sizeof *ret->at, compare_names);
}

/* ---- triggers ---- */

bool pack_trigger_read(const struct event_pack *pack, struct str name, struct trigger *ret)
{
    ptrdiff_t slash = str_find(name, STR("/"));
    struct arena arena = {0};
    struct err_list ignored = {0};
    bool there = false;
    if (slash < 0) {
        return false;
    }
    struct str id = str_slice(name, (size_t)slash + 1, name.len);
    struct str path = arena_printf(&arena, "triggers/%.*s.yaml", PRI(id));
    const struct pack_file *file = pack_folder_find(&pack->folder, path.ptr);
    if (file != NULL) {
        there = trigger_parse(file->text, file->where, id, pack->id, NULL, ret, &ignored) == 0;
    }
    err_list_free(&ignored);
    arena_free(&arena);
    return there;
}

static const struct str trigger_folder = STR_INIT("triggers/");
static const struct str trigger_ending = STR_INIT(".yaml");

static bool is_trigger(const struct pack_file *file)
{
    return str_starts(file->path, trigger_folder) && str_ends(file->path, trigger_ending);
}

static const struct purpose *purpose_of(const struct access *access, struct arena *arena,
                                        const struct pack_file *file)
{
    uint16_t place =
        access_purpose_find(access, trigger_purpose_of(arena, file->text, file->where));
    return place != ACCESS_NONE ? &access->purposes[place] : NULL;
}

static int read_trigger(struct home_triggers *all, const struct access *access, struct db *db,
                        const struct event_pack *pack, const struct pack_file *file,
                        struct err_list *errors)
{
    struct home_trigger *t = &all->at[all->count];
    struct err err = {0};
    struct str id = str_slice(file->path, trigger_folder.len, file->path.len - trigger_ending.len);
    int code = trigger_parse(file->text, file->where, id, pack->id,
                             purpose_of(access, &all->arena, file), &t->trigger, errors);
    if (code != 0) {
        return code;
    }
    struct str version = arena_printf(&all->arena, "%lld", (long long)pack->version);
    code = trigger_in_use_read(db, &all->arena, &t->trigger, &pack->type, version, &t->use, &err);
    all->count++;
    return code ? err_list_add(errors, &err) : 0;
}

int home_triggers_read(const struct home *home, const struct access *access, struct db *db,
                       struct home_triggers *ret, struct err_list *errors)
{
    struct name_list names;
    size_t before = errors->count;
    size_t files = 0;
    home_pack_names(home, &ret->arena, &names);
    ret->packs = arena_alloc(&ret->arena, (names.count + 1) * sizeof *ret->packs);
    for (size_t i = 0; i < names.count; i++) {
        struct event_pack *pack = &ret->packs[ret->pack_count];
        if (home_pack_open(home, names.at[i], pack, errors) == 0) {
            ret->pack_count++;
            files += pack->folder.count;
        }
    }
    ret->at = arena_alloc(&ret->arena, (files + 1) * sizeof *ret->at);
    for (size_t i = 0; i < ret->pack_count; i++) {
        for (size_t f = 0; f < ret->packs[i].folder.count; f++) {
            const struct pack_file *file = &ret->packs[i].folder.files[f];
            if (is_trigger(file)) {
                (void)read_trigger(ret, access, db, &ret->packs[i], file, errors);
            }
        }
    }
    return errors->count > before ? err_list_code(errors) : 0;
}

void home_triggers_free(struct home_triggers *all)
{
    for (size_t i = 0; i < all->count; i++) {
        trigger_free(&all->at[i].trigger);
    }
    for (size_t i = 0; i < all->pack_count; i++) {
        event_pack_free(&all->packs[i]);
    }
    arena_free(&all->arena);
    *all = (struct home_triggers){0};
}

struct home_trigger *home_triggers_find(struct home_triggers *all, struct str name)
{
    struct home_trigger *found = NULL;
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (str_eq(str_of(all->at[i].use.name), name)) {
            return &all->at[i];
        }
        if (str_eq(all->at[i].trigger.id, name)) {
            found = &all->at[i];
            count++;
        }
    }
    return count == 1 ? found : NULL;
}

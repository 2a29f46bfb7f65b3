/* access.c - the files of a home that say who may see what. */
#include "access.h"

#include "whole_file.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* The files' names within the home, as errors and people read them. */
static struct str in_home(const char *home, struct arena *arena, const char *name)
{
    return strcmp(home, ".") == 0 ? arena_str(arena, str_of(name))
                                  : arena_printf(arena, "%s/%s", home, name);
}

static int read_file(const char *path, const char *what, struct buf *ret, struct err_list *errors)
{
    struct err err;
    int code = file_read_whole(path, what, ACCESS_FILE_BYTES_MAX, ret, &err);
    return code ? err_list_add(errors, &err) : 0;
}

/* ---- purposes ---- */

static int compare_names(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* purpose_names - the ids that the names of the files in purposes/ give, in byte order. */
static size_t purpose_names(const char *folder, struct arena *arena, struct str **ret,
                            struct err_list *errors)
{
    struct str *names = arena_alloc(arena, PURPOSES_MAX * sizeof *names);
    struct err err;
    size_t count = 0;
    DIR *stream = opendir(folder);
    if (stream == NULL) {
        err_at(&err, ERR_NOTFOUND, folder, 0, 0, "can't be read: %s%s", strerror(errno),
               errno == ENOENT ? "; a home of an older version gets it by cantref purpose ship"
                               : "");
        err_list_add(errors, &err);
    }
    for (struct dirent *entry; stream != NULL && (entry = readdir(stream)) != NULL;) {
        struct str name = str_of(entry->d_name);
        bool yaml = str_ends(name, STR(".yaml"));
        if (entry->d_name[0] == '.' || (!yaml && !str_ends(name, STR(".yml")))) {
            continue;
        }
        struct str path = arena_printf(arena, "%s/%s", folder, entry->d_name);
        name = str_slice(name, 0, name.len - (yaml ? 5 : 4));
        if (!yaml || !definition_name_fits(name)) {
            err_at(&err, ERR_INPUT, path.ptr, 0, 0,
                   "a purpose's file is called by letters, digits and _, at most %d, and .yaml: "
                   "rename it",
                   DEFINITION_NAME_MAX);
            err_list_add(errors, &err);
        } else if (count == PURPOSES_MAX) {
            err_at(&err, ERR_LIMIT, folder, 0, 0, "more than %d purposes", PURPOSES_MAX);
            err_list_add(errors, &err);
            break;
        } else {
            names[count++] = arena_str(arena, name);
        }
    }
    if (stream != NULL) {
        closedir(stream);
    }
    qsort(names, count, sizeof *names, compare_names);
    *ret = names;
    return count;
}

static void read_purposes(struct access *a, struct arena *arena, struct err_list *errors)
{
    struct str *names;
    struct str folder = in_home(a->options.home, arena, "purposes");
    size_t count = purpose_names(folder.ptr, arena, &names, errors);
    a->purposes = mem_must_array(count, sizeof *a->purposes);
    for (size_t i = 0; i < count; i++) {
        struct buf text = {0};
        struct str path = arena_printf(arena, "%s/%.*s.yaml", folder.ptr, PRI(names[i]));
        if (read_file(path.ptr, "the purpose", &text, errors) == 0 &&
            purpose_parse(buf_str(&text), path.ptr, names[i], &a->purposes[a->purpose_count],
                          errors) == 0) {
            a->purpose_count++;
        }
        buf_free(&text);
    }
}

/* read_approved_staff - staff as it was approved last, or nobody: the file isn't there, or isn't
 * what was approved last. */
static void read_approved_staff(struct access *a, struct arena *arena, struct err_list *errors)
{
    struct buf text = {0};
    struct err err;
    size_t open;
    struct str path = in_home(a->options.home, arena, "staff.approved.yaml");
    const uint8_t *latest = approval_latest(&a->approvals, APPROVAL_STAFF, STR(STAFF_ID), &open);
    int code = file_read_whole(path.ptr, "the staff", ACCESS_FILE_BYTES_MAX, &text, &err);
    if (code != 0 && code != ERR_NOTFOUND) {
        err_list_add(errors, &err);
    } else if (code == 0 && staff_parse(buf_str(&text), path.ptr, &a->staff_before, errors) == 0) {
        if (latest != NULL && memcmp(latest, a->staff_before.content, CONTENT_HASH_BYTES) == 0) {
            staff_parse(buf_str(&text), path.ptr, &a->staff, errors); /* to be limited */
        } else {
            staff_free(&a->staff_before);
        }
    }
    buf_free(&text);
}

static void read_staff(struct access *a, struct arena *arena, struct err_list *errors)
{
    struct buf text = {0};
    size_t open;
    struct str path = in_home(a->options.home, arena, "staff.yaml");
    const uint8_t *latest = approval_latest(&a->approvals, APPROVAL_STAFF, STR(STAFF_ID), &open);
    if (read_file(path.ptr, "the staff", &text, errors) == 0 &&
        staff_parse(buf_str(&text), path.ptr, &a->staff_said, errors) == 0) {
        a->staff_approved =
            latest != NULL && memcmp(latest, a->staff_said.content, CONTENT_HASH_BYTES) == 0;
    }
    if (!a->staff_approved) {
        read_approved_staff(a, arena, errors);
    }
    buf_free(&text);
}

static void read_rest(struct access *a, struct arena *arena, struct err_list *errors)
{
    struct buf text = {0};
    struct str path = in_home(a->options.home, arena, "gateways.yaml");
    if (read_file(path.ptr, "the gateways", &text, errors) == 0) {
        gateway_list_parse(buf_str(&text), path.ptr, &a->gateways, errors);
    }
    text.len = 0;
    path = in_home(a->options.home, arena, "approvals.yaml");
    struct err err;
    int code = file_read_whole(path.ptr, "the approvals", ACCESS_FILE_BYTES_MAX, &text, &err);
    if (code != 0 && code != ERR_NOTFOUND) { /* without it, nothing is approved */
        err_list_add(errors, &err);
    } else {
        approval_list_parse(code == 0 ? buf_str(&text) : STR(""), path.ptr, a->options.seal,
                            &a->approvals, errors);
    }
    buf_free(&text);
    read_staff(a, arena, errors);
}

/* ---- what must fit together ---- */

static void refuse(struct err_list *errors, const char *file, size_t line, const char *what,
                   struct str name)
{
    struct err err;
    err_at(&err, ERR_INPUT, file, line, line > 0 ? 1 : 0, "%s \"%.*s\"", what,
           PRI(name)); /* not personal: the name of a role, team, purpose or source */
    err_list_add(errors, &err);
}

static void check_references(const struct access *a, const struct source_reference *at,
                             size_t count, const char *file, size_t line, struct err_list *errors)
{
    for (size_t i = 0; i < count; i++) {
        bool there = at[i].category != SOURCE_CATEGORIES;
        for (size_t s = 0; s < a->options.source_count && !there; s++) {
            there = str_eq(a->options.sources[s].name, at[i].name);
        }
        if (!there) {
            refuse(errors, file, line, "the home has no source", at[i].name);
        }
    }
}

static void check_purpose(const struct access *a, const struct purpose *p, struct err_list *errors)
{
    const struct staff *staff = &a->staff_said;
    const struct department *department;
    for (size_t r = 0; r < p->roles.count; r++) {
        if (!names_have(&staff->roles, p->roles.at[r])) {
            refuse(errors, p->file.ptr, 0, "staff.yaml has no role", p->roles.at[r]);
        }
    }
    check_references(a, p->sources.at, p->sources.count, p->file.ptr, 0, errors);
    if (staff_users(staff, p->id, &department) == NULL) {
        refuse(errors, p->file.ptr, 0,
               "no department answers for it: add it to one in staff.yaml, with the teams that "
               "may use",
               p->id);
    }
}

static bool has_purpose(const struct access *a, struct str id)
{
    return access_purpose_find(a, id) != ACCESS_NONE;
}

static void check_together(const struct access *a, struct arena *arena, struct err_list *errors)
{
    const char *gateways = in_home(a->options.home, arena, "gateways.yaml").ptr;
    const char *staff = in_home(a->options.home, arena, "staff.yaml").ptr;
    for (size_t i = 0; i < a->purpose_count; i++) {
        check_purpose(a, &a->purposes[i], errors);
    }
    for (size_t i = 0; i < a->gateways.count; i++) {
        const struct gateway *g = &a->gateways.at[i];
        check_references(a, g->between.at, g->between.count, gateways, g->line, errors);
        for (size_t p = 0; p < g->purposes.count; p++) {
            if (!has_purpose(a, g->purposes.at[p])) {
                refuse(errors, gateways, g->line, "there is no purpose", g->purposes.at[p]);
            }
        }
    }
    for (size_t d = 0; d < a->staff_said.department_count; d++) {
        const struct department *here = &a->staff_said.departments[d];
        check_references(a, here->sources.at, here->sources.count, staff, 0, errors);
        for (size_t p = 0; p < here->purpose_count; p++) {
            if (!has_purpose(a, here->purposes[p].purpose)) {
                refuse(errors, staff, 0, "there is no purpose", here->purposes[p].purpose);
            }
        }
    }
}

/* ---- loading ---- */

/* count_approvals - which purposes, gateways and sources two people have approved as they are. */
static void count_approvals(struct access *a)
{
    for (size_t i = 0; i < a->purpose_count; i++) {
        a->purpose_approved[i] = approval_count(&a->approvals, APPROVAL_PURPOSE, a->purposes[i].id,
                                                a->purposes[i].content) >= APPROVERS_NEEDED;
    }
    for (size_t i = 0; i < a->gateways.count; i++) {
        const struct gateway *g = &a->gateways.at[i];
        a->gateway_approved[i] =
            approval_count(&a->approvals, APPROVAL_GATEWAY, g->id, g->content) >= APPROVERS_NEEDED;
    }
    for (size_t i = 0; i < a->options.source_count; i++) {
        struct access_source *s = &a->sources[i];
        s->approved =
            approval_count(&a->approvals, APPROVAL_SOURCE, s->name, s->content) >= APPROVERS_NEEDED;
    }
}

/* settle_staff - who is in force: the file, or what it and the approved one both give. */
static void settle_staff(struct access *a)
{
    if (a->staff_approved) {
        a->staff = a->staff_said;
        a->staff_said = (struct staff){0};
    } else {
        staff_limit(&a->staff, &a->staff_said);
    }
}

static void make_table(struct access *a)
{
    const struct access_definitions definitions = {
        .council = a->options.council,
        .nation = a->options.nation,
        .purposes = a->purposes,
        .approved = a->purpose_approved,
        .purpose_count = a->purpose_count,
        .staff = &a->staff,
        .sources = a->options.sources,
        .source_count = a->options.source_count,
    };
    count_approvals(a);
    access_table_free(&a->table);
    access_table_make(&definitions, &a->table);
}

int access_load(const struct access_options *options, struct access *ret, struct err_list *errors)
{
    struct access a = {.options = *options};
    struct arena arena = {0};
    size_t before = errors->count;
    assert(options->source_count <= ACCESS_SOURCES_MAX);
    a.sources = mem_must_array(options->source_count, sizeof *a.sources);
    memcpy(a.sources, options->sources, options->source_count * sizeof *a.sources);
    a.options.sources = a.sources;
    read_purposes(&a, &arena, errors);
    read_rest(&a, &arena, errors);
    if (errors->count == before) {
        check_together(&a, &arena, errors);
    }
    arena_free(&arena);
    if (errors->count > before) {
        access_free(&a);
        return err_list_code(errors);
    }
    settle_staff(&a);
    a.purpose_approved = mem_must_array(a.purpose_count, sizeof *a.purpose_approved);
    a.gateway_approved = mem_must_array(a.gateways.count, sizeof *a.gateway_approved);
    make_table(&a);
    *ret = a;
    return 0;
}

void access_free(struct access *a)
{
    for (size_t i = 0; i < a->purpose_count; i++) {
        purpose_free(&a->purposes[i]);
    }
    mem_free(a->purposes);
    mem_free(a->sources);
    mem_free(a->purpose_approved);
    mem_free(a->gateway_approved);
    gateway_list_free(&a->gateways);
    staff_free(&a->staff);
    staff_free(&a->staff_said);
    staff_free(&a->staff_before);
    approval_list_free(&a->approvals);
    access_table_free(&a->table);
    *a = (struct access){0};
}

/* ---- looking up ---- */

uint16_t access_purpose_find(const struct access *a, struct str id)
{
    for (size_t i = 0; i < a->purpose_count; i++) {
        if (str_eq(a->purposes[i].id, id)) {
            return (uint16_t)i;
        }
    }
    return ACCESS_NONE;
}

uint16_t access_purpose_for(const struct access *a, enum purpose_act act, size_t *ret_count)
{
    uint16_t found = ACCESS_NONE;
    size_t count = 0;
    for (size_t i = 0; i < a->purpose_count; i++) {
        if (a->purposes[i].acts[act]) {
            found = count++ == 0 ? (uint16_t)i : ACCESS_NONE;
        }
    }
    *ret_count = count;
    return found;
}

uint32_t access_person_find(const struct access *a, struct str login)
{
    const struct staff_member *person = staff_find(&a->staff, login);
    return person != NULL ? (uint32_t)(person - a->staff.people) : UINT32_MAX;
}

uint16_t access_source_find(const struct access *a, struct str name)
{
    for (size_t i = 0; i < a->options.source_count; i++) {
        if (str_eq(a->options.sources[i].name, name)) {
            return (uint16_t)i;
        }
    }
    return ACCESS_NONE;
}

uint64_t access_roles_withheld(const struct access *a, struct str names)
{
    uint64_t kept = 0;
    if (names.len == 0) {
        return 0;
    }
    for (struct str name; str_next_token(&names, ' ', &name);) {
        for (size_t r = 0; r < a->staff.roles.count; r++) {
            kept |= str_eq(a->staff.roles.at[r], name) ? UINT64_C(1) << r : 0;
        }
    }
    return ~kept;
}

size_t access_sets(const struct access *a, uint16_t purpose, int32_t day, uint16_t *ret_set)
{
    assert(purpose < a->purpose_count);
    const struct gateway_question question = {&a->purposes[purpose], a->options.nation, day,
                                              &a->gateways, a->gateway_approved};
    return gateway_sets(&question, a->options.sources, a->options.source_count, ret_set);
}

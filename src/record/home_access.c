/* home_access.c - a home's sources and council, and the files that say who may see what. */
#include "home_access.h"

#include "clock.h"
#include "hash.h"

#include <sys/stat.h>
#include <time.h>

static int read_sources(const struct home *home, struct home_access *a, size_t *ret_count,
                        struct err_list *errors)
{
    struct str *names;
    size_t count = 0;
    int code = home_source_names(home, &a->arena, &names, &count, errors);
    if (code == 0 && count > ACCESS_SOURCES_MAX) {
        struct err err;
        err_set(&err, ERR_LIMIT, "more than %d sources", ACCESS_SOURCES_MAX);
        return err_list_add(errors, &err);
    }
    a->sources = arena_alloc(&a->arena, (count + 1) * sizeof *a->sources);
    for (size_t i = 0; i < count && code == 0; i++) {
        struct source_definition definition;
        code = home_source(home, names[i], &definition, errors);
        if (code == 0) {
            a->sources[i] =
                (struct access_source){.name = names[i], .category = definition.category};
            memcpy(a->sources[i].content, definition.content, sizeof definition.content);
            source_definition_free(&definition);
        }
    }
    *ret_count = count;
    return code;
}

/* open_seal - the home's keys, if it has any. */
static int open_seal(const struct home *home, struct home_access *a, struct err_list *errors)
{
    struct err err;
    struct stat about;
    if (stat(home_file(home, &a->arena, "keys/council.key").ptr, &about) != 0) {
        return 0;
    }
    int code = seal_open(home_file(home, &a->arena, "keys").ptr, &a->own_seal, &err);
    return code ? err_list_add(errors, &err) : 0;
}

int home_access_open(const struct home *home, const struct seal *seal, struct home_access *ret,
                     struct err_list *errors)
{
    struct home_access a = {0};
    struct access_options options = {.seal = seal};
    struct council council;
    int code = home_council(home, &council, errors);
    if (code != 0) {
        return code;
    }
    options.nation = council.nation;
    options.council = hash_bytes(council.code.len > 0 ? council.code : council.name);
    council_free(&council);
    code = read_sources(home, &a, &options.source_count, errors);
    options.sources = a.sources;
    options.home = arena_str(&a.arena, str_of(home->path)).ptr;
    if (code == 0 && seal == NULL) {
        code = open_seal(home, &a, errors);
        options.seal = a.own_seal;
    }
    code = code ? code : access_load(&options, &a.access, errors);
    if (code != 0) {
        home_access_close(&a);
        return code;
    }
    *ret = a;
    return 0;
}

void home_access_close(struct home_access *a)
{
    access_free(&a->access);
    seal_close(a->own_seal);
    arena_free(&a->arena);
    *a = (struct home_access){0};
}

/* check_none - a home that has any of it has its own. */
static int check_none(const struct home *home, struct arena *arena, struct err *err)
{
    static const char *const names[] = {"staff.yaml", "gateways.yaml", "approvals.yaml",
                                        "staff.approved.yaml", "purposes"};
    struct stat about;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *path = home_file(home, arena, "%s", names[i]).ptr;
        if (lstat(path, &about) == 0) {
            return err_at(err, ERR_CONFLICT, path, 0, 0,
                          "is there already: what cantref ships is for homes that have none");
        }
    }
    return 0;
}

int home_access_make(const struct home *home, const struct seal *seal,
                     const struct shipped_person *person, struct err *err)
{
    struct arena arena = {0};
    struct home_access a;
    struct err_list errors = {0};
    char when[CLOCK_TEXT_MAX];
    int code = check_none(home, &arena, err);
    code = code ? code : shipped_write(home->path, person, calendar_today(), err);
    if (code == 0 && home_access_open(home, seal, &a, &errors) != 0) {
        code = err_list_first(&errors, err);
    } else if (code == 0) {
        code = access_approve_shipped(&a.access, person->login,
                                      str_of(clock_text((int64_t)time(NULL), when)),
                                      person->example, err);
        home_access_close(&a);
    }
    err_list_free(&errors);
    arena_free(&arena);
    return code;
}

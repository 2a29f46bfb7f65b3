/* engine_home_test.h - a home in a folder with a pack kept and events of it, its engine and its
 * log open: what tests and benches of the engine's store share. A mistake ends the program. */
#ifndef CANTREF_ENGINE_ENGINE_HOME_TEST_H
#define CANTREF_ENGINE_ENGINE_HOME_TEST_H

#include "event_store.h"
#include "pack_keep.h"
#include "process_log.h"

#include <stdio.h>
#include <stdlib.h>

/* A day in 2026, and its beginning in seconds. */
enum { CASE_DAY = 20600 };
static const struct engine_now case_now = {(int64_t)CASE_DAY * 86400 + 36000, CASE_DAY};

struct engine_case {
    const char *folder;
    struct picture picture;
    struct db *db; /* to read, beside whoever writes */
    struct audit *audit;
    struct access access; /* no purpose is known */
    struct engine_home *home;
    struct process_log *log;
    const struct engine *engine;
    int64_t kept; /* the pack's number */
    struct arena arena;
};

static inline void case_must(int code, const struct err *err)
{
    if (code != 0) {
        fprintf(stderr, "%d: %s\n", code, err->message);
        __builtin_trap();
    }
}

/* case_try_open - a home that was made; to be ended with case_leave or case_close in any case. */
static inline int case_try_open(struct engine_case *c, const char *folder, struct err *err)
{
    static const struct engine_home_options options = {.nation = NATION_WALES};
    *c = (struct engine_case){.folder = folder, .picture = {.home = {.lock_fd = -1}}};
    int code = picture_open(folder, &c->picture, err);
    if (code != 0) {
        return code;
    }
    const struct audit_place place = {
        .log_folder = home_file(&c->picture.home, &c->arena, "data/log").ptr,
        .work_folder = home_file(&c->picture.home, &c->arena, "data/log-work").ptr,
        .keys_folder = home_file(&c->picture.home, &c->arena, "keys").ptr,
        .name = "cantref/test"};
    code = audit_open(&place, &c->audit, err);
    code = code ? code : engine_home_open(&c->picture, &options, &c->home, err);
    code = code ? code : process_log_open(c->home, c->audit, &c->access, &c->log, err);
    code = code ? code
                : db_open(home_file(&c->picture.home, &c->arena, "data/cantref.db").ptr, DB_READ,
                          &c->db, err);
    c->engine = code == 0 ? engine_home_engine(c->home) : NULL;
    return code;
}

/* case_leave - end it. Errors: the first of closing the logs. */
static inline int case_leave(struct engine_case *c, struct err *err)
{
    struct err later = {0};
    db_close(c->db);
    int code = process_log_close(c->log, err);
    engine_home_close(c->home);
    int closed = audit_close(c->audit, code == 0 ? err : &later);
    picture_close(&c->picture);
    arena_free(&c->arena);
    return code ? code : closed;
}

static inline void case_open(struct engine_case *c, const char *folder)
{
    struct err err = {0};
    case_must(case_try_open(c, folder, &err), &err);
}

static inline void case_close(struct engine_case *c)
{
    struct err err = {0};
    case_must(case_leave(c, &err), &err);
}

static inline void case_make_home(const char *folder)
{
    static const struct council council = {
        .name = STR_INIT("X"), .language_count = 1, .retention_days = 30};
    struct err err = {0};
    case_must(home_make(folder, &council, &err), &err);
}

/* case_keep_pack - under which processes begin from then on. */
struct case_keeping {
    const struct event_pack *pack;
    int64_t kept;
};
static inline int case_keep(struct db *db, void *context, struct err *err)
{
    struct case_keeping *k = context;
    return pack_keep(db, k->pack, case_now.at, &k->kept, err);
}
static inline void case_keep_pack(struct engine_case *c, const struct event_pack *pack)
{
    struct case_keeping k = {pack, 0};
    struct err err = {0};
    case_must(picture_do(&c->picture, case_keep, &k, &err), &err);
    c->kept = k.kept;
}

/* case_events - that many, confirmed, about nobody's mention 7; *ret: the first, the others
 * follow. */
struct case_making {
    struct engine_case *c;
    struct str type;
    size_t count;
    int64_t first;
};
static inline int case_make_events(struct db *db, void *context, struct err *err)
{
    struct case_making *m = context;
    int code = 0;
    for (size_t i = 0; code == 0 && i < m->count; i++) {
        struct event_made made = {.type = m->type, .purpose = STR("p"), .made = case_now.at};
        const struct event_version version = {.pack_version = STR("1"),
                                              .act = EVENT_ACT_CONFIRMED,
                                              .status = EVENT_CONFIRMED,
                                              .known = CASE_DAY,
                                              .language = STR("en"),
                                              .case_reference = STR(""),
                                              .who = STR("somebody"),
                                              .why = STR(""),
                                              .at = case_now.at};
        const struct event_mention mention = {STR(EVENT_SUBJECT), 7, 1};
        int64_t number = 0;
        code = event_make(db, &made, err);
        code = code
                   ? code
                   : event_version_add(db, m->c->picture.seal, made.number, &version, &number, err);
        code = code ? code
                    : event_people_put(db, made.number, 1, STR(EVENT_SUBJECT), &mention, 1, err);
        m->first = i == 0 ? made.number : m->first;
    }
    return code;
}
static inline int64_t case_events(struct engine_case *c, struct str type, size_t count)
{
    struct case_making m = {c, type, count, 0};
    struct err err = {0};
    case_must(picture_do(&c->picture, case_make_events, &m, &err), &err);
    return m.first;
}

/* case_found - findings under which every duty is owed and every step is to be taken; until: of
 * waits. In the arena. */
static inline struct process_input case_found(struct arena *arena, const struct process_plan *plan,
                                              int32_t today)
{
    struct found_line *lines = arena_alloc(arena, (plan->line_count + 1) * sizeof *lines);
    struct found_step *steps = arena_alloc(arena, (plan->step_count + 1) * sizeof *steps);
    for (size_t i = plan->duty_count; i-- > 0;) {
        lines[plan->duties[i].line] = (struct found_line){.state = DUTY_STARTED,
                                                          .entry = (uint16_t)i,
                                                          .has_deadline = true,
                                                          .deadline = today + 60};
    }
    for (size_t i = 0; i < plan->step_count; i++) {
        steps[i] = (struct found_step){.holds = HOLDS_YES, .until = today + 30};
    }
    return (struct process_input){.kind = INPUT_FOUND, .lines = lines, .steps = steps};
}

#endif

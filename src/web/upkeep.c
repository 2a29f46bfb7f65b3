/* upkeep.c - see upkeep.h. */
#include "upkeep.h"

#include "clock.h"
#include "due.h"
#include "extract_take.h"
#include "session_store.h"
#include "trigger_round.h"

#include <string.h>
#include <time.h>

enum { LOOK_S = 60 };

static void say_once(struct upkeep *u, const struct err *err)
{
    if (strcmp(u->said, err->message) != 0) {
        err_print("cantref serve", err);
        memcpy(u->said, err->message, sizeof u->said);
    }
}

/* One that fails stops no other: it is due until it succeeds, and its page says why it failed. */
static bool take_in(struct upkeep *u, struct str name)
{
    struct source_definition definition;
    struct err_list errors = {0};
    struct err err = {0};
    struct ingest_summary summary;
    struct picture *picture = &u->web->home.picture;
    const struct extract_take_options options = {
        .shrink_max = -1, .limits = FETCH_LIMITS_DEFAULT, .turn = u->turn};
    int code = home_source(&picture->home, name, &definition, &errors);
    if (code != 0) {
        err_list_first(&errors, &err);
    } else {
        code = extract_take(picture, &definition, &options, &summary, &err);
        source_definition_free(&definition);
    }
    err_list_free(&errors);
    turn_take(u->turn);
    if (code != 0) {
        say_once(u, &err);
        source_failure_put(&u->web->source_failures, name, &err, (int64_t)time(NULL));
    } else {
        source_failure_clear(&u->web->source_failures, name);
    }
    turn_give(u->turn);
    return code == 0;
}

static bool take_in_due(struct upkeep *u)
{
    struct due_list list = {0};
    struct err err = {0};
    bool any = false;
    turn_take(u->turn);
    struct picture *picture = &u->web->home.picture;
    int code = due_find(&picture->home, picture->db, (int64_t)time(NULL), &list, &err);
    turn_give(u->turn);
    for (size_t i = 0; code == 0 && i < list.count; i++) {
        any = list.at[i].due.is_due && take_in(u, list.at[i].name) ? true : any;
    }
    if (code != 0) {
        say_once(u, &err);
    }
    due_list_free(&list);
    return any;
}

static bool run_triggers(struct upkeep *u, int32_t today, bool due_only)
{
    const struct trigger_round round = {.due_only = due_only, .today = today};
    struct err_list errors = {0};
    int64_t proposed = 0;
    turn_take(u->turn);
    trigger_round_run(&u->web->home, &round, &proposed, &errors);
    turn_give(u->turn);
    if (errors.kept > 0) {
        say_once(u, &errors.errors[0]);
    }
    err_list_free(&errors);
    return proposed > 0;
}

static void sweep(struct upkeep *u)
{
    struct err err = {0};
    turn_take(u->turn);
    if (session_sweep(u->web->sessions, (int64_t)time(NULL), &err) != 0) {
        say_once(u, &err);
    }
    turn_give(u->turn);
}

bool upkeep_do(struct upkeep *u)
{
    double now_s = clock_monotonic_s();
    int32_t today = calendar_today();
    bool came = atomic_exchange(&u->web->records_came, false);
    bool did = false;
    if (u->looked_s == 0 || now_s - u->looked_s >= LOOK_S) {
        u->looked_s = now_s;
        sweep(u);
        came = take_in_due(u) || came;
    }
    if (came || today != u->day) {
        did = run_triggers(u, today, !came);
        u->day = today;
    }
    return came || did;
}

/* duty_look.c - from an event to its ledger. */
#include "duty_look.h"

#include "council_file.h"
#include "home_pack.h"
#include "pack_keep.h"

#include <time.h>

/* ---- packs ---- */

/* place_for - of one more pack, which counts once it was opened. */
static struct duty_pack *place_for(struct duty_packs *packs)
{
    void *at = packs->at;
    mem_must_grow(&at, &packs->capacity, packs->count + 1, sizeof *packs->at);
    packs->at = at;
    if (packs->at[packs->count] == NULL) {
        packs->at[packs->count] = mem_must_array(1, sizeof **packs->at);
    }
    return packs->at[packs->count];
}

int duty_pack_now(struct inquiry *inquiry, struct duty_packs *packs, struct str name,
                  const struct event_pack **ret, struct err *err)
{
    struct err_list errors = {0};
    for (size_t i = 0; i < packs->count; i++) {
        if (packs->at[i]->kept == 0 && str_eq(packs->at[i]->pack.id, name)) {
            *ret = &packs->at[i]->pack;
            return 0;
        }
    }
    struct duty_pack *place = place_for(packs);
    int code = home_pack_open(&inquiry->picture.home, name, &place->pack, &errors);
    if (code == 0) {
        *ret = &place->pack;
        packs->count++;
    }
    code = err_list_first(&errors, err);
    err_list_free(&errors);
    return code;
}

int duty_pack_of(struct inquiry *inquiry, struct duty_packs *packs, const struct event *event,
                 const struct event_pack **ret, struct err *err)
{
    int64_t kept = 0;
    int code = pack_of_event(inquiry->picture.db, event->made.number, &kept, err);
    if (code == 0 && kept == 0) {
        return duty_pack_now(inquiry, packs, event->made.type, ret, err);
    }
    for (size_t i = 0; code == 0 && i < packs->count; i++) {
        if (packs->at[i]->kept == kept) {
            *ret = &packs->at[i]->pack;
            return 0;
        }
    }
    struct duty_pack *place = place_for(packs);
    code = code ? code : pack_kept_load(inquiry->picture.db, kept, &place->pack, err);
    if (code == 0) {
        place->kept = kept;
        *ret = &place->pack;
        packs->count++;
    }
    return code;
}

void duty_packs_free(struct duty_packs *packs)
{
    for (size_t i = 0; i < packs->capacity; i++) {
        if (packs->at[i] != NULL) {
            event_pack_free(&packs->at[i]->pack);
            mem_free(packs->at[i]);
        }
    }
    mem_free(packs->at);
    *packs = (struct duty_packs){0};
}

/* ---- one event ---- */

static int read_council(struct inquiry *inquiry, struct arena *arena,
                        struct event_facts_options *ret, struct err *err)
{
    struct council council;
    struct err_list errors = {0};
    int code = home_council(&inquiry->picture.home, &council, &errors);
    if (code == 0) {
        ret->council = arena_str(arena, council.name);
        ret->code = arena_str(arena, council.code);
        council_free(&council);
    }
    code = err_list_first(&errors, err);
    err_list_free(&errors);
    return code;
}

static int read_facts(struct inquiry *inquiry, const struct event *event,
                      const struct event_pack *pack, struct duty_look *ret, struct err *err)
{
    struct event_facts_options options = {.type = &pack->type,
                                          .view = ret->there ? &ret->view : NULL,
                                          .set = ret->set,
                                          .today = inquiry->viewing.options.day,
                                          .nation = inquiry->access.access.options.nation};
    int code = read_council(inquiry, &ret->arena, &options, err);
    code = code ? code
                : event_facts(&ret->arena, &inquiry->viewing, event, &options, &ret->facts, err);
    if (code == 0) {
        facts_values(&ret->facts, ret->values);
    }
    return code;
}

/* find - what follows from the view, or from none. */
static int find(struct inquiry *inquiry, const struct event *event, const struct event_pack *pack,
                int32_t law_day, struct duty_look *ret, struct err *err)
{
    int code = read_facts(inquiry, event, pack, ret, err);
    if (code != 0) {
        return code;
    }
    ret->given = (struct case_facts){
        .facts = {ret->values, inquiry->viewing.options.day},
        .nation = inquiry->access.access.options.nation,
        .law_day = law_day != INT32_MIN ? law_day : event->version.known,
        .explained = true,
        .has_known = true,
        .known = event->version.known,
    };
    assess(&ret->arena, pack, &ret->given, &ret->duties);
    assess_steps(&ret->arena, pack, &ret->given, &ret->duties, &ret->steps);
    return 0;
}

int duty_look_at(struct inquiry *inquiry, const struct event *event, const struct event_pack *pack,
                 int32_t law_day, struct duty_look *ret, struct err *err)
{
    int code = event_person(&inquiry->viewing, event, STR(EVENT_SUBJECT), false, &ret->view,
                            &ret->set, &ret->there, err);
    return code ? code : find(inquiry, event, pack, law_day, ret, err);
}

int duty_look_blind(struct inquiry *inquiry, const struct event *event,
                    const struct event_pack *pack, struct duty_look *ret, struct err *err)
{
    ret->there = false;
    return find(inquiry, event, pack, INT32_MIN, ret, err);
}

/* as_kept - the finding of a duty as an entry has it. */
static struct duty_finding as_kept(const struct duty *duty, const struct ledger_entry *entry)
{
    return (struct duty_finding){.duty = duty,
                                 .state = entry->state,
                                 .because = entry->because,
                                 .missing = entry->missing,
                                 .finds_out = entry->finds_out,
                                 .deadline_state = entry->deadline_state,
                                 .starts = entry->starts,
                                 .deadline = entry->deadline,
                                 .from_known = entry->from_known,
                                 .paused = entry->paused};
}

int duty_look_kept(struct inquiry *inquiry, const struct event *event, struct duty_look *look,
                   struct err *err)
{
    struct ledger_list kept = {0};
    size_t count = 0;
    int code = ledger_read(inquiry->picture.db, inquiry->picture.seal, &look->arena,
                           event->made.number, false, &kept, err);
    if (code != 0) {
        return code;
    }
    struct duty_finding *findings = arena_alloc(&look->arena, (kept.count + 1) * sizeof *findings);
    for (size_t i = 0; i < kept.count; i++) {
        const struct duty_finding *now = assessment_find(&look->duties, kept.at[i].duty);
        if (now != NULL) {
            findings[count++] = as_kept(now->duty, &kept.at[i]);
        }
    }
    look->duties = (struct assessment){findings, count};
    look->steps.count = 0;
    look->given.law_day = kept.count > 0 ? kept.at[0].law_day : look->given.law_day;
    return 0;
}

/* struct keeping - one event's findings, for the thread that writes. */
struct keeping {
    struct seal *seal;
    const struct event *event;
    const struct event_pack *pack;
    const struct duty_look *look;
    struct ledger_look by;
    bool moves;
    size_t changed;
};

/* go_under - the pack under which the case goes from now on. */
static int go_under(struct db *db, const struct keeping *k, struct err *err)
{
    int64_t number = k->event->made.number, before = 0, kept = 0;
    int code = pack_of_event(db, number, &before, err);
    if (code != 0 || (before != 0 && !k->moves)) {
        return code;
    }
    code = pack_keep(db, k->pack, k->by.now, &kept, err);
    return code ? code : pack_of_event_put(db, number, kept, k->by.who, k->by.now, err);
}

static int keep(struct db *db, void *context, struct err *err)
{
    struct keeping *k = context;
    if (k->event->version.status == EVENT_WITHDRAWN) {
        return ledger_end(db, k->event->made.number, k->by.now, err);
    }
    int code = go_under(db, k, err);
    return code ? code
                : ledger_keep(db, k->seal, &k->by, k->pack, &k->look->given, &k->look->duties,
                              &k->changed, err);
}

int duty_look_keep_in(struct inquiry *inquiry, struct db *db, const struct event *event,
                      const struct event_pack *pack, const struct duty_look *look, int64_t now,
                      struct err *err)
{
    struct keeping keeping = {.seal = inquiry->picture.seal,
                              .event = event,
                              .pack = pack,
                              .look = look,
                              .by = {.event = event->made.number,
                                     .event_version = event->version.number,
                                     .who = inquiry->viewing.options.who,
                                     .now = now}};
    return keep(db, &keeping, err);
}

int duty_look_keep(struct inquiry *inquiry, const struct event *event,
                   const struct event_pack *pack, const struct duty_look *look, bool moves,
                   size_t *ret_changed, struct err *err)
{
    struct keeping keeping = {.seal = inquiry->picture.seal,
                              .event = event,
                              .pack = pack,
                              .look = look,
                              .moves = moves,
                              .by = {.event = event->made.number,
                                     .event_version = event->version.number,
                                     .who = inquiry->viewing.options.who,
                                     .now = (int64_t)time(NULL)}};
    int code = picture_do(&inquiry->picture, keep, &keeping, err);
    *ret_changed = code == 0 ? keeping.changed : *ret_changed;
    return code;
}

int duty_look_discharged(struct inquiry *inquiry, const struct event *event, struct duty_look *look,
                         struct err *err)
{
    struct ledger_list kept = {0};
    int code = ledger_read(inquiry->picture.db, inquiry->picture.seal, &look->arena,
                           event->made.number, false, &kept, err);
    for (size_t i = 0; code == 0 && i < look->duties.count; i++) {
        struct duty_finding *finding = &look->duties.at[i];
        for (size_t k = 0; k < kept.count; k++) {
            if (kept.at[k].state == DUTY_DISCHARGED && str_eq(kept.at[k].duty, finding->duty->id)) {
                *finding = as_kept(finding->duty, &kept.at[k]);
            }
        }
    }
    return code;
}

void duty_look_free(struct duty_look *look)
{
    view_free(&look->view);
    arena_free(&look->arena);
    *look = (struct duty_look){0};
}

int duty_look_after(struct inquiry *inquiry, struct str event_id, struct err *err)
{
    struct event event = {0};
    struct duty_look look = {0};
    struct duty_packs packs = {0};
    const struct event_pack *pack = NULL;
    size_t changed = 0;
    int code = event_open(inquiry, event_id, &event, err);
    code = code ? code : duty_pack_of(inquiry, &packs, &event, &pack, err);
    code = code ? code : duty_look_at(inquiry, &event, pack, INT32_MIN, &look, err);
    code = code ? code : duty_look_keep(inquiry, &event, pack, &look, false, &changed, err);
    duty_look_free(&look);
    duty_packs_free(&packs);
    event_free(&event);
    return code;
}

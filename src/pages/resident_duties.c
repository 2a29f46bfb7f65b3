/* resident_duties.c - what is owed, to a resident, in plain words: by when, under what law; what
 * can't be told yet, and who finds out; what is not owed, and why. */
#include "resident.h"

static const char *owner_words(struct request *r, const struct event_pack *pack, struct str team)
{
    const struct pack_party *party = pack_party_find(pack->teams, pack->team_count, team);
    return party != NULL ? resident_text(r, &party->title) : "";
}

static void put_law(struct request *r, struct json_node *item, const struct duty_finding *f)
{
    struct json_node *list = json_tree_list(&r->arena);
    const struct law_list *law =
        f->refusal != NULL && f->refusal->law.count > 0 ? &f->refusal->law : &f->duty->law;
    for (size_t i = 0; i < law->count; i++) {
        struct json_node *one = json_tree_object(&r->arena);
        json_tree_put_text(&r->arena, one, STR("citation"), law->at[i].citation);
        json_tree_put_text(&r->arena, one, STR("link"), law->at[i].link);
        json_tree_append(list, one);
    }
    json_tree_put(item, STR("law"), list);
    json_tree_put_bool(&r->arena, item, STR("charter"), f->duty->basis == BASIS_CHARTER);
    json_tree_put_bool(&r->arena, item, STR("guidance"), f->duty->basis == BASIS_GUIDANCE);
    json_tree_put_bool(&r->arena, item, STR("unverified"), f->duty->unverified.len > 0);
}

static void put_missing(struct request *r, struct json_node *item, const struct event_pack *pack,
                        const struct duty_finding *f)
{
    struct json_node *list = json_tree_list(&r->arena);
    for (size_t i = 0; i < f->missing.count; i++) {
        json_tree_append(list, json_tree_text(&r->arena, fact_words(&pack->labels, f->missing.at[i],
                                                                    r->language)));
    }
    json_tree_put(item, STR("missing"), list);
    request_put(r, item, "finds_out", owner_words(r, pack, f->finds_out));
}

static struct json_node *duty_item(struct request *r, const struct event_pack *pack,
                                   const struct duty_finding *f, bool explains)
{
    struct json_node *item = json_tree_object(&r->arena);
    bool known = f->state == DUTY_STARTED && f->deadline_state == DEADLINE_KNOWN;
    bool council = f->duty->owed_by == OWED_BY_COUNCIL;
    request_put(r, item, "duty", arena_str(&r->arena, f->duty->id).ptr);
    request_put(r, item, "title", resident_text(r, &f->duty->title));
    request_put(r, item, "text", resident_text(r, &f->duty->text));
    request_put(r, item, "owner", owner_words(r, pack, f->duty->owner));
    json_tree_put_bool(&r->arena, item, STR("yours"), f->duty->owed_by == OWED_BY_RESIDENT);
    json_tree_put_bool(&r->arena, item, STR("council"), council);
    json_tree_put_bool(&r->arena, item, STR("done"), f->state == DUTY_DISCHARGED);
    request_put_day(r, item, "by", known ? f->deadline : INT32_MIN);
    json_tree_put_bool(&r->arena, item, STR("day_unknown"),
                       f->state == DUTY_STARTED && f->deadline_state == DEADLINE_CANNOT_TELL);
    json_tree_put_bool(&r->arena, item, STR("paused"), f->paused);
    request_put(r, item, "because",
                !explains            ? ""
                : f->refusal != NULL ? resident_text(r, &f->refusal->reason)
                                     : resident_text(r, &f->because));
    put_law(r, item, f);
    put_missing(r, item, pack, f);
    return item;
}

void resident_put_duties(struct request *r, struct json_node *model, const struct event_pack *pack,
                         const struct assessment *duties, bool explains)
{
    struct json_node *owed = json_tree_list(&r->arena);
    struct json_node *unclear = json_tree_list(&r->arena);
    struct json_node *not_owed = json_tree_list(&r->arena);
    for (size_t i = 0; i < duties->count; i++) {
        const struct duty_finding *f = &duties->at[i];
        if (f->state == DUTY_STARTED || f->state == DUTY_DISCHARGED) {
            json_tree_append(owed, duty_item(r, pack, f, explains));
        } else if (f->state == DUTY_CANNOT_TELL) {
            json_tree_append(unclear, duty_item(r, pack, f, explains));
        } else if (f->state != DUTY_NOT_IN_FORCE) {
            json_tree_append(not_owed, duty_item(r, pack, f, explains));
        }
    }
    json_tree_put_bool(&r->arena, model, STR("has_owed"), owed->count > 0);
    json_tree_put_bool(&r->arena, model, STR("has_unclear"), unclear->count > 0);
    json_tree_put_bool(&r->arena, model, STR("has_not_owed"), not_owed->count > 0);
    json_tree_put(model, STR("owed"), owed);
    json_tree_put(model, STR("unclear"), unclear);
    json_tree_put(model, STR("not_owed"), not_owed);
}

/* algorithm_register.c - see algorithm_register.h. */
#include "algorithm_register.h"

static void put(struct arena *arena, struct json_node *object, const char *key, struct str text)
{
    json_tree_put_text(arena, object, str_of(key), text);
}

static struct json_node *figures(struct arena *arena, const struct trigger_figures *f)
{
    struct json_node *node = json_tree_object(arena);
    json_tree_put_whole(arena, node, STR("looked_at"), f->looked_at);
    json_tree_put_whole(arena, node, STR("proposed"), f->proposed);
    json_tree_put_whole(arena, node, STR("cant_tell"), f->cant_tell);
    return node;
}

/* What it is built from and how it is used: tier 2 of the standard. */
static struct json_node *tier_2(struct arena *arena, const struct home_trigger *t,
                                const struct trigger_trial *trial,
                                const struct trigger_position *so_far,
                                enum access_language language)
{
    const struct trigger *g = &t->trigger;
    struct json_node *tier = json_tree_object(arena);
    put(arena, tier, "owner_and_responsibility", g->about.owner);
    put(arena, tier, "phase", str_of(trigger_state_names[t->use.decision.state]));
    put(arena, tier, "alternatives_considered", g->about.alternatives);
    put(arena, tier, "process_integration", g->reason.text[language]);
    put(arena, tier, "human_decisions_and_review", g->about.human_oversight);
    put(arena, tier, "system_architecture",
        STR("a condition in FEEL (DMN 1.5) over records, evaluated by cantref; no model is "
            "learnt"));
    put(arena, tier, "model_or_rule", g->condition.text);
    put(arena, tier, "purpose_of_processing", g->purpose);
    put(arena, tier, "impact_assessments", g->about.impact_assessment);
    put(arena, tier, "risks_and_mitigations", g->about.risks);
    json_tree_put(tier, STR("confidence"), json_tree_decimal(arena, g->confidence / 1000.0));
    json_tree_put(tier, STR("trial"), figures(arena, &trial->figures));
    json_tree_put(tier, STR("in_use"), figures(arena, &so_far->figures));
    return tier;
}

int algorithm_record(struct arena *arena, struct db *db, const struct home_trigger *t,
                     enum access_language language, struct json_node **ret, struct err *err)
{
    const struct trigger *g = &t->trigger;
    struct trigger_trial trial = {0};
    struct trigger_position so_far = {0};
    bool there;
    int code = trigger_trial_last(db, arena, str_of(t->use.name), &trial, err);
    code = code ? code : trigger_position_read(db, str_of(t->use.name), &so_far, &there, err);
    if (code != 0) {
        return code;
    }
    struct json_node *record = json_tree_object(arena);
    struct json_node *tier = json_tree_object(arena);
    put(arena, tier, "name", g->title.text[language]);
    put(arena, tier, "description", g->about.description);
    put(arena, tier, "contact", g->about.owner);
    json_tree_put(record, STR("tier_1"), tier);
    json_tree_put(record, STR("tier_2"), tier_2(arena, t, &trial, &so_far, language));
    *ret = record;
    return 0;
}

/* trigger_print.c - see trigger_print.h. */
#include "trigger_print.h"

#include "algorithm_register.h"
#include "clock.h"
#include "view_print.h"

#include <stdio.h>

enum { LABEL_WIDTH = 14 };

enum word {
    WORD_NONE,
    WORD_OFF,
    WORD_ON,
    WORD_SHADOW,
    WORD_CHANGED,
    WORD_PURPOSE,
    WORD_WATCHES,
    WORD_CONDITION,
    WORD_THEN,
    WORD_TASK,
    WORD_OFFER,
    WORD_REASON,
    WORD_CONFIDENCE,
    WORD_DECIDED,
    WORD_TRIED,
    WORD_SO_FAR,
    WORD_LOOKED_AT,
    WORD_PROPOSED,
    WORD_CANT_TELL,
    WORD_FEW,
    WORD_NOT_HELD,
    WORD_SAMPLE,
    WORD_NOTHING_KEPT,
    WORDS
};

/* The Welsh is to be checked by a translator. */
static const char *const words[WORDS][ACCESS_LANGUAGES] = {
    [WORD_NONE] = {"No pack here has triggers.", "Nid oes sbardunau gan unrhyw becyn yma."},
    [WORD_OFF] = {"off", "wedi’i ddiffodd"},
    [WORD_ON] = {"on", "ymlaen"},
    [WORD_SHADOW] = {"in shadow", "yn y cysgod"},
    [WORD_CHANGED] = {"changed since, does not run", "wedi newid ers hynny, nid yw’n rhedeg"},
    [WORD_PURPOSE] = {"purpose", "diben"},
    [WORD_WATCHES] = {"watches", "yn gwylio"},
    [WORD_CONDITION] = {"condition", "amod"},
    [WORD_THEN] = {"then", "wedyn"},
    [WORD_TASK] = {"a task for", "tasg i"},
    [WORD_OFFER] = {"an offer to the resident", "cynnig i’r preswylydd"},
    [WORD_REASON] = {"reason", "rheswm"},
    [WORD_CONFIDENCE] = {"right so often", "yn gywir mor aml â"},
    [WORD_DECIDED] = {"decided", "penderfynwyd"},
    [WORD_TRIED] = {"tried", "rhoddwyd prawf"},
    [WORD_SO_FAR] = {"so far", "hyd yma"},
    [WORD_LOOKED_AT] = {"looked at", "edrychwyd arnynt"},
    [WORD_PROPOSED] = {"proposed", "cynigiwyd"},
    [WORD_CANT_TELL] = {"can't be told", "ni ellir dweud"},
    [WORD_FEW] = {"too few to say", "rhy ychydig i’w dweud"},
    [WORD_NOT_HELD] = {"not held, or not for this purpose", "heb ei ddal, neu ddim at y diben hwn"},
    [WORD_SAMPLE] = {"Look at these before you decide:", "Edrychwch ar y rhain cyn penderfynu:"},
    [WORD_NOTHING_KEPT] = {"Nothing was proposed: this was a trial.",
                           "Ni chynigiwyd dim: prawf oedd hwn."},
};

static const char *word_of(const struct trigger_printing *p, enum word word)
{
    return words[word][p->language];
}

static void label(const struct trigger_printing *p, enum word word)
{
    printf("  ");
    print_padded(str_of(word_of(p, word)), LABEL_WIDTH);
    printf(" ");
}

static const char *state_of(const struct trigger_printing *p, const struct home_trigger *t)
{
    if (t->use.is_changed) {
        return word_of(p, WORD_CHANGED);
    }
    return t->use.decision.state == TRIGGER_OFF ? word_of(p, WORD_OFF)
           : t->use.shadow                      ? word_of(p, WORD_SHADOW)
                                                : word_of(p, WORD_ON);
}

static void figures_json(struct json_writer *json, const struct trigger_figures *f)
{
    json_put_whole(json, "looked_at", f->looked_at);
    json_put_whole(json, "proposed", f->proposed);
    json_put_whole(json, "cant_tell", f->cant_tell);
}

static void print_figures(const struct trigger_printing *p, const struct trigger_figures *f)
{
    printf("%lld %s, %lld %s, %lld %s", (long long)f->looked_at, word_of(p, WORD_LOOKED_AT),
           (long long)f->proposed, word_of(p, WORD_PROPOSED), (long long)f->cant_tell,
           word_of(p, WORD_CANT_TELL));
}

static void trigger_json(struct json_writer *json, const struct home_trigger *t,
                         const struct trigger_position *so_far)
{
    const struct trigger *g = &t->trigger;
    json_put_text(json, "trigger", str_of(t->use.name));
    json_put_text(json, "title", g->title.text[ACCESS_ENGLISH]);
    json_put_text(json, "purpose", g->purpose);
    json_put_text(json, "on", str_of(trigger_on_names[g->on]));
    json_put_text(json, "state", str_of(trigger_state_names[t->use.decision.state]));
    json_put_bool(json, "shadow", t->use.shadow);
    json_put_bool(json, "changed_since", t->use.is_changed);
    json_put_text(json, "switched_by", t->use.decision.who);
    json_put_text(json, "condition", g->condition.text);
    json_put_text(json, g->offers ? "offer" : "task", g->then);
    json_write_key(json, STR("confidence"));
    json_write_decimal(json, g->confidence / 1000.0, 3);
    figures_json(json, &so_far->figures);
}

int trigger_print_list(const struct trigger_printing *p, const struct home_triggers *all,
                       struct err *err)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    int code = 0;
    json_write_object(&json);
    json_write_key(&json, STR("triggers"));
    json_write_array(&json);
    for (size_t i = 0; code == 0 && i < all->count; i++) {
        const struct home_trigger *t = &all->at[i];
        struct trigger_position so_far = {0};
        bool there;
        code = trigger_position_read(p->db, str_of(t->use.name), &so_far, &there, err);
        json_write_object(&json);
        trigger_json(&json, t, &so_far);
        json_write_close(&json);
        if (code == 0 && !p->json) {
            print_padded(str_of(t->use.name), 40);
            printf("  %s  %.*s\n", state_of(p, t), PRI(t->trigger.title.text[p->language]));
        }
    }
    json_write_close(&json);
    json_write_close(&json);
    if (code == 0 && p->json) {
        printf("%.*s\n", PRI(buf_str(&text)));
    } else if (code == 0 && all->count == 0) {
        printf("%s\n", word_of(p, WORD_NONE));
    }
    buf_free(&text);
    return code;
}

static void print_text(const struct trigger_printing *p, const struct home_trigger *t)
{
    const struct trigger *g = &t->trigger;
    printf("%s: %.*s, %s\n", t->use.name, PRI(g->title.text[p->language]), state_of(p, t));
    label(p, WORD_PURPOSE);
    printf("%.*s\n", PRI(g->purpose));
    label(p, WORD_WATCHES);
    printf("%s\n", trigger_on_names[g->on]);
    label(p, WORD_CONDITION);
    printf("%.*s\n", PRI(g->condition.text));
    label(p, WORD_REASON);
    printf("%.*s\n", PRI(g->reason.text[p->language]));
    label(p, WORD_THEN);
    printf("%s %.*s\n", word_of(p, g->offers ? WORD_OFFER : WORD_TASK), PRI(g->then));
    label(p, WORD_CONFIDENCE);
    printf("%d%%\n", g->confidence / 10);
}

int trigger_print_show(const struct trigger_printing *p, const struct home_trigger *t,
                       struct err *err)
{
    struct arena arena = {0};
    struct trigger_position so_far = {0};
    struct trigger_trial trial = {0};
    char from[CALENDAR_TEXT_MAX], to[CALENDAR_TEXT_MAX], at[CLOCK_TEXT_MAX];
    bool there = false;
    const struct trigger_decision *d = &t->use.decision;
    int code = trigger_position_read(p->db, str_of(t->use.name), &so_far, &there, err);
    code = code ? code : trigger_trial_last(p->db, &arena, str_of(t->use.name), &trial, err);
    if (code == 0 && p->json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        json_write_object(&json);
        trigger_json(&json, t, &so_far);
        json_write_close(&json);
        printf("%.*s\n", PRI(buf_str(&text)));
        buf_free(&text);
    } else if (code == 0) {
        print_text(p, t);
        if (d->number != 0) {
            label(p, WORD_DECIDED);
            printf("%.10s  %s, %.*s: %.*s\n", clock_text(d->at, at), trigger_state_names[d->state],
                   PRI(d->who), PRI(d->why));
        }
        if (trial.number != 0) {
            label(p, WORD_TRIED);
            printf("%s … %s, %.*s: ", calendar_text(trial.from, from), calendar_text(trial.to, to),
                   PRI(trial.who));
            print_figures(p, &trial.figures);
            printf("\n");
        }
        label(p, WORD_SO_FAR);
        print_figures(p, &so_far.figures);
        printf("\n");
    }
    arena_free(&arena);
    return code;
}

/* ---- a trial ---- */

static void trial_json(const struct home_trigger *t, const struct trial *trial)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    char day[CALENDAR_TEXT_MAX];
    json_write_object(&json);
    json_put_text(&json, "trigger", str_of(t->use.name));
    figures_json(&json, &trial->figures);
    json_write_key(&json, STR("seconds"));
    json_write_decimal(&json, trial->seconds, 3);
    json_write_key(&json, STR("groups"));
    json_write_array(&json);
    for (size_t i = 0; i < trial->count; i++) {
        json_write_object(&json);
        json_put_text(&json, "group", str_of(trial_group_names[trial->counts[i].group]));
        json_put_text(&json, "value", str_of(trial->counts[i].value));
        json_write_key(&json, STR("proposed"));
        if (trial->counts[i].proposed < 0) {
            json_write_nothing(&json);
        } else {
            json_write_whole(&json, trial->counts[i].proposed);
        }
        json_write_close(&json);
    }
    json_write_close(&json);
    json_write_key(&json, STR("sample"));
    json_write_array(&json);
    for (size_t i = 0; i < trial->sample_count; i++) {
        json_write_object(&json);
        json_put_text(&json, "id", str_of(trial->sample[i].id));
        json_put_text(&json, "day", str_of(calendar_text(trial->sample[i].day, day)));
        json_write_close(&json);
    }
    json_write_close(&json);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

void trigger_print_trial(const struct trigger_printing *p, const struct home_trigger *t,
                         const struct trial *trial)
{
    char day[CALENDAR_TEXT_MAX];
    if (p->json) {
        trial_json(t, trial);
        return;
    }
    printf("%s: ", t->use.name);
    print_figures(p, &trial->figures);
    printf("; %.1f s\n", trial->seconds);
    for (size_t i = 0; i < trial->count; i++) {
        const struct trial_count *c = &trial->counts[i];
        bool first = i == 0 || trial->counts[i - 1].group != c->group;
        printf("  ");
        print_padded(str_of(first ? trial_group_names[c->group] : ""), LABEL_WIDTH);
        printf(" ");
        print_padded(str_of(c->value[0] != '\0' ? c->value : word_of(p, WORD_NOT_HELD)), 36);
        if (c->proposed < 0) {
            printf(" %s\n", word_of(p, WORD_FEW));
        } else {
            printf(" %lld\n", (long long)c->proposed);
        }
    }
    if (trial->sample_count > 0) {
        printf("%s\n", word_of(p, WORD_SAMPLE));
    }
    for (size_t i = 0; i < trial->sample_count; i++) {
        printf("  %s  %s\n", trial->sample[i].id, calendar_text(trial->sample[i].day, day));
    }
    printf("%s\n", word_of(p, WORD_NOTHING_KEPT));
}

/* ---- the register ---- */

int trigger_print_register(struct db *db, const struct home_triggers *all,
                           const struct home_trigger *only, struct err *err)
{
    struct arena arena = {0};
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    int code = 0;
    json_write_object(&json);
    json_put_text(&json, "standard", STR("UK Algorithmic Transparency Recording Standard"));
    json_write_key(&json, STR("records"));
    json_write_array(&json);
    for (size_t i = 0; code == 0 && i < all->count; i++) {
        struct json_node *record = NULL;
        if (only == NULL || only == &all->at[i]) {
            code = algorithm_record(&arena, db, &all->at[i], ACCESS_ENGLISH, &record, err);
        }
        if (record != NULL) {
            json_tree_write(record, &json);
        }
    }
    json_write_close(&json);
    json_write_close(&json);
    if (code == 0) {
        printf("%.*s\n", PRI(buf_str(&text)));
    }
    arena_free(&arena);
    buf_free(&text);
    return code;
}

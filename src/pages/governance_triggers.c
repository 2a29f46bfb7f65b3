/* governance_triggers.c - triggers: what each proposes and on which condition, tried over history,
 * switched in somebody's name; and the register of algorithms, which anybody may read. */
#include "algorithm_register.h"
#include "governance.h"
#include "model_history.h"
#include "model_store.h"
#include "web.h"

#include <math.h>
#include <stdio.h>

enum { TRIAL_LOOKED_AT_MAX = 5000, TRIAL_DAYS_MAX = 366 };

/* ---- read ---- */

/* read_triggers - all of the home; a pack that can't be read is left out, which `./cantref check`
 * tells. *ret: home_triggers_free in any case. */
static int read_triggers(struct request *r, struct home_triggers *ret)
{
    struct err_list errors = {0};
    const struct inquiry *q = r->inquiry;
    home_triggers_read(&q->picture.home, &q->access.access, q->picture.db, ret, &errors);
    bool whole = errors.count == 0;
    err_list_free(&errors);
    return whole;
}

/* find_trigger - by the pack and name in the path. */
static int find_trigger(struct request *r, struct home_triggers *all, struct home_trigger **ret,
                        struct err *err)
{
    struct str name =
        arena_printf(&r->arena, "%s/%s", request_parameter(r, 0), request_parameter(r, 1));
    *ret = home_triggers_find(all, name);
    return *ret != NULL
               ? 0
               : err_say(err, ERR_NOTFOUND, "%s", translate(r, "There is no such trigger."));
}

static const char *phase_text(struct request *r, const struct home_trigger *t)
{
    return t->use.is_changed ? translate(r, "Changed since it was switched on: does not run")
           : t->use.decision.state == TRIGGER_OFF ? translate(r, "Off")
           : t->use.shadow                        ? translate(r, "In shadow: nothing comes of it")
                                                  : translate(r, "On");
}

static const char *phase_colour(const struct home_trigger *t)
{
    return t->use.is_changed                      ? "red"
           : t->use.decision.state == TRIGGER_OFF ? "grey"
           : t->use.shadow                        ? "yellow"
                                                  : "green";
}

static const char *figures_text(struct request *r, const struct trigger_figures *f)
{
    return arena_printf(&r->arena,
                        translate(r, "%lld looked at, %lld proposed, %lld can’t be told"),
                        (long long)f->looked_at, (long long)f->proposed, (long long)f->cant_tell)
        .ptr;
}

/* ---- the list ---- */

int governance_triggers(struct request *r, struct err *err)
{
    struct home_triggers all = {0};
    bool whole = read_triggers(r, &all);
    struct json_node *model = governance_model(r, translate(r, "Triggers"), "/governance");
    struct json_node *table = component_table(r, translate(r, "Triggers"));
    struct str pack = STR("");
    const char *pack_title = "";
    int code = 0;
    component_table_head(r, table, translate(r, "Trigger"), false);
    component_table_head(r, table, translate(r, "Life event"), false);
    component_table_head(r, table, translate(r, "State"), false);
    component_table_head(r, table, translate(r, "Proposed so far"), true);
    for (size_t i = 0; code == 0 && i < all.count && i < GOVERNANCE_ROWS_MAX; i++) {
        const struct home_trigger *t = &all.at[i];
        struct trigger_position so_far = {0};
        bool there;
        code = trigger_position_read(r->inquiry->picture.db, str_of(t->use.name), &so_far, &there,
                                     err);
        struct json_node *row = component_table_row(r, table);
        component_cell_link(r, row, governance_text(r, t->trigger.title.text[r->language]),
                            request_href(r, "/governance/triggers/%s", t->use.name));
        if (!str_eq(pack, t->trigger.pack)) { /* those of a pack stand together */
            pack = t->trigger.pack;
            pack_title = governance_pack_title(r, pack);
        }
        component_cell(r, row, pack_title);
        component_cell(r, row, phase_text(r, t));
        component_cell_number(r, row, so_far.figures.proposed);
    }
    governance_put_table(model, "table", r, table);
    json_tree_put_bool(&r->arena, model, STR("some_unread"), !whole);
    home_triggers_free(&all);
    return code ? code : reply_page(r, "governance/triggers", model);
}

/* ---- one ---- */

static void put_forms(struct request *r, struct json_node *model, const struct home_trigger *t)
{
    const struct component_choice states[] = {
        {"on", translate(r, "On"), translate(r, "It proposes from now on, in your name.")},
        {"shadow", translate(r, "In shadow"),
         translate(r, "It is reckoned, and nothing comes of it.")},
        {"off", translate(r, "Off"), NULL}};
    struct json_node *tries = json_tree_list(&r->arena), *switches = json_tree_list(&r->arena);
    const char *of_case = governance_case(r).len > 0 ? governance_text(r, governance_case(r)) : "";
    json_tree_append(tries,
                     component_date(r, "from", translate(r, "From day"), NULL, r->today - 30));
    json_tree_append(tries, component_date(r, "to", translate(r, "Up to day"), NULL, r->today));
    json_tree_append(tries, component_input(r, "for_case", translate(r, "Case that you try it for"),
                                            NULL, of_case));
    json_tree_append(
        switches, component_radios(r, "state", translate(r, "Switch it"), NULL, states, 3, NULL));
    json_tree_append(switches,
                     component_textarea(r, "why", translate(r, "Why"),
                                        translate(r, "The reason is kept with your name."), NULL));
    json_tree_put(model, STR("try_fields"), tries);
    json_tree_put(model, STR("switch_fields"), switches);
    request_put(r, model, "try", request_href(r, "/governance/triggers/%s/try", t->use.name));
    request_put(r, model, "switch", request_href(r, "/governance/triggers/%s/switch", t->use.name));
}

static int trigger_rows(struct request *r, const struct home_trigger *t, struct json_node *rows,
                        struct err *err)
{
    const struct trigger *g = &t->trigger;
    const struct access *a = &r->inquiry->access.access;
    const struct trigger_decision *d = &t->use.decision;
    struct db *db = r->inquiry->picture.db;
    struct trigger_position so_far = {0};
    struct trigger_trial trial = {0};
    bool there;
    uint16_t purpose = access_purpose_find(a, g->purpose);
    int code = trigger_position_read(db, str_of(t->use.name), &so_far, &there, err);
    code = code ? code : trigger_trial_last(db, &r->arena, str_of(t->use.name), &trial, err);
    if (code != 0) {
        return code;
    }
    governance_row(r, rows, translate(r, "Purpose"),
                   governance_text(r, purpose != ACCESS_NONE
                                          ? a->purposes[purpose].title.text[r->language]
                                          : g->purpose));
    governance_row(r, rows, translate(r, "Watches"),
                   g->on == TRIGGER_RECORD   ? translate(r, "records that come or go")
                   : g->on == TRIGGER_ENTITY ? translate(r, "who is who changing")
                                             : translate(r, "time passing"));
    governance_row(r, rows, translate(r, "Condition"), governance_text(r, g->condition.text));
    governance_row(r, rows, translate(r, "What is said to whoever decides"),
                   governance_text(r, g->reason.text[r->language]));
    governance_row(r, rows, translate(r, "Then"),
                   arena_printf(&r->arena,
                                g->offers ? translate(r, "an offer to the resident: %.*s")
                                          : translate(r, "a task for %.*s"),
                                PRI(g->then))
                       .ptr);
    governance_row(r, rows, translate(r, "How often it is right, as its pack says"),
                   arena_printf(&r->arena, "%d %%", g->confidence / 10).ptr);
    if (d->number != 0) {
        governance_row(r, rows, translate(r, "Switched by"),
                       arena_printf(&r->arena, "%.*s, %s: %.*s", PRI(d->who),
                                    governance_time(r, d->at), PRI(d->why))
                           .ptr);
    }
    if (trial.number != 0) {
        governance_row(r, rows, translate(r, "Tried last"),
                       arena_printf(&r->arena, "%s – %s, %.*s: %s", governance_day(r, trial.from),
                                    governance_day(r, trial.to), PRI(trial.who),
                                    figures_text(r, &trial.figures))
                           .ptr);
    }
    governance_row(r, rows, translate(r, "So far"), figures_text(r, &so_far.figures));
    return 0;
}

/* put_trial - what a trial came to; NULL: none was made on this page. */
static void put_trial(struct request *r, struct json_node *model, const struct trial *trial)
{
    const char *const titles[TRIAL_GROUPS] = {
        [GROUP_AGE_BAND] = translate(r, "Age band"),
        [GROUP_SEX] = translate(r, "Sex"),
        [GROUP_WARD] = translate(r, "Ward"),
        [GROUP_LANGUAGE] = translate(r, "Language"),
    };
    struct json_node *table =
        component_table(r, translate(r, "Whom it would have been about, by group"));
    struct json_node *sample = json_tree_list(&r->arena);
    component_table_head(r, table, translate(r, "Group"), false);
    component_table_head(r, table, translate(r, "Of it"), false);
    component_table_head(r, table, translate(r, "Proposed"), true);
    for (size_t i = 0; trial != NULL && i < trial->count && i < GOVERNANCE_ROWS_MAX; i++) {
        const struct trial_count *c = &trial->counts[i];
        struct json_node *row = component_table_row(r, table);
        component_cell(r, row, titles[c->group]);
        component_cell(r, row,
                       c->value[0] != '\0' ? governance_text(r, str_of(c->value))
                                           : translate(r, "not held, or not for this purpose"));
        if (c->proposed < 0) {
            component_cell(r, row, translate(r, "too few to say"));
        } else {
            component_cell_number(r, row, c->proposed);
        }
    }
    for (size_t i = 0; trial != NULL && i < trial->sample_count; i++) {
        struct json_node *one = json_tree_object(&r->arena);
        request_put(r, one, "id", trial->sample[i].id);
        request_put_day(r, one, "day", trial->sample[i].day);
        json_tree_append(sample, one);
    }
    governance_put_table(model, "groups", r, table);
    json_tree_put(model, STR("sample"), sample);
    json_tree_put_bool(&r->arena, model, STR("has_sample"), sample->count > 0);
    json_tree_put_bool(&r->arena, model, STR("was_tried"), trial != NULL);
    request_put(r, model, "figures", trial != NULL ? figures_text(r, &trial->figures) : "");
}

static int show_trigger(struct request *r, const struct home_trigger *t, const struct trial *trial,
                        struct err *err)
{
    struct json_node *model = governance_model(
        r, governance_text(r, t->trigger.title.text[r->language]), "/governance/triggers");
    struct json_node *rows = json_tree_list(&r->arena);
    int code = trigger_rows(r, t, rows, err);
    if (code != 0) {
        return code;
    }
    json_tree_put(model, STR("state"), component_tag(r, phase_text(r, t), phase_colour(t)));
    json_tree_put(model, STR("rows"), rows);
    put_trial(r, model, trial);
    put_forms(r, model, t);
    request_put(r, model, "register", request_href(r, "/algorithms/%s", t->use.name));
    return reply_page(r, "governance/trigger", model);
}

int governance_trigger(struct request *r, struct err *err)
{
    struct home_triggers all = {0};
    struct home_trigger *t = NULL;
    read_triggers(r, &all);
    int code = find_trigger(r, &all, &t, err);
    code = code ? code : show_trigger(r, t, NULL, err);
    home_triggers_free(&all);
    return code;
}

/* ---- tried ---- */

static void check_days(struct request *r, int32_t from, int32_t to)
{
    if (r->form.error_count == 0 && to < from) {
        form_error(&r->form, "to", translate(r, "The last day must not be before the first"));
    } else if (r->form.error_count == 0 && to - from >= TRIAL_DAYS_MAX) {
        form_error(&r->form, "to", translate(r, "Choose a year or less"));
    }
}

/* try_it - asked under the trigger's purpose, in the name of whoever asks; bounded, since the
 * others wait meanwhile. */
static int try_it(struct request *r, const struct home_trigger *t, struct trial *trial,
                  struct err *err)
{
    int32_t from = form_day(&r->form, "from"), to = form_day(&r->form, "to");
    trial->looked_at_max = TRIAL_LOOKED_AT_MAX;
    int code = request_ask(r, governance_text(r, t->trigger.purpose),
                           governance_text(r, governance_case(r)), err);
    code = code ? code : trigger_trial_run(r->inquiry, &t->use, from, to, 1, trial, err);
    return code ? code : trigger_trial_keep(r->inquiry, &t->use, trial, from, to, r->now, err);
}

int governance_trigger_try(struct request *r, struct err *err)
{
    struct home_triggers all = {0};
    struct home_trigger *t = NULL;
    struct trial trial = {0};
    read_triggers(r, &all);
    check_days(r, form_day(&r->form, "from"), form_day(&r->form, "to"));
    int code = find_trigger(r, &all, &t, err);
    bool tries = code == 0 && r->form.error_count == 0;
    code = tries ? try_it(r, t, &trial, err) : code;
    if (code == ERR_LIMIT) {
        form_error(&r->form, "from",
                   translate(r, "There is too much to look at in these days. Choose fewer days."));
        tries = false;
        code = 0;
    }
    code = code ? code : show_trigger(r, t, tries ? &trial : NULL, err);
    trial_free(&trial);
    home_triggers_free(&all);
    return code;
}

/* ---- switched ---- */

int governance_trigger_switch(struct request *r, struct err *err)
{
    struct home_triggers all = {0};
    struct home_trigger *t = NULL;
    struct trigger_trial last = {0};
    struct str state = form_text(&r->form, "state");
    read_triggers(r, &all);
    int code = find_trigger(r, &all, &t, err);
    bool decides = code == 0 && r->form.error_count == 0;
    if (decides) {
        struct str of_case = arena_printf(&r->arena, "trigger:%s", request_parameter(r, 1));
        r->inquiry->viewing.options.case_reference = of_case;
        code = trigger_decide(r->inquiry, &t->use,
                              str_eq(state, STR("on"))       ? TRIGGER_ON
                              : str_eq(state, STR("shadow")) ? TRIGGER_SHADOW
                                                             : TRIGGER_OFF,
                              form_text(&r->form, "why"), r->now, &last, err);
    }
    if (code == ERR_CONFLICT) {
        form_error(
            &r->form, "state",
            translate(r, "Try it over history first: no trial of the file as it is now is kept"));
        decides = false;
        code = 0;
    }
    if (code == 0) {
        code = decides ? governance_done(
                             r, arena_printf(&r->arena, "/governance/triggers/%s", t->use.name).ptr,
                             "switched")
                       : show_trigger(r, t, NULL, err);
    }
    home_triggers_free(&all);
    return code;
}

/* ---- the register, for anybody ---- */

int algorithms(struct request *r, struct err *err)
{
    struct home_triggers all = {0};
    (void)err;
    read_triggers(r, &all);
    struct json_node *model = governance_model(r, translate(r, "Where a computer proposes"), "/");
    struct json_node *list = json_tree_list(&r->arena);
    for (size_t i = 0; i < all.count && i < GOVERNANCE_ROWS_MAX; i++) {
        struct json_node *one = json_tree_object(&r->arena);
        request_put(r, one, "title", governance_text(r, all.at[i].trigger.title.text[r->language]));
        request_put(r, one, "state", phase_text(r, &all.at[i]));
        request_put(r, one, "href", request_href(r, "/algorithms/%s", all.at[i].use.name));
        json_tree_append(list, one);
    }
    json_tree_put_bool(&r->arena, model, STR("has_triggers"), list->count > 0);
    json_tree_put(model, STR("triggers"), list);
    request_put(r, model, "linkage", request_href(r, "/algorithms/linkage"));
    home_triggers_free(&all);
    return reply_page(r, "governance/algorithms", model);
}

/* Texts of the register are in the language of whoever wrote the pack: what isn't translated is
 * said to be so by its lang attribute. */
static int show_record(struct request *r, const struct home_trigger *t, struct err *err)
{
    const struct trigger *g = &t->trigger;
    struct db *db = r->inquiry->picture.db;
    struct json_node *record = NULL;
    struct trigger_position so_far = {0};
    bool there;
    int code = trigger_position_read(db, str_of(t->use.name), &so_far, &there, err);
    code = code ? code : algorithm_record(&r->arena, db, t, r->language, &record, err);
    if (code != 0) {
        return code;
    }
    struct json_node *model =
        governance_model(r, governance_text(r, g->title.text[r->language]), "/algorithms");
    struct json_node *rows = json_tree_list(&r->arena), *english = json_tree_list(&r->arena);
    governance_row(r, rows, translate(r, "Phase"), phase_text(r, t));
    governance_row(r, rows, translate(r, "What it says to whoever decides"),
                   governance_text(r, g->reason.text[r->language]));
    governance_row(r, rows, translate(r, "Model"),
                   translate(r, "A condition that people wrote; nothing is learnt from data"));
    governance_row(r, rows, translate(r, "How often it is right"),
                   arena_printf(&r->arena,
                                translate(r, "%d in 100, as its pack says; not measured here"),
                                g->confidence / 10)
                       .ptr);
    governance_row(r, rows, translate(r, "What it misses"), translate(r, "Not measured"));
    governance_row(r, rows, translate(r, "Whether it treats groups unequally"),
                   translate(r, "Not measured"));
    governance_row(r, rows, translate(r, "In use so far"),
                   so_far.figures.looked_at < TRIAL_SMALLEST ? translate(r, "Too few to say")
                                                             : figures_text(r, &so_far.figures));
    governance_row(r, english, translate(r, "What it does"),
                   governance_text(r, g->about.description));
    governance_row(r, english, translate(r, "Owner"), governance_text(r, g->about.owner));
    governance_row(r, english, translate(r, "What else was considered"),
                   governance_text(r, g->about.alternatives));
    governance_row(r, english, translate(r, "Who decides, and reviews"),
                   governance_text(r, g->about.human_oversight));
    governance_row(r, english, translate(r, "Risks, and what is done about them"),
                   governance_text(r, g->about.risks));
    governance_row(r, english, translate(r, "Impact assessment"),
                   governance_text(r, g->about.impact_assessment));
    governance_row(r, english, translate(r, "Condition"), governance_text(r, g->condition.text));
    json_tree_put(model, STR("rows"), rows);
    json_tree_put(model, STR("english"), english);
    json_tree_put(model, STR("record"), record);
    json_tree_put_bool(&r->arena, model, STR("is_welsh"), r->language == ACCESS_WELSH);
    json_tree_put_bool(&r->arena, model, STR("is_linkage"), false);
    return reply_page(r, "governance/algorithm", model);
}

int algorithm(struct request *r, struct err *err)
{
    struct home_triggers all = {0};
    struct home_trigger *t = NULL;
    read_triggers(r, &all);
    int code = find_trigger(r, &all, &t, err);
    code = code ? code : show_record(r, t, err);
    home_triggers_free(&all);
    return code;
}

/* share_text - of pairs in a hundred, as it was estimated when the model was trained. */
static const char *share_text(struct request *r, bool is_there, double share)
{
    return !is_there || isnan(share)
               ? translate(r, "Not measured")
               : arena_printf(&r->arena,
                              translate(r,
                                        "%.1f of 100 pairs, estimated without labels when the "
                                        "model was trained; not measured against a truth"),
                              100 * share)
                     .ptr;
}

/* How records are linked: the version of the model that is in use, and what is known of how good it
 * is. What was not measured says so. */
int algorithm_linkage(struct request *r, struct err *err)
{
    struct model_version *versions = NULL;
    const struct model_version *used = NULL;
    struct model_quality quality = {0};
    size_t count = 0;
    int code = model_list(r->inquiry->picture.db, &versions, &count, err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        used = versions[i].in_use ? &versions[i] : used;
    }
    if (code == 0 && used != NULL) {
        code = model_quality_of(r->inquiry->picture.db, used->number, &quality, err);
    }
    if (code != 0) {
        mem_free(versions);
        return code;
    }
    struct json_node *model = governance_model(r, translate(r, "Linking records"), "/algorithms");
    struct json_node *rows = json_tree_list(&r->arena);
    governance_row(r, rows, translate(r, "Phase"),
                   used != NULL ? translate(r, "In use") : translate(r, "No model is in use"));
    if (used != NULL) {
        governance_row(r, rows, translate(r, "Version"), governance_text(r, str_of(used->name)));
        governance_row(r, rows, translate(r, "Trained"), governance_time(r, used->trained));
        governance_row(r, rows, translate(r, "In use since"), governance_time(r, used->adopted));
    }
    governance_row(
        r, rows, translate(r, "What it does"),
        translate(r,
                  "Says which records of the council’s systems are of the same person, so "
                  "that a life event is told once"));
    governance_row(r, rows, translate(r, "Model"),
                   translate(r,
                             "Weights of agreement and disagreement (Fellegi and Sunter), learnt "
                             "from the records themselves without labels"));
    governance_row(r, rows, translate(r, "Who decides, and reviews"),
                   translate(r,
                             "People: doubtful pairs go to a review, a resident can say “this is "
                             "not me”, and a decision of a person stands"));
    governance_row(r, rows, translate(r, "How often it is right"),
                   share_text(r, quality.is_there, quality.right_share));
    governance_row(r, rows, translate(r, "How much of what belongs together it finds"),
                   share_text(r, quality.is_there, quality.found_share));
    governance_row(r, rows, translate(r, "Whether it treats groups unequally"),
                   translate(r, "Not measured"));
    json_tree_put(model, STR("rows"), rows);
    json_tree_put(model, STR("english"), json_tree_list(&r->arena));
    json_tree_put(model, STR("record"), json_tree_nothing(&r->arena));
    json_tree_put_bool(&r->arena, model, STR("is_welsh"), false);
    json_tree_put_bool(&r->arena, model, STR("is_linkage"), true);
    mem_free(versions);
    return reply_page(r, "governance/algorithm", model);
}

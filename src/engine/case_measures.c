/* case_measures.c - what is told of a month, as a tree; kept once it is over (case_measures.h). */
#include "case_measures.h"

#include "clock.h"
#include "home_pack.h"
#include "measure_titles.h"
#include "saving.h"
#include "whole_file.h"

#include <math.h>
#include <string.h>

/* struct month_telling - one month being made into a tree. */
struct month_telling {
    struct arena *arena;
    struct caseload *cases;
    const struct measure_month *month;
    struct area_file areas;
    struct measure_figures figures;
    struct measure_titles titles;
};

static const char *const by_names[MEASURE_DIRECTIONS] = {
    [BY_TYPE] = "type",     [BY_PLACE] = "place",     [BY_TEAM] = "team", [BY_NAME] = "name",
    [BY_SOURCE] = "source", [BY_STATUS] = "status",   [BY_TIME] = "time", [BY_OUTCOME] = "outcome",
    [BY_FOUND] = "found",   [BY_CHANNEL] = "channel", [BY_KIND] = "kind"};

/* ---- values ---- */

static void put_title(struct arena *arena, struct json_node *object, struct str key,
                      const struct bilingual *title)
{
    struct json_node *both = json_tree_object(arena);
    json_tree_put_text(arena, both, STR("en"), title->text[ACCESS_ENGLISH]);
    json_tree_put_text(arena, both, STR("cy"), title->text[ACCESS_WELSH]);
    json_tree_put(object, key, both);
}

/* figure - a number, or nothing where it isn't shown. */
static struct json_node *figure(struct arena *arena, bool shown, uint64_t value)
{
    return shown ? json_tree_whole(arena, (int64_t)value) : json_tree_nothing(arena);
}

static void put_text(struct month_telling *t, struct json_node *object, const char *key,
                     const char *text)
{
    json_tree_put_text(t->arena, object, str_of(key), str_of(text));
}

/* ---- tables ---- */

static struct json_node *row_tree(struct month_telling *t, const struct measure_table *table,
                                  const struct measure_row *row)
{
    struct json_node *node = json_tree_object(t->arena);
    struct json_node *cells = json_tree_list(t->arena);
    for (size_t i = 0; i < table->column_count; i++) {
        json_tree_append(cells, figure(t->arena, row->shown[i], row->cells[i]));
    }
    json_tree_put(node, STR("cells"), cells);
    json_tree_put(node, STR("all"), figure(t->arena, row->sum_shown, row->sum));
    json_tree_put(node, STR("at_least"),
                  figure(t->arena, row->floor != DISCLOSURE_NO_COLUMN, row->at_least));
    json_tree_put(node, STR("at_least_of"),
                  row->floor != DISCLOSURE_NO_COLUMN
                      ? json_tree_text(t->arena, table->columns[row->floor])
                      : json_tree_nothing(t->arena));
    json_tree_put(node, STR("days"),
                  row->days == MEASURE_NO_DAYS ? json_tree_nothing(t->arena)
                                               : json_tree_whole(t->arena, row->days));
    return node;
}

static struct json_node *named_line(struct month_telling *t, const struct measure_table *table,
                                    enum measure_by by, struct str id, struct json_node *node)
{
    struct bilingual title = measure_title(&t->titles, table->family, by, id);
    json_tree_put_text(t->arena, node, STR("id"), id);
    put_title(t->arena, node, STR("title"), &title);
    return node;
}

static struct json_node *table_tree(struct month_telling *t, const struct measure_table *table)
{
    struct json_node *node = json_tree_object(t->arena);
    struct json_node *columns = json_tree_list(t->arena);
    struct json_node *rows = json_tree_list(t->arena);
    put_text(t, node, "id", table->id);
    json_tree_put_text(t->arena, node, STR("within"), table->within);
    put_text(t, node, "by", by_names[table->rows_by]);
    for (size_t i = 0; i < table->column_count; i++) {
        json_tree_append(columns, named_line(t, table, table->columns_by, table->columns[i],
                                             json_tree_object(t->arena)));
    }
    for (size_t i = 0; i < table->row_count; i++) {
        const struct measure_row *row = &table->rows[i];
        json_tree_append(rows,
                         named_line(t, table, table->rows_by, row->id, row_tree(t, table, row)));
    }
    json_tree_put(node, STR("columns"), columns);
    json_tree_put(node, STR("rows"), rows);
    json_tree_put(node, STR("all"), row_tree(t, table, &table->all));
    return node;
}

/* ---- packs' own measures ---- */

/* struct measured - a value: a count, a share of 1, or days. at_least: the share is that at the
 * least. */
struct measured {
    bool shown, at_least;
    double value;
};

static const struct measure_row *row_of(const struct month_telling *t, const char *table,
                                        struct str pack, struct str name,
                                        const struct measure_table **ret_table)
{
    struct str id = arena_printf(t->arena, "%.*s/%.*s", PRI(pack), PRI(name));
    *ret_table = measure_table_find(&t->figures, table, pack);
    return measure_row_find(*ret_table, id);
}

/* share_of - of a row's sum, in a cell; where most are in it and no more can be said, at least what
 * its floor says. */
static struct measured share_of(const struct measure_table *table, const struct measure_row *row,
                                struct str column)
{
    struct measured measured = {0};
    bool shown = false;
    uint64_t cell = measure_cell(table, row, column, &shown);
    if (row == NULL || !row->sum_shown) {
        return measured;
    }
    if (shown) {
        measured = (struct measured){true, false, (double)cell / (double)row->sum};
    } else if (row->floor != DISCLOSURE_NO_COLUMN && str_eq(table->columns[row->floor], column)) {
        measured = (struct measured){true, true, (double)row->at_least / (double)row->sum};
    }
    return measured;
}

/* count_in - in a cell; or at least what its floor says. */
static struct measured count_in(const struct measure_table *table, const struct measure_row *row,
                                struct str column)
{
    bool shown = false;
    uint64_t cell = measure_cell(table, row, column, &shown);
    bool floor = !shown && row != NULL && row->floor != DISCLOSURE_NO_COLUMN &&
                 str_eq(table->columns[row->floor], column);
    return (struct measured){shown || floor, floor, (double)(floor ? row->at_least : cell)};
}

static struct measured count_of(const struct month_telling *t, struct str pack, enum measure_of of,
                                struct str name)
{
    const struct measure_table *table =
        measure_table_find(&t->figures, "events_by_source", STR(""));
    const struct measure_row *row = measure_row_find(table, pack);
    if (of == MEASURE_OF_DUTY) {
        row = row_of(t, "duties_found_of", pack, name, &table);
        return count_in(table, row, STR("started"));
    }
    if (of == MEASURE_OF_STEP) {
        row = row_of(t, "steps_of", pack, name, &table);
        bool shown = row != NULL && row->sum_shown;
        return (struct measured){shown, false, shown ? (double)row->sum : 0};
    }
    return count_in(table, row, STR("told"));
}

static struct measured value_of(const struct month_telling *t, struct str pack,
                                const struct measure *m)
{
    const struct measure_table *table = NULL;
    const char *ended = m->of == MEASURE_OF_STEP ? "steps_of" : "duties_ended_of";
    const struct measure_row *row = NULL;
    if (m->counts == COUNTS_COUNT) {
        return count_of(t, pack, m->of, m->name);
    }
    if (m->of == MEASURE_OF_EVENT) {
        return (struct measured){0}; /* an event has no clock of its own */
    }
    if (m->counts == COUNTS_CANNOT_TELL) {
        row = row_of(t, "duties_found_of", pack, m->name, &table);
        return share_of(table, row, STR("cannot_tell"));
    }
    row = row_of(t, ended, pack, m->name, &table);
    if (m->counts == COUNTS_SHARE_IN_TIME) {
        return share_of(table, row, STR("in_time"));
    }
    struct measured measured = {0};
    if (row != NULL && row->days != MEASURE_NO_DAYS) {
        measured = (struct measured){true, false, row->days};
    }
    return measured;
}

static struct json_node *measured_tree(struct month_telling *t, const struct measured *measured)
{
    return measured->shown ? json_tree_decimal(t->arena, round(measured->value * 1e4) / 1e4)
                           : json_tree_nothing(t->arena);
}

static void put_measures(struct month_telling *t, const struct event_pack *pack,
                         struct json_node *list)
{
    static const char *const counts[] = {"count", "share_in_time", "days_to_done",
                                         "share_cannot_tell"};
    static const char *const kinds[] = {"duty", "step", "event"};
    for (size_t i = 0; i < pack->measures.count; i++) {
        const struct measure *m = &pack->measures.at[i];
        struct measured measured = value_of(t, pack->id, m);
        struct json_node *node = json_tree_object(t->arena);
        json_tree_put_text(t->arena, node, STR("pack"), pack->id);
        put_title(t->arena, node, STR("pack_title"), &pack->title);
        json_tree_put_text(t->arena, node, STR("id"), m->id);
        put_title(t->arena, node, STR("title"), &m->title);
        put_text(t, node, "counts", counts[m->counts]);
        put_text(t, node, "of", kinds[m->of]);
        json_tree_put_text(t->arena, node, STR("name"), m->name);
        json_tree_put(node, STR("value"), measured_tree(t, &measured));
        json_tree_put_bool(t->arena, node, STR("at_least"), measured.at_least);
        json_tree_put(node, STR("target"),
                      m->has_target ? json_tree_decimal(t->arena, m->target)
                                    : json_tree_nothing(t->arena));
        json_tree_append(list, node);
    }
}

/* ---- savings ---- */

static int check_saving(const struct event_pack *pack, const struct saving *s, struct err *err)
{
    const char *wrong =
        pack == NULL ? "the home has no such pack, or it can't be read"
        : s->counted.of == MEASURE_OF_DUTY && duty_find(&pack->duties, s->counted.name) == NULL
            ? "the pack has no such duty"
        : s->counted.of == MEASURE_OF_STEP && step_find(&pack->steps, s->counted.name) == NULL
            ? "the pack has no such step"
            : NULL;
    return wrong == NULL ? 0 : err_at(err, ERR_INPUT, "savings.yaml", s->line, 0, "%s", wrong);
}

static int put_saving(struct month_telling *t, const struct saving *s, struct json_node *list,
                      struct err *err)
{
    static const char *const kinds[] = {"duty", "step", "event"};
    const struct event_pack *pack = measure_pack(t->cases, s->pack);
    struct json_node *node = json_tree_object(t->arena);
    int code = check_saving(pack, s, err);
    if (code != 0) {
        return code;
    }
    struct measured cases = count_of(t, s->pack, s->counted.of, s->counted.name);
    struct measured saved = {cases.shown, cases.at_least, cases.value * s->each};
    json_tree_put_text(t->arena, node, STR("id"), s->id);
    put_title(t->arena, node, STR("title"), &s->title);
    json_tree_put_text(t->arena, node, STR("pack"), s->pack);
    put_title(t->arena, node, STR("pack_title"), &pack->title);
    put_text(t, node, "of", kinds[s->counted.of]);
    json_tree_put_text(t->arena, node, STR("name"), s->counted.name);
    put_title(t->arena, node, STR("basis"), &s->basis);
    put_text(t, node, "unit", s->unit == SAVING_HOURS ? "hours" : "pounds");
    json_tree_put(node, STR("each"), json_tree_decimal(t->arena, s->each));
    json_tree_put(node, STR("cases"), measured_tree(t, &cases));
    json_tree_put(node, STR("saved"), measured_tree(t, &saved));
    json_tree_put_bool(t->arena, node, STR("at_least"), cases.at_least);
    json_tree_append(list, node);
    return 0;
}

/* put_savings - and which types have none: the council has given no figure. */
static int put_savings(struct month_telling *t, const struct name_list *packs,
                       struct json_node *root, struct err *err)
{
    struct json_node *savings = json_tree_list(t->arena);
    struct json_node *not_given = json_tree_list(t->arena);
    struct buf text = {0};
    struct saving_list list = {0};
    struct err_list errors = {0};
    struct str path = home_file(&t->cases->inquiry->picture.home, t->arena, "savings.yaml");
    int code = file_read_whole(path.ptr, "the file of savings", SAVINGS_BYTES_MAX, &text, err);
    if (code == 0) {
        code = saving_list_parse(buf_str(&text), "savings.yaml", &list, &errors);
        code = code ? err_list_first(&errors, err) : 0;
    } else if (code == ERR_NOTFOUND) {
        code = 0;
    }
    for (size_t i = 0; code == 0 && i < list.count; i++) {
        code = put_saving(t, &list.at[i], savings, err);
    }
    for (size_t p = 0; p < packs->count; p++) {
        bool given = false;
        for (size_t i = 0; i < list.count; i++) {
            given = given || str_eq(list.at[i].pack, packs->at[p]);
        }
        if (!given) {
            struct bilingual title =
                measure_title(&t->titles, FAMILY_EVENTS, BY_TYPE, packs->at[p]);
            struct json_node *node = json_tree_object(t->arena);
            json_tree_put_text(t->arena, node, STR("id"), packs->at[p]);
            put_title(t->arena, node, STR("title"), &title);
            json_tree_append(not_given, node);
        }
    }
    json_tree_put(root, STR("savings"), savings);
    json_tree_put(root, STR("savings_not_given"), not_given);
    saving_list_free(&list);
    err_list_free(&errors);
    buf_free(&text);
    return code;
}

/* ---- how people are reached ---- */

static struct json_node *reach_row(struct month_telling *t, const struct measure_reach *reach,
                                   int channel, int kind)
{
    struct json_node *node = json_tree_object(t->arena);
    struct json_node *cells = json_tree_list(t->arena);
    struct bilingual title = {
        {str_of(reach_channel_title((enum step_channel)channel, ACCESS_ENGLISH)),
         str_of(reach_channel_title((enum step_channel)channel, ACCESS_WELSH))}};
    put_text(t, node, "channel", step_channel_names[channel]);
    put_title(t->arena, node, STR("title"), &title);
    put_text(t, node, "said", kind == 0 ? "cannot" : "will_not");
    for (size_t i = 0; i < reach->count; i++) {
        uint64_t cell = reach->cells[channel][kind][i];
        json_tree_append(cells, figure(t->arena, cell > 0, cell));
    }
    json_tree_put(node, STR("cells"), cells);
    return node;
}

static int put_reach(struct month_telling *t, struct json_node *root, struct err *err)
{
    struct measure_reach reach = {0};
    struct json_node *node = json_tree_object(t->arena);
    struct json_node *places = json_tree_list(t->arena);
    struct json_node *rows = json_tree_list(t->arena);
    int code = measure_reach_read(t->arena, t->cases, &t->areas, &reach, err);
    for (size_t i = 0; code == 0 && i < reach.count; i++) {
        struct bilingual title =
            measure_title(&t->titles, FAMILY_EVENTS, BY_PLACE, reach.places[i]);
        struct json_node *place = json_tree_object(t->arena);
        json_tree_put_text(t->arena, place, STR("id"), reach.places[i]);
        put_title(t->arena, place, STR("title"), &title);
        json_tree_append(places, place);
    }
    for (int s = STEP_CHANNEL_POST; code == 0 && reach.count > 0 && s < STEP_CHANNELS; s++) {
        json_tree_append(rows, reach_row(t, &reach, s, 0));
        json_tree_append(rows, reach_row(t, &reach, s, 1));
    }
    json_tree_put(node, STR("places"), places);
    json_tree_put(node, STR("rows"), rows);
    json_tree_put(root, STR("reach"), node);
    return code;
}

/* ---- fairness ---- */

/* trigger_tree - which proposes events from the data: figures of the trial on which it was switched
 * on, which are of everybody that it looked at. */
static int put_trigger(struct month_telling *t, const struct home_trigger *trigger,
                       struct json_node *list, struct err *err)
{
    struct trigger_trial trial = {0};
    struct json_node *node = json_tree_object(t->arena);
    enum trigger_state state = trigger->use.decision.state;
    int code = trigger_trial_last(t->cases->inquiry->picture.db, t->arena,
                                  str_of(trigger->use.name), &trial, err);
    bool tried = code == 0 && trial.number > 0;
    const uint64_t looked = tried ? (uint64_t)trial.figures.looked_at : 0;
    const uint64_t proposed = tried ? (uint64_t)trial.figures.proposed : 0;
    put_text(t, node, "id", trigger->use.name);
    put_text(t, node, "state", trigger_state_names[state]);
    json_tree_put_bool(t->arena, node, STR("tried"), tried);
    json_tree_put(node, STR("looked_at"), figure(t->arena, looked >= DISCLOSURE_THRESHOLD, looked));
    json_tree_put(node, STR("proposed"),
                  figure(t->arena, proposed >= DISCLOSURE_THRESHOLD, proposed));
    json_tree_append(list, node);
    return code;
}

static int put_triggers(struct month_telling *t, struct json_node *root, struct err *err)
{
    struct home_triggers triggers = {0};
    struct err_list errors = {0};
    struct json_node *list = json_tree_list(t->arena);
    struct picture *p = &t->cases->inquiry->picture;
    int code =
        home_triggers_read(&p->home, &t->cases->inquiry->access.access, p->db, &triggers, &errors);
    code = code ? err_list_first(&errors, err) : 0;
    for (size_t i = 0; code == 0 && i < triggers.count; i++) {
        code = put_trigger(t, &triggers.at[i], list, err);
    }
    json_tree_put(root, STR("triggers"), list);
    home_triggers_free(&triggers);
    err_list_free(&errors);
    return code;
}

/* ---- a month ---- */

bool case_measures_told(const struct caseload *cases, const struct measure_month *month)
{
    return month->to <= cases->now.at || (cases->council.example && month->from <= cases->now.at);
}

static int make_tree(struct month_telling *t, struct json_node **ret, struct err *err)
{
    struct measure_facts facts = {0};
    struct name_list packs = {0};
    char text[MEASURE_MONTH_TEXT];
    struct json_node *root = json_tree_object(t->arena);
    struct json_node *tables = json_tree_list(t->arena);
    struct json_node *measures = json_tree_list(t->arena);
    int code = case_facts_read(t->cases, t->month, &facts, err);
    if (code == 0) {
        measure_figures_make(t->arena, &facts, &t->figures);
        home_pack_names(&t->cases->inquiry->picture.home, t->arena, &packs);
    }
    put_text(t, root, "month", measure_month_text(t->month, text));
    json_tree_put_bool(t->arena, root, STR("running"), t->month->to > t->cases->now.at);
    json_tree_put_whole(t->arena, root, STR("threshold"), DISCLOSURE_THRESHOLD);
    put_text(t, root, "places", t->areas.there ? "wards" : "sectors");
    for (size_t i = 0; i < t->figures.count; i++) {
        json_tree_append(tables, table_tree(t, &t->figures.tables[i]));
    }
    for (size_t i = 0; i < packs.count; i++) {
        const struct event_pack *pack = measure_pack(t->cases, packs.at[i]);
        if (pack != NULL) {
            put_measures(t, pack, measures);
        }
    }
    json_tree_put(root, STR("tables"), tables);
    json_tree_put(root, STR("measures"), measures);
    code = code ? code : put_savings(t, &packs, root, err);
    code = code ? code : put_reach(t, root, err);
    code = code ? code : put_triggers(t, root, err);
    measure_facts_free(&facts);
    if (code == 0) {
        *ret = root;
    }
    return code;
}

/* ---- kept ---- */

struct keeping {
    int64_t month, made;
    struct str figures;
};

static int64_t number_of(const struct measure_month *month)
{
    return (int64_t)month->year * 100 + month->month;
}

static int keep(struct db *db, void *context, struct err *err)
{
    const struct keeping *k = context;
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO measure_month (month, made, figures) VALUES ($1, $2, $3) "
                        "ON CONFLICT (month) DO NOTHING",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, k->month);
    db_bind_whole(q, 2, k->made);
    db_bind_text(q, 3, k->figures);
    return db_do(q, err);
}

static int read_kept(struct arena *arena, struct db *db, const struct measure_month *month,
                     struct json_node **ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db, "SELECT figures FROM measure_month WHERE month = $1",
                             WHOLES(number_of(month)), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        code = json_tree_read(arena, arena_str(arena, db_text(q, 0)), "measure_month", ret, err);
        db_reset(q);
    }
    return code;
}

static int keep_tree(struct caseload *cases, const struct measure_month *month,
                     const struct json_node *root, struct err *err)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text};
    json_tree_write(root, &json);
    struct keeping keeping = {
        .month = number_of(month), .made = cases->now.at, .figures = buf_str(&text)};
    int code = json.code != 0 ? err_set(err, json.code, "the month's figures are too many")
                              : picture_do(&cases->inquiry->picture, keep, &keeping, err);
    buf_free(&text);
    return code;
}

int case_measures_read(struct arena *arena, struct caseload *cases,
                       const struct measure_month *month, struct json_node **ret, struct err *err)
{
    struct month_telling t = {.arena = arena, .cases = cases, .month = month};
    struct err_list errors = {0};
    struct json_node *root = NULL;
    if (!case_measures_told(cases, month)) {
        return err_set(err, ERR_NOTFOUND, "a month is told when it is over");
    }
    /* In the example council days are played through: what is not over yet may be over already. */
    bool over = month->to <= cases->now.at && !cases->council.example;
    int code = over ? read_kept(arena, cases->inquiry->picture.db, month, &root, err) : 0;
    if (code != 0 || root != NULL) {
        *ret = code == 0 ? root : *ret;
        return code;
    }
    code = area_file_read(&cases->inquiry->picture.home, &t.areas, &errors);
    code = code ? err_list_first(&errors, err) : 0;
    t.titles = (struct measure_titles){cases, &t.areas, arena};
    code = code ? code : make_tree(&t, &root, err);
    code = code || !over ? code : keep_tree(cases, month, root, err);
    if (code == 0) {
        *ret = root;
    }
    area_file_free(&t.areas);
    err_list_free(&errors);
    return code;
}

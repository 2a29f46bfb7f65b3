/* data_entity.c - one entity, as the data team sees it: its records, how they came together, what
 * happened to it; rows split off, two made one, decisions and their undoing.
 *
 *     GET  /data/entities                      by an id or SOURCE:ROW
 *     GET  /data/entities/{entity}             records, how they joined, history
 *     POST /data/entities/{entity}/split       the rows that are somebody else's
 *     GET  /data/entities/{entity}/merge       with another, side by side; POST: they are one
 *     GET  /data/decisions                     all that stand; POST /data/decisions/undo
 *
 * What follows for cases, tasks that a wrong merge began among them, is taken up from the change
 * feed (case_feed.h) once the answer has left. */
#include "data_pages.h"

#include "data_look.h"
#include "decide.h"
#include "decision_lines.h"
#include "entity_shown.h"
#include "entity_store.h"
#include "explanation.h"
#include "page_component.h"
#include "parallel.h"
#include "report_files.h"
#include "story.h"
#include "wording.h"

#include <string.h>

enum { RECORDS_SHOWN = 200, MOMENTS_SHOWN = 100, DECISIONS_A_PAGE = 50, ROWS_MAX = 100 };

/* ---- finding ---- */

/* An entity by its id, also one that another purpose's pages call it by where all sources are
 * joined, or by a row; as it is now. */
static int find_entity(struct request *r, struct str name, struct entity_about *ret,
                       struct err *err)
{
    struct picture *picture = &r->inquiry->picture;
    char whole[ENTITY_ID_TEXT_MAX];
    int code = entity_find(picture, name, ret, err);
    if (code == ERR_NOTFOUND && picture->shown == NULL) {
        code = entity_whole_id(picture, &r->inquiry->access.access, name, whole, err);
        code = code ? code : entity_find(picture, str_of(whole), ret, err);
    }
    return code ? code : entity_follow(picture->db, ret, err);
}

/* The pages of /data/entities/{entity}: whom they are about. */
static int open_entity(struct request *r, struct entity_about *ret, struct err *err)
{
    int code = data_joined(r, err);
    return code ? code : find_entity(r, str_of(request_parameter(r, 0)), ret, err);
}

static int show_find(struct request *r)
{
    struct json_node *model = json_tree_object(&r->arena);
    request_put(r, model, "title", translate(r, "Look at an entity"));
    json_tree_put(model, STR("name"),
                  component_input(r, "name", translate(r, "Its id, or a row of a source"),
                                  translate(r, "For example P7K3Q9M2XH4TD, or housing:17"), NULL));
    return reply_page(r, "data/entity_find", model);
}

int data_entity_find(struct request *r, struct err *err)
{
    (void)err;
    return show_find(r);
}

int data_entity_found(struct request *r, struct err *err)
{
    struct entity_about about = {0};
    struct str name = form_text(&r->form, "name");
    int code = r->form.error_count > 0 ? 0 : data_joined(r, err);
    if (code == 0 && r->form.error_count == 0) {
        code = find_entity(r, name, &about, err);
        if (code == ERR_USAGE || code == ERR_NOTFOUND) {
            form_error(&r->form, "name",
                       translate(r, "There is nobody of that id, and no such row. Check it."));
            code = 0;
        }
    }
    return code                      ? code
           : r->form.error_count > 0 ? show_find(r)
                                     : reply_redirect(r, "/data/entities/%s", about.id);
}

/* ---- one entity ---- */

/* All that was read to show it, into the log. */
static int tell_all(struct request *r, const struct data_look *look, const char *name,
                    struct err *err)
{
    struct whole_list mentions = {0};
    for (uint32_t m = 0; m < look->run->mentions.count; m++) {
        whole_list_add(&mentions, data_subject(look, m));
    }
    int code = inquiry_tell_mentions(r->inquiry, str_of(name), mentions.at, mentions.count, err);
    whole_list_free(&mentions);
    return code;
}

static void put_records(struct request *r, const struct data_look *look, uint32_t mention,
                        struct json_node *model)
{
    const struct report *report = &look->report;
    struct json_node *rows = json_tree_list(&r->arena);
    uint32_t entity = look->run->run.partition.entity[mention];
    uint32_t from = report->entities.offset[entity];
    uint32_t to = report->entities.offset[entity + 1];
    for (uint32_t i = from; i < to && i - from < RECORDS_SHOWN; i++) {
        struct json_node *row = data_record(r, look, report->entities.member[i]);
        struct str source = report_source_name(report, report->entities.member[i]);
        json_tree_put_whole(&r->arena, row, STR("number"), i - from + 1);
        request_put_format(r, row, "row", "%.*s:%u", PRI(source),
                           report_row_number(report, report->entities.member[i]));
        json_tree_append(rows, row);
    }
    json_tree_put_whole(&r->arena, model, STR("record_count"), to - from);
    json_tree_put_bool(&r->arena, model, STR("has_more_records"), to - from > RECORDS_SHOWN);
    json_tree_put_bool(&r->arena, model, STR("can_split"), to - from > 1);
    json_tree_put(model, STR("records"), rows);
}

struct values {
    struct request *r;
    const struct data_look *look;
    struct json_node *list;
};

static void add_value(void *context, int field, struct str value, int source)
{
    const struct values *v = context;
    struct arena *arena = &v->r->arena;
    struct json_node *row = json_tree_object(arena);
    json_tree_put_text(arena, row, STR("label"), report_field_label(&v->look->report, field));
    json_tree_put_text(arena, row, STR("value"), value);
    json_tree_put_text(arena, row, STR("source"), v->look->input.tables[source].name);
    json_tree_append(v->list, row);
}

/* How it came together, a sentence a mention, and what is doubtful. */
static void put_story(struct request *r, const struct data_look *look, uint32_t mention,
                      struct json_node *model)
{
    struct json_node *steps = json_tree_list(&r->arena);
    struct json_node *doubts = json_tree_list(&r->arena);
    struct story story;
    struct buf text = {0};
    story_make(&look->report, mention, &story);
    for (size_t i = 0; i < story.step_count; i++) {
        struct json_node *step = data_record(r, look, story.steps[i].mention);
        story_joining(&look->report, &story.steps[i], &text);
        data_put(r, step, "joining", &text);
        if (story.steps[i].with != NO_MENTION) {
            story_evidence(&look->report, &story.steps[i], &text);
        }
        data_put(r, step, "evidence", &text);
        json_tree_append(steps, step);
    }
    for (size_t i = 0; i < story.doubt_count; i++) {
        story_doubt_text(&look->report, &story.doubts[i], &text);
        json_tree_append(doubts, json_tree_text(&r->arena, buf_str(&text)));
        text.len = 0;
    }
    json_tree_put_bool(&r->arena, model, STR("has_story"), story.mention_count > 1);
    json_tree_put(model, STR("story"), steps);
    json_tree_put_bool(&r->arena, model, STR("has_doubts"), story.doubt_count > 0);
    json_tree_put(model, STR("doubts"), doubts);
    if (story.mention_count > 1) {
        entity_explanation_svg_write(&look->report, mention, &text);
    }
    data_put(r, model, "svg_html", &text);
    story_free(&story);
    buf_free(&text);
}

/* What happened to it, as a sentence. */
static const char *moment_text(struct request *r, const struct entity_moment *m)
{
    const char *row =
        m->source.len > 0
            ? arena_printf(&r->arena, "%.*s:%lld", PRI(m->source), (long long)m->row).ptr
            : "";
    switch (m->what) {
    case ENTITY_MADE:
        return translate(r, "First known");
    case ENTITY_PARTED_FROM:
        return arena_printf(&r->arena, translate(r, "Parted from %s"), m->other).ptr;
    case ENTITY_TOOK_IN:
        return arena_printf(&r->arena,
                            translate(r, "%s turned out to be the same and was merged into this"),
                            m->other)
            .ptr;
    case ENTITY_ROW_JOINED:
        return arena_printf(&r->arena, translate(r, "%s joined"), row).ptr;
    case ENTITY_ROW_LEFT:
        return arena_printf(&r->arena, translate(r, "%s left"), row).ptr;
    case ENTITY_LOST_PART:
        return arena_printf(&r->arena,
                            translate(r, "%s turned out to be another and was parted from this"),
                            m->other)
            .ptr;
    case ENTITY_MERGED:
        return arena_printf(&r->arena, translate(r, "Merged into %s"), m->other).ptr;
    case ENTITY_NOBODY_LEFT:
        break;
    }
    return translate(r, "No row speaks of it any more");
}

static int put_history(struct request *r, const struct entity_about *about, struct json_node *model,
                       struct err *err)
{
    struct entity_moment *moments = NULL;
    size_t count = 0;
    struct json_node *rows = json_tree_list(&r->arena);
    int code = entity_history(&r->inquiry->picture, about, &r->arena, &moments, &count, err);
    size_t from = count > MOMENTS_SHOWN ? count - MOMENTS_SHOWN : 0;
    for (size_t i = from; code == 0 && i < count; i++) {
        struct json_node *row = json_tree_object(&r->arena);
        request_put_time(r, row, "at", moments[i].at);
        request_put(r, row, "what", moment_text(r, &moments[i]));
        json_tree_append(rows, row);
    }
    json_tree_put_bool(&r->arena, model, STR("has_more_history"), from > 0);
    json_tree_put(model, STR("history"), rows);
    mem_free(moments);
    return code;
}

/* After an act: what it was, and the button that takes it back. */
static void put_act(struct request *r, struct json_node *model)
{
    int64_t number = form_number(&r->form, "decision", 0);
    const char *done = form_flag(&r->form, "undone") ? translate(r, "The decision was undone.")
                       : number != 0 ? translate(r, "Your decision is kept, and holds from now on.")
                                     : "";
    request_put(r, model, "done", done);
    json_tree_put_bool(&r->arena, model, STR("is_done"), done[0] != '\0');
    json_tree_put_whole(&r->arena, model, STR("decision"), number);
    json_tree_put_bool(&r->arena, model, STR("can_undo"), number != 0);
}

static int show_entity(struct request *r, const struct entity_about *about, struct err *err)
{
    const struct entity_about *wanted[] = {about};
    struct json_node *model = json_tree_object(&r->arena);
    struct data_look look = {0};
    uint32_t mention = 0;
    int code = data_look_entities(r, wanted, 1, &look, &mention, err);
    code = code ? code : put_history(r, about, model, err);
    code = code ? code : tell_all(r, &look, about->id, err);
    if (code == 0) {
        struct values values = {r, &look, json_tree_list(&r->arena)};
        request_put_format(r, model, "title", translate(r, "Entity %s"), about->id);
        request_put(r, model, "id", about->id);
        request_put(r, model, "kind",
                    language_say(data_language(r), report_kind_text(about->kind)));
        request_put_time(r, model, "made", about->made);
        put_act(r, model);
        put_records(r, &look, mention, model);
        golden_each(&look.report, look.run->run.partition.entity[mention], add_value, &values);
        json_tree_put(model, STR("values"), values.list);
        put_story(r, &look, mention, model);
        json_tree_put(
            model, STR("why"),
            component_textarea(r, "why", translate(r, "Why are they somebody else?"), NULL, NULL));
        request_put(r, model, "split_action",
                    request_href(r, "/data/entities/%s/split", about->id));
        request_put(r, model, "merge_action",
                    request_href(r, "/data/entities/%s/merge", about->id));
        reply_page(r, "data/entity", model);
    }
    data_look_close(&look);
    return code;
}

int data_entity(struct request *r, struct err *err)
{
    struct entity_about about;
    int code = open_entity(r, &about, err);
    if (code == 0 && strcmp(about.id, request_parameter(r, 0)) != 0) {
        return reply_redirect(r, "/data/entities/%s", about.id);
    }
    return code ? code : show_entity(r, &about, err);
}

/* ---- split ---- */

/* The rows that were ticked, "housing:17" each; a name may have colons, a number has none. */
static int read_rows(struct request *r, struct decided_row *rows, size_t *ret_count,
                     struct err *err)
{
    size_t count = 0;
    for (size_t i = 0; i < r->form.count; i++) {
        const struct form_value *v = &r->form.values[i];
        size_t colon = v->text.len;
        if (!str_starts(v->name, STR("row.")) || v->text.len == 0) {
            continue;
        }
        while (colon > 0 && v->text.ptr[colon - 1] != ':') {
            colon--;
        }
        if (count == ROWS_MAX || colon < 2 ||
            !str_to_uint(str_slice(v->text, colon, v->text.len), UINT32_MAX, &rows[count].row)) {
            return err_say(err, ERR_INPUT,
                           translate(r, "Rows are named as SOURCE:ROW, at most %d of them"),
                           ROWS_MAX);
        }
        rows[count++].source = str_slice(v->text, 0, colon - 1);
    }
    *ret_count = count;
    return 0;
}

int data_entity_split(struct request *r, struct err *err)
{
    struct decided_row rows[ROWS_MAX];
    struct entity_about about;
    struct decided decided;
    size_t count = 0;
    int code = open_entity(r, &about, err);
    code = code ? code : read_rows(r, rows, &count, err);
    if (code == 0 && count == 0) {
        form_error(&r->form, "row.1", translate(r, "Tick the records that are somebody else’s."));
    }
    if (code == 0 && r->form.error_count > 0) {
        return show_entity(r, &about, err);
    }
    const struct decider decider = {str_of(r->session.login), form_text(&r->form, "why")};
    code = code ? code : inquiry_tell_change(r->inquiry, str_of(about.id), err);
    code = code ? code
                : decide_split(&r->inquiry->picture, &about, rows, count, &decider, &decided, err);
    return code ? code
                : reply_redirect(r, "/data/entities/%s?decision=%lld", decided.entity,
                                 (long long)decided.number);
}

/* ---- merge ---- */

static struct json_node *records_of(struct request *r, const struct data_look *look,
                                    uint32_t mention)
{
    const struct report *report = &look->report;
    struct json_node *rows = json_tree_list(&r->arena);
    uint32_t entity = look->run->run.partition.entity[mention];
    uint32_t from = report->entities.offset[entity];
    for (uint32_t i = from; i < report->entities.offset[entity + 1] && i - from < RECORDS_SHOWN;
         i++) {
        json_tree_append(rows, data_record(r, look, report->entities.member[i]));
    }
    return rows;
}

static int show_merge(struct request *r, const struct entity_about *left,
                      const struct entity_about *right, struct err *err)
{
    const struct entity_about *both[] = {left, right};
    struct json_node *model = json_tree_object(&r->arena);
    struct data_look look = {0};
    uint32_t mentions[2] = {0};
    int code = data_look_entities(r, both, 2, &look, mentions, err);
    code = code ? code : tell_all(r, &look, left->id, err);
    if (code == 0) {
        struct json_node *told = data_explanation(r, &look, mentions[0], mentions[1]);
        request_put_format(r, model, "title", translate(r, "Are %s and %s one?"), left->id,
                           right->id);
        request_put(r, model, "left_id", left->id);
        request_put(r, model, "right_id", right->id);
        json_tree_put(model, STR("left_records"), records_of(r, &look, mentions[0]));
        json_tree_put(model, STR("right_records"), records_of(r, &look, mentions[1]));
        json_tree_put(model, STR("pair"), data_pair(r, &look, mentions[0], mentions[1]));
        json_tree_put(model, STR("explanation"),
                      told != NULL ? told : json_tree_nothing(&r->arena));
        json_tree_put(model, STR("why"),
                      component_textarea(r, "why", translate(r, "Why are they one?"), NULL, NULL));
        request_put(r, model, "action", request_href(r, "/data/entities/%s/merge", left->id));
        request_put(r, model, "back", request_href(r, "/data/entities/%s", left->id));
        reply_page(r, "data/merge", model);
    }
    data_look_close(&look);
    return code;
}

static int find_both(struct request *r, struct entity_about *left, struct entity_about *right,
                     struct err *err)
{
    int code = open_entity(r, left, err);
    code = code ? code : find_entity(r, form_text(&r->form, "other"), right, err);
    return code == 0 && strcmp(left->id, right->id) == 0
               ? err_say(err, ERR_CONFLICT, "%s", translate(r, "They are one already."))
               : code;
}

int data_entity_merge(struct request *r, struct err *err)
{
    struct entity_about left, right;
    int code = find_both(r, &left, &right, err);
    return code ? code : show_merge(r, &left, &right, err);
}

int data_entity_merged(struct request *r, struct err *err)
{
    struct entity_about left, right;
    struct decided decided;
    int code = find_both(r, &left, &right, err);
    if (code != 0 || r->form.error_count > 0) {
        return code ? code : show_merge(r, &left, &right, err);
    }
    const struct decider decider = {str_of(r->session.login), form_text(&r->form, "why")};
    code = inquiry_tell_change(r->inquiry, str_of(left.id), err);
    code = code ? code : inquiry_tell_change(r->inquiry, str_of(right.id), err);
    code = code ? code : decide_merge(&r->inquiry->picture, &left, &right, &decider, &decided, err);
    return code ? code
                : reply_redirect(r, "/data/entities/%s?decision=%lld", decided.entity,
                                 (long long)decided.number);
}

/* ---- decisions ---- */

static void put_side(struct request *r, struct json_node *row, const char *key,
                     const struct decision_side *side)
{
    struct json_node *object = json_tree_object(&r->arena);
    if (side->row == 0) {
        request_put(r, object, "place", translate(r, "a record that is not there now"));
        request_put(r, object, "href", "");
    } else {
        request_put_format(r, object, "place", "%.*s:%u", PRI(side->source), side->row);
        request_put(r, object, "href", request_href(r, "/data/entities/%.*s", PRI(side->entity)));
    }
    json_tree_put_bool(&r->arena, object, STR("is_there"), side->row != 0);
    json_tree_put(row, str_of(key), object);
}

/* Why somebody should look at it again; "": nobody need. */
static const char *remark(struct request *r, const struct decision_line *l)
{
    bool there = l->left.row != 0 && l->right.row != 0;
    if (l->disagrees) {
        return translate(r, "The model disagrees.");
    }
    if (there && !l->holds) {
        return translate(r,
                         "It does not hold: a newer decision contradicts it, or a row names "
                         "both.");
    }
    return l->left.says_else || l->right.says_else
               ? translate(r, "A record says something else than when this was decided.")
               : "";
}

static struct json_node *decision_row(struct request *r, const struct decision_line *l)
{
    struct json_node *row = json_tree_object(&r->arena);
    const char *remarked = remark(r, l);
    json_tree_put_whole(&r->arena, row, STR("number"), l->decision.number);
    put_side(r, row, "left", &l->left);
    put_side(r, row, "right", &l->right);
    request_put(r, row, "answer",
                l->decision.same ? translate(r, "The same") : translate(r, "Different"));
    json_tree_put_text(&r->arena, row, STR("who"), l->decision.who);
    request_put_time(r, row, "at", l->decision.at);
    json_tree_put_text(&r->arena, row, STR("why"), l->decision.why);
    json_tree_put_bool(&r->arena, row, STR("has_why"), l->decision.why.len > 0);
    request_put(r, row, "remark", remarked);
    json_tree_put_bool(&r->arena, row, STR("has_remark"), remarked[0] != '\0');
    return row;
}

/* The mentions that decisions are of, into the log before these are shown. */
static int tell_lines(struct request *r, const struct decision_lines *lines, size_t from, size_t to,
                      struct err *err)
{
    struct whole_list mentions = {0};
    for (size_t i = from; i < to; i++) {
        const struct decision *d = &lines->at[i].decision;
        whole_list_add(&mentions, disclosure_subject(d->left.record, d->left.number));
        whole_list_add(&mentions, disclosure_subject(d->right.record, d->right.number));
    }
    whole_list_unique(&mentions);
    int code =
        inquiry_tell_mentions(r->inquiry, STR("decisions"), mentions.at, mentions.count, err);
    whole_list_free(&mentions);
    return code;
}

/* The newest first, a page of them; only those to look at again, when that was asked. */
int data_decisions(struct request *r, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *rows = json_tree_list(&r->arena);
    struct decision_lines lines = {0};
    int64_t page = form_number(&r->form, "page", 1);
    int code = data_joined(r, err);
    code = code ? code
                : decision_lines_read(&r->inquiry->picture, false, parallel_cores(), &lines, err);
    size_t skip = page > 1 ? (size_t)(page - 1) * DECISIONS_A_PAGE : 0;
    size_t to = lines.count > skip ? lines.count - skip : 0;
    size_t from = to > DECISIONS_A_PAGE ? to - DECISIONS_A_PAGE : 0;
    code = code ? code : tell_lines(r, &lines, from, to, err);
    for (size_t i = to; code == 0 && i > from; i--) {
        json_tree_append(rows, decision_row(r, &lines.at[i - 1]));
    }
    if (code == 0) {
        const char *before =
            page > 1 ? request_href(r, "/data/decisions?page=%lld", (long long)page - 1) : NULL;
        const char *after =
            from > 0 ? request_href(r, "/data/decisions?page=%lld", (long long)page + 1) : NULL;
        request_put(r, model, "title", translate(r, "Decisions"));
        json_tree_put_whole(&r->arena, model, STR("count"), (int64_t)lines.count);
        json_tree_put_bool(&r->arena, model, STR("has_rows"), rows->count > 0);
        json_tree_put_bool(&r->arena, model, STR("was_undone"), form_flag(&r->form, "undone"));
        json_tree_put(model, STR("rows"), rows);
        json_tree_put(model, STR("pagination"), component_pagination(r, before, after));
        reply_page(r, "data/decisions", model);
    }
    decision_lines_free(&lines);
    return code;
}

static int take_subjects(void *context, const struct decision *d, struct err *err)
{
    int64_t *subjects = context;
    (void)err;
    subjects[0] = disclosure_subject(d->left.record, d->left.number);
    subjects[1] = disclosure_subject(d->right.record, d->right.number);
    return 0;
}

int data_decision_undo(struct request *r, struct err *err)
{
    struct picture *picture = &r->inquiry->picture;
    int64_t number = form_number(&r->form, "decision", 0);
    int64_t subjects[2];
    struct decided decided;
    char text[24];
    int code = data_joined(r, err);
    snprintf(text, sizeof text, "%lld", (long long)number);
    code = code ? code
                : decision_one(picture->db, picture->seal, number, take_subjects, subjects, err);
    code = code ? code : inquiry_tell_change_of(r->inquiry, str_of(text), subjects, 2, err);
    code = code ? code : decide_undo(picture, number, str_of(r->session.login), &decided, err);
    return code ? code : reply_redirect(r, "/data/decisions?undone=yes");
}

/* governance_audit.c - the audit log, searched for a case: by person, staff, purpose, case, days;
 * one leaf and its proof; the log's own state. What the watch over it found, and what was decided.
 * */
#include "audit_proof_file.h"
#include "governance.h"
#include "log_search.h"
#include "log_witness.h"
#include "watch.h"
#include "web.h"

#include <inttypes.h>
#include <stdio.h>

enum { SINCE_DAYS = 90, LEAVES_SHOWN = 40 };
#define MS_A_DAY INT64_C(86400000)

static const char *kind_text(struct request *r, int kind)
{
    switch (kind) {
    case AUDIT_ANSWER:
        return translate(r, "Shown");
    case AUDIT_EMPTY:
        return translate(r, "Nobody found");
    case AUDIT_REFUSAL:
        return translate(r, "Refused");
    case AUDIT_BREAK_GLASS:
        return translate(r, "Shown in an emergency");
    case AUDIT_CHANGE:
        return translate(r, "Changed");
    default:
        return translate(r, "Put right after a crash");
    }
}

/* ---- the log ---- */

/* put_state - how long the log is, what its signed checkpoint says, and since when it is watched.
 * */
static int put_state(struct request *r, struct json_node *model, struct err *err)
{
    struct audit *log = r->inquiry->audit;
    struct json_node *rows = json_tree_list(&r->arena);
    struct audit_proof *proof = arena_alloc(&r->arena, sizeof *proof);
    uint64_t size = audit_size(log), had = 0;
    int code = log_witness_had(r->inquiry->picture.seal, &had, err);
    code = code == 0 && size > 0 ? audit_prove(log, size - 1, proof, err) : code;
    if (code != 0) {
        return code;
    }
    struct str checkpoint = str_of(proof->checkpoint), line, root = STR("");
    for (int i = 0; i < 3 && str_next_token(&checkpoint, '\n', &line); i++) {
        root = i == 2 ? line : root; /* origin, size, root: C2SP tlog-checkpoint */
    }
    governance_row(r, rows, translate(r, "Entries"), arena_printf(&r->arena, "%" PRIu64, size).ptr);
    governance_row(r, rows, translate(r, "Root of the tree over them"), governance_text(r, root));
    governance_row(r, rows, translate(r, "Entries when the log was last closed"),
                   had > 0 ? arena_printf(&r->arena, "%" PRIu64, had).ptr
                           : translate(r, "none yet"));
    governance_row(r, rows, translate(r, "Signed by"),
                   governance_text(r, str_of(audit_public_key(log)->name)));
    json_tree_put(model, STR("state"), rows);
    request_put(r, model, "checkpoint", proof->checkpoint);
    return 0;
}

static void put_search(struct request *r, struct json_node *model)
{
    struct json_node *fields = json_tree_list(&r->arena);
    json_tree_append(
        fields, component_input(r, "for_case", translate(r, "Case that you search for"),
                                translate(r,
                                          "Its reference, such as DP-2026-12. The search is in "
                                          "the log, too."),
                                governance_text(r, governance_case(r))));
    json_tree_append(
        fields, component_input(r, "person", translate(r, "Person (optional)"),
                                translate(r,
                                          "An id under this purpose, or the source and row, such "
                                          "as council_tax:12"),
                                NULL));
    json_tree_append(fields, component_input(r, "staff", translate(r, "Member of staff (optional)"),
                                             translate(r, "Their login"), NULL));
    json_tree_append(fields,
                     component_input(r, "of_purpose", translate(r, "Purpose (optional)"),
                                     translate(r, "Its name, such as council_tax_billing"), NULL));
    json_tree_append(fields, component_input(r, "of_case",
                                             translate(r, "Looked at for the case (optional)"),
                                             NULL, NULL));
    json_tree_append(
        fields, component_date(r, "from", translate(r, "From day (optional)"), NULL, INT32_MIN));
    json_tree_append(
        fields, component_date(r, "until", translate(r, "Up to day (optional)"), NULL, INT32_MIN));
    json_tree_put(model, STR("fields"), fields);
}

static int reply_audit(struct request *r, struct json_node *found, size_t count, bool has_searched,
                       struct err *err)
{
    struct json_node *model = governance_model(r, translate(r, "The audit log"), "/governance");
    put_search(r, model);
    json_tree_put(model, STR("found"), found);
    json_tree_put_whole(&r->arena, model, STR("found_count"), (int64_t)count);
    json_tree_put_bool(&r->arena, model, STR("has_searched"), has_searched);
    json_tree_put_bool(&r->arena, model, STR("found_none"), has_searched && count == 0);
    json_tree_put_bool(&r->arena, model, STR("is_capped"), count > GOVERNANCE_ROWS_MAX);
    int code = put_state(r, model, err);
    return code ? code : reply_page(r, "governance/audit", model);
}

int governance_audit(struct request *r, struct err *err)
{
    return reply_audit(r, json_tree_nothing(&r->arena), 0, false, err);
}

static void put_leaf_row(struct request *r, struct json_node *table, const struct audit_entry *e)
{
    const struct audit_response *p = &e->detail.response;
    struct json_node *row = component_table_row(r, table);
    component_cell_link(r, row, arena_printf(&r->arena, "%" PRIu64, e->number).ptr,
                        request_href(r, "/governance/audit/leaf/%" PRIu64 "?case=%.*s", e->number,
                                     PRI(governance_case(r))));
    component_cell(r, row, governance_time(r, e->leaf.time_ms / 1000));
    component_cell(r, row, kind_text(r, (int)e->leaf.kind));
    if (!e->has_detail) {
        component_cell(r, row, translate(r, "its details are kept no more"));
        component_cell(r, row, "");
        component_cell(r, row, "");
        component_cell_number(r, row, 0);
        return;
    }
    component_cell(r, row, governance_text(r, p->who));
    component_cell(r, row, governance_text(r, p->purpose));
    component_cell(r, row, governance_text(r, p->case_reference));
    component_cell_number(r, row, (int64_t)p->subject_count);
}

/* The newest first. */
static int leaves_table(struct request *r, const struct whole_list *found, struct json_node **ret,
                        struct err *err)
{
    struct json_node *table = component_table(r, translate(r, "Entries that were found"));
    int code = 0;
    component_table_head(r, table, translate(r, "Entry"), false);
    component_table_head(r, table, translate(r, "When"), false);
    component_table_head(r, table, translate(r, "What"), false);
    component_table_head(r, table, translate(r, "Who"), false);
    component_table_head(r, table, translate(r, "Purpose"), false);
    component_table_head(r, table, translate(r, "Case"), false);
    component_table_head(r, table, translate(r, "People named"), true);
    for (size_t i = 0; code == 0 && i < found->count && i < GOVERNANCE_ROWS_MAX; i++) {
        struct audit_entry entry;
        code = audit_read(r->inquiry->audit, (uint64_t)found->at[found->count - 1 - i], &r->arena,
                          &entry, err);
        if (code == 0) {
            put_leaf_row(r, table, &entry);
        }
    }
    *ret = table;
    return code;
}

static int search(struct request *r, struct whole_list *found, struct err *err)
{
    struct rights rights;
    struct str person = form_text(&r->form, "person");
    int32_t from = form_day(&r->form, "from"), until = form_day(&r->form, "until");
    const struct log_question question = {
        .who = form_text(&r->form, "staff"),
        .purpose = form_text(&r->form, "of_purpose"),
        .case_reference = form_text(&r->form, "of_case"),
        .from_ms = from == INT32_MIN ? 0 : (int64_t)from * MS_A_DAY,
        .until_ms = until == INT32_MIN ? 0 : ((int64_t)until + 1) * MS_A_DAY};
    int code = governance_act(r, ACT_AUDIT, "", &rights, err);
    if (code == 0 && person.len > 0) {
        return log_search_person(r->inquiry, person, &question, found, err);
    }
    return code ? code : log_search(r->inquiry, &question, found, err);
}

int governance_audit_search(struct request *r, struct err *err)
{
    struct whole_list found = {0};
    struct json_node *table = NULL;
    struct err failed = {0};
    if (r->form.error_count > 0) {
        return governance_audit(r, err);
    }
    int code = search(r, &found, &failed);
    if (code == ERR_NOTFOUND) {
        form_error(&r->form, "person",
                   translate(r, "There is nobody of that id under this purpose"));
        return governance_audit(r, err);
    }
    if (code != 0) {
        *err = failed;
    }
    code = code ? code : leaves_table(r, &found, &table, err);
    if (code == 0) {
        code = reply_audit(r, found.count > 0 ? table : json_tree_nothing(&r->arena), found.count,
                           true, err);
    }
    whole_list_free(&found);
    return code;
}

/* ---- one leaf ---- */

/* read_leaf - of the path, told to the log. */
static int read_leaf(struct request *r, struct audit_entry *ret, struct err *err)
{
    struct rights rights;
    uint64_t number = 0;
    if (!str_to_uint(str_of(request_parameter(r, 0)), INT64_MAX, &number)) {
        return err_say(err, ERR_NOTFOUND, "%s", translate(r, "There is no such entry."));
    }
    int code = governance_act(r, ACT_AUDIT, "", &rights, err);
    return code ? code : log_leaf(r->inquiry, number, &r->arena, ret, err);
}

static struct json_node *subjects_table(struct request *r, const struct audit_response *p)
{
    struct json_node *table = component_table(r, translate(r, "Whom it was about"));
    component_table_head(r, table, translate(r, "Person"), false);
    component_table_head(r, table, translate(r, "Fields"), false);
    for (size_t i = 0; i < p->subject_count && i < GOVERNANCE_ROWS_MAX; i++) {
        const struct audit_subject *s = &p->subjects[i];
        bool everybody = s->mention_count > 0 && s->mentions[0] == INQUIRY_EVERYBODY;
        struct json_node *row = component_table_row(r, table);
        struct buf fields = {0};
        for (size_t f = 0; f < s->field_count; f++) {
            buf_printf(&fields, "%s%.*s", f > 0 ? ", " : "", PRI(s->fields[f]));
        }
        component_cell(r, row,
                       everybody ? translate(r, "everybody") : governance_text(r, s->entity));
        component_cell(r, row, governance_text(r, buf_str(&fields)));
        buf_free(&fields);
    }
    return table;
}

int governance_audit_leaf(struct request *r, struct err *err)
{
    struct audit_entry e;
    int code = read_leaf(r, &e, err);
    if (code != 0) {
        return code;
    }
    const struct audit_response *p = &e.detail.response;
    struct json_node *model =
        governance_model(r, translate(r, "An entry of the log"), "/governance/audit");
    struct json_node *rows = json_tree_list(&r->arena);
    governance_row(r, rows, translate(r, "Entry"),
                   arena_printf(&r->arena, "%" PRIu64, e.number).ptr);
    governance_row(r, rows, translate(r, "When"), governance_time(r, e.leaf.time_ms / 1000));
    governance_row(r, rows, translate(r, "What"), kind_text(r, (int)e.leaf.kind));
    if (e.has_detail) {
        governance_row(r, rows, translate(r, "Who"), governance_text(r, p->who));
        governance_row(r, rows, translate(r, "Role"), governance_text(r, p->role));
        governance_row(r, rows, translate(r, "Purpose"), governance_text(r, p->purpose));
        governance_row(r, rows, translate(r, "Law"), governance_text(r, p->legal_basis));
        governance_row(r, rows, translate(r, "Case"), governance_text(r, p->case_reference));
        governance_row(r, rows, translate(r, "Done by"), governance_text(r, p->system));
        governance_row(r, rows, translate(r, "Rule"), governance_text(r, p->rule));
        governance_row(r, rows, translate(r, "Reason"), governance_text(r, p->reason));
        governance_put_table(model, "subjects", r, subjects_table(r, p));
        json_tree_put_bool(&r->arena, model, STR("is_capped"),
                           p->subject_count > GOVERNANCE_ROWS_MAX);
        request_put(r, model, "proof",
                    request_href(r, "/governance/audit/leaf/%" PRIu64 "/proof?case=%.*s", e.number,
                                 PRI(governance_case(r))));
    } else {
        json_tree_put(model, STR("subjects"), json_tree_nothing(&r->arena));
        json_tree_put(model, STR("proof"), json_tree_nothing(&r->arena));
        json_tree_put_bool(&r->arena, model, STR("is_capped"), false);
    }
    json_tree_put_bool(&r->arena, model, STR("is_sealed"), e.leaf.is_sealed);
    json_tree_put_bool(&r->arena, model, STR("has_details"), e.has_detail);
    json_tree_put(model, STR("rows"), rows);
    return reply_page(r, "governance/leaf", model);
}

/* A file that anybody can check who has the log's public key; of whom it was stays hidden. */
int governance_audit_proof(struct request *r, struct err *err)
{
    struct audit_entry e;
    struct audit_proof *proof = arena_alloc(&r->arena, sizeof *proof);
    struct buf file = {0};
    int code = read_leaf(r, &e, err);
    if (code == 0 && !e.has_detail) {
        return err_say(err, ERR_NOTFOUND, "%s", translate(r, "Its details are kept no more."));
    }
    code = code ? code : audit_prove(r->inquiry->audit, e.number, proof, err);
    if (code == 0) {
        bool *shown = arena_alloc(&r->arena, (e.detail.response.subject_count + 1) * sizeof *shown);
        audit_proof_write(proof, &e, shown, &file);
        code = reply_file(r, "text/plain; charset=utf-8",
                          arena_printf(&r->arena, "entry-%" PRIu64 ".proof", e.number).ptr,
                          buf_str(&file));
    }
    buf_free(&file);
    return code;
}

/* ---- findings ---- */

static const char *rule_text(struct request *r, enum watch_rule rule)
{
    switch (rule) {
    case WATCH_NEIGHBOURS:
        return translate(r, "Looked up people at their own postcode");
    case WATCH_FAMILY:
        return translate(r, "Looked up people of their own household or family");
    case WATCH_COLLEAGUES:
        return translate(r, "Looked up colleagues");
    case WATCH_FAMOUS:
        return translate(r, "Looked up somebody whom many look at, or who is listed");
    case WATCH_NO_CASE:
        return translate(r, "Looked up people without a case, more than others do");
    case WATCH_BULK:
        return translate(r, "Looked up many people in a short time");
    default:
        return "";
    }
}

static const char *staff_text(struct request *r, const struct watch *w,
                              const struct watch_finding *f)
{
    if (f->staff == WATCH_NOBODY) {
        return arena_printf(&r->arena, translate(r, "%zu members of staff"), f->staff_count).ptr;
    }
    const struct staff_member *person =
        staff_find(&r->inquiry->access.access.staff, w->logins[f->staff]);
    return person != NULL ? governance_text(r, person->name)
                          : governance_text(r, w->logins[f->staff]);
}

static const char *decision_text(struct request *r, const struct watch *w, size_t i)
{
    const struct watch_decision *d = w->decided[i];
    return d == NULL                           ? translate(r, "To be looked into")
           : d->closed && !watch_is_open(w, i) ? translate(r, "Closed")
           : d->closed                         ? translate(r, "Closed, and it went on since")
                                               : translate(r, "Seen, still open");
}

/* read_findings - of the last days, for a case. *w: watch_free in any case. */
static int read_findings(struct request *r, struct watch *w, struct err *err)
{
    struct rights rights;
    int code = governance_act(r, ACT_AUDIT, "watch", &rights, err);
    return code ? code : watch_read(r->inquiry, (r->today - SINCE_DAYS) * MS_A_DAY, w, err);
}

int governance_findings(struct request *r, struct err *err)
{
    struct watch w = {0};
    bool all = form_flag(&r->form, "all");
    int code = read_findings(r, &w, err);
    code = code ? code : inquiry_tell_leaves(r->inquiry, NULL, 0, w.findings.count, err);
    if (code != 0) {
        watch_free(&w);
        return code;
    }
    struct json_node *model =
        governance_model(r, translate(r, "Findings of the watch"), "/governance");
    struct json_node *table = component_table(r, translate(r, "Findings"));
    component_table_head(r, table, translate(r, "Finding"), false);
    component_table_head(r, table, translate(r, "What"), false);
    component_table_head(r, table, translate(r, "Who"), false);
    component_table_head(r, table, translate(r, "Look-ups"), true);
    component_table_head(r, table, translate(r, "State"), false);
    size_t shown = 0;
    for (size_t i = 0; i < w.findings.count; i++) {
        const struct watch_finding *f = &w.findings.at[i];
        if ((all || watch_is_open(&w, i)) && shown++ < GOVERNANCE_ROWS_MAX) {
            struct json_node *row = component_table_row(r, table);
            component_cell_link(r, row, w.ids[i],
                                request_href(r, "/governance/findings/%s", w.ids[i]));
            component_cell(r, row, rule_text(r, f->rule));
            component_cell(r, row, staff_text(r, &w, f));
            component_cell_number(r, row, (int64_t)f->count);
            component_cell(r, row, decision_text(r, &w, i));
        }
    }
    governance_put_table(model, "table", r, table);
    json_tree_put_bool(&r->arena, model, STR("is_capped"), shown > GOVERNANCE_ROWS_MAX);
    json_tree_put_whole(&r->arena, model, STR("leaves"), (int64_t)w.leaves);
    json_tree_put_bool(&r->arena, model, STR("no_own_records"), w.staff_with_records == 0);
    json_tree_put_bool(&r->arena, model, STR("shows_all"), all);
    request_put(r, model, "all", request_href(r, "/governance/findings?all=yes"));
    watch_free(&w);
    return reply_page(r, "governance/findings", model);
}

static struct json_node *events_table(struct request *r, const struct watch *w,
                                      const struct watch_finding *f,
                                      char (*ids)[PURPOSE_ID_TEXT_MAX])
{
    struct json_node *table = component_table(r, translate(r, "On what it rests"));
    component_table_head(r, table, translate(r, "Entry"), false);
    component_table_head(r, table, translate(r, "When"), false);
    component_table_head(r, table, translate(r, "Whom"), false);
    for (size_t i = 0; i < f->count && i < LEAVES_SHOWN; i++) {
        const struct watch_event *e = &w->table.events[f->events[i]];
        struct json_node *row = component_table_row(r, table);
        component_cell(r, row, arena_printf(&r->arena, "%" PRIu64, e->leaf).ptr);
        component_cell(r, row, governance_time(r, e->time_ms / 1000));
        component_cell(r, row,
                       ids[e->person][0] != '\0' ? ids[e->person]
                                                 : translate(r, "the record is gone"));
    }
    return table;
}

static void put_decide(struct request *r, struct json_node *model, const char *id)
{
    const struct component_choice choices[] = {
        {"seen", translate(r, "Seen: it stays open"), NULL},
        {"closed", translate(r, "Closed: it was looked into"),
         translate(r, "Look-ups from now on open it again.")}};
    struct json_node *fields = json_tree_list(&r->arena);
    json_tree_append(fields, component_input(r, "for_case", translate(r, "Case"), NULL,
                                             governance_text(r, governance_case(r))));
    json_tree_append(fields, component_radios(r, "decision", translate(r, "What do you decide?"),
                                              NULL, choices, 2, NULL));
    json_tree_append(fields,
                     component_textarea(r, "why", translate(r, "What was found out"), NULL, NULL));
    json_tree_put(model, STR("fields"), fields);
    request_put(r, model, "action", request_href(r, "/governance/findings/%s", id));
}

static int show_finding(struct request *r, const struct watch *w, size_t i, struct err *err)
{
    const struct watch_finding *f = &w->findings.at[i];
    const struct watch_decision *d = w->decided[i];
    char(*ids)[PURPOSE_ID_TEXT_MAX] =
        arena_alloc(&r->arena, (w->table.person_count + 1) * sizeof *ids);
    int code = watch_tell(r->inquiry, w, true, i, ids, err);
    if (code != 0) {
        return code;
    }
    struct json_node *model =
        governance_model(r, arena_printf(&r->arena, translate(r, "Finding %s"), w->ids[i]).ptr,
                         "/governance/findings");
    struct json_node *rows = json_tree_list(&r->arena);
    governance_row(r, rows, translate(r, "What"), rule_text(r, f->rule));
    governance_row(r, rows, translate(r, "Who"), staff_text(r, w, f));
    bool bulk = f->rule == WATCH_BULK;
    governance_row(
        r, rows, translate(r, "Look-ups"),
        arena_printf(&r->arena,
                     bulk ? translate(r, "%zu of %zu people; at most %zu in %lld minutes")
                          : translate(r, "%zu of %zu people; at most %zu in %lld days"),
                     f->count, f->people, f->most,
                     (long long)(bulk ? w->settings.bulk_minutes : w->settings.window_days))
            .ptr);
    if (f->expected >= 0) {
        governance_row(r, rows, translate(r, "What would be usual"),
                       arena_printf(&r->arena, "%.1f", f->expected).ptr);
    }
    governance_row(
        r, rows, translate(r, "Besides"),
        arena_printf(&r->arena,
                     translate(r, "%zu outside office hours, %zu without a case, %zu refused"),
                     f->after_hours, f->without_case, f->refused)
            .ptr);
    governance_row(r, rows, translate(r, "State"), decision_text(r, w, i));
    if (d != NULL) {
        governance_row(r, rows, translate(r, "Decided by"), governance_text(r, d->who));
        governance_row(r, rows, translate(r, "Why"), governance_text(r, d->why));
    }
    json_tree_put(model, STR("rows"), rows);
    governance_put_table(model, "table", r, events_table(r, w, f, ids));
    json_tree_put_bool(&r->arena, model, STR("is_capped"), f->count > LEAVES_SHOWN);
    put_decide(r, model, w->ids[i]);
    return reply_page(r, "governance/finding", model);
}

/* find_finding - that of the path. */
static int find_finding(struct request *r, const struct watch *w, size_t *ret, struct err *err)
{
    for (size_t i = 0; i < w->findings.count; i++) {
        if (str_eq_nocase(str_of(request_parameter(r, 0)), str_of(w->ids[i]))) {
            *ret = i;
            return 0;
        }
    }
    return err_say(err, ERR_NOTFOUND, "%s",
                   translate(r, "There is no finding of that name in the last 90 days."));
}

int governance_finding(struct request *r, struct err *err)
{
    struct watch w = {0};
    size_t i = 0;
    int code = read_findings(r, &w, err);
    code = code ? code : find_finding(r, &w, &i, err);
    code = code ? code : show_finding(r, &w, i, err);
    watch_free(&w);
    return code;
}

int governance_finding_decide(struct request *r, struct err *err)
{
    struct watch w = {0};
    size_t i = 0;
    if (r->form.error_count > 0) {
        return governance_finding(r, err);
    }
    int code = read_findings(r, &w, err);
    code = code ? code : find_finding(r, &w, &i, err);
    code = code ? code
                : watch_decide(r->inquiry, &w, i,
                               str_eq(form_text(&r->form, "decision"), STR("closed")),
                               form_text(&r->form, "why"), err);
    if (code == 0) {
        code = governance_done(r, arena_printf(&r->arena, "/governance/findings/%s", w.ids[i]).ptr,
                               "decided");
    }
    watch_free(&w);
    return code;
}

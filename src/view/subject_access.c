/* subject_access.c - see subject_access.h. */
#include "subject_access.h"

#include "mark_store.h"
#include "mention_build.h"
#include "stored_row.h"

#include <string.h>

const char *const held_state_names[HELD_STATES + 1] = {"shown",
                                                       "shown_to_read",
                                                       "redacted_names_another",
                                                       "redacted_anothers",
                                                       "redacted_not_known_whose",
                                                       NULL};

/* struct holding - of one record. */
struct holding {
    struct picture *picture;
    struct held *held;
    struct err *err;
    int64_t record;
    struct whole_list numbers; /* of the record's mentions that are theirs */
};

static bool is_somebody(const struct mention_table *t, size_t m)
{
    return t->places[m].kind != MENTION_PROPERTY && t->places[m].kind != MENTION_NOBODY;
}

/* struct row_rule - whose a row's columns are. */
struct row_rule {
    bool known;                   /* who of the row is the person */
    bool others;                  /* it names somebody else, too */
    bool own[SUBJECTS_MAX];       /* subjects that the person has */
    bool of_others[SUBJECTS_MAX]; /* and that others have */
    struct str subjects[SUBJECTS_MAX];
    int subject_count;
};

static bool is_own(const struct holding *h, int number)
{
    return whole_list_has(&h->numbers, number);
}

/* standing: the numbers are of this version; else they are of a later one, and hold for a row that
 * names one alone. */
static void find_rule(const struct holding *h, const struct stored_row *row,
                      const struct mention_table *t, bool standing, struct row_rule *ret)
{
    size_t people = 0;
    for (size_t m = 0; m < t->count; m++) {
        people += is_somebody(t, m);
    }
    ret->subject_count = mapping_subjects(&row->mapping, ret->subjects);
    for (size_t m = 0; m < t->count; m++) {
        bool own = people == 1 ? is_somebody(t, m) : standing && is_own(h, t->places[m].number);
        ret->known = ret->known || own;
        ret->own[t->places[m].subject] |= own;
        if (is_somebody(t, m) && !own) {
            ret->others = true;
            ret->of_others[t->places[m].subject] = true;
        }
    }
}

static enum held_state state_of(const struct row_rule *rule, const struct mapping_column *column)
{
    if (!rule->others) {
        return column->role == ROLE_IGNORE ? HELD_TO_READ : HELD_SHOWN;
    }
    if (column_is_everybodys(column) || column->role == ROLE_RECORD_ID) {
        return HELD_SHOWN;
    }
    for (int i = 0; i < rule->subject_count && column->role != ROLE_IGNORE; i++) {
        if (str_eq(rule->subjects[i], column->subject)) {
            return !rule->known                         ? HELD_NOT_KNOWN
                   : rule->own[i] && rule->of_others[i] ? HELD_SHARED
                   : rule->own[i]                       ? HELD_SHOWN
                                                        : HELD_OTHERS;
        }
    }
    return HELD_NOT_KNOWN;
}

static void take_cells(struct holding *h, const struct stored_row *row, const struct row_rule *rule,
                       struct held_version *ret)
{
    struct held *held = h->held;
    ret->cells = arena_alloc(&held->arena, (row->table.column_count + 1) * sizeof *ret->cells);
    for (size_t c = 0; c < row->table.column_count; c++) {
        struct str text = table_cell(&row->table, 0, c);
        if (text.len == 0) {
            continue;
        }
        enum held_state state =
            rule != NULL ? state_of(rule, &row->mapping.columns[c]) : HELD_NOT_KNOWN;
        bool shown = state == HELD_SHOWN || state == HELD_TO_READ;
        held->redacted += !shown;
        held->to_read += state == HELD_TO_READ;
        ret->cells[ret->count++] =
            (struct held_cell){arena_str(&held->arena, row->table.columns[c].header),
                               shown ? arena_str(&held->arena, text) : STR(""), state};
    }
}

static int read_version(struct holding *h, struct held_version *v)
{
    struct stored_row row = {0};
    struct mention_table t = {0};
    struct row_rule rule = {0};
    struct err inner = {0};
    int code =
        stored_row_read_version(h->picture, h->picture->db, h->record, v->version, &row, &inner);
    if (code == ERR_NOTFOUND && !row.mapped && row.table.row_count == 0) {
        v->erased = true;
    } else if (code == ERR_INPUT || code == ERR_NOTFOUND) { /* the source is defined no more */
        take_cells(h, &row, NULL, v);
    } else if (code == 0) {
        code = mention_table_build(&row.table, &row.mapping, 1, 1, &t, &inner);
        if (code == 0) {
            find_rule(h, &row, &t, v->to == 0, &rule);
            take_cells(h, &row, &rule, v);
        }
    }
    mention_table_free(&t);
    stored_row_free(&row);
    return code == 0 || code == ERR_NOTFOUND || code == ERR_INPUT
               ? 0
               : err_set(h->err, code, "%s", inner.message);
}

static int read_record(struct holding *h)
{
    struct db *db = h->picture->db;
    struct held *held = h->held;
    size_t from = held->count;
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db,
                             "SELECT s.name, v.version, v.row_number, v.known_from, v.known_to, "
                             "v.value_key IS NULL FROM record_version v JOIN record r "
                             "ON r.record = v.record JOIN source s ON s.source = r.source "
                             "WHERE v.record = $1 ORDER BY v.version",
                             WHOLES(h->record), &q, h->err);
    while (code == 0 && (code = db_step(q, &row, h->err)) == 0 && row) {
        void *versions = held->versions;
        mem_must_grow(&versions, &held->capacity, held->count + 1, sizeof *held->versions);
        held->versions = versions;
        held->versions[held->count++] =
            (struct held_version){.source = arena_str(&held->arena, db_text(q, 0)),
                                  .record = h->record,
                                  .version = db_whole(q, 1),
                                  .row = db_whole(q, 2),
                                  .from = db_whole(q, 3),
                                  .to = db_whole(q, 4),
                                  .erased = db_whole(q, 5) != 0};
    }
    held->records++;
    for (size_t i = from; code == 0 && i < held->count; i++) {
        code = held->versions[i].erased ? 0 : read_version(h, &held->versions[i]);
    }
    return code;
}

/* Those that are theirs now; that were, and are nobody's now; that a seal of theirs hides. Of
 * records that somebody else's seal is on, nothing. */
static const char records_sql[] =
    "SELECT x.record, x.number, s.name FROM (SELECT record, number FROM membership WHERE entity = $1 "
    "UNION SELECT p.record, p.number FROM membership_past p WHERE p.entity = $1 AND NOT EXISTS "
    "(SELECT 1 FROM membership m WHERE m.record = p.record AND m.number = p.number) AND NOT EXISTS "
    "(SELECT 1 FROM mark k WHERE k.record = p.record AND k.what = 1 AND k.lifted IS NULL) "
    "UNION SELECT k.record, k.number FROM mark k WHERE $2 <> 0 AND k.act = $2 AND k.lifted IS NULL) "
    "x JOIN record r ON r.record = x.record JOIN source s ON s.source = r.source "
    "ORDER BY s.name, x.record, x.number";

int held_read(struct picture *picture, int64_t entity, int64_t seal, struct held *ret,
              struct err *err)
{
    struct holding h = {.picture = picture, .held = ret, .err = err};
    struct whole_list records = {0};
    struct whole_list numbers = {0};
    struct db_query *q;
    bool row = false;
    int code = db_query_with(picture->db, records_sql, WHOLES(entity, seal), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        whole_list_add(&records, db_whole(q, 0));
        whole_list_add(&numbers, db_whole(q, 1));
    }
    for (size_t from = 0, to; code == 0 && from < records.count; from = to) {
        h.record = records.at[from];
        for (to = from; to < records.count && records.at[to] == h.record; to++) {
            whole_list_add(&h.numbers, numbers.at[to]);
            whole_list_add(&ret->mentions, disclosure_subject(h.record, (int)numbers.at[to]));
        }
        code = read_record(&h);
        whole_list_free(&h.numbers);
    }
    whole_list_free(&records);
    whole_list_free(&numbers);
    return code;
}

void held_free(struct held *held)
{
    for (size_t v = 0; v < held->count; v++) {
        for (size_t c = 0; c < held->versions[v].count; c++) {
            struct str text = held->versions[v].cells[c].text;
            if (text.len > 0) {
                explicit_bzero((char *)(uintptr_t)text.ptr, text.len);
            }
        }
    }
    mem_free(held->versions);
    whole_list_free(&held->mentions);
    arena_free(&held->arena);
    *held = (struct held){0};
}

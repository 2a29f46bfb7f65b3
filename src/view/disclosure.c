/* disclosure.c - see disclosure.h. */
#include "disclosure.h"

#include "mention_build.h"
#include "pack.h"
#include "report.h"
#include "standing.h"
#include "stored_row.h"

#include <string.h>

struct disclosure {
    struct standing standing;
    struct mapping
        *mappings; /* of its tables; what they point to is the model's, or the standing's */
    struct mention_table mentions;
    struct report_input input;
    struct report report;
    bool reported;
    bool of_version;
    struct stored_row row; /* of_version: what standing's one table is */
};

/* The model's mappings, which it keeps; where it doesn't know a source, those of the home's files.
 */
static int map(struct picture *picture, struct disclosure *d, struct err *err)
{
    struct standing *s = &d->standing;
    bool known = true;
    int code = 0;
    d->mappings = mem_must_array(s->count + 1, sizeof *d->mappings);
    for (size_t t = 0; code == 0 && known && t < s->count; t++) {
        const struct mapping *mapping = NULL;
        code = live_known_mapping(picture->live, &s->tables[t], &mapping, err);
        known = mapping != NULL;
        if (known) {
            d->mappings[t] = *mapping;
        }
    }
    if (code == 0 && !known) {
        code = standing_map(picture, picture->live, s, err);
        for (size_t t = 0; code == 0 && t < s->count; t++) {
            d->mappings[t] = s->mappings[t];
        }
    }
    return code;
}

static int build(struct disclosure *d, struct err *err)
{
    int code = mention_table_build(d->standing.tables, d->mappings, d->standing.count, 1,
                                   &d->mentions, err);
    if (code == 0) {
        d->input = (struct report_input){.tables = d->standing.tables,
                                         .mappings = d->mappings,
                                         .table_count = d->standing.count,
                                         .mentions = &d->mentions};
        report_begin_rows(&d->input, &d->report);
        d->reported = true;
    }
    return code;
}

int disclosure_open(struct picture *picture, const struct permitted_mention *mentions, size_t count,
                    struct disclosure **ret, struct err *err)
{
    struct disclosure *d = mem_must_array(1, sizeof *d);
    struct whole_list records = {0};
    for (size_t i = 0; i < count; i++) {
        whole_list_add(&records, mentions[i].record);
    }
    whole_list_unique(&records);
    int code =
        standing_read_some(picture, picture->db, records.at, records.count, &d->standing, err);
    code = code ? code : map(picture, d, err);
    code = code ? code : build(d, err);
    whole_list_free(&records);
    if (code != 0) {
        disclosure_close(d);
        return code;
    }
    *ret = d;
    return 0;
}

int disclosure_open_version(struct picture *picture, int64_t record, int64_t version,
                            struct disclosure **ret, struct err *err)
{
    struct disclosure *d = mem_must_array(1, sizeof *d);
    struct standing *s = &d->standing;
    d->of_version = true;
    int code = stored_row_read_version(picture, picture->db, record, version, &d->row, err);
    if (code == 0) {
        s->count = 1;
        s->tables = &d->row.table;
        s->records = mem_must_array(1, sizeof *s->records);
        s->records[0] = &d->row.record;
        s->since = mem_must_array(1, sizeof *s->since);
        s->since[0] = &d->row.since;
        d->mappings = mem_must_array(1, sizeof *d->mappings);
        d->mappings[0] = d->row.mapping;
        code = build(d, err);
    }
    if (code != 0) {
        disclosure_close(d);
        return code;
    }
    *ret = d;
    return 0;
}

void disclosure_close(struct disclosure *d)
{
    if (d != NULL) {
        if (d->reported) {
            report_free(&d->report);
        }
        mention_table_free(&d->mentions);
        mem_free(d->mappings);
        if (d->of_version) {
            mem_free(d->standing.records);
            mem_free(d->standing.since);
            stored_row_free(&d->row);
        } else {
            standing_free(&d->standing);
        }
        mem_free(d);
    }
}

static int64_t record_of(const struct disclosure *d, size_t place)
{
    const struct mention_place *p = &d->mentions.places[place];
    return d->standing.records[p->source][p->row];
}

size_t disclosure_place(const struct disclosure *d, int64_t record, int number)
{
    for (size_t m = 0; m < d->mentions.count; m++) {
        if (record_of(d, m) == record && d->mentions.places[m].number == number) {
            return m;
        }
    }
    return SIZE_MAX;
}

size_t disclosure_count(const struct disclosure *d)
{
    return d->mentions.count;
}

struct disclosed_mention disclosure_mention(const struct disclosure *d, size_t place)
{
    const struct mention_place *p = &d->mentions.places[place];
    return (struct disclosed_mention){.record = record_of(d, place),
                                      .number = p->number,
                                      .kind = p->kind,
                                      .source = d->standing.tables[p->source].name,
                                      .since = d->standing.since[p->source][p->row]};
}

/* ---- categories ---- */

/* By role; those that are asked for by fields of the mention are in add_value. */
static enum field_category category_of(enum role role)
{
    switch (role) {
    case ROLE_RECORD_ID:
        return CATEGORY_REFERENCE;
    case ROLE_ATTRIBUTE:
        return CATEGORY_ATTRIBUTE;
    case ROLE_IGNORE:
        return CATEGORY_OTHER;
    default:
        return FIELD_CATEGORIES;
    }
}

/* "header: value" of each column of the row that is of this category; of an attribute, those of the
 * mention's subject. A row that speaks of several has its other columns shown to nobody as one
 * person's: whose they are is not known. */
static void add_columns(const struct disclosure *d, size_t place, enum field_category category,
                        struct buf *ret)
{
    const struct mention_place *p = &d->mentions.places[place];
    const struct table *table = &d->standing.tables[p->source];
    const struct mapping *mapping = &d->mappings[p->source];
    struct str subjects[SUBJECTS_MAX];
    int count = mapping_subjects(mapping, subjects);
    struct str subject = p->subject < count ? subjects[p->subject] : STR("");
    size_t from = ret->len;
    for (size_t c = 0; c < mapping->column_count; c++) {
        const struct mapping_column *column = &mapping->columns[c];
        struct str cell = table_cell(table, p->row, c);
        if (cell.len == 0 || category_of(column->role) != category ||
            !str_eq(column->subject, subject)) {
            continue;
        }
        if (ret->len > from) {
            buf_add(ret, STR("; "));
        }
        if (category != CATEGORY_REFERENCE) {
            buf_add(ret, column->header);
            buf_add(ret, STR(": "));
        }
        buf_add(ret, cell);
    }
}

static void add_field(const struct disclosure *d, size_t place, int field, struct buf *ret)
{
    if (mention_value(&d->mentions, place, field) != 0) {
        report_value(&d->report, place, field, ret);
    }
}

static void add_standard(const struct disclosure *d, size_t place, int field, struct buf *ret)
{
    buf_add(ret, mention_text(&d->mentions, place, field));
}

/* In words, so that F and Female are one answer. */
static void add_sex(const struct disclosure *d, size_t place, enum access_language language,
                    struct buf *ret)
{
    static const char *const words[][ACCESS_LANGUAGES] = {
        {"female", "benyw"}, {"male", "gwryw"}, {"other", "arall"}};
    struct str text = mention_text(&d->mentions, place, FIELD_SEX);
    static const char letters[] = "fmx";
    const char *at = text.len == 1 ? strchr(letters, text.ptr[0]) : NULL;
    buf_add(ret, at != NULL ? str_of(words[at - letters][language]) : text);
}

static void add_value(const struct disclosure *d, size_t place, enum field_category category,
                      enum access_language language, struct buf *ret)
{
    bool person = d->mentions.places[place].kind == MENTION_PERSON;
    switch (category) {
    case CATEGORY_NAME:
        if (person) {
            report_own_name(&d->report, place, ret);
        }
        break;
    case CATEGORY_ORGANISATION:
        if (!person) {
            report_own_name(&d->report, place, ret);
        }
        break;
    case CATEGORY_FORMER_NAME:
        add_field(d, place, FIELD_FORMER_FAMILY, ret);
        break;
    case CATEGORY_BIRTH_DATE: /* so that detail_of understands it */
        add_standard(d, place, FIELD_BIRTH_DATE, ret);
        break;
    case CATEGORY_SEX:
        add_sex(d, place, language, ret);
        break;
    case CATEGORY_ADDRESS:
        report_address(&d->report, place, ret);
        break;
    case CATEGORY_UPRN:
        add_standard(d, place, FIELD_UPRN, ret);
        break;
    case CATEGORY_PHONE:
        add_standard(d, place, FIELD_PHONE, ret);
        break;
    case CATEGORY_EMAIL:
        add_field(d, place, FIELD_EMAIL, ret);
        break;
    case CATEGORY_NHS_NUMBER:
        add_standard(d, place, FIELD_NHS_NUMBER, ret);
        break;
    case CATEGORY_NATIONAL_INSURANCE:
        add_standard(d, place, FIELD_NATIONAL_INSURANCE, ret);
        break;
    case CATEGORY_DATES:
        add_standard(d, place, FIELD_STAY, ret);
        break;
    case CATEGORY_REFERENCE:
    case CATEGORY_ATTRIBUTE:
    case CATEGORY_OTHER:
        add_columns(d, place, category, ret);
        break;
    case FIELD_CATEGORIES:
        break;
    }
}

bool disclosure_text(const struct disclosure *d, size_t place, struct access_decision decision,
                     struct str source, int32_t today, enum access_language language,
                     struct buf *ret)
{
    char made[DETAIL_TEXT_MAX];
    struct buf value = {0};
    struct disclosed_mention m = disclosure_mention(d, place);
    if (!access_decision_allows(decision) || !str_eq(source, m.source) ||
        access_decision_subject(decision) != disclosure_subject(m.record, m.number)) {
        return false;
    }
    enum field_category category = access_decision_category(decision);
    add_value(d, place, category, language, &value);
    struct str shown =
        detail_of(category, access_decision_level(decision),
                  (struct detail_value){buf_str(&value), STR("")}, today, language, made);
    buf_add(ret, shown);
    if (value.len > 0) {
        explicit_bzero(value.ptr, value.len);
    }
    buf_free(&value);
    return shown.len > 0;
}

/* Is the decision about this category of this mention, and not a denial? */
static bool lets(struct access_decision decision, struct disclosed_mention m,
                 enum field_category category)
{
    return access_decision_allows(decision) && access_decision_category(decision) == category &&
           access_decision_subject(decision) == disclosure_subject(m.record, m.number);
}

/* ---- since when ---- */

/* struct past - a version of a record: its columns' headers and its cells, both packed. */
struct past {
    struct buf headers, cells;
    int64_t known_from;
    bool is_there;
};

/* The cell of a version in the column of that header; "": it has none. */
static struct str past_cell(const struct past *past, struct str header)
{
    struct str headers = buf_str(&past->headers);
    struct str cells = buf_str(&past->cells);
    struct str name, cell;
    while (unpack_text(&headers, &name) && unpack_text(&cells, &cell)) {
        if (str_eq(name, header)) {
            return str_trim(cell);
        }
    }
    return STR("");
}

static bool is_name(enum role role)
{
    return role == ROLE_GIVEN_NAME || role == ROLE_MIDDLE_NAME || role == ROLE_FAMILY_NAME ||
           role == ROLE_FULL_NAME || role == ROLE_ORGANISATION;
}

static bool is_number(enum role role)
{
    return role == ROLE_NHS_NUMBER || role == ROLE_NATIONAL_INSURANCE;
}

static bool names_same(const struct disclosure *d, size_t place, const struct past *past)
{
    const struct mention_place *p = &d->mentions.places[place];
    const struct mapping *mapping = &d->mappings[p->source];
    struct str subjects[SUBJECTS_MAX];
    int count = mapping_subjects(mapping, subjects);
    struct str subject = p->subject < count ? subjects[p->subject] : STR("");
    bool same = past->is_there;
    for (size_t c = 0; past->is_there && c < mapping->column_count; c++) {
        const struct mapping_column *column = &mapping->columns[c];
        struct str now = str_trim(table_cell(&d->standing.tables[p->source], p->row, c));
        if (!str_eq(column->subject, subject)) {
            continue;
        }
        if (is_number(column->role) && now.len > 0 &&
            str_eq_nocase(now, past_cell(past, column->header))) {
            return true;
        }
        same =
            same && (!is_name(column->role) || str_eq_nocase(now, past_cell(past, column->header)));
    }
    return same;
}

static void past_wipe(struct past *past)
{
    if (past->cells.len > 0) {
        explicit_bzero(past->cells.ptr, past->cells.len);
    }
    buf_free(&past->cells);
    buf_free(&past->headers);
    *past = (struct past){0};
}

/* A row of the query below. Cells whose key is gone are not there. */
static int read_past(struct picture *picture, struct db_query *q, int64_t record, struct past *ret,
                     struct err *err)
{
    int code = 0;
    ret->known_from = db_whole(q, 0);
    ret->is_there = !db_is_null(q, 2) && !db_is_null(q, 3);
    buf_add(&ret->headers, db_bytes(q, 1));
    if (ret->is_there) {
        code = unseal_value(picture->seal, db_whole(q, 2), "cells", record, db_bytes(q, 3),
                            &ret->cells, err);
        ret->is_there = code == 0;
    }
    return code == ERR_NOTFOUND ? 0 : code;
}

int disclosure_named_since(struct picture *picture, const struct disclosure *d, size_t place,
                           struct access_decision name, int64_t *ret, struct err *err)
{
    struct disclosed_mention m = disclosure_mention(d, place);
    struct db_query *q;
    bool row = false;
    bool same = true;
    bool first = true; /* the one that stands */
    int64_t since = INT64_MIN;
    int code = db_query_with(picture->db,
                             "SELECT v.known_from, h.columns, v.value_key, v.cells "
                             "FROM record_version v JOIN header h ON h.header = v.header "
                             "WHERE v.record = $1 ORDER BY v.version DESC",
                             WHOLES(m.record), &q, err);
    while (code == 0 && same && (code = db_step(q, &row, err)) == 0 && row) {
        struct past past = {0};
        code = read_past(picture, q, m.record, &past, err);
        same = first || (lets(name, m, CATEGORY_NAME) && names_same(d, place, &past));
        since = same ? past.known_from : since;
        first = false;
        past_wipe(&past);
    }
    if (code == 0) {
        *ret = same ? INT64_MIN : since;
    }
    if (row) {
        db_reset(q);
    }
    return code;
}

bool disclosure_alike(const struct disclosure *d, size_t place, struct access_decision address,
                      struct access_decision name, const struct seal *seal,
                      enum disclosure_alike what, int64_t *ret)
{
    static const int home[] = {FIELD_POSTCODE, FIELD_STREET, FIELD_PREMISE};
    static const int family[] = {FIELD_POSTCODE, FIELD_FAMILY};
    struct disclosed_mention m = disclosure_mention(d, place);
    const int *fields = what == DISCLOSURE_FAMILY ? family : home;
    size_t count = what == DISCLOSURE_HOME ? 3 : what == DISCLOSURE_FAMILY ? 2 : 1;
    struct buf text = {0};
    bool whole = m.kind == MENTION_PERSON && lets(address, m, CATEGORY_ADDRESS) &&
                 (what != DISCLOSURE_FAMILY || lets(name, m, CATEGORY_NAME));
    for (size_t f = 0; whole && f < count; f++) {
        struct str value = mention_text(&d->mentions, place, fields[f]);
        whole = value.len > 0;
        buf_add(&text, value);
        buf_add_char(&text, '\n');
    }
    if (whole) {
        *ret = seal_token(seal, "alike", buf_str(&text));
    }
    if (text.len > 0) {
        explicit_bzero(text.ptr, text.len);
    }
    buf_free(&text);
    return whole;
}

/* officer_people.c - see officer_people.h. */
#include "officer_people.h"

#include "officer_place.h"
#include "page_component.h"
#include "value_words.h"

#include <stdlib.h>

enum { DAY_S = 86400, TIMELINE_MAX = 40 };

static int32_t day_of(int64_t seconds)
{
    return (int32_t)(calendar_london(seconds) / DAY_S);
}

static const struct view_field *field_of(const struct view_person *person,
                                         enum field_category category)
{
    for (size_t f = 0; f < person->field_count; f++) {
        if (person->fields[f].category == category) {
            return &person->fields[f];
        }
    }
    return NULL;
}

/* shown - a value as people read it; one in less detail is no day. */
static struct str shown(struct request *r, const struct view_field *field, struct str text)
{
    return field->level == DETAIL_FULL ? value_words(r, field->category, text) : text;
}

/* best - the first value of a category; "" where there is none. */
static struct str best(struct request *r, const struct view_person *person,
                       enum field_category category)
{
    const struct view_field *field = field_of(person, category);
    return field != NULL ? shown(r, field, field->values[0].text) : STR("");
}

static const char *field_title(struct request *r, const struct view_field *field)
{
    return value_capital(r, field_category_title(field->category, r->language));
}

struct json_node *officer_line(struct request *r, const struct view_person *person)
{
    struct json_node *line = json_tree_object(&r->arena);
    request_put(r, line, "id", person->id);
    officer_put(r, line, "name", view_name(person));
    officer_put(r, line, "born", best(r, person, CATEGORY_BIRTH_DATE));
    officer_put(r, line, "address", best(r, person, CATEGORY_ADDRESS));
    officer_put(r, line, "phone", best(r, person, CATEGORY_PHONE));
    request_put(r, line, "href", officer_href(r, "people/%s", person->id));
    return line;
}

/* ---- what is known ---- */

static const char *sure_text(struct request *r, int permille)
{
    if (permille == VIEW_PERMILLE_DECIDED) {
        return translate(r, "linked by a person");
    }
    return permille == VIEW_PERMILLE_ALONE
               ? ""
               : arena_printf(&r->arena, translate(r, "linked, %d.%d%% sure"), permille / 10,
                              permille % 10)
                     .ptr;
}

static struct json_node *witness_node(struct request *r, const struct view_witness *witness)
{
    struct json_node *node = json_tree_object(&r->arena);
    request_put(r, node, "source", officer_source(r, witness->source));
    request_put_day(r, node, "since", day_of(witness->since));
    request_put(r, node, "sure", sure_text(r, witness->permille));
    if (witness->permille <= 1000) {
        json_tree_put_whole(&r->arena, node, STR("permille"), witness->permille);
    } else {
        officer_put_nothing(r, node, "permille");
    }
    return node;
}

static struct json_node *value_node(struct request *r, const struct view_field *field,
                                    const struct view_value *value)
{
    struct json_node *node = json_tree_object(&r->arena);
    struct json_node *says = json_tree_list(&r->arena);
    officer_put(r, node, "text", shown(r, field, value->text));
    for (size_t i = 0; i < value->count; i++) {
        json_tree_append(says, witness_node(r, &value->witnesses[i]));
    }
    json_tree_put(node, STR("says"), says);
    return node;
}

static struct json_node *field_node(struct request *r, const struct view_field *field)
{
    struct json_node *node = json_tree_object(&r->arena);
    struct json_node *values = json_tree_list(&r->arena);
    request_put(r, node, "category", field_category_names[field->category]);
    request_put(r, node, "title", field_title(r, field));
    if (field->level == DETAIL_FULL) {
        officer_put_nothing(r, node, "level");
    } else {
        request_put(r, node, "level", detail_level_title(field->level, r->language));
    }
    for (size_t i = 0; i < field->count; i++) {
        json_tree_append(values, value_node(r, field, &field->values[i]));
    }
    json_tree_put(node, STR("values"), values);
    json_tree_put_bool(&r->arena, node, STR("several"), field->count > 1);
    return node;
}

static void put_group(struct request *r, struct json_node *groups, const char *title,
                      const struct view_person *person, enum field_category from,
                      enum field_category to)
{
    struct json_node *group = json_tree_object(&r->arena);
    struct json_node *fields = json_tree_list(&r->arena);
    for (size_t f = 0; f < person->field_count; f++) {
        const struct view_field *field = &person->fields[f];
        if (field->category >= from && field->category <= to) {
            json_tree_append(fields, field_node(r, field));
        }
    }
    if (fields->count > 0) {
        request_put(r, group, "title", title);
        json_tree_put(group, STR("fields"), fields);
        json_tree_append(groups, group);
    }
}

/* ---- where systems disagree ---- */

/* struct columns - the sources that say anything in which they disagree. */
enum { SYSTEMS_MAX = 12 };
struct columns {
    struct str at[SYSTEMS_MAX];
    size_t count;
};

static bool disagrees(const struct view_field *field)
{
    return field->count > 1 && field->category < CATEGORY_DATES;
}

static void add_column(struct columns *columns, struct str source)
{
    size_t i = 0;
    while (i < columns->count && !str_eq(columns->at[i], source)) {
        i++;
    }
    if (i == columns->count && i < SYSTEMS_MAX) {
        columns->at[columns->count++] = source;
    }
}

static bool says(const struct view_value *value, struct str source)
{
    for (size_t i = 0; i < value->count; i++) {
        if (str_eq(value->witnesses[i].source, source)) {
            return true;
        }
    }
    return false;
}

/* cell_node - what one system says; odd: not what most say. */
static struct json_node *cell_node(struct request *r, const struct view_field *field,
                                   struct str source)
{
    struct json_node *cell = json_tree_object(&r->arena);
    struct str text = STR("");
    bool odd = false;
    for (size_t i = 0; i < field->count; i++) {
        if (says(&field->values[i], source)) {
            struct str one = shown(r, field, field->values[i].text);
            text = text.len == 0 ? one : arena_printf(&r->arena, "%.*s; %.*s", PRI(text), PRI(one));
            odd = odd || i > 0;
        }
    }
    request_put(r, cell, "source", officer_source(r, source));
    officer_put(r, cell, "text", text);
    json_tree_put_bool(&r->arena, cell, STR("odd"), odd);
    return cell;
}

static struct json_node *disagree_node(struct request *r, const struct view_person *person)
{
    struct json_node *node = json_tree_object(&r->arena);
    struct json_node *heads = json_tree_list(&r->arena);
    struct json_node *rows = json_tree_list(&r->arena);
    struct columns columns = {.count = 0};
    for (size_t f = 0; f < person->field_count; f++) {
        const struct view_field *field = &person->fields[f];
        for (size_t v = 0; disagrees(field) && v < field->count; v++) {
            for (size_t w = 0; w < field->values[v].count; w++) {
                add_column(&columns, field->values[v].witnesses[w].source);
            }
        }
    }
    for (size_t i = 0; i < columns.count; i++) {
        json_tree_append(heads,
                         json_tree_text(&r->arena, str_of(officer_source(r, columns.at[i]))));
    }
    for (size_t f = 0; f < person->field_count; f++) {
        const struct view_field *field = &person->fields[f];
        if (disagrees(field)) {
            struct json_node *row = json_tree_object(&r->arena);
            struct json_node *cells = json_tree_list(&r->arena);
            request_put(r, row, "title", field_title(r, field));
            for (size_t i = 0; i < columns.count; i++) {
                json_tree_append(cells, cell_node(r, field, columns.at[i]));
            }
            json_tree_put(row, STR("cells"), cells);
            json_tree_append(rows, row);
        }
    }
    json_tree_put(node, STR("heads"), heads);
    json_tree_put(node, STR("rows"), rows);
    return rows->count > 0 ? node : json_tree_nothing(&r->arena);
}

/* ---- marks ---- */

static void put_mark(struct request *r, struct json_node *marks, const char *text)
{
    struct json_node *mark = json_tree_object(&r->arena);
    request_put(r, mark, "text", text);
    json_tree_append(marks, mark);
}

static struct json_node *marks_node(struct request *r, const struct view_person *person)
{
    struct json_node *marks = json_tree_list(&r->arena);
    if ((person->flags & ENTITY_SEALED) != 0) {
        put_mark(r, marks,
                 (person->flags & ENTITY_SEAL_OPENED) != 0
                     ? translate(r,
                                 "This person is sealed. The seal was opened to you by two "
                                 "people. Tell nobody that you found them.")
                     : translate(r,
                                 "This person is sealed. Only your team can see them. Tell "
                                 "nobody that you found them."));
    }
    if ((person->flags & ENTITY_RESTRICTED) != 0) {
        put_mark(r, marks, translate(r, "Processing of this person’s data is restricted."));
    }
    if ((person->flags & ENTITY_OBJECTED) != 0) {
        put_mark(r, marks, translate(r, "This person objects to the use of their data."));
    }
    return marks;
}

void officer_put_person(struct request *r, struct json_node *model,
                        const struct view_person *person)
{
    struct json_node *groups = json_tree_list(&r->arena);
    put_group(r, groups, translate(r, "Who"), person, CATEGORY_NAME, CATEGORY_SEX);
    put_group(r, groups, translate(r, "Home"), person, CATEGORY_ADDRESS, CATEGORY_UPRN);
    put_group(r, groups, translate(r, "Phone and e-mail"), person, CATEGORY_PHONE, CATEGORY_EMAIL);
    put_group(r, groups, translate(r, "Numbers"), person, CATEGORY_NHS_NUMBER,
              CATEGORY_NATIONAL_INSURANCE);
    put_group(r, groups, translate(r, "In the records"), person, CATEGORY_ORGANISATION,
              CATEGORY_OTHER);
    json_tree_put(model, STR("groups"), groups);
    json_tree_put(model, STR("disagree"), disagree_node(r, person));
    json_tree_put(model, STR("marks"), marks_node(r, person));
}

/* ---- related ---- */

void officer_put_related(struct request *r, struct json_node *model, const struct view *view)
{
    struct json_node *related = json_tree_list(&r->arena);
    for (size_t i = 0; i < view->related_count; i++) {
        const struct view_person *person = &view->related[i];
        struct json_node *line = officer_line(r, person);
        struct json_node *fields = json_tree_list(&r->arena);
        bool named = person->relation == RELATION_NAMED;
        request_put(r, line, "relation",
                    named && person->at_home ? translate(r, "named in the records, same address")
                    : named                  ? translate(r, "named in the records")
                                             : translate(r, "same address"));
        for (size_t f = 0; f < person->field_count; f++) {
            if (person->fields[f].category != CATEGORY_NAME) {
                json_tree_append(fields, field_node(r, &person->fields[f]));
            }
        }
        json_tree_put(line, STR("fields"), fields);
        json_tree_append(related, line);
    }
    officer_put_list(r, model, "related", related);
    if (view->household_others > 0) {
        request_put_format(r, model, "not_listed",
                           translate(r, "At the same address, not listed: %zu"),
                           view->household_others);
    } else {
        officer_put_nothing(r, model, "not_listed");
    }
}

/* ---- why these records are one person ---- */

/* struct named_record - a record among those of a person: no two are alike in all three. */
struct named_record {
    struct str source;
    int64_t since;
    int permille;
};

/* struct records - of a person, in the order in which they are met. */
enum { WHY_RECORDS_MAX = 64 };
struct records {
    struct named_record at[WHY_RECORDS_MAX];
    size_t count;
};

static void read_records(const struct view_person *person, struct records *ret)
{
    ret->count = 0;
    for (size_t f = 0; f < person->field_count; f++) {
        for (size_t v = 0; v < person->fields[f].count; v++) {
            const struct view_value *value = &person->fields[f].values[v];
            for (size_t w = 0; w < value->count; w++) {
                const struct view_witness *by = &value->witnesses[w];
                size_t i = 0;
                while (i < ret->count &&
                       (!str_eq(ret->at[i].source, by->source) || ret->at[i].since != by->since ||
                        ret->at[i].permille != by->permille)) {
                    i++;
                }
                if (i == ret->count && i < WHY_RECORDS_MAX) {
                    ret->at[ret->count++] =
                        (struct named_record){by->source, by->since, by->permille};
                }
            }
        }
    }
}

static bool record_says(const struct view_value *value, const struct named_record *record)
{
    for (size_t i = 0; i < value->count; i++) {
        const struct view_witness *w = &value->witnesses[i];
        if (str_eq(w->source, record->source) && w->since == record->since &&
            w->permille == record->permille) {
            return true;
        }
    }
    return false;
}

static void add_word(struct request *r, struct str *words, const char *word)
{
    *words =
        words->len == 0 ? str_of(word) : arena_printf(&r->arena, "%.*s, %s", PRI(*words), word);
}

/* why_node - a record, and what of it others say too, say otherwise, or don't say. */
static struct json_node *why_node(struct request *r, const struct view_person *person,
                                  const struct named_record *record)
{
    struct json_node *node = json_tree_object(&r->arena);
    struct str same = STR(""), other = STR("");
    for (size_t f = 0; f < person->field_count; f++) {
        const struct view_field *field = &person->fields[f];
        const char *title = field_category_title(field->category, r->language);
        bool is_said = false, shared = false;
        for (size_t v = 0; v < field->count; v++) {
            const struct view_value *value = &field->values[v];
            if (record_says(value, record)) {
                is_said = true;
                shared = shared || value->count > 1;
            }
        }
        if (is_said && shared) {
            add_word(r, &same, title);
        } else if (is_said && disagrees(field)) {
            add_word(r, &other, title);
        }
    }
    request_put(r, node, "source", officer_source(r, record->source));
    request_put_day(r, node, "since", day_of(record->since));
    request_put(r, node, "sure", sure_text(r, record->permille));
    officer_put(r, node, "same", same);
    officer_put(r, node, "other", other);
    return node;
}

void officer_put_why(struct request *r, struct json_node *model, const struct view_person *person)
{
    struct json_node *why = json_tree_object(&r->arena);
    struct json_node *records = json_tree_list(&r->arena);
    struct records found;
    read_records(person, &found);
    for (size_t i = 0; i < found.count; i++) {
        json_tree_append(records, why_node(r, person, &found.at[i]));
    }
    json_tree_put_bool(&r->arena, why, STR("alone"), person->records == 1);
    json_tree_put(why, STR("records"), records);
    json_tree_put(model, STR("why"), why);
}

/* ---- since when ---- */

static int compare_records(const void *a, const void *b)
{
    const struct named_record *x = a, *y = b;
    int order = (x->since < y->since) - (x->since > y->since);
    return order != 0 ? order : str_cmp(x->source, y->source);
}

static struct str said_by(struct request *r, const struct view_person *person,
                          const struct named_record *record)
{
    struct str words = STR("");
    for (size_t f = 0; f < person->field_count; f++) {
        const struct view_field *field = &person->fields[f];
        for (size_t v = 0; v < field->count; v++) {
            if (record_says(&field->values[v], record)) {
                add_word(r, &words, field_category_title(field->category, r->language));
                break;
            }
        }
    }
    return words;
}

void officer_put_timeline(struct request *r, struct json_node *model,
                          const struct view_person *person)
{
    struct json_node *timeline = json_tree_list(&r->arena);
    struct records found;
    read_records(person, &found);
    if (found.count > 0) {
        qsort(found.at, found.count, sizeof *found.at, compare_records);
    }
    for (size_t i = 0; i < found.count && i < TIMELINE_MAX; i++) {
        struct json_node *node = json_tree_object(&r->arena);
        int32_t day = day_of(found.at[i].since);
        struct date before = date_of_days(day - 1);
        request_put_day(r, node, "day", day);
        request_put(r, node, "source", officer_source(r, found.at[i].source));
        officer_put(r, node, "says", said_by(r, person, &found.at[i]));
        request_put(r, node, "before",
                    officer_href(r, "people/%s?at-day=%d&at-month=%d&at-year=%d", person->id,
                                 before.day, before.month, before.year));
        json_tree_append(timeline, node);
    }
    json_tree_put(model, STR("timeline"), timeline);
}

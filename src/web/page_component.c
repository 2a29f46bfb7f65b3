/* page_component.c - see page_component.h. */
#include "page_component.h"

#include "calendar.h"

#include <assert.h>
#include <stdio.h>

/* What is shown in a field, and what is wrong with it. */
struct typed {
    struct str text;
    struct str error;
    const struct form_value *value; /* NULL: it was not sent */
};

static struct typed typed_in(struct request *r, const char *name, const char *value)
{
    const struct form_value *sent = form_value(&r->form, name);
    if (sent != NULL) {
        return (struct typed){sent->text, sent->error, sent};
    }
    return (struct typed){value != NULL ? str_of(value) : STR(""), STR(""), NULL};
}

static void put_text(struct request *r, struct json_node *object, const char *key, struct str text)
{
    json_tree_put_text(&r->arena, object, str_of(key), text);
}

static void put_or_null(struct request *r, struct json_node *object, const char *key,
                        struct str text)
{
    json_tree_put(object, str_of(key),
                  text.len > 0 ? json_tree_text(&r->arena, text) : json_tree_nothing(&r->arena));
}

static void put_nulls(struct request *r, struct json_node *object, const char *const *keys,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        json_tree_put(object, str_of(keys[i]), json_tree_nothing(&r->arena));
    }
}

static struct str or_empty(const char *text)
{
    return text != NULL ? str_of(text) : STR("");
}

/* label_of - of a label, for a field; or of a legend, for = "". */
static struct json_node *label_of(struct request *r, const char *text, const char *id)
{
    struct json_node *label = json_tree_object(&r->arena);
    put_text(r, label, "text", str_of(text));
    put_or_null(r, label, "for", str_of(id));
    put_or_null(r, label, "classes", STR(""));
    json_tree_put_bool(&r->arena, label, STR("isPageHeading"), false);
    return label;
}

static struct json_node *hint_of(struct request *r, const char *text, struct str id,
                                 const char *classes)
{
    if (text == NULL) {
        return json_tree_nothing(&r->arena);
    }
    struct json_node *hint = json_tree_object(&r->arena);
    put_text(r, hint, "id", id);
    put_text(r, hint, "text", str_of(text));
    put_or_null(r, hint, "classes", str_of(classes));
    return hint;
}

static struct str id_with(struct request *r, const char *name, const char *suffix)
{
    return arena_printf(&r->arena, "%s%s", name, suffix);
}

/* field_of - what all fields have: their name, hint and error, and by what they are described. */
static struct json_node *field_of(struct request *r, const char *component, const char *name,
                                  const char *hint, struct str error)
{
    struct json_node *field = json_tree_object(&r->arena);
    put_text(r, field, "component", str_of(component));
    put_text(r, field, "name", str_of(name));
    put_text(r, field, "id", str_of(name));
    put_or_null(r, field, "classes", STR(""));
    json_tree_put(field, STR("hint"), hint_of(r, hint, id_with(r, name, "-hint"), ""));
    struct json_node *message = json_tree_nothing(&r->arena);
    if (error.len > 0) {
        message = json_tree_object(&r->arena);
        put_text(r, message, "id", id_with(r, name, "-error"));
        put_text(r, message, "text", error);
        put_or_null(r, message, "classes", STR(""));
    }
    json_tree_put(field, STR("errorMessage"), message);
    struct str described =
        arena_printf(&r->arena, "%s%s%s%s%s", hint != NULL ? name : "", hint != NULL ? "-hint" : "",
                     hint != NULL && error.len > 0 ? " " : "", error.len > 0 ? name : "",
                     error.len > 0 ? "-error" : "");
    put_or_null(r, field, "describedBy", described);
    return field;
}

static void put_fieldset(struct request *r, struct json_node *field, const char *legend)
{
    struct json_node *fieldset = json_tree_object(&r->arena);
    put_or_null(r, fieldset, "classes", STR(""));
    json_tree_put(fieldset, STR("legend"), label_of(r, legend, ""));
    json_tree_put(field, STR("fieldset"), fieldset);
}

struct json_node *component_input(struct request *r, const char *name, const char *label,
                                  const char *hint, const char *value)
{
    static const char *const others[] = {"autocomplete", "inputmode", "spellcheck",
                                         "prefix",       "suffix",    "pattern"};
    struct typed typed = typed_in(r, name, value);
    struct json_node *field = field_of(r, "components/input", name, hint, typed.error);
    json_tree_put(field, STR("label"), label_of(r, label, name));
    put_or_null(r, field, "value", typed.text);
    put_text(r, field, "type", STR("text"));
    put_nulls(r, field, others, sizeof others / sizeof others[0]);
    return field;
}

struct json_node *component_textarea(struct request *r, const char *name, const char *label,
                                     const char *hint, const char *value)
{
    static const char *const others[] = {"autocomplete", "spellcheck"};
    struct typed typed = typed_in(r, name, value);
    struct json_node *field = field_of(r, "components/textarea", name, hint, typed.error);
    json_tree_put(field, STR("label"), label_of(r, label, name));
    put_or_null(r, field, "value", typed.text);
    put_text(r, field, "rows", STR("5"));
    put_nulls(r, field, others, sizeof others / sizeof others[0]);
    return field;
}

/* member - of an object that is being built; there must be one. */
static struct json_node *member(struct json_node *object, const char *key)
{
    struct json_node *found = object->first;
    while (found != NULL && !str_eq(found->key, str_of(key))) {
        found = found->next;
    }
    assert(found != NULL);
    return found;
}

/* become - a member has another text. */
static void become(struct request *r, struct json_node *node, struct str text)
{
    assert(node->kind == JSON_NODE_NOTHING || node->kind == JSON_NODE_TEXT);
    node->kind = JSON_NODE_TEXT;
    node->text = arena_str(&r->arena, text);
}

struct json_node *component_character_count(struct request *r, const char *name, const char *label,
                                            const char *hint, const char *value, size_t maximum)
{
    struct json_node *field = component_textarea(r, name, label, hint, value);
    become(r, member(field, "component"), STR("components/character-count"));
    struct json_node *described = member(field, "describedBy");
    bool more = described->kind == JSON_NODE_TEXT;
    become(r, described,
           arena_printf(&r->arena, "%s-info%s%.*s", name, more ? " " : "",
                        PRI(more ? described->text : STR(""))));
    json_tree_put_whole(&r->arena, field, STR("maxlength"), (int64_t)maximum);
    return field;
}

static struct json_node *date_item(struct request *r, const char *name, const char *part,
                                   const char *label, struct str value, const char *classes)
{
    struct json_node *item = json_tree_object(&r->arena);
    put_text(r, item, "id", id_with(r, name, part));
    put_text(r, item, "name", id_with(r, name, part));
    put_text(r, item, "label", str_of(label));
    put_or_null(r, item, "value", value);
    put_text(r, item, "classes", str_of(classes));
    put_or_null(r, item, "autocomplete", STR(""));
    put_text(r, item, "inputmode", STR("numeric"));
    put_or_null(r, item, "pattern", STR(""));
    return item;
}

struct json_node *component_date(struct request *r, const char *name, const char *legend,
                                 const char *hint, int32_t value)
{
    struct typed typed = typed_in(r, name, NULL);
    struct str parts[3] = {{"", 0}, {"", 0}, {"", 0}};
    if (typed.value != NULL) {
        memcpy(parts, typed.value->parts, sizeof parts);
    } else if (value != INT32_MIN) {
        int64_t year = 0;
        int month = 0, day = 0;
        calendar_date(value, &year, &month, &day);
        parts[0] = arena_printf(&r->arena, "%d", day);
        parts[1] = arena_printf(&r->arena, "%d", month);
        parts[2] = arena_printf(&r->arena, "%d", (int)year);
    }
    struct json_node *field = field_of(r, "components/date-input", name, hint, typed.error);
    put_fieldset(r, field, legend);
    struct json_node *items = json_tree_list(&r->arena);
    bool bad = typed.error.len > 0;
    const char *two = bad ? "govuk-input--width-2 govuk-input--error" : "govuk-input--width-2";
    const char *four = bad ? "govuk-input--width-4 govuk-input--error" : "govuk-input--width-4";
    json_tree_append(items, date_item(r, name, "-day", translate(r, "Day"), parts[0], two));
    json_tree_append(items, date_item(r, name, "-month", translate(r, "Month"), parts[1], two));
    json_tree_append(items, date_item(r, name, "-year", translate(r, "Year"), parts[2], four));
    json_tree_put(field, STR("items"), items);
    return field;
}

/* is_chosen - was it sent; or else, where the field was not, is it the value at first? */
static bool is_chosen(struct request *r, const char *name, const char *choice, const char *value)
{
    bool sent = false;
    for (size_t i = 0; i < r->form.count; i++) {
        const struct form_value *each = &r->form.values[i];
        if (str_eq(each->name, str_of(name))) {
            sent = true;
            if (str_eq(each->text, str_of(choice))) {
                return true;
            }
        }
    }
    return !sent && value != NULL && strcmp(choice, value) == 0;
}

static struct json_node *choice_item(struct request *r, const char *name, size_t place,
                                     const struct component_choice *choice, bool chosen,
                                     const char *hint_classes)
{
    struct json_node *item = json_tree_object(&r->arena);
    struct str id = place == 0 ? arena_str(&r->arena, str_of(name))
                               : arena_printf(&r->arena, "%s-%zu", name, place + 1);
    struct str hint_id = arena_printf(&r->arena, "%.*s-item-hint", PRI(id));
    put_text(r, item, "id", id);
    put_text(r, item, "value", str_of(choice->value));
    put_text(r, item, "text", str_of(choice->label));
    json_tree_put_bool(&r->arena, item, STR("checked"), chosen);
    json_tree_put_bool(&r->arena, item, STR("disabled"), false);
    put_or_null(r, item, "divider", STR(""));
    json_tree_put(item, STR("hint"), hint_of(r, choice->hint, hint_id, hint_classes));
    put_or_null(r, item, "describedBy", choice->hint != NULL ? hint_id : STR(""));
    put_text(r, item, "conditionalId", arena_printf(&r->arena, "conditional-%.*s", PRI(id)));
    put_or_null(r, item, "conditional", STR(""));
    return item;
}

static struct json_node *choices_of(struct request *r, const char *component, const char *name,
                                    const char *legend, const char *hint,
                                    const struct component_choice *choices, size_t count,
                                    const char *value, const char *hint_classes)
{
    struct typed typed = typed_in(r, name, NULL);
    struct json_node *field = field_of(r, component, name, hint, typed.error);
    put_fieldset(r, field, legend);
    struct json_node *items = json_tree_list(&r->arena);
    for (size_t i = 0; i < count; i++) {
        json_tree_append(items,
                         choice_item(r, name, i, &choices[i],
                                     is_chosen(r, name, choices[i].value, value), hint_classes));
    }
    json_tree_put(field, STR("items"), items);
    return field;
}

struct json_node *component_radios(struct request *r, const char *name, const char *legend,
                                   const char *hint, const struct component_choice *choices,
                                   size_t count, const char *value)
{
    return choices_of(r, "components/radios", name, legend, hint, choices, count, value,
                      "govuk-radios__hint");
}

struct json_node *component_checkboxes(struct request *r, const char *name, const char *legend,
                                       const char *hint, const struct component_choice *choices,
                                       size_t count, const char *value)
{
    return choices_of(r, "components/checkboxes", name, legend, hint, choices, count, value,
                      "govuk-checkboxes__hint");
}

struct json_node *component_select(struct request *r, const char *name, const char *label,
                                   const char *hint, const struct component_choice *choices,
                                   size_t count, const char *value)
{
    struct typed typed = typed_in(r, name, value);
    struct json_node *field = field_of(r, "components/select", name, hint, typed.error);
    json_tree_put(field, STR("label"), label_of(r, label, name));
    struct json_node *items = json_tree_list(&r->arena);
    for (size_t i = 0; i < count; i++) {
        struct json_node *item = json_tree_object(&r->arena);
        put_text(r, item, "value", str_of(choices[i].value));
        put_text(r, item, "text", str_of(choices[i].label));
        json_tree_put_bool(&r->arena, item, STR("selected"),
                           str_eq(typed.text, str_of(choices[i].value)));
        json_tree_append(items, item);
    }
    json_tree_put(field, STR("items"), items);
    return field;
}

struct json_node *component_hidden(struct request *r, const char *name, const char *value)
{
    struct json_node *field = json_tree_object(&r->arena);
    put_text(r, field, "component", STR("components/hidden"));
    put_text(r, field, "name", str_of(name));
    put_text(r, field, "value", or_empty(value));
    return field;
}

void component_option(struct request *r, struct json_node *component, const char *option,
                      const char *value)
{
    become(r, member(component, option), str_of(value));
}

void component_heading(struct request *r, struct json_node *field)
{
    struct json_node *fieldset = field->first;
    while (fieldset != NULL && !str_eq(fieldset->key, STR("fieldset"))) {
        fieldset = fieldset->next;
    }
    struct json_node *label =
        fieldset != NULL ? member(fieldset, "legend") : member(field, "label");
    member(label, "isPageHeading")->truth = true;
    become(r, member(label, "classes"),
           fieldset != NULL ? STR("govuk-fieldset__legend--l") : STR("govuk-label--l"));
}

void component_conditional(struct request *r, struct json_node *field, const char *choice,
                           struct json_node *conditional)
{
    (void)r;
    struct json_node *item = member(field, "items")->first;
    while (item != NULL && !str_eq(member(item, "value")->text, str_of(choice))) {
        item = item->next;
    }
    assert(item != NULL && !conditional->is_placed);
    struct json_node *place = member(item, "conditional");
    place->kind = conditional->kind;
    place->first = conditional->first;
    place->last = conditional->last;
    place->count = conditional->count;
    conditional->is_placed = true;
}

struct json_node *component_summary_row(struct request *r, const char *key, const char *value,
                                        const char *change)
{
    struct json_node *row = json_tree_object(&r->arena);
    put_text(r, row, "key", str_of(key));
    put_text(r, row, "value", or_empty(value));
    put_or_null(r, row, "change", or_empty(change));
    return row;
}

static struct json_node *table_of(struct request *r, const char *caption, struct str classes)
{
    struct json_node *table = json_tree_object(&r->arena);
    put_or_null(r, table, "caption", or_empty(caption));
    put_text(r, table, "captionClasses", classes);
    put_or_null(r, table, "classes", STR(""));
    json_tree_put_bool(&r->arena, table, STR("hasHead"), false);
    json_tree_put(table, STR("head"), json_tree_list(&r->arena));
    json_tree_put(table, STR("rows"), json_tree_list(&r->arena));
    return table;
}

struct json_node *component_table(struct request *r, const char *caption)
{
    return table_of(r, caption, STR("govuk-table__caption--m"));
}

struct json_node *component_table_headed(struct request *r, const char *caption)
{
    return table_of(r, caption, STR("govuk-visually-hidden"));
}

void component_table_head(struct request *r, struct json_node *table, const char *text,
                          bool is_numeric)
{
    struct json_node *head = json_tree_object(&r->arena);
    put_text(r, head, "text", str_of(text));
    json_tree_put_bool(&r->arena, head, STR("isNumeric"), is_numeric);
    json_tree_append(member(table, "head"), head);
    member(table, "hasHead")->truth = true;
}

struct json_node *component_table_row(struct request *r, struct json_node *table)
{
    struct json_node *row = json_tree_object(&r->arena), *cells = json_tree_list(&r->arena);
    json_tree_put(row, STR("cells"), cells);
    json_tree_append(member(table, "rows"), row);
    return cells;
}

/* cell_of - one that is more than its text: a link, a number or a tag. */
static void cell_of(struct request *r, struct json_node *row, struct str text, const char *href,
                    bool is_numeric, struct json_node *tag)
{
    struct json_node *cell = json_tree_object(&r->arena);
    json_tree_put_bool(&r->arena, cell, STR("isPlain"), false);
    put_text(r, cell, "text", text);
    put_or_null(r, cell, "href", or_empty(href));
    json_tree_put_bool(&r->arena, cell, STR("isNumeric"), is_numeric);
    json_tree_put(cell, STR("tag"), tag != NULL ? tag : json_tree_nothing(&r->arena));
    json_tree_append(row, cell);
}

void component_cell(struct request *r, struct json_node *row, const char *text)
{
    struct json_node *cell = json_tree_object(&r->arena);
    json_tree_put_bool(&r->arena, cell, STR("isPlain"), true);
    put_text(r, cell, "text", or_empty(text));
    json_tree_append(row, cell);
}

void component_cell_link(struct request *r, struct json_node *row, const char *text,
                         const char *href)
{
    cell_of(r, row, or_empty(text), href, false, NULL);
}

/* component_cell_number - with a comma each three digits. */
void component_cell_number(struct request *r, struct json_node *row, int64_t number)
{
    char digits[32], text[48];
    snprintf(digits, sizeof digits, "%llu",
             (unsigned long long)(number < 0 ? 0 - (uint64_t)number : (uint64_t)number));
    size_t len = strlen(digits), to = 0;
    if (number < 0) {
        text[to++] = '-';
    }
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0) {
            text[to++] = ',';
        }
        text[to++] = digits[i];
    }
    cell_of(r, row, str_make(text, to), NULL, true, NULL);
}

void component_cell_tag(struct request *r, struct json_node *row, const char *text,
                        const char *colour)
{
    cell_of(r, row, or_empty(text), NULL, false, component_tag(r, text, colour));
}

struct json_node *component_tag(struct request *r, const char *text, const char *colour)
{
    struct json_node *tag = json_tree_object(&r->arena);
    put_text(r, tag, "text", str_of(text));
    put_or_null(r, tag, "classes",
                colour != NULL ? arena_printf(&r->arena, "govuk-tag--%s", colour) : STR(""));
    return tag;
}

struct json_node *component_pagination(struct request *r, const char *previous, const char *next)
{
    struct json_node *pagination = json_tree_object(&r->arena);
    put_or_null(r, pagination, "previous", or_empty(previous));
    put_or_null(r, pagination, "next", or_empty(next));
    return pagination;
}

void component_task(struct request *r, struct json_node *list, const char *title, const char *hint,
                    const char *href, const char *state, const char *colour)
{
    struct json_node *task = json_tree_object(&r->arena);
    put_text(r, task, "id", arena_printf(&r->arena, "task-list-%u", (unsigned)list->count + 1));
    put_text(r, task, "title", str_of(title));
    put_or_null(r, task, "hint", or_empty(hint));
    put_or_null(r, task, "href", or_empty(href));
    put_text(r, task, "state", str_of(state));
    json_tree_put(task, STR("tag"),
                  colour != NULL ? component_tag(r, state, colour) : json_tree_nothing(&r->arena));
    json_tree_append(list, task);
}

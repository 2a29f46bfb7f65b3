/* officer_questions.c - see officer_questions.h. */
#include "officer_questions.h"

#include "date.h"
#include "event_answers.h"
#include "officer_place.h"
#include "page_component.h"

static const char *field_name(struct request *r, const struct question *q)
{
    return arena_printf(&r->arena, "answer.%.*s", PRI(q->name)).ptr;
}

/* Of several boxes a field without a value goes along, since none of them is sent unless ticked. */
bool officer_has_answer(struct request *r, const struct question *q)
{
    return form_sent(&r->form, field_name(r, q));
}

static const char *kept(struct request *r, struct str text)
{
    return text.len > 0 ? arena_str(&r->arena, text).ptr : NULL;
}

static const char *hint_of(struct request *r, const struct question *q)
{
    struct str help = q->help.text[r->language];
    const char *of_kind = q->type == QUESTION_DATE    ? translate(r, "A day, such as 27/3/2026")
                          : q->type == QUESTION_MONEY ? translate(r, "In pounds, such as 12.50")
                                                      : NULL;
    if (help.len == 0) {
        return of_kind;
    }
    return of_kind == NULL ? arena_str(&r->arena, help).ptr
                           : arena_printf(&r->arena, "%.*s %s", PRI(help), of_kind).ptr;
}

static bool has_option(struct str value, struct str option)
{
    struct str rest = value, one;
    while (str_next_token(&rest, ',', &one)) {
        if (str_eq(one, option)) {
            return true;
        }
    }
    return false;
}

/* several - one box an option, each a field of its own. */
static struct json_node *several(struct request *r, const struct question *q, struct str value)
{
    struct json_node *field = json_tree_object(&r->arena);
    struct json_node *boxes = json_tree_list(&r->arena);
    request_put(r, field, "component", "officer/boxes");
    request_put(r, field, "name", field_name(r, q));
    officer_put(r, field, "legend", q->text.text[r->language]);
    officer_put(r, field, "help", q->help.text[r->language]);
    for (size_t i = 0; i < q->option_count; i++) {
        const struct question_option *option = &q->options[i];
        struct json_node *box = json_tree_object(&r->arena);
        const char *name =
            arena_printf(&r->arena, "answer.%.*s.%.*s", PRI(q->name), PRI(option->name)).ptr;
        bool sent = r->form.count > 0 ? form_has(&r->form, name) : has_option(value, option->name);
        request_put(r, box, "name", name);
        officer_put(r, box, "label", option->text.text[r->language]);
        json_tree_put_bool(&r->arena, box, STR("checked"), sent);
        json_tree_append(boxes, box);
    }
    json_tree_put(field, STR("boxes"), boxes);
    return field;
}

static struct json_node *yes_no(struct request *r, const struct question *q, const char *name,
                                const char *text, const char *value)
{
    const struct component_choice choices[] = {{"yes", translate(r, "Yes"), NULL},
                                               {"no", translate(r, "No"), NULL}};
    struct json_node *field = component_radios(r, name, text, hint_of(r, q), choices, 2, value);
    component_option(r, field, "classes", "govuk-radios--inline govuk-radios--small");
    return field;
}

static struct json_node *choice(struct request *r, const struct question *q, const char *name,
                                const char *text, const char *value)
{
    struct component_choice *choices =
        arena_alloc(&r->arena, (q->option_count + 1) * sizeof *choices);
    for (size_t i = 0; i < q->option_count; i++) {
        choices[i] = (struct component_choice){
            arena_str(&r->arena, q->options[i].name).ptr,
            arena_str(&r->arena, q->options[i].text.text[r->language]).ptr, NULL};
    }
    struct json_node *field =
        component_radios(r, name, text, hint_of(r, q), choices, q->option_count, value);
    component_option(r, field, "classes", "govuk-radios--small");
    return field;
}

/* day_text - a kept day as people type it. */
static const char *day_text(struct request *r, struct str value)
{
    struct date date;
    return date_from_text(value, &date) && date_is_valid(date)
               ? arena_printf(&r->arena, "%d/%d/%d", date.day, date.month, date.year).ptr
               : kept(r, value);
}

struct json_node *officer_question_field(struct request *r, const struct question *q,
                                         struct str value)
{
    const char *name = field_name(r, q);
    const char *text = arena_str(&r->arena, q->text.text[r->language]).ptr;
    struct json_node *field = NULL;
    switch (q->type) {
    case QUESTION_YES_NO:
        return yes_no(r, q, name, text, kept(r, value));
    case QUESTION_CHOICE:
        return choice(r, q, name, text, kept(r, value));
    case QUESTION_CHOICES:
        return several(r, q, value);
    case QUESTION_DATE:
    case QUESTION_NUMBER:
    case QUESTION_MONEY:
        field = component_input(r, name, text, hint_of(r, q),
                                q->type == QUESTION_DATE ? day_text(r, value) : kept(r, value));
        component_option(r, field, "classes", "govuk-input--width-10");
        return field;
    case QUESTION_TEXT:
        field = component_textarea(r, name, text, hint_of(r, q), kept(r, value));
        component_option(r, field, "rows", "2");
        return field;
    default:
        return component_input(r, name, text, hint_of(r, q), kept(r, value));
    }
}

/* ticked - the options whose boxes are, as answers are kept: "a,b". */
static struct str ticked(struct request *r, const struct question *q)
{
    struct str all = STR("");
    for (size_t i = 0; i < q->option_count; i++) {
        struct str option = q->options[i].name;
        const char *name =
            arena_printf(&r->arena, "answer.%.*s.%.*s", PRI(q->name), PRI(option)).ptr;
        if (form_has(&r->form, name)) {
            all =
                all.len == 0 ? option : arena_printf(&r->arena, "%.*s,%.*s", PRI(all), PRI(option));
        }
    }
    return all;
}

struct str officer_answer(struct request *r, const struct question *q)
{
    struct str text =
        q->type == QUESTION_CHOICES ? ticked(r, q) : form_text(&r->form, field_name(r, q));
    struct date date;
    if (q->type == QUESTION_DATE && date_parse(text, DATE_DAY_FIRST, LATEST_YEAR_DEFAULT, &date) &&
        date_is_valid(date)) {
        char day[CALENDAR_TEXT_MAX];
        return arena_str(&r->arena, str_of(calendar_text(date_days(date), day)));
    }
    return text;
}

bool officer_check_answer(struct request *r, const struct event_type *type,
                          const struct question *q, struct str text)
{
    struct answers answers;
    struct err err = {0};
    if (text.len == 0) {
        return true;
    }
    answers_begin(&r->arena, type, &answers);
    if (answers_put(&r->arena, &answers, q->name, text, &err) == 0) {
        return true;
    }
    form_error(&r->form, field_name(r, q),
               q->type == QUESTION_DATE     ? translate(r, "Enter a day, such as 27/3/2026")
               : q->type == QUESTION_NUMBER ? translate(r, "Enter a whole number within bounds")
               : q->type == QUESTION_MONEY  ? translate(r, "Enter an amount, such as 12.50")
                                            : translate(r, "Enter an answer that fits"));
    return false;
}

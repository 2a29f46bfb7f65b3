/* resident_question.c - one question a page: shown, read, kept; and where it goes on. */
#include "resident.h"

#include "date.h"
#include "date_words.h"

#include <stdio.h>

enum { CHOICES_MAX = EVENT_OPTIONS_MAX };
_Static_assert((int)TELLERS <= (int)CHOICES_MAX, "each teller is a choice");

/* struct asked - what a page asks: an item, or a question of the pack. */
struct asked {
    enum tell_item item; /* TELL_ITEMS: a question of the pack */
    const struct question *question;
    enum question_type type;
    const char *name, *title, *hint; /* hint: NULL for none */
    bool required;
    struct component_choice choices[CHOICES_MAX];
    size_t choice_count;
};

/* ---- what is asked ---- */

static void add_choice(struct asked *a, const char *value, const char *label)
{
    if (a->choice_count < CHOICES_MAX) {
        a->choices[a->choice_count++] = (struct component_choice){value, label, NULL};
    }
}

static void add_tellers(struct request *r, const struct telling_page *t, struct asked *a)
{
    for (int i = 0; i < TELLERS; i++) {
        bool takes = (t->pack->type.tellers >> i & 1) != 0;
        if (takes && i != TELLER_STAFF && i != TELLER_OTHER_COUNCIL) {
            add_choice(a, teller_names[i], teller_title((enum teller)i, r->language));
        }
    }
}

static void ask_item(struct request *r, const struct telling_page *t, struct asked *a)
{
    a->name = tell_item_name(a->item);
    a->title = telling_item_title(r, t, a->item);
    a->type = QUESTION_TEXT;
    a->required = a->item != TELL_HAPPENED && a->item != TELL_ADDRESS;
    switch (a->item) {
    case TELL_LANGUAGE:
        a->type = QUESTION_CHOICE;
        add_choice(a, "en", "English");
        add_choice(a, "cy", "Cymraeg");
        break;
    case TELL_TELLER:
        a->type = QUESTION_CHOICE;
        a->hint = translate(r, "What you are to the person, or in which role you tell us.");
        add_tellers(r, t, a);
        break;
    case TELL_SUBJECT:
        a->type = QUESTION_CHOICE;
        for (size_t i = 0; i < t->authorities.count && i < CHOICES_MAX - 1; i++) {
            const struct authority *authority = &t->authorities.at[i];
            add_choice(a, telling_subject_value(r, authority),
                       arena_str(&r->arena, authority->principal).ptr);
        }
        add_choice(a, "other", translate(r, "Somebody else"));
        break;
    case TELL_NAME:
    case TELL_TOLD_BY:
        a->type = QUESTION_PERSON;
        break;
    case TELL_BIRTH_DATE:
        a->type = QUESTION_DATE;
        a->required = false;
        a->hint = translate(r, "For example, 27 3 1961. Leave it empty if you do not know it.");
        break;
    case TELL_ADDRESS:
        a->type = QUESTION_ADDRESS;
        a->hint = translate(r, "With the postcode, if you know it.");
        break;
    case TELL_HAPPENED:
        a->type = QUESTION_DATE;
        a->hint = translate(r, "For example, 27 3 2026. Leave it empty if you do not know it.");
        break;
    case TELL_REACHED:
        a->hint = translate(r, "A telephone number, an e-mail address, or how else.");
        break;
    default:
        break;
    }
}

static void ask_of_pack(struct request *r, struct asked *a)
{
    const struct question *q = a->question;
    a->name = arena_str(&r->arena, q->name).ptr;
    a->title = resident_text(r, &q->text);
    a->hint = q->help.text[r->language].len > 0 ? resident_text(r, &q->help) : NULL;
    a->type = q->type;
    a->required = q->required;
    if (q->type == QUESTION_YES_NO) {
        add_choice(a, "yes", translate(r, "Yes"));
        add_choice(a, "no", translate(r, "No"));
    }
    for (size_t i = 0; i < q->option_count; i++) {
        add_choice(a, arena_str(&r->arena, q->options[i].name).ptr,
                   resident_text(r, &q->options[i].text));
    }
}

/* find_asked - what the path names. Errors: ERR_NOTFOUND it is not asked here, or not yet. */
static int find_asked(struct request *r, const struct telling_page *t, struct asked *a,
                      struct err *err)
{
    const char *part = request_parameter(r, 1);
    *a = (struct asked){.item = tell_item_of_part(part)};
    if (a->item != TELL_ITEMS && telling_asks(r, t, a->item)) {
        ask_item(r, t, a);
        return 0;
    }
    for (size_t i = 0; i < t->look.count; i++) {
        a->question =
            str_eq(t->look.questions[i]->name, str_of(part)) ? t->look.questions[i] : a->question;
    }
    if (t->look.next != NULL && str_eq(t->look.next->name, str_of(part))) {
        a->question = t->look.next;
    }
    if (a->item != TELL_ITEMS || a->question == NULL) {
        return err_say(err, ERR_NOTFOUND, "%s", translate(r, "This is not asked here."));
    }
    ask_of_pack(r, a);
    return 0;
}

/* ---- shown ---- */

static int32_t day_of(struct str text)
{
    struct date date;
    return text.len > 0 && date_from_text(text, &date) && date_is_valid(date) ? date_days(date)
                                                                              : INT32_MIN;
}

static bool is_among(struct str list, struct str name)
{
    struct str item;
    while (str_next_token(&list, ',', &item)) {
        if (str_eq(item, name)) {
            return true;
        }
    }
    return false;
}

/* tick - the boxes of an answer that stands; what was sent and came back is as it was sent. */
static void tick(struct json_node *boxes, struct str answer)
{
    for (struct json_node *member = boxes->first; member != NULL; member = member->next) {
        for (struct json_node *item = str_eq(member->key, STR("items")) ? member->first : NULL;
             item != NULL; item = item->next) {
            struct str value = STR("");
            for (struct json_node *part = item->first; part != NULL; part = part->next) {
                value = str_eq(part->key, STR("value")) ? part->text : value;
                if (str_eq(part->key, STR("checked")) && is_among(answer, value)) {
                    part->truth = true;
                }
            }
        }
    }
}

static struct json_node *field_of(struct request *r, const struct asked *a, struct str answer)
{
    const char *value = arena_str(&r->arena, answer).ptr;
    struct json_node *field;
    switch (a->type) {
    case QUESTION_YES_NO:
    case QUESTION_CHOICE:
        return component_radios(r, "answer", a->title, a->hint, a->choices, a->choice_count, value);
    case QUESTION_CHOICES:
        field =
            component_checkboxes(r, "option", a->title,
                                 a->hint != NULL ? a->hint : translate(r, "Choose all that apply"),
                                 a->choices, a->choice_count, NULL);
        if (r->form.count == 0) {
            tick(field, answer);
        }
        return field;
    case QUESTION_DATE:
        return component_date(r, "date", a->title,
                              a->hint != NULL ? a->hint : translate(r, "For example, 27 3 2026"),
                              day_of(answer));
    case QUESTION_ADDRESS:
        field = component_textarea(r, "answer", a->title, a->hint, value);
        component_option(r, field, "rows", "4");
        return field;
    default:
        field = component_input(r, "answer", a->title, a->hint, value);
        break;
    }
    if (a->type == QUESTION_NUMBER || a->type == QUESTION_MONEY) {
        component_option(r, field, "classes", "govuk-input--width-10");
        component_option(r, field, "inputmode", a->type == QUESTION_NUMBER ? "numeric" : "decimal");
        if (a->type == QUESTION_MONEY) {
            component_option(r, field, "prefix", "£");
        }
    }
    if (a->item == TELL_TOLD_BY) {
        component_option(r, field, "autocomplete", "name");
    }
    return field;
}

static int show(struct request *r, const struct telling_page *t, const struct asked *a,
                struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *fields = json_tree_list(&r->arena);
    const char *event = request_parameter(r, 0);
    const char *before = telling_before(r, t, request_parameter(r, 1));
    request_put(r, model, "title", a->title);
    request_put(r, model, "caption", resident_text(r, &t->pack->type.title));
    request_put(r, model, "back",
                before[0] != '\0' ? request_href(r, "/tell/%s/%s", event, before)
                                  : request_href(r, "/tell/%s", event));
    request_put(r, model, "action",
                request_href(r, "/tell/%s/answer/%s", event, request_parameter(r, 1)));
    request_put(r, model, "save", request_href(r, "/tell/%s/save", event));
    json_tree_put_bool(&r->arena, model, STR("optional"), !a->required && a->question != NULL);
    resident_put_exit(r, model, t->pack);
    struct json_node *field = field_of(r, a, application_text(&t->application, a->name));
    component_heading(r, field);
    json_tree_append(fields, field);
    json_tree_put(model, STR("fields"), fields);
    int code = a->item == TELL_SUBJECT ? telling_tell_names(r, t, true, err) : 0;
    return code ? code : reply_page(r, "resident/question", model);
}

int resident_question(struct request *r, struct err *err)
{
    struct telling_page t = {0};
    struct asked a;
    int code = telling_open(r, request_parameter(r, 0), &t, err);
    if (code == 0 && !t.there) {
        telling_free(&t);
        return reply_redirect(r, "/tell/%s", request_parameter(r, 0));
    }
    code = code ? code : find_asked(r, &t, &a, err);
    code = code ? code : show(r, &t, &a, err);
    telling_free(&t);
    return code;
}

/* ---- typed ---- */

static struct str chosen(struct request *r)
{
    struct buf all = {0};
    for (size_t i = 0; i < r->form.count; i++) {
        if (str_eq(r->form.values[i].name, STR("option")) && r->form.values[i].text.len > 0) {
            buf_printf(&all, "%s%.*s", all.len > 0 ? "," : "", PRI(r->form.values[i].text));
        }
    }
    struct str copy = arena_str(&r->arena, buf_str(&all));
    buf_free(&all);
    return copy;
}

static struct str day_text(struct request *r, int32_t day)
{
    char text[CALENDAR_TEXT_MAX];
    return day == INT32_MIN ? STR("") : arena_str(&r->arena, str_of(calendar_text(day, text)));
}

/* The answer as the application keeps it. An address is one line. */
static struct str typed_answer(struct request *r, const struct asked *a)
{
    if (a->type == QUESTION_DATE) {
        return day_text(r, form_day(&r->form, "date"));
    }
    if (a->type == QUESTION_CHOICES) {
        return chosen(r);
    }
    struct buf line = {0};
    struct str rest = form_text(&r->form, "answer");
    struct str part;
    while (str_next_token(&rest, '\n', &part)) {
        part = str_trim(part);
        buf_printf(&line, "%s%.*s", line.len > 0 && part.len > 0 ? ", " : "", PRI(part));
    }
    struct str copy = arena_str(&r->arena, buf_str(&line));
    buf_free(&line);
    return copy;
}

static bool is_offered(const struct asked *a, struct str name)
{
    for (size_t i = 0; i < a->choice_count; i++) {
        if (str_eq(name, str_of(a->choices[i].value))) {
            return true;
        }
    }
    return false;
}

static const char *missing_words(struct request *r, const struct asked *a)
{
    switch (a->type) {
    case QUESTION_YES_NO:
        return translate(r, "Choose yes or no");
    case QUESTION_CHOICE:
    case QUESTION_CHOICES:
        return translate(r, "Choose an answer");
    case QUESTION_DATE:
        return translate(r, "Enter a day, a month and a year");
    default:
        return translate(r, "Enter an answer");
    }
}

static const char *wrong_words(struct request *r, const struct asked *a)
{
    const struct question *q = a->question;
    switch (a->type) {
    case QUESTION_NUMBER:
        return q != NULL && q->bounded_below && q->bounded_above
                   ? arena_printf(&r->arena, translate(r, "Enter a whole number from %lld to %lld"),
                                  (long long)q->min, (long long)q->max)
                         .ptr
                   : translate(r, "Enter a whole number");
    case QUESTION_MONEY:
        return translate(r, "Enter an amount in pounds and pence, such as 12.50");
    case QUESTION_EMAIL:
        return translate(r, "Enter an e-mail address, such as name@example.com");
    case QUESTION_PHONE:
        return translate(r, "Enter a telephone number, such as 01632 960 001");
    default:
        return translate(r, "This answer can’t be taken as it is. Shorten it, or say it otherwise");
    }
}

static void say_day(struct request *r, const char *english, int32_t bound)
{
    char words[DATE_WORDS_MAX];
    char message[200];
    snprintf(message, sizeof message, "%s %s", english,
             date_written(bound, r->language == ACCESS_WELSH, words));
    form_error(&r->form, "date", message);
}

static void check_fits(struct request *r, struct telling_page *t, const struct asked *a,
                       struct str answer)
{
    int32_t bound = 0;
    const char *field = a->type == QUESTION_CHOICES ? "option"
                        : a->type == QUESTION_DATE  ? "date"
                                                    : "answer";
    switch (application_fits(&t->look, a->question, answer, &bound)) {
    case FITS:
        break;
    case FITS_EARLY:
        say_day(r, translate(r, "The day can’t be before"), bound);
        break;
    case FITS_LATE:
        say_day(r, translate(r, "The day can’t be after"), bound);
        break;
    default:
        form_error(&r->form, field, wrong_words(r, a));
    }
}

/* A death lies behind, and nobody is born tomorrow. */
static void check_item(struct request *r, const struct telling_page *t, const struct asked *a)
{
    int32_t day = form_day(&r->form, "date");
    bool past = a->item == TELL_BIRTH_DATE || (a->item == TELL_HAPPENED && t->pack->type.ends_life);
    if (past && day != INT32_MIN && day > r->today) {
        form_error(&r->form, "date", translate(r, "The day can’t lie in the future"));
    }
}

static void check(struct request *r, struct telling_page *t, const struct asked *a,
                  struct str answer)
{
    const char *field = a->type == QUESTION_CHOICES ? "option"
                        : a->type == QUESTION_DATE  ? "date"
                                                    : "answer";
    bool choice = a->type == QUESTION_CHOICE || a->type == QUESTION_YES_NO;
    if (r->form.error_count > 0) {
        return;
    }
    if (answer.len == 0 && a->required) {
        form_error(&r->form, field, missing_words(r, a));
    } else if (answer.len > 0 && choice && !is_offered(a, answer)) {
        form_error(&r->form, field, missing_words(r, a));
    } else if (answer.len > 0 && a->question != NULL) {
        check_fits(r, t, a, answer);
    } else if (a->question == NULL) {
        check_item(r, t, a);
    }
}

/* go_on - to the next question; or, when an answer was changed and nothing more is asked, back to
 * where it was changed from. */
static int go_on(struct request *r, bool was_whole, struct err *err)
{
    struct telling_page t = {0};
    int code = telling_open(r, request_parameter(r, 0), &t, err);
    if (code == 0) {
        const char *next = telling_next(r, &t);
        bool whole = strcmp(next, "applies") == 0;
        code = reply_redirect(r, "/tell/%s/%s", request_parameter(r, 0),
                              was_whole && whole ? "check" : next);
    }
    telling_free(&t);
    return code;
}

int resident_answer(struct request *r, struct err *err)
{
    struct telling_page t = {0};
    struct asked a;
    int code = telling_open(r, request_parameter(r, 0), &t, err);
    if (code == 0 && !t.there) {
        telling_free(&t);
        return reply_redirect(r, "/tell/%s", request_parameter(r, 0));
    }
    code = code ? code : find_asked(r, &t, &a, err);
    if (code != 0) {
        telling_free(&t);
        return code;
    }
    struct str answer = typed_answer(r, &a);
    bool was_whole = strcmp(telling_next(r, &t), "applies") == 0;
    check(r, &t, &a, answer);
    if (r->form.error_count > 0) {
        code = show(r, &t, &a, err);
        telling_free(&t);
        return code;
    }
    code = telling_put(r, t.application.number, a.name, answer, err);
    telling_free(&t);
    return code ? code : go_on(r, was_whole, err);
}

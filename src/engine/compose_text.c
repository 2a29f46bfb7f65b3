/* compose_text.c - see compose_text.h. */
#include "compose_text.h"

#include "date.h"
#include "date_words.h"
#include "feel_value.h"
#include "json_writer.h"
#include "markdown.h"

static const struct str answers_begin_with = STR_INIT("answers.");
static const struct str duty_begins_with = STR_INIT("duty.");
static const struct str deadline_ends = STR_INIT(".deadline");

static bool is_welsh(const struct text_facts *f)
{
    return f->language == ACCESS_WELSH;
}

static bool add_day(const struct text_facts *f, int32_t day, struct buf *out)
{
    char text[DATE_WORDS_MAX];
    if (day == PROCESS_DAY_NONE) {
        return false;
    }
    buf_add(out, str_of(date_written(day, is_welsh(f), text)));
    return true;
}

static bool add_str(struct str text, struct buf *out)
{
    buf_add(out, text);
    return text.len > 0;
}

static const char *yes_no(const struct text_facts *f, bool yes)
{
    return is_welsh(f) ? (yes ? "ie" : "na") : (yes ? "yes" : "no");
}

/* ---- answers ---- */

static struct str option_title(const struct question *q, struct str name,
                               enum access_language language)
{
    for (size_t i = 0; i < q->option_count; i++) {
        if (str_eq(q->options[i].name, name)) {
            return q->options[i].text.text[language];
        }
    }
    return name;
}

static void add_options(const struct text_facts *f, const struct question *q, struct str names,
                        struct buf *out)
{
    size_t from = 0;
    for (size_t i = 0; i <= names.len; i++) {
        if (i == names.len || names.ptr[i] == ',') {
            buf_printf(out, "%s%.*s", from > 0 ? ", " : "",
                       PRI(option_title(q, str_slice(names, from, i), f->language)));
            from = i + 1;
        }
    }
}

static bool add_answer(const struct text_facts *f, struct str name, struct buf *out)
{
    const struct question *q = event_question(&f->at->pack->type, name);
    const struct event_answer *a = event_answer_of(&f->at->event, name);
    struct date date;
    if (q == NULL || a == NULL || a->value.len == 0) {
        return false;
    }
    switch (q->type) {
    case QUESTION_DATE:
        return date_from_text(a->value, &date) && add_day(f, date_days(date), out);
    case QUESTION_YES_NO:
        buf_add(out, str_of(yes_no(f, str_eq(a->value, STR("yes")))));
        return true;
    case QUESTION_MONEY:
        buf_printf(out, "£%.*s", PRI(a->value));
        return true;
    case QUESTION_CHOICE:
    case QUESTION_CHOICES:
        add_options(f, q, a->value, out);
        return true;
    default:
        return add_str(a->value, out);
    }
}

/* ---- facts ---- */

static int32_t day_of(struct feel_date d)
{
    return date_days((struct date){.year = (int16_t)d.year, .month = d.month, .day = d.day});
}

static const struct feel_value *fact_of(const struct text_facts *f, struct str name)
{
    size_t place = fact_find(name);
    return place != SIZE_MAX ? &f->look->facts.at[place] : NULL;
}

static bool add_fact(const struct text_facts *f, struct str name, struct buf *out)
{
    const struct feel_value *v = fact_of(f, name);
    char number[FEEL_DECIMAL_TEXT_MAX];
    switch (v != NULL ? (enum feel_kind)v->kind : FEEL_NULL) {
    case FEEL_DATE:
        return add_day(f, day_of(v->date), out);
    case FEEL_STRING:
        return add_str(v->string, out);
    case FEEL_BOOLEAN:
        buf_add(out, str_of(yes_no(f, v->boolean)));
        return true;
    case FEEL_NUMBER:
        return add_str((struct str){number, feel_decimal_format(v->number, number)}, out);
    default:
        return false;
    }
}

/* add_deadline - of a duty by its id: the line's. */
static bool add_deadline(const struct text_facts *f, struct str duty, struct buf *out)
{
    for (size_t i = 0; i < f->at->plan->duty_count; i++) {
        if (str_eq(f->at->pack->duties.at[i].id, duty)) {
            const struct process_line *l = &f->at->process.lines[f->at->plan->duties[i].line];
            return l->has_deadline && add_day(f, l->deadline, out);
        }
    }
    return false;
}

static struct str council_name(const struct text_facts *f)
{
    return is_welsh(f) && f->council->name_welsh.len > 0 ? f->council->name_welsh
                                                          : f->council->name;
}

static struct str team_name(const struct text_facts *f)
{
    const struct event_pack *pack = f->at->pack;
    const struct pack_party *team =
        pack_party_find(pack->teams, pack->team_count, pack->steps.at[f->place].team);
    return team != NULL ? team->title.text[f->language] : STR("");
}

/* add_field - its value, as it is. False: it has none. */
static bool add_field(const struct text_facts *f, struct str name, struct buf *out)
{
    if (str_starts(name, answers_begin_with)) {
        return add_answer(f, str_slice(name, answers_begin_with.len, name.len), out);
    }
    if (str_starts(name, duty_begins_with) && str_ends(name, deadline_ends)) {
        return add_deadline(
            f, str_slice(name, duty_begins_with.len, name.len - deadline_ends.len), out);
    }
    return str_eq(name, STR("recipient.name")) ? add_str(f->recipient, out)
           : str_eq(name, STR("subject.name")) ? add_str(f->subject, out)
           : str_eq(name, STR("council.name")) ? add_str(council_name(f), out)
           : str_eq(name, STR("today"))        ? add_day(f, f->today, out)
           : str_eq(name, STR("step.due"))
               ? add_day(f, f->at->process.steps[f->place].due, out)
           : str_eq(name, STR("team.name"))  ? add_str(team_name(f), out)
           : str_eq(name, STR("team.phone")) ? add_str(f->team_phone, out)
                                             : add_fact(f, name, out);
}

/* ---- the text ---- */

static int no_value(struct str field, struct err *err)
{
    return err_set(err, ERR_NOTFOUND, "no value is known for {{%.*s}}",
                   PRI(field)); /* not personal: a field's name */
}

/* fill - the body with its fields' values. */
static int fill(const struct pack_text *text, const struct text_facts *f, struct buf *out,
                struct err *err)
{
    struct str rest = text->body;
    for (ptrdiff_t at = str_find(rest, STR("{{")); at >= 0; at = str_find(rest, STR("{{"))) {
        struct str after = str_slice(rest, (size_t)at + 2, rest.len);
        ptrdiff_t end = str_find(after, STR("}}"));
        if (end < 0) {
            break;
        }
        struct str name = str_trim(str_slice(after, 0, (size_t)end));
        struct buf value = {0};
        buf_add(out, str_slice(rest, 0, (size_t)at));
        bool has = add_field(f, name, &value);
        int code = has ? markdown_add_plain(out, buf_str(&value)) : no_value(name, err);
        buf_free(&value);
        if (code != 0) {
            return code;
        }
        rest = str_slice(after, (size_t)end + 2, after.len);
    }
    buf_add(out, rest);
    return 0;
}

/* add_plain - the text of a tree's blocks, a line each. */
static void add_plain(const struct markdown_block *block, struct buf *out)
{
    for (; block != NULL; block = block->next) {
        if (block->text.len > 0) {
            buf_printf(out, "%s%.*s", out->len > 0 ? "\n" : "", PRI(block->text));
        }
        add_plain(block->first, out);
    }
}

int compose_text(struct arena *arena, const struct pack_text *text, const struct text_facts *facts,
                 bool plain, struct str *ret, struct err *err)
{
    struct buf out = {0};
    int code = fill(text, facts, &out, err);
    if (code == 0 && plain) {
        struct markdown_block *tree = NULL;
        struct buf flat = {0};
        code = markdown_parse(arena, buf_str(&out), &tree, err);
        if (code == 0) {
            add_plain(tree, &flat);
            *ret = arena_str(arena, buf_str(&flat));
        }
        buf_free(&flat);
    } else if (code == 0) {
        *ret = arena_str(arena, buf_str(&out));
    }
    buf_free(&out);
    return code;
}

/* ---- JSON ---- */

static bool write_answer(const struct text_facts *f, struct str name, struct json_writer *json)
{
    const struct question *q = event_question(&f->at->pack->type, name);
    const struct event_answer *a = event_answer_of(&f->at->event, name);
    if (q == NULL || a == NULL || a->value.len == 0) {
        return false;
    }
    if (q->type == QUESTION_YES_NO) {
        json_write_bool(json, str_eq(a->value, STR("yes")));
    } else {
        json_write_text(json, a->value);
    }
    return true;
}

static bool write_fact(const struct text_facts *f, struct str name, struct json_writer *json)
{
    const struct feel_value *v = fact_of(f, name);
    char day[CALENDAR_TEXT_MAX], number[FEEL_DECIMAL_TEXT_MAX];
    switch (v != NULL ? (enum feel_kind)v->kind : FEEL_NULL) {
    case FEEL_DATE:
        json_write_text(json, str_of(calendar_text(day_of(v->date), day)));
        return true;
    case FEEL_STRING:
        json_write_text(json, v->string);
        return true;
    case FEEL_BOOLEAN:
        json_write_bool(json, v->boolean);
        return true;
    case FEEL_NUMBER:
        json_write_text(json, (struct str){number, feel_decimal_format(v->number, number)});
        return true;
    default:
        return false;
    }
}

int compose_json(struct arena *arena, const struct name_list *names,
                 const struct text_facts *facts, struct str *ret, struct err *err)
{
    struct buf out = {0};
    struct json_writer json = {.out = &out};
    int code = 0;
    json_write_object(&json);
    for (size_t i = 0; code == 0 && i < names->count; i++) {
        struct str name = names->at[i];
        json_write_key(&json, name);
        bool has = str_starts(name, answers_begin_with)
                       ? write_answer(facts,
                                      str_slice(name, answers_begin_with.len, name.len), &json)
                       : write_fact(facts, name, &json);
        code = has ? 0 : no_value(name, err);
    }
    if (code == 0) {
        json_write_close(&json);
        *ret = arena_str(arena, buf_str(&out));
    }
    buf_free(&out);
    return code;
}

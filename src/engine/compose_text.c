/* compose_text.c - see compose_text.h. */
#include "compose_text.h"

#include "date.h"
#include "feel_value.h"
#include "json_writer.h"
#include "markdown.h"
#include "step_text.h"

static const struct str answers_begin_with = STR_INIT("answers.");
static const struct str duty_begins_with = STR_INIT("duty.");
static const struct str deadline_ends = STR_INIT(".deadline");

/* ---- values ---- */

static struct str day_words(struct arena *arena, const struct text_facts *f, int32_t day)
{
    return day != PROCESS_DAY_NONE ? field_day(arena, day, f->language) : STR("");
}

static struct str answer_words(struct arena *arena, const struct text_facts *f, struct str field)
{
    const struct event_type *type = &f->at->pack->type;
    struct str name = str_slice(field, answers_begin_with.len, field.len);
    const struct question *q = event_question(type, name);
    const struct event_answer *a = event_answer_of(&f->at->event, name);
    if (q == NULL || a == NULL || a->value.len == 0) {
        return STR("");
    }
    struct feel_value value = answer_value(arena, q, a->value);
    return field_words(arena, type, field, &value, f->language);
}

static const struct feel_value *fact_of(const struct text_facts *f, struct str name)
{
    size_t place = fact_find(name);
    return place != SIZE_MAX ? &f->look->facts.at[place] : NULL;
}

static struct str fact_words_of(struct arena *arena, const struct text_facts *f, struct str name)
{
    const struct feel_value *value = fact_of(f, name);
    return value != NULL ? field_words(arena, &f->at->pack->type, name, value, f->language)
                         : STR("");
}

/* deadline_words - of a duty by its id: the line's. */
static struct str deadline_words(struct arena *arena, const struct text_facts *f, struct str field)
{
    struct str duty = str_slice(field, duty_begins_with.len, field.len - deadline_ends.len);
    for (size_t i = 0; i < f->at->plan->duty_count; i++) {
        if (str_eq(f->at->pack->duties.at[i].id, duty)) {
            const struct process_line *l = &f->at->process.lines[f->at->plan->duties[i].line];
            return l->has_deadline ? day_words(arena, f, l->deadline) : STR("");
        }
    }
    return STR("");
}

static struct str council_name(const struct text_facts *f)
{
    bool welsh = f->language == ACCESS_WELSH && f->council->name_welsh.len > 0;
    return welsh ? f->council->name_welsh : f->council->name;
}

static struct str team_name(const struct text_facts *f)
{
    const struct event_pack *pack = f->at->pack;
    const struct pack_party *team =
        pack_party_find(pack->teams, pack->team_count, pack->steps.at[f->place].team);
    return team != NULL ? team->title.text[f->language] : STR("");
}

/* value_of - of a field, in words; "": it has none. */
static struct str value_of(struct arena *arena, const struct text_facts *f, struct str name)
{
    if (str_starts(name, duty_begins_with) && str_ends(name, deadline_ends)) {
        return deadline_words(arena, f, name);
    }
    return str_starts(name, answers_begin_with)  ? answer_words(arena, f, name)
           : str_eq(name, STR("recipient.name")) ? f->recipient
           : str_eq(name, STR("subject.name"))   ? f->subject
           : str_eq(name, STR("council.name"))   ? council_name(f)
           : str_eq(name, STR("today"))          ? day_words(arena, f, f->today)
           : str_eq(name, STR("step.due")) ? day_words(arena, f, f->at->process.steps[f->place].due)
           : str_eq(name, STR("team.name"))  ? team_name(f)
           : str_eq(name, STR("team.phone")) ? f->team_phone
                                             : fact_words_of(arena, f, name);
}

/* ---- the text ---- */

static int no_value(struct str field, struct err *err)
{
    return err_set(err, ERR_NOTFOUND, "no value is known for {{%.*s}}",
                   PRI(field)); /* not personal: a field's name */
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

/* make_plain - what its Markdown says, as text alone. */
static int make_plain(struct arena *arena, struct str text, struct str *ret, struct err *err)
{
    struct markdown_block *tree = NULL;
    struct buf flat = {0};
    int code = markdown_parse(arena, text, &tree, err);
    if (code == 0) {
        add_plain(tree, &flat);
        *ret = arena_str(arena, buf_str(&flat));
    }
    buf_free(&flat);
    return code;
}

int compose_text(struct arena *arena, const struct pack_text *text, const struct text_facts *facts,
                 bool plain, struct str *ret, struct err *err)
{
    struct field_value *values = arena_alloc(arena, (text->field_count + 1) * sizeof *values);
    struct buf out = {0};
    for (size_t i = 0; i < text->field_count; i++) {
        struct str name = text->fields[i].name;
        values[i] = (struct field_value){name, value_of(arena, facts, name)};
    }
    int code = step_text_fill(text, values, text->field_count, false, &out, err);
    if (code == 0 && plain) {
        code = make_plain(arena, buf_str(&out), ret, err);
    } else if (code == 0) {
        *ret = arena_str(arena, buf_str(&out));
    }
    buf_free(&out);
    return code;
}

/* ---- JSON ---- */

static int32_t day_of(struct feel_date d)
{
    return date_days((struct date){.year = (int16_t)d.year, .month = d.month, .day = d.day});
}

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

int compose_json(struct arena *arena, const struct name_list *names, const struct text_facts *facts,
                 struct str *ret, struct err *err)
{
    struct buf out = {0};
    struct json_writer json = {.out = &out};
    int code = 0;
    json_write_object(&json);
    for (size_t i = 0; code == 0 && i < names->count; i++) {
        struct str name = names->at[i];
        json_write_key(&json, name);
        bool has =
            str_starts(name, answers_begin_with)
                ? write_answer(facts, str_slice(name, answers_begin_with.len, name.len), &json)
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

/* step_text.c - fields filled in; values in words. */
#include "step_text.h"

#include "calendar.h"
#include "date_words.h"
#include "markdown.h"

/* ---- values in words ---- */

struct str field_day(struct arena *arena, int32_t day, enum access_language language)
{
    char text[DATE_WORDS_MAX];
    return arena_str(arena, str_of(date_written(day, language == ACCESS_WELSH, text)));
}

static struct str yes_or_no(bool value, enum access_language language)
{
    return language == ACCESS_WELSH ? value ? STR("ie") : STR("na")
           : value ? STR("yes")
                                    : STR("no");
}

static const struct question *question_of(const struct event_type *type, struct str name)
{
    static const struct str answers = STR_INIT("answers.");
    return str_starts(name, answers) ? event_question(type, str_slice(name, answers.len, name.len))
                                     : NULL;
}

/* pounds - "1,234.50" from "1234.5"; the text itself says "£", as packs do. */
static struct str pounds(struct arena *arena, struct str number)
{
    char text[64];
    size_t len = 0, whole = 0;
    while (whole < number.len && number.ptr[whole] != '.') {
        whole++;
    }
    for (size_t i = 0; i < whole && len + 8 < sizeof text; i++) {
        text[len++] = number.ptr[i];
        size_t left = whole - i - 1;
        if (left > 0 && left % 3 == 0 && number.ptr[i] != '-') {
            text[len++] = ',';
        }
    }
    struct str rest = str_slice(number, whole < number.len ? whole + 1 : whole, number.len);
    if (rest.len > 0) {
        text[len++] = '.';
        text[len++] = rest.ptr[0];
        text[len++] = rest.len > 1 ? rest.ptr[1] : '0';
    }
    return arena_printf(arena, "%.*s", (int)len, text);
}

/* option_words - of a choice the option's title; the text itself where there is no such option. */
static struct str option_words(const struct question *question, struct str name,
                               enum access_language language)
{
    const struct question_option *option =
        question != NULL ? question_option_of(question, name) : NULL;
    return option != NULL ? option->text.text[language] : name;
}

static struct str list_words(struct arena *arena, const struct question *question,
                             const struct feel_list *list, enum access_language language)
{
    struct str words = STR("");
    for (size_t i = 0; i < list->count; i++) {
        struct str item = list->items[i].kind == FEEL_STRING
                              ? option_words(question, list->items[i].string, language)
                              : feel_value_text(arena, &list->items[i]);
        words = words.len == 0 ? item : arena_printf(arena, "%.*s, %.*s", PRI(words), PRI(item));
    }
    return words;
}

struct str field_words(struct arena *arena, const struct event_type *type, struct str name,
                       const struct feel_value *value, enum access_language language)
{
    const struct question *question = question_of(type, name);
    switch (value->kind) {
    case FEEL_NULL:
        return STR("");
    case FEEL_BOOLEAN:
        return yes_or_no(value->boolean, language);
    case FEEL_DATE:
        return field_day(
            arena,
            (int32_t)calendar_day_number(value->date.year, value->date.month, value->date.day),
            language);
    case FEEL_NUMBER:
        return question != NULL && question->type == QUESTION_MONEY
                   ? pounds(arena, feel_value_text(arena, value))
                   : feel_value_text(arena, value);
    case FEEL_STRING:
        return option_words(question, value->string, language);
    case FEEL_LIST:
        return list_words(arena, question, value->list, language);
    default:
        return feel_value_text(arena, value);
    }
}

/* ---- filling in ---- */

static const struct field_value *value_of(const struct field_value *values, size_t count,
                                          struct str name)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(values[i].name, name)) {
            return values[i].text.len > 0 ? &values[i] : NULL;
        }
    }
    return NULL;
}

/* add_field - the value of the field that the text begins with, and how far it goes. */
static int add_field(const struct field_value *values, size_t count, struct str rest, bool plain,
                     struct buf *out, size_t *ret_len, struct err *err)
{
    ptrdiff_t end = str_find(rest, STR("}}"));
    struct str name = str_trim(str_slice(rest, 2, end < 0 ? rest.len : (size_t)end));
    const struct field_value *value = value_of(values, count, name);
    *ret_len = end < 0 ? rest.len : (size_t)end + 2;
    if (value == NULL) {
        return err_set(err, ERR_NOTFOUND, "{{%.*s}} has no value",
                       PRI(name)); /* not personal: a name */
    }
    int code = plain ? buf_add(out, value->text) : markdown_add_plain(out, value->text);
    return code ? err_set(err, code, "the text is too long") : 0;
}

int step_text_fill(const struct pack_text *text, const struct field_value *values, size_t count,
                   bool plain, struct buf *out, struct err *err)
{
    size_t before = out->len, from = 0;
    int code = 0;
    for (size_t i = 0; code == 0 && i < text->body.len;) {
        struct str rest = str_slice(text->body, i, text->body.len);
        size_t len = 1;
        if (str_starts(rest, STR("{{"))) {
            code = buf_add(out, str_slice(text->body, from, i));
            code = code ? err_set(err, code, "the text is too long")
                        : add_field(values, count, rest, plain, out, &len, err);
            from = i + len;
        }
        i += len;
    }
    if (code == 0 && buf_add(out, str_slice(text->body, from, text->body.len)) != 0) {
        code = err_set(err, ERR_LIMIT, "the text is too long");
    }
    if (code != 0) {
        out->len = before;
    }
    return code;
}

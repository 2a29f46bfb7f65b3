/* feel_text.c - values and causes as text. */
#include "feel_lexer.h"
#include "feel_syntax.h"

static void add_quoted(struct buf *out, struct str text)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\') {
            buf_add_char(out, '\\');
        }
        buf_add_char(out, text.ptr[i]);
    }
    buf_add_char(out, '"');
}

/* An entry's name, in quotes when it could not be written without. */
static void add_name(struct buf *out, struct str name)
{
    size_t at = 0;
    bool plain = feel_name_start_at(name, 0) > 0;
    while (plain && at < name.len) {
        size_t part = feel_name_part_at(name, at);
        bool space = name.ptr[at] == ' ' && at + 1 < name.len && name.ptr[at + 1] != ' ';
        plain = part > 0 || space || feel_name_symbol(name.ptr[at]);
        at += part > 0 ? part : 1;
    }
    if (plain) {
        buf_add(out, name);
    } else {
        add_quoted(out, name);
    }
}

static void add_value(struct buf *out, const struct feel_value *value, bool quoted);

static void add_list(struct buf *out, const struct feel_list *list)
{
    buf_add_char(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        buf_add(out, i > 0 ? STR(", ") : STR(""));
        add_value(out, &list->items[i], true);
    }
    buf_add_char(out, ']');
}

static void add_context(struct buf *out, const struct feel_context *context)
{
    buf_add_char(out, '{');
    for (size_t i = 0; i < context->count; i++) {
        buf_add(out, i > 0 ? STR(", ") : STR(""));
        add_name(out, context->names[i]);
        buf_add(out, STR(": "));
        add_value(out, &context->values[i], true);
    }
    buf_add_char(out, '}');
}

static void add_range(struct buf *out, const struct feel_range *range)
{
    static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">="};
    if (range->comparison != 0) {
        buf_printf(out, "(%s ", signs[range->comparison - FEEL_NODE_EQUAL]);
        add_value(out, range->low.kind != FEEL_NULL ? &range->low : &range->high, true);
        buf_add_char(out, ')');
        return;
    }
    buf_add_char(out, range->low_included ? '[' : '(');
    add_value(out, &range->low, true);
    buf_add(out, STR(".."));
    add_value(out, &range->high, true);
    buf_add_char(out, range->high_included ? ']' : ')');
}

static void add_temporal(struct buf *out, const struct feel_value *value)
{
    char text[FEEL_TEMPORAL_TEXT_MAX];
    size_t length = 0;
    switch (value->kind) {
    case FEEL_DATE:
        length = feel_date_format(value->date, text);
        break;
    case FEEL_TIME:
        length = feel_time_format(value->time, text);
        break;
    case FEEL_DATE_TIME:
        length = feel_date_time_format(value->date_time, text);
        break;
    case FEEL_DAYS_DURATION:
        length = feel_days_duration_format(value->days_duration, text);
        break;
    default:
        length = feel_months_duration_format(value->months_duration, text);
        break;
    }
    buf_add(out, str_make(text, length));
}

static void add_number(struct buf *out, struct feel_decimal number)
{
    char text[FEEL_DECIMAL_TEXT_MAX];
    buf_add(out, str_make(text, feel_decimal_format(number, text)));
}

static void add_value(struct buf *out, const struct feel_value *value, bool quoted)
{
    switch (value->kind) {
    case FEEL_NULL:
        buf_add(out, STR("null"));
        return;
    case FEEL_BOOLEAN:
        buf_add(out, value->boolean ? STR("true") : STR("false"));
        return;
    case FEEL_NUMBER:
        add_number(out, value->number);
        return;
    case FEEL_STRING:
        if (quoted) {
            add_quoted(out, value->string);
        } else {
            buf_add(out, value->string);
        }
        return;
    case FEEL_LIST:
        add_list(out, value->list);
        return;
    case FEEL_CONTEXT:
        add_context(out, value->context);
        return;
    case FEEL_RANGE:
        add_range(out, value->range);
        return;
    case FEEL_FUNCTION:
        buf_printf(out, "function(%u)", value->function->type->field_count);
        return;
    default:
        add_temporal(out, value);
    }
}

struct str feel_value_text(struct arena *arena, const struct feel_value *value)
{
    struct buf out = {.max = 16 * 1024 * 1024};
    add_value(&out, value, false);
    struct str text = arena_str(arena, buf_str(&out));
    buf_free(&out);
    return text;
}

struct str feel_cause_text(struct arena *arena, const struct feel_cause *cause)
{
    static const char *const said[FEEL_CAUSE_CODES] = {
        [FEEL_CAUSE_NOT_KNOWN] = "is not known",
        [FEEL_CAUSE_MISSING_NAME] = "is not there",
        [FEEL_CAUSE_WRONG_TYPE] = "was given a value of a type that it does not take",
        [FEEL_CAUSE_ARGUMENTS] = "was given arguments that it does not have",
        [FEEL_CAUSE_CONVERSION] = "was given text, or a number, that it can't convert",
        [FEEL_CAUSE_DIVISION] = "divides by zero",
        [FEEL_CAUSE_DOMAIN] = "has no value for what it was given",
        [FEEL_CAUSE_OUT_OF_RANGE] = "is out of range",
        [FEEL_CAUSE_NOT_COMPARABLE] = "compares values of different types",
        [FEEL_CAUSE_CONFORMANCE] = "is not of the type, or one of the values, that are allowed",
        [FEEL_CAUSE_PATTERN] = "was given a pattern that is none",
        [FEEL_CAUSE_LIMIT] = "took more steps, depth or memory than is allowed",
        [FEEL_CAUSE_DECISION] = "has no rule for this, or more than one",
    };
    while (cause->because != NULL) {
        cause = cause->because;
    }
    struct str about = cause->about.len > 0 ? cause->about : cause->text;
    const char *quote = about.len > 0 ? "\"" : "";
    about = about.len > 0 ? about : STR("the expression");
    if (cause->line == 0) {
        return arena_printf(arena, "%s%.*s%s %s", quote, PRI(about), quote, said[cause->code]);
    }
    return arena_printf(arena, "line %u, column %u: %s%.*s%s %s", cause->line, cause->column, quote,
                        PRI(about), quote, said[cause->code]);
}

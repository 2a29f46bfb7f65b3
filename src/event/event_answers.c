/* event_answers.c - see event_answers.h. */
#include "event_answers.h"

#include "date.h"
#include "encoding.h"

enum { ANSWER_BYTES_MAX = 2000 };

void answers_begin(struct arena *arena, const struct event_type *type, struct answers *ret)
{
    *ret = (struct answers){
        .type = type, .text = arena_alloc(arena, (type->question_count + 1) * sizeof *ret->text)};
}

/* ---- one answer ---- */

static int refuse(const struct question *q, struct err *err, const char *wanted)
{
    return err_set(err, ERR_INPUT, "%.*s: %s", PRI(q->name), wanted); /* not personal: a name */
}

static int read_day(struct arena *arena, const struct question *q, struct str text, struct str *ret,
                    struct err *err)
{
    struct date date;
    if (!date_from_text(text, &date) || !date_is_valid(date)) {
        return refuse(q, err, "a day of the calendar is wanted, as 2026-11-28");
    }
    *ret = arena_str(arena, text);
    return 0;
}

/* Digits with a minus before them if need be, and, of money, two more after a point at most. */
static bool read_pence(struct str text, bool money, int64_t *ret)
{
    bool negative = text.len > 0 && text.ptr[0] == '-';
    uint64_t whole = 0;
    uint64_t part = 0;
    struct str digits = str_slice(text, negative, text.len);
    ptrdiff_t point = str_find(digits, STR("."));
    struct str after = point >= 0 ? str_slice(digits, (size_t)point + 1, digits.len) : STR("");
    digits = point >= 0 ? str_slice(digits, 0, (size_t)point) : digits;
    if (!str_to_uint(digits, 1000000000000, &whole) || (point >= 0 && !money) ||
        (point >= 0 && (after.len == 0 || after.len > 2 || !str_to_uint(after, 99, &part)))) {
        return false;
    }
    part *= after.len == 1 ? 10 : 1;
    *ret = (int64_t)(whole * 100 + part) * (negative ? -1 : 1);
    return true;
}

static int read_number(struct arena *arena, const struct question *q, struct str text,
                       struct str *ret, struct err *err)
{
    bool money = q->type == QUESTION_MONEY;
    int64_t pence = 0;
    if (!read_pence(text, money, &pence)) {
        return refuse(q, err, money ? "pounds are wanted, as 12.50" : "a whole number is wanted");
    }
    if ((q->bounded_below && pence < q->min * 100) || (q->bounded_above && pence > q->max * 100)) {
        return err_set(err, ERR_INPUT, "%.*s: it is %s %lld",
                       PRI(q->name), /* not personal: a name */

                       q->bounded_below && pence < q->min * 100 ? "less than" : "more than",
                       (long long)(q->bounded_below && pence < q->min * 100 ? q->min : q->max));
    }
    int64_t size = pence < 0 ? -pence : pence;
    *ret = money ? arena_printf(arena, "%s%lld.%02lld", pence < 0 ? "-" : "",
                                (long long)(size / 100), (long long)(size % 100))
                 : arena_printf(arena, "%lld", (long long)(pence / 100));
    return 0;
}

static int refuse_choice(const struct question *q, struct err *err)
{
    struct buf text = {.max = 300};
    for (size_t i = 0; i < q->option_count; i++) {
        buf_printf(&text, "%s%.*s",
                   i == 0                     ? ""
                   : i + 1 == q->option_count ? " or "
                                              : ", ",
                   PRI(q->options[i].name));
    }
    int code = err_set(err, ERR_INPUT, "%.*s: it is %.*s", PRI(q->name), /* not personal: names */
                       PRI(buf_str(&text)));
    buf_free(&text);
    return code;
}

static int read_choices(struct arena *arena, const struct question *q, struct str text,
                        struct str *ret, struct err *err)
{
    bool *chosen = arena_alloc(arena, (q->option_count + 1) * sizeof *chosen);
    struct buf made = {0};
    struct str name;
    while (str_next_token(&text, ',', &name)) {
        const struct question_option *option = question_option_of(q, str_trim(name));
        if (option == NULL) {
            return refuse_choice(q, err);
        }
        chosen[option - q->options] = true;
    }
    for (size_t i = 0; i < q->option_count; i++) {
        if (chosen[i]) {
            buf_printf(&made, "%s%.*s", made.len > 0 ? "," : "", PRI(q->options[i].name));
        }
    }
    *ret = arena_str(arena, buf_str(&made));
    buf_free(&made);
    return ret->len > 0 ? 0 : refuse_choice(q, err);
}

static int read_text(struct arena *arena, const struct question *q, struct str text,
                     struct str *ret, struct err *err)
{
    if (text.len > ANSWER_BYTES_MAX || !utf8_valid(text)) {
        return refuse(q, err, "a text in UTF-8 of at most 2,000 bytes is wanted");
    }
    *ret = arena_str(arena, text);
    return 0;
}

int answers_put(struct arena *arena, struct answers *answers, struct str name, struct str text,
                struct err *err)
{
    const struct question *q = event_question(answers->type, name);
    struct str given = str_trim(text);
    struct str *into = q != NULL ? &answers->text[q - answers->type->questions] : NULL;
    if (q == NULL) {
        return err_set(err, ERR_NOTFOUND, "%.*s has no question of that name",
                       PRI(answers->type->id)); /* not personal: a pack */
    }
    if (given.len == 0) {
        return refuse(q, err, "an answer is wanted");
    }
    switch (q->type) {
    case QUESTION_YES_NO:
        *into = str_eq(given, STR("yes")) ? STR("yes") : STR("no");
        return str_eq(given, *into) ? 0 : refuse(q, err, "it is yes or no");
    case QUESTION_DATE:
        return read_day(arena, q, given, into, err);
    case QUESTION_NUMBER:
    case QUESTION_MONEY:
        return read_number(arena, q, given, into, err);
    case QUESTION_CHOICE:
        if (question_option_of(q, given) == NULL) {
            return refuse_choice(q, err);
        }
        *into = arena_str(arena, given);
        return 0;
    case QUESTION_CHOICES:
        return read_choices(arena, q, given, into, err);
    default:
        return read_text(arena, q, given, into, err);
    }
}

/* ---- as facts ---- */

struct feel_value answer_value(struct arena *arena, const struct question *q, struct str text)
{
    struct feel_value value = feel_string(text);
    struct feel_date date;
    int64_t pence = 0;
    if (q->type == QUESTION_YES_NO) {
        return feel_boolean(str_eq(text, STR("yes")));
    }
    if (q->type == QUESTION_DATE && feel_date_parse(text, &date) == 0) {
        value = (struct feel_value){.kind = FEEL_DATE, .date = date};
    } else if ((q->type == QUESTION_NUMBER || q->type == QUESTION_MONEY) &&
               read_pence(text, true, &pence)) {
        value = q->type == QUESTION_MONEY ? feel_number(feel_decimal_scaled(pence, -2))
                                          : feel_integer(pence / 100);
    } else if (q->type == QUESTION_CHOICES) {
        struct feel_value *items = arena_alloc(arena, (q->option_count + 1) * sizeof *items);
        size_t count = 0;
        struct str name;
        while (str_next_token(&text, ',', &name) && count < q->option_count) {
            items[count++] = feel_string(name);
        }
        value = feel_list_of(arena, items, count);
    }
    return value;
}

struct feel_value answers_value(struct arena *arena, const struct answers *answers)
{
    const struct event_type *type = answers->type;
    struct str *names = arena_alloc(arena, (type->question_count + 1) * sizeof *names);
    struct feel_value *values = arena_alloc(arena, (type->question_count + 1) * sizeof *values);
    for (size_t i = 0; i < type->question_count; i++) {
        const struct question *q = &type->questions[i];
        names[i] = q->name;
        values[i] = answers->text[i].len > 0
                        ? answer_value(arena, q, answers->text[i])
                        : feel_not_known(arena, arena_printf(arena, "answers.%.*s", PRI(q->name)));
    }
    return feel_context_of(arena, names, values, type->question_count);
}

/* ---- all of them ---- */

static enum feel_verdict ask(struct arena *arena, const struct condition *condition,
                             const struct feel_value *values, struct feel_value *ret)
{
    struct feel_evaluation evaluation = {
        .arena = arena, .limits = feel_limits, .today = values[FACT_TODAY]};
    struct err err = {0};
    if (condition->tree == NULL) {
        return FEEL_HOLDS;
    }
    feel_evaluate(&evaluation, condition->tree, values, ret, &err); /* a limit: can't tell */
    return feel_verdict(ret);
}

/* Where a day must not lie; a bound that isn't known bounds nothing. */
static int check_bound(struct arena *arena, const struct question *q, struct str text,
                       const struct condition *bound, const struct feel_value *values, int side,
                       struct err *err)
{
    struct feel_value limit = {0};
    struct feel_date date;
    if (bound->tree == NULL || text.len == 0 || feel_date_parse(text, &date) != 0) {
        return 0;
    }
    ask(arena, bound, values, &limit);
    if (limit.kind != FEEL_DATE || feel_date_compare(date, limit.date) * side <= 0) {
        return 0;
    }
    /* not the day itself: it may follow from what is known of the person */
    return refuse(q, err,
                  side > 0 ? "it lies after the latest day that this question takes"
                           : "it lies before the earliest day that this question takes");
}

int answers_check(struct arena *arena, const struct answers *answers,
                  const struct feel_value *values, bool whole, struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < answers->type->question_count; i++) {
        const struct question *q = &answers->type->questions[i];
        struct str text = answers->text[i];
        struct feel_value value = {0};
        enum feel_verdict asked = ask(arena, &q->ask_when, values, &value);
        if (text.len > 0 && asked == FEEL_DOES_NOT_HOLD) {
            code = refuse(q, err,
                          "it is not asked where the other answers are as they are: leave "
                          "it out");
        } else if (whole && text.len == 0 && q->required && asked == FEEL_HOLDS) {
            code = err_set(err, ERR_INPUT, "%.*s: it must be answered: %.*s",
                           PRI(q->name), /* not personal: a question */

                           PRI(q->text.text[ACCESS_ENGLISH]));
        }
        code = code ? code : check_bound(arena, q, text, &q->not_after, values, 1, err);
        code = code ? code : check_bound(arena, q, text, &q->not_before, values, -1, err);
    }
    return code;
}

bool answers_next(struct arena *arena, const struct answers *answers,
                  const struct feel_value *values, size_t *ret)
{
    for (size_t i = *ret; i < answers->type->question_count; i++) {
        const struct question *q = &answers->type->questions[i];
        struct feel_value value = {0};
        if (!q->of_team && answers->text[i].len == 0 &&
            ask(arena, &q->ask_when, values, &value) != FEEL_DOES_NOT_HOLD) {
            *ret = i;
            return true;
        }
    }
    return false;
}

/* form.c - see form.h. Names and values are decoded one by one; each declared field is then read
 * from what came, and what came and nobody declared is refused. */
#include "form.h"

#include "calendar.h"
#include "date_words.h"
#include "encoding.h"

#include <string.h>

enum { YEAR_MIN = 1850, YEAR_MAX = 2199, RAW_MAX = 256, NAME_MAX_BYTES = 100 };

struct raw {
    struct str name, value;
    bool is_taken;
};

struct reading {
    struct form *form;
    struct raw raw[RAW_MAX];
    size_t count;
    form_translate *translate;
    void *context;
};

/* ---- decoding ---- */

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* A name or a value: + is a space, %41 a byte; lines end in a line feed alone. */
static int decode(struct arena *arena, struct str text, struct str *ret, struct err *err)
{
    char *out = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            int high = i + 1 < text.len ? hex(text.ptr[i + 1]) : -1;
            int low = i + 2 < text.len ? hex(text.ptr[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return err_set(err, ERR_INPUT, "the form has a percent sign that says nothing");
            }
            c = (char)(unsigned char)(16 * high + low);
            i += 2;
        } else if (c == '+') {
            c = ' ';
        }
        if (c == '\r') {
            continue;
        }
        if (((unsigned char)c < ' ' && c != '\n' && c != '\t') || c == 127) {
            return err_set(err, ERR_INPUT, "the form has a control character in it");
        }
        out[len++] = c;
    }
    out[len] = '\0';
    *ret = str_make(out, len);
    return utf8_valid(*ret) ? 0 : err_set(err, ERR_INPUT, "the form has bytes that are no UTF-8");
}

static int split(struct reading *r, struct str text, struct err *err)
{
    struct str rest = text;
    struct str pair;
    int code = text.len > FORM_BYTES_MAX
                   ? err_set(err, ERR_LIMIT, "the form is longer than %d bytes", FORM_BYTES_MAX)
                   : 0;
    while (code == 0 && str_next_token(&rest, '&', &pair)) {
        if (pair.len == 0) {
            continue;
        }
        ptrdiff_t equals = str_find(pair, STR("="));
        size_t name_end = equals < 0 ? pair.len : (size_t)equals;
        size_t value_at = equals < 0 ? pair.len : (size_t)equals + 1;
        if (r->count == RAW_MAX) {
            return err_set(err, ERR_LIMIT, "the form has more than %d fields", RAW_MAX);
        }
        struct raw *raw = &r->raw[r->count++];
        code = decode(r->form->arena, str_slice(pair, 0, name_end), &raw->name, err);
        code = code ? code
                    : decode(r->form->arena, str_slice(pair, value_at, pair.len), &raw->value, err);
        raw->value = str_trim(raw->value);
        if (code == 0 && (raw->name.len == 0 || raw->name.len > NAME_MAX_BYTES)) {
            code = err_set(err, ERR_INPUT, "the form has a field without a name");
        }
    }
    return code;
}

/* ---- values ---- */

/* The field of that name, which may be there once. */
static int take(struct reading *r, struct str name, struct str *ret, struct err *err)
{
    struct raw *found = NULL;
    for (size_t i = 0; i < r->count; i++) {
        if (!str_eq(r->raw[i].name, name)) {
            continue;
        }
        if (found != NULL) {
            return err_set(err, ERR_INPUT, "the form has a field twice");
        }
        found = &r->raw[i];
        found->is_taken = true;
    }
    *ret = found != NULL ? found->value : (struct str){0};
    return 0;
}

static bool is_sent(const struct reading *r, struct str name)
{
    size_t i = 0;
    while (i < r->count && !str_eq(r->raw[i].name, name)) {
        i++;
    }
    return i < r->count;
}

static struct form_value *add(struct reading *r, struct str name, const struct form_field *field,
                              struct err *err)
{
    if (r->form->count == FORM_FIELDS_MAX) {
        err_set(err, ERR_LIMIT, "the form has more than %d values", FORM_FIELDS_MAX);
        return NULL;
    }
    struct form_value *value = &r->form->values[r->form->count++];
    *value = (struct form_value){
        .name = name, .field = field, .day = INT32_MIN, .is_sent = is_sent(r, name)};
    return value;
}

static void say(struct reading *r, struct form_value *value, const char *english)
{
    value->error = str_of(r->translate(r->context, english));
    r->form->error_count++;
}

static size_t characters(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += ((unsigned char)text.ptr[i] & 0xc0u) != 0x80u;
    }
    return count;
}

static bool is_code(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!ascii_is_alpha(c) && !ascii_is_digit(c) && memchr("-_.:/", c, 5) == NULL) {
            return false;
        }
    }
    return true;
}

static bool is_choice(const struct form_field *field, struct str text)
{
    size_t i = 0;
    if (field->choices == NULL) {
        return is_code(text);
    }
    while (field->choices[i] != NULL && !str_eq(str_of(field->choices[i]), text)) {
        i++;
    }
    return field->choices[i] != NULL;
}

static void check_text(struct reading *r, struct form_value *value)
{
    const struct form_field *field = value->field;
    bool is_long = field->kind == FORM_LONG_TEXT || field->kind == FORM_OPEN;
    size_t max = field->length_max > 0 ? field->length_max
                 : is_long             ? (size_t)FORM_LONG_MAX
                                       : (size_t)FORM_TEXT_MAX;
    uint64_t number = 0;
    if (value->text.len == 0) {
        return;
    }
    if (characters(value->text) > max) {
        say(r, value, TO_TRANSLATE("This is too long. Make it shorter"));
    } else if (!is_long && memchr(value->text.ptr, '\n', value->text.len) != NULL) {
        say(r, value, TO_TRANSLATE("Use one line only"));
    } else if (field->kind == FORM_CODE && !is_code(value->text)) {
        say(r, value, TO_TRANSLATE("Use letters, numbers and - _ . : / only"));
    } else if (field->kind == FORM_NUMBER && !str_to_uint(value->text, INT64_MAX, &number)) {
        say(r, value, TO_TRANSLATE("Use a whole number, such as 12"));
    }
    value->number = (int64_t)number;
}

static int read_one(struct reading *r, const struct form_field *field, struct err *err)
{
    struct str text;
    int code = take(r, str_of(field->name), &text, err);
    struct form_value *value = code == 0 ? add(r, str_of(field->name), field, err) : NULL;
    if (value == NULL) {
        return code ? code : err->code;
    }
    value->text = text;
    if (field->kind == FORM_CHOICE) {
        if (text.len > 0 && !is_choice(field, text)) {
            return err_set(err, ERR_INPUT, "the form has a choice that is none of those offered");
        }
    } else if (field->kind == FORM_FLAG) {
        if (text.len > 0 && !str_eq(text, STR("yes"))) {
            return err_set(err, ERR_INPUT, "the form has a box that is neither ticked nor empty");
        }
    } else {
        check_text(r, value);
    }
    return 0;
}

static int read_choices(struct reading *r, const struct form_field *field, struct err *err)
{
    for (size_t i = 0; i < r->count; i++) {
        struct raw *raw = &r->raw[i];
        if (!str_eq(raw->name, str_of(field->name))) {
            continue;
        }
        raw->is_taken = true;
        if (!is_choice(field, raw->value)) {
            return err_set(err, ERR_INPUT, "the form has a choice that is none of those offered");
        }
        struct form_value *value = add(r, str_of(field->name), field, err);
        if (value == NULL) {
            return err->code;
        }
        value->text = raw->value;
    }
    return 0;
}

static int read_open(struct reading *r, const struct form_field *field, struct err *err)
{
    struct str prefix = arena_printf(r->form->arena, "%s.", field->name);
    for (size_t i = 0; i < r->count; i++) {
        struct raw *raw = &r->raw[i];
        struct str ignored;
        if (raw->is_taken || !str_starts(raw->name, prefix)) {
            continue;
        }
        int code = take(r, raw->name, &ignored, err);
        struct form_value *value = code == 0 ? add(r, raw->name, field, err) : NULL;
        if (value == NULL) {
            return code ? code : err->code;
        }
        value->text = raw->value;
        check_text(r, value);
    }
    return 0;
}

/* A month as a number, or its name, or how that begins, in either language; 0: none. */
static int month_of(struct str text)
{
    enum { LETTERS_MIN = 3 };
    uint64_t number = 0;
    if (str_to_uint(text, 12, &number)) {
        return (int)number;
    }
    for (int month = 1; text.len >= LETTERS_MIN && month <= 12; month++) {
        for (int welsh = 0; welsh < 2; welsh++) {
            struct str name = str_of(date_month_name(month, welsh != 0));
            if (text.len <= name.len && str_eq_nocase(str_slice(name, 0, text.len), text)) {
                return month;
            }
        }
    }
    return 0;
}

static void check_date(struct reading *r, struct form_value *value)
{
    uint64_t day = 0;
    uint64_t year = 0;
    if (value->parts[0].len + value->parts[1].len + value->parts[2].len == 0) {
        return;
    }
    int month = month_of(value->parts[1]);
    bool are_numbers =
        str_to_uint(value->parts[0], 31, &day) && str_to_uint(value->parts[2], YEAR_MAX, &year);
    if (!are_numbers || year < YEAR_MIN || month < 1 || day < 1 ||
        (int)day > calendar_month_days((int64_t)year, month)) {
        say(r, value, TO_TRANSLATE("Use a day, a month and a year, such as 27 3 2026"));
        return;
    }
    value->day = (int32_t)calendar_day_number((int64_t)year, month, (int)day);
}

static int read_date(struct reading *r, const struct form_field *field, struct err *err)
{
    static const char *const ends[] = {"day", "month", "year"};
    struct form_value *value = add(r, str_of(field->name), field, err);
    if (value == NULL) {
        return err->code;
    }
    int code = 0;
    for (int i = 0; code == 0 && i < 3; i++) {
        struct str name = arena_printf(r->form->arena, "%s-%s", field->name, ends[i]);
        code = take(r, name, &value->parts[i], err);
        value->is_sent = value->is_sent || is_sent(r, name);
    }
    if (code == 0) {
        check_date(r, value);
        value->text = value->parts[0].len + value->parts[1].len + value->parts[2].len == 0
                          ? STR("")
                          : arena_printf(r->form->arena, "%.*s %.*s %.*s", PRI(value->parts[0]),
                                         PRI(value->parts[1]), PRI(value->parts[2]));
    }
    return code;
}

static void check_required(struct reading *r, const struct form_field *field)
{
    bool there = false;
    struct form_value *first = NULL;
    for (size_t i = 0; i < r->form->count; i++) {
        if (r->form->values[i].field == field) {
            there = there || r->form->values[i].text.len > 0;
            first = first == NULL ? &r->form->values[i] : first;
        }
    }
    bool chooses = field->kind == FORM_CHOICE || field->kind == FORM_CHOICES;
    const char *missing = TO_TRANSLATE("Enter an answer");
    if (chooses) {
        missing = TO_TRANSLATE("Choose an answer");
    }
    if (field->missing != NULL) {
        missing = field->missing;
    }
    if (there) {
        return;
    }
    if (first != NULL) {
        say(r, first, missing);
    } else {
        form_error(r->form, field->name, r->translate(r->context, missing));
    }
}

/* What the framework itself puts into each form. */
static int take_own(struct reading *r, struct err *err)
{
    int code = take(r, STR("csrf"), &r->form->csrf, err);
    code = code ? code : take(r, STR("idempotency_key"), &r->form->idempotency_key, err);
    code = code ? code : take(r, STR("case"), &r->form->case_reference, err);
    return code == 0 && !is_code(r->form->case_reference)
               ? err_set(err, ERR_INPUT, "a case reference has letters, numbers and - _ . : / only")
               : code;
}

int form_read(struct arena *arena, struct str text, const struct form_field *fields,
              size_t field_count, form_translate *translate, void *context, struct form *form,
              struct err *err)
{
    struct reading *r = arena_alloc(arena, sizeof *r);
    *form = (struct form){.arena = arena, .fields = fields, .field_count = field_count};
    *r = (struct reading){.form = form, .translate = translate, .context = context};
    int code = split(r, text, err);
    code = code ? code : take_own(r, err);
    for (size_t i = 0; code == 0 && i < field_count; i++) {
        const struct form_field *field = &fields[i];
        code = field->kind == FORM_CHOICES ? read_choices(r, field, err)
               : field->kind == FORM_OPEN  ? read_open(r, field, err)
               : field->kind == FORM_DATE  ? read_date(r, field, err)
                                           : read_one(r, field, err);
        if (code == 0 && field->is_required) {
            check_required(r, field);
        }
    }
    for (size_t i = 0; code == 0 && i < r->count; i++) {
        code = r->raw[i].is_taken
                   ? 0
                   : err_set(err, ERR_INPUT, "the form has a field that is not asked for here");
    }
    return code;
}

/* ---- asking ---- */

const struct form_value *form_value(const struct form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++) {
        if (str_eq(form->values[i].name, str_of(name))) {
            return &form->values[i];
        }
    }
    return NULL;
}

struct str form_text(const struct form *form, const char *name)
{
    const struct form_value *value = form_value(form, name);
    return value != NULL && value->text.ptr != NULL ? value->text : STR("");
}

int32_t form_day(const struct form *form, const char *name)
{
    const struct form_value *value = form_value(form, name);
    return value != NULL ? value->day : INT32_MIN;
}

int64_t form_number(const struct form *form, const char *name, int64_t otherwise)
{
    const struct form_value *value = form_value(form, name);
    return value != NULL && value->text.len > 0 && value->error.len == 0 ? value->number
                                                                         : otherwise;
}

bool form_flag(const struct form *form, const char *name)
{
    return str_eq(form_text(form, name), STR("yes"));
}

bool form_has(const struct form *form, const char *name)
{
    return form_text(form, name).len > 0;
}

bool form_sent(const struct form *form, const char *name)
{
    const struct form_value *value = form_value(form, name);
    return value != NULL && value->is_sent;
}

void form_error(struct form *form, const char *name, const char *message)
{
    struct form_value *value = (struct form_value *)form_value(form, name);
    if (value == NULL) {
        if (form->count == FORM_FIELDS_MAX) {
            return; /* there are errors enough */
        }
        value = &form->values[form->count++];
        *value = (struct form_value){
            .name = arena_str(form->arena, str_of(name)), .text = STR(""), .day = INT32_MIN};
    }
    form->error_count += value->error.len == 0;
    value->error = arena_str(form->arena, str_of(message));
    value->program_says = STR("");
}

void form_fail(struct form *form, const char *name, const char *sentence, const struct err *why)
{
    form_error(form, name, why->is_said ? why->message : sentence);
    struct form_value *value = (struct form_value *)form_value(form, name);
    if (value != NULL && !why->is_said) {
        value->program_says = arena_str(form->arena, str_of(why->message));
    }
}

/* inward_subject.c - whom a partner means: one person here whom all that was said fits, or nobody.
 *
 * To take the wrong person is worse than to find none: who isn't found is for somebody to see to.
 * What is searched for by likeness must then agree by itself, and nobody else may fit as well. */
#include "inward_parts.h"

#include "date.h"
#include "find.h"
#include "json_slice.h"
#include "text.h"

enum { CODE_BYTES_MAX = 64 };

enum told_field {
    TOLD_NAME,
    TOLD_BIRTH_DATE,
    TOLD_POSTCODE,
    TOLD_ADDRESS,
    TOLD_PHONE,
    TOLD_EMAIL,
    TOLD_NHS_NUMBER,
    TOLD_NATIONAL_INSURANCE,
    TOLD_FIELDS
};

static const struct {
    struct str name;
    enum field_category category;
} fields[TOLD_FIELDS] = {
    [TOLD_NAME] = {STR_INIT("name"), CATEGORY_NAME},
    [TOLD_BIRTH_DATE] = {STR_INIT("birth_date"), CATEGORY_BIRTH_DATE},
    [TOLD_POSTCODE] = {STR_INIT("postcode"), CATEGORY_ADDRESS},
    [TOLD_ADDRESS] = {STR_INIT("address"), CATEGORY_ADDRESS},
    [TOLD_PHONE] = {STR_INIT("phone"), CATEGORY_PHONE},
    [TOLD_EMAIL] = {STR_INIT("email"), CATEGORY_EMAIL},
    [TOLD_NHS_NUMBER] = {STR_INIT("nhs_number"), CATEGORY_NHS_NUMBER},
    [TOLD_NATIONAL_INSURANCE] = {STR_INIT("national_insurance"), CATEGORY_NATIONAL_INSURANCE},
};

/* ---- what was said ---- */

static int read_fields(struct receiving *r, struct str object, struct str given[TOLD_FIELDS],
                       struct err *err)
{
    struct str name;
    struct str value;
    while (json_next_member(&r->arena, &object, &name, &value)) {
        int f = 0;
        while (f < TOLD_FIELDS && !str_eq(name, fields[f].name)) {
            f++;
        }
        if (f < TOLD_FIELDS && json_slice_kind(value) == JSON_SLICE_NULL) {
            continue;
        }
        if (f == TOLD_FIELDS || !inward_text(r, value, &given[f])) {
            return err_set(err, ERR_INPUT,
                           "\"subject\" takes texts: name, birth_date, postcode, address, phone, "
                           "email, nhs_number, national_insurance");
        }
        given[f] = str_trim(given[f]);
    }
    struct date date;
    if (given[TOLD_BIRTH_DATE].len > 0 &&
        (!date_from_text(given[TOLD_BIRTH_DATE], &date) || !date_is_valid(date))) {
        return err_set(err, ERR_INPUT, "\"birth_date\" isn't a day, as 1955-07-28");
    }
    return 0;
}

/* ---- does it fit? ---- */

/* Letters and digits alone, in capitals. */
static struct str code_of(struct str text, char ret[CODE_BYTES_MAX])
{
    size_t length = 0;
    for (size_t i = 0; i < text.len && length < CODE_BYTES_MAX; i++) {
        if (ascii_is_alpha(text.ptr[i]) || ascii_is_digit(text.ptr[i])) {
            ret[length++] = ascii_upper(text.ptr[i]);
        }
    }
    return str_make(ret, length);
}

static bool same_code(struct str given, struct str value)
{
    char a[CODE_BYTES_MAX];
    char b[CODE_BYTES_MAX];
    struct str code = code_of(given, a);
    return code.len > 0 && str_eq(code, code_of(value, b));
}

/* An address ends with its postcode. */
static bool has_postcode(struct str given, struct str address)
{
    char a[CODE_BYTES_MAX];
    struct str tail = str_slice(address, address.len > 10 ? address.len - 10 : 0, address.len);
    char b[CODE_BYTES_MAX];
    struct str code = code_of(given, a);
    return code.len >= 5 && str_ends(code_of(tail, b), code);
}

static bool has_word(struct str text, struct str word, bool initial)
{
    struct str token;
    while (str_next_token(&text, ' ', &token)) {
        if (str_eq(token, word) || (initial && token.len == 1 && token.ptr[0] == word.ptr[0])) {
            return true;
        }
    }
    return false;
}

/* same_name - the first and the last word of the given name are in it; the first may be an initial
 * there. Accents and case don't matter. */
static bool same_name(struct str given, struct str value)
{
    struct text whole;
    struct text other;
    text_fold(given, &whole);
    text_fold(value, &other);
    struct str rest = text_str(&whole);
    struct str token;
    struct str first = STR("");
    struct str last = STR("");
    while (str_next_token(&rest, ' ', &token)) {
        first = first.len == 0 ? token : first;
        last = token;
    }
    return first.ptr != last.ptr && first.len > 0 && has_word(text_str(&other), first, true) &&
           has_word(text_str(&other), last, false);
}

static bool fits(enum told_field f, struct str given, struct str value)
{
    switch (f) {
    case TOLD_NAME:
        return same_name(given, value);
    case TOLD_POSTCODE:
        return has_postcode(given, value);
    case TOLD_BIRTH_DATE:
        return str_eq(given, value);
    default:
        return same_code(given, value);
    }
}

/* agreement - 1: a value of the person fits; -1: the person has values, and none does; 0: nothing
 * was said, or nothing is shown in full. */
static int agreement(const struct view_person *person, enum told_field f, struct str given)
{
    int found = 0;
    for (size_t i = 0; given.len > 0 && i < person->field_count; i++) {
        const struct view_field *field = &person->fields[i];
        if (field->category != fields[f].category || field->level != DETAIL_FULL) {
            continue;
        }
        for (size_t v = 0; v < field->count; v++) {
            if (fits(f, given, field->values[v].text)) {
                return 1;
            }
            found = -1;
        }
    }
    return found;
}

static bool is_meant(const struct view_person *person, const struct str given[TOLD_FIELDS])
{
    int name = agreement(person, TOLD_NAME, given[TOLD_NAME]);
    int born = agreement(person, TOLD_BIRTH_DATE, given[TOLD_BIRTH_DATE]);
    int nhs = agreement(person, TOLD_NHS_NUMBER, given[TOLD_NHS_NUMBER]);
    int nino = agreement(person, TOLD_NATIONAL_INSURANCE, given[TOLD_NATIONAL_INSURANCE]);
    int postcode = agreement(person, TOLD_POSTCODE, given[TOLD_POSTCODE]);
    if (born < 0 || nhs < 0 || nino < 0) {
        return false;
    }
    bool numbered = nhs > 0 || nino > 0;
    return (numbered && (name > 0 || born > 0)) || (name > 0 && born > 0) ||
           (name > 0 && postcode > 0);
}

int inward_find_subject(struct receiving *r, struct str object, struct str *ret, struct err *err)
{
    struct str given[TOLD_FIELDS] = {{NULL, 0}};
    struct found found = {0};
    struct buf text = {0};
    struct err nobody = {0};
    struct str id = STR("");
    size_t count = 0;
    int code = read_fields(r, object, given, err);
    if (code != 0) {
        return code;
    }
    for (int f = 0; f < TOLD_FIELDS; f++) {
        buf_printf(&text, "%.*s ", PRI(given[f]));
    }
    code = find_people(&r->inquiry->viewing, buf_str(&text), &found, &nobody);
    for (size_t i = 0; code == 0 && i < found.count_listed; i++) {
        if (is_meant(&found.views[i].self, given)) {
            id = arena_str(&r->arena, str_of(found.views[i].self.id));
            count++;
        }
    }
    found_free(&found);
    buf_free(&text);
    if (code != 0 && code != ERR_INPUT) { /* INPUT: nothing that a search could find anybody by */
        return err_set(err, code, "%s", nobody.message);
    }
    *ret = count == 1 ? id : STR("");
    return 0;
}

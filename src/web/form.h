/* form.h - what a person typed: fields that a route declares, checked before its handler runs.
 *
 *     application/x-www-form-urlencoded ─► fields by name ─► values, or errors beside them
 *
 * What is not declared is refused, and so is a name twice that is no list. A value that is not as
 * it should be is kept as it was typed, with its error: the page shows both, and the person mends
 * it. Dates are three fields, NAME-day, NAME-month, NAME-year, as people write them. */
#ifndef CANTREF_WEB_FORM_H
#define CANTREF_WEB_FORM_H

#include "err.h"
#include "memory.h"

enum {
    FORM_FIELDS_MAX = 128,
    FORM_TEXT_MAX = 200,
    FORM_LONG_MAX = 4000,
    FORM_BYTES_MAX = 64 << 10
};

/* TO_TRANSLATE - marks an English text that is translated later, so that the build looks for its
 * Welsh (locale/check.py). */
#define TO_TRANSLATE(english) english

enum form_kind {
    FORM_TEXT,      /* one line */
    FORM_LONG_TEXT, /* lines */
    FORM_CODE,      /* letters, digits and - _ . : / alone: ids, case references, codes */
    FORM_NUMBER,    /* a whole number, not negative */
    FORM_DATE,      /* three fields; a day of the calendar from 1850 to 2199 */
    FORM_CHOICE,    /* one of `choices` */
    FORM_CHOICES,   /* any of them, and the name several times */
    FORM_FLAG,      /* a box: "yes" or not there */
    FORM_OPEN       /* all fields whose names begin with `name` and a point: answer.where; texts */
};

struct form_field {
    const char *name;
    enum form_kind kind;
    size_t length_max;          /* in characters; 0: that of its kind */
    bool is_required;           /* empty: an error */
    const char *const *choices; /* ends with NULL; NULL: any code, which the handler checks */
    const char *missing;        /* English, what to say when it is required and empty, as "Enter
                                   your name"; it is translated; NULL: a sentence that fits all */
};

struct form_value {
    struct str name; /* of an open field: all of it */
    struct str text; /* as typed, without white space around it; several choices: each a value */
    int64_t number;  /* of FORM_NUMBER */
    int32_t day;     /* of FORM_DATE: days since 1970; INT32_MIN: not given, or none */
    struct str parts[3];     /* of FORM_DATE, as typed: day, month, year */
    struct str error;        /* "": it is as it should be; in the language of the page */
    struct str program_says; /* besides, of form_fail: in English; "": nothing */
    bool is_sent;            /* the form had it, empty or not */
    const struct form_field *field;
};

struct form {
    struct arena *arena;
    const struct form_field *fields;
    size_t field_count;
    struct form_value values[FORM_FIELDS_MAX];
    size_t count;
    size_t error_count;               /* values with an error */
    struct str csrf, idempotency_key; /* taken out of the form by the framework, */
    struct str case_reference;        /* and `case`, which pages under a purpose carry along */
};

/* form_read - the fields of a query or a body.
 * In:     translate: from English into the page's language, kept as long as the arena.
 * Out:    *form, all in the arena, which copies text.
 * Errors: ERR_INPUT it is no form, a field that is not declared, one twice, bytes that are not
 *         UTF-8, a control character; ERR_LIMIT too many, too long. What a person can mend is no
 *         error of this kind: error_count. */
typedef const char *form_translate(void *context, const char *english);
int form_read(struct arena *arena, struct str text, const struct form_field *fields,
              size_t field_count, form_translate *translate, void *context, struct form *form,
              struct err *err);

/* form_text - the value of a field as typed; "" when it isn't there. form_day - of a date.
 * form_number - of a number; otherwise when it isn't there. form_flag - is the box ticked?
 * form_has - was it sent, and not empty? form_sent - was it sent, empty or not: a field that the
 * form had not says nothing. form_value - all of it; NULL when it isn't there. */
struct str form_text(const struct form *form, const char *name);
int32_t form_day(const struct form *form, const char *name);
int64_t form_number(const struct form *form, const char *name, int64_t otherwise);
bool form_flag(const struct form *form, const char *name);
bool form_has(const struct form *form, const char *name);
bool form_sent(const struct form *form, const char *name);
const struct form_value *form_value(const struct form *form, const char *name);

/* form_error - beside a field, which may be one that nobody declared: what to do, in the language
 * of the page. It is copied. */
void form_error(struct form *form, const char *name, const char *message);

/* form_fail - the same of what a lower layer would not take: what it says, where that is a sentence
 * in the language of the page (err_say); or else this one, and under it in the list of errors what
 * the program says, marked as English. */
void form_fail(struct form *form, const char *name, const char *sentence, const struct err *why);

#endif

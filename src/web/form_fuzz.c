/* form_fuzz.c - any bytes as a form: an error in words, or values that are UTF-8, as long as their
 * fields allow or with an error beside them, and days of the calendar. */
#include "form.h"

#include "encoding.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *as_it_is(void *context, const char *english)
{
    (void)context;
    return english;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const choices[] = {"a", "b", NULL};
    static const struct form_field fields[] = {
        {.name = "t", .kind = FORM_TEXT, .length_max = 4, .is_required = true},
        {.name = "l", .kind = FORM_LONG_TEXT},
        {.name = "c", .kind = FORM_CODE},
        {.name = "n", .kind = FORM_NUMBER},
        {.name = "d", .kind = FORM_DATE},
        {.name = "x", .kind = FORM_CHOICE, .choices = choices},
        {.name = "y", .kind = FORM_CHOICES, .choices = choices},
        {.name = "f", .kind = FORM_FLAG},
        {.name = "o", .kind = FORM_OPEN},
    };
    struct arena arena = {0};
    struct form form;
    struct err err = {0};
    size_t errors = 0;
    int code = form_read(&arena, str_make((const char *)data, size), fields,
                         sizeof fields / sizeof fields[0], as_it_is, NULL, &form, &err);
    assert(code == 0 || code == ERR_INPUT || code == ERR_LIMIT);
    for (size_t i = 0; code == 0 && i < form.count; i++) {
        const struct form_value *value = &form.values[i];
        assert(value->text.len == 0 || utf8_valid(value->text));
        errors += value->error.len > 0;
        assert(value->day == INT32_MIN || (value->day > -50000 && value->day < 100000));
    }
    assert(code != 0 || errors == form.error_count);
    arena_free(&arena);
    return 0;
}

/* home_files_fuzz.c - any bytes as council.yaml and as sources/s.yaml: errors with a place, or
 * settings which, written, are read back the same. */
#include "council_file.h"
#include "source_definition.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_errors(const struct err_list *errors)
{
    assert(errors->count > 0);
    for (size_t i = 0; i < errors->kept; i++) {
        assert(errors->errors[i].code != 0 && errors->errors[i].message[0] != '\0');
    }
}

static void try_council(struct str text)
{
    struct council council, again;
    struct err_list errors = {0};
    struct buf written = {0};
    if (council_file_parse(text, "fuzz", &council, &errors) == 0) {
        assert(council_file_write(&written, &council) == 0);
        int code = council_file_parse(buf_str(&written), "again", &again, &errors);
        assert(code == 0 && str_eq(council.name, again.name));
        council_free(&again);
        council_free(&council);
    } else {
        check_errors(&errors);
    }
    err_list_free(&errors);
    buf_free(&written);
}

static void try_definition(struct str text)
{
    struct source_definition definition, again;
    struct err_list errors = {0};
    struct buf written = {0};
    if (source_definition_parse(text, "fuzz", STR("s"), &definition, &errors) == 0) {
        assert(source_definition_write(&written, &definition) == 0);
        int code = source_definition_parse(buf_str(&written), "again", STR("s"), &again, &errors);
        assert(code == 0 && definition.key_count == again.key_count &&
               definition.mapping.column_count == again.mapping.column_count &&
               str_eq(definition.connector.path, again.connector.path));
        source_definition_free(&again);
        source_definition_free(&definition);
    } else {
        check_errors(&errors);
    }
    err_list_free(&errors);
    buf_free(&written);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = str_make((const char *)data, size);
    try_council(text);
    try_definition(text);
    return 0;
}

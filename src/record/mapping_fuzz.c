/* mapping_fuzz.c - any bytes as a mapping file for a small table: an error with a place, or
 * mappings from which mentions can be built and which, written, are read back the same. */
#include "mapping_file.h"

#include "mention_build.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COLUMNS = 6, ROWS = 2 };

static void make_table(struct table *ret, struct column *columns, uint32_t ids[COLUMNS][ROWS])
{
    static const char *const headers[COLUMNS] = {"name", "dob", "address", "phone", "name", "ref"};
    static const char *const cells[COLUMNS][ROWS] = {
        {"J & M Evans", "Ann Rees"}, {"01/02/1950", "1951"}, {"12 Mill St, Llanelli", ""},
        {"01632 960123", "x"},       {"Evans Ltd", ""},      {"A1", "A2"}};
    *ret = (struct table){.name = STR("t"),
                          .path = STR("t"),
                          .has_header = true,
                          .column_count = COLUMNS,
                          .columns = columns,
                          .row_count = ROWS};
    for (int c = 0; c < COLUMNS; c++) {
        columns[c] = (struct column){.header = str_of(headers[c]), .ids = ids[c]};
        for (int r = 0; r < ROWS; r++) {
            int code = dictionary_add(&columns[c].values, str_of(cells[c][r]), &ids[c][r]);
            assert(code == 0);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct table table;
    struct column columns[COLUMNS];
    uint32_t ids[COLUMNS][ROWS];
    struct mapping mapping, again;
    struct err err = {0};
    make_table(&table, columns, ids);
    int code =
        mapping_file_parse(str_make((const char *)data, size), "fuzz", &table, 1, &mapping, &err);
    if (code == 0) {
        struct mention_table mentions;
        struct buf text = {0};
        if (mention_table_build(&table, &mapping, 1, 1, &mentions, &err) == 0) {
            assert(mentions.count >= ROWS);
            mention_table_free(&mentions);
        }
        assert(mapping_file_write(&text, &mapping, 1) == 0);
        assert(mapping_file_parse(buf_str(&text), "again", &table, 1, &again, &err) == 0);
        for (int c = 0; c < COLUMNS; c++) {
            assert(mapping.columns[c].role == again.columns[c].role);
        }
        buf_free(&text);
        mapping_free(&again);
        mapping_free(&mapping);
    } else {
        assert(err.code == code && err.message[0] != '\0');
    }
    for (int c = 0; c < COLUMNS; c++) {
        dictionary_free(&columns[c].values);
    }
    return 0;
}

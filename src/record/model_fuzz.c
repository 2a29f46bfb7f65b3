/* model_fuzz.c - any bytes as a model, and a good model with a few bytes changed: an error that
 * says something, or a model with which a small table can be linked.
 *
 * The first byte decides. Even: the rest is the file. Odd: the rest is a list of changes to a good
 * model, five bytes each: where (four bytes, little end first, modulo its length) and the new
 * byte. */
#include "model_file.h"

#include "infer.h"
#include "mention_build.h"

#include <assert.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COLUMNS = 6, ROWS = 120 };

struct small_world {
    struct table table;
    struct column columns[COLUMNS];
    uint32_t ids[COLUMNS][ROWS];
};

/* Sixty people, each there twice, the second time with another phone. */
static void world_begin(struct small_world *w)
{
    static const char *const headers[COLUMNS] = {"Forename",  "Surname", "DOB",
                                                 "Post Code", "Phone",   "Band"};
    memset(w, 0, sizeof *w);
    w->table = (struct table){.name = STR("t"),
                              .path = STR("t"),
                              .has_header = true,
                              .column_count = COLUMNS,
                              .columns = w->columns,
                              .row_count = ROWS};
    for (int c = 0; c < COLUMNS; c++) {
        w->columns[c] = (struct column){.header = str_of(headers[c]), .ids = w->ids[c]};
    }
    for (int r = 0; r < ROWS; r++) {
        static const char *const givens[] = {"Sian", "John", "Mary", "Owen", "Elin"};
        static const char *const families[] = {"Evans",  "Jones",   "Rees",   "Price",
                                               "Morgan", "Vaughan", "Howells"};
        char text[COLUMNS][40];
        int person = r / 2;
        snprintf(text[0], sizeof text[0], "%s", givens[person % 5]);
        snprintf(text[1], sizeof text[1], "%s", families[person % 7]);
        snprintf(text[2], sizeof text[2], "%d-%02d-%02d", 1950 + person % 40, 1 + person % 12,
                 1 + person % 27);
        snprintf(text[3], sizeof text[3], "SA%d %dAB", 1 + person % 9, 1 + person % 8);
        snprintf(text[4], sizeof text[4], "01632 960%03d", r * 7 % 1000);
        snprintf(text[5], sizeof text[5], "%c", 'A' + person % 6);
        for (int c = 0; c < COLUMNS; c++) {
            int code = dictionary_add(&w->columns[c].values, str_of(text[c]), &w->ids[c][r]);
            assert(code == 0);
        }
    }
}

static void world_end(struct small_world *w)
{
    for (int c = 0; c < COLUMNS; c++) {
        dictionary_free(&w->columns[c].values);
    }
}

static void write_good(const struct small_world *w, struct buf *ret)
{
    struct mapping mapping;
    struct mention_table mentions;
    struct run *run = mem_must_array(1, sizeof *run);
    struct err err = {0};
    int code = infer_mappings(&w->table, 1, &mapping, &err);
    code = code ? code : mention_table_build(&w->table, &mapping, 1, 1, &mentions, &err);
    code = code ? code : run_learn_and_link(&mentions, 1, NULL, run, &err);
    code = code ? code : model_file_write(run, &mapping, 1, STR("2026-01-01T00:00:00Z"), ret);
    assert(code == 0);
    run_free(run);
    mem_free(run);
    mention_table_free(&mentions);
    mapping_free(&mapping);
}

static void link_with(struct model_file *file, const struct small_world *w)
{
    struct mapping mapping;
    struct mention_table mentions;
    struct err err = {0};
    size_t known;
    int code = model_file_mappings(file, &w->table, 1, &mapping, &known, &err);
    if (code != 0) {
        assert(err.code == code && err.message[0] != '\0');
        return;
    }
    if (mention_table_build(&w->table, &mapping, 1, 1, &mentions, &err) == 0) {
        struct run *run = mem_must_array(1, sizeof *run);
        code = model_bind(file, &mentions, run, &err);
        assert(code == 0);
        code = run_link(&mentions, 1, NULL, run, &err);
        assert(code == 0 || code == ERR_LIMIT);
        assert(code != 0 || run->partition.entity_count > 0);
        run_free(run);
        mem_free(run);
        mention_table_free(&mentions);
    }
    mapping_free(&mapping);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct buf good; /* made once */
    struct small_world world;
    struct model_file *file = NULL;
    struct buf text = {0};
    struct err err = {0};
    if (size == 0) {
        return 0;
    }
    if (good.len == 0) {
        world_begin(&world);
        write_good(&world, &good);
        world_end(&world);
    }
    if (data[0] % 2 == 0) {
        buf_add(&text, str_make((const char *)data + 1, size - 1));
    } else {
        buf_add(&text, buf_str(&good));
        for (size_t at = 1; at + 5 <= size; at += 5) {
            uint32_t where = data[at] | (uint32_t)data[at + 1] << 8 | (uint32_t)data[at + 2] << 16 |
                             (uint32_t)data[at + 3] << 24;
            text.ptr[where % text.len] = (char)data[at + 4];
        }
    }
    int code = model_file_parse(buf_str(&text), "fuzz", &file, &err);
    if (code == 0) {
        world_begin(&world);
        link_with(file, &world);
        world_end(&world);
        model_file_free(file);
    } else {
        assert(err.code == code && err.message[0] != '\0');
    }
    buf_free(&text);
    return 0;
}

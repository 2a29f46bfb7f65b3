/* decision_file_fuzz.c - any bytes as decisions.csv for two small tables: an error with a place, or
 * decisions which, written, are read back the same. */
#define _GNU_SOURCE /* memfd_create */
#include "decision_file.h"

#include "infer.h"
#include "mention_build.h"
#include "source_file.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TABLES = 2 };

static const struct str tables_text[TABLES] = {
    STR_INIT("id,name,address,postcode\n"
             "1,MR J & MRS S EVANS,1 Mill Street,SA15 1AA\n"
             "2,Ann Rees,2 Mill Street,SA15 1AA\n"
             "3,Emrys Jones,,\n"),
    STR_INIT("id,forename,surname,dob\n"
             "1,John,Evans,01/02/1950\n"
             "2,Sian,Evans,03/04/1951\n")};

/* struct world - the tables, made once, and the mapping that tells who is in them. */
struct world {
    bool is_made;
    struct source_file files[TABLES];
    struct table tables[TABLES];
    struct mapping mappings[TABLES];
};

/* A file in memory. ret_path: its name. */
static int file_of(struct str text, char ret_path[32])
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    assert(fd >= 0 && write(fd, text.ptr, text.len) == (ssize_t)text.len);
    snprintf(ret_path, 32, "/proc/self/fd/%d", fd);
    return fd;
}

static void make_world(struct world *world)
{
    struct err err = {0};
    for (int t = 0; t < TABLES; t++) {
        char path[32], spec[48];
        int fd = file_of(tables_text[t], path);
        snprintf(spec, sizeof spec, "%s=%s", t == 0 ? "rents" : "schools", path);
        int code = source_file_read(str_of(spec), NULL, &world->files[t], &err);
        assert(code == 0);
        world->tables[t] = world->files[t].table;
        world->tables[t].name = t == 0 ? STR("rents") : STR("schools");
        close(fd);
    }
    int code = infer_mappings(world->tables, TABLES, world->mappings, &err);
    assert(code == 0);
    world->is_made = true;
}

/* read_text - the decisions that a text gives, written; "" for a text that gives none. */
static int read_text(struct world *world, struct str text, struct buf *ret)
{
    char path[32];
    struct mention_table mentions = {0};
    struct err err = {0};
    int fd = file_of(text, path);
    int code = mention_table_build(world->tables, world->mappings, TABLES, 1, &mentions, &err);
    assert(code == 0);
    code = decision_file_read(path, world->tables, TABLES, &mentions, &err);
    assert(code == 0 || (err.code == code && err.message[0] != '\0'));
    if (code == 0) {
        decision_file_write(world->tables, &mentions, ret);
    }
    mention_table_free(&mentions);
    close(fd);
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct world world;
    struct buf once = {0}, twice = {0};
    if (!world.is_made) {
        make_world(&world);
    }
    if (read_text(&world, str_make((const char *)data, size), &once) == 0) {
        bool is_empty = memchr(once.ptr, '\n', once.len) == once.ptr + once.len - 1;
        int code = is_empty ? 0 : read_text(&world, buf_str(&once), &twice);
        assert(code == 0 && (is_empty || str_eq(buf_str(&once), buf_str(&twice))));
    }
    buf_free(&once);
    buf_free(&twice);
    return 0;
}

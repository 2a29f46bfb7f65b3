/* report_test.h - small runs for the tests of this layer: tables as lines, roles as stated,
 * entities as told. For tests only. */
#ifndef CANTREF_REPORT_TEST_H
#define CANTREF_REPORT_TEST_H

#include "mention_build.h"
#include "overview.h"
#include "table_test.h"

#include <math.h>

enum { FIXTURE_SOURCES = 3 };

/* struct fixture_source - lines with cells between bars, the headers first; a role for each column.
 */
struct fixture_source {
    const char *name;
    const char *const *lines;
    size_t line_count;
    const enum role *roles;
};

struct fixture {
    struct arena arena;
    size_t count;
    struct table tables[FIXTURE_SOURCES];
    struct mapping mappings[FIXTURE_SOURCES];
    struct mention_table mentions;
    struct run *run; /* too large for the stack */
    struct report_input in;
    struct report report;
    struct overview overview;
};

static inline void fixture_begin(struct fixture *f, const struct fixture_source *sources,
                                 size_t count)
{
    struct err err = {0};
    *f = (struct fixture){.count = count};
    for (size_t s = 0; s < count; s++) {
        f->tables[s] =
            table_of_lines(sources[s].name, sources[s].lines, sources[s].line_count, &f->arena);
        f->tables[s].row_number = mem_must_array(f->tables[s].row_count, sizeof(uint32_t));
        for (size_t row = 0; row < f->tables[s].row_count; row++) {
            f->tables[s].row_number[row] = (uint32_t)row + 1;
        }
        assert_int_equal(mapping_begin(&f->tables[s], &f->mappings[s]), 0);
        for (size_t c = 0; c < f->tables[s].column_count; c++) {
            f->mappings[s].columns[c].role = sources[s].roles[c];
            f->mappings[s].columns[c].understood = 1;
            if (sources[s].roles[c] == ROLE_ATTRIBUTE) {
                f->mappings[s].columns[c].attribute = f->mappings[s].columns[c].header;
            }
        }
    }
    assert_int_equal(mention_table_build(f->tables, f->mappings, count, 1, &f->mentions, &err), 0);
    f->run = mem_must_array(1, sizeof *f->run);
    f->run->mentions = &f->mentions;
    f->run->precision = f->run->recall = NAN;
    f->in = (struct report_input){.tables = f->tables,
                                  .mappings = f->mappings,
                                  .table_count = count,
                                  .mentions = &f->mentions,
                                  .run = f->run,
                                  .folder = "linked",
                                  .version = "1.2.3"};
}

/* fixture_properties - mentions of one postcode and premise are at one property. */
static inline void fixture_properties(struct fixture *f)
{
    struct partition *p = &f->run->partition;
    p->property = mem_must_array(f->mentions.count, sizeof *p->property);
    p->property_id = mem_must_array(f->mentions.count, sizeof *p->property_id);
    for (size_t m = 0; m < f->mentions.count; m++) {
        uint32_t postcode = mention_value(&f->mentions, m, FIELD_POSTCODE);
        uint32_t premise = mention_value(&f->mentions, m, FIELD_PREMISE);
        p->property[m] = NO_ENTITY;
        for (size_t other = 0; other < m && premise != 0; other++) {
            if (mention_value(&f->mentions, other, FIELD_POSTCODE) == postcode &&
                mention_value(&f->mentions, other, FIELD_PREMISE) == premise) {
                p->property[m] = p->property[other];
                break;
            }
        }
        if (premise != 0 && p->property[m] == NO_ENTITY) {
            p->property_id[p->property_count] = p->property_count + 1;
            p->property[m] = (uint32_t)p->property_count++;
        }
    }
}

/* fixture_link - mention m is in entity entity[m]; ids are 1, 2, 3 … Then the report begins. */
static inline void fixture_link(struct fixture *f, const uint32_t *entity, size_t count)
{
    struct partition *p = &f->run->partition;
    assert_int_equal(f->mentions.count, count);
    p->entity = mem_must_array(count, sizeof *p->entity);
    p->confidence = mem_must_array(count, sizeof *p->confidence);
    p->entity_id = mem_must_array(count, sizeof *p->entity_id);
    p->entity_kind = mem_must_array(count, sizeof *p->entity_kind);
    for (size_t m = 0; m < count; m++) {
        p->entity[m] = entity[m];
        p->confidence[m] = 0.9f;
        p->entity_kind[entity[m]] = f->mentions.places[m].kind;
        p->entity_id[entity[m]] = entity[m] + 1;
        p->entity_count = entity[m] + 1 > p->entity_count ? entity[m] + 1 : p->entity_count;
    }
    fixture_properties(f);
    snprintf(f->run->cannot_tell, sizeof f->run->cannot_tell, "too few rows");
    report_begin(&f->in, &f->report);
    overview_make(&f->report, &f->overview);
}

/* fixture_learn - link by the engine itself. */
static inline void fixture_learn(struct fixture *f)
{
    struct err err = {0};
    assert_int_equal(run_learn_and_link(&f->mentions, 1, NULL, f->run, &err), 0);
    report_begin(&f->in, &f->report);
    overview_make(&f->report, &f->overview);
}

static inline void fixture_end(struct fixture *f)
{
    overview_free(&f->overview);
    report_free(&f->report);
    run_free(f->run);
    mem_free(f->run);
    mention_table_free(&f->mentions);
    for (size_t s = 0; s < f->count; s++) {
        mem_free(f->tables[s].row_number);
        mapping_free(&f->mappings[s]);
        table_end(&f->tables[s]);
    }
    arena_free(&f->arena);
}

/* written - what a writer of a file writes; free it. */
static inline char *written(const struct report *report,
                            void (*write)(const struct report *, FILE *))
{
    char *text = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&text, &len);
    assert_non_null(stream);
    write(report, stream);
    assert_int_equal(fclose(stream), 0);
    return text;
}

#define LINES(array) (array), sizeof(array) / sizeof *(array)

#endif

/* live_world.h - for live_test.c: made people as two sources have them, and a model of them. */
#ifndef CANTREF_RECORD_LIVE_WORLD_H
#define CANTREF_RECORD_LIVE_WORLD_H

#include "infer.h"
#include "linkage_test.h"
#include "mention_build.h"
#include "model_file.h"
#include "table_test.h"

enum { POOL = 400, SOURCES = 2, COLUMNS = 7, TEXT_MAX = 160 };

static const char *const headers[SOURCES][COLUMNS] = {
    {"Name", "Date of Birth", "Address", "Postcode", "Phone", "Band"},
    {"Forename", "Surname", "DOB", "House Number", "Street", "Postcode", "Phone"}};
static const size_t widths[SOURCES] = {6, 7};
static const char *const source_names[SOURCES] = {"rents", "schools"};

/* Rows that records may have, as cells between bars, and the model that was learnt from them. */
struct world {
    char text[SOURCES][POOL][TEXT_MAX];
    struct buf model;
};

struct person {
    const char *given, *family, *street;
    int day, month, year, house, phone;
    char postcode[40];
};

static void make_person(struct random *random, struct person *ret)
{
    static const char *const givens[] = {"Sian",  "Megan", "William",  "John",  "Rhys",
                                         "Carys", "Owen",  "Margaret", "Robert"};
    static const char *const families[] = {"Evans",     "Jones", "Pritchard", "Okafor",
                                           "Llewellyn", "Smith", "Kowalski"};
    static const char *const streets[] = {"Mill Street", "High Street", "Station Road"};
    *ret = (struct person){.given = PICK(random, givens),
                           .family = PICK(random, families),
                           .street = PICK(random, streets),
                           .day = 1 + (int)random_below(random, 28),
                           .month = 1 + (int)random_below(random, 12),
                           .year = 1940 + (int)random_below(random, 70),
                           .house = 1 + (int)random_below(random, 30),
                           .phone = (int)random_below(random, 10000)};
    snprintf(ret->postcode, sizeof ret->postcode, "SA%d %dA%c", 1 + (int)random_below(random, 9),
             (int)random_below(random, 9), 'A' + (int)random_below(random, 2));
}

/* What somebody wrote of a person: with slips, moves, gaps; or as little as a name. */
static struct person written(struct random *random, const struct person *person)
{
    static const char *const slips[] = {"Sean", "Jo", "Evens", "Jonse", "Smyth", "J", "M"};
    struct person p = *person;
    struct person other;
    make_person(random, &other);
    switch (random_below(random, 8)) {
    case 0:
        p.given = PICK(random, slips);
        break;
    case 1:
        p.family = PICK(random, slips);
        break;
    case 2:
        p.day = other.day;
        break;
    case 3: /* moved */
        p.street = other.street;
        p.house = other.house;
        memcpy(p.postcode, other.postcode, sizeof p.postcode);
        break;
    case 4:
        p.phone = other.phone;
        break;
    default:
        break;
    }
    return p;
}

static void write_rents(struct random *random, const struct person *p, char text[TEXT_MAX])
{
    static const char *const bands[] = {"red", "blue", "green", "white"};
    const char *band = PICK(random, bands);
    switch (random_below(random, 12)) {
    case 0:
        snprintf(text, TEXT_MAX, "THE OCCUPIER||%d %s|%s||%s", p->house, p->street, p->postcode,
                 band);
        break;
    case 1:
    case 2:
        snprintf(text, TEXT_MAX, "Mr %c & Mrs M %s||%d %s|%s||%s", p->given[0], p->family, p->house,
                 p->street, p->postcode, band);
        break;
    case 3:
        snprintf(text, TEXT_MAX, "%s %s|||||", p->given, p->family);
        break;
    default:
        snprintf(text, TEXT_MAX, "%s %s|%02d/%02d/%d|%d %s|%s|01632 96%04d|%s", p->given, p->family,
                 p->day, p->month, p->year, p->house, p->street, p->postcode, p->phone, band);
    }
}

static void write_schools(struct random *random, const struct person *p, char text[TEXT_MAX])
{
    if (random_below(random, 8) == 0) {
        snprintf(text, TEXT_MAX, "%s|%s|||||", p->given, p->family);
    } else if (random_below(random, 4) == 0) {
        snprintf(text, TEXT_MAX, "%s|%s|%02d/%02d/%d||||", p->given, p->family, p->day, p->month,
                 p->year);
    } else {
        snprintf(text, TEXT_MAX, "%s|%s|%02d/%02d/%d|%d|%s|%s|01632 96%04d", p->given, p->family,
                 p->day, p->month, p->year, p->house, p->street, p->postcode, p->phone);
    }
}

/* The fewer the persons, the more rows each has: more than a node keeps edges. */
static void make_pool(struct random *random, size_t persons, struct world *world)
{
    struct person *all = mem_must_array(persons, sizeof *all);
    for (size_t i = 0; i < persons; i++) {
        make_person(random, &all[i]);
    }
    for (size_t r = 0; r < POOL; r++) {
        struct person first = written(random, &all[random_below(random, persons)]);
        struct person second = written(random, &all[random_below(random, persons)]);
        write_rents(random, &first, world->text[0][r]);
        write_schools(random, &second, world->text[1][r]);
        for (int s = 0; s < SOURCES && r > 0; s++) {
            if (random_below(random, 15) == 0) { /* the same row again */
                memcpy(world->text[s][r], world->text[s][r - 1], TEXT_MAX);
            }
        }
    }
    mem_free(all);
}

static void add_row(struct table *table, const char *text, size_t width)
{
    struct str cells[COLUMNS];
    assert_int_equal(split_bars(text, cells, COLUMNS), width);
    table_add_row(table, cells);
}

/* The model, with so many best edges a node: with few, it matters whose edges are cut off. */
static void set_best_edges(struct world *world, int edges)
{
    struct str wanted = STR("\"best_edges\": 16");
    ptrdiff_t at;
    char number[16];
    snprintf(number, sizeof number, "%2d", edges);
    while (edges != 16 && (at = str_find(buf_str(&world->model), wanted)) >= 0) {
        memcpy(world->model.ptr + at + wanted.len - 2, number, 2);
    }
}

/* Blocks of no more than 16 times so many nodes: records wait. */
static void set_block_max(struct world *world, int nodes)
{
    struct str wanted = STR("\"block_max\": 20");
    ptrdiff_t at;
    char number[16];
    snprintf(number, sizeof number, "%2d", nodes);
    while (nodes != 20 && (at = str_find(buf_str(&world->model), wanted)) >= 0) {
        memcpy(world->model.ptr + at + wanted.len - 2, number, 2);
    }
}

/* From the first rows of the pool. */
static void learn(struct world *world, size_t rows)
{
    struct table tables[SOURCES];
    struct mapping mappings[SOURCES];
    struct mention_table mentions = {0};
    struct run *run = mem_must_array(1, sizeof *run);
    struct err err = {0};
    for (int s = 0; s < SOURCES; s++) {
        tables[s] = table_begin(source_names[s], headers[s], widths[s]);
        for (size_t r = 0; r < rows; r++) {
            add_row(&tables[s], world->text[s][r], widths[s]);
        }
    }
    assert_int_equal(infer_mappings(tables, SOURCES, mappings, &err), 0);
    assert_int_equal(mention_table_build(tables, mappings, SOURCES, 1, &mentions, &err), 0);
    assert_int_equal(run_learn_and_link(&mentions, 1, NULL, run, &err), 0);
    assert_int_equal(
        model_file_write(run, mappings, SOURCES, STR("2026-11-25T12:00:00Z"), &world->model), 0);
    run_free(run);
    mem_free(run);
    mention_table_free(&mentions);
    for (int s = 0; s < SOURCES; s++) {
        mapping_free(&mappings[s]);
        table_end(&tables[s]);
    }
}

#endif

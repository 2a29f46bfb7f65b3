/* linkage_test.h - mention tables written as text, and made people, for tests of the linkage
 * engine. For tests only.
 *
 *   made_add(&table, source, row, "given=sian|family=evans|birth=1980-02-03")
 *
 * Fields are named as in made_fields; "a0", "a1" … are attributes. The name's words are filled in
 * from its parts where they are not given. */
#ifndef CANTREF_LINKAGE_LINKAGE_TEST_H
#define CANTREF_LINKAGE_LINKAGE_TEST_H

#include "lexicon.h"
#include "memory.h"
#include "mention.h"
#include "node.h"
#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static const char *const made_fields[FIELD_ATTRIBUTE] = {
    "given",  "middle", "family",   "former", "name",  "birth", "sex", "uprn", "premise",
    "street", "town",   "postcode", "phone",  "email", "nhs",   "ni",  "stay", "others"};

static struct str made_source_names[] = {STR_INIT("rents"),   STR_INIT("schools"), STR_INIT("care"),
                                         STR_INIT("housing"), STR_INIT("roll"),    STR_INIT("tax")};

static inline void made_begin(struct mention_table *t, size_t sources, size_t attributes)
{
    static const char *const names[ATTRIBUTES_MAX] = {"a0",  "a1",  "a2",  "a3", "a4",  "a5",
                                                      "a6",  "a7",  "a8",  "a9", "a10", "a11",
                                                      "a12", "a13", "a14", "a15"};
    *t = (struct mention_table){.field_count = FIELD_ATTRIBUTE + attributes,
                                .attribute_count = attributes,
                                .source_count = sources,
                                .source_names = made_source_names};
    for (size_t a = 0; a < attributes; a++) {
        t->attribute_name[a] = str_of(names[a]);
    }
    bool filled[FIELDS_MAX];
    memset(filled, true, sizeof filled);
    mention_table_lay_out(t, filled);
    for (size_t f = 0; f < t->field_count; f++) {
        uint32_t id;
        assert_int_equal(dictionary_add(&t->dictionaries[f], STR(""), &id), 0);
    }
}

static inline void made_end(struct mention_table *t)
{
    for (size_t f = 0; f < t->field_count; f++) {
        dictionary_free(&t->dictionaries[f]);
    }
    free(t->places);
    free(t->rows);
    *t = (struct mention_table){0};
}

static inline int made_field(const struct mention_table *t, struct str name)
{
    for (int f = 0; f < FIELD_ATTRIBUTE; f++) {
        if (str_eq(name, str_of(made_fields[f]))) {
            return f;
        }
    }
    for (size_t a = 0; a < t->attribute_count; a++) {
        if (str_eq(name, t->attribute_name[a])) {
            return FIELD_ATTRIBUTE + (int)a;
        }
    }
    fail_msg("no field \"%.*s\"", PRI(name));
    return -1;
}

static inline void made_set(struct mention_table *t, size_t mention, int field, struct str text)
{
    uint32_t *value = mention_row(t, mention) + t->place[field];
    assert_int_equal(dictionary_add(&t->dictionaries[field], text, value), 0);
}

static inline int made_by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The distinct words of all parts of the name, in byte order. */
static inline void made_set_name(struct mention_table *t, size_t mention)
{
    struct str words[32];
    size_t count = 0;
    char text[512];
    size_t len = 0;
    for (int f = FIELD_GIVEN; f <= FIELD_FORMER_FAMILY; f++) {
        struct str rest = mention_text(t, mention, f);
        while (count < COUNT_OF(words) && str_next_token(&rest, ' ', &words[count])) {
            count++;
        }
    }
    qsort(words, count, sizeof *words, made_by_bytes);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !str_eq(words[i], words[i - 1])) {
            len += (size_t)snprintf(text + len, sizeof text - len, "%s%.*s", len ? " " : "",
                                    PRI(words[i]));
        }
    }
    made_set(t, mention, FIELD_NAME, str_make(text, len));
}

static inline size_t made_add_kind(struct mention_table *t, int source, uint32_t row, int kind,
                                   const char *text)
{
    size_t m = t->count++;
    struct str rest = str_of(text);
    struct str item;
    if ((m & (m + 1)) == 0) {
        size_t capacity = (m + 1) * 2;
        t->places = realloc(t->places, capacity * sizeof *t->places);
        t->rows = realloc(t->rows, capacity * t->row_width * sizeof *t->rows);
        assert_non_null(t->places);
        assert_non_null(t->rows);
    }
    bool again = m > 0 && t->places[m - 1].source == source && t->places[m - 1].row == row;
    uint16_t number = again ? (uint16_t)(t->places[m - 1].number + 1) : 1;
    t->places[m] = (struct mention_place){
        .row = row, .source = (uint16_t)source, .number = number, .kind = (uint8_t)kind};
    memset(mention_row(t, m), 0, t->row_width * sizeof *t->rows);
    while (str_next_token(&rest, '|', &item)) {
        ptrdiff_t equals = str_find(item, STR("="));
        assert_true(equals > 0);
        int field = made_field(t, str_slice(item, 0, (size_t)equals));
        made_set(t, m, field, str_slice(item, (size_t)equals + 1, item.len));
    }
    if (mention_value(t, m, FIELD_NAME) == 0) {
        made_set_name(t, m);
    }
    return m;
}

static inline size_t made_add(struct mention_table *t, int source, uint32_t row, const char *text)
{
    return made_add_kind(t, source, row, MENTION_PERSON, text);
}

/* made_all - 0 … count-1, to be freed. */
static inline uint32_t *made_all(const struct mention_table *t)
{
    uint32_t *all = malloc((t->count + 1) * sizeof *all);
    assert_non_null(all);
    for (size_t i = 0; i < t->count; i++) {
        all[i] = (uint32_t)i;
    }
    return all;
}

static inline void made_nodes(const struct mention_table *t, struct node_set *ret)
{
    uint64_t seeds[ATTRIBUTES_MAX];
    uint32_t *all = made_all(t);
    node_attribute_seeds(t, seeds);
    assert_int_equal(node_set_build(t, all, t->count, seeds, 2, ret), 0);
    free(all);
}

/* ---- made people */

#define PICK(random, list) ((list)[random_below((random), COUNT_OF(list))])

static const char *const made_givens[] = {
    "sian",   "jane",        "william",       "bill",  "will",     "john",    "evan",
    "j",      "s",           "margaret",      "peggy", "robert",   "roberta", "megan",
    "meghan", "christopher", "chrysanthemum", "ann",   "anne",     "jo",      "joanna",
    "o",      "owen",        "owain",         "al",    "alexandra"};
static const char *const made_families[] = {
    "evans",     "evens",     "evans jones", "jones",     "pritchard",  "prichard",
    "pritchett", "ap gwilym", "gwilym",      "williams",  "williamson", "willoughby",
    "smith",     "schmidt",   "smyth",       "li",        "lee",        "o neill",
    "oneill",    "clark",     "clarkson",    "clarendon", "clare",      "rees"};
static const char *const made_streets[] = {"mill street", "hill street", "mill street north",
                                           "high street", "heol fawr",   "station road"};
static const char *const made_towns[] = {"llanelli", "llanely", "swansea", "swansea bay", "neath"};
static const char *const made_postcodes[] = {"SA15 1AA", "SA15 1AB", "SA15 2AA", "SA16 1AA",
                                             "CF10 1AA", "CF1 1AA",  "4011",     "4012",
                                             "4099",     "10115",    "10199",    "75001"};
static const char *const made_premises[] = {
    "1", "11", "12", "12 flat 2", "flat 2 12", "rose cottage", "rose cotage", "12 rose cottage"};

/* made_person - somebody of a crowded small world, where values are alike more often than not.
 * Missing parts too. Returns ret. */
static inline const char *made_person(struct random *random, char *ret, size_t size)
{
    static const char *const dates[] = {"1980-02-03", "1980-03-02", "1980-02-13", "1981-02-03",
                                        "1890-02-03", "1980-01-01", "1955-01-01", "1980-02",
                                        "1980",       "--02-03",    "--01-01",    "1979-12-31",
                                        "1989-12-13"};
    static const char *const emails[] = {"sian@a.example",        "sian@b.example.org",
                                         "sian.evans@a.example",  "jo@a.example",
                                         "zachary@other.example", "sian@quite.different.test"};
    static const char *const phones[] = {"+441632960001", "+441632960010", "+441632960100",
                                         "2960001"};
    static const char *const stays[] = {"2010-01-01/",           "2010-01-01/2015-06-30",
                                        "2015-06-30/",           "2015-07-20/2020-01-01",
                                        "2012-03-04/2013-03-04", "/2015-06-30"};
    static const char *const companions[] = {"j evans", "john evans", "sian evans",
                                             "ann li;john evans", "ann li;s evans"};
    size_t len = 0;
    ret[0] = '\0';
#define MAYBE(percent, name, list)                                                                 \
    if (random_below(random, 100) < (percent)) {                                                   \
        len += (size_t)snprintf(ret + len, size - len, "%s" name "=%s", len ? "|" : "",            \
                                PICK(random, list));                                               \
    }
    MAYBE(85, "given", made_givens)
    MAYBE(20, "middle", made_givens)
    MAYBE(85, "family", made_families)
    MAYBE(15, "former", made_families)
    MAYBE(75, "birth", dates)
    MAYBE(40, "premise", made_premises)
    MAYBE(50, "street", made_streets)
    MAYBE(50, "town", made_towns)
    MAYBE(60, "postcode", made_postcodes)
    MAYBE(30, "phone", phones)
    MAYBE(30, "email", emails)
    if (random_below(random, 2) == 0) {
        len += (size_t)snprintf(ret + len, size - len, "%ssex=%s", len ? "|" : "",
                                random_below(random, 2) ? "f" : "m");
    }
    if (random_below(random, 8) == 0) {
        len += (size_t)snprintf(ret + len, size - len, "%suprn=%d", len ? "|" : "",
                                100 + (int)random_below(random, 4));
    }
    MAYBE(30, "stay", stays)
    MAYBE(30, "others", companions)
#undef MAYBE
    return ret;
}

/* made_crowd - count of them, in rows of their own, over the table's sources. */
static inline void made_crowd(struct mention_table *t, struct random *random, size_t count)
{
    char text[600];
    for (size_t i = 0; i < count; i++) {
        int source = (int)random_below(random, t->source_count);
        made_add(t, source, (uint32_t)i, made_person(random, text, sizeof text));
    }
}

/* compare_two - feature_compare of a single pair. */
static inline void compare_two(const struct feature_set *set, const struct lexicon *lexicon,
                               size_t left, size_t right, uint8_t *levels)
{
    uint32_t other = (uint32_t)right;
    uint8_t compared[1][FEATURES_MAX];
    feature_compare(set, lexicon, left, &other, 1, compared);
    memcpy(levels, compared[0], (size_t)set->count);
}

#endif

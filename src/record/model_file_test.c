/* model_file_test.c - a model written, read and used: the same partition, whatever else is in the
 * files; damaged files told apart. */
#include "model_file.h"

#include "infer.h"
#include "mention_build.h"
#include "random.h"
#include "standardiser.h"
#include "table_test.h"
#include "test_seed.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* ---- two systems about the same made people ---- */

enum { PEOPLE = 240, ROWS_MAX = 2 * PEOPLE, PERSON_COLUMNS = 8 };

struct person {
    char given[40], family[40], birth[40], street[40], postcode[40], phone[40], band[40];
};

static void make_person(struct random *random, struct person *ret)
{
    static const char *const givens[] = {"Sian",  "John",  "Mary",  "Owen", "Gareth",
                                         "Elin",  "Rhys",  "Megan", "Huw",  "Carys",
                                         "David", "Susan", "Peter", "Anna", "Tomos"};
    static const char *const starts[] = {"Pen", "Tre", "Aber", "Llan", "Car",
                                         "Mor", "Har", "Wil",  "Gol",  "Bren"};
    static const char *const ends[] = {"ford", "gwyn", "wood", "hall", "ley", "mont", "ton"};
    static const char *const streets[] = {"Mill Street", "High Street", "Heol Fawr", "Station Road",
                                          "Park Lane"};
    const char *family = ends[random_below(random, COUNT_OF(ends))];
    const char *start = starts[random_below(random, COUNT_OF(starts))];
    snprintf(ret->given, sizeof ret->given, "%s", givens[random_below(random, COUNT_OF(givens))]);
    snprintf(ret->family, sizeof ret->family, "%s%s", start, family);
    snprintf(ret->birth, sizeof ret->birth, "%d-%02d-%02d", 1940 + (int)random_below(random, 60),
             1 + (int)random_below(random, 12), 1 + (int)random_below(random, 28));
    snprintf(ret->street, sizeof ret->street, "%d %s", 1 + (int)random_below(random, 90),
             streets[random_below(random, COUNT_OF(streets))]);
    snprintf(ret->postcode, sizeof ret->postcode, "SA%d %d%c%c", 1 + (int)random_below(random, 15),
             1 + (int)random_below(random, 9), "ABDEFG"[random_below(random, 6)],
             "HJLNPQ"[random_below(random, 6)]);
    snprintf(ret->phone, sizeof ret->phone, "01632 960%03d", (int)random_below(random, 1000));
    snprintf(ret->band, sizeof ret->band, "%c%d", "ABCDEFGH"[random_below(random, 8)],
             (int)random_below(random, 9));
}

/* A row about somebody, with slips. The first cell is the source's own number of the row. */
static void make_row(const struct person *p, struct random *random, size_t number,
                     struct arena *arena, struct str ret[PERSON_COLUMNS])
{
    struct person q = *p;
    if (random_below(random, 8) == 0) {
        q.family[2] = 'x';
    }
    if (random_below(random, 10) == 0) {
        q.birth[0] = '\0';
    }
    if (random_below(random, 6) == 0) {
        q.phone[0] = '\0';
    }
    if (random_below(random, 6) == 0) {
        snprintf(q.street, sizeof q.street, "%d Moved Road", (int)random_below(random, 90));
    }
    const char *cells[PERSON_COLUMNS] = {NULL,     q.given,    q.family, q.birth,
                                         q.street, q.postcode, q.phone,  q.band};
    ret[0] = arena_printf(arena, "R%05zu", number);
    for (int c = 1; c < PERSON_COLUMNS; c++) {
        ret[c] = arena_printf(arena, "%s", cells[c]);
    }
}

static const char *const headers[2][PERSON_COLUMNS] = {
    {"Ref", "Forename", "Surname", "DOB", "Street Address", "Post Code", "Phone", "Band"},
    {"Tenancy No", "First Name", "Family Name", "Date of Birth", "Address", "Postcode", "Telephone",
     "Band"}};

/* What to leave out of, or add to, a source. */
enum { WITHOUT_BAND = 1, BAND_EMPTY = 2, WITH_COLOUR = 4 };

struct council {
    struct arena arena;
    struct str cells[2][ROWS_MAX][PERSON_COLUMNS];
    size_t rows[2];
};

static void council_begin(struct council *c, uint64_t seed)
{
    struct random random = random_seed(seed);
    memset(c, 0, sizeof *c);
    for (int n = 0; n < PEOPLE; n++) {
        struct person person;
        make_person(&random, &person);
        for (int s = 0; s < 2; s++) {
            /* Most are in each of the two once, some twice. */
            int times = random_below(&random, 10) < 8 ? 1 + (random_below(&random, 7) == 0) : 0;
            for (int i = 0; i < times; i++) {
                make_row(&person, &random, c->rows[s] + 5000 * (size_t)s, &c->arena,
                         c->cells[s][c->rows[s]]);
                c->rows[s]++;
            }
        }
    }
}

static struct table council_table(struct council *c, int s, struct random *shuffle, int how)
{
    static const char *const colours[] = {"red",   "green",  "blue", "black",
                                          "white", "yellow", "brown"};
    const char *names[PERSON_COLUMNS + 1];
    size_t order[ROWS_MAX];
    size_t columns = 0;
    for (int i = 0; i < PERSON_COLUMNS - ((how & WITHOUT_BAND) != 0); i++) {
        names[columns++] = headers[s][i];
    }
    if (how & WITH_COLOUR) {
        names[columns++] = "Colour";
    }
    struct table table = table_begin(s == 0 ? "roll" : "rents", names, columns);
    for (size_t i = 0; i < c->rows[s]; i++) {
        order[i] = i;
    }
    for (size_t i = c->rows[s]; shuffle != NULL && i > 1; i--) {
        size_t j = (size_t)random_below(shuffle, i);
        size_t swap = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swap;
    }
    for (size_t i = 0; i < c->rows[s]; i++) {
        struct str row[PERSON_COLUMNS + 1];
        memcpy(row, c->cells[s][order[i]], sizeof c->cells[s][0]);
        if (how & BAND_EMPTY) {
            row[PERSON_COLUMNS - 1] = STR("");
        }
        if (how & WITH_COLOUR) {
            row[columns - 1] = str_of(colours[order[i] * 5 % COUNT_OF(colours)]);
        }
        table_add_row(&table, row);
    }
    return table;
}

/* ---- runs ---- */

enum { TABLES_MAX = 2 };

struct work {
    struct table tables[TABLES_MAX];
    struct mapping mappings[TABLES_MAX];
    size_t count, known;
    struct mention_table mentions;
    struct run *run; /* large */
};

/* Learn from the tables, or link them with the model in text. Returns what linking returned. */
static int work_begin(struct work *w, const struct table *tables, size_t count, struct str text,
                      int threads, struct err *err)
{
    struct model_file *file = NULL;
    memset(w, 0, sizeof *w);
    memcpy(w->tables, tables, count * sizeof *tables);
    w->count = count;
    w->run = mem_must_array(1, sizeof *w->run);
    if (text.len > 0) {
        assert_int_equal(model_file_parse(text, "model.json", &file, err), 0);
        assert_int_equal(model_file_mappings(file, tables, count, w->mappings, &w->known, err), 0);
    } else {
        assert_int_equal(infer_mappings(tables, count, w->mappings, err), 0);
    }
    assert_int_equal(mention_table_build(tables, w->mappings, count, 1, &w->mentions, err), 0);
    if (file == NULL) {
        return run_learn_and_link(&w->mentions, threads, NULL, w->run, err);
    }
    assert_int_equal(model_bind(file, &w->mentions, w->run, err), 0);
    model_file_free(file);
    return run_link(&w->mentions, threads, NULL, w->run, err);
}

static void work_end(struct work *w)
{
    run_free(w->run);
    mem_free(w->run);
    mention_table_free(&w->mentions);
    for (size_t t = 0; t < w->count; t++) {
        mapping_free(&w->mappings[t]);
        table_end(&w->tables[t]);
    }
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* The partition as lines of "source reference entity confidence", in byte order. */
enum { LINE_MAX = 80 };
static char (*lines_of(const struct work *w))[LINE_MAX]
{
    char(*lines)[LINE_MAX] = mem_must_array(w->mentions.count + 1, LINE_MAX);
    const struct partition *p = &w->run->partition;
    for (size_t m = 0; m < w->mentions.count; m++) {
        const struct mention_place *place = &w->mentions.places[m];
        const struct table *table = &w->tables[place->source];
        char id[ENTITY_ID_TEXT_MAX];
        entity_id_text(p->entity_id[p->entity[m]], p->entity_kind[p->entity[m]], id);
        snprintf(lines[m], LINE_MAX, "%.*s %.*s %s %.6f", PRI(table->name),
                 PRI(table_cell(table, place->row, 0)), id, (double)p->confidence[m]);
    }
    qsort(lines, w->mentions.count, LINE_MAX, by_bytes);
    return lines;
}

static void same_partition(const struct work *a, const struct work *b)
{
    char(*x)[LINE_MAX] = lines_of(a);
    char(*y)[LINE_MAX] = lines_of(b);
    assert_int_equal(a->mentions.count, b->mentions.count);
    assert_int_equal(a->run->partition.entity_count, b->run->partition.entity_count);
    for (size_t i = 0; i < a->mentions.count; i++) {
        assert_string_equal(x[i], y[i]);
    }
    mem_free(x);
    mem_free(y);
}

/* Learns from both sources; *ret_text is the model. */
static void learn(struct council *c, struct work *ret, struct buf *ret_text)
{
    struct err err = {0};
    struct table tables[2] = {council_table(c, 0, NULL, 0), council_table(c, 1, NULL, 0)};
    if (work_begin(ret, tables, 2, STR(""), 1, &err) != 0) {
        fail_msg("%s", err.message);
    }
    assert_true(ret->run->model.kinds[MENTION_PERSON].learnt);
    assert_int_equal(ret->mentions.attribute_count, 1);
    assert_int_equal(
        model_file_write(ret->run, ret->mappings, 2, STR("2026-01-02T03:04:05Z"), ret_text), 0);
}

/* ---- what is held to be true ---- */

/* The files that a model was learnt from: the same partition in any order of files and rows and
 * with any number of threads. */
static void test_round_trip(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    struct random random = random_seed(seed + 1);
    static struct council c;
    struct work learnt, again;
    struct buf text = {0}, rewritten = {0};
    struct err err = {0};
    council_begin(&c, seed);
    learn(&c, &learnt, &text);
    assert_true(learnt.run->partition.entity_count < learnt.mentions.count * 4 / 5);
    for (int turn = 0; turn < 3; turn++) {
        struct random *shuffle = turn ? &random : NULL;
        int first = turn == 2;
        struct table tables[2] = {council_table(&c, first, shuffle, 0),
                                  council_table(&c, !first, shuffle, 0)};
        assert_int_equal(work_begin(&again, tables, 2, buf_str(&text), 1 + turn, &err), 0);
        assert_int_equal(again.known, 2);
        same_partition(&learnt, &again);
        if (turn == 0) { /* every number came back as it was */
            assert_int_equal(model_file_write(again.run, learnt.mappings, 2,
                                              STR("2026-01-02T03:04:05Z"), &rewritten),
                             0);
            assert_true(str_eq(buf_str(&text), buf_str(&rewritten)));
            assert_int_equal(again.run->partition.link_count, learnt.run->partition.link_count);
            assert_int_equal(again.run->partition.review_count, learnt.run->partition.review_count);
        }
        work_end(&again);
    }
    buf_free(&text);
    buf_free(&rewritten);
    work_end(&learnt);
    arena_free(&c.arena);
}

/* The compared pairs between nodes of one source, as contents and score, from a run over one or
 * both. */
struct scored {
    uint64_t left, right;
    int32_t score;
};

/* Did a key bring the pair? Others are compared because the rest of their component stands between
 * them, which a source alone may not have. */
static bool is_candidate(const struct work *w, size_t a, size_t b)
{
    const struct mention_table *t = &w->mentions;
    const struct plan *plan = &w->run->model.kinds[MENTION_PERSON].plan;
    for (int k = 0; k < plan->key_count; k++) {
        if (key_brings(&w->run->lexicon, plan, k, mention_row(t, a), mention_row(t, b))) {
            return true;
        }
    }
    return false;
}

static struct scored *scores_of(const struct work *w, struct str source, size_t *ret_count)
{
    const struct linking *l = &w->run->linkings[MENTION_PERSON];
    struct scored *all = mem_must_array(l->pairs.count, sizeof *all);
    size_t count = 0;
    for (size_t a = 0; a < l->nodes.count; a++) {
        for (uint32_t i = l->pairs.start[a]; i < l->pairs.start[a + 1]; i++) {
            size_t b = l->pairs.right[i];
            const struct mention_place *places = w->mentions.places;
            if (is_candidate(w, l->nodes.mention[a], l->nodes.mention[b]) &&
                str_eq(w->mentions.source_names[places[l->nodes.mention[a]].source], source) &&
                str_eq(w->mentions.source_names[places[l->nodes.mention[b]].source], source)) {
                all[count++] = (struct scored){l->nodes.hash[a], l->nodes.hash[b],
                                               pair_score(&l->pairs, l->weights, i)};
            }
        }
    }
    *ret_count = count;
    return all;
}

/* One source alone: in any order the same, and the same pairs with the same scores as when the
 * other is there. */
static void test_subset(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    struct random random = random_seed(seed + 1);
    static struct council c;
    struct work both, alone, shuffled;
    struct buf text = {0};
    struct err err = {0};
    council_begin(&c, seed);
    learn(&c, &both, &text);
    size_t compared = 0;
    for (int s = 0; s < 2; s++) {
        size_t counts[2];
        struct table table = council_table(&c, s, NULL, 0);
        struct table other = council_table(&c, s, &random, 0);
        assert_int_equal(work_begin(&alone, &table, 1, buf_str(&text), 2, &err), 0);
        assert_int_equal(work_begin(&shuffled, &other, 1, buf_str(&text), 1, &err), 0);
        same_partition(&alone, &shuffled);
        struct scored *x = scores_of(&both, table.name, &counts[0]);
        struct scored *y = scores_of(&alone, table.name, &counts[1]);
        compared += counts[0];
        assert_int_equal(counts[0], counts[1]);
        assert_memory_equal(x, y, counts[0] * sizeof *x);
        mem_free(x);
        mem_free(y);
        work_end(&alone);
        work_end(&shuffled);
    }
    assert_true(compared > 10); /* both sources, or this shows nothing */
    buf_free(&text);
    work_end(&both);
    arena_free(&c.arena);
}

/* An attribute that the files lack is missing everywhere; one that the model doesn't know is no
 * evidence and no content. */
static void test_attributes(void **state)
{
    (void)state;
    static struct council c;
    struct work learnt, plain, without, empty, colour;
    struct buf text = {0};
    struct err err = {0};
    council_begin(&c, test_seed());
    learn(&c, &learnt, &text);
    struct table tables[4] = {
        council_table(&c, 0, NULL, 0), council_table(&c, 0, NULL, WITHOUT_BAND),
        council_table(&c, 0, NULL, BAND_EMPTY), council_table(&c, 0, NULL, WITH_COLOUR)};
    assert_int_equal(work_begin(&plain, &tables[0], 1, buf_str(&text), 1, &err), 0);
    assert_int_equal(work_begin(&without, &tables[1], 1, buf_str(&text), 1, &err), 0);
    assert_int_equal(work_begin(&empty, &tables[2], 1, buf_str(&text), 1, &err), 0);
    assert_int_equal(work_begin(&colour, &tables[3], 1, buf_str(&text), 1, &err), 0);
    assert_int_equal(plain.known + empty.known, 2);
    assert_int_equal(without.known + colour.known, 0);
    assert_int_equal(colour.mentions.attribute_count, 2);
    assert_true(str_eq(without.mentions.attribute_name[0], learnt.mentions.attribute_name[0]));
    same_partition(&without, &empty);
    same_partition(&plain, &colour);
    work_end(&plain);
    work_end(&without);
    work_end(&empty);
    work_end(&colour);
    work_end(&learnt);
    buf_free(&text);
    arena_free(&c.arena);
}

/* A source that the model has not met counts as neither careful nor careless about its own
 * duplicates. */
static void test_unknown_source(void **state)
{
    (void)state;
    static struct council c;
    struct work learnt, unknown;
    struct buf text = {0};
    struct err err = {0};
    council_begin(&c, test_seed());
    learn(&c, &learnt, &text);
    struct table tables[2] = {council_table(&c, 0, NULL, 0), council_table(&c, 1, NULL, 0)};
    tables[0].name = STR("library");
    assert_int_equal(work_begin(&unknown, tables, 2, buf_str(&text), 1, &err), 0);
    const uint8_t *before = learnt.run->model.kinds[MENTION_PERSON].features.source_level;
    const uint8_t *after = unknown.run->model.kinds[MENTION_PERSON].features.source_level;
    assert_int_equal(before[0], SOURCE_WITHIN + 2); /* "rents" comes before "roll" */
    assert_int_equal(before[1], SOURCE_WITHIN);
    assert_int_equal(after[0], 0);
    assert_int_equal(after[1], SOURCE_WITHIN);
    assert_int_equal(unknown.known, 1);
    work_end(&unknown);
    work_end(&learnt);
    buf_free(&text);
    arena_free(&c.arena);
}

/* A kind of which the model knows nothing: each by itself. */
static void test_unknown_kind(void **state)
{
    (void)state;
    static const char *const firms[] = {"Company|Postcode", "Evans Ltd|SA1 1AA",
                                        "Evans Ltd|SA1 1AA", "Rees Builders Ltd|SA1 1AA",
                                        "Evans Limited|SA1 1AA"};
    static struct council c;
    struct work learnt, others;
    struct buf text = {0};
    struct err err = {0};
    council_begin(&c, test_seed());
    learn(&c, &learnt, &text);
    struct table table = table_of_lines("firms", firms, COUNT_OF(firms), &c.arena);
    assert_int_equal(work_begin(&others, &table, 1, buf_str(&text), 1, &err), 0);
    assert_true(others.mentions.count >= COUNT_OF(firms) - 1);
    assert_int_equal(others.run->partition.entity_count, others.mentions.count);
    work_end(&others);
    work_end(&learnt);
    buf_free(&text);
    arena_free(&c.arena);
}

/* A value that has become common for its frozen block stops the run, and the key is named. */
static void test_alarm(void **state)
{
    (void)state;
    enum { NAMESAKES = 5000 };
    static struct council c;
    struct work learnt, crowd;
    struct buf text = {0};
    struct err err = {0};
    council_begin(&c, test_seed());
    learn(&c, &learnt, &text);
    struct table table = table_begin("roll", headers[0], PERSON_COLUMNS);
    for (int i = 0; i < NAMESAKES; i++) {
        struct str row[PERSON_COLUMNS] = {
            [1] = STR("Zebedee"),       [2] = STR("Zimmermann"), [3] = STR("1901-02-03"),
            [4] = STR("1 Mill Street"), [5] = STR("SA1 1AH"),    [7] = STR("A1")};
        row[0] = arena_printf(&c.arena, "R%d", i);
        row[6] = arena_printf(&c.arena, "01632 96%04d", i);
        table_add_row(&table, row);
    }
    assert_int_equal(work_begin(&crowd, &table, 1, buf_str(&text), 1, &err), ERR_LIMIT);
    assert_non_null(strstr(err.message, "far more common than when the model was made"));
    assert_null(strstr(err.message, "immermann"));
    work_end(&crowd);
    work_end(&learnt);
    buf_free(&text);
    arena_free(&c.arena);
}

/* ---- damage ---- */

/* Put `to` in the place of the first `from`. */
static const struct {
    const char *from, *to;
    const char *said; /* part of the message */
} damages[] = {
    {"\"program\": \"cantref\"", "\"program\": \"other\"", "not a model file"},
    {"\"format\": 2", "\"format\": 1", "in format 1, written by cantref " CANTREF_VERSION},
    {"\"format\": 2", "\"format\": true", "\"format\" is not a whole number"},
    {"\"standardiser\": ", "\"standardiser\": 9", "in another way"},
    {"\"made\": ", "\"mode\": ", "head: \"made\""},
    {"\"made\": ", "\"more\": 1, \"made\": ", "\"more\" is not a member"},
    {"\"made\": ", "\"made\": \"\", \"made\": ", "no valid JSON"},
    {"\"name\": \"roll\"", "\"name\": \"rents\"", "source 2: \"name\" is there twice"},
    {"\"level\": 3", "\"level\": 2", "\"level\" is out of range"},
    {"\"level\": 3", "\"level\": 33", "fewer levels than there are sources"},
    {"\"columns\": [", "\"columns\": [1, ", "\"columns\" holds something"},
    {"\"seed\": \"", "\"seed\": \"0", "\"seed\" is not a hash"},
    {"\"kind\": \"person\"", "\"kind\": \"property\"", "no kind that is linked"},
    {"\"learnt\": true", "\"learnt\": 1", "neither true nor false"},
    {"\"unmet\": -", "\"unmet\": -99999", "\"unmet\" is out of range"},
    {"\"cut\": ", "\"cut\": 0.5, \"cat\": ", "\"cat\""},
    {"\"best_edges\": ", "\"best_edges\": 0, \"x\": ", "\"x\""},
    {"\"precision\": ", "\"precision\": 7", "\"precision\" is not a share"},
    {"\"feature\": \"name\"", "\"feature\": \"shoes\"", "can't compare"},
    {"\"feature\": \"address\"", "\"feature\": \"name\"", "can't compare"},
    {"\"attribute\": \"band\"", "\"attribute\": \"wing\"", "none of the attributes"},
    {"\"attribute\": \"band\"", "\"attribute\": null", "does not go with the feature"},
    {"\"attribute\": null", "\"attribute\": \"band\"", "does not go with the feature"},
    {"\"levels\": 180", "\"levels\": 179", "can't compare"},
    {"\"block_max\": 20", "\"block_max\": 0", "plan of person: \"block_max\" is out of range"},
    {"\"refinements\": [", "\"refinements\": [\"height\", ", "names a part"},
    {"\"refinements\": [", "\"refinements\": [0, ", "names a part"},
    {"\"parts\": [", "\"parts\": [\"sex\", \"sex\", \"sex\", ",
     "key 1 of person: \"parts\" is too long"},
    {"\"closed_nodes\": ", "\"closed_nodes\": -1", "out of range"},
    {"\"refined\": \"", "\"refined\": \"0", "\"refined\" is cut short"},
    {"\"refined\": \"", "\"refined\": \"0000000g", "not a hash"},
    {"\"refined\": \"", "\"refined\": \"ffffffffffffffff", "not in order"},
    {"\"values\": \"", "\"values\": \"0", "\"values\" is cut short"},
    {"\"values\": \"", "\"values\": \"ffffffffffffffff0000ffffffffffffffff0000", "not in order"},
    {"\"values\": \"", "\"values\": \"00000000000000004000", "an adjustment out of range"},
    {"\"given_sexes\": \"", "\"given_sexes\": \"0", "\"given_sexes\" is cut short"},
    {"\"given_sexes\": \"", "\"given_sexes\": \"0000000000000000?", "not a name's hash and sex"},
    {"\"given_sexes\": \"", "\"given_sexes\": \"000000000000000gf", "not a name's hash and sex"},
    {"\"given_sexes\": \"", "\"given_sexes\": \"ffffffffffffffffffffffffffffffffff",
     "not in order"},
    {"\"rarest\": ", "\"rarest\": 9999", "\"rarest\" is out of range"},
    {"\"of\": \"", "\"of\": \"shoe ", "nothing that has frequencies"},
    {"\"share\": 0.", "\"share\": 1.", "\"share\" is not a share"},
    {"\"share\": ", "\"share\": 0.0, \"s\": ", "\"s\" is not a member"},
    {"\"agreeing_on\": []", "\"agreeing_on\": [\"luck\"]", "class 1 of person"},
    {"\"levels\": [\n      [", "\"levels\": [\n      [1, ", "not one share for each level"},
    {"\"levels\": [\n      [", "\"levels\": [\n      [0], [", "not one list for each feature"},
};

static void expect_input_error(struct str text, const char *said, const char *which)
{
    struct model_file *file = NULL;
    struct err err = {0};
    int code = model_file_parse(text, "m.json", &file, &err);
    if (code != ERR_INPUT || strcmp(err.file, "m.json") != 0 || strstr(err.message, said) == NULL ||
        file != NULL) {
        fail_msg("%s: wanted \"%s\", got code %d \"%s\"", which, said, code, err.message);
    }
    assert_int_equal(err_exit_status(code), 65);
}

static void test_damaged(void **state)
{
    (void)state;
    static struct council c;
    struct work learnt;
    struct buf text = {0};
    council_begin(&c, 1);
    learn(&c, &learnt, &text);
    for (size_t i = 0; i < COUNT_OF(damages); i++) {
        struct buf damaged = {0};
        ptrdiff_t at = str_find(buf_str(&text), str_of(damages[i].from));
        if (at < 0) {
            fail_msg("the model has no %s", damages[i].from);
        }
        buf_add(&damaged, str_slice(buf_str(&text), 0, (size_t)at));
        buf_add(&damaged, str_of(damages[i].to));
        buf_add(&damaged,
                str_slice(buf_str(&text), (size_t)at + strlen(damages[i].from), text.len));
        expect_input_error(buf_str(&damaged), damages[i].said, damages[i].to);
        buf_free(&damaged);
    }
    for (size_t len = 0; len + 2 < text.len; len += len / 16 + 1) {
        expect_input_error(str_slice(buf_str(&text), 0, len), "no valid JSON", "cut short");
    }
    static const char *const others[] = {
        "{}", "[]", "5", "null", "{\"people\": []}", "{\"program\": 5}"};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        expect_input_error(str_of(others[i]), "", others[i]);
    }
    work_end(&learnt);
    buf_free(&text);
    arena_free(&c.arena);
}

static void test_files(void **state)
{
    (void)state;
    struct model_file *file = NULL;
    struct err err = {0};
    assert_int_equal(model_file_read("/nonexistent/model.json", &file, &err), ERR_NOTFOUND);
    assert_int_equal(model_file_read("/", &file, &err), ERR_IO);
    assert_int_equal(model_file_read("/dev/null", &file, &err), ERR_INPUT);
    assert_null(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),   cmocka_unit_test(test_subset),
        cmocka_unit_test(test_attributes),   cmocka_unit_test(test_unknown_source),
        cmocka_unit_test(test_unknown_kind), cmocka_unit_test(test_alarm),
        cmocka_unit_test(test_damaged),      cmocka_unit_test(test_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

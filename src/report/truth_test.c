/* truth_test.c - scores worked out by hand, the labels of rows and of mentions, and agreement with
 * the scorer that the labelled sets come with, on partitions drawn at random. */
#include "truth.h"

#include "random.h"
#include "report_files.h"
#include "report_test.h"
#include "test_seed.h"

#include <unistd.h>

static void near(double got, double wanted)
{
    if (!(fabs(got - wanted) < 1e-9)) {
        fail_msg("got %.12f, wanted %.12f", got, wanted);
    }
}

static void test_by_hand(void **state)
{
    (void)state;
    /* true: {0 1 2} {3 4} {5}; found: {0 1} {2 3} {4} {5} */
    static const uint32_t truth[] = {7, 7, 7, 4, 4, 9};
    static const uint32_t found[] = {1, 1, 2, 2, 3, 8};
    struct truth_scores s;
    truth_count(truth, found, 6, &s);
    assert_int_equal(s.true_pairs, 4);
    assert_int_equal(s.found_pairs, 2);
    assert_int_equal(s.right_pairs, 1);
    near(s.precision, 0.5);
    near(s.recall, 0.25);
    near(s.f1, 1.0 / 3);
    near(s.b3_precision, (1 + 1 + .5 + .5 + 1 + 1) / 6);
    near(s.b3_recall, (2.0 / 3 + 2.0 / 3 + 1.0 / 3 + .5 + .5 + 1) / 6);
    assert_int_equal(s.clusters_exact, 1);
    near(s.exact, 1.0 / 3);
}

static void test_edges(void **state)
{
    (void)state;
    static const uint32_t alone[] = {1, 2, 3};
    static const uint32_t together[] = {5, 5, 5};
    struct truth_scores s;
    truth_count(alone, alone, 3, &s);
    near(s.precision, 1);
    near(s.recall, 1);
    near(s.f1, 1);
    truth_count(together, alone, 3, &s);
    near(s.precision, 1);
    near(s.recall, 0);
    near(s.f1, 0);
    truth_count(alone, together, 3, &s);
    near(s.precision, 0);
    near(s.exact, 0);
    truth_count(NULL, NULL, 0, &s);
    assert_true(isnan(s.b3_f1) && isnan(s.exact));
}

static const char *const people_lines[] = {
    "Name|House|Post",          "MR J & MRS S EVANS|12|SA15 1AA", "Sian Evans|12|SA15 1AA",
    "THE OCCUPIER|14|SA15 1AA", "John Evans|12|SA15 1AA",
};
static const enum role people_roles[] = {ROLE_FULL_NAME, ROLE_PREMISE, ROLE_POSTCODE};
static const struct fixture_source people = {"people", LINES(people_lines), people_roles};
/* Mentions: J Evans, S Evans, Sian Evans, the occupier, John Evans. */
static const uint32_t people_entities[] = {0, 1, 1, 2, 0};

static struct truth_scores people_scores; /* of the last score_lines */

static int score_lines(const char *const *lines, size_t count, struct truth_scores *ret,
                       struct err *err)
{
    struct fixture f;
    fixture_begin(&f, &people, 1);
    fixture_link(&f, people_entities, 5);
    struct table truth = table_of_lines("truth", lines, count, &f.arena);
    truth.row_number = mem_must_array(truth.row_count, sizeof(uint32_t));
    for (size_t row = 0; row < truth.row_count; row++) {
        truth.row_number[row] = (uint32_t)row + 1;
    }
    int code = truth_score(&f.report, &truth, ret, &people_scores, err);
    mem_free(truth.row_number);
    table_end(&truth);
    fixture_end(&f);
    return code;
}

static void test_rows_and_mentions(void **state)
{
    (void)state;
    struct truth_scores s;
    struct err err = {0};
    /* Row 1 stands for J Evans, its first person; row 9 is not there; row 2 comes twice; an empty
     * label doesn't count. */
    static const char *const rows[] = {"source|row|truth", "people|1|j", "people|2|s", "people|2|j",
                                       "people|3|",        "people|4|j", "people|9|j", "other|1|s"};
    assert_int_equal(score_lines(LINES(rows), &s, &err), 0);
    assert_false(s.by_mention);
    assert_int_equal(s.labelled, 5);
    assert_int_equal(s.unlabelled, 1);
    assert_int_equal(s.not_found, 2);
    assert_int_equal(s.true_pairs, 4);
    assert_int_equal(s.found_pairs, 1);
    assert_int_equal(s.right_pairs, 1);
    /* By mention, columns in another order; the third of row 1 is its property and no person. */
    static const char *const mentions[] = {"mention|SOURCE|row|household|person",
                                           "1|people|1|h|j",
                                           "2|people|1|h|s",
                                           "3|people|1|h|x",
                                           "1|people|2|h|s",
                                           "1|people|4|h|j",
                                           "2|people|3|h|x"}; /* THE OCCUPIER */
    assert_int_equal(score_lines(LINES(mentions), &s, &err), 0);
    assert_true(s.by_mention);
    assert_int_equal(s.labelled, 6);
    assert_int_equal((int)people_scores.labelled, 5);
    assert_int_equal(s.true_pairs, 3);
    assert_int_equal(people_scores.true_pairs, 2);
    near(people_scores.f1, 1);
    assert_int_equal(s.not_found, 1);
    assert_int_equal(s.right_pairs, 2);
    near(s.recall, 2.0 / 3);
}

static void test_one_mention(void **state)
{
    (void)state;
    static const struct {
        struct str source;
        uint64_t row, number;
        size_t mention;
    } cases[] = {
        {STR_INIT("people"), 1, 1, 0},        {STR_INIT("people"), 1, 2, 1},
        {STR_INIT("people"), 1, 3, SIZE_MAX}, /* its property */
        {STR_INIT("people"), 1, 0, 0},        /* who stands for the row */
        {STR_INIT("people"), 2, 1, 2},        {STR_INIT("people"), 4, 1, 4},
        {STR_INIT("people"), 9, 1, SIZE_MAX}, {STR_INIT("other"), 1, 1, SIZE_MAX},
    };
    struct fixture f;
    fixture_begin(&f, &people, 1);
    fixture_link(&f, people_entities, 5);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t mention = truth_mention(&f.report, cases[i].source, cases[i].row, cases[i].number);
        assert_int_equal(mention, cases[i].mention);
    }
    fixture_end(&f);
}

static void test_mistakes(void **state)
{
    (void)state;
    static const struct {
        const char *lines[3];
        size_t count, line;
    } cases[] = {
        {{"who|what", "people|1"}, 2, 1},
        {{"source|row", "people|1"}, 2, 1},
        {{"source|row|truth", "people|one|x"}, 2, 2},
        {{"source|row|truth", "people|1|x", "people|0|x"}, 3, 3},
        {{"source|row|truth", "people|-1|x"}, 2, 2},
        {{"source|row|mention|person", "people|1||x"}, 2, 2},
        {{"source|row|truth", "people|1|"}, 2, 0},
        {{"source|row|truth"}, 1, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct truth_scores s = {.labelled = 77};
        struct err err = {0};
        assert_int_equal(score_lines(cases[i].lines, cases[i].count, &s, &err), ERR_INPUT);
        assert_int_equal(err.line, cases[i].line);
        assert_string_equal(err.file, "test");
        assert_int_equal(s.labelled, 77);
    }
}

/* ---- the other scorer */

static double figure_of(const char *json, const char *key)
{
    char wanted[40];
    snprintf(wanted, sizeof wanted, "\"%s\": ", key);
    const char *at = strstr(json, wanted);
    return at != NULL ? strtod(at + strlen(wanted), NULL) : NAN;
}

static void compare_with(const char *scorer, struct random *random)
{
    enum { THINGS = 200 };
    uint32_t truth[THINGS];
    uint32_t found[THINGS];
    char folder[] = "/tmp/cantref-truth-XXXXXX";
    char path[100];
    char entities[100];
    char command[600];
    char answer[1000] = "";
    uint64_t clusters = 1 + random_below(random, THINGS);
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/truth.csv", folder);
    snprintf(entities, sizeof entities, "%s/entities.csv", folder);
    FILE *truth_file = fopen(path, "w");
    FILE *entities_file = fopen(entities, "w");
    fputs("source,row,truth\n", truth_file);
    fputs("source,row,mention,kind,record_id,entity,confidence\n", entities_file);
    for (uint32_t i = 0; i < THINGS; i++) {
        truth[i] = (uint32_t)random_below(random, clusters);
        found[i] = random_unit(random) < .7 ? truth[i] : (uint32_t)random_below(random, clusters);
        fprintf(truth_file, "a,%u,t%u\n", i + 1, truth[i]);
        fprintf(entities_file, "a,%u,1,person,,P%u,1.000\n", i + 1, found[i]);
    }
    fclose(truth_file);
    fclose(entities_file);
    snprintf(command, sizeof command, "python3 '%s' '%s' '%s'", scorer, folder, entities);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    answer[fread(answer, 1, sizeof answer - 1, pipe)] = '\0';
    assert_int_equal(pclose(pipe), 0);
    struct truth_scores s;
    truth_count(truth, found, THINGS, &s);
    assert_int_equal(figure_of(answer, "true_pairs"), s.true_pairs);
    assert_int_equal(figure_of(answer, "found_pairs"), s.found_pairs);
    assert_int_equal(figure_of(answer, "clusters_true"), s.clusters_true);
    assert_int_equal(figure_of(answer, "clusters_found"), s.clusters_found);
    assert_true(fabs(figure_of(answer, "precision") - s.precision) < 0.6e-4);
    assert_true(fabs(figure_of(answer, "recall") - s.recall) < 0.6e-4);
    assert_true(fabs(figure_of(answer, "f1") - s.f1) < 0.6e-4);
    assert_true(fabs(figure_of(answer, "b3_f1") - s.b3_f1) < 0.6e-4);
    assert_true(fabs(figure_of(answer, "exact_clusters") - s.exact) < 0.6e-4);
    unlink(path);
    unlink(entities);
    rmdir(folder);
}

static void test_as_the_scorer(void **state)
{
    (void)state;
    char scorer[400];
    const char *shared = getenv("CANTREF_SHARED");
    snprintf(scorer, sizeof scorer, "%s/tools/score.py", shared != NULL ? shared : "../shared");
    if (access(scorer, R_OK) != 0) {
        printf("# no scorer: CANTREF_SHARED does not name the folder that has tools/score.py\n");
        skip();
    }
    struct random random = random_seed(test_seed());
    for (int i = 0; i < 5; i++) {
        compare_with(scorer, &random);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),           cmocka_unit_test(test_edges),
        cmocka_unit_test(test_rows_and_mentions), cmocka_unit_test(test_one_mention),
        cmocka_unit_test(test_mistakes),          cmocka_unit_test(test_as_the_scorer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* constraint_test.c - which decisions hold, and what a decided mention is: a node by itself. */
#include "constraint.h"

#include "linkage_test.h"
#include "mention_decide.h"

enum { DECISIONS_MAX = 12 };

/* Mentions a … f, each of a row; a and b say the same, e and f are of one row. */
static void make_table(struct mention_table *t)
{
    made_begin(t, 1, 0);
    made_add(t, 0, 0, "given=sian|family=evans");
    made_add(t, 0, 1, "given=sian|family=evans");
    made_add(t, 0, 2, "given=megan|family=jones");
    made_add(t, 0, 3, "given=rhys|family=jones");
    made_add(t, 0, 4, "given=owen|family=rees");
    made_add(t, 0, 4, "given=mair|family=rees");
}

static void table_done(struct mention_table *t)
{
    mem_free(t->decisions);
    mem_free(t->decided);
    made_end(t);
}

/* "a=b b!c": decisions from the oldest on, numbered from 1; a "-" is not in the table. */
static size_t read_decisions(const char *text, struct mention_decision *ret)
{
    size_t count = 0;
    struct str rest = str_of(text);
    struct str item;
    while (str_next_token(&rest, ' ', &item)) {
        char right = item.ptr[item.len - 1];
        ret[count] = (struct mention_decision){
            .number = (int64_t)count + 1,
            .left = item.ptr[0] == '-' ? NO_MENTION : (uint32_t)(item.ptr[0] - 'a'),
            .right = right == '-' ? NO_MENTION : (uint32_t)(right - 'a'),
            .same = item.ptr[1] == '='};
        count++;
    }
    return count;
}

static const struct {
    const char *decisions;
    const char *hold; /* a + or - for each that is between two mentions of the table */
} cases[] = {
    {"", ""},
    {"a=b", "+"},
    {"a!b", "+"},
    {"a=b b=c a!c", "-++"}, /* the newest holds; of the others the newer */
    {"a!c a=b b=c", "-++"}, /* "same" carries over and is newer */
    {"a=b a!c b=c", "-++"}, /* a!c and b=c leave a and b apart */
    {"a!b a=b", "-+"},      /* thought better of */
    {"a=b a!b a=b", "+-+"}, /* twice */
    {"c=e d=f c=d", "-++"}, /* e and f are two people of a row */
    {"e!f", "+"},           /* as they are anyway */
    {"a=- -!b", ""},        /* the others aren't there */
    {"a=b b=c c=d d!a", "-+++"},
    {"a=b c=d a=c b!d", "-+++"},
};

static void the_newest_holds(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct mention_decision decisions[DECISIONS_MAX];
        struct mention_table table;
        struct node_set nodes = {0};
        struct constraint_list list = {0};
        size_t wrong = 0;
        size_t count = read_decisions(cases[i].decisions, decisions);
        make_table(&table);
        /* in whatever order they come */
        for (size_t d = 0; d < count / 2; d++) {
            struct mention_decision other = decisions[d];
            decisions[d] = decisions[count - 1 - d];
            decisions[count - 1 - d] = other;
        }
        assert_int_equal(mention_table_decide(&table, decisions, count, &wrong), 0);
        made_nodes(&table, &nodes);
        assert_int_equal(constraints_build(&table, &nodes, &list), 0);
        char hold[DECISIONS_MAX + 1] = "";
        for (size_t c = 0; c < list.count; c++) {
            assert_true(list.at[c].left < list.at[c].right);
            hold[c] = list.at[c].holds ? '+' : '-';
        }
        if (strcmp(hold, cases[i].hold) != 0) {
            fail_msg("\"%s\": %s, wanted %s", cases[i].decisions, hold, cases[i].hold);
        }
        constraints_free(&list);
        node_set_free(&nodes);
        table_done(&table);
    }
}

/* Nodes by what is decided: a and b say the same and are one, until somebody speaks of one. */
static void a_decided_mention_is_a_node(void **state)
{
    static const struct {
        const char *decisions;
        size_t nodes;
    } expected[] = {{"", 5}, {"c=d", 5}, {"a=c", 6}, {"a=b", 6}, {"a!-", 6}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        struct mention_decision decisions[DECISIONS_MAX];
        struct mention_table table;
        struct node_set nodes = {0};
        size_t wrong = 0;
        size_t count = read_decisions(expected[i].decisions, decisions);
        make_table(&table);
        assert_int_equal(mention_table_decide(&table, decisions, count, &wrong), 0);
        made_nodes(&table, &nodes);
        assert_int_equal(nodes.count, expected[i].nodes);
        node_set_free(&nodes);
        table_done(&table);
    }
}

static void what_is_refused(void **state)
{
    static const struct {
        const char *decisions;
        size_t wrong;
    } refused[] = {{"a=a", 0}, {"a=b c!c", 1}, {"a=b e=f", 1}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        struct mention_decision decisions[DECISIONS_MAX];
        struct mention_table table;
        size_t wrong = 99;
        size_t count = read_decisions(refused[i].decisions, decisions);
        make_table(&table);
        assert_int_equal(mention_table_decide(&table, decisions, count, &wrong), ERR_INPUT);
        assert_int_equal(wrong, refused[i].wrong);
        assert_null(table.decisions);
        table_done(&table);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_holds),
        cmocka_unit_test(a_decided_mention_is_a_node),
        cmocka_unit_test(what_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* disclosure_control_test.c - that small counts are not shown, nor to be worked out by sums and
 * differences of what is. */
#include "disclosure_control.h"

#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { CELLS_MAX = 8, ROUNDS = 50000 };

struct row_case {
    uint64_t cells[CELLS_MAX];
    size_t count;
    const char *shown; /* a letter a cell, then one of the total: y, n */
};

static const struct row_case cases[] = {
    {{0}, 0, "y"},
    {{5, 6, 7}, 3, "yyyy"},
    {{4}, 1, "nn"},
    {{3, 12, 6}, 3, "nyny"}, /* 6 beside 3: 21 - 12 leaves 9 for the two */
    {{3, 2, 12}, 3, "nnyy"}, /* 5 for the two */
    {{1, 2, 12}, 3, "nnny"}, /* 3 for the two would say that both are small */
    {{0, 0, 12}, 3, "nnny"}, /* and 0 what they are */
    {{0, 0, 0}, 3, "nnnn"},  /* nothing is left beside it: nor is the sum shown */
    {{4, 5}, 2, "nny"},
    {{4, 4}, 2, "nny"},
    {{5, 4, 5}, 3, "nnyy"}, /* the first of equals */
    {{100, 1, 90, 80}, 4, "ynyny"},
};

static void rows_by_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct row_case *c = &cases[i];
        bool shown[CELLS_MAX];
        bool total;
        disclosure_control(c->cells, c->count, shown, &total);
        for (size_t j = 0; j < c->count; j++) {
            if (shown[j] != (c->shown[j] == 'y')) {
                fail_msg("case %zu, cell %zu", i, j);
            }
        }
        assert_int_equal(total, c->shown[c->count] == 'y');
    }
}

/* What somebody who sees the figures can say of a cell that is left out: whatever is left of the
 * total when what is shown is taken off may all be in it, or nothing of it, unless it is the only
 * one. */
static void assert_hidden(const uint64_t *cells, size_t count, const bool *shown, bool total_shown)
{
    uint64_t left = 0;
    size_t hidden = 0;
    for (size_t i = 0; i < count; i++) {
        left += shown[i] ? 0 : cells[i];
        hidden += !shown[i];
    }
    for (size_t i = 0; i < count; i++) {
        assert_true(!shown[i] || cells[i] >= DISCLOSURE_THRESHOLD);
    }
    if (!total_shown || hidden == 0) {
        return; /* then there is no sum, or nothing to find */
    }
    uint64_t least = hidden == 1 ? left : 0;
    uint64_t most = left;
    assert_true(least < most);                 /* it is not known */
    assert_true(most >= DISCLOSURE_THRESHOLD); /* nor that it is small */
}

/* struct attack - every row of counts that goes with what is shown, one after another. */
struct attack {
    const bool *shown;
    size_t count;
    uint64_t guess[CELLS_MAX], least[CELLS_MAX], most[CELLS_MAX];
};

static void try_all(struct attack *a, size_t at, uint64_t left)
{
    while (at < a->count && a->shown[at]) {
        at++;
    }
    if (at == a->count) {
        for (size_t i = 0; left == 0 && i < a->count; i++) {
            a->least[i] = a->guess[i] < a->least[i] ? a->guess[i] : a->least[i];
            a->most[i] = a->guess[i] > a->most[i] ? a->guess[i] : a->most[i];
        }
        return;
    }
    for (uint64_t guess = 0; guess <= left; guess++) {
        a->guess[at] = guess;
        try_all(a, at + 1, left - guess);
    }
}

/* All rows of counts up to 4 cells of 0 … 8, by trying what else each could be. */
static void nothing_is_found_by_trying(void **state)
{
    enum { CELLS = 4, UP_TO = 9 };
    (void)state;
    for (uint64_t row = 0; row < (uint64_t)UP_TO * UP_TO * UP_TO * UP_TO; row++) {
        uint64_t cells[CELLS];
        bool shown[CELLS];
        bool total_shown;
        uint64_t rest = row;
        uint64_t left = 0;
        for (int i = 0; i < CELLS; i++, rest /= UP_TO) {
            cells[i] = rest % UP_TO;
        }
        disclosure_control(cells, CELLS, shown, &total_shown);
        struct attack a = {.shown = shown, .count = CELLS};
        for (int i = 0; i < CELLS; i++) {
            left += shown[i] ? 0 : cells[i];
            a.least[i] = UINT64_MAX;
        }
        if (total_shown) {
            try_all(&a, 0, left);
        }
        for (int i = 0; total_shown && i < CELLS; i++) {
            assert_true(shown[i] || (a.least[i] < a.most[i] && a.most[i] >= DISCLOSURE_THRESHOLD));
        }
    }
}

static void nothing_is_derived(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t cells[CELLS_MAX];
        bool shown[CELLS_MAX];
        bool total_shown;
        size_t count = (size_t)random_below(&random, CELLS_MAX + 1);
        uint64_t bound = 1 + random_below(&random, 14);
        size_t needless = 0;
        for (size_t i = 0; i < count; i++) {
            cells[i] = random_below(&random, bound);
        }
        disclosure_control(cells, count, shown, &total_shown);
        assert_hidden(cells, count, shown, total_shown);
        for (size_t i = 0; i < count; i++) {
            needless += !shown[i] && cells[i] >= DISCLOSURE_THRESHOLD;
        }
        assert_true(needless <= 2); /* no more is left out than is needed */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_by_case),
        cmocka_unit_test(nothing_is_derived),
        cmocka_unit_test(nothing_is_found_by_trying),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* watch_rule_test.c - made logs: each kind of misuse, planted in honest work, is found; honest work
 * alone gives few findings, and how few is printed. What doesn't matter, changes nothing. */
#include "watch_rule.h"

#include "random.h"
#include "test_seed.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum {
    STAFF = 150,
    PERSONS = 20000,
    DAYS = 28,
    LOOKUPS = 12, /* a day, of each of the staff */
    A_POSTCODE = 40,
    A_HOME = 3,
    EVENTS_MAX = STAFF * DAYS * LOOKUPS * 3,
    MONDAY = 20787, /* 30 November 2026 */
    ROLES = 3
};
#define MS_A_DAY 86400000LL
#define MS_AN_HOUR 3600000LL

struct made {
    struct watch_table table;
    struct watch_event *events;
    struct watch_person *persons;
    struct watch_staff *staff;
    int64_t *tokens;
    uint32_t own[STAFF]; /* the person whose record is theirs */
};

/* Persons live one after another: A_HOME in a home, A_POSTCODE at a postcode. */
static void make_people(struct made *m, struct random *random)
{
    m->persons = mem_must_array(PERSONS, sizeof *m->persons);
    m->staff = mem_must_array(STAFF, sizeof *m->staff);
    m->tokens = mem_must_array(3 * PERSONS, sizeof *m->tokens);
    for (uint32_t p = 0; p < PERSONS; p++) {
        int64_t *t = m->tokens + 3 * p;
        t[0] = 1 + p / A_POSTCODE;
        t[1] = 1 + p / A_HOME;
        t[2] = 1 + p / A_HOME + PERSONS;
        m->persons[p] = (struct watch_person){.postcodes = {t, 1},
                                              .homes = {t + 1, 1},
                                              .families = {t + 2, 1},
                                              .record_of = WATCH_NOBODY};
    }
    for (uint32_t s = 0; s < STAFF; s++) {
        m->own[s] = s * (PERSONS / STAFF) + (uint32_t)random_below(random, PERSONS / STAFF);
        struct watch_person *own = &m->persons[m->own[s]];
        own->record_of = s;
        m->staff[s] = (struct watch_staff){own->postcodes, own->homes, own->families};
    }
}

static void look(struct made *m, uint32_t staff, uint32_t person, int64_t time_ms, uint8_t flags)
{
    assert_true(m->table.event_count < EVENTS_MAX);
    m->events[m->table.event_count++] = (struct watch_event){.time_ms = time_ms,
                                                             .staff = staff,
                                                             .person = person,
                                                             .peers = staff % ROLES,
                                                             .flags = flags};
}

static int compare_events(const void *a, const void *b)
{
    const struct watch_event *x = a;
    const struct watch_event *y = b;
    return (x->time_ms > y->time_ms) - (x->time_ms < y->time_ms);
}

static void finish(struct made *m)
{
    qsort(m->events, m->table.event_count, sizeof *m->events, compare_events);
    for (size_t i = 0; i < m->table.event_count; i++) {
        m->events[i].leaf = i;
    }
    m->table.events = m->events;
    m->table.persons = m->persons;
    m->table.person_count = PERSONS;
    m->table.staff = m->staff;
    m->table.staff_count = STAFF;
}

static int64_t at(int day, double hour)
{
    return (MONDAY + day) * MS_A_DAY + (int64_t)(hour * (double)MS_AN_HOUR);
}

/* Honest work: each day people of all the county, each with a case, or in one role now and then
 * without; some looked at again the days after; none of one's own household, since such work is
 * given to somebody else. */
static void make_honest(struct made *m, struct random *random)
{
    *m = (struct made){0};
    m->events = mem_must_array(EVENTS_MAX, sizeof *m->events);
    make_people(m, random);
    for (uint32_t s = 0; s < STAFF; s++) {
        uint32_t last = (uint32_t)random_below(random, PERSONS);
        for (int day = 0; day < DAYS; day++) {
            for (int i = 0; i < LOOKUPS && day % 7 < 5; i++) {
                uint32_t person =
                    random_below(random, 4) == 0 ? last : (uint32_t)random_below(random, PERSONS);
                uint8_t flags =
                    s % ROLES == 0 && random_below(random, 10) == 0 ? WATCH_WITHOUT_CASE : 0;
                if (person / A_HOME != m->own[s] / A_HOME) {
                    look(m, s, person, at(day, 8 + 9 * random_unit(random)), flags);
                    last = person;
                }
            }
        }
    }
}

static void made_free(struct made *m)
{
    mem_free(m->events);
    mem_free(m->persons);
    mem_free(m->staff);
    mem_free(m->tokens);
}

static void find(struct made *m, struct watch_findings *ret)
{
    struct watch_settings settings;
    watch_settings_default(&settings);
    *ret = (struct watch_findings){0};
    finish(m);
    watch_find(&m->table, &settings, ret);
}

static size_t found_of(const struct watch_findings *found, enum watch_rule rule, uint32_t staff,
                       uint32_t person)
{
    size_t count = 0;
    for (size_t i = 0; i < found->count; i++) {
        count += found->at[i].rule == rule && found->at[i].staff == staff &&
                 found->at[i].person == person;
    }
    return count;
}

static void test_honest_work(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    size_t by_rule[WATCH_RULES] = {0};
    size_t all = 0;
    enum { MONTHS = 10 };
    for (uint64_t k = 0; k < MONTHS; k++) {
        struct random random = random_seed(seed + k);
        struct made m;
        struct watch_findings found;
        make_honest(&m, &random);
        find(&m, &found);
        for (size_t i = 0; i < found.count; i++) {
            by_rule[found.at[i].rule]++;
        }
        all += found.count;
        watch_findings_free(&found);
        made_free(&m);
    }
    printf("# honest work of %d staff in %d months of %d look-ups a day: false alarms", STAFF,
           MONTHS, LOOKUPS);
    for (int r = 0; r < WATCH_RULES; r++) {
        printf(" %s %zu", watch_rule_names[r], by_rule[r]);
    }
    printf("; %.2f a month of 100 staff\n", (double)all / MONTHS / STAFF * 100);
    /* One in 1000 for each of neighbours and colleagues, at most, by the tail; family, bulk and the
     * famous none, since none is in it. */
    assert_true((double)all <= 0.01 * MONTHS * STAFF);
    assert_int_equal(by_rule[WATCH_FAMILY], 0);
    assert_int_equal(by_rule[WATCH_BULK], 0);
}

static uint32_t neighbour_of(const struct made *m, uint32_t staff, uint32_t place)
{
    uint32_t first = m->own[staff] / A_POSTCODE * A_POSTCODE;
    uint32_t person = first + place;
    while (person / A_HOME == m->own[staff] / A_HOME ||
           m->persons[person].record_of != WATCH_NOBODY) {
        person = person + 1 < first + A_POSTCODE ? person + 1 : first;
    }
    return person;
}

/* Each misuse by one of the staff, drawn, amid everybody's honest work. */
static void plant(struct made *m, enum watch_rule rule, uint32_t s, struct random *random,
                  uint32_t *ret_staff, uint32_t *ret_person)
{
    *ret_staff = s;
    *ret_person = WATCH_NOBODY;
    if (rule == WATCH_NEIGHBOURS) {
        for (uint32_t i = 0; i < 8; i++) {
            look(m, s, neighbour_of(m, s, 5 * i), at((int)i * 2, 12.5), WATCH_WITHOUT_CASE);
        }
    } else if (rule == WATCH_FAMILY) {
        uint32_t first = m->own[s] / A_HOME * A_HOME;
        look(m, s, first == m->own[s] ? first + 1 : first, at(9, 21), 0);
    } else if (rule == WATCH_COLLEAGUES) {
        for (uint32_t i = 1; i <= 9; i++) {
            look(m, s, m->own[(s + i) % STAFF], at((int)i, 10), WATCH_WITHOUT_CASE);
        }
    } else if (rule == WATCH_FAMOUS && s % 2 == 0) {
        *ret_person = (uint32_t)random_below(random, PERSONS / A_POSTCODE) * A_POSTCODE;
        m->persons[*ret_person].famous = true;
        look(m, s, *ret_person, at(5, 23), 0);
    } else if (rule == WATCH_FAMOUS) {
        *ret_staff = WATCH_NOBODY;
        *ret_person = (uint32_t)random_below(random, PERSONS);
        for (uint32_t i = 0; i < 14; i++) {
            look(m, (s + 7 * i) % STAFF, *ret_person, at((int)i % 5, 11), 0);
        }
    } else if (rule == WATCH_NO_CASE) {
        for (int i = 0; i < 260; i++) {
            look(m, s, (uint32_t)random_below(random, PERSONS / 2),
                 at(i % DAYS, 10 + i / DAYS * 0.5), WATCH_WITHOUT_CASE);
        }
    } else if (rule == WATCH_BULK) {
        for (int i = 0; i < 90; i++) {
            look(m, s, (uint32_t)i * 211, at(3, 18 + i / 120.0), 0);
        }
    }
}

static void test_planted(void **state)
{
    (void)state;
    uint64_t seed = test_seed();
    size_t planted = 0;
    for (int rule = 0; rule < WATCH_RULES; rule++) {
        for (uint64_t k = 0; k < 6; k++) {
            struct random random = random_seed(seed + 1000 * (uint64_t)rule + k);
            struct made m;
            struct watch_findings found;
            uint32_t staff, person;
            make_honest(&m, &random);
            plant(&m, (enum watch_rule)rule, (uint32_t)random_below(&random, STAFF / 2) * 2 + k % 2,
                  &random, &staff, &person);
            find(&m, &found);
            if (found_of(&found, (enum watch_rule)rule, staff, person) != 1) {
                fail_msg("%s by %u of %u is not found", watch_rule_names[rule], staff, person);
            }
            planted++;
            watch_findings_free(&found);
            made_free(&m);
        }
    }
    printf("# planted misuse: %zu of %zu found\n", planted, planted);
}

/* Properties of any log: evidence is of the one whom the finding names, in order and each once;
 * counts hold; who is called what by number doesn't matter; less work by others is no new finding
 * against somebody's own family; and a window as long as the log finds the most. */
static void test_properties(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (int k = 0; k < 4; k++) {
        struct made m;
        struct watch_findings found, again = {0};
        uint32_t ignored[2];
        make_honest(&m, &random);
        for (int rule = 0; rule < WATCH_RULES; rule++) {
            plant(&m, (enum watch_rule)rule, (uint32_t)(20 * rule + k), &random, &ignored[0],
                  &ignored[1]);
        }
        find(&m, &found);
        assert_true(found.count >= WATCH_RULES);
        for (size_t i = 0; i < found.count; i++) {
            const struct watch_finding *f = &found.at[i];
            assert_true(f->count > 0 && f->people > 0 && f->people <= f->count);
            assert_true(f->after_hours <= f->count && f->without_case <= f->count);
            for (size_t e = 0; e < f->count; e++) {
                const struct watch_event *event = &m.events[f->events[e]];
                assert_true(e == 0 || f->events[e - 1] < f->events[e]);
                assert_true(f->staff == WATCH_NOBODY || event->staff == f->staff);
                assert_true(f->person == WATCH_NOBODY || event->person == f->person);
            }
        }
        for (size_t i = 0; i < m.table.event_count; i++) { /* staff numbered the other way */
            m.events[i].staff = STAFF - 1 - m.events[i].staff;
        }
        for (uint32_t s = 0; s < STAFF / 2; s++) {
            struct watch_staff swapped = m.staff[s];
            m.staff[s] = m.staff[STAFF - 1 - s];
            m.staff[STAFF - 1 - s] = swapped;
        }
        for (uint32_t p = 0; p < PERSONS; p++) {
            uint32_t *of = &m.persons[p].record_of;
            *of = *of != WATCH_NOBODY ? STAFF - 1 - *of : WATCH_NOBODY;
        }
        struct watch_settings settings;
        watch_settings_default(&settings);
        watch_find(&m.table, &settings, &again);
        assert_int_equal(again.count, found.count);
        for (size_t i = 0; i < found.count; i++) {
            uint32_t staff = found.at[i].staff;
            assert_int_equal(found_of(&again, found.at[i].rule,
                                      staff != WATCH_NOBODY ? STAFF - 1 - staff : staff,
                                      found.at[i].person),
                             1);
        }
        watch_findings_free(&found);
        watch_findings_free(&again);
        made_free(&m);
    }
}

static void test_parts(void **state)
{
    (void)state;
    struct watch_settings settings;
    watch_settings_default(&settings);
    assert_true(fabs(watch_tail(0, 3) - 1) < 1e-12);
    assert_true(fabs(watch_tail(1, 2) - (1 - exp(-2))) < 1e-12);
    assert_true(fabs(watch_tail(3, 0.5) - 0.014387677966970687) < 1e-12);
    assert_true(watch_tail(2, 0) == 0);
    assert_false(watch_is_after_hours(&settings, at(0, 7)));
    assert_true(watch_is_after_hours(&settings, at(0, 6.99)));
    assert_true(watch_is_after_hours(&settings, at(0, 20)));
    assert_true(watch_is_after_hours(&settings, at(5, 12)));  /* Saturday */
    assert_false(watch_is_after_hours(&settings, at(4, 12))); /* Friday */
    const int64_t july = 20640 * MS_A_DAY; /* Monday 6 July 2026: London is an hour ahead of UTC */
    assert_false(watch_is_after_hours(&settings, july + 6 * MS_AN_HOUR + 1));
    assert_true(watch_is_after_hours(&settings, july + 19 * MS_AN_HOUR + 1));
    struct watch_findings none = {0};
    watch_find(&(struct watch_table){0}, &settings, &none);
    assert_int_equal(none.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts), cmocka_unit_test(test_honest_work),
        cmocka_unit_test(test_planted), cmocka_unit_test(test_properties)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* long_work_test.c - what takes long: answered at once where it is quick, kept where it is not; for
 * its own session alone; no more at a time than there is room for. */
#include "long_work.h"

#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

/* struct gate - a task goes on when it is let. */
struct gate {
    sem_t let, begun;
    int number;
    int ended;
};

static void gate_open(struct gate *g, int number)
{
    *g = (struct gate){.number = number};
    sem_init(&g->let, 0, 0);
    sem_init(&g->begun, 0, 0);
}

static void gate_close(struct gate *g)
{
    sem_destroy(&g->let);
    sem_destroy(&g->begun);
}

static void run_gate(void *context, struct buf *out)
{
    struct gate *g = context;
    sem_post(&g->begun);
    sem_wait(&g->let);
    buf_printf(out, "answer %d", g->number);
}

static void end_gate(void *context)
{
    struct gate *g = context;
    g->ended++;
}

static struct long_task task_of(struct long_work *work, struct gate *g, int64_t session)
{
    return (struct long_task){.context = g,
                              .run = run_gate,
                              .end = end_gate,
                              .session = {.kind = SESSION_STAFF, .number = session},
                              .number = long_work_number(work)};
}

static struct long_work *open_with(int wait_ms)
{
    struct long_work *work = NULL;
    struct err err = {0};
    assert_int_equal(long_work_open(wait_ms, &work, &err), 0);
    return work;
}

static void what_is_quick_is_answered_at_once(void **state)
{
    (void)state;
    struct long_work *work = open_with(60000);
    struct gate g;
    struct buf out = {0};
    struct long_found found;
    gate_open(&g, 1);
    sem_post(&g.let);
    struct long_task task = task_of(work, &g, 7);
    assert_int_equal(long_work_do(work, &task, &out), LONG_DONE);
    assert_true(str_eq(buf_str(&out), STR("answer 1")));
    assert_int_equal(g.ended, 1);
    assert_false(long_work_find(work, &task.session, task.number, &found, &out)); /* it was given */
    long_work_close(work);
    gate_close(&g);
    buf_free(&out);
}

static void wait_until_done(struct long_work *work, const struct long_task *task, struct buf *out)
{
    struct long_found found = {0};
    const struct timespec pause = {.tv_nsec = 1000000};
    while (!found.is_done) {
        assert_true(long_work_find(work, &task->session, task->number, &found, out));
        nanosleep(&pause, NULL);
    }
}

static void what_goes_on_is_kept_for_its_session(void **state)
{
    (void)state;
    struct long_work *work = open_with(0);
    struct gate g;
    struct buf out = {0};
    struct long_found found;
    gate_open(&g, 2);
    struct long_task task = task_of(work, &g, 7);
    assert_int_equal(long_work_do(work, &task, &out), LONG_GOES_ON);
    assert_int_equal(out.len, 0);
    assert_true(long_work_find(work, &task.session, task.number, &found, &out));
    assert_false(found.is_done);
    assert_true(found.began > 0);
    const struct session others[] = {{.kind = SESSION_STAFF, .number = 8},
                                     {.kind = SESSION_RESIDENT, .number = 7},
                                     {.kind = SESSION_NONE}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(long_work_find(work, &others[i], task.number, &found, &out));
    }
    assert_false(long_work_find(work, &task.session, task.number + 1, &found, &out));
    sem_post(&g.let);
    wait_until_done(work, &task, &out);
    assert_true(str_eq(buf_str(&out), STR("answer 2")));
    assert_false(long_work_find(work, &others[0], task.number, &found, &out));
    out.len = 0;
    assert_true(long_work_find(work, &task.session, task.number, &found, &out)); /* and again */
    assert_true(str_eq(buf_str(&out), STR("answer 2")));
    long_work_close(work);
    assert_int_equal(g.ended, 1);
    gate_close(&g);
    buf_free(&out);
}

enum { MANY = 12 };

static void no_more_wait_than_there_is_room_for(void **state)
{
    (void)state;
    struct long_work *work = open_with(0);
    struct gate gates[MANY];
    struct long_task tasks[MANY];
    struct buf out = {0};
    size_t taken = 0;
    for (int i = 0; i < MANY; i++) {
        gate_open(&gates[i], i);
        tasks[i] = task_of(work, &gates[i], 7);
        taken += long_work_do(work, &tasks[i], &out) == LONG_GOES_ON;
    }
    assert_in_range(taken, 2, MANY - 1);
    for (size_t i = 0; i < MANY; i++) { /* the first of them, in their order */
        struct long_found found;
        assert_int_equal(long_work_find(work, &tasks[i].session, tasks[i].number, &found, &out),
                         i < taken);
    }
    for (size_t i = 0; i < taken; i++) {
        sem_wait(&gates[i].begun); /* one after the other */
        sem_post(&gates[i].let);
        wait_until_done(work, &tasks[i], &out);
    }
    struct gate late;
    gate_open(&late, 99);
    struct long_task task = task_of(work, &late, 7);
    assert_int_equal(long_work_do(work, &task, &out), LONG_GOES_ON);
    sem_wait(&late.begun);
    struct gate undone;
    gate_open(&undone, 100);
    struct long_task never = task_of(work, &undone, 7);
    assert_int_equal(long_work_do(work, &never, &out), LONG_GOES_ON);
    sem_post(&late.let);
    sem_post(&undone.let);
    long_work_close(work);
    assert_int_equal(late.ended, 1);
    assert_int_equal(undone.ended, 1); /* done or let go of, once */
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(gates[i].ended, i < (int)taken);
        gate_close(&gates[i]);
    }
    gate_close(&late);
    gate_close(&undone);
    buf_free(&out);
}

static void old_answers_make_room(void **state)
{
    (void)state;
    enum { OVER = 40 };
    struct long_work *work = open_with(0);
    struct buf out = {0};
    struct long_task first = {0}, last = {0};
    struct long_found found;
    struct gate gates[OVER];
    for (int i = 0; i < OVER; i++) {
        gate_open(&gates[i], i);
        last = task_of(work, &gates[i], 7);
        first = i == 0 ? last : first;
        assert_int_equal(long_work_do(work, &last, &out), LONG_GOES_ON);
        sem_post(&gates[i].let);
        wait_until_done(work, &last, &out);
        out.len = 0;
    }
    assert_false(long_work_find(work, &first.session, first.number, &found, &out));
    long_work_close(work);
    for (int i = 0; i < OVER; i++) {
        assert_int_equal(gates[i].ended, 1);
        gate_close(&gates[i]);
    }
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_quick_is_answered_at_once),
                                       cmocka_unit_test(what_goes_on_is_kept_for_its_session),
                                       cmocka_unit_test(no_more_wait_than_there_is_room_for),
                                       cmocka_unit_test(old_answers_make_room)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

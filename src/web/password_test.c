/* password_test.c - which passwords are good enough; hashes match theirs alone, also of nobody
 * after as long; few at once. */
#include "password.h"

#include "clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>

static void which_are_good_enough(void **state)
{
    static const struct {
        const char *password;
        enum password_fault expected;
    } cases[] = {
        {"cadair idris mewn niwl", PASSWORD_GOOD},
        {"nineteen goats, one boat", PASSWORD_GOOD},
        {"correct horse battery staple", PASSWORD_GOOD},
        {"hxq7wzk2ppt9", PASSWORD_GOOD},
        {"äöüäöüabcdef", PASSWORD_GOOD},
        {"", PASSWORD_SHORT},
        {"elevenchars", PASSWORD_SHORT},
        {"ééééééééééé", PASSWORD_SHORT}, /* 22 bytes */
        {"password2026!", PASSWORD_COMMON},
        {"2026PASSWORD2026", PASSWORD_COMMON},
        {"CyfrinairCyfrinair", PASSWORD_COMMON},
        {"summersummersummer", PASSWORD_COMMON},
        {"111111111111", PASSWORD_COMMON},
        {"123456789012", PASSWORD_COMMON},
        {"abababababab", PASSWORD_COMMON},
        {"abcdefghijklmn", PASSWORD_COMMON},
        {"!!!!!!!!????????", PASSWORD_COMMON},
        {"ann.reesann.rees", PASSWORD_OF_LOGIN},
        {"Ann.Rees2026!", PASSWORD_OF_LOGIN},
        {"ann.rees rides to town", PASSWORD_GOOD},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (password_fault_of(str_of(cases[i].password), STR("ann.rees")) != cases[i].expected) {
            fail_msg("%s", cases[i].password);
        }
    }
}

static bool matches(struct password_gate *gate, const char *hash, const char *password)
{
    struct err err = {0};
    bool is = false;
    assert_int_equal(password_matches(gate, str_of(hash), str_of(password), &is, &err), 0);
    return is;
}

static void a_hash_matches_its_password_alone(void **state)
{
    struct password_gate gate;
    struct err err = {0};
    char hash[PASSWORD_HASH_MAX], other[PASSWORD_HASH_MAX];
    (void)state;
    password_gate_begin(&gate);
    assert_int_equal(password_hash(&gate, STR("cadair idris"), hash, &err), 0);
    assert_int_equal(password_hash(&gate, STR("cadair idris"), other, &err), 0);
    assert_string_not_equal(hash, other); /* salted */
    assert_true(str_starts(str_of(hash), STR("$argon2id$v=19$m=65536,t=3,p=1$")));
    double begun = clock_processor_s();
    assert_true(matches(&gate, hash, "cadair idris"));
    const double right = clock_processor_s() - begun;
    assert_false(matches(&gate, hash, "cadair idriS"));
    begun = clock_processor_s();
    assert_false(matches(&gate, "", "cadair idris"));
    const double nobody = clock_processor_s() - begun;
    assert_true(nobody > right / 4); /* it is worked out, though nobody has it */
    password_gate_end(&gate);
}

/* struct trial - what many threads do at once. */
struct trial {
    struct password_gate *gate;
    const char *hash;
    atomic_int matched, turned_away;
    pthread_barrier_t begin;
};

static void *match(void *context)
{
    struct trial *t = context;
    struct err err = {0};
    bool is = false;
    pthread_barrier_wait(&t->begin);
    int code = password_matches(t->gate, str_of(t->hash), STR("cadair idris"), &is, &err);
    assert_true(code == 0 || code == ERR_LIMIT);
    assert_true(code != 0 || is);
    atomic_fetch_add(code == 0 ? &t->matched : &t->turned_away, 1);
    return NULL;
}

/* However many come: few work, few wait, and the others are told at once. */
static void few_at_once(void **state)
{
    enum { THREADS = 24 };
    struct password_gate gate;
    struct err err = {0};
    char hash[PASSWORD_HASH_MAX];
    pthread_t threads[THREADS];
    (void)state;
    password_gate_begin(&gate);
    assert_int_equal(password_hash(&gate, STR("cadair idris"), hash, &err), 0);
    struct trial trial = {.gate = &gate, .hash = hash};
    pthread_barrier_init(&trial.begin, NULL, THREADS);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, match, &trial), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_int_equal(trial.matched + trial.turned_away, THREADS);
    assert_true(trial.matched >= PASSWORDS_AT_ONCE + PASSWORDS_WAITING_MAX);
    assert_true(matches(&gate, hash, "cadair idris"));              /* places are free again */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) /* which keep much besides */
    assert_true(clock_peak_memory_bytes() < (uint64_t)(PASSWORDS_AT_ONCE + 2) * 64 << 20);
#endif
    pthread_barrier_destroy(&trial.begin);
    password_gate_end(&gate);
}

/* With all places taken, none is looked at. */
static void no_place_is_an_answer(void **state)
{
    struct password_gate gate;
    struct err err = {0};
    char hash[PASSWORD_HASH_MAX] = "as it was";
    bool is = true;
    (void)state;
    password_gate_begin(&gate);
    while (sem_trywait(&gate.places) == 0) {
    }
    assert_int_equal(password_hash(&gate, STR("cadair idris"), hash, &err), ERR_LIMIT);
    assert_string_equal(hash, "as it was");
    assert_int_equal(password_matches(&gate, STR(""), STR("x"), &is, &err), ERR_LIMIT);
    assert_true(is);
    password_gate_end(&gate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(which_are_good_enough),
        cmocka_unit_test(a_hash_matches_its_password_alone),
        cmocka_unit_test(few_at_once),
        cmocka_unit_test(no_place_is_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

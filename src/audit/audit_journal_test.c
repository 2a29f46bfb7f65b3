/* audit_journal_test.c - batches to bytes and back; what a crash may leave of the last one. */
#include "audit_journal.h"
#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <sodium.h>

static struct audit_public public;
static uint8_t secret[AUDIT_SECRET_KEY_BYTES];

/* add_batch - of `count` leaves from `first` on. The root is none: the journal does not look. */
static void add_batch(uint64_t first, uint64_t count, struct buf *out)
{
    struct buf entries = {0}, note = {0};
    struct audit_checkpoint checkpoint = {first + count, audit_empty_hash()};
    for (uint64_t i = 0; i < count; i++) {
        audit_entry_write(str_make("a leaf of some bytes", (size_t)(i % 20)), &entries);
    }
    audit_checkpoint_write(&checkpoint, &public, secret, &note);
    audit_batch_write(&(struct audit_batch){first, count, buf_str(&entries), buf_str(&note)}, out);
    buf_free(&entries);
    buf_free(&note);
}

static void test_batches(void **state)
{
    (void)state;
    struct buf out = {0};
    struct audit_batch batch;
    add_batch(0, 1, &out);
    size_t one = out.len;
    add_batch(1, 300, &out);
    struct str rest = buf_str(&out);
    assert_true(audit_batch_parse(&rest, &batch));
    assert_int_equal(batch.first, 0);
    assert_int_equal(batch.count, 1);
    assert_int_equal(rest.len, out.len - one);
    assert_true(audit_batch_parse(&rest, &batch));
    assert_int_equal(batch.first, 1);
    assert_int_equal(batch.count, 300);
    assert_int_equal(rest.len, 0);
    assert_false(audit_batch_parse(&rest, &batch));
    for (size_t i = 0; i < one; i++) { /* not whole */
        rest = str_slice(buf_str(&out), 0, i);
        assert_false(audit_batch_parse(&rest, &batch));
        assert_int_equal(rest.len, i);
    }
    buf_free(&out);
}

static void test_heads(void **state)
{
    (void)state;
    static const struct str bad[] = {
        STR_INIT("batch 0 1 3 0"),         STR_INIT("batch 00 1 3 0\n\0\1a"),
        STR_INIT("batch 0 1 3\n\0\1a"),    STR_INIT("batch 0 1 3 0 0\n\0\1a"),
        STR_INIT("batch 0 0 0 0\n"),       STR_INIT("batch 0 1 99999999999 0\n\0\1a"),
        STR_INIT("batch -1 1 3 0\n\0\1a"), STR_INIT("bitch 0 1 3 0\n\0\1a"),
        STR_INIT("batch  0 1 3 0\n\0\1a"), STR_INIT("batch 0 1 3 600\n\0\1a"),
        STR_INIT("batch 0 1 3 0\n\0\2a"),  STR_INIT("batch 0 2 3 0\n\0\1a")};
    struct audit_batch batch;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct str rest = bad[i];
        assert_false(audit_batch_parse(&rest, &batch));
        assert_int_equal(rest.len, bad[i].len);
    }
    struct str good = STR("batch 0 1 3 0\n\0\1a");
    assert_true(audit_batch_parse(&good, &batch));
    assert_int_equal(good.len, 0);
}

/* One batch in any state may be what a crash left; something behind a whole one may not. */
static void test_unfinished(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    struct buf one = {0}, two = {0};
    add_batch(5, 3, &one);
    add_batch(5, 3, &two);
    add_batch(8, 3, &two);
    for (size_t i = 0; i < one.len; i++) {
        assert_true(audit_rest_is_unfinished(str_slice(buf_str(&one), 0, i), &public));
        char kept[64]; /* a piece that never came to disk */
        size_t len = one.len - i < sizeof kept ? one.len - i : sizeof kept;
        memcpy(kept, one.ptr + i, len);
        memset(one.ptr + i, 0, len);
        assert_true(audit_rest_is_unfinished(buf_str(&one), &public));
        memcpy(one.ptr + i, kept, len);
    }
    for (size_t i = 0; i < one.len; i++) { /* the first damaged, the second whole */
        char was = two.ptr[i];
        two.ptr[i] = (char)random_next(&random);
        assert_false(audit_rest_is_unfinished(buf_str(&two), &public));
        two.ptr[i] = was;
    }
    buf_free(&one);
    buf_free(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_batches),
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_unfinished),
    };
    if (sodium_init() < 0) {
        return 1;
    }
    snprintf(public.name, sizeof public.name, "cantref/test");
    crypto_sign_keypair(public.key, secret);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

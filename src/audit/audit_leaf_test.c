/* audit_leaf_test.c - a leaf gives back what was put in, to who has its month's key; a commitment
 * can be opened alone; nothing that was changed is taken. */
#include "audit_leaf.h"
#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <sodium.h>

enum { SUBJECTS = 900 };

static const uint8_t key[AUDIT_DETAIL_KEY_BYTES] = {1, 2, 3};
static const uint8_t id[AUDIT_ID_BYTES] = {9};
static const struct str fields[] = {STR_INIT("name"), STR_INIT("address")};
static const int64_t mentions[] = {1, 300, INT64_MAX};

static struct audit_response sample(const struct audit_subject *subjects, size_t count)
{
    return (struct audit_response){.kind = AUDIT_BREAK_GLASS,
                                   .is_sealed = true,
                                   .who = STR("ann"),
                                   .role = STR("assessor"),
                                   .purpose = STR("housing"),
                                   .purpose_version = STR("7"),
                                   .legal_basis = STR("UK GDPR Article 6(1)(e)"),
                                   .case_reference = STR("H/1"),
                                   .system = STR("cantref view"),
                                   .rule = STR("break_glass"),
                                   .reason = STR("nobody else was there"),
                                   .found = 12,
                                   .subjects = subjects,
                                   .subject_count = count};
}

static void write_sample(const struct audit_response *response, size_t first, size_t count,
                         struct buf *out)
{
    struct audit_leaf_place place = {.time_ms = 1795836627123,
                                     .part = 1,
                                     .parts = 2,
                                     .subject_first = first,
                                     .subject_count = count,
                                     .response_id = id};
    audit_leaf_write(response, &place, key, out);
}

static void assert_str(struct str a, struct str b)
{
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.ptr, b.ptr, a.len);
}

static void check_detail(const struct audit_detail *detail, const struct audit_response *expected)
{
    const struct audit_response *found = &detail->response;
    assert_str(found->who, expected->who);
    assert_str(found->role, expected->role);
    assert_str(found->purpose, expected->purpose);
    assert_str(found->purpose_version, expected->purpose_version);
    assert_str(found->legal_basis, expected->legal_basis);
    assert_str(found->case_reference, expected->case_reference);
    assert_str(found->system, expected->system);
    assert_str(found->rule, expected->rule);
    assert_str(found->reason, expected->reason);
    assert_int_equal(found->found, expected->found);
    assert_memory_equal(detail->response_id, id, sizeof id);
    assert_int_equal(found->subject_count, expected->subject_count);
    for (size_t i = 0; i < found->subject_count; i++) {
        const struct audit_subject *a = &found->subjects[i], *b = &expected->subjects[i];
        assert_str(a->entity, b->entity);
        assert_int_equal(a->mention_count, b->mention_count);
        assert_memory_equal(a->mentions, b->mentions, a->mention_count * sizeof *a->mentions);
        assert_int_equal(a->field_count, b->field_count);
        for (size_t j = 0; j < a->field_count; j++) {
            assert_str(a->fields[j], b->fields[j]);
        }
    }
}

static void test_round_trip(void **state)
{
    (void)state;
    const struct audit_subject subjects[] = {{STR("P1"), mentions, 3, fields, 2},
                                             {STR("P2"), mentions, 1, fields, 2},
                                             {STR(""), NULL, 0, fields + 1, 1},
                                             {STR("P3"), NULL, 0, NULL, 0}};
    for (size_t count = 0; count <= 4; count++) {
        struct audit_response response = sample(subjects, count);
        struct buf out = {0};
        struct arena arena = {0};
        struct audit_leaf leaf;
        struct audit_detail detail;
        struct err err = {0};
        write_sample(&response, 0, count, &out);
        assert_int_equal(audit_leaf_parse(buf_str(&out), &leaf, &err), 0);
        assert_int_equal(leaf.kind, AUDIT_BREAK_GLASS);
        assert_true(leaf.is_sealed);
        assert_int_equal(leaf.time_ms, 1795836627123);
        assert_int_equal(leaf.part, 1);
        assert_int_equal(leaf.parts, 2);
        assert_int_equal(leaf.commitment_count, 3 + count);
        assert_int_equal(audit_leaf_open(&leaf, key, &arena, &detail, &err), 0);
        check_detail(&detail, &response);
        /* Whatever is in the detail is nowhere in clear. */
        assert_int_equal(str_find(buf_str(&out), STR("ann")), -1);
        assert_int_equal(str_find(buf_str(&out), STR("housing")), -1);
        arena_free(&arena);
        buf_free(&out);
    }
}

static void test_commitments(void **state)
{
    (void)state;
    const struct audit_subject subject = {STR("P1"), mentions, 3, fields, 2};
    struct audit_response response = sample(&subject, 1);
    struct buf out = {0}, again = {0}, value = {0};
    struct arena arena = {0};
    struct audit_leaf leaf, other;
    struct audit_detail detail;
    struct err err = {0};
    uint8_t salt[AUDIT_SALT_BYTES], commitment[AUDIT_COMMITMENT_BYTES];
    write_sample(&response, 0, 1, &out);
    assert_int_equal(audit_leaf_parse(buf_str(&out), &leaf, &err), 0);
    assert_int_equal(audit_leaf_open(&leaf, key, &arena, &detail, &err), 0);
    /* Opened with its own salt, and with no other. */
    audit_subject_value(&subject, &value);
    for (size_t i = 0; i < 5; i++) {
        audit_salt(detail.secret, i, salt);
        audit_commitment(salt, AUDIT_OF_SUBJECT, buf_str(&value), commitment);
        bool is_same = memcmp(commitment, leaf.commitments.ptr + 3 * 33 + 1, 32) == 0;
        assert_int_equal(is_same, i == 3);
    }
    /* The same response has other commitments in another leaf. */
    write_sample(&response, 0, 1, &again);
    assert_int_equal(audit_leaf_parse(buf_str(&again), &other, &err), 0);
    for (size_t i = 0; i < 4; i++) {
        assert_memory_not_equal(leaf.commitments.ptr + i * 33 + 1,
                                other.commitments.ptr + i * 33 + 1, 32);
    }
    arena_free(&arena);
    buf_free(&out);
    buf_free(&again);
    buf_free(&value);
}

static void test_changed_leaves(void **state)
{
    (void)state;
    const struct audit_subject subject = {STR("P1"), mentions, 3, fields, 2};
    struct audit_response response = sample(&subject, 1);
    struct buf out = {0};
    struct arena arena = {0};
    struct audit_leaf leaf;
    struct audit_detail detail;
    struct err err = {0};
    write_sample(&response, 0, 1, &out);
    for (size_t i = 0; i < out.len; i++) {
        out.ptr[i] ^= (char)(1 << i % 8);
        int code = audit_leaf_parse(buf_str(&out), &leaf, &err);
        code = code ? code : audit_leaf_open(&leaf, key, &arena, &detail, &err);
        assert_int_equal(code, ERR_INPUT);
        out.ptr[i] ^= (char)(1 << i % 8);
        code = audit_leaf_parse(str_slice(buf_str(&out), 0, i), &leaf, &err);
        code = code ? code : audit_leaf_open(&leaf, key, &arena, &detail, &err);
        assert_int_equal(code, ERR_INPUT);
        arena_reset(&arena);
    }
    static const uint8_t wrong[AUDIT_DETAIL_KEY_BYTES] = {1, 2, 4};
    assert_int_equal(audit_leaf_parse(buf_str(&out), &leaf, &err), 0);
    assert_int_equal(audit_leaf_open(&leaf, wrong, &arena, &detail, &err), ERR_INPUT);
    arena_free(&arena);
    buf_free(&out);
}

/* Many subjects of any size fall into parts, none too long, none left out. */
static void test_split(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    static struct audit_subject subjects[SUBJECTS];
    static int64_t many[4000];
    for (int round = 0; round < 30; round++) {
        for (size_t i = 0; i < SUBJECTS; i++) {
            subjects[i] = (struct audit_subject){STR("P123"), many,
                                                 random_below(&random, round % 3 == 0 ? 4000 : 4),
                                                 fields, random_below(&random, 3)};
        }
        struct audit_response response = sample(subjects, SUBJECTS);
        size_t first = 0, count = 0, parts = 0;
        struct err err = {0};
        while (first < SUBJECTS) {
            struct buf out = {0};
            assert_int_equal(audit_leaf_split(&response, first, &count, &err), 0);
            assert_true(count >= 1 && first + count <= SUBJECTS);
            write_sample(&response, first, count, &out);
            assert_true(out.len <= AUDIT_LEAF_BYTES_MAX);
            buf_free(&out);
            first += count;
            parts++;
        }
        assert_true(parts > 1);
    }
}

static void test_limits(void **state)
{
    (void)state;
    static const char zeros[AUDIT_TEXT_BYTES_MAX + 1];
    static int64_t many[9000];
    struct audit_subject subject = {STR("P"), many, 8193, NULL, 0};
    struct audit_response response = sample(&subject, 1);
    struct err err = {0};
    size_t count = 77;
    assert_int_equal(audit_leaf_split(&response, 0, &count, &err), ERR_LIMIT);
    subject.mention_count = 8192;
    assert_int_equal(audit_leaf_split(&response, 0, &count, &err), ERR_LIMIT);
    subject.mention_count = 1;
    response.reason = str_make(zeros, sizeof zeros);
    assert_int_equal(audit_leaf_split(&response, 0, &count, &err), ERR_LIMIT);
    response.reason = STR("");
    many[0] = -1;
    assert_int_equal(audit_leaf_split(&response, 0, &count, &err), ERR_INPUT);
    many[0] = 0;
    response.found = UINT64_MAX;
    assert_int_equal(audit_leaf_split(&response, 0, &count, &err), ERR_LIMIT);
    response.found = 0;
    response.kind = 0;
    assert_int_equal(audit_leaf_split(&response, 0, &count, &err), ERR_INPUT);
    response.kind = AUDIT_KIND_LAST + 1;
    assert_int_equal(audit_leaf_split(&response, 0, &count, &err), ERR_INPUT);
    assert_int_equal(count, 77);
}

static void test_months(void **state)
{
    (void)state;
    static const struct {
        int64_t time_ms;
        int month;
    } cases[] = {{0, 1970 * 12},
                 {1772323199999, 2026 * 12 + 1}, /* the last of February 2026 */
                 {1772323200000, 2026 * 12 + 2},
                 {4102444800000, 2100 * 12}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(audit_month(cases[i].time_ms), cases[i].month);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),     cmocka_unit_test(test_commitments),
        cmocka_unit_test(test_changed_leaves), cmocka_unit_test(test_split),
        cmocka_unit_test(test_limits),         cmocka_unit_test(test_months),
    };
    return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}

/* connector_job_test.c - a job survives the way to the child; rows are written so that no reader
 * takes one for two, and never more bytes than are allowed. */
#define _GNU_SOURCE /* memfd_create */
#include "connector_job.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <sys/mman.h>
#include <unistd.h>

static void test_job(void **state)
{
    (void)state;
    const struct connector_job job = {
        .connector = {.kind = CONNECTOR_HTTP,
                      .url = STR_INIT("https://x"),
                      .cursor = STR_INIT("next.at"),
                      .query = STR_INIT("SELECT\n1")},
        .secret = STR_INIT("p;w\"}"),
        .columns = STR_INIT("\2id"),
        .parent = 77,
        .bytes_max = UINT64_C(1) << 40,
        .memory_max = 5,
    };
    struct connector_job got;
    struct buf text = {0};
    connector_job_pack(&text, &job);
    assert_true(connector_job_unpack(buf_str(&text), &got));
    assert_int_equal(got.connector.kind, CONNECTOR_HTTP);
    assert_true(str_eq(got.connector.url, job.connector.url));
    assert_true(str_eq(got.connector.cursor, job.connector.cursor));
    assert_true(str_eq(got.connector.query, job.connector.query));
    assert_int_equal(got.connector.dsn.len, 0);
    assert_true(str_eq(got.secret, job.secret));
    assert_true(str_eq(got.columns, job.columns));
    assert_int_equal(got.parent, 77);
    assert_int_equal(got.bytes_max, job.bytes_max);
    for (size_t len = 0; len < text.len; len++) { /* half a job is none */
        assert_false(connector_job_unpack(str_slice(buf_str(&text), 0, len), &got));
    }
    buf_add_char(&text, 'x');
    assert_false(connector_job_unpack(buf_str(&text), &got));
    buf_free(&text);
}

static void test_sink(void **state)
{
    (void)state;
    struct err err;
    char got[64] = "";
    const char *expected = "\"a\",\"say \"\"so\"\"\"\r\n\"\",\"\"\"\"\r\n";
    struct row_sink sink = {
        .fd = memfd_create("rows", MFD_CLOEXEC), .report_fd = -1, .bytes_max = strlen(expected)};
    assert_true(sink.fd >= 0);
    assert_int_equal(row_sink_cell(&sink, STR("a"), true, &err), 0);
    assert_int_equal(row_sink_cell(&sink, STR("say \"so\""), false, &err), 0);
    assert_int_equal(row_sink_end_row(&sink, &err), 0);
    assert_int_equal(row_sink_cell(&sink, STR(""), true, &err), 0);
    assert_int_equal(row_sink_cell(&sink, STR("\""), false, &err), 0);
    assert_int_equal(row_sink_end_row(&sink, &err), 0);
    assert_int_equal(row_sink_add(&sink, STR("x"), &err), ERR_LIMIT);
    assert_int_equal(row_sink_finish(&sink, &err), 0);
    assert_int_equal(sink.rows, 2);
    assert_int_equal(pread(sink.fd, got, sizeof got - 1, 0), strlen(expected));
    assert_string_equal(got, expected);
    close(sink.fd);
    row_sink_free(&sink);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_job),
        cmocka_unit_test(test_sink),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

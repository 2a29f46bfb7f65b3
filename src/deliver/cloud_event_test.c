/* cloud_event_test.c - the cases of cloudevents/conformance
 * (features/http-protocol-binding.feature), and what must and must not be read. */
#include "cloud_event.h"

#include "json_slice.h"
#include "rfc3339_time.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* text_of - an event on one line: attributes in a fixed order, extensions, data. */
static void text_of(const struct cloud_event *e, struct buf *out)
{
    static const char *const kinds[] = {"-", "json", "text", "bytes"};
    buf_printf(out, "%.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s", PRI(e->id), PRI(e->source), PRI(e->type),
               PRI(e->subject), PRI(e->time), PRI(e->datacontenttype), PRI(e->dataschema));
    for (size_t i = 0; i < e->extension_count; i++) {
        buf_printf(out, "|%.*s=%.*s", PRI(e->extensions[i].name), PRI(e->extensions[i].text));
    }
    buf_printf(out, "|%s %.*s", kinds[e->data_kind], PRI(e->data));
}

/* read_all - the events of a message, a line each, or "error CODE: what". */
static void read_all(struct str text, struct buf *out)
{
    struct arena arena = {0};
    struct http_message message;
    const struct cloud_event *events;
    size_t count;
    struct err err = {0};
    int code = http_message_read(&arena, text, NULL, &message, &err);
    code = code ? code : cloud_event_read(&arena, &message, &events, &count, &err);
    if (code != 0) {
        buf_printf(out, "error %d: %s", code, err.message);
        assert_int_equal(err.code, code);
    }
    for (size_t i = 0; code == 0 && i < count; i++) {
        buf_add(out, i > 0 ? STR("\n") : STR(""));
        text_of(&events[i], out);
    }
    arena_free(&arena);
}

static void check(const char *text, const char *expected)
{
    struct buf out = {0};
    read_all(str_of(text), &out);
    if (!str_eq(buf_str(&out), str_of(expected))) {
        fail_msg("%s\ngave     %.*s\nexpected %s", text, PRI(buf_str(&out)), expected);
    }
    buf_free(&out);
}

#define CONFORMANCE_BINARY(type)                                                                   \
    "POST /someresource HTTP/1.1\nHost: example.com\nce-specversion: 1.0\n"                        \
    "ce-type: com.example.someevent\nce-time: 2018-04-05T03:56:24Z\nce-id: 1234-1234-1234\n"       \
    "ce-source: /mycontext/subcontext\nContent-Type: " type                                        \
    "\nContent-Length: 33\n\n"                                                                     \
    "{\n    \"message\": \"Hello World!\"\n}"
#define CONFORMANCE_STRUCTURED(type)                                                               \
    "POST /someresource HTTP/1.1\nHost: example.com\nContent-Type: " type                          \
    "\nContent-Length: 266\n\n{\n    \"specversion\": \"1.0\",\n"                                  \
    "    \"type\": \"com.example.someevent\",\n    \"time\": \"2018-04-05T03:56:24Z\",\n"          \
    "    \"id\": \"1234-1234-1234\",\n    \"source\": \"/mycontext/subcontext\",\n"                \
    "    \"datacontenttype\": \"application/json\",\n    \"data\": {\n"                            \
    "        \"message\": \"Hello World!\"\n    }\n}"

static void test_conformance(void **state)
{
    (void)state;
    static const struct {
        const char *message, *content_type;
    } cases[] = {
        {CONFORMANCE_BINARY("application/json"), "application/json"},
        {CONFORMANCE_BINARY("application/json; charset=utf-8"), "application/json; charset=utf-8"},
        {CONFORMANCE_STRUCTURED("application/cloudevents+json"), "application/json"},
        {CONFORMANCE_STRUCTURED("application/cloudevents+json; charset=utf-8"), "application/json"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct http_message message;
        const struct cloud_event *e;
        size_t count = 0;
        struct err err = {0};
        assert_int_equal(http_message_read(&arena, str_of(cases[i].message), NULL, &message, &err),
                         0);
        assert_int_equal(cloud_event_read(&arena, &message, &e, &count, &err), 0);
        assert_int_equal(count, 1);
        assert_true(str_eq(e->id, STR("1234-1234-1234")));
        assert_true(str_eq(e->type, STR("com.example.someevent")));
        assert_true(str_eq(e->source, STR("/mycontext/subcontext")));
        assert_true(str_eq(e->time, STR("2018-04-05T03:56:24Z")));
        assert_int_equal(e->at, 1522900584);
        assert_true(str_eq(e->datacontenttype, str_of(cases[i].content_type)));
        assert_int_equal(e->data_kind, CLOUD_EVENT_DATA_JSON);
        struct str rest = e->data;
        struct str name;
        struct str value;
        assert_true(json_next_member(&arena, &rest, &name, &value));
        assert_true(str_eq(name, STR("message")));
        assert_true(str_eq(json_slice_text(&arena, value), STR("Hello World!")));
        assert_false(json_next_member(&arena, &rest, &name, &value));
        arena_free(&arena);
    }
}

#define ONE "Content-Type: application/cloudevents+json\n\n"
#define NEEDED "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\""
#define IDS "ce-specversion: 1.0\nce-id: 1\nce-source: /a\nce-type: t\n"

static void test_structured(void **state)
{
    (void)state;
    static const struct {
        const char *message, *events;
    } cases[] = {
        {ONE "{" NEEDED "}", "1|/a|t|||||- "},
        {"CONTENT-type:application/CloudEvents+JSON;charset=UTF-8\r\n\r\n{" NEEDED "}",
         "1|/a|t|||||- "},
        {ONE " {" NEEDED ",\"data\": {\"n\": 12345678901234567890, \"m\": 1.10}} \n",
         "1|/a|t|||||json {\"n\": 12345678901234567890, \"m\": 1.10}"},
        {ONE "{\"data\":null," NEEDED "}", "1|/a|t|||||json null"},
        {ONE "{\"data\":\"I'm just a string\"," NEEDED "}",
         "1|/a|t|||||json \"I'm just a string\""},
        {ONE "{" NEEDED ",\"subject\":null,\"data_base64\":null,\"ext\":null}", "1|/a|t|||||- "},
        {ONE "{" NEEDED ",\"data\":\"<a b=\\\"c\\\"/>\",\"datacontenttype\":\"application/xml\"}",
         "1|/a|t|||application/xml||text <a b=\"c\"/>"},
        {ONE "{" NEEDED ",\"data_base64\":\"w7QB\",\"datacontenttype\":\"image/png\"}",
         "1|/a|t|||image/png||bytes \xc3\xb4\x01"},
        {ONE "{" NEEDED ",\"time\":\"2018-04-05T17:31:00.5+01:00\",\"dataschema\":\"urn:a\","
             "\"subject\":\"\\u0175yn\",\"n\":-5,\"b\":true,\"s\":\"v\"}",
         "1|/a|t|ŵyn|2018-04-05T17:31:00.5+01:00||urn:a|n=-5|b=true|s=v|- "},
        {ONE "{\"\\u0069d\":\"2\",\"specversion\":\"1.0\",\"source\":\"a\",\"type\":\"t\"}",
         "2|a|t|||||- "},
        /* must fail */
        {ONE "{}", "error -1: the attribute specversion is missing"},
        {ONE "", "error -1: the JSON ends too early"},
        {ONE "[]", "error -1: an event is a JSON object"},
        {ONE "1", "error -1: an event is a JSON object"},
        {ONE "{" NEEDED "} {}", "error -1: something follows the JSON value"},
        {ONE "{" NEEDED ",\"id\":\"2\"}", "error -1: an object has a name twice"},
        {ONE "{" NEEDED ",\"data\":{\"a\":1,\"\\u0061\":2}}",
         "error -1: an object has a name twice"},
        {ONE "{\"specversion\":\"0.3\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\"}",
         "error -1: its specversion isn't 1.0, the only one read here"},
        {ONE "{\"specversion\":1.0,\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\"}",
         "error -1: the attribute specversion isn't a text of one character or more"},
        {ONE "{\"specversion\":\"1.0\",\"id\":1,\"source\":\"/a\",\"type\":\"t\"}",
         "error -1: the attribute id isn't a text of one character or more"},
        {ONE "{\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"/a\",\"type\":\"t\"}",
         "error -1: the attribute id isn't a text of one character or more"},
        {ONE "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\"}",
         "error -1: the attribute source is missing or empty"},
        {ONE "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a b\",\"type\":\"t\"}",
         "error -1: the attribute source isn't a URI or a reference to one"},
        {ONE "{" NEEDED ",\"time\":\"yesterday\"}",
         "error -1: the attribute time isn't a time of RFC 3339: 2026-11-28T09:30:00Z"},
        {ONE "{" NEEDED ",\"dataschema\":\"/relative\"}",
         "error -1: the attribute dataschema isn't a URI with its scheme"},
        {ONE "{" NEEDED ",\"datacontenttype\":\"json\"}",
         "error -1: the attribute datacontenttype isn't a media type"},
        {ONE "{" NEEDED ",\"subject\":\"a\\u0007\"}",
         "error -1: the attribute subject has control characters, or bytes that aren't UTF-8"},
        {ONE "{" NEEDED ",\"subject\":\"a\\uffff\"}",
         "error -1: the attribute subject has control characters, or bytes that aren't UTF-8"},
        {ONE "{" NEEDED ",\"subject\":\"a\\u0000\"}", "error -1: there is a zero character"},
        {ONE "{" NEEDED ",\"Upper\":\"x\"}",
         "error -1: the name of an attribute isn't 1 to 40 letters a-z and digits, or is one that "
         "CloudEvents itself uses"},
        {ONE "{" NEEDED ",\"my_ext\":\"x\"}",
         "error -1: the name of an attribute isn't 1 to 40 letters a-z and digits, or is one that "
         "CloudEvents itself uses"},
        {ONE "{" NEEDED ",\"n\":2147483648}",
         "error -1: the attribute n isn't a whole number of 32 bits, true or false"},
        {ONE "{" NEEDED ",\"n\":1.5}",
         "error -1: the attribute n isn't a whole number of 32 bits, true or false"},
        {ONE "{" NEEDED ",\"n\":{}}",
         "error -1: an attribute is an object or an array: only data may be one"},
        {ONE "{" NEEDED ",\"data\":1,\"data_base64\":\"\"}",
         "error -1: there are both data and data_base64"},
        {ONE "{" NEEDED ",\"data_base64\":\"w7Q\"}",
         "error -1: data_base64 isn't base64 of RFC 4648 §4"},
        {ONE "{" NEEDED ",\"data_base64\":5}", "error -1: data_base64 isn't base64 of RFC 4648 §4"},
        {ONE "{" NEEDED ",\"data\":{},\"datacontenttype\":\"text/plain\"}",
         "error -1: the data isn't a text, though datacontenttype is not of JSON"},
        {"Content-Type: application/cloudevents+avro\n\n{" NEEDED "}",
         "error -1: CloudEvents are read as JSON alone: application/cloudevents+json"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check(cases[i].message, cases[i].events);
    }
}

static void test_batch(void **state)
{
    (void)state;
    static const struct {
        const char *message, *events;
    } cases[] = {
        {"Content-Type: application/cloudevents-batch+json\n\n[]", ""},
        {"Content-Type: application/cloudevents-batch+json; charset=utf-8\n\n [ {" NEEDED
         ",\"data\":[1,[2]]} , {" NEEDED ",\"n\":0} ] ",
         "1|/a|t|||||json [1,[2]]\n1|/a|t|||||n=0|- "},
        {"Content-Type: application/cloudevents-batch+json\n\n{" NEEDED "}",
         "error -1: a batch is a JSON array"},
        {"Content-Type: application/cloudevents-batch+json\n\n[{" NEEDED "},{}]",
         "error -1: event 2 of the batch: the attribute specversion is missing"},
        {"Content-Type: application/cloudevents-batch+json\n\n[1]",
         "error -1: event 1 of the batch: an event is a JSON object"},
        {"Content-Type: application/cloudevents-batch\n\n[]",
         "error -1: CloudEvents are read as JSON alone: application/cloudevents+json"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check(cases[i].message, cases[i].events);
    }
}

static void test_binary(void **state)
{
    (void)state;
    static const struct {
        const char *message, *events;
    } cases[] = {
        {IDS "\n", "1|/a|t|||||- "},
        {"CE-SpecVersion: 1.0\r\nCe-Id: \t1 \r\nCE-SOURCE:/a\r\nce-type: t\r\nce-Ext1: 5\r\n\r\n",
         "1|/a|t|||||ext1=5|- "},
        {IDS "ce-subject: Euro%20%E2%82%AC%20%f0%9f%98%80\n\n", "1|/a|t|Euro € 😀||||- "},
        {IDS "ce-subject: \"a \\\"b\\\" \\\\ c\"\n\n", "1|/a|t|a \"b\" \\ c||||- "},
        {IDS "ce-subject: %2541\n\n", "1|/a|t|%41||||- "}, /* decoded once */
        {IDS "ce-subject: w\xc5\xb5\n\n", "1|/a|t|wŵ||||- "},
        {IDS "content-type: text/plain\n\nbody", "1|/a|t|||text/plain||bytes body"},
        {IDS "Content-Type: application/vnd.a+json\n\n [1] ",
         "1|/a|t|||application/vnd.a+json||json [1]"},
        /* must fail */
        {"ce-id: 1\nce-source: /a\nce-type: t\n\n",
         "error -1: it is no CloudEvent: there is neither a Content-Type of CloudEvents nor a "
         "header ce-specversion, or Content-Type is there twice"},
        {"ce-specversion: 2.0\nce-id: 1\nce-source: /a\nce-type: t\n\n",
         "error -1: its specversion isn't 1.0, the only one read here"},
        {IDS "ce-id: 2\n\n", "error -1: the header ce-id is there twice"},
        {IDS "CE-ID: 1\n\n", "error -1: the header ce-id is there twice"},
        {IDS "ce-x: 2\nce-x: 3\n\n", "error -1: the attribute x is there twice"},
        {IDS "content-type: text/plain\ncontent-type: text/plain\n\n",
         "error -1: it is no CloudEvent: there is neither a Content-Type of CloudEvents nor a "
         "header ce-specversion, or Content-Type is there twice"},
        {IDS "ce-datacontenttype: text/plain\n\n",
         "error -1: there is a header ce-datacontenttype: Content-Type is it"},
        {IDS "ce-data: x\n\n",
         "error -1: the name of an attribute isn't 1 to 40 letters a-z and digits, or is one that "
         "CloudEvents itself uses"},
        {IDS "ce-my-ext: x\n\n",
         "error -1: the name of an attribute isn't 1 to 40 letters a-z and digits, or is one that "
         "CloudEvents itself uses"},
        {IDS "ce-subject: %C0%A0\n\n",
         "error -1: the attribute subject has control characters, or bytes that aren't UTF-8"},
        {IDS "ce-subject: %0a\n\n",
         "error -1: the attribute subject has control characters, or bytes that aren't UTF-8"},
        {IDS "ce-subject: 100%\n\n", "error -1: the header ce-subject has a % without two digits"},
        {IDS "ce-subject: %4\n\n", "error -1: the header ce-subject has a % without two digits"},
        {IDS "ce-subject: a\"b\n\n", "error -1: the header ce-subject has a quote in its midst"},
        {IDS "ce-subject:\n\n",
         "error -1: the attribute subject isn't a text of one character or more"},
        {IDS "ce-time: 2026-02-29T00:00:00Z\n\n",
         "error -1: the attribute time isn't a time of RFC 3339: 2026-11-28T09:30:00Z"},
        {IDS "Content-Type: application/json\n\n{\"a\":}", "error -1: it is no JSON"},
        {IDS "Content-Type: application/json", "error -1: no empty line ends the headers"},
        {IDS " folded\n\n",
         "error -1: this is no header: a name, a colon and a value are expected"},
        {IDS "bad name: x\n\n",
         "error -1: this is no header: a name, a colon and a value are expected"},
        {IDS "x: a\rb\n\n",
         "error -1: this is no header: a name, a colon and a value are expected"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check(cases[i].message, cases[i].events);
    }
}

static void expect_limit(const struct buf *message)
{
    struct buf out = {0};
    read_all(buf_str(message), &out);
    if (!str_starts(buf_str(&out), STR("error -5: "))) {
        fail_msg("%.*s", PRI(str_slice(buf_str(&out), 0, 200)));
    }
    buf_free(&out);
}

static void test_limits(void **state)
{
    (void)state;
    struct buf message = {0};
    buf_add(&message, STR(ONE "{" NEEDED ",\"data\":"));
    for (int i = 0; i < CLOUD_EVENT_DEPTH_MAX; i++) { /* the object of the event is one level */
        buf_add_char(&message, '[');
    }
    for (int i = 0; i < CLOUD_EVENT_DEPTH_MAX; i++) {
        buf_add_char(&message, ']');
    }
    buf_add_char(&message, '}');
    expect_limit(&message);

    message.len = 0;
    buf_add(&message, STR(ONE "{" NEEDED ",\"data\":\""));
    while (message.len < CLOUD_EVENT_BYTES_MAX + 100) {
        buf_add(&message, STR("0123456789"));
    }
    buf_add(&message, STR("\"}"));
    expect_limit(&message);

    message.len = 0;
    buf_add(&message, STR("Content-Type: application/cloudevents-batch+json\n\n[{" NEEDED "}"));
    for (int i = 0; i < CLOUD_EVENT_BATCH_MAX; i++) {
        buf_add(&message, STR(",{" NEEDED "}"));
    }
    buf_add(&message, STR("]"));
    expect_limit(&message);

    message.len = 0;
    buf_add(&message, STR(ONE "{" NEEDED));
    for (int i = 0; i <= CLOUD_EVENT_EXTENSIONS_MAX; i++) {
        buf_printf(&message, ",\"e%d\":1", i);
    }
    buf_add(&message, STR("}"));
    expect_limit(&message);

    message.len = 0;
    for (int i = 0; i <= HTTP_HEADERS_MAX; i++) {
        buf_printf(&message, "h%d: 1\n", i);
    }
    buf_add(&message, STR("\n"));
    expect_limit(&message);
    buf_free(&message);
}

static void test_source(void **state)
{
    (void)state;
    static const struct {
        const char *uri;
        bool good;
    } cases[] = {
        {"https://github.com/cloudevents", true},
        {"mailto:cncf-wg-serverless@lists.cncf.io", true},
        {"urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66", true},
        {"/cloudevents/spec/pull/123", true},
        {"1-555-123-4567", true},
        {"a/b:c", true},
        {"http://[::1]:80/a?b#c", true},
        {"//host/a", true},
        {"%41", true},
        {"1abc:def", false},
        {"%4", false},
        {"%zz", false},
        {"a#b#c", false},
        {"/a[b]", false},
        {"a\\b", false},
        {"<a>", false},
        {"\xc5\xb5", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cloud_event event = {
            .id = STR("1"), .source = str_of(cases[i].uri), .type = STR("t")};
        struct err err = {0};
        if ((cloud_event_check(&event, &err) == 0) != cases[i].good) {
            fail_msg("%s", cases[i].uri);
        }
    }
}

static void test_write(void **state)
{
    (void)state;
    static const struct cloud_event_extension extensions[] = {
        {STR_INIT("n"), STR_INIT("-2147483648"), CLOUD_EVENT_WHOLE},
        {STR_INIT("yes"), STR_INIT("true"), CLOUD_EVENT_TRUTH},
        {STR_INIT("word"), STR_INIT("a \"b\""), CLOUD_EVENT_TEXT},
    };
    struct cloud_event event = {.id = STR("msg_1"),
                                .source = STR("https://cyngor.example/cantref"),
                                .type = STR("uk.cantref.confirmed.v1"),
                                .subject = STR("E1/step"),
                                .time = STR("2026-11-28T09:36:10Z"),
                                .extensions = extensions,
                                .extension_count = 3,
                                .data_kind = CLOUD_EVENT_DATA_JSON,
                                .data = STR("{\"n\": 12345678901234567890}")};
    struct buf out = {0};
    struct err err = {0};
    assert_int_equal(cloud_event_write(&event, &out, &err), 0);
    const char *expected =
        "{\"specversion\": \"1.0\", \"id\": \"msg_1\", "
        "\"source\": \"https://cyngor.example/cantref\", \"type\": \"uk.cantref.confirmed.v1\", "
        "\"subject\": \"E1/step\", \"time\": \"2026-11-28T09:36:10Z\", \"n\": -2147483648, "
        "\"yes\": true, \"word\": \"a \\\"b\\\"\", \"data\": {\"n\": 12345678901234567890}}";
    assert_int_equal(out.len, strlen(expected));
    assert_memory_equal(out.ptr, expected, out.len);

    size_t before = out.len; /* what fails leaves the buffer as it was */
    event.data = STR("{\"n\": }");
    assert_int_equal(cloud_event_write(&event, &out, &err), ERR_INPUT);
    event.data = STR("1");
    event.datacontenttype = STR("text/plain");
    assert_int_equal(cloud_event_write(&event, &out, &err), ERR_INPUT);
    event.data_kind = CLOUD_EVENT_DATA_TEXT;
    event.data = STR("\xff");
    assert_int_equal(cloud_event_write(&event, &out, &err), ERR_INPUT);
    event.data = STR("text");
    event.source = STR("");
    assert_int_equal(cloud_event_write(&event, &out, &err), ERR_INPUT);
    event.source = STR("/a");
    out.max = out.len + 100;
    assert_int_equal(cloud_event_write(&event, &out, &err), ERR_LIMIT);
    assert_int_equal(out.len, before);
    buf_free(&out);
}

static void test_time(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t at; /* INT64_MIN: refused */
    } cases[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2018-04-05t17:31:00.123456789z", 1522949460},
        {"1996-12-19T16:39:57-08:00", 851042397},
        {"1990-12-31T23:59:60Z", 662688000},
        {"1990-12-31T15:59:60-08:00", 662688000},
        {"2038-01-19T03:14:08Z", 2147483648},
        {"2024-02-29T00:00:00+00:00", 1709164800},
        {"0000-01-01T00:00:00Z", -62167219200},
        {"1990-12-31T22:59:60Z", INT64_MIN},
        {"2023-02-29T00:00:00Z", INT64_MIN},
        {"2024-13-01T00:00:00Z", INT64_MIN},
        {"2024-00-01T00:00:00Z", INT64_MIN},
        {"2024-01-01T24:00:00Z", INT64_MIN},
        {"2024-01-01T00:60:00Z", INT64_MIN},
        {"2024-01-01T00:00:00", INT64_MIN},
        {"2024-01-01T00:00:00.Z", INT64_MIN},
        {"2024-01-01T00:00:00+0100", INT64_MIN},
        {"2024-01-01T00:00:00+24:00", INT64_MIN},
        {"2024-01-01 00:00:00Z", INT64_MIN},
        {"2024-01-01T00:00:00Z ", INT64_MIN},
        {"24-01-01T00:00:00Z", INT64_MIN},
        {"", INT64_MIN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t at = INT64_MIN;
        bool good = rfc3339_parse(str_of(cases[i].text), &at);
        if (at != cases[i].at || good != (cases[i].at != INT64_MIN)) {
            fail_msg("%s: %lld", cases[i].text, (long long)at);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conformance), cmocka_unit_test(test_structured),
        cmocka_unit_test(test_batch),       cmocka_unit_test(test_binary),
        cmocka_unit_test(test_limits),      cmocka_unit_test(test_source),
        cmocka_unit_test(test_write),       cmocka_unit_test(test_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

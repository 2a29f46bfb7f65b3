/* decompress_test.c - what was packed comes out; what is damaged or cut off is said to be. */
#include "decompress.h"

#include "format_test.h"
#include "random.h"

#include <zlib.h>
#include <zstd.h>

static int unpack(struct str input, struct pieces pieces, struct buf *out,
                  enum decompress_kind *ret_kind, struct err *err)
{
    struct byte_memory memory = {.rest = input, .step = pieces.step};
    struct decompress decompress;
    int code = decompress_open(&decompress, byte_source_memory(&memory), err);
    *ret_kind = decompress.kind;
    if (code == 0) {
        code = read_whole(decompress_source(&decompress), pieces.window, out, err);
    }
    decompress_free(&decompress);
    return code;
}

static void pack(enum decompress_kind kind, struct str text, struct buf *out)
{
    size_t size = text.len * 2 + 1000;
    char *packed = mem_must_array(size, 1);
    if (kind == DECOMPRESS_ZSTD) {
        size = ZSTD_compress(packed, size, text.ptr, text.len, 3);
        assert_false(ZSTD_isError(size));
    } else {
        z_stream z = {0};
        assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
        z.next_in = (Bytef *)text.ptr;
        z.avail_in = (uInt)text.len;
        z.next_out = (Bytef *)packed;
        z.avail_out = (uInt)size;
        assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
        size = z.total_out;
        deflateEnd(&z);
    }
    buf_add(out, str_make(packed, size));
    mem_free(packed);
}

/* some_text - 300 kB that pack to more than one buffer. */
static struct buf some_text(void)
{
    struct random random = random_seed(1);
    struct buf text = {0};
    while (text.len < 300000) {
        buf_printf(&text, "%llu,Evans\n", (unsigned long long)random_next(&random));
    }
    return text;
}

static const enum decompress_kind kinds[] = {DECOMPRESS_GZIP, DECOMPRESS_ZSTD};

static void test_plain(void **state)
{
    (void)state;
    static const char *const inputs[] = {"", "a", "id,name\n1,x\n", "\x1f\x8b", "\x28\xb5\x2f"};
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        for (size_t p = 0; p < PIECES_COUNT; p++) {
            struct buf got = {0};
            enum decompress_kind kind;
            assert_int_equal(unpack(str_of(inputs[i]), all_pieces[p], &got, &kind, NULL), 0);
            assert_int_equal(kind, DECOMPRESS_NONE);
            assert_text("plain", buf_str(&got), str_of(inputs[i]));
            buf_free(&got);
        }
    }
}

static void test_packed(void **state)
{
    (void)state;
    struct buf text = some_text();
    for (size_t k = 0; k < 2; k++) {
        struct buf twice = {0};
        struct buf wanted = {0};
        /* Two members and an empty one between them are one stream. */
        pack(kinds[k], buf_str(&text), &twice);
        pack(kinds[k], STR(""), &twice);
        pack(kinds[k], STR("end"), &twice);
        buf_add(&wanted, buf_str(&text));
        buf_add(&wanted, STR("end"));
        for (size_t p = 0; p < PIECES_COUNT; p++) {
            struct buf got = {0};
            enum decompress_kind kind;
            assert_int_equal(unpack(buf_str(&twice), all_pieces[p], &got, &kind, NULL), 0);
            assert_int_equal(kind, kinds[k]);
            assert_true(str_eq(buf_str(&got), buf_str(&wanted)));
            buf_free(&got);
        }
        buf_free(&twice);
        buf_free(&wanted);
    }
    buf_free(&text);
}

/* Every way of cutting a packed text off is an error that says so; nothing is taken for the
 * whole. */
static void test_cut_off(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct buf packed = {0};
        pack(kinds[k], STR("id,name\n1,Evans\n2,Evans\n"), &packed);
        for (size_t len = 4; len < packed.len; len++) {
            struct buf got = {0};
            struct err err = {0};
            enum decompress_kind kind;
            int code = unpack(str_slice(buf_str(&packed), 0, len), all_pieces[len % PIECES_COUNT],
                              &got, &kind, &err);
            assert_int_equal(code, ERR_INPUT);
            assert_non_null(strstr(err.message, "cut off"));
            buf_free(&got);
        }
        buf_free(&packed);
    }
}

static void test_damaged(void **state)
{
    (void)state;
    static const struct {
        const char *tail;
        size_t len;
        int code;
    } tails[] = {{"\0\0\0", 3, 0}, {"junk", 4, ERR_INPUT}, {"\0x", 2, ERR_INPUT}};
    struct buf text = some_text();
    enum decompress_kind kind;
    for (size_t k = 0; k < 2; k++) {
        struct buf packed = {0};
        struct buf got = {0};
        struct err err = {0};
        pack(kinds[k], buf_str(&text), &packed);
        packed.ptr[packed.len / 2] ^= 0x55;
        packed.ptr[packed.len / 2 + 1] ^= 0x55;
        int code = unpack(buf_str(&packed), all_pieces[0], &got, &kind, &err);
        /* zstd has no checksum unless asked for, so what it unpacks may be wrong without an error:
         * then it differs. */
        assert_true(code == ERR_INPUT || (k == 1 && !str_eq(buf_str(&got), buf_str(&text))));
        buf_free(&got);
        buf_free(&packed);
    }
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        struct buf packed = {0};
        struct buf got = {0};
        pack(DECOMPRESS_GZIP, STR("a,b\n"), &packed);
        buf_add(&packed, str_make(tails[i].tail, tails[i].len));
        assert_int_equal(unpack(buf_str(&packed), all_pieces[1], &got, &kind, NULL), tails[i].code);
        buf_free(&got);
        buf_free(&packed);
    }
    buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_packed),
        cmocka_unit_test(test_cut_off),
        cmocka_unit_test(test_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

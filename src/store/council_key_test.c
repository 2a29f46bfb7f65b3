/* council_key_test.c - the key file: written, read back, and each slip of a typist found. */
#include "council_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void numbered_key(uint8_t key[COUNCIL_KEY_BYTES])
{
    for (int i = 0; i < COUNCIL_KEY_BYTES; i++) {
        key[i] = (uint8_t)(i * 7 + 3);
    }
}

/* The text is frozen: keys printed years ago must still be read. */
static const char frozen[] =
    "cantref council key 1\n"
    "030a 1118 1f26 2d34  6ffb\n"
    "3b42 4950 575e 656c  3184\n"
    "737a 8188 8f96 9da4  0c72\n"
    "abb2 b9c0 c7ce d5dc  aabd\n";

static void test_text_is_frozen(void **state)
{
    (void)state;
    uint8_t key[COUNCIL_KEY_BYTES], back[COUNCIL_KEY_BYTES];
    char text[COUNCIL_KEY_TEXT_BYTES];
    struct err err = {0};
    numbered_key(key);
    council_key_text(key, text);
    assert_string_equal(text, frozen);
    assert_int_equal(council_key_parse(str_of(text), "k", back, &err), 0);
    assert_memory_equal(key, back, sizeof key);
}

static const char *const as_good[] = {
    "cantref council key 1\r\n030A 1118 1F26 2D34 6ffb\r\n3b42495 0575e656c  3184\r\n\r\n"
    "\t737a 8188 8f96 9da4  0c72  \nabb2b9c0c7ced5dcaabd",
};

static void test_typed_in_another_way(void **state)
{
    (void)state;
    uint8_t key[COUNCIL_KEY_BYTES], back[COUNCIL_KEY_BYTES];
    struct err err = {0};
    numbered_key(key);
    for (size_t i = 0; i < COUNT(as_good); i++) {
        if (council_key_parse(str_of(as_good[i]), "k", back, &err) != 0) {
            fail_msg("case %zu: line %zu: %s", i, err.line, err.message);
        }
        assert_memory_equal(key, back, sizeof key);
    }
}

/* Any one character changed to another, any two neighbours exchanged, any end cut off: refused,
 * unless it reads the same. */
static void test_every_slip(void **state)
{
    (void)state;
    static const char others[] = "0123456789abcdef gGlO.\n";
    uint8_t key[COUNCIL_KEY_BYTES], back[COUNCIL_KEY_BYTES];
    numbered_key(key);
    size_t refused = 0, accepted = 0;
    for (size_t at = 0; at < sizeof frozen - 1; at++) {
        for (size_t o = 0; o < sizeof others; o++) {
            char text[sizeof frozen];
            struct err err = {0};
            memcpy(text, frozen, sizeof text);
            if (o < sizeof others - 1) {
                text[at] = others[o];
            } else if (at + 1 < sizeof frozen - 1) {
                text[at] = frozen[at + 1];
                text[at + 1] = frozen[at];
            }
            memset(back, 0, sizeof back);
            int code = council_key_parse(str_of(text), "k", back, &err);
            if (code == 0) {
                assert_memory_equal(key, back, sizeof key);
                accepted++;
            } else {
                assert_int_equal(code, ERR_INPUT);
                assert_true(err.message[0] != 0 && strcmp(err.file, "k") == 0);
                assert_true(sodium_is_zero(back, sizeof back));
                refused++;
            }
        }
        struct err err = {0};
        int code = council_key_parse(str_make(frozen, at), "k", back, &err);
        assert_int_equal(code, at < sizeof frozen - 2 ? ERR_INPUT : 0);
    }
    assert_true(refused > 1500 && accepted < 400);
}

#define HEAD "cantref council key 1\n"
#define ONE "030a 1118 1f26 2d34  6ffb\n"
#define TWO "3b42 4950 575e 656c  3184\n"
#define THREE "737a 8188 8f96 9da4  0c72\n"
#define FOUR "abb2 b9c0 c7ce d5dc  aabd\n"

static const struct {
    const char *text;
    size_t line;
    const char *said;
} mistakes[] = {
    {"", 1, "no council's key"},
    {"-----BEGIN PRIVATE KEY-----\n", 1, "no council's key"},
    {"cantref council key 2\n" ONE, 1, "newer"},
    {HEAD, 0, "0 of its 4"},
    {HEAD ONE TWO THREE, 0, "3 of its 4"},
    {HEAD ONE TWO THREE "abb2 b9c0 c7ce d5dc\n", 5, "five groups"},
    {HEAD ONE TWO THREE "abb2 b9c0 c7ce d5dc aab\n", 5, "five groups"},
    {HEAD ONE "3b42 4950 575e 656c  3184 00\n" THREE FOUR, 3, "no more"},
    {HEAD ONE "3b42 4950 575e O56c  3184\n" THREE FOUR, 3, "only 0-9"},
    {HEAD ONE "3b42 4950 575e 656d  3184\n" THREE FOUR, 3, "mistyped"},
    {HEAD ONE THREE TWO FOUR, 3, "out of order"},
    {HEAD ONE TWO THREE FOUR FOUR, 6, "one too many"},
};

static void test_mistakes_are_told_by_line(void **state)
{
    (void)state;
    uint8_t back[COUNCIL_KEY_BYTES];
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        struct err err = {0};
        int code = council_key_parse(str_of(mistakes[i].text), "k", back, &err);
        if (code != ERR_INPUT || err.line != mistakes[i].line ||
            strstr(err.message, mistakes[i].said) == NULL) {
            fail_msg("case %zu: code %d line %zu: %s", i, code, err.line, err.message);
        }
    }
}

static void test_file(void **state)
{
    (void)state;
    char folder[] = "/tmp/council_key_test.XXXXXX";
    char path[64];
    uint8_t key[COUNCIL_KEY_BYTES], back[COUNCIL_KEY_BYTES];
    struct err err = {0};
    struct stat status;
    numbered_key(key);
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/council.key", folder);
    mode_t mask = umask(0);
    assert_int_equal(council_key_read(folder, "council.key", back, &err), ERR_NOTFOUND);
    assert_int_equal(council_key_write(folder, "council.key", key, &err), 0);
    umask(mask);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(council_key_read(folder, "council.key", back, &err), 0);
    assert_memory_equal(key, back, sizeof key);
    assert_int_equal(council_key_write(folder, "council.key", key, &err), ERR_CONFLICT);
    static const mode_t open_modes[] = {0640, 0604, 0620, 0602, 0610, 0644, 0666};
    for (size_t i = 0; i < COUNT(open_modes); i++) {
        assert_int_equal(chmod(path, open_modes[i]), 0);
        assert_int_equal(council_key_read(folder, "council.key", back, &err), ERR_DENIED);
        assert_non_null(strstr(err.message, "chmod 600"));
    }
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(truncate(path, 40), 0);
    assert_int_equal(council_key_read(folder, "council.key", back, &err), ERR_INPUT);
    assert_int_equal(truncate(path, 1 << 20), 0);
    assert_int_equal(council_key_read(folder, "council.key", back, &err), ERR_INPUT);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(council_key_read(folder, "council.key", back, &err), ERR_INPUT);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(council_key_write(folder, "council.key", key, &err), ERR_CREATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_is_frozen), cmocka_unit_test(test_typed_in_another_way),
        cmocka_unit_test(test_every_slip),     cmocka_unit_test(test_mistakes_are_told_by_line),
        cmocka_unit_test(test_file),
    };
    return cmocka_run_group_tests_name("council_key", tests, NULL, NULL);
}

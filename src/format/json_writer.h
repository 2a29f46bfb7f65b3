/* json_writer.h - JSON written piece by piece into a buffer. The writer puts in commas, colons and,
 * if asked, line ends and indentation; misuse (a value without a key in an object, a close that
 * fits no open) is a bug and asserted. Text is escaped; bytes that are not UTF-8 become U+FFFD, so
 * that what comes out is always valid JSON (RFC 8259).
 *
 *     struct json_writer json = {.out = &out, .indent = 2};
 *     json_write_object(&json);
 *     json_write_key(&json, STR("rows"));
 *     json_write_whole(&json, 12);
 *     json_write_close(&json);                        {"rows": 12}
 *
 * A buffer at its maximum stops the writing: `code` then holds ERR_LIMIT, and what is in the buffer
 * is incomplete. */
#ifndef CANTREF_FORMAT_JSON_WRITER_H
#define CANTREF_FORMAT_JSON_WRITER_H

#include "memory.h"

enum { JSON_WRITER_DEPTH_MAX = 32 };

struct json_writer {
    struct buf *out;
    int indent; /* spaces a level; 0: all on one line */
    int code;   /* 0, or the first error */
    int depth;
    bool keyed;                                /* a key has been written, its value not yet */
    bool is_object[JSON_WRITER_DEPTH_MAX + 1]; /* by depth */
    bool has_members[JSON_WRITER_DEPTH_MAX + 1];
};

/* json_write_object - begin an object: keys and values follow. */
void json_write_object(struct json_writer *json);
/* json_write_array - begin an array: values follow. */
void json_write_array(struct json_writer *json);
/* json_write_close - end the innermost object or array. */
void json_write_close(struct json_writer *json);
void json_write_key(struct json_writer *json, struct str key);
void json_write_text(struct json_writer *json, struct str text);
void json_write_whole(struct json_writer *json, int64_t value);
/* json_write_decimal - with `decimals` (0 … 17) digits after the point; never "-0.00". Not a
 * number, infinite: null. */
void json_write_decimal(struct json_writer *json, double value, int decimals);
/* json_write_exact - with as many significant digits as it takes to read the same number back: 9
 * for a float, 17 for a double. Not a number, infinite: null. */
void json_write_exact(struct json_writer *json, double value, int digits);
/* json_write_digits - a number as it is written: digits that are one by JSON's rules (asserted to
 * hold nothing that no number has). */
void json_write_digits(struct json_writer *json, struct str digits);
void json_write_bool(struct json_writer *json, bool value);
void json_write_nothing(struct json_writer *json); /* null */

/* json_put_… - a key and its value. */
void json_put_text(struct json_writer *json, const char *key, struct str text);
void json_put_whole(struct json_writer *json, const char *key, int64_t value);
void json_put_bool(struct json_writer *json, const char *key, bool value);

#endif

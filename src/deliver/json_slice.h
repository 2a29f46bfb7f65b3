/* json_slice.h - a JSON text taken apart into its parts as they were written: members of an
 * object, items of an array, each a slice of the bytes that came.
 *
 *     {"id": 12345678901234567890, "who": {"n": 1}}
 *       ──► "id" 12345678901234567890 · "who" {"n": 1}
 *
 * Nothing is turned into machine numbers, and what is passed on is what was sent. Only for texts
 * that json_slice_check has let through. Source: RFC 8259. */
#ifndef CANTREF_DELIVER_JSON_SLICE_H
#define CANTREF_DELIVER_JSON_SLICE_H

#include "memory.h"

/* json_slice_check - is text one JSON value, in UTF-8, no name twice in an object, no zero
 * character? Objects and arrays are at most depth_max deep.
 * Errors: ERR_INPUT, ERR_LIMIT for the depth; with line, never with what stands there. Cost:
 * linear. */
int json_slice_check(struct str text, int depth_max, struct err *err);

enum json_slice_type {
    JSON_SLICE_OBJECT,
    JSON_SLICE_ARRAY,
    JSON_SLICE_TEXT,
    JSON_SLICE_NUMBER,
    JSON_SLICE_TRUTH,
    JSON_SLICE_NULL
};

/* json_slice_kind - by its first character. json_slice_text - a text's characters: a slice of it
 * where nothing is escaped, a copy in arena where something is. */
enum json_slice_type json_slice_kind(struct str value);
struct str json_slice_text(struct arena *arena, struct str value);

/* json_next_member, json_next_item - the next of an object, or array. *rest begins as the whole,
 * and is for these two alone. ret_name: as json_slice_text. Return false at the end, and at once
 * when it is no object, or array. */
bool json_next_member(struct arena *arena, struct str *rest, struct str *ret_name,
                      struct str *ret_value);
bool json_next_item(struct str *rest, struct str *ret_value);

/* json_member - of an object, by name; {NULL, 0} when there is none, or it is no object. */
struct str json_member(struct arena *arena, struct str object, struct str name);

#endif

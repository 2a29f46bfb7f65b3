/* verify_leaf.c - the shape of a leaf: what anybody can see of it without a key.
 *
 *    0   7   "cantref"                  18   4   part, from 1, }  of a response
 *    7   1   version: 1                 22   4   of so many    }
 *    8   1   kind, 1 … 6                26   2   commitments that follow, at least 3
 *    9   1   1: sealed                  28  33   each: 1 who, 2 purpose, 3 case, 4 subject; SHA-256
 *   10   8   time, milliseconds              24   nonce
 *            since 1970                           detail, enciphered, in blocks of 32; tag (16) */
#include "verify.h"

#include <string.h>

enum { HEAD_BYTES = 28, ROW_BYTES = 33, NONCE_BYTES = 24, TAG_BYTES = 16, BLOCK_BYTES = 32 };

static uint64_t big(const uint8_t *at, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++) {
        value = value * 256 + at[i];
    }
    return value;
}

bool entry_next(const uint8_t *bytes, size_t len, size_t *at, const uint8_t **ret_leaf,
                size_t *ret_len)
{
    if (len - *at < 2) {
        return false;
    }
    size_t leaf = (size_t)big(bytes + *at, 2);
    if (len - *at - 2 < leaf) {
        return false;
    }
    *ret_leaf = bytes + *at + 2;
    *ret_len = leaf;
    *at += 2 + leaf;
    return true;
}

const char *leaf_check(const uint8_t *leaf, size_t len, struct summary *summary)
{
    if (len < HEAD_BYTES || memcmp(leaf, "cantref", 7) != 0 || leaf[7] != 1) {
        return "does not begin as one";
    }
    uint64_t kind = leaf[8], sealed = leaf[9], time_ms = big(leaf + 10, 8);
    uint64_t part = big(leaf + 18, 4), parts = big(leaf + 22, 4), rows = big(leaf + 26, 2);
    if (kind < 1 || kind >= KINDS || sealed > 1 || time_ms > INT64_MAX) {
        return "has no kind or time that there is";
    }
    if (part < 1 || part > parts) {
        return "is a part of a response that has not so many";
    }
    if (rows < 3 || len < HEAD_BYTES + rows * ROW_BYTES + NONCE_BYTES + BLOCK_BYTES + TAG_BYTES ||
        (len - HEAD_BYTES - rows * ROW_BYTES - NONCE_BYTES - TAG_BYTES) % BLOCK_BYTES != 0) {
        return "is not as long as it says";
    }
    for (uint64_t i = 0; i < rows; i++) {
        if (leaf[HEAD_BYTES + i * ROW_BYTES] != (i < 3 ? i + 1 : 4)) {
            return "commits to other things than who, purpose, case and subjects";
        }
    }
    bool is_first = true;
    for (int i = 1; i < KINDS; i++) {
        is_first &= summary->kinds[i] == 0;
    }
    summary->first_ms =
        is_first || (int64_t)time_ms < summary->first_ms ? (int64_t)time_ms : summary->first_ms;
    summary->last_ms =
        is_first || (int64_t)time_ms > summary->last_ms ? (int64_t)time_ms : summary->last_ms;
    summary->kinds[kind]++;
    summary->sealed += sealed;
    return NULL;
}

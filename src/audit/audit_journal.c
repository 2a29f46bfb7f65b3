/* audit_journal.c - batches of the journal to bytes and back. */
#include "audit_journal.h"

#include <assert.h>
#include <stdio.h>

static const struct str head = STR_INIT("batch ");

enum { HEAD_BYTES_MAX = 100, NUMBERS = 4 };

void audit_entry_write(struct str leaf, struct buf *out)
{
    assert(leaf.len <= UINT16_MAX);
    buf_add_char(out, (char)(leaf.len >> 8));
    buf_add_char(out, (char)(leaf.len & 255));
    buf_add(out, leaf);
}

bool audit_entry_next(struct str *entries, struct str *ret_leaf)
{
    if (entries->len < 2) {
        return false;
    }
    size_t len = (size_t)(uint8_t)entries->ptr[0] << 8 | (uint8_t)entries->ptr[1];
    if (len > entries->len - 2) {
        return false;
    }
    *ret_leaf = str_slice(*entries, 2, 2 + len);
    *entries = str_slice(*entries, 2 + len, entries->len);
    return true;
}

void audit_batch_write(const struct audit_batch *batch, struct buf *out)
{
    buf_printf(out, "%s%llu %llu %zu %zu\n", head.ptr, (unsigned long long)batch->first,
               (unsigned long long)batch->count, batch->entries.len, batch->checkpoint.len);
    buf_add(out, batch->entries);
    buf_add(out, batch->checkpoint);
}

/* parse_head - the four numbers of the first line, without leading zeros. */
static bool parse_head(struct str *rest, uint64_t numbers[NUMBERS])
{
    ptrdiff_t end = str_find(str_slice(*rest, 0, HEAD_BYTES_MAX), STR("\n"));
    if (end < 0 || !str_starts(*rest, head)) {
        return false;
    }
    struct str line = str_slice(*rest, head.len, (size_t)end);
    for (int i = 0; i < NUMBERS; i++) {
        ptrdiff_t space = i + 1 < NUMBERS ? str_find(line, STR(" ")) : (ptrdiff_t)line.len;
        if (space < 0) {
            return false;
        }
        struct str number = str_slice(line, 0, (size_t)space);
        if (!str_to_uint(number, INT64_MAX, &numbers[i]) ||
            (number.len > 1 && number.ptr[0] == '0')) {
            return false;
        }
        line = str_slice(line, (size_t)space + 1, line.len);
    }
    *rest = str_slice(*rest, (size_t)end + 1, rest->len);
    return true;
}

bool audit_batch_parse(struct str *rest, struct audit_batch *ret)
{
    uint64_t numbers[NUMBERS];
    struct str after = *rest, leaf;
    if (!parse_head(&after, numbers) || numbers[1] == 0 || numbers[1] > AUDIT_BATCH_LEAVES_MAX ||
        numbers[2] > AUDIT_BATCH_BYTES_MAX || numbers[3] > AUDIT_CHECKPOINT_BYTES_MAX ||
        numbers[0] >> AUDIT_SIZE_BITS != 0 || after.len < numbers[2] + numbers[3]) {
        return false;
    }
    struct audit_batch batch = {.first = numbers[0],
                                .count = numbers[1],
                                .entries = str_slice(after, 0, numbers[2]),
                                .checkpoint =
                                    str_slice(after, numbers[2], numbers[2] + numbers[3])};
    uint64_t count = 0;
    for (struct str entries = batch.entries; entries.len > 0; count++) {
        if (!audit_entry_next(&entries, &leaf)) {
            return false;
        }
    }
    if (count != batch.count) {
        return false;
    }
    *rest = str_slice(after, numbers[2] + numbers[3], after.len);
    *ret = batch;
    return true;
}

struct str audit_without_room(struct str rest)
{
    while (rest.len > 0 && rest.ptr[rest.len - 1] == '\0') {
        rest.len--;
    }
    return rest;
}

bool audit_rest_is_unfinished(struct str rest, const struct audit_public *key)
{
    char line[AUDIT_NAME_BYTES_MAX + 2];
    uint64_t numbers[NUMBERS];
    struct audit_checkpoint checkpoint;
    rest = audit_without_room(rest);
    struct str after = rest;
    if (parse_head(&after, numbers) && numbers[2] < after.len &&
        numbers[3] < after.len - numbers[2]) {
        return false;
    }
    int len = snprintf(line, sizeof line, "%s\n", key->name);
    for (ptrdiff_t at; (at = str_find(rest, str_make(line, (size_t)len))) >= 0;) {
        rest = str_slice(rest, (size_t)at, rest.len);
        /* five lines: origin, size, root, nothing, signature */
        size_t end = 0;
        for (int lines = 0; lines < 5 && end < rest.len && end < AUDIT_CHECKPOINT_BYTES_MAX;) {
            lines += rest.ptr[end++] == '\n';
        }
        if (end < rest.len && audit_checkpoint_parse(str_slice(rest, 0, end), key, &checkpoint)) {
            return false;
        }
        rest = str_slice(rest, 1, rest.len);
    }
    return true;
}

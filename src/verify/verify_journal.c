/* verify_journal.c - leaves that are on disk and not in tiles yet: files journal/FIRST of batches,
 * each of them
 *
 *   batch FIRST LEAVES BYTES CHECKPOINT\n · leaves, each with its length · checkpoint
 *
 * Zeros may follow the last batch: room that was made ahead. The last batch may have been cut off
 * by a crash before anybody was answered. The program that writes the log puts that right when it
 * is started; until then it is a finding, since nobody else can tell it from a batch that was cut
 * off later. */
#include "verify.h"

#include <stdlib.h>
#include <string.h>

static const size_t journal_bytes_max = (size_t)1 << 34;

/* head_parse - the numbers of a batch's first line; *at moves behind it. */
static bool head_parse(const uint8_t *bytes, size_t len, size_t *at, uint64_t numbers[4])
{
    static const char word[] = "batch ";
    size_t most = len - *at < 128 ? len - *at : 128;
    const char *line = (const char *)bytes + *at;
    const char *end = most > 0 ? memchr(line, '\n', most) : NULL;
    if (end == NULL || (size_t)(end - line) < sizeof word - 1 ||
        memcmp(line, word, sizeof word - 1) != 0) {
        return false;
    }
    const char *from = line + sizeof word - 1;
    for (int i = 0; i < 4; i++) {
        const char *to = i < 3 ? memchr(from, ' ', (size_t)(end - from)) : end;
        if (to == NULL || !number_parse(from, (size_t)(to - from), &numbers[i])) {
            return false;
        }
        from = to + 1 <= end ? to + 1 : end;
    }
    *at += (size_t)(end - line) + 1;
    return true;
}

static void add_leaf(struct journal *journal, const uint8_t *leaf, size_t len, uint64_t file)
{
    journal->leaves = must_grow(journal->leaves, &journal->leaf_capacity, journal->leaf_count + 1,
                                sizeof *journal->leaves);
    journal->leaves[journal->leaf_count++] = (struct journal_leaf){leaf, len, file};
}

/* batch_parse - the batch at *at, first leaf `next`. NULL: it stands, *at and *ret_next move on. */
static const char *batch_parse(const uint8_t *bytes, size_t len, size_t *at, uint64_t file,
                               uint64_t next, const struct verify_key *key, struct journal *ret,
                               uint64_t *ret_next)
{
    uint64_t numbers[4];
    size_t from = *at, before = ret->leaf_count, leaf_len;
    const uint8_t *leaf;
    if (!head_parse(bytes, len, &from, numbers)) {
        return "the batch does not begin as one";
    }
    if (numbers[0] != next || numbers[1] == 0) {
        return "the batch does not follow on the one before it";
    }
    if (numbers[2] > len - from || numbers[3] > len - from - numbers[2]) {
        return "the batch is not whole: it was cut off, or the program was stopped amid writing it "
               "(then starting that again puts it right)";
    }
    size_t end = from + numbers[2];
    while (from < end && entry_next(bytes, end, &from, &leaf, &leaf_len)) {
        add_leaf(ret, leaf, leaf_len, file);
    }
    if (from != end || ret->leaf_count - before != numbers[1]) {
        ret->leaf_count = before;
        return "the batch has not the leaves that it says";
    }
    struct checkpoint checkpoint;
    const char *why = checkpoint_parse(bytes + end, numbers[3], key, false, &checkpoint);
    if (why == NULL && checkpoint.size != next + numbers[1]) {
        why = "its checkpoint is not of the leaves up to its end";
    }
    if (why != NULL) {
        ret->leaf_count = before;
        return why;
    }
    ret->ends = must_grow(ret->ends, &ret->end_capacity, ret->end_count + 1, sizeof *ret->ends);
    ret->ends[ret->end_count++] = (struct journal_end){checkpoint, file};
    *at = end + numbers[3];
    *ret_next = checkpoint.size;
    return NULL;
}

static const char *journal_path(uint64_t file, char ret[PATH_BYTES_MAX])
{
    snprintf(ret, PATH_BYTES_MAX, "journal/%llu", (unsigned long long)file);
    return ret;
}

void journal_parse(const uint8_t *bytes, size_t len, uint64_t file, const struct verify_key *key,
                   struct journal *ret, struct findings *findings)
{
    char path[PATH_BYTES_MAX];
    uint64_t next = file;
    size_t end = len;
    while (end > 0 && bytes[end - 1] == 0) { /* a batch ends with a line feed */
        end--;
    }
    for (size_t at = 0; at < end;) {
        const char *why = batch_parse(bytes, end, &at, file, next, key, ret, &next);
        if (why != NULL) {
            find(findings, journal_path(file, path), (int64_t)next,
                 "the batch from leaf %llu on, at byte %zu: %s", (unsigned long long)next, at, why);
            return;
        }
    }
}

void journal_read(const struct folder *folder, const struct verify_key *key, uint64_t published,
                  struct journal *ret, struct findings *findings)
{
    for (size_t i = 0; i < folder->journal_count; i++) {
        char path[PATH_BYTES_MAX];
        const char *why;
        struct bytes bytes;
        uint64_t file = folder->journals[i];
        journal_path(file, path);
        uint64_t next = i == 0 ? published : ret->first + ret->leaf_count;
        if (i == 0 ? file > next : file != next) {
            find(findings, path, (int64_t)next,
                 "the leaves from %llu to %llu before it are missing", (unsigned long long)next,
                 (unsigned long long)file);
            return;
        }
        if (!read_file(folder->path, path, journal_bytes_max, &bytes, &why)) {
            find(findings, path, NO_LEAF, "%s", why);
            return;
        }
        ret->files =
            must_grow(ret->files, &ret->file_capacity, ret->file_count + 1, sizeof *ret->files);
        ret->files[ret->file_count++] = bytes;
        if (i == 0) {
            ret->first = file;
        }
        journal_parse(bytes.at, bytes.len, file, key, ret, findings);
    }
}

void journal_free(struct journal *journal)
{
    for (size_t i = 0; i < journal->file_count; i++) {
        free(journal->files[i].at);
    }
    free(journal->files);
    free(journal->leaves);
    free(journal->ends);
}

/* verify_fuzz.c - any bytes as what the verifier reads: keys, checkpoints, leaves, bundles, names,
 * a journal, a proof. Nothing but a refusal may come of them. */
#include "verify.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_name(const uint8_t *data, size_t size)
{
    char path[PATH_BYTES_MAX], again[PATH_BYTES_MAX];
    struct tile_file tile;
    size_t len = size < sizeof path - 1 ? size : sizeof path - 1;
    memcpy(path, data, len);
    path[len] = '\0';
    if (tile_parse(path, &tile)) {
        assert(strcmp(tile_path(tile.level, tile.number, tile.width, again), path) == 0);
    }
}

static void try_entries(const uint8_t *data, size_t size)
{
    struct summary summary = {.name = ""};
    const uint8_t *leaf;
    size_t at = 0, len, total = 0;
    while (entry_next(data, size, &at, &leaf, &len)) {
        (void)leaf_check(leaf, len, &summary);
        total += 2 + len;
    }
    assert(total == at && at <= size);
    (void)leaf_check(data, size, &summary);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct findings findings;
    struct verify_key key = {.name = "cantref/test"}, other;
    struct checkpoint checkpoint;
    static struct proof proof;
    struct journal journal = {0};
    uint64_t number;
    findings.kept = findings.count = 0;
    (void)key_parse(data, size, &other);
    assert(checkpoint_parse(data, size, &key, true, &checkpoint) != NULL); /* nobody has signed */
    assert(proof_check(data, size, &key, &proof) != NULL);
    (void)number_parse((const char *)data, size, &number);
    try_name(data, size);
    try_entries(data, size);
    journal_parse(data, size, 0, &key, &journal, &findings);
    bool is_room = true;
    for (size_t i = 0; i < size; i++) {
        is_room &= data[i] == 0;
    }
    assert(is_room == (findings.count == 0));
    journal_free(&journal);
    return 0;
}

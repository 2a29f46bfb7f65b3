/* audit_fuzz.c - any bytes as a leaf, a journal, a checkpoint, a key: refused, or what was read is
 * written the same again. */
#include "audit_journal.h"
#include "audit_leaf.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t key[AUDIT_DETAIL_KEY_BYTES];

static void try_leaf(struct str text)
{
    struct audit_leaf leaf;
    struct audit_detail detail;
    struct arena arena = {0};
    struct err err = {0};
    if (audit_leaf_parse(text, &leaf, &err) == 0) {
        assert(leaf.head.len + leaf.nonce.len + leaf.sealed.len == text.len);
        (void)audit_leaf_open(&leaf, key, &arena, &detail, &err);
    } else {
        assert(err.message[0] != '\0');
    }
    arena_free(&arena);
}

static void try_journal(struct str text)
{
    struct audit_public public = {.name = "cantref/test"};
    struct audit_batch batch;
    struct buf again = {0};
    struct str rest = text, leaf;
    while (audit_batch_parse(&rest, &batch)) {
        uint64_t count = 0;
        audit_batch_write(&batch, &again);
        for (struct str entries = batch.entries; audit_entry_next(&entries, &leaf); count++) {
        }
        assert(count == batch.count);
    }
    assert(str_eq(buf_str(&again), str_slice(text, 0, text.len - rest.len)));
    (void)audit_rest_is_unfinished(text, &public);
    buf_free(&again);
}

static void try_texts(struct str text)
{
    struct audit_public public = {.name = "cantref/test"}, found;
    struct audit_checkpoint checkpoint;
    struct buf again = {0};
    struct err err = {0};
    uint8_t secret[AUDIT_SECRET_KEY_BYTES];
    char name[AUDIT_NAME_BYTES_MAX + 1];
    assert(!audit_checkpoint_parse(text, &public, &checkpoint));
    if (audit_public_parse(text, "fuzz", &found, &err) == 0) {
        audit_public_write(&found, &again);
        assert(str_eq(buf_str(&again), text));
    }
    (void)audit_private_parse(text, "fuzz", &found, secret, &err);
    audit_name_make(text, name);
    assert(audit_name_fits(str_of(name)));
    buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = str_make((const char *)data, size);
    try_leaf(text);
    try_journal(text);
    try_texts(text);
    return 0;
}

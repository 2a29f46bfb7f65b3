/* audit_proof_file.c - see audit_proof_file.h. */
#include "audit_proof_file.h"

#include "pack.h"

#include <assert.h>
#include <sodium.h>

enum { LAYOUT = 1, NUMBER_OF_PURPOSE = 1 };

static void open_commitment(const struct audit_entry *entry, size_t number, struct str value,
                            struct buf *out)
{
    uint8_t salt[AUDIT_SALT_BYTES];
    audit_salt(entry->detail.secret, number, salt);
    pack_number(out, number);
    pack_text(out, str_make((const char *)salt, sizeof salt));
    pack_text(out, value);
    sodium_memzero(salt, sizeof salt);
}

static void write_extra(const struct audit_entry *entry, const bool *shown, struct buf *out)
{
    const struct audit_response *response = &entry->detail.response;
    struct buf value = {0};
    size_t count = 1;
    for (size_t i = 0; i < response->subject_count; i++) {
        count += shown[i];
    }
    pack_number(out, LAYOUT);
    pack_text(out, entry->bytes);
    pack_number(out, count);
    open_commitment(entry, NUMBER_OF_PURPOSE, response->purpose, out);
    for (size_t i = 0; i < response->subject_count; i++) {
        if (shown[i]) {
            value.len = 0;
            audit_subject_value(&response->subjects[i], &value);
            open_commitment(entry, AUDIT_COMMITMENTS_FIXED + i, buf_str(&value), out);
        }
    }
    buf_free(&value);
}

static void write_base64(struct str bytes, struct buf *out)
{
    size_t room = sodium_base64_encoded_len(bytes.len, sodium_base64_VARIANT_ORIGINAL);
    char *text = mem_must_array(room, 1);
    sodium_bin2base64(text, room, (const unsigned char *)bytes.ptr, bytes.len,
                      sodium_base64_VARIANT_ORIGINAL);
    buf_printf(out, "%s\n", text);
    mem_free(text);
}

void audit_proof_write(const struct audit_proof *proof, const struct audit_entry *entry,
                       const bool *shown, struct buf *out)
{
    struct buf extra = {0};
    assert(entry->has_detail && entry->number == proof->leaf);
    write_extra(entry, shown, &extra);
    buf_add(out, STR("c2sp.org/tlog-proof@v1\nextra "));
    write_base64(buf_str(&extra), out);
    buf_printf(out, "index %llu\n", (unsigned long long)proof->leaf);
    for (size_t i = 0; i < proof->count; i++) {
        write_base64(str_make((const char *)proof->path[i].bytes, AUDIT_HASH_BYTES), out);
    }
    buf_printf(out, "\n%s", proof->checkpoint);
    buf_free(&extra);
}

/* audit_leaf.c - leaves to bytes and back. */
#include "audit_leaf.h"

#include "pack.h"

#include <assert.h>
#include <sodium.h>
#include <time.h>

enum {
    VERSION = 1,
    HEAD_BYTES = 28,
    COMMITMENT_ROW_BYTES = 1 + AUDIT_COMMITMENT_BYTES,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    PADDED_TO = 32,
    TEXTS = 9,
    /* What every leaf has at most: head, fixed commitments, texts with their lengths, padding. */
    FIXED_BYTES_MAX = HEAD_BYTES + 3 * COMMITMENT_ROW_BYTES + NONCE_BYTES + TAG_BYTES +
                      AUDIT_SECRET_BYTES + AUDIT_ID_BYTES + TEXTS * (AUDIT_TEXT_BYTES_MAX + 2) +
                      2 * 10 + PADDED_TO,
    ITEMS_MAX = 8192 /* mentions or fields of one subject */
};

static const struct str magic = STR_INIT("cantref");

int audit_month(int64_t time_ms)
{
    time_t seconds = (time_t)(time_ms / 1000);
    struct tm utc = {0};
    gmtime_r(&seconds, &utc);
    return (utc.tm_year + 1900) * 12 + utc.tm_mon;
}

/* ── numbers ─────────────────────────────────────────────────────────────────────────────────── */

static void add_big(struct buf *out, uint64_t value, int bytes)
{
    while (bytes-- > 0) {
        buf_add_char(out, (char)(value >> (8 * bytes) & 255));
    }
}

static uint64_t big_at(struct str text, size_t at, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++) {
        value = value << 8 | (uint8_t)text.ptr[at + (size_t)i];
    }
    return value;
}

/* ── commitments ─────────────────────────────────────────────────────────────────────────────── */

void audit_salt(const uint8_t secret[AUDIT_SECRET_BYTES], size_t number,
                uint8_t ret[AUDIT_SALT_BYTES])
{
    crypto_kdf_derive_from_key(ret, AUDIT_SALT_BYTES, number, "auditsal", secret);
}

void audit_commitment(const uint8_t salt[AUDIT_SALT_BYTES], enum audit_commitment_of what,
                      struct str value, uint8_t ret[AUDIT_COMMITMENT_BYTES])
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, salt, AUDIT_SALT_BYTES);
    crypto_hash_sha256_update(&state, (const uint8_t[]){(uint8_t)what}, 1);
    crypto_hash_sha256_update(&state, (const uint8_t *)value.ptr, value.len);
    crypto_hash_sha256_final(&state, ret);
}

/* add_subject - packed; without its fields when has_fields is false. */
static void add_subject(const struct audit_subject *subject, bool has_fields, struct buf *out)
{
    pack_text(out, subject->entity);
    pack_number(out, subject->mention_count);
    for (size_t i = 0; i < subject->mention_count; i++) {
        pack_number(out, (uint64_t)subject->mentions[i]);
    }
    pack_number(out, has_fields ? subject->field_count + 1 : 0);
    for (size_t i = 0; has_fields && i < subject->field_count; i++) {
        pack_text(out, subject->fields[i]);
    }
}

void audit_subject_value(const struct audit_subject *subject, struct buf *out)
{
    add_subject(subject, true, out);
}

static bool same_fields(const struct audit_subject *a, const struct audit_subject *b)
{
    if (a->field_count != b->field_count) {
        return false;
    }
    for (size_t i = 0; a->fields != b->fields && i < a->field_count; i++) {
        if (!str_eq(a->fields[i], b->fields[i])) {
            return false;
        }
    }
    return true;
}

/* visit_commitment - commitment `number` of the part: to what, and which value. */
typedef bool visit_commitment(void *context, size_t number, enum audit_commitment_of what,
                              struct str value);

/* each_commitment - until visit says false, which is returned. */
static bool each_commitment(const struct audit_response *response, size_t first, size_t count,
                            visit_commitment *visit, void *context)
{
    struct buf value = {0};
    bool goes_on = visit(context, 0, AUDIT_OF_WHO, response->who) &&
                   visit(context, 1, AUDIT_OF_PURPOSE, response->purpose) &&
                   visit(context, 2, AUDIT_OF_CASE, response->case_reference);
    for (size_t i = 0; goes_on && i < count; i++) {
        value.len = 0;
        audit_subject_value(&response->subjects[first + i], &value);
        goes_on = visit(context, AUDIT_COMMITMENTS_FIXED + i, AUDIT_OF_SUBJECT, buf_str(&value));
    }
    buf_free(&value);
    return goes_on;
}

struct committing {
    const uint8_t *secret;
    struct buf *out;
    struct str rows; /* to compare with */
};

static struct str commitment_of(const struct committing *committing, size_t number,
                                enum audit_commitment_of what, struct str value, uint8_t *ret)
{
    uint8_t salt[AUDIT_SALT_BYTES];
    audit_salt(committing->secret, number, salt);
    ret[0] = (uint8_t)what;
    audit_commitment(salt, what, value, ret + 1);
    return str_make((const char *)ret, COMMITMENT_ROW_BYTES);
}

static bool write_commitment(void *context, size_t number, enum audit_commitment_of what,
                             struct str value)
{
    struct committing *committing = context;
    uint8_t row[COMMITMENT_ROW_BYTES];
    buf_add(committing->out, commitment_of(committing, number, what, value, row));
    return true;
}

static bool check_commitment(void *context, size_t number, enum audit_commitment_of what,
                             struct str value)
{
    const struct committing *committing = context;
    uint8_t row[COMMITMENT_ROW_BYTES];
    size_t at = number * COMMITMENT_ROW_BYTES;
    return str_eq(str_slice(committing->rows, at, at + COMMITMENT_ROW_BYTES),
                  commitment_of(committing, number, what, value, row));
}

/* ── writing ─────────────────────────────────────────────────────────────────────────────────── */

/* list_texts - those of a response in their order in the detail. */
static void list_texts(struct audit_response *response, struct str *ret[TEXTS])
{
    struct str *texts[TEXTS] = {&response->who,         &response->role,
                                &response->purpose,     &response->purpose_version,
                                &response->legal_basis, &response->case_reference,
                                &response->system,      &response->rule,
                                &response->reason};
    memcpy(ret, texts, sizeof texts);
}

/* subject_bytes - what a subject takes in a leaf at most. */
static size_t subject_bytes(const struct audit_subject *subject)
{
    size_t bytes = COMMITMENT_ROW_BYTES + subject->entity.len + 3 * 10;
    bytes += 10 * subject->mention_count;
    for (size_t i = 0; i < subject->field_count; i++) {
        bytes += subject->fields[i].len + 10;
    }
    return bytes;
}

static int check_response(const struct audit_response *response, struct err *err)
{
    struct audit_response copy = *response;
    struct str *texts[TEXTS];
    list_texts(&copy, texts);
    for (int i = 0; i < TEXTS; i++) {
        if (texts[i]->len > AUDIT_TEXT_BYTES_MAX) {
            return err_set(err, ERR_LIMIT, "a text for the log is longer than %d bytes",
                           AUDIT_TEXT_BYTES_MAX);
        }
    }
    if (response->found > INT64_MAX) {
        return err_set(err, ERR_LIMIT, "more were found than the log can tell");
    }
    if (response->kind < AUDIT_ANSWER || (int)response->kind > AUDIT_KIND_LAST) {
        return err_set(err, ERR_INPUT, "the log knows no such kind of response");
    }
    return 0;
}

int audit_leaf_split(const struct audit_response *response, size_t first, size_t *ret_count,
                     struct err *err)
{
    int code = check_response(response, err);
    size_t bytes = FIXED_BYTES_MAX, count = 0;
    while (code == 0 && first + count < response->subject_count) {
        const struct audit_subject *subject = &response->subjects[first + count];
        if (subject->mention_count > ITEMS_MAX || subject->field_count > ITEMS_MAX) {
            return err_set(err, ERR_LIMIT, "more than %d mentions or fields of one in the log",
                           ITEMS_MAX);
        }
        for (size_t i = 0; i < subject->mention_count; i++) {
            if (subject->mentions[i] < 0) {
                return err_set(err, ERR_INPUT, "a mention for the log has a number below 0");
            }
        }
        bytes += subject_bytes(subject);
        if (bytes > AUDIT_LEAF_BYTES_MAX) {
            break;
        }
        count++;
    }
    if (code == 0 && count == 0 && first < response->subject_count) {
        code = err_set(err, ERR_LIMIT, "one subject is too large for a leaf of the log");
    }
    if (code == 0) {
        *ret_count = count;
    }
    return code;
}

static void add_detail(const struct audit_response *response, const struct audit_leaf_place *place,
                       const uint8_t *secret, struct buf *out)
{
    struct audit_response copy = *response;
    struct str *texts[TEXTS];
    list_texts(&copy, texts);
    buf_add(out, str_make((const char *)secret, AUDIT_SECRET_BYTES));
    buf_add(out, str_make((const char *)place->response_id, AUDIT_ID_BYTES));
    for (int i = 0; i < TEXTS; i++) {
        pack_text(out, *texts[i]);
    }
    pack_number(out, response->found);
    pack_number(out, place->subject_count);
    for (size_t i = 0; i < place->subject_count; i++) {
        const struct audit_subject *subject = &response->subjects[place->subject_first + i];
        add_subject(subject, i == 0 || !same_fields(subject, subject - 1), out);
    }
    buf_add_char(out, (char)0x80);
    while (out->len % PADDED_TO != 0) {
        buf_add_char(out, 0);
    }
}

void audit_leaf_write(const struct audit_response *response, const struct audit_leaf_place *place,
                      const uint8_t key[AUDIT_DETAIL_KEY_BYTES], struct buf *out)
{
    struct {
        uint8_t secret[AUDIT_SECRET_BYTES], nonce[NONCE_BYTES];
    } drawn;
    struct buf detail = {0};
    size_t from = out->len;
    assert(place->time_ms >= 0 && place->part >= 1 && place->part <= place->parts);
    randombytes_buf(&drawn, sizeof drawn);
    buf_add(out, magic);
    add_big(out, VERSION, 1);
    add_big(out, (uint64_t)response->kind, 1);
    add_big(out, response->is_sealed, 1);
    add_big(out, (uint64_t)place->time_ms, 8);
    add_big(out, place->part, 4);
    add_big(out, place->parts, 4);
    add_big(out, AUDIT_COMMITMENTS_FIXED + place->subject_count, 2);
    struct committing committing = {.secret = drawn.secret, .out = out};
    each_commitment(response, place->subject_first, place->subject_count, write_commitment,
                    &committing);
    add_detail(response, place, drawn.secret, &detail);
    size_t head = out->len - from;
    buf_add(out, str_make((const char *)drawn.nonce, NONCE_BYTES));
    size_t sealed_bytes = detail.len + TAG_BYTES;
    uint8_t *sealed = mem_must_array(sealed_bytes, 1);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, NULL, (const uint8_t *)detail.ptr,
                                               detail.len, (const uint8_t *)out->ptr + from, head,
                                               NULL, drawn.nonce, key);
    buf_add(out, str_make((const char *)sealed, sealed_bytes));
    mem_free(sealed);
    sodium_memzero(detail.ptr, detail.len);
    buf_free(&detail);
    sodium_memzero(&drawn, sizeof drawn);
    assert(out->len - from <= AUDIT_LEAF_BYTES_MAX);
}

/* ── reading ─────────────────────────────────────────────────────────────────────────────────── */

int audit_leaf_parse(struct str leaf, struct audit_leaf *ret, struct err *err)
{
    static const char wrong[] = "this is no leaf of an access log";
    if (leaf.len < HEAD_BYTES || leaf.len > AUDIT_LEAF_BYTES_MAX || !str_starts(leaf, magic)) {
        return err_set(err, ERR_INPUT, wrong);
    }
    if (big_at(leaf, 7, 1) != VERSION) {
        return err_set(err, ERR_INPUT, "this leaf was written by a newer cantref; use that one");
    }
    uint64_t kind = big_at(leaf, 8, 1), sealed = big_at(leaf, 9, 1), time_ms = big_at(leaf, 10, 8);
    uint64_t part = big_at(leaf, 18, 4), parts = big_at(leaf, 22, 4);
    size_t count = (size_t)big_at(leaf, 26, 2);
    size_t head = HEAD_BYTES + count * COMMITMENT_ROW_BYTES;
    if (kind < AUDIT_ANSWER || kind > AUDIT_KIND_LAST || sealed > 1 || time_ms > INT64_MAX ||
        part < 1 || part > parts || count < AUDIT_COMMITMENTS_FIXED ||
        leaf.len < head + NONCE_BYTES + TAG_BYTES + PADDED_TO ||
        (leaf.len - head - NONCE_BYTES - TAG_BYTES) % PADDED_TO != 0) {
        return err_set(err, ERR_INPUT, wrong);
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t what = big_at(leaf, HEAD_BYTES + i * COMMITMENT_ROW_BYTES, 1);
        if (what != (i < AUDIT_COMMITMENTS_FIXED ? i + 1 : AUDIT_OF_SUBJECT)) {
            return err_set(err, ERR_INPUT, wrong);
        }
    }
    *ret = (struct audit_leaf){.kind = (enum audit_kind)kind,
                               .is_sealed = sealed == 1,
                               .time_ms = (int64_t)time_ms,
                               .part = (uint32_t)part,
                               .parts = (uint32_t)parts,
                               .commitment_count = count,
                               .commitments = str_slice(leaf, HEAD_BYTES, head),
                               .head = str_slice(leaf, 0, head),
                               .nonce = str_slice(leaf, head, head + NONCE_BYTES),
                               .sealed = str_slice(leaf, head + NONCE_BYTES, leaf.len)};
    return 0;
}

static bool take_bytes(struct str *rest, uint8_t *ret, size_t bytes)
{
    if (rest->len < bytes) {
        return false;
    }
    memcpy(ret, rest->ptr, bytes);
    *rest = str_slice(*rest, bytes, rest->len);
    return true;
}

/* take_subject - before: the one before it, or NULL. */
static bool take_subject(struct str *rest, const struct audit_subject *before, struct arena *arena,
                         struct audit_subject *ret)
{
    uint64_t count, mention;
    if (!unpack_text(rest, &ret->entity) || !unpack_number(rest, ITEMS_MAX, &count)) {
        return false;
    }
    int64_t *mentions = arena_alloc(arena, count * sizeof *mentions);
    for (size_t i = 0; i < count; i++) {
        if (!unpack_number(rest, UINT64_MAX, &mention)) {
            return false;
        }
        mentions[i] = (int64_t)mention;
    }
    ret->mentions = mentions;
    ret->mention_count = count;
    if (!unpack_number(rest, ITEMS_MAX + 1, &count) || (count == 0 && before == NULL)) {
        return false;
    }
    if (count == 0) {
        ret->fields = before->fields;
        ret->field_count = before->field_count;
        return true;
    }
    struct str *fields = arena_alloc(arena, count * sizeof *fields);
    for (size_t i = 0; i < count - 1; i++) {
        if (!unpack_text(rest, &fields[i])) {
            return false;
        }
    }
    ret->fields = fields;
    ret->field_count = count - 1;
    return true;
}

/* take_detail - of the plain text, which stays in the arena. */
static bool take_detail(struct str rest, size_t subjects_max, struct arena *arena,
                        struct audit_detail *ret)
{
    struct str *texts[TEXTS];
    uint64_t count;
    list_texts(&ret->response, texts);
    if (!take_bytes(&rest, ret->secret, AUDIT_SECRET_BYTES) ||
        !take_bytes(&rest, ret->response_id, AUDIT_ID_BYTES)) {
        return false;
    }
    for (int i = 0; i < TEXTS; i++) {
        if (!unpack_text(&rest, texts[i])) {
            return false;
        }
    }
    if (!unpack_number(&rest, UINT64_MAX, &ret->response.found) ||
        !unpack_number(&rest, subjects_max, &count) || count != subjects_max) {
        return false;
    }
    struct audit_subject *subjects = arena_alloc(arena, count * sizeof *subjects);
    for (size_t i = 0; i < count; i++) {
        if (!take_subject(&rest, i > 0 ? &subjects[i - 1] : NULL, arena, &subjects[i])) {
            return false;
        }
    }
    ret->response.subjects = subjects;
    ret->response.subject_count = count;
    bool is_padded = rest.len > 0 && rest.len <= PADDED_TO && (uint8_t)rest.ptr[0] == 0x80;
    for (size_t i = 1; is_padded && i < rest.len; i++) {
        is_padded = rest.ptr[i] == 0;
    }
    return is_padded;
}

int audit_leaf_open(const struct audit_leaf *leaf, const uint8_t key[AUDIT_DETAIL_KEY_BYTES],
                    struct arena *arena, struct audit_detail *ret, struct err *err)
{
    struct audit_detail found = {.response = {.kind = leaf->kind, .is_sealed = leaf->is_sealed}};
    size_t bytes = leaf->sealed.len - TAG_BYTES;
    char *plain = arena_alloc(arena, bytes);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            (uint8_t *)plain, NULL, NULL, (const uint8_t *)leaf->sealed.ptr, leaf->sealed.len,
            (const uint8_t *)leaf->head.ptr, leaf->head.len, (const uint8_t *)leaf->nonce.ptr,
            key) != 0) {
        return err_set(err, ERR_INPUT,
                       "a leaf's detail is not what was sealed with this month's key");
    }
    struct committing committing = {.secret = found.secret, .rows = leaf->commitments};
    if (!take_detail(str_make(plain, bytes), leaf->commitment_count - AUDIT_COMMITMENTS_FIXED,
                     arena, &found) ||
        !each_commitment(&found.response, 0, found.response.subject_count, check_commitment,
                         &committing)) {
        return err_set(err, ERR_INPUT, "a leaf's detail is not what its commitments say");
    }
    *ret = found;
    return 0;
}

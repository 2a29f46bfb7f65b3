/* totp.c - see totp.h. SHA-1 is here, and nowhere else: libsodium has none, and rightly; HMAC with
 * it is sound still, and it is what apps know. Source: FIPS 180-4 §6.1. */
#include "totp.h"

#include <sodium.h>
#include <stdio.h>

enum { SHA1_BYTES = 20, SHA1_BLOCK = 64, MESSAGE_MAX = 2 * SHA1_BLOCK };

static uint32_t turn_left(uint32_t x, int by)
{
    return x << by | x >> (32 - by);
}

static void sha1_block(uint32_t state[5], const uint8_t block[SHA1_BLOCK])
{
    uint32_t w[80];
    for (size_t i = 0; i < 16; i++) {
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    }
    for (size_t i = 16; i < 80; i++) {
        w[i] = turn_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (size_t i = 0; i < 80; i++) {
        const uint32_t f = i < 20   ? ((b & c) | (~b & d))
                           : i < 40 ? (b ^ c ^ d)
                           : i < 60 ? ((b & c) | (b & d) | (c & d))
                                    : (b ^ c ^ d);
        const uint32_t k = i < 20   ? 0x5a827999u
                           : i < 40 ? 0x6ed9eba1u
                           : i < 60 ? 0x8f1bbcdcu
                                    : 0xca62c1d6u;
        const uint32_t next = turn_left(a, 5) + f + e + k + w[i];
        e = d;
        d = c;
        c = turn_left(b, 30);
        b = a;
        a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    sodium_memzero(w, sizeof w);
}

/* Of a short message: len ≤ MESSAGE_MAX - 9. */
static void sha1(const uint8_t *message, size_t len, uint8_t ret[SHA1_BYTES])
{
    uint32_t state[5] = {0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u, 0xc3d2e1f0u};
    uint8_t padded[MESSAGE_MAX] = {0};
    const size_t blocks = (len + 9 + SHA1_BLOCK - 1) / SHA1_BLOCK;
    memcpy(padded, message, len);
    padded[len] = 0x80;
    padded[blocks * SHA1_BLOCK - 2] = (uint8_t)(len >> 5);
    padded[blocks * SHA1_BLOCK - 1] = (uint8_t)(len << 3);
    for (size_t i = 0; i < blocks; i++) {
        sha1_block(state, padded + i * SHA1_BLOCK);
    }
    for (size_t i = 0; i < SHA1_BYTES; i++) {
        ret[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)));
    }
    sodium_memzero(padded, sizeof padded);
}

/* Of eight bytes, under a key of at most a block: RFC 2104. */
static void hmac_sha1(const uint8_t *key, size_t key_len, const uint8_t message[8],
                      uint8_t ret[SHA1_BYTES])
{
    uint8_t inner[SHA1_BLOCK + 8];
    uint8_t outer[SHA1_BLOCK + SHA1_BYTES];
    memset(inner, 0x36, SHA1_BLOCK);
    memset(outer, 0x5c, SHA1_BLOCK);
    for (size_t i = 0; i < key_len; i++) {
        inner[i] ^= key[i];
        outer[i] ^= key[i];
    }
    memcpy(inner + SHA1_BLOCK, message, 8);
    sha1(inner, sizeof inner, outer + SHA1_BLOCK);
    sha1(outer, sizeof outer, ret);
    sodium_memzero(inner, sizeof inner);
    sodium_memzero(outer, sizeof outer);
}

void totp_code(const uint8_t *secret, size_t secret_len, int64_t step, char ret[TOTP_DIGITS + 1])
{
    uint8_t message[8];
    uint8_t mac[SHA1_BYTES];
    for (size_t i = 0; i < sizeof message; i++) {
        message[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    }
    hmac_sha1(secret, secret_len, message, mac);
    const uint8_t *at = mac + (mac[SHA1_BYTES - 1] & 15);
    const uint32_t number =
        (uint32_t)(at[0] & 0x7f) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    snprintf(ret, TOTP_DIGITS + 1, "%06u", number % 1000000u);
    sodium_memzero(mac, sizeof mac);
}

int64_t totp_check(const uint8_t secret[TOTP_SECRET_BYTES], struct str typed, int64_t now,
                   int64_t last)
{
    char digits[TOTP_DIGITS + 1] = {0};
    size_t count = 0;
    int64_t found = -1;
    for (size_t i = 0; i < typed.len; i++) {
        if (ascii_is_digit(typed.ptr[i]) && count < TOTP_DIGITS) {
            digits[count++] = typed.ptr[i];
        } else if (typed.ptr[i] != ' ') {
            return -1;
        }
    }
    for (int64_t step = now / TOTP_STEP_S - TOTP_STEPS_BESIDE;
         step <= now / TOTP_STEP_S + TOTP_STEPS_BESIDE; step++) {
        char code[TOTP_DIGITS + 1];
        totp_code(secret, TOTP_SECRET_BYTES, step, code);
        if (sodium_memcmp(code, digits, TOTP_DIGITS) == 0 && step > last && found < 0) {
            found = step;
        }
    }
    return count == TOTP_DIGITS ? found : -1;
}

void totp_secret_make(uint8_t ret[TOTP_SECRET_BYTES])
{
    randombytes_buf(ret, TOTP_SECRET_BYTES);
}

void totp_secret_text(const uint8_t secret[TOTP_SECRET_BYTES], char ret[TOTP_SECRET_TEXT_MAX])
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    for (size_t i = 0; i + 1 < TOTP_SECRET_TEXT_MAX; i++) {
        const size_t bit = 5 * i;
        const unsigned two = (unsigned)secret[bit / 8] << 8 |
                             (bit / 8 + 1 < TOTP_SECRET_BYTES ? secret[bit / 8 + 1] : 0u);
        ret[i] = alphabet[two >> (11 - bit % 8) & 31];
    }
    ret[TOTP_SECRET_TEXT_MAX - 1] = '\0';
}

/* A text as a part of an address. */
static void add_escaped(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        if (ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '.' || c == '_') {
            buf_add_char(out, c);
        } else {
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
        }
    }
}

struct str totp_uri(struct arena *arena, const uint8_t secret[TOTP_SECRET_BYTES], struct str issuer,
                    struct str login)
{
    char text[TOTP_SECRET_TEXT_MAX];
    struct buf out = {0};
    totp_secret_text(secret, text);
    buf_add(&out, STR("otpauth://totp/"));
    add_escaped(&out, issuer);
    buf_add_char(&out, ':');
    add_escaped(&out, login);
    buf_printf(&out, "?secret=%s&issuer=", text);
    add_escaped(&out, issuer);
    struct str kept = arena_str(arena, buf_str(&out));
    sodium_memzero(out.ptr, out.len);
    buf_free(&out);
    return kept;
}

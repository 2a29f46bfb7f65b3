/* purpose_id.c - see purpose_id.h. */
#include "purpose_id.h"

#include <string.h>

enum { ROUNDS = 6, HALF_BITS = 40, DIGITS = 16 };

#define HALF_MASK ((UINT64_C(1) << HALF_BITS) - 1)

static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; /* Crockford's base 32 */

static uint64_t round_of(const struct seal *seal, struct str purpose, uint64_t round, uint64_t half)
{
    struct buf text = {0};
    buf_add(&text, str_make((const char *)&round, sizeof round));
    buf_add(&text, str_make((const char *)&half, sizeof half));
    buf_add(&text, purpose);
    uint64_t token = (uint64_t)seal_token(seal, "purpose id", buf_str(&text));
    buf_free(&text);
    return token & HALF_MASK;
}

static uint64_t half_at(const uint8_t *bytes)
{
    uint64_t half = 0;
    for (int i = 0; i < HALF_BITS / 8; i++) {
        half = half << 8 | bytes[i];
    }
    return half;
}

static void half_put(uint64_t half, uint8_t *bytes)
{
    for (int i = HALF_BITS / 8 - 1; i >= 0; i--) {
        bytes[i] = (uint8_t)half;
        half >>= 8;
    }
}

const char *purpose_id_text(const struct seal *seal, struct str purpose,
                            const struct purpose_mention *mention, char ret[PURPOSE_ID_TEXT_MAX])
{
    uint8_t block[2 * HALF_BITS / 8];
    memcpy(block, mention->identity, PURPOSE_ID_IDENTITY_BYTES);
    block[8] = (uint8_t)(mention->number >> 8);
    block[9] = (uint8_t)mention->number;
    uint64_t left = half_at(block);
    uint64_t right = half_at(block + HALF_BITS / 8);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        uint64_t next = left ^ round_of(seal, purpose, round, right);
        left = right;
        right = next;
    }
    size_t at = 0;
    for (int digit = 0; digit < DIGITS; digit++) {
        uint64_t half = digit < DIGITS / 2 ? left : right;
        int shift = HALF_BITS - 5 - digit % (DIGITS / 2) * 5;
        if (digit > 0 && digit % 4 == 0) {
            ret[at++] = '-';
        }
        ret[at++] = digits[half >> shift & 31];
    }
    ret[at] = '\0';
    return ret;
}

static int digit_of(char c)
{
    char upper = ascii_upper(c);
    upper = upper == 'O' ? '0' : upper == 'I' || upper == 'L' ? '1' : upper;
    const char *at = upper != '\0' ? strchr(digits, upper) : NULL;
    return at != NULL ? (int)(at - digits) : -1;
}

bool purpose_id_read(const struct seal *seal, struct str purpose, struct str text,
                     struct purpose_mention *ret)
{
    uint64_t half[2] = {0};
    int count = 0;
    for (size_t i = 0; i < text.len; i++) {
        int digit = digit_of(text.ptr[i]);
        if (text.ptr[i] == '-' && count > 0) {
            continue;
        }
        if (digit < 0 || count == DIGITS) {
            return false;
        }
        half[count / (DIGITS / 2)] = half[count / (DIGITS / 2)] << 5 | (uint64_t)digit;
        count++;
    }
    if (count != DIGITS) {
        return false;
    }
    for (uint64_t round = ROUNDS; round-- > 0;) {
        uint64_t before = half[1] ^ round_of(seal, purpose, round, half[0]);
        half[1] = half[0];
        half[0] = before;
    }
    uint8_t block[2 * HALF_BITS / 8];
    half_put(half[0], block);
    half_put(half[1], block + HALF_BITS / 8);
    memcpy(ret->identity, block, PURPOSE_ID_IDENTITY_BYTES);
    ret->number = (uint16_t)(block[8] << 8 | block[9]);
    return true;
}

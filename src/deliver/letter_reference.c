/* letter_reference.c - twelve letters and digits from a delivery's key. */
#include "letter.h"

#include <sodium.h>

/* Crockford's: none that can be taken for another, and no words. */
static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum { GROUP = 4, SYMBOLS = 12 };

static void put(const unsigned values[SYMBOLS], char ret[LETTER_REFERENCE_MAX])
{
    for (size_t i = 0; i < SYMBOLS; i++) {
        ret[i + i / GROUP] = digits[values[i]];
    }
    ret[GROUP] = ret[2 * GROUP + 1] = '-';
    ret[SYMBOLS + 2] = '\0';
}

void letter_reference(struct str key, char ret[LETTER_REFERENCE_MAX])
{
    unsigned char hash[crypto_generichash_BYTES];
    unsigned values[SYMBOLS];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)key.ptr, key.len,
                       (const unsigned char *)"cantref letter 1", 16);
    for (size_t i = 0; i < SYMBOLS; i++) {
        values[i] = hash[i] % 32;
    }
    put(values, ret);
}

bool letter_reference_read(struct str text, char ret[LETTER_REFERENCE_MAX])
{
    unsigned values[SYMBOLS];
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = ascii_upper(text.ptr[i]);
        if (c == '-' || c == ' ') {
            continue;
        }
        c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
        const char *found = c == '\0' ? NULL : strchr(digits, c);
        if (found == NULL || count == SYMBOLS) {
            return false;
        }
        values[count++] = (unsigned)(found - digits);
    }
    if (count != SYMBOLS) {
        return false;
    }
    put(values, ret);
    return true;
}

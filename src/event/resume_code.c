/* resume_code.c - see resume_code.h. */
#include "resume_code.h"

#include <sodium.h>

static const char letters[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

void resume_code_make(char ret[RESUME_CODE_TEXT_MAX])
{
    size_t at = 0;
    for (int i = 0; i < RESUME_CODE_LENGTH; i++) {
        if (i == 4 || i == 8) {
            ret[at++] = '-';
        }
        ret[at++] = letters[randombytes_uniform(sizeof letters - 1)];
    }
    ret[at] = '\0';
}

struct str resume_plain(struct str text, char ret[RESUME_PLAIN_MAX])
{
    size_t length = 0;
    for (size_t i = 0; i < text.len && length < RESUME_PLAIN_MAX; i++) {
        bool is_other_script = ((unsigned char)text.ptr[i] & 0x80) != 0;
        if (ascii_is_alpha(text.ptr[i]) || ascii_is_digit(text.ptr[i]) || is_other_script) {
            ret[length++] = ascii_upper(text.ptr[i]);
        }
    }
    return str_make(ret, length);
}

void resume_code_hash(const struct seal *seal, const char *use, struct str code,
                      uint8_t ret[RESUME_CODE_HASH_BYTES])
{
    char text[RESUME_PLAIN_MAX];
    seal_token_wide(seal, use, resume_plain(code, text), ret);
}

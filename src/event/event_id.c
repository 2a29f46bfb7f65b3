/* event_id.c - see event_id.h. */
#include "event_id.h"

static const char consonants[] = "bdfghjklmnprstvz";
static const char vowels[] = "aiou";

static void put_word(uint32_t bits, char *to)
{
    to[0] = consonants[bits >> 12 & 15];
    to[1] = vowels[bits >> 10 & 3];
    to[2] = consonants[bits >> 6 & 15];
    to[3] = vowels[bits >> 4 & 3];
    to[4] = consonants[bits & 15];
}

const char *event_id_text(uint32_t bits, char ret[EVENT_ID_TEXT_MAX])
{
    put_word(bits >> 16, ret);
    ret[5] = '-';
    put_word(bits & 0xffff, ret + 6);
    ret[EVENT_ID_LENGTH] = '\0';
    return ret;
}

bool event_id_read(struct str text, char ret[EVENT_ID_TEXT_MAX])
{
    char made[EVENT_ID_TEXT_MAX] = {0};
    size_t count = 0; /* letters so far */
    for (size_t i = 0; i < text.len; i++) {
        char c = ascii_lower(text.ptr[i]);
        if (count == 5 && i == 5 && (c == '-' || c == ' ')) {
            continue;
        }
        const char *letters = count % 5 % 2 == 0 ? consonants : vowels;
        if (count == 10 || c == '\0' || strchr(letters, c) == NULL) {
            return false;
        }
        made[count < 5 ? count : count + 1] = c;
        count++;
    }
    if (count != 10) {
        return false;
    }
    made[5] = '-';
    memcpy(ret, made, sizeof made);
    return true;
}

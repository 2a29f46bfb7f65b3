/* phonetic.c - how a name sounds, roughly.
 * One pass over the letters of a word. A table of spellings, longest first, gives the code of each
 * sound; what no row names stands for itself. Vowels after the first letter are dropped, equal
 * codes side by side become one. */
#include "phonetic.h"

enum { LETTERS_MAX = 40 };

enum place { ANYWHERE, AT_START, AFTER_START, BEFORE_FRONT_VOWEL, BEFORE_VOWEL };

/* A spelling and its code: "" is silent. Digits stand for sounds without a letter of their own: 0
 * th, 1 sh, 2 j. */
struct sound {
    const char *spelling;
    const char *code;
    enum place place;
};

static const struct sound sounds[] = {
    {"thomps", "tms", AT_START},
    {"schm", "1m", AT_START},
    {"thom", "tm", AT_START},
    {"sch", "1", ANYWHERE},
    {"tch", "k", ANYWHERE},
    {"ght", "t", AFTER_START},
    {"mps", "ms", AFTER_START},
    {"mpt", "mt", AFTER_START},
    {"dge", "2", ANYWHERE},
    {"ch", "k", ANYWHERE},
    {"ck", "k", ANYWHERE},
    {"dd", "0", AFTER_START},
    {"dt", "t", ANYWHERE},
    {"dj", "2", ANYWHERE},
    {"ff", "f", ANYWHERE},
    {"gh", "k", AT_START},
    {"gh", "", AFTER_START},
    {"gn", "n", AT_START},
    {"kn", "n", AT_START},
    {"ll", "l", ANYWHERE},
    {"ph", "f", ANYWHERE},
    {"pf", "f", AT_START},
    {"pn", "n", AT_START},
    {"ps", "s", AT_START},
    {"qu", "kw", AT_START},
    {"rh", "r", ANYWHERE},
    {"sh", "1", ANYWHERE},
    {"si", "1", BEFORE_VOWEL},
    {"sc", "s", BEFORE_FRONT_VOWEL},
    {"th", "0", ANYWHERE},
    {"wh", "w", AT_START},
    {"wr", "r", AT_START},
    {"c", "s", BEFORE_FRONT_VOWEL},
    {"c", "k", ANYWHERE},
    {"ge", "2", ANYWHERE},
    {"gy", "2", ANYWHERE},
    {"g", "g", ANYWHERE},
    {"h", "h", AT_START},
    {"h", "", ANYWHERE},
    {"j", "2", ANYWHERE},
    {"q", "k", ANYWHERE},
    {"v", "f", ANYWHERE},
    {"x", "s", AT_START},
    {"x", "ks", ANYWHERE},
    {"z", "s", ANYWHERE},
};

static bool is_vowel(char c)
{
    return c != '\0' && strchr("aeiouwy", c) != NULL;
}

static bool sound_fits(const struct sound *sound, const char *word, size_t at)
{
    size_t length = strlen(sound->spelling);
    if (strncmp(word + at, sound->spelling, length) != 0) {
        return false;
    }
    char next = word[at + length];
    switch (sound->place) {
    case AT_START:
        return at == 0;
    case AFTER_START:
        return at > 0;
    case BEFORE_FRONT_VOWEL:
        return next == 'e' || next == 'i' || next == 'y';
    case BEFORE_VOWEL:
        return next != '\0' && strchr("aou", next) != NULL;
    default:
        return true;
    }
}

static const struct sound *sound_at(const char *word, size_t at)
{
    for (size_t i = 0; i < sizeof(sounds) / sizeof(sounds[0]); i++) {
        if (sounds[i].spelling[0] == word[at] && sound_fits(&sounds[i], word, at)) {
            return &sounds[i];
        }
    }
    return NULL;
}

/* The letters of the first word that has any; a final s after a consonant is as often left out
 * (Griffith, Griffiths). */
static size_t first_word(struct str folded, char ret[LETTERS_MAX + 1], struct str *other)
{
    size_t length = 0;
    struct str word;
    *other = str_slice(folded, 0, 0);
    while (length == 0 && str_next_token(&folded, ' ', &word)) {
        for (size_t i = 0; i < word.len && length < LETTERS_MAX; i++) {
            if (ascii_is_alpha(word.ptr[i])) {
                ret[length++] = ascii_lower(word.ptr[i]);
            } else if ((unsigned char)word.ptr[i] >= 0x80 && other->len == 0) {
                *other = word;
            }
        }
        if (other->len > 0) {
            break;
        }
    }
    if (length >= 5 && ret[length - 1] == 's' && ret[length - 2] != 's' &&
        !is_vowel(ret[length - 2])) {
        length--;
    }
    ret[length] = '\0';
    return length;
}

/* The code of a first letter that is a vowel: y before a vowel is heard (Iestyn, Yusuf), w too; the
 * rest are alike. */
static char first_vowel(const char *word)
{
    bool glide = word[1] != '\0' && strchr("aeiou", word[1]) != NULL;
    if (word[0] == 'w' && glide) {
        return 'w';
    }
    if ((word[0] == 'y' && glide) || (word[0] == 'i' && (glide || word[1] == 'w'))) {
        return 'y';
    }
    return 'a';
}

static size_t code_add(char ret[PHONETIC_MAX], size_t length, char code, bool after_vowel)
{
    bool repeated = length > 0 && ret[length - 1] == code && !after_vowel;
    if (length + 1 < PHONETIC_MAX && !repeated) {
        ret[length++] = code;
    }
    return length;
}

void phonetic_code(struct str folded, char ret[PHONETIC_MAX])
{
    char word[LETTERS_MAX + 1];
    struct str other;
    size_t count = first_word(folded, word, &other);
    size_t length = 0;
    if (other.len > 0) { /* another script: its own first letters, whole ones */
        length = other.len < PHONETIC_MAX ? other.len : PHONETIC_MAX - 1;
        while (length > 0 && length < other.len &&
               ((unsigned char)other.ptr[length] & 0xc0) == 0x80) {
            length--;
        }
        memcpy(ret, other.ptr, length);
        ret[length] = '\0';
        return;
    }
    bool after_vowel = false;
    for (size_t at = 0; at < count;) {
        const struct sound *sound = sound_at(word, at);
        if (sound != NULL) {
            for (const char *code = sound->code; *code != '\0'; code++) {
                length = code_add(ret, length, *code, after_vowel);
            }
            at += strlen(sound->spelling);
            after_vowel = false;
            continue;
        }
        bool vowel = is_vowel(word[at]);
        if (at == 0 || !vowel) {
            length = code_add(ret, length, vowel ? first_vowel(word) : word[at], after_vowel);
        }
        after_vowel = vowel && at > 0;
        at++;
    }
    ret[length] = '\0';
}

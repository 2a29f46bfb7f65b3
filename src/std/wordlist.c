/* wordlist.c - sorted tables of words, searched by halving. */
#include "wordlist.h"

/* Most rows differ in the first letters: a loop is done before a call of strncmp has begun. */
static int row_compare(struct str word, const char *row)
{
    for (size_t i = 0; i < word.len; i++) {
        int order = (int)(unsigned char)word.ptr[i] - (int)(unsigned char)row[i];
        if (order != 0 || row[i] == '\0') {
            return order;
        }
    }
    return row[word.len] == '\0' ? 0 : -1;
}

const struct word_row *wordlist_find(const struct word_row *rows, size_t count, struct str word)
{
    size_t from = 0;
    size_t to = count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (row_compare(word, rows[middle].word) > 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    bool found = word.len > 0 && from < count && row_compare(word, rows[from].word) == 0;
    return found ? &rows[from] : NULL;
}

uint32_t wordlist_meaning(const struct word_row *rows, size_t count, struct str word)
{
    const struct word_row *row = wordlist_find(rows, count, word);
    return row == NULL ? 0 : row->meaning;
}

bool wordlist_is_sorted(const struct word_row *rows, size_t count, bool repeats)
{
    for (size_t i = 1; i < count; i++) {
        int order = strcmp(rows[i - 1].word, rows[i].word);
        if (order > 0 || (order == 0 && !repeats)) {
            return false;
        }
    }
    return true;
}

size_t words_split(struct str folded, struct str *ret, size_t max)
{
    size_t count = 0;
    while (count < max && str_next_token(&folded, ' ', &ret[count])) {
        count++;
    }
    return count;
}

/* Names have few words: insertion sort. */
static void words_sort(struct str *words, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct str word = words[i];
        size_t at = i;
        for (; at > 0 && str_cmp(words[at - 1], word) > 0; at--) {
            words[at] = words[at - 1];
        }
        words[at] = word;
    }
}

size_t words_sorted_distinct(struct str *words, size_t count, char *ret, size_t size)
{
    size_t length = 0;
    words_sort(words, count);
    for (size_t i = 0; i < count; i++) {
        if (words[i].len == 0 || (i > 0 && str_eq(words[i - 1], words[i]))) {
            continue;
        }
        size_t gap = length > 0 ? 1 : 0;
        if (length + gap + words[i].len + 1 > size) {
            break;
        }
        if (gap) {
            ret[length++] = ' ';
        }
        memcpy(ret + length, words[i].ptr, words[i].len);
        length += words[i].len;
    }
    ret[length] = '\0';
    return length;
}

bool word_append(char *text, size_t size, struct str word)
{
    size_t length = strlen(text);
    size_t gap = length > 0 ? 1 : 0;
    if (word.len == 0 || length + gap + word.len + 1 > size) {
        return false;
    }
    if (gap) {
        text[length++] = ' ';
    }
    memcpy(text + length, word.ptr, word.len);
    text[length + word.len] = '\0';
    return true;
}

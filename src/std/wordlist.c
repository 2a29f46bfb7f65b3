/* wordlist.c - sorted tables of words, searched by halving. */
#include "wordlist.h"

/* The first eight bytes as a number that orders as they do. */
static uint64_t first_eight(const char *bytes)
{
    uint64_t value;
    memcpy(&value, bytes, sizeof value);
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap64(value) : value;
}

/* The first row that is not before the word, whose first eight bytes are `start`. */
static size_t lower_bound(const struct word_row *rows, size_t count, struct str word,
                          uint64_t start)
{
    size_t from = 0;
    while (count > 0) {
        const char *row = rows[from + count / 2].word;
        uint64_t row_start = first_eight(row);
        bool before = row_start < start;
        if (row_start == start && word.len > sizeof start) {
            before =
                strncmp(row + sizeof start, word.ptr + sizeof start, word.len - sizeof start) < 0;
        }
        from += before ? count / 2 + 1 : 0;
        count = before ? count - count / 2 - 1 : count / 2;
    }
    return from;
}

static const struct word_row *search(const struct word_row *rows, size_t count, struct str word)
{
    char start[sizeof(uint64_t)] = {0};
    memcpy(start, word.ptr, word.len < sizeof start ? word.len : sizeof start);
    size_t at = lower_bound(rows, count, word, first_eight(start));
    bool found = at < count && first_eight(rows[at].word) == first_eight(start) &&
                 memcmp(rows[at].word, word.ptr, word.len) == 0 && rows[at].word[word.len] == '\0';
    return found ? &rows[at] : NULL;
}

/* What was looked for lately: a council's addresses and names have the same words again and again,
 * and halving a table is a chain of branches that can't be foretold. A thread has its own. */
enum { LATELY_BITS = 9, LATELY_WORD = 2 * sizeof(uint64_t) };
struct lately {
    const struct word_row *rows; /* NULL: nothing */
    uint64_t word[2];            /* zeros behind it; none has a zero in it */
    const struct word_row *found;
};
static _Thread_local struct lately lately[1 << LATELY_BITS];

const struct word_row *wordlist_find(const struct word_row *rows, size_t count, struct str word)
{
    if (word.len == 0 || word.len >= WORD_ROW_MAX) {
        return NULL;
    }
    if (word.len > LATELY_WORD || word.ptr[word.len - 1] == '\0') {
        return search(rows, count, word);
    }
    uint64_t parts[2] = {0};
    memcpy(parts, word.ptr, word.len);
    uint64_t hash = (parts[0] ^ (uintptr_t)rows) * 0x9e3779b97f4a7c15u + parts[1];
    struct lately *entry = &lately[hash * 0xbf58476d1ce4e5b9u >> (64 - LATELY_BITS)];
    if (entry->rows != rows || entry->word[0] != parts[0] || entry->word[1] != parts[1]) {
        *entry = (struct lately){rows, {parts[0], parts[1]}, search(rows, count, word)};
    }
    return entry->found;
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

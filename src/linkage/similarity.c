/* similarity.c - Jaro-Winkler by bit masks, edit distance in a band. */
#include "linkage/similarity.h"

#include <stdint.h>
#include <string.h>

enum { LENGTH_MAX = 64 };

/* Which bytes of b pair off with bytes of a, each once, within the window: bits in *a_matched and
 * *b_matched. */
static int jaro_match(const char *a, int a_len, const char *b, int b_len, uint64_t *a_matched,
                      uint64_t *b_matched)
{
    int longer = a_len > b_len ? a_len : b_len;
    int window = longer / 2 - 1 < 0 ? 0 : longer / 2 - 1;
    int matches = 0;
    for (int i = 0; i < a_len; i++) {
        int from = i - window < 0 ? 0 : i - window;
        int to = i + window + 1 > b_len ? b_len : i + window + 1;
        for (int j = from; j < to; j++) {
            if (b[j] == a[i] && !(*b_matched >> j & 1)) {
                *a_matched |= (uint64_t)1 << i;
                *b_matched |= (uint64_t)1 << j;
                matches++;
                break;
            }
        }
    }
    return matches;
}

int similarity_jaro_winkler(const char *a, size_t a_size, const char *b, size_t b_size)
{
    int a_len = (int)(a_size > LENGTH_MAX ? LENGTH_MAX : a_size);
    int b_len = (int)(b_size > LENGTH_MAX ? LENGTH_MAX : b_size);
    uint64_t a_matched = 0;
    uint64_t b_matched = 0;
    int m = jaro_match(a, a_len, b, b_len, &a_matched, &b_matched);
    if (m == 0) {
        return 0;
    }
    int half_transposed = 0;
    for (uint64_t left = a_matched, right = b_matched; left != 0;
         left &= left - 1, right &= right - 1) {
        half_transposed += a[__builtin_ctzll(left)] != b[__builtin_ctzll(right)];
    }
    int prefix = 0;
    while (prefix < 4 && prefix < a_len && prefix < b_len && a[prefix] == b[prefix]) {
        prefix++;
    }
    /* jaro = (m/|a| + m/|b| + (m - t/2)/m) / 3, in units of 1 / (3 |a| |b| 2m), so that nothing is
     * rounded before the end. */
    int64_t unit = (int64_t)6 * a_len * b_len * m;
    int64_t jaro =
        (int64_t)2 * m * m * (a_len + b_len) + (int64_t)a_len * b_len * (2 * m - half_transposed);
    return (int)((10 * jaro + prefix * (unit - jaro)) * 100 / unit);
}

int similarity_edits(const char *a, size_t a_size, const char *b, size_t b_size, int max)
{
    int a_len = (int)(a_size > LENGTH_MAX ? LENGTH_MAX : a_size);
    int b_len = (int)(b_size > LENGTH_MAX ? LENGTH_MAX : b_size);
    if (a_len - b_len > max || b_len - a_len > max) {
        return max + 1;
    }
    uint8_t rows[3][LENGTH_MAX + 1];
    uint8_t *before = rows[0];
    uint8_t *above = rows[1];
    uint8_t *row = rows[2];
    for (int j = 0; j <= b_len; j++) {
        above[j] = (uint8_t)j;
    }
    memset(before, LENGTH_MAX, sizeof rows[0]);
    int least_above = 0;
    for (int i = 1; i <= a_len; i++) {
        int from = i - max < 1 ? 1 : i - max;
        int to = i + max > b_len ? b_len : i + max;
        int least = from == 1 ? i : LENGTH_MAX;
        row[0] = (uint8_t)i;
        if (from > 1) {
            row[from - 1] = LENGTH_MAX;
        }
        for (int j = from; j <= to; j++) {
            int outside = j == i + max ? LENGTH_MAX : above[j];
            int best = above[j - 1] + (a[i - 1] != b[j - 1]);
            best = outside + 1 < best ? outside + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                before[j - 2] + 1 < best) {
                best = before[j - 2] + 1;
            }
            row[j] = (uint8_t)best;
            least = best < least ? best : least;
        }
        /* A swap reaches two rows back: only two hopeless rows end it. */
        if (least > max && least_above > max) {
            return max + 1;
        }
        least_above = least;
        uint8_t *spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[b_len] > max ? max + 1 : above[b_len];
}

bool similarity_one_edit(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t a_len = a_size > LENGTH_MAX ? LENGTH_MAX : a_size;
    size_t b_len = b_size > LENGTH_MAX ? LENGTH_MAX : b_size;
    size_t shorter = a_len < b_len ? a_len : b_len;
    if (a_len + b_len - 2 * shorter > 1) {
        return false;
    }
    size_t from = 0; /* both begin alike up to here */
    while (from < shorter && a[from] == b[from]) {
        from++;
    }
    size_t same = 0; /* and end alike over so many bytes */
    while (same < shorter - from && a[a_len - 1 - same] == b[b_len - 1 - same]) {
        same++;
    }
    size_t a_rest = a_len - from - same;
    size_t b_rest = b_len - from - same;
    bool swapped = a_rest == 2 && b_rest == 2 && a[from] == b[from + 1] && a[from + 1] == b[from];
    return (a_rest <= 1 && b_rest <= 1) || swapped;
}

/* similarity.c - Jaro-Winkler by bit masks: of each byte of one text, where it stands in the other;
 * and whether one edit tells two texts apart. */
#include "linkage/similarity.h"

#include "processor.h"

#include <stdint.h>
#include <string.h>
#if HAVE_AVX2_CODE
#include <immintrin.h>
#endif

enum { LENGTH_MAX = 64 };

/* ---- where a byte stands: the two ways that a processor may take */

/* struct needle - a text, zeros behind it, in which bytes are looked for. */
struct needle {
    char bytes[LENGTH_MAX];
    int len;
};

static inline __attribute__((always_inline)) void needle_make(const char *text, int len,
                                                              struct needle *ret)
{
    memset(ret->bytes, 0, sizeof ret->bytes);
    if (len > 0) {
        memcpy(ret->bytes, text, (size_t)len);
    }
    ret->len = len;
}

/* A bit for each byte of the needle that is c; bits beyond its length may be anything. */
typedef uint64_t places_of(const struct needle *needle, char c);

static inline __attribute__((always_inline)) uint64_t places_portable(const struct needle *needle,
                                                                      char c)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t places = 0;
    for (int at = 0; at < needle->len; at += 8) {
        uint64_t eight;
        memcpy(&eight, needle->bytes + at, sizeof eight);
        eight = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? eight : __builtin_bswap64(eight);
        eight ^= ones * (unsigned char)c;
        /* A byte's top bit where it is not zero; no carry leaves a byte. */
        uint64_t other = ((eight & ones * 0x7f) + ones * 0x7f) | eight;
        uint64_t same = ~other >> 7 & ones;
        places |= (same * 0x0102040810204080u >> 56) << at;
    }
    return places;
}

#if HAVE_AVX2_CODE
static inline __attribute__((always_inline, target("avx2"))) uint64_t
places_avx2(const struct needle *needle, char c)
{
    __m256i wanted = _mm256_set1_epi8(c);
    __m256i low = _mm256_loadu_si256((const __m256i *)needle->bytes);
    uint64_t places = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
    if (needle->len > 32) {
        __m256i high = _mm256_loadu_si256((const __m256i *)(needle->bytes + 32));
        places |= (uint64_t)(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)) << 32;
    }
    return places;
}
#endif

/* The lowest `count` bits, 0 … 64. */
static inline uint64_t bits_below(int count)
{
    return count >= 64 ? UINT64_MAX : ((uint64_t)1 << count) - 1;
}

/* ---- Jaro-Winkler */

/* Which bytes of b pair off with bytes of a, each once, the first within the window: bits in
 * *a_matched and *b_matched. */
static inline __attribute__((always_inline)) int jaro_match(places_of *places, const char *a,
                                                            int a_len, const struct needle *b,
                                                            uint64_t *a_matched,
                                                            uint64_t *b_matched)
{
    int longer = a_len > b->len ? a_len : b->len;
    int window = longer / 2 - 1 < 0 ? 0 : longer / 2 - 1;
    for (int i = 0; i < a_len; i++) {
        int to = i + window + 1 > b->len ? b->len : i + window + 1;
        uint64_t free = bits_below(to) & ~bits_below(i - window < 0 ? 0 : i - window) & ~*b_matched;
        uint64_t found = places(b, a[i]) & free;
        *a_matched |= (uint64_t)(found != 0) << i;
        *b_matched |= found & -found;
    }
    return __builtin_popcountll(*a_matched);
}

static inline __attribute__((always_inline)) int
jaro_winkler(places_of *places, const char *a, size_t a_size, const char *b, size_t b_size)
{
    int a_len = (int)(a_size > LENGTH_MAX ? LENGTH_MAX : a_size);
    int b_len = (int)(b_size > LENGTH_MAX ? LENGTH_MAX : b_size);
    uint64_t a_matched = 0;
    uint64_t b_matched = 0;
    struct needle needle;
    needle_make(b, b_len, &needle);
    int m = jaro_match(places, a, a_len, &needle, &a_matched, &b_matched);
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

/* ---- each both ways */

#if HAVE_AVX2_CODE
static __attribute__((target("avx2"))) int jaro_winkler_avx2(const char *a, size_t a_size,
                                                             const char *b, size_t b_size)
{
    return jaro_winkler(places_avx2, a, a_size, b, b_size);
}
#endif

int similarity_jaro_winkler(const char *a, size_t a_size, const char *b, size_t b_size)
{
#if HAVE_AVX2_CODE
    if (processor_kind() == PROCESSOR_AVX2) {
        return jaro_winkler_avx2(a, a_size, b, b_size);
    }
#endif
    return jaro_winkler(places_portable, a, a_size, b, b_size);
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

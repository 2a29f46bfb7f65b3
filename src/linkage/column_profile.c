/* column_profile.c - measuring a column's values. */
#include "column_profile.h"

#include "hash.h"
#include "memory.h"
#include "name.h"
#include "postcode.h"

#include <math.h>

enum { YEARS = 2100 };

/* Sums over the sample, turned into shares at the end. */
struct tally {
    double weight;
    double length_weight[64];
    double year_weight[YEARS]; /* years of all dates */
    double four_digits[YEARS]; /* years written in full */
    double dates;
};

static size_t characters(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++) {
        count += ((unsigned char)s.ptr[i] & 0xc0) != 0x80;
    }
    return count;
}

static bool all_digits(struct str s)
{
    size_t i = 0;
    while (i < s.len && ascii_is_digit(s.ptr[i])) {
        i++;
    }
    return s.len > 0 && i == s.len;
}

static bool has_digit(struct str s)
{
    size_t i = 0;
    while (i < s.len && !ascii_is_digit(s.ptr[i])) {
        i++;
    }
    return i < s.len;
}

static bool is_decimal(struct str s)
{
    size_t points = 0;
    for (size_t i = 0; i < s.len; i++) {
        bool sign = i == 0 && s.ptr[i] == '-';
        if (!ascii_is_digit(s.ptr[i]) && s.ptr[i] != '.' && !sign) {
            return false;
        }
        points += s.ptr[i] == '.';
    }
    return points == 1 && s.len > 1;
}

static bool has_four_digits(struct str s, int year)
{
    char text[5] = {(char)('0' + year / 1000 % 10), (char)('0' + year / 100 % 10),
                    (char)('0' + year / 10 % 10), (char)('0' + year % 10), 0};
    return str_find(s, str_of(text)) >= 0;
}

static void tally_names(struct str folded, double weight, struct column_profile *ret)
{
    struct str rest = folded;
    struct str word = STR("");
    struct str first = STR("");
    size_t words = 0;
    bool titled = false;
    while (str_next_token(&rest, ' ', &word)) {
        first = words++ == 0 ? word : first;
        titled = titled || str_eq(word, STR("mr")) || str_eq(word, STR("mrs")) ||
                 str_eq(word, STR("miss")) || str_eq(word, STR("ms"));
    }
    ret->words_mean += weight * (double)words;
    if (words == 0 || has_digit(folded)) {
        return;
    }
    bool at_first = name_is_known_given(first);
    ret->known_given += at_first ? weight : 0;
    ret->known_at_end += at_first || titled || name_is_known_given(word) ? weight : 0;
}

static void tally_dates(struct str cell, double weight, struct column_profile *ret,
                        struct tally *tally)
{
    int order = date_order_evidence(cell);
    ret->day_first += order > 0;
    ret->month_first += order < 0;
    struct date date;
    if (!date_parse(cell, DATE_DAY_FIRST, 2026, &date) || date.year <= 0) {
        return;
    }
    ret->full_dates += date.month > 0 && date.day > 0 ? weight : 0;
    int year = date.year < YEARS ? date.year : YEARS - 1;
    tally->year_weight[year] += weight;
    tally->dates += weight;
    if (has_four_digits(cell, date.year)) {
        tally->four_digits[year] += weight;
    }
}

static void tally_cell(struct str cell, double weight, struct column_profile *ret,
                       struct tally *tally)
{
    struct text text;
    text_fold(cell, &text);
    struct str folded = text_str(&text);
    for (int role = 0; role < ROLES; role++) {
        if (role_table[role].test != NULL && role_table[role].test(cell, folded)) {
            ret->share[role] += weight;
        }
    }
    bool digit = has_digit(cell);
    size_t length = characters(cell);
    bool spaced = str_find(folded, STR(" ")) > 0;
    tally->weight += weight;
    tally->length_weight[length < 63 ? length : 63] += weight;
    ret->letters += digit ? 0 : weight;
    ret->codes += role_is_code(folded) ? weight : 0;
    ret->decimals += is_decimal(cell) ? weight : 0;
    ret->streets += role_has_street_word(folded) ? weight : 0;
    ret->leading_number += spaced && ascii_is_digit(folded.ptr[0]) ? weight : 0;
    ret->length_mean += weight * (double)length;
    uint64_t number;
    if (all_digits(cell) && str_to_uint(cell, UINT64_MAX / 2, &number)) {
        bool first = ret->numbers == 0;
        ret->numbers += weight;
        ret->number_low = first || number < ret->number_low ? number : ret->number_low;
        ret->number_high = number > ret->number_high ? number : ret->number_high;
    }
    bool dialled = cell.ptr[0] == '0' || cell.ptr[0] == '+' || cell.ptr[0] == '(';
    ret->dialled += dialled && role_table[ROLE_PHONE].test(cell, folded) ? weight : 0;
    char postcode[POSTCODE_MAX];
    if (digit && length <= 10 && postcode_parse(cell, postcode)) {
        ret->british += postcode_is_british(str_of(postcode)) ? weight : 0;
    }
    tally_names(folded, weight, ret);
    int order = digit ? 0 : name_order_evidence(cell);
    ret->given_first += order > 0;
    ret->family_first += order < 0;
    if (digit && length >= 4 && length <= 40) {
        tally_dates(cell, weight, ret, tally);
    }
}

static int year_at(const double *weights, double target)
{
    double sum = 0;
    for (int year = 0; year < YEARS; year++) {
        sum += weights[year];
        if (sum > target) {
            return year;
        }
    }
    return 0;
}

static void finish(struct column_profile *ret, const struct tally *tally)
{
    double *shares[] = {&ret->known_given, &ret->known_at_end, &ret->letters, &ret->codes,
                        &ret->numbers,     &ret->decimals,     &ret->streets, &ret->leading_number,
                        &ret->full_dates,  &ret->british,      &ret->dialled, &ret->words_mean,
                        &ret->length_mean};
    double weight = tally->weight > 0 ? tally->weight : 1;
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        *shares[i] /= weight;
    }
    for (int role = 0; role < ROLES; role++) {
        ret->share[role] /= weight;
    }
    for (int i = 0; i < 64; i++) {
        ret->one_length = fmax(ret->one_length, tally->length_weight[i] / weight);
    }
    if (tally->dates > 0) {
        ret->year_low = year_at(tally->year_weight, tally->dates * .05);
        ret->year_middle = year_at(tally->year_weight, tally->dates * .5);
        ret->year_high = year_at(tally->year_weight, tally->dates * .95);
    }
    double above = 0;
    for (int year = YEARS - 1; year > 0 && ret->year_latest == 0; year--) {
        above += tally->four_digits[year];
        if (above > 0 && above * 500 >= tally->dates) {
            ret->year_latest = year;
        }
    }
}

/* The common values are all looked at, so that placeholders are not counted as values; of the rest
 * a sample by hash. */
static void sample(const struct column *column, const uint32_t *counts, struct column_profile *ret,
                   struct tally *tally)
{
    uint32_t values = column->values.count;
    uint64_t one_in = values / SAMPLE_VALUES + 1;
    uint64_t limit = UINT64_MAX / one_in;
    int64_t sum = 0; /* of count × log2(count), 1/1024 bit */
    for (uint32_t id = 1; id < values; id++) {
        size_t count = counts[id];
        if (count == 0) {
            continue;
        }
        bool common = count * 300 >= ret->rows;
        bool chosen = common || hash_mix(column->values.hash[id]) <= limit;
        struct str cell = dictionary_text(&column->values, id);
        if (chosen && text_is_placeholder(cell)) {
            continue;
        }
        ret->filled += count;
        ret->distinct++;
        ret->largest = count > ret->largest ? count : ret->largest;
        sum += llround((double)count * log2((double)count) * 1024);
        if (chosen) {
            tally_cell(cell, common ? (double)count : (double)(count * one_in), ret, tally);
        }
    }
    if (ret->filled > 0) {
        ret->bits = log2((double)ret->filled) - (double)sum / 1024 / (double)ret->filled;
    }
}

int profile_measure(const struct column *column, size_t rows, struct column_profile *ret)
{
    uint32_t *counts = mem_try_array(column->values.count, sizeof *counts);
    struct tally *tally = mem_try_array(1, sizeof *tally);
    int code = counts == NULL || tally == NULL ? ERR_MEMORY : 0;
    *ret = (struct column_profile){.rows = rows};
    if (code == 0 && column->values.count > 0) {
        for (size_t r = 0; r < rows; r++) {
            counts[column->ids[r]]++;
        }
        sample(column, counts, ret, tally);
        finish(ret, tally);
    }
    mem_free(counts);
    mem_free(tally);
    return code;
}

uint64_t cell_key(struct str cell)
{
    char kept[256];
    size_t len = 0;
    for (size_t i = 0; i < cell.len && len < sizeof kept; i++) {
        char c = cell.ptr[i];
        if (ascii_is_alpha(c) || ascii_is_digit(c) || (unsigned char)c >= 0x80) {
            kept[len++] = ascii_lower(c);
        }
    }
    uint64_t hash = len > 0 ? hash_bytes((struct str){kept, len}) : 0;
    return len > 0 && hash == 0 ? 1 : hash;
}

/* A max-heap of the smallest hashes so far. */
static void sift_down(uint64_t *heap, size_t count, size_t at)
{
    for (;;) {
        size_t child = at * 2 + 1;
        if (child >= count) {
            return;
        }
        child += child + 1 < count && heap[child + 1] > heap[child];
        if (heap[at] >= heap[child]) {
            return;
        }
        uint64_t swapped = heap[at];
        heap[at] = heap[child];
        heap[child] = swapped;
        at = child;
    }
}

void sketch_make(const struct column *column, struct value_sketch *ret)
{
    ret->count = 0;
    for (uint32_t id = 1; id < column->values.count; id++) {
        uint64_t key = cell_key(dictionary_text(&column->values, id));
        if (key == 0) {
            continue;
        }
        if (ret->count < SKETCH_VALUES) {
            ret->hash[ret->count++] = key;
            for (size_t at = ret->count / 2 + 1; ret->count == SKETCH_VALUES && at-- > 0;) {
                sift_down(ret->hash, ret->count, at);
            }
        } else if (key < ret->hash[0]) {
            ret->hash[0] = key;
            sift_down(ret->hash, ret->count, 0);
        }
    }
    /* Heap sort: a full sketch is a heap already, a short one is made one. */
    for (size_t at = ret->count / 2 + 1; at-- > 0;) {
        sift_down(ret->hash, ret->count, at);
    }
    for (size_t end = ret->count; end > 1; end--) {
        uint64_t largest = ret->hash[0];
        ret->hash[0] = ret->hash[end - 1];
        ret->hash[end - 1] = largest;
        sift_down(ret->hash, end - 1, 0);
    }
    ret->complete = ret->count < SKETCH_VALUES;
    size_t kept = 0;
    for (size_t i = 0; i < ret->count; i++) {
        if (kept == 0 || ret->hash[kept - 1] != ret->hash[i]) {
            ret->hash[kept++] = ret->hash[i];
        }
    }
    ret->count = kept;
}

double sketch_overlap(const struct value_sketch *a, const struct value_sketch *b)
{
    if (a->count == 0 || b->count == 0) {
        return 0;
    }
    /* Only up to where both sketches are complete. */
    uint64_t limit_a = a->complete ? UINT64_MAX : a->hash[a->count - 1];
    uint64_t limit_b = b->complete ? UINT64_MAX : b->hash[b->count - 1];
    uint64_t limit = limit_a < limit_b ? limit_a : limit_b;
    size_t i = 0, j = 0, both = 0, in_a = 0, in_b = 0;
    while (i < a->count || j < b->count) {
        uint64_t left = i < a->count ? a->hash[i] : UINT64_MAX;
        uint64_t right = j < b->count ? b->hash[j] : UINT64_MAX;
        uint64_t least = left < right ? left : right;
        if (least > limit) {
            break;
        }
        in_a += left == least && i < a->count;
        in_b += right == least && j < b->count;
        both += left == right;
        i += left == least;
        j += right == least;
    }
    size_t smaller = in_a < in_b ? in_a : in_b;
    return smaller > 0 ? (double)both / (double)smaller : 0;
}

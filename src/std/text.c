/* text.c - free text to comparable text.
 * Nearly all cells are ASCII: they take one pass over the bytes. Others are decomposed (NFKD with
 * case folding), freed of accents, put back into canonical order and composed again, in a fixed
 * array of code points. */
#include "text.h"

#include "unzeroed.h"
#include "wordlist.h"

#include <utf8proc.h>

enum {
    POINTS_MAX = 1024, /* decomposed code points kept: Hangul takes three of them for three bytes */
    POINT_DECOMPOSED_MAX = 32 /* the longest compatibility decomposition has 18 */
};

static bool is_kept(const char *kept, char c)
{
    return *kept != '\0' && c > ' ' && strchr(kept, c) != NULL;
}

static bool is_apostrophe(int32_t point)
{
    switch (point) {
    case '\'':
    case '`':
    case 0x00b4:
    case 0x02b9:
    case 0x02bb:
    case 0x02bc:
    case 0x02bd:
    case 0x2018:
    case 0x2019:
    case 0x201b:
    case 0x2032:
        return true;
    default:
        return false;
    }
}

/* Marks that are accents in their scripts; others (Indian vowel signs, say) are letters' substance
 * and stay. */
static bool is_accent(int32_t point)
{
    return (point >= 0x0300 && point <= 0x036f) || (point >= 0x0591 && point <= 0x05c7) ||
           (point >= 0x064b && point <= 0x065f) || point == 0x0670 ||
           (point >= 0x1ab0 && point <= 0x1aff) || (point >= 0x1dc0 && point <= 0x1dff) ||
           (point >= 0x20d0 && point <= 0x20ff) || (point >= 0xfe20 && point <= 0xfe2f);
}

/* Letters that Unicode does not decompose but keyboards without them replace. */
static const char *plain_letters(int32_t point)
{
    switch (point) {
    case 0x00e6:
        return "ae";
    case 0x00f0:
    case 0x0111:
        return "d";
    case 0x00f8:
        return "o";
    case 0x00fe:
        return "th";
    case 0x0127:
        return "h";
    case 0x0131:
        return "i";
    case 0x0138:
        return "k";
    case 0x0142:
        return "l";
    case 0x014b:
        return "n";
    case 0x0153:
        return "oe";
    case 0x0167:
        return "t";
    case 0x0259:
        return "e";
    default:
        return NULL;
    }
}

/* true when all of raw was ASCII and *ret is done. */
static bool fold_ascii(struct str raw, const char *kept, struct text *ret)
{
    size_t length = 0;
    bool gap = false;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];
        if ((unsigned char)c >= 0x80) {
            return false;
        }
        if (ascii_is_alpha(c) || ascii_is_digit(c) || is_kept(kept, c)) {
            size_t need = gap && length > 0 ? 2 : 1;
            if (length + need >= TEXT_BYTES_MAX) {
                break;
            }
            if (need == 2) {
                ret->ptr[length++] = ' ';
            }
            ret->ptr[length++] = ascii_lower(c);
            gap = false;
        } else if (c != '\'' && c != '`') {
            gap = true;
        }
    }
    ret->ptr[length] = '\0';
    ret->len = length;
    return true;
}

/* struct points - decomposed code points, with the space that is due before the next one. */
struct points {
    size_t count;
    bool gap;
    int32_t point[POINTS_MAX + 4];
};

static void points_add(struct points *points, int32_t point)
{
    if (points->gap && points->count > 0) {
        points->point[points->count++] = ' ';
    }
    points->gap = false;
    points->point[points->count++] = point;
}

static void points_add_folded(struct points *points, int32_t point, const char *kept)
{
    if (is_apostrophe(point) && !(point < 0x80 && is_kept(kept, (char)point))) {
        return;
    }
    if (is_accent(point) || point == 0xfffd) {
        return;
    }
    const char *plain = plain_letters(point);
    for (; plain != NULL && *plain != '\0'; plain++) {
        points_add(points, *plain);
    }
    if (plain != NULL) {
        return;
    }
    utf8proc_category_t category = utf8proc_category(point);
    bool letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
    if (letter || (point < 0x80 && is_kept(kept, (char)point))) {
        points_add(points, point);
    } else if (category != UTF8PROC_CATEGORY_CF) {
        points->gap = true;
    }
}

/* Most of such a cell is ASCII still, and need not be looked up. */
static void points_add_ascii(struct points *points, char c, const char *kept)
{
    if (ascii_is_alpha(c) || ascii_is_digit(c) || is_kept(kept, c)) {
        points_add(points, ascii_lower(c));
    } else if (!is_apostrophe(c)) {
        points->gap = true;
    }
}

static void points_decompose(struct str raw, const char *kept, struct points *points)
{
    const utf8proc_option_t options =
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
    size_t at = 0;
    while (at < raw.len && points->count + 2 * POINT_DECOMPOSED_MAX < POINTS_MAX) {
        utf8proc_int32_t point = 0xfffd;
        utf8proc_int32_t decomposed[POINT_DECOMPOSED_MAX];
        int boundary = 0;
        if ((unsigned char)raw.ptr[at] < 0x80) {
            points_add_ascii(points, raw.ptr[at++], kept);
            continue;
        }
        utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)raw.ptr + at,
                                                 (utf8proc_ssize_t)(raw.len - at), &point);
        at += used > 0 ? (size_t)used : 1;
        if (used <= 0 || is_apostrophe(point)) {
            points_add_folded(points, used <= 0 ? 0xfffd : point, kept);
            continue;
        }
        utf8proc_ssize_t count =
            utf8proc_decompose_char(point, decomposed, POINT_DECOMPOSED_MAX, options, &boundary);
        for (utf8proc_ssize_t i = 0; i < count && i < POINT_DECOMPOSED_MAX; i++) {
            points_add_folded(points, decomposed[i], kept);
        }
    }
}

/* Canonical order of marks, then composition (Unicode Standard Annex 15). */
static size_t points_compose(struct points *points)
{
    for (size_t i = 1; i < points->count; i++) {
        int32_t point = points->point[i];
        int class = point < 0x300 ? 0 : utf8proc_get_property(point)->combining_class;
        size_t to = i;
        for (; class > 0 && to > 0; to--) {
            int32_t before = points->point[to - 1];
            if (before < 0x300 || utf8proc_get_property(before)->combining_class <= class) {
                break;
            }
            points->point[to] = before;
        }
        points->point[to] = point;
    }
    utf8proc_ssize_t count = utf8proc_normalize_utf32(
        points->point, (utf8proc_ssize_t)points->count, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    return count < 0 ? 0 : (size_t)count;
}

static void fold_unicode(struct str raw, const char *kept, struct text *ret)
{
    struct points points;
    points.count = 0;
    points.gap = false;
    points_decompose(raw, kept, &points);
    size_t count = points_compose(&points);
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        utf8proc_uint8_t bytes[4];
        utf8proc_ssize_t size = utf8proc_encode_char(points.point[i], bytes);
        if (length + (size_t)size >= TEXT_BYTES_MAX) {
            break;
        }
        memcpy(ret->ptr + length, bytes, (size_t)size);
        length += (size_t)size;
    }
    while (length > 0 && ret->ptr[length - 1] == ' ') {
        length--;
    }
    ret->ptr[length] = '\0';
    ret->len = length;
}

void text_fold_keep(struct str raw, const char *kept, struct text *ret)
{
    if (!fold_ascii(raw, kept, ret)) {
        fold_unicode(raw, kept, ret);
    }
}

void text_fold(struct str raw, struct text *ret)
{
    text_fold_keep(raw, "", ret);
}

/* Folded, without spaces. */
static const struct word_row placeholders[] = {
    {"amherthnasol", 1},
    {"anhysbys", 1},
    {"blank", 1},
    {"ddimargael", 1},
    {"ddimynhysbys", 1},
    {"declined", 1},
    {"dim", 1},
    {"dimargael", 1},
    {"dimgwybodaeth", 1},
    {"dk", 1},
    {"dontknow", 1},
    {"gwag", 1},
    {"gwrthodwyd", 1},
    {"hebddatgan", 1},
    {"hebeinodi", 1},
    {"iwgadarnhau", 1},
    {"missing", 1},
    {"na", 1},
    {"nad", 1},
    {"nan", 1},
    {"nil", 1},
    {"nk", 1},
    {"nodata", 1},
    {"noinfo", 1},
    {"noinformation", 1},
    {"none", 1},
    {"nonegiven", 1},
    {"noneknown", 1},
    {"nonerecorded", 1},
    {"notapplicable", 1},
    {"notavailable", 1},
    {"notdisclosed", 1},
    {"notgiven", 1},
    {"nothing", 1},
    {"notknown", 1},
    {"notobtained", 1},
    {"notprovided", 1},
    {"notrecorded", 1},
    {"notspecified", 1},
    {"notstated", 1},
    {"notsupplied", 1},
    {"null", 1},
    {"prefernottosay", 1},
    {"refused", 1},
    {"refusedtosay", 1},
    {"tba", 1},
    {"tbc", 1},
    {"tbd", 1},
    {"tobeadvised", 1},
    {"tobeconfirmed", 1},
    {"undisclosed", 1},
    {"unk", 1},
    {"unknown", 1},
    {"unspecified", 1},
    {"unstated", 1},
    {"withheld", 1},
};

/* squeeze_ascii - the letters and digits of raw in lower case; SIZE_MAX for a text that is not
 * ASCII. */
static size_t squeeze_ascii(struct str raw, char *ret)
{
    size_t length = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];
        if ((unsigned char)c >= 0x80) {
            return SIZE_MAX;
        }
        ret[length] = ascii_lower(c);
        length += ascii_is_alpha(c) || ascii_is_digit(c);
    }
    return length;
}

static size_t squeeze_folded(struct str raw, char *ret, size_t size)
{
    UNZEROED struct text folded;
    size_t length = 0;
    text_fold(raw, &folded);
    for (size_t i = 0; i < folded.len && length < size; i++) {
        if (folded.ptr[i] != ' ') {
            ret[length++] = folded.ptr[i];
        }
    }
    return length;
}

static bool is_one_character(struct str s)
{
    size_t i = 1;
    while (i < s.len && s.ptr[i] == s.ptr[0]) {
        i++;
    }
    return i >= s.len;
}

bool text_is_placeholder(struct str raw)
{
    enum { LONGEST = 48 };
    char squeezed[LONGEST + 1];
    raw = str_trim(raw);
    if (raw.len > LONGEST) {
        return false;
    }
    size_t length = squeeze_ascii(raw, squeezed);
    if (length == SIZE_MAX) {
        length = squeeze_folded(raw, squeezed, LONGEST);
    }
    struct str s = str_make(squeezed, length);
    if (s.len == 0) {
        return true;
    }
    bool filler = s.ptr[0] == '0' || s.ptr[0] == '9' || s.ptr[0] == 'x';
    if (filler && s.len >= (s.ptr[0] == 'x' ? 2 : 4) && is_one_character(s)) {
        return true;
    }
    return wordlist_find(placeholders, sizeof(placeholders) / sizeof(placeholders[0]), s) != NULL;
}

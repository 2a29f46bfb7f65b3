/* postcode.c - British postcodes by their six formats, mended where one reading is possible;
 * others' as they are.
 *
 *   SA15 1AA    area SA, district SA15, sector SA15 1, unit; "outward" SA15, "inward" 1AA
 */
#include "postcode.h"

#include "wordlist.h"

enum { BRITISH_MAX = 7, FOREIGN_MAX = 10 };

/* Letters (A) and digits (9) by position, without the space. */
static const char *const formats[] = {"A99AA", "A999AA", "AA99AA", "AA999AA", "A9A9AA", "AA9A9AA"};

/* The areas of the Royal Mail Postcode Address File, with the Crown dependencies. */
static const struct word_row areas[] = {
    {"AB", 1}, {"AL", 1}, {"B", 1},  {"BA", 1}, {"BB", 1}, {"BD", 1}, {"BF", 1}, {"BH", 1},
    {"BL", 1}, {"BN", 1}, {"BR", 1}, {"BS", 1}, {"BT", 1}, {"CA", 1}, {"CB", 1}, {"CF", 1},
    {"CH", 1}, {"CM", 1}, {"CO", 1}, {"CR", 1}, {"CT", 1}, {"CV", 1}, {"CW", 1}, {"DA", 1},
    {"DD", 1}, {"DE", 1}, {"DG", 1}, {"DH", 1}, {"DL", 1}, {"DN", 1}, {"DT", 1}, {"DY", 1},
    {"E", 1},  {"EC", 1}, {"EH", 1}, {"EN", 1}, {"EX", 1}, {"FK", 1}, {"FY", 1}, {"G", 1},
    {"GL", 1}, {"GU", 1}, {"GY", 1}, {"HA", 1}, {"HD", 1}, {"HG", 1}, {"HP", 1}, {"HR", 1},
    {"HS", 1}, {"HU", 1}, {"HX", 1}, {"IG", 1}, {"IM", 1}, {"IP", 1}, {"IV", 1}, {"JE", 1},
    {"KA", 1}, {"KT", 1}, {"KW", 1}, {"KY", 1}, {"L", 1},  {"LA", 1}, {"LD", 1}, {"LE", 1},
    {"LL", 1}, {"LN", 1}, {"LS", 1}, {"LU", 1}, {"M", 1},  {"ME", 1}, {"MK", 1}, {"ML", 1},
    {"N", 1},  {"NE", 1}, {"NG", 1}, {"NN", 1}, {"NP", 1}, {"NR", 1}, {"NW", 1}, {"OL", 1},
    {"OX", 1}, {"PA", 1}, {"PE", 1}, {"PH", 1}, {"PL", 1}, {"PO", 1}, {"PR", 1}, {"RG", 1},
    {"RH", 1}, {"RM", 1}, {"S", 1},  {"SA", 1}, {"SE", 1}, {"SG", 1}, {"SK", 1}, {"SL", 1},
    {"SM", 1}, {"SN", 1}, {"SO", 1}, {"SP", 1}, {"SR", 1}, {"SS", 1}, {"ST", 1}, {"SW", 1},
    {"SY", 1}, {"TA", 1}, {"TD", 1}, {"TF", 1}, {"TN", 1}, {"TQ", 1}, {"TR", 1}, {"TS", 1},
    {"TW", 1}, {"UB", 1}, {"W", 1},  {"WA", 1}, {"WC", 1}, {"WD", 1}, {"WF", 1}, {"WN", 1},
    {"WR", 1}, {"WS", 1}, {"WV", 1}, {"YO", 1}, {"ZE", 1},
};

static bool is_area(struct str s)
{
    return wordlist_find(areas, sizeof(areas) / sizeof(areas[0]), s) != NULL;
}

static size_t leading_letters(struct str s)
{
    size_t count = 0;
    while (count < s.len && ascii_is_alpha(s.ptr[count])) {
        count++;
    }
    return count;
}

/* Letters and digits of text in upper case; 0 when there are more than max or anything else but
 * space, dot and dash. */
static size_t squeeze(struct str text, char *ret, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (ascii_is_alpha(c) || ascii_is_digit(c)) {
            if (count == max) {
                return 0;
            }
            ret[count++] = ascii_upper(c);
        } else if (!ascii_is_space(c) && c != '-' && c != '.') {
            return 0;
        }
    }
    return count;
}

static bool fits(struct str s, const char *format)
{
    for (size_t i = 0; i < s.len; i++) {
        if (format[i] == 'A' ? !ascii_is_alpha(s.ptr[i]) : !ascii_is_digit(s.ptr[i])) {
            return false;
        }
    }
    return format[s.len] == '\0';
}

static bool fits_any(struct str s)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (strlen(formats[i]) == s.len && fits(s, formats[i])) {
            return true;
        }
    }
    return false;
}

/* Right format, an area that exists, and only letters that the Post Office uses where they
 * stand. */
static bool is_strict(struct str s)
{
    if (!fits_any(s) || !is_area(str_slice(s, 0, leading_letters(s)))) {
        return false;
    }
    char last_outward = s.ptr[s.len - 4];
    if (ascii_is_alpha(
            last_outward)) { /* W1A, EC1A: only in the middle of London, and not every letter */
        bool two = ascii_is_alpha(s.ptr[1]);
        bool london = two ? strchr("ENSW", s.ptr[0]) != NULL && strchr("CEW", s.ptr[1]) != NULL
                          : strchr("ENW", s.ptr[0]) != NULL;
        if (!london || strchr(two ? "ABEHMNPRVWXY" : "ABCDEFGHJKPSTUW", last_outward) == NULL) {
            return false;
        }
    }
    return strchr("CIKMOV", s.ptr[s.len - 1]) == NULL && strchr("CIKMOV", s.ptr[s.len - 2]) == NULL;
}

/* How the character reads where a letter (A) or a digit (9) must stand; 0 if it can't. */
static char read_as(char c, char class)
{
    static const char letters[] = "OIS";
    static const char digits[] = "015";
    const char *from = class == 'A' ? digits : letters;
    const char *to = class == 'A' ? letters : digits;
    if (class == 'A' ? ascii_is_alpha(c) : ascii_is_digit(c)) {
        return c;
    }
    const char *at = strchr(from, c);
    return at == NULL ? 0 : to[at - from];
}

/* Try every format; *ret is the one strict reading. False when there is none, or several. */
static bool mend(struct str s, char ret[BRITISH_MAX])
{
    size_t readings = 0;
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        char reading[BRITISH_MAX] = {0};
        size_t at = 0;
        if (strlen(formats[i]) != s.len) {
            continue;
        }
        while (at < s.len && (reading[at] = read_as(s.ptr[at], formats[i][at])) != 0) {
            at++;
        }
        if (at == s.len && is_strict(str_make(reading, s.len))) {
            readings++;
            memcpy(ret, reading, s.len);
        }
    }
    return readings == 1;
}

static bool is_filler(struct str s)
{
    size_t same = 1;
    while (same < s.len && s.ptr[same] == s.ptr[0]) {
        same++;
    }
    bool one_digit = same == s.len && (s.ptr[0] == '0' || s.ptr[0] == '9');
    return one_digit || str_starts(s, STR("ZZ99")) || str_starts(s, STR("XX99"));
}

static void write_british(struct str s, char ret[POSTCODE_MAX])
{
    size_t outward = s.len - 3;
    memcpy(ret, s.ptr, outward);
    ret[outward] = ' ';
    memcpy(ret + outward + 1, s.ptr + outward, 3);
    ret[s.len + 1] = '\0';
}

bool postcode_parse(struct str text, char ret[POSTCODE_MAX])
{
    char code[FOREIGN_MAX];
    char mended[BRITISH_MAX];
    text = str_trim(text);
    if (text.len > 2 && str_ends(text, STR(".0"))) { /* a spreadsheet's number */
        text.len -= 2;
    }
    struct str s = {code, squeeze(text, code, FOREIGN_MAX)};
    bool digit = false;
    for (size_t i = 0; i < s.len; i++) {
        digit = digit || ascii_is_digit(code[i]);
    }
    if (is_filler(s) || s.len < 3) {
        return false;
    }
    if (s.len >= 5 && s.len <= BRITISH_MAX) {
        if (!is_strict(s) && mend(s, mended)) {
            write_british(str_make(mended, s.len), ret);
            return true;
        }
        if (fits_any(s)) {
            write_british(s, ret);
            return true;
        }
    }
    if (!digit) {
        return false;
    }
    memcpy(ret, code, s.len);
    ret[s.len] = '\0';
    return true;
}

bool postcode_is_british(struct str normalised)
{
    char code[FOREIGN_MAX];
    if (normalised.len < 6 || normalised.len > 8 || normalised.ptr[normalised.len - 4] != ' ') {
        return false;
    }
    return fits_any(str_make(code, squeeze(normalised, code, FOREIGN_MAX)));
}

struct str postcode_area(struct str normalised)
{
    bool british = postcode_is_british(normalised);
    return str_slice(normalised, 0, british ? leading_letters(normalised) : 1);
}

struct str postcode_district(struct str normalised)
{
    bool british = postcode_is_british(normalised);
    return str_slice(normalised, 0, british ? normalised.len - 4 : (normalised.len + 1) / 2);
}

struct str postcode_sector(struct str normalised)
{
    size_t drop = postcode_is_british(normalised) ? 2 : 1;
    return str_slice(normalised, 0, normalised.len > drop ? normalised.len - drop : 0);
}

/* Is line[from, to) a postcode? Only at the line's end, where one is expected, is a misread or
 * unknown one believed. */
static bool is_postcode_at(struct str line, size_t from, size_t to, bool at_end)
{
    char code[BRITISH_MAX];
    char mended[BRITISH_MAX];
    struct str s = {code, squeeze(str_slice(line, from, to), code, BRITISH_MAX)};
    if (s.len < 5) {
        return false;
    }
    return is_strict(s) || (at_end && (fits_any(s) || (s.len > 5 && mend(s, mended))));
}

static bool is_code_byte(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || (unsigned char)c >= 0x80;
}

/* Start of the word that ends before `to`, after skipping what is no letter or digit; *word_end is
 * its end. */
static size_t word_before(struct str line, size_t to, size_t *word_end)
{
    while (to > 0 && !is_code_byte(line.ptr[to - 1])) {
        to--;
    }
    *word_end = to;
    while (to > 0 && is_code_byte(line.ptr[to - 1])) {
        to--;
    }
    return to;
}

/* Do the letters and digits before `end` end as all British postcodes do, in a digit and two
 * letters? Nearly no word does, and the closer look costs much more. */
static bool ends_like_postcode(struct str line, size_t end)
{
    int seen = 0;
    for (size_t at = end; at > 0 && seen < 3; at--) {
        char c = line.ptr[at - 1];
        if (!is_code_byte(c)) {
            continue;
        }
        if (seen < 2 ? !ascii_is_alpha(c) : !ascii_is_digit(c)) {
            return false;
        }
        seen++;
    }
    return seen == 3;
}

struct str postcode_find(struct str line)
{
    size_t end;
    bool at_end = true;
    for (size_t from = word_before(line, line.len, &end); end > 0; at_end = false) {
        size_t starts[3] = {from};
        if (!at_end && !ends_like_postcode(line, end)) {
            from = word_before(line, from, &end);
            continue;
        }
        for (size_t words = 1; words < 3; words++) {
            size_t ignored;
            starts[words] = word_before(line, starts[words - 1], &ignored);
        }
        for (size_t words = 3; words-- > 0;) {
            bool more = words == 0 || starts[words] < starts[words - 1];
            if (more && (words < 2 || at_end) && is_postcode_at(line, starts[words], end, at_end)) {
                return str_slice(line, starts[words], end);
            }
        }
        from = word_before(line, from, &end);
    }
    return str_slice(line, line.len, line.len);
}

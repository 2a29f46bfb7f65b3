/* date.c - dates in the layouts that exports use.
 *
 *   text → tokens: runs of digits, words that name a month, what stood before each
 *        → the layout, by their number and lengths
 *        → parts as written
 *        → parts that are possible, swapped where only that is; none where it is a placeholder
 */
#include "date.h"

#include "text.h"
#include "unzeroed.h"
#include "wordlist.h"

enum { YEAR_LEAST = 1000, YEAR_MOST = 2999, TOKENS_MAX = 3, TEXT_MOST = 64 };

/* Folded names and short forms: English, Welsh, and the languages that neighbours' exports use. */
static const struct word_row months[] = {
    {"abr", 4},        {"abril", 4},    {"ago", 8},       {"agosto", 8},    {"aout", 8},
    {"apr", 4},        {"april", 4},    {"aprile", 4},    {"aug", 8},       {"august", 8},
    {"augustus", 8},   {"avr", 4},      {"avril", 4},     {"awst", 8},      {"chw", 2},
    {"chwe", 2},       {"chwef", 2},    {"chwefror", 2},  {"dec", 12},      {"december", 12},
    {"decembre", 12},  {"dez", 12},     {"dezember", 12}, {"dic", 12},      {"dicembre", 12},
    {"diciembre", 12}, {"ebr", 4},      {"ebrill", 4},    {"ene", 1},       {"enero", 1},
    {"feb", 2},        {"febbraio", 2}, {"febrero", 2},   {"februar", 2},   {"februari", 2},
    {"february", 2},   {"fev", 2},      {"fevr", 2},      {"fevrier", 2},   {"gen", 1},
    {"gennaio", 1},    {"giugno", 6},   {"gor", 7},       {"gorff", 7},     {"gorffennaf", 7},
    {"grudzien", 12},  {"hyd", 10},     {"hydref", 10},   {"ion", 1},       {"ionawr", 1},
    {"jan", 1},        {"januar", 1},   {"januari", 1},   {"january", 1},   {"janv", 1},
    {"janvier", 1},    {"juillet", 7},  {"juin", 6},      {"jul", 7},       {"juli", 7},
    {"julio", 7},      {"july", 7},     {"jun", 6},       {"june", 6},      {"juni", 6},
    {"junio", 6},      {"luglio", 7},   {"maart", 3},     {"mag", 5},       {"maggio", 5},
    {"mai", 5},        {"maj", 5},      {"mar", 3},       {"march", 3},     {"mars", 3},
    {"marz", 3},       {"marzo", 3},    {"maw", 3},       {"mawrth", 3},    {"may", 5},
    {"mayo", 5},       {"med", 9},      {"medi", 9},      {"meh", 6},       {"mehefin", 6},
    {"mei", 5},        {"mrt", 3},      {"nov", 11},      {"november", 11}, {"novembre", 11},
    {"noviembre", 11}, {"oct", 10},     {"october", 10},  {"octobre", 10},  {"octubre", 10},
    {"okt", 10},       {"oktober", 10}, {"ott", 10},      {"ottobre", 10},  {"rhag", 12},
    {"rhagfyr", 12},   {"sep", 9},      {"sept", 9},      {"september", 9}, {"septembre", 9},
    {"septiembre", 9}, {"set", 9},      {"settembre", 9}, {"tach", 11},     {"tachwedd", 11},
};

/* Words that may stand in a date and say nothing: days of the week, ordinal endings, "of", "about".
 */
static const struct word_row fillers[] = {
    {"about", 1},  {"abt", 1},      {"af", 1},    {"ail", 1},     {"approx", 1}, {"born", 1},
    {"c", 1},      {"ca", 1},       {"circa", 1}, {"de", 1},      {"del", 1},    {"dob", 1},
    {"dydd", 1},   {"ed", 1},       {"eg", 1},    {"fed", 1},     {"fri", 1},    {"friday", 1},
    {"gwener", 1}, {"iau", 1},      {"llun", 1},  {"mercher", 1}, {"mon", 1},    {"monday", 1},
    {"nd", 1},     {"o", 1},        {"of", 1},    {"rd", 1},      {"sad", 1},    {"sadwrn", 1},
    {"sat", 1},    {"saturday", 1}, {"st", 1},    {"sul", 1},     {"sun", 1},    {"sunday", 1},
    {"th", 1},     {"the", 1},      {"thu", 1},   {"thur", 1},    {"thurs", 1},  {"thursday", 1},
    {"tua", 1},    {"tue", 1},      {"tues", 1},  {"tuesday", 1}, {"wed", 1},    {"wednesday", 1},
    {"y", 1},      {"ydd", 1},
};

struct token {
    bool month_word;
    int value;   /* of the digits, or the month */
    int digits;  /* how many */
    bool dashed; /* '-', '/' or an apostrophe before it */
};

struct layout {
    size_t count;
    struct token token[TOKENS_MAX];
};

/* What a cell says, before it is asked whether that can be. */
struct parts {
    int year, month, day;
};

static uint32_t month_of(struct str word)
{
    return wordlist_meaning(months, sizeof(months) / sizeof(months[0]), word);
}

static size_t run_length(struct str s, size_t from, bool (*is)(char))
{
    size_t to = from;
    while (to < s.len && is(s.ptr[to])) {
        to++;
    }
    return to - from;
}

static bool is_word_byte(char c)
{
    return ascii_is_alpha(c) || (unsigned char)c >= 0x80;
}

/* Is the rest a time of day or a zone: "T00:00:00Z", " 00:00", " 12:30 pm GMT"? */
static bool is_time(struct str rest)
{
    static const char *const words[] = {"am", "pm", "t", "z", "gmt", "utc", "bst"};
    rest = str_trim(rest);
    for (size_t at = 0; at < rest.len;) {
        size_t letters = run_length(rest, at, ascii_is_alpha);
        struct str word = str_slice(rest, at, at + letters);
        bool known = letters == 0;
        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
            known = known || str_eq_nocase(word, str_of(words[i]));
        }
        if (!known || (letters == 0 && strchr("0123456789:.,+- ", rest.ptr[at]) == NULL)) {
            return false;
        }
        at += letters == 0 ? 1 : letters;
    }
    return true;
}

static bool has_month_word(const struct layout *layout)
{
    for (size_t i = 0; i < layout->count; i++) {
        if (layout->token[i].month_word) {
            return true;
        }
    }
    return false;
}

/* Does what is read so far make a date, so that only a time may follow? */
static bool is_complete(const struct layout *layout, struct str rest)
{
    if (layout->count == TOKENS_MAX || (layout->count == 1 && layout->token[0].digits == 8)) {
        return true;
    }
    size_t digits = run_length(rest, 0, ascii_is_digit);
    bool clock = digits > 0 && digits < rest.len && rest.ptr[digits] == ':';
    return layout->count > 0 && clock;
}

static bool add_digits(struct layout *layout, struct str digits, char before)
{
    struct token token = {.digits = (int)digits.len};
    uint64_t value = 0;
    if (digits.len == 14 || digits.len == 12) { /* 20201106123000 */
        digits.len = 8;
        token.digits = 8;
    }
    if (digits.len > 8 || !str_to_uint(digits, 99999999, &value)) {
        return false;
    }
    token.value = (int)value;
    token.dashed = before == '-' || before == '/' || before == '\'' || before == '.';
    layout->token[layout->count++] = token;
    return true;
}

static bool add_word(struct layout *layout, struct str word)
{
    UNZEROED struct text folded;
    text_fold(word, &folded);
    uint32_t month = month_of(text_str(&folded));
    if (month > 0 && layout->count < TOKENS_MAX && !has_month_word(layout)) {
        layout->token[layout->count++] = (struct token){.month_word = true, .value = (int)month};
        return true;
    }
    return wordlist_find(fillers, sizeof(fillers) / sizeof(fillers[0]), text_str(&folded)) != NULL;
}

/* False when something in text has no place in a date. */
static bool layout_read(struct str text, struct layout *ret)
{
    *ret = (struct layout){.count = 0};
    text = str_trim(text);
    if (text.len == 0 || text.len > TEXT_MOST) {
        return false;
    }
    for (size_t at = 0; at < text.len;) {
        struct str rest = str_slice(text, at, text.len);
        size_t digits = run_length(text, at, ascii_is_digit);
        size_t letters = run_length(text, at, is_word_byte);
        bool more = digits > 0 || letters > 0;
        bool ordinal_ending = letters > 0 && ret->count == TOKENS_MAX &&
                              add_word(ret, str_slice(text, at, at + letters));
        if (more && !ordinal_ending && is_complete(ret, rest)) {
            return is_time(rest);
        }
        if (digits > 0 &&
            !add_digits(ret, str_slice(text, at, at + digits), at ? text.ptr[at - 1] : ' ')) {
            return false;
        }
        if (letters > 0 && ret->count < TOKENS_MAX &&
            !add_word(ret, str_slice(text, at, at + letters))) {
            return ret->count > 0 && is_time(rest);
        }
        if (!more && strchr(" \t/.-,'?~()[]\\_", text.ptr[at]) == NULL) {
            return false;
        }
        at += more ? digits + letters : 1;
    }
    return ret->count > 0;
}

static int century(int two_digits, int latest_year)
{
    int year = latest_year - latest_year % 100 + two_digits;
    return year > latest_year ? year - 100 : year;
}

static int year_of(const struct token *token, int latest_year)
{
    if (token->digits == 4) {
        return token->value;
    }
    return token->digits <= 2 ? century(token->value, latest_year) : 0;
}

static bool is_possible(struct parts p)
{
    return p.year >= YEAR_LEAST && p.year <= YEAR_MOST && p.month >= 1 && p.month <= 12 &&
           p.day >= 1 && p.day <= 31;
}

static struct parts swapped(struct parts p)
{
    return (struct parts){p.year, p.day, p.month};
}

/* Eight digits: year first if that can be, else year last; then the same with day and month
 * swapped; else a year alone. */
static struct parts parts_from_eight(int value, enum date_order order)
{
    struct parts first = {value / 10000, value / 100 % 100, value % 100};
    struct parts last = {value % 10000, value / 10000 % 100, value / 1000000};
    if (order == DATE_MONTH_FIRST) {
        last = swapped(last);
    }
    struct parts readings[] = {first, last, swapped(first), swapped(last)};
    for (size_t i = 0; i < sizeof(readings) / sizeof(readings[0]); i++) {
        if (is_possible(readings[i])) {
            return readings[i];
        }
    }
    return (struct parts){
        first.year >= YEAR_LEAST && first.year <= YEAR_MOST ? first.year : last.year, 0, 0};
}

/* 6 Nov 2020, Nov 6 2020, 2020 Nov 6, Nov 2020, Nov-20 (as spreadsheets write a month), 6 Nov. */
static bool parts_from_word(const struct layout *l, int latest_year, struct parts *ret)
{
    const struct token *numbers[2] = {NULL, NULL};
    size_t count = 0;
    struct parts parts = {0};
    for (size_t i = 0; i < l->count; i++) {
        if (l->token[i].month_word) {
            parts.month = l->token[i].value;
        } else {
            numbers[count++] = &l->token[i];
        }
    }
    if (count == 1) {
        bool year = numbers[0]->digits == 4 || numbers[0]->value > 31 ||
                    (numbers[0]->digits == 2 && numbers[0]->dashed && l->token[0].month_word);
        parts.year = year ? year_of(numbers[0], latest_year) : 0;
        parts.day = year ? 0 : numbers[0]->value;
    } else if (count == 2) {
        bool first = numbers[0]->digits == 4 || (numbers[0]->value > 31 && numbers[1]->value <= 31);
        parts.year = year_of(numbers[first ? 0 : 1], latest_year);
        parts.day = numbers[first ? 1 : 0]->value;
    }
    *ret = parts;
    return count > 0;
}

static bool parts_from_numbers(const struct layout *l, enum date_order order, int latest_year,
                               struct parts *ret)
{
    const struct token *t = l->token;
    if (l->count == 1) {
        if (t[0].digits == 8 || t[0].digits == 7) { /* 7: the leading 0 of DDMMYYYY was lost */
            *ret = parts_from_eight(t[0].value, order);
            return true;
        }
        *ret = (struct parts){t[0].value, 0, 0};
        return t[0].digits == 4;
    }
    if (l->count == 2) {
        bool first = t[0].digits == 4;
        *ret = (struct parts){t[first ? 0 : 1].value, t[first ? 1 : 0].value, 0};
        return first ? t[1].digits <= 2 : t[1].digits == 4 && t[0].digits <= 2;
    }
    if (t[0].digits == 4 || (t[0].value > 31 && t[0].digits == 2 && t[2].digits <= 2)) {
        *ret = (struct parts){year_of(&t[0], latest_year), t[1].value, t[2].value};
        return t[1].digits <= 2 && t[2].digits <= 2;
    }
    *ret = (struct parts){year_of(&t[2], latest_year), t[1].value, t[0].value};
    if (order == DATE_MONTH_FIRST) {
        *ret = swapped(*ret);
    }
    return t[0].digits <= 2 && t[1].digits <= 2 && (t[2].digits == 4 || t[2].digits == 2);
}

static bool is_placeholder(struct parts p)
{
    static const struct parts placeholders[] = {
        {1900, 1, 1},   {1753, 1, 1}, {1111, 11, 11}, {1899, 12, 30},
        {1899, 12, 31}, {1900, 1, 0}, {2999, 12, 31},
    };
    for (size_t i = 0; i < sizeof(placeholders) / sizeof(placeholders[0]); i++) {
        if (p.year == placeholders[i].year && p.month == placeholders[i].month &&
            p.day == placeholders[i].day) {
            return true;
        }
    }
    return false;
}

/* Keep what can be. `spelt`: the month came as a word, which nobody swaps with a day. */
static bool date_make(struct parts p, bool spelt, struct date *ret)
{
    if (p.month > 12 && p.day >= 1 && p.day <= 12 && !spelt) {
        p = swapped(p);
    }
    if (is_placeholder(p)) {
        return false;
    }
    if (p.year != 0 && (p.year < YEAR_LEAST || p.year > YEAR_MOST)) {
        return false;
    }
    if (p.month < 1 || p.month > 12) {
        p.month = 0;
        p.day = 0;
    }
    if (p.day < 1 || p.day > 31) {
        p.day = 0;
    }
    if (p.year == 0 && (p.month == 0 || p.day == 0)) {
        return false;
    }
    *ret = (struct date){(int16_t)p.year, (int8_t)p.month, (int8_t)p.day};
    return true;
}

bool date_parse(struct str text, enum date_order order, int latest_year, struct date *ret)
{
    struct layout layout;
    struct parts parts;
    if (!layout_read(text, &layout)) {
        return false;
    }
    bool spelt = has_month_word(&layout);
    bool read = spelt ? parts_from_word(&layout, latest_year, &parts)
                      : parts_from_numbers(&layout, order, latest_year, &parts);
    return read && date_make(parts, spelt, ret);
}

/* A part in a column of its own: digits, or digits that a spreadsheet gave a fraction ("6.0"). */
static int part_number(struct str text, int *ret_digits)
{
    uint64_t value = 0;
    text = str_trim(text);
    if (text.len > 2 && str_ends(text, STR(".0"))) {
        text.len -= 2;
    }
    *ret_digits = (int)(text.len > 9 ? 9 : text.len);
    return str_to_uint(text, 9999, &value) ? (int)value : 0;
}

bool date_from_parts(struct str year, struct str month, struct str day, int latest_year,
                     struct date *ret)
{
    UNZEROED struct text folded;
    struct parts parts;
    int digits;
    text_fold(month, &folded);
    parts.month = (int)month_of(text_str(&folded));
    bool spelt = parts.month > 0;
    if (!spelt) {
        parts.month = part_number(month, &digits);
    }
    parts.day = part_number(day, &digits);
    parts.year = part_number(year, &digits);
    if (digits <= 2 && str_trim(year).len > 0 && ascii_is_digit(str_trim(year).ptr[0])) {
        parts.year = century(parts.year, latest_year);
    }
    return date_make(parts, spelt, ret);
}

int date_order_evidence(struct str text)
{
    struct layout l;
    if (!layout_read(text, &l) || has_month_word(&l)) {
        return 0;
    }
    int first = 0;
    int second = 0;
    if (l.count == 3 && l.token[0].digits <= 2 &&
        (l.token[2].digits == 4 || l.token[0].value <= 31)) {
        first = l.token[0].value;
        second = l.token[1].value;
    } else if (l.count == 1 && l.token[0].digits == 8) {
        struct parts whole = parts_from_eight(l.token[0].value, DATE_DAY_FIRST);
        bool year_first = l.token[0].value / 10000 == whole.year;
        first = year_first ? 0 : l.token[0].value / 1000000;
        second = year_first ? 0 : l.token[0].value / 10000 % 100;
    }
    if (first > 12 && first <= 31 && second >= 1 && second <= 12) {
        return 1;
    }
    return second > 12 && second <= 31 && first >= 1 && first <= 12 ? -1 : 0;
}

static char *put_digits(char *at, int value, int digits)
{
    for (int i = digits; i-- > 0; value /= 10) {
        at[i] = (char)('0' + value % 10);
    }
    return at + digits;
}

size_t date_text(struct date date, char ret[DATE_TEXT_MAX])
{
    char *at = ret;
    if (date.year > 0) {
        at = put_digits(at, date.year, 4);
    } else if (date.month > 0) {
        *at++ = '-';
    }
    if (date.month > 0) {
        *at++ = '-';
        at = put_digits(at, date.month, 2);
        if (date.day > 0) {
            *at++ = '-';
            at = put_digits(at, date.day, 2);
        }
    }
    *at = '\0';
    return (size_t)(at - ret);
}

/* The number in text[from, to), or -1. */
static int digits_at(struct str text, size_t from, size_t to)
{
    uint64_t value;
    return to <= text.len && str_to_uint(str_slice(text, from, to), 9999, &value) ? (int)value : -1;
}

bool date_from_text(struct str text, struct date *ret)
{
    bool no_year = str_starts(text, STR("--"));
    size_t at = no_year ? 1 : 4; /* of the dash before the month */
    int year = no_year ? 0 : digits_at(text, 0, 4);
    int month = 0;
    int day = 0;
    if (text.len >= at + 3) {
        month = text.ptr[at] == '-' ? digits_at(text, at + 1, at + 3) : -1;
    }
    if (text.len == at + 6) {
        day = text.ptr[at + 3] == '-' ? digits_at(text, at + 4, at + 6) : -1;
    }
    bool right_length = text.len == at + 3 || text.len == at + 6 || (text.len == at && !no_year);
    bool year_fits = no_year ? true : year >= YEAR_LEAST && year <= YEAR_MOST;
    bool month_fits = text.len == at ? month == 0 : month >= 1 && month <= 12;
    bool day_fits = text.len == at + 6 ? day >= 1 && day <= 31 : day == 0;
    if (!right_length || !year_fits || !month_fits || !day_fits) {
        return false;
    }
    *ret = (struct date){(int16_t)year, (int8_t)month, (int8_t)day};
    return true;
}

int32_t date_days(struct date date)
{
    /* Days from civil, after H. Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
    int32_t y = date.year - (date.month <= 2);
    int32_t era = y / 400;
    int32_t year_of_era = y - era * 400;
    int32_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct date date_of_days(int32_t days)
{
    /* Civil from days, from the same. */
    int64_t z = (int64_t)days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t of_era = z - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    return (struct date){(int16_t)(year + era * 400 + (month >= 10)),
                         (int8_t)(month < 10 ? month + 3 : month - 9),
                         (int8_t)(of_year - (153 * month + 2) / 5 + 1)};
}

bool date_is_valid(struct date date)
{
    static const int8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (date.year < YEAR_LEAST || date.month < 1 || date.month > 12) {
        return false;
    }
    bool leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
    int length = lengths[date.month - 1] + (leap && date.month == 2);
    return date.day >= 1 && date.day <= length;
}

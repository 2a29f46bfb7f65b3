/* contact.c - telephone numbers and e-mail addresses. */
#include "contact.h"

#include "wordlist.h"

#include "text.h"
#include "unzeroed.h"

enum { DIGITS_MAX = 24, DIGITS_LEAST = 6, DIGITS_MOST = 15 };

/* struct number - the digits of one number in a cell, and whether "+" stood before them. */
struct number {
    bool plus;
    size_t count;
    char digits[DIGITS_MAX + 1];
};

/* What may stand inside a number; anything else ends it. A slash does when a whole number stands
 * before it. */
static bool joins(const struct number *number, char c)
{
    return c == ' ' || c == '-' || c == '(' || c == ')' || c == '.' || c == '\t' ||
           (c == '/' && number->count < 9);
}

/* The first run of enough digits in the cell: "Mob: 07700 900123 / 01632 960123 ext 12" →
 * 07700900123. */
static bool number_find(struct str text, struct number *ret)
{
    for (size_t at = 0; at < text.len;) {
        struct number number = {.plus = false};
        for (; at < text.len; at++) {
            char c = text.ptr[at];
            if (ascii_is_digit(c) && number.count < DIGITS_MAX) {
                number.digits[number.count++] = c;
            } else if (c == '+' && number.count == 0) {
                number.plus = true;
            } else if (!joins(&number, c)) {
                break;
            }
        }
        if (number.count >= DIGITS_LEAST) {
            *ret = number;
            return true;
        }
        at++;
    }
    return false;
}

/* "1.632960123E9" as a spreadsheet shows it → its digits. False when it is no such number or digits
 * were lost. */
static bool number_from_exponent(struct str text, struct number *ret)
{
    struct number number = {.plus = false};
    size_t at = 0;
    size_t fraction = 0;
    bool point = false;
    for (; at < text.len && (ascii_is_digit(text.ptr[at]) || (text.ptr[at] == '.' && !point));
         at++) {
        if (text.ptr[at] == '.') {
            point = true;
        } else if (number.count < DIGITS_MAX) {
            number.digits[number.count++] = text.ptr[at];
            fraction += point;
        }
    }
    if (number.count == 0 || at == text.len || ascii_lower(text.ptr[at]) != 'e') {
        return false;
    }
    struct str exponent = str_slice(text, at + 1, text.len);
    uint64_t power;
    if (exponent.len > 0 && exponent.ptr[0] == '+') {
        exponent = str_slice(exponent, 1, exponent.len);
    }
    bool right = str_to_uint(exponent, DIGITS_MOST, &power) && power == fraction;
    *ret = number;
    return right && number.count >= DIGITS_LEAST;
}

static bool is_run(struct str digits, int step)
{
    for (size_t i = 1; i < digits.len; i++) {
        if ((digits.ptr[i] - digits.ptr[i - 1] - step) % 10 != 0) {
            return false;
        }
    }
    return true;
}

/* 000…, 999…, 123456…, and numbers that end in six zeros. */
static bool is_filler(struct str digits)
{
    size_t zeros = 0;
    while (zeros < digits.len && digits.ptr[digits.len - 1 - zeros] == '0') {
        zeros++;
    }
    struct str rest = digits.ptr[0] == '0' ? str_slice(digits, 1, digits.len) : digits;
    return zeros >= 6 || is_run(rest, 0) || is_run(rest, 1);
}

static bool write_number(const char *country, struct str digits, char ret[PHONE_MAX])
{
    size_t length = strlen(country);
    if (digits.len + length < DIGITS_LEAST || digits.len + length > DIGITS_MOST + 1) {
        return false;
    }
    memcpy(ret, country, length);
    memcpy(ret + length, digits.ptr, digits.len);
    ret[length + digits.len] = '\0';
    return true;
}

/* A national number of the United Kingdom: 9 or 10 digits without the 0 in front (Ofcom, National
 * Telephone Numbering Plan). */
static bool is_national(struct str digits)
{
    return (digits.len == 9 || digits.len == 10) && digits.ptr[0] != '0';
}

bool phone_parse(struct str text, char ret[PHONE_MAX])
{
    struct number number;
    text = str_trim(text);
    if (!number_from_exponent(text, &number) && !number_find(text, &number)) {
        return false;
    }
    struct str digits = {number.digits, number.count};
    if (!number.plus && str_starts(digits, STR("00")) && digits.len > 10) {
        number.plus = true;
        digits = str_slice(digits, 2, digits.len);
    }
    if (is_filler(digits)) {
        return false;
    }
    if (str_starts(digits, STR("44")) && (number.plus || digits.len == 12 || digits.len == 13)) {
        struct str national = str_slice(digits, 2, digits.len);
        if (national.len > 0 && national.ptr[0] == '0') { /* +44 (0)1632 */
            national = str_slice(national, 1, national.len);
        }
        if (is_national(national)) {
            return !is_filler(national) && write_number("+44", national, ret);
        }
    }
    if (number.plus) {
        return write_number("+", digits, ret);
    }
    struct str national = str_slice(digits, 1, digits.len);
    if (digits.ptr[0] == '0' && is_national(national)) {
        return write_number("+44", national, ret);
    }
    if (digits.len == 10 && strchr("1237", digits.ptr[0]) != NULL) { /* the 0 was lost */
        return write_number("+44", digits, ret);
    }
    return write_number("", digits, ret);
}

/* Names before the @ that stand for no address, folded and without spaces. */
static const struct word_row nobody[] = {
    {"declined", 1},    {"dimebost", 1}, {"donotreply", 1},     {"na", 1},
    {"nil", 1},         {"noemail", 1},  {"noemailaddress", 1}, {"nomail", 1},
    {"none", 1},        {"noreply", 1},  {"notgiven", 1},       {"notknown", 1},
    {"notprovided", 1}, {"null", 1},     {"refused", 1},        {"unknown", 1},
};

/* test@test.com and its like: the same word on both sides, and one of these. */
static const struct word_row doubled[] = {
    {"a", 1},    {"abc", 1},  {"email", 1}, {"example", 1}, {"fake", 1},
    {"mail", 1}, {"test", 1}, {"x", 1},     {"xxx", 1},
};

static bool email_is_filler(struct str local, struct str domain)
{
    UNZEROED struct text folded;
    char squeezed[TEXT_BYTES_MAX];
    size_t length = 0;
    text_fold(local, &folded);
    for (size_t i = 0; i < folded.len; i++) {
        if (folded.ptr[i] != ' ') {
            squeezed[length++] = folded.ptr[i];
        }
    }
    struct str word = {squeezed, length};
    struct str host = str_slice(domain, 0, (size_t)str_find(domain, STR(".")));
    return wordlist_find(nobody, sizeof(nobody) / sizeof(nobody[0]), word) != NULL ||
           (str_eq(word, host) &&
            wordlist_find(doubled, sizeof(doubled) / sizeof(doubled[0]), word) != NULL);
}

static bool email_byte_ends(char c)
{
    return ascii_is_space(c) || (c != '\0' && strchr("<>()[],;:\"\\", c) != NULL) ||
           (unsigned char)c < ' ';
}

/* No dot at either end or doubled; the domain has one, and letters, digits and dashes besides. */
static bool email_is_formed(struct str local, struct str domain)
{
    if (local.len == 0 || local.len > 64 || str_starts(local, STR(".")) ||
        str_ends(local, STR(".")) || str_find(local, STR("..")) >= 0) {
        return false;
    }
    for (size_t i = 0; i < domain.len; i++) {
        char c = domain.ptr[i];
        if (!ascii_is_alpha(c) && !ascii_is_digit(c) && c != '-' && c != '.' &&
            (unsigned char)c < 0x80) {
            return false;
        }
    }
    return domain.len >= 3 && str_find(domain, STR(".")) > 0 && !str_ends(domain, STR(".")) &&
           str_find(domain, STR("..")) < 0;
}

bool email_parse(struct str text, char ret[EMAIL_MAX])
{
    char lower[EMAIL_MAX];
    ptrdiff_t at = str_find(text, STR("@"));
    if (at <= 0) {
        return false;
    }
    size_t from = (size_t)at;
    size_t to = (size_t)at;
    while (from > 0 && !email_byte_ends(text.ptr[from - 1])) {
        from--;
    }
    while (to < text.len && !email_byte_ends(text.ptr[to])) {
        to++;
    }
    while (to > (size_t)at && text.ptr[to - 1] == '.') { /* the end of a sentence */
        to--;
    }
    if (to - from >= EMAIL_MAX) {
        return false;
    }
    for (size_t i = from; i < to; i++) {
        lower[i - from] = ascii_lower(text.ptr[i]);
    }
    lower[to - from] = '\0';
    struct str local = {lower, (size_t)at - from};
    struct str domain = {lower + local.len + 1, to - (size_t)at - 1};
    if (!email_is_formed(local, domain) || email_is_filler(local, domain)) {
        return false;
    }
    memcpy(ret, lower, to - from + 1);
    return true;
}

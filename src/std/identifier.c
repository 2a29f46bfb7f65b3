/* identifier.c - national identifiers and other codes. */
#include "identifier.h"

#include "text.h"
#include "unzeroed.h"

/* Letters and digits of text in upper case, other characters dropped; 0 when they do not fit. */
static size_t squeeze(struct str text, char ret[IDENTIFIER_MAX])
{
    UNZEROED struct text folded;
    size_t length = 0;
    text_fold(text, &folded);
    for (size_t i = 0; i < folded.len; i++) {
        if (folded.ptr[i] == ' ') {
            continue;
        }
        if (length + 1 == IDENTIFIER_MAX) {
            return 0;
        }
        ret[length++] = ascii_upper(folded.ptr[i]);
    }
    ret[length] = '\0';
    return length;
}

/* Only digits, spaces and dashes; returns the digits, 0 for anything else. A spreadsheet's ".0"
 * goes. */
static size_t digits_only(struct str text, char ret[IDENTIFIER_MAX])
{
    size_t length = 0;
    text = str_trim(text);
    if (text.len > 2 && str_ends(text, STR(".0"))) {
        text.len -= 2;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (ascii_is_digit(c) && length + 1 < IDENTIFIER_MAX) {
            ret[length++] = c;
        } else if (c != ' ' && c != '-') {
            return 0;
        }
    }
    ret[length] = '\0';
    return length;
}

static bool is_one_character(const char *text)
{
    return text[strspn(text, (const char[]){text[0], '\0'})] == '\0';
}

bool nhs_number_parse(struct str text, char ret[IDENTIFIER_MAX])
{
    char digits[IDENTIFIER_MAX];
    int sum = 0;
    if (digits_only(text, digits) != 10 || is_one_character(digits)) {
        return false;
    }
    for (int i = 0; i < 9; i++) {
        sum += (digits[i] - '0') * (10 - i);
    }
    int check = 11 - sum % 11;
    if ((check == 11 ? 0 : check) != digits[9] - '0') { /* 10 equals no digit */
        return false;
    }
    memcpy(ret, digits, 11);
    return true;
}

static bool prefix_is_allotted(char first, char second)
{
    static const char *const never[] = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"};
    if (first == 'Q' && second == 'Q') { /* what guidance and tests use */
        return true;
    }
    if (strchr("DFIQUV", first) != NULL || strchr("DFIOQUV", second) != NULL) {
        return false;
    }
    for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
        if (first == never[i][0] && second == never[i][1]) {
            return false;
        }
    }
    return true;
}

bool national_insurance_parse(struct str text, char ret[IDENTIFIER_MAX])
{
    char code[IDENTIFIER_MAX];
    size_t length = squeeze(text, code);
    if (length != 8 && length != 9) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        bool letter = i < 2 || i == 8;
        if (letter ? !ascii_is_alpha(code[i]) : !ascii_is_digit(code[i])) {
            return false;
        }
    }
    bool suffix = length == 8 || strchr("ABCD", code[8]) != NULL;
    bool filler = is_one_character(
                      (const char[]){code[2], code[3], code[4], code[5], code[6], code[7], '\0'}) &&
                  code[2] == '0';
    if (!suffix || filler || !prefix_is_allotted(code[0], code[1])) {
        return false;
    }
    memcpy(ret, code, length + 1);
    return true;
}

bool uprn_parse(struct str text, char ret[IDENTIFIER_MAX])
{
    char digits[IDENTIFIER_MAX];
    size_t length = digits_only(text, digits);
    size_t zeros = strspn(length ? digits : "", "0");
    length -= zeros;
    if (length < 1 || length > 12 || (length >= 6 && is_one_character(digits + zeros))) {
        return false;
    }
    memcpy(ret, digits + zeros, length + 1);
    return true;
}

bool identifier_parse(struct str text, char ret[IDENTIFIER_MAX])
{
    char code[IDENTIFIER_MAX];
    if (text_is_placeholder(text)) {
        return false;
    }
    size_t length = squeeze(text, code);
    if (length == 0 || (length >= 2 && code[0] == '0' && is_one_character(code))) {
        return false;
    }
    memcpy(ret, code, length + 1);
    return true;
}

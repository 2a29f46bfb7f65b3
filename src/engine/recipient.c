/* recipient.c - a person and how they are reached, from free text. */
#include "recipient.h"

#include "postcode.h"

static bool is_apart(char c)
{
    return c == ',' || c == ';' || c == '\n' || c == '\r';
}

/* next_part - cut off the front of *rest. Returns false when nothing is left. */
static bool next_part(struct str *rest, struct str *ret)
{
    size_t end = 0;
    if (rest->len == 0) {
        return false;
    }
    while (end < rest->len && !is_apart(rest->ptr[end])) {
        end++;
    }
    *ret = str_trim(str_slice(*rest, 0, end));
    *rest = str_slice(*rest, end < rest->len ? end + 1 : end, rest->len);
    return true;
}

static bool has_digit(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] >= '0' && text.ptr[i] <= '9') {
            return true;
        }
    }
    return false;
}

/* is_number - is it a telephone number: digits and what is written between them, perhaps after a
 * word such as "tel" or "ffôn"? */
static bool is_number(struct str text, char ret[PHONE_MAX])
{
    size_t digits = 0, letters = 0, start = 0;
    char postcode[POSTCODE_MAX];
    while (start < text.len && text.ptr[start] != '+' && text.ptr[start] != '(' &&
           (text.ptr[start] < '0' || text.ptr[start] > '9')) {
        start++;
    }
    struct str number = str_slice(text, start, text.len);
    for (size_t i = 0; i < number.len; i++) {
        char c = number.ptr[i];
        digits += c >= '0' && c <= '9';
        letters += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
    }
    return start <= 12 && digits >= 9 && letters == 0 && !postcode_parse(number, postcode) &&
           phone_parse(number, ret);
}

/* without_brackets - the text with what stands in brackets left out, trimmed; in the arena. */
static struct str without_brackets(struct arena *arena, struct str text)
{
    char *kept = arena_alloc(arena, text.len + 1);
    size_t len = 0, depth = 0;
    for (size_t i = 0; i < text.len; i++) {
        depth += text.ptr[i] == '(';
        if (depth == 0) {
            kept[len++] = text.ptr[i];
        }
        depth -= text.ptr[i] == ')' && depth > 0;
    }
    return str_trim((struct str){kept, len});
}

/* add_line - one more of an address; those that don't fit are put in the last. */
static void add_line(struct arena *arena, struct str line, struct str *lines, size_t *count)
{
    if (*count < RECIPIENT_LINES_MAX) {
        lines[(*count)++] = arena_str(arena, line);
    } else {
        struct str *last = &lines[RECIPIENT_LINES_MAX - 1];
        *last = arena_printf(arena, "%.*s, %.*s", PRI(*last), PRI(line));
    }
}

void recipient_read(struct arena *arena, struct str text, struct recipient *ret)
{
    struct str part;
    bool digit = false;
    *ret = (struct recipient){.name = STR("")};
    while (next_part(&text, &part)) {
        char email[EMAIL_MAX], phone[PHONE_MAX];
        if (part.len == 0) {
            continue;
        }
        if (memchr(part.ptr, '@', part.len) != NULL && email_parse(part, email)) {
            memcpy(ret->email, email, sizeof email);
        } else if (is_number(part, phone)) {
            memcpy(ret->phone, phone, sizeof phone);
        } else if (ret->name.len == 0 && ret->address_count == 0 && !has_digit(part)) {
            ret->name = without_brackets(arena, part);
        } else {
            digit |= has_digit(part);
            add_line(arena, part, ret->address, &ret->address_count);
        }
    }
    ret->address_count = digit ? ret->address_count : 0;
}

size_t recipient_address(struct arena *arena, struct str text, struct str ret[RECIPIENT_LINES_MAX])
{
    struct str part;
    size_t count = 0;
    while (next_part(&text, &part)) {
        if (part.len > 0) {
            add_line(arena, part, ret, &count);
        }
    }
    return count;
}

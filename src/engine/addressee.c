/* addressee.c - see addressee.h. */
#include "addressee.h"

#include "contact.h"
#include "postcode.h"

#include <ctype.h>

enum { PARTS_MAX = 16 };

static bool is_separator(char c)
{
    return c == ',' || c == ';' || c == '\n' || c == '\r';
}

/* split - parts that are not empty, trimmed. */
static size_t split(struct str text, struct str parts[PARTS_MAX])
{
    size_t count = 0, from = 0;
    for (size_t i = 0; i <= text.len && count < PARTS_MAX; i++) {
        if (i == text.len || is_separator(text.ptr[i])) {
            struct str part = str_trim(str_slice(text, from, i));
            from = i + 1;
            if (part.len > 0) {
                parts[count++] = part;
            }
        }
    }
    return count;
}

/* is_phone - mostly digits: a house number with its street is none. */
static bool is_phone(struct str part, char ret[PHONE_MAX])
{
    size_t others = 0;
    for (size_t i = 0; i < part.len; i++) {
        others += isalpha((unsigned char)part.ptr[i]) != 0;
    }
    return others == 0 && phone_parse(part, ret);
}

void addressee_take_address(struct arena *arena, struct str address, struct addressee *ret)
{
    struct str parts[PARTS_MAX];
    size_t count = split(address, parts);
    ret->address_count = 0;
    for (size_t i = 0; i < count && ret->address_count < DELIVERY_ADDRESS_LINES_MAX; i++) {
        ret->address[ret->address_count++] = arena_str(arena, parts[i]);
    }
    ret->postcode = count > 0 ? arena_str(arena, postcode_find(parts[count - 1])) : STR("");
}

static void take_value(struct arena *arena, struct reach_channel *channel, struct str value)
{
    channel->value = arena_str(arena, value);
    channel->said = true;
}

void addressee_read(struct arena *arena, struct str text, struct addressee *ret)
{
    struct str parts[PARTS_MAX];
    struct buf address = {0};
    size_t count = split(text, parts), lines = 0;
    char phone[PHONE_MAX], email[EMAIL_MAX];
    *ret = (struct addressee){0};
    for (size_t i = 0; i < count; i++) {
        if (email_parse(parts[i], email)) {
            take_value(arena, &ret->reach.channels[STEP_CHANNEL_EMAIL], str_of(email));
        } else if (is_phone(parts[i], phone)) {
            take_value(arena, &ret->reach.channels[STEP_CHANNEL_PHONE], str_of(phone));
            take_value(arena, &ret->reach.channels[STEP_CHANNEL_SMS], str_of(phone));
        } else if (ret->name.len == 0) {
            ret->name = arena_str(arena, parts[i]);
        } else {
            buf_printf(&address, "%s%.*s", lines++ > 0 ? ", " : "", PRI(parts[i]));
        }
    }
    addressee_take_address(arena, buf_str(&address), ret);
    if (lines > 1 || ret->postcode.len > 0) {
        take_value(arena, &ret->reach.channels[STEP_CHANNEL_POST], buf_str(&address));
        take_value(arena, &ret->reach.channels[STEP_CHANNEL_VISIT], buf_str(&address));
    }
    buf_free(&address);
}

static bool is_capitals(struct str name)
{
    bool any = false;
    for (size_t i = 0; i < name.len; i++) {
        any = any || isupper((unsigned char)name.ptr[i]);
        if (islower((unsigned char)name.ptr[i]) || (unsigned char)name.ptr[i] >= 0x80) {
            return false;
        }
    }
    return any;
}

struct str addressee_name_written(struct arena *arena, struct str name)
{
    ptrdiff_t comma = str_find(name, STR(","));
    struct str family = comma > 0 ? str_trim(str_slice(name, 0, (size_t)comma)) : STR("");
    struct str rest =
        comma > 0 ? str_trim(str_slice(name, (size_t)comma + 1, name.len)) : str_trim(name);
    bool capitals = is_capitals(name);
    struct str made = family.len > 0 && rest.len > 0
                          ? arena_printf(arena, "%.*s %.*s", PRI(rest), PRI(family))
                          : arena_printf(arena, "%.*s", PRI(rest.len > 0 ? rest : family));
    char *at = arena_alloc(arena, made.len + 1);
    memcpy(at, made.ptr, made.len);
    for (size_t i = 1; capitals && i < made.len; i++) {
        bool begins = at[i - 1] == ' ' || at[i - 1] == '-' || at[i - 1] == '\'';
        at[i] = begins ? at[i] : (char)tolower((unsigned char)at[i]);
    }
    return (struct str){at, made.len};
}

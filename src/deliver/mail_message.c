/* mail_message.c - see mail_message.h. */
#include "mail_message.h"

#include "calendar.h"
#include "email_address.h"
#include "html.h"
#include "markdown_text.h"

#include <sodium.h>

enum {
    PLAIN_BYTES_MAX = 60, /* of a header's text that is not encoded */
    WORD_BYTES_MAX = 42,  /* of text in one encoded word: 56 letters, with its frame 68 */
    LINE_BYTES_MAX = 76   /* of quoted-printable, with the "=" at its end */
};

/* ---- headers ---- */

static bool is_plain(struct str text)
{
    bool plain = text.len <= PLAIN_BYTES_MAX && str_find(text, STR("=?")) < 0 &&
                 str_eq(str_trim(text), text);
    for (size_t i = 0; i < text.len; i++) {
        plain = plain && text.ptr[i] >= ' ' && text.ptr[i] < 127;
    }
    return plain;
}

/* next_word - as much of *rest as one encoded word takes; characters are not divided. */
static struct str next_word(struct str *rest)
{
    size_t len = rest->len < WORD_BYTES_MAX ? rest->len : WORD_BYTES_MAX;
    while (len < rest->len && len > WORD_BYTES_MAX - 4 &&
           ((unsigned char)rest->ptr[len] & 0xc0) == 0x80) {
        len--;
    }
    struct str word = str_slice(*rest, 0, len);
    *rest = str_slice(*rest, len, rest->len);
    return word;
}

static void add_words(struct buf *out, struct str text)
{
    struct str rest = text;
    for (bool first = true; rest.len > 0; first = false) {
        struct str word = next_word(&rest);
        char clean[WORD_BYTES_MAX];
        char base64[WORD_BYTES_MAX * 2];
        for (size_t i = 0; i < word.len; i++) {
            unsigned char c = (unsigned char)word.ptr[i];
            clean[i] = c < ' ' || c == 127 ? ' ' : word.ptr[i];
        }
        sodium_bin2base64(base64, sizeof base64, (const unsigned char *)clean, word.len,
                          sodium_base64_VARIANT_ORIGINAL);
        buf_printf(out, "%s=?utf-8?B?%s?=", first ? "" : "\r\n ", base64);
    }
}

void mail_add_header(struct buf *out, const char *name, struct str text)
{
    buf_printf(out, "%s: ", name);
    if (is_plain(text)) {
        buf_add(out, text);
    } else {
        add_words(out, text);
    }
    buf_add(out, STR("\r\n"));
}

static void add_from(struct buf *out, const struct mail_sender *sender)
{
    buf_add(out, STR("From: "));
    if (sender->name.len > 0) {
        add_words(out, sender->name);
        buf_add(out, STR("\r\n "));
    }
    buf_printf(out, "<%.*s>\r\n", PRI(sender->from));
}

void mail_add_date(struct buf *out, int64_t seconds)
{
    static const char days[][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t day = calendar_floor(seconds, CALENDAR_DAY_SECONDS), year;
    int of_day = (int)(seconds - day * CALENDAR_DAY_SECONDS), month, date;
    calendar_date(day, &year, &month, &date);
    buf_printf(out, "%s, %d %s %04lld %02d:%02d:%02d +0000", days[calendar_weekday(day) - 1], date,
               months[month - 1], (long long)year, of_day / 3600, of_day / 60 % 60, of_day % 60);
}

/* ---- parts ---- */

void mail_add_quoted(struct buf *out, struct str text)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t line = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool ends = i + 1 == text.len || text.ptr[i + 1] == '\n' || text.ptr[i + 1] == '\r';
        bool plain = (c > ' ' && c < 127 && c != '=') || ((c == ' ' || c == '\t') && !ends);
        if (c == '\n' || (c == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n')) {
            i += c == '\r';
            buf_add(out, STR("\r\n"));
            line = 0;
            continue;
        }
        if (line + (plain ? 1 : 3) > LINE_BYTES_MAX - 1) {
            buf_add(out, STR("=\r\n"));
            line = 0;
        }
        if (plain) {
            buf_add_char(out, (char)c);
            line++;
        } else {
            const char escaped[] = {'=', digits[c >> 4], digits[c & 15]};
            buf_add(out, str_make(escaped, sizeof escaped));
            line += sizeof escaped;
        }
    }
    buf_add(out, STR("\r\n"));
}

static void add_part(struct buf *out, struct str key, const char *type, struct str text)
{
    buf_printf(out,
               "--=_%.*s\r\nContent-Type: %s; charset=utf-8\r\n"
               "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
               PRI(key), type);
    mail_add_quoted(out, text);
    buf_add(out, STR("\r\n"));
}

static void add_parts(struct buf *out, const struct delivery *delivery,
                      const struct markdown_block *body, const char *language)
{
    struct buf text = {0}, page = {0};
    markdown_text(body, &text);
    add_part(out, delivery->key, "text/plain", buf_str(&text));
    buf_printf(&page,
               "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>",
               language);
    html_escape(&page, delivery->title);
    buf_add(&page, STR("</title>\n</head>\n<body>\n"));
    markdown_html(body, &page);
    buf_add(&page, STR("</body>\n</html>\n"));
    add_part(out, delivery->key, "text/html", buf_str(&page));
    buf_printf(out, "--=_%.*s--\r\n", PRI(delivery->key));
    buf_free(&text);
    buf_free(&page);
}

int mail_message_write(const struct mail_sender *sender, const struct delivery *delivery,
                       struct buf *out, struct err *err)
{
    const char *language = delivery->language == ACCESS_WELSH ? "cy" : "en";
    if (!email_address_fits(delivery->to)) {
        return err_set(err, ERR_INPUT, "the address is no address of e-mail that can be used");
    }
    if (!email_address_fits(sender->from) ||
        (sender->reply_to.len > 0 && !email_address_fits(sender->reply_to))) {
        return err_set(err, ERR_INPUT, "the sender's is no address of e-mail");
    }
    struct arena arena = {0};
    struct markdown_block *body = NULL;
    int code = markdown_parse(&arena, delivery->body, &body, err);
    if (code != 0) {
        arena_free(&arena);
        return code;
    }
    const char *at = memchr(sender->from.ptr, '@', sender->from.len);
    struct str host = str_slice(sender->from, (size_t)(at - sender->from.ptr), sender->from.len);
    buf_add(out, STR("Date: "));
    mail_add_date(out, delivery->time);
    buf_add(out, STR("\r\n"));
    add_from(out, sender);
    if (sender->reply_to.len > 0) {
        buf_printf(out, "Reply-To: <%.*s>\r\n", PRI(sender->reply_to));
    }
    buf_printf(out, "To: <%.*s>\r\n", PRI(delivery->to));
    mail_add_header(out, "Subject", delivery->title);
    buf_printf(out,
               "Message-ID: <%.*s%.*s>\r\nContent-Language: %s\r\n"
               "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
               "Content-Type: multipart/alternative; boundary=\"=_%.*s\"\r\n\r\n",
               PRI(delivery->key), PRI(host), language, PRI(delivery->key));
    add_parts(out, delivery, body, language);
    arena_free(&arena);
    return 0;
}

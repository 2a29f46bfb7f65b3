/* encoding.c - finding the encoding and converting, a piece at a time. */
#include "encoding.h"

#include "memory.h"

const char *encoding_name(enum encoding_kind kind)
{
    static const char *const names[] = {
        [ENCODING_ASCII] = "ASCII",
        [ENCODING_UTF8] = "UTF-8",
        [ENCODING_UTF8_BOM] = "UTF-8 with byte order mark",
        [ENCODING_UTF16LE] = "UTF-16 little endian",
        [ENCODING_UTF16BE] = "UTF-16 big endian",
        [ENCODING_WINDOWS_1252] = "Windows-1252",
    };
    return names[kind];
}

size_t utf8_sequence(struct str s)
{
    if (s.len == 0) {
        return 0;
    }
    const unsigned char *p = (const unsigned char *)s.ptr;
    if (p[0] < 0x80) {
        return 1;
    }
    size_t len = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || s.len < len) {
        return 0;
    }
    /* The second byte is narrower after these four (Unicode 15, table 3-7). */
    unsigned char low = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
    unsigned char high = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;
    if (p[1] < low || p[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return len;
}

/* ascii_run - how many bytes at the start of s are ASCII. */
static size_t ascii_run(struct str s)
{
    size_t at = 0;
    for (; at + sizeof(uint64_t) <= s.len; at += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, s.ptr + at, sizeof word);
        if (word & 0x8080808080808080u) {
            break;
        }
    }
    while (at < s.len && (unsigned char)s.ptr[at] < 0x80) {
        at++;
    }
    return at;
}

bool utf8_valid(struct str s)
{
    for (size_t at = 0;;) {
        at += ascii_run(str_slice(s, at, s.len));
        if (at == s.len) {
            return true;
        }
        size_t len = utf8_sequence(str_slice(s, at, s.len));
        if (len == 0) {
            return false;
        }
        at += len;
    }
}

size_t utf8_encode(uint32_t c, char text[4])
{
    if (c < 0x80) {
        text[0] = (char)c;
        return 1;
    }
    size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = len - 1; i > 0; i--) {
        text[i] = (char)(0x80 | (c & 0x3f));
        c >>= 6;
    }
    text[0] = (char)(lead[len] | c);
    return len;
}

/* refill - move the unread bytes to the front and read until the buffer is full or the source
 * ends. */
static int refill(struct encoding *e, struct err *err)
{
    memmove(e->in, e->in + e->from, e->to - e->from);
    e->to -= e->from;
    e->from = 0;
    size_t got = 0;
    int code = e->ended ? 0
                        : byte_source_fill(e->source, e->in + e->to, ENCODING_LOOK_BYTES - e->to,
                                           &got, err);
    if (code != 0) {
        return code;
    }
    e->to += got;
    e->ended = e->to < ENCODING_LOOK_BYTES;
    return 0;
}

static struct str unread(const struct encoding *e)
{
    return str_make(e->in + e->from, e->to - e->from);
}

/* zero_sided - zero bytes at offset `side` of at least a fifth of the pairs, and hardly any at the
 * other. */
static bool zero_sided(struct str s, size_t side)
{
    size_t zeros[2] = {0, 0};
    size_t pairs = s.len / 2;
    for (size_t i = 0; i < pairs * 2; i++) {
        zeros[i & 1] += s.ptr[i] == 0;
    }
    return pairs > 0 && zeros[side] * 5 >= pairs && zeros[side] > 20 * zeros[1 - side];
}

static enum encoding_kind kind_at_start(struct str s, size_t *ret_mark)
{
    static const struct {
        struct str mark;
        enum encoding_kind kind;
    } marks[] = {
        {{"\xef\xbb\xbf", 3}, ENCODING_UTF8_BOM},
        {{"\xff\xfe", 2}, ENCODING_UTF16LE},
        {{"\xfe\xff", 2}, ENCODING_UTF16BE},
    };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (str_starts(s, marks[i].mark)) {
            *ret_mark = marks[i].mark.len;
            return marks[i].kind;
        }
    }
    *ret_mark = 0;
    return zero_sided(s, 1)   ? ENCODING_UTF16LE
           : zero_sided(s, 0) ? ENCODING_UTF16BE
                              : ENCODING_ASCII;
}

int encoding_open(struct encoding *e, struct byte_source source, struct err *err)
{
    *e = (struct encoding){.source = source, .in = mem_must_array(ENCODING_LOOK_BYTES, 1)};
    int code = refill(e, err);
    if (code != 0) {
        return code;
    }
    struct str start = unread(e);
    if (str_starts(start, str_make("\xff\xfe\0\0", 4)) ||
        str_starts(start, str_make("\0\0\xfe\xff", 4))) {
        return err_set(err, ERR_INPUT, "is UTF-32; save it as UTF-8");
    }
    size_t mark;
    e->kind = kind_at_start(start, &mark);
    e->from = mark;
    return 0;
}

/* kind_of - rule 3 above, for bytes that start with one that is not ASCII. */
static enum encoding_kind kind_of(struct str s, bool ended)
{
    size_t well = 0;
    size_t wrong = 0;
    for (size_t at = 0; at < s.len;) {
        at += ascii_run(str_slice(s, at, s.len));
        if (at == s.len || (!ended && s.len - at < 4)) {
            break; /* a sequence may be cut by the end of the stretch */
        }
        size_t len = utf8_sequence(str_slice(s, at, s.len));
        well += len > 0;
        wrong += len == 0;
        at += len > 0 ? len : 1;
    }
    return well > 0 && well * 8 >= wrong ? ENCODING_UTF8 : ENCODING_WINDOWS_1252;
}

/* Characters of Windows-1252 at 0x80 … 0x9f (Unicode Consortium, CP1252.TXT); 0 is unused. */
static const uint16_t windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

static const uint32_t NO_CHARACTER = UINT32_MAX;

static uint32_t next_windows_1252(struct encoding *e)
{
    unsigned char c = (unsigned char)e->in[e->from++];
    if (c >= 0x80 && c < 0xa0) {
        return windows_1252[c - 0x80] ? windows_1252[c - 0x80] : NO_CHARACTER;
    }
    return c;
}

static uint32_t utf16_unit(const struct encoding *e, size_t at)
{
    unsigned char a = (unsigned char)e->in[at];
    unsigned char b = (unsigned char)e->in[at + 1];
    return e->kind == ENCODING_UTF16LE ? (uint32_t)(a | b << 8) : (uint32_t)(b | a << 8);
}

/* The caller has seen to it that four bytes are there unless the source has ended. */
static uint32_t next_utf16(struct encoding *e)
{
    if (e->to - e->from < 2) {
        e->from = e->to;
        return NO_CHARACTER; /* half a unit at the end */
    }
    uint32_t unit = utf16_unit(e, e->from);
    e->from += 2;
    if (unit < 0xd800 || unit > 0xdfff) {
        return unit;
    }
    if (unit > 0xdbff || e->to - e->from < 2) {
        return NO_CHARACTER;
    }
    uint32_t low = utf16_unit(e, e->from);
    if (low < 0xdc00 || low > 0xdfff) {
        return NO_CHARACTER;
    }
    e->from += 2;
    return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

/* convert - characters from the buffer into `into` until it is full or the buffer too short;
 * returns the bytes made. */
static size_t convert(struct encoding *e, char *into, size_t size)
{
    bool narrow = e->kind == ENCODING_WINDOWS_1252;
    size_t need = narrow ? 1 : e->ended ? 1 : 4;
    size_t made = 0;
    while (made < size && e->to - e->from >= need) {
        uint32_t c = narrow ? next_windows_1252(e) : next_utf16(e);
        char text[4] = {(char)0xff};
        size_t len = c == NO_CHARACTER ? 1 : utf8_encode(c, text);
        size_t fits = len < size - made ? len : size - made;
        memcpy(into + made, text, fits);
        made += fits;
        memcpy(e->carry, text + fits, len - fits);
        e->carry_len = len - fits;
    }
    return made;
}

static size_t give(char *into, size_t size, const char *from, size_t len)
{
    len = len < size ? len : size;
    memcpy(into, from, len);
    return len;
}

static int encoding_read(void *context, char *into, size_t size, size_t *ret_len, struct err *err)
{
    struct encoding *e = context;
    if (e->carry_len > 0) {
        size_t len = give(into, size, e->carry, e->carry_len);
        memmove(e->carry, e->carry + len, e->carry_len - len);
        e->carry_len -= len;
        *ret_len = len;
        return 0;
    }
    if (e->to - e->from < 4 && !e->ended) {
        int code = refill(e, err);
        if (code != 0) {
            return code;
        }
    }
    size_t pass = e->to - e->from; /* bytes that can go as they are */
    if (e->kind == ENCODING_ASCII) {
        pass = ascii_run(unread(e));
        if (pass == 0 && e->to > e->from) {
            int code = refill(e, err);
            if (code != 0) {
                return code;
            }
            e->kind = kind_of(unread(e), e->ended);
            pass = e->to - e->from;
        }
    }
    if (e->kind == ENCODING_WINDOWS_1252 || e->kind == ENCODING_UTF16LE ||
        e->kind == ENCODING_UTF16BE) {
        *ret_len = convert(e, into, size);
        return 0;
    }
    *ret_len = give(into, size, e->in + e->from, pass);
    e->from += *ret_len;
    return 0;
}

struct byte_source encoding_source(struct encoding *e)
{
    return (struct byte_source){.read = encoding_read, .context = e};
}

void encoding_free(struct encoding *e)
{
    mem_free(e->in);
    *e = (struct encoding){0};
}

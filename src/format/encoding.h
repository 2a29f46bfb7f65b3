/* encoding.h - which characters the bytes mean, and a stream of UTF-8 made from them.
 *
 * How the encoding is found, so that the answer does not depend on where the first accent stands:
 *   1. A byte order mark decides: UTF-8, UTF-16 little or big endian. (UTF-32 is refused.)
 *   2. Without one, zero bytes at one side of most pairs in the first 64 KiB mean UTF-16.
 *   3. Otherwise the bytes pass as they are while they are ASCII, which every candidate reads
 *      alike: the choice stays open, for gigabytes if need be. The first other byte closes it. The
 *      64 KiB from there on are examined: v well-formed UTF-8 sequences, w bytes that are not. It
 *      is UTF-8 if 8v ≥ w and v > 0, Windows-1252 otherwise. (In Windows-1252 a well-formed
 *      sequence is an accident such as É’; in UTF-8 a bad byte is one, too.)
 *   4. The choice holds to the end. What does not fit it comes out as a byte that is not UTF-8 - a
 *      bad byte in UTF-8 as it is, an unused byte of Windows-1252 or half a surrogate pair as 0xFF
 *      - so that the row that holds it can be refused (utf8_valid). Nothing is ever guessed at,
 *      nothing turns into other characters.
 */
#ifndef CANTREF_FORMAT_ENCODING_H
#define CANTREF_FORMAT_ENCODING_H

#include "byte_source.h"

enum encoding_kind {
    ENCODING_ASCII, /* so far */
    ENCODING_UTF8,
    ENCODING_UTF8_BOM,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_WINDOWS_1252,
};

enum { ENCODING_LOOK_BYTES = 1 << 16 };

struct encoding {
    struct byte_source source;
    enum encoding_kind
        kind; /* ENCODING_ASCII may still become another; final once the stream has ended */
    char *in; /* ENCODING_LOOK_BYTES */
    size_t from;
    size_t to;
    bool ended;
    char carry[4]; /* the end of a character for which there was no room */
    size_t carry_len;
};

/* encoding_open - begin reading source, which must outlive it. Aborts when out of memory.
 * encoding_free in any case.
 * Errors: those of the source; ERR_INPUT for UTF-32. */
int encoding_open(struct encoding *encoding, struct byte_source source, struct err *err);

/* encoding_source - the UTF-8 that it makes, without byte order mark. */
struct byte_source encoding_source(struct encoding *encoding);
void encoding_free(struct encoding *encoding);

/* encoding_name - for people: "UTF-8 with byte order mark". */
const char *encoding_name(enum encoding_kind kind);

#define UTF8_REPLACEMENT STR("\xef\xbf\xbd")

/* utf8_sequence - length of the well-formed UTF-8 sequence that s starts with (RFC 3629: no
 * overlong forms, no surrogates, nothing above U+10FFFF), or 0 when there is none. Not for an empty
 * s (0). */
size_t utf8_sequence(struct str s);

/* utf8_valid - all of s is well-formed UTF-8. Cost: ASCII at about the speed of memory. */
bool utf8_valid(struct str s);

/* utf8_encode - the UTF-8 of a code point ≤ U+10FFFF, not a surrogate, into text[4]; returns its
 * length. */
size_t utf8_encode(uint32_t code_point, char text[4]);

#endif

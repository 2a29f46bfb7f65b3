/* pack.c - packing and unpacking. */
#include "pack.h"

int pack_number(struct buf *out, uint64_t value)
{
    char bytes[10];
    size_t len = 0;
    while (value >= 0x80) {
        bytes[len++] = (char)(value | 0x80);
        value >>= 7;
    }
    bytes[len++] = (char)value;
    return buf_add(out, str_make(bytes, len));
}

int pack_text(struct buf *out, struct str text)
{
    int code = pack_number(out, text.len);
    return code ? code : buf_add(out, text);
}

bool unpack_number(struct str *rest, uint64_t max, uint64_t *ret)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 63 && rest->len > 0; shift += 7) {
        uint8_t byte = (uint8_t)rest->ptr[0];
        *rest = str_slice(*rest, 1, rest->len);
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *ret = value;
            return value <= max;
        }
    }
    return false;
}

bool unpack_text(struct str *rest, struct str *ret)
{
    uint64_t len;
    if (!unpack_number(rest, rest->len, &len) || len > rest->len) {
        return false;
    }
    *ret = str_slice(*rest, 0, len);
    *rest = str_slice(*rest, len, rest->len);
    return true;
}

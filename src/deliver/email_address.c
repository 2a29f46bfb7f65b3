/* email_address.c - see email_address.h. */
#include "email_address.h"

enum { LABEL_BYTES_MAX = 63 };

/* is_dotted - parts of these characters with single points between them. */
static bool is_dotted(struct str text, const char *others, size_t part_max)
{
    size_t part = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '.') {
            if (part == 0) {
                return false;
            }
            part = 0;
        } else if ((ascii_is_alpha(c) || ascii_is_digit(c) ||
                    (c != '\0' && strchr(others, c) != NULL)) &&
                   part < part_max) {
            part++;
        } else {
            return false;
        }
    }
    return part > 0;
}

bool email_address_fits(struct str address)
{
    const char *at = address.len > 0 ? memchr(address.ptr, '@', address.len) : NULL;
    if (at == NULL || address.len > EMAIL_ADDRESS_BYTES_MAX) {
        return false;
    }
    struct str local = str_make(address.ptr, (size_t)(at - address.ptr));
    struct str host = str_slice(address, local.len + 1, address.len);
    for (size_t i = 0; i < host.len; i++) {
        bool edge = i == 0 || i + 1 == host.len || host.ptr[i - 1] == '.' || host.ptr[i + 1] == '.';
        if (edge && host.ptr[i] == '-') {
            return false;
        }
    }
    return local.len <= EMAIL_LOCAL_BYTES_MAX &&
           is_dotted(local, "!#$%&'*+-/=?^_`{|}~", EMAIL_LOCAL_BYTES_MAX) &&
           is_dotted(host, "-", LABEL_BYTES_MAX);
}

/* service_url.c - see service_url.h. */
#include "service_url.h"

#include "secret_file.h"

bool host_is_here(struct str authority)
{
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct str name = str_of(names[i]);
        if (str_starts(authority, name) &&
            (authority.len == name.len || authority.ptr[name.len] == ':')) {
            return true;
        }
    }
    return false;
}

enum service_url_fault service_url_check(struct str url)
{
    static const char *const words[] = {"pwd", "password", "passwd",    "secret", "token",
                                        "key", "sig",      "signature", NULL};
    bool open = str_starts(url, STR("http://"));
    if (!open && !str_starts(url, STR("https://"))) {
        return SERVICE_URL_NONE;
    }
    struct str rest = str_slice(url, open ? 7 : 8, url.len);
    size_t len = 0;
    while (len < rest.len && memchr("/?#", rest.ptr[len], 3) == NULL) {
        len++;
    }
    struct str authority = str_slice(rest, 0, len);
    if (memchr(authority.ptr, '@', authority.len) != NULL || text_names_secret(url, words)) {
        return SERVICE_URL_SECRET;
    }
    if (authority.len == 0 || memchr(url.ptr, ' ', url.len) != NULL ||
        memchr(url.ptr, '#', url.len) != NULL) {
        return SERVICE_URL_BROKEN;
    }
    return open && !host_is_here(authority) ? SERVICE_URL_OPEN : SERVICE_URL_GOOD;
}

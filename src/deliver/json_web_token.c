/* json_web_token.c - see json_web_token.h. */
#include "json_web_token.h"

#include <sodium.h>

static int add_base64(struct buf *out, const void *bytes, size_t len)
{
    size_t size = sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = mem_must_array(size, 1);
    sodium_bin2base64(text, size, bytes, len, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    int code = buf_add(out, str_of(text));
    mem_free(text);
    return code;
}

int json_web_token_add(struct buf *out, struct str header, struct str claims, struct str secret)
{
    struct buf token = {0};
    crypto_auth_hmacsha256_state state;
    uint8_t signature[crypto_auth_hmacsha256_BYTES];
    add_base64(&token, header.ptr, header.len);
    buf_add_char(&token, '.');
    add_base64(&token, claims.ptr, claims.len);
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret.ptr, secret.len);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)token.ptr, token.len);
    crypto_auth_hmacsha256_final(&state, signature);
    sodium_memzero(&state, sizeof state);
    buf_add_char(&token, '.');
    add_base64(&token, signature, sizeof signature);
    int code = buf_add(out, buf_str(&token));
    buf_free(&token);
    return code;
}

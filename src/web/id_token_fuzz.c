/* id_token_fuzz.c - any bytes as an ID token, its issuer's keys, and claims under a key that is
 * known: nothing is good that wasn't signed for us. */
#include "id_token.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct id_token_expected expected = {.issuer = STR_INIT("https://issuer.example"),
                                                      .client = STR_INIT("cantref"),
                                                      .nonce = STR_INIT("nonce"),
                                                      .now = 1800000000};
    const struct str text = {(const char *)data, size};
    const ptrdiff_t line = str_find(text, STR("\n"));
    const size_t at = line < 0 ? size : (size_t)line;
    struct arena arena = {0};
    struct str claims = STR("");
    const char *why = NULL;
    const enum id_token_state state =
        id_token_check(&arena, str_slice(text, 0, at), str_slice(text, at + (line >= 0), size),
                       &expected, &claims, &why);
    if (state == ID_TOKEN_GOOD) { /* only by a key that the bytes have themselves */
        assert(str_find(text, STR("\"keys\"")) >= 0 && claims.len > 0);
    } else {
        assert(claims.len == 0 && why != NULL);
    }
    arena_free(&arena);
    return 0;
}

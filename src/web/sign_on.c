/* sign_on.c - see sign_on.h. */
#include "sign_on.h"

#include "deliver_way.h"
#include "egress.h"
#include "id_token.h"
#include "json_slice.h"
#include "pack.h"
#include "secret_file.h"
#include "service_url.h"

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>

/* What a provider said of itself. */
struct known {
    struct arena arena;
    struct str authorization, token, keys_at; /* addresses */
    struct str keys;                          /* JWKS */
    int64_t known_at, keys_read_at;           /* 0: not yet */
};

struct sign_on {
    const struct home *home;
    struct sign_on_file file;
    pthread_mutex_t lock; /* of known */
    struct known known[SIGN_ON_PROVIDERS];
};

int sign_on_open(const struct home *home, struct sign_on **ret, struct err *err)
{
    struct sign_on *s = mem_must_array(1, sizeof *s);
    int code = sign_on_file_read(home, &s->file, err);
    s->home = home;
    pthread_mutex_init(&s->lock, NULL);
    if (code != 0) {
        sign_on_close(s);
        return code;
    }
    *ret = s;
    return 0;
}

void sign_on_close(struct sign_on *s)
{
    if (s == NULL) {
        return;
    }
    for (int i = 0; i < SIGN_ON_PROVIDERS; i++) {
        arena_free(&s->known[i].arena);
    }
    sign_on_file_free(&s->file);
    pthread_mutex_destroy(&s->lock);
    mem_free(s);
}

const struct sign_on_provider *sign_on_provider_of(const struct sign_on *s, enum sign_on_of of)
{
    return s != NULL && s->file.providers[of].is_there ? &s->file.providers[of] : NULL;
}

/* ---- asking ---- */

/* ask - a JSON object from an address of the provider, added to ret; body "": by GET. */
static int ask(const struct sign_on_provider *provider, struct str url, struct str authorization,
               struct str body, struct buf *ret, struct err *err)
{
    struct buf headers = {0}, listed = {0};
    struct egress_answer answer = {0};
    struct err broken;
    pack_header(&headers, "Accept", STR("application/json"));
    if (body.len > 0) {
        pack_header(&headers, "Content-Type", STR("application/x-www-form-urlencoded"));
        pack_header(&headers, "Authorization", authorization);
    }
    for (size_t i = 0; i < provider->address_count; i++) {
        pack_text(&listed, provider->addresses[i]);
    }
    const struct egress_request request = {.kind = EGRESS_HTTP,
                                           .url = url,
                                           .headers = buf_str(&headers),
                                           .body = body,
                                           .addresses = buf_str(&listed),
                                           .time_max_s = SIGN_ON_TIME_MAX_S,
                                           .answer_max = ID_TOKEN_KEYS_BYTES_MAX};
    int code = egress_ask(&request, &answer, err);
    if (code == 0 && answer.end != EGRESS_ANSWERED) {
        code = err_set(err, ERR_IO, "the provider: %s", answer.message);
    } else if (code == 0 && (answer.status != 200 || !answer.whole)) {
        code = err_set(err, body.len > 0 && answer.status == 400 ? ERR_DENIED : ERR_IO,
                       "the provider answered %d", answer.status);
    } else if (code == 0 &&
               (json_slice_check(buf_str(&answer.body), ID_TOKEN_DEPTH_MAX, &broken) != 0 ||
                json_slice_kind(str_trim(buf_str(&answer.body))) != JSON_SLICE_OBJECT)) {
        code = err_set(err, ERR_IO, "the provider's answer can't be read");
    }
    if (code == 0) {
        buf_add(ret, buf_str(&answer.body));
    }
    egress_answer_free(&answer);
    buf_wipe(&headers);
    buf_free(&listed);
    return code;
}

/* An address that a provider gives: https, or http of this machine when the provider is there. */
static bool address_of(struct arena *arena, struct str said, const char *name, struct str *ret)
{
    const struct str value = json_member(arena, said, str_of(name));
    if (value.ptr == NULL || json_slice_kind(value) != JSON_SLICE_TEXT) {
        return false;
    }
    *ret = arena_str(arena, json_slice_text(arena, value));
    return service_url_check(*ret) == SERVICE_URL_GOOD;
}

static int discover(const struct sign_on_provider *provider, struct arena *arena, struct known *ret,
                    struct err *err)
{
    struct buf said = {0};
    struct str issuer = provider->issuer;
    while (str_ends(issuer, STR("/"))) {
        issuer.len--;
    }
    const struct str url =
        arena_printf(arena, "%.*s/.well-known/openid-configuration", PRI(issuer));
    int code = ask(provider, url, STR(""), STR(""), &said, err);
    const struct str text = arena_str(arena, buf_str(&said));
    const struct str says = code == 0 ? json_member(arena, text, STR("issuer")) : STR("");
    buf_free(&said);
    if (code == 0 && (says.ptr == NULL || json_slice_kind(says) != JSON_SLICE_TEXT ||
                      !str_eq(json_slice_text(arena, says), provider->issuer))) {
        return err_set(err, ERR_IO, "the provider says that it is another issuer");
    }
    if (code == 0 && (!address_of(arena, text, "authorization_endpoint", &ret->authorization) ||
                      !address_of(arena, text, "token_endpoint", &ret->token) ||
                      !address_of(arena, text, "jwks_uri", &ret->keys_at))) {
        return err_set(err, ERR_IO, "the provider's addresses are not https");
    }
    return code;
}

static int read_keys(const struct sign_on_provider *provider, struct known *known, int64_t now,
                     struct err *err)
{
    struct buf keys = {0};
    int code = ask(provider, known->keys_at, STR(""), STR(""), &keys, err);
    if (code == 0) {
        known->keys = arena_str(&known->arena, buf_str(&keys));
        known->keys_read_at = now;
    }
    buf_free(&keys);
    return code;
}

/* refresh - what is known of the provider is of this hour; with its keys too when need be. Under
 * lock: others who sign in wait, rather than ask the same. */
static int refresh(struct sign_on *s, enum sign_on_of of, int64_t now, bool with_keys,
                   struct err *err)
{
    struct known *known = &s->known[of];
    const struct sign_on_provider *provider = &s->file.providers[of];
    int code = 0;
    if (known->known_at == 0 || now - known->known_at >= SIGN_ON_KEEP_S) {
        struct known next = {.known_at = now};
        code = discover(provider, &next.arena, &next, err);
        if (code != 0) {
            arena_free(&next.arena);
            return code;
        }
        arena_free(&known->arena);
        *known = next;
    }
    return with_keys && known->keys_read_at == 0 ? read_keys(provider, known, now, err) : code;
}

/* ---- where to go ---- */

static void make_secret(char ret[SIGN_ON_SECRET_TEXT])
{
    uint8_t bytes[32];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(ret, SIGN_ON_SECRET_TEXT, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* RFC 7636 §4.2: S256. */
static void challenge_of(const char *verifier, char ret[SIGN_ON_SECRET_TEXT])
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const uint8_t *)verifier, strlen(verifier));
    sodium_bin2base64(ret, SIGN_ON_SECRET_TEXT, hash, sizeof hash,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static void add_escaped(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        if (ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '.' || c == '_' ||
            c == '~') {
            buf_add_char(out, c);
        } else {
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
        }
    }
}

static void add_field(struct buf *out, const char *name, struct str value)
{
    buf_printf(out, "%s%s=", out->len > 0 ? "&" : "", name);
    add_escaped(out, value);
}

static struct str back_of(const struct sign_on *s, enum sign_on_of of, struct arena *arena)
{
    return arena_printf(arena, "%.*s/sign-on/%s", PRI(s->file.origin), sign_on_names[of]);
}

int sign_on_begin(struct sign_on *s, enum sign_on_of of, int64_t now, struct arena *arena,
                  struct sign_on_begun *ret, struct err *err)
{
    struct str authorization = STR("");
    char challenge[SIGN_ON_SECRET_TEXT];
    struct buf query = {0};
    pthread_mutex_lock(&s->lock);
    int code = refresh(s, of, now, false, err);
    if (code == 0) {
        authorization = arena_str(arena, s->known[of].authorization);
    }
    pthread_mutex_unlock(&s->lock);
    if (code != 0) {
        return code;
    }
    make_secret(ret->state);
    make_secret(ret->nonce);
    make_secret(ret->verifier);
    challenge_of(ret->verifier, challenge);
    add_field(&query, "response_type", STR("code"));
    add_field(&query, "client_id", s->file.providers[of].client_id);
    add_field(&query, "redirect_uri", back_of(s, of, arena));
    add_field(&query, "scope", of == SIGN_ON_STAFF ? STR("openid profile") : STR("openid"));
    add_field(&query, "state", str_of(ret->state));
    add_field(&query, "nonce", str_of(ret->nonce));
    add_field(&query, "code_challenge", str_of(challenge));
    add_field(&query, "code_challenge_method", STR("S256"));
    ret->url =
        arena_printf(arena, "%.*s%s%.*s", PRI(authorization),
                     str_find(authorization, STR("?")) < 0 ? "?" : "&", PRI(buf_str(&query)));
    buf_free(&query);
    return 0;
}

/* ---- coming back ---- */

/* RFC 6749 §2.3.1: the client by its id and secret, each escaped. */
static int client_authorization(const struct sign_on *s, enum sign_on_of of, struct buf *ret,
                                struct err *err)
{
    const struct sign_on_provider *provider = &s->file.providers[of];
    struct buf secret = {0}, plain = {0};
    int code = secret_file_read(s->home, provider->secret_file, "secret", &secret, err);
    if (code == 0) {
        add_escaped(&plain, provider->client_id);
        buf_add_char(&plain, ':');
        add_escaped(&plain, buf_str(&secret));
        const size_t size = sodium_base64_ENCODED_LEN(plain.len, sodium_base64_VARIANT_ORIGINAL);
        char *text = mem_must_array(size, 1);
        sodium_bin2base64(text, size, (const uint8_t *)plain.ptr, plain.len,
                          sodium_base64_VARIANT_ORIGINAL);
        buf_printf(ret, "Basic %s", text);
        sodium_memzero(text, size);
        mem_free(text);
    }
    buf_wipe(&secret);
    buf_wipe(&plain);
    return code;
}

/* The ID token for a code, in the arena. */
static int exchange(struct sign_on *s, enum sign_on_of of, struct str token_at, struct str code,
                    struct str verifier, struct arena *arena, struct str *ret, struct err *err)
{
    struct buf body = {0}, authorization = {0}, answer = {0};
    add_field(&body, "grant_type", STR("authorization_code"));
    add_field(&body, "code", code);
    add_field(&body, "redirect_uri", back_of(s, of, arena));
    add_field(&body, "code_verifier", verifier);
    int status = client_authorization(s, of, &authorization, err);
    status = status ? status
                    : ask(&s->file.providers[of], token_at, buf_str(&authorization), buf_str(&body),
                          &answer, err);
    if (status == 0) {
        const struct str token = json_member(arena, buf_str(&answer), STR("id_token"));
        if (token.ptr == NULL || json_slice_kind(token) != JSON_SLICE_TEXT) {
            status = err_set(err, ERR_DENIED, "the provider gave no ID token");
        } else {
            *ret = arena_str(arena, json_slice_text(arena, token));
        }
    }
    buf_wipe(&body);
    buf_wipe(&authorization);
    buf_wipe(&answer);
    return status;
}

/* check - by the keys that are known, and, if it is another's, once by those that there are now. */
static int check(struct sign_on *s, enum sign_on_of of, struct str token,
                 const struct id_token_expected *expected, struct arena *arena,
                 struct str *ret_claims, struct err *err)
{
    const char *why = "";
    struct known *known = &s->known[of];
    pthread_mutex_lock(&s->lock);
    int code = refresh(s, of, expected->now, true, err);
    enum id_token_state state = ID_TOKEN_BAD;
    if (code == 0) {
        state = id_token_check(arena, token, known->keys, expected, ret_claims, &why);
    }
    if (code == 0 && state == ID_TOKEN_NO_KEY &&
        expected->now - known->keys_read_at >= SIGN_ON_AGAIN_S) {
        code = read_keys(&s->file.providers[of], known, expected->now, err);
        state = code == 0 ? id_token_check(arena, token, known->keys, expected, ret_claims, &why)
                          : state;
    }
    pthread_mutex_unlock(&s->lock);
    return code != 0 || state == ID_TOKEN_GOOD
               ? code
               : err_set(err, ERR_DENIED, "an ID token was refused: %s", why);
}

int sign_on_finish(struct sign_on *s, enum sign_on_of of, struct str code, struct str nonce,
                   struct str verifier, int64_t now, struct arena *arena, struct str *ret_claims,
                   struct err *err)
{
    struct str token_at = STR("");
    struct str token = STR("");
    const struct id_token_expected expected = {.issuer = s->file.providers[of].issuer,
                                               .client = s->file.providers[of].client_id,
                                               .nonce = nonce,
                                               .now = now};
    pthread_mutex_lock(&s->lock);
    int status = refresh(s, of, now, false, err);
    if (status == 0) {
        token_at = arena_str(arena, s->known[of].token);
    }
    pthread_mutex_unlock(&s->lock);
    status = status ? status : exchange(s, of, token_at, code, verifier, arena, &token, err);
    return status ? status : check(s, of, token, &expected, arena, ret_claims, err);
}

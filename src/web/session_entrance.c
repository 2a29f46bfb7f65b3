/* session_entrance.c - whoever presses twice where they sign in is signed in by the first press;
 * but browsers let go of its answer, and with it of the new cookie, when the second begins. So for
 * a minute the store has, in memory alone, what each sign-in was sent and which cookie it gave: the
 * same form from the same browser is given the same again. */
#include "session_parts.h"

#include <sodium.h>

static void hash_of(const struct session_store *store, struct str token,
                    uint8_t ret[SESSION_HASH_BYTES])
{
    seal_token_wide(store->picture->seal, "web session", token, ret);
}

void session_remember(struct session_store *store, struct str before, struct str form,
                      const struct session *after, struct str location, int64_t now)
{
    if (form.len == 0 || form.len > SUBMISSION_KEY_MAX || location.len > SUBMISSION_LOCATION_MAX ||
        before.len == 0 || after->set_cookie[0] == '\0') {
        return;
    }
    pthread_mutex_lock(&store->lock);
    struct session_entrance *e = &store->entrances[store->next_entrance++ % SESSION_ENTRANCES];
    sodium_memzero(e, sizeof *e);
    hash_of(store, before, e->before);
    hash_of(store, str_of(after->set_cookie), e->after);
    memcpy(e->form, form.ptr, form.len);
    memcpy(e->location, location.ptr, location.len);
    memcpy(e->token, after->set_cookie, sizeof e->token);
    e->until = now + SESSION_ENTRANCE_S;
    pthread_mutex_unlock(&store->lock);
}

bool session_again(struct session_store *store, struct str token, struct str form, int64_t now,
                   struct arena *arena, struct session *ret, struct str *ret_location)
{
    uint8_t hash[SESSION_HASH_BYTES];
    char again[SESSION_TOKEN_TEXT] = "";
    struct session session = {0};
    if (form.len == 0 || token.len == 0) {
        return false;
    }
    hash_of(store, token, hash);
    pthread_mutex_lock(&store->lock);
    for (size_t i = 0; i < SESSION_ENTRANCES; i++) {
        const struct session_entrance *e = &store->entrances[i];
        const bool is_theirs =
            memcmp(e->before, hash, sizeof hash) == 0 || memcmp(e->after, hash, sizeof hash) == 0;
        if (now < e->until && is_theirs && str_eq(str_of(e->form), form)) {
            memcpy(again, e->token, sizeof again);
            *ret_location = arena_str(arena, str_of(e->location));
        }
    }
    pthread_mutex_unlock(&store->lock);
    if (again[0] != '\0') {
        session_read(store, str_of(again), now, &session); /* may be over by now: signed out */
        memcpy(session.set_cookie, again, sizeof again);
        sodium_memzero(again, sizeof again);
    }
    if (session.kind == SESSION_NONE) {
        return false;
    }
    *ret = session;
    return true;
}

void session_forget_entrances(struct session_store *store, int64_t now)
{
    pthread_mutex_lock(&store->lock);
    for (size_t i = 0; i < SESSION_ENTRANCES; i++) {
        if (store->entrances[i].until <= now) {
            sodium_memzero(&store->entrances[i], sizeof store->entrances[i]);
        }
    }
    pthread_mutex_unlock(&store->lock);
}

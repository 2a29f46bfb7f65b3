/* password.c - see password.h. */
#include "password.h"

#include <errno.h>
#include <sodium.h>

enum { MEMORY_BYTES = 64 << 20, PASSES = 3 };

_Static_assert(PASSWORD_HASH_MAX >= crypto_pwhash_STRBYTES, "a hash has its room");

/* What lists of passwords in use have over and over, and what people here would choose; in small
 * letters. A password that is one of these, with what is no letter taken off its ends, is common
 * however long. */
static const char *const common[] = {
    "password",
    "passw0rd",
    "p@ssw0rd",
    "passwordpassword",
    "qwerty",
    "qwertyuiop",
    "qwertyuiopasdf",
    "asdfghjkl",
    "asdfghjklqwerty",
    "zxcvbnm",
    "letmein",
    "letmeinplease",
    "welcome",
    "welcomeback",
    "iloveyou",
    "administrator",
    "admin",
    "changeme",
    "pleasechangeme",
    "football",
    "liverpool",
    "liverpoolfc",
    "manchesterunited",
    "manchester",
    "chelsea",
    "arsenal",
    "cymru",
    "cymruambyth",
    "cyfrinair",
    "croeso",
    "council",
    "countycouncil",
    "cyngor",
    "cyngorsir",
    "cantref",
    "correcthorsebatterystaple",
    "trustno",
    "sunshine",
    "princess",
    "monkey",
    "dragon",
    "master",
    "superman",
    "starwars",
    "whatever",
    "computer",
    "internet",
    "summer",
    "winter",
    "spring",
    "autumn",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "abc",
    "abcdefghijkl",
    "abcdefghijklm",
    "abcdefghijklmnop",
    "secret",
    "secretsecret",
    "monday",
    "friday",
};

static size_t characters(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    }
    return count;
}

/* Without digits and signs at either end. */
static struct str letters_of(struct str text)
{
    while (text.len > 0 && (unsigned char)text.ptr[0] < 0x80 && !ascii_is_alpha(text.ptr[0])) {
        text = str_slice(text, 1, text.len);
    }
    while (text.len > 0 && (unsigned char)text.ptr[text.len - 1] < 0x80 &&
           !ascii_is_alpha(text.ptr[text.len - 1])) {
        text.len--;
    }
    return text;
}

/* Is the text a word, over and over? */
static bool repeats(struct str text, struct str word)
{
    if (word.len == 0 || text.len == 0 || text.len % word.len != 0) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (ascii_lower(text.ptr[i]) != ascii_lower(word.ptr[i % word.len])) {
            return false;
        }
    }
    return true;
}

/* Few different characters, as in 111111111111 and abababababab; or each the next of the last. */
static bool is_monotonous(struct str text)
{
    bool seen[256] = {false};
    size_t different = 0;
    size_t steps = 0;
    for (size_t i = 0; i < text.len; i++) {
        different += !seen[(unsigned char)text.ptr[i]];
        seen[(unsigned char)text.ptr[i]] = true;
        steps += i > 0 && text.ptr[i] == text.ptr[i - 1] + 1;
    }
    return different < 5 || 4 * steps >= 3 * text.len;
}

enum password_fault password_fault_of(struct str password, struct str login)
{
    const struct str letters = letters_of(password);
    if (characters(password) < PASSWORD_CHARACTERS_MIN) {
        return PASSWORD_SHORT;
    }
    if (repeats(letters, login)) {
        return PASSWORD_OF_LOGIN;
    }
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        if (repeats(letters, str_of(common[i]))) {
            return PASSWORD_COMMON;
        }
    }
    return letters.len == 0 || is_monotonous(password) ? PASSWORD_COMMON : PASSWORD_GOOD;
}

void password_gate_begin(struct password_gate *gate)
{
    sem_init(&gate->free, 0, PASSWORDS_AT_ONCE);
    sem_init(&gate->places, 0, PASSWORDS_AT_ONCE + PASSWORDS_WAITING_MAX);
}

void password_gate_end(struct password_gate *gate)
{
    sem_destroy(&gate->free);
    sem_destroy(&gate->places);
}

static int enter(struct password_gate *gate, struct err *err)
{
    while (sem_trywait(&gate->places) != 0) {
        if (errno != EINTR) {
            return err_set(err, ERR_LIMIT, "too many passwords are being looked at");
        }
    }
    while (sem_wait(&gate->free) != 0) { /* a signal came between */
    }
    return 0;
}

static void leave(struct password_gate *gate)
{
    sem_post(&gate->free);
    sem_post(&gate->places);
}

int password_hash(struct password_gate *gate, struct str password, char ret[PASSWORD_HASH_MAX],
                  struct err *err)
{
    char hash[PASSWORD_HASH_MAX] = {0};
    int code = enter(gate, err);
    if (code != 0) {
        return code;
    }
    int failed = crypto_pwhash_str_alg(hash, password.ptr, password.len, PASSES, MEMORY_BYTES,
                                       crypto_pwhash_ALG_ARGON2ID13);
    leave(gate);
    if (failed != 0) {
        return err_set(err, ERR_MEMORY, "not enough memory for a password");
    }
    memcpy(ret, hash, sizeof hash);
    return 0;
}

int password_matches(struct password_gate *gate, struct str hash, struct str password, bool *ret,
                     struct err *err)
{
    /* Of a password that nobody has: 32 random bytes, which were not kept. */
    static const char nobody[] =
        "$argon2id$v=19$m=65536,t=3,p=1$Y2FudHJlZi1ub2JvZHktMQ$"
        "3l1mYc0ZV5w2n2Wf0m7cQm3q9r0h8m9Q5S8m1mE5sZk";
    char text[PASSWORD_HASH_MAX] = {0};
    const struct str of = hash.len > 0 && hash.len < sizeof text ? hash : STR(nobody);
    memcpy(text, of.ptr, of.len);
    int code = enter(gate, err);
    if (code != 0) {
        return code;
    }
    int differs = crypto_pwhash_str_verify(text, password.ptr, password.len);
    leave(gate);
    *ret = differs == 0 && of.ptr == hash.ptr;
    return 0;
}

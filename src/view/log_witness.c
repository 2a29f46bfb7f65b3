/* log_witness.c - see log_witness.h. Kept: how many leaves, and the hash of the last. */
#include "log_witness.h"

#include "pack.h"

enum { TOKEN_BYTES = 16 };

struct witness {
    uint8_t token[TOKEN_BYTES];
    uint64_t leaves; /* 0: nothing is known */
    struct audit_hash last;
};

static void begin(const struct seal *seal, struct witness *ret)
{
    *ret = (struct witness){0};
    seal_token_wide(seal, "log_witness", STR("log"), ret->token);
}

static int take(void *context, struct str token, struct str text, struct err *err)
{
    struct witness *w = context;
    struct str hash;
    (void)err;
    if (str_eq(token, str_make((const char *)w->token, TOKEN_BYTES)) &&
        unpack_number(&text, INT64_MAX, &w->leaves) && unpack_text(&text, &hash) &&
        hash.len == sizeof w->last.bytes) {
        memcpy(w->last.bytes, hash.ptr, hash.len);
    }
    return 0;
}

static int hash_of(struct audit *log, uint64_t leaf, struct audit_hash *ret, struct err *err)
{
    struct arena arena = {0};
    struct audit_entry entry;
    int code = audit_read(log, leaf, &arena, &entry, err);
    if (code == 0) {
        *ret = audit_leaf_hash(entry.bytes);
    }
    arena_free(&arena);
    return code;
}

int log_witness_check(struct seal *seal, struct audit *log, uint64_t *ret_had, struct err *err)
{
    struct witness w;
    struct audit_hash now;
    uint64_t leaves = audit_size(log);
    begin(seal, &w);
    int code = seal_kept(seal, take, &w, err);
    if (code != 0) {
        return code;
    }
    *ret_had = w.leaves;
    if (leaves < w.leaves) {
        return err_set(err, ERR_CONFLICT,
                       "the audit log has %llu entries and had %llu: put its newest copy back "
                       "(data/log); if there is none, cantref audit lost says so in the log and "
                       "goes on",
                       (unsigned long long)leaves, (unsigned long long)w.leaves);
    }
    code = w.leaves > 0 ? hash_of(log, w.leaves - 1, &now, err) : 0;
    if (code == 0 && w.leaves > 0 && !audit_hash_eq(&now, &w.last)) {
        return err_set(err, ERR_CONFLICT,
                       "entry %llu of the audit log is another than it was: put its newest copy "
                       "back (data/log); if there is none, cantref audit lost says so in the log "
                       "and goes on",
                       (unsigned long long)(w.leaves - 1));
    }
    return code;
}

int log_witness_had(struct seal *seal, uint64_t *ret, struct err *err)
{
    struct witness w;
    begin(seal, &w);
    int code = seal_kept(seal, take, &w, err);
    if (code == 0) {
        *ret = w.leaves;
    }
    return code;
}

int log_witness_keep(struct seal *seal, struct audit *log, struct err *err)
{
    struct witness w;
    struct buf text = {0};
    uint64_t leaves = audit_size(log);
    begin(seal, &w);
    if (leaves == 0) {
        return 0;
    }
    int code = hash_of(log, leaves - 1, &w.last, err);
    if (code == 0) {
        pack_number(&text, leaves);
        pack_text(&text, str_make((const char *)w.last.bytes, sizeof w.last.bytes));
        code = seal_keep(seal, str_make((const char *)w.token, TOKEN_BYTES), buf_str(&text), err);
    }
    buf_free(&text);
    return code;
}

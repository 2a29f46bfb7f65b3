/* contact_retention.c - see contact_retention.h. */
#include "contact_retention.h"

enum { DAY_SECONDS = 86400, STEPS_MAX = 6 };

/* Rows of a purpose ($1) that were typed before a time ($2), of whom no record stands. */
#define ITS_ROWS(table, mentions, row, at)                                                         \
    "SELECT t." row " FROM " table " t WHERE t.purpose = $1 AND t." at                             \
    " < $2 AND NOT EXISTS "                                                                        \
    "(SELECT 1 FROM " mentions                                                                     \
    " m JOIN record_version v ON v.record = m.record AND "                                         \
    "v.known_to IS NULL WHERE m." row " = t." row " AND m.number <> 0) ORDER BY t." row
#define LIST_KEYS(key, table, row)                                                                 \
    "INSERT INTO retention_key (value_key) SELECT " key " FROM " table " WHERE " row               \
    " = $1 AND " key " IS NOT NULL ON CONFLICT (value_key) DO NOTHING"
#define DROP(table, row) "DELETE FROM " table " WHERE " row " = $1"

static const struct kept_kind {
    const char *rows, *go[STEPS_MAX];
} kinds[] = {{ITS_ROWS("contact_statement", "contact_mention", "statement", "at"),
              {LIST_KEYS("text_key", "contact_value", "statement"),
               LIST_KEYS("said_by_key", "contact_statement", "statement"),
               DROP("contact_value", "statement"), DROP("contact_mention", "statement"),
               DROP("contact_statement", "statement")}},
             {ITS_ROWS("help_offer", "help_offer_mention", "offer", "opened"),
              {LIST_KEYS("note_key", "help_offer", "offer"), DROP("help_offer_mention", "offer"),
               DROP("help_offer", "offer")}},
             {ITS_ROWS("authority", "authority_mention", "authority", "made"),
              {LIST_KEYS("actor_key", "authority", "authority"),
               LIST_KEYS("principal_key", "authority", "authority"),
               LIST_KEYS("evidence_key", "authority", "authority"),
               DROP("authority_mention", "authority"), DROP("authority", "authority")}}};

struct retiring {
    const struct access *access;
    int64_t now, count;
    bool dry_run;
};

static int find_rows(struct db *db, const struct kept_kind *kind, const struct retiring *r,
                     struct whole_list *ret, struct err *err)
{
    int code = 0;
    for (size_t p = 0; code == 0 && p < r->access->purpose_count; p++) {
        const struct purpose *purpose = &r->access->purposes[p];
        struct db_query *q;
        bool row = false;
        code = db_query(db, kind->rows, &q, err);
        if (code == 0) {
            db_bind_text(q, 1, purpose->id);
            db_bind_whole(q, 2, r->now - purpose->retention_days * DAY_SECONDS);
        }
        while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
            whole_list_add(ret, db_whole(q, 0));
        }
    }
    return code;
}

static int retire_kind(struct db *db, const struct kept_kind *kind, struct retiring *r,
                       struct err *err)
{
    struct whole_list rows = {0};
    int code = find_rows(db, kind, r, &rows, err);
    for (size_t i = 0; code == 0 && !r->dry_run && i < rows.count; i++) {
        for (size_t s = 0; code == 0 && kind->go[s] != NULL; s++) {
            code = db_do_with(db, kind->go[s], WHOLES(rows.at[i]), err);
        }
    }
    r->count += (int64_t)rows.count;
    whole_list_free(&rows);
    return code;
}

static int retire(struct db *db, void *context, struct err *err)
{
    int code = 0;
    for (size_t k = 0; code == 0 && k < sizeof kinds / sizeof kinds[0]; k++) {
        code = retire_kind(db, &kinds[k], context, err);
    }
    return code;
}

int contacts_retire(struct picture *picture, const struct access *access, int64_t now, bool dry_run,
                    int64_t *ret, struct err *err)
{
    struct retiring r = {.access = access, .now = now, .dry_run = dry_run};
    int code = picture_do(picture, retire, &r, err);
    if (code == 0) {
        *ret = r.count;
    }
    return code;
}

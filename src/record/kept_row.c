/* kept_row.c - see kept_row.h. */
#include "kept_row.h"

/* ---- a person erased ---- */

/* This entity and those that were merged into it. */
#define ITS_ENTITIES                                                                               \
    "WITH RECURSIVE its (entity) AS (SELECT entity FROM entity WHERE entity = $1 UNION "           \
    "SELECT e.entity FROM entity e JOIN its ON e.merged_into = its.entity) "

/* Is mention p theirs, or was it last? */
#define IS_THEIRS                                                                                  \
    "(EXISTS (SELECT 1 FROM membership m WHERE m.record = p.record AND m.number = p.number AND "   \
    "m.entity = $1) OR (NOT EXISTS (SELECT 1 FROM membership m WHERE m.record = p.record AND "     \
    "m.number = p.number) AND EXISTS (SELECT 1 FROM membership_past w WHERE w.record = p.record "  \
    "AND w.number = p.number AND w.entity IN (SELECT entity FROM its)))) "

/* Rows that have a mention of theirs; and is that the first of those that are somebody's? */
#define ITS_ROWS(table, row)                                                                       \
    ITS_ENTITIES                                                                                   \
    "SELECT p." row ", min(p.place) < coalesce((SELECT min(o.place) FROM " table                   \
    " o "                                                                                          \
    "JOIN membership m ON m.record = o.record AND m.number = o.number WHERE o." row " = p." row    \
    " AND m.entity <> $1), 1000000) FROM " table " p WHERE " IS_THEIRS "GROUP BY p." row           \
    " ORDER BY p." row

/* Rows that name one mention of theirs themselves: whoever is signed in, whoever acts. */
#define OWN_ROWS(table)                                                                            \
    ITS_ENTITIES "SELECT p." table ", 1 FROM " table " p WHERE p.record <> 0 AND " IS_THEIRS       \
                 "ORDER BY p." table

/* $1 the entity, $2 the row. */
#define ITS_PLACES(table, row)                                                                     \
    ITS_ENTITIES "DELETE FROM " table " AS p WHERE p." row " = $2 AND " IS_THEIRS

/* $1 the erasure, $2 the row. */
#define LIST_KEYS(key, table, row)                                                                 \
    "INSERT INTO erasure_key (erasure, value_key) SELECT $1, " key " FROM " table " WHERE " row    \
    " = $2 AND " key " IS NOT NULL ON CONFLICT (erasure, value_key) DO NOTHING"
#define DROP(table, row) "DELETE FROM " table " WHERE " row " = $2 AND $1 <> 0"

/* Who may speak for whom goes whichever of the two is erased. */
#define AUTHORITY_GOES                                                                             \
    {                                                                                              \
        LIST_KEYS("actor_key", "authority", "authority"),                                          \
            LIST_KEYS("principal_key", "authority", "authority"),                                  \
            LIST_KEYS("evidence_key", "authority", "authority"),                                   \
            DROP("authority_mention", "authority"), DROP("authority", "authority")                 \
    }

/* An application goes whether it is theirs or about them. */
#define APPLICATION_GOES                                                                           \
    {                                                                                              \
        LIST_KEYS("text_key", "application_entry", "application"),                                 \
            DROP("application_entry", "application"), DROP("application_holder", "application"),   \
            DROP("application_mention", "application"), DROP("application", "application")         \
    }

/* struct kept_kind - one kind of rows: which are theirs; what takes their places in a row away
 * (NULL: all of a row is theirs); what takes a row away, its keys listed first. */
enum { KEPT_STEPS_MAX = 6 };
static const struct kept_kind {
    const char *rows, *places, *go[KEPT_STEPS_MAX];
} kinds[] = {{ITS_ROWS("contact_mention", "statement"),
              ITS_PLACES("contact_mention", "statement"),
              {LIST_KEYS("text_key", "contact_value", "statement"),
               LIST_KEYS("said_by_key", "contact_statement", "statement"),
               DROP("contact_value", "statement"), DROP("contact_mention", "statement"),
               DROP("contact_statement", "statement")}},
             {ITS_ROWS("help_offer_mention", "offer"),
              ITS_PLACES("help_offer_mention", "offer"),
              {LIST_KEYS("note_key", "help_offer", "offer"), DROP("help_offer_mention", "offer"),
               DROP("help_offer", "offer")}},
             {ITS_ROWS("authority_mention", "authority"),
              ITS_PLACES("authority_mention", "authority"), AUTHORITY_GOES},
             {OWN_ROWS("authority"), NULL, AUTHORITY_GOES},
             {ITS_ROWS("application_mention", "application"),
              ITS_PLACES("application_mention", "application"), APPLICATION_GOES},
             {OWN_ROWS("application"), NULL, APPLICATION_GOES}};

static int forget_kind(struct db *db, const struct kept_kind *kind, int64_t entity, int64_t erasure,
                       struct err *err)
{
    struct whole_list found = {0}; /* row, whether all of it is theirs, in turn */
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db, kind->rows, WHOLES(entity), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        whole_list_add(&found, db_whole(q, 0));
        whole_list_add(&found, db_whole(q, 1));
    }
    for (size_t i = 0; code == 0 && i < found.count; i += 2) {
        if (found.at[i + 1] == 0) {
            code = db_do_with(db, kind->places, WHOLES(entity, found.at[i]), err);
            continue;
        }
        for (size_t s = 0; code == 0 && kind->go[s] != NULL; s++) {
            code = db_do_with(db, kind->go[s], WHOLES(erasure, found.at[i]), err);
        }
    }
    whole_list_free(&found);
    return code;
}

int kept_rows_forget(struct db *db, int64_t entity, int64_t erasure, struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof kinds / sizeof kinds[0]; i++) {
        code = forget_kind(db, &kinds[i], entity, erasure, err);
    }
    return code;
}

/* ---- numbers of mentions ---- */

#define NUMBERED(table)                                                                            \
    {                                                                                              \
        "UPDATE " table " SET number = $3 WHERE record = $1 AND number = $2",                      \
            "UPDATE " table " SET number = 0 WHERE record = $1 AND number > 0",                    \
            "UPDATE " table " SET number = -number WHERE record = $1 AND number < 0",              \
            "UPDATE " table " SET number = 0 WHERE record = $1"                                    \
    }
enum { TABLES = 7 };
static const struct numbered {
    const char *renumber, *leave, *settle, *nobody;
} tables[TABLES] = {NUMBERED("event_mention"),      NUMBERED("contact_mention"),
                    NUMBERED("help_offer_mention"), NUMBERED("authority_mention"),
                    NUMBERED("authority"),          NUMBERED("application"),
                    NUMBERED("application_mention")};

int kept_rows_renumber(struct db *db, int64_t record, int number, int to, struct err *err)
{
    int code = 0;
    for (int t = 0; code == 0 && t < TABLES; t++) {
        code = db_do_with(db, tables[t].renumber, WHOLES(record, number, to), err);
    }
    return code;
}

int kept_rows_settle(struct db *db, int64_t record, struct err *err)
{
    int code = 0;
    for (int t = 0; code == 0 && t < TABLES; t++) {
        code = db_do_with(db, tables[t].leave, WHOLES(record), err);
        code = code ? code : db_do_with(db, tables[t].settle, WHOLES(record), err);
    }
    return code;
}

int kept_rows_nobody(struct db *db, int64_t record, struct err *err)
{
    int code = 0;
    for (int t = 0; code == 0 && t < TABLES; t++) {
        code = db_do_with(db, tables[t].nobody, WHOLES(record), err);
    }
    return code;
}

/* mend.c - see mend.h. */
#include "mend.h"

#include "entity_store.h"
#include "home_mark.h"
#include "kept_row.h"
#include "node_store.h"
#include "property_store.h"
#include "search_store.h"
#include "stored_row.h"

#include <time.h>

/* ---- lists of numbers ---- */

struct numbers {
    int64_t *at;
    size_t count, capacity;
};

static void add_number(struct numbers *list, int64_t number)
{
    void *at = list->at;
    mem_must_grow(&at, &list->capacity, list->count + 1, sizeof *list->at);
    list->at = at;
    list->at[list->count++] = number;
}

/* Each number once. */
struct number_set {
    struct dictionary places;
};

static bool set_add(struct number_set *set, int64_t number)
{
    uint32_t place, before = set->places.count;
    if (dictionary_add(&set->places, str_make((const char *)&number, sizeof number), &place) != 0) {
        mem_exhausted();
    }
    return before == 0 || set->places.count > before;
}

static bool set_has(const struct number_set *set, int64_t number)
{
    return set->places.count > 0 &&
           dictionary_find(&set->places, str_make((const char *)&number, sizeof number)) != 0;
}

static size_t set_count(const struct number_set *set)
{
    return set->places.count > 0 ? set->places.count - 1 : 0;
}

static int64_t set_at(const struct number_set *set, size_t place)
{
    int64_t number;
    memcpy(&number, dictionary_text(&set->places, (uint32_t)place + 1).ptr, sizeof number);
    return number;
}

struct mending {
    struct picture *picture;
    struct db *db;
    struct err *err;
    int64_t now;
    struct number_set gone;    /* keys */
    struct number_set lost;    /* records whose standing version can't be unsealed */
    struct number_set dropped; /* records of which a mention, or the version, can't be */
    struct number_set anew;    /* records to be linked anew */
};

/* ---- which keys are gone ---- */

static int read_numbers(struct mending *m, const char *sql, struct numbers *ret)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(m->db, sql, &q, m->err);
    while (code == 0 && (code = db_step(q, &row, m->err)) == 0 && row) {
        add_number(ret, db_whole(q, 0));
    }
    return code;
}

static int find_gone(struct mending *m)
{
    static const char *const sqls[] = {
        "SELECT value_key FROM record_version WHERE value_key IS NOT NULL",
        "SELECT value_key FROM mention",
        "SELECT value_key FROM key_past",
        "SELECT why_key FROM decision WHERE why_key IS NOT NULL",
        "SELECT why_key FROM mark WHERE why_key IS NOT NULL",
        "SELECT why_key FROM seal_opening WHERE why_key IS NOT NULL",
        "SELECT detail_key FROM request WHERE detail_key IS NOT NULL",
        "SELECT outcome_key FROM request WHERE outcome_key IS NOT NULL",
        "SELECT reason_key FROM break_glass WHERE reason_key IS NOT NULL",
        "SELECT finding_key FROM break_glass WHERE finding_key IS NOT NULL",
        "SELECT why_key FROM event_version WHERE why_key IS NOT NULL",
        "SELECT told_by_key FROM event_telling WHERE told_by_key IS NOT NULL",
        "SELECT reasons_key FROM event_telling WHERE reasons_key IS NOT NULL",
        "SELECT answer_key FROM event_answer WHERE answer_key IS NOT NULL",
        "SELECT text_key FROM duty_entry WHERE text_key IS NOT NULL",
        "SELECT said_by_key FROM contact_statement WHERE said_by_key IS NOT NULL",
        "SELECT text_key FROM contact_value WHERE text_key IS NOT NULL",
        "SELECT note_key FROM help_offer WHERE note_key IS NOT NULL",
        "SELECT text_key FROM application_entry WHERE text_key IS NOT NULL",
        "SELECT actor_key FROM authority WHERE actor_key IS NOT NULL",
        "SELECT principal_key FROM authority WHERE principal_key IS NOT NULL",
        "SELECT evidence_key FROM authority WHERE evidence_key IS NOT NULL",
        "SELECT state_key FROM process WHERE state_key IS NOT NULL",
        "SELECT content_key FROM action_content",
        "SELECT pdf_key FROM letter WHERE pdf_key IS NOT NULL",
        "SELECT text_key FROM case_reason WHERE text_key IS NOT NULL"};
    struct numbers keys = {0};
    size_t gone = 0;
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof sqls / sizeof sqls[0]; i++) {
        code = read_numbers(m, sqls[i], &keys);
    }
    code = code ? code : seal_keys_gone(m->picture->seal, keys.at, keys.count, &gone, m->err);
    for (size_t i = 0; code == 0 && i < gone; i++) {
        set_add(&m->gone, keys.at[i]);
    }
    mem_free(keys.at);
    return code;
}

/* ---- what goes with them ---- */

static int do_with(struct mending *m, const char *sql, int64_t value)
{
    struct db_query *q;
    int code = db_query(m->db, sql, &q, m->err);
    if (code == 0) {
        db_bind_whole(q, 1, value);
        code = db_do(q, m->err);
    }
    return code;
}

static int end_record(struct mending *m, int64_t record)
{
    int code = record_end(m->db, record, m->now, m->err);
    return code ? code : change_add(m->db, m->now, "record", "withdrawn", record, 0, m->err);
}

/* Versions that can't be unsealed keep nothing, and stand no longer. */
static int drop_versions(struct mending *m)
{
    struct db_query *q;
    bool row = false;
    struct numbers found = {0}; /* record, version, in turn */
    int code = db_query(m->db,
                        "SELECT record, version, value_key, known_to IS NULL FROM record_version "
                        "WHERE value_key IS NOT NULL",
                        &q, m->err);
    while (code == 0 && (code = db_step(q, &row, m->err)) == 0 && row) {
        if (set_has(&m->gone, db_whole(q, 2))) {
            add_number(&found, db_whole(q, 0));
            add_number(&found, db_whole(q, 1));
            if (db_whole(q, 3) != 0) {
                set_add(&m->lost, db_whole(q, 0));
                set_add(&m->dropped, db_whole(q, 0));
            }
        }
    }
    for (size_t i = 0; code == 0 && i < found.count; i += 2) {
        code = version_wipe(m->db, found.at[i], found.at[i + 1], m->err);
    }
    for (size_t i = 0; code == 0 && i < set_count(&m->lost); i++) {
        code = end_record(m, set_at(&m->lost, i));
        code = code ? code /* whoever it named may have been erased, and it may name others again */
                    : kept_rows_nobody(m->db, set_at(&m->lost, i), m->err);
    }
    mem_free(found.at);
    return code;
}

static int find_dropped(struct mending *m)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(m->db, "SELECT record, value_key FROM mention", &q, m->err);
    while (code == 0 && (code = db_step(q, &row, m->err)) == 0 && row) {
        if (set_has(&m->gone, db_whole(q, 1))) {
            set_add(&m->dropped, db_whole(q, 0));
        }
    }
    for (size_t i = 0; code == 0 && i < set_count(&m->dropped); i++) {
        if (!set_has(&m->lost, set_at(&m->dropped, i))) {
            set_add(&m->anew, set_at(&m->dropped, i));
        }
    }
    return code;
}

/* One record of each node that was linked to this one, or is what is left of it, is linked anew:
 * live_apply then works out again all that this node's change can alter. */
static int touch_around(struct mending *m, int64_t node)
{
    struct db_query *q;
    bool row = false;
    int code = db_query(m->db,
                        "SELECT min(m.record) FROM mention m WHERE m.node IN "
                        "(SELECT other FROM edge WHERE node = $1 UNION SELECT $1) GROUP BY m.node",
                        &q, m->err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, node);
    while ((code = db_step(q, &row, m->err)) == 0 && row) {
        if (!set_has(&m->lost, db_whole(q, 0))) {
            set_add(&m->anew, db_whole(q, 0));
        }
    }
    return code;
}

/* Mentions (record, number, in turn) leave their entities. */
static int leave(struct mending *m, const struct numbers *members)
{
    struct entity_member *gone = mem_must_array(members->count / 2, sizeof *gone);
    struct entity_member none;
    size_t count = 0;
    for (size_t i = 0; i < members->count; i += 2) {
        gone[count++] =
            (struct entity_member){members->at[i], (int)members->at[i + 1], MENTION_NOBODY, 0};
    }
    int code = entities_settle(m->db, m->now, &none, 0, gone, count, m->err);
    mem_free(gone);
    return code;
}

static int leave_record(struct mending *m, int64_t record)
{
    struct numbers members = {0};
    struct db_query *q;
    bool row = false;
    int code = db_query(m->db, "SELECT number FROM membership WHERE record = $1", &q, m->err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, record);
    while ((code = db_step(q, &row, m->err)) == 0 && row) {
        add_number(&members, record);
        add_number(&members, db_whole(q, 0));
    }
    code = code ? code : leave(m, &members);
    for (size_t i = 0; code == 0 && set_has(&m->lost, record) && i < members.count; i += 2) {
        code = change_add(m->db, m->now, "mention", "withdrawn", record, members.at[i + 1], m->err);
    }
    mem_free(members.at);
    return code;
}

/* struct went - nodes that lose mentions: of the model in use, and of others. */
struct went {
    struct number_set nodes, others;
};

static int find_nodes(struct mending *m, struct went *ret)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < set_count(&m->dropped); i++) {
        struct db_query *q;
        bool row = false;
        code = db_query(m->db, "SELECT node, model FROM mention WHERE record = $1 AND node <> 0",
                        &q, m->err);
        if (code != 0) {
            break;
        }
        db_bind_whole(q, 1, set_at(&m->dropped, i));
        while ((code = db_step(q, &row, m->err)) == 0 && row) {
            set_add(db_whole(q, 1) == m->picture->model ? &ret->nodes : &ret->others,
                    db_whole(q, 0));
        }
    }
    return code;
}

static int visit_add(void *set, int64_t node)
{
    set_add(set, node);
    return 0;
}

/* Members of the components that lose a node leave their entities, and have them again when they
 * are linked anew: nobody may stay with those who are no longer theirs. */
static int leave_components(struct mending *m, struct went *went)
{
    struct number_set components = {0};
    struct number_set nodes = {0};
    struct numbers members = {0}; /* record, number, in turn */
    int code = 0;
    for (size_t i = 0; code == 0 && i < set_count(&went->nodes); i++) {
        int64_t component = 0;
        code = component_of(m->db, set_at(&went->nodes, i), &component, m->err);
        set_add(&components, component);
    }
    for (size_t i = 0; code == 0 && i < set_count(&components); i++) {
        code = component_nodes(m->db, set_at(&components, i), visit_add, &nodes, m->err);
    }
    for (size_t i = 0; code == 0 && i < set_count(&nodes); i++) {
        struct db_query *q;
        bool row = false;
        code = db_query(m->db, "SELECT record, number FROM mention WHERE node = $1", &q, m->err);
        if (code != 0) {
            break;
        }
        db_bind_whole(q, 1, set_at(&nodes, i));
        while ((code = db_step(q, &row, m->err)) == 0 && row) {
            add_number(&members, db_whole(q, 0));
            add_number(&members, db_whole(q, 1));
        }
    }
    for (size_t i = 0; i < set_count(&nodes); i++) {
        set_add(&went->nodes, set_at(&nodes, i)); /* all of them are linked anew */
    }
    code = code ? code : leave(m, &members);
    dictionary_free(&components.places);
    dictionary_free(&nodes.places);
    mem_free(members.at);
    return code;
}

static bool is_dropped(const void *context, int64_t record)
{
    return set_has(&((const struct mending *)context)->dropped, record);
}

/* The mentions' keys that are left are noted: older backups hold what they sealed. */
static int drop_mentions(struct mending *m)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < set_count(&m->dropped); i++) {
        int64_t record = set_at(&m->dropped, i);
        code = leave_record(m, record);
        code = code ? code
                    : do_with(m,
                              "INSERT INTO key_past (record, value_key) SELECT record, value_key "
                              "FROM mention WHERE record = $1 "
                              "ON CONFLICT (record, value_key) DO NOTHING",
                              record);
        code = code ? code : do_with(m, "DELETE FROM mention WHERE record = $1", record);
        code = code ? code : do_with(m, "DELETE FROM waiting WHERE record = $1", record);
    }
    /* What they said isn't known any more: their words are looked for among all. */
    return code == 0 && set_count(&m->dropped) > 0 ? search_sweep(m->db, is_dropped, m, m->err)
                                                   : code;
}

static int drop_nodes(struct mending *m)
{
    struct went went = {0};
    const struct number_set *sets[] = {&went.nodes, &went.others};
    bool gone = false;
    int code = find_nodes(m, &went);
    code = code ? code : leave_components(m, &went);
    code = code ? code : drop_mentions(m);
    for (size_t i = 0; code == 0 && i < set_count(&went.nodes); i++) {
        code = touch_around(m, set_at(&went.nodes, i));
    }
    for (size_t s = 0; s < 2; s++) {
        for (size_t i = 0; code == 0 && i < set_count(sets[s]); i++) {
            code = nodes_without_mention_drop(m->db, set_at(sets[s], i), &gone, m->err);
        }
    }
    if (code == 0 && gone) {
        code = db_run(m->db,
                      "DELETE FROM block WHERE NOT EXISTS "
                      "(SELECT 1 FROM node WHERE node.node = block.node)",
                      m->err);
    }
    dictionary_free(&went.nodes.places);
    dictionary_free(&went.others.places);
    return code;
}

/* A record whose source's definition is gone, or knows its columns no more, stands no longer
 * either: the next extract brings it again. */
static int give_up(struct mending *m, int64_t record)
{
    struct live_change change = {.withdrawn = &record, .withdrawn_count = 1, .now = m->now};
    int code = live_apply(m->picture->live, m->db, &change, m->err);
    code = code ? code : leave_record(m, record);
    set_add(&m->lost, record);
    return code ? code : end_record(m, record);
}

static int link_anew(struct mending *m)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < set_count(&m->anew); i++) {
        struct stored_row row = {0};
        int64_t record = set_at(&m->anew, i);
        code = stored_row_read(m->picture, m->db, record, &row, m->err);
        if (code == 0) {
            struct live_change change = {.source = row.source,
                                         .rows = &row.table,
                                         .mapping = &row.mapping,
                                         .records = &record,
                                         .now = m->now};
            code = live_apply(m->picture->live, m->db, &change, m->err);
        } else if (code == ERR_INPUT || code == ERR_NOTFOUND) {
            code = give_up(m, record);
        }
        stored_row_free(&row);
    }
    return code;
}

/* What a process was doing whose state can't be unsealed. */
#define ITS_ACTIONS                                                                                \
    "action IN (SELECT a.action FROM action a JOIN process p ON p.process = a.process WHERE "      \
    "p.state_key = $1)"

/* Who may speak for whom, where a part of it can't be unsealed. */
#define ITS_AUTHORITIES "actor_key = $1 OR principal_key = $1 OR evidence_key = $1"

/* Numbers that are gone may be given out again: nothing names them from here on. */
static int drop_key_numbers(struct mending *m)
{
    static const char *const sqls[] = {
        "DELETE FROM key_past WHERE value_key = $1",
        "UPDATE decision SET why_key = NULL, why = NULL WHERE why_key = $1",
        "UPDATE mark SET why_key = NULL, why = NULL WHERE why_key = $1",
        "UPDATE seal_opening SET why_key = NULL, why = NULL WHERE why_key = $1",
        "UPDATE request SET detail_key = NULL, detail = NULL WHERE detail_key = $1",
        "UPDATE request SET outcome_key = NULL, outcome = NULL WHERE outcome_key = $1",
        "UPDATE break_glass SET reason_key = NULL, reason = NULL WHERE reason_key = $1",
        "UPDATE break_glass SET finding_key = NULL, finding = NULL WHERE finding_key = $1",
        "UPDATE event_version SET why_key = NULL, why = NULL WHERE why_key = $1",
        "UPDATE event_telling SET told_by_key = NULL, told_by = NULL WHERE told_by_key = $1",
        "UPDATE event_telling SET reasons_key = NULL, reasons = NULL WHERE reasons_key = $1",
        "UPDATE event_answer SET answer_key = NULL, value = NULL WHERE answer_key = $1",
        "UPDATE duty_entry SET text_key = NULL, text = NULL WHERE text_key = $1",
        "UPDATE contact_statement SET said_by_key = NULL, said_by = NULL WHERE said_by_key = $1",
        "DELETE FROM contact_value WHERE text_key = $1",
        "UPDATE help_offer SET note_key = NULL, note = NULL WHERE note_key = $1",
        "UPDATE application_entry SET text_key = NULL, text = NULL WHERE text_key = $1",
        "DELETE FROM authority_mention WHERE authority IN (SELECT authority FROM authority WHERE " ITS_AUTHORITIES
        ")",
        "DELETE FROM authority WHERE " ITS_AUTHORITIES,
        "DELETE FROM action_content WHERE content_key = $1",
        "UPDATE letter SET pdf_key = NULL, pdf = NULL WHERE pdf_key = $1",
        "UPDATE case_reason SET text_key = NULL, text = NULL WHERE text_key = $1",
        "DELETE FROM letter WHERE " ITS_ACTIONS,
        "DELETE FROM delivery_note WHERE " ITS_ACTIONS,
        "DELETE FROM action_content WHERE " ITS_ACTIONS,
        "DELETE FROM action WHERE " ITS_ACTIONS,
        ("UPDATE process SET status = 'ended', wake = NULL, wants_look = 0, state_key = NULL, "
         "state = NULL WHERE state_key = $1")};
    int code = 0;
    for (size_t i = 0; code == 0 && i < set_count(&m->gone); i++) {
        for (size_t s = 0; code == 0 && s < sizeof sqls / sizeof sqls[0]; s++) {
            code = do_with(m, sqls[s], set_at(&m->gone, i));
        }
    }
    return code;
}

static int settle_properties(struct mending *m)
{
    struct node_list places = {0};
    int code = places_all(m->db, m->picture->model, &places, m->err);
    code = code ? code : properties_settle(m->db, m->picture->model, m->now, &places, m->err);
    list_free(&places);
    return code;
}

static int mend_all(struct mending *m)
{
    int code = find_gone(m);
    if (code != 0 || set_count(&m->gone) == 0) {
        return code;
    }
    code = drop_versions(m);
    code = code ? code : find_dropped(m);
    code = code ? code : drop_nodes(m);
    code = code ? code : link_anew(m);
    code = code ? code : settle_properties(m);
    return code ? code : drop_key_numbers(m);
}

int mend(struct picture *picture, struct err *err)
{
    struct mending m = {
        .picture = picture, .db = picture->db, .err = err, .now = (int64_t)time(NULL)};
    int code = db_begin(m.db, err);
    if (code != 0) {
        return code;
    }
    code = mend_all(&m);
    if (code == 0) {
        code = db_commit(m.db, err);
    } else {
        db_rollback(m.db);
    }
    code = code ? code : db_checkpoint(m.db, err);
    code = code ? code : home_mark_clear(&picture->home, HOME_MARK_RESTORED, err);
    if (code == 0) {
        picture->lost = (int64_t)set_count(&m.lost);
    }
    dictionary_free(&m.gone.places);
    dictionary_free(&m.lost.places);
    dictionary_free(&m.dropped.places);
    dictionary_free(&m.anew.places);
    return code;
}

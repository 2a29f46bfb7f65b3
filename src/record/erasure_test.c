/* erasure_test.c - a person is erased, an older backup is put back, the full extract comes again:
 * the person is nowhere, and everybody else is where they were. */
#include "erasure.h"

#include "backup.h"
#include "home_backup.h"
#include "ingest.h"
#include "mend.h"
#include "mention_values.h"
#include "sealed_text.h"
#include "whole_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char place[64];

static void must(int code, const struct err *err)
{
    if (code != 0) {
        fail_msg("code %d: %s %s", code, err->file, err->message);
    }
}

static void put(const char *path, const char *text)
{
    struct err err = {0};
    must(file_replace(path, str_of(text), 0600, &err), &err);
}

static const char people_source[] =
    "source: people\n"
    "connector:\n  kind: file\n  path: extracts/people.csv\n"
    "key: Ref\n"
    "delivery: snapshot\n"
    "mapping:\n  kind: people\n  columns:\n"
    "    - column: Ref\n      role: ignore\n"
    "    - column: Notes\n      role: ignore\n"
    "    - column: Forename\n      role: given_name\n"
    "    - column: Surname\n      role: family_name\n"
    "    - column: Phone\n      role: phone\n";
static const char tenancies_source[] =
    "source: tenancies\n"
    "connector:\n  kind: file\n  path: extracts/tenancies.csv\n"
    "key: Ref\n"
    "delivery: snapshot\n"
    "mapping:\n  kind: people\n  columns:\n"
    "    - column: Ref\n      role: record_id\n"
    "    - column: Forename\n      role: given_name\n"
    "    - column: Surname\n      role: family_name\n"
    "    - column: Phone\n      role: phone\n"
    "    - column: Joint Name\n      role: full_name\n      subject: joint\n"
    "    - column: Joint Phone\n      role: phone\n      subject: joint\n"
    "    - column: Address\n      role: address\n"
    "    - column: Postcode\n      role: postcode\n"
    "    - column: Notes\n      role: ignore\n";
/* Without a key: a row is known by what it says. */
static const char accounts_source[] =
    "source: accounts\n"
    "connector:\n  kind: file\n  path: extracts/accounts.csv\n"
    "delivery: snapshot\n"
    "mapping:\n  kind: people\n  columns:\n"
    "    - column: Liable Party\n      role: full_name\n"
    "    - column: Address\n      role: address\n"
    "    - column: Postcode\n      role: postcode\n";

static const char people[] =
    "Ref,Forename,Surname,Phone,Notes\n"
    "P1,Quillon,Canarius,07700900111,sees Canarius senior\n"
    "P2,Emrys,Jones,07700900222,\n"
    "P3,Megan,Hughes,07700900333,\n";
static const char people_before[] =
    "Ref,Forename,Surname,Phone,Notes\n"
    "P1,Quillon,Canariusson,07700900444,\n"
    "P2,Emrys,Jones,07700900222,\n"
    "P3,Megan,Hughes,07700900333,\n";
static const char tenancies[] =
    "Ref,Forename,Surname,Phone,Joint Name,Joint Phone,Address,Postcode,Notes\n"
    "T1,Quillon,Canarius,07700900111,Mari Prys,07700900555,\"1 Mill Street, Pentre\",SA15 1AA,"
    "Quillon has a dog\n"
    "T2,Gwen,Bowen,07700900666,Quillon Canarius,07700900111,\"2 Mill Street, Pentre\",SA15 1AA,\n"
    "T3,Megan,Hughes,07700900333,,,\"3 Mill Street, Pentre\",SA15 1AA,\n";
static const char accounts[] =
    "Liable Party,Address,Postcode\n"
    "MR QUILLON CANARIUS & MRS DILYS CANARIUS,\"1 Mill Street, Pentre\",SA15 1AA\n"
    "MR QUILLON CANARIUS,\"9 Mill Street, Pentre\",SA15 1AA\n"
    "MISS MEGAN HUGHES,\"3 Mill Street, Pentre\",SA15 1AA\n";

static int enter(void **state)
{
    (void)state;
    const struct council council = {
        .name = STR_INIT("X"), .language_count = 1, .retention_days = 30};
    struct err err = {0};
    snprintf(place, sizeof place, "/tmp/erasure_test-XXXXXX");
    if (mkdtemp(place) == NULL || chdir(place) != 0) {
        return 1;
    }
    must(home_make("home", &council, &err), &err);
    assert_int_equal(mkdir("home/extracts", 0700), 0);
    put("home/sources/people.yaml", people_source);
    put("home/sources/tenancies.yaml", tenancies_source);
    put("home/sources/accounts.yaml", accounts_source);
    put("home/extracts/people.csv", people);
    put("home/extracts/tenancies.csv", tenancies);
    put("home/extracts/accounts.csv", accounts);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", place);
    return chdir("/") != 0 || system(command) != 0;
}

/* ---- a home at work ---- */

static void begin(struct picture *p)
{
    struct err err = {0};
    *p = (struct picture){.home = {.lock_fd = -1}};
    must(picture_open("home", p, &err), &err);
}

static struct ingest_summary take(struct picture *p, const char *name)
{
    struct err err = {0};
    struct source_definition definition;
    struct err_list errors = {0};
    struct ingest_summary summary;
    struct progress progress = {0};
    const struct ingest_options options = {1, &progress};
    char path[64];
    if (home_source(&p->home, str_of(name), &definition, &errors) != 0) {
        err_list_first(&errors, &err);
        fail_msg("%s", err.message);
    }
    snprintf(path, sizeof path, "home/extracts/%s.csv", name);
    must(ingest(p, &definition, path, &options, &summary, &err), &err);
    source_definition_free(&definition);
    err_list_free(&errors);
    return summary;
}

static struct extract_counts take_all(struct picture *p)
{
    struct extract_counts all = {0};
    static const char *const names[] = {"accounts", "people", "tenancies"};
    for (int i = 0; i < 3; i++) {
        struct extract_counts one = take(p, names[i]).counts;
        all.added += one.added;
        all.changed += one.changed;
        all.withdrawn += one.withdrawn;
    }
    return all;
}

static int64_t number_of(struct db *db, const char *sql)
{
    struct db_query *q;
    struct err err = {0};
    bool row = false;
    must(db_query(db, sql, &q, &err), &err);
    must(db_step(q, &row, &err), &err);
    int64_t number = row ? db_whole(q, 0) : -1;
    db_reset(q);
    return number;
}

/* Is the text, in small letters, in what was unsealed? */
static bool holds(struct buf *text, const char *wanted)
{
    for (size_t i = 0; i < text->len; i++) {
        text->ptr[i] =
            (char)(text->ptr[i] >= 'A' && text->ptr[i] <= 'Z' ? text->ptr[i] + 32 : text->ptr[i]);
    }
    return str_find(buf_str(text), str_of(wanted)) >= 0;
}

/* Sealed values that can be unsealed and hold the text. lost: those that can't be. */
static int count_holding(struct picture *p, const char *wanted, int *ret_lost)
{
    static const char *const sqls[] = {
        "SELECT record, value_key, cells FROM record_version WHERE value_key IS NOT NULL",
        "SELECT record, value_key, sealed FROM mention"};
    int found = 0;
    for (int i = 0; i < 2; i++) {
        struct db_query *q;
        struct err err = {0};
        bool row = false;
        must(db_query(p->db, sqls[i], &q, &err), &err);
        while (db_step(q, &row, &err) == 0 && row) {
            struct buf text = {0};
            int code = unseal_value(p->seal, db_whole(q, 1), i == 0 ? "cells" : "mention",
                                    db_whole(q, 0), db_bytes(q, 2), &text, &err);
            *ret_lost += code == ERR_NOTFOUND;
            assert_true(code == 0 || code == ERR_NOTFOUND);
            found += code == 0 && holds(&text, wanted);
            buf_free(&text);
        }
    }
    return found;
}

static void assert_nowhere(struct picture *p)
{
    static const char *const canaries[] = {"canarius", "quillon", "07700900111", "07700900444",
                                           "+447700900111"};
    struct err err = {0};
    int lost = 0;
    for (size_t i = 0; i < sizeof canaries / sizeof canaries[0]; i++) {
        if (count_holding(p, canaries[i], &lost) != 0) {
            fail_msg("%s is still there", canaries[i]);
        }
    }
    assert_int_equal(lost, 0);
    must(db_check(p->db, &err), &err);
}

static void assert_there(struct picture *p, const char *text)
{
    int lost = 0;
    if (count_holding(p, text, &lost) == 0) {
        fail_msg("%s is gone", text);
    }
}

/* The entities of mentions that are called so. */
static int64_t entities_called(struct picture *p, const char *name, char ret[][16], int max)
{
    struct db_query *q;
    struct err err = {0};
    bool row = false;
    int count = 0;
    must(db_query(p->db,
                  "SELECT e.id, m.record, m.value_key, m.sealed FROM mention m JOIN membership b "
                  "ON b.record = m.record AND b.number = m.number "
                  "JOIN entity e ON e.entity = b.entity ORDER BY e.entity",
                  &q, &err),
         &err);
    while (db_step(q, &row, &err) == 0 && row) {
        struct buf text = {0};
        struct mention_values values;
        must(unseal_value(p->seal, db_whole(q, 2), "mention", db_whole(q, 1), db_bytes(q, 3), &text,
                          &err),
             &err);
        assert_int_equal(mention_unpack(buf_str(&text), &values), 0);
        if (str_eq(values.text[FIELD_GIVEN], str_of(name)) && count < max) {
            snprintf(ret[count++], 16, "%.*s", PRI(db_text(q, 0)));
        }
        buf_free(&text);
    }
    return count;
}

/* Without a model each mention is an entity by itself: all of them go. */
static struct erasure_summary erase_all(struct picture *p, int64_t expected)
{
    char ids[8][16];
    struct erasure_summary all = {0};
    int64_t count = entities_called(p, "quillon", ids, 8);
    assert_int_equal(count, expected);
    for (int64_t i = 0; i < count; i++) {
        struct err err = {0};
        struct erasure_summary one;
        must(entity_erase(p, str_of(ids[i]), &one, &err), &err);
        all.records += one.records;
        all.shared += one.shared;
        all.with_them += one.with_them;
    }
    return all;
}

/* ---- life events ---- */

/* One of each entity, called as it is numbered. */
static void put_events(struct picture *p)
{
    struct err err = {0};
    must(
        db_run(p->db,
               "INSERT INTO event (event, id, type, purpose, shadow, made) SELECT DISTINCT entity, "
               "'e' || entity, 'moved', 'p', 0, 1 FROM membership;"
               "INSERT INTO event_mention (event, role, since, place, record, number) SELECT "
               "entity, 'subject', 1, 0, record, number FROM membership;"
               "INSERT INTO contact_statement (statement, purpose, alone, sayer, said, who, at) "
               "SELECT DISTINCT entity, 'p', 0, 'self', 1, 'w', 1 FROM membership;"
               "INSERT INTO contact_mention (statement, place, record, number) SELECT entity, "
               "row_number() OVER (PARTITION BY entity ORDER BY record, number), record, number "
               "FROM membership;"
               "INSERT INTO help_offer (offer, kind, state, purpose, opened, opened_by) SELECT "
               "DISTINCT entity, 'device', 'open', 'p', 1, 'w' FROM membership;"
               "INSERT INTO help_offer_mention (offer, place, record, number) SELECT statement, "
               "place, record, number FROM contact_mention",
               &err),
        &err);
}

/* After each event a process, that has something to be sent. */
static void put_processes(struct picture *p)
{
    struct err err = {0};
    char sql[1400];
    int64_t keys = 0, count = number_of(p->db, "SELECT count(*) FROM event");
    must(seal_key_new_many(p->seal, 2 * (size_t)count, &keys, &err), &err);
    snprintf(
        sql, sizeof sql,
        "INSERT INTO pack_kept (kept, pack, version, content, files, since) VALUES (1, 'moved', "
        "1, x'00', x'00', 1);"
        "INSERT INTO team (team, name) VALUES (1, 'council_tax');"
        "INSERT INTO process (process, event, kept, status, wake, wants_look, state_key, state) "
        "SELECT event, event, 1, 'running', 1, 1, %lld + row_number() OVER (ORDER BY event), "
        "x'00' FROM event;"
        "INSERT INTO action (action, process, kind, state, place, round, stop_wanted, "
        "may_have_left, team, token, tries, next_try, lease_until, wakes, made) SELECT "
        "process, process, 'send', 'ready', 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1 FROM process;"
        "INSERT INTO action_content (action, made, content_key, content) SELECT action, 1, "
        "%lld + row_number() OVER (ORDER BY action), x'00' FROM action",
        (long long)keys - 1, (long long)(keys + count) - 1);
    must(db_run(p->db, sql, &err), &err);
}

/* Of the erased none goes on, nothing of theirs is to leave, and all others' is as it was. */
static void assert_processes_theirs(struct picture *p, int64_t events)
{
    int64_t gone = number_of(p->db, "SELECT count(*) FROM process WHERE state_key IS NULL");
    assert_true(gone > 0 && gone < events);
    assert_int_equal(number_of(p->db, "SELECT count(*) FROM process"), events);
    assert_int_equal(number_of(p->db,
                               "SELECT count(*) FROM process q JOIN event_mention m ON "
                               "m.event = q.event WHERE q.state_key IS NULL AND "
                               "m.role = 'subject' AND m.number > 0"),
                     0);
    assert_int_equal(number_of(p->db,
                               "SELECT count(*) FROM process WHERE state_key IS NULL AND "
                               "(wake IS NOT NULL OR wants_look = 1 OR state IS NOT NULL "
                               "OR status <> 'ended')"),
                     0);
    assert_int_equal(number_of(p->db, "SELECT count(*) FROM action"), events - gone);
}

/* Of each entity an application in progress, and an authority on either side of which it is: those
 * that are numbered as it, and those a thousand above; these are of applications that staff began
 * about it. */
static void put_tellings(struct picture *p)
{
    static const struct {
        const char *rows, *put, *place;
    } texts[] = {{"SELECT entry FROM application_entry",
                  "UPDATE application_entry SET text_key = $2, text = $3 WHERE entry = $1",
                  "application_entry"},
                 {"SELECT authority FROM authority",
                  "UPDATE authority SET actor_key = $2, actor = $3 WHERE authority = $1",
                  "authority_actor"},
                 {"SELECT authority FROM authority",
                  "UPDATE authority SET principal_key = $2, principal = $3 WHERE authority = $1",
                  "authority_principal"},
                 {"SELECT authority FROM authority",
                  "UPDATE authority SET evidence_key = $2, evidence = $3 WHERE authority = $1",
                  "authority_evidence"}};
    struct err err = {0};
    must(db_run(p->db,
                "INSERT INTO application (application, id, type, language, record, number, begun, "
                "changed, check_item, tries, event) SELECT entity, 'a' || entity, 'moved', 'en', "
                "min(record), number, 1, 1, '', 0, '' FROM membership GROUP BY entity;"
                "INSERT INTO authority (authority, basis, matters, from_day, purpose, record, "
                "number, made_by, made) SELECT application, 'declared', '', 1, 'p', 0, 0, '', 1 "
                "FROM application UNION ALL SELECT application + 1000, 'declared', '', 1, 'p', "
                "record, number, '', 1 FROM application;"
                "INSERT INTO application (application, id, type, language, record, number, begun, "
                "changed, check_item, tries, event) SELECT application + 1000, 's' || application, "
                "'moved', 'en', 0, 0, 1, 1, '', 0, '' FROM application;"
                "INSERT INTO application_mention (application, place, record, number) SELECT "
                "entity + 1000, row_number() OVER (PARTITION BY entity ORDER BY record, number), "
                "record, number FROM membership;"
                "INSERT INTO application_entry (entry, application, name, who, channel, at) "
                "SELECT application, application, '.name', '', 'web', 1 FROM application;"
                "INSERT INTO application_holder (holder, application, since) SELECT x'00', "
                "application, 1 FROM application;"
                "INSERT INTO authority_mention (authority, place, record, number) SELECT entity, "
                "row_number() OVER (PARTITION BY entity ORDER BY record, number), record, number "
                "FROM membership",
                &err),
         &err);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct whole_list rows = {0};
        must(db_list_with(p->db, texts[i].rows, NULL, 0, &rows, &err), &err);
        for (size_t r = 0; r < rows.count; r++) {
            must(sealed_text_put(p->db, p->seal, texts[i].put, texts[i].place, rows.at[r],
                                 STR("Quillon Canarius"), &err),
                 &err);
        }
        whole_list_free(&rows);
    }
}

#define TELLING_KEYS                                                                               \
    "SELECT text_key FROM application_entry UNION ALL SELECT actor_key FROM authority UNION ALL "  \
    "SELECT principal_key FROM authority UNION ALL SELECT evidence_key FROM authority"

/* How many of the keys of all tellings are no more. */
static size_t keys_gone(struct picture *p, struct whole_list *keys)
{
    struct err err = {0};
    size_t gone = 0;
    must(seal_keys_gone(p->seal, keys->at, keys->count, &gone, &err), &err);
    return gone;
}

static int64_t of_another(struct picture *p, const char *table, const char *row)
{
    char sql[320];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM %s e JOIN membership m ON m.record = e.record AND "
             "m.number = e.number WHERE m.entity <> e.%s OR e.number < 0",
             table, row);
    return number_of(p->db, sql);
}

/* Each is about whom it was about, or nobody. */
static void assert_events_theirs(struct picture *p)
{
    assert_int_equal(of_another(p, "event_mention", "event"), 0);
    assert_int_equal(of_another(p, "contact_mention", "statement"), 0);
    assert_int_equal(of_another(p, "help_offer_mention", "offer"), 0);
    assert_int_equal(of_another(p, "application", "application"), 0);
    assert_int_equal(of_another(p, "application_mention", "application - 1000"), 0);
    assert_int_equal(of_another(p, "authority_mention", "authority"), 0);
    assert_int_equal(of_another(p, "authority", "authority - 1000"), 0);
}

/* None of an event that was about the erased, nor of how they are reached: also where another has
 * their place in a row now. */
static void assert_events_gone(struct picture *p, char ids[][16], int64_t count)
{
    char sql[320];
    for (int64_t i = 0; i < count; i++) {
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM event_mention m JOIN entity n ON n.entity = m.event "
                 "WHERE m.number > 0 AND n.id = '%s'",
                 ids[i]);
        assert_int_equal(number_of(p->db, sql), 0);
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM contact_mention m JOIN entity n ON n.entity = m.statement "
                 "WHERE m.number > 0 AND n.id = '%s'",
                 ids[i]);
        assert_int_equal(number_of(p->db, sql), 0);
    }
}

/* ---- tests ---- */

/* People's first version had other values; both go, and stay away when the extract comes again. */
static void erased_and_not_taken_in_again(void **state)
{
    (void)state;
    struct picture p;
    char mari[2][16], again[2][16];
    put("home/extracts/people.csv", people_before);
    begin(&p);
    assert_int_equal(take_all(&p).added, 9);
    put("home/extracts/people.csv", people);
    assert_int_equal(take_all(&p).changed, 1);
    assert_int_equal(entities_called(&p, "mari", mari, 2), 1);
    put_events(&p);
    put_processes(&p);
    put_tellings(&p);
    int64_t applications = number_of(p.db, "SELECT count(*) FROM application");
    int64_t processes = number_of(p.db, "SELECT count(*) FROM process");
    int64_t events = number_of(p.db, "SELECT count(*) FROM event_mention");
    int64_t statements = number_of(p.db, "SELECT count(*) FROM contact_statement");
    struct erasure_summary s = erase_all(&p, 5);
    assert_events_theirs(&p);
    assert_processes_theirs(&p, processes);
    assert_int_equal(number_of(p.db, "SELECT count(*) FROM contact_statement"), statements - 5);
    assert_int_equal(number_of(p.db, "SELECT count(*) FROM help_offer"), statements - 5);
    assert_int_equal(number_of(p.db, "SELECT count(*) FROM application"), applications - 10);
    assert_int_equal(number_of(p.db, "SELECT count(*) FROM authority"), applications - 10);
    assert_int_equal(number_of(p.db, "SELECT count(*) FROM event_mention"), events - 5);
    assert_int_equal(number_of(p.db, "SELECT count(*) FROM event_mention WHERE number > 0"),
                     events - 6);   /* Dilys, too, is named no more */
    assert_int_equal(s.records, 2); /* P1, the second account */
    assert_int_equal(s.shared, 3);
    assert_int_equal(s.with_them, 1); /* Dilys, in one cell with Quillon */
    assert_nowhere(&p);
    assert_there(&p, "mari prys");
    assert_there(&p, "bowen");
    assert_there(&p, "1 mill street");
    assert_int_equal(entities_called(&p, "mari", again, 2), 1);
    assert_string_equal(mari[0], again[0]); /* though she is now the row's first */
    struct extract_counts counts = take_all(&p);
    assert_int_equal(counts.added + counts.changed + counts.withdrawn, 0);
    assert_nowhere(&p);
    picture_close(&p);
    begin(&p);
    assert_int_equal(p.lost, 0);
    counts = take_all(&p);
    assert_int_equal(counts.added + counts.changed + counts.withdrawn, 0);
    assert_nowhere(&p);
    picture_close(&p);
}

static void move(const char *from, const char *to)
{
    assert_int_equal(rename(from, to), 0);
}

/* What the issue says: erase, put an older backup back, ingest the full extract again. */
static void erased_after_an_older_backup(void **state)
{
    (void)state;
    struct err err = {0};
    struct picture p;
    uint64_t bytes;
    int64_t lost = 0;
    begin(&p);
    take_all(&p);
    char theirs[8][16];
    put_events(&p);
    put_processes(&p);
    int64_t processes = number_of(p.db, "SELECT count(*) FROM process");
    assert_int_equal(entities_called(&p, "quillon", theirs, 8), 5);
    must(home_backup("home", "older", false, &bytes, &err), &err); /* while the home is in use */
    erase_all(&p, 5);
    picture_close(&p);
    move("home/data/cantref.db", "newer.db");
    must(home_restore("home", "older", NULL, &lost, &err), &err);
    assert_int_equal(lost, 5);
    begin(&p);
    assert_nowhere(&p);
    take_all(&p);
    assert_nowhere(&p);
    assert_events_theirs(&p);
    assert_events_gone(&p, theirs, 5);
    assert_processes_theirs(&p, processes);
    assert_there(&p, "mari prys"); /* who was in a row with the erased person */
    assert_there(&p, "hughes");
    picture_close(&p);
}

/* Of what somebody has begun to tell, and of who speaks for whom, nothing is left when either is
 * erased, its keys last of all; nor does an older backup bring it back. */
static void tellings_go_too(void **state)
{
    (void)state;
    struct err err = {0};
    struct picture p;
    struct erasure_summary summary;
    struct whole_list keys = {0};
    char theirs[8][16];
    char sql[160];
    uint64_t bytes;
    int64_t lost = 0;
    begin(&p);
    take_all(&p);
    put_tellings(&p);
    int64_t count = number_of(p.db, "SELECT count(*) FROM application");
    assert_int_equal(entities_called(&p, "quillon", theirs, 8), 5);
    snprintf(sql, sizeof sql, "SELECT entity FROM entity WHERE id = '%s'", theirs[0]);
    int64_t entity = number_of(p.db, sql);
    must(home_backup("home", "older", false, &bytes, &err), &err);
    must(db_list_with(p.db, TELLING_KEYS, NULL, 0, &keys, &err), &err);
    assert_int_equal(keys_gone(&p, &keys), 0);
    must(entity_erase(&p, str_of(theirs[0]), &summary, &err), &err);
    assert_int_equal(keys_gone(&p, &keys), 8);
    assert_int_equal(number_of(p.db, "SELECT count(*) FROM application"), count - 2);
    assert_int_equal(number_of(p.db, "SELECT count(*) FROM application_entry"), count - 2);
    assert_int_equal(number_of(p.db, "SELECT count(*) FROM application_holder"), count - 2);
    assert_int_equal(number_of(p.db, "SELECT count(*) FROM authority"), count - 2);
    snprintf(sql, sizeof sql, "SELECT count(*) FROM authority_mention WHERE authority = %lld",
             (long long)entity);
    assert_int_equal(number_of(p.db, sql), 0);
    assert_int_equal(of_another(&p, "application", "application"), 0);
    assert_int_equal(of_another(&p, "authority_mention", "authority"), 0);
    assert_int_equal(of_another(&p, "authority", "authority - 1000"), 0);
    must(db_check(p.db, &err), &err);
    picture_close(&p);
    move("home/data/cantref.db", "newer.db");
    must(home_restore("home", "older", NULL, &lost, &err), &err);
    begin(&p);
    assert_int_equal(
        number_of(p.db, "SELECT count(*) FROM application_entry WHERE text_key IS NOT NULL"),
        count - 2);
    assert_int_equal(number_of(p.db, "SELECT count(*) FROM authority"), count - 2);
    assert_int_equal(number_of(p.db, sql), 0);
    assert_int_equal(of_another(&p, "application", "application"), 0);
    assert_int_equal(of_another(&p, "application_mention", "application - 1000"), 0);
    picture_close(&p);
    whole_list_free(&keys);
}

/* A database file that was copied back by hand is found out too. */
static void erased_after_an_older_file(void **state)
{
    (void)state;
    struct picture p;
    begin(&p);
    take_all(&p);
    picture_close(&p);
    assert_int_equal(system("cp home/data/cantref.db older.db"), 0);
    begin(&p);
    erase_all(&p, 5);
    picture_close(&p);
    move("older.db", "home/data/cantref.db");
    begin(&p);
    assert_int_equal(p.lost, 5);
    assert_nowhere(&p);
    take_all(&p);
    assert_nowhere(&p);
    picture_close(&p);
}

/* An older backup of the keys knows neither keys made later nor the erasure: the database's own
 * list counts, and numbers that are given out again meet nothing old. */
static void newer_database_older_keys(void **state)
{
    (void)state;
    struct err err = {0};
    struct picture p;
    uint64_t bytes;
    int64_t lost = 0;
    put("home/extracts/people.csv", people_before);
    begin(&p);
    take_all(&p);
    must(home_backup("home", "keys.older", true, &bytes, &err), &err);
    erase_all(&p, 5);
    put("home/extracts/people.csv", people);
    for (int i = 0; i < 40; i++) { /* past what the pool of keys holds */
        char text[400];
        snprintf(text, sizeof text, "%sP4,Sian,Lewis,0770090%04d,\n", people, i);
        put("home/extracts/people.csv", text);
        take_all(&p);
    }
    must(home_backup("home", "newer", false, &bytes, &err), &err);
    picture_close(&p);
    move("home/data/cantref.db", "lost.db");
    move("home/keys/values.db", "lost.values");
    must(home_restore("home", "newer", "keys.older", &lost, &err), &err);
    assert_true(lost > 0);
    begin(&p);
    assert_nowhere(&p);
    take_all(&p);
    assert_nowhere(&p);
    assert_there(&p, "lewis");
    assert_int_equal(number_of(p.db, "SELECT count(*) FROM record_version WHERE known_to IS NULL"),
                     8); /* 10 rows less P1 and the second account */
    picture_close(&p);
}

/* A row whose people change places does not bring the erased one back, nor does a new column. */
static void changed_rows_bring_nobody_back(void **state)
{
    (void)state;
    struct picture p;
    begin(&p);
    take_all(&p);
    erase_all(&p, 5);
    char wider[1200];
    snprintf(wider, sizeof wider, "%s    - column: Remark\n      role: attribute\n",
             tenancies_source);
    put("home/sources/tenancies.yaml", wider);
    put("home/extracts/tenancies.csv",
        "Ref,Forename,Surname,Phone,Joint Name,Joint Phone,Address,Postcode,Notes,Remark\n"
        "T1,Mari,Prys,07700900555,Quillon Canarius,07700900111,\"1 Mill Street, Pentre\",SA15 1AA,"
        "Quillon has a dog,Canarius\n"
        "T2,Quillon,Canarius,07700900111,Gwen Bowen,07700900666,\"2 Mill Street, Pentre\",SA15 "
        "1AA,,Quillon\n"
        "T3,Megan,Hughes,07700900333,,,\"3 Mill Street, Pentre\",SA15 1AA,,\n");
    take_all(&p);
    assert_nowhere(&p);
    picture_close(&p);
}

/* What was begun is ended by the next opening: the database's part is done, the keys are there. */
static void begun_is_ended_later(void **state)
{
    (void)state;
    struct err err = {0};
    struct picture p;
    begin(&p);
    take_all(&p);
    int64_t key = number_of(p.db, "SELECT value_key FROM record_version WHERE record = 4");
    must(db_run(p.db,
                "INSERT INTO erasure (erasure, entity, begun) VALUES (1, 1, 1); "
                "INSERT INTO erasure_key (erasure, value_key) SELECT 1, value_key FROM "
                "record_version WHERE record = 4; UPDATE record_version SET value_key = NULL, "
                "cells = NULL, known_to = 1 WHERE record = 4; "
                "INSERT INTO suppression (token) VALUES (X'00112233445566778899aabbccddeeff')",
                &err),
         &err);
    size_t gone = 9;
    must(seal_keys_gone(p.seal, &key, 1, &gone, &err), &err);
    assert_int_equal(gone, 0);
    picture_close(&p);
    begin(&p);
    must(seal_keys_gone(p.seal, &key, 1, &gone, &err), &err);
    assert_int_equal(gone, 1);
    assert_int_equal(number_of(p.db, "SELECT count(*) FROM erasure WHERE ended IS NULL"), 0);
    assert_int_equal(number_of(p.db, "SELECT count(*) FROM erasure_key"), 0);
    struct buf tokens = {0};
    must(seal_suppressed(p.seal, &tokens, &err), &err);
    assert_int_equal(tokens.len, 16);
    buf_free(&tokens);
    picture_close(&p);
}

static int decide(struct db *db, void *context, struct err *err)
{
    struct picture *p = context;
    int64_t number;
    const struct decision one = {.left = {1, 1},
                                 .right = {2, 1},
                                 .who = STR("M Prys"),
                                 .why = STR("Quillon told me"),
                                 .at = 1};
    return decision_add(db, p->seal, &one, &number, err);
}

/* What was decided about the person goes, with the reason that was given, and its key. */
static void decisions_go_too(void **state)
{
    (void)state;
    struct err err = {0};
    struct picture p;
    size_t gone = 0;
    begin(&p);
    take_all(&p);
    must(picture_do(&p, decide, &p, &err), &err);
    int64_t key = number_of(p.db, "SELECT why_key FROM decision");
    assert_true(key > 0);
    erase_all(&p, 5);
    assert_int_equal(number_of(p.db, "SELECT count(*) FROM decision"), 0);
    must(seal_keys_gone(p.seal, &key, 1, &gone, &err), &err);
    assert_int_equal(gone, 1);
    picture_close(&p);
}

static void refused(void **state)
{
    (void)state;
    struct picture p;
    struct err err = {0};
    struct erasure_summary s;
    char ids[8][16];
    uint64_t bytes;
    int64_t lost;
    assert_int_equal(home_backup("home", "x", false, &bytes, &err), ERR_NOTFOUND);
    begin(&p);
    take_all(&p);
    assert_int_equal(entity_erase(&p, STR("PNOBODY"), &s, &err), ERR_NOTFOUND);
    assert_true(entities_called(&p, "quillon", ids, 8) > 1);
    must(entity_erase(&p, str_of(ids[0]), &s, &err), &err);
    assert_int_equal(entity_erase(&p, str_of(ids[0]), &s, &err), ERR_NOTFOUND);
    must(home_backup("home", "x", false, &bytes, &err), &err);
    assert_int_equal(home_backup("home", "x", false, &bytes, &err), ERR_CONFLICT);
    picture_close(&p);
    assert_int_equal(home_restore("home", "x", NULL, &lost, &err), ERR_CONFLICT);
    assert_int_equal(home_restore("nowhere", "x", NULL, &lost, &err), ERR_NOTFOUND);
    move("home/keys/council.key", "key");
    move("home/data/cantref.db", "lost.db");
    assert_int_equal(home_restore("home", "x", NULL, &lost, &err), ERR_NOTFOUND);
    move("key", "home/keys/council.key");
    must(home_restore("home", "x", NULL, &lost, &err), &err);
    assert_int_equal(lost, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(erased_and_not_taken_in_again, enter, leave),
        cmocka_unit_test_setup_teardown(erased_after_an_older_backup, enter, leave),
        cmocka_unit_test_setup_teardown(tellings_go_too, enter, leave),
        cmocka_unit_test_setup_teardown(erased_after_an_older_file, enter, leave),
        cmocka_unit_test_setup_teardown(newer_database_older_keys, enter, leave),
        cmocka_unit_test_setup_teardown(changed_rows_bring_nobody_back, enter, leave),
        cmocka_unit_test_setup_teardown(begun_is_ended_later, enter, leave),
        cmocka_unit_test_setup_teardown(decisions_go_too, enter, leave),
        cmocka_unit_test_setup_teardown(refused, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

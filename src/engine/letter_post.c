/* letter_post.c - see letter_post.h. */
#include "letter_post.h"

#include "action_content.h"
#include "deceased.h"
#include "delivery_note.h"
#include "letter_setup.h"
#include "postcode.h"

#include <stdio.h>
#include <stdlib.h>

#define PDF_PLACE "letter"

const char *const letter_state_names[LETTER_STATES + 1] = {"waiting", "batch", "handed", "stopped",
                                                           NULL};
const char *const batch_state_names[BATCH_STATES + 1] = {"handing", "handed", "posted", NULL};

static int named(const char *const *names, struct str name)
{
    int i = 0;
    while (names[i + 1] != NULL && !str_eq(name, str_of(names[i]))) {
        i++;
    }
    return i;
}

/* ---- made ---- */

int letter_post_make(const struct delivery_setup *setup, const struct delivery *delivery,
                     struct buf *ret_pdf, size_t *ret_pages, struct delivery_answer *ret,
                     bool *ret_made, struct err *err)
{
    const struct letter_setup letters = letter_setup_of(setup, delivery->language);
    struct err failed = {0};
    int code = letter_typeset(&letters, delivery, ret_pdf, ret_pages, &failed);
    *ret_made = code == 0;
    if (code == ERR_INPUT || code == ERR_LIMIT) {
        *ret = (struct delivery_answer){.outcome = DELIVERY_REFUSED};
        snprintf(ret->reason, sizeof ret->reason, "%.*s", (int)sizeof ret->reason - 1,
                 failed.message);
        return 0;
    }
    if (code != 0) {
        *err = failed;
    }
    return code;
}

/* ---- kept ---- */

struct posting {
    struct caseload *c;
    const struct action_row *row;
    const struct delivery *delivery;
    struct str pdf;
    size_t pages;
};

static int add_letter(struct db *db, const struct posting *p, int64_t *ret, struct err *err)
{
    char reference[LETTER_REFERENCE_MAX];
    struct db_query *q;
    letter_reference(p->delivery->key, reference);
    int code = db_do_with(db, "DELETE FROM letter WHERE action = $1 AND state = 'stopped'",
                          WHOLES(p->row->action), err);
    code = code ? code
                : db_query(db,
                           "INSERT INTO letter (action, reference, delivery, language, "
                           "large_print, pages, made, state) VALUES ($1, $2, $3, $4, $5, $6, $7, "
                           "'waiting')",
                           &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_whole(q, 1, p->row->action);
    db_bind_text(q, 2, str_of(reference));
    db_bind_text(q, 3, p->delivery->key);
    db_bind_text(q, 4, p->delivery->language == ACCESS_WELSH ? STR("cy") : STR("en"));
    db_bind_whole(q, 5, p->delivery->large_print);
    db_bind_whole(q, 6, (int64_t)p->pages);
    db_bind_whole(q, 7, p->c->now.at);
    return db_add(q, ret, err);
}

static int seal_pdf(struct db *db, struct seal *seal, int64_t letter, struct str pdf,
                    struct err *err)
{
    struct buf sealed = {0};
    struct db_query *q;
    int64_t key = 0;
    int code = seal_key_new(seal, &key, err);
    code = code ? code : seal_value(seal, key, PDF_PLACE, letter, pdf, &sealed, err);
    code =
        code ? code
             : db_query(db, "UPDATE letter SET pdf_key = $2, pdf = $3 WHERE letter = $1", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, letter);
        db_bind_whole(q, 2, key);
        db_bind_bytes(q, 3, buf_str(&sealed));
        code = db_do(q, err);
    }
    buf_free(&sealed);
    return code;
}

static int post_job(struct db *db, void *context, struct err *err)
{
    const struct posting *p = context;
    const struct engine_rows rows = engine_home_rows(p->c->home);
    struct action_row row;
    int64_t letter = 0;
    int code = rows.action_get(rows.context, p->row->action, &row, err);
    if (code != 0 || row.token != p->row->token || row.state != ROW_GOING) {
        return code; /* it was stopped, or another worker has it */
    }
    if (row.stop_wanted) { /* while it was typeset: nothing has left */
        row.state = ROW_STOPPED;
        row.ended = p->c->now.at;
        row.token++;
        return rows.action_put(rows.context, &row, err);
    }
    row.state = ROW_OPEN;
    row.token++;
    row.lease_until = 0;
    code = rows.action_put(rows.context, &row, err);
    code = code ? code : add_letter(db, p, &letter, err);
    return code ? code : seal_pdf(db, p->c->inquiry->picture.seal, letter, p->pdf, err);
}

int letter_post(struct caseload *c, const struct action_row *row, const struct delivery *delivery,
                struct str pdf, size_t pages, struct err *err)
{
    struct posting p = {c, row, delivery, pdf, pages};
    return picture_do(&c->inquiry->picture, post_job, &p, err);
}

/* ---- read ---- */

#define LETTER_COLUMNS                                                                             \
    "SELECT letter, action, ifnull(batch, 0), reference, delivery, language, state, pages, made, " \
    "large_print FROM letter "

static struct posted_letter take_letter(struct db_query *q, struct arena *arena)
{
    return (struct posted_letter){.letter = db_whole(q, 0),
                                  .action = db_whole(q, 1),
                                  .batch = db_whole(q, 2),
                                  .reference = arena_str(arena, db_text(q, 3)),
                                  .delivery = arena_str(arena, db_text(q, 4)),
                                  .language = arena_str(arena, db_text(q, 5)),
                                  .state =
                                      (enum letter_state)named(letter_state_names, db_text(q, 6)),
                                  .pages = (size_t)db_whole(q, 7),
                                  .made = db_whole(q, 8),
                                  .large_print = db_whole(q, 9) != 0};
}

int letters_of(struct db *db, struct arena *arena, int64_t batch, struct posted_letters *ret,
               struct err *err)
{
    struct db_query *q;
    int64_t count = 0;
    bool row = false;
    int code = batch == 0
                   ? db_number_with(db, "SELECT count(*) FROM letter WHERE state = 'waiting'", NULL,
                                    0, &count, err)
                   : db_number_with(db, "SELECT count(*) FROM letter WHERE batch = $1",
                                    WHOLES(batch), &count, err);
    struct posted_letters list = {arena_alloc(arena, ((size_t)count + 1) * sizeof *list.at), 0};
    code = code ? code
           : batch == 0
               ? db_query(db, LETTER_COLUMNS "WHERE state = 'waiting' ORDER BY letter", &q, err)
               : db_query_with(db, LETTER_COLUMNS "WHERE batch = $1 ORDER BY letter", WHOLES(batch),
                               &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        list.at[list.count++] = take_letter(q, arena);
    }
    if (code == 0) {
        *ret = list;
    }
    return code;
}

int letters_see_wanted(struct db *db, struct posted_letters *letters, struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < letters->count; i++) {
        struct action_row row;
        code = action_read(db, letters->at[i].action, &row, err);
        letters->at[i].wanted = code == 0 && row.state == ROW_OPEN;
    }
    return code;
}

int letter_named(struct db *db, struct arena *arena, struct str reference,
                 struct posted_letter *ret, struct err *err)
{
    char name[LETTER_REFERENCE_MAX];
    struct db_query *q;
    bool row = false;
    if (!letter_reference_read(reference, name)) {
        return err_set(err, ERR_NOTFOUND, "that is no reference of a letter: K7M2-9QXT-4HZP is");
    }
    int code = db_query(db, LETTER_COLUMNS "WHERE reference = $1", &q, err);
    if (code == 0) {
        db_bind_text(q, 1, str_of(name));
        code = db_step(q, &row, err);
    }
    if (code == 0 && row) {
        *ret = take_letter(q, arena);
        db_reset(q);
    }
    return code == 0 && !row ? err_set(err, ERR_NOTFOUND, "there is no letter of that reference")
                             : code;
}

int letter_batches(struct db *db, struct arena *arena, bool all, struct posted_batches *ret,
                   struct err *err)
{
    struct db_query *q;
    int64_t count = 0;
    bool row = false;
    int code = db_number_with(db, "SELECT count(*) FROM letter_batch", NULL, 0, &count, err);
    struct posted_batches list = {arena_alloc(arena, ((size_t)count + 1) * sizeof *list.at), 0};
    code = code ? code
                : db_query_with(db,
                                "SELECT b.batch, b.id, b.state, b.who, b.made, b.ended, (SELECT "
                                "count(*) FROM letter l WHERE l.batch = b.batch) FROM letter_batch "
                                "b WHERE b.state <> 'posted' OR $1 = 1 ORDER BY b.batch",
                                WHOLES(all), &q, err);
    while (code == 0 && (code = db_step(q, &row, err)) == 0 && row) {
        list.at[list.count++] = (struct posted_batch){
            .batch = db_whole(q, 0),
            .id = arena_str(arena, db_text(q, 1)),
            .state = (enum batch_state)named(batch_state_names, db_text(q, 2)),
            .who = arena_str(arena, db_text(q, 3)),
            .made = db_whole(q, 4),
            .ended = db_whole(q, 5),
            .letters = (size_t)db_whole(q, 6)};
    }
    if (code == 0) {
        *ret = list;
    }
    return code;
}

int letter_pdf(struct db *db, struct seal *seal, int64_t letter, struct buf *ret, struct err *err)
{
    struct db_query *q;
    bool row = false;
    int code = db_query_with(db, "SELECT pdf_key, pdf FROM letter WHERE letter = $1",
                             WHOLES(letter), &q, err);
    code = code ? code : db_step(q, &row, err);
    bool there = code == 0 && row && !db_is_null(q, 0) && !db_is_null(q, 1);
    if (there) {
        code = unseal_value(seal, db_whole(q, 0), PDF_PLACE, letter, db_bytes(q, 1), ret, err);
    }
    if (code == 0 && row) {
        db_reset(q);
    }
    return code == 0 && !there ? err_set(err, ERR_NOTFOUND, "its PDF is kept no more") : code;
}

/* ---- a batch ---- */

/* struct batching - a batch from its record to its folder. */
struct batching {
    struct caseload *c;
    struct str who;
    struct arena arena;
    int64_t batch;
    char id[PRINT_BATCH_ID_MAX + 1];
    struct posted_letters letters; /* of it */
    size_t stopped;
    bool may_have_left; /* of those that were stopped meanwhile, too */
};

static int set_state(struct db *db, int64_t letter, enum letter_state state, int64_t batch,
                     struct err *err)
{
    struct db_query *q;
    int code = db_query(db, "UPDATE letter SET state = $2, batch = $3 WHERE letter = $1", &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, letter);
        db_bind_text(q, 2, str_of(letter_state_names[state]));
        if (batch == 0) {
            db_bind_null(q, 3);
        } else {
            db_bind_whole(q, 3, batch);
        }
        code = db_do(q, err);
    }
    return code;
}

/* forget_pdf - it is kept no more. */
static int forget_pdf(struct db *db, int64_t letter, struct err *err)
{
    int code = db_do_with(db,
                          "INSERT INTO retention_key (value_key) SELECT pdf_key FROM letter WHERE "
                          "letter = $1 AND pdf_key IS NOT NULL ON CONFLICT DO NOTHING",
                          WHOLES(letter), err);
    return code ? code
                : db_do_with(db, "UPDATE letter SET pdf_key = NULL, pdf = NULL WHERE letter = $1",
                             WHOLES(letter), err);
}

/* is_to_dead - whoever it names may have died since it was made. */
static int is_to_dead(struct batching *b, struct db *db, int64_t action, bool *ret, struct err *err)
{
    struct seal *seal = b->c->inquiry->picture.seal;
    struct arena arena = {0};
    struct delivery delivery;
    struct deceased_name name = {0};
    bool there = false;
    int code = action_content_get(db, seal, action, &arena, &delivery, &there, err);
    *ret = false;
    if (code == 0 && there) {
        name.name = delivery.name;
        for (size_t i = 0; i < delivery.address_count; i++) {
            struct str postcode = postcode_find(delivery.address[i]);
            name.postcode = postcode.len > 0 ? postcode : name.postcode;
        }
        code = deceased_has_name(db, seal, &name, ret, err);
    }
    arena_free(&arena);
    return code;
}

/* suppress - to a team, with the reason, in place of the post. */
static int suppress(struct batching *b, struct db *db, const struct engine_rows *rows,
                    struct action_row *row, struct err *err)
{
    static const struct delivery_answer answer = {
        .outcome = DELIVERY_REFUSED,
        .reason = "it would be addressed to somebody who may have died"};
    const struct process_input input = {
        .kind = INPUT_STUCK, .place = row->place, .round = row->round};
    row->state = ROW_PARKED;
    int code = rows->action_put(rows->context, row, err);
    code = code ? code : delivery_note_put(db, row->action, &answer, b->c->now.at, err);
    return code != 0 || row->kind != ACTION_SEND
               ? code
               : engine_take(b->c->engine, rows, row->process, &input, &b->c->now, STR(ENGINE_WHO),
                             err);
}

/* gather_one - into the batch, unless it is wanted no more, or not yet known to be. */
static int gather_one(struct batching *b, struct db *db, const struct engine_rows *rows,
                      const struct posted_letter *letter, struct err *err)
{
    struct action_row row;
    struct process_row process_row;
    struct process process;
    bool dead = false;
    int code = rows->action_get(rows->context, letter->action, &row, err);
    code = code ? code : rows->process_get(rows->context, row.process, &process_row, &process, err);
    if (code == 0 && row.state == ROW_OPEN && process_row.wants_look) {
        return 0;
    }
    code = code == 0 && row.state == ROW_OPEN ? is_to_dead(b, db, row.action, &dead, err) : code;
    if (code == 0 && (row.state != ROW_OPEN || dead)) {
        b->stopped++;
        code = dead ? suppress(b, db, rows, &row, err) : 0;
        code = code ? code : set_state(db, letter->letter, LETTER_STOPPED, 0, err);
        return code ? code : forget_pdf(db, letter->letter, err);
    }
    if (code == 0) {
        b->letters.at[b->letters.count++] = *letter;
        code = set_state(db, letter->letter, LETTER_IN_BATCH, b->batch, err);
    }
    return code;
}

static int add_batch(struct batching *b, struct db *db, struct err *err)
{
    struct db_query *q;
    char day[CALENDAR_TEXT_MAX];
    int64_t last = 0;
    int code = db_number_with(db, "SELECT max(batch) FROM letter_batch", NULL, 0, &last, err);
    code = code ? code
                : db_query(db,
                           "INSERT INTO letter_batch (id, state, who, made) VALUES ($1, "
                           "'handing', $2, $3)",
                           &q, err);
    if (code != 0) {
        return code;
    }
    snprintf(b->id, sizeof b->id, "%s_%lld", calendar_text(b->c->now.day, day),
             (long long)last + 1);
    db_bind_text(q, 1, str_of(b->id));
    db_bind_text(q, 2, b->who);
    db_bind_whole(q, 3, b->c->now.at);
    return db_add(q, &b->batch, err);
}

/* record_job - the batch, before anything of it is handed over. */
static int record_job(struct db *db, void *context, struct err *err)
{
    struct batching *b = context;
    const struct engine_rows rows = engine_home_rows(b->c->home);
    struct posted_letters waiting;
    int code = letters_of(db, &b->arena, 0, &waiting, err);
    if (code != 0 || waiting.count == 0) {
        return code;
    }
    b->letters.at = arena_alloc(&b->arena, (waiting.count + 1) * sizeof *b->letters.at);
    code = add_batch(b, db, err);
    for (size_t i = 0; code == 0 && i < waiting.count; i++) {
        code = b->letters.count < PRINT_BATCH_LETTERS_MAX
                   ? gather_one(b, db, &rows, &waiting.at[i], err)
                   : 0;
    }
    if (code == 0 && b->letters.count == 0) {
        code = db_do_with(db, "DELETE FROM letter_batch WHERE batch = $1", WHOLES(b->batch), err);
        b->batch = 0;
    }
    return code;
}

/* undo_job - its folder is not there: the letters wait again. */
static int undo_job(struct db *db, void *context, struct err *err)
{
    const struct batching *b = context;
    int code = db_do_with(db, "UPDATE letter SET state = 'waiting', batch = NULL WHERE batch = $1",
                          WHOLES(b->batch), err);
    return code
               ? code
               : db_do_with(db, "DELETE FROM letter_batch WHERE batch = $1", WHOLES(b->batch), err);
}

static int leave_one(struct batching *b, struct db *db, const struct engine_rows *rows,
                     const struct posted_letter *letter, struct err *err)
{
    struct action_row row;
    struct process_input input = {.kind = INPUT_LEFT};
    int code = rows->action_get(rows->context, letter->action, &row, err);
    bool open = row.state == ROW_OPEN;
    if (code != 0 || (!open && !b->may_have_left)) {
        return code ? code : set_state(db, letter->letter, LETTER_STOPPED, b->batch, err);
    }
    if (open) {
        row.state = ROW_ENDED;
        row.ended = b->c->now.at;
        code = rows->action_put(rows->context, &row, err);
    }
    input.place = row.place;
    input.round = row.round;
    code =
        code == 0 && row.kind == ACTION_SEND
            ? engine_take(b->c->engine, rows, row.process, &input, &b->c->now, STR(ENGINE_WHO), err)
            : code;
    return code ? code : set_state(db, letter->letter, LETTER_HANDED, b->batch, err);
}

/* handed_job - all of it has left. */
static int handed_job(struct db *db, void *context, struct err *err)
{
    struct batching *b = context;
    const struct engine_rows rows = engine_home_rows(b->c->home);
    int code = 0;
    for (size_t i = 0; code == 0 && i < b->letters.count; i++) {
        code = leave_one(b, db, &rows, &b->letters.at[i], err);
    }
    return code ? code
                : db_do_with(db, "UPDATE letter_batch SET state = 'handed' WHERE batch = $1",
                             WHOLES(b->batch), err);
}

/* write_folder - of those letters of the batch that are wanted. */
static int write_folder(struct batching *b, struct err *err)
{
    struct picture *picture = &b->c->inquiry->picture;
    struct print_letter *prints = mem_must_array(b->letters.count + 1, sizeof *prints);
    enum print_batch_outcome outcome;
    struct str print = home_file(&picture->home, &b->arena, "print");
    int code = 0;
    for (size_t i = 0; code == 0 && i < b->letters.count; i++) {
        const struct posted_letter *l = &b->letters.at[i];
        struct buf pdf = {0};
        code = letter_pdf(picture->db, picture->seal, l->letter, &pdf, err);
        prints[i] = (struct print_letter){
            .key = l->delivery,
            .pdf = arena_str(&b->arena, buf_str(&pdf)),
            .pages = l->pages,
            .language = str_eq(l->language, STR("cy")) ? ACCESS_WELSH : ACCESS_ENGLISH,
            .large_print = l->large_print};
        buf_free(&pdf);
    }
    code =
        code ? code
             : print_batch_write(print.ptr, str_of(b->id), prints, b->letters.count, &outcome, err);
    mem_free(prints);
    return code;
}

/* log_batch - into the audit log, who says that of a batch, or of all that waits. */
static int log_batch(struct caseload *c, struct str rule, struct str about, size_t letters,
                     struct err *err)
{
    return inquiry_log_change(c->inquiry, rule, about, STR(""), letters, err);
}

int letter_batch_make(struct caseload *c, struct str who, int64_t *ret, size_t *ret_letters,
                      size_t *ret_stopped, struct err *err)
{
    struct batching b = {.c = c, .who = who};
    struct picture *picture = &c->inquiry->picture;
    struct err undone = {0};
    int code = log_batch(c, STR("letters_batch"), STR("letters:waiting"), 0, err);
    code = code ? code : picture_do(picture, record_job, &b, err);
    code = code ? code : caseload_log(c, err);
    if (code == 0 && b.batch != 0) {
        code = write_folder(&b, err);
        if (code != 0 && picture_do(picture, undo_job, &b, &undone) != 0) {
            code = err_set(err, undone.code, "%s", undone.message);
        }
        code = code ? code : picture_do(picture, handed_job, &b, err);
    }
    if (code == 0) {
        *ret = b.batch;
        *ret_letters = b.batch != 0 ? b.letters.count : 0;
        *ret_stopped = b.stopped;
    }
    arena_free(&b.arena);
    return code;
}

/* ---- one that was cut off ---- */

/* read_batch - and its letters. Errors: ERR_NOTFOUND; ERR_CONFLICT it is in another state. */
static int read_batch(struct batching *b, enum batch_state wanted, struct err *err)
{
    struct db *db = b->c->inquiry->picture.db;
    struct posted_batches all;
    int code = letter_batches(db, &b->arena, true, &all, err);
    for (size_t i = 0; code == 0 && i < all.count; i++) {
        if (all.at[i].batch == b->batch) {
            snprintf(b->id, sizeof b->id, "%.*s", PRI(all.at[i].id));
            return all.at[i].state == wanted ? letters_of(db, &b->arena, b->batch, &b->letters, err)
                                             : err_set(err, ERR_CONFLICT, "the batch is %s",
                                                       batch_state_names[all.at[i].state]);
        }
    }
    return code ? code : err_set(err, ERR_NOTFOUND, "there is no batch of that number");
}

/* keep_wanted - of the letters those that are to be sent still. */
static int keep_wanted(struct batching *b, struct err *err)
{
    size_t kept = 0;
    int code = letters_see_wanted(b->c->inquiry->picture.db, &b->letters, err);
    for (size_t i = 0; code == 0 && i < b->letters.count; i++) {
        if (b->letters.at[i].wanted) {
            b->letters.at[kept++] = b->letters.at[i];
        }
    }
    b->letters.count = code == 0 ? kept : b->letters.count;
    return code;
}

int letter_batch_settle(struct caseload *c, int64_t batch, bool printed, struct err *err)
{
    struct batching b = {.c = c, .batch = batch, .may_have_left = printed};
    struct picture *picture = &c->inquiry->picture;
    size_t letters = 0, pages = 0;
    int code = read_batch(&b, BATCH_HANDING, err);
    code = code ? code
                : log_batch(c, printed ? STR("letters_printed") : STR("letters_again"),
                            str_of(b.id), b.letters.count, err);
    if (code == 0 && !printed) {
        struct str print = home_file(&picture->home, &b.arena, "print");
        struct err ignored;
        bool there = print_batch_verify(print.ptr, str_of(b.id), &letters, &pages, &ignored) == 0;
        b.may_have_left = there; /* whoever prints may have taken it from there */
        code = there ? 0 : keep_wanted(&b, err);
        code = code == 0 && !there && b.letters.count > 0 ? write_folder(&b, err) : code;
    }
    code = code ? code : picture_do(picture, handed_job, &b, err);
    arena_free(&b.arena);
    return code;
}

static int posted_job(struct db *db, void *context, struct err *err)
{
    const struct batching *b = context;
    int code = 0;
    for (size_t i = 0; code == 0 && i < b->letters.count; i++) {
        code = forget_pdf(db, b->letters.at[i].letter, err);
    }
    return code ? code
                : db_do_with(db,
                             "UPDATE letter_batch SET state = 'posted', ended = $2 WHERE batch = "
                             "$1",
                             WHOLES(b->batch, b->c->now.at), err);
}

int letter_batch_posted(struct caseload *c, int64_t batch, struct err *err)
{
    struct batching b = {.c = c, .batch = batch};
    struct picture *picture = &c->inquiry->picture;
    int code = read_batch(&b, BATCH_HANDED, err);
    code = code ? code : log_batch(c, STR("letters_posted"), str_of(b.id), b.letters.count, err);
    code = code ? code
                : print_batch_clear(home_file(&picture->home, &b.arena, "print").ptr, str_of(b.id),
                                    err);
    code = code ? code : picture_do(picture, posted_job, &b, err);
    arena_free(&b.arena);
    return code;
}

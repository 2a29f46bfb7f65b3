/* help_offer.c - see help_offer.h. */
#include "help_offer.h"

#include "encoding.h"
#include "sealed_text.h"

enum { DAY_SECONDS = 86400 };

const char *const help_state_names[HELP_STATES + 1] = {"open", "taken", "declined", "closed", NULL};

static const char *const state_titles[HELP_STATES][ACCESS_LANGUAGES] = {
    [HELP_OPEN] = {"open", "ar agor"},
    [HELP_TAKEN] = {"taken", "wedi’i dderbyn"},
    [HELP_DECLINED] = {"declined", "wedi’i wrthod"},
    [HELP_CLOSED] = {"closed", "wedi’i gau"}};

const struct kept_table help_table = {
    .of_mention = "SELECT offer FROM help_offer_mention WHERE record = $1 AND number = $2",
    .mentions = "SELECT record, number FROM help_offer_mention WHERE offer = $1 ORDER BY place",
    .put =
        "INSERT INTO help_offer_mention (offer, place, record, number) "
        "VALUES ($1, $2, $3, $4)"};

const char *help_state_title(enum help_state state, enum access_language language)
{
    return state_titles[state][language];
}

static int named(const char *const *names, int count, struct str name)
{
    int place = 0;
    while (place < count - 1 && !str_eq(name, str_of(names[place]))) {
        place++;
    }
    return place;
}

/* ---- written ---- */

/* The newest of that kind that they have, for which there is no need of another; 0: there is none.
 * since: one that they took or declined from then on is such a one, too. */
static int find_offer(struct db *db, enum help_kind kind, int64_t since,
                      const struct permitted_list *mentions, int64_t *ret, struct err *err)
{
    struct whole_list rows = {0};
    int64_t found = 0;
    int code = kept_of_entity(db, &help_table, mentions, &rows, err);
    for (size_t i = rows.count; code == 0 && found == 0 && i-- > 0;) {
        struct db_query *q;
        code = db_query(db,
                        "SELECT offer FROM help_offer WHERE offer = $1 AND kind = $2 AND (ended IS "
                        "NULL OR (state IN ('taken', 'declined') AND ended >= $3))",
                        &q, err);
        if (code == 0) {
            db_bind_whole(q, 1, rows.at[i]);
            db_bind_text(q, 2, str_of(help_kind_names[kind]));
            db_bind_whole(q, 3, since);
            code = db_take_number(q, &found, err);
        }
    }
    whole_list_free(&rows);
    if (code == 0) {
        *ret = found;
    }
    return code;
}

static int add_offer(struct db *db, const struct help_offer *o, int64_t *ret, struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO help_offer (kind, state, purpose, opened, opened_by) "
                        "VALUES ($1, $2, $3, $4, $5)",
                        &q, err);
    if (code == 0) {
        db_bind_text(q, 1, str_of(help_kind_names[o->kind]));
        db_bind_text(q, 2, str_of(help_state_names[HELP_OPEN]));
        db_bind_text(q, 3, o->purpose);
        db_bind_whole(q, 4, o->opened);
        db_bind_text(q, 5, o->opened_by);
        code = db_add(q, ret, err);
    }
    return code;
}

int help_offer_open(struct db *db, const struct help_offer *offer,
                    const struct permitted_list *mentions, int64_t *ret, bool *ret_new,
                    struct err *err)
{
    int64_t number = 0;
    int64_t since =
        offer->by_hand ? INT64_MAX : offer->opened - (int64_t)HELP_AGAIN_DAYS * DAY_SECONDS;
    int code = find_offer(db, offer->kind, since, mentions, &number, err);
    bool is_new = code == 0 && number == 0;
    code = is_new ? add_offer(db, offer, &number, err) : code;
    code = code == 0 && is_new ? kept_put(db, &help_table, number, mentions, 0, 0, err) : code;
    if (code == 0) {
        *ret = number;
        *ret_new = is_new;
    }
    return code;
}

static int check_open(struct db *db, int64_t number, struct err *err)
{
    int64_t ended = 0;
    int64_t there = 0;
    int code = db_number_with(db, "SELECT count(*) FROM help_offer WHERE offer = $1",
                              WHOLES(number), &there, err);
    code = code ? code
                : db_number_with(db, "SELECT ended FROM help_offer WHERE offer = $1",
                                 WHOLES(number), &ended, err);
    if (code == 0 && there == 0) {
        return err_set(err, ERR_NOTFOUND, "there is no offer %lld", (long long)number);
    }
    return code == 0 && ended != 0
               ? err_set(err, ERR_CONFLICT, "offer %lld has ended", (long long)number)
               : code;
}

int help_offer_end(struct db *db, struct seal *seal, int64_t number, enum help_state state,
                   struct str note, struct str who, int64_t now, struct err *err)
{
    struct db_query *q;
    if (note.len > CONTACT_VALUE_BYTES_MAX || !utf8_valid(note)) {
        return err_set(err, ERR_INPUT, "what became of it must be UTF-8, of at most %d bytes",
                       CONTACT_VALUE_BYTES_MAX);
    }
    int code = check_open(db, number, err);
    code = code ? code
                : db_query(db,
                           "UPDATE help_offer SET state = $2, ended = $3, ended_by = $4 "
                           "WHERE offer = $1",
                           &q, err);
    if (code == 0) {
        db_bind_whole(q, 1, number);
        db_bind_text(q, 2, str_of(help_state_names[state]));
        db_bind_whole(q, 3, now);
        db_bind_text(q, 4, who);
        code = db_do(q, err);
    }
    return code != 0 || note.len == 0
               ? code
               : sealed_text_put(db, seal,
                                 "UPDATE help_offer SET note_key = $2, note = $3 "
                                 "WHERE offer = $1",
                                 "help_offer_note", number, note, err);
}

/* ---- read ---- */

int help_offer_read(struct arena *arena, const struct picture *picture, int64_t number,
                    struct help_offer *ret, struct err *err)
{
    struct buf note = {0};
    struct db_query *q;
    bool row = false;
    int code = db_query_with(picture->db,
                             "SELECT offer, kind, state, purpose, opened, opened_by, ended, "
                             "ended_by, note_key, note FROM help_offer WHERE offer = $1",
                             WHOLES(number), &q, err);
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && !row) {
        return err_set(err, ERR_NOTFOUND, "there is no offer %lld", (long long)number);
    }
    if (code == 0) {
        code = sealed_text_take(q, picture->seal, "help_offer_note", 8, &note, err);
    }
    if (code == 0) {
        *ret = (struct help_offer){
            .number = number,
            .kind = (enum help_kind)named(help_kind_names, HELP_KINDS, db_text(q, 1)),
            .state = (enum help_state)named(help_state_names, HELP_STATES, db_text(q, 2)),
            .purpose = arena_str(arena, db_text(q, 3)),
            .opened = db_whole(q, 4),
            .opened_by = arena_str(arena, db_text(q, 5)),
            .ended = db_is_null(q, 6) ? 0 : db_whole(q, 6),
            .ended_by = arena_str(arena, db_text(q, 7)),
            .note = arena_str(arena, buf_str(&note))};
    }
    if (row) {
        db_reset(q);
    }
    buf_free(&note);
    return code;
}

static int read_all(struct arena *arena, const struct picture *picture,
                    const struct whole_list *numbers, struct help_offers *ret, struct err *err)
{
    struct help_offers found = {.at = arena_alloc(arena, (numbers->count + 1) * sizeof *found.at)};
    int code = 0;
    while (code == 0 && found.count < numbers->count) {
        code =
            help_offer_read(arena, picture, numbers->at[found.count], &found.at[found.count], err);
        found.count++;
    }
    if (code == 0) {
        *ret = found;
    }
    return code;
}

int help_offers(struct arena *arena, struct inquiry *q, const struct view *view,
                struct help_offers *ret, struct err *err)
{
    struct whole_list numbers = {0};
    if (!contact_reaches(viewing_purpose(&q->viewing))) {
        *ret = (struct help_offers){0};
        return 0;
    }
    int code = viewing_begin(&q->viewing, err);
    if (code != 0) {
        return code;
    }
    code = kept_rows(&q->viewing, &help_table, view, &numbers, err);
    code = code ? code : read_all(arena, q->viewing.picture, &numbers, ret, err);
    viewing_end(&q->viewing);
    whole_list_free(&numbers);
    return code;
}

int help_offers_held(struct arena *arena, struct picture *picture,
                     const struct whole_list *subjects, struct help_offers *ret, struct err *err)
{
    struct whole_list numbers = {0};
    int code = kept_of_subjects(picture->db, &help_table, subjects, &numbers, err);
    code = code ? code : read_all(arena, picture, &numbers, ret, err);
    whole_list_free(&numbers);
    return code;
}

int help_numbers(struct db *db, struct whole_list *ret, struct err *err)
{
    return db_list_with(db, "SELECT offer FROM help_offer ORDER BY offer", NULL, 0, ret, err);
}

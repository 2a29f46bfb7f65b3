/* access_told.c - see access_told.h. */
#include "access_told.h"

#include "application_person.h"
#include "clock.h"
#include "kept_mention.h"

enum { AUTHORITY_CELLS = 8, APPLICATION_CELLS = 4 /* beside the answers */ };

/* struct reading - what is read so far. */
struct reading {
    struct arena *arena;
    struct picture *picture;
    int64_t now;
    struct access_tellings found;
};

static void add_cell(struct reading *r, struct access_told *told, struct str column,
                     struct str text, enum held_state state)
{
    if (text.len == 0) {
        return;
    }
    bool shown = state == HELD_SHOWN || state == HELD_TO_READ;
    r->found.redacted += !shown;
    told->cells[told->count++] =
        (struct held_cell){.column = arena_str(r->arena, column),
                           .text = shown ? arena_str(r->arena, text) : STR(""),
                           .state = state};
}

static void add_time(struct reading *r, struct access_told *told, const char *column, int64_t at)
{
    char text[CLOCK_TEXT_MAX];
    if (at != 0) {
        add_cell(r, told, str_of(column), str_of(clock_text(at, text)), HELD_SHOWN);
    }
}

/* ---- applications ---- */

/* Of whoever tells it, whomever it is about. */
static bool is_tellers(struct str name)
{
    static const char *const names[] = {APPLICATION_LANGUAGE, APPLICATION_TELLER, APPLICATION_CHECK,
                                        APPLICATION_TOLD_BY, APPLICATION_REACHED};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_eq(name, str_of(names[i]))) {
            return true;
        }
    }
    return false;
}

/* Is an answer of whoever asks: of the teller what is of tellers, of whom it is about the others,
 * which somebody reads before they are given when they are another's words. */
static enum held_state state_of(const struct application *a, struct str name, bool is_about)
{
    if (str_eq(application_text(a, APPLICATION_TELLER), STR("self"))) {
        return HELD_SHOWN;
    }
    if (is_tellers(name) == is_about) {
        return HELD_OTHERS;
    }
    return is_about ? HELD_TO_READ : HELD_SHOWN;
}

static int add_application(struct reading *r, int64_t number, bool is_about, struct err *err)
{
    struct application a = {0};
    struct access_told *told = &r->found.at[r->found.count];
    struct picture *p = r->picture;
    int code = application_read(p->db, p->seal, number, r->now, &a, err);
    if (code == 0) {
        struct held_cell *cells =
            arena_alloc(r->arena, (a.count + APPLICATION_CELLS) * sizeof *cells);
        *told = (struct access_told){.kind = TOLD_APPLICATION, .at = a.begun, .cells = cells};
        add_cell(r, told, STR("event"), a.type, HELD_SHOWN);
        add_time(r, told, "begun", a.begun);
        add_time(r, told, "changed", a.changed);
        add_time(r, told, "sent", a.sent);
        for (size_t i = 0; i < a.count; i++) {
            const struct application_entry *e = &a.entries[i];
            add_cell(r, told, e->name, e->text, state_of(&a, e->name, is_about));
        }
        r->found.count++;
    }
    application_free(&a);
    return code == ERR_NOTFOUND ? 0 : code; /* kept for long enough, and not swept yet */
}

/* ---- authorities ---- */

static void add_authority(struct reading *r, const struct authority *a, bool acts)
{
    struct access_told *told = &r->found.at[r->found.count++];
    char day[CALENDAR_TEXT_MAX];
    bool said = a->made_by.len == 0; /* by the principal themselves */
    *told =
        (struct access_told){.kind = TOLD_AUTHORITY,
                             .at = a->made,
                             .cells = arena_alloc(r->arena, AUTHORITY_CELLS * sizeof *told->cells)};
    add_cell(r, told, STR("basis"), str_of(authority_basis_names[a->basis]), HELD_SHOWN);
    add_cell(r, told, STR("matters"), a->matters, HELD_SHOWN);
    add_cell(r, told, STR("from"), str_of(calendar_text(a->from, day)), HELD_SHOWN);
    if (a->until != INT32_MAX) {
        add_cell(r, told, STR("until"), str_of(calendar_text(a->until, day)), HELD_SHOWN);
    }
    add_time(r, told, "ended", a->ended);
    add_cell(r, told, STR("actor"), a->actor, acts || said ? HELD_SHOWN : HELD_OTHERS);
    add_cell(r, told, STR("principal"), a->principal, acts ? HELD_OTHERS : HELD_SHOWN);
    add_cell(r, told, STR("evidence"), a->evidence, HELD_OTHERS);
}

/* ---- all ---- */

int access_tellings_read(struct arena *arena, struct picture *picture,
                         const struct whole_list *subjects, int64_t now,
                         struct access_tellings *ret, struct err *err)
{
    struct reading r = {.arena = arena, .picture = picture, .now = now};
    struct whole_list applications = {0}; /* which they told */
    struct whole_list about = {0};        /* which staff began about them */
    struct authorities given = {0};
    struct authorities taken = {0};
    struct db *db = picture->db;
    int code = authorities_held(arena, db, picture->seal, subjects, &given, &taken, err);
    for (size_t i = 0; code == 0 && i < subjects->count; i++) {
        int64_t record = subjects->at[i] >> 16;
        int number = (uint16_t)subjects->at[i];
        code = applications_of_mention(db, record, number, now, &applications, err);
        code = code ? code : applications_sent_of(db, record, number, &applications, err);
    }
    code = code ? code : kept_of_subjects(db, &application_table, subjects, &about, err);
    size_t most = applications.count + about.count + given.count + taken.count;
    r.found.at = arena_alloc(arena, (most + 1) * sizeof *r.found.at);
    for (size_t i = 0; code == 0 && i < applications.count; i++) {
        code = add_application(&r, applications.at[i], false, err);
    }
    for (size_t i = 0; code == 0 && i < about.count; i++) {
        code = whole_list_has(&applications, about.at[i])
                   ? 0
                   : add_application(&r, about.at[i], true, err);
    }
    for (size_t i = 0; code == 0 && i < given.count; i++) {
        add_authority(&r, &given.at[i], false);
    }
    for (size_t i = 0; code == 0 && i < taken.count; i++) {
        add_authority(&r, &taken.at[i], true);
    }
    *ret = code == 0 ? r.found : *ret;
    whole_list_free(&applications);
    whole_list_free(&about);
    return code;
}

void access_tellings_json(struct json_writer *json, const struct access_tellings *tellings)
{
    static const char *const keys[TOLD_KINDS] = {
        [TOLD_APPLICATION] = "applications", [TOLD_AUTHORITY] = "authorities"};
    for (int k = 0; k < TOLD_KINDS; k++) {
        json_write_key(json, str_of(keys[k]));
        json_write_array(json);
        for (size_t i = 0; i < tellings->count; i++) {
            const struct access_told *told = &tellings->at[i];
            if (told->kind != (enum access_told_kind)k) {
                continue;
            }
            json_write_object(json);
            json_write_key(json, STR("cells"));
            json_write_array(json);
            for (size_t c = 0; c < told->count; c++) {
                json_write_object(json);
                json_put_text(json, "column", told->cells[c].column);
                json_put_text(json, "state", str_of(held_state_names[told->cells[c].state]));
                json_put_text(json, "value", told->cells[c].text);
                json_write_close(json);
            }
            json_write_close(json);
            json_write_close(json);
        }
        json_write_close(json);
    }
}

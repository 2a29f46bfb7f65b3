/* access_bundle.c - see access_bundle.h. The Welsh is to be checked by a translator. */
#include "access_bundle.h"

#include "clock.h"
#include "contact_text.h"
#include "csv.h"
#include "page.h"
#include "report.h"

#include <stdio.h>
#include <string.h>

const char *const access_bundle_names[ACCESS_BUNDLE_FILES + 1] = {"everything.json",
                                                                  "everything.csv",
                                                                  "to-check.csv",
                                                                  "index.html",
                                                                  "manifest.json",
                                                                  "who-looked.csv",
                                                                  NULL};

static const char *both(const struct access_bundle *b, const char *english, const char *welsh)
{
    return b->language == ACCESS_WELSH ? welsh : english;
}

static const char *state_text(const struct access_bundle *b, enum held_state state)
{
    static const char *const texts[HELD_STATES][2] = {
        [HELD_SHOWN] = {"", ""},
        [HELD_TO_READ] = {"", ""},
        [HELD_SHARED] = {"left out: names somebody else too",
                         "wedi’i hepgor: mae’n enwi rhywun arall hefyd"},
        [HELD_OTHERS] = {"left out: about somebody else", "wedi’i hepgor: am rywun arall"},
        [HELD_NOT_KNOWN] = {"left out: not known whose it is",
                            "wedi’i hepgor: ni wyddys am bwy y mae"}};
    return texts[state][b->language];
}

/* ---- files ---- */

static const char *time_or_nothing(int64_t at, char text[CLOCK_TEXT_MAX])
{
    text[0] = '\0';
    return at == 0 ? text : clock_text(at, text);
}

/* Each cell a line; listed: those alone that a person has to look at. */
static void write_csv(const struct access_bundle *b, bool listed, struct buf *out)
{
    static const struct str heads[] = {
        STR_INIT("source"), STR_INIT("record"),     STR_INIT("version"),
        STR_INIT("row"),    STR_INIT("valid_from"), STR_INIT("valid_to"),
        STR_INIT("column"), STR_INIT("value"),      STR_INIT("state")};
    csv_write_row(out, heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < b->held.count; i++) {
        const struct held_version *v = &b->held.versions[i];
        char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX], numbers[3][24];
        snprintf(numbers[0], sizeof numbers[0], "%lld", (long long)v->record);
        snprintf(numbers[1], sizeof numbers[1], "%lld", (long long)v->version);
        snprintf(numbers[2], sizeof numbers[2], "%lld", (long long)v->row);
        for (size_t c = 0; c < v->count; c++) {
            const struct held_cell *cell = &v->cells[c];
            if (listed && cell->state == HELD_SHOWN) {
                continue;
            }
            const struct str cells[] = {v->source,
                                        str_of(numbers[0]),
                                        str_of(numbers[1]),
                                        str_of(numbers[2]),
                                        str_of(time_or_nothing(v->from, from)),
                                        str_of(time_or_nothing(v->to, to)),
                                        cell->column,
                                        cell->text,
                                        str_of(held_state_names[cell->state])};
            csv_write_row(out, cells, sizeof cells / sizeof cells[0]);
        }
    }
}

static void version_json(struct json_writer *json, const struct held_version *v)
{
    char at[CLOCK_TEXT_MAX];
    json_write_object(json);
    json_put_text(json, "source", v->source);
    json_put_whole(json, "record", v->record);
    json_put_whole(json, "version", v->version);
    json_put_whole(json, "row", v->row);
    json_put_text(json, "valid_from", str_of(time_or_nothing(v->from, at)));
    json_write_key(json, STR("valid_to"));
    v->to == 0 ? json_write_nothing(json) : json_write_text(json, str_of(clock_text(v->to, at)));
    json_put_bool(json, "erased", v->erased);
    json_write_key(json, STR("cells"));
    json_write_array(json);
    for (size_t c = 0; c < v->count; c++) {
        json_write_object(json);
        json_put_text(json, "column", v->cells[c].column);
        json_put_text(json, "state", str_of(held_state_names[v->cells[c].state]));
        json_put_text(json, "value", v->cells[c].text);
        json_write_close(json);
    }
    json_write_close(json);
    json_write_close(json);
}

static void write_json(const struct access_bundle *b, struct buf *out)
{
    struct json_writer json = {.out = out, .indent = 2};
    char day[CALENDAR_TEXT_MAX];
    json_write_object(&json);
    json_put_text(&json, "entity", str_of(b->id));
    json_put_whole(&json, "request", b->request.number);
    json_put_text(&json, "received", str_of(calendar_text(b->request.received, day)));
    json_put_text(&json, "due", str_of(calendar_text(b->request.due, day)));
    json_write_key(&json, STR("versions"));
    json_write_array(&json);
    for (size_t i = 0; i < b->held.count; i++) {
        version_json(&json, &b->held.versions[i]);
    }
    json_write_close(&json);
    contact_statements_json(&json, &b->contacts);
    contact_offers_json(&json, &b->offers);
    access_tellings_json(&json, &b->tellings);
    json_write_close(&json);
    buf_add(out, STR("\n"));
}

/* ---- who looked ---- */

/* A leaf of the log that names one of the person's mentions, as a line: staff by role, never by
 * name (decision 0017); of an investigation the month alone. */
static void write_look(const struct audit_entry *entry, struct buf *out)
{
    static const char *const kinds[] = {
        [AUDIT_ANSWER] = "shown",         [AUDIT_EMPTY] = "nobody found",
        [AUDIT_REFUSAL] = "refused",      [AUDIT_BREAK_GLASS] = "shown in an emergency",
        [AUDIT_CHANGE] = "decided about", [AUDIT_RECOVERY] = ""};
    const struct audit_response *r = &entry->detail.response;
    char time[CLOCK_TEXT_MAX];
    struct buf fields = {0};
    clock_text(entry->leaf.time_ms / 1000, time);
    bool told = entry->has_detail && !entry->leaf.is_sealed;
    time[told ? CLOCK_TEXT_MAX - 1 : 7] = '\0';
    for (size_t f = 0; told && r->subject_count > 0 && f < r->subjects[0].field_count; f++) {
        buf_printf(&fields, "%s%.*s", f > 0 ? "; " : "", PRI(r->subjects[0].fields[f]));
    }
    const struct str cells[] = {str_of(time),
                                told ? str_of(kinds[entry->leaf.kind]) : STR(""),
                                told ? r->role : STR(""),
                                told ? r->purpose : STR(""),
                                told ? r->legal_basis : STR(""),
                                buf_str(&fields)};
    csv_write_row(out, cells, sizeof cells / sizeof cells[0]);
    buf_free(&fields);
}

static int write_looks(struct access_bundle *b, struct buf *out, struct err *err)
{
    static const struct str heads[] = {STR_INIT("time"),    STR_INIT("what"), STR_INIT("role"),
                                       STR_INIT("purpose"), STR_INIT("law"),  STR_INIT("fields")};
    struct audit *log = b->rights->inquiry->audit;
    struct whole_list mentions = {0};
    struct whole_list leaves = {0};
    for (size_t m = 0; m < b->held.mentions.count; m++) {
        whole_list_add(&mentions, b->held.mentions.at[m]);
    }
    whole_list_add(&mentions, INQUIRY_EVERYBODY);
    csv_write_row(out, heads, sizeof heads / sizeof heads[0]);
    int code = audit_find_subject(log, mentions.at, mentions.count, &leaves, err);
    for (size_t i = leaves.count; code == 0 && i-- > 0;) { /* the newest first */
        struct arena arena = {0};
        struct audit_entry entry;
        code = audit_read(log, (uint64_t)leaves.at[i], &arena, &entry, err);
        if (code == 0) {
            write_look(&entry, out);
        }
        arena_free(&arena);
    }
    whole_list_free(&mentions);
    whole_list_free(&leaves);
    return code;
}

static void write_manifest(const struct access_bundle *b, struct buf *out)
{
    struct json_writer json = {.out = out, .indent = 2};
    char now[CLOCK_TEXT_MAX];
    clock_utc_text(now);
    json_write_object(&json);
    json_put_text(&json, "program", STR("cantref"));
    json_put_text(&json, "what", STR("subject access"));
    json_put_text(&json, "made", str_of(now));
    json_put_text(&json, "by", b->rights->who);
    json_put_whole(&json, "records", (int64_t)b->held.records);
    json_put_whole(&json, "versions", (int64_t)b->held.count);
    json_put_whole(&json, "redacted", (int64_t)(b->held.redacted + b->tellings.redacted));
    json_put_whole(&json, "to_read", (int64_t)b->held.to_read);
    json_write_close(&json);
    buf_add(out, STR("\n"));
}

/* ---- the page ---- */

static bool uses(const struct access_bundle *b, size_t purpose, uint16_t source)
{
    const struct access_purpose_row *row =
        &b->rights->inquiry->access.access.table.purposes[purpose];
    return source != ACCESS_NONE && (row->sources[source / 64] >> (source % 64) & 1) != 0;
}

/* Article 15(1)(a), (c), (d): what for, to whom, how long. */
static void page_purposes(const struct access_bundle *b, struct page *page, struct str source)
{
    const struct access *access = &b->rights->inquiry->access.access;
    uint16_t place = access_source_find(access, source);
    const char *const heads[] = {both(b, "What for", "Ar gyfer beth"),
                                 both(b, "With whom it is shared", "Gyda phwy y’i rhennir"),
                                 both(b, "Kept for, days", "Cedwir am, diwrnodau"), NULL};
    page_table_begin(
        page,
        str_of(both(b, "What the council uses it for", "At beth y mae’r cyngor yn ei ddefnyddio")),
        heads);
    for (size_t p = 0; p < access->purpose_count; p++) {
        const struct purpose *purpose = &access->purposes[p];
        if (uses(b, p, place)) {
            page_row(page);
            page_row_head(page, purpose->title.text[b->language]);
            page_cell(page, purpose->sharing.text[b->language]);
            page_figure(page, (uint64_t)purpose->retention_days);
            page_row_end(page);
        }
    }
    page_table_end(page);
}

static void page_cells(const struct access_bundle *b, struct page *page,
                       const struct held_cell *cells, size_t count)
{
    for (size_t c = 0; c < count; c++) {
        bool shown = cells[c].state == HELD_SHOWN || cells[c].state == HELD_TO_READ;
        page_row(page);
        page_row_head(page, cells[c].column);
        page_cell(page, shown ? cells[c].text : str_of(state_text(b, cells[c].state)));
        page_row_end(page);
    }
}

static void page_version(const struct access_bundle *b, struct page *page,
                         const struct held_version *v)
{
    const char *const heads[] = {both(b, "What", "Beth"),
                                 both(b, "What it says", "Beth mae’n ei ddweud"), NULL};
    char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
    struct buf caption = {0};
    time_or_nothing(v->from, from);
    time_or_nothing(v->to, to);
    from[10] = '\0';
    to[10] = '\0';
    buf_printf(&caption, "%s %lld, %s %s", both(b, "Record", "Cofnod"), (long long)v->record,
               both(b, "from", "o"), from);
    if (v->to != 0) {
        buf_printf(&caption, " %s %s", both(b, "to", "hyd"), to);
    }
    page_table_begin(page, buf_str(&caption), heads);
    if (v->erased) {
        page_row(page);
        page_row_head(page, STR("–"));
        page_cell(page, str_of(both(b, "erased", "wedi’i ddileu")));
        page_row_end(page);
    }
    page_cells(b, page, v->cells, v->count);
    page_table_end(page);
    buf_free(&caption);
}

/* What they said of how they want to be reached, the newest first; then help that was offered. */
static void page_contacts(struct access_bundle *b, struct page *page)
{
    enum access_language language = b->language;
    const char *const heads[] = {both(b, "What", "Beth"),
                                 both(b, "What it says", "Beth mae’n ei ddweud"), NULL};
    char day[CLOCK_TEXT_MAX];
    if (b->contacts.count + b->offers.count > 0) {
        page_heading(page, 2, NULL,
                     both(b, "How you want to be reached", "Sut yr hoffech inni gysylltu â chi"));
    }
    for (size_t i = b->contacts.count; i-- > 0;) {
        const struct contact_statement *s = &b->contacts.at[i];
        page_table_begin(page, str_of(calendar_text(s->said, day)), heads);
        for (int item = 0; item < CONTACT_ITEMS; item++) {
            enum contact_item what = (enum contact_item)item;
            struct str text = contact_value_text(&b->arena, what, s->values[item], language);
            if (s->has[item]) {
                page_row(page);
                page_row_head(page, str_of(contact_item_title(what, language)));
                page_cell(page,
                          text.len > 0 ? text : str_of(both(b, "taken back", "tynnwyd yn ôl")));
                page_row_end(page);
            }
        }
        page_table_end(page);
    }
    for (size_t i = 0; i < b->offers.count; i++) {
        const struct help_offer *o = &b->offers.at[i];
        clock_text(o->opened, day);
        page_table_begin(page, str_slice(str_of(day), 0, 10), heads);
        page_row(page);
        page_row_head(page, str_of(help_kind_title(o->kind, language)));
        page_cell(page, str_of(help_state_title(o->state, language)));
        page_row_end(page);
        page_table_end(page);
    }
}

/* What they have begun to tell; then who may speak for them, and for whom they may. */
static void page_tellings(const struct access_bundle *b, struct page *page)
{
    const char *const titles[TOLD_KINDS] = {
        [TOLD_APPLICATION] =
            both(b, "What you have begun to tell", "Yr hyn yr ydych wedi dechrau ei ddweud"),
        [TOLD_AUTHORITY] = both(b, "Who may speak for you, or you for them",
                                "Pwy gaiff siarad drosoch, neu chi drostynt hwy")};
    const char *const heads[] = {both(b, "What", "Beth"),
                                 both(b, "What it says", "Beth mae’n ei ddweud"), NULL};
    char day[CLOCK_TEXT_MAX];
    for (size_t i = 0; i < b->tellings.count; i++) {
        const struct access_told *told = &b->tellings.at[i];
        if (i == 0 || told->kind != b->tellings.at[i - 1].kind) {
            page_heading(page, 2, NULL, titles[told->kind]);
        }
        clock_text(told->at, day);
        page_table_begin(page, str_slice(str_of(day), 0, 10), heads);
        page_cells(b, page, told->cells, told->count);
        page_table_end(page);
    }
}

static void write_page(struct access_bundle *b, struct buf *out)
{
    struct report_input input = {.language = (enum language)b->language};
    struct report report = {.in = &input};
    struct page page = {0};
    page_begin(
        &page, &report,
        both(b, "What the council holds about you", "Beth mae’r cyngor yn ei ddal amdanoch"));
    page_html(&page, "<p class=\"lead\">");
    page_text(&page,
              str_of(both(b,
                          "You asked for the data that the council holds about you. This is "
                          "all of it, by the system that it is in, with what it said before.",
                          "Gofynasoch am y data y mae’r cyngor yn ei ddal amdanoch. Dyma’r "
                          "cyfan, fesul system, gyda’r hyn a ddywedai o’r blaen.")));
    page_html(&page, "</p>\n<p>");
    page_text(
        &page,
        str_of(both(b,
                    "What is about somebody else is left out. You may ask for what is wrong to "
                    "be put right, for it to be erased, or for its use to be limited; you may "
                    "object to it; and you may complain to the Information Commissioner.",
                    "Mae’r hyn sydd am rywun arall wedi’i hepgor. Cewch ofyn i’r hyn sy’n "
                    "anghywir gael ei gywiro, iddo gael ei ddileu, neu i’r defnydd ohono gael "
                    "ei gyfyngu; cewch wrthwynebu; a chewch gwyno wrth y Comisiynydd "
                    "Gwybodaeth.")));
    page_html(&page, "</p>\n");
    for (size_t i = 0; i < b->held.count; i++) {
        const struct held_version *v = &b->held.versions[i];
        if (i == 0 || !str_eq(v->source, b->held.versions[i - 1].source)) {
            struct buf heading = {0};
            buf_printf(&heading, "%s %.*s", both(b, "Source:", "Ffynhonnell:"), PRI(v->source));
            buf_add(&heading, str_make("", 1));
            page_heading(&page, 2, NULL, heading.ptr);
            buf_free(&heading);
            page_purposes(b, &page, v->source);
        }
        page_version(b, &page, v);
    }
    page_contacts(b, &page);
    page_tellings(b, &page);
    page_html(&page, "</main>\n");
    page_end(&page);
    buf_add(out, buf_str(&page.out));
    buf_free(&page.out);
}

/* ---- the request ---- */

static int take_request(void *context, const struct rights_request *r, struct err *err)
{
    struct rights_request *found = context;
    (void)err;
    if (found->number == 0) {
        *found =
            (struct rights_request){.number = r->number, .received = r->received, .due = r->due};
    }
    return 0;
}

static int put_request(struct db *db, void *context, struct err *err)
{
    struct access_bundle *b = context;
    const struct rights_request made = {.kind = REQUEST_ACCESS,
                                        .entity = b->entity,
                                        .received = b->request.received,
                                        .who = b->rights->who,
                                        .at = b->rights->now};
    return request_add(db, b->rights->inquiry->picture.seal, &made, &b->request, err);
}

/* The one that is open, or a new one: its clock began when it was received. */
static int find_request(struct access_bundle *b, int32_t received, struct err *err)
{
    struct picture *picture = &b->rights->inquiry->picture;
    int code = requests_of(picture->db, picture->seal, REQUEST_ACCESS, b->entity, take_request,
                           &b->request, err);
    if (code != 0 || b->request.number != 0) {
        return code;
    }
    b->request.received = received;
    if (received > b->rights->today) {
        return err_set(err, ERR_USAGE, "--received is a day that has been");
    }
    return picture_do(picture, put_request, b, err);
}

/* How they are reached; of who said it and who typed it, who are others, nothing. */
static int read_contacts(struct access_bundle *b, struct err *err)
{
    struct picture *picture = &b->rights->inquiry->picture;
    const struct whole_list *mentions = &b->held.mentions;
    int code = contact_held(&b->arena, picture, mentions, &b->contacts, err);
    for (size_t i = 0; i < b->contacts.count; i++) {
        b->contacts.at[i].said_by = STR("");
        b->contacts.at[i].who = STR("");
    }
    code = code ? code : help_offers_held(&b->arena, picture, mentions, &b->offers, err);
    return code ? code
                : access_tellings_read(&b->arena, picture, mentions, b->rights->now, &b->tellings,
                                       err);
}

/* ---- all of it ---- */

static int write_files(struct access_bundle *b, struct err *err)
{
    write_json(b, &b->files[0]);
    write_csv(b, false, &b->files[1]);
    write_csv(b, true, &b->files[2]);
    write_page(b, &b->files[3]);
    write_manifest(b, &b->files[4]);
    return write_looks(b, &b->files[5], err);
}

int access_bundle_make(struct rights *rights, const char *name, int32_t received,
                       enum access_language language, struct access_bundle *ret, struct err *err)
{
    struct access_bundle *b = ret;
    struct inquiry *q = rights->inquiry;
    int64_t seal = 0;
    b->rights = rights;
    b->id = name;
    b->language = language;
    int code = rights_name(rights, &b->id, err);
    code = code ? code : rights_entity(rights, b->id, &b->entity, &seal, err);
    code = code ? code : held_read(&q->picture, b->entity, seal, &b->held, err);
    if (code == 0 && b->held.count == 0) {
        code = err_set(err, ERR_NOTFOUND, "nothing is held of %.20s", b->id);
    }
    code = code ? code : read_contacts(b, err);
    code = code ? code : find_request(b, received, err);
    code = code ? code
                : inquiry_tell_mentions(q, str_of(b->id), b->held.mentions.at,
                                        b->held.mentions.count, err);
    return code ? code : write_files(b, err);
}

void access_bundle_free(struct access_bundle *b)
{
    for (int i = 0; i < ACCESS_BUNDLE_FILES; i++) {
        if (b->files[i].len > 0) {
            explicit_bzero(b->files[i].ptr, b->files[i].len);
        }
        buf_free(&b->files[i]);
    }
    held_free(&b->held);
    arena_free(&b->arena);
}

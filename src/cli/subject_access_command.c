/* subject_access_command.c - cantref subject-access ENTITY -o DIR: all that is held of a person, in
 * a folder that a person reads before it goes out. */
#include "command.h"

#include "clock.h"
#include "contact_print.h"
#include "csv.h"
#include "language.h"
#include "output_folder.h"
#include "page.h"
#include "report.h"
#include "request_store.h"
#include "rights_job.h"
#include "statutory_clock.h"
#include "subject_access.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

struct access_job {
    struct rights_job rights;
    const char *id, *output, *received;
    int64_t entity, seal;
    struct rights_request request;
    struct held held;
    struct contact_statements contacts; /* in the arena */
    struct help_offers offers;
    struct arena arena;
    struct output_folder folder;
};

static const char *both(const struct access_job *job, const char *english, const char *welsh)
{
    return job->rights.language == ACCESS_WELSH ? welsh : english;
}

static const char *state_text(const struct access_job *job, enum held_state state)
{
    static const char *const texts[HELD_STATES][2] = {
        [HELD_SHOWN] = {"", ""},
        [HELD_TO_READ] = {"", ""},
        [HELD_SHARED] = {"left out: names somebody else too",
                         "wedi’i hepgor: mae’n enwi rhywun arall hefyd"},
        [HELD_OTHERS] = {"left out: about somebody else", "wedi’i hepgor: am rywun arall"},
        [HELD_NOT_KNOWN] = {"left out: not known whose it is",
                            "wedi’i hepgor: ni wyddys am bwy y mae"}};
    return texts[state][job->rights.language];
}

/* ---- files ---- */

static int put_file(struct access_job *job, const char *name, const struct buf *text,
                    struct err *err)
{
    FILE *stream = NULL;
    int code = output_folder_open(&job->folder, name, &stream, err);
    if (code == 0) {
        fwrite(text->ptr, 1, text->len, stream);
        code = output_folder_close(&job->folder, stream, err);
    }
    return code;
}

static const char *time_or_nothing(int64_t at, char text[CLOCK_TEXT_MAX])
{
    text[0] = '\0';
    return at == 0 ? text : clock_text(at, text);
}

/* Each cell a line; listed: those alone that a person has to look at. */
static void write_csv(const struct access_job *job, bool listed, struct buf *out)
{
    static const struct str heads[] = {
        STR_INIT("source"), STR_INIT("record"),     STR_INIT("version"),
        STR_INIT("row"),    STR_INIT("valid_from"), STR_INIT("valid_to"),
        STR_INIT("column"), STR_INIT("value"),      STR_INIT("state")};
    csv_write_row(out, heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < job->held.count; i++) {
        const struct held_version *v = &job->held.versions[i];
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

static void write_json(const struct access_job *job, struct buf *out)
{
    struct json_writer json = {.out = out, .indent = 2};
    char day[CALENDAR_TEXT_MAX];
    json_write_object(&json);
    json_put_text(&json, "entity", str_of(job->id));
    json_put_whole(&json, "request", job->request.number);
    json_put_text(&json, "received", str_of(calendar_text(job->request.received, day)));
    json_put_text(&json, "due", str_of(calendar_text(job->request.due, day)));
    json_write_key(&json, STR("versions"));
    json_write_array(&json);
    for (size_t i = 0; i < job->held.count; i++) {
        version_json(&json, &job->held.versions[i]);
    }
    json_write_close(&json);
    contact_statements_json(&json, &job->contacts);
    contact_offers_json(&json, &job->offers);
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

static int write_looks(struct access_job *job, struct buf *out, struct err *err)
{
    static const struct str heads[] = {STR_INIT("time"),    STR_INIT("what"), STR_INIT("role"),
                                       STR_INIT("purpose"), STR_INIT("law"),  STR_INIT("fields")};
    struct audit *log = job->rights.inquiry.audit;
    struct whole_list mentions = {0};
    struct whole_list leaves = {0};
    for (size_t m = 0; m < job->held.mentions.count; m++) {
        whole_list_add(&mentions, job->held.mentions.at[m]);
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

static void write_manifest(const struct access_job *job, struct buf *out)
{
    struct json_writer json = {.out = out, .indent = 2};
    char now[CLOCK_TEXT_MAX];
    clock_utc_text(now);
    json_write_object(&json);
    json_put_text(&json, "program", STR("cantref"));
    json_put_text(&json, "what", STR("subject access"));
    json_put_text(&json, "made", str_of(now));
    json_put_text(&json, "by", job->rights.who);
    json_put_whole(&json, "records", (int64_t)job->held.records);
    json_put_whole(&json, "versions", (int64_t)job->held.count);
    json_put_whole(&json, "redacted", (int64_t)job->held.redacted);
    json_put_whole(&json, "to_read", (int64_t)job->held.to_read);
    json_write_close(&json);
    buf_add(out, STR("\n"));
}

/* ---- the page ---- */

static bool uses(const struct access_job *job, size_t purpose, uint16_t source)
{
    const struct access_purpose_row *row =
        &job->rights.inquiry.access.access.table.purposes[purpose];
    return source != ACCESS_NONE && (row->sources[source / 64] >> (source % 64) & 1) != 0;
}

/* Article 15(1)(a), (c), (d): what for, to whom, how long. */
static void page_purposes(const struct access_job *job, struct page *page, struct str source)
{
    const struct access *access = &job->rights.inquiry.access.access;
    uint16_t place = access_source_find(access, source);
    const char *const heads[] = {both(job, "What for", "Ar gyfer beth"),
                                 both(job, "With whom it is shared", "Gyda phwy y’i rhennir"),
                                 both(job, "Kept for, days", "Cedwir am, diwrnodau"), NULL};
    page_table_begin(page,
                     str_of(both(job, "What the council uses it for",
                                 "At beth y mae’r cyngor yn ei ddefnyddio")),
                     heads);
    for (size_t p = 0; p < access->purpose_count; p++) {
        const struct purpose *purpose = &access->purposes[p];
        if (uses(job, p, place)) {
            page_row(page);
            page_row_head(page, purpose->title.text[job->rights.language]);
            page_cell(page, purpose->sharing.text[job->rights.language]);
            page_figure(page, (uint64_t)purpose->retention_days);
            page_row_end(page);
        }
    }
    page_table_end(page);
}

static void page_version(const struct access_job *job, struct page *page,
                         const struct held_version *v)
{
    const char *const heads[] = {both(job, "What", "Beth"),
                                 both(job, "What it says", "Beth mae’n ei ddweud"), NULL};
    char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
    struct buf caption = {0};
    time_or_nothing(v->from, from);
    time_or_nothing(v->to, to);
    from[10] = '\0';
    to[10] = '\0';
    buf_printf(&caption, "%s %lld, %s %s", both(job, "Record", "Cofnod"), (long long)v->record,
               both(job, "from", "o"), from);
    if (v->to != 0) {
        buf_printf(&caption, " %s %s", both(job, "to", "hyd"), to);
    }
    page_table_begin(page, buf_str(&caption), heads);
    if (v->erased) {
        page_row(page);
        page_row_head(page, STR("–"));
        page_cell(page, str_of(both(job, "erased", "wedi’i ddileu")));
        page_row_end(page);
    }
    for (size_t c = 0; c < v->count; c++) {
        bool shown = v->cells[c].state == HELD_SHOWN || v->cells[c].state == HELD_TO_READ;
        page_row(page);
        page_row_head(page, v->cells[c].column);
        page_cell(page, shown ? v->cells[c].text : str_of(state_text(job, v->cells[c].state)));
        page_row_end(page);
    }
    page_table_end(page);
    buf_free(&caption);
}

/* What they said of how they want to be reached, the newest first; then help that was offered. */
static void page_contacts(struct access_job *job, struct page *page)
{
    enum access_language language = (enum access_language)job->rights.language;
    const char *const heads[] = {both(job, "What", "Beth"),
                                 both(job, "What it says", "Beth mae’n ei ddweud"), NULL};
    char day[CLOCK_TEXT_MAX];
    if (job->contacts.count + job->offers.count > 0) {
        page_heading(page, 2, NULL,
                     both(job, "How you want to be reached", "Sut yr hoffech inni gysylltu â chi"));
    }
    for (size_t i = job->contacts.count; i-- > 0;) {
        const struct contact_statement *s = &job->contacts.at[i];
        page_table_begin(page, str_of(calendar_text(s->said, day)), heads);
        for (int item = 0; item < CONTACT_ITEMS; item++) {
            enum contact_item what = (enum contact_item)item;
            struct str text = contact_value_text(&job->arena, what, s->values[item], language);
            if (s->has[i]) {
                page_row(page);
                page_row_head(page, str_of(contact_item_title(what, language)));
                page_cell(page,
                          text.len > 0 ? text : str_of(both(job, "taken back", "tynnwyd yn ôl")));
                page_row_end(page);
            }
        }
        page_table_end(page);
    }
    for (size_t i = 0; i < job->offers.count; i++) {
        const struct help_offer *o = &job->offers.at[i];
        clock_text(o->opened, day);
        page_table_begin(page, str_slice(str_of(day), 0, 10), heads);
        page_row(page);
        page_row_head(page, str_of(help_kind_title(o->kind, language)));
        page_cell(page, str_of(help_state_title(o->state, language)));
        page_row_end(page);
        page_table_end(page);
    }
}

static void write_page(struct access_job *job, struct buf *out)
{
    struct report_input input = {.language = (enum language)job->rights.language};
    struct report report = {.in = &input};
    struct page page = {0};
    page_begin(
        &page, &report,
        both(job, "What the council holds about you", "Beth mae’r cyngor yn ei ddal amdanoch"));
    page_html(&page, "<p class=\"lead\">");
    page_text(&page,
              str_of(both(job,
                          "You asked for the data that the council holds about you. This is "
                          "all of it, by the system that it is in, with what it said before.",
                          "Gofynasoch am y data y mae’r cyngor yn ei ddal amdanoch. Dyma’r "
                          "cyfan, fesul system, gyda’r hyn a ddywedai o’r blaen.")));
    page_html(&page, "</p>\n<p>");
    page_text(
        &page,
        str_of(both(job,
                    "What is about somebody else is left out. You may ask for what is wrong to "
                    "be put right, for it to be erased, or for its use to be limited; you may "
                    "object to it; and you may complain to the Information Commissioner.",
                    "Mae’r hyn sydd am rywun arall wedi’i hepgor. Cewch ofyn i’r hyn sy’n "
                    "anghywir gael ei gywiro, iddo gael ei ddileu, neu i’r defnydd ohono gael "
                    "ei gyfyngu; cewch wrthwynebu; a chewch gwyno wrth y Comisiynydd "
                    "Gwybodaeth.")));
    page_html(&page, "</p>\n");
    for (size_t i = 0; i < job->held.count; i++) {
        const struct held_version *v = &job->held.versions[i];
        if (i == 0 || !str_eq(v->source, job->held.versions[i - 1].source)) {
            struct buf heading = {0};
            buf_printf(&heading, "%s %.*s", both(job, "Source:", "Ffynhonnell:"), PRI(v->source));
            buf_add(&heading, str_make("", 1));
            page_heading(&page, 2, NULL, heading.ptr);
            buf_free(&heading);
            page_purposes(job, &page, v->source);
        }
        page_version(job, &page, v);
    }
    page_contacts(job, &page);
    page_html(&page, "</main>\n");
    page_end(&page);
    buf_add(out, buf_str(&page.out));
    buf_free(&page.out);
}

static int write_all(struct access_job *job, struct err *err)
{
    enum { FILES = 6 };
    struct buf texts[FILES] = {{0}};
    static const char *const names[FILES] = {"everything.json", "everything.csv", "to-check.csv",
                                             "index.html",      "manifest.json",  "who-looked.csv"};
    write_json(job, &texts[0]);
    write_csv(job, false, &texts[1]);
    write_csv(job, true, &texts[2]);
    write_page(job, &texts[3]);
    write_manifest(job, &texts[4]);
    int code = write_looks(job, &texts[5], err);
    code = code ? code : output_folder_begin(&job->folder, job->output, err);
    for (int i = 0; code == 0 && i < FILES; i++) {
        code = put_file(job, names[i], &texts[i], err);
    }
    code = code ? code : output_folder_commit(&job->folder, err);
    if (code != 0) {
        output_folder_abandon(&job->folder);
    }
    for (int i = 0; i < FILES; i++) {
        if (texts[i].len > 0) {
            explicit_bzero(texts[i].ptr, texts[i].len);
        }
        buf_free(&texts[i]);
    }
    return code;
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
    struct access_job *job = context;
    const struct rights_request made = {.kind = REQUEST_ACCESS,
                                        .entity = job->entity,
                                        .received = job->request.received,
                                        .who = job->rights.who,
                                        .at = (int64_t)time(NULL)};
    return request_add(db, job->rights.inquiry.picture.seal, &made, &job->request, err);
}

/* The one that is open, or a new one: its clock began when it was received. */
static int find_request(struct access_job *job, struct err *err)
{
    struct rights_job *r = &job->rights;
    int code = requests_of(r->inquiry.picture.db, r->inquiry.picture.seal, REQUEST_ACCESS,
                           job->entity, take_request, &job->request, err);
    if (code != 0 || job->request.number != 0) {
        return code;
    }
    code = rights_day(job->received, r->today, &job->request.received, err);
    if (code == 0 && job->request.received > r->today) {
        code = err_set(err, ERR_USAGE, "--received is a day that has been");
    }
    return code ? code : picture_do(&r->inquiry.picture, put_request, job, err);
}

static void print_done(const struct access_job *job)
{
    char due[CALENDAR_TEXT_MAX];
    calendar_text(job->request.due, due);
    if (job->rights.json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        json_write_object(&json);
        json_put_text(&json, "folder", str_of(job->output));
        json_put_whole(&json, "request", job->request.number);
        json_put_text(&json, "due", str_of(due));
        json_put_whole(&json, "records", (int64_t)job->held.records);
        json_put_whole(&json, "versions", (int64_t)job->held.count);
        json_put_whole(&json, "redacted", (int64_t)job->held.redacted);
        json_put_whole(&json, "to_read", (int64_t)job->held.to_read);
        json_write_close(&json);
        rights_print_json(&text);
        buf_free(&text);
        return;
    }
    printf(
        "%zu record%s in %zu version%s, in %s\n"
        "  %zu cell%s left out, since they are or may be about somebody else\n"
        "  %zu text%s to be read, since they may name somebody else\n"
        "Request %lld is due %s. Before it goes out a person reads %s/to-check.csv; then:\n"
        "cantref requests close %lld --outcome sent\n",
        job->held.records, job->held.records == 1 ? "" : "s", job->held.count,
        job->held.count == 1 ? "" : "s", job->output, job->held.redacted,
        job->held.redacted == 1 ? "" : "s", job->held.to_read, job->held.to_read == 1 ? "" : "s",
        (long long)job->request.number, due, job->output, (long long)job->request.number);
}

/* How they are reached; of who said it and who typed it, who are others, nothing. */
static int read_contacts(struct access_job *job, struct err *err)
{
    struct picture *picture = &job->rights.inquiry.picture;
    const struct whole_list *mentions = &job->held.mentions;
    int code = contact_held(&job->arena, picture, mentions, &job->contacts, err);
    for (size_t i = 0; i < job->contacts.count; i++) {
        job->contacts.at[i].said_by = STR("");
        job->contacts.at[i].who = STR("");
    }
    return code ? code : help_offers_held(&job->arena, picture, mentions, &job->offers, err);
}

static int run(struct access_job *job, struct err *err)
{
    struct rights_job *r = &job->rights;
    int code = rights_begin(r, ACT_RIGHTS, err);
    code = code ? code : rights_name(r, &job->id, err);
    code = code ? code : rights_entity(r, job->id, &job->entity, &job->seal, err);
    code = code ? code : held_read(&r->inquiry.picture, job->entity, job->seal, &job->held, err);
    if (code == 0 && job->held.count == 0) {
        code = err_set(err, ERR_NOTFOUND, "nothing is held of %.20s", job->id);
    }
    code = code ? code : read_contacts(job, err);
    code = code ? code : find_request(job, err);
    code = code ? code
                : inquiry_tell_mentions(&r->inquiry, str_of(job->id), job->held.mentions.at,
                                        job->held.mentions.count, err);
    return code ? code : write_all(job, err);
}

int subject_access_command(const struct command *self, int argc, char **argv)
{
    struct access_job job = {
        .rights = RIGHTS_JOB("cantref subject-access"), .output = "", .received = ""};
    const struct option_row rows[] = {
        {"output", 'o', OPTION_TEXT, "DIR", "folder to make", .text = &job.output},
        {"received", 0, OPTION_TEXT, "DATE", "the day on which it was asked for (default: today)",
         .text = &job.received},
        {"language", 0, OPTION_CHOICE, "LANGUAGE", "of the page: en or cy (default: en)",
         .number = &job.rights.language, .choices = language_codes},
        RIGHTS_OPTIONS(job.rights),
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 1,
                              .operands_max = 1,
                              .operand_name = "ENTITY"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    job.id = options.operands[0];
    int code = job.output[0] == '\0' ? err_set(&err, ERR_USAGE, "into which folder? -o DIR")
                                     : run(&job, &err);
    if (code == 0) {
        print_done(&job);
    }
    held_free(&job.held);
    arena_free(&job.arena);
    return rights_end(&job.rights, code, &err);
}

/* my_print.c - see my_print.h. */
#include "my_print.h"

#include "clock.h"
#include "date_words.h"
#include "json_writer.h"
#include "own_log_words.h"
#include "view_print.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

enum { LABEL_WIDTH = 12, TEXT_WIDTH = 84, MONTHS_A_YEAR = 12 };

enum word {
    WORD_TITLE,
    WORD_NONE,
    WORD_ONE,
    WORD_SEVERAL,
    WORD_ENTRY,
    WORD_WHO,
    WORD_FOR,
    WORD_LAW,
    WORD_SEEN,
    WORD_BROKEN_GLASS,
    WORD_SEALED,
    WORD_SEALED_REVIEW,
    WORD_KEPT,
    WORD_DESTROYED_UNTIL,
    WORD_DESTROYED,
    WORD_PERHAPS_OTHERS,
    WORD_SOURCES,
    WORD_APART,
    WORD_NAMES,
    WORDS
};

static const char *const words[WORDS][ACCESS_LANGUAGES] = {
    [WORD_TITLE] = {"Who looked at your data", "Pwy sydd wedi edrych ar eich data"},
    [WORD_NONE] = {"Nobody has looked at it, as far as the log can say.",
                   "Nid oes neb wedi edrych arno, hyd y gall y cofnod ddweud."},
    [WORD_ONE] = {"1 entry. Times are those of London.", "1 cofnod. Amser Llundain yw pob amser."},
    [WORD_SEVERAL] = {"entries, the newest first. Times are those of London.",
                      "o gofnodion, y diweddaraf yn gyntaf. Amser Llundain yw pob amser."},
    [WORD_ENTRY] = {"entry", "cofnod"},
    [WORD_WHO] = {"Who", "Pwy"},
    [WORD_FOR] = {"What for", "I beth"},
    [WORD_LAW] = {"Law", "Cyfraith"},
    [WORD_SEEN] = {"What of it", "Pa ddata"},
    [WORD_BROKEN_GLASS] =
        {"In an emergency, outside the usual rules. A reason was given, and is looked into.",
         "Mewn argyfwng, y tu allan i’r rheolau arferol. Rhoddwyd rheswm, ac edrychir arno."},
    [WORD_SEALED] =
        {"Not told here, since an investigation that the law allows may be going on:",
         "Heb ei ddweud yma, gan y gall fod ymchwiliad y mae’r gyfraith yn ei ganiatáu ar y gweill:"},
    [WORD_SEALED_REVIEW] = {"to be reviewed in", "i’w adolygu ym mis"},
    [WORD_KEPT] = {"Months for which the log keeps its details",
                   "Nifer y misoedd y mae’r cofnod yn cadw ei fanylion"},
    [WORD_DESTROYED_UNTIL] = {"Entries until", "Cofnodion hyd at"},
    [WORD_DESTROYED] = {", of all people together, that can’t be told apart any more",
                        ", am bawb gyda’i gilydd, na ellir eu gwahanu mwyach"},
    [WORD_PERHAPS_OTHERS] = {"Entries about records of yours from before they were changed, which "
                             "may have been\nsomebody else’s then",
                             "Cofnodion am gofnodion o’ch eiddo o’r adeg cyn iddynt gael eu newid, "
                             "ac a allai fod yn\nrhai rhywun arall bryd hynny"},
    [WORD_SOURCES] = {"This is about your records in", "Mae hyn am eich cofnodion yn"},
    [WORD_APART] =
        {"The law does not let these be joined with them, so ask for each by itself",
         "Nid yw’r gyfraith yn gadael i’r rhain gael eu cysylltu â hwy, felly gofynnwch am bob un ar wahân"},
    [WORD_NAMES] =
        {"Staff are told by department and role. If you need a name to use your rights, or an entry looks\n"
         "wrong to you, ask the council’s data protection officer, or the Information Commissioner.",
         "Nodir staff yn ôl adran a rôl. Os oes angen enw arnoch i arfer eich hawliau, neu os yw cofnod yn\n"
         "edrych yn anghywir i chi, gofynnwch i swyddog diogelu data’r cyngor, neu i’r Comisiynydd Gwybodaeth."},
};

static enum access_language language_of(const struct my_print *p)
{
    return p->inquiry->viewing.options.language;
}

static const char *word_of(const struct my_print *p, enum word word)
{
    return words[word][language_of(p)];
}

/* A label and a text, whose lines are broken at spaces. */
static void print_row(const char *label, struct str text)
{
    size_t column = 0;
    struct str word;
    printf("  ");
    print_padded(str_of(label), LABEL_WIDTH);
    for (bool first = true; str_next_token(&text, ' ', &word); first = false) {
        size_t width = (size_t)width_of(word);
        if (!first && column + 1 + width > TEXT_WIDTH) {
            printf("\n%*s", 2 + LABEL_WIDTH, "");
            column = 0;
        } else if (!first) {
            printf(" ");
            column++;
        }
        printf("%.*s", PRI(word));
        column += width;
    }
    printf("\n");
}

static const char *month_text(const struct my_print *p, int month, char ret[40])
{
    snprintf(ret, 40, "%s %d",
             date_month_name(month % MONTHS_A_YEAR + 1, language_of(p) == ACCESS_WELSH),
             month / MONTHS_A_YEAR);
    return ret;
}

static void print_time(const struct my_print *p, int64_t time_ms)
{
    time_t wall = (time_t)calendar_london(time_ms / 1000);
    struct tm parts = {0};
    gmtime_r(&wall, &parts);
    printf("%d %s %d, %02d:%02d", parts.tm_mday,
           date_month_name(parts.tm_mon + 1, language_of(p) == ACCESS_WELSH), parts.tm_year + 1900,
           parts.tm_hour, parts.tm_min);
}

/* ---- one entry ---- */

static void print_part(const struct my_print *p, enum word label, const struct own_entry *e,
                       own_log_say *say)
{
    struct buf row = {0};
    say(p->inquiry, e, language_of(p), &row);
    print_row(word_of(p, label), buf_str(&row));
    buf_free(&row);
}

static void print_entry(const struct my_print *p, const struct own_entry *e)
{
    printf("\n");
    print_time(p, e->time_ms);
    printf("  (%s %" PRIu64 ")\n", word_of(p, WORD_ENTRY), e->leaf);
    print_part(p, WORD_WHO, e, own_log_who);
    print_part(p, WORD_FOR, e, own_log_purpose);
    print_part(p, WORD_LAW, e, own_log_law);
    print_part(p, WORD_SEEN, e, own_log_seen);
    if (e->kind == AUDIT_BREAK_GLASS) {
        print_row("", str_of(word_of(p, WORD_BROKEN_GLASS)));
    }
}

/* ---- the rest ---- */

static void print_names(const char *before, const struct str *names, size_t count)
{
    printf("%s", before);
    for (size_t i = 0; i < count; i++) {
        printf("%s%.*s", i > 0 ? ", " : ": ", PRI(names[i]));
    }
    printf(".\n");
}

static void print_sealed(const struct my_print *p)
{
    const struct own_log *log = p->log;
    if (log->sealed_count == 0) {
        return;
    }
    printf("\n%s\n", word_of(p, WORD_SEALED));
    for (size_t i = 0; i < log->sealed_count; i++) {
        char month[40], review[40];
        printf("  %s: %" PRIu64 ", %s %s\n", month_text(p, log->sealed[i].month, month),
               log->sealed[i].count, word_of(p, WORD_SEALED_REVIEW),
               month_text(p, log->sealed[i].month + (int)p->sealed_review_months, review));
    }
}

static void print_counts(const struct my_print *p)
{
    const struct own_log *log = p->log;
    if (log->count == 0) {
        printf("%s\n", word_of(p, WORD_NONE));
    } else if (log->count == 1) {
        printf("%s\n", word_of(p, WORD_ONE));
    } else {
        printf("%zu %s\n", log->count, word_of(p, WORD_SEVERAL));
    }
}

static void print_untold(const struct my_print *p)
{
    const struct own_log *log = p->log;
    char month[40];
    if (log->perhaps_others > 0) {
        printf("\n%s: %" PRIu64 ".\n", word_of(p, WORD_PERHAPS_OTHERS), log->perhaps_others);
    }
    if (log->destroyed > 0) {
        printf("\n%s: %" PRId64 ".\n", word_of(p, WORD_KEPT), p->log_retention_months);
        printf("%s %s%s: %" PRIu64 ".\n", word_of(p, WORD_DESTROYED_UNTIL),
               month_text(p, log->destroyed_until, month), word_of(p, WORD_DESTROYED),
               log->destroyed);
    }
}

void my_print(const struct my_print *p)
{
    const struct own_log *log = p->log;
    printf("%s\n%s\n\n", word_of(p, WORD_TITLE), p->person->id);
    print_counts(p);
    for (size_t i = 0; i < log->count; i++) {
        print_entry(p, &log->entries[i]);
    }
    print_sealed(p);
    print_untold(p);
    printf("\n");
    print_names(word_of(p, WORD_SOURCES), log->sources, log->source_count);
    if (log->apart_count > 0) {
        print_names(word_of(p, WORD_APART), log->apart, log->apart_count);
    }
    printf("%s\n", word_of(p, WORD_NAMES));
}

/* ---- JSON ---- */

static void entry_json(struct json_writer *json, const struct my_print *p,
                       const struct own_entry *e)
{
    static const char *const kinds[] = {
        [AUDIT_ANSWER] = "shown",    [AUDIT_EMPTY] = "nobody_found",
        [AUDIT_REFUSAL] = "refused", [AUDIT_BREAK_GLASS] = "break_glass",
        [AUDIT_CHANGE] = "change",   [AUDIT_RECOVERY] = "recovery"};
    enum access_language language = language_of(p);
    char time[CLOCK_TEXT_MAX];
    json_write_object(json);
    json_put_whole(json, "entry", (int64_t)e->leaf);
    json_put_text(json, "time", str_of(clock_text(e->time_ms / 1000, time)));
    json_put_text(json, "kind", str_of(kinds[e->kind]));
    json_put_bool(json, "everybody", e->everybody);
    json_put_text(json, "department",
                  e->department != NULL ? e->department->text[language] : STR(""));
    json_put_text(json, "roles", e->roles);
    json_put_bool(json, "by_trigger", e->by_trigger);
    json_put_bool(json, "by_speaker", e->by_speaker);
    json_put_text(json, "partner", e->partner);
    json_put_text(json, "purpose", e->purpose);
    json_put_text(json, "purpose_title",
                  e->definition != NULL ? e->definition->title.text[language] : STR(""));
    json_put_text(json, "legal_basis", e->legal_basis);
    json_put_text(json, "rule", e->rule);
    json_put_bool(json, "for_a_case", e->has_case);
    json_write_key(json, STR("fields"));
    json_write_array(json);
    for (size_t i = 0; i < e->field_count; i++) {
        json_write_text(json, e->fields[i]);
    }
    json_write_close(json);
    json_write_close(json);
}

static void names_json(struct json_writer *json, const char *key, const struct str *names,
                       size_t count)
{
    json_write_key(json, str_of(key));
    json_write_array(json);
    for (size_t i = 0; i < count; i++) {
        json_write_text(json, names[i]);
    }
    json_write_close(json);
}

static void month_json(struct json_writer *json, const char *key, int month)
{
    char text[16];
    snprintf(text, sizeof text, "%04d-%02d", month / MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1);
    json_put_text(json, key, str_of(text));
}

void my_print_json(const struct my_print *p)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    const struct own_log *log = p->log;
    json_write_object(&json);
    json_put_text(&json, "id", str_of(p->person->id));
    json_write_key(&json, STR("entries"));
    json_write_array(&json);
    for (size_t i = 0; i < log->count; i++) {
        entry_json(&json, p, &log->entries[i]);
    }
    json_write_close(&json);
    json_write_key(&json, STR("sealed"));
    json_write_array(&json);
    for (size_t i = 0; i < log->sealed_count; i++) {
        json_write_object(&json);
        month_json(&json, "month", log->sealed[i].month);
        json_put_whole(&json, "count", (int64_t)log->sealed[i].count);
        month_json(&json, "review", log->sealed[i].month + (int)p->sealed_review_months);
        json_write_close(&json);
    }
    json_write_close(&json);
    json_put_whole(&json, "details_destroyed", (int64_t)log->destroyed);
    json_put_whole(&json, "perhaps_of_others", (int64_t)log->perhaps_others);
    names_json(&json, "sources", log->sources, log->source_count);
    names_json(&json, "not_joined", log->apart, log->apart_count);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

/* access_print.c - purposes and gateways to standard output. Its Welsh is to be checked by a
 * translator. */
#include "access_print.h"

#include "clock.h"
#include "json_writer.h"

#include <stdio.h>
#include <time.h>

enum label {
    LABEL_WHAT_FOR,
    LABEL_SERVES,
    LABEL_BASIS,
    LABEL_POWERS,
    LABEL_ROLES,
    LABEL_TEAMS,
    LABEL_KINDS,
    LABEL_FIELDS,
    LABEL_HOUSEHOLD,
    LABEL_NAMED,
    LABEL_SOURCES,
    LABEL_JOINED,
    LABEL_RETENTION,
    LABEL_SHARING,
    LABEL_DPIA,
    LABEL_ACTS,
    LABEL_OWNER,
    LABEL_REVIEW,
    LABEL_CASE,
    LABEL_EMERGENCY,
    LABELS
};

static const char *const labels[LABELS][ACCESS_LANGUAGES] = {
    [LABEL_WHAT_FOR] = {"What for", "I beth"},
    [LABEL_SERVES] = {"Decision it serves", "Y penderfyniad a wasanaethir"},
    [LABEL_BASIS] = {"Legal basis", "Sail gyfreithiol"},
    [LABEL_POWERS] = {"Power in law", "Pŵer cyfreithiol"},
    [LABEL_ROLES] = {"Roles that may use it", "Rolau a gaiff ei ddefnyddio"},
    [LABEL_TEAMS] = {"Teams that may use it", "Timau a gaiff ei ddefnyddio"},
    [LABEL_KINDS] = {"About", "Ynghylch"},
    [LABEL_FIELDS] = {"What is shown", "Yr hyn a ddangosir"},
    [LABEL_HOUSEHOLD] = {"… of those at the same address", "… am y rhai yn yr un cyfeiriad"},
    [LABEL_NAMED] = {"… of those whom the records name", "… am y rhai a enwir yn y cofnodion"},
    [LABEL_SOURCES] = {"From", "O"},
    [LABEL_JOINED] = {"Joined here today", "Wedi’u cysylltu yma heddiw"},
    [LABEL_RETENTION] = {"Kept for", "Cedwir am"},
    [LABEL_SHARING] = {"Shared with", "Rhennir â"},
    [LABEL_DPIA] = {"Impact assessment", "Asesiad effaith"},
    [LABEL_ACTS] = {"What is done under it", "Yr hyn a wneir oddi tano"},
    [LABEL_OWNER] = {"Owner", "Perchennog"},
    [LABEL_REVIEW] = {"May be used until", "Gellir ei ddefnyddio hyd"},
    [LABEL_CASE] = {"A case must be named", "Rhaid enwi achos"},
    [LABEL_EMERGENCY] = {"May be opened in an emergency", "Gellir ei agor mewn argyfwng"},
};

static const char *const kind_titles[ENTITY_KINDS][ACCESS_LANGUAGES] = {
    [KIND_PERSON] = {"people", "pobl"},
    [KIND_HOUSEHOLD] = {"households", "aelwydydd"},
    [KIND_PROPERTY] = {"properties", "eiddo"},
    [KIND_ORGANISATION] = {"organisations", "sefydliadau"},
};

static const char *const words[][ACCESS_LANGUAGES] = {
    {"not approved", "heb ei gymeradwyo"},
    {"review overdue", "adolygiad yn hwyr"},
    {"no power here", "dim pŵer yma"},
    {"may be used", "gellir ei ddefnyddio"},
    {"yes", "oes"},
    {"no", "nac oes"},
    {"days", "diwrnod"},
    {"unverified", "heb ei wirio"},
    {"not in force here", "ddim mewn grym yma"},
};
enum {
    WORD_NOT_APPROVED,
    WORD_OVERDUE,
    WORD_NO_POWER,
    WORD_USABLE,
    WORD_YES,
    WORD_NO,
    WORD_DAYS,
    WORD_UNVERIFIED,
    WORD_NOT_HERE
};

static void print_buf(const struct buf *text)
{
    printf("%.*s\n", PRI(buf_str(text)));
}

/* state_of - whether a purpose may be used today: a place in words[]. */
static int state_of(const struct access *a, size_t place)
{
    const struct purpose *p = &a->purposes[place];
    int32_t today = calendar_today();
    return !a->purpose_approved[place]                          ? WORD_NOT_APPROVED
           : today > p->review                                  ? WORD_OVERDUE
           : !power_holds(&p->powers, a->options.nation, today) ? WORD_NO_POWER
                                                                : WORD_USABLE;
}

/* ---- lists ---- */

void access_print_purposes(const struct access *a, enum access_language language, bool json)
{
    struct buf text = {0};
    struct json_writer out = {.out = &text, .indent = 2};
    char day[CALENDAR_TEXT_MAX];
    json_write_object(&out);
    json_write_key(&out, STR("purposes"));
    json_write_array(&out);
    for (size_t i = 0; i < a->purpose_count; i++) {
        const struct purpose *p = &a->purposes[i];
        int state = state_of(a, i);
        if (!json) {
            printf("%-31.*s %s  %.*s%s%s\n", PRI(p->id), calendar_text(p->review, day),
                   PRI(p->title.text[language]), state == WORD_USABLE ? "" : ": ",
                   state == WORD_USABLE ? "" : words[state][language]);
        }
        json_write_object(&out);
        json_put_text(&out, "purpose", p->id);
        json_put_text(&out, "title", p->title.text[language]);
        json_put_text(&out, "review", str_of(calendar_text(p->review, day)));
        json_put_bool(&out, "approved", a->purpose_approved[i]);
        json_put_bool(&out, "usable", state == WORD_USABLE);
        json_write_close(&out);
    }
    json_write_close(&out);
    json_write_close(&out);
    if (json) {
        print_buf(&text);
    }
    buf_free(&text);
}

static struct str reference_text(const struct source_reference *reference)
{
    return reference->category == SOURCE_CATEGORIES
               ? reference->name
               : str_of(source_category_names[reference->category]);
}

static void json_names(struct json_writer *json, const char *key, const struct name_list *names)
{
    json_write_key(json, str_of(key));
    json_write_array(json);
    for (size_t i = 0; i < names->count; i++) {
        json_write_text(json, names->at[i]);
    }
    json_write_close(json);
}

static void json_references(struct json_writer *json, const char *key,
                            const struct reference_list *list)
{
    json_write_key(json, str_of(key));
    json_write_array(json);
    for (size_t i = 0; i < list->count; i++) {
        json_write_text(json, reference_text(&list->at[i]));
    }
    json_write_close(json);
}

static void json_powers(struct json_writer *json, const struct access *a,
                        const struct power_list *powers)
{
    static const char *const nations[] = {"", "england", "wales", "both"};
    char day[CALENDAR_TEXT_MAX];
    json_write_key(json, STR("powers"));
    json_write_array(json);
    for (size_t i = 0; i < powers->count; i++) {
        const struct power *p = &powers->at[i];
        const struct power_list alone = {(struct power *)p, 1};
        json_write_object(json);
        json_put_text(json, "nation", str_of(nations[p->nation]));
        json_put_text(json, "statute", p->statute);
        json_put_text(json, "section", p->section);
        json_put_text(json, "citation", p->citation);
        if (p->from != DAY_MIN) {
            json_put_text(json, "from", str_of(calendar_text(p->from, day)));
        }
        if (p->until != DAY_MAX) {
            json_put_text(json, "until", str_of(calendar_text(p->until, day)));
        }
        json_put_bool(json, "verified", !p->unverified);
        json_put_bool(json, "holds_here", power_holds(&alone, a->options.nation, calendar_today()));
        json_write_close(json);
    }
    json_write_close(json);
}

void access_print_gateways(const struct access *a, bool json)
{
    struct buf text = {0};
    struct json_writer out = {.out = &text, .indent = 2};
    json_write_object(&out);
    json_write_key(&out, STR("gateways"));
    json_write_array(&out);
    for (size_t i = 0; i < a->gateways.count; i++) {
        const struct gateway *g = &a->gateways.at[i];
        bool holds = power_holds(&g->powers, a->options.nation, calendar_today());
        if (!json) {
            printf("%.*s%s%s\n  between", PRI(g->id),
                   a->gateway_approved[i] ? "" : ": not approved",
                   holds ? "" : ": no power in force here");
            for (size_t r = 0; r < g->between.count; r++) {
                printf("%s %.*s", r > 0 ? "," : "", PRI(reference_text(&g->between.at[r])));
            }
            printf("\n  for");
            for (size_t p = 0; p < g->purposes.count; p++) {
                printf("%s %.*s", p > 0 ? "," : "", PRI(g->purposes.at[p]));
            }
            printf("\n");
        }
        json_write_object(&out);
        json_put_text(&out, "gateway", g->id);
        json_references(&out, "between", &g->between);
        json_names(&out, "purposes", &g->purposes);
        json_powers(&out, a, &g->powers);
        json_put_bool(&out, "approved", a->gateway_approved[i]);
        json_put_bool(&out, "usable", a->gateway_approved[i] && holds);
        json_write_close(&out);
    }
    json_write_close(&out);
    json_write_close(&out);
    if (json) {
        print_buf(&text);
    }
    buf_free(&text);
}

/* ---- one purpose ---- */

static void print_text(enum label label, enum access_language language, struct str text)
{
    printf("%s: %.*s\n", labels[label][language], PRI(text));
}

/* print_names - of roles or teams, by their titles. */
static void print_names(const struct access *a, enum label label, enum access_language language,
                        const struct name_list *names)
{
    struct buf text = {0};
    for (size_t i = 0; names != NULL && i < names->count; i++) {
        buf_printf(&text, "%s", i > 0 ? ", " : " ");
        staff_title(access_staff_said(a), names->at[i], language, &text);
    }
    printf("%s:%.*s\n", labels[label][language], PRI(buf_str(&text)));
    buf_free(&text);
}

static void print_levels(enum label label, enum access_language language,
                         const enum detail_level levels[FIELD_CATEGORIES])
{
    bool any = false;
    for (int c = 0; c < FIELD_CATEGORIES; c++) {
        if (levels[c] == DETAIL_NONE) {
            continue;
        }
        if (!any) {
            printf("%s:\n", labels[label][language]);
        }
        any = true;
        printf("  %s: %s\n", field_category_title((enum field_category)c, language),
               detail_level_title(levels[c], language));
    }
}

static void print_unverified(bool unverified, enum access_language language)
{
    if (unverified) {
        printf("; %s", words[WORD_UNVERIFIED][language]);
    }
}

static void print_powers(const struct access *a, const struct power_list *powers,
                         enum access_language language)
{
    for (size_t i = 0; i < powers->count; i++) {
        const struct power *p = &powers->at[i];
        const struct power_list alone = {(struct power *)p, 1};
        bool holds = power_holds(&alone, a->options.nation, calendar_today());
        printf("  %.*s, %.*s (%.*s)", PRI(p->statute), PRI(p->section), PRI(p->citation));
        printf("%s%s", holds ? "" : "; ", holds ? "" : words[WORD_NOT_HERE][language]);
        print_unverified(p->unverified, language);
        printf("\n");
    }
}

/* print_sets - which of the home's sources are joined; each set is a picture of its own. */
static void print_sets(const struct access *a, uint16_t place, enum access_language language)
{
    uint16_t set[ACCESS_SOURCES_MAX];
    size_t sets = access_sets(a, place, calendar_today(), set);
    printf("%s:", labels[LABEL_JOINED][language]);
    for (size_t s = 1; s <= sets; s++) {
        bool first = true;
        printf("%s {", s > 1 ? "," : "");
        for (size_t i = 0; i < a->options.source_count; i++) {
            if (set[i] == s) {
                printf("%s%.*s", first ? "" : ", ", PRI(a->options.sources[i].name));
                first = false;
            }
        }
        printf("}");
    }
    printf(sets == 0 ? " {}\n" : "\n");
}

static void print_acts(const struct purpose *p, enum access_language language)
{
    bool any = false;
    for (int act = 0; act < PURPOSE_ACTS; act++) {
        if (p->acts[act]) {
            printf("%s%s %s", any ? "," : labels[LABEL_ACTS][language], any ? "" : ":",
                   purpose_act_title((enum purpose_act)act, language));
            any = true;
        }
    }
    printf(any ? "\n" : "");
}

void access_print_purpose(const struct access *a, uint16_t place, enum access_language language)
{
    const struct purpose *p = &a->purposes[place];
    const struct department *department;
    const struct purpose_users *users = staff_users(&a->staff, p->id, &department);
    char day[CALENDAR_TEXT_MAX];
    printf("%.*s: %.*s (%s)\n\n", PRI(p->id), PRI(p->title.text[language]),
           words[state_of(a, place)][language]);
    print_text(LABEL_WHAT_FOR, language, p->what_for.text[language]);
    print_text(LABEL_SERVES, language, p->serves.text[language]);
    printf("%s: UK GDPR 6(1)(%c)", labels[LABEL_BASIS][language], p->article_6);
    if (p->article_9 != 0) {
        printf(", 9(2)(%c)", p->article_9);
    }
    if (p->schedule_1.len > 0) {
        printf(", Data Protection Act 2018 Schedule 1, %.*s", PRI(p->schedule_1));
    }
    print_unverified(p->basis_unverified, language);
    printf("\n%s:\n", labels[LABEL_POWERS][language]);
    print_powers(a, &p->powers, language);
    print_names(a, LABEL_ROLES, language, &p->roles);
    print_names(a, LABEL_TEAMS, language, users != NULL ? &users->teams : NULL);
    printf("%s:", labels[LABEL_KINDS][language]);
    for (int k = 0, n = 0; k < ENTITY_KINDS; k++) {
        if (p->kinds[k]) {
            printf("%s %s", n++ > 0 ? "," : "", kind_titles[k][language]);
        }
    }
    printf("\n");
    print_levels(LABEL_FIELDS, language, p->level[RELATION_SELF]);
    print_levels(LABEL_HOUSEHOLD, language, p->level[RELATION_HOUSEHOLD]);
    print_levels(LABEL_NAMED, language, p->level[RELATION_NAMED]);
    printf("%s:", labels[LABEL_SOURCES][language]);
    for (size_t i = 0; i < p->sources.count; i++) {
        const struct source_reference *r = &p->sources.at[i];
        struct str title = r->category == SOURCE_CATEGORIES
                               ? r->name
                               : str_of(source_category_title(r->category, language));
        printf("%s %.*s", i > 0 ? "," : "", PRI(title));
    }
    printf("\n");
    print_sets(a, place, language);
    printf("%s: %lld %s\n", labels[LABEL_RETENTION][language], (long long)p->retention_days,
           words[WORD_DAYS][language]);
    print_text(LABEL_SHARING, language, p->sharing.text[language]);
    print_text(LABEL_DPIA, language, p->dpia);
    print_acts(p, language);
    print_text(LABEL_OWNER, language, p->owner.text[language]);
    print_text(LABEL_REVIEW, language, str_of(calendar_text(p->review, day)));
    print_text(LABEL_CASE, language,
               str_of(words[p->case_required ? WORD_YES : WORD_NO][language]));
    print_text(LABEL_EMERGENCY, language,
               str_of(words[p->break_glass ? WORD_YES : WORD_NO][language]));
}

static void json_bilingual(struct json_writer *json, const char *key, const struct bilingual *text)
{
    json_write_key(json, str_of(key));
    json_write_object(json);
    json_put_text(json, "en", text->text[ACCESS_ENGLISH]);
    json_put_text(json, "cy", text->text[ACCESS_WELSH]);
    json_write_close(json);
}

static void json_sets(struct json_writer *json, const struct access *a, uint16_t place)
{
    uint16_t set[ACCESS_SOURCES_MAX];
    size_t sets = access_sets(a, place, calendar_today(), set);
    json_write_key(json, STR("joined"));
    json_write_array(json);
    for (size_t s = 1; s <= sets; s++) {
        json_write_array(json);
        for (size_t i = 0; i < a->options.source_count; i++) {
            if (set[i] == s) {
                json_write_text(json, a->options.sources[i].name);
            }
        }
        json_write_close(json);
    }
    json_write_close(json);
}

static void json_levels(struct json_writer *json, const struct purpose *p)
{
    json_write_key(json, STR("fields"));
    json_write_object(json);
    for (int r = 0; r < RELATIONS; r++) {
        json_write_key(json, str_of(relation_names[r]));
        json_write_object(json);
        for (int c = 0; c < FIELD_CATEGORIES; c++) {
            if (p->level[r][c] != DETAIL_NONE) {
                json_put_text(json, field_category_names[c],
                              str_of(detail_level_names[p->level[r][c]]));
            }
        }
        json_write_close(json);
    }
    json_write_close(json);
}

void access_purpose_json(const struct access *a, uint16_t place)
{
    const struct purpose *p = &a->purposes[place];
    const struct department *department;
    const struct purpose_users *users = staff_users(&a->staff, p->id, &department);
    const struct name_list none = {0};
    char day[CALENDAR_TEXT_MAX];
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_put_text(&json, "purpose", p->id);
    json_bilingual(&json, "title", &p->title);
    json_bilingual(&json, "what_for", &p->what_for);
    json_bilingual(&json, "serves", &p->serves);
    json_put_text(&json, "article_6", str_make(&p->article_6, 1));
    json_put_text(&json, "article_9", str_make(&p->article_9, p->article_9 != 0));
    json_put_text(&json, "schedule_1", p->schedule_1);
    json_put_bool(&json, "basis_verified", !p->basis_unverified);
    json_powers(&json, a, &p->powers);
    json_names(&json, "roles", &p->roles);
    json_names(&json, "teams", users != NULL ? &users->teams : &none);
    json_write_key(&json, STR("kinds"));
    json_write_array(&json);
    for (int k = 0; k < ENTITY_KINDS; k++) {
        if (p->kinds[k]) {
            json_write_text(&json, str_of(entity_kind_names[k]));
        }
    }
    json_write_close(&json);
    json_levels(&json, p);
    json_references(&json, "sources", &p->sources);
    json_sets(&json, a, place);
    json_put_whole(&json, "retention_days", p->retention_days);
    json_bilingual(&json, "sharing", &p->sharing);
    json_put_text(&json, "dpia", p->dpia);
    json_bilingual(&json, "owner", &p->owner);
    json_put_text(&json, "review", str_of(calendar_text(p->review, day)));
    json_put_bool(&json, "case_required", p->case_required);
    json_put_bool(&json, "own_record", p->own_record);
    json_write_key(&json, STR("acts"));
    json_write_array(&json);
    for (int act = 0; act < PURPOSE_ACTS; act++) {
        if (p->acts[act]) {
            json_write_text(&json, str_of(purpose_act_names[act]));
        }
    }
    json_write_close(&json);
    json_put_bool(&json, "break_glass", p->break_glass);
    json_put_bool(&json, "despite_restriction", p->despite_restriction);
    json_put_bool(&json, "despite_objection", p->despite_objection);
    json_put_bool(&json, "approved", a->purpose_approved[place]);
    json_put_bool(&json, "usable", state_of(a, place) == WORD_USABLE);
    json_write_close(&json);
    print_buf(&text);
    buf_free(&text);
}

/* ---- findings, approvals ---- */

static void print_finding(const struct err *err, const char *before)
{
    printf("%s%s", before, err->file);
    if (err->line > 0) {
        printf(":%zu:%zu", err->line, err->column);
    }
    printf("%s%s\n", err->file[0] != '\0' ? ": " : "", err->message);
}

static void json_findings(struct json_writer *json, const char *key, const struct err_list *list)
{
    json_write_key(json, str_of(key));
    json_write_array(json);
    for (size_t i = 0; i < list->kept; i++) {
        json_write_object(json);
        json_put_text(json, "file", str_of(list->errors[i].file));
        json_put_whole(json, "line", (int64_t)list->errors[i].line);
        json_put_text(json, "message", str_of(list->errors[i].message));
        json_write_close(json);
    }
    json_write_close(json);
}

void access_print_findings(const struct err_list *errors, const struct err_list *notes, bool json)
{
    if (json) {
        struct buf text = {0};
        struct json_writer out = {.out = &text, .indent = 2};
        json_write_object(&out);
        json_findings(&out, "mistakes", errors);
        json_findings(&out, "notes", notes);
        json_write_close(&out);
        print_buf(&text);
        buf_free(&text);
        return;
    }
    for (size_t i = 0; i < errors->kept; i++) {
        print_finding(&errors->errors[i], "");
    }
    for (size_t i = 0; i < notes->kept; i++) {
        print_finding(&notes->errors[i], "note: ");
    }
    if (errors->count == 0) {
        printf("Purposes, gateways, staff and approvals fit together.\n");
    }
}

static int approve(struct home_access *access, enum approval_of of, struct str id, bool json,
                   struct err *err)
{
    struct arena arena = {0};
    struct str who;
    char when[CLOCK_TEXT_MAX];
    size_t count = 0;
    int code = access->access.options.seal == NULL
                   ? err_set(err, ERR_NOTFOUND,
                             "the home has no keys, under which an approval is kept: restore them, "
                             "or take a first extract in")
                   : staff_asker(&arena, &who, err);
    code = code ? code
                : access_approve(&access->access, of, id, who, calendar_today(),
                                 str_of(clock_text((int64_t)time(NULL), when)), &count, err);
    if (code == 0 && json) {
        printf("{\n  \"approvals\": %zu,\n  \"approved\": %s\n}\n", count,
               count >= APPROVERS_NEEDED ? "true" : "false");
    } else if (code == 0) {
        printf("%.*s: %zu of %d people have approved it as it is now%s.\n", PRI(id), count,
               APPROVERS_NEEDED,
               count >= APPROVERS_NEEDED ? "; it may be used" : "; somebody else has to");
    }
    arena_free(&arena);
    return code;
}

int access_approve_as_asker(const char *start, enum approval_of of, struct str id, bool json,
                            struct err *err)
{
    struct home home;
    struct home_access access;
    struct err_list errors = {0};
    int code = home_open(start, HOME_WRITE, &home, err);
    if (code != 0) {
        return code;
    }
    if (home_access_open(&home, NULL, &access, &errors) != 0) {
        code = err_list_first(&errors, err);
    } else {
        code = approve(&access, of, id, json, err);
        home_access_close(&access);
    }
    err_list_free(&errors);
    home_close(&home);
    return code;
}

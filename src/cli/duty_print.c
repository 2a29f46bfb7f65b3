/* duty_print.c - the ledger to standard output. Its Welsh is to be checked by a translator. */
#include "duty_print.h"

#include "clock.h"
#include "event_print.h"
#include "event_words.h"

#include <stdio.h>

enum word {
    WORD_LAW_OF,
    WORD_REPLAYED,
    WORD_BY,
    WORD_IN,
    WORD_LATE,
    WORD_TODAY,
    WORD_DAY,
    WORD_DAYS,
    WORD_PAUSED,
    WORD_FROM_KNOWN,
    WORD_DEADLINE_UNKNOWN,
    WORD_FINDS_OUT,
    WORD_MISSING,
    WORD_UNVERIFIED,
    WORD_LOCAL,
    WORD_EARLIER,
    WORD_OWED_BY_RESIDENT,
    WORD_OWED_BY_OTHER,
    WORD_WITHDRAWN,
    WORD_NOT_KNOWN,
    WORD_NOTHING_DUE,
    WORD_LEFT_OUT,
    WORD_DAY_UNKNOWN,
    WORD_NOT_LOOKED_AT,
    WORD_NONE,
    WORDS
};

static const char *const words[WORDS][ACCESS_LANGUAGES] = {
    [WORD_LAW_OF] = {"by the law of", "yn ôl cyfraith"},
    [WORD_REPLAYED] = {"replayed; nothing of this is kept", "ailchwarae; ni chedwir dim o hyn"},
    [WORD_BY] = {"by", "erbyn"},
    [WORD_IN] = {"in", "ymhen"},
    [WORD_LATE] = {"late by", "yn hwyr o"},
    [WORD_TODAY] = {"today", "heddiw"},
    [WORD_DAY] = {"day", "diwrnod"},
    [WORD_DAYS] = {"days", "diwrnod"},
    [WORD_PAUSED] = {"paused", "wedi’i oedi"},
    [WORD_FROM_KNOWN] = {"counted from the day the council knew",
                         "cyfrifir o’r diwrnod y gwyddai’r cyngor"},
    [WORD_DEADLINE_UNKNOWN] = {"by when can't be told", "ni ellir dweud erbyn pryd"},
    [WORD_FINDS_OUT] = {"finds out", "yn canfod"},
    [WORD_MISSING] = {"not known", "ddim yn hysbys"},
    [WORD_UNVERIFIED] = {"law unverified", "cyfraith heb ei gwirio"},
    [WORD_LOCAL] = {"the council’s own promise", "addewid y cyngor ei hun"},
    [WORD_EARLIER] = {"Earlier", "Yn gynharach"},
    [WORD_OWED_BY_RESIDENT] = {"for the resident to do", "i’r preswylydd ei wneud"},
    [WORD_OWED_BY_OTHER] = {"for somebody else to do", "i rywun arall ei wneud"},
    [WORD_WITHDRAWN] = {"withdrawn: no duty is owed by it", "tynnwyd yn ôl: nid oes dyletswydd"},
    [WORD_NOT_KNOWN] = {"who it is about is not known", "ni wyddys am bwy y mae"},
    [WORD_NOTHING_DUE] = {"nothing is due by then", "nid oes dim yn ddyledus erbyn hynny"},
    [WORD_LEFT_OUT] =
        {"left out: the data of whoever it is about may not be used for this now, and "
         "what is owed goes on; ask information governance",
         "wedi’u gadael allan: ni ellir defnyddio data’r person at hyn yn awr, ac mae’r "
         "hyn sy’n ddyledus yn parhau; gofynnwch i lywodraethu gwybodaeth"},
    [WORD_DAY_UNKNOWN] = {"owed by a day that can't be told; the ledger of each event says what is "
                          "missing",
                          "yn ddyledus erbyn diwrnod na ellir ei ddweud; mae llyfr pob digwyddiad "
                          "yn dweud beth sydd ar goll"},
    [WORD_NOT_LOOKED_AT] = {"not looked at: open, and what is owed by it was never found out; "
                            "cantref duty look does",
                            "heb edrych: ar agor, ac ni chanfuwyd erioed beth sy’n ddyledus; mae "
                            "cantref duty look yn gwneud hynny"},
    [WORD_NONE] = {"none", "dim"},
};

static const char *word_of(const struct ledger_shown *s, enum word word)
{
    return words[word][s->language];
}

/* ---- one finding ---- */

/* print_days - "in 3 days", "late by 1 day", "today". */
static void print_days(int32_t days, enum access_language language)
{
    if (days == 0) {
        printf("%s", words[WORD_TODAY][language]);
    } else {
        int32_t count = days < 0 ? -days : days;
        printf("%s %d %s", words[days < 0 ? WORD_LATE : WORD_IN][language], count,
               words[count == 1 ? WORD_DAY : WORD_DAYS][language]);
    }
}

static void print_deadline(const struct ledger_shown *s, const struct duty_finding *f)
{
    char day[CALENDAR_TEXT_MAX];
    if (f->state != DUTY_STARTED) {
        return;
    }
    if (f->deadline_state == DEADLINE_KNOWN) {
        printf("; %s %s (", word_of(s, WORD_BY), calendar_text(f->deadline, day));
        print_days(f->deadline - s->look->given.facts.today, s->language);
        printf(")");
    } else if (f->deadline_state == DEADLINE_CANNOT_TELL) {
        printf("; %s", word_of(s, WORD_DEADLINE_UNKNOWN));
    }
    if (f->paused) {
        printf("; %s", word_of(s, WORD_PAUSED));
    }
    if (f->from_known) {
        printf("; %s", word_of(s, WORD_FROM_KNOWN));
    }
}

static void print_law(const struct ledger_shown *s, const struct duty_finding *f)
{
    const struct duty *duty = f->duty;
    const struct law_list *law =
        f->refusal != NULL && f->refusal->law.count > 0 ? &f->refusal->law : &duty->law;
    char from[CALENDAR_TEXT_MAX] = "…", until[CALENDAR_TEXT_MAX] = "…";
    if (duty->from > DAY_MIN) {
        calendar_text(duty->from, from);
    }
    if (duty->until < DAY_MAX) {
        calendar_text(duty->until, until);
    }
    for (size_t i = 0; i < law->count; i++) {
        printf("      %.*s%s", PRI(law->at[i].citation), i + 1 < law->count ? "\n" : "");
    }
    if (law->count > 0) {
        printf(" [%s – %s]%s%s\n", from, until, duty->unverified.len > 0 ? "; " : "",
               duty->unverified.len > 0 ? word_of(s, WORD_UNVERIFIED) : "");
    } else if (duty->basis == BASIS_CHARTER) {
        printf("      %s\n", word_of(s, WORD_LOCAL));
    }
}

static void print_missing(const struct ledger_shown *s, const struct duty_finding *f)
{
    if (f->finds_out.len == 0) {
        return;
    }
    printf("      %.*s %s:", PRI(pack_team_here(s->pack, f->finds_out)),
           word_of(s, WORD_FINDS_OUT));
    for (size_t i = 0; i < f->missing.count; i++) {
        struct str name = fact_words(&s->pack->labels, f->missing.at[i], s->language);
        printf("%s %.*s", i > 0 ? "," : "", PRI(name));
    }
    printf("\n");
}

static void print_finding(const struct ledger_shown *s, const struct duty_finding *f)
{
    const struct duty *duty = f->duty;
    printf("  %.*s — %.*s", PRI(duty->title.text[s->language]),
           PRI(pack_team_here(s->pack, duty->owner)));
    if (duty->owed_by != OWED_BY_COUNCIL) {
        printf("; %s", word_of(s, duty->owed_by == OWED_BY_RESIDENT ? WORD_OWED_BY_RESIDENT
                                                                    : WORD_OWED_BY_OTHER));
    }
    print_deadline(s, f);
    printf("\n");
    if (f->because.text[s->language].len > 0 && f->missing.count == 0) {
        printf("      %.*s\n", PRI(f->because.text[s->language]));
    }
    print_missing(s, f);
    print_law(s, f);
}

/* ---- the ledger ---- */

static const enum duty_state shown_order[] = {DUTY_STARTED, DUTY_CANNOT_TELL,    DUTY_DISCHARGED,
                                              DUTY_REFUSED, DUTY_NOT_APPLICABLE, DUTY_NOT_IN_FORCE};

static void print_past(const struct ledger_shown *s)
{
    bool first = true;
    for (size_t i = 0; i < s->past->count; i++) {
        const struct ledger_entry *e = &s->past->at[i];
        char from[CLOCK_TEXT_MAX], until[CLOCK_TEXT_MAX];
        if (e->ended == 0) {
            continue;
        }
        if (first) {
            printf("\n%s\n", word_of(s, WORD_EARLIER));
            first = false;
        }
        printf("  %.*s: %s, %s – %s, %.*s\n", PRI(e->duty), duty_state_title(e->state, s->language),
               clock_text(e->at, from), clock_text(e->ended, until), PRI(e->who));
        if (e->because.text[s->language].len > 0) {
            printf("      %.*s\n", PRI(e->because.text[s->language]));
        }
    }
}

static void print_ledger(const struct ledger_shown *s)
{
    char day[CALENDAR_TEXT_MAX];
    printf("%s  %.*s: %s, %s %s%s%s\n", s->event->made.id,
           PRI(s->pack->type.title.text[s->language]),
           event_status_title(s->event->version.status, s->language), word_of(s, WORD_LAW_OF),
           calendar_text(s->look->given.law_day, day), s->replayed ? "; " : "",
           s->replayed ? word_of(s, WORD_REPLAYED) : "");
    printf("%s\n", s->look->there ? s->subject : word_of(s, WORD_NOT_KNOWN));
    if (s->event->version.status == EVENT_WITHDRAWN) {
        printf("%s\n", word_of(s, WORD_WITHDRAWN));
        return;
    }
    for (size_t o = 0; o < sizeof shown_order / sizeof shown_order[0]; o++) {
        size_t count = 0;
        for (size_t i = 0; i < s->look->duties.count; i++) {
            count += s->look->duties.at[i].state == shown_order[o];
        }
        if (count > 0) {
            printf("\n%s (%zu)\n", duty_state_title(shown_order[o], s->language), count);
        }
        for (size_t i = 0; i < s->look->duties.count; i++) {
            if (s->look->duties.at[i].state == shown_order[o]) {
                print_finding(s, &s->look->duties.at[i]);
            }
        }
    }
    if (s->past != NULL) {
        print_past(s);
    }
}

static void put_day(struct json_writer *json, const char *key, int32_t day)
{
    char text[CALENDAR_TEXT_MAX];
    json_put_text(json, key, str_of(calendar_text(day, text)));
}

static void put_texts(struct json_writer *json, const char *key, const struct str *texts,
                      size_t count)
{
    json_write_key(json, str_of(key));
    json_write_array(json);
    for (size_t i = 0; i < count; i++) {
        json_write_text(json, texts[i]);
    }
    json_write_close(json);
}

static void put_finding(struct json_writer *json, const struct ledger_shown *s,
                        const struct duty_finding *f)
{
    json_write_object(json);
    json_put_text(json, "duty", f->duty->id);
    json_put_text(json, "title", f->duty->title.text[s->language]);
    json_put_text(json, "state", str_of(duty_state_names[f->state]));
    json_put_text(json, "owner", pack_team_here(s->pack, f->duty->owner));
    json_put_text(json, "owed_by", str_of(duty_ower_names[f->duty->owed_by]));
    if (f->state == DUTY_STARTED && f->deadline_state == DEADLINE_KNOWN) {
        put_day(json, "starts", f->starts);
        put_day(json, "deadline", f->deadline);
        json_put_bool(json, "paused", f->paused);
        json_put_bool(json, "from_known", f->from_known);
    }
    json_put_text(json, "because", f->because.text[s->language]);
    put_texts(json, "missing", f->missing.at, f->missing.count);
    json_put_text(json, "finds_out", pack_team_here(s->pack, f->finds_out));
    json_write_key(json, STR("law"));
    json_write_array(json);
    for (size_t i = 0; i < f->duty->law.count; i++) {
        json_write_text(json, f->duty->law.at[i].citation);
    }
    json_write_close(json);
    if (f->duty->from > DAY_MIN) {
        put_day(json, "in_force_from", f->duty->from);
    }
    if (f->duty->until < DAY_MAX) {
        put_day(json, "in_force_until", f->duty->until);
    }
    json_put_bool(json, "unverified", f->duty->unverified.len > 0);
    json_write_close(json);
}

static void put_past(struct json_writer *json, const struct ledger_shown *s)
{
    json_write_key(json, STR("history"));
    json_write_array(json);
    for (size_t i = 0; i < s->past->count; i++) {
        const struct ledger_entry *e = &s->past->at[i];
        char time[CLOCK_TEXT_MAX];
        json_write_object(json);
        json_put_text(json, "duty", e->duty);
        json_put_text(json, "state", str_of(duty_state_names[e->state]));
        json_put_text(json, "at", str_of(clock_text(e->at, time)));
        if (e->ended != 0) {
            json_put_text(json, "ended", str_of(clock_text(e->ended, time)));
        }
        json_put_text(json, "who", e->who);
        json_put_text(json, "because", e->because.text[s->language]);
        json_write_close(json);
    }
    json_write_close(json);
}

static void put_ledger(struct json_writer *json, const struct ledger_shown *s)
{
    json_write_object(json);
    json_put_text(json, "event", str_of(s->event->made.id));
    json_put_text(json, "pack", s->pack->id);
    json_put_whole(json, "pack_version", s->pack->version);
    json_put_text(json, "status", str_of(event_status_names[s->event->version.status]));
    json_put_text(json, "subject", str_of(s->subject));
    put_day(json, "law_of", s->look->given.law_day);
    json_put_bool(json, "kept", !s->replayed);
    json_write_key(json, STR("duties"));
    json_write_array(json);
    bool owed = s->event->version.status != EVENT_WITHDRAWN;
    for (size_t i = 0; i < s->look->duties.count && owed; i++) {
        put_finding(json, s, &s->look->duties.at[i]);
    }
    json_write_close(json);
    json_write_key(json, STR("steps"));
    json_write_array(json);
    for (size_t i = 0; i < s->look->steps.count; i++) {
        const struct step_finding *step = &s->look->steps.at[i];
        if (step->state == STEP_CAN_BEGIN && owed) {
            json_write_object(json);
            json_put_text(json, "step", step->step->id);
            json_put_text(json, "team", pack_team_here(s->pack, step->step->team));
            if (step->has_due) {
                put_day(json, "due", step->due);
            }
            json_write_close(json);
        }
    }
    json_write_close(json);
    if (s->past != NULL) {
        put_past(json, s);
    }
    json_write_close(json);
}

void duty_print_ledger(const struct ledger_shown *shown, bool json)
{
    struct buf out = {0};
    struct json_writer writer = {.out = &out, .indent = 2};
    if (json) {
        put_ledger(&writer, shown);
        printf("%.*s\n", PRI(buf_str(&out)));
    } else {
        print_ledger(shown);
    }
    buf_free(&out);
}

/* ---- what is due ---- */

static void put_due(struct json_writer *json, const struct due_line *line)
{
    json_write_object(json);
    json_put_text(json, "event", line->event);
    json_put_text(json, "type", line->type);
    json_put_text(json, "status", str_of(event_status_names[line->status]));
    json_put_text(json, "duty", line->duty);
    json_put_text(json, "owner", line->owner);
    put_day(json, "deadline", line->deadline);
    json_put_bool(json, "paused", line->paused);
    json_write_close(json);
}

/* print_count - how many more there are, where there are. */
static void print_count(size_t count, enum word word, enum access_language language)
{
    if (count > 0) {
        printf("%zu %s\n", count, words[word][language]);
    }
}

static void print_due(const struct due_shown *s, const struct due_line *line)
{
    char day[CALENDAR_TEXT_MAX];
    printf("%s  %.*s  %.*s  %.*s — %.*s; ", calendar_text(line->deadline, day), PRI(line->event),
           PRI(line->type), PRI(line->duty), PRI(line->owner));
    print_days(line->deadline - s->today, s->language);
    if (line->paused) {
        printf(" (%s)", words[WORD_PAUSED][s->language]);
    }
    printf("\n");
}

static void due_json(const struct due_shown *s)
{
    struct buf out = {0};
    struct json_writer writer = {.out = &out, .indent = 2};
    json_write_object(&writer);
    json_write_key(&writer, STR("due"));
    json_write_array(&writer);
    for (size_t i = 0; i < s->count; i++) {
        put_due(&writer, &s->lines[i]);
    }
    json_write_close(&writer);
    json_put_whole(&writer, "left_out", (int64_t)s->left_out);
    json_put_whole(&writer, "day_unknown", (int64_t)s->day_unknown);
    json_put_whole(&writer, "not_looked_at", (int64_t)s->not_looked_at);
    json_write_close(&writer);
    printf("%.*s\n", PRI(buf_str(&out)));
    buf_free(&out);
}

void duty_print_due(const struct due_shown *s, bool json)
{
    if (json) {
        due_json(s);
        return;
    }
    for (size_t i = 0; i < s->count; i++) {
        print_due(s, &s->lines[i]);
    }
    if (s->count == 0) {
        printf("%s\n", words[WORD_NOTHING_DUE][s->language]);
    }
    print_count(s->day_unknown, WORD_DAY_UNKNOWN, s->language);
    print_count(s->not_looked_at, WORD_NOT_LOOKED_AT, s->language);
    print_count(s->left_out, WORD_LEFT_OUT, s->language);
}

void duty_print_looked(size_t looked, size_t changed, size_t left_out,
                       enum access_language language, bool json)
{
    if (json) {
        printf("{\"looked_at\": %zu, \"changed\": %zu, \"left_out\": %zu}\n", looked, changed,
               left_out);
        return;
    }
    if (language == ACCESS_WELSH) {
        printf("edrychwyd ar %zu digwyddiad, newidiodd %zu canfyddiad\n", looked, changed);
    } else {
        printf("%zu event%s looked at, %zu finding%s changed\n", looked, looked == 1 ? "" : "s",
               changed, changed == 1 ? "" : "s");
    }
    print_count(left_out, WORD_LEFT_OUT, language);
}

/* ---- moving ---- */

/* finding_text - "started, by 2026-12-01"; "" for a duty that the pack has not. */
static struct str finding_text(struct arena *arena, const struct duty_finding *f,
                               enum access_language language)
{
    char day[CALENDAR_TEXT_MAX];
    if (f == NULL) {
        return STR("");
    }
    const char *state = duty_state_title(f->state, language);
    bool by = f->state == DUTY_STARTED && f->deadline_state == DEADLINE_KNOWN;
    return by ? arena_printf(arena, "%s, %s %s", state, words[WORD_BY][language],
                             calendar_text(f->deadline, day))
              : arena_printf(arena, "%s", state);
}

static void put_move(struct duty_moves *moves, struct arena *arena, struct str duty,
                     const struct duty_finding *before, const struct duty_finding *after)
{
    enum access_language language = moves->as_json ? ACCESS_ENGLISH : moves->language;
    struct str was = finding_text(arena, before, language);
    struct str is = finding_text(arena, after, language);
    struct str none = str_of(words[WORD_NONE][language]);
    if (str_eq(was, is)) {
        return;
    }
    if (!moves->as_json) {
        buf_printf(&moves->out, "  %.*s: %.*s → %.*s\n", PRI(duty), PRI(before ? was : none),
                   PRI(after ? is : none));
        return;
    }
    json_write_object(&moves->json);
    json_put_text(&moves->json, "duty", duty);
    json_put_text(&moves->json, "before", was);
    json_put_text(&moves->json, "after", is);
    json_write_close(&moves->json);
}

void duty_moves_begin(struct duty_moves *moves, enum access_language language, bool json)
{
    *moves = (struct duty_moves){.as_json = json, .language = language};
    moves->json = (struct json_writer){.out = &moves->out, .indent = 2};
    if (json) {
        json_write_object(&moves->json);
        json_write_key(&moves->json, STR("cases"));
        json_write_array(&moves->json);
    }
}

void duty_moves_add(struct duty_moves *moves, const struct event *event,
                    const struct event_pack *began, const struct event_pack *now,
                    const struct assessment *before, const struct assessment *after)
{
    struct arena arena = {0};
    moves->count++;
    if (moves->as_json) {
        json_write_object(&moves->json);
        json_put_text(&moves->json, "event", str_of(event->made.id));
        json_put_text(&moves->json, "pack", now->id);
        json_put_whole(&moves->json, "began_with", began->version);
        json_put_whole(&moves->json, "now", now->version);
        json_write_key(&moves->json, STR("changes"));
        json_write_array(&moves->json);
    } else {
        buf_printf(&moves->out, "%s  %.*s, %s %lld → %lld\n", event->made.id, PRI(now->id),
                   moves->language == ACCESS_WELSH ? "fersiwn" : "version",
                   (long long)began->version, (long long)now->version);
    }
    for (size_t i = 0; i < before->count; i++) {
        struct str duty = before->at[i].duty->id;
        put_move(moves, &arena, duty, &before->at[i], assessment_find(after, duty));
    }
    for (size_t i = 0; i < after->count; i++) {
        struct str duty = after->at[i].duty->id;
        if (assessment_find(before, duty) == NULL) {
            put_move(moves, &arena, duty, NULL, &after->at[i]);
        }
    }
    if (moves->as_json) {
        json_write_close(&moves->json);
        json_write_close(&moves->json);
    }
    arena_free(&arena);
}

/* print_moves - the cases, and how many they are. */
static void print_moves(const struct duty_moves *moves, bool applied)
{
    struct str cases = buf_str(&moves->out);
    bool none = moves->count == 0;
    if (moves->language == ACCESS_WELSH) {
        printf("%.*s%zu achos o dan becyn cynharach%s\n", PRI(cases), moves->count,
               none      ? ""
               : applied ? ": wedi’u symud"
                         : ": mae --apply yn eu symud");
    } else {
        printf("%.*s%zu case%s under an earlier pack%s\n", PRI(cases), moves->count,
               moves->count == 1 ? "" : "s",
               none      ? ""
               : applied ? ": moved"
                         : ": --apply moves them");
    }
}

void duty_moves_end(struct duty_moves *moves, bool applied, bool show)
{
    if (moves->as_json) {
        json_write_close(&moves->json);
        json_put_bool(&moves->json, "moved", applied);
        json_write_close(&moves->json);
    }
    if (show && moves->as_json) {
        printf("%.*s\n", PRI(buf_str(&moves->out)));
    } else if (show) {
        print_moves(moves, applied);
    }
    buf_free(&moves->out);
}

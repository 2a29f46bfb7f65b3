/* pack_print.c - packs to standard output. Its Welsh is to be checked by a translator. */
#include "pack_print.h"

#include "json_writer.h"

#include <stdio.h>

static void print_json(const struct buf *text)
{
    printf("%.*s\n", PRI(buf_str(text)));
}

/* ---- the list ---- */

static void list_names(struct json_writer *json, const char *key, const struct home *home,
                       const struct name_list *names, bool own, bool overlays)
{
    json_write_key(json, str_of(key));
    json_write_array(json);
    for (size_t i = 0; i < names->count; i++) {
        struct home_pack_whose whose = {0};
        if (home != NULL) {
            whose = home_pack_whose(home, names->at[i]);
        }
        if ((!own || whose.is_own) && (!overlays || whose.has_overlay)) {
            json_write_text(json, names->at[i]);
        }
    }
    json_write_close(json);
}

static void shipped_names(struct arena *arena, struct name_list *ret)
{
    *ret = (struct name_list){.at = arena_alloc(arena, DEFINITION_LIST_MAX * sizeof *ret->at)};
    while (ret->count < DEFINITION_LIST_MAX && pack_shipped_name(ret->count).len > 0) {
        ret->at[ret->count] = pack_shipped_name(ret->count);
        ret->count++;
    }
}

void pack_print_list(const struct home *home, bool json)
{
    struct arena arena = {0};
    struct name_list names;
    struct buf out = {0};
    struct json_writer writer = {.out = &out, .indent = 2};
    if (home != NULL) {
        home_pack_names(home, &arena, &names);
    } else {
        shipped_names(&arena, &names);
    }
    if (json) {
        json_write_object(&writer);
        list_names(&writer, "packs", home, &names, false, false);
        list_names(&writer, "own", home, &names, true, false);
        list_names(&writer, "with_overlay", home, &names, false, true);
        json_write_close(&writer);
        print_json(&out);
    }
    for (size_t i = 0; !json && i < names.count; i++) {
        struct home_pack_whose whose = {0};
        if (home != NULL) {
            whose = home_pack_whose(home, names.at[i]);
        }
        printf("%.*s%s%s\n", PRI(names.at[i]), whose.is_own ? "  the council's own" : "",
               whose.has_overlay ? "  with the council's overlay" : "");
    }
    buf_free(&out);
    arena_free(&arena);
}

/* ---- a pack ---- */

enum label {
    LABEL_VERSION,
    LABEL_PURPOSES,
    LABEL_FACTS,
    LABEL_QUESTIONS,
    LABEL_DUTIES,
    LABEL_STEPS,
    LABEL_IN_FORCE,
    LABEL_UNVERIFIED,
    LABEL_WHEN,
    LABEL_REFUSED,
    LABEL_WITHIN,
    LABEL_PAUSED,
    LABEL_DISCHARGED,
    LABEL_TEAM,
    LABEL_FINDS_OUT,
    LABEL_LATE,
    LABEL_AFTER,
    LABEL_DONE,
    LABEL_LOCAL,
    LABELS
};

static const char *const labels[LABELS][ACCESS_LANGUAGES] = {
    [LABEL_VERSION] = {"version", "fersiwn"},
    [LABEL_PURPOSES] = {"Purposes", "Dibenion"},
    [LABEL_FACTS] = {"Looks at", "Yn edrych ar"},
    [LABEL_QUESTIONS] = {"Questions", "Cwestiynau"},
    [LABEL_DUTIES] = {"Duties", "Dyletswyddau"},
    [LABEL_STEPS] = {"Steps", "Camau"},
    [LABEL_IN_FORCE] = {"in force", "mewn grym"},
    [LABEL_UNVERIFIED] = {"unverified", "heb ei wirio"},
    [LABEL_WHEN] = {"when", "pan fydd"},
    [LABEL_REFUSED] = {"refused when", "gwrthodir pan fydd"},
    [LABEL_WITHIN] = {"within", "o fewn"},
    [LABEL_PAUSED] = {"paused", "wedi’i oedi"},
    [LABEL_DISCHARGED] = {"discharged by", "cyflawnir drwy"},
    [LABEL_TEAM] = {"team", "tîm"},
    [LABEL_FINDS_OUT] = {"finds out", "yn canfod"},
    [LABEL_LATE] = {"late by", "yn hwyr o"},
    [LABEL_AFTER] = {"after", "ar ôl"},
    [LABEL_DONE] = {"done when", "wedi’i wneud pan fo"},
    [LABEL_LOCAL] = {"the council’s own", "y cyngor ei hun"},
};

static const char *const nations[][ACCESS_LANGUAGES] = {
    [NATION_UNSAID] = {"", ""},
    [NATION_ENGLAND] = {"England", "Lloegr"},
    [NATION_WALES] = {"Wales", "Cymru"},
    [NATION_BOTH] = {"England and Wales", "Cymru a Lloegr"},
};

static void print_names(const char *label, const struct name_list *names)
{
    if (names->count == 0) {
        return;
    }
    printf("    %s: ", label);
    for (size_t i = 0; i < names->count; i++) {
        printf("%s%.*s", i > 0 ? ", " : "", PRI(names->at[i]));
    }
    printf("\n");
}

static void print_days(const struct duty *duty, enum access_language language)
{
    char from[CALENDAR_TEXT_MAX] = "…", until[CALENDAR_TEXT_MAX] = "…";
    if (duty->from > DAY_MIN) {
        calendar_text(duty->from, from);
    }
    if (duty->until < DAY_MAX) {
        calendar_text(duty->until, until);
    }
    printf("    %s; %s %s – %s\n", nations[duty->nation][language],
           labels[LABEL_IN_FORCE][language], from, until);
}

static void print_law(const struct law_list *law)
{
    for (size_t i = 0; i < law->count; i++) {
        printf("    %.*s%s%.*s\n", PRI(law->at[i].citation), law->at[i].link.len > 0 ? "  " : "",
               PRI(law->at[i].link));
    }
}

static void print_clock(const struct duty *duty, enum access_language language)
{
    char text[LENGTH_TEXT_MAX];
    if (!duty->has_clock) {
        printf("    %.*s\n", PRI(duty->no_clock.text[language]));
        return;
    }
    printf("    %s %s: %.*s%s%.*s\n", labels[LABEL_WITHIN][language],
           length_text(duty->clock.rule.within, language == ACCESS_WELSH, text),
           PRI(duty->clock.starts.text), duty->tightened.len > 0 ? "  ← " : "",
           PRI(duty->tightened));
    for (size_t i = 0; i < duty->clock.pause_count; i++) {
        printf("    %s: %.*s\n", labels[LABEL_PAUSED][language],
               PRI(duty->clock.pauses[i].title.text[language]));
    }
}

static void print_duty(const struct duty *duty, enum access_language language)
{
    printf("  %.*s  %.*s%s%s\n", PRI(duty->id), PRI(duty->title.text[language]),
           duty->local ? "  · " : "", duty->local ? labels[LABEL_LOCAL][language] : "");
    print_law(&duty->law);
    print_days(duty, language);
    if (duty->unverified.len > 0) {
        printf("    %s: %.*s\n", labels[LABEL_UNVERIFIED][language], PRI(duty->unverified));
    }
    printf("    %s: %.*s\n", labels[LABEL_WHEN][language], PRI(duty->applies_when.text));
    for (size_t i = 0; i < duty->refusal_count; i++) {
        printf("    %s: %.*s (%.*s)\n", labels[LABEL_REFUSED][language],
               PRI(duty->refusals[i].when.text), PRI(duty->refusals[i].reason.text[language]));
    }
    print_clock(duty, language);
    printf("    %s: %.*s", labels[LABEL_TEAM][language], PRI(duty->owner));
    if (duty->finds_out.len > 0) {
        printf("; %s: %.*s", labels[LABEL_FINDS_OUT][language], PRI(duty->finds_out));
    }
    printf("\n");
    print_names(labels[LABEL_DISCHARGED][language], &duty->discharged_by);
}

static void print_step(const struct pack_step *step, enum access_language language)
{
    char text[LENGTH_TEXT_MAX];
    printf("  %.*s  %.*s: %s%s%s\n", PRI(step->id), PRI(step->title.text[language]),
           step_kind_title(step->kind, language), step->local ? "  · " : "",
           step->local ? labels[LABEL_LOCAL][language] : "");
    printf("    %s: %.*s; %s %s", labels[LABEL_TEAM][language], PRI(step->team),
           labels[LABEL_DONE][language], step_proof_title(step->proof, language));
    if (step->due.count > 0) {
        printf("; %s %s", labels[LABEL_WITHIN][language],
               length_text(step->due, language == ACCESS_WELSH, text));
    }
    if (step->escalate_to.len > 0) {
        printf("; %s %s: %.*s", labels[LABEL_LATE][language],
               length_text(step->escalate_after, language == ACCESS_WELSH, text),
               PRI(step->escalate_to));
    }
    printf("\n");
    print_names(labels[LABEL_AFTER][language], &step->after);
    if (step->when.text.len > 0) {
        printf("    %s: %.*s\n", labels[LABEL_WHEN][language], PRI(step->when.text));
    }
}

static void print_show(const struct event_pack *pack, enum access_language language)
{
    printf("%.*s (%.*s, %s %lld)\n%.*s\n\n", PRI(pack->title.text[language]), PRI(pack->id),
           labels[LABEL_VERSION][language], (long long)pack->version,
           PRI(pack->about.text[language]));
    print_names(labels[LABEL_PURPOSES][language], &pack->purposes);
    print_names(labels[LABEL_FACTS][language], &pack->facts);
    printf("\n%s\n", labels[LABEL_QUESTIONS][language]);
    for (size_t i = 0; i < pack->type.question_count; i++) {
        const struct question *question = &pack->type.questions[i];
        printf("  %.*s  %.*s\n", PRI(question->name), PRI(question->text.text[language]));
    }
    printf("\n%s\n", labels[LABEL_DUTIES][language]);
    for (size_t i = 0; i < pack->duties.count; i++) {
        print_duty(&pack->duties.at[i], language);
    }
    printf("\n%s\n", labels[LABEL_STEPS][language]);
    for (size_t i = 0; i < pack->steps.count; i++) {
        print_step(&pack->steps.at[i], language);
    }
}

static void put_names(struct json_writer *json, const char *key, const struct name_list *names)
{
    json_write_key(json, str_of(key));
    json_write_array(json);
    for (size_t i = 0; i < names->count; i++) {
        json_write_text(json, names->at[i]);
    }
    json_write_close(json);
}

static void put_bilingual(struct json_writer *json, const char *key, const struct bilingual *text)
{
    json_write_key(json, str_of(key));
    json_write_object(json);
    json_put_text(json, "en", text->text[ACCESS_ENGLISH]);
    json_put_text(json, "cy", text->text[ACCESS_WELSH]);
    json_write_close(json);
}

static void put_day(struct json_writer *json, const char *key, int32_t day)
{
    char text[CALENDAR_TEXT_MAX];
    if (day > DAY_MIN && day < DAY_MAX) {
        json_put_text(json, key, str_of(calendar_text(day, text)));
    }
}

static void put_duty(struct json_writer *json, const struct duty *duty)
{
    char text[LENGTH_TEXT_MAX];
    json_write_object(json);
    json_put_text(json, "duty", duty->id);
    put_bilingual(json, "title", &duty->title);
    put_bilingual(json, "text", &duty->text);
    json_put_text(json, "owed_by", str_of(duty_ower_names[duty->owed_by]));
    json_put_text(json, "basis", str_of(duty_basis_names[duty->basis]));
    json_put_text(json, "nation", str_of(nations[duty->nation][ACCESS_ENGLISH]));
    json_write_key(json, STR("law"));
    json_write_array(json);
    for (size_t i = 0; i < duty->law.count; i++) {
        json_write_object(json);
        json_put_text(json, "citation", duty->law.at[i].citation);
        json_put_text(json, "link", duty->law.at[i].link);
        json_write_close(json);
    }
    json_write_close(json);
    put_day(json, "from", duty->from);
    put_day(json, "until", duty->until);
    json_put_text(json, "unverified", duty->unverified);
    json_put_text(json, "owner", duty->owner);
    json_put_text(json, "finds_out", duty->finds_out);
    json_put_text(json, "applies_when", duty->applies_when.text);
    if (duty->has_clock) {
        json_put_text(json, "starts", duty->clock.starts.text);
        json_put_text(json, "within", str_of(length_text(duty->clock.rule.within, false, text)));
    }
    put_names(json, "discharged_by", &duty->discharged_by);
    json_put_bool(json, "local", duty->local);
    json_write_close(json);
}

static void put_step(struct json_writer *json, const struct pack_step *step)
{
    char text[LENGTH_TEXT_MAX];
    json_write_object(json);
    json_put_text(json, "step", step->id);
    json_put_text(json, "kind", str_of(step_kind_names[step->kind]));
    put_bilingual(json, "title", &step->title);
    json_put_text(json, "team", step->team);
    if (step->due.count > 0) {
        json_put_text(json, "due", str_of(length_text(step->due, false, text)));
    }
    if (step->escalate_to.len > 0) {
        json_put_text(json, "escalate_to", step->escalate_to);
        json_put_text(json, "escalate_after",
                      str_of(length_text(step->escalate_after, false, text)));
    }
    put_names(json, "after", &step->after);
    json_put_text(json, "when", step->when.text);
    json_put_text(json, "done_when", str_of(step_proof_names[step->proof]));
    json_put_bool(json, "local", step->local);
    json_write_close(json);
}

static void put_show(struct json_writer *json, const struct event_pack *pack)
{
    json_write_object(json);
    json_put_text(json, "pack", pack->id);
    json_put_whole(json, "version", pack->version);
    put_bilingual(json, "title", &pack->title);
    put_names(json, "purposes", &pack->purposes);
    put_names(json, "facts", &pack->facts);
    json_write_key(json, STR("questions"));
    json_write_array(json);
    for (size_t i = 0; i < pack->type.question_count; i++) {
        json_write_object(json);
        json_put_text(json, "question", pack->type.questions[i].name);
        put_bilingual(json, "text", &pack->type.questions[i].text);
        json_put_text(json, "type", str_of(question_type_names[pack->type.questions[i].type]));
        json_write_close(json);
    }
    json_write_close(json);
    json_write_key(json, STR("duties"));
    json_write_array(json);
    for (size_t i = 0; i < pack->duties.count; i++) {
        put_duty(json, &pack->duties.at[i]);
    }
    json_write_close(json);
    json_write_key(json, STR("steps"));
    json_write_array(json);
    for (size_t i = 0; i < pack->steps.count; i++) {
        put_step(json, &pack->steps.at[i]);
    }
    json_write_close(json);
    json_write_close(json);
}

void pack_print_show(const struct event_pack *pack, enum access_language language, bool json)
{
    struct buf out = {0};
    struct json_writer writer = {.out = &out, .indent = 2};
    if (json) {
        put_show(&writer, pack);
        print_json(&out);
    } else {
        print_show(pack, language);
    }
    buf_free(&out);
}

/* ---- what is left open ---- */

static const char *const note_titles[NOTE_KINDS] = {
    [NOTE_UNVERIFIED] = "unverified law",
    [NOTE_UNTESTED] = "covered by no test",
    [NOTE_UNUSED] = "used nowhere",
    [NOTE_NO_DUE] = "due on no day",
    [NOTE_UNKNOWN_IS_NO] = "not known is taken for no",
};

static void print_report(const struct event_pack *pack, const struct pack_report *report)
{
    size_t shown[NOTE_KINDS] = {0};
    printf("%.*s, version %lld: %zu duties, %zu steps, %zu questions, %zu texts, %zu triggers\n",
           PRI(pack->id), (long long)pack->version, pack->duties.count, pack->steps.count,
           pack->type.question_count, pack->texts.count, pack->trigger_count);
    printf("%zu tests, %zu failed\n", report->tests.count, report->tests.failed);
    for (size_t i = 0; i < report->count; i++) {
        const struct pack_note *note = &report->notes[i];
        if (shown[note->kind]++ == 0) {
            printf("\n%s:\n", note_titles[note->kind]);
        }
        printf("  %s", note->file);
        if (note->line > 0) {
            printf(":%zu", note->line);
        }
        printf(": %.*s\n", PRI(note->text));
    }
}

static void put_report(struct json_writer *json, const struct event_pack *pack,
                       const struct pack_report *report)
{
    json_write_object(json);
    json_put_text(json, "pack", pack->id);
    json_put_whole(json, "version", pack->version);
    json_put_whole(json, "duties", (int64_t)pack->duties.count);
    json_put_whole(json, "steps", (int64_t)pack->steps.count);
    json_put_whole(json, "tests", (int64_t)report->tests.count);
    json_put_whole(json, "failed", (int64_t)report->tests.failed);
    json_write_key(json, STR("notes"));
    json_write_array(json);
    for (size_t i = 0; i < report->count; i++) {
        const struct pack_note *note = &report->notes[i];
        json_write_object(json);
        json_put_text(json, "kind", str_of(pack_note_names[note->kind]));
        json_put_text(json, "file", str_of(note->file));
        json_put_whole(json, "line", (int64_t)note->line);
        json_put_text(json, "text", note->text);
        json_write_close(json);
    }
    json_write_close(json);
    json_write_close(json);
}

void pack_print_report(const struct event_pack *pack, const struct pack_report *report, bool json)
{
    struct buf out = {0};
    struct json_writer writer = {.out = &out, .indent = 2};
    if (json) {
        put_report(&writer, pack, report);
        print_json(&out);
    } else {
        print_report(pack, report);
    }
    buf_free(&out);
}

/* ---- two versions ---- */

static const char *const diff_kinds[] = {
    [DIFF_ADDED] = "added", [DIFF_REMOVED] = "removed", [DIFF_CHANGED] = "changed"};

static void print_line(const struct diff_line *line)
{
    printf("  %s %.*s", diff_kinds[line->kind], PRI(line->file));
    size_t at = line->line_after > 0 ? line->line_after : line->line_before;
    if (at > 0) {
        printf(":%zu", at);
    }
    if (line->entry.len > 0) {
        printf(" %.*s", PRI(line->entry));
    }
    if (line->clause.len > 0) {
        printf(" %.*s", PRI(line->clause));
    }
    if (line->before.len > 0 || line->after.len > 0) {
        printf(": %.*s%s%.*s", PRI(line->before),
               line->before.len > 0 && line->after.len > 0 ? " → " : "", PRI(line->after));
    }
    printf("\n");
}

static void print_diff(const struct event_pack *before, const struct event_pack *after,
                       const struct pack_diff *diff)
{
    printf("%.*s, version %lld → %lld: %zu changes\n", PRI(after->id), (long long)before->version,
           (long long)after->version, diff->count);
    for (int reach = DIFF_REACHES - 1; reach >= 0; reach--) {
        bool first = true;
        for (size_t i = 0; i < diff->count; i++) {
            if ((int)diff->lines[i].reach != reach) {
                continue;
            }
            if (first) {
                printf("\n%s:\n", diff_reach_title((enum diff_reach)reach, ACCESS_ENGLISH));
                first = false;
            }
            print_line(&diff->lines[i]);
        }
    }
    if (diff->count > 0) {
        printf(
            "\nrunning cases keep the version that they began with until they are moved on "
            "purpose\n");
    }
}

static void put_diff(struct json_writer *json, const struct event_pack *before,
                     const struct event_pack *after, const struct pack_diff *diff)
{
    json_write_object(json);
    json_put_text(json, "pack", after->id);
    json_put_whole(json, "before", before->version);
    json_put_whole(json, "after", after->version);
    json_write_key(json, STR("changes"));
    json_write_array(json);
    for (size_t i = 0; i < diff->count; i++) {
        const struct diff_line *line = &diff->lines[i];
        json_write_object(json);
        json_put_text(json, "kind", str_of(diff_kinds[line->kind]));
        json_put_text(json, "reaches", str_of(diff_reach_names[line->reach]));
        json_put_text(json, "file", line->file);
        json_put_text(json, "entry", line->entry);
        json_put_text(json, "clause", line->clause);
        json_put_text(json, "before", line->before);
        json_put_text(json, "after", line->after);
        json_put_whole(json, "line_before", (int64_t)line->line_before);
        json_put_whole(json, "line_after", (int64_t)line->line_after);
        json_write_close(json);
    }
    json_write_close(json);
    json_write_close(json);
}

void pack_print_diff(const struct event_pack *before, const struct event_pack *after,
                     const struct pack_diff *diff, bool json)
{
    struct buf out = {0};
    struct json_writer writer = {.out = &out, .indent = 2};
    if (json) {
        put_diff(&writer, before, after, diff);
        print_json(&out);
    } else {
        print_diff(before, after, diff);
    }
    buf_free(&out);
}

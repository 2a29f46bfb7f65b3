/* event_print.c - see event_print.h. */
#include "event_print.h"

#include "clock.h"
#include "event_words.h"
#include "home_pack.h"
#include "trigger.h"
#include "view_print.h"

#include <stdio.h>

enum { LABEL_WIDTH = 12 };

enum word {
    WORD_ABOUT,
    WORD_NOBODY_YET,
    WORD_HAPPENED,
    WORD_KNOWN,
    WORD_NOT_KNOWN,
    WORD_TOLD,
    WORD_TYPED_BY,
    WORD_DETECTED,
    WORD_SURE,
    WORD_TO_DECIDE,
    WORD_OFFER,
    WORD_TASK,
    WORD_ANSWERS,
    WORD_OTHERWISE,
    WORD_HISTORY,
    WORD_RECALL,
    WORD_RECALL_ALL,
    WORD_RECALL_AMEND,
    WORD_SHADOW,
    WORD_CASE,
    WORDS
};

/* The Welsh is to be checked by a translator. */
static const char *const words[WORDS][ACCESS_LANGUAGES] = {
    [WORD_ABOUT] = {"about", "am"},
    [WORD_NOBODY_YET] = {"nobody who is known yet", "neb sy’n hysbys eto"},
    [WORD_HAPPENED] = {"happened", "digwyddodd"},
    [WORD_KNOWN] = {"known since", "yn hysbys ers"},
    [WORD_NOT_KNOWN] = {"not known", "ddim yn hysbys"},
    [WORD_TOLD] = {"told", "dywedwyd"},
    [WORD_TYPED_BY] = {"typed by", "teipiwyd gan"},
    [WORD_DETECTED] = {"detected", "canfuwyd"},
    [WORD_SURE] = {"right so often", "yn gywir mor aml â"},
    [WORD_TO_DECIDE] = {"to decide", "penderfyniad"},
    [WORD_OFFER] = {"an offer to the resident, and nothing is done until they take it",
                    "cynnig i’r preswylydd, ac ni wneir dim nes iddynt ei dderbyn"},
    [WORD_TASK] = {"a task for a team, and nothing is done until it confirms",
                   "tasg i dîm, ac ni wneir dim nes iddo gadarnhau"},
    [WORD_ANSWERS] = {"answers", "atebion"},
    [WORD_OTHERWISE] = {"told otherwise, too", "dywedwyd yn wahanol hefyd"},
    [WORD_HISTORY] = {"history", "hanes"},
    [WORD_RECALL] = {"to recall", "i’w alw’n ôl"},
    [WORD_RECALL_ALL] = {"all that was begun from it", "popeth a ddechreuwyd ohono"},
    [WORD_RECALL_AMEND] = {"what was begun from it, to be looked at anew",
                           "yr hyn a ddechreuwyd ohono, i’w ystyried o’r newydd"},
    [WORD_SHADOW] = {"in shadow: nothing comes of it", "yn y cysgod: ni ddaw dim ohono"},
    [WORD_CASE] = {"case", "achos"},
};

static const char *word_of(const struct event_shown *s, enum word word)
{
    return words[word][s->language];
}

static struct str title_of(const struct event_shown *s)
{
    return s->type != NULL ? s->type->title.text[s->language] : s->event->made.type;
}

static void label(const char *text)
{
    printf("  ");
    print_padded(str_of(text), LABEL_WIDTH);
    printf(" ");
}

static const char *day_of(int32_t day, char text[CALENDAR_TEXT_MAX], const char *otherwise)
{
    return day == INT32_MIN ? otherwise : calendar_text(day, text);
}

void event_print_line(const struct event_shown *s)
{
    char text[CALENDAR_TEXT_MAX];
    const struct event *e = s->event;
    printf("%s  %s  ", e->made.id, day_of(event_happened(e), text, "          "));
    print_padded(str_of(event_status_title(e->version.status, s->language)), LABEL_WIDTH + 4);
    print_padded(str_of(s->subject), PURPOSE_ID_TEXT_MAX + 1);
    printf("%.*s%s%s\n", PRI(title_of(s)), e->made.shadow ? "; " : "",
           e->made.shadow ? word_of(s, WORD_SHADOW) : "");
}

/* ---- parts ---- */

static const char *title_named(const char *const *names, struct str name,
                               const char *(*title)(const struct event_shown *, int),
                               const struct event_shown *s)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (str_eq(name, str_of(names[i]))) {
            return title(s, i);
        }
    }
    return "";
}

static const char *teller_of(const struct event_shown *s, int place)
{
    return teller_title((enum teller)place, s->language);
}

static const char *channel_of(const struct event_shown *s, int place)
{
    return channel_title((enum channel)place, s->language);
}

/* trigger_of - the trigger of a detection, as its pack has it now. Returns false where it has none
 * that can be read. */
static bool trigger_of(const struct event_shown *s, struct str name, struct trigger *ret)
{
    return s->pack != NULL && pack_trigger_read(s->pack, name, ret);
}

/* then_title - whose task it is, or what is offered, as people call it. */
static struct str then_title(const struct event_shown *s, const struct trigger *trigger)
{
    const struct event_pack *pack = s->pack;
    const struct pack_text *text =
        trigger->offers ? pack_text_find(&pack->texts, trigger->then, true, s->language) : NULL;
    const struct pack_party *team =
        trigger->offers ? NULL : pack_party_find(pack->teams, pack->team_count, trigger->then);
    return text != NULL   ? text->title
           : team != NULL ? team->title.text[s->language]
                          : trigger->then;
}

/* print_detection - by which trigger, why, and what comes of it: never an act. */
static void print_detection(const struct event_shown *s, const struct event_telling *t)
{
    struct trigger trigger = {0};
    bool there = trigger_of(s, t->trigger, &trigger);
    bool same = there && str_eq(trigger.reason.text[ACCESS_ENGLISH], t->reasons);
    struct str reasons = same ? trigger.reason.text[s->language] : t->reasons;
    printf("%.*s, %s %d%%: %.*s\n", PRI(t->trigger), word_of(s, WORD_SURE), t->confidence / 10,
           PRI(reasons));
    if (there) {
        struct str then = then_title(s, &trigger);
        label(word_of(s, WORD_TO_DECIDE));
        printf("%s: %.*s\n", word_of(s, trigger.offers ? WORD_OFFER : WORD_TASK), PRI(then));
        trigger_free(&trigger);
    }
}

static void print_tellings(const struct event_shown *s)
{
    char text[CALENDAR_TEXT_MAX];
    for (size_t i = 0; i < s->event->telling_count; i++) {
        const struct event_telling *t = &s->event->tellings[i];
        label(word_of(s, t->detected ? WORD_DETECTED : WORD_TOLD));
        printf("%s  ", calendar_text(t->known, text));
        if (t->detected) {
            print_detection(s, t);
            continue;
        }
        printf("%s, %s", title_named(teller_names, t->relation, teller_of, s),
               title_named(channel_names, t->channel, channel_of, s));
        printf("%s%.*s; %s %.*s\n", t->told_by.len > 0 ? ": " : "", PRI(t->told_by),
               word_of(s, WORD_TYPED_BY), PRI(t->typed_by));
    }
}

static void print_answers(const struct event_shown *s)
{
    struct arena arena = {0};
    for (size_t i = 0; i < s->event->answer_count; i++) {
        const struct event_answer *a = &s->event->answers[i];
        bool otherwise = a->until != 0 && a->until == a->since;
        if (str_eq(a->name, STR(EVENT_HAPPENED)) || a->value.len == 0 ||
            (a->until != 0 && !otherwise)) {
            continue;
        }
        struct str title = event_question_words(s->type, a->name, s->language);
        struct str value = event_answer_words(&arena, s->type, a->name, a->value, s->language);
        label(word_of(s, WORD_ANSWERS));
        printf("%.*s: %.*s%s%s%s\n", PRI(title), PRI(value), otherwise ? " (" : "",
               otherwise ? word_of(s, WORD_OTHERWISE) : "", otherwise ? ")" : "");
    }
    arena_free(&arena);
}

static int print_version(void *context, const struct event_version *v, struct err *err)
{
    const struct event_shown *s = context;
    char at[CLOCK_TEXT_MAX];
    (void)err;
    label(word_of(s, WORD_HISTORY));
    printf("%lld  %.16s  %s, %.*s%s%.*s\n", (long long)v->number, clock_text(v->at, at),
           event_act_title(v->act, s->language), PRI(v->who), v->why.len > 0 ? ": " : "",
           PRI(v->why));
    return 0;
}

static int print_recall(void *context, const struct event_recall *r, struct err *err)
{
    const struct event_shown *s = context;
    (void)err;
    label(word_of(s, WORD_RECALL));
    printf("%s\n", word_of(s, r->amend ? WORD_RECALL_AMEND : WORD_RECALL_ALL));
    return 0;
}

int event_print(const struct event_shown *s, struct err *err)
{
    char happened[CALENDAR_TEXT_MAX];
    char known[CALENDAR_TEXT_MAX];
    const struct event *e = s->event;
    printf("%s  %.*s: %s\n", e->made.id, PRI(title_of(s)),
           event_status_title(e->version.status, s->language));
    if (e->made.shadow) {
        printf("  %s\n", word_of(s, WORD_SHADOW));
    }
    label(word_of(s, WORD_ABOUT));
    printf("%s\n", s->subject[0] != '\0' ? s->subject : word_of(s, WORD_NOBODY_YET));
    label(word_of(s, WORD_HAPPENED));
    printf("%s; %s %s\n", day_of(event_happened(e), happened, word_of(s, WORD_NOT_KNOWN)),
           word_of(s, WORD_KNOWN), calendar_text(e->version.known, known));
    if (e->version.case_reference.len > 0) {
        label(word_of(s, WORD_CASE));
        printf("%.*s\n", PRI(e->version.case_reference));
    }
    print_tellings(s);
    print_answers(s);
    struct event_shown context = *s;
    int code = event_history(s->db, s->seal, e->made.number, print_version, &context, err);
    return code ? code : event_recalls(s->db, e->made.number, print_recall, &context, err);
}

/* ---- JSON ---- */

static void put_day(struct json_writer *json, const char *key, int32_t day)
{
    char text[CALENDAR_TEXT_MAX];
    json_write_key(json, str_of(key));
    if (day == INT32_MIN) {
        json_write_nothing(json);
    } else {
        json_write_text(json, str_of(calendar_text(day, text)));
    }
}

/* put_then - "offer": what, or "task": the team; neither where the pack has the trigger no more. */
static void put_then(struct json_writer *json, const struct event_shown *s,
                     const struct event_telling *t)
{
    struct trigger trigger = {0};
    if (trigger_of(s, t->trigger, &trigger)) {
        json_put_text(json, trigger.offers ? "offer" : "task", trigger.then);
        trigger_free(&trigger);
    }
}

static void tellings_json(struct json_writer *json, const struct event_shown *s)
{
    const struct event *e = s->event;
    json_write_key(json, STR("tellings"));
    json_write_array(json);
    for (size_t i = 0; i < e->telling_count; i++) {
        const struct event_telling *t = &e->tellings[i];
        json_write_object(json);
        json_put_text(json, "kind", t->detected ? STR("detected") : STR("told"));
        put_day(json, "known", t->known);
        if (t->detected) {
            json_put_text(json, "trigger", t->trigger);
            json_write_key(json, STR("confidence"));
            json_write_decimal(json, t->confidence / 1000.0, 3);
            json_put_text(json, "reasons", t->reasons);
            put_then(json, s, t);
        } else {
            json_put_text(json, "relation", t->relation);
            json_put_text(json, "channel", t->channel);
            json_put_text(json, "told_by", t->told_by);
            json_put_text(json, "typed_by", t->typed_by);
        }
        json_write_close(json);
    }
    json_write_close(json);
}

static void answers_json(struct json_writer *json, const struct event *e)
{
    json_write_key(json, STR("answers"));
    json_write_array(json);
    for (size_t i = 0; i < e->answer_count; i++) {
        const struct event_answer *a = &e->answers[i];
        bool otherwise = a->until != 0 && a->until == a->since;
        if (str_eq(a->name, STR(EVENT_HAPPENED)) || (a->until != 0 && !otherwise)) {
            continue;
        }
        json_write_object(json);
        json_put_text(json, "question", a->name);
        json_put_text(json, "answer", a->value);
        json_put_bool(json, "stands", !otherwise);
        json_write_close(json);
    }
    json_write_close(json);
}

static int version_json(void *context, const struct event_version *v, struct err *err)
{
    struct json_writer *json = context;
    char at[CLOCK_TEXT_MAX];
    (void)err;
    json_write_object(json);
    json_put_whole(json, "version", v->number);
    json_put_text(json, "act", str_of(event_act_names[v->act]));
    json_put_text(json, "status", str_of(event_status_names[v->status]));
    json_put_text(json, "who", v->who);
    json_put_text(json, "at", str_of(clock_text(v->at, at)));
    json_put_text(json, "why", v->why);
    json_write_close(json);
    return 0;
}

static int recall_json(void *context, const struct event_recall *r, struct err *err)
{
    struct json_writer *json = context;
    (void)err;
    json_write_object(json);
    json_put_whole(json, "recall", r->number);
    json_put_whole(json, "version", r->version);
    json_put_text(json, "what", r->amend ? STR("amend") : STR("recall"));
    json_write_close(json);
    return 0;
}

int event_json(struct json_writer *json, const struct event_shown *s, struct err *err)
{
    const struct event *e = s->event;
    json_put_text(json, "event", str_of(e->made.id));
    json_put_text(json, "type", e->made.type);
    json_put_text(json, "pack_version", e->version.pack_version);
    json_put_text(json, "status", str_of(event_status_names[e->version.status]));
    json_put_bool(json, "shadow", e->made.shadow);
    json_put_text(json, "subject", str_of(s->subject));
    put_day(json, "happened", event_happened(e));
    put_day(json, "known", e->version.known);
    json_put_text(json, "language", e->version.language);
    json_put_text(json, "case", e->version.case_reference);
    tellings_json(json, s);
    answers_json(json, e);
    json_write_key(json, STR("history"));
    json_write_array(json);
    int code = event_history(s->db, s->seal, e->made.number, version_json, json, err);
    json_write_close(json);
    json_write_key(json, STR("recalls"));
    json_write_array(json);
    code = code ? code : event_recalls(s->db, e->made.number, recall_json, json, err);
    json_write_close(json);
    return code;
}

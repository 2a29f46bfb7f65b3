/* event_words.c - see event_words.h. Its Welsh is to be checked by a translator. */
#include "event_words.h"

static const char *const status_titles[EVENT_STATUSES][ACCESS_LANGUAGES] = {
    [EVENT_PROPOSED] = {"proposed", "wedi’i gynnig"},
    [EVENT_CONFIRMED] = {"confirmed", "wedi’i gadarnhau"},
    [EVENT_ACTED_ON] = {"acted on", "gweithredwyd arno"},
    [EVENT_CLOSED] = {"closed", "wedi’i gau"},
    [EVENT_WITHDRAWN] = {"withdrawn", "wedi’i dynnu’n ôl"},
};

static const char *const act_titles[EVENT_ACTS][ACCESS_LANGUAGES] = {
    [EVENT_ACT_TOLD] = {"told", "dywedwyd"},
    [EVENT_ACT_DETECTED] = {"detected", "canfuwyd"},
    [EVENT_ACT_ANSWERED] = {"more was told", "dywedwyd rhagor"},
    [EVENT_ACT_CONFIRMED] = {"confirmed", "cadarnhawyd"},
    [EVENT_ACT_CORRECTED] = {"corrected", "cywirwyd"},
    [EVENT_ACT_BEGAN] = {"something was begun", "dechreuwyd rhywbeth"},
    [EVENT_ACT_CLOSED] = {"closed", "caewyd"},
    [EVENT_ACT_WITHDRAWN] = {"withdrawn", "tynnwyd yn ôl"},
};

const char *event_status_title(enum event_status status, enum access_language language)
{
    return status_titles[status][language];
}

const char *event_act_title(enum event_act act, enum access_language language)
{
    return act_titles[act][language];
}

struct str event_question_words(const struct event_type *type, struct str name,
                                enum access_language language)
{
    const struct question *q = type != NULL ? event_question(type, name) : NULL;
    return q != NULL ? q->text.text[language] : name;
}

static struct str option_words(const struct question *question, struct str name,
                               enum access_language language)
{
    const struct question_option *option = question_option_of(question, name);
    return option != NULL ? option->text.text[language] : name;
}

struct str event_answer_words(struct arena *arena, const struct event_type *type, struct str name,
                              struct str value, enum access_language language)
{
    const struct question *q = type != NULL ? event_question(type, name) : NULL;
    struct str rest = value, option, words = STR("");
    if (q != NULL && q->type == QUESTION_YES_NO && language == ACCESS_WELSH) {
        return str_eq(value, STR("yes")) ? STR("ie") : STR("nage");
    }
    if (q != NULL && q->type == QUESTION_CHOICE) {
        return option_words(q, value, language);
    }
    if (q == NULL || q->type != QUESTION_CHOICES) {
        return value;
    }
    while (str_next_token(&rest, ',', &option)) {
        struct str one = option_words(q, option, language);
        words = words.len == 0 ? one : arena_printf(arena, "%.*s, %.*s", PRI(words), PRI(one));
    }
    return words;
}

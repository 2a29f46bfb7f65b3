/* pack_shadow.c - see pack_shadow.h. */
#include "pack_shadow.h"

#include "home_pack.h"
#include "inquiry.h"

#include <stdio.h>
#include <time.h>

/* struct shadowing - one decision under way. */
struct shadowing {
    struct inquiry inquiry;
    struct event_pack pack;
    struct trigger_decision decision, was;
    struct trigger_trial trial;
    struct arena arena;
};

/* What the shadow has had: events that were told, and proposed by triggers. */
static int count_events(struct shadowing *s, struct err *err)
{
    struct picture *picture = &s->inquiry.picture;
    struct whole_list numbers = {0};
    int code = 0;
    for (size_t p = 0; code == 0 && p < s->pack.purposes.count; p++) {
        code = event_numbers(picture->db, s->pack.id, s->pack.purposes.at[p], false, &numbers, err);
    }
    for (size_t i = 0; code == 0 && i < numbers.count; i++) {
        struct event event = {0};
        code = event_read(picture->db, picture->seal, numbers.at[i], &event, err);
        s->trial.figures.looked_at += code == 0 && event.made.shadow;
        s->trial.figures.proposed +=
            code == 0 && event.made.shadow && event.telling_count > 0 && event.tellings[0].detected;
        event_free(&event);
    }
    whole_list_free(&numbers);
    return code;
}

static int keep(struct db *db, void *context, struct err *err)
{
    struct shadowing *s = context;
    int64_t number = 0;
    int code = s->decision.state == TRIGGER_ON
                   ? trigger_trial_add(db, s->pack.id, &s->trial, &s->decision.trial, err)
                   : 0;
    return code ? code : trigger_decision_add(db, s->pack.id, &s->decision, &number, err);
}

static int decide(struct shadowing *s, bool on, const char *why, struct err *err)
{
    struct inquiry *q = &s->inquiry;
    struct str purpose = arena_str(&s->arena, s->pack.purposes.at[0]); /* ends with a NUL */
    int64_t now = (int64_t)time(NULL);
    int code = inquiry_ask(q, purpose.ptr, err);
    code = code ? code : trigger_decision_last(q->picture.db, &s->arena, s->pack.id, &s->was, err);
    code = code ? code : count_events(s, err);
    s->decision = (struct trigger_decision){.state = on ? TRIGGER_SHADOW : TRIGGER_ON,
                                            .who = q->viewing.options.who,
                                            .why = str_of(why),
                                            .at = now};
    s->trial.from = (int32_t)(s->was.at / 86400);
    s->trial.to = q->viewing.options.day;
    s->trial.who = s->decision.who;
    s->trial.at = now;
    code = code ? code
                : inquiry_log_change(q, on ? STR("pack_shadow") : STR("pack_on"), s->pack.id,
                                     s->decision.why, (uint64_t)s->trial.figures.looked_at, err);
    return code ? code : picture_do(&q->picture, keep, s, err);
}

int pack_shadow(const char *start, const char *pack, bool on, const char *why, struct err *err)
{
    const struct inquiry_options options = {.start = start,
                                            .system = "cantref pack shadow",
                                            .purpose = "",
                                            .case_reference = "pack:shadow",
                                            .break_glass = "",
                                            .day = calendar_today()};
    struct shadowing s = {.inquiry = {.picture = {.home = {.lock_fd = -1}}}};
    struct err_list errors = {0};
    bool has_pack = false;
    if (why[0] == '\0') {
        return err_set(err, ERR_USAGE, "say why: --why TEXT");
    }
    int code = inquiry_open_home(&options, &s.inquiry, err);
    if (code == 0) {
        home_pack_open(&s.inquiry.picture.home, str_of(pack), &s.pack, &errors);
        code = err_list_first(&errors, err);
        has_pack = code == 0;
    }
    code = code ? code : decide(&s, on, why, err);
    if (code == 0) {
        printf("%s: %s; events in shadow so far: %lld, of them detected: %lld\n", pack,
               on ? "in shadow, and nothing comes of it" : "no longer in shadow",
               (long long)s.trial.figures.looked_at, (long long)s.trial.figures.proposed);
    }
    if (has_pack) {
        event_pack_free(&s.pack);
    }
    err_list_free(&errors);
    int closed = inquiry_close(&s.inquiry, code == 0 ? err : NULL);
    arena_free(&s.arena);
    return code ? code : closed;
}

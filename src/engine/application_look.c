/* application_look.c - see application_look.h. */
#include "application_look.h"

#include "council_file.h"
#include "date.h"

#include <stdio.h>

static int read_council(struct inquiry *inquiry, struct application_look *look, struct err *err)
{
    struct council council;
    struct err_list errors = {0};
    int code = home_council(&inquiry->picture.home, &council, &errors);
    if (code == 0) {
        facts_of_council(inquiry->access.access.options.nation,
                         arena_str(&look->arena, council.name), &look->facts);
        if (council.code.len > 0) {
            facts_put(&look->facts, "council.code", fact_text(&look->arena, council.code));
        }
        council_free(&council);
    }
    code = err_list_first(&errors, err);
    err_list_free(&errors);
    return code;
}

static int32_t happened(const struct application *a)
{
    struct date date;
    struct str text = application_text(a, APPLICATION_HAPPENED);
    return text.len > 0 && date_from_text(text, &date) && date_is_valid(date) ? date_days(date)
                                                                              : EVENT_DAY_UNKNOWN;
}

static void put_event(struct application_look *look, const struct application_looking *looking)
{
    const struct application *a = look->application;
    struct facts *facts = &look->facts;
    struct str teller = application_text(a, APPLICATION_TELLER);
    int32_t day = happened(a);
    if (day != EVENT_DAY_UNKNOWN) {
        facts_put(facts, "event.date", fact_day(day));
    }
    facts_put(facts, "event.known", fact_day(looking->today));
    if (teller.len > 0) {
        facts_put(facts, "event.told_by", feel_string(teller));
    }
    facts_put(facts, "event.channel", feel_string(str_of(channel_names[looking->channel])));
    facts_put(facts, "event.language",
              feel_string(a->language == ACCESS_WELSH ? STR("cy") : STR("en")));
    facts_put(facts, "event.detected", feel_boolean(false));
}

/* take - what was answered, or, of one that was not asked yet, that it is the next. An answer that
 * the question does not take any more, since the pack changed, is asked again. */
static bool take(struct application_look *look, const struct question *q)
{
    const struct application *a = look->application;
    struct err ignored = {0};
    char name[128];
    snprintf(name, sizeof name, "%.*s", PRI(q->name));
    struct str text = application_text(a, name);
    if (!application_asked(a, name) && look->passes_over && !q->required) {
        return true;
    }
    if (!application_asked(a, name) || (text.len == 0 && q->required) ||
        (text.len > 0 && answers_put(&look->arena, &look->answers, q->name, text, &ignored) != 0)) {
        look->next = q;
        return false;
    }
    look->questions[look->count] = q;
    look->texts[look->count++] = text;
    if (text.len > 0) {
        look->given[look->given_count++] = (struct given_answer){q->name, text};
    }
    return true;
}

static void walk(struct application_look *look)
{
    const struct event_type *type = &look->pack->type;
    size_t place = 0;
    look->questions = arena_alloc(&look->arena, (type->question_count + 1) * sizeof(void *));
    look->texts = arena_alloc(&look->arena, (type->question_count + 1) * sizeof *look->texts);
    look->given = arena_alloc(&look->arena, (type->question_count + 1) * sizeof *look->given);
    answers_begin(&look->arena, type, &look->answers);
    do {
        look->facts.answers = answers_value(&look->arena, &look->answers);
        facts_values(&look->facts, look->values);
    } while (answers_next(&look->arena, &look->answers, look->values, &place) &&
             take(look, &type->questions[place++]));
}

int application_look(struct inquiry *inquiry, const struct event_pack *pack,
                     const struct application *a, const struct application_looking *looking,
                     struct application_look *ret, struct err *err)
{
    ret->pack = pack;
    ret->application = a;
    ret->passes_over = looking->passes_over;
    facts_begin(&ret->arena, looking->today, &ret->facts);
    int code = read_council(inquiry, ret, err);
    if (code == 0 && looking->view != NULL) { /* the day by which ages count: as event_facts */
        int32_t day = pack->type.ends_life ? happened(a) : EVENT_DAY_UNKNOWN;
        code = facts_of_view(&inquiry->viewing, looking->set, looking->view, day, &ret->facts, err);
    }
    if (code != 0) {
        return code;
    }
    put_event(ret, looking);
    walk(ret);
    ret->case_facts = (struct case_facts){.facts = {ret->values, looking->today},
                                          .nation = inquiry->access.access.options.nation,
                                          .law_day = looking->today,
                                          .explained = true,
                                          .has_known = true,
                                          .known = looking->today};
    return 0;
}

enum application_fit application_fits(struct application_look *look, const struct question *q,
                                      struct str text, int32_t *ret_bound)
{
    struct answers tried;
    struct err ignored = {0};
    struct date date;
    const struct condition_facts facts = look->case_facts.facts;
    answers_begin(&look->arena, &look->pack->type, &tried);
    if (answers_put(&look->arena, &tried, q->name, text, &ignored) != 0) {
        return FITS_NOT;
    }
    if (q->type != QUESTION_DATE || !date_from_text(text, &date)) {
        return FITS;
    }
    int32_t day = date_days(date);
    if (q->not_before.tree != NULL &&
        condition_day(&look->arena, &q->not_before, &facts, ret_bound) && day < *ret_bound) {
        return FITS_EARLY;
    }
    return q->not_after.tree != NULL &&
                   condition_day(&look->arena, &q->not_after, &facts, ret_bound) && day > *ret_bound
               ? FITS_LATE
               : FITS;
}

void application_assess(struct application_look *look)
{
    assess(&look->arena, look->pack, &look->case_facts, &look->duties);
}

void application_look_free(struct application_look *look)
{
    arena_free(&look->arena);
    *look = (struct application_look){0};
}

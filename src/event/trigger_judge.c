/* trigger_judge.c - a trigger's condition asked of one change (trigger_parts.h). */
#include "trigger_parts.h"

#include "anniversary.h"
#include "disclosure.h"

/* ---- which sources ---- */

static bool is_watched(const struct trigger *t, const struct access_source *source)
{
    bool watched = t->sources.count == 0;
    for (size_t i = 0; i < t->sources.count; i++) {
        watched = watched || source_is_meant(&t->sources.at[i], source);
    }
    return watched;
}

void judging_begin(struct inquiry *inquiry, const struct trigger_in_use *trigger,
                   struct judging *ret)
{
    const struct viewing *v = &inquiry->viewing;
    *ret = (struct judging){.inquiry = inquiry, .trigger = trigger};
    for (size_t s = 0; s < v->access->options.source_count; s++) {
        if (v->set_of[s] != 0 && v->number_of[s] != 0 &&
            is_watched(trigger->trigger, &v->access->options.sources[s])) {
            source_set_add(&ret->sources, v->number_of[s]);
        }
    }
}

void judging_end(struct judging *j)
{
    arena_free(&j->scratch);
}

/* ---- fields of a record ---- */

/* struct state - a record as a version says it. */
struct state {
    struct disclosure *disclosure; /* NULL: there was none */
    size_t place;                  /* of the mention; SIZE_MAX: it doesn't name them */
    uint16_t source;               /* place in the access */
    const char *change;
};

static struct feel_value unknown(struct judging *j, const char *record, size_t field)
{
    return feel_not_known(&j->scratch,
                          arena_printf(&j->scratch, "%s.%s", record, record_field_name(field)));
}

/* From when, until when: "2014-11-12/". */
static struct str stay_part(struct str stay, bool until)
{
    ptrdiff_t middle = str_find(stay, STR("/"));
    if (middle < 0) {
        return STR("");
    }
    return until ? str_slice(stay, (size_t)middle + 1, stay.len)
                 : str_slice(stay, 0, (size_t)middle);
}

static struct feel_value value_of(struct judging *j, const struct state *s, const char *record,
                                  size_t field)
{
    const struct viewing *v = &j->inquiry->viewing;
    enum field_category category = record_field_category(field);
    struct disclosed_mention m = disclosure_mention(s->disclosure, s->place);
    struct viewing_subject subject = {
        m.record,   m.number, m.kind, RELATION_SELF, viewing_flags(v, m.record, m.number),
        ACCESS_NONE};
    struct access_decision decision = viewing_decide(v, &subject, s->source, category);
    struct buf text = {0};
    struct feel_value value = unknown(j, record, field);
    if (!disclosure_text(s->disclosure, s->place, decision, m.source, v->options.day,
                         ACCESS_ENGLISH, &text)) {
        buf_free(&text);
        return value;
    }
    struct str said = arena_str(&j->scratch, buf_str(&text));
    said = field == RECORD_SINCE || field == RECORD_UNTIL ? stay_part(said, field == RECORD_UNTIL)
                                                          : said;
    if (record_field_kind(field, viewing_purpose(v)) == FEEL_DATE) {
        struct feel_date date;
        value = feel_date_parse(said, &date) == 0
                    ? (struct feel_value){.kind = FEEL_DATE, .date = date}
                    : value;
    } else if (said.len > 0) {
        value = feel_string(said);
    }
    buf_free(&text);
    return value;
}

/* The fields of a record, of one of those whom it names. */
static struct feel_value record_value(struct judging *j, const struct state *s, const char *record)
{
    struct str names[RECORD_FIELDS_MAX];
    struct feel_value values[RECORD_FIELDS_MAX];
    size_t count = 0;
    const struct access_source *sources = j->inquiry->viewing.access->options.sources;
    for (size_t f = 0; record_field_name(f) != NULL; f++) {
        bool there = s->disclosure != NULL && s->place != SIZE_MAX;
        names[count] = str_of(record_field_name(f));
        if (there && f == RECORD_SOURCE && sources[s->source].category < SOURCE_CATEGORIES) {
            values[count++] =
                feel_string(str_of(source_category_names[sources[s->source].category]));
        } else if (there && f == RECORD_CHANGE && s->change != NULL) {
            values[count++] = feel_string(str_of(s->change));
        } else if (there && record_field_category(f) != FIELD_CATEGORIES) {
            values[count++] = value_of(j, s, record, f);
        } else {
            values[count++] = unknown(j, record, f);
        }
    }
    return feel_context_of(&j->scratch, names, values, count);
}

/* ---- the condition ---- */

/* struct asking - one person of one change. */
struct asking {
    struct judging *judging;
    const struct state *now, *before;
    int32_t today;
    int64_t record, version;
    int number;
    struct err *err;
};

static void evaluate(struct asking *a, const struct feel_node *tree,
                     const struct feel_value *values, struct feel_value *ret)
{
    struct feel_evaluation evaluation = {
        .arena = &a->judging->scratch, .limits = feel_limits, .today = values[FACT_TODAY]};
    struct err ignored;
    feel_evaluate(&evaluation, tree, values, ret, &ignored); /* past a limit: can't tell */
}

static enum feel_verdict ask(struct asking *a, const struct facts *facts, int32_t *ret_happened)
{
    const struct trigger *t = a->judging->trigger->trigger;
    struct feel_value values[TRIGGER_SLOTS];
    struct feel_value value = {0};
    facts_values(facts, values);
    values[TRIGGER_NOW] = record_value(a->judging, a->now, "record");
    values[TRIGGER_BEFORE] = record_value(a->judging, a->before, "before");
    evaluate(a, t->condition.tree, values, &value);
    enum feel_verdict verdict = feel_verdict(&value);
    *ret_happened = EVENT_DAY_UNKNOWN;
    if (verdict == FEEL_HOLDS && t->date.tree != NULL) {
        char text[FEEL_TEMPORAL_TEXT_MAX];
        evaluate(a, t->date.tree, values, &value);
        if (value.kind == FEEL_DATE) {
            feel_date_format(value.date, text);
            anniversary_day(str_of(text), 0, 0, ret_happened);
        }
    }
    return verdict;
}

static void begin_facts(struct asking *a, struct facts *ret)
{
    const struct access_options *options = &a->judging->inquiry->viewing.access->options;
    facts_begin(&a->judging->scratch, a->today, ret);
    facts_of_council(options->nation, STR(""), ret);
}

/* The person assembled, and the condition asked once more. self_only: the record settled it, and it
 * is only asked whose it is. */
static int ask_whole(struct asking *a, size_t set, bool self_only, struct err *err)
{
    struct judging *j = a->judging;
    struct viewing *v = &j->inquiry->viewing;
    struct view view = {0};
    struct facts facts;
    enum access_language language = v->options.language;
    v->options.language = ACCESS_ENGLISH; /* values that conditions are written against */
    int code = view_of_mention(v, set, a->record, a->number, self_only, &view, err);
    bool there = code == 0;
    code = code == ERR_NOTFOUND || code == ERR_DENIED ? 0 : code; /* not for this purpose */
    begin_facts(a, &facts);
    code = there && code == 0 ? facts_of_view(v, set, &view, EVENT_DAY_UNKNOWN, &facts, err) : code;
    if (there && code == 0) {
        struct judged judged = {.mentions = &view.self.mentions,
                                .id = view.self.id,
                                .facts = &facts,
                                .view = &view,
                                .record = a->record,
                                .version = a->version,
                                .number = a->number};
        judged.verdict = ask(a, &facts, &judged.happened);
        code = j->take(j->context, &judged, err);
    }
    v->options.language = language;
    view_free(&view);
    return code;
}

/* By the record alone, if that settles it. */
static int ask_person(struct asking *a, size_t set, struct err *err)
{
    struct judging *j = a->judging;
    struct facts facts;
    struct judged judged = {
        .verdict = FEEL_CANT_TELL, .record = a->record, .version = a->version, .number = a->number};
    if (!j->whole) {
        begin_facts(a, &facts);
        judged.verdict = ask(a, &facts, &judged.happened);
        if (judged.verdict == FEEL_DOES_NOT_HOLD) {
            return j->take(j->context, &judged, err);
        }
    }
    return ask_whole(a, set, !j->whole && judged.verdict == FEEL_HOLDS, err);
}

/* ---- one change ---- */

static size_t set_of(const struct viewing *v, uint16_t source)
{
    return source != ACCESS_NONE ? v->set_of[source] : 0;
}

static bool is_sealed(const struct viewing *v, int64_t record, int number)
{
    return (viewing_flags(v, record, number) & ENTITY_SEALED) != 0;
}

/* A version that can't be read any more was erased, and there is none. */
static int open_version(struct judging *j, int64_t record, int64_t version, struct disclosure **ret,
                        struct err *err)
{
    struct err inner = {0};
    int code = disclosure_open_version(&j->inquiry->picture, record, version, ret, &inner);
    return code == 0 || code == ERR_NOTFOUND ? 0 : err_set(err, code, "%s", inner.message);
}

static int ask_all(struct judging *j, struct state *now, struct state *before, int64_t record,
                   int64_t version, int only, int32_t today, struct err *err)
{
    const struct viewing *v = &j->inquiry->viewing;
    int wanted = j->trigger->type->subject == KIND_PROPERTY       ? MENTION_PROPERTY
                 : j->trigger->type->subject == KIND_ORGANISATION ? MENTION_ORGANISATION
                                                                  : MENTION_PERSON;
    int code = 0;
    for (size_t i = 0; code == 0 && i < disclosure_count(now->disclosure); i++) {
        struct disclosed_mention m = disclosure_mention(now->disclosure, i);
        if (m.kind != wanted || is_sealed(v, m.record, m.number) ||
            (only != 0 && m.number != only)) {
            continue;
        }
        now->source = before->source = access_source_find(v->access, m.source);
        now->place = i;
        before->place = before->disclosure != NULL
                            ? disclosure_place(before->disclosure, record, m.number)
                            : SIZE_MAX;
        struct asking a = {.judging = j,
                           .now = now,
                           .before = before,
                           .today = today,
                           .record = record,
                           .version = version,
                           .number = m.number};
        size_t set = set_of(v, now->source);
        code = set != 0 ? ask_person(&a, set, err) : 0;
    }
    return code;
}

int judge_record(struct judging *j, int64_t record, int64_t version, int32_t today, struct err *err)
{
    struct state now = {.change = version > 1 ? "changed" : "added"};
    struct state before = {0};
    int code = open_version(j, record, version, &now.disclosure, err);
    code = code == 0 && version > 1 ? open_version(j, record, version - 1, &before.disclosure, err)
                                    : code;
    if (code == 0 && now.disclosure != NULL) {
        code = ask_all(j, &now, &before, record, version, 0, today, err);
    }
    disclosure_close(now.disclosure);
    disclosure_close(before.disclosure);
    arena_reset(&j->scratch);
    return code;
}

int judge_mention(struct judging *j, int64_t record, int number, int32_t today, struct err *err)
{
    struct state now = {0};
    struct state before = {0};
    int64_t version = 0;
    int code = db_number_with(j->inquiry->picture.db,
                              "SELECT version FROM record_version WHERE record = $1 AND "
                              "known_to IS NULL",
                              WHOLES(record), &version, err);
    code =
        code == 0 && version != 0 ? open_version(j, record, version, &now.disclosure, err) : code;
    if (code == 0 && now.disclosure != NULL) {
        code = ask_all(j, &now, &before, record, version, number, today, err);
    }
    disclosure_close(now.disclosure);
    arena_reset(&j->scratch);
    return code;
}

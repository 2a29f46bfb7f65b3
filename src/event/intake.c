/* intake.c - see intake.h. */
#include "intake.h"

/* ---- what may become of an event ---- */

bool event_may_become(enum event_status from, enum event_act act, enum event_status *ret)
{
    enum event_status to = from;
    bool may = from != EVENT_WITHDRAWN;
    switch (act) {
    case EVENT_ACT_CONFIRMED:
        may = from == EVENT_PROPOSED;
        to = EVENT_CONFIRMED;
        break;
    case EVENT_ACT_BEGAN:
        may = from == EVENT_CONFIRMED || from == EVENT_ACTED_ON;
        to = EVENT_ACTED_ON;
        break;
    case EVENT_ACT_CLOSED:
        may = from == EVENT_CONFIRMED || from == EVENT_ACTED_ON;
        to = EVENT_CLOSED;
        break;
    case EVENT_ACT_WITHDRAWN:
        to = EVENT_WITHDRAWN;
        break;
    case EVENT_ACT_CORRECTED: /* what was closed is open again */
        to = from == EVENT_CLOSED ? EVENT_CONFIRMED : from;
        break;
    default:
        break;
    }
    *ret = to;
    return may;
}

/* ---- a telling, held against its type ---- */

/* struct taking - one telling under way. */
struct taking {
    struct viewing *viewing;
    struct seal *seal;
    const struct telling *telling;
    struct view subject;
    size_t set;
    bool has_subject;
    struct answers answers;
    struct told told;
    struct arena arena;
};

static bool kind_fits(enum entity_kind wanted, int kind)
{
    switch (wanted) {
    case KIND_PROPERTY:
        return kind == MENTION_PROPERTY;
    case KIND_ORGANISATION:
        return kind == MENTION_ORGANISATION;
    default:
        return kind == MENTION_PERSON; /* a household: by one who lives there */
    }
}

static int check_teller(const struct telling *t, struct err *err)
{
    const struct event_type *type = t->type;
    if ((type->tellers >> t->teller & 1) == 0) {
        return err_set(err, ERR_INPUT, "%.*s can't be told by %s: see told_by in its event.yaml",
                       PRI(type->id), /* not personal: a pack */
                       teller_names[t->teller]);
    }
    if (!type->languages[t->language]) {
        return err_set(err, ERR_INPUT,
                       "%.*s can't be told in that language: see languages in its "
                       "event.yaml",
                       PRI(type->id)); /* not personal: a pack */
    }
    return 0;
}

static int check_day(int32_t happened, int32_t known, const struct event_type *type,
                     const struct facts *facts, struct err *err)
{
    const struct feel_value *born = &facts->at[fact_find(STR("person.birth_date"))];
    if (happened == EVENT_DAY_UNKNOWN) {
        return 0;
    }
    if (type->ends_life && happened > known) {
        return err_set(err, ERR_INPUT, "event.date: it lies after the day on which it was told");
    }
    if (born->kind == FEEL_DATE && feel_date_compare(fact_day(happened).date, born->date) < 0) {
        return err_set(err, ERR_INPUT, "event.date: it lies before the person was born");
    }
    return 0;
}

/* What was read of these people is in the log, though a check then failed: the check tells of
 * them. Returns code, or the log's. */
static int tell_failed(struct inquiry *q, const struct view_person *const *people, size_t count,
                       int code, struct err *err)
{
    struct err failed = {0};
    if (inquiry_tell_events(q, people, count, 1, false, &failed) != 0) {
        return err_set(err, failed.code, "%s", failed.message);
    }
    return code;
}

/* The person meant; a refusal or nobody is in the log when this returns. */
static int find_subject(struct inquiry *q, struct str id, const struct event_type *type,
                        struct view *ret, size_t *ret_set, struct err *err)
{
    const struct view_person *self[] = {&ret->self};
    struct err failed = {0};
    int64_t record = 0;
    int number = 0;
    int code = viewing_resolve(&q->viewing, id, ret_set, &record, &number, err);
    code = code ? code : view_of_mention(&q->viewing, *ret_set, record, number, false, ret, err);
    if (code == ERR_NOTFOUND && inquiry_tell(q, NULL, 0, 0, &failed) != 0) {
        return err_set(err, failed.code, "%s", failed.message);
    }
    code = code == ERR_DENIED ? inquiry_refuse(q, &ret->self, code, err) : code;
    if (code == 0 && !kind_fits(type->subject, ret->self.kind)) {
        code = err_set(err, ERR_INPUT, "%.*s is about a %s, and this is none",
                       PRI(type->id), /* not personal: a pack */

                       entity_kind_names[type->subject]);
        return tell_failed(q, self, 1, code, err);
    }
    return code;
}

static int put_answers(struct arena *arena, const struct given_answer *given, size_t count,
                       struct answers *answers, struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = answers_put(arena, answers, given[i].name, given[i].text, err);
    }
    return code;
}

/* The telling as facts: what it may be held against. */
static int check_telling(struct taking *k, struct err *err)
{
    const struct telling *t = k->telling;
    struct facts facts;
    struct feel_value values[FACT_SLOTS];
    facts_begin(&k->arena, t->known, &facts);
    int code = k->has_subject
                   ? facts_of_view(k->viewing, k->set, &k->subject, t->happened, &facts, err)
                   : 0;
    code = code ? code : check_day(t->happened, t->known, t->type, &facts, err);
    if (code != 0) {
        return code;
    }
    if (t->happened != EVENT_DAY_UNKNOWN) {
        facts_put(&facts, "event.date", fact_day(t->happened));
    }
    facts_put(&facts, "event.known", fact_day(t->known));
    facts_put(&facts, "event.told_by", feel_string(str_of(teller_names[t->teller])));
    facts_put(&facts, "event.channel", feel_string(str_of(channel_names[t->channel])));
    facts_put(&facts, "event.language",
              feel_string(t->language == ACCESS_WELSH ? STR("cy") : STR("en")));
    facts_put(&facts, "event.detected", feel_boolean(false));
    facts.answers = answers_value(&k->arena, &k->answers);
    facts_values(&facts, values);
    return answers_check(&k->arena, &k->answers, values, true, err);
}

/* ---- the same event ---- */

/* struct likeness - what two tellings are compared by. */
struct likeness {
    const struct event_type *type;
    struct str purpose;
    bool shadow, withdrawn_too;
    int32_t happened, known;
    const struct answers *answers; /* NULL: none */
    const struct permitted_list *mentions;
};

/* Of one that has ended, the day on which it was known stands for one that nobody said: it meets
 * nothing that is told long after. */
static bool same_day(const struct likeness *l, const struct event *event)
{
    enum event_status status = event->version.status;
    bool ended = status == EVENT_CLOSED || status == EVENT_WITHDRAWN;
    int32_t day = event_happened(event);
    int32_t other = l->happened;
    if (!ended && (day == EVENT_DAY_UNKNOWN || other == EVENT_DAY_UNKNOWN)) {
        return true;
    }
    day = day != EVENT_DAY_UNKNOWN ? day : event->version.known;
    other = other != EVENT_DAY_UNKNOWN ? other : l->known;
    int64_t apart = (int64_t)day - other;
    return apart <= l->type->within_days && -apart <= l->type->within_days;
}

static bool same_answers(const struct likeness *l, const struct event *event)
{
    bool same = true;
    for (size_t i = 0; l->answers != NULL && i < l->type->same_answers.count; i++) {
        struct str name = l->type->same_answers.at[i];
        const struct event_answer *was = event_answer_of(event, name);
        const struct question *q = event_question(l->type, name);
        struct str is = q != NULL ? l->answers->text[q - l->type->questions] : STR("");
        same = same && (was == NULL || is.len == 0 || str_eq(was->value, is));
    }
    return same;
}

static int is_same(struct viewing *v, struct seal *seal, struct db *db, const struct likeness *l,
                   int64_t number, bool *ret, struct err *err)
{
    struct event event = {0};
    int code = event_read(db, seal, number, &event, err);
    *ret = code == 0 && str_eq(event.made.type, l->type->id) &&
           str_eq(event.made.purpose, l->purpose) && event.made.shadow == l->shadow &&
           (l->withdrawn_too || event.version.status != EVENT_WITHDRAWN) && same_day(l, &event) &&
           same_answers(l, &event);
    if (*ret) {
        code = event_is_about(v, &event, STR(EVENT_SUBJECT), l->mentions, ret, err);
    }
    event_free(&event);
    return code;
}

/* The event that it is; 0: there is none yet. */
static int find_same(struct viewing *v, struct seal *seal, struct db *db, const struct likeness *l,
                     int64_t *ret, struct err *err)
{
    struct whole_list numbers = {0};
    bool same = false;
    int code = 0;
    *ret = 0;
    for (size_t i = 0; code == 0 && l->mentions != NULL && i < l->mentions->count; i++) {
        code = events_of_mention(db, l->mentions->at[i].record, l->mentions->at[i].number, &numbers,
                                 err);
    }
    whole_list_unique(&numbers);
    for (size_t i = 0; code == 0 && !same && i < numbers.count; i++) {
        code = is_same(v, seal, db, l, numbers.at[i], &same, err);
        *ret = same ? numbers.at[i] : 0;
    }
    whole_list_free(&numbers);
    return code;
}

/* ---- kept ---- */

static int put_people(struct db *db, int64_t event, int64_t version, struct str role,
                      const struct permitted_list *mentions, struct err *err)
{
    struct event_mention *at = mem_must_array(mentions->count + 1, sizeof *at);
    for (size_t i = 0; i < mentions->count; i++) {
        at[i] = (struct event_mention){role, mentions->at[i].record, mentions->at[i].number};
    }
    int code = event_people_put(db, event, version, role, at, mentions->count, err);
    mem_free(at);
    return code;
}

static struct str day_text(int32_t day, char text[CALENDAR_TEXT_MAX])
{
    return day != EVENT_DAY_UNKNOWN ? str_of(calendar_text(day, text)) : STR("");
}

/* One answer of a telling: added; or kept as told otherwise, where another stands. */
static int put_answer(struct db *db, struct seal *seal, const struct event *event, int64_t version,
                      const struct event_answer *answer, size_t *told_otherwise, struct err *err)
{
    const struct event_answer *was = event_answer_of(event, answer->name);
    if (answer->value.len == 0 || (was != NULL && str_eq(was->value, answer->value))) {
        return 0;
    }
    *told_otherwise += was != NULL;
    return event_answer_put(db, seal, event->made.number, version, answer, was != NULL, err);
}

static int put_all_answers(struct db *db, struct seal *seal, const struct event *event,
                           int64_t version, int64_t telling, int32_t happened,
                           const struct answers *answers, size_t *told_otherwise, struct err *err)
{
    char text[CALENDAR_TEXT_MAX];
    struct event_answer a = {.name = STR(EVENT_HAPPENED),
                             .role = STR(EVENT_SUBJECT),
                             .value = day_text(happened, text),
                             .telling = telling};
    int code = put_answer(db, seal, event, version, &a, told_otherwise, err);
    for (size_t i = 0; code == 0 && answers != NULL && i < answers->type->question_count; i++) {
        a.name = answers->type->questions[i].name;
        a.value = answers->text[i];
        code = put_answer(db, seal, event, version, &a, told_otherwise, err);
    }
    return code;
}

/* Has the telling an answer that the event has not? */
static bool adds(const struct event *event, int32_t happened, const struct answers *answers)
{
    bool more =
        happened != EVENT_DAY_UNKNOWN && event_answer_of(event, STR(EVENT_HAPPENED)) == NULL;
    for (size_t i = 0; answers != NULL && i < answers->type->question_count; i++) {
        more = more || (answers->text[i].len > 0 &&
                        event_answer_of(event, answers->type->questions[i].name) == NULL);
    }
    return more;
}

/* struct arrival - a telling or detection as it is kept. */
struct arrival {
    struct event_made made;
    struct event_version version;
    struct event_telling telling;
    const struct permitted_list *mentions; /* NULL: nobody */
    int32_t happened;
    const struct answers *answers;
    int64_t record, record_version;
};

static int keep_telling(struct db *db, struct seal *seal, const struct event *event,
                        struct arrival *a, struct told *ret, struct err *err)
{
    int64_t telling = 0;
    int code = event_telling_add(db, seal, event->made.number, &a->telling, &telling, err);
    code = code == 0 && a->record != 0
               ? event_evidence_add(db, telling, a->record, a->record_version, err)
               : code;
    return code ? code
                : put_all_answers(db, seal, event, a->telling.version, telling, a->happened,
                                  a->answers, &ret->told_otherwise, err);
}

static int keep_new(struct db *db, struct seal *seal, struct arrival *a, struct told *ret,
                    struct err *err)
{
    struct event none = {0};
    int64_t version = 0;
    int code = event_make(db, &a->made, err);
    code = code ? code : event_version_add(db, seal, a->made.number, &a->version, &version, err);
    code = code == 0 && a->mentions != NULL
               ? put_people(db, a->made.number, version, STR(EVENT_SUBJECT), a->mentions, err)
               : code;
    none.made = a->made;
    a->telling.version = version;
    code = code ? code : keep_telling(db, seal, &none, a, ret, err);
    memcpy(ret->id, a->made.id, sizeof ret->id);
    ret->status = a->version.status;
    return code;
}

/* A new version only when there is something new to know. */
static int keep_again(struct db *db, struct seal *seal, int64_t number, struct arrival *a,
                      struct told *ret, struct err *err)
{
    struct event event = {0};
    int code = event_read(db, seal, number, &event, err);
    a->telling.version = event.version.number;
    if (code == 0 && adds(&event, a->happened, a->answers)) {
        struct event_version next = event.version;
        next.act = EVENT_ACT_ANSWERED;
        next.who = a->version.who;
        next.why = STR("");
        next.at = a->version.at;
        code = event_version_add(db, seal, number, &next, &a->telling.version, err);
    }
    code = code ? code : keep_telling(db, seal, &event, a, ret, err);
    memcpy(ret->id, event.made.id, sizeof ret->id);
    ret->again = true;
    ret->status = event.version.status;
    event_free(&event);
    return code;
}

static int then(const struct event_then *what, struct db *db, struct err *err)
{
    return what->run != NULL ? what->run(what->context, db, err) : 0;
}

static int keep_told(struct db *db, void *context, struct err *err)
{
    struct taking *k = context;
    const struct telling *t = k->telling;
    const struct viewing_options *o = &k->viewing->options;
    struct str purpose = viewing_purpose(k->viewing)->id;
    struct str language = t->language == ACCESS_WELSH ? STR("cy") : STR("en");
    const struct permitted_list *mentions = k->has_subject ? &k->subject.self.mentions : NULL;
    const struct likeness likeness = {.type = t->type,
                                      .purpose = purpose,
                                      .shadow = t->shadow,
                                      .happened = t->happened,
                                      .known = t->known,
                                      .answers = &k->answers,
                                      .mentions = mentions};
    struct arrival a = {
        .made = {.type = t->type->id, .purpose = purpose, .shadow = t->shadow, .made = t->now},
        .version = {.pack_version = t->pack_version,
                    .act = EVENT_ACT_TOLD,
                    .status = EVENT_PROPOSED,
                    .known = t->known,
                    .language = language,
                    .case_reference = o->case_reference,
                    .who = o->who,
                    .at = t->now},
        .telling = {.at = t->now,
                    .known = t->known,
                    .relation = str_of(teller_names[t->teller]),
                    .channel = str_of(channel_names[t->channel]),
                    .typed_by = o->who,
                    .told_by = t->told_by},
        .mentions = mentions,
        .happened = t->happened,
        .answers = &k->answers};
    int64_t number = 0;
    int code = find_same(k->viewing, k->seal, db, &likeness, &number, err);
    k->told = (struct told){0};
    if (code == 0) {
        code = number != 0 ? keep_again(db, k->seal, number, &a, &k->told, err)
                           : keep_new(db, k->seal, &a, &k->told, err);
    }
    code = code == 0 && t->also != NULL ? t->also(t->also_context, db, &k->told, err) : code;
    return code ? code : then(&t->then, db, err);
}

static int take(struct inquiry *q, struct taking *k, struct err *err)
{
    const struct telling *t = k->telling;
    const struct view_person *self[] = {&k->subject.self};
    int code = check_teller(t, err);
    if (code == 0 && t->subject.len > 0) {
        code = find_subject(q, t->subject, t->type, &k->subject, &k->set, err);
        k->has_subject = code == 0;
    }
    answers_begin(&k->arena, t->type, &k->answers);
    code = code ? code : put_answers(&k->arena, t->answers, t->answer_count, &k->answers, err);
    code = code ? code : check_telling(k, err);
    if (code != 0) {
        return k->has_subject ? tell_failed(q, self, 1, code, err) : code;
    }
    code = inquiry_tell_events(q, self, k->has_subject, 1, true, err);
    return code ? code : picture_do(&q->picture, keep_told, k, err);
}

int intake_tell(struct inquiry *q, const struct telling *telling, struct told *ret, struct err *err)
{
    struct taking k = {.viewing = &q->viewing, .seal = q->picture.seal, .telling = telling};
    int code = take(q, &k, err);
    if (code == 0) {
        *ret = k.told;
    }
    view_free(&k.subject);
    arena_free(&k.arena);
    return code;
}

/* ---- detected ---- */

/* Has this trigger told of the event before? */
static int was_detected(struct db *db, struct seal *seal, int64_t number, struct str trigger,
                        struct told *ret, bool *ret_was, struct err *err)
{
    struct event event = {0};
    int code = event_read(db, seal, number, &event, err);
    *ret_was = false;
    for (size_t i = 0; i < event.telling_count; i++) {
        *ret_was = *ret_was || str_eq(event.tellings[i].trigger, trigger);
    }
    memcpy(ret->id, event.made.id, sizeof ret->id);
    ret->again = true;
    ret->status = event.version.status;
    event_free(&event);
    return code;
}

int intake_detect(struct db *db, struct seal *seal, struct viewing *viewing,
                  const struct detection *d, struct told *ret, struct err *err)
{
    const struct likeness likeness = {.type = d->type,
                                      .purpose = d->purpose,
                                      .shadow = d->shadow,
                                      .withdrawn_too = true,
                                      .happened = d->happened,
                                      .known = d->known,
                                      .mentions = d->mentions};
    struct arrival a = {
        .made = {.type = d->type->id, .purpose = d->purpose, .shadow = d->shadow, .made = d->now},
        .version = {.pack_version = d->pack_version,
                    .act = EVENT_ACT_DETECTED,
                    .status = EVENT_PROPOSED,
                    .known = d->known,
                    .language = STR("en"),
                    .case_reference = STR(""),
                    .who = d->trigger,
                    .at = d->now},
        .telling = {.at = d->now,
                    .detected = true,
                    .known = d->known,
                    .trigger = d->trigger,
                    .reasons = d->reasons,
                    .confidence = d->confidence},
        .mentions = d->mentions,
        .happened = d->happened,
        .record = d->record,
        .record_version = d->version};
    int64_t number = 0;
    bool was = false;
    *ret = (struct told){0};
    int code = find_same(viewing, seal, db, &likeness, &number, err);
    code = code == 0 && number != 0 ? was_detected(db, seal, number, d->trigger, ret, &was, err)
                                    : code;
    if (code != 0 || was) {
        return code;
    }
    return number != 0 ? keep_again(db, seal, number, &a, ret, err)
                       : keep_new(db, seal, &a, ret, err);
}

/* ---- changed ---- */

/* struct changing - one change under way. */
struct changing {
    struct inquiry *inquiry;
    const struct event *event;
    const struct event_change *change;
    enum event_act act;
    enum event_status status;
    struct view subject; /* other than it was */
    bool has_subject;
    struct arena arena;
    struct answers answers;
};

static int refuse_status(const struct event *event, enum event_act act, struct err *err)
{
    return err_set(err, ERR_CONFLICT, "%s is %s, and can't be %s", event->made.id,
                   event_status_names[event->version.status], event_act_names[act]);
}

static int keep_corrections(struct changing *c, struct db *db, int64_t version, struct err *err)
{
    struct seal *seal = c->inquiry->picture.seal;
    const struct event_change *change = c->change;
    int64_t number = c->event->made.number;
    char text[CALENDAR_TEXT_MAX];
    struct event_answer a = {.name = STR(EVENT_HAPPENED),
                             .role = STR(EVENT_SUBJECT),
                             .value = day_text(change->happened, text)};
    int code = a.value.len > 0 ? event_answer_put(db, seal, number, version, &a, false, err) : 0;
    for (size_t i = 0; code == 0 && i < change->answer_count; i++) {
        const struct question *q = event_question(change->type, change->answers[i].name);
        a.name = change->answers[i].name;
        a.value = c->answers.text[q - change->type->questions];
        code = event_answer_put(db, seal, number, version, &a, false, err);
    }
    return code == 0 && c->has_subject
               ? put_people(db, number, version, STR(EVENT_SUBJECT), &c->subject.self.mentions, err)
               : code;
}

/* add_recall - of what was begun up to the version that stood: some things are from the telling
 * on. */
static int add_recall(struct db *db, const struct event *event, const struct event_version *next,
                      bool amend, struct err *err)
{
    const struct event_recall recall = {.event = event->made.number,
                                        .version = event->version.number,
                                        .amend = amend,
                                        .at = next->at,
                                        .who = next->who};
    return event_recall_add(db, &recall, err);
}

static int keep_change(struct db *db, void *context, struct err *err)
{
    struct changing *c = context;
    struct seal *seal = c->inquiry->picture.seal;
    struct event_version next = c->event->version;
    int64_t version = 0;
    bool recalls = c->act == EVENT_ACT_WITHDRAWN || c->act == EVENT_ACT_CORRECTED;
    next.act = c->act;
    next.status = c->status;
    next.who = c->inquiry->viewing.options.who;
    next.why = c->change->why;
    next.at = c->change->now;
    if (c->change->pack_version.len > 0) {
        next.pack_version = c->change->pack_version;
    }
    int code = event_version_add(db, seal, c->event->made.number, &next, &version, err);
    bool answers = c->act == EVENT_ACT_CORRECTED || c->act == EVENT_ACT_ANSWERED;
    code = code == 0 && answers ? keep_corrections(c, db, version, err) : code;
    code = code == 0 && recalls ? add_recall(db, c->event, &next,
                                             c->act == EVENT_ACT_CORRECTED && !c->has_subject, err)
                                : code;
    return code ? code : then(&c->change->then, db, err);
}

int intake_become(struct db *db, struct seal *seal, int64_t number, enum event_act act,
                  struct str who, int64_t now, struct err *err)
{
    struct event event = {0};
    enum event_status status;
    int64_t version = 0;
    int code = event_read(db, seal, number, &event, err);
    bool may = code == 0 && event_may_become(event.version.status, act, &status);
    if (code == 0 && act == EVENT_ACT_CLOSED && event.version.status == EVENT_PROPOSED) {
        status = EVENT_CLOSED; /* a pack without such a decision: nobody needed to confirm it */
        may = true;
    }
    if (may) {
        struct event_version next = event.version;
        next.act = act;
        next.status = status;
        next.who = who;
        next.why = STR("");
        next.at = now;
        code = event_version_add(db, seal, number, &next, &version, err);
        code = code == 0 && act == EVENT_ACT_WITHDRAWN ? add_recall(db, &event, &next, false, err)
                                                       : code;
    }
    event_free(&event);
    return code;
}

/* The answers as they will be, held against the type. */
static int check_corrected(struct changing *c, struct err *err)
{
    const struct event_change *change = c->change;
    const struct event_type *type = change->type;
    int32_t happened =
        change->happened != EVENT_DAY_UNKNOWN ? change->happened : event_happened(c->event);
    struct facts facts;
    struct feel_value values[FACT_SLOTS];
    int code = 0;
    event_answers(&c->arena, c->event, type, &c->answers);
    for (size_t i = 0; code == 0 && i < change->answer_count; i++) {
        struct given_answer given = change->answers[i];
        const struct question *q = event_question(type, given.name);
        if (given.text.len > 0 || q == NULL) {
            code = answers_put(&c->arena, &c->answers, given.name, given.text, err);
        } else {
            c->answers.text[q - type->questions] = STR("");
        }
    }
    facts_begin(&c->arena, c->inquiry->viewing.options.day, &facts);
    event_fact_values(c->event, &facts);
    if (happened != INT32_MIN) {
        facts_put(&facts, "event.date", fact_day(happened));
    }
    code = code ? code : check_day(happened, c->inquiry->viewing.options.day, type, &facts, err);
    facts.answers = answers_value(&c->arena, &c->answers);
    facts_values(&facts, values);
    return code ? code : answers_check(&c->arena, &c->answers, values, false, err);
}

/* The subject's leaf, then the change; or why there is none, which says what the event is. */
static int change_event(struct changing *c, enum event_status *ret, struct err *err)
{
    struct inquiry *q = c->inquiry;
    struct view now = {0};
    size_t set;
    const struct view_person *people[2];
    size_t count = 0;
    bool there = false;
    int code =
        event_person(&q->viewing, c->event, STR(EVENT_SUBJECT), true, &now, &set, &there, err);
    code = code == ERR_DENIED ? inquiry_refuse(q, &now.self, code, err) : code;
    if (now.self.mentions.count > 0) {
        people[count++] = &now.self;
    }
    if (c->has_subject) {
        people[count++] = &c->subject.self;
    }
    bool may = event_may_become(c->event->version.status, c->act, &c->status);
    c->status = c->has_subject ? EVENT_PROPOSED : c->status; /* of them nobody has confirmed it */
    bool answers = c->act == EVENT_ACT_CORRECTED || c->act == EVENT_ACT_ANSWERED;
    int wrong = code == 0 && answers ? check_corrected(c, err) : 0;
    code = wrong ? tell_failed(q, people, count, wrong, err) : code;
    code = code ? code : inquiry_tell_events(q, people, count, 1, may, err);
    code = code || may ? code : refuse_status(c->event, c->act, err);
    code = code ? code : picture_do(&q->picture, keep_change, c, err);
    view_free(&now);
    if (code == 0) {
        *ret = c->status;
    }
    return code;
}

static int simply(struct inquiry *q, const struct event *event, const struct event_change *change,
                  enum event_act act, enum event_status *ret, struct err *err)
{
    struct changing c = {.inquiry = q, .event = event, .change = change, .act = act};
    return change_event(&c, ret, err);
}

int intake_confirm(struct inquiry *q, const struct event *event, const struct event_change *change,
                   enum event_status *ret_status, struct err *err)
{
    bool nobody = true;
    for (size_t i = 0; i < event->mention_count; i++) {
        nobody = nobody && !str_eq(event->mentions[i].role, STR(EVENT_SUBJECT));
    }
    if (nobody) {
        int code = err_set(err, ERR_CONFLICT,
                           "%s names nobody yet: find them, and correct it with --subject first",
                           event->made.id);
        return tell_failed(q, NULL, 0, code, err);
    }
    return simply(q, event, change, EVENT_ACT_CONFIRMED, ret_status, err);
}

int intake_withdraw(struct inquiry *q, const struct event *event, const struct event_change *change,
                    enum event_status *ret_status, struct err *err)
{
    return simply(q, event, change, EVENT_ACT_WITHDRAWN, ret_status, err);
}

int intake_close(struct inquiry *q, const struct event *event, const struct event_change *change,
                 enum event_status *ret_status, struct err *err)
{
    return simply(q, event, change, EVENT_ACT_CLOSED, ret_status, err);
}

int intake_correct(struct inquiry *q, const struct event *event, const struct event_change *change,
                   enum event_status *ret_status, struct err *err)
{
    struct changing c = {
        .inquiry = q, .event = event, .change = change, .act = EVENT_ACT_CORRECTED};
    size_t set;
    int code = 0;
    if (change->subject.len > 0) {
        code = find_subject(q, change->subject, change->type, &c.subject, &set, err);
        c.has_subject = code == 0;
    }
    code = code ? code : change_event(&c, ret_status, err);
    view_free(&c.subject);
    arena_free(&c.arena);
    return code;
}

int intake_answer(struct inquiry *q, const struct event *event, const struct event_change *change,
                  enum event_status *ret_status, struct err *err)
{
    struct changing c = {.inquiry = q, .event = event, .change = change, .act = EVENT_ACT_ANSWERED};
    int code = 0;
    for (size_t i = 0; code == 0 && i < change->answer_count; i++) {
        const struct event_answer *was = event_answer_of(event, change->answers[i].name);
        if (was != NULL && was->value.len > 0 &&
            !str_eq(was->value, str_trim(change->answers[i].text))) {
            code = err_set(err, ERR_CONFLICT,
                           "%.*s has an answer already: cantref event correct %s, if it is wrong",
                           PRI(change->answers[i].name), /* not personal: a question */
                           event->made.id);
        }
    }
    code = code ? code : change_event(&c, ret_status, err);
    arena_free(&c.arena);
    return code;
}

int intake_begin(struct db *db, struct seal *seal, const struct event *event, struct str who,
                 int64_t now, struct err *err)
{
    struct event_version next = event->version;
    int64_t version = 0;
    if (!event_may_become(event->version.status, EVENT_ACT_BEGAN, &next.status)) {
        return refuse_status(event, EVENT_ACT_BEGAN, err);
    }
    if (event->version.status == EVENT_ACTED_ON) {
        return 0;
    }
    next.act = EVENT_ACT_BEGAN;
    next.who = who;
    next.why = STR("");
    next.at = now;
    return event_version_add(db, seal, event->made.number, &next, &version, err);
}

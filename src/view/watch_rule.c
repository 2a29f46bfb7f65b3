/* watch_rule.c - see watch_rule.h. */
#include "watch_rule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const watch_rule_names[WATCH_RULES] = {"neighbours", "family",  "colleagues",
                                                   "famous",     "no_case", "bulk"};

enum { CROWDS_ONE_IN = 10 }; /* of all persons, by chance */
enum { MS_A_MINUTE = 60000, MS_A_DAY = 86400000, DAY_SECONDS = 86400, HOUR_SECONDS = 3600 };

struct watching {
    const struct watch_table *table;
    const struct watch_settings *settings;
    struct watch_findings *findings;
    size_t *by_staff; /* places of events, by staff, then time */
    size_t *from;     /* by staff: its first place in by_staff; one more at the end */
    unsigned *bits;   /* by event: its relation */
    size_t *looked;   /* by person: look-ups by all */
    size_t *scratch;  /* by person: zero between uses */
};

/* ---- what is alike ---- */

static bool share(struct watch_tokens a, struct watch_tokens b)
{
    for (size_t i = 0, j = 0; i < a.count && j < b.count;) {
        if (a.at[i] == b.at[j]) {
            return true;
        }
        if (a.at[i] < b.at[j]) {
            i++;
        } else {
            j++;
        }
    }
    return false;
}

unsigned watch_relation(const struct watch_table *table, uint32_t staff, uint32_t person)
{
    const struct watch_staff *s = &table->staff[staff];
    const struct watch_person *p = &table->persons[person];
    unsigned bits = 0;
    if (p->record_of == staff || share(s->homes, p->homes) || share(s->families, p->families)) {
        return 1u << WATCH_FAMILY;
    }
    bits |= p->record_of != WATCH_NOBODY ? 1u << WATCH_COLLEAGUES : 0;
    bits |= share(s->postcodes, p->postcodes) ? 1u << WATCH_NEIGHBOURS : 0;
    return bits;
}

bool watch_is_after_hours(const struct watch_settings *settings, int64_t time_ms)
{
    int64_t wall = calendar_london(time_ms / 1000);
    int64_t hour = wall % DAY_SECONDS / HOUR_SECONDS;
    int64_t weekday = (wall / DAY_SECONDS + 3) % 7; /* 1 January 1970 was a Thursday; 0: Monday */
    return weekday >= 5 || hour < settings->day_begins || hour >= settings->day_ends;
}

double watch_tail(size_t count, double expected)
{
    double term = exp(-expected);
    double below = 0;
    for (size_t k = 0; k < count; k++) {
        below += term;
        term *= expected / (double)(k + 1);
    }
    return below < 1 ? 1 - below : 0;
}

/* Less likely by chance than one in one_in? */
static bool is_unlikely(const struct watching *w, size_t count, double expected)
{
    return watch_tail(count, expected) * (double)w->settings->one_in < 1;
}

/* ---- findings ---- */

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a;
    uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static size_t count_different(uint32_t *numbers, size_t count)
{
    size_t different = 0;
    if (count > 0) {
        qsort(numbers, count, sizeof *numbers, compare_numbers);
    }
    for (size_t i = 0; i < count; i++) {
        different += i == 0 || numbers[i] != numbers[i - 1];
    }
    return different;
}

static size_t different_people(const struct watching *w, const size_t *places, size_t count)
{
    uint32_t *people = mem_must_array(count + 1, sizeof *people);
    for (size_t i = 0; i < count; i++) {
        people[i] = w->table->events[places[i]].person;
    }
    size_t different = count_different(people, count);
    mem_free(people);
    return different;
}

static size_t different_staff(const struct watching *w, const size_t *places, size_t count)
{
    uint32_t *staff = mem_must_array(count + 1, sizeof *staff);
    for (size_t i = 0; i < count; i++) {
        staff[i] = w->table->events[places[i]].staff;
    }
    size_t different = count_different(staff, count);
    mem_free(staff);
    return different;
}

static void add_finding(struct watching *w, const struct watch_finding *finding,
                        const size_t *places, size_t count)
{
    struct watch_findings *all = w->findings;
    void *at = all->at;
    mem_must_grow(&at, &all->capacity, all->count + 1, sizeof *all->at);
    all->at = at;
    struct watch_finding *f = &all->at[all->count++];
    *f = *finding;
    f->count = count;
    f->events = mem_must_array(count + 1, sizeof *f->events);
    memcpy(f->events, places, count * sizeof *places);
    f->people = different_people(w, places, count);
    f->staff_count = different_staff(w, places, count);
    for (size_t i = 0; i < count; i++) {
        const struct watch_event *e = &w->table->events[places[i]];
        f->after_hours += watch_is_after_hours(w->settings, e->time_ms);
        f->without_case += (e->flags & WATCH_WITHOUT_CASE) != 0;
        f->refused += (e->flags & WATCH_REFUSED) != 0;
    }
}

/* The most of places, which are in the order of time, within so many milliseconds; where it begins.
 */
static size_t densest(const struct watching *w, const size_t *places, size_t count, int64_t span_ms,
                      size_t *ret_from)
{
    size_t most = 0;
    size_t from = 0;
    *ret_from = 0;
    for (size_t to = 0; to < count; to++) {
        int64_t now = w->table->events[places[to]].time_ms;
        while (now - w->table->events[places[from]].time_ms >= span_ms) {
            from++;
        }
        if (to + 1 - from > most) {
            most = to + 1 - from;
            *ret_from = from;
        }
    }
    return most;
}

static int64_t window_ms(const struct watching *w)
{
    return w->settings->window_days * MS_A_DAY;
}

/* ---- neighbours, family, colleagues, the famous who are listed ---- */

/* The share of all look-ups by others that are at whoever stands so to these staff. */
static double others_share(struct watching *w, const size_t *own, size_t own_count, uint32_t staff,
                           enum watch_rule rule)
{
    const struct watch_table *t = w->table;
    size_t all = 0;
    size_t such = 0;
    for (size_t i = 0; i < own_count; i++) {
        w->scratch[t->events[own[i]].person] += (t->events[own[i]].flags & WATCH_LISTED) == 0;
    }
    for (uint32_t p = 0; p < t->person_count; p++) {
        size_t by_others = w->looked[p] - w->scratch[p];
        all += by_others;
        such += by_others > 0 && (watch_relation(t, staff, p) >> rule & 1) != 0 ? by_others : 0;
        w->scratch[p] = 0;
    }
    return all > 0 ? (double)such / (double)all : 0;
}

static size_t in_window(const struct watching *w, const size_t *places, size_t count, int64_t from)
{
    size_t in = 0;
    for (size_t i = 0; i < count; i++) {
        const struct watch_event *e = &w->table->events[places[i]];
        in += e->time_ms >= from && e->time_ms - from < window_ms(w) &&
              (e->flags & WATCH_LISTED) == 0;
    }
    return in;
}

static int64_t day_of(int64_t time_ms)
{
    return calendar_london(time_ms / 1000) / DAY_SECONDS;
}

/* Of look-ups, those that count: who works on a case looks at the same person again, and who does
 * not, looks twice in a day. */
static size_t keep_counted(const struct watching *w, const size_t *places, size_t count,
                           size_t *ret_counted)
{
    size_t counted = 0;
    for (size_t i = 0; i < count; i++) {
        const struct watch_event *e = &w->table->events[places[i]];
        bool again = false;
        for (size_t k = 0; k < i && !again; k++) {
            const struct watch_event *before = &w->table->events[places[k]];
            again = before->person == e->person && ((e->flags & WATCH_WITHOUT_CASE) == 0 ||
                                                    day_of(before->time_ms) == day_of(e->time_ms));
        }
        if (!again) {
            ret_counted[counted++] = places[i];
        }
    }
    return counted;
}

static void find_related(struct watching *w, uint32_t staff, enum watch_rule rule, int64_t least,
                         bool by_chance)
{
    const size_t *own = w->by_staff + w->from[staff];
    size_t own_count = w->from[staff + 1] - w->from[staff];
    size_t *places = mem_must_array(2 * own_count + 1, sizeof *places);
    size_t *counted = places + own_count;
    size_t count = 0;
    size_t begins = 0;
    for (size_t i = 0; i < own_count; i++) {
        if ((w->bits[own[i]] >> rule & 1) != 0) {
            places[count++] = own[i];
        }
    }
    size_t counts = keep_counted(w, places, count, counted);
    size_t most = densest(w, counted, counts, window_ms(w), &begins);
    struct watch_finding finding = {
        .rule = rule, .staff = staff, .person = WATCH_NOBODY, .most = most, .expected = -1};
    bool is_one = most > 0 && most >= (size_t)least;
    if (is_one && by_chance) {
        int64_t from = w->table->events[counted[begins]].time_ms;
        finding.expected = others_share(w, own, own_count, staff, rule) *
                           (double)in_window(w, own, own_count, from);
        is_one = is_unlikely(w, most, finding.expected);
    }
    if (is_one) {
        add_finding(w, &finding, places, count);
    }
    mem_free(places);
}

static int compare_places(const void *a, const void *b)
{
    size_t x = *(const size_t *)a;
    size_t y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* struct of_person - an event of a person, to be put together. */
struct of_person {
    uint32_t person, staff;
    size_t place;
};

static int compare_of_person(const void *a, const void *b)
{
    const struct of_person *x = a;
    const struct of_person *y = b;
    if (x->person != y->person) {
        return x->person < y->person ? -1 : 1;
    }
    if (x->staff != y->staff) {
        return x->staff < y->staff ? -1 : 1;
    }
    return (x->place > y->place) - (x->place < y->place);
}

/* The listed: a finding for each who looked at each. */
static void find_listed(struct watching *w, const struct of_person *of, size_t count)
{
    size_t *places = mem_must_array(count + 1, sizeof *places);
    for (size_t i = 0, next; i < count; i = next) {
        size_t begins;
        for (next = i; next < count && of[next].staff == of[i].staff; next++) {
            places[next - i] = of[next].place;
        }
        size_t most = densest(w, places, next - i, window_ms(w), &begins);
        if (most >= (size_t)w->settings->famous_lookups) {
            const struct watch_finding finding = {.rule = WATCH_FAMOUS,
                                                  .staff = of[i].staff,
                                                  .person = of[i].person,
                                                  .most = most,
                                                  .expected = -1};
            add_finding(w, &finding, places, next - i);
        }
    }
    mem_free(places);
}

/* The most different staff who looked at one person within a window. */
static size_t most_staff(const struct watching *w, const size_t *places, size_t count)
{
    size_t most = 0;
    for (size_t from = 0; from < count; from++) {
        size_t to = from;
        int64_t begins = w->table->events[places[from]].time_ms;
        while (to < count && w->table->events[places[to]].time_ms - begins < window_ms(w)) {
            to++;
        }
        size_t staff = to - from > most ? different_staff(w, places + from, to - from) : 0;
        most = staff > most ? staff : most;
        if (to == count) {
            break;
        }
    }
    return most;
}

/* One who is not listed: more staff than chance gives, when it gives all persons alike. */
static void find_crowded(struct watching *w, const struct of_person *of, size_t count,
                         size_t persons, double expected)
{
    size_t *places = mem_must_array(count + 1, sizeof *places);
    for (size_t i = 0; i < count; i++) {
        places[i] = of[i].place;
    }
    qsort(places, count, sizeof *places, compare_places);
    size_t most = most_staff(w, places, count);
    if (most >= (size_t)w->settings->famous_staff &&
        watch_tail(most, expected) * (double)persons * CROWDS_ONE_IN < 1) {
        const struct watch_finding finding = {.rule = WATCH_FAMOUS,
                                              .staff = WATCH_NOBODY,
                                              .person = of[0].person,
                                              .most = most,
                                              .expected = expected};
        add_finding(w, &finding, places, count);
    }
    mem_free(places);
}

static void find_famous(struct watching *w)
{
    const struct watch_table *t = w->table;
    struct of_person *of = mem_must_array(t->event_count + 1, sizeof *of);
    size_t count = 0;
    size_t persons = 0;
    size_t pairs = 0; /* of staff and person */
    for (size_t i = 0; i < t->event_count; i++) {
        if ((t->events[i].flags & WATCH_LISTED) == 0) {
            of[count++] = (struct of_person){t->events[i].person, t->events[i].staff, i};
        }
    }
    if (count > 0) {
        qsort(of, count, sizeof *of, compare_of_person);
    }
    for (size_t i = 0; i < count; i++) {
        bool next = i == 0 || of[i].person != of[i - 1].person;
        persons += next;
        pairs += next || of[i].staff != of[i - 1].staff;
    }
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i; next < count && of[next].person == of[i].person; next++) {
        }
        if (t->persons[of[i].person].famous) {
            find_listed(w, of + i, next - i);
        } else {
            find_crowded(w, of + i, next - i, persons, (double)pairs / (double)persons);
        }
    }
    mem_free(of);
}

/* ---- no case, bulk: held against one's peers ---- */

/* struct work - what one member of staff did. */
struct work {
    uint32_t staff, peers;
    size_t lookups, most;
    double share; /* without a case */
};

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The middle of what the peers of work[self] have, without its own; below 0: there are none. */
static double peers_median(const struct work *work, size_t count, size_t self, bool of_share)
{
    double *values = mem_must_array(count + 1, sizeof *values);
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (i != self && work[i].lookups > 0 && work[i].peers == work[self].peers) {
            values[found++] = of_share ? work[i].share : (double)work[i].most;
        }
    }
    if (found > 0) {
        qsort(values, found, sizeof *values, compare_doubles);
    }
    double median = found > 0 ? values[found / 2] : -1;
    mem_free(values);
    return median;
}

/* The most different people within bulk_minutes, those whom a search listed among them. */
static size_t busiest(struct watching *w, const size_t *places, size_t count, size_t *ret_from,
                      size_t *ret_to)
{
    const struct watch_event *events = w->table->events;
    size_t most = 0;
    size_t from = 0;
    size_t people = 0;
    for (size_t to = 0; to < count; to++) {
        people += w->scratch[events[places[to]].person]++ == 0;
        while (events[places[to]].time_ms - events[places[from]].time_ms >=
               w->settings->bulk_minutes * MS_A_MINUTE) {
            people -= --w->scratch[events[places[from]].person] == 0;
            from++;
        }
        if (people > most) {
            most = people;
            *ret_from = from;
            *ret_to = to + 1;
        }
    }
    for (; from < count; from++) {
        w->scratch[events[places[from]].person] = 0;
    }
    return most;
}

static void find_bulk(struct watching *w, const struct work *work, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const size_t *own = w->by_staff + w->from[work[i].staff];
        size_t own_count = w->from[work[i].staff + 1] - w->from[work[i].staff];
        size_t from = 0;
        size_t to = 0;
        double usual = peers_median(work, count, i, false);
        if (work[i].most < (size_t)w->settings->bulk_people ||
            (usual >= 0 && (double)work[i].most < usual * (double)w->settings->bulk_times)) {
            continue;
        }
        busiest(w, own, own_count, &from, &to);
        const struct watch_finding finding = {.rule = WATCH_BULK,
                                              .staff = work[i].staff,
                                              .person = WATCH_NOBODY,
                                              .most = work[i].most,
                                              .expected = usual};
        add_finding(w, &finding, own + from, to - from);
    }
}

static void find_no_case(struct watching *w, const struct work *work, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const size_t *own = w->by_staff + w->from[work[i].staff];
        size_t own_count = w->from[work[i].staff + 1] - w->from[work[i].staff];
        size_t *places = mem_must_array(own_count + 1, sizeof *places);
        size_t without = 0;
        size_t begins;
        for (size_t k = 0; k < own_count; k++) {
            uint8_t flags = w->table->events[own[k]].flags;
            if ((flags & WATCH_WITHOUT_CASE) != 0 && (flags & WATCH_LISTED) == 0) {
                places[without++] = own[k];
            }
        }
        size_t most = densest(w, places, without, window_ms(w), &begins);
        double usual = peers_median(work, count, i, true);
        if (most >= (size_t)w->settings->no_case_lookups && usual >= 0 && work[i].share > 0 &&
            work[i].share >= usual * (double)w->settings->no_case_times) {
            const struct watch_finding finding = {.rule = WATCH_NO_CASE,
                                                  .staff = work[i].staff,
                                                  .person = WATCH_NOBODY,
                                                  .most = most,
                                                  .expected = usual * (double)work[i].lookups};
            add_finding(w, &finding, places, without);
        }
        mem_free(places);
    }
}

static struct work work_of(struct watching *w, uint32_t staff)
{
    const size_t *own = w->by_staff + w->from[staff];
    size_t count = w->from[staff + 1] - w->from[staff];
    struct work work = {.staff = staff};
    size_t without = 0;
    size_t ignored[2];
    for (size_t i = 0; i < count; i++) {
        const struct watch_event *e = &w->table->events[own[i]];
        work.peers = e->peers; /* the last role */
        work.lookups += (e->flags & WATCH_LISTED) == 0;
        without += (e->flags & WATCH_LISTED) == 0 && (e->flags & WATCH_WITHOUT_CASE) != 0;
    }
    work.share = work.lookups > 0 ? (double)without / (double)work.lookups : 0;
    work.most = busiest(w, own, count, &ignored[0], &ignored[1]);
    return work;
}

/* ---- all ---- */

static void sort_by_staff(struct watching *w)
{
    const struct watch_table *t = w->table;
    w->from = mem_must_array(t->staff_count + 2, sizeof *w->from);
    w->by_staff = mem_must_array(t->event_count + 1, sizeof *w->by_staff);
    w->bits = mem_must_array(t->event_count + 1, sizeof *w->bits);
    w->looked = mem_must_array(t->person_count + 1, sizeof *w->looked);
    w->scratch = mem_must_array(t->person_count + 1, sizeof *w->scratch);
    for (size_t i = 0; i < t->event_count; i++) {
        w->from[t->events[i].staff + 1]++;
        w->looked[t->events[i].person] += (t->events[i].flags & WATCH_LISTED) == 0;
    }
    for (size_t s = 0; s < t->staff_count; s++) {
        w->from[s + 1] += w->from[s];
    }
    size_t *next = mem_must_array(t->staff_count + 1, sizeof *next);
    memcpy(next, w->from, t->staff_count * sizeof *next);
    for (size_t i = 0; i < t->event_count; i++) {
        const struct watch_event *e = &t->events[i];
        w->by_staff[next[e->staff]++] = i;
        w->bits[i] = (e->flags & WATCH_LISTED) == 0 ? watch_relation(t, e->staff, e->person) : 0;
    }
    mem_free(next);
}

static int compare_findings(const void *a, const void *b)
{
    const struct watch_finding *x = a;
    const struct watch_finding *y = b;
    if (x->rule != y->rule) {
        return x->rule < y->rule ? -1 : 1;
    }
    if (x->staff != y->staff) {
        return x->staff < y->staff ? -1 : 1;
    }
    return (x->person > y->person) - (x->person < y->person);
}

void watch_find(const struct watch_table *table, const struct watch_settings *settings,
                struct watch_findings *ret)
{
    struct watching w = {.table = table, .settings = settings, .findings = ret};
    struct work *work = mem_must_array(table->staff_count + 1, sizeof *work);
    sort_by_staff(&w);
    for (uint32_t s = 0; s < table->staff_count; s++) {
        find_related(&w, s, WATCH_NEIGHBOURS, settings->neighbour_lookups, true);
        find_related(&w, s, WATCH_FAMILY, settings->family_lookups, false);
        find_related(&w, s, WATCH_COLLEAGUES, settings->colleague_lookups, true);
        work[s] = work_of(&w, s);
    }
    find_famous(&w);
    find_no_case(&w, work, table->staff_count);
    find_bulk(&w, work, table->staff_count);
    if (ret->count > 0) {
        qsort(ret->at, ret->count, sizeof *ret->at, compare_findings);
    }
    mem_free(work);
    mem_free(w.by_staff);
    mem_free(w.from);
    mem_free(w.bits);
    mem_free(w.looked);
    mem_free(w.scratch);
}

void watch_findings_free(struct watch_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        mem_free(findings->at[i].events);
    }
    mem_free(findings->at);
    *findings = (struct watch_findings){0};
}

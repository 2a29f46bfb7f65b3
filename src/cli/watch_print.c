/* watch_print.c - see watch_print.h. */
#include "watch_print.h"

#include "clock.h"
#include "json_writer.h"
#include "view_print.h"

#include <inttypes.h>
#include <stdio.h>

enum { LEAVES_SHOWN = 12, PEOPLE_SHOWN = 3, LABEL_WIDTH = 11 };

static const struct watch_event *event_of(const struct watch_print *p,
                                          const struct watch_finding *f, size_t i)
{
    return &p->watch->table.events[f->events[i]];
}

static const char *time_text(int64_t time_ms, char ret[CLOCK_TEXT_MAX])
{
    clock_text(calendar_london(time_ms / 1000), ret);
    ret[10] = ' ';
    ret[16] = '\0'; /* 2026-11-28 21:14 */
    return ret;
}

static void label(const char *text)
{
    printf("  ");
    print_padded(str_of(text), LABEL_WIDTH);
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* ---- what was found, in a sentence ---- */

static void print_expected(const struct watch_print *p, const struct watch_finding *f)
{
    printf("; %zu count in %" PRId64 " days", f->most, p->watch->settings.window_days);
    if (f->expected >= 0) {
        printf(", %.1f by chance", f->expected);
    }
    printf(".\n");
}

static void print_famous(const struct watch_print *p, const struct watch_finding *f)
{
    if (f->staff != WATCH_NOBODY) {
        printf("%zu look-up%s of one who is listed in watch.yaml.\n", f->count, plural(f->count));
    } else {
        printf("%zu staff looked at one person in %" PRId64 " days; at others %.1f do.\n", f->most,
               p->watch->settings.window_days, f->expected);
    }
}

static void print_bulk(const struct watch_print *p, const struct watch_finding *f)
{
    printf("%zu different people in %" PRId64 " minutes", f->most, p->watch->settings.bulk_minutes);
    if (f->expected >= 0) {
        printf("; half of the same role never pass %.0f", f->expected);
    }
    printf(".\n");
}

static void print_what(const struct watch_print *p, const struct watch_finding *f)
{
    const char *people = f->people == 1 ? "person" : "people";
    label("what");
    switch (f->rule) {
    case WATCH_NEIGHBOURS:
        printf("%zu look-up%s of %zu %s at their own postcode", f->count, plural(f->count),
               f->people, people);
        print_expected(p, f);
        break;
    case WATCH_FAMILY:
        printf("%zu look-up%s of %zu %s of their household or family, as records tell.\n", f->count,
               plural(f->count), f->people, people);
        break;
    case WATCH_COLLEAGUES:
        printf("%zu look-up%s of %zu colleague%s", f->count, plural(f->count), f->people,
               plural(f->people));
        print_expected(p, f);
        break;
    case WATCH_FAMOUS:
        print_famous(p, f);
        break;
    case WATCH_NO_CASE:
        printf(
            "%zu look-up%s without a case; half of the same role have %.1f or fewer of as many.\n",
            f->count, plural(f->count), f->expected);
        break;
    case WATCH_BULK:
        print_bulk(p, f);
        break;
    case WATCH_RULES:
        break;
    }
}

/* ---- on what it rests ---- */

static void print_besides(const struct watch_finding *f)
{
    label("besides");
    printf("%zu outside office hours, %zu without a case where none is needed, %zu refused.\n",
           f->after_hours, f->without_case, f->refused);
}

static void print_leaves(const struct watch_print *p, const struct watch_finding *f)
{
    char first[CLOCK_TEXT_MAX];
    char last[CLOCK_TEXT_MAX];
    size_t shown = 0;
    label("when");
    printf("%s to %s\n", time_text(event_of(p, f, 0)->time_ms, first),
           time_text(event_of(p, f, f->count - 1)->time_ms, last));
    label("leaves");
    for (size_t i = 0; i < f->count && shown < LEAVES_SHOWN; i++) {
        if (i == 0 || event_of(p, f, i)->leaf != event_of(p, f, i - 1)->leaf) {
            printf("%s%" PRIu64, shown > 0 ? ", " : "", event_of(p, f, i)->leaf);
            shown++;
        }
    }
    printf("%s\n", f->count > LEAVES_SHOWN ? ", … (--json has all)" : "");
}

/* Different people, in the order in which they were looked up first. */
static bool is_first_of_person(const struct watch_print *p, const struct watch_finding *f, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (event_of(p, f, k)->person == event_of(p, f, i)->person) {
            return false;
        }
    }
    return true;
}

static void print_people(const struct watch_print *p, const struct watch_finding *f)
{
    size_t shown = 0;
    label("whom");
    for (size_t i = 0; i < f->count && shown < PEOPLE_SHOWN; i++) {
        if (is_first_of_person(p, f, i)) {
            const char *id = p->ids[event_of(p, f, i)->person];
            printf("%s%s", shown > 0 ? ", " : "", id[0] != '\0' ? id : "(record gone)");
            shown++;
        }
    }
    if (f->people > shown) {
        printf(" and %zu more", f->people - shown);
    }
    printf("\n");
}

static void print_decided(const struct watch_print *p, size_t finding)
{
    char time[CLOCK_TEXT_MAX];
    const struct watch_decision *d = p->watch->decided[finding];
    if (d != NULL) {
        label(d->closed ? "closed" : "seen");
        printf("%s by %.*s (leaf %" PRIu64 "): %.*s%s\n", time_text(d->time_ms, time), PRI(d->who),
               d->leaf, PRI(d->why),
               d->closed && watch_is_open(p->watch, finding) ? " · and it went on since" : "");
    }
}

static void print_who(const struct watch_print *p, const struct watch_finding *f)
{
    if (f->staff == WATCH_NOBODY) {
        printf("%zu staff\n", f->staff_count);
        return;
    }
    struct str login = p->watch->logins[f->staff];
    const struct staff_member *person = staff_find(p->staff, login);
    uint32_t role = event_of(p, f, f->count - 1)->peers;
    printf("%.*s", PRI(login));
    if (person != NULL) {
        printf(", %.*s", PRI(person->name));
    }
    if (p->watch->roles[role].len > 0) {
        printf(" (%.*s)", PRI(p->watch->roles[role]));
    }
    printf("\n");
}

void watch_print(const struct watch_print *p)
{
    const struct watch *w = p->watch;
    size_t open = 0;
    for (size_t i = 0; i < w->findings.count; i++) {
        open += watch_is_open(w, i);
    }
    printf("%zu finding%s to look into, %zu closed; %" PRIu64
           " leaves, %zu look-ups of %zu people.\n",
           open, plural(open), w->findings.count - open, w->leaves, w->table.event_count,
           w->table.person_count);
    for (size_t i = 0; i < w->findings.count; i++) {
        const struct watch_finding *f = &w->findings.at[i];
        if (!p->closed_too && !watch_is_open(w, i)) {
            continue;
        }
        printf("\n%s  %s  ", w->ids[i], watch_rule_names[f->rule]);
        print_who(p, f);
        print_what(p, f);
        print_besides(f);
        print_leaves(p, f);
        print_people(p, f);
        print_decided(p, i);
    }
    if (w->staff_with_records == 0) {
        printf(
            "\nnote: staff.yaml names no records of staff's own, so that neighbours, family and\n"
            "colleagues can't be seen.\n");
    }
    if (w->destroyed > 0) {
        printf("\nnote: the details of %" PRIu64 " leaves are kept no more.\n", w->destroyed);
    }
    if (open > 0) {
        printf(
            "\nA finding is out of the ordinary, and not yet wrong. When it is looked into:\n"
            "cantref watch close ID --why TEXT --case CASE\n");
    }
}

/* ---- JSON ---- */

static void finding_json(struct json_writer *json, const struct watch_print *p, size_t i)
{
    const struct watch *w = p->watch;
    const struct watch_finding *f = &w->findings.at[i];
    const struct watch_decision *d = w->decided[i];
    char time[CLOCK_TEXT_MAX];
    json_write_object(json);
    json_put_text(json, "id", str_of(w->ids[i]));
    json_put_text(json, "rule", str_of(watch_rule_names[f->rule]));
    json_put_text(json, "who", f->staff != WATCH_NOBODY ? w->logins[f->staff] : STR(""));
    json_put_bool(json, "open", watch_is_open(w, i));
    json_put_whole(json, "look_ups", (int64_t)f->count);
    json_put_whole(json, "people", (int64_t)f->people);
    json_put_whole(json, "staff", (int64_t)f->staff_count);
    json_put_whole(json, "most_in_window", (int64_t)f->most);
    if (f->expected >= 0) {
        json_write_key(json, STR("expected"));
        json_write_decimal(json, f->expected, 3);
    }
    json_put_whole(json, "after_hours", (int64_t)f->after_hours);
    json_put_whole(json, "without_case", (int64_t)f->without_case);
    json_put_whole(json, "refused", (int64_t)f->refused);
    json_write_key(json, STR("evidence"));
    json_write_array(json);
    for (size_t e = 0; e < f->count; e++) {
        const struct watch_event *event = event_of(p, f, e);
        json_write_object(json);
        json_put_whole(json, "leaf", (int64_t)event->leaf);
        json_put_text(json, "time", str_of(clock_text(event->time_ms / 1000, time)));
        json_put_text(json, "who", w->logins[event->staff]);
        json_put_text(json, "whom", str_of(p->ids[event->person]));
        json_write_close(json);
    }
    json_write_close(json);
    if (d != NULL) {
        json_put_text(json, "decided", d->closed ? STR("closed") : STR("seen"));
        json_put_text(json, "decided_by", d->who);
        json_put_text(json, "why", d->why);
    }
    json_write_close(json);
}

void watch_print_json(const struct watch_print *p)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_put_whole(&json, "leaves", (int64_t)p->watch->leaves);
    json_put_whole(&json, "details_destroyed", (int64_t)p->watch->destroyed);
    json_put_whole(&json, "look_ups", (int64_t)p->watch->table.event_count);
    json_write_key(&json, STR("findings"));
    json_write_array(&json);
    for (size_t i = 0; i < p->watch->findings.count; i++) {
        if (p->closed_too || watch_is_open(p->watch, i)) {
            finding_json(&json, p, i);
        }
    }
    json_write_close(&json);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

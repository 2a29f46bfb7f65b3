/* look_command.c - cantref entity show, history, explain. */
#include "look_command.h"

#include "clock.h"
#include "entity_look.h"
#include "explanation_output.h"
#include "household.h"
#include "json_writer.h"
#include "report_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* struct asking - an action, and whom it is about. */
struct asking {
    const struct look_job *job;
    struct entity_about asked, about; /* as it was asked for; as it is now */
};

static void print(const struct buf *text)
{
    printf("%.*s\n", PRI(buf_str(text)));
}

static void tell_redirection(const struct asking *a)
{
    if (a->asked.entity != a->about.entity && !a->job->json) {
        printf("%s is now %s\n\n", a->asked.id, a->about.id);
    }
}

/* ---- a run over what bears on it, as a report ---- */

struct look {
    struct standing_run *run;
    struct report_input input;
    struct report report;
    uint32_t mention[2]; /* of the entities asked for */
    bool open;
};

static int look_open(const struct asking *a, const struct entity_about *other, bool whole,
                     struct look *ret, struct err *err)
{
    struct progress progress = progress_begin();
    const struct entity_about *both[] = {&a->about, other};
    ret->run = mem_must_array(1, sizeof *ret->run); /* megabytes: too large for a stack */
    int code = entity_read(a->job->picture, both, other != NULL ? 2 : 1, whole, a->job->threads,
                           &progress, ret->run, ret->mention, err);
    progress_end(&progress);
    if (code == 0) {
        ret->input = (struct report_input){.tables = ret->run->standing.tables,
                                           .mappings = ret->run->standing.mappings,
                                           .table_count = ret->run->standing.count,
                                           .mentions = &ret->run->mentions,
                                           .run = &ret->run->run,
                                           .entity_names = ret->run->names,
                                           .language = a->job->language,
                                           .from_home = true,
                                           .version = CANTREF_VERSION};
        report_begin(&ret->input, &ret->report);
        ret->open = true;
    }
    return code;
}

static void look_close(struct look *look)
{
    if (look->open) {
        report_free(&look->report);
    }
    if (look->run != NULL) {
        standing_run_free(look->run);
        mem_free(look->run);
    }
}

/* What is about to be shown, into the audit log: of those asked for; or of all that were read. */
static int look_tell(const struct asking *a, const struct look *look, size_t asked, bool all,
                     struct err *err)
{
    const struct partition *p = &look->run->run.partition;
    const struct mention_table *t = &look->run->mentions;
    struct whole_list mentions = {0};
    for (size_t m = 0; m < t->count; m++) {
        const struct mention_place *place = &t->places[m];
        bool told = all;
        for (size_t i = 0; i < asked; i++) {
            told = told || p->entity[m] == p->entity[look->mention[i]];
        }
        if (told) {
            int64_t record = look->run->standing.records[place->source][place->row];
            whole_list_add(&mentions, disclosure_subject(record, place->number));
        }
    }
    int code = inquiry_tell_mentions(a->job->inquiry, str_of(a->about.id), mentions.at,
                                     mentions.count, err);
    whole_list_free(&mentions);
    return code;
}

/* ---- show ---- */

/* struct neighbour - somebody else at an address of the entity. */
struct neighbour {
    int64_t entity;
    uint32_t mention, property;
};

static int compare_neighbours(const void *a, const void *b)
{
    const struct neighbour *x = a;
    const struct neighbour *y = b;
    if (x->property != y->property) {
        return x->property < y->property ? -1 : 1;
    }
    if (x->entity != y->entity) {
        return x->entity < y->entity ? -1 : 1;
    }
    return (x->mention > y->mention) - (x->mention < y->mention);
}

/* The properties that the entity's mentions are at, each once, ascending; returns their number. */
static size_t properties_of(const struct look *look, uint32_t entity, uint32_t *ret)
{
    const struct partition *p = &look->run->run.partition;
    const struct grouping *g = &look->report.entities;
    size_t count = 0;
    for (uint32_t i = g->offset[entity]; i < g->offset[entity + 1]; i++) {
        uint32_t property = p->property[g->member[i]];
        size_t at = 0;
        while (at < count && ret[at] != property) {
            at++;
        }
        if (property != NO_ENTITY && at == count) {
            ret[count++] = property;
        }
    }
    return count;
}

/* People at a property who aren't the entity, each once by their first mention. */
static size_t neighbours_of(const struct look *look, uint32_t property, int64_t entity,
                            struct neighbour *ret)
{
    const struct grouping *g = &look->report.properties;
    size_t count = 0;
    size_t kept = 0;
    for (uint32_t i = g->offset[property]; i < g->offset[property + 1]; i++) {
        uint32_t m = g->member[i];
        if (look->run->mentions.places[m].kind == MENTION_PERSON && look->run->entity[m] != 0 &&
            look->run->entity[m] != entity) {
            ret[count++] = (struct neighbour){look->run->entity[m], m, property};
        }
    }
    if (count > 0) {
        qsort(ret, count, sizeof *ret, compare_neighbours);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || ret[kept - 1].entity != ret[i].entity) {
            ret[kept++] = ret[i];
        }
    }
    return kept;
}

struct showing {
    const struct asking *asking;
    struct look *look;
    struct json_writer *json; /* NULL: lines for people */
    struct err *err;
};

static void show_value(void *context, int field, struct str value, int source)
{
    const struct showing *s = context;
    const struct report *r = &s->look->report;
    struct str name = s->look->input.tables[source].name;
    if (s->json != NULL) {
        json_write_key(s->json, report_field_column(r, field));
        json_write_object(s->json);
        json_put_text(s->json, "value", value);
        json_put_text(s->json, "source", name);
        json_write_close(s->json);
    } else {
        struct str label = report_field_label(r, field);
        printf("  %-*.*s  %.*s   (%.*s)\n", 26, PRI(label), PRI(value), PRI(name));
    }
}

static void show_mention(const struct showing *s, uint32_t m)
{
    const struct report *r = &s->look->report;
    struct str source = report_source_name(r, m);
    struct buf name = {0}, address = {0};
    report_name(r, m, &name);
    report_address(r, m, &address);
    if (s->json != NULL) {
        json_write_object(s->json);
        json_put_text(s->json, "source", source);
        json_put_whole(s->json, "row", report_row_number(r, m));
        json_put_whole(s->json, "mention", r->number[m]);
        json_put_text(s->json, "name", buf_str(&name));
        json_put_text(s->json, "address", buf_str(&address));
        json_write_close(s->json);
    } else {
        printf("  %.*s:%u", PRI(source), report_row_number(r, m));
        if (r->number[m] > 1) {
            printf(":%u", r->number[m]);
        }
        printf("   %.*s%s%.*s\n", PRI(buf_str(&name)), name.len > 0 && address.len > 0 ? ", " : "",
               PRI(buf_str(&address)));
    }
    buf_free(&name);
    buf_free(&address);
}

static int show_neighbour(const struct showing *s, const struct neighbour *n)
{
    const struct report *r = &s->look->report;
    const struct standing_run *run = s->look->run;
    struct entity_about about = {0};
    struct str source = report_source_name(r, n->mention);
    struct buf name = {0};
    char id[ENTITY_ID_TEXT_MAX];
    const char *called = about.id;
    int code = 0;
    if (run->names != NULL) {
        called = report_entity_id(r, run->run.partition.entity[n->mention], id);
    } else {
        code = entity_by_number(s->asking->job->picture->db, n->entity, &about, s->err);
    }
    report_name(r, n->mention, &name);
    if (code == 0 && s->json != NULL) {
        json_write_object(s->json);
        json_put_text(s->json, "entity", str_of(called));
        json_put_text(s->json, "name", buf_str(&name));
        json_put_text(s->json, "source", source);
        json_put_whole(s->json, "row", report_row_number(r, n->mention));
        json_write_close(s->json);
    } else if (code == 0) {
        printf("    %s  %.*s   (%.*s:%u)\n", called, PRI(buf_str(&name)), PRI(source),
               report_row_number(r, n->mention));
    }
    buf_free(&name);
    return code;
}

/* The rows that put the entity there. */
static void show_evidence(const struct showing *s, uint32_t property)
{
    const struct report *r = &s->look->report;
    const struct grouping *g = &r->properties;
    const char *between = " (";
    for (uint32_t i = g->offset[property]; i < g->offset[property + 1]; i++) {
        uint32_t m = g->member[i];
        if (s->look->run->entity[m] != s->asking->about.entity) {
            continue;
        }
        if (s->json != NULL) {
            json_write_object(s->json);
            json_put_text(s->json, "source", report_source_name(r, m));
            json_put_whole(s->json, "row", report_row_number(r, m));
            json_write_close(s->json);
        } else {
            printf("%s%.*s:%u", between, PRI(report_source_name(r, m)), report_row_number(r, m));
            between = ", ";
        }
    }
}

/* Who lives with whom, since when, and which rows say so. */
static int show_household(const struct showing *s, uint32_t property)
{
    const struct grouping *g = &s->look->report.properties;
    struct household h;
    int code =
        household_at(s->look->run, s->asking->job->picture->db, g->member + g->offset[property],
                     grouping_size(g, property), s->asking->about.entity, &h, s->err);
    if (code != 0) {
        return code;
    }
    if (s->json != NULL) {
        json_write_key(s->json, STR("household"));
        json_write_object(s->json);
        json_put_whole(s->json, "persons", h.persons);
        json_put_whole(s->json, "family_names", h.family_names);
        json_write_key(s->json, STR("shared_accommodation"));
        json_write_bool(s->json, h.shared);
        json_put_text(s->json, "since", str_of(h.since));
        json_put_text(s->json, "until", str_of(h.until));
        json_put_text(s->json, "since_by", h.since_row ? STR("row") : STR("home"));
        json_write_key(s->json, STR("rows"));
        json_write_array(s->json);
        show_evidence(s, property);
        json_write_close(s->json);
        json_write_close(s->json);
        return 0;
    }
    if (h.until[0] != '\0') {
        printf("    left on %s, %zu there now", h.until, h.persons);
    } else if (h.shared) {
        printf("    shared accommodation, not a household: %zu people of %zu family names",
               h.persons, h.family_names);
    } else {
        printf("    household of %zu", h.persons);
    }
    printf(", there since %s%s", h.since, h.since_row ? "" : " or before");
    show_evidence(s, property);
    printf(")\n");
    return 0;
}

static int show_property(const struct showing *s, uint32_t property)
{
    const struct report *r = &s->look->report;
    struct neighbour *neighbours =
        mem_must_array(grouping_size(&r->properties, property), sizeof *neighbours);
    size_t count = neighbours_of(s->look, property, s->asking->about.entity, neighbours);
    struct buf address = {0};
    int code = 0;
    golden_address(r, property, &address);
    if (s->json != NULL) {
        json_write_object(s->json);
        json_put_text(s->json, "address", buf_str(&address));
        json_write_key(s->json, STR("others"));
        json_write_array(s->json);
    } else {
        printf("  %.*s%s\n", PRI(buf_str(&address)), count > 0 ? ", where rows also put" : "");
    }
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = show_neighbour(s, &neighbours[i]);
    }
    if (s->json != NULL) {
        json_write_close(s->json);
    }
    if (code == 0 && s->asking->about.kind == MENTION_PERSON) {
        code = show_household(s, property);
    }
    if (s->json != NULL) {
        json_write_close(s->json);
    }
    buf_free(&address);
    mem_free(neighbours);
    return code;
}

/* A heading, or the key of what follows. */
static void show_part(const struct showing *s, const char *key, const char *heading, bool object)
{
    if (s->json == NULL) {
        printf("%s\n", heading);
        return;
    }
    json_write_key(s->json, str_of(key));
    object ? json_write_object(s->json) : json_write_array(s->json);
}

static void show_part_end(const struct showing *s)
{
    if (s->json != NULL) {
        json_write_close(s->json);
    }
}

static int show_all(struct showing *s)
{
    const struct report *r = &s->look->report;
    const struct grouping *g = &r->entities;
    uint32_t entity = s->look->run->run.partition.entity[s->look->mention[0]];
    uint32_t *properties = mem_must_array(grouping_size(g, entity), sizeof *properties);
    size_t count = properties_of(s->look, entity, properties);
    int code = 0;
    show_part(s, "values", "Best values", true);
    golden_each(r, entity, show_value, s);
    show_part_end(s);
    show_part(s, "mentions", "\nMentions", false);
    for (uint32_t i = g->offset[entity]; i < g->offset[entity + 1]; i++) {
        show_mention(s, g->member[i]);
    }
    show_part_end(s);
    if (count > 0 || s->json != NULL) {
        show_part(s, "properties", "\nAt", false);
        for (size_t i = 0; code == 0 && i < count; i++) {
            code = show_property(s, properties[i]);
        }
        show_part_end(s);
    }
    mem_free(properties);
    return code;
}

static int show(const struct asking *a, struct err *err)
{
    struct look look = {0};
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    struct showing showing = {a, &look, a->job->json ? &json : NULL, err};
    char made[CLOCK_TEXT_MAX];
    int code = look_open(a, NULL, false, &look, err);
    code = code ? code : look_tell(a, &look, 1, true, err);
    if (code == 0) {
        tell_redirection(a);
        clock_text(a->about.made, made);
        const char *kind = report_kind_text(a->about.kind);
        if (a->job->json) {
            json_write_object(&json);
            json_put_text(&json, "asked", str_of(a->asked.id));
            json_put_text(&json, "entity", str_of(a->about.id));
            json_put_text(&json, "kind", str_of(kind));
            json_put_text(&json, "since", str_of(made));
        } else {
            printf("%s: %s, known since %.10s %.5s UTC\n\n", a->about.id, kind, made, made + 11);
        }
        code = show_all(&showing);
    }
    if (code == 0 && a->job->json) {
        json_write_close(&json);
        print(&text);
    } else if (code == 0) {
        printf("\nNext:\n  cantref entity explain %s   why these are the same\n", a->about.id);
    }
    buf_free(&text);
    look_close(&look);
    return code;
}

/* The first operand, found; checked to be one of no more than max. */
static int find_asked(const struct look_job *job, char *const *operands, size_t count, size_t max,
                      struct asking *ret, struct err *err)
{
    if (count == 0 || count > max) {
        return err_set(err, ERR_USAGE,
                       max > 1 ? "name one entity, or two: an id or SOURCE:ROW"
                               : "name one entity: an id or SOURCE:ROW");
    }
    *ret = (struct asking){.job = job};
    int code = entity_find(job->picture, str_of(operands[0]), &ret->asked, err);
    ret->about = ret->asked;
    return code ? code : entity_follow(job->picture->db, &ret->about, err);
}

int look_show_action(const struct look_job *job, char *const *operands, size_t count,
                     struct err *err)
{
    struct asking asking;
    int code = find_asked(job, operands, count, 1, &asking, err);
    return code ? code : show(&asking, err);
}

/* ---- explain ---- */

int look_explain_action(const struct look_job *job, char *const *operands, size_t count,
                        struct err *err)
{
    struct look look = {0};
    struct asking asking;
    struct entity_about other;
    bool pair = count == 2;
    int code = explanation_check(job->json, job->svg_path, err);
    code = code ? code : find_asked(job, operands, count, 2, &asking, err);
    if (code == 0 && pair) {
        code = entity_find(job->picture, str_of(operands[1]), &other, err);
        code = code ? code : entity_follow(job->picture->db, &other, err);
    }
    code = code ? code : look_open(&asking, pair ? &other : NULL, true, &look, err);
    for (size_t i = 0; code == 0 && pair && i < 2; i++) { /* of rows these two, of ids the first */
        if (strchr(operands[i], ':') != NULL) {
            code = mention_find(&look.report, str_of(operands[i]), &look.mention[i], err);
        }
    }
    code = code ? code : look_tell(&asking, &look, pair ? 2 : 1, false, err);
    if (code == 0) {
        tell_redirection(&asking);
        code = explanation_tell(&look.report, look.mention, pair, job->json, job->svg_path, err);
    }
    look_close(&look);
    return code;
}

/* ---- history ---- */

static const struct {
    const char *name;           /* for programs */
    const char *before, *after; /* around an entity's id, or a row */
} happenings[] = {
    [ENTITY_MADE] = {"made", "first known", ""},
    [ENTITY_PARTED_FROM] = {"parted_from", "parted from ", ""},
    [ENTITY_TOOK_IN] = {"took_in", "", " turned out to be the same: merged into this one"},
    [ENTITY_ROW_JOINED] = {"row_joined", "", " joined"},
    [ENTITY_ROW_LEFT] = {"row_left", "", " left"},
    [ENTITY_LOST_PART] = {"lost_part", "", " turned out to be another: parted from this one"},
    [ENTITY_MERGED] = {"merged", "turned out to be the same as ", ", and was merged into that"},
    [ENTITY_NOBODY_LEFT] = {"nobody_left", "no row speaks of it any more", ""},
};

static void moment_text(const struct entity_moment *m, struct buf *ret)
{
    if (m->source.len > 0) {
        buf_printf(ret, "%.*s:%lld", PRI(m->source), (long long)m->row);
    } else {
        buf_add(ret, str_of(m->other));
    }
}

static void print_moments(const struct entity_moment *moments, size_t count)
{
    char at[CLOCK_TEXT_MAX];
    struct buf whom = {0};
    for (size_t i = 0; i < count; i++) {
        const struct entity_moment *m = &moments[i];
        whom.len = 0;
        moment_text(m, &whom);
        clock_text(m->at, at);
        if (i == 0 || m->at != moments[i - 1].at) {
            printf("  %.10s %.8s  ", at, at + 11);
        } else {
            printf("  %-19s  ", "");
        }
        printf("%s%.*s%s\n", happenings[m->what].before, PRI(buf_str(&whom)),
               happenings[m->what].after);
    }
    buf_free(&whom);
}

static void moments_json(struct json_writer *json, const struct entity_moment *moments,
                         size_t count)
{
    char at[CLOCK_TEXT_MAX];
    json_write_key(json, STR("history"));
    json_write_array(json);
    for (size_t i = 0; i < count; i++) {
        const struct entity_moment *m = &moments[i];
        json_write_object(json);
        json_put_text(json, "at", str_of(clock_text(m->at, at)));
        json_put_text(json, "what", str_of(happenings[m->what].name));
        if (m->other[0] != '\0') {
            json_put_text(json, "entity", str_of(m->other));
        }
        if (m->source.len > 0) {
            json_put_text(json, "source", m->source);
            json_put_whole(json, "row", m->row);
        }
        json_write_close(json);
    }
    json_write_close(json);
}

/* Of the id that was asked for, though it is now another's. */
static int history(const struct asking *a, struct err *err)
{
    struct arena arena = {0};
    struct entity_moment *moments = NULL;
    size_t count = 0;
    int code = entity_history(a->job->picture, &a->asked, &arena, &moments, &count, err);
    code = code ? code : inquiry_tell_mentions(a->job->inquiry, str_of(a->asked.id), NULL, 0, err);
    if (code == 0 && a->job->json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        json_write_object(&json);
        json_put_text(&json, "asked", str_of(a->asked.id));
        json_put_text(&json, "entity", str_of(a->about.id));
        json_put_text(&json, "kind", str_of(report_kind_text(a->asked.kind)));
        moments_json(&json, moments, count);
        json_write_close(&json);
        print(&text);
        buf_free(&text);
    } else if (code == 0) {
        tell_redirection(a);
        printf("%s: %s; times are UTC\n\n", a->asked.id, report_kind_text(a->asked.kind));
        print_moments(moments, count);
    }
    mem_free(moments);
    arena_free(&arena);
    return code;
}

int look_history_action(const struct look_job *job, char *const *operands, size_t count,
                        struct err *err)
{
    struct asking asking;
    int code = find_asked(job, operands, count, 1, &asking, err);
    return code ? code : history(&asking, err);
}

/* html_sections.c - the later sections of report.html: columns, weights, sizes, examples, method,
 * settings, limits. */
#include "html_sections.h"

#include "explain.h"
#include "explanation.h"
#include "wording.h"

#include <math.h>
#include <stdlib.h>

/* ---- columns */

/* Roles that fill no field of their own. */
static const char *const role_texts[ROLES] = {
    [ROLE_IGNORE] = TO_SAY("Not used"),
    [ROLE_TITLE] = TO_SAY("Title"),
    [ROLE_GIVEN_NAME] = TO_SAY("Given name"),
    [ROLE_MIDDLE_NAME] = TO_SAY("Middle names"),
    [ROLE_FAMILY_NAME] = TO_SAY("Family name"),
    [ROLE_FORMER_NAME] = TO_SAY("Former family name"),
    [ROLE_FULL_NAME] = TO_SAY("Full name"),
    [ROLE_ORGANISATION] = TO_SAY("Organisation"),
    [ROLE_THING_NAME] = TO_SAY("Name"),
    [ROLE_BIRTH_YEAR] = TO_SAY("Year of birth"),
    [ROLE_BIRTH_MONTH] = TO_SAY("Month of birth"),
    [ROLE_BIRTH_DAY] = TO_SAY("Day of birth"),
    [ROLE_ADDRESS] = TO_SAY("Address"),
    [ROLE_PREMISE] = TO_SAY("House or flat"),
    [ROLE_STREET] = TO_SAY("Street"),
    [ROLE_TOWN] = TO_SAY("Town"),
    [ROLE_SINCE] = TO_SAY("Since"),
    [ROLE_UNTIL] = TO_SAY("Until"),
    [ROLE_ATTRIBUTE] = TO_SAY("Attribute"),
    [ROLE_RECORD_ID] = TO_SAY("Number of the record"),
};

static void add_role(const struct report *r, enum role role, struct buf *out)
{
    int field = role_table[role].field;
    if (field >= 0 && field < FIELD_ATTRIBUTE) {
        buf_add(out, report_field_label(r, field));
        return;
    }
    buf_add(out, str_of(say(r, role_texts[role])));
}

void section_columns(struct page *page, const struct report *r, const struct overview *o)
{
    static const char *const headings[] = {TO_SAY("Column"), TO_SAY("Taken for"),
                                           "#" TO_SAY("Understood"), TO_SAY("Why"), NULL};
    (void)o;
    struct buf text = {0};
    page_html(page, say(r,
                        "<p>To correct any of this, edit mapping.yaml and link again with "
                        "<code>--mapping mapping.yaml</code>.</p>\n"));
    for (size_t t = 0; t < r->in->table_count; t++) {
        const struct mapping *mapping = &r->in->mappings[t];
        text.len = 0;
        buf_printf(&text, say(r, "Columns of %.*s"), PRI(r->in->tables[t].name));
        page_table_begin(page, buf_str(&text), headings);
        for (size_t c = 0; c < mapping->column_count; c++) {
            const struct mapping_column *column = &mapping->columns[c];
            text.len = 0;
            add_role(r, column->role, &text);
            if (column->subject.len > 0) {
                buf_printf(&text, " (%.*s)", PRI(column->subject));
            }
            bool used = column->role != ROLE_IGNORE;
            page_row(page);
            page_row_head(page, column->header);
            page_cell(page, used ? buf_str(&text) : str_of(say(r, "Not used")));
            page_share(page, used ? column->understood : NAN);
            text.len = 0;
            say_made(r, column->evidence, &text);
            page_cell(page, buf_str(&text));
            page_row_end(page);
        }
        page_table_end(page);
    }
    buf_free(&text);
}

/* ---- weights */

struct level_line {
    int level;
    double pairs;        /* candidates at this level */
    double match, other; /* its share among those that are the same, and among the rest */
    double bits;
};

/* Shares within the level's group: levels with the same parts missing are compared with one
 * another. */
static struct level_line level_line_of(const struct kind_model *m, int f, int level)
{
    const struct feature *feature = &m->features.features[f];
    const struct estimate *e = &m->estimate;
    struct level_line line = {.level = level};
    double match_group = 0;
    double other_group = 0;
    for (int i = 0; i < feature->levels; i++) {
        double other = 0;
        for (int c = 1; c < e->class_count; c++) {
            other += e->share[c] * (double)e->classes[c].share[f][i];
        }
        if (feature->group[i] == feature->group[level]) {
            match_group += (double)e->classes[0].share[f][i];
            other_group += other;
        }
        line.other = i == level ? other : line.other;
    }
    line.match = match_group > 0 ? (double)e->classes[0].share[f][level] / match_group : 0;
    line.other = other_group > 0 ? line.other / other_group : 0;
    line.bits = line.match > 0 && line.other > 0 ? log2(line.match / line.other) : 0;
    return line;
}

static int compare_pairs(const void *a, const void *b)
{
    const struct level_line *x = a;
    const struct level_line *y = b;
    return x->pairs != y->pairs ? (x->pairs > y->pairs ? -1 : 1) : x->level - y->level;
}

static int compare_bits(const void *a, const void *b)
{
    const struct level_line *x = a;
    const struct level_line *y = b;
    return x->bits != y->bits ? (x->bits > y->bits ? -1 : 1) : x->level - y->level;
}

/* The commonest levels of a feature, those that speak most for a match first. */
static int choose_levels(const struct kind_model *m, const struct patterns *patterns, int f,
                         struct level_line ret[FEATURE_LEVELS_MAX])
{
    int features = m->features.count;
    int count = 0;
    double pairs[FEATURE_LEVELS_MAX] = {0};
    for (size_t p = 0; p < patterns->count; p++) {
        pairs[patterns->levels[p * (size_t)features + (size_t)f]] += patterns->pairs[p];
    }
    for (int level = 1; level < m->features.features[f].levels; level++) {
        if (pairs[level] > 0) {
            ret[count] = level_line_of(m, f, level);
            ret[count++].pairs = pairs[level];
        }
    }
    qsort(ret, (size_t)count, sizeof *ret, compare_pairs);
    count = count < LEVELS_SHOWN ? count : LEVELS_SHOWN;
    qsort(ret, (size_t)count, sizeof *ret, compare_bits);
    return count;
}

/* What a level says; of two mentions in one source, which source. */
static void level_head(struct page *page, const struct report *r, const struct feature *feature,
                       int level)
{
    char text[FEATURE_TEXT_MAX];
    struct buf head = {0};
    say_made(r, str_of(feature_level_text(feature, level, text)), &head);
    size_t source = (size_t)(level - SOURCE_ROW_SAME - 1);
    if (feature->field < 0 && level > SOURCE_ROW_SAME && source < r->in->table_count) {
        buf_add(&head, STR(": "));
        buf_add(&head, r->in->tables[source].name);
    }
    page_row_head(page, buf_str(&head));
    buf_free(&head);
}

static void feature_weights(struct page *page, const struct report *r, int kind, int f)
{
    static const char *const headings[] = {TO_SAY("Level"),
                                           "#" TO_SAY("Pairs compared"),
                                           "#" TO_SAY("Of the same"),
                                           "#" TO_SAY("Of others"),
                                           "#" TO_SAY("Weight, bits"),
                                           TO_SAY("Against ◂ ▸ for"),
                                           NULL};
    const struct kind_model *m = &r->in->run->model.kinds[kind];
    const struct feature *feature = &m->features.features[f];
    struct level_line *lines = mem_must_array(FEATURE_LEVELS_MAX, sizeof *lines);
    int count = choose_levels(m, &r->in->run->linkings[kind].patterns, f, lines);
    double most = 10;
    struct buf caption = {0};
    for (int i = 0; i < count; i++) {
        most = fmax(most, fabs(lines[i].bits));
    }
    say_made(r, feature_name(feature, r->in->mentions), &caption);
    if (caption.len > 0) {
        caption.ptr[0] = ascii_upper(caption.ptr[0]);
    }
    page_table_begin(page, buf_str(&caption), headings);
    for (int i = 0; i < count; i++) {
        char bits[FIGURE_TEXT_MAX];
        page_row(page);
        level_head(page, r, feature, lines[i].level);
        page_figure(page, (uint64_t)llround(lines[i].pairs));
        page_share(page, lines[i].match);
        page_share(page, lines[i].other);
        bool never = lines[i].match <= 0 && lines[i].other > 0;
        page_html(page, "<td class=\"n\">%s</td>",
                  never ? say(r, "never the same")
                        : bits_text((int32_t)lround(lines[i].bits * WEIGHT_ONE), bits));
        page_bar_signed(page, never ? -most : lines[i].bits, most);
        page_row_end(page);
    }
    page_table_end(page);
    buf_free(&caption);
    mem_free(lines);
}

void section_weights(struct page *page, const struct report *r, const struct overview *o)
{
    (void)o;
    const struct kind_model *m = &r->in->run->model.kinds[r->main_kind];
    if (m->features.count == 0 || r->in->run->linkings[r->main_kind].pairs.count == 0) {
        page_html(page, say(r, "<p>No two mentions were alike enough to be compared.</p>\n"));
        return;
    }
    page_html(page,
              say(r,
                  "<p>Agreement speaks for two mentions being the same by as much as it is "
                  "commoner among those that are than among those that are not. Each bit "
                  "doubles the odds; a minus halves them. %s</p>\n"),
              m->learnt ? say(r, "These weights were learnt from this data, without known answers.")
                        : say(r,
                              "There was too little data to learn from: these are stated in "
                              "advance."));
    for (int f = 0; f < m->features.count; f++) {
        feature_weights(page, r, r->main_kind, f);
    }
}

/* ---- sizes */

void section_sizes(struct page *page, const struct report *r, const struct overview *o)
{
    static const char *const headings[] = {TO_SAY("Mentions"), "#" TO_SAY("How many"),
                                           "#" TO_SAY("Share"), TO_SAY("Drawn"), NULL};
    uint64_t all = 0;
    uint64_t most = 0;
    char text[FIGURE_TEXT_MAX];
    for (int size = 1; size <= SIZES_SHOWN; size++) {
        all += o->sizes[size];
        most = o->sizes[size] > most ? o->sizes[size] : most;
    }
    page_table_begin(page, str_of(say(r, "How many have that many mentions")), headings);
    for (int size = 1; size <= SIZES_SHOWN; size++) {
        if (o->sizes[size] == 0) {
            continue;
        }
        snprintf(text, sizeof text, size == SIZES_SHOWN ? say(r, "%d or more") : "%d", size);
        page_row(page);
        page_row_head(page, str_of(text));
        page_figure(page, o->sizes[size]);
        page_share(page, (double)o->sizes[size] / (double)all);
        page_bar(page, (double)o->sizes[size], (double)o->sizes[size], (double)most);
        page_row_end(page);
    }
    page_table_end(page);
    page_html(page, say(r, "<p>The largest has %s.</p>\n"), figure_text(o->largest, text));
}

/* ---- examples */

enum { EXAMPLES = 3, EXAMPLE_SIZE_MAX = 8 };

static size_t sources_of(const struct report *r, uint32_t entity)
{
    size_t sources = 0;
    for (uint32_t i = r->entities.offset[entity]; i < r->entities.offset[entity + 1]; i++) {
        uint16_t source = r->in->mentions->places[r->entities.member[i]].source;
        sources += i == r->entities.offset[entity] ||
                   source != r->in->mentions->places[r->entities.member[i - 1]].source;
    }
    return sources;
}

/* Which entities to show depends on their content alone: of equals the one with the lowest id. */
struct example_choice {
    uint32_t entity;
    double merit; /* higher is better */
};

static void consider(struct example_choice *best, const struct report *r, uint32_t entity,
                     double merit)
{
    const uint64_t *id = r->in->run->partition.entity_id;
    if (best->entity == NO_ENTITY || merit > best->merit ||
        (merit == best->merit && id[entity] < id[best->entity])) {
        *best = (struct example_choice){entity, merit};
    }
}

/* An ordinary one, the one that most systems know, the one held together by the weakest link. */
static int choose_examples(const struct report *r, const struct overview *o, uint32_t ret[EXAMPLES])
{
    const struct partition *p = &r->in->run->partition;
    struct example_choice best[EXAMPLES] = {{NO_ENTITY, 0}, {NO_ENTITY, 0}, {NO_ENTITY, 0}};
    size_t usual = 2;
    for (size_t size = 3; size <= EXAMPLE_SIZE_MAX; size++) {
        usual = o->sizes[size] > o->sizes[usual] ? size : usual;
    }
    for (uint32_t e = 0; e < p->entity_count; e++) {
        size_t size = grouping_size(&r->entities, e);
        if (p->entity_kind[e] == r->main_kind && size > 1 && size <= EXAMPLE_SIZE_MAX) {
            if (size == usual) {
                consider(&best[0], r, e, 0);
            }
            consider(&best[1], r, e, (double)sources_of(r, e));
        }
    }
    for (size_t i = 0; i < p->link_count; i++) {
        uint32_t e = p->entity[p->links[i].left];
        if (p->entity_kind[e] == r->main_kind &&
            grouping_size(&r->entities, e) <= EXAMPLE_SIZE_MAX) {
            consider(&best[2], r, e, -(double)p->links[i].weight);
        }
    }
    int count = 0;
    for (int i = 0; i < EXAMPLES; i++) {
        bool again = best[i].entity == NO_ENTITY;
        for (int k = 0; k < count; k++) {
            again = again || ret[k] == best[i].entity;
        }
        if (!again) {
            ret[count++] = best[i].entity;
        }
    }
    return count;
}

/* Fields in the order in which they are shown; names and addresses whole. */
static int example_fields(const struct report *r, const uint32_t *members, size_t count,
                          int ret[FIELDS_MAX])
{
    int shown = 0;
    for (int field = FIELD_NAME; field < (int)r->in->mentions->field_count; field++) {
        bool part = field >= FIELD_UPRN && field <= FIELD_TOWN;
        bool filled = field == FIELD_NAME;
        for (size_t i = 0; i < count; i++) {
            filled = filled || mention_value(r->in->mentions, members[i], field) != 0;
            for (int f = FIELD_PREMISE; field == FIELD_POSTCODE && f <= FIELD_TOWN; f++) {
                filled = filled || mention_value(r->in->mentions, members[i], f) != 0;
            }
        }
        if (filled && !part) {
            ret[shown++] = field;
        }
    }
    return shown;
}

static void example_table(struct page *page, const struct report *r, uint32_t entity)
{
    const uint32_t *members = r->entities.member + r->entities.offset[entity];
    size_t count = grouping_size(&r->entities, entity);
    int fields[FIELDS_MAX];
    int field_count = example_fields(r, members, count, fields);
    const char *headings[FIELDS_MAX + 2] = {TO_SAY("Where")};
    struct arena texts = {0};
    struct buf value = {0};
    char id[ENTITY_ID_TEXT_MAX];
    for (int f = 0; f < field_count; f++) {
        struct str label = fields[f] == FIELD_POSTCODE ? str_of(say(r, "Address"))
                                                       : report_field_label(r, fields[f]);
        headings[f + 1] = arena_str(&texts, label).ptr;
    }
    page_table_begin(
        page, arena_printf(&texts, say(r, "Mentions of %s"), report_entity_id(r, entity, id)),
        headings);
    for (size_t i = 0; i < count; i++) {
        value.len = 0;
        place_text(r, members[i], &value);
        page_row(page);
        page_row_head(page, buf_str(&value));
        for (int f = 0; f < field_count; f++) {
            value.len = 0;
            pair_value(r, members[i], fields[f], &value);
            page_cell(page, buf_str(&value));
        }
        page_row_end(page);
    }
    page_table_end(page);
    buf_free(&value);
    arena_free(&texts);
}

static void example_links(struct page *page, const struct report *r, uint32_t entity)
{
    struct scored_pair *links = NULL;
    size_t capacity = 0;
    size_t count = entity_links(r, entity, &links, &capacity);
    struct explanation *e = mem_must_array(1, sizeof *e);
    struct buf text = {0};
    page_html(page, say(r, "<p>Why they are linked:</p>\n<ul>\n"));
    for (size_t i = 0; i < count; i++) {
        char bits[FIGURE_TEXT_MAX];
        if (explain_pair(r->in->run, links[i].left, links[i].right, e) != 0) {
            mem_exhausted();
        }
        text.len = 0;
        place_text(r, links[i].left, &text);
        buf_add(&text, STR(" – "));
        place_text(r, links[i].right, &text);
        buf_add(&text, STR(": "));
        buf_printf(&text, say(r, "%s bits"), bits_text(links[i].weight, bits));
        buf_add(&text, STR(" ("));
        bool first = true;
        for (int k = 0; k < e->row_count; k++) {
            if (labs(e->rows[k].weight) >= WEIGHT_ONE / 2) {
                buf_add(&text, first ? STR("") : STR("; "));
                say_made(r, str_of(e->rows[k].feature), &text);
                buf_printf(&text, " %s", bits_text(e->rows[k].weight, bits));
                first = false;
            }
        }
        buf_add(&text, STR(")"));
        page_html(page, "<li>");
        page_text(page, buf_str(&text));
        page_html(page, "</li>\n");
    }
    page_html(page, "</ul>\n");
    mem_free(links);
    mem_free(e);
    buf_free(&text);
}

void section_examples(struct page *page, const struct report *r, const struct overview *o)
{
    uint32_t entities[EXAMPLES] = {0};
    int count = choose_examples(r, o, entities);
    if (count == 0) {
        page_html(page, say(r, "<p>No two mentions were linked.</p>\n"));
    }
    for (int i = 0; i < count; i++) {
        char title[32];
        snprintf(title, sizeof title, say(r, "Example %d"), i + 1);
        page_heading(page, 3, NULL, title);
        example_table(page, r, entities[i]);
        example_links(page, r, entities[i]);
    }
}

/* ---- method */

static void method_keys(struct page *page, const struct report *r, int kind)
{
    static const char *const headings[] = {TO_SAY("Two mentions that share"), "#" TO_SAY("Pairs"),
                                           NULL};
    const struct kind_model *m = &r->in->run->model.kinds[kind];
    const struct linking *l = &r->in->run->linkings[kind];
    char caption[120];
    snprintf(caption, sizeof caption, say(r, "What made two mentions worth comparing: %s"),
             say(r, report_kind_text(kind)));
    page_table_begin(page, str_of(caption), headings);
    for (int k = 0; k < m->plan.key_count; k++) {
        char text[KEY_TEXT_MAX];
        page_row(page);
        struct buf key = {0};
        say_made(r, str_of(key_text(&m->plan.keys[k].key, r->in->mentions, text)), &key);
        page_row_head(page, buf_str(&key));
        buf_free(&key);
        page_figure(page, l->key_pairs[k]);
        page_row_end(page);
    }
    page_table_end(page);
    char a[FIGURE_TEXT_MAX];
    char b[FIGURE_TEXT_MAX];
    char c[FIGURE_TEXT_MAX];
    page_html(page,
              say(r,
                  "<p>%s pairs were compared, each once. An estimated %s of them are the same. "
                  "%s Mentions were linked while the average weight between all of one and "
                  "all of the other stayed over %s bits.</p>\n"),
              figure_text(l->pairs.count, a), percent_text(m->estimate.share[0], b),
              !m->learnt
                  ? say(r, "There was too little to learn from, so stated weights were used.")
              : m->estimate.converged
                  ? say(r, "Learning settled.")
                  : say(r, "Learning did not fully settle; treat the figures with care."),
              bits_text(m->cut, c));
}

void section_method(struct page *page, const struct report *r, const struct overview *o)
{
    (void)o;
    page_html(page,
              say(r,
                  "<p>Names, dates, addresses and numbers were brought to one form. Mentions "
                  "that share something were compared field by field; how much each agreement "
                  "says was learnt from the data itself; then each mention was put where it "
                  "agrees best. The order of files and rows has no influence.</p>\n"));
    for (int kind = 0; kind < LINKED_KINDS; kind++) {
        if (r->in->run->linkings[kind].nodes.count > 0 &&
            r->in->run->model.kinds[kind].plan.key_count > 0) {
            method_keys(page, r, kind);
        }
    }
}

/* ---- settings */

void section_settings(struct page *page, const struct report *r, const struct overview *o)
{
    static const char *const headings[] = {TO_SAY("Setting"), TO_SAY("Value"), NULL};
    static const char *const inputs[] = {TO_SAY("System"),   TO_SAY("File"),    "#" TO_SAY("Bytes"),
                                         TO_SAY("Encoding"), TO_SAY("SHA-256"), NULL};
    (void)o;
    const struct report_input *in = r->in;
    page_table_begin(page, str_of(say(r, "Settings of this run")), headings);
    for (size_t i = 0; i < in->setting_count; i++) {
        const struct report_setting *s = &in->settings[i];
        char number[FIGURE_TEXT_MAX];
        snprintf(number, sizeof number, "%.6g", s->number);
        page_row(page);
        page_row_head(page, str_of(s->name));
        page_cell(page, s->kind == SETTING_TEXT ? str_of(s->text ? s->text : "")
                        : s->kind == SETTING_FLAG
                            ? str_of(s->number != 0 ? say(r, "yes") : say(r, "no"))
                            : str_of(number));
        page_row_end(page);
    }
    page_table_end(page);
    if (in->sources == NULL) {
        return;
    }
    page_table_begin(page, str_of(say(r, "Files that were read")), inputs);
    for (size_t t = 0; t < in->table_count; t++) {
        page_row(page);
        page_row_head(page, in->tables[t].name);
        page_cell(page, in->tables[t].path);
        page_figure(page, in->sources[t].bytes);
        const char *encoding = in->sources[t].encoding;
        page_cell(page, str_of(encoding ? say(r, encoding) : ""));
        page_cell(page, str_of(in->sources[t].sha256 ? in->sources[t].sha256 : ""));
        page_row_end(page);
    }
    page_table_end(page);
}

/* ---- limits */

void section_limits(struct page *page, const struct report *r, const struct overview *o)
{
    static const char *const limits[] = {
        TO_SAY("Nothing here was checked by a person. A link is a finding, not a decision."),
        TO_SAY("Estimates of how many links are right rest on the same data and on no known "
               "answers. They can be wrong where all systems share one mistake."),
        TO_SAY("People who agree in everything that was recorded can’t be told apart. Twins, and "
               "parent and child of one name at one address, are most at risk."),
        TO_SAY("Households are people at one address, without dates: those who lived there once "
               "and those who live there now stand together, and flats that an address does not "
               "tell apart are one."),
        TO_SAY("“The occupier” and the like are nobody, and are linked with nothing."),
    };
    size_t count = sizeof limits / sizeof *limits - (o->entities[MENTION_NOBODY] == 0);
    page_html(page, "<ul>\n");
    for (size_t i = 0; i < count; i++) {
        page_html(page, "<li>%s</li>\n", say(r, limits[i]));
    }
    if (o->rejected > 0) {
        char text[FIGURE_TEXT_MAX];
        page_html(
            page,
            say_count(r, o->rejected,
                      "<li>%s rejected row is not part of this: rejected.csv says why.</li>\n",
                      "<li>%s rejected rows are not part of this: rejected.csv says "
                      "why.</li>\n"),
            figure_text(o->rejected, text));
    }
    if (isnan(r->in->run->precision)) {
        page_html(page, say(r, "<li>How sure the links are can’t be told here: "));
        page_text(page, str_of(say(r, report_cannot_tell(r))));
        page_html(page, ".</li>\n");
    }
    page_html(page, "</ul>\n");
}

/* explanation_svg.c - explanations as pictures: a pair's weight, an entity's joining. */
#include "explanation.h"
#include "story.h"
#include "svg_waterfall.h"
#include "wording.h"

#include <stdio.h>

static double bits_of(int32_t weight)
{
    return (double)weight / WEIGHT_ONE;
}

/* A text cut to fit, kept in the arena. */
static struct str fitted(struct arena *arena, struct str text, size_t width)
{
    struct buf cut = {0};
    words_add(&cut, text, width);
    struct str kept = arena_str(arena, buf_str(&cut));
    buf_free(&cut);
    return kept;
}

static struct str fitted_made(const struct report *r, struct arena *arena, const char *made,
                              size_t width)
{
    struct buf text = {0};
    say_made(r, str_of(made), &text);
    struct str kept = fitted(arena, buf_str(&text), width);
    buf_free(&text);
    return kept;
}

static struct str bits_kept(struct arena *arena, int32_t weight)
{
    char text[FIGURE_TEXT_MAX];
    return arena_str(arena, str_of(bits_text(weight, text)));
}

static struct str place_kept(const struct report *r, struct arena *arena, uint32_t m)
{
    struct buf text = {0};
    words_add(&text, report_source_name(r, m), SIZE_MAX);
    buf_printf(&text, ":%u", report_row_number(r, m));
    if (r->number[m] > 1) {
        buf_printf(&text, ":%u", r->number[m]);
    }
    struct str kept = arena_str(arena, buf_str(&text));
    buf_free(&text);
    return kept;
}

static void draw(const struct report *r, struct svg_waterfall *chart, int32_t cut, bool has_cut,
                 struct buf *out)
{
    const struct svg_waterfall_mark marks[] = {{0, str_of(say(r, "even"))},
                                               {bits_of(cut), str_of(say(r, "the line"))}};
    chart->language = language_tag(r->in->language);
    chart->marks = marks;
    chart->mark_count = has_cut ? 2 : 1;
    svg_waterfall_write(chart, out);
}

static struct svg_waterfall_step step_of(const struct report *r, struct arena *arena,
                                         const struct explanation_row *row, int32_t *running)
{
    struct svg_waterfall_step step = {
        .label = fitted_made(r, arena, row->feature, SVG_WATERFALL_LABEL_CHARACTERS),
        .from = bits_of(*running),
        .value = bits_kept(arena, row->weight)};
    *running += row->weight;
    step.to = bits_of(*running);
    struct str level = fitted_made(r, arena, row->level, SVG_WATERFALL_DETAIL_CHARACTERS);
    if (row->left[0] != '\0' || row->right[0] != '\0') {
        size_t side = (SVG_WATERFALL_DETAIL_CHARACTERS - 3) / 2;
        struct str left = fitted(arena, str_of(row->left[0] ? row->left : "–"), side);
        struct str right = fitted(arena, str_of(row->right[0] ? row->right : "–"), side);
        step.detail[0] = arena_printf(arena, "%.*s | %.*s", PRI(left), PRI(right));
        step.detail[1] = level;
    } else {
        step.detail[0] = level;
    }
    return step;
}

void explanation_svg_write(const struct report *r, uint32_t left, uint32_t right,
                           const struct explanation *e, struct buf *out)
{
    struct arena arena = {0};
    struct buf title = {0};
    struct buf description = {0};
    struct svg_waterfall_step steps[FEATURES_MAX + 2] = {{{0}}};
    struct explanation_row start = {.weight = e->start};
    int32_t running = 0;
    struct str one = place_kept(r, &arena, left);
    struct str other = place_kept(r, &arena, right);
    buf_printf(&title,
               e->same_entity ? say(r, "Why %.*s and %.*s are the same")
                              : say(r, "Why %.*s and %.*s are not the same"),
               PRI(one), PRI(other));
    if (e->comparable) {
        explanation_verdict(r, e, &description);
    } else {
        say_made(r, str_of(e->change), &description);
    }
    struct svg_waterfall chart = {
        .title = buf_str(&title), .description = buf_str(&description), .steps = steps};
    snprintf(start.feature, sizeof start.feature, TO_SAY("to begin with"));
    snprintf(start.level, sizeof start.level, TO_SAY("before any evidence"));
    if (e->comparable) {
        steps[chart.step_count++] = step_of(r, &arena, &start, &running);
    }
    for (int i = 0; e->comparable && i < e->row_count; i++) {
        steps[chart.step_count++] = step_of(r, &arena, &e->rows[i], &running);
    }
    draw(r, &chart, e->cut, e->comparable, out);
    arena_free(&arena);
    buf_free(&title);
    buf_free(&description);
}

void entity_explanation_svg_write(const struct report *r, uint32_t mention, struct buf *out)
{
    struct arena arena = {0};
    struct buf title = {0};
    struct buf text = {0};
    struct story story;
    story_make(r, mention, &story);
    int kind = r->in->run->partition.entity_kind[story.entity];
    bool learnt = kind < LINKED_KINDS && story.mention_count > 1;
    struct svg_waterfall_step *steps = mem_must_array(story.step_count, sizeof *steps);
    story_title(r, &story, &title);
    for (size_t i = 0; i < story.step_count; i++) {
        const struct story_step *step = &story.steps[i];
        struct buf name = {0};
        report_name(r, step->mention, &name);
        struct str place = place_kept(r, &arena, step->mention);
        steps[i].label = fitted(&arena, arena_printf(&arena, "%zu. %.*s", i + 1, PRI(place)),
                                SVG_WATERFALL_LABEL_CHARACTERS);
        steps[i].detail[0] = fitted(&arena, buf_str(&name), SVG_WATERFALL_DETAIL_CHARACTERS);
        if (step->with != NO_MENTION) {
            text.len = 0;
            story_evidence(r, step, &text);
            struct str evidence = fitted(&arena, buf_str(&text), SVG_WATERFALL_DETAIL_CHARACTERS);
            steps[i].detail[1] = evidence;
            steps[i].to = bits_of(step->weight);
            steps[i].value = bits_kept(&arena, step->weight);
        }
        buf_free(&name);
    }
    text.len = 0;
    buf_add(&text, str_of(say(r,
                              "Each bar is the weight, in bits, of the pair by which a mention "
                              "joins those before it.")));
    for (size_t i = 0; i < story.doubt_count; i++) {
        buf_add_char(&text, ' ');
        story_doubt_text(r, &story.doubts[i], &text);
    }
    struct svg_waterfall chart = {.title = buf_str(&title),
                                  .description = buf_str(&text),
                                  .steps = steps,
                                  .step_count = story.step_count};
    draw(r, &chart, learnt ? r->in->run->model.kinds[kind].cut : 0, learnt, out);
    arena_free(&arena);
    mem_free(steps);
    story_free(&story);
    buf_free(&title);
    buf_free(&text);
}

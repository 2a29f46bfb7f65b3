/* letter_flow.c - blocks of text, one below the other, over as many pages as they need. No line
 * of a paragraph stands alone at the foot or the head of a page, and no heading at the foot. */
#include "letter_sheet.h"

#include <math.h>
#include <stdio.h>

#define FIRST_PAGE_TOP SHEET_MM(101.0)
#define FIRST_BASELINE 1.07 /* below the top of a line, of the size, as the font has it */

/* "Page 1 of 2". */
static const char *const page_words[2][ACCESS_LANGUAGES] = {{"Page", "Tudalen"}, {"of", "o"}};

/* ---- pages ---- */

static double page_top(const struct letter_sheet *sheet)
{
    return sheet->page == 1 ? FIRST_PAGE_TOP : SHEET_TOP;
}

static bool at_top(const struct letter_sheet *sheet)
{
    return sheet->y <= page_top(sheet);
}

/* page_end - its number, if there are several. */
static void page_end(struct letter_sheet *sheet)
{
    char text[64];
    int width;
    struct sheet_style style = {.points = sheet->job->large_print ? sheet->points : 10,
                                .part = "the page's number"};
    if (sheet->page_count != 1) {
        enum access_language language = sheet->job->language;
        snprintf(text, sizeof text, "%s %zu %s %zu", page_words[0][language], sheet->page,
                 page_words[1][language], sheet->page_count);
        PangoLayout *layout = sheet_text(sheet, str_of(text), NULL, 0, &style);
        pango_layout_get_size(layout, &width, NULL);
        sheet_draw(sheet, layout, SHEET_RIGHT - pango_units_to_double(width), SHEET_FOOT, NULL);
        g_object_unref(layout);
    }
    cairo_show_page(sheet->cairo);
}

static void page_next(struct letter_sheet *sheet)
{
    if (sheet->page == LETTER_PAGES_MAX) {
        char message[80];
        snprintf(message, sizeof message, "the letter has more than %d pages", LETTER_PAGES_MAX);
        sheet_fail(sheet, ERR_LIMIT, message);
        return;
    }
    page_end(sheet);
    sheet->page++;
    sheet->y = page_top(sheet);
}

/* make_room - of so much on this page, or else begin the next. */
static void make_room(struct letter_sheet *sheet, double height)
{
    if (!at_top(sheet) && sheet->y + height > SHEET_BOTTOM) {
        page_next(sheet);
    }
}

static void gap(struct letter_sheet *sheet, double height)
{
    sheet->y += at_top(sheet) ? 0 : height;
}

/* two_lines - how high they are. */
static double two_lines(const struct letter_sheet *sheet)
{
    return sheet->points * 2.8;
}

/* ---- a text ---- */

/* say_links - where a link leads stands behind it, since paper can't be followed. Spans move with
 * the text. */
static void say_links(struct letter_sheet *sheet, const struct markdown_block *block,
                      struct markdown_block *ret)
{
    struct buf text = {0};
    struct markdown_span *spans =
        arena_alloc(&sheet->arena, (block->span_count + 1) * sizeof *spans);
    size_t done = 0;
    *ret = *block;
    if (block->span_count > 0) {
        memcpy(spans, block->spans, block->span_count * sizeof *spans);
    }
    for (size_t i = 0; i < block->span_count; i++) {
        const struct markdown_span *link = &block->spans[i];
        struct str said = str_slice(block->text, link->from, link->to), url = link->url;
        ptrdiff_t slashes = str_find(url, STR("://")), colon = str_find(url, STR(":"));
        struct str bare =
            str_slice(url, slashes > 0 ? (size_t)slashes + 3 : (size_t)colon + 1, url.len);
        if (link->style != MARKDOWN_LINK || str_eq(said, url) || str_eq(said, bare)) {
            continue;
        }
        buf_add(&text, str_slice(block->text, done, link->to));
        size_t before = text.len;
        buf_printf(&text, " (%.*s)", PRI(bare));
        for (size_t other = 0; other < block->span_count; other++) {
            bool later = block->spans[other].from >= link->to;
            spans[other].from += later ? text.len - before : 0;
            spans[other].to += later || block->spans[other].to >= link->to ? text.len - before : 0;
        }
        done = link->to;
    }
    buf_add(&text, str_slice(block->text, done, block->text.len));
    ret->text = arena_str(&sheet->arena, buf_str(&text));
    ret->spans = spans;
    buf_free(&text);
}

/* how_many_fit - of the lines from i on, on this page; 0: they begin on the next. */
static size_t how_many_fit(const struct letter_sheet *sheet, const struct sheet_line *lines,
                           size_t i, size_t count)
{
    size_t fit = 0;
    while (i + fit < count && sheet->y + lines[i + fit].bottom - lines[i].top <= SHEET_BOTTOM) {
        fit++;
    }
    size_t left = count - i - fit;
    if (left > 0 && i == 0 && fit == 1) {
        fit = 0; /* the first line alone */
    } else if (left == 1) {
        fit = fit > 2 ? fit - 1 : 0; /* the last line alone */
    }
    return fit == 0 && at_top(sheet) ? 1 : fit;
}

/* draw_mark - of the item that begins here, if one does: its label, beside a line whose baseline is
 * there; its body follows. */
static void draw_mark(struct letter_sheet *sheet, double baseline)
{
    struct sheet_line *lines;
    if (sheet->mark == NULL) {
        return;
    }
    sheet_lines(sheet, sheet->mark, &lines);
    sheet_draw(sheet, sheet->mark, sheet->mark_x, baseline - lines[0].baseline, "Lbl");
    cairo_tag_begin(sheet->cairo, "LBody", NULL);
    g_object_unref(sheet->mark);
    sheet->mark = NULL;
}

static void place_lines(struct letter_sheet *sheet, const struct sheet_line *lines, size_t count,
                        double x, const struct markdown_block *block)
{
    for (size_t i = 0; i < count && sheet->code == 0;) {
        size_t fit = how_many_fit(sheet, lines, i, count);
        for (size_t n = i; n < i + fit; n++) {
            sheet_draw_line(sheet, lines[n].line, x, sheet->y + lines[n].baseline - lines[i].top,
                            block->spans, block->span_count);
        }
        sheet->y += fit > 0 ? lines[i + fit - 1].bottom - lines[i].top : 0;
        i += fit;
        if (i < count) {
            page_next(sheet);
        }
    }
}

/* place - a block of text, as what it is. */
static void place(struct letter_sheet *sheet, const struct markdown_block *block, double x,
                  double points, bool bold, const char *tag)
{
    struct markdown_block said;
    struct sheet_line *lines;
    struct sheet_style style = {
        .points = points, .width = SHEET_RIGHT - x, .bold = bold, .part = "the text"};
    say_links(sheet, block, &said);
    PangoLayout *layout = sheet_text(sheet, said.text, said.spans, said.span_count, &style);
    size_t count = sheet_lines(sheet, layout, &lines);
    if (bold) { /* a heading: two lines of what follows stay with it */
        make_room(sheet, lines[count - 1].bottom + points * 0.5 + two_lines(sheet));
    }
    if (how_many_fit(sheet, lines, 0, count) == 0) {
        page_next(sheet);
    }
    draw_mark(sheet, sheet->y + lines[0].baseline);
    cairo_tag_begin(sheet->cairo, tag, NULL);
    place_lines(sheet, lines, count, x, &said);
    cairo_tag_end(sheet->cairo, tag);
    g_object_unref(layout);
}

/* ---- blocks ---- */

static void flow(struct letter_sheet *sheet, const struct markdown_block *parent, double x);

/* The title is H1; a heading in the text is below it. */
static void heading(struct letter_sheet *sheet, const struct markdown_block *block, double x)
{
    static const char *const tags[] = {"H2", "H3", "H4", "H5", "H6"};
    int level = block->level < 2 ? 2 : block->level;
    gap(sheet, sheet->points * 0.5);
    place(sheet, block, x, sheet->points * (level == 2 ? 1.15 : 1), true, tags[level - 2]);
}

static void rule(struct letter_sheet *sheet, double x)
{
    make_room(sheet, sheet->points);
    draw_mark(sheet, sheet->y + sheet->points * FIRST_BASELINE);
    cairo_rectangle(sheet->cairo, x, sheet->y + sheet->points * 0.4, SHEET_RIGHT - x, 0.5);
    cairo_fill(sheet->cairo);
    sheet->y += sheet->points * 0.9;
}

/* begin_within - a list or quotation within an item: the item's mark stands before it. */
static void begin_within(struct letter_sheet *sheet, const char *tag)
{
    if (sheet->mark != NULL) {
        make_room(sheet, two_lines(sheet));
        draw_mark(sheet, sheet->y + sheet->points * FIRST_BASELINE);
    }
    cairo_tag_begin(sheet->cairo, tag, NULL);
}

/* item - its mark, and what is in it beside that. */
static void item(struct letter_sheet *sheet, const struct markdown_block *block, bool ordered,
                 double x)
{
    char mark[16] = "\xe2\x80\xa2"; /* • */
    struct sheet_style style = {.points = sheet->points, .part = "the text"};
    double indent = sheet->points * (ordered ? 2.0 : 1.3);
    int width;
    if (ordered) {
        snprintf(mark, sizeof mark, "%d.", block->number);
    }
    cairo_tag_begin(sheet->cairo, "LI", NULL);
    sheet->mark = sheet_text(sheet, str_of(mark), NULL, 0, &style);
    sheet->mark_x = x;
    pango_layout_get_size(sheet->mark, &width, NULL);
    flow(sheet, block, x + fmax(indent, pango_units_to_double(width) + sheet->points * 0.4));
    if (sheet->mark != NULL) { /* there is nothing in it */
        make_room(sheet, two_lines(sheet));
        draw_mark(sheet, sheet->y + sheet->points * FIRST_BASELINE);
        sheet->y += sheet->points * 1.36;
    }
    cairo_tag_end(sheet->cairo, "LBody");
    cairo_tag_end(sheet->cairo, "LI");
}

static void list(struct letter_sheet *sheet, const struct markdown_block *block, double x)
{
    begin_within(sheet, "L");
    for (const struct markdown_block *at = block->first; at != NULL && sheet->code == 0;
         at = at->next) {
        gap(sheet, at == block->first ? 0 : sheet->points * 0.3);
        item(sheet, at, block->ordered, x);
    }
    cairo_tag_end(sheet->cairo, "L");
}

static void quote(struct letter_sheet *sheet, const struct markdown_block *block, double x)
{
    begin_within(sheet, "BlockQuote");
    flow(sheet, block, x + sheet->points * 1.3);
    cairo_tag_end(sheet->cairo, "BlockQuote");
}

/* flow - the blocks within one, at that place from the left. */
static void flow(struct letter_sheet *sheet, const struct markdown_block *parent, double x)
{
    for (const struct markdown_block *block = parent->first; block != NULL && sheet->code == 0;
         block = block->next) {
        gap(sheet, block == parent->first ? 0 : sheet->points * 0.6);
        switch (block->kind) {
        case MARKDOWN_HEADING:
            heading(sheet, block, x);
            break;
        case MARKDOWN_LIST:
            list(sheet, block, x);
            break;
        case MARKDOWN_QUOTE:
            quote(sheet, block, x);
            break;
        case MARKDOWN_BREAK:
            rule(sheet, x);
            break;
        default:
            place(sheet, block, x, sheet->points, false, "P");
        }
    }
}

void sheet_flow(struct letter_sheet *sheet, const struct markdown_block *document)
{
    const struct markdown_block title = {.kind = MARKDOWN_HEADING, .text = sheet->job->title};
    sheet->y = page_top(sheet);
    place(sheet, &title, SHEET_LEFT, sheet->points * 1.35, true, "H1");
    gap(sheet, sheet->points * 0.6);
    flow(sheet, document, SHEET_LEFT);
    page_end(sheet);
}

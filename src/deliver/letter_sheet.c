/* letter_sheet.c - texts, laid out by pango and drawn by cairo. */
#include "letter_sheet.h"

#include <stdio.h>
#include <utf8proc.h>

#define FONT "Noto Sans"

void sheet_fail(struct letter_sheet *sheet, int code, const char *message)
{
    if (sheet->code == 0) {
        sheet->code = err_set(sheet->err, code, "%s", message);
    }
}

/* ---- what may be set ---- */

/* settable - may it stand in a letter? Marks that embed, override or isolate a direction could make
 * a name or an address look like another. */
static bool settable(int32_t c)
{
    return !(c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
             (c >= 0x2066 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb));
}

struct str sheet_clean(struct arena *arena, struct str text, bool lines)
{
    char *to = arena_alloc(arena, text.len * 3 + 1); /* a byte that is none becomes U+FFFD */
    size_t len = 0;
    for (size_t at = 0; at < text.len;) {
        int32_t c;
        ptrdiff_t used =
            utf8proc_iterate((const uint8_t *)text.ptr + at, (utf8proc_ssize_t)(text.len - at), &c);
        at += used > 0 ? (size_t)used : 1;
        c = used > 0 ? c : 0xfffd;
        if (c == '\n' && lines) {
            to[len++] = '\n';
        } else if (c == '\n' || c == '\t' || c == 0x2028 || c == 0x2029) {
            to[len++] = ' ';
        } else if (settable(c)) {
            len += (size_t)utf8proc_encode_char(c, (uint8_t *)to + len);
        }
    }
    return str_make(to, len);
}

/* ---- layout ---- */

static void add_attribute(PangoAttrList *list, PangoAttribute *attribute, size_t from, size_t to)
{
    attribute->start_index = (guint)from;
    attribute->end_index = (guint)to;
    pango_attr_list_insert(list, attribute);
}

static PangoAttrList *attributes_of(const struct markdown_span *spans, size_t count)
{
    PangoAttrList *list = pango_attr_list_new();
    for (size_t i = 0; i < count; i++) {
        PangoAttribute *attribute =
            spans[i].style == MARKDOWN_EMPHASIS ? pango_attr_style_new(PANGO_STYLE_ITALIC)
            : spans[i].style == MARKDOWN_STRONG
                ? pango_attr_weight_new(PANGO_WEIGHT_BOLD)
                : pango_attr_underline_new(PANGO_UNDERLINE_SINGLE); /* drawn by draw_run */
        add_attribute(list, attribute, spans[i].from, spans[i].to);
    }
    add_attribute(list, pango_attr_insert_hyphens_new(FALSE), 0, G_MAXUINT);
    /* A ligature would be one character for whoever searches, copies or listens. */
    add_attribute(list, pango_attr_font_features_new("liga=0, clig=0"), 0, G_MAXUINT);
    return list;
}

PangoLayout *sheet_text(struct letter_sheet *sheet, struct str text,
                        const struct markdown_span *spans, size_t span_count,
                        const struct sheet_style *style)
{
    PangoLayout *layout = pango_layout_new(sheet->pango);
    PangoFontDescription *font = pango_font_description_from_string(FONT);
    PangoAttrList *attributes = attributes_of(spans, span_count);
    pango_font_description_set_size(font, (gint)(style->points * PANGO_SCALE));
    pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_attributes(layout, attributes);
    pango_layout_set_auto_dir(layout, FALSE); /* lines begin at the left, whatever script */
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (style->width > 0) {
        pango_layout_set_width(layout, (int)(style->width * PANGO_SCALE));
    }
    pango_layout_set_text(layout, text.ptr, (int)text.len);
    if (pango_layout_get_unknown_glyphs_count(layout) > 0) {
        char message[200];
        snprintf(message, sizeof message,
                 "no font here has every character of %s: install one that has, such as "
                 "fonts-noto-core or fonts-noto-cjk",
                 style->part);
        sheet_fail(sheet, ERR_INPUT, message);
    }
    pango_font_description_free(font);
    pango_attr_list_unref(attributes);
    return layout;
}

size_t sheet_lines(struct letter_sheet *sheet, PangoLayout *layout, struct sheet_line **ret)
{
    size_t count = (size_t)pango_layout_get_line_count(layout), i = 0;
    struct sheet_line *lines = arena_alloc(&sheet->arena, (count + 1) * sizeof *lines);
    PangoLayoutIter *walk = pango_layout_get_iter(layout);
    do {
        PangoRectangle logical;
        pango_layout_iter_get_line_extents(walk, NULL, &logical);
        lines[i].line = pango_layout_iter_get_line_readonly(walk);
        lines[i].top = pango_units_to_double(logical.y);
        lines[i].bottom = pango_units_to_double(logical.y + logical.height);
        lines[i].baseline = pango_units_to_double(pango_layout_iter_get_baseline(walk));
        i++;
    } while (i < count && pango_layout_iter_next_line(walk));
    pango_layout_iter_free(walk);
    *ret = lines;
    return i;
}

/* ---- drawing ---- */

/* link_at - the link that a byte of the text belongs to, or NULL. */
static const struct markdown_span *link_at(const struct markdown_span *spans, size_t count,
                                           size_t offset)
{
    for (size_t i = 0; i < count; i++) {
        if (spans[i].style == MARKDOWN_LINK && offset >= spans[i].from && offset < spans[i].to) {
            return &spans[i];
        }
    }
    return NULL;
}

/* begin_link - its address, in the form in which cairo takes it. */
static void begin_link(struct letter_sheet *sheet, const struct markdown_span *link)
{
    struct buf attributes = {0};
    buf_add(&attributes, STR("uri='"));
    for (size_t i = 0; i < link->url.len; i++) {
        char c = link->url.ptr[i];
        if (c == '\'' || c == '\\') {
            buf_add_char(&attributes, '\\');
        }
        buf_add_char(&attributes, c);
    }
    buf_add(&attributes, str_make("'", 2)); /* and the end */
    cairo_tag_begin(sheet->cairo, CAIRO_TAG_LINK, attributes.ptr);
    buf_free(&attributes);
}

static void draw_underline(struct letter_sheet *sheet, double x, double baseline, double width)
{
    double points = sheet->points;
    cairo_rectangle(sheet->cairo, x, baseline + points * 0.12, width, points * 0.05);
    cairo_fill(sheet->cairo);
}

void sheet_draw_line(struct letter_sheet *sheet, PangoLayoutLine *line, double x, double baseline,
                     const struct markdown_span *spans, size_t span_count)
{
    const char *text = pango_layout_get_text(line->layout);
    const struct markdown_span *open = NULL;
    bool first = true;
    for (GSList *at = line->runs; at != NULL; at = at->next) {
        PangoLayoutRun *run = at->data;
        const struct markdown_span *link = link_at(spans, span_count, (size_t)run->item->offset);
        double width = pango_units_to_double(pango_glyph_string_get_width(run->glyphs));
        if (!first && link != open) {
            cairo_tag_end(sheet->cairo, open != NULL ? CAIRO_TAG_LINK : "Span");
        }
        if ((first || link != open) && link != NULL) {
            begin_link(sheet, link);
        } else if (first || link != open) {
            cairo_tag_begin(sheet->cairo, "Span", NULL);
        }
        cairo_move_to(sheet->cairo, x, baseline);
        pango_cairo_show_glyph_item(sheet->cairo, text, run);
        if (link != NULL) {
            draw_underline(sheet, x, baseline, width);
        }
        x += width;
        open = link;
        first = false;
    }
    if (!first) {
        cairo_tag_end(sheet->cairo, open != NULL ? CAIRO_TAG_LINK : "Span");
    }
}

double sheet_draw(struct letter_sheet *sheet, PangoLayout *layout, double x, double y,
                  const char *tag)
{
    struct sheet_line *lines;
    size_t count = sheet_lines(sheet, layout, &lines);
    if (tag != NULL) {
        cairo_tag_begin(sheet->cairo, tag, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        if (tag != NULL) {
            sheet_draw_line(sheet, lines[i].line, x, y + lines[i].baseline, NULL, 0);
        } else {
            cairo_move_to(sheet->cairo, x, y + lines[i].baseline);
            pango_cairo_show_layout_line(sheet->cairo, lines[i].line);
        }
    }
    if (tag != NULL) {
        cairo_tag_end(sheet->cairo, tag);
    }
    return y + lines[count - 1].bottom;
}

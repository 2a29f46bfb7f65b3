/* letter_sheet.h - what the parts of typesetting a letter share: the sheet being written on, and
 * texts on it. Lengths are in points, from the top left corner.
 *
 * A letter is drawn twice: the first time onto nothing, to learn how many pages it has. */
#ifndef CANTREF_DELIVER_LETTER_SHEET_H
#define CANTREF_DELIVER_LETTER_SHEET_H

#include "letter_job.h"
#include "markdown.h"

#include <pango/pangocairo.h>

#define SHEET_MM(mm) ((mm)*72 / 25.4)

/* Where things stand. */
#define SHEET_WIDTH SHEET_MM(210.0)
#define SHEET_HEIGHT SHEET_MM(297.0)
#define SHEET_LEFT SHEET_MM(24.0) /* of the text and the address in the window */
#define SHEET_RIGHT SHEET_MM(190.0)
#define SHEET_TOP SHEET_MM(22.0)     /* of the text, from the second page on */
#define SHEET_BOTTOM SHEET_MM(275.0) /* no text below */
#define SHEET_FOOT SHEET_MM(280.0)   /* page numbers and barcode, from here */

struct letter_sheet {
    const struct letter_job *job;
    cairo_t *cairo;
    PangoContext *pango;
    double points;     /* size of the text */
    size_t page;       /* from 1 */
    size_t page_count; /* 0: to be learnt */
    double y;          /* where the text goes on */
    PangoLayout *mark; /* of an item of a list, to be drawn beside its first line; NULL: none */
    double mark_x;
    struct arena arena;
    struct err *err;
    int code; /* of the first thing that went wrong; later ones don't matter */
};

/* struct sheet_style - how a text looks. */
struct sheet_style {
    double points, width; /* width: where lines are broken; 0: nowhere */
    bool bold;
    const char *part; /* what it is, for messages: "the name" */
};

/* sheet_clean - text as it may be set: UTF-8, without control characters and those that turn the
 * direction of writing around; one line, or with line ends. In arena. */
struct str sheet_clean(struct arena *arena, struct str text, bool lines);

/* sheet_text - a text laid out; g_object_unref ends it. Spans may be NULL. A character that no font
 * has is an error of the sheet. */
PangoLayout *sheet_text(struct letter_sheet *sheet, struct str text,
                        const struct markdown_span *spans, size_t span_count,
                        const struct sheet_style *style);

/* struct sheet_line - of a text, from its top. */
struct sheet_line {
    PangoLayoutLine *line; /* the layout's */
    double top, bottom, baseline;
};

/* sheet_lines - of a text, in the sheet's arena. Returns how many; at least 1. */
size_t sheet_lines(struct letter_sheet *sheet, PangoLayout *layout, struct sheet_line **ret);

/* sheet_draw_line - with the baseline there; its links are links. Text is tagged as Span within
 * whatever is open: cairo marks text only in tags that hold no other, so that what stands in no
 * Span, such as the number of the page, isn't read out. */
void sheet_draw_line(struct letter_sheet *sheet, PangoLayoutLine *line, double x, double baseline,
                     const struct markdown_span *spans, size_t span_count);

/* sheet_draw - a text, one line below the other, from y on. tag: what it is, "P"; NULL: nothing
 * that is read out. Returns where it ends. */
double sheet_draw(struct letter_sheet *sheet, PangoLayout *layout, double x, double y,
                  const char *tag);

/* sheet_head - the first page's council, sender, address in the window, date, reference, fold marks
 * and barcode. */
void sheet_head(struct letter_sheet *sheet);

/* sheet_flow - the title and the text, from the first page to the last. */
void sheet_flow(struct letter_sheet *sheet, const struct markdown_block *document);

/* sheet_fail - the first failure is kept. */
void sheet_fail(struct letter_sheet *sheet, int code, const char *message);

#endif

/* page.h - the pieces of report.html: text that is escaped, headings, tables that can be read
 * aloud, bars.
 *
 * Nothing on the page needs a script or another file. Bars in cells are inline SVG beside the
 * figure that they draw, so they are hidden from screen readers; charts are read by their title and
 * description. A wide table or chart scrolls inside a region of its own, which the keyboard can
 * reach. What is long is folded, and unfolds in print. */
#ifndef CANTREF_REPORT_PAGE_H
#define CANTREF_REPORT_PAGE_H

#include "language.h"
#include "memory.h"
#include "svg_frame.h"

struct report;

struct page {
    const struct report *report; /* for its language */
    struct buf out;
    int tables, charts; /* so far, for their ids */
    /* On a narrow screen the cells of a row stand under its heading instead of scrolling. */
    bool stacked;
};

/* page_begin - doctype, head with styles, and the opening of <main>, of a page in that language;
 * the title is in it already. page_end closes all. */
void page_begin(struct page *page, const struct report *report, const char *title);
void page_end(struct page *page);

/* page_html - markup as it stands, by a format that holds no data. page_text - data, escaped. */
void page_html(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));
void page_text(struct page *page, struct str text);

/* page_heading - <h2> or <h3>; id NULL: none. */
void page_heading(struct page *page, int level, const char *id, const char *text);

/* page_table_begin - a table under a caption, which is escaped, and its column headings, ended by
 * NULL; one that begins with # heads figures. The page says the headings in its language.
 * page_table_end. */
void page_table_begin(struct page *page, struct str caption, const char *const *headings);
void page_table_end(struct page *page);

/* page_row - begin a row; page_row_end. page_row_head - its first cell, the heading of the row. */
void page_row(struct page *page);
void page_row_end(struct page *page);
void page_row_head(struct page *page, struct str text);
/* page_cell_begin - a cell whose markup the caller writes and closes. */
void page_cell_begin(struct page *page);
void page_cell(struct page *page, struct str text);
/* page_figure - a whole number with thousands; page_share - a percentage; NaN gives a dash. */
void page_figure(struct page *page, uint64_t value);
void page_share(struct page *page, double share);

/* page_bar - a cell with a bar of value out of max, the first `part` of it dark; page_bar_signed -
 * from a zero in the middle. */
void page_bar(struct page *page, double part, double value, double max);
void page_bar_signed(struct page *page, double value, double max);

/* page_chart_begin - a figure under a caption; the caller writes a chart of src/format into
 * page->out with the frame that it returns, and calls page_chart_end. description: what the chart
 * shows, for those who can't see it; the figures stand in a table beside it. */
struct svg_frame page_chart_begin(struct page *page, struct str caption, struct str description);
void page_chart_end(struct page *page);

/* page_fold_begin - what follows is shown when the summary is opened, and in print; page_fold_end.
 */
void page_fold_begin(struct page *page, const char *summary);
void page_fold_end(struct page *page);

/* page_beside_begin - the next two pieces stand side by side where there is room. page_beside_end.
 */
void page_beside_begin(struct page *page);
void page_beside_end(struct page *page);

#endif

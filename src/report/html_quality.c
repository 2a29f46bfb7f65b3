/* html_quality.c - how good the data of each system is: what is filled, what only seems to be,
 * duplicates, rows that can't be linked. */
#include "html_sections.h"

#include "source_quality.h"
#include "wording.h"

#include <math.h>

static bool is_anywhere(const struct source_quality *q, size_t systems, int field)
{
    bool anywhere = false;
    for (size_t t = 0; t < systems; t++) {
        anywhere = anywhere || q[t].fields[field].has_column;
    }
    return anywhere;
}

static double filled_share(const struct field_quality *f)
{
    return f->has_column && f->rows > 0 ? (double)f->filled / (double)f->rows : NAN;
}

static void filled_table(struct page *page, const struct report *r, const struct source_quality *q,
                         size_t systems)
{
    const char *headings[OVERLAP_SHOWN + 2] = {TO_SAY("Field")};
    struct buf names[OVERLAP_SHOWN] = {{0}};
    for (size_t t = 0; t < systems; t++) {
        buf_add_char(&names[t], '#');
        buf_add(&names[t], r->in->tables[t].name);
        buf_add_char(&names[t], '\0');
        headings[t + 1] = names[t].ptr;
    }
    page_table_begin(page, str_of(say(r, "Rows in which a field is filled and understood")),
                     headings);
    for (int f = 0; f < QUALITY_FIELDS; f++) {
        if (!is_anywhere(q, systems, f)) {
            continue;
        }
        page_row(page);
        page_row_head(page, str_of(say(r, quality_field_label(f))));
        for (size_t t = 0; t < systems; t++) {
            page_share(page, filled_share(&q[t].fields[f]));
        }
        page_row_end(page);
    }
    page_table_end(page);
    for (size_t t = 0; t < systems; t++) {
        buf_free(&names[t]);
    }
}

static void system_table(struct page *page, const struct report *r, const struct source_quality *q,
                         size_t t)
{
    static const char *const headings[] = {TO_SAY("Field"),
                                           "#" TO_SAY("Rows"),
                                           "#" TO_SAY("Empty"),
                                           "#" TO_SAY("Stand-in"),
                                           "#" TO_SAY("Impossible date"),
                                           "#" TO_SAY("Not understood"),
                                           "#" TO_SAY("Filled"),
                                           TO_SAY("Drawn"),
                                           NULL};
    struct buf caption = {0};
    buf_printf(&caption, say(r, "Fields of %.*s"), PRI(r->in->tables[t].name));
    page_table_begin(page, buf_str(&caption), headings);
    for (int f = 0; f < QUALITY_FIELDS; f++) {
        const struct field_quality *field = &q[t].fields[f];
        if (!field->has_column) {
            continue;
        }
        page_row(page);
        page_row_head(page, str_of(say(r, quality_field_label(f))));
        page_figure(page, field->rows);
        page_figure(page, field->empty);
        page_figure(page, field->placeholder);
        page_figure(page, field->impossible);
        page_figure(page, field->unread);
        page_share(page, filled_share(field));
        page_bar(page, (double)field->filled, (double)field->rows, (double)field->rows);
        page_row_end(page);
    }
    page_table_end(page);
    buf_free(&caption);
}

static void duplicates_table(struct page *page, const struct report *r, const struct overview *o)
{
    static const char *const headings[] = {TO_SAY("System"),
                                           "#" TO_SAY("Knows"),
                                           "#" TO_SAY("More than once"),
                                           "#" TO_SAY("Share"),
                                           "#" TO_SAY("Mentions too many"),
                                           NULL};
    page_table_begin(page, str_of(say(r, "The same held more than once inside one system")),
                     headings);
    for (size_t t = 0; t < o->source_count; t++) {
        uint64_t knows = o->shared[t * o->source_count + t];
        page_row(page);
        page_row_head(page, r->in->tables[t].name);
        page_figure(page, knows);
        page_figure(page, o->twice[t]);
        page_share(page, knows > 0 ? (double)o->twice[t] / (double)knows : NAN);
        page_figure(page, o->spare[t]);
        page_row_end(page);
    }
    page_table_end(page);
}

static void unlinkable_table(struct page *page, const struct report *r,
                             const struct source_quality *q)
{
    static const char *const headings[] = {TO_SAY("System"),
                                           "#" TO_SAY("Rows"),
                                           "#" TO_SAY("“The occupier”"),
                                           "#" TO_SAY("An address and nobody"),
                                           "#" TO_SAY("No name"),
                                           "#" TO_SAY("Nothing but a name"),
                                           "#" TO_SAY("Like another row, too little said"),
                                           NULL};
    page_table_begin(page, str_of(say(r, "Rows that can’t be linked, or only with luck")),
                     headings);
    for (size_t t = 0; t < r->in->table_count; t++) {
        page_row(page);
        page_row_head(page, r->in->tables[t].name);
        page_figure(page, q[t].rows);
        page_figure(page, q[t].nobody);
        page_figure(page, q[t].property_only);
        page_figure(page, q[t].nameless);
        page_figure(page, q[t].name_only);
        page_figure(page, q[t].same_apart);
        page_row_end(page);
    }
    page_table_end(page);
}

void section_quality(struct page *page, const struct report *r, const struct overview *o)
{
    size_t systems = o->source_count < OVERLAP_SHOWN ? o->source_count : OVERLAP_SHOWN;
    struct source_quality *q = mem_must_array(o->source_count, sizeof *q);
    source_quality_count(r, q);
    page_html(
        page,
        say(r,
            "<p>Of the main person or thing of each row. A stand-in is something written "
            "where nothing is known: “unknown”, 01/01/1900, “The occupier”. An impossible "
            "date is none of the calendar, or of nobody alive. A dash: the system has no such "
            "column.</p>\n"));
    if (systems > 0) {
        filled_table(page, r, q, systems);
        page_fold_begin(page, say(r, "Show why fields are not filled, system by system"));
        for (size_t t = 0; t < systems; t++) {
            system_table(page, r, q, t);
        }
        page_fold_end(page);
        duplicates_table(page, r, o);
        unlinkable_table(page, r, q);
        page_html(page,
                  say(r,
                      "<p>The last two columns are of rows that speak of somebody, but say so "
                      "little that namesakes could not be told from them.</p>\n"));
    }
    mem_free(q);
}

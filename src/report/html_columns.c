/* html_columns.c - what was read and understood of each column. */
#include "html_sections.h"

#include "role_words.h"
#include "wording.h"

#include <math.h>

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
            buf_add(&text, str_of(role_title(r->in->language, column->role)));
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

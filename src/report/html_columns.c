/* html_columns.c - what was read and understood of each column. */
#include "html_sections.h"

#include "wording.h"

#include <math.h>

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

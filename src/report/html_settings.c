/* html_settings.c - how it was done, with which settings, and what that can't do. */
#include "html_sections.h"

#include "wording.h"

#include <math.h>

void section_settings(struct page *page, const struct report *r, const struct overview *o)
{
    static const char *const headings[] = {TO_SAY("Setting"), TO_SAY("Value"), NULL};
    static const char *const inputs[] = {TO_SAY("System"),   TO_SAY("File"),    "#" TO_SAY("Bytes"),
                                         TO_SAY("Encoding"), TO_SAY("SHA-256"), NULL};
    (void)o;
    const struct report_input *in = r->in;
    page_html(page,
              say(r,
                  "<p>Names, dates, addresses and numbers were brought to one form. Mentions "
                  "that share something were compared field by field; how much each agreement "
                  "says was learnt from the data itself; then each mention was put where it "
                  "agrees best. The order of files and rows has no influence.</p>\n"));
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

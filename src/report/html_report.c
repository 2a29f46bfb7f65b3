/* html_report.c - the page: its opening, its contents, its sections in their order. */
#include "html_report.h"

#include "html_sections.h"
#include "summary.h"
#include "wording.h"

#include <math.h>

/* ---- three sentences */

/* "1 in 200" is read by anybody, where it is one: between 1 in 3 and 1 in 1,000. */
static bool is_one_in(double share, char ret[FIGURE_TEXT_MAX])
{
    double among = share > 0 ? round(1 / share) : INFINITY;
    figure_text(among <= 1000 ? (uint64_t)among : 0, ret);
    return among >= 3 && among <= 1000;
}

/* The third sentence, up to its semicolon; or one of its own, where that can't be told or would not
 * be short. */
static void sureness_in_short(const struct report *r, struct buf *out)
{
    char wrong[FIGURE_TEXT_MAX];
    char missed[FIGURE_TEXT_MAX];
    const struct run *run = r->in->run;
    if (!isnan(run->precision) && !isnan(run->recall) && is_one_in(1 - run->precision, wrong) &&
        is_one_in(1 - run->recall, missed)) {
        buf_printf(out, say(r, "About 1 link in %s is wrong and about 1 in %s was missed"), wrong,
                   missed);
        buf_add(out, STR("; "));
        return;
    }
    sureness_write(r, out);
    buf_add_char(out, ' ');
}

static void reviews_in_short(const struct report *r, const struct overview *o, struct buf *out)
{
    char text[FIGURE_TEXT_MAX];
    size_t from = out->len;
    bool begins = from < 2 || out->ptr[from - 2] == '.';
    figure_text(o->reviews, text);
    if (o->reviews == 0) {
        buf_add(out, str_of(say(r, "no pair needs a person.")));
    } else if (o->reviews >= REVIEWS_MAX) {
        buf_printf(out, say(r, "at least %s pairs need a person."), text);
    } else {
        buf_printf(out,
                   say_count(r, o->reviews, "%s pair needs a person.", "%s pairs need a person."),
                   text);
    }
    if (begins) {
        out->ptr[from] = ascii_upper(out->ptr[from]);
    }
}

static void opening(struct page *page, const struct report *r, const struct overview *o)
{
    char text[FIGURE_TEXT_MAX];
    struct buf people = {0};
    struct buf line = {0};
    size_t systems = r->in->table_count;
    report_kind_count(r, o->entities[r->main_kind], r->main_kind, &people);
    if (systems == 1) {
        buf_printf(&line, say(r, "In your system there are %.*s."), PRI(buf_str(&people)));
    } else {
        buf_printf(&line, say(r, "In your %s systems there are %.*s."), figure_text(systems, text),
                   PRI(buf_str(&people)));
    }
    buf_add_char(&line, ' ');
    if (systems > 1) {
        buf_printf(&line,
                   say_count(r, o->in_several_sources, "%s is in two systems or more.",
                             "%s are in two systems or more."),
                   figure_text(o->in_several_sources, text));
    } else {
        buf_printf(&line,
                   say_count(r, o->twice_in_a_source, "%s is held more than once.",
                             "%s are held more than once."),
                   figure_text(o->twice_in_a_source, text));
    }
    buf_add_char(&line, ' ');
    sureness_in_short(r, &line);
    reviews_in_short(r, o, &line);
    page_html(page, "<p class=\"lead\">");
    page_text(page, buf_str(&line));
    page_html(page, "</p>\n");
    page_html(page, "<p class=\"note\">%s</p>\n",
              say(r,
                  "This page shows people’s details. Keep it as you would keep the systems "
                  "that they came from."));
    buf_free(&people);
    buf_free(&line);
}

/* ---- the page */

static const struct {
    const char *id, *title;
    page_section *write;
} sections[] = {
    {"doubtful", TO_SAY("The most doubtful pairs"), section_doubtful},
    {"counts", TO_SAY("What was read and found"), section_counts},
    {"overlap", TO_SAY("Who is known to which system"), section_overlap},
    {"columns", TO_SAY("What was understood of each column"), section_columns},
    {"quality", TO_SAY("How good the data of each system is"), section_quality},
    {"households", TO_SAY("Households and properties"), section_households},
    {"trade", TO_SAY("How sure to be, and what that costs"), section_trade},
    {"zones", TO_SAY("To link, to ask, not to link"), section_zones},
    {"weights", TO_SAY("What the evidence weighs"), section_weights},
    {"blocking", TO_SAY("What was compared, and what that may have missed"), section_blocking},
    {"suspects", TO_SAY("Households taken for people, and the other way"), section_suspects},
    {"entities", TO_SAY("How often somebody is mentioned"), section_entities},
    {"examples", TO_SAY("Three examples"), section_examples},
    {"zone-examples", TO_SAY("Twenty pairs of each zone"), section_zone_examples},
    {"settings", TO_SAY("How it was done"), section_settings},
    {"limits", TO_SAY("Limits"), section_limits},
};
enum { SECTION_COUNT = sizeof sections / sizeof sections[0] };

static void contents(struct page *page)
{
    page_html(page, "<nav aria-labelledby=\"contents\">\n");
    page_heading(page, 2, "contents", say(page->report, "On this page"));
    page_html(page, "<ul>\n");
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        page_html(page, "<li><a href=\"#%s\">%s</a></li>\n", sections[i].id,
                  say(page->report, sections[i].title));
    }
    page_html(page, "</ul>\n</nav>\n");
}

static void closing(struct page *page, const struct report_input *in)
{
    page_html(page, "</main>\n<footer>");
    page_html(page, "<p>");
    page_html(page, say(page->report, "Made by Cantref %s"), in->version ? in->version : "");
    if (in->finished != NULL) {
        page_html(page, ", <time datetime=\"%s\">", in->finished);
        page_html(page, say(page->report, "finished %.10s at %.5s UTC"), in->finished,
                  in->finished + 11);
        page_html(page, "</time>");
    }
    page_html(page, ".</p></footer>\n");
}

void html_report_write(const struct report *r, const struct overview *o, FILE *stream)
{
    struct page page = {0};
    page_begin(&page, r, say(r, "What was linked, and how sure that is"));
    opening(&page, r, o);
    contents(&page);
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        page_heading(&page, 2, sections[i].id, say(r, sections[i].title));
        sections[i].write(&page, r, o);
    }
    closing(&page, r->in);
    page_end(&page);
    fwrite(page.out.ptr, 1, page.out.len, stream);
    buf_free(&page.out);
}

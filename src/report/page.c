/* page.c - markup and styles. */
#include "page.h"

#include "html.h"
#include "report.h"
#include "wording.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

static const char style[] =
    "*{box-sizing:border-box}"
    "html{-webkit-text-size-adjust:100%;text-size-adjust:100%}"
    "body{margin:0;color:#0b0c0c;background:#fff;font:1.1875rem/1.35 Arial,Helvetica,sans-serif}"
    ".top{background:#0b0c0c;color:#fff;border-bottom:10px solid #1d70b8}"
    ".top p,main,footer{max-width:66rem;margin:0 auto;padding:0 1rem}"
    ".top p{padding-top:.6rem;padding-bottom:.6rem;font-weight:700;font-size:1.5rem}"
    "main{padding-top:1.5rem;padding-bottom:3rem}"
    "footer{border-top:1px solid #b1b4b6;padding-top:1rem;padding-bottom:2rem;font-size:1rem;"
    "color:#383f43}"
    "h1{font-size:2.25rem;line-height:1.1;margin:0 0 1.25rem}"
    "h2{font-size:1.6875rem;line-height:1.15;margin:3rem 0 1rem;padding-top:1rem;"
    "border-top:2px solid #0b0c0c}"
    "h3{font-size:1.25rem;line-height:1.2;margin:2rem 0 .5rem}"
    "p{margin:0 0 1rem;max-width:44rem}ul{max-width:44rem;padding-left:1.25rem}li{margin:.3rem 0}"
    ".lead{font-size:1.5rem;line-height:1.3}"
    ".note{border-left:5px solid #b1b4b6;padding:.25rem 0 .25rem .9rem}"
    "a{color:#1d70b8}a:visited{color:#4c2c92}"
    "a:focus{outline:3px solid #fd0;outline-offset:0;background:#fd0;color:#0b0c0c}"
    ".wide{overflow-x:auto;margin:0 0 1.5rem}"
    ".wide:focus{outline:3px solid #0b0c0c;outline-offset:2px}"
    "table{border-collapse:collapse;width:100%;font-size:1rem;line-height:1.3}"
    "caption{text-align:left;font-weight:700;padding:0 0 .4rem}"
    "th,td{text-align:left;vertical-align:top;padding:.45rem .75rem .45rem 0;"
    "border-bottom:1px solid #b1b4b6;overflow-wrap:break-word}"
    "thead th{border-bottom:2px solid #0b0c0c;vertical-align:bottom}"
    "tbody th{font-weight:700}"
    ".n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"
    ".bar{min-width:7rem;width:24%}"
    ".bar svg{display:block;width:100%;height:1.1rem}"
    ".a{fill:#1d70b8}.b{fill:#8eb8dc}.c{fill:#b94700}.z{fill:#0b0c0c}"
    "mark{background:#fff2b3;color:inherit;font-weight:700;text-decoration:underline;"
    "text-decoration-thickness:2px;text-underline-offset:2px}"
    ".stacked caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);"
    "white-space:nowrap}"
    ".pair{margin:0 0 2.25rem}.pair div{margin-bottom:1rem}"
    ".stacked{table-layout:fixed}.stacked thead th:first-child{width:17%}"
    ".stacked tbody th::first-letter{text-transform:uppercase}"
    ".stacked td,.stacked th{overflow-wrap:anywhere}"
    "th.n{white-space:normal}"
    "figure{margin:0 0 1.5rem}figcaption{font-weight:700;font-size:1rem;padding:0 0 .6rem}"
    "figure .wide{margin:0}"
    ".beside{display:grid;gap:0 2.5rem}.beside>*{min-width:0}"
    "@media (min-width:60rem){.beside{grid-template-columns:minmax(0,3fr) minmax(0,2fr)}}"
    "@media (min-width:60rem){.twos{display:grid;grid-template-columns:1fr 1fr;gap:0 2.5rem}}"
    ".twos>*{min-width:0}.twos figure{margin-bottom:.5rem}"
    "details{margin:0 0 1.5rem}details>*:nth-child(2){margin-top:.75rem}"
    "summary{color:#1d70b8;text-decoration:underline;cursor:pointer;padding:.4rem 0;"
    "max-width:44rem}"
    "summary:focus-visible{outline:3px solid #fd0;background:#fd0;color:#0b0c0c}"
    ".said{display:block}.where{color:#484f53;display:block}"
    "nav ul{max-width:none;columns:20rem 3;column-gap:2rem;list-style:none;padding:0}"
    "nav{font-size:1rem}nav li{break-inside:avoid;margin:0;padding:.15rem 0}"
    "nav h2{font-size:1.1875rem;margin:1.75rem 0 .5rem;padding-top:.75rem}nav ul{margin:0}";

static const char style_by_medium[] =
    "@media (max-width:40rem){body{font-size:1rem}h1{font-size:1.75rem}h2{font-size:1.4rem}"
    ".lead{font-size:1.1875rem}table{font-size:.875rem}"
    "td:last-child:not(.n):not(.bar){min-width:16rem}.wide tbody th{min-width:8rem}"
    ".stacked tr{display:grid;grid-template-columns:1fr 1fr;border-bottom:1px solid #b1b4b6;"
    "padding:.35rem 0}"
    ".stacked thead tr{border-bottom:2px solid #0b0c0c}.stacked td,.stacked th{border:0;"
    "padding:.1rem .75rem .1rem 0}"
    ".stacked tbody th,.stacked td:last-child{grid-column:1/3;width:auto}"
    ".stacked thead th:first-child,.stacked thead th:last-child{position:absolute;width:1px;"
    "height:1px;overflow:hidden;clip-path:inset(50%)}"
    ".stacked td:last-child{color:#484f53}}"
    "@media (forced-colors:active){.a,.c,.z{fill:CanvasText}.b{fill:GrayText}"
    "mark{background:Mark;color:MarkText}.top{border-bottom-color:CanvasText}}"
    "@media print{body{font-size:11pt}.top{background:none;color:#000;border-bottom:2pt solid #000}"
    ".wide{overflow:visible}.wide table{font-size:9pt}.wide td,.wide th{overflow-wrap:anywhere;"
    "padding-right:.4rem}h2,h3,caption{break-after:avoid}tr,.pair{break-inside:avoid}"
    "thead{display:table-header-group}nav{display:none}"
    "details::details-content{content-visibility:visible;display:block}"
    "summary{display:none}tbody tr:first-child{break-before:avoid}"
    ".wide table:not(.many) thead th{overflow-wrap:normal}"
    "figure{break-inside:avoid}.beside{grid-template-columns:minmax(0,3fr) minmax(0,2fr)}"
    ".twos{display:block}.chart{min-width:0!important}"
    ".bar svg,mark{-webkit-print-color-adjust:exact;print-color-adjust:exact}}";

void page_html(struct page *page, const char *format, ...)
{
    char text[4096];
    va_list arguments;
    va_start(arguments, format);
    int len = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    buf_add(&page->out, str_make(text, len < 0                     ? 0
                                       : (size_t)len < sizeof text ? (size_t)len
                                                                   : sizeof text - 1));
}

void page_text(struct page *page, struct str text)
{
    html_escape(&page->out, text);
}

void page_begin(struct page *page, const struct report *report, const char *title)
{
    page->report = report;
    page_html(page,
              "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
              "<meta http-equiv=\"Content-Security-Policy\" "
              "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
              "<meta name=\"robots\" content=\"noindex\">\n",
              language_tag(report->in->language));
    page_html(page, "<title>%s</title>\n<style>", title);
    buf_add(&page->out, STR(style));
    buf_add(&page->out, STR(style_by_medium));
    buf_add(&page->out, str_of(svg_frame_style));
    page_html(page,
              "</style>\n</head>\n<body>\n<header class=\"top\"><p>Cantref</p></header>\n"
              "<main>\n<h1>%s</h1>\n",
              title);
}

void page_end(struct page *page)
{
    page_html(page, "</body>\n</html>\n");
}

void page_heading(struct page *page, int level, const char *id, const char *text)
{
    if (id != NULL) {
        page_html(page, "<h%d id=\"%s\">", level, id);
    } else {
        page_html(page, "<h%d>", level);
    }
    page_text(page, str_of(text));
    page_html(page, "</h%d>\n", level);
}

/* A table laid out by other means than a table is none for a screen reader unless it says so. */
static const char *role(const struct page *page, const char *name)
{
    static const struct {
        const char *name, *attribute;
    } roles[] = {{"rowgroup", " role=\"rowgroup\""},
                 {"row", " role=\"row\""},
                 {"columnheader", " role=\"columnheader\""},
                 {"rowheader", " role=\"rowheader\""},
                 {"cell", " role=\"cell\""}};
    for (size_t i = 0; page->stacked && i < sizeof roles / sizeof *roles; i++) {
        if (strcmp(roles[i].name, name) == 0) {
            return roles[i].attribute;
        }
    }
    return "";
}

enum { MANY_COLUMNS = 8 }; /* with more, words of headings may be cut, or paper is too narrow */

void page_table_begin(struct page *page, struct str caption, const char *const *headings)
{
    size_t columns = 0;
    while (headings[columns] != NULL) {
        columns++;
    }
    page->tables++;
    if (page->stacked) {
        page_html(page, "<div>\n<table class=\"stacked\" role=\"table\">\n<caption>");
    } else {
        page_html(page,
                  "<div class=\"wide\" role=\"region\" tabindex=\"0\" "
                  "aria-labelledby=\"t%d\">\n<table%s>\n<caption id=\"t%d\">",
                  page->tables, columns > MANY_COLUMNS ? " class=\"many\"" : "", page->tables);
    }
    page_text(page, caption);
    page_html(page, "</caption>\n<thead%s><tr%s>", role(page, "rowgroup"), role(page, "row"));
    for (size_t i = 0; headings[i] != NULL; i++) {
        bool figures = headings[i][0] == '#';
        page_html(page, "<th scope=\"col\"%s%s>", role(page, "columnheader"),
                  figures ? " class=\"n\"" : "");
        page_text(page, str_of(say(page->report, headings[i] + figures)));
        page_html(page, "</th>");
    }
    page_html(page, "</tr></thead>\n<tbody%s>\n", role(page, "rowgroup"));
}

void page_table_end(struct page *page)
{
    page_html(page, "</tbody>\n</table>\n</div>\n");
}

void page_row(struct page *page)
{
    page_html(page, "<tr%s>", role(page, "row"));
}

void page_row_end(struct page *page)
{
    page_html(page, "</tr>\n");
}

void page_row_head(struct page *page, struct str text)
{
    page_html(page, "<th scope=\"row\"%s>", role(page, "rowheader"));
    page_text(page, text);
    page_html(page, "</th>");
}

void page_cell_begin(struct page *page)
{
    page_html(page, "<td%s>", role(page, "cell"));
}

void page_cell(struct page *page, struct str text)
{
    page_cell_begin(page);
    page_text(page, text);
    page_html(page, "</td>");
}

void page_figure(struct page *page, uint64_t value)
{
    char text[FIGURE_TEXT_MAX];
    page_html(page, "<td class=\"n\">%s</td>", figure_text(value, text));
}

void page_share(struct page *page, double share)
{
    char text[FIGURE_TEXT_MAX];
    page_html(page, "<td class=\"n\">%s</td>", isnan(share) ? "–" : percent_text(share, text));
}

static void bar_begin(struct page *page)
{
    page_html(page,
              "<td class=\"bar\"><svg viewBox=\"0 0 200 16\" preserveAspectRatio=\"none\" "
              "aria-hidden=\"true\" focusable=\"false\">");
}

static void bar_piece(struct page *page, char class, double from, double to)
{
    if (to > from) {
        page_html(page, "<rect class=\"%c\" x=\"%.1f\" y=\"2\" width=\"%.1f\" height=\"12\"/>",
                  class, from, to - from);
    }
}

void page_bar(struct page *page, double part, double value, double max)
{
    double scale = max > 0 ? 200 / max : 0;
    bar_begin(page);
    bar_piece(page, 'a', 0, part * scale);
    bar_piece(page, 'b', part * scale, value * scale);
    page_html(page, "</svg></td>");
}

void page_bar_signed(struct page *page, double value, double max)
{
    double end = 100 + (max > 0 ? 99 * value / max : 0);
    bar_begin(page);
    bar_piece(page, 'c', end, 100);
    bar_piece(page, 'a', 100, end);
    page_html(page, "<rect class=\"z\" x=\"99.5\" y=\"0\" width=\"1\" height=\"16\"/></svg></td>");
}

struct svg_frame page_chart_begin(struct page *page, struct str caption, struct str description)
{
    page->charts++;
    page_html(page, "<figure>\n<figcaption id=\"f%d\">", page->charts);
    page_text(page, caption);
    page_html(page,
              "</figcaption>\n<div class=\"wide\" role=\"region\" tabindex=\"0\" "
              "aria-labelledby=\"f%d\">\n",
              page->charts);
    return (struct svg_frame){page->charts, caption, description};
}

void page_chart_end(struct page *page)
{
    page_html(page, "</div>\n</figure>\n");
}

void page_fold_begin(struct page *page, const char *summary)
{
    page_html(page, "<details>\n<summary>");
    page_text(page, str_of(summary));
    page_html(page, "</summary>\n");
}

void page_fold_end(struct page *page)
{
    page_html(page, "</details>\n");
}

void page_beside_begin(struct page *page)
{
    page_html(page, "<div class=\"beside\">\n");
}

void page_beside_end(struct page *page)
{
    page_html(page, "</div>\n");
}

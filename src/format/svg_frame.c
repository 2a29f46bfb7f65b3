/* svg_frame.c - markup that all charts share. */
#include "svg_frame.h"

#include "html.h"

const char svg_frame_style[] =
    ".chart{display:block;width:100%;height:auto}"
    ".chart text{font:15px Arial,Helvetica,sans-serif;fill:#0b0c0c}"
    ".chart .e{text-anchor:end}.chart .m{text-anchor:middle}"
    ".chart text.s{font-size:13px}.chart text.w{font-weight:700}"
    ".chart rect.a,.chart circle.a{fill:#1d70b8;stroke:#1d70b8}"
    ".chart rect.b,.chart circle.b{fill:#fff;stroke:#b94700;stroke-width:1.5}"
    ".chart circle.o{fill:#d0d4d6}.chart rect.f{fill:#f0f2f3}"
    ".chart .g{stroke:#b1b4b6}.chart .k{stroke:#0b0c0c;stroke-width:1.5}"
    ".chart .d{stroke:#0b0c0c;stroke-width:2;stroke-dasharray:6 4}"
    ".chart .j{stroke:#1d70b8;stroke-width:3}"
    ".chart path{fill:none}.chart path.a{stroke:#1d70b8;stroke-width:3}"
    ".chart path.b{stroke:#b94700;stroke-width:3;stroke-dasharray:8 4}"
    "@media (forced-colors:active){.chart text{fill:CanvasText}"
    ".chart rect.a,.chart circle.a{fill:CanvasText;stroke:CanvasText}"
    ".chart rect.b,.chart circle.b{fill:Canvas;stroke:CanvasText}.chart circle.o{fill:GrayText}"
    ".chart rect.f{fill:Canvas}"
    ".chart .k,.chart .d,.chart .j,.chart path.a,.chart path.b{stroke:CanvasText}}"
    "@media print{.chart{-webkit-print-color-adjust:exact;print-color-adjust:exact}}";

void svg_begin(const struct svg_frame *frame, double width, double height, struct buf *out)
{
    buf_printf(out,
               "<svg class=\"chart\" role=\"img\" aria-labelledby=\"c%dt c%dd\" "
               "viewBox=\"0 0 %.0f %.0f\"",
               frame->number, frame->number, width, height);
    if (frame->is_bare) {
        buf_printf(out, " width=\"%.0f\" height=\"%.0f\"", width, height);
    } else {
        buf_printf(out, " style=\"max-width:%.0fpx;min-width:%.0fpx\"", width, width * 2 / 3);
    }
    buf_printf(out, ">\n<title id=\"c%dt\">", frame->number);
    html_escape(out, frame->title);
    buf_printf(out, "</title>\n<desc id=\"c%dd\">", frame->number);
    html_escape(out, frame->description);
    buf_add(out, STR("</desc>\n"));
}

void svg_end(struct buf *out)
{
    buf_add(out, STR("</svg>\n"));
}

void svg_text(struct buf *out, const char *class, double x, double y, struct str text)
{
    if (text.len > 0) {
        buf_printf(out, "<text%s%s%s x=\"%.1f\" y=\"%.1f\">", class[0] ? " class=\"" : "", class,
                   class[0] ? "\"" : "", x, y);
        html_escape(out, text);
        buf_add(out, STR("</text>\n"));
    }
}

void svg_rectangle(struct buf *out, const char *class, double x, double y, double width,
                   double height)
{
    if (width > 0 && height > 0) {
        buf_printf(out,
                   "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
                   class, x, y, width, height);
    }
}

void svg_line(struct buf *out, const char *class, double x1, double y1, double x2, double y2)
{
    buf_printf(out, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", class,
               x1, y1, x2, y2);
}

double svg_text_width(struct str text)
{
    double characters = 0;
    for (size_t i = 0; i < text.len; i++) {
        characters += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    }
    return characters * 7.6; /* of 15 pixels; most letters are narrower */
}

void svg_key(struct buf *out, double x, double y, struct str a, struct str b)
{
    const struct str labels[] = {a, b};
    for (int i = 0; i < 2; i++) {
        if (labels[i].len > 0) {
            svg_rectangle(out, i == 0 ? "a" : "b", x, y - 12, 13, 13);
            svg_text(out, "", x + 20, y, labels[i]);
            x += 44 + svg_text_width(labels[i]);
        }
    }
}

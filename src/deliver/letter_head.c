/* letter_head.c - what stands on the first page besides the text. */
#include "letter_sheet.h"

#include "barcode.h"
#include "calendar.h"
#include "date_words.h"

#include <assert.h>
#include <math.h>

/* Within the window, whichever way the paper slid. */
#define ADDRESS_TOP SHEET_MM(57.5)
#define ADDRESS_BOTTOM SHEET_MM(87.0)
#define ADDRESS_WIDTH SHEET_MM(76.0)
#define COLUMN_LEFT SHEET_MM(118.0) /* right of all that the window shows */
#define COLUMN_TOP SHEET_MM(14.0)
#define COLUMN_BOTTOM SHEET_MM(96.0)
#define COLUMN_WIDTH (SHEET_RIGHT - COLUMN_LEFT)
#define COUNCIL_BOTTOM SHEET_MM(LETTER_CLEAR_TOP / 10.0)
/* From line to line, of the size. */
#define ADDRESS_LEADING_LEAST 1.15
#define ADDRESS_LEADING_MOST 1.35
#define ADDRESS_DESCENT 0.3 /* what hangs below the last line */
#define BARCODE_MODULE_WIDTH SHEET_MM(0.33)
#define BARCODE_HEIGHT SHEET_MM(8.0)

enum label { LABEL_DATE, LABEL_REFERENCE, LABELS };
static const char *const labels[LABELS][ACCESS_LANGUAGES] = {
    [LABEL_DATE] = {"Date", "Dyddiad"},
    [LABEL_REFERENCE] = {"Our reference", "Ein cyfeirnod"},
};

/* ---- the address ---- */

enum { ADDRESS_LINES = DELIVERY_ADDRESS_LINES_MAX + 1 };

/* lay_address - name and address in a size. Returns the lines that they take. */
static size_t lay_address(struct letter_sheet *sheet, double points,
                          PangoLayout *layouts[ADDRESS_LINES])
{
    const struct letter_job *job = sheet->job;
    struct sheet_style style = {.points = points, .width = ADDRESS_WIDTH, .part = "the name"};
    size_t lines = 0;
    for (size_t i = 0; i <= job->address_count; i++) {
        layouts[i] = sheet_text(sheet, i == 0 ? job->name : job->address[i - 1], NULL, 0, &style);
        style.part = "the address";
        lines += (size_t)pango_layout_get_line_count(layouts[i]);
    }
    return lines;
}

static void free_layouts(PangoLayout *const *layouts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_object_unref(layouts[i]);
    }
}

static void draw_address(struct letter_sheet *sheet, double points, double leading,
                         PangoLayout *const *layouts)
{
    double y = ADDRESS_TOP + points;
    cairo_tag_begin(sheet->cairo, "P", NULL);
    for (size_t i = 0; i <= sheet->job->address_count; i++) {
        struct sheet_line *lines;
        size_t count = sheet_lines(sheet, layouts[i], &lines);
        for (size_t line = 0; line < count; line++) {
            sheet_draw_line(sheet, lines[line].line, SHEET_LEFT, y, NULL, 0);
            y += points * leading;
        }
    }
    cairo_tag_end(sheet->cairo, "P");
}

/* address - in the largest size in which it fits into the window. */
static void address(struct letter_sheet *sheet)
{
    PangoLayout *layouts[ADDRESS_LINES];
    double largest = sheet->job->large_print ? 13 : 11;
    for (double points = largest; points >= 7.5; points -= 0.5) {
        size_t lines = lay_address(sheet, points, layouts);
        double room = (ADDRESS_BOTTOM - ADDRESS_TOP) / points - 1 - ADDRESS_DESCENT;
        double leading = lines > 1 ? room / (double)(lines - 1) : ADDRESS_LEADING_MOST;
        bool fits = room >= 0 && leading >= ADDRESS_LEADING_LEAST;
        if (fits) {
            draw_address(sheet, points, fmin(leading, ADDRESS_LEADING_MOST), layouts);
        }
        free_layouts(layouts, sheet->job->address_count + 1);
        if (fits) {
            return;
        }
    }
    sheet_fail(sheet, ERR_INPUT,
               "the name and address don't fit into the window of an envelope: shorten them");
}

/* ---- the council, its address, date and reference ---- */

static void council(struct letter_sheet *sheet)
{
    double largest = sheet->job->large_print ? 24 : 18;
    for (double points = largest; points >= 8; points -= 1) {
        struct sheet_style style = {.points = points,
                                    .width = COLUMN_LEFT - SHEET_MM(6.0) - SHEET_LEFT,
                                    .bold = true,
                                    .part = "the council's name"};
        PangoLayout *layout = sheet_text(sheet, sheet->job->council, NULL, 0, &style);
        int height;
        pango_layout_get_size(layout, NULL, &height);
        bool fits = COLUMN_TOP + pango_units_to_double(height) <= COUNCIL_BOTTOM;
        if (fits) {
            sheet_draw(sheet, layout, SHEET_LEFT, COLUMN_TOP, "P");
        }
        g_object_unref(layout);
        if (fits) {
            return;
        }
    }
    sheet_fail(sheet, ERR_INPUT, "the council's name is too long for a letter: shorten it");
}

/* struct column - at the right: what it holds, line by line. */
enum { COLUMN_LINES = LETTER_SENDER_LINES_MAX + 4 };
struct column {
    struct str text[COLUMN_LINES];
    bool bold[COLUMN_LINES];
    size_t sender_count, count;
};

static void add_labelled(struct column *column, const struct letter_sheet *sheet, enum label label,
                         struct str text)
{
    column->bold[column->count] = true;
    column->text[column->count++] = str_of(labels[label][sheet->job->language]);
    column->text[column->count++] = text;
}

/* draw_column - or only its height, in a size. Returns where it ends. */
static double draw_column(struct letter_sheet *sheet, const struct column *column, double points,
                          bool draw)
{
    double y = COLUMN_TOP;
    for (size_t i = 0; i < column->count; i++) {
        struct sheet_style style = {.points = points,
                                    .width = COLUMN_WIDTH,
                                    .bold = column->bold[i],
                                    .part = "the council's address"};
        PangoLayout *layout = sheet_text(sheet, column->text[i], NULL, 0, &style);
        int height;
        pango_layout_get_size(layout, NULL, &height);
        if (i >= column->sender_count && column->bold[i]) {
            y += points * 0.7;
            y = i == column->sender_count && y < ADDRESS_TOP ? ADDRESS_TOP : y;
        }
        if (draw) {
            sheet_draw(sheet, layout, COLUMN_LEFT, y, "P");
        }
        y += pango_units_to_double(height);
        g_object_unref(layout);
    }
    return y;
}

static void column(struct letter_sheet *sheet)
{
    const struct letter_job *job = sheet->job;
    char date[DATE_WORDS_MAX], reference[LETTER_REFERENCE_MAX];
    struct column column = {.sender_count = job->sender_count, .count = job->sender_count};
    memcpy(column.text, job->sender, job->sender_count * sizeof job->sender[0]);
    int64_t day = calendar_floor(calendar_london(job->time), CALENDAR_DAY_SECONDS);
    date_written(day, job->language == ACCESS_WELSH, date);
    letter_reference(job->key, reference);
    add_labelled(&column, sheet, LABEL_DATE, str_of(date));
    add_labelled(&column, sheet, LABEL_REFERENCE, str_of(reference));
    for (double points = job->large_print ? 18 : 11; points >= 8; points -= 0.5) {
        if (draw_column(sheet, &column, points, false) <= COLUMN_BOTTOM) {
            draw_column(sheet, &column, points, true);
            return;
        }
    }
    sheet_fail(sheet, ERR_INPUT, "the council's address is too long for a letter: shorten it");
}

/* ---- marks ---- */

/* fold_marks - at which the address is sure to be in the window: a panel of 105 mm in an envelope
 * of 110. */
static void fold_marks(struct letter_sheet *sheet)
{
    cairo_set_line_width(sheet->cairo, 0.5);
    for (int i = 1; i <= 2; i++) {
        cairo_move_to(sheet->cairo, SHEET_MM(5.0), SHEET_MM(105.0 * i));
        cairo_line_to(sheet->cairo, SHEET_MM(8.0), SHEET_MM(105.0 * i));
    }
    cairo_stroke(sheet->cairo);
}

/* barcode - the reference without its hyphens, so that one that comes back is found by a scanner.
 */
static void barcode(struct letter_sheet *sheet)
{
    char reference[LETTER_REFERENCE_MAX], plain[LETTER_REFERENCE_MAX];
    uint8_t widths[BARCODE_WIDTHS_MAX];
    size_t modules, len = 0;
    letter_reference(sheet->job->key, reference);
    for (const char *c = reference; *c != '\0'; c++) {
        plain[len] = *c;
        len += *c != '-';
    }
    size_t count = barcode_widths(str_make(plain, len), widths, &modules);
    assert(count > 0);
    double x = SHEET_LEFT;
    for (size_t i = 0; i < count; i++) {
        double width = widths[i] * BARCODE_MODULE_WIDTH;
        if (i % 2 == 0) {
            cairo_rectangle(sheet->cairo, x, SHEET_FOOT, width, BARCODE_HEIGHT);
        }
        x += width;
    }
    cairo_fill(sheet->cairo);
}

void sheet_head(struct letter_sheet *sheet)
{
    council(sheet);
    address(sheet);
    column(sheet);
    fold_marks(sheet);
    barcode(sheet);
}

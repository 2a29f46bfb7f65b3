/* letter_draw.c - a letter drawn twice: to learn how many pages it has, and then for good. */
#include "letter_draw.h"

#include "clock.h"
#include "letter_sheet.h"
#include "pdf_update.h"

#include <cairo-pdf.h>

static cairo_status_t write_nowhere(void *closure, const unsigned char *bytes, unsigned len)
{
    (void)closure, (void)bytes, (void)len;
    return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t write_bytes(void *closure, const unsigned char *bytes, unsigned len)
{
    return buf_add(closure, str_make((const char *)bytes, len)) == 0 ? CAIRO_STATUS_SUCCESS
                                                                     : CAIRO_STATUS_WRITE_ERROR;
}

/* set_metadata - who wrote what, and when: not when it was typeset, so that the same letter is the
 * same bytes. */
static void set_metadata(cairo_surface_t *surface, const struct letter_job *job)
{
    struct arena arena = {0};
    char time[CLOCK_TEXT_MAX];
    clock_text(job->time, time);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE,
                                   arena_str(&arena, job->title).ptr);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR,
                                   arena_str(&arena, job->council).ptr);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Cantref");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, time);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, time);
    arena_free(&arena);
}

/* new_context - for texts whose lines break in the same place whatever they are shown on. */
static PangoContext *new_context(cairo_t *cairo, enum access_language language)
{
    PangoContext *pango = pango_cairo_create_context(cairo);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(pango, options);
    pango_cairo_context_set_resolution(pango, 72);
    pango_context_set_round_glyph_positions(pango, FALSE);
    pango_context_set_base_dir(pango, PANGO_DIRECTION_LTR);
    pango_context_set_language(
        pango, pango_language_from_string(language == ACCESS_WELSH ? "cy" : "en-gb"));
    cairo_font_options_destroy(options);
    return pango;
}

/* draw - once. out: NULL for nothing but the number of pages. */
static int draw(const struct letter_job *job, const struct markdown_block *document,
                struct buf *out, size_t page_count, size_t *ret_pages, struct err *err)
{
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(
        out != NULL ? write_bytes : write_nowhere, out, SHEET_WIDTH, SHEET_HEIGHT);
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4); /* for pdf_update */
    struct letter_sheet sheet = {.job = job,
                                 .cairo = cairo_create(surface),
                                 .points = job->large_print ? 18 : 12,
                                 .page = 1,
                                 .page_count = page_count,
                                 .err = err};
    sheet.pango = new_context(sheet.cairo, job->language);
    set_metadata(surface, job);
    cairo_tag_begin(sheet.cairo, "Document", NULL);
    sheet_head(&sheet);
    sheet_flow(&sheet, document);
    cairo_tag_end(sheet.cairo, "Document");
    cairo_status_t status = cairo_status(sheet.cairo);
    g_object_unref(sheet.pango);
    cairo_destroy(sheet.cairo);
    cairo_surface_finish(surface);
    status = status == CAIRO_STATUS_SUCCESS ? cairo_surface_status(surface) : status;
    cairo_surface_destroy(surface);
    arena_free(&sheet.arena);
    if (sheet.code == 0 && status != CAIRO_STATUS_SUCCESS) {
        sheet.code = err_set(err, status == CAIRO_STATUS_WRITE_ERROR ? ERR_LIMIT : ERR_IO,
                             "the letter can't be drawn: %s", cairo_status_to_string(status));
    }
    if (sheet.code == 0) {
        *ret_pages = sheet.page;
    }
    return sheet.code;
}

/* clean - a copy of the job whose texts can be set. */
static struct letter_job clean(struct arena *arena, const struct letter_job *job)
{
    struct letter_job ret = *job;
    struct str *const texts[] = {&ret.council, &ret.name, &ret.title};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        *texts[i] = sheet_clean(arena, *texts[i], false);
    }
    for (size_t i = 0; i < ret.sender_count; i++) {
        ret.sender[i] = sheet_clean(arena, ret.sender[i], false);
    }
    for (size_t i = 0; i < ret.address_count; i++) {
        ret.address[i] = sheet_clean(arena, ret.address[i], false);
    }
    ret.body = sheet_clean(arena, ret.body, true);
    return ret;
}

int letter_draw(const struct letter_job *job, struct buf *ret_pdf, size_t *ret_pages,
                struct err *err)
{
    struct arena arena = {0};
    struct buf pdf = {.max = LETTER_PDF_BYTES_MAX};
    struct markdown_block *document;
    const struct letter_job cleaned = clean(&arena, job);
    const struct pdf_catalogue catalogue = {
        .language = job->language == ACCESS_WELSH ? STR("cy-GB") : STR("en-GB")};
    size_t pages = 0;
    int code = markdown_parse(&arena, cleaned.body, &document, err);
    code = code ? code : draw(&cleaned, document, NULL, 0, &pages, err);
    code = code ? code : draw(&cleaned, document, &pdf, pages, &pages, err);
    code = code ? code : pdf_update(&pdf, &catalogue, err);
    if (code == 0) {
        *ret_pdf = pdf;
        *ret_pages = pages;
    } else {
        buf_free(&pdf);
    }
    arena_free(&arena);
    return code;
}

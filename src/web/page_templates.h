/* page_templates.h - the templates that the program carries, read once for each language.
 *
 *     templates/officer/find.mustache ─► [[texts]] in the language ─► mustache_add "officer/find"
 *
 * A template says its texts in English, between [[ and ]]; there may be tags in them, and white
 * space counts as one blank, as in HTML. They are put in the language before Mustache sees them, so
 * that a page in Welsh costs nothing more. */
#ifndef CANTREF_WEB_PAGE_TEMPLATES_H
#define CANTREF_WEB_PAGE_TEMPLATES_H

#include "catalogue.h"
#include "detail.h"
#include "mustache.h"

/* page_catalogue_load - the Welsh that the program carries. Out: *ret, for catalogue_free;
 * untouched on failure. Errors: those of catalogue_add. */
int page_catalogue_load(struct catalogue **ret, struct err *err);

/* page_templates_load - all templates, linked, strict.
 * In:     welsh: the catalogue, or NULL: in English.
 * Out:    *ret, for mustache_free; untouched on failure.
 * Errors: those of page_template_text, mustache_add and mustache_link. */
int page_templates_load(const struct catalogue *welsh, struct mustache **ret, struct err *err);

/* page_template_add - one template, in the language, to a set: for tests, which have others too. */
int page_template_add(struct mustache *set, struct str name, struct str text, const char *file,
                      const struct catalogue *welsh, struct err *err);

/* page_template_text - a template's text in the language, added to out.
 * Errors: ERR_NOTFOUND a text has no Welsh; ERR_INPUT [[ without ]], or an empty text; with
 *         file:line. Out is not to be used then. */
int page_template_text(struct str template, const char *file, const struct catalogue *welsh,
                       struct buf *out, struct err *err);

/* ---- what the program carries, made by the build ---- */

struct page_template_file {
    const char *path; /* "officer/find.mustache" */
    const char *text;
};
extern const struct page_template_file page_template_files[];
extern const int page_template_file_count;

struct page_welsh_file {
    const char *path; /* "officer.po" */
    const char *text;
};
extern const struct page_welsh_file page_welsh_files[];
extern const int page_welsh_file_count;
extern const size_t page_welsh_checked; /* how many texts the build found in them */

#endif

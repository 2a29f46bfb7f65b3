/* page_layout.h - what all pages have around what they say: the member "page" of each model, which
 * templates/layout.mustache shows.
 *
 *     {{<layout}}
 *       {{$before}} … {{/before}}      above the main part: a back link, breadcrumbs
 *       {{$column}} … {{/column}}      its width: govuk-grid-column-two-thirds, unless said anew
 *       {{$main}}   … {{/main}}        what the page says, its h1 too
 *       {{$after}}  … {{/after}}       below the main part: scripts of a page
 *     {{/layout}}
 *
 *     page.language      "en", "cy"; page.is_welsh
 *     page.service       what this is called, in the language; page.council, whose it is
 *     page.home          its start page
 *     page.counterpart   the same page in the other language: href, language, name
 *     page.csrf, page.idempotency_key    of its forms: templates/form_start.mustache
 *     page.has_errors    something that was typed is not as it should be: "errors" lists it, each
 *                        with text, program_says (form_fail; null) and href, the field; and the
 *                        title begins with Error:
 *     page.signed_in     null, or who: name, is_staff, is_resident
 *     page.navigation    links that this person may follow: text, href, current; of the routes that
 *                        have one
 *     page.is_example    the council is made up
 *     page.exit_this_page  the model has "exit_this_page", and it is so: on pages about abuse
 *     page.assets        of the build: css, js, each a path, or null where none were built */
#ifndef CANTREF_WEB_PAGE_LAYOUT_H
#define CANTREF_WEB_PAGE_LAYOUT_H

#include "request.h"

struct page_assets;

/* page_put - "page" and "errors" into a model, which has neither. page_put_errors - the errors
 * alone, for those who asked for JSON. */
void page_put(struct request *request, struct json_node *model);
void page_put_errors(struct request *request, struct json_node *model);

/* page_render - the reply's template over its model, which has "page", added to out.
 * Errors: those of mustache_render: a bug in a template or its handler. */
int page_render(struct request *request, struct buf *out, struct err *err);

/* page_error - the reply becomes the page of a status, 400 to 503, with its model; why: what to say
 * besides to the person, NULL or without a message: nothing. Where it is not said in their language
 * (err_say) it stands apart, as what the program says, in English. Of 500 and more `why` is never
 * shown.
 * Works for any request that has its arena, web and language, also one without route or session. */
void page_error(struct request *request, int status, const struct err *why);

/* page_assets_load - what the build made of assets/: the folder's manifest.json.
 * Out:    *ret, in the arena; untouched on failure.
 * Errors: ERR_NOTFOUND there is none: pages stand without; ERR_INPUT it is not as it should be. */
int page_assets_load(struct arena *arena, const char *folder, struct page_assets *ret,
                     struct err *err);

#endif

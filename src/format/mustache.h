/* mustache.h - templates: text with {{tags}} that a JSON value fills in. Mustache, as its public
 * specification has it, without lambdas.
 *
 *     {{name}}                 its text, safe in HTML        {{{name}}} {{&name}}   as it stands
 *     {{#name}} … {{/name}}    once if it is so, for each item of a list; inside, its members count
 *     {{^name}} … {{/name}}    once if it is not: false, null, "", [], or no such name
 *     {{>card}} {{>*kind}}     another template, by its name or by the name that `kind` holds
 *     {{<page}} … {{/page}}    another template, some of its blocks said anew
 *     {{$title}} … {{/title}}  a block: what stands here unless it is said anew
 *     {{a.b}} {{.}}            a member of a member; the value that counts here
 *     {{! … }} {{=<% %>=}}     a comment; other delimiters from here on
 *
 * A number is always so, 0 too: a balance of nothing is said. A set of templates is read once:
 *
 *     text ─► mustache_add ─► program of each ─► mustache_link ─► what they name of each other
 *     model ─► mustache_render ─► HTML
 *
 * MUSTACHE_STRICT is how the program uses it: what a template names and nothing has is an error at
 * the place where it is named, and so is raw text whose name does not say that it is HTML (`html`,
 * or what ends in `_html`). MUSTACHE_LENIENT is the specification: it is an empty text. In either a
 * list or an object where a text should stand is an error. Once linked, a set may be rendered from
 * any number of threads. */
#ifndef CANTREF_FORMAT_MUSTACHE_H
#define CANTREF_FORMAT_MUSTACHE_H

#include "json_tree.h"

enum {
    MUSTACHE_BYTES_MAX = 1 << 20,   /* of one template */
    MUSTACHE_DEPTH_MAX = 64,        /* sections, blocks and templates in each other */
    MUSTACHE_NAME_PARTS_MAX = 16,   /* a.b.c has three */
    MUSTACHE_STEPS_MAX = 10000000,  /* of one rendering */
    MUSTACHE_OUTPUT_MAX = 16 << 20, /* bytes, where the buffer has no smaller maximum */
};

enum mustache_mode { MUSTACHE_STRICT, MUSTACHE_LENIENT };

struct mustache;

/* mustache_new - a set without templates. Aborts when out of memory. */
struct mustache *mustache_new(void);
void mustache_free(struct mustache *set);

/* mustache_add - one template more.
 * In:     name, by which others call it; text, UTF-8; both copied. file, for messages; copied.
 * Errors: ERR_INPUT with file:line:column a tag or section without end, an end without beginning,
 *         a tag without a name, a name that can't be one, bytes that are not UTF-8; ERR_CONFLICT
 *         there is one of that name; ERR_LIMIT. The set is then as it was. Cost: linear. */
int mustache_add(struct mustache *set, struct str name, struct str text, const char *file,
                 struct err *err) __attribute__((warn_unused_result));

/* mustache_link - to be called once, after the last mustache_add.
 * Errors: MUSTACHE_STRICT: ERR_NOTFOUND a template that is named and not there; a block said anew
 *         that the template it is meant for has not, nor any that it names in turn; ERR_INPUT raw
 *         text not named html. With file:line:column. MUSTACHE_LENIENT: none. */
int mustache_link(struct mustache *set, enum mustache_mode mode, struct err *err)
    __attribute__((warn_unused_result));

/* mustache_render - the template of that name, filled in from model, added to out.
 * Errors: ERR_NOTFOUND there is no such template, or, in MUSTACHE_STRICT, no such name in the
 *         model; ERR_INPUT a list or an object where a text should stand; ERR_LIMIT one of the
 *         limits above, or out's. With file:line:column of the tag. What out had stays, and nothing
 *         else.
 * Cost:   linear in the text added and the names looked up, each O(members of the objects around).
 */
int mustache_render(const struct mustache *set, struct str name, const struct json_node *model,
                    enum mustache_mode mode, struct buf *out, struct err *err)
    __attribute__((warn_unused_result));

#endif

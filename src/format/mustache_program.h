/* mustache_program.h - a template as a program: what mustache_parse.c makes and mustache.c carries
 * out.
 *
 *     <ul>                   0 TEXT "<ul>\n"
 *     {{#rows}}              1 SECTION rows, up to 4
 *       <li>{{name}}         2   TEXT "  <li>"      3   ESCAPED name      4   TEXT "\n"
 *     {{/rows}}
 *     </ul>                  5 TEXT "</ul>\n"
 *
 * The operations of a body follow the one that it belongs to; `end` is the place after them. A body
 * of PARENT holds only BLOCKs: those that are said anew.
 *
 * Lines and indentation. A tag alone on its line takes the line with it; {{>card}} alone on one
 * indents each line of the card as it is itself. Operations that begin a line of the template are
 * marked, so that the indentation in force goes before them; within a TEXT it goes after each line
 * end that is not the last byte. A block loses the indentation that it has where it is written and
 * is given that of the place where it stands. */
#ifndef CANTREF_FORMAT_MUSTACHE_PROGRAM_H
#define CANTREF_FORMAT_MUSTACHE_PROGRAM_H

#include "mustache.h"

enum mustache_kind {
    MUSTACHE_TEXT,
    MUSTACHE_ESCAPED,
    MUSTACHE_RAW,
    MUSTACHE_SECTION,
    MUSTACHE_INVERTED,
    MUSTACHE_PARTIAL,
    MUSTACHE_PARENT,
    MUSTACHE_BLOCK,
};

struct mustache_name {
    struct str text;
    uint32_t print; /* json_tree_print */
};

struct mustache_operation {
    enum mustache_kind kind;
    bool begins_line; /* of its template */
    bool is_alone;    /* on its line: PARTIAL, PARENT, and a BLOCK's opening tag */
    bool is_dynamic;  /* PARTIAL, PARENT: the name is of the value that names the template */
    uint32_t end;
    uint32_t line, column; /* of the tag, from 1 */
    uint32_t part_count;   /* of the name; 0: {{.}} */
    const struct mustache_name *parts;
    struct str text;   /* TEXT: it; else the name as written, without the asterisk */
    struct str indent; /* PARTIAL, PARENT, BLOCK: what it adds to the lines in it */
    const struct mustache_template *target; /* PARTIAL, PARENT: linked; NULL: dynamic, not there */
};

struct mustache_template {
    struct str name;
    const char *file;
    struct mustache_operation *operations;
    uint32_t count;
};

/* mustache_parse - the program of a template; text must outlive it. All of it lies in the arena,
 * but for the operations: mem_free ends them.
 * Errors: as mustache_add. *ret is untouched then. */
int mustache_parse(struct arena *arena, struct str text, const char *file,
                   struct mustache_template *ret, struct err *err)
    __attribute__((warn_unused_result));

#endif

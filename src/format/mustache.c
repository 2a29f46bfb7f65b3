/* mustache.c - sets of templates, linked and rendered (mustache.h). */
#include "mustache_program.h"

#include "html.h"

#include <assert.h>
#include <stdlib.h>

struct mustache {
    struct arena arena;
    struct mustache_template *templates; /* once linked: by name */
    size_t count, capacity;
    bool is_linked;
};

struct mustache *mustache_new(void)
{
    return mem_must_array(1, sizeof(struct mustache));
}

void mustache_free(struct mustache *set)
{
    if (set == NULL) {
        return;
    }
    for (size_t i = 0; i < set->count; i++) {
        mem_free(set->templates[i].operations);
    }
    mem_free(set->templates);
    arena_free(&set->arena);
    mem_free(set);
}

int mustache_add(struct mustache *set, struct str name, struct str text, const char *file,
                 struct err *err)
{
    assert(!set->is_linked);
    for (size_t i = 0; i < set->count; i++) {
        if (str_eq(set->templates[i].name, name)) {
            return err_at(err, ERR_CONFLICT, file, 0, 0, "a template of that name is there: %s",
                          set->templates[i].file);
        }
    }
    struct mustache_template template = {.name = arena_str(&set->arena, name)};
    const char *kept_file = arena_str(&set->arena, str_of(file)).ptr;
    struct str kept_text = arena_str(&set->arena, text);
    int code = mustache_parse(&set->arena, kept_text, kept_file, &template, err);
    if (code != 0) {
        return code;
    }
    void *grown = set->templates;
    mem_must_grow(&grown, &set->capacity, set->count + 1, sizeof *set->templates);
    set->templates = grown;
    set->templates[set->count++] = template;
    return 0;
}

/* --- linking --- */

static int compare_templates(const void *a, const void *b)
{
    return str_cmp(((const struct mustache_template *)a)->name,
                   ((const struct mustache_template *)b)->name);
}

static const struct mustache_template *find_template(const struct mustache *set, struct str name)
{
    struct mustache_template key = {.name = name};
    return set->count == 0
               ? NULL
               : bsearch(&key, set->templates, set->count, sizeof key, compare_templates);
}

/* refuse - for a name at its place: before "name" after. */
static int refuse(struct err *err, int code, const struct mustache_template *template,
                  const struct mustache_operation *operation, const char *before, const char *after)
{
    return err_at(err, code, template->file, operation->line, operation->column, "%s\"%.*s\"%s",
                  before, PRI(operation->text), after); /* not personal: a name in a template */
}

/* has_block - has a template a block of that name, or one that it names? One that is named by the
 * model may have any. seen: by template. */
static bool has_block(const struct mustache *set, const struct mustache_template *template,
                      struct str name, bool *seen)
{
    if (seen[template - set->templates]) {
        return false;
    }
    seen[template - set->templates] = true;
    for (uint32_t i = 0; i < template->count; i++) {
        const struct mustache_operation *operation = &template->operations[i];
        bool names_one = operation->kind == MUSTACHE_PARTIAL || operation->kind == MUSTACHE_PARENT;
        if ((operation->kind == MUSTACHE_BLOCK && str_eq(operation->text, name)) ||
            (names_one && operation->is_dynamic) ||
            (names_one && operation->target != NULL &&
             has_block(set, operation->target, name, seen))) {
            return true;
        }
    }
    return false;
}

static int check_blocks(const struct mustache *set, const struct mustache_template *template,
                        const struct mustache_operation *parent, struct err *err)
{
    const struct mustache_operation *end = &template->operations[parent->end];
    int code = 0;
    if (parent->target == NULL) {
        return 0;
    }
    bool *seen = mem_must_array(set->count, sizeof *seen);
    for (const struct mustache_operation *block = parent + 1; block < end && code == 0;
         block = &template->operations[block->end]) {
        memset(seen, 0, set->count * sizeof *seen);
        if (!has_block(set, parent->target, block->text, seen)) {
            code = refuse(err, ERR_NOTFOUND, template, block, "no block ",
                          " is in the template that this is for");
        }
    }
    mem_free(seen);
    return code;
}

static int check_operation(const struct mustache *set, const struct mustache_template *template,
                           const struct mustache_operation *operation, struct err *err)
{
    bool names_one = operation->kind == MUSTACHE_PARTIAL || operation->kind == MUSTACHE_PARENT;
    if (names_one && !operation->is_dynamic && operation->target == NULL) {
        return refuse(err, ERR_NOTFOUND, template, operation, "there is no template ", "");
    }
    if (operation->kind == MUSTACHE_RAW) {
        struct str last = operation->part_count == 0
                              ? STR(".")
                              : operation->parts[operation->part_count - 1].text;
        if (!str_eq(last, STR("html")) && !str_ends(last, STR("_html"))) {
            return refuse(err, ERR_INPUT, template, operation, "",
                          " would stand here as HTML: write {{ }}, or call what is HTML html or "
                          "…_html");
        }
    }
    return operation->kind == MUSTACHE_PARENT ? check_blocks(set, template, operation, err) : 0;
}

int mustache_link(struct mustache *set, enum mustache_mode mode, struct err *err)
{
    assert(!set->is_linked);
    set->is_linked = true;
    if (set->count > 0) {
        qsort(set->templates, set->count, sizeof *set->templates, compare_templates);
    }
    for (size_t t = 0; t < set->count; t++) {
        for (uint32_t i = 0; i < set->templates[t].count; i++) {
            struct mustache_operation *operation = &set->templates[t].operations[i];
            if ((operation->kind == MUSTACHE_PARTIAL || operation->kind == MUSTACHE_PARENT) &&
                !operation->is_dynamic) {
                operation->target = find_template(set, operation->text);
            }
        }
    }
    for (size_t t = 0; t < set->count && mode == MUSTACHE_STRICT; t++) {
        const struct mustache_template *template = &set->templates[t];
        for (uint32_t i = 0; i < template->count; i++) {
            int code = check_operation(set, template, &template->operations[i], err);
            if (code != 0) {
                return code;
            }
        }
    }
    return 0;
}

/* --- rendering --- */

/* struct parent - a PARENT being rendered, whose blocks are said anew in what is inside. */
struct parent {
    const struct mustache_template *template;
    const struct mustache_operation *operation;
};

/* How the first text of a block begins, whatever is marked: it stands where the block stands. */
enum first { AS_MARKED, BEGINS_LINE, WITHIN_LINE };

struct rendering {
    const struct mustache *set;
    enum mustache_mode mode;
    struct buf *out; /* its maximum is looked at after each operation: `limit` */
    size_t limit;
    struct err *err;
    const struct json_node *contexts[MUSTACHE_DEPTH_MAX + 1];
    size_t context_count;
    size_t depth, steps;
    struct buf indent; /* in force: from indent_from on */
    size_t indent_from;
    enum first first;
    struct parent parents[MUSTACHE_DEPTH_MAX]; /* the outermost first */
    size_t parent_count;
};

static int run(struct rendering *r, const struct mustache_template *template, uint32_t from,
               uint32_t to);

static bool is_so(const struct json_node *node)
{
    switch (node->kind) {
    case JSON_NODE_NOTHING:
        return false;
    case JSON_NODE_BOOL:
        return node->truth;
    case JSON_NODE_TEXT:
        return node->text.len > 0;
    case JSON_NODE_LIST:
        return node->count > 0;
    default:
        return true;
    }
}

/* look_up - the value that the operation names; NULL: there is none, and that is no error. */
static int look_up(struct rendering *r, const struct mustache_template *template,
                   const struct mustache_operation *operation, const struct json_node **ret)
{
    const struct json_node *found = NULL;
    const struct mustache_name *part = operation->parts;
    size_t context = r->context_count;
    if (operation->part_count == 0) {
        *ret = r->contexts[context - 1];
        return 0;
    }
    while (found == NULL && context > 0) {
        found = json_tree_get(r->contexts[--context], part->text, part->print);
    }
    for (uint32_t i = 1; i < operation->part_count && found != NULL; i++) {
        found = json_tree_get(found, part[i].text, part[i].print);
    }
    if (found == NULL && r->mode == MUSTACHE_STRICT) {
        return refuse(r->err, ERR_NOTFOUND, template, operation, "nothing is called ", " here");
    }
    *ret = found;
    return 0;
}

static struct str indent_in_force(const struct rendering *r)
{
    return str_slice(buf_str(&r->indent), r->indent_from, r->indent.len);
}

/* begin - before anything of an operation is written: the indentation, where a line begins. */
static void begin(struct rendering *r, const struct mustache_operation *operation)
{
    enum first first = r->first;
    r->first = AS_MARKED;
    if (r->indent.len > r->indent_from &&
        (first == BEGINS_LINE || (first == AS_MARKED && operation->begins_line))) {
        buf_add(r->out, indent_in_force(r));
    }
}

static void write_text(struct rendering *r, const struct mustache_operation *operation)
{
    struct str text = operation->text;
    if (text.len == 0) {
        return; /* the margin of a parent that is alone */
    }
    begin(r, operation);
    while (r->indent.len > r->indent_from && r->out->len <= r->limit) {
        ptrdiff_t end = str_find(text, STR("\n"));
        if (end < 0 || (size_t)end + 1 == text.len) {
            break;
        }
        buf_add(r->out, str_slice(text, 0, (size_t)end + 1));
        buf_add(r->out, indent_in_force(r));
        text = str_slice(text, (size_t)end + 1, text.len);
    }
    buf_add(r->out, text);
}

static int write_value(struct rendering *r, const struct mustache_template *template,
                       const struct mustache_operation *operation)
{
    const struct json_node *node;
    int code = look_up(r, template, operation, &node);
    if (code != 0) {
        return code;
    }
    begin(r, operation);
    if (node == NULL || node->kind == JSON_NODE_NOTHING) {
        return 0;
    }
    if (node->kind == JSON_NODE_TEXT && operation->kind == MUSTACHE_ESCAPED) {
        html_escape(r->out, node->text);
    } else if (node->kind == JSON_NODE_TEXT || node->kind == JSON_NODE_NUMBER) {
        buf_add(r->out, node->text);
    } else if (node->kind == JSON_NODE_BOOL) {
        buf_add(r->out, node->truth ? STR("true") : STR("false"));
    } else {
        return refuse(r->err, ERR_INPUT, template, operation, "",
                      " is a list or an object, not text: name what of it is meant");
    }
    return 0;
}

static int run_with(struct rendering *r, const struct mustache_template *template,
                    const struct mustache_operation *operation, const struct json_node *context)
{
    uint32_t at = (uint32_t)(operation - template->operations);
    r->contexts[r->context_count++] = context;
    r->steps++;
    int code = run(r, template, at + 1, operation->end);
    r->context_count--;
    return code;
}

static int render_section(struct rendering *r, const struct mustache_template *template,
                          const struct mustache_operation *operation)
{
    const struct json_node *node;
    int code = look_up(r, template, operation, &node);
    if (code != 0) {
        return code;
    }
    if (operation->begins_line) {
        begin(r, operation);
    }
    bool so = node != NULL && is_so(node);
    if (operation->kind == MUSTACHE_INVERTED) {
        uint32_t at = (uint32_t)(operation - template->operations);
        return so ? 0 : run(r, template, at + 1, operation->end);
    }
    if (!so || node->kind != JSON_NODE_LIST) {
        return so ? run_with(r, template, operation, node) : 0;
    }
    for (const struct json_node *item = node->first; item != NULL && code == 0; item = item->next) {
        code = run_with(r, template, operation, item);
    }
    return code;
}

/* find_target - the template that is named; NULL: there is none, and that is no error. */
static int find_target(struct rendering *r, const struct mustache_template *template,
                       const struct mustache_operation *operation,
                       const struct mustache_template **ret)
{
    const struct json_node *node = NULL;
    const struct mustache_template *target = operation->target;
    if (operation->is_dynamic) {
        int code = look_up(r, template, operation, &node);
        if (code != 0) {
            return code;
        }
        if (node != NULL && node->kind == JSON_NODE_TEXT) {
            target = find_template(r->set, node->text);
        }
    }
    if (target == NULL && r->mode == MUSTACHE_STRICT) {
        return refuse(r->err, ERR_NOTFOUND, template, operation,
                      operation->is_dynamic ? "there is no template of the name that is in "
                                            : "there is no template ",
                      "");
    }
    *ret = target;
    return 0;
}

/* render_target - of PARTIAL and PARENT. Only one that is alone on its line is indented. */
static int render_target(struct rendering *r, const struct mustache_template *template,
                         const struct mustache_operation *operation)
{
    const struct mustache_template *target = NULL;
    int code = find_target(r, template, operation, &target);
    if (code != 0 || target == NULL) {
        return code;
    }
    size_t from = r->indent_from, len = r->indent.len;
    if (operation->is_alone) {
        buf_add(&r->indent, operation->indent);
    } else {
        begin(r, operation);
        r->indent_from = r->indent.len;
    }
    bool is_parent = operation->kind == MUSTACHE_PARENT;
    if (is_parent) {
        r->parents[r->parent_count++] = (struct parent){template, operation};
    }
    code = run(r, target, 0, target->count);
    r->parent_count -= is_parent;
    r->indent.len = len;
    r->indent_from = from;
    return code;
}

/* find_block - as the outermost parent says it anew; or else the block itself. */
static const struct mustache_operation *find_block(const struct rendering *r,
                                                   const struct mustache_operation *block,
                                                   const struct mustache_template **template)
{
    for (size_t i = 0; i < r->parent_count; i++) {
        const struct parent *parent = &r->parents[i];
        const struct mustache_operation *operations = parent->template->operations;
        const struct mustache_operation *end = &operations[parent->operation->end];
        for (const struct mustache_operation *anew = parent->operation + 1; anew < end;
             anew = &operations[anew->end]) {
            if (str_eq(anew->text, block->text)) {
                *template = parent->template;
                return anew;
            }
        }
    }
    return block;
}

static int render_block(struct rendering *r, const struct mustache_template *template,
                        const struct mustache_operation *operation)
{
    const struct mustache_operation *said = find_block(r, operation, &template);
    size_t len = r->indent.len;
    if (!operation->is_alone && operation->begins_line) {
        begin(r, operation);
    }
    buf_add(&r->indent, operation->indent);
    r->first = operation->is_alone ? BEGINS_LINE : WITHIN_LINE;
    int code = run(r, template, (uint32_t)(said - template->operations) + 1, said->end);
    r->first = AS_MARKED;
    r->indent.len = len;
    return code;
}

static int run_operation(struct rendering *r, const struct mustache_template *template,
                         const struct mustache_operation *operation)
{
    switch (operation->kind) {
    case MUSTACHE_TEXT:
        write_text(r, operation);
        return 0;
    case MUSTACHE_ESCAPED:
    case MUSTACHE_RAW:
        return write_value(r, template, operation);
    case MUSTACHE_SECTION:
    case MUSTACHE_INVERTED:
        return render_section(r, template, operation);
    case MUSTACHE_PARTIAL:
    case MUSTACHE_PARENT:
        return render_target(r, template, operation);
    case MUSTACHE_BLOCK:
        return render_block(r, template, operation);
    }
    return 0;
}

static int refuse_limit(struct rendering *r, const struct mustache_template *template,
                        const struct mustache_operation *operation, const char *message)
{
    return err_at(r->err, ERR_LIMIT, template->file, operation->line, operation->column, "%s",
                  message);
}

/* run - the operations from … to. */
static int run(struct rendering *r, const struct mustache_template *template, uint32_t from,
               uint32_t to)
{
    int code = 0;
    if (from < to && ++r->depth > MUSTACHE_DEPTH_MAX) {
        return refuse_limit(r, template, &template->operations[from],
                            "templates and sections are nested too deep here");
    }
    for (uint32_t i = from; i < to && code == 0; i = template->operations[i].end) {
        const struct mustache_operation *operation = &template->operations[i];
        code = run_operation(r, template, operation);
        if (code == 0 && ++r->steps > MUSTACHE_STEPS_MAX) {
            code = refuse_limit(r, template, operation, "the page takes too long");
        }
        if (code == 0 && r->out->len > r->limit) {
            code = refuse_limit(r, template, operation, "the page is too long");
        }
    }
    r->depth -= from < to;
    return code;
}

int mustache_render(const struct mustache *set, struct str name, const struct json_node *model,
                    enum mustache_mode mode, struct buf *out, struct err *err)
{
    assert(set->is_linked);
    const struct mustache_template *template = find_template(set, name);
    if (template == NULL) {
        return err_set(err, ERR_NOTFOUND, "no template \"%.*s\"",
                       PRI(name)); /* not personal: a template's */
    }
    size_t had = out->len, max = out->max;
    struct rendering rendering = {
        .set = set,
        .mode = mode,
        .out = out,
        .limit = max != 0 && max - had < MUSTACHE_OUTPUT_MAX ? max : had + MUSTACHE_OUTPUT_MAX,
        .err = err,
        .contexts = {model},
        .context_count = 1,
    };
    out->max = 0;
    int code = run(&rendering, template, 0, template->count);
    out->max = max;
    out->len = code == 0 ? out->len : had;
    buf_free(&rendering.indent);
    return code;
}

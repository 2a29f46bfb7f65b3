/* dmn_model.c - see dmn_model.h. Recursion is as deep as the document, which xml_parse bounds. */
#include "dmn_model.h"
#include "whole_file.h"
#include "xml_tree.h"

enum { MODEL_BYTES_MAX = 64 << 20 };

static const char feel_language[] = "/FEEL/"; /* how the names of FEEL's versions end */

static size_t count(const struct xml_element *element, const char *name)
{
    size_t found = 0;
    for (element = xml_child(element, name); element; element = xml_next(element, name)) {
        found++;
    }
    return found;
}

/* text_in - the text element of a child: <allowedValues><text>…; NULL where there is none. */
static struct str text_in(const struct xml_element *element, const char *name)
{
    const struct xml_element *child = xml_child(element, name);
    return child ? xml_child_text(child, "text") : (struct str){NULL, 0};
}

static struct dmn_variable variable_of(const struct xml_element *element)
{
    return (struct dmn_variable){str_trim(xml_attribute(element, "name")),
                                 str_trim(xml_attribute(element, "typeRef"))};
}

/* type_of - a typeRef, an attribute since DMN 1.2 and an element where a type is defined. */
static struct str type_of(const struct xml_element *element)
{
    struct str type = xml_child_text(element, "typeRef");
    return type.ptr ? type : str_trim(xml_attribute(element, "typeRef"));
}

/* Item definitions. */

static struct dmn_item read_item(struct arena *arena, const struct xml_element *element)
{
    struct dmn_item item = {.name = str_trim(xml_attribute(element, "name")),
                            .type = type_of(element),
                            .allowed = text_in(element, "allowedValues"),
                            .allowed_items = text_in(element, "typeConstraint")};
    item.collection = str_eq(xml_attribute(element, "isCollection"), STR("true"));
    const struct xml_element *function = xml_child(element, "functionItem");
    const char *part = function ? "parameters" : "itemComponent";
    const struct xml_element *whole = function ? function : element;
    if (function) {
        item.function = true;
        item.type = str_trim(xml_attribute(function, "outputTypeRef"));
    }
    item.parts = arena_alloc(arena, count(whole, part) * sizeof(*item.parts));
    const struct xml_element *child = xml_child(whole, part);
    for (; child; child = xml_next(child, part)) {
        item.parts[item.nparts++] = read_item(arena, child);
    }
    return item;
}

/* Decision tables. */

static const char *const hit_policy_words[] = {
    [HIT_UNIQUE] = "UNIQUE",
    [HIT_ANY] = "ANY",
    [HIT_PRIORITY] = "PRIORITY",
    [HIT_FIRST] = "FIRST",
    [HIT_OUTPUT_ORDER] = "OUTPUT ORDER",
    [HIT_RULE_ORDER] = "RULE ORDER",
    [HIT_COLLECT] = "COLLECT",
};
static const char *const collect_words[] = {
    [COLLECT_LIST] = "",   [COLLECT_SUM] = "SUM",     [COLLECT_MIN] = "MIN",
    [COLLECT_MAX] = "MAX", [COLLECT_COUNT] = "COUNT",
};

/* word_of - the place of a word among n; 0 for none written; n for another. */
static size_t word_of(struct str word, const char *const *words, size_t n)
{
    size_t found = 0;
    while (word.len > 0 && found < n && !str_eq(word, str_of(words[found]))) {
        found++;
    }
    return found;
}

static struct str *read_entries(struct arena *arena, const struct xml_element *rule,
                                const char *name, size_t wanted, bool *ret_missing)
{
    struct str *texts = arena_alloc(arena, wanted * sizeof(*texts));
    const struct xml_element *entry = xml_child(rule, name);
    size_t found = 0;
    for (; entry && found < wanted; entry = xml_next(entry, name)) {
        texts[found++] = xml_child_text(entry, "text");
    }
    *ret_missing |= found < wanted || entry;
    return texts;
}

static void read_clauses(struct arena *arena, const struct xml_element *element,
                         struct dmn_table *table)
{
    table->inputs = arena_alloc(arena, count(element, "input") * sizeof(*table->inputs));
    const struct xml_element *clause = xml_child(element, "input");
    for (; clause; clause = xml_next(clause, "input")) {
        struct dmn_input_clause *input = &table->inputs[table->ninputs++];
        const struct xml_element *expression = xml_child(clause, "inputExpression");
        if (expression) {
            input->expression.name = xml_child_text(expression, "text");
            input->expression.type = str_trim(xml_attribute(expression, "typeRef"));
        }
        input->values = text_in(clause, "inputValues");
    }
    table->outputs = arena_alloc(arena, count(element, "output") * sizeof(*table->outputs));
    clause = xml_child(element, "output");
    for (; clause; clause = xml_next(clause, "output")) {
        struct dmn_output_clause *output = &table->outputs[table->noutputs++];
        output->variable = variable_of(clause);
        output->values = text_in(clause, "outputValues");
        output->otherwise = text_in(clause, "defaultOutputEntry");
    }
}

static struct dmn_table *read_table(struct arena *arena, const struct xml_element *element)
{
    struct dmn_table *table = arena_alloc(arena, sizeof(*table));
    size_t policy = word_of(str_trim(xml_attribute(element, "hitPolicy")), hit_policy_words,
                            sizeof(hit_policy_words) / sizeof(*hit_policy_words));
    size_t collect = word_of(str_trim(xml_attribute(element, "aggregation")), collect_words,
                             sizeof(collect_words) / sizeof(*collect_words));
    table->invalid = policy == sizeof(hit_policy_words) / sizeof(*hit_policy_words) ||
                     collect == sizeof(collect_words) / sizeof(*collect_words);
    if (!table->invalid) {
        table->hit_policy = (enum hit_policy)policy;
        table->collect = (enum collect_operator)collect;
    }
    read_clauses(arena, element, table);
    table->rules = arena_alloc(arena, count(element, "rule") * sizeof(*table->rules));
    const struct xml_element *rule = xml_child(element, "rule");
    for (; rule; rule = xml_next(rule, "rule")) {
        struct dmn_rule *found = &table->rules[table->nrules++];
        found->tests = read_entries(arena, rule, "inputEntry", table->ninputs, &table->invalid);
        found->outputs = read_entries(arena, rule, "outputEntry", table->noutputs, &table->invalid);
    }
    table->invalid |= table->noutputs == 0;
    return table;
}

/* Boxed expressions. */

static struct dmn_boxed *read_boxed(struct arena *arena, const struct xml_element *element);

/* boxed_in - the first boxed expression among the children from `child` on, or NULL. */
static struct dmn_boxed *boxed_in(struct arena *arena, const struct xml_element *parent)
{
    const struct xml_element *child = parent ? parent->first : NULL;
    for (; child; child = child->next) {
        struct dmn_boxed *found =
            str_eq(child->space, parent->space) ? read_boxed(arena, child) : NULL;
        if (found) {
            return found;
        }
    }
    return NULL;
}

static void read_parts(struct arena *arena, const struct xml_element *element, const char *part,
                       const char *variable, struct dmn_boxed *boxed)
{
    boxed->parts = arena_alloc(arena, count(element, part) * sizeof(*boxed->parts));
    const struct xml_element *child = xml_child(element, part);
    for (; child; child = xml_next(child, part)) {
        struct dmn_part *found = &boxed->parts[boxed->nparts++];
        const struct xml_element *named = variable ? xml_child(child, variable) : child;
        if (named) {
            found->variable = variable_of(named);
        }
        found->boxed = boxed_in(arena, child);
    }
}

/* read_list - every boxed expression that stands directly in the element. */
static void read_list(struct arena *arena, const struct xml_element *element,
                      struct dmn_boxed *boxed)
{
    size_t most = 0;
    for (const struct xml_element *child = element->first; child; child = child->next) {
        most++;
    }
    boxed->parts = arena_alloc(arena, most * sizeof(*boxed->parts));
    for (const struct xml_element *child = element->first; child; child = child->next) {
        struct dmn_boxed *found =
            str_eq(child->space, element->space) ? read_boxed(arena, child) : NULL;
        if (found) {
            boxed->parts[boxed->nparts++].boxed = found;
        }
    }
}

static void read_relation(struct arena *arena, const struct xml_element *element,
                          struct dmn_boxed *boxed)
{
    read_parts(arena, element, "column", NULL, boxed);
    boxed->rows = arena_alloc(arena, count(element, "row") * sizeof(*boxed->rows));
    const struct xml_element *row = xml_child(element, "row");
    for (; row; row = xml_next(row, "row")) {
        struct dmn_boxed *cells = arena_alloc(arena, sizeof(*cells));
        cells->kind = DMN_LIST;
        cells->line = row->line;
        read_list(arena, row, cells);
        boxed->rows[boxed->nrows++] = cells;
    }
}

static void read_literal(const struct xml_element *element, struct dmn_boxed *boxed)
{
    struct str language = xml_attribute(element, "expressionLanguage");
    boxed->text = xml_child_text(element, "text");
    if (language.len > 0 && !str_ends(language, str_of(feel_language)) &&
        !str_eq_nocase(language, STR("feel"))) {
        boxed->kind = DMN_EXTERNAL;
    }
}

static void read_function(struct arena *arena, const struct xml_element *element,
                          struct dmn_boxed *boxed)
{
    struct str kind = xml_attribute(element, "kind");
    read_parts(arena, element, "formalParameter", NULL, boxed);
    boxed->first = boxed_in(arena, element);
    if (kind.len > 0 && !str_eq_nocase(kind, STR("FEEL"))) {
        boxed->kind = DMN_EXTERNAL;
    }
}

static void read_iterator(struct arena *arena, const struct xml_element *element,
                          const char *second, struct dmn_boxed *boxed)
{
    boxed->iterator = str_trim(xml_attribute(element, "iteratorVariable"));
    boxed->first = boxed_in(arena, xml_child(element, "in"));
    boxed->second = boxed_in(arena, xml_child(element, second));
}

static const struct {
    const char *name;
    enum dmn_boxed_kind kind;
} boxed_names[] = {
    {"literalExpression", DMN_LITERAL},
    {"decisionTable", DMN_TABLE},
    {"context", DMN_CONTEXT},
    {"invocation", DMN_INVOCATION},
    {"functionDefinition", DMN_FUNCTION},
    {"encapsulatedLogic", DMN_FUNCTION},
    {"relation", DMN_RELATION},
    {"list", DMN_LIST},
    {"conditional", DMN_CONDITIONAL},
    {"filter", DMN_FILTER},
    {"for", DMN_FOR},
    {"some", DMN_SOME},
    {"every", DMN_EVERY},
};

static void read_insides(struct arena *arena, const struct xml_element *element,
                         struct dmn_boxed *boxed)
{
    switch (boxed->kind) {
    case DMN_LITERAL:
        read_literal(element, boxed);
        return;
    case DMN_TABLE:
        boxed->table = read_table(arena, element);
        return;
    case DMN_CONTEXT:
        read_parts(arena, element, "contextEntry", "variable", boxed);
        return;
    case DMN_INVOCATION:
        read_parts(arena, element, "binding", "parameter", boxed);
        boxed->first = boxed_in(arena, element);
        return;
    case DMN_FUNCTION:
        read_function(arena, element, boxed);
        return;
    case DMN_RELATION:
        read_relation(arena, element, boxed);
        return;
    case DMN_LIST:
        read_list(arena, element, boxed);
        return;
    case DMN_CONDITIONAL:
        boxed->first = boxed_in(arena, xml_child(element, "if"));
        boxed->second = boxed_in(arena, xml_child(element, "then"));
        boxed->third = boxed_in(arena, xml_child(element, "else"));
        return;
    case DMN_FILTER:
        read_iterator(arena, element, "match", boxed);
        return;
    case DMN_FOR:
        read_iterator(arena, element, "return", boxed);
        return;
    case DMN_SOME:
    case DMN_EVERY:
        read_iterator(arena, element, "satisfies", boxed);
        return;
    case DMN_EXTERNAL:
        return;
    }
}

/* read_boxed - a boxed expression, or NULL where the element is none. */
static struct dmn_boxed *read_boxed(struct arena *arena, const struct xml_element *element)
{
    for (size_t at = 0; at < sizeof(boxed_names) / sizeof(*boxed_names); at++) {
        if (!str_eq(element->name, str_of(boxed_names[at].name))) {
            continue;
        }
        struct dmn_boxed *boxed = arena_alloc(arena, sizeof(*boxed));
        boxed->kind = boxed_names[at].kind;
        boxed->line = element->line;
        boxed->type = str_trim(xml_attribute(element, "typeRef"));
        read_insides(arena, element, boxed);
        return boxed;
    }
    return NULL;
}

/* What the requirements graph is made of. */

static void add_href(const struct xml_element *element, struct str *hrefs, size_t *count)
{
    struct str href = str_trim(xml_attribute(element, "href"));
    if (href.len > 0) {
        hrefs[(*count)++] = href;
    }
}

/* read_required - what informationRequirements and knowledgeRequirements refer to. */
static void read_required(struct arena *arena, const struct xml_element *element,
                          struct dmn_element *ret)
{
    static const char *const requirements[][3] = {
        {"informationRequirement", "requiredInput", "requiredDecision"},
        {"knowledgeRequirement", "requiredKnowledge", "requiredKnowledge"},
    };
    size_t most = count(element, requirements[0][0]) + count(element, requirements[1][0]);
    ret->required = arena_alloc(arena, most * sizeof(*ret->required));
    for (size_t at = 0; at < 2; at++) {
        const struct xml_element *requirement = xml_child(element, requirements[at][0]);
        for (; requirement; requirement = xml_next(requirement, requirements[at][0])) {
            const struct xml_element *target = xml_child(requirement, requirements[at][1]);
            target = target ? target : xml_child(requirement, requirements[at][2]);
            if (target) {
                add_href(target, ret->required, &ret->nrequired);
            }
        }
    }
}

static void read_hrefs(const struct xml_element *element, const char *name, struct str *hrefs,
                       size_t *ret_count)
{
    const struct xml_element *child = xml_child(element, name);
    for (; child; child = xml_next(child, name)) {
        add_href(child, hrefs, ret_count);
    }
}

/* read_service - its parameters are the input data, then the input decisions. */
static void read_service(struct arena *arena, const struct xml_element *element,
                         struct dmn_element *ret)
{
    size_t inputs = count(element, "inputData") + count(element, "inputDecision");
    ret->required = arena_alloc(arena, inputs * sizeof(*ret->required));
    read_hrefs(element, "inputData", ret->required, &ret->nrequired);
    read_hrefs(element, "inputDecision", ret->required, &ret->nrequired);
    ret->outputs = arena_alloc(arena, count(element, "outputDecision") * sizeof(*ret->outputs));
    read_hrefs(element, "outputDecision", ret->outputs, &ret->noutputs);
    ret->encapsulated =
        arena_alloc(arena, count(element, "encapsulatedDecision") * sizeof(*ret->encapsulated));
    read_hrefs(element, "encapsulatedDecision", ret->encapsulated, &ret->nencapsulated);
}

static const struct {
    const char *name;
    enum dmn_element_kind kind;
} element_names[] = {
    {"inputData", DMN_INPUT},
    {"decision", DMN_DECISION},
    {"businessKnowledgeModel", DMN_KNOWLEDGE},
    {"decisionService", DMN_SERVICE},
};

static struct dmn_element read_element(struct arena *arena, const struct xml_element *element,
                                       enum dmn_element_kind kind)
{
    struct dmn_element result = {.kind = kind,
                                 .id = str_trim(xml_attribute(element, "id")),
                                 .name = str_trim(xml_attribute(element, "name")),
                                 .line = element->line};
    const struct xml_element *variable = xml_child(element, "variable");
    if (variable) {
        result.variable = variable_of(variable);
    }
    if (result.variable.name.len == 0) {
        result.variable.name = result.name;
    }
    if (kind == DMN_SERVICE) {
        read_service(arena, element, &result);
    } else if (kind != DMN_INPUT) {
        read_required(arena, element, &result);
        result.boxed = boxed_in(arena, element);
    }
    return result;
}

static void read_elements(struct arena *arena, const struct xml_element *root,
                          struct dmn_model *model)
{
    size_t most = 0;
    for (const struct xml_element *child = root->first; child; child = child->next) {
        most++;
    }
    model->elements = arena_alloc(arena, most * sizeof(*model->elements));
    for (const struct xml_element *child = root->first; child; child = child->next) {
        for (size_t at = 0; at < sizeof(element_names) / sizeof(*element_names); at++) {
            if (str_eq(child->space, root->space) &&
                str_eq(child->name, str_of(element_names[at].name))) {
                model->elements[model->nelements++] =
                    read_element(arena, child, element_names[at].kind);
            }
        }
    }
}

int dmn_model_read(struct arena *arena, const char *path, struct dmn_model *ret, struct err *err)
{
    struct buf text = {0};
    struct xml_element *root = NULL;
    int result = file_read_whole(path, "the model", MODEL_BYTES_MAX, &text, err);
    if (result == 0) {
        result = xml_parse(arena, buf_str(&text), path, &root, err);
    }
    buf_free(&text);
    if (result != 0) {
        return result;
    }
    if (!str_eq(root->name, STR("definitions"))) {
        return err_at(err, ERR_INPUT, path, root->line, 0,
                      "is not a DMN model: its root is not definitions");
    }
    struct dmn_model model = {.file = arena_str(arena, str_of(path)).ptr,
                              .namespace = xml_attribute(root, "namespace"),
                              .name = xml_attribute(root, "name")};
    model.items = arena_alloc(arena, count(root, "itemDefinition") * sizeof(*model.items));
    const struct xml_element *child = xml_child(root, "itemDefinition");
    for (; child; child = xml_next(child, "itemDefinition")) {
        model.items[model.nitems++] = read_item(arena, child);
    }
    model.imports = arena_alloc(arena, count(root, "import") * sizeof(*model.imports));
    child = xml_child(root, "import");
    for (; child; child = xml_next(child, "import")) {
        model.imports[model.nimports++] =
            (struct dmn_import){xml_attribute(child, "namespace"), xml_attribute(child, "name")};
    }
    read_elements(arena, root, &model);
    *ret = model;
    return 0;
}

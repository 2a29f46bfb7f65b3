/* feel_explain.c - feel_explain.h.
 *
 * Goes down the tree where a condition is made of conditions, evaluating each part once more in
 * its frame. Every step returns the words of what decided there, so that the sentence is what
 * comes back from the top; the parts are kept beside, in the order in which they stand. */
#include "feel_explain.h"

#include "feel_builtin.h"
#include "feel_words.h"

struct explaining {
    struct feel_evaluation *evaluation;
    const struct feel_explain_options *options;
    struct arena *arena;
    struct feel_part *parts;
    size_t count, capacity;
    bool cut;
};

/* Where a part stands: its frame, what the slots of that are called, and whether it is negated. */
struct place {
    const struct feel_frame *frame;
    const struct naming *naming;
    bool negated;
    uint32_t depth;
};

/* What the variables of a loop stand for: "children[]". Parallel to frames. */
struct naming {
    const struct naming *outer;
    struct str path;
};

/* What a condition, or a part, came to. */
struct told {
    enum feel_verdict verdict;
    struct str words;
    size_t first; /* its parts: from here to the next one's */
};

static const struct str none = {"", 0};

static struct told tell(struct explaining *x, const struct feel_node *node, struct place place);

/* exhausted - has explaining used up what evaluating may? What it takes itself counts too. */
static bool exhausted(struct explaining *x)
{
    struct feel_evaluation *e = x->evaluation;
    e->stopped = e->stopped || e->arena->total - e->memory_begin > e->limits.memory_max;
    return e->stopped;
}

/* --- names --- */

static struct str path_of(struct explaining *x, const struct feel_node *node,
                          const struct naming *naming)
{
    if (node->kind == FEEL_NODE_NAME) {
        for (uint32_t i = node->frames; i > 0 && naming != NULL; i--) {
            naming = naming->outer;
        }
        return naming != NULL && naming->path.len > 0 ? naming->path : node->name;
    }
    if (node->kind == FEEL_NODE_PATH) {
        struct str from = path_of(x, node->left, naming);
        return from.len == 0 ? none
                             : arena_printf(x->arena, "%.*s.%.*s", PRI(from), PRI(node->name));
    }
    return none;
}

static const struct feel_label *label_of(struct explaining *x, struct str path)
{
    for (size_t i = 0; i < x->options->label_count; i++) {
        if (path.len > 0 && str_eq(x->options->labels[i].name, path)) {
            return &x->options->labels[i];
        }
    }
    return NULL;
}

static struct str called(struct explaining *x, struct str path)
{
    const struct feel_label *label = label_of(x, path);
    if (label == NULL) {
        return arena_printf(x->arena, "“%.*s”", PRI(path));
    }
    return x->options->language == LANGUAGE_WELSH && label->cy.len > 0 ? label->cy : label->en;
}

/* name_of - what a part is called; without a label, as it was written. */
static struct str name_of(struct explaining *x, const struct feel_node *node, struct place place)
{
    struct str path = path_of(x, node, place.naming);
    if (path.len == 0 || (label_of(x, path) == NULL && node->text.len > 0)) {
        return arena_printf(x->arena, "“%.*s”", PRI(node->text.len > 0 ? node->text : path));
    }
    return called(x, path);
}

/* --- words --- */

static struct str say_phrase(struct explaining *x, enum feel_phrase phrase, struct str a,
                             struct str b, struct str c)
{
    return feel_phrase_fill(x->arena, x->options->language, phrase, a, b, c);
}

static struct str value_words(struct explaining *x, const struct feel_value *value)
{
    return feel_value_words(x->arena, x->options->language, value);
}

static struct feel_value value_of(struct explaining *x, const struct feel_node *node,
                                  struct place place)
{
    struct feel_value value;
    feel_evaluate_node(x->evaluation, node, place.frame, &value);
    return value;
}

static enum feel_verdict turned(enum feel_verdict verdict, bool negated)
{
    return !negated || verdict == FEEL_CANT_TELL ? verdict
           : verdict == FEEL_HOLDS               ? FEEL_DOES_NOT_HOLD
                                                 : FEEL_HOLDS;
}

/* is_literal - written as a value, or made of such: date("2026-04-01"). What it came to says it
 * all. */
static bool is_literal(const struct feel_node *node)
{
    bool made = node->kind == FEEL_NODE_CALL_BUILTIN && node->count > 0;
    for (uint32_t i = 0; made && i < node->count; i++) {
        made = node->items[i] == NULL || node->items[i]->kind == FEEL_NODE_CONSTANT;
    }
    return made || node->kind == FEEL_NODE_CONSTANT || node->kind == FEEL_NODE_LIST ||
           node->kind == FEEL_NODE_RANGE || node->kind == FEEL_NODE_NEGATE;
}

/* operand_words - what a value is compared with: itself; what it is called, and its value; or its
 * value, and how it was worked out. */
static struct str operand_words(struct explaining *x, const struct feel_node *node,
                                struct place place, const struct feel_value *value)
{
    struct str words = value_words(x, value);
    if (is_literal(node) || node->text.len == 0) {
        return words;
    }
    return path_of(x, node, place.naming).len > 0
               ? say_phrase(x, PHRASE_OTHER, name_of(x, node, place), words, none)
               : say_phrase(x, PHRASE_WORKED_OUT, words, node->text, none);
}

/* is_question - "Does somebody live on there?" is answered; "the age" is something. */
static bool is_question(struct str name)
{
    return str_ends(name, STR("?"));
}

/* asked_words - what a subject is, and what the rule asks for; as: how what isn't a question is
 * put, asked: how what is asked for. */
static struct str asked_words(struct explaining *x, enum feel_phrase as, enum feel_phrase asked,
                              struct str name, struct str is, struct str wanted)
{
    struct str subject = say_phrase(x, is_question(name) ? PHRASE_ANSWER : as, name, is, none);
    return say_phrase(x, asked, subject, wanted, none);
}

/* why - the reason at the bottom of a cause. */
static struct str why(struct explaining *x, const struct feel_cause *cause)
{
    while (cause->because != NULL) {
        cause = cause->because;
    }
    struct str path = label_of(x, cause->text) != NULL ? cause->text : cause->about;
    if (path.len == 0) {
        path = cause->text;
    }
    struct str name = called(x, path);
    if (cause->code == FEEL_CAUSE_NOT_KNOWN && is_question(name)) {
        return say_phrase(x, PHRASE_NO_ANSWER, name, none, none);
    }
    return feel_reason_words(x->arena, x->options->language, cause->code, name,
                             cause->text.len > 0 ? cause->text : cause->about);
}

/* --- parts --- */

static struct told add_part(struct explaining *x, const struct feel_node *node, struct place place,
                            enum feel_verdict verdict, struct str words)
{
    struct told told = {verdict, words, x->count};
    if (x->count == FEEL_PARTS_MAX) {
        x->cut = true;
        return told;
    }
    x->parts[x->count++] = (struct feel_part){.verdict = verdict,
                                              .words = words,
                                              .expression = node->text,
                                              .line = node->line,
                                              .column = node->column,
                                              .depth = place.depth,
                                              .decided = true};
    return told;
}

/* undecide - the parts from `first` to before `end` are not what decided. */
static void undecide(struct explaining *x, size_t first, size_t end)
{
    for (size_t i = first; i < end && i < x->count; i++) {
        x->parts[i].decided = false;
    }
}

/* tell_doubt - a part that can't be told; false: it can. */
static bool tell_doubt(struct explaining *x, const struct feel_node *node, struct place place,
                       const struct feel_value *value, struct told *ret)
{
    if (feel_verdict(value) != FEEL_CANT_TELL) {
        return false;
    }
    struct str words = value->cause != NULL ? why(x, value->cause)
                                            : say_phrase(x, PHRASE_NO_TRUTH, node->text,
                                                         value_words(x, value), none);
    *ret = add_part(x, node, place, FEEL_CANT_TELL, words);
    return true;
}

/* gather_inputs - the names in a part that have a value, each once. */
struct inputs {
    struct str paths[8], words[8];
    size_t count;
};

static void gather_inputs(struct explaining *x, const struct feel_node *node, struct place place,
                          struct inputs *inputs)
{
    if (node == NULL || inputs->count == sizeof(inputs->paths) / sizeof(inputs->paths[0])) {
        return;
    }
    struct str path = path_of(x, node, place.naming);
    if (path.len > 0) {
        for (size_t i = 0; i < inputs->count; i++) {
            if (str_eq(inputs->paths[i], path)) {
                return;
            }
        }
        struct feel_value value = value_of(x, node, place);
        if (value.kind != FEEL_FUNCTION && value.kind != FEEL_CONTEXT) {
            inputs->paths[inputs->count] = path;
            inputs->words[inputs->count++] =
                say_phrase(x, PHRASE_INPUT, name_of(x, node, place), value_words(x, &value), none);
        }
        return;
    }
    if (node->scope != NULL && node->kind != FEEL_NODE_ITEM_NAME) {
        return; /* what is within has frames of its own */
    }
    gather_inputs(x, node->left, place, inputs);
    gather_inputs(x, node->right, place, inputs);
    for (uint32_t i = 0; i < node->count && node->items != NULL; i++) {
        gather_inputs(x, node->items[i], place, inputs);
    }
}

/* tell_written - any other condition: as it was written, and what went in. */
static struct told tell_written(struct explaining *x, const struct feel_node *node,
                                struct place place, const struct feel_value *value)
{
    struct inputs inputs = {.count = 0};
    gather_inputs(x, node, place, &inputs);
    struct str is = value_words(x, value);
    struct str words = inputs.count == 0
                           ? say_phrase(x, PHRASE_IS, node->text, is, none)
                           : say_phrase(x, PHRASE_IS_WITH, node->text, is,
                                        feel_joined_words(x->arena, x->options->language,
                                                          PHRASE_AND, inputs.words, inputs.count));
    return add_part(x, node, place, turned(feel_verdict(value), place.negated), words);
}

static struct told tell_asked(struct explaining *x, const struct feel_node *node,
                              struct place place, const struct feel_value *result,
                              const struct feel_node *subject, struct str asked)
{
    struct feel_value value = value_of(x, subject, place);
    struct str words = asked_words(x, PHRASE_SUBJECT, PHRASE_ASKED, name_of(x, subject, place),
                                   value_words(x, &value), asked);
    return add_part(x, node, place, turned(feel_verdict(result), place.negated), words);
}

/* --- comparisons --- */

static uint8_t opposite(uint8_t comparison)
{
    static const uint8_t opposites[FEEL_NODE_KINDS] = {
        [FEEL_NODE_EQUAL] = FEEL_NODE_NOT_EQUAL,
        [FEEL_NODE_NOT_EQUAL] = FEEL_NODE_EQUAL,
        [FEEL_NODE_LESS] = FEEL_NODE_GREATER_OR_EQUAL,
        [FEEL_NODE_LESS_OR_EQUAL] = FEEL_NODE_GREATER,
        [FEEL_NODE_GREATER] = FEEL_NODE_LESS_OR_EQUAL,
        [FEEL_NODE_GREATER_OR_EQUAL] = FEEL_NODE_LESS,
    };
    return opposites[comparison];
}

/* mirrored - the comparison when its sides change places. */
static uint8_t mirrored(uint8_t comparison)
{
    static const uint8_t mirrors[FEEL_NODE_KINDS] = {
        [FEEL_NODE_EQUAL] = FEEL_NODE_EQUAL,
        [FEEL_NODE_NOT_EQUAL] = FEEL_NODE_NOT_EQUAL,
        [FEEL_NODE_LESS] = FEEL_NODE_GREATER,
        [FEEL_NODE_LESS_OR_EQUAL] = FEEL_NODE_GREATER_OR_EQUAL,
        [FEEL_NODE_GREATER] = FEEL_NODE_LESS,
        [FEEL_NODE_GREATER_OR_EQUAL] = FEEL_NODE_LESS_OR_EQUAL,
    };
    return mirrors[comparison];
}

static bool is_null(const struct feel_node *node)
{
    return node->kind == FEEL_NODE_CONSTANT && node->constant.kind == FEEL_NULL;
}

/* tell_known - `= null` or `!= null`. */
static struct told tell_known(struct explaining *x, const struct feel_node *node,
                              struct place place, const struct feel_value *result,
                              const struct feel_node *subject)
{
    struct feel_value value = value_of(x, subject, place);
    bool known = value.kind != FEEL_NULL;
    bool asked = (node->kind == FEEL_NODE_NOT_EQUAL) != place.negated;
    static const enum feel_phrase phrases[2][2] = {{PHRASE_NOT_KNOWN, PHRASE_NOT_KNOWN_AMISS},
                                                   {PHRASE_KNOWN, PHRASE_KNOWN_AMISS}};
    struct str name = name_of(x, subject, place);
    name = is_question(name) ? arena_printf(x->arena, "“%.*s”", PRI(name)) : name;
    return add_part(x, node, place, turned(feel_verdict(result), place.negated),
                    say_phrase(x, phrases[known][known != asked], name, none, none));
}

static struct told tell_comparison(struct explaining *x, const struct feel_node *node,
                                   struct place place, const struct feel_value *result)
{
    const struct feel_node *subject = node->left, *other = node->right;
    uint8_t comparison = node->kind;
    if (subject->kind == FEEL_NODE_CONSTANT) {
        subject = node->right;
        other = node->left;
        comparison = mirrored(comparison);
    }
    if (subject->kind == FEEL_NODE_CONSTANT) {
        return tell_written(x, node, place, result);
    }
    if (is_null(other) && (node->kind == FEEL_NODE_EQUAL || node->kind == FEEL_NODE_NOT_EQUAL)) {
        return tell_known(x, node, place, result, subject);
    }
    comparison = place.negated ? opposite(comparison) : comparison;
    struct feel_value value = value_of(x, other, place);
    struct str asked =
        feel_compared_words(x->arena, x->options->language, comparison, (enum feel_kind)value.kind,
                            operand_words(x, other, place, &value));
    return tell_asked(x, node, place, result, subject, asked);
}

/* asked_by - what one test of `in` asks for. */
static struct str asked_by(struct explaining *x, const struct feel_node *test, struct place place)
{
    const struct feel_node *part = test->kind == FEEL_NODE_TEST ? test->left : test;
    if (test->uses_input) {
        return arena_printf(x->arena, "“%.*s”", PRI(test->text));
    }
    struct feel_value value = value_of(x, part, place);
    struct str words = operand_words(x, part, place, &value);
    if (test->kind == FEEL_NODE_TEST) {
        return feel_compared_words(x->arena, x->options->language, test->test,
                                   (enum feel_kind)value.kind, words);
    }
    if (value.kind != FEEL_LIST || value.list->count > FEEL_ITEMS_TOLD_MAX * 2) {
        return words;
    }
    struct str *items = arena_alloc(x->arena, (value.list->count + 1) * sizeof *items);
    for (size_t i = 0; i < value.list->count; i++) {
        items[i] = value_words(x, &value.list->items[i]);
    }
    return feel_joined_words(x->arena, x->options->language, PHRASE_OR, items, value.list->count);
}

static struct told tell_in(struct explaining *x, const struct feel_node *node, struct place place,
                           const struct feel_value *result)
{
    struct str *asked = arena_alloc(x->arena, (node->count + 1) * sizeof *asked);
    for (uint32_t i = 0; i < node->count; i++) {
        asked[i] = asked_by(x, node->items[i], place);
    }
    struct str all =
        feel_joined_words(x->arena, x->options->language, PHRASE_OR, asked, node->count);
    if ((node->kind == FEEL_NODE_NOT_IN) != place.negated) {
        all = say_phrase(x, PHRASE_BUT, all, none, none);
    }
    return tell_asked(x, node, place, result, node->left, all);
}

static struct told tell_between(struct explaining *x, const struct feel_node *node,
                                struct place place, const struct feel_value *result)
{
    struct feel_value low = value_of(x, node->items[1], place);
    struct feel_value high = value_of(x, node->items[2], place);
    struct str all = say_phrase(x, PHRASE_FROM_TO, operand_words(x, node->items[1], place, &low),
                                operand_words(x, node->items[2], place, &high), none);
    if (place.negated) {
        all = say_phrase(x, PHRASE_BUT, all, none, none);
    }
    return tell_asked(x, node, place, result, node->items[0], all);
}

static bool is_list_contains(const struct feel_node *node)
{
    return node->kind == FEEL_NODE_CALL_BUILTIN && node->count == 2 && node->items[0] != NULL &&
           node->items[1] != NULL && str_eq(node->builtin->name, STR("list contains"));
}

static struct told tell_among(struct explaining *x, const struct feel_node *node,
                              struct place place, const struct feel_value *result)
{
    struct feel_value list = value_of(x, node->items[0], place);
    struct feel_value element = value_of(x, node->items[1], place);
    struct str words =
        asked_words(x, PHRASE_SUBJECT, place.negated ? PHRASE_NOT_AMONG : PHRASE_AMONG,
                    name_of(x, node->items[0], place), value_words(x, &list),
                    operand_words(x, node->items[1], place, &element));
    return add_part(x, node, place, turned(feel_verdict(result), place.negated), words);
}

/* tell_name - a name that is yes or no by itself. */
static struct told tell_name(struct explaining *x, const struct feel_node *node, struct place place,
                             const struct feel_value *result)
{
    struct feel_value asked = feel_boolean(!place.negated);
    struct str words = asked_words(x, PHRASE_SUBJECT_YES, PHRASE_ASKED, name_of(x, node, place),
                                   value_words(x, result), value_words(x, &asked));
    return add_part(x, node, place, turned(feel_verdict(result), place.negated), words);
}

/* --- conditions made of conditions --- */

/* together - of several parts the words of those that decide a verdict; the others are marked. */
static struct told together(struct explaining *x, enum feel_verdict verdict,
                            const struct told *told, size_t count, size_t end)
{
    struct buf words = {0};
    size_t first = count > 0 ? told[0].first : x->count;
    for (size_t i = 0; i < count; i++) {
        if (told[i].verdict != verdict) {
            undecide(x, told[i].first, i + 1 < count ? told[i + 1].first : end);
            continue;
        }
        buf_add(&words, words.len > 0 ? STR("; ") : STR(""));
        buf_add(&words, told[i].words);
    }
    struct told ret = {verdict, arena_str(x->arena, buf_str(&words)), first};
    buf_free(&words);
    return ret;
}

static struct told tell_junction(struct explaining *x, const struct feel_node *node,
                                 struct place place, const struct feel_value *result)
{
    struct told *told = arena_alloc(x->arena, (node->count + 1) * sizeof *told);
    for (uint32_t i = 0; i < node->count; i++) {
        told[i] = tell(x, node->items[i], place);
    }
    return together(x, turned(feel_verdict(result), place.negated), told, node->count, x->count);
}

/* tell_if - the condition, and then what counts by it. */
static struct told tell_if(struct explaining *x, const struct feel_node *node, struct place place,
                           const struct feel_value *result)
{
    struct place within = place;
    within.negated = false;
    struct told condition = tell(x, node->items[0], within);
    enum feel_verdict verdict = turned(feel_verdict(result), place.negated);
    if (condition.verdict == FEEL_CANT_TELL) {
        condition.verdict = verdict;
        return condition;
    }
    const struct feel_node *branch = node->items[condition.verdict == FEEL_HOLDS ? 1 : 2];
    struct told told = tell(x, branch, place);
    told.words = say_phrase(x, PHRASE_BECAUSE, told.words, condition.words, none);
    told.first = condition.first;
    told.verdict = verdict;
    return told;
}

/* --- some, every --- */

/* within_loop - the place of what stands in a loop: its condition for an item, what it goes over
 * (NULL, ""). */
static struct place within_loop(struct explaining *x, const struct feel_node *node,
                                struct place place, const struct feel_value *item, struct str list)
{
    struct feel_value *slots = arena_alloc(x->arena, node->scope->count * sizeof *slots);
    struct feel_frame *frame = arena_alloc(x->arena, sizeof *frame);
    struct naming *naming = arena_alloc(x->arena, sizeof *naming);
    slots[0] = item != NULL ? *item : feel_null(NULL);
    *frame = (struct feel_frame){place.frame, slots};
    *naming = (struct naming){place.naming,
                              list.len > 0 ? arena_printf(x->arena, "%.*s[]", PRI(list)) : none};
    place.frame = frame;
    place.naming = naming;
    return place;
}

/* tell_item - the condition of a loop for one item. */
static struct told tell_item(struct explaining *x, const struct feel_node *node, struct place place,
                             const struct feel_value *item, struct str list)
{
    place = within_loop(x, node, place, item, list);
    place.depth++;
    return tell(x, node->left, place);
}

/* items_words - why it is so of the items that decide: all of them, or the first; "": of none. */
static struct told items_words(struct explaining *x, const struct feel_node *node,
                               struct place place, const struct feel_value *list, struct str path,
                               enum feel_verdict wanted, bool all)
{
    struct buf words = {0};
    struct told ret = {wanted, none, x->count};
    size_t told_count = 0, number = 0;
    for (size_t i = 0; i < list->list->count && told_count < FEEL_ITEMS_TOLD_MAX && !exhausted(x);
         i++) {
        size_t before = x->count;
        struct told told = tell_item(x, node, place, &list->list->items[i], path);
        if (told.verdict != wanted) {
            x->count = before; /* it is not what decided */
            continue;
        }
        told_count++;
        number = number == 0 ? i + 1 : number;
        buf_add(&words, words.len > 0 ? STR("; ") : STR(""));
        buf_add(&words, told.words);
        if (!all) {
            break;
        }
    }
    if (told_count == 0) {
        return ret;
    }
    if (all && list->list->count > told_count) {
        struct str more = arena_printf(x->arena, "%zu", list->list->count - told_count);
        more = say_phrase(x, PHRASE_AND_MORE, more, none, none);
        buf_printf(&words, "; %.*s", PRI(more));
    }
    struct str count = arena_printf(x->arena, "%zu", all ? list->list->count : number);
    enum feel_phrase phrase = wanted == FEEL_CANT_TELL ? PHRASE_ONE_UNKNOWN
                              : wanted == FEEL_HOLDS
                                  ? (all ? PHRASE_ALL_COUNT : PHRASE_ONE_COUNTS)
                                  : (all ? PHRASE_NONE_COUNTS : PHRASE_ONE_DOES_NOT);
    struct place in = within_loop(x, node, place, NULL, none);
    ret.words = say_phrase(x, phrase, name_of(x, node->iterators[0].in, in), count,
                           arena_str(x->arena, buf_str(&words)));
    buf_free(&words);
    return ret;
}

static struct told tell_quantified(struct explaining *x, const struct feel_node *node,
                                   struct place place, const struct feel_value *result)
{
    struct feel_value list = feel_null(NULL);
    struct place in = within_loop(x, node, place, NULL, none);
    if (node->count == 1 && node->iterators[0].to == NULL && node->scope->count == 1) {
        list = value_of(x, node->iterators[0].in, in);
    }
    struct told doubt;
    if (list.kind != FEEL_LIST || list.cause != NULL) { /* what there is of it isn't all known */
        return tell_doubt(x, node, place, result, &doubt) ? doubt
                                                          : tell_written(x, node, place, result);
    }
    bool some = node->kind == FEEL_NODE_SOME;
    enum feel_verdict verdict = feel_verdict(result);
    struct str path = path_of(x, node->iterators[0].in, in.naming);
    if (list.list->count == 0) {
        struct str words =
            say_phrase(x, PHRASE_EMPTY, name_of(x, node->iterators[0].in, in), none, none);
        return add_part(x, node, place, turned(verdict, place.negated), words);
    }
    struct place within = place;
    within.negated = false;
    bool all = verdict == (some ? FEEL_DOES_NOT_HOLD : FEEL_HOLDS);
    struct told told = items_words(x, node, within, &list, path, verdict, all);
    if (told.words.len == 0) { /* no item by itself */
        return tell_doubt(x, node, place, result, &doubt) ? doubt
                                                          : tell_written(x, node, place, result);
    }
    told.verdict = turned(verdict, place.negated);
    return told;
}

/* --- the walk --- */

static bool is_not(const struct feel_node *node)
{
    return node->kind == FEEL_NODE_CALL_BUILTIN && node->count == 1 &&
           str_eq(node->builtin->name, STR("not"));
}

/* No deeper than the tree, which is no deeper than FEEL_DEPTH_MAX, and once more for each item. */
static struct told tell(struct explaining *x, const struct feel_node *node, struct place place)
{
    struct told told = {FEEL_CANT_TELL, none, x->count};
    if (exhausted(x)) {
        return told;
    }
    if (is_not(node)) {
        place.negated = !place.negated;
        return tell(x, node->items[0], place);
    }
    struct feel_value value = value_of(x, node, place);
    switch (node->kind) {
    case FEEL_NODE_AND:
    case FEEL_NODE_OR:
        return tell_junction(x, node, place, &value);
    case FEEL_NODE_IF:
        return tell_if(x, node, place, &value);
    case FEEL_NODE_SOME:
    case FEEL_NODE_EVERY:
        if (value.kind == FEEL_BOOLEAN || value.cause != NULL) {
            return tell_quantified(x, node, place, &value);
        }
        break;
    default:
        break;
    }
    if (tell_doubt(x, node, place, &value, &told)) {
        return told;
    }
    switch (node->kind) {
    case FEEL_NODE_EQUAL:
    case FEEL_NODE_NOT_EQUAL:
    case FEEL_NODE_LESS:
    case FEEL_NODE_LESS_OR_EQUAL:
    case FEEL_NODE_GREATER:
    case FEEL_NODE_GREATER_OR_EQUAL:
        return tell_comparison(x, node, place, &value);
    case FEEL_NODE_IN:
    case FEEL_NODE_NOT_IN:
        return tell_in(x, node, place, &value);
    case FEEL_NODE_BETWEEN:
        return tell_between(x, node, place, &value);
    case FEEL_NODE_NAME:
    case FEEL_NODE_PATH:
        return tell_name(x, node, place, &value);
    default:
        return is_list_contains(node) ? tell_among(x, node, place, &value)
                                      : tell_written(x, node, place, &value);
    }
}

int feel_explain(struct feel_evaluation *evaluation, const struct feel_node *node,
                 const struct feel_value *values, const struct feel_explain_options *options,
                 struct feel_explanation *ret, struct err *err)
{
    struct feel_explanation explanation = {.parts = NULL};
    struct feel_frame frame = {NULL, values};
    struct explaining x = {
        .evaluation = evaluation, .options = options, .arena = evaluation->arena};
    int code = feel_evaluate(evaluation, node, values, &explanation.value, err);
    if (code != 0) {
        return code;
    }
    x.parts = arena_alloc(x.arena, FEEL_PARTS_MAX * sizeof *x.parts);
    struct told told = tell(&x, node, (struct place){.frame = &frame});
    if (evaluation->stopped) {
        return err_set(err, ERR_LIMIT, "explaining the condition takes more steps than it may");
    }
    static const enum feel_phrase phrases[] = {[FEEL_HOLDS] = PHRASE_APPLIES,
                                               [FEEL_DOES_NOT_HOLD] = PHRASE_NOT_APPLICABLE,
                                               [FEEL_CANT_TELL] = PHRASE_CANT_TELL};
    explanation.verdict = feel_verdict(&explanation.value);
    explanation.reason = told.words;
    explanation.sentence = say_phrase(&x, phrases[explanation.verdict], told.words, none, none);
    explanation.parts = x.parts;
    explanation.part_count = x.count;
    explanation.cut = x.cut;
    *ret = explanation;
    return 0;
}

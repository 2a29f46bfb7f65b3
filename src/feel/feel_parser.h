/* feel_parser.h - what the parts of the parser share. It goes down the grammar with one token in
 * hand. A function that parses gives a node, or NULL after the first error, which is kept.
 * How deep it may go is counted wherever it comes round again. Private to the parser. */
#ifndef CANTREF_FEEL_FEEL_PARSER_H
#define CANTREF_FEEL_FEEL_PARSER_H

#include "feel.h"
#include "feel_lexer.h"

enum { NESTING_MAX = 300 }; /* of operations within each other, however they are written */

enum precedence {
    PRECEDENCE_NONE,
    PRECEDENCE_OR,
    PRECEDENCE_AND,
    PRECEDENCE_COMPARISON,
    PRECEDENCE_SUM,
    PRECEDENCE_PRODUCT,
    PRECEDENCE_POWER,
    PRECEDENCE_INSTANCE_OF
};

struct parser {
    struct arena *arena;
    struct str text;
    const struct feel_scope *scope;
    struct feel_parse_options options;
    struct feel_token token; /* the next one */
    size_t end;              /* of the last one taken */
    size_t *lines;           /* where each line begins */
    size_t line_count;
    size_t memory_begin; /* of the arena */
    unsigned nesting;
    bool endpoint; /* within the high end of a range: a bracket may close it */
    int code;      /* 0, or of the first error */
    struct err *err;
};

/* A list of nodes that grows. Start from {0}. */
struct node_list {
    const struct feel_node **items;
    uint32_t count;
    size_t capacity;
};

void node_list_add(struct parser *p, struct node_list *list, const struct feel_node *node);

/* parser_next - take the token. parser_back - go back to one that was. */
void parser_next(struct parser *p);
void parser_back(struct parser *p, size_t from);
/* parser_is_word - is the next token that word? parser_take - take a token of that kind if it is
 * next; parser_want, parser_want_word - the same, or an error: `what` is wanted. */
bool parser_is_word(const struct parser *p, const char *word);
bool parser_take(struct parser *p, enum feel_token_kind kind);
bool parser_want(struct parser *p, enum feel_token_kind kind, const char *what);
bool parser_want_word(struct parser *p, const char *word, const char *what);

/* parser_fail - the first error, at that byte; gives NULL. parser_fail_found - that it found the
 * next token where `what` is wanted. */
void *parser_fail(struct parser *p, size_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void *parser_fail_found(struct parser *p, const char *what);

/* parser_enter - one deeper, wherever the grammar comes round again; false: too deep. The caller
 * takes one off p->nesting again. */
bool parser_enter(struct parser *p);

/* parser_place - the node, and that it goes from that byte to the last token taken; NULL (and an
 * error) when it had grown too deep. */
const struct feel_node *parser_place(struct parser *p, struct feel_node *node, size_t from);

/* parse_expression - all; parse_operation - operators that bind as tightly as `least` or more;
 * parse_test - `< 5` or an expression; parse_primary - what can stand alone, with
 * what follows it directly: .name, [filter], (arguments); parse_postfix - that alone, on a node;
 * parse_range_rest - from the dots of a range on, after its low end. */
const struct feel_node *parse_expression(struct parser *p);
const struct feel_node *parse_operation(struct parser *p, enum precedence least);
const struct feel_node *parse_test(struct parser *p, enum precedence least);
const struct feel_node *parse_primary(struct parser *p);
const struct feel_node *parse_postfix(struct parser *p, const struct feel_node *node, size_t from);
const struct feel_node *parse_range_rest(struct parser *p, const struct feel_node *low,
                                         bool low_included, size_t from);
const struct feel_type *parse_type(struct parser *p);

/* parse_words - the words that stand here as one name, up to a keyword: "" when there is none. */
struct str parse_words(struct parser *p);
/* comparison_of - FEEL_NODE_EQUAL … for the token; 0: none. */
enum feel_node_kind comparison_of(enum feel_token_kind kind);
/* unescape - what a string in quotes stands for. Made in arena. */
struct str unescape(struct arena *arena, struct str quoted);

#endif

/* feel_lexer.h - the tokens of FEEL. Names may have spaces and operators in them, so a token is
 * read at a place: the parser tries the names in scope there first. Pure. */
#ifndef CANTREF_FEEL_LEXER_H
#define CANTREF_FEEL_LEXER_H

#include "str.h"

enum feel_token_kind {
    FEEL_TOKEN_END,
    FEEL_TOKEN_BAD,         /* a character, or bytes, that begin nothing */
    FEEL_TOKEN_NUMBER,      /* 1, .5, 1.2e-3 */
    FEEL_TOKEN_STRING,      /* with its quotes */
    FEEL_TOKEN_OPEN_STRING, /* without an end */
    FEEL_TOKEN_WORD,        /* one name part, or a keyword */
    FEEL_TOKEN_AT,
    FEEL_TOKEN_LEFT_PARENTHESIS,
    FEEL_TOKEN_RIGHT_PARENTHESIS,
    FEEL_TOKEN_LEFT_BRACKET,
    FEEL_TOKEN_RIGHT_BRACKET,
    FEEL_TOKEN_LEFT_BRACE,
    FEEL_TOKEN_RIGHT_BRACE,
    FEEL_TOKEN_COMMA,
    FEEL_TOKEN_COLON,
    FEEL_TOKEN_DOT,
    FEEL_TOKEN_DOTS, /* .. */
    FEEL_TOKEN_PLUS,
    FEEL_TOKEN_MINUS,
    FEEL_TOKEN_ASTERISK,
    FEEL_TOKEN_SLASH,
    FEEL_TOKEN_POWER, /* ** */
    FEEL_TOKEN_EQUAL,
    FEEL_TOKEN_NOT_EQUAL,
    FEEL_TOKEN_LESS,
    FEEL_TOKEN_LESS_OR_EQUAL,
    FEEL_TOKEN_GREATER,
    FEEL_TOKEN_GREATER_OR_EQUAL,
    FEEL_TOKEN_ARROW, /* -> */
};

struct feel_token {
    enum feel_token_kind kind;
    size_t from, to; /* bytes of the text */
};

/* feel_lex - the token at or after `at`, white space and comments skipped. A comment without an
 * end is FEEL_TOKEN_BAD. */
struct feel_token feel_lex(struct str text, size_t at);

/* feel_skip_space - where the next thing is that is neither white space nor a comment. */
size_t feel_skip_space(struct str text, size_t at);

/* feel_space_at - bytes of the white-space character there; 0: none. */
size_t feel_space_at(struct str text, size_t at);

/* feel_name_part_at - bytes of the character there when it can be in a name; 0: it can't.
 * feel_name_start_at - likewise of one that can begin it. feel_name_symbol - ./-'+* */
size_t feel_name_part_at(struct str text, size_t at);
size_t feel_name_start_at(struct str text, size_t at);
bool feel_name_symbol(char c);

/* feel_is_keyword - a word that no unknown name goes on over: and, or, in, then … */
bool feel_is_keyword(struct str word);

#endif

/* name_tokens.c - a name cut into words and marks. */
#include "name_tokens.h"

#include "name.h"

static bool is_word(const struct name_token *token)
{
    return token->mark == 0;
}

static bool word_is(const struct name_tokens *tokens, size_t i, const char *word)
{
    return i < tokens->count && is_word(&tokens->at[i]) && str_eq(tokens->at[i].word, str_of(word));
}

bool name_word_is_ordinal(struct str word)
{
    static const char *const endings[] = {"st",  "nd",  "rd",  "th", "af",
                                          "ail", "ydd", "fed", "ed", "eg"};
    size_t digits = 0;
    while (digits < word.len && ascii_is_digit(word.ptr[digits])) {
        digits++;
    }
    for (size_t i = 0; digits > 0 && i < sizeof(endings) / sizeof(endings[0]); i++) {
        if (str_eq(str_slice(word, digits, word.len), str_of(endings[i]))) {
            return true;
        }
    }
    return false;
}

bool name_token_is_initial(const struct name_token *token)
{
    struct str word = token->word;
    if (!is_word(token) || word.len == 0 || word.len > 3 || !ascii_is_alpha(word.ptr[0])) {
        return false;
    }
    for (size_t i = 0; word.len > 1 && i < word.len; i++) {
        if (!ascii_is_alpha(word.ptr[i]) || strchr("aeiouwy", word.ptr[i]) != NULL) {
            return false;
        }
    }
    return !(token->meaning & PARTICLE) && !str_eq(word, STR("ng"));
}

static void add_mark(struct name_tokens *tokens, char mark)
{
    if (mark == '-') {
        if (tokens->count > 0) {
            tokens->at[tokens->count - 1].hyphen = true;
        }
        return;
    }
    mark = mark == '+'                  ? '&'
           : mark == '[' || mark == '{' ? '('
           : mark == ']' || mark == '}' ? ')'
                                        : mark;
    tokens->at[tokens->count++] = (struct name_token){.mark = mark};
}

static void add_word(struct name_tokens *tokens, struct str word)
{
    if (str_eq(word, STR("and")) || str_eq(word, STR("ac"))) {
        add_mark(tokens, '&');
        return;
    }
    if (ascii_is_digit(word.ptr[0]) && !name_word_is_ordinal(word)) {
        return;
    }
    if (tokens->count > 0 && str_starts(word, STR("parch")) &&
        word_is(tokens, tokens->count - 1, "y")) {
        tokens->count--; /* "y parch": the article belongs to the title */
    }
    uint32_t meaning = name_word_meaning(word);
    tokens->meanings |= meaning;
    tokens->at[tokens->count++] = (struct name_token){.word = word, .meaning = meaning};
}

static bool is_mark(char c)
{
    switch (c) {
    case ',':
    case '&':
    case '/':
    case ';':
    case '(':
    case ')':
    case '+':
    case '-':
    case '[':
    case ']':
    case '{':
    case '}':
        return true;
    default:
        return false;
    }
}

void name_tokens_read(struct str raw, struct text *text, struct name_tokens *ret)
{
    ret->count = 0;
    ret->meanings = 0;
    text_fold_keep(raw, ",&/;()+-[]{}", text);
    for (size_t at = 0; at < text->len && ret->count < NAME_TOKENS_MAX;) {
        size_t to = at;
        if (is_mark(text->ptr[at])) {
            bool inside = at > 0 && at + 1 < text->len && text->ptr[at - 1] != ' ' &&
                          text->ptr[at + 1] != ' ';
            if (text->ptr[at] != '-' || inside) {
                add_mark(ret, text->ptr[at]);
            }
            at++;
            continue;
        }
        while (to < text->len && text->ptr[to] != ' ' && !is_mark(text->ptr[to])) {
            to++;
        }
        if (to > at) {
            add_word(ret, str_make(text->ptr + at, to - at));
        }
        at = to + (to == at || (to < text->len && text->ptr[to] == ' '));
    }
}

void name_tokens_cut(struct name_tokens *tokens, size_t from, size_t to)
{
    memmove(&tokens->at[from], &tokens->at[to], (tokens->count - to) * sizeof(tokens->at[0]));
    tokens->count -= to - from;
}

size_t name_tokens_words(const struct name_tokens *tokens)
{
    size_t words = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        words += is_word(&tokens->at[i]);
    }
    return words;
}

/* Tokens of the aside's opening at i: 3 for c / o, 2 for trading as, 0 for none. */
static size_t aside_length(const struct name_tokens *tokens, size_t i)
{
    static const char *const slashed[][2] = {
        {"c", "o"}, {"t", "a"}, {"s", "o"}, {"d", "o"}, {"w", "o"}};
    if (word_is(tokens, i, "trading") && word_is(tokens, i + 1, "as")) {
        return 2;
    }
    if (word_is(tokens, i, "care") && word_is(tokens, i + 1, "of")) {
        return 2;
    }
    if (i + 2 >= tokens->count || tokens->at[i + 1].mark != '/') {
        return 0;
    }
    for (size_t s = 0; s < sizeof(slashed) / sizeof(slashed[0]); s++) {
        if (word_is(tokens, i, slashed[s][0]) && word_is(tokens, i + 2, slashed[s][1])) {
            return 3;
        }
    }
    return 0;
}

void name_tokens_cut_asides(struct name_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++) {
        size_t length = aside_length(tokens, i);
        if (length > 0 && i > 0) {
            tokens->count = i;
        } else if (length > 0) {
            name_tokens_cut(tokens, 0, length);
        }
    }
    for (size_t i = 0; (tokens->meanings & DECEASED) && i < tokens->count;) {
        if (tokens->at[i].meaning & DECEASED) {
            name_tokens_cut(tokens, i, i + 1);
        } else {
            i++;
        }
    }
}

static bool opens_estate(const struct name_tokens *tokens, size_t i)
{
    uint32_t meaning = tokens->at[i].meaning;
    bool of = i + 1 < tokens->count && (tokens->at[i + 1].meaning & ESTATE_LINK);
    bool first = i == 0 || (i == 1 && (tokens->at[0].meaning & ESTATE_LINK));
    return (meaning & ESTATE) || ((meaning & ESTATE_OF) && of) || ((meaning & LATE) && first);
}

bool name_tokens_cut_estate(struct name_tokens *tokens)
{
    const uint32_t phrase = ESTATE | ESTATE_OF | ESTATE_LINK | LATE;
    bool estate = false;
    for (size_t i = 0; (tokens->meanings & phrase) && i < tokens->count; i++) {
        size_t from = i;
        size_t to = i + 1;
        if (!opens_estate(tokens, i)) {
            continue;
        }
        while (from > 0 && (tokens->at[from - 1].meaning & ESTATE_LINK)) {
            from--;
        }
        while (to < tokens->count && (tokens->at[to].meaning & phrase)) {
            to++;
        }
        name_tokens_cut(tokens, from, to);
        estate = true;
        i = from > 0 ? from - 1 : 0;
        if (from == 0 && tokens->count > 0 && opens_estate(tokens, 0)) {
            return true;
        }
    }
    return estate;
}

bool name_tokens_are_nobody(const struct name_tokens *tokens)
{
    bool nobody = false;
    if (!(tokens->meanings & NOBODY)) {
        return false;
    }
    for (size_t i = 0; i < tokens->count; i++) {
        const struct name_token *token = &tokens->at[i];
        if (nobody && word_is(tokens, i, "of")) { /* the occupier of 12 Mill Street */
            return true;
        }
        if (is_word(token) && !(token->meaning & (NOBODY | NOBODY_LINK))) {
            return false;
        }
        nobody = nobody || (token->meaning & NOBODY);
    }
    return nobody;
}

/* "Grace Church", "Mr Bank", "J Trust": at most two words of a name, with a title, an initial or a
 * known given name. */
static bool is_like_person(const struct name_tokens *tokens)
{
    size_t names = 0;
    bool sign = false;
    for (size_t i = 0; i < tokens->count; i++) {
        const struct name_token *token = &tokens->at[i];
        if (!is_word(token)) {
            continue;
        }
        if (token->meaning & TITLE) {
            sign = true;
            continue;
        }
        names++;
        if (name_token_is_initial(token) || name_is_known_given(token->word)) {
            sign = true;
        }
    }
    return sign && names <= 2;
}

bool name_tokens_are_organisation(const struct name_tokens *tokens)
{
    const uint32_t any = ORGANISATION | ORGANISATION_OR_NAME | AFTER_AND;
    if (!(tokens->meanings & any) || name_tokens_words(tokens) < 2) {
        return false;
    }
    for (size_t i = 0; i < tokens->count; i++) {
        uint32_t meaning = tokens->at[i].meaning;
        bool after_and = i > 0 && tokens->at[i - 1].mark == '&';
        bool last = i + 1 == tokens->count;
        if ((meaning & ORGANISATION) || ((meaning & AFTER_AND) && after_and && last)) {
            return true;
        }
        if ((meaning & ORGANISATION_OR_NAME) && !is_like_person(tokens)) {
            return true;
        }
    }
    return false;
}

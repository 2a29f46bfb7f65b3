/* address_tokens.c - an address cut into words and numbers.
 *
 *   "Flat 2, 12 - 14 MILL ST."  →  flat | 2 ‖ 12-14 | mill | street
 *                                           ‖ the next token opens a segment
 */
#include "address_tokens.h"
#include "unzeroed.h"

/* struct reader - where reading one line stands. */
struct reader {
    struct address_tokens *tokens;
    char joint; /* '-', '/' or '&' since the last token; 0 for none */
    bool opens;
    bool skips;      /* inside "c/o …", until the segment ends or a number comes */
    struct str rest; /* of the line, behind the word that is being added */
};

void address_tokens_clear(struct address_tokens *ret)
{
    ret->count = 0;
    ret->length = 0;
}

void address_tokens_cut(struct address_tokens *tokens, size_t from, size_t to)
{
    bool opens = from < to && tokens->at[from].opens;
    if (from < to && to < tokens->count) {
        tokens->at[to].opens = tokens->at[to].opens || opens;
    }
    memmove(&tokens->at[from], &tokens->at[to], (tokens->count - to) * sizeof(tokens->at[0]));
    tokens->count -= to - from;
}

size_t address_tokens_segment_end(const struct address_tokens *tokens, size_t i)
{
    size_t end = i + 1;
    while (end < tokens->count && !tokens->at[end].opens) {
        end++;
    }
    return end < tokens->count ? end : tokens->count;
}

size_t address_tokens_segment_start(const struct address_tokens *tokens, size_t i)
{
    while (i > 0 && (i >= tokens->count || !tokens->at[i].opens)) {
        i--;
    }
    return i;
}

static struct address_token *last_token(const struct reader *reader)
{
    struct address_tokens *tokens = reader->tokens;
    return tokens->count > 0 && !reader->opens ? &tokens->at[tokens->count - 1] : NULL;
}

static uint64_t leading_number(struct str word)
{
    uint64_t value = 0;
    for (size_t i = 0; i < word.len && i < 9 && ascii_is_digit(word.ptr[i]); i++) {
        value = value * 10 + (uint64_t)(word.ptr[i] - '0');
    }
    return value;
}

/* "12" and "14" with '-' between are one number; with '/' only where that can be a range: "2/15" is
 * part 2 of 15. */
static bool joins_numbers(struct str a, struct str b, char joint)
{
    uint64_t from = leading_number(a);
    uint64_t to = leading_number(b);
    return joint == '-' || joint == '&' ||
           (joint == '/' && to > from && to - from <= 40 && (to - from) % 2 == 0);
}

/* Append `word` to the token before it, with `joint` between unless 0. The bytes between them are
 * free to be written over. */
static void join_to(struct address_token *token, char joint, struct str word)
{
    char *end = (char *)token->word.ptr + token->word.len;
    if (joint != 0) {
        *end++ = joint;
    }
    memmove(end, word.ptr, word.len);
    token->word.len += word.len + (joint != 0);
}

static void add_number(struct reader *reader, struct str word)
{
    struct address_tokens *tokens = reader->tokens;
    struct address_token *last = last_token(reader);
    if (last != NULL && last->number && reader->joint != 0 &&
        joins_numbers(last->word, word, reader->joint)) {
        join_to(last, '-', word);
        return;
    }
    bool opens = reader->opens;
    if (last != NULL && (last->meaning & LABEL)) {
        opens = last->opens;
        tokens->count--;
    }
    tokens->at[tokens->count++] =
        (struct address_token){.word = word, .raw = word, .number = true, .opens = opens};
}

static bool is_alone(const struct reader *reader, const char *word)
{
    const struct address_token *last = last_token(reader);
    return last != NULL && str_eq(last->word, str_of(word));
}

/* Is the rest of a "c/o" line somebody's name, up to a comma or number? A street's type without
 * either is an address. */
static bool ends_care_of(struct str rest)
{
    struct str word;
    struct str written;
    while (str_next_token(&rest, ' ', &word)) {
        if (ascii_is_digit(word.ptr[0]) || word.ptr[word.len - 1] == ',') {
            return true;
        }
        if (address_word_meaning(word, &written) & TYPE) {
            return false;
        }
    }
    return true;
}

/* Words that change what stood before them; true when the word is done with. */
static bool add_special(struct reader *reader, struct str word)
{
    struct address_tokens *tokens = reader->tokens;
    struct address_token *last = last_token(reader);
    if (str_eq(word, STR("and")) || str_eq(word, STR("to"))) {
        bool range = last != NULL && last->number;
        reader->joint = range ? '&' : reader->joint;
        return range || str_eq(word, STR("and"));
    }
    if (str_eq(word, STR("o")) && reader->joint == '/' && is_alone(reader, "c")) {
        reader->opens = tokens->at[tokens->count - 1].opens;
        tokens->count--;
        reader->skips = ends_care_of(reader->rest);
        return true;
    }
    if (str_eq(word, STR("half")) && is_alone(reader, "a") && tokens->count > 1 &&
        tokens->at[tokens->count - 2].number) {
        tokens->at[tokens->count - 1] =
            (struct address_token){.word = word, .raw = word, .number = true};
        return true;
    }
    bool letter = word.len == 1 && word.ptr[0] >= 'a' && word.ptr[0] <= 'h';
    if (letter && last != NULL && last->number && reader->joint == 0 &&
        ascii_is_digit(last->word.ptr[last->word.len - 1])) {
        join_to(last, 0, word); /* 12 a → 12a */
        return true;
    }
    return false;
}

static void add_token(struct reader *reader, struct str word)
{
    struct address_tokens *tokens = reader->tokens;
    struct address_token token = {.raw = word, .opens = reader->opens};
    bool digit = ascii_is_digit(word.ptr[0]);
    if (tokens->count == ADDRESS_TOKENS_MAX || (reader->skips && !digit)) {
        return;
    }
    reader->skips = false;
    token.meaning = address_word_meaning(word, &token.word);
    if (digit && token.meaning == 0) {
        add_number(reader, word);
        reader->opens = false;
    } else if (!add_special(reader, word)) {
        tokens->at[tokens->count++] = token;
        reader->opens = false;
    } else if (reader->joint == '&') {
        return; /* keep it for the number that follows */
    }
    reader->joint = 0;
}

static void read_mark(struct reader *reader, char mark)
{
    if (mark == ',' || mark == ';' || mark == '(' || mark == ')') {
        reader->opens = true;
        reader->skips = false;
        reader->joint = 0;
    } else if (mark != ' ') {
        reader->joint = mark;
    }
}

static bool is_mark(char c)
{
    switch (c) {
    case ',':
    case ';':
    case '(':
    case ')':
    case '-':
    case '/':
    case '&':
    case ' ':
        return true;
    default:
        return false;
    }
}

void address_tokens_add(struct str raw, struct address_tokens *tokens)
{
    UNZEROED struct text folded;
    struct reader reader = {.tokens = tokens, .opens = true};
    text_fold_keep(raw, ",;()-/&", &folded);
    if (folded.len > ADDRESS_BYTES_MAX - tokens->length) {
        return;
    }
    char *bytes = tokens->bytes + tokens->length;
    memcpy(bytes, folded.ptr, folded.len);
    tokens->length += folded.len;
    for (size_t at = 0; at < folded.len;) {
        size_t to = at;
        while (to < folded.len && !is_mark(bytes[to])) {
            to++;
        }
        if (to == at) {
            read_mark(&reader, bytes[at++]);
            continue;
        }
        struct str word = str_make(bytes + at, to - at);
        at = to;
        reader.rest = str_make(bytes + at, folded.len - at);
        add_token(&reader, word);
    }
}

static bool is_name_word(const struct address_token *token)
{
    return !token->number && !(token->meaning & (FLAT | FLOOR | ARTICLE));
}

/* Does a street's type follow before the segment ends, with nothing but a few words of a name
 * between? */
static bool type_follows(const struct address_tokens *tokens, size_t i)
{
    for (size_t next = i + 1; next < tokens->count && next < i + 4; next++) {
        const struct address_token *token = &tokens->at[next];
        if (token->opens || token->number) {
            return false;
        }
        if (token->meaning & TYPE) {
            return next > i + 1;
        }
    }
    return false;
}

/* "st" behind a name is a street, before one a saint: "mill st", "st john st", "upper st johns
 * road", "bury st edmunds". */
static bool is_street(const struct address_tokens *tokens, size_t i, bool seen_type)
{
    const struct address_token *before = i > 0 ? &tokens->at[i - 1] : NULL;
    bool ends = i + 1 == tokens->count || tokens->at[i + 1].opens;
    if (tokens->at[i].opens || before == NULL || !is_name_word(before) ||
        (before->meaning & (SAINT | TYPE))) {
        return false;
    }
    bool building =
        (before->meaning & BUILDING) && !before->opens && i > 1 && !tokens->at[i - 2].number;
    if ((building || (before->meaning & DIRECTION)) && type_follows(tokens, i)) {
        return false;
    }
    return ends || !seen_type;
}

static void settle_words(struct address_tokens *tokens)
{
    bool seen_type = false;
    for (size_t i = 0; i < tokens->count; i++) {
        struct address_token *token = &tokens->at[i];
        bool behind_name = !token->opens && i > 0 && is_name_word(&tokens->at[i - 1]);
        if (token->meaning & SAINT) {
            bool street = is_street(tokens, i, seen_type);
            token->word = street ? STR("street") : token->word;
            token->meaning = street ? TYPE : token->meaning;
        } else if ((token->meaning & LATER) &&
                   (!behind_name || (seen_type && token->word.len < 3))) {
            token->meaning &= ~(uint32_t)(TYPE | WEAK | LATER); /* "dr" is not a drive here */
            token->word = token->raw;
        }
        seen_type = seen_type || (behind_name && (token->meaning & TYPE));
    }
}

/* "12" on a line of its own belongs to the street on the next; so does "Flat 2" to nothing. */
static void join_numbers(struct address_tokens *tokens)
{
    for (size_t i = 0; i + 1 < tokens->count; i++) {
        bool lone = tokens->at[i].opens && tokens->at[i].number && tokens->at[i + 1].opens;
        if (lone && !tokens->at[i + 1].number) {
            tokens->at[i + 1].opens = false;
        }
    }
}

void address_tokens_settle(struct address_tokens *tokens)
{
    settle_words(tokens);
    join_numbers(tokens);
}

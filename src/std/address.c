/* address.c - premise, street, town and postcode out of an address.
 *
 *   lines → postcode cut out → tokens → the street, by the best of all words that can end or
 *   begin a street's name; what stands before it is the premise, behind it the town
 *
 *        FLAT 2  ROSE COURT  12-14 │ MILL STREET │ LLANELLI  DYFED
 *        └──────── premise ───────┘ └─ street ──┘ └ town ┘  (a county goes)
 */
#include "address.h"

#include "address_tokens.h"
#include "unzeroed.h"
#include "wordlist.h"

/* struct span - tokens [from, to); none when from == to. */
struct span {
    size_t from;
    size_t to;
};

/* What makes a word likely to be part of the street's name. Only their order matters. */
enum {
    SCORE_TYPE = 60,
    SCORE_WHOLE = 50,
    SCORE_FRONT = 55,
    SCORE_WEAK = 20,
    SCORE_NUMBER = 30,
    SCORE_SEGMENT = 5
};

static bool means(const struct address_tokens *tokens, size_t i, uint32_t meaning)
{
    return i < tokens->count && (tokens->at[i].meaning & meaning) != 0;
}

static bool is_number(const struct address_tokens *tokens, size_t i)
{
    return i < tokens->count && tokens->at[i].number;
}

/* A flat's number or letter: "2", "2a", "b", "b2". */
static bool is_flat_id(const struct address_tokens *tokens, size_t i)
{
    if (i >= tokens->count) {
        return false;
    }
    struct str word = tokens->at[i].raw;
    bool letter_number = word.len <= 3 && word.len > 0 && ascii_is_alpha(word.ptr[0]) &&
                         (word.len == 1 || ascii_is_digit(word.ptr[word.len - 1]));
    return tokens->at[i].number || letter_number;
}

/* --- Finding the street --- */

/* First token behind the last number in [from, to), and behind flats and floors. */
static size_t after_numbers(const struct address_tokens *tokens, size_t from, size_t to)
{
    size_t start = from;
    for (size_t i = from; i < to; i++) {
        if (is_number(tokens, i)) {
            start = i + 1;
        } else if (means(tokens, i, FLAT | FLOOR) && i + 1 < to) {
            start = i + 1 + (is_flat_id(tokens, i + 1) && i + 2 < to);
        }
    }
    return start < to ? start : to;
}

/* Does a building's name end at i, so that the street's begins behind it? "norfolk house | park
 * road", but "old court house road". */
static bool ends_building(const struct address_tokens *tokens, size_t i)
{
    if (means(tokens, i, BEFORE)) {
        return false;
    }
    if (means(tokens, i, BUILDING)) {
        return !means(tokens, i + 1, TYPE) &&
               (means(tokens, i + 1, SITE) || !means(tokens, i + 1, BUILDING));
    }
    return means(tokens, i, WEAK) && !means(tokens, i + 1, TYPE | WEAK | BUILDING);
}

/* The street's first word, when its type stands at `type`: behind numbers, behind a building's
 * name. */
static size_t street_start(const struct address_tokens *tokens, size_t type)
{
    size_t segment = address_tokens_segment_start(tokens, type);
    size_t start = after_numbers(tokens, segment, type);
    for (size_t i = start + 1; i + 1 < type; i++) {
        if (ends_building(tokens, i)) {
            start = i + 1;
        }
    }
    bool one_line = segment == 0 && address_tokens_segment_end(tokens, type) == tokens->count;
    if (start == segment && one_line &&
        type - start > 2) { /* "SUES NAILS RAINBOW LANE LONDON": the last word, and those before
                               that need it */
        start = type - 1;
        while (start > segment && means(tokens, start - 1, BEFORE | ARTICLE)) {
            start--;
        }
    }
    return start;
}

/* Types side by side are one name ("mill grove road"); a direction may end it. */
static size_t street_end(const struct address_tokens *tokens, size_t type)
{
    size_t end = type + 1;
    while (means(tokens, end, TYPE) && !tokens->at[end].opens) {
        end++;
    }
    bool last = end + 1 == tokens->count || (end + 1 < tokens->count && tokens->at[end + 1].opens);
    if (means(tokens, end, DIRECTION) && !tokens->at[end].opens && last) {
        end++;
    }
    return end;
}

/* The end of a name that begins with its type: the segment's where there are several, else the next
 * word and what hangs on it. */
static size_t front_end(const struct address_tokens *tokens, size_t front)
{
    size_t segment = address_tokens_segment_end(tokens, front);
    size_t end = front + 1;
    if (segment < tokens->count) {
        while (end < segment && !is_number(tokens, end)) {
            end++;
        }
        return end;
    }
    while (end + 1 < segment && means(tokens, end, ARTICLE | SAINT)) {
        end++;
    }
    end += end < segment && !is_number(tokens, end);
    while (end < segment && means(tokens, end, AFTER)) {
        end++;
    }
    return end;
}

/* A number that is no flat's before the street: in its segment, or at the end of the one before. */
static bool has_number_before(const struct address_tokens *tokens, size_t i)
{
    size_t segment = address_tokens_segment_start(tokens, i);
    size_t from = segment > 0 ? segment - 1 : 0;
    for (size_t at = from; at < i; at++) {
        if (is_number(tokens, at) && !(at > 0 && means(tokens, at - 1, FLAT))) {
            return true;
        }
    }
    return false;
}

/* "flat 2 rose court": of a building with flats, rather than a street. */
static bool has_flat_before(const struct address_tokens *tokens, size_t i)
{
    for (size_t at = address_tokens_segment_start(tokens, i); at < i; at++) {
        if (means(tokens, at, FLAT)) {
            return true;
        }
    }
    return false;
}

/* How well token i may name a street, and the span of that name; 0 if not at all. */
static int street_score(const struct address_tokens *tokens, size_t i, struct span *ret)
{
    const struct address_token *token = &tokens->at[i];
    bool opens = token->opens || is_number(tokens, i - 1);
    bool behind_name = !opens && !means(tokens, i - 1, FLAT | FLOOR);
    int score = 0;
    if ((token->meaning & (TYPE | WEAK)) && behind_name) {
        score = (token->meaning & TYPE) ? SCORE_TYPE : SCORE_WEAK;
        size_t end = street_end(tokens, i);
        *ret = (struct span){street_start(tokens, end - 1), end};
        if (score == SCORE_WEAK && !has_number_before(tokens, ret->from) &&
            has_flat_before(tokens, ret->from)) {
            score = SCORE_WEAK / 2;
        }
    } else if ((token->meaning & FRONT) && i + 1 < tokens->count && !tokens->at[i + 1].opens) {
        score = opens || means(tokens, i - 1, BUILDING) || token->word.len > 4 ? SCORE_FRONT : 0;
        *ret = (struct span){i, front_end(tokens, i)};
    } else if (token->meaning & WHOLE) {
        score = SCORE_WHOLE;
        *ret = (struct span){i, i + 1};
    }
    if (score > 0 && ret->to - ret->from < 2 && !(token->meaning & WHOLE)) {
        return 0;
    }
    return score;
}

/* The best-scoring street; the earlier of equals. False when no word is like one. */
static bool street_find(const struct address_tokens *tokens, struct span *ret)
{
    int best = 0;
    int segment = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        struct span span = {0, 0};
        segment += i > 0 && tokens->at[i].opens;
        int score = street_score(tokens, i, &span);
        if (score > 0) {
            score += has_number_before(tokens, span.from) ? SCORE_NUMBER : 0;
            score -= segment * SCORE_SEGMENT;
        }
        if (score > best) {
            best = score;
            *ret = span;
        }
    }
    return best > 0;
}

/* No word like a street: "29 beauway, coloured sands", "calle mayor 12"? Around the first number
 * that is no flat's. */
static struct span street_by_number(const struct address_tokens *tokens)
{
    for (size_t i = 0; i < tokens->count; i++) {
        size_t end = address_tokens_segment_end(tokens, i);
        size_t start = address_tokens_segment_start(tokens, i);
        bool several = end < tokens->count || start > 0;
        if (!is_number(tokens, i) || (i > 0 && means(tokens, i - 1, FLAT | BOX))) {
            continue;
        }
        for (size_t building = i + 1; building < end; building++) {
            if (means(tokens, building, BUILDING)) { /* "12 Rose House": no street at all */
                return (struct span){building + 1, building + 1};
            }
        }
        if (i + 1 == end) { /* the number last: behind the name */
            return i > start ? (struct span){start, i} : (struct span){end, end};
        }
        size_t to = i + 1;
        while (to + 1 < end && means(tokens, to, ARTICLE | BEFORE)) {
            to++;
        }
        return (struct span){i + 1, several ? end : to + 1};
    }
    return (struct span){0, 0};
}

/* "Newport, Gwent": one word, and counties behind it. */
static bool is_town_alone(const struct address_tokens *tokens)
{
    for (size_t i = 1; i < tokens->count; i++) {
        if (!tokens->at[i].opens || !address_is_county(tokens->at[i].raw)) {
            return false;
        }
    }
    return !means(tokens, 0, BUILDING);
}

/* Neither street nor number: what names the premise stands first. */
static struct span street_by_place(const struct address_tokens *tokens)
{
    size_t first = address_tokens_segment_end(tokens, 0);
    size_t premise = is_town_alone(tokens) ? 0 : first;
    if (first == tokens->count) {
        bool county = tokens->count > 2 && address_is_county(tokens->at[tokens->count - 1].word);
        premise = tokens->count > 1 ? tokens->count - 1 - county : 0;
        for (size_t i = 1; i + 1 < tokens->count; i++) {
            premise = means(tokens, i, BUILDING) ? i + 1 : premise;
        }
    }
    return (struct span){premise, premise};
}

/* --- Writing the parts --- */

/* Is the piece, a whole word or more, in text already? "llanelli" in "felinfoel llanelli". */
static bool has_words(const char *text, struct str piece)
{
    struct str rest = str_of(text);
    for (size_t at = 0; piece.len > 0 && at + piece.len <= rest.len; at++) {
        bool starts = at == 0 || rest.ptr[at - 1] == ' ';
        char behind = rest.ptr[at + piece.len]; /* text is NUL-terminated */
        if (starts && (behind == ' ' || behind == '\0') &&
            str_eq(str_slice(rest, at, at + piece.len), piece)) {
            return true;
        }
    }
    return false;
}

struct premise {
    char flat[ADDRESS_PART_MAX];
    char names[ADDRESS_PART_MAX];
    char numbers[ADDRESS_PART_MAX];
    bool has_flat;
    bool has_floor;
    bool has_id;
};

/* "top floor flat", "flat ground floor": is token i about a floor? Else "garden" is part of a name.
 */
static bool is_level(const struct address_tokens *tokens, struct span span, size_t i)
{
    size_t before = i;
    size_t after = i + 1;
    while (after < span.to && means(tokens, after, LEVEL)) {
        after++;
    }
    while (before > span.from && (means(tokens, before - 1, LEVEL) ||
                                  (is_flat_id(tokens, before - 1) && before - 1 > span.from &&
                                   means(tokens, before - 2, FLAT)))) {
        before--;
    }
    bool floor_after = after < span.to && means(tokens, after, FLOOR | FLAT);
    bool flat_before = before > span.from && means(tokens, before - 1, FLAT | FLOOR);
    return means(tokens, i, LEVEL) && (floor_after || flat_before);
}

static bool more_numbers(const struct address_tokens *tokens, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (is_number(tokens, i)) {
            return true;
        }
    }
    return false;
}

/* Is token i a part of a building, not a word of a name ("old post office")? */
static bool is_flat(const struct address_tokens *tokens, struct span span, size_t i,
                    const struct premise *p)
{
    bool id = i + 1 < span.to && is_flat_id(tokens, i + 1) && !tokens->at[i + 1].opens;
    bool level = p->flat[0] != '\0' || (i + 1 < span.to && is_level(tokens, span, i + 1));
    return id || level || str_eq(tokens->at[i].word, STR("flat"));
}

/* "flat 2", "top floor flat 2" → "flat 2 top". Returns how many tokens behind i were used. */
static size_t flat_add(const struct address_tokens *tokens, struct span span, size_t i,
                       struct premise *p)
{
    char levels[ADDRESS_PART_MAX];
    bool leveled = p->flat[0] != '\0';
    bool id = i + 1 < span.to && is_flat_id(tokens, i + 1) && !tokens->at[i + 1].opens &&
              (!leveled || more_numbers(tokens, i + 2, span.to) || !is_number(tokens, i + 1));
    memcpy(levels, p->flat, sizeof(levels));
    p->flat[0] = '\0';
    word_append(p->flat, sizeof(p->flat), tokens->at[i].word);
    if (id) {
        const struct address_token *token = &tokens->at[i + 1];
        word_append(p->flat, sizeof(p->flat), token->number ? token->word : token->raw);
    }
    word_append(p->flat, sizeof(p->flat), str_of(levels));
    p->has_flat = true;
    return id;
}

/* Sort the tokens of span into flat, names and numbers. The last number is the house's where the
 * flat is told by its floor. */
static void premise_add(const struct address_tokens *tokens, struct span span, struct premise *p)
{
    for (size_t i = span.from; i < span.to; i++) {
        const struct address_token *token = &tokens->at[i];
        if ((token->meaning & FLAT) && !p->has_flat && is_flat(tokens, span, i, p)) {
            i += flat_add(tokens, span, i, p);
        } else if (is_level(tokens, span, i)) {
            word_append(p->flat, sizeof(p->flat), token->word);
        } else if (token->meaning & FLOOR) {
            p->has_floor = true;
        } else if (token->number && !has_words(p->numbers, token->word)) {
            word_append(p->numbers, sizeof(p->numbers), token->word);
        } else if (!token->number && !str_eq(token->word, STR("the")) &&
                   !((token->meaning & LABEL) && is_number(tokens, i + 1))) {
            word_append(p->names, sizeof(p->names), token->word);
        }
    }
}

static void premise_write(const struct premise *p, char ret[ADDRESS_PART_MAX])
{
    ret[0] = '\0';
    word_append(ret, ADDRESS_PART_MAX, str_of(p->flat));
    if (p->has_floor && !p->has_flat) {
        word_append(ret, ADDRESS_PART_MAX, STR("floor"));
    }
    word_append(ret, ADDRESS_PART_MAX, str_of(p->names));
    word_append(ret, ADDRESS_PART_MAX, str_of(p->numbers));
}

static void words_write(const struct address_tokens *tokens, struct span span,
                        char ret[ADDRESS_PART_MAX])
{
    for (size_t i = span.from; i < span.to && i < tokens->count; i++) {
        word_append(ret, ADDRESS_PART_MAX, tokens->at[i].word);
    }
}

/* Counties and countries off the end, as long as a place is left. */
static void town_trim(char town[ADDRESS_PART_MAX])
{
    for (bool cut = true; cut;) {
        size_t length = strlen(town);
        size_t at = length;
        cut = false;
        for (int words = 1; words <= 5 && at > 0 && !cut; words++) {
            while (at > 0 && town[at - 1] != ' ') {
                at--;
            }
            if (at > 0 && address_is_county(str_make(town + at, length - at))) {
                town[at - 1] = '\0';
                cut = true;
            }
            at -= at > 0;
        }
    }
}

/* Places behind (or before) the street, each once; a flat among them goes to the premise. */
static void town_add(const struct address_tokens *tokens, struct span span, struct premise *premise,
                     char town[ADDRESS_PART_MAX])
{
    for (size_t i = span.from; i < span.to;) {
        char piece[ADDRESS_PART_MAX] = "";
        size_t end = address_tokens_segment_end(tokens, i);
        end = end < span.to ? end : span.to;
        if (means(tokens, i, FLAT) && is_flat_id(tokens, i + 1) && i + 1 < end &&
            !premise->has_flat) {
            premise_add(tokens, (struct span){i, i + 2}, premise);
            i += 2;
            continue;
        }
        size_t to = i + 1;
        while (to < end && !(means(tokens, to, FLAT) && is_flat_id(tokens, to + 1))) {
            to++;
        }
        words_write(tokens, (struct span){i, to}, piece);
        if (!has_words(town, str_of(piece))) {
            word_append(town, ADDRESS_PART_MAX, str_of(piece));
        }
        i = to;
    }
}

/* "llanelli llanelli", "st albans st albans" without a comma: the words at the end once. */
static void town_once(char town[ADDRESS_PART_MAX])
{
    UNZEROED struct str words[ADDRESS_PART_MAX / 2];
    size_t count = words_split(str_of(town), words, ADDRESS_PART_MAX / 2);
    for (size_t half = count / 2; half > 0; half--) {
        size_t same = 0;
        while (same < half && str_eq(words[count - half + same], words[count - 2 * half + same])) {
            same++;
        }
        if (same == half) {
            count -= half;
            town[words[count - 1].ptr + words[count - 1].len - town] = '\0';
            half = count / 2 + 1;
        }
    }
}

/* "PO Box 123" is a premise of its own kind. */
static void take_box(struct address_tokens *tokens, struct premise *premise)
{
    for (size_t i = 0; i + 1 < tokens->count; i++) {
        if (!means(tokens, i, BOX) || !is_number(tokens, i + 1)) {
            continue;
        }
        size_t from = i;
        while (from > 0 && from + 3 > i && tokens->at[from - 1].word.len <= 2 &&
               !is_number(tokens, from - 1)) {
            from--; /* po, p o */
        }
        word_append(premise->numbers, sizeof(premise->numbers), STR("po box"));
        word_append(premise->numbers, sizeof(premise->numbers), tokens->at[i + 1].word);
        address_tokens_cut(tokens, from, i + 2);
        return;
    }
}

/* A continental number behind the street, where none stands before it. */
static size_t take_number_behind(const struct address_tokens *tokens, struct span street,
                                 struct premise *premise)
{
    size_t at = street.to;
    bool free = premise->numbers[0] == '\0' && is_number(tokens, at) && !tokens->at[at].opens;
    if (!free || street.from == street.to || tokens->at[at].word.len > 6) {
        return at;
    }
    word_append(premise->numbers, sizeof(premise->numbers), tokens->at[at].word);
    return at + 1;
}

/* The same number and street once more: "59d ford end road 59d ford end road". Returns the first
 * token behind them. */
static size_t skip_repeat(const struct address_tokens *tokens, struct span street, size_t at)
{
    size_t next = at;
    while (street.from > 0 && is_number(tokens, next) &&
           str_eq(tokens->at[next].word, tokens->at[street.from - 1].word)) {
        next++;
    }
    for (size_t i = street.from; i < street.to; i++, next++) {
        if (next >= tokens->count || !str_eq(tokens->at[next].word, tokens->at[i].word)) {
            return at;
        }
    }
    return next;
}

static void address_clear(struct address *ret)
{
    ret->premise[0] = ret->street[0] = ret->town[0] = ret->postcode[0] = '\0';
}

/* "Llanelli, 12 Mill Street": places before the street, where none is behind it. Returns the first
 * token that is not a place. */
static size_t places_before(const struct address_tokens *tokens, struct span street)
{
    bool last = street.to == tokens->count || is_number(tokens, street.to);
    if (!last || street.from == street.to) {
        return 0;
    }
    size_t own = address_tokens_segment_start(tokens, street.from);
    size_t at = 0;
    bool numbered = own < street.from || is_number(tokens, street.to);
    while (numbered && at < own && address_tokens_segment_end(tokens, at) == at + 1 &&
           !is_number(tokens, at) && !means(tokens, at, BUILDING | FLAT | LEVEL | TYPE)) {
        at++;
    }
    return at == own ? at : 0;
}

/* Everything but the postcode, from settled tokens. */
static void address_deal(struct address_tokens *tokens, struct address *ret)
{
    struct premise premise = {.flat = "", .names = "", .numbers = ""};
    struct span street = {0, 0};
    take_box(tokens, &premise);
    if (tokens->count > 0) {
        tokens->at[0].opens = true;
        if (!street_find(tokens, &street)) {
            street = street_by_number(tokens);
            if (street.from == 0 && street.to == 0 && premise.numbers[0] == '\0') {
                street = street_by_place(tokens);
            }
        }
    }
    size_t places = places_before(tokens, street);
    town_add(tokens, (struct span){0, places}, &premise, ret->town);
    premise_add(tokens, (struct span){places, street.from}, &premise);
    words_write(tokens, street, ret->street);
    size_t rest = take_number_behind(tokens, street, &premise);
    rest = skip_repeat(tokens, street, rest);
    town_add(tokens, (struct span){rest, tokens->count}, &premise, ret->town);
    premise_write(&premise, ret->premise);
    town_once(ret->town);
    town_trim(ret->town);
}

/* --- Postcode --- */

/* A number that stands where other countries write a postcode: opening a line that is not the first
 * ("10115 Berlin"), or last. */
static void take_foreign_postcode(struct address_tokens *tokens, struct address *ret)
{
    for (size_t i = tokens->count; ret->postcode[0] == '\0' && i-- > 1;) {
        const struct address_token *token = &tokens->at[i];
        uint64_t value;
        bool last = i + 1 == tokens->count;
        bool place = token->opens || (last && token->word.len >= 5);
        if (!token->number || token->word.len < 4 || token->word.len > 6 || !place ||
            !str_to_uint(token->word, 999999, &value)) {
            continue;
        }
        if (postcode_parse(token->word, ret->postcode)) {
            address_tokens_cut(tokens, i, i + 1);
        } else {
            ret->postcode[0] = '\0';
        }
    }
}

/* Read the lines from the first; the postcode is the last that is found in any of them. */
static void read_lines(const struct str *lines, size_t line_count, struct address_tokens *tokens,
                       struct address *ret)
{
    size_t postcode_line = line_count;
    struct str postcode = {"", 0};
    for (size_t i = line_count; i-- > 0 && postcode.len == 0;) {
        postcode = postcode_find(lines[i]);
        postcode_line = i;
    }
    if (postcode.len > 0 && !postcode_parse(postcode, ret->postcode)) {
        ret->postcode[0] = '\0';
    }
    for (size_t i = 0; i < line_count; i++) {
        if (text_is_placeholder(lines[i])) {
            continue;
        }
        if (postcode.len > 0 && i == postcode_line) {
            size_t at = (size_t)(postcode.ptr - lines[i].ptr);
            address_tokens_add(str_slice(lines[i], 0, at), tokens);
            address_tokens_add(str_slice(lines[i], at + postcode.len, lines[i].len), tokens);
        } else {
            address_tokens_add(lines[i], tokens);
        }
    }
}

/* A word of each phrase, so that nearly all addresses need no search for the phrases. */
static const struct word_row homeless_words[] = {
    {"abode", 1},   {"address", 1},  {"cartref", 1}, {"digartref", 1},
    {"gartref", 1}, {"homeless", 1}, {"rough", 1},   {"sefydlog", 1},
};

/* may_be_homeless - a quick look at the text as it is: has it a word of such a length and first
 * letter, or hardly any letters at all (n.f.a.)? Nearly no address does. */
static bool may_be_homeless(struct str text)
{
    size_t letters = 0;
    size_t word = 0; /* letters of the word so far */
    char first = 0;
    for (size_t i = 0; i <= text.len; i++) {
        char c = i < text.len ? ascii_lower(text.ptr[i]) : ' ';
        if ((unsigned char)c >= 0x80 || c == '\'' || c == '`') {
            return true;
        }
        if (ascii_is_alpha(c) || ascii_is_digit(c)) {
            first = word == 0 ? c : first;
            word++;
            letters++;
            continue;
        }
        bool starts = word >= 5 && word <= 9 && memchr("acdghrs", first, 7) != NULL;
        if (starts && (word == 5 ? first == 'a' || first == 'r' : word >= 7)) {
            return true;
        }
        word = 0;
    }
    return letters <= 3;
}

bool address_is_no_fixed_abode(struct str text)
{
    static const char *const phrases[] = {"no fixed abode", "no fixed address",   "homeless",
                                          "digartref",      "cyfeiriad sefydlog", "sleeping rough",
                                          "rough sleeper",  "heb gartref",        "dim cartref"};
    UNZEROED struct text folded;
    struct str word;
    bool hint = false;
    if (!may_be_homeless(text)) {
        return false;
    }
    text_fold(text, &folded);
    struct str rest = text_str(&folded);
    while (!hint && str_next_token(&rest, ' ', &word)) {
        hint = wordlist_find(homeless_words, sizeof(homeless_words) / sizeof(homeless_words[0]),
                             word) != NULL;
    }
    for (size_t i = 0; hint && i < sizeof(phrases) / sizeof(phrases[0]); i++) {
        if (str_find(text_str(&folded), str_of(phrases[i])) >= 0) {
            return true;
        }
    }
    return str_eq(text_str(&folded), STR("nfa")) || str_eq(text_str(&folded), STR("n f a"));
}

static bool address_has_something(const struct address *address)
{
    return address->premise[0] != '\0' || address->street[0] != '\0' || address->town[0] != '\0' ||
           address->postcode[0] != '\0';
}

bool address_parse(const struct str *lines, size_t line_count, struct address *ret)
{
    UNZEROED struct address_tokens tokens;
    address_clear(ret);
    line_count = line_count < ADDRESS_LINES_MAX ? line_count : ADDRESS_LINES_MAX;
    for (size_t i = 0; i < line_count; i++) {
        if (lines[i].len > 0 && address_is_no_fixed_abode(lines[i])) {
            return false;
        }
    }
    address_tokens_clear(&tokens);
    read_lines(lines, line_count, &tokens, ret);
    address_tokens_settle(&tokens);
    take_foreign_postcode(&tokens, ret);
    address_deal(&tokens, ret);
    return address_has_something(ret);
}

/* --- An address in columns --- */

/* The street's column: numbers and flats at its front, or a number at its end, belong to the
 * premise; all else is the street. */
static void deal_street(struct str street, struct premise *premise, struct address *ret)
{
    UNZEROED struct address_tokens tokens;
    address_tokens_clear(&tokens);
    address_tokens_add(street, &tokens);
    address_tokens_settle(&tokens);
    size_t to = tokens.count;
    struct span span;
    size_t from = after_numbers(&tokens, 0, to > 0 ? to - 1 : 0);
    if (street_find(&tokens, &span) && span.from > from &&
        means(&tokens, span.from - 1, BUILDING)) {
        from = span.from; /* "rose cottage mill lane" */
    }
    bool behind = premise->numbers[0] == '\0' && from == 0 && to > 1 && is_number(&tokens, to - 1);
    if (behind) {
        to--;
    }
    premise_add(&tokens, (struct span){0, from}, premise);
    words_write(&tokens, (struct span){from, to}, ret->street);
    premise_add(&tokens, (struct span){to, tokens.count}, premise);
}

static void deal_column(struct str text, bool is_town, struct premise *premise, struct address *ret)
{
    UNZEROED struct address_tokens tokens;
    if (text_is_placeholder(text)) {
        return;
    }
    address_tokens_clear(&tokens);
    address_tokens_add(text, &tokens);
    address_tokens_settle(&tokens);
    if (is_town) {
        town_add(&tokens, (struct span){0, tokens.count}, premise, ret->town);
    } else {
        take_box(&tokens, premise);
        premise_add(&tokens, (struct span){0, tokens.count}, premise);
    }
}

bool address_from_parts(struct str premise, struct str street, struct str town, struct str postcode,
                        struct address *ret)
{
    struct premise parts = {.flat = "", .names = "", .numbers = ""};
    if (text_is_placeholder(street)) {
        const struct str lines[] = {premise, town, postcode};
        bool any = address_parse(lines, 3, ret);
        if (any && ret->postcode[0] == '\0' && !postcode_parse(postcode, ret->postcode)) {
            ret->postcode[0] = '\0';
        }
        return any;
    }
    address_clear(ret);
    if (address_is_no_fixed_abode(street) || address_is_no_fixed_abode(premise)) {
        return false;
    }
    deal_column(premise, false, &parts, ret);
    deal_street(street, &parts, ret);
    deal_column(town, true, &parts, ret);
    premise_write(&parts, ret->premise);
    town_once(ret->town);
    town_trim(ret->town);
    if (!postcode_parse(postcode, ret->postcode)) {
        ret->postcode[0] = '\0';
    }
    return address_has_something(ret);
}

/* name.c - the people that one cell names.
 *
 *   cell → tokens (name_tokens.h) → nobody? estate? organisation?
 *        → parts, one a person, cut at "&"
 *        → for each: titles, asides, commas, suffixes taken off; what is left is dealt into given,
 *          middle and family by the column's order and by the words themselves
 *        → people lend each other what they share: "Mr J & Mrs S Evans", "Mr & Mrs J Evans"
 */
#include "name.h"

#include "name_tokens.h"
#include "unzeroed.h"
#include "wordlist.h"

enum { RUN_MAX = 16, PARTS_MAX = NAME_PERSONS_MAX + 1 };

/* struct run - some words of a name, in order. */
struct run {
    size_t count;
    struct name_token at[RUN_MAX];
};

/* struct part - what is known of one person while the cell is taken apart. */
struct part {
    char sex;
    bool titled;
    bool reversed;  /* "Evans, John": `names` holds the family, `given` the rest */
    bool has_given; /* the one word in `names` is a given name: "John & Mary Evans" */
    struct run names;
    struct run given;
    struct run former;
    struct run description; /* words that are not the name but tell people apart */
};

static void run_add(struct run *run, struct name_token token)
{
    if (run->count < RUN_MAX) {
        run->at[run->count++] = token;
    }
}

static void run_move(struct run *from, size_t at, struct run *to)
{
    for (size_t i = at; i < from->count; i++) {
        run_add(to, from->at[i]);
    }
    from->count = at < from->count ? at : from->count;
}

static void run_cut(struct run *run, size_t from, size_t to)
{
    memmove(&run->at[from], &run->at[to], (run->count - to) * sizeof(run->at[0]));
    run->count -= to - from;
}

static bool token_is(const struct name_token *token, const char *word)
{
    return str_eq(token->word, str_of(word));
}

static bool is_initial(const struct run *run, size_t i)
{
    return name_token_is_initial(&run->at[i]);
}

static char sex_of(uint32_t meaning)
{
    return (meaning & FEMALE) ? 'f' : (meaning & MALE) ? 'm' : 0;
}

/* --- Writing the parts of a name --- */

/* "mc donald" and, where a family name is expected, "o brien" are one word. */
static void write_family(const struct run *run, size_t from, size_t to, bool sure,
                         char ret[NAME_PART_MAX])
{
    ret[0] = '\0';
    for (size_t i = from; i < to; i++) {
        const struct name_token *token = &run->at[i];
        size_t length = strlen(ret);
        bool letter = i == from && sure && (token_is(token, "o") || token_is(token, "d"));
        bool joined =
            (letter || (token->meaning & PREFIX)) && i + 1 < to && run->at[i + 1].word.len > 2;
        if (joined && word_append(ret, NAME_PART_MAX, token->word)) {
            char *end = ret + strlen(ret);
            struct str next = run->at[++i].word;
            if ((size_t)(end - ret) + next.len < NAME_PART_MAX) {
                memcpy(end, next.ptr, next.len);
                end[next.len] = '\0';
            }
        } else if (!joined) {
            word_append(ret, NAME_PART_MAX, token->word);
        } else {
            ret[length] = '\0';
        }
    }
}

/* First word to given, the rest to middle; run-together initials ("jr") apart. */
static void write_given(const struct run *run, size_t from, size_t to, bool whole, struct name *ret)
{
    for (size_t i = from; i < to; i++) {
        struct str word = run->at[i].word;
        bool apart = !whole && is_initial(run, i) && word.len > 1;
        for (size_t at = 0; at < word.len; at += apart ? 1 : word.len) {
            struct str piece = apart ? str_slice(word, at, at + 1) : word;
            char *to_part = ret->given[0] == '\0' ? ret->given : ret->middle;
            word_append(to_part, NAME_PART_MAX, piece);
        }
    }
}

/* `all` from the parts and the description. */
static void write_all(const struct run *description, struct name *ret)
{
    UNZEROED struct str words[TEXT_BYTES_MAX / 2];
    const char *const parts[] = {ret->given, ret->middle, ret->family, ret->former_family};
    size_t count = 0;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        count += words_split(str_of(parts[i]), words + count, 64);
    }
    for (size_t i = 0; description != NULL && i < description->count; i++) {
        words[count++] = description->at[i].word;
    }
    words_sorted_distinct(words, count, ret->all, sizeof(ret->all));
}

static void name_clear(enum name_kind kind, struct name *ret)
{
    ret->kind = kind;
    ret->sex = 0;
    ret->given[0] = ret->middle[0] = ret->family[0] = ret->former_family[0] = ret->all[0] = '\0';
}

/* An organisation's words: legal forms written one way, "the" and "and" dropped. */
static void write_whole(const struct name_tokens *tokens, enum name_kind kind, struct name *ret)
{
    static const char *const same[][2] = {{"limited", "ltd"},      {"cyfyngedig", "cyf"},
                                          {"company", "co"},       {"incorporated", "inc"},
                                          {"corporation", "corp"}, {"bros", "brothers"}};
    struct str words[NAME_TOKENS_MAX];
    size_t count = 0;
    name_clear(kind, ret);
    for (size_t i = 0; i < tokens->count; i++) {
        struct str word = tokens->at[i].word;
        for (size_t s = 0; s < sizeof(same) / sizeof(same[0]); s++) {
            word = str_eq(word, str_of(same[s][0])) ? str_of(same[s][1]) : word;
        }
        if (!str_eq(word, STR("the"))) {
            words[count++] = word;
        }
    }
    words_sorted_distinct(words, count, ret->all, sizeof(ret->all));
}

/* --- One person --- */

/* Where the family name begins, given name first: at a particle, else at the last word and those
 * joined to it by hyphens. */
static size_t family_start(const struct run *run)
{
    for (size_t i = 1; i + 1 < run->count; i++) {
        if (run->at[i].meaning & (PARTICLE | PREFIX)) {
            return i;
        }
    }
    size_t start = run->count - 1;
    while (start > 1 && run->at[start - 1].hyphen) {
        start--;
    }
    return start;
}

/* Where it ends, family name first. */
static size_t family_end(const struct run *run)
{
    size_t end = 0;
    while (end + 1 < run->count && (run->at[end].meaning & (PARTICLE | PREFIX))) {
        end++;
    }
    while (end + 1 < run->count && run->at[end].hyphen) {
        end++;
    }
    return end + 1;
}

/* Initials show the given end whatever the column does: "J R EVANS", "EVANS J R". */
static enum name_order order_of(const struct run *run, enum name_order order)
{
    size_t last = run->count - 1;
    bool rest_initials = true;
    bool first_initials = true;
    for (size_t i = 1; i < run->count; i++) {
        rest_initials = rest_initials && is_initial(run, i);
        first_initials = first_initials && is_initial(run, i - 1);
    }
    if (first_initials != rest_initials) {
        bool known = name_is_known_given(run->at[0].word);
        if (rest_initials && !is_initial(run, 0) && !known) {
            return NAME_FAMILY_FIRST;
        }
        if (first_initials && !is_initial(run, last)) {
            return NAME_GIVEN_FIRST;
        }
    }
    return order;
}

/* "Baby Evans", "Infant of Sian Evans": the mother's given name is not the child's. False when no
 * name is left. */
static bool drop_infant(struct part *part)
{
    struct run *run = &part->names;
    size_t words = 1;
    bool of = false;
    for (; words < run->count && (run->at[words].meaning & INFANT_LINK); words++) {
        of = of || token_is(&run->at[words], "of");
    }
    run_cut(run, 0, words);
    if (of && run->count > 1) {
        run_cut(run, 0, family_start(run));
    }
    return run->count > 0;
}

/* Words that stand for a name that is not known. "John Unknown" leaves the given name, "Unknown
 * Evans" the family. */
static void drop_placeholders(struct part *part)
{
    struct run *run = &part->names;
    if (run->count > 0 && (run->at[0].meaning & INFANT) && !drop_infant(part)) {
        return;
    }
    for (size_t i = 0; i < run->count;) {
        if (run->at[i].meaning & PLACEHOLDER) {
            part->has_given = part->has_given || (i == 1 && run->count == 2);
            run_cut(run, i, i + 1);
        } else {
            i++;
        }
    }
}

static void drop_suffixes(struct run *run)
{
    while (run->count > 1 && (run->at[run->count - 1].meaning & SUFFIX)) {
        bool last_name = run->count == 2;
        bool letters = token_is(&run->at[1], "jr") && last_name;
        if (letters) { /* "EVANS JR": initials as likely */
            return;
        }
        run->count--;
    }
}

/* "tom 1st baron clifford of chudleigh", "thomas of chudleigh": what is not the name goes to the
 * description; with but one word left, the family is what the title or the place is called. */
static void cut_description(struct part *part)
{
    struct run *run = &part->names;
    for (size_t i = 1; i < run->count; i++) {
        bool ordinal = name_word_is_ordinal(run->at[i].word);
        if (!ordinal && !(token_is(&run->at[i], "of") && i + 1 < run->count)) {
            continue;
        }
        size_t from = part->description.count;
        run_move(run, i, &part->description);
        for (size_t d = from; run->count == 1 && d < part->description.count; d++) {
            struct name_token token = part->description.at[d];
            bool skip = name_word_is_ordinal(token.word) ||
                        (token.meaning & (NOBLE | NOBODY_LINK | ESTATE_LINK));
            if (!skip) {
                run_add(run, token);
                part->has_given = false;
            }
        }
        return;
    }
}

/* Deal a person's words into the fields. */
static void part_name(struct part *part, enum name_order order, struct name *ret)
{
    struct run *run = &part->names;
    name_clear(NAME_PERSON, ret);
    ret->sex = part->sex;
    if (part->reversed) {
        write_family(run, 0, run->count, true, ret->family);
        write_given(&part->given, 0, part->given.count, false, ret);
    } else if (run->count == 1 && part->has_given) {
        write_given(run, 0, 1, false, ret);
    } else if (run->count == 1) {
        write_family(run, 0, 1, true, ret->family);
    } else if (run->count > 1 && order_of(run, order) == NAME_GIVEN_FIRST) {
        size_t start = family_start(run);
        write_given(run, 0, start, false, ret);
        write_family(run, start, run->count, false, ret->family);
    } else if (run->count > 1) {
        size_t end = family_end(run);
        write_family(run, 0, end, true, ret->family);
        write_given(run, end, run->count, false, ret);
    }
    if (part->former.count > 0) {
        struct run *former = &part->former;
        size_t start = former->count > 1 ? family_start(former) : 0;
        bool only_given =
            former->count == 1 && name_is_known_given(former->at[0].word) && ret->family[0] != '\0';
        if (!only_given || !(former->at[0].meaning & FORMER)) {
            write_family(former, start, former->count, true, ret->former_family);
        }
    }
}

/* --- Reading a part's tokens --- */

/* What stands in brackets: a former name, a title, else a word to remember. */
static size_t read_bracket(const struct name_tokens *tokens, size_t at, size_t to,
                           struct part *part)
{
    size_t end = at + 1;
    struct run inside = {.count = 0};
    bool former = false;
    for (; end < to && tokens->at[end].mark != ')'; end++) {
        const struct name_token *token = &tokens->at[end];
        if (token->mark == 0 && (token->meaning & TITLE) && part->sex == 0) {
            part->sex = sex_of(token->meaning);
        } else if (token->mark == 0 && (token->meaning & FORMER)) {
            former = true;
        } else if (token->mark == 0 && !token_is(token, "known") && !token_is(token, "as")) {
            run_add(&inside, *token);
        }
    }
    bool single = inside.count == 1 && !name_is_known_given(inside.at[0].word) &&
                  (inside.at[0].meaning & ~(uint32_t)(PARTICLE | NOBLE)) == 0 &&
                  inside.at[0].word.len > 2;
    if (former || (single && at > 0)) {
        run_move(&inside, 0, &part->former);
    } else if (inside.count == 1 && inside.at[0].meaning == 0) { /* Robert (Bob) Evans */
        run_move(&inside, 0, &part->description);
    }
    return end + (end < to);
}

/* A title by its class and place. After a comma, a nobleman's is one only behind a lone family
 * name: "Clifford, Lord Thomas", but "Thomas Clifford, Lord Clifford of Chudleigh". `names` are the
 * words of the first segment so far. */
static bool is_title(const struct name_tokens *tokens, size_t at, size_t to, bool opens, bool first,
                     size_t names)
{
    const struct name_token *token = &tokens->at[at];
    bool more =
        at + 1 < to && tokens->at[at + 1].mark == 0 && !(tokens->at[at + 1].meaning & SUFFIX);
    if ((token->meaning & TITLE) && !token->hyphen) {
        return true;
    }
    if (!opens || !more) {
        return false;
    }
    if (token->meaning & NOBLE) {
        bool of = token_is(&tokens->at[at + 1], "of");
        return first ? of || (token->meaning & OPENING)
                     : names == 1 && !of && (token->meaning & OPENING);
    }
    return (token->meaning & OPENING) != 0;
}

static void take_title(struct part *part, uint32_t meaning)
{
    part->titled = true;
    if (part->sex == 0) {
        part->sex = sex_of(meaning);
    }
}

enum { SEGMENTS_MAX = 4 };

/* struct segments - a part's words between commas. */
struct segments {
    size_t count;
    size_t title_at[SEGMENTS_MAX]; /* words before a title inside the segment; RUN_MAX if none */
    bool titled[SEGMENTS_MAX];     /* opened with a title */
    struct run run[SEGMENTS_MAX];
};

static void next_segment(struct segments *s)
{
    if (s->run[s->count - 1].count == 0) {
        return; /* nothing before this comma */
    }
    if (s->count < SEGMENTS_MAX) {
        s->run[s->count].count = 0;
        s->title_at[s->count] = RUN_MAX;
        s->titled[s->count] = false;
        s->count++;
    }
}

/* Sort a part's tokens into segments of names, a former name, titles. */
static void read_segments(const struct name_tokens *tokens, size_t from, size_t to,
                          struct part *part, struct segments *s)
{
    bool former = false;
    s->count = 1;
    s->run[0].count = 0;
    s->title_at[0] = RUN_MAX;
    s->titled[0] = false;
    for (size_t at = from; at < to;) {
        const struct name_token *token = &tokens->at[at];
        struct run *run = &s->run[s->count - 1];
        bool more = at + 1 < to && tokens->at[at + 1].mark == 0;
        if (token->mark == '(') {
            at = read_bracket(tokens, at, to, part);
            continue;
        }
        if (token->mark == ',' || token->mark == '/') {
            former = token->mark == '/' && run->count > 0;
            if (token->mark == ',') {
                next_segment(s);
            }
        } else if (token->mark != 0) {
            former = false;
        } else if (is_title(tokens, at, to, run->count == 0, s->count == 1, s->run[0].count)) {
            take_title(part, token->meaning);
            s->titled[s->count - 1] = s->titled[s->count - 1] || run->count == 0;
            s->title_at[s->count - 1] =
                run->count > 0 && more ? run->count : s->title_at[s->count - 1];
            former = false;
        } else if ((token->meaning & FORMER) && more && (run->count > 0 || s->count > 1)) {
            former = true;
        } else if (former && (token_is(token, "known") || token_is(token, "as"))) {
            at++;
            continue;
        } else {
            run_add(former ? &part->former : run, *token);
        }
        at++;
    }
}

static bool is_family_like(const struct run *run)
{
    if (run->count == 0) {
        return false;
    }
    return run->count == 1 || (run->at[0].meaning & (PARTICLE | PREFIX)) ||
           family_end(run) == run->count ||
           (run->count == 2 && is_initial(run, 0) && token_is(&run->at[0], "o"));
}

/* "Evans, John" is a name turned round; "thomas clifford, 1st baron clifford" is a name and a
 * description. */
static bool is_reversed(const struct segments *s, size_t second)
{
    const struct run *family = &s->run[0];
    const struct run *given = &s->run[second];
    if (family->count == 0 || given->count == 0 || name_word_is_ordinal(given->at[0].word) ||
        (given->at[0].meaning & NOBLE)) {
        return false;
    }
    bool starts_given =
        s->titled[second] || is_initial(given, 0) || name_is_known_given(given->at[0].word);
    return is_family_like(family) || (family->count <= 3 && starts_given && !is_initial(family, 0));
}

/* Decide what the segments are: family and given, or name and description. */
static void deal_segments(struct segments *s, struct part *part)
{
    size_t second = 1;
    for (size_t i = 0; i < s->count; i++) {
        drop_suffixes(&s->run[i]);
    }
    while (second < s->count && s->run[second].count > 0 &&
           (s->run[second].at[0].meaning & SUFFIX)) {
        second++;
    }
    part->names = s->run[0];
    bool turned = second < s->count && is_reversed(s, second);
    if (turned) {
        part->reversed = true;
        run_move(&s->run[second], 0, &part->given);
    } else if (s->title_at[0] < RUN_MAX &&
               s->run[0].count > s->title_at[0]) { /* "EVANS MRS SIAN" */
        part->reversed = true;
        run_move(&part->names, s->title_at[0], &part->given);
    } else if (s->count > 1 && s->titled[1] && s->run[1].count == 0 &&
               is_family_like(&part->names)) {
        part->reversed = true; /* "Evans, Mr & Mrs J" */
    }
    for (size_t i = second + turned; i < s->count; i++) {
        run_move(&s->run[i], 0, &part->description);
    }
}

static void read_part(const struct name_tokens *tokens, size_t from, size_t to, struct part *part)
{
    UNZEROED struct segments segments;
    part->sex = 0;
    part->titled = part->reversed = part->has_given = false;
    part->names.count = part->given.count = part->former.count = part->description.count = 0;
    read_segments(tokens, from, to, part, &segments);
    deal_segments(&segments, part);
    while (part->names.count > 1 &&
           (token_is(&part->names.at[0], "of") || token_is(&part->names.at[0], "the"))) {
        run_cut(&part->names, 0, 1); /* "Earl of Warwick", "The Earl" */
    }
    drop_placeholders(part);
    if (!part->reversed) {
        cut_description(part);
    }
    if (part->given.count == 1 && (part->given.at[0].meaning & (PLACEHOLDER | INFANT))) {
        part->given.count = 0;
    }
}

/* --- The people of a cell --- */

/* struct people - one part a person, before they lend each other their names. */
struct people {
    size_t count;
    struct part part[PARTS_MAX];
    bool family_only[PARTS_MAX];
};

static bool is_full(const struct part *part)
{
    return part->reversed ? part->names.count > 0 : part->names.count > 1;
}

static bool is_single(const struct part *part)
{
    return !part->reversed && part->names.count == 1 && part->given.count == 0;
}

static bool is_title_only(const struct part *part)
{
    return part->titled && part->names.count == 0 && part->given.count == 0;
}

/* Does the slash at `at` stand between two people, rather than between a name and an alias ("Sian
 * Evans/Pritchard")? */
static bool slash_splits(const struct name_tokens *tokens, size_t from, size_t at)
{
    size_t before = 0;
    size_t after = 0;
    for (size_t i = from; i < at; i++) {
        before += tokens->at[i].mark == 0;
    }
    for (size_t i = at + 1; i < tokens->count && tokens->at[i].mark == 0; i++) {
        after++;
    }
    bool title = after > 0 && (tokens->at[at + 1].meaning & TITLE);
    return before > 0 && (title || (before > 1 && after > 1));
}

/* Is the token at `at` between two people: "&", ";", a comma between initials, Welsh "a" before a
 * title? */
static bool is_between(const struct name_tokens *tokens, size_t from, size_t at)
{
    const struct name_token *token = &tokens->at[at];
    if (token->mark == '/') {
        return slash_splits(tokens, from, at);
    }
    if (token->mark == ',') { /* "J, S & M Evans" */
        bool lone = at == from + 1 && at + 2 < tokens->count && tokens->at[at + 2].mark != 0;
        return lone && name_token_is_initial(&tokens->at[from]) &&
               name_token_is_initial(&tokens->at[at + 1]);
    }
    if (token->mark != 0) {
        return token->mark == '&' || token->mark == ';';
    }
    /* "Mr a Mrs Evans", but not "Evans, A Mr" */
    bool titled = at + 2 < tokens->count && (tokens->at[at + 1].meaning & TITLE) &&
                  tokens->at[at + 2].mark == 0;
    return at > from && titled && token_is(token, "a");
}

static void read_people(const struct name_tokens *tokens, struct people *people)
{
    size_t from = 0;
    int depth = 0;
    people->count = 0;
    for (size_t at = 0; at <= tokens->count && people->count < PARTS_MAX; at++) {
        if (at < tokens->count && tokens->at[at].mark != 0) {
            depth += (tokens->at[at].mark == '(') - (tokens->at[at].mark == ')' && depth > 0);
        }
        if (at < tokens->count && (depth > 0 || !is_between(tokens, from, at))) {
            continue;
        }
        if (at > from) {
            struct part *part = &people->part[people->count];
            people->family_only[people->count] = false;
            read_part(tokens, from, at, part);
            people->count += part->names.count > 0 || part->given.count > 0 || part->titled;
        }
        from = at + 1;
    }
}

/* "Mr & Mrs J Evans", "Mr & Mrs J & S Evans", "Evans, Mr & Mrs J": to whom the given names behind
 * two titles belong. */
static void share_titles(struct people *people)
{
    struct part *first = &people->part[0];
    struct part *second = &people->part[1];
    if (people->count < 2) {
        return;
    }
    if (is_title_only(first) && people->count > 2 && is_single(second)) {
        people->part[2].sex = people->part[2].sex ? people->part[2].sex : second->sex;
        second->sex = first->sex;
        people->count--;
        memmove(first, second, people->count * sizeof(*first));
    } else if (is_title_only(first) && !is_title_only(second)) {
        char sex = first->sex;
        *first = *second;
        first->sex = sex;
        people->family_only[1] = true;
    } else if (first->reversed && first->titled && first->given.count == 0 && second->titled &&
               is_single(second)) {
        first->given = second->names;
        second->names = first->names;
        second->reversed = true;
    }
}

/* Is a word that stands alone in its part a given name? "John & Mary Evans", "EVANS J & S". */
static void settle_singles(struct people *people, enum name_order order)
{
    for (size_t i = 0; i < people->count; i++) {
        struct part *part = &people->part[i];
        bool full_later = false;
        bool full_before = false;
        bool turned = false;
        if (!is_single(part)) {
            continue;
        }
        for (size_t j = 0; j < people->count; j++) {
            full_later = full_later || (j > i && is_full(&people->part[j]));
            full_before = full_before || (j < i && is_full(&people->part[j]));
            turned = turned || (j < i && (people->part[j].reversed || order == NAME_FAMILY_FIRST));
        }
        bool sign = name_token_is_initial(&part->names.at[0]) ||
                    name_is_known_given(part->names.at[0].word);
        part->has_given = part->has_given || (full_later && (sign || !part->titled)) ||
                          (full_before && (sign || turned));
    }
}

/* Who has no family name has the next person's, else the one's before. */
static void share_families(const struct people *people, struct name *names)
{
    for (size_t i = 0; i < people->count; i++) {
        size_t from = people->count;
        for (size_t j = 0; j < people->count && names[i].family[0] == '\0'; j++) {
            bool nearer = from == people->count || j < i || (j > i && from < i);
            if (names[j].family[0] != '\0' && nearer) {
                from = j;
            }
        }
        if (from < people->count &&
            (names[i].given[0] != '\0' || names[i].middle[0] != '\0' || people->part[i].titled)) {
            memcpy(names[i].family, names[from].family, sizeof(names[i].family));
        }
    }
}

static bool name_is_empty(const struct name *name)
{
    return name->given[0] == '\0' && name->family[0] == '\0' && name->middle[0] == '\0';
}

static int name_people(const struct name_tokens *tokens, enum name_order order, enum name_kind kind,
                       struct name *ret)
{
    UNZEROED struct people people;
    UNZEROED struct name names[PARTS_MAX];
    int count = 0;
    read_people(tokens, &people);
    share_titles(&people);
    settle_singles(&people, order);
    for (size_t i = 0; i < people.count; i++) {
        part_name(&people.part[i], order, &names[i]);
        if (people.family_only[i]) {
            names[i].given[0] = names[i].middle[0] = '\0';
        }
    }
    share_families(&people, names);
    for (size_t i = 0; i < people.count && count < NAME_PERSONS_MAX; i++) {
        if (name_is_empty(&names[i])) {
            continue;
        }
        write_all(people.family_only[i] ? NULL : &people.part[i].description, &names[i]);
        names[i].kind = kind;
        ret[count++] = names[i];
    }
    return count;
}

static int name_cell(struct name_tokens *tokens, enum name_order order, struct name *ret)
{
    if (name_tokens_are_nobody(tokens)) {
        write_whole(tokens, NAME_NOBODY, ret);
        return 1;
    }
    name_tokens_cut_asides(tokens);
    bool estate = name_tokens_cut_estate(tokens);
    if (!estate && name_tokens_are_organisation(tokens)) {
        write_whole(tokens, NAME_ORGANISATION, ret);
        return 1;
    }
    return name_people(tokens, order, estate ? NAME_ESTATE : NAME_PERSON, ret);
}

int name_parse(struct str text, enum name_order order, struct name ret[NAME_PERSONS_MAX])
{
    UNZEROED struct text folded;
    UNZEROED struct name_tokens tokens;
    if (text_is_placeholder(text)) {
        return 0;
    }
    name_tokens_read(text, &folded, &tokens);
    return name_cell(&tokens, order, ret);
}

/* --- A person in columns --- */

/* struct cell - one column's tokens, over their own text. */
struct cell {
    struct text text;
    struct name_tokens tokens;
};

static void cell_read(struct str raw, bool keep_none, struct cell *ret)
{
    ret->tokens.count = 0;
    ret->tokens.meanings = 0;
    if (str_trim(raw).len == 0) {
        return;
    }
    bool none = keep_none && (str_eq_nocase(str_trim(raw), STR("null")) ||
                              str_eq_nocase(str_trim(raw), STR("none")));
    if (none || !text_is_placeholder(raw)) {
        name_tokens_read(raw, &ret->text, &ret->tokens);
    }
}

/* All the cells' words as one name, for the questions that only the whole can answer. */
static void cells_join(const struct cell *cells, size_t count, struct name_tokens *ret)
{
    ret->count = 0;
    ret->meanings = 0;
    for (size_t c = 0; c < count; c++) {
        ret->meanings |= cells[c].tokens.meanings;
        for (size_t i = 0; i < cells[c].tokens.count && ret->count < NAME_TOKENS_MAX; i++) {
            ret->at[ret->count++] = cells[c].tokens.at[i];
        }
    }
}

/* One cell's words without titles and suffixes; a second person in it is left out. */
static void cell_part(struct cell *cell, struct part *ret)
{
    size_t to = 0;
    while (to < cell->tokens.count && cell->tokens.at[to].mark != '&' &&
           cell->tokens.at[to].mark != ';') {
        to++;
    }
    read_part(&cell->tokens, 0, to, ret);
    if (ret->reversed) {
        run_move(&ret->given, 0, &ret->names);
        ret->reversed = false;
    }
    while (ret->names.count > 1 && (ret->names.at[ret->names.count - 1].meaning & SUFFIX)) {
        ret->names.count--; /* here "jr" can't be initials */
    }
}

/* The family cell holds a whole name: "Evans, John", "MR J EVANS". */
static bool holds_whole_name(const struct cell *cell)
{
    bool comma = false;
    bool title = false;
    size_t words = 0;
    for (size_t i = 0; i < cell->tokens.count; i++) {
        comma =
            comma || (cell->tokens.at[i].mark == ',' && words > 0 && i + 1 < cell->tokens.count);
        title = title || (cell->tokens.at[i].meaning & TITLE);
        words += cell->tokens.at[i].mark == 0;
    }
    return words > 1 && (comma || (title && words > 2));
}

static void deal_cells(struct part *given, struct part *middle, struct part *family,
                       struct name *ret)
{
    write_given(&given->names, 0, given->names.count, given->names.count == 1, ret);
    write_given(&middle->names, 0, middle->names.count, false, ret);
    write_family(&family->names, 0, family->names.count, true, ret->family);
    run_move(&given->description, 0, &family->description);
    struct run *former = family->former.count > 0 ? &family->former : &given->former;
    bool known =
        former->count == 1 && former == &given->former && name_is_known_given(former->at[0].word);
    if (former->count > 0 && !known) {
        size_t start = former->count > 1 ? family_start(former) : 0;
        write_family(former, start, former->count, true, ret->former_family);
    }
}

bool name_from_parts(struct str title, struct str given, struct str middle, struct str family,
                     struct name *ret)
{
    const uint32_t whole_matters =
        NOBODY | ESTATE | ESTATE_OF | LATE | ORGANISATION | ORGANISATION_OR_NAME | AFTER_AND;
    UNZEROED struct cell cells[3];
    UNZEROED struct cell title_cell;
    UNZEROED struct name_tokens whole;
    UNZEROED struct part parts[3];
    cell_read(title, false, &title_cell);
    cell_read(given, false, &cells[0]);
    cell_read(middle, false, &cells[1]);
    cell_read(family, cells[0].tokens.count > 0, &cells[2]);
    cells_join(cells, 3, &whole);
    if (whole.count == 0) {
        return false;
    }
    bool estate = false;
    bool lone = cells[0].tokens.count == 0 && cells[1].tokens.count == 0;
    if ((whole.meanings & whole_matters) || (lone && holds_whole_name(&cells[2]))) {
        struct name people[NAME_PERSONS_MAX];
        struct name_tokens copy = whole;
        name_tokens_cut_asides(&copy);
        estate = name_tokens_cut_estate(&copy);
        bool alone =
            name_tokens_are_nobody(&whole) || (!estate && name_tokens_are_organisation(&copy));
        if (alone || lone) {
            int count = name_cell(&whole, NAME_GIVEN_FIRST, people);
            *ret = people[0];
            return count > 0;
        }
    }
    for (size_t i = 0; i < 3; i++) {
        name_tokens_cut_asides(&cells[i].tokens);
        if (estate) {
            name_tokens_cut_estate(&cells[i].tokens);
        }
        cell_part(&cells[i], &parts[i]);
    }
    name_clear(estate ? NAME_ESTATE : NAME_PERSON, ret);
    deal_cells(&parts[0], &parts[1], &parts[2], ret);
    ret->sex = sex_of(title_cell.tokens.meanings);
    for (size_t i = 0; i < 3 && ret->sex == 0; i++) {
        ret->sex = parts[i].sex;
    }
    write_all(&parts[2].description, ret);
    return !name_is_empty(ret);
}

int name_order_evidence(struct str text)
{
    struct text folded;
    struct name_tokens tokens;
    struct run run = {.count = 0};
    name_tokens_read(text, &folded, &tokens);
    for (size_t i = 0; i < tokens.count; i++) {
        if (tokens.at[i].mark != 0) {
            return 0;
        }
        if (!(tokens.at[i].meaning & (TITLE | SUFFIX))) {
            run_add(&run, tokens.at[i]);
        }
    }
    if (run.count < 2 || name_tokens_are_organisation(&tokens) || name_tokens_are_nobody(&tokens)) {
        return 0;
    }
    bool first = name_is_known_given(run.at[0].word);
    bool last = name_is_known_given(run.at[run.count - 1].word);
    if (first != last) {
        return first ? 1 : -1;
    }
    enum name_order as_first = order_of(&run, NAME_GIVEN_FIRST);
    enum name_order as_last = order_of(&run, NAME_FAMILY_FIRST);
    return first || as_first != as_last ? 0 : as_first == NAME_GIVEN_FIRST ? 1 : -1;
}

/* search.c - postings of all words, joined, weighed and put in order. */
#include "search.h"

#include "search_build.h"
#include "search_store.h"

#include <assert.h>
#include <stdlib.h>

/* How a mention has a word, in four bits: enum search_how, and in its name rather than its address.
 * A match is a mention with its own: what is better is higher. */
enum {
    HOW_BITS = 4,
    HOW_COUNT = 1 << HOW_BITS,
    TIES_MAX = 500,
    ROOM_POSTINGS = 1 << 19,
    WEIGHT_MAX = 24
};

static unsigned how_bits(enum search_how how, bool in_name)
{
    return how == SEARCH_NOT ? 0 : (unsigned)how << 1 | in_name;
}

static uint64_t match_of(uint64_t posting, unsigned how)
{
    return posting >> 1 << HOW_BITS | how;
}

/* struct match_list - mentions, ascending, each once. */
struct match_list {
    struct posting_list list; /* matches */
    size_t *run;              /* while it is gathered: where ascending runs begin */
    size_t run_count, run_capacity;
};

/* struct word_matches - of one word of the query. */
struct word_matches {
    struct match_list known;    /* who have it, all but … */
    struct match_list initials; /* … who have an initial that may stand for it */
    size_t whole, near;         /* mentions by how */
    int gain[HOW_COUNT];
    bool near_tried;
};

/* struct found - a mention with how it has each word, HOW_BITS a word. */
struct found {
    uint64_t mention;
    uint64_t how;
};

/* struct worth - of how a mention has two words, one byte of struct found's how. */
struct worth {
    int16_t score;
    int16_t needed; /* words that it has, of those that are needed */
};
enum {
    WORTHS = SEARCH_QUERY_WORDS / 2,
    SCORE_MAX = SEARCH_QUERY_WORDS * WEIGHT_MAX * 16,
    RANK_MAX = 2 * SCORE_MAX + 1
};

struct searching {
    struct db *db;
    const struct seal *seal;
    int64_t model;
    struct source_set sources; /* permitted */
    struct search_query *query;
    size_t limit;
    struct err *err;
    struct word_matches words[SEARCH_QUERY_WORDS];
    struct worth worth[WORTHS][UINT8_MAX + 1];
    struct posting_list postings; /* room */
    struct posting_list merged;   /* room */
    struct found *found, *spare;
    size_t found_count, found_capacity, spare_capacity;
};

/* ---- postings of a word ---- */

static void begin_run(struct match_list *m)
{
    void *run = m->run;
    mem_must_grow(&run, &m->run_capacity, m->run_count + 1, sizeof *m->run);
    m->run = run;
    m->run[m->run_count++] = m->list.count;
}

static void add_matches(const struct posting_list *postings, const struct search_form *form,
                        struct posting_list *ret)
{
    const bool wanted[] = {form->in_name, form->in_address};
    const unsigned how[] = {how_bits(form->how, true), how_bits(form->how, false)};
    posting_list_reserve(ret, postings->count);
    uint64_t *to = ret->at + ret->count;
    for (size_t p = 0; p < postings->count; p++) {
        uint64_t posting = postings->at[p];
        *to = match_of(posting, how[posting & 1]);
        to += wanted[posting & 1];
    }
    ret->count = (size_t)(to - ret->at);
}

struct gathering {
    struct match_list *to;
    const struct search_form *form;
};

static void take_postings(void *context, const struct posting_list *postings)
{
    struct gathering *g = context;
    begin_run(g->to);
    add_matches(postings, g->form, &g->to->list);
}

/* What permitted sources have of one word of the index. */
static int gather(struct searching *s, struct match_list *m, int64_t token,
                  const struct search_form *form)
{
    struct gathering gathering = {m, form};
    return postings_each(s->db, s->model, token, &s->sources, &s->postings, take_postings,
                         &gathering, s->err);
}

/* Two runs next to each other into one. */
static void merge_runs(struct posting_list *list, struct posting_list *room, size_t from,
                       size_t middle, size_t to)
{
    uint64_t *at = list->at;
    size_t a = 0, b = middle;
    size_t left = middle - from;
    if (left == 0 || middle == to || at[middle - 1] <= at[middle]) {
        return; /* in order as they are */
    }
    room->count = 0;
    posting_list_reserve(room, left);
    memcpy(room->at, at + from, left * sizeof *at);
    while (a < left && b < to) {
        bool first = room->at[a] <= at[b];
        at[from++] = first ? room->at[a] : at[b];
        a += first;
        b += !first;
    }
    memcpy(at + from, room->at + a, (left - a) * sizeof *at);
}

/* Ascending, each mention once, as it is matched best. */
static void settle_matches(struct searching *s, struct match_list *m)
{
    size_t kept = 0;
    while (m->run_count > 1) { /* the first, which may be all that was there, last of all */
        size_t runs = m->run_count > 2 ? 1 : 0;
        for (size_t r = runs; r < m->run_count; r += 2) {
            size_t to = r + 2 < m->run_count ? m->run[r + 2] : m->list.count;
            if (r + 1 < m->run_count && m->run[r] < to) {
                merge_runs(&m->list, &s->merged, m->run[r], m->run[r + 1], to);
            }
            m->run[runs++] = m->run[r];
        }
        m->run_count = runs;
    }
    for (size_t i = 0; i < m->list.count; i++) {
        uint64_t match = m->list.at[i];
        bool again = kept > 0 && m->list.at[kept - 1] >> HOW_BITS == match >> HOW_BITS;
        kept += again ? 0 : 1;
        m->list.at[kept - 1] = again && m->list.at[kept - 1] > match ? m->list.at[kept - 1] : match;
    }
    m->list.count = kept;
    m->run_count = 0;
}

static void settle_word(struct searching *s, struct word_matches *m)
{
    settle_matches(s, &m->known);
    m->whole = 0;
    for (size_t i = 0; i < m->known.list.count; i++) {
        m->whole += (m->known.list.at[i] >> 1 & 7) >= SEARCH_FORM;
    }
    m->near = m->known.list.count - m->whole;
}

static int gather_word(struct searching *s, size_t w)
{
    const struct search_query_word *word = &s->query->words[w];
    int code = 0;
    for (size_t i = 0; code == 0 && i < word->count; i++) {
        const struct search_form *form = &word->forms[i];
        int64_t token = search_token(s->seal, NULL, form->of, form->word);
        bool initial = form->how == SEARCH_BY_INITIAL;
        code = gather(s, initial ? &s->words[w].initials : &s->words[w].known, token, form);
    }
    if (code == 0) {
        settle_word(s, &s->words[w]);
        settle_matches(s, &s->words[w].initials);
    }
    return code;
}

/* ---- typing errors ---- */

static int add_token(void *context, enum search_class of, struct str word)
{
    void **to = context;
    struct searching *s = to[0];
    if (search_permits(&s->query->fields, of, word)) {
        whole_list_add(to[1], search_token(s->seal, NULL, of, word));
    }
    return 0;
}

/* In the order of the index, whose pages are then met once. */
static int gather_near(struct searching *s, size_t w)
{
    const struct search_fields *fields = &s->query->fields;
    bool anywhere = s->query->words[w].of != SEARCH_WORD;
    const struct search_form near = {.how = SEARCH_NEAR,
                                     .in_name = anywhere || fields->name,
                                     .in_address = anywhere || fields->address};
    struct word_matches *m = &s->words[w];
    struct whole_list tokens = {0};
    void *context[] = {s, &tokens};
    int code = search_near(&s->query->words[w], add_token, context);
    whole_list_unique(&tokens);
    if (m->known.list.count > 0) { /* what is there is the first run */
        begin_run(&m->known);
        m->known.run[0] = 0;
    }
    for (size_t i = 0; code == 0 && i < tokens.count; i++) {
        code = gather(s, &m->known, tokens.at[i], &near);
    }
    if (code == 0) {
        settle_word(s, m);
    }
    m->near_tried = true;
    whole_list_free(&tokens);
    return code;
}

/* ---- weights ---- */

/* Bits that knowing a word tells, among so many as there can be: 24 for one that a single mention
 * has. By counts of permitted mentions alone. */
static int weight_of(size_t mentions)
{
    int bits = 0;
    while (mentions > 1) {
        mentions >>= 1;
        bits++;
    }
    return bits < WEIGHT_MAX - 2 ? WEIGHT_MAX - bits : 2;
}

/* What a word adds to a mention's score, by how it has it: in sixteenths of its weight. */
static void weigh_word(struct word_matches *m)
{
    static const int shares[][2] = {[SEARCH_BY_INITIAL] = {0, 6},
                                    [SEARCH_NEAR] = {8, 10},
                                    [SEARCH_FORM] = {10, 13},
                                    [SEARCH_WHOLE] = {12, 16}}; /* in the address, in the name */
    for (int how = SEARCH_BY_INITIAL; how <= SEARCH_WHOLE; how++) {
        size_t mentions = m->whole;
        mentions += how <= SEARCH_NEAR ? m->near : 0;
        mentions += how == SEARCH_BY_INITIAL ? m->initials.list.count : 0;
        for (int in_name = 0; in_name < 2; in_name++) {
            m->gain[how_bits((enum search_how)how, in_name != 0)] =
                weight_of(mentions) * shares[how][in_name];
        }
    }
}

static int most_gain(const struct word_matches *m)
{
    int most = 0;
    for (int how = 0; how < HOW_COUNT; how++) {
        most = m->gain[how] > most ? m->gain[how] : most;
    }
    return most;
}

static unsigned how_of(uint64_t how, size_t word)
{
    return (unsigned)(how >> (word * HOW_BITS)) & (HOW_COUNT - 1);
}

static void weigh_words(struct searching *s)
{
    for (size_t w = 0; w < s->query->count; w++) {
        weigh_word(&s->words[w]);
    }
    for (size_t pair = 0; pair < WORTHS; pair++) {
        for (unsigned how = 0; how <= UINT8_MAX; how++) {
            struct worth *worth = &s->worth[pair][how];
            *worth = (struct worth){0};
            for (size_t w = 2 * pair; w < 2 * pair + 2 && w < s->query->count; w++) {
                unsigned one = how_of(how, w - 2 * pair);
                worth->score = (int16_t)(worth->score + s->words[w].gain[one]);
                worth->needed = (int16_t)(worth->needed + (s->query->words[w].needed && one != 0));
            }
        }
    }
}

static struct worth worth_of(const struct searching *s, uint64_t how)
{
    struct worth sum = {0};
    for (size_t pair = 0; how != 0; pair++, how >>= 2 * HOW_BITS) {
        const struct worth *worth = &s->worth[pair][how & UINT8_MAX];
        sum.score = (int16_t)(sum.score + worth->score);
        sum.needed = (int16_t)(sum.needed + worth->needed);
    }
    return sum;
}

/* Who has all words comes before who has not. */
static int rank_of(const struct searching *s, uint64_t how)
{
    struct worth worth = worth_of(s, how);
    return worth.score + ((size_t)worth.needed == s->query->needed ? SCORE_MAX + 1 : 0);
}

/* ---- words joined ---- */

/* What was in it is not kept. */
static struct found *room_for(struct found **list, size_t *capacity, size_t count)
{
    if (*capacity < count) {
        mem_free(*list);
        *capacity = count + count / 2;
        *list = mem_must_array(*capacity, sizeof **list);
    }
    return *list;
}

/* The mentions so far with those of one more word; only_known: no new ones are taken. */
static void join_word(struct searching *s, size_t w, bool only_known)
{
    const struct posting_list *list = &s->words[w].known.list;
    struct found *out = room_for(&s->spare, &s->spare_capacity,
                                 s->found_count + (only_known ? 0 : list->count) + 1);
    size_t count = 0, f = 0;
    for (size_t i = 0; i < list->count; i++) {
        uint64_t mention = list->at[i] >> HOW_BITS;
        uint64_t how = (list->at[i] & (HOW_COUNT - 1)) << (w * HOW_BITS);
        while (f < s->found_count && s->found[f].mention < mention) {
            out[count++] = s->found[f++];
        }
        if (f < s->found_count && s->found[f].mention == mention) {
            out[count++] = (struct found){mention, s->found[f++].how | how};
        } else if (!only_known) {
            out[count++] = (struct found){mention, how};
        }
    }
    for (; f < s->found_count; f++) {
        out[count++] = s->found[f];
    }
    size_t capacity = s->spare_capacity;
    s->spare = s->found;
    s->spare_capacity = s->found_capacity;
    s->found = out;
    s->found_capacity = capacity;
    s->found_count = count;
}

/* So many have an initial that it only tells apart who are found by another word. */
static void join_initials(struct searching *s, size_t w)
{
    const struct posting_list *list = &s->words[w].initials.list;
    size_t i = 0;
    for (size_t f = 0; f < s->found_count; f++) {
        struct found *found = &s->found[f];
        while (i < list->count && list->at[i] >> HOW_BITS < found->mention) {
            i++;
        }
        if (i < list->count && list->at[i] >> HOW_BITS == found->mention &&
            how_of(found->how, w) == 0) {
            found->how |= (list->at[i] & (HOW_COUNT - 1)) << (w * HOW_BITS);
        }
    }
}

/* Could a mention that has none of the words so far, but all that are left, be among those that are
 * asked for, or be counted? */
static bool may_be_wanted(const struct searching *s, int left_gain, size_t left_needed)
{
    size_t better = 0;
    size_t most = 0;
    for (size_t i = 0; i < s->found_count; i++) {
        struct worth worth = worth_of(s, s->found[i].how);
        most = (size_t)worth.needed > most ? (size_t)worth.needed : most;
        better += worth.score > left_gain;
    }
    return better <= s->limit || most <= left_needed;
}

/* The rarest words first: common ones then only add to what is there. */
static void join_words(struct searching *s)
{
    size_t order[SEARCH_QUERY_WORDS];
    size_t count = s->query->count;
    int left_gain = 0;
    size_t left_needed = 0;
    bool only_known = false;
    weigh_words(s);
    for (size_t w = 0; w < count; w++) {
        size_t at = w;
        left_gain += most_gain(&s->words[w]);
        left_needed += s->query->words[w].needed;
        for (; at > 0 && s->words[order[at - 1]].known.list.count > s->words[w].known.list.count;
             at--) {
            order[at] = order[at - 1];
        }
        order[at] = w;
    }
    s->found_count = 0;
    for (size_t i = 0; i < count; i++) {
        only_known = only_known || (i > 0 && left_needed < s->query->needed &&
                                    !may_be_wanted(s, left_gain, left_needed));
        join_word(s, order[i], only_known);
        /* Who is new from here on may have this word by an initial. */
        bool initial = s->words[order[i]].initials.list.count > 0;
        left_gain -= most_gain(&s->words[order[i]]);
        left_gain += initial ? s->words[order[i]].gain[how_bits(SEARCH_BY_INITIAL, true)] : 0;
        left_needed -= s->query->words[order[i]].needed && !initial;
    }
    for (size_t w = 0; w < count; w++) {
        join_initials(s, w);
    }
}

/* ---- the best ---- */

/* struct best - ranks, and what the best have in common. */
struct best {
    int rank;        /* the highest */
    size_t needed;   /* the most needed words that anybody has */
    size_t count;    /* who have so many */
    uint64_t lacked; /* bits of words that one of the highest lacks */
};

static struct best find_best(const struct searching *s)
{
    struct best best = {-1, 0, 0, 0};
    for (size_t i = 0; i < s->found_count; i++) {
        uint64_t how = s->found[i].how;
        size_t needed = (size_t)worth_of(s, how).needed;
        int rank = rank_of(s, how);
        best.count = needed > best.needed ? 0 : best.count;
        best.needed = needed > best.needed ? needed : best.needed;
        best.count += needed == best.needed;
        best.lacked = rank > best.rank ? 0 : best.lacked;
        best.rank = rank > best.rank ? rank : best.rank;
        for (size_t w = 0; rank == best.rank && w < s->query->count; w++) {
            best.lacked |= how_of(how, w) == 0 ? UINT64_C(1) << w : 0;
        }
    }
    return best;
}

/* A word that nobody has was mistyped. */
static int mend_unknown(struct searching *s)
{
    int code = 0;
    for (size_t w = 0; code == 0 && w < s->query->count; w++) {
        if (s->query->words[w].needed && s->words[w].whole == 0) {
            code = gather_near(s, w);
        }
    }
    return code;
}

/* Where nobody has all words, those that the best lack may have been mistyped too. */
static int mend_lacked(struct searching *s)
{
    struct best best = find_best(s);
    bool more = false;
    int code = 0;
    if (best.needed == s->query->needed) {
        return 0;
    }
    for (size_t w = 0; code == 0 && w < s->query->count; w++) {
        bool lacked = s->found_count == 0 || (best.lacked >> w & 1) != 0;
        if (lacked && s->query->words[w].needed && !s->words[w].near_tried) {
            more = true;
            code = gather_near(s, w);
        }
    }
    if (code == 0 && more) {
        join_words(s);
    }
    return code;
}

/* ---- in order ---- */

/* struct placed - a hit, and by what it stands among equals. */
struct placed {
    struct search_hit hit;
    int rank;
    struct str identity, source;
};

static int by_place(const void *a, const void *b)
{
    const struct placed *x = a;
    const struct placed *y = b;
    if (x->rank != y->rank) {
        return x->rank > y->rank ? -1 : 1;
    }
    int order = str_cmp(x->identity, y->identity);
    order = order != 0 ? order : str_cmp(x->source, y->source);
    return order != 0 ? order : (x->hit.number > y->hit.number) - (x->hit.number < y->hit.number);
}

static int place(struct searching *s, const struct found *found, struct arena *arena,
                 struct placed *ret)
{
    struct db_query *q;
    bool row = false;
    *ret = (struct placed){.rank = rank_of(s, found->how)};
    ret->hit.record = (int64_t)(found->mention >> 16);
    ret->hit.number = (int)(found->mention & UINT16_MAX);
    ret->hit.score = worth_of(s, found->how).score;
    for (size_t w = 0; w < s->query->count; w++) {
        ret->hit.how[w] = (uint8_t)(how_of(found->how, w) >> 1);
    }
    int code = db_query_with(s->db,
                             "SELECT r.identity, s.name FROM record r JOIN source s ON "
                             "s.source = r.source WHERE r.record = $1",
                             WHOLES(ret->hit.record), &q, s->err);
    code = code ? code : db_step(q, &row, s->err);
    if (code == 0 && row) {
        ret->identity = arena_str(arena, db_bytes(q, 0));
        ret->source = arena_str(arena, db_text(q, 1));
    }
    if (code == 0) {
        db_reset(q);
    }
    return code;
}

/* The rank from which on hits are given: that of the last place asked for, or, where too many have
 * it, the next above. */
static int lowest_rank(const struct searching *s, int highest, bool *ret_too_many)
{
    size_t *count = mem_must_array(RANK_MAX + 1, sizeof *count);
    for (size_t i = 0; i < s->found_count; i++) {
        count[rank_of(s, s->found[i].how)]++;
    }
    int lowest = highest;
    size_t above = count[highest];
    while (lowest > 1 && above < s->limit) {
        above += count[--lowest];
    }
    *ret_too_many = count[highest] > s->limit;
    lowest += count[lowest] > TIES_MAX ? 1 : 0;
    mem_free(count);
    return lowest;
}

static int answer(struct searching *s, struct search_answer *ret)
{
    struct best best = find_best(s);
    struct arena arena = {0};
    struct placed *placed = NULL;
    size_t count = 0, capacity = 0;
    int code = 0;
    ret->count = (int64_t)best.count;
    ret->full = best.count > 0 && best.needed == s->query->needed;
    if (s->found_count == 0) {
        return 0;
    }
    int lowest = lowest_rank(s, best.rank, &ret->too_many);
    for (size_t i = 0; code == 0 && !ret->too_many && i < s->found_count; i++) {
        if (rank_of(s, s->found[i].how) >= lowest) {
            void *at = placed;
            mem_must_grow(&at, &capacity, count + 1, sizeof *placed);
            placed = at;
            code = place(s, &s->found[i], &arena, &placed[count++]);
        }
    }
    if (code == 0 && count > 0) {
        qsort(placed, count, sizeof *placed, by_place);
        ret->hit_count = count < s->limit ? count : s->limit;
        ret->hits = mem_must_array(ret->hit_count, sizeof *ret->hits);
        for (size_t i = 0; i < ret->hit_count; i++) {
            ret->hits[i] = placed[i].hit;
        }
    }
    mem_free(placed);
    arena_free(&arena);
    return code;
}

/* ---- the whole ---- */

/* Fresh memory costs nothing until it is touched; growing touches all of it. */
static void make_room(struct posting_list *list)
{
    list->capacity = ROOM_POSTINGS;
    list->at = mem_must_array(list->capacity, sizeof *list->at);
}

static void searching_free(struct searching *s)
{
    for (size_t w = 0; w < SEARCH_QUERY_WORDS; w++) {
        posting_list_free(&s->words[w].known.list);
        posting_list_free(&s->words[w].initials.list);
        mem_free(s->words[w].known.run);
        mem_free(s->words[w].initials.run);
    }
    posting_list_free(&s->postings);
    posting_list_free(&s->merged);
    mem_free(s->found);
    mem_free(s->spare);
}

static int check_index(struct db *db, struct err *err)
{
    bool whole = false;
    int code = search_is_whole(db, &whole, err);
    return code == 0 && !whole
               ? err_set(err, ERR_CONFLICT,
                         "names and addresses are not indexed yet: cantref model list does it")
               : code;
}

int search_text(struct db *db, const struct seal *seal, int64_t model,
                const struct source_set *sources, const struct search_fields *fields,
                struct str text, size_t limit, struct search_answer *ret, struct err *err)
{
    struct searching *s = mem_must_array(1, sizeof *s);
    assert(limit >= 1 && limit <= SEARCH_HITS_MAX);
    s->db = db;
    s->seal = seal;
    s->model = model;
    s->query = &ret->query;
    s->limit = limit;
    s->err = err;
    s->sources = *sources;
    /* One transaction: else each look-up locks the file anew. */
    bool begun = db_is_begun(db);
    int code = begun ? 0 : db_begin(db, err);
    code = code ? code : check_index(db, err);
    code = code ? code : search_query_read(text, &ret->query, err);
    search_query_permit(&ret->query, fields);
    make_room(&s->postings);
    make_room(&s->merged);
    for (size_t w = 0; code == 0 && w < ret->query.count; w++) {
        make_room(&s->words[w].known.list);
        make_room(&s->words[w].initials.list);
        code = gather_word(s, w);
    }
    code = code ? code : mend_unknown(s);
    if (code == 0) {
        join_words(s);
        code = mend_lacked(s);
    }
    code = code ? code : answer(s, ret);
    if (!begun && db_is_begun(db)) {
        db_rollback(db); /* nothing was written */
    }
    searching_free(s);
    mem_free(s);
    return code;
}

void search_answer_free(struct search_answer *answer)
{
    search_query_free(&answer->query);
    mem_free(answer->hits);
    *answer = (struct search_answer){0};
}

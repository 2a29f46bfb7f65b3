/* search.h - find mentions by what somebody typed: names in any order, part of an address, a date
 * of birth, a telephone number, an identifier; with typing errors, other forms of names, in Welsh
 * or English.
 *
 *   text ─► words, each with its forms (search_query.h)
 *        ─► postings of each form in each permitted source, the best match of a mention kept
 *        ─► nobody has a word, or nobody all of them? what is a typing error away, too
 *        ─► an initial brings nobody by itself: it tells apart whom other words have brought
 *        ─► a score: rare words weigh more; as typed more than another form, that more than near
 *        ─► the best, in order; how many match as many words
 *
 * Non-interference (access.md): only rows of permitted sources are read, and score, order, count
 * and what is cut off are a function of what these hold alone. Order never shows a record's number,
 * which tells of other sources: equals stand in the order of the keyed hashes that records are
 * known by. search_test.c holds it to that. */
#ifndef CANTREF_VIEW_SEARCH_H
#define CANTREF_VIEW_SEARCH_H

#include "search_query.h"
#include "source_set.h"

enum { SEARCH_HITS_MAX = 100 };

/* struct search_hit - a mention that was found. how[w]: of the query's word w. */
struct search_hit {
    int64_t record;
    int number;
    int score;
    uint8_t how[SEARCH_QUERY_WORDS]; /* enum search_how */
};

/* struct search_answer - start from zero; end with search_answer_free.
 * count: mentions that match as many of the needed words as the best does; 0: nobody matches any.
 * full: that is all of them. too_many: more mentions than were asked for match equally well, and
 * none is given. Of hits that are equal to the last place's, none is given when they are too many
 * to be put in order. */
struct search_answer {
    struct search_query query;
    struct search_hit *hits; /* the best first */
    size_t hit_count;
    int64_t count;
    bool full, too_many;
};

/* search_text - for the thread that has db; within one transaction, its own where none is begun.
 * In:     model: the version in use; sources, and by which fields; at most limit hits (1 to
 *         SEARCH_HITS_MAX).
 * Errors: those of search_query_read; ERR_CONFLICT when the index isn't whole (search_build.h);
 *         those of the store.
 * Cost:   10 ns a posting of each word, 1 µs a row of them; where nobody has all words, a look-up
 *         for each text that is a typing error away, some 400 a word, in each source. Memory: 32
 *         bytes a mention that has one of the words. */
int search_text(struct db *db, const struct seal *seal, int64_t model,
                const struct source_set *sources, const struct search_fields *fields,
                struct str text, size_t limit, struct search_answer *ret, struct err *err);
void search_answer_free(struct search_answer *answer);

#endif

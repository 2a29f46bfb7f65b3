/* search_query.h - what somebody typed to find a person, taken apart.
 *
 *   "pritchard sian, 12 mill st SA15 1AA"
 *       ─► pritchard   whole: word pritchard;  joined: word pritchardsian
 *       ─► sian        whole: word sian;  another form: jane, jean …;  an initial: word s
 *       ─► 12          whole: word 12
 *       ─► mill        whole: word mill
 *       ─► st          says little: whole: word st;  another form: word street, saint
 *       ─► SA15 1AA    whole: postcode
 *
 * Each word of the query has alternatives: words of the index (search_words.h) that would be meant
 * by it, and how well. What was mistyped is not among them: search_near enumerates that. */
#ifndef CANTREF_VIEW_SEARCH_QUERY_H
#define CANTREF_VIEW_SEARCH_QUERY_H

#include "memory.h"
#include "search_words.h"

enum {
    SEARCH_TEXT_MAX = 200, /* bytes that are typed */
    SEARCH_QUERY_WORDS = 10,
    SEARCH_WORD_BYTES = 64, /* the rest of a longer word is cut off */
    SEARCH_FORMS_MAX = 64   /* alternatives of one word; more are left out */
};

/* How a word of the query was matched, the better the higher. */
enum search_how {
    SEARCH_NOT,
    SEARCH_BY_INITIAL, /* "sian" for S, or "s" for Sian */
    SEARCH_NEAR,       /* a typing error away */
    SEARCH_FORM,       /* by another form of it: Jane, Abertawe */
    SEARCH_WHOLE
};

struct search_form {
    enum search_class of;
    enum search_how how;
    bool in_name, in_address; /* where the word has to stand */
    struct str word;
};

struct search_query_word {
    struct str word;      /* folded, or in the index's form */
    enum search_class of; /* what it is taken for in the first place */
    bool needed;          /* false: it says little ("street", "mrs") */
    struct search_form forms[SEARCH_FORMS_MAX];
    size_t count;
};

/* struct search_fields - what may be searched by: what is not shown in full must not be found out
 * by asking whether somebody has it. */
struct search_fields {
    bool name, address, birth_date, phone, email, nhs_number, national_insurance;
};

struct search_query {
    struct search_query_word words[SEARCH_QUERY_WORDS];
    struct search_fields fields; /* search_query_permit */
    size_t count;
    size_t needed;
    struct arena arena; /* of texts */
};

/* search_query_read - take a text apart.
 * Out:    ret, to be freed with search_query_free in any case; start from zero.
 * Errors: ERR_INPUT for a text without a word, one of more than SEARCH_TEXT_MAX bytes or
 *         SEARCH_QUERY_WORDS words; those that say little are left out before that. Pure. Cost:
 * some 20 µs. */
int search_query_read(struct str text, struct search_query *ret, struct err *err);
void search_query_free(struct search_query *query);

/* search_query_permit - leave out the alternatives that ask for other fields than these. A word of
 * which none is left finds nobody. search_permits - may a word of that class be looked up? */
void search_query_permit(struct search_query *query, const struct search_fields *fields);
bool search_permits(const struct search_fields *fields, enum search_class of, struct str word);

/* search_near - visit each text that a typing error away would have been this word: one letter
 * more, less or another, or two neighbours exchanged (Damerau 1964); for dates, postcodes, numbers
 * of telephones and other codes, one character another or two exchanged. Words of fewer than 4
 * letters, numbers that are no such code, and words in other than the Latin script without accents
 * have none. A text may come twice. word is good until visit returns.
 * Errors: what visit returns, other than 0. Cost: some 55 × letters visits. */
typedef int search_near_visit(void *context, enum search_class of, struct str word);
int search_near(const struct search_query_word *word, search_near_visit *visit, void *context);

#endif

/* search_query.c - see search_query.h. */
#include "search_query.h"

#include "address_words.h"
#include "contact.h"
#include "date.h"
#include "identifier.h"
#include "name.h"
#include "name_words.h"
#include "nickname.h"
#include "postcode.h"
#include "text.h"
#include "town.h"

#include <stdio.h>

/* Two-digit years of birth are those before this one; both hundreds are tried. */
enum { LATEST_YEAR = 2049, HUNDRED = 100, PIECES_MAX = 64, WINDOW_MAX = 5, JOINED_MAX = 256 };

/* struct piece - what stands between spaces and commas, as it was typed. */
struct reading {
    struct str pieces[PIECES_MAX];
    size_t count;
    struct search_query *query;
    bool too_many;
};

/* ---- words and their forms ---- */

static void add_form(struct search_query *q, struct search_query_word *w, enum search_class of,
                     enum search_how how, struct str word)
{
    for (size_t i = 0; i < w->count; i++) {
        if (w->forms[i].of == of && str_eq(w->forms[i].word, word)) {
            return;
        }
    }
    if (w->count < SEARCH_FORMS_MAX && word.len > 0) {
        w->forms[w->count++] =
            (struct search_form){of, how, true, true, arena_str(&q->arena, word)};
    }
}

static void only_in_name(struct search_query_word *w, size_t from)
{
    for (size_t i = from; i < w->count; i++) {
        w->forms[i].in_address = false;
    }
}

/* One word fewer that says little, in favour of one that is needed. */
static bool make_room(struct search_query *q)
{
    for (size_t i = 0; i < q->count; i++) {
        if (!q->words[i].needed) {
            q->count--;
            memmove(&q->words[i], &q->words[i + 1], (q->count - i) * sizeof q->words[i]);
            return true;
        }
    }
    return false;
}

/* A new word; NULL: there are too many, or it is there already. */
static struct search_query_word *add_word(struct reading *r, enum search_class of, struct str word,
                                          bool needed)
{
    struct search_query *q = r->query;
    word = str_slice(word, 0, word.len < SEARCH_WORD_BYTES ? word.len : SEARCH_WORD_BYTES);
    for (size_t i = 0; i < q->count; i++) {
        if (q->words[i].of == of && str_eq(q->words[i].word, word)) {
            return NULL;
        }
    }
    if (q->count == SEARCH_QUERY_WORDS && (!needed || !make_room(q))) {
        r->too_many = r->too_many || needed;
        return NULL;
    }
    struct search_query_word *w = &q->words[q->count++];
    *w = (struct search_query_word){.word = arena_str(&q->arena, word), .of = of, .needed = needed};
    add_form(q, w, of, SEARCH_WHOLE, word);
    return w;
}

static bool is_number(struct str word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (!ascii_is_digit(word.ptr[i])) {
            return false;
        }
    }
    return word.len > 0;
}

static size_t count_digits(struct str word)
{
    size_t count = 0;
    for (size_t i = 0; i < word.len; i++) {
        count += ascii_is_digit(word.ptr[i]);
    }
    return count;
}

/* Numbers may be of a house, a year, or somebody's code. */
static void add_number_forms(struct search_query *q, struct search_query_word *w)
{
    char code[IDENTIFIER_MAX];
    char phone[PHONE_MAX];
    if (w->word.len == 4 && (w->word.ptr[0] == '1' || w->word.ptr[0] == '2')) {
        add_form(q, w, SEARCH_YEAR, SEARCH_WHOLE, w->word);
    }
    if (w->word.len >= 5 && uprn_parse(w->word, code)) {
        add_form(q, w, SEARCH_CODE, SEARCH_WHOLE, str_of(code));
    }
    if (w->word.len >= 6 && phone_parse(w->word, phone)) {
        add_form(q, w, SEARCH_CODE, SEARCH_WHOLE, str_of(phone));
    }
}

static void add_nicknames(struct search_query *q, struct search_query_word *w)
{
    size_t from = w->count;
    for (int nth = 0, group; (group = nickname_group(w->word, nth)) > 0; nth++) {
        struct str name;
        for (int i = 0; (name = nickname_of_group(group, i)).len > 0; i++) {
            add_form(q, w, SEARCH_WORD, SEARCH_FORM, name);
        }
    }
    only_in_name(w, from);
}

static bool says_little(struct str word)
{
    struct str written_out;
    const uint32_t in_names = TITLE | DECEASED | FORMER | ESTATE | ORGANISATION;
    return search_word_says_little(word) || (name_word_meaning(word) & in_names) != 0 ||
           (address_word_meaning(word, &written_out) & (SAINT | LATER)) != 0;
}

static void add_folded(struct reading *r, struct str word)
{
    struct search_query *q = r->query;
    struct str written_out = word;
    struct search_query_word *w = add_word(r, SEARCH_WORD, word, !says_little(word));
    if (w == NULL) {
        return;
    }
    if (is_number(w->word)) {
        add_number_forms(q, w);
        return;
    }
    if (w->word.len == 1) {
        add_form(q, w, SEARCH_INITIAL, SEARCH_BY_INITIAL, w->word);
        return;
    }
    if (address_word_meaning(w->word, &written_out) != 0) {
        add_form(q, w, SEARCH_WORD, SEARCH_FORM, written_out);
    }
    add_nicknames(q, w);
}

/* ---- what is more than a word ---- */

/* Pieces [from, from + count) with a separator between them. */
static struct str join(const struct reading *r, size_t from, size_t count, const char *separator,
                       char ret[JOINED_MAX])
{
    size_t len = 0;
    for (size_t i = from; i < from + count; i++) {
        len += (size_t)snprintf(ret + len, JOINED_MAX - len, "%s%.*s", i > from ? separator : "",
                                PRI(r->pieces[i]));
        if (len >= JOINED_MAX) {
            return STR("");
        }
    }
    return str_make(ret, len);
}

/* "14/03/1994"; "14 march 1994": the number of pieces. A year of two digits is of this hundred or
 * the last. */
static bool read_date(struct reading *r, size_t from, size_t count)
{
    char joined[JOINED_MAX], text[DATE_TEXT_MAX], other[DATE_TEXT_MAX];
    struct date date, swapped;
    struct str typed = join(r, from, count, " ", joined);
    if ((count != 1 && count != 3) || count_digits(typed) < 3 ||
        (count == 3 && !is_number(r->pieces[from + 2])) ||
        !date_parse(typed, DATE_DAY_FIRST, LATEST_YEAR, &date) || date.year == 0 ||
        date.month == 0 || date.day == 0) {
        return false;
    }
    struct search_query_word *w =
        add_word(r, SEARCH_DATE, str_make(text, date_text(date, text)), true);
    if (w == NULL) {
        return true;
    }
    if (date.day <= 12) {
        swapped = (struct date){date.year, (int8_t)date.day, date.month};
        add_form(r->query, w, SEARCH_DATE, SEARCH_NEAR, str_make(other, date_text(swapped, other)));
    }
    swapped = date;
    swapped.year = (int16_t)(date.year - HUNDRED);
    if (count_digits(typed) <= 6 && swapped.year > 0) {
        add_form(r->query, w, SEARCH_DATE, SEARCH_WHOLE,
                 str_make(other, date_text(swapped, other)));
    }
    return true;
}

static bool read_postcode(struct reading *r, size_t from, size_t count)
{
    char joined[JOINED_MAX], postcode[POSTCODE_MAX];
    struct str typed = join(r, from, count, "", joined);
    size_t n = typed.len;
    if (count > 2 || n < 5 || n > 7 || !ascii_is_digit(typed.ptr[n - 3]) ||
        !ascii_is_alpha(typed.ptr[n - 2]) || !ascii_is_alpha(typed.ptr[n - 1]) ||
        !ascii_is_alpha(typed.ptr[0]) || (count == 2 && r->pieces[from + 1].len != 3) ||
        !postcode_parse(typed, postcode) || !postcode_is_british(str_of(postcode))) {
        return false;
    }
    add_word(r, SEARCH_POSTCODE, str_of(postcode), true);
    return true;
}

/* "sa15", "sa15 1". */
static bool read_district(struct reading *r, size_t from, size_t count)
{
    char joined[JOINED_MAX];
    struct str typed = r->pieces[from];
    size_t letters = 0;
    while (letters < typed.len && ascii_is_alpha(typed.ptr[letters])) {
        letters++;
    }
    size_t digits = typed.len - letters;
    bool sector = count == 2 && r->pieces[from + 1].len == 1 && is_number(r->pieces[from + 1]);
    if (count > 2 || (count == 2 && !sector) || letters < 1 || letters > 2 || digits < 1 ||
        digits > 2 || !ascii_is_digit(typed.ptr[letters])) {
        return false;
    }
    typed = join(r, from, count, " ", joined);
    for (size_t i = 0; i < typed.len; i++) {
        joined[i] = ascii_upper(joined[i]);
    }
    add_word(r, SEARCH_POSTCODE, typed, true);
    return true;
}

/* Telephones, e-mail, national identifiers. */
static bool read_code(struct reading *r, size_t from, size_t count)
{
    char joined[JOINED_MAX], email[EMAIL_MAX], phone[PHONE_MAX], code[IDENTIFIER_MAX];
    struct str typed = join(r, from, count, "", joined);
    size_t digits = count_digits(typed);
    bool numeric = digits > 0;
    for (size_t i = 0; i < typed.len; i++) {
        numeric = numeric && (ascii_is_digit(typed.ptr[i]) || strchr("+()-.", typed.ptr[i]));
    }
    if (count == 1 && email_parse(typed, email)) {
        add_word(r, SEARCH_CODE, str_of(email), true);
    } else if (typed.len >= 8 && typed.len <= 9 && digits == 6 &&
               national_insurance_parse(typed, code)) {
        add_word(r, SEARCH_CODE, str_of(code), true);
    } else if (numeric && digits == 10 && typed.ptr[0] != '0' && nhs_number_parse(typed, code)) {
        add_word(r, SEARCH_CODE, str_of(code), true);
    } else if (numeric && digits >= 10 && digits <= 13 && strchr("0+(", typed.ptr[0]) != NULL &&
               phone_parse(typed, phone)) {
        add_word(r, SEARCH_CODE, str_of(phone), true);
    } else {
        return false;
    }
    return true;
}

typedef bool read_some(struct reading *r, size_t from, size_t count);

/* The longest run of pieces from here on that is one of these; 0: none. */
static size_t read_run(struct reading *r, size_t from)
{
    static read_some *const readers[] = {read_code, read_postcode, read_date, read_district};
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        for (size_t count = WINDOW_MAX; count > 0; count--) {
            if (from + count <= r->count && readers[i](r, from, count)) {
                return count;
            }
        }
    }
    return 0;
}

/* ---- neighbours ---- */

/* "mc donald" for McDonald, "pen y bont" … : both words are there when they are one. */
static void add_joined(struct search_query *q)
{
    char joined[2 * SEARCH_WORD_BYTES + 1];
    for (size_t i = 0; i + 1 < q->count; i++) {
        struct search_query_word *a = &q->words[i];
        struct search_query_word *b = &q->words[i + 1];
        if (a->of != SEARCH_WORD || b->of != SEARCH_WORD || is_number(a->word) ||
            is_number(b->word)) {
            continue;
        }
        snprintf(joined, sizeof joined, "%.*s%.*s", PRI(a->word), PRI(b->word));
        add_form(q, a, SEARCH_WORD, SEARCH_FORM, str_of(joined));
        add_form(q, b, SEARCH_WORD, SEARCH_FORM, str_of(joined));
    }
}

/* A town by its name in the other language stands for all words of this one. */
static void add_towns(struct search_query *q)
{
    for (size_t from = 0; from < q->count; from++) {
        char name[TOWN_WORDS_MAX * (SEARCH_WORD_BYTES + 1) + 1] = "";
        size_t len = 0;
        for (size_t to = from; to < q->count && to < from + TOWN_WORDS_MAX; to++) {
            len += (size_t)snprintf(name + len, sizeof name - len, "%s%.*s", to > from ? " " : "",
                                    PRI(q->words[to].word));
            int town = q->words[to].of == SEARCH_WORD ? town_number(str_make(name, len)) : 0;
            char number[12];
            snprintf(number, sizeof number, "%d", town);
            for (size_t i = from; town > 0 && i <= to; i++) {
                add_form(q, &q->words[i], SEARCH_TOWN, SEARCH_FORM, str_of(number));
            }
        }
    }
}

/* Given names may stand as initials. When one of the words is a well-known given name, only such
 * are taken for one. */
static void add_initials(struct search_query *q)
{
    bool known = false;
    for (size_t i = 0; i < q->count; i++) {
        known = known || (q->words[i].of == SEARCH_WORD && name_is_known_given(q->words[i].word));
    }
    for (size_t i = 0; i < q->count; i++) {
        struct search_query_word *w = &q->words[i];
        if (w->of == SEARCH_WORD && w->needed && w->word.len > 1 &&
            ascii_is_alpha(w->word.ptr[0]) && (!known || name_is_known_given(w->word))) {
            size_t from = w->count;
            add_form(q, w, SEARCH_WORD, SEARCH_BY_INITIAL, str_slice(w->word, 0, 1));
            only_in_name(w, from);
        }
    }
}

/* ---- the whole ---- */

static void cut_pieces(struct str text, struct reading *r)
{
    size_t from = 0;
    for (size_t i = 0; i <= text.len; i++) {
        bool ends = i == text.len || ascii_is_space(text.ptr[i]) || text.ptr[i] == ',' ||
                    text.ptr[i] == ';' || text.ptr[i] == '\0';
        if (ends && i > from && r->count < PIECES_MAX) {
            r->pieces[r->count++] = str_slice(text, from, i);
        }
        from = ends ? i + 1 : from;
    }
}

static void read_folded(struct reading *r, struct str piece)
{
    struct text folded;
    struct str word;
    text_fold(piece, &folded);
    struct str rest = text_str(&folded);
    while (search_next_word(&rest, &word)) {
        add_folded(r, word);
    }
}

int search_query_read(struct str text, struct search_query *ret, struct err *err)
{
    struct reading r = {.query = ret};
    if (text.len > SEARCH_TEXT_MAX) {
        return err_set(err, ERR_INPUT, "a search is for at most %d characters: leave some out",
                       SEARCH_TEXT_MAX);
    }
    cut_pieces(text, &r);
    for (size_t at = 0; at < r.count;) {
        size_t run = read_run(&r, at);
        if (run == 0) {
            read_folded(&r, r.pieces[at]);
        }
        at += run > 0 ? run : 1;
    }
    if (r.too_many) {
        return err_set(err, ERR_INPUT, "a search is for at most %d words: leave some out",
                       SEARCH_QUERY_WORDS);
    }
    if (ret->count == 0) {
        return err_set(err, ERR_INPUT, "there is no word to search for");
    }
    add_joined(ret);
    add_towns(ret);
    add_initials(ret);
    for (size_t i = 0; i < ret->count; i++) {
        ret->needed += ret->words[i].needed;
    }
    for (size_t i = 0; ret->needed == 0 && i < ret->count; i++) { /* "the parade" */
        ret->words[i].needed = true;
    }
    ret->needed = ret->needed == 0 ? ret->count : ret->needed;
    return 0;
}

void search_query_free(struct search_query *query)
{
    arena_free(&query->arena);
    *query = (struct search_query){0};
}

/* ---- typing errors ---- */

static const char LETTERS[] = "abcdefghijklmnopqrstuvwxyz";
static const char DIGITS[] = "0123456789";
static const char BOTH[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

static bool is_plain(struct str word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (!ascii_is_alpha(word.ptr[i])) {
            return false;
        }
    }
    return true;
}

struct nearing {
    enum search_class of;
    search_near_visit *visit;
    void *context;
    char text[SEARCH_WORD_BYTES + 2];
    size_t len;
};

static int visit_near(struct nearing *n)
{
    return n->visit(n->context, n->of, str_make(n->text, n->len));
}

static int exchange_each(struct nearing *n)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i + 1 < n->len; i++) {
        char a = n->text[i], b = n->text[i + 1];
        bool alike =
            ascii_is_digit(a) == ascii_is_digit(b) && ascii_is_alpha(a) == ascii_is_alpha(b);
        if (a == b || (n->of != SEARCH_WORD && !alike)) {
            continue;
        }
        n->text[i] = b;
        n->text[i + 1] = a;
        code = visit_near(n);
        n->text[i] = a;
        n->text[i + 1] = b;
    }
    return code;
}

static int replace_each(struct nearing *n, const char *with)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < n->len; i++) {
        char before = n->text[i];
        bool other = !ascii_is_digit(before) && !ascii_is_alpha(before); /* "-", "+", " " */
        for (const char *c = with; code == 0 && !other && *c != '\0'; c++) {
            n->text[i] = *c;
            code = *c != before ? visit_near(n) : 0;
        }
        n->text[i] = before;
    }
    return code;
}

static int insert_and_remove_each(struct nearing *n, struct str word)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i <= word.len; i++) {
        memcpy(n->text, word.ptr, i);
        memcpy(n->text + i + 1, word.ptr + i, word.len - i);
        n->len = word.len + 1;
        for (const char *c = LETTERS; code == 0 && *c != '\0'; c++) {
            n->text[i] = *c;
            code = visit_near(n);
        }
    }
    for (size_t i = 0; code == 0 && i < word.len; i++) {
        memcpy(n->text, word.ptr, i);
        memcpy(n->text + i, word.ptr + i + 1, word.len - i - 1);
        n->len = word.len - 1;
        code = visit_near(n);
    }
    return code;
}

int search_near(const struct search_query_word *word, search_near_visit *visit, void *context)
{
    struct nearing n = {.of = word->of, .visit = visit, .context = context, .len = word->word.len};
    struct str text = word->word;
    bool plain = word->of == SEARCH_WORD && is_plain(text);
    if (text.len < 4 || text.len > SEARCH_WORD_BYTES || (word->of == SEARCH_WORD && !plain)) {
        return 0;
    }
    memcpy(n.text, text.ptr, text.len);
    int code = exchange_each(&n);
    code = code ? code
                : replace_each(&n, plain                         ? LETTERS
                                   : word->of == SEARCH_POSTCODE ? BOTH
                                                                 : DIGITS);
    return code == 0 && plain ? insert_and_remove_each(&n, text) : code;
}

/* ---- what may be asked ---- */

/* A code is what it looks like; ten digits may be an NHS number or a telephone's. */
static bool permits_code(const struct search_fields *f, struct str word)
{
    if (memchr(word.ptr, '@', word.len) != NULL) {
        return f->email;
    }
    if (word.len > 0 && word.ptr[0] == '+') {
        return f->phone;
    }
    return is_number(word) ? f->phone && f->nhs_number : f->national_insurance;
}

bool search_permits(const struct search_fields *f, enum search_class of, struct str word)
{
    switch (of) {
    case SEARCH_WORD:
        return f->name || f->address;
    case SEARCH_INITIAL:
        return f->name;
    case SEARCH_POSTCODE:
    case SEARCH_TOWN:
        return f->address;
    case SEARCH_DATE:
    case SEARCH_YEAR:
        return f->birth_date;
    case SEARCH_CODE:
        return permits_code(f, word);
    }
    return false;
}

void search_query_permit(struct search_query *query, const struct search_fields *fields)
{
    query->fields = *fields;
    for (size_t w = 0; w < query->count; w++) {
        struct search_query_word *word = &query->words[w];
        size_t kept = 0;
        for (size_t i = 0; i < word->count; i++) {
            struct search_form form = word->forms[i];
            bool stands = true;
            if (form.of == SEARCH_WORD) { /* of others no posting says where they stand */
                form.in_name = form.in_name && fields->name;
                form.in_address = form.in_address && fields->address;
                stands = form.in_name || form.in_address;
            }
            if (stands && search_permits(fields, form.of, form.word)) {
                word->forms[kept++] = form;
            }
        }
        word->count = kept;
    }
}

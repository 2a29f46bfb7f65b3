/* finds.c - how long it takes to find people in a home, and how often the one who is meant is
 * found. What is typed is made of what a row says: names in either order, part of the address, a
 * date of birth, typing errors. Prints JSON, an object for each way of typing.
 *
 *   finds HOME COUNT      COUNT searches, in all sources, from rows drawn at random */
#include "clock.h"
#include "entity_store.h"
#include "nickname.h"
#include "node_store.h"
#include "picture.h"
#include "random.h"
#include "search.h"
#include "search_build.h"

#include <stdio.h>
#include <stdlib.h>

enum { COUNT_MAX = 1000000, SEED = 1, LIMIT = 50, SHOWN = 10, TYPED_MAX = 180 };

/* struct way - of typing. A letter a part: given, family, premise, street, town, Postcode, outward
 * half, birth date, telephone; an upper-case letter: with a typing error. F after G and the like:
 * in the order of the letters. */
static const struct search_fields every_field = {true, true, true, true, true, true, true};

static const struct way {
    const char *name, *parts;
} ways[] = {
    {"given and family name, house and street", "gfhs"},
    {"family name first, and the town", "fgt"},
    {"family name mistyped, house and street", "gFhs"},
    {"given name mistyped, date of birth", "Gfb"},
    {"street mistyped, names and house", "fghS"},
    {"another form of the given name, street", "nfs"},
    {"family name and postcode", "fp"},
    {"family name, house, start of the postcode", "fho"},
    {"initial, family name, street", "ifs"},
    {"names and date of birth", "gfb"},
    {"names alone", "gf"},
    {"telephone", "c"},
};
enum { WAYS = sizeof ways / sizeof ways[0] };

struct measured {
    double *ms, *cpu_ms; /* by the clock; of the processor */
    size_t count, first, shown, given, too_many;
};

static void type_error(struct random *random, char *text, size_t len)
{
    size_t at = random_below(random, len);
    char letter = (char)('a' + random_below(random, 26));
    switch (random_below(random, 4)) {
    case 0: /* one less */
        memmove(text + at, text + at + 1, len - at);
        break;
    case 1: /* one more */
        memmove(text + at + 1, text + at, len - at + 1);
        text[at] = letter;
        break;
    case 2:
        text[at] = letter;
        break;
    default:
        at = at + 1 < len ? at : len - 2;
        text[at] ^= text[at + 1];
        text[at + 1] ^= text[at];
        text[at] ^= text[at + 1];
    }
}

/* The longest word, which is the one that is not "street". */
static bool mistype(struct random *random, struct str text, char ret[TYPED_MAX])
{
    size_t from = 0, best = 0, best_len = 0;
    if (text.len + 2 > TYPED_MAX) {
        return false;
    }
    for (size_t i = 0; i <= text.len; i++) {
        if (i == text.len || text.ptr[i] == ' ') {
            if (i - from > best_len && !search_word_says_little(str_slice(text, from, i))) {
                best = from;
                best_len = i - from;
            }
            from = i + 1;
        }
    }
    if (best_len < 4) {
        return false;
    }
    char word[TYPED_MAX];
    memcpy(word, text.ptr + best, best_len);
    word[best_len] = '\0';
    type_error(random, word, best_len);
    return snprintf(ret, TYPED_MAX, "%.*s%s%.*s", (int)best, text.ptr, word,
                    (int)(text.len - best - best_len), text.ptr + best + best_len) < TYPED_MAX;
}

static struct str another_form(struct random *random, struct str given)
{
    int group = nickname_group(given, 0);
    int count = 0;
    while (nickname_of_group(group, count).len > 0) {
        count++;
    }
    struct str form =
        count > 1 ? nickname_of_group(group, (int)random_below(random, (uint64_t)count)) : STR("");
    return str_eq(form, given) ? STR("") : form;
}

static struct str outward(struct str postcode)
{
    ptrdiff_t space = str_find(postcode, STR(" "));
    return space > 0 ? str_slice(postcode, 0, (size_t)space) : STR("");
}

/* False: the row doesn't say enough. */
static bool type_one(struct random *random, const struct way *way, const struct mention_values *v,
                     char ret[TYPED_MAX])
{
    size_t len = 0;
    for (const char *part = way->parts; *part != '\0'; part++) {
        char with_error[TYPED_MAX];
        struct str text = STR("");
        switch (ascii_lower(*part)) {
        case 'g':
            text = v->text[FIELD_GIVEN].len > 1 ? v->text[FIELD_GIVEN] : text;
            break;
        case 'i':
            text = str_slice(v->text[FIELD_GIVEN], 0, v->text[FIELD_GIVEN].len > 0);
            break;
        case 'n':
            text = another_form(random, v->text[FIELD_GIVEN]);
            break;
        case 'f':
            text = v->text[FIELD_FAMILY];
            break;
        case 'h':
            text = v->text[FIELD_PREMISE];
            break;
        case 's':
            text = v->text[FIELD_STREET];
            break;
        case 't':
            text = v->text[FIELD_TOWN];
            break;
        case 'p':
            text = v->text[FIELD_POSTCODE];
            break;
        case 'o':
            text = outward(v->text[FIELD_POSTCODE]);
            break;
        case 'b':
            text = v->text[FIELD_BIRTH_DATE].len == 10 ? v->text[FIELD_BIRTH_DATE] : text;
            break;
        default:
            text = v->text[FIELD_PHONE];
        }
        if (*part != ascii_lower(*part)) {
            text = mistype(random, text, with_error) ? str_of(with_error) : STR("");
        }
        if (text.len == 0 || len + text.len + 2 > TYPED_MAX) {
            return false;
        }
        len +=
            (size_t)snprintf(ret + len, TYPED_MAX - len, "%s%.*s", len > 0 ? " " : "", PRI(text));
    }
    return true;
}

/* The place of the first hit that is of the entity, among distinct entities; from 1, 0: none. */
static int place_of(struct db *db, const struct search_answer *answer, int64_t entity, int64_t *ret,
                    struct err *err)
{
    struct whole_list seen = {0};
    int code = 0;
    *ret = 0;
    for (size_t i = 0; code == 0 && *ret == 0 && i < answer->hit_count; i++) {
        int64_t other = 0;
        bool again = false;
        code = entity_of(db, answer->hits[i].record, answer->hits[i].number, &other, err);
        for (size_t s = 0; s < seen.count; s++) {
            again = again || seen.at[s] == other;
        }
        if (!again) {
            whole_list_add(&seen, other);
        }
        *ret = other == entity ? (int64_t)seen.count : 0;
    }
    whole_list_free(&seen);
    return code;
}

static int one(struct picture *picture, const struct source_set *sources, struct random *random,
               size_t way, int64_t record, struct measured *ret, struct err *err)
{
    struct mention_values values;
    struct search_answer answer = {0};
    struct buf packed = {0};
    char typed[TYPED_MAX];
    int64_t entity = 0, place = 0;
    bool there = false;
    int code = mention_load(picture->db, picture->seal, picture->model, record, 1, &packed, &values,
                            &there, err);
    if (code == 0 && there && values.place.kind == MENTION_PERSON &&
        type_one(random, &ways[way], &values, typed)) {
        double begun = clock_monotonic_s();
        double cpu_begun = clock_processor_s();
        code = search_text(picture->db, picture->seal, picture->model, sources, &every_field,
                           str_of(typed), LIMIT, &answer, err);
        if (code == ERR_INPUT) { /* more words than one types */
            search_answer_free(&answer);
            buf_free(&packed);
            return 0;
        }
        if (code == 0) {
            ret->cpu_ms[ret->count] = (clock_processor_s() - cpu_begun) * 1000;
            ret->ms[ret->count++] = (clock_monotonic_s() - begun) * 1000;
            ret->too_many += answer.too_many;
            code = entity_of(picture->db, record, 1, &entity, err);
        }
        code = code ? code : place_of(picture->db, &answer, entity, &place, err);
        ret->first += place == 1;
        ret->shown += place >= 1 && place <= SHOWN;
        ret->given += place >= 1;
        search_answer_free(&answer);
    }
    buf_free(&packed);
    return code;
}

static int compare_times(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double at_permille(double *ms, size_t count, size_t permille)
{
    if (count == 0) {
        return 0;
    }
    qsort(ms, count, sizeof *ms, compare_times);
    return ms[(count - 1) * permille / 1000];
}

static void print_way(const struct way *way, struct measured *m, bool last)
{
    fprintf(stdout,
            "  {\"way\": \"%s\", \"count\": %zu, \"p50_ms\": %.3f, \"p99_ms\": %.3f, "
            "\"cpu_p50_ms\": %.3f, \"cpu_p99_ms\": %.3f, \"most_ms\": %.3f, \"first\": %zu, "
            "\"shown\": %zu, \"given\": %zu, \"too_many\": %zu}%s\n",
            way->name, m->count, at_permille(m->ms, m->count, 500),
            at_permille(m->ms, m->count, 990), at_permille(m->cpu_ms, m->count, 500),
            at_permille(m->cpu_ms, m->count, 990), at_permille(m->ms, m->count, 1000), m->first,
            m->shown, m->given, m->too_many, last ? "" : ",");
}

static int measure(struct picture *picture, size_t count, struct err *err)
{
    struct measured found[WAYS] = {0};
    struct measured all = {.ms = mem_must_array(count, sizeof *all.ms),
                           .cpu_ms = mem_must_array(count, sizeof *all.cpu_ms)};
    struct whole_list records = {0};
    struct source_set sources = {0};
    struct random random = random_seed(SEED);
    int code = db_begin(picture->db, err);
    code = code ? code
                : db_list_with(picture->db, "SELECT source FROM source", NULL, 0, &records, err);
    for (size_t i = 0; i < records.count; i++) {
        source_set_add(&sources, records.at[i]);
    }
    records.count = 0;
    code = code ? code
                : db_list_with(picture->db, "SELECT record FROM mention WHERE model = $1",
                               WHOLES(picture->model), &records, err);
    for (size_t w = 0; w < WAYS; w++) {
        found[w].ms = mem_must_array(count, sizeof *found[w].ms);
        found[w].cpu_ms = mem_must_array(count, sizeof *found[w].cpu_ms);
    }
    for (size_t i = 0, tried = 0; code == 0 && i < count && tried < 100 * count; tried++) {
        struct measured *m = &found[i % WAYS];
        size_t before = m->count;
        int64_t record = records.at[random_below(&random, records.count)];
        code = one(picture, &sources, &random, i % WAYS, record, m, err);
        if (m->count > before) {
            all.cpu_ms[all.count] = m->cpu_ms[before];
            all.ms[all.count++] = m->ms[before];
            i++;
        }
    }
    db_rollback(picture->db);
    fprintf(stdout, "[\n");
    for (size_t w = 0; code == 0 && w < WAYS; w++) {
        print_way(&ways[w], &found[w], false);
        all.first += found[w].first;
        all.shown += found[w].shown;
        all.given += found[w].given;
        all.too_many += found[w].too_many;
    }
    print_way(&(struct way){"all", ""}, &all, true);
    fprintf(stdout, "]\n");
    for (size_t w = 0; w < WAYS; w++) {
        mem_free(found[w].ms);
        mem_free(found[w].cpu_ms);
    }
    mem_free(all.ms);
    mem_free(all.cpu_ms);
    whole_list_free(&records);
    return code;
}

int main(int argc, char **argv)
{
    uint64_t count;
    struct picture picture = {.home = {.lock_fd = -1}};
    struct err err = {0};
    mem_begin();
    if (argc != 3 || !str_to_uint(str_of(argv[2]), COUNT_MAX, &count) || count == 0) {
        fputs("finds HOME COUNT\n", stderr);
        return 64;
    }
    int code = picture_open(argv[1], &picture, &err);
    code = code ? code : measure(&picture, count, &err);
    if (code != 0) {
        err_print("finds", &err);
    }
    picture_close(&picture);
    return err_exit_status(code);
}

/* lexicon.c - parts, dates and words of each distinct value. */
#include "lexicon.h"

#include "hash.h"
#include "memory.h"
#include "nickname.h"
#include "parallel.h"
#include "phonetic.h"
#include "postcode.h"

#include <stdio.h>

/* How a part is made of a value: writes up to PART_HASHES_MAX texts' hashes, returns how many. */
typedef int part_maker(struct str text, uint32_t *ret);

static uint32_t part_hash(struct str text)
{
    uint32_t h = (uint32_t)(hash_bytes(text) >> 32);
    return h ? h : 1;
}

static int make_one(struct str text, uint32_t *ret)
{
    ret[0] = part_hash(text);
    return text.len > 0;
}

static int make_whole(struct str text, uint32_t *ret)
{
    return make_one(text, ret);
}

static int make_initial(struct str text, uint32_t *ret)
{
    return make_one(str_slice(text, 0, 1), ret);
}

static int make_start_3(struct str text, uint32_t *ret)
{
    return text.len < 2 ? 0 : make_one(str_slice(text, 0, 3), ret);
}

static int make_start_4(struct str text, uint32_t *ret)
{
    return text.len < 3 ? 0 : make_one(str_slice(text, 0, 4), ret);
}

static int make_sound(struct str text, uint32_t *ret)
{
    char code[PHONETIC_MAX];
    phonetic_code(text, code);
    return make_one(str_of(code), ret);
}

static int make_date(struct str text, uint32_t *ret)
{
    struct date date;
    return date_from_text(text, &date) && date.year && date.month && date.day ? make_one(text, ret)
                                                                              : 0;
}

static int make_year(struct str text, uint32_t *ret)
{
    struct date date;
    return date_from_text(text, &date) && date.year ? make_one(str_slice(text, 0, 4), ret) : 0;
}

static int make_year_month(struct str text, uint32_t *ret)
{
    struct date date;
    bool has = date_from_text(text, &date) && date.year && date.month;
    return has ? make_one(str_slice(text, 0, 7), ret) : 0;
}

static int make_month_day(struct str text, uint32_t *ret)
{
    struct date date;
    bool has = date_from_text(text, &date) && date.month && date.day;
    has = has &&
          !(date.month == 1 && date.day == 1); /* as feature.c: what is written for a year alone */
    return has ? make_one(str_slice(text, text.len - 5, text.len), ret) : 0;
}

static int make_sector(struct str text, uint32_t *ret)
{
    return make_one(postcode_sector(text), ret);
}

static int make_district(struct str text, uint32_t *ret)
{
    return make_one(postcode_district(text), ret);
}

static int make_email_user(struct str text, uint32_t *ret)
{
    ptrdiff_t at = str_find(text, STR("@"));
    return at < 3 ? 0 : make_one(str_slice(text, 0, (size_t)at), ret);
}

/* Both ends of an interval: who leaves one home comes to another on the same day. */
static int make_days(struct str text, uint32_t *ret)
{
    ptrdiff_t slash = str_find(text, STR("/"));
    size_t middle = slash < 0 ? text.len : (size_t)slash;
    int made = make_one(str_slice(text, 0, middle), ret);
    return made + make_one(str_slice(text, middle + 1, text.len), ret + made);
}

static void split_companion(struct str name, struct str *ret_given, struct str *ret_family)
{
    ptrdiff_t space = str_find(name, STR(" "));
    size_t at = space < 0 ? name.len : (size_t)space;
    *ret_given = str_slice(name, 0, at);
    *ret_family = str_slice(name, at + 1, name.len);
}

bool companion_fits(struct str a, struct str b, bool *ret_whole)
{
    struct str given_a, given_b, family_a, family_b;
    split_companion(a, &given_a, &family_a);
    split_companion(b, &given_b, &family_b);
    *ret_whole = given_a.len > 1 && str_eq(given_a, given_b);
    bool initial = given_a.len == 1 || given_b.len == 1;
    return str_eq(family_a, family_b) &&
           (*ret_whole || (initial && given_a.ptr[0] == given_b.ptr[0]));
}

/* "s iqbal" of "shazia iqbal": the initial is what all systems have. */
static int make_companions(struct str text, uint32_t *ret)
{
    struct str name;
    int made = 0;
    while (made < COMPANIONS_MAX && str_next_token(&text, ';', &name)) {
        struct str given, family;
        split_companion(name, &given, &family);
        uint64_t joined = hash_join(hash_bytes(str_slice(given, 0, 1)), hash_bytes(family));
        ret[made++] = (uint32_t)(joined >> 32) | 1;
    }
    return made;
}

enum { WORDS_MAX = 8 };

static int split_words(struct str text, struct str words[WORDS_MAX])
{
    int count = 0;
    struct str rest = text;
    while (count < WORDS_MAX && str_next_token(&rest, ' ', &words[count])) {
        count++;
    }
    return count;
}

static int make_words(struct str text, uint32_t *ret)
{
    struct str words[WORDS_MAX];
    int count = split_words(text, words);
    int made = 0;
    for (int i = 0; i < count; i++) {
        if (words[i].len > 1) {
            ret[made++] = part_hash(words[i]);
        }
    }
    return made;
}

static int make_word_pairs(struct str text, uint32_t *ret)
{
    struct str words[WORDS_MAX];
    int count = split_words(text, words);
    int made = 0;
    for (int i = 0; i < count; i++) {
        for (int j = i + 1; j < count; j++) {
            uint64_t joined = hash_join(hash_bytes(words[i]), hash_bytes(words[j]));
            ret[made++] = (uint32_t)(joined >> 32) | 1;
        }
    }
    return made;
}

static int make_deletions(struct str text, uint32_t *ret)
{
    char shorter[16];
    struct str start = str_slice(text, 0, sizeof shorter);
    int made = make_one(start, ret);
    if (start.len < 4) {
        return made;
    }
    for (size_t out = 0; out < start.len; out++) {
        if (out > 0 && start.ptr[out] == start.ptr[out - 1]) {
            continue; /* leaving out either of a doubled letter is the same */
        }
        memcpy(shorter, start.ptr, out);
        memcpy(shorter + out, start.ptr + out + 1, start.len - out - 1);
        ret[made++] = part_hash(str_make(shorter, start.len - 1));
    }
    return made;
}

/* One row a part. To add one: a row here, its name in enum part, and what it implies in feature.c
 * (feature_part_allows). */
static const struct {
    const char *name;
    int field;
    bool several;
    part_maker *make;
} part_table[PART_ATTRIBUTE] = {
    [PART_GIVEN] = {"given name", FIELD_GIVEN, false, make_whole},
    [PART_GIVEN_INITIAL] = {"initial", FIELD_GIVEN, false, make_initial},
    [PART_GIVEN_START] = {"start of given name", FIELD_GIVEN, false, make_start_3},
    [PART_FAMILY] = {"family name", FIELD_FAMILY, false, make_whole},
    [PART_FAMILY_START] = {"start of family name", FIELD_FAMILY, false, make_start_4},
    [PART_FAMILY_SOUND] = {"sound of family name", FIELD_FAMILY, false, make_sound},
    [PART_NAME] = {"whole name", FIELD_NAME, false, make_whole},
    [PART_BIRTH_DATE] = {"birth date", FIELD_BIRTH_DATE, false, make_date},
    [PART_BIRTH_YEAR] = {"birth year", FIELD_BIRTH_DATE, false, make_year},
    [PART_BIRTH_YEAR_MONTH] = {"birth year and month", FIELD_BIRTH_DATE, false, make_year_month},
    [PART_BIRTH_MONTH_DAY] = {"birthday", FIELD_BIRTH_DATE, false, make_month_day},
    [PART_SEX] = {"sex", FIELD_SEX, false, make_whole},
    [PART_UPRN] = {"UPRN", FIELD_UPRN, false, make_whole},
    [PART_PREMISE] = {"premise", FIELD_PREMISE, false, make_whole},
    [PART_STREET] = {"street", FIELD_STREET, false, make_whole},
    [PART_TOWN] = {"town", FIELD_TOWN, false, make_whole},
    [PART_POSTCODE] = {"postcode", FIELD_POSTCODE, false, make_whole},
    [PART_POSTCODE_SECTOR] = {"postcode sector", FIELD_POSTCODE, false, make_sector},
    [PART_POSTCODE_DISTRICT] = {"postcode district", FIELD_POSTCODE, false, make_district},
    [PART_PHONE] = {"phone", FIELD_PHONE, false, make_whole},
    [PART_EMAIL] = {"e-mail", FIELD_EMAIL, false, make_whole},
    [PART_EMAIL_USER] = {"e-mail before the @", FIELD_EMAIL, false, make_email_user},
    [PART_NHS_NUMBER] = {"NHS number", FIELD_NHS_NUMBER, false, make_whole},
    [PART_NATIONAL_INSURANCE] = {"National Insurance number", FIELD_NATIONAL_INSURANCE, false,
                                 make_whole},
    [PART_STAY_DAY] = {"day of moving", FIELD_STAY, true, make_days},
    [PART_COMPANION] = {"another in the row", FIELD_COMPANION, true, make_companions},
    [PART_NAME_WORD_PAIR] = {"two words of the name", FIELD_NAME, true, make_word_pairs},
    [PART_NAME_WORD] = {"a word of the name", FIELD_NAME, true, make_words},
    [PART_FAMILY_DELETION] = {"family name but for a letter", FIELD_FAMILY, true, make_deletions},
};

int part_field(int part)
{
    return part < PART_ATTRIBUTE ? part_table[part].field : FIELD_ATTRIBUTE + part - PART_ATTRIBUTE;
}

const char *part_name(int part)
{
    return part < PART_ATTRIBUTE ? part_table[part].name : "attribute";
}

static int build_several(const struct dictionary *d, part_maker *make, struct part_values *ret)
{
    size_t capacity = 0;
    size_t used = 0;
    void *hashes = NULL;
    ret->offset = mem_try_array((size_t)d->count + 1, sizeof *ret->offset);
    int code = ret->offset == NULL ? ERR_MEMORY : 0;
    for (uint32_t id = 1; code == 0 && id < d->count; id++) {
        code = mem_try_grow(&hashes, &capacity, used + PART_HASHES_MAX, sizeof *ret->hash);
        ret->hash = hashes;
        ret->offset[id] = (uint32_t)used;
        if (code == 0) {
            used += (size_t)make(dictionary_text(d, id), ret->hash + used);
        }
        ret->offset[id + 1] = (uint32_t)used;
    }
    if (ret->hash != NULL) {
        ret->hash = mem_trim(ret->hash, used * sizeof *ret->hash);
    }
    return code;
}

static int build_part(const struct dictionary *d, bool several, part_maker *make,
                      struct part_values *ret)
{
    if (d->count < 2) {
        return 0;
    }
    if (several) {
        return build_several(d, make, ret);
    }
    ret->hash = mem_try_array(d->count, sizeof *ret->hash);
    if (ret->hash == NULL) {
        return ERR_MEMORY;
    }
    for (uint32_t id = 1; id < d->count; id++) {
        uint32_t hash;
        ret->hash[id] = make(dictionary_text(d, id), &hash) ? hash : 0;
    }
    return 0;
}

static int build_words(struct lexicon *l)
{
    const struct dictionary *names = &l->mentions->dictionaries[FIELD_NAME];
    size_t capacity = 0;
    size_t used = 0;
    void *ids = NULL;
    l->word_offset = mem_try_array((size_t)names->count + 2, sizeof *l->word_offset);
    if (l->word_offset == NULL) {
        return ERR_MEMORY;
    }
    for (uint32_t id = 1; id < names->count; id++) {
        struct str words[WORDS_MAX];
        int count = split_words(dictionary_text(names, id), words);
        int code = mem_try_grow(&ids, &capacity, used + WORDS_MAX, sizeof *l->word_ids);
        l->word_ids = ids;
        l->word_offset[id] = (uint32_t)used;
        for (int i = 0; code == 0 && i < count; i++) {
            uint32_t word;
            code = dictionary_add(&l->words, words[i], &word);
            /* kept ascending by insertion: there are eight at most */
            size_t at = used++;
            while (code == 0 && at > l->word_offset[id] && l->word_ids[at - 1] > word) {
                l->word_ids[at] = l->word_ids[at - 1];
                at--;
            }
            l->word_ids[at] = word;
        }
        if (code != 0) {
            return code;
        }
        l->word_offset[id + 1] = (uint32_t)used;
    }
    if (l->word_ids != NULL) {
        l->word_ids = mem_trim(l->word_ids, used * sizeof *l->word_ids);
    }
    dictionary_seal(&l->words);
    return 0;
}

static uint32_t letters_of(struct str text)
{
    uint32_t letters = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = ascii_lower(text.ptr[i]);
        letters |= 1u << (c >= 'a' && c <= 'z' ? c - 'a' : ascii_is_digit(c) ? 26 : 27);
    }
    return letters;
}

static bool is_spelt_alike(size_t field)
{
    return field == FIELD_GIVEN || field == FIELD_FAMILY || field == FIELD_STREET ||
           field == FIELD_TOWN || field == FIELD_EMAIL || field >= FIELD_ATTRIBUTE;
}

static int build_letters(const struct dictionary *d, struct letters **ret)
{
    *ret = mem_try_array((size_t)d->count + 1, sizeof **ret);
    if (*ret == NULL) {
        return ERR_MEMORY;
    }
    for (uint32_t id = 1; id < d->count; id++) {
        struct str text = dictionary_text(d, id);
        (*ret)[id] = (struct letters){letters_of(text), (uint32_t)text.len};
    }
    return 0;
}

static int32_t day_of(struct str text)
{
    struct date date;
    bool whole = date_from_text(text, &date) && date.year && date.month && date.day;
    return whole ? date_days(date) : DAY_UNKNOWN;
}

static int build_stays(const struct dictionary *d, struct stay **ret)
{
    *ret = mem_try_array((size_t)d->count + 1, sizeof **ret);
    if (*ret == NULL) {
        return ERR_MEMORY;
    }
    (*ret)[0] = (struct stay){DAY_UNKNOWN, DAY_UNKNOWN};
    for (uint32_t id = 1; id < d->count; id++) {
        struct str text = dictionary_text(d, id);
        size_t middle = (size_t)str_find(text, STR("/")); /* every stay has one */
        (*ret)[id] = (struct stay){day_of(str_slice(text, 0, middle)),
                                   day_of(str_slice(text, middle + 1, text.len))};
    }
    return 0;
}

static int build_given_groups(struct lexicon *l)
{
    const struct dictionary *givens = &l->mentions->dictionaries[FIELD_GIVEN];
    l->given_groups = mem_try_array((size_t)givens->count + 1, sizeof *l->given_groups);
    if (l->given_groups == NULL) {
        return ERR_MEMORY;
    }
    for (uint32_t id = 1; id < givens->count; id++) {
        for (int n = 0; n < GIVEN_GROUPS_MAX; n++) {
            int group = nickname_group(dictionary_text(givens, id), n);
            l->given_groups[id].group[n] = (uint16_t)group;
            if (group == 0) {
                break;
            }
        }
    }
    return 0;
}

static int build_birth_dates(struct lexicon *l)
{
    const struct dictionary *dates = &l->mentions->dictionaries[FIELD_BIRTH_DATE];
    l->birth_dates = mem_try_array((size_t)dates->count + 1, sizeof *l->birth_dates);
    if (l->birth_dates == NULL) {
        return ERR_MEMORY;
    }
    l->birth_digits = mem_try_array((size_t)dates->count + 1, sizeof *l->birth_digits);
    if (l->birth_digits == NULL) {
        return ERR_MEMORY;
    }
    for (uint32_t id = 1; id < dates->count; id++) {
        struct str text = dictionary_text(dates, id);
        date_from_text(text, &l->birth_dates[id]);
        for (size_t i = 0; i < text.len; i++) {
            if (text.ptr[i] != '-') {
                l->birth_digits[id] = l->birth_digits[id] << 4 | (uint32_t)(text.ptr[i] - '0');
            }
        }
    }
    return 0;
}

static int build_premises(const struct dictionary *d, struct premise_words **ret)
{
    *ret = mem_try_array((size_t)d->count + 1, sizeof **ret);
    if (*ret == NULL) {
        return ERR_MEMORY;
    }
    for (uint32_t id = 1; id < d->count; id++) {
        struct premise_words *p = &(*ret)[id];
        struct str text = dictionary_text(d, id);
        struct str word;
        p->begins_with_digit = text.len > 0 && ascii_is_digit(text.ptr[0]);
        while (str_next_token(&text, ' ', &word)) {
            if (p->count == PREMISE_WORDS_MAX) {
                p->count = 0;
                break;
            }
            p->word[p->count++] = part_hash(word);
        }
    }
    return 0;
}

static int build_postcodes(const struct dictionary *d, struct postcode_places **ret)
{
    *ret = mem_try_array((size_t)d->count + 1, sizeof **ret);
    if (*ret == NULL) {
        return ERR_MEMORY;
    }
    for (uint32_t id = 1; id < d->count; id++) {
        struct str text = dictionary_text(d, id);
        (*ret)[id] = (struct postcode_places){
            part_hash(postcode_sector(text)), part_hash(postcode_district(text)),
            part_hash(postcode_area(text)), postcode_is_british(text)};
    }
    return 0;
}

/* The arrays, each by itself: words first, which take longest, then those of single fields,
 * letters, parts. */
enum {
    BUILD_WORDS,
    BUILD_GIVEN_GROUPS,
    BUILD_BIRTH_DATES,
    BUILD_STAYS,
    BUILD_POSTCODES,
    BUILD_PREMISES,
    BUILD_LETTERS
};

static int build_body(void *context, size_t from, size_t to, int thread)
{
    struct lexicon *l = context;
    const struct mention_table *mentions = l->mentions;
    int code = 0;
    (void)thread;
    for (size_t i = from; i < to && code == 0; i++) {
        size_t field = i - BUILD_LETTERS;
        if (i == BUILD_WORDS) {
            code = build_words(l);
        } else if (i == BUILD_GIVEN_GROUPS) {
            code = build_given_groups(l);
        } else if (i == BUILD_BIRTH_DATES) {
            code = build_birth_dates(l);
        } else if (i == BUILD_STAYS) {
            code = build_stays(&mentions->dictionaries[FIELD_STAY], &l->stays);
        } else if (i == BUILD_POSTCODES) {
            code = build_postcodes(&mentions->dictionaries[FIELD_POSTCODE], &l->postcodes);
        } else if (i == BUILD_PREMISES) {
            code = build_premises(&mentions->dictionaries[FIELD_PREMISE], &l->premises);
        } else if (field < mentions->field_count) {
            code = is_spelt_alike(field)
                       ? build_letters(&mentions->dictionaries[field], &l->letters[field])
                       : 0;
        } else {
            int part = (int)(field - mentions->field_count);
            bool attribute = part >= PART_ATTRIBUTE;
            code = build_part(&mentions->dictionaries[part_field(part)],
                              !attribute && part_table[part].several,
                              attribute ? make_whole : part_table[part].make, &l->parts[part]);
        }
    }
    return code;
}

int lexicon_build(const struct mention_table *mentions, struct lexicon *ret)
{
    size_t parts = PART_ATTRIBUTE + mentions->attribute_count;
    ret->mentions = mentions;
    return parallel_for(ret->threads > 1 ? ret->threads : 1,
                        BUILD_LETTERS + mentions->field_count + parts, 1, build_body, ret);
}

void lexicon_free(struct lexicon *l)
{
    for (int part = 0; part < PARTS_MAX; part++) {
        mem_free(l->parts[part].offset);
        mem_free(l->parts[part].hash);
    }
    for (int field = 0; field < FIELDS_MAX; field++) {
        mem_free(l->letters[field]);
    }
    mem_free(l->birth_dates);
    mem_free(l->birth_digits);
    mem_free(l->postcodes);
    mem_free(l->premises);
    mem_free(l->stays);
    mem_free(l->given_groups);
    mem_free(l->given_sex);
    dictionary_free(&l->words);
    mem_free(l->word_offset);
    mem_free(l->word_ids);
    *l = (struct lexicon){0};
}

/* mention_parts.h - between the files that build mentions (mention_build.h); nothing else includes
 * it. */
#ifndef CANTREF_LINKAGE_MENTION_PARTS_H
#define CANTREF_LINKAGE_MENTION_PARTS_H

#include "address.h"
#include "mention_build.h"
#include "name.h"

/* A key holds every column of the six roles that a name or an address has. */
enum { PARTS_MAX = 8, KEY_MAX = 1 + 6 * PARTS_MAX, CACHE_BITS_MAX = 11 };

/* Columns of one role and subject, in order. */
struct part_columns {
    int count;
    size_t column[PARTS_MAX];
};

struct subject_plan {
    struct part_columns parts[ROLES];
    bool own_place;   /* has address columns of its own */
    bool simple_name; /* one column at most for each part of the name */
    bool split_name;  /* given, middle or family name in columns of their own */
};

/* struct table_plan - a mapping, turned so that a row can be read without searching. */
struct table_plan {
    const struct table *table;
    const struct mapping *mapping;
    uint16_t source;
    int subject_count;
    struct subject_plan subjects[SUBJECTS_MAX];
    uint8_t *field;           /* of each column that is read alone; FIELDS_MAX: none */
    uint32_t **memo;          /* [column][raw id]: value id, or UNREAD; of columns read alone */
    uint32_t **simple;        /* [column][raw id]: value id of plain words, NOT_SIMPLE, UNREAD */
    uint32_t **simple_middle; /* [column][raw id] of given names: the middle name behind it, or 0 */
    uint32_t **days;          /* [column][raw id]: of columns from when or to when, or UNREAD */
    uint8_t **signs;          /* [column][raw id]: enum cell_sign; of columns read with others */
    bool *identifying;        /* attribute columns, as the mapping says */
    uint8_t *column_subject;  /* subject's index of each column */
};

/* A raw value that has not been standardised yet. */
#define UNREAD UINT32_MAX
/* A name cell that has to be read together with the others. */
#define NOT_SIMPLE (UINT32_MAX - 1)

/* What the text of one cell tells before it is read with others; found once for each distinct cell.
 * */
enum cell_sign {
    SIGN_READ = 1, /* the others are known */
    SIGN_PLACEHOLDER = 2,
    SIGN_NO_ABODE = 4, /* of an address */
    SIGN_SEVERAL = 8,  /* of a name: may hold more people than one */
    SIGN_ODD = 16      /* of a name: may hold an estate or nobody */
};

/* One person, organisation or estate that a subject's cells name. */
struct named {
    uint8_t kind; /* enum mention_kind */
    uint32_t sex; /* from a title */
    uint32_t given, middle, family, former, name;
};

struct name_entry {
    uint64_t hash; /* of the key; 0: free */
    int count;
    struct named named[NAME_PERSONS_MAX];
};

struct place_ids {
    uint32_t uprn, premise, street, town, postcode;
    bool usable; /* enough to be a property */
};

struct place_entry {
    uint64_t hash;
    struct place_ids place;
};

/* From when to when, as numbers that only mention_relations.c reads; 0: free. */
enum { STAY_BITS = 10 };
struct stay_entry {
    uint64_t days;
    uint32_t id;
};

/* What one thread builds with. */
struct builder {
    struct mention_table *out;
    struct named simple;      /* the last simple name */
    int cache_bits;           /* as many as serve the rows */
    struct name_entry *names; /* 2^cache_bits of them, by hash */
    uint32_t *name_keys;      /* as many, of name_key_max ids */
    int name_key_max;
    struct place_entry *places; /* the same */
    uint32_t *place_keys;
    int place_key_max;
    struct stay_entry stays[1 << STAY_BITS];
};

/* names_begin, places_begin - make room for what was read lately of a table; builder_free frees it.
 * ERR_MEMORY. */
int names_begin(struct builder *builder, const struct table_plan *plan);
int places_begin(struct builder *builder, const struct table_plan *plan);
void builder_free(struct builder *builder);

/* part_key_max - the longest key that part_key makes for any subject. */
int part_key_max(const struct table_plan *plan, const enum role *roles, size_t role_count);

/* part_key - raw ids of a subject's columns of some roles, after `seed`; returns the hash, never 0.
 * */
uint64_t part_key(const struct table_plan *plan, const struct subject_plan *subject, size_t row,
                  const enum role *roles, size_t role_count, uint32_t seed, uint32_t key[KEY_MAX],
                  int *ret_count);

/* cell_signs - of a cell, 0 for an empty one. */
unsigned cell_signs(const struct table_plan *plan, size_t column, size_t row);

/* part_signs - of all the cells of a role together. */
unsigned part_signs(const struct table_plan *plan, const struct subject_plan *subject, size_t row,
                    enum role role);

/* part_text - a role's cells, placeholders left out, joined by spaces, at most size-1 bytes. */
struct str part_text(const struct table_plan *plan, const struct subject_plan *subject, size_t row,
                     enum role role, char *text, size_t size);

/* name_signs - SIGN_SEVERAL and SIGN_ODD of a cell. */
unsigned name_signs(struct str cell);

/* names_read - whom a subject's name columns of a row name; the number of them in *ret_count.
 * The result is valid until the next call. ERR_MEMORY, ERR_LIMIT. */
int names_read(struct builder *builder, const struct table_plan *plan, int subject, size_t row,
               const struct named **ret, int *ret_count);

/* names_force_person - an organisation's name read as a person's after all. */
int names_force_person(struct builder *builder, struct named *named);

/* places_read - the address that a subject's own columns (0: the row's) give. */
int places_read(struct builder *builder, const struct table_plan *plan, int subject, size_t row,
                struct place_ids *ret);

/* stay_read - from when to when the row holds, as FIELD_STAY; 0: it doesn't say. */
int stay_read(struct builder *builder, const struct table_plan *plan, size_t row, uint32_t *ret);

/* companions_add - who stands beside people[which] in a row that names people[count], as
 * FIELD_COMPANION; 0: nobody whose name is known. */
struct companion {
    uint32_t given, family;
};
enum { COMPANION_BYTES = 96 };
int companions_add(struct builder *builder, const struct companion *people, int count, int which,
                   uint32_t *ret);

/* words_sorted - the distinct words of folded text in byte order, into ret[size]; cut at a word.
 * Returns its length. */
size_t words_sorted(struct str folded, char *ret, size_t size);

#endif

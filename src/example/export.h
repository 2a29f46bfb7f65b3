/* export.h - what the five systems share: rows in the making, names and addresses as a clerk enters
 * them, and the note of who each row speaks of.
 *
 *   society ──► export_council_tax(x) … ──► x->rows: cells as text, and for each row its mentions,
 *       in the order in which linkage numbers them: persons, organisation, estate, property,
 *       unknown
 *
 * To add a system: a row in enum system and in the columns of error_rates.c, its style in export.c,
 * a file export_NAME.c with its function, its row in export_run. */
#ifndef CANTREF_EXAMPLE_EXPORT_H
#define CANTREF_EXAMPLE_EXPORT_H

#include "error_rates.h"
#include "society.h"

enum made_kind { MADE_PERSON, MADE_ORGANISATION, MADE_ESTATE, MADE_PROPERTY, MADE_UNKNOWN };

/* How a mention differs from the person as known today. */
enum made_flag {
    MADE_OLD_NAME = 1,
    MADE_OLD_ADDRESS = 2,
    MADE_PET = 4,
    MADE_WELSH = 8,
    MADE_JOINT = 16, /* one of two in one cell: MR J & MRS S EVANS */
    MADE_INITIAL = 32,
    MADE_SECOND_NAME = 64, /* second given name in the first one's place */
    MADE_REPEATED = 128,   /* the first of two records of one person in this system */
};

struct made {
    int32_t row;      /* index into rows */
    int32_t person;   /* of the block; NONE */
    int32_t dwelling; /* the address given in the row; NONE */
    uint32_t organisation;
    uint16_t number; /* from 1 within the row */
    uint8_t kind;
    uint8_t flags;
};

struct made_row {
    size_t text;     /* where it starts */
    size_t made;     /* its first mention */
    uint64_t number; /* in the file, from 1; set when it is written */
};

struct rows {
    struct buf text;
    struct made_row *rows;
    size_t row_count, row_capacity;
    struct made *made;
    size_t made_count, made_capacity;
    bool cell_before; /* the row has a cell */
};

struct export_style {
    const char *name; /* of the source: file name without suffix */
    const char *header;
    const char *line_end;
    char delimiter;
    bool byte_order_mark;
    bool capitals;
    enum { TEXT_UTF8, TEXT_PLAIN, TEXT_WINDOWS } text;
};

/* struct export - one system at work on one block. */
struct export
{
    enum system system;
    const struct export_style *style;
    struct society *society;
    struct random random;
    struct rows rows;
};

/* What the system last heard of a person. */
struct held {
    bool old_address, old_name, repeated;
};

/* A name as a clerk enters it. */
struct shown {
    char title[16];
    char given[PLACE_TEXT_MAX];
    char middle[PLACE_TEXT_MAX];
    char family[2 * PLACE_TEXT_MAX];
    uint8_t flags;
};

enum { CELL_MAX = 400 };

extern const struct export_style export_styles[SYSTEM_COUNT];

/* export_run - all rows of the block for x->system, into x->rows (emptied first). */
void export_run(struct export *x, enum system system, struct society *society);
void export_free(struct export *x);

/* export_council_tax … export_housing - the rows of one system for the block's society, appended to
 * x->rows; export_run calls the one for its system. */
void export_council_tax(struct export *x);
void export_electoral_roll(struct export *x);
void export_social_care(struct export *x);
void export_schools(struct export *x);
void export_housing(struct export *x);

/* row_begin, row_cell, row_end - a row, cell by cell, in the system's spelling. row_cell_cut keeps
 * at most `width` characters, as a field of fixed width does. row_mention - who the row speaks of,
 * in the order above. */
void row_begin(struct export *x);
void row_cell(struct export *x, const char *text);
void row_cell_cut(struct export *x, const char *text, size_t width);
void row_cell_number(struct export *x, uint64_t number, int digits);
void row_end(struct export *x);
struct made *row_mention(struct export *x, enum made_kind kind, int32_t person, int32_t dwelling,
                         uint8_t flags);

/* held_draw - what the system has of this person: one record, or two. Returns how many. */
int held_draw(struct export *x, const struct person *person, struct held ret[2]);

/* held_dwelling - the address that goes with it. */
int32_t held_dwelling(const struct export *x, const struct person *person, struct held held);

/* show_person - the name, with this system's errors. show_title - Mr, Mrs …, "" when not kept. */
void show_person(struct export *x, const struct person *person, struct held held,
                 struct shown *ret);
const char *show_title(const struct person *person, bool old_name);

/* show_whole - "Mrs Siân Mair Evans". */
void show_whole(const struct shown *shown, bool with_title, bool with_middle, char ret[CELL_MAX]);

/* show_address - the parts with this system's errors. False (and all "") when the system has no
 * address: then ret->street holds what stands there instead, if anything. */
bool show_address(struct export *x, int32_t dwelling, struct address_parts *ret);

/* address_line - the parts before the town in one line: "Flat 2, Llys Helyg, 12 Station Road". */
void address_first_line(const struct address_parts *parts, const char *between, char ret[CELL_MAX]);

enum day_style { DAY_SLASHES, DAY_ISO, DAY_WORD };
/* show_day - 06/11/2020, 2020-11-06, 6-Nov-2020; "" for DAY_NEVER. show_birth - the birth date with
 * this system's errors. show_birth_day - the erroneous date itself; false when it is missing. */
void show_day(int32_t day, enum day_style style, char ret[16]);

/* show_move - the day of a move as this system has it: now and then some days off. */
void show_move(struct export *x, int32_t day, enum day_style style, char ret[16]);
void show_birth(struct export *x, const struct person *person, enum day_style style, char ret[16]);

/* show_phone - with spaces as people write them, or what stands for none. number: "" for none. */
void show_phone(struct export *x, const char *number, char ret[32]);
void show_email(struct export *x, const struct person *person, char ret[CELL_MAX]);

/* happens - does this error strike now? */
static inline bool happens(struct export *x, enum error error)
{
    return error_happens(&x->random, x->system, error);
}

static inline int pick(struct export *x, int count)
{
    return (int)random_below(&x->random, (uint64_t)count);
}

#endif

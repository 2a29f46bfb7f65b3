/* view.h - one person as a purpose may see them: the fields of the purpose, each value with the
 * sources that say so, since when, and how sure their record is this person's; related people as
 * far as the purpose reaches.
 *
 *     id ─► mention ─► cluster among the purpose's sources ─► decisions ─► values that they allow
 *
 * Where sources disagree all values are shown, the one that most say first, then the newest: a
 * choice that hides nothing. Order and texts depend on nothing that the purpose may not see. */
#ifndef CANTREF_VIEW_VIEW_H
#define CANTREF_VIEW_VIEW_H

#include "viewing.h"

enum { VIEW_RELATED_MAX = 20, VIEW_PERMILLE_DECIDED = 1001, VIEW_PERMILLE_ALONE = 1002 };

/* struct view_witness - a record that says a value. */
struct view_witness {
    struct str source;
    int64_t since; /* seconds since 1970: when the home got to know it so */
    int permille; /* how sure that the record is this person's, 0 … 1000; VIEW_PERMILLE_… where no
                      weight says it */
};

struct view_value {
    struct str text;
    size_t count;
    struct view_witness *witnesses; /* by source, newest first within one */
};

struct view_field {
    enum field_category category;
    enum detail_level level; /* the most that any value of it is shown at */
    size_t count;
    struct view_value *values;
};

struct view_person {
    char id[PURPOSE_ID_TEXT_MAX];
    int kind;               /* enum mention_kind */
    enum relation relation; /* to the one who was looked up */
    bool at_home;           /* of those related: at an address of the one who was looked up */
    size_t records;
    size_t field_count;
    struct view_field *fields; /* in the order of enum field_category; those with a value */
    struct permitted_list mentions;
    uint8_t flags;           /* enum entity_flag, of all of them */
    uint16_t seal_team;      /* of one who is sealed, and whom the asker may see */
    enum access_rule barred; /* a prohibition that decided on some value; 0: none did */
};

/* struct view - texts are in the arena. */
struct view {
    struct view_person self;
    size_t related_count;
    struct view_person *related;
    size_t household_others; /* at the address, not listed: more than VIEW_RELATED_MAX live there */
    size_t addresses;        /* different ones that the person's records give, where the purpose
                                reaches whoever lives there */
    struct arena arena;
};

/* view_read - whom an id leads to. view_of_mention - whom a mention is one with, in a set.
 * In:     self_only: nobody related.
 * Out:    *ret, to be freed with view_free in any case; start from zero.
 * Errors: ERR_NOTFOUND (viewing_nobody); ERR_DENIED, with the rule's sentence, when nothing may be
 *         shown since it is restricted, objected to, or the asker's own; those of
 *         permitted_cluster, disclosure_open. */
int view_read(struct viewing *viewing, struct str id, struct view *ret, struct err *err);
int view_of_mention(struct viewing *viewing, size_t set, int64_t record, int number, bool self_only,
                    struct view *ret, struct err *err);
void view_free(struct view *view);

/* view_name - what a person is called: name, organisation or address, as far as it is shown in
 * full, or else their id. A slice of the person. Pure. */
struct str view_name(const struct view_person *person);

/* view_sure - how sure a record of that weight is one with the others of a person, of so many
 * mentions: as struct view_witness has it. Pure. */
int view_sure(int32_t weight, size_t mentions);

#endif

/* definition.h - what purposes, gateways and staff share: powers in law, texts in two languages,
 * lists of names; and the canonical content of a definition, which is what people approve.
 *
 *     powers:
 *       - nation: wales              england, wales, or both
 *         statute: Housing (Wales) Act 2014
 *         section: section 62
 *         citation: 2014 anaw 7
 *         from: 2015-04-27           first and last day in force, as far as they were looked up;
 *         until: 2030-01-01          left out: not limited here
 *         unverified: true           nobody has yet read it in the statute book
 */
#ifndef CANTREF_ACCESS_DEFINITION_H
#define CANTREF_ACCESS_DEFINITION_H

#include "settings.h"
#include "source_category.h"

enum {
    DEFINITION_NAME_MAX = 64, /* bytes of an id */
    DEFINITION_POWERS_MAX = 16,
    DEFINITION_LIST_MAX = 256, /* names in one list */
    DAY_MIN = -719162,         /* 1 January of year 1 … */
    DAY_MAX = 1 << 22          /* … and later than any day written here */
};

/* Where a power holds, as bits, so that `both` is both. A council that says no nation has no
 * power's. */
enum nation { NATION_UNSAID = 0, NATION_ENGLAND = 1, NATION_WALES = 2, NATION_BOTH = 3 };

struct power {
    enum nation nation;
    struct str statute, section, citation;
    int32_t from, until; /* days since 1970, both included; DAY_MIN, DAY_MAX: not limited */
    bool unverified;
};

struct power_list {
    struct power *at;
    size_t count; /* at least 1, at most DEFINITION_POWERS_MAX */
};

struct name_list {
    struct str *at;
    size_t count;
};

struct reference_list {
    struct source_reference *at;
    size_t count;
};

/* definition_name_fits - may something be called so? ASCII letters, digits and _, at most
 * DEFINITION_NAME_MAX. */
bool definition_name_fits(struct str name);

/* power_holds - is one of the powers in force in that nation on that day? */
bool power_holds(const struct power_list *powers, enum nation nation, int32_t day);

/* definition_read_… - one value of a file, strictly; as setting_read has it. Lists: no name twice,
 * at most DEFINITION_LIST_MAX. A text {en: …, cy: …} needs both. A day is 2026-11-28 and in the
 * calendar. */
int definition_read_name(struct settings *settings, const struct yaml_node *node, struct str *ret,
                         struct err *err);
int definition_read_names(struct settings *settings, const struct yaml_node *node,
                          struct name_list *ret, struct err *err);
int definition_read_bilingual(struct settings *settings, const struct yaml_node *node,
                              struct bilingual *ret, struct err *err);
int definition_read_day(struct settings *settings, const struct yaml_node *node, int32_t *ret,
                        struct err *err);
int definition_read_powers(struct settings *settings, const struct yaml_node *node,
                           struct power_list *ret, struct err *err);
int definition_read_references(struct settings *settings, const struct yaml_node *node,
                               struct reference_list *ret, struct err *err);

/* definition_hash - BLAKE2b-256 of what a node says: keys in byte order, texts as they are, lists
 * in their order; comments, quotes, indentation and the order of keys don't count. For nodes whose
 * maps are small: cost is the square of their keys. */
void definition_hash(const struct yaml_node *node, uint8_t ret[CONTENT_HASH_BYTES]);

/* calendar_text - "2026-11-28" of a day, into ret, which it returns. */
enum { CALENDAR_TEXT_MAX = 16 };
const char *calendar_text(int32_t day, char ret[CALENDAR_TEXT_MAX]);

/* calendar_london - London's clock at a time: both in seconds since 1970, one of UTC, one as if the
 * clock on the wall showed UTC. Pure. */
int64_t calendar_london(int64_t utc);

/* calendar_today - the day that it is by London's clock, by which the law's days are counted. */
int32_t calendar_today(void);

#endif

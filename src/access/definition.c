/* definition.c - reading what purposes, gateways and staff share. */
#include "definition.h"

#include "date.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <time.h>

bool definition_name_fits(struct str name)
{
    bool fits = name.len > 0 && name.len <= DEFINITION_NAME_MAX;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        fits = fits && (ascii_is_alpha(c) || ascii_is_digit(c) || c == '_');
    }
    return fits;
}

bool power_holds(const struct power_list *powers, enum nation nation, int32_t day)
{
    bool holds = false;
    for (size_t i = 0; i < powers->count; i++) {
        const struct power *p = &powers->at[i];
        holds = holds || ((p->nation & nation) != 0 && p->from <= day && day <= p->until);
    }
    return holds;
}

/* ---- single values ---- */

int definition_read_name(struct settings *settings, const struct yaml_node *node, struct str *ret,
                         struct err *err)
{
    struct str text;
    int code = setting_text(settings, node, &text, err);
    if (code == 0 && !definition_name_fits(text)) {
        return setting_refuse(settings, node, err,
                              "this can't be a name here: letters, digits and _ only, at most %d",
                              DEFINITION_NAME_MAX);
    }
    *ret = code == 0 ? text : *ret;
    return code;
}

static int read_english(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    struct bilingual *text = into;
    return setting_text(settings, node, &text->text[ACCESS_ENGLISH], err);
}

static int read_welsh(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    struct bilingual *text = into;
    return setting_text(settings, node, &text->text[ACCESS_WELSH], err);
}

int definition_read_bilingual(struct settings *settings, const struct yaml_node *node,
                              struct bilingual *ret, struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("en"), SETTING_NEEDED, read_english},
        {STR_INIT("cy"), SETTING_NEEDED, read_welsh},
    };
    (void)err; /* it keeps its own */
    settings_read(settings, node, rows, sizeof rows / sizeof rows[0], ret);
    return 0;
}

int definition_read_day(struct settings *settings, const struct yaml_node *node, int32_t *ret,
                        struct err *err)
{
    struct str text;
    struct date date;
    int code = yaml_get_text(node, settings->file, &text, err);
    if (code == 0 && (!date_from_text(text, &date) || !date_is_valid(date))) {
        return setting_refuse(settings, node, err,
                              "a day of the calendar is wanted here, such as 2026-11-28");
    }
    *ret = code == 0 ? date_days(date) : *ret;
    return code;
}

/* ---- lists ---- */

/* list_begin - the first item of a list of at least one and not too many. */
static int list_begin(struct settings *settings, const struct yaml_node *node, size_t max,
                      const struct yaml_node **ret_first, struct err *err)
{
    int code = yaml_get_list(node, settings->file, ret_first, err);
    if (code == 0 && (node->count == 0 || node->count > max)) {
        return setting_refuse(settings, node, err, "1 to %zu are wanted here", max);
    }
    return code;
}

int definition_read_names(struct settings *settings, const struct yaml_node *node,
                          struct name_list *ret, struct err *err)
{
    const struct yaml_node *item = NULL;
    struct name_list list = {0};
    int code = list_begin(settings, node, DEFINITION_LIST_MAX, &item, err);
    if (code == 0) {
        list.at = arena_alloc(settings->arena, node->count * sizeof *list.at);
    }
    for (; item != NULL && code == 0; item = item->next) {
        struct str name = STR("");
        code = definition_read_name(settings, item, &name, err);
        for (size_t i = 0; i < list.count && code == 0; i++) {
            if (str_eq(list.at[i], name)) {
                code = setting_refuse(settings, item, err, "this stands here twice: take one out");
            }
        }
        if (code == 0) {
            list.at[list.count++] = name;
        }
    }
    *ret = code == 0 ? list : *ret;
    return code;
}

static int read_reference(struct settings *settings, const struct yaml_node *node,
                          struct source_reference *ret, struct err *err)
{
    struct str text;
    int code = setting_text(settings, node, &text, err);
    if (code != 0) {
        return code;
    }
    if (str_starts(text, STR("source:"))) {
        *ret = (struct source_reference){SOURCE_CATEGORIES, str_slice(text, 7, text.len)};
        return ret->name.len > 0
                   ? 0
                   : setting_refuse(settings, node, err, "name a source after \"source:\"");
    }
    int category = 0;
    code = setting_choice(settings, node, source_category_names, &category, err);
    *ret = (struct source_reference){(enum source_category)category, text};
    return code;
}

int definition_read_references(struct settings *settings, const struct yaml_node *node,
                               struct reference_list *ret, struct err *err)
{
    const struct yaml_node *item = NULL;
    struct reference_list list = {0};
    int code = list_begin(settings, node, DEFINITION_LIST_MAX, &item, err);
    if (code == 0) {
        list.at = arena_alloc(settings->arena, node->count * sizeof *list.at);
    }
    for (; item != NULL && code == 0; item = item->next) {
        code = read_reference(settings, item, &list.at[list.count], err);
        list.count += code == 0;
    }
    *ret = code == 0 ? list : *ret;
    return code;
}

/* ---- powers ---- */

static int read_nation(struct settings *settings, const struct yaml_node *node, void *into,
                       struct err *err)
{
    static const char *const names[] = {"england", "wales", "both", NULL};
    int place = 0;
    int code = setting_choice(settings, node, names, &place, err);
    ((struct power *)into)->nation = (enum nation)(place + 1);
    return code;
}

static int read_statute(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    return setting_text(settings, node, &((struct power *)into)->statute, err);
}

static int read_section(struct settings *settings, const struct yaml_node *node, void *into,
                        struct err *err)
{
    return setting_text(settings, node, &((struct power *)into)->section, err);
}

static int read_citation(struct settings *settings, const struct yaml_node *node, void *into,
                         struct err *err)
{
    return setting_text(settings, node, &((struct power *)into)->citation, err);
}

static int read_from(struct settings *settings, const struct yaml_node *node, void *into,
                     struct err *err)
{
    return definition_read_day(settings, node, &((struct power *)into)->from, err);
}

static int read_until(struct settings *settings, const struct yaml_node *node, void *into,
                      struct err *err)
{
    struct power *power = into;
    int code = definition_read_day(settings, node, &power->until, err);
    if (code == 0 && power->until < power->from) {
        return setting_refuse(settings, node, err, "this is before \"from\": mend one of the two");
    }
    return code;
}

static int read_unverified(struct settings *settings, const struct yaml_node *node, void *into,
                           struct err *err)
{
    return yaml_get_bool(node, settings->file, &((struct power *)into)->unverified, err);
}

int definition_read_powers(struct settings *settings, const struct yaml_node *node,
                           struct power_list *ret, struct err *err)
{
    static const struct setting rows[] = {
        {STR_INIT("nation"), SETTING_NEEDED, read_nation},
        {STR_INIT("statute"), SETTING_NEEDED, read_statute},
        {STR_INIT("section"), SETTING_NEEDED, read_section},
        {STR_INIT("citation"), SETTING_NEEDED, read_citation},
        {STR_INIT("from"), 0, read_from},
        {STR_INIT("until"), 0, read_until},
        {STR_INIT("unverified"), 0, read_unverified},
    };
    const struct yaml_node *item = NULL;
    int code = list_begin(settings, node, DEFINITION_POWERS_MAX, &item, err);
    if (code != 0) {
        return code;
    }
    struct power_list list = {.at =
                                  arena_alloc(settings->arena, node->count * sizeof(struct power))};
    for (; item != NULL; item = item->next) {
        list.at[list.count] =
            (struct power){.nation = NATION_BOTH, .from = DAY_MIN, .until = DAY_MAX};
        settings_read(settings, item, rows, sizeof rows / sizeof rows[0], &list.at[list.count++]);
    }
    *ret = list;
    return 0;
}

/* ---- what people approve ---- */

static void hash_text(crypto_generichash_state *state, char kind, struct str text)
{
    uint8_t head[9] = {(uint8_t)kind};
    for (int i = 0; i < 8; i++) {
        head[1 + i] = (uint8_t)((uint64_t)text.len >> (8 * i));
    }
    crypto_generichash_update(state, head, sizeof head);
    crypto_generichash_update(state, (const uint8_t *)text.ptr, text.len);
}

/* member_after - the member of a map with the least key after `key`; NULL: none. A parsed map has
 * no key twice. */
static const struct yaml_node *member_after(const struct yaml_node *map, const struct yaml_node *at)
{
    const struct yaml_node *least = NULL;
    for (const struct yaml_node *m = map->first; m != NULL; m = m->next) {
        if ((at == NULL || str_cmp(m->key, at->key) > 0) &&
            (least == NULL || str_cmp(m->key, least->key) < 0)) {
            least = m;
        }
    }
    return least;
}

static void hash_node(crypto_generichash_state *state, const struct yaml_node *node)
{
    if (node->kind == YAML_TEXT) {
        hash_text(state, 't', node->text);
    } else if (node->kind == YAML_LIST) {
        for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
            hash_text(state, 'i', STR(""));
            hash_node(state, item);
        }
        hash_text(state, 'l', STR(""));
    } else {
        for (const struct yaml_node *m = member_after(node, NULL); m != NULL;
             m = member_after(node, m)) {
            hash_text(state, 'k', m->key);
            hash_node(state, m);
        }
        hash_text(state, 'm', STR(""));
    }
}

void definition_hash(const struct yaml_node *node, uint8_t ret[CONTENT_HASH_BYTES])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, CONTENT_HASH_BYTES);
    hash_node(&state, node);
    crypto_generichash_final(&state, ret, CONTENT_HASH_BYTES);
}

/* ---- days ---- */

const char *calendar_text(int32_t day, char ret[CALENDAR_TEXT_MAX])
{
    time_t seconds = (time_t)day * 86400;
    struct tm parts = {0};
    gmtime_r(&seconds, &parts);
    strftime(ret, CALENDAR_TEXT_MAX, "%Y-%m-%d", &parts);
    return ret;
}

/* last_sunday - of a month of 31 days, as a day since 1970. 1 January 1970 was a Thursday. */
static int32_t last_sunday(int year, int month)
{
    int32_t last = date_days((struct date){(int16_t)year, (int8_t)month, 31});
    return last - ((last + 4) % 7 + 7) % 7;
}

int64_t calendar_london(int64_t utc)
{
    /* Summer time from 01:00 UTC on the last Sunday of March to that of October (Summer Time Act
     * 1972 section 1, as substituted by S.I. 2002/262): reckoned here, since the machine's zone
     * may be another, or none. */
    time_t then = (time_t)utc;
    struct tm parts = {0};
    gmtime_r(&then, &parts);
    int64_t starts = (int64_t)last_sunday(parts.tm_year + 1900, 3) * 86400 + 3600;
    int64_t ends = (int64_t)last_sunday(parts.tm_year + 1900, 10) * 86400 + 3600;
    return utc + (utc >= starts && utc < ends ? 3600 : 0);
}

int32_t calendar_today(void)
{
    return (int32_t)(calendar_london(time(NULL)) / 86400);
}

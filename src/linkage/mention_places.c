/* mention_places.c - address columns to the parts of an address. */
#include "mention_parts.h"
#include "unzeroed.h"

#include <stdio.h>

enum { LINE_BYTES = 320, LINES_MAX = ADDRESS_LINES_MAX };

static const enum role place_roles[] = {ROLE_ADDRESS, ROLE_PREMISE, ROLE_STREET, ROLE_TOWN,
                                        ROLE_POSTCODE};
enum { PLACE_ROLES = sizeof place_roles / sizeof *place_roles };

int places_begin(struct builder *builder, const struct table_plan *plan)
{
    size_t entries = (size_t)1 << builder->cache_bits;
    builder->place_key_max = part_key_max(plan, place_roles, PLACE_ROLES);
    builder->places = mem_try_array(entries, sizeof *builder->places);
    builder->place_keys =
        mem_try_array(entries * (size_t)builder->place_key_max, sizeof *builder->place_keys);
    return builder->places == NULL || builder->place_keys == NULL ? ERR_MEMORY : 0;
}

static struct str join(struct str a, const char *between, struct str b, char *text, size_t size)
{
    int len =
        snprintf(text, size, "%.*s%s%.*s", PRI(a), a.len > 0 && b.len > 0 ? between : "", PRI(b));
    return (struct str){text, len < 0 ? 0 : (size_t)len < size ? (size_t)len : size - 1};
}

/* line_texts - premise and street as the first line, then the address lines; how many. */
static size_t line_texts(const struct table_plan *plan, const struct subject_plan *from, size_t row,
                         struct str house, struct str street, char first[LINE_BYTES],
                         struct str lines[LINES_MAX])
{
    const struct part_columns *address = &from->parts[ROLE_ADDRESS];
    size_t count = 0;
    struct str begin = join(house, " ", street, first, LINE_BYTES / 2);
    bool open = street.len == 0 && begin.len > 0; /* a house number waits for its street */
    if (begin.len > 0) {
        lines[count++] = begin;
    }
    for (int i = 0; i < address->count && count < LINES_MAX; i++) {
        struct str cell = table_cell(plan->table, row, address->column[i]);
        if (cell.len == 0 || (cell_signs(plan, address->column[i], row) & SIGN_PLACEHOLDER)) {
            continue;
        }
        if (open) {
            lines[0] = join(begin, " ", cell, first + LINE_BYTES / 2, LINE_BYTES / 2);
            open = false;
        } else {
            lines[count++] = cell;
        }
    }
    return count;
}

/* with_town - the town that the lines gave and the town column's, said once. */
static struct str with_town(struct str town, struct str column, char text[LINE_BYTES])
{
    UNZEROED struct text folded;
    text_fold(column, &folded);
    if (town.len == 0 || folded.len == 0) {
        return town.len == 0 ? column : town;
    }
    return str_ends(town, text_str(&folded)) ? town : join(town, ", ", column, text, LINE_BYTES);
}

/* from_parts - address_from_parts, but a town by itself is a town, whatever its words. */
static bool from_parts(struct str house, struct str street, struct str town, struct str postcode,
                       struct address *ret)
{
    bool found = address_from_parts(house, street, town, postcode, ret);
    if (house.len + street.len > 0 || town.len == 0) {
        return found;
    }
    UNZEROED struct text folded;
    text_fold(town, &folded);
    ret->premise[0] = ret->street[0] = '\0';
    snprintf(ret->town, sizeof ret->town, "%.*s", PRI(text_str(&folded)));
    return true;
}

/* parse_place - false: no address. */
static bool parse_place(const struct table_plan *plan, const struct subject_plan *from, size_t row,
                        struct address *ret)
{
    UNZEROED char texts[4][LINE_BYTES];
    UNZEROED char first[LINE_BYTES];
    UNZEROED char town_text[LINE_BYTES];
    struct str house = part_text(plan, from, row, ROLE_PREMISE, texts[0], LINE_BYTES);
    struct str street = part_text(plan, from, row, ROLE_STREET, texts[1], LINE_BYTES);
    struct str town = part_text(plan, from, row, ROLE_TOWN, texts[2], LINE_BYTES);
    struct str postcode = part_text(plan, from, row, ROLE_POSTCODE, texts[3], LINE_BYTES);
    unsigned signs = 0;
    for (size_t i = 0; i < PLACE_ROLES; i++) {
        signs |= part_signs(plan, from, row, place_roles[i]);
    }
    if (signs & SIGN_NO_ABODE) {
        return false;
    }
    if (from->parts[ROLE_ADDRESS].count == 0) {
        return from_parts(house, street, town, postcode, ret);
    }
    struct str lines[LINES_MAX];
    size_t line_count = line_texts(plan, from, row, house, street, first, lines);
    *ret = (struct address){0};
    bool understood = line_count > 0 && address_parse(lines, line_count, ret);
    if (town.len > 0) {
        struct address outer = {0};
        understood = from_parts(STR(""), STR(""), with_town(str_of(ret->town), town, town_text),
                                STR(""), &outer) ||
                     understood;
        memcpy(ret->town, outer.town, sizeof ret->town);
    }
    char code[POSTCODE_MAX];
    if (postcode.len > 0 && postcode_parse(postcode, code)) {
        memcpy(ret->postcode, code, sizeof ret->postcode);
        understood = true;
    }
    return understood;
}

static int place_ids(struct builder *builder, const struct address *address, struct place_ids *ret)
{
    struct dictionary *fields = builder->out->dictionaries;
    const struct dictionary_value parts[] = {
        {&fields[FIELD_PREMISE], str_of(address->premise), &ret->premise},
        {&fields[FIELD_STREET], str_of(address->street), &ret->street},
        {&fields[FIELD_TOWN], str_of(address->town), &ret->town},
        {&fields[FIELD_POSTCODE], str_of(address->postcode), &ret->postcode}};
    int code = dictionary_add_values(parts, sizeof parts / sizeof *parts);
    bool premise = ret->premise != 0 && (ret->street != 0 || ret->town != 0 || ret->postcode != 0);
    bool street = ret->street != 0 && (ret->town != 0 || ret->postcode != 0);
    ret->usable = premise || street;
    return code;
}

int places_read(struct builder *builder, const struct table_plan *plan, int subject, size_t row,
                struct place_ids *ret)
{
    const struct subject_plan *from = &plan->subjects[subject];
    uint32_t key[KEY_MAX];
    int key_count;
    uint32_t seed = (uint32_t)plan->source * SUBJECTS_MAX + (uint32_t)subject;
    uint64_t hash = part_key(plan, from, row, place_roles, PLACE_ROLES, seed, key, &key_count);
    size_t at = hash >> (64 - builder->cache_bits);
    struct place_entry *entry = &builder->places[at];
    uint32_t *entry_key = &builder->place_keys[at * (size_t)builder->place_key_max];
    size_t key_bytes = (size_t)key_count * sizeof *key;
    bool known = entry->hash == hash && memcmp(entry_key, key, key_bytes) == 0;
    int code = 0;
    if (!known) {
        UNZEROED struct address address;
        entry->place = (struct place_ids){0};
        if (parse_place(plan, from, row, &address)) {
            code = place_ids(builder, &address, &entry->place);
        }
        entry->hash = code == 0 ? hash : 0;
        memcpy(entry_key, key, key_bytes);
    }
    *ret = entry->place;
    return code;
}

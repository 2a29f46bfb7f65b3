/* mention_arrange.c - moving attributes to other places. */
#include "mention_arrange.h"

#include "memory.h"

#include <string.h>

/* Where each place's attribute stood before; NOWHERE: the table has none of that name. */
enum { NOWHERE = -1 };

struct arrangement {
    size_t count;
    int from[ATTRIBUTES_MAX];
    struct str name[ATTRIBUTES_MAX];
};

static void arrange(const struct mention_table *table, const struct str *names, size_t count,
                    struct arrangement *ret)
{
    bool placed[ATTRIBUTES_MAX] = {false};
    for (size_t i = 0; i < count; i++) {
        ret->from[i] = NOWHERE;
        ret->name[i] = names[i];
        for (size_t a = 0; a < table->attribute_count && ret->from[i] == NOWHERE; a++) {
            if (!placed[a] && str_eq(table->attribute_name[a], names[i])) {
                ret->from[i] = (int)a;
                placed[a] = true;
            }
        }
    }
    ret->count = count;
    for (size_t a = 0; a < table->attribute_count && ret->count < ATTRIBUTES_MAX; a++) {
        if (!placed[a]) {
            ret->from[ret->count] = (int)a;
            ret->name[ret->count++] = table->attribute_name[a];
        }
    }
}

/* Names of sources and attributes in one block, as mention_table_build leaves them. */
static struct str *copy_names(const struct mention_table *table, struct arrangement *arrangement)
{
    size_t bytes = 0;
    for (size_t i = 0; i < table->source_count; i++) {
        bytes += table->source_names[i].len;
    }
    for (size_t a = 0; a < arrangement->count; a++) {
        bytes += arrangement->name[a].len;
    }
    struct str *names = mem_try_array(table->source_count * sizeof *names + bytes + 1, 1);
    if (names == NULL) {
        return NULL;
    }
    char *text = (char *)(names + table->source_count);
    for (size_t i = 0; i < table->source_count + arrangement->count; i++) {
        bool source = i < table->source_count;
        struct str *name = source ? &names[i] : &arrangement->name[i - table->source_count];
        struct str from = source ? table->source_names[i] : *name;
        if (from.len > 0) {
            memcpy(text, from.ptr, from.len);
        }
        *name = str_make(text, from.len);
        text += from.len;
    }
    return names;
}

int mention_table_arrange(struct mention_table *table, const struct str *names, size_t count)
{
    struct arrangement arrangement = {0};
    arrange(table, names, count, &arrangement);
    struct str *all_names = copy_names(table, &arrangement);
    if (all_names == NULL) {
        return ERR_MEMORY;
    }
    struct dictionary before[ATTRIBUTES_MAX];
    uint8_t place_before[ATTRIBUTES_MAX];
    memcpy(before, table->dictionaries + FIELD_ATTRIBUTE, sizeof before);
    memset(table->dictionaries + FIELD_ATTRIBUTE, 0, sizeof before);
    memcpy(place_before, table->place + FIELD_ATTRIBUTE, sizeof place_before);
    memset(table->place + FIELD_ATTRIBUTE, 0, sizeof place_before);
    for (size_t a = 0; a < arrangement.count; a++) {
        if (arrangement.from[a] != NOWHERE) {
            table->dictionaries[FIELD_ATTRIBUTE + a] = before[arrangement.from[a]];
            table->place[FIELD_ATTRIBUTE + a] = place_before[arrangement.from[a]];
            before[arrangement.from[a]] = (struct dictionary){0};
        }
        table->attribute_name[a] = arrangement.name[a];
    }
    for (size_t a = 0; a < ATTRIBUTES_MAX; a++) {
        dictionary_free(&before[a]); /* of those left over */
    }
    mem_free(table->source_names);
    table->source_names = all_names;
    table->attribute_count = arrangement.count;
    table->field_count = FIELD_ATTRIBUTE + arrangement.count;
    return 0;
}

/* ---- leaving out ---- */

static bool at_one_address(const struct mention_table *t, size_t a, size_t b)
{
    static const int fields[] = {FIELD_UPRN, FIELD_PREMISE, FIELD_STREET, FIELD_TOWN,
                                 FIELD_POSTCODE};
    for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++) {
        if (mention_value(t, a, fields[f]) != mention_value(t, b, fields[f])) {
            return false;
        }
    }
    return true;
}

/* Those of one row, [from, to): some go. */
static void leave_row(struct mention_table *t, const bool *out, size_t from, size_t to)
{
    for (size_t m = from; m < to; m++) {
        if (!out[m] && t->place[FIELD_COMPANION] != 0) {
            mention_row(t, m)[t->place[FIELD_COMPANION]] = 0;
        }
        for (size_t o = from; out[m] && t->places[m].carries_property && o < to; o++) {
            if (!out[o] && at_one_address(t, m, o)) {
                t->places[o].carries_property = true;
                break;
            }
        }
    }
}

void mention_table_leave_out(struct mention_table *t, const bool *out)
{
    size_t kept = 0;
    for (size_t from = 0, to; from < t->count; from = to) {
        bool some = false;
        for (to = from; to < t->count && t->places[to].row == t->places[from].row &&
                        t->places[to].source == t->places[from].source;
             to++) {
            some = some || out[to];
        }
        if (some) {
            leave_row(t, out, from, to);
        }
        for (size_t m = from; m < to; m++) {
            if (!out[m]) {
                t->places[kept] = t->places[m];
                memmove(mention_row(t, kept), mention_row(t, m), t->row_width * sizeof *t->rows);
                kept++;
            }
        }
    }
    t->count = kept;
}

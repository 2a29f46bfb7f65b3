/* mention_values.c - packing, unpacking, and a table of what was unpacked. */
#include "mention_values.h"

#include "mention_build.h"
#include "pack.h"

/* ---- packing ---- */

int mention_pack(const struct mention_table *t, size_t mention, size_t attribute_count,
                 struct buf *out)
{
    const struct mention_place *place = &t->places[mention];
    const uint32_t *row = mention_row(t, mention);
    int code = pack_number(out, place->kind);
    code = code ? code : pack_number(out, place->subject);
    code = code ? code : pack_number(out, place->carries_property);
    code = code ? code : pack_number(out, place->number);
    for (size_t f = 0; code == 0 && f < t->field_count && f < FIELD_ATTRIBUTE + attribute_count;
         f++) {
        uint32_t id = row_value(t, row, (int)f);
        if (id != 0) {
            struct str text = dictionary_text(&t->dictionaries[f], id);
            code = pack_number(out, f + 1);
            code = code ? code : pack_text(out, text);
        }
    }
    return code;
}

int mention_unpack(struct str rest, struct mention_values *ret)
{
    uint64_t kind, subject, carries, number;
    *ret = (struct mention_values){0};
    if (!unpack_number(&rest, MENTION_KINDS - 1, &kind) ||
        !unpack_number(&rest, UINT8_MAX, &subject) || !unpack_number(&rest, 1, &carries) ||
        !unpack_number(&rest, UINT16_MAX, &number)) {
        return ERR_INPUT;
    }
    ret->place.kind = (uint8_t)kind;
    ret->place.subject = (uint8_t)subject;
    ret->place.carries_property = carries != 0;
    ret->place.number = (uint16_t)number;
    while (rest.len > 0) {
        uint64_t field;
        struct str text;
        if (!unpack_number(&rest, FIELDS_MAX, &field) || field == 0 || !unpack_text(&rest, &text) ||
            text.len == 0) {
            return ERR_INPUT;
        }
        ret->text[field - 1] = text;
    }
    return 0;
}

/* ---- a table ---- */

/* Names of sources and attributes in one block, as mention_table_build leaves them. */
static int copy_names(const struct str *sources, size_t source_count, const struct str *attributes,
                      struct mention_table *ret)
{
    size_t bytes = 1;
    for (size_t i = 0; i < source_count; i++) {
        bytes += sources[i].len;
    }
    for (size_t a = 0; a < ret->attribute_count; a++) {
        bytes += attributes[a].len;
    }
    struct str *names = mem_try_array(source_count * sizeof *names + bytes, 1);
    if (names == NULL) {
        return ERR_MEMORY;
    }
    char *text = (char *)(names + source_count);
    for (size_t i = 0; i < source_count + ret->attribute_count; i++) {
        bool source = i < source_count;
        struct str from = source ? sources[i] : attributes[i - source_count];
        struct str *to = source ? &names[i] : &ret->attribute_name[i - source_count];
        if (from.len > 0) {
            memcpy(text, from.ptr, from.len);
        }
        *to = str_make(text, from.len);
        text += from.len;
    }
    ret->source_names = names;
    ret->source_count = source_count;
    return 0;
}

static void find_filled(const struct mention_values *values, size_t count, size_t field_count,
                        bool ret[FIELDS_MAX])
{
    memset(ret, 0, FIELDS_MAX * sizeof *ret);
    for (size_t m = 0; m < count; m++) {
        for (size_t f = 0; f < field_count; f++) {
            ret[f] = ret[f] || values[m].text[f].len > 0;
        }
    }
}

static int fill_rows(const struct mention_values *values, struct mention_table *t)
{
    int code = 0;
    for (size_t f = 0; code == 0 && f < t->field_count; f++) {
        uint32_t id;
        code = dictionary_add(&t->dictionaries[f], STR(""), &id);
    }
    for (size_t m = 0; code == 0 && m < t->count; m++) {
        uint32_t *row = mention_row(t, m);
        t->places[m] = values[m].place;
        for (size_t f = 0; code == 0 && f < t->field_count; f++) {
            if (values[m].text[f].len > 0) {
                code = dictionary_add(&t->dictionaries[f], values[m].text[f], &row[t->place[f]]);
            }
        }
    }
    return code;
}

int mention_table_of(const struct mention_values *values, size_t count, const struct str *sources,
                     size_t source_count, const struct str *attributes, size_t attribute_count,
                     struct mention_table *ret)
{
    bool filled[FIELDS_MAX];
    *ret = (struct mention_table){.count = count,
                                  .field_count = FIELD_ATTRIBUTE + attribute_count,
                                  .attribute_count = attribute_count};
    find_filled(values, count, ret->field_count, filled);
    mention_table_lay_out(ret, filled);
    ret->places = mem_try_array(count, sizeof *ret->places);
    ret->rows = mem_try_array(count * ret->row_width, sizeof *ret->rows);
    int code = ret->places == NULL || ret->rows == NULL ? ERR_MEMORY : 0;
    code = code ? code : copy_names(sources, source_count, attributes, ret);
    code = code ? code : fill_rows(values, ret);
    if (code != 0) {
        mention_table_free(ret);
    }
    return code;
}

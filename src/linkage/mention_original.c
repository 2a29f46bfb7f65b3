/* mention_original.c - from a mention back to the cells it was read from. */
#include "mention_original.h"

static bool holds_field(const struct mapping_column *column, int field, int kind,
                        struct str attribute)
{
    static const enum role names[] = {[FIELD_GIVEN] = ROLE_GIVEN_NAME,
                                      [FIELD_MIDDLE] = ROLE_MIDDLE_NAME,
                                      [FIELD_FAMILY] = ROLE_FAMILY_NAME,
                                      [FIELD_FORMER_FAMILY] = ROLE_FORMER_NAME,
                                      [FIELD_NAME] = ROLE_FULL_NAME};
    if (field == FIELD_NAME) {
        return kind == MENTION_UNKNOWN ? column->role == ROLE_THING_NAME
               : kind == MENTION_ORGANISATION
                   ? column->role == ROLE_ORGANISATION || column->role == ROLE_FULL_NAME
                   : column->role == ROLE_FULL_NAME;
    }
    if (field < FIELD_NAME) {
        return column->role == names[field];
    }
    if (field >= FIELD_ATTRIBUTE) {
        return column->role == ROLE_ATTRIBUTE && str_eq(column->attribute, attribute);
    }
    switch (field) {
    case FIELD_PREMISE:
        return column->role == ROLE_PREMISE;
    case FIELD_STREET:
        return column->role == ROLE_STREET;
    case FIELD_TOWN:
        return column->role == ROLE_TOWN;
    default:
        return role_table[column->role].field == field;
    }
}

size_t mention_original_column(const struct mapping *mapping, const struct mention_table *mentions,
                               int subject, int kind, int field)
{
    struct str attribute =
        field >= FIELD_ATTRIBUTE ? mentions->attribute_name[field - FIELD_ATTRIBUTE] : STR("");
    struct str subjects[SUBJECTS_MAX];
    int subject_count = mapping_subjects(mapping, subjects);
    struct str mine = subject < subject_count ? subjects[subject] : STR("");
    size_t found = SIZE_MAX;
    size_t count = 0;
    for (int pass = 0; pass < 2 && count == 0; pass++) {
        for (size_t c = 0; c < mapping->column_count; c++) {
            const struct mapping_column *column = &mapping->columns[c];
            bool theirs = pass == 0 ? str_eq(column->subject, mine)
                                    : column->subject.len == 0 &&
                                          (role_table[column->role].flags & ROLE_SHARED);
            if (theirs && holds_field(column, field, kind, attribute)) {
                count++;
                found = c;
            }
        }
    }
    return count == 1 ? found : SIZE_MAX;
}

void mention_original(const struct table *tables, const struct mapping *mappings,
                      const struct mention_table *mentions, size_t mention, int field,
                      struct buf *ret)
{
    const struct mention_place *place = &mentions->places[mention];
    size_t column = mention_original_column(&mappings[place->source], mentions, place->subject,
                                            place->kind, field);
    struct str found =
        column == SIZE_MAX ? STR("") : table_cell(&tables[place->source], place->row, column);
    bool single = found.len > 0 && mention_value(mentions, mention, field) != 0;
    buf_add(ret, single ? found : mention_text(mentions, mention, field));
}

struct str mention_record_id(const struct table *tables, const struct mapping *mappings,
                             const struct mention_place *place)
{
    const struct mapping *mapping = &mappings[place->source];
    for (size_t c = 0; c < mapping->column_count; c++) {
        if (mapping->columns[c].role == ROLE_RECORD_ID) {
            return table_cell(&tables[place->source], place->row, c);
        }
    }
    return STR("");
}

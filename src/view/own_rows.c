/* own_rows.c - see own_rows.h. */
#include "own_rows.h"

/* What one record says, as far as the decisions allow. */
static void read_values(struct arena *arena, const struct viewing *v, const struct disclosure *d,
                        const struct view_person *person, const struct permitted_mention *m,
                        struct own_row *ret)
{
    size_t place = disclosure_place(d, m->record, m->number);
    struct buf text = {0};
    if (place == SIZE_MAX) {
        return;
    }
    struct disclosed_mention mention = disclosure_mention(d, place);
    uint16_t source = access_source_find(v->access, mention.source);
    const struct viewing_subject subject = {m->record,     m->number,     person->kind,
                                            RELATION_SELF, person->flags, person->seal_team};
    ret->source = arena_str(arena, mention.source);
    ret->since = mention.since;
    for (int c = 0; c < FIELD_CATEGORIES; c++) {
        enum field_category category = (enum field_category)c;
        text.len = 0;
        if (disclosure_text(d, place, viewing_decide(v, &subject, source, category), mention.source,
                            v->options.day, v->options.language, &text)) {
            ret->values[ret->count++] =
                (struct own_value){category, arena_str(arena, buf_str(&text))};
        }
    }
    buf_free(&text);
}

int own_rows_read(struct arena *arena, struct viewing *v, const struct view_person *person,
                  struct own_rows *ret, struct err *err)
{
    const struct permitted_list *mentions = &person->mentions;
    struct disclosure *d = NULL;
    int code = disclosure_open(v->picture, mentions->at, mentions->count, &d, err);
    if (code != 0) {
        return code;
    }
    *ret = (struct own_rows){mentions->count,
                             arena_alloc(arena, (mentions->count + 1) * sizeof *ret->at)};
    for (size_t i = 0; i < mentions->count; i++) {
        struct own_row *record = &ret->at[i];
        record->source = STR("");
        record->values = arena_alloc(arena, FIELD_CATEGORIES * sizeof *record->values);
        record->permille = view_sure(mentions->at[i].weight, mentions->count);
        viewing_id(v, &mentions->at[i], record->id);
        read_values(arena, v, d, person, &mentions->at[i], record);
    }
    disclosure_close(d);
    return 0;
}

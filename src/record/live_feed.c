/* live_feed.c - mentions in the feed of changes. */
#include "live_feed.h"

#include "dictionary.h"
#include "memory.h"
#include "mention.h"

struct entity_member *member_add(struct member_list *list, int64_t record, int number, int kind,
                                 uint32_t group)
{
    void *at = list->at;
    mem_must_grow(&at, &list->capacity, list->count + 1, sizeof *list->at);
    list->at = at;
    list->at[list->count] = (struct entity_member){record, number, kind, group};
    return &list->at[list->count++];
}

static struct str member_text(const struct entity_member *m, int64_t key[2])
{
    key[0] = m->record;
    key[1] = m->number;
    return str_make((const char *)key, 2 * sizeof *key);
}

static void index_members(const struct member_list *list, struct dictionary *ret)
{
    for (size_t i = 0; i < list->count; i++) {
        int64_t key[2];
        uint32_t place;
        if (dictionary_add(ret, member_text(&list->at[i], key), &place) != 0) {
            mem_exhausted();
        }
    }
}

/* From 1; 0: it isn't there. */
static uint32_t place_among(const struct dictionary *index, const struct entity_member *m)
{
    int64_t key[2];
    return index->count > 0 ? dictionary_find(index, member_text(m, key)) : 0;
}

int live_tell_mentions(struct db *db, int64_t now, struct member_list *gone,
                       const struct member_list *brought, struct err *err)
{
    struct dictionary was = {0};
    struct dictionary is = {0};
    size_t kept = 0;
    int code = 0;
    index_members(gone, &was);
    index_members(brought, &is);
    for (size_t i = 0; code == 0 && i < brought->count; i++) {
        const struct entity_member *m = &brought->at[i];
        const char *what = place_among(&was, m) != 0 ? "changed" : "added";
        code = change_add(db, now, "mention", what, m->record, m->number, err);
    }
    for (size_t i = 0; code == 0 && i < gone->count; i++) {
        const struct entity_member *m = &gone->at[i];
        uint32_t again = place_among(&is, m);
        if (again == 0) {
            code = change_add(db, now, "mention", "withdrawn", m->record, m->number, err);
        }
        if (again == 0 || brought->at[again - 1].kind == MENTION_PROPERTY) {
            gone->at[kept++] = *m;
        }
    }
    gone->count = kept;
    dictionary_free(&was);
    dictionary_free(&is);
    return code;
}

/* log_search.c - see log_search.h. */
#include "log_search.h"

struct searching {
    const struct log_question *question;
    struct whole_list *found;
};

static bool matches(const struct log_question *q, const struct audit_entry *e)
{
    const struct audit_response *r = &e->detail.response;
    bool open = q->who.len == 0 && q->purpose.len == 0 && q->case_reference.len == 0;
    return open || (e->has_detail && (q->who.len == 0 || str_eq(r->who, q->who)) &&
                    (q->purpose.len == 0 || str_eq(r->purpose, q->purpose)) &&
                    (q->case_reference.len == 0 || str_eq(r->case_reference, q->case_reference)));
}

static int take_leaf(void *context, const struct audit_entry *entry, struct err *err)
{
    struct searching *s = context;
    (void)err;
    if (matches(s->question, entry)) {
        whole_list_add(s->found, (int64_t)entry->number);
    }
    return 0;
}

int log_search(struct inquiry *inquiry, const struct log_question *question, struct whole_list *ret,
               struct err *err)
{
    struct searching s = {.question = question, .found = ret};
    struct audit *log = inquiry->audit;
    uint64_t from = 0;
    uint64_t until = audit_size(log);
    size_t before = ret->count;
    int code = question->from_ms != 0 ? audit_find_time(log, question->from_ms, &from, err) : 0;
    if (code == 0 && question->until_ms != 0) {
        code = audit_find_time(log, question->until_ms, &until, err);
    }
    code = code ? code : audit_each(log, from, until, take_leaf, &s, err);
    return code ? code
                : inquiry_tell_leaves(inquiry, NULL, 0, (uint64_t)(ret->count - before), err);
}

/* keep_matching - of the leaves from a place on, those that are asked for. */
static int keep_matching(struct audit *log, const struct log_question *q, size_t from,
                         struct whole_list *leaves, struct err *err)
{
    size_t kept = from;
    int code = 0;
    for (size_t i = from; code == 0 && i < leaves->count; i++) {
        struct arena arena = {0};
        struct audit_entry e;
        code = audit_read(log, (uint64_t)leaves->at[i], &arena, &e, err);
        if (code == 0 && matches(q, &e) && (q->from_ms == 0 || e.leaf.time_ms >= q->from_ms) &&
            (q->until_ms == 0 || e.leaf.time_ms < q->until_ms)) {
            leaves->at[kept++] = leaves->at[i];
        }
        arena_free(&arena);
    }
    leaves->count = kept;
    return code;
}

int log_search_person(struct inquiry *inquiry, struct str id, const struct log_question *question,
                      struct whole_list *ret, struct err *err)
{
    struct viewing *v = &inquiry->viewing;
    struct view view = {0};
    struct whole_list mentions = {0};
    size_t before = ret->count;
    size_t set = 0;
    int64_t record = 0;
    int number = 0;
    int code = viewing_resolve(v, id, &set, &record, &number, err);
    code = code ? code : view_of_mention(v, set, record, number, true, &view, err);
    code = code == ERR_DENIED ? inquiry_refuse(inquiry, &view.self, code, err) : code;
    for (size_t i = 0; code == 0 && i < view.self.mentions.count; i++) {
        whole_list_add(&mentions, disclosure_subject(view.self.mentions.at[i].record,
                                                     view.self.mentions.at[i].number));
    }
    code = code ? code : audit_find_subject(inquiry->audit, mentions.at, mentions.count, ret, err);
    if (code == 0 && question != NULL) {
        code = keep_matching(inquiry->audit, question, before, ret, err);
    }
    if (code == ERR_NOTFOUND) {
        struct err failed = {0};
        int told = inquiry_tell(inquiry, NULL, 0, 0, &failed);
        code = told ? err_set(err, told, "%s", failed.message) : code;
    }
    code = code ? code : inquiry_tell_log(inquiry, &view.self, ret->count - before, err);
    whole_list_free(&mentions);
    view_free(&view);
    return code;
}

int log_leaf(struct inquiry *inquiry, uint64_t number, struct arena *arena, struct audit_entry *ret,
             struct err *err)
{
    struct audit_entry entry;
    int code = audit_read(inquiry->audit, number, arena, &entry, err);
    if (code != 0) {
        return code;
    }
    const struct audit_response *r = &entry.detail.response;
    size_t count = entry.has_detail ? r->subject_count : 0;
    struct audit_subject *subjects = arena_alloc(arena, (count + 1) * sizeof *subjects);
    size_t people = 0;
    for (size_t i = 0; i < count; i++) {
        if (r->subjects[i].mention_count > 0 && r->subjects[i].mentions[0] != INQUIRY_EVERYBODY) {
            subjects[people] = r->subjects[i];
            subjects[people].fields = &inquiry_log_field;
            subjects[people++].field_count = 1;
        }
    }
    code = inquiry_tell_leaves(inquiry, subjects, people, 1, err);
    if (code == 0) {
        *ret = entry;
    }
    return code;
}

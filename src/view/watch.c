/* watch.c - see watch.h. */
#include "watch_parts.h"

#include <string.h>

enum { ID_DIGITS = 8 };

/* What a finding is called: of its rule, its member of staff and, for the famous, its person. */
static void name_finding(struct inquiry *inquiry, const struct watch *watch,
                         const struct watch_finding *f, char ret[WATCH_ID_TEXT_MAX])
{
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; /* Crockford's base 32 */
    struct buf text = {0};
    struct str login = f->staff != WATCH_NOBODY ? watch->logins[f->staff] : STR("");
    long long mention = f->person != WATCH_NOBODY ? (long long)watch->mentions[f->person] : 0;
    buf_printf(&text, "%s %.*s %lld", watch_rule_names[f->rule], PRI(login), mention);
    uint64_t token = (uint64_t)seal_token(inquiry->picture.seal, "watch", buf_str(&text));
    buf_free(&text);
    ret[0] = 'W';
    ret[1] = '-';
    for (int i = 0; i < ID_DIGITS; i++, token >>= 5) {
        ret[2 + i] = digits[token & 31];
    }
    ret[2 + ID_DIGITS] = '\0';
}

static void name_findings(struct inquiry *inquiry, struct watch *watch)
{
    struct watch_gathering *g = watch->gathering;
    size_t count = watch->findings.count;
    watch->ids = arena_alloc(&watch->arena, (count + 1) * sizeof *watch->ids);
    watch->decided = arena_alloc(&watch->arena, (count + 1) * sizeof(struct watch_decision *));
    for (size_t i = 0; i < count; i++) {
        name_finding(inquiry, watch, &watch->findings.at[i], watch->ids[i]);
        for (size_t d = 0; d < g->decision_count; d++) {
            if (strcmp(g->decisions[d].id, watch->ids[i]) == 0) {
                watch->decided[i] = &g->decisions[d]; /* the newest is the last */
            }
        }
    }
}

int watch_read(struct inquiry *inquiry, int64_t since_ms, struct watch *ret, struct err *err)
{
    struct err_list errors = {0};
    if (watch_settings_read(inquiry->picture.home.path, &ret->settings, &errors) != 0) {
        int code = err_list_first(&errors, err);
        err_list_free(&errors);
        return code;
    }
    err_list_free(&errors);
    ret->has_settings = true;
    ret->gathering = mem_must_array(1, sizeof *ret->gathering);
    *ret->gathering = (struct watch_gathering){.inquiry = inquiry, .watch = ret, .err = err};
    int code = watch_gather(ret->gathering, since_ms);
    code = code ? code : watch_gather_alike(ret->gathering);
    if (code == 0) {
        watch_find(&ret->table, &ret->settings, &ret->findings);
        name_findings(inquiry, ret);
    }
    return code;
}

void watch_free(struct watch *watch)
{
    if (watch->gathering != NULL) {
        watch_gathering_free(watch->gathering);
        mem_free(watch->gathering);
    }
    if (watch->has_settings) {
        watch_settings_free(&watch->settings);
    }
    watch_findings_free(&watch->findings);
    mem_free(watch->mentions);
    arena_free(&watch->arena);
    *watch = (struct watch){0};
}

static uint64_t last_leaf(const struct watch *watch, size_t finding)
{
    const struct watch_finding *f = &watch->findings.at[finding];
    uint64_t last = 0;
    for (size_t i = 0; i < f->count; i++) {
        uint64_t leaf = watch->table.events[f->events[i]].leaf;
        last = leaf > last ? leaf : last;
    }
    return last;
}

bool watch_is_open(const struct watch *watch, size_t finding)
{
    const struct watch_decision *d = watch->decided[finding];
    return d == NULL || !d->closed || last_leaf(watch, finding) >= d->upto;
}

int watch_person_id(struct inquiry *inquiry, const struct watch *watch, uint32_t person,
                    char ret[PURPOSE_ID_TEXT_MAX], struct err *err)
{
    struct db_query *q;
    bool row = false;
    int64_t mention = watch->mentions[person];
    struct permitted_mention m = {.record = mention >> 16, .number = (int)(mention & UINT16_MAX)};
    int code = db_query_with(inquiry->picture.db, "SELECT identity FROM record WHERE record = $1",
                             WHOLES(m.record), &q, err);
    ret[0] = '\0';
    code = code ? code : db_step(q, &row, err);
    if (code == 0 && row) {
        struct str identity = db_bytes(q, 0);
        if (identity.len == sizeof m.identity) {
            memcpy(m.identity, identity.ptr, sizeof m.identity);
            viewing_id(&inquiry->viewing, &m, ret);
        }
        db_reset(q);
    }
    return code;
}

int watch_decide(struct inquiry *inquiry, const struct watch *watch, size_t finding, bool closed,
                 struct str why, struct err *err)
{
    const struct watch_finding *f = &watch->findings.at[finding];
    struct str asker = inquiry->viewing.options.who;
    for (size_t i = 0; i < f->count; i++) {
        if (str_eq(watch->logins[watch->table.events[f->events[i]].staff], asker)) {
            return err_set(err, ERR_DENIED,
                           "it is about your own look-ups: somebody else decides on it");
        }
    }
    return inquiry_log_change(inquiry, closed ? STR("watch_closed") : STR("watch_seen"),
                              str_of(watch->ids[finding]), why, last_leaf(watch, finding) + 1, err);
}

/* ---- shown ---- */

/* Those who are in the findings that are shown: each once. */
static bool *people_of(const struct watch *w, bool closed_too, size_t only, size_t *ret_count)
{
    bool *is_in = mem_must_array(w->table.person_count + 1, sizeof *is_in);
    *ret_count = 0;
    for (size_t i = 0; i < w->findings.count; i++) {
        bool shown = only != SIZE_MAX ? i == only : closed_too || watch_is_open(w, i);
        for (size_t e = 0; e < w->findings.at[i].count && shown; e++) {
            uint32_t person = w->table.events[w->findings.at[i].events[e]].person;
            *ret_count += !is_in[person];
            is_in[person] = true;
        }
    }
    return is_in;
}

int watch_tell(struct inquiry *inquiry, const struct watch *w, bool closed_too, size_t only,
               char (*ids)[PURPOSE_ID_TEXT_MAX], struct err *err)
{
    size_t count;
    bool *is_in = people_of(w, closed_too, only, &count);
    struct audit_subject *subjects = mem_must_array(count + 1, sizeof *subjects);
    int code = 0;
    count = 0;
    for (uint32_t p = 0; code == 0 && p < w->table.person_count; p++) {
        if (is_in[p]) {
            code = watch_person_id(inquiry, w, p, ids[p], err);
            subjects[count++] = (struct audit_subject){.entity = str_of(ids[p]),
                                                       .mentions = &w->mentions[p],
                                                       .mention_count = 1,
                                                       .fields = &inquiry_log_field,
                                                       .field_count = 1};
        }
    }
    uint64_t found = only != SIZE_MAX ? 1 : w->findings.count;
    code = code ? code : inquiry_tell_leaves(inquiry, subjects, count, found, err);
    mem_free(subjects);
    mem_free(is_in);
    return code;
}

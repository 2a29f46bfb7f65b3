/* find.c - see find.h. */
#include "find.h"

/* struct hit - of any set. */
struct hit {
    struct search_hit hit;
    size_t set;
};

struct finding {
    struct viewing *viewing;
    struct found *found;
    struct hit *hits;
    size_t count;
    size_t matched; /* words of the query, by each of them */
    struct err *err;
};

static struct search_fields fields_of(const struct purpose *purpose)
{
    const enum detail_level *level = purpose->level[RELATION_SELF];
    return (struct search_fields){
        .name = level[CATEGORY_NAME] == DETAIL_FULL || level[CATEGORY_ORGANISATION] == DETAIL_FULL,
        .address = level[CATEGORY_ADDRESS] == DETAIL_FULL,
        .birth_date = level[CATEGORY_BIRTH_DATE] == DETAIL_FULL,
        .phone = level[CATEGORY_PHONE] == DETAIL_FULL,
        .email = level[CATEGORY_EMAIL] == DETAIL_FULL,
        .nhs_number = level[CATEGORY_NHS_NUMBER] == DETAIL_FULL,
        .national_insurance = level[CATEGORY_NATIONAL_INSURANCE] == DETAIL_FULL};
}

static void sources_of(const struct viewing *v, size_t set, struct source_set *ret)
{
    for (size_t s = 0; s < v->access->options.source_count; s++) {
        if (v->set_of[s] == set) {
            source_set_add(ret, v->number_of[s]);
        }
    }
}

/* Needed words that it matched in any way. */
static size_t matched(const struct search_query *query, const struct search_hit *hit)
{
    size_t count = 0;
    for (size_t w = 0; w < query->count; w++) {
        count += query->words[w].needed && hit->how[w] != SEARCH_NOT;
    }
    return count;
}

/* Those of a set, each put in its place by its score; of equals the earlier set's first. */
static int search_set(struct finding *f, size_t set, const struct search_fields *fields,
                      struct str text)
{
    const struct viewing *v = f->viewing;
    struct source_set sources = {0};
    struct search_answer answer = {0};
    sources_of(v, set, &sources);
    int code = search_text(v->picture->db, v->picture->seal, v->picture->model, &sources, fields,
                           text, FIND_HITS, &answer, f->err);
    f->found->count += code == 0 ? (uint64_t)answer.count : 0;
    f->found->too_many = f->found->too_many || answer.too_many;
    size_t most = 0;
    for (size_t i = 0; code == 0 && i < answer.hit_count; i++) {
        size_t count = matched(&answer.query, &answer.hits[i]);
        most = count > most ? count : most;
    }
    if (code == 0 && most > f->matched) { /* no more people are shown than may be meant */
        f->matched = most;
        f->count = 0;
    }
    for (size_t i = 0; code == 0 && i < answer.hit_count; i++) {
        if (matched(&answer.query, &answer.hits[i]) < f->matched) {
            continue;
        }
        size_t at = f->count++;
        while (at > 0 && f->hits[at - 1].hit.score < answer.hits[i].score) {
            f->hits[at] = f->hits[at - 1];
            at--;
        }
        f->hits[at] = (struct hit){answer.hits[i], set};
    }
    search_answer_free(&answer);
    return code;
}

static bool is_listed(const struct found *found, const struct search_hit *hit)
{
    for (size_t i = 0; i < found->count_listed; i++) {
        const struct permitted_list *mentions = &found->views[i].self.mentions;
        for (size_t m = 0; m < mentions->count; m++) {
            if (mentions->at[m].record == hit->record && mentions->at[m].number == hit->number) {
                return true;
            }
        }
    }
    return false;
}

/* One whom the purpose may not read, since their data is restricted, objected to or the asker's
 * own, isn't listed: that they have what was typed would be read of them. */
static int list_person(struct finding *f, size_t set, const struct search_hit *hit)
{
    struct found *found = f->found;
    struct view *view = &found->views[found->count_listed++];
    int code = view_of_mention(f->viewing, set, hit->record, hit->number, true, view, f->err);
    if (code == ERR_DENIED) {
        view_free(view);
        found->count_listed--;
        found->count -= found->count > 0;
        return 0;
    }
    return code;
}

static int find(struct finding *f, struct str text)
{
    struct search_fields fields = fields_of(viewing_purpose(f->viewing));
    struct found *found = f->found;
    int code = 0;
    for (size_t set = 1; code == 0 && set <= f->viewing->set_count; set++) {
        code = search_set(f, set, &fields, text);
    }
    for (size_t i = 0; code == 0 && i < f->count && found->count_listed < FIND_PEOPLE_MAX; i++) {
        const struct search_hit *hit = &f->hits[i].hit;
        if (!is_listed(found, hit)) {
            code = list_person(f, f->hits[i].set, hit);
        }
    }
    return code;
}

int find_people(struct viewing *viewing, struct str text, struct found *ret, struct err *err)
{
    struct finding f = {.viewing = viewing, .found = ret, .err = err};
    f.hits = mem_must_array(viewing->set_count * FIND_HITS, sizeof *f.hits);
    ret->views = mem_must_array(FIND_PEOPLE_MAX, sizeof *ret->views);
    int code = viewing_begin(viewing, err);
    if (code == 0) {
        code = find(&f, text);
        viewing_end(viewing);
    }
    mem_free(f.hits);
    return code;
}

void found_free(struct found *found)
{
    for (size_t i = 0; i < found->count_listed; i++) {
        view_free(&found->views[i]);
    }
    mem_free(found->views);
    *found = (struct found){0};
}

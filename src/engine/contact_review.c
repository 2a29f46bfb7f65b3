/* contact_review.c - see contact_review.h. */
#include "contact_review.h"

#include "dictionary.h"

/* Has the person of a view been met before? */
static int meet(struct dictionary *met, const struct view *view, bool *ret, struct err *err)
{
    uint32_t before = met->count;
    uint32_t id = 0;
    int code = dictionary_add(met, str_of(view->self.id), &id);
    *ret = met->count == before;
    return code ? err_set(err, code, "too many people for one list") : 0;
}

int contact_each(struct inquiry *q, const struct kept_table *table, const struct whole_list *rows,
                 contact_visit *visit, void *context, struct err *err)
{
    struct dictionary met = {0};
    int code = contact_check(&q->viewing, err);
    for (size_t i = 0; code == 0 && i < rows->count; i++) {
        struct view view = {0};
        bool there = false;
        bool again = false;
        code = kept_person(&q->viewing, table, rows->at[i], &view, &there, err);
        code = code == 0 && there ? meet(&met, &view, &again, err) : code;
        code = code == 0 && there ? visit(context, &view, rows->at[i], again, err) : code;
        view_free(&view);
    }
    dictionary_free(&met);
    return code;
}

/* struct reviewing - what is found on the way. */
struct reviewing {
    struct inquiry *inquiry;
    struct contact_review *review;
    int32_t until;
};

static void add_due(struct contact_review *review, const struct contact_due *due)
{
    void *at = review->at;
    mem_must_grow(&at, &review->capacity, review->count + 1, sizeof *review->at);
    review->at = at;
    review->at[review->count++] = *due;
}

static void take_view(struct contact_review *review, struct view *view)
{
    void *views = review->views;
    mem_must_grow(&views, &review->view_capacity, review->view_count + 1, sizeof *review->views);
    review->views = views;
    review->views[review->view_count++] = *view;
    *view = (struct view){0};
}

static int review_person(void *context, struct view *view, int64_t row, bool again, struct err *err)
{
    struct reviewing *r = context;
    struct arena arena = {0};
    struct reach reach;
    size_t before = r->review->count;
    (void)row;
    int code = again ? 0 : reach_of(r->inquiry, view, &reach, &arena, err);
    for (int c = STEP_CHANNEL_POST; code == 0 && !again && c < STEP_CHANNELS; c++) {
        const struct reach_channel *channel = &reach.channels[c];
        if (channel->has_review && channel->review <= r->until) {
            add_due(r->review, &(struct contact_due){.view = r->review->view_count,
                                                     .channel = (enum step_channel)c,
                                                     .state = channel->state,
                                                     .reason = channel->reason,
                                                     .review = channel->review});
        }
    }
    if (r->review->count > before) {
        take_view(r->review, view);
    }
    arena_free(&arena);
    return code;
}

int contact_review_read(struct inquiry *q, int32_t until, struct contact_review *ret,
                        struct err *err)
{
    struct reviewing r = {.inquiry = q, .review = ret, .until = until};
    struct whole_list rows = {0};
    int code = contact_numbers(q->viewing.picture->db, &rows, err);
    code = code ? code : contact_each(q, &contact_table, &rows, review_person, &r, err);
    whole_list_free(&rows);
    return code;
}

void contact_review_free(struct contact_review *review)
{
    for (size_t i = 0; i < review->view_count; i++) {
        view_free(&review->views[i]);
    }
    mem_free(review->views);
    mem_free(review->at);
    *review = (struct contact_review){0};
}

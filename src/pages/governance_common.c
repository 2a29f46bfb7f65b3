/* governance_common.c - see governance.h. */
#include "calendar.h"
#include "date_words.h"
#include "governance.h"
#include "web.h"

#include <stdio.h>
#include <string.h>

struct json_node *governance_model(struct request *r, const char *title, const char *back)
{
    struct json_node *model = json_tree_object(&r->arena);
    request_put(r, model, "title", title);
    request_put(r, model, "back", request_href(r, "%s", back));
    request_put(r, model, "case", governance_text(r, governance_case(r)));
    governance_say(r, model);
    return model;
}

struct str governance_case(const struct request *r)
{
    struct str named = form_text(&r->form, "for_case");
    return named.len > 0 ? named : r->case_reference;
}

int governance_act(struct request *r, enum purpose_act act, const char *otherwise,
                   struct rights *ret, struct err *err)
{
    struct str named = governance_case(r).len > 0 ? governance_case(r) : str_of(otherwise);
    r->inquiry->viewing.options.case_reference = arena_str(&r->arena, named);
    int code = inquiry_act(r->inquiry, "", act, err);
    if (code == 0) {
        *ret = rights_of(r->inquiry, r->now);
    }
    return code;
}

int governance_access(struct request *r, struct home_access *ret, struct err *err)
{
    struct err_list errors = {0};
    const struct picture *picture = &r->web->home.picture;
    int code = home_access_open(&picture->home, picture->seal, ret, &errors);
    if (code != 0) {
        code = err_list_first(&errors, err);
    }
    err_list_free(&errors);
    return code;
}

/* ---- texts ---- */

const char *governance_text(struct request *r, struct str text)
{
    return arena_str(&r->arena, text).ptr;
}

const char *governance_day(struct request *r, int32_t day)
{
    char text[DATE_WORDS_MAX];
    return governance_text(r, str_of(date_written(day, r->language == ACCESS_WELSH, text)));
}

const char *governance_time(struct request *r, int64_t seconds)
{
    int64_t local = calendar_london(seconds);
    int64_t day = calendar_floor(local, CALENDAR_DAY_SECONDS);
    int minute = (int)(local - day * CALENDAR_DAY_SECONDS) / 60;
    return arena_printf(&r->arena, "%s, %d:%02d", governance_day(r, (int32_t)day), minute / 60,
                        minute % 60)
        .ptr;
}

const char *governance_names(struct request *r, const struct access *access,
                             const struct name_list *names)
{
    struct buf text = {0};
    for (size_t i = 0; names != NULL && i < names->count; i++) {
        buf_add(&text, i > 0 ? STR(", ") : STR(""));
        staff_title(access_staff_said(access), names->at[i], r->language, &text);
    }
    const char *kept = governance_text(r, buf_str(&text));
    buf_free(&text);
    return kept;
}

const char *governance_team(struct request *r, struct str team)
{
    struct name_list one = {&team, 1};
    return governance_names(r, &r->inquiry->access.access, &one);
}

const char *governance_clock(struct request *r, const struct duty *duty)
{
    char length[LENGTH_TEXT_MAX];
    if (!duty->has_clock) {
        return governance_text(r, duty->no_clock.text[r->language]);
    }
    return governance_text(
        r, str_of(length_text(duty->clock.rule.within, r->language == ACCESS_WELSH, length)));
}

const char *governance_in_force(struct request *r, const struct duty *d)
{
    const char *from = d->from == DAY_MIN ? "" : governance_day(r, d->from);
    const char *until = d->until == DAY_MAX ? "" : governance_day(r, d->until);
    if (from[0] == '\0' && until[0] == '\0') {
        return translate(r, "on all days");
    }
    return from[0] == '\0' ? arena_printf(&r->arena, translate(r, "until %s"), until).ptr
           : until[0] == '\0'
               ? arena_printf(&r->arena, translate(r, "from %s"), from).ptr
               : arena_printf(&r->arena, translate(r, "from %s until %s"), from, until).ptr;
}

/* ---- parts of models ---- */

void governance_row(struct request *r, struct json_node *rows, const char *key, const char *text)
{
    if (text[0] != '\0') {
        json_tree_append(rows, component_summary_row(r, key, text, NULL));
    }
}

void governance_put_table(struct json_node *model, const char *key, struct request *r,
                          struct json_node *table)
{
    const struct json_node *rows = json_tree_get(table, STR("rows"), json_tree_print(STR("rows")));
    bool any = rows != NULL && rows->count > 0;
    json_tree_put(model, str_of(key), any ? table : json_tree_nothing(&r->arena));
}

/* ---- pages of a list ---- */

static size_t page_of(const struct request *r)
{
    int64_t page = form_number(&r->form, "page", 1);
    return page < 1 || page > INT32_MAX ? 1 : (size_t)page;
}

bool governance_next(const struct request *r, struct governance_list *list)
{
    return list->count++ / GOVERNANCE_PAGE_ROWS + 1 == page_of(r);
}

void governance_shows(struct governance_list *list, struct str name)
{
    if (name.len > 0 && list->people.count < GOVERNANCE_PAGE_ROWS) {
        list->people.at = list->names;
        list->names[list->people.count++] = name;
    }
}

static const char *page_href(struct request *r, const char *path, size_t page)
{
    struct str of_case = governance_case(r);
    return request_href(r, "%s%cpage=%zu%s%.*s", path, strchr(path, '?') != NULL ? '&' : '?', page,
                        of_case.len > 0 ? "&case=" : "", PRI(of_case));
}

void governance_put_pages(struct request *r, struct json_node *model,
                          const struct governance_list *list, const char *path)
{
    size_t page = page_of(r);
    size_t pages = (list->count + GOVERNANCE_PAGE_ROWS - 1) / GOVERNANCE_PAGE_ROWS;
    json_tree_put(model, STR("pagination"),
                  pages > 1
                      ? component_pagination(r, page > 1 ? page_href(r, path, page - 1) : NULL,
                                             page < pages ? page_href(r, path, page + 1) : NULL)
                      : json_tree_nothing(&r->arena));
}

/* ---- done ---- */

/* What pages say of what was just done; the name stands in the path after it. */
static const char *sentence_of(struct request *r, struct str done)
{
    const struct {
        const char *name, *text;
    } sentences[] = {
        {"approved", translate(r, "You have approved it.")},
        {"switched", translate(r, "The trigger is switched, in your name.")},
        {"decided", translate(r, "What you decided is in the log.")},
        {"entered", translate(r, "The request is entered.")},
        {"extended", translate(r, "The request has two months more. The person must be told why.")},
        {"closed", translate(r, "The request is closed.")},
        {"marked", translate(r, "It is marked, and stands from now on.")},
        {"lifted", translate(r, "It stands no longer.")},
        {"sealed", translate(r, "The person is sealed for that team.")},
        {"asked", translate(r, "It is asked for. Another person has to approve it.")},
        {"reviewed", translate(r, "Your review is kept.")},
    };
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
        if (str_eq(done, str_of(sentences[i].name))) {
            return sentences[i].text;
        }
    }
    return NULL;
}

void governance_say(struct request *r, struct json_node *model)
{
    const char *sentence = sentence_of(r, form_text(&r->form, "done"));
    if (sentence != NULL) {
        request_put(r, model, "done", sentence);
    } else {
        json_tree_put(model, STR("done"), json_tree_nothing(&r->arena));
    }
}

int governance_done(struct request *r, const char *path, const char *done)
{
    struct str of_case = governance_case(r);
    return reply_redirect(r, "%s?done=%s%s%.*s", path, done, of_case.len > 0 ? "&case=" : "",
                          PRI(of_case));
}

int governance_mend(struct request *r, const char *field, int code, const struct err *failed,
                    struct err *err)
{
    const char *sentence =
        code == ERR_NOTFOUND
            ? translate(r, "There is nobody of that id, or nothing that this is for")
        : code == ERR_CONFLICT ? translate(r, "It is so already, or somebody else has to do it")
        : code == ERR_INPUT || code == ERR_USAGE
            ? translate(r, "It can’t be taken as it is written")
        : code == ERR_LIMIT ? translate(r, "It is too long")
                            : NULL;
    if (sentence == NULL) {
        *err = *failed;
        return code;
    }
    form_fail(&r->form, field, sentence, failed);
    return 0;
}

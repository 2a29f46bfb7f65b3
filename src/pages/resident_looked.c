/* resident_looked.c - who looked at the data of who is signed in, when, what for and by which law;
 * and the proof that an entry is in the signed log. */
#include "resident.h"

#include "date_words.h"
#include "own_log_words.h"

enum { ENTRIES_A_PAGE = 20, MONTHS_A_YEAR = 12 };

static void put_words(struct request *r, struct json_node *item, const char *key,
                      const struct own_entry *entry, own_log_say *words)
{
    struct buf text = {0};
    words(r->inquiry, entry, r->language, &text);
    json_tree_put_text(&r->arena, item, str_of(key), buf_str(&text));
    buf_free(&text);
}

static struct json_node *entry_item(struct request *r, const struct own_entry *entry)
{
    struct json_node *item = json_tree_object(&r->arena);
    request_put_time(r, item, "at", entry->time_ms / 1000);
    put_words(r, item, "who", entry, own_log_who);
    put_words(r, item, "purpose", entry, own_log_purpose);
    put_words(r, item, "law", entry, own_log_law);
    put_words(r, item, "seen", entry, own_log_seen);
    json_tree_put_bool(&r->arena, item, STR("emergency"), entry->kind == AUDIT_BREAK_GLASS);
    request_put(r, item, "proof",
                request_href(r, "/me/looked/%llu/proof", (unsigned long long)entry->leaf));
    return item;
}

static const char *month_words(struct request *r, int month)
{
    return arena_printf(&r->arena, "%s %d",
                        date_month_name(month % MONTHS_A_YEAR + 1, r->language == ACCESS_WELSH),
                        month / MONTHS_A_YEAR)
        .ptr;
}

/* What is not told entry by entry. */
static void put_untold(struct request *r, struct json_node *model, const struct own_log *log)
{
    struct json_node *sealed = json_tree_list(&r->arena);
    struct json_node *apart = json_tree_list(&r->arena);
    const struct council *council = &r->cases->council;
    for (size_t i = 0; i < log->sealed_count; i++) {
        struct json_node *item = json_tree_object(&r->arena);
        int review = log->sealed[i].month + (int)council->sealed_review_months;
        request_put(r, item, "month", month_words(r, log->sealed[i].month));
        json_tree_put_whole(&r->arena, item, STR("count"), (int64_t)log->sealed[i].count);
        request_put(r, item, "review", month_words(r, review));
        json_tree_append(sealed, item);
    }
    for (size_t i = 0; i < log->apart_count; i++) {
        json_tree_append(apart, json_tree_text(&r->arena, log->apart[i]));
    }
    json_tree_put_bool(&r->arena, model, STR("has_sealed"), log->sealed_count > 0);
    json_tree_put(model, STR("sealed"), sealed);
    json_tree_put_bool(&r->arena, model, STR("has_apart"), log->apart_count > 0);
    json_tree_put(model, STR("apart"), apart);
    json_tree_put(model, STR("perhaps_others"),
                  log->perhaps_others > 0 ? json_tree_whole(&r->arena, (int64_t)log->perhaps_others)
                                          : json_tree_nothing(&r->arena));
    json_tree_put(model, STR("destroyed"),
                  log->destroyed > 0 ? json_tree_whole(&r->arena, (int64_t)log->destroyed)
                                     : json_tree_nothing(&r->arena));
    request_put(r, model, "destroyed_until",
                log->destroyed > 0 ? month_words(r, log->destroyed_until) : "");
}

static int show(struct request *r, const struct own_log *log)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *entries = json_tree_list(&r->arena);
    int64_t page = form_number(&r->form, "page", 1);
    size_t pages = (log->count + ENTRIES_A_PAGE - 1) / ENTRIES_A_PAGE;
    page = page < 1 ? 1 : page > (int64_t)pages && pages > 0 ? (int64_t)pages : page;
    size_t first = (size_t)(page - 1) * ENTRIES_A_PAGE;
    for (size_t i = first; i < log->count && i < first + ENTRIES_A_PAGE; i++) {
        json_tree_append(entries, entry_item(r, &log->entries[i]));
    }
    bool more = first + ENTRIES_A_PAGE < log->count;
    request_put(r, model, "title", translate(r, "Who looked at your data"));
    request_put(r, model, "back", request_href(r, "/me"));
    json_tree_put_bool(&r->arena, model, STR("nobody"), log->count == 0);
    request_put_format(r, model, "how_many", translate(r, "Page %lld of %zu"), (long long)page,
                       pages > 0 ? pages : 1);
    json_tree_put(model, STR("entries"), entries);
    put_untold(r, model, log);
    const char *before =
        page > 1 ? request_href(r, "/me/looked?page=%lld", (long long)page - 1) : NULL;
    const char *after = more ? request_href(r, "/me/looked?page=%lld", (long long)page + 1) : NULL;
    json_tree_put(model, STR("pagination"),
                  before != NULL || after != NULL ? component_pagination(r, before, after)
                                                  : json_tree_nothing(&r->arena));
    return reply_page(r, "resident/looked", model);
}

int resident_looked(struct request *r, struct err *err)
{
    struct resident_self self = {0};
    struct own_log log = {0};
    int code = resident_self_open(r, &self, err);
    code = code == 0 && self.there ? own_log_read(r->inquiry, &self.view.self, self.set, &log, err)
                                   : code;
    code = code ? code : inquiry_tell_log(r->inquiry, &self.view.self, log.count, err);
    code = code ? code : show(r, &log);
    own_log_free(&log);
    resident_self_free(&self);
    return code;
}

int resident_proof(struct request *r, struct err *err)
{
    struct resident_self self = {0};
    struct own_log log = {0};
    struct buf text = {0};
    uint64_t leaf = UINT64_MAX;
    bool number = str_to_uint(str_of(request_parameter(r, 0)), UINT64_MAX >> 1, &leaf);
    int code = number ? resident_self_open(r, &self, err)
                      : err_say(err, ERR_NOTFOUND, "%s", translate(r, "There is no such entry."));
    code = code == 0 && self.there ? own_log_read(r->inquiry, &self.view.self, self.set, &log, err)
                                   : code;
    code = code ? code : inquiry_tell_log(r->inquiry, &self.view.self, 1, err);
    code = code ? code : own_log_prove(r->inquiry, &log, &self.view.self, leaf, &text, err);
    if (code == 0) {
        const char *name =
            arena_printf(&r->arena, "entry-%llu.proof", (unsigned long long)leaf).ptr;
        code = reply_file(r, "text/plain; charset=utf-8", name, buf_str(&text));
    }
    buf_free(&text);
    own_log_free(&log);
    resident_self_free(&self);
    return code;
}

/* resident_tell.c - what residents may tell: all of it, found by words, and the start of one. */
#include "resident.h"

#include "home_pack.h"
#include "text.h"

enum { WORD_LETTERS_MIN = 3, SECONDS_A_QUESTION = 30, SECONDS_A_MINUTE = 60 };

/* ---- all that may be told ---- */

static void put_pack(struct request *r, struct json_node *list, const struct event_pack *pack)
{
    struct json_node *item = json_tree_object(&r->arena);
    request_put(r, item, "href", request_href(r, "/tell/%.*s", PRI(pack->id)));
    request_put(r, item, "title", resident_text(r, &pack->type.title));
    request_put(r, item, "about", resident_text(r, &pack->about));
    json_tree_append(list, item);
}

/* Does one of the words, or how it begins, stand in what the pack says of itself? */
static bool is_meant(struct request *r, const struct event_pack *pack, struct str words)
{
    struct text wanted;
    struct text said;
    text_fold(words, &wanted);
    struct str all = arena_printf(&r->arena, "%s %s %s", resident_text(r, &pack->type.title),
                                  resident_text(r, &pack->title), resident_text(r, &pack->about));
    text_fold(all, &said);
    struct str rest = text_str(&wanted);
    struct str word;
    while (str_next_token(&rest, ' ', &word)) {
        size_t stem = word.len > 5 ? word.len - 2 : word.len; /* "moving", "moved": "mov" */
        stem = stem < WORD_LETTERS_MIN ? word.len : stem;
        if (word.len >= WORD_LETTERS_MIN &&
            str_find(text_str(&said), str_slice(word, 0, stem)) >= 0) {
            return true;
        }
    }
    return false;
}

static int put_packs(struct request *r, struct json_node *list, struct str words, size_t *ret_found,
                     struct err *err)
{
    struct name_list names;
    int code = 0;
    home_pack_names(&r->inquiry->picture.home, &r->arena, &names);
    for (size_t i = 0; code == 0 && i < names.count; i++) {
        const struct event_pack *pack = NULL;
        struct err broken = {0};
        if (telling_pack(r, arena_str(&r->arena, names.at[i]).ptr, &pack, &broken) != 0) {
            continue; /* not for residents; or it can't be read, which cantref pack check tells */
        }
        if ((words.len == 0 || is_meant(r, pack, words))) {
            put_pack(r, list, pack);
            (*ret_found)++;
        }
    }
    (void)err;
    return code;
}

static int show_list(struct request *r, struct str words, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *fields = json_tree_list(&r->arena);
    struct json_node *packs = json_tree_list(&r->arena);
    size_t found = 0;
    int code = put_packs(r, packs, words, &found, err);
    bool nothing = code == 0 && found == 0 && words.len > 0;
    code = nothing ? put_packs(r, packs, STR(""), &found, err) : code;
    request_put(r, model, "title", translate(r, "Tell us what happened"));
    request_put(r, model, "action", request_href(r, "/tell"));
    request_put(r, model, "return", request_href(r, "/return"));
    request_put(r, model, "all", words.len > 0 ? request_href(r, "/tell") : "");
    json_tree_put_bool(&r->arena, model, STR("nothing_found"), nothing);
    json_tree_put(model, STR("packs"), packs);
    json_tree_append(fields,
                     component_input(r, "words", translate(r, "Or say it in a word or two"),
                                     translate(r, "For example: died, moving, care"), NULL));
    json_tree_put(model, STR("fields"), fields);
    return code ? code : reply_page(r, "resident/tell", model);
}

int resident_tell(struct request *r, struct err *err)
{
    return show_list(r, STR(""), err);
}

int resident_tell_search(struct request *r, struct err *err)
{
    return show_list(r, form_text(&r->form, "words"), err);
}

/* ---- one of them ---- */

static void put_tellers(struct request *r, struct json_node *model, const struct event_pack *pack)
{
    struct json_node *list = json_tree_list(&r->arena);
    for (int i = 0; i < TELLERS; i++) {
        bool takes = (pack->type.tellers >> i & 1) != 0;
        if (takes && i != TELLER_STAFF && i != TELLER_OTHER_COUNCIL) {
            json_tree_append(
                list, json_tree_text(&r->arena, str_of(teller_title((enum teller)i, r->language))));
        }
    }
    json_tree_put(model, STR("tellers"), list);
}

/* What must be known, and how long it takes: those of a teller alone. */
static void put_needs(struct request *r, struct json_node *model, const struct event_pack *pack)
{
    struct json_node *list = json_tree_list(&r->arena);
    size_t questions = TELL_ITEMS;
    for (size_t i = 0; i < pack->type.question_count; i++) {
        const struct question *q = &pack->type.questions[i];
        questions += !q->of_team;
        if (!q->of_team && q->required) {
            json_tree_append(list, json_tree_text(&r->arena, q->text.text[r->language]));
        }
    }
    size_t minutes = (questions * SECONDS_A_QUESTION + SECONDS_A_MINUTE - 1) / SECONDS_A_MINUTE;
    json_tree_put_bool(&r->arena, model, STR("has_needs"), list->count > 0);
    json_tree_put(model, STR("needs"), list);
    request_put_format(r, model, "how_long",
                       translate(r, "It takes about %zu minutes. You can stop and go on later."),
                       minutes);
}

/* "told_before": what this browser told of the kind already; "" for nothing. */
static int put_told_before(struct request *r, struct json_node *model,
                           const struct event_pack *pack, struct err *err)
{
    uint8_t holder[APPLICATION_HOLDER_BYTES];
    char event[EVENT_ID_TEXT_MAX] = "";
    bool there = false;
    int code = resident_holder(r, false, holder, &there, err);
    code = code == 0 && there
               ? application_last_sent(r->inquiry->picture.db, holder, pack->id, event, err)
               : code;
    request_put(r, model, "told_before",
                event[0] != '\0' ? request_href(r, "/events/%s", event) : "");
    return code;
}

int resident_tell_begin_page(struct request *r, struct err *err)
{
    struct telling_page t = {0};
    int code = telling_open(r, request_parameter(r, 0), &t, err);
    if (code == 0) {
        struct json_node *model = json_tree_object(&r->arena);
        const char *event = request_parameter(r, 0);
        request_put(r, model, "title", resident_text(r, &t.pack->type.title));
        request_put(r, model, "about", resident_text(r, &t.pack->about));
        request_put(r, model, "back", request_href(r, "/tell"));
        request_put(r, model, "action", request_href(r, "/tell/%s", event));
        request_put(r, model, "go_on",
                    t.there ? request_href(r, "/tell/%s/%s", event, telling_next(r, &t)) : "");
        put_tellers(r, model, t.pack);
        put_needs(r, model, t.pack);
        resident_put_exit(r, model, t.pack);
        code = put_told_before(r, model, t.pack, err);
        code = code ? code : reply_page(r, "resident/begin", model);
    }
    telling_free(&t);
    return code;
}

/* struct beginning - a new application, held by this browser. */
struct beginning {
    struct request *r;
    struct application_beginning what;
    uint8_t holder[APPLICATION_HOLDER_BYTES];
    int64_t number;
};

static int begin(struct db *db, void *context, struct err *err)
{
    struct beginning *b = context;
    int code = application_begin(db, &b->what, &b->number, err);
    return code ? code : application_hold(db, b->number, b->holder, b->what.now, err);
}

int telling_begin(struct request *r, const struct event_pack *pack, int64_t *ret, struct err *err)
{
    bool resident = r->session.kind == SESSION_RESIDENT;
    bool there = false;
    struct beginning b = {.r = r,
                          .what = {.type = pack->id,
                                   .language = r->language,
                                   .record = resident ? r->session.record : 0,
                                   .mention = resident ? r->session.mention : 0,
                                   .now = r->now}};
    int code = resident_holder(r, true, b.holder, &there, err);
    code = code ? code : picture_do(&r->inquiry->picture, begin, &b, err);
    code = code == 0 && resident ? telling_put_self(r, b.number, err) : code;
    *ret = code == 0 ? b.number : *ret;
    return code;
}

int resident_tell_begin(struct request *r, struct err *err)
{
    const struct event_pack *pack = NULL;
    const char *event = request_parameter(r, 0);
    struct telling_page t = {0};
    int64_t application = 0;
    int code = telling_pack(r, event, &pack, err);
    code = code ? code : telling_begin(r, pack, &application, err);
    code = code ? code : telling_open(r, event, &t, err);
    code = code ? code : reply_redirect(r, "/tell/%s/%s", event, telling_next(r, &t));
    telling_free(&t);
    return code;
}

/* resident.h - what the resident's pages share: the pack that is told, the application that this
 * browser has open, whose event may be shown to whom.
 *
 *     /tell ─► /tell/bereavement ─► /tell/bereavement/answer/… ─► applies ─► check ─► /sent/lusab-…
 *
 * Nobody's data is looked up for a visitor: what the pages tell them goes by what they said. */
#ifndef CANTREF_PAGES_RESIDENT_H
#define CANTREF_PAGES_RESIDENT_H

#include "application_look.h"
#include "authority.h"
#include "page_component.h"
#include "request_store.h"
#include "web.h"

/* What is asked beside the pack's questions, in the order in which it is asked: the first ones
 * before them, the last two after. */
enum tell_item {
    TELL_LANGUAGE,
    TELL_TELLER,
    TELL_SUBJECT, /* of who is signed in and may speak for others: about whom it is */
    TELL_NAME,
    TELL_BIRTH_DATE,
    TELL_ADDRESS,
    TELL_HAPPENED,
    TELL_OF_PACK, /* here the pack's questions stand */
    TELL_TOLD_BY,
    TELL_REACHED,
    TELL_ITEMS
};

/* tell_item_name - as the application keeps it: ".teller". tell_item_part - of the path:
 * "the-teller". tell_item_of_part - the item of it; TELL_ITEMS: it is none. Pure. */
const char *tell_item_name(enum tell_item item);
const char *tell_item_part(enum tell_item item);
enum tell_item tell_item_of_part(const char *part);

/* struct telling_page - the application of a page, with its pack. Start from zero; telling_free. */
struct telling_page {
    const struct event_pack *pack;
    bool there;  /* this browser, or this resident, has one of this kind open */
    bool is_own; /* of who is signed in; not one that they took up for somebody else */
    struct application application;
    struct application_look look;
    struct authorities authorities; /* of who is signed in, in this matter, today */
};

/* telling_pack - the pack of a name that residents may tell; one that runs in shadow they may not,
 * since nothing would come of it. Errors: ERR_NOTFOUND.
 * telling_open - with the application that is open. telling_begin - a new one, held by this
 * browser, and by who is signed in; *ret: its number. telling_may - may residents tell it? Pure. */
int telling_pack(struct request *r, const char *name, const struct event_pack **ret,
                 struct err *err);
int telling_open(struct request *r, const char *event, struct telling_page *ret, struct err *err);
int telling_begin(struct request *r, const struct event_pack *pack, int64_t *ret, struct err *err);
void telling_free(struct telling_page *page);
bool telling_may(const struct event_pack *pack);

/* telling_asks - is that item asked here? telling_next - where it goes on: the part of the path
 * after /tell/{event}/, "answer/the-teller" or, when all was answered, "applies". In the arena.
 * telling_before - what stood before that item or question: "answer/…", or "" for the start. */
bool telling_asks(const struct request *r, const struct telling_page *page, enum tell_item item);
const char *telling_next(struct request *r, const struct telling_page *page);
const char *telling_before(struct request *r, const struct telling_page *page, const char *part);

/* telling_put - somebody typed this answer here. */
int telling_put(struct request *r, int64_t application, const char *name, struct str text,
                struct err *err);

/* telling_authority - the one by which they tell it for somebody; NULL: none, or it is over. Pure.
 * telling_tell_names - that the page names those for whom they may speak, or, unless all, the one
 * for whom they do: in the log. Errors: those of request_ask and authorities_tell.
 * telling_subject_value - how the application keeps it: "authority:7". */
const struct authority *telling_authority(const struct telling_page *page);
int telling_tell_names(struct request *r, const struct telling_page *page, bool all,
                       struct err *err);
const char *telling_subject_value(struct request *r, const struct authority *authority);

/* telling_answer_words - an answer as people read it: days, money and choices in words. */
const char *telling_answer_words(struct request *r, const struct telling_page *page,
                                 const struct question *question, struct str text);

/* telling_item_title - how an item is asked. */
const char *telling_item_title(struct request *r, const struct telling_page *page,
                               enum tell_item item);
const char *telling_item_words(struct request *r, const struct telling_page *page,
                               enum tell_item item);

/* resident_holder - what this browser holds applications by; made when `make`.
 * *ret_there: it has one. */
int resident_holder(struct request *r, bool make, uint8_t ret[APPLICATION_HOLDER_BYTES],
                    bool *ret_there, struct err *err);

/* resident_put_exit - "exit_this_page": of a pack that somebody must not be seen to read. */
void resident_put_exit(struct request *r, struct json_node *model, const struct event_pack *pack);

/* resident_put_duties - "owed": what is or would be owed, each with its law and its day; "unclear":
 * what can't be told yet, and what is missing; "not_owed": what is not, and, if explains, why: the
 * reason repeats answers, which may be another's. */
void resident_put_duties(struct request *r, struct json_node *model, const struct event_pack *pack,
                         const struct assessment *duties, bool explains);

/* resident_text - of the pack, in the page's language, with a NUL after its end. */
const char *resident_text(struct request *r, const struct bilingual *text);

/* struct resident_self - who is signed in, under the purpose that was asked for last. Start from
 * zero; resident_self_free. */
struct resident_self {
    struct view view;
    size_t set;
    bool there;
};
/* resident_self_open - Errors: ERR_DENIED, told to the log; those of the store. */
int resident_self_open(struct request *r, struct resident_self *ret, struct err *err);
void resident_self_free(struct resident_self *self);
/* resident_self_tell - their own data is about to be shown to them: in the log. */
int resident_self_tell(struct request *r, struct err *err);

/* telling_put_self - what an application needs of who is signed in, and they need not say: their
 * name, and their date of birth as what is asked for with a resume code. Told to the log. */
int telling_put_self(struct request *r, int64_t application, struct err *err);

/* resident_ask_for - a request of who is signed in, with its statutory clock, for the data team.
 * detail: in their own words. Told to the log first. */
int resident_ask_for(struct request *r, enum request_kind kind, struct str detail, struct err *err);

/* ---- handlers ---- */

/* resident_tell … - the handlers of resident_routes.c, each as route.h has it. */
typedef int resident_page(struct request *r, struct err *err);
resident_page resident_tell, resident_tell_search, resident_tell_begin_page, resident_tell_begin,
    resident_question, resident_answer, resident_applies, resident_check, resident_send,
    resident_save_page, resident_save, resident_return_page, resident_return, resident_sent,
    resident_copy, resident_event, resident_wrong_page, resident_wrong, resident_me, resident_data,
    resident_not_me_page, resident_not_me, resident_looked, resident_proof, resident_requests,
    resident_request_new, resident_contact, resident_contact_page, resident_contact_say,
    resident_speak, resident_speak_for, resident_speak_take, resident_speak_end, resident_offer,
    resident_offer_answer;

#endif

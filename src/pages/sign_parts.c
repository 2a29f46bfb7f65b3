/* sign_parts.c - see sign_parts.h. */
#include "sign_parts.h"

#include "attempt.h"
#include "event_look.h"
#include "page_component.h"
#include "page_layout.h"
#include "session_store.h"

bool sign_lasts(int64_t since, int64_t now, int64_t seconds)
{
    return since <= now && now - since < seconds;
}

/* A path and nothing else: a line end in it would be another header, or another line of what is
 * kept. */
static bool is_plain(struct str path)
{
    bool plain = true;
    for (size_t i = 0; i < path.len; i++) {
        plain = plain && (unsigned char)path.ptr[i] > ' ' && path.ptr[i] != 127;
    }
    return plain;
}

const char *sign_next(struct request *r)
{
    const struct str next = form_text(&r->form, "next");
    const bool is_ours =
        next.len > 0 && next.ptr[0] == '/' && is_plain(next) && !str_starts(next, STR("/sign-"));
    return is_ours ? arena_str(&r->arena, next).ptr : "/";
}

const struct staff_member *sign_staff_here(const struct request *r, struct str login)
{
    const struct staff_member *member = staff_find(&r->web->home.access.access.staff, login);
    return member != NULL && staff_is_here(member, r->today) ? member : NULL;
}

struct str sign_role_titles(struct request *r, const struct staff_member *member)
{
    struct buf text = {0};
    for (size_t i = 0; i < member->roles.count; i++) {
        buf_add(&text, i > 0 ? STR(", ") : STR(""));
        staff_title(&r->web->home.access.access.staff, member->roles.at[i], r->language, &text);
    }
    struct str kept = arena_str(&r->arena, buf_str(&text));
    buf_free(&text);
    return kept;
}

int sign_in_staff(struct request *r, struct str login, struct str roles, const char *way,
                  struct err *err)
{
    web_take_turn(r->web);
    int code = inquiry_log_change(&r->web->home, str_of(way), login, STR(""), 0, err);
    code = code ? code : sign_known_forget(r, err);
    code = code ? code
                : session_sign_in_staff(r->web->sessions, &r->session, login, roles, r->now, err);
    web_give_turn(r->web);
    return code ? code : reply_redirect(r, "%s", sign_next(r));
}

struct json_node *sign_secret_field(struct request *r, const char *name, const char *label,
                                    const char *hint, const char *type, const char *autocomplete)
{
    for (size_t i = 0; i < r->form.count; i++) {
        if (str_eq(r->form.values[i].name, str_of(name))) {
            r->form.values[i].text = STR("");
        }
    }
    struct json_node *field = component_input(r, name, label, hint, NULL);
    component_option(r, field, "type", type);
    component_option(r, field, "autocomplete", autocomplete);
    component_option(r, field, "spellcheck", "false");
    return field;
}

int sign_read_resident(struct inquiry *inquiry, int64_t record, int mention, struct view *ret,
                       bool *ret_there, struct err *err)
{
    struct event_mention whom = {.role = STR(EVENT_SUBJECT), .record = record, .number = mention};
    const struct event subject = {.mention_count = 1, .mentions = &whom};
    size_t set = 0;
    bool there = false;
    int code = event_person(&inquiry->viewing, &subject, whom.role, true, ret, &set, &there, err);
    *ret_there = code == 0 && there;
    if (code == ERR_DENIED) { /* they are told nothing else, and it is in the log */
        code = inquiry_refuse(inquiry, &ret->self, code, err);
        code = code == ERR_DENIED ? 0 : code;
    }
    return code;
}

/* ---- without the lock ---- */

void sign_let_go(struct request *r)
{
    pthread_rwlock_unlock(&r->web->access_lock);
}

void sign_take_again(struct request *r)
{
    pthread_rwlock_rdlock(&r->web->access_lock);
}

int sign_busy(struct request *r)
{
    page_error(r, 503, NULL);
    r->reply.retry_after_s = PASSWORDS_RETRY_S;
    return 0;
}

/* ---- guessing is slow ---- */

struct trying {
    struct seal *seal;
    struct attempt attempt;
    int64_t wait_s;
};

static struct trying trying(struct request *r, const char *of, struct str name)
{
    return (struct trying){.seal = r->web->home.picture.seal,
                           .attempt = {.of = of,
                                       .name = name,
                                       .network = str_of(request_network(r)),
                                       .now = r->now,
                                       .everywhere = str_eq(str_of(of), STR(SIGN_ACCOUNT))}};
}

static int try_job(struct db *db, void *context, struct err *err)
{
    struct trying *t = context;
    int code = attempt_sweep(db, t->attempt.now, err);
    return code ? code : attempt_begin(db, t->seal, &t->attempt, &t->wait_s, err);
}

static int succeeded_job(struct db *db, void *context, struct err *err)
{
    struct trying *t = context;
    return attempt_succeeded(db, t->seal, &t->attempt, err);
}

static int untried_job(struct db *db, void *context, struct err *err)
{
    struct trying *t = context;
    return attempt_untried(db, t->seal, &t->attempt, err);
}

int sign_try(struct request *r, const char *of, struct str name, int64_t *ret_s, struct err *err)
{
    struct trying t = trying(r, of, name);
    int code = picture_do(&r->web->home.picture, try_job, &t, err);
    if (code == 0) {
        *ret_s = t.wait_s;
    }
    return code;
}

int sign_succeeded(struct request *r, const char *of, struct str name, struct err *err)
{
    struct trying t = trying(r, of, name);
    return picture_do(&r->web->home.picture, succeeded_job, &t, err);
}

int sign_untried(struct request *r, const char *of, struct str name, struct err *err)
{
    struct trying t = trying(r, of, name);
    return picture_do(&r->web->home.picture, untried_job, &t, err);
}

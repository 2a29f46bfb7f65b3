/* sign_parts.c - see sign_parts.h. */
#include "sign_parts.h"

#include "session_store.h"

const char *sign_next(struct request *r)
{
    const struct str next = form_text(&r->form, "next");
    const bool is_ours = next.len > 0 && next.ptr[0] == '/' && !str_starts(next, STR("/sign-"));
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
    code = code ? code
                : session_sign_in_staff(r->web->sessions, &r->session, login, roles, r->now, err);
    web_give_turn(r->web);
    return code ? code : reply_redirect(r, "%s", sign_next(r));
}

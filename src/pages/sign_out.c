/* sign_out.c - who is signed in here, and signing out: here, or everywhere. */
#include "sign_parts.h"

#include "session_store.h"

int sign_out_show(struct request *r, struct err *err)
{
    struct json_node *model = json_tree_object(&r->arena);
    const struct staff_member *member =
        r->session.kind == SESSION_STAFF ? sign_staff_here(r, str_of(r->session.login)) : NULL;
    (void)err;
    request_put(r, model, "title", translate(r, "Sign out"));
    json_tree_put_bool(&r->arena, model, STR("is_staff"), member != NULL);
    json_tree_put_text(&r->arena, model, STR("name"), member != NULL ? member->name : STR(""));
    json_tree_put_text(&r->arena, model, STR("roles"),
                       member != NULL ? sign_role_titles(r, member) : STR(""));
    request_put_time(r, model, "signed_in_at", r->session.signed_in_at);
    return reply_page(r, "sign/out", model);
}

int sign_out(struct request *r, struct err *err)
{
    web_take_turn(r->web);
    int code = session_sign_out(r->web->sessions, &r->session, err);
    web_give_turn(r->web);
    return code ? code : reply_redirect(r, "/");
}

int sign_out_everywhere(struct request *r, struct err *err)
{
    const struct session session = r->session;
    int code = 0;
    web_take_turn(r->web);
    if (session.kind == SESSION_STAFF) {
        code = session_end_login(r->web->sessions, str_of(session.login), 0, err);
    } else if (session.kind == SESSION_RESIDENT) {
        code = session_end_resident(r->web->sessions, session.record, session.mention, 0, err);
    }
    web_give_turn(r->web);
    r->session = (struct session){.ends = true};
    return code ? code : reply_redirect(r, "/");
}

/* rectification.c - see rectification.h. */
#include "rectification.h"

#include "disclosure.h"
#include "entity_store.h"

#include <string.h>

struct claim {
    enum field_category category;
    struct str value;
};

struct rectifying {
    struct rights *rights;
    struct claim claims[RECTIFICATION_CLAIMS_MAX];
    size_t claim_count;
    int64_t entity;
    struct rights_request request;
    struct permitted_list mentions; /* of sources that the purpose uses */
    rectification_visit *visit;     /* NULL: only counted */
    void *context;
    size_t disagree;              /* sources that say something else */
    struct whole_list *corrected; /* requests whose claims every source says by now */
};

/* "address=5 Castle Road". */
static int read_claim(struct rectifying *r, struct str text, struct err *err)
{
    const char *at = text.len > 0 ? memchr(text.ptr, '=', text.len) : NULL;
    size_t len = at != NULL ? (size_t)(at - text.ptr) : 0;
    for (int c = 0; at != NULL && c < FIELD_CATEGORIES && r->claim_count < RECTIFICATION_CLAIMS_MAX;
         c++) {
        if (str_eq(str_slice(text, 0, len), str_of(field_category_names[c]))) {
            r->claims[r->claim_count++] =
                (struct claim){(enum field_category)c, str_slice(text, len + 1, text.len)};
            return 0;
        }
    }
    return err_set(err, ERR_USAGE,
                   "what is wrong is said as FIELD=VALUE: name, former_name, birth_date, sex, "
                   "address, uprn, phone, email, …");
}

static int take_member(void *context, int64_t record, int number)
{
    struct rectifying *r = context;
    void *at = r->mentions.at;
    mem_must_grow(&at, &r->mentions.capacity, r->mentions.count + 1, sizeof *r->mentions.at);
    r->mentions.at = at;
    r->mentions.at[r->mentions.count++] =
        (struct permitted_mention){.record = record, .number = number};
    return 0;
}

/* Letters' case, spaces and commas aside: sources write each in their own way. */
static bool says(struct str a, struct str b)
{
    size_t i = 0;
    size_t j = 0;
    for (;;) {
        while (i < a.len && (a.ptr[i] == ' ' || a.ptr[i] == ',')) {
            i++;
        }
        while (j < b.len && (b.ptr[j] == ' ' || b.ptr[j] == ',')) {
            j++;
        }
        if (i == a.len || j == b.len) {
            return i == a.len && j == b.len;
        }
        char x = a.ptr[i++];
        char y = b.ptr[j++];
        x = (char)(x >= 'A' && x <= 'Z' ? x + 32 : x);
        y = (char)(y >= 'A' && y <= 'Z' ? y + 32 : y);
        if (x != y) {
            return false;
        }
    }
}

/* What a mention says of one claim, as far as the purpose may see. */
static void hold_against(struct rectifying *r, const struct disclosure *d,
                         const struct permitted_mention *m, const struct claim *claim)
{
    const struct viewing *v = &r->rights->inquiry->viewing;
    size_t place = disclosure_place(d, m->record, m->number);
    struct buf text = {0};
    if (place == SIZE_MAX) {
        return;
    }
    struct disclosed_mention mention = disclosure_mention(d, place);
    const struct viewing_subject subject = {.record = m->record,
                                            .number = m->number,
                                            .kind = mention.kind,
                                            .relation = RELATION_SELF,
                                            .flags = viewing_flags(v, m->record, m->number),
                                            .seal_team = ACCESS_NONE};
    struct access_decision decision =
        viewing_decide(v, &subject, access_source_find(v->access, mention.source), claim->category);
    if (disclosure_text(d, place, decision, mention.source, v->options.day, v->options.language,
                        &text) &&
        !says(buf_str(&text), claim->value)) {
        r->disagree++;
        if (r->visit != NULL) {
            r->visit(r->context, mention.source, claim->category, buf_str(&text));
        }
    }
    buf_free(&text);
}

/* Which sources say something else than is claimed. */
static int find_sources(struct rectifying *r, struct err *err)
{
    struct picture *picture = &r->rights->inquiry->picture;
    struct disclosure *d = NULL;
    r->mentions.count = 0;
    r->disagree = 0;
    int code = entity_members(picture->db, r->entity, take_member, r, err);
    if (code != 0 || r->mentions.count == 0) {
        return code;
    }
    code = disclosure_open(picture, r->mentions.at, r->mentions.count, &d, err);
    for (size_t i = 0; code == 0 && i < r->mentions.count; i++) {
        for (size_t c = 0; c < r->claim_count; c++) {
            hold_against(r, d, &r->mentions.at[i], &r->claims[c]);
        }
    }
    disclosure_close(d);
    return code;
}

/* ---- a new request ---- */

static int put_request(struct db *db, void *context, struct err *err)
{
    struct rectifying *r = context;
    return request_add(db, r->rights->inquiry->picture.seal, &r->request, &r->request, err);
}

static int tell_log(struct rectifying *r, const char *id, struct err *err)
{
    struct whole_list mentions = {0};
    for (size_t i = 0; i < r->mentions.count; i++) {
        whole_list_add(&mentions,
                       disclosure_subject(r->mentions.at[i].record, r->mentions.at[i].number));
    }
    int code =
        inquiry_tell_mentions(r->rights->inquiry, str_of(id), mentions.at, mentions.count, err);
    whole_list_free(&mentions);
    return code;
}

int rectification_enter(struct rights *rights, const char *name, const struct str *claims,
                        size_t count, int32_t received, rectification_visit *visit, void *context,
                        struct rights_request *ret, struct err *err)
{
    struct rectifying r = {.rights = rights, .visit = visit, .context = context};
    struct buf detail = {0};
    int64_t seal = 0;
    int code = received > rights->today
                   ? err_set(err, ERR_USAGE, "--received is a day that has been")
                   : rights_name(rights, &name, err);
    code = code ? code : rights_entity(rights, name, &r.entity, &seal, err);
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = read_claim(&r, claims[i], err);
        buf_printf(&detail, "%.*s\n", PRI(claims[i]));
    }
    r.request = (struct rights_request){.kind = REQUEST_RECTIFICATION,
                                        .entity = r.entity,
                                        .received = received,
                                        .who = rights->who,
                                        .at = rights->now,
                                        .detail = buf_str(&detail)};
    code = code ? code : picture_do(&rights->inquiry->picture, put_request, &r, err);
    code = code ? code : find_sources(&r, err);
    code = code ? code : tell_log(&r, name, err);
    if (code == 0) {
        *ret = r.request;
    }
    permitted_list_free(&r.mentions);
    buf_free(&detail);
    return code;
}

/* ---- what extracts have corrected since ---- */

/* read_claims - those of a request, a line each; none where it is in the resident's own words. */
static void read_claims(struct rectifying *r, const struct rights_request *request)
{
    struct str rest = request->detail;
    struct str line;
    struct err no_claim = {0};
    r->claim_count = 0;
    r->entity = request->entity;
    while (str_next_token(&rest, '\n', &line)) {
        if (line.len > 0 && read_claim(r, line, &no_claim) != 0) {
            r->claim_count = 0; /* somebody sees to it */
            return;
        }
    }
}

int rectification_look(struct rights *rights, const struct rights_request *request, const char *id,
                       rectification_visit *visit, void *context, struct err *err)
{
    struct rectifying r = {.rights = rights, .visit = visit, .context = context};
    read_claims(&r, request);
    int code = find_sources(&r, err);
    code = code ? code : tell_log(&r, id, err);
    permitted_list_free(&r.mentions);
    return code;
}

static int check_one(void *context, const struct rights_request *request, struct err *err)
{
    struct rectifying *r = context;
    int code = 0;
    if (request->kind != REQUEST_RECTIFICATION) {
        return 0;
    }
    read_claims(r, request);
    code = r->claim_count > 0 ? find_sources(r, err) : 0;
    if (code == 0 && r->claim_count > 0 && r->mentions.count > 0 && r->disagree == 0) {
        whole_list_add(r->corrected, request->number);
    }
    return code;
}

static int close_corrected(struct db *db, void *context, struct err *err)
{
    struct rectifying *r = context;
    int code = 0;
    for (size_t i = 0; code == 0 && i < r->corrected->count; i++) {
        code = request_close(db, r->rights->inquiry->picture.seal, r->corrected->at[i],
                             r->rights->who, STR("corrected in every source"), r->rights->now, err);
    }
    return code;
}

int rectification_check(struct rights *rights, struct whole_list *ret, struct err *err)
{
    struct rectifying r = {.rights = rights, .corrected = ret};
    struct picture *picture = &rights->inquiry->picture;
    int code = requests_open(picture->db, picture->seal, INT32_MAX, check_one, &r, err);
    code = code ? code : picture_do(picture, close_corrected, &r, err);
    permitted_list_free(&r.mentions);
    return code;
}

/* rectify_command.c - cantref rectify: a resident says that something is wrong. The council's own
 * systems are the source of truth, so what is to be corrected is corrected there; this keeps what
 * was asked, says where, and notices when the next extracts bring it. */
#include "command.h"

#include "disclosure.h"
#include "entity_store.h"
#include "json_writer.h"
#include "request_store.h"
#include "rights_job.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { CLAIMS_MAX = FIELD_CATEGORIES };

struct claim {
    enum field_category category;
    struct str value;
};

struct rectifying {
    struct rights_job rights;
    const char *received;
    bool check;
    struct claim claims[CLAIMS_MAX];
    size_t claim_count;
    int64_t entity;
    struct rights_request request;
    struct permitted_list mentions; /* of sources that the purpose uses */
    struct json_writer *json;       /* NULL: for people */
    struct json_writer writer;
    struct buf said;             /* for people */
    size_t disagree;             /* sources that say something else */
    struct whole_list corrected; /* requests whose claims every source says by now */
};

/* "address=5 Castle Road". */
static int read_claim(struct rectifying *r, struct str text, struct err *err)
{
    const char *at = text.len > 0 ? memchr(text.ptr, '=', text.len) : NULL;
    size_t len = at != NULL ? (size_t)(at - text.ptr) : 0;
    for (int c = 0; at != NULL && c < FIELD_CATEGORIES && r->claim_count < CLAIMS_MAX; c++) {
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

static void tell_source(struct rectifying *r, struct str source, enum field_category category,
                        struct str text)
{
    if (r->check) {
        return;
    }
    if (r->json != NULL) {
        json_write_object(r->json);
        json_put_text(r->json, "source", source);
        json_put_text(r->json, "field", str_of(field_category_names[category]));
        json_put_text(r->json, "says", text);
        json_write_close(r->json);
    } else {
        buf_printf(&r->said, "  %.*s says \"%.*s\" for %s\n", PRI(source), PRI(text),
                   field_category_names[category]);
    }
}

/* What a mention says of one claim, as far as the purpose may see. */
static void hold_against(struct rectifying *r, const struct disclosure *d,
                         const struct permitted_mention *m, const struct claim *claim)
{
    const struct viewing *v = &r->rights.inquiry.viewing;
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
        tell_source(r, mention.source, claim->category, buf_str(&text));
    }
    buf_free(&text);
}

/* Which sources say something else than is claimed. */
static int find_sources(struct rectifying *r, struct err *err)
{
    struct picture *picture = &r->rights.inquiry.picture;
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
    return request_add(db, r->rights.inquiry.picture.seal, &r->request, &r->request, err);
}

static int tell_log(struct rectifying *r, const char *id, struct err *err)
{
    struct whole_list mentions = {0};
    for (size_t i = 0; i < r->mentions.count; i++) {
        whole_list_add(&mentions,
                       disclosure_subject(r->mentions.at[i].record, r->mentions.at[i].number));
    }
    int code =
        inquiry_tell_mentions(&r->rights.inquiry, str_of(id), mentions.at, mentions.count, err);
    whole_list_free(&mentions);
    return code;
}

static int enter(struct rectifying *r, char *const *operands, size_t count, struct err *err)
{
    struct buf detail = {0}, text = {0};
    struct json_writer *json = &r->writer;
    char due[CALENDAR_TEXT_MAX];
    int64_t seal = 0;
    const char *name = operands[0];
    int code = rights_name(&r->rights, &name, err);
    code = code ? code : rights_entity(&r->rights, name, &r->entity, &seal, err);
    for (size_t i = 1; code == 0 && i < count; i++) {
        code = read_claim(r, str_of(operands[i]), err);
        buf_printf(&detail, "%s\n", operands[i]);
    }
    r->request = (struct rights_request){.kind = REQUEST_RECTIFICATION,
                                         .entity = r->entity,
                                         .who = r->rights.who,
                                         .at = (int64_t)time(NULL),
                                         .detail = buf_str(&detail)};
    code = code ? code : rights_day(r->received, r->rights.today, &r->request.received, err);
    code = code ? code : picture_do(&r->rights.inquiry.picture, put_request, r, err);
    calendar_text(r->request.due, due);
    if (code == 0 && r->rights.json) {
        *json = (struct json_writer){.out = &text, .indent = 2};
        r->json = json;
        json_write_object(json);
        json_put_whole(json, "request", r->request.number);
        json_put_text(json, "due", str_of(due));
        json_write_key(json, STR("to_correct"));
        json_write_array(json);
    }
    code = code ? code : find_sources(r, err);
    code = code ? code : tell_log(r, name, err);
    if (code == 0 && r->json != NULL) {
        json_write_close(json);
        json_write_close(json);
        rights_print_json(&text);
    } else if (code == 0) {
        printf("Request %lld is entered, due %s. To be corrected where it is kept:\n%.*s%s",
               (long long)r->request.number, due, PRI(buf_str(&r->said)),
               r->disagree > 0 ? ""
                               : "  no source says anything else, as far as the purpose may "
                                 "see\n");
    }
    buf_free(&detail);
    buf_free(&text);
    return code;
}

/* ---- what extracts have corrected since ---- */

static int check_one(void *context, const struct rights_request *request, struct err *err)
{
    struct rectifying *r = context;
    struct str rest = request->detail;
    struct str line;
    int code = 0;
    if (request->kind != REQUEST_RECTIFICATION) {
        return 0;
    }
    r->claim_count = 0;
    r->entity = request->entity;
    while (code == 0 && str_next_token(&rest, '\n', &line)) {
        code = line.len > 0 ? read_claim(r, line, err) : 0;
    }
    code = code == 0 && r->claim_count > 0 ? find_sources(r, err) : code;
    if (code == 0 && r->claim_count > 0 && r->mentions.count > 0 && r->disagree == 0) {
        whole_list_add(&r->corrected, request->number);
    }
    return code;
}

static int close_corrected(struct db *db, void *context, struct err *err)
{
    struct rectifying *r = context;
    int code = 0;
    for (size_t i = 0; code == 0 && i < r->corrected.count; i++) {
        code = request_close(db, r->rights.inquiry.picture.seal, r->corrected.at[i], r->rights.who,
                             STR("corrected in every source"), (int64_t)time(NULL), err);
    }
    return code;
}

static int check(struct rectifying *r, struct err *err)
{
    int code = requests_open(r->rights.inquiry.picture.db, r->rights.inquiry.picture.seal,
                             INT32_MAX, check_one, r, err);
    code = code ? code : picture_do(&r->rights.inquiry.picture, close_corrected, r, err);
    if (code == 0 && r->rights.json) {
        struct buf text = {0};
        struct json_writer json = {.out = &text, .indent = 2};
        json_write_object(&json);
        json_write_key(&json, STR("corrected"));
        json_write_array(&json);
        for (size_t i = 0; i < r->corrected.count; i++) {
            json_write_whole(&json, r->corrected.at[i]);
        }
        json_write_close(&json);
        json_write_close(&json);
        rights_print_json(&text);
        buf_free(&text);
    } else if (code == 0) {
        printf("%zu request%s closed, since every source says so by now.\n", r->corrected.count,
               r->corrected.count == 1 ? " is" : "s are");
    }
    return code;
}

int rectify_command(const struct command *self, int argc, char **argv)
{
    struct rectifying r = {.rights = RIGHTS_JOB("cantref rectify"), .received = ""};
    const struct option_row rows[] = {
        {"received", 0, OPTION_TEXT, "DATE", "the day on which it came (default: today)",
         .text = &r.received},
        {"check", 0, OPTION_FLAG, "", "close the requests that extracts have answered",
         .flag = &r.check},
        RIGHTS_OPTIONS(r.rights),
    };
    struct options options = {.rows = rows,
                              .count = sizeof rows / sizeof rows[0],
                              .operands_min = 0,
                              .operands_max = 1 + CLAIMS_MAX,
                              .operand_name = "ENTITY"};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        return status;
    }
    struct err err = {0};
    int code = !r.check && options.operand_count < 2
                   ? err_set(&err, ERR_USAGE, "whose, and what is right? ENTITY FIELD=VALUE...")
                   : rights_begin(&r.rights, ACT_RIGHTS, &err);
    if (code == 0) {
        code = r.check ? check(&r, &err) : enter(&r, options.operands, options.operand_count, &err);
    }
    permitted_list_free(&r.mentions);
    whole_list_free(&r.corrected);
    buf_free(&r.said);
    return rights_end(&r.rights, code, &err);
}

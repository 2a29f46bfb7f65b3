/* inquiry.c - see inquiry.h. */
#include "inquiry.h"

#include "entity_shown.h"
#include "entity_store.h"
#include "log_witness.h"

#include <stdio.h>
#include <sys/stat.h>

const struct str inquiry_log_field = STR_INIT("access_log");
enum { SENTENCE_MAX = 240 };

const struct str inquiry_event_field = STR_INIT("life_event");
const struct str inquiry_contact_field = STR_INIT("contact_preference");
const struct str inquiry_rights_field = STR_INIT("rights");
const struct str inquiry_code_field = STR_INIT("one_time_code");
const struct str inquiry_signed_in_field = STR_INIT("signed_in");
const struct str inquiry_sign_on_field = STR_INIT("sign_on_bound");

/* ---- opening ---- */

/* A log that is gone is not begun anew, before anybody has said so. */
static int check_there(struct inquiry *q, const char *folder, struct err *err)
{
    struct stat about;
    uint64_t had = 0;
    int code = lstat(folder, &about) == 0 ? 0 : log_witness_had(q->picture.seal, &had, err);
    return code == 0 && had > 0
               ? err_at(err, ERR_CONFLICT, folder, 0, 0,
                        "the audit log is gone, which had %llu entries: put its newest copy back, "
                        "with keys/log.pub, keys/log.key and keys/log/; if there is none, cantref "
                        "audit lost begins a new one and says so in it",
                        (unsigned long long)had)
               : code;
}

static int open_audit(struct inquiry *q, bool was_lost, struct err *err)
{
    const struct home *home = &q->picture.home;
    struct council council;
    struct err_list errors = {0};
    char name[AUDIT_NAME_BYTES_MAX + 1];
    if (home_council(home, &council, &errors) != 0) {
        int code = err_list_first(&errors, err);
        err_list_free(&errors);
        return code;
    }
    err_list_free(&errors);
    audit_name_make(council.name, name);
    council_free(&council);
    struct audit_place place = {.log_folder = home_file(home, &q->arena, "data/log").ptr,
                                .work_folder = home_file(home, &q->arena, "data/log-work").ptr,
                                .keys_folder = home_file(home, &q->arena, "keys").ptr,
                                .name = name};
    int code = was_lost ? 0 : check_there(q, place.log_folder, err);
    return code ? code : audit_open(&place, &q->audit, err);
}

/* The log must not be an older copy; unless who asks says that there is no newer. */
static int check_log(struct inquiry *q, bool was_lost, struct err *err)
{
    struct err older;
    q->log_has = audit_size(q->audit);
    int code = log_witness_check(q->picture.seal, q->audit, &q->log_had, was_lost ? &older : err);
    if (code == ERR_CONFLICT && !was_lost) {
        audit_close(q->audit, &older); /* so that it is not taken for the newest */
        q->audit = NULL;
    }
    return code == ERR_CONFLICT && was_lost ? 0 : code;
}

/* ---- leaves ---- */

static struct str legal_basis(struct inquiry *q)
{
    const struct viewing *v = &q->viewing;
    if (v->purpose == ACCESS_NONE) {
        return STR("");
    }
    struct buf text = {0};
    purpose_basis(viewing_purpose(v), v->access->options.nation, v->options.day, &text);
    struct str kept = arena_str(&q->leaf, buf_str(&text));
    buf_free(&text);
    return kept;
}

/* By which rule it was allowed; "" for what is asked under no purpose (inquiry_open_home). */
static struct str rule_of(const struct inquiry *q)
{
    return q->viewing.purpose == ACCESS_NONE ? STR("")
                                             : str_of(access_rules[q->viewing.allowed_by].name);
}

/* The first 16 digits of what was approved of the purpose. */
static struct str purpose_version(struct inquiry *q)
{
    char text[17];
    if (q->viewing.purpose == ACCESS_NONE) {
        return STR("");
    }
    const struct purpose *purpose = viewing_purpose(&q->viewing);
    for (int i = 0; i < 8; i++) {
        snprintf(text + 2 * i, 3, "%02x", purpose->content[i]);
    }
    return arena_str(&q->leaf, str_of(text));
}

/* May whoever asks use that role of theirs now? */
static bool may_use(const struct inquiry *q, struct str role)
{
    struct str rest = q->viewing.options.roles;
    struct str name;
    bool may = rest.len == 0;
    while (!may && str_next_token(&rest, ' ', &name)) {
        may = str_eq(name, role);
    }
    return may;
}

/* Those of the asker's roles for which the purpose is; all of them when it is for none. */
static struct str roles_of(struct inquiry *q)
{
    const struct access *access = &q->access.access;
    const struct staff_member *asker = staff_find(&access->staff, q->viewing.options.who);
    struct buf text = {0};
    for (int pass = 0; asker != NULL && pass < 2 && text.len == 0; pass++) {
        for (size_t i = 0; i < asker->roles.count; i++) {
            struct str role = asker->roles.at[i];
            bool is_for = pass == 1 || (q->viewing.purpose != ACCESS_NONE &&
                                        names_have(&viewing_purpose(&q->viewing)->roles, role));
            if (is_for && may_use(q, role) && text.len + role.len + 1 < AUDIT_TEXT_BYTES_MAX) {
                buf_printf(&text, "%s%.*s", text.len > 0 ? "," : "", PRI(role));
            }
        }
    }
    struct str kept = arena_str(&q->leaf, buf_str(&text));
    buf_free(&text);
    return kept;
}

/* All that the question needs is read: the picture goes back to the pool, if it is of one. */
static void rest(struct inquiry *q)
{
    struct picture *picture = q->viewing.picture;
    if (q->pool != NULL && picture != NULL) {
        viewing_rest(&q->viewing);
        picture_let_go(q->pool, picture);
    }
}

static int append(struct inquiry *q, struct audit_response *response, struct err *err)
{
    const struct viewing_options *options = &q->viewing.options;
    rest(q);
    response->who = options->who;
    response->role = roles_of(q);
    response->is_sealed =
        q->viewing.purpose != ACCESS_NONE && viewing_purpose(&q->viewing)->investigation;
    response->purpose = options->purpose;
    response->purpose_version = purpose_version(q);
    response->legal_basis = legal_basis(q);
    response->case_reference = options->case_reference;
    response->system = str_of(q->system);
    if (response->reason.len == 0) {
        response->reason = options->break_glass;
    }
    if (response->kind == AUDIT_ANSWER && options->break_glass.len > 0) {
        response->kind = AUDIT_BREAK_GLASS;
    }
    int code = audit_append(q->audit, response, NULL, err);
    arena_reset(&q->leaf);
    return code;
}

/* The one whose data was refused, so that they can be told; nobody when the id leads to none. */
static size_t refused_subject(struct inquiry *q, struct str asked, int64_t *ret_mention,
                              struct audit_subject *ret)
{
    struct err ignored;
    size_t set = 0;
    int64_t record = 0;
    int number = 0;
    if (asked.len == 0 || q->viewing.purpose == ACCESS_NONE ||
        viewing_resolve(&q->viewing, asked, &set, &record, &number, &ignored) != 0 || number == 0) {
        return 0;
    }
    *ret_mention = disclosure_subject(record, number);
    *ret = (struct audit_subject){.entity = asked, .mentions = ret_mention, .mention_count = 1};
    return 1;
}

static int tell_refusal(struct inquiry *q, struct str asked, const char *rule, int code,
                        struct err *err)
{
    int64_t mention;
    struct audit_subject subject;
    struct audit_response response = {
        .kind = AUDIT_REFUSAL, .rule = str_of(rule), .subjects = &subject};
    struct err failed = {0};
    response.subject_count = refused_subject(q, asked, &mention, &subject);
    if (append(q, &response, &failed) != 0) {
        return err_set(err, failed.code, "%s", failed.message);
    }
    return code;
}

/* What the options say, before anything is opened. */
static struct inquiry begin(const struct inquiry_options *options)
{
    return (struct inquiry){
        .picture = {.home = {.lock_fd = -1}},
        .system = options->system,
        .viewing = {.purpose = ACCESS_NONE,
                    .options = {.roles = str_of(options->roles != NULL ? options->roles : ""),
                                .case_reference = str_of(options->case_reference),
                                .break_glass = str_of(options->break_glass),
                                .day = options->day,
                                .language = options->language,
                                .resident_asks = options->resident_asks}},
        .asked = str_of(options->asked != NULL ? options->asked : "")};
}

static int read_asker(struct inquiry *q, const struct inquiry_options *options, struct err *err)
{
    if (options->who != NULL) {
        q->viewing.options.who = str_of(options->who);
        return 0;
    }
    return staff_asker(&q->arena, &q->viewing.options.who, err);
}

int inquiry_open_home(const struct inquiry_options *options, struct inquiry *ret, struct err *err)
{
    struct inquiry *q = ret;
    struct err_list errors = {0};
    *q = begin(options);
    int code = read_asker(q, options, err);
    code = code ? code : picture_open(options->start, &q->picture, err);
    if (code == 0 &&
        home_access_open(&q->picture.home, q->picture.seal, &q->access, &errors) != 0) {
        code = err_list_first(&errors, err);
    } else if (code == 0) {
        q->has_access = true;
        q->picture.shown_at = options->at;
        code = open_audit(q, options->log_was_lost, err);
        code = code ? code : check_log(q, options->log_was_lost, err);
    }
    err_list_free(&errors);
    return code;
}

int inquiry_open_beside(const struct inquiry *of, struct picture_pool *pool,
                        const struct inquiry_options *options, struct inquiry *ret, struct err *err)
{
    struct inquiry *q = ret;
    *q = begin(options);
    q->pool = pool;
    q->access = of->access;
    q->audit = of->audit;
    q->shown_at = options->at;
    return read_asker(q, options, err);
}

int inquiry_again(struct inquiry *q, const struct inquiry_options *options, struct err *err)
{
    const struct inquiry next = begin(options);
    rest(q);
    viewing_close(&q->viewing);
    q->viewing = next.viewing;
    q->system = next.system;
    q->asked = next.asked;
    q->picture.shown = NULL;
    q->picture.shown_by = (struct str){0};
    q->picture.shown_at = options->at;
    q->shown = (struct source_set){0};
    return read_asker(q, options, err);
}

static int ask(struct inquiry *q, const char *purpose, struct err *err)
{
    enum access_rule rule = RULE_NOTHING_DECIDED;
    struct viewing_options options = q->viewing.options;
    struct picture *picture = &q->picture;
    options.purpose = str_of(purpose);
    rest(q);
    viewing_close(&q->viewing);
    if (q->pool != NULL) {
        picture = picture_take(q->pool);
        picture->shown_at = q->shown_at;
    }
    int code = viewing_open(picture, &q->access.access, &options, &q->viewing, &rule, err);
    return code == ERR_DENIED ? tell_refusal(q, q->asked, access_rules[rule].name, code, err)
                              : code;
}

/* refuse_use - the purpose may be used, and not for this. */
static int refuse_use(struct inquiry *q, const char *rule, const char *english, const char *welsh,
                      struct err *err)
{
    bool is_welsh = q->viewing.options.language == ACCESS_WELSH;
    int code = err_say(err, ERR_DENIED, "%s (%s)", is_welsh ? welsh : english, rule);
    return tell_refusal(q, q->asked, rule, code, err);
}

int inquiry_ask(struct inquiry *q, const char *purpose, struct err *err)
{
    int code = ask(q, purpose, err);
    if (code == 0 && purpose_is_for_acts(viewing_purpose(&q->viewing))) {
        code = refuse_use(q, "not_for_looking",
                          "This purpose is to grant requests or to seal: nobody is looked at "
                          "under it.",
                          "Diben i ganiatáu ceisiadau neu i selio yw hwn: ni edrychir ar neb "
                          "oddi tano.",
                          err);
    }
    return code;
}

static int refuse_act(struct inquiry *q, enum purpose_act act, struct err *err)
{
    char english[SENTENCE_MAX], welsh[SENTENCE_MAX];
    snprintf(english, sizeof english, "This purpose is not for %s: its acts say what for.",
             purpose_act_title(act, ACCESS_ENGLISH));
    snprintf(welsh, sizeof welsh, "Nid yw’r diben hwn ar gyfer %s: dywed ei acts ar gyfer beth.",
             purpose_act_title(act, ACCESS_WELSH));
    return refuse_use(q, "not_for_this", english, welsh, err);
}

int inquiry_act(struct inquiry *q, const char *purpose, enum purpose_act act, struct err *err)
{
    size_t count = 0;
    uint16_t place = access_purpose_for(&q->access.access, act, &count);
    if (purpose[0] == '\0' && place == ACCESS_NONE) {
        return err_set(err, ERR_NOTFOUND,
                       count == 0 ? "no purpose of this home is for this: add acts: [%s] to one, "
                                    "and have it approved (cantref help purpose)"
                                  : "several purposes are for this (acts: [%s]): name one with "
                                    "--purpose",
                       purpose_act_names[act]);
    }
    int code = ask(q, purpose[0] != '\0' ? purpose : q->access.access.purposes[place].id.ptr, err);
    if (code == 0 && !viewing_purpose(&q->viewing)->acts[act]) {
        code = refuse_act(q, act, err);
    }
    return code;
}

int inquiry_open_act(const struct inquiry_options *options, enum purpose_act act,
                     struct inquiry *ret, struct err *err)
{
    int code = inquiry_open_home(options, ret, err);
    return code ? code : inquiry_act(ret, options->purpose, act, err);
}

int inquiry_open(const struct inquiry_options *options, struct inquiry *ret, struct err *err)
{
    int code = inquiry_open_home(options, ret, err);
    return code ? code : inquiry_ask(ret, options->purpose, err);
}

int inquiry_close(struct inquiry *q, struct err *err)
{
    int code = 0;
    rest(q);
    if (q->pool == NULL && q->audit != NULL && audit_size(q->audit) != q->log_has) {
        code = log_witness_keep(q->picture.seal, q->audit, err);
    }
    int closed = q->pool == NULL ? audit_close(q->audit, code == 0 ? err : NULL) : 0;
    code = code ? code : closed;
    viewing_close(&q->viewing);
    if (q->has_access) {
        home_access_close(&q->access);
    }
    picture_close(&q->picture);
    arena_free(&q->arena);
    arena_free(&q->leaf);
    return code;
}

int inquiry_show_joined(struct inquiry *q, size_t *ret_left_out, struct err *err)
{
    const struct viewing *v = &q->viewing;
    int64_t stored = 0;
    int64_t joined = 0;
    for (size_t s = 0; s < v->access->options.source_count; s++) {
        if (v->set_of[s] == 1 && v->number_of[s] != 0) {
            source_set_add(&q->shown, v->number_of[s]);
            joined++;
        }
    }
    int code = db_number_with(q->picture.db, "SELECT count(*) FROM source", NULL, 0, &stored, err);
    q->picture.shown = joined < stored ? &q->shown : NULL;
    q->picture.shown_by = viewing_purpose(v)->id;
    *ret_left_out = (size_t)(stored - joined);
    return code;
}

/* ---- answers ---- */

static void subject_of(struct inquiry *q, const struct view_person *person,
                       struct audit_subject *ret)
{
    struct str *fields = arena_alloc(&q->leaf, (person->field_count + 1) * sizeof *fields);
    int64_t *mentions = arena_alloc(&q->leaf, (person->mentions.count + 1) * sizeof *mentions);
    for (size_t f = 0; f < person->field_count; f++) {
        fields[f] = str_of(field_category_names[person->fields[f].category]);
    }
    for (size_t m = 0; m < person->mentions.count; m++) {
        mentions[m] =
            disclosure_subject(person->mentions.at[m].record, person->mentions.at[m].number);
    }
    *ret = (struct audit_subject){.entity = str_of(person->id),
                                  .mentions = mentions,
                                  .mention_count = person->mentions.count,
                                  .fields = fields,
                                  .field_count = person->field_count};
}

int inquiry_tell(struct inquiry *q, const struct view_person *const *people, size_t count,
                 uint64_t found, struct err *err)
{
    struct audit_subject *subjects = arena_alloc(&q->leaf, (count + 1) * sizeof *subjects);
    for (size_t i = 0; i < count; i++) {
        subject_of(q, people[i], &subjects[i]);
    }
    struct audit_response response = {.kind = count > 0 || found > 0 ? AUDIT_ANSWER : AUDIT_EMPTY,
                                      .rule = rule_of(q),
                                      .found = found,
                                      .subjects = subjects,
                                      .subject_count = count};
    return append(q, &response, err);
}

int inquiry_tell_everybody(struct inquiry *q, uint64_t found, struct err *err)
{
    static const int64_t everybody[] = {INQUIRY_EVERYBODY};
    struct audit_subject subject = {.mentions = everybody, .mention_count = 1};
    struct audit_response response = {.kind = AUDIT_ANSWER,
                                      .rule = rule_of(q),
                                      .found = found,
                                      .subjects = &subject,
                                      .subject_count = 1};
    return append(q, &response, err);
}

int inquiry_refuse(struct inquiry *q, const struct view_person *person, int code, struct err *err)
{
    struct audit_subject subject;
    struct err failed = {0};
    subject_of(q, person, &subject);
    subject.field_count = 0;
    struct audit_response response = {.kind = AUDIT_REFUSAL,
                                      .rule = str_of(access_rules[person->barred].name),
                                      .subjects = &subject,
                                      .subject_count = 1};
    if (append(q, &response, &failed) != 0) {
        return err_set(err, failed.code, "%s", failed.message);
    }
    return code;
}

int inquiry_tell_leaves(struct inquiry *q, const struct audit_subject *subjects, size_t count,
                        uint64_t found, struct err *err)
{
    struct audit_response response = {.kind = count + found > 0 ? AUDIT_ANSWER : AUDIT_EMPTY,
                                      .rule = rule_of(q),
                                      .found = found,
                                      .subjects = subjects,
                                      .subject_count = count};
    return append(q, &response, err);
}

int inquiry_tell_log(struct inquiry *q, const struct view_person *person, uint64_t found,
                     struct err *err)
{
    struct audit_subject subject;
    subject_of(q, person, &subject);
    subject.fields = &inquiry_log_field;
    subject.field_count = 1;
    return inquiry_tell_leaves(q, &subject, 1, found, err);
}

static int tell_subjects(struct inquiry *q, const struct audit_subject *subjects, size_t count,
                         uint64_t found, bool change, struct err *err)
{
    struct audit_response response = {.kind = change              ? AUDIT_CHANGE
                                              : count + found > 0 ? AUDIT_ANSWER
                                                                  : AUDIT_EMPTY,
                                      .rule = rule_of(q),
                                      .found = found,
                                      .subjects = subjects,
                                      .subject_count = count};
    return append(q, &response, err);
}

int inquiry_tell_events(struct inquiry *q, const struct view_person *const *people, size_t count,
                        uint64_t found, bool change, struct err *err)
{
    struct audit_subject *subjects = arena_alloc(&q->arena, (count + 1) * sizeof *subjects);
    for (size_t i = 0; i < count; i++) {
        subject_of(q, people[i], &subjects[i]);
        subjects[i].fields = &inquiry_event_field;
        subjects[i].field_count = 1;
    }
    return tell_subjects(q, subjects, count, found, change, err);
}

/* One more field of a subject, in the leaf that is being made. */
static void add_field(struct inquiry *q, struct audit_subject *subject, struct str field)
{
    struct str *fields = arena_alloc(&q->leaf, (subject->field_count + 1) * sizeof *fields);
    for (size_t f = 0; f < subject->field_count; f++) {
        fields[f] = subject->fields[f];
    }
    fields[subject->field_count++] = field;
    subject->fields = fields;
}

int inquiry_tell_event_view(struct inquiry *q, const struct view *view,
                            const struct view_person *other, struct err *err)
{
    struct audit_subject *subjects =
        arena_alloc(&q->leaf, (view->related_count + 2) * sizeof *subjects);
    size_t count = 0;
    subject_of(q, &view->self, &subjects[count]);
    add_field(q, &subjects[count++], inquiry_event_field);
    for (size_t i = 0; i < view->related_count; i++) {
        subject_of(q, &view->related[i], &subjects[count++]);
    }
    if (other != NULL) {
        subject_of(q, other, &subjects[count]);
        subjects[count].fields = &inquiry_event_field;
        subjects[count++].field_count = 1;
    }
    return tell_subjects(q, subjects, count, 1, false, err);
}

/* What of a person was read to reach them. */
static void contact_fields(struct inquiry *q, const struct view_person *person, bool change,
                           struct audit_subject *subject)
{
    struct str *fields = arena_alloc(&q->leaf, (person->field_count + 1) * sizeof *fields);
    subject->field_count = 0;
    for (size_t f = 0; !change && f < person->field_count; f++) {
        enum field_category category = person->fields[f].category;
        if (category == CATEGORY_ADDRESS || category == CATEGORY_PHONE ||
            category == CATEGORY_EMAIL) {
            fields[subject->field_count++] = str_of(field_category_names[category]);
        }
    }
    fields[subject->field_count++] = inquiry_contact_field;
    subject->fields = fields;
}

int inquiry_tell_contact(struct inquiry *q, const struct view_person *const *people, size_t count,
                         uint64_t found, bool change, struct err *err)
{
    struct audit_subject *subjects = arena_alloc(&q->leaf, (count + 1) * sizeof *subjects);
    for (size_t i = 0; i < count; i++) {
        subject_of(q, people[i], &subjects[i]);
        contact_fields(q, people[i], change, &subjects[i]);
    }
    return tell_subjects(q, subjects, count, found, change, err);
}

int inquiry_tell_signing(struct inquiry *q, const struct view_person *person, const struct str *as,
                         struct err *err)
{
    struct audit_subject subject;
    subject_of(q, person, &subject);
    subject.fields = as;
    subject.field_count = 1;
    return tell_subjects(q, &subject, 1, 1, true, err);
}

int inquiry_log_change(struct inquiry *q, struct str rule, struct str about, struct str reason,
                       uint64_t found, struct err *err)
{
    struct audit_subject subject = {.entity = about};
    struct audit_response response = {.kind = AUDIT_CHANGE,
                                      .rule = rule,
                                      .reason = reason,
                                      .found = found,
                                      .subjects = &subject,
                                      .subject_count = 1};
    return append(q, &response, err);
}

int inquiry_tell_mentions(struct inquiry *q, struct str name, const int64_t *mentions, size_t count,
                          struct err *err)
{
    enum { AT_ONCE = 1000 }; /* mentions, whose subject a leaf holds easily */
    const struct purpose *purpose = viewing_purpose(&q->viewing);
    struct str fields[FIELD_CATEGORIES];
    size_t field_count = 0;
    size_t subject_count = count > 0 ? (count + AT_ONCE - 1) / AT_ONCE : 1;
    struct audit_subject *subjects = mem_must_array(subject_count, sizeof *subjects);
    for (int c = 0; c < FIELD_CATEGORIES; c++) {
        if (purpose->level[RELATION_SELF][c] != DETAIL_NONE) {
            fields[field_count++] = str_of(field_category_names[c]);
        }
    }
    for (size_t i = 0; i < subject_count; i++) {
        size_t rest = count - i * AT_ONCE;
        subjects[i] = (struct audit_subject){.entity = name,
                                             .mentions = count > 0 ? mentions + i * AT_ONCE : NULL,
                                             .mention_count = rest < AT_ONCE ? rest : AT_ONCE,
                                             .fields = fields,
                                             .field_count = field_count};
    }
    struct audit_response response = {.kind = AUDIT_ANSWER,
                                      .rule = rule_of(q),
                                      .found = 1,
                                      .subjects = subjects,
                                      .subject_count = subject_count};
    int code = append(q, &response, err);
    mem_free(subjects);
    return code;
}

static int add_subject(void *list, int64_t record, int number)
{
    whole_list_add(list, disclosure_subject(record, number));
    return 0;
}

int inquiry_tell_change_of(struct inquiry *q, struct str name, const int64_t *mentions,
                           size_t count, struct err *err)
{
    struct audit_subject subject = {.entity = name, .mentions = mentions, .mention_count = count};
    struct audit_response response = {
        .kind = AUDIT_CHANGE, .rule = rule_of(q), .subjects = &subject, .subject_count = 1};
    return append(q, &response, err);
}

int inquiry_tell_change(struct inquiry *q, struct str name, struct err *err)
{
    struct whole_list mentions = {0};
    int64_t entity = 0;
    char whole[ENTITY_ID_TEXT_MAX];
    int code = entity_whole_id(&q->picture, &q->access.access, name, whole, err);
    code = code ? code : entity_named(q->picture.db, str_of(whole), &entity, err);
    code = code == 0 && entity != 0
               ? entity_members(q->picture.db, entity, add_subject, &mentions, err)
               : code;
    code = code ? code : inquiry_tell_change_of(q, name, mentions.at, mentions.count, err);
    whole_list_free(&mentions);
    return code;
}

int inquiry_tell_view(struct inquiry *q, const struct view *view, struct err *err)
{
    const struct view_person *people[1 + VIEW_RELATED_MAX] = {&view->self};
    for (size_t i = 0; i < view->related_count; i++) {
        people[1 + i] = &view->related[i];
    }
    return inquiry_tell(q, people, 1 + view->related_count, 1, err);
}

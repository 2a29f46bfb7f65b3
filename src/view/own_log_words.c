/* own_log_words.c - see own_log_words.h. */
#include "own_log_words.h"

enum word {
    WORD_UNKNOWN_STAFF,
    WORD_SOMEBODY,
    WORD_NO_PURPOSE,
    WORD_OLD_PURPOSE,
    WORD_NO_LAW,
    WORD_EVERYBODY,
    WORD_REFUSED,
    WORD_CHANGE,
    WORD_NO_FIELDS,
    WORD_THIS_LOG,
    WORD_LIFE_EVENT,
    WORD_CONTACT,
    WORD_RIGHTS,
    WORD_CODE,
    WORD_SIGNED_IN,
    WORD_SIGN_ON,
    WORD_BY_SELF,
    WORD_BY_SPEAKER,
    WORD_BY_TRIGGER,
    WORD_BY_PARTNER,
    WORDS
};

/* The Welsh is to be checked by a translator. */
static const char *const words[WORDS][ACCESS_LANGUAGES] = {
    [WORD_UNKNOWN_STAFF] = {"a member of staff", "aelod o staff"},
    [WORD_SOMEBODY] = {"somebody in", "rhywun yn"},
    [WORD_NO_PURPOSE] = {"none was given", "ni roddwyd diben"},
    [WORD_OLD_PURPOSE] = {"a purpose that is no longer used",
                          "diben nad yw’n cael ei ddefnyddio mwyach"},
    [WORD_NO_LAW] = {"none was given", "ni nodwyd cyfraith"},
    [WORD_EVERYBODY] =
        {"an export of all records; yours as far as this purpose uses them",
         "allforio’r holl gofnodion; eich rhai chi i’r graddau y mae’r diben hwn yn eu defnyddio"},
    [WORD_REFUSED] = {"nothing: it was asked for and refused",
                      "dim byd: gofynnwyd amdano a’i wrthod"},
    [WORD_CHANGE] = {"something was decided or changed about your data",
                     "penderfynwyd neu newidiwyd rhywbeth ynghylch eich data"},
    [WORD_NO_FIELDS] = {"that you are known, and nothing else",
                        "eich bod yn hysbys, a dim byd arall"},
    [WORD_THIS_LOG] = {"this log of who looked", "y cofnod hwn o bwy a edrychodd"},
    [WORD_LIFE_EVENT] = {"a life event", "digwyddiad bywyd"},
    [WORD_CONTACT] = {"how you want to be reached", "sut yr hoffech inni gysylltu â chi"},
    [WORD_RIGHTS] = {"what you ask for about your data, and how it is protected",
                     "yr hyn a ofynnwch am eich data, a sut y caiff ei ddiogelu"},
    [WORD_CODE] = {"a one-time code to sign in by was given",
                   "rhoddwyd cod untro i fewngofnodi ag ef"},
    [WORD_SIGNED_IN] = {"signed in", "mewngofnodi"},
    [WORD_SIGN_ON] =
        {"a sign-on on another website was bound to you: whoever has it signs in as you",
         "cysylltwyd mewngofnodi ar wefan arall â chi: mae pwy bynnag sydd ag ef yn "
         "mewngofnodi fel chi"},
    [WORD_BY_SELF] = {"you yourself, on the council’s pages",
                      "chi eich hun, ar dudalennau’r cyngor"},
    [WORD_BY_SPEAKER] = {"whoever may speak for you, on the council’s pages",
                         "pwy bynnag a gaiff siarad ar eich rhan, ar dudalennau’r cyngor"},
    [WORD_BY_TRIGGER] = {": a program, which they switched on; nobody looked",
                         ": rhaglen, a drowyd ymlaen ganddynt; nid edrychodd neb"},
    [WORD_BY_PARTNER] = {": told by the system of ", ": dywedwyd gan system "},
};

/* Why data may be used, by the letter of UK GDPR Article 6(1). */
static const char *const grounds['f' - 'a' + 1][ACCESS_LANGUAGES] = {
    {"you agreed to it", "rydych wedi cytuno iddo"},
    {"for an agreement with you", "ar gyfer cytundeb â chi"},
    {"a duty that the law puts on the council",
     "dyletswydd y mae’r gyfraith yn ei rhoi ar y cyngor"},
    {"to protect somebody’s life", "i amddiffyn bywyd rhywun"},
    {"a public task of the council", "tasg gyhoeddus y cyngor"},
    {"for interests that outweigh yours", "er buddiannau sy’n drech na’ch rhai chi"},
};

static const char *word_of(enum access_language language, enum word word)
{
    return words[word][language];
}

/* "somebody in Housing (housing options officer)" */
void own_log_who(const struct inquiry *inquiry, const struct own_entry *e,
                 enum access_language language, struct buf *row)
{
    if (e->by_self || e->by_speaker) {
        buf_printf(row, "%s", word_of(language, e->by_self ? WORD_BY_SELF : WORD_BY_SPEAKER));
        return;
    }
    if (e->department != NULL) {
        buf_printf(row, "%s %.*s", word_of(language, WORD_SOMEBODY),
                   PRI(e->department->text[language]));
    } else {
        buf_printf(row, "%s", word_of(language, WORD_UNKNOWN_STAFF));
    }
    struct str rest = e->roles;
    struct str role;
    for (int i = 0; str_next_token(&rest, ',', &role); i++) {
        buf_printf(row, "%s", i == 0 ? " (" : ", ");
        staff_title(access_staff_said(&inquiry->access.access), role, language, row);
    }
    buf_printf(row, "%s%s", e->roles.len > 0 ? ")" : "",
               e->by_trigger ? word_of(language, WORD_BY_TRIGGER) : "");
    if (e->partner.len > 0) {
        buf_printf(row, "%s%.*s", word_of(language, WORD_BY_PARTNER), PRI(e->partner));
    }
}

void own_log_purpose(const struct inquiry *inquiry, const struct own_entry *e,
                     enum access_language language, struct buf *row)
{
    (void)inquiry;
    if (e->definition != NULL) {
        buf_printf(row, "%.*s. %.*s", PRI(e->definition->title.text[language]),
                   PRI(e->definition->what_for.text[language]));
    } else {
        buf_printf(row, "%s",
                   word_of(language, e->purpose.len > 0 ? WORD_OLD_PURPOSE : WORD_NO_PURPOSE));
    }
}

/* As it was logged, with what the letter of Article 6(1) means. */
void own_log_law(const struct inquiry *inquiry, const struct own_entry *e,
                 enum access_language language, struct buf *row)
{
    (void)inquiry;
    const struct str begins = STR("UK GDPR Article 6(1)(");
    struct str law = e->legal_basis;
    if (law.len == 0) {
        buf_printf(row, "%s", word_of(language, WORD_NO_LAW));
        return;
    }
    char letter = str_starts(law, begins) && law.len > begins.len ? law.ptr[begins.len] : '\0';
    if (letter >= 'a' && letter <= 'f') {
        buf_printf(row, "%s: ", grounds[letter - 'a'][language]);
    }
    buf_add(row, law);
}

/* What was done for somebody to sign in, or other. */
static struct str signing_title(struct str field, enum access_language language, struct str other)
{
    return str_eq(field, inquiry_code_field)        ? str_of(word_of(language, WORD_CODE))
           : str_eq(field, inquiry_signed_in_field) ? str_of(word_of(language, WORD_SIGNED_IN))
           : str_eq(field, inquiry_sign_on_field)   ? str_of(word_of(language, WORD_SIGN_ON))
                                                    : other;
}

static bool is_signing(const struct own_entry *e)
{
    return e->field_count == 1 && signing_title(e->fields[0], ACCESS_ENGLISH, STR("")).len > 0;
}

static void add_fields(const struct own_entry *e, enum access_language language, struct buf *row)
{
    for (size_t i = 0; i < e->field_count; i++) {
        struct str title = e->fields[i];
        for (int c = 0; c < FIELD_CATEGORIES; c++) {
            if (str_eq(e->fields[i], str_of(field_category_names[c]))) {
                title = str_of(field_category_title((enum field_category)c, language));
            }
        }
        if (str_eq(e->fields[i], inquiry_log_field)) {
            title = str_of(word_of(language, WORD_THIS_LOG));
        } else if (str_eq(e->fields[i], inquiry_event_field)) {
            title = str_of(word_of(language, WORD_LIFE_EVENT));
        } else if (str_eq(e->fields[i], inquiry_contact_field)) {
            title = str_of(word_of(language, WORD_CONTACT));
        } else if (str_eq(e->fields[i], inquiry_rights_field)) {
            title = str_of(word_of(language, WORD_RIGHTS));
        } else {
            title = signing_title(e->fields[i], language, title);
        }
        buf_printf(row, "%s%.*s", i > 0 ? ", " : "", PRI(title));
    }
}

void own_log_seen(const struct inquiry *inquiry, const struct own_entry *e,
                  enum access_language language, struct buf *row)
{
    (void)inquiry;
    bool more = (e->kind == AUDIT_CHANGE && !is_signing(e)) || e->everybody;
    if (e->kind == AUDIT_REFUSAL) {
        buf_printf(row, "%s", word_of(language, WORD_REFUSED));
    } else if (more) {
        buf_printf(row, "%s%s",
                   word_of(language, e->kind == AUDIT_CHANGE ? WORD_CHANGE : WORD_EVERYBODY),
                   e->field_count > 0 ? ": " : "");
    } else if (e->field_count == 0) {
        buf_printf(row, "%s", word_of(language, WORD_NO_FIELDS));
    }
    add_fields(e, language, row);
}

/* deceased.c - see deceased.h.
 *
 * Of each name two hashes are kept: with its postcode, or alone where there is none; and "name
 * only" of every one, for whoever is named without a postcode. */
#include "deceased.h"

#include "name.h"
#include "postcode.h"

#include <stdio.h>

enum { TOKEN_TEXT_MAX = 2 * NAME_PART_MAX + POSTCODE_MAX + 8 };
enum likeness { NAME_ONLY, NAME_WITHOUT_POSTCODE, NAME_AND_POSTCODE };

static void make_token(const struct seal *seal, const struct name *name, enum likeness likeness,
                       const char *postcode, uint8_t ret[16])
{
    char text[TOKEN_TEXT_MAX];
    int length = snprintf(text, sizeof text, "%d %s %s %s", (int)likeness, name->given,
                          name->family, likeness == NAME_AND_POSTCODE ? postcode : "");
    seal_token_wide(seal, "deceased", (struct str){text, (size_t)length}, ret);
}

static bool is_whole(const struct name *name)
{
    return name->kind == NAME_PERSON && name->given[0] != '\0' && name->family[0] != '\0';
}

static int put_token(struct db *db, int64_t event, const uint8_t token[16], struct err *err)
{
    struct db_query *q;
    int code = db_query(db,
                        "INSERT INTO deceased_name (token, event) VALUES ($1, $2) "
                        "ON CONFLICT DO NOTHING",
                        &q, err);
    if (code != 0) {
        return code;
    }
    db_bind_bytes(q, 1, (struct str){(const char *)token, 16});
    db_bind_whole(q, 2, event);
    return db_do(q, err);
}

static int put_name(struct db *db, struct seal *seal, int64_t event,
                    const struct deceased_name *given, struct err *err)
{
    struct name names[NAME_PERSONS_MAX];
    char postcode[POSTCODE_MAX] = "";
    uint8_t token[16];
    int count = name_parse(given->name, NAME_GIVEN_FIRST, names), code = 0;
    bool has_postcode = postcode_parse(given->postcode, postcode);
    for (int i = 0; code == 0 && i < count; i++) {
        if (is_whole(&names[i])) {
            make_token(seal, &names[i], NAME_ONLY, "", token);
            code = put_token(db, event, token, err);
            make_token(seal, &names[i], has_postcode ? NAME_AND_POSTCODE : NAME_WITHOUT_POSTCODE,
                       postcode, token);
            code = code ? code : put_token(db, event, token, err);
        }
    }
    return code;
}

int deceased_put(struct db *db, struct seal *seal, int64_t event,
                 const struct permitted_list *mentions, const struct deceased_name *names,
                 size_t count, struct err *err)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < mentions->count; i++) {
        code = mentions->at[i].number == 0
                   ? 0
                   : db_do_with(db,
                                "INSERT INTO deceased_mention (record, number, event) VALUES ($1, "
                                "$2, $3) ON CONFLICT DO NOTHING",
                                WHOLES(mentions->at[i].record, mentions->at[i].number, event), err);
    }
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = put_name(db, seal, event, &names[i], err);
    }
    return code;
}

int deceased_undo(struct db *db, int64_t event, struct err *err)
{
    int code = db_do_with(db, "DELETE FROM deceased_mention WHERE event = $1", WHOLES(event), err);
    return code ? code
                : db_do_with(db, "DELETE FROM deceased_name WHERE event = $1", WHOLES(event), err);
}

int deceased_has(struct db *db, const struct permitted_list *mentions, bool *ret, struct err *err)
{
    int code = 0;
    *ret = false;
    for (size_t i = 0; code == 0 && !*ret && i < mentions->count; i++) {
        int64_t event = 0;
        code = db_number_with(
            db, "SELECT event FROM deceased_mention WHERE record = $1 AND number = $2",
            WHOLES(mentions->at[i].record, mentions->at[i].number), &event, err);
        *ret = event != 0;
    }
    return code;
}

static int has_token(struct db *db, const uint8_t token[16], bool *ret, struct err *err)
{
    struct db_query *q;
    int64_t event = 0;
    int code = db_query(db, "SELECT event FROM deceased_name WHERE token = $1", &q, err);
    if (code == 0) {
        db_bind_bytes(q, 1, (struct str){(const char *)token, 16});
        code = db_take_number(q, &event, err);
        *ret = *ret || event != 0;
    }
    return code;
}

/* without_lead - what people write before the name itself left out: "The late", "Y diweddar". */
static struct str without_lead(struct str text)
{
    static const struct str leads[] = {STR_INIT("the"),    STR_INIT("late"), STR_INIT("dear"),
                                       STR_INIT("to"),     STR_INIT("y"),    STR_INIT("diweddar"),
                                       STR_INIT("annwyl"), STR_INIT("at")};
    bool found = true;
    while (found) {
        found = false;
        text = str_trim(text);
        ptrdiff_t space = str_find(text, STR(" "));
        for (size_t i = 0; space > 0 && !found && i < sizeof leads / sizeof leads[0]; i++) {
            found = str_eq_nocase(str_slice(text, 0, (size_t)space), leads[i]);
        }
        text = found ? str_slice(text, (size_t)space, text.len) : text;
    }
    return text;
}

/* has_person - as read with its parts in that order. */
static int has_person(struct db *db, struct seal *seal, const struct deceased_name *name,
                      enum name_order order, bool *ret, struct err *err)
{
    struct name names[NAME_PERSONS_MAX];
    char postcode[POSTCODE_MAX] = "";
    uint8_t token[16];
    int count = name_parse(without_lead(name->name), order, names), code = 0;
    bool has_postcode = postcode_parse(name->postcode, postcode);
    for (int i = 0; code == 0 && i < count; i++) {
        if (!is_whole(&names[i])) {
            continue;
        }
        make_token(seal, &names[i], has_postcode ? NAME_AND_POSTCODE : NAME_ONLY, postcode, token);
        code = has_token(db, token, ret, err);
        make_token(seal, &names[i], NAME_WITHOUT_POSTCODE, "", token);
        code = code == 0 && has_postcode ? has_token(db, token, ret, err) : code;
    }
    return code;
}

int deceased_has_name(struct db *db, struct seal *seal, const struct deceased_name *name, bool *ret,
                      struct err *err)
{
    *ret = false;
    int code = has_person(db, seal, name, NAME_GIVEN_FIRST, ret, err);
    return code != 0 || *ret ? code : has_person(db, seal, name, NAME_FAMILY_FIRST, ret, err);
}

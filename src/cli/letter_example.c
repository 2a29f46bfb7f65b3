/* letter_example.c - a value for every field. Telephone numbers are of those that Ofcom keeps for
 * drama, domains of those that RFC 2606 keeps for examples; no postcode area is CY. */
#include "letter_example.h"

#include "calendar.h"
#include "date_words.h"
#include "fact_scope.h"
#include "feel.h"
#include "step_text.h"

enum { EXAMPLE_YEAR = 2030, EXAMPLE_NUMBER = 3, EXAMPLE_POUNDS = 1234 };

struct example {
    struct arena *arena;
    const struct event_pack *pack;
    const struct pack_text *text;
    struct str council;
};

static const struct {
    const char *name;
    const char *text[ACCESS_LANGUAGES];
} fixed[] = {
    {"recipient.name", {"Mair Example", "Mair Enghraifft"}},
    {"subject.name", {"Ivor Example", "Ifor Enghraifft"}},
    {"team.phone", {"01632 960000", "01632 960000"}},
};

static const char *const of_questions[QUESTION_TYPES][ACCESS_LANGUAGES] = {
    [QUESTION_TEXT] = {"(what was answered)", "(yr ateb)"},
    [QUESTION_PERSON] = {"Ivor Example", "Ifor Enghraifft"},
    [QUESTION_ADDRESS] = {"1 Example Street, Llanfedwen, CY5 5ZZ",
                          "1 Stryd yr Enghraifft, Llanfedwen, CY5 5ZZ"},
    [QUESTION_PHONE] = {"01632 960001", "01632 960001"},
    [QUESTION_EMAIL] = {"somebody@example.org", "rhywun@example.org"},
};

static struct str day_in(const struct example *e, int month, int day)
{
    char text[DATE_WORDS_MAX];
    date_written(calendar_day_number(EXAMPLE_YEAR, month, day), e->text->language == ACCESS_WELSH,
                 text);
    return arena_str(e->arena, str_of(text));
}

/* value_of_kind - as the engine would write a fact of that kind. */
static struct str value_of_kind(const struct example *e, enum feel_kind kind, struct str name)
{
    struct feel_value value = {.kind = FEEL_STRING, .string = STR("example")};
    if (kind == FEEL_DATE) {
        return day_in(e, 1, 15);
    }
    if (kind == FEEL_BOOLEAN) {
        value = (struct feel_value){.kind = FEEL_BOOLEAN, .boolean = true};
    } else if (kind == FEEL_NUMBER) {
        value = feel_integer(EXAMPLE_NUMBER);
    }
    return field_words(e->arena, &e->pack->type, name, &value, e->text->language);
}

static struct str value_of_question(const struct example *e, const struct question *question,
                                    struct str name)
{
    const char *text = of_questions[question->type][e->text->language];
    struct feel_value money = feel_integer(EXAMPLE_POUNDS);
    switch (question->type) {
    case QUESTION_YES_NO:
        return value_of_kind(e, FEEL_BOOLEAN, name);
    case QUESTION_DATE:
        return value_of_kind(e, FEEL_DATE, name);
    case QUESTION_NUMBER:
        return value_of_kind(e, FEEL_NUMBER, name);
    case QUESTION_MONEY:
        return field_words(e->arena, &e->pack->type, name, &money, e->text->language);
    case QUESTION_CHOICE:
    case QUESTION_CHOICES:
        return question->option_count > 0 ? question->options[0].text.text[e->text->language]
                                          : STR("example");
    default:
        return str_of(text);
    }
}

/* team_name - of the first step that sends the letter. */
static struct str team_name(const struct example *e)
{
    const struct event_pack *pack = e->pack;
    for (size_t i = 0; i < pack->steps.count; i++) {
        const struct pack_step *step = &pack->steps.at[i];
        const struct pack_party *team = pack_party_find(pack->teams, pack->team_count, step->team);
        if (str_eq(step->letter, e->text->name) && team != NULL) {
            return team->title.text[e->text->language];
        }
    }
    return e->text->language == ACCESS_WELSH ? STR("Tîm Enghraifft") : STR("Example Team");
}

static struct str value_of(const struct example *e, struct str name)
{
    static const struct str answers = STR_INIT("answers.");
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        if (str_eq(name, str_of(fixed[i].name))) {
            return str_of(fixed[i].text[e->text->language]);
        }
    }
    if (str_eq(name, STR("council.name"))) {
        return e->council;
    }
    if (str_eq(name, STR("team.name"))) {
        return team_name(e);
    }
    if (str_eq(name, STR("today"))) {
        return day_in(e, 2, 1);
    }
    if (str_eq(name, STR("step.due")) || str_ends(name, STR(".deadline"))) {
        return day_in(e, 2, 28);
    }
    if (str_starts(name, answers)) {
        const struct question *question =
            event_question(&e->pack->type, str_slice(name, answers.len, name.len));
        return question != NULL ? value_of_question(e, question, name) : STR("example");
    }
    size_t place = fact_find(name);
    return value_of_kind(e, place < facts_count ? facts_table[place].kind : FEEL_STRING, name);
}

int letter_example(struct arena *arena, const struct event_pack *pack, const struct pack_text *text,
                   struct str council, struct delivery *ret, struct err *err)
{
    const struct example example = {arena, pack, text, council};
    struct field_value values[TEXT_FIELDS_MAX];
    struct buf body = {.max = DELIVERY_BODY_BYTES_MAX};
    bool welsh = text->language == ACCESS_WELSH;
    for (size_t i = 0; i < text->field_count; i++) {
        values[i].name = text->fields[i].name;
        values[i].text = value_of(&example, text->fields[i].name);
    }
    int code = step_text_fill(text, values, text->field_count, false, &body, err);
    if (code == 0) {
        *ret = (struct delivery){
            .way = DELIVERY_POST,
            .key = arena_printf(arena, "example_%.*s",
                                (int)(text->name.len < 50 ? text->name.len : 50), text->name.ptr),
            .language = text->language,
            .name = value_of(&example, STR("recipient.name")),
            .title = text->title,
            .body = arena_str(arena, buf_str(&body)),
            .address = {welsh ? STR("1 Stryd yr Enghraifft") : STR("1 Example Street"),
                        STR("Llanfedwen"), STR("CY5 5ZZ")},
            .address_count = 3,
            .time = calendar_day_number(EXAMPLE_YEAR, 2, 1) * CALENDAR_DAY_SECONDS};
    }
    buf_free(&body);
    return code;
}

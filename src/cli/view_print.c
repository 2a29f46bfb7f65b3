/* view_print.c - see view_print.h. */
#include "view_print.h"

#include "clock.h"

#include <stdio.h>

enum { TITLE_WIDTH = 30, VALUE_WIDTH = 36 };

enum word {
    WORD_LINKED_BY_PERSON,
    WORD_LINKED,
    WORD_DISAGREE,
    WORD_NAMED,
    WORD_SAME_ADDRESS,
    WORD_CASE,
    WORD_NOTHING,
    WORD_NOT_LISTED,
    WORD_NOBODY,
    WORD_TOO_MANY,
    WORD_RECORDS,
    WORDS
};

static const char *const words[WORDS][ACCESS_LANGUAGES] = {
    [WORD_LINKED_BY_PERSON] = {"linked by a person", "cysylltwyd gan berson"},
    [WORD_LINKED] = {"linked", "cysylltwyd"},
    [WORD_DISAGREE] = {"Sources disagree on", "Mae ffynonellau’n anghytuno ar"},
    [WORD_NAMED] = {"named in the records", "wedi’i enwi yn y cofnodion"},
    [WORD_SAME_ADDRESS] = {"at the same address", "yn yr un cyfeiriad"},
    [WORD_CASE] = {"case", "achos"},
    [WORD_NOTHING] = {"Nothing that this purpose may see.", "Dim byd y caiff y diben hwn ei weld."},
    [WORD_NOT_LISTED] = {"more at the same address, not listed",
                         "rhagor yn yr un cyfeiriad, heb eu rhestru"},
    [WORD_NOBODY] = {"Nobody was found.", "Ni chafwyd hyd i neb."},
    [WORD_TOO_MANY] =
        {"Too many match equally well: say more. Records that match",
         "Mae gormod yn cyfateb cystal â’i gilydd: dywedwch ragor. Cofnodion sy’n cyfateb"},
    [WORD_RECORDS] = {"Records that match", "Cofnodion sy’n cyfateb"},
};

static const char *word_of(const struct viewing *v, enum word word)
{
    return words[word][v->options.language];
}

int width_of(struct str text)
{
    int width = 0;
    for (size_t i = 0; i < text.len; i++) {
        width += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
    }
    return width;
}

void print_padded(struct str text, int width)
{
    int spaces = width - width_of(text);
    printf("%.*s%*s", PRI(text), spaces > 0 ? spaces : 0, "");
}

static const char *day_of(int64_t seconds, char ret[CLOCK_TEXT_MAX])
{
    clock_text(seconds, ret);
    ret[10] = '\0'; /* 2026-11-28 */
    return ret;
}

static void print_sure(const struct viewing *v, int permille)
{
    if (permille == VIEW_PERMILLE_DECIDED) {
        printf(" (%s)", word_of(v, WORD_LINKED_BY_PERSON));
    } else if (permille != VIEW_PERMILLE_ALONE) {
        printf(" (%s %d.%d%%)", word_of(v, WORD_LINKED), permille / 10, permille % 10);
    }
}

static void print_witnesses(const struct viewing *v, const struct view_value *value)
{
    for (size_t i = 0; i < value->count; i++) {
        char day[CLOCK_TEXT_MAX];
        const struct view_witness *w = &value->witnesses[i];
        printf("%s%.*s %s", i > 0 ? ", " : "", PRI(w->source), day_of(w->since, day));
        print_sure(v, w->permille);
    }
    printf("\n");
}

static void print_fields(const struct viewing *v, const struct view_person *person, int indent)
{
    for (size_t f = 0; f < person->field_count; f++) {
        const struct view_field *field = &person->fields[f];
        struct buf title = {0};
        buf_printf(&title, "%s", field_category_title(field->category, v->options.language));
        if (field->level != DETAIL_FULL) {
            buf_printf(&title, ", %s", detail_level_title(field->level, v->options.language));
        }
        for (size_t i = 0; i < field->count; i++) {
            printf("%*s", indent, "");
            print_padded(i == 0 ? buf_str(&title) : STR(""), TITLE_WIDTH);
            printf("  ");
            print_padded(field->values[i].text, VALUE_WIDTH);
            printf("  ");
            print_witnesses(v, &field->values[i]);
        }
        buf_free(&title);
    }
}

static void print_disagreement(const struct viewing *v, const struct view_person *person)
{
    bool any = false;
    for (size_t f = 0; f < person->field_count; f++) {
        const struct view_field *field = &person->fields[f];
        bool several = field->count > 1 && field->category < CATEGORY_DATES;
        if (several) {
            if (!any) {
                printf("\n%s: ", word_of(v, WORD_DISAGREE));
            }
            printf("%s%s", any ? ", " : "",
                   field_category_title(field->category, v->options.language));
            any = true;
        }
    }
    if (any) {
        printf(".\n");
    }
}

static const char *relation_text(const struct viewing *v, enum relation relation)
{
    return relation == RELATION_NAMED       ? word_of(v, WORD_NAMED)
           : relation == RELATION_HOUSEHOLD ? word_of(v, WORD_SAME_ADDRESS)
                                            : "";
}

void view_print(const struct viewing *v, const struct view *view)
{
    const struct purpose *purpose = viewing_purpose(v);
    printf("%.*s", PRI(purpose->title.text[v->options.language]));
    if (v->options.case_reference.len > 0) {
        printf(" · %s %.*s", word_of(v, WORD_CASE), PRI(v->options.case_reference));
    }
    printf("\n%s\n\n", view->self.id);
    print_fields(v, &view->self, 2);
    if (view->self.field_count == 0) {
        printf("  %s\n", word_of(v, WORD_NOTHING));
    }
    print_disagreement(v, &view->self);
    for (size_t i = 0; i < view->related_count; i++) {
        const struct view_person *person = &view->related[i];
        printf("\n  %s · %s\n", person->id, relation_text(v, person->relation));
        print_fields(v, person, 4);
    }
    if (view->household_others > 0) {
        printf("\n  %s: %zu\n", word_of(v, WORD_NOT_LISTED), view->household_others);
    }
}

void view_print_line(const struct view_person *person)
{
    static const enum field_category shown[] = {CATEGORY_NAME, CATEGORY_ORGANISATION,
                                                CATEGORY_BIRTH_DATE, CATEGORY_ADDRESS};
    printf("%s", person->id);
    for (size_t c = 0; c < sizeof shown / sizeof shown[0]; c++) {
        for (size_t f = 0; f < person->field_count; f++) {
            if (person->fields[f].category == shown[c]) {
                printf("  %.*s", PRI(person->fields[f].values[0].text));
            }
        }
    }
    printf("\n");
}

void view_print_found(const struct viewing *v, size_t listed, uint64_t records, bool too_many)
{
    if (listed == 0 && !too_many) {
        printf("%s\n", word_of(v, WORD_NOBODY));
    } else {
        printf("%s%s: %llu\n", listed > 0 ? "\n" : "",
               word_of(v, too_many ? WORD_TOO_MANY : WORD_RECORDS), (unsigned long long)records);
    }
}

static void json_text(struct json_writer *json, const char *key, struct str text)
{
    json_write_key(json, str_of(key));
    json_write_text(json, text);
}

static void value_json(struct json_writer *json, const struct view_value *value)
{
    json_write_object(json);
    json_text(json, "text", value->text);
    json_write_key(json, STR("sources"));
    json_write_array(json);
    for (size_t i = 0; i < value->count; i++) {
        const struct view_witness *w = &value->witnesses[i];
        char time[CLOCK_TEXT_MAX];
        json_write_object(json);
        json_text(json, "source", w->source);
        json_text(json, "since", str_of(clock_text(w->since, time)));
        if (w->permille <= 1000) {
            json_write_key(json, STR("sure"));
            json_write_decimal(json, w->permille / 1000.0, 3);
        } else {
            json_write_key(json, STR("linked_by"));
            json_write_text(json,
                            w->permille == VIEW_PERMILLE_DECIDED ? STR("person") : STR("itself"));
        }
        json_write_close(json);
    }
    json_write_close(json);
    json_write_close(json);
}

void view_person_json(struct json_writer *json, const struct viewing *v,
                      const struct view_person *person)
{
    json_write_object(json);
    json_text(json, "id", str_of(person->id));
    json_text(json, "relation", str_of(relation_names[person->relation]));
    json_write_key(json, STR("records"));
    json_write_whole(json, (int64_t)person->records);
    json_write_key(json, STR("fields"));
    json_write_array(json);
    for (size_t f = 0; f < person->field_count; f++) {
        const struct view_field *field = &person->fields[f];
        json_write_object(json);
        json_text(json, "category", str_of(field_category_names[field->category]));
        json_text(json, "title",
                  str_of(field_category_title(field->category, v->options.language)));
        json_text(json, "level", str_of(detail_level_names[field->level]));
        json_write_key(json, STR("values"));
        json_write_array(json);
        for (size_t i = 0; i < field->count; i++) {
            value_json(json, &field->values[i]);
        }
        json_write_close(json);
        json_write_close(json);
    }
    json_write_close(json);
    json_write_close(json);
}

void view_json(struct json_writer *json, const struct viewing *v, const struct view *view)
{
    json_text(json, "purpose", viewing_purpose(v)->id);
    json_text(json, "case", v->options.case_reference);
    json_write_key(json, STR("person"));
    view_person_json(json, v, &view->self);
    json_write_key(json, STR("related"));
    json_write_array(json);
    for (size_t i = 0; i < view->related_count; i++) {
        view_person_json(json, v, &view->related[i]);
    }
    json_write_close(json);
    json_write_key(json, STR("household_not_listed"));
    json_write_whole(json, (int64_t)view->household_others);
}

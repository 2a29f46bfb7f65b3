/* name_test.c - names as councils write them, by table: the persons of a cell as
 * "given|middle|family|former|sex". */
#include "name.h"

#include "name_words.h"
#include "random.h"
#include "test_seed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { LINE_MAX = 8 * NAME_PART_MAX };

/* "given|middle|family|former|sex", empty parts at the end left out. */
static void name_line(const struct name *name, char *ret, size_t size)
{
    const char sex[2] = {name->sex ? name->sex : '\0', '\0'};
    int length = snprintf(ret, size, "%s|%s|%s|%s|%s", name->given, name->middle, name->family,
                          name->former_family, sex);
    while (length > 0 && ret[length - 1] == '|') {
        ret[--length] = '\0';
    }
}

struct name_case {
    const char *text;
    const char *persons[NAME_PERSONS_MAX];
};

static void assert_case(const struct name_case *c, enum name_order order, enum name_kind kind)
{
    struct name names[NAME_PERSONS_MAX];
    int count = name_parse(str_of(c->text), order, names);
    for (int i = 0; i < NAME_PERSONS_MAX; i++) {
        char line[LINE_MAX] = "nobody";
        const char *expected = c->persons[i] ? c->persons[i] : "nobody";
        if (i < count) {
            name_line(&names[i], line, sizeof(line));
            assert_int_equal(names[i].kind, kind);
        }
        if (strcmp(line, expected) != 0) {
            fail_msg("%s, person %d: %s, not %s", c->text, i + 1, line, expected);
        }
    }
}

static void test_one_person(void **state)
{
    (void)state;
    static const struct name_case cases[] = {
        {"Sian Evans", {"sian||evans"}},
        {"Siân Mair Evans", {"sian|mair|evans"}},
        {"Mrs Sian Evans", {"sian||evans||f"}},
        {"Evans, Mrs Sian (née Pritchard)", {"sian||evans|pritchard|f"}},
        {"Ms. A. B. Jones-Davies née Smith", {"a|b|jones davies|smith|f"}},
        {"Sian Evans formerly Pritchard", {"sian||evans|pritchard"}},
        {"Sian Evans gynt Pritchard", {"sian||evans|pritchard"}},
        {"Jane Smith aka Jane Jones", {"jane||smith|jones"}},
        {"Jane Smith alias Jones", {"jane||smith|jones"}},
        {"Sian Evans (Pritchard)", {"sian||evans|pritchard"}},
        {"Sian Evans/Pritchard", {"sian||evans|pritchard"}},
        {"Robert (Bob) Evans", {"robert||evans"}},
        {"Dafydd ap Gwilym", {"dafydd||ap gwilym"}},
        {"Gwenllian ferch Gruffydd", {"gwenllian||ferch gruffydd"}},
        {"Jan van der Berg", {"jan||van der berg"}},
        {"Van der Berg, Jan", {"jan||van der berg"}},
        {"Juan de la Cruz", {"juan||de la cruz"}},
        {"Mohammed Al Fayed", {"mohammed||al fayed"}},
        {"Angus Mc Donald", {"angus||mcdonald"}},
        {"Mc Donald, Angus", {"angus||mcdonald"}},
        {"Seán O'Brien", {"sean||obrien"}},
        {"O Brien, Sean", {"sean||obrien"}},
        {"EVANS, John", {"john||evans"}},
        {"EVANS, A MR", {"a||evans||m"}},
        {"WILLIAMS, A MRS", {"a||williams||f"}},
        {"Evans Jones, Mary Ann", {"mary|ann|evans jones"}},
        {"Evans-Jones, Mary", {"mary||evans jones"}},
        {"Smith, John, Jr.", {"john||smith"}},
        {"Sian Evans-Jones", {"sian||evans jones"}},
        {"Mary-Jane Evans", {"mary|jane|evans"}},
        {"J.R. Evans", {"j|r|evans"}},
        {"JR Evans", {"j|r|evans"}},
        {"EVANS J R", {"j|r|evans"}},
        {"Evans Mrs Sian", {"sian||evans||f"}},
        {"Sian E", {"sian||e"}},
        {"John Smith OBE", {"john||smith"}},
        {"John Smith, OBE, BSc", {"john||smith"}},
        {"John Smith Jr.", {"john||smith"}},
        {"Y Parch. Ieuan Davies", {"ieuan||davies"}},
        {"Bonwr Ifan Rees", {"ifan||rees||m"}},
        {"Cllr Mair Rees", {"mair||rees"}},
        {"Rev. Dr. Martin Luther King Jr", {"martin|luther|king"}},
        {"Sir John Price", {"john||price||m"}},
        {"Lady Mary Price", {"mary||price||f"}},
        {"Mr J Evans c/o Swansea Council", {"j||evans||m"}},
        {"Mr J Evans T/A Evans Plumbing", {"j||evans||m"}},
        {"John Evans (Landlord)", {"john||evans"}},
        {"Gwen Rees (decd)", {"gwen||rees"}},
        {"John Evans 2", {"john||evans"}},
        {"J Evans, Director", {"j||evans"}},
        {"Mrs, Sian Evans", {"sian||evans||f"}}, /* a comma behind nothing but a title */
        {"Evans", {"||evans"}},
        {"Mrs Evans", {"||evans||f"}},
        {"The Evans Family", {"||evans"}},
        {"Charlotte Church", {"charlotte||church"}},
        {"Mr Bank", {"||bank||m"}},
        {"John Null", {"john||null"}},
        {"Baby Evans", {"||evans"}},
        {"Baby boy of Sian Evans", {"||evans"}},
        {"Unknown Evans", {"||evans"}},
        {"John Unknown", {"john"}},
        {"山田 太郎", {"山田||太郎"}},
        {"Łukasz Wiśniewski", {"lukasz||wisniewski"}},
        {"thomas clifford, 1st baron clifford of chudleigh", {"thomas||clifford"}},
        {"thomas of chudleigh", {"thomas||chudleigh"}},
        {"tom 1st baron clifford of chudleigh", {"tom||clifford"}},
        {"william herbert, 18th earl of pembroke", {"william||herbert"}},
        {"Sir John Price, 1st Baronet", {"john||price||m"}},
        {"Earl of Warwick", {"||warwick"}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_case(&cases[i], NAME_GIVEN_FIRST, NAME_PERSON);
    }
}

static void test_family_first(void **state)
{
    (void)state;
    static const struct name_case cases[] = {
        {"EVANS SIAN", {"sian||evans"}},
        {"EVANS J R", {"j|r|evans"}},
        {"J R EVANS", {"j|r|evans"}},
        {"EVANS SIAN MAIR", {"sian|mair|evans"}},
        {"VAN DER BERG JAN", {"jan||van der berg"}},
        {"AP GWILYM DAFYDD", {"dafydd||ap gwilym"}},
        {"EVANS-JONES SIAN", {"sian||evans jones"}},
        {"EVANS MR JOHN", {"john||evans||m"}},
        {"EVANS JOHN MR", {"john||evans||m"}},
        {"EVANS J & S", {"j||evans", "s||evans"}},
        {"EVANS JOHN & MARY", {"john||evans", "mary||evans"}},
        {"EVANS JOHN JR", {"john||evans"}},
        {"Evans, John", {"john||evans"}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_case(&cases[i], NAME_FAMILY_FIRST, NAME_PERSON);
    }
}

static void test_several_persons(void **state)
{
    (void)state;
    static const struct name_case cases[] = {
        {"MR J & MRS S EVANS", {"j||evans||m", "s||evans||f"}},
        {"Mr & Mrs J Evans", {"j||evans||m", "||evans||f"}},
        {"Mr and Mrs John Evans", {"john||evans||m", "||evans||f"}},
        {"Mr & Mrs Evans", {"||evans||m", "||evans||f"}},
        {"Mr/Mrs J Evans", {"j||evans||m", "||evans||f"}},
        {"Mr & Mrs J & S Evans", {"j||evans||m", "s||evans||f"}},
        {"Bonwr a Bns Evans", {"||evans||m", "||evans||f"}},
        {"Mr J Evans a Mrs S Evans", {"j||evans||m", "s||evans||f"}},
        {"John and Mary Evans", {"john||evans", "mary||evans"}},
        {"J EVANS & S PRITCHARD", {"j||evans", "s||pritchard"}},
        {"J Evans / S Evans", {"j||evans", "s||evans"}},
        {"Mr Evans & Mrs J Pritchard", {"||evans||m", "j||pritchard||f"}},
        {"Evans, Mr & Mrs J", {"j||evans||m", "||evans||f"}},
        {"Evans, Mr J & Mrs S", {"j||evans||m", "s||evans||f"}},
        {"Evans, John; Pritchard, Sian", {"john||evans", "sian||pritchard"}},
        {"J, S & M Evans", {"j||evans", "s||evans", "m||evans"}},
        {"A & B & C & D & E Evans", {"a||evans", "b||evans", "c||evans", "d||evans"}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_case(&cases[i], NAME_GIVEN_FIRST, NAME_PERSON);
    }
}

static void test_estates(void **state)
{
    (void)state;
    static const struct name_case cases[] = {
        {"EXORS OF J EVANS (DECD)", {"j||evans"}},
        {"The Executors of the late Mary Jones", {"mary||jones"}},
        {"The late Mary Jones", {"mary||jones"}},
        {"PR of Gwen Rees deceased", {"gwen||rees"}},
        {"Personal Representatives of Gwen Rees", {"gwen||rees"}},
        {"Estate of Mr Thomas Rhys", {"thomas||rhys||m"}},
        {"Ystad y diweddar Mair Jones", {"mair||jones"}},
        {"Y diweddar Mair Jones", {"mair||jones"}},
        {"EVANS J (EXORS OF)", {"j||evans"}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_case(&cases[i], NAME_GIVEN_FIRST, NAME_ESTATE);
    }
}

static enum name_kind kind_of(const char *text)
{
    struct name names[NAME_PERSONS_MAX];
    return name_parse(str_of(text), NAME_GIVEN_FIRST, names) == 0 ? NAME_MISSING : names[0].kind;
}

static void test_kinds(void **state)
{
    (void)state;
    static const struct {
        enum name_kind kind;
        const char *text;
    } cases[] = {
        {NAME_NOBODY, "THE OCCUPIER"},
        {NAME_NOBODY, "Y Deiliad"},
        {NAME_NOBODY, "The Resident"},
        {NAME_NOBODY, "Owner/Occupier"},
        {NAME_NOBODY, "Landlord"},
        {NAME_NOBODY, "Occupier of 12 Mill Street"},
        {NAME_NOBODY, "The Owner & Occupier"},
        {NAME_NOBODY, "VACANT"},
        {NAME_ORGANISATION, "EVANS PROPERTIES LTD"},
        {NAME_ORGANISATION, "J Evans & Sons"},
        {NAME_ORGANISATION, "Evans & Co"},
        {NAME_ORGANISATION, "St Mary's Church"},
        {NAME_ORGANISATION, "Swansea Council"},
        {NAME_ORGANISATION, "Cyngor Sir Gâr"},
        {NAME_ORGANISATION, "Barclays Bank"},
        {NAME_ORGANISATION, "Ysgol Bro Myrddin"},
        {NAME_ORGANISATION, "Cwmni Evans Cyf"},
        {NAME_ORGANISATION, "Müller GmbH"},
        {NAME_PERSON, "Grace Church"},
        {NAME_PERSON, "Mr J Trust"},
        {NAME_PERSON, "Mrs Tenant"},
        {NAME_PERSON, "John Landlord"},
        {NAME_PERSON, "John Estate"},
        {NAME_MISSING, ""},
        {NAME_MISSING, "unknown"},
        {NAME_MISSING, "N/A"},
        {NAME_MISSING, "baby"},
        {NAME_MISSING, "Infant of"},
        {NAME_MISSING, "TBC"},
        {NAME_MISSING, "REFUSED"},
        {NAME_MISSING, "12345"},
        {NAME_MISSING, "Mr"},
        {NAME_MISSING, "test test"},
        {NAME_MISSING, "Null"},
        {NAME_MISSING, "&,/()"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (kind_of(cases[i].text) != cases[i].kind) {
            fail_msg("%s: kind %d, not %d", cases[i].text, kind_of(cases[i].text), cases[i].kind);
        }
    }
}

static void test_all_words(void **state)
{
    (void)state;
    static const struct {
        const char *text, *all;
    } cases[] = {
        {"thomas clifford, 1st baron clifford of chudleigh",
         "1st baron chudleigh clifford of thomas"},
        {"Evans, Mrs Sian (née Pritchard)", "evans pritchard sian"},
        {"EVANS PROPERTIES LIMITED", "evans ltd properties"},
        {"The Evans Properties Ltd", "evans ltd properties"},
        {"Sian Sian", "sian"},
        {"Mc Donald, Angus", "angus mcdonald"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct name names[NAME_PERSONS_MAX];
        assert_true(name_parse(str_of(cases[i].text), NAME_GIVEN_FIRST, names) > 0);
        assert_string_equal(names[0].all, cases[i].all);
    }
}

static void test_from_parts(void **state)
{
    (void)state;
    static const struct {
        const char *title, *given, *middle, *family, *person; /* NULL: none */
        enum name_kind kind;
    } cases[] = {
        {"Mrs", "Sian", "Mair", "Evans", "sian|mair|evans||f", NAME_PERSON},
        {"", "Sian Mair", "", "Evans", "sian|mair|evans", NAME_PERSON},
        {"", "Mr John", "", "Evans Jr", "john||evans||m", NAME_PERSON},
        {"", "J.R.", "", "EVANS-JONES", "j|r|evans jones", NAME_PERSON},
        {"", "Sean", "", "O Brien", "sean||obrien", NAME_PERSON},
        {"", "Dafydd", "", "ap Gwilym", "dafydd||ap gwilym", NAME_PERSON},
        {"", "", "", "Evans", "||evans", NAME_PERSON},
        {"", "Sian", "", "", "sian", NAME_PERSON},
        {"", "Sian", "", "Evans (née Pritchard)", "sian||evans|pritchard", NAME_PERSON},
        {"", "John", "", "Null", "john||null", NAME_PERSON},
        {"", "John", "", "Unknown", "john", NAME_PERSON},
        {"", "Baby", "", "Evans", "||evans", NAME_PERSON},
        {"", "Unknown", "", "Evans", "||evans", NAME_PERSON},
        {"", "", "", "Evans, John", "john||evans", NAME_PERSON},
        {"", "", "", "EVANS PROPERTIES LTD", "", NAME_ORGANISATION},
        {"", "The", "", "Occupier", "", NAME_NOBODY},
        {"", "Exors of J", "", "Evans", "j||evans", NAME_ESTATE},
        {"", "", "", "Exors of J Evans", "j||evans", NAME_ESTATE},
        {"", "Grace", "", "Church", "grace||church", NAME_PERSON},
        {"Mr", "", "", "", NULL, NAME_MISSING},
        {"", "", "", "", NULL, NAME_MISSING},
        {"", "n/a", "-", "unknown", NULL, NAME_MISSING},
        {"", "", "", "None", NULL, NAME_MISSING},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct name name;
        char line[LINE_MAX] = "none";
        bool read = name_from_parts(str_of(cases[i].title), str_of(cases[i].given),
                                    str_of(cases[i].middle), str_of(cases[i].family), &name);
        if (read) {
            name_line(&name, line, sizeof(line));
            assert_int_equal(name.kind, cases[i].kind);
        }
        if (strcmp(line, cases[i].person ? cases[i].person : "none") != 0) {
            fail_msg("%s %s: %s", cases[i].given, cases[i].family, line);
        }
    }
}

static void test_order_evidence(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int sign;
    } cases[] = {
        {"Sian Evans", 1},
        {"EVANS SIAN", -1},
        {"Mr John Evans", 1},
        {"Evans, Sian", 0},
        {"Thomas James", 0},
        {"EVANS J R", -1},
        {"J R Evans", 1},
        {"Evans", 0},
        {"", 0},
        {"Evans Properties Ltd", 0},
        {"The Occupier", 0},
        {"Zzyzx Qwert", 0},
        {"J & S Evans", 0},
        {"EVANS SIAN MRS", -1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int evidence = name_order_evidence(str_of(cases[i].text));
        if ((evidence > 0) - (evidence < 0) != cases[i].sign) {
            fail_msg("%s: %d", cases[i].text, evidence);
        }
    }
}

static void test_known_given(void **state)
{
    (void)state;
    static const char *const yes[] = {"sian",  "john",  "mary",    "mohammed", "agnieszka",
                                      "ieuan", "priya", "siobhan", "zoe",      "aaron"};
    static const char *const no[] = {"evans", "pritchard", "", "q", "smith", "jones", "llanelli"};
    assert_true(given_names_are_sorted());
    assert_true(name_words_are_sorted());
    for (size_t i = 0; i < COUNT(yes); i++) {
        assert_true(name_is_known_given(str_of(yes[i])));
    }
    for (size_t i = 0; i < COUNT(no); i++) {
        assert_false(name_is_known_given(str_of(no[i])));
    }
}

static size_t random_name(struct random *random, char *ret, size_t max)
{
    static const char *const pieces[] = {
        "Mr",   "Mrs", "J",     "Sian",   "Evans", "&",    "and",  ",",       "/",
        "(",    ")",   "née",   "of",     "the",   "ap",   "van",  "Mc",      "-",
        "1st",  "Jr",  "Exors", "Ltd",    "c/o",   "Baby", "late", "baron",   "St",
        "Lord", "O",   "and",   "Church", ";",     "Tŷ",   "\xff", "unknown", "Occupier"};
    size_t length = 0;
    while (length + 12 < max && random_below(random, 12) != 0) {
        const char *piece = pieces[random_below(random, COUNT(pieces))];
        memcpy(ret + length, piece, strlen(piece));
        length += strlen(piece);
        if (random_below(random, 5) != 0) {
            ret[length++] = ' ';
        }
    }
    return length;
}

/* Every part is text that folding leaves alone; the parts, given back in columns, give themselves.
 */
static void test_any_name_is_bounded_and_stable(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (int run = 0; run < 20000; run++) {
        char raw[300];
        struct name names[NAME_PERSONS_MAX];
        size_t length = random_name(&random, raw, sizeof(raw));
        enum name_order order = random_below(&random, 2) ? NAME_GIVEN_FIRST : NAME_FAMILY_FIRST;
        int count = name_parse(str_make(raw, length), order, names);
        assert_in_range(count, 0, NAME_PERSONS_MAX);
        for (int i = 0; i < count; i++) {
            const char *const parts[] = {names[i].given, names[i].middle, names[i].family,
                                         names[i].former_family, names[i].all};
            for (size_t p = 0; p < COUNT(parts); p++) {
                struct text folded;
                text_fold(str_of(parts[p]), &folded);
                assert_string_equal(folded.ptr, parts[p]);
            }
            assert_true(names[i].kind > NAME_MISSING && names[i].kind <= NAME_NOBODY);
            assert_true(names[i].sex == 0 || names[i].sex == 'f' || names[i].sex == 'm');
        }
    }
}

static void test_plain_names_are_stable(void **state)
{
    (void)state;
    static const char *const given[] = {"sian", "j", "mary", "dafydd"};
    static const char *const family[] = {"evans",        "evans jones", "ap gwilym",
                                         "van der berg", "obrien",      "mcdonald"};
    for (size_t g = 0; g < COUNT(given); g++) {
        for (size_t f = 0; f < COUNT(family); f++) {
            struct name name;
            assert_true(
                name_from_parts(STR(""), str_of(given[g]), STR("lloyd"), str_of(family[f]), &name));
            assert_string_equal(name.given, given[g]);
            assert_string_equal(name.middle, "lloyd");
            assert_string_equal(name.family, family[f]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_person),
        cmocka_unit_test(test_family_first),
        cmocka_unit_test(test_several_persons),
        cmocka_unit_test(test_estates),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_all_words),
        cmocka_unit_test(test_from_parts),
        cmocka_unit_test(test_order_evidence),
        cmocka_unit_test(test_known_given),
        cmocka_unit_test(test_any_name_is_bounded_and_stable),
        cmocka_unit_test(test_plain_names_are_stable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* mention_build_test.c - rows as councils write them, through inference and standardising, to the
 * mentions they must give. */
#include "mention_build.h"

#include "infer.h"
#include "mention_original.h"
#include "random.h"
#include "table_test.h"

static const char *const field_names[] = {
    "given",  "middle", "family",   "former", "name",  "birth", "sex", "uprn", "premise",
    "street", "town",   "postcode", "phone",  "email", "nhs",   "ni",  "stay", "others"};
static const char *const kind_names[] = {"person",   "organisation", "estate",
                                         "property", "unknown",      "nobody"};

/* render - one mention as "person +property given=j family=evans …"; skip: fields left out, by
 * name. */
static void render(const struct mention_table *mentions, size_t m, const char *skip,
                   struct buf *out)
{
    buf_printf(out, "%s%s", kind_names[mentions->places[m].kind],
               mentions->places[m].carries_property ? " +property" : "");
    for (int f = 0; f < (int)mentions->field_count; f++) {
        struct str text = mention_text(mentions, m, f);
        struct str name = f < FIELD_ATTRIBUTE ? str_of(field_names[f])
                                              : mentions->attribute_name[f - FIELD_ATTRIBUTE];
        if (text.len > 0 && (skip == NULL || str_find(str_of(skip), name) < 0)) {
            buf_printf(out, " %.*s=%.*s", PRI(name), PRI(text));
        }
    }
}

struct run {
    struct mapping mapping[4];
    struct mention_table mentions;
    size_t count;
};

static void run_begin(struct run *run, const struct table *tables, size_t count)
{
    struct err err = {0};
    run->count = count;
    assert_int_equal(infer_mappings(tables, count, run->mapping, &err), 0);
    assert_int_equal(mention_table_build(tables, run->mapping, count, 1, &run->mentions, &err), 0);
}

static void run_end(struct run *run)
{
    for (size_t t = 0; t < run->count; t++) {
        mapping_free(&run->mapping[t]);
    }
    mention_table_free(&run->mentions);
}

/* One table of a header and one row, and the mentions of that row, a line each. */
struct row_case {
    const char *header;
    const char *row;
    const char *skip;
    const char *wanted;
};

static void check_row(const struct row_case *row_case)
{
    struct arena arena = {0};
    const char *lines[] = {row_case->header, row_case->row};
    struct table table = table_of_lines("source", lines, 2, &arena);
    struct run run;
    run_begin(&run, &table, 1);
    struct buf got = {0};
    for (size_t m = 0; m < run.mentions.count; m++) {
        buf_printf(&got, "%s", m > 0 ? "\n" : "");
        render(&run.mentions, m, row_case->skip, &got);
        assert_int_equal(run.mentions.places[m].number, m + 1);
    }
    buf_add_char(&got, '\0');
    if (strcmp(got.ptr, row_case->wanted) != 0) {
        struct buf roles = {0};
        for (size_t c = 0; c < table.column_count; c++) {
            buf_printf(&roles, " %s", role_table[run.mapping[0].columns[c].role].name);
        }
        buf_add_char(&roles, '\0');
        fail_msg("%s\n%s\nroles:%s\nwanted:\n%s\ngot:\n%s", row_case->header, row_case->row,
                 roles.ptr, row_case->wanted, got.ptr);
    }
    buf_free(&got);
    run_end(&run);
    table_end(&table);
    arena_free(&arena);
}

#define ADDRESS_LONG "12 MILL ST, LLANELLI SA15 1AA"
#define HOME " premise=12 street=mill street town=llanelli postcode=SA15 1AA"

static const struct row_case name_rows[] = {
    {"Liable Party|Address", "MR J & MRS S EVANS|" ADDRESS_LONG, "name others",
     "person +property given=j family=evans sex=m" HOME "\nperson given=s family=evans sex=f" HOME},
    {"Liable Party|Address", "EXORS OF J EVANS (DECD)|" ADDRESS_LONG, "name",
     "estate +property given=j family=evans" HOME},
    {"Liable Party|Address", "THE OCCUPIER|" ADDRESS_LONG, NULL, "nobody +property" HOME},
    {"Liable Party|Address", "EVANS PROPERTIES LTD|" ADDRESS_LONG, "name",
     "organisation +property" HOME},
    {"Liable Party|Address", "|" ADDRESS_LONG, NULL, "property" HOME},
    {"Name|Sex", "Evans, Mrs Sian (née Pritchard)|", NULL,
     "person given=sian family=evans former=pritchard name=evans pritchard sian sex=f"},
    {"Tenant Name|Address|Tenancy Start|Tenancy End",
     "MR J & MRS S EVANS|" ADDRESS_LONG "|12/11/2014|4-Oct-2020", "name",
     "person +property given=j family=evans sex=m" HOME
     " stay=2014-11-12/2020-10-04 others=s evans\nperson given=s family=evans sex=f" HOME
     " stay=2014-11-12/2020-10-04 others=j evans"},
    {"Tenant Name|Address|Tenancy Start|Tenancy End", "MR J EVANS|" ADDRESS_LONG "|12/11/2014|",
     "name", "person +property given=j family=evans sex=m" HOME " stay=2014-11-12/"},
    {"Enw|Rhyw", "Dafydd ap Gwilym|Gwryw", NULL,
     "person given=dafydd family=ap gwilym name=ap dafydd gwilym sex=m"},
    {"Title|Forename|Surname", "Mrs|Siân Mair|O'Brien", NULL,
     "person given=sian middle=mair family=obrien name=mair obrien sian sex=f"},
    {"Forename|Middle Names|Surname|Gender", "J|L M|Evans-Jones|", NULL,
     "person given=j middle=l m family=evans jones name=evans j jones l m"},
    {"Forename|Surname|Maiden Name|DOB", "Ann|Rees|Pugh|1950-02-03", NULL,
     "person given=ann family=rees former=pugh name=ann pugh rees birth=1950-02-03"},
    /* A firm, an estate or nobody in the surname column; a couple in the forename column. */
    {"Forename|Surname|Address", "|EVANS PROPERTIES LTD|" ADDRESS_LONG, "name",
     "organisation +property" HOME},
    {"Title|Forename|Surname", "EXORS OF|J|EVANS", "name", "estate given=j family=evans"},
    {"Forename|Surname", "THE|OCCUPIER", NULL, "nobody"},
    {"Forename|Surname", "John & Mary|Evans", "name others",
     "person given=john family=evans\nperson given=mary family=evans"},
    /* A row with a birth date is a person, whatever the name looks like. */
    {"Name|Date of Birth", "Grace Church|1950-02-03", "name",
     "person given=grace family=church birth=1950-02-03"},
    /* Placeholders. */
    {"Forename|Surname|DOB|Phone|Email", "REFUSED|Evans|01/01/1900|999 999 9999|n/a", NULL,
     "person family=evans name=evans"},
    {"Forename|Surname|DOB|Address", "TBC|TBC|TBC|no fixed abode", NULL, "unknown"},
    {"Forename|Surname|DOB|Address", "Ann|Rees|1950|no fixed abode", "name",
     "person given=ann family=rees birth=1950"},
    {"Forename|Surname|DOB|NHS Number", "Ann|Rees|1950|999 999 9999", "name",
     "person given=ann family=rees birth=1950"},
    /* Somebody without a name is still somebody. */
    {"Forename|Surname|DOB|Postcode", "||1950-02-03|SA15 1AA", NULL,
     "person birth=1950-02-03 postcode=SA15 1AA"},
    {"Forename|Surname|DOB|Postcode", "|||", NULL, "unknown"},
    /* A postcode alone is no property. */
    {"Name|Postcode", "|SA15 1AA", NULL, "unknown postcode=SA15 1AA"},
    {"UPRN|Name", "100012345678|", NULL, "property uprn=100012345678"},
};

static void test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof name_rows / sizeof *name_rows; i++) {
        check_row(&name_rows[i]);
    }
}

static const struct row_case several_rows[] = {
    {"Pupil Forename|Pupil Surname|DOB|Address|Parent 1 Title|Parent 1 Forename|Parent 1 Surname|Parent 2 Forename|Parent 2 Surname",
     "Emma|Evans|03/02/2012|" ADDRESS_LONG "|Mrs|Sian|Evans|John|Rees", "name others",
     "person +property given=emma family=evans birth=2012-02-03" HOME
     "\nperson given=sian family=evans sex=f" HOME "\nperson given=john family=rees" HOME},
    {"Pupil Forename|Pupil Surname|DOB|Parent 1 Forename|Parent 1 Surname|Parent 2 Forename|Parent 2 Surname",
     "Emma|Evans|03/02/2012|||John|Rees", "name others",
     "person given=emma family=evans birth=2012-02-03\nperson given=john family=rees"},
    {"tenant_name|tenant_dob|joint_tenant_name|joint_tenant_dob|address|phone",
     "J Evans|1950-02-03|Ann Rees|1951-01-01|" ADDRESS_LONG "|01632 960123", "name others",
     "person +property given=j family=evans birth=1950-02-03" HOME
     " phone=+441632960123\nperson given=ann family=rees birth=1951-01-01" HOME},
    {"tenant1_name|tenant2_name|tenant2_phone", "J Evans|Ann Rees|01632 960123", "name others",
     "person given=j family=evans\nperson given=ann family=rees phone=+441632960123"},
    {"surname_1|forename_1|dob_1|surname_2|forename_2|dob_2",
     "Evans|John|1950-02-03|Rees|Ann|1960-01-01", "name others",
     "person given=john family=evans birth=1950-02-03\nperson given=ann family=rees birth=1960-01-01"},
    {"Tenant|Landlord|Landlord Address|Address",
     "Ann Rees|EVANS PROPERTIES LTD|1 High St, Neath SA11 1AA|" ADDRESS_LONG, "name",
     "person +property given=ann family=rees" HOME
     "\norganisation premise=1 street=high street town=neath postcode=SA11 1AA"},
    {"Enw disgybl|Dyddiad geni|Enw rhiant 1|Enw rhiant 2", "Emma Evans|03/02/2012|Siân Evans|",
     "name others",
     "person given=emma family=evans birth=2012-02-03\nperson given=sian family=evans"},
    {"Forename|Surname|Trading Name|Postcode", "Ann|Rees|Rees Bakery|SA15 1AA", "name",
     "person given=ann family=rees postcode=SA15 1AA\norganisation postcode=SA15 1AA"},
    {"Forename|Surname|Mother Forename|Mother Surname|Previous Address|Address",
     "Emma|Evans|Sian|Evans|1 High St, Neath SA11 1AA|" ADDRESS_LONG, "name others",
     "person +property given=emma family=evans" HOME "\nperson given=sian family=evans" HOME},
};

static void test_several(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof several_rows / sizeof *several_rows; i++) {
        check_row(&several_rows[i]);
    }
}

#define PERSON_J "person given=john family=evans"

static const struct row_case other_rows[] = {
    {"Forename|Surname|Address 1|Address 2|Address 3|Town|Postcode",
     "John|Evans|12 Mill St|||Llanelli|sa151aa", "name",
     "person +property given=john family=evans" HOME},
    {"Forename|Surname|House No|Street|Town|Postcode",
     "John|Evans|12|Mill Street|LLANELLI|SA15 1AA", "name",
     "person +property given=john family=evans" HOME},
    {"Forename|Surname|Address", "John|Evans|" ADDRESS_LONG, "name",
     "person +property given=john family=evans" HOME},
    {"Forename|Surname|City", "John|Evans|New York", "name", PERSON_J " town=new york"},
    {"Forename|Surname|DOB", "John|Evans|06/11/2020", "name", PERSON_J " birth=2020-11-06"},
    {"Forename|Surname|DOB", "John|Evans|2020-11-06", "name", PERSON_J " birth=2020-11-06"},
    {"Forename|Surname|DOB", "John|Evans|6-Nov-2020", "name", PERSON_J " birth=2020-11-06"},
    {"Forename|Surname|DOB", "John|Evans|19081209", "name", PERSON_J " birth=1908-12-09"},
    {"Forename|Surname|DOB", "John|Evans|2020-11", "name", PERSON_J " birth=2020-11"},
    {"Forename|Surname|Birth Year|Birth Month|Birth Day", "John|Evans|1950|2|3", "name",
     PERSON_J " birth=1950-02-03"},
    {"Forename|Surname|by|bm|bd", "John|Evans|1950|2|3", "name", PERSON_J " birth=1950-02-03"},
    {"Forename|Surname|DOB day|DOB month|DOB year", "John|Evans|3|Feb|1950", "name",
     PERSON_J " birth=1950-02-03"},
    {"Forename|Surname|DOB|Date of Entry", "John|Evans|3/2/12|1/9/2019", "name",
     PERSON_J " birth=2012-02-03"},
    {"Forename|Surname|Mobile|Home Phone|Email", "John|Evans||01632 960123|John.Evans@Example.org",
     "name", PERSON_J " phone=+441632960123 email=john.evans@example.org"},
    {"Forename|Surname|Home Phone|Mobile", "John|Evans|01632 960123|07700 900123", "name",
     PERSON_J " phone=+447700900123"},
    {"Forename|Surname|NI Number", "John|Evans|qq 12 34 56 c", "name,ni number", PERSON_J},
    {"title|brand|price", "Canon EOS 5D|canon|12.50", NULL,
     "unknown name=5d canon eos brand=canon price=1250"},
};

static void test_others(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof other_rows / sizeof *other_rows; i++) {
        check_row(&other_rows[i]);
    }
}

/* Exports from elsewhere: headers, one row, and what it must give. */
static const struct row_case foreign_rows[] = {
    {"first_name|middle_name|last_name|name_suffix|birth_year|gender_code|res_street_address|res_city_desc|zip_code|state_cd|full_phone_number|ncid",
     "MARY|ANN|SMITH||1950|F|100 OAK RD|RALEIGH|27601|NC|9195551234|AA1", "phone,state cd,ncid",
     "person +property given=mary middle=ann family=smith name=ann mary smith birth=1950 sex=f premise=100 street=oak road "
     "town=raleigh postcode=27601"},
    {"fname_c1|fname_c2|lname_c1|lname_c2|by|bm|bd", "CARSTEN||MEIER||1949|7|22", NULL,
     "person given=carsten family=meier name=carsten meier birth=1949-07-22"},
    {"Vorname|Nachname|Geburtsdatum|Geschlecht|Straße|Hausnummer|PLZ|Ort",
     "Jürgen|Müller|03.02.1950|m|Gartenweg|12|10115|Berlin", "name",
     "person +property given=jurgen family=muller birth=1950-02-03 sex=m premise=12 street=gartenweg town=berlin postcode=10115"},
    {"Enw Cyntaf|Cyfenw|Dyddiad Geni|Rhyw|Cyfeiriad 1|Tref|Cod Post|Rhif Ffôn|E-bost",
     "Siân|Evans|3 Chwefror 1950|Benyw|12 Mill St|Llanelli|SA15 1AA|01632 960123|sian@example.org",
     "name",
     "person +property given=sian family=evans birth=1950-02-03 sex=f" HOME
     " phone=+441632960123 email=sian@example.org"},
    {"nom|prénom|date de naissance|sexe|code postal|ville", "DUBOIS|Marie|03/02/1950|F|75001|Paris",
     "name", "person given=marie family=dubois birth=1950-02-03 sex=f town=paris postcode=75001"},
    {"nombre|apellido1|apellido2|fecha_nacimiento|ciudad", "José|García|López|03/02/1950|Madrid",
     "name", "person given=jose family=garcia lopez birth=1950-02-03 town=madrid"},
    {"imię|nazwisko|data urodzenia|miasto", "Anna|Nowak|1950-02-03|Warszawa", "name",
     "person given=anna family=nowak birth=1950-02-03 town=warszawa"},
    {"given_name|surname|street_number|address_1|address_2|suburb|postcode|state|date_of_birth|soc_sec_id",
     "lachlan|berry|69|giblin street||bittern|4814|qld|19990219|7364009", "name",
     "person +property given=lachlan family=berry birth=1999-02-19 premise=69 street=giblin street town=bittern postcode=4814 "
     "state=qld soc sec id=7364009"},
    {"clientForename1|clientSurname|clientDOB|clientPostCode", "Ann|Rees|03/02/1950|SA15 1AA",
     "name", "person given=ann family=rees birth=1950-02-03 postcode=SA15 1AA"},
    {"FORENAME|SURNAME|DATEOFBIRTH|POSTCODE", "ANN|REES|03-FEB-1950|SA15 1AA", "name",
     "person given=ann family=rees birth=1950-02-03 postcode=SA15 1AA"},
};

static void test_foreign(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof foreign_rows / sizeof *foreign_rows; i++) {
        check_row(&foreign_rows[i]);
    }
}

/* The same rows under other headers of the same meaning and in another order of columns and rows:
 * the same mentions. */
static const char *const people[] = {
    "Forename|Surname|DOB|Gender|House No|Street|Town|Postcode|Mobile|Occupation",
    "John|Evans|06/11/1950|M|12|Mill Street|Llanelli|SA15 1AA|07700 900123|farmer",
    "Mary|Jones|31/12/1961|F|3|High Street|Neath|SA11 1AB||teacher",
    "Siân|Davies|15/08/1972|F|7|Church Lane|Swansea|SA1 1AD|07700 900456|farmer",
    "Owen|Rees|2/3/1983|M||Station Road|Bangor|LL57 1AE||clerk",
    "|Price|25/07/1994||9|Park Crescent|Cardiff||07700 900789|",
};
static const char *const synonyms[] = {
    "first_name|LastName|Birth Date|sex|house_number|RoadName|City|post_code|MobileNumber|"
    "OCCUPATION",
    "christianName|family_name|dateOfBirth|Sex|HouseNum|street_name|posttown|Cod Post|"
    "mobile phone|occupation",
    "Enw cyntaf|Cyfenw|Dyddiad geni|Rhyw|Rhif tŷ|Stryd|Tref|Cod post|Ffôn symudol|Occupation",
};
enum { PEOPLE_ROWS = sizeof people / sizeof *people - 1, PEOPLE_COLUMNS = 10 };

static int by_text(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* mentions_of - all mentions as sorted lines. */
static char *mentions_of(const char *header, const size_t *columns, const size_t *rows)
{
    struct arena arena = {0};
    const char *headers[PEOPLE_COLUMNS];
    struct str cells[PEOPLE_COLUMNS];
    struct str shuffled[PEOPLE_COLUMNS];
    assert_int_equal(split_bars(header, cells, PEOPLE_COLUMNS), PEOPLE_COLUMNS);
    for (size_t c = 0; c < PEOPLE_COLUMNS; c++) {
        headers[c] = arena_printf(&arena, "%.*s", PRI(cells[columns[c]])).ptr;
    }
    struct table table = table_begin("people", headers, PEOPLE_COLUMNS);
    for (size_t r = 0; r < PEOPLE_ROWS; r++) {
        split_bars(people[1 + rows[r]], cells, PEOPLE_COLUMNS);
        for (size_t c = 0; c < PEOPLE_COLUMNS; c++) {
            shuffled[c] = cells[columns[c]];
        }
        table_add_row(&table, shuffled);
    }
    struct run run;
    run_begin(&run, &table, 1);
    char *lines[PEOPLE_ROWS * 2];
    assert_true(run.mentions.count <= PEOPLE_ROWS * 2);
    for (size_t m = 0; m < run.mentions.count; m++) {
        struct buf line = {0};
        render(&run.mentions, m, NULL, &line);
        lines[m] = (char *)arena_printf(&arena, "%.*s", PRI(buf_str(&line))).ptr;
        buf_free(&line);
    }
    qsort(lines, run.mentions.count, sizeof *lines, by_text);
    struct buf all = {0};
    for (size_t m = 0; m < run.mentions.count; m++) {
        buf_printf(&all, "%s\n", lines[m]);
    }
    buf_add_char(&all, '\0');
    run_end(&run);
    table_end(&table);
    arena_free(&arena);
    return all.ptr;
}

static void shuffle(struct random *random, size_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        numbers[i] = i;
    }
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)random_below(random, i);
        size_t kept = numbers[i - 1];
        numbers[i - 1] = numbers[j];
        numbers[j] = kept;
    }
}

static void test_same_meaning_same_mentions(void **state)
{
    (void)state;
    const uint64_t seed = 20261122;
    struct random random = random_seed(seed);
    size_t columns[PEOPLE_COLUMNS] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    size_t rows[PEOPLE_ROWS] = {0, 1, 2, 3, 4};
    char *wanted = mentions_of(people[0], columns, rows);
    for (size_t i = 0; i < 60; i++) {
        size_t s = i % (sizeof synonyms / sizeof *synonyms);
        shuffle(&random, columns, PEOPLE_COLUMNS);
        shuffle(&random, rows, PEOPLE_ROWS);
        char *got = mentions_of(synonyms[s], columns, rows);
        if (strcmp(got, wanted) != 0) {
            fail_msg("seed %llu, try %zu, %s\nwanted:\n%s\ngot:\n%s", (unsigned long long)seed, i,
                     synonyms[s], wanted, got);
        }
        mem_free(got);
    }
    mem_free(wanted);
}

/* Names of plain words are put together from their parts: the same as if read as one. */
static void test_simple_names(void **state)
{
    (void)state;
    static const char *const titles[] = {"", "Mr", "MRS", "Dr"};
    static const char *const given[] = {"", "John", "siân", "J", "unknown", "Mary-Ann", "ap"};
    static const char *const middle[] = {"", "L", "Mair", "van"};
    static const char *const family[] = {"",         "Evans",      "O'Brien",     "n/a",
                                         "McDonald", "de la Cruz", "Évans-Jones", "Gwilym"};
    static const char *const headers[] = {"Title", "Forename", "Middle Name", "Surname"};
    struct table table = table_begin("names", headers, 4);
    for (size_t i = 0; i < 4 * 7 * 4 * 8; i++) {
        struct str cells[4] = {str_of(titles[i % 4]), str_of(given[i / 4 % 7]),
                               str_of(middle[i / 28 % 4]), str_of(family[i / 112])};
        table_add_row(&table, cells);
    }
    struct run run;
    run_begin(&run, &table, 1);
    assert_int_equal(run.mentions.count, table.row_count);
    for (size_t r = 0; r < table.row_count; r++) {
        struct str cells[4];
        struct name name = {0};
        for (size_t c = 0; c < 4; c++) {
            cells[c] = table_cell(&table, r, c);
            cells[c] = text_is_placeholder(cells[c]) ? STR("") : cells[c];
        }
        bool named = name_from_parts(cells[0], cells[1], cells[2], cells[3], &name);
        const char *wanted[] = {name.given, name.middle, name.family, name.former_family, name.all};
        for (int f = FIELD_GIVEN; f <= FIELD_NAME && named; f++) {
            struct str got = mention_text(&run.mentions, r, f);
            if (!str_eq(got, str_of(wanted[f]))) {
                fail_msg("row %zu \"%.*s|%.*s|%.*s|%.*s\" %s: wanted \"%s\", got \"%.*s\"", r,
                         PRI(cells[0]), PRI(cells[1]), PRI(cells[2]), PRI(cells[3]), field_names[f],
                         wanted[f], PRI(got));
            }
        }
        assert_int_equal(run.mentions.places[r].kind, named ? MENTION_PERSON : MENTION_UNKNOWN);
    }
    run_end(&run);
    table_end(&table);
}

static void test_threads_change_nothing(void **state)
{
    (void)state;
    static const char *const headers[] = {"Forename", "Surname", "DOB",
                                          "Address",  "Band",    "Partner Name"};
    struct table table = table_begin("many", headers, 6);
    struct random random = random_seed(7);
    for (size_t r = 0; r < 65000; r++) {
        char text[5][48];
        snprintf(text[0], 48, "Given%c%c", 'a' + (int)random_below(&random, 26),
                 'a' + (int)random_below(&random, 26));
        snprintf(text[1], 48, "Family%c", 'a' + (int)random_below(&random, 26));
        snprintf(text[2], 48, "%d-%02d-%02d", 1930 + (int)random_below(&random, 70),
                 1 + (int)random_below(&random, 12), 1 + (int)random_below(&random, 28));
        snprintf(text[3], 48, "%d Mill Street, Llanelli", (int)random_below(&random, 300));
        snprintf(text[4], 48, "%c", 'A' + (int)random_below(&random, 8));
        struct str cells[6] = {
            str_of(text[0]), str_of(text[1]),
            str_of(text[2]), str_of(text[3]),
            str_of(text[4]), random_below(&random, 3) == 0 ? STR("Mr J & Mrs S Evans") : STR("")};
        table_add_row(&table, cells);
    }
    struct run run;
    struct mention_table threaded;
    run_begin(&run, &table, 1);
    assert_int_equal(mention_table_build(&table, run.mapping, 1, 3, &threaded, NULL), 0);
    assert_int_equal(threaded.count, run.mentions.count);
    assert_int_equal(threaded.row_width, run.mentions.row_width);
    assert_memory_equal(threaded.rows, run.mentions.rows,
                        threaded.count * threaded.row_width * sizeof *threaded.rows);
    for (size_t m = 0; m < threaded.count; m++) {
        assert_int_equal(threaded.places[m].row, run.mentions.places[m].row);
        assert_int_equal(threaded.places[m].number, run.mentions.places[m].number);
        assert_int_equal(threaded.places[m].kind, run.mentions.places[m].kind);
    }
    for (size_t f = 0; f < threaded.field_count; f++) {
        assert_int_equal(threaded.dictionaries[f].count, run.mentions.dictionaries[f].count);
        for (uint32_t id = 1; id < threaded.dictionaries[f].count; id++) {
            assert_true(str_eq(dictionary_text(&threaded.dictionaries[f], id),
                               dictionary_text(&run.mentions.dictionaries[f], id)));
        }
    }
    mention_table_free(&threaded);
    run_end(&run);
    table_end(&table);
}

static void test_originals(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "Ref|Forename|Surname|DOB|Address|Parent Name",
        "A-1|Siân|O'Brien|3/2/12|12 Mill St, Llanelli|Mr J & Mrs S EVANS",
        "A-2|Ann|Rees|03/02/2012|3 High St, Neath|"};
    static const struct {
        size_t mention;
        int field;
        const char *wanted;
    } cases[] = {{0, FIELD_GIVEN, "Siân"},        {0, FIELD_FAMILY, "O'Brien"},
                 {0, FIELD_BIRTH_DATE, "3/2/12"}, {0, FIELD_STREET, "mill street"},
                 {1, FIELD_GIVEN, "j"},           {1, FIELD_NAME, "Mr J & Mrs S EVANS"},
                 {2, FIELD_GIVEN, "s"},           {1, FIELD_BIRTH_DATE, ""},
                 {3, FIELD_FAMILY, "Rees"},       {3, FIELD_PHONE, ""}};
    struct arena arena = {0};
    struct table table = table_of_lines("pupils", lines, 3, &arena);
    struct run run;
    run_begin(&run, &table, 1);
    assert_int_equal(run.mentions.count, 4);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf got = {0};
        mention_original(&table, run.mapping, &run.mentions, cases[i].mention, cases[i].field,
                         &got);
        if (!str_eq(buf_str(&got), str_of(cases[i].wanted))) {
            fail_msg("case %zu: wanted \"%s\", got \"%.*s\"", i, cases[i].wanted,
                     PRI(buf_str(&got)));
        }
        buf_free(&got);
    }
    assert_true(
        str_eq(mention_record_id(&table, run.mapping, &run.mentions.places[3]), STR("A-2")));
    run_end(&run);
    table_end(&table);
    arena_free(&arena);
}

static void test_no_rows_and_no_tables(void **state)
{
    (void)state;
    static const char *const lines[] = {"Forename|Surname"};
    struct arena arena = {0};
    struct table table = table_of_lines("empty", lines, 1, &arena);
    struct run run;
    run_begin(&run, &table, 1);
    assert_int_equal(run.mentions.count, 0);
    assert_int_equal(run.mapping[0].columns[0].role, ROLE_GIVEN_NAME);
    run_end(&run);
    run_begin(&run, NULL, 0);
    assert_int_equal(run.mentions.count, 0);
    assert_int_equal(run.mentions.field_count, FIELD_ATTRIBUTE);
    run_end(&run);
    table_end(&table);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_several),
        cmocka_unit_test(test_others),
        cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_same_meaning_same_mentions),
        cmocka_unit_test(test_simple_names),
        cmocka_unit_test(test_threads_change_nothing),
        cmocka_unit_test(test_originals),
        cmocka_unit_test(test_no_rows_and_no_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

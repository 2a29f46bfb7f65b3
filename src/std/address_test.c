/* address_test.c - addresses by table, as "premise|street|town|postcode"; and the shares of real
 * ones that are read, with floors that were measured and must not be lost. */
#include "address.h"

#include "address_words.h"
#include "random.h"
#include "test_seed.h"
#include "yaml_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { LINE_MAX = 4 * ADDRESS_PART_MAX };

static void address_line(const struct address *a, char *ret, size_t size)
{
    snprintf(ret, size, "%s|%s|%s|%s", a->premise, a->street, a->town, a->postcode);
}

/* Lines separated by '\n'. */
static bool parse_text(const char *text, struct address *ret)
{
    struct str lines[ADDRESS_LINES_MAX];
    struct str rest = str_of(text);
    size_t count = 0;
    while (count < ADDRESS_LINES_MAX && str_next_token(&rest, '\n', &lines[count])) {
        count++;
    }
    return address_parse(lines, count, ret);
}

static void test_parse(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"FLAT 2, 12-14 MILL ST, LLANELLI SA15 1AA", "flat 2 12-14|mill street|llanelli|SA15 1AA"},
        {"12 Mill Street\nLlanelli\nCarmarthenshire\nSA15 1AA", "12|mill street|llanelli|SA15 1AA"},
        {"12, Mill Road, Llanelli", "12|mill road|llanelli|"},
        {"12\nMill Road\nLlanelli", "12|mill road|llanelli|"},
        {"No. 12 Mill Rd", "12|mill road||"},
        {"12 a Mill Rd.", "12a|mill road||"},
        {"2A, Mill Rd", "2a|mill road||"},
        {"22 -24 MARKET PLACE", "22-24|market place||"},
        {"12/14 Mill St", "12-14|mill street||"},
        {"12 & 14 Mill St", "12-14|mill street||"},
        {"144 & A HALF PIPER ROAD LONDON", "144 half|piper road|london|"},
        {"Norfolk House 22-24 Market Place Swaffham Norfolk PE37 7QH",
         "norfolk house 22-24|market place|swaffham|PE37 7QH"},
        {"Rose Cottage, Mill Lane, Llanelli, Dyfed", "rose cottage|mill lane|llanelli|"},
        {"ROSE COTTAGE MILL LANE LLANELLI", "rose cottage|mill lane|llanelli|"},
        {"Bryn Awel\nHeol y Bont\nAberystwyth\nCeredigion\nSY23 1AA",
         "bryn awel|heol y bont|aberystwyth|SY23 1AA"},
        {"12 HEOL FAWR ABERYSTWYTH SY231AA", "12|heol fawr|aberystwyth|SY23 1AA"},
        {"14 Ffordd Pentre, Caernarfon, Gwynedd", "14|ffordd pentre|caernarfon|"},
        {"FFLAT 3 12 STRYD FAWR BANGOR GWYNEDD", "flat 3 12|stryd fawr|bangor|"},
        {"Apt 4 Mill House, 12 Mill St", "flat 4 mill house 12|mill street||"},
        {"Rose Court Flat 2, Mill Street", "flat 2 rose court|mill street||"},
        {"12 Mill Street, Flat 2, Llanelli", "flat 2 12|mill street|llanelli|"},
        {"FIRST FLOOR FLAT 21 PEPPERPOT ROAD LONDON", "flat first 21|pepperpot road|london|"},
        {"FLAT FIRST FLOOR 21 PEPPERPOT ROAD LONDON", "flat first 21|pepperpot road|london|"},
        {"1st Floor Flat, 21 Pepperpot Road", "flat first 21|pepperpot road||"},
        {"Top Flat, 12 St John St, Cardiff", "flat top 12|st john street|cardiff|"},
        {"Garden Cottage, Mill Lane", "garden cottage|mill lane||"},
        {"The Old Post Office, The Street, Stisted", "old post office|the street|stisted|"},
        {"12 HIGH ST BURY ST EDMUNDS SUFFOLK IP33 1AA", "12|high street|bury st edmunds|IP33 1AA"},
        {"12 CHURCH ST MILL LANE", "12|church street|mill lane|"},
        {"27 ST. CUTHBERTS STREET BEDFORD", "27|st cuthberts street|bedford|"},
        {"27 SAINT CUTHBERTS STREET BEDFORD", "27|st cuthberts street|bedford|"},
        {"2 Dr Evans House, Park Dr", "dr evans house 2|park drive||"},
        {"SUITE 4, CLOCKTOWER HOUSE STATION ROAD WEST HORNDON",
         "suite 4 clocktower house|station road|west horndon|"},
        {"22 Park Hill Road Harborne", "22|park hill road|harborne|"},
        {"5 Rose Court Llanelli", "5|rose court|llanelli|"},
        {"1 Rose Court, Mill Street, Llanelli", "rose court 1|mill street|llanelli|"},
        {"12 The Green, Marshfield", "12|the green|marshfield|"},
        {"29 BEAUWAY COLOURED SANDS", "29|beauway|coloured sands|"},
        {"21 GREYFRIARS BEDFORD", "21|greyfriars|bedford|"},
        {"12 Y Berllan, Bangor", "12|y berllan|bangor|"},
        {"59D FORD END ROAD 59D FORD END ROAD BEDFORD", "59d|ford end road|bedford|"},
        {"8 Wexford Road, St Albans, St Albans", "8|wexford road|st albans|"},
        {"8 WEXFORD ROAD ST ALBANS ST ALBANS", "8|wexford road|st albans|"},
        {"10 Downing Street, London, SW1A 2AA, United Kingdom",
         "10|downing street|london|SW1A 2AA"},
        {"SA15 1AA, Llanelli, 12 Mill Street", "12|mill street|llanelli|SA15 1AA"},
        {"Llanelli, Mill Street 12", "12|mill street|llanelli|"},
        {"PO Box 123 Swansea SA1 1AA", "po box 123||swansea|SA1 1AA"},
        {"P.O. Box 123, Swansea", "po box 123||swansea|"},
        {"c/o Mrs Evans, 12 Mill St, Llanelli", "12|mill street|llanelli|"},
        {"c/o Mrs Evans 12 Mill St Llanelli", "12|mill street|llanelli|"},
        {"c/o Mrs Evans\n12 Mill St", "12|mill street||"},
        {"C/O LLOYD CLUB FESTIVAL WAY BASILDON", "lloyd club|festival way|basildon|"},
        {"Bryn Awel, Llandeilo", "bryn awel||llandeilo|"},
        {"Bryn Awel, 12 Mill Street", "bryn awel 12|mill street||"},
        {"Llanelli", "||llanelli|"},
        {"Powys", "||powys|"},
        {"Newport, Gwent, Wales, UK", "||newport|"},
        {"6\ntullaroop street\nwillaroo\nst james\n4011",
         "6|tullaroop street|willaroo st james|4011"},
        {"Hauptstraße 12, 10115 Berlin", "12|hauptstrasse|berlin|10115"},
        {"12 rue de la Paix, 75002 Paris", "12|rue de la paix|paris|75002"},
        {"Calle Mayor 12, Madrid", "12|calle mayor|madrid|"},
        {"Tŷ Gwyn, Llanrwst", "ty gwyn||llanrwst|"},
        {"n/a\n12 Mill Street\nunknown", "12|mill street||"},
        {"SA15 1AA", "|||SA15 1AA"},
        {"FL 2 ILL LANELL I SAst (1ATA", "floor 2|ill lanell i sast|1ata|"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct address address;
        char line[LINE_MAX];
        assert_true(parse_text(cases[i][0], &address));
        address_line(&address, line, sizeof(line));
        if (strcmp(line, cases[i][1]) != 0) {
            fail_msg("%s: %s, not %s", cases[i][0], line, cases[i][1]);
        }
    }
}

static void test_no_address(void **state)
{
    (void)state;
    static const char *const cases[] = {"",
                                        "  ",
                                        "unknown",
                                        "N/A\nn/a",
                                        "no fixed abode",
                                        "NO FIXED ABODE, SWANSEA",
                                        "NFA",
                                        "Dim cyfeiriad sefydlog",
                                        "c/o",
                                        "ZZ99 9ZZ",
                                        "Of no fixed address",
                                        ",,,",
                                        "homeless",
                                        "Digartref",
                                        "Sleeping rough, Swansea",
                                        "Dim cartref"};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct address address;
        if (parse_text(cases[i], &address)) {
            fail_msg("%s is no address", cases[i]);
        }
    }
    assert_true(address_is_no_fixed_abode(STR("No Fixed Abode")));
    assert_true(address_is_no_fixed_abode(STR("n.f.a.")));
    assert_false(address_is_no_fixed_abode(STR("12 Abode Street")));
    assert_true(address_words_are_sorted());
}

static void test_from_parts(void **state)
{
    (void)state;
    static const char *const cases[][5] = {
        {"12", "Mill St", "Llanelli", "sa151aa", "12|mill street|llanelli|SA15 1AA"},
        {"Flat 2, Rose Court", "12 Mill St", "Llanelli, Dyfed", "",
         "flat 2 rose court 12|mill street|llanelli|"},
        {"", "12 Mill St", "", "", "12|mill street||"},
        {"", "Hauptstr. 12", "Berlin", "10115", "12|hauptstr|berlin|10115"},
        {"6", "tullaroop street", "st james", "4011", "6|tullaroop street|st james|4011"},
        {"12 Mill Street", "", "Llanelli", "SA15 1AA", "12|mill street|llanelli|SA15 1AA"},
        {"Rose Cottage", "Mill Lane", "", "", "rose cottage|mill lane||"},
        {"", "Broadway", "", "", "|broadway||"},
        {"", "", "Llanelli", "", "||llanelli|"},
        {"69", "central coast van park", "", "", "69|central coast van park||"},
        {"-", "unknown", "n/a", "ZZ99 9ZZ", "none"},
        {"", "no fixed abode", "Swansea", "", "none"},
        {"", "", "", "", "none"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct address address;
        char line[LINE_MAX] = "none";
        if (address_from_parts(str_of(cases[i][0]), str_of(cases[i][1]), str_of(cases[i][2]),
                               str_of(cases[i][3]), &address)) {
            address_line(&address, line, sizeof(line));
        }
        if (strcmp(line, cases[i][4]) != 0) {
            fail_msg("%s, %s: %s, not %s", cases[i][0], cases[i][1], line, cases[i][4]);
        }
    }
}

static size_t random_address(struct random *random, char *ret, size_t max)
{
    static const char *const pieces[] = {
        "12",    "14",    "-",           "/",    "&",     "and",  "a",        "half",  "Flat",
        "Floor", "First", "St",          "Road", "Court", "Heol", "y",        "Bont",  ",",
        "\n",    "c/o",   "PO Box",      "No",   "SA15",  "1AA",  "Llanelli", "Dyfed", "Tŷ",
        "\xff",  "10115", "Hauptstraße", "the",  "Unit",  "Rose", "House",    "North", "of"};
    size_t length = 0;
    while (length + 16 < max && random_below(random, 20) != 0) {
        const char *piece = pieces[random_below(random, COUNT(pieces))];
        memcpy(ret + length, piece, strlen(piece));
        length += strlen(piece);
        if (random_below(random, 6) != 0) {
            ret[length++] = ' ';
        }
    }
    ret[length] = '\0';
    return length;
}

/* Parts are folded text; the same parts in columns give the same street. */
static void test_any_address_is_bounded(void **state)
{
    (void)state;
    struct random random = random_seed(test_seed());
    for (int run = 0; run < 20000; run++) {
        char raw[800];
        struct address address;
        random_address(&random, raw, sizeof(raw));
        bool any = parse_text(raw, &address);
        assert_int_equal(any, address.premise[0] || address.street[0] || address.town[0] ||
                                  address.postcode[0]);
        const char *const parts[] = {address.premise, address.street, address.town};
        for (size_t p = 0; p < COUNT(parts); p++) {
            struct text folded;
            text_fold_keep(str_of(parts[p]), "-", &folded);
            assert_string_equal(folded.ptr, parts[p]);
            assert_true(strlen(parts[p]) < ADDRESS_PART_MAX);
        }
    }
}

static void test_plain_addresses_are_stable(void **state)
{
    (void)state;
    static const char *const premises[] = {"12", "12-14", "flat 2 12", "rose cottage",
                                           "flat 2 rose court"};
    static const char *const streets[] = {"mill street", "heol y bont", "st john street",
                                          "the green", "park hill road"};
    for (size_t p = 0; p < COUNT(premises); p++) {
        for (size_t s = 0; s < COUNT(streets); s++) {
            struct address a;
            struct address b;
            const struct str lines[] = {str_of(premises[p]), str_of(streets[s]), STR("llanelli"),
                                        STR("SA15 1AA")};
            assert_true(address_parse(lines, 4, &a));
            assert_true(address_from_parts(lines[0], lines[1], lines[2], lines[3], &b));
            assert_string_equal(a.premise, premises[p]);
            assert_string_equal(a.street, streets[s]);
            assert_string_equal(a.town, "llanelli");
            assert_string_equal(b.premise, premises[p]);
            assert_string_equal(b.street, streets[s]);
        }
    }
}

/* --- Real addresses, where they are at hand --- */

static FILE *open_shared(const char *name)
{
    char path[1024];
    const char *shared = getenv("CANTREF_SHARED");
    snprintf(path, sizeof(path), "%s/data/uk_addresses/%s", shared ? shared : "../shared", name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        printf("# %s is not here: skipped\n", name);
    }
    return file;
}

static int equal_parts(const struct address *a, const struct address *b)
{
    return (strcmp(a->premise, b->premise) == 0) + (strcmp(a->street, b->street) == 0) +
           (strcmp(a->town, b->town) == 0) + (strcmp(a->postcode, b->postcode) == 0);
}

static struct address parse_pair(const struct yaml_node *pair)
{
    struct address address;
    const struct str lines[] = {pair->first->text, pair->first->next->text};
    assert_true(address_parse(lines, 2, &address));
    return address;
}

/* The first candidate is the match: is any other nearer, or as near? Whole parts only, so that ties
 * are many. */
static void test_edge_cases(void **state)
{
    (void)state;
    enum { NEAREST_LEAST = 10, NONE_NEARER_LEAST = 20 };
    char text[1 << 15];
    struct arena arena = {0};
    struct err err;
    struct yaml_node *root;
    int cases = 0;
    int nearest = 0;
    int none_nearer = 0;
    FILE *file = open_shared("edge_case_addresses.yaml");
    if (file == NULL) {
        skip();
    }
    size_t length = fread(text, 1, sizeof(text), file);
    fclose(file);
    assert_int_equal(yaml_tree_parse(&arena, str_make(text, length), "edge cases", &root, &err), 0);
    const struct yaml_node *list = yaml_map_get(root, STR("addresses"));
    for (const struct yaml_node *item = list->first; item != NULL; item = item->next, cases++) {
        struct address messy = parse_pair(yaml_map_get(item, STR("messy_address")));
        const struct yaml_node *candidate = yaml_map_get(item, STR("canonical_addresses"))->first;
        struct address match = parse_pair(candidate);
        int most = 0;
        while ((candidate = candidate->next) != NULL) {
            struct address other = parse_pair(candidate);
            int equal = equal_parts(&messy, &other);
            most = equal > most ? equal : most;
        }
        nearest += most < equal_parts(&messy, &match);
        none_nearer += most <= equal_parts(&messy, &match);
    }
    arena_free(&arena);
    printf(
        "# of %d cases, the match is nearest in %d (floor %d), no candidate is nearer in %d (floor "
        "%d)\n",
        cases, nearest, NEAREST_LEAST, none_nearer, NONE_NEARER_LEAST);
    assert_true(nearest >= NEAREST_LEAST && none_nearer >= NONE_NEARER_LEAST);
}

/* The third and fourth cell of "id,source,address,postcode", quotes off. */
static void split_row(struct str row, struct str *ret_address, struct str *ret_postcode)
{
    size_t from = 0;
    size_t to = row.len;
    for (int commas = 0; from < row.len && commas < 2; from++) {
        commas += row.ptr[from] == ',';
    }
    while (to > from && row.ptr[to - 1] != ',') {
        to--;
    }
    *ret_postcode = str_trim(str_slice(row, to, row.len));
    *ret_address = str_slice(row, from, to > from ? to - 1 : from);
    if (ret_address->len >= 2 && ret_address->ptr[0] == '"') {
        *ret_address = str_slice(*ret_address, 1, ret_address->len - 1);
    }
}

static void test_real_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        double floor;
    } sets[] = {{"companies_house_addresess_postcode_overlap.csv", 0.999},
                {"fhrs_addresses_sample.csv", 0.999}};
    for (size_t i = 0; i < COUNT(sets); i++) {
        char row[2048];
        int rows = 0;
        int read = 0;
        int streets = 0;
        FILE *file = open_shared(sets[i].file);
        if (file == NULL) {
            skip();
        }
        while (fgets(row, sizeof(row), file) != NULL) {
            struct str lines[2];
            struct address address;
            split_row(str_trim(str_of(row)), &lines[0], &lines[1]);
            address_parse(lines, 2, &address);
            rows++;
            read += address.premise[0] != '\0' || address.street[0] != '\0';
            streets += address.street[0] != '\0';
        }
        fclose(file);
        printf("# %s: %d rows, premise or street in %.2f%%, street in %.2f%%\n", sets[i].file, rows,
               100.0 * read / rows, 100.0 * streets / rows);
        assert_true(read >= sets[i].floor * rows);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_no_address),
        cmocka_unit_test(test_from_parts),
        cmocka_unit_test(test_any_address_is_bounded),
        cmocka_unit_test(test_plain_addresses_are_stable),
        cmocka_unit_test(test_edge_cases),
        cmocka_unit_test(test_real_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* header_row_test.c - headers and data told apart by values, in any language. */
#include "header_row.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { ROWS_MAX = 8, CELLS_MAX = 8 };

/* header_of - the answer for a table written with | and newlines. */
static bool header_of(const char *text)
{
    struct str cells[ROWS_MAX][CELLS_MAX];
    struct row_cells rows[ROWS_MAX];
    size_t row = 0;
    size_t cell = 0;
    const char *from = text;
    for (const char *p = text;; p++) {
        if (*p == '|' || *p == '\n' || *p == 0) {
            cells[row][cell++] = str_make(from, (size_t)(p - from));
            from = p + 1;
        }
        if (*p == '\n' || *p == 0) {
            rows[row] = (struct row_cells){cells[row], cell};
            row++;
            cell = 0;
        }
        if (*p == 0) {
            return header_row_is(rows, row);
        }
    }
}

static void test_headers(void **state)
{
    (void)state;
    static const struct {
        const char *table;
        bool header;
    } cases[] = {
        {"id|name|dob\n1|Evans|1980-01-02\n2|Jones|1990-03-04", true},
        {"1|Evans|1980-01-02\n2|Jones|1990-03-04", false},
        {"cyfenw|enw cyntaf|tref\nEvans|Siân|Abertawe\nJones|Huw|Caerdydd", true},
        {"Evans|Siân|Abertawe\nJones|Huw|Abertawe\nRees|Ann|Caerdydd", false}, /* a town recurs */
        {"name\nEvans\nJones", true},
        {"name", true},
        {"id|name", true},
        {"1|Evans", false},
        {"a@b.uk|x\nc@d.uk|y", false},
        {"email|x\na@b.uk|p\nc@d.uk|q", true},
        {"address1|address2|postcode\n1 High St|Town|SA1 1AA\nThe Oaks|Town|SA2 2BB", true},
        {"1 High St|Town|SA1 1AA\nThe Oaks|Village|SA2 2BB", false},
        {"Vorname|Geburtsdatum|PLZ\nAnna|01.02.1980|10115\nKurt|03.04.1990|80331", true},
        {"氏名|生年月日\n佐藤|1980-01-02\n鈴木|1990-03-04", true},
        {"|name\n0|Evans\n1|Jones", true},
        {"Parent 1 Phone||name\n07700900941|a|Evans\n07700900942|b|Jones", true},
        {"Ty 1 Mawr|x|SA1 1AA\nTy 2 Bach|y|SA2 2BB", false},
        {"id|name\n1|A\nid|name\n2|B", true}, /* tables put together: the header stands again */
        {"Evans|REFUSED|SA1 1AA\nJones|1990-01-01|SA2 2BB\nRees|1991-01-01|SA3 3CC", false},
        {"a|a\nb|c", false}, /* nothing to go by, and names that do not differ */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (header_of(cases[i].table) != cases[i].header) {
            fail_msg("%s", cases[i].table);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_headers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

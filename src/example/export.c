/* export.c - rows, and the mentions they make. */
#include "export.h"

#include "csv.h"
#include "hash.h"
#include "slips.h"

#include <assert.h>
#include <stdio.h>

const struct export_style export_styles[SYSTEM_COUNT] = {
    [SYSTEM_COUNCIL_TAX] =
        {.name = "council_tax",
         .header = "Account Ref,Liable Party,Property Address,Post Code,UPRN,Band,Liability Start,"
                   "Liability End,Discount/Exemption",
         .line_end = "\r\n",
         .delimiter = ',',
         .capitals = true,
         .text = TEXT_PLAIN},
    [SYSTEM_ELECTORAL_ROLL] =
        {.name = "electoral_roll",
         .header = "Rhif Etholwr / Elector Number,Cyfenw / Surname,Enwau Cyntaf / Forenames,"
                   "Dyddiad Dod i Oed / Date of Attainment,Marc / Franchise,"
                   "Cyfeiriad 1 / Address 1,Cyfeiriad 2 / Address 2,Cyfeiriad 3 / Address 3,"
                   "Cyfeiriad 4 / Address 4,Cyfeiriad 5 / Address 5,Cod Post / Postcode",
         .line_end = "\r\n",
         .delimiter = ',',
         .byte_order_mark = true,
         .text = TEXT_UTF8},
    [SYSTEM_SOCIAL_CARE] =
        {.name = "social_care",
         .header = "Client ID,Title,Forename,Surname,Also Known As,Date of Birth,NHS Number,Gender,"
                   "Property Name,Property No,Street,District,Town,Post Code,Telephone,Client Type,"
                   "Date Opened",
         .line_end = "\r\n",
         .delimiter = ',',
         .text = TEXT_WINDOWS},
    [SYSTEM_SCHOOLS] =
        {.name = "schools",
         .header = "UPN;Legal Surname;Legal Forename;Middle Names;DOB;Sex;Year Group;School No;"
                   "Parent 1 Name;Parent 1 Phone;Parent 1 Email;Parent 2 Name;Parent 2 Phone;"
                   "Home Address;Postcode;Home Language",
         .line_end = "\n",
         .delimiter = ';',
         .text = TEXT_UTF8},
    [SYSTEM_HOUSING] =
        {.name = "housing",
         .header = "Tenancy Ref,Main Tenant Title,Main Tenant Forename,Main Tenant Surname,"
                   "Birth Day,Birth Month,Birth Year,NI Number,Joint Tenant Name,Joint Tenant DOB,"
                   "Flat,House No,Road,Area,Postcode,Tel No,Email,Tenancy Start,Tenancy End",
         .line_end = "\r\n",
         .delimiter = ',',
         .text = TEXT_UTF8},
};

void export_run(struct export *x, enum system system, struct society *society)
{
    static void (*const runs[SYSTEM_COUNT])(struct export *) = {
        [SYSTEM_COUNCIL_TAX] = export_council_tax, [SYSTEM_ELECTORAL_ROLL] = export_electoral_roll,
        [SYSTEM_SOCIAL_CARE] = export_social_care, [SYSTEM_SCHOOLS] = export_schools,
        [SYSTEM_HOUSING] = export_housing,
    };
    x->system = system;
    x->style = &export_styles[system];
    x->society = society;
    x->random = random_seed(hash_join(hash_join(society->county.seed, society->block), system));
    x->rows.text.len = 0;
    x->rows.row_count = x->rows.made_count = 0;
    runs[system](x);
}

void export_free(struct export *x)
{
    buf_free(&x->rows.text);
    mem_free(x->rows.rows);
    mem_free(x->rows.made);
}

void row_begin(struct export *x)
{
    struct rows *r = &x->rows;
    mem_must_grow((void **)&r->rows, &r->row_capacity, r->row_count + 1, sizeof *r->rows);
    r->rows[r->row_count++] = (struct made_row){.text = r->text.len, .made = r->made_count};
    r->cell_before = false;
}

void row_cell_cut(struct export *x, const char *text, size_t width)
{
    char cell[CELL_MAX];
    size_t len = strlen(text);
    len = len < sizeof cell - 1 ? len : sizeof cell - 1;
    size_t kept = 0;
    for (size_t characters = 0; kept < len && characters < width; kept++) {
        /* A character ends before a byte that doesn't continue one. */
        characters += ((unsigned char)text[kept + 1] & 0xc0) != 0x80;
    }
    memcpy(cell, text, kept);
    cell[kept] = '\0';
    if (x->style->capitals) {
        text_upper(cell);
    }
    if (x->style->text == TEXT_PLAIN) {
        text_plain(cell);
    } else if (x->style->text == TEXT_WINDOWS) {
        text_windows_1252(cell);
    }
    struct buf *out = &x->rows.text;
    if (x->rows.cell_before) {
        buf_add_char(out, x->style->delimiter);
    }
    x->rows.cell_before = true;
    if (x->style->delimiter == ',' || strpbrk(cell, "\"\n;") == NULL) {
        int code = x->style->delimiter == ',' ? csv_write_cell(out, str_of(cell))
                                              : buf_add(out, str_of(cell));
        assert(code == 0);
        (void)code;
        return;
    }
    buf_add_char(out, '"'); /* the made cells hold no quotes */
    buf_add(out, str_of(cell));
    buf_add_char(out, '"');
}

void row_cell(struct export *x, const char *text)
{
    row_cell_cut(x, text, CELL_MAX);
}

void row_cell_number(struct export *x, uint64_t number, int digits)
{
    char text[32];
    snprintf(text, sizeof text, "%0*llu", digits, (unsigned long long)number);
    row_cell(x, text);
}

void row_end(struct export *x)
{
    buf_add(&x->rows.text, str_of(x->style->line_end));
}

struct made *row_mention(struct export *x, enum made_kind kind, int32_t person, int32_t dwelling,
                         uint8_t flags)
{
    struct rows *r = &x->rows;
    assert(r->row_count > 0);
    size_t row = r->row_count - 1;
    uint16_t number = (uint16_t)(r->made_count - r->rows[row].made + 1);
    assert(number == 1 || r->made[r->made_count - 1].kind <= kind);
    mem_must_grow((void **)&r->made, &r->made_capacity, r->made_count + 1, sizeof *r->made);
    struct made *made = &r->made[r->made_count++];
    *made = (struct made){.row = (int32_t)row,
                          .person = person,
                          .dwelling = dwelling,
                          .number = number,
                          .kind = (uint8_t)kind,
                          .flags = flags};
    return made;
}

/* infer.c - the steps of inference in their order. */
#include "infer.h"

#include "infer_steps.h"

#include <math.h>

static int measure(struct infer_table *t)
{
    for (size_t c = 0; c < t->table->column_count; c++) {
        header_read(t->table->columns[c].header, t->table->has_header, &t->columns[c].header);
        int code =
            profile_measure(&t->table->columns[c], t->table->row_count, &t->columns[c].profile);
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

static int begin(const struct table *table, struct mapping *mapping, struct infer_table *ret)
{
    *ret = (struct infer_table){.table = table, .mapping = mapping};
    ret->columns = mem_try_array(table->column_count, sizeof *ret->columns);
    int code = ret->columns == NULL ? ERR_MEMORY : mapping_begin(table, mapping);
    if (code == 0) {
        code = measure(ret);
    }
    if (code == 0) {
        ret->people = infer_is_about_people(ret);
    }
    return code;
}

static enum mapping_kind find_kind(const struct infer_table *t)
{
    bool organisation = false, place = false, thing = false;
    for (size_t c = 0; c < t->table->column_count; c++) {
        enum role role = t->mapping->columns[c].role;
        if ((role_table[role].flags & ROLE_PERSONAL) || role == ROLE_FULL_NAME) {
            return MAPPING_PEOPLE;
        }
        organisation = organisation || role == ROLE_ORGANISATION;
        place = place || role == ROLE_UPRN || role == ROLE_ADDRESS || role == ROLE_STREET ||
                role == ROLE_PREMISE;
        thing = thing || role == ROLE_THING_NAME || role == ROLE_PHONE || role == ROLE_EMAIL;
    }
    if (organisation) {
        return MAPPING_ORGANISATIONS;
    }
    return place && !thing ? MAPPING_PROPERTIES : MAPPING_THINGS;
}

/* Month first only on evidence: of the column itself, or of the table's other dates when it has
 * none. */
static void find_date_orders(struct infer_table *t)
{
    int day_first = 0, month_first = 0;
    for (size_t c = 0; c < t->table->column_count; c++) {
        const struct column_profile *p = &t->columns[c].profile;
        day_first += p->full_dates > .5 ? p->day_first : 0;
        month_first += p->full_dates > .5 ? p->month_first : 0;
    }
    for (size_t c = 0; c < t->table->column_count; c++) {
        const struct column_profile *p = &t->columns[c].profile;
        struct mapping_column *to = &t->mapping->columns[c];
        if (!role_is_date(to->role)) {
            continue;
        }
        bool own = p->day_first + p->month_first > 0;
        int days = own ? p->day_first : day_first;
        int months = own ? p->month_first : month_first;
        to->date_order = months > 2 * days ? DATE_MONTH_FIRST : DATE_DAY_FIRST;
        to->evidence =
            mapping_text(t->mapping, "%.*s; %d values can only be day first, %d only month first",
                         PRI(to->evidence), p->day_first, p->month_first);
    }
}

static void find_name_orders(struct infer_table *t)
{
    for (size_t c = 0; c < t->table->column_count; c++) {
        const struct column_profile *p = &t->columns[c].profile;
        struct mapping_column *to = &t->mapping->columns[c];
        if (to->role != ROLE_FULL_NAME) {
            continue;
        }
        static const struct str family_words[] = {
            STR_INIT("surname forename"), STR_INIT("surname first"), STR_INIT("name vorname"),
            STR_INIT("nom prenom"),       STR_INIT("last first"),    STR_INIT("family given")};
        bool said = false;
        for (size_t i = 0; i < sizeof family_words / sizeof *family_words; i++) {
            said = said || str_find(str_of(t->columns[c].header.words), family_words[i]) >= 0;
        }
        bool family =
            said ? p->family_first * 2 >= p->given_first : p->family_first > p->given_first * 3 / 2;
        to->name_order = family ? NAME_FAMILY_FIRST : NAME_GIVEN_FIRST;
        to->evidence = mapping_text(
            t->mapping, "%.*s; given name first in %d, family name first in %d of those that tell",
            PRI(to->evidence), p->given_first, p->family_first);
    }
}

/* Two-digit years are read by the latest full year of the run's dates, never by the clock. */
static void find_latest_year(struct infer_table *tables, size_t count)
{
    int latest = 0;
    for (size_t t = 0; t < count; t++) {
        for (size_t c = 0; c < tables[t].table->column_count; c++) {
            const struct column_profile *p = &tables[t].columns[c].profile;
            enum role role = tables[t].mapping->columns[c].role;
            bool dates = p->full_dates > .5 || role == ROLE_BIRTH_DATE || role == ROLE_BIRTH_YEAR;
            static const struct str ahead[] = {
                STR_INIT("end"), STR_INIT("expir"), STR_INIT("until"),   STR_INIT("review"),
                STR_INIT("due"), STR_INIT("next"),  STR_INIT("gorffen"), STR_INIT("valid to")};
            struct str words = str_of(tables[t].columns[c].header.words);
            for (size_t i = 0; i < sizeof ahead / sizeof *ahead; i++) {
                dates = dates && (str_find(words, ahead[i]) < 0 || role == ROLE_BIRTH_DATE);
            }
            latest = dates && p->year_latest > latest ? p->year_latest : latest;
        }
    }
    for (size_t t = 0; t < count; t++) {
        tables[t].mapping->latest_year = latest > 0 ? latest : LATEST_YEAR_DEFAULT;
    }
}

static int infer_all(struct infer_table *work, const struct table *tables, size_t count,
                     struct mapping *ret)
{
    bool people = false;
    int code = 0;
    for (size_t t = 0; t < count && code == 0; t++) {
        code = begin(&tables[t], &ret[t], &work[t]);
        people = people || work[t].people;
    }
    for (size_t t = 0; t < count && code == 0; t++) {
        work[t].people_in_run = people;
        code = infer_roles(&work[t]);
        if (code == 0) {
            code = infer_sample_rows(&work[t]);
        }
        if (code == 0) {
            ret[t].kind = find_kind(&work[t]);
            infer_derived(&work[t]);
        }
    }
    if (code == 0) {
        code = infer_shared_numbers(work, count);
    }
    for (size_t t = 0; t < count && code == 0; t++) {
        infer_rest(&work[t]);
    }
    if (code == 0) {
        code = infer_across(work, count);
    }
    for (size_t t = 0; t < count && code == 0; t++) {
        ret[t].kind = find_kind(&work[t]);
        infer_lines(&work[t]);
        find_date_orders(&work[t]);
        find_name_orders(&work[t]);
    }
    if (code == 0) {
        find_latest_year(work, count);
    }
    for (size_t t = 0; t < count && code == 0; t++) {
        code = ret[t].exhausted ? ERR_MEMORY : 0;
    }
    return code;
}

int infer_mappings(const struct table *tables, size_t count, struct mapping *ret, struct err *err)
{
    struct infer_table *work = mem_try_array(count, sizeof *work);
    if (work == NULL) {
        return err_set(err, ERR_MEMORY, "out of memory while reading what the columns mean");
    }
    memset(ret, 0, count * sizeof *ret);
    int code = infer_all(work, tables, count, ret);
    for (size_t t = 0; t < count; t++) {
        mem_free(work[t].columns);
        mem_free(work[t].rows);
        if (code != 0) {
            mapping_free(&ret[t]);
        }
    }
    mem_free(work);
    return code == 0 ? 0 : err_set(err, code, "out of memory while reading what the columns mean");
}

/* example.c - block after block into eight files. */
#include "example.h"

#include "csv.h"
#include "dictionary.h"

#include "hash.h"
#include "json_writer.h"
#include "output_folder.h"

struct making {
    struct output_folder folder;
    FILE *tables[SYSTEM_COUNT];
    FILE *truth, *cases;
    struct export exports[SYSTEM_COUNT];
    struct example_summary summary;
};

static int files_open(struct making *m, struct err *err)
{
    int code = 0;
    for (int i = 0; i < SYSTEM_COUNT && code == 0; i++) {
        const struct export_style *style = &export_styles[i];
        char name[64];
        snprintf(name, sizeof name, "%s.csv", style->name);
        code = output_folder_open(&m->folder, name, &m->tables[i], err);
        if (code == 0) {
            fprintf(m->tables[i], "%s%s%s", style->byte_order_mark ? "\xef\xbb\xbf" : "",
                    style->header, style->line_end);
        }
    }
    code = code ? code : output_folder_open(&m->folder, "truth.csv", &m->truth, err);
    code = code ? code : output_folder_open(&m->folder, "cases.csv", &m->cases, err);
    if (code == 0) {
        fputs("source,row,mention,person,household,property\n", m->truth);
        fputs("kind,source_a,row_a,mention_a,source_b,row_b,mention_b,same\n", m->cases);
    }
    return code;
}

/* What one mention really is. Labels hold serial numbers, which follow no order of the rows. */
static void truth_line(FILE *out, const struct export *x, const struct made_row *row,
                       const struct made *made)
{
    const struct society *s = x->society;
    fprintf(out, "%s,%llu,%u,", x->style->name, (unsigned long long)row->number, made->number);
    if (made->kind == MADE_PERSON) {
        const struct person *p = &s->people[made->person];
        fprintf(out, "P%llu,H%llu,", (unsigned long long)p->serial,
                (unsigned long long)s->households[p->household].serial);
    } else if (made->kind == MADE_ESTATE) {
        fprintf(out, "E%llu,,", (unsigned long long)s->people[made->person].serial);
    } else if (made->kind == MADE_ORGANISATION) {
        fprintf(out, "O%u,,", made->organisation);
    } else {
        fputs(",,", out);
    }
    if (made->dwelling != NONE && made->kind != MADE_UNKNOWN) {
        fprintf(out, "D%llu", (unsigned long long)s->dwellings[made->dwelling].serial);
    }
    fputc('\n', out);
}

/* The block's rows of one system in an order of chance, numbered as they go out. */
static void rows_write(struct making *m, struct export *x)
{
    struct rows *r = &x->rows;
    size_t *order = mem_must_array(r->row_count, sizeof *order);
    for (size_t i = 0; i < r->row_count; i++) {
        size_t j = random_below(&x->random, i + 1);
        order[i] = order[j];
        order[j] = i;
    }
    for (size_t i = 0; i < r->row_count; i++) {
        struct made_row *row = &r->rows[order[i]];
        bool last = order[i] + 1 == r->row_count;
        size_t text_end = last ? r->text.len : row[1].text;
        size_t made_end = last ? r->made_count : row[1].made;
        row->number = ++m->summary.rows[x->system];
        fwrite(r->text.ptr + row->text, 1, text_end - row->text, m->tables[x->system]);
        for (size_t k = row->made; k < made_end; k++) {
            truth_line(m->truth, x, row, &r->made[k]);
        }
    }
    m->summary.rows_all += r->row_count;
    m->summary.mentions += r->made_count;
    mem_free(order);
}

static void blocks_make(struct making *m, struct society *society, uint64_t people, uint64_t seed,
                        struct progress *progress)
{
    uint64_t blocks = (people + BLOCK_PEOPLE - 1) / BLOCK_PEOPLE;
    struct random random = random_seed(seed);
    for (uint64_t b = 0; b < blocks; b++) {
        uint64_t left = people - b * BLOCK_PEOPLE;
        society_make(society, b, (int32_t)(left < BLOCK_PEOPLE ? left : BLOCK_PEOPLE));
        for (int i = 0; i < SYSTEM_COUNT; i++) {
            export_run(&m->exports[i], (enum system)i, society);
            rows_write(m, &m->exports[i]);
        }
        cases_write(m->exports, &random, m->summary.cases, m->cases);
        m->summary.people += (uint64_t)society->person_count;
        m->summary.households += (uint64_t)society->household_count;
        m->summary.dwellings += (uint64_t)society->dwelling_count;
        progress_update(progress, m->summary.people, people, "people");
    }
}

static int manifest_write(struct making *m, uint64_t people, uint64_t seed, struct err *err)
{
    FILE *out;
    int code = output_folder_open(&m->folder, "manifest.json", &out, err);
    if (code != 0) {
        return code;
    }
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("program"));
    json_write_text(&json, STR("cantref"));
    json_write_key(&json, STR("version"));
    json_write_text(&json, STR(CANTREF_VERSION));
    json_write_key(&json, STR("command"));
    json_write_text(&json, STR("example"));
    json_write_key(&json, STR("seed"));
    json_write_whole(&json, (int64_t)seed);
    json_write_key(&json, STR("people"));
    json_write_whole(&json, (int64_t)people);
    json_write_key(&json, STR("rows"));
    json_write_object(&json);
    for (int i = 0; i < SYSTEM_COUNT; i++) {
        json_write_key(&json, str_of(export_styles[i].name));
        json_write_whole(&json, (int64_t)m->summary.rows[i]);
    }
    json_write_close(&json);
    json_write_close(&json);
    fwrite(text.ptr, 1, text.len, out);
    fputc('\n', out);
    buf_free(&text);
    return 0;
}

int example_make(const char *path, uint64_t people, uint64_t seed, struct progress *progress,
                 struct example_summary *ret_summary, struct err *err)
{
    struct making m = {0};
    uint64_t blocks = (people + BLOCK_PEOPLE - 1) / BLOCK_PEOPLE;
    int code = output_folder_begin(&m.folder, path, err);
    if (code != 0) {
        return code;
    }
    code = files_open(&m, err);
    if (code == 0) {
        struct arena arena = {0};
        struct names names = {0};
        struct society society;
        names_make(&names, &arena);
        society_open(&society, &names, county_make(seed, (uint32_t)blocks * BLOCK_LOCALITIES),
                     blocks);
        progress_step(progress, "making the council");
        blocks_make(&m, &society, people, seed, progress);
        code = manifest_write(&m, people, seed, err);
        for (int i = 0; i < SYSTEM_COUNT; i++) {
            export_free(&m.exports[i]);
        }
        society_free(&society);
        arena_free(&arena);
    }
    if (code == 0) {
        code = output_folder_commit(&m.folder, err);
    }
    output_folder_abandon(&m.folder);
    if (code == 0) {
        *ret_summary = m.summary;
    }
    return code;
}

/* Localities share a postcode sector where there are many, and each of its postcodes is in one. */
int example_areas(uint64_t people, uint64_t seed, struct buf *out)
{
    uint64_t blocks = (people + BLOCK_PEOPLE - 1) / BLOCK_PEOPLE;
    struct county county = county_make(seed, (uint32_t)blocks * BLOCK_LOCALITIES);
    struct str header[] = {STR("postcode"), STR("ward")};
    struct dictionary seen = {0};
    int code = csv_write_row(out, header, 2);
    for (uint32_t locality = 0; code == 0 && locality < county.locality_count; locality++) {
        for (uint16_t unit = 0; code == 0 && unit < UNITS_PER_LOCALITY; unit++) {
            const struct dwelling dwelling = {
                .locality = locality, .unit = unit, .number = 1, .name = -1};
            struct address_parts parts;
            uint32_t before = seen.count, id = 0;
            dwelling_address(&county, &dwelling, false, false, &parts);
            code = dictionary_add(&seen, str_of(parts.postcode), &id);
            struct str cells[] = {str_of(parts.postcode), str_of(parts.locality)};
            if (code == 0 && (before == 0 || id >= before)) {
                code = csv_write_row(out, cells, 2);
            }
        }
    }
    dictionary_free(&seen);
    return code;
}

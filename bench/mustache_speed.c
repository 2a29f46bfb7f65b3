/* mustache_speed.c - how many pages a second one core renders, for `./do bench mustache`.
 *
 *   mustache_speed SECONDS FOLDER
 *
 * The page is a table of 200 tasks, of five columns, one of them a link, in a page with a heading
 * and a partial; some rows are marked late. Its templates are read once, then the same model is
 * rendered over and over (`pages`), as a peer's is; and once more with the model built anew for
 * each page, as a handler does (`built`). Then the same rows as the program has them, by the
 * templates that it carries: layout and components/table, through page_component.h (`carried`,
 * `carried_built`). Strict, as in the program. Counted in seconds of the
 * processor, which others may be using too. Prints one JSON object. The templates, the model as
 * JSON and the page are written into FOLDER, for the peer. */
#include "clock.h"
#include "mustache.h"
#include "page_component.h"
#include "page_layout.h"
#include "page_templates.h"
#include "random.h"
#include "web.h"
#include "whole_file.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 200 };

static const char page[] =
    "{{>heading}}\n"
    "<main id=\"main\" class=\"govuk-main-wrapper\">\n"
    "<h1 class=\"govuk-heading-l\">{{title}}</h1>\n"
    "{{^rows}}\n"
    "<p class=\"govuk-body\">{{none}}</p>\n"
    "{{/rows}}\n"
    "<table class=\"govuk-table\">\n"
    "<caption class=\"govuk-table__caption\">{{caption}}</caption>\n"
    "<thead><tr>{{#columns}}<th scope=\"col\" class=\"govuk-table__header\">{{.}}</th>"
    "{{/columns}}</tr></thead>\n"
    "<tbody>\n"
    "{{#rows}}\n"
    "<tr class=\"govuk-table__row\">\n"
    "  <th scope=\"row\" class=\"govuk-table__header\"><a href=\"{{link}}\">{{what}}</a></th>\n"
    "  <td class=\"govuk-table__cell\">{{who}}</td>\n"
    "  <td class=\"govuk-table__cell\">{{team}}</td>\n"
    "  <td class=\"govuk-table__cell\">{{due}}{{#late}} <strong "
    "class=\"govuk-tag\">{{late_word}}</strong>{{/late}}</td>\n"
    "  <td class=\"govuk-table__cell\">{{state}}</td>\n"
    "</tr>\n"
    "{{/rows}}\n"
    "</tbody>\n"
    "</table>\n"
    "</main>\n"
    "</body>\n"
    "</html>\n";
static const char heading[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"{{lang}}\" class=\"govuk-template\">\n"
    "<head><meta charset=\"utf-8\"><title>{{title}} - {{council}}</title></head>\n"
    "<body class=\"govuk-template__body\">\n"
    "<header class=\"govuk-header\">{{council}}</header>\n";

static void put(struct arena *arena, struct json_node *object, struct str key, const char *text)
{
    json_tree_put_text(arena, object, key, str_of(text));
}

static struct json_node *build_row(struct arena *arena, struct random *random, uint64_t number)
{
    static const char *const tasks[] = {"Council tax: new account", "Housing: end the tenancy",
                                        "Blue Badge: cancel & ask for it back",
                                        "Carer's assessment", "Electoral register: remove"};
    static const char *const names[] = {"Siân Ŵyn O'Leary", "Mair Trevelyan", "A & B Evans",
                                        "Carys Morgan", "Ivor <no surname>"};
    static const char *const teams[] = {"Council tax", "Housing", "Adult social care"};
    static const char *const states[] = {"to do", "waiting for the resident", "done"};
    struct json_node *row = json_tree_object(arena);
    char text[64];
    snprintf(text, sizeof text, "task?id=%llu&from=list", (unsigned long long)number);
    put(arena, row, STR("link"), text);
    put(arena, row, STR("what"), tasks[random_below(random, 5)]);
    put(arena, row, STR("who"), names[random_below(random, 5)]);
    put(arena, row, STR("team"), teams[random_below(random, 3)]);
    snprintf(text, sizeof text, "%d December 2026", 1 + (int)random_below(random, 31));
    put(arena, row, STR("due"), text);
    json_tree_put_bool(arena, row, STR("late"), random_below(random, 10) == 0);
    put(arena, row, STR("state"), states[random_below(random, 3)]);
    return row;
}

static struct json_node *build(struct arena *arena)
{
    static const char *const columns[] = {"What", "Who", "Team", "By when", "How it stands"};
    struct random random = random_seed(1);
    struct json_node *model = json_tree_object(arena);
    struct json_node *names = json_tree_list(arena), *rows = json_tree_list(arena);
    put(arena, model, STR("lang"), "en");
    put(arena, model, STR("council"), "Cyngor Llanfedwen Council");
    put(arena, model, STR("title"), "Tasks of your team");
    put(arena, model, STR("caption"), "By the day on which they are due");
    put(arena, model, STR("none"), "There is nothing to do.");
    put(arena, model, STR("late_word"), "late");
    json_tree_put(model, STR("columns"), names);
    json_tree_put(model, STR("rows"), rows);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        json_tree_append(names, json_tree_text(arena, str_of(columns[i])));
    }
    for (uint64_t i = 0; i < ROWS; i++) {
        json_tree_append(rows, build_row(arena, &random, i));
    }
    return model;
}

static int write_file(const char *folder, const char *name, struct str text, struct err *err)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return file_replace(path, text, 0644, err);
}

/* measure - pages a second, the model built anew for each or not. */
static int measure(const struct mustache *set, bool anew, double seconds, struct buf *out,
                   double *ret_rate, struct err *err)
{
    struct arena arena = {0};
    struct json_node *model = build(&arena);
    double start = clock_processor_s(), now;
    uint64_t done = 0;
    int code = 0;
    do {
        for (int i = 0; i < 100 && code == 0; i++) {
            if (anew) {
                arena_reset(&arena);
                model = build(&arena);
            }
            out->len = 0;
            code = mustache_render(set, STR("page"), model, MUSTACHE_STRICT, out, err);
        }
        done += 100;
        now = clock_processor_s();
    } while (code == 0 && now < start + seconds);
    *ret_rate = (double)done / (now - start);
    arena_free(&arena);
    return code;
}

/* ---- as the program has it ---- */

static const char carried_page[] =
    "{{<layout}}\n"
    "{{$column}}govuk-grid-column-full{{/column}}\n"
    "{{$main}}\n"
    "<h1 class=\"govuk-heading-l\">{{title}}</h1>\n"
    "{{#table}}{{>components/table}}{{/table}}\n"
    "{{/main}}\n"
    "{{/layout}}\n";

/* carried_model - the rows of build(), as cells; one in ten has a tag instead of its day. */
static struct json_node *carried_model(struct request *r)
{
    struct random random = random_seed(1);
    struct json_node *model = json_tree_object(&r->arena);
    struct json_node *table = component_table(r, "By the day on which they are due");
    request_put(r, model, "title", "Tasks of your team");
    component_table_head(r, table, "What", false);
    component_table_head(r, table, "Who", false);
    component_table_head(r, table, "Team", false);
    component_table_head(r, table, "By when", false);
    component_table_head(r, table, "How it stands", false);
    for (uint64_t i = 0; i < ROWS; i++) {
        struct json_node *made = build_row(&r->arena, &random, i), *part = made->first;
        struct json_node *row = component_table_row(r, table);
        const char *link = part->text.ptr, *what = part->next->text.ptr;
        component_cell_link(r, row, what, link);
        part = part->next->next;
        component_cell(r, row, part->text.ptr);
        component_cell(r, row, part->next->text.ptr);
        part = part->next->next;
        if (part->next->truth) {
            component_cell_tag(r, row, part->text.ptr, "red");
        } else {
            component_cell(r, row, part->text.ptr);
        }
        component_cell(r, row, part->next->next->text.ptr);
    }
    json_tree_put(model, STR("table"), table);
    page_put(r, model);
    return model;
}

static int load_carried(struct mustache *set, struct err *err)
{
    int code = 0;
    for (int i = 0; i < page_template_file_count && code == 0; i++) {
        struct str path = str_of(page_template_files[i].path), suffix = STR(".mustache");
        code = page_template_add(set, str_slice(path, 0, path.len - suffix.len),
                                 str_of(page_template_files[i].text), page_template_files[i].path,
                                 NULL, err);
    }
    code = code ? code
                : page_template_add(set, STR("bench"), str_of(carried_page), "bench", NULL, err);
    return code ? code : mustache_link(set, MUSTACHE_STRICT, err);
}

/* measure_carried - as measure. ret_bytes: of the page. */
static int measure_carried(struct web *web, bool anew, double seconds, double *ret_rate,
                           size_t *ret_bytes, struct err *err)
{
    struct request *r = mem_must_array(1, sizeof *r);
    struct buf out = {0};
    *r = (struct request){.web = web, .method = STR("GET"), .path = STR("/tasks")};
    struct json_node *model = carried_model(r);
    double start = clock_processor_s(), now;
    uint64_t done = 0;
    int code = 0;
    do {
        for (int i = 0; i < 100 && code == 0; i++) {
            if (anew) {
                arena_reset(&r->arena);
                model = carried_model(r);
            }
            r->reply = (struct reply){.template_name = "bench", .model = model};
            out.len = 0;
            code = page_render(r, &out, err);
        }
        done += 100;
        now = clock_processor_s();
    } while (code == 0 && now < start + seconds);
    *ret_rate = (double)done / (now - start);
    *ret_bytes = out.len;
    buf_free(&out);
    arena_free(&r->arena);
    mem_free(r);
    return code;
}

static int write_all(const char *folder, struct str made, struct err *err)
{
    struct arena arena = {0};
    struct buf text = {0};
    struct json_writer json = {.out = &text};
    json_tree_write(build(&arena), &json);
    int code = write_file(folder, "page.mustache", STR(page), err);
    code = code ? code : write_file(folder, "heading.mustache", STR(heading), err);
    code = code ? code : write_file(folder, "model.json", buf_str(&text), err);
    code = code ? code : write_file(folder, "page.html", made, err);
    buf_free(&text);
    arena_free(&arena);
    return code;
}

int main(int argc, char **argv)
{
    uint64_t seconds = 1;
    struct buf out = {0};
    struct err err = {0};
    double pages, built, carried, carried_built;
    size_t carried_bytes;
    static struct web web = {.council = STR_INIT("Cyngor Llanfedwen Council")};
    if (argc != 3 || !str_to_uint(str_of(argv[1]), 1000, &seconds)) {
        fprintf(stderr, "mustache_speed SECONDS FOLDER\n");
        return EXIT_FAILURE;
    }
    struct mustache *set = mustache_new();
    web.templates[ACCESS_ENGLISH] = mustache_new();
    if (load_carried(web.templates[ACCESS_ENGLISH], &err) != 0 ||
        measure_carried(&web, false, (double)seconds, &carried, &carried_bytes, &err) != 0 ||
        measure_carried(&web, true, (double)seconds, &carried_built, &carried_bytes, &err) != 0 ||
        mustache_add(set, STR("page"), STR(page), "page.mustache", &err) != 0 ||
        mustache_add(set, STR("heading"), STR(heading), "heading.mustache", &err) != 0 ||
        mustache_link(set, MUSTACHE_STRICT, &err) != 0 ||
        measure(set, false, (double)seconds, &out, &pages, &err) != 0 ||
        measure(set, true, (double)seconds, &out, &built, &err) != 0 ||
        write_all(argv[2], buf_str(&out), &err) != 0) {
        err_print("mustache_speed", &err);
        return EXIT_FAILURE;
    }
    fprintf(stdout,
            "{\"pages\": %.0f, \"built\": %.0f, \"bytes\": %zu, \"carried\": %.0f, "
            "\"carried_built\": %.0f, \"carried_bytes\": %zu}\n",
            pages, built, out.len, carried, carried_built, carried_bytes);
    mustache_free(web.templates[ACCESS_ENGLISH]);
    mustache_free(set);
    buf_free(&out);
    return EXIT_SUCCESS;
}

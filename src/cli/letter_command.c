/* letter_command.c - cantref letter: letters that wait for print, and batches of them. Its Welsh is
 * to be checked by a translator. */
#include "command.h"

#include "case_job.h"
#include "case_task.h"
#include "case_work.h"
#include "json_writer.h"
#include "letter_post.h"
#include "letter_preview.h"
#include "options.h"
#include "whole_file.h"

#include <stdio.h>
#include <unistd.h>

/* struct letter_job - one command. */
struct letter_job {
    struct case_job job;
    const char *output, *overlay; /* NULL: none */
    bool printed, again, all, large;
};

static bool is_welsh(const struct letter_job *l)
{
    return l->job.language == ACCESS_WELSH;
}

/* ---- listed ---- */

static void put_letter(struct json_writer *json, const struct posted_letter *p)
{
    json_write_object(json);
    json_put_text(json, "letter", p->reference);
    json_put_whole(json, "delivery", p->action);
    json_put_text(json, "state", str_of(letter_state_names[p->state]));
    json_put_text(json, "language", p->language);
    json_put_whole(json, "pages", (int64_t)p->pages);
    json_put_bool(json, "large_print", p->large_print);
    json_put_bool(json, "wanted", p->wanted);
    json_write_close(json);
}

static void put_batch(struct json_writer *json, const struct posted_batch *b)
{
    json_write_object(json);
    json_put_whole(json, "batch", b->batch);
    json_put_text(json, "folder", b->id);
    json_put_text(json, "state", str_of(batch_state_names[b->state]));
    json_put_whole(json, "letters", (int64_t)b->letters);
    json_write_close(json);
}

static void print_batch(const struct letter_job *l, const struct posted_batch *b)
{
    static const char *const states[][ACCESS_LANGUAGES] = {
        {"cut off: was it printed? cantref letter batch settle",
         "wedi’i dorri: a gafodd ei argraffu?"},
        {"handed to print", "wedi’i drosglwyddo i’w argraffu"},
        {"posted", "wedi’i bostio"}};
    printf("%lld  print/%.*s · %zu · %s\n", (long long)b->batch, PRI(b->id), b->letters,
           states[b->state][l->job.language]);
}

static void list_json(const struct posted_letters *waiting, const struct posted_batches *batches)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("waiting"));
    json_write_array(&json);
    for (size_t i = 0; i < waiting->count; i++) {
        put_letter(&json, &waiting->at[i]);
    }
    json_write_close(&json);
    json_write_key(&json, STR("batches"));
    json_write_array(&json);
    for (size_t i = 0; i < batches->count; i++) {
        put_batch(&json, &batches->at[i]);
    }
    json_write_close(&json);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

static int list(struct letter_job *l, struct err *err)
{
    struct posted_letters waiting = {0};
    struct posted_batches batches = {0};
    struct db *db = l->job.inquiry.picture.db;
    int code = letters_of(db, &l->job.arena, 0, &waiting, err);
    code = code ? code : letters_see_wanted(db, &waiting, err);
    code = code ? code : letter_batches(db, &l->job.arena, l->all, &batches, err);
    if (code == 0 && l->job.json) {
        list_json(&waiting, &batches);
    } else if (code == 0) {
        for (size_t i = 0; i < waiting.count; i++) {
            const struct posted_letter *p = &waiting.at[i];
            const char *pages = is_welsh(l) ? "tudalen" : p->pages == 1 ? "page" : "pages";
            const char *stopped = p->wanted ? "" : is_welsh(l) ? " · wedi’i atal" : " · stopped";
            printf("%.*s · %.*s · %zu %s%s\n", PRI(p->reference), PRI(p->language), p->pages, pages,
                   stopped);
        }
        for (size_t i = 0; i < batches.count; i++) {
            print_batch(l, &batches.at[i]);
        }
        if (waiting.count + batches.count == 0) {
            printf("%s\n", is_welsh(l) ? "nid oes llythyr yn aros" : "no letter waits");
        }
    }
    return code;
}

/* ---- one of them ---- */

/* show - the PDF of one, under the purpose of its step: told to the log first. */
static int show(struct letter_job *l, struct err *err)
{
    struct posted_letter letter = {0};
    struct inquiry *q = &l->job.inquiry;
    struct action_row action;
    struct case_row *row = mem_must_array(1, sizeof *row);
    struct view view = {0};
    const struct view_person *people[] = {&view.self};
    struct buf pdf = {0};
    size_t set;
    bool there = false;
    int code = letter_named(q->picture.db, &l->job.arena, str_of(l->job.operands[1]), &letter, err);
    code = code ? code : action_read(q->picture.db, letter.action, &action, err);
    code = code ? code : case_read(&l->job.cases, q->picture.db, action.process, row, err);
    if (code == 0 &&
        (!str_eq(case_step_purpose(row, action.place), viewing_purpose(&q->viewing)->id) ||
         !case_may_see(&l->job.cases, case_team(row, &action), STR("")))) {
        code = err_set(err, ERR_NOTFOUND,
                       "there is no letter of that reference for your teams "
                       "under this purpose");
    }
    code = code ? code
                : event_person(&q->viewing, &row->event, STR(EVENT_SUBJECT), true, &view, &set,
                               &there, err);
    code = code == ERR_DENIED ? inquiry_refuse(q, &view.self, code, err) : code;
    code =
        code ? code : inquiry_tell_events(q, people, view.self.mentions.count > 0, 1, false, err);
    code = code ? code : letter_pdf(q->picture.db, q->picture.seal, letter.letter, &pdf, err);
    if (code == 0 && l->output != NULL) {
        code = file_replace(l->output, buf_str(&pdf), 0600, err);
    } else if (code == 0) {
        printf("%.*s: %s, %.*s, %zu\n", PRI(letter.reference), letter_state_names[letter.state],
               PRI(letter.language), letter.pages);
    }
    buf_free(&pdf);
    view_free(&view);
    case_free(row);
    mem_free(row);
    return code;
}

/* ---- batches ---- */

/* settle_first - events and looks, so that nothing is printed that is wanted no more. */
static int settle_first(struct letter_job *l, struct err *err)
{
    const struct case_work_options options = {.workers = 1, .settle_only = true};
    struct case_work_figures figures;
    return case_work(&l->job.cases, &options, &figures, err);
}

static int make_batch(struct letter_job *l, struct err *err)
{
    int64_t batch = 0;
    size_t letters = 0, stopped = 0;
    int code = settle_first(l, err);
    code = code ? code
                : letter_batch_make(&l->job.cases, l->job.inquiry.viewing.options.who, &batch,
                                    &letters, &stopped, err);
    if (code == 0 && l->job.json) {
        printf("{\"batch\": %lld, \"letters\": %zu, \"stopped\": %zu}\n", (long long)batch, letters,
               stopped);
    } else if (code == 0 && batch == 0) {
        printf("%s\n", is_welsh(l) ? "nid oes llythyr yn aros" : "no letter waits");
    } else if (code == 0) {
        printf(is_welsh(l) ? "swp %lld: %zu llythyr\n" : "batch %lld: %zu letters\n",
               (long long)batch, letters);
    }
    if (code == 0 && !l->job.json && stopped > 0) {
        printf(is_welsh(l) ? "%zu nad oes eu heisiau mwyach\n" : "%zu wanted no more\n", stopped);
    }
    return code;
}

static int settle(struct letter_job *l, int64_t batch, struct err *err)
{
    if (l->printed == l->again) {
        return err_set(err, ERR_USAGE, "settle takes --printed, when it was, or --again");
    }
    return letter_batch_settle(&l->job.cases, batch, l->printed, err);
}

static int batch(struct letter_job *l, struct err *err)
{
    int64_t number = 0;
    if (l->job.count == 1) {
        return make_batch(l, err);
    }
    bool confirm = str_eq(str_of(l->job.operands[1]), STR("confirm"));
    bool settles = str_eq(str_of(l->job.operands[1]), STR("settle"));
    if (l->job.count != 3 || (!confirm && !settles)) {
        return err_set(err, ERR_USAGE,
                       "batch, batch confirm NUMBER or batch settle NUMBER is "
                       "wanted");
    }
    int code = case_number(l->job.operands[2], &number, err);
    code = code      ? code
           : confirm ? letter_batch_posted(&l->job.cases, number, err)
                     : settle(l, number, err);
    if (code == 0 && l->job.json) {
        printf("{\"batch\": %lld}\n", (long long)number);
    } else if (code == 0) {
        printf("%lld: %s\n", (long long)number, is_welsh(l) ? "wedi’i gofnodi" : "noted");
    }
    return code;
}

static int run(struct letter_job *l, struct err *err)
{
    struct str verb = str_of(l->job.operands[0]);
    bool lists = str_eq(verb, STR("list")) && l->job.count == 1;
    bool shows = str_eq(verb, STR("show")) && l->job.count == 2;
    bool batches = str_eq(verb, STR("batch"));
    if (!lists && !shows && !batches) {
        return err_set(err, ERR_USAGE,
                       "list, show REFERENCE, batch or preview PACK LETTER is wanted");
    }
    int code = case_job_open(&l->job, shows, err);
    return code ? code : lists ? list(l, err) : shows ? show(l, err) : batch(l, err);
}

int letter_command(const struct command *self, int argc, char **argv)
{
    static const char here[] = ".";
    struct letter_job l = {
        .job = case_job_begin("cantref letter"),
    };
    l.job.asked.start = here;
    const struct option_row rows[] = {
        OPTION_HOME(l.job.asked.start),
        OPTION_PURPOSE(l.job.asked.purpose),
        OPTION_CASE(l.job.asked.case_reference),
        {"output", 'o', OPTION_TEXT, "FILE", "show, preview: write the PDF there",
         .text = &l.output},
        {"large", 0, OPTION_FLAG, "", "preview: in large print", .flag = &l.large},
        {"overlay", 0, OPTION_TEXT, "DIR", "preview: with a council's overlay on the pack",
         .text = &l.overlay},
        {"all", 0, OPTION_FLAG, "", "list: batches that were posted, too", .flag = &l.all},
        {"printed", 0, OPTION_FLAG, "", "batch settle: it was printed", .flag = &l.printed},
        {"again", 0, OPTION_FLAG, "", "batch settle: it was not; hand it over now",
         .flag = &l.again},
        OPTION_DAY(l.job.day),
        OPTION_LANGUAGE(l.job),
        OPTION_JSON(l.job),
    };
    struct err err = {0};
    int status;
    if (!case_job_parse(&l.job, self, rows, sizeof rows / sizeof rows[0], 3, argc, argv, &status)) {
        return status;
    }
    if (l.job.count == 3 && str_eq(str_of(l.job.operands[0]), STR("preview"))) {
        const struct letter_words words = {l.job.asked.start != here ? l.job.asked.start : NULL,
                                           l.output, l.overlay, l.job.language, l.large};
        return letter_preview(l.job.operands[1], l.job.operands[2], &words);
    }
    int code = run(&l, &err);
    return case_job_close(&l.job, code, &err);
}

/* review_command.c - cantref review: pairs in doubt, one after the other, one key an answer.
 *
 *   the pair ─► key ─► s d: kept, the picture follows, the model's own view is told
 *                      l: later    u: the last answer is taken back    w: the weight
 *
 * The next pair's text is made while this one is looked at. */
#include "command.h"

#include "decide_command.h"
#include "inquiry.h"
#include "json_writer.h"
#include "keys.h"
#include "options.h"
#include "parallel.h"
#include "partition_pairs.h"
#include "review.h"
#include "review_screen.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct given { /* an answer of this sitting */
    size_t question;
    bool same;
    struct review_answer kept;
};

struct review_job {
    const char *start, *name;
    bool calibration, json;
    int threads;
    struct inquiry inquiry;
    struct inquiry_options asked;
    struct progress progress;
    struct review review;
    struct report_input input;
    struct report report;
    /* the sitting */
    bool terminal;
    size_t width;
    struct buf next; /* the text of question next_at, made ahead */
    size_t next_at;
    struct given *given;
    size_t given_count;
    size_t later;
};

/* ---- agreement and calibration ---- */

static void print_agreement(const struct review_agreement *a)
{
    const struct agreement *k = &a->beyond_chance;
    if (k->count == 0) {
        printf("No pair has been answered by two people yet.\n");
    } else if (isnan(k->kappa)) {
        printf(
            "Two people answered %zu pairs, all in one way: no agreement beyond chance can be "
            "told.\n",
            k->count);
    } else {
        printf("Two people answered %zu pairs and agreed on %zu: Cohen's kappa %.2f", k->count,
               k->agreed, k->kappa);
        if (!isnan(k->low)) {
            printf(", between %.2f and %.2f in 95 of 100 such samples", k->low, k->high);
        }
        printf(".\n");
    }
}

static void print_bins(const struct review_bin bins[CALIBRATION_BINS])
{
    printf("the model says   pairs decided   it says on average   people say the same\n");
    for (int i = 0; i < CALIBRATION_BINS; i++) {
        const struct review_bin *b = &bins[i];
        printf("%3d to %3d%%      %13zu", 100 * i / CALIBRATION_BINS,
               100 * (i + 1) / CALIBRATION_BINS, b->count);
        if (b->count > 0) {
            printf("   %17.1f%%   %18.1f%%", 100 * b->predicted / (double)b->count,
                   100 * (double)b->same / (double)b->count);
        }
        printf("\n");
    }
}

static void share_json(struct json_writer *json, const char *key, double value, bool there)
{
    json_write_key(json, str_of(key));
    there ? json_write_decimal(json, value, 4) : json_write_nothing(json);
}

static void figures_json(const struct review_bin bins[CALIBRATION_BINS],
                         const struct review_agreement *a)
{
    struct buf text = {0};
    struct json_writer json = {.out = &text, .indent = 2};
    json_write_object(&json);
    json_write_key(&json, STR("calibration"));
    json_write_array(&json);
    for (int i = 0; i < CALIBRATION_BINS; i++) {
        const struct review_bin *b = &bins[i];
        json_write_object(&json);
        share_json(&json, "from", (double)i / CALIBRATION_BINS, true);
        share_json(&json, "to", (double)(i + 1) / CALIBRATION_BINS, true);
        json_put_whole(&json, "decided", b->count);
        json_put_whole(&json, "same", b->same);
        share_json(&json, "predicted", b->predicted / (double)(b->count > 0 ? b->count : 1),
                   b->count > 0);
        json_write_close(&json);
    }
    json_write_close(&json);
    json_write_key(&json, STR("agreement"));
    json_write_object(&json);
    json_put_whole(&json, "pairs", a->beyond_chance.count);
    json_put_whole(&json, "both_same", a->both_same);
    json_put_whole(&json, "both_different", a->both_different);
    json_put_whole(&json, "first_same", a->first_same);
    json_put_whole(&json, "second_same", a->second_same);
    share_json(&json, "kappa", a->beyond_chance.kappa, !isnan(a->beyond_chance.kappa));
    share_json(&json, "kappa_low", a->beyond_chance.low, !isnan(a->beyond_chance.low));
    share_json(&json, "kappa_high", a->beyond_chance.high, !isnan(a->beyond_chance.high));
    json_write_close(&json);
    json_write_close(&json);
    printf("%.*s\n", PRI(buf_str(&text)));
    buf_free(&text);
}

static int show_figures(struct review_job *job, struct err *err)
{
    struct review_bin bins[CALIBRATION_BINS];
    struct review_agreement agreement;
    int code = review_calibration(job->inquiry.picture.db, job->inquiry.picture.seal, bins, err);
    code = code ? code : review_agreement(job->inquiry.picture.db, &agreement, err);
    if (code == 0 && job->json) {
        figures_json(bins, &agreement);
    } else if (code == 0) {
        print_bins(bins);
        print_agreement(&agreement);
    }
    return code;
}

/* ---- a sitting ---- */

static void prepare(struct review_job *job, size_t at)
{
    if (job->next_at != at) {
        job->next.len = 0;
        job->next_at = at;
        if (at < job->review.count) {
            const struct review_question *q = &job->review.questions[at];
            review_screen_pair(&job->report, q->left, q->right, job->width, job->terminal,
                               &job->next);
        }
    }
}

static void print_weight(const struct review_question *q)
{
    printf("  The model gives %+.1f bits, %.0f in 100, that they are the same.\n",
           (double)q->weight / WEIGHT_ONE, 100 * probability_of(q->weight));
}

/* What the model said, once somebody has answered. */
static void tell_last(const struct review_job *job)
{
    if (job->given_count > 0) {
        const struct given *g = &job->given[job->given_count - 1];
        printf("  Kept: %s.", g->same ? "the same" : "different");
        print_weight(&job->review.questions[g->question]);
    }
}

static void show(struct review_job *job, size_t at, bool answered)
{
    prepare(job, at);
    if (job->terminal) {
        printf("\033[H\033[2J");
    }
    if (answered) {
        tell_last(job);
    }
    printf("\n%zu of %zu\n\n%.*s\n", at + 1, job->review.count, PRI(buf_str(&job->next)));
    printf("s same  d different  l later  u undo the last  w weight  q quit\n");
    fflush(stdout);
    prepare(job, at + 1);
}

/* The pair, into the audit log before it is shown. */
static int tell_pair(struct review_job *job, size_t at, struct err *err)
{
    const struct review_question *q = &job->review.questions[at];
    const struct standing_run *run = &job->review.run;
    const uint32_t both[] = {q->left, q->right};
    int64_t mentions[2];
    for (int i = 0; i < 2; i++) {
        const struct mention_place *p = &run->mentions.places[both[i]];
        mentions[i] = disclosure_subject(run->standing.records[p->source][p->row], p->number);
    }
    return inquiry_tell_mentions(&job->inquiry, STR("pair"), mentions, 2, err);
}

static int answer(struct review_job *job, size_t at, bool same, struct err *err)
{
    struct given *g = &job->given[job->given_count];
    *g = (struct given){.question = at, .same = same};
    int code = review_keep(&job->review, &job->review.questions[at], same, &g->kept, err);
    job->given_count += code == 0;
    return code;
}

/* Back to the question of the last answer. */
static int take_back(struct review_job *job, size_t *at, struct err *err)
{
    if (job->given_count == 0) {
        printf("  There is nothing to undo.\n");
        return 0;
    }
    const struct given *g = &job->given[job->given_count - 1];
    int code = review_take_back(&job->review, &g->kept, err);
    if (code == 0) {
        *at = g->question;
        job->given_count--;
    }
    return code;
}

static int sit(struct review_job *job, struct err *err)
{
    size_t at = 0;
    bool shown = false;
    bool answered = false;
    int code = 0;
    while (code == 0 && at < job->review.count) {
        if (!shown) {
            code = tell_pair(job, at, err);
            if (code != 0) {
                break;
            }
            show(job, at, answered);
        }
        shown = true;
        answered = false;
        int key = keys_read();
        size_t before = at;
        if (key == 's' || key == 'd') {
            code = answer(job, at, key == 's', err);
            at++;
            answered = true;
        } else if (key == 'l') {
            job->later++;
            at++;
        } else if (key == 'u') {
            code = take_back(job, &at, err);
        } else if (key == 'w') {
            print_weight(&job->review.questions[at]);
            fflush(stdout);
        } else if (key == 'q' || key == KEYS_ENDED) {
            break;
        }
        shown = at == before;
    }
    if (answered) {
        tell_last(job);
    }
    return code;
}

static void tell_sitting(const struct review_job *job)
{
    size_t same = 0;
    for (size_t i = 0; i < job->given_count; i++) {
        same += job->given[i].same;
    }
    printf("\n%zu answered: %zu the same, %zu different; %zu left for later.\n", job->given_count,
           same, job->given_count - same, job->later);
}

static int review_pairs(struct review_job *job, struct err *err)
{
    struct str who;
    struct review *r = &job->review;
    struct review_agreement agreement;
    struct winsize window;
    int code = decide_who(job->name, &who, err);
    code = code ? code
                : review_begin(&job->inquiry.picture, who, job->threads, &job->progress, r, err);
    progress_end(&job->progress);
    if (code == 0 && job->inquiry.picture.shown != NULL) {
        code = standing_run_call(&r->run, &job->inquiry.picture, err);
    }
    if (code != 0) {
        return code;
    }
    job->terminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
    job->width = 80;
    if (job->terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0) {
        job->width = window.ws_col;
    }
    job->input = (struct report_input){.tables = r->run.standing.tables,
                                       .mappings = r->run.standing.mappings,
                                       .table_count = r->run.standing.count,
                                       .mentions = &r->run.mentions,
                                       .run = &r->run.run,
                                       .entity_names = r->run.names,
                                       .from_home = true};
    report_begin(&job->input, &job->report);
    job->next_at = SIZE_MAX;
    job->given = mem_must_array(r->count, sizeof *job->given);
    code = keys_begin(err);
    code = code ? code : sit(job, err);
    keys_end();
    if (code == 0 && r->count == 0) {
        printf("There is nothing to ask: no pair is in doubt that nobody has decided.\n");
    } else if (code == 0) {
        tell_sitting(job);
    }
    code = code ? code : review_agreement(job->inquiry.picture.db, &agreement, err);
    if (code == 0) {
        print_agreement(&agreement);
    }
    report_free(&job->report);
    mem_free(job->given);
    buf_free(&job->next);
    return code;
}

int review_command(const struct command *self, int argc, char **argv)
{
    struct review_job *job = mem_must_array(1, sizeof *job); /* megabytes: too large for a stack */
    uint64_t threads = (uint64_t)parallel_cores();
    job->start = ".";
    job->asked = (struct inquiry_options){.system = "cantref review",
                                          .purpose = INQUIRY_DATA_QUALITY,
                                          .case_reference = "",
                                          .break_glass = "",
                                          .day = calendar_today()};
    const struct option_row rows[] = {
        OPTION_HOME(job->start),
        OPTION_PURPOSE(job->asked.purpose),
        OPTION_CASE(job->asked.case_reference),
        {"as", 0, OPTION_TEXT, "NAME", "who answers (default: the system's user)",
         .text = &job->name},
        {"calibration", 0, OPTION_FLAG, "",
         "show how the answers so far compare with what the model said", .flag = &job->calibration},
        {"threads", 0, OPTION_WHOLE, "N", "threads (default: one a core)", .number = &threads,
         .min = 1, .max = THREADS_MAX},
        {"json", 0, OPTION_FLAG, "", "with --calibration: print one JSON object",
         .flag = &job->json},
    };
    struct options options = {.rows = rows, .count = sizeof rows / sizeof rows[0]};
    int status;
    if (!options_parse(self, &options, argc, argv, &status)) {
        mem_free(job);
        return status;
    }
    struct err err = {0};
    size_t left_out = 0;
    job->asked.start = job->start;
    job->threads = (int)threads;
    job->progress = progress_begin();
    int code = job->json && !job->calibration
                   ? err_set(&err, ERR_USAGE, "--json goes with --calibration")
                   : inquiry_open(&job->asked, &job->inquiry, &err);
    code = code ? code : inquiry_show_joined(&job->inquiry, &left_out, &err);
    code = code ? code : job->calibration ? show_figures(job, &err) : review_pairs(job, &err);
    progress_end(&job->progress);
    review_end(&job->review);
    int closed = inquiry_close(&job->inquiry, code == 0 ? &err : NULL);
    code = code ? code : closed;
    if (code != 0) {
        err_print("cantref review", &err);
    }
    mem_free(job);
    return err_exit_status(code);
}
